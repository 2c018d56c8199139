"""Numbers at their times, in panels one below the other on one axis of time and one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements, notes
from brief.charts.chart import Chart, require_columns, require_sides
from brief.charts.elements import Drawing
from brief.charts.notes import Note
from brief.charts.style import ARTICLE, NARROW_FONT_SIZE, PALE, RULE, SIDES
from brief.errors import BriefError
from brief.tables import plain
from brief.tables.dates import iso, middle

_NEEDED = ("fact_id", "fact", "publisher", "grade", "when", "first_day", "last_day", "value_low", "value_high")
"""Columns of the rows, beside `block`, `side` and `label`."""
_WORDS = Note("<b>{number}</b> {label}")
"""The words beside a number of which nothing else is said."""
_OPTIONAL = {"line": "", "is_article": False}
"""What columns hold that are not given."""
AXIS = 40
"""Height of the axis of time, in pixels."""
AFTER = pd.Timedelta(days=20)
"""From the last of the rows to the end of the axis of time."""
TICK = 22
"""The least room between two ticks of a scale, in pixels."""
SIZE, NARROW_SIZE, STAR = 10, 7, 1.4
"""Of a mark in both forms of a page, in pixels, and how much larger that of the article is."""


def over_time(
    rows: pd.DataFrame,
    *,
    beside: Mapping[str, Note] | None = None,
    height: int,
    head: int = 50,
) -> Chart:
    """Draw each number at its time, with words beside it: time runs across, the number upward.

    A mark is at the number, and in the middle of its time, over which a stroke runs across. A range is a stroke upward
    between two marks. Of a bound only the words tell.

    Args:
        rows: facts, named by the first column: `fact_id`, `fact`, `publisher`, `grade`, `when`, `first_day`,
            `last_day`, `value_low`, `value_high`, `block` (the heading of their panel; panels are in the order of their
            first rows), `side` (of the conflict, which gives colour and symbol) and `label` (words after the number).
            Optional: `number` (what stands beside the mark in place of the number in figures), `line` (rows that have
            the same are joined by a line) and `is_article` (whether it is what the article says).
        beside: other words than number and label, or in another place than right of the mark, by the id of the fact:
            templates over its columns.
        height: of the chart, in pixels.
        head: height of the heading of a panel with the room below it, in pixels.

    Raises:
        BriefError: if a row has no side or no value.
    """
    require_columns("charts.over_time needs", (*_NEEDED, "block", "side", "label"), rows)
    require_sides(rows)
    first, last = rows.first_day.min(), rows.last_day.max()
    drawn = _drawn(rows)
    panels = _panels(drawn, height, head)
    drawn = drawn.assign(**{end: drawn[end] + drawn.block.map(panels.zeros) for end in ("low", "top")})
    drawing = Drawing()
    _draw_panels(drawing, panels)
    _draw_strokes(drawing, drawn)
    _draw_marks(drawing, drawn)
    for row in drawn.to_dict("records"):
        _note_beside(drawing, row, (beside or {}).get(row["fact_id"], _WORDS))
    room = elements.room(panels.labels)
    narrow_room = elements.room(panels.labels, gap=8, size=NARROW_FONT_SIZE)
    for block, y in panels.heads.items():
        drawing.note(elements.at_left(y, f"<b>{block}</b>", xshift=-room, align="left"), xshift=-narrow_room)
    figure = drawing.finished(
        {"margin.l": narrow_room, "margin.r": 4},
        height=height,
        margin={"l": room, "r": 8, "t": 2, "b": AXIS},
        xaxis=elements.month_axis(
            range=[iso(first), iso(last + AFTER)],
            dtick="M3",
            tick0=f"{first:%Y-%m}-01",
            showgrid=False,
            **elements.RULER,
        ),
        yaxis={
            "range": [-panels.depth, 0],
            "tickvals": panels.ticks,
            "ticktext": panels.labels,
            "ticklabelstandoff": 5,
        },
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what is drawn of them.

    Those are `low` and `top` (the ends of the number), `number` (in figures), `day` (where the mark is), `mark`,
    `hover`, and the optional columns of `over_time`.
    """
    if empty := list(rows[rows.value_low.isna() & rows.value_high.isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    low, high = (rows[end].astype(float) for end in ("value_low", "value_high"))
    ends = zip(rows.value_low, rows.value_high, strict=True)
    numbers = [words.bounds(plain(one), plain(other)) for one, other in ends]
    drawn = rows.assign(
        **{name: value for name, value in (_OPTIONAL | {"number": numbers}).items() if name not in rows},
        low=low.fillna(high),
        top=high.fillna(low),
        hover=[elements.source_label(row, head=row["when"]) for row in rows.to_dict("records")],
    )
    kinds = [ARTICLE if row.is_article else SIDES[row.side] for row in drawn.itertuples()]
    return drawn.assign(
        day=middle(drawn.first_day, drawn.last_day).dt.normalize(),
        mark=kinds,
    ).reset_index(drop=True)


class _Panels(NamedTuple):
    """Where panels are, in units of the numbers below the top of the drawing, as negative numbers.

    Attributes:
        zeros: the foot of each panel, by its heading.
        tops: the highest number of each.
        heads: the middle of each heading.
        ticks: of all scales.
        labels: of the ticks.
        depth: of all panels, as a positive number.
    """

    zeros: dict[str, float]
    tops: dict[str, float]
    heads: dict[str, float]
    ticks: list[float]
    labels: list[str]
    depth: float


def _panels(drawn: pd.DataFrame, height: int, head: int) -> _Panels:
    """Return where panels are, each as high as its highest number; the whole and a heading have heights in pixels."""
    tops = drawn.groupby("block", sort=False).top.max().to_dict()
    pixel = sum(tops.values()) / (height - AXIS - head * len(tops))
    power = 10 ** math.floor(math.log10(TICK * pixel))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= TICK * pixel)
    places = _Panels({}, tops, {}, [], [], 0.0)
    depth = 0.0
    for block, top in tops.items():
        places.heads[block] = -depth - 0.42 * head * pixel
        depth += head * pixel + top
        places.zeros[block] = -depth
        scale = [number * step for number in range(math.floor(top / step) + 1)]
        places.ticks.extend(number - depth for number in scale)
        places.labels.extend(f"{number:,g}" for number in scale)
    return places._replace(depth=depth)


def _draw_panels(drawing: Drawing, panels: _Panels) -> None:
    """Draw the line at zero of each panel, and pale ones at the other ticks."""
    across = {"type": "line", "layer": "below", "xref": "paper", "x0": 0, "x1": 1}
    for y in panels.ticks:
        line = {"color": RULE, "width": 1.2} if y in panels.zeros.values() else {"color": PALE, "width": 1}
        drawing.shape(across | {"y0": y, "y1": y, "line": line})


def _draw_strokes(drawing: Drawing, rows: pd.DataFrame) -> None:
    """Draw the lines that join rows, the times of all numbers across, and their ranges upward."""
    for _, joined in rows[rows.line != ""].groupby("line", sort=False):
        colour = joined["mark"].iloc[0].colour
        drawing.draw(elements.lines([iso(day) for day in joined.day], joined.top, colour=colour, width=2))
    for kind, alike in rows.groupby(rows["mark"].map(tuple), sort=False):
        style = {"colour": kind[0], "width": 3}
        ends = pd.concat([alike.assign(y=alike[end]) for end in ("low", "top")])
        across = ends[ends.first_day < ends.last_day].drop_duplicates(["fact_id", "y"])
        if not across.empty:
            times = elements.segments(across.first_day.map(iso), across.last_day.map(iso))
            drawing.draw(elements.lines(times, elements.segments(across.y, across.y), **style))
        ranges = alike[alike.low < alike.top]
        if not ranges.empty:
            days = ranges.day.map(iso)
            heights = elements.segments(ranges.low, ranges.top)
            drawing.draw(elements.lines(elements.segments(days, days), heights, **style))


def _draw_marks(drawing: Drawing, rows: pd.DataFrame) -> None:
    """Draw the marks: of a range at both ends, of which the lower one has the name of the row."""
    ranges = rows[rows.low < rows.top]
    for members, y, named in ((ranges, ranges.top, {}), (rows, rows.low, {"ids": list(rows.fact_id)})):
        if members.empty:
            continue
        scales = [STAR if is_article else 1 for is_article in members.is_article]
        style = elements.marker(members["mark"], opacity=1, size=[SIZE * scale for scale in scales], line={"width": 0})
        narrow = [NARROW_SIZE * scale for scale in scales]
        trace = elements.marks(members.day.map(iso), y, marker=style, hover=members.hover, **named)
        drawing.draw(trace, marker_size=narrow)


def _note_beside(drawing: Drawing, row: dict[str, Any], note: Note) -> None:
    """Write the words beside a number: right of its time or left of it, above its upper end or below its lower one."""
    (x, y), (narrow_x, narrow_y) = (_anchor(row, at) for at in (note.at, note.narrow_at or note.at))
    moved = {"x": narrow_x, "y": narrow_y} if (x, y) != (narrow_x, narrow_y) else {}
    notes.draw(drawing, x, y, note, row, narrow=moved)


def _anchor(row: dict[str, Any], at: str) -> tuple[str, float]:
    """Return the point of what is drawn of a row beside which words at a place are."""
    day = {"right": row["last_day"], "left": row["first_day"]}.get(at, row["day"])
    heights = {"above": row["top"], "below": row["low"]}
    return iso(day), heights.get(at.split()[0], (row["low"] + row["top"]) / 2)
