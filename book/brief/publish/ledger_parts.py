"""The Sphinx side of the ledger: references in prose, judgments, claims, and whole tables as parts of a page.

Roles: `fact`, `src`, `claim` and `judgment` (references that open on a card), `quote` (the article's own words).
Directives: `judgment`, `claims` (of a topic, with findings), `accounts` (of one event, side by side),
`disagreements` (of two coders), `taken-from` (what the article took from one document), `sources-cited`, `view` (a
whole table, see `cards.VIEWS`), `vocabulary` (the words that a column may hold). An unknown key fails the build.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from brief import paths, tables, words
from brief.ledger import cards, evidence
from brief.ledger.findings import borrowed, judged, ledger
from brief.publish import references, schema_org
from brief.publish.page_head import FOLDED, put_data
from brief.publish.parts import definition_list, faults_told
from brief.publish.references import DISCUSSES, VIEW, views
from brief.settings import settings

LOG = logging.getLogger(__name__)


# --- who says so ------------------------------------------------------------------------------------------


class cited_list(nodes.General, nodes.Element):
    """Place for the list of facts cited on a page."""


def _chip(fact_id: str, page: str = "") -> nodes.reference:
    """Return a reference to the entry of a fact: at the end of this page, where it makes one, or of another."""
    fact = evidence.fact(fact_id)
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

    @faults_told
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a chip for each fact."""
        chips: list[nodes.Node] = []
        for fact_id in self.text.split(","):
            chips += [_chip(fact_id.strip()), nodes.Text(" ")]
        return chips[:-1], []


def _opening(kind: str, key: str, text: str = "") -> nodes.reference:
    """Return a chip that leads to an entry and opens on its card; it says `text`, or else what `cards` has it say."""
    shown, address = cards.reference(kind, key)
    chip = nodes.reference("", text or shown, refuri=address, internal=True, classes=["brief-chip"])
    chip["brief_card"] = (kind, key)
    return chip


class Reference(SphinxRole):
    """A reference that opens on a card: `{claim}`, `{src}` and `{judgment}` with the key of a row."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    @faults_told
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a chip that leads to the entry."""
        chip = _opening(self.kind, self.text)
        if self.kind == "claim":
            chip[DISCUSSES] = self.text
        return [chip], []


class article_quote(nodes.Inline, nodes.Element):
    """Words of the article: kept from everything that would change a character, such as typographic quotes."""


def _visit_quote(translator: Any, node: article_quote) -> None:
    quoted = f'<q class="brief-quote">{html.escape(node["text"])}</q>'
    for name in node["ids"]:
        quoted = f'<span id="{html.escape(name)}">{quoted}</span>'
    translator.body.append(quoted)
    raise nodes.SkipNode


class QuoteRole(SphinxRole):
    """`{quote}` with a claim id: the words of the article, to the letter."""

    @faults_told
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the passage in quotation marks."""
        quote = cards.entry("claim", self.text)["quote"]
        return [article_quote(text=quote, **{DISCUSSES: self.text})], []


class foreign_words(nodes.Inline, nodes.TextElement):
    """Words in another language than the brief's; `attributes` of HTML tell which, and from which side it is read."""


def _visit_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append(translator.starttag(node, "span", "", **node["attributes"]))


def _depart_foreign(translator: Any, node: foreign_words) -> None:
    translator.body.append("</span>")


