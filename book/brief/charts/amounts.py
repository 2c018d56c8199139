"""Amounts as marks on one scale of powers of ten, in blocks: the words of a row at its left, its amount after it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_none, require_sides
from brief.charts.elements import Drawing
from brief.charts.style import SIDES
from brief.errors import BriefError
from brief.text import folded, line_count


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        line_length: the number of letters in a line of words.
        line: height of a line of words.
        bar: height of a mark with the words beside it.
        heading: height of a heading.
        gap: between two rows.
        above: whether the words are above the mark, and not at its left.
        reach: how far the scale reaches, as a part of the plot.
    """

    line_length: int
    line: float
    bar: float
    heading: float
    gap: float
    above: bool
    reach: float


WIDE = _Form(line_length=44, line=16, bar=16, heading=26, gap=7, above=False, reach=0.94)
NARROW = _Form(line_length=56, line=13, bar=13, heading=18, gap=3.5, above=True, reach=0.92)
ROOM = 300
"""For the words at the left of the marks, in pixels."""
_NEEDED = ("block", "side", "label", "value", "text", "hollow", "hover")
"""Columns of the rows."""
FAR = 0.85
"""From here on, as a part of the scale, an amount is left of its mark."""


def amounts(rows: pd.DataFrame, *, unit: str) -> Chart:
    """Draw one mark a row at its amount, with its words at its left and the amount after it, or before it near the end.

    From one line of the scale to the next an amount is ten times as large, so that small and large ones can be told
    apart. A row without an amount has no mark, only words where the scale begins.

    Args:
        rows: in the order to draw them, named by the first column: `block` (the heading over the row and those after it
            that have the same), `side` (of the conflict, which gives colour and symbol), `label` (words at its left, up
            to the first colon in bold), `value` (the amount, missing where none is known), `text` (words after the
            mark), `hollow` (whether the mark is: the amount counts other things, too) and `hover`.
        unit: what is counted, above the scale.

    Raises:
        BriefError: if a row has no side, no row has an amount, or an amount is not above zero.
    """
    require_columns("charts.amounts needs", _NEEDED, rows)
    require_sides(rows)
    drawn = rows[list(_NEEDED)].assign(name=rows.iloc[:, 0], is_known=rows.value.notna()).reset_index(drop=True)
    require_none("has no amount above zero in the column 'value'", (rows.value <= 0).fillna(value=False), rows)
    powers = _powers(drawn.value[drawn.is_known])
    wide, narrow = (_placed(drawn, form) for form in (WIDE, NARROW))
    drawing = Drawing()
    _draw_marks(drawing, drawn[drawn.is_known], wide, narrow)
    _write_amounts(drawing, drawn, powers, wide, narrow)
    _note_rows(drawing, drawn, wide, narrow)
    drawing.note(elements.above_left(f"<b>{unit}</b>", yshift=17, xanchor="left", xshift=-6), xshift=0)
    figure = drawing.finished(
        _layout(NARROW, narrow, powers) | {"margin.l": 12, "xaxis.showgrid": False},
        margin={"l": ROOM + 12, "r": 4, "t": 40, "b": 2},
        xaxis={
            "type": "log",
            "side": "top",
            "tickvals": [10**power for power in powers],
            "ticktext": [f"{10**power:,}" for power in powers],
            "showgrid": True,
        },
        yaxis_visible=False,
        **_layout(WIDE, wide, powers),
    )
    return Chart(figure, rows)


def _powers(amounts: pd.Series) -> range:
    """Return the powers of ten from the last that is not above the least amount to the first not below the most.

    There are two at least, so that the scale has a length.

    Raises:
        BriefError: if there is no amount.
    """
    if amounts.empty:
        raise BriefError("no row has an amount to draw")
    least, most = (math.log10(amounts.astype(float).agg(end)) for end in ("min", "max"))
    first = math.floor(least)
    return range(first, max(math.ceil(most), first + 1) + 1)


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        headings: of each block.
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


def _placed(drawn: pd.DataFrame, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its mark need."""
    places = _Places([], [], [], [], 0)
    depth = 0.0
    for _, members in drawn.groupby("block", sort=False):
        places.headings.append(-depth - form.heading / 2)
        depth += form.heading
        for words in members.label:
            lines = folded(words, form.line_length)
            height = line_count(lines) * form.line
            needed = height + 2 + form.bar if form.above else max(height, form.bar)
            places.words.append("<b>" + lines.replace(":", ":</b>", 1))
            places.labels.append(-depth - height / 2)
            places.bars.append(-depth - (needed - form.bar / 2 if form.above else needed / 2))
            depth += needed + form.gap
        depth += form.gap
    return places._replace(depth=depth)


def _draw_marks(drawing: Drawing, known: pd.DataFrame, wide: _Places, narrow: _Places) -> None:
    """Draw a mark at each amount that is known."""
    drawing.draw(
        elements.marks(
            known.value,
            [wide.bars[number] for number in known.index],
            ids=list(known.name),
            marker=elements.marker((SIDES[name] for name in known.side), hollow=known.hollow, edge=2, size=11),
            hover=known.hover,
        ),
        y=[narrow.bars[number] for number in known.index],
        marker_size=9,
    )


def _write_amounts(drawing: Drawing, drawn: pd.DataFrame, powers: range, wide: _Places, narrow: _Places) -> None:
    """Write each amount after its mark, or before it near the end of the scale, where the last line is after it."""
    begin, length = powers[0], powers[-1] - powers[0]
    x = drawn.value.fillna(10**begin)
    is_far = x > 10 ** (begin + FAR * length)
    texts = [
        (f"{words}\u2003" if far else f"\u2003{words}") if is_known else f"\u2002{words}"
        for words, is_known, far in zip(drawn.text, drawn.is_known, is_far, strict=True)
    ]
    sides = ["middle left" if far else "middle right" for far in is_far]
    words = {"mode": "text", "text": texts, "textposition": sides}
    drawing.draw(elements.marks(x, wide.bars, hover=drawn.hover, **words), y=narrow.bars)


def _note_rows(drawing: Drawing, drawn: pd.DataFrame, wide: _Places, narrow: _Places) -> None:
    """Write the heading of each block, and the words of each row at the left of its mark, or narrow above it."""
    for heading, y, narrow_y in zip(drawn.block.unique(), wide.headings, narrow.headings, strict=True):
        drawing.note(elements.at_left(y, f"<b>{heading}</b>", xshift=-ROOM, align="left"), y=narrow_y, xshift=0)
    for number, words in enumerate(wide.words):
        beside = elements.at_left(wide.labels[number], words, xshift=-ROOM, align="left")
        drawing.note(beside, y=narrow.labels[number], text=narrow.words[number], xshift=0)


def _layout(form: _Form, places: _Places, powers: range) -> dict[str, Any]:
    """Return height and ranges in a form; that of the scale has room for its first line, which is not at the edge."""
    begin, whole = powers[0], (powers[-1] - powers[0]) / form.reach
    return {
        "height": round(places.depth) + 42,
        "xaxis.range": [begin - 0.005 * whole, begin + whole],
        "yaxis.range": [-places.depth, 0],
    }
