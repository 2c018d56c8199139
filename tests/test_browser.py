"""In a real browser every chart is drawn, in every view, with no error and no request to another host."""

import csv
import io
import zipfile
from pathlib import Path

import nbformat
import pytest

from brief import paths, tables
from brief.pages import execution
from helpers import FAINT, THEMES, VIEWS, charts_of, drawn, serious, served, shown_in

PAGES = execution.page_names()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_and_nothing_goes_wrong(name, view, theme, address, visit):
    page = visit(f"{address}/{name}.html", view, theme, reduced_motion="reduce")
    charts = drawn(page, charts_of(name))
    assert len(charts) == charts_of(name)
    for chart in charts:
        assert chart["marks"] >= 5, chart
        assert chart["width"] > 200 and chart["right"] <= VIEWS[view]["viewport"]["width"], chart
    assert page.faults == []
    assert page.foreign == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the window"
    if (view, theme) != ("phone", "dark"):  # its colours are those of dark, its shapes those of the phone
        assert serious(page) == []
    if view == "desktop":
        assert page.evaluate(FAINT) == []


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


def downloaded(page, link):
    """Download as a reader would, and return the name of the file and what it holds."""
    with page.expect_download() as got:
        link.click()
    return got.value.suggested_filename, Path(got.value.path()).read_bytes()


def test_the_rows_of_a_figure_can_be_downloaded(address, visit):
    page = visit(f"{address}/airpower.html")
    figure = page.locator("#fig-airpower-cargo")
    name, content = downloaded(page, figure.locator("a[download$='.csv'], a[href$='.csv'][download]"))
    assert name == "fig-airpower-cargo.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    figure.locator("details.brief-rows summary").click()
    shown = [row.inner_text() for row in figure.locator("tbody tr").all()]
    assert len(rows) == len(shown) > 5
    for row, text in zip(rows, shown, strict=True):
        assert row["fact_id"] in text


def test_the_pictures_of_a_figure_can_be_downloaded(address, visit):
    page = visit(f"{address}/airpower.html")
    figure = page.locator("#fig-airpower-cargo")
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG")):
        name, content = downloaded(page, figure.locator(f"a[href$='.{kind}'][download]"))
        assert name == f"fig-airpower-cargo.{kind}"
        assert content.startswith(begins)


def test_the_notebook_of_a_page_opens(address, visit):
    page = visit(f"{address}/airpower.html")
    name, content = downloaded(page, page.locator(".brief-notebook a[href$='.ipynb']"))
    assert name == "airpower.ipynb"
    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    nbformat.validate(notebook)
    assert len(shown_in("airpower", notebook).figures) == charts_of("airpower")


def test_the_archive_opens_and_holds_the_tables(address, visit):
    page = visit(f"{address}/check.html")
    name, content = downloaded(page, page.locator("a[href$='downloads/libya-brief.zip']"))
    assert name == "libya-brief.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        held = {Path(path).name for path in archive.namelist()}
    assert {"facts.csv", "sources.csv", "airpower.ipynb", "manifest.json"} <= held


def test_a_table_can_be_downloaded_as_it_is(address, visit):
    page = visit(f"{address}/data.html")
    name, content = downloaded(page, page.locator("#table-facts a[download]").first)
    assert name == "facts.csv"
    assert content == (paths.DATA / "facts.csv").read_bytes()


def test_the_ledger_can_be_downloaded(address, visit):
    page = visit(f"{address}/claims.html")
    _, content = downloaded(page, page.locator("a[href$='ledger/claims.csv']"))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert [row["claim_id"] for row in rows] == [
        row.get_attribute("id") for row in page.locator("table.brief-ledger tbody tr[id]").all()
    ]


