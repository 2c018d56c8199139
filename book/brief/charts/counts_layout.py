"""Where the parts of `counts` are, in both forms of a page: the scale and the room beside it, and the rows.

The rows that are drawn have the columns that `counts` takes, and `low` and `top` (the ends of the number), `above` (1
if it is "at least", -1 if it is "at most"), and `number` (in figures).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.style import FONT_SIZE, NARROW_FONT_SIZE, text_width
from brief.text import line_count


class Form(NamedTuple):
    """One of the two forms of a chart, by the width of the page.

    Attributes:
        width: that the chart takes, in pixels.
        font_size: size of the letters, in pixels.
        stem: length of the arrow of a bound, in pixels.
        ticks: of a scale beside the one at zero, at most.
        pitch: height of a row with its label at the left, in pixels.
        axis: height of an axis, in pixels.
        below: letters in a line of words below a row.
    """

    width: int
    font_size: float
    stem: int
    ticks: int
    pitch: float
    axis: int
    below: int


WIDE = Form(width=700, font_size=FONT_SIZE, stem=26, ticks=6, pitch=22, axis=46, below=100)
NARROW = Form(width=320, font_size=NARROW_FONT_SIZE, stem=17, ticks=5, pitch=17, axis=40, below=54)
PITCH_WITH_LABEL = 25.5
"""Height of a row with its label above the mark, in pixels."""
MOST_AT_LEFT = 132
"""Pixels up to which labels remain at the left of the marks where the page is narrow."""
EDGE, FOOT = 6, 4
"""Pixels beside the plot where no words are, and below it where no axis is."""
HEADING, SPACE, LINE = 1.05, 0.35, 0.66
"""Height of a heading, of the space above it, and of a line of words below a row, in rows."""


class Heights(NamedTuple):
    """Where things are from top to bottom, in rows below the top, as negative numbers.

    Attributes:
        heads: each heading, with the middle of it.
        rows: the middle of each row.
        below: the upper end of the words below a row, by the id of its fact.
        depth: of all, as a positive number.
    """

    heads: list[tuple[str, float]]
    rows: list[float]
    below: dict[str, float]
    depth: float


def heights(drawn: pd.DataFrame, notes: Mapping[str, tuple[str, str]]) -> Heights:
    """Return where headings, rows and the words below rows are.

    Args:
        drawn: the rows, from top to bottom.
        notes: words below rows for each form of a page, by the id of the fact.
    """
    places = Heights([], [], {}, 0.0)
    depth, block = 0.0, ""
    for row in drawn.itertuples():
        if row.block != block:
            depth += SPACE if places.rows else 0
            places.heads.append((row.block, -depth - HEADING / 2))
            depth += HEADING
            block = row.block
        places.rows.append(-depth - 0.5)
        depth += 1
        if row.fact_id in notes:
            places.below[row.fact_id] = 0.1 - depth
            depth += LINE * max(line_count(text) for text in notes[row.fact_id])
    return places._replace(depth=depth)


class Scale(NamedTuple):
    """The scale in one form of a page, with the room beside it.

    Attributes:
        form: of the page.
        left: room for the labels, in pixels.
        right: room for the words at the right edge, in pixels.
        end: the last value of the scale, which begins at 0.
        labels_above: whether the labels are above the marks, and not at their left.
    """

    form: Form
    left: int
    right: int
    end: float
    labels_above: bool

    @property
    def pixel(self) -> float:
        """What a pixel is on the scale."""
        return self.end / (self.form.width - self.left - self.right)

    @property
    def pitch(self) -> float:
        """Height of a row, in pixels."""
        return PITCH_WITH_LABEL if self.labels_above else self.form.pitch

    @property
    def stem(self) -> float:
        """How long the arrow of a bound is on the scale."""
        return self.form.stem * self.pixel

    @property
    def step(self) -> float:
        """How far apart the ticks are: one, two or five times a power of ten, and no more of them than may be."""
        power = 10 ** math.floor(math.log10(self.end / self.form.ticks))
        return next(step * power for step in (1, 2, 5, 10) if step * power * self.form.ticks >= self.end)


def scales(drawn: pd.DataFrame, narrow_asides: bool) -> tuple[Scale, Scale]:
    """Return the scales of both forms of a page, wide and narrow.

    Args:
        drawn: the rows.
        narrow_asides: whether there is room for the words at the right edge where the page is narrow.
    """
    labels, asides = list(drawn.label), list(drawn.aside)
    left, right = _room(labels, WIDE), _room(asides, WIDE)
    wide = Scale(WIDE, left, right, _end(drawn, left + right, WIDE), labels_above=False)
    left, right = _room(labels, NARROW), _room(asides, NARROW) if narrow_asides else EDGE
    labels_above = left > MOST_AT_LEFT
    if labels_above:
        left, right = EDGE, EDGE
    return wide, Scale(NARROW, left, right, _end(drawn, left + right, NARROW), labels_above)


def _room(texts: list[str], form: Form) -> int:
    """Return the pixels that texts take beside the marks, with the gap to them."""
    return elements.room(texts, gap=18, size=form.font_size) if any(texts) else EDGE


def _end(drawn: pd.DataFrame, beside: int, form: Form) -> float:
    """Return the end of a scale, with so many pixels beside it, on which each number fits at the right of its mark."""
    plot = form.width - beside
    ends = []
    for row in drawn.itertuples():
        taken = 14 + form.stem * (row.above > 0 and not row.bar) + text_width(f"<b>{row.number}</b>", form.font_size)
        ends.append(row.top * plot / max(plot - taken, plot / 8))
    return max(ends) or 1.0


def layout(scale: Scale, depth: float, has_axis: bool) -> dict[str, Any]:
    """Return height, margins and range in a form of a page, by the path of the property.

    Args:
        scale: of this form.
        depth: of all, in rows.
        has_axis: whether an axis is below the rows.
    """
    foot = scale.form.axis if has_axis else FOOT
    return {
        "height": round(depth * scale.pitch) + foot,
        "margin.l": scale.left,
        "margin.r": scale.right,
        "margin.b": foot,
        "xaxis.range": [0, scale.end],
    }


def grid(drawn: pd.DataFrame, scale: Scale) -> tuple[str, str]:
    """Return the line at zero and those at the other ticks, as paths: each runs through the rows of every block.

    Args:
        drawn: the rows, with `y`.
        scale: of one form of a page.
    """
    spans = drawn.groupby("block", sort=False).y.agg(["max", "min"])
    places = [number * scale.step for number in range(math.floor(scale.end / scale.step) + 1)]
    lines = [
        "".join(f"M{place:g},{top + 0.5:g}V{bottom - 0.5:g}" for top, bottom in spans.itertuples(index=False))
        for place in places
    ]
    return lines[0], "".join(lines[1:])
