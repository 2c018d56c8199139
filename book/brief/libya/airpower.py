"""By which ways the jets and cargo planes flew."""

from __future__ import annotations

import pandas as pd

from brief import charts
from brief.charts import Route

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


def route_map(legs: pd.DataFrame) -> charts.Chart:
    """Draw the flight legs on a map, and Libya close up below it.

    Args:
        legs: as `evidence.legs` returns them.
    """
    return charts.route_map(legs, routes=ROUTES, closeup="Libya", positions=NAMES_BESIDE)
