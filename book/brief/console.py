"""What the command prints: progress, results of comparisons and of traces, for people and for programs."""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from brief.check.compare import Item
    from brief.check.trace import FigureTrace, RowTrace
    from brief.pages.execution import Report

SHOWN = 12
"""How many differences of one item are printed."""
Kinds = tuple[tuple[str, str], ...]
"""Kinds of things that a check compares, each with what it calls several of them."""


class _Output(Console):
    """A console that treats a reader who has gone like any other fault of the output."""

    def on_broken_pipe(self) -> None:
        """Raise an error, which the command reports."""
        raise BrokenPipeError(errno.EPIPE, "nobody reads it to the end")


out = _Output(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def progress() -> Iterator[Report]:
    """Yield a function that shows progress: as a bar on a terminal, as lines in a log."""
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
    """Print something for programs: in ASCII, which any terminal can show."""
    print(json.dumps(content, indent=1))


def print_items(items: list[Item], kinds: Kinds, counted: set[str]) -> None:
    """Print what was compared, what differs, and a summary.

    Args:
        items: what was compared.
        kinds: of things, in the order of the summary.
        counted: kinds of which only the number is printed, page by page.
    """
    from brief.check import compare

    out.print(_table_of_matches(items, kinds, counted))
    for item in items:
        if item.matches:
            continue
        out.print(Text(f"\n{item.kind} {item.name}{f' on {item.page}' if item.page else ''}"))
        for difference in item.differences[:SHOWN]:
            out.print(Text(f"  {difference}"))
        if len(item.differences) > SHOWN:
            out.print(f"  and {len(item.differences) - SHOWN} more")
    out.print(f"\n{compare.summary(*compare.tally(items), kinds)}")


def _table_of_matches(items: list[Item], kinds: Kinds, counted: set[str]) -> Table:
    from brief.check.compare import HEADINGS

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading)
    for item in items:
        if item.kind not in counted:
            table.add_row(Text(item.page or "-"), Text(item.name), item.size, _matches([item]))
    for kind, words in kinds:
        if kind not in counted:
            continue
        for page in dict.fromkeys(item.page for item in items if item.kind == kind):
            group = [item for item in items if item.kind == kind and item.page == page]
            table.add_row(Text(page or "-"), f"{len(group)} {words}", "", _matches(group))
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
    out.print(Text(f"{trace.table}:{trace.key}", "bold"))
    for column, value in trace.row.items():
        out.print(Text(f"  {column}: {value}"))
    pages_first = sorted(trace.moves, key=lambda name: (not name.startswith("page"), name.split(" on ")[-1], name))
    for name in pages_first:
        out.print(Text(f"\n{name}", "bold"))
        for column, effects in trace.moves[name].items():
            more = f" (and {len(effects) - 1} more)" if len(effects) > 1 else ""
            out.print(Text(f"  {column or 'the row taken out'}: {effects[0]}{more}"))
    if not trace.moves:
        out.print("\nnothing depends on it")
    elif trace.still:
        out.print(f"\nnothing moves with {', '.join(trace.still)}")


def _print_figure_trace(trace: FigureTrace) -> None:
    out.print(Text(f"{trace.figure} on {trace.page}: {trace.title}", "bold"))
    for table, keys in trace.rows.items():
        out.print(Text(f"\n{table}, {len(keys)} rows", "bold"))
        out.print(Text(f"  {', '.join(keys)}"))
    for heading, names in (("who says so first", trace.originators), ("documents", trace.documents)):
        out.print(Text(f"\n{heading}, {len(names)}", "bold"))
        out.print(Text(f"  {', '.join(names)}"))
