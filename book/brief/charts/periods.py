"""Periods on a true axis of time, each with an amount beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Moment, Notes
from brief.charts.style import SIDES, TEMPLATE, Mark, new_figure
from brief.errors import BriefError
from brief.tables import dates
from brief.text import folded

ROW, NARROW_ROW = 25, 28
"""Height of a row in pixels, wide and narrow."""
AMOUNTS_FROM, NARROW_AMOUNTS_FROM = 0.62, 0.54
"""Where the amounts begin, as a part of the plot, wide and narrow."""
AT_FRAME = 0.02
"""A period that begins so near the left end of the axis, as a part of it, would look cut off there."""
MILLISECONDS_A_DAY = 86_400_000
"""As plotly counts lengths of time."""


def periods(
    rows: pd.DataFrame,
    *,
    label: str,
    group: str,
    group_text: str,
    side: str,
    start: str,
    end: str,
    value: str,
    most: str,
    part: str,
    text: str,
    heads: tuple[str, str],
    moments: Sequence[Moment] = (),
    every: int = 12,
) -> Chart:
    """Draw one line a row: a period as a bar on an axis of time, and right of it an amount as a bar from zero.

    Where an amount has a lower and an upper value in print, the bar is pale from the lower to the upper. Where only a
    part of an amount came about, the bar is an outline.

    Args:
        rows: in the order to draw them, named by the first column; rows of one group are together. What `hover` says,
            if there is such a column, follows label, period and amount in the label of a bar.
        label: column of what is left of each line.
        group: column of the headings of the rows.
        group_text: column of what is beside the heading of a group, above its amounts, such as their sum; "" for none.
        side: column of the sides of the conflict, which give the colour.
        start: column of the first days, in ISO 8601.
        end: column of the last days, in ISO 8601.
        value: column of the amounts, missing where none is known.
        most: column of the upper values of the amounts.
        part: column of the parts of the amounts that came about, missing where that is not known.
        text: column of the amounts in words; a dash stands for none. On a narrow page a line ends after a comma.
        heads: what the periods are, and what the amounts are, with their unit.
        moments: days and periods to mark on the axis of time.
        every: months between two ticks of the axis of time, of which a narrow page has every other one.

    Raises:
        BriefError: if a period ends before it begins, or a row has no side.
    """
    require_columns("charts.periods needs", (label, group, group_text, side, start, end, value, most, part, text), rows)
    names = rows.iloc[:, 0].astype(str)
    if turned := list(names[rows[start] > rows[end]]):
        raise BriefError(f"{turned[0]} ends before it begins")
    if stray := list(names[~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    drawn, headings, depth = _placed(rows, group)
    figure = new_figure()
    for name, mark in SIDES.items():
        members = drawn[drawn[side] == name]
        if not members.empty:
            figure.add_trace(_bars_of_periods(members, mark, label, start, end, text))
            figure.add_traces(_amounts(members[members[value].notna()], mark, value, most, part))
    words = [f"\u2002{one or '–'}" for one in rows[text]]
    in_figures = {"mode": "text", "text": words, "textposition": "middle right", "xaxis": "x2"}
    figure.add_trace(elements.marks(rows[most].fillna(0).astype(float), drawn.y, **in_figures))
    labels = list(rows[label])
    narrow_labels = [folded(name, 20) for name in labels]
    room, narrow_room = elements.room(labels), elements.room(narrow_labels, scale=10.5 / 13)
    notes = Notes()
    notes.narrow[f"data[{len(figure.data) - 1}].text"] = [one.replace(", ", "<br>\u2002") for one in words]
    for (at, heading), of_group in zip(headings, rows.groupby(group, sort=False)[group_text].first(), strict=True):
        notes.add(elements.at_left(at, f"<b>{heading}</b>", xshift=2 - room), xshift=2 - narrow_room)
        if of_group:
            notes.add(elements.at_left(at, f"<b>{of_group}</b>", x=AMOUNTS_FROM), x=NARROW_AMOUNTS_FROM)
    of_periods, of_amounts = (f"<b>{head}</b>" for head in heads)
    lift = 16 if moments else 0  # their words are between the heads and the plot
    notes.add(elements.above_left(of_periods, yshift=lift, align="left"))
    above_amounts = elements.above_left(of_amounts, x=AMOUNTS_FROM, yshift=lift, align="left")
    notes.add(above_amounts, x=NARROW_AMOUNTS_FROM, text=folded(of_amounts, 22), yshift=2)
    for moment in moments:
        middle = pd.to_datetime([moment.first, moment.last or moment.first]).to_series().mean()
        notes.add(elements.above_plot(f"{middle:%Y-%m-%d}", elements.moment_words(moment), yshift=1))
    notes.narrow |= {
        "yaxis.ticktext": narrow_labels,
        "margin.l": narrow_room,
        "xaxis.domain": [0, NARROW_AMOUNTS_FROM - 0.04],
        "xaxis2.domain": [NARROW_AMOUNTS_FROM, 1],
        "height": round(depth * NARROW_ROW) + 70,
        "font.size": 10.5,
        "xaxis.dtick": f"M{2 * every}",
        "margin.t": 42,
    }
    quarters = pd.PeriodIndex([rows[start].min(), rows[end].max()], freq="Q")
    days = (pd.Timestamp(rows[end].max()) - quarters[0].start_time).days
    if pd.Timestamp(rows[start].min()) < quarters[0].start_time + pd.Timedelta(days=AT_FRAME * days):
        quarters = quarters.where(quarters != quarters[0], quarters[0] - 1)
    shown = [f"{quarters[0].start_time:%Y-%m-%d}", f"{(quarters[1] + 1).start_time:%Y-%m-%d}"]
    ticks = {"dtick": f"M{every}", "tickformat": "%Y" if every >= 12 else "%b<br>%Y"}
    if every == 12:  # a year's number is below the year, and not below its first day
        ticks["ticklabelmode"] = "period"
    amounts = {"anchor": "y", "range": [0, float(rows[most].max()) * 2.2], "showticklabels": False, "showgrid": False}
    figure.update_layout(
        height=round(depth * ROW) + 60 + lift,
        margin={"l": room, "r": 4, "t": 26 + lift, "b": 28 if every >= 12 else 44},
        barmode="overlay",
        xaxis={"type": "date", "range": shown, "showgrid": True, **ticks},
        xaxis_domain=[0, AMOUNTS_FROM - 0.04],
        xaxis2=TEMPLATE.layout.xaxis.to_plotly_json() | amounts | {"domain": [AMOUNTS_FROM, 1]},
        yaxis=elements.row_axis(drawn.y, labels, range=[0.4 - depth, 0.7], tickmode="array"),
        shapes=elements.moment_shapes(moments),
        annotations=notes.all,
        meta={"narrow": notes.narrow},
    )
    return Chart(figure, rows)


def _placed(rows: pd.DataFrame, group: str) -> tuple[pd.DataFrame, list[tuple[float, str]], float]:
    """Return the rows with `y`, each heading with where it is, and the depth of all; the unit is a row."""
    y: list[float] = []
    headings = []
    depth = 0.0
    for heading, members in rows.groupby(group, sort=False):
        headings.append((-depth, str(heading)))
        y += [-depth - 1 - number for number in range(len(members))]
        depth += len(members) + 1.2
    return rows.assign(y=y), headings, depth


def _bars_of_periods(rows: pd.DataFrame, mark: Mark, label: str, start: str, end: str, text: str) -> go.Bar:
    """Return a bar for each period, from its first day to the end of its last."""
    days = (pd.to_datetime(rows[end]) - pd.to_datetime(rows[start])).dt.days + 1
    hover = [
        f"<b>{row[label]}</b><br>{dates.spoken(row[start] + '/' + row[end])}<br>{row[text] or '–'}"
        for row in rows.to_dict("records")
    ]
    if "hover" in rows:
        hover = [f"{first}<br>{more}" for first, more in zip(hover, rows.hover, strict=True)]
    return go.Bar(
        x=[int(number) * MILLISECONDS_A_DAY for number in days],
        base=list(rows[start]),
        y=list(rows.y),
        ids=list(rows.iloc[:, 0].astype(str)),
        orientation="h",
        width=0.4,
        marker={"color": mark.colour, "line": {"width": 0}},
        cliponaxis=False,
        **elements.on_hover(hover),
    )


def _amounts(rows: pd.DataFrame, mark: Mark, value: str, most: str, part: str) -> list[go.Bar]:
    """Return a bar for each amount, hollow if only a part of it came about, and a pale one to a higher value of it."""
    low, high = (rows[column].astype(float) for column in (value, most))
    ranges = rows.index[high > low]
    fills = [mark.colour if pd.isna(known) else "rgba(0,0,0,0)" for known in rows[part]]
    edge = {"width": 1, "color": mark.colour}
    pale = {"color": elements.pale(mark.colour), "line": edge}
    common = {"orientation": "h", "width": 0.4, "hoverinfo": "skip", "xaxis": "x2"}
    names = [f"{name}-value" for name in rows.iloc[:, 0]]
    bars = [
        go.Bar(x=list(low), y=list(rows.y), ids=names, marker={"color": fills, "line": edge}, **common),
        go.Bar(x=list((high - low)[ranges]), base=list(low[ranges]), y=list(rows.y[ranges]), marker=pale, **common),
    ]
    return [bar for bar in bars if bar.x]
