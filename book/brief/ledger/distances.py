"""Distances between places of the tables."""

from __future__ import annotations

from brief.errors import BriefError
from brief.geography import great_circle_km
from brief.tables import table


def distance_km(from_place_id: str, to_place_id: str) -> float:
    """Return the great-circle distance between two places of the tables, in kilometres.

    Raises:
        BriefError: if there is no such place.
    """
    places = table("places").set_index("place_id")
    if unknown := {from_place_id, to_place_id} - set(places.index):
        raise BriefError(f"places.csv has no place_id {min(unknown)!r}")
    start, end = places.loc[from_place_id], places.loc[to_place_id]
    return great_circle_km(start.latitude, start.longitude, end.latitude, end.longitude)
