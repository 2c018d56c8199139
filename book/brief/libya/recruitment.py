"""How many men came, for whom, at what pay, and from where."""

from __future__ import annotations

import pandas as pd

from brief import charts
from brief.ledger.facts import facts, facts_named

NAMES_BESIDE = {
    "suwayda": "middle right",
    "quneitra": "top right",
    "homs": "middle right",
    "deir-ez-zor": "middle left",
}
"""Where the name of a place is on the map, by its id, as plotly's `textposition`; "top center" for all others."""


def both_sides(pairs: dict[str, str]) -> pd.DataFrame:
    """Return counts of fighters for the LNA beside counts for the GNA by the same originator.

    Args:
        pairs: keys of facts: of a count for the LNA, and of the count for the GNA to set beside it.

    Returns:
        Facts as `facts` returns them, pair by pair, with `group` (who counts, and when the LNA's were counted) and
        `whose` (for which side; with the date, if it is another).
    """
    rows = facts_named(fact_id for pair in pairs.items() for fact_id in pair)
    when_lna = rows.when.where(rows.fact_id.isin(pairs)).ffill()
    who = rows.root.where(rows.root_id != "sohr", "SOHR")
    other_date = (", " + rows.when).where(rows.when != when_lna, "")
    return rows.assign(group=who + ", " + when_lna, whose="for the " + rows.measure_side.str.upper() + other_date)


def pay() -> pd.DataFrame:
    """Return what fighters were promised and received a month, without repeats, and an income to compare it with.

    Returns:
        Facts as `facts` returns them, with `year`, by side, by measure, and from the lowest sum up.
    """
    rows = facts(
        "pay_offer_lna",
        "pay_received_lna",
        "pay_offer_gna",
        "pay_received_gna",
        "pay_offer_sudanese",
        "income_suwayda",
        repeats=False,
    )
    rows = rows.assign(year=rows.event_date.str[:4])
    return rows.sort_values(["measure_side", "measure", "value_low", "fact_id"], ascending=[False, False, True, True])


def batches_map(batches: pd.DataFrame) -> charts.Chart:
    """Draw reports of single batches of recruits as rings around the places that they came from.

    Args:
        batches: facts with a `place_id`.
    """
    return charts.reports_map(batches, positions=NAMES_BESIDE)
