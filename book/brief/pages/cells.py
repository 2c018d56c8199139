"""Executing the cells of a page in this very process, and reading what they show.

It needs Python, pandas and plotly and nothing else: so it runs in a worker process, and wherever `brief` does. A cell
is plain Python, as Jupyter runs it: its last line, if it is an expression, is shown.
"""

from __future__ import annotations

import ast
import contextlib
import io
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from brief import tables
from brief.errors import BriefError
from brief.ledger import figures, values


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the line of the page on which that begins, and the name of the figure it shows."""

    source: str
    line: int
    figure: str | None = None


@dataclass(frozen=True)
class Lookup:
    """A reference of a sentence to a value, as `values.look_up` takes it, and its line on the page."""

    role: str
    reference: str
    line: int


@dataclass
class Shown:
    """What the cells of one page show.

    Attributes:
        figures: by name: title, alt, columns, rows, table, strip, and `drawn` (data and layout).
        numbers: by name, as sentences look them up, and as `brief.say` gave them.
        tables: names of the tables that the page has read.
        outputs: if they are kept, those of each cell, in order, as a notebook holds them.

    """

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    outputs: list[list[dict[str, Any]]] = field(default_factory=list)


def run(page: str, cells: Iterable[Cell], lookups: Iterable[Lookup] = (), *, keep: bool = False) -> Shown:
    """Look up the values that a page names, execute its cells in a name space of their own, and return what both show.

    Args:
        page: its name, for messages.
        cells: in the order of the page.
        lookups: the references in its sentences.
        keep: whether to keep all that they put out.

    Raises:
        BriefError: if a cell fails or a reference has no value: with page, line and error; or shows something twice.
    """
    shown = Shown()
    known: dict[str, Any] = {"__name__": "__main__"}
    tables.forget_used()
    for lookup in lookups:
        try:
            found = values.look_up(lookup.role, lookup.reference)
        except BriefError as error:
            raise BriefError(f"{page}.md:{lookup.line}: {error}") from error
        shown.numbers[found.name] = found.value
    for number, cell in enumerate(cells, 1):
        outputs: list[dict[str, Any]] = []

        def put_out(output: dict[str, Any], cell: Cell = cell, outputs: list[dict] = outputs) -> None:
            collect(shown, page, output, cell.figure)
            _append(outputs, output)

        _run(page, cell, number, known, put_out)
        if keep:
            shown.outputs.append(outputs)
    shown.tables = tables.used()
    return shown


def _append(outputs: list[dict[str, Any]], output: dict[str, Any]) -> None:
    """Add an output to those of a cell; what is written to one stream without a break is one output."""
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
        last["text"] += output["text"]
    else:
        outputs.append(output)


class _Stream(io.TextIOBase):
    """What a cell prints, as outputs of a notebook."""

    def __init__(self, name: str, put_out: Callable[[dict[str, Any]], None]) -> None:
        self._name, self._put_out = name, put_out

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._put_out({"output_type": "stream", "name": self._name, "text": text})
        return len(text)


def _run(page: str, cell: Cell, number: int, known: dict[str, Any], put_out: Callable[[dict[str, Any]], None]) -> None:
    """Execute one cell, and put out what it shows and prints, as a notebook holds it."""
    file = f"{page}.md"

    def receive(data: dict[str, Any], metadata: dict[str, Any]) -> None:
        put_out({"output_type": "display_data", "data": data, "metadata": metadata})

    printed, told = _Stream("stdout", put_out), _Stream("stderr", put_out)
    try:
        tree = ast.parse(cell.source, file)
        ast.increment_lineno(tree, cell.line - 1)  # so that an error tells the line of the page
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with figures.shown_to(receive), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
            exec(compile(tree, file, "exec", dont_inherit=True), known)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), file, "eval", dont_inherit=True), known)
                if value is not None:
                    data, metadata = _shown_as(value)
                    result = {"output_type": "execute_result", "execution_count": number}
                    put_out({**result, "data": data, "metadata": metadata})
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
        shown = {"text/plain": repr(value)}
        if hasattr(value, "_repr_html_") and (as_html := value._repr_html_()):  # a table of pandas, for one
            shown["text/html"] = as_html
        return shown, {}
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
    if named := figures.said(output):
        name, written = named
        try:
            value = ast.literal_eval(written)
        except (ValueError, SyntaxError) as error:
            raise BriefError(f"{page}.md: {name!r} is no number or text; use brief.say") from error
        _put(shown.numbers, name, value, f"{page}.md: the number")
    elif figures.PLOTLY_MIME in output.get("data", {}):
        framed = figures.framed(output)
        if framed is None or figure is None:
            raise BriefError(f"{page}.md: a chart without its name, rows and words; see brief.figure")
        spec = output["data"][figures.PLOTLY_MIME]
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
