"""Roles for references in prose, and for the article's own words.

`src`, `claim` and `judgment` open on a card, `quote` gives the article's own words. An unknown key fails the build. For
`fact` see `notes`.
"""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from brief.ledger import cards
from brief.publish import references
from brief.publish.references import DISCUSSES
from brief.publish.sphinx_helpers import faults_as_warnings

LOG = logging.getLogger(__name__)


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
            chip["classes"].append("claim")
            name, sign, word = chip.astext().split(" ", 2)
            chip.children = []  # readers see the sign, and hear the rest
            chip += [nodes.inline("", f"{name} ", classes=["heard"]), finding_mark("", sign, finding=word)]
            chip += nodes.inline("", f" {word}", classes=["heard"])
        return [chip], []


class finding_mark(nodes.Inline, nodes.TextElement):
    """What was found of a claim, its sign or its words, in the colour of its `finding`."""


def _visit_mark(translator: Any, node: finding_mark) -> None:
    translator.body.append(translator.starttag(node, "span", "", **{"data-finding": node["finding"]}))


def _depart_mark(translator: Any, node: finding_mark) -> None:
    translator.body.append("</span>")


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


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to a page the cards that its references open on."""
    if doctree is None:
        return
    opened = dict.fromkeys(ref["brief_card"] for ref in doctree.findall(nodes.reference) if "brief_card" in ref)
    for kind, key in opened:
        _, address = cards.reference(kind, key)
        content = cards.card(kind, key, references.book(app))
        context["body"] += f'<template id="card-{address.partition("#")[2]}">{content}</template>\n'


def setup(app: Sphinx) -> None:
    """Register the roles."""
    app.add_node(finding_mark, html=(_visit_mark, _depart_mark))
    app.add_node(article_quote, html=(_visit_quote, None))
    app.add_role("quote", QuoteRole())
    for role, kind in (("src", "document"), ("claim", "claim"), ("judgment", "judgment")):
        app.add_role(role, Reference(kind))
    app.connect("html-page-context", _page)
