"""The brief as one PDF is whole, tagged and in order, its links lead where they say, and it depends on no font."""

import functools
import re
import shutil
import unicodedata
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from brief.errors import BriefError
from brief.pages import reading
from brief.publish import citation, pdf, pdf_document
from brief.text import shown_address
from brief.vendor import typeface
from helpers import CHROMIUM, charts_of, run

PAGES = reading.page_names()
PART = ["index", "airpower", "glossary", "check"]
"""Pages of every kind: judgments, figures with notes, a long list, prose. Each week the whole book is printed."""
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine, and $CHROME is not set")


def plain(text):
    """Return text without spaces, which a line break may change."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@functools.cache
def article(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser").select_one("article")


def headings(site, name):
    """Return the title of a page and those of its sections, as it shows them."""
    return [heading.get_text().strip().removesuffix("#") for heading in article(site, name).find_all(["h1", "h2"])]


@pytest.fixture(scope="module", params=["part", pytest.param("whole", marks=pytest.mark.weekly)])
def names(request):
    """The pages that are printed, in their order."""
    return PART if request.param == "part" else PAGES


@pytest.fixture(scope="module")
def chapters(site, names):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "page_names", lambda: names)
        return pdf_document.chapters(site)


@pytest.fixture(scope="module")
def printed(site, chapters, tmp_path_factory):
    """The PDF."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine, and $CHROME is not set")
    target = tmp_path_factory.mktemp("pdf") / pdf.NAME
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pdf_document, "chapters", lambda site: chapters)
        assert pdf.write(site, target) == len(PdfReader(target).pages)
    return target


@pytest.fixture(scope="module")
def reader(printed):
    return PdfReader(printed)


@pytest.fixture(scope="module")
def begins(reader, names):
    """The page on which each chapter begins, counted from 0."""
    places = {name.removeprefix("/"): place for name, place in reader.named_destinations.items()}
    return {name: reader.get_destination_page_number(places[name]) for name in names}


@pytest.fixture(scope="module")
def texts(reader, begins):
    """The text of the first pages, of those on which a chapter begins, and of those with figures."""
    wanted, chapter = {0, 1, *begins.values()}, 0
    for entry in reader.outline[1]:
        if not isinstance(entry, list):
            chapter = reader.get_destination_page_number(entry)
            continue
        notes = [s for s in entry if not isinstance(s, list) and s.title == "Facts cited"]
        end = reader.get_destination_page_number(notes[0]) if notes else chapter + 8  # elsewhere figures come first
        wanted |= set(range(chapter, end + 1))
    return {number: reader.pages[number].extract_text() for number in sorted(wanted) if number < len(reader.pages)}


