"""The command `brief`: validate the tables, build the book, re-execute and compare it.

Exit codes: 0 all is well; 1 a fault or a difference was found, and told; 2 the command was misused;
130 it was stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import http.server
import io
import json
import os
import signal
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from brief import paths
from brief.check import site_copies
from brief.errors import BriefError
from brief.files import read_text, write_whole

if TYPE_CHECKING:
    from brief.check.dependence import FigureTrace, RowTrace
    from brief.publish.building import Report

SHOWN = 12
"""How many differences of one item are printed."""
Kinds = tuple[tuple[str, str], ...]
"""Kinds of things that a check compares, each with what it calls several of them."""


class _Output(Console):
    """A console whose reader may have gone: that is told like any other fault of the output."""

    def on_broken_pipe(self) -> None:
        """Let the error go on."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads it to the end")


out = _Output(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def _progress() -> Iterator[Report]:
    """Yield a function to report progress: a bar on a terminal, plain lines in a log."""
    if not err.is_terminal:
        last = ""

        def line(what: str, done: int, of: int) -> None:
            nonlocal last
            if what != last or done == of:
                err.print(f"{what}: {done} of {of}")
            last = what

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda what, done, of: progress.update(task, description=what, completed=done, total=of)


def data(arguments: argparse.Namespace) -> int:
    """Validate every table and print each problem, or write the codebook."""
    from brief import tables
    from brief.tables import codebook, validation

    begun = time.perf_counter()
    problems = validation.problems()
    for problem in problems:
        out.print(Text(str(problem)))
    if problems:
        err.print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
        return 1
    if arguments.codebook:
        write_whole(paths.CODEBOOK, codebook.text())
        out.print(f"wrote {paths.CODEBOOK.relative_to(paths.ROOT)}")
    rows = sum(len(tables.table(name)) for name in tables.names())
    out.print(f"{len(tables.names())} tables, {rows:,} rows: valid ({time.perf_counter() - begun:.1f} s)")
    return 0


def build(arguments: argparse.Namespace) -> int:
    """Build the site, and beside it, if that is wanted, the brief as one PDF and the site as one ZIP."""
    from brief.publish import building

    if arguments.pdf:
        from brief.publish import paper

        paper.browser()  # that there is none should not take a minute to learn
    with _progress() as report:
        built = building.build(arguments.out, report)
    for what in built.left_out:
        err.print(Text(f"left out: {what}"))
    out.print(Text(f"{built.pages} pages in {built.seconds:.1f} s: {_shown(built.site)}/index.html"))
    if arguments.pdf:
        pdf = built.site.with_name(paper.NAME)
        pages = paper.write(built.site, pdf)
        out.print(Text(f"{pages} pages on paper, {pdf.stat().st_size / 1e6:.1f} MB: {_shown(pdf)}"))
    if arguments.zip:
        from brief.publish import archive

        packed = built.site.with_name(archive.SITE_NAME)
        archive.write_site(built.site, packed)
        out.print(Text(f"the site in one file, {packed.stat().st_size / 1e6:.1f} MB: {_shown(packed)}"))
    return 0


def _shown(path: Path) -> Path:
    with contextlib.suppress(ValueError):
        return path.relative_to(Path.cwd())
    return path


def _execute() -> tuple[dict, list]:
    """Return the edition that the book makes now, and its executed pages."""
    from brief.check import edition
    from brief.pages import execution
    from brief.pages.processes import Executor
    from brief.tables import validation

    names = execution.page_names()
    with _progress() as report, Executor() as executor:
        validation.require_valid()
        finished: list[str] = []

        def done(name: str) -> None:
            finished.append(name)
            report("executing pages", len(finished), len(names))

        pages = execution.execute(names, executor.run, done)
    return edition.of(pages), pages


def check(arguments: argparse.Namespace) -> int:
    """Re-execute every page and compare with the sealed edition, or build the site and compare a published copy."""
    if arguments.site is not None:
        return _check_site(arguments.site, arguments.json)
    from brief.check import certificate, compare, edition

    sealed = edition.read()
    try:
        computed, pages = _execute()
    except BriefError as fault:  # an altered row or line may be the cause, and not where the fault shows
        raise BriefError("\n".join([str(fault), *edition.altered_sources(sealed, SHOWN)])) from fault
    items = edition.comparison(sealed, computed, pages)
    if arguments.certificate:
        checksums = certificate.checksums()
        record = certificate.of(items, pages, read_text(paths.MANIFEST), checksums)
        certificate.write(record, items, checksums, arguments.certificate)
    return _print_items(items, arguments.json, compare.KINDS, compare.COUNTED)


def _check_site(copy: site_copies.Copy, as_json: bool) -> int:
    """Build the site aside, compare a published copy with it, and return the exit code."""
    from brief.check import site
    from brief.publish import building

    copy.names()  # that there is no copy should not take a minute to learn
    with tempfile.TemporaryDirectory(prefix="brief-site-") as aside, _progress() as report:
        built = building.build(Path(aside) / "site", report)
        if missing := [what for what in built.left_out if not what.startswith(building.PICTURES)]:
            raise BriefError(f"the copy cannot be compared, as the site cannot be built whole here: {missing[0]}")
        items = site.compare(built.site, copy, report)
    code = _print_items(items, as_json, site.KINDS, site.COUNTED)
    if (remarks := site.remarks(items)) and not as_json:
        out.print(remarks)
    return code


def _print_items(items: list, as_json: bool, kinds: Kinds, counted: set[str]) -> int:
    """Print what was compared and what differs, for a person or a program, and return the exit code."""
    from brief.check import compare

    code = 0 if all(item.matches for item in items) else 1
    if as_json:
        print(json.dumps(compare.report(items), indent=1))  # in ASCII: any terminal can show it
        return code
    out.print(_table(items, kinds, counted))
    for item in items:
        if not item.matches:
            out.print(Text(f"\n{item.kind} {item.name}{f' on {item.page}' if item.page else ''}"))
            for difference in item.differences[:SHOWN]:
                out.print(Text(f"  {difference}"))
            if len(item.differences) > SHOWN:
                out.print(f"  and {len(item.differences) - SHOWN} more")
    out.print(f"\n{compare.summary(*compare.tally(items), kinds)}")
    return code


def _table(items: list, kinds: Kinds, counted: set[str]) -> Table:
    """Return the table of results: a line for each item, or for all items of a page whose kind is only counted."""
    from brief.check.compare import HEADINGS

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading)
    for item in items:
        if item.kind not in counted:
            table.add_row(Text(item.page or "-"), Text(item.name), item.size, _result([item]))
    for kind, plural in kinds:
        if kind not in counted:
            continue
        for page in dict.fromkeys(item.page for item in items if item.kind == kind):
            group = [item for item in items if item.kind == kind and item.page == page]
            table.add_row(Text(page or "-"), f"{len(group)} {plural}", "", _result(group))
    return table


