"""Libyan media: who owns, pays for or backs which outlet, and how well that is attested."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief.errors import BriefError
from brief.ledger import facts
from brief.tables import table, vocabulary

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
