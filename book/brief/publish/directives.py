"""Directives: judgments, claims and accounts as parts of a page.

Directives: `judgment`, `claims` (of a topic, with findings), `accounts` (of one event, side by side),
`disagreements` (of two coders), `taken-from` (what the article took from one document), `vocabulary` (the words that a
column may hold). An unknown key fails the build.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import tables, words
from brief.ledger import cards, claims, events, judgments
from brief.ledger.findings import borrowed, judged, ledger
from brief.ledger.sources import account
from brief.ledger.vocabularies import defined
from brief.publish import references
from brief.publish.page_head import FOLDED
from brief.publish.parts import definition_list, faults_told
from brief.publish.roles import article_quote, fact_chip, opening_chip
from brief.settings import settings

LOG = logging.getLogger(__name__)


class Judgment(SphinxDirective):
    """`{judgment} j-1`: one key judgment, with what it rests on; `:short:` folds that and leads to the page of it."""

    required_arguments = 1
    option_spec: ClassVar = {"short": directives.flag}

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return the judgment in a box: likelihood in one sentence, confidence in another."""
        judgment_id = self.arguments[0]
        row = cards.entry("judgment", judgment_id)
        _, address = cards.reference("judgment", judgment_id)
        short = "short" in self.options
        box = nodes.container(classes=["brief-judgment"], ids=[] if short else [judgment_id])
        box += nodes.paragraph(
            "",
            "",
            nodes.Text("We judge it "),
            nodes.strong("", row["likelihood"]),
            nodes.Text(f" that {row['text']}."),
            classes=["statement"],
        )
        reason, stop, rest = row["confidence_reason"].partition(". ")
        confidence = f"{reason}." if short and stop else row["confidence_reason"]
        box += _line("Confidence", f"{row['confidence']}. {confidence}")
        basis = self._basis(row, address.partition("#")[0] if short else "")
        basis.insert(2, judgment_links(key=judgment_id))
        if not short:
            box += basis
            return [box]
        basis[0:0] = [nodes.paragraph("", rest, classes=["basis"])] if rest else []
        basis.append(nodes.paragraph("", "", nodes.reference("", "More on the page", refuri=address, internal=True)))
        summary = "<summary>Basis, and what would change it</summary>"
        box += nodes.raw("", f'<details class="brief-more">{summary}', format="html")
        box += nodes.container("", *basis, classes=[FOLDED])
        box += nodes.raw("", "</details>", format="html")
        return [box]

    def _basis(self, row: dict[str, Any], page: str) -> list[nodes.Node]:
        """Return what the judgment rests on, with chips that lead to the facts on a page, or on this one if ""."""
        found: list[nodes.Node] = []
        for heading, fact_ids in judgments.grounds(self.arguments[0]).items():
            line = _line(heading, "" if fact_ids else judgments.NO_GROUNDS)
            for fact_id in fact_ids:
                line += [fact_chip(fact_id, page), nodes.Text(" ")]
            found.append(line)
        return found + [_line(heading, text) for heading, text in judgments.conditions(row).items()]


class judgment_links(nodes.General, nodes.Element):
    """Place for what leads from a judgment, by its `key`, to the figures and claims of its grounds."""


def _links_of(judgment_id: str, app: Sphinx) -> list[nodes.Node]:
    """Return a line that leads from a judgment to figures and claims, or nothing if there are none.

    Figures are those on its own page that rest on one of its grounds; claims, those to which its grounds are linked.
    """
    pairs, topic = judged(), cards.entry("judgment", judgment_id)["topic"]
    grounds = {fact_id for fact_ids in judgments.grounds(judgment_id).values() for fact_id in fact_ids}
    figures = references.book(app).figures_of(grounds, topic)
    links: list[nodes.Node] = []
    for figure in figures:
        chip = nodes.reference("", figure.label, refuri=figure.address, internal=True, reftitle=figure.title)
        chip["classes"] = ["brief-link"]
        links += [chip, nodes.Text(" ")]
    for claim_id in pairs[pairs.judgment_id == judgment_id].claim_id:
        links += [opening_chip("claim", claim_id), nodes.Text(" ")]
    if not links:
        return []
    line = _line("Figures and claims", "")
    line += links
    return [line]


