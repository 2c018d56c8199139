"""The ledger for download, as a flat table and as JSON."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief.ledger import findings, rule
from brief.ledger.claims import claims
from brief.text import in_spreadsheet

_SHOWN_OF_FACTS = ("fact_id", "relation", "reason", "counts", "fact", "originator", "root", "root_party", "grade")
"""What a claim says of each fact that bears on it; all else is in the tables of facts and documents, by its id."""


def plain_ledger() -> list[dict[str, Any]]:
    """Return the ledger for download as JSON: each claim with the facts it rests on and where it was taken from."""
    taken = ("fact_id", "closeness", "credited", "comparison", "originator", "publisher", "published", "url")
    return [
        {
            **claim,
            "bearing": [{key: row[key] for key in _SHOWN_OF_FACTS} for row in claim["bearing"]],
            "borrowed": [{key: row[key] for key in taken} for row in claim["borrowed"]],
        }
        for claim in claims().values()
    ]


def flat_ledger() -> pd.DataFrame:
    """Return the ledger as a flat table for download: `findings.ledger` with lists joined, and what was borrowed.

    Text is such as `in_spreadsheet` gives it.
    """
    rows = findings.ledger()
    taken = findings.borrowed().groupby("claim_id").source_key.agg("; ".join)
    for relation in (*rule.RELATIONS, "own", "parties", "hinges_on"):
        rows[relation] = rows[relation].map("; ".join)
    rows["taken_from"] = rows.claim_id.map(taken)
    for column in rows.select_dtypes(["str", "object"]):
        rows[column] = rows[column].map(in_spreadsheet)
    return rows