class SourcesCited(SphinxDirective):
    """`{sources-cited}`: the facts cited on this page, each with originator and document."""

    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when the page has been read."""
        return [cited_list()]


def _fill_cited(app: Sphinx, doctree: nodes.document) -> None:
    cited = list(dict.fromkeys(ref["brief_fact"] for ref in doctree.findall(nodes.reference) if "brief_fact" in ref))
    places = list(doctree.findall(cited_list))
    if cited and not places:
        LOG.warning("facts are cited, but the page has no {sources-cited}", location=app.env.docname)
    for place in places:
        items = nodes.bullet_list(classes=["brief-sources"])
        for fact_id in cited:  # in the order in which the page first names them: on paper they are numbered
            items += _entry(fact_id)
        place.replace_self(items if cited else [])


def _with_numbers(body: str) -> str:
    """Return a page whose references to facts carry the number of their entry at its end, for paper."""
    listed = re.search(r'<ul class="[^"]*brief-sources.*?</ul>', body, flags=re.S)
    entries = re.findall(r'<li id="([\w-]+)"', listed[0]) if listed else []
    number = {fact_id: place for place, fact_id in enumerate(entries, 1)}

    def numbered(link: re.Match[str]) -> str:
        return f'{link[0]} data-note="{number[link[1]]}"' if link[1] in number else link[0]

    return re.sub(r'<a class="brief-chip[^"]*" href="#([\w-]+)"', numbered, body)


def _entry(fact_id: str) -> nodes.list_item:
    cited = cards.citation(fact_id)
    paragraph = nodes.paragraph("", "", nodes.strong("", f"{cited.key} "), nodes.Text(f"{cited.said} "))
    document = nodes.reference("", f"{cited.publisher}: ", refuri=cited.url)
    for piece, attributes in cards.spoken_as(cited.title, cited.language):
        document += foreign_words("", piece, attributes=attributes) if attributes else nodes.Text(piece)
    document += nodes.Text(cited.rebuilt)
    paragraph += [document, nodes.Text(cited.rest)]
    return nodes.list_item("", paragraph, ids=[fact_id])


# --- judgments --------------------------------------------------------------------------------------------


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
        basis = self._basis(address.partition("#")[0] if short else "")
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

    def _basis(self, page: str) -> list[nodes.Node]:
        """Return what the judgment rests on, with chips that lead to the facts on a page, or on this one if ""."""
        found: list[nodes.Node] = []
        for heading, fact_ids in cards.grounds(self.arguments[0]).items():
            line = _line(heading, "" if fact_ids else cards.NO_GROUNDS)
            for fact_id in fact_ids:
                line += [_chip(fact_id, page), nodes.Text(" ")]
            found.append(line)
        return found + [_line(heading, text) for heading, text in cards.conditions(self.arguments[0]).items()]


class judgment_links(nodes.General, nodes.Element):
    """Place for what leads from a judgment, by its `key`, to the figures and claims of its grounds."""


def _links_of(judgment_id: str, app: Sphinx) -> list[nodes.Node]:
    """Return a line that leads from a judgment to figures and claims, or nothing if there are none.

    Figures are those on its own page that rest on one of its grounds; claims, those to which its grounds are linked.
    """
    pairs, topic = judged(), cards.entry("judgment", judgment_id)["topic"]
    grounds = {fact_id for fact_ids in cards.grounds(judgment_id).values() for fact_id in fact_ids}
    figures = references.book(app).figures_of(grounds, topic)
    links: list[nodes.Node] = []
    for figure in figures:
        chip = nodes.reference("", figure.label, refuri=figure.address, internal=True, reftitle=figure.title)
        chip["classes"] = ["brief-link"]
        links += [chip, nodes.Text(" ")]
    for claim_id in pairs[pairs.judgment_id == judgment_id].claim_id:
        links += [_opening("claim", claim_id), nodes.Text(" ")]
    if not links:
        return []
    line = _line("Figures and claims", "")
    line += links
    return [line]


# --- claims -----------------------------------------------------------------------------------------------


class Claims(SphinxDirective):
    """`{claims} airpower`: the claims of the article on one topic, each with its finding and who says what."""

    required_arguments = 1

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a list with one entry a claim, in reading order."""
        claims = cards.claims_on(self.arguments[0])
        items = nodes.bullet_list("", *map(_claim, claims), classes=["brief-claims"])
        key = nodes.paragraph("", f"{cards.key_to(claims)} ", classes=["brief-key-line"])
        key += nodes.reference("", "How we know", refuri="method.html", internal=True)
        return [key, items]


def _claim(claim: dict[str, Any]) -> nodes.list_item:
    paragraph = nodes.paragraph(
        "", "", nodes.strong("", words.verdict(claim["finding"], claim["kind"]), classes=["finding"])
    )
    _, address = cards.reference("claim", claim["claim_id"])
    entry = nodes.reference("", claim["claim_id"], refuri=address, internal=True, classes=["id"])
    paragraph += [nodes.Text(f" {claim['statement']} "), entry]
    paragraph += nodes.inline("", f" {cards.said_of(claim)}", classes=["said"])
    return nodes.list_item("", paragraph, ids=[claim["claim_id"]])


