"""The Sphinx side of the book: puts the scripts and styles of the site in place, and registers all that adds to it.

That is what the other `sphinx_` modules do: the figures, the ledger and its roles, the names of numbers, the top of
each page, the page on checking, what readers take away, what the theme leaves unsaid, and the policy of each page.
"""

from __future__ import annotations

import functools
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from brief.publish import (
    check_page,
    citation_page,
    directives,
    downloads,
    figures,
    numbers,
    page_head,
    page_weight,
    policy,
    references,
    roles,
    theme,
    whole_tables,
)
from brief.publish.figures import PlotlyRenderer
from brief.rerun import button
from brief.vendor import table_script

__all__ = ["PlotlyRenderer", "setup"]  # myst-nb finds the first through the entry point `myst_nb.mime_renderers`
STATIC = Path(__file__).parent / "static"


def _scripts(app: Sphinx) -> None:
    """Put the site's own scripts and styles in place: from this package and others, never from a host."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    scripts = ("later.js", "charts.js", "chart-keys.js", "cards.js", "tables.js")
    for name in (*scripts, "brief.css", "print.css"):
        shutil.copyfile(STATIC / name, static / name)
    (static / "tables-library.js").write_text(table_script.script(), encoding="utf-8", newline="")


class _English(SearchEnglish):
    """English for the search index, as Sphinx has it, but that a word is brought to its stem once for all pages."""

    def init(self, options: dict[str, str]) -> None:
        """Have the stemmer remember."""
        super().init(options)
        self.stem = functools.cache(self.stem)  # type: ignore[method-assign]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the figures, the ledger, the downloads and the rest."""
    references.setup(app)
    figures.setup(app)
    roles.setup(app)
    directives.setup(app)
    whole_tables.setup(app)
    check_page.setup(app)
    citation_page.setup(app)
    page_head.setup(app)
    downloads.setup(app)
    numbers.setup(app)
    theme.setup(app)
    page_weight.setup(app)
    button.setup(app)
    policy.setup(app)
    app.add_search_language(_English)
    app.add_css_file("brief.css")
    app.add_css_file("print.css", media="print")
    app.add_js_file("later.js", loading_method="defer")
    app.add_js_file("cards.js", loading_method="defer")
    app.connect("builder-inited", _scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
