"""Figures in the site: the finding, the pictures of the chart, its sources, its rows, and files to download.

A page shows the static pictures of its charts; `static/charts.js` replaces them by interactive charts when a reader
does something. Without Chromium there are no pictures, and without the chart script all of plotly.js takes its place.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from brief import tables, words
from brief.charts import key
from brief.charts.figure import HEADINGS, PLOTLY_MIME, RESTS_ON, TABLES, figure_name, frame_in, rows_as_csv
from brief.charts.style import text_width
from brief.errors import BriefError
from brief.ledger import facts
from brief.ledger import figures as figure_rows
from brief.pages import reading
from brief.pages.cells import LAST_LINE
from brief.publish import citation, figure_resource, references, static_pictures
from brief.publish.static_pictures import Pictures
from brief.settings import settings
from brief.tables import dates
from brief.text import typographic
from brief.vendor import chart_script, map_outlines

LOG = logging.getLogger(__name__)
EXTENSION = "brief.publish.extension"
OUTLINES = "map-outlines.js"
FOLDER = "figures"
"""Folder of the site for the files of figures."""
STAMP = f"{FOLDER}/drawn-by.txt"
"""File of the site that says what drew its pictures; there is none where there are no pictures."""


class brief_chart(nodes.General, nodes.Element):
    """A chart.

    Attributes:
        name: of the figure.
        spec: the data and layout of plotly, as JSON: Sphinx pickles a page and loads it for each one that refers to it.
        frame: title, alternative text, strip, table and rows, as `brief.figure` makes them.
        rests_on: the facts and documents behind it.
        headings: what readers see above columns of the table.
    """


class brief_behind(nodes.General, nodes.Element):
    """The part below the caption of a figure, folded: sources, rows, downloads and, within it, the code that drew it.

    Attributes:
        name: of the figure.
        frame: of the chart.
    """


class PlotlyRenderer:
    """Renders plotly figures for myst-nb, which finds it through the entry point `myst_nb.mime_renderers`."""

    mime_priority_overrides: ClassVar = [("*", PLOTLY_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the chart as a node; None for other output, or where the book's extension is not loaded."""
        env = getattr(renderer.renderer.document.settings, "env", None)
        if data.mime_type != PLOTLY_MIME or inline or env is None or EXTENSION not in env.app.extensions:
            return None
        frame = frame_in({"data": {PLOTLY_MIME: data.content}})
        place = (env.docname, data.line)
        if frame is None:
            LOG.warning("a plain chart; %s", LAST_LINE, location=place)
            return []
        try:
            name = figure_name(data.cell_metadata)
            for trace in data.content["data"]:
                chart_script.require_drawable(trace.get("type", "scatter"))
        except BriefError as error:
            LOG.warning("%s", error, location=place)
            return []
        spec = {part: data.content[part] for part in ("data", "layout") if part in data.content}
        beside = {part: data.content[part] for part in (RESTS_ON, HEADINGS)}
        beside[TABLES] = data.output_metadata[TABLES]
        return [
            brief_chart(name=name, spec=json.dumps(spec, separators=(",", ":"), sort_keys=True), frame=frame, **beside)
        ]


def _put_behind(app: Sphinx, doctree: nodes.document) -> None:
    """Add to each figure with a chart the part below its caption, and to the code that drew it an anchor."""
    for chart in doctree.findall(brief_chart):
        figure = _around(chart, lambda node: isinstance(node, nodes.figure))
        if figure is None or not any(isinstance(child, nodes.caption) for child in figure):
            LOG.warning("the figure %s has no caption", chart["name"], location=chart)
            continue
        cell = _around(chart, lambda node: "cell" in node.get("classes", ()))
        behind = brief_behind(name=chart["name"], frame=chart["frame"])
        code = next((part for part in cell or () if "cell_input" in part.get("classes", ())), None)
        if cell is not None and code is not None and cell.get("hide_mode"):  # else its author wants it to be seen
            code["ids"].append(_code_anchor(chart["name"]))
            cell.remove(code)
            behind += code
        figure += nodes.legend("", behind)


