"""What happened over time: bars by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Drawing, Moment
from brief.charts.style import NEUTRAL


def months(
    rows: pd.DataFrame,
    *,
    axis: str,
    moments: Sequence[Moment] = (),
    named: int = 1,
) -> Chart:
    """Draw one bar a month, the highest with their numbers; months of none say so: they are not without data.

    The line of a day ends above the bar of its month. In a run of months of none, the words are right of it.

    Args:
        rows: by month, named by the first column: `month` (ISO 8601) and `value`.
        axis: what is counted: the unit, and the words above the axis.
        moments: days and periods to mark.
        named: how many of the highest bars have their number beside them.
    """
    require_columns("charts.months needs", ("month", "value"), rows)
    top = float(rows.value.max()) * 1.05 or 1.0
    drawing = Drawing()
    drawing.draw(_bars(rows))
    drawing.note(elements.above_left(axis, yshift=2))  # right of the number of the highest tick
    for moment in moments:
        drawing.note(_above(moment), yshift=16 if moment.last else 2)  # a period on a line of its own
    for peak, number in _peaks(rows, named):
        drawing.note(peak, text=number)
    for word in _none(rows, moments):
        drawing.note(word, text="none")
    heights = dict(zip(rows.month, rows.value, strict=True))
    for moment, shape in zip(moments, elements.moment_shapes(moments), strict=True):
        foot = 0 if moment.last else heights.get(moment.first[:7], 0) / top
        drawing.shape(shape | {"y0": foot})
    figure = drawing.finished(
        {"margin.l": 36, "margin.t": 42},
        height=316,
        bargap=0.15,
        margin={"l": 42, "r": 14, "t": 30, "b": 44},
        xaxis=_months_axis(rows),
        yaxis={"range": [0, top], "nticks": 6, "showgrid": True, "ticklabelstandoff": 6},
    )
    return Chart(figure, rows, unit=axis)


def _bars(rows: pd.DataFrame) -> go.Bar:
    """Return a bar for each month, at its middle."""
    return go.Bar(
        x=[f"{month}-15" for month in rows.month],
        y=list(rows.value),
        ids=list(rows.month),
        marker={"color": NEUTRAL.colour},  # opaque: a band behind it would give it another shade
        cliponaxis=False,
        hovertemplate="%{x|%B %Y}: %{y}<extra></extra>",
    )


def _months_axis(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the axis of time, with a tick below the bar of the first month and of every sixth from there."""
    first, last = (pd.Timestamp(f"{month}-01") for month in (rows.month.iloc[0], rows.month.iloc[-1]))
    return elements.month_axis(
        showgrid=False,
        ticklabelstandoff=4,
        dtick="M6",
        tick0=f"{first:%Y-%m}-15",
        range=[f"{first - pd.Timedelta(days=20):%Y-%m-%d}", f"{last + pd.Timedelta(days=40):%Y-%m-%d}"],
    )


def _above(moment: Moment) -> dict[str, Any]:
    """Return the words of a moment above the plot: those of a period begin with it, those of a day end with it."""
    place = {"xanchor": "left", "xshift": -2} if moment.last else {"xanchor": "right", "xshift": 4}
    return elements.above_plot(moment.first, elements.moment_words(moment), yshift=2, **place)


def _peaks(rows: pd.DataFrame, named: int) -> list[tuple[dict[str, Any], str]]:
    """Return the months and numbers of the highest bars, each with the number alone.

    That of the highest is bold and right of it, below the edge. The others are above their bars, from which they run to
    the right: at the left may be the line of a day.
    """
    peaks = []
    for rank, row in enumerate(rows.nlargest(named, "value").itertuples()):
        number = f"{row.value:,.0f}"
        text = f"{pd.Period(row.month).start_time:%B %Y}: {number}"
        place = {"text": text, "x": f"{row.month}-01", "yanchor": "bottom"}
        if rank == 0:
            place = {"text": f"<b>{text}</b>", "x": f"{row.month}-28", "yanchor": "top"}
        peaks.append((place | {"y": row.value, "xanchor": "left", "showarrow": False}, number))
    return peaks


def _none(rows: pd.DataFrame, moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """Return the word "none" above each run of months without any, with the first and the last of them.

    Where the line of a day runs through them, the words begin at the line.
    """
    empty = rows.value == 0
    runs = [months.month for _, months in rows[empty].groupby((~empty).cumsum()[empty])]
    middles = [pd.Period(run.iloc[len(run) // 2]).start_time + pd.Timedelta(days=14) for run in runs]
    ends = [
        "–".join(dict.fromkeys(f"{pd.Period(month).start_time:%b}" for month in (run.iloc[0], run.iloc[-1])))
        for run in runs
    ]
    places = []
    for run, middle in zip(runs, middles, strict=True):
        lines = [moment.first for moment in moments if not moment.last and moment.first[:7] in set(run)]
        beside = {"x": lines[-1], "xanchor": "left", "xshift": 2} if lines else {"x": f"{middle:%Y-%m-%d}"}
        places.append(beside)
    return [
        {"text": f"none<br>{months}", "y": 0, "yanchor": "bottom", "align": "left", "showarrow": False, **place}
        for place, months in zip(places, ends, strict=True)
    ]
