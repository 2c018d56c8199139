"""Remarks on the tables: what is no fault, and should be looked at."""

from __future__ import annotations

from collections.abc import Mapping

from brief import paths
from brief.files import read_text
from brief.tables import codebook
from brief.tables.reading import texts

MOST_NAMED = 5
"""Most rows that a remark names."""


def is_unlikely_record(link: Mapping[str, str]) -> bool:
    """Return whether a link is on record by a document whose kind is not first-hand, and does not say why.

    Args:
        link: its cells, as texts.
    """
    if link["record"] != "true" or link["reason"]:
        return False
    fact = texts("facts").get(link["fact_id"], {})
    document = texts("sources").get(fact.get("source_key", ""), {})
    kind = texts("document_kinds").get(document.get("document_kind", ""), {})
    return kind.get("first_hand") == "false"


def is_codebook_stale() -> bool:
    """Return whether the codebook is missing, or is not what the tables and their description give now."""
    return not paths.CODEBOOK.is_file() or read_text(paths.CODEBOOK) != codebook.text()


def remarks() -> list[str]:
    """Return what should be looked at in tables that are valid."""
    found = []
    if is_codebook_stale():
        name = paths.CODEBOOK.relative_to(paths.ROOT).as_posix()
        found.append(f"{name} does not say what the tables hold now; `brief data --fix` writes it")
    if unlikely := [key for key, link in texts("links").items() if is_unlikely_record(link)]:
        named = ", ".join([*unlikely[:MOST_NAMED], *["…"] * (len(unlikely) > MOST_NAMED)])
        found.append(
            "links.csv: `record` is true, the document is of a kind that is not first-hand, and no `reason` says why "
            f"it is the record all the same: {named}"
        )
    return found
