"""Readers see a picture of each chart before any script has loaded; the interactive chart replaces it in its place."""

import csv
import json
import os
import re
import struct
import subprocess
import sys
from xml.etree import ElementTree

import frictionless
import pytest

import brief
from brief import charts
from brief.charts import elements, key, style
from brief.check import edition
from brief.pages import reading
from brief.publish import figures, static_pictures, svg
from brief.vendor import chart_script
from helpers import CHROMIUM, cases, charts_of, drawn, loaded, only, run

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine, and $CHROME is not set")
CHARTED = [name for name in reading.page_names() if charts_of(name)]
LIKE = {"wide": 1318, "narrow": 368}
"""Widths of a window whose column of text has the width of each form."""
SPECS = re.compile(r'<script type="application/json" data-chart="([\w-]+)-chart">(.*?)</script>', flags=re.S)


# --- in the page ----------------------------------------------------------------------------------------------


def test_pictures_are_visible_before_any_chart_script_is_loaded(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    page.wait_for_timeout(1000)
    assert all(picture.is_visible() for picture in page.locator(".brief-picture.wide").all())
    assert page.locator(".brief-picture.wide").count() == charts_of("airpower")
    assert page.locator(".brief-chart[data-drawn]").count() == 0
    assert not loaded(page) & {"plotly.min.js", "map-outlines.js"}


def test_a_chart_is_drawn_when_it_is_near_and_the_reader_acts(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    first, last = page.locator(".brief-chart").first, page.locator(".brief-chart").last
    page.mouse.move(5, 5)
    page.wait_for_timeout(1000)
    assert last.get_attribute("data-drawn") is None, "it is far from the window"
    assert "map-outlines.js" not in loaded(page)
    first.scroll_into_view_if_needed()
    page.locator("#" + first.get_attribute("id") + "[data-drawn]").wait_for()
    last.focus()
    page.locator("#" + last.get_attribute("id") + "[data-drawn]").wait_for()


@pytest.mark.parametrize("view", cases(["desktop", "phone"], {"phone"}))
def test_nothing_moves_when_charts_are_drawn(address, visit, view):
    page = visit(f"{address}/airpower.html", view, still=True)
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.shift += entry.value; })).observe({type: "layout-shift", buffered: true}); }"""
    )
    places = """[...document.querySelectorAll(".brief-chart, .brief-chart + script + *, h2")].map(
        part => { const box = part.getBoundingClientRect(); return [box.top + scrollY, box.width, box.height]; })"""
    before = page.evaluate(places)
    drawn(page, charts_of("airpower"))
    assert page.evaluate(places) == before
    assert page.evaluate("window.shift") <= 0.02


def test_pictures_follow_the_theme(address, visit):
    page = visit(f"{address}/airpower.html", still=True)
    ink = "getComputedStyle(document.querySelector('#fig-airpower-fighters-chart .brief-picture.wide text')).fill"
    assert page.evaluate(ink) == "rgb(36, 41, 47)"
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(ink) == "rgb(214, 219, 224)"


@pytest.mark.parametrize(("view", "form", "other"), [("desktop", "wide", "narrow"), ("phone", "narrow", "wide")])
def test_without_javascript_the_picture_that_fits_is_visible(address, visit, view, form, other):
    page = visit(f"{address}/war.html", view, java_script_enabled=False)
    for media, shown, hidden in (("screen", form, other), ("print", "wide", "narrow")):  # paper is wide
        page.emulate_media(media=media)
        assert all(picture.is_visible() for picture in page.locator(f".brief-picture.{shown}").all())
        assert not any(part.is_visible() for part in page.locator(f".brief-picture.{hidden}, .brief-live").all())
    assert "The chart needs JavaScript" not in page.content()


SHOWN = """(chart, part) => {
    const shows = it => !it.closest("[style*='opacity: 0;'], [style*='opacity:0;'], [style*='display: none']");
    const inside = chart.querySelector(part);
    return {
        labels: [...inside.querySelectorAll("text")].filter(it => shows(it) && it.textContent.trim()).map(
            it => it.textContent.trim()).sort(),
        marks: [...inside.querySelectorAll("path.point, .point path")].filter(shows).length,
    };
}"""


@pytest.mark.parametrize("name", cases(CHARTED, {"airpower"}))
def test_picture_and_chart_show_the_same_labels_and_as_many_marks(name, address, visit):
    page = visit(f"{address}/{name}.html", viewport={"width": LIKE["wide"], "height": 900})
    drawn(page, charts_of(name))
    for form in static_pictures.FORMS:
        page.set_viewport_size({"width": LIKE[form], "height": 900})
        in_form = f"() => document.querySelectorAll('[data-drawn={form}]').length === {charts_of(name)}"
        page.wait_for_function(in_form, timeout=20000)
        for chart in page.locator(".brief-chart").all():
            live = chart.evaluate(f"chart => ({SHOWN})(chart, '.brief-live')")
            assert chart.evaluate(f"chart => ({SHOWN})(chart, '.brief-picture.{form}')") == live
            assert live["labels"]
    ids = page.evaluate("[...document.querySelectorAll('.brief-picture [id]')].map(part => part.id)")
    assert len(ids) == len(set(ids))


def test_no_picture_has_a_script_or_an_address(site):
    for name in CHARTED:
        found = re.findall(
            r'<svg class="brief-picture.*?</svg>', (site / f"{name}.html").read_text("utf-8"), flags=re.S
        )
        assert len(found) == 2 * charts_of(name)
        assert [text for text in found if re.search(r"<script|<a\b|href|https?:|\son\w+=", text)] == []


# --- to take away ---------------------------------------------------------------------------------------------


def plain(text):
    """Return the words of a text without marks, which typography changes."""
    return " ".join(re.findall(r"\w+", text))


def words_of(page, figure):
    """Return the title of a figure, as it is sealed, and its caption, as its page has it."""
    settings = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in reading.notebook(page).cells]
    [caption] = [one["caption"] for one in settings if one.get("name") == figure]
    return edition.read()["pages"][page]["figures"][figure]["title"], caption


def test_the_files_of_a_figure_need_no_page_around_them(site):
    text = (site / "figures" / "fig-airpower-cargo.svg").read_text("utf-8")
    assert ElementTree.fromstring(text).get("width") == str(static_pictures.FORMS["wide"] + 32)
    words = " ".join(ElementTree.fromstring(text).itertext())
    assert all(plain(part) in plain(words) for part in words_of("airpower", "fig-airpower-cargo"))
    assert re.search(r"Sources: .*; UN .*\.", words)
    assert re.search(
        r"Russia’s bid for Libya, 2019-2020: Jets and cargo, Fig\. \d+, edition of .*, CC-BY-4\.0\.$", words.strip()
    ), "without a name of a file, which leads nowhere"
    assert "var(" not in text
    image = (site / "figures" / "fig-airpower-cargo.png").read_bytes()
    width, height = struct.unpack(">II", image[16:24])
    assert (width, height) == tuple(2 * int(ElementTree.fromstring(text).get(side)) for side in ("width", "height"))


def test_a_picture_names_as_many_of_those_who_say_so_as_a_line_holds_and_where_the_others_are():
    assert figures._in_short(["A (of B)", "C: D; E"], 0, "f.csv") == "Sources: A; C: D; E."
    shortened = figures._in_short([f"Originator {number}" for number in range(30)], 0, "f.csv")
    assert re.fullmatch(r"Sources: (Originator \d+; )+and \d+ more, listed in f\.csv\.", shortened)
    assert style.text_width(shortened, 11) < figures.SOURCES_WIDTH
    assert figures._in_short(["A", "B"], 58, "f.csv") == "Sources: A; B; and 58 more, listed in f.csv."


def test_every_picture_names_who_says_so(site):
    """The foot says with whom the statements began, and never only how many they are."""
    for path in sorted((site / "figures").glob("*.svg")):
        words = " ".join(" ".join(ElementTree.parse(path).getroot().itertext()).split())
        source = words.rpartition("Sources: ")[2].partition(". Russia’s bid")[0]
        assert source and not re.match(r"\S+ speakers", source), path.name
        assert not re.search(r"2019-2020: Russia’s bid", words), "the first page is called like the book"
        if listed := re.search(r"listed in (\S+)$", source):
            assert (site / "figures" / listed[1]).exists()


def test_a_picture_explains_the_abbreviations_and_the_article_that_it_speaks_of(monkeypatch):
    africom = "AFRICOM: US Africa Command, of the US armed forces."
    article = "The article: Al Jazeera (Midan), 4 July 2020."
    assert figures._explained("AFRICOM counted more than an Al Jazeera article says") == f"{africom} {article}"
    assert figures._explained("the article, Al Jazeera (Midan), 4 July 2020") == "", "named once"
    assert figures._explained("by the UAE") == "UAE: United Arab Emirates.", "as the glossary has it"
    assert figures._explained("flights of the LNAS and a particle") == ""
    assert figures._explained("Haftar's army (LNA)") == "LNA: Libyan National Army, Haftar’s forces."
    assert figures._explained("says SOHR", "Syrian Observatory for Human Rights").startswith("SOHR: Syrian"), (
        "once more"
    )
    assert figures._explained("WSJ is The Wall Street Journal") == "", "explained where it stands"
    assert figures._explained("AFRICOM the US Africa Command") == "", "named where it stands"
    assert figures._explained("the BFM.ru of Moscow").startswith("BFM.ru: ") and figures._explained("the BFMxru") == ""
    monkeypatch.setattr(figures, "_abbreviations", lambda: {"C++": "a language of programs"})
    assert figures._explained("written in C++, fast") == "C++: a language of programs."


def test_the_lines_of_a_title_are_of_about_one_length():
    title = [(word, word) for word in ["word"] * 30]
    lines = svg._broken(title, svg._balanced(title, 700, 16), 16, "<b>")
    assert len(lines) == len(svg._broken(title, 700, 16, "<b>")) > 1
    lengths = [len(line) for line, _ in lines]
    assert max(lengths) - min(lengths) <= len("word ")


def test_a_picture_explains_the_abbreviations_of_its_key():
    rows = brief.facts("wagner_personnel", repeats=False).assign(block="", side="lna", label="a speaker")
    spec = charts.counts(rows).figure.to_plotly_json()
    assert "LNA" not in " ".join(key.texts(spec)) and "LNA" in key.key(spec)[0].meaning
    shown = figures._shown(spec, "How many men came", "A mark is an estimate.", repeats=0)
    assert figures._explained(shown) == "LNA: Libyan National Army, Haftar’s forces."


WIDE_LINES = """() => [...document.querySelectorAll("text")].filter(it => it.getBoundingClientRect().right > innerWidth - 8)
    .map(it => it.textContent)"""


def test_no_line_of_a_picture_is_cut_off(site, browser):
    page = browser.new_page(viewport={"width": static_pictures.FORMS["wide"] + 32, "height": 800})
    for path in sorted((site / "figures").glob("*.svg")):
        page.goto(path.as_uri())
        assert page.evaluate("document.fonts.ready.then(() => 0)") == 0
        assert page.evaluate(WIDE_LINES) == [], path.name
    page.close()


def drawing(mark, **layout):
    """Return a drawing with marks of one kind."""
    marks = {"type": "scatter", "mode": "markers", "x": [0], "y": [0], "marker": mark}
    return {"data": [marks], "layout": layout}


def test_a_picture_has_a_key_of_the_signs_that_nothing_else_explains():
    side = charts.SIDES["lna"]
    square = drawing({"color": [side.colour], "symbol": [f"{side.symbol}-open"]})
    assert key.key(square, repeats=1) == [
        ("■", side.colour, "LNA and its backers"),
        ("○", style.RULE, "only repeats another report"),
    ]
    assert [entry.sign for entry in key.key(square, "A hollow mark repeats.", repeats=1)] == ["■"]
    assert [entry.sign for entry in key.key(square)] == ["■"], "hollow means something else, which the caption says"
    own = [{"text": elements.key_entry(side, "for Haftar")}]
    assert key.key({**square, "layout": {"annotations": own}}) == []
    assert key.key(drawing({"color": style.NEUTRAL.colour, "symbol": style.NEUTRAL.symbol})) == [], "grey is no side"
    bound = drawing({"color": "#000000", "symbol": ["triangle-right"]})
    assert [entry.meaning for entry in key.key(bound)] == ["at least"]
    assert key.key(bound, 'An arrow means "at least".') == []
    assert [entry.meaning for entry in key.key(drawing({"color": style.ACCENT}))] == ["the article"]
    in_ink = {"data": [{"textfont": {"color": style.INK}}], "layout": {}}
    assert key.key(in_ink) == [], "letters are no mark of the article"


def test_a_figure_has_its_description_beside_its_rows(site):
    folder = site / "figures"
    assert {path.stem for path in folder.glob("*.json")} == {path.stem for path in folder.glob("*.csv")}
    for path in sorted(folder.glob("*.json")):
        report = frictionless.Resource.from_descriptor(str(path)).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    described = json.loads((folder / "fig-airpower-cargo.json").read_text("utf-8"))
    title, caption = words_of("airpower", "fig-airpower-cargo")
    assert described["title"] == title and described["alt"].startswith(title)
    assert plain(described["caption"]) == plain(caption)
    assert (
        described["homepage"] == "airpower.html#fig-airpower-cargo" and described["homepage"] in described["citation"]
    )
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    fields = {field["name"]: field for field in described["schema"]["fields"]}
    assert fields["value_low"]["description"].startswith("Lowest value")
    assert all("description" in field for field in fields.values())
    rows = list(csv.DictReader((folder / "fig-airpower-cargo.csv").open(encoding="utf-8", newline="")))
    assert {row["fact_id"] for row in rows} <= set(described["facts"])
    assert {row["publisher"] for row in rows} == {source["title"].partition(": ")[0] for source in described["sources"]}


def test_a_figure_offers_its_files_its_code_and_how_to_cite_it(address, visit):
    page = visit(f"{address}/airpower.html")
    figure = page.locator("#fig-airpower-cargo")
    figure.locator(".brief-behind > summary").press("Enter")
    for kind in ("csv", "json", "svg", "png"):
        with page.expect_download() as got:
            figure.locator(f"a[href='figures/fig-airpower-cargo.{kind}']").click()
        assert got.value.suggested_filename == f"fig-airpower-cargo.{kind}"
    cited = figure.locator(".brief-cite").inner_text()
    title, _ = words_of("airpower", "fig-airpower-cargo")
    begins, ends = "Cite: The authors of the brief: Fig", "In: Russia's bid for Libya, 2019-2020, edition of "
    assert re.match(rf"{begins}\. \d+, “{re.escape(title)}”\. {ends}", cited)
    assert "airpower.html#fig-airpower-cargo" in cited
    assert figure.locator("#fig-airpower-cargo-code").get_by_text("airpower.cargo_chart").first.is_visible()


# --- how they are made ----------------------------------------------------------------------------------------


@pytest.mark.weekly
def test_without_chromium_the_book_has_only_interactive_charts_and_the_build_says_so(project, tmp_path, visit):
    only(project, "airpower")
    site = tmp_path / "site"
    done = run("build", "--out", site, project=project, CHROME="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "left out: static pictures of the charts: CHROME names no program: /nowhere" in done.stderr
    suffixes = sorted(path.suffix for path in (site / "figures").iterdir())
    number = charts_of("airpower")
    assert suffixes == [".csv"] * number + [".json"] * number
    page = visit((site / "airpower.html").as_uri(), still=True)
    all_drawn = f"() => document.querySelectorAll('.brief-chart[data-drawn]').length === {number}"
    page.wait_for_function(all_drawn, timeout=20000)
    assert page.locator(".brief-picture").count() == 0
    text = (site / "airpower.html").read_text(encoding="utf-8")
    assert text.count("The chart needs JavaScript; its rows stand below.</p></noscript>") == number


@needs_chromium
@pytest.mark.weekly
def test_pictures_have_the_same_bytes_each_time_and_are_drawn_once(page, tmp_path, monkeypatch):
    spec = json.loads(dict(SPECS.findall(page("war")))["fig-war-deaths"])
    started, start = [], static_pictures._Studio._started

    async def count_and_start(studio):
        started.append(1)
        return await start(studio)

    def draw(cache):
        started.clear()
        monkeypatch.setenv("BRIEF_CACHE", str(cache))
        request = static_pictures.Request(spec, "A title", "A source")
        return static_pictures.draw({"fig-a": request})["fig-a"], len(started)

    monkeypatch.setenv("BRIEF_OFFLINE", "1")
    monkeypatch.setattr(static_pictures._Studio, "_started", count_and_start)
    pictures, count = draw(tmp_path / "one")
    assert count == 3, "two forms, and the file of pixels"
    assert draw(tmp_path / "one") == (pictures, 0)
    assert draw(tmp_path / "two") == (pictures, 3)
    cached = sorted((tmp_path / "one" / "pictures").iterdir())
    cached[0].write_bytes(cached[0].read_bytes()[:-1])
    assert draw(tmp_path / "one") == (pictures, 1), "a corrupt entry is drawn again"


@needs_chromium
@pytest.mark.weekly
def test_pictures_are_drawn_also_where_the_folder_for_temporary_files_has_a_long_name(tmp_path):
    folder = tmp_path / "a folder whose name is longer than a socket of Chromium can have"
    folder.mkdir()
    new = {"data": [], "layout": {"meta": {"not yet drawn": str(folder)}}}
    told = f"from brief.publish import static_pictures; print(*static_pictures.draw({{'fig-a': static_pictures.Request({new}, 'A', 'B')}}))"
    done = subprocess.run(
        [sys.executable, "-c", told], env={**os.environ, "TMPDIR": str(folder)}, capture_output=True, text=True
    )
    assert done.stdout == "fig-a\n", done.stderr


def test_a_browser_that_fails_to_draw_is_reported(tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo Chromium 9.9; else exit 1; fi\n')
    program.chmod(0o755)
    told = "from brief.publish import static_pictures; static_pictures.draw({'fig-a': static_pictures.Request({'data': [], 'layout': {}}, 'A', 'B')})"
    environment = {**os.environ, "BRIEF_CACHE": str(tmp_path), "BRIEF_OFFLINE": "1", "CHROME": str(program)}
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True)
    assert "brief.errors.BriefError: Chromium failed to draw: " in done.stderr


# --- the chart script -----------------------------------------------------------------------------------------


def test_the_chart_script_holds_the_traces_of_the_book_and_no_other(page):
    specs = [json.loads(spec) for name in CHARTED for _, spec in SPECS.findall(page(name))]
    assert {trace.get("type", "scatter") for spec in specs for trace in spec["data"]} == set(chart_script.TRACES)


PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: What is hot?
---
# Heat

```{code-cell}
:mystnb:
:  figure:
:    name: fig-heat-map
:    caption: Heat.
import plotly.graph_objects as go
from brief import facts, figure
from brief.charts.chart import Chart

figure(Chart(go.Figure(go.Heatmap(z=[[1]])), facts().head(1)), title="Hot.")
```
"""


def test_a_trace_that_the_chart_script_cannot_draw_fails_the_build(project, tmp_path):
    only(project, "heat")
    (project / "book" / "heat.md").write_text(PAGE, encoding="utf-8")
    done = run("build", "--out", tmp_path / "site", project=project, CHROME="/nowhere")
    assert done.returncode == 1
    assert "a trace of kind 'heatmap' is not in the chart script, which draws bar, scatter, scattergeo" in done.stderr
