"""What two did day by day: an axis of days that runs down between them, with words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_known, require_none
from brief.charts.elements import Drawing
from brief.charts.style import RULE, Mark
from brief.text import folded


class _Form(NamedTuple):
    """How words beside an axis of days are set in one form, wide or narrow; sizes in pixels.

    Attributes:
        day: of a day.
        line_length: the number of letters in a line of words, left and right of the axis.
        line: height of a line.
        reach: from the middle of the axis to the marks.
        sides: from the marks to the edge of the picture, left and right.
        key: height of the key, and of the headings below it.
        lane: width of the lane of what is no act, at the left edge; 0 if that stands among the acts.
        lane_line_length: the same in that lane.
    """

    day: float
    line_length: tuple[int, int]
    line: float
    reach: float
    sides: tuple[float, float]
    key: int
    lane: int = 0
    lane_line_length: int = 0


WIDE = _Form(
    day=15,
    line_length=(26, 38),
    line=17,
    reach=46,
    sides=(344, 264),
    key=26,
    lane=150,
    lane_line_length=20,
)
NARROW = _Form(day=13.5, line_length=(24, 24), line=13.7, reach=26, sides=(134, 134), key=27)
AXIS = 0.4
"""Half the width of the axis of days, as a part of the way to the marks."""
TO_MARK, TO_WORDS = 0.78, 1.16
"""How far from the middle of the axis the line to a mark reaches, and that to words without one, as such a part."""
TICK = 0.25
"""Length of a tick of what is no act, as a part of the way to the marks."""
OFF = 0.7
"""How far the line of a turn keeps off the middles of its marks, in days."""
BEFORE = -3.5
"""Where what has no day of its own in the span is, in days from its beginning."""
DIRECTIONS = (-1, 1)
"""Left and right of the axis."""


def day_by_day(
    rows: pd.DataFrame,
    *,
    halves: Mapping[str, str],
    kinds: Mapping[str, Mark],
    names: Mapping[str, str],
    span: tuple[str, str],
    turns: Sequence[tuple[str, str]] = (),
) -> Chart:
    """Draw what two did day by day: an axis of days runs down, the one is left of it, the other right of it.

    Each act is a mark with its words, joined to its day by a line. What is no act of either has no mark, its words are
    in italics, in a lane of their own at the left, or on a narrow page among the acts, joined by a dashed line. Above
    the axis is what has no day of its own in the span.

    Args:
        rows: named by the first column: `first_day` and `last_day`, `half` (on whose side it is, of `halves`), `kind`
            (of act, of `kinds`; missing for what is no act of either), `text` (the words, in which those before the
            first comma are the date) and `hover`.
        halves: who is left of the axis, and who right of it, each with its heading.
        kinds: the mark of each kind.
        names: what each kind is called.
        span: the first and the last day of the axis, in ISO 8601.
        turns: acts of one actor that differ, by their names, each to be joined to a later one.

    Raises:
        BriefError: if a row is on neither side, or not wholly in the span and not partly before it.
    """
    require_columns("charts.day_by_day needs", ("first_day", "last_day", "half", "kind", "text", "hover"), rows)
    drawn = _drawn(rows, halves, span)
    wide, narrow = (_beside(drawn, form) for form in (WIDE, NARROW))
    begin, end = map(pd.Timestamp, span)
    length = (end - begin).days
    drawing = Drawing()
    _draw_acts(drawing, drawn, kinds, wide, narrow)
    _join_days(drawing, drawn, wide, narrow)
    for name, later in turns:
        here, there = (drawn.index[drawn.name == one][0] for one in (name, later))
        _join_turn(drawing, drawn.sign[here], wide.y[[here, there]], narrow.y[[here, there]])
    _note_words(drawing, drawn, wide, narrow)
    _note_days(drawing, begin, length)
    _note_key(drawing, drawn, kinds, names)
    for heading, sign in zip(halves.values(), DIRECTIONS, strict=True):
        anchor = _away(sign)
        head = elements.above_plot(sign * AXIS, heading, xanchor=anchor, align=anchor)
        drawing.note(head, text=folded(heading, 34))
    drawing.shapes += _edges(length)
    figure = drawing.finished(
        _layout(NARROW, narrow, length),
        xaxis_visible=False,
        yaxis_visible=False,
        **_layout(WIDE, wide, length),
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame, halves: Mapping[str, str], span: tuple[str, str]) -> pd.DataFrame:
    """Return the rows by day, with `name`, `sign` (of `DIRECTIONS`), `day` (from the first) and `is_act`.

    Raises:
        BriefError: as `day_by_day`.
    """
    require_known("half", halves, rows)
    begin, end = map(pd.Timestamp, span)
    first, last = pd.to_datetime(rows.first_day), pd.to_datetime(rows.last_day)
    require_none("is outside the time that is drawn", (first > end) | (last < begin), rows)
    has_day = (first == last) & (first >= begin)
    drawn = rows.assign(
        name=rows.iloc[:, 0],
        sign=rows.half.map(dict(zip(halves, DIRECTIONS, strict=True))),
        day=(first - begin).dt.days.where(has_day, BEFORE).astype(float),
        is_act=rows.kind.notna(),
    )
    return drawn.sort_values(["day", "name"], ignore_index=True)


class _Beside(NamedTuple):
    """Words beside an axis in one form: their middles, in days from the first; how they are set; and their ends."""

    y: pd.Series
    words: pd.Series
    top: float
    bottom: float


def _beside(drawn: pd.DataFrame, form: _Form) -> _Beside:
    """Return where words are beside an axis of days, so that none overlaps another: as near as may be to its day."""
    words = pd.Series("", index=drawn.index)
    y, heights = (pd.Series(0.0, index=drawn.index) for _ in range(2))
    in_lane = ~drawn.is_act & (form.lane > 0)
    for (sign, is_apart), members in drawn.groupby(["sign", in_lane]):
        line = form.line / form.day
        length = form.lane_line_length if is_apart else form.line_length[DIRECTIONS.index(sign)]
        beside = elements.words_beside(members.text, list(members.day), line_length=length, line=line)
        words[members.index], y[members.index], heights[members.index] = beside
    words = words.where(drawn.is_act, "<i>" + words + "</i>")
    return _Beside(y, words, float((y - heights / 2).min()), float((y + heights / 2).max()))


def _away(sign: int) -> str:
    """Return the side of words at which they are anchored, so that they run away from the axis."""
    return "left" if sign > 0 else "right"


def _draw_acts(
    drawing: Drawing, drawn: pd.DataFrame, kinds: Mapping[str, Mark], wide: _Beside, narrow: _Beside
) -> None:
    """Draw a mark for each act, level with its words."""
    acts = drawn[drawn.is_act]
    marker = elements.marker([kinds[name] for name in acts.kind], size=13)
    drawing.draw(
        elements.marks(acts.sign, -wide.y[acts.index], ids=list(acts.name), marker=marker, hover=acts.hover),
        y=list(-narrow.y[acts.index]),
        marker_size=10,
    )


def _join_days(drawing: Drawing, drawn: pd.DataFrame, wide: _Beside, narrow: _Beside) -> None:
    """Join each act by a line to its day in the span, and by a dashed one what is no act.

    Where the page is wide the words of the latter are in a lane of their own, level with a tick.
    """
    for row in drawn[drawn.day >= 0].itertuples():
        narrow_y = [-row.day, -narrow.y[row.Index]]
        if row.is_act:
            x, y = [AXIS * row.sign, TO_MARK * row.sign], [-row.day, -wide.y[row.Index]]
            drawing.draw(elements.lines(x, y, colour=RULE, width=1), y=narrow_y)
        else:
            x, narrow_x = ([AXIS * row.sign, end * row.sign] for end in (AXIS + TICK, TO_WORDS))
            tick = elements.lines(x, [-row.day, -row.day], colour=RULE, width=1, dash="3px,2px")
            drawing.draw(tick, x=narrow_x, y=narrow_y)


def _join_turn(drawing: Drawing, sign: int, y: pd.Series, narrow_y: pd.Series) -> None:
    """Join two acts by a line between their marks."""
    (start, end), (narrow_start, narrow_end) = ((-ends.iloc[0] - OFF, -ends.iloc[1] + OFF) for ends in (y, narrow_y))
    line = elements.lines([sign] * 2, [start, end], colour=RULE, width=2, dash="2px,2px")
    drawing.draw(line, y=[narrow_start, narrow_end])


def _note_words(drawing: Drawing, drawn: pd.DataFrame, wide: _Beside, narrow: _Beside) -> None:
    """Write the words of each row beside the axis, those of what is no act at the left edge of a wide page."""
    for row in drawn.itertuples():
        anchor = _away(row.sign)
        place: dict[str, Any] = {"xref": "x", "x": row.sign, "xanchor": anchor, "align": anchor}
        small = place | {"xshift": 8 * row.sign, "y": -narrow.y[row.Index], "text": narrow.words[row.Index]}
        place["xshift"] = 11 * row.sign
        if not row.is_act:
            place = {"xref": "paper", "x": 0, "xanchor": "left", "align": "left", "xshift": 4}
        drawing.note(elements.at_left(-wide.y[row.Index], wide.words[row.Index], **place), **small)


def _note_days(drawing: Drawing, begin: pd.Timestamp, length: int) -> None:
    """Write the month and every fifth day on the axis."""
    centred: dict[str, Any] = {"xref": "x", "x": 0, "xanchor": "center"}
    drawing.note(elements.at_left(1.2, f"{begin:%b %Y}", **centred), text=f"{begin:%b}<br>{begin:%Y}", y=1.7)
    for day in range(length + 1):
        date = begin + pd.Timedelta(days=day)
        if date.day == 1 or date.day % 5 == 0:
            drawing.note(elements.at_left(-day, str(date.day), **centred))


def _note_key(drawing: Drawing, drawn: pd.DataFrame, kinds: Mapping[str, Mark], names: Mapping[str, str]) -> None:
    """Write above the plot what the marks are, and the heading of the lane of what is no act."""
    entries = [elements.key_entry(mark, names[name]) for name, mark in kinds.items() if name in set(drawn.kind)]
    has_others = not drawn.is_act.all()
    narrow_entries = [*entries, "\u2504 <i>other events</i>"] if has_others else entries
    key = elements.above_left("\u2003".join(entries), xshift=4, yshift=26)
    drawing.note(key, text="\u2002".join(narrow_entries), yshift=32)
    if has_others:
        drawing.note(elements.above_left("<b><i>Other events</i></b>"), visible=False)


def _edges(length: int) -> list[dict[str, Any]]:
    """Return the edges of the axis of so many days."""
    edge = {"type": "line", "y0": 0.5, "y1": -length - 0.5, "line": {"width": 1, "color": RULE}}
    return [edge | {"x0": sign * AXIS, "x1": sign * AXIS} for sign in DIRECTIONS]


def _layout(form: _Form, beside: _Beside, length: int) -> dict[str, Any]:
    """Return height, margins and ranges in a form."""
    top = max(2.7, 0.4 - beside.top)
    bottom = max(length + 1.0, beside.bottom + 0.4)
    left, right = (1 + side / form.reach for side in form.sides)
    return {
        "height": round((top + bottom) * form.day) + 2 * form.key,
        "margin": {"l": 0, "r": 0, "t": 2 * form.key, "b": 0},
        "xaxis.range": [-left, right],
        "yaxis.range": [-bottom, top],
    }
