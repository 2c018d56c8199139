"""The analysis of competing hypotheses: which of them the evidence contradicts, and on what their order depends.

After R. J. Heuer, "Psychology of Intelligence Analysis", 1999, chapter 8: each item of evidence is marked against each
hypothesis; the one with least against it comes first, since what fits one often fits the others too; then each item is
left out in turn, to see whether the order depends on it.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from brief.ledger.facts import statements
from brief.tables import cached, table

AGAINST = {"II": 2.0, "I": 1.0, "N": 0.0, "C": 0.0, "CC": 0.0}
"""What a mark counts against a hypothesis."""
SCALE = {"II": -2, "I": -1, "N": 0, "C": 1, "CC": 2}
"""Marks as numbers, to see how far apart an item sets the hypotheses."""
POORLY_GRADED = 0.5
"""Weight of an item that is not well graded, as `facts.facts` has it; one that is has the weight 1."""


@cached
def _marked() -> pd.DataFrame:
    """Return the columns of `marks` but `mark_id` and `spread`, in the order of the table."""
    marks = table("ach_marks").merge(table("ach_evidence"), on="fact_id").merge(table("hypotheses"), on="hypothesis_id")
    marks = marks.merge(
        statements()[["fact_id", "originator", "publisher", "grade", "well_graded", "party"]], on="fact_id"
    )
    marks["weight"] = marks.well_graded.map({True: 1.0, False: POORLY_GRADED})
    return marks


def marks() -> pd.DataFrame:
    """Return every mark, the items that distinguish the hypotheses best first.

    Returns:
        One row an item and hypothesis: `mark_id`, the columns of `ach_marks`, `ach_evidence` and `hypotheses`, of the
        fact `originator`, `publisher`, `grade` and `party`, its `weight`, and `spread`: how far apart the item sets
        the hypotheses, from 0 (not at all) to 4.
    """
    rows = _marked()
    by_item = rows.mark.map(SCALE).groupby(rows.fact_id)
    spread = by_item.transform("max") - by_item.transform("min")
    rows = rows.assign(mark_id=rows.fact_id + " " + rows.hypothesis_id, spread=spread)
    order = ["spread", "weight", "fact_id", "hypothesis_id"]
    return rows.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def scores(*, without: Collection[str] = (), coder: str = "mark") -> pd.Series:
    """Return how much speaks against each hypothesis: its marks I and II, by the weight of their items.

    Args:
        without: facts to leave out.
        coder: the column of the marks, "mark" for the editor's or "second_mark" for the second coder's.

    Returns:
        By `hypothesis_id`, the least first; equal ones in the order of their names.
    """
    rows = _marked()
    against = rows.weight * rows[coder].map(AGAINST) * ~rows.fact_id.isin(list(without))
    return against.groupby(rows.hypothesis_id).sum().sort_values(kind="stable")


def sensitivity() -> pd.DataFrame:
    """Return what becomes of the order if one item is left out, for each item.

    Returns:
        One row an item: `fact_id`, `what`, `first` (the hypotheses with least against them, joined by a space),
        `new_first` (whether they are others than with all items) and `new_order` (whether any two change places,
        become equal, or cease to be equal).
    """
    whole = scores()
    rows = []
    for item in table("ach_evidence").itertuples():
        others = scores(without=[item.fact_id])
        ranks = others.rank(method="min").reindex(whole.index)
        rows.append(
            {
                "fact_id": item.fact_id,
                "what": item.what,
                "first": _first(others),
                "new_first": _first(others) != _first(whole),
                "new_order": not ranks.equals(whole.rank(method="min")),
            }
        )
    return pd.DataFrame(rows)


def _first(against: pd.Series) -> str:
    return " ".join(sorted(str(name) for name in against[against == against.min()].index))


def robustness() -> pd.DataFrame:
    """Return how much speaks against each hypothesis, and the bounds of that when any one item is left out.

    Returns:
        One row a hypothesis, the least contradicted first: `hypothesis_id`, `name`, `text`, `expects`, `against`,
        `low`, `high`, and `second`: how much speaks against it by the second coder's marks.
    """
    whole, second = scores(), scores(coder="second_mark")
    each = pd.DataFrame([scores(without=[fact_id]) for fact_id in table("ach_evidence").fact_id])
    rows = table("hypotheses").set_index("hypothesis_id").loc[whole.index].reset_index()
    return rows.assign(
        against=list(whole),
        low=[float(each[name].min()) for name in whole.index],
        high=[float(each[name].max()) for name in whole.index],
        second=list(second[whole.index]),
    )
