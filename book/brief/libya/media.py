"""Libyan media: who owns, pays for or backs which outlet, sums that are said to be paid, and networks removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from brief import charts, words
from brief.charts import Chart, Note, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.notes import annotation
from brief.charts.style import ARTICLE, NEUTRAL, RULE, new_figure
from brief.errors import BriefError
from brief.ledger import events, facts
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
    rows["order"] = rows.linked_to.map(list(LINKED_TO).index)
    return rows.sort_values(["order", "date", "takedown_id"], ignore_index=True).drop(columns="order")


def _speaker(fact_id: str) -> str:
    """Return who says what a fact says, and in brackets who printed it, if that is another."""
    fact = facts.fact(fact_id)
    publisher = words.publisher(fact.publisher)
    return fact.short if publisher.startswith(fact.short) else f"{fact.short} (in {publisher})"


AIMS = ("Aimed at Libya alone", "At Libya and other countries", "Targets not given")
"""The headings of removed networks, by what they were aimed at."""


def takedowns_chart(rows: pd.DataFrame) -> Chart:
    """Draw the accounts of removed networks as marks, those aimed at Libya alone first, and the largest of each group.

    Args:
        rows: as `takedowns` returns them.
    """
    sponsor = rows.sponsor.replace("not found", "No sponsor found").map(words.capital)
    promoting = ("; promoted " + rows.promoted.str.replace(r" \(in .*\)$", "", regex=True)).fillna("")
    alone, others, not_given = AIMS
    group = rows.on_libya_alone.map({True: alone, False: others}).mask(rows.targets.isna(), not_given)
    in_pages = rows.pages.map("accounts not counted, {:.0f} pages".format, na_action="ignore")
    drawn = rows.assign(
        group=group,
        label=sponsor + ": " + rows.platform + ", " + pd.to_datetime(rows.date).dt.strftime("%b %Y") + promoting,
        text=rows.accounts.map("<b>{:,.0f}</b>".format, na_action="ignore").fillna(in_pages),
        order=group.map(AIMS.index),
        hover=[
            f"<b>{row.date}, {row.platform}</b><br>{folded(row.scope)}<br><i>{row.fact_id}</i>"
            for row in rows.itertuples()
        ],
    ).sort_values(["order", "accounts", "date"], ascending=[True, False, True], na_position="last")
    chart = charts.amounts(
        drawn,
        group="group",
        side="side",
        label="label",
        value="accounts",
        text="text",
        whole="on_libya_alone",
        unit="Accounts, each line ten times the one before",
    )
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
    return Chart(chart.figure, rows[columns], headings | {"fact_ids": "Rows"}, "accounts, pages, followers, US dollars")


def share_chain() -> pd.DataFrame:
    """Return who printed which Russian share in Jamahiriya TV, each with the publication from which it takes.

    Publications whose originator is the same, or derived from that of another, take from the first of that originator.
    A publication without a share is left out, unless one with a share rests on it.

    Returns:
        Rows as `events` has them, and `takes_from` (the event, missing where nothing says so), `share` (per cent,
        missing where a publication gives none), `is_article` and `hover`.
    """
    rows = events.events("jamahiriya_share")
    facts_of = facts.statements().set_index("fact_id").loc[rows.fact_id]
    first_of = dict(zip(facts_of.origin_id[::-1], rows.event_id[::-1], strict=True))
    source = dict(zip(rows.event_id, zip(facts_of.origin_id, facts_of.derived_from, strict=True), strict=True))
    takes_from = [
        first_of.get(derived_from) if first_of[origin] == event else first_of[origin]
        for event, (origin, derived_from) in source.items()
    ]
    rows = rows.assign(
        takes_from=takes_from,
        share=list(facts_of.value_low),
        is_article=list(facts_of.topic == "article"),
        hover=[elements.source_label(event, text="what", head=event["when"]) for event in rows.to_dict("records")],
    )
    parents = rows.set_index("event_id").takes_from
    drawn: set[str] = set()
    for event in rows.event_id[rows.share.notna()]:
        while pd.notna(event):
            drawn.add(event)
            event = parents[event]
    return rows[rows.event_id.isin(drawn)].reset_index(drop=True)


class _Stop(NamedTuple):
    """Where a text is in the time line: its lane from the bottom, and the words beside its mark.

    Attributes:
        lane: 2 is that of the article, 1 that of the leak, 0 of what takes from it further on.
        note: over the columns of its row, and `number`: the share that it gives.
    """

    lane: int
    note: Note


STOPS = {
    "jamahiriya-share-2019-09-daily-beast": _Stop(
        1,
        Note(
            "{short}: The Daily<br>Beast reads a leak:<br>{number}",
            "below",
            narrow="{short}:<br>The Daily<br>Beast reads<br>a leak:<br>{number}",
        ),
    ),
    "jamahiriya-share-2020-04-stanford": _Stop(
        1,
        Note(
            "{short}: Stanford’s study,<br>of which we read only<br>the opening: {number}",
            "above left",
            narrow="{short}:<br>Stanford<br>(opening):<br>{number}",
            narrow_at="above",
        ),
    ),
    "jamahiriya-share-2020-07-04-article": _Stop(
        2,
        Note(
            "{short}: <b>an Al Jazeera article</b>, which names no source:<br>{number} is Wagner’s",
            "above",
            narrow="{short}: <b>an Al Jazeera article</b>,<br>which names no source: {number} is Wagner’s",
        ),
    ),
    "jamahiriya-share-2020-11-10-stanford": _Stop(
        1,
        Note(
            "{short}: Stanford again,<br>{number}, bought by<br>a firm tied to Prigozhin",
            "above right",
            narrow="{short}:<br>Stanford,<br>{number},<br>a firm tied<br>to Prigozhin",
        ),
    ),
    "jamahiriya-share-2021-03-30-lcfp-share": _Stop(
        0,
        Note(
            "{short}: Libyan Center for Freedom of Press:<br>{number} is Wagner’s",
            "below left",
            narrow="{short}: Libyan Center for Free-<br>dom of Press: {number} is Wagner’s",
        ),
    ),
}
"""The texts of the time line, by the event."""


def months_ahead(rows: pd.DataFrame) -> int:
    """Return how many mean months the article came before the first other text with a share, rounded.

    Args:
        rows: as `share_chain` returns them.
    """
    article, other = _first_with_share(rows)
    return round((pd.Timestamp(other) - pd.Timestamp(article)).days / MEAN_MONTH_DAYS)


def _first_with_share(rows: pd.DataFrame) -> tuple[str, str]:
    """Return the day of the article, and that of the first other text that gives a share, in ISO 8601."""
    days = rows[rows.share.notna()].groupby("is_article").date.min()
    return days[True], days[False]


def share_chart(rows: pd.DataFrame) -> Chart:
    """Draw when each text named a share of Jamahiriya TV, with an arrow from the text from which it takes.

    A text that gives no share has a small mark. A thin line leads from the article to the day of the first other with
    a share.

    Args:
        rows: as `share_chain` returns them.
    """
    day = rows.first_day + (rows.last_day - rows.first_day) / 2
    drawn = rows.assign(
        day=pd.to_datetime(day).dt.strftime("%Y-%m-%d"),
        short=rows.when.map(words.short_dates),
        lane=[STOPS[event].lane for event in rows.event_id],
        number=rows.share.map("<b>{:.0f} per cent</b>".format, na_action="ignore").fillna("<b>no share</b>"),
    )
    kinds = [ARTICLE if row.is_article else NEUTRAL for row in drawn.itertuples()]
    sizes = [8 if pd.isna(share) else 16 for share in drawn.share]
    figure = new_figure()
    article, other = _first_with_share(rows)
    figure.add_trace(elements.lines([article, other, other, other], [2, 2, 2.05, 1.95], colour=RULE, width=1))
    figure.add_trace(
        elements.marks(
            drawn.day,
            drawn.lane,
            ids=list(drawn.event_id),
            marker=elements.marker(kinds, size=sizes, opacity=1, line={"width": 0}),
            hover=drawn.hover,
        )
    )
    notes = elements.Notes()
    by_id = drawn.set_index("event_id", drop=False)
    for row in drawn.dropna(subset="takes_from").itertuples():
        source = by_id.loc[row.takes_from]
        notes.add(_arrow((source.day, source.lane), (row.day, row.lane)))
    between = f"{words.counted(months_ahead(rows))} months"
    notes.add({"text": between, "x": other, "y": 2, "xanchor": "left", "xshift": 8, "showarrow": False})
    for row in drawn.to_dict("records"):
        note = STOPS[row["event_id"]].note
        narrow = annotation(
            row["day"], row["lane"], note._replace(at=note.narrow_at or note.at, text=note.narrow or note.text), row
        )
        notes.add(annotation(row["day"], row["lane"], note._replace(gap=13), row), **narrow)
    first, last = (f"{end:%Y-%m-%d}" for end in (rows.first_day.min(), rows.last_day.max()))
    figure.update_layout(
        height=324,
        margin={"l": 60, "r": 44, "t": 50, "b": 42},
        xaxis=elements.month_axis(
            range=[first, last], dtick="M6", tick0="2020-01-01", showgrid=False, **elements.RULER
        ),
        yaxis={"range": [-0.7, 2], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow | {"font.size": 10.5, "margin.l": 34, "margin.r": 18}},
    )
    headings = {"when": "When", "what": "What", "share": "Per cent", "takes_from": "Takes from", **SOURCE_HEADINGS}
    return Chart(figure, rows[["event_id", "date", *headings]], headings, "publications")


def _arrow(start: tuple[str, float], end: tuple[str, float]) -> dict[str, Any]:
    """Return an arrow from a point to another, which leaves their marks free."""
    ends = {"ax": start[0], "ay": start[1], "x": end[0], "y": end[1]}
    refs = {"xref": "x", "yref": "y", "axref": "x", "ayref": "y", "standoff": 10, "startstandoff": 10}
    return {**ends, **refs, "text": "", "showarrow": True, "arrowhead": 2, "arrowwidth": 1.5, "arrowcolor": RULE}


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


def ties_chart(rows: pd.DataFrame) -> Chart:
    """Draw who is said to own, pay, back or run each outlet: a line for each outlet, a column for each holder.

    The colour and symbol are those of the holder's side; a mark is hollow if no sound source has the tie.

    Args:
        rows: ties, as `outlet_ties` returns them.
    """
    is_other = ~rows.holder_id.isin(HOLDERS)
    drawn = rows.assign(
        who=rows.holder_id.map(HOLDERS).fillna(OTHERS),
        text=rows.verbs.where(~is_other, rows.holder + ": " + rows.verbs),
        sound=rows.strength != "weak",
        hover=[
            f"<b>{tie.holder}</b> {tie.kinds} <b>{tie.held}</b><br>{tie.said_by} ({tie.fact_ids})"
            for tie in rows.itertuples()
        ],
    )
    chart = charts.attested(
        drawn,
        what="held_label",
        who="who",
        text="text",
        side="holder_side",
        sound="sound",
        columns=_WIDTHS,
        head="<b>Outlet</b>, and where it works",
        foot="<b>With a sound source</b>",
    )
    columns = {"holder": "Who", "kinds": "Tie", "held": "To", "share": "Per cent", "strength": "Strength"}
    columns |= {"said_by": "Who says so", "fact_ids": "Rows"}
    return Chart(chart.figure, rows[["tie_id", *columns]], columns, "ties")
