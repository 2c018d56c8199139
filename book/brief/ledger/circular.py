"""Suspects of circular reporting: facts that are taken for two voices and look like one."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from brief.ledger.facts import facts
from brief.tables import cached

NEAR_DAYS = 10
"""Days within which two equal numbers are near in time."""


_OF_PAIRS = ["fact_id", "measure_id", "measure", "root_id", "root", "value_low", "value_high", "first_day"]


def lookalikes() -> pd.DataFrame:
    """Return pairs of facts that are taken for two voices and look like one: suspects of circular reporting.

    Two facts of one measure from different roots, neither a mere repeat, with one equal number, are flagged if
    the first days of their events are no more than `NEAR_DAYS` apart, or if the number is unusual: three
    significant digits or more. Facts of one root need no flag: they count as one voice already.

    Returns:
        One row a pair: `fact_id` and `other_fact_id` (the lower first), `measure`, `value`, `root`, `other_root`
        and `flag`, "near in time" or "unusual number".
    """
    return _lookalikes().copy()


@cached
def _lookalikes() -> pd.DataFrame:
    pairs = []
    stated = facts(repeats=False)[_OF_PAIRS].dropna(subset="measure_id").sort_values("fact_id")
    for _, rows in stated.groupby("measure_id"):
        for one, other in combinations(rows.to_dict("records"), 2):
            value = _shared_number(one, other)
            if value is None:
                continue
            significant = f"{value:f}".rstrip("0").replace(".", "").strip("0")
            near = abs((one["first_day"] - other["first_day"]).days) <= NEAR_DAYS
            if near or len(significant) >= 3:
                flag = "near in time" if near else "unusual number"
                pairs.append(
                    (one["fact_id"], other["fact_id"], one["measure"], value, one["root"], other["root"], flag)
                )
    columns = ["fact_id", "other_fact_id", "measure", "value", "root", "other_root", "flag"]
    return pd.DataFrame(pairs, columns=columns).sort_values(["fact_id", "other_fact_id"], ignore_index=True)


def _shared_number(one: dict[str, Any], other: dict[str, Any]) -> float | None:
    """Return the number that two facts from different roots share, or None."""
    if one["root_id"] == other["root_id"]:
        return None
    for end in ("value_low", "value_high"):
        if pd.notna(one[end]) and pd.notna(other[end]) and one[end] == other[end]:
            return float(one[end])
    return None
