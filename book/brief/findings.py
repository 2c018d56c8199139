"""What holds of each claim of the article: a finding derived by rule from the facts linked to it.

Facts are grouped by the originator at the root of each chain; a root counts once, however often it speaks.
Facts that only repeat another, and the article itself, count for nothing. The words and what each means stand
in the vocabulary of `rulings.finding`; an editor may overrule the rule there, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from brief import words
from brief.evidence import facts
from brief.tables import table


class Voice(NamedTuple):
    """What one root says of a claim.

    Attributes:
        root_id: the originator that is counted.
        party: whether it is a party to the conflict.
        relation: "supports", "contradicts" or "qualifies".
    """

    root_id: str
    party: bool
    relation: str


_ORDER = ["supports", "contradicts", "qualifies"].index
"""If a root says so and also differently, it says so; if it also says otherwise, it says it differently."""


def voices(root_ids: Iterable[str], parties: Iterable[bool], relations: Iterable[str]) -> list[Voice]:
    """Return what each root says, taken together: one that says so and otherwise says it differently.

    Args:
        root_ids: of each fact that bears on the claim.
        parties: whether the root is a party to the conflict.
        relations: how the fact bears on the claim; "context" counts for nothing.

    Returns:
        One voice a root, in order of first appearance.
    """
    said: dict[tuple[str, bool], set[str]] = {}
    for root_id, party, relation in zip(root_ids, parties, relations, strict=True):
        if relation != "context":
            said.setdefault((root_id, bool(party)), set()).add(relation)
    return [
        Voice(root_id, party, "qualifies" if {"supports", "contradicts"} <= relations else min(relations, key=_ORDER))
        for (root_id, party), relations in said.items()
    ]


def derive(kind: str, translation_fault: str, heard: list[Voice]) -> str:
    """Return the finding on a claim: one word of the vocabulary of `rulings.finding`; the first that fits.

    Args:
        kind: of the claim.
        translation_fault: of the claim.
        heard: what each root says of it.
    """
    by = {
        relation: [v for v in heard if v.relation == relation] for relation in ("supports", "contradicts", "qualifies")
    }
    support, against, differently = by["supports"], by["contradicts"], by["qualifies"]
    if translation_fault == "sense":
        return "mistranslated"
    if not heard:
        return "opinion" if kind in {"judgment", "forecast"} else "not found"
    if support and against:
        return "disputed"
    if any(not voice.party for voice in against):
        return "contradicted"
    if len(differently) > len(support):
        return "partly"
    if against:
        return "disputed"
    if len(support) > 1 and any(not voice.party for voice in support):
        return "corroborated"
    return "supported"


def confidence(finding: str, heard: list[Voice]) -> tuple[str, str]:
    """Return how good the basis of a finding is, in a word of the vocabulary of judgments, and why in a sentence.

    High needs three roots that are no parties and say the same; moderate two. What the Arabic shows is high.

    Args:
        finding: as `derive` returns it.
        heard: what each root says of the claim.
    """
    if finding == "mistranslated":
        return "high", "The Arabic was read."
    if finding in {"not found", "opinion"}:
        return "low", "No fact that we read decides it."
    side = {"contradicted": "contradicts", "partly": "qualifies"}.get(finding, "supports")
    carrying = [voice for voice in heard if voice.relation == side]
    independent = sum(not voice.party for voice in carrying)
    others = len(heard) - len(carrying)
    level = "low" if independent < 2 else "moderate" if independent < 3 or others >= len(carrying) else "high"
    if finding == "disputed" and level == "high":
        level = "moderate"
    free = "none of them independent" if independent == 0 else f"{words.counted(independent)} independent"
    if len(carrying) == 1:
        free = "independent" if independent else "a party to the conflict"
    who = f"It rests on {words.plural(len(carrying), 'originator')}, {free}"
    rest = f"{words.plural(others, 'other')} {'speaks' if others == 1 else 'speak'} otherwise or differently"
    return level, f"{who}; {rest}."


@cache
def _findings() -> pd.DataFrame:
    heard = facts(repeats=False).merge(table("links")[["claim_id", "fact_id", "relation"]], on="fact_id")
    origins = table("origins").set_index("origin_id")
    heard["root_party"] = heard.root_id.map(origins.party)
    heard["root_short"] = heard.root_id.map(origins.short)
    by_claim = dict(iter(heard.groupby("claim_id", sort=False)))
    rulings = table("rulings").set_index("claim_id")
    rows = []
    for claim in table("claims").itertuples():
        links = by_claim.get(claim.claim_id, heard.head(0))
        spoken = voices(links.root_id, links.root_party, links.relation)
        rule = derive(claim.kind, claim.translation_fault, spoken)
        finding = rulings.finding[claim.claim_id] if claim.claim_id in rulings.index else rule
        names = dict(zip(links.root_id, links.root_short, strict=True))
        level, reason = confidence(finding, spoken)
        rows.append(
            {
                "claim_id": claim.claim_id,
                "finding": finding,
                "by_rule": rule,
                "confidence": level,
                "confidence_reason": reason,
                **{
                    relation: [names[voice.root_id] for voice in spoken if voice.relation == relation]
                    for relation in ("supports", "contradicts", "qualifies")
                },
            }
        )
    return pd.DataFrame(rows)


def findings() -> pd.DataFrame:
    """Return the finding on every claim.

    Returns:
        One row a claim, in reading order: `claim_id`, `finding`, `by_rule` (what the rule alone gives),
        `confidence`, `confidence_reason`, and `supports`, `contradicts` and `qualifies`: lists of the short
        names of the roots that say so, otherwise, or differently.
    """
    return _findings().copy()
