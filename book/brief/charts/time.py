"""What happened over time: bars by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.elements import Moment
from brief.charts.style import NEUTRAL, new_figure


def months(
    rows: pd.DataFrame,
    *,
    value: str,
    axis: str,
    moments: Sequence[Moment] = (),
) -> Chart:
    """Draw one bar a month; a month of none says so, lest it be taken for one without data.

    Args:
        rows: by month, named by the first column: `month` (ISO 8601) and the values.
        value: column of the values.
        axis: what is counted: the unit, and the words above the axis.
        moments: days and periods to mark.
    """
    figure = new_figure()
    figure.add_trace(
        go.Bar(
            x=[f"{month}-15" for month in rows.month],
            y=list(rows[value]),
            ids=list(rows.month),
            marker={"color": NEUTRAL.colour, "line": {"width": 0}},
            text=["" if number else "0" for number in rows[value]],
            textposition="outside",
            textfont={"size": 10},
            textangle=0,
            cliponaxis=False,
            hovertemplate="%{x|%B %Y}: %{y}<extra></extra>",
        )
    )
    first, last = (pd.Timestamp(f"{month}-01") for month in (rows.month.iloc[0], rows.month.iloc[-1]))
    most = float(rows[value].max())
    peak = rows.month[rows[value].idxmax()]
    figure.update_layout(
        height=330,
        bargap=0.15,
        margin={"l": 42, "r": 14, "t": 46, "b": 44},
        xaxis=elements.month_axis(
            ticklabelstandoff=4,
            dtick="M6",
            tick0=f"{first:%Y-%m-%d}",
            range=[f"{first - pd.Timedelta(days=20):%Y-%m-%d}", f"{last + pd.Timedelta(days=40):%Y-%m-%d}"],
        ),
        yaxis={"range": [0, most * 1.05], "nticks": 6, "showgrid": True, "ticklabelstandoff": 6},
        shapes=elements.moment_shapes(moments),
        annotations=[
            elements.above_left(axis, yshift=8, xshift=-34),
            {"text": f"<b>{most:,.0f}</b>", "x": f"{peak}-28", "y": most, "showarrow": False, "xanchor": "left"}
            | {"yanchor": "top"},
            *map(_above, moments),
        ],
        meta={"narrow": {"font.size": 10.5, "margin.l": 36, "annotations[0].xshift": -30}},
    )
    return Chart(figure, rows, unit=axis)


def _above(moment: Moment) -> dict[str, Any]:
    """Return the words of a moment above the plot: those of a period on a line of their own."""
    place = {"xanchor": "left", "yshift": 20} if moment.last else {"xanchor": "right", "xshift": 4, "yshift": 2}
    return elements.above_plot(moment.first, elements.moment_words(moment), **place)
