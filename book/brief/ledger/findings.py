"""What holds of each claim of the article: a finding derived by rule from the facts linked to it.

Facts are grouped by the originator at the root of each chain; a root counts once, however often it speaks.
Facts that only repeat another, and the article itself, count for nothing. Whoever the article took a claim from,
and its own publisher, cannot confirm it: that such a voice agrees only keeps a claim that others deny from
counting as refuted; its caveats and denials count like anybody's. The words and what each means stand in the
vocabulary of `rulings.finding`; an editor may overrule the rule there, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.ledger.facts import fact, facts, statements
from brief.settings import settings
from brief.tables import cached, table

SAID_BY_OTHERS = {"attribution", "quotation"}
"""Kinds of claims that hold if somebody said something: there the publication it was taken from is the evidence."""
HOLDING = ("corroborated", "supported")
"""Findings on claims that stand uncontested."""
FOR_HIGH, FOR_MODERATE = 3, 2
"""Independent originators that high and moderate confidence take."""
RELATIONS = ("supports", "contradicts", "qualifies")
"""How a voice may speak of a claim; where it does so in several ways, an earlier one prevails."""
_SAYS = {
    "supports": ("says so", "say so"),
    "contradicts": ("says otherwise", "say otherwise"),
    "qualifies": ("says it differently", "say it differently"),
}
DERIVED = (
    *("finding", "by_rule", "ruling", "confidence", "confidence_reason", *RELATIONS),
    *("own", "denied_by_parties_alone"),
)
"""Columns that `ledger` adds to those of the claims."""


class Voice(NamedTuple):
    """What one root says of a claim.

    Attributes:
        root_id: the originator that is counted.
        party: whether it is a party to the conflict.
        relation: one of `RELATIONS`.
        own: whether the article took the claim from it, or it published the article: then its agreeing confirms
            nothing.
    """

    root_id: str
    party: bool
    relation: str
    own: bool = False

    @property
    def confirms_nothing(self) -> bool:
        """Whether it agrees, and the claim is its own."""
        return self.own and self.relation == "supports"


def _together(relations: set[str], own: bool) -> str:
    """Return what a root says, taken together.

    One that says so and also otherwise says it differently; one that says so and also differently says so, but
    if the claim is its own it is heard for its caveat; one that says otherwise and also differently says otherwise.
    """
    if {"supports", "contradicts"} <= relations or (own and "qualifies" in relations):
        return "qualifies"
    return min(relations, key=RELATIONS.index)


def voices(
    root_ids: Iterable[str], parties: Iterable[bool], relations: Iterable[str], taken_from: Collection[str] = ()
) -> list[Voice]:
    """Return what each root says, taken together as `_together` has it.

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


def _by_relation(heard: list[Voice]) -> dict[str, list[Voice]]:
    """Return the voices that count, by what they say."""
    return {
        relation: [voice for voice in heard if voice.relation == relation and not voice.confirms_nothing]
        for relation in RELATIONS
    }


def derive(kind: str, translation_fault: str, heard: list[Voice]) -> str:
    """Return the finding on a claim: one word of the vocabulary of `rulings.finding`; the first that fits.

    Args:
        kind: of the claim.
        translation_fault: of the claim.
        heard: what each root says of it.
    """
    support, against, differently = _by_relation(heard).values()
    if translation_fault == "sense":
        return "mistranslated"
    if not support and not against and not differently:
        return "opinion" if kind in {"judgment", "forecast"} else "not found"
    if against and (support or any(voice.confirms_nothing for voice in heard)):
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
    """Return what those say on whom a finding rests."""
    return {"contradicted": "contradicts", "partly": "qualifies"}.get(finding, "supports")


def confidence(finding: str, kind: str, heard: list[Voice], *, documents: int = 0, ruled: bool = False) -> str:
    """Return how good the basis of a finding is: a word of the vocabulary of `judgments.confidence`.

    High takes `FOR_HIGH` roots that are no parties and say the same, and fewer that do not; moderate takes
    `FOR_MODERATE`. What somebody said is as sure as the documents that carry it are many, by the same numbers.
    In a dispute, for what is told differently, for a judgment, and where an editor overrules, it is never high:
    agreement is not knowledge. What the Arabic shows is high.

    Args:
        finding: as `derive` returns it, or as an editor rules.
        kind: of the claim.
        heard: what each root says of the claim.
        documents: how many documents say so.
        ruled: whether an editor overrules the rule.
    """
    if finding == "mistranslated":
        return "high"
    if finding in {"not found", "opinion"}:
        return "low"
    counted = _by_relation(heard)
    carrying = counted[_carrying(finding)]
    independent = sum(not voice.party for voice in carrying)
    others = sum(map(len, counted.values())) - len(carrying)
    weight = documents if kind in SAID_BY_OTHERS and _carrying(finding) == "supports" else independent
    if weight < FOR_MODERATE:
        return "low"
    capped = ruled or finding in {"disputed", "partly"} or kind in {"judgment", "forecast"}
    return "high" if weight >= FOR_HIGH and others < len(carrying) and not capped else "moderate"


