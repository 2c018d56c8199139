"""The lanes of the opener, one below the other on an axis of time: where they are, and what is drawn in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import SIDES, elements
from brief.charts.style import NEUTRAL, PALE, RULE
from brief.libya import blockade, story, us_policy, war
from brief.tables.dates import MEAN_MONTH_DAYS

LANES = ("front", "jets", "cargo", "Syrians", "oil", "Washington")
"""From top to bottom."""

# --- where they are ---------------------------------------------------------------------------------------


class Form(NamedTuple):
    """Heights in pixels, for a wide or a narrow page; above each lane there is room for a label, or a gap.

    Attributes:
        head: of the title of the map.
        map: of the map.
        strip: of the numbers of the moments.
        label: above each lane.
        lanes: of each lane.
        foot: of the axis of time.
    """

    head: int
    map: int
    strip: int
    label: int
    lanes: tuple[int, ...]
    foot: int

    @property
    def height(self) -> int:
        """The height of all."""
        return self.head + self.map + self.strip + sum(self.lanes) + self.label * len(self.lanes) + self.foot

    @property
    def parts(self) -> dict[str, tuple[float, float]]:
        """The edges of the map, of the strip of numbers, of the lanes, and of strip and lanes together, from 0 to 1."""
        found = {"map": self._part(self.head, self.map), "strip": self._part(self.head + self.map, self.strip)}
        top = self.head + self.map + self.strip
        for lane, height in zip(LANES, self.lanes, strict=True):
            found[lane] = self._part(top + self.label, height)
            top += self.label + height
        return {**found, "band": (found["Washington"][0], found["strip"][1])}

    def _part(self, top: int, height: int) -> tuple[float, float]:
        """Return the lower and the upper edge of what begins so many pixels below the top, from 0 to 1."""
        return round(1 - (top + height) / self.height, 5), round(1 - top / self.height, 5)

    def above(self, lane: str) -> float:
        """Return where the name of a lane begins, above it, from 0 to 1."""
        return round(self.parts[lane][1] + (self.label - 1) / self.height, 5)

    def middle(self, lane: str) -> float:
        """Return the middle of a lane, from 0 to 1."""
        return round(sum(self.parts[lane]) / 2, 5)


WIDE = Form(head=24, map=268, strip=96, label=13, lanes=(46, 36, 46, 58, 50, 46), foot=36)
NARROW = Form(head=16, map=116, strip=88, label=16, lanes=(21, 22, 28, 37, 24, 26), foot=19)
LEFT = 0.25
"""How much of a wide page is left of the lanes, for their names."""
AXES = {lane: f"y{number if number > 1 else ''}" for number, lane in enumerate(("band", *LANES, "strip"), 1)}
"""The y axis of each lane, and of what is below them (the first is drawn first) and above them."""
_RANGES = {
    "band": (0, 1),
    "front": (0, 1),
    "jets": (0.3, 2.7),
    "cargo": (-2.6, 0.6),
    "Syrians": (-0.35, 1.9),
    "oil": (0, 1.35),
    "Washington": (0.4, 3.6),
    "strip": (0.3, 6.6),
}
"""The range of each axis: of counts as a multiple of the largest, of all others in lines."""
_NARROW_RANGES = {"Syrians": (-0.9, 2.2), "strip": (0.3, 6.1)}
"""The ranges where the page is narrow: there is room for a label below the lines, and for words above the numbers."""


def axes(lanes: dict[str, pd.DataFrame]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the y axes of all lanes by the name of each, and what changes of them where the page is narrow.

    Args:
        lanes: the rows of each lane.
    """
    largest = {
        "front": int(story.counts().total.max()),
        "Syrians": float(lanes["Syrians"].value_low.max()),
        "oil": float(lanes["oil"].output.max()),
    }
    layout: dict[str, Any] = {}
    narrow: dict[str, Any] = {}
    for lane, axis in AXES.items():
        name = axis.replace("y", "yaxis")
        in_range = [edge * largest.get(lane, 1) for edge in _RANGES[lane]]
        layout[name] = {"visible": False, "range": in_range, "domain": WIDE.parts[lane]}
        narrow[f"{name}.domain"] = NARROW.parts[lane]
        if lane in _NARROW_RANGES:
            narrow[f"{name}.range"] = [edge * largest.get(lane, 1) for edge in _NARROW_RANGES[lane]]
    return layout, narrow


# --- what is in them --------------------------------------------------------------------------------------


def draw(drawing: elements.Drawing, lanes: dict[str, pd.DataFrame]) -> None:
    """Draw the lanes, and below all of them the time of the attack.

    Args:
        drawing: the chart.
        lanes: the rows of each lane.
    """
    _draw_bands(drawing)
    _draw_front(drawing)
    drawing.draw(_jets(lanes["jets"]))
    _draw_cargo(drawing, lanes["cargo"])
    _draw_syrians(drawing, lanes["Syrians"])
    drawing.draw(_oil(lanes["oil"]))
    drawing.draw(_washington(lanes["Washington"]))


