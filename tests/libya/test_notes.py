"""A number after a sentence leads to its note: who says so, when, in which document, and how good that is."""

import itertools

import pytest
from bs4 import BeautifulSoup

from brief.ledger import facts
from brief.pages import reading

WITH_NOTES = [name for name in reading.page_names() if "{sources-cited}" in reading.source(name)]


@pytest.fixture(scope="module")
def article(page):
    return lambda name: BeautifulSoup(page(name), "html.parser").select_one("article")


@pytest.mark.parametrize("name", WITH_NOTES)
def test_numbers_follow_the_text_and_each_leads_to_a_note_that_says_who_and_when(name, article):
    body = article(name)
    numbers = [int(link.text) for link in body.select("sup.brief-note a")]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1)), (
        "counted from one, in the order of the text"
    )
    for link in body.select("sup.brief-note a"):
        note = body.find(id=link["href"][1:])
        assert note.name == "li" and note.parent.name == "ol"
        assert list(note.parent.find_all("li", recursive=False)).index(note) + 1 == int(link.text)
    for entry in body.select("ol.brief-notes p[id]"):
        fact = facts.fact(entry["id"])
        text = " ".join(entry.text.split())
        assert text.startswith(fact.originator) and f", {fact.when}. " in text
        assert " ".join(fact.fact.split()) in text and fact.publisher in text and f" {fact.grade} (document: " in text
        assert entry.select_one("a.external")["href"].startswith("http")
        assert entry.select_one("a.fact-row")["href"] == f"facts.html#{fact.fact_id}"


@pytest.mark.parametrize("name", WITH_NOTES)
def test_a_number_follows_the_mark_of_punctuation_and_no_other_number(name, article):
    numbers = article(name).select("sup.brief-note")
    assert numbers
    for number in numbers:
        after = number.find_next_sibling(class_="brief-grades").next_sibling
        following = "" if after is None else str(after).lstrip(" ")
        assert not following.startswith((".", ",", ";", ":", '<sup class="brief-note"')), following[:80]


def test_notes_stand_in_the_margin_where_there_is_room_and_open_on_a_card_where_there_is_none(address, visit):
    page = visit(f"{address}/airpower.html")
    page.set_viewport_size({"width": 1400, "height": 900})
    copies = page.locator(".brief-margin > div")
    copies.first.wait_for(state="visible")
    boxes = [copies.nth(number).bounding_box() for number in range(min(12, copies.count()))]
    text = page.locator("article section p").first.bounding_box()
    assert all(box["x"] >= text["x"] + text["width"] for box in boxes), "beside the text"
    assert all(a["y"] + a["height"] <= b["y"] for a, b in itertools.pairwise(boxes)), "none over another"
    phone = visit(f"{address}/airpower.html", "phone")
    assert not phone.locator(".brief-margin > div").first.is_visible()
    number = phone.locator("section > p > sup.brief-note a").first
    speaker = number.get_attribute("aria-label").partition(": ")[2].partition(",")[0]
    number.tap()
    phone.locator(".brief-hover").wait_for()
    assert speaker in phone.locator(".brief-hover").inner_text()


def test_a_reader_may_have_speakers_and_grades_in_the_text_from_page_to_page(address, visit):
    page = visit(f"{address}/airpower.html")
    chip, number = (
        page.locator("section > p > .brief-grades a").first,
        page.locator("section > p > sup.brief-note").first,
    )
    assert number.is_visible() and not chip.is_visible()
    page.get_by_text("Check this page").click()
    page.get_by_label("Speakers and grades in the text").check()
    assert chip.is_visible() and not number.is_visible()
    page.goto(f"{address}/war.html")
    assert page.locator("section > p > .brief-grades a").first.is_visible()
    page.get_by_text("Check this page").click()
    page.get_by_label("Speakers and grades in the text").uncheck()
    page.reload()
    assert not page.locator("section > p > .brief-grades a").first.is_visible()