def _result(items: list) -> Text:
    """Return whether one item, or each of several, matches."""
    differ = sum(not item.matches for item in items)
    if not differ:
        return Text("match" if len(items) > 1 else "matches", "green")
    return Text(f"{differ} DIFFER" if len(items) > 1 else "DIFFERS", "bold red")


def seal(arguments: argparse.Namespace) -> int:
    """Execute every page twice, require that both give the same edition, print what changed, and seal it."""
    from brief.check import certificate, compare, edition

    first, pages = _execute()
    with contextlib.suppress(BriefError):  # no earlier edition, or a damaged one: nothing to compare with
        changed = [item for item in edition.comparison(edition.read(), first, pages) if not item.matches]
        for item in changed:
            out.print(Text(f"{item.kind} {item.name}: {'; '.join(item.differences[:SHOWN])}"))
        if not changed:
            out.print("nothing changed")
    files = edition.as_files(first)
    second, pages = _execute()
    items = edition.comparison(edition.parsed(files), second, pages)
    if not all(item.matches for item in items):
        err.print("not sealed: a second execution gives another edition")
        return _print_items(items, False, compare.KINDS, compare.COUNTED)
    certificate.seal(files, items, pages)
    out.print(f"sealed {len(pages)} pages in {paths.SEALED.relative_to(paths.ROOT)}")
    out.print(compare.summary(*compare.tally(items)))
    return 0


def trace(arguments: argparse.Namespace) -> int:
    """Tell what depends on a row, or which rows a figure rests on: by changing rows and executing pages again."""
    from brief.check import dependence
    from brief.pages.processes import Executor
    from brief.tables import validation

    validation.require_valid()
    dependence.require(arguments.what)
    table, colon, key = arguments.what.partition(":")
    with _progress() as report, Executor() as executor:
        report("executing pages", 0, 1)
        measured = dependence.Measurement(executor)
        report("executing pages", 1, 1)
        found: dependence.RowTrace | dependence.FigureTrace
        if colon:
            found = dependence.row_trace(measured, table, key, report)
        else:
            found = dependence.figure_trace(measured, arguments.what, report)
    if arguments.json:
        print(json.dumps(asdict(found), indent=1))  # in ASCII: any terminal can show it
    elif isinstance(found, dependence.RowTrace):
        _tell_row(found)
    else:
        _tell_figure(found)
    return 0


