"""The top of each page: the question it answers, how long it takes to read, and its description for machines.

The question is in the front matter of the page: `question: ...`. A page without one fails the build. So is the language
of a page that is not in English: `language: ar`.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from brief import words
from brief.charts.figure import RESTS_ON
from brief.errors import BriefError
from brief.ledger import languages, reports, translations
from brief.ledger import views as whole_views
from brief.ledger.languages import LANGUAGE
from brief.publish import citation, schema_org, search_entries
from brief.publish.notes import foreign_words
from brief.publish.references import views
from brief.tables import dates

LOG = logging.getLogger(__name__)
WORDS_A_MINUTE = 238
"""How fast adults read English non-fiction in silence: M. Brysbaert, "How many words do we read per minute? A review
and meta-analysis of reading rate", Journal of Memory and Language 109, 2019.
"""
FOLDED = "brief-folded"
"""Class of parts that readers see only when they open them."""
REFERENCES = {"brief-chip", "brief-note", "brief-notes", "brief-claims"}
NOT_READ = REFERENCES | {FOLDED, "brief-label", "brief-question", "cell_input"}
"""Classes of parts that are not read from end to end: references, lists of facts and claims, code."""
FIRST_FOUND = "first_found"
"""Key in the front matter of the page that the search puts before others with the same word: it explains names."""
FOR_A_SCREEN = "brief-screen"
"""Class of what has no use on paper."""
LOCALE = "en_GB"
COVER = "_static/cover.svg"


def put_data(context: dict[str, Any], data: dict[str, Any]) -> None:
    """Put a block of JSON-LD into the head of a page.

    Args:
        context: of the page, as Sphinx gives it.
        data: the block.
    """
    safe = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    context["metatags"] = f'{context.get("metatags", "")}\n<script type="application/ld+json">{safe}</script>'


def minutes(doctree: nodes.document) -> int:
    """Return how many whole minutes a page takes to read, without whole tables and what readers can open.

    Args:
        doctree: of the page, in its last form.
    """
    read = [text.astext() for text in doctree.findall(nodes.Text) if _is_read(text)]
    read += [_read_of_html(raw.astext()) for raw in doctree.findall(nodes.raw)]
    for node in doctree.findall(nodes.Element):
        read += [node["frame"]["title"]] if RESTS_ON in node else []
        read += [node["text"]] if "text" in node and _is_read(node) else []  # the article's own words
    return math.ceil(sum(len(re.findall(r"\w[\w'’.,-]*", text)) for text in read) / WORDS_A_MINUTE)


def _read_of_html(text: str) -> str:
    """Return the words of HTML without tables, scripts and what readers can open."""
    for unread in (r"<(table|details|summary|script)\b.*?</\1>", r"<[^>]*>"):
        text = re.sub(unread, " ", text, flags=re.S)
    return html.unescape(text)


def _is_read(part: nodes.Node) -> bool:
    node = part.parent
    while node is not None:
        if isinstance(node, nodes.raw | nodes.literal_block) or not NOT_READ.isdisjoint(node.get("classes", ())):
            return False
        node = node.parent
    return True


def _require_question(app: Sphinx, doctree: nodes.document) -> None:
    if not _question(app, app.env.docname):
        expected = "expected a line such as `question: What was found?`"
        LOG.warning("no question in the front matter; %s", expected, location=app.env.docname)


def _question(app: Sphinx, name: str) -> str:
    return str(app.env.metadata[name].get("question", "")).strip()


def _put_question(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add below the title which question a page answers, and how long it takes to read."""
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is None or not _question(app, docname):
        return
    sentences = [_question(app, docname), _effort(doctree, _language(app, docname)), *_edition(app, docname)]
    line = nodes.paragraph("", " · ".join(sentences).replace("'", "’"), classes=["brief-question"])
    title.parent.insert(title.parent.index(title) + 1, line)
    for link in _links(app, docname):
        line += nodes.inline("", "", nodes.Text(" · "), link, classes=[FOR_A_SCREEN])


def _effort(doctree: nodes.document, code: str) -> str:
    """Return how long a page takes to read, in the language of the page."""
    if views(doctree) & whole_views.LOOKED_UP:
        return "to look things up in"
    if code != LANGUAGE:
        time = translations.written(minutes(doctree), f"minutes@{code}")
        return translations.language(code).reading.format(minutes=time)
    return f"{words.plural(minutes(doctree), 'minute')}' reading".replace("minute'", "minute's")


