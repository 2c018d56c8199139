"""What is found of each claim of the article: the rule applied to the facts linked to it.

Facts that only repeat another or cannot be judged, and the article itself, count for nothing. An editor may overrule
the rule in the table of rulings, with a reason. Some choices that go into it are the reader's as well as ours:
`CHOICES`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.ledger import reasons, rule
from brief.ledger.facts import fact, facts, statements
from brief.ledger.in_short import DIFFERING, in_short
from brief.ledger.records import records_by
from brief.settings import settings
from brief.tables import cached, table

FINDINGS = tuple(words.SIGNS)
"""All findings, in the order to show them."""
HOLDING = ("holds", "holds thinly")
"""Findings on claims that hold, whatever is noted beside them."""
ERRORS = ("wrong", "mistranslated", "near miss")
"""Findings on claims that are not as the English says, the worst first."""
WORST_FIRST = (*ERRORS, "disputed", "nothing found", "holds thinly", "holds", "opinion")
"""All findings, in the order in which one of them marks a passage with several claims."""
SAID_BY_OTHERS = {"attribution", "quotation"}
"""Kinds of claims that hold if somebody said something: there the publication it was taken from is the evidence."""
CONFIDENCES = ("high", "moderate", "low")
"""How good the basis of a finding is, the best first."""
CHOICES = {
    "denials": "Let a denial by the accused count like anybody's word",
    "weak": "Leave out documents graded D or worse",
    "own": "Count the article's own source for nothing",
    "documents": "Count documents, not voices",
    "relays": "Count those who speak for another apart, and repeats too",
}
"""What a reader may choose otherwise, by a short name; a set of names is a choice, and the empty set is ours."""
WEAK = ("D", "E", "F")
"""Grades of documents on which alone no confidence is high."""
DERIVED = (
    "finding",
    "by_rule",
    "ruling",
    "confidence",
    "in_short",
    "why",
    *rule.RELATIONS,
    "own",
    "parties",
    "by_choice",
    "choices",
    "hinges_on",
)
"""Columns that `ledger` adds to those of the claims."""


def bearing() -> pd.DataFrame:
    """Return every fact that bears on a claim, in reading order of the claims and by date.

    Returns:
        One row a link: the columns of `facts.facts`, `claim_id`, `relation` and `reason` of the link, and
        `counts`: whether the fact counts as a voice; context, repeats, the article's own statements, and what is graded
        F or 6 do not.
    """
    return _bearing().copy()


@cached
def _bearing() -> pd.DataFrame:
    linked = table("links").merge(statements(), on="fact_id")
    linked["counts"] = (linked.relation != "context") & linked.repeats.isna() & _can_be_judged(linked)
    return linked.sort_values(["claim_id", "first_day", "fact_id"], ignore_index=True)


def _can_be_judged(links: pd.DataFrame) -> pd.Series:
    """For each link, return whether its fact may count: it is not the article's, and neither graded F nor 6."""
    return (links.topic != "article") & (links.reliability != "F") & (links.credibility != "6")


def borrowed() -> pd.DataFrame:
    """Return where the article took its claims from: the rows of `borrowings` with the columns of `facts.facts`."""
    return table("borrowings").merge(facts(), on="fact_id").sort_values(["claim_id", "fact_id"], ignore_index=True)


def judged() -> pd.DataFrame:
    """Return which claims a judgment speaks to: those to which a fact is linked on which it rests, not as context.

    A claim that was split is not among them: its parts are.

    Returns:
        One row a pair of `judgment_id` and `claim_id`, in the order of both, the claims of the judgment's own topic
        first; `own_topic` says whether they are.
    """
    return _judged().copy()


@cached
def _judged() -> pd.DataFrame:
    pairs = table("grounds")[["judgment_id", "fact_id"]].merge(table("links").query("relation != 'context'"))
    claims = table("claims")[~_is_split()]
    pairs = pairs.merge(table("judgments")[["judgment_id", "topic"]]).merge(
        claims[["claim_id", "topic"]], on="claim_id", suffixes=("", "_of_claim")
    )
    pairs["own_topic"] = pairs.topic == pairs.topic_of_claim
    pairs = pairs[["judgment_id", "claim_id", "own_topic"]].drop_duplicates()
    return pairs.sort_values(["judgment_id", "own_topic", "claim_id"], ascending=[True, False, True], ignore_index=True)


