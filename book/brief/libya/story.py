"""What the opener tells: its moments, the rows of its lanes, and how things stood on a day.

Everything is read from the tables. What is chosen here are keys of facts, measures and series; `opener` draws it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief import tables
from brief.ledger import facts
from brief.libya import blockade, us_policy, war
from brief.libya.frames import known, ranked
from brief.tables import cached, dates, table

FIRST, LAST = "2019-03-15", "2020-12-31"
"""The days with which the time axis begins and ends."""


class StoryMoment(NamedTuple):
    """A moment of the story.

    Attributes:
        fact_id: of the fact that tells of it.
        word: for it, in the picture.
        says: the fact as a sentence, or two, with who says so; `{value}` is its count.
        denial: of a fact that denies it, if there is one.
        denies: that fact as a sentence that follows "But"; `{when}` is its day.
    """

    fact_id: str
    word: str
    says: str
    denial: str | None = None
    denies: str = ""


MOMENTS = (
    StoryMoment(
        "war-357",
        "attack",
        "Forces under the LNA commander Haftar opened an offensive to seize Tripoli, which triggered the hostilities, "
        "the UN Secretary-General reported.",
    ),
    StoryMoment(
        "us-046",
        "Trump–Haftar call",
        "In a call with Haftar, Trump indicated that the United States supported the assault on Tripoli, American "
        "officials told Bloomberg.",
        denial="us-030",
        denies="on {when} a White House spokesman told Bloomberg that the agency’s account of Haftar’s calls with "
        "Trump and with Trump’s adviser Bolton was inaccurate. The spokesman would not be named and gave no details.",
    ),
    StoryMoment(
        "war-012",
        "Wagner’s men",
        "In the first week of the month more than {value} mercenaries of the Russian company Wagner arrived at a "
        "forward base in Libya, to support Haftar’s assault on Tripoli, Libyan and Western officials and others, all "
        "unnamed, told Bloomberg.",
        denial="syr-331",
        denies="Ryabkov, a deputy foreign minister of Russia, denied categorically on {when} that his country had sent "
        "Wagner’s mercenaries to Libya.",
    ),
    StoryMoment(
        "war-099",
        "oil shut",
        "The National Oil Corporation (NOC) declared force majeure (that is, gave notice that it could not deliver) at "
        "the oil ports of Brega, Ras Lanuf, Hariga, Zueitina and Sidra. It said that two LNA officers, whom it named, "
        "had ordered the ports closed, and that it expected to lose {value} barrels and about 55 million dollars a "
        "day.",
    ),
    StoryMoment(
        "syr-170",
        "Turkey’s men",
        "Erdogan, Turkey’s president, publicly acknowledged that men of the Syrian National Army, a rebel force that "
        "Turkey supports, were in Libya alongside Turkish trainers.",
    ),
    StoryMoment(
        "war-318",
        "Haftar loses western coast",
        "From this day the GNA again held the whole coast from Tripoli west to the Tunisian border, The Times wrote, "
        "as Agenzia Nova relays it.",
    ),
    StoryMoment(
        "air-001",
        "Russian jets",
        "The US military’s Africa Command (AFRICOM) said that Russia had recently sent fighter aircraft to Libya in "
        "support of state-sponsored private contractors. The aircraft, it said, had come to al-Jufra after a stop in "
        "Syria.",
        denial="air-061",
        denies="Bondarev, head of the defence committee of Russia’s Federation Council, said on {when} that no Russian "
        "warplanes were in Libya and that any warplanes there were Soviet-made.",
    ),
    StoryMoment(
        "war-354",
        "attack over",
        "GNA forces entered Tarhuna, which in effect ended the offensive on Tripoli that the LNA had launched in April "
        "2019, the UN Secretary-General reported.",
    ),
    StoryMoment(
        "war-073",
        "ceasefire",
        "The 5+5 commission, of five officers from each side, signed a complete and permanent ceasefire in Geneva, "
        "under which all foreign fighters were to leave within three months, the UN mission (UNSMIL) announced.",
    ),
)
"""Where a reader can stop, in order."""
SHOWN = "war-073"
"""The fact on whose day the map stands still."""
HELD = {"tripoli": ("gna", "war-361"), "benghazi": ("lna", "war-317"), "tobruk": ("lna", "war-317")}
"""Places that did not change hands in these years: the side that held them, and a fact that says so."""


class _Cargo(NamedTuple):
    """A count of cargo flights: whose they were, in a word, and a fact that denies it, if there is one."""

    whose: str
    denial: str | None = None


CARGO = {
    "air-074": _Cargo("Russian", denial="air-066"),
    "air-108": _Cargo("Emirati", denial="air-103"),
    "air-113": _Cargo("from Turkey"),
}
"""The counts of cargo flights, by the fact."""
MAPPED_CARGO = {"lna": "air-074", "gna": "air-113"}
"""The counts whose ways are on the map, by side."""
SYRIANS = {"lna": "syrians_arrived_lna", "gna": "syrians_sent_gna"}
"""The running counts of Syrians, by side."""
COUNTED_AS = {"lna": "Syrians", "gna": "men"}
"""Whom these counts count, by side: those for Tripoli hold some who are not Syrians."""
COUNTS_BOTH = "sohr"
"""The originator that counts the Syrians of both sides."""
JETS = ("fighters_visible", "fighters_in_libya", "fighters_delivered")
"""What is said of jets in Libya, and denied where it is none."""
FIRST_JET = "air-034"
"""The first picture of a jet."""
ANNOUNCED = "air-006"
"""The count of jets that is written beside its mark."""
WAGNER = "war-012"
"""The fact on the coming of Wagner's men."""
STANCES = {"pro_gna": ("gna", 3), "anti_russia": ("none", 2), "pro_lna": ("lna", 1)}
"""Side of an act of Washington, and its line in the lane, by its stance; other acts are left out."""
OUTPUT = ("opec_average", "noc_average", "noc_point")
"""The series of oil output, the best first: a month has one bar. The others are no measure like the best."""


