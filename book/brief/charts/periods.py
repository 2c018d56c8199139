"""Periods on a true axis of time, each with an amount beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_none, require_sides
from brief.charts.elements import Drawing, Moment
from brief.charts.style import CLEAR, NARROW_FONT_SIZE, SIDES, Mark, faded
from brief.tables import dates
from brief.text import folded

ROW, NARROW_ROW = 25, 28
"""Height of a row in pixels, wide and narrow."""
AMOUNTS_FROM, NARROW_AMOUNTS_FROM = 0.62, 0.54
"""Where the amounts begin, as a part of the plot, wide and narrow."""
AT_FRAME = 0.02
"""A period that begins so near the left end of the axis, as a part of it, would look cut off there."""
_NEEDED = ("block", "block_text", "side", "label", "start", "end", "value", "most", "part", "text")
"""Columns of the rows."""
_ROOM_FOR_WORDS = 2.2
"""How far the axis of amounts reaches, as a multiple of the most: after the longest bar are its words."""


def periods(
    rows: pd.DataFrame,
    *,
    heads: tuple[str, str],
    moments: Sequence[Moment] = (),
) -> Chart:
    """Draw one line a row: a period as a bar on an axis of time, and right of it an amount as a bar from zero.

    Where an amount has a lower and an upper value in print, the bar is pale from the lower to the upper. Where only a
    part of an amount came about, the bar is an outline, filled up to this part.

    Args:
        rows: in the order to draw them, named by the first column: `block` (the heading over the row and those after it
            that have the same), `block_text` (words beside the heading, above the amounts, such as their sum; "" for
            none), `side` (of the conflict, which gives the colour), `label` (words at its left), `start` and `end` (the
            first and the last day, in ISO 8601), `value` (the amount, missing where none is known), `most` (its upper
            value, missing where that is the same), `part` (of the amount, that came about, missing where that is not
            known) and `text` (the amount in words, of which a narrow page begins a line after a comma; a dash stands
            for none). Optional: `hover` (what follows label, period and amount in the label of a bar).
        heads: what the periods are, and what the amounts are, with their unit.
        moments: days and periods to mark on the axis of time.

    Raises:
        BriefError: if a period ends before it begins, or a row has no side.
    """
    require_columns("charts.periods needs", _NEEDED, rows)
    require_sides(rows)
    require_none("ends before it begins", rows.start > rows.end, rows)
    drawn, headings, depth = _placed(_drawn(rows))
    labels = list(drawn.label)
    narrow_labels = [folded(name, 20) for name in labels]
    room, narrow_room = elements.room(labels), elements.room(narrow_labels, size=NARROW_FONT_SIZE)
    lift = 16 if moments else 0  # their words are between the heads and the plot
    drawing = Drawing()
    for name, mark in SIDES.items():
        _draw_side(drawing, drawn[drawn.side == name], mark)
    _write_amounts(drawing, drawn)
    _note_groups(drawing, headings, room, narrow_room)
    _note_heads(drawing, heads, lift)
    for moment in moments:
        middle = pd.to_datetime([moment.first, moment.last or moment.first]).to_series().mean()
        drawing.note(elements.above_plot(f"{middle:%Y-%m-%d}", elements.moment_words(moment), yshift=1))
    drawing.shapes += elements.moment_shapes(moments)
    drawing.axis("xaxis2", _amounts_axis(drawn), domain=[NARROW_AMOUNTS_FROM, 1])
    figure = drawing.finished(
        {
            "height": round(depth * NARROW_ROW) + 70,
            "margin.l": narrow_room,
            "margin.t": 42,
            "xaxis.domain": [0, NARROW_AMOUNTS_FROM - 0.04],
            "xaxis.dtick": "M24",
            "yaxis.ticktext": narrow_labels,
        },
        height=round(depth * ROW) + 60 + lift,
        margin={"l": room, "r": 4, "t": 26 + lift, "b": 28},
        barmode="overlay",
        xaxis=_time_axis(drawn),
        yaxis=elements.row_axis(drawn.y, labels, range=[0.4 - depth, 0.7], tickmode="array"),
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with `name`, all of `most`, and the whole of `hover`."""
    hover = [
        f"<b>{row.label}</b><br>{dates.spoken(f'{row.start}/{row.end}')}<br>{row.text or '–'}"
        for row in rows.itertuples()
    ]
    if "hover" in rows:
        hover = [f"{first}<br>{more}" for first, more in zip(hover, rows.hover, strict=True)]
    return rows.assign(name=rows.iloc[:, 0].astype(str), most=rows.most.fillna(rows.value), hover=hover)


class _Heading(NamedTuple):
    """The heading of a block: its height, in rows, its words, and those above the amounts of the block, if any."""

    y: float
    text: str
    above_amounts: str


def _placed(drawn: pd.DataFrame) -> tuple[pd.DataFrame, list[_Heading], float]:
    """Return the rows with `y`, the headings, and the depth of all; the unit is a row."""
    y: list[float] = []
    headings = []
    depth = 0.0
    for heading, members in drawn.groupby("block", sort=False):
        headings.append(_Heading(-depth, str(heading), members.block_text.iloc[0]))
        y += [-depth - 1 - number for number in range(len(members))]
        depth += len(members) + 1.2
    return drawn.assign(y=y), headings, depth


