"""How to cite the brief, a figure or a row of it, from the certificate of the sealed edition.

An edition is known by the day on which it was sealed and by the SHA-256 of its manifest, which covers every page,
table and figure. The manifest seals neither, so a page can show both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from brief import tables
from brief.check import certificate
from brief.settings import settings
from brief.tables import dates

SHOWN = 12
"""Digits of a checksum that a line of text shows: enough to tell one edition from another."""


@dataclass(frozen=True)
class Edition:
    """The sealed edition.

    Attributes:
        author: as it is to be named.
        title: of the book.
        date: on which it was sealed, in ISO 8601.
        manifest: SHA-256 of its manifest, 64 hexadecimal digits.
        commit: from which it was sealed, with nothing changed since; "" if none is known.
        licence: of the text and the tables, as SPDX names it.
    """

    author: str
    title: str
    date: str
    manifest: str
    commit: str
    licence: str

    @property
    def words(self) -> str:
        """The edition in a few words: "edition of 1 May 2026 (SHA-256 of its manifest: 0123456789ab)"."""
        return f"edition of {dates.spoken(self.date)} (SHA-256 of its manifest: {self.manifest[:SHOWN]})"


def edition() -> Edition:
    """Return the sealed edition, as its certificate has it.

    Raises:
        BriefError: if there is no certificate, it is damaged, or it certifies another edition.
    """
    sealed = certificate.sealed()
    repository = sealed["repository"]
    return Edition(
        author=sealed["paper"]["authors"][0]["name"],
        title=sealed["paper"]["title"],
        date=sealed["check_time"][:10],
        manifest=certificate.edition_of(sealed),
        commit="" if repository.get("changed_since", True) else repository["commit"],
        licence=tables.descriptor()["licenses"][0]["name"],
    )


def row(table: str, key: str) -> str:
    """Return what a citation calls a row of a table: "Table facts, row air-074"."""
    return f"Table {table}, row {key}"


def figure(label: str, title: str) -> str:
    """Return what a citation calls a figure: "Fig. 3, “Its finding”"."""
    return f"{label}, “{title}”"


def citation(part: str | None = None) -> str:
    """Return how to cite the brief, or a part of it, as a line of text.

    Args:
        part: as `figure` or `row` calls it; None for the whole.

    Raises:
        BriefError: as `edition` does.
    """
    cited = edition()
    place = f"{part}. In: " if part else ""
    return f"{cited.author}: {place}{cited.title}, {cited.words}, {cited.licence}."


def bibtex(part: str | None = None) -> str:
    """Return the same as an entry for BibTeX.

    Args:
        part: as for `citation`; its words make the key of the entry.

    Raises:
        BriefError: as `edition` does.
    """
    cited = edition()
    commit = f"; commit {cited.commit}" if cited.commit else ""
    fields = {
        "author": f"{{{_escaped(cited.author)}}}",  # braced once more: BibTeX must not cut the name into parts
        "title": _escaped(part or cited.title),
        "howpublished": f"In: {_escaped(cited.title)}" if part else "",
        "year": cited.date[:4],
        "date": cited.date,
        "note": f"SHA-256 of its manifest: {cited.manifest}{commit}",
        "copyright": cited.licence,
        "url": settings().repository,
    }
    short_part = re.sub(r"[^a-z0-9]+", "-", (part or "").partition("“")[0].lower()).strip("-")
    key = "-".join(filter(None, [settings().name, cited.date, short_part]))
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    """Return text for BibTeX, where some signs are commands and “ ” are written in TeX's own way."""
    text = re.sub(r"[\\{}]", "", text)
    return re.sub(r"([&%$#_])", r"\\\1", text).replace("“", "``").replace("”", "''")


def as_cff() -> str:
    """Return the same for programs, in the Citation File Format 1.2.0.

    Raises:
        BriefError: as `edition` does.
    """
    cited = edition()
    manifest = {"type": "other", "value": f"sha256:{cited.manifest}", "description": "SHA-256 of the manifest"}
    fields = {
        "cff-version": "1.2.0",
        "message": "To cite the brief, use what stands here.",
        "type": "dataset",
        "title": cited.title,
        "authors": [{"name": cited.author}],
        "date-released": cited.date,
        "license": cited.licence,
        "commit": cited.commit,
        "repository-code": settings().repository,
        "identifiers": [manifest],
    }
    return yaml.safe_dump({name: value for name, value in fields.items() if value}, sort_keys=False, allow_unicode=True)
