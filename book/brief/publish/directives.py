"""Directives: judgments, claims and accounts as parts of a page.

Directives: `judgment`, `claims` (of a topic: the article's words and what was found), `accounts` (of one event, side
by side), `disagreements` (of two coders), `taken-from` (what the article took from one document), `vocabulary` (the
words that a column may hold). An unknown key fails the build.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import tables, words
from brief.errors import BriefError
from brief.ledger import cards, claims, events, judgments, translations
from brief.ledger.findings import borrowed, judged, ledger
from brief.ledger.sources import account
from brief.ledger.vocabularies import code_in_words, defined
from brief.publish import references
from brief.publish.notes import fact_chip, note_on
from brief.publish.page_head import FOLDED
from brief.publish.roles import article_quote, finding_mark, opening_chip
from brief.publish.sphinx_helpers import definition_list, faults_as_warnings

LOG = logging.getLogger(__name__)


class Judgment(SphinxDirective):
    """`{judgment}` with an id: a key judgment, over its folded basis.

    `:short:` folds more, and leads to its page; in another `:language:` there is no basis.
    """

    required_arguments = 1
    option_spec: ClassVar = {"short": directives.flag, "language": directives.unchanged_required}

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return the judgment in a box: likelihood in one sentence, confidence in another."""
        judgment_id = self.arguments[0]
        if "language" in self.options:
            return [_in_language(judgment_id, self.options["language"])]
        row = cards.entry("judgment", judgment_id)
        _, address = cards.reference("judgment", judgment_id)
        page, _, _ = address.partition("#")
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
        basis = _basis(row, page if short else "")
        if short:
            more = nodes.reference("", "More on the page", refuri=address, internal=True)
            basis[0:0] = [nodes.paragraph("", rest, classes=["basis"])] if rest else []
            basis.append(nodes.paragraph("", "", more))
        summary = "<summary>Basis, and what would change it</summary>"
        box += nodes.raw("", f'<details class="brief-more">{summary}', format="html")
        box += nodes.container("", *basis, classes=[FOLDED])
        box += nodes.raw("", "</details>", format="html")
        return [box]


def _in_language(judgment_id: str, code: str) -> nodes.container:
    """Return a judgment in another language, with a link to its basis."""
    judgment = translations.judgment(cards.entry("judgment", judgment_id), code)
    language = translations.language(code)
    statement = [nodes.Text(judgment.before), nodes.strong("", judgment.likelihood), nodes.Text(judgment.after)]
    _, address = cards.reference("judgment", judgment_id)
    return nodes.container(
        "",
        nodes.paragraph("", "", *statement, classes=["statement"]),
        _line(language.confidence, judgment.confidence),
        nodes.paragraph("", "", nodes.reference("", language.basis, refuri=address, internal=True), classes=["basis"]),
        classes=["brief-judgment"],
    )


class judgment_links(nodes.General, nodes.Element):
    """Placeholder for the links of a judgment, by its `key`, to the figures and claims of its grounds."""


def _basis(judgment: dict[str, Any], page: str) -> list[nodes.Node]:
    """Return what a judgment rests on: chips lead to the notes of a page; of this one, if "", a number does."""
    lines: list[nodes.Node] = []
    for heading, fact_ids in judgments.grounds(judgment["judgment_id"]).items():
        line = _line(heading, "" if fact_ids else judgments.NO_GROUNDS)
        if page:
            line += [part for fact_id in fact_ids for part in (fact_chip(fact_id, page), nodes.Text(" "))]
        elif fact_ids:
            line += [nodes.Text(f"{words.plural(len(fact_ids), 'fact')}"), note_on(*fact_ids)]
        lines.append(line)
    lines.append(judgment_links(key=judgment["judgment_id"]))
    return lines + [_line(heading, text) for heading, text in judgments.conditions(judgment).items()]


def _links_of(judgment_id: str, app: Sphinx) -> list[nodes.Node]:
    """Return a line that leads from a judgment to figures and claims, or nothing if there are none.

    Figures are those on its own page that rest on one of its grounds; claims, those to which its grounds are linked.
    """
    pairs, topic = judged(), cards.entry("judgment", judgment_id)["topic"]
    grounds = {fact_id for fact_ids in judgments.grounds(judgment_id).values() for fact_id in fact_ids}
    links: list[nodes.Node] = []
    for figure in references.book(app).figures_of(grounds, topic):
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
    """`{claims}` with a topic: the claims of the article on it, beside what was found of each."""

    required_arguments = 1

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a table with one row a claim, in reading order: the article's words, and what we found."""
        on_topic = claims.claims_on(self.arguments[0])
        table = _table(["The article’s words", "What we found"], [_claim(claim) for claim in on_topic])
        table["classes"].append("brief-claims")
        for claim, row in zip(on_topic, list(table.findall(nodes.row))[1:], strict=True):
            row["ids"].append(claim["claim_id"])
        key = nodes.paragraph("", f"{claims.key_to(on_topic)} ", classes=["brief-key-line"])
        key += nodes.reference("", "Method", refuri="method.html", internal=True)
        return [table, key]


