"""Libyan media: who owns, pays for or backs which outlet, sums that are said to be paid, and networks removed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from brief import charts, words
from brief.charts import SIDES, Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import new_figure
from brief.errors import BriefError
from brief.ledger import events, facts
from brief.tables import table, vocabulary
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
        `holder_side`, `held_id`, `held`, `held_side`, `held_kind`, `kinds` (as the table names them, joined), `share`
        (per cent, or missing), `sound` (the number of originators of sound statements), `strength` ("several" of them,
        "one" or, with none, "weak"), `said_by` (short names, joined) and `fact_ids` (joined by a space).

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
    ).groupby(["holder_id", "held_id"])
    rows = by_pair.agg(
        kinds=("kind", _listed_once),
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
    return rows[[*columns, "kinds", "share", "sound", "strength", "said_by", "fact_ids"]]


def _listed_once(texts: Iterable[str]) -> str:
    """Return each of the texts once, in order of first appearance, joined by commas."""
    return ", ".join(dict.fromkeys(texts))


def outlet_ties() -> pd.DataFrame:
    """Return the ties of outlets with who owns, pays for, backs or runs them.

    RIA FAN, which belongs to Prigozhin's group in Russia, is no Libyan outlet and is left out.

    Returns:
        Rows as `ties` has them, and `holder_label` (the holder and what it does, in ties that are attested as well) and
        `held_label` (the outlet and, in brackets, the state from which it works).
    """
    rows = ties("owns", "finances", "backs", "runs", "linked_to")
    rows = rows[(rows.held_kind == "outlet") & (rows.held_id != "ria-fan")].reset_index(drop=True)
    bases = ties("broadcasts_from").groupby("holder_id").held.agg(", ".join)
    verbs = rows.kinds.str.replace("finances", "pays")
    all_verbs = verbs.groupby([rows.holder_id, rows.strength]).transform(_merged)
    return rows.assign(
        holder_label=rows.holder + ": " + all_verbs,
        held_label=[
            name if pd.isna(base) or base in name else f"{name} ({base})"
            for name, base in zip(rows.held, rows.held_id.map(bases), strict=True)
        ],
    )


def _merged(lists: Iterable[str]) -> str:
    """Return the items of lists that are joined by commas, each once and in alphabetical order."""
    return ", ".join(sorted({item for items in lists for item in items.split(", ")}))


LINKED_TO = {
    "Tied to Prigozhin and his firms": ("yevgeny-prigozhin", "internet-research-agency"),
    "Tied to firms said to serve the Emirates, Egypt and Saudi Arabia": ("new-waves", "firms-egypt-uae-saudi"),
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
        where we read nothing), `size` (accounts, or else pages, in words) and `fact_ids` (all facts it rests on).
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
        fact_ids=[" ".join(dict.fromkeys(names.split())) for names in fact_ids],
    )
    rows["order"] = rows.linked_to.map(list(LINKED_TO).index)
    return rows.sort_values(["order", "date", "takedown_id"], ignore_index=True).drop(columns="order")


def _speaker(fact_id: str) -> str:
    """Return who says what a fact says, and in brackets who printed it, if that is another."""
    fact = facts.fact(fact_id)
    publisher = words.publisher(fact.publisher)
    return fact.short if publisher.startswith(fact.short) else f"{fact.short} (in {publisher})"


def takedowns_chart(rows: pd.DataFrame) -> Chart:
    """Draw removed networks on an axis of time, by whom they are linked to; the area is the number of accounts.

    Args:
        rows: as `takedowns` returns them.
    """
    sponsor = rows.sponsor.where(rows.linked_to != list(LINKED_TO)[-1], "Pages")
    alone = (rows.targets == "Libya").map({True: ", Libya alone", False: ""})
    largest = (rows.accounts == rows.accounts.max()).fillna(False)
    alone = alone.mask(largest & (rows.targets != "Libya"), ",\u2002<br>\u2002elsewhere too")
    drawn = charts.bubbles(
        rows.assign(
            label=sponsor + ", on " + rows.platform,
            promotes=("for " + rows.promoted).fillna(""),
            text=pd.to_datetime(rows.date).dt.strftime("%b %Y: ") + rows["size"] + alone,
            hover=[
                f"<b>{row.date}, {row.platform}</b><br>{folded(row.scope)}<br><i>{row.fact_id}</i>"
                for row in rows.itertuples()
            ],
        ),
        label="label",
        second="promotes",
        group="linked_to",
        side="side",
        date="date",
        value="accounts",
        text="text",
        span=("2019-04-01", "2022-10-31"),
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
    return Chart(drawn.figure, rows[columns], headings | {"fact_ids": "Rows"}, "accounts, pages, followers, US dollars")


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


def share_chart(rows: pd.DataFrame) -> Chart:
    """Draw who printed what of a Russian share in Jamahiriya TV, and from whom, on an axis of time.

    Args:
        rows: as `share_chain` returns them.
    """
    drawn = charts.descent(rows, parent="takes_from", value="share", text="what", own="is_article")
    headings = {"when": "When", "what": "What", "share": "Per cent", "takes_from": "Takes from", **SOURCE_HEADINGS}
    return Chart(drawn.figure, rows[["event_id", "date", *headings]], headings, "publications")


class Strength(NamedTuple):
    """How well a tie is attested, and how it is drawn."""

    dash: str
    width: float
    heading: str


STRENGTHS = {
    "several": Strength("solid", 3.5, "Two sound sources or more"),
    "one": Strength("solid", 2, "One sound source"),
    "weak": Strength("dot", 1.5, "No sound source"),
}
"""By the column `strength` of ties, from strong to weak."""
ORDER_OF_SIDES = {"lna": 0, "both": 1, "none": 2, "gna": 3}
"""The place of each side from top to bottom."""
POINT_AT = 0.28
"""Where on a tie a pointer finds it: nearer to the holder, where lines have not met yet."""
TIE_ROW, NARROW_TIE_ROW, TIE_HEADING = 27, 27, 0.9
"""Heights of a row in pixels, wide and narrow, and of a heading in rows."""


class _Ties(NamedTuple):
    """How the labels of ties are set in one form: letters in a line left and right, and where the lines are drawn."""

    left: int
    right: int
    domain: list[float]


TIES_WIDE, TIES_NARROW = _Ties(38, 52, [0.35, 0.53]), _Ties(25, 25, [0.43, 0.54])


def ties_chart(rows: pd.DataFrame) -> Chart:
    """Draw who owns, pays or backs whom: holders on the left, what they hold on the right, a line for each tie.

    Ties are in blocks, the best attested first; in each, holders and outlets are in an order in which as few lines
    cross as may be. The colour and symbol are those of the side.

    Args:
        rows: ties, as `outlet_ties` returns them.
    """
    figure = new_figure()
    notes = elements.Notes()
    depth = 0.0
    for strength, style in STRENGTHS.items():
        block = rows[rows.strength == strength]
        if block.empty:
            continue
        notes.add(elements.at_left(-depth, f"<b>{style.heading}</b> ({len(block)} ties)"))
        depth += TIE_HEADING
        places = _positions(block)
        for tie in block.to_dict("records"):
            y0, y1 = (place[tie[f"{end}_label"]] - depth for place, end in zip(places, ENDS, strict=True))
            colour = SIDES[tie["holder_side"]].colour
            figure.add_trace(elements.lines([0, 1], [y0, y1], colour=colour, dash=style.dash, width=style.width))
            label = (
                f"<b>{tie['holder']}</b> {tie['kinds']} <b>{tie['held']}</b><br>{tie['said_by']} ({tie['fact_ids']})"
            )
            point = {"ids": [tie["tie_id"]], "marker": {"size": 14, "opacity": 0}, "cliponaxis": None}
            figure.add_trace(elements.marks([POINT_AT], [y0 + (y1 - y0) * POINT_AT], hover=[label], **point))
        for x, end, place in zip((0, 1), ENDS, places, strict=True):
            sides = dict(zip(block[f"{end}_label"], block[f"{end}_side"], strict=True))
            marks = elements.marker((SIDES[sides[name]] for name in place), size=10)
            figure.add_trace(elements.marks([x] * len(place), [y - depth for y in place.values()], marker=marks))
            anchor = "left" if x else "right"
            for name, y in place.items():
                letters, narrow_letters = ((form.right if x else form.left) for form in (TIES_WIDE, TIES_NARROW))
                beside = {"xref": "x", "x": x, "xanchor": anchor, "align": anchor, "xshift": 9 if x else -9}
                words = elements.at_left(y - depth, folded(name, letters), **beside)
                notes.add(words, text=folded(name, narrow_letters))
        depth += max(map(len, places)) + 0.3
    narrow = {"height": round(depth * NARROW_TIE_ROW) + 16, "xaxis.domain": TIES_NARROW.domain, "font.size": 10}
    figure.update_layout(
        height=round(depth * TIE_ROW) + 16,
        margin={"l": 0, "r": 0, "t": 6, "b": 2},
        xaxis={"range": [0, 1], "visible": False, "domain": TIES_WIDE.domain},
        yaxis={"range": [0.6 - depth, 0.6], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow | narrow},
    )
    columns = {"holder": "Who", "kinds": "Tie", "held": "To", "share": "Per cent", "strength": "Strength"}
    columns |= {"said_by": "Who says so", "fact_ids": "Rows"}
    return Chart(figure, rows[["tie_id", *columns]], columns, "ties")


ENDS = ("holder", "held")
"""The ends of a tie, from left to right."""


def _positions(rows: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Return where holders and what they hold are from top to bottom: by camp, and each near those it is tied to.

    What is tied together, if over several steps, is together. What has fewer entries is spread over the same height.
    """
    of_groups = [_orders(members) for _, members in rows.groupby(_groups(rows))]
    orders = [[name for group in of_groups for name in group[end]] for end in (0, 1)]
    lowest = max(map(len, orders)) - 1
    at_left, at_right = (
        {name: -place * lowest / max(len(order) - 1, 1) for place, name in enumerate(order)} for order in orders
    )
    return at_left, at_right