def _require_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each cell that names a figure and shows none.

    `brief build` finds it before; plain Jupyter Book executes pages without the code that does.
    """
    page = app.env.docname
    shown = {chart["name"] for chart in doctree.findall(brief_chart)}
    for cell in reading.cells_of(page):
        if cell.figure and cell.figure not in shown:
            LOG.warning("the cell names %s and shows no figure; %s", cell.figure, LAST_LINE, location=(page, cell.line))


def _around(node: nodes.Node, condition: Callable[[nodes.Element], bool]) -> nodes.Element | None:
    """Return the nearest element around a node that meets a condition."""
    parent = node.parent
    while parent is not None and not condition(parent):
        parent = parent.parent
    return parent


def _code_anchor(figure: str) -> str:
    """Return the anchor of the code that draws a figure."""
    return f"{figure}-code"


# --- pictures ---------------------------------------------------------------------------------------------

_PICTURES: dict[str, Pictures] = {}
"""The pictures of the book that is being built, by figure; empty where there is no browser to draw them."""
_PLACES: dict[str, dict[str, Any]] = {}
"""Number, address, edition and citation of each figure of the book that is being built, by figure."""
_PAGES_TO_DRAW: set[str] = set()
"""Names of pages that lack a picture which can be drawn."""


def _draw(app: Sphinx, builder: Builder) -> None:
    """Draw all pictures of the book together, when all pages are read and figures have their numbers."""
    _PICTURES.clear()
    _PLACES.clear()
    _PAGES_TO_DRAW.clear()
    if builder.format != "html":
        return
    env, pages = app.env, app.config.brief_pages
    charts = [chart for page in sorted(pages or env.all_docs) for chart in env.get_doctree(page).findall(brief_chart)]
    figures = {figure.name: figure for figure in references.book(app).figures}
    edition, requests = _edition(), {}
    for chart in charts:
        name = chart["name"]
        label, page = figures[name].label, figures[name].page
        address = f"{_address(app, page)}#{name}"
        _PLACES[name] = _place(label, chart["frame"]["title"], address, edition)
        book, heading = map(typographic, (app.config.html_title, env.titles[page].astext()))
        within = "" if book.startswith(heading) else f": {heading}"  # the first page is called like the book
        of_edition = f", edition of {dates.spoken(edition.date)}, {edition.licence}" if edition else ""
        where = f"{book}{within}, {label}{of_edition}."
        requests[name] = _request(chart, f"{where} {address}" if app.config.html_baseurl else where)
    if not requests:
        return
    try:
        _PICTURES.update(static_pictures.cached(requests) if pages else static_pictures.draw(requests))
    except BriefError as error:
        LOG.info("charts have no static pictures: %s", error)
        return
    _PAGES_TO_DRAW.update(figures[name].page for name in requests.keys() - _PICTURES.keys())
    stamp = Path(app.outdir) / STAMP
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{static_pictures.stamp()}\n", encoding="utf-8", newline="")


def _place(label: str, title: str, address: str, edition: citation.Edition | None) -> dict[str, Any]:
    """Return number, address, edition and citation of a figure, as its description has them."""
    place: dict[str, Any] = {"number": label, "homepage": address}
    if edition:
        cited = f"{citation.citation(citation.figure(label, title)).removesuffix('.')}, {address}."
        place |= {"edition": {"date": edition.date, "sha256": edition.manifest}, "citation": cited}
    return place


def _request(chart: brief_chart, where: str) -> static_pictures.Request:
    """Return what the pictures of a chart show: the drawing, and the words around it.

    Args:
        chart: to draw.
        where: book, page, number and edition of its figure, in words, with the address if it has one.
    """
    spec, frame, caption = json.loads(chart["spec"]), chart["frame"], _caption(chart)
    repeats, title = _repeats(frame), frame["title"]
    listed = f"{chart['name']}.{'csv' if 'originator' in frame['columns'] else 'json'}"
    sources = typographic(_in_short(*figure_rows.speakers(facts.facts_named(chart[RESTS_ON]["facts"])), listed))
    glossary = _explained(_shown(spec, title, caption, repeats), sources)
    return static_pictures.Request(spec, title, f"{sources}\n{typographic(where)}", caption, glossary, repeats)


def _shown(spec: dict[str, Any], title: str, caption: str, repeats: int) -> str:
    """Return all that a picture says, its key too, without the words on its sources."""
    signs = [entry.meaning for entry in key.key(spec, caption, repeats)]
    return " ".join([title, caption, *key.texts(spec), *signs])


def _explained(shown: str, sources: str = "") -> str:
    """Return what a picture needs explained where its page is not at hand: abbreviations, and which article is meant.

    An abbreviation is explained already where the picture names what it stands for, or says what it is.

    Args:
        shown: all that the picture says.
        sources: the line that names who says so.

    Returns:
        Sentences; none if nothing needs it.
    """
    sentences = []
    for short, meaning in sorted(_abbreviations().items()):
        word = rf"(?<!\w){re.escape(short)}(?!\w)"
        is_explained = meaning.split(",")[0] in shown or re.search(rf"{word}( is)? (an?|[Tt]he) ", shown)
        if re.search(word, f"{shown} {sources}") and not is_explained:
            sentences.append(f"{short}: {meaning}.")
    published = facts.fact(settings().publication_fact)
    day = dates.spoken(published.event_date)
    if re.search(r"\barticle\b", shown, re.IGNORECASE) and not (published.publisher in shown and day in shown):
        sentences.append(f"The article: {published.publisher}, {day}.")
    return typographic(" ".join(sentences))


def _abbreviations() -> dict[str, str]:
    """Return what abbreviations stand for: as the settings say it, or else the name that the glossary has."""
    named = tables.table("glossary").name.str.extract(r"^(.+) \(([A-Z]{2,})\)$").dropna()
    return dict(zip(named[1], named[0], strict=True)) | settings().abbreviations


SOURCES_WIDTH = 650
"""Most pixels of the names of those who say what a picture shows: the page has them all."""


def _in_short(named: list[str], unnamed: int, listed: str) -> str:
    """Return who says what a figure shows, in one line: those heard most often, as far as there is room.

    Args:
        named: the speakers, the most often heard first.
        unnamed: how many there are besides.
        listed: name of the file beside the picture that lists those who have no room in the line.
    """
    speakers = [re.sub(r" \([^()]*\)", "", name) for name in named]
    line = "Sources: no speakers."
    for number in range(len(speakers), 0, -1):
        rest = len(speakers) - number + unnamed
        others = f"; and {words.counted(rest)} more, listed in {listed}" if rest else ""
        line = f"Sources: {'; '.join(speakers[:number])}{others}."
        if text_width(line, 11) < SOURCES_WIDTH:
            break
    return line


def _repeats(frame: dict[str, Any]) -> int:
    """Return how many rows of a figure only repeat another report."""
    rows = [dict(zip(frame["columns"], row, strict=True)) for row in frame["rows"]]
    return sum(row.get("repeats") is not None for row in rows)


def _caption(chart: brief_chart) -> str:
    """Return the caption of the figure that a chart is in."""
    figure = _around(chart, lambda node: isinstance(node, nodes.figure))
    captions = [child.astext() for child in figure or () if isinstance(child, nodes.caption)]
    return " ".join(" ".join(captions).split())


def pages_to_draw() -> set[str]:
    """Return the names of the pages that the last build wrote without a picture, for later."""
    return set(_PAGES_TO_DRAW)


def _address(app: Sphinx, page: str) -> str:
    base = f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""
    return f"{base}{page}.html"


def _edition() -> citation.Edition | None:
    """Return the sealed edition, or None if none is sealed yet."""
    try:
        return citation.edition()
    except (BriefError, OSError, KeyError, TypeError, ValueError):
        return None


# --- pages ------------------------------------------------------------------------------------------------


def _escaped(value: object) -> str:
    return html.escape(str(value), quote=True)


def _visit_chart(translator: Any, node: brief_chart) -> None:
    name, alt = node["name"], _escaped(node["frame"]["alt"])
    place = _escaped(f"{name}-chart")
    spec, drawable = node["spec"].replace("<", "\\u003c"), json.loads(node["spec"])
    heights = {form: static_pictures.height_of(drawable, form) for form in static_pictures.FORMS}
    style = ";".join(f"--brief-{form}:{height}px" for form, height in heights.items())
    drawn = _PICTURES[name].forms if name in _PICTURES else {}
    shown = "".join(
        f'<svg class="brief-picture {form}" viewBox="0 0 {picture.width} {picture.height}" aria-hidden="true"'
        f' focusable="false">{picture.inside(_escaped(f"{name}-{form[0]}"))}</svg>'
        for form, picture in drawn.items()
    )
    if drawn:  # for a reader view, which leaves out drawings inside a page; the style sheet hides it elsewhere
        shown += f'<img class="brief-still" src="{FOLDER}/{_escaped(name)}.png" alt="{alt}" loading="lazy" />'
    without = f"<noscript><p>{alt} The chart needs JavaScript; its rows stand below.</p></noscript>"
    translator.body.append(
        f'<p class="brief-figure-title">{_escaped(node["frame"]["title"])}</p>\n'
        f'<div class="brief-chart" id="{place}" role="group" tabindex="0" aria-label="{alt}" style="{style}">'
        f'{shown}<div class="brief-live"></div></div>\n'
        f'<script type="application/json" data-chart="{place}">{spec}</script>{"" if drawn else without}\n'
        f"{_sentences(steps_of(drawable), place)}"
    )
    raise nodes.SkipNode


def steps_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a chart, as `charts.steps` puts them into it; none for most charts."""
    return spec["layout"].get("meta", {}).get("steps", [])


