"""The parts that charts share: marks, lines, hover labels, axes, annotations, and what changes on narrow pages.

A form of charts makes a `Drawing`, adds traces, annotations and shapes to it, each with what changes of it where the
page is narrow, and has it `finished` with its layout.

A figure holds in `layout.meta.narrow` what changes where the page is narrow, as on a phone: the new value, by the path
of the property ("margin.l", "annotations[2].visible"; of a trace "data[0].marker.size"). `static/charts.js` applies it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts.style import (
    ACCENT,
    FONT_SIZE,
    NARROW_FONT_SIZE,
    PALE,
    RULE,
    SYMBOL_SIGNS,
    TEMPLATE,
    Mark,
    new_figure,
    text_width,
)
from brief.text import folded

MILLISECONDS_A_DAY = 86_400_000
"""As plotly counts lengths of time."""
MOST_ROOM = 500
"""The most pixels that texts beside a chart take, so that the chart remains visible."""

# --- what is drawn -----------------------------------------------------------------------------------------


def marks(x: Iterable, y: Iterable, *, hover: Iterable[str] | None = None, **more: Any) -> go.Scatter:
    """Return a trace of marks that are not cut off at the edge of the plot.

    Args:
        x: where the marks are.
        y: where the marks are.
        hover: the hover label of each mark; none if not given.
        **more: properties of the trace, such as `ids`: the names of the rows.
    """
    labels = {"hoverinfo": "skip"} if hover is None else on_hover(hover)
    return go.Scatter(**{"x": list(x), "y": list(y), "mode": "markers", "cliponaxis": False} | labels | more)


def lines(x: Iterable, y: Iterable, *, colour: str, width: float, dash: str | None = None, **more: Any) -> go.Scatter:
    """Return a trace of lines without hover labels; None in `x` and `y` separates them.

    Args:
        x: where the lines begin, bend and end.
        y: where the lines begin, bend and end.
        colour: as `#rrggbb`.
        width: in pixels.
        dash: as plotly names it; solid if not given.
        **more: properties of the trace.
    """
    style = {"color": colour, "width": width, "dash": dash}
    return go.Scatter(**{"x": list(x), "y": list(y), "mode": "lines", "line": style, "hoverinfo": "skip"} | more)


def lengths(first: pd.Series, last: pd.Series) -> list[int]:
    """Return the lengths of bars that run from the first day to the end of the last, as an axis of time counts them.

    Args:
        first: days, as timestamps or in ISO 8601.
        last: the same.
    """
    days = (pd.to_datetime(last) - pd.to_datetime(first)).dt.days + 1
    return [int(number) * MILLISECONDS_A_DAY for number in days]


def segments(starts: Iterable, ends: Iterable) -> list[Any]:
    """Return one coordinate of separate lines from each start to its end."""
    return [value for start, end in zip(starts, ends, strict=True) for value in (start, end, None)]


def boxes(
    left: Iterable[float],
    y: Iterable[float],
    *,
    width: Any,
    height: Any,
    hover: Iterable[str] | None = None,
    **more: Any,
) -> go.Bar:
    """Return a trace of boxes, which grow with the plot as marks do not.

    Args:
        left: where each box begins.
        y: the middle of each box.
        width: of each box, or of all, in units of the x axis.
        height: of each box, or of all, in units of the y axis.
        hover: the hover label of each box; none if not given.
        **more: properties of the trace, such as `ids`, `marker` and `text`.
    """
    left = list(left)
    widths = [width] * len(left) if isinstance(width, int | float) else list(width)
    text = {"textposition": "inside", "insidetextanchor": "middle", "constraintext": "none", "textangle": 0}
    place = {"x": widths, "base": left, "y": list(y), "width": height, "orientation": "h", "cliponaxis": False}
    labels = {"hoverinfo": "skip"} if hover is None else on_hover(hover)
    return go.Bar(**place | text | labels | more)


def marker(
    kinds: Iterable[Mark], *, hollow: Iterable[bool] | None = None, edge: float = 0, **more: Any
) -> dict[str, Any]:
    """Return the colours and symbols of marks, of which some may be hollow.

    Args:
        kinds: the mark of each row.
        hollow: whether each is hollow; none is if not given.
        edge: width of the edge of all, which has the colour of the mark, in pixels.
        **more: properties of the marker, such as `size`.
    """
    kinds = list(kinds)
    hollow = [False] * len(kinds) if hollow is None else hollow
    symbols = [kind.symbol + ("-open" if is_hollow else "") for kind, is_hollow in zip(kinds, hollow, strict=True)]
    colours = [kind.colour for kind in kinds]
    return {"color": colours, "symbol": symbols} | ({"line": {"width": edge, "color": colours}} if edge else {}) | more


def on_hover(texts: Iterable[str]) -> dict[str, Any]:
    """Return what a trace needs to show a text for each of its marks, and nothing beside it."""
    return {"hovertext": list(texts), "hovertemplate": "%{hovertext}<extra></extra>"}


def source_label(row: dict[str, Any], *, text: str = "fact", head: str = "") -> str:
    """Return the hover label of a row: what it says, wrapped, and where it is printed.

    Args:
        row: with `publisher`, `grade` and `fact_id`.
        text: the column that says it.
        head: first line, in bold.
    """
    lines = [f"<b>{head}</b>"] if head else []
    source = f"<i>{row['publisher']}, {row['grade']}, {row['fact_id']}</i>"
    return "<br>".join([*lines, folded(str(row[text])), source])


# --- axes --------------------------------------------------------------------------------------------------


def down(number: int) -> list[int]:
    """Return where so many rows are, one below the other, from 0 downwards."""
    return list(range(0, -number, -1))


def row_axis(y: Iterable[float], labels: Iterable[str], **more: Any) -> dict[str, Any]:
    """Return the y axis of rows at `y`, with a label left of each; its range is that of rows from `down`."""
    ticks = list(y)
    return {
        "range": [0.4 - len(ticks), 0.6],
        "tickvals": ticks,
        "ticktext": list(labels),
        "ticklabelstandoff": 6,
        **more,
    }


def value_axis(title: str, *, standoff: int = 8, **more: Any) -> dict[str, Any]:
    """Return an axis with a title and grid lines."""
    return {"title": {"text": title, "standoff": standoff}, "showgrid": True, **more}


RULER = {"showline": True, "linecolor": RULE, "ticks": "outside", "ticklen": 5, "tickcolor": RULE}
"""An axis as a line with ticks, where grid lines would run through labels."""


class Sheet(NamedTuple):
    """The plot of a drawing whose unit is the pixel: its left edge and its top are 0, what is below that less.

    Attributes:
        width: of the plot.
        depth: of the plot.
        above: room above the plot.
        below: room below the plot.
        beside: room left and right of the plot.
    """

    width: float
    depth: float
    above: int = 0
    below: int = 0
    beside: int = 2

    @property
    def height(self) -> int:
        """The height of the whole figure."""
        return round(self.depth) + self.above + self.below


def on_sheet(wide: Sheet, narrow: Sheet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the layout of a drawing in pixels, and what changes of it where the page is narrow, by its path.

    Args:
        wide: the plot where the page is wide.
        narrow: the plot where it is narrow, with as much room below it and beside it.
    """
    layout = {
        "height": wide.height,
        "margin": {"l": wide.beside, "r": wide.beside, "t": wide.above, "b": wide.below},
        "xaxis": {"range": [0, wide.width], "visible": False},
        "yaxis": {"range": [-wide.depth, 0], "visible": False},
    }
    changes = {
        "height": narrow.height,
        "xaxis.range": [0, narrow.width],
        "yaxis.range": [-narrow.depth, 0],
    }
    return layout, changes | ({"margin.t": narrow.above} if narrow.above != wide.above else {})


