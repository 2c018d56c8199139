"""The map of the opener: who held which place on a day, and what had come to each side by air until then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import tables
from brief.charts import SIDES, elements
from brief.charts.maps import Area, Box, area_names, at_places, beside, narrow_area_names
from brief.charts.style import NEUTRAL
from brief.geography import mercator_bearing
from brief.ledger import facts
from brief.libya import story
from brief.text import folded

BOX = Box(west=9.5, east=27.2, south=28.5, north=34.3)
"""What the map shows."""


class At(NamedTuple):
    """Where words are on the map: a point, in degrees north and east, and on which side of it, as plotly names that."""

    latitude: float
    longitude: float
    position: str


# --- what is named on it ----------------------------------------------------------------------------------

LETTERING = {
    "LIBYA": Area(28.95, 21.5),
    "TUNISIA": Area(33.3, 10.25, narrow=False),
    "EGYPT": Area(28.85, 26.1),
    "Mediterranean Sea": Area(32.35, 17.1),
}
"""Where the names of countries and seas are on the map."""
LARGE_NAMES = {"sirte", "al-jufra", "benghazi"}
"""Places whose names are on the map on a narrow page, too."""
NAMES_BESIDE = {
    "zaltan": "middle left",
    "al-watiya": "bottom left",
    "gharyan": "bottom center",
    "tarhuna": "middle right",
    "bani-walid": "bottom center",
    "sirte": "bottom right",
    "al-jufra": "bottom center",
    "benghazi": "bottom left",
    "tobruk": "top left",
}
"""Where the name of a place is on the map, by its id, as plotly's `textposition`; other places have none."""


class Joint(NamedTuple):
    """One name for places whose marks are too close for a name each; on a narrow page there is another one, or none."""

    places: tuple[str, ...]
    words: str
    at: At
    narrow: str
    narrow_at: At


JOINT_NAMES = (
    Joint(
        ("tripoli", "tripoli-airport"),
        "Tripoli, its airport",
        At(32.78, 13.4, "middle right"),
        "Tripoli",
        At(33.12, 13.3, "top left"),
    ),
    Joint(
        ("sabratha", "surman", "al-ajaylat"),
        "Al-Ajaylat, Sabratha,<br>Surman",
        At(33.08, 12.55, "top center"),
        "",
        At(33.08, 12.55, "top center"),
    ),
)
"""Names that several places share: those of marks beside each other from west to east."""
APART = {"al-ajaylat": -0.17, "surman": 0.2}
"""How far marks are moved that would lie on each other, in degrees east."""


# --- what came by air -------------------------------------------------------------------------------------


class Way(NamedTuple):
    """A way by air on the map.

    Attributes:
        places: on it, in order.
        side: that it serves.
        since: the fact since which it is drawn.
        word: what came by it, unless that is said where the ways of a side begin.
        word_at: where the word is.
    """

    places: tuple[str, ...]
    side: str
    since: str
    word: str
    word_at: At


WAYS = (
    Way(("konya", "tripoli"), "gna", "syr-138", "", At(33.6, 15.5, "bottom right")),
    Way(("hmeimim", "benina"), "lna", "air-074", "cargo", At(32.92, 24.8, "middle center")),
    Way(("hmeimim", "tobruk", "al-jufra"), "lna", "air-034", "jets", At(30.0, 18.5, "bottom right")),
)
"""The ways: from Turkey, first with Syrians; cargo from Syria to the east; the jets."""


class _Supplies(NamedTuple):
    """The words that say what came by the ways of a side: where these begin, and how the words are set.

    Attributes:
        head: from where the ways come.
        letters: the number of letters in a line.
        at: where the words are.
        narrow_latitude: how far north they are on a narrow page, whose map has no room below them.
    """

    head: str
    letters: int
    at: At
    narrow_latitude: float


SUPPLIES = {
    "lna": _Supplies("from Russia, Syria", 26, At(31.2, 27.1, "bottom left"), 31.2),
    "gna": _Supplies("from Turkey", 20, At(34.05, 18.3, "bottom right"), 34.25),
}
"""What is said of the ways of each side."""

# --- the drawing ------------------------------------------------------------------------------------------

FIRST_WAY = 1
"""The number of the trace of the first way, after the lettering; then come the other ways, the places and the words."""
PLACES = FIRST_WAY + len(WAYS)
"""The number of the trace of places."""
WORDS = PLACES + 1
"""The number of the trace of the words that say what came by the ways."""


def draw(drawing: elements.Drawing) -> None:
    """Draw the map of the day on which it stands still: it comes first, so that its traces have these numbers."""
    day = facts.fact(story.SHOWN).first_day
    _draw_lettering(drawing)
    for way in WAYS:
        drawing.draw(_way(way, day))
    _draw_places(drawing, day)
    _draw_words(drawing, day)
    _draw_joint_names(drawing)


def changes(day: pd.Timestamp) -> dict[str, Any]:
    """Return what the map shows of a day, by the path of the property."""
    style = elements.marker(SIDES[side] for side in story.held_on(day).values())
    ways = {f"data[{number}].visible": story.has_begun(way.since, day) for number, way in enumerate(WAYS, FIRST_WAY)}
    return {
        f"data[{PLACES}].marker.color": style["color"],
        f"data[{PLACES}].marker.symbol": style["symbol"],
        f"data[{WORDS}].text": _words_on(day),
        **ways,
    }


