"""What holds of each claim of the article: a finding derived by rule from the facts linked to it.

Facts are grouped by the originator at the root of each chain; a root counts once, however often it speaks.
Facts that only repeat another, and the article itself, count for nothing. Whoever the article took a claim from,
and its own publisher, cannot confirm it: such a voice only keeps a claim that others deny from counting as
refuted. The words and what each means stand in the vocabulary of `rulings.finding`; an editor may overrule the
rule there, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from brief import words
from brief.evidence import fact, facts
from brief.tables import table


class Voice(NamedTuple):
    """What one root says of a claim.

    Attributes:
        root_id: the originator that is counted.
        party: whether it is a party to the conflict.
        relation: "supports", "contradicts" or "qualifies".
        own: whether the article took the claim from it, so that its agreeing confirms nothing.
    """

    root_id: str
    party: bool
    relation: str
    own: bool = False


_ORDER = ["supports", "contradicts", "qualifies"].index
"""If a root says so and also differently, it says so; if it also says otherwise, it says it differently."""


def _together(relations: set[str], own: bool) -> str:
    """Return what a root says, taken together. Whom the claim was taken from is heard for its caveats."""
    if {"supports", "contradicts"} <= relations or (own and "qualifies" in relations):
        return "qualifies"
    return min(relations, key=_ORDER)


ARTICLE = "art-002"
"""The fact that tells who published the article, and when: its publisher cannot confirm it either."""
SAID_BY_OTHERS = {"attribution", "quotation"}
"""Kinds of claims that hold if somebody said something: there the publication it was taken from is the evidence."""


def voices(
    root_ids: Iterable[str], parties: Iterable[bool], relations: Iterable[str], taken_from: Collection[str] = ()
) -> list[Voice]:
    """Return what each root says, taken together: one that says so and otherwise says it differently.

    Args:
        root_ids: of each fact that bears on the claim.
        parties: whether the root is a party to the conflict.
        relations: how the fact bears on the claim; "context" counts for nothing.
        taken_from: the roots that the article took the claim from, and its own publisher.

    Returns:
        One voice a root, in order of first appearance.
    """
    said: dict[tuple[str, bool], set[str]] = {}
    for root_id, party, relation in zip(root_ids, parties, relations, strict=True):
        if relation != "context":
            said.setdefault((root_id, bool(party)), set()).add(relation)
    return [
        Voice(root_id, party, _together(relations, root_id in taken_from), root_id in taken_from)
        for (root_id, party), relations in said.items()
    ]


def derive(kind: str, translation_fault: str, heard: list[Voice]) -> str:
    """Return the finding on a claim: one word of the vocabulary of `rulings.finding`; the first that fits.

    Args:
        kind: of the claim.
        translation_fault: of the claim.
        heard: what each root says of it.
    """
    own = any(voice.own and voice.relation == "supports" for voice in heard)
    support = [voice for voice in heard if voice.relation == "supports" and not voice.own]
    against = [voice for voice in heard if voice.relation == "contradicts"]
    differently = [voice for voice in heard if voice.relation == "qualifies"]
    if translation_fault == "sense":
        return "mistranslated"
    if not support and not against and not differently:
        return "opinion" if kind in {"judgment", "forecast"} else "not found"
    if (support or own) and against:
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


RELATIONS = ("supports", "contradicts", "qualifies")
HIGH, MODERATE = 3, 2
"""Independent originators that high and moderate confidence take."""
_SAYS = {"supports": ("says so", "say so"), "contradicts": ("says otherwise", "say otherwise")}
_SAYS["qualifies"] = ("says it differently", "say it differently")


def confidence(finding: str, kind: str, heard: list[Voice], *, documents: int = 0) -> tuple[str, str]:
    """Return how good the basis of a finding is, in a word of the vocabulary of judgments, and why in a sentence.

    High needs `HIGH` roots that are no parties and say the same, and fewer that do not; moderate `MODERATE`. What
    somebody said is shown by the documents that carry it: they are counted instead. A dispute, what is told
    differently and what is a judgment are never more than moderate: agreement is not knowledge. What the Arabic
    shows is high.

    Args:
        finding: as `derive` returns it.
        kind: of the claim.
        heard: what each root says of the claim.
        documents: how many documents support it.
    """
    if finding == "mistranslated":
        return "high", "The Arabic was read."
    taken = any(voice.own and voice.relation == "supports" for voice in heard)
    if finding in {"not found", "opinion"}:
        return (
            "low",
            "Only the article's own source or publisher says so." if taken else "No fact that we read decides it.",
        )
    counted = [voice for voice in heard if not (voice.own and voice.relation == "supports")]
    side = {"contradicted": "contradicts", "partly": "qualifies"}.get(finding, "supports")
    by = {relation: [voice for voice in counted if voice.relation == relation] for relation in (side, *RELATIONS)}
    independent, others = sum(not voice.party for voice in by[side]), len(counted) - len(by[side])
    weight = documents if kind in SAID_BY_OTHERS and side == "supports" else independent
    level = "low" if weight < MODERATE else "moderate"
    if weight >= HIGH and others < max(len(by[side]), weight):
        level = "high"
    if level == "high" and (finding in {"disputed", "partly"} or kind in {"judgment", "forecast"}):
        level = "moderate"
    parties = len(by[side]) - independent
    told = [f"{words.plural(len(by[side]), 'originator')} {_SAYS[side][len(by[side]) != 1]}"]
    if parties:
        told[0] += f", {words.counted(parties)} of them {'a party' if parties == 1 else 'parties'} to the conflict"
    told += [
        f"{words.counted(len(voices))} {_SAYS[relation][len(voices) != 1]}"
        for relation, voices in by.items()
        if voices and relation != side
    ]
    if side != "supports" and not by["supports"]:
        told.append("nobody says it as the article does")
    if weight != independent:
        told.append(f"{words.plural(documents, 'document')} {'carries' if documents == 1 else 'carry'} it")
    if taken:
        told.append("the article's own source or publisher is not counted")
    text = "; ".join(told)
    return level, f"{text[0].upper()}{text[1:]}."


DERIVED = ("finding", "by_rule", "ruling", "confidence", "confidence_reason", *RELATIONS)
"""Columns that `ledger` adds to those of the claims."""


@cache
def bearing() -> pd.DataFrame:
    """Return every fact that bears on a claim, in reading order of the claims and by date.

    Returns:
        One row a link: the columns of `evidence.facts`, `claim_id`, `relation` and `reason` of the link,
        `root_party` and `root_short` (of the originator that is counted), and `counts`: whether the fact is
        a voice, and neither context, nor a mere repeat, nor what the article says itself.
    """
    linked = table("links").merge(pd.concat([facts(), facts(topic="article")]), on="fact_id")
    origins = table("origins").set_index("origin_id")
    linked["root_party"] = linked.root_id.map(origins.party)
    linked["root_short"] = linked.root_id.map(origins.short)
    linked["counts"] = (linked.relation != "context") & linked.repeats.isna() & (linked.topic != "article")
    return linked.sort_values(["claim_id", "first_day", "fact_id"], ignore_index=True)


@cache
def borrowed() -> pd.DataFrame:
    """Return where the article took its claims from: the rows of `borrowings` with the columns of `evidence.facts`."""
    return table("borrowings").merge(facts(), on="fact_id").sort_values(["claim_id", "fact_id"], ignore_index=True)


@cache
def _findings() -> pd.DataFrame:
    heard = bearing()[bearing().counts]
    by_claim = dict(iter(heard.groupby("claim_id", sort=False)))
    taken_from = borrowed().groupby("claim_id").root_id.agg(set).to_dict()
    house = fact(ARTICLE).root_id
    rulings = table("rulings").set_index("claim_id")
    rows = []
    for claim in table("claims").itertuples():
        links = by_claim.get(claim.claim_id, heard.head(0))
        taken = set() if claim.kind in SAID_BY_OTHERS else taken_from.get(claim.claim_id, set()) | {house}
        spoken = voices(links.root_id, links.root_party, links.relation, taken)
        rule = derive(claim.kind, claim.translation_fault, spoken)
        ruled = claim.claim_id in rulings.index
        finding = rulings.finding[claim.claim_id] if ruled else rule
        names = dict(zip(links.root_id, links.root_short, strict=True))
        documents = links.source_key[links.relation == "supports"].nunique()
        level, reason = confidence(finding, claim.kind, spoken, documents=documents)
        if ruled and level == "high":
            level = "moderate"
        rows.append(
            {
                "claim_id": claim.claim_id,
                "finding": finding,
                "by_rule": rule,
                "ruling": rulings.reason[claim.claim_id] if ruled else "",
                "confidence": level,
                "confidence_reason": reason,
                **{
                    relation: [names[voice.root_id] for voice in spoken if voice.relation == relation]
                    for relation in RELATIONS
                },
            }
        )
    return pd.DataFrame(rows)


def ledger() -> pd.DataFrame:
    """Return every claim with what is found of it.

    Returns:
        One row a claim, in reading order: the columns of `claims`, `finding`, `by_rule` (what the rule alone
        gives), `ruling` (why an editor overrules it, or ""), `confidence`, `confidence_reason`, and `supports`,
        `contradicts` and `qualifies`: lists of the short names of the roots that say so, otherwise, or
        differently.
    """
    return table("claims").merge(_findings(), on="claim_id")


HOLDING = ("corroborated", "supported")
"""Findings on claims that stand uncontested."""


def standing() -> pd.DataFrame:
    """Return how the claims of each topic stand.

    Returns:
        One row a topic, that of which the largest share holds first: `topic`, `topic_words` (as readers see it),
        `checkable` (claims that are no mere opinion) and `hold` (those that stand uncontested).
    """
    claims = ledger()
    checkable = claims[claims.finding != "opinion"]
    counts = checkable.assign(hold=checkable.finding.isin(HOLDING)).groupby("topic").hold.agg(["size", "sum", "mean"])
    counts = counts.sort_values("mean", ascending=False, kind="stable").reset_index()
    counts["topic_words"] = counts.topic.map(words.topic)
    return counts.rename(columns={"size": "checkable", "sum": "hold"})[["topic", "topic_words", "checkable", "hold"]]


def relays(roots: int, outlets: int) -> pd.DataFrame:
    """Return who relays whom, for those who are relayed most and those from whom the article took something.

    Args:
        roots: how many originators to show: those whose words the most outlets carry.
        outlets: show an outlet if it carries at least this many of them; the article always.

    Returns:
        One row for each originator and each outlet that carries it: `edge_id`, `origin_id`, `originator` (its
        short name), `side`, `counted_as` (the root that it is counted as, or ""), `outlet`, `taken` (whether the
        outlet is the article), `statements` (how many facts) and `fact_ids`, joined by a space. Originators that
        are carried most come first, each followed by those counted as it.
    """
    origins = table("origins").set_index("origin_id")
    carried = facts()
    carried["outlet"] = carried.publisher.map(words.publisher)
    carried = carried[carried.outlet != carried.origin_id.map(origins.short)]  # what it says itself is not relayed
    most = set(carried.groupby("root_id").outlet.nunique().sort_values(ascending=False, kind="stable").index[:roots])
    taken = borrowed().assign(outlet="the article")
    carried = carried[carried.root_id.isin(most | set(taken.root_id))]
    often = carried.groupby("outlet").root_id.nunique()
    carried = carried[carried.outlet.isin(often[often >= outlets].index)]
    both = pd.concat([taken, carried], ignore_index=True)
    both["reach"] = both.root_id.map(both.groupby("root_id").outlet.nunique())
    both["own_reach"] = both.origin_id.map(both.groupby("origin_id").outlet.nunique())
    both["chained"] = both.origin_id != both.root_id
    both = both.sort_values(
        ["reach", "root_id", "chained", "own_reach", "origin_id", "outlet"],
        ascending=[False, True, True, False, True, True],
    )
    edges = []
    for (origin_id, outlet), rows in both.groupby(["origin_id", "outlet"], sort=False):
        fact_ids, root_id = sorted(set(rows.fact_id)), rows.root_id.iloc[0]
        edges.append(
            {
                "edge_id": f"{origin_id} in {outlet}",
                "origin_id": origin_id,
                "originator": origins.short[origin_id],
                "side": origins.side[origin_id],
                "counted_as": "" if origin_id == root_id else origins.short[root_id],
                "outlet": outlet,
                "taken": outlet == "the article",
                "statements": len(fact_ids),
                "fact_ids": " ".join(fact_ids),
            }
        )
    return pd.DataFrame(edges)
