"""Which aims are ascribed to Russia, by whom, and which the evidence speaks against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from brief import charts, words
from brief.charts import Chart, grid
from brief.ledger.camps import CAMPS

PAPERS = {"none": "none", "company": "firm", "state": "state", "operatives": "agents"}
"""Whose Russian words were found, as `aims.paper` names it: the words in the cell."""
SAID = {"supports": "supported", "contradicts": "contradicted", "qualifies": "partly"}
"""The finding whose sign is before the number of those who say so, deny it, or say it differently."""
DIRECTIONS = {"II": "against", "I": "against", "N": "neither", "C": "for", "CC": "for"}
"""To which side a mark of evidence speaks."""


def quoted(names: Iterable[str]) -> str:
    """Return names in quotation marks as a list in a sentence."""
    return words.listed([f"“{name}”" for name in names])


def voices_chart(said: pd.DataFrame, aims: pd.DataFrame) -> Chart:
    """Draw who ascribes which aim to Russia: how many originators of each camp, and what was found in Russian words.

    Args:
        said: as `camps.by_camp` returns it, a cell each, with `name` and `note` of the aim.
        aims: the aims, in the order to draw them: `claim_id`, `name`, `paper` and `note`.
    """
    records = said.to_dict("records")
    of_camps = {
        "cell_id": said.cell_id,
        "row": said.claim_id,
        "column": said.camp,
        "text": [
            "<br>".join(f"{words.SIGNS[SAID[relation]]} {cell[relation]}" for relation in SAID if cell[relation])
            for cell in records
        ],
        "kind": list(map(cell_kind, records)),
        "hover": said.said_by,
    }
    of_papers = {
        "cell_id": aims.claim_id + " paper",
        "row": aims.claim_id,
        "column": "paper",
        "text": aims.paper.map(PAPERS),
        "kind": "",
        "hover": aims.note,
    }
    cells = pd.concat([pd.DataFrame(of_camps), pd.DataFrame(of_papers)])
    columns = {camp: camp for camp in CAMPS if camp in set(said.camp)} | {"paper": "In Russian words"}
    rows = dict(zip(aims.claim_id, aims.name, strict=True))
    headings = {"name": "Aim", "camp": "Camp", "supports": "Say so", "contradicts": "Deny it"}
    headings |= {"qualifies": "Say it differently", "said_by": "Who", "note": "In Russian words"}
    return Chart(grid(cells, rows=rows, columns=columns).figure, said, headings, "originators")


def cell_kind(cell: dict[str, Any]) -> str:
    """Return the kind of a cell: whether all who speak of the aim say so, deny it, or neither."""
    match [relation for relation in SAID if cell[relation]]:
        case ["supports"]:
            return "for"
        case ["contradicts"]:
            return "against"
    return "mixed"


def order_chart(robust: pd.DataFrame) -> Chart:
    """Draw what speaks against each answer, with its bounds when one item is left out and the second coder's marks.

    Args:
        robust: as `hypotheses.robustness` returns it.
    """
    drawn = charts.intervals(
        robust,
        label="name",
        value="against",
        low="low",
        high="high",
        other="second",
        axis="against it, weighted marks",
    )
    headings = {
        "name": "Answer",
        "text": "What it says",
        "expects": "What one would expect",
        "against": "Against it",
        "low": "Least, one item left out",
        "high": "Most",
        "second": "Second coder",
    }
    return Chart(drawn.figure, robust, headings, "weighted marks")