def test_the_site_works_from_any_folder_of_a_host(site, visit, tmp_path):
    (tmp_path / "a" / "deep folder").mkdir(parents=True)
    (tmp_path / "a" / "deep folder" / "brief").symlink_to(site, target_is_directory=True)
    with served(tmp_path) as there:
        page = visit(f"{there}/a/deep%20folder/brief/airpower.html")
        assert len(drawn(page, charts_of("airpower"))) == charts_of("airpower")
        page.locator("nav.bd-links a", has_text="Every claim").click()
        page.wait_for_url("**/deep%20folder/brief/claims.html")
        page.mouse.move(300, 300)  # filters come when the reader does something
        page.locator(".brief-filters").wait_for()
        page.goto(f"{there}/a/deep%20folder/brief/search.html?q=Hifter")
        page.locator("#search-results a[href*='glossary.html']").first.wait_for()
        assert page.faults == []
        assert page.foreign == []


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
    page = visit(f"{address}/facts.html#us-078")
    page.locator("#us-078").wait_for(state="visible")
    page.locator(".dt-paging-button.last").last.click()
    page.locator("#us-078").wait_for(state="detached")
    page.evaluate("location.hash = ''")
    page.evaluate("location.hash = 'us-078'")
    page.locator("#us-078").wait_for(state="visible")


def test_a_document_leads_to_its_facts_alone_and_from_there_to_all(address, visit):
    page = visit(f"{address}/documents.html#src-bild2020")
    page.locator("#src-bild2020").get_by_role("link", name="Six facts").click()
    rows, taken = page.locator("table.brief-ledger tbody tr"), tables.table("facts").query("source_key == 'bild2020'")
    page.get_by_text("Only BILD, 14 April 2020.").wait_for()
    assert {row.get_attribute("id") for row in rows.all()} == set(taken.fact_id)
    page.evaluate("location.hash = 'us-078'")  # one that is not among them
    page.locator("#us-078").wait_for(state="visible")
    assert not page.get_by_text("Only BILD, 14 April 2020.").is_visible()
    page = visit(f"{address}/facts.html?linked=src-bild2020")
    page.get_by_role("link", name="Show all").click()
    page.locator("#air-001").wait_for(state="visible")


@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_what_a_reader_looks_at_stays_where_it_is_when_a_list_becomes_searchable(view, address, visit):
    page = visit(f"{address}/facts.html", view, still=True)
    row = page.locator("#air-001")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()["y"]
    page.mouse.move(100, 100)
    page.get_by_role("status").wait_for()
    assert abs(row.bounding_box()["y"] - before) < 2


def test_another_page_of_a_list_begins_at_its_head(address, visit):
    page = visit(f"{address}/facts.html")
    page.locator(".dt-paging-button", has_text="2").first.click()
    page.get_by_role("status").filter(has_text="26–50 of").wait_for()
    page.wait_for_function(
        "() => { const top = document.querySelector('.dt-container').getBoundingClientRect().top;"
        " return top > -5 && top < innerHeight / 2; }"
    )


def test_who_comes_from_the_search_sees_the_rows_that_hold_the_word(address, visit):
    page = visit(f"{address}/search.html?q=Goznak")
    page.locator("#search-results a", has_text="What was said?").click()
    page.get_by_role("status").wait_for()
    rows = page.locator("table.brief-ledger tbody tr").all_inner_texts()
    assert 1 < len(rows) < 25
    assert all("goznak" in row.lower() for row in rows)
    assert page.get_by_role("searchbox").input_value() == "goznak"


def test_who_prefers_dark_sees_no_light_page_first(address, browser):
    page = browser.new_context(color_scheme="dark").new_page()
    page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())  # which would set it, much later
    page.goto(f"{address}/war.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.close()


def test_code_that_is_wider_than_its_place_is_reached_by_keys_once_it_is_opened(address, visit):
    page = visit(f"{address}/war.html", "phone")
    code = page.locator("details pre").first
    assert not code.is_visible()
    page.locator("details summary", has_text="Show the code").first.click()
    page.wait_for_function("pre => pre.tabIndex === 0", arg=code.element_handle())


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
    page = visit(f"{address}/facts.html#air-074")
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


SPELLED = [  # as the article spells it, and as it is spelled
    *(("Hifter", "glossary.html"), ("Haftar", "glossary.html")),
    *(("Porchskaya", "glossary.html"), ("Borshchevskaya", "claims.html")),
    *(("Wattia", "glossary.html"), ("Watiya", "airpower.html")),
    *(("Romer", "glossary.html"), ("Rumer", "glossary.html")),
    ("حفتر", "glossary.html"),
]


def test_search_finds_a_name_as_the_article_spells_it_and_as_it_is_spelled(address, visit):
    for name, found in SPELLED:
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
