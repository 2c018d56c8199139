"""Values on one axis, one line a row: points, ranges, lower and upper bounds, bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, REFERENCE, SIDES, TEMPLATE, Mark, new_figure
from brief.errors import BriefError
from brief.tables import plain


def ranges(
    rows: pd.DataFrame,
    *,
    axis: str,
    label: str = "{label}",
    group: str | None = None,
    low: str = "value_low",
    high: str = "value_high",
    side: str = "originator_side",
    bars: bool = False,
    periods: bool = False,
    zero: bool = True,
    references: Sequence[tuple[float, str]] = (),
) -> Chart:
    """Draw one line a row: a point, a range, or a bound as an arrow. Points of rows that repeat another are hollow.

    Args:
        rows: facts in the order to draw them: `fact_id`, `fact`, `publisher`, `grade` and `repeats`, the columns
            named below, and with `periods` the days `first_day` and `last_day`.
        axis: what the axis counts, with its unit.
        label: what is left of each line: a template over the columns.
        group: column of the headings of the rows; rows of one heading are together, in order of first appearance.
        low: column of the lower values, missing where a range is open below.
        high: column of the upper values, missing where a range is open above.
        side: column of the sides of the conflict, which give colour and symbol.
        bars: whether to draw bars from zero, for amounts that are compared by length.
        periods: whether to draw, on the left, the period that each row covers.
        zero: whether the axis begins at zero.
        references: at most two values to mark by a line across, with their words.

    Raises:
        BriefError: if a row has neither a lower nor an upper value, or no side, or its period is to be drawn and has no
            date.
    """
    if empty := list(rows[rows[low].isna() & rows[high].isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    if periods and (undated := list(rows[rows.first_day.isna()].fact_id)):
        raise BriefError(f"{undated[0]} has no date: its period cannot be drawn")
    if stray := list(rows[~rows[side].isin(SIDES)].fact_id):
        raise BriefError(f"{stray[0]} has no side of the conflict in the column {side!r}")
    values = [*rows[low].dropna(), *rows[high].dropna(), *(value for value, _ in references)]
    floor = 0 if zero else min(values) - 0.12 * (max(values) - min(values))
    reach = 1.3 if rows[high].isna().any() else 1.24  # the words beside an arrow need more room
    top = floor + (max(values) - floor) * reach
    y, headings, depth = _positions(rows, group)
    lines = _lines(rows, y, low, high, arrow=(top - floor) * 0.05)
    of_sides = [(mark, lines[lines[side] == name]) for name, mark in SIDES.items() if (lines[side] == name).any()]
    value_axis = "x2" if periods else "x"
    figure = new_figure()
    for mark, members in of_sides:
        figure.add_traces(_ranges_of_side(members, mark, bars=bars, floor=floor, xaxis=value_axis))
    if periods:
        figure.add_traces([_periods_of_side(members, mark) for mark, members in of_sides])
    for number, (value, text) in enumerate(references):
        left = number == 0 and len(references) > 1  # so that the words of two do not collide
        figure.add_trace(_reference(value, text, bottom=0.2 - depth, left=left, xaxis=value_axis))
    labels = [label.format_map(row) for row in rows.to_dict("records")]
    room, below = elements.room(labels), 60 if periods else 46
    heads = [elements.at_left(at, f"<b>{text}</b>", xshift=4 - room) for at, text in headings]
    annotations, narrow = elements.labels_above(
        zip(y, labels, strict=True), heads=heads, narrow_heads={"xshift": 0}, yshift=17
    )
    narrow |= {"height": round(depth * 42) + below + 24, "margin.t": 16, "margin.l": 6, "font.size": 11.5}
    edge = floor if bars else floor - (top - floor) * 0.03  # so that a point on the axis is whole
    axes = {"xaxis": elements.value_axis(axis, title_font_size=13, range=[edge, top], nticks=7)}
    if periods:
        second = {**TEMPLATE.layout.xaxis.to_plotly_json(), "domain": [0.36, 1], "anchor": "y"}
        first = elements.month_axis(domain=[0, 0.3], tick0="2020-01-01", dtick="M6")
        period = elements.value_axis("period", title_font_size=13)
        axes = {"xaxis": period | first, "xaxis2": second | axes["xaxis"]}
        narrow |= {"xaxis.domain": [0, 0.25], "xaxis2.domain": [0.36, 1]}
    figure.update_layout(
        **axes,
        height=round(depth * 25) + below + 16,
        margin={"l": room, "r": 8, "t": 10, "b": below},
        barmode="overlay",
        yaxis=elements.row_axis(y, labels, range=[0.2 - depth, 1.2 if references else 0.7], tickmode="array"),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _positions(rows: pd.DataFrame, group: str | None) -> tuple[list[float], list[tuple[float, str]], float]:
    """Return where the rows are, from top to bottom, and the headings with their words, and the depth of all of them.

    The unit is a line; each row has one.
    """
    rows = rows.reset_index(drop=True)
    y: dict[Any, float] = {}
    headings = []
    depth = 0.0
    for heading, members in rows.groupby(group, sort=False, dropna=False) if group else [(None, rows)]:
        if group:
            headings.append((-depth, str(heading)))
            depth += 0.95
        for index in members.index:
            y[index] = -depth
            depth += 1
        depth += 0.25 if group else 0
    return [y[index] for index in rows.index], headings, depth


def _lines(rows: pd.DataFrame, y: list[float], low: str, high: str, *, arrow: float) -> pd.DataFrame:
    """Return the rows with what is drawn of them.

    Returns:
        The rows with `y`, `low` and `high` (the values), `start` and `end` (of the line, with an arrow of the given
        length where a range is open), `text` (the values in figures) and `hover`.
    """
    rows = rows.reset_index(drop=True)
    records = rows.to_dict("records")
    ends = {"low": rows[low].astype(float), "high": rows[high].astype(float)}
    return rows.assign(
        **ends,
        y=y,
        start=ends["low"].fillna(ends["high"] - arrow),
        end=ends["high"].fillna(ends["low"] + arrow),
        text=[f"\u2002{words.bounds(plain(row[low]), plain(row[high]), short=True)}" for row in records],
        hover=list(map(elements.source_label, records)),
    )


def _ranges_of_side(lines: pd.DataFrame, mark: Mark, *, bars: bool, floor: float, xaxis: str) -> list[Any]:
    """Return the traces of one side: bars or points, lines from end to end, arrow heads, and the values in figures."""
    lower = lines.assign(value=lines.low.fillna(lines.high))
    upper = lines.assign(value=lines.high, fact_id=lines.fact_id + "-high")  # plotly draws one mark a name
    points = pd.concat([lower, upper[lines.low < lines.high]]).sort_index(kind="stable")
    common = {"ids": list(points.fact_id), "xaxis": xaxis}
    traces: list[Any] = []
    if bars:
        style = {"orientation": "h", "width": 0.45, "opacity": 0.85, "marker": {"color": mark.colour}}
        x, hover = list(points.value - floor), elements.on_hover(points.hover)
        traces.append(go.Bar(x=x, y=list(points.y), base=floor, **style, **hover, **common))
    wide = lines[lines.start != lines.end]
    if not wide.empty:
        x, y = elements.segments(wide.start, wide.end), elements.segments(wide.y, wide.y)
        traces.append(elements.lines(x, y, colour=mark.colour, width=2.5, xaxis=xaxis))
    if not bars:
        symbols = [f"{mark.symbol}-open" if repeats else mark.symbol for repeats in points.repeats.notna()]
        marker = {"color": mark.colour, "symbol": symbols, "size": 11}
        traces.append(elements.marks(points.value, points.y, marker=marker, hover=points.hover, **common))
    bounds = lines[lines.low.isna() | lines.high.isna()]
    if not bounds.empty:
        x = bounds.end.where(bounds.high.isna(), bounds.start)
        symbols = ["triangle-right" if is_open else "triangle-left" for is_open in bounds.high.isna()]
        marker = {"color": mark.colour, "symbol": symbols, "size": 10}
        traces.append(elements.marks(x, bounds.y, marker=marker, xaxis=xaxis))
    in_figures = {"mode": "text", "text": list(lines.text), "textposition": "middle right"}
    traces.append(elements.marks(lines.end, lines.y, **in_figures, xaxis=xaxis))
    return traces


def _periods_of_side(lines: pd.DataFrame, mark: Mark) -> Any:
    """Return the trace of the periods of one side, from their first day to the end of their last."""
    ends = lines.last_day + pd.Timedelta(days=1)
    x = elements.segments((f"{day:%Y-%m-%d}" for day in lines.first_day), (f"{day:%Y-%m-%d}" for day in ends))
    return elements.lines(x, elements.segments(lines.y, lines.y), colour=mark.colour, width=5, xaxis="x")


def _reference(value: float, text: str, *, bottom: float, left: bool, xaxis: str) -> Any:
    """Return the trace of a value that is marked by a line across, with its words left or right of the line."""
    return elements.lines(
        [value, value],
        [1, bottom],
        colour=REFERENCE,
        width=2,
        dash="dash" if left else "dot",
        mode="lines+text",
        text=[f"\u2002{text}\u2002", ""],
        textposition="middle left" if left else "middle right",
        cliponaxis=False,
        xaxis=xaxis,
    )


def intervals(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str = "low",
    high: str = "high",
    other: str,
    axis: str,
) -> Chart:
    """Draw one line a row: a value as a dot with its bounds, and a second value as a hollow diamond.

    Args:
        rows: in the order to draw them, named by the first column.
        label: column of what is left of each line.
        value: column of the values.
        low: column of the lower bounds.
        high: column of the upper bounds.
        other: column of the second values.
        axis: what the axis counts.
    """
    y = elements.down(len(rows))
    names = list(rows.iloc[:, 0])
    figure = new_figure()
    bounds = elements.lines(
        elements.segments(rows[low], rows[high]), elements.segments(y, y), colour=NEUTRAL.colour, width=6, opacity=0.8
    )
    figure.add_trace(bounds)
    for column, style, ids in (
        (value, {"symbol": "circle", "color": NEUTRAL.colour}, names),
        (other, {"symbol": "diamond-open", "color": REFERENCE}, [f"{name}-second" for name in names]),
    ):
        figure.add_trace(
            elements.marks(
                rows[column],
                y,
                ids=ids,
                marker={"size": 12, **style},
                hoverinfo=None,
                hovertemplate="%{x}<extra></extra>",
            )
        )
    most = float(rows[[high, other]].max().max())
    figure.update_layout(
        height=len(rows) * 38 + 62,
        margin={"l": elements.room(rows[label]), "r": 10, "t": 8, "b": 46},
        xaxis=elements.value_axis(axis, range=[-0.3, most * 1.06]),
        yaxis=elements.row_axis(y, rows[label]),
        meta={"narrow": {"font.size": 11}},
    )
    return Chart(figure, rows)