def test_the_pdf_is_tagged_and_says_its_language_and_title(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == citation.edition().title


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


def in_latin(titles):
    """Return the titles without those in Arabic, whose words Chromium writes in the order of the line, from the left."""
    return [title for title in titles if not re.search("[\u0600-\u06ff]", title)]


def test_bookmarks_are_the_titles_of_pages_and_sections_in_order(reader, site, names):
    titles = ["Contents", *(title for name in names for title in headings(site, name))]
    assert len(bookmarks(reader.outline)) == len(titles)
    assert in_latin(bookmarks(reader.outline)) == in_latin(titles)


TALL = ":is(h1, h2, h3, h4) { line-height: .5 !important; }"
"""Lets letters reach beyond their lines, and so beyond the top of a page, as the box of some fonts does."""


@needs_chromium
@pytest.mark.weekly
def test_bookmarks_do_not_depend_on_the_font(site, tmp_path, monkeypatch):
    (tmp_path / "tall.css").write_text(TALL, encoding="utf-8")
    monkeypatch.setattr(pdf_document, "STYLES", (*pdf_document.STYLES, tmp_path / "tall.css"))
    monkeypatch.setattr(reading, "page_names", lambda: ["method", "check"])
    pdf.write(site, tmp_path / "brief.pdf")
    titles = [title for name in ("method", "check") for title in headings(site, name)]
    assert bookmarks(PdfReader(tmp_path / "brief.pdf").outline) == ["Contents", *titles]


def test_text_is_set_in_the_typeface_of_the_book(reader):
    """Code is set in a font of the machine; so are letters that the typeface lacks, such as Japanese ones."""
    fonts: Counter[str] = Counter()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts[font.get_object().get("/BaseFont", "+drawn").partition("+")[2]] += 1
    if typeface.version() == "fonts of the machine":
        pytest.skip("the typeface could not be made")
    assert {"IBMPlexSans-Regular", "IBMPlexSans-SemiBold", "IBMPlexSansArabic-Regular"} <= fonts.keys(), fonts
    assert sum(count for name, count in fonts.items() if "Plex" in name) > fonts.total() / 2


def test_text_has_no_ligature(texts):
    """A reader who searches for "flights" finds it, also where the font has one letter for "fl"."""
    text = "".join(texts.values())
    assert "fl" in text
    assert re.findall("[\ufb00-\ufb06]", text) == []


def test_the_contents_give_the_page_on_which_each_chapter_begins(texts, begins, site, reader):
    assert list(begins.values()) == sorted(set(begins.values())), "in the order of the book"
    for name, number in begins.items():
        title = " ".join(in_latin(headings(site, name)[:1]))
        assert plain(f"{title}{number + 1}") in plain(texts[1]), name
        assert plain(title) in plain(texts[number]), name
        assert plain(f"{number + 1}/{len(reader.pages)}") in plain(texts[number]), "the page shows its own number"


def test_the_title_and_the_number_of_every_figure_are_in_the_text(names, texts, begins, site):
    for name in filter(charts_of, names):
        following = [start for start in begins.values() if start > begins[name]]
        end = min(following, default=max(texts) + 1)
        text = plain("".join(text for number, text in texts.items() if begins[name] <= number < end))
        figures = article(site, name).select("figure:has(.brief-chart)")
        assert len(figures) == charts_of(name)
        for figure in figures:
            assert plain(figure.select_one(".brief-figure-title").get_text()) in text
            assert plain(figure.select_one(".caption-number").get_text()) in text


def test_links_lead_into_the_document_or_to_the_web_and_never_to_a_file(reader, names):
    places, kinds = set(reader.named_destinations), Counter()
    for page in reader.pages:
        for link in (annotation.get_object() for annotation in page.get("/Annots", [])):
            assert link["/Subtype"] == "/Link"
            if "/Dest" in link:
                assert link["/Dest"] in places
                kinds["inside"] += 1
            else:
                assert re.match(r"https?://", link["/A"]["/URI"]), link["/A"]
                kinds["web"] += 1
    least = 1000 if names == PAGES else 40
    assert kinds["inside"] > least and kinds["web"] > least


def test_the_pdf_holds_drawings_and_no_program(printed):
    content = printed.read_bytes()
    assert b"/JavaScript" not in content and b"/Launch" not in content
    assert b"/Subtype /Image" not in content, "charts are lines and letters, not dots"


def test_every_picture_is_in_the_document_and_every_id_once(chapters, names):
    for chapter in chapters:
        assert chapter.body.count('class="brief-picture wide"') == charts_of(chapter.name), chapter.name
        assert (
            re.findall(r'<(?:script|button|details|template)\b|"brief-picture narrow"|"brief-live"', chapter.body) == []
        )
    ids = Counter(key for chapter in chapters for key in re.findall(r'\sid="([^"]*)"', chapter.body))
    assert len(ids) > (2000 if names == PAGES else 200)
    assert [key for key, count in ids.items() if count > 1] == []


def test_every_reference_leads_to_its_note_in_the_document(chapters, site):
    checked = 0
    for chapter in chapters:
        shown = [link["href"] for link in article(site, chapter.name).select("sup.brief-note a")]
        links = re.findall(r'<sup class="brief-note"><a [^>]*href="([^"]*)"', chapter.body)
        targets = [f"#{chapter.name}/{address[1:]}" for address in shown]
        assert links == targets
        assert all(f'<li id="{target[1:]}"' in chapter.body for target in targets)
        checked += len(targets)
    assert checked > 40


@pytest.mark.weekly
def test_addresses_in_other_letters_are_shown_in_them(site, monkeypatch):
    monkeypatch.setattr(reading, "page_names", lambda: ["sources"])
    [chapter] = pdf_document.chapters(site)
    links = BeautifulSoup(chapter.body, "html.parser").select("a[data-shown]")
    assert len(links) > 40
    assert all(shown_address(link["href"]) == link["data-shown"] != link["href"] for link in links)
    assert any(re.search("[\u0600-\u06ff]{3}", link["data-shown"]) for link in links)


def test_links_are_redirected_shown_in_their_letters_or_left_as_text():
    links = {
        "#part": '<a href="#here/part">',
        "there.html": '<a href="#there">',
        "there.html#%C3%A9": '<a href="#there/é">',
        "https://example.org/%D9%85#:~:text=%D9%85": '<a data-shown="https://example.org/م" href="https://example.org/%D9%85#:~:text=%D9%85">',
        "https://example.org/%D9%85": '<a data-shown="https://example.org/م" href="https://example.org/%D9%85">',
        "https://example.org/a": '<a href="https://example.org/a">',
        "data/facts.csv": "x",
    }
    for address, expected in links.items():
        page = BeautifulSoup(f'<p><a href="{address}">x</a></p>', "html.parser")
        pdf_document._redirect(page.a, "here", {"here", "there"})
        assert page.p.decode_contents(formatter="minimal").startswith(expected), address


@needs_chromium
def test_the_same_site_gives_the_same_bytes_dated_as_the_edition(site, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "page_names", lambda: ["check"])
    for name in ("first.pdf", "second.pdf"):
        pdf.write(site, tmp_path / name)
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
    day = citation.edition().date
    assert PdfReader(tmp_path / "first.pdf").metadata.creation_date.date().isoformat() == day


def test_without_chromium_nothing_is_built_and_the_message_says_what_to_install(tmp_path):
    done = run("build", "--pdf", "--out", tmp_path / "site", CHROME="no-such-program")
    assert done.returncode == 1
    assert re.fullmatch(r"error: no PDF: .*no-such-program; install Debian's chromium or Chrome.*\n", done.stderr), (
        done.stderr
    )
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_leaves_the_old_pdf(site, tmp_path, monkeypatch):
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho 'it broke' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROME", str(program))
    monkeypatch.setattr(reading, "page_names", lambda: ["check"])
    (tmp_path / "brief.pdf").write_text("old")
    with pytest.raises(BriefError, match=r"^no PDF: .*browser failed \(3\): it broke$"):
        pdf.write(site, tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.pdf", "browser"]


def test_a_folder_that_holds_no_site_is_reported(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROME", shutil.which("true"))
    monkeypatch.setattr(reading, "page_names", lambda: ["check"])
    with pytest.raises(BriefError, match=r"check\.html: missing"):
        pdf.write(tmp_path, tmp_path / "brief.pdf")
    (tmp_path / "check.html").write_text("<p>something else</p>")
    with pytest.raises(BriefError, match=r"check\.html is no page of a built site"):
        pdf.write(tmp_path, tmp_path / "brief.pdf")