def sentence(moment: StoryMoment) -> str:
    """Return what happened at a moment and who says so, with what denies it after "But"."""
    told = facts.fact(moment.fact_id)
    says = moment.says.format(value=f"{told.value_low:,.0f}")
    if moment.denial is None:
        return says
    return f"{says} But {moment.denies.format(when=facts.fact(moment.denial).when)}"


def months_of_attack() -> int:
    """Return how many mean months the attack on Tripoli lasted, rounded."""
    return round(facts.days_between(*war.ATTACK) / dates.MEAN_MONTH_DAYS)


def _of_facts(rows: pd.DataFrame, side: Any) -> pd.DataFrame:
    """Return facts as rows of a lane, with `key` (the id of the fact), `date` and `what`; `side` gives the colour."""
    return rows.assign(key=rows.fact_id, date=rows.event_date, what=rows.fact, side=side)


def moments() -> pd.DataFrame:
    """Return the facts of the moments and their denials, in order."""
    named = [fact_id for moment in MOMENTS for fact_id in (moment.fact_id, moment.denial) if fact_id]
    return _of_facts(facts.facts_named(named), "none")


@cached
def spans() -> pd.DataFrame:
    """Return who held which place when, as `war.control` does, with the places that did not change hands."""
    changing = war.control(LAST)
    end = pd.Timestamp(LAST)
    fixed = facts.facts_named(fact_id for _, fact_id in HELD.values())
    fixed = fixed.assign(place_id=list(HELD), side=[side for side, _ in HELD.values()], last_day=end, implied=True)
    fixed = fixed.assign(
        name=tables.rows("places", list(HELD)).name.to_list(), span_id=fixed.place_id + "-held", date=fixed.event_date
    )
    return pd.concat([changing, fixed[[name for name in changing.columns if name in fixed]]], ignore_index=True)


def held_on(day: pd.Timestamp) -> dict[str, str]:
    """Return the side that held each place on a day, by the id of the place; "none" where nothing is told."""
    all_spans = spans()
    held = war.held_on(all_spans, day)
    return dict.fromkeys(all_spans.place_id, "none") | dict(zip(held.place_id, held.side, strict=True))


def contested() -> set[str]:
    """Return the ids of the places that a side took from the other."""
    told = spans()
    return set(told.place_id[told.kind == "taken"])


@cached
def counts() -> pd.DataFrame:
    """Return how many of the places that changed hands the LNA held (`lna`), and `total`, by `day`."""
    told = spans()
    taken = contested()
    begun = told.first_day[~told.implied & told.place_id.isin(taken)]
    days = [pd.Timestamp(FIRST), *sorted(set(begun)), pd.Timestamp(LAST) - pd.Timedelta(days=1)]
    held = [held_on(day) for day in days]
    lna = [sum(sides[place] == "lna" for place in taken) for sides in held]
    return pd.DataFrame({"day": [dates.iso(day) for day in days], "lna": lna, "total": len(taken)})


def front() -> pd.DataFrame:
    """Return the announcements of who held a place, and the facts on the places that did not change hands."""
    told = spans()
    told = told[~told.implied | told.place_id.isin(HELD)]
    sources = table("facts").set_index("fact_id").source_key
    return told.assign(
        key=told.span_id,
        what=told.name + ": " + told.fact,
        when=told.date.map(dates.spoken),
        source_key=told.fact_id.map(sources),
    )


