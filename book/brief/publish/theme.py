"""What the theme leaves unsaid: to those who hear a page or go through it by keys, and of the colours at first sight.

The theme has no setting for these, so they are put into the pages as written. Where a later theme says it itself, there
is nothing to replace; tests in a browser see whether it is said.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

HERE = '<a class="current reference internal" href="#"'
FIRST = '<li class="toctree-l1 current active">\n                <a class="reference internal" href="#"'
SAID = {
    # the logo and the search stand outside of all landmarks
    '<div id="pst-primary-sidebar" ': '<div id="pst-primary-sidebar" role="complementary" aria-label="The brief" ',
    '<dialog id="pst-primary-sidebar-modal">': '<dialog id="pst-primary-sidebar-modal" aria-label="The brief">',
    '<dialog id="pst-secondary-sidebar-modal">': '<dialog id="pst-secondary-sidebar-modal" aria-label="This page">',
    '<dialog id="pst-search-dialog">': '<dialog id="pst-search-dialog" aria-label="Search">',
    'title="Toggle primary sidebar"': 'title="Show or hide the list of pages"',
    'title="Toggle secondary sidebar"': 'title="Show or hide the contents of this page"',
    # the page itself in the list of pages
    f"{HERE}>": f'{HERE} aria-current="page">',
    f"{FIRST}>": f'{FIRST} aria-current="page">',
    # headings of the tables that stand in prose
    '<th class="head">': '<th class="head" scope="col">',
    # who prefers dark gets no light page first, and no page is styled twice
    'localStorage.getItem("theme") || "auto"': 'localStorage.getItem("theme") || '
    '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    # what is heard must hold what is seen: "Show the code"
    '<summary aria-label="Toggle hidden content">': "<summary>",
}
"""What the theme and myst-nb write, and what stands there instead."""


def _say(app: Sphinx, error: Exception | None) -> None:
    """Say it on every page when everything has been written."""
    if error or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).glob("*.html")):
        text = page.read_text(encoding="utf-8")
        for written, said in SAID.items():
            text = text.replace(written, said)
        page.write_text(text, encoding="utf-8", newline="")


def setup(app: Sphinx) -> None:
    """Register it before the policy, which comes after all that changes a page."""
    app.connect("build-finished", _say, priority=800)
