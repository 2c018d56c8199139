"""Who relays whom: originators, the outlets that carry their words, and whom the article follows."""

from __future__ import annotations

import re

import pandas as pd

from brief import words
from brief.ledger.facts import facts
from brief.ledger.findings import borrowed, ledger
from brief.tables import table

ARTICLE = "the article"
"""Name of the article among the outlets."""


def relays(roots: int, outlets: int) -> pd.DataFrame:
    """Return who relays whom, for those who are relayed most and those from whom the article took something.

    Args:
        roots: how many originators to show: those whose words the most outlets carry.
        outlets: show an outlet if it carries at least this many of them; the article always.

    Returns:
        One row for each originator and each outlet that carries it: `edge_id`, `origin_id`, `originator` (its
        short name), `party` (whether it is one to the conflict), `root_id`, `root` (short name), `counted_as` (that of
        its root if that is another, or ""), `outlet`, `taken` (whether the outlet is the article), `statements` (how
        many facts) and `fact_ids`, joined by a space.
        Originators that are carried most come first, each followed by those whose root it is.
    """
    carried = facts()
    carried["outlet"] = carried.publisher.map(words.publisher)
    is_itself = [_is_same_house(row.short, row.outlet) for row in carried.itertuples()]
    carried = carried.drop(index=carried.index[is_itself])  # what an outlet says itself is not relayed
    reach = carried.groupby("root_id").outlet.nunique().sort_values(ascending=False, kind="stable")
    taken = borrowed().assign(outlet=ARTICLE)
    carried = carried[carried.root_id.isin({*reach.index[:roots], *taken.root_id})]
    shown_roots = carried.groupby("outlet").root_id.nunique()
    carried = carried[carried.outlet.isin(shown_roots.index[shown_roots >= outlets])]
    rows = pd.concat([taken, carried], ignore_index=True)
    rows["reach"] = rows.groupby("root_id").outlet.transform("nunique")
    rows["own_reach"] = rows.groupby("origin_id").outlet.transform("nunique")
    rows["is_chained"] = rows.origin_id != rows.root_id
    rows["counted_as"] = rows.root_short.where(rows.is_chained, "")
    rows = rows.sort_values(
        ["reach", "root_id", "is_chained", "own_reach", "origin_id", "outlet"],
        ascending=[False, True, True, False, True, True],
    )
    edges = (
        rows.groupby(["origin_id", "outlet"], sort=False)
        .agg(
            originator=("short", "first"),
            party=("party", "first"),
            root_id=("root_id", "first"),
            root=("root_short", "first"),
            counted_as=("counted_as", "first"),
            statements=("fact_id", "nunique"),
            fact_ids=("fact_id", lambda fact_ids: " ".join(sorted(set(fact_ids)))),
        )
        .reset_index()
    )
    edges["edge_id"] = edges.origin_id + " in " + edges.outlet
    edges["taken"] = edges.outlet == ARTICLE
    names = ["edge_id", "origin_id", "originator", "party", "root_id", "root", "counted_as", "outlet", "taken"]
    return edges[[*names, "statements", "fact_ids"]]


def followed() -> pd.DataFrame:
    """Return whom the article follows in each of its claims.

    A claim that was split counts by its parts, and one taken from two with the closer. Unnamed people count with the
    outlet that printed what they say, if it is among the originators itself and they speak for nobody else.

    Returns:
        One row a claim, in the order of the article: `claim_id`, `statement`, `house` (short name of whom it follows,
        "" if no earlier text was found), `party` (whether the house is one to the conflict), `credited` (whether the
        article names a source of it, at least in part), and of the earlier text `originator` (short name) and `fact`,
        "" if none was found, and `fact_id`, missing then.
    """
    claims = ledger().query("not compound").sort_values("quote_start")[["claim_id", "statement"]]
    taken = borrowed()
    degrees = list(words.CLOSENESS)
    closest = taken.sort_values("closeness", key=lambda column: column.map(degrees.index), kind="stable")
    texts = closest.drop_duplicates("claim_id").assign(
        credited=closest.claim_id.map((taken.credited != "no").groupby(taken.claim_id).any()),
        originator=closest.short,
    )
    origins = table("origins").set_index("origin_id")
    houses = texts.root_id.map({root_id: _house(root_id) for root_id in texts.root_id.unique()})
    texts = texts.assign(house=houses.map(origins.short), party=houses.map(origins.party))
    of_text = ["claim_id", "house", "party", "credited", "originator", "fact", "fact_id"]
    rows = claims.merge(texts[of_text], how="left", on="claim_id")
    flags = {"party": False, "credited": False}
    return rows.fillna(flags | dict.fromkeys(["house", "originator", "fact"], "")).astype(dict.fromkeys(flags, bool))


def _house(root_id: str) -> str:
    """Return the originator with whom a root counts: the outlet that printed it, of unnamed people, or itself."""
    origins = table("origins").set_index("origin_id")
    if origins.kind[root_id] != "unnamed":
        return root_id
    printed_by = facts().query("root_id == @root_id").publisher.map(words.publisher).str.removeprefix("The ")
    outlets = origins[origins.short.isin(set(printed_by))]
    return outlets.index[0] if len(outlets) == 1 else root_id


def _is_same_house(originator: str, outlet: str) -> bool:
    """Return whether an outlet is the originator itself, or its own unnamed sources, going by their names."""
    one, other = (re.sub(r"\W|^the ", "", name.lower()) for name in (originator, outlet))
    return one.startswith(other) or other.startswith(one)