def basis(finding: str, kind: str, heard: list[Voice], *, documents: int = 0, ruled: bool = False) -> str:
    """Return in a sentence what a finding rests on: why `confidence`, which takes the same, is what it is."""
    if finding == "mistranslated":
        return "The Arabic was read."
    taken = any(voice.confirms_nothing for voice in heard)
    counted = _by_relation(heard)
    if not any(counted.values()):
        return "Only the article's own source or publisher says so." if taken else "No fact that we read decides it."
    first = _carrying(finding)
    told = ["an editor overrules the rule"] if ruled else []
    for relation in (first, *(relation for relation in RELATIONS if relation != first)):
        there = counted[relation]
        if there:
            parties = sum(voice.party for voice in there)
            who = words.plural(len(there), "originator") if relation == first else words.counted(len(there))
            told.append(f"{who} {_SAYS[relation][len(there) != 1]}{words.parties(parties, len(there))}")
    if not counted["supports"] and first != "supports":
        told.append(f"nobody {'else ' if taken else ''}says it as the article does")
    if kind in SAID_BY_OTHERS and first == "supports":
        told.append(f"{words.plural(documents, 'document')} {'carries' if documents == 1 else 'carry'} it")
    if taken:
        told.append("the article's own source or publisher is not counted")
    return f"{words.capital('; '.join(told))}."


@cached
def _bearing() -> pd.DataFrame:
    linked = table("links").merge(statements(), on="fact_id")
    linked["counts"] = (linked.relation != "context") & linked.repeats.isna() & (linked.topic != "article")
    return linked.sort_values(["claim_id", "first_day", "fact_id"], ignore_index=True)


def bearing() -> pd.DataFrame:
    """Return every fact that bears on a claim, in reading order of the claims and by date.

    Returns:
        One row a link: the columns of `facts.facts`, `claim_id`, `relation` and `reason` of the link, and
        `counts`: whether the fact is a voice, and neither context, nor a mere repeat, nor what the article says
        itself.
    """
    return _bearing().copy()


def borrowed() -> pd.DataFrame:
    """Return where the article took its claims from: the rows of `borrowings` with the columns of `facts.facts`."""
    return table("borrowings").merge(facts(), on="fact_id").sort_values(["claim_id", "fact_id"], ignore_index=True)


def judged() -> pd.DataFrame:
    """Return which claims a judgment speaks to: those to which a fact is linked on which it rests, not as context.

    Returns:
        One row a pair of `judgment_id` and `claim_id`, in the order of both, the claims of the judgment's own topic
        first; whether they are says `own_topic`.
    """
    return _judged().copy()


@cached
def _judged() -> pd.DataFrame:
    pairs = table("grounds")[["judgment_id", "fact_id"]].merge(table("links").query("relation != 'context'"))
    pairs = pairs.merge(table("judgments")[["judgment_id", "topic"]]).merge(
        table("claims")[["claim_id", "topic"]], on="claim_id", suffixes=("", "_of_claim")
    )
    pairs["own_topic"] = pairs.topic == pairs.topic_of_claim
    pairs = pairs[["judgment_id", "claim_id", "own_topic"]].drop_duplicates()
    return pairs.sort_values(["judgment_id", "own_topic", "claim_id"], ascending=[True, False, True], ignore_index=True)


@cached
def _findings() -> pd.DataFrame:
    heard = _bearing()[_bearing().counts]
    columns = ["claim_id", "root_id", "root_party", "relation", "root_short", "source_key"]
    by_claim: dict[str, list[Any]] = {}
    for link in heard[columns].itertuples(index=False):
        by_claim.setdefault(link.claim_id, []).append(link)
    taken_from = borrowed().groupby("claim_id").root_id.agg(set).to_dict()
    house = fact(settings().publication_fact).root_id
    rulings = table("rulings").set_index("claim_id")
    rows = []
    for claim in table("claims").itertuples():
        links = by_claim.get(claim.claim_id, [])
        taken = set() if claim.kind in SAID_BY_OTHERS else taken_from.get(claim.claim_id, set()) | {house}
        spoken = voices(
            [link.root_id for link in links],
            [link.root_party for link in links],
            [link.relation for link in links],
            taken,
        )
        rule = derive(claim.kind, claim.translation_fault, spoken)
        ruled = claim.claim_id in rulings.index
        finding = rulings.finding[claim.claim_id] if ruled else rule
        names, counted = {link.root_id: link.root_short for link in links}, _by_relation(spoken)
        agreeing = {voice.root_id for voice in counted["supports"]}
        documents = len({link.source_key for link in links if link.root_id in agreeing and link.relation == "supports"})
        known: Any = {"documents": documents, "ruled": ruled}
        rows.append(
            {
                "claim_id": claim.claim_id,
                "finding": finding,
                "by_rule": rule,
                "ruling": rulings.reason[claim.claim_id] if ruled else "",
                "confidence": confidence(finding, claim.kind, spoken, **known),
                "confidence_reason": basis(finding, claim.kind, spoken, **known),
                **{relation: tuple(names[voice.root_id] for voice in there) for relation, there in counted.items()},
                "own": tuple(names[voice.root_id] for voice in spoken if voice.confirms_nothing),
                "denied_by_parties_alone": bool(counted["contradicts"])
                and all(voice.party for voice in counted["contradicts"]),
            }
        )
    return pd.DataFrame(rows)