class Claims(SphinxDirective):
    """`{claims} airpower`: the claims of the article on one topic, each with its finding and who says what."""

    required_arguments = 1

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a list with one entry a claim, in reading order."""
        on_topic = claims.claims_on(self.arguments[0])
        items = nodes.bullet_list("", *map(_claim, on_topic), classes=["brief-claims"])
        key = nodes.paragraph("", f"{claims.key_to(on_topic)} ", classes=["brief-key-line"])
        key += nodes.reference("", "How we know", refuri="method.html", internal=True)
        return [key, items]


def _claim(claim: dict[str, Any]) -> nodes.list_item:
    paragraph = nodes.paragraph(
        "", "", nodes.strong("", words.verdict(claim["finding"], claim["kind"]), classes=["finding"])
    )
    _, address = cards.reference("claim", claim["claim_id"])
    entry = nodes.reference("", claim["claim_id"], refuri=address, internal=True, classes=["id"])
    paragraph += [nodes.Text(f" {claim['statement']} "), entry]
    paragraph += nodes.inline("", f" {claims.said_of(claim)}", classes=["said"])
    return nodes.list_item("", paragraph, ids=[claim["claim_id"]])


def _line(heading: str, text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", f"{heading}: "), nodes.Text(text), classes=["basis"])


def _table(headings: list[str], rows: list[list[Any]]) -> nodes.table:
    """Return a table; a cell is text, or a list of nodes."""
    table = nodes.table(classes=["brief-accounts"])
    group = nodes.tgroup(cols=len(headings))
    table += group
    group += [nodes.colspec(colwidth=1) for _ in headings]
    head, body = nodes.thead(), nodes.tbody()
    group += [head, body]
    for place, lines in ((head, [headings]), (body, rows)):
        for line in lines:
            row = nodes.row()
            place += row
            for heading, cell in zip(headings, line, strict=True):
                content = [nodes.Text(cell)] if isinstance(cell, str) else cell
                if place is body and row.children:  # where there is no room for columns, each cell says what it is
                    content = [nodes.inline("", f"{heading}: ", classes=["brief-label"]), *content]
                row += nodes.entry("", nodes.paragraph("", "", *content))
    return table


class Accounts(SphinxDirective):
    """`{accounts}` with fact ids: who says what of one event, in a table, in the order given."""

    required_arguments = 1
    final_argument_whitespace = True

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a table with one row a fact."""
        rows = []
        for fact_id in self.arguments[0].split():
            rows.append([*account(fact_id), [fact_chip(fact_id)]])
        return [_table(["Who", "What", "Printed", "Where"], rows)]


class Disagreements(SphinxDirective):
    """`{disagreements}`: the US acts to which two coders gave different stances, with the first one's reason."""

    def run(self) -> list[nodes.Node]:
        """Return a table with one row an act."""
        acts = events.dated(tables.table("us_actions"))
        rows: list[list[Any]] = [
            [
                act.when,
                [nodes.Text(f"{act.action} "), fact_chip(act.fact_id)],
                f"{settings().stances[act.stance]}: {act.stance_reason[0].lower()}{act.stance_reason[1:]}",
                settings().stances[act.second_stance],
            ]
            for act in acts[acts.stance != acts.second_stance].itertuples()
        ]
        return [_table(["When", "Act", "First coder", "Second"], rows)]


class Taken(SphinxDirective):
    """`{taken-from}` with source keys: what the article took from a text, or a summary of it, passage by passage."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a table with one row a claim."""
        taken, keys = borrowed(), self.arguments[0].split()
        for key in set(keys) - set(taken.source_key):
            LOG.warning("{taken-from}: nothing taken from %r", key, location=self.get_location())
        taken = taken[taken.source_key.isin(keys)]
        article = ledger().set_index("claim_id")
        rows = []
        for row in taken.itertuples():
            claim = article.loc[row.claim_id]
            said = [article_quote(text=claim.quote), nodes.Text(" "), opening_chip("claim", row.claim_id, row.claim_id)]
            rows.append([said, [nodes.Text(f"{row.comparison} "), fact_chip(row.fact_id)], row.credited])
        return [_table(["The article", "What it follows", "Credited"], rows)]


class Vocabulary(SphinxDirective):
    """`{vocabulary} rulings.finding`: the words that a column may hold, each with its meaning."""

    required_arguments = 1

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        return [definition_list(defined(self.arguments[0]))]


def _fill_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(judgment_links)):
        place.replace_self(_links_of(place["key"], app))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_node(judgment_links)
    app.add_directive("judgment", Judgment)
    app.add_directive("claims", Claims)
    app.add_directive("accounts", Accounts)
    app.add_directive("disagreements", Disagreements)
    app.add_directive("taken-from", Taken)
    app.add_directive("vocabulary", Vocabulary)
    app.connect("doctree-resolved", _fill_links)
