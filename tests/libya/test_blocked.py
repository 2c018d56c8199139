"""Where a browser blocks site data, or a script of the site fails, nothing else stops."""

import re

import pytest

from brief import tables
from helpers import VIEWS, charts_of, unfolded

BLOCKED = """for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
    Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException("blocked", "SecurityError"); } });
}
Object.defineProperty(Document.prototype, "cookie", { get() { throw new DOMException("blocked", "SecurityError"); } });"""
"""A program for a page: site data are blocked, as Chromium and Firefox do it."""
CLAIMS = tables.table("claims")


def charts(page):
    """Have every chart drawn."""
    page.locator(".brief-chart").first.hover()
    page.locator(".brief-chart").first.dispatch_event("pointerenter")
    page.locator(".brief-chart[data-drawn]").first.wait_for()
    for chart in page.locator(".brief-chart").all():
        chart.dispatch_event("pointerenter")
    page.wait_for_function(
        "count => document.querySelectorAll('.brief-chart[data-drawn]').length === count", arg=charts_of("airpower")
    )


def cards(page):
    """Open a card."""
    page.locator("section > p > sup.brief-note a").first.focus()
    page.locator(".brief-hover").wait_for()


def theme(page):
    """Switch to the dark theme by the button."""
    for _ in range(3):
        if page.evaluate("document.documentElement.dataset.mode") == "dark":
            break
        page.locator("button.theme-switch-button").first.evaluate("button => button.click()")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def lists(page):
    """Filter and search the list of claims."""
    page.locator("table.brief-ledger").dispatch_event("keydown")
    page.locator(".brief-filters").wait_for()
    page.locator(".brief-filters").get_by_label("Finding").select_option(label="◐ near miss")
    near = page.locator("table.brief-ledger tbody tr").count()
    assert 1 <= near < len(CLAIMS)
    page.locator(".brief-filters").get_by_label("Finding").select_option("")
    page.get_by_role("searchbox").fill("Borshchevskaya")
    page.wait_for_function("() => document.querySelectorAll('table.brief-ledger tbody tr').length < 10")


def choices(page):
    """Choose otherwise than the editors."""
    before = page.locator("[data-count]").all_text_contents()
    page.locator(".brief-choices input").first.check()
    assert page.locator("[data-count]").all_text_contents() != before
    assert page.locator(".brief-choices [role=status]").text_content().endswith("from ours.")


def search(page):
    """Find a name."""
    page.locator("#search-results a[href*='glossary.html']").first.wait_for()


PARTS = {
    "airpower.html": [charts, cards, theme],
    "claims.html": [lists, choices, theme],
    "search.html?q=Hifter": [search],
}


@pytest.mark.parametrize("name", PARTS)
def test_with_blocked_site_data_all_works_and_nothing_goes_wrong(name, address, browser):
    page = browser.new_context(**VIEWS["desktop"]).new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(BLOCKED)
    page.goto(f"{address}/{name}")
    for part in PARTS[name]:
        part(page)
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") == "auto", "nothing is remembered"
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("name", PARTS)
def test_in_a_frame_of_another_site_that_allows_scripts_alone_all_works(name, address, browser):
    page = browser.new_context(**VIEWS["desktop"]).new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content(f'<iframe sandbox="allow-scripts" width="1200" height="850" src="{address}/{name}"></iframe>')
    page.frame_locator("iframe").locator("#pst-back-to-top").wait_for(state="attached")
    for part in PARTS[name]:
        part(page.frames[1])
    assert [fault for fault in faults if fault != "Failed to fetch"] == [], (
        "the lines under what is found come from files"
    )
    page.context.close()


@pytest.mark.weekly
def test_with_blocked_site_data_a_page_is_re_executed(address, browser):
    page = browser.new_context(**VIEWS["desktop"]).new_page()
    page.add_init_script(BLOCKED)
    page.goto(f"{address}/media.html")
    unfolded(page).get_by_role("button", name="Re-execute this page").click()
    page.wait_for_function(
        "() => / match/.test(document.querySelector('.brief-rerun [role=status]')?.textContent)", timeout=180_000
    )
    page.context.close()


NEEDS = {  # which parts need a script: all others go on without it
    "later.js": {charts, lists},
    "charts.js": {charts},
    "plotly.min.js": {charts},
    "cards.js": {cards},
    "tables.js": {lists},
    "tables-library.js": {lists},
    "folding.js": {lists},
    "choices.js": {choices},
    "pydata-sphinx-theme.js": {theme},
}


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        *(("claims.html", script) for script in ("later.js", "choices.js", "pydata-sphinx-theme.js")),
        *(
            pytest.param(name, None, id=f"{name}-each", marks=pytest.mark.weekly)
            for name in ("airpower.html", "claims.html")
        ),
    ],
)
def test_a_script_that_throws_stops_no_other_part(name, broken, site, address, browser):
    """One script that lists need, one that choices need, and one of the theme; each week every script in turn."""
    text = (site / name).read_text(encoding="utf-8")
    scripts = {address.rpartition("/")[2] for address in re.findall(r'<script[^>]* src="([^"?]+)', text)}
    assert len(scripts) > 8
    scripts |= {"plotly.min.js" if name == "airpower.html" else "tables-library.js"}
    scripts = {script.rpartition("/")[2] for script in scripts}
    assert broken is None or broken in scripts, "the page has it"
    for script in [broken] if broken else sorted(scripts):
        page = browser.new_context(**VIEWS["desktop"]).new_page()
        page.route(
            re.compile(re.escape(script)),
            lambda route: route.fulfill(body="throw new Error('broken');", content_type="text/javascript"),
        )
        page.goto(f"{address}/{name}")
        page.mouse.move(1, 1)
        for part in PARTS[name]:
            if part not in NEEDS.get(script, ()):
                part(page)
        if lists in NEEDS.get(script, ()) and name == "claims.html":
            rows = page.locator("table.brief-ledger tbody tr")
            page.wait_for_function("() => document.documentElement.matches('.brief-plain')")
            assert rows.last.is_visible() and rows.count() == len(CLAIMS), "a plain table with all rows"
        page.context.close()


def test_a_page_in_such_a_frame_says_why_it_cannot_be_re_executed(address, browser):
    page = browser.new_page()
    page.set_content(f'<iframe sandbox="allow-scripts" width="1200" height="850" src="{address}/index.html"></iframe>')
    frame = page.frame_locator("iframe")
    unfolded(frame).get_by_role("button", name="Re-execute this page").click()
    frame.get_by_text("open it by itself, at").wait_for()
    page.close()


def test_an_address_that_stands_for_no_text_is_no_error(address, visit):
    page = visit(f"{address}/claims.html#%E0%A4%A")
    page.locator(".brief-filters").wait_for()
    assert page.faults == []