def _sentences(steps: list[dict[str, Any]], place: str) -> str:
    """Return the sentences of a chart's steps as a numbered list, which `static/steps.js` steps through."""
    if not steps:
        return ""
    items = "".join(
        f"<li><b>{_escaped(step['head'])}.</b> {_escaped(html.unescape(step['text']))}</li>" for step in steps
    )
    whole = f"{words.capital(words.counted(len(steps)))} moments, marked in the picture: step through them, or play."
    return f'<div class="brief-steps" data-steps-of="{place}" data-whole="{whole}"><ol>{items}</ol></div>\n'


def _visit_behind(translator: Any, node: brief_behind) -> None:
    frame, name = node["frame"], _escaped(node["name"])
    strip = "".join(f"<dt>{_escaped(term)}</dt><dd>{_escaped(told)}</dd>" for term, told in frame["strip"])
    headings = "".join(f'<th scope="col">{_escaped(heading)}</th>' for heading in frame["table"]["headings"])
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in cells) + "</tr>" for cells in frame["table"]["cells"]
    )
    files = [_file(name, "csv", "rows (CSV)"), _file(name, "json", "description (JSON)")]
    if node["name"] in _PICTURES:
        pictures = " ".join(_file(name, kind, f"picture ({kind.upper()})") for kind in ("svg", "png"))
        files.append(f'<span class="brief-files">{pictures}</span>')
    cite = _escaped(_PLACES[node["name"]].get("citation", frame["title"]))
    translator.body.append(
        f'<details class="brief-behind"><summary>Sources, rows and code{_who(frame["strip"])}</summary>\n'
        + (f'<dl class="brief-strip">{strip}</dl>\n' if strip else "")
        + f'<p class="brief-take">Download: {" ".join(files)}</p>\n'
        f'<p class="brief-cite">Cite: {cite}</p>\n'
        f'<div class="brief-rows"><p>The {len(frame["rows"])} rows behind this figure:</p>\n'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Rows behind: {_escaped(frame["title"])}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div></div>\n"
        + ("<p>The code that drew it:</p>\n" if node.children else "")
    )


