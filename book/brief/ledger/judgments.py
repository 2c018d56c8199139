"""Key judgments with what they rest on, what they assume and what would change them."""

from __future__ import annotations

from typing import Any

from brief import tables
from brief.ledger import findings
from brief.ledger.claims import claims
from brief.ledger.records import records
from brief.ledger.sources import source_note

NO_GROUNDS = "nothing found"
"""Text under a heading of `grounds` where there are none."""


def grounds(judgment_id: str) -> dict[str, list[str]]:
    """Return the facts on which a judgment rests, and those against it, by the heading of each."""
    rows = tables.table("grounds").query("judgment_id == @judgment_id")
    headings = {"for": "Rests on", "against": "Against it"}
    return {heading: list(rows[rows.bearing == bearing].fact_id) for bearing, heading in headings.items()}


def judgments() -> dict[str, dict[str, Any]]:
    """Return every judgment by its id, as its table has it."""
    return {row["judgment_id"]: row for row in records(tables.table("judgments"))}


def judgments_with_grounds() -> dict[str, dict[str, Any]]:
    """Return every judgment by its id: its words, each fact that it rests on, and what is found of its claims.

    Returns:
        For each the columns of `judgments`; `grounds`: by heading, by fact id, what a list of sources says of the fact;
        `claims`: by claim id, the finding.
    """
    judged = findings.judged()
    return {
        key: {
            **row,
            "grounds": {
                heading: {fact_id: source_note(fact_id).text for fact_id in fact_ids}
                for heading, fact_ids in grounds(key).items()
            },
            "claims": {claim: claims()[claim]["finding"] for claim in judged[judged.judgment_id == key].claim_id},
        }
        for key, row in judgments().items()
    }


def conditions(judgment: dict[str, Any]) -> dict[str, str]:
    """Return what a judgment assumes and what would change it, by the heading of each."""
    return {"We assume": judgment["assumes"], "Would change it": judgment["would_change"]}
