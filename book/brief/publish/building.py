"""Building the site: as `jupyter-book build book --all -W -n` does, but whole or not at all.

Each fault is told in one message. The same sources and pins give the same bytes, to the last file of the site: wherever
it is built, when, by whom, and in whatever language and time zone. `checksums.txt` in the site is their digest.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jsonschema import ValidationError
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from brief import paths
from brief.errors import BriefError
from brief.files import locked
from brief.pages import execution
from brief.pages.processes import Executor
from brief.publish import outputs, pictures
from brief.rerun import runtime
from brief.tables import validation
from brief.vendor import assets, chart_script

MARKER = ".brief-site"
"""In the folder of a site: that it was written here. In a folder to build in: the name of the site's folder."""
_ASIDE, _OLD = ".building-", "old"
"""How the name of a folder to build in begins, and what the site that is to be replaced is called in it."""
BUILD_INFO = ".buildinfo"
"""Note of Sphinx to itself, to build further on an old site: no two are alike, and here each site is built anew."""
PICTURES = "static pictures of the charts"
"""What a build without Chromium goes without, as `Built.left_out` names it."""
Report = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True)
class Built:
    """A finished site: where it is, its pages, how many seconds it took, what was left out."""

    site: Path
    pages: int
    seconds: float
    left_out: list[str]


def build(site: Path = paths.SITE, report: Report = lambda what, done, of: None) -> Built:
    """Validate the tables, execute the pages and write the site.

    All pages are executed. The site is built aside and put in place when it is whole; an old one stays until then.

    Args:
        site: folder of the site; replaced if it holds one.
        report: for progress.

    Raises:
        BriefError: if a table, a page or a cell is at fault, or the folder holds something else than a site.
    """
    begun = time.perf_counter()
    gc.disable()  # nearly all that is made is kept: to look through it again and again takes a fifth of the time
    try:
        return _built(site, report, begun)
    finally:
        gc.freeze()  # nor at the end
        gc.enable()


def _built(site: Path, report: Report, begun: float) -> Built:
    _require_replaceable(site)
    _left_out()  # gets what is not there yet, before anything is begun; what cannot be got is told at the end
    names = execution.page_names()
    finished: list[str] = []

    def done(page: str) -> None:
        finished.append(page)
        report("executing pages", len(finished), len(names))

    with Executor() as executor:
        validation.require_valid()
        pages = execution.execute(names, executor.run, done, keep=True)
    with _aside(site) as aside:
        report("writing pages", 0, len(pages))
        with outputs.given({page.name: page.outputs for page in pages}):
            _sphinx(aside)
        report("writing pages", len(pages), len(pages))
        new = aside / "html"
        (new / BUILD_INFO).unlink(missing_ok=True)
        (new / MARKER).write_text("Written by `brief build`, which replaces this folder.\n", encoding="utf-8")
        (new / paths.CHECKSUMS).write_bytes(_checksums(new).encode())
        _put_in_place(aside, site)
    return Built(site, len(pages), time.perf_counter() - begun, _left_out())


@contextlib.contextmanager
def _aside(site: Path) -> Iterator[Path]:
    """Yield a folder beside that of the site, to build in; at the end it is removed, and an old site goes back.

    What a build that was killed has left there is removed before.
    """
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BriefError(f"{site.parent}: cannot be a folder: {error.strerror}") from error
    with contextlib.ExitStack() as stack:
        with locked(site.parent) as alone:
            for left in site.parent.glob(f"{_ASIDE}*") if alone else ():
                with contextlib.suppress(OSError, ValueError), locked(left, wait=False) as abandoned:
                    if abandoned:  # that of a build under way is locked
                        _remove(left)
            try:
                aside = Path(tempfile.mkdtemp(dir=site.parent, prefix=_ASIDE))
            except OSError as error:
                raise BriefError(f"{site.parent}: cannot be written to: {error.strerror}") from error
            stack.enter_context(locked(aside))
            stack.callback(_remove, aside)
            (aside / MARKER).write_text(site.name, encoding="utf-8")
        yield aside


