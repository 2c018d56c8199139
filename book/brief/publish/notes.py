"""Notes: a number after a sentence leads to who says so, when, in which document, and how good that is.

The role `fact` with ids of facts gives one number for all of them, after the mark of punctuation that follows. The
directive `sources-cited` lists the notes at the end of the page; `static/notes.js` puts them into the margin where
there is room. An unknown id fails the build.
"""

from __future__ import annotations

import string
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from brief import words
from brief.ledger import facts
from brief.ledger.crossrefs import address
from brief.ledger.documents import documents_read
from brief.ledger.languages import language_pieces
from brief.ledger.sources import source_note
from brief.publish.sphinx_helpers import faults_as_warnings
from brief.text import address_at_top

LOG = logging.getLogger(__name__)
NUMBER, GRADES = "brief-note", "brief-grades"
"""Classes of a note's number, and of the chips that a reader may have in its place."""
_BEFORE_A_NUMBER = ".,;:"
"""Marks of punctuation that a number follows."""


class note_reference(nodes.Inline, nodes.Element):
    """A place where facts are cited, by the list `facts`; it becomes the number of their note."""


class note_number(nodes.Inline, nodes.TextElement):
    """The number of a note, with a link to it: `target` is its anchor, and `label` names it for those who hear it."""


class foreign_words(nodes.Inline, nodes.TextElement):
    """Words in another language than the brief's; `attributes` of HTML give the language and its direction."""


class cited_list(nodes.General, nodes.Element):
    """Placeholder for the notes of a page."""


def note_on(*fact_ids: str) -> note_reference:
    """Return a reference to the note on some facts.

    Raises:
        BriefError: if there is no such fact.
    """
    for fact_id in fact_ids:
        facts.fact(fact_id)
    return note_reference(facts=list(fact_ids))


def fact_chip(fact_id: str, page: str = "") -> nodes.reference:
    """Return a chip that leads to the entry of a fact in the notes of a page, or of this one if "".

    Raises:
        BriefError: if there is no such fact.
    """
    fact = facts.fact(fact_id)
    return nodes.reference(
        "",
        f"{fact.short} {fact.grade}",
        refuri=f"{page}#{fact_id}",
        internal=True,
        reftitle=f"{fact.fact} Says: {fact.originator}. {fact_id}, graded {fact.grade}.",
        classes=["brief-chip"],
    )