def _line(heading: str, text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", f"{heading}: "), nodes.Text(text), classes=["basis"])


# --- accounts side by side --------------------------------------------------------------------------------


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
            rows.append([*cards.account(fact_id), [_chip(fact_id)]])
        return [_table(["Who", "What", "Printed", "Where"], rows)]


class Disagreements(SphinxDirective):
    """`{disagreements}`: the US acts to which two coders gave different stances, with the first one's reason."""

    def run(self) -> list[nodes.Node]:
        """Return a table with one row an act."""
        acts = evidence.dated(tables.table("us_actions"))
        rows: list[list[Any]] = [
            [
                act.when,
                [nodes.Text(f"{act.action} "), _chip(act.fact_id)],
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
        claims = ledger().set_index("claim_id")
        rows = []
        for row in taken.itertuples():
            claim = claims.loc[row.claim_id]
            said = [article_quote(text=claim.quote), nodes.Text(" "), _opening("claim", row.claim_id, row.claim_id)]
            rows.append([said, [nodes.Text(f"{row.comparison} "), _chip(row.fact_id)], row.credited])
        return [_table(["The article", "What it follows", "Credited"], rows)]


# --- whole tables -----------------------------------------------------------------------------------------


class whole_view(nodes.General, nodes.Element):
    """Place for a view, by its `name`."""


class View(SphinxDirective):
    """`{view} ledger`: one of `cards.VIEWS`, made of whole tables."""

    required_arguments = 1

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when all pages have been read, as rows lead to pages and figures."""
        cards.rows(self.arguments[0])
        return [whole_view(name=self.arguments[0])]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put in place what leads to other pages: views, as HTML whose text the search of the site finds, and links."""
    for place in list(doctree.findall(whole_view)):
        content = cards.view(place["name"], references.book(app))
        place.replace_self(nodes.raw("", content, format="html", **{VIEW: place["name"]}))
    for place in list(doctree.findall(judgment_links)):
        place.replace_self(_links_of(place["key"], app))


class Vocabulary(SphinxDirective):
    """`{vocabulary} rulings.finding`: the words that a column may hold, each with its meaning."""

    required_arguments = 1

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        return [definition_list(cards.defined(self.arguments[0]))]


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to a page what its references open on, and to the page of the ledger what machines read."""
    if doctree is None:
        return
    book = references.book(app)
    wanted = dict.fromkeys(ref["brief_card"] for ref in doctree.findall(nodes.reference) if "brief_card" in ref)
    for kind, key in wanted:
        _, address = cards.reference(kind, key)
        content = cards.card(kind, key, book)
        context["body"] += f'<template id="card-{address.partition("#")[2]}">{content}</template>\n'
    context["body"] = _with_numbers(context["body"])
    shown = views(doctree)
    if shown & cards.SORTABLE:
        app.add_js_file("tables.js", loading_method="defer", **{"data-library": "tables-library.js"})  # type: ignore[arg-type]
    if "ledger" in shown:
        put_data(context, schema_org.claim_reviews(f"{pagename}.html"))
        _write_ledger(Path(app.outdir) / "ledger")
    if "tables" in shown:
        put_data(context, schema_org.dataset(f"{pagename}.html"))
        _copy_tables(Path(app.outdir) / "data")


def _copy_tables(folder: Path) -> None:
    """Put the shared tables and their description into the site, byte for byte, and a description of each alone."""
    folder.mkdir(exist_ok=True)
    for name in tables.names():
        alone = json.dumps(tables.package_of(name), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(f"{alone}\n", encoding="utf-8", newline="")
    for name in (paths.DESCRIPTOR.name, *(tables.resource(table)["path"] for table in tables.names())):
        shutil.copyfile(paths.DATA / name, folder / name)


def _write_ledger(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    cards.flat_ledger().to_csv(folder / "claims.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "claims.json").write_text(
        json.dumps(cards.plain_ledger(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def setup(app: Sphinx) -> None:
    """Register the roles and directives of the ledger."""
    app.add_node(article_quote, html=(_visit_quote, None))
    app.add_node(foreign_words, html=(_visit_foreign, _depart_foreign))
    for place in (cited_list, judgment_links, whole_view):
        app.add_node(place)
    app.add_role("fact", FactRole())
    app.add_role("quote", QuoteRole())
    for role, kind in (("src", "document"), ("claim", "claim"), ("judgment", "judgment")):
        app.add_role(role, Reference(kind))
    app.add_directive("sources-cited", SourcesCited)
    app.add_directive("judgment", Judgment)
    app.add_directive("claims", Claims)
    app.add_directive("accounts", Accounts)
    app.add_directive("disagreements", Disagreements)
    app.add_directive("taken-from", Taken)
    app.add_directive("view", View)
    app.add_directive("vocabulary", Vocabulary)
    app.connect("doctree-read", _fill_cited)
    app.connect("doctree-resolved", _fill)
    app.connect("html-page-context", _page)
