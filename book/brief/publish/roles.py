"""Roles for references in prose, and for the article's own words.

Roles: `fact` leads to the entry of a fact at the end of the page, `src`, `claim` and `judgment` open on a card, `quote`
gives the article's own words. Directive: `sources-cited`, the list of facts at the end of the page. An unknown key
fails the build.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from brief import words
from brief.ledger import cards, facts
from brief.ledger.documents import documents_read
from brief.ledger.languages import language_pieces
from brief.ledger.sources import source_note
from brief.publish import references
from brief.publish.references import DISCUSSES
from brief.publish.sphinx_helpers import faults_as_warnings

LOG = logging.getLogger(__name__)


class cited_list(nodes.General, nodes.Element):
    """Placeholder for the list of facts cited on a page."""


def fact_chip(fact_id: str, page: str = "") -> nodes.reference:
    """Return a reference to the entry of a fact: at the end of a page, or of this one if "", where it adds an entry."""
    fact = facts.fact(fact_id)
    chip = nodes.reference(
        "",
        f"{words.publisher(fact.publisher)} {fact.grade}",
        refuri=f"{page}#{fact_id}",
        internal=True,
        reftitle=f"{fact.fact} Says: {fact.originator}. {fact_id}, graded {fact.grade}.",
        classes=["brief-chip"],
    )
    if not page:
        chip["brief_fact"] = fact_id
    return chip


class FactRole(SphinxRole):
    """`{fact}` with one or more fact ids: who says so, with a link to the entry at the end of the page."""

    @faults_as_warnings
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a chip for each fact."""
        chips: list[nodes.Node] = []
        for fact_id in self.text.split(","):
            chips += [fact_chip(fact_id.strip()), nodes.Text(" ")]
        return chips[:-1], []


def opening_chip(kind: str, key: str, text: str = "") -> nodes.reference:
    """Return a chip that leads to an entry and opens on its card; its text is that of `cards.reference` by default."""
    shown, address = cards.reference(kind, key)
    chip = nodes.reference("", text or shown, refuri=address, internal=True, classes=["brief-chip"])
    chip["brief_card"] = (kind, key)
    return chip


class Reference(SphinxRole):
    """A reference that opens on a card: `{claim}`, `{src}` and `{judgment}` with the key of a row."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    @faults_as_warnings
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a chip that leads to the entry."""
        chip = opening_chip(self.kind, self.text)
        if self.kind == "claim":
            chip[DISCUSSES] = self.text
        return [chip], []


class article_quote(nodes.Inline, nodes.Element):
    """Words of the article: nothing may change a character of them, as typographic quotation marks would."""


def _visit_quote(translator: Any, node: article_quote) -> None:
    quoted = f'<q class="brief-quote">{html.escape(node["text"])}</q>'
    for name in node["ids"]:
        quoted = f'<span id="{html.escape(name)}">{quoted}</span>'
    translator.body.append(quoted)
    raise nodes.SkipNode


class QuoteRole(SphinxRole):
    """`{quote}` with a claim id: the words of the article, to the letter."""

    @faults_as_warnings
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the passage in quotation marks."""
        quote = cards.entry("claim", self.text)["quote"]
        return [article_quote(text=quote, **{DISCUSSES: self.text})], []


class foreign_words(nodes.Inline, nodes.TextElement):
    """Words in another language than the brief's; `attributes` of HTML give the language and its direction."""


def _visit_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append(translator.starttag(node, "span", "", **node["attributes"]))


def _depart_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append("</span>")


class SourcesCited(SphinxDirective):
    """`{sources-cited}`: how much was read, and the facts cited on this page, each with originator and document."""

    def run(self) -> list[nodes.Node]:
        """Return a placeholder that is filled when the page has been read."""
        return [cited_list()]


def _fill_cited(app: Sphinx, doctree: nodes.document) -> None:
    cited = list(dict.fromkeys(ref["brief_fact"] for ref in doctree.findall(nodes.reference) if "brief_fact" in ref))
    places = list(doctree.findall(cited_list))
    if cited and not places:
        LOG.warning("facts are cited, but the page has no {sources-cited}", location=app.env.docname)
    for place in places:
        items = nodes.bullet_list(classes=["brief-sources"])
        for fact_id in cited:  # in the order of first citation: on paper they are numbered
            items += _entry(fact_id)
        place.replace_self([nodes.paragraph("", documents_read()), items] if cited else [])


def _with_numbers(body: str) -> str:
    """Return a page whose references to facts have the number of their entry at its end, for paper."""
    listed = re.search(r'<ul class="[^"]*brief-sources.*?</ul>', body, flags=re.S)
    entries = re.findall(r'<li id="([\w-]+)"', listed[0]) if listed else []
    number_of = {fact_id: number for number, fact_id in enumerate(entries, 1)}

    def numbered(link: re.Match[str]) -> str:
        return f'{link[0]} data-note="{number_of[link[1]]}"' if link[1] in number_of else link[0]

    return re.sub(r'<a class="brief-chip[^"]*" href="#([\w-]+)"', numbered, body)


def _entry(fact_id: str) -> nodes.list_item:
    note = source_note(fact_id)
    paragraph = nodes.paragraph("", "", nodes.strong("", f"{note.key} "), nodes.Text(f"{note.said} "))
    document = nodes.reference("", f"{note.publisher}: ", refuri=note.url)
    for piece, attributes in language_pieces(note.title, note.language):
        document += foreign_words("", piece, attributes=attributes) if attributes else nodes.Text(piece)
    document += nodes.Text(note.rebuilt)
    paragraph += [document, nodes.Text(note.rest)]
    return nodes.list_item("", paragraph, ids=[fact_id])


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to a page the cards that its references open on, and the numbers of its references to facts."""
    if doctree is None:
        return
    wanted = dict.fromkeys(ref["brief_card"] for ref in doctree.findall(nodes.reference) if "brief_card" in ref)
    for kind, key in wanted:
        _, address = cards.reference(kind, key)
        content = cards.card(kind, key, references.book(app))
        context["body"] += f'<template id="card-{address.partition("#")[2]}">{content}</template>\n'
    context["body"] = _with_numbers(context["body"])


def setup(app: Sphinx) -> None:
    """Register the roles."""
    app.add_node(article_quote, html=(_visit_quote, None))
    app.add_node(foreign_words, html=(_visit_foreign, _depart_foreign))
    app.add_node(cited_list)
    app.add_role("fact", FactRole())
    app.add_role("quote", QuoteRole())
    for role, kind in (("src", "document"), ("claim", "claim"), ("judgment", "judgment")):
        app.add_role(role, Reference(kind))
    app.add_directive("sources-cited", SourcesCited)
    app.connect("doctree-read", _fill_cited)
    app.connect("html-page-context", _page)
