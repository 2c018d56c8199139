"""Maps: routes, and reports by place. The ink of land, sea and borders is left to `static/charts.js`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import tables
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, SIDES
from brief.errors import BriefError
from brief.geography import midpoint

WIDTHS, GAP = {"wide": 700, "narrow": 320}, 14
"""Pixels that two maps, one below the other, are wide in each form of a page, and that are between them."""
NO_MARGIN = {"l": 0, "r": 0, "t": 0, "b": 0}


class Box(NamedTuple):
    """What a map shows, in degrees east and north."""

    west: float
    east: float
    south: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Return whether a point is in the box."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def height(self, width: float) -> float:
        """Return how high plotly makes a map of the box in Mercator's projection that is so wide: both in one unit.

        Plotly draws the edge in the north as four great circles, which bulge northwards.
        """
        across = math.radians(self.east - self.west)
        south, north = math.tan(math.radians(self.south)), math.tan(math.radians(self.north)) / math.cos(across / 8)
        return width * (math.asinh(north) - math.asinh(south)) / across


def box_around(places: pd.DataFrame, *, aside: float, below: float, above: float) -> Box:
    """Return the box that holds places (`latitude`, `longitude`), with so many degrees around them."""
    west, east = places.longitude.min() - aside, places.longitude.max() + aside
    return Box(west, east, places.latitude.min() - below, places.latitude.max() + above)


def map_of(box: Box, *, x: tuple[float, float] = (0, 1), y: tuple[float, float] = (0, 1)) -> dict[str, Any]:
    """Return a map of a box, as a layout holds it, on the part of the figure that `x` and `y` give, from 0 to 1."""
    return {
        "resolution": 50,
        "scope": "world",
        "domain": {"x": x, "y": y},
        "projection": {"type": "mercator"},
        "lataxis": {"range": [float(box.south), float(box.north)]},
        "lonaxis": {"range": [float(box.west), float(box.east)]},
        "showland": True,
        "showcountries": True,
        "showcoastlines": True,
        "showocean": False,
        "showlakes": False,
        "showframe": False,
        "coastlinewidth": 0.7,
        "countrywidth": 0.7,
    }


def at_places(latitude: Iterable, longitude: Iterable, *, hover: Iterable[str] | None = None, **more: Any) -> Any:
    """Return a trace at points on a map: marks if `mode` does not say otherwise.

    Args:
        latitude: in degrees north.
        longitude: in degrees east.
        hover: the hover label of each mark; none if not given.
        **more: properties of the trace.
    """
    labels = {"hoverinfo": "skip"} if hover is None else elements.on_hover(hover)
    return go.Scattergeo(**{"lat": list(latitude), "lon": list(longitude), "mode": "markers"} | labels | more)


class Area(NamedTuple):
    """Where the name of a country or a sea is on a map: where there is room for it, in degrees north and east.

    Attributes:
        latitude: of the middle of the name.
        longitude: of the middle of the name.
        sea: whether it is a sea: its name is in italics.
        narrow: whether it is named where the page is narrow, too.
    """

    latitude: float
    longitude: float
    sea: bool = False
    narrow: bool = True


def area_names(areas: Mapping[str, Area], **more: Any) -> Any:
    """Return a trace of the names of countries and seas, fainter than those of places.

    Args:
        areas: where each name is, by the name; `<br>` breaks it.
        **more: properties of the trace, such as `geo`, the map.
    """
    return at_places(
        [area.latitude for area in areas.values()],
        [area.longitude for area in areas.values()],
        mode="text",
        text=[f"<i>{name}</i>" if area.sea else name for name, area in areas.items()],
        opacity=0.75,
        **more,
    )


def narrow_area_names(areas: Mapping[str, Area], trace: Any) -> list[str]:
    """Return the texts of a trace from `area_names` where the page is narrow."""
    return [text if area.narrow else "" for text, area in zip(trace.text, areas.values(), strict=True)]


def beside(ids: Iterable[str], positions: Mapping[str, str]) -> list[str]:
    """Return where the words of each id are beside its mark, as plotly's `textposition`: above it if not given."""
    return [positions.get(name, "top center") for name in ids]


class Route(NamedTuple):
    """How a route is drawn.

    Attributes:
        side: side of the conflict, which gives the colour.
        dash: as plotly names it.
        width: in pixels.
        lengths: whether each leg has its length beside it, and an arrowhead on both maps; if not, the longest leg has
            the name of the route, and an arrowhead is on one map.
        name: what stands before the length of the last leg outside the close-up.
    """

    side: str
    dash: str = "solid"
    width: float = 2
    lengths: bool = False
    name: str = ""

    @property
    def arrow(self) -> int:
        """The size of an arrowhead on a line so wide, in pixels."""
        return max(round(3.7 * self.width), 10)


