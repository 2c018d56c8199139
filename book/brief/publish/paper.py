"""The brief as one PDF: tagged, with bookmarks, page numbers and links inside, printed by Chromium from a built site.

The pages of the site become the chapters of one document without scripts: in the order of the table of contents, with
the stylesheets that a printed page has too. It is printed twice: the first printing tells on which page each chapter
begins, and the second shows it in the contents. The same site gives the same bytes on one machine; another version of
Chromium, or other fonts, may break lines elsewhere.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader

from brief.errors import BriefError
from brief.files import read_text, write_whole
from brief.ledger.rendering import rendered
from brief.pages import execution
from brief.publish import chromium, citation
from brief.settings import settings

NAME = f"{settings().name}.pdf"
SECONDS = 600
"""After which a printing is given up."""
STATIC = Path(__file__).parent / "static"
STYLES = ("brief.css", "print.css", "paper.css")
_FOR_A_SCREEN = (
    *("script", "noscript", "template", "button", "fieldset", "a.headerlink", "p:has(> a[download])"),
    *(".brief-live", "svg.brief-picture.narrow", ".brief-take", "div.cell > details", ".brief-notebook"),
    *("ul.key.taken", "a.mark.taken", "p:has(> .brief-chips)", ".brief-label"),
    ".brief-chart:has(> svg.brief-picture) ~ * .brief-rows",
)
"""What of a page has no use on paper, as selectors; `print.css` hides the same."""
_PLAIN = (
    *("span[data-number]", "span.std", "span.pre", "div.highlight span"),
    # a fact's own entry has its document and the way to its originator: a thousand links less
    *(".derivation a[href*='#src-']", ".brief-ledger a:is(.brief-link, .id)"),
    "td[data-label] a:is([href*='#src-'], [href*='#origin-'])",
)
"""What is no more than its text on paper, as selectors: each would be one more element of the tags."""
_REFERENCES = ("aria-labelledby", "aria-describedby", "headers", "for")
"""Attributes that name other elements by their ids."""
_HEADINGS = ("h5", "h4", "h3", "h2", "h1")
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})\+00'00'\)")


@dataclass(frozen=True)
class Chapter:
    """A page of the site as part of the document: its `name`, `part` of the book, `title`, name in the margin, HTML."""

    name: str
    part: str
    title: str
    short: str
    body: str


def browser() -> str:
    """Return the program to print with.

    Raises:
        BriefError: if there is none, saying what to install.
    """
    try:
        return chromium.program()
    except BriefError as error:
        raise BriefError(f"no PDF: {error}; install Debian's chromium or Chrome, or name one by $CHROME") from error


def write(site: Path, target: Path) -> int:
    """Print a site into one PDF, whole or not at all.

    Args:
        site: folder of a built site.
        target: the PDF; replaced if it is there.

    Returns:
        The number of its pages.

    Raises:
        BriefError: if there is no browser, it fails, a page is not of a built site, or the file cannot be written.
    """
    program, edition, chapters = browser(), citation.edition(), _chapters(site)
    unknown = dict.fromkeys((chapter.name for chapter in chapters), 0)
    first = _printed(program, _document(site, edition, chapters, unknown), "--disable-pdf-tagging")
    begins = _pages_of(first)
    if missing := [chapter.name for chapter in chapters if chapter.name not in begins]:
        raise BriefError(f"no PDF: {program} printed no page {missing[0]!r}")
    printed = _printed(program, _document(site, edition, chapters, begins), "--generate-pdf-document-outline")
    if _pages_of(printed) != begins:
        raise BriefError("no PDF: its pages moved between two printings, so the contents would be wrong")
    write_whole(target, _stamped(printed, edition.date))
    return len(PdfReader(io.BytesIO(printed)).pages)


def _chapters(site: Path) -> list[Chapter]:
    names = execution.page_names()
    pages = {name: BeautifulSoup(read_text(site / f"{name}.html"), "html.parser") for name in names}
    places: dict[str, tuple[str, str]] = {}
    for link in pages[names[0]].select("nav.bd-links a[href]"):
        caption = link.find_previous("p", class_="caption")
        address = str(link["href"])
        name = names[0] if address == "#" else address.removesuffix(".html")
        places[name] = (caption.get_text(strip=True) if caption else "", link.get_text(strip=True))
    articles = {name: _article(name, page, set(names)) for name, page in pages.items()}
    there = {str(tag["id"]) for article in articles.values() for tag in article.select("[id]")} | set(names)
    found = []
    for name, article in articles.items():
        for link in article.select("a[href^='#']"):
            if str(link["href"])[1:] not in there:  # it led to what paper leaves out
                link.unwrap()
        heading = article.find("h2")
        if heading is None:
            raise BriefError(f"no PDF: {name}.html has no title")
        part, short = places.get(name, ("", heading.get_text(strip=True)))
        found.append(Chapter(name, part, heading.get_text(strip=True), short, article.decode_contents()))
    return found


def _article(name: str, page: BeautifulSoup, names: set[str]) -> Tag:
    """Return what a page says, for a document that holds all pages: its ids, links and headings are of the whole."""
    article = page.select_one("article.bd-article")
    if article is None:
        raise BriefError(f"no PDF: {name}.html is no page of a built site")
    for unwanted in article.select(", ".join(_FOR_A_SCREEN)):
        unwanted.decompose()
    for plain in article.select(", ".join(_PLAIN)):
        plain.unwrap()
    for details in article.select("details"):
        if details.decomposed:  # with another around it
            continue
        if details.find_parent(["figure", "table"]) or "brief-more" in details.get_attribute_list("class"):
            for summary in details.find_all("summary", recursive=False):
                summary.decompose()
            details.name = "div"  # nothing can be opened on paper
        else:
            details.decompose()
    for level in _HEADINGS:
        for heading in article.find_all(level):
            heading.name = f"h{int(level[1]) + 1}"  # above them stands the title of the book
    for tag in article.find_all(True):
        if tag.find_parent("svg"):
            continue
        if "id" in tag.attrs and tag.name != "svg":
            tag["id"] = f"{name}/{tag['id']}"
        for attribute in _REFERENCES:
            if attribute in tag.attrs:
                tag[attribute] = " ".join(f"{name}/{key}" for key in str(tag[attribute]).split())
        tag.attrs.pop("tabindex", None)
        tag.attrs.pop("title", None)  # shown on hover
        if tag.name == "a" and "href" in tag.attrs:
            _lead(tag, name, names)
    return article


def _lead(link: Tag, name: str, names: set[str]) -> None:
    """Have a link lead to its place in the document; one to a file of the site, which paper cannot open, is text."""
    address, _, key = str(link["href"]).partition("#")
    key = unquote(key)
    if re.match(r"[a-z]+:", address):
        if "%" in address:  # an address in Arabic letters, say, is read as such, and can be typed as such
            link["data-shown"] = unquote(str(link["href"]))
        return
    page = address.removesuffix(".html") if address else name
    if page in names and "download" not in link.attrs:
        link["href"] = f"#{page}/{key}" if key else f"#{page}"
    else:
        link.unwrap()


def _document(site: Path, edition: citation.Edition, chapters: list[Chapter], begins: dict[str, int]) -> str:
    """Return the whole document; `begins` tells on which page each chapter begins, for the contents."""
    told = [f"@page {{ @top-left {{ content: {_css(edition.title)}; }} }}"]
    told += [f"@page {_page_type(c)} {{ @top-right {{ content: {_css(c.short)}; }} }}" for c in chapters]
    first = BeautifulSoup(read_text(site / f"{chapters[0].name}.html"), "html.parser")
    description = first.select_one('meta[name="description"]')
    return rendered(
        "paper.html",
        edition=edition,
        cited=citation.citation(),
        chapters=[(chapter, _page_type(chapter)) for chapter in chapters],
        titles={chapter.name: chapter.title for chapter in chapters},
        begins=begins,
        answer=description["content"] if description else "",
        language=first.html["lang"] if first.html else "en",
        styles="\n".join([*(read_text(STATIC / name) for name in STYLES), *told]),
    )


def _page_type(chapter: Chapter) -> str:
    """Return what the stylesheet calls the pages of a chapter, which have its name in their margin."""
    return f"chapter-{chapter.name}"


def _css(text: str) -> str:
    """Return text as a string of CSS, with nothing in it that would end the string or the stylesheet."""
    return '"' + re.sub(r'["\\<>\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _printed(program: str, document: str, option: str) -> bytes:
    """Return a document as a PDF, printed with an option of the browser.

    Raises:
        BriefError: if the browser fails, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="brief-paper-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "paper.html"), Path(folder, "paper.pdf")
        source.write_text(document, encoding="utf-8", newline="")
        command = [
            *(program, "--headless", "--disable-gpu", "--disable-extensions", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            "--no-sandbox",  # which containers lack; what is printed is our own, without a script or an address to load
            f"--user-data-dir={Path(folder, 'profile')}",
            *("--no-pdf-header-footer", option, f"--print-to-pdf={target}", source.as_uri()),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise BriefError(f"no PDF: {program} did not finish in {SECONDS} s") from error
        except OSError as error:
            raise BriefError(f"no PDF: {program}: {error.strerror}") from error
        if done.returncode or not target.is_file():
            said = (done.stderr.strip() or "without a word").splitlines()[-1]
            raise BriefError(f"no PDF: {program} failed ({done.returncode}): {said}")
        return target.read_bytes()


def _pages_of(printed: bytes) -> dict[str, int]:
    """Return on which page, counted from 1, each place begins that a link of a PDF leads to."""
    reader = PdfReader(io.BytesIO(printed))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def _stamped(printed: bytes, day: str) -> bytes:
    """Return a PDF that tells the day of the edition as that of its making: so its bytes do not tell when it was made.

    Raises:
        BriefError: if it does not tell the time of its making where Chromium writes it.
    """
    stamp = f"{day.replace('-', '')}000000".encode()
    stamped, count = _STAMP.subn(lambda found: found[0].replace(found[2], stamp), printed)
    if count != 2:
        raise BriefError("no PDF: it does not tell the time of its making where this version of the brief expects it")
    return stamped
