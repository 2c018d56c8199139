"""Facts: what the tables state, each with its measure, its originators and its document."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief import words
from brief.errors import BriefError
from brief.tables import cached, dates, table

SOUND_LETTERS, SOUND_FIGURES = "ABC", "123"
"""Grades of what is well graded: of its document, and its own."""


@cached
def _roots() -> dict[str, str]:
    parents = table("origins").set_index("origin_id").derived_from.dropna().to_dict()

    def root(origin: str) -> str:
        chain = [origin]
        while origin in parents:
            origin = parents[origin]
            if origin in chain:  # validation tells it first, but not where a table is changed to see what moves
                raise BriefError(f"origins.csv: {chain[0]!r} leads back to itself")
            chain.append(origin)
        return origin

    return {origin: root(origin) for origin in table("origins").origin_id}


@cached
def _joined() -> pd.DataFrame:
    origins = table("origins").rename(
        columns={"name": "originator", "kind": "originator_kind", "side": "originator_side"}
    )
    measures = table("measures").rename(columns={"label": "measure", "side": "measure_side"})
    sources = table("sources").rename(columns={"kind": "source_kind"})
    joined = (
        table("facts")
        .merge(measures.drop(columns=["unit"]), on="measure_id", how="left")
        .merge(origins, on="origin_id", how="left")
        .merge(sources, on="source_key", how="left")
    )
    joined["root_id"] = joined.origin_id.map(_roots())
    named = origins.set_index("origin_id")
    for column, of_origin in (("root", "originator"), ("root_short", "short"), ("root_party", "party")):
        joined[column] = joined.root_id.map(named[of_origin])
    joined["grade"] = joined.reliability + joined.credibility
    joined["well_graded"] = joined.reliability.isin(list(SOUND_LETTERS)) & joined.credibility.isin(list(SOUND_FIGURES))
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
        raise BriefError(f"no {kind} {unknown[0]!r} in the tables")


def facts(*measures: str, topic: str | None = None, repeats: bool = True) -> pd.DataFrame:
    """Return facts with their measure, originator and document beside them.

    Args:
        measures: only facts of these measures; of all if none is given.
        topic: only facts of this topic. The article's own statements (topic "article") are left out unless
            asked for: the article is no witness for itself.
        repeats: whether to include facts that only repeat another one.

    Returns:
        One row a fact, in order of the first day, with the columns of `facts`, of `measures` (`measure`,
        `basis`, `measure_side`), of `origins` (`originator`, `originator_kind`, `party`, `originator_side`)
        and of `sources`, and: `root_id`, `root`, `root_short` and `root_party` (of the originator that is counted:
        its names, and whether it is a party to the conflict), `grade` (such as "B2"), `well_graded` (whether its
        document is A to C and itself 3 or better), `when` (the date in words), `first_day`, `last_day`, `days`
        (both ends counted) and `months` (mean ones).

    Raises:
        BriefError: if a measure or topic is not in the tables.
    """
    found = _joined()
    if measures:
        require_known("measure", measures, found.measure_id.dropna())
        found = found[found.measure_id.isin(measures)]
    if topic is not None:
        require_known("topic", [topic], found.topic)
        found = found[found.topic == topic]
    else:
        found = found[found.topic != "article"]
    if not repeats:
        found = found[found.repeats.isna()]
    return found.reset_index(drop=True)


def statements() -> pd.DataFrame:
    """Return every fact, and what the article says itself, with the columns that `facts` gives."""
    return _joined().copy()


def fact(fact_id: str) -> pd.Series:
    """Return one fact with its measure, originator and document, as `facts` does.

    Raises:
        BriefError: if there is no such fact.
    """
    numbers, seen = _one_by_one()
    if fact_id not in numbers:
        require_known("fact", [fact_id], numbers)
    if fact_id not in seen:
        seen[fact_id] = _joined().iloc[numbers[fact_id]]
    return seen[fact_id].copy()


def facts_named(fact_ids: Iterable[str]) -> pd.DataFrame:
    """Return some facts, in the order of their ids as given, with the columns that `facts` gives.

    A page that needs but a few facts asks for these: so it is executed again only if one of these changes.

    Raises:
        BriefError: if there is no such fact.
    """
    return _facts_named(list(fact_ids))


def _facts_named(fact_ids: list[str]) -> pd.DataFrame:
    numbers, _ = _one_by_one()
    require_known("fact", fact_ids, numbers)
    return _joined().iloc[[numbers[fact_id] for fact_id in fact_ids]].reset_index(drop=True)


@cached
def _one_by_one() -> tuple[dict[str, int], dict[str, pd.Series]]:
    """Return the number of the row of each fact, and the facts asked for so far: hundreds are, some often."""
    return {fact_id: number for number, fact_id in enumerate(_joined().fact_id)}, {}


def by_originator(rows: pd.DataFrame) -> pd.DataFrame:
    """Order facts for `charts.ranges` so that what one originator repeats stands together.

    An originator with several statements has a heading of its own, the most repeated first; those with one
    statement each stand together below. Statements derived from another originator count as that one's.

    Args:
        rows: facts, as `facts` returns them.

    Returns:
        The rows in the order to draw them, with the columns `group` (heading) and `label` (date, who where the
        heading does not say it, what; "repeat" where the fact is only another report of one).
    """
    size = rows.groupby("root_id").root_id.transform("size")
    alone = size == 1
    group = (rows.root_short + ": " + size.map(words.counted) + " statements").where(~alone, "One statement each")
    told_by_heading = ~alone & (rows.origin_id == rows.root_id)
    who = (rows.short + " · ").where(~told_by_heading, "")
    repeat = rows.repeats.notna().map({True: ", repeat", False: ""})
    label = rows.when + " · " + who + rows.measure + repeat
    return (
        rows.assign(group=group, label=label, size=size)
        .sort_values(["size", "group", "first_day", "fact_id"], ascending=[False, True, True, True])
        .drop(columns="size")
        .reset_index(drop=True)
    )


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
    """Return flows as numbers per mean month over the period each covers.

    Args:
        rows: facts of measures whose basis is a flow, as `facts` returns them.

    Returns:
        The same rows with `rate_low` and `rate_high` added, in the unit per mean month.

    Raises:
        BriefError: if a row is not a flow: a stock or a total has no rate.
    """
    if not (rows.basis == "flow").all():
        wrong = rows[rows.basis != "flow"].iloc[0]
        raise BriefError(f"{wrong.fact_id} is a {wrong.basis}, not a flow: it has no rate per month")
    return rows.assign(rate_low=rows.value_low / rows.months, rate_high=rows.value_high / rows.months)
