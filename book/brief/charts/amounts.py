"""Amounts as bars from zero, in groups, with the words of each row above its bar."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Notes
from brief.charts.style import ACCENT, SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        letters: the number of letters in a line of words.
        line: height of a line of words.
        bar: height of a bar.
        heading: height of a heading.
        room: how far the axis goes on after the largest amount, for the words after its bar, as a part of it.
    """

    letters: int
    line: float
    bar: float
    heading: float
    room: float


WIDE, NARROW = _Form(122, 17, 13, 24, 0.4), _Form(62, 13, 10, 18, 1.0)
GAP = 6
"""Between two rows, in pixels."""


def amounts(
    rows: pd.DataFrame,
    *,
    group: str,
    side: str,
    label: str,
    value: str,
    text: str,
    whole: str,
    total: float | None = None,
    own: str = "",
) -> Chart:
    """Draw one bar a row from a common zero, as long as its amount, with its words above it and the amount after it.

    A bar is full if all of its amount is of what the chart is about; if it also counts other things, it is pale with an
    edge. A row whose amount is not known has no bar, only the words where the bar would be.

    Args:
        rows: in the order to draw them, named by the first column; rows of one group are together. `hover` has words.
        group: column of the headings of the rows.
        side: column of the sides of the conflict, which give the colour.
        label: column of the words above each bar.
        value: column of the amounts, missing where none is known.
        text: column of the words after each bar.
        whole: column that says whether all of the amount is of what the chart is about.
        total: what each amount is a part of, drawn as an outline; none if not given.
        own: column that says which rows are the article's, which are red; none if not given.

    Raises:
        BriefError: if a row has no side.
    """
    require_columns(
        "charts.amounts needs", ("hover", group, side, label, value, text, whole, *([own] if own else [])), rows
    )
    rows = rows.reset_index(drop=True)
    if stray := list(rows.iloc[:, 0][~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    wide, narrow = (_placed(rows, group, label, form) for form in (WIDE, NARROW))
    known = rows[rows[value].notna()]
    articles = known[own] if own else [False] * len(known)
    colours = [ACCENT if is_own else SIDES[name].colour for name, is_own in zip(known[side], articles, strict=True)]
    fills = [
        colour if is_whole else elements.pale(colour) for colour, is_whole in zip(colours, known[whole], strict=True)
    ]
    bars = {form: [places.bars[number] for number in known.index] for form, places in ((WIDE, wide), (NARROW, narrow))}
    lengths = list(known[value].astype(float))
    largest = total or max(lengths)
    edge = {"color": colours, "width": 1}
    filled = {"color": fills, "line": edge}
    box = {"height": WIDE.bar, "ids": list(known.iloc[:, 0]), "hover": known.hover}
    figure = new_figure()
    figure.add_trace(elements.boxes([0] * len(known), bars[WIDE], width=lengths, marker=filled, **box))
    words = {"mode": "text", "text": [f"\u2002{words}" for words in rows[text]], "textposition": "middle right"}
    ends = (rows[value].fillna(0) if total is None else rows[value].notna() * total).astype(float)
    figure.add_trace(elements.marks(ends, wide.bars, hover=rows.hover, **words))
    if total is not None:
        outline = {"color": "rgba(0,0,0,0)", "line": edge}
        rests = [total - length for length in lengths]
        figure.add_trace(elements.boxes(lengths, bars[WIDE], width=rests, height=WIDE.bar, marker=outline))
    notes = Notes()
    notes.narrow |= {"data[1].y": narrow.bars, "xaxis.range": [0, largest * (1 + NARROW.room)]}
    for number in range(0, len(figure.data), 2):
        notes.narrow |= {f"data[{number}].y": bars[NARROW], f"data[{number}].width": NARROW.bar}
    for heading, at, narrow_at in zip(rows[group].unique(), wide.headings, narrow.headings, strict=True):
        notes.add(elements.at_left(at, f"<b>{heading}</b>", align="left"), y=narrow_at)
    for number in rows.index:
        above = elements.at_left(wide.labels[number], wide.words[number], align="left")
        notes.add(above, y=narrow.labels[number], text=narrow.words[number])
    layout: dict[str, Any] = {"height": round(narrow.depth) + 4, "yaxis.range": [-narrow.depth, 0]}
    figure.update_layout(
        height=round(wide.depth) + 4,
        margin={"l": 4, "r": 4, "t": 2, "b": 2},
        barmode="overlay",
        xaxis={"range": [0, largest * (1 + WIDE.room)], "visible": False},
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
        depth: of all of them.
    """

    headings: list[float]
    labels: list[float]
    words: list[str]
    bars: list[float]
    depth: float


def _placed(rows: pd.DataFrame, group: str, label: str, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its bar need."""
    places = _Places([], [], [], [], 0)
    depth = 0.0
    for _, members in rows.groupby(group, sort=False):
        places.headings.append(-depth - form.heading / 2)
        depth += form.heading
        for words in members[label]:
            lines = folded(words, form.letters)
            height = (lines.count("<br>") + 1) * form.line
            places.words.append(lines)
            places.labels.append(-depth - height / 2)
            places.bars.append(-depth - height - 2 - form.bar / 2)
            depth += height + 2 + form.bar + GAP
        depth += GAP
    return places._replace(depth=depth)
