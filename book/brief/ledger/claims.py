"""Claims of the article with what is found of each, as records and in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import tables, words
from brief.errors import BriefError, did_you_mean
from brief.ledger import findings
from brief.ledger.records import records, records_by
from brief.ledger.vocabularies import findings_in_words
from brief.tables import cached


def _from_closest(closeness: pd.Series) -> pd.Series:
    return closeness.map(list(words.CLOSENESS).index)


@cached
def claims() -> dict[str, dict[str, Any]]:
    """Return every claim by its id: what `findings.ledger` says of it, and what that rests on.

    Returns:
        For each the columns of `findings.ledger`, `turned` (what one link could make of its finding, as
        `findings.turned_by` gives it, or None), `bearing` (the facts linked to it, as `findings.bearing` gives them,
        in the order of `words.RELATIONS`), `borrowed` (where it was taken from, as `findings.borrowed` gives it, the
        closest first), `judgments` (those that speak to it, as `findings.judged` gives them) and `parts` (the names of
        its parts, if it was split).
    """
    order = list(words.RELATIONS).index
    bearing = records_by(findings.bearing(), "claim_id")
    borrowed = records_by(findings.borrowed().sort_values("closeness", key=_from_closest, kind="stable"), "claim_id")
    judged = records_by(findings.judged().merge(tables.table("judgments"), on="judgment_id"), "claim_id")
    rows = records(findings.ledger())
    turned = findings.turned_by()
    parts: dict[str, list[str]] = {}
    for claim in rows:
        parts.setdefault(claim["part_of"], []).append(claim["claim_id"])
    return {
        claim["claim_id"]: {
            **claim,
            "turned": turned.get(claim["claim_id"]),
            "parts": parts.get(claim["claim_id"], []),
            "judgments": judged.get(claim["claim_id"], []),
            "bearing": sorted(bearing.get(claim["claim_id"], []), key=lambda fact: order(fact["relation"])),
            "borrowed": borrowed.get(claim["claim_id"], []),
        }
        for claim in rows
    }


def counted_claims() -> list[dict[str, Any]]:
    """Return the claims that are counted, in reading order, each as `claims` has it: parts in place of the whole."""
    return [claim for claim in claims().values() if not claim["compound"]]


def claims_on(topic: str) -> list[dict[str, Any]]:
    """Return the claims on a topic that are counted, in reading order, each as `claims` has it.

    Raises:
        BriefError: if there are none.
    """
    on_topic = [claim for claim in counted_claims() if claim["topic"] == topic]
    if not on_topic:
        topics = {claim["topic"] for claim in counted_claims()}
        raise BriefError(f"no claim on the topic {topic!r}{did_you_mean(topic, topics)}")
    return on_topic


def key_to(claims: list[dict[str, Any]]) -> str:
    """Return in a sentence what each finding on some claims means."""
    meanings = findings_in_words({claim["finding"] for claim in claims})
    return f"{'; '.join(f'{word}: {meaning}' for word, meaning in meanings.items())}."


def said_of(claim: dict[str, Any]) -> str:
    """Return in sentences who says what of a claim, and why an editor overrules the rule where one does.

    Args:
        claim: as `claims` has it.
    """
    if not claim["ruling"]:
        return claim["why"]
    return f"{claim['why']} By rule: {claim['by_rule']}. The editor: {words.sentence(claim['ruling'].rstrip('.'))}"