class FactRole(SphinxRole):
    """`{fact}` with one or more ids of facts: the number of the note that says who says so."""

    @faults_as_warnings
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a reference to the note."""
        return [note_on(*(fact_id.strip() for fact_id in self.text.split(",")))], []


class SourcesCited(SphinxDirective):
    """`{sources-cited}`: how much was read, and the notes of the page."""

    def run(self) -> list[nodes.Node]:
        """Return a placeholder that is filled when the page has been read."""
        return [cited_list()]


def _number(app: Sphinx, doctree: nodes.document) -> None:
    """Give the notes of a page their numbers, in the order of the text, and list them."""
    numbers: dict[tuple[str, ...], int] = {}
    for _ in range(2):  # a mark of punctuation that stood between two is before both then
        for reference in list(doctree.findall(note_reference)):
            _join(reference)
    for reference in list(doctree.findall(note_reference)):
        number = numbers.setdefault(tuple(reference["facts"]), len(numbers) + 1)
        speakers = ", ".join(dict.fromkeys(facts.fact(fact_id).short for fact_id in reference["facts"]))
        chips = [part for fact_id in reference["facts"] for part in (nodes.Text(" "), fact_chip(fact_id))]
        label = f"Note {number}: {speakers}"
        shown = note_number("", str(number), target=f"note-{number}", label=label, classes=[NUMBER])
        reference.replace_self([shown, nodes.inline("", "", *chips, classes=[GRADES])])
    places = list(doctree.findall(cited_list))
    if numbers and not places:
        LOG.warning("facts are cited, but the page has no {sources-cited}", location=app.env.docname)
    for place in places:
        place.replace_self(_folded(numbers) if numbers else [])


def _folded(numbers: dict[tuple[str, ...], int]) -> list[nodes.Node]:
    """Return how much was read, and the notes of a page, which `static/controls.js` folds."""
    summary = f"<summary>The {words.plural(len(numbers), 'note')} of this page</summary>"
    opening = nodes.raw("", f'<details class="brief-fold" open>{summary}', format="html")
    return [nodes.paragraph("", documents_read()), opening, _list(numbers), nodes.raw("", "</details>", format="html")]


def _join(reference: note_reference) -> None:
    """Put a number behind the word and the mark of punctuation that it follows, and make one of two side by side."""
    siblings = reference.parent.children
    if reference not in siblings:  # it is one with that before it
        return
    place = siblings.index(reference)
    while second := _beside(siblings[place + 1 :]):
        reference["facts"] += [fact_id for fact_id in second["facts"] if fact_id not in reference["facts"]]
        del siblings[place + 1 : siblings.index(second) + 1]
    before, after = siblings[:place], siblings[place + 1 :]
    mark = ""
    if after and isinstance(after[0], nodes.Text) and after[0].startswith(tuple(_BEFORE_A_NUMBER)):
        mark, after[0] = after[0][0], nodes.Text(after[0][1:])
    if before and isinstance(before[-1], nodes.Text):
        before[-1] = nodes.Text(before[-1].rstrip())
    reference.parent.children = []
    reference.parent.extend([*before, *([nodes.Text(mark)] if mark else []), reference, *after])


def _beside(siblings: list[nodes.Node]) -> note_reference | None:
    """Return the reference with which some nodes begin, spaces aside, or None."""
    for node in siblings:
        if isinstance(node, note_reference):
            return node
        if node.astext().strip():
            return None
    return None


def _list(numbers: dict[tuple[str, ...], int]) -> nodes.enumerated_list:
    """Return the notes of a page: the entry of each fact stands in the first that cites it."""
    items = nodes.enumerated_list(classes=["brief-notes"])
    first: dict[str, int] = {}
    for fact_ids, number in numbers.items():
        entries = [
            _entry(fact_id) if first.setdefault(fact_id, number) == number else _see(fact_id, first[fact_id])
            for fact_id in fact_ids
        ]
        items += nodes.list_item("", *entries, ids=[f"note-{number}"])
    return items


def _entry(fact_id: str) -> nodes.paragraph:
    note = source_note(fact_id)
    title = nodes.inline("", ": ", classes=["rest"])
    for piece, attributes in language_pieces(note.title, note.language):
        title += foreign_words("", piece, attributes=attributes) if attributes else nodes.Text(piece)
    title += nodes.Text(note.rebuilt)
    document = nodes.reference("", "", nodes.Text(note.publisher), title, refuri=note.url)
    if (at_top := address_at_top(note.url)) != note.url:
        document["reftitle"] = quote(at_top, safe=string.punctuation)  # what paper shows
    row = nodes.reference("", fact_id, refuri=address("fact", fact_id), internal=True, classes=["fact-row"])
    return nodes.paragraph(
        "",
        "",
        nodes.strong("", note.speaker),
        nodes.Text(f", {note.when}. "),
        nodes.inline("", f"{note.said} ", classes=["said"]),
        document,
        nodes.inline("", note.rest, classes=["rest"]),
        nodes.Text(f" {note.grade}"),
        nodes.inline("", f" ({note.grade_in_words}). ", classes=["rest"]),
        row,
        ids=[fact_id],
    )


def _see(fact_id: str, number: int) -> nodes.paragraph:
    note = source_note(fact_id)
    seen = nodes.reference("", f"note {number}", refuri=f"#note-{number}", internal=True)
    return nodes.paragraph("", "", nodes.strong("", note.speaker), nodes.Text(f", {note.when}: see "), seen)


def _visit_number(translator: Any, node: note_number) -> None:
    attributes = {"href": f"#{node['target']}", "role": "doc-noteref", "aria-label": node["label"]}
    translator.body.append(translator.starttag({}, "sup", "", CLASS=NUMBER))
    translator.body.append(translator.starttag({}, "a", "", **attributes))


def _depart_number(translator: Any, node: note_number) -> None:
    translator.body.append("</a></sup>")


def _visit_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append(translator.starttag(node, "span", "", **node["attributes"]))


def _depart_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the notes."""
    app.add_node(note_reference)
    app.add_node(note_number, html=(_visit_number, _depart_number))
    app.add_node(foreign_words, html=(_visit_foreign, _depart_foreign))
    app.add_node(cited_list)
    app.add_role("fact", FactRole())
    app.add_directive("sources-cited", SourcesCited)
    app.connect("doctree-read", _number)