def title(fact_id: str) -> str:
    """Return the title of the map of the day of a fact: the date in words, and the key to the places."""
    shown = facts.fact(fact_id)
    lna, gna, other = (elements.sign(SIDES[side]) for side in ("lna", "gna", "none"))
    not_told = f" {other} not told" if "none" in story.held_on(shown.first_day).values() else ""
    return f"<b>{shown.when}</b>: held by {lna} Haftar {gna} Tripoli{not_told}; lines: help up to then"


def _draw_lettering(drawing: elements.Drawing) -> None:
    """Draw the names of countries and seas: all in italics, as dark as other words."""
    names = area_names(LETTERING, textfont={"size": 11, "color": NEUTRAL.colour})
    names.update(text=[f"<i>{name}</i>" for name in LETTERING], opacity=None)
    drawing.draw(names, text=narrow_area_names(LETTERING, names), textfont_size=10)


def _way(way: Way, day: pd.Timestamp) -> go.Scattergeo:
    """Return a way as a line with an arrow at its end, visible if it had begun by a day."""
    stops = tables.rows("places", list(way.places))
    colour = SIDES[way.side].colour
    bearing = mercator_bearing(*stops[["latitude", "longitude"]].iloc[-2:].to_numpy().ravel())
    head = {"symbol": "arrow", "angle": bearing, "size": [0] * (len(stops) - 1) + [15], "opacity": 1}
    return at_places(
        stops.latitude,
        stops.longitude,
        mode="lines+markers",
        line={"color": colour, "width": 3},
        marker={**head, "color": colour, "line": {"width": 0}},
        visible=story.has_begun(way.since, day),
    )


def _draw_places(drawing: elements.Drawing, day: pd.Timestamp) -> None:
    """Draw a mark for each place, in the colour of the side that held it, with its name."""
    held = story.held_on(day)
    places = tables.rows("places", list(held))
    for place, east in APART.items():
        places.loc[place, "longitude"] += east
    names = [_name(name, NAMES_BESIDE.get(place)) for place, name in places.name.items()]
    style = elements.marker((SIDES[side] for side in held.values()), line={"width": 1, "color": "#ffffff"})
    marks = at_places(
        places.latitude,
        places.longitude,
        ids=[f"map-{place}" for place in places.index],
        text=names,
        mode="markers+text",
        textposition=beside(places.index, NAMES_BESIDE),
        textfont={"size": 11.5},
        marker={**style, "size": _sizes(held, 10), "opacity": 1},
        hover=[f"<b>{name}</b>" for name in places.name],
    )
    large = [name if place in LARGE_NAMES else "" for place, name in zip(places.index, names, strict=True)]
    drawing.draw(marks, text=large, textfont_size=10.5, marker_size=_sizes(held, 8))


def _name(name: str, position: str | None) -> str:
    """Return the name of a place with blanks that keep it off its mark; none for a place without a position."""
    if position is None:
        return ""
    name = name.replace(" air base", "")
    return f"\u2002{name}\u2002" if position.startswith("middle") else name


def _sizes(places: Iterable[str], size: int) -> list[int]:
    """Return the sizes of places in pixels: those that no side took from the other are smaller."""
    contested = story.contested()
    return [size if place in contested else size - 3 for place in places]


def _draw_words(drawing: elements.Drawing, day: pd.Timestamp) -> None:
    """Draw the words that say what had come by a day."""
    of_ways = [way.word_at for way in WAYS]
    at = [*(of_side.at for of_side in SUPPLIES.values()), *of_ways]
    narrow = [*(of_side.narrow_latitude for of_side in SUPPLIES.values()), *(place.latitude for place in of_ways)]
    drawing.draw(_texts(_words_on(day), at, size=12), lat=narrow, textfont_size=10)


def _words_on(day: pd.Timestamp) -> list[str]:
    """Return what had come to each side by a day, then the word at each way that is drawn on it."""
    things = story.supplies(day)
    supplies = [_supplies(side, things[side]) if things[side] else "" for side in SUPPLIES]
    words = [
        elements.in_colour(SIDES[way.side].colour, way.word) if story.has_begun(way.since, day) else "" for way in WAYS
    ]
    return [*supplies, *words]


def _supplies(side: str, things: list[str]) -> str:
    """Return what came to a side, below a head that says from where."""
    of_side = SUPPLIES[side]
    head = elements.in_colour(SIDES[side].colour, f"<b>{of_side.head}</b>")
    return f"{head}<br>{folded(', '.join(things), of_side.letters)}"


def _draw_joint_names(drawing: elements.Drawing) -> None:
    """Draw the names that several places share."""
    names = _texts([joint.words for joint in JOINT_NAMES], [joint.at for joint in JOINT_NAMES], size=11.5)
    latitudes, longitudes, positions = map(list, zip(*(joint.narrow_at for joint in JOINT_NAMES), strict=True))
    place = {"lat": latitudes, "lon": longitudes, "textposition": positions}
    drawing.draw(names, text=[joint.narrow for joint in JOINT_NAMES], textfont_size=10.5, **place)


def _texts(texts: list[str], at: list[At], *, size: float) -> go.Scattergeo:
    latitudes, longitudes, positions = zip(*at, strict=True)
    return at_places(latitudes, longitudes, text=texts, mode="text", textposition=positions, textfont={"size": size})
