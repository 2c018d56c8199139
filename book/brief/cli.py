"""The command `brief`: validate the tables, build the book, execute it again and compare it.

Exit codes: 0 all is well; 1 a fault or a difference was found and reported; 2 the command was misused;
3 nothing differs of what was compared, and something was not compared or is not as sealed; 130 it was stopped;
141 its output was read no further.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import signal
import sys
import tempfile
import time
import traceback
import webbrowser
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brief import cache, console, paths
from brief.check import site_copies
from brief.console import SHOWN, err, lines, out
from brief.errors import BriefError
from brief.files import read_text, require_writable, write_whole
from brief.settings import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brief.check.compare import Item
    from brief.check.edition import Edition
    from brief.check.lint import Fault
    from brief.pages.execution import Page


WHOLE_BOOK = {"view", "table"}
"""Kinds of things that are compared whichever pages are, so that a check of some pages does not list all of them."""
KINDS_TO_ADD = ("source", "origin", "measure", "fact", "claim", "link", "correction")
"""What `brief add` adds: `brief.tables.adding` knows the table of each."""
NOT_COMPARED = 3
"""Exit code of a check in which nothing differs, and something was not compared or is not as sealed."""
PIPE_CLOSED = 128 + 13
"""Exit code of a command whose output nobody reads to the end, as the shell has it for SIGPIPE."""


def data(arguments: argparse.Namespace) -> int:
    """Validate every table and print each problem; first bring them into their form, or then write the codebook."""
    from brief import tables
    from brief.tables import codebook, mending, remarks, validation

    begun = time.perf_counter()
    if arguments.fix:
        _fix_tables()
    problems = validation.problems()
    for problem in problems:
        out.print(lines(console.with_paths(str(problem))))
    if problems:
        err.print(f"error: {console.plural(len(problems), 'problem')}")
        for found in mending.mended():
            err.print(lines(f"`brief data --fix` mends {found.path}: {'; '.join(found.done)}"))
        return 1
    if arguments.codebook or arguments.fix:
        write_whole(paths.CODEBOOK, codebook.text())
        out.print(f"wrote {paths.CODEBOOK.relative_to(paths.ROOT)}")
    for remark in remarks.remarks():
        err.print(lines(f"to look at: {remark}"))
    rows = sum(len(tables.table(name)) for name in tables.names())
    out.print(f"{len(tables.names())} tables, {rows:,} rows: valid ({time.perf_counter() - begun:.1f} s)")
    return 0


def _fix_tables() -> None:
    """Bring the tables and their description into their form."""
    from brief import tables
    from brief.tables import description_check, from_settings, mending

    package = description_check.read(paths.DESCRIPTOR)
    if from_settings.differing(package, settings()):
        write_whole(paths.DESCRIPTOR, from_settings.written(from_settings.completed(package, settings())))
        out.print("mended data/datapackage.json: topics, sides and prefixes as in brief.toml")
        tables.clear()
    for found in mending.mended():
        write_whole(paths.ROOT / found.path, found.after)
        out.print(lines(f"mended {found.path}: {'; '.join(found.done)}"))
    tables.clear()


def build(arguments: argparse.Namespace) -> int:
    """Build the site and, if wanted, the PDF and the ZIP beside it."""
    from brief.check import lint
    from brief.publish import archive, building, pdf

    if arguments.pdf:
        pdf.browser()  # without one this fails here, not after the build
    with console.progress() as report:
        built = building.build(arguments.out, report)
    for name in built.left_out:
        err.print(lines(f"left out: {name}"))
    for wanted, file in ((arguments.pdf, pdf.NAME), (arguments.zip, archive.SITE_NAME)):
        if not wanted and (older := built.site.with_name(file)).exists():
            err.print(lines(f"{console.shortened(older)} is of an earlier build; `brief build --pdf --zip` renews it"))
    out.print(lines(f"{built.pages} pages in {built.seconds:.1f} s: {console.shortened(built.site)}/index.html"))
    if arguments.pdf:
        printed = built.site.with_name(pdf.NAME)
        pages = pdf.write(built.site, printed)
        out.print(lines(f"{pages} pages on paper, {printed.stat().st_size / 1e6:.1f} MB: {console.shortened(printed)}"))
    if arguments.zip:
        packed = built.site.with_name(archive.SITE_NAME)
        archive.write_site(built.site, packed)
        out.print(lines(f"the site in one file, {packed.stat().st_size / 1e6:.1f} MB: {console.shortened(packed)}"))
    _tell_faults(lint.faults())
    return 0


def _execute(names: Sequence[str] = ()) -> tuple[Edition, list[Page]]:
    """Return the edition that the book makes now, or some pages of it, and the executed pages."""
    from brief.check import edition
    from brief.pages import execution

    with console.progress() as report:
        pages = execution.execute_book(report, names=names)
    return edition.of(pages), pages


def check(arguments: argparse.Namespace) -> int:
    """Execute every page and compare it with the sealed edition, or build the site and compare a published copy."""
    if arguments.site is not None:
        return _check_site(arguments.site, arguments.json)
    from brief.check import certificate, citing, compare, edition, editions, history, lint

    checksums = certificate.checksums()  # before any page is executed, which could put back what it was
    others = certificate.differing_files(checksums)
    sealed = edition.read()
    of_certificate = certificate.faults(sealed)
    if arguments.certificate:
        require_writable(arguments.certificate.parent)
        certificate.require_replaceable(arguments.certificate)
    try:
        computed, pages = _execute(arguments.pages)
    except BriefError as fault:  # an altered row or line may be the cause, and not where the fault shows
        altered = edition.altered_sources(sealed, SHOWN)
        raise BriefError("\n".join([str(fault), *_more_faults(fault), *altered])) from fault
    if arguments.pages:
        sealed["pages"] = {name: page for name, page in sealed["pages"].items() if name in arguments.pages}
    faults = [*history.faults(), *editions.faults(), *of_certificate]
    faults += [*certificate.signature_faults(), *certificate.forged_bytecode()]
    if stray := certificate.stray_modules():
        faults.append(f"code from elsewhere took part, see PYTHONPATH: {', '.join(stray)}")
    items = edition.comparison(sealed, computed, pages, faults)
    if arguments.certificate:
        record = certificate.of(items, pages, read_text(paths.MANIFEST), checksums, others)
        certificate.write(record, items, checksums, arguments.certificate)
    stale = citing.to_read_again(items, pages, sealed)
    if not citing.tell_cells(items, sealed):
        err.print("what each row held before is not known: the edition holds its digest, and git no version with it")
    no_history = editions.missing_history()
    if not (arguments.json or arguments.quiet):
        _tell_faults(lint.faults())
        for product, remedy in _products().items():
            err.print(console.line(f"{product} was not compared: {remedy}"))
    found = compare.report(items)
    code = 1 if not found["matches"] else NOT_COMPARED if others or no_history in editions.UNUSUAL else 0
    if arguments.json:
        read_again = [passage.as_json() for passage in stale]
        not_compared = [*_products(), *([no_history] if no_history else [])]
        more = {"read_again": read_again, "files_not_as_sealed": others, "not_compared": not_compared}
        console.print_json({**found, "matches": not code, **more})
    else:
        console.print_items(items, compare.KINDS, compare.COUNTED, stale, WHOLE_BOOK if arguments.pages else set())
        if no_history and (code or not arguments.quiet):
            err.print(no_history)
        _tell_files(others, code)
    return code


def _tell_files(others: Sequence[str], code: int) -> None:
    """Print which files are not as sealed, and why a check in which all else matches has the exit code that it has."""
    if others:
        console.print_files(others)
    if code == NOT_COMPARED:
        err.print("what was compared matches, and not all is as it was sealed: exit code 3")


def _products() -> dict[str, str]:
    """Return what lies in the project and is made from it, with what to do: whoever gave it may have altered it."""
    found = {paths.SITE: "`brief check --site {}` does", paths.ROOT / "notebooks": "`pytest --nbval {}` does"}
    for path in sorted(paths.SITE.parent.glob("*")):
        if path.suffix in {".pdf", ".zip"}:
            found[path] = "`brief build --pdf --zip` makes it anew"
    names = {path: console.shortened(path).as_posix() for path in found if path.exists()}
    return {name: found[path].format(name) for path, name in names.items()}


def _tell_faults(faults: Sequence[Fault]) -> None:
    """Print the faults of the README and which pages nothing reads, and of all others how many there are."""
    from brief.check import lint

    told = [fault for fault in faults if fault.file == lint.README]
    for fault in told:
        err.print(lines(console.with_paths(str(fault))))
    _tell_pages_outside()
    if number := len(faults) - len(told):
        err.print(f"{console.plural(number, 'fault')} of pages; `brief lint` lists them")


def _tell_pages_outside() -> None:
    """Print which pages in the folder of the book nothing reads, as the contents do not name them."""
    from brief.pages import reading

    for name in reading.outside_of_contents():
        err.print(lines(console.with_paths(f"{name}.md: {reading.NOT_IN_CONTENTS.format(name)}")))


def _more_faults(fault: BriefError) -> list[str]:
    """Return what else breaks pages, as far as it shows without executing them."""
    from brief.check import lint

    with contextlib.suppress(Exception):  # the tables or the code may be what is at fault
        return [str(found) for found in lint.faults() if found.breaks and found.wrong not in str(fault)]
    return []


def _check_site(copy: site_copies.Copy, as_json: bool) -> int:
    """Build the site in a temporary folder, compare a published copy with it, and return the exit code."""
    from brief.check import certificate, compare, site
    from brief.publish import building

    copy.names()  # without a copy this fails here, not after the build
    others = certificate.differing_files(certificate.checksums())  # a copy may match what is built of altered files
    with tempfile.TemporaryDirectory(prefix="brief-site-") as folder, console.progress() as report:
        with cache.distrusted():  # whoever writes there could have a false copy match
            built = building.build(Path(folder) / "site", report)
        if missing := [name for name in built.left_out if not name.startswith(building.PICTURES)]:
            raise BriefError(f"the copy cannot be compared, as the site cannot be built whole here: {missing[0]}")
        items = site.compare(built.site, copy, report)
    found, unknown = compare.report(items), site.uncompared(items)
    code = 1 if not found["matches"] else NOT_COMPARED if unknown or others else 0
    if as_json:
        more = {"not_compared": unknown, "files_not_as_sealed": others}
        console.print_json({**found, "matches": not code, **more})
    else:
        console.print_items(items, site.KINDS, site.COUNTED)
        if remarks := site.remarks(items):
            out.print(remarks)
        if isinstance(copy, site_copies.Address):
            out.print(
                "what this machine was answered; a server may answer others otherwise, so compare also what a"
                " browser saved"
            )
        _tell_files(others, code)
    return code


def seal(arguments: argparse.Namespace) -> int:
    """Execute every page twice, require that both give the same edition, print what changed, and seal it."""
    from brief.check import certificate, citing, compare, edition, editions, lint
    from brief.publish import releasing

    require_writable(paths.SEALED.parent)
    _write_codebook()  # its checksum is part of what is sealed
    is_asked = not (arguments.no_correction or editions.is_only_that_of_new())
    first, pages = _execute()
    sealed = edition.committed()  # what was published, whatever stands in the folder
    with contextlib.suppress(BriefError):  # no earlier edition, or a damaged one: nothing to compare with
        sealed = sealed or edition.read()
    changed: list[Item] = []
    if sealed is not None:
        items = edition.comparison(sealed, first, pages)
        stale = citing.to_read_again(items, pages, sealed)
        citing.tell_cells(items, sealed)
        changed = [item for item in items if not item.matches]
        console.print_differences(changed, stale)
        if not changed:
            out.print("nothing changed")
        for fault in lint.of_readme(edition.counts(first)):  # before the README is sealed with all else
            err.print(lines(console.with_paths(str(fault))))
        weightiest_first = sorted(items, key=lambda item: item.kind not in console.FIRST)
        if is_asked and (row := releasing.missing_correction(weightiest_first, sealed)):
            raise BriefError(
                "something published changes; say so in data/corrections.csv, whose next row could begin with\n"
                f"{row}or pass --no-correction if nobody could have relied on it"
            )
    files = edition.as_files(first)
    second, pages = _execute()
    items = edition.comparison(edition.parsed(files), second, pages)
    if not all(item.matches for item in items):
        err.print("not sealed: a second execution gives another edition")
        console.print_items(items, compare.KINDS, compare.COUNTED)
        return 1
    certificate.seal(files, items, pages, changed, corrected=not arguments.no_correction)
    out.print(f"sealed {len(pages)} pages in {paths.SEALED.relative_to(paths.ROOT)}")
    out.print(compare.summary(*compare.tally(items)))
    return 0


def _write_codebook() -> None:
    """Write data/README.md as the tables have it now, unless it is so."""
    from brief.tables import codebook, remarks, validation

    validation.require_valid()
    if remarks.is_codebook_stale():
        write_whole(paths.CODEBOOK, codebook.text())


def lint(arguments: argparse.Namespace) -> int:
    """Print all faults of all pages that can be found without executing them; first bring pages into their form."""
    from brief.check import lint as linting
    from brief.pages import jupyterlab, reading
    from brief.tables import validation

    for name in reading.page_names() if arguments.fix else ():
        source = reading.source(name)
        if reading.notebook(name) and (saved := jupyterlab.as_saved(source)) != source:
            write_whole(paths.BOOK / f"{name}.md", saved)
            out.print(f"book/{name}.md: settings written as JupyterLab saves them")
    validation.require_valid()
    faults = linting.faults()
    for fault in faults:
        out.print(lines(console.with_paths(str(fault))))
    with contextlib.suppress(BriefError):  # no jupytext, which readers need not install, or a fault told above
        for name in jupyterlab.pages_in_another_form():
            err.print(f"book/{name}.md: JupyterLab would write it otherwise; `brief lint --fix` does so before it")
    if faults:
        by_hand = ", to be mended by hand" if arguments.fix else ""
        err.print(f"error: {console.plural(len(faults), 'fault')}{by_hand}")
    return 1 if faults else 0


def new(arguments: argparse.Namespace) -> int:
    """Write a page to begin with, and put it into the contents; or make the folder of a brief of one's own."""
    if arguments.what == "page":
        from brief.publish import new_page

        name = new_page.write(arguments.name or "")
        out.print(f"wrote book/{name}, and added it to the contents; `brief serve` shows it while you write")
        return 0
    if arguments.article is None or arguments.name:
        _parser().error("expected `brief new page NAME`, or `brief new DIR --article FILE`")
    from brief.start import folder

    made = _folder(arguments.what)
    asked = {
        "title": (
            "Title of the brief",
            f"{made.name.replace('-', ' ').replace('_', ' ').capitalize()}, claim by claim",
        ),
        "author": ("Author of the brief, as citations name it", "The authors of the brief"),
        "article_title": ("Title of the article (empty for its first line)", ""),
        "publisher": ("Publisher of the article", folder.Answers.publisher),
        "published": ("Day on which it was published, such as 2025-03-01 (empty if not known)", ""),
        "url": ("Its address (empty if not known)", ""),
    }
    answers = {name: getattr(arguments, name) or _asked(words) or default for name, (words, default) in asked.items()}
    out.print("making it takes half a minute: its pages are executed and sealed")
    folder.make(made, arguments.article, folder.Answers(**answers, language=arguments.language, topic=arguments.topic))
    out.print(lines(f"made {console.shortened(made)}; go on there, as its README.md says"))
    return 0