def ledger() -> pd.DataFrame:
    """Return every claim with what is found of it.

    Returns:
        One row a claim, in reading order: the columns of `claims`, `finding`, `by_rule` (what the rule alone
        gives), `ruling` (why an editor overrules it, or ""), `confidence`, `confidence_reason`; `supports`,
        `contradicts`, `qualifies` and `own`: the short names of the roots that say so, otherwise, differently,
        and of those that say so but cannot confirm it, as the claim is their own; `denied_by_parties_alone`.
    """
    return table("claims").merge(_findings(), on="claim_id")


def derived() -> dict[str, dict[str, Any]]:
    """Return what is derived of each claim, by its id: the columns `DERIVED`, as JSON has them."""
    return {
        row["claim_id"]: {key: list(row[key]) if isinstance(row[key], tuple) else row[key] for key in DERIVED}
        for row in ledger().to_dict("records")
    }


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


_CAMP_OF_SIDE = {name: side.camp for name, side in settings().sides.items() if side.camp}
_STATES, _SCHOLARS, _PRESS, _UNNAMED = "Other states, UN", "Scholars", "Press", "Unnamed"
_CAMP_OF_KIND = {
    **dict.fromkeys(("government", "armed_party", "un", "eu"), _STATES),
    **dict.fromkeys(("research", "ngo", "individual", "monitor"), _SCHOLARS),
    "unnamed": _UNNAMED,
}
CAMPS = (*_CAMP_OF_SIDE.values(), _STATES, _SCHOLARS, _PRESS, _UNNAMED)
"""Where originators stand, for a table of who says what: the sides of the conflict first."""


def _camp(kind: str, side: str) -> str:
    return _CAMP_OF_SIDE.get(side) or _CAMP_OF_KIND.get(kind, _PRESS)


def by_camp(claim_ids: Iterable[str]) -> pd.DataFrame:
    """Return what each camp says of some claims: how many originators say so, otherwise and differently.

    The article's own sources count here like anybody: this is a table of who says so, not a finding.

    Args:
        claim_ids: the claims, in the order to return them.

    Returns:
        One row for each claim and each of `CAMPS` of which somebody speaks: `cell_id`, `claim_id`, `camp`, `supports`,
        `contradicts`, `qualifies` (numbers of originators), `said_by` (short names, joined) and `fact_ids`.
    """
    return _by_camp(list(claim_ids))


def _by_camp(claim_ids: list[str]) -> pd.DataFrame:
    origins = table("origins").set_index("origin_id")
    heard = _bearing()[_bearing().counts]
    rows = []
    for claim_id in claim_ids:
        links = heard[heard.claim_id == claim_id]
        camps = links.root_id.map(lambda root: _camp(origins.kind[root], origins.side[root]))
        for camp in CAMPS:
            there = links[camps == camp]
            spoken = voices(there.root_id, there.root_party, there.relation)
            if spoken:
                rows.append(
                    {
                        "cell_id": f"{claim_id} {camp}",
                        "claim_id": claim_id,
                        "camp": camp,
                        **{word: sum(voice.relation == word for voice in spoken) for word in RELATIONS},
                        "said_by": ", ".join(dict.fromkeys(there.root_short)),
                        "fact_ids": " ".join(there.fact_id),
                    }
                )
    return pd.DataFrame(rows)


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
    carried = facts()
    carried["outlet"] = carried.publisher.map(words.publisher)
    own = [_same_house(row.short, row.outlet) for row in carried.itertuples()]
    carried = carried[[not itself for itself in own]]  # what an outlet says itself is not relayed
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
        fact_ids, one = sorted(set(rows.fact_id)), rows.iloc[0]
        edges.append(
            {
                "edge_id": f"{origin_id} in {outlet}",
                "origin_id": origin_id,
                "originator": one.short,
                "side": one.originator_side,
                "counted_as": one.root_short if one.chained else "",
                "outlet": outlet,
                "taken": outlet == "the article",
                "statements": len(fact_ids),
                "fact_ids": " ".join(fact_ids),
            }
        )
    return pd.DataFrame(edges)


def _same_house(originator: str, outlet: str) -> bool:
    """Return whether an outlet is the originator itself, or its own unnamed sources, going by their names."""
    one, other = (re.sub(r"\W|^the ", "", name.lower()) for name in (originator, outlet))
    return one.startswith(other) or other.startswith(one)
