"""Rows in a grid: how likely each is, with the range of per cent that its level stands for, and on how good a basis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, PALE, RULE, Mark, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How the grid is set in one form of a page, in pixels.

    Attributes:
        width: of all.
        left: of the column of the levels; 0 if they are above their rows.
        gauge: width of a gauge of per cent.
        letter: mean width of a letter.
        line: height of a line.
        gap: between two rows.
        mark: size of a mark.
    """

    width: int
    left: int
    gauge: int
    letter: float
    line: float
    gap: int
    mark: int


_WIDE, _NARROW = _Form(690, 134, 112, 6.1, 16.5, 7, 10), _Form(312, 0, 120, 5.1, 12.8, 6, 8)
_INDENT = 16
"""From a mark to the words beside it, in pixels."""


def scaled(
    rows: pd.DataFrame, *, name: str, hover: str, level: str, ranges: Mapping[str, tuple[float, float]], basis: str
) -> Chart:
    """Draw a grid: the levels from top to bottom, each with a gauge of its range, and how good the basis is beside it.

    The names of the rows stand in its fields. The mark of a row on the best basis that occurs is full, that of any
    other hollow.

    Args:
        rows: named by the first column, in the order in which to draw them.
        name: column of the names.
        hover: column of what is said in full.
        level: column of the levels.
        ranges: the range of each level, in per cent.
        basis: column of how good the basis of each is; the first row has the best.

    Raises:
        BriefError: if a level has no range.
    """
    if stray := sorted(set(rows[level]) - set(ranges)):
        raise BriefError(f"the level {stray[0]!r} of {level!r} has no range")
    rows = rows.reset_index(drop=True)
    wide, narrow = (_placed(rows, name, level, basis, form) for form in (_WIDE, _NARROW))
    levels, bases = (list(dict.fromkeys(rows[column])) for column in (level, basis))
    figure, notes = new_figure(), elements.Notes()
    gauges = [
        _gauges([ranges[one] for one in levels], places, form) for places, form in ((wide, _WIDE), (narrow, _NARROW))
    ]
    for number, (one, other) in enumerate(zip(*gauges, strict=True)):
        colours = ({"color": PALE, "line": {"width": 1, "color": RULE}}, {"color": NEUTRAL.colour})[number]
        figure.add_trace(elements.boxes(one[0], one[2], width=one[1], height=8, marker=colours))
        changes = dict(zip(("base", "x", "y"), other, strict=True))
        notes.narrow |= {f"data[{number}].{key}": value for key, value in changes.items()}
    hollow = rows[basis] != bases[0]
    marker = elements.marker([Mark(NEUTRAL.colour, "circle")] * len(rows), hollow=hollow, size=_WIDE.mark)
    marker["line"] = {"width": [1.6 * is_hollow for is_hollow in hollow]}
    in_full = [f"<b>{row[level]}, {row[basis]} {basis}</b><br>{folded(row[hover])}" for row in rows.to_dict("records")]
    figure.add_trace(elements.marks(wide.x, wide.y, ids=list(rows.iloc[:, 0]), marker=marker, hover=in_full))
    notes.narrow |= {"data[2].x": narrow.x, "data[2].y": narrow.y, "data[2].marker.size": _NARROW.mark}
    at_top = {"xref": "x", "yanchor": "top", "align": "left"}
    for number, text in enumerate(wide.texts):
        note = elements.at_left(wide.y[number] + _WIDE.line / 2 + 3, text, x=wide.x[number], xshift=9, **at_top)
        notes.add(
            note, x=narrow.x[number], y=narrow.y[number] + _NARROW.line / 2 + 3, text=narrow.texts[number], xshift=7
        )
    for number, one in enumerate(levels):
        text = f"<b>{words.capital(one)}</b><br>{ranges[one][0]:g}–{ranges[one][1]:g} per cent"
        note = elements.at_left(wide.tops[number] - 2, text, x=0, **at_top)
        notes.add(note, y=narrow.tops[number] + 1, text=text.replace("<br>", ", "))
    for number, one in enumerate(bases):
        note = elements.at_left(0, f"<b>{words.capital(one)} {basis}</b>", x=wide.columns[number], **at_top)
        notes.add(note, x=narrow.columns[number])
    for (row, column), y in wide.empty.items():
        note = elements.at_left(y, "<i>none</i>", x=wide.columns[column], **at_top)
        notes.add(note, x=narrow.columns[column], y=narrow.empty[row, column])
    rule = {"type": "line", "layer": "below", "line": {"color": RULE, "width": 0.7}, "xref": "paper", "x0": 0, "x1": 1}
    for number, y in enumerate(narrow.rules):
        notes.narrow |= {f"shapes[{number}].{end}": y for end in ("y0", "y1")}
    layout: dict[str, Any] = {"height": round(narrow.depth), "yaxis.range": [-narrow.depth, 0], "font.size": 10.5}
    figure.update_layout(
        height=round(wide.depth),
        margin={"l": 4, "r": 4, "t": 0, "b": 0},
        barmode="overlay",
        xaxis={"range": [0, _WIDE.width], "visible": False},
        yaxis={"range": [-wide.depth, 0], "visible": False},
        shapes=[rule | {"y0": y, "y1": y} for y in wide.rules],
        annotations=notes.all,
        meta={"narrow": notes.narrow | layout | {"xaxis.range": [0, _NARROW.width]}},
    )
    headings = {name: "In short", hover: "In full", level: words.capital(level), basis: words.capital(basis)}
    return Chart(figure, rows, headings, "judgments")


