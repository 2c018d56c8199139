"""Judgments in a grid: how likely each is, with the range of per cent that the word stands for, and how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Drawing
from brief.charts.style import NEUTRAL, PALE, RULE, Mark
from brief.errors import BriefError
from brief.text import folded, line_count


class _Form(NamedTuple):
    """How the grid is set in one form of a page, in pixels.

    Attributes:
        width: of all.
        left: of the column of the levels; 0 if they are above their rows.
        gauge: width of a gauge of per cent.
        letter_width: of a letter, in the mean.
        line: height of a line.
        gap: between two rows.
        mark: size of a mark.
    """

    width: int
    left: int
    gauge: int
    letter_width: float
    line: float
    gap: int
    mark: int


_WIDE = _Form(width=690, left=134, gauge=112, letter_width=6.1, line=16.5, gap=7, mark=10)
_NARROW = _Form(width=312, left=0, gauge=120, letter_width=5.1, line=12.8, gap=6, mark=8)
_INDENT = 16
"""From a mark to the words beside it, in pixels."""


def likelihoods(rows: pd.DataFrame, *, ranges: Mapping[str, tuple[float, float]]) -> Chart:
    """Draw a grid: from top to bottom how likely, each with a gauge of its range, from left to right the confidence.

    The names of the judgments stand in its fields. The mark of one of the highest confidence that occurs is full, that
    of any other hollow.

    Args:
        rows: judgments, named by the first column, in the order in which to draw them: `name`, `text` (in full),
            `likelihood` (one of `ranges`) and `confidence`; the first has the highest.
        ranges: the range of each word for how likely a thing is, in per cent.

    Raises:
        BriefError: if a likelihood has no range.
    """
    require_columns("charts.likelihoods needs", ("name", "text", "likelihood", "confidence"), rows)
    if stray := sorted(set(rows.likelihood) - set(ranges)):
        raise BriefError(f"the likelihood {stray[0]!r} has no range")
    rows = rows.reset_index(drop=True)
    levels, bases = list(dict.fromkeys(rows.likelihood)), list(dict.fromkeys(rows.confidence))
    wide, narrow = (_placed(rows, levels, bases, form) for form in (_WIDE, _NARROW))
    drawing = Drawing()
    _draw_gauges(drawing, [ranges[one] for one in levels], wide, narrow)
    hollow = rows.confidence != bases[0]
    marker = elements.marker([Mark(NEUTRAL.colour, "circle")] * len(rows), hollow=hollow, size=_WIDE.mark)
    marker["line"] = {"width": [1.6 * is_hollow for is_hollow in hollow]}
    in_full = [
        f"<b>{row.likelihood}, {row.confidence} confidence</b><br>{folded(row.text)}" for row in rows.itertuples()
    ]
    marks = elements.marks(wide.x, wide.y, ids=list(rows.iloc[:, 0]), marker=marker, hover=in_full)
    drawing.draw(marks, x=narrow.x, y=narrow.y, marker_size=_NARROW.mark)
    _note_names(drawing, wide, narrow)
    level_heads = [f"<b>{words.capital(one)}</b><br>{ranges[one][0]:g}–{ranges[one][1]:g} per cent" for one in levels]
    basis_heads = [f"<b>{words.capital(one)} confidence</b>" for one in bases]
    _note_fields(drawing, level_heads, basis_heads, wide, narrow)
    rule = {"type": "line", "layer": "below", "line": {"color": RULE, "width": 0.7}, "xref": "paper", "x0": 0, "x1": 1}
    for y, narrow_y in zip(wide.rules, narrow.rules, strict=True):
        drawing.shape(rule | {"y0": y, "y1": y}, y0=narrow_y, y1=narrow_y)
    sheets = (elements.Sheet(form.width, at.depth, beside=4) for form, at in ((_WIDE, wide), (_NARROW, narrow)))
    layout, changes = elements.on_sheet(*sheets)
    figure = drawing.finished(changes, barmode="overlay", **layout)
    headings = {"name": "In short", "text": "In full", "likelihood": "Likelihood", "confidence": "Confidence"}
    return Chart(figure, rows, headings, "judgments")


class _Places(NamedTuple):
    """Where things are in one form, in pixels from the left, and below the top as negative numbers.

    Attributes:
        x: of the mark of each row.
        y: of the mark of each row, in the middle of its first line.
        texts: the name of each row, in lines.
        columns: the left end of each confidence.
        tops: the upper end of each likelihood.
        rules: the lines above the likelihoods.
        empty: of each field without judgments, by the numbers of its likelihood and its confidence.
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


