"""On paper: each page prints clean, and the brief as one PDF is whole, tagged, in order, and leads where it says."""

import functools
import io
import re
import shutil
import unicodedata
from collections import Counter
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from brief.errors import BriefError
from brief.pages import execution
from brief.publish import citation, paper
from conftest import CHROMIUM
from helpers import charts_of, run

PAGES = execution.page_names()
WITH_NOTES = [name for name in PAGES if "{sources-cited}" in execution.source(name)]
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine, and $CHROME is not set")


def plain(text):
    """Return text without what a line break or a font may change in it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@functools.cache
def article(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser").select_one("article")


def headings(site, name):
    """Return the title of a page and those of its sections, as it shows them."""
    return [heading.get_text().strip().removesuffix("#") for heading in article(site, name).find_all(["h1", "h2"])]


# --- the brief as one PDF ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chapters(site):
    """What the document is made of, read from the site once."""
    return paper._chapters(site)


@pytest.fixture(scope="module")
def pdf(site, chapters, tmp_path_factory):
    """The whole brief, printed once."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine, and $CHROME is not set")
    target = tmp_path_factory.mktemp("paper") / paper.NAME
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paper, "_chapters", lambda site: chapters)
        assert paper.write(site, target) == len(PdfReader(target).pages)
    return target


@pytest.fixture(scope="module")
def read(pdf):
    return PdfReader(pdf)


@pytest.fixture(scope="module")
def begins(read):
    """The page on which each chapter begins, counted from 0."""
    places = {name.removeprefix("/"): place for name, place in read.named_destinations.items()}
    return {name: read.get_destination_page_number(places[name]) for name in PAGES}


@pytest.fixture(scope="module")
def texts(read, begins):
    """The text of the first pages, of those on which a chapter begins, and of those with figures."""
    wanted, chapter = {0, 1, *begins.values()}, 0
    for entry in read.outline[1]:
        if not isinstance(entry, list):
            chapter = read.get_destination_page_number(entry)
            continue
        notes = [s for s in entry if not isinstance(s, list) and s.title == "Facts cited"]
        end = read.get_destination_page_number(notes[0]) if notes else chapter + 3  # elsewhere figures come first
        wanted |= set(range(chapter, end + 1))
    return {number: read.pages[number].extract_text() for number in sorted(wanted)}


def test_it_is_tagged_and_tells_its_language_and_title(read, site):
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title == citation.edition().title


def bookmarks(outline):
    """Return the titles of an outline below the title of the book, as deep as the sections of its pages."""
    (book, below) = outline
    assert book.title == citation.edition().title
    titles = []
    for entry in below:
        if isinstance(entry, list):
            titles += [section.title for section in entry if not isinstance(section, list)]
        else:
            titles.append(entry.title)
    return titles


def test_bookmarks_are_the_titles_of_pages_and_sections_in_order(read, site):
    assert bookmarks(read.outline) == ["Contents", *(title for name in PAGES for title in headings(site, name))]


TALL = ":is(h1, h2, h3, h4) { line-height: .5 !important; }"
"""Lets letters reach beyond their lines, and so beyond the top of a page, as the box of some fonts does."""


@needs_chromium
@pytest.mark.parametrize("style", ["", TALL])
def test_bookmarks_do_not_depend_on_the_font(style, site, tmp_path, monkeypatch):
    (tmp_path / "more.css").write_text(style, encoding="utf-8")
    monkeypatch.setattr(paper, "STYLES", (*paper.STYLES, tmp_path / "more.css"))
    monkeypatch.setattr(execution, "page_names", lambda: ["method", "check"])
    paper.write(site, tmp_path / "brief.pdf")
    titles = [title for name in ("method", "check") for title in headings(site, name)]
    assert bookmarks(PdfReader(tmp_path / "brief.pdf").outline) == ["Contents", *titles]


def test_the_contents_give_the_page_on_which_each_chapter_begins(texts, begins, site, read):
    assert list(begins.values()) == sorted(set(begins.values())), "in the order of the book"
    for name, number in begins.items():
        title = headings(site, name)[0]
        assert plain(f"{title}{number + 1}") in plain(texts[1]), name
        assert plain(title) in plain(texts[number]), name
        assert plain(f"{number + 1}/{len(read.pages)}") in plain(texts[number]), "the page shows its own number"


