"""Executing the cells of a page in this process, looking up what its sentences name, and collecting what both show.

A cell is plain Python, as Jupyter runs it: its last line, if it is an expression, is shown. This module needs pandas
and plotly alone, so it runs in a browser, too.
"""

from __future__ import annotations

import ast
import contextlib
import io
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import plotly.io

from brief import tables
from brief.charts import Chart, style
from brief.charts.figure import PLOTLY_MIME, TABLES, frame_in, sealed_parts, unsealed
from brief.errors import BriefError
from brief.ledger import values
from brief.pages import numbers

LAST_LINE = "expected as its last line: figure(chart, title=...)"
NAME = "expected in the settings of the cell: mystnb: {figure: {name: fig-topic-noun, caption: ...}}"
ALLOWED = "a page shows figure(...) and what say(...) names, so take it out or name it"
Output = dict[str, Any]
"""What a cell puts out, as a notebook holds it: `output_type`, and `data` and `metadata`, or `name` and `text`."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, the line of the page on which that begins, and the name of the figure it shows."""

    source: str
    line: int
    figure: str | None = None


@dataclass(frozen=True)
class Lookup:
    """A reference in a sentence, as `values.look_up` takes it: role and text; and its line on the page."""

    role: str
    reference: str
    line: int


Step = Cell | Lookup
"""Of what a page computes."""


@dataclass
class Shown:
    """What a page shows.

    Attributes:
        figures: by name: the frame of the figure, as `charts.figure` describes it, what stands beside it there, and
            `drawn` (data and layout).
        numbers: by name: those that sentences look up, and those that cells name with `say`.
        written: by name and form, as in "air-074:digits": how a sentence writes a value that it looks up.
        lines: of the page, on which each of `written` first stands.
        tables: names of the tables that were used.
        outputs: of each cell, if they are kept.
    """

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    outputs: list[list[Output]] = field(default_factory=list)


def run(page: str, steps: Iterable[Step], *, keep: bool = False, strict: bool = True) -> Shown:
    """Look up the values that a page names and execute its cells, in a namespace of their own; return what both show.

    Args:
        page: its name, for messages.
        steps: its lookups and cells, these in the order of the page.
        keep: whether to keep the outputs of the cells.
        strict: whether to refuse what no check compares; a reader who tries something may print it.

    Raises:
        BriefError: with page and line: if a reference has no value, a cell fails, a name is used twice, a cell that
            names a figure shows none, or a cell puts out what no check compares.
    """
    shown = Shown()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    tables.forget_used()
    executed = 0
    for step in steps:
        if isinstance(step, Lookup):
            _look_up(page, step, shown)
            continue
        executed += 1
        outputs: list[Output] = []

        def put_out(output: Output, cell: Cell = step, outputs: list[Output] = outputs) -> None:
            collect(shown, page, output, cell.figure)
            if strict and output.get("metadata", {}).get(TABLES, tables.used()) != tables.used():
                raise BriefError(f"{page}.md: the cell says that it uses other tables than it does; {ALLOWED}")
            _append(outputs, output)

        _execute(page, step, executed, namespace, put_out)
        if strict:
            _require_all_is_compared(page, step, outputs, shown)
        if keep:
            shown.outputs.append(outputs)
    shown.tables = tables.used()
    return shown


def _require_all_is_compared(page: str, cell: Cell, outputs: list[Output], shown: Shown) -> None:
    """Make sure that a cell which names a figure shows it, and that nothing is published which no check compares."""
    last_line = cell.line + cell.source.rstrip().count("\n")
    place = f"{page}.md:{last_line}"
    if cell.figure and cell.figure not in shown.figures:
        raise BriefError(f"{place}: the cell names {cell.figure} and shows no figure; {LAST_LINE}")
    for output in outputs:
        if what := uncompared(output):
            raise BriefError(f"{place}: the cell puts out {what}, which no check compares; {ALLOWED}")


def require_outputs(page: str, steps: Iterable[Step], shown: Shown) -> None:
    """Make sure that all outputs of a page are the figures and the numbers that were taken from them.

    This is for a process that has executed no page: a page can change the code by which its own is checked.

    Raises:
        BriefError: as `run`, or if they are others.
    """
    again = Shown()
    try:
        cells = [step for step in steps if isinstance(step, Cell)]
        for cell, outputs in zip(cells, shown.outputs, strict=True):
            for output in outputs:
                collect(again, page, output, cell.figure)
            _require_all_is_compared(page, cell, outputs, again)
        is_same = again.figures == shown.figures and again.numbers.items() <= shown.numbers.items()
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise BriefError(f"{page}.md: a cell puts out what no notebook holds; {ALLOWED}") from error
    if not is_same:
        raise BriefError(f"{page}.md: a cell puts out other figures or numbers than it gives to check; {ALLOWED}")


def uncompared(output: Output) -> str:
    """Return what of an output of a cell no check compares, in words; "" if all of it is."""
    if "data" not in output:
        return f"{output.get('text', '').strip()[:40]!r} on {output.get('name', output['output_type'])}"
    if numbers.number_in(output):
        return numbers.unsealed(output)
    return unsealed(output) if frame_in(output) else f"a {'/'.join(output['data'])}"


