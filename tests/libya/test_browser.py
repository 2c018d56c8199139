"""In a real browser every chart is drawn, in every view, with no error and no request to another host."""

import csv
import io
import zipfile
from pathlib import Path

import nbformat
import pytest

from brief import airpower, paths, tables
from brief.check import edition
from brief.ledger import findings
from brief.pages import reading
from helpers import FAINT, THEMES, VIEWS, cases, charts_of, drawn, each_time, served, shown_in, unfolded

PAGES = reading.page_names()
CLAIMS = tables.table("claims")
SEALED = edition.read()
EACH_TIME = {"desktop": {"index", "airpower", "recruitment", "sources"}, "phone": {"airpower"}}
"""Pages that are opened each time: what opens the book, charts and a map, charts that go on, lists without a chart."""


@pytest.mark.parametrize("theme", cases(THEMES, {"dark"}))
def test_a_page_that_is_opened_in_a_theme_draws_its_charts_in_it(theme, address, visit):
    page = visit(f"{address}/airpower.html", theme=theme, reduced_motion="reduce")
    drawn(page, charts_of("airpower"))
    assert page.evaluate(FAINT, ".brief-live") == []
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.faults == []


@pytest.mark.parametrize("name", cases(sorted(set(CLAIMS.topic) & set(PAGES)), {"aims", "us_policy"}))
def test_a_topic_is_at_most_25_screens_of_a_phone(name, address, visit):
    page = visit(f"{address}/{name}.html", "phone")
    assert page.evaluate("document.documentElement.scrollHeight / window.innerHeight") <= 25


def turn_dark(page):
    """Have the reader's system turn dark, and wait until the page and its charts have followed."""
    page.evaluate("document.querySelectorAll('.brief-chart').forEach(chart => { chart.dataset.drawn = 'light'; })")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """() => document.documentElement.dataset.theme === 'dark'
            && !document.querySelector('.brief-chart[data-drawn=light]')"""
    )


@pytest.mark.parametrize(
    ("name", "view"),
    [pytest.param(name, view, marks=each_time(name in EACH_TIME[view])) for name in PAGES for view in VIEWS],
)
def test_every_chart_is_drawn_in_both_themes_from_disk_with_the_network_refused(name, view, offline, visit):
    page = visit((offline / f"{name}.html").as_uri(), view, offline=True, reduced_motion="reduce")
    for theme in THEMES:
        if theme == "dark":
            turn_dark(page)
        charts = drawn(page, charts_of(name))
        assert len(charts) == charts_of(name)
        for chart in charts:
            assert max(chart["marks"], chart["lines"]) >= 4, chart  # squares are the corners of lines
            assert chart["width"] > 200 and chart["right"] <= VIEWS[view]["viewport"]["width"], chart
        assert page.faults == []
        assert page.foreign == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, "the page is wider than the window"
        if view == "desktop":
            assert page.evaluate(FAINT, ".brief-live") == []


def test_marks_are_as_many_as_rows(address, visit):
    page = visit(f"{address}/airpower.html")
    drawn(page, charts_of("airpower"))
    rows = page.locator("#fig-airpower-cargo tbody tr").count()
    named = page.evaluate(
        """() => document.querySelector('#fig-airpower-cargo-chart .brief-live').data
            .flatMap(trace => trace.ids || []).filter(id => !id.endsWith('-high')).length"""
    )
    assert rows == named == len(airpower.cargo_flights())


def test_the_map_has_its_outlines(address, visit):
    page = visit(f"{address}/airpower.html")
    charts = {chart["name"]: chart for chart in drawn(page, charts_of("airpower"))}
    assert charts["fig-airpower-map-chart"]["land"] > 0


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
    title = SEALED["pages"]["airpower"]["figures"]["fig-airpower-fighters"]["title"]
    assert page.locator("#fig-airpower-fighters .brief-figure-title").inner_text() == title
    page.locator("#fig-airpower-fighters .brief-behind > summary").click()
    assert page.locator("#fig-airpower-fighters tbody tr").first.is_visible()


def downloaded(page, link):
    """Download as a reader would, and return the name of the file and what it holds."""
    with page.expect_download() as got:
        link.click()
    return got.value.suggested_filename, Path(got.value.path()).read_bytes()


