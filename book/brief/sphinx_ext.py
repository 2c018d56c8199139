"""The Sphinx side of the book: a chart in a cell becomes a figure with its finding, source strip and rows.

It also puts the scripts and styles of the site in place, and registers what the other `sphinx_` modules add: the ledger
and its roles, the names of numbers, the top of each page, the page on checking, what readers take away, and the policy
of each page.
"""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
from pathlib import Path
from typing import Any, ClassVar

import plotly
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from brief import (
    assets,
    sphinx_check,
    sphinx_crossrefs,
    sphinx_downloads,
    sphinx_head,
    sphinx_ledger,
    sphinx_numbers,
    sphinx_policy,
    words,
)
from brief.errors import BriefError
from brief.frame import PLOTLY_MIME, RESTS_ON, TABLES, figure_name, framed

LOG = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
OUTLINES = "map-outlines.js"


# --- figures ----------------------------------------------------------------------------------------------


class brief_chart(nodes.General, nodes.Element):
    """One chart, with `name`, `spec` (what plotly draws), `frame` and `rests_on` (what `brief.figure` gives)."""


class brief_behind(nodes.General, nodes.Element):
    """What stands behind a figure: its source strip and its rows. It has `name` and `frame` of the chart."""


class PlotlyRenderer:
    """Renders plotly figures for myst-nb, which finds it through the entry point `myst_nb.mime_renderers`."""

    mime_priority_overrides: ClassVar = [("*", PLOTLY_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the chart as a node; None for other output, or where the book's extension is not loaded."""
        env = getattr(renderer.renderer.document.settings, "env", None)
        if data.mime_type != PLOTLY_MIME or inline or env is None or __name__ not in env.app.extensions:
            return None
        frame = framed({"data": {PLOTLY_MIME: data.content}})
        place = (env.docname, data.line)
        if frame is None:
            LOG.warning("a chart without its rows and words: end the cell with brief.figure(...)", location=place)
            return []
        try:
            name = figure_name(data.cell_metadata)
        except BriefError as error:
            LOG.warning("%s", error, location=place)
            return []
        spec = {part: data.content[part] for part in ("data", "layout") if part in data.content}
        beside = {RESTS_ON: data.content[RESTS_ON], TABLES: data.output_metadata[TABLES]}
        return [brief_chart(name=name, spec=spec, frame=frame, **beside)]


def _put_behind(app: Sphinx, doctree: nodes.document) -> None:
    """Give each figure that holds a chart its legend: the strip and the rows."""
    for chart in doctree.findall(brief_chart):
        parent = chart.parent
        while parent is not None and not isinstance(parent, nodes.figure):
            parent = parent.parent
        if parent is None or not any(isinstance(child, nodes.caption) for child in parent):
            LOG.warning("the figure %s has no caption", chart["name"], location=chart)
            continue
        parent += nodes.legend("", brief_behind(**{key: chart[key] for key in ("name", "frame")}))


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)


def _visit_chart(translator: Any, node: brief_chart) -> None:
    place = f"{node['name']}-chart"
    spec = json.dumps(node["spec"], separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    height = node["spec"]["layout"].get("height", 400)
    translator.body.append(
        f'<p class="brief-figure-title">{_text(node["frame"]["title"])}</p>\n'
        f'<div class="brief-chart" id="{_text(place)}" role="group" style="min-height:{int(height)}px"'
        f' aria-label="{_text(node["frame"]["alt"])}"></div>\n'
        f'<script type="application/json" data-chart="{_text(place)}">{spec}</script>\n'
        f"<noscript><p>{_text(node['frame']['alt'])} The chart needs JavaScript;"
        " its rows stand below.</p></noscript>\n"
    )
    raise nodes.SkipNode


def _visit_behind(translator: Any, node: brief_behind) -> None:
    frame, name = node["frame"], node["name"]
    strip = "".join(f"<dt>{_text(term)}</dt><dd>{_text(words)}</dd>" for term, words in frame["strip"])
    headings = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in frame["table"]["headings"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in cells) + "</tr>" for cells in frame["table"]["cells"]
    )
    translator.body.append(
        (f'<dl class="brief-strip">{strip}</dl>\n' if strip else "")
        + f'<details class="brief-rows"><summary>The {len(frame["rows"])} rows behind this figure</summary>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Rows of {_text(name)}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div></details>\n"
        f'<p><a href="figures/{_text(name)}.csv" download>Download the rows (CSV)</a></p>\n'
    )
    raise nodes.SkipNode


def _cell(cell: dict[str, str]) -> str:
    text = _text(cell["text"])
    return f'<a href="{_text(cell["url"])}" rel="external">{text}</a>' if cell.get("url") else text


def rows_as_csv(frame: dict[str, Any]) -> str:
    """Return the rows of a figure as CSV: UTF-8, line feeds, a header, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame["columns"])
    writer.writerows([["" if value is None else words.in_spreadsheet(value) for value in row] for row in frame["rows"]])
    return out.getvalue()


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Write the downloads of a page's figures, and load the chart scripts on pages that have charts only."""
    charts = list(doctree.findall(brief_chart)) if doctree is not None else []
    if not charts:
        return
    for chart in charts:
        path = Path(app.outdir) / "figures" / f"{chart['name']}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(rows_as_csv(chart["frame"]), encoding="utf-8", newline="")
    app.add_js_file("plotly.min.js", loading_method="defer")
    maps = any("geo" in chart["spec"]["layout"] for chart in charts)
    if maps and (Path(app.outdir) / "_static" / OUTLINES).is_file():
        app.add_js_file(OUTLINES, loading_method="defer")
    app.add_js_file("charts.js", loading_method="defer")


def _scripts(app: Sphinx) -> None:
    """Put the site's own copies of the chart scripts in place: from the installed packages, never from a host."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(plotly.__file__).parent / "package_data" / "plotly.min.js", static / "plotly.min.js")
    for name in ("charts.js", "cards.js", "tables.js", "brief.css"):
        shutil.copyfile(STATIC / name, static / name)
    (static / "tables-library.js").write_text(assets.table_library(), encoding="utf-8", newline="")
    try:
        shutil.copyfile(assets.map_outlines(), static / OUTLINES)
    except BriefError as error:
        LOG.info("maps are drawn without coastlines and borders: %s", error)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what a figure needs, the ledger and the downloads."""
    app.add_node(brief_chart, html=(_visit_chart, None))
    app.add_node(brief_behind, html=(_visit_behind, None))
    sphinx_crossrefs.setup(app)
    sphinx_ledger.setup(app)
    sphinx_check.setup(app)
    sphinx_head.setup(app)
    sphinx_downloads.setup(app)
    sphinx_numbers.setup(app)
    sphinx_policy.setup(app)
    app.add_css_file("brief.css")
    app.add_js_file("cards.js", loading_method="defer")
    app.connect("builder-inited", _scripts)
    app.connect("doctree-read", _put_behind)
    app.connect("html-page-context", _page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
