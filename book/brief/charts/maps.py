"""Maps: the routes of flights, where reports come from, who held what on a day.

As in `charts`, a mark carries the name of its row in `ids`; the ink of land and borders is left to `static/charts.js`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import tables, words
from brief.charts.chart import Chart
from brief.charts.forms import SIDES, TEMPLATE, hover, on_hover
from brief.errors import BriefError
from brief.geography import midpoint


class Route(NamedTuple):
    """How a route is drawn.

    Attributes:
        side: of the conflict, whose colour it has.
        dash: as plotly names it.
        width: in pixels.
        lengths: whether each leg has its length beside it; if not, the longest leg has the name of the route.
    """

    side: str
    dash: str = "solid"
    width: float = 2
    lengths: bool = False


class _Box(NamedTuple):
    """What a map shows: degrees west, east, south and north."""

    west: float
    east: float
    south: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def route_map(
    rows: pd.DataFrame, *, routes: dict[str, Route], closeup: str, positions: dict[str, str] | None = None
) -> Chart:
    """Draw flight legs on a map, as great circles, with their lengths; below it one country close up.

    Args:
        rows: flight legs, as `evidence.legs` returns them.
        routes: the routes to draw, by the ids that the column `route` has.
        closeup: the country to show close up, as the table of places names it.
        positions: where the words of a place or leg stand, by its id, as plotly's `textposition`; "top center"
            if not given.

    Raises:
        BriefError: if no leg touches the country.
    """
    positions = positions or {}
    places = tables.rows("places", list(dict.fromkeys([*rows.from_place_id, *rows.to_place_id])))
    near = places[places.country == closeup]
    if near.empty:
        raise BriefError(f"no leg begins or ends in {closeup!r}")
    whole = _Box(
        places.longitude.min() - 4, places.longitude.max() + 5, near.latitude.min() - 3, places.latitude.max() + 2
    )
    close = _Box(near.longitude.min() - 3, near.longitude.max() + 3, near.latitude.min() - 1, near.latitude.max() + 1)
    figure = go.Figure(layout={"template": TEMPLATE})
    for geo in ("geo", "geo2"):
        figure.add_traces(_routes(rows, routes, geo, close, positions))
        figure.add_trace(_stops(places, geo, close, positions))
    along = [close.west + (close.east - close.west) * step / 12 for step in range(13)]  # else a great circle bulges
    figure.add_trace(
        go.Scattergeo(
            lon=[*along, *reversed(along), close.west],
            lat=[close.south] * 13 + [close.north] * 13 + [close.south],
            mode="lines",
            line={"color": SIDES["none"].colour, "width": 1},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=720,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        geo=_map(whole, y=(0.42, 1)),
        geo2=_map(close, y=(0, 0.4)),
        meta={"narrow": {"height": 400, "font.size": 11}},
    )
    columns = {"route_words": "Route", "from_name": "From", "to_name": "To", "km": "km, great circle"}
    columns |= {"originator": "Who says so", "publisher": "Document", "fact_id": "Row"}
    return Chart(figure, rows, columns, "km")


def _around(places: pd.DataFrame, *, aside: float, below: float, above: float) -> _Box:
    """Return the box that holds places, with so many degrees around it."""
    west, east = places.longitude.min() - aside, places.longitude.max() + aside
    return _Box(west, east, places.latitude.min() - below, places.latitude.max() + above)


def reports_map(rows: pd.DataFrame, *, positions: dict[str, str] | None = None) -> Chart:
    """Draw each report as a ring around its place, its area the number: rings overlap where reports do, never add.

    Args:
        rows: facts with a `place_id`, as `facts.facts` returns them.
        positions: where the name of a place stands, by its id, as plotly's `textposition`; "top center" if not given.

    Raises:
        BriefError: if a fact has no place.
    """
    if rows.place_id.isna().any():
        raise BriefError(f"{rows.fact_id[rows.place_id.isna()].iloc[0]} has no place on a map")
    positions = positions or {}
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = _around(places, aside=2, below=2, above=2)
    most = rows[["value_low", "value_high"]].max(axis=1).astype(float)
    rows = rows.assign(most=most).sort_values("most", ascending=False, kind="stable")
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Scattergeo(
            lat=list(places.latitude[rows.place_id]),
            lon=list(places.longitude[rows.place_id]),
            ids=list(rows.fact_id),
            mode="markers",
            marker={
                "size": list(rows.most),
                "sizemode": "area",
                "sizeref": 2 * float(rows.most.max()) / 56**2,
                "sizemin": 5,
                "symbol": "circle-open",
                "opacity": 0.9,
                "color": [SIDES[side].colour for side in rows.measure_side],
                "line": {"width": 2},
            },
            **on_hover(hover(row) for row in rows.to_dict("records")),
        )
    )
    told = rows.groupby("place_id").agg(low=("value_low", "min"), high=("most", "max"), reports=("fact_id", "size"))
    figure.add_trace(
        go.Scattergeo(
            lat=list(places.latitude),
            lon=list(places.longitude),
            ids=[f"{place}-name" for place in places.index],
            text=[
                f"\u2003\u2002<b>{name}</b> {words.bounds(told.low[place], told.high[place])}"
                f" ({words.plural(told.reports[place], 'report')})\u2003\u2002"
                for place, name in places.name.items()
            ],
            mode="markers+text",
            textposition=[positions.get(str(place), "top center") for place in places.index],
            marker={"size": 4, "color": SIDES["none"].colour},
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=440,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        geo=_map(box),
        meta={"narrow": {"height": 330, "font.size": 10.5}},
    )
    return Chart(figure, rows)


def _map(box: _Box, *, x: tuple[float, float] = (0, 1), y: tuple[float, float] = (0, 1)) -> dict[str, Any]:
    """Return a map of what is in the box, on the part of the figure from `x` to `x` and `y` to `y`."""
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


def _routes(
    rows: pd.DataFrame, routes: dict[str, Route], geo: str, close: _Box, positions: dict[str, str]
) -> list[Any]:
    """Return the lines of each route, and the middles of its legs with their words on one of the two maps."""
    traces: list[Any] = []
    for name, route in routes.items():
        members = rows[rows.route == name].to_dict("records")
        if not members:
            continue
        longest = max(members, key=lambda leg: leg["km"])
        route_words = longest["route_words"]
        lines: dict[str, list[float | None]] = {"lat": [], "lon": []}
        middles: list[tuple[float, float]] = []
        beside: list[str] = []
        for leg in members:
            lines["lat"] += [leg["from_latitude"], leg["to_latitude"], None]
            lines["lon"] += [leg["from_longitude"], leg["to_longitude"], None]
            ends = ("from_latitude", "from_longitude", "to_latitude", "to_longitude")
            middles.append(midpoint(*(leg[end] for end in ends)))
            text = f"{leg['km']:,.0f} km" if route.lengths else route_words if leg is longest else ""
            beside.append(text if close.holds(*middles[-1]) == (geo == "geo2") else "")
        colour = SIDES[route.side].colour
        line = {"color": colour, "width": route.width, "dash": route.dash}
        traces.append(go.Scattergeo(**lines, geo=geo, mode="lines", line=line, hoverinfo="skip"))
        traces.append(
            go.Scattergeo(
                lat=[latitude for latitude, _ in middles],
                lon=[longitude for _, longitude in middles],
                geo=geo,
                ids=[leg["leg_id"] for leg in members],
                text=beside,
                textposition=[positions.get(leg["leg_id"], "top center") for leg in members],
                mode="markers+text",
                marker={"color": colour, "size": 9, "opacity": 0},  # to point at, not to be taken for stops
                **on_hover(
                    f"{route_words}: {leg['from_name']} to {leg['to_name']}, {leg['km']:,.0f} km ({leg['fact_id']})"
                    for leg in members
                ),
            )
        )
    return traces


def _stops(places: pd.DataFrame, geo: str, close: _Box, positions: dict[str, str]) -> Any:
    """Return the places, with their names on one of the two maps."""
    stops = places.reset_index().to_dict("records")
    inside = [close.holds(stop["latitude"], stop["longitude"]) == (geo == "geo2") for stop in stops]
    names = [stop["name"].replace(" air base", "").replace(" airport", "") for stop in stops]
    if geo == "geo":
        names = [f"{name},<br>{stop['country']}" for name, stop in zip(names, stops, strict=True)]
    return go.Scattergeo(
        lat=[stop["latitude"] for stop in stops],
        lon=[stop["longitude"] for stop in stops],
        geo=geo,
        ids=[stop["place_id"] for stop in stops],
        text=[name if named else "" for name, named in zip(names, inside, strict=True)],
        mode="markers+text",
        textposition=[positions.get(stop["place_id"], "top center") for stop in stops],
        marker={"size": 8, "color": SIDES["none"].colour, "line": {"width": 1, "color": "#ffffff"}},
        hoverinfo="skip",
    )