def _edition(app: Sphinx, docname: str) -> list[str]:
    """Return the sealed edition in a few words, in the language of a page; nothing if there is none."""
    code = _language(app, docname)
    try:
        date = citation.edition().date
    except BriefError as error:  # what shows the certificate itself reports it
        LOG.info("no edition under the title: %s", error, location=docname)
        return []
    if code == LANGUAGE:
        return [f"edition of {dates.spoken(date)}"]
    return [translations.language(code).edition.format(date=translations.written(date, f"date@{code}"))]


def _links(app: Sphinx, docname: str) -> Iterator[nodes.Node]:
    """Yield what leads on from under a title: to the form for errors; from the first page, to other languages."""
    code = _language(app, docname)
    text = "Report an error" if code == LANGUAGE else translations.language(code).report
    yield nodes.reference("", text, refuri=reports.address(page=docname), internal=True)
    if docname == app.config.root_doc:
        for name in sorted(app.env.metadata):
            if (other := _language(app, name)) != LANGUAGE:
                link = nodes.reference("", refuri=f"{name}.html", internal=True)
                link += foreign_words("", app.env.titles[name].astext(), attributes=languages.attributes(other))
                yield link


def _language(app: Sphinx, name: str) -> str:
    """Return the code of the language of a page."""
    return str(app.env.metadata[name].get("language", LANGUAGE))


def _description(doctree: nodes.document, question: str) -> str:
    """Return the answer that a page gives in bold in its first paragraphs, or else its question."""
    for section in doctree.findall(nodes.section):
        for part in section.children:
            if isinstance(part, nodes.section):
                break
            bold = [child.astext() for child in part.children if isinstance(child, nodes.strong)]
            if isinstance(part, nodes.paragraph) and bold:
                return " ".join(bold[0].split())
        break
    return question


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Describe a page in its head, in the vocabularies of Open Graph and schema.org."""
    if pagename == "search":
        names = [name for name, metadata in app.env.metadata.items() if metadata.get(FIRST_FOUND)]
        first = [f'<meta name="brief-first" content="{html.escape(name)}" />' for name in names]
        lists = [view for view in search_entries.VIEWS if (Path(app.outdir) / search_entries.path(view)).is_file()]
        first.append(f'<meta name="brief-found" content="{" ".join(lists)}" />')
        context["metatags"] = "\n".join([context.get("metatags", ""), *first])
    if doctree is None:
        return
    if pagename == app.config.root_doc:  # the first page is the book: else its title is in the tab twice
        context["title"], context["docstitle"] = context["docstitle"], ""
    code = _language(app, pagename)
    if code != LANGUAGE:  # the page, and not what the theme puts around it
        context["body"] = f"<div{languages.written_attributes(code)}>{context['body']}</div>"
    title, question = app.env.titles[pagename].astext(), _question(app, pagename)
    description = _description(doctree, question)
    properties = {
        "og:type": "article",
        "og:title": title,
        "og:description": description,
        "og:site_name": app.config.html_title,
        "og:locale": LOCALE if code == LANGUAGE else code,
    }
    if app.config.html_baseurl:  # both must be absolute, and only a publisher knows the address of the site
        base = app.config.html_baseurl.rstrip("/")
        properties |= {"og:url": f"{base}/{pagename}.html", "og:image": f"{base}/{COVER}"}
    tags = [f'<meta name="description" content="{html.escape(description)}" />']
    tags += [f'<meta property="{name}" content="{html.escape(content)}" />' for name, content in properties.items()]
    tags.append('<meta name="twitter:card" content="summary" />')
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])
    book = {
        "title": app.config.html_title,
        "author": app.config.author,
        "language": code,
        "address": f"{app.config.root_doc}.html",
    }
    put_data(context, schema_org.article(f"{pagename}.html", title, description, question, book))


def setup(app: Sphinx) -> None:
    """Register the top of a page."""
    app.connect("doctree-read", _require_question)
    app.connect("doctree-resolved", _put_question, priority=900)  # when the page has its last form
    app.connect("html-page-context", _page, priority=400)  # before others put English parts below the page