@pytest.mark.parametrize("name", [name for name in PAGES if charts_of(name)])
def test_the_title_and_the_number_of_every_figure_are_in_the_text(name, texts, begins, site):
    following = [start for start in begins.values() if start > begins[name]]
    end = min(following, default=max(texts) + 1)
    text = plain("".join(found for number, found in texts.items() if begins[name] <= number < end))
    figures = article(site, name).select("figure:has(.brief-chart)")
    assert len(figures) == charts_of(name)
    for figure in figures:
        assert plain(figure.select_one(".brief-figure-title").get_text()) in text
        assert plain(figure.select_one(".caption-number").get_text()) in text


def test_links_lead_into_the_document_or_to_the_web_and_never_to_a_file(read):
    places, kinds = set(read.named_destinations), Counter()
    for page in read.pages:
        for link in (found.get_object() for found in page.get("/Annots", [])):
            assert link["/Subtype"] == "/Link"
            if "/Dest" in link:
                assert link["/Dest"] in places
                kinds["inside"] += 1
            else:
                assert re.match(r"https?://", link["/A"]["/URI"]), link["/A"]
                kinds["web"] += 1
    assert kinds["inside"] > 1000 and kinds["web"] > 1000


def test_pictures_are_drawn_and_nothing_runs(pdf, read, site):
    content = pdf.read_bytes()
    assert b"/JavaScript" not in content and b"/Launch" not in content
    assert b"/Subtype /Image" not in content, "charts are lines and letters, not dots"


