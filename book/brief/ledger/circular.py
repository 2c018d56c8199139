"""Suspects of circular reporting: facts that count as two voices and may be one."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from brief.ledger.facts import facts
from brief.tables import cached

NEAR_DAYS = 10
"""Days within which two equal numbers are near in time."""
UNUSUAL_DIGITS = 3
"""Significant digits from which a number is unusual: that two originators give it is hardly chance."""


class _Pair(NamedTuple):
    fact_id: str
    other_fact_id: str
    measure: str
    value: float
    root: str
    other_root: str
    flag: str


def lookalikes() -> pd.DataFrame:
    """Return pairs of facts that count as two voices and may be one: suspects of circular reporting.

    Two facts of one measure from different roots, neither a mere repeat, with one equal number, are flagged if
    the first days of their events are no more than `NEAR_DAYS` apart, or if the number has `UNUSUAL_DIGITS` or more.
    Facts of one root need no flag: they count as one voice already.

    Returns:
        One row a pair, sorted by its ids: `fact_id` and `other_fact_id` (the lower first), `measure`, `value`, `root`,
        `other_root` and `flag`, "near in time" or "unusual number".
    """
    return _lookalikes().copy()


@cached
def _lookalikes() -> pd.DataFrame:
    pairs = []
    stated = facts(repeats=False).dropna(subset="measure_id").sort_values("fact_id")
    columns = ["fact_id", "measure", "root_id", "root", "value_low", "value_high", "first_day"]
    for _, rows in stated.groupby("measure_id"):
        for one, other in combinations(rows[columns].to_dict("records"), 2):
            value = _shared_number(one, other)
            if value is None:
                continue
            significant_digits = f"{value:f}".rstrip("0").replace(".", "").strip("0")
            is_near = abs((one["first_day"] - other["first_day"]).days) <= NEAR_DAYS
            if is_near or len(significant_digits) >= UNUSUAL_DIGITS:
                flag = "near in time" if is_near else "unusual number"
                pairs.append(
                    _Pair(one["fact_id"], other["fact_id"], one["measure"], value, one["root"], other["root"], flag)
                )
    return pd.DataFrame(sorted(pairs), columns=_Pair._fields)


def _shared_number(one: dict[str, Any], other: dict[str, Any]) -> float | None:
    """Return the number that two facts from different roots share, or None."""
    if one["root_id"] == other["root_id"]:
        return None
    for end in ("value_low", "value_high"):
        if pd.notna(one[end]) and pd.notna(other[end]) and one[end] == other[end]:
            return float(one[end])
    return None
