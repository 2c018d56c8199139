"""The page in Arabic: its numbers and dates are those of the first page, its words are not stale, it runs right to left."""

import re

import pytest

from brief import tables, words
from brief.errors import BriefError
from brief.ledger import translations, values
from brief.pages import reading
from helpers import visible

MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
NUMBER = re.compile(r'<span [^>]*data-number="([^"]+)"[^>]*>(.*?)</span>', re.S)
SMALL = {words.counted(number): number for number in range(1, 13)}


def numbers(text):
    """Return what a page shows under each name."""
    return {name: visible(shown) for name, shown in NUMBER.findall(text)}


def in_english(shown):
    """Return an English number as digits."""
    return str(SMALL.get(shown.lower(), shown)).replace(",", "")


def test_its_numbers_and_dates_are_those_of_the_first_page(page):
    arabic, english = numbers(page("arabic")), numbers(page("index"))
    assert {"checkable", "hold", "weak", "near", "judged", "air-074", "when air-001"} <= arabic.keys() & english.keys()
    for name in arabic.keys() & english.keys():
        if name.startswith("when "):
            year, month = values.read(name).split("-")[:2]
            assert f"{MONTHS[int(month) - 1]} {year}" in arabic[name]
        else:
            assert re.search(r"[\d,]+", arabic[name])[0].replace(",", "") == in_english(english[name]), name


def test_it_says_how_many_documents_were_read_as_the_page_of_sources_does(page):
    shown = numbers(page("arabic"))
    documents, whole = (re.search(r"\d+", shown[name])[0] for name in ("documents", "whole"))
    assert f"Of the {int(documents):,} documents" in visible(page("sources"))
    assert f"we read {whole} in full" in visible(page("sources"))


def test_it_gives_the_key_judgments_of_the_first_page_with_their_likelihood_and_confidence(page):
    named = re.findall(r"\{judgment\} (j-\d+)", reading.source("arabic"))
    assert named == re.findall(r"\{judgment\} (j-\d+)", reading.source("index"))
    judgments = tables.table("judgments").set_index("judgment_id")
    shown = visible(page("arabic"))
    for key in named:
        for column in ("text", "confidence_reason"):
            assert translations.translated(f"judgments.{column}", key, "ar") in shown
        likelihood = translations.translated("judgments.likelihood", judgments.likelihood[key], "ar")
        assert f"{likelihood} أن {translations.translated('judgments.text', key, 'ar')}." in shown


def test_an_altered_judgment_makes_its_translation_stale(monkeypatch):
    altered = tables.table("judgments").copy()
    altered.loc[altered.judgment_id == "j-1", "text"] += " and to Algeria"
    monkeypatch.setattr(tables, "rows", lambda name, keys: altered[altered.judgment_id.isin(keys)])
    with pytest.raises(BriefError, match=r"translation of judgments\.text of 'j-1' is stale"):
        translations.translated("judgments.text", "j-1", "ar")
    assert translations.translated("judgments.text", "j-2", "ar")


def test_every_translation_is_of_what_the_tables_say():
    for row in tables.table("translations").itertuples():
        assert translations.translated(row.translated, row.key, row.language) == row.text
    with pytest.raises(BriefError, match=r"no translation of judgments\.text of 'j-3' into 'ar'"):
        translations.translated("judgments.text", "j-3", "ar")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1, "claims@ar", "ادعاء واحد"),
        (2, "claims@ar", "ادعاءان"),
        (7, "claims@ar", "7 ادعاءات"),
        (14, "claims@ar", "14 ادعاءً"),
        (100, "claims@ar", "100 ادعاء"),
        (1103, "claims@ar", "1,103 ادعاءات"),
        ("2020-07-04", "date@ar", "4 يوليو 2020"),
        ("2020-07-04", "month@ar", "يوليو 2020"),
        ("2020-07", "date@ar", "يوليو 2020"),
        ("2020", "month@ar", "2020"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_says_them(value, form, text):
    assert values.written(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "message"),
    [
        (7, "planes@ar", "no noun 'planes' in 'ar'"),
        (7, "claims@xx", "no language 'xx'"),
        ("2020-07/2020-09", "date@ar", "is a period"),
    ],
)
def test_what_a_language_cannot_say_is_reported(value, form, message):
    with pytest.raises(BriefError, match=message):
        values.written(value, form)


def test_it_runs_from_right_to_left_and_what_is_english_in_it_does_not(address, visit):
    page = visit(f"{address}/arabic.html", still=True)
    sides = page.evaluate(
        """() => Object.fromEntries(["h1", "p", ".brief-judgment", "a.brief-chip", ".brief-controls > div"].map(part => {
            const element = document.querySelector(`.bd-article ${part}`);
            return [part, [getComputedStyle(element).direction, element.closest("[lang]").lang]]; }))"""
    )
    assert sides == {
        "h1": ["rtl", "ar"],
        "p": ["rtl", "ar"],
        ".brief-judgment": ["rtl", "ar"],
        "a.brief-chip": ["ltr", "en"],
        ".brief-controls > div": ["ltr", "en"],
    }
    assert page.evaluate("document.querySelector('.bd-article h1').getBoundingClientRect().right") > 900


def test_the_first_page_and_the_list_of_pages_lead_to_it(address, visit):
    page = visit(f"{address}/index.html")
    links = page.locator("a[href='arabic.html']", has_text="ملخص بالعربية")
    assert links.count() >= 2
    page.locator(".brief-question a[href='arabic.html']").click()
    page.wait_for_url("**/arabic.html")
