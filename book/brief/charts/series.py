"""Values over time: bars by month, and series of values by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, REFERENCE, Mark, new_figure
from brief.errors import BriefError
from brief.tables import plain

SERIES = (NEUTRAL, Mark(REFERENCE, "diamond"), Mark("#b5851b", "x"))
"""How series are drawn, in order: in colours of no side of the conflict."""


def months(rows: pd.DataFrame, *, value: str, axis: str, marks: Sequence[tuple[str, str]] = ()) -> Chart:
    """Draw one bar a month.

    Args:
        rows: by month, named by the first column: `month` (ISO 8601) and the values.
        value: column of the values.
        axis: what is counted: the title of the axis and the unit.
        marks: days to mark by a line across, in ISO 8601, each with its words, in order.
    """
    figure = new_figure()
    figure.add_trace(
        go.Bar(
            x=[f"{month}-15" for month in rows.month],
            y=list(rows[value]),
            ids=list(rows.month),
            marker={"color": NEUTRAL.colour, "line": {"width": 0}},
            hovertemplate="%{x|%B %Y}: %{y}<extra></extra>",
        )
    )
    line_height = 17
    figure.update_layout(
        height=330,
        bargap=0.15,
        margin={"l": 46, "r": 8, "t": 20 + line_height * len(marks), "b": 40},
        xaxis=elements.month_axis(dtick="M6", tick0=f"{rows.month.iloc[0]}-01"),
        yaxis=elements.value_axis(axis, standoff=6, range=[0, float(rows[value].max()) * 1.05], nticks=6),
        shapes=elements.day_lines((day for day, _ in marks), REFERENCE),
        annotations=[
            elements.above_plot(day, text, xanchor="right", yshift=2 + line_height * above)
            for above, (day, text) in zip(reversed(range(len(marks))), marks, strict=True)
        ],
        meta={"narrow": {"font.size": 10.5, "margin.l": 36}},
    )
    return Chart(figure, rows, unit=axis)


def over_time(
    rows: pd.DataFrame,
    *,
    value: str,
    date: str,
    series: dict[str, str],
    axis: str,
    joined: dict[str, int] | None = None,
    spans: Sequence[tuple[str, str, str]] = (),
) -> Chart:
    """Draw values at their dates, each series with a mark of its own.

    Args:
        rows: named by the first column: `series`, the values and the dates.
        value: column of the values.
        date: column of the dates, days or months in ISO 8601; a month is drawn at its middle.
        series: by its id in the column `series`, what each series is called; at most as many as `SERIES`.
        axis: what is counted, with its unit.
        joined: for a series whose points a line joins, the most days between two points that it joins.
        spans: times to shade, each from a day to a day, in ISO 8601, with its words.

    Raises:
        BriefError: if a row is of a series that is not drawn.
    """
    if unknown := sorted(set(rows.series) - set(series)):
        raise BriefError(f"the series {unknown[0]!r} is not drawn")
    drawn = pd.DataFrame(
        {
            "series": rows.series,
            "id": rows.iloc[:, 0].astype(str),
            "day": rows[date].map(lambda day: pd.Timestamp(f"{day}-15" if len(day) == len("2020-01") else day)),
            "value": rows[value],
        }
    ).sort_values("day", kind="stable")
    figure = new_figure()
    key = [elements.key_entry(mark, text) for mark, text in zip(SERIES, series.values(), strict=False)]
    for (name, text), mark in zip(series.items(), SERIES, strict=False):
        most_days = (joined or {}).get(name)
        points = _with_gaps(drawn[drawn.series == name], most_days)
        figure.add_trace(
            go.Scatter(
                **points,
                mode="markers" if most_days is None else "lines+markers",
                line={"color": mark.colour, "width": 2},
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 9},
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}} ({text})<extra></extra>",
                cliponaxis=False,
            )
        )
    shade = {"layer": "below", "fillcolor": "rgba(138, 107, 181, 0.16)", "line": {"color": REFERENCE, "width": 1}}
    narrow = {
        "font.size": 10.5,
        "margin.l": 46,
        "margin.t": 26 + 15 * len(key),
        "annotations[0].text": "<br>".join(key),
        "annotations[0].yshift": 18,
        "xaxis.nticks": 5,
    }
    figure.update_layout(
        height=370,
        margin={"l": 58, "r": 12, "t": 48, "b": 44},
        xaxis=elements.month_axis(nticks=8),
        yaxis=elements.value_axis(axis, standoff=6, rangemode="tozero", nticks=6),
        shapes=[{"type": "rect", **elements.full_height(start, end), **shade} for start, end, _ in spans],
        annotations=[
            elements.above_left("\u2003".join(key), yshift=24, align="left"),
            *(elements.above_plot(start, text, xanchor="left") for start, _, text in spans),
        ],
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _with_gaps(points: pd.DataFrame, most_days: int | None) -> dict[str, list[Any]]:
    """Return points as plotly draws them, with an empty one, at which a line stops, where two are too far apart."""
    x: list[str | None] = []
    y: list[Any] = []
    ids: list[str] = []
    days_since = points.day.diff().dt.days
    for day, number, row_id, days in zip(points.day, points.value, points.id, days_since, strict=True):
        if most_days is not None and days > most_days:
            x, y, ids = [*x, None], [*y, None], [*ids, f"{row_id}-gap"]
        x, y, ids = [*x, f"{day:%Y-%m-%d}"], [*y, plain(number)], [*ids, row_id]
    return {"x": x, "y": y, "ids": ids}
