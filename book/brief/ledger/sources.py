"""What a list of sources says of a fact: what it states, who says so, and in which document."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from brief import tables, words
from brief.ledger import facts
from brief.ledger.documents import published
from brief.ledger.languages import LANGUAGE
from brief.text import web_address


class SourceNote(NamedTuple):
    """A fact in a list of sources: who says what, and when; in which document; how good that is.

    Attributes:
        key: id of the fact.
        speaker: who says so, and whether that is a party to the conflict.
        when: the day or period of the fact, in words.
        said: what the fact states.
        publisher: of the document.
        title: of the document, or that it showed none.
        language: code of the title's language.
        rebuilt: a note if the title was rebuilt from the address, or "".
        url: of the document, at the words where the fact was found, if it was read again.
        rest: when the document was published, how it was read, by whom it was relayed, and a note on the fact.
        grade: of document and statement, such as "B2".
        grade_in_words: what the letter and the number mean.
    """

    key: str
    speaker: str
    when: str
    said: str
    publisher: str
    title: str
    language: str
    rebuilt: str
    url: str
    rest: str
    grade: str
    grade_in_words: str

    @property
    def document(self) -> str:
        """The document as text."""
        return f"{self.publisher}: {self.title}{self.rebuilt}"

    @property
    def text(self) -> str:
        """All of it as text, in the order in which it is shown."""
        grade = f"{self.grade} ({self.grade_in_words})."
        said = f"{self.speaker}, {self.when}. {self.said}"
        return " ".join((said, f"{self.document}{self.rest}", self.url, grade, self.key))


def source_note(fact_id: str) -> SourceNote:
    """Return what a list of sources says of a fact.

    Raises:
        BriefError: if there is no such fact.
    """
    fact = facts.fact(fact_id)
    shown = isinstance(fact.title, str)
    rebuilt = " (title rebuilt from the address)" if fact.title_basis == "address" else ""
    read = tables.vocabulary("sources", "read_as")[fact.read_as]
    note = f" Note: {fact.note.rstrip('.')}." if isinstance(fact.note, str) else ""
    document, statement = (
        re.split(r"[:(]", tables.vocabulary(table, column)[fact[column]])[0].strip()
        for table, column in (("sources", "reliability"), ("facts", "credibility"))
    )
    return SourceNote(
        key=fact_id,
        speaker=_who(fact),
        when=fact.when,
        said=fact.fact,
        publisher=fact.publisher,
        title=fact.title if shown else "no title shown",
        language=fact.language if shown else LANGUAGE,
        rebuilt=rebuilt,
        url=web_address(fact.anchored_url),
        rest=f", {published(fact.published)}. Read: {read}.{_read_again(fact)}{note}",
        grade=fact.grade,
        grade_in_words=f"document: {document}; statement: {statement}",
    )


def _read_again(fact: pd.Series) -> str:
    """Return how the statement reached the document, and that it could not be found there again, if so."""
    if pd.isna(fact.outcome):
        return ""
    relays = f" By way of {fact.relays}." if isinstance(fact.relays, str) else ""
    outcome = tables.vocabulary("readings", "outcome")[fact.outcome]
    return f"{relays} Read again: {outcome}." if fact.outcome == "not_found" else relays


def _who(fact: pd.Series) -> str:
    return f"{fact.originator}{words.parties(int(fact.party), 1)}"


def account(fact_id: str) -> tuple[str, str, str]:
    """Return who says something, what, and when it was printed.

    Raises:
        BriefError: if there is no such fact.
    """
    fact = facts.fact(fact_id)
    return _who(fact), fact.fact, published(fact.published)
