"""Counts as so many squares: two numbers that differ by far, to be seen at a glance."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import SIDES, new_figure

SIDE = 0.74
"""Side of a square; 1 is the distance from the middle of one to that of the next."""
ACROSS = {"wide": 46, "narrow": 30}
"""Squares beside each other in each form of a chart, with their size in pixels."""
PIXELS = {"wide": 14.8, "narrow": 10.2}
"""From the middle of one square to that of the next."""
BETWEEN = {"wide": 2.2, "narrow": 2.6}
"""Room above each count for its words, as a multiple of that distance."""


def units(rows: pd.DataFrame, *, words: str, side: str = "measure_side") -> Chart:
    """Draw each count as so many squares, one count below the other, with its words above it.

    Args:
        rows: facts, named by the first column: `fact`, `publisher`, `grade`, `fact_id`, `value_low` (the count) and the
            columns named below.
        words: column of the words above each count.
        side: column of the sides of the conflict, which give the colour.
    """
    figure = new_figure()
    drawn = {form: _blocks([int(value) for value in rows.value_low], form) for form in ACROSS}
    narrow: dict[str, Any] = {"font.size": 10.5}
    for number, row in enumerate(rows.to_dict("records")):
        x, y, _ = drawn["wide"][number]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                fill="toself",
                fillcolor=SIDES[row[side]].colour,
                line={"width": 0.5, "color": SIDES[row[side]].colour},
                hoverinfo="skip",
            )
        )
        narrow |= dict(zip((f"data[{number}].x", f"data[{number}].y"), drawn["narrow"][number][:2], strict=True))
    tops = {form: [top + 0.25 for _, _, top in blocks] for form, blocks in drawn.items()}
    figure.add_trace(
        elements.marks(
            [0] * len(rows),
            tops["wide"],
            ids=list(rows.fact_id),
            mode="text",
            text=list(rows[words]),
            textposition="top right",
            hover=map(elements.source_label, rows.to_dict("records")),
        )
    )
    narrow[f"data[{len(rows)}].y"] = tops["narrow"]
    deep = {
        form: 1 - min(value for _, y, _ in blocks for value in y if value is not None) for form, blocks in drawn.items()
    }
    narrow |= {
        "height": round(deep["narrow"] * PIXELS["narrow"]),
        "xaxis.range": [0, ACROSS["narrow"]],
        "yaxis.range": [1 - deep["narrow"], 1],
    }
    figure.update_layout(
        height=round(deep["wide"] * PIXELS["wide"]),
        margin={"l": 8, "r": 8, "t": 0, "b": 0},
        xaxis={"range": [0, ACROSS["wide"]], "visible": False},
        yaxis={"range": [1 - deep["wide"], 1], "visible": False},
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _blocks(counts: list[int], form: str) -> list[tuple[list[float | None], list[float | None], float]]:
    """Return the corners of the squares of each count, from 0 downwards, and where each count begins."""
    blocks = []
    top = 0.0
    for count in counts:
        top -= BETWEEN[form] - 1
        x: list[float | None] = []
        y: list[float | None] = []
        for number in range(count):
            down, right = divmod(number, ACROSS[form])
            left, upper = right + (1 - SIDE) / 2, top - down
            x += [left, left + SIDE, left + SIDE, left, left, None]
            y += [upper, upper, upper - SIDE, upper - SIDE, upper, None]
        blocks.append((x, y, top))
        top -= -(-count // ACROSS[form]) + 0.6
    return blocks
