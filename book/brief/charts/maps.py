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


def beside(ids: Iterable[str], positions: dict[str, str] | None) -> list[str]:
    """Return where the words of each id are beside its mark, as plotly's `textposition`: above it if not given."""
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
        at_places(
            places.latitude[drawn.place_id],
            places.longitude[drawn.place_id],
            ids=list(drawn.fact_id),
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
            hover=map(elements.source_label, drawn.to_dict("records")),
        )
    )
    by_place = drawn.groupby("place_id").agg(low=("value_low", "min"), high=("most", "max"), reports=("most", "size"))
    names = [
        f"<b>{place.name}</b> {words.bounds(place.low, place.high)} ({words.plural(place.reports, 'report')})"
        for place in places.join(by_place).itertuples()
    ]
    figure.add_trace(
        at_places(
            places.latitude,
            places.longitude,
            ids=[f"{place}-name" for place in places.index],
            text=[f"\u2003\u2002{name}\u2003\u2002" for name in names],
            mode="markers+text",
            textposition=beside(places.index, positions),
            marker={"size": 4, "color": NEUTRAL.colour},
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
            if name in set(rows.route):
                figure.add_traces(_legs(rows[rows.route == name], route, geo, close, positions))
        figure.add_trace(_stops(places, geo, close, positions))
    along = [close.west + (close.east - close.west) * step / 12 for step in range(13)]  # else a great circle bulges
    figure.add_trace(
        at_places(
            [close.south] * 13 + [close.north] * 13 + [close.south],
            [*along, *reversed(along), close.west],
            mode="lines",
            line={"color": NEUTRAL.colour, "width": 1},
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


def _legs(legs: pd.DataFrame, route: Route, geo: str, close: Box, positions: dict[str, str] | None) -> list[Any]:
    """Return the line of a route, and the middles of its legs with their words, on one of the two maps."""
    colour = SIDES[route.side].colour
    starts_and_ends = legs[["from_latitude", "from_longitude", "to_latitude", "to_longitude"]]
    middles = [midpoint(*leg) for leg in starts_and_ends.itertuples(index=False)]
    texts = legs.route_words.where(legs.index == legs.km.idxmax(), "")
    if route.lengths:
        texts = legs.km.map("{:,.0f} km".format)
    line = at_places(
        elements.segments(legs.from_latitude, legs.to_latitude),
        elements.segments(legs.from_longitude, legs.to_longitude),
        geo=geo,
        mode="lines",
        line={"color": colour, "width": route.width, "dash": route.dash},
    )
    points = at_places(
        [latitude for latitude, _ in middles],
        [longitude for _, longitude in middles],
        geo=geo,
        ids=list(legs.leg_id),
        text=_on_map(geo, close, middles, texts),
        textposition=beside(legs.leg_id, positions),
        mode="markers+text",
        marker={"color": colour, "size": 9, "opacity": 0},  # to point at, not to be taken for stops
        hover=[
            f"{leg.route_words}: {leg.from_name} to {leg.to_name}, {leg.km:,.0f} km ({leg.fact_id})"
            for leg in legs.itertuples()
        ],
    )
    return [line, points]


def _stops(places: pd.DataFrame, geo: str, close: Box, positions: dict[str, str] | None) -> Any:
    """Return the places on one of the two maps, on the larger one with their countries."""
    names = places.name.str.replace(" air base", "").str.replace(" airport", "")
    if geo == "geo":
        names = names + ",<br>" + places.country
    return at_places(
        places.latitude,
        places.longitude,
        geo=geo,
        ids=list(places.index),
        text=_on_map(geo, close, zip(places.latitude, places.longitude, strict=True), names),
        mode="markers+text",
        textposition=beside(places.index, positions),
        marker={"size": 8, "color": NEUTRAL.colour, "line": {"width": 1, "color": "#ffffff"}},
    )


def _on_map(geo: str, close: Box, points: Iterable[tuple[float, float]], texts: Iterable[str]) -> list[str]:
    """Return the words of points on one map: of those in the box on the map close up, of all others on the larger."""
    shown_on = ["geo2" if close.holds(*point) else "geo" for point in points]
    return [text if shown == geo else "" for shown, text in zip(shown_on, texts, strict=True)]
