"""The control of a page, folded below its question: everything on the page that is for checking and not for reading.

It holds the button that re-executes the page, the switches that show speakers with grades and the code in the text, how
notes are read, and the page as a notebook. `static/controls.js` makes the switches work.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from brief.charts.figure import RESTS_ON
from brief.ledger import translations
from brief.ledger.languages import LANGUAGE
from brief.publish import downloads
from brief.publish.notes import note_number
from brief.rerun import button

SUMMARY = "Check this page"
_GRADES = ("grades", "Speakers and grades in the text, in place of the numbers of notes")
_CODE = ("code", "The code in the text")
"""What a switch shows, as `static/controls.js` and the style sheet name it, and what readers see beside it."""
NOTES = (
    "A small number leads to its note: who says so, when, in which document, and two grades. The letter grades the"
    " document, A best; the number says how well the statement agrees with the rest, 1 best, so a lone denial scores"
    " low. The number of a claim, such as c-001, leads to that claim of the article, with what we found of it."
)


def _switch(shows: str, words: str) -> str:
    return f'<label class="brief-switch"><input type="checkbox" data-shows="{shows}"> {words}</label>'


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Put the control below the question that a page answers, if there is something to check."""
    if doctree is None:
        return
    has_notes, has_cells = (
        next(iter(doctree.findall(note_number)), None) is not None,
        downloads.has_cells(app, pagename),
    )
    parts: list[str] = []
    if any(RESTS_ON in node for node in doctree.findall(nodes.Element)):
        parts.append(button.markup(app, pagename))
    switches = [_switch(*_GRADES)] * has_notes + [_switch(*_CODE)] * has_cells
    if switches:
        parts.append(f'<p class="pst-js-only">{"".join(switches)}</p>')
    if has_notes:
        parts.append(f"<p>{NOTES}</p>")
    if has_cells:
        parts.append(f"<p>{downloads.link(pagename)}</p>")
    if not parts:
        return
    code = str(app.env.metadata[pagename].get("language", LANGUAGE))
    summary = SUMMARY if code == LANGUAGE else translations.language(code).check
    inside = "".join(parts)
    if code != LANGUAGE:
        inside = f'<div lang="{LANGUAGE}" dir="ltr">{inside}</div>'
    control = f'<details class="brief-controls"><summary>{summary}</summary>\n{inside}</details>'
    head, end, rest = context["body"].partition("</h1>")
    question, paragraph, below = rest.partition("</p>")
    context["body"] = f"{head}{end}{question}{paragraph}\n{control}{below}"


def setup(app: Sphinx) -> None:
    """Register the control; its place is below the top of the page, which must be there before it."""
    app.add_js_file("controls.js", loading_method="defer")
    app.connect("html-page-context", _page, priority=700)
