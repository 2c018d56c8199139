"""What the tables say together: facts with their originators and documents, and who stands behind whom."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pandas as pd

from brief import tables, words
from brief.errors import BriefError
from brief.geography import KM_PER_MILE, great_circle_km
from brief.settings import settings
from brief.tables import dates, remembered, table, vocabulary

SOUND_LETTERS, SOUND_FIGURES = "ABC", "123"
"""Grades of what is well graded: of its document, and its own."""


@remembered
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


@remembered
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


def _known(what: str, asked: Iterable[str], there: Iterable[str]) -> None:
    if unknown := sorted(set(asked) - set(there)):
        raise BriefError(f"no {what} {unknown[0]!r} in the tables")


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
        _known("measure", measures, found.measure_id.dropna())
        found = found[found.measure_id.isin(measures)]
    if topic is not None:
        _known("topic", [topic], found.topic)
        found = found[found.topic == topic]
    else:
        found = found[found.topic != "article"]
    if not repeats:
        found = found[found.repeats.isna()]
    return found.reset_index(drop=True)


def statements() -> pd.DataFrame:
    """Return every fact, and what the article says itself, with the columns that `facts` gives."""
    return _joined().copy()


def documents_in_tables() -> dict[str, list[str]]:
    """Return the names of the tables, beside `facts`, that name a document as the source of a row, by its key."""
    found: dict[str, list[str]] = {}
    for name in tables.names():
        columns = {field["name"] for field in tables.resource(name)["schema"]["fields"]}
        if name not in {"sources", "facts"} and "source_key" in columns:
            for key in table(name).source_key.dropna().unique():
                found.setdefault(key, []).append(name)
    return found


def fact(fact_id: str) -> pd.Series:
    """Return one fact with its measure, originator and document, as `facts` does.

    Raises:
        BriefError: if there is no such fact.
    """
    numbers, seen = _one_by_one()
    if fact_id not in numbers:
        _known("fact", [fact_id], numbers)
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
    _known("fact", fact_ids, numbers)
    return _joined().iloc[[numbers[fact_id] for fact_id in fact_ids]].reset_index(drop=True)


class by_fact:
    """A column of the facts, to look things up in: `by_fact("value_low")["air-074"]`; each look reads one fact."""

    def __init__(self, column: str) -> None:
        self._column = column

    def __getitem__(self, fact_id: str) -> Any:
        """Return what a fact has in the column.

        Raises:
            BriefError: if there is no such fact.
        """
        return fact(fact_id)[self._column]


@remembered
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


@remembered
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


def events(timeline: str) -> pd.DataFrame:
    """Return the events of a timeline, by date.

    Args:
        timeline: as the vocabulary of `events.timeline` names it.

    Returns:
        One row an event: the columns of `events`, and those that `dated` adds.

    Raises:
        BriefError: if there is no such timeline.
    """
    _known("timeline", [timeline], vocabulary("events", "timeline"))
    found = table("events")
    return dated(found[found.timeline == timeline])


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with a `date` and a `fact_id` of their own, by date, with what a timeline shows of them.

    Returns:
        The rows with `when` (the date in words), `first_day` and `last_day`, and of the fact `publisher`, `grade`
        and `unnamed`: whether its originator is not named.
    """
    spans = [dates.span(text) for text in rows.date]
    said = _printed(list(rows.fact_id))
    found = rows.assign(
        when=[dates.spoken(text) for text in rows.date],
        first_day=[first for first, _ in spans],
        last_day=[last for _, last in spans],
    ).merge(said, on="fact_id")
    return found.sort_values(["first_day", "last_day", rows.columns[0]], ignore_index=True)


def _printed(fact_ids: list[str]) -> pd.DataFrame:
    """Return where some facts stand: `fact_id`, `publisher`, `grade`, and whether the originator is `unnamed`."""
    found = _joined()
    found = found[found.fact_id.isin(fact_ids)]
    said = found[["fact_id", "publisher", "grade"]]
    return said.assign(unnamed=found.originator_kind == "unnamed")


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
    told = told.merge(_joined()[["fact_id", "fact", "originator", "publisher", "grade"]], on="fact_id")
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


def distance_miles(from_place_id: str, to_place_id: str) -> float:
    """Return the same distance in international miles. Raises as `distance_km`."""
    return distance_km(from_place_id, to_place_id) / KM_PER_MILE


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


def kappa(one: Iterable[str], other: Iterable[str]) -> float:
    """Return how far two coders agree beyond chance: Cohen's kappa, 1 for full agreement and 0 for chance alone.

    Args:
        one: the codes of the first coder.
        other: those of the second, of the same items in the same order.

    Returns:
        (observed - expected) / (1 - expected) agreement, the expected one from each coder's own use of the codes:
        J. Cohen, "A Coefficient of Agreement for Nominal Scales", 1960.

    Raises:
        BriefError: if there is nothing to compare, or both use one code alone: then it has no value.
    """
    codes = pd.crosstab(pd.Series(list(one), name="one"), pd.Series(list(other), name="other"), normalize=True)
    shared = [code for code in codes.index if code in codes.columns]
    observed = sum(codes.loc[code, code] for code in shared)
    expected = sum(codes.loc[code].sum() * codes[code].sum() for code in shared)
    if codes.empty or expected == 1:
        raise BriefError("kappa has no value: no items, or one code alone")
    return float((observed - expected) / (1 - expected))
