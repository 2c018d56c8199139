"""The Sphinx extension of the book: its scripts and styles, and all that the other modules add to the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from brief.errors import BriefError
from brief.publish import (
    check_page,
    citation_page,
    content_security_policy,
    directives,
    downloads,
    figures,
    moved,
    notes,
    numbers,
    page_controls,
    page_head,
    page_weight,
    references,
    report_form,
    roles,
    theme_corrections,
    whole_tables,
)
from brief.publish.figures import PlotlyRenderer
from brief.publish.folding import English
from brief.rerun import button
from brief.settings import settings
from brief.vendor import table_script, typeface

__all__ = ["PlotlyRenderer", "setup"]  # myst-nb finds the first through the entry point `myst_nb.mime_renderers`
LOG = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"


def _add_static_files(app: Sphinx) -> None:
    """Have the site contain its scripts, styles and fonts, and the script of tables: no page loads any from a host."""
    if app.builder.format != "html":
        return
    app.config.html_static_path.append(str(STATIC))
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "tables-library.js").write_text(table_script.script(), encoding="utf-8", newline="")
    try:
        fonts = typeface.files()
    except BriefError as error:
        LOG.info("the book is set in the fonts of its readers: %s", error)
        return
    (static / typeface.FOLDER).mkdir(exist_ok=True)
    for name, content in fonts.items():
        (static / name).write_bytes(content)
    app.add_css_file(typeface.SHEET)


def _name_book(app: Sphinx, config: Config) -> None:
    """Name title and author as `brief.toml` has them, whatever `_config.yml` says."""
    config["html_title"], config["author"] = settings().title, settings().author
    logo = {"alt_text": f"{settings().title}: the first page"}
    config["html_theme_options"] = {**config.html_theme_options, "logo": logo}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what each module adds."""
    app.connect("config-inited", _name_book)
    references.setup(app)
    figures.setup(app)
    roles.setup(app)
    notes.setup(app)
    directives.setup(app)
    whole_tables.setup(app)
    check_page.setup(app)
    citation_page.setup(app)
    page_head.setup(app)
    report_form.setup(app)
    moved.setup(app)
    downloads.setup(app)
    numbers.setup(app)
    theme_corrections.setup(app)
    page_weight.setup(app)
    button.setup(app)
    page_controls.setup(app)
    content_security_policy.setup(app)
    app.add_search_language(English)
    # the names of the pages to write, where all else is left for later: for a preview
    app.add_config_value("brief_pages", None, "", [set])
    app.add_css_file("brief.css")
    app.add_css_file("print.css", media="print")
    app.add_js_file("later.js", loading_method="defer")
    app.add_js_file("cards.js", loading_method="defer")
    app.add_js_file("notes.js", loading_method="defer")
    app.connect("builder-inited", _add_static_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
