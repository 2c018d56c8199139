"""The book as one whole: the top and head of each page, references that lead both ways, data, checking, changes."""

import csv
import html
import json
import math
import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from docutils import nodes

import brief
from brief import paths, tables, words
from brief.check import compare, edition
from brief.ledger import crossrefs, views
from brief.ledger.claims import claims
from brief.pages import execution
from brief.publish import check_page, page_head
from helpers import CORRECTION, figures_on, rows_of, visible

PAGES = execution.page_names()
LOOKED_UP = {"article", "claims", "sources", "documents", "facts", "data", "glossary", "changes"}
"""Pages that nobody reads from end to end."""


def links_to(fragment, pattern):
    """Return what the addresses in a piece of HTML lead to, where they have a form."""
    return [match[1] for match in re.finditer(rf'href="{pattern}"', fragment)]


# --- the top and the head of a page ------------------------------------------------------------------------


def question(name):
    return re.search(r"^question: (.*)$", execution.source(name), flags=re.M)[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_under_its_title_what_it_answers_and_how_long_it_takes(name, page):
    below = re.search(r'</h1>\s*<p class="brief-question">(.*?)</p>', page(name), flags=re.S)[1]
    asked, _, effort = html.unescape(below).partition(" · ")
    assert asked == "Answers: " + question(name).replace("'", "’")
    assert not re.search(r"\d", asked)
    assert re.fullmatch("to look things up in" if name in LOOKED_UP else r"[\w,]+ minutes?’s? reading", effort)


def counted_again(text):
    """Return how many words of a page are read, going by its HTML."""
    article = re.search(r"<article.*?</article>", text, flags=re.S)[0]
    for unread in (
        r"<(script|svg|template|details|noscript|pre)\b.*?</\1>",
        r'<a class="(?:brief-chip|headerlink)[^>]*>.*?</a>',
        r'<ul class="brief-(?:sources|claims).*?</ul>',
        r'<p class="brief-question">.*?</p>',
        r'<div class="brief-rerun".*?</div>',
        r'<div class="legend">.*?</div>',
        r'<div class="brief-table".*?</table>',
        r'<span class="(?:brief-label|caption-number)">.*?</span>',
    ):
        article = re.sub(unread, "", article, flags=re.S)
    return len(re.findall(r"\w[\w'’.,-]*", visible(article)))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in LOOKED_UP])
def test_the_time_is_that_of_the_words_that_are_read(name, page):
    said = re.search(r"· ([\w,]+) minutes?’", page(name))[1]
    assert said == words.counted(math.ceil(counted_again(page(name)) / page_head.WORDS_A_MINUTE))


def test_what_is_folded_away_or_looked_up_takes_no_time():
    def read(*parts):
        doctree = nodes.paragraph("", "", *parts)
        return page_head.minutes(doctree)

    minute = " ".join(["word"] * page_head.WORDS_A_MINUTE)
    assert read(nodes.Text(minute)) == 1
    assert read(nodes.Text(f"{minute} more")) == 2
    assert read(nodes.Text(minute), nodes.container("", nodes.Text(minute), classes=[page_head.FOLDED])) == 1
    assert read(nodes.Text(minute), nodes.reference("", minute, classes=["brief-chip"])) == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_head_tells_machines_what_the_page_is(name, page):
    head = page(name).partition("</head>")[0]
    told = {
        key: html.unescape(value)
        for key, value in re.findall(r'<meta (?:name|property)="([\w:]+)" content="(.*?)" />', head)
    }
    title = html.unescape(re.search(r"<h1>([^<]*)<a", page(name))[1])
    book = "Russia's bid for Libya, 2019-2020"
    assert html.unescape(re.search(r"<title>(.*?)</title>", head)[1]) == (
        book if name == "index" else f"{title} — {book}"
    )
    assert told["og:title"] == title and told["og:site_name"] == book
    assert told["og:type"] == "article" and told["og:locale"] == "en_GB" and told["twitter:card"] == "summary"
    assert told["description"] == told["og:description"]
    assert told["description"] in visible(page(name)), "what the page itself says"
    assert "og:url" not in told and "og:image" not in told, "nobody knows yet where the site will stand"
    blocks = [
        json.loads(block)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, flags=re.S)
    ]
    (article,) = [block for block in blocks if block.get("@type") == "Article"]
    assert article["headline"] == title and article["about"] == question(name)
    assert article["url"] == f"{name}.html" and article["isPartOf"]["name"] == book


