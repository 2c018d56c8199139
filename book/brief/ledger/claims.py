"""Claims of the article with what is found of each, as records and in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import tables, words
from brief.errors import BriefError
from brief.ledger import findings, rule
from brief.ledger.records import records, records_by
from brief.ledger.vocabularies import findings_in_words
from brief.tables import cached


def _from_closest(closeness: pd.Series) -> pd.Series:
    return closeness.map(list(words.CLOSENESS).index)


@cached
def claims() -> dict[str, dict[str, Any]]:
    """Return every claim by its id: what `findings.ledger` says of it, and what that rests on.

    Returns:
        For each the columns of `findings.ledger`, `bearing` (the facts linked to it, as `findings.bearing` gives them,
        in the order of `words.RELATIONS`), `borrowed` (where it was taken from, as `findings.borrowed` gives it, the
        closest first) and `judgments` (those that speak to it, as `findings.judged` gives them).
    """
    order = list(words.RELATIONS).index
    bearing = records_by(findings.bearing(), "claim_id")
    borrowed = records_by(findings.borrowed().sort_values("closeness", key=_from_closest, kind="stable"), "claim_id")
    judged = records_by(findings.judged().merge(tables.table("judgments"), on="judgment_id"), "claim_id")
    return {
        claim["claim_id"]: {
            **claim,
            "judgments": judged.get(claim["claim_id"], []),
            "bearing": sorted(bearing.get(claim["claim_id"], []), key=lambda fact: order(fact["relation"])),
            "borrowed": borrowed.get(claim["claim_id"], []),
        }
        for claim in records(findings.ledger())
    }


def claims_on(topic: str) -> list[dict[str, Any]]:
    """Return the claims on a topic in reading order, each as `claims` has it.

    Raises:
        BriefError: if there are none.
    """
    on_topic = [claim for claim in claims().values() if claim["topic"] == topic]
    if not on_topic:
        raise BriefError(f"no claim on the topic {topic!r}")
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
    sentences = [
        f"{words.RELATIONS[relation]}: {'; '.join(claim[relation])}" for relation in rule.RELATIONS if claim[relation]
    ]
    if claim["own"]:
        sentences.append(f"Not counted, as the article's own source or publisher: {'; '.join(claim['own'])}")
    if claim["ruling"]:
        sentences.append(f"By rule {claim['by_rule']}; the editor: {claim['ruling'].rstrip('.')}")
    return f"{'. '.join(sentences) or _undecided(claim)}."


def _undecided(claim: dict[str, Any]) -> str:
    """Return why a claim on which no voice counts has its finding."""
    if claim["finding"] == "mistranslated":
        return (claim["translation_note"] or "The Arabic holds no such claim").rstrip(".")
    if claim["finding"] == "not found":
        return "We found nothing on it" + (" but context" if claim["bearing"] else "")
    return "Nothing read decides it"
