"""A reader re-executes a page in the browser: what matches is ticked, what was tampered with is named.

In Debian's Chromium, with Python in it, from files of the site alone: every request for anything else fails.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from brief import paths, tables, words
from brief.charts.figure import rows_as_csv
from brief.check import compare, edition
from brief.files import sha256
from brief.ledger import claims, findings, values
from brief.pages import cells, reading
from brief.pages.cells import Cell
from brief.publish import citation
from brief.rerun import before_charts, runtime, source, visible
from brief.rerun import checker as in_browser
from helpers import LEAKS, cases, cell, charts_of, served, unfolded

CHARTED = [name for name in reading.page_names() if charts_of(name)]
SEALED = edition.read()
MOST_MEGABYTES = {"to load": 20, "memory": 1000}
MOST_BYTES_BEFORE = 5_000


@pytest.fixture(scope="module", autouse=True)
def have_runtime(site):
    assert (site / "rerun" / "files.json").is_file(), "the runtime could not be had: see what the build left out"


@pytest.fixture
def opened(browser):
    """Open a page where nothing is served but the site, or all but one file of it, and gather what goes wrong."""
    contexts = []

    def open_page(address, name, missing=None, context=None, program=""):
        if context is None:
            context = browser.new_context()
            contexts.append(context)
        page = context.new_page()
        page.faults, page.foreign = [], []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.add_init_script(program)
        context.route(
            lambda url: not url.startswith((address, "data:", "blob:")),
            lambda route: (page.foreign.append(route.request.url), route.abort()),
        )
        if missing:
            context.route(f"{address}/{missing}", lambda route: route.fulfill(status=404))
        page.goto(f"{address}/{name}.html")
        return page

    yield open_page
    for context in contexts:
        context.close()


def press(page, name="Re-execute this page"):
    """Press a button and return what is said when it is done."""
    before = (
        page.locator(".brief-rerun [role=status]").text_content()
        if page.locator(".brief-rerun [role=status]").count()
        else ""
    )
    unfolded(page).get_by_role("button", name=name, exact=True).click()
    return announced(page, before)


def announced(page, before=""):
    page.wait_for_function(
        """before => { const place = document.querySelector(".brief-rerun"), said = place.querySelector("[role=status]");
            return said && place.getAttribute("aria-busy") === "false" && said.textContent !== before; }""",
        arg=before,
        timeout=180_000,
    )
    return page.locator(".brief-rerun [role=status]").text_content()


def differing(page):
    """Return what the table of results names as differing: kind and name, with what is said of it."""
    rows = page.locator(".brief-rerun-results tbody tr").all()
    cells_of_rows = [[part.text_content() for part in row.locator("th, td").all()] for row in rows]
    return {(kind, name): result for kind, name, result in cells_of_rows if " of " not in name}


# --- every page matches -----------------------------------------------------------------------------------


SHARED = """window.Worker = class extends EventTarget {
    constructor() {
        super();
        this.channel = new BroadcastChannel("python");
        this.channel.onmessage = event => {
            if (event.data.from) { this.dispatchEvent(new MessageEvent("message", { data: event.data.from })); }
        };
    }
    postMessage(message) { this.channel.postMessage({ to: message }); }
    terminate() { this.channel.close(); }
};"""
"""A program for a page: it gets no Python of its own, but that of another page, which runs `LENT`."""
LENT = """async folder => {
    const { script } = await (await fetch(folder + "/rerun/files.json")).json(), gzip = new DecompressionStream("gzip");
    const programs = [
        new Response((await fetch(folder + "/rerun/" + script)).body.pipeThrough(gzip)),
        await fetch(folder + "/_static/rerun-worker.js"),
    ];
    const texts = await Promise.all(programs.map(program => program.text()));
    const blob = new Blob(texts, { type: "text/javascript" });
    const channel = new BroadcastChannel("python"), worker = new Worker(URL.createObjectURL(blob));
    let ready = null;
    worker.onmessage = event => {
        if (event.data.ready) { ready = event.data; }
        channel.postMessage({ from: event.data });
    };
    channel.onmessage = event => {
        if (event.data.to && event.data.to.start && ready) { channel.postMessage({ from: ready }); }
        else if (event.data.to) { worker.postMessage(event.data.to); }
    };
}"""
"""A program for a page that starts Python once, and lends it to others."""


@pytest.mark.weekly
def test_every_page_matches_in_the_browser(address, opened):
    """One Python executes them all; that each page can start its own is shown below, and that the first one matches."""
    lender = opened(address, "check")
    lender.evaluate(LENT, address)
    for name in CHARTED:
        page = opened(address, name, context=lender.context, program=SHARED)
        loads_nothing_yet(page)
        matches(page, name, press(page))
        page.close()
    assert lender.faults == []


def loads_nothing_yet(page):
    """Make sure that a page has loaded nothing of what executes it."""
    loaded = "performance.getEntriesByType('resource').filter(e => /rerun-|rerun\\//.test(e.name)).length"
    assert page.evaluate(loaded) == 0


def matches(page, name, said):
    """Make sure that a page that was re-executed matches, by what was said too, and that it loaded nothing foreign."""
    sealed, in_text = SEALED["pages"][name], page.locator("[data-number]").count()
    figures, numbers = len(sealed["figures"]), len(sealed["numbers"])
    counted = f"{figures} of {figures} figures, {numbers} of {numbers} numbers, {len(SEALED['findings'])} of"
    assert said.startswith(counted), said
    assert f"{len(tables.names())} of {len(tables.names())} tables match" in said
    assert differing(page) == {}
    edition_shown = page.locator(".brief-rerun-results code").first.text_content()
    assert edition_shown == sha256(paths.MANIFEST.read_bytes())
    page.wait_for_function("() => !document.querySelector('.brief-chart:not([data-drawn])')")  # no picture is compared
    assert page.locator("figure .brief-figure-title .brief-mark[data-matches=true]").count() == figures
    assert page.locator("[data-number] + .brief-mark[data-matches=true]").count() == in_text
    assert page.locator(".brief-mark[data-matches=false]").count() == 0
    assert int(re.search(r"(\d+) MB", said)[1]) < MOST_MEGABYTES["memory"]
    assert (page.faults, page.foreign) == ([], [])


# --- what was tampered with is named ----------------------------------------------------------------------


@pytest.fixture
def copy(site, tmp_path):
    return shutil.copytree(site, tmp_path / "site")


def altered(text, *changes):
    """Return a text with each change made where its pattern matches first."""
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, count=1, flags=re.S)
        assert count == 1, pattern
    return text


def test_what_was_tampered_with_is_found_and_named(copy, opened):
    """All that a reader sees or takes away of a page, each on one visit."""
    page_file = copy / "airpower.html"
    text = altered(
        page_file.read_text(encoding="utf-8"),
        (r'data-number="air-074">338<', 'data-number="air-074">383<'),
        (r'<span data-format="words" data-number="air-037">(\w+)</span>', r"\1"),
        (r"Each row is one statement, with its day", "Each row is one statement, with its week"),
        (r'(id="c-008">.*?class="finding"[^>]*>)[^<]*', r"\1✗ wrong"),
        (r'(<p id="air-024">.*?) C2<span', r"\1 A1<span"),
        (r'(id="j-1">.*?)very likely', r"\1unlikely"),
        (r'(<svg class="brief-picture wide".*?<text[^>]*>)[^<]*', r"\1False"),
        (r"(<h2>How many jets came.*?</h2>)", r"\1<p>All of this was refuted.</p>"),
    )
    spec = re.search(r'data-chart="fig-airpower-map-chart">(.*?)</script>', text, flags=re.S)
    bent = json.loads(spec[1])
    drawn = next(trace for trace in bent["data"] if trace.get("ids"))
    drawn["lat"][0] += 1
    page_file.write_text(text.replace(spec[1], json.dumps(bent).replace("<", "\\u003c")), encoding="utf-8")
    rows = (copy / "figures" / "fig-airpower-cargo.csv").read_text(encoding="utf-8")
    (copy / "figures" / "fig-airpower-cargo.csv").write_text(rows.replace(",338,", ",383,", 1), encoding="utf-8")
    cell(copy / "data" / "contracts.csv", 2, "firm", "Another")
    claims = json.loads((copy / "ledger" / "claims.json").read_bytes())
    bent = next(claim for claim in claims if claim["finding"] == "disputed")
    claim, bent["finding"] = bent["claim_id"], "holds"
    (copy / "ledger" / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    with served(copy) as there:
        page = opened(there, "airpower")
        press(page)
        found = differing(page)
        page.wait_for_function("() => !document.querySelector('.brief-chart:not([data-drawn])')")
        assert not page.get_by_text("False", exact=True).first.is_visible(), "the false picture gave way"
    passages = [result for (kind, _), result in found.items() if kind == "passage"]
    assert found.keys() - {key for key in found if key[0] == "passage"} == {
        ("number", "air-074"),
        ("number", "air-037"),
        ("figure", "fig-airpower-map"),
        ("figure", "fig-airpower-cargo"),
        ("table", "contracts"),
        ("finding", claim),
        ("finding", "c-008"),
        ("note", "air-024"),
        ("judgment", "j-1"),
    }
    assert len(passages) == 3
    for words_of in ("with its week", "All of this was refuted.", "[air-037:words]"):
        assert any(words_of in result for result in passages), words_of
    assert "'383' became '338'" in found["number", "air-074"]
    assert "is missing on the page in 1 of 1 places (six)" in found["number", "air-037"]
    assert '"✗ wrong" became ' in found["finding", "c-008"]
    assert "A1 (document" in found["note", "air-024"]
    assert "unlikely" in found["judgment", "j-1"]
    assert "row air-074, value_low: 383.0 became 338.0" in found["figure", "fig-airpower-cargo"]
    assert "drawn.data" in found["figure", "fig-airpower-map"]
    assert re.search(r"row \S+ differs", found["table", "contracts"])
    assert 'became "disputed"' in found["finding", claim]


@pytest.mark.weekly
def test_a_tampered_table_moves_what_is_computed_from_it(copy, opened):
    line = list(tables.table("facts").fact_id).index("air-117") + 2
    cell(copy / "data" / "facts.csv", line, "value_low", "38")
    with served(copy) as there:
        page = opened(there, "airpower")
        press(page)
        found = differing(page)
    assert found.keys() == {("number", "air-117"), ("figure", "fig-airpower-cargo"), ("table", "facts")}
    assert "row air-117 differs" in found["table", "facts"]


# --- the reader doubts ------------------------------------------------------------------------------------


def reaches_no_other_host(page, code, hearing, tmp_path):
    """Have a page execute `LEAKS`: its own host hears of it, unless no script may do that, and another does not."""
    own, asked = hearing
    elsewhere = []
    with served(tmp_path, elsewhere) as foreign:
        page.context.unroute_all()
        leaks = LEAKS.replace("OWN", repr(own)).replace("FOREIGN", repr(foreign))
        code.evaluate("(code, text) => { code.textContent = text }", leaks)
        press(page, "Run again")
        page.wait_for_timeout(1000)
        leaked = {path.rpartition("/")[2] for path, _ in asked if path.startswith("/leak/")}
        assert leaked == {"fetch", "script", "file", "events", "socket"}
        assert elsewhere == []
        urllib.request.urlopen(f"{foreign}/").close()
        assert elsewhere, "the other host does listen"


@pytest.fixture
def hearing(site):
    """The address of the site, and a list of all requests that come there."""
    asked = []
    with served(site, asked) as there:
        yield there, asked


def re_executed_by_keys(page, name):
    """Re-execute a page by keys alone, cancel, begin again, and make sure that it matches and that results are announced."""
    loads_nothing_yet(page)
    unfolded(page).get_by_role("button", name="Re-execute this page").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cancel").focus()
    page.keyboard.press("Enter")
    assert announced(page) == "Cancelled. Nothing was changed; press the button to begin again."
    assert page.locator(".brief-mark").count() == 0
    page.get_by_role("button", name="Re-execute this page").focus()
    page.keyboard.press("Enter")
    matches(page, name, announced(page))
    assert page.locator(".brief-rerun [role=status]").get_attribute("aria-live") == "polite"
    table = page.get_by_role("region", name="Results of the re-execution").get_by_role("table")
    assert table.locator("caption").text_content()
    assert page.locator(".brief-rerun th:not([scope])").count() == 0


def test_by_keys_a_page_is_re_executed_and_a_reader_changes_a_cell_and_the_code_and_sees_what_moves(
    hearing, opened, tmp_path
):
    """In one visit, since Python starts for each."""
    page = opened(hearing[0], "airpower")
    re_executed_by_keys(page, "airpower")
    page.get_by_role("button", name="Change a cell or the code").click()
    page.get_by_label("row", exact=True).fill("air-117")
    page.get_by_role("button", name="Show the row").click()
    page.get_by_label("value_low of air-117").fill("38")
    said = press(page, "Run again")
    assert said.startswith("With your changes: 2 of 3 figures")
    assert differing(page).keys() == {("number", "air-117"), ("figure", "fig-airpower-cargo")}
    assert page.locator("[data-number='air-117'] ~ ins.brief-mark").first.text_content().strip() == "38"
    page.wait_for_function(
        """() => document.querySelector("#fig-airpower-cargo .brief-live").data.some(
            marks => (marks.ids || []).some((id, at) => id.startsWith("air-117") && marks.x[at] === 38))"""
    )

    numbers = len(SEALED["pages"]["airpower"]["numbers"])
    assert f"{numbers} of {numbers} numbers" in press(page, "Reset")
    assert page.locator(".brief-mark[data-matches=false], ins.brief-mark").count() == 0

    code = page.locator("#fig-airpower-fighters-code pre")
    change = "(code, [old, words]) => { code.textContent = code.textContent.replace(old, words) }"
    code.evaluate(change, ["airpower.jets()", "airpower.jets().iloc[1:]"])
    assert press(page, "Run again").startswith("With your changes: ")
    assert ("figure", "fig-airpower-fighters") in differing(page)
    code.evaluate("code => { code.textContent = 'from brief import facts\\nfacts(\"no such measure\")' }")
    assert "no measure 'no such measure' in the tables" in press(page, "Run again")
    assert "3 of 3 figures" in press(page, "Reset")

    page.get_by_label("row", exact=True).fill("air-999")
    before = page.locator(".brief-rerun [role=status]").text_content()
    page.get_by_role("button", name="Show the row").click()
    assert announced(page, before) == "facts.csv has no row 'air-999'"
    reaches_no_other_host(page, code, hearing, tmp_path)


# --- what goes wrong is reported ------------------------------------------------------------------------------


LOADED = [
    "files.json",
    "python-*/pyodide.asm.js.packed",
    "python-*/pyodide.asm.wasm.packed",
    "python-*/zstd.wasm",
    f"python-*/{runtime.PACKAGES}",
    "brief-*.zip",
    "sealed-pages-war-*.json.packed",
    "sealed-tables-*.json.packed",
    "../data/facts.csv",
    "../figures/fig-war-control.csv",
    "../_static/rerun-worker.js",
    "../_static/rerun-panel.js",
]
"""What a re-execution loads: one of what each part of the program loads is taken away each time, each week all are."""


@pytest.mark.parametrize("missing", cases(LOADED, {"brief-*.zip", "../data/facts.csv"}))
def test_a_file_that_is_missing_is_named(missing, site, address, opened):
    [gone] = (site / "rerun").glob(missing) if "../" not in missing else [(site / "rerun" / missing).resolve()]
    page = opened(address, "war", missing=gone.relative_to(site).as_posix())
    unfolded(page).get_by_role("button", name="Re-execute this page").click()
    page.wait_for_function(
        "name => document.querySelector('.brief-rerun').textContent.includes(name)",
        arg=gone.name.split("-")[0],
        timeout=60_000,
    )
    words = page.locator(".brief-rerun").text_content()
    assert "cannot be loaded" in words or "Python" in words, words
    assert page.locator(".brief-mark").count() == 0


def test_a_page_opened_from_disk_says_how_to_serve_it(site, opened):
    page = opened(f"file://{site}", "airpower")
    unfolded(page).get_by_role("button", name="Re-execute this page").click()
    page.wait_for_selector(".brief-rerun [role=status]:not(:empty)", state="attached")
    said = page.locator(".brief-rerun [role=status]").text_content()
    assert "python3 -m http.server" in said
    assert said.count(". ") == 0, "one sentence"


def test_where_webassembly_is_off_a_page_says_so(address, opened):
    page = opened(address, "airpower", program="delete window.WebAssembly")
    unfolded(page).get_by_role("button", name="Re-execute this page").click()
    assert announced(page).startswith("Python runs in a browser by WebAssembly, and that is turned off")


def test_without_javascript_there_is_no_button_that_does_nothing(address, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/airpower.html")
    assert page.locator(".brief-rerun").count() and not page.locator(".brief-rerun").is_visible()
    assert not any(button.is_visible() for button in page.locator("article button").all())
    page.close()


# --- weight and files -------------------------------------------------------------------------------------


def test_the_button_and_what_it_loads_stay_small(site, page):
    loaded = [path for path in (site / "rerun").rglob("*") if path.is_file() and path.name != "licences.txt"]
    loaded += [site / "data" / tables.resource(name)["path"] for name in tables.names()]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) / 1e6 < MOST_MEGABYTES["to load"]
    styles = (
        (paths.BOOK / "brief" / "publish" / "static" / "brief.css")
        .read_text(encoding="utf-8")
        .partition("/* Re-executing")[2]
        .partition("\n/* ")[0]
    )
    before = (
        len(re.search(r'<div class="brief-rerun pst-js-only".*?</div>', page("airpower"))[0])
        + len(styles)
        + len((site / "_static" / "rerun.js").read_bytes())
    )
    assert before < MOST_BYTES_BEFORE


def test_the_runtime_is_what_was_pinned_and_brings_its_licences(site):
    [folder] = (site / "rerun").glob("python-*")
    assert {path.name for path in folder.iterdir()} == {
        *map(runtime.served, runtime.OF_PYODIDE),
        "pyodide-lock.json",
        runtime.PACKAGES,
        runtime.UNPACKER,
        "licences.txt",
    }
    licences = (folder / "licences.txt").read_text(encoding="utf-8")
    for told_of in ("MPL-2.0", "PSF-2.0", "numpy-2.0.1.dist-info", "pandas-3.0.6.dist-info", "plotly-", "narwhals-"):
        assert told_of in licences, told_of


def test_what_the_browser_runs_needs_pandas_and_plotly_alone(site, tmp_path):
    [code] = (site / "rerun").glob("brief-*.zip")
    shutil.unpack_archive(code, tmp_path)
    held = {path.relative_to(tmp_path) for path in (tmp_path / "book" / "brief").rglob("*.py")}
    assert Path("book/brief/rerun/checker.py") in held
    for path in held:
        assert (tmp_path / path).read_bytes() == (paths.ROOT / path).read_bytes()


# --- the same in Python, without a browser ----------------------------------------------------------------


def request(name, **changed):
    """Return what a page that is as published asks for."""
    shown = cells.run(name, reading.steps_of(name))
    published = {key: {**figure, "csv": rows_as_csv(figure)} for key, figure in shown.figures.items()}
    text, derived = reading.source(name), findings.derived()
    of_source = source.read(text)
    said = [text for key, short in of_source.judgments for text in visible.judgment(key, short)]
    asked = {
        "page": name,
        "cells": [{"source": cell.source, "line": 1, "figure": cell.figure} for cell in reading.cells_of(name)],
        "figures": published,
        "numbers": [
            [*key.split(":", 1), values.written(shown.numbers[key.split(":")[0]], key.split(":", 1)[1])]
            for key in of_source.numbers.elements()
        ],
        "source": text,
        "passages": [[text, True] for _, text in of_source.passages] + [[text, False] for text in said],
        "notes": {fact_id: visible.note(fact_id) for fact_id in visible.cited_facts(of_source)},
        "claims": [
            [key, words.finding(derived[key]["finding"]), claims.said_of(derived[key])]
            for key in visible.listed_claims(of_source)
        ],
        "chips": [],
        "findings": [{"claim_id": key, **found} for key, found in derived.items()],
        "sealed": edition.as_files(SEALED),
        "changes": [],
    }
    return json.dumps({**asked, **changed})


def test_its_report_has_the_form_of_brief_check():
    report = json.loads(in_browser.check(request("glossary")))
    assert report["matches"]
    checked = compare.report(edition.comparison(SEALED, SEALED, []))  # what `brief check --json` prints
    assert checked.keys() <= report.keys()
    keys = checked["items"][0].keys()
    assert all(item.keys() == keys for item in report["items"])


WITHOUT_PLOTLY = """import importlib.util, json, sys
sys.modules["plotly"] = None
spec = importlib.util.find_spec("brief")
sys.modules["brief"] = importlib.util.module_from_spec(spec)
from brief.rerun import before_charts
asked = sys.stdin.read()
print(json.dumps([json.loads(compare(asked)) for compare in (before_charts.numbers, before_charts.claims)]))"""


def test_looked_up_numbers_and_findings_are_compared_first_without_plotly():
    asked = request("airpower")
    done = subprocess.run([sys.executable, "-c", WITHOUT_PLOTLY], input=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    numbers, found = json.loads(done.stdout)
    assert numbers["matches"] and found["matches"]
    looked_up = {key.partition(":")[0] for key in SEALED["pages"]["airpower"]["written"]}
    assert looked_up and {item["name"] for item in numbers["items"]} == looked_up
    assert {item["name"] for item in found["items"]} == SEALED["findings"].keys()


def test_what_is_not_as_sealed_is_reported_even_if_the_page_agrees_with_the_tables():
    sealed = json.loads(json.dumps(SEALED))
    [first, *_] = sealed["pages"]["glossary"]["numbers"]
    sealed["pages"]["glossary"]["numbers"][first] += 1
    report = json.loads(in_browser.check(request("glossary", sealed=edition.as_files(sealed))))
    [item] = [item for item in report["items"] if not item["matches"]]
    assert item["name"] == first
    assert item["differences"][0].startswith("not as sealed: ")
    figure = sealed["pages"]["index"]["figures"]["fig-index-findings"]
    figure["rows"][0][1] = "Another"
    figure["drawn"]["data[0].type"] = "pie"
    report = json.loads(in_browser.check(request("index", sealed=edition.as_files(sealed))))
    [item] = [item for item in report["items"] if not item["matches"]]
    assert all(difference.startswith("not as sealed: ") for difference in item["differences"])
    assert "'Another' became " in item["differences"][0]
    assert item["differences"][1].startswith('not as sealed: drawn.data[0].type: "pie" became ')


def test_a_change_leaves_no_trace_in_the_tables():
    before = tables.table("facts")
    changes = [{"table": "facts", "key": "air-117", "column": "value_low", "value": "38"}]
    moved = json.loads(in_browser.check(request("glossary", changes=changes)))
    assert "table" not in moved["counts"]
    assert tables.table("facts").equals(before)
    wrong = [{**changes[0], "value": "many"}]
    assert "'many' cannot stand there" in json.loads(in_browser.check(request("glossary", changes=wrong)))["fault"]
    assert tables.table("facts").equals(before)


def test_a_cell_that_fails_is_reported():
    broken = [vars(Cell("1 / 0", 1))]
    assert "ZeroDivisionError" in json.loads(in_browser.check(request("glossary", cells=broken)))["fault"]


# numbers on a page: name, form and text
LOOKED_UP = [["air-074", "digits", "338"], ["air-074", ".1f", "338.0"], ["months air-074", "words", "nine"]]
LOOKED_UP += [["when air-001", "month", "May 2020"]]


def checked(shown, **changed):
    """Return the differences of each number of a page that only looks up values, by name, and the whole report."""
    numbers = {"air-074": 338, "months air-074": 9, "when air-001": "2020-05-26"}
    texts = {f"{name}:{form}": text for name, form, text in LOOKED_UP}
    sealed = {**SEALED, "pages": {"page": {"figures": {}, "numbers": numbers, "written": texts}}}
    asked = json.loads(request("glossary", sealed=edition.as_files(sealed), **changed))
    report = json.loads(in_browser.check(json.dumps({**asked, "page": "page", "cells": [], "numbers": shown})))
    numbers = {item["name"]: item["differences"] for item in report["items"] if item["kind"] == "number"}
    return numbers, report


def test_looked_up_values_are_read_again_from_the_tables():
    differences, report = checked(LOOKED_UP)
    assert differences == {"air-074": [], "months air-074": [], "when air-001": []}
    assert report["matches"]
    assert report["texts"] == {f"{name}:{form}": text for name, form, text in LOOKED_UP}


@pytest.mark.parametrize("name", cases(CHARTED, {"index", "airpower"}))
def test_a_number_is_written_in_the_browser_as_the_page_has_it(name, page):
    """With the quotation marks of the page, too."""
    spans = BeautifulSoup(page(name), "html.parser").select("[data-number]")
    standing = {f"{span['data-number']}:{span.get('data-format', '')}": span.text for span in spans}
    assert len(standing) > 5
    computed = cells.run(name, reading.steps_of(name)).numbers
    assert before_charts.looked_up(standing, computed).texts == standing


def test_a_looked_up_value_that_was_tampered_with_is_named():
    assert checked([["air-074", "digits", "383"], *LOOKED_UP[1:]])[0]["air-074"] == ["'383' became '338'"]
    assert checked([["months air-074", "words", "ten"], *LOOKED_UP])[0]["months air-074"] == ["'ten' became 'nine'"]
    assert checked([*LOOKED_UP, ["air-999", "digits", "1"]])[0]["air-999"] == ["'1' is computed no more"]


def test_another_way_to_write_a_value_than_the_sealed_one_is_named(monkeypatch):
    """The page was built with a form that was changed: it agrees with its tables and its code, and not with the seal."""
    monkeypatch.setitem(values.FORMS, "words", lambda number: "ten")
    differences, _ = checked([["months air-074", "words", "ten"], *LOOKED_UP[:2], LOOKED_UP[3]])
    assert differences.pop("months air-074") == ['not as sealed: months air-074:words: "nine" became "ten"']
    assert set(map(len, differences.values())) == {0}
    assert checked([*LOOKED_UP, ["air-074", "q", "338"]])[0]["air-074"] == ["'338' is computed no more"]


def test_a_looked_up_value_moves_with_the_cell_that_a_reader_changes():
    change = {"table": "facts", "key": "air-074", "column": "value_low", "value": "340"}
    differences, report = checked(LOOKED_UP, changes=[change])
    assert differences["air-074"] == ["'338' became '340'", "'338.0' became '340.0'"]
    assert differences["months air-074"] == differences["when air-001"] == []
    assert report["texts"]["air-074:digits"] == "340"
    gone = [{**change, "column": column, "value": ""} for column in ("value_low", "value_high")]
    assert checked(LOOKED_UP, changes=gone)[0]["air-074"][0] == "'338' is computed no more"


def test_a_page_with_figures_and_looked_up_values_matches():
    report = json.loads(in_browser.check(request("airpower")))
    assert {item["name"]: item["differences"] for item in report["items"] if not item["matches"]} == {}


# --- what a reader sees beside figures and numbers -----------------------------------------------------------


@pytest.mark.parametrize("name", reading.page_names())
def test_the_source_of_a_page_is_read_as_it_is_sealed(name):
    of_source = source.read(reading.source(name))
    assert of_source.prose == [line for _, line in reading.prose(reading.source(name))]
    looked_up = {values.look_up(lookup.role, lookup.reference).key for lookup in reading.lookups_of(name)}
    assert looked_up <= of_source.numbers.keys()
    assert all(len(re.findall(r"[^\W_]", text)) > 2 for _, text in of_source.passages)


def differing_on(asked):
    """Return what differs on a page as it asks to be compared: by kind and name, in words."""
    report = json.loads(in_browser.check(json.dumps(asked)))
    return {(item["kind"], item["name"]): item["differences"] for item in report["items"] if not item["matches"]}


def test_what_was_changed_or_is_missing_beside_figures_is_named():
    asked = json.loads(request("airpower"))
    first = next(row for row in asked["passages"] if "very likely flew combat jets" in row[0])
    first[0] = first[0].replace("very likely flew", "flew")
    heading = next(row for row in asked["passages"] if row[0] == "How many jets came?")
    heading[0] = "How many jets never came?"
    caption = next(row for row in asked["passages"] if "Each row is one statement" in row[0])
    asked["passages"].remove(caption)
    asked["passages"].append(["All of this was refuted.", True])
    statement = next(row for row in asked["passages"] if row[0].startswith("We judge it very likely"))
    statement[0] = statement[0].replace("very likely", "unlikely")
    asked["notes"]["air-006"] = asked["notes"]["air-006"].replace("B2 (", "A1 (")
    del asked["notes"]["air-024"]
    asked["claims"][0][1] = "✗ wrong"
    [gone] = [asked["claims"].pop()[0]]
    asked["chips"] = [["c-012", "c-012 ✓✓ holds"], ["air-007", "AFRICOM A1"], ["c-008", "c-008"]]
    asked["numbers"] = [number for number in asked["numbers"] if number[0] != "air-005"]
    found = differing_on(asked)
    lines = [name for kind, name in found if kind == "passage"]
    assert len(lines) == 4, "two that differ, one that is missing, one that was added"
    told = " ".join(message for (kind, _), messages in found.items() for message in messages if kind == "passage")
    for words_of in ("flew combat jets", "never came", "is missing on the page: ", "refuted"):
        assert words_of in told, words_of
    assert '"We judge it unlikely that' in found["judgment", "j-1"][0]
    assert "A1 (" in found["note", "air-006"][0] and found["note", "air-024"] == ["is missing on the page"]
    assert found["note", "air-007"] == ['"AFRICOM A1" became "AFRICOM B3"']
    assert found["finding", asked["claims"][0][0]][0].startswith('"✗ wrong" became "')
    assert found["finding", gone] == ["is missing on the page"]
    assert found["finding", "c-012"] == ['"c-012 ✓✓ holds" became "c-012 ◐ near miss"']
    assert found["number", "air-005"][0].startswith("is missing on the page in ")
    assert len(found) == len(lines) + 8, found.keys()


def test_a_source_and_a_sealed_edition_that_were_altered_are_named():
    asked = json.loads(request("glossary"))
    asked["source"] += "\nAnother line.\n"
    asked["sealed"]["ledger.json"] += " "
    found = differing_on(asked)
    kinds = [kind for kind, _ in found]
    assert sorted(kinds) == ["edition", "passage", "prose"]


def test_the_edition_is_known_by_the_digest_that_is_cited():
    report = json.loads(in_browser.check(request("glossary")))
    assert report["edition"] == sha256(paths.MANIFEST.read_bytes()) == citation.edition().manifest
