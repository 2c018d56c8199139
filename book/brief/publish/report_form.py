"""Directive `report-form`: a text by which readers report an error, with the edition, and the place they come from.

Links to it name a page or a row (see `brief.ledger.reports`); its script fills that in.
"""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from brief import words
from brief.publish import citation
from brief.publish.sphinx_helpers import faults_as_warnings
from brief.settings import settings

PLACE = "Where:"
"""Begins the line of the text that names the page or the row; the script writes on in it."""
TEXT = f"""{PLACE} 
{{edition}}

What is wrong:

What says otherwise (document, address, page):
"""  # noqa: W291


class ReportForm(SphinxDirective):
    """`{report-form}`: the text, a button that copies it, and a link that sends it if `brief.toml` says where to."""

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return it as HTML."""
        edition, to = citation.edition().words, settings().report_to
        send = f'<a class="pst-js-only" data-to="{html.escape(to)}" href="{html.escape(to)}">Send it</a>' if to else ""
        text = html.escape(TEXT.format(edition=words.capital(edition)))
        form = (
            '<div class="brief-report"><label for="report-text">What to write</label>'
            f'<textarea id="report-text" rows="9" spellcheck="false" data-place="{PLACE}">{text}</textarea>'
            f'<p><button type="button" class="pst-js-only">Copy the text</button> {send}'
            '<span role="status"></span></p></div>'
        )
        return [nodes.raw("", form, format="html")]


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add the script to the page with the form."""
    if doctree is not None and any('class="brief-report"' in raw.astext() for raw in doctree.findall(nodes.raw)):
        app.add_js_file("report.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("report-form", ReportForm)
    app.connect("html-page-context", _page)
