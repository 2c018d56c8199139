"""What the command prints: progress, results of comparisons and of traces, for people and for programs."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from brief import paths
from brief.text import visible

if TYPE_CHECKING:
    from brief.check.citing import Stale
    from brief.check.compare import Item, Kinds
    from brief.check.trace import FigureTrace, RowTrace
    from brief.pages.execution import Report

SHOWN = 12
"""How many differences of one item are printed."""
FIRST = {"finding", "judgment"}
"""Kinds of things whose differences are printed first: what the brief says stands on them."""
LONGEST = 160
"""Letters of a passage that are printed."""


class _Output(Console):
    """A console that leaves it to the command what to do when its reader has gone."""

    def on_broken_pipe(self) -> None:
        """Raise an error."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads it to the end")


out = _Output(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def line(text: str, style: str = "") -> Text:
    """Return text for one line of a terminal: no letter of it begins another line, or is unseen, or turns others."""
    return Text(visible(text), style)


def lines(text: str, style: str = "") -> Text:
    """Return text for lines of a terminal, as `line` does for one."""
    return Text(visible(text, keep="\n"), style)


_FILE = re.compile(r"^(error: )?(\./)?([\w-]+\.(?:csv|md|yml|toml|json))(?=:)", flags=re.M)
"""A file at the beginning of a line; behind ./ one at the top of the project."""


def with_paths(message: str) -> str:
    """Return a message in which files of the project have their path, on which a terminal can open them."""

    def path(match: re.Match[str]) -> str:
        folders = (paths.ROOT,) if match[2] else (paths.BOOK, paths.DATA, paths.SEALED)
        places = (folder / match[3] for folder in folders)
        place = next((place for place in places if place.exists()), None)
        return match[0] if place is None else f"{match[1] or ''}{shortened(place).as_posix()}"

    return _FILE.sub(path, message)


def shortened(path: Path) -> Path:
    """Return a path from where the command was called, or else from the top of the project."""
    for top in (Path.cwd(), paths.ROOT):
        if path.is_relative_to(top):
            return path.relative_to(top)
    return path


def plural(number: int, noun: str) -> str:
    """Return a number in digits with its noun, whose plural takes an s: "1 fault", "2 faults"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


class Verbosity:
    """How much is printed.

    Attributes:
        quiet: whether to leave out progress and what matches.
        wordy: whether to add where in the code a fault arose.
    """

    quiet = False
    wordy = False


@contextlib.contextmanager
def progress() -> Iterator[Report]:
    """Yield a function that shows progress: as a bar on a terminal, as lines in a log."""
    if Verbosity.quiet:
        yield lambda step, done, of: None
        return
    if not err.is_terminal:
        last = ""

        def print_line(step: str, done: int, of: int) -> None:
            nonlocal last
            if step != last or done == of:
                err.print(f"{step}: {done} of {of}")
            last = step

        yield print_line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, of: bar.update(task, description=step, completed=done, total=of)


def print_json(content: object) -> None:
    """Print something for programs: in ASCII, which any terminal can show.

    A program that reads the beginning alone, such as `head`, changes nothing of the result.
    """
    try:
        print(json.dumps(content, indent=1), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_items(
    items: list[Item], kinds: Kinds, counted: set[str], stale: Sequence[Stale] = (), unlisted: Collection[str] = ()
) -> None:
    """Print what was compared, what differs, and a summary.

    Args:
        items: what was compared.
        kinds: of things, in the order of the summary.
        counted: kinds of which only the number is printed, page by page.
        stale: passages to read again.
        unlisted: kinds of which the table of results leaves out what matches.
    """
    from brief.check import compare

    differing = [item for item in items if not item.matches]
    first = [item for item in differing if item.kind in FIRST]
    print_differences(first, stale)
    if not Verbosity.quiet:
        listed = [item for item in items if item.kind not in unlisted or not item.matches]
        out.print(_table_of_matches(listed, kinds, counted))
    print_differences([item for item in differing if item.kind not in FIRST])
    if not Verbosity.quiet:
        out.print()
    if stale:
        out.print(Text(f"{_passages(stale)} to read again: see above", "bold"))
    out.print(compare.summary(*compare.tally(items), kinds))


def print_differences(items: Iterable[Item], stale: Sequence[Stale] = ()) -> None:
    """Print what differs, findings and judgments first, and then each passage that cites what moved."""
    ordered = sorted(items, key=lambda item: item.kind not in FIRST)
    for item in ordered:
        out.print()
        out.print(line(f"{item.kind} {item.name}{f' on {item.page}' if item.page else ''}"))
        for difference in item.differences[:SHOWN]:
            out.print(line(f"  {difference}"))
        if len(item.differences) > SHOWN:
            out.print(f"  and {len(item.differences) - SHOWN} more, which `--json` lists")
    print_stale(stale)
    if ordered or stale:
        out.print()


def print_files(differing: Sequence[str]) -> None:
    """Print which files are not as they were sealed, whether or not anything that is compared follows from them.

    A quiet command tells how many there are, and a wordy one lists them all.
    """
    shown = len(differing) if Verbosity.wordy else SHOWN
    told = f"{len(differing)} file{'s are' if len(differing) > 1 else ' is'} not as sealed"
    if not Verbosity.quiet:
        told += f": {', '.join(differing[:shown])}"
        told += f" and {len(differing) - shown} more, which -v lists" if len(differing) > shown else ""
    err.print(line(told))


def print_stale(stale: Sequence[Stale]) -> None:
    """Print each passage that cites what moved: its line, its words, and what the value was and is."""
    if not stale:
        return
    out.print(Text(f"\nread again: {_passages(stale)} that cite what moved", "bold"))
    for found in stale:
        passage = found.passage
        text = passage.text if len(passage.text) <= LONGEST else f"{passage.text[: LONGEST - 1]}…"
        out.print(line(f"  book/{passage.page}.md:{passage.line}: {passage.kind}: {text}"))
        for why in found.why:
            out.print(line(f"    {why}"))


def _passages(stale: Sequence[Stale]) -> str:
    counts = Counter(found.passage.kind for found in stale)
    return ", ".join(plural(count, kind) for kind, count in counts.items())


def _table_of_matches(items: list[Item], kinds: Kinds, counted: set[str]) -> Table:
    from brief.check.compare import HEADINGS

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading)
    for item in items:
        if item.kind not in counted:
            table.add_row(line(item.page or "-"), line(item.name), line(item.size), _matches([item]))
    for kind, words in kinds:
        if kind not in counted:
            continue
        for page in dict.fromkeys(item.page for item in items if item.kind == kind):
            group = [item for item in items if item.kind == kind and item.page == page]
            table.add_row(line(page or "-"), f"{len(group)} {words}", "", _matches(group))
    return table


def _matches(items: list[Item]) -> Text:
    """Return in words whether one item, or each of several, matches."""
    differing = sum(not item.matches for item in items)
    if not differing:
        return Text("match" if len(items) > 1 else "matches", "green")
    return Text(f"{differing} DIFFER" if len(items) > 1 else "DIFFERS", "bold red")


def print_trace(trace: RowTrace | FigureTrace, as_json: bool) -> None:
    """Print what depends on a row, or the rows on which a figure rests."""
    from brief.check.trace import RowTrace

    if as_json:
        print_json(asdict(trace))
    elif isinstance(trace, RowTrace):
        _print_row_trace(trace)
    else:
        _print_figure_trace(trace)


def _print_row_trace(trace: RowTrace) -> None:
    out.print(line(f"{trace.table}:{trace.key}", "bold"))
    for column, value in trace.row.items():
        out.print(line(f"  {column}: {value}"))
    pages_first = sorted(trace.moves, key=lambda name: (not name.startswith("page"), name.split(" on ")[-1], name))
    for name in pages_first:
        out.print(lines(f"\n{name}", "bold"))
        for column, effects in trace.moves[name].items():
            more = f" (and {len(effects) - 1} more)" if len(effects) > 1 else ""
            out.print(line(f"  {column or 'the row taken out'}: {effects[0]}{more}"))
    if not trace.moves:
        out.print("\nnothing depends on it")
    elif trace.still:
        out.print(f"\nnothing moves with {', '.join(trace.still)}")


def _print_figure_trace(trace: FigureTrace) -> None:
    out.print(line(f"{trace.figure} on {trace.page}: {trace.title}", "bold"))
    for table, keys in trace.rows.items():
        out.print(lines(f"\n{table}, {len(keys)} rows", "bold"))
        out.print(line(f"  {', '.join(keys)}"))
    for heading, names in (("who says so first", trace.originators), ("documents", trace.documents)):
        out.print(lines(f"\n{heading}, {len(names)}", "bold"))
        out.print(line(f"  {', '.join(names)}"))
