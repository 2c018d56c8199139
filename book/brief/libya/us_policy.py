"""What the United States did about Libya: acts of its institutions, contracts of lobbyists, sanctions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import charts, words
from brief.charts import SIDES, Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import Mark
from brief.ledger import events, facts
from brief.libya import war
from brief.libya.frames import ranked
from brief.settings import settings
from brief.tables import table, vocabulary
from brief.text import folded

WHITE_HOUSE = ("white_house", "national_security_council")
"""Institutions of the president."""
WASHINGTONS = {
    "White House": "<b>White House</b> and its National Security Council: {} acts",
    "others": "<b>The rest of Washington</b>: {} acts",
}
"""The two halves of a picture of acts, with their headings, in which the number of acts is put."""
DIPLOMATS_AND_SOLDIERS = ("state", "embassy", "un_mission", "defense", "africom")
"""Institutions of the departments of state and of defence."""
OFFICES = {
    "White House": WHITE_HOUSE,
    "State Department": ("state", "embassy"),
    "Mission to the UN": ("un_mission",),
    "Pentagon, with Africa Command": ("defense", "africom"),
}
"""Offices whose acts around Haftar's attack are told side by side, each with its institutions, itself the first."""
TURNED = "Mission to the UN"
"""The office whose change of course a figure tells."""
ASKED = ("us-036", "us-040", "us-042")
"""Events of the weeks around Haftar's attack that are no acts of Washington's but explain them, by the facts."""
SPEAKERS = ("Bolton", "Pompeo", "Shanahan", "Trump")
"""Persons with whose names acts in the weeks around Haftar's attack begin; other acts begin with a verb."""
CLIENTS = {
    "gna": "For the GNA or its fund",
    "lna": "For Haftar's side",
    "none": "For a Libyan institute",
}
"""For whom a lobbyist works, by side, in the order to draw them."""


def acts() -> pd.DataFrame:
    """Return what American institutions did in Libya, or said of it, institution by institution and by date.

    Returns:
        One row an act: the columns of `us_actions`, those that `events.dated` adds, and `lane` (the institution in
        words), `first` and `second` (the stance in words, by the editor and by the second coder) and `hover` (the act
        with its day and the reason for its stance).
    """
    names = {key: words.capital(name) for key, name in vocabulary("us_actions", "institution").items()}
    rows = events.dated(table("us_actions"))
    rows = rows.sort_values("institution", key=ranked(institution=names), kind="stable")
    return rows.assign(
        lane=rows.institution.map(names),
        first=rows.stance.map(settings().stances),
        second=rows.second_stance.map(settings().stances),
        washington=rows.institution.isin(WHITE_HOUSE).map({True: "White House", False: "others"}),
        named=rows.unnamed.map({True: "unnamed sources alone", False: "a named source"}),
        hover=[
            f"<b>{act.when}, {names[act.institution]}</b><br>{folded(act.action)}<br>"
            f"<i>{folded(act.stance_reason)}<br>{act.publisher}, {act.grade}, {act.fact_id}</i>"
            for act in rows.itertuples()
        ],
    )


def month_of_the_attack() -> pd.DataFrame:
    """Return the acts of US institutions in April 2019, and the attack and who spoke to Trump, by date.

    Returns:
        One row an act or event: `action_id`, `office` (of `OFFICES`; missing for an event), `what` (who did what),
        `did` (the same without who, where that is the office), `day` (without the year), `stance` (missing for an
        event), `when`, `first_day`, `last_day`, `hover` and the columns that figures show.
    """
    april = acts().query("date.str.contains('2019-04')")
    is_named = april.action.str.startswith(SPEAKERS)
    action = april.action.where(is_named, april.action.str[0].str.lower() + april.action.str[1:])
    offices = {institution: office for office, members in OFFICES.items() for institution in members}
    office = april.institution.map(offices)
    what = april.lane + is_named.map({True: ": ", False: " "}) + action
    is_office = april.institution.isin([members[0] for members in OFFICES.values()])
    april = april.assign(office=office, what=what, did=action.map(words.capital).where(is_office, what))
    others = events.events("april_2019").query("fact_id in @ASKED")
    hover = [elements.source_label(event, text="what", head=event["when"]) for event in others.to_dict("records")]
    others = others.assign(action_id=others.event_id, lane="Others", did=others.what, hover=hover)
    columns = ["action_id", "date", "when", "office", "lane", "what", "did", "day", "stance", "first", "named"]
    columns += ["first_day", "last_day", "hover", "publisher", "grade", "fact_id"]
    rows = pd.concat([april, others])
    rows = rows.assign(day=rows.when.str.removesuffix(" 2019"), rank=rows.office.isna())
    return rows.sort_values(["first_day", "last_day", "rank", "action_id"], ignore_index=True)[columns]


def contracts() -> pd.DataFrame:
    """Return lobbyists' contracts, by client and by the day from which the register has them.

    Returns:
        One row a contract: `registration_number`, `firm`, `client`, `side`, `client_side` (for whom, in words),
        `registered` and `terminated` (days, in ISO 8601), `promised_low` and `promised_high` (the lowest and the
        highest value in print of what was promised over the whole term, in US dollars), `paid` (what was paid, where
        that is in print), `printed` (publishers) and `fact_ids` (joined by spaces).
    """
    statements = table("contracts")
    reports = statements.merge(facts.facts_named(statements.fact_id), on="fact_id")
    promised = reports.basis == "offer"
    by_contract = reports.assign(
        promised_low=reports.value_low.where(promised),
        promised_high=reports.value_high.where(promised),
        paid=reports.value_low.where(reports.basis == "paid"),
    ).groupby(["registration_number", "firm", "client", "side", "registered", "terminated"])
    rows = by_contract.agg(
        promised_low=("promised_low", "min"),
        promised_high=("promised_high", "max"),
        paid=("paid", "max"),
        printed=("publisher", _publishers),
        fact_ids=("fact_id", " ".join),
    ).reset_index()
    rows = rows.assign(client_side=rows.side.map(CLIENTS))
    return rows.sort_values(["side", "registered", "firm"], key=ranked(side=CLIENTS), ignore_index=True)