def test_the_rows_of_a_figure_can_be_downloaded(address, visit):
    page = visit(f"{address}/airpower.html")
    figure = page.locator("#fig-airpower-cargo")
    figure.locator(".brief-behind > summary").click()
    name, content = downloaded(page, figure.locator("a[download$='.csv'], a[href$='.csv'][download]"))
    assert name == "fig-airpower-cargo.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    shown = [row.inner_text() for row in figure.locator("tbody tr").all()]
    assert len(rows) == len(shown) > 5
    for row, text in zip(rows, shown, strict=True):
        assert row["fact_id"] in text


def test_the_pictures_of_a_figure_can_be_downloaded(address, visit):
    page = visit(f"{address}/airpower.html")
    figure = page.locator("#fig-airpower-cargo")
    figure.locator(".brief-behind > summary").click()
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG")):
        name, content = downloaded(page, figure.locator(f"a[href$='.{kind}'][download]"))
        assert name == f"fig-airpower-cargo.{kind}"
        assert content.startswith(begins)


def test_the_notebook_of_a_page_opens(address, visit):
    page = visit(f"{address}/airpower.html")
    name, content = downloaded(page, unfolded(page).locator(".brief-controls a[href$='.ipynb']"))
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
    page = visit(f"{address}/check.html")
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
        page.locator("nav.bd-links a", has_text="All claims").click()
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
    return page.locator(f".brief-article a.mark[href='claims.html#{claim}']")


def test_a_card_opens_on_hover_and_stays_while_it_is_read(address, visit):
    page = visit(f"{address}/article.html")
    mark(page, "c-007").scroll_into_view_if_needed()
    mark(page, "c-007").hover()
    page.locator(".brief-hover .statement").wait_for()
    assert "Al-Watiya was the last military stronghold" in card(page)
    assert "✗ wrong" in card(page)
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
    [("sup.brief-note:has(+ .brief-grades a[href='#air-074']) a", "338"), ("sup.brief-note a", "Midan")],
)
def test_a_reference_in_prose_opens_on_what_it_refers_to(reference, words, address, visit):
    name = "airpower" if "air" in reference else "article"
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
    page = visit(f"{address}/sources.html#src-bild2020")
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


def test_readers_who_come_from_the_search_see_the_rows_that_hold_the_word(address, visit):
    page = visit(f"{address}/search.html?q=Goznak")
    page.locator("#search-results a", has_text="Facts").click()
    page.get_by_role("status").wait_for()
    rows = page.locator("table.brief-ledger tbody tr").all_inner_texts()
    assert 1 < len(rows) < 25
    assert all("goznak" in row.lower() for row in rows)
    assert page.get_by_role("searchbox").input_value() == "Goznak"


