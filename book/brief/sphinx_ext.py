"""The Sphinx side of the book: figures, sources and judgments as parts of a page.

Roles: `fact` (who says so), `quote` (the article's own words). Directives: `judgment`,
`claims` (of the article, with findings), `sources-cited`. A chart in
a cell becomes a figure with its finding, source strip and rows; an unknown key fails the build.
"""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import plotly
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from brief import assets, dates, evidence, tables
from brief.errors import BriefError
from brief.findings import findings
from brief.frame import PLOTLY_MIME, figure_name

LOG = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
OUTLINES = "map-outlines.js"


# --- figures ----------------------------------------------------------------------------------------------


class brief_chart(nodes.General, nodes.Element):
    """One chart, with `name`, `spec` (what plotly draws) and `frame` (what `brief.figure` put around it)."""


class brief_behind(nodes.General, nodes.Element):
    """What stands behind a figure: its source strip and its rows. Same attributes as `brief_chart`."""


class PlotlyRenderer:
    """Renders plotly figures for myst-nb, which finds it through the entry point `myst_nb.mime_renderers`."""

    mime_priority_overrides: ClassVar = [("*", PLOTLY_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the chart as a node; None for other output, or where the book's extension is not loaded."""
        env = getattr(renderer.renderer.document.settings, "env", None)
        if data.mime_type != PLOTLY_MIME or inline or env is None or __name__ not in env.app.extensions:
            return None
        frame = data.output_metadata.get(PLOTLY_MIME, {}).get("brief")
        place = (env.docname, data.line)
        if frame is None:
            LOG.warning("a chart without its rows and words: end the cell with brief.figure(...)", location=place)
            return []
        try:
            name = figure_name(data.cell_metadata)
        except BriefError as error:
            LOG.warning("%s", error, location=place)
            return []
        spec = {part: data.content[part] for part in ("data", "layout") if part in data.content}
        return [brief_chart(name=name, spec=spec, frame=frame)]


def _put_behind(app: Sphinx, doctree: nodes.document) -> None:
    """Give each figure that holds a chart its legend: the strip and the rows."""
    for chart in doctree.findall(brief_chart):
        parent = chart.parent
        while parent is not None and not isinstance(parent, nodes.figure):
            parent = parent.parent
        if parent is None or not any(isinstance(child, nodes.caption) for child in parent):
            LOG.warning("the figure %s has no caption", chart["name"], location=chart)
            continue
        parent += nodes.legend("", brief_behind(**{key: chart[key] for key in ("name", "frame")}))


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)


def _visit_chart(translator: Any, node: brief_chart) -> None:
    place = f"{node['name']}-chart"
    spec = json.dumps(node["spec"], separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    height = node["spec"]["layout"].get("height", 400)
    translator.body.append(
        f'<p class="brief-figure-title">{_text(node["frame"]["title"])}</p>\n'
        f'<div class="brief-chart" id="{_text(place)}" role="group" style="min-height:{int(height)}px"'
        f' aria-label="{_text(node["frame"]["alt"])}"></div>\n'
        f'<script type="application/json" data-chart="{_text(place)}">{spec}</script>\n'
        f"<noscript><p>{_text(node['frame']['alt'])} The chart needs JavaScript;"
        " its rows stand below.</p></noscript>\n"
    )
    raise nodes.SkipNode


def _visit_behind(translator: Any, node: brief_behind) -> None:
    frame, name = node["frame"], node["name"]
    strip = "".join(f"<dt>{_text(term)}</dt><dd>{_text(words)}</dd>" for term, words in frame["strip"])
    headings = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in frame["table"]["headings"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in cells) + "</tr>" for cells in frame["table"]["cells"]
    )
    up = "../" * translator.builder.current_docname.count("/")
    translator.body.append(
        (f'<dl class="brief-strip">{strip}</dl>\n' if strip else "")
        + f'<details class="brief-rows"><summary>The {len(frame["rows"])} rows behind this figure</summary>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Rows of {_text(name)}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div></details>\n"
        f'<p><a href="{up}figures/{_text(name)}.csv" download>Download the rows (CSV)</a></p>\n'
    )
    raise nodes.SkipNode


def _cell(cell: dict[str, str]) -> str:
    text = _text(cell["text"])
    return f'<a href="{_text(cell["url"])}" rel="external">{text}</a>' if cell.get("url") else text


def _skip(translator: Any, node: brief_chart) -> None:
    raise nodes.SkipNode


def rows_as_csv(frame: dict[str, Any]) -> str:
    """Return the rows of a figure as CSV: UTF-8, line feeds, a header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame["columns"])
    writer.writerows([["" if value is None else value for value in row] for row in frame["rows"]])
    return out.getvalue()


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Write the downloads of a page's figures, and load the chart scripts on pages that have charts only."""
    charts = list(doctree.findall(brief_chart)) if doctree is not None else []
    if not charts or app.builder.format != "html":
        return
    for chart in charts:
        path = Path(app.outdir) / "figures" / f"{chart['name']}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(rows_as_csv(chart["frame"]), encoding="utf-8", newline="")
    app.add_js_file("plotly.min.js", loading_method="defer")
    maps = any("geo" in chart["spec"]["layout"] for chart in charts)
    if maps and (Path(app.outdir) / "_static" / OUTLINES).is_file():
        app.add_js_file(OUTLINES, loading_method="defer")
    app.add_js_file("charts.js", loading_method="defer")


def _scripts(app: Sphinx) -> None:
    """Put the site's own copies of the chart scripts in place: from the installed packages, never from a host."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", static / "plotly.min.js")
    shutil.copyfile(STATIC / "charts.js", static / "charts.js")
    shutil.copyfile(STATIC / "brief.css", static / "brief.css")
    try:
        shutil.copyfile(assets.map_outlines(), static / OUTLINES)
    except BriefError as error:
        LOG.info("maps are drawn without coastlines and borders: %s", error)


# --- who says so ------------------------------------------------------------------------------------------


class cited_list(nodes.General, nodes.Element):
    """Place for the list of facts cited on a page."""


def _short(publisher: str) -> str:
    for mark in (" citing ", " via ", " copy at ", ", ", " ("):
        publisher = publisher.partition(mark)[0]
    return publisher


def _chip(fact_id: str) -> nodes.reference:
    fact = evidence.fact(fact_id)
    title = f"{fact.fact} Says: {fact.originator}. {fact_id}, graded {fact.grade}."
    return nodes.reference(
        "",
        f"{_short(fact.publisher)} {fact.grade}",
        refuri=f"#{fact_id}",
        internal=True,
        reftitle=title,
        classes=["brief-chip"],
        brief_fact=fact_id,
    )


class FactRole(SphinxRole):
    """`{fact}` with one or more fact ids: who says so, with a link to the entry at the end of the page."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a chip for each fact."""
        chips: list[nodes.Node] = []
        for fact_id in self.text.split(","):
            try:
                chips += [_chip(fact_id.strip()), nodes.Text(" ")]
            except BriefError as error:
                LOG.warning("{fact}: %s", error, location=self.get_location())
        return chips[:-1], []


class article_quote(nodes.Inline, nodes.Element):
    """Words of the article: kept from everything that would change a character, such as typographic quotes."""


def _visit_quote(translator: Any, node: article_quote) -> None:
    translator.body.append(f'<q class="brief-quote">{_text(node["text"])}</q>')
    raise nodes.SkipNode


class QuoteRole(SphinxRole):
    """`{quote}` with a claim id: the words of the article, to the letter."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the passage in quotation marks."""
        claims = tables.table("claims").set_index("claim_id")
        if self.text not in claims.index:
            LOG.warning("{quote}: no claim %r in the tables", self.text, location=self.get_location())
            return [], []
        return [article_quote(text=claims.quote[self.text])], []


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
        for fact_id in sorted(cited):
            items += _entry(fact_id)
        place.replace_self(items if cited else [])


def _entry(fact_id: str) -> nodes.list_item:
    fact = evidence.fact(fact_id)
    title = fact.title if isinstance(fact.title, str) else "no title shown"
    if fact.title_basis == "address":
        title += " (title rebuilt from the address)"
    published = dates.spoken(fact.published) if isinstance(fact.published, str) else "date not shown"
    read = tables.vocabulary("sources", "read_as")[fact.read_as]
    paragraph = nodes.paragraph("", "", nodes.strong("", f"{fact_id}, {fact.grade}. "), nodes.Text(f"{fact.fact} "))
    party = ", a party to the conflict" if fact.party else ""
    paragraph += nodes.Text(f"Says: {fact.originator}{party}. ")
    paragraph += nodes.reference("", f"{fact.publisher}: {title}", refuri=fact.url)
    paragraph += nodes.Text(f", {published}. Read: {read}.")
    if isinstance(fact.note, str):
        paragraph += nodes.Text(f" Note: {fact.note.rstrip('.')}.")
    return nodes.list_item("", paragraph, ids=[fact_id])


# --- judgments --------------------------------------------------------------------------------------------


class Judgment(SphinxDirective):
    """`{judgment} j-1`: one key judgment from the tables, with what it rests on; `:short:` links to that instead."""

    required_arguments = 1
    option_spec: ClassVar = {"short": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the judgment in a box: likelihood in one sentence, confidence in another."""
        found = tables.table("judgments").set_index("judgment_id")
        judgment_id = self.arguments[0]
        if judgment_id not in found.index:
            LOG.warning("{judgment}: no judgment %r in the tables", judgment_id, location=self.get_location())
            return []
        row = found.loc[judgment_id]
        grounds = tables.table("grounds")
        grounds = grounds[grounds.judgment_id == judgment_id]
        box = nodes.container(classes=["brief-judgment"], ids=[judgment_id])
        box += nodes.paragraph(
            "",
            "",
            nodes.Text("We judge it "),
            nodes.strong("", row.likelihood),
            nodes.Text(f" that {row.text}."),
            classes=["statement"],
        )
        box += _line("Confidence", f"{row.confidence}. {row.confidence_reason}")
        if "short" in self.options:
            box["ids"] = []
            address = f"{row.topic}.html#{judgment_id}"
            box[-1] += [
                nodes.Text(" "),
                nodes.reference("", "What it rests on", refuri=address, internal=True),
            ]
            return [box]
        for bearing, heading in (("for", "Rests on"), ("against", "Against it")):
            box += self._facts(heading, grounds[grounds.bearing == bearing].fact_id)
        box += _line("We assume", row.assumes)
        box += _line("Would change it", row.would_change)
        return [box]

    @staticmethod
    def _facts(heading: str, fact_ids: pd.Series) -> nodes.paragraph:
        paragraph = _line(heading, "" if len(fact_ids) else "nothing found")
        for fact_id in fact_ids:
            paragraph += [_chip(fact_id), nodes.Text(" ")]
        return paragraph


# --- claims -----------------------------------------------------------------------------------------------

SIGNS = {
    "corroborated": "✓✓",
    "supported": "✓",
    "partly": "◐",
    "disputed": "⇄",
    "contradicted": "✗",
    "mistranslated": "¶",
    "not found": "?",
    "opinion": "~",
}
"""A sign for each finding, so that it is told by more than a word's colour."""


class Claims(SphinxDirective):
    """`{claims} airpower`: the claims of the article on one topic, each with its finding and who says what."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a list with one entry a claim, in reading order."""
        claims = tables.table("claims").merge(findings(), on="claim_id")
        claims = claims[claims.topic == self.arguments[0]]
        if claims.empty:
            LOG.warning("{claims}: no claim on the topic %r", self.arguments[0], location=self.get_location())
            return []
        items = nodes.bullet_list(classes=["brief-claims"])
        for claim in claims.to_dict("records"):
            items += _claim(claim)
        return [items]


def _claim(claim: dict[str, Any]) -> nodes.list_item:
    finding = claim["finding"]
    paragraph = nodes.paragraph("", "", nodes.strong("", f"{SIGNS[finding]} {finding}", classes=["finding"]))
    paragraph += [nodes.Text(f" {claim['statement']} "), nodes.inline("", f"({claim['claim_id']})", classes=["id"])]
    said = [
        f"{heading}: {', '.join(claim[relation])}"
        for relation, heading in (("supports", "For"), ("contradicts", "Against"), ("qualifies", "Differently"))
        if claim[relation]
    ]
    paragraph += nodes.inline("", f" {'. '.join(said) or 'Nothing read bears on it'}.", classes=["said"])
    return nodes.list_item("", paragraph, ids=[claim["claim_id"]])


def _line(heading: str, text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", f"{heading}: "), nodes.Text(text), classes=["basis"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the nodes, roles and directives of the book."""
    others: Any = dict.fromkeys(("latex", "text", "man", "texinfo"), (_skip, None))
    app.add_node(brief_chart, html=(_visit_chart, None), **others)
    app.add_node(brief_behind, html=(_visit_behind, None), **others)
    app.add_node(article_quote, html=(_visit_quote, None), **others)
    app.add_node(cited_list)
    app.add_role("fact", FactRole())
    app.add_role("quote", QuoteRole())
    app.add_directive("sources-cited", SourcesCited)
    app.add_directive("judgment", Judgment)
    app.add_directive("claims", Claims)
    app.add_css_file("brief.css")
    app.connect("builder-inited", _scripts)
    app.connect("doctree-read", _put_behind)
    app.connect("doctree-read", _fill_cited)
    app.connect("html-page-context", _page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