def route_map(
    rows: pd.DataFrame,
    *,
    routes: dict[str, Route],
    closeup: str,
    positions: dict[str, str] | None = None,
    narrow_positions: dict[str, str] | None = None,
    areas: Mapping[str, Area] | None = None,
    close_areas: Mapping[str, Area] | None = None,
) -> Chart:
    """Draw legs on a map, as great circles, and below it one country close up.

    Args:
        rows: legs: `leg_id`, `route`, `route_words`, `km`, of both ends (`from_`, `to_`) `place_id`, `name`, `latitude`
            and `longitude`, and `originator`, `publisher` and `fact_id`.
        routes: the routes to draw, by their ids in the column `route`.
        closeup: the country to show close up, as the table of places names it.
        positions: where the words of a place or leg are, by its id, as plotly's `textposition`; "top center" if not
            given.
        narrow_positions: the same where the page is narrow, if it differs; "" for words that have no room there.
        areas: the countries and seas to name on the larger map.
        close_areas: those to name on the map close up.

    Raises:
        BriefError: if no leg touches the country.
    """
    places = tables.rows("places", list(dict.fromkeys([*rows.from_place_id, *rows.to_place_id])))
    near = places[places.country == closeup]
    if near.empty:
        raise BriefError(f"no leg begins or ends in {closeup!r}")
    close = box_around(near, aside=3, below=1, above=1)
    whole = Box(
        west=places.longitude.min() - 4,
        east=places.longitude.max() + 5,
        south=near.latitude.min() - 3,
        north=places.latitude.max() + 2,
    )
    at = _WordsAt(positions or {}, narrow_positions or {})
    drawing = elements.Drawing()
    for geo, named in (("geo", areas or {}), ("geo2", close_areas or {})):
        names = area_names(named, geo=geo)
        drawing.draw(names, text=narrow_area_names(named, names))
        for name, route in routes.items():
            if name in set(rows.route):
                _draw_legs(drawing, rows[rows.route == name], route, geo, close, at)
        stops = _stops(places, geo, close, at)
        drawing.draw(stops, **at.changes(stops))
    _draw_frame(drawing, close)
    wide, narrow = (_Panels.of(whole, close, width) for width in WIDTHS.values())
    figure = drawing.finished(
        {
            "height": narrow.height,
            "font.size": 10,
            "geo.domain.y": list(narrow.upper),
            "geo2.domain.y": list(narrow.lower),
        },
        height=wide.height,
        margin=NO_MARGIN,
        geo=map_of(whole, y=wide.upper),
        geo2=map_of(close, y=wide.lower),
    )
    columns = {"route_words": "Route", "from_name": "From", "to_name": "To", "km": "km, great circle"}
    columns |= {"originator": "Who says so", "publisher": "Document", "fact_id": "Row"}
    return Chart(figure, rows, columns, "km")


class _Panels(NamedTuple):
    """Two maps, one below the other, both as wide as the figure.

    Attributes:
        height: of both with the gap between them, in pixels.
        upper: which part of the height the upper map has, from 0 at the bottom to 1.
        lower: which part the lower map has.
    """

    height: int
    upper: tuple[float, float]
    lower: tuple[float, float]

    @classmethod
    def of(cls, above: Box, below: Box, width: int) -> _Panels:
        """Return maps of two boxes that are so many pixels wide."""
        height = round(above.height(width) + GAP + below.height(width))
        return cls(height, (1 - above.height(width) / height, 1), (0, below.height(width) / height))


def _draw_frame(drawing: elements.Drawing, box: Box) -> None:
    """Draw on the larger map the edge of the box that the other shows, with words where the page is wide."""
    along = [box.west + (box.east - box.west) * step / 12 for step in range(13)]  # else a great circle bulges
    drawing.draw(
        at_places(
            [box.south] * 13 + [box.north] * 13 + [box.south],
            [*along, *reversed(along), box.west],
            mode="lines",
            line={"color": NEUTRAL.colour, "width": 1},
        )
    )
    words = {"mode": "text", "text": ["<i>enlarged below</i>"], "textposition": "bottom right"}
    drawing.draw(at_places([box.south], [box.west], **words), text=[""])


class _WordsAt(NamedTuple):
    """Where words of places and legs are, by their ids, and where the page is narrow, if that differs."""

    wide: dict[str, str]
    narrow: dict[str, str]

    def changes(self, trace: Any) -> dict[str, Any]:
        """Return what changes of a trace with such words where the page is narrow."""
        if not set(trace.ids) & set(self.narrow):
            return {}
        shown = {name: place for name, place in (self.wide | self.narrow).items() if place}
        texts = zip(trace.ids, trace.text, strict=True)
        return {
            "textposition": beside(trace.ids, shown),
            "text": ["" if self.narrow.get(name) == "" else text for name, text in texts],
        }