def _placed(rows: pd.DataFrame, levels: list[str], bases: list[str], form: _Form) -> _Places:
    """Return where the rows are in a form, each as high as its name needs."""
    across = (form.width - form.left) / len(bases)
    places = _Places([0.0] * len(rows), [0.0] * len(rows), [""] * len(rows), [], [], [], {}, 0.0)
    places.columns.extend(form.left + number * across for number in range(len(bases)))
    line_length = int((across - _INDENT - 6) / form.letter_width)
    head = 8 + (0 if form.left else 1.6 * form.line)
    depth = 1.6 * form.line
    for number, of_level in enumerate(levels):
        places.rules.append(-depth)
        places.tops.append(-depth - 5)
        ends = [depth + head + (2.6 * form.line + 12 if form.left else 0)]
        for column, of_basis in enumerate(bases):
            members = rows[(rows.likelihood == of_level) & (rows.confidence == of_basis)]
            if members.empty:
                places.empty[number, column] = -depth - head + 3
            used = depth + head
            for row, name in members.name.items():
                places.x[row] = places.columns[column] + 7
                places.y[row] = -used - form.line / 2
                places.texts[row] = folded(name, line_length)
                used += line_count(places.texts[row]) * form.line + form.gap
            ends.append(used)
        depth = max(ends) + 4
    return places._replace(depth=depth)


def _draw_gauges(drawing: Drawing, ranges: list[tuple[float, float]], wide: _Places, narrow: _Places) -> None:
    """Draw the gauge of each level: a pale bar from 0 to 100 per cent, and in it a dark one, the range."""
    gauges = zip(_gauges(ranges, wide, _WIDE), _gauges(ranges, narrow, _NARROW), strict=True)
    looks = {"color": PALE, "line": {"width": 1, "color": RULE}}, {"color": NEUTRAL.colour}
    for look, (one, other) in zip(looks, gauges, strict=True):
        bars = elements.boxes(one.left, one.y, width=one.length, height=8, marker=look)
        drawing.draw(bars, base=other.left, x=other.length, y=other.y)


class _Bars(NamedTuple):
    """Where bars are: their left ends, their lengths, and their middles from top to bottom."""

    left: list[float]
    length: list[float]
    y: list[float]


def _gauges(ranges: list[tuple[float, float]], places: _Places, form: _Form) -> tuple[_Bars, _Bars]:
    """Return where the gauges of levels are: from 0 to 100 per cent, and their ranges."""
    left = 0.0 if form.left else float(form.width - form.gauge - 4)
    y = [top - (2.6 * form.line + 4 if form.left else form.line / 2 + 1) for top in places.tops]
    whole = _Bars([left] * len(ranges), [float(form.gauge)] * len(ranges), y)
    starts = [left + low / 100 * form.gauge for low, _ in ranges]
    return whole, _Bars(starts, [(high - low) / 100 * form.gauge for low, high in ranges], y)


_AT_TOP = {"xref": "x", "yanchor": "top", "align": "left"}
"""How words are anchored to their place in the grid."""


def _note_names(drawing: Drawing, wide: _Places, narrow: _Places) -> None:
    """Write the name of each row beside its mark."""
    for number, text in enumerate(wide.texts):
        top = wide.y[number] + _WIDE.line / 2 + 3
        drawing.note(
            elements.at_left(top, text, x=wide.x[number], xshift=9, **_AT_TOP),
            x=narrow.x[number],
            y=narrow.y[number] + _NARROW.line / 2 + 3,
            text=narrow.texts[number],
            xshift=7,
        )


def _note_fields(
    drawing: Drawing, level_heads: list[str], basis_heads: list[str], wide: _Places, narrow: _Places
) -> None:
    """Write what each level and each basis is, and in which field is nothing."""
    for text, y, narrow_y in zip(level_heads, wide.tops, narrow.tops, strict=True):
        drawing.note(elements.at_left(y - 2, text, x=0, **_AT_TOP), y=narrow_y + 1, text=text.replace("<br>", ", "))
    for text, x, narrow_x in zip(basis_heads, wide.columns, narrow.columns, strict=True):
        drawing.note(elements.at_left(0, text, x=x, **_AT_TOP), x=narrow_x)
    for (level, basis), y in wide.empty.items():
        none = elements.at_left(y, "<i>none</i>", x=wide.columns[basis], **_AT_TOP)
        drawing.note(none, x=narrow.columns[basis], y=narrow.empty[level, basis])