def ledger() -> pd.DataFrame:
    """Return every claim with what is found of it.

    Returns:
        One row a claim, in reading order: the columns of `claims`; `compound`: whether it was split, so that its parts
        are counted in its place; `finding`, `by_rule` (what the rule alone gives), `ruling` (why an editor overrules
        it, or ""), `confidence`, `in_short` (why, in one sentence), `why` (who says what, in sentences); `supports`,
        `qualifies`, `contradicts` and `denies`: the short names of those who say so, not as worded, otherwise, and of
        the accused who deny it; `own` and `parties`: which of these are the article's own source, and parties to the
        conflict; `by_choice`: a digit for each of `sets_of_choices`, the place of its finding in `FINDINGS`;
        `choices`: under how many of these the finding is the same; `hinges_on`: the choices of which one alone
        changes it.
    """
    claims = table("claims").assign(compound=_is_split()).merge(_findings(), on="claim_id")
    return claims.sort_values("quote_start", kind="stable", ignore_index=True)


def _is_split() -> pd.Series:
    """For each claim, in the order of the table, return whether it has parts."""
    claims = table("claims")
    return claims.claim_id.isin(claims.part_of)


@cached
def _findings() -> pd.DataFrame:
    reason_of = table("rulings").set_index("claim_id").reason.to_dict()
    found_of = by_choice()
    links = _bearing()
    echoed = set(links[(links.relation == "supports") & links.repeats.notna()].claim_id)
    rows = []
    for claim, voices in _voices(frozenset()):
        found = found_of[claim.claim_id]
        finding = found[0]  # under no choice but ours
        differs = _differs(claim.claim_id, DIFFERING.get(finding, ""), voices)
        rows.append(
            {
                "claim_id": claim.claim_id,
                "finding": finding,
                "by_rule": _by_rule(claim, voices),
                "ruling": reason_of.get(claim.claim_id, ""),
                "confidence": rule.confidence(finding, voices),
                "in_short": in_short(finding, voices, differs, echoed=claim.claim_id in echoed),
                "why": reasons.why(finding, voices, echoed=claim.claim_id in echoed),
                **{says: tuple(voice.name for voice in voices if voice.says == says) for says in rule.RELATIONS},
                "own": tuple(voice.name for voice in voices if voice.own),
                "parties": tuple(voice.name for voice in voices if voice.party),
                "by_choice": "".join(str(FINDINGS.index(word)) for word in found),
                "choices": found.count(finding),
                "hinges_on": tuple(name for bit, name in enumerate(CHOICES) if found[2**bit] != finding),
            }
        )
    return pd.DataFrame(rows)


def _differs(claim_id: str, relation: str, voices: list[rule.Voice]) -> tuple[str, str] | None:
    """Return who is best to say otherwise than a claim, and how that differs from it, or None if nobody is told to.

    The best has no stake, is not the article's own source, and speaks in the best document: the one that was graded
    best, and of several the first.

    Args:
        claim_id: the claim.
        relation: what such a voice says, one of `rule.RELATIONS`.
        voices: what each originator says of the claim.
    """
    saying = {voice.name: voice for voice in voices if voice.says == relation}
    candidates = [
        (saying[link["root_short"]], link)
        for link in _counting().get(claim_id, ())
        if link["reason"] and link["relation"] == relation and link["root_short"] in saying
    ]
    if not candidates:
        return None
    voice, link = min(candidates, key=lambda one: (one[0].party or one[0].own, one[1]["grade"]))
    return reasons.name(voice), link["reason"]


@cached
def _counting() -> dict[str, list[dict[str, Any]]]:
    """Return by claim the links that count, by date."""
    return records_by(_bearing().query("counts"), "claim_id")


def worst() -> pd.DataFrame:
    """Return the ten worst errors of the article, or all if there are fewer, without those of its translation.

    What is wrong comes before what is a near miss; of two of a kind, the one of which we are more confident; then the
    one on which more voices without a stake say otherwise, or not as worded, than say so; then the first in the text.

    Returns:
        Rows of `ledger`, the worst first.
    """
    claims = ledger().query("not compound and confidence != ''")
    claims = claims[claims.finding.isin(ERRORS)]
    rank = pd.DataFrame(
        {
            "finding": claims.finding.map(ERRORS.index),
            "confidence": claims.confidence.map(CONFIDENCES.index),
            "voices": [-_outnumbering(claim) for claim in claims.itertuples()],
        },
        index=claims.index,
    )
    return claims.loc[rank.sort_values(list(rank), kind="stable").index[:10]].reset_index(drop=True)


