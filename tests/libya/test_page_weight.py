"""A page loads one small style sheet, and nothing that it does not use or that delays its text."""

import json
from importlib import resources

import pydata_sphinx_theme
import pytest

from brief.publish import used_styles
from brief.vendor import typeface
from helpers import cases, charts_of, drawn, loaded


def test_a_page_loads_one_style_sheet_and_only_deferred_scripts(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    assert {name for name in loaded(page) if name.endswith(".css")} == {"site.css", "print.css"}, (
        "the second is for paper"
    )
    assert not loaded(page) & {"searchindex.js", "fontawesome.js"}
    assert page.evaluate("[...document.scripts].filter(it => it.src && !it.defer && !it.async).length") == 0
    icons = page.locator(".article-header-buttons .theme-switch-button svg").all()
    assert [icon.get_attribute("data-mode") for icon in icons if icon.is_visible()] == ["auto"]


LETTERS = """() => document.fonts.ready.then(() => [...document.fonts].filter(face => face.status === "loaded").map(
    face => `${face.family.replaceAll('"', "")} ${face.weight} ${face.style} ${face.unicodeRange.split(",")[0]}`))"""


def test_a_page_is_set_in_the_typeface_and_loads_the_letters_that_it_shows(address, visit):
    page = visit(f"{address}/glossary.html", still=True)
    fonts = {name for name in loaded(page) if name.endswith(".woff2")}
    assert {"ibm-plex-sans-latin-400-normal.woff2", "ibm-plex-sans-arabic-arabic-400-normal.woff2"} <= fonts
    assert not [name for name in fonts if "greek" in name or "cyrillic" in name]
    for part in (".bd-article p", ".bd-article h1"):
        family = page.locator(part).first.evaluate("part => getComputedStyle(part).fontFamily")
        assert family.startswith(f'"{typeface.TEXT_FAMILY}"')


def test_charts_are_set_in_the_typeface_however_late_it_comes(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    shown = page.evaluate(LETTERS)
    assert f"{typeface.FAMILY} 400 normal U+0-FF" in shown
    drawn(page, charts_of("airpower"))
    for part in (".brief-picture.wide text", ".brief-live .xtick text"):
        family = page.locator(part).first.evaluate("part => getComputedStyle(part).fontFamily")
        assert family.startswith(f'"{typeface.FAMILY}"')
    assert f"{typeface.FAMILY} 600 normal U+0-FF" in page.evaluate(LETTERS)


PLACES = """() => [...document.querySelectorAll(".bd-article :is(h1, h2, p, .brief-chart)")].map(part => {
    const box = part.getBoundingClientRect(); return [box.top + scrollY, box.width, box.height]; })"""


def test_text_and_charts_stay_in_their_places_when_fonts_come_late(address, browser):
    page, waiting = browser.new_page(viewport={"width": 1280, "height": 4000}), []
    page.route("**/*.woff2", lambda request: waiting.append(request))
    page.goto(f"{address}/airpower.html", wait_until="domcontentloaded")
    page.wait_for_timeout(1000)
    assert len(waiting) > 2
    before = page.evaluate(PLACES)
    for request in waiting:
        request.continue_()
    page.evaluate("document.fonts.ready.then(() => 0)")
    page.wait_for_timeout(300)
    assert f"{typeface.FAMILY} 400 normal U+0-FF" in page.evaluate(LETTERS), "labels of charts are drawn again"
    assert page.evaluate(PLACES) == before
    page.close()


def test_a_rule_stays_if_a_page_can_use_it():
    sheet = """/* a */ .used, .gone > b { color: red } #gone { x: y } a:not(.gone)::before { content: "}.gone{" }
        @media print { .gone { x: y } .used:is(.gone) { x: y } } @media screen { .gone { x: y } }
        @font-face { font-family: F } .sm\\:used { x: y } html[data-x="{"] p { x: y } @charset "x"; b:is(i, .gone) { x: y }"""
    kept = used_styles.used(sheet, {"used", "sm:used"})
    assert " ".join(kept.split()) == (
        '.used{ color: red } a:not(.gone)::before { content: "}.gone{" } @media print { .used:is(.gone) { x: y } }'
        ' @font-face { font-family: F } .sm\\:used { x: y } html[data-x="{"] p { x: y } @charset "x";'
        " b:is(i, .gone) { x: y }"
    )


MISSING = """async texts => {
    const parsed = text => new CSSStyleSheet().replace(text);
    const rules = list => [...list].flatMap(
        rule => rule.selectorText ? [rule] : rule.cssRules ? rules(rule.cssRules) : []);
    const plain = selector => selector.replace(/::[\\w-]+$/, "") || "*";
    const block = rule => rule.cssText.slice(rule.selectorText.length);
    const kept = new Set();
    for (const rule of rules((await parsed(texts.kept)).cssRules)) {
        rule.selectorText.split(/,(?![^(]*\\))/).forEach(selector => kept.add(selector.trim() + block(rule)));
    }
    const applied = [], missing = [];
    for (const rule of rules((await parsed(texts.theme)).cssRules)) {
        for (const selector of rule.selectorText.split(/,(?![^(]*\\))/).map(part => part.trim())) {
            if (document.querySelector(plain(selector))) {
                (kept.has(selector + block(rule)) ? applied : missing).push(selector);
            }
        }
    }
    return [applied.length, missing];
}"""


@pytest.mark.parametrize("name", cases(["airpower", "facts", "search"], {"airpower"}))
def test_every_rule_of_the_theme_that_applies_to_a_page_is_in_its_style_sheet(name, site, address, visit):
    theme = resources.files(pydata_sphinx_theme) / "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"
    page = visit(f"{address}/{name}.html")
    texts = {"theme": theme.read_text("utf-8"), "kept": (site / "_static" / "site.css").read_text("utf-8")}
    applied, missing = page.evaluate(MISSING, texts)
    assert applied > 150
    assert missing == []


def test_long_tables_wait_for_the_reader_and_an_entry_is_found_on_any_of_their_pages(address, visit):
    page = visit(f"{address}/sources.html", still=True)
    rows = page.locator("table.brief-ledger").last.locator("tbody > tr")
    assert "tables-library.js" not in loaded(page)
    assert [rows.nth(number).is_visible() for number in (0, 24, 25)] == [True, True, False]
    name = rows.nth(400).get_attribute("id")
    page.goto(f"{address}/sources.html#{name}")
    page.reload()
    page.locator(f"#{name}").wait_for(state="visible")
    page = visit(f"{address}/sources.html", java_script_enabled=False)
    assert page.locator(f"#{name}").is_visible()


MOST_MEGABYTES = {"": 36, "rerun": 11, "figures": 4.5, "_static": 4}
"""Of the whole site, and of its heaviest folders: 10^6 bytes."""


@pytest.mark.parametrize("folder", MOST_MEGABYTES)
def test_the_site_stays_small(folder, site):
    size = sum(path.stat().st_size for path in (site / folder).rglob("*") if path.is_file())
    assert size / 1e6 < MOST_MEGABYTES[folder]


def test_what_is_read_by_programs_alone_has_no_white_space(site):
    for name in ("searchindex.js", "ledger/claims.json"):
        text = (site / name).read_text(encoding="utf-8")
        content = text[
            text.index("[" if name.endswith("json") else "{") : text.rindex("]" if name.endswith("json") else "}") + 1
        ]
        assert content == json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")), name
