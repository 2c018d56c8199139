"""Who held which place when, and flight legs between places."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief.ledger.distances import distance_km
from brief.ledger.events import dated
from brief.ledger.facts import facts, statements
from brief.settings import settings
from brief.tables import dates, table


def control(until: str) -> pd.DataFrame:
    """Return who held which place when, from the announcements in the table of territory.

    Args:
        until: the day to which the last holder is followed, in ISO 8601.

    Returns:
        One row a span, places in order of their first change: `span_id`, `place_id`, `name`, `side`, `first_day`,
        `last_day` and `implied` (whether no announcement opens it: a place that one side takes was the other's
        before); and of the announcement `kind`, `date`, `when`, `fact_id`, `fact`, `originator`, `publisher` and
        `grade`, for an implied span those of the one that ends it. Its `first_day` is missing.
    """
    names = table("places").set_index("place_id").name
    told = dated(table("territory").drop(columns="source_key")).drop(columns=["publisher", "grade"])
    told = told.merge(statements()[["fact_id", "fact", "originator", "publisher", "grade"]], on="fact_id")
    told["name"] = told.place_id.map(names)
    end = dates.span(until)[1]
    spans: list[dict[str, Any]] = []
    for place_id in dict.fromkeys(told.place_id):
        rows = told[told.place_id == place_id].to_dict("records")
        if rows[0]["kind"] == "taken":
            before = {"side": "lna" if rows[0]["side_after"] == "gna" else "gna", "implied": True, "first_day": None}
            spans.append(rows[0] | before | {"last_day": rows[0]["first_day"], "span_id": f"{place_id}-before"})
        for row, later in zip(rows, [*rows[1:], None], strict=True):
            span = {"side": row["side_after"], "implied": False, "span_id": f"{place_id}-{row['date']}"}
            spans.append(row | span | {"last_day": later["first_day"] if later else end})
    columns = ["span_id", "place_id", "name", "side", "first_day", "last_day", "implied", "kind", "date", "when"]
    return pd.DataFrame(spans)[[*columns, "fact_id", "fact", "originator", "publisher", "grade"]]


def legs() -> pd.DataFrame:
    """Return the flight legs with their end points, great-circle length and the facts that describe them.

    Returns:
        One row a leg, in order of flight: the columns of `legs`, `from_name`, `from_latitude`,
        `from_longitude`, the same with `to_`, `km` (kilometres on the great circle), `route_words`, and
        `event_date`, `originator`, `publisher`, `url` and `grade` of the fact.
    """
    places = table("places")[["place_id", "name", "latitude", "longitude"]]
    found = table("legs")
    for end in ("from", "to"):
        found = found.merge(places.add_prefix(f"{end}_"), on=f"{end}_place_id")
    described = facts()[["fact_id", "event_date", "originator", "publisher", "url", "grade"]]
    found = found.merge(described, on="fact_id")
    found["km"] = [distance_km(leg.from_place_id, leg.to_place_id) for leg in found.itertuples()]
    found["route_words"] = found.route.map(settings().routes)
    return found.sort_values("leg_id", ignore_index=True)
