"""Amounts as bars from zero, in blocks: the words of a row at its left, its amount after it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_none, require_sides
from brief.charts.elements import Drawing
from brief.charts.style import SIDES, faded
from brief.errors import BriefError
from brief.text import folded, line_count


class _Form(NamedTuple):
    """How rows are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        line_length: the number of letters in a line of words.
        line: height of a line of words.
        bar: height of a bar with the words beside it.
        heading: height of a heading.
        gap: between two rows.
        above: whether the words are above the bar, and not at its left.
    """

    line_length: int
    line: float
    bar: float
    heading: float
    gap: float
    above: bool


WIDE = _Form(line_length=44, line=16, bar=16, heading=26, gap=7, above=False)
NARROW = _Form(line_length=56, line=13, bar=13, heading=18, gap=3.5, above=True)
ROOM = 300
"""For the words at the left of the bars, in pixels."""
_NEEDED = ("block", "side", "label", "value", "text", "hover")
"""Columns of the rows."""
REACH = 0.86
"""How far the longest bar reaches, as a part of the plot: after it stands its amount."""


def amounts(rows: pd.DataFrame, *, unit: str) -> Chart:
    """Draw a bar a row, as long as its amount, with its words at its left and the amount after it.

    A row without an amount has no bar, only words where the bars begin.

    Args:
        rows: in the order to draw them, named by the first column: `block` (the heading over the row and those after it
            that have the same), `side` (of the conflict, which gives colour and symbol), `label` (words at its left, up
            to the first colon in bold), `value` (the amount, missing where none is known), `text` (words after the
            bar) and `hover`. Optional: `pale` (whether the bar is).
        unit: what is counted, above the bars.

    Raises:
        BriefError: if a row has no side, no row has an amount, or an amount is not above zero.
    """
    require_columns("charts.amounts needs", _NEEDED, rows)
    require_sides(rows)
    pale = rows.pale if "pale" in rows else False
    drawn = rows[list(_NEEDED)].assign(name=rows.iloc[:, 0], is_known=rows.value.notna(), pale=pale)
    drawn = drawn.reset_index(drop=True)
    require_none("has no amount above zero in the column 'value'", (rows.value <= 0).fillna(value=False), rows)
    if not drawn.is_known.any():
        raise BriefError("no row has an amount to draw")
    wide, narrow = (_placed(drawn, form) for form in (WIDE, NARROW))
    drawing = Drawing()
    _draw_bars(drawing, drawn, wide, narrow)
    _write_amounts(drawing, drawn, wide, narrow)
    _note_rows(drawing, drawn, wide, narrow)
    drawing.note(elements.above_left(f"<b>{unit}</b>", xshift=-4), visible=False)
    figure = drawing.finished(
        _layout(narrow) | {"margin.l": 12, "margin.t": 0},
        margin={"l": ROOM + 12, "r": 4, "t": 20, "b": 2},
        barmode="overlay",
        xaxis={"range": [0, float(drawn.value.max()) / REACH], "visible": False},
        yaxis_visible=False,
        **_layout(wide),
    )
    return Chart(figure, rows)


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        headings: of each block.
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


def _placed(drawn: pd.DataFrame, form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its words and its bar need."""
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


def _draw_bars(drawing: Drawing, drawn: pd.DataFrame, wide: _Places, narrow: _Places) -> None:
    """Draw a bar from zero to each amount that is known."""
    known = drawn[drawn.is_known]
    colours = [SIDES[name].colour for name in known.side]
    fills = [faded(colour, 0.3) if is_pale else colour for colour, is_pale in zip(colours, known.pale, strict=True)]
    drawing.draw(
        elements.boxes(
            [0] * len(known),
            [wide.bars[number] for number in known.index],
            width=known.value.astype(float),
            height=WIDE.bar - 4,
            ids=list(known.name),
            marker={"color": fills, "line": {"width": 1.8, "color": colours}},  # the edge shows the shortest, too
            hover=known.hover,
        ),
        y=[narrow.bars[number] for number in known.index],
        width=NARROW.bar - 4,
    )


def _write_amounts(drawing: Drawing, drawn: pd.DataFrame, wide: _Places, narrow: _Places) -> None:
    """Write each amount after its bar; where there is none, the sign of the side stands before the words."""
    signs = drawn.side.map({name: elements.sign(mark) + " " for name, mark in SIDES.items()})
    texts = "\u2002" + signs.mask(drawn.is_known, "") + drawn.text
    words = {"mode": "text", "text": list(texts), "textposition": "middle right"}
    x = drawn.value.astype(float).fillna(0)
    drawing.draw(elements.marks(x, wide.bars, hover=drawn.hover, **words), y=narrow.bars)


def _note_rows(drawing: Drawing, drawn: pd.DataFrame, wide: _Places, narrow: _Places) -> None:
    """Write the heading of each block, and the words of each row at the left of its bar, or narrow above it."""
    for heading, y, narrow_y in zip(drawn.block.unique(), wide.headings, narrow.headings, strict=True):
        drawing.note(elements.at_left(y, f"<b>{heading}</b>", xshift=-ROOM, align="left"), y=narrow_y, xshift=0)
    for number, words in enumerate(wide.words):
        beside = elements.at_left(wide.labels[number], words, xshift=-ROOM, align="left")
        drawing.note(beside, y=narrow.labels[number], text=narrow.words[number], xshift=0)


def _layout(places: _Places) -> dict[str, Any]:
    """Return height and range in a form."""
    return {"height": round(places.depth) + 22, "yaxis.range": [-places.depth, 0]}
