"""The banknotes that Russia printed for eastern Libya: how much by year, and the totals that are stated."""

from __future__ import annotations

import pandas as pd

from brief import charts, words
from brief.charts.chart import SOURCE_HEADINGS
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.libya.frames import known
from brief.tables import plain

UNIT = "billion dinars"
"""Unit of all that is stated of banknotes."""
YEAR_DAYS = 366
"""The most days that a year has."""
_MEASURES = (
    "dinars_ordered_in_russia",
    "dinars_from_russia",
    "dinars_printed_in_russia",
    "russian_notes_value",
)
"""What is stated of the notes that Russia printed for eastern Libya."""
TO_JUNE = "med-137"
"""The customs data of a year of which they have only the first half."""
CUSTOMS_TOTAL = "med-138"
"""The total that the customs data of the years add up to."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def statements() -> pd.DataFrame:
    """Return all facts on these notes, those that only repeat another too, as `facts` returns them."""
    return facts(*_MEASURES)


def _banknotes() -> pd.DataFrame:
    """Return what is stated of the notes that Russia printed for eastern Libya: facts, in billion dinars.

    What is stated in dollars is turned into dinars at the rate of `dinars_per_dollar`.
    """
    stated = facts(*_MEASURES, repeats=False)
    billion_dinars = stated.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    return stated.assign(value_low=stated.value_low * billion_dinars, value_high=stated.value_high * billion_dinars)


def by_year() -> pd.DataFrame:
    """Return the notes that Russia printed for eastern Libya, by year, in billion dinars.

    Returns:
        Facts on what was ordered or cleared within a year, as `facts` returns them, with `ordered` (whether it was only
        ordered, not cleared).
    """
    stated = _banknotes()
    parts = stated[(stated.days <= YEAR_DAYS) & (stated.unit == "dinars")]
    return parts.assign(ordered=parts.measure_id == "dinars_ordered_in_russia")


def in_total() -> pd.DataFrame:
    """Return the stated totals of such notes over more than a year, in billion dinars.

    Returns:
        Facts, as `reconciled` gives them with the notes by year, and `in_figures` (the total as charts write it).
    """
    stated = _banknotes()
    totals = reconciled(stated[stated.days > YEAR_DAYS], by_year())
    ends = zip(totals.value_low, totals.value_high, strict=True)
    return totals.assign(
        in_figures=[words.bounds(*(None if pd.isna(end) else round(plain(end), 1) for end in pair)) for pair in ends]
    )


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


# --- the chart --------------------------------------------------------------------------------------------

IN_ALL, BY_YEAR = "In all, by who counts", "By year, in Russia’s customs data"
ORDERED = "Ordered, {publisher} wrote; how much came is unknown"
"""The headings of the chart, from top to bottom."""


def chart(totals: pd.DataFrame, parts: pd.DataFrame) -> charts.Chart:
    """Draw each stated total as a bar with the years that it covers, then what customs cleared, year by year.

    What was only ordered stands last, hollow.

    Args:
        totals: as `in_total` returns them.
        parts: as `by_year` returns them.
    """
    of_customs = totals.fact_id == CUSTOMS_TOTAL
    totals = totals.assign(block=IN_ALL, label=totals.short, is_later=~of_customs)
    totals = totals.sort_values(["is_later", "last_day", "stated"]).assign(aside=lambda rows: rows.when)
    year = parts.first_day.dt.strftime("%Y")
    ordered = [ORDERED.format(publisher=publisher.partition(" ")[0]) for publisher in parts.publisher]
    parts = parts.assign(
        block=pd.Series(ordered, parts.index).where(parts.ordered, BY_YEAR),
        label=year.mask(parts.fact_id == TO_JUNE, "Jan–Jun " + year),
        aside="",
        hollow=parts.ordered,
        in_figures=parts.value_low.map("{:.1f}".format),
    ).sort_values(["ordered", "first_day"])
    rows = pd.concat([totals, parts], ignore_index=True)
    rows = rows.assign(
        hollow=known(rows.hollow),
        stated=rows.stated.fillna(rows.value_low),
        aside=rows.aside.map(words.short_dates),
        number=rows.in_figures,
        side="none",
        bar=True,
    )
    columns = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Its years add up to"}
    drawn = charts.counts(rows, axis=UNIT, aside_head="for the years")
    return drawn.showing(rows[["fact_id", *columns, "publisher", "grade"]], columns | SOURCE_HEADINGS, UNIT)
