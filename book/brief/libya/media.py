"""Libyan media: who owns, pays for or backs which outlet, sums that are said to be paid, and networks removed."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief import charts, words
from brief.charts import Chart, elements
from brief.charts.style import SIDES
from brief.errors import BriefError
from brief.ledger import events, facts
from brief.libya.frames import ranked
from brief.tables import table, vocabulary
from brief.tables.dates import MEAN_MONTH_DAYS
from brief.text import folded

INTERESTED_KINDS = ("unnamed", "government", "armed_party")
"""Kinds of originators whose word is not counted for a tie, even if they take no side."""


def ties(*kinds: str) -> pd.DataFrame:
    """Return who owns, pays for, backs or runs whom, with how well each tie is attested.

    A statement is sound if its originator takes no side in the war and is neither unnamed nor a state or a militia, and
    if it is well graded, as `facts` has it. Originators counted as one are one, and so are actors, as the table of
    actors has it.

    Args:
        kinds: only ties of these kinds, as the vocabulary of `media_ties.kind` names them; all if none is given.

    Returns:
        One row for each holder and each actor that is held, sorted by their ids: `tie_id`, `holder_id`, `holder`,
        `holder_side`, `held_id`, `held`, `held_side`, `held_kind`, `kinds` (as the table names them, joined),
        `sound_kinds` (those of them that sound statements have), `share` (per cent, or missing), `sound` (the number of
        originators of sound statements), `strength` ("several" of them, "one" or, with none, "weak"), `said_by` (short
        names, joined) and `fact_ids` (joined by a space).

    Raises:
        BriefError: if there is no such kind.
    """
    if unknown := sorted(set(kinds) - set(vocabulary("media_ties", "kind"))):
        raise BriefError(f"no kind of tie {unknown[0]!r} in the tables")
    actors = table("actors").set_index("actor_id")
    counted_with = actors.counted_with.fillna(actors.index.to_series())
    statements = table("media_ties").merge(facts.statements(), on="fact_id")
    if kinds:
        statements = statements[statements.kind.isin(kinds)]
    neutral = (statements.originator_side == "none") & ~statements.party
    sound = neutral & statements.well_graded & ~statements.originator_kind.isin(INTERESTED_KINDS)
    by_pair = statements.assign(
        holder_id=statements.from_actor_id.map(counted_with),
        held_id=statements.to_actor_id.map(counted_with),
        sound_root=statements.root_id.where(sound),
        kind=statements.kind.str.replace("_", " "),
        sound_kind=statements.kind.str.replace("_", " ").where(sound),
    ).groupby(["holder_id", "held_id"])
    rows = by_pair.agg(
        kinds=("kind", _listed_once),
        sound_kinds=("sound_kind", _listed_once),
        share=("share_percent", "max"),
        sound=("sound_root", "nunique"),
        said_by=("short", _listed_once),
        fact_ids=("fact_id", lambda fact_ids: " ".join(sorted(set(fact_ids)))),
    ).reset_index()
    rows["tie_id"] = rows.holder_id + " to " + rows.held_id
    rows["strength"] = rows.sound.map({0: "weak", 1: "one"}).fillna("several")
    for end in ("holder", "held"):
        rows[end] = rows[f"{end}_id"].map(actors.name)
        rows[f"{end}_side"] = rows[f"{end}_id"].map(actors.side)
    rows["held_kind"] = rows.held_id.map(actors.kind)
    columns = ["tie_id", "holder_id", "holder", "holder_side", "held_id", "held", "held_side", "held_kind"]
    return rows[[*columns, "kinds", "sound_kinds", "share", "sound", "strength", "said_by", "fact_ids"]]


def _listed_once(texts: Iterable[str]) -> str:
    """Return each of the texts once, in order of first appearance, joined by commas; missing ones are left out."""
    return ", ".join(dict.fromkeys(text for text in texts if pd.notna(text)))


def outlet_ties() -> pd.DataFrame:
    """Return the ties of outlets with who owns, pays for, backs or runs them.

    RIA FAN, which belongs to Prigozhin's group in Russia, is no Libyan outlet and is left out.

    Returns:
        Rows as `ties` has them, and `verbs` (what the holder does; with a question mark what no sound source says,
        where one says something else) and `held_label` (the outlet and, in brackets, the state from which it works).
    """
    rows = ties("owns", "finances", "backs", "runs", "linked_to")
    rows = rows[(rows.held_kind == "outlet") & (rows.held_id != "ria-fan")].reset_index(drop=True)
    bases = ties("broadcasts_from").groupby("holder_id").held.agg(", ".join)
    return rows.assign(
        verbs=[_verbs(row.kinds, row.sound_kinds or row.kinds) for row in rows.itertuples()],
        held_label=[
            name if pd.isna(base) or base in name else f"{name} ({base})"
            for name, base in zip(rows.held, rows.held_id.map(bases), strict=True)
        ],
    )


def _verbs(kinds: str, sure: str) -> str:
    """Return what a holder does, joined by commas; what is not among the sure kinds is last, with a question mark."""
    sure_kinds = sure.split(", ")
    said = [(kind not in sure_kinds, kind.replace("finances", "pays")) for kind in kinds.split(", ")]
    return ", ".join(f"{verb}?" if is_doubtful else verb for is_doubtful, verb in sorted(said))


LINKED_TO = {
    "Tied to Prigozhin and his firms": ("yevgeny-prigozhin", "internet-research-agency"),
    "Tied to firms in the Emirates, Egypt and Saudi Arabia": ("new-waves", "firms-egypt-uae-saudi"),
    "Tied to allies of the GNA": ("muslim-brotherhood", "justice-and-construction-party"),
    "No sponsor found": (),
}
"""To whom removed networks are linked, in the order to draw them, each with the actors that the table names."""
PROMOTED = {
    "fb-2019-08-01": ("med-084", "Emirati, Saudi and Egyptian interests"),
    "fb-2019-10-30": ("med-306", "Haftar, and Saif al-Islam Gaddafi"),
    "fb-2020-04-27": ("med-065", "Saif al-Islam and Muammar Gaddafi"),
    "fb-2020-12-15": ("med-076", "Haftar"),
    "tw-2020-04-02": ("med-088", "Haftar"),
    "tw-2021-12-02": ("med-078", "Russia's position"),
}
"""What a removed network is said to have promoted, with the fact that says so, where we read it."""


def takedowns() -> pd.DataFrame:
    """Return the networks that platforms removed and that touched Libya, by whom they are linked to and by date.

    Returns:
        The columns of the table of takedowns, and `sponsor` (in words), `side` (of the sponsor; "none" if it is
        unknown), `linked_to` (of `LINKED_TO`), `promoted` (what it is said to have promoted, and who says so; missing
        where we read nothing), `size` (accounts, or else pages, in words), `on_libya_alone` (whether Libya was its only
        target) and `fact_ids` (all facts it rests on).
    """
    actors = table("actors")[["actor_id", "name", "side"]]
    rows = table("takedowns").merge(actors, on="actor_id", how="left")
    linked_to = {actor: heading for heading, actor_ids in LINKED_TO.items() for actor in actor_ids}
    nobody = list(LINKED_TO)[-1]
    said = {takedown: f"{what}, says {_speaker(fact_id)}" for takedown, (fact_id, what) in PROMOTED.items()}
    of_promoting = rows.takedown_id.map({takedown: fact_id for takedown, (fact_id, _) in PROMOTED.items()})
    fact_ids = rows.fact_id + (" " + rows.further_fact_ids).fillna("") + (" " + of_promoting).fillna("")
    in_pages = rows.pages.map("{:,.0f} pages".format, na_action="ignore")
    rows = rows.assign(
        sponsor=rows.name.fillna("not found").str.removesuffix(", unnamed"),
        side=rows.side.fillna("none"),
        linked_to=rows.actor_id.map(linked_to).fillna(nobody),
        promoted=rows.takedown_id.map(said),
        size=rows.accounts.map("{:,.0f} accounts".format, na_action="ignore").fillna(in_pages),
        on_libya_alone=rows.targets == "Libya",
        fact_ids=[" ".join(dict.fromkeys(names.split())) for names in fact_ids],
    )
    return rows.sort_values(["linked_to", "date", "takedown_id"], key=ranked(linked_to=LINKED_TO), ignore_index=True)


def _speaker(fact_id: str) -> str:
    """Return who says what a fact says, and in brackets who printed it, if that is another."""
    fact = facts.fact(fact_id)
    publisher = words.publisher(fact.publisher)
    return fact.short if publisher.startswith(fact.short) else f"{fact.short} (in {publisher})"


CAMPS = {"lna": "Haftar’s backers", "gna": "Tripoli’s camp"}
"""Whose networks are, by the side, as the key says."""
AIMS = ("Aimed at Libya alone", "At Libya and other countries", "Targets not given")
"""The headings of removed networks, by what they were aimed at."""


def takedowns_chart(rows: pd.DataFrame) -> Chart:
    """Draw the accounts of removed networks as bars, those aimed at Libya alone first, and the largest of each group.

    The bars of the others are pale: not all of their accounts are about Libya.

    Args:
        rows: as `takedowns` returns them.
    """
    sponsor = rows.sponsor.replace("not found", "No sponsor found").map(words.capital)
    promoting = ("; promoted " + rows.promoted.str.replace(r" \(in .*\)$", "", regex=True)).fillna("")
    alone, others, not_given = AIMS
    block = rows.on_libya_alone.map({True: alone, False: others}).mask(rows.targets.isna(), not_given)
    in_pages = rows.pages.map("{:.0f} pages; <i>accounts not counted</i>".format, na_action="ignore")
    drawn = rows.assign(
        block=block,
        label=sponsor + ": " + rows.platform + ", " + pd.to_datetime(rows.date).dt.strftime("%b %Y") + promoting,
        text=rows.accounts.map("<b>{:,.0f}</b>".format, na_action="ignore").fillna(in_pages),
        value=rows.accounts,
        pale=~rows.on_libya_alone,
        hover=[
            f"<b>{row.date}, {row.platform}</b><br>{folded(row.scope)}<br><i>{row.fact_id}</i>"
            for row in rows.itertuples()
        ],
    ).sort_values(["block", "accounts", "date"], ascending=[True, False, True], key=ranked(block=AIMS))
    key = "\u2003".join(elements.key_entry(SIDES[side], text) for side, text in CAMPS.items())
    chart = charts.amounts(drawn, unit=f"Accounts removed</b>\u2003{key}<b>")
    headings = {
        "date": "Removed",
        "platform": "By",
        "linked_to": "Tied to",
        "sponsor": "Sponsor",
        "targets": "Aimed at",
        "accounts": "Accounts",
        "pages": "Pages",
        "followers": "Followers",
        "spending_usd": "Ads, dollars",
        "promoted": "Said to promote",
        "scope": "What the numbers cover",
    }
    columns = ["takedown_id", *headings, "origin_country", "groups", "instagram", "fact_ids"]
    unit = "accounts, pages, followers, US dollars"
    return chart.showing(rows[columns], headings | {"fact_ids": "Rows"}, unit)


def shares() -> pd.DataFrame:
    """Return the publications that give a Russian share in Jamahiriya TV.

    Returns:
        Rows as `events` has them, and `share` (per cent) and `is_article`.
    """
    rows = events.events("jamahiriya_share")
    facts_of = facts.statements().set_index("fact_id").loc[rows.fact_id]
    rows = rows.assign(share=list(facts_of.value_low), is_article=list(facts_of.topic == "article"))
    return rows[rows.share.notna()].reset_index(drop=True)


def months_ahead(rows: pd.DataFrame) -> int:
    """Return how many mean months the article came before the first other text with a share, rounded.

    Args:
        rows: as `shares` returns them.
    """
    first = rows.groupby("is_article").first_day.min()
    return round((first[False] - first[True]).days / MEAN_MONTH_DAYS)


HOLDERS = {
    "united-arab-emirates": "Emirates",
    "prigozhin-organisation": "Prigozhin, Russia",
    "russia": "Prigozhin, Russia",
    "haftar-family": "Haftar’s family",
    "qatar": "Qatar",
    "turkey": "Turkey",
}
"""The columns of the table of ties, by the holder, from left to right."""
OTHERS = "Other persons and firms"
"""The column of all other holders, in which each has a name."""
_WIDTHS = {"Emirates": 48, "Prigozhin, Russia": 61, "Haftar’s family": 49, "Qatar": 39, "Turkey": 38, OTHERS: 100}
"""How wide the columns are, in parts of all of them."""


def sound_holders(rows: pd.DataFrame) -> list[str]:
    """Return who holds ties that have a sound source, each in a word, in the order of the table.

    Args:
        rows: ties, as `outlet_ties` returns them.
    """
    sound = rows[rows.strength != "weak"].set_index("holder_id").holder
    in_columns = dict.fromkeys(column for holder, column in HOLDERS.items() if holder in sound.index)
    others = sound[~sound.index.isin(HOLDERS)].str.split().str[-1]
    names = [column.partition(",")[0].replace("Emirates", "the Emirates") for column in in_columns]
    return names + list(others)


def ties_chart(rows: pd.DataFrame) -> Chart:
    """Draw who is said to own, pay, back or run each outlet: a line for each outlet, a column for each holder.

    The colour and symbol are those of the holder's side; a mark is hollow if no sound source has the tie. Outlets of
    one name, as a newspaper and a channel, stand next to each other.

    Args:
        rows: ties, as `outlet_ties` returns them.
    """
    is_other = ~rows.holder_id.isin(HOLDERS)
    drawn = rows.assign(
        what=rows.held_label,
        family=rows.held.str.replace(r" TV$|, .*| \(.*", "", regex=True),
        side=rows.holder_side,
        who=rows.holder_id.map(HOLDERS).fillna(OTHERS),
        text=rows.verbs.where(~is_other, rows.holder + ": " + rows.verbs),
        sound=rows.strength != "weak",
        hover=[
            f"<b>{tie.holder}</b> {tie.kinds} <b>{tie.held}</b><br>{tie.said_by} ({tie.fact_ids})"
            for tie in rows.itertuples()
        ],
    )
    chart = charts.attested(
        drawn, columns=_WIDTHS, head="<b>Outlet</b>, and where it works", foot="<b>With a sound source</b>"
    )
    columns = {"holder": "Who", "kinds": "Tie", "held": "To", "share": "Per cent", "strength": "Strength"}
    columns |= {"said_by": "Who says so", "fact_ids": "Rows"}
    return chart.showing(rows[["tie_id", *columns]], columns, "ties")