def _tell_row(found: RowTrace) -> None:
    out.print(Text(f"{found.table}:{found.key}", "bold"))
    for column, value in found.row.items():
        out.print(Text(f"  {column}: {value}"))
    for what in sorted(found.moves, key=lambda what: (not what.startswith("page"), what.split(" on ")[-1], what)):
        out.print(Text(f"\n{what}", "bold"))
        for column, how in found.moves[what].items():
            more = f" (and {len(how) - 1} more)" if len(how) > 1 else ""
            out.print(Text(f"  {column or 'the row taken out'}: {how[0]}{more}"))
    if not found.moves:
        out.print("\nnothing depends on it")
    elif found.still:
        out.print(f"\nnothing moves with {', '.join(found.still)}")


def _tell_figure(found: FigureTrace) -> None:
    out.print(Text(f"{found.figure} on {found.page}: {found.title}", "bold"))
    for table, keys in found.rows.items():
        out.print(Text(f"\n{table}, {len(keys)} rows", "bold"))
        out.print(Text(f"  {', '.join(keys)}"))
    for heading, names in (("who says so first", found.originators), ("documents", found.documents)):
        out.print(Text(f"\n{heading}, {len(names)}", "bold"))
        out.print(Text(f"  {', '.join(names)}"))


def serve(arguments: argparse.Namespace) -> int:
    """Build the site, serve it on the loopback interface and open it."""
    from brief.publish import building

    handler = functools.partial(_Quiet, directory=str(paths.SITE))
    try:  # before the build: that a port is taken should not take a minute to learn
        server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), handler)
    except OSError as error:
        raise BriefError(f"port {arguments.port} cannot be used: {error.strerror}; try another with --port") from error
    with _progress() as report:
        building.build(report=report)
    address = f"http://127.0.0.1:{server.server_port}/"
    out.print(f"{address} (stop with Ctrl-C)")
    if not arguments.no_open:
        webbrowser.open(address)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that prints nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a folder")
    try:
        return Path(text).resolve()
    except (OSError, RuntimeError) as error:  # a loop of links, for one
        raise argparse.ArgumentTypeError(f"{text!r} leads nowhere: {error}") from error


def _record(text: str) -> Path:
    path = _folder(text)
    if path.suffix not in {"", ".json"}:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a name that ends in .json, or has no ending")
    return path.with_suffix(".json")


def _site(text: str) -> site_copies.Copy:
    try:
        return site_copies.at(text)
    except BriefError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected 0 to 65535")
    return int(text)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="brief", description="The brief: build it, check it, serve it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function: object, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__, help=help_text, description=help_text)  # type: ignore[attr-defined]
        added.set_defaults(run=function)
        return added

    added = command(data, "validate the shared tables; print each problem as file:row:column")
    added.add_argument("--codebook", action="store_true", help="also write data/README.md from the description")
    added = command(build, "validate the tables, execute the pages of which anything changed, and write the site")
    added.add_argument(
        "--out", type=_folder, default=paths.SITE, metavar="DIR", help="folder of the site (book/_build/html)"
    )
    added.add_argument("--pdf", action="store_true", help="also write libya-brief.pdf beside it, the brief on paper")
    added.add_argument("--zip", action="store_true", help="also write libya-brief-site.zip beside it, to read offline")
    added = command(check, "re-execute every page and compare it with the sealed edition")
    added.add_argument("--json", action="store_true", help="print what was compared, and what differs, for a program")
    either = added.add_mutually_exclusive_group()
    either.add_argument(
        "--certificate", type=_record, metavar="FILE", help="also write a record of the check, FILE.json and FILE.html"
    )
    either.add_argument(
        "--site",
        type=_site,
        metavar="DIR_OR_URL",
        help="build the site aside, and compare a published copy with it instead: a folder or an address",
    )
    command(seal, "re-execute every page and seal what it shows, on purpose")
    added = command(trace, "tell what depends on a row, or which rows a figure rests on: measured, not declared")
    added.add_argument("what", metavar="TABLE:ROW|FIGURE", help="such as facts:air-074, or fig-airpower-fighters")
    added.add_argument("--json", action="store_true", help="tell it to a program")
    added = command(serve, "build the book and open it on this machine")
    added.add_argument("--port", type=_port, default=0, help="port on the loopback interface (any free one)")
    added.add_argument("--no-open", action="store_true", help="do not open a browser")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    try:
        code = parsed.run(parsed)
        if sys.stdout is not None:  # None: closed before this began
            sys.stdout.flush()  # what could not be written is told here, and not after the end
        return code
    except BriefError as error:
        err.print(Text(str(error)))
        return 1
    except KeyboardInterrupt:
        err.print("stopped")
        return 130
    except OSError as error:
        err.print(Text(f"{error.filename or 'the output'}: {error.strerror or error}"))
        if error.filename is None and sys.stdout is not None:  # what is left of it would fail once more at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