def _groups(rows: pd.DataFrame) -> pd.Series:
    """Return the place of the group of each tie: of those that share an end, perhaps over several steps, by camp."""
    place = rows.holder_side.map(ORDER_OF_SIDES) * len(rows) + range(len(rows))
    before = None
    while before is None or not place.equals(before):
        before = place
        for end in ENDS:
            place = place.groupby(rows[f"{end}_label"]).transform("min")
    return place


def _orders(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return holders and what they hold in orders in which few ties cross.

    First by the barycentre method of Sugiyama, Tagawa and Toda (1981), which settles soon; then neighbours change
    places as long as fewer ties cross.
    """
    left = rows.groupby("holder_label").holder_side.first().map(ORDER_OF_SIDES).rank(method="first")
    for _ in range(8):
        right = rows.holder_label.map(left).groupby(rows.held_label).mean().rank(method="first")
        left = rows.held_label.map(right).groupby(rows.holder_label).mean().rank(method="first")
    orders = ([str(name) for name in left.sort_values().index], [str(name) for name in right.sort_values().index])
    ties = list(zip(rows.holder_label, rows.held_label, strict=True))
    fewest, before = _crossings(ties, *orders), None
    while fewest != before:
        before = fewest
        for order in orders:
            for place in range(len(order) - 1):
                order[place : place + 2] = order[place + 1], order[place]
                if (number := _crossings(ties, *orders)) < fewest:
                    fewest = number
                else:
                    order[place : place + 2] = order[place + 1], order[place]
    return orders


def _crossings(ties: list[tuple[str, str]], holders: list[str], held: list[str]) -> int:
    """Return how many pairs of ties cross, if holders and what they hold are in these orders."""
    ends = [(holders.index(one), held.index(other)) for one, other in ties]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))
