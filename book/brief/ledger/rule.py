"""The rule by which a claim gets its finding, its confidence and the reason for that: pure functions of voices.

A voice is what one root says of a claim: the originator at the end of each chain counts once, however often it speaks.
Whoever the article took a claim from, and its own publisher, cannot confirm it: that such a voice agrees only keeps a
claim that others deny from counting as refuted; its caveats and denials count like anybody's. The vocabularies of
`rulings.finding` and `judgments.confidence` say what each finding and each degree of confidence means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from brief import words

SAID_BY_OTHERS = {"attribution", "quotation"}
"""Kinds of claims that hold if somebody said something: there the publication it was taken from is the evidence."""
FOR_HIGH, FOR_MODERATE = 3, 2
"""Independent originators that high and moderate confidence take."""
RELATIONS = ("supports", "contradicts", "qualifies")
"""How a voice may speak of a claim; where it does so in several ways, an earlier one prevails."""
_VERBS = {
    "supports": ("says so", "say so"),
    "contradicts": ("says otherwise", "say otherwise"),
    "qualifies": ("says it differently", "say it differently"),
}
"""What one voice does, and what several do."""


class Voice(NamedTuple):
    """What one root says of a claim.

    Attributes:
        root_id: the originator that is counted.
        party: whether it is a party to the conflict.
        relation: one of `RELATIONS`.
        own: whether the article took the claim from it, or it published the article.
    """

    root_id: str
    party: bool
    relation: str
    own: bool = False

    @property
    def confirms_nothing(self) -> bool:
        """Whether it agrees, and the claim is its own."""
        return self.own and self.relation == "supports"


def voices(
    root_ids: Iterable[str], parties: Iterable[bool], relations: Iterable[str], taken_from: Collection[str] = ()
) -> list[Voice]:
    """Return what each root says, all that it says taken together.

    Args:
        root_ids: of each fact that bears on the claim.
        parties: whether the root is a party to the conflict.
        relations: how the fact bears on the claim; "context" counts for nothing.
        taken_from: the roots that the article took the claim from, and its own publisher.

    Returns:
        One voice a root, in order of first appearance.
    """
    relations_of: dict[tuple[str, bool], set[str]] = {}
    for root_id, party, relation in zip(root_ids, parties, relations, strict=True):
        if relation != "context":
            relations_of.setdefault((root_id, bool(party)), set()).add(relation)
    return [
        Voice(root_id, party, _together(relations, root_id in taken_from), root_id in taken_from)
        for (root_id, party), relations in relations_of.items()
    ]


def _together(relations: set[str], own: bool) -> str:
    """Return what a root says, taken together.

    One that says so and also otherwise says it differently. One that says so and also differently says so; but if the
    claim is its own, its caveat counts. One that says otherwise and also differently says otherwise.
    """
    if {"supports", "contradicts"} <= relations or (own and "qualifies" in relations):
        return "qualifies"
    return min(relations, key=RELATIONS.index)


def by_relation(voices: list[Voice]) -> dict[str, list[Voice]]:
    """Return the voices that count, by each of `RELATIONS`."""
    return {
        relation: [voice for voice in voices if voice.relation == relation and not voice.confirms_nothing]
        for relation in RELATIONS
    }


def finding(kind: str, translation_fault: str, voices: list[Voice]) -> str:
    """Return the finding on a claim: one word of the vocabulary of `rulings.finding`; the first that fits.

    Args:
        kind: of the claim.
        translation_fault: of the claim.
        voices: what each root says of it.
    """
    support, against, differently = by_relation(voices).values()
    if translation_fault == "sense":
        return "mistranslated"
    if not support and not against and not differently:
        return "opinion" if kind in {"judgment", "forecast"} else "not found"
    if against and (support or any(voice.confirms_nothing for voice in voices)):
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


def _carrying(finding: str) -> str:
    """Return the relation of the voices on which a finding rests."""
    return {"contradicted": "contradicts", "partly": "qualifies"}.get(finding, "supports")


def confidence(finding: str, kind: str, voices: list[Voice], *, documents: int = 0, ruled: bool = False) -> str:
    """Return how good the basis of a finding is: a word of the vocabulary of `judgments.confidence`.

    High takes `FOR_HIGH` roots that are no parties and say the same, and fewer that do not; moderate takes
    `FOR_MODERATE`. What somebody said is as sure as the documents that carry it are many, by the same numbers.
    In a dispute, for what is said differently, for a judgment, and where an editor overrules the rule, it is never
    high: agreement is not knowledge. What the Arabic shows is high.

    Args:
        finding: as `finding` returns it, or as an editor rules.
        kind: of the claim.
        voices: what each root says of the claim.
        documents: how many documents say so.
        ruled: whether an editor overrules the rule.
    """
    if finding == "mistranslated":
        return "high"
    if finding in {"not found", "opinion"}:
        return "low"
    counted = by_relation(voices)
    carrying = counted[_carrying(finding)]
    independent = sum(not voice.party for voice in carrying)
    others = sum(map(len, counted.values())) - len(carrying)
    weight = documents if kind in SAID_BY_OTHERS and _carrying(finding) == "supports" else independent
    if weight < FOR_MODERATE:
        return "low"
    never_high = ruled or finding in {"disputed", "partly"} or kind in {"judgment", "forecast"}
    return "high" if weight >= FOR_HIGH and others < len(carrying) and not never_high else "moderate"


def reason(finding: str, kind: str, voices: list[Voice], *, documents: int = 0, ruled: bool = False) -> str:
    """Return in a sentence what a finding rests on, and so why its confidence is what it is.

    Args:
        finding: as `finding` returns it, or as an editor rules.
        kind: of the claim.
        voices: what each root says of the claim.
        documents: how many documents say so.
        ruled: whether an editor overrules the rule.
    """
    if finding == "mistranslated":
        return "The Arabic was read."
    is_own = any(voice.confirms_nothing for voice in voices)
    counted = by_relation(voices)
    if not any(counted.values()):
        return "Only the article's own source or publisher says so." if is_own else "No fact that we read decides it."
    carrying = _carrying(finding)
    clauses = ["an editor overrules the rule"] if ruled else []
    for relation in (carrying, *(relation for relation in RELATIONS if relation != carrying)):
        if speaking := counted[relation]:
            count = len(speaking)
            who = words.plural(count, "originator") if relation == carrying else words.counted(count)
            parties = words.parties(sum(voice.party for voice in speaking), count)
            clauses.append(f"{who} {_VERBS[relation][count != 1]}{parties}")
    if not counted["supports"] and carrying != "supports":
        clauses.append(f"nobody {'else ' if is_own else ''}says it as the article does")
    if kind in SAID_BY_OTHERS and carrying == "supports":
        clauses.append(f"{words.plural(documents, 'document')} {'carries' if documents == 1 else 'carry'} it")
    if is_own:
        clauses.append("the article's own source or publisher is not counted")
    return words.sentence("; ".join(clauses))
