"""The top and the head of each page: its question and reading time, what machines read, and its neighbours."""

import html
import json
import math
import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
import yaml
from docutils import nodes

from brief import words
from brief.pages import reading
from brief.publish import citation, page_head
from brief.tables import dates
from helpers import visible

PAGES = reading.page_names()
TRANSLATED = {"arabic"}
"""Pages in another language."""
LOOKED_UP = {"article", "claims", "sources", "facts", "check", "glossary", "changes"}
"""Pages that nobody reads from end to end."""


def question(name):
    """Return what the front matter of a page says that it answers; it may be wrapped."""
    return yaml.safe_load(reading.source(name).split("---")[1])["question"]


def below_title(name, page):
    """Return the parts of what stands under the title of a page, as HTML."""
    below = re.search(r'</h1>\s*<p class="brief-question">(.*?)</p>', page(name), flags=re.S)[1]
    return html.unescape(below).split(" · ")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_under_its_title_what_it_answers_and_how_long_it_takes(name, page):
    answers, effort, *_ = below_title(name, page)
    assert answers == question(name).replace("'", "’")
    assert not re.search(r"\d", answers)
    if name not in TRANSLATED:  # see `test_arabic.py`
        assert re.fullmatch("to look things up in" if name in LOOKED_UP else r"[\w,]+ minutes?’s? reading", effort)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_shows_its_edition_and_leads_to_the_form_for_errors(name, page):
    edition, report = below_title(name, page)[2:4]
    if name not in TRANSLATED:
        assert re.sub("<.*", "", edition) == f"edition of {dates.spoken(citation.edition().date)}"
        assert visible(report) == "Report an error"
    assert f'href="changes.html?page={name}#report-an-error"' in report


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_name_in_its_title_in_the_list_of_pages_and_in_links(name, page):
    title = html.unescape(re.search(r"<h1>([^<]*)<a", page(name))[1])
    for shown in PAGES:
        contents = re.search(r'<nav class="bd-links.*?</nav>', page(shown), flags=re.S)[0]
        address = "#" if shown == name else f"{name}.html"
        link = re.search(rf'<a class="[^"]*" href="{address}"[^>]*>(.*?)</a>', contents, flags=re.S)[1]
        assert visible(link).strip() == title
    assert title.replace("’", "'") == reading.title(name) and not re.search("[?؟]", title)


def test_the_article_stands_second_and_its_names_before_the_story(page):
    assert PAGES[:2] == ["index", "article"]
    assert PAGES.index("glossary") < PAGES.index("war")


def counted_again(text):
    """Return how many words of a page are read, counted in its HTML."""
    article = re.search(r"<article.*?</article>", text, flags=re.S)[0]
    for unread in (
        r"<(script|svg|template|details|noscript|pre)\b.*?</\1>",
        r'<a class="(?:brief-chip|headerlink)[^>]*>.*?</a>',
        r'<sup class="brief-note">.*?</sup>',
        r'<table class="[^"]*brief-claims.*?</table>',
        r'<p class="brief-question">.*?</p>',
        r'<div class="brief-steps".*?</div>',
        r'<div class="brief-table".*?</table>',
        r'<span class="(?:brief-label|caption-number)">.*?</span>',
    ):
        article = re.sub(unread, "", article, flags=re.S)
    return len(re.findall(r"\w[\w'’.,-]*", visible(article)))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in LOOKED_UP | TRANSLATED])
def test_reading_time_counts_the_words_that_are_read(name, page):
    minutes = re.search(r"· ([\w,]+) minutes?’", page(name))[1]
    assert minutes == words.counted(math.ceil(counted_again(page(name)) / page_head.WORDS_A_MINUTE))


def test_folded_text_and_tables_take_no_reading_time():
    def read(*parts):
        doctree = nodes.paragraph("", "", *parts)
        return page_head.minutes(doctree)

    minute = " ".join(["word"] * page_head.WORDS_A_MINUTE)
    assert read(nodes.Text(minute)) == 1
    assert read(nodes.Text(f"{minute} more")) == 2
    assert read(nodes.Text(minute), nodes.container("", nodes.Text(minute), classes=[page_head.FOLDED])) == 1
    assert read(nodes.Text(minute), nodes.reference("", minute, classes=["brief-chip"])) == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_head_describes_the_page_for_machines(name, page):
    head = page(name).partition("</head>")[0]
    tags = {
        key: html.unescape(value)
        for key, value in re.findall(r'<meta (?:name|property)="([\w:]+)" content="(.*?)" />', head)
    }
    title = html.unescape(re.search(r"<h1>([^<]*)<a", page(name))[1])
    book = "Russia's bid for Libya, 2019-2020"
    assert html.unescape(re.search(r"<title[^>]*>(.*?)</title>", head)[1]) == (
        book if name == "index" else f"{title} — {book}"
    )
    assert tags["og:title"] == title and tags["og:site_name"] == book
    assert (
        tags["og:type"] == "article"
        and tags["og:locale"] == ("ar" if name in TRANSLATED else "en_GB")
        and tags["twitter:card"] == "summary"
    )
    assert tags["description"] == tags["og:description"]
    assert tags["description"] in visible(page(name)), "what the page itself says"
    assert "og:url" not in tags and "og:image" not in tags, "the address of the site is not configured"
    blocks = [
        json.loads(block)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, flags=re.S)
    ]
    (article,) = [block for block in blocks if block.get("@type") == "Article"]
    assert article["headline"] == title and article["about"] == question(name)
    assert article["url"] == f"{name}.html" and article["isPartOf"]["name"] == book


def test_pages_give_their_address_where_it_is_configured():
    config = SimpleNamespace(
        root_doc="index", html_title="T", html_baseurl="https://example.org/b/", author="A", language="en"
    )
    env = SimpleNamespace(titles={"war": nodes.title("", "War")}, metadata={"war": {"question": "Who?"}})
    app, context = SimpleNamespace(config=config, env=env, builder=SimpleNamespace(format="html")), {}
    page_head._page(app, "war", "page.html", context, nodes.section())
    assert '<meta property="og:url" content="https://example.org/b/war.html" />' in context["metatags"]
    assert '<meta property="og:image" content="https://example.org/b/_static/cover.svg" />' in context["metatags"]


def test_the_cover_and_the_icon_of_the_book_exist(page, site):
    assert '<img src="_static/cover.svg" class="logo__image only-light" alt="Russia' in page("war")
    assert '<link rel="icon" href="_static/favicon.svg"/>' in page("war")
    for name in ("cover.svg", "favicon.svg"):
        assert (site / "_static" / name).read_text(encoding="utf-8").startswith("<svg")


def test_each_page_links_to_the_previous_and_the_next(page):
    for before, after in pairwise(PAGES):
        footer = re.compile(r'class="(left-prev|right-next)"\s+href="(\w+\.html)"')
        assert ("right-next", f"{after}.html") in footer.findall(page(before))
        assert ("left-prev", f"{before}.html") in footer.findall(page(after))