def _marks(rows: pd.DataFrame, lane: str, at: Iterable[Any], y: Iterable[float], **more: Any) -> go.Scatter:
    """Return the marks of the rows of a lane, in the colours and symbols of their sides."""
    hollow = rows.denied if "denied" in rows else None
    style = elements.marker((SIDES[side] for side in rows.side), hollow=hollow, size=7)
    names = [f"{lane.lower()}-{key}" for key in rows.key]
    hover = [elements.source_label(row, text="what", head=row["when"]) for row in rows.to_dict("records")]
    return elements.marks(at, y, ids=names, marker=style, hover=hover, yaxis=AXES[lane], **more)


def _draw_bands(drawing: elements.Drawing) -> None:
    """Shade the time of the attack across all lanes, and put a frame around that of the blockade in the lane of oil."""
    first, last = war.attack()
    band = elements.lines([first, first, last, last], [0, 1, 1, 0], colour=RULE, width=0, yaxis=AXES["band"])
    drawing.draw(band.update(mode="none", fill="toself", fillcolor=PALE))
    begin, end = blockade.days()
    top = float(story.oil().output.max()) * 1.3
    frame = [begin, begin, end, end, begin], [0, top, top, 0, 0]
    drawing.draw(elements.lines(*frame, colour=NEUTRAL.colour, width=1, dash="dot", yaxis=AXES["oil"]))


def _draw_front(drawing: elements.Drawing) -> None:
    """Draw how many of the places that changed hands each side held, from day to day."""
    counts = story.counts()
    whole = [int(counts.total.max())] * len(counts)
    lna, gna = SIDES["lna"].colour, SIDES["gna"].colour
    style = {"yaxis": AXES["front"], "line_shape": "hv"}
    drawing.draw(elements.lines(counts.day, counts.lna, colour=lna, width=1.5, fill="tozeroy", **style))
    drawing.draw(elements.lines(counts.day, whole, colour=gna, width=1.5, fill="tonexty", **style))


def _jets(said: pd.DataFrame) -> go.Scatter:
    """Return what was said of jets: above that there are some, below that there are none; one of the marks is named."""
    marks = _marks(said, "jets", said["at"], [1 if denied else 2 for denied in said.denied])
    sizes = [12 if fact_id == story.ANNOUNCED else 7 for fact_id in said.fact_id]
    return marks.update(marker={"size": sizes, "opacity": 1})


_THICK = 8
"""Thickness of the thickest bar of flights, in pixels."""


def _draw_cargo(drawing: elements.Drawing, counts: pd.DataFrame) -> None:
    """Draw a bar for the period of each count of cargo flights, and on its line a mark for what denies it.

    A bar is as thick as its flights a month: so its area, not its length, is the number of its flights.
    """
    bars = counts[~counts.denied]
    most = max(flights_a_month(bar) for bar in bars.itertuples())
    for bar in bars.itertuples():
        width = round(_THICK * flights_a_month(bar) / most, 1)
        span, y = [bar.first_day, bar.last_day], [-bar.level] * 2
        drawing.draw(elements.lines(span, y, colour=SIDES[bar.side].colour, width=width, yaxis=AXES["cargo"]))
    marks = _marks(counts, "cargo", counts["at"], [-level for level in counts.level])
    visible = [int(denied) for denied in counts.denied]  # the middle of a bar is there to point at
    drawing.draw(marks.update(marker={"size": 8, "opacity": visible, "line": {"width": 0}}))


def flights_a_month(count: Any) -> float:
    """Return how many flights a month a count of cargo flights has, a row of `story.cargo`."""
    return float(count.value_low) / count.days * MEAN_MONTH_DAYS


def _draw_syrians(drawing: elements.Drawing, counts: pd.DataFrame) -> None:
    """Draw a line for the running count of each side."""
    for side, of_side in counts.groupby("side"):
        marks = _marks(of_side, "Syrians", of_side["at"], of_side.value_low, mode="lines+markers")
        drawing.draw(marks.update(marker={"size": 4}, line={"color": SIDES[side].colour, "width": 2}))


def _oil(months: pd.DataFrame) -> go.Bar:
    """Return a bar for each month of which the output is known: pale, where the figure is not of the best series."""
    fills = [NEUTRAL.colour if series == story.OUTPUT[0] else PALE for series in months.series]
    return go.Bar(
        x=[middle_of_month(row) for row in months.to_dict("records")],
        y=list(months.output),
        ids=[f"oil-{key}" for key in months.key],
        width=24 * elements.MILLISECONDS_A_DAY,
        marker={"color": fills, "line": {"width": 1, "color": NEUTRAL.colour}},
        yaxis=AXES["oil"],
        **elements.on_hover(f"{row.when}: {row.what}" for row in months.itertuples()),
    )


def middle_of_month(month: Any) -> str:
    """Return the day on which the bar of a month stands, a row of `story.oil`, in ISO 8601."""
    return f"{month['at'][:7]}-15"


def _washington(acts: pd.DataFrame) -> go.Scatter:
    """Return a mark for each act, on the line of its stance, with the sign that the page on US policy has for it."""
    signs = elements.marker(us_policy.STANCES[stance] for stance in acts.stance)
    return _marks(acts, "Washington", acts["at"], acts.level).update(marker=signs | {"size": 7})
