"""References lead both ways: claims and pages, judgments and figures, documents and figures, tables and pages."""

import csv
import html
import json
import re
from types import SimpleNamespace

import brief
from brief import paths, tables
from brief.check import compare, edition
from brief.ledger import crossrefs, views
from brief.ledger.claims import claims
from brief.pages import reading
from brief.publish import check_page
from helpers import CORRECTION, figures_on, rows_of, visible

PAGES = reading.page_names()


def links_to(fragment, pattern):
    """Return what the addresses in a piece of HTML lead to, where they have a form."""
    return [match[1] for match in re.finditer(rf'href="{pattern}"', fragment)]


# --- from a claim to the pages that discuss it, and back ----------------------------------------------------


def discussed_on(name):
    """Return the claims to which the prose of a page refers: no cell, no list, no table."""
    text = re.sub(r"^```.*?^```$", "", reading.source(name), flags=re.S | re.M)
    return set(re.findall(r"\{(?:claim|quote)\}`([^`]+)`", text))


def test_claims_and_the_pages_that_discuss_them_link_to_each_other(page):
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


def test_the_card_of_a_claim_links_to_where_it_is_discussed(page):
    card = re.search(r'<template id="card-c-012">.*?</template>', page("airpower"), flags=re.S)[0]
    assert "airpower.html#said-c-012" in card and ">Jets and cargo</a>" in card


def test_every_claim_is_discussed_or_says_why_not():
    """Claims on a topic without a page need neither."""
    claims = tables.table("claims")
    discussed = set().union(*map(discussed_on, PAGES))
    due = claims[claims.topic.isin(PAGES)]
    assert len(due) > 80
    unexplained = due[~due.claim_id.isin(discussed) & due.not_discussed.isna()]
    assert list(unexplained.claim_id) == [], "discussed on no page, without a reason in claims.not_discussed"
    contradicted = claims[claims.claim_id.isin(discussed) & claims.not_discussed.notna()]
    assert list(contradicted.claim_id) == [], "a page discusses it, and claims.not_discussed says why none does"


def test_the_ledger_says_why_a_claim_is_not_discussed(page):
    rows, reasons = rows_of(page("claims")), tables.table("claims").dropna(subset="not_discussed")
    assert len(reasons) > 20
    for claim in reasons.itertuples():
        assert f"Not discussed on a page: {claim.not_discussed}" in visible(rows[claim.claim_id])


# --- from a judgment to figures and claims, and back --------------------------------------------------------


def box(text, judgment):
    """Return the line of a judgment's box that links to figures and claims."""
    below = text.partition(f'id="{judgment}"')[2]
    return re.search(r"<strong>Figures and claims: </strong>(.*?)</p>", below, flags=re.S)[1]


def drawn(site, figure):
    """Return the facts that a figure names in its download, and whether its rows are facts."""
    with (site / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = " ".join(row.get("fact_id", "") + " " + row.get("fact_ids", "") for row in rows)
    return set(named.split()), "originator" in rows[0] and "grade" in rows[0] and "root" in rows[0]


def test_a_judgment_links_to_the_figures_that_rest_on_its_grounds(site, page):
    for judgment in tables.table("judgments").itertuples():
        grounds = set(tables.table("grounds").query("judgment_id == @judgment.judgment_id").fact_id)
        shown = links_to(box(page(judgment.topic), judgment.judgment_id), rf"{judgment.topic}\.html#(fig-[\w-]+)")
        for figure in figures_on(judgment.topic):
            facts, only_facts = drawn(site, figure)
            if facts & grounds:
                assert figure in shown, (judgment.judgment_id, figure)
            elif only_facts:
                assert figure not in shown, (judgment.judgment_id, figure)


def test_judgments_and_the_claims_of_their_grounds_link_to_each_other(page):
    links, grounds, rows = tables.table("links"), tables.table("grounds"), rows_of(page("claims"))
    links = links[links.claim_id.isin(brief.ledger().query("not compound").claim_id)]
    for judgment in tables.table("judgments").itertuples():
        facts = grounds[grounds.judgment_id == judgment.judgment_id].fact_id
        claims = set(links[links.fact_id.isin(facts) & (links.relation != "context")].claim_id)
        shown = links_to(box(page(judgment.topic), judgment.judgment_id), r"claims\.html#(c-\d+[a-z]?)")
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


def test_a_document_links_to_the_figures_that_rest_on_it_and_no_other(site, page):
    rows, facts = rows_of(page("sources")), tables.table("facts").set_index("fact_id").source_key
    shown = {
        key.removeprefix("src-"): set(re.findall(r'href="\w+\.html#(fig-[\w-]+)"', row))
        for key, row in rows.items()
        if key.startswith("src-")
    }
    figures = [figure for name in PAGES for figure in figures_on(name)]
    assert set().union(*shown.values()) == set(figures), "every figure rests on documents"
    exact = 0
    for figure in figures:
        described = json.loads((site / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
        documents = {facts[fact] for fact in described["facts"]}
        linking = {key for key, linked in shown.items() if figure in linked}
        assert documents <= linking, figure
        assert len(linking) == len(described["sources"]), figure
        exact += documents == linking
    assert exact > len(figures) / 2, "most rest on facts alone, others on documents that hold no fact, too"


def test_a_reference_to_a_figure_has_the_number_of_its_caption(page):
    references = re.findall(r'href="(\w+)\.html#(fig-[\w-]+)">(Fig\. \d+), ', page("sources"))
    assert len({name for _, name, _ in references}) > 20
    for name, figure, label in set(references):
        shown = re.search(rf'id="{figure}">.*?class="caption-number">(.*?) *</span>', page(name), flags=re.S)[1]
        assert shown == label


# --- the tables ---------------------------------------------------------------------------------------------


def test_every_table_is_described_and_offered_as_it_is(site, page):
    rows = rows_of(page("check"))
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
    rows = rows_of(page("check"))
    used = {
        name: links_to(re.search(r'data-label="Used on">(.*?)</td>', rows[f"table-{name}"])[1], r"(\w+)\.html")
        for name in tables.names()
    }
    read = set()
    for name in PAGES:
        for cell in (reading.notebook(name) or SimpleNamespace(cells=[])).cells:
            for table in re.findall(r'\btable\("(\w+)"\)', cell.source if cell.cell_type == "code" else ""):
                assert name in used[table], f"a cell of {name} reads {table}"
                read.add(table)
    assert len(read) > 10
    assert used["contracts"] == ["us_policy"] and used["takedowns"] == ["media"], "and no page that does not"
    assert used["circles"] == ["method"] and used["corrections"] == ["changes"]
    assert set(used["facts"]) >= {"index", "airpower", "article", "claims", "sources", "facts"}


def test_the_tables_are_described_as_a_schema_org_dataset(page, site):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page("check"), flags=re.S)
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


def test_tables_count_as_used_even_if_the_result_is_cached():
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


def test_every_change_of_the_evidence_is_listed_with_its_reason(page):
    revisions, text = tables.table("revisions"), page("changes")
    shown = visible(text)
    for action, count in revisions.action.value_counts().items():
        assert re.search(rf"\b{count} \w+", shown), action
    assert f"was changed {len(revisions)} times" in shown
    assert f"in {revisions.row.nunique()} rows" in shown
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
