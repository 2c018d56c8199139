"""Rows by name on a scale of per cent, each with the range that its level stands for, such as how likely it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, RULE, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """Pixels of the plot across, of a letter, of a line, of a heading, and of a bar."""

    width: int
    letter: float
    line: int
    head: int
    bar: int


_WIDE, _NARROW = _Form(660, 6.3, 16, 27, 14), _Form(288, 5.3, 12, 20, 10)
_GAP = 8
"""Between two rows, in pixels."""


def scaled(
    rows: pd.DataFrame, *, name: str, hover: str, level: str, ranges: Mapping[str, tuple[float, float]], basis: str
) -> Chart:
    """Draw a bar a row over the range of its level, from 0 to 100 per cent, with the name of the row at its left.

    The rows of one level and one basis stand below a heading. The bars of the best basis that occurs are full, those of
    all others pale.

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
    wide, narrow = (_placed(rows, name, level, ranges, basis, form) for form in (_WIDE, _NARROW))
    lows, highs = ([ranges[of_row][end] for of_row in rows[level]] for end in (0, 1))
    is_best = rows[basis] == rows[basis].iloc[0]
    fills = [NEUTRAL.colour if best else elements.pale(NEUTRAL.colour) for best in is_best]
    figure = new_figure()
    figure.add_trace(
        elements.boxes(
            lows,
            wide.bars,
            width=[high - low for low, high in zip(lows, highs, strict=True)],
            height=_WIDE.bar,
            ids=list(rows.iloc[:, 0]),
            marker={"color": fills, "line": {"color": NEUTRAL.colour, "width": 1}},
            hover=[
                f"<b>{row[level]}, {row[basis]} {basis}</b><br>{folded(row[hover])}" for row in rows.to_dict("records")
            ],
        )
    )
    notes = elements.Notes()
    for number, low in enumerate(lows):
        beside = {"xref": "x", "x": low, "xanchor": "right", "xshift": -7, "align": "right"}
        note = elements.at_left(wide.bars[number], wide.texts[number], **beside)
        notes.add(note, y=narrow.bars[number], text=narrow.texts[number], xshift=-5)
    for (of_level, of_basis), at in wide.heads.items():
        head = f"<b>{words.capital(of_level)}</b>, {of_basis} {basis}"
        notes.add(elements.at_left(at, head, xref="x", align="left"), y=narrow.heads[of_level, of_basis])
    used = dict.fromkeys(rows[level])
    edges = sorted({0} | {edge for of_row in used for edge in ranges[of_row]})
    # A line begins at the first bar that has it as an edge: it would run through the names above.
    begin = [next(number for number, of_row in enumerate(rows[level]) if edge in ranges[of_row]) for edge in edges[1:]]
    lines = [
        {"type": "line", "layer": "below", "x0": edge, "x1": edge, "y0": -wide.depth, "y1": wide.bars[number]}
        | {"line": {"color": RULE, "width": 0.5, "dash": "dot"}}
        for edge, number in zip(edges[1:], begin, strict=True)
    ]
    for place, number in enumerate(begin):
        notes.narrow |= {f"shapes[{place}].y0": -narrow.depth, f"shapes[{place}].y1": narrow.bars[number]}
    layout: dict[str, Any] = {"height": narrow.depth + 34, "yaxis.range": [-narrow.depth, 0], "font.size": 10.5}
    figure.update_layout(
        height=wide.depth + 40,
        margin={"l": 10, "r": 26, "t": 4, "b": 36},
        barmode="overlay",
        xaxis={
            "range": [0, 100],
            "tickvals": edges,
            "ticktext": [f"{edge:g}" for edge in edges[:-1]] + [f"{edges[-1]:g} %"],
            "showgrid": False,
            **elements.RULER,
        },
        yaxis={"range": [-wide.depth, 0], "visible": False},
        shapes=lines,
        annotations=notes.all,
        meta={"narrow": notes.narrow | layout | {"data[0].y": narrow.bars, "data[0].width": _NARROW.bar}},
    )
    headings = {name: "In short", hover: "In full", level: words.capital(level), basis: words.capital(basis)}
    return Chart(figure, rows, headings, "judgments")


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        heads: of the rows of each level and basis.
        bars: the middle of the bar of each row.
        texts: the name of each row, in lines.
        depth: of all of them.
    """

    heads: dict[tuple[str, str], float]
    bars: list[float]
    texts: list[str]
    depth: int


def _placed(rows: pd.DataFrame, name: str, level: str, ranges: Mapping[str, Any], basis: str, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its name and its bar need."""
    places = _Places({}, [], [], 0)
    depth = 0
    for row in rows.to_dict("records"):
        if (row[level], row[basis]) not in places.heads:
            places.heads[row[level], row[basis]] = -depth - form.head / 2
            depth += form.head
        letters = int(form.width * ranges[row[level]][0] / 100 / form.letter)
        places.texts.append(folded(row[name], letters))
        height = max((places.texts[-1].count("<br>") + 1) * form.line, form.bar)
        places.bars.append(-depth - height / 2)
        depth += height + _GAP
    return places._replace(depth=depth)