def _publishers(names: pd.Series) -> str:
    """Return each publisher once, by its short name."""
    return ", ".join(dict.fromkeys(map(words.publisher, names)))


def contracts_chart(rows: pd.DataFrame) -> Chart:
    """Draw lobbyists' contracts, by client: the time for which each is registered, and what it promised.

    The attack on Tripoli is shaded. Beside a client is the sum of what was promised in the year in which it began, by
    contracts whose sums are bold; beside the others, in brackets, is their year.

    Args:
        rows: as `contracts` returns them.
    """
    first, last = war.attack()
    year = first[:4]
    of_year = rows[rows.registered.str.startswith(year)].groupby("client_side")[["promised_low", "promised_high"]].sum()
    of_clients = {
        client: f"in {year}: {_millions(low, high)}"
        for client, low, high in of_year[of_year.promised_low > 0].itertuples()
    }
    sums = [_in_words(contract, year) for contract in rows.itertuples()]
    drawn = charts.periods(
        rows.assign(
            block=rows.client_side,
            block_text=rows.client_side.map(of_clients).fillna(""),
            label=rows.firm,
            start=rows.registered,
            end=rows.terminated,
            value=rows.promised_low,
            most=rows.promised_high,
            part=rows.paid,
            text=sums,
        ),
        heads=("In the US register", "Promised, millions of dollars"),
        moments=[charts.Moment(first, "attack on Tripoli", last=last)],
    )
    headings = {"firm": "Firm", "client": "Client", "registered": "Registered", "terminated": "To"}
    headings |= {"promised_low": "Promised from", "promised_high": "to", "paid": "Paid", "printed": "Printed in"}
    columns = ["registration_number", "side", *headings, "fact_ids"]
    return drawn.showing(rows[columns], headings | {"fact_ids": "Rows"}, "US dollars")


def _in_words(contract: Any, year: str) -> str:
    """Return what a contract promised, in bold if it is of a year, and else with its own, and what was paid of it."""
    promised, of = _millions(contract.promised_low, contract.promised_high), contract.registered[:4]
    if not promised:
        return ""
    paid = f", {_millions(contract.paid)} paid" if pd.notna(contract.paid) else ""
    return (f"<b>{promised}</b>" if of == year else f"{promised} (in {of})") + paid


def _millions(*ends: float) -> str:
    """Return the ends of a range of dollars in millions, those that are known and differ: "1.8–2", "0.15"."""
    return "–".join(dict.fromkeys(f"{end / 1e6:g}" for end in ends if pd.notna(end)))


AGAINST_RUSSIA, STEPS_BACK = "#0f8480", "#86603f"
"""Colours of acts against Russia and of steps back: of no side of the conflict, and not that of the article."""
STANCES = {
    "disengage": Mark(STEPS_BACK, "x"),
    "pro_lna": SIDES["lna"],
    "neutral": SIDES["none"],
    "pro_gna": SIDES["gna"],
    "anti_russia": Mark(AGAINST_RUSSIA, "triangle-up"),
}
"""How an act's stance is drawn, in the order of its rows from bottom to top."""


def acts_chart(rows: pd.DataFrame) -> Chart:
    """Draw acts as marks on one axis of time: those of the White House above it, those of all others below it.

    The attack on Tripoli is shaded, from its first day to the fall of Tarhuna; the article's day is marked.

    Args:
        rows: acts of whole years, as `acts` returns them.
    """
    attack, end = war.attack()
    article = facts.fact(settings().publication_fact).event_date
    by_africom = (rows.institution == "africom").sum()
    drawn = charts.mirrored(
        rows.assign(half=rows.washington, kind=rows.stance),
        halves=WASHINGTONS | {"others": f"{WASHINGTONS['others']}, {by_africom} of Africa Command"},
        kinds=STANCES,
        names=settings().stances,
        span=(f"{rows.first_day.min():%Y}-01-01", f"{rows.last_day.max():%Y}-12-31"),
        moments=[
            charts.Moment(attack, "attack on Tripoli", last=end),
            charts.Moment(article, "Al Jazeera's article", is_article=True),
        ],
    )
    headings = {"when": "When", "lane": "Who", "action": "Act", "first": "Stance", "stance_reason": "Why"}
    headings |= {"second": "Second coder", "named": "Told by", "fact_id": "Row"}
    shown = ["action_id", "date", "when", "washington", "lane", "action", "stance", "first", "stance_reason", "second"]
    return drawn.showing(rows[[*shown, "second_stance", "named", "fact_id"]], headings, "acts")


def april_chart(rows: pd.DataFrame) -> Chart:
    """Draw the acts of April 2019 in a table, the dates down and the offices across; those of `TURNED` are marked.

    Args:
        rows: as `month_of_the_attack` returns them.
    """
    drawn = charts.day_by_day(
        rows.assign(
            who=rows.office, kind=rows.stance, text=rows.did, narrow_text=rows.what, marked=rows.office == TURNED
        ),
        columns=list(OFFICES),
        kinds=STANCES,
        names=settings().stances,
    )
    headings = {"when": "When", "lane": "Who", "what": "What", "first": "Stance", "named": "Told by"}
    shown = ["action_id", "date", "when", "lane", "what", "first", "named", "publisher", "grade", "fact_id"]
    return drawn.showing(rows[shown], headings | SOURCE_HEADINGS, "acts")
