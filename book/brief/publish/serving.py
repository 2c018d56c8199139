"""Serves the book on this machine and keeps it up to date: `brief serve`.

This process watches the sources and answers browsers; another one builds, and starts anew when code or settings
change. After a change, a page is answered when it is up to date. Open pages reload when they differ, and show a fault
over the last good page: by a script that is in no published file.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import html
import http.server
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import watchfiles

from brief import paths
from brief.check.citing import Stale
from brief.errors import BriefError
from brief.files import sha256
from brief.pages import processes

SCRIPT = Path(__file__).parent / "templates" / "live.js"
LOOPBACK = "127.0.0.1"
OWN = "-"
"""Folder of what only this server has."""
STEP_MILLISECONDS, MOST_MILLISECONDS = 30, 300
"""How long nothing must change until changes are taken up, and how long at most: editors write a file in steps."""
HEARTBEAT_SECONDS = 15
"""After which an open page is sent something, so that one which was closed is noticed."""
PATIENCE_SECONDS = 120
"""How long a page is waited for."""


@dataclass(frozen=True)
class Change:
    """Files that changed, and the pages that are being looked at.

    Attributes:
        number: of this change; the process that builds starts with one that names no file.
        files: that changed.
        shown: names of the pages.
    """

    number: int
    files: frozenset[Path]
    shown: frozenset[str]


@dataclass(frozen=True)
class Result:
    """What a change leads to: a site that is up to date, or a fault.

    Attributes:
        number: of the change.
        folder: of the site.
        pages: that the site has; None if it is whole.
        fault: in one message.
        left_out: what a whole site goes without, and why.
    """

    number: int
    folder: Path | None = None
    pages: frozenset[str] | None = None
    fault: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadAgain:
    """The passages that cite what differs from the sealed edition, after a change with a number."""

    number: int
    passages: tuple[Stale, ...]


# --- the process that builds --------------------------------------------------------------------------------


def _build(connection: Connection, folder: str) -> None:
    """Build after each change, until the server ends."""
    processes.lead_group()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # faults are sent, and libraries print much else
        os.dup2(nowhere, stream)
    from brief.publish import building
    from brief.publish.preview import Preview

    tempfile.tempdir = folder
    preview: Preview | None = None
    gc.disable()  # while somebody waits; nearly all objects stay in use
    with contextlib.suppress(EOFError, OSError):  # the server has ended
        while True:
            change = connection.recv()
            while connection.poll():
                later = connection.recv()
                change = Change(later.number, change.files | later.files, later.shown)
            try:
                preview = preview or Preview(Path(folder))
                for site in preview.update(change.files, change.shown):
                    left_out = tuple(building.left_out()) if site.pages is None else ()
                    connection.send(Result(change.number, site.folder, site.pages, left_out=left_out))
                    if connection.poll():  # what is not finished is done after the next change
                        break
                else:
                    if preview.moved:
                        connection.send(ReadAgain(change.number, tuple(preview.to_read_again())))
                    gc.collect()
                    gc.freeze()  # so that the next time is short
            except BriefError as error:
                connection.send(Result(change.number, fault=str(error)))
            except Exception:
                connection.send(Result(change.number, fault=traceback.format_exc()))


class _Builder:
    """The process that builds.

    Args:
        folder: for what it writes.
        receive: called with each result, in another thread.
    """

    def __init__(self, folder: Path, receive: Callable[[Result | ReadAgain], None]) -> None:
        self._folder, self._receive = folder, receive
        self._number = 0
        self._start()

    def _start(self) -> None:
        connection, theirs = multiprocessing.Pipe()
        self._connection: Connection | None = connection
        folder = tempfile.mkdtemp(dir=self._folder)
        self._process = multiprocessing.get_context("spawn").Process(target=_build, args=(theirs, folder))
        processes.start_uninterrupted(self._process)
        theirs.close()
        threading.Thread(target=self._listen, args=[connection], daemon=True).start()

    def _listen(self, connection: Connection) -> None:
        try:
            while True:
                self._receive(connection.recv())
        except (EOFError, OSError):
            if connection is self._connection:  # nobody stopped the process
                self._receive(Result(self._number, fault=_why_nothing_is_built()))

    def build(self, change: Change) -> None:
        """Build after a change; the process starts anew if that concerns code or settings."""
        self._number = change.number
        if not all(map(_is_source, change.files)) or not self._process.is_alive():
            self.stop()
            self._start()
        with contextlib.suppress(OSError):  # the process has died, which `_listen` reports
            assert self._connection is not None
            self._connection.send(change)

    def stop(self) -> None:
        """End the process, and all that it started."""
        connection, self._connection = self._connection, None
        processes.kill_group(self._process)
        if connection is not None:
            connection.close()


def _why_nothing_is_built() -> str:
    """Return why the process that builds does not start, or what is known when it died."""
    command = [sys.executable, "-c", "import brief.publish.preview"]
    started = subprocess.run(command, capture_output=True, text=True, cwd=paths.BOOK)
    return started.stderr.strip() if started.returncode else "the process that builds died; save a file to start it"


# --- what browsers get --------------------------------------------------------------------------------------


class Served:
    """What is served: sites, and the fault of the last change.

    After a change no page is answered until it is up to date, or there is a fault.

    Attributes:
        fault: of the last change, in one message; "" if there is none.
    """

    def __init__(self) -> None:
        self.fault = ""
        self._condition = threading.Condition()
        self._number = self._results = 0
        self._finished = False
        self._first: Result | None = None
        self._earlier_first: Result | None = None
        self._whole: Path | None = None
        self._open: Counter[str] = Counter()

    def begin(self, files: Iterable[Path]) -> Change:
        """Return a change with its number; no page is answered until it is built, but those that are up to date."""
        with self._condition:
            self._number += 1
            self._earlier_first = self._first or self._earlier_first
            self._finished, self._first = False, None
            return Change(self._number, frozenset(files), frozenset(name for name in self._open if self._open[name]))

    def take(self, result: Result) -> bool:
        """Serve a result, unless there is a later change, and return whether it is served."""
        with self._condition:
            if result.number != self._number:
                return False
            self.fault = result.fault
            if result.fault:
                self._finished = True
            elif result.pages is not None:
                self._first = result
            else:
                self._whole, self._finished = result.folder, True
                self._first = self._earlier_first = None
            self._results += 1
            self._condition.notify_all()
            return True

    def folder(self, path: str) -> Path | None:
        """Wait until a file is up to date, or a change has failed, and return the folder of the site that has it.

        Args:
            path: of the file in the site.

        Returns:
            None if no site has been built yet.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._finished or self._folder_of(path), PATIENCE_SECONDS)
            return self._folder_of(path)

    def _folder_of(self, path: str) -> Path | None:
        """Return the folder of the site that has a file, if it is up to date, or the last good one after a fault."""
        for first in (self._first, self._earlier_first if self.fault else None):
            if first and first.pages and (path.startswith("_static/") or path.removesuffix(".html") in first.pages):
                return first.folder
        return self._whole if self._finished else None

    @contextlib.contextmanager
    def opened(self, page: str) -> Iterator[None]:
        """Have a page count as one that is being looked at."""
        with self._condition:
            self._open[page] += 1
        try:
            yield
        finally:
            with self._condition:
                self._open[page] -= 1

    def states(self, page: str) -> Iterator[tuple[str, str]]:
        """Yield the fault and the digest of a page as it is answered, "" while it is not; again after each result."""
        while True:
            with self._condition:
                results = self._results
                folder = self._folder_of(f"{page}.html")
            file = folder / f"{page}.html" if folder else None
            yield self.fault, _digest(file.read_bytes()) if file and file.is_file() else ""
            with self._condition:
                if self._results == results:
                    self._condition.wait(HEARTBEAT_SECONDS)