def _depart_behind(translator: Any, node: brief_behind) -> None:
    translator.body.append("</details>\n")


def _file(figure: str, kind: str, shown: str) -> str:
    return f'<a href="{FOLDER}/{figure}.{kind}" download>{shown}</a>'


def _who(strip: list[list[str]]) -> str:
    """Return in short who says what a figure shows, for those who do not open what is behind it."""
    who = dict(strip).get("Who says so", "").partition(": ")[0]
    return f' <span class="brief-who">{_escaped(who)}</span>' if who else ""


def _cell(cell: dict[str, str]) -> str:
    text = _escaped(cell["text"])
    return f'<a href="{_escaped(cell["url"])}" rel="external">{text}</a>' if cell.get("url") else text


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Write the files of a page's figures, and load the scripts of charts on pages with charts."""
    charts = list(doctree.findall(brief_chart)) if doctree is not None else []
    if not charts:
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for chart in charts:
        name = chart["name"]
        (folder / f"{name}.csv").write_text(rows_as_csv(chart["frame"]), encoding="utf-8", newline="")
        place = {"caption": _caption(chart), **_PLACES[name]}
        described = figure_resource.resource(name, chart["frame"], chart[HEADINGS], chart[RESTS_ON], place)
        (folder / f"{name}.json").write_text(described, encoding="utf-8", newline="")
        if name in _PICTURES:
            (folder / f"{name}.svg").write_bytes(_PICTURES[name].svg)
            (folder / f"{name}.png").write_bytes(_PICTURES[name].png)
    has_outlines = (Path(app.outdir) / "_static" / OUTLINES).is_file()
    attributes = {"data-script": chart_script.SCRIPT}
    if has_outlines:
        attributes["data-outlines"] = OUTLINES
    app.add_js_file("charts.js", loading_method="defer", **attributes)  # type: ignore[arg-type]
    app.add_js_file("chart-keys.js", loading_method="defer")
    if any(steps_of(json.loads(chart["spec"])) for chart in charts):
        app.add_js_file("steps.js", loading_method="defer")


def _scripts(app: Sphinx) -> None:
    """Put the chart script and the outlines of maps into the site, or what takes their place."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    try:
        for name, content in chart_script.files().items():
            (static / name).write_bytes(content)
    except BriefError as error:
        LOG.info("charts are drawn by all of plotly.js: %s", error)
        shutil.copyfile(chart_script.own_copy(), static / chart_script.SCRIPT)
    try:
        (static / OUTLINES).write_bytes(map_outlines.script())
    except BriefError as error:
        LOG.info("maps are drawn without coastlines and borders: %s", error)


def setup(app: Sphinx) -> None:
    """Register the figures."""
    app.add_node(brief_chart, html=(_visit_chart, None))
    app.add_node(brief_behind, html=(_visit_behind, _depart_behind))
    app.connect("builder-inited", _scripts)
    app.connect("doctree-read", _require_figures)
    app.connect("doctree-read", _put_behind)
    app.connect("write-started", _draw)
    app.connect("html-page-context", _page)
