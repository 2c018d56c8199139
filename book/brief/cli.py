"""The command `brief`: validate the tables, build the book, execute it again and compare it.

Exit codes: 0 all is well; 1 a fault or a difference was found and reported; 2 the command was misused;
130 it was stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
import tempfile
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from brief import console, paths
from brief.check import site_copies
from brief.console import SHOWN, err, out
from brief.errors import BriefError
from brief.files import read_text, write_whole

if TYPE_CHECKING:
    from brief.check.compare import Item
    from brief.check.edition import Edition
    from brief.pages.execution import Page


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
    """Build the site and, if wanted, the PDF and the ZIP beside it."""
    from brief.publish import archive, building, pdf

    if arguments.pdf:
        pdf.browser()  # without one this fails here, not after the build
    with console.progress() as report:
        built = building.build(arguments.out, report)
    for name in built.left_out:
        err.print(Text(f"left out: {name}"))
    out.print(Text(f"{built.pages} pages in {built.seconds:.1f} s: {_short(built.site)}/index.html"))
    if arguments.pdf:
        printed = built.site.with_name(pdf.NAME)
        pages = pdf.write(built.site, printed)
        out.print(Text(f"{pages} pages on paper, {printed.stat().st_size / 1e6:.1f} MB: {_short(printed)}"))
    if arguments.zip:
        packed = built.site.with_name(archive.SITE_NAME)
        archive.write_site(built.site, packed)
        out.print(Text(f"the site in one file, {packed.stat().st_size / 1e6:.1f} MB: {_short(packed)}"))
    return 0


def _short(path: Path) -> Path:
    with contextlib.suppress(ValueError):
        return path.relative_to(Path.cwd())
    return path


def _execute() -> tuple[Edition, list[Page]]:
    """Return the edition that the book makes now, and its executed pages."""
    from brief.check import edition
    from brief.pages import execution

    with console.progress() as report:
        pages = execution.execute_book(report)
    return edition.of(pages), pages


def check(arguments: argparse.Namespace) -> int:
    """Execute every page and compare it with the sealed edition, or build the site and compare a published copy."""
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
    """Build the site in a temporary folder, compare a published copy with it, and return the exit code."""
    from brief.check import site
    from brief.publish import building

    copy.names()  # without a copy this fails here, not after the build
    with tempfile.TemporaryDirectory(prefix="brief-site-") as folder, console.progress() as report:
        built = building.build(Path(folder) / "site", report)
        if missing := [name for name in built.left_out if not name.startswith(building.PICTURES)]:
            raise BriefError(f"the copy cannot be compared, as the site cannot be built whole here: {missing[0]}")
        items = site.compare(built.site, copy, report)
    code = _print_items(items, as_json, site.KINDS, site.COUNTED)
    if (remarks := site.remarks(items)) and not as_json:
        out.print(remarks)
    return code


def _print_items(items: list[Item], as_json: bool, kinds: console.Kinds, counted: set[str]) -> int:
    """Print what was compared and what differs, for a person or a program, and return the exit code."""
    from brief.check import compare

    if as_json:
        console.print_json(compare.report(items))
    else:
        console.print_items(items, kinds, counted)
    return 0 if all(item.matches for item in items) else 1


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
    """Print what depends on a row, or on which rows a figure rests: rows are changed and pages executed again."""
    from brief.check import trace
    from brief.pages.processes import Executor
    from brief.tables import validation

    validation.require_valid()
    trace.require(arguments.what)
    table, is_row, key = arguments.what.partition(":")
    with console.progress() as report, Executor() as executor:
        measured = trace.Measurement(executor, report)
        found = trace.row_trace(measured, table, key) if is_row else trace.figure_trace(measured, arguments.what)
    console.print_trace(found, arguments.json)
    return 0


def serve(arguments: argparse.Namespace) -> int:
    """Serve the book on this machine and keep it up to date."""
    from brief.publish import serving

    def started(address: str) -> None:
        out.print(f"{address} (stop with Ctrl-C)")
        if not arguments.no_open:
            webbrowser.open(address)

    left_out: set[str] = set()

    def report(result: serving.Result, seconds: float) -> None:
        for name in set(result.left_out) - left_out:
            err.print(Text(f"left out: {name}"))
        left_out.update(result.left_out)
        if result.fault:
            err.print(Text(result.fault))
        else:
            pages = "all pages" if result.pages is None else ", ".join(sorted(result.pages))
            out.print(f"{pages}: {seconds:.1f} s")

    with contextlib.suppress(KeyboardInterrupt):
        serving.serve(arguments.port, started, report)
    return 0


# --- arguments ----------------------------------------------------------------------------------------------


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="brief", description="Build the brief, check it, serve it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function: Any, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__, help=help_text, description=help_text)
        added.set_defaults(run=function)
        return added

    added = command(data, "validate the shared tables; print each problem as file:row:column")
    added.add_argument("--codebook", action="store_true", help="also write data/README.md from the description")
    added = command(build, "validate the tables, execute all pages, and write the site")
    added.add_argument(
        "--out", type=_folder, default=paths.SITE, metavar="DIR", help="folder of the site (book/_build/html)"
    )
    added.add_argument("--pdf", action="store_true", help="also write libya-brief.pdf beside it, the brief on paper")
    added.add_argument("--zip", action="store_true", help="also write libya-brief-site.zip beside it, to read offline")
    added = command(check, "execute every page and compare it with the sealed edition")
    added.add_argument("--json", action="store_true", help="print the comparison for programs")
    either = added.add_mutually_exclusive_group()
    either.add_argument(
        "--certificate", type=_record, metavar="FILE", help="also write a record of the check, FILE.json and FILE.html"
    )
    either.add_argument(
        "--site",
        type=_site,
        metavar="DIR_OR_URL",
        help="instead build the site in a temporary folder, and compare a published copy with it",
    )
    command(seal, "execute every page and seal what it shows, on purpose")
    added = command(trace, "print what depends on a row, or on which rows a figure rests: measured, not declared")
    added.add_argument("what", metavar="TABLE:ROW|FIGURE", help="such as facts:air-074, or fig-airpower-fighters")
    added.add_argument("--json", action="store_true", help="print the trace for programs")
    added = command(
        serve, "open the book in a browser, and show each change of pages, tables and code when it is saved"
    )
    added.add_argument("--port", type=_port, default=0, help="port on the loopback interface (any free one)")
    added.add_argument("--no-open", action="store_true", help="do not open a browser")
    return parser


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


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
            sys.stdout.flush()  # a fault of writing is reported here, not after the end
        return code
    except BriefError as error:
        err.print(Text(str(error)))
        return 1
    except KeyboardInterrupt:
        err.print("stopped")
        return 130
    except OSError as error:
        err.print(Text(f"{error.filename or 'the output'}: {error.strerror or error}"))
        if error.filename is None and sys.stdout is not None:  # writing the rest at exit would fail once more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