def _digest(page: bytes) -> str:
    """Return a digest of a page, without the versions of the files that it loads."""
    return sha256(re.sub(rb"\?v=\w+", b"", page))


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Answers with files of the site, and tells open pages when they differ."""

    def __init__(self, *arguments: Any, served: Served) -> None:
        self._served = served
        super().__init__(*arguments)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer with a file, the script of open pages, or what happens to them."""
        try:
            address, host = urlsplit(self.path), urlsplit(f"//{self.headers.get('Host', LOOPBACK)}").hostname
        except ValueError:
            return self.send_error(400)
        if host not in {LOOPBACK, "localhost"}:  # another site, whose name was made to lead here, would read the book
            return self.send_error(421)
        path = unquote(address.path).lstrip("/")
        if not path.isprintable():
            return self.send_error(404)
        if not path or path.endswith("/"):
            path += "index.html"
        if path == f"{OWN}/live.js":
            self._send(SCRIPT.read_bytes(), "text/javascript")
        elif path == f"{OWN}/events":
            self._send_events(parse_qs(address.query))
        elif (folder := self._served.folder(path)) is None:
            self._send_page(path, f"<head></head><pre>{html.escape(self._served.fault)}</pre>".encode())
        else:
            self.directory = str(folder)
            file = Path(self.translate_path(f"/{path}"))
            if file.suffix == ".html" and file.is_file():
                self._send_page(path, file.read_bytes())
            else:
                super().do_GET()

    def do_HEAD(self) -> None:
        """Answer nothing: no browser asks so."""
        self.send_error(501)

    def _send_page(self, path: str, content: bytes) -> None:
        """Send a page with the script that has it reload."""
        name = html.escape(path.removesuffix(".html"))
        script = f'<script defer src="/{OWN}/live.js" data-page="{name}" data-digest="{_digest(content)}"></script>'
        before, head, after = content.partition(b"</head>")
        self._send(before + script.encode() + head + after, "text/html; charset=utf-8")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Have browsers ask for each file each time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _send_events(self, query: dict[str, list[str]]) -> None:
        """Tell a page the fault that there is, and when to reload, as long as it is open."""
        page, digest = (query.get(name, [""])[0] for name in ("page", "digest"))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with self._served.opened(page), contextlib.suppress(OSError):  # it is closed
            for fault, now in self._served.states(page):
                event = {"fault": fault, "reload": now not in {"", digest}}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())


