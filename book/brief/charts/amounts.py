"""Amounts as marks on one scale of powers of ten, in groups: the words of a row at its left, its amount after it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Notes
from brief.charts.style import SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        letters: the number of letters in a line of words.
        line: height of a line of words.
        bar: height of a mark with the words beside it.
        heading: height of a heading.
        gap: between two rows.
        above: whether the words are above the mark, and not at its left.
    """

    letters: int
    line: float
    bar: float
    heading: float
    gap: float
    above: bool


WIDE, NARROW = _Form(44, 16, 16, 26, gap=7, above=False), _Form(56, 13, 13, 18, gap=3.5, above=True)
ROOM = 300
"""For the words at the left of the marks, in pixels."""
REACH = 0.94, 0.92
"""How far the scale reaches, as a part of the plot, wide and narrow."""
FAR = 0.8
"""From here on, as a part of the plot, an amount is left of its mark."""


def amounts(
    rows: pd.DataFrame, *, group: str, side: str, label: str, value: str, text: str, whole: str, unit: str
) -> Chart:
    """Draw one mark a row at its amount, with its words at its left and the amount after it, or before it near the end.

    From one line of the scale to the next an amount is ten times as large, so that small and large ones can be told
    apart. A mark is full if all of its amount is of what the chart is about, and hollow if it also counts other things.
    A row without an amount has no mark, only words where the scale begins.

    Args:
        rows: in the order to draw them, named by the first column; rows of one group are together. `hover` has words.
        group: column of the headings of the rows.
        side: column of the sides of the conflict, which give colour and symbol.
        label: column of the words of each row; up to the first colon they are bold.
        value: column of the amounts, missing where none is known.
        text: column of the words after each mark.
        whole: column that says whether all of the amount is of what the chart is about.
        unit: what is counted, above the scale.

    Raises:
        BriefError: if a row has no side, or an amount is not above zero.
    """
    require_columns("charts.amounts needs", ("hover", group, side, label, value, text, whole), rows)
    rows = rows.reset_index(drop=True)
    if stray := list(rows.iloc[:, 0][~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    known = rows[rows[value].notna()]
    if stray := list(known.iloc[:, 0][known[value] <= 0]):
        raise BriefError(f"{stray[0]} has no amount above zero in the column {value!r}")
    wide, narrow = (_placed(rows, group, label, form) for form in (WIDE, NARROW))
    least, most = (math.log10(known[value].astype(float).agg(end)) for end in ("min", "max"))
    powers = range(math.floor(least), math.ceil(most) + 1)
    places = [[share * reach for share in _shares(known[value], powers)] for reach in REACH]
    starts = pd.Series(0.0, rows.index)
    ends = [starts.mask(rows[value].notna(), pd.Series(of_form, known.index)) for of_form in places]
    kinds = [SIDES[name] for name in known[side]]
    edge = {"width": 2, "color": [kind.colour for kind in kinds]}
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            places[0],
            [wide.bars[number] for number in known.index],
            ids=list(known.iloc[:, 0]),
            marker=elements.marker(kinds, hollow=~known[whole], size=11, line=edge),
            hover=known.hover,
        )
    )
    is_far = pd.Series(places[0], known.index).reindex(rows.index).gt(FAR)  # after such a mark is the last line
    shown = [
        (f"{words}\u2003" if far else f"\u2003{words}") if is_known else f"\u2002{words}"
        for words, is_known, far in zip(rows[text], rows[value].notna(), is_far, strict=True)
    ]
    sides = ["middle left" if far else "middle right" for far in is_far]
    words = {"mode": "text", "text": shown, "textposition": sides}
    figure.add_trace(elements.marks(ends[0], wide.bars, hover=rows.hover, **words))
    notes = Notes()
    notes.narrow |= {
        "data[0].x": places[1],
        "data[0].y": [narrow.bars[number] for number in known.index],
        "data[0].marker.size": 9,
        "data[1].x": list(ends[1]),
        "data[1].y": narrow.bars,
    }
    for heading, at, narrow_at in zip(rows[group].unique(), wide.headings, narrow.headings, strict=True):
        notes.add(elements.at_left(at, f"<b>{heading}</b>", xshift=-ROOM, align="left"), y=narrow_at, xshift=0)
    for number in rows.index:
        beside = elements.at_left(wide.labels[number], wide.words[number], xshift=-ROOM, align="left")
        notes.add(beside, y=narrow.labels[number], text=narrow.words[number], xshift=0)
    head = elements.above_left(f"<b>{unit}</b>", yshift=17, xanchor="left", xshift=-6)
    notes.add(head, xshift=0)
    levels = [[share * reach for share in _shares([10**power for power in powers], powers)] for reach in REACH]
    layout: dict[str, Any] = {"height": round(narrow.depth) + 42, "yaxis.range": [-narrow.depth, 0], "margin.l": 12}
    figure.update_layout(
        height=round(wide.depth) + 42,
        margin={"l": ROOM + 12, "r": 4, "t": 40, "b": 2},
        xaxis={
            "range": [-0.005, 1],  # for a line at the very edge is not drawn
            "side": "top",
            "tickvals": levels[0],
            "ticktext": [f"{10**power:,}" for power in powers],
            "showgrid": True,
        },
        yaxis={"range": [-wide.depth, 0], "visible": False},
        annotations=notes.all,
        meta={
            "narrow": notes.narrow | layout | {"font.size": 10.5, "xaxis.tickvals": levels[1], "xaxis.showgrid": False}
        },
    )
    return Chart(figure, rows)


def _shares(values: Iterable[float], powers: range) -> list[float]:
    """Return where values are on a scale from the first to the last of powers of ten, from 0 to 1."""
    return [(math.log10(value) - powers[0]) / (powers[-1] - powers[0]) for value in values]


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        headings: of each group.
        labels: the middle of the words of each row.
        words: of each row, in lines.
        bars: the middle of the mark of each row.
        depth: of all of them.
    """

    headings: list[float]
    labels: list[float]
    words: list[str]
    bars: list[float]
    depth: float


def _placed(rows: pd.DataFrame, group: str, label: str, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its mark need."""
    places = _Places([], [], [], [], 0)
    depth = 0.0
    for _, members in rows.groupby(group, sort=False):
        places.headings.append(-depth - form.heading / 2)
        depth += form.heading
        for words in members[label]:
            lines = folded(words, form.letters)
            height = (lines.count("<br>") + 1) * form.line
            needed = height + 2 + form.bar if form.above else max(height, form.bar)
            places.words.append("<b>" + lines.replace(":", ":</b>", 1))
            places.labels.append(-depth - height / 2)
            places.bars.append(-depth - (needed - form.bar / 2 if form.above else needed / 2))
            depth += needed + form.gap
        depth += form.gap
    return places._replace(depth=depth)
