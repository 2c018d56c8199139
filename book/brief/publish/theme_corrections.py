"""Corrections of the theme's HTML, for those who hear a page, use it by keys, or prefer dark colours.

The theme has no setting for these, so they replace what it writes. Where a later theme writes something else, nothing
is replaced; tests in a browser show whether the page is still as it should be.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from sphinx.application import Sphinx

from brief.files import read_text
from brief.ledger import languages
from brief.ledger.languages import LANGUAGE

FIRST_SCRIPT = '<script data-cfasync="false">'
HEAD = Path(__file__).parent / "templates" / "head.js"
HERE = '<a class="current reference internal" href="#"'
FIRST = '<li class="toctree-l1 current active">\n                <a class="reference internal" href="#"'
CORRECTIONS = {
    # without these, the logo and the search are outside of all landmarks
    '<div id="pst-primary-sidebar" ': '<div id="pst-primary-sidebar" role="complementary" aria-label="The brief" ',
    '<dialog id="pst-primary-sidebar-modal">': '<dialog id="pst-primary-sidebar-modal" aria-label="The brief">',
    '<dialog id="pst-secondary-sidebar-modal">': '<dialog id="pst-secondary-sidebar-modal" aria-label="This page">',
    '<dialog id="pst-search-dialog">': '<dialog id="pst-search-dialog" aria-label="Search">',
    'title="Toggle primary sidebar"': 'title="Show or hide the list of pages"',
    'title="Toggle secondary sidebar"': 'title="Show or hide the contents of this page"',
    # the page itself in the list of pages
    f"{HERE}>": f'{HERE} aria-current="page">',
    f"{FIRST}>": f'{FIRST} aria-current="page">',
    # headings of tables in prose
    '<th class="head">': '<th class="head" scope="col">',
    '<th class="head text-left">': '<th class="head text-left" scope="col">',
    '<th class="head text-right">': '<th class="head text-right" scope="col">',
    # readers who prefer dark get no light page first, and no page is styled twice
    'localStorage.getItem("theme") || "auto"': 'localStorage.getItem("theme") || '
    '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    # where site data are blocked, the theme's first script would throw, and so would those that follow
    FIRST_SCRIPT: f"<script>\n{read_text(HEAD)}</script>\n  {FIRST_SCRIPT}",
    # the name that is heard must contain the words that are seen: "Show the code"
    '<summary aria-label="Toggle hidden content">': "<summary>",
}
"""What the theme and myst-nb write, and what replaces it."""
_NEXT = re.compile(r'<link rel="next"[^>]*>\s*')
"""Firefox loads the next page ahead of time where a page has this, which the policy of the page refuses."""


def _correct(app: Sphinx, error: Exception | None) -> None:
    """Correct every page when everything has been written."""
    if error or app.builder.format != "html":
        return
    corrections = CORRECTIONS | _titles_in_other_languages(app)
    for page in sorted(Path(app.outdir).glob("*.html")):
        text = page.read_text(encoding="utf-8")
        for written, corrected in corrections.items():
            text = text.replace(written, corrected)
        text = _with_languages(text, app.env.metadata.get(page.stem, {}).get("language", LANGUAGE))
        text = _NEXT.sub("", text)
        page.write_text(text, encoding="utf-8", newline="")


def _titles_in_other_languages(app: Sphinx) -> dict[str, str]:
    """Return how titles of pages stand in the lists of pages, and how with their language and direction."""
    corrections = {}
    for name, metadata in app.env.metadata.items():
        if "language" in metadata:
            title = html.escape(app.env.titles[name].astext(), quote=False)
            attributes = languages.written_attributes(metadata["language"])
            for end in ("</a>", "</p>"):
                corrections[f">{title}{end}"] = f"><span{attributes}>{title}</span>{end}"
            corrections[f'<link rel="prev" title="{title}"'] = f'<link rel="prev"{attributes} title="{title}"'
    return corrections


def _with_languages(text: str, language: str) -> str:
    """Return a page with the language of its headings beside it, and of what is English in it, if it is not."""
    if language == LANGUAGE:
        return text
    own, english = languages.written_attributes(language), f'{languages.written_attributes(LANGUAGE)} dir="ltr"'
    text = text.replace("<title>", f"<title{own}>")
    text = re.sub(r'(<nav [^>]*class="page-toc")', rf"\1{own}", text)
    text = re.sub(r'(<div id="jb-print-docs-body")', rf"\1{own}", text)
    return re.sub(r'(<(?:div class="cell|a class="[^"]*brief-chip)\b[^>]*)>', rf"\1{english}>", text)


def setup(app: Sphinx) -> None:
    """Register it before the policy, which depends on the last form of a page."""
    app.connect("build-finished", _correct, priority=800)