def month_axis(**more: Any) -> dict[str, Any]:
    """Return an axis of dates, its ticks labelled with month and year."""
    return {"type": "date", "tickformat": "%b<br>%Y", **more}


def room(texts: Iterable[str], *, gap: int = 14, size: float = FONT_SIZE) -> int:
    """Return the pixels that the longest line of the texts takes, at most `MOST_ROOM`, plus a gap.

    Args:
        texts: `<br>` separates the lines of a text.
        gap: between the texts and what they are beside, in pixels.
        size: of the letters, in pixels.
    """
    return min(round(max(text_width(text, size) for text in texts)), MOST_ROOM) + gap


# --- annotations -------------------------------------------------------------------------------------------


class Drawing:
    """A chart in the making: its traces, annotations and shapes, and what changes of each where the page is narrow.

    What changes is named as plotly names it, with `_` between the parts of a path: `marker_size=9`.

    Attributes:
        figure: with the traces and axes so far.
        annotations: the words so far.
        shapes: the shapes so far.
        narrow: what changes of all of them, by the path of the property.
    """

    def __init__(self) -> None:
        self.figure = new_figure()
        self.annotations: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.narrow: dict[str, Any] = {}

    def draw(self, trace: Any, **narrow: Any) -> None:
        """Add a trace, with those of its properties that are others where the page is narrow."""
        self._change(f"data[{len(self.figure.data)}]", narrow)
        self.figure.add_trace(trace)

    def note(self, note: dict[str, Any], **narrow: Any) -> None:
        """Add an annotation, with those of its properties that are others where the page is narrow."""
        self._change(f"annotations[{len(self.annotations)}]", narrow)
        self.annotations.append(note)

    def shape(self, shape: dict[str, Any], **narrow: Any) -> None:
        """Add a shape, with those of its properties that are others where the page is narrow."""
        self._change(f"shapes[{len(self.shapes)}]", narrow)
        self.shapes.append(shape)

    def axis(self, name: str, axis: dict[str, Any], **narrow: Any) -> None:
        """Set an axis, such as `xaxis2`, with those of its properties that are others where the page is narrow."""
        self._change(name, narrow)
        self.figure.layout[name] = TEMPLATE.layout[name[: len("xaxis")]].to_plotly_json() | axis

    def _change(self, part: str, narrow: dict[str, Any]) -> None:
        self.narrow |= {f"{part}.{name.replace('_', '.')}": value for name, value in narrow.items()}

    def finished(self, narrow: dict[str, Any], **layout: Any) -> go.Figure:
        """Return the figure with its layout.

        Args:
            narrow: what changes of the layout where the page is narrow, by the path of the property, beside the size
                of letters.
            **layout: properties of the layout.
        """
        meta = {"narrow": self.narrow | {"font.size": NARROW_FONT_SIZE} | narrow}
        self.figure.update_layout(annotations=self.annotations, shapes=self.shapes, meta=meta, **layout)
        return self.figure


