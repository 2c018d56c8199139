"""What flew, by which ways, and what was lost."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from brief import charts
from brief.charts import Route
from brief.ledger.distances import distance_km
from brief.ledger.facts import facts, per_month
from brief.settings import settings
from brief.tables import table

ROUTES = {
    "ferry": Route("lna", width=3.5, lengths=True),
    "russian_airlift": Route("lna", "dash"),
    "turkish_airlift": Route("gna", "dash"),
}
"""How each route is drawn."""

NAMES_BESIDE = {
    "al-khadim": "bottom center",
    "benina": "top left",
    "gardabiya": "bottom center",
    "al-jufra": "bottom center",
    "astrakhan": "middle left",
    "hamadan": "bottom center",
    "al-watiya": "bottom center",
    "tobruk-air-base": "bottom right",
    "hmeimim": "top right",
    "ferry-1": "middle left",
    "ferry-2": "bottom left",
    "ferry-4": "bottom right",
    "ferry-3": "bottom right",
    "turkish-airlift-1": "top left",
    "russian-airlift-2": "top left",
}
"""Where the words of a place or leg are on the map, by its id, as plotly's `textposition`."""


def legs() -> pd.DataFrame:
    """Return the flight legs with their end points, great-circle length and the facts that describe them.

    Returns:
        One row a leg, in order of flight: the columns of `legs`, `from_name`, `from_latitude`,
        `from_longitude`, the same with `to_`, `km` (kilometres on the great circle), `route_words`, and
        `event_date`, `originator`, `publisher`, `url` and `grade` of the fact.
    """
    places = table("places")[["place_id", "name", "latitude", "longitude"]]
    rows = table("legs")
    for end in ("from", "to"):
        rows = rows.merge(places.add_prefix(f"{end}_"), on=f"{end}_place_id")
    rows = rows.merge(facts()[["fact_id", "event_date", "originator", "publisher", "url", "grade"]], on="fact_id")
    rows["km"] = [distance_km(leg.from_place_id, leg.to_place_id) for leg in rows.itertuples()]
    rows["route_words"] = rows.route.map(settings().routes)
    return rows.sort_values("leg_id", ignore_index=True)


def route_map(legs: pd.DataFrame) -> charts.Chart:
    """Draw the flight legs on a map, and Libya close up below it.

    Args:
        legs: as `legs` returns them.
    """
    return charts.route_map(legs, routes=ROUTES, closeup="Libya", positions=NAMES_BESIDE)


DAYS_OF_A_RATE = (28, 360)
"""Fewest and most days over which a count of flights is turned into a rate: a shorter one is chance, a longer one hides
when the flights were."""


def cargo_flights() -> pd.DataFrame:
    """Return counts of cargo flights to Libya as flights per mean month, without repeats.

    Returns:
        Facts as `per_month` returns them, with `group` (for which side of the war the flights were), side by side, in
        order of measure and of the first day. Only counts over a period of `DAYS_OF_A_RATE`.
    """
    rows = per_month(
        facts(
            "russian_cargo_flights",
            "uae_cargo_flights",
            "turkey_route_flights",
            "turkish_cargo_flights",
            "gna_cargo_flights",
            "qatari_cargo_flights",
            "cargo_flights_to_lna",
            "cargo_flights_to_gna",
            repeats=False,
        )
    )
    rows = rows[rows.days.between(*DAYS_OF_A_RATE)]
    rows = rows.assign(group=rows.measure_side.map({"lna": "For the LNA", "gna": "For the GNA"}))
    return rows.sort_values(["measure_side", "measure_id", "first_day"], ascending=[False, True, True])


def cargo_chart(flights: pd.DataFrame) -> charts.Chart:
    """Draw flights a month as bars, with the period of each count on the left.

    Args:
        flights: as `cargo_flights` returns them.
    """
    chart = charts.ranges(
        flights,
        label="{measure} · {short}",
        axis="flights a month",
        group="group",
        low="rate_low",
        high="rate_high",
        side="measure_side",
        bars=True,
        periods=True,
    )
    return replace(chart, columns={"rate_low": "A month"})


def losses() -> pd.DataFrame:
    """Return counts of lost aircraft and air-defence systems, without repeats.

    Returns:
        Facts as `facts` returns them, with `group` (what was lost, and by which side) and `from_enemy` (whether the
        originator is on the other side of the war), by side, by group and by date.
    """
    rows = facts(
        "pantsirs_lost",
        "mig29s_lost",
        "wagner_aircraft_lost",
        "wing_loongs_lost",
        "turkish_drones_lost",
        "western_drones_lost",
        repeats=False,
    )
    losers = {"lna": " (side of the LNA)", "gna": " (side of the GNA)", "none": ""}
    enemies = {"lna": "gna", "gna": "lna"}
    rows = rows.assign(
        group=rows.measure + rows.measure_side.map(losers),
        from_enemy=rows.originator_side == rows.measure_side.map(enemies),
    )
    return rows.sort_values(
        ["measure_side", "group", "first_day", "last_day", "fact_id"], ascending=[False, True, True, True, True]
    )
