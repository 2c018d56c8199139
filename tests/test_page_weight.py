"""A page loads one small style sheet, and nothing that it does not use or that delays its text."""

from importlib import resources

import pydata_sphinx_theme
import pytest

from brief.publish import used_styles
from helpers import loaded


def test_a_page_loads_one_style_sheet_no_font_and_only_deferred_scripts(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    assert {name for name in loaded(page) if name.endswith((".css", ".woff2"))} == {"site.css", "print.css"}, (
        "the second is for paper"
    )
    assert not loaded(page) & {"searchindex.js", "fontawesome.js"}
    assert page.evaluate("[...document.scripts].filter(it => it.src && !it.defer && !it.async).length") == 0
    icons = page.locator(".article-header-buttons .theme-switch-button svg").all()
    assert [icon.get_attribute("data-mode") for icon in icons if icon.is_visible()] == ["auto"]


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


@pytest.mark.parametrize("name", ["airpower", "facts", "search"])
def test_every_rule_of_the_theme_that_applies_to_a_page_is_in_its_style_sheet(name, site, address, visit):
    theme = resources.files(pydata_sphinx_theme) / "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"
    page = visit(f"{address}/{name}.html")
    texts = {"theme": theme.read_text("utf-8"), "kept": (site / "_static" / "site.css").read_text("utf-8")}
    applied, missing = page.evaluate(MISSING, texts)
    assert applied > 150
    assert missing == []


def test_long_tables_wait_for_the_reader_and_an_entry_is_found_on_any_of_their_pages(address, visit):
    page = visit(f"{address}/documents.html", still=True)
    rows = page.locator("table.brief-ledger").last.locator("tbody > tr")
    assert "tables-library.js" not in loaded(page)
    assert [rows.nth(number).is_visible() for number in (0, 24, 25)] == [True, True, False]
    name = rows.nth(400).get_attribute("id")
    page.goto(f"{address}/documents.html#{name}")
    page.reload()
    page.locator(f"#{name}").wait_for(state="visible")
    page = visit(f"{address}/documents.html", java_script_enabled=False)
    assert page.locator(f"#{name}").is_visible()
