"""Amounts as bars from zero, in groups, all to one scale: the words of a row at its left, its amount after it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Notes
from brief.charts.style import RULE, SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        letters: the number of letters in a line of words.
        line: height of a line of words.
        bar: height of a bar.
        heading: height of a heading.
        above: whether the words are above the bar, and not at its left.
    """

    letters: int
    line: float
    bar: float
    heading: float
    above: bool


WIDE, NARROW = _Form(44, 16, 15, 26, above=False), _Form(60, 13, 10, 19, above=True)
ROOM = 300
"""For the words at the left of the bars, in pixels."""
LONGEST = 0.62, 0.5
"""The length of the longest bar of each scale, as a part of the plot, wide and narrow; the rest is for words."""
GAP = 7
"""Between two rows, in pixels."""


def amounts(rows: pd.DataFrame, *, group: str, side: str, label: str, value: str, text: str, whole: str) -> Chart:
    """Draw one bar a row from a zero, as long as its amount, with its words at its left and the amount after it.

    A bar is full if all of its amount is of what the chart is about; if it also counts other things, it is pale with an
    edge. A row without an amount to draw has no bar and no line at zero, only the words where the bar would be.

    Args:
        rows: in the order to draw them, named by the first column; rows of one group are together. `hover` has words.
        group: column of the headings of the rows.
        side: column of the sides of the conflict, which give the colour.
        label: column of the words of each row; up to the first colon they are bold.
        value: column of the amounts, missing where none is known or drawn.
        text: column of the words after each bar.
        whole: column that says whether all of the amount is of what the chart is about.

    Raises:
        BriefError: if a row has no side.
    """
    require_columns("charts.amounts needs", ("hover", group, side, label, value, text, whole), rows)
    rows = rows.reset_index(drop=True)
    if stray := list(rows.iloc[:, 0][~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    wide, narrow = (_placed(rows, group, label, value, form) for form in (WIDE, NARROW))
    known = rows[rows[value].notna()]
    part = (rows[value] / rows[value].max()).astype(float)
    lengths = [[share * longest for share in part[known.index]] for longest in LONGEST]
    ends = [[share * longest for share in part.fillna(0)] for longest in LONGEST]
    colours = [SIDES[name].colour for name in known[side]]
    fills = [
        colour if is_whole else elements.pale(colour) for colour, is_whole in zip(colours, known[whole], strict=True)
    ]
    bars = [[places.bars[number] for number in known.index] for places in (wide, narrow)]
    figure = new_figure()
    figure.add_trace(
        elements.boxes(
            [0] * len(known),
            bars[0],
            width=lengths[0],
            height=WIDE.bar,
            ids=list(known.iloc[:, 0]),
            marker={"color": fills, "line": {"color": colours, "width": 1}},
            hover=known.hover,
        )
    )
    words = {"mode": "text", "text": [f"\u2002{words}" for words in rows[text]], "textposition": "middle right"}
    figure.add_trace(elements.marks(ends[0], wide.bars, hover=rows.hover, **words))
    figure.add_trace(
        elements.lines(
            [0, 0, None] * len(wide.zeros), elements.segments(*zip(*wide.zeros, strict=True)), colour=RULE, width=1
        )
    )
    notes = Notes()
    notes.narrow |= {
        "data[0].x": lengths[1],
        "data[0].y": bars[1],
        "data[0].width": NARROW.bar,
        "data[1].x": ends[1],
        "data[1].y": narrow.bars,
        "data[2].visible": False,
    }
    for heading, at, narrow_at in zip(rows[group].unique(), wide.headings, narrow.headings, strict=True):
        notes.add(elements.at_left(at, f"<b>{heading}</b>", xshift=-ROOM, align="left"), y=narrow_at, xshift=0)
    for number in rows.index:
        beside = elements.at_left(wide.labels[number], wide.words[number], xshift=-ROOM, align="left")
        notes.add(beside, y=narrow.labels[number], text=narrow.words[number], xshift=0)
    layout: dict[str, Any] = {"height": round(narrow.depth) + 4, "yaxis.range": [-narrow.depth, 0], "margin.l": 4}
    figure.update_layout(
        height=round(wide.depth) + 4,
        margin={"l": ROOM + 4, "r": 4, "t": 2, "b": 2},
        barmode="overlay",
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [-wide.depth, 0], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow | layout | {"font.size": 10.5}},
    )
    return Chart(figure, rows)


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        headings: of each group.
        labels: the middle of the words of each row.
        words: of each row, in lines.
        bars: the middle of the bar of each row.
        zeros: the upper and the lower end of the line at zero, of the rows with an amount in each group.
        depth: of all of them.
    """

    headings: list[float]
    labels: list[float]
    words: list[str]
    bars: list[float]
    zeros: list[tuple[float, float]]
    depth: float


def _placed(rows: pd.DataFrame, group: str, label: str, value: str, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its bar need."""
    places = _Places([], [], [], [], [], 0)
    depth = 0.0
    for _, members in rows.groupby(group, sort=False):
        places.headings.append(-depth - form.heading / 2)
        depth += form.heading
        known = []
        for words, amount in zip(members[label], members[value], strict=True):
            lines = folded(words, form.letters)
            height = (lines.count("<br>") + 1) * form.line
            needed = height + 2 + form.bar if form.above else max(height, form.bar)
            places.words.append("<b>" + lines.replace(":", ":</b>", 1))
            places.labels.append(-depth - height / 2)
            places.bars.append(-depth - (needed - form.bar / 2 if form.above else needed / 2))
            if pd.notna(amount):
                known += [-depth, -depth - needed]
            depth += needed + GAP
        if known:
            places.zeros.append((known[0], known[-1]))
        depth += GAP
    return places._replace(depth=depth)
