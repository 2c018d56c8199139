"""A figure: a chart in its frame, as a cell puts it out, and as it is read from an output again.

The frame is what readers and checks need beside the drawing: `title`, `alt` (for those who do not see it), `columns`
and `rows` (those to download), `table` (`headings` and `cells`, for readers), and `strip` (pairs of a term and words:
who says so).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from brief import words
from brief.errors import BriefError
from brief.files import csv_text
from brief.tables import used
from brief.text import in_chart, in_spreadsheet, typographic

PLOTLY_MIME = "application/vnd.plotly.v1+json"
FRAME = "brief"
"""Key of the frame in the data of a chart."""
RESTS_ON = "rests_on"
"""Key of the facts and documents that a chart rests on: in its data, and in its node in a page."""
HEADINGS = "headings"
"""Key of the headings of columns: in the data of a chart, and in its node in a page."""
TABLES = "brief_tables"
"""Key of the tables that a page has used so far: in the metadata of an output."""
_NAME = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """A chart in its frame.

    What it rests on and the headings stand beside the frame, since no page shows them with the figure: the first leads
    from one page to another, the others describe its columns. All are in the data of the output, where plotly ignores
    them, and not in its metadata, which `pytest --nbval` does not compare.

    Attributes:
        chart: the drawing.
        frame: see the description of this module.
        rests_on: keys of `facts` and of `documents`.
        headings: what readers see above columns of the table, by the names of the columns.
    """

    chart: go.Figure
    frame: dict[str, Any]
    rests_on: dict[str, list[str]]
    headings: dict[str, str]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        drawing = _with_safe_text(json.loads(self.chart.to_json()))
        beside = {FRAME: self.frame, RESTS_ON: self.rests_on, HEADINGS: self.headings}
        return {PLOTLY_MIME: {**drawing, **beside}, "text/plain": self.frame["title"]}, {TABLES: used()}


def _with_safe_text(part: Any) -> Any:
    """Return a part of a drawing with every text in it as `in_chart` returns it, with curly apostrophes."""
    if isinstance(part, dict):
        return {key: _with_safe_text(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_safe_text(value) for value in part]
    return in_chart(typographic(part)) if isinstance(part, str) else part


POSITIONS = ("x", "y", "z", "lat", "lon", "locations", "values", "r", "theta")
"""Attributes of a trace that say where its marks are."""


def has_marks(chart: go.Figure) -> bool:
    """Return whether a chart draws anything: a trace that is not hidden, with a mark that has all its positions."""
    return any(
        trace.visible in {None, True} and trace.opacity != 0 and any(map(_is_placed, _positions(trace)))
        for trace in chart.data
    )


def _positions(trace: Any) -> Iterator[tuple[Any, ...]]:
    given = [trace[name] for name in POSITIONS if name in trace and trace[name] is not None]
    return zip(*given, strict=False) if given else iter(())


def _is_placed(position: tuple[Any, ...]) -> bool:
    return not any(part is None or part != part for part in position)  # what is not a number is unequal to itself


def figure_name(metadata: Any) -> str:
    """Return the name of the figure that a cell shows, from the metadata of the cell.

    Raises:
        BriefError: if it has none, or one that is not of the form fig-topic-noun.
    """
    settings = metadata.get("mystnb") if isinstance(metadata, dict) else None
    settings = settings.get("figure") if isinstance(settings, dict) else None
    name = settings.get("name") if isinstance(settings, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BriefError(f"a figure named {name!r}; expected mystnb.figure.name of the form fig-topic-noun")
    return name


def frame_in(output: Any) -> dict[str, Any] | None:
    """Return the frame of a figure from the output of a cell; None for other output, and for a chart without one."""
    return output.get("data", {}).get(PLOTLY_MIME, {}).get(FRAME)


def sealed_parts(chart: Any) -> dict[str, Any]:
    """Return what stands beside the frame in the data of a chart, and is sealed with it."""
    return {part: chart[part] for part in (RESTS_ON, HEADINGS)}


_PARTS = {"data", "layout", FRAME, RESTS_ON, HEADINGS}


def unsealed(output: Any) -> str:
    """Return what of an output that is a figure is not sealed, in words; "" if all of it is."""
    data, metadata = output["data"], output["metadata"]
    chart = data[PLOTLY_MIME]
    if more := {*data} - {PLOTLY_MIME, "text/plain"} or {*metadata} - {TABLES} or {*chart} - _PARTS:
        return f"{words.listed(sorted(more))} beside a figure"
    if {*chart} != _PARTS or TABLES not in metadata or data.get("text/plain") != chart[FRAME].get("title"):
        return "a figure that figure() did not make"
    return ""


def rows_as_csv(frame: dict[str, Any]) -> str:
    """Return the rows of a figure as CSV: UTF-8, line feeds, a header, no formulas."""
    rows = [["" if value is None else in_spreadsheet(value) for value in row] for row in frame["rows"]]
    return csv_text([frame["columns"], *rows])
