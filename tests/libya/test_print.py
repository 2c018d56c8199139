"""Each page prints clean: black on white, nothing cut off, nothing to click, with numbered notes."""

import io
import re

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from pypdf import PdfReader

from brief.pages import reading
from helpers import cases, charts_of

PAGES = reading.page_names()
WITH_NOTES = [name for name in PAGES if "{sources-cited}" in reading.source(name)]
PRINTED = ["airpower", "article", "sources"]
"""Pages of every kind: judgments and figures, the marked article, one long table. Each week all are printed."""

LOOK = """() => {
    const style = getComputedStyle, article = document.querySelector('article.bd-article');
    const shown = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).length;
    const edge = article.getBoundingClientRect().right + 1;
    const beyond = [...article.querySelectorAll(':not(svg, svg *)')].filter(
        e => e.checkVisibility() && e.getBoundingClientRect().right > edge && e.getBoundingClientRect().width > 0);
    return {
        ink: style(article).color, paper: style(document.body).backgroundColor,
        title: shown('article h1'), question: shown('p.brief-question'),
        screen: shown('header, nav, .bd-sidebar-primary, .bd-sidebar-secondary, footer, button, input, select, summary'),
        code: shown('div.cell > details, .cell_input'), live: shown('.brief-live'),
        wide: shown('svg.brief-picture.wide'), narrow: shown('svg.brief-picture.narrow'),
        ink_of_charts: style(document.documentElement).getPropertyValue('--brief-ink').trim(),
        notes: shown('sup.brief-note'), chips: shown('.brief-grades'), margin: shown('.brief-margin'),
        addresses: [...article.querySelectorAll('.brief-notes a.external')].map(
            e => {
                const shown = style(e, '::after').content.split(String.fromCharCode(92)).join('');
                return shown.includes(e.getAttribute('title') || e.getAttribute('href')) && !shown.includes(':~:text=');
            }),
        beyond: beyond.map(e => `${e.tagName}.${e.className}`),
    };
}"""


@pytest.mark.parametrize("name", cases(PAGES, PRINTED))
def test_no_printed_page_is_empty_and_a_long_list_begins_on_the_first(name, address, visit):
    page = visit(f"{address}/{name}.html", still=True)
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    blank = [sheet for sheet in sheets if len(sheet.get_contents().get_data()) < 2000]  # as short as a number
    assert all(len(sheet.extract_text()) > 20 for sheet in blank), "more than its number"
    if name == "facts":
        assert len(sheets[0].extract_text()) > 3000


def test_the_picture_that_opens_the_book_is_on_its_first_sheet(address, visit):
    page = visit(f"{address}/index.html", still=True)
    first = page.locator(".brief-chart").first
    lanes = first.locator("svg.wide text", has_text="Washington").all_text_contents()
    sheet = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages[0].extract_text()
    assert lanes and all(word in sheet for word in re.findall(r"\w+", " ".join(lanes))), "down to its last lane"
    assert page.locator(".brief-figure-title").first.text_content() in " ".join(sheet.split())


@pytest.mark.parametrize("name", cases(PAGES, {"airpower", "article"}))
def test_a_page_prints_clean_and_black_on_white_in_the_dark_theme_too(name, site, visit):
    tables = "brief-ledger" in (site / f"{name}.html").read_text(encoding="utf-8")  # a script changes these
    page = visit((site / f"{name}.html").as_uri(), theme="dark", still=not tables)
    page.set_viewport_size({"width": 665, "height": 900})  # of A4 without its margins
    page.emulate_media(media="print", color_scheme="dark")
    look = page.evaluate(LOOK)
    assert (look["ink"], look["paper"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert look["ink_of_charts"] == "#24292f"
    assert (look["title"], look["question"]) == (1, 1)
    assert (look["screen"], look["code"], look["live"], look["narrow"]) == (0, 0, 0, 0)
    assert look["wide"] == charts_of(name)
    assert look["beyond"] == [], "nothing is cut off at the edge"
    assert bool(look["notes"]) == (name in WITH_NOTES)
    assert (look["chips"], look["margin"]) == (0, 0)
    assert all(look["addresses"]) and bool(look["addresses"]) == (name in WITH_NOTES)


@pytest.mark.parametrize("name", cases(WITH_NOTES, {"airpower", "war"}))
def test_no_two_numbers_of_notes_stand_side_by_side(name, page):
    """Else 4 and 7 are read as note 47."""
    body = BeautifulSoup(page(name), "html.parser")
    for chips in body.select("span.brief-grades"):  # not on paper, and between two numbers
        chips.decompose()
    for number in body.select("sup.brief-note"):
        between = number.next_sibling
        while isinstance(between, NavigableString) and not between.strip():
            between = between.next_sibling
        is_number = isinstance(between, Tag) and "brief-note" in between.get("class", [])
        assert not is_number, f"{number.text} {between.text}"