def test_readers_who_prefer_dark_see_no_light_page_first(address, browser):
    page = browser.new_context(color_scheme="dark").new_page()
    page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())  # which would set it, much later
    page.goto(f"{address}/war.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.close()


def test_code_that_is_wider_than_its_place_is_reached_by_keys_once_it_is_opened(address, visit):
    page = visit(f"{address}/war.html", "phone")
    code = page.locator(".brief-behind pre").first
    assert not code.is_visible()
    page.locator(".brief-behind > summary").first.click()
    page.wait_for_function("pre => pre.tabIndex === 0", arg=code.element_handle())


def test_code_that_draws_nothing_is_in_the_text_for_those_who_want_it(address, visit):
    page = visit(f"{address}/war.html")
    bars = page.locator(".cell summary", has_text="Show the code")
    assert bars.count() and not bars.first.is_visible()
    unfolded(page).get_by_label("The code in the text").check()
    assert bars.first.is_visible()
    page.reload()
    assert bars.first.is_visible(), "it is remembered"


def test_an_address_opens_what_is_folded(address, visit):
    for name in ("note-2", "fig-war-control-code"):
        assert visit(f"{address}/war.html#{name}").locator(f"#{name}").is_visible()


def colour(page, passage):
    return page.locator(f"#{passage} .words").evaluate("words => getComputedStyle(words).color")


def test_the_switch_leaves_only_errors_or_only_what_was_taken_in_full_colour_and_the_address_keeps_it(address, visit):
    page = visit(f"{address}/article.html")
    plain, wrong = colour(page, "p-001"), mark(page, "c-007")
    assert wrong.is_visible() and mark(page, "c-008").is_visible()
    assert not page.locator("#p-006 .why").is_visible()
    page.get_by_label("only errors").check()
    page.wait_for_url(lambda url: url.endswith("article.html?only=errors"))
    assert colour(page, "p-006") == plain != colour(page, "p-007") == colour(page, "p-001")
    assert wrong.is_visible() and not mark(page, "c-008").is_visible()
    assert "Tarhuna" in page.locator("#p-006 .why").inner_text()
    page.get_by_label("only what is borrowed").focus()
    page.keyboard.press("Space")
    assert colour(page, "p-007") == plain != colour(page, "p-006")
    page.goto(f"{address}/article.html?only=errors")
    assert page.get_by_label("only errors").is_checked()
    assert colour(page, "p-006") == plain != colour(page, "p-007")
    page.get_by_label("all claims").check()
    page.wait_for_url(lambda url: url.endswith("article.html"))


def test_the_legend_stays_in_view(address, visit):
    for view, most in (("desktop", 0.12), ("phone", 0.12)):
        page = visit(f"{address}/article.html", view)
        page.locator("#p-090").scroll_into_view_if_needed()
        box, height = page.locator(".brief-article .legend").bounding_box(), page.viewport_size["height"]
        assert 0 <= box["y"] < 80 and box["height"] <= most * height, view
        assert page.locator(".legend li", has_text="mistranslated").is_visible()


def test_marks_stand_in_the_margin_and_on_a_phone_small_at_the_end_of_the_passage(address, visit):
    page = visit(f"{address}/article.html")
    text = page.locator("p.text").first.bounding_box()
    for number, one in enumerate(page.locator(".brief-article .marks").all()):
        box = one.bounding_box()
        assert box["x"] > text["x"] + text["width"] and box["x"] + box["width"] <= 1280
        line = one.locator("xpath=..").locator(".words").bounding_box()
        assert line["y"] - 12 <= box["y"] <= line["y"] + line["height"] + 3.5 * 35, f"within four lines: {number}"
    assert "which was launched on 25 March 2020" in page.locator("#p-002 .rendering").inner_text()
    page = visit(f"{address}/article.html", "phone")
    assert page.locator("#p-006 .mark").inner_text().split()[0] == "✗"
    box = page.locator("#p-006 .mark").bounding_box()
    assert 24 <= box["width"] < 40 and box["height"] < 40


def test_clean_english_is_on_the_card_of_a_garbled_passage(address, visit):
    page = visit(f"{address}/article.html", "phone")
    page.locator("#p-109 .mark").tap()
    page.locator(".brief-hover .statement").wait_for()
    assert "Haftar's two powerful allies" in card(page)


def test_the_ledger_is_filtered_searched_and_sorted(address, visit):
    page = visit(f"{address}/claims.html")
    rows = page.locator("table.brief-ledger tbody tr:visible")
    filters = page.locator(".brief-filters")
    filters.wait_for()
    assert rows.count() == len(CLAIMS)
    filters.get_by_label("Finding").select_option(label="◐ near miss")
    near = rows.count()
    assert 1 <= near < 64
    filters.get_by_label("Topic").select_option(label="US policy")
    assert 1 <= rows.count() < near
    filters.get_by_label("Finding").select_option("")
    filters.get_by_label("Topic").select_option("")
    page.get_by_role("searchbox").fill("Borshchevskaya")
    page.wait_for_function("document.querySelectorAll('table.brief-ledger tbody tr').length < 10")
    assert "Borshchevskaya" in page.locator("table.brief-ledger tbody tr").first.text_content()
    page.get_by_role("searchbox").fill("")
    page.wait_for_function(f"document.querySelectorAll('table.brief-ledger tbody tr').length === {len(CLAIMS)}")
    for order in ("ascending", "descending"):
        page.get_by_role("columnheader", name="For", exact=True).click()
        page.locator(f"table.brief-ledger th[aria-sort='{order}']").wait_for()
    counts = [int(text) for text in page.locator("td[data-label='For']").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)


def rows_shown(page):
    return [row.get_attribute("id") for row in page.locator("table.brief-ledger tbody tr[id]").all()]


def test_presets_show_some_claims_the_address_keeps_them_and_back_leads_back(address, visit):
    ledger = findings.ledger().set_index("claim_id")
    taken = set(tables.table("borrowings").claim_id)
    expected = {
        "All claims": list(ledger.index),
        "Wrong": list(ledger.index[ledger.finding == "wrong"]),
        "Near misses": list(ledger.index[ledger.finding == "near miss"]),
        "Borrowed": [claim for claim in ledger.index if claim in taken],
        "Opinions": list(ledger.index[ledger.finding == "opinion"]),
        "Hang on our choices": list(ledger.index[ledger.choices < 32]),
    }
    page = visit(f"{address}/claims.html")
    page.mouse.move(300, 300)
    page.locator(".brief-filters").wait_for()
    presets = page.locator(".brief-presets a")
    assert [text.split(maxsplit=text[0] not in "AH")[-1] for text in presets.all_inner_texts()] == list(expected)
    for name, claims in expected.items():
        preset = presets.filter(has_text=name)
        preset.click()
        assert rows_shown(page) == claims, name
        assert preset.get_attribute("aria-current") == "true"
        assert page.locator(".brief-presets [aria-current]").count() == 1
    page.go_back()
    assert rows_shown(page) == expected["Opinions"]
    assert page.locator(".brief-filters").get_by_label("Finding").input_value() == "~ opinion"
    page.reload()
    page.locator(".brief-filters").wait_for()
    assert rows_shown(page) == expected["Opinions"], "the address keeps it"


def test_filters_search_and_choices_are_kept_together_in_the_address(address, visit):
    page = visit(f"{address}/claims.html?choose=own")
    page.locator(".brief-filters").get_by_label("Topic").select_option(label="war")
    page.get_by_role("searchbox").fill("Tarhuna")
    page.wait_for_url(lambda url: url.endswith("claims.html?choose=own&topic=war&search=Tarhuna"))
    found = rows_shown(page)
    assert 1 <= len(found) < 10
    page.goto(page.url)
    page.locator(".brief-filters").wait_for()
    assert rows_shown(page) == found
    assert page.get_by_role("searchbox").input_value() == "Tarhuna"
    page.locator(".brief-presets a", has_text="All claims").click()
    page.wait_for_url(lambda url: url.endswith("claims.html?choose=own"))
    assert len(rows_shown(page)) == len(CLAIMS)


def test_an_entry_that_a_filter_hides_is_shown_when_an_address_names_it(address, visit):
    page = visit(f"{address}/claims.html?finding=wrong#c-012")
    page.locator("#c-012").wait_for(state="visible")
    page.wait_for_url(lambda url: url.endswith("claims.html#c-012"))


def test_an_address_opens_the_entry_it_names(address, visit):
    page = visit(f"{address}/facts.html#air-074")
    entry = page.locator("#air-074")
    entry.wait_for(state="visible")
    assert "338" in entry.inner_text()


def test_without_javascript_every_claim_stands_under_its_paragraph(address, visit):
    page = visit(f"{address}/article.html", java_script_enabled=False)
    assert page.locator("#card-c-007").is_visible()
    assert "wrong" in page.locator("#card-c-007").inner_text()
    page = visit(f"{address}/claims.html", java_script_enabled=False)
    assert page.locator("table.brief-ledger tbody tr").count() == len(CLAIMS)


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


@pytest.mark.parametrize(
    ("name", "found"),
    [pytest.param(name, found, marks=each_time(name == "حفتر")) for name, found in SPELLED],
)
def test_search_finds_a_name_as_the_article_spells_it_and_as_it_is_spelled(name, found, address, visit):
    page = visit(f"{address}/search.html?q={name}")
    page.locator(f"#search-results a[href*='{found}']").first.wait_for()


def test_search_works_from_disk(offline, visit):
    """Only the lines of text below each result take a server: a browser fetches no page from disk."""
    page = visit(f"{(offline / 'search.html').as_uri()}?q=Hifter", offline=True)
    page.locator("#search-results a[href*='glossary.html']").first.wait_for()
    assert page.foreign == []


def test_the_columns_of_a_table_open_below_its_row(address, visit):
    page = visit(f"{address}/check.html#table-claims")
    page.get_by_text("Why the prose of no page refers to it").wait_for(state="visible")


def test_a_claim_leads_to_the_place_where_it_is_discussed(address, visit):
    page = visit(f"{address}/claims.html#c-012")
    page.locator("a[href='airpower.html#said-c-012']").first.click()
    page.wait_for_url("**/airpower.html#said-c-012")
    assert page.locator("#said-c-012").first.is_visible()


def test_on_paper_pictures_come_back_for_charts_and_the_code_goes(address, visit):
    page = visit(f"{address}/airpower.html")
    drawn(page, charts_of("airpower"))
    page.emulate_media(media="print")
    assert all(chart.is_visible() for chart in page.locator(".brief-picture.wide").all())
    assert not any(code.is_visible() for code in page.locator(".cell_input").all())


@pytest.mark.parametrize(("view", "heads"), [("desktop", True), ("phone", False)])
def test_tables_of_accounts_say_what_a_cell_is_at_any_width(address, visit, view, heads):
    page = visit(f"{address}/us_policy.html", view)
    table = page.locator("table.brief-accounts").first
    assert table.locator("th").first.is_visible() == heads
    assert table.locator("td .brief-label").first.is_visible() != heads