def _draw_side(drawing: Drawing, drawn: pd.DataFrame, mark: Mark) -> None:
    """Draw the periods and the amounts of one side."""
    if drawn.empty:
        return
    drawing.draw(_bars_of_periods(drawn, mark))
    for bars in _amounts(drawn[drawn.value.notna()], mark):
        drawing.draw(bars)


def _bars_of_periods(drawn: pd.DataFrame, mark: Mark) -> go.Bar:
    """Return a bar for each period, from its first day to the end of its last."""
    return go.Bar(
        x=elements.lengths(drawn.start, drawn.end),
        base=list(drawn.start),
        y=list(drawn.y),
        ids=list(drawn.name),
        orientation="h",
        width=0.4,
        marker={"color": mark.colour, "line": {"width": 0}},
        cliponaxis=False,
        **elements.on_hover(drawn.hover),
    )


def _amounts(drawn: pd.DataFrame, mark: Mark) -> list[go.Bar]:
    """Return bars of amounts, hollow if only a part came about, of these parts, and pale ones to higher values."""
    low, high = (drawn[column].astype(float) for column in ("value", "most"))
    part = drawn.part.astype(float)
    ranges, parts = drawn.index[high > low], drawn.index[part.notna()]
    fills = [mark.colour if pd.isna(known) else CLEAR for known in drawn.part]
    edge = {"width": 1, "color": mark.colour}
    pale = {"color": faded(mark.colour, 0.3), "line": edge}
    common = {"orientation": "h", "width": 0.4, "hoverinfo": "skip", "xaxis": "x2"}
    names = [f"{name}-value" for name in drawn.name]
    bars = [
        go.Bar(x=list(low), y=list(drawn.y), ids=names, marker={"color": fills, "line": edge}, **common),
        go.Bar(
            x=list(part[parts]),
            y=list(drawn.y[parts]),
            ids=[f"{name}-part" for name in drawn.name[parts]],
            marker={"color": [mark.colour] * len(parts)},
            **common,
        ),
        go.Bar(x=list((high - low)[ranges]), base=list(low[ranges]), y=list(drawn.y[ranges]), marker=pale, **common),
    ]
    return [bar for bar in bars if bar.x]


def _write_amounts(drawing: Drawing, drawn: pd.DataFrame) -> None:
    """Write each amount right of its bar."""
    words = [f"\u2002{text or '–'}" for text in drawn.text]
    in_figures = {"mode": "text", "text": words, "textposition": "middle right", "xaxis": "x2"}
    narrow_words = [text.replace(", ", "<br>\u2002") for text in words]
    drawing.draw(elements.marks(drawn.most.fillna(0).astype(float), drawn.y, **in_figures), text=narrow_words)


def _note_groups(drawing: Drawing, headings: list[_Heading], room: int, narrow_room: int) -> None:
    """Write the heading of each block left of the plot, and above its amounts what is said of them."""
    for heading in headings:
        at_edge = elements.at_left(heading.y, f"<b>{heading.text}</b>", xshift=2 - room)
        drawing.note(at_edge, xshift=2 - narrow_room)
        if heading.above_amounts:
            above = elements.at_left(heading.y, f"<b>{heading.above_amounts}</b>", x=AMOUNTS_FROM)
            drawing.note(above, x=NARROW_AMOUNTS_FROM)


def _note_heads(drawing: Drawing, heads: tuple[str, str], lift: int) -> None:
    """Write above the plot what the periods and the amounts are, so many pixels higher."""
    of_periods, of_amounts = (f"<b>{head}</b>" for head in heads)
    drawing.note(elements.above_left(of_periods, yshift=lift, align="left"))
    above_amounts = elements.above_left(of_amounts, x=AMOUNTS_FROM, yshift=lift, align="left")
    drawing.note(above_amounts, x=NARROW_AMOUNTS_FROM, text=folded(of_amounts, 22), yshift=2)


def _time_axis(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return the axis of time, in whole quarters, with a tick a year."""
    start, end = drawn.start.min(), drawn.end.max()
    quarters = pd.PeriodIndex([start, end], freq="Q")
    days = (pd.Timestamp(end) - quarters[0].start_time).days
    if pd.Timestamp(start) < quarters[0].start_time + pd.Timedelta(days=AT_FRAME * days):
        quarters = quarters.where(quarters != quarters[0], quarters[0] - 1)
    return {
        "type": "date",
        "domain": [0, AMOUNTS_FROM - 0.04],
        "range": [f"{quarters[0].start_time:%Y-%m-%d}", f"{(quarters[1] + 1).start_time:%Y-%m-%d}"],
        "showgrid": True,
        "dtick": "M12",
        "tickformat": "%Y",
        "ticklabelmode": "period",  # a year's number is below the year, and not below its first day
    }


def _amounts_axis(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return the axis of the amounts, with room for the words after the longest bar."""
    most = float(drawn.most.max()) if drawn.most.notna().any() else 1.0
    span = {"domain": [AMOUNTS_FROM, 1], "range": [0, most * _ROOM_FOR_WORDS]}
    return span | {"anchor": "y", "showticklabels": False, "showgrid": False}