def test_where_it_is_known_where_the_site_stands_pages_say_so():
    config = SimpleNamespace(
        root_doc="index", html_title="T", html_baseurl="https://example.org/b/", author="A", language="en"
    )
    env = SimpleNamespace(titles={"war": nodes.title("", "War")}, metadata={"war": {"question": "Who?"}})
    app, context = SimpleNamespace(config=config, env=env, builder=SimpleNamespace(format="html")), {}
    page_head._page(app, "war", "page.html", context, nodes.section())
    assert '<meta property="og:url" content="https://example.org/b/war.html" />' in context["metatags"]
    assert '<meta property="og:image" content="https://example.org/b/_static/cover.svg" />' in context["metatags"]


def test_the_cover_and_the_mark_of_the_book_are_there(page, site):
    assert '<img src="_static/cover.svg" class="logo__image only-light" alt="Russia' in page("war")
    assert '<link rel="icon" href="_static/favicon.svg"/>' in page("war")
    for name in ("cover.svg", "favicon.svg"):
        assert (site / "_static" / name).read_text(encoding="utf-8").startswith("<svg")


def test_each_page_leads_to_the_one_before_and_the_one_after(page):
    for before, after in pairwise(PAGES):
        footer = re.compile(r'class="(left-prev|right-next)"\s+href="(\w+\.html)"')
        assert ("right-next", f"{after}.html") in footer.findall(page(before))
        assert ("left-prev", f"{before}.html") in footer.findall(page(after))


# --- from a claim to the pages that discuss it, and back ----------------------------------------------------


def discussed_on(name):
    """Return the claims to which the prose of a page refers: no cell, no list, no table."""
    text = re.sub(r"^```.*?^```$", "", execution.source(name), flags=re.S | re.M)
    return set(re.findall(r"\{(?:claim|quote)\}`([^`]+)`", text))


def test_a_claim_leads_to_the_pages_that_discuss_it_and_these_to_the_claim(page):
    rows = rows_of(page("claims"))
    discussed = {name: discussed_on(name) for name in PAGES}
    assert len(set().union(*discussed.values())) > 40
    for claim in tables.table("claims").claim_id:
        entry = re.search(r"<p>Discussed on: (.*?)</p>", rows[claim])
        shown = links_to(entry[1], rf"(\w+)\.html#said-{claim}") if entry else []
        assert shown == [name for name in PAGES if claim in discussed[name]], claim
    for name in PAGES:
        text = page(name)
        for claim in discussed[name]:
            assert text.count(f'id="said-{claim}"') == 1, (name, claim)
        assert set(re.findall(r'id="said-([\w-]+)"', text)) == discussed[name]


def test_the_card_of_a_claim_says_where_it_is_discussed(page):
    card = re.search(r'<template id="card-c-012">.*?</template>', page("airpower"), flags=re.S)[0]
    assert "airpower.html#said-c-012" in card and ">Airpower</a>" in card


def test_every_claim_is_discussed_or_says_why_not():
    """A topic whose page is still to be written has neither."""
    claims = tables.table("claims")
    discussed = set().union(*map(discussed_on, PAGES))
    due = claims[claims.topic.isin(PAGES)]
    assert len(due) > 80
    unexplained = due[~due.claim_id.isin(discussed) & due.not_discussed.isna()]
    assert list(unexplained.claim_id) == [], "discussed on no page, without a reason in claims.not_discussed"
    belied = claims[claims.claim_id.isin(discussed) & claims.not_discussed.notna()]
    assert list(belied.claim_id) == [], "a page discusses it, and claims.not_discussed says why none does"


def test_the_ledger_says_why_a_claim_is_not_discussed(page):
    rows, reasons = rows_of(page("claims")), tables.table("claims").dropna(subset="not_discussed")
    assert len(reasons) > 20
    for claim in reasons.itertuples():
        assert f"Not discussed on a page: {claim.not_discussed}" in visible(rows[claim.claim_id])


# --- from a judgment to figures and claims, and back --------------------------------------------------------


def box(text, judgment):
    """Return the line of a judgment's box that leads to figures and claims."""
    below = text.partition(f'id="{judgment}"')[2]
    return re.search(r"<strong>Figures and claims: </strong>(.*?)</p>", below, flags=re.S)[1]


