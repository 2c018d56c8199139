"""Rows by name at the crossing of two scales, such as likelihood and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.style import NEUTRAL, RULE, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """Pixels of the plot across, of a letter, of a line, above a row of cells, and left of a cell's text."""

    width: int
    letter: float
    line: int
    head: int


_WIDE, _NARROW = _Form(590, 6.2, 16, 0), _Form(312, 5.1, 13, 20)


def crossing(
    rows: pd.DataFrame, *, name: str, hover: str, down: tuple[str, Sequence[str]], across: tuple[str, Sequence[str]]
) -> Chart:
    """Draw the names of rows in the cells of a grid of two scales; a cell without rows says so.

    Args:
        rows: named by the first column, in the order in which they stand in a cell.
        name: column of the names.
        hover: column of what is said in full.
        down: the column of the scale from top to bottom, and its levels.
        across: the column of the scale from left to right, and its levels.

    Raises:
        BriefError: if a row is on a level that is not drawn.
    """
    require_columns("charts.crossing needs", (name, hover, down[0], across[0]), rows)
    for column, levels in (down, across):
        if stray := sorted(set(rows[column]) - set(levels)):
            raise BriefError(f"the level {stray[0]!r} of {column!r} is not drawn")
    (row_scale, row_levels), (column_scale, column_levels) = down, across
    share = 1 / len(column_levels)
    lefts = {level: number * share for number, level in enumerate(column_levels)}
    wide, narrow = (_cells(rows, name, down, across, form) for form in (_WIDE, _NARROW))
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            rows[column_scale].map(lefts) + 0.016,
            wide["marks"],
            ids=list(rows.iloc[:, 0]),
            marker={"color": NEUTRAL.colour, "size": 7},
            hover=[
                f"<b>{row[row_scale]}, {row[column_scale]} {column_scale}</b><br>{folded(row[hover])}"
                for row in rows.to_dict("records")
            ],
        )
    )
    notes = elements.Notes()
    for number, level in enumerate(rows[column_scale]):
        beside = {"xref": "x", "x": lefts[level] + 0.03, "align": "left", "yanchor": "top", "yshift": 9}
        note = elements.at_left(wide["marks"][number], wide["texts"][number], **beside)
        notes.add(note, x=lefts[level] + 0.042, y=narrow["marks"][number], text=narrow["texts"][number], yshift=8)
    for level, left in lefts.items():
        head = f"<b>{words.capital(level)} {column_scale}</b>"
        notes.add(elements.above_plot(left + 0.01, head, xanchor="left", align="left"))
    boxes: list[dict[str, Any]] = []
    changes: dict[str, Any] = {}
    for row, level in enumerate(row_levels):
        side = {"xref": "x", "x": 0, "xanchor": "right", "align": "right", "xshift": -8}
        above = {"xanchor": "left", "align": "left", "xshift": 0, "yanchor": "bottom", "y": -narrow["tops"][row]}
        title = f"<b>{words.capital(level)}</b>"
        notes.add(elements.at_left(wide["middles"][row], title, **side), **above)
        for column_level, left in lefts.items():
            changes |= {
                f"shapes[{len(boxes)}].y0": -narrow["tops"][row],
                f"shapes[{len(boxes)}].y1": -narrow["feet"][row],
            }
            boxes.append(
                {
                    "type": "rect",
                    **{"x0": left, "x1": left + share},
                    **{"y0": -wide["tops"][row], "y1": -wide["feet"][row]},
                    "line": {"color": RULE, "width": 1},
                    "layer": "below",
                }
            )
            if not ((rows[row_scale] == level) & (rows[column_scale] == column_level)).any():
                nobody = {"xref": "x", "x": left + share / 2, "xanchor": "center"}
                notes.add(elements.at_left(wide["middles"][row], "<i>none</i>", **nobody), y=narrow["middles"][row])
    figure.update_layout(
        height=wide["depth"] + 32,
        margin={"l": elements.room([words.capital(level) for level in row_levels], gap=24), "r": 4, "t": 28, "b": 4},
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [-wide["depth"], 0], "visible": False},
        shapes=boxes,
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | changes
            | {
                "height": narrow["depth"] + 26,
                "margin.l": 4,
                "margin.t": 22,
                "font.size": 10.5,
                "yaxis.range": [-narrow["depth"], 0],
                "data[0].y": narrow["marks"],
                "data[0].x": list(rows[column_scale].map(lefts) + 0.025),
                "data[0].marker.size": 6,
            }
        },
    )
    headings = {name: "In short", hover: "In full", row_scale: words.capital(row_scale)}
    headings[column_scale] = words.capital(column_scale)
    return Chart(figure, rows, headings, "judgments")


def _cells(rows: pd.DataFrame, name: str, down: Any, across: Any, form: _Form) -> dict[str, Any]:
    """Return where rows and cells are in one form, in pixels below the top.

    Returns:
        Of each row `marks` and `texts` (its name in lines); of each level from top to bottom `tops`, `feet` and
        `middles`; and the `depth` of all.
    """
    (row_scale, row_levels), (column_scale, column_levels) = down, across
    letters = int((1 / len(column_levels) - 0.05) * form.width / form.letter)
    texts = [folded(text, letters) for text in rows[name]]
    heights = pd.Series([(text.count("<br>") + 1) * form.line + 6 for text in texts], index=rows.index)
    places: dict[str, Any] = {"texts": texts, "tops": [], "feet": [], "middles": []}
    marks = pd.Series(0.0, index=rows.index)
    top = 0
    for level in row_levels:
        top += form.head
        on_level = rows[rows[row_scale] == level]
        below = heights[on_level.index].groupby(on_level[column_scale]).cumsum()
        foot = top + int(max([*below, form.line * 1.4])) + 8
        for index in on_level.index:
            marks[index] = -(top + below[index] - heights[index] + 14)
        places["tops"].append(top)
        places["feet"].append(foot)
        places["middles"].append(-(top + foot) / 2)
        top = foot
    return places | {"marks": list(marks), "depth": top + 2}
