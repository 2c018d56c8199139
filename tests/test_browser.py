"""In a real browser every chart is drawn, in every view, with no error and no request to another host."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from brief import execution
from helpers import VIEWS, charts_of, drawn

THEMES = ["light", "dark"]
PAGES = execution.page_names()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_and_nothing_goes_wrong(name, view, theme, address, visit):
    page = visit(f"{address}/{name}.html", view, theme)
    charts = drawn(page, charts_of(name))
    assert len(charts) == charts_of(name)
    for chart in charts:
        assert chart["marks"] >= 5, chart
        assert chart["width"] > 200 and chart["right"] <= VIEWS[view]["viewport"]["width"], chart
    assert page.faults == []
    assert page.foreign == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the window"


def test_marks_are_as_many_as_rows(address, visit):
    page = visit(f"{address}/airpower.html")
    drawn(page, charts_of("airpower"))
    rows = page.locator("#fig-airpower-fighters tbody tr").count()
    named = page.evaluate(
        """() => document.querySelector('#fig-airpower-fighters-chart .brief-live').data
            .flatMap(trace => trace.ids || []).filter(id => !id.endsWith('-high')).length"""
    )
    assert rows == named == 26


def test_the_map_has_its_outlines(address, visit):
    page = visit(f"{address}/airpower.html")
    charts = {chart["name"]: chart for chart in drawn(page, charts_of("airpower"))}
    assert charts["fig-airpower-map-chart"]["land"] > 0


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_from_disk_with_the_network_refused(name, offline, visit):
    page = visit((offline / f"{name}.html").as_uri(), offline=True)
    assert len(drawn(page, charts_of(name))) == charts_of(name)
    assert page.faults == []
    assert page.foreign == []


def test_charts_follow_the_theme(address, visit):
    page = visit(f"{address}/airpower.html")
    drawn(page, charts_of("airpower"))
    ink = "getComputedStyle(document.querySelector('#fig-airpower-fighters-chart .brief-live .xtick text')).fill"
    light = page.evaluate(ink)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"{ink} !== {light!r}")
    assert light == "rgb(36, 41, 47)"


def test_without_javascript_the_words_and_rows_are_there(address, visit):
    page = visit(f"{address}/airpower.html", java_script_enabled=False)
    assert page.locator("#fig-airpower-fighters .brief-figure-title").inner_text().startswith("Repeats aside, seven")
    page.locator("#fig-airpower-fighters .brief-rows summary").click()
    assert page.locator("#fig-airpower-fighters tbody tr").first.is_visible()


def test_the_rows_can_be_downloaded(address, visit):
    page = visit(f"{address}/airpower.html")
    with page.expect_download() as got:
        page.locator("#fig-airpower-cargo a[href$='.csv']").click()
    assert got.value.suggested_filename == "fig-airpower-cargo.csv"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(name, theme, address, visit):
    page = visit(f"{address}/{name}.html", theme=theme)
    drawn(page, charts_of(name))
    found = Axe().run(page).response["violations"]
    serious = {
        violation["id"]: [node["html"][:150] for node in violation["nodes"]]
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    }
    assert serious == {}


# --- the ledger -------------------------------------------------------------------------------------------


def card(page):
    """Return the text of the open card, or None if none is open."""
    box = page.locator(".brief-hover")
    return box.inner_text() if box.is_visible() else None


def mark(page, claim):
    return page.locator(f".brief-article a.mark.findings[href='claims.html#{claim}']")


def test_a_card_opens_on_hover_and_stays_while_it_is_read(address, visit):
    page = visit(f"{address}/article.html")
    mark(page, "c-007").scroll_into_view_if_needed()
    mark(page, "c-007").hover()
    page.locator(".brief-hover .statement").wait_for()
    assert "Al-Watiya was the last military stronghold" in card(page)
    assert "✗ contradicted" in card(page)
    page.locator(".brief-hover .statement").hover()
    page.wait_for_timeout(500)
    assert card(page) is not None, "the pointer may move onto the card"
    page.mouse.move(5, 5)
    page.locator(".brief-hover").wait_for(state="hidden")


def test_a_card_opens_on_focus_closes_on_escape_and_the_link_leads_to_the_entry(address, visit):
    page = visit(f"{address}/article.html")
    mark(page, "c-069").focus()
    page.locator(".brief-hover .statement").wait_for()
    assert "eldest son" in card(page)
    assert mark(page, "c-069").get_attribute("aria-describedby") == "brief-hover"
    page.keyboard.press("Escape")
    assert card(page) is None
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims.html#c-069")
    page.wait_for_function("document.querySelector('#c-069 details').open")


def test_a_tap_opens_the_card_and_a_second_tap_follows_the_link(address, visit):
    page = visit(f"{address}/article.html", view="phone")
    mark(page, "c-009").tap()
    page.locator(".brief-hover .statement").wait_for()
    box = page.locator(".brief-hover").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360, "the card fits the phone"
    mark(page, "c-009").tap()
    page.wait_for_url("**/claims.html#c-009")


@pytest.mark.parametrize(
    ("reference", "words"),
    [("a.brief-chip[href='#air-074']", "338"), ("a.brief-chip[href='#art-002']", "Midan")],
)
def test_a_reference_in_prose_opens_on_what_it_refers_to(reference, words, address, visit):
    name = "article" if "art" in reference else "airpower"
    page = visit(f"{address}/{name}.html")
    page.locator(reference).first.focus()
    page.locator(".brief-hover").wait_for()
    assert words in card(page)


def test_a_pointer_that_only_passes_opens_nothing(address, visit):
    page = visit(f"{address}/article.html")
    mark(page, "c-007").scroll_into_view_if_needed()
    mark(page, "c-007").hover()
    page.mouse.move(5, 5)
    page.wait_for_timeout(600)
    assert card(page) is None


def test_an_address_is_found_on_another_page_of_a_table_and_in_a_row_that_stands_open(address, visit):
    page = visit(f"{address}/sources.html#us-078")
    page.locator("#us-078").wait_for(state="visible")
    page.locator(".dt-paging-button.last").last.click()
    page.locator("#us-078").wait_for(state="detached")
    page.evaluate("location.hash = ''")
    page.evaluate("location.hash = 'us-078'")
    page.locator("#us-078").wait_for(state="visible")


def test_the_switch_shows_where_the_article_took_each_claim_from(address, visit):
    page = visit(f"{address}/article.html")
    taken = page.locator("a.mark.taken").first
    assert not taken.is_visible()
    page.get_by_label("where it was taken from").check()
    assert taken.is_visible()
    assert not mark(page, "c-007").is_visible()


def test_the_ledger_is_filtered_searched_and_sorted(address, visit):
    page = visit(f"{address}/claims.html")
    rows = page.locator("table.brief-ledger tbody tr:visible")
    filters = page.locator(".brief-filters")
    filters.wait_for()
    assert rows.count() == 128
    filters.get_by_label("Finding").select_option(label="✗ contradicted")
    contradicted = rows.count()
    assert 1 <= contradicted < 20
    filters.get_by_label("Topic").select_option(label="US policy")
    assert 1 <= rows.count() < contradicted
    filters.get_by_label("Finding").select_option("")
    filters.get_by_label("Topic").select_option("")
    page.get_by_role("searchbox").fill("Borshchevskaya")
    page.wait_for_function("document.querySelectorAll('table.brief-ledger tbody tr').length < 10")
    assert "Borshchevskaya" in page.locator("table.brief-ledger tbody tr").first.text_content()
    page.get_by_role("searchbox").fill("")
    page.wait_for_function("document.querySelectorAll('table.brief-ledger tbody tr').length === 128")
    for order in ("ascending", "descending"):
        page.get_by_role("columnheader", name="For").click()
        page.locator(f"table.brief-ledger th[aria-sort='{order}']").wait_for()
    counts = [int(text) for text in page.locator("td[data-label='For']").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)


def test_an_address_opens_the_entry_it_names(address, visit):
    page = visit(f"{address}/sources.html#air-074")
    entry = page.locator("#air-074")
    entry.wait_for(state="visible")
    assert "338" in entry.inner_text()


def test_without_javascript_every_claim_is_told_under_its_paragraph(address, visit):
    page = visit(f"{address}/article.html", java_script_enabled=False)
    assert page.locator("#card-c-007").is_visible()
    assert "contradicted" in page.locator("#card-c-007").inner_text()
    page = visit(f"{address}/claims.html", java_script_enabled=False)
    assert page.locator("table.brief-ledger tbody tr").count() == 128


def test_on_paper_the_cards_stand_under_each_paragraph(address, visit):
    page = visit(f"{address}/article.html")
    assert not page.locator("#card-c-007").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#card-c-007").is_visible()
    assert not page.locator(".brief-article .switch").is_visible()


def test_search_finds_a_name_as_the_article_spells_it_and_as_it_is_spelled(address, visit):
    for name, found in (("Hifter", "glossary.html"), ("Borshchevskaya", "claims.html")):
        page = visit(f"{address}/search.html?q={name}")
        page.locator(f"#search-results a[href*='{found}']").first.wait_for()


def test_search_works_from_disk(offline, visit):
    """Only the lines of text below each result take a server: a browser fetches no page from disk."""
    page = visit(f"{(offline / 'search.html').as_uri()}?q=Hifter", offline=True)
    page.locator("#search-results a[href*='glossary.html']").first.wait_for()
    assert page.foreign == []


def test_the_columns_of_a_table_open_below_its_row(address, visit):
    page = visit(f"{address}/data.html#table-claims")
    page.get_by_text("Why the prose of no page refers to it").wait_for(state="visible")


def test_a_claim_leads_to_the_place_where_it_is_discussed(address, visit):
    page = visit(f"{address}/claims.html#c-012")
    page.locator("a[href='airpower.html#said-c-012']").first.click()
    page.wait_for_url("**/airpower.html#said-c-012")
    assert page.locator("#said-c-012").first.is_visible()


@pytest.mark.parametrize("name", [name for name in PAGES if charts_of(name)])
def test_on_paper_the_figures_stay_and_the_code_goes(name, address, visit):
    page = visit(f"{address}/{name}.html")
    drawn(page, charts_of(name))
    page.emulate_media(media="print")
    assert all(chart.is_visible() for chart in page.locator(".brief-picture.wide").all())
    assert not any(code.is_visible() for code in page.locator("div.cell.tag_hide-input > details").all())


@pytest.mark.parametrize(("view", "heads"), [("desktop", True), ("phone", False)])
def test_tables_of_accounts_say_what_a_cell_is_at_any_width(address, visit, view, heads):
    page = visit(f"{address}/us_policy.html", view)
    table = page.locator("table.brief-accounts").first
    assert table.locator("th").first.is_visible() == heads
    assert table.locator("td .brief-label").first.is_visible() != heads
