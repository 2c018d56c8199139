"""What a reader sees on a page beside its figures and numbers: passages, notes, judgments, verdicts and grades.

Passages are compared with the source of the page, whose lines are sealed; the others with what the tables give. Both to
the letter, but for what typography changes. What is missing on the page is named like what differs.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brief import words
from brief.check import compare
from brief.check.compare import Item
from brief.errors import BriefError
from brief.ledger import claims, facts, findings, judgments, sources
from brief.ledger.documents import documents_read
from brief.rerun.source import NUMBER, Source, compared

if TYPE_CHECKING:
    from brief.rerun.before_charts import Request

GONE = "is missing on the page"


def passages(asked: Request, source: Source) -> Iterator[Item]:
    """Compare the text of a page with its source, and that with what was sealed of it."""
    altered = source.prose != asked.sealed.page.get("prose", source.prose)
    message = "a line of the source that the site offers is not as sealed"
    yield Item("prose", asked.page, f"{asked.page}.md", differences=[message] if altered else [])
    standing = Counter(compared(text) for text, _ in asked.passages)
    known = {compared(text) for _, text in source.passages} | {compared(documents_read()), ""}
    for line, text in source.passages:
        if key := compared(text):
            messages = []
            if not standing[key]:
                known.add(compared(nearest := _nearest(text, asked)))
                messages.append(_became(nearest, text))
            standing[key] -= 1
            yield Item("passage", asked.page, f"line {line}", differences=messages)
    for number, (text, of_source) in enumerate(asked.passages, 1):
        if of_source and compared(text) not in known:
            added = f"is not in the source of the page: {compare.shortened(_readable(text))}"
            yield Item("passage", asked.page, f"paragraph {number}", differences=[added])


def _nearest(text: str, asked: Request) -> str:
    """Return how a text stands on the page, if it does in other words, or ""."""
    return next(iter(difflib.get_close_matches(text, [shown for shown, _ in asked.passages], 1, 0.7)), "")


def _became(shown: str, text: str) -> str:
    """Return how the text of a page differs from what should stand there."""
    return compare.change(_readable(shown), _readable(text)) if shown else f"{GONE}: {_readable(text)}"


def _readable(text: str) -> str:
    """Return a text with the names of its numbers in brackets."""
    parts = text.split(NUMBER)
    return " ".join("".join(f"[{part}]" if at % 2 else part for at, part in enumerate(parts)).split())


def judged(asked: Request, source: Source) -> Iterator[Item]:
    """Compare the judgments that a page shows with those of the tables."""
    standing = {compared(text) for text, _ in asked.passages}
    for key, short in source.judgments:
        missing = [text for text in judgment(key, short) if compared(text) not in standing]
        messages = [_became(_nearest(text, asked), text) for text in missing]
        yield Item("judgment", asked.page, key, differences=messages)


def judgment(key: str, short: bool) -> list[str]:
    """Return what a page says of a judgment: likelihood, confidence and conditions, a paragraph each."""
    row = judgments.judgments()[key]
    reason, stop, rest = row["confidence_reason"].partition(". ")
    confidence = [f"{reason}.", rest] if short and stop else [row["confidence_reason"]]
    return [
        f"We judge it {row['likelihood']} that {row['text']}.",
        f"Confidence: {row['confidence']}. {confidence[0]}",
        *confidence[1:],
        *(f"{heading}: {text}" for heading, text in judgments.conditions(row).items()),
    ]


def noted(asked: Request, source: Source) -> Iterator[Item]:
    """Compare the notes of a page, and each grade beside its text, with what the tables say of the facts."""
    cited = cited_facts(source)
    chips = {key: text for key, text in asked.chips if key not in findings.derived()}
    for fact_id in dict.fromkeys([*cited, *asked.notes, *chips]):
        try:
            fact = facts.fact(fact_id)
        except BriefError as error:
            yield Item("note", asked.page, fact_id, differences=[str(error)])
            continue
        messages = []
        if fact_id in cited or fact_id in asked.notes:
            messages += _differing(asked.notes.get(fact_id), note(fact_id))
        for key, text in asked.chips:
            messages += _differing(text, f"{fact.short} {fact.grade}") if key == fact_id else []
        yield Item("note", asked.page, fact_id, differences=messages)


def cited_facts(source: Source) -> list[str]:
    """Return the facts that have a note on a page: those it cites, and the grounds of judgments that it shows whole."""
    shown = [judgments.grounds(key).values() for key, short in source.judgments if not short]
    return [*source.facts, *(fact_id for groups in shown for group in groups for fact_id in group)]


def note(fact_id: str) -> str:
    """Return what the note on a fact says."""
    said = sources.source_note(fact_id)
    grade = f"{said.grade} ({said.grade_in_words})"
    return f"{said.speaker}, {said.when}. {said.said} {said.document}{said.rest} {grade}. {fact_id}"


def verdicts(asked: Request, source: Source, derived: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Return, by claim, how what a page says of it differs from what is found now: in lists, and beside the text."""
    differing: dict[str, list[str]] = {key: [GONE] for key in listed_claims(source)}
    for key, finding, said in asked.claims:
        now = derived.get(key)
        texts = (words.finding(now["finding"]), claims.said_of(now)) if now else ("", "")
        differing[key] = _differing(finding, texts[0]) + _differing(said, texts[1])
    for key, text in asked.chips:
        if key in derived and text.strip() != key:
            whole = f"{key} {words.finding(derived[key]['finding'])}"
            differing.setdefault(key, []).extend(_differing(text, whole))
    return differing


def listed_claims(source: Source) -> list[str]:
    """Return the claims that a page lists: all on its topics that are counted."""
    ledger = findings.ledger()
    return list(ledger[ledger.topic.isin(source.topics) & ~ledger.compound].claim_id)


def _differing(shown: str | None, now: str) -> list[str]:
    if shown is None:
        return [GONE]
    return [] if compared(shown) == compared(now) else [compare.change(" ".join(shown.split()), now)]
