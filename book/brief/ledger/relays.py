"""Who relays whom: originators, and the outlets that carry their words."""

from __future__ import annotations

import re

import pandas as pd

from brief import words
from brief.ledger.facts import facts
from brief.ledger.findings import borrowed

ARTICLE = "the article"
"""Name of the article among the outlets."""


def relays(roots: int, outlets: int) -> pd.DataFrame:
    """Return who relays whom, for those who are relayed most and those from whom the article took something.

    Args:
        roots: how many originators to show: those whose words the most outlets carry.
        outlets: show an outlet if it carries at least this many of them; the article always.

    Returns:
        One row for each originator and each outlet that carries it: `edge_id`, `origin_id`, `originator` (its
        short name), `side`, `counted_as` (the short name of its root if that is another, or ""), `outlet`, `taken`
        (whether the outlet is the article), `statements` (how many facts) and `fact_ids`, joined by a space.
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
            side=("originator_side", "first"),
            counted_as=("counted_as", "first"),
            statements=("fact_id", "nunique"),
            fact_ids=("fact_id", lambda fact_ids: " ".join(sorted(set(fact_ids)))),
        )
        .reset_index()
    )
    edges["edge_id"] = edges.origin_id + " in " + edges.outlet
    edges["taken"] = edges.outlet == ARTICLE
    columns = ["edge_id", "origin_id", "originator", "side", "counted_as", "outlet", "taken", "statements", "fact_ids"]
    return edges[columns]


def _is_same_house(originator: str, outlet: str) -> bool:
    """Return whether an outlet is the originator itself, or its own unnamed sources, going by their names."""
    one, other = (re.sub(r"\W|^the ", "", name.lower()) for name in (originator, outlet))
    return one.startswith(other) or other.startswith(one)