def test_every_picture_stands_in_the_document_and_every_id_once(chapters):
    for chapter in chapters:
        assert chapter.body.count('class="brief-picture wide"') == charts_of(chapter.name), chapter.name
        assert (
            re.findall(r'<(?:script|button|details|template)\b|"brief-picture narrow"|"brief-live"', chapter.body) == []
        )
    ids = Counter(key for chapter in chapters for key in re.findall(r'\sid="([^"]*)"', chapter.body))
    assert len(ids) > 2000
    assert [key for key, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", WITH_NOTES)
def test_every_reference_leads_to_its_note_in_the_document(name, chapters, site):
    (body,) = [chapter.body for chapter in chapters if chapter.name == name]
    shown = [chip["href"] for chip in article(site, name).select("a.brief-chip[data-note]")]
    kept = [link for link in re.findall(r"<a [^>]*>", body) if "data-note=" in link]
    assert [re.search(r'href="([^"]*)"', link)[1] for link in kept] == [f"#{name}/{href[1:]}" for href in shown]
    assert all(f'<li id="{name}/{href[1:]}"' in body for href in shown)


def test_an_address_that_is_written_in_other_letters_is_shown_in_them(chapters):
    (body,) = [chapter.body for chapter in chapters if chapter.name == "documents"]
    links = BeautifulSoup(body, "html.parser").select("a[data-shown]")
    assert len(links) > 40
    assert all(unquote(link["href"]) == link["data-shown"] != link["href"] for link in links)
    assert any(re.search("[\u0600-\u06ff]{3}", link["data-shown"]) for link in links)


@needs_chromium
def test_the_same_site_gives_the_same_bytes_and_no_time_of_its_making(site, tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "page_names", lambda: ["method", "check"])
    for name in ("first.pdf", "second.pdf"):
        paper.write(site, tmp_path / name)
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
    day = citation.edition().date
    assert PdfReader(tmp_path / "first.pdf").metadata.creation_date.date().isoformat() == day


def test_without_chromium_nothing_is_built_and_it_says_what_to_install(tmp_path):
    done = run("build", "--pdf", "--out", tmp_path / "site", CHROME="no-such-program")
    assert done.returncode == 1
    assert re.fullmatch(r"no PDF: .*no-such-program; install Debian's chromium or Chrome.*\n", done.stderr), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_leaves_the_old_pdf(site, tmp_path, monkeypatch):
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho 'it broke' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROME", str(program))
    monkeypatch.setattr(execution, "page_names", lambda: ["check"])
    (tmp_path / "brief.pdf").write_text("old")
    with pytest.raises(BriefError, match=r"^no PDF: .*browser failed \(3\): it broke$"):
        paper.write(site, tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.pdf", "browser"]


def test_a_folder_that_is_no_site_is_told(tmp_path, site, monkeypatch):
    monkeypatch.setenv("CHROME", shutil.which("true"))
    monkeypatch.setattr(execution, "page_names", lambda: ["check"])
    with pytest.raises(BriefError, match=r"check\.html: missing"):
        paper.write(tmp_path, tmp_path / "brief.pdf")
    (tmp_path / "check.html").write_text("<p>something else</p>")
    with pytest.raises(BriefError, match=r"check\.html is no page of a built site"):
        paper.write(tmp_path, tmp_path / "brief.pdf")


# --- one page, printed by a reader ------------------------------------------------------------------------

LOOK = """() => {
    const style = getComputedStyle, article = document.querySelector('article.bd-article');
    const shown = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).length;
    const edge = article.getBoundingClientRect().right + 1;
    const beyond = [...article.querySelectorAll(':not(svg, svg *)')].filter(
        e => e.checkVisibility() && e.getBoundingClientRect().right > edge && e.getBoundingClientRect().width > 0);
    return {
        ink: style(article).color, paper: style(document.body).backgroundColor,
        title: shown('article h1'), question: shown('p.brief-question'),
        screen: shown('header, nav, .bd-sidebar-primary, .bd-sidebar-secondary, footer, button, input, select, summary'),
        code: shown('div.cell > details, .cell_input'), live: shown('.brief-live'),
        wide: shown('svg.brief-picture.wide'), narrow: shown('svg.brief-picture.narrow'),
        ink_of_charts: style(document.documentElement).getPropertyValue('--brief-ink').trim(),
        notes: [...article.querySelectorAll('a.brief-chip[data-note]')].map(
            e => [e.dataset.note, style(e, '::after').content, style(e).fontSize]),
        addresses: [...article.querySelectorAll('.brief-sources a.external')].map(
            e => style(e, '::after').content.includes(e.getAttribute('href'))),
        beyond: beyond.map(e => `${e.tagName}.${e.className}`),
    };
}"""


@pytest.mark.parametrize("name", PAGES)
def test_no_printed_page_is_empty_and_a_long_list_begins_on_the_first(name, address, visit):
    page = visit(f"{address}/{name}.html", still=True)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    texts = [sheet.extract_text() for sheet in printed.pages]
    assert min(map(len, texts)) > 20, "its number alone, and nothing above it"
    if name in {"documents", "facts"}:
        assert len(texts[0]) > 3000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_clean_and_black_on_white_in_the_dark_theme_too(name, site, visit):
    tables = "brief-ledger" in (site / f"{name}.html").read_text(encoding="utf-8")  # a script changes these
    page = visit((site / f"{name}.html").as_uri(), theme="dark", still=not tables)
    page.set_viewport_size({"width": 665, "height": 900})  # of A4 without its margins
    page.emulate_media(media="print", color_scheme="dark")
    found = page.evaluate(LOOK)
    assert (found["ink"], found["paper"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert found["ink_of_charts"] == "#24292f"
    assert (found["title"], found["question"]) == (1, 1)
    assert (found["screen"], found["code"], found["live"], found["narrow"]) == (0, 0, 0, 0)
    assert found["wide"] == charts_of(name)
    assert found["beyond"] == [], "nothing is cut off at the edge"
    assert bool(found["notes"]) == (name in WITH_NOTES)
    assert all(content == f'"{number}"' and size == "0px" for number, content, size in found["notes"])
    assert all(found["addresses"]) and bool(found["addresses"]) == (name in WITH_NOTES)


@pytest.mark.parametrize("name", WITH_NOTES)
def test_a_reference_carries_the_number_of_its_note(name, site):
    found = article(site, name)
    entries = [entry["id"] for entry in found.select(".brief-sources > li")]
    chips = [(chip["href"][1:], int(chip["data-note"])) for chip in found.select("a.brief-chip[data-note]")]
    assert all(entries[number - 1] == fact for fact, number in chips)
    assert {fact for fact, _ in chips} == set(entries)
    first = list(dict.fromkeys(number for _, number in chips))
    assert first == sorted(first), "numbered in the order of the text"
