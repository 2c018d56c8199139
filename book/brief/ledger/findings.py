"""What is found of each claim of the article: the rule applied to the facts linked to it.

Facts that only repeat another, and the article itself, count for nothing. An editor may overrule the rule in the table
of rulings, with a reason.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import words
from brief.ledger import rule
from brief.ledger.facts import fact, facts, statements
from brief.settings import settings
from brief.tables import cached, table

HOLDING = ("corroborated", "supported")
"""Findings on claims that hold uncontested."""
DERIVED = (
    "finding",
    "by_rule",
    "ruling",
    "confidence",
    "confidence_reason",
    *rule.RELATIONS,
    "own",
    "denied_by_parties_alone",
)
"""Columns that `ledger` adds to those of the claims."""


def bearing() -> pd.DataFrame:
    """Return every fact that bears on a claim, in reading order of the claims and by date.

    Returns:
        One row a link: the columns of `facts.facts`, `claim_id`, `relation` and `reason` of the link, and
        `counts`: whether the fact is a voice, and neither context, nor a mere repeat, nor the article itself.
    """
    return _bearing().copy()


@cached
def _bearing() -> pd.DataFrame:
    linked = table("links").merge(statements(), on="fact_id")
    linked["counts"] = (linked.relation != "context") & linked.repeats.isna() & (linked.topic != "article")
    return linked.sort_values(["claim_id", "first_day", "fact_id"], ignore_index=True)


def borrowed() -> pd.DataFrame:
    """Return where the article took its claims from: the rows of `borrowings` with the columns of `facts.facts`."""
    return table("borrowings").merge(facts(), on="fact_id").sort_values(["claim_id", "fact_id"], ignore_index=True)


def judged() -> pd.DataFrame:
    """Return which claims a judgment speaks to: those to which a fact is linked on which it rests, not as context.

    Returns:
        One row a pair of `judgment_id` and `claim_id`, in the order of both, the claims of the judgment's own topic
        first; `own_topic` says whether they are.
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


def ledger() -> pd.DataFrame:
    """Return every claim with what is found of it.

    Returns:
        One row a claim, in reading order: the columns of `claims`, `finding`, `by_rule` (what the rule alone
        gives), `ruling` (why an editor overrules it, or ""), `confidence`, `confidence_reason`; `supports`,
        `contradicts`, `qualifies` and `own`: the short names of the roots that say so, otherwise, differently,
        and of those that say so but cannot confirm it, as the claim is their own; `denied_by_parties_alone`.
    """
    return table("claims").merge(_findings(), on="claim_id")


@cached
def _findings() -> pd.DataFrame:
    counted = _bearing()[_bearing().counts]
    columns = ["claim_id", "root_id", "root_party", "relation", "root_short", "source_key"]
    links_of: dict[str, list[Any]] = {}
    for link in counted[columns].itertuples(index=False):
        links_of.setdefault(link.claim_id, []).append(link)
    taken_from = borrowed().groupby("claim_id").root_id.agg(set).to_dict()
    publisher = fact(settings().publication_fact).root_id
    rulings = table("rulings").set_index("claim_id")
    rows = []
    for claim in table("claims").itertuples():
        own = set() if claim.kind in rule.SAID_BY_OTHERS else taken_from.get(claim.claim_id, set()) | {publisher}
        ruling = rulings.loc[claim.claim_id] if claim.claim_id in rulings.index else None
        rows.append(_finding(claim, links_of.get(claim.claim_id, []), own, ruling))
    return pd.DataFrame(rows)


def _finding(claim: Any, links: list[Any], own: set[str], ruling: pd.Series | None) -> dict[str, Any]:
    """Return what is found of one claim, with the columns that `ledger` adds.

    Args:
        claim: its row.
        links: the facts that count, each with its root and relation.
        own: the roots that cannot confirm it.
        ruling: of an editor, if there is one.
    """
    voices = rule.voices(
        [link.root_id for link in links],
        [link.root_party for link in links],
        [link.relation for link in links],
        own,
    )
    by_rule = rule.finding(claim.kind, claim.translation_fault, voices)
    finding = by_rule if ruling is None else ruling.finding
    counted = rule.by_relation(voices)
    agreeing = {voice.root_id for voice in counted["supports"]}
    documents = len({link.source_key for link in links if link.root_id in agreeing and link.relation == "supports"})
    is_ruled = ruling is not None
    name = {link.root_id: link.root_short for link in links}
    denying = counted["contradicts"]
    return {
        "claim_id": claim.claim_id,
        "finding": finding,
        "by_rule": by_rule,
        "ruling": "" if ruling is None else ruling.reason,
        "confidence": rule.confidence(finding, claim.kind, voices, documents=documents, ruled=is_ruled),
        "confidence_reason": rule.reason(finding, claim.kind, voices, documents=documents, ruled=is_ruled),
        **{relation: tuple(name[voice.root_id] for voice in counted[relation]) for relation in rule.RELATIONS},
        "own": tuple(name[voice.root_id] for voice in voices if voice.confirms_nothing),
        "denied_by_parties_alone": bool(denying) and all(voice.party for voice in denying),
    }


def derived() -> dict[str, dict[str, Any]]:
    """Return what is derived of each claim, by its id: the columns `DERIVED`, as JSON has them."""
    return {
        row["claim_id"]: {key: list(row[key]) if isinstance(row[key], tuple) else row[key] for key in DERIVED}
        for row in ledger().to_dict("records")
    }


def standing() -> pd.DataFrame:
    """Return how many claims of each topic hold.

    Returns:
        One row a topic, the largest share first: `topic`, `topic_words` (as readers see it), `checkable` (claims that
        are no mere opinion) and `hold` (those that hold uncontested).
    """
    claims = ledger()
    checkable = claims[claims.finding != "opinion"]
    counts = checkable.assign(hold=checkable.finding.isin(HOLDING)).groupby("topic").hold.agg(["size", "sum", "mean"])
    counts = counts.sort_values("mean", ascending=False, kind="stable").reset_index()
    counts["topic_words"] = counts.topic.map(words.topic)
    return counts.rename(columns={"size": "checkable", "sum": "hold"})[["topic", "topic_words", "checkable", "hold"]]
