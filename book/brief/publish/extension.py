"""The Sphinx extension of the book: its scripts and styles, and all that the other modules add to the site."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from brief.publish import (
    check_page,
    citation_page,
    content_security_policy,
    directives,
    downloads,
    figures,
    numbers,
    page_head,
    page_weight,
    references,
    roles,
    theme_corrections,
    whole_tables,
)
from brief.publish.figures import PlotlyRenderer
from brief.rerun import button
from brief.vendor import table_script

__all__ = ["PlotlyRenderer", "setup"]  # myst-nb finds the first through the entry point `myst_nb.mime_renderers`
STATIC = Path(__file__).parent / "static"


def _add_static_files(app: Sphinx) -> None:
    """Have the site contain its own scripts and styles, and the script of tables: no page loads any from a host."""
    if app.builder.format != "html":
        return
    app.config.html_static_path.append(str(STATIC))
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "tables-library.js").write_text(table_script.script(), encoding="utf-8", newline="")


class _English(SearchEnglish):
    """English for the search index, as Sphinx has it, with the stem of each word computed once for all pages."""

    def init(self, options: dict[str, str]) -> None:
        """Cache stems."""
        super().init(options)
        self.stem = functools.cache(self.stem)  # type: ignore[method-assign]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what each module adds."""
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
    theme_corrections.setup(app)
    page_weight.setup(app)
    button.setup(app)
    content_security_policy.setup(app)
    app.add_search_language(_English)
    # the names of the pages to write, where all else is left for later: for a preview
    app.add_config_value("brief_pages", None, "", [set])
    app.add_css_file("brief.css")
    app.add_css_file("print.css", media="print")
    app.add_js_file("later.js", loading_method="defer")
    app.add_js_file("cards.js", loading_method="defer")
    app.connect("builder-inited", _add_static_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