# --- both together ------------------------------------------------------------------------------------------


def serve(
    port: int,
    started: Callable[[str], None],
    report: Callable[[Result, float], None],
    read_again: Callable[[Sequence[Stale]], None],
) -> None:
    """Serve the book on the loopback interface, up to date, until it is interrupted.

    Args:
        port: any free one if it is 0.
        started: called with the address.
        report: called with each result, and the seconds since the change.
        read_again: called with the passages that cite what differs from the sealed edition, whenever these change.

    Raises:
        BriefError: if the port is taken.
    """
    served = Served()
    try:
        handler = functools.partial(_Handler, served=served)
        server = http.server.ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise BriefError(f"port {port} cannot be used: {error.strerror}; try another with --port") from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    begun = time.monotonic()

    told: tuple[Stale, ...] = ()

    def receive(result: Result | ReadAgain) -> None:
        nonlocal told
        if isinstance(result, ReadAgain):
            if result.passages != told:
                told = result.passages
                read_again(told)
        elif served.take(result):
            report(result, time.monotonic() - begun)
            if result.folder and result.pages is None:
                _delete_other_sites(result.folder)

    with server, tempfile.TemporaryDirectory(prefix="brief-serve-", ignore_cleanup_errors=True) as folder:
        builder = _Builder(Path(folder), receive)
        try:
            builder.build(served.begin([]))
            started(f"http://{LOOPBACK}:{server.server_port}/")
            for files in _changes():
                begun = time.monotonic()
                builder.build(served.begin(files))
        finally:
            builder.stop()
            server.shutdown()


def _delete_other_sites(site: Path) -> None:
    """Delete the sites before a whole one, and what processes that were ended have left."""
    for other in (*site.parent.glob("site-*"), *site.parent.parent.iterdir()):
        if other not in {site, site.parent}:
            shutil.rmtree(other, ignore_errors=True)


def _changes() -> Iterator[set[Path]]:
    """Yield files of the book that changed, whenever some do."""
    watched = (paths.BOOK, paths.DATA, paths.ARTICLE.parent)
    for changes in watchfiles.watch(
        *watched, watch_filter=_Filter(), step=STEP_MILLISECONDS, debounce=MOST_MILLISECONDS, rust_timeout=500
    ):
        yield {Path(name) for _, name in changes}


class _Filter(watchfiles.DefaultFilter):
    """Leaves out what is built, and what editors and Python leave behind."""

    ignore_dirs = (*watchfiles.DefaultFilter.ignore_dirs, paths.SITE.parent.name)


def _is_source(file: Path) -> bool:
    """Return whether a file is a page, a table or what belongs to them, and no code or setting."""
    return file.parent in {paths.DATA, paths.ARTICLE.parent} or (file.parent == paths.BOOK and file.suffix == ".md")