def _draw_legs(drawing: elements.Drawing, legs: pd.DataFrame, route: Route, geo: str, close: Box, at: _WordsAt) -> None:
    """Draw the line of a route, the middles of its legs with their words, and arrowheads, on one of the two maps."""
    colour = SIDES[route.side].colour
    starts_and_ends = legs[["from_latitude", "from_longitude", "to_latitude", "to_longitude"]]
    middles = [midpoint(*leg) for leg in starts_and_ends.itertuples(index=False)]
    drawing.draw(
        at_places(
            elements.segments(legs.from_latitude, legs.to_latitude),
            elements.segments(legs.from_longitude, legs.to_longitude),
            geo=geo,
            mode="lines",
            line={"color": colour, "width": route.width, "dash": route.dash},
        )
    )
    words = at_places(
        [latitude for latitude, _ in middles],
        [longitude for _, longitude in middles],
        geo=geo,
        ids=list(legs.leg_id),
        text=_on_map(geo, close, middles, _leg_words(legs, route, middles, close)),
        textposition=beside(legs.leg_id, at.wide),
        mode="markers+text",
        marker={"color": colour, "size": 9, "opacity": 0},  # to point at, not to be taken for stops
        hover=[
            f"{leg.route_words}: {leg.from_name} to {leg.to_name}, {leg.km:,.0f} km ({leg.fact_id})"
            for leg in legs.itertuples()
        ],
    )
    drawing.draw(words, **at.changes(words))
    is_shown = [route.lengths or text != "" for text in _on_map(geo, close, middles, ["here"] * len(legs))]
    sizes = [route.arrow * shown for shown in is_shown]
    arrowheads = _arrowheads(legs, middles, geo, colour, sizes)
    drawing.draw(arrowheads, marker_size=[size * 0.7 for size in sizes])


def _leg_words(legs: pd.DataFrame, route: Route, middles: list[tuple[float, float]], close: Box) -> pd.Series:
    """Return the words beside each leg: its length, or for the longest alone the name of the route."""
    if not route.lengths:
        return legs.route_words.where(legs.index == legs.km.idxmax(), "")
    lengths = legs.km.map("{:,.0f} km".format)
    last = [number for number, middle in zip(legs.index, middles, strict=True) if not close.holds(*middle)][-1:]
    return lengths.where(~legs.index.isin(last) | (route.name == ""), f"{route.name}:<br>" + lengths)


def _arrowheads(
    legs: pd.DataFrame, middles: list[tuple[float, float]], geo: str, colour: str, sizes: Iterable[int]
) -> Any:
    """Return an arrowhead in the middle of each leg, turned as the leg runs there on a map in Mercator's projection."""
    angles = []
    for leg, (latitude, longitude) in zip(legs.itertuples(), middles, strict=True):
        near = midpoint(latitude, longitude, leg.to_latitude, leg.to_longitude)
        north = math.asinh(math.tan(math.radians(near[0]))) - math.asinh(math.tan(math.radians(latitude)))
        angles.append(math.degrees(math.atan2(math.radians(near[1] - longitude), north)))
    style = {
        "symbol": "triangle-up",
        "size": list(sizes),
        "color": colour,
        "angle": angles,
        "opacity": 1,
        "line": {"width": 0},
    }
    return at_places([one for one, _ in middles], [one for _, one in middles], geo=geo, marker=style)


def _stops(places: pd.DataFrame, geo: str, close: Box, at: _WordsAt) -> Any:
    """Return the places on one of the two maps."""
    names = places.name.str.replace(" air base", "").str.replace(" airport", "")
    return at_places(
        places.latitude,
        places.longitude,
        geo=geo,
        ids=list(places.index),
        text=_on_map(geo, close, zip(places.latitude, places.longitude, strict=True), names),
        mode="markers+text",
        textposition=beside(places.index, at.wide),
        marker={"size": 8, "color": NEUTRAL.colour, "line": {"width": 1, "color": "#ffffff"}},
    )


def _on_map(geo: str, close: Box, points: Iterable[tuple[float, float]], texts: Iterable[str]) -> list[str]:
    """Return the words of points on one map: of those in the box on the map close up, of all others on the larger."""
    shown_on = ["geo2" if close.holds(*point) else "geo" for point in points]
    return [text if shown == geo else "" for shown, text in zip(shown_on, texts, strict=True)]
