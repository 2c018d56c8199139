"""Maps: routes, and reports by place. The ink of land and borders is left to `static/charts.js`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import tables, words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, SIDES, new_figure
from brief.errors import BriefError
from brief.geography import midpoint

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
        "bgcolor": "rgba(0,0,0,0)",
        "coastlinewidth": 0.7,
        "countrywidth": 0.7,
    }


def positions_of(ids: Iterable[str], positions: dict[str, str] | None) -> list[str]:
    """Return where the words of each id are, as plotly's `textposition`: "top center" if not given."""
    return [(positions or {}).get(name, "top center") for name in ids]


def reports_map(rows: pd.DataFrame, *, positions: dict[str, str] | None = None) -> Chart:
    """Draw each report as a ring around its place, its area the number: rings overlap where reports do, never add.

    Args:
        rows: facts: `fact_id`, `fact`, `publisher`, `grade`, `place_id`, `value_low`, `value_high`, `measure_side`.
        positions: where the name of a place is, by its id, as plotly's `textposition`; "top center" if not given.

    Raises:
        BriefError: if a fact has no place.
    """
    if rows.place_id.isna().any():
        raise BriefError(f"{rows.fact_id[rows.place_id.isna()].iloc[0]} has no place on a map")
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    most = rows[["value_low", "value_high"]].max(axis=1).astype(float)
    drawn = rows.assign(most=most).sort_values("most", ascending=False, kind="stable")
    figure = new_figure()
    figure.add_trace(
        go.Scattergeo(
            lat=list(places.latitude[drawn.place_id]),
            lon=list(places.longitude[drawn.place_id]),
            ids=list(drawn.fact_id),
            mode="markers",
            marker={
                "size": list(drawn.most),
                "sizemode": "area",
                "sizeref": 2 * float(most.max()) / 56**2,
                "sizemin": 5,
                "symbol": "circle-open",
                "opacity": 0.9,
                "color": [SIDES[side].colour for side in drawn.measure_side],
                "line": {"width": 2},
            },
            **elements.on_hover(map(elements.source_label, drawn.to_dict("records"))),
        )
    )
    by_place = drawn.groupby("place_id").agg(low=("value_low", "min"), high=("most", "max"), reports=("most", "size"))
    figure.add_trace(
        go.Scattergeo(
            lat=list(places.latitude),
            lon=list(places.longitude),
            ids=[f"{place}-name" for place in places.index],
            text=[
                f"\u2003\u2002<b>{place.name}</b> {words.bounds(place.low, place.high)}"
                f" ({words.plural(place.reports, 'report')})\u2003\u2002"
                for place in places.join(by_place).itertuples()
            ],
            mode="markers+text",
            textposition=positions_of(places.index, positions),
            marker={"size": 4, "color": NEUTRAL.colour},
            hoverinfo="skip",
        )
    )
    box = box_around(places, aside=2, below=2, above=2)
    narrow = {"height": 330, "font.size": 10.5}
    figure.update_layout(height=440, margin=NO_MARGIN, geo=map_of(box), meta={"narrow": narrow})
    return Chart(figure, rows)


class Route(NamedTuple):
    """How a route is drawn.

    Attributes:
        side: side of the conflict, which gives the colour.
        dash: as plotly names it.
        width: in pixels.
        lengths: whether each leg has its length beside it; if not, the longest leg has the name of the route.
    """

    side: str
    dash: str = "solid"
    width: float = 2
    lengths: bool = False


