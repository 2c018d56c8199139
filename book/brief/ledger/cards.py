"""Entries of the ledger: what a reference to one says, where it leads, and the card that opens on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from brief import words
from brief.errors import BriefError, did_you_mean
from brief.ledger import crossrefs
from brief.ledger.claims import claims
from brief.ledger.crossrefs import address
from brief.ledger.documents import documents
from brief.ledger.judgments import judgments
from brief.ledger.rendering import rendered

_ENTRIES: dict[str, Callable[[], dict[str, dict[str, Any]]]] = {
    "claim": claims,
    "document": documents,
    "judgment": judgments,
}


def entries(kind: str) -> dict[str, dict[str, Any]]:
    """Return all entries of a kind, "claim", "document" or "judgment", by their ids."""
    return _ENTRIES[kind]()


def entry(kind: str, key: str) -> dict[str, Any]:
    """Return one entry with all that its card shows.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.

    Raises:
        BriefError: if there is none with that id.
    """
    known = entries(kind)
    if key not in known:
        raise BriefError(f"no {kind} {key!r} in the tables{did_you_mean(key, known)}")
    return known[key]


def reference(kind: str, key: str) -> tuple[str, str]:
    """Return the words of a reference to an entry, and its address in the site.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.

    Raises:
        BriefError: if there is none with that id.
    """
    row = entry(kind, key)
    if kind == "claim":
        return f"{key} {words.finding(row['finding'])}", address(kind, key)
    if kind == "document":
        return f"{words.publisher(row['publisher'])} {row['reliability']}", address(kind, key)
    return f"judgment {key}", f"{row['topic']}.html#{key}"


def card(kind: str, key: str, book: crossrefs.Book) -> str:
    """Return the card of one entry as HTML: what opens on a reference to it.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.
        book: the pages to which it leads.

    Raises:
        BriefError: if there is none with that id.
    """
    return rendered("card.html", kind=kind, row=entry(kind, key), book=book)
