"""The pages of a built site as one document to be printed, without scripts, in the order of the table of contents.

Its stylesheets are those of a printed page, and `pdf.css`; the typeface is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import jinja2
from bs4 import BeautifulSoup, Tag

from brief.errors import BriefError
from brief.files import read_text
from brief.pages import reading
from brief.publish import citation
from brief.tables import dates
from brief.text import shown_address
from brief.vendor import typeface

TEMPLATES = Path(__file__).parent / "templates"
_STATIC = Path(__file__).parent / "static"
STYLES = (_STATIC / "brief.css", _STATIC / "print.css", TEMPLATES / "pdf.css")
_FOR_A_SCREEN = (
    "script",
    "noscript",
    "template",
    "button",
    "fieldset",
    "a.headerlink",
    "p:has(> a[download])",
    ".brief-live",
    "svg.brief-picture.narrow",
    "img.brief-still",
    ".brief-behind > :is(summary, p, .cell_input)",
    "div.cell > details",
    ".brief-fold > summary",
    ".brief-controls",
    "ul.key.taken",
    "a.mark.taken",
    ".brief-label",
    ".brief-chart:has(> svg.brief-picture) ~ * .brief-rows",
    ".brief-screen",
    ".brief-report",
    "p.brief-report-link",
)
"""Selectors of what has no use on paper; `print.css` hides the same."""
_NO_MORE_THAN_TEXT = (
    "span[data-number]",
    "span.std",
    "span.pre",
    "div.highlight span",
    # the entry of a fact has links to its document and its originator: a thousand links less
    ".derivation a[href*='#src-']",
    ".brief-ledger a:is(.brief-link, .id)",
    "td[data-label] a:is([href*='#src-'], [href*='#origin-'])",
)
"""Selectors of elements that are no more than their text on paper: each would be one more tag of the PDF."""
_REFERENCES = ("aria-labelledby", "aria-describedby", "headers", "for")
"""Attributes that name other elements by their ids."""
_HEADINGS = ("h5", "h4", "h3", "h2", "h1")


@dataclass(frozen=True)
class Chapter:
    """A page of the site as a part of the document.

    Attributes:
        name: of the page.
        part: of the book, as the table of contents has it; "" for the first page.
        title: of the page.
        short: its name in the table of contents, for the margin.
        body: its content, as HTML.
    """

    name: str
    part: str
    title: str
    short: str
    body: str


def chapters(site: Path) -> list[Chapter]:
    """Return the pages of a built site as chapters.

    Raises:
        BriefError: if a page is missing, or is not of a built site.
    """
    names = reading.page_names()
    pages = {name: BeautifulSoup(read_text(site / f"{name}.html"), "html.parser") for name in names}
    contents = _contents(pages[names[0]], names[0])
    articles = {name: _article(name, page, set(names)) for name, page in pages.items()}
    ids = {str(tag["id"]) for article in articles.values() for tag in article.select("[id]")} | set(names)
    made = []
    for name, article in articles.items():
        for link in article.select("a[href^='#']"):
            if str(link["href"])[1:] not in ids:  # it leads to something that was left out
                link.unwrap()
        heading = article.find("h2")
        if heading is None:
            raise BriefError(f"no PDF: {name}.html has no title")
        title = heading.get_text(strip=True)
        part, short = contents.get(name, ("", title))
        made.append(Chapter(name, part, title, short, article.decode_contents()))
    return made


def _contents(page: BeautifulSoup, own_name: str) -> dict[str, tuple[str, str]]:
    """Return the part of the book and the name in the contents of each page, from the list beside a page."""
    contents = {}
    for link in page.select("nav.bd-links a[href]"):
        caption = link.find_previous("p", class_="caption")
        address = str(link["href"])
        name = own_name if address == "#" else address.removesuffix(".html")
        contents[name] = (caption.get_text(strip=True) if caption else "", link.get_text(strip=True))
    return contents


def _article(name: str, page: BeautifulSoup, names: set[str]) -> Tag:
    """Return the content of a page, with ids, links and headings that fit into a document of all pages."""
    article = page.select_one("article.bd-article")
    if article is None:
        raise BriefError(f"no PDF: {name}.html is no page of a built site")
    for unwanted in article.select(", ".join(_FOR_A_SCREEN)):
        unwanted.decompose()
    for element in article.select(", ".join(_NO_MORE_THAN_TEXT)):
        element.unwrap()
    _open_details(article)
    for level in _HEADINGS:
        for heading in article.find_all(level):
            heading.name = f"h{int(level[1]) + 1}"  # the title of the book is the first heading
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
            _redirect(tag, name, names)
    return article


def _open_details(article: Tag) -> None:
    """Show what readers can open if it is part of the text, and remove it otherwise: nothing opens on paper."""
    for details in article.select("details"):
        if details.decomposed:  # with the one around it
            continue
        of_text = {"brief-more", "brief-fold"} & set(details.get_attribute_list("class"))
        if of_text or details.find_parent(["figure", "table"]):
            for summary in details.find_all("summary", recursive=False):
                summary.decompose()
            details.name = "div"
        else:
            details.decompose()


def _redirect(link: Tag, name: str, names: set[str]) -> None:
    """Have a link lead to its place in the document; a link to a file of the site becomes text."""
    address, _, key = str(link["href"]).partition("#")
    key = unquote(key)
    if re.match(r"[a-z]+:", address):
        shown = shown_address(str(link["href"]))  # in its own letters, such as Arabic ones: can be read, and typed
        if shown != link["href"]:
            link["data-shown"] = shown
        return
    page = address.removesuffix(".html") if address else name
    if page in names and "download" not in link.attrs:
        link["href"] = f"#{page}/{key}" if key else f"#{page}"
    else:
        link.unwrap()


def text(site: Path, edition: citation.Edition, chapters: list[Chapter], begins: dict[str, int]) -> str:
    """Return the whole document as HTML.

    Args:
        site: from whose first page the description and the language are.
        edition: for the title page.
        chapters: in their order.
        begins: the page on which each chapter begins, for the contents; 0 if that is not known yet.
    """
    margins = [f"@page {{ @top-left {{ content: {_css(edition.title)}; }} }}"]
    margins += [f"@page {_page_type(c)} {{ @top-right {{ content: {_css(c.short)}; }} }}" for c in chapters]
    first = BeautifulSoup(read_text(site / f"{chapters[0].name}.html"), "html.parser")
    description = first.select_one('meta[name="description"]')
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("pdf.html").render(
        edition=edition,
        date=dates.spoken(edition.date),
        cited=citation.citation(),
        chapters=[(chapter, _page_type(chapter)) for chapter in chapters],
        titles={chapter.name: chapter.title for chapter in chapters},
        begins=begins,
        answer=description["content"] if description else "",
        language=first.html["lang"] if first.html else "en",
        styles="\n".join([typeface.embedded(), *map(read_text, STYLES), *margins]),
    )


def _page_type(chapter: Chapter) -> str:
    """Return the name of a chapter's pages in the stylesheet, by which they have its title in their margin."""
    return f"chapter-{chapter.name}"


def _css(text: str) -> str:
    """Return text as a string of CSS, with nothing in it that would end the string or the stylesheet."""
    return '"' + re.sub(r'["\\<>\n]', lambda character: f"\\{ord(character[0]):x} ", text) + '"'