def _claim(claim: dict[str, Any]) -> list[list[nodes.Node]]:
    """Return the article's words, with what they claim in plain English, and what was found of that."""
    _, address = cards.reference("claim", claim["claim_id"])
    entry = nodes.reference("", claim["claim_id"], refuri=address, internal=True, classes=["id"])
    finding = finding_mark("", words.finding(claim["finding"]), finding=claim["finding"], classes=["finding"])
    plainly = nodes.inline("", f" {claim['statement']}", classes=["said"])
    said = nodes.inline("", f" {claims.said_of(claim)} ", classes=["said"])
    return [[article_quote(text=claim["quote"]), plainly], [finding, said, entry]]


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
    for part, lines in ((head, [headings]), (body, rows)):
        for line in lines:
            row = nodes.row()
            part += row
            for heading, cell in zip(headings, line, strict=True):
                content = [nodes.Text(cell)] if isinstance(cell, str) else cell
                if part is body and row.children:  # where there is no room for columns, each cell names its own
                    content = [nodes.inline("", f"{heading}: ", classes=["brief-label"]), *content]
                row += nodes.entry("", nodes.paragraph("", "", *content))
    return table


class Accounts(SphinxDirective):
    """`{accounts}` with fact ids: who says what of one event, in a table, in the order given."""

    required_arguments = 1
    final_argument_whitespace = True

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a table with one row a fact."""
        rows = [[*account(fact_id), [note_on(fact_id)]] for fact_id in self.arguments[0].split()]
        return [_table(["Who", "What", "Printed", "Where"], rows)]


class Disagreements(SphinxDirective):
    """`{disagreements}`: rows of a table to which two coders gave different codes, with the first one's reason.

    Options: `:table:`; the column `:what:` that says what was coded, and its `:heading:`; and the column `:code:`. The
    second code is in the column `second_` and the name of that, the reason in that name and `_reason`.
    """

    option_spec: ClassVar = dict.fromkeys(("table", "what", "heading", "code"), directives.unchanged_required)

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a table with one row a disagreement."""
        if missing := sorted(self.option_spec.keys() - self.options.keys()):
            raise BriefError(f"no option {missing[0]!r}")
        name, what, heading, code = (self.options[option] for option in ("table", "what", "heading", "code"))
        coded = tables.table(name)
        for column in (what, code, f"second_{code}", f"{code}_reason"):
            if column not in coded:
                raise BriefError(f"table {name!r} has no column {column!r}")
        coded = events.dated(coded)
        rows: list[list[Any]] = [
            [
                row["when"],
                [nodes.Text(f"{row[what]} "), note_on(row["fact_id"])],
                f"{code_in_words(row[code])}: {row[f'{code}_reason'][0].lower()}{row[f'{code}_reason'][1:]}",
                code_in_words(row[f"second_{code}"]),
            ]
            for row in coded[coded[code] != coded[f"second_{code}"]].to_dict("records")
        ]
        return [_table(["When", heading, "First coder", "Second"], rows)]


class TakenFrom(SphinxDirective):
    """`{taken-from}` with keys of documents: what the article took from a text, or a summary of it, claim by claim."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a table with one row a claim."""
        taken, keys = borrowed(), self.arguments[0].split()
        for key in sorted(set(keys) - set(taken.source_key)):
            LOG.warning("{taken-from}: nothing taken from %r", key, location=self.get_location())
        article = ledger().query("not compound").set_index("claim_id")
        taken = taken[taken.source_key.isin(keys) & taken.claim_id.isin(article.index)]
        rows = []
        for row in taken.itertuples():
            claim = article.loc[row.claim_id]
            quote = [
                article_quote(text=claim.quote),
                nodes.Text(" "),
                opening_chip("claim", row.claim_id, row.claim_id),
            ]
            rows.append([quote, [nodes.Text(f"{row.comparison} "), note_on(row.fact_id)], row.credited])
        return [_table(["The article", "What it follows", "Credited"], rows)]


class Vocabulary(SphinxDirective):
    """`{vocabulary}` with a table and a column, as in `rulings.finding`: the words it may hold, with their meanings."""

    required_arguments = 1

    @faults_as_warnings
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
    app.add_directive("taken-from", TakenFrom)
    app.add_directive("vocabulary", Vocabulary)
    app.connect("doctree-resolved", _fill_links)
