"""The opener: the story on one map and one time axis, drawn so that a reader can step through it.

`story` has what is drawn. The lanes below the map are front, jets, cargo, Syrians, oil and Washington. The map is in
`opener_map`, the lanes are in `opener_lanes`, and their words in `opener_words`; the moments are here.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import Chart, Step, elements, stepped
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, map_of
from brief.charts.style import NEUTRAL, RULE
from brief.ledger import facts
from brief.ledger.values import value
from brief.libya import opener_lanes, opener_map, opener_words, story, war
from brief.libya.opener_lanes import AXES, LEFT, NARROW, WIDE
from brief.tables.dates import iso, middle_day

HEADINGS = {"lane": "Lane", "when": "When", "what": "What", "originator": "Who says so", **SOURCE_HEADINGS}
COLUMNS = [
    "row_id",
    "lane",
    "date",
    "when",
    "side",
    "what",
    "originator",
    "publisher",
    "grade",
    "fact_id",
    "source_key",
]


def chart() -> Chart:
    """Draw the story: the map, the lanes, and the moments between which a reader can step."""
    lanes = {
        "moments": story.moments(),
        "front": story.front(),
        "jets": story.jets(),
        "cargo": story.cargo(),
        "Syrians": story.syrians(),
        "oil": story.oil(),
        "Washington": story.washington(),
    }
    drawing = elements.Drawing()
    opener_map.draw(drawing)
    drawing.draw(_marks_of_moments(), mode="markers+text", y=_narrow_levels(), marker_size=15)
    opener_lanes.draw(drawing, lanes)
    _add_heads(drawing)
    opener_words.add_names(drawing)
    opener_words.add_names_of_lines(drawing)
    _add_words_of_moments(drawing)
    opener_words.add_numbers(drawing, lanes)
    _add_cursor(drawing)
    _add_stems(drawing)
    figure = _laid_out(drawing, lanes)
    drawn = pd.concat([rows.assign(lane=lane) for lane, rows in lanes.items()], ignore_index=True)
    drawn = drawn.assign(row_id=drawn.lane.str.lower() + "-" + drawn.key)
    whole = Chart(figure, drawn[COLUMNS], HEADINGS, "as each row says")
    return stepped(whole, [_step(moment) for moment in story.MOMENTS])


def in_words() -> str:
    """Return what the picture shows, for those who do not see it."""
    counts = story.counts()
    syrians = story.syrians().groupby("side").value_low.last()
    lowest, highest = story.output_by_best()
    return (
        f"Of {counts.total.max()} contested places Haftar's side held {counts.lna.max()} at most "
        f"and {counts.lna.iloc[-1]} in the end. "
        f"Jets: {value(story.ANNOUNCED):,} by the US military's count, denied by Moscow and the LNA. "
        f"Flights with cargo: {', '.join(f'{value(count):,} {cargo.whose}' for count, cargo in story.CARGO.items())}. "
        f"Fighters, mostly Syrian, by one monitor's count: {syrians['gna']:,.0f} for Tripoli, "
        f"{syrians['lna']:,.0f} for Haftar. "
        f"Oil fell from {highest.output:,.0f} to {lowest.output:,.0f} thousand barrels a day. "
        f"{len(story.MOMENTS)} moments stand below in words."
    )


def _add_heads(drawing: elements.Drawing) -> None:
    """Add the title of the map, the first of the notes, which the steps change, and the words on the attack."""
    style = {"yref": "paper", "yanchor": "top", "align": "left", "xshift": 2, "font": {"size": 12}}
    drawing.note(elements.at_left(1, opener_map.title(story.SHOWN), **style), y=1, font_size=10)
    attack = elements.above_plot(middle_day(*war.attack()), f"the attack on Tripoli: {story.months_of_attack()} months")
    top = {"y": WIDE.parts["strip"][1], "yanchor": "top", "font": {"size": 12}}
    drawing.note(attack | top, visible=False)


def _laid_out(drawing: elements.Drawing, lanes: dict[str, pd.DataFrame]) -> go.Figure:
    """Return the figure with the map and the lanes in their places, on wide and on narrow pages."""
    axes, narrow_axes = opener_lanes.axes(lanes)
    narrow = {
        "height": NARROW.height,
        "geo.domain": {"x": [0, 1], "y": NARROW.parts["map"]},
        "xaxis.tickfont.size": 10,
        "xaxis.dtick": "M6",
        "xaxis.tickformat": "%b %Y",
        "xaxis.domain": [0, 1],
    }
    place = {"range": [story.FIRST, story.LAST], "domain": [LEFT, 1], "anchor": AXES["Washington"]}
    months = {"dtick": "M3", "tick0": "2019-01-01", "ticks": "outside", "showgrid": False, "tickfont": {"size": 11}}
    return drawing.finished(
        narrow | narrow_axes,
        height=WIDE.height,
        margin=NO_MARGIN,
        geo=map_of(opener_map.BOX, y=WIDE.parts["map"]),
        xaxis=elements.month_axis(**place, **months),
        **axes,
    )


# --- moments ----------------------------------------------------------------------------------------------

_HIGHEST, _APART_DAYS = 5, 100
"""The highest level of a moment, and the days after which a moment stands on it again."""


def _days() -> list[pd.Timestamp]:
    """Return the day on which each moment began."""
    return [facts.fact(moment.fact_id).first_day for moment in story.MOMENTS]


def _levels() -> list[int]:
    """Return on which level each moment is: below the one before, so that no stem goes through the words of one."""
    levels: list[int] = []
    before = None
    for day in _days():
        levels.append(levels[-1] - 1 if before is not None and (day - before).days < _APART_DAYS else _HIGHEST)
        before = day
    return levels


def _narrow_levels() -> list[int]:
    """Return the same for a narrow page, whose words are above all marks: three levels keep the marks apart."""
    return [3 - number % 3 for number in range(len(story.MOMENTS))]


def _marks_of_moments() -> go.Scatter:
    """Return a mark for each moment, on levels, since some are days apart; on a narrow page its number is shown."""
    moments = facts.facts_named(moment.fact_id for moment in story.MOMENTS)
    return elements.marks(
        moments.first_day,
        _levels(),
        ids=[f"moments-{fact_id}" for fact_id in moments.fact_id],
        mode="markers",
        text=[f"<b>{number}</b>" for number in range(1, len(moments) + 1)],
        textfont={"size": 10, "color": "#ffffff"},
        marker={"size": 9, "symbol": "circle", "color": NEUTRAL.colour, "opacity": 1, "line": {"width": 0}},
        hover=[
            elements.source_label(row, head=f"{number}: {row['when']}")
            for number, row in enumerate(moments.to_dict("records"), 1)
        ],
        yaxis=AXES["strip"],
    )


def _add_words_of_moments(drawing: elements.Drawing) -> None:
    """Add the word of each moment beside its mark; on a narrow page all of them stand above the marks."""
    named = [f"<b>{number}</b>\u00a0{moment.word}" for number, moment in enumerate(story.MOMENTS, 1)]
    third = (len(named) + 2) // 3
    lines = "<br>".join("\u2002".join(named[first : first + third]) for first in range(0, len(named), third))
    style = {"yref": "paper", "yanchor": "top", "align": "left", "xshift": 2, "visible": False, "font": {"size": 10}}
    drawing.note(elements.at_left(1, lines, **style), visible=True, y=NARROW.parts["strip"][1], font_size=10)
    for moment, day, level in zip(story.MOMENTS, _days(), _levels(), strict=True):
        is_late = (pd.Timestamp(story.LAST) - day).days < _APART_DAYS  # right of it there is no room
        beside = {"xanchor": "right", "xshift": -8} if is_late else {"xanchor": "left", "xshift": 8}
        place = {"x": iso(day), "y": level, "yref": AXES["strip"], **beside}
        drawing.note({"text": moment.word, "showarrow": False, "font": {"size": 11}, **place}, visible=False)


_LINE = {"type": "line", "layer": "below", "xref": "x"}


def _add_cursor(drawing: elements.Drawing) -> None:
    """Add the line of the current moment, the first of the shapes, which the steps show and move."""
    day = iso(_days()[0])
    (bottom, top), (narrow_bottom, narrow_top) = WIDE.parts["band"], NARROW.parts["band"]
    place = {"yref": "paper", "x0": day, "x1": day, "y0": bottom, "y1": top}
    cursor = _LINE | place | {"visible": False, "line": {"width": 3, "color": NEUTRAL.colour}}
    drawing.shape(cursor, y0=narrow_bottom, y1=narrow_top)


def _add_stems(drawing: elements.Drawing) -> None:
    """Add a line down from the mark of each moment."""
    for day, level, narrow_level in zip(_days(), _levels(), _narrow_levels(), strict=True):
        x = iso(day)
        place = {"yref": AXES["strip"], "x0": x, "x1": x, "y0": 0.3, "y1": level}
        drawing.shape(_LINE | place | {"line": {"width": 1, "color": RULE}}, y1=narrow_level)


def _step(moment: story.StoryMoment) -> Step:
    """Return a moment: its sentence with what denies it, and what the figure shows of the day on which it began."""
    row = facts.fact(moment.fact_id)
    day = iso(row.first_day)
    changes: dict[str, Any] = {
        "annotations[0].text": opener_map.title(moment.fact_id),
        "shapes[0].x0": day,
        "shapes[0].x1": day,
        "shapes[0].visible": True,
    }
    return Step(row.when, story.sentence(moment), opener_map.changes(row.first_day) | changes)
