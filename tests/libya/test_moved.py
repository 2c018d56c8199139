"""Old addresses lead on, with their query and place, from a server and from a disk; and the form for errors."""

import pytest

from brief.pages import reading
from brief.publish import citation
from brief.settings import settings
from helpers import cases

NEW = {
    "documents.html": "sources.html#documents",
    "documents.html#src-bild2020": "sources.html#src-bild2020",
    "documents.html?x=1#src-bild2020": "sources.html?x=1#src-bild2020",
    "data.html": "check.html#every-table",
    "data.html#table-claims": "check.html#table-claims",
}


@pytest.mark.parametrize("from_disk", [False, True])
@pytest.mark.parametrize("old", cases(NEW, {"documents.html?x=1#src-bild2020", "data.html"}))
def test_an_old_address_leads_to_where_its_content_is_now(old, from_disk, address, site, visit):
    base = site.as_uri() if from_disk else address
    page = visit(f"{base}/{old}")
    page.wait_for_url(f"{base}/{NEW[old]}")
    anchor = NEW[old].partition("#")[2]
    assert page.locator(f"[id='{anchor}']").count() == 1
    page.go_back()
    assert old.partition("#")[0].partition("?")[0] not in page.url, "the old address is not in the reader's way back"


def test_every_old_address_has_its_page_and_says_so_without_scripts(site):
    for old, new in settings().moved.items():
        text = (site / f"{old}.html").read_text(encoding="utf-8")
        assert old not in reading.page_names()
        assert f'<link rel="canonical" href="{new.partition("#")[0]}.html" />' in text
        assert f'url={new.replace("#", ".html#")}"' in text and f'<a href="{new.replace("#", ".html#")}">' in text
        assert 'http-equiv="Content-Security-Policy"' in text


def test_the_form_for_errors_has_the_edition_and_what_the_link_names(address, visit):
    page = visit(f"{address}/facts.html#air-074")
    page.locator(".brief-filters").wait_for()
    # the long table is laid out anew, and a press of the pointer meanwhile would meet another place
    page.locator("#air-074 a", has_text="Report an error").evaluate("link => link.click()")
    page.wait_for_url("**/changes.html?row=facts:air-074#report-an-error")
    text = page.locator(".brief-report textarea").input_value()
    assert text.startswith("Where: row facts:air-074\n")
    assert citation.edition().words.removeprefix("edition") in text
    page.goto(f"{address}/changes.html?page=war#report-an-error")
    assert page.locator(".brief-report textarea").input_value().startswith("Where: page war\n")
    page.get_by_role("button", name="Copy the text").click()
    assert page.locator(".brief-report [role=status]").inner_text().strip() in {"Copied.", "Press Ctrl and C."}
