"""Facts, each with its measure, its originator and its document.

An originator may be derived from another, and that from a third; the last of such a chain is its root. Whoever speaks
for one root counts as one voice.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief.errors import BriefError, did_you_mean
from brief.tables import cached, dates, table
from brief.text import address_at

WELL_GRADED_RELIABILITY, WELL_GRADED_CREDIBILITY = "ABC", "123"
"""Grades of a document, and of a fact in it, that are good enough to count as well graded."""


@cached
def _roots() -> dict[str, str]:
    """Return the root of each originator, by its id."""
    parents = table("origins").set_index("origin_id").derived_from.dropna().to_dict()

    def root(origin: str) -> str:
        chain = [origin]
        while origin in parents:
            origin = parents[origin]
            if origin in chain:  # validation refuses it, but not where a table is changed to see what depends on it
                raise BriefError(f"origins.csv: {chain[0]!r} leads back to itself")
            chain.append(origin)
        return origin

    return {origin: root(origin) for origin in table("origins").origin_id}


@cached
def _joined() -> pd.DataFrame:
    """Return all facts, the article's own statements among them, with the columns of `facts`."""
    origins = table("origins").rename(
        columns={"name": "originator", "kind": "originator_kind", "side": "originator_side"}
    )
    measures = table("measures").rename(columns={"label": "measure", "side": "measure_side"})
    readings = table("readings").drop(columns="extent").rename(columns={"url": "other_url", "copy": "read_copy"})
    joined = (
        table("facts")
        .merge(measures.drop(columns=["unit"]), on="measure_id", how="left")
        .merge(origins, on="origin_id", how="left")
        .merge(table("sources"), on="source_key", how="left")
        .merge(readings, on="fact_id", how="left")
    )
    at_anchor = joined.anchor.notna() & (joined.read_copy == "page")
    joined["anchored_url"] = [
        address_at(url, anchor) if found else url
        for url, anchor, found in zip(joined.url, joined.anchor, at_anchor, strict=True)
    ]
    joined["root_id"] = joined.origin_id.map(_roots())
    by_id = origins.set_index("origin_id")
    joined["root"] = joined.root_id.map(by_id.originator)
    joined["root_short"] = joined.root_id.map(by_id.short)
    joined["root_party"] = joined.root_id.map(by_id.party)
    joined["grade"] = joined.reliability + joined.credibility
    is_reliable = joined.reliability.isin(list(WELL_GRADED_RELIABILITY))
    joined["well_graded"] = is_reliable & joined.credibility.isin(list(WELL_GRADED_CREDIBILITY))
    joined["when"] = [dates.spoken(text) if isinstance(text, str) else "no date given" for text in joined.event_date]
    spans = [dates.span(text) if isinstance(text, str) else (pd.NaT, pd.NaT) for text in joined.event_date]
    joined["first_day"] = pd.to_datetime([first for first, _ in spans])
    joined["last_day"] = pd.to_datetime([last for _, last in spans])
    joined["days"] = (joined.last_day - joined.first_day).dt.days + 1
    joined["months"] = joined.days / dates.MEAN_MONTH_DAYS
    return joined.sort_values(["first_day", "last_day", "fact_id"], ignore_index=True)


def require_known(kind: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    """Raise a BriefError that names the first of some keys that is not among the known ones."""
    if unknown := sorted(set(wanted) - set(known)):
        raise BriefError(f"no {kind} {unknown[0]!r} in the tables{did_you_mean(unknown[0], known)}")


def facts(*measures: str, repeats: bool = True) -> pd.DataFrame:
    """Return facts with their measure, originator and document beside them.

    The article's own statements are not among them: it is no witness for itself.

    Args:
        measures: only facts of these measures; of all if none is given.
        repeats: whether to include facts that only repeat another one.

    Returns:
        One row a fact, in order of the first day, with the columns of `facts`, of `measures` (`measure`,
        `basis`, `measure_side`), of `origins` (`originator`, `originator_kind`, `camp_id`, `bond`, `party`,
        `originator_side`), of `sources` and of `readings` (`outcome`, `anchor`, `relays`; missing if the row was not
        read again), and: `anchored_url` (address of the document at the words of the anchor, or at its top), `root_id`,
        `root`, `root_short` and `root_party` (id and names of the root, and whether it is a party to the conflict),
        `grade` (such as "B2"), `well_graded` (whether the document is A to C and the fact 3 or better), `when` (the
        date in words), `first_day`, `last_day`, `days` (both ends counted) and `months` (mean months).

    Raises:
        BriefError: if a measure is not in the tables.
    """
    rows = _joined()
    if measures:
        require_known("measure", measures, rows.measure_id.dropna())
        rows = rows[rows.measure_id.isin(measures)]
    rows = rows[rows.topic != "article"]
    if not repeats:
        rows = rows[rows.repeats.isna()]
    return rows.reset_index(drop=True)


def statements() -> pd.DataFrame:
    """Return every fact and every statement of the article itself, with the columns of `facts`."""
    return _joined().copy()


def fact(fact_id: str) -> pd.Series:
    """Return one fact with the columns of `facts`.

    Raises:
        BriefError: if there is no such fact.
    """
    by_id = _by_id()
    if fact_id not in by_id.index:
        raise BriefError(f"no fact {fact_id!r} in the tables{did_you_mean(fact_id, by_id.index)}")
    return by_id.loc[fact_id]


def facts_named(fact_ids: Iterable[str]) -> pd.DataFrame:
    """Return some facts, in the order of the ids as given, with the columns of `facts`.

    Raises:
        BriefError: if there is no such fact.
    """
    by_id, wanted = _by_id(), list(fact_ids)
    require_known("fact", wanted, by_id.index)
    return by_id.loc[wanted].reset_index(drop=True)


@cached
def _by_id() -> pd.DataFrame:
    return _joined().set_index("fact_id", drop=False)


def days_between(earlier_id: str, later_id: str) -> int:
    """Return the days from the beginning of one fact to the beginning of another.

    Raises:
        BriefError: if there is no such fact, or it has no date.
    """
    days = []
    for fact_id in (earlier_id, later_id):
        first_day = fact(fact_id).first_day
        if pd.isna(first_day):
            raise BriefError(f"{fact_id} has no date")
        days.append(first_day)
    return int((days[1] - days[0]).days)


def per_month(rows: pd.DataFrame) -> pd.DataFrame:
    """Return flows as rates per month over the period that each covers.

    Whole months of the calendar count as that many months; any other period is divided by the length of a mean month.

    Args:
        rows: facts of measures whose basis is a flow, as `facts` returns them.

    Returns:
        The rows with `rate_low` and `rate_high`, in the unit of the fact per month.

    Raises:
        BriefError: if a row is not a flow: a stock or a total has no rate.
    """
    if not (rows.basis == "flow").all():
        other = rows[rows.basis != "flow"].iloc[0]
        raise BriefError(f"{other.fact_id} is a {other.basis}, not a flow: it has no rate per month")
    is_whole = rows.first_day.dt.is_month_start & rows.last_day.dt.is_month_end
    months = rows.months.where(~is_whole, rows.months.round())
    return rows.assign(rate_low=rows.value_low / months, rate_high=rows.value_high / months)