def _asked(words: str) -> str:
    """Return what a person answers on a terminal, "" if there is none."""
    if not sys.stdin.isatty():
        return ""
    with contextlib.suppress(EOFError):
        return input(f"{words}: ").strip()
    return ""


def _meaning(field: dict[str, Any], words: dict[str, str]) -> str:
    """Return what a column means, and the words that it may hold, each with its meaning."""
    told = [f"{word} ({meaning})" if meaning else word for word, meaning in words.items()]
    return " ".join([field["description"], *([f"One of: {', '.join(told)}."] if told else [])])


def add(arguments: argparse.Namespace) -> int:
    """Add a row to a table: its id and what follows from the tables are filled in, and it is checked."""
    from brief.tables import adding

    parser = argparse.ArgumentParser(prog=f"brief add {arguments.what}", allow_abbrev=False)
    fields = adding.columns(arguments.what)
    meanings = {field["name"]: _meaning(field, adding.words(arguments.what, field["name"])) for field in fields}
    if arguments.what == "fact":
        meanings[adding.VALUE] = "Lowest and highest value in one, where it is exact."
    for name, meaning in meanings.items():
        parser.add_argument(f"--{name}", metavar="TEXT", help=meaning.replace("%", "%%"))
    given = {name: text for name, text in vars(parser.parse_args(arguments.columns)).items() if text is not None}
    row = adding.completed(arguments.what, given)
    while lacking := [field["name"] for field in adding.missing(arguments.what, row)]:
        if not (text := _asked(f"{lacking[0]} ({meanings[lacking[0]]})")):
            names = ", ".join(f"--{name}" for name in lacking)
            raise BriefError(f"not added: missing {names}; `brief add {arguments.what} --help` says what they mean")
        given[lacking[0]] = text
        row = adding.completed(arguments.what, given)
    path, content = adding.added(arguments.what, row)
    write_whole(path, content)
    key = " ".join(row[column] for column in adding.key(arguments.what))
    out.print(lines(f"added {key} to {path.relative_to(paths.ROOT).as_posix()}"))
    if arguments.what == "fact" and (unknown := adding.unknown_place(row)):
        err.print(lines(unknown))
    return 0