def _outnumbering(claim: Any) -> int:
    """Return by how many those who say a claim otherwise, or not as worded, outnumber those who say so."""
    against, so = ({*names} - {*claim.parties} for names in (claim.contradicts + claim.qualifies, claim.supports))
    return len(against) - len(so)


def sets_of_choices() -> list[frozenset[str]]:
    """Return every set of `CHOICES`: the first is ours, and the n-th has those whose bits are set in n."""
    numbers = range(2 ** len(CHOICES))
    return [frozenset(name for bit, name in enumerate(CHOICES) if number >> bit & 1) for number in numbers]


@cached
def by_choice() -> dict[str, list[str]]:
    """Return what is found of each claim under each of `sets_of_choices`, in that order."""
    rulings = table("rulings").set_index("claim_id").finding.to_dict()
    found: dict[str, list[str]] = {}
    for choice in sets_of_choices():
        for claim, voices in _voices(choice):
            finding = rulings.get(claim.claim_id) or _by_rule(claim, voices)
            found.setdefault(claim.claim_id, []).append(finding)
    return found


def _by_rule(claim: Any, voices: list[rule.Voice]) -> str:
    return rule.finding(claim.kind, claim.translation_fault == "sense", voices)


def _voices(choice: Collection[str]) -> Iterator[tuple[Any, list[rule.Voice]]]:
    """Yield each claim, in reading order, with the voices that count under a set of choices."""
    links_of, own_of = _links_and_own_roots()
    speaker = "document" if "documents" in choice else "originator" if "relays" in choice else "root"
    for claim in table("claims").itertuples():
        own = own_of[claim.claim_id]
        links = [
            link
            for link in links_of.get(claim.claim_id, ())
            if ("relays" in choice or not link["repeated"])
            and not ("weak" in choice and link["weak"])
            and not ("own" in choice and link["root_id"] in own)
        ]
        yield claim, voices_in(links, own, choice, speaker)


@cached
def _links_and_own_roots() -> tuple[dict[str, list[dict[str, Any]]], dict[str, set[str]]]:
    """Return by claim the facts that say something of it, as `voice_links` does, and the roots of its own source."""
    links = _bearing()
    speaking = voice_links(links[(links.relation != "context") & _can_be_judged(links)])
    taken_from = borrowed().groupby("claim_id").root_id.agg(set).to_dict()
    publisher = fact(settings().publication_fact).root_id
    own_of = {
        claim.claim_id: set() if claim.kind in SAID_BY_OTHERS else taken_from.get(claim.claim_id, set()) | {publisher}
        for claim in table("claims").itertuples()
    }
    return records_by(speaking, "claim_id"), own_of


@cached
def turned_by() -> dict[str, dict[str, Any]]:
    """Return by claim what the change of one link would make of its finding, for claims where it makes another.

    A link changes if it gets another relation, or becomes context, or if context begins to count.

    Returns:
        For each such claim the first change, by the id of the fact and with context first: `fact_id`, `relation` (as
        changed) and `finding`; and `count`, how many of its links alone decide so, `of` how many.
    """
    links = _bearing()
    by_claim = records_by(voice_links(links[_can_be_judged(links) & links.repeats.isna()]), "claim_id")
    own_of, rulings = _links_and_own_roots()[1], set(table("rulings").claim_id)
    turned: dict[str, dict[str, Any]] = {}
    for claim in table("claims").itertuples():
        of_claim = sorted(by_claim.get(claim.claim_id, ()), key=lambda link: link["fact_id"])
        now = _with_links(claim, of_claim, own_of[claim.claim_id])
        changes: dict[str, dict[str, Any]] = {}
        for number, link in enumerate(of_claim) if claim.claim_id not in rulings else ():
            for relation in ("context", *rule.RELATIONS):
                changed = [*of_claim[:number], {**link, "relation": relation}, *of_claim[number + 1 :]]
                if (found := _with_links(claim, changed, own_of[claim.claim_id])) != now:
                    change = {"fact_id": link["fact_id"], "relation": relation, "finding": found}
                    changes.setdefault(link["fact_id"], change)
        if changes:
            first = min(changes.values(), key=lambda change: (change["relation"] != "context", change["fact_id"]))
            turned[claim.claim_id] = {**first, "count": len(changes), "of": len(of_claim)}
    return turned


def _with_links(claim: Any, links: list[dict[str, Any]], own: Collection[str]) -> str:
    return _by_rule(claim, voices_in([link for link in links if link["relation"] != "context"], own))