class _Places(NamedTuple):
    """Where things are in one form, in pixels from the left, and below the top as negative numbers.

    Attributes:
        x: of the mark of each row.
        y: of the mark of each row, in the middle of its first line.
        texts: the name of each row, in lines.
        columns: the left end of each basis.
        tops: the upper end of each level.
        rules: the lines above the levels.
        empty: of each field without rows, by the numbers of its level and its basis.
        depth: of all of them.
    """

    x: list[float]
    y: list[float]
    texts: list[str]
    columns: list[float]
    tops: list[float]
    rules: list[float]
    empty: dict[tuple[int, int], float]
    depth: float


def _placed(rows: pd.DataFrame, name: str, level: str, basis: str, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its name needs."""
    levels, bases = (list(dict.fromkeys(rows[column])) for column in (level, basis))
    across = (form.width - form.left) / len(bases)
    places = _Places([0.0] * len(rows), [0.0] * len(rows), [""] * len(rows), [], [], [], {}, 0.0)
    places.columns.extend(form.left + number * across for number in range(len(bases)))
    depth = 1.6 * form.line
    for number, of_level in enumerate(levels):
        places.rules.append(-depth)
        places.tops.append(-depth - 5)
        head = 8 + (0 if form.left else 1.6 * form.line)
        ends = [depth + head + (2.6 * form.line + 12 if form.left else 0)]
        for column, of_basis in enumerate(bases):
            members = rows.index[(rows[level] == of_level) & (rows[basis] == of_basis)]
            if members.empty:
                places.empty[number, column] = -depth - head + 3
            used = depth + head
            for row in members:
                text = folded(rows[name][row], int((across - _INDENT - 6) / form.letter))
                places.x[row], places.y[row], places.texts[row] = (
                    places.columns[column] + 7,
                    -used - form.line / 2,
                    text,
                )
                used += (text.count("<br>") + 1) * form.line + form.gap
            ends.append(used)
        depth = max(ends) + 4
    return places._replace(depth=depth)


def _gauges(ranges: list[tuple[float, float]], places: _Places, form: _Form) -> list[tuple[list[float], ...]]:
    """Return where the gauges of levels are: from 0 to 100 per cent, and their ranges; each left end, length and y."""
    left = 0.0 if form.left else float(form.width - form.gauge - 4)
    y = [top - (2.6 * form.line + 4 if form.left else form.line / 2 + 1) for top in places.tops]
    whole = ([left] * len(ranges), [float(form.gauge)] * len(ranges), y)
    part = (
        [left + low / 100 * form.gauge for low, _ in ranges],
        [(high - low) / 100 * form.gauge for low, high in ranges],
        y,
    )
    return [whole, part]