def jets() -> pd.DataFrame:
    """Return what was said of jets in Libya, without repeats.

    Beside the columns of all lanes `denied` (whether there are said to be none), and `at`: the middle of the time of
    which it is said.
    """
    said = _of_facts(facts.facts(*JETS, repeats=False), "lna")
    said = said[said.last_day <= LAST]
    return said.assign(denied=known(said.value_high.eq(0)), at=dates.middle(said.first_day, said.last_day))


def cargo() -> pd.DataFrame:
    """Return the counts of cargo flights, then what denies them.

    Beside the columns of all lanes `level` (the line in the lane, from the top), `denied`, and `at`: the middle of the
    time of each.
    """
    counts = facts.facts_named(CARGO)
    counts = _of_facts(counts, counts.measure_side).assign(level=range(len(counts)), denied=False)
    denials = {cargo.denial: level for level, cargo in enumerate(CARGO.values()) if cargo.denial}
    denying = facts.facts_named(denials)
    denying = _of_facts(denying, denying.originator_side).assign(level=list(denials.values()), denied=True)
    both = pd.concat([counts, denying], ignore_index=True)
    return both.assign(at=dates.middle(both.first_day, both.last_day))


@cached
def syrians() -> pd.DataFrame:
    """Return the running counts of Syrians on both sides by one originator, with `at`: their last day."""
    counts = facts.facts(*SYRIANS.values(), repeats=False)
    counts = _of_facts(counts, counts.measure_side)
    counts = counts[(counts.root_id == COUNTS_BOTH) & (counts.last_day <= LAST)]
    return counts.assign(at=counts.last_day).sort_values(["side", "at"], ignore_index=True)


def oil() -> pd.DataFrame:
    """Return the output of oil by month, the best series of each, with `at`: the first day of the month."""
    months = blockade.oil_output()
    months = months[months.month.between(FIRST[:7], LAST[:7])]
    months = months.sort_values(["month", "series"], key=ranked(series=OUTPUT)).drop_duplicates("month")
    what = months.output.map("{:,.0f} thousand barrels a day, ".format) + months.told
    return months.assign(
        key=months.month,
        date=months.month,
        when=months.month.map(dates.spoken),
        side="none",
        what=what,
        originator=months.publisher,
        at=months.month + "-01",
    )


def output_by_best() -> tuple[pd.Series, pd.Series]:
    """Return the months of the lowest output by the best series, and of the highest before it, as rows of `oil`."""
    best = oil().query("series == @OUTPUT[0]")
    lowest = best.output.idxmin()
    return best.loc[lowest], best.loc[best.output.loc[:lowest].idxmax()]


def months_without_output() -> list[tuple[str, str]]:
    """Return the stretches of months whose output of oil is not known: first and last day of each, in ISO 8601."""
    known_months = set(oil().month)
    missing = [month for month in pd.period_range(FIRST, LAST, freq="M") if f"{month}" not in known_months]
    return [(max(dates.iso(first.start_time), FIRST), dates.iso(last.end_time)) for first, last in dates.runs(missing)]


def washington() -> pd.DataFrame:
    """Return the acts of Washington for or against a side.

    Beside the columns of all lanes `level` (the line in the lane), and `at`: the middle of the time of each, at which
    the page on US policy draws it, too.
    """
    acts = us_policy.acts()
    acts = acts.assign(at=dates.middle(acts.first_day, acts.last_day).dt.normalize())
    acts = acts[acts.stance.isin(STANCES) & acts["at"].between(FIRST, LAST)]
    told = facts.facts_named(acts.fact_id).set_axis(acts.index)
    return acts.assign(
        key=acts.action_id,
        side=[STANCES[stance][0] for stance in acts.stance],
        level=[STANCES[stance][1] for stance in acts.stance],
        what=acts.lane + ": " + acts.action + " (" + acts["first"] + ")",
        originator=told.originator,
        source_key=told.source_key,
    )


def has_begun(fact_id: str, day: pd.Timestamp) -> bool:
    """Return whether what a fact tells of had begun by a day."""
    return bool(facts.fact(fact_id).first_day <= day)


def supplies(day: pd.Timestamp) -> dict[str, list[str]]:
    """Return what had come from the backers of each side by a day, in words, by side."""
    parts: dict[str, list[str]] = {"lna": [], "gna": []}
    if has_begun(WAGNER, day):
        parts["lna"].append("Wagner’s men")
    for side, count in MAPPED_CARGO.items():
        if has_begun(count, day):
            parts[side].append("cargo")
    if has_begun(FIRST_JET, day):
        parts["lna"].append("jets")
    for side, of_side in syrians().groupby("side"):
        known = of_side[of_side["at"] <= day]
        if len(known):
            last = known.iloc[-1]
            parts[side].append(f"{last.value_low:,.0f}\u00a0{COUNTED_AS[str(side)]} by\u00a0{last['at']:%b}")
    return parts
