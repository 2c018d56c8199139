"""Amounts as areas on a true axis of time."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.elements import Notes
from brief.charts.style import RULE, SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded

AREAS = {"circle": math.pi / 4, "square": 1.0, "diamond": 0.845, "hexagon": 0.65}
"""Area of a symbol of plotly whose size is 1, so that areas of several symbols compare."""


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        letters: the number of letters in a line of words.
        line: height of a line of words.
        above: whether words are above their mark, and not left of it.
        largest: diameter of the largest area if it were round.
    """

    letters: int
    line: float
    above: bool
    largest: float


WIDE, NARROW = _Form(56, 17, False, 100), _Form(56, 13.5, True, 50)
HEADING = 20
"""Height of a heading, in pixels."""
MARK = 17
"""Height of a line with a small mark, in pixels."""
TICKED = 25
"""A larger mark has a black stroke at its day, so that its width is not taken for a time; in pixels."""
TICK = 1.4
"""Length of the stroke of plotly whose size is 1."""


def bubbles(
    rows: pd.DataFrame,
    *,
    label: str,
    second: str,
    group: str,
    side: str,
    date: str,
    value: str,
    text: str,
    span: tuple[str, str],
) -> Chart:
    """Draw one line a row: a mark at its day on an axis of time, whose area is an amount, with the amount in words.

    A large mark has a black stroke at its day. An amount that is not known is a stroke of its own colour, so that
    nothing is mistaken for a small one.

    Args:
        rows: in the order to draw them, named by the first column; rows of one group are together. `hover` has words.
        label: column of the first words of each line.
        second: column of the further words of each line.
        group: column of the headings of the rows.
        side: column of the sides of the conflict, which give colour and symbol.
        date: column of the days, in ISO 8601.
        value: column of the amounts, missing where none is known.
        text: column of the words beside the marks.
        span: the first and the last day of the axis, in ISO 8601.

    Raises:
        BriefError: if a row has no side, or is outside the span.
    """
    names = rows.iloc[:, 0].astype(str)
    if stray := list(names[~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side of the conflict in the column {side!r}")
    if outside := list(names[~rows[date].between(*span)]):
        raise BriefError(f"{outside[0]} is outside the time that is drawn")
    rows = rows.reset_index(drop=True)
    kinds = [SIDES[name] for name in rows[side]]
    known = rows[value].notna()
    share = (rows[value].astype(float) / float(rows[value].max())).fillna(0)
    sizes = {
        form: [
            math.sqrt(part * (math.pi / 4) / AREAS[kind.symbol]) * form.largest
            for part, kind in zip(share, kinds, strict=True)
        ]
        for form in (WIDE, NARROW)
    }
    wide, narrow = (_places(rows, group, label, second, sizes[form], form) for form in (WIDE, NARROW))
    middle = pd.to_datetime(list(span)).to_series().mean()
    sides_of_text = ["middle right" if pd.Timestamp(day) < middle else "middle left" for day in rows[date]]
    figure = new_figure()
    notes = Notes()
    for is_known in (True, False):
        members = [number for number in rows.index if known[number] == is_known]
        colours = [kinds[number].colour for number in members]
        symbols = [kinds[number].symbol if is_known else "line-ns" for number in members]
        strokes = {"width": 0 if is_known else 3, "color": colours}
        figure.add_trace(
            elements.marks(
                rows[date][members],
                [wide.marks[number] for number in members],
                ids=list(names[members]),
                mode="markers+text",
                marker={
                    "color": colours,
                    "symbol": symbols,
                    "size": [max(sizes[WIDE][number], 4) if is_known else 12 for number in members],
                    "line": strokes,
                    "opacity": 0.9,
                },
                text=[f"\u2002{rows[text][number]}\u2002" for number in members],
                textposition=[sides_of_text[number] for number in members],
                hover=rows.hover[members],
            )
        )
        trace = f"data[{len(figure.data) - 1}]"
        notes.narrow[f"{trace}.y"] = [narrow.marks[number] for number in members]
        if is_known:
            notes.narrow[f"{trace}.marker.size"] = [max(sizes[NARROW][number], 4) for number in members]
    large = [number for number in rows.index if sizes[WIDE][number] > TICKED]
    tick = {"symbol": "line-ns", "color": "#000000", "line": {"width": 1.5, "color": "#000000"}}
    lengths = {form: [sizes[form][number] / TICK for number in large] for form in (WIDE, NARROW)}
    notes.narrow |= {
        f"data[{len(figure.data)}].y": [narrow.marks[number] for number in large],
        f"data[{len(figure.data)}].marker.size": lengths[NARROW],
    }
    middles = [wide.marks[number] for number in large]
    figure.add_trace(elements.marks(rows.loc[large, date], middles, marker=tick | {"size": lengths[WIDE]}))
    room = elements.room(wide.words)
    for (at, heading), (narrow_at, _) in zip(wide.headings, narrow.headings, strict=True):
        notes.add(elements.at_left(at, f"<b>{heading}</b>", xshift=2 - room), y=narrow_at, xshift=0)
    for number in rows.index:
        words = elements.at_left(wide.labels[number], wide.words[number], xshift=2 - room, align="left")
        notes.add(words, text=narrow.words[number], y=narrow.labels[number], xshift=0)
    notes.narrow |= {
        "height": round(narrow.depth) + 36,
        "margin.l": 6,
        "font.size": 10.5,
        "yaxis.range": [-narrow.depth, 0],
    }
    figure.update_layout(
        height=round(wide.depth) + 36,
        margin={"l": room, "r": 10, "t": 6, "b": 30},
        xaxis={  # without a grid, which would cross the words
            "type": "date",
            "range": list(span),
            "showline": True,
            "linecolor": RULE,
            "ticks": "outside",
            "tickcolor": RULE,
            "showgrid": False,
            "dtick": "M12",
            "tickformat": "%Y",
        },
        yaxis={"range": [-wide.depth, 0], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow},
    )
    return Chart(figure, rows)


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        marks: the mark of each row.
        labels: the middle of the words of each row.
        words: of each row, in lines.
        headings: of each group, with its words.
        depth: of all of them.
    """

    marks: list[float]
    labels: list[float]
    words: list[str]
    headings: list[tuple[float, str]]
    depth: float


def _places(rows: pd.DataFrame, group: str, label: str, second: str, sizes: list[float], form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its mark need."""
    marks, labels, words, headings = [], [], [], []
    depth = 0.0
    for heading, members in rows.groupby(group, sort=False):
        headings.append((-depth - HEADING / 2, str(heading)))
        depth += HEADING
        for number in members.index:
            lines = [folded(text, form.letters) for text in members.loc[number, [label, second]] if text]
            words.append("<br>".join(lines))
            of_words = (words[-1].count("<br>") + 1) * form.line
            of_mark = max(MARK, sizes[number])
            height = of_words + of_mark if form.above else max(of_words, of_mark)
            labels.append(-depth - (of_words if form.above else height) / 2)
            marks.append(-depth - (of_words + of_mark / 2 if form.above else height / 2))
            depth += height + 6
        depth += 4
    return _Places(marks, labels, words, headings, depth)