def above_plot(x: float | str, text: str, **more: Any) -> dict[str, Any]:
    """Return an annotation above the plot, at `x`."""
    return {"text": text, "x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, **more}


def at_left(y: float, text: str, **more: Any) -> dict[str, Any]:
    """Return an annotation at the left edge of the plot, at `y`."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False}
    return {"text": text, **place, **more}


def above_left(text: str, **more: Any) -> dict[str, Any]:
    """Return an annotation above the plot, at its left edge."""
    return at_left(1, text, yref="paper", yanchor="bottom", **more)


def full_height(start: str, end: str) -> dict[str, Any]:
    """Return where a shape is that is as high as the plot, from a day to a day, in ISO 8601."""
    return {"x0": start, "x1": end, "yref": "paper", "y0": 0, "y1": 1}


def period(start: str, end: str, top: float, **more: Any) -> go.Scatter:
    """Return the trace of a pale band over a period, from a day to a day, in ISO 8601, as high as an axis from 0."""
    band = {"mode": "none", "fill": "toself", "fillcolor": PALE, "hoverinfo": "skip"}
    return go.Scatter(x=[start, start, end, end, start], y=[0, top, top, 0, 0], **band, **more)


class Moment(NamedTuple):
    """A day, or a period, that is marked across a chart.

    Attributes:
        first: the first day, in ISO 8601.
        words: in few words, what it is.
        last: the last day of a period; if empty, it is one day.
        is_article: whether it is the article's day, which has the colour of letters.
    """

    first: str
    words: str
    last: str = ""
    is_article: bool = False


def moment_shapes(moments: Iterable[Moment]) -> list[dict[str, Any]]:
    """Return what marks moments across a plot: a pale band for a period, a dashed line for a day."""
    shade = {"type": "rect", "layer": "below", "fillcolor": PALE, "line": {"width": 0}}
    shapes = []
    for moment in moments:
        if moment.last:
            shapes.append(full_height(moment.first, moment.last) | shade)
        else:
            style = {"width": 1.4, "dash": "dash", "color": ACCENT if moment.is_article else RULE}
            shapes.append({"type": "line", **full_height(moment.first, moment.first), "line": style})
    return shapes


def in_colour(colour: str, text: str) -> str:
    """Return a text in a colour, which is given as `#rrggbb`."""
    return f'<span style="color:{colour}">{text}</span>'


def moment_words(moment: Moment) -> str:
    """Return the words of a moment, in the colour of its line."""
    return in_colour(ACCENT, moment.words) if moment.is_article else moment.words


def sign(kind: Mark) -> str:
    """Return a sign like a mark, in its colour."""
    return in_colour(kind.colour, SYMBOL_SIGNS[kind.symbol])


def key_entry(kind: Mark, text: str) -> str:
    """Return what a mark means, after a sign like it."""
    return f"{sign(kind)} {text}"
