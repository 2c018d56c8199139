"""What two did over time, one above the other on one axis of time: heaps of marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_known, require_none
from brief.charts.elements import Drawing, Moment
from brief.charts.style import RULE, Mark
from brief.text import folded

ROW_GAP = 0.45
"""Room between two rows of marks, in heights of a mark."""
LEAST_ROW = 1.4
"""Height of a row with one level of marks, in heights of a mark: its label needs more than a mark."""
HALVES_ROOM = 8
"""Pixels between the two halves, beside the heading of the lower one."""
HEADING = 3.4
"""Lines that the heading of the lower half takes above its rows."""
AXIS_ROOM = 42
"""Pixels below the lower half, for the labels of the axis."""


class _Form(NamedTuple):
    """How a chart is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        mark: size of a mark, and height of a level of a heap.
        plot: of the time from the first to the last day.
        left: for the labels of the rows.
        top: for the heading above and the words of moments.
        line: height of a line of a heading.
        gap: from the numbers of acts to the plot.
    """

    mark: float
    plot: float
    left: int
    top: int
    line: int
    gap: int


WIDE = _Form(mark=11.5, plot=530, left=172, top=48, line=17, gap=18)
NARROW = _Form(mark=9, plot=182, left=122, top=54, line=14, gap=10)


def mirrored(
    rows: pd.DataFrame,
    *,
    halves: Mapping[str, str],
    kinds: Mapping[str, Mark],
    names: Mapping[str, str],
    span: tuple[str, str],
    moments: Sequence[Moment] = (),
) -> Chart:
    """Draw what two did over time, one above the other, with the axis of time below both: a mark for each act.

    Each half has a row for each kind of act, in the same order from top to bottom, so that a kind is told by its row,
    its symbol and its name. Left of the plot is how many acts a row has, even if there are none. Acts that are close
    in time are heaped up; each is at its day, or at the middle of what is known of it.

    Args:
        rows: named by the first column: `first_day` and `last_day`, `half` (whose it is, of `halves`), `kind` (of act,
            of `kinds`) and `hover`.
        halves: who is above, and who below, each with a heading, in which {} is the number of acts.
        kinds: the mark of each kind, from bottom to top.
        names: what each kind is called.
        span: the first and the last day of the axis, in ISO 8601.
        moments: days and periods to mark across the chart.

    Raises:
        BriefError: if a row is in neither half, of a kind that is not drawn, or outside the span.
    """
    require_columns("charts.mirrored needs", ("first_day", "last_day", "half", "kind", "hover"), rows)
    require_known("half", halves, rows)
    require_known("kind", kinds, rows)
    drawn = _drawn(rows, span)
    days = (pd.Timestamp(span[1]) - pd.Timestamp(span[0])).days
    wide, narrow = (_heaps(drawn, form, days, list(halves), list(kinds)) for form in (WIDE, NARROW))
    drawing = Drawing()
    for name, mark in kinds.items():
        _draw_acts(drawing, drawn[drawn.kind == name], mark, wide, narrow)
    _note_rows(drawing, drawn, wide, narrow, kinds, names)
    _note_halves(drawing, drawn, halves)
    _note_moments(drawing, moments, span)
    for shape in elements.moment_shapes(moments):
        drawing.shape(shape | {"layer": "below"})
    left_edge = {"type": "line", "layer": "below", **elements.full_height(span[0], span[0])}
    drawing.shape(left_edge | {"line": {"color": RULE, "width": 1}})
    quarters = elements.month_axis(range=list(span), dtick="M3", tick0=span[0], **elements.RULER)
    figure = drawing.finished(
        _layout(NARROW, narrow) | {"xaxis.dtick": "M6"},
        xaxis=quarters | {"showgrid": True},
        yaxis_visible=False,
        **_layout(WIDE, wide),
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame, span: tuple[str, str]) -> pd.DataFrame:
    """Return the rows by day, with `name`, `middle` (a day) and `offset` (of it from the first, in days).

    Raises:
        BriefError: if a row is outside the span.
    """
    begin, end = map(pd.Timestamp, span)
    first, last = pd.to_datetime(rows.first_day), pd.to_datetime(rows.last_day)
    require_none("is outside the time that is drawn", (first < begin) | (last > end), rows)
    middle = (first + (last - first) / 2).dt.normalize()
    drawn = rows.assign(name=rows.iloc[:, 0], middle=middle, offset=(middle - begin).dt.days)
    return drawn.sort_values(["middle", "name"], ignore_index=True)


class _Heaps(NamedTuple):
    """Where marks are in one form, in heights of a mark.

    Attributes:
        y: of each mark; those of the upper half are above 0.
        middles: of each row of marks, by half and kind.
        edges: of the upper and the lower half.
    """

    y: pd.Series
    middles: dict[tuple[str, str], float]
    edges: tuple[float, float]


def _heaps(drawn: pd.DataFrame, form: _Form, days: int, halves: list[str], kinds: list[str]) -> _Heaps:
    """Return where marks are in a form, whose plot shows so many days."""
    y = pd.Series(0.0, index=drawn.index)
    middles: dict[tuple[str, str], float] = {}
    edges = []
    for half, sign in zip(halves, (1, -1), strict=True):
        base = (HALVES_ROOM / 2 + (HEADING * form.line if sign < 0 else 0)) / form.mark
        for kind in kinds[::sign]:
            members = drawn[(drawn.half == half) & (drawn.kind == kind)]
            levels = levels_of(list(members.offset), form.mark * days / form.plot)
            height = max([LEAST_ROW, *(level + 1 for level in levels)])
            bottom = base if sign > 0 else -base - height
            y[members.index] = [bottom + level + 0.5 for level in levels]
            middles[half, kind] = sign * (base + height / 2)
            base += height + ROW_GAP
        edges.append(sign * base)
    return _Heaps(y, middles, (edges[0], edges[1]))


def levels_of(days: Sequence[float], nearest: float) -> list[int]:
    """Return the level of each day in a heap: the lowest on which it is not nearer than that to another day.

    Args:
        days: in order.
        nearest: how near two days of one level may be.
    """
    last: list[float] = []
    levels = []
    for day in days:
        level = next((number for number, before in enumerate(last) if day - before >= nearest), len(last))
        last[level : level + 1] = [day]
        levels.append(level)
    return levels


def _draw_acts(drawing: Drawing, acts: pd.DataFrame, mark: Mark, wide: _Heaps, narrow: _Heaps) -> None:
    """Draw the acts of one kind, in both halves."""
    larger = 0 if mark.symbol.startswith("triangle") else -1  # a triangle fills less of its square
    marker = elements.marker([mark] * len(acts), size=WIDE.mark + larger)
    x = acts.middle.dt.strftime("%Y-%m-%d")
    drawing.draw(
        elements.marks(x, wide.y[acts.index], ids=list(acts.name), marker=marker, hover=acts.hover),
        y=list(narrow.y[acts.index]),
        marker_size=NARROW.mark + larger,
    )


def _note_rows(
    drawing: Drawing,
    drawn: pd.DataFrame,
    wide: _Heaps,
    narrow: _Heaps,
    kinds: Mapping[str, Mark],
    names: Mapping[str, str],
) -> None:
    """Write left of each row of marks, apart from the plot, what they are and how many."""
    for (half, kind), y in wide.middles.items():
        number = ((drawn.half == half) & (drawn.kind == kind)).sum()
        what = elements.at_left(y, elements.key_entry(kinds[kind], names[kind]), xshift=-WIDE.left)
        drawing.note(what, y=narrow.middles[half, kind], xshift=-NARROW.left)
        beside = elements.at_left(y, f"<b>{number}</b>", xanchor="right", xshift=-WIDE.gap)
        drawing.note(beside, y=narrow.middles[half, kind], xshift=-NARROW.gap)


def _note_halves(drawing: Drawing, drawn: pd.DataFrame, halves: Mapping[str, str]) -> None:
    """Write above each half whose it is, and of how many acts: the upper one above the words of moments."""
    texts = [words.format((drawn.half == half).sum()) for half, words in halves.items()]
    above, below = (elements.at_left(0, text, align="left", xshift=-WIDE.left) for text in texts)
    upper = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 21}
    drawing.note(above | upper, text=folded(texts[0], 70), xshift=-NARROW.left, yshift=33)
    lower = {"yanchor": "top", "yshift": -HALVES_ROOM / 2, "text": folded(texts[1], 24)}
    drawing.note(below | lower, xshift=-NARROW.left)


def _note_moments(drawing: Drawing, moments: Sequence[Moment], span: tuple[str, str]) -> None:
    """Write above the plot what each moment is; on a narrow page a day stands at the right edge."""
    for moment in moments:
        note = elements.above_plot(moment.first, elements.moment_words(moment), xanchor="left", yshift=1, xshift=-2)
        text = note["text"].replace(moment.words, folded(moment.words, 14))
        at_edge = {"x": span[1], "xanchor": "right", "xshift": 12} if not moment.last else {}
        drawing.note(note | {"align": "left"}, text=text, **at_edge)


def _layout(form: _Form, heaps: _Heaps) -> dict[str, Any]:
    """Return height, margins and range in a form."""
    upper, lower = heaps.edges
    return {
        "height": round((upper - lower) * form.mark) + form.top + AXIS_ROOM,
        "margin": {"l": form.left, "r": 12, "t": form.top, "b": AXIS_ROOM},
        "yaxis.range": [lower, upper],
    }