def route_map(
    rows: pd.DataFrame, *, routes: dict[str, Route], closeup: str, positions: dict[str, str] | None = None
) -> Chart:
    """Draw legs on a map, as great circles, and below it one country close up.

    Args:
        rows: legs: `leg_id`, `route`, `route_words`, `km`, of both ends (`from_`, `to_`) `place_id`, `name`, `latitude`
            and `longitude`, and `originator`, `publisher` and `fact_id`.
        routes: the routes to draw, by their ids in the column `route`.
        closeup: the country to show close up, as the table of places names it.
        positions: where the words of a place or leg are, by its id, as plotly's `textposition`; "top center" if not
            given.

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
    figure = new_figure()
    for geo in ("geo", "geo2"):
        for name, route in routes.items():
            if legs := rows[rows.route == name].to_dict("records"):
                figure.add_traces(_legs(legs, route, geo, close, positions))
        figure.add_trace(_stops(places, geo, close, positions))
    along = [close.west + (close.east - close.west) * step / 12 for step in range(13)]  # else a great circle bulges
    figure.add_trace(
        go.Scattergeo(
            lon=[*along, *reversed(along), close.west],
            lat=[close.south] * 13 + [close.north] * 13 + [close.south],
            mode="lines",
            line={"color": NEUTRAL.colour, "width": 1},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=720,
        margin=NO_MARGIN,
        geo=map_of(whole, y=(0.42, 1)),
        geo2=map_of(close, y=(0, 0.4)),
        meta={"narrow": {"height": 400, "font.size": 11}},
    )
    columns = {"route_words": "Route", "from_name": "From", "to_name": "To", "km": "km, great circle"}
    columns |= {"originator": "Who says so", "publisher": "Document", "fact_id": "Row"}
    return Chart(figure, rows, columns, "km")


def _legs(
    legs: list[dict[str, Any]], route: Route, geo: str, close: Box, positions: dict[str, str] | None
) -> list[Any]:
    """Return the line of a route, and the middles of its legs, on one of the two maps.

    A leg has its words on the map close up if its middle is there, else on the other.
    """
    colour = SIDES[route.side].colour
    longest = max(legs, key=lambda leg: leg["km"])
    middles = [
        midpoint(leg["from_latitude"], leg["from_longitude"], leg["to_latitude"], leg["to_longitude"]) for leg in legs
    ]
    beside = [f"{leg['km']:,.0f} km" if route.lengths else leg["route_words"] if leg is longest else "" for leg in legs]
    line = go.Scattergeo(
        lat=elements.segments((leg["from_latitude"] for leg in legs), (leg["to_latitude"] for leg in legs)),
        lon=elements.segments((leg["from_longitude"] for leg in legs), (leg["to_longitude"] for leg in legs)),
        geo=geo,
        mode="lines",
        line={"color": colour, "width": route.width, "dash": route.dash},
        hoverinfo="skip",
    )
    points = go.Scattergeo(
        lat=[latitude for latitude, _ in middles],
        lon=[longitude for _, longitude in middles],
        geo=geo,
        ids=[leg["leg_id"] for leg in legs],
        text=_on_map(geo, close, middles, beside),
        textposition=positions_of((leg["leg_id"] for leg in legs), positions),
        mode="markers+text",
        marker={"color": colour, "size": 9, "opacity": 0},  # to point at, not to be taken for stops
        **elements.on_hover(
            f"{leg['route_words']}: {leg['from_name']} to {leg['to_name']}, {leg['km']:,.0f} km ({leg['fact_id']})"
            for leg in legs
        ),
    )
    return [line, points]


def _stops(places: pd.DataFrame, geo: str, close: Box, positions: dict[str, str] | None) -> Any:
    """Return the places on one of the two maps, on the larger one with their countries."""
    names = [name.replace(" air base", "").replace(" airport", "") for name in places.name]
    if geo == "geo":
        names = [f"{name},<br>{country}" for name, country in zip(names, places.country, strict=True)]
    points = list(zip(places.latitude, places.longitude, strict=True))
    return go.Scattergeo(
        lat=list(places.latitude),
        lon=list(places.longitude),
        geo=geo,
        ids=list(places.index),
        text=_on_map(geo, close, points, names),
        mode="markers+text",
        textposition=positions_of(places.index, positions),
        marker={"size": 8, "color": NEUTRAL.colour, "line": {"width": 1, "color": "#ffffff"}},
        hoverinfo="skip",
    )


def _on_map(geo: str, close: Box, points: Iterable[tuple[float, float]], texts: Iterable[str]) -> list[str]:
    """Return the words of points: those in the box are on the map close up, all others on the larger one."""
    shown_on = ["geo2" if close.holds(*point) else "geo" for point in points]
    return [text if shown == geo else "" for shown, text in zip(shown_on, texts, strict=True)]
