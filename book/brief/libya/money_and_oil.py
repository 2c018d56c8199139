"""Banknotes for eastern Libya: stated totals beside the years that they cover."""

from __future__ import annotations

import pandas as pd

from brief.errors import BriefError
from brief.ledger.facts import fact, facts

YEAR_DAYS = 366
"""Most days of a year."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def banknotes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the notes that Russia printed for eastern Libya, in billion dinars: stated totals, and parts by year.

    A total in dollars is turned into dinars at the rate of `dinars_per_dollar`.

    Returns:
        Totals over more than a year, as `reconciled` gives them with these parts, and `label` (all of it in words).
        Parts: what was ordered or cleared within a year, with `name` (year and number) and `ordered` (ordered only, not
        cleared).
    """
    notes = facts("dinars_ordered_in_russia", "dinars_from_russia", "russian_notes_value", repeats=False)
    billion_dinars = notes.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    notes = notes.assign(value_low=notes.value_low * billion_dinars, value_high=notes.value_high * billion_dinars)
    parts = notes[(notes.days <= YEAR_DAYS) & (notes.unit == "dinars")]
    parts = parts.assign(
        ordered=parts.measure_id == "dinars_ordered_in_russia",
        name=parts.event_date + "<br>" + parts.value_low.map("{:.1f}".format),
    )
    totals = reconciled(notes[notes.days > YEAR_DAYS], parts)
    labels = [
        f"{row.first_day:%Y}–{row.last_day:%Y} · {row.short}: {row.stated:.1f}; its years: {row.parts_sum:.1f}"
        for row in totals.itertuples()
    ]
    return totals.assign(label=labels), parts


def reconciled(totals: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return totals beside what the parts within their periods add up to.

    Args:
        totals: facts, as `facts` returns them, each with a value over a period.
        parts: facts in the same unit; one counts for a total if its period lies within the total's.

    Returns:
        The totals with `parts` (ids of the facts that count, by date), `parts_sum` and `stated` (the value; of a range
        its upper end).

    Raises:
        BriefError: if a total has no part.
    """
    parts_of_totals = []
    for total in totals.itertuples():
        within = parts[(parts.first_day >= total.first_day) & (parts.last_day <= total.last_day)]
        if within.empty:
            raise BriefError(f"{total.fact_id} has no parts within its period")
        parts_of_totals.append(within.sort_values("first_day"))
    return totals.assign(
        stated=totals.value_high.fillna(totals.value_low),
        parts=[tuple(within.fact_id) for within in parts_of_totals],
        parts_sum=[float(within.value_low.sum()) for within in parts_of_totals],
    )
