"""The article as stretches of text: which words claim something, and from whom a claim was taken."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from brief import paths
from brief.charts.barcode import Stroke
from brief.charts.style import BORROWED, RULE
from brief.ledger.findings import borrowed, ledger

SILENT, CREDITED, OWN, NONE = "taken silently", "taken, source named", "not traced", "no claim"
"""What a stretch is: taken from an earlier publication, without or with a word of it; a claim for which none was found;
or no claim."""
STROKES = {
    SILENT: Stroke(BORROWED, 1, "follows an earlier text, source not named"),
    CREDITED: Stroke(BORROWED, 1, "follows one, source named at least in part", hollow=True),
    OWN: Stroke(RULE, 0.34, "no earlier text found"),
    NONE: Stroke(RULE, 0.08, "no claim"),
}
"""How stretches of each kind are drawn."""


def stretches() -> pd.DataFrame:
    """Return the article from its first character to its last, cut where a claim begins or ends.

    A claim counts as credited if the article names the source of it at least in part.

    Returns:
        One row a stretch, in reading order: `stretch_id`, `start` and `end` (characters, the end not counted), `words`
        (the text on one line), `kind` (as above), `claim_id` ("" if it claims nothing), `source` (short names of the
        roots from whom the claim was taken, joined by semicolons; "" if none), `credited` (as in `borrowings`) and
        `fact_ids`.
    """
    content = paths.ARTICLE.read_bytes()
    claims = ledger().query("not compound").sort_values("quote_start")
    taken = dict(list(borrowed().groupby("claim_id")))
    rows: list[dict[str, Any]] = []
    end = 0
    for claim in claims.itertuples():
        if claim.quote_start > end:
            rows.append(_without_claim(end, claim.quote_start))
        rows.append(_with_claim(claim, taken.get(claim.claim_id)))
        end = claim.quote_end
    if end < len(content):
        rows.append(_without_claim(end, len(content)))
    for number, row in enumerate(rows, 1):
        text = content[row["start"] : row["end"]].decode("utf-8")
        start = rows[number - 2]["end"] if number > 1 else 0
        row |= {
            "stretch_id": f"t-{number:03}",
            "start": start,
            "end": start + len(text),
            "words": re.sub(r"\s+", " ", text).strip(),
        }
    columns = ["stretch_id", "start", "end", "words", "kind", "claim_id", "source", "credited", "fact_ids"]
    return pd.DataFrame(rows)[columns]


def _without_claim(start: int, end: int) -> dict[str, Any]:
    """Return what a stretch without a claim is; `start` and `end` in bytes."""
    return {"start": start, "end": end, "kind": NONE, "claim_id": "", "source": "", "credited": "", "fact_ids": ""}


def _with_claim(claim: Any, taken: pd.DataFrame | None) -> dict[str, Any]:
    """Return what the stretch of a claim is, with the borrowings of the claim; `start` and `end` in bytes."""
    place = {"start": claim.quote_start, "end": claim.quote_end, "claim_id": claim.claim_id}
    if taken is None:
        return place | {"kind": OWN, "source": "", "credited": "", "fact_ids": ""}
    named = taken[taken.credited != "no"]
    return place | {
        "kind": CREDITED if len(named) else SILENT,
        "source": "; ".join(dict.fromkeys(taken.root_short)),
        "credited": named.credited.iloc[0] if len(named) else "no",
        "fact_ids": " ".join(dict.fromkeys(taken.fact_id)),
    }