def drawn(site, figure):
    """Return the facts that a figure names in its download, and whether its rows are facts."""
    with (site / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = " ".join(row.get("fact_id", "") + " " + row.get("fact_ids", "") for row in rows)
    return set(named.split()), "originator" in rows[0] and "grade" in rows[0] and "root" in rows[0]


def test_a_judgment_leads_to_the_figures_that_rest_on_its_grounds(site, page):
    for judgment in tables.table("judgments").itertuples():
        grounds = set(tables.table("grounds").query("judgment_id == @judgment.judgment_id").fact_id)
        shown = links_to(box(page(judgment.topic), judgment.judgment_id), rf"{judgment.topic}\.html#(fig-[\w-]+)")
        for figure in figures_on(judgment.topic):
            facts, only_facts = drawn(site, figure)
            if facts & grounds:
                assert figure in shown, (judgment.judgment_id, figure)
            elif only_facts:
                assert figure not in shown, (judgment.judgment_id, figure)


def test_a_judgment_leads_to_the_claims_on_which_its_grounds_bear_and_these_to_the_judgment(page):
    links, grounds, rows = tables.table("links"), tables.table("grounds"), rows_of(page("claims"))
    for judgment in tables.table("judgments").itertuples():
        facts = grounds[grounds.judgment_id == judgment.judgment_id].fact_id
        claims = set(links[links.fact_id.isin(facts) & (links.relation != "context")].claim_id)
        shown = links_to(box(page(judgment.topic), judgment.judgment_id), r"claims\.html#(c-\d+)")
        assert claims and set(shown) == claims and len(shown) == len(claims)
        back = {claim for claim, row in rows.items() if f'href="{judgment.topic}.html#{judgment.judgment_id}"' in row}
        assert back == claims, judgment.judgment_id


def test_a_short_judgment_has_the_same_links_in_its_folded_part(page):
    folded = re.findall(r"<details class=\"brief-more\">.*?</details>", page("index"), flags=re.S)
    assert len(folded) == 6
    for part in folded:
        judgment = re.search(r'href="(\w+)\.html#(j-\d+)"', part)
        assert box(page(judgment[1]), judgment[2]) in part


# --- from a document to the figures that rest on it, and back ------------------------------------------------


def test_a_document_leads_to_every_figure_that_rests_on_it_and_no_other(site, page):
    rows, facts = rows_of(page("documents")), tables.table("facts").set_index("fact_id").source_key
    shown = {
        key.removeprefix("src-"): set(re.findall(r'href="\w+\.html#(fig-[\w-]+)"', row))
        for key, row in rows.items()
        if key.startswith("src-")
    }
    figures = [figure for name in PAGES for figure in figures_on(name)]
    assert set().union(*shown.values()) == set(figures), "every figure rests on documents"
    exact = 0
    for figure in figures:
        named, only_facts = drawn(site, figure)
        documents = {facts[fact] for fact in named}
        leading = {key for key, there in shown.items() if figure in there}
        assert documents <= leading, figure
        if only_facts:
            assert documents == leading, figure
            exact += 1
    assert exact > 12


def test_a_reference_to_a_figure_has_the_number_of_its_caption(page):
    found = re.findall(r'href="(\w+)\.html#(fig-[\w-]+)">(Fig\. \d+), ', page("documents"))
    assert len({name for _, name, _ in found}) > 20
    for name, figure, label in set(found):
        shown = re.search(rf'id="{figure}">.*?class="caption-number">(.*?) *</span>', page(name), flags=re.S)[1]
        assert shown == label


# --- the tables ---------------------------------------------------------------------------------------------


def test_every_table_is_shown_with_its_rows_and_columns_and_can_be_had_as_it_is(site, page):
    rows = rows_of(page("data"))
    assert set(rows) == {f"table-{name}" for name in tables.names()}
    for name in tables.names():
        described = tables.resource(name)
        assert described["description"].replace("`", "") in html.unescape(re.sub(r"<[^>]+>", "", rows[f"table-{name}"]))
        assert f' data-order="{len(tables.table(name))}"' in rows[f"table-{name}"]
        for field in described["schema"]["fields"]:
            assert f"<dt><code>{field['name']}</code></dt>" in rows[f"table-{name}"]
        assert f'href="data/{name}.csv" download' in rows[f"table-{name}"]
        assert (site / "data" / f"{name}.csv").read_bytes() == (paths.DATA / f"{name}.csv").read_bytes()
    assert (site / "data" / "datapackage.json").read_bytes() == paths.DESCRIPTOR.read_bytes()


def test_a_table_names_the_pages_that_use_it(page):
    rows = rows_of(page("data"))
    used = {
        name: links_to(re.search(r'data-label="Used on">(.*?)</td>', rows[f"table-{name}"])[1], r"(\w+)\.html")
        for name in tables.names()
    }
    for name in PAGES:
        for cell in (execution.notebook(name) or SimpleNamespace(cells=[])).cells:
            for table in re.findall(r'brief\.table\("(\w+)"\)', cell.source if cell.cell_type == "code" else ""):
                assert name in used[table], f"a cell of {name} reads {table}"
    assert used["contracts"] == ["us_policy"] and used["takedowns"] == ["media"], "and no page that does not"
    assert used["circles"] == ["method"] and used["corrections"] == ["changes"]
    assert set(used["facts"]) >= {"index", "airpower", "article", "claims", "sources", "facts"}


def test_machines_read_the_tables_as_a_dataset(page, site):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page("data"), flags=re.S)
    (dataset,) = [block for block in map(json.loads, blocks) if block["@type"] == "Dataset"]
    parts = {part["distribution"]["contentUrl"]: part for part in dataset["hasPart"]}
    assert set(parts) == {f"data/{name}.csv" for name in tables.names()}
    for name in tables.names():
        part, described = parts[f"data/{name}.csv"], tables.resource(name)
        assert (site / part["distribution"]["contentUrl"]).is_file()
        assert part["distribution"]["encodingFormat"] == "text/csv"
        assert [column["name"] for column in part["variableMeasured"]] == [
            f["name"] for f in described["schema"]["fields"]
        ]
    assert parts["data/places.csv"]["license"] != dataset["license"], "share-alike"


