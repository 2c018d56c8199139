"""Executing the cells of a page in this very process, and reading what they show.

It needs Python, pandas and plotly and nothing else: so it runs in a worker process, and wherever `brief` does. A cell
is plain Python, as Jupyter runs it: its last line, if it is an expression, is shown.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from brief import frame, tables
from brief.errors import BriefError


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the line of the page on which that begins, and the name of the figure it shows."""

    source: str
    line: int
    figure: str | None = None


@dataclass
class Shown:
    """What the cells of one page show.

    Attributes:
        figures: by name: title, alt, columns, rows, table, strip, and `drawn` (data and layout).
        numbers: by name, as `brief.say` gave them.
        tables: names of the tables that the page has read.

    """

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)


def run(page: str, cells: Iterable[Cell]) -> Shown:
    """Execute the cells of a page one after the other, in a name space of their own, and return what they show.

    Args:
        page: its name, for messages.
        cells: in the order of the page.

    Raises:
        BriefError: if a cell fails: with page, line and error; or shows something twice.
    """
    shown = Shown()
    known: dict[str, Any] = {"__name__": "__main__"}
    tables.forget_asked()
    for cell in cells:

        def receive(data: dict[str, Any], metadata: dict[str, Any], cell: Cell = cell) -> None:
            collect(shown, page, {"data": data, "metadata": metadata}, cell.figure)

        with frame.shown_to(receive):
            _run(page, cell, known, receive)
    shown.tables = tables.asked()
    return shown


def _run(page: str, cell: Cell, known: dict[str, Any], receive: Callable[[dict, dict], None]) -> None:
    file = f"{page}.md"
    try:
        tree = ast.parse(cell.source, file)
        ast.increment_lineno(tree, cell.line - 1)  # so that an error tells the line of the page
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, file, "exec", dont_inherit=True), known)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), file, "eval", dont_inherit=True), known)
            if value is not None:
                receive(*_shown_as(value))
    except (Exception, SystemExit) as error:
        first = cell.source.split("\n")[0]
        kind = type(error).__name__
        message = f"the cell that begins with\n    {first}\nfails: {kind}: {error}"
        raise BriefError(f"{file}:{_line(error, file, cell)}: {message}") from error


def _line(error: BaseException, file: str, cell: Cell) -> int:
    """Return the line of the page on which an error arose."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return cell.line - 1 + (error.lineno or 1)
    lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == file]
    return lines[-1] or cell.line if lines else cell.line


def _shown_as(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a value as Jupyter shows it: data by mime type, and metadata."""
    if not hasattr(value, "_repr_mimebundle_"):
        return {"text/plain": repr(value)}, {}
    bundle = value._repr_mimebundle_()
    return bundle if isinstance(bundle, tuple) else (bundle, {})


def collect(shown: Shown, page: str, output: dict[str, Any], figure: str | None) -> None:
    """Add what one output of a cell shows, a number or a figure, to what the page shows; other output is passed over.

    Args:
        shown: what the page has shown so far.
        page: its name, for messages.
        output: as a notebook holds it, with `data` and `metadata`.
        figure: the name of the figure that the cell shows.

    Raises:
        BriefError: if it is no number or text, a chart without its rows and words, or given twice.
    """
    if named := frame.said(output):
        name, written = named
        try:
            value = ast.literal_eval(written)
        except (ValueError, SyntaxError) as error:
            raise BriefError(f"{page}.md: {name!r} is no number or text; use brief.say") from error
        _put(shown.numbers, name, value, f"{page}.md: the number")
    elif frame.PLOTLY_MIME in output.get("data", {}):
        framed = frame.framed(output)
        if framed is None or figure is None:
            raise BriefError(f"{page}.md: a chart without its name, rows and words; see brief.figure")
        spec = output["data"][frame.PLOTLY_MIME]
        layout = {key: value for key, value in spec["layout"].items() if key != "template"}
        _put(
            shown.figures,
            figure,
            {**framed, "drawn": {"data": spec["data"], "layout": layout}},
            f"{page}.md: the figure",
        )


def _put(target: dict[str, Any], name: str, value: Any, what: str) -> None:
    if name in target:
        raise BriefError(f"{what} {name!r} is given twice")
    target[name] = value
