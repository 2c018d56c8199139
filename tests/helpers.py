"""What several test modules do: run the command, break a table or a page, read what a page shows, open it."""

import contextlib
import csv
import difflib
import functools
import html
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe

import preloaded
from brief import paths
from brief.charts.figure import figure_name
from brief.check import compare, edition
from brief.check.digests import condensed
from brief.pages import cells, reading

CORRECTION = {
    **{"correction_id": "k-1", "date": "2026-01-02", "what": "A wrong day.", "now": "Another.", "reason": "Misread."},
    "judgment_id": None,
}
"""A correction, while none is published."""
RULING = {"claim_id": "c-002", "finding": "disputed", "reason": "Two days are named."}
"""A ruling against the rule, while there is none."""


def run(*arguments, project=None, umask=-1, anew=False, **environment):
    """Run the command `brief` as a person would, on this project or a copy, and return what it did.

    Python is started `anew` only on demand, and where the environment may change how it starts: see `preloaded`.
    """
    project = project or paths.ROOT
    words = [*map(str, arguments)]
    there = {**os.environ, "PYTHONPATH": str(project / "book"), "COLUMNS": "200", **environment}
    if not anew and all(name.startswith("BRIEF_") or name in {"CHROME", "SOURCE_DATE_EPOCH"} for name in environment):
        return preloaded.run(words, project, there, umask, timeout=300)
    command = [sys.executable, "-m", "brief.cli", *words]
    return subprocess.run(command, cwd=project, env=there, capture_output=True, text=True, timeout=300, umask=umask)


def each_time(is_due):
    """Return the marks of a case: none if it is due each time, and else that of those that wait for `.ci/weekly`."""
    return [] if is_due else [pytest.mark.weekly]


def cases(names, due):
    """Return names, such as those of pages, as the cases of a test: some are due each time, all are each week."""
    return [pytest.param(name, marks=each_time(name in due)) for name in names]


FOREIGN = {
    **{"BRIEF_OFFLINE": "1", "USER": "bülent", "LOGNAME": "bülent", "TZ": "Pacific/Kiritimati", "LANG": "C"},
    **{
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4242",
        "SOURCE_DATE_EPOCH": "1",
    },  # no machine of this project has that locale
}
"""What another person's machine may have in its environment."""


def first_difference(one, other):
    """Return the name of the first file that is not the same in two sites, with the first lines that differ."""
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            return f"{name} is in one of them alone"
        if one[name] != other[name]:
            lines = (content[name].decode("utf-8", "replace").splitlines() for content in (one, other))
            return "\n".join(
                [name, *(line[:300] for line in list(difflib.unified_diff(*lines, n=0, lineterm=""))[2:8])]
            )
    return None


def edit(path, old, new):
    """Replace the first of a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def only(project, *names):
    """Leave these pages in the book of a copy: what one page shows need not be shown by executing all."""
    text = "".join(["format: jb-book\n", f"root: {names[0]}\n", "chapters:\n" * (len(names) > 1)])
    text += "".join(f"  - file: {name}\n" for name in names[1:])
    (project / "book" / "_toc.yml").write_text(text, encoding="utf-8")


def put_sealed(project, sealed):
    """Give a copy of the project this sealed edition."""
    shutil.rmtree(project / "book" / "sealed")
    for name, text in edition.as_files(sealed).items():
        path = project / "book" / "sealed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def as_sealed(sealed_page, shown):
    """Return whether figures and numbers are those of a page of the sealed edition."""
    figures = {name: condensed(figure) for name, figure in shown.figures.items()}
    return compare.same([sealed_page["figures"], sealed_page["numbers"]], [figures, shown.numbers])


def cell(path, number, column, value):
    """Replace one cell; rows are counted as lines, the header is row 1."""
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[number - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def readme_blocks():
    """Return the commands of the README, block by block."""
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```bash\n(.*?)^```", text, flags=re.S | re.M)


def tracked(*more):
    """Return the committed files."""
    if not (paths.ROOT / ".git").exists():
        pytest.skip("not a repository: the archive for readers")
    command = ["git", "ls-files", "--cached", *more]
    return subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def shown_in(name, notebook):
    """Return what an executed notebook of a page shows: in its outputs, and what the sentences of the page look up."""
    shown = cells.run(name, reading.lookups_of(name))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            figure = figure_name(cell.metadata) if "mystnb" in cell.metadata else None
            cells.collect(shown, name, output, figure)
    return shown


def rows_of(text):
    """Return the rows of a page's long tables by their names."""
    return dict(re.findall(r'<tr id="([\w-]+)">(.*?)</tr>', text, flags=re.S))


