"""Firefox and WebKit: each page once, with all that a reader does there. `.ci/weekly` installs both."""

import io
import os
import time

import pytest
from pypdf import PdfReader

import engines
from brief import tables
from brief.pages import reading
from helpers import LEAKS, charts_of, served

pytestmark = pytest.mark.weekly
PAGES = reading.page_names()
TIED = {"firefox": engines.Firefox, "webkit": engines.WebKit}


@pytest.fixture(scope="module", params=TIED)
def engine(request, tmp_path_factory):
    """One of the engines. Where it is missing, tests are skipped; in CI they fail."""
    if message := engines.missing(request.param):
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    browser = TIED[request.param](tmp_path_factory.mktemp(request.param))
    yield browser
    browser.close()


ACT = """document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'Shift' }));
document.querySelectorAll('.brief-chart').forEach(chart => chart.dispatchEvent(new Event('pointerenter')));"""
"""What a reader does: the page then loads what it keeps for later, and each chart is wanted."""
LEADS_NOWHERE = """return Array.from(document.querySelectorAll('article a[href^="#"]'), link => link.hash).filter(
    hash => hash.length > 1 && !document.getElementById(decodeURIComponent(hash.slice(1)))
        && !window.briefEntry?.(decodeURIComponent(hash.slice(1))));"""
