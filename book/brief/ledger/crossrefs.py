"""Cross-references: which page discusses which claim, uses which table, and has figures that rest on which facts.

`brief.publish.references` fills a `Book` from the very build that shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


def anchor(claim_id: str) -> str:
    """Return the anchor of the first place on a page whose prose refers to a claim."""
    return f"said-{claim_id}"


@dataclass(frozen=True)
class Figure:
    """A figure of the book, with the keys of the facts and documents that it rests on.

    Attributes:
        name: such as "fig-airpower-map", its anchor.
        page: the page that shows it.
        label: its number, such as "Fig. 3".
        title: its finding.
        facts: ids of facts.
        documents: keys of documents.
    """

    name: str
    page: str
    label: str
    title: str
    facts: frozenset[str]
    documents: frozenset[str]

    @property
    def address(self) -> str:
        """Its address in the site."""
        return f"{self.page}.html#{self.name}"


@dataclass(frozen=True)
class Page:
    """A page of the book: its name and title, the claims its prose discusses, and the tables it uses."""

    name: str
    title: str = ""
    claims: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Its address in the site."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class Book:
    """All pages by their names, in the order of the table of contents, and all figures in the order of the pages."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()

    def discussing(self, claim_id: str) -> list[Page]:
        """Return the pages whose prose discusses a claim."""
        return [page for page in self.pages.values() if claim_id in page.claims]

    def using(self, table: str) -> list[Page]:
        """Return the pages that use a table."""
        return [page for page in self.pages.values() if table in page.tables]

    def figures_on(self, document: str) -> list[Figure]:
        """Return the figures that rest on a document, by its key."""
        return [figure for figure in self.figures if document in figure.documents]

    def figures_of(self, facts: Collection[str], page: str | None = None) -> list[Figure]:
        """Return the figures that rest on one of some facts, on one page or on all."""
        return [figure for figure in self.figures if not figure.facts.isdisjoint(facts) and page in (None, figure.page)]


ADDRESSES = {"claim": "claims.html#{}", "document": "sources.html#src-{}", "fact": "facts.html#{}"}
"""The address in the site of the entry of each kind, by its key."""


def address(kind: str, key: str) -> str:
    """Return the address in the site of a claim, a document or a fact, by its key."""
    return ADDRESSES[kind].format(key)