def visible(fragment):
    """Return the words of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


# --- in a browser -----------------------------------------------------------------------------------------

CHROMIUM = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
THEMES = ["light", "dark"]
VIEWS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True},
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that prints nothing, and notes what it is asked for and what it answers, if that is wanted."""

    def __init__(self, *arguments, asked=None, **options):
        self.asked = asked
        super().__init__(*arguments, **options)

    def log_message(self, format, *args):
        pass

    def log_request(self, code="-", size="-"):
        if self.asked is not None:
            self.asked.append((self.path, int(code)))


def served(folder, asked=None):
    """Serve a folder on this machine, and give its address; in `asked` each request is noted, with its answer."""
    return server_of(functools.partial(Quiet, directory=str(folder), asked=asked))


@contextlib.contextmanager
def server_of(handler):
    """Start a server on this machine that answers with a handler, and give its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def traces(chart):
    """Return the traces of a chart as plotly.js receives them."""
    return json.loads(chart.figure.to_json())["data"]


def positions(chart):
    """Return x and y of the marks of a chart, by the name of their row."""
    return {
        name: (x, y)
        for trace in traces(chart)
        for name, x, y in zip(trace.get("ids", []), trace.get("x", []), trace.get("y", []), strict=False)
    }


def loaded(page):
    """Return the names of the scripts that a page has loaded."""
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    return {url.rpartition("/")[2].partition("?")[0] for url in loaded}


def drawn(page, count):
    """Touch the charts, wait until they are drawn, and return, for each, what stands in it."""
    page.evaluate(
        "document.querySelectorAll('.brief-chart').forEach(it => it.dispatchEvent(new Event('pointerenter')))"
    )
    page.wait_for_function(
        "n => document.querySelectorAll('.brief-chart[data-drawn]').length === n", arg=count, timeout=20000
    )
    page.wait_for_timeout(300)  # maps add their outlines after the chart is ready
    return page.evaluate(
        """() => [...document.querySelectorAll('.brief-chart')].map(chart => ({
            name: chart.id,
            marks: chart.querySelectorAll('.brief-live path.point, .brief-live g.point path').length,
            lines: chart.querySelectorAll('.brief-live path.js-line').length,
            land: chart.querySelectorAll('.layer.land path, .layer.countries path').length,
            width: chart.getBoundingClientRect().width,
            right: chart.getBoundingClientRect().right,
        }))"""
    )


def all_drawn(page):
    """Have all charts drawn, however many there are."""
    return drawn(page, page.locator(".brief-chart").count())


def read_once(function, name):
    """Return what a function of `reading` finds on a page; many modules ask that as their tests are collected."""
    page = paths.BOOK / f"{name}.md"
    return _read_once(function, name, page, page.stat().st_mtime_ns)


@functools.cache
def _read_once(function, name, page, changed):
    return function(name)


def figures_on(name):
    """Return the names of the figures that a page shows, from the settings of its cells."""
    return [cell.figure for cell in read_once(reading.cells_of, name) if cell.figure]


def charts_of(name):
    """Return how many charts a page shows."""
    return len(figures_on(name))


AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""What axe looks for: all rules of WCAG 2.2, levels A and AA, and good practice beyond."""
COLOURS = {**AXE, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules on colours: what another theme can break."""


def violations(page, options=AXE):
    """Return what axe finds on a page as it stands: impact, rule and the first elements concerned."""
    # rows off the window have no layout until they come near, and axe would take them to lie on each other
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    return [
        (found["impact"], found["id"], [node["html"][:150] for node in found["nodes"][:3]])
        for found in Axe().run(page, options=options).response["violations"]
    ]


def serious(page, options=AXE):
    """Return the worse half of what axe finds."""
    return [found for found in violations(page, options) if found[0] in {"serious", "critical"}]


def label_faults(page):
    """Return what is wrong with the labels of the figures that a page shows, by figure: see `drawn_labels.js`."""
    faults = pathlib.Path(__file__).with_name("drawn_labels.js").read_text("utf-8")
    shown = """[...document.querySelectorAll(".brief-chart > :is(.brief-picture, .brief-live)")].flatMap(it => {
        const width = Math.round(it.getBoundingClientRect().width);
        if (!width || getComputedStyle(it).visibility === "hidden" || !it.childElementCount) { return []; }
        const name = it.parentElement.id.replace(/-chart$/, "");
        return faults(it).map(fault => `${name} (${width} px): ${fault}`);
    })"""
    return page.evaluate(f"() => {{ const faults = {faults}; return {shown}; }}")


FAINT = r"""place => {
    const rgba = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
    const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
    const contrast = (one, two) => { const [a, b] = [light(one), light(two)];
        return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); };
    const page = rgba(getComputedStyle(document.body).backgroundColor), faint = new Set();
    const within = (one, other) => one.left >= other.left && one.right <= other.right && one.top >= other.top
        && one.bottom <= other.bottom && one.width < other.width;
    const opacityOf = (mark, place) => { let opacity = 1;
        for (let part = mark; !part.matches(place); part = part.parentElement) { opacity *= getComputedStyle(part).opacity; }
        return opacity; };
    const holder = (mark, others) => others.filter(other => getComputedStyle(other).fill !== 'none'
        && other.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING
        && opacityOf(other, place) * getComputedStyle(other).fillOpacity > 0.8
        && within(mark.getBoundingClientRect(), other.getBoundingClientRect())).at(-1);
    const points = new Map([...document.querySelectorAll(place)].map(live => [live, [...live.querySelectorAll('.point path, path.point')]]));
    const marks = '.point path, path.point, path.js-line, .shapelayer path';
    for (const mark of document.querySelectorAll(`${place} :is(${marks})`)) {
        const style = getComputedStyle(mark);
        if (mark.closest('.layer-below, .layer-subplot .shapelayer') && !parseFloat(style.strokeWidth)) { continue; }  // a band is ground: its words say what it is
        if (mark.closest('.layer-below, .layer-subplot .shapelayer') && style.strokeOpacity < .5 && parseFloat(style.strokeWidth) <= 1) { continue; }  // a line of the grid
        const behind = mark.matches('.point path, path.point') ? holder(mark, points.get(mark.closest(place))) : null;
        const paper = behind ? rgba(getComputedStyle(behind).fill) : page;
        const opacity = opacityOf(mark, place);
        const painted = ['fill', 'stroke'].filter(way => style[way] !== 'none' && (way === 'fill' || parseFloat(style.strokeWidth) > 0))
            .map(way => { const c = rgba(style[way]), a = c[3] * opacity * style[way + 'Opacity'];
                return a ? contrast([0, 1, 2].map(i => c[i] * a + paper[i] * (1 - a)), paper) : 0; });
        if (Math.max(...painted) > 0 && Math.max(...painted) < 3) {
            faint.add(`${mark.closest('.brief-chart').id}: ${style.fill} ${style.stroke} ${Math.max(...painted).toFixed(2)}`);
        }
    }
    return [...faint];
}"""
"""A program for a page: which marks of its charts stand out by less than 3:1 from what is behind them: from the page, or
from a visible mark below them in which they are; takes what they are in."""


def unfolded(page):
    """Return a page whose control is open."""
    if page.locator("details.brief-controls:not([open])").count():
        page.get_by_text("Check this page").click()
    return page


LEAKS = """import js, pyodide.http
for host in (OWN, FOREIGN):
    ways = {
        "fetch": js.fetch, "script": js.importScripts, "file": pyodide.http.open_url, "events": js.EventSource.new,
        "socket": lambda address: js.WebSocket.new(address.replace("http", "ws")), "worker": js.Worker.new,
        "text": lambda address: js.eval(f"fetch('{address}')"),
    }
    for name, way in ways.items():
        try:
            way(f"{host}/leak/{name}")
        except BaseException:
            pass"""
"""Code of a cell by which something might leave the machine."""