def test_tables_are_noted_when_asked_for_also_where_the_answer_is_remembered():
    for _ in range(2):
        tables.forget_used()
        claims()
        assert {"claims", "facts", "links", "judgments"} <= set(tables.used())
    tables.forget_used()
    tables.size("oil")
    assert tables.used() == [], "to count the rows is not to use them"
    brief.table("oil")
    assert tables.used() == ["oil"]


# --- checking and changes ------------------------------------------------------------------------------------


def test_the_page_on_checking_shows_what_the_sealed_edition_holds(page):
    sealed = edition.read()
    counts = edition.counts(sealed)
    shown = visible(page("check"))
    assert compare.summary(counts, counts) in shown
    block = html.unescape(re.sub(r"<[^>]+>", "", re.search(r"\$ brief check.*?</pre>", page("check"), flags=re.S)[0]))
    lines = [line.split() for line in block.splitlines()[2 : 2 + check_page.EXAMPLES]]
    assert len(lines) == check_page.EXAMPLES
    for name, what, size, unit, match in lines:
        held = sealed["pages"][name]
        assert int(size) == len(held["prose"] if unit == "lines" else held["figures"][what]["rows"])
        assert match == "matches"
    for kind, plural in compare.KINDS:
        assert f"{counts[kind]} {plural}" in shown


def test_what_was_changed_is_listed_row_by_row_with_its_reason(page):
    revisions, text = tables.table("revisions"), page("changes")
    shown = visible(text)
    for action, count in revisions.action.value_counts().items():
        assert re.search(rf"\b{count} \w+", shown), action
    assert f"{len(revisions)} changes were made" in shown
    assert f"to {revisions.row.nunique()} rows" in shown
    for row in revisions.sample(40, random_state=1).itertuples():
        assert " ".join(row.reason.split()) in shown
    assert text.count('data-label="Done"') == len(revisions)


def test_corrections_are_listed_or_it_says_that_there_are_none(page, monkeypatch):
    if tables.table("corrections").empty:
        assert "None has been published since this edition." in page("changes")
    monkeypatch.setitem(views.VIEWS, "corrections", lambda: {"corrections": [CORRECTION]})
    shown = visible(views.view("corrections", crossrefs.Book()))
    for text in ("2 January 2026", "A wrong day.", "Another.", "Misread."):
        assert text in shown
    assert "None has been published" not in shown
