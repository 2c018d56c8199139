"""Rows by name at the crossing of two scales, such as likelihood and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, RULE, new_figure
from brief.errors import BriefError
from brief.text import folded

_EMPTY = 0.42
"""Width of a column without rows, as a share of one with rows."""


class _Form(NamedTuple):
    """Pixels of the plot across, of a letter, of a line, above a row of cells, and left of a cell's text."""

    width: int
    letter: float
    line: int
    head: int


_WIDE, _NARROW = _Form(580, 6.9, 16, 0), _Form(312, 5.6, 13, 18)


def crossing(
    rows: pd.DataFrame, *, name: str, hover: str, down: tuple[str, Sequence[str]], across: tuple[str, Sequence[str]]
) -> Chart:
    """Draw the names of rows in the cells of a grid of two scales; a level without rows says so.

    Args:
        rows: named by the first column.
        name: column of the names.
        hover: column of what is said in full.
        down: the column of the scale from top to bottom, and its levels.
        across: the column of the scale from left to right, and its levels.

    Raises:
        BriefError: if a row is on a level that is not drawn.
    """
    for column, levels in (down, across):
        if stray := sorted(set(rows[column]) - set(levels)):
            raise BriefError(f"the level {stray[0]!r} of {column!r} is not drawn")
    (row_scale, row_levels), (column_scale, column_levels) = down, across
    shares = [1 if level in set(rows[column_scale]) else _EMPTY for level in column_levels]
    edges = [sum(shares[:number]) / sum(shares) for number in range(len(shares) + 1)]
    lefts = dict(zip(column_levels, edges[:-1], strict=True))
    wide, narrow = (_cells(rows, name, down, across, edges, form) for form in (_WIDE, _NARROW))
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            rows[column_scale].map(lefts) + 0.016,
            wide["marks"],
            ids=list(rows.iloc[:, 0]),
            marker={"color": NEUTRAL.colour, "size": 8},
            hover=[
                f"<b>{row[row_scale]}, {row[column_scale]} {column_scale}</b><br>{folded(row[hover])}"
                for row in rows.to_dict("records")
            ],
        )
    )
    texts = [
        elements.at_left(y, text, xref="x", x=lefts[level] + 0.03, align="left", yanchor="top", yshift=9)
        for y, text, level in zip(wide["marks"], wide["texts"], rows[column_scale], strict=True)
    ]
    heads = [
        elements.above_plot(left + 0.01, f"<b>{level}</b>", xanchor="left", align="left")
        for level, left in lefts.items()
    ]
    title = f"<i>Down: {row_scale}. Across: {column_scale}.</i>"
    room = elements.room(row_levels, gap=20)
    top = elements.above_left(title, align="left", xshift=-room, yshift=20)
    sides = [
        elements.at_left(y, f"<b>{level}</b>", xref="x", x=0, xanchor="right", align="right", xshift=-8)
        for y, level in zip(wide["middles"], row_levels, strict=True)
    ]
    boxes = [
        {
            "type": "rect",
            **{"x0": edges[column], "x1": edges[column + 1]},
            **{"y0": -wide["tops"][row], "y1": -wide["feet"][row]},
            "line": {"color": RULE, "width": 1},
            "layer": "below",
        }
        for row in range(len(row_levels))
        for column in range(len(column_levels))
    ]
    changes: dict[str, Any] = {
        "height": narrow["depth"] + 46,
        "margin.l": 4,
        f"annotations[{len(texts) + len(heads)}].xshift": 0,
        "font.size": 10.5,
        "yaxis.range": [-narrow["depth"], 0],
        "data[0].y": narrow["marks"],
        "data[0].x": list(rows[column_scale].map(lefts) + 0.025),
        "data[0].marker.size": 6,
    }
    for number, (y, text) in enumerate(zip(narrow["marks"], narrow["texts"], strict=True)):
        changes |= {f"annotations[{number}].y": y, f"annotations[{number}].text": text}
        changes |= {f"annotations[{number}].yshift": 8, f"annotations[{number}].x": texts[number]["x"] + 0.012}
    for number, (y, level) in enumerate(zip(narrow["tops"], row_levels, strict=True), len(texts) + len(heads) + 1):
        beside = {
            "y": -y,
            "xanchor": "left",
            "align": "left",
            "xshift": 0,
            "yanchor": "bottom",
            "text": f"<b>{words.capital(level)}</b>",
        }
        changes |= {f"annotations[{number}].{key}": value for key, value in beside.items()}
    for number in range(len(boxes)):
        row = number // len(column_levels)
        changes |= {f"shapes[{number}].y0": -narrow["tops"][row], f"shapes[{number}].y1": -narrow["feet"][row]}
    fullest = max(range(len(row_levels)), key=lambda row: wide["feet"][row] - wide["tops"][row])
    middles = zip(edges, edges[1:], column_levels, strict=False)
    empty = [((left + right) / 2, fullest) for left, right, level in middles if level not in set(rows[column_scale])]
    empty += [(edges[-1] / 2, number) for number, level in enumerate(row_levels) if level not in set(rows[row_scale])]
    style = {"xref": "x", "xanchor": "center"}
    nobody = [elements.at_left(wide["middles"][row], "<i>none</i>", x=x, **style) for x, row in empty]
    for number, (_, row) in enumerate(empty, len(texts) + len(heads) + 1 + len(sides)):
        changes[f"annotations[{number}].y"] = narrow["middles"][row]
    figure.update_layout(
        height=wide["depth"] + 46,
        margin={"l": room, "r": 4, "t": 42, "b": 4},
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [-wide["depth"], 0], "visible": False},
        shapes=boxes,
        annotations=[*texts, *heads, top, *sides, *nobody],
        meta={"narrow": changes},
    )
    headings = {name: "In short", hover: "In full", row_scale: words.capital(row_scale)}
    headings[column_scale] = words.capital(column_scale)
    return Chart(figure, rows, headings, "judgments")


def _cells(rows: pd.DataFrame, name: str, down: Any, across: Any, edges: list[float], form: _Form) -> dict[str, Any]:
    """Return where rows and cells are in one form, in pixels below the top.

    Returns:
        Of each row `marks` and `texts` (its name in lines); of each level from top to bottom `tops`, `feet` and
        `middles`; and the `depth` of all.
    """
    (row_scale, row_levels), (column_scale, column_levels) = down, across
    spans = [after - before for before, after in pairwise(edges)]
    widths = dict(zip(column_levels, spans, strict=True))
    texts = [
        folded(text, int((widths[level] - 0.05) * form.width / form.letter))
        for text, level in zip(rows[name], rows[column_scale], strict=True)
    ]
    heights = pd.Series([(text.count("<br>") + 1) * form.line + 6 for text in texts], index=rows.index)
    places: dict[str, Any] = {"texts": texts, "tops": [], "feet": [], "middles": []}
    marks = pd.Series(0.0, index=rows.index)
    top = 0
    for level in row_levels:
        top += form.head
        on_level = rows[rows[row_scale] == level]
        below = heights[on_level.index].groupby(on_level[column_scale]).cumsum()
        foot = top + int(max([*below, form.line * 1.4])) + 6
        for index in on_level.index:
            marks[index] = -(top + below[index] - heights[index] + 12)
        places["tops"].append(top)
        places["feet"].append(foot)
        places["middles"].append(-(top + foot) / 2)
        top = foot
    return places | {"marks": list(marks), "depth": top + 2}