def relations() -> dict[str, dict[str, str]]:
    """Return how each linked fact bears on each claim: the relation, by claim and fact."""
    by_claim: dict[str, dict[str, str]] = {}
    for link in table("links").itertuples():
        by_claim.setdefault(link.claim_id, {})[link.fact_id] = link.relation
    return by_claim


class Speaker(NamedTuple):
    """Who may count as a voice: a root, an originator or a document, and whether it is a party to the conflict."""

    id: str
    name: str
    party: bool


def voice_links(links: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `bearing` as `voices_in` takes them, with `claim_id`, `fact_id` and `repeated`, if it repeats."""
    return pd.DataFrame(
        {
            "claim_id": links.claim_id,
            "fact_id": links.fact_id,
            "relation": links.relation,
            "record": links.record,
            "weak": links.reliability.isin(WEAK),
            "repeated": links.repeats.notna(),
            "root_id": links.root_id,
            "root": list(map(Speaker, links.root_id, links.root_short, links.root_party)),
            "originator": list(map(Speaker, links.origin_id, links.short, links.party)),
            "document": list(map(Speaker, links.source_key, links.publisher, links.root_party)),
        }
    )


def voices_in(
    links: list[dict[str, Any]], own: Collection[str] = (), choice: Collection[str] = (), speaker: str = "root"
) -> list[rule.Voice]:
    """Return what each voice says of a claim, all that it says taken together.

    Whoever says so and also otherwise says it, but not as worded; whoever says so and also not as worded, says so; else
    what comes first in `rule.RELATIONS` prevails. "Otherwise" holds for denials too. The facts that say what a voice is
    taken to say, or all if none says just that, carry its word: it is a party, the article's own source, or weak if all
    of these are, and a record if one is.

    Args:
        links: the facts that count: `relation`, `record`, `weak` (whether the document is graded so), `root_id`, and a
            `Speaker` each as `root`, `originator` and `document`.
        own: the roots that the article took the claim from, and its own publisher.
        choice: some of `CHOICES`.
        speaker: who counts as a voice: "root", "originator" or "document".
    """
    links_of: dict[str, list[dict[str, Any]]] = {}
    for link in links:
        links_of.setdefault(link[speaker].id, []).append(link)
    voices = []
    for of_voice in links_of.values():
        relations = {link["relation"] for link in of_voice}
        says = min(relations, key=rule.RELATIONS.index)
        if "supports" in relations and relations & {"contradicts", "denies"}:
            says = "qualifies"
        carrying = [link for link in of_voice if link["relation"] == says] or of_voice
        is_heard = says == "denies" and "denials" in choice
        voices.append(
            rule.Voice(
                name=of_voice[0][speaker].name,
                says="contradicts" if is_heard else says,
                party=all(link[speaker].party for link in carrying) and not is_heard,
                own=all(link["root_id"] in own for link in carrying),
                record=any(link["record"] for link in carrying),
                weak=all(link["weak"] for link in carrying),
            )
        )
    return voices


def is_steady(claims: pd.DataFrame) -> pd.Series:
    """Return whether the finding on each claim is the same whatever choices the rule makes; opinions have no such one.

    Args:
        claims: as `ledger` returns them.
    """
    return (claims.finding != "opinion") & (claims.choices == claims.by_choice.str.len())


def derived() -> dict[str, dict[str, Any]]:
    """Return what is derived of each claim, by its id: the columns `DERIVED`, as JSON has them."""
    return {
        row["claim_id"]: {key: list(row[key]) if isinstance(row[key], tuple) else row[key] for key in DERIVED}
        for row in ledger().to_dict("records")
    }


def standing() -> pd.DataFrame:
    """Return how many claims of each topic hold.

    Returns:
        One row a topic that has claims, the largest share first and mere opinions last: `topic`, `topic_words` (as
        readers see it), `checkable` (claims that are no mere opinion, and parts in place of those that were split) and
        `hold`.
    """
    claims = ledger().query("not compound")
    claims = claims.assign(checkable=claims.finding != "opinion", hold=claims.finding.isin(HOLDING))
    counts = claims.groupby("topic", as_index=False)[["checkable", "hold"]].sum()
    counts.insert(1, "topic_words", counts.topic.map(words.topic))
    share = (counts.hold / counts.checkable).sort_values(ascending=False, kind="stable")
    return counts.loc[share.index].reset_index(drop=True)