def _put_in_place(aside: Path, site: Path) -> None:
    with locked(site.parent):  # of several builds one at a time; the last one stays
        _require_replaceable(site)
        if site.exists():
            site.rename(aside / _OLD)
        (aside / "html").rename(site)


def _remove(aside: Path) -> None:
    """Remove a folder that `_aside` made, after putting back the old site if no other stands in its place."""
    marker = aside / MARKER
    if marker.is_file():
        site = aside.with_name(marker.read_text(encoding="utf-8"))
        if (aside / _OLD).exists() and not site.exists():
            (aside / _OLD).rename(site)
        for made in aside.iterdir():
            if made != marker:
                shutil.rmtree(made, ignore_errors=True)
        marker.unlink()  # last, so that if this is cut off the next build goes on with it
    with contextlib.suppress(OSError):  # without the marker it is ours only if nothing is in it
        aside.rmdir()


def _require_replaceable(site: Path) -> None:
    """Make sure that what stands at the site's place was built here: nothing else is ever deleted."""
    if file := next((place for place in (site, *site.parents) if place.exists() and not place.is_dir()), None):
        raise BriefError(f"{file} is a file; expected a folder for the site")
    found = {path.name for path in site.iterdir()} if site.is_dir() else set()
    hidden = {name for name in found if name.startswith(".")} - {MARKER, BUILD_INFO, ".nojekyll"}
    if found and (MARKER not in found or hidden):
        what = f"{min(hidden)!r}" if hidden and MARKER in found else "files that `brief build` did not write"
        raise BriefError(f"{site} holds {what}; expected an empty folder, a new one, or one that it wrote")


def _checksums(site: Path) -> str:
    """Return a line for each file of a site, by its path: the SHA-256 of its bytes, two spaces, the path."""
    paths_in_site = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return "".join(f"{hashlib.sha256((site / path).read_bytes()).hexdigest()}  {path}\n" for path in paths_in_site)


def _left_out() -> list[str]:
    """Return what the site goes without, and why."""
    wanted: dict[str, Callable[[], object]] = {
        "coastlines and borders on maps": assets.map_outlines,
        "the small chart script": chart_script.script,
        "the button that re-executes a page": runtime.files,
        PICTURES: pictures.stamp,
    }
    left_out = []
    for what, get in wanted.items():
        try:
            get()
        except BriefError as error:
            left_out.append(f"{what}: {error}")
    return left_out


def _sphinx(aside: Path) -> None:
    overrides = {"latex_individualpages": False, "nitpicky": True}  # the first is what jupyter-book's command adds
    try:
        config, _ = get_final_config(
            user_yaml=paths.BOOK / "_config.yml", sourcedir=paths.BOOK, cli_config=overrides, raise_on_invalid=True
        )
    except (ValidationError, TypeError, AttributeError) as error:  # the latter where a setting has another form
        raise BriefError(f"_config.yml: {str(error).splitlines()[0]}") from error
    warnings = io.StringIO()
    try:
        with patch_docutils(None), docutils_namespace():
            app = Sphinx(
                srcdir=paths.BOOK,
                confdir=None,
                outdir=aside / "html",
                doctreedir=aside / "doctrees",
                buildername="html",
                confoverrides=config,
                status=None,
                warning=warnings,
                freshenv=True,
                warningiserror=True,
                keep_going=True,
                parallel=os.cpu_count() or 1,
            )
            app.build(force_all=True)
    except SphinxError as error:
        if isinstance(disk := getattr(error, "orig_exc", None), OSError):  # met by an extension: a full disk, for one
            raise BriefError(f"{disk.filename2 or disk.filename}: {disk.strerror}") from error
        raise BriefError(f"{error.category}: {error}") from error
    told = [_relative(line) for line in warnings.getvalue().splitlines() if line.strip()]
    if app.statuscode or told:
        raise BriefError("\n".join(told) or "the build failed without a word")


def _relative(line: str) -> str:
    """Return a warning of Sphinx without colours and without the path of this machine."""
    return re.sub(r"\x1b\[[0-9;]*m", "", line).replace(f"{paths.BOOK}/", "").strip()
