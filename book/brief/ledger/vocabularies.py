"""The words that a column may hold, as readers see them, with their meanings."""

from __future__ import annotations

from collections.abc import Collection

from brief import tables, words
from brief.settings import settings


def findings_in_words(wanted: Collection[str]) -> dict[str, str]:
    """Return what findings mean, by each finding with its sign, in the order of their signs."""
    meanings = tables.vocabulary("rulings", "finding")
    return {f"{sign} {finding}": meanings[finding] for finding, sign in words.SIGNS.items() if finding in wanted}


def defined(column: str) -> dict[str, str]:
    """Return the words that a column may hold as readers see them, with their meanings.

    Args:
        column: table and column, such as "rulings.finding".

    Raises:
        BriefError: if there is no such column, or it may hold anything.
    """
    table, _, name = column.partition(".")
    meanings = tables.vocabulary(table, name)
    if column == "rulings.finding":
        return findings_in_words(meanings)
    return {code_in_words(code): meaning for code, meaning in meanings.items()}


def code_in_words(code: str) -> str:
    """Return a word of a vocabulary as readers see it."""
    return settings().stances.get(code, code.replace("_", " "))
