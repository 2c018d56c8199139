"""Whole tables in the site: as views on pages, for download, and for machines.

Directive: `view`, one of `views.VIEWS`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from brief import paths, tables
from brief.ledger import downloads, views
from brief.publish import references, schema_org, search_entries
from brief.publish.page_head import put_data
from brief.publish.references import VIEW
from brief.publish.sphinx_helpers import faults_as_warnings


class whole_view(nodes.General, nodes.Element):
    """Placeholder for a view, by its `name`."""


class View(SphinxDirective):
    """`{view}` with a name: one of `views.VIEWS`, made of whole tables."""

    required_arguments = 1

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a placeholder that is filled when all pages have been read, as rows lead to pages and figures."""
        views.template_values(self.arguments[0])
        return [whole_view(name=self.arguments[0])]


def _copy_tables(folder: Path) -> None:
    """Copy the shared tables and their description into the site, and write a description of each table by itself."""
    folder.mkdir(exist_ok=True)
    for name in tables.names():
        package = json.dumps(tables.package_of(name), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(f"{package}\n", encoding="utf-8", newline="")
    for name in (paths.DESCRIPTOR.name, *(tables.resource(table)["path"] for table in tables.names())):
        shutil.copyfile(paths.DATA / name, folder / name)


def _write_ledger(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    downloads.flat_ledger().to_csv(folder / "claims.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "claims.json").write_text(
        json.dumps(downloads.plain_ledger(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def _fill_views(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace placeholders by views, as HTML whose text the search of the site finds."""
    for place in list(doctree.findall(whole_view)):
        content = views.view(place["name"], references.book(app))
        place.replace_self(nodes.raw("", content, format="html", **{VIEW: place["name"]}))


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to pages the script that sorts their tables, and to those that show the data JSON-LD and downloads."""
    if doctree is None:
        return
    shown = references.views(doctree)
    if shown & views.SORTABLE:
        app.add_js_file("tables.js", loading_method="defer", **{"data-library": "tables-library.js"})  # type: ignore[arg-type]
    if "article" in shown:
        app.add_js_file("marks.js", loading_method="defer")
    if "ledger" in shown:
        app.add_js_file("choices.js", loading_method="defer")
        put_data(context, schema_org.claim_reviews(f"{pagename}.html"))
        _write_ledger(Path(app.outdir) / "ledger")
    for view in shown.intersection(search_entries.VIEWS):
        found = Path(app.outdir) / search_entries.path(view)
        found.write_text(search_entries.script(view, pagename), encoding="utf-8", newline="")
    if "tables" in shown:
        put_data(context, schema_org.dataset(f"{pagename}.html"))
        _copy_tables(Path(app.outdir) / "data")


def setup(app: Sphinx) -> None:
    """Register the views."""
    app.add_node(whole_view)
    app.add_directive("view", View)
    app.connect("doctree-resolved", _fill_views)
    app.connect("html-page-context", _page)