def _look_up(page: str, lookup: Lookup, shown: Shown) -> None:
    """Add a value to what a page shows; sentences may name one often."""
    try:
        value = values.look_up(lookup.role, lookup.reference)
    except BriefError as error:
        raise BriefError(f"{page}.md:{lookup.line}: {error}") from error
    shown.numbers[value.name] = value.value
    shown.written[value.key] = value.text
    shown.lines.setdefault(value.key, lookup.line)


def collect(shown: Shown, page: str, output: Output, figure: str | None) -> None:
    """Add a number or a figure, as a cell puts it out, to what a page shows; ignore other output.

    Args:
        shown: what the page shows so far.
        page: its name, for messages.
        output: of the cell.
        figure: the name of the figure that the cell shows.

    Raises:
        BriefError: if the number is neither number nor text, the chart has no frame or name, or the name is used twice.
    """
    if number := numbers.number_in(output):
        name, code = number
        try:
            value = ast.literal_eval(code)
        except (ValueError, SyntaxError) as error:
            raise BriefError(f"{page}.md: {name!r} is no number or text; use brief.say") from error
        _add(shown.numbers, name, value, f"{page}.md: the number")
    elif PLOTLY_MIME in output.get("data", {}):
        frame = frame_in(output)
        if frame is None or figure is None:
            missing = f"a figure without a name; {NAME}" if frame else f"a plain chart; {LAST_LINE}"
            raise BriefError(f"{page}.md: {missing}")
        chart = output["data"][PLOTLY_MIME]
        _add(
            shown.figures,
            figure,
            {**frame, **sealed_parts(chart), "drawn": style.drawn(chart)},
            f"{page}.md: the figure",
        )


def _add(target: dict[str, Any], name: str, value: Any, subject: str) -> None:
    if name in target:
        raise BriefError(f"{subject} {name!r} is given twice")
    target[name] = value


def _append(outputs: list[Output], output: Output) -> None:
    """Add an output of a cell to the others; text written to one stream without a break is one output."""
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
        last["text"] += output["text"]
    else:
        outputs.append(output)


# --- one cell -----------------------------------------------------------------------------------------------


class _Stream(io.TextIOBase):
    """A stream that puts out what a cell prints."""

    def __init__(self, name: str, put_out: Callable[[Output], None]) -> None:
        self._name, self._put_out = name, put_out

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._put_out({"output_type": "stream", "name": self._name, "text": text})
        return len(text)


def _execute(page: str, cell: Cell, number: int, namespace: dict[str, Any], put_out: Callable[[Output], None]) -> None:
    """Execute one cell, the first of which has the number 1."""
    file = f"{page}.md"

    def display(data: dict[str, Any], metadata: dict[str, Any]) -> None:
        put_out({"output_type": "display_data", "data": data, "metadata": metadata})

    printed, errors = _Stream("stdout", put_out), _Stream("stderr", put_out)
    line = cell.line
    try:
        tree = ast.parse(cell.source, file)
        ast.increment_lineno(tree, cell.line - 1)  # so that errors give the line of the page
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with (
            numbers.sent_to(display),
            _showing_refused(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(errors),
        ):
            exec(compile(tree, file, "exec", dont_inherit=True), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), file, "eval", dont_inherit=True), namespace)
                if value is not None:
                    line = last.lineno
                    data, metadata = _mime_bundle(value)
                    result = {"output_type": "execute_result", "execution_count": number}
                    put_out({**result, "data": data, "metadata": metadata})
    except (Exception, SystemExit) as error:
        first = cell.source.split("\n")[0]
        message = f"the cell that begins with\n    {first}\nfails: {type(error).__name__}: {error}"
        raise BriefError(f"{file}:{_line_of(error, file, cell, line)}: {message}") from error


@contextlib.contextmanager
def _showing_refused() -> Iterator[None]:
    """Refuse `show()` of a plain chart meanwhile: outside a notebook it shows nothing, or opens a browser."""

    def refuse(*arguments: Any, **options: Any) -> None:
        raise BriefError(f"show() puts a plain chart on the page; {LAST_LINE}")

    show = plotly.io.show
    plotly.io.show = refuse
    try:
        yield
    finally:
        plotly.io.show = show


def _line_of(error: BaseException, file: str, cell: Cell, line: int) -> int:
    """Return the line of the page at which an error arose: `line`, if that is not known."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return cell.line - 1 + (error.lineno or 1)
    lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == file]
    return lines[-1] or line if lines else line


def _mime_bundle(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return data, by mime type, and metadata with which Jupyter shows a value."""
    if isinstance(value, go.Figure | Chart):  # plotly shows nothing outside a notebook
        raise BriefError(f"a plain chart; {LAST_LINE}")
    if hasattr(value, "_repr_mimebundle_"):
        bundle = value._repr_mimebundle_()
        return bundle if isinstance(bundle, tuple) else (bundle, {})
    data = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_") and (as_html := value._repr_html_()):  # such as a table of pandas
        data["text/html"] = as_html
    return data, {}