def publish(arguments: argparse.Namespace) -> int:
    """Commit, seal with the certificate, commit that, and build the site."""
    from brief.publish import releasing

    releasing.require_repository()
    _write_codebook()  # before anything is committed
    if arguments.message:
        releasing.git("commit", "--all", "--quiet", "--message", arguments.message)
    releasing.require_committed()
    if code := seal(arguments):
        return code
    releasing.git("add", "--all", str(paths.SEALED))
    if releasing.git("status", "--porcelain"):
        releasing.git("commit", "--quiet", "--message", "Seal the edition")
    return build(arguments)


def trace(arguments: argparse.Namespace) -> int:
    """Print what depends on a row, or on which rows a figure rests: rows are changed and pages executed again."""
    from brief.check import trace as tracing
    from brief.pages.processes import Executor
    from brief.tables import validation

    validation.require_valid()
    what = tracing.resolved(arguments.what)
    table, is_row, key = what.partition(":")
    with console.progress() as report, Executor() as executor:
        measured = tracing.Measurement(executor, report)
        traced = tracing.row_trace(measured, table, key) if is_row else tracing.figure_trace(measured, what)
    console.print_trace(traced, arguments.json)
    return 0


def rename(arguments: argparse.Namespace) -> int:
    """Rename the key of a row in all tables and pages."""
    from brief import tables
    from brief.tables import mending, validation

    validation.require_valid()
    renamed = mending.renamed(arguments.old, arguments.new)
    for file in renamed:
        write_whole(paths.ROOT / file.path, file.text)
        out.print(lines(f"{file.path}: {console.plural(file.places, 'place')}"))
    tables.clear()
    validation.require_valid()
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
            err.print(lines(f"left out: {name}"))
        left_out.update(result.left_out)
        if result.fault:
            err.print(lines(result.fault))
        else:
            pages = "all pages" if result.pages is None else ", ".join(sorted(result.pages))
            out.print(f"{pages}: {seconds:.1f} s")

    with contextlib.suppress(KeyboardInterrupt):
        serving.serve(arguments.port, started, report, console.print_stale)
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
    name, fact, page = settings().name, settings().example_fact, next(iter(settings().topics))
    parser = argparse.ArgumentParser(prog="brief", description="Build the brief, check it, serve it.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("-q", "--quiet", action="store_true", help="print faults, differences and the last line alone")
    shared.add_argument("-v", "--verbose", action="store_true", help="also print where in the code a fault arose")

    def command(function: Any, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__, help=help_text, description=help_text, parents=[shared])
        added.set_defaults(run=function)
        return added

    added = command(data, "validate the shared tables; print each problem as file:row:column")
    added.add_argument(
        "--fix",
        action="store_true",
        help="first bring tables into their form: sorted rows, plain numbers, line ends, separators, quotation marks; "
        "then write data/README.md",
    )
    added.add_argument("--codebook", action="store_true", help="also write data/README.md from the description")
    added = command(build, "validate the tables, execute all pages, and write the site")
    added.add_argument(
        "--out", type=_folder, default=paths.SITE, metavar="DIR", help="folder of the site (book/_build/html)"
    )
    added.add_argument("--pdf", action="store_true", help=f"also write {name}.pdf beside it, the brief on paper")
    added.add_argument("--zip", action="store_true", help=f"also write {name}-site.zip beside it, to read offline")
    added = command(check, "execute every page and compare it with the sealed edition")
    added.add_argument("pages", nargs="*", metavar="PAGE", help=f"names of pages, such as {page}; all by default")
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
    added = command(seal, "execute every page and seal what it shows, on purpose")
    added.add_argument("--no-correction", action="store_true", help="needs no row in data/corrections.csv")
    added = command(lint, "print all faults of all pages that show without executing them, with line and remedy")
    added.add_argument("--fix", action="store_true", help="first write the settings of pages as JupyterLab saves them")
    added = command(new, "write a page that builds, to begin with; or make a brief of one's own, from an article")
    added.add_argument("what", metavar="page|DIR", help="`page`, or the folder of the new brief")
    added.add_argument("name", nargs="?", metavar="NAME", help="of the page, as in its address, such as oil_prices")
    added.add_argument("--article", type=Path, metavar="FILE", help="the article of the new brief, as text in UTF-8")
    added.add_argument("--title", help="of the new brief")
    added.add_argument("--author", help="of the new brief, as citations name it")
    added.add_argument(
        "--language", default="en", help="code of the language from which the article was translated (en: it was not)"
    )
    added.add_argument("--topic", default="example", help="name of its first page (example)")
    added.add_argument("--article-title", help="of the article (its first line)")
    added.add_argument("--publisher", help="of the article")
    added.add_argument("--published", help="day, month or year in which the article was published, such as 2025-03-01")
    added.add_argument("--url", help="address of the article")
    added = command(add, "add a row to a table: its id and what follows are filled in, and it is checked")
    added.add_argument("what", choices=KINDS_TO_ADD, help="what to add")
    added.add_argument(
        "columns", nargs=argparse.REMAINDER, metavar="--COLUMN TEXT", help="cells; `brief add fact --help` lists them"
    )
    added = command(publish, "commit, seal with the certificate, commit that, and build the site")
    added.add_argument("-m", "--message", help="of the commit, if something is not committed yet")
    added.add_argument("--no-correction", action="store_true", help="needs no row in data/corrections.csv")
    added.set_defaults(out=paths.SITE, pdf=False, zip=False)
    added = command(trace, "print what depends on a row, or on which rows a figure rests: measured, not declared")
    added.add_argument("what", metavar="ROW|FIGURE", help=f"such as {fact}, facts:{fact}, or the name of a figure")
    added.add_argument("--json", action="store_true", help="print the trace for programs")
    added = command(rename, "rename the key of a row in all tables and pages")
    added.add_argument("old", metavar="TABLE:OLD", help=f"such as facts:{fact}")
    added.add_argument("new", metavar="TABLE:NEW", help=f"such as facts:{fact}b")
    added = command(
        serve, "open the book in a browser, and show each change of pages, tables and code when it is saved"
    )
    added.add_argument("--port", type=_port, default=0, help="port on the loopback interface (any free one)")
    added.add_argument("--no-open", action="store_true", help="do not open a browser")
    return parser


def _version() -> str:
    """Return name and version of the brief, and the version of Python."""
    name = settings().name
    try:
        version = metadata.version(name)
    except (OSError, ImportError):  # a copy that is not installed, or of whose installation something was left
        version = "not installed"
    return f"{name} {version}, Python {platform.python_version()}"


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
        console.Verbosity.quiet, console.Verbosity.wordy = parsed.quiet, parsed.verbose
        code = parsed.run(parsed)
        if sys.stdout is not None:  # None: closed before this began
            sys.stdout.flush()  # a fault of writing is reported here, not after the end
        return code
    except BriefError as error:
        if console.Verbosity.wordy:
            err.print(lines(traceback.format_exc()))
        err.print(lines(console.with_paths(f"error: {error}")))
        return 1
    except KeyboardInterrupt:
        err.print("stopped")
        return 130
    except OSError as error:
        if error.filename is None and sys.stdout is not None:  # writing the rest at exit would fail once more
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # such as `head`, which has read enough
            return PIPE_CLOSED
        err.print(lines(f"error: {error.filename or 'the output'}: {error.strerror or error}"))
        return 1


if __name__ == "__main__":
    sys.exit(main())
