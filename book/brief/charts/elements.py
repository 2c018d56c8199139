"""The parts that charts share: marks, lines, hover labels, axes, annotations, and labels for narrow pages.

A figure holds in `layout.meta.narrow` what changes where the page is narrow, as on a phone: the new value, by the path
of the property ("margin.l", "annotations[2].visible"; of a trace "data[0].marker.size"). `static/charts.js` applies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from brief.charts.style import CHARACTER_WIDTH, SYMBOL_SIGNS, Mark
from brief.text import folded

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


def segments(starts: Iterable, ends: Iterable) -> list[Any]:
    """Return one coordinate of separate lines from each start to its end."""
    return [value for start, end in zip(starts, ends, strict=True) for value in (start, end, None)]


def marker(kinds: Iterable[Mark], *, hollow: Iterable[bool] | None = None, **more: Any) -> dict[str, Any]:
    """Return the colours and symbols of marks, of which some may be hollow."""
    kinds = list(kinds)
    hollow = [False] * len(kinds) if hollow is None else hollow
    symbols = [kind.symbol + ("-open" if is_hollow else "") for kind, is_hollow in zip(kinds, hollow, strict=True)]
    return {"color": [kind.colour for kind in kinds], "symbol": symbols, **more}


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


def month_axis(**more: Any) -> dict[str, Any]:
    """Return an axis of dates, its ticks labelled with month and year."""
    return {"type": "date", "tickformat": "%b<br>%Y", **more}


def room(texts: Iterable[str], *, gap: int = 14, scale: float = 1) -> int:
    """Return the pixels that the longest line of the texts takes, at most `MOST_ROOM`, plus a gap.

    Args:
        texts: `<br>` separates the lines of a text.
        gap: between the texts and what they are beside, in pixels.
        scale: size of the letters, as a multiple of that of labels.
    """
    longest = max(len(line) for text in texts for line in text.split("<br>"))
    return min(round(longest * CHARACTER_WIDTH * scale), MOST_ROOM) + gap


# --- annotations -------------------------------------------------------------------------------------------


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


def labels_above(
    labels: Iterable[tuple[float, str]],
    *,
    heads: Sequence[dict[str, Any]] = (),
    narrow_heads: dict[str, Any] | None = None,
    **more: Any,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return labels that are above their rows where the page is narrow, and hidden where it is wide.

    On a narrow page they take the place of the labels of the y axis, for which there is no room on the left.

    Args:
        labels: where each row is, with its label.
        heads: the annotations of the figure beside these labels.
        narrow_heads: the properties of each head that change where the page is narrow.
        **more: properties of the labels.

    Returns:
        All annotations of the figure, the heads first, and what changes where the page is narrow.
    """
    annotations = [*heads, *(at_left(y, text, visible=False, **more) for y, text in labels)]
    narrow = {"margin.l": 4, "yaxis.showticklabels": False}
    for number in range(len(annotations)):
        changes = narrow_heads or {} if number < len(heads) else {"visible": True}
        narrow |= {f"annotations[{number}].{key}": value for key, value in changes.items()}
    return annotations, narrow


def full_height(start: str, end: str) -> dict[str, Any]:
    """Return where a shape is that is as high as the plot, from a day to a day, in ISO 8601."""
    return {"x0": start, "x1": end, "yref": "paper", "y0": 0, "y1": 1}


def day_lines(days: Iterable[str], colour: str) -> list[dict[str, Any]]:
    """Return a dotted line across the plot for each day, in ISO 8601."""
    style = {"width": 1, "dash": "dot", "color": colour}
    return [{"type": "line", **full_height(day, day), "line": style} for day in days]


def key_entry(kind: Mark, text: str) -> str:
    """Return what a mark means, after a sign like it."""
    return f'<span style="color:{kind.colour}">{SYMBOL_SIGNS[kind.symbol]}</span> {text}'