DOWNLOADS = """return Promise.all(Array.from(document.querySelectorAll('a[download]'), link => link.href)
    .filter(address => address.startsWith(location.origin))
    .map(address => fetch(address, { method: 'HEAD' }).then(answer => answer.ok ? '' : address)))
    .then(answers => answers.filter(Boolean));"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_does_all_that_it_does_elsewhere(name, engine, address):
    engine.open(f"{address}/{name}.html")
    engine.run(ACT)
    engine.wait(f"document.querySelectorAll('.brief-chart[data-drawn]').length === {charts_of(name)}")
    marks = engine.run(
        "return Array.from(document.querySelectorAll('.brief-live'), live => live.querySelectorAll('path').length)"
    )
    assert len(marks) == charts_of(name) and all(count >= 5 for count in marks)
    if engine.run("return document.querySelectorAll('table.brief-ledger').length"):
        engine.wait("document.querySelector('.brief-filters')")
    assert engine.run(LEADS_NOWHERE) == []
    assert engine.run(DOWNLOADS) == []
    assert engine.run(f"return {WIDER}") <= 0
    references = "a.brief-chip[href^='#'], sup.brief-note > a, .brief-article a.mark"
    chip = f"""Array.from(document.querySelectorAll("{references}")).find(link => link.getClientRects().length)"""
    if engine.run(f"return Boolean({chip})"):
        engine.run(f"{chip}.dispatchEvent(new FocusEvent('focusin', {{ bubbles: true }}))")
        engine.wait("document.querySelector('.brief-hover:not([hidden])')?.textContent.length > 10")
    assert engine.messages() == []


def test_lists_are_filtered_and_searched_and_choices_move_findings(engine, address):
    engine.open(f"{address}/claims.html?choose=denials")
    engine.wait("document.querySelector('.brief-filters')")
    assert engine.run("return document.querySelector('.brief-choices [role=status]').textContent").endswith(
        "from ours."
    )
    count = "return document.querySelectorAll('table.brief-ledger > tbody > tr').length"
    every = engine.run(count)
    assert every == len(tables.table("claims"))
    for words, most in (("Borshchevskaya", 10), ("al-Watiya", every - 1), ("al-Xyzzyq", 1)):
        set_to = "const field = document.querySelector('.dt-search input'); field.value = arguments[0];"
        engine.run(f"{set_to} field.dispatchEvent(new Event('input'))", words)
        assert 1 <= engine.run(count) <= most, words  # "No row matches." is a row, too


def test_the_search_finds_a_name(engine, address):
    engine.open(f"{address}/search.html?q=al-Wefaq")
    engine.wait("document.querySelector('#search-results a[href*=\"glossary.html\"]')")


def test_an_address_opens_the_entry_that_it_names(engine, address):
    engine.open(f"{address}/facts.html#air-074")
    shown = "document.getElementById('air-074')?.getBoundingClientRect().height > 0"
    engine.wait(shown)
    engine.open(f"{address}/facts.html#%E0%A4%A")
    engine.wait("document.querySelector('.brief-filters')")


def test_a_page_is_re_executed_and_first_marks_come_before_figures(engine, site, tmp_path):
    asked = []
    with served(site, asked) as address:
        re_executed(engine, address)
        reaches_no_other_host(engine, address, asked, tmp_path)


def reaches_no_other_host(engine, own, asked, tmp_path):
    """Have the page execute `LEAKS`: its own host hears of it, and another does not."""
    elsewhere = []
    button = (
        "Array.from(document.querySelectorAll('.brief-rerun button')).find(one => one.textContent.startsWith('%s'))"
    )
    with served(tmp_path, elsewhere) as foreign:
        engine.run(f"{button % 'Change a cell'}.click()")
        code = LEAKS.replace("OWN", repr(own)).replace("FOREIGN", repr(foreign))
        engine.run("document.querySelector('#fig-airpower-fighters-code pre').textContent = arguments[0]", code)
        engine.run(f"{button % 'Run again'}.click()")
        engine.wait("document.querySelector('.brief-rerun').getAttribute('aria-busy') === 'false'", seconds=300)
        time.sleep(1)
    assert len([path for path, _ in asked if path.startswith("/leak/")]) >= 5
    assert elsewhere == []


def re_executed(engine, address):
    engine.open(f"{address}/airpower.html")
    engine.run("document.querySelector('.brief-rerun button').click(); window.began = performance.now()")
    engine.wait("document.querySelector('span.brief-mark')", seconds=300)
    first = engine.run("return (performance.now() - window.began) / 1000")
    engine.wait("document.querySelector('.brief-rerun').getAttribute('aria-busy') === 'false'", seconds=300)
    last = engine.run("return (performance.now() - window.began) / 1000")
    said = engine.run("return document.querySelector('.brief-rerun [role=status]').textContent")
    print(f"{type(engine).__name__}: first mark after {first:.1f} s, all after {last:.1f} s: {said}")
    assert f"{charts_of('airpower')} of {charts_of('airpower')} figures" in said
    assert engine.run("return document.querySelectorAll('.brief-mark[data-matches=false]').length") == 0


@pytest.mark.parametrize("name", ["index", "airpower", "article", "sources"])
def test_a_page_prints_with_its_notes_apart(name, engine, address):
    if isinstance(engine, engines.WebKit):
        pytest.skip("WebKitWebDriver cannot print")
    engine.open(f"{address}/{name}.html")
    sheets = PdfReader(io.BytesIO(engine.pdf())).pages
    text = "\n".join(sheet.extract_text() for sheet in sheets)
    assert engine.run("return document.querySelector('h1').firstChild.textContent").split()[0] in text
    assert len(text) > 3000
    assert all(sheet.extract_text().strip() for sheet in sheets)


def test_a_reader_view_keeps_the_pictures(engine, address):
    if not isinstance(engine, engines.Firefox):
        pytest.skip("only Firefox opens a reader view by an address")
    engine.open(f"about:reader?url={address}/war.html")
    pictures = "document.querySelectorAll('#readability-page-1 img, .page img').length"
    assert engine.wait(pictures) == charts_of("war")


def test_with_blocked_site_data_all_works_in_firefox(address, tmp_path):
    if message := engines.missing("firefox"):
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    browser = engines.Firefox(tmp_path, {"network.cookie.cookieBehavior": 2})
    try:
        browser.open(f"{address}/claims.html")
        browser.run(ACT)
        browser.wait("document.querySelector('.brief-filters')")
        browser.open(f"{address}/search.html?q=al-Wefaq")
        browser.wait("document.querySelector('#search-results a[href*=\"glossary.html\"]')")
        browser.open(f"{address}/airpower.html")
        browser.run(ACT)
        browser.wait(f"document.querySelectorAll('.brief-chart[data-drawn]').length === {charts_of('airpower')}")
        browser.run("document.querySelector('.brief-rerun button').click()")
        browser.wait("/ match/.test(document.querySelector('.brief-rerun [role=status]')?.textContent)", seconds=300)
    finally:
        browser.close()
