"""Several quantities of the same rows side by side, each on a scale of its own."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import SIDES, TEMPLATE, new_figure
from brief.tables import plain
from brief.text import folded


def panels(
    rows: pd.DataFrame,
    *,
    values: dict[str, str],
    label: str,
    side: str = "side",
    applies: dict[str, str] | None = None,
    hollow: str | None = None,
    at_least: str | None = None,
    unknown: str = "–",
) -> Chart:
    """Draw one line a row, and in it a bar for each quantity.

    Args:
        rows: in the order to draw them, named by the first column.
        values: the columns to draw, from left to right, each with its heading.
        label: what is left of each line: a template over the columns.
        side: column of the sides of the conflict, which give the colour.
        applies: for a quantity that not every row can have, the column that says whether a row can; where it cannot,
            the panel is empty.
        hollow: column that says whether the bars of a row are outlines; if not given, none is.
        at_least: column that says whether the values of a row are lower bounds; if not given, none is.
        unknown: what is in place of a missing value.
    """
    records = rows.to_dict("records")
    y = elements.down(len(records))
    labels = [label.format_map(record) for record in records]
    folded_labels = [folded(text, 32) for text in labels]
    drawn = {column: [plain(record[column]) for record in records] for column in values}
    edges = _edges(
        [
            [*heading.split("<br>"), *(f"mmmm{words.bounds(value, value, short=True)}" for value in drawn[column])]
            for column, heading in values.items()
        ]
    )
    figure = new_figure()
    for number, column in enumerate(values):
        axis = str(number + 1) if number else ""
        blank = (applies or {}).get(column)
        for place, record, value in zip(y, records, drawn[column], strict=True):
            upper = None if at_least and record[at_least] else value
            text = words.bounds(value, upper, short=True)
            if value is None:
                text = unknown if blank is None or record[blank] else ""
            colour = SIDES[record[side]].colour
            fill = "rgba(0,0,0,0)" if hollow and record[hollow] else colour
            figure.add_trace(
                go.Bar(
                    x=[value or 0],
                    y=[place],
                    ids=[f"{record[rows.columns[0]]}-{column}"],
                    orientation="h",
                    width=0.46,
                    marker={"color": fill, "line": {"color": colour, "width": 0 if value is None else 1.6}},
                    text=[text],
                    textposition="outside",
                    cliponaxis=False,
                    constraintext="none",
                    hoverinfo="skip",
                    xaxis=f"x{axis}",
                )
            )
        scale = {
            "range": [0, max(value for value in drawn[column] if value is not None) * 2.4],
            "domain": [edges[number], edges[number + 1] - 0.01],
            "showticklabels": False,
            "showgrid": False,
            "anchor": "y",
        }
        figure.update_layout({f"xaxis{axis}": TEMPLATE.layout.xaxis.to_plotly_json() | scale})
    heads = [
        elements.above_left(f"<b>{heading}</b>", x=edge, align="left")
        for heading, edge in zip(values.values(), edges, strict=False)
    ]
    annotations, narrow = elements.labels_above(
        zip(y, labels, strict=True), heads=heads, narrow_heads={"font.size": 8.5}, yshift=22
    )
    narrow |= {"height": len(records) * 54 + 66, "font.size": 10.5, "margin.t": 54}
    figure.update_layout(
        height=len(records) * 36 + 56,
        margin={"l": elements.room(folded_labels), "r": 14, "t": 44, "b": 4},
        barmode="overlay",
        yaxis=elements.row_axis(y, folded_labels, range=[0.6 - len(records), 0.6]),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _edges(texts: list[list[str]]) -> list[float]:
    """Return where panels begin and end, from 0 to 1: each as wide as the longest of its texts needs."""
    widths = [2 + max(map(len, column)) for column in texts]
    return [sum(widths[:number]) / sum(widths) for number in range(len(widths) + 1)]
