"""Corrections of the theme's HTML, for those who hear a page, use it by keys, or prefer dark colours.

The theme has no setting for these, so they replace what it writes. Where a later theme writes something else, nothing
is replaced; tests in a browser show whether the page is still as it should be.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

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
    # readers who prefer dark get no light page first, and no page is styled twice
    'localStorage.getItem("theme") || "auto"': 'localStorage.getItem("theme") || '
    '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    # the name that is heard must contain the words that are seen: "Show the code"
    '<summary aria-label="Toggle hidden content">': "<summary>",
}
"""What the theme and myst-nb write, and what replaces it."""


def _correct(app: Sphinx, error: Exception | None) -> None:
    """Correct every page when everything has been written."""
    if error or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).glob("*.html")):
        text = page.read_text(encoding="utf-8")
        for written, corrected in CORRECTIONS.items():
            text = text.replace(written, corrected)
        page.write_text(text, encoding="utf-8", newline="")


def setup(app: Sphinx) -> None:
    """Register it before the policy, which depends on the last form of a page."""
    app.connect("build-finished", _correct, priority=800)
