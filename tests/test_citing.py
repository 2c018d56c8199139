"""When a finding, judgment, fact or number moves, each sentence, caption and title that cites it is named with its line."""

import functools
import json
import re
from unittest import mock

import pytest

from brief import paths, tables
from brief.check import citing, edition, history
from brief.check.citing import Passage
from brief.check.compare import Item
from brief.pages import reading
from brief.pages.execution import Page
from helpers import edit, run

SEALED = edition.read()
PAGES = [Page(name, [], figures=page["figures"]) for name, page in SEALED["pages"].items()]
"""The pages as they were sealed: what they say is read from their sources."""


@pytest.fixture(autouse=True, scope="module")
def _read_once():
    """Have the passages of each page be read once for all tests."""
    found = {page.name: list(citing.passages(page)) for page in PAGES}
    with mock.patch.object(citing, "passages", lambda page: found[page.name]):
        yield


@functools.cache
def prose_lines():
    return [(name, *line) for name in reading.page_names() for line in reading.prose(reading.source(name))]


def named(items):
    """Return the passages to read again: page and line of each, with what moved."""
    return {(found.passage.page, found.passage.line): found for found in citing.to_read_again(items, PAGES, SEALED)}


def lines_with(text):
    """Return page and line of each line of prose that holds a text."""
    return {(name, number) for name, number, line in prose_lines() if text in line}


def cited_claims():
    """Return the claims that sentences of topic pages cite."""
    text = "".join(reading.source(name) for name in reading.page_names())
    return sorted(set(re.findall(r"\{claim\}`(c-\w+)`", text)))


def test_every_line_that_cites_a_claim_is_named_when_its_finding_moves():
    assert len(cited_claims()) > 50
    for claim in cited_claims():
        how = 'finding: "nothing found" became "holds"'
        item = Item("finding", "", claim, differences=[f"{claim}.{how}"])
        moved = citing.to_read_again([item], PAGES, SEALED)
        on_it = [found for found in moved if ("finding", claim) in found.passage.cites]
        behind = [found for found in moved if found not in on_it]
        assert {(found.passage.page, found.passage.line) for found in on_it} == (
            lines_with(f"{{claim}}`{claim}`") | lines_with(f"{{quote}}`{claim}`")
        )
        assert {why for found in on_it for why in found.why} == {f"finding {claim}: {how}"}
        assert all(found.why == [f"it goes on from a sentence on finding {claim}: {how}"] for found in behind)


def test_the_sentence_behind_one_on_a_finding_is_named_too_and_what_is_on_findings_stands_first(monkeypatch):
    text = "# A\n\nWe count {value}`air-074`.\n\nIt holds {claim}`c-012`. Nobody denies it. It ends.\n\nAnew.\n"
    monkeypatch.setattr(reading, "source", lambda name: text)
    monkeypatch.setattr(citing, "passages", lambda page: citing._sentences(page.name))
    items = [
        Item("number", "p", "air-074", differences=["338 became 340"]),
        Item("finding", "", "c-012", differences=['c-012.finding: "near miss" became "holds"']),
    ]
    told = citing.to_read_again(items, [Page("p", [])], SEALED)
    assert [(found.passage.line, found.passage.text) for found in told] == [
        (5, "It holds {claim}`c-012`."),
        (5, "Nobody denies it."),
        (3, "We count {value}`air-074`."),
    ]
    assert told[1].why == ['it goes on from a sentence on finding c-012: finding: "near miss" became "holds"']


def test_a_sentence_is_named_and_not_its_paragraph():
    item = Item("finding", "", "c-016", differences=["c-016.finding: 1 became 2"])
    found = [stale.passage for stale in citing.to_read_again([item], PAGES, SEALED)]
    passage = next(passage for passage in found if passage.page == "airpower" and ("finding", "c-016") in passage.cites)
    assert passage.kind == "sentence"
    assert "{claim}`c-016`" in passage.text and passage.text.count(". ") == 0
    assert passage.text in (paths.BOOK / "airpower.md").read_text(encoding="utf-8")


def test_where_a_judgment_stands_and_where_it_is_cited_is_named_when_it_moves():
    moved = named([Item("judgment", "", "j-1", differences=['j-1.likelihood: "very likely" became "likely"'])])
    stands = {place for place in lines_with("```{judgment} j-1") if source_line(*place).endswith("j-1")}
    assert set(moved) == stands | lines_with("{judgment}`j-1`")
    assert len(moved) >= 2


def source_line(page, line):
    return reading.source(page).split("\n")[line - 1]


def test_a_number_that_a_cell_computes_is_named_on_its_page_alone():
    moved = named([Item("number", "airpower", "claims", differences=["8 became 9"])])
    assert {page for page, _ in moved} == {"airpower"}
    assert set(moved) == {place for place in lines_with("{glue:text}`claims`") if place[0] == "airpower"}


def test_a_new_number_or_figure_is_cited_by_nothing_that_could_be_stale():
    new = [Item("number", "airpower", "claims", differences=["new"])]
    new += [Item("figure", "airpower", "fig-airpower-new", differences=["the figure is new"])]
    new += [Item("finding", "", "c-999", differences=['c-999: null became {"finding": "holds"}'])]
    assert named(new) == {}


def test_title_caption_and_references_of_a_figure_are_named_when_its_rows_move():
    name = "fig-airpower-fighters"
    item = Item(
        "figure", "airpower", name, differences=["row air-006, value_low: 14 became 15", "drawn: 3 places differ"]
    )
    moved = citing.to_read_again([item], PAGES, SEALED)
    kinds = {found.passage.kind: found.passage for found in moved}
    assert set(kinds) == {"title", "caption", "sentence"}
    assert "title=" in source_line("airpower", kinds["title"].line)
    assert "caption:" in source_line("airpower", kinds["caption"].line)
    assert kinds["title"].text == SEALED["pages"]["airpower"]["figures"][name]["title"]
    assert {found.why[0] for found in moved} == {f"figure {name}: row air-006, value_low: 14 became 15"}
    redrawn = Item("figure", "airpower", name, differences=["drawn.layout.height: 300 became 400"])
    assert citing.to_read_again([redrawn], PAGES, SEALED) == [], "how it is drawn says nothing new"


def test_a_fact_that_moves_is_named_with_its_cells_as_they_were(monkeypatch):
    rows = tables.texts("facts")
    monkeypatch.setattr(tables, "texts", lambda name: {**rows, "air-034": {**rows["air-034"], "fact": "Otherwise."}})
    moved = named([Item("table", "", "facts", differences=["row air-034 differs"])])
    assert set(moved) == {place for place in lines_with("`air-034") if "air-034" in source_line(*place)}
    [why] = {why for found in moved.values() for why in found.why}
    assert why.startswith("fact air-034: fact: ") and why.endswith('became "Otherwise."')


def test_rows_that_differ_are_named_with_their_cells_as_git_has_them(monkeypatch):
    """Only digests of rows are sealed; where git does not know a row either, that is said."""
    of_table = tables.texts("links")
    row = {**of_table["c-012 air-066"], "relation": "context"}
    monkeypatch.setattr(tables, "texts", lambda name: {**of_table, "c-012 air-066": row})
    items = [Item("table", "", "links", differences=["row c-012 air-066 differs", "row c-999 air-001 is new"])]
    assert citing.tell_cells(items, SEALED)
    assert items[0].differences == [
        'row c-012 air-066 differs: relation: "denies" became "context"',
        "row c-999 air-001 is new",
    ]
    monkeypatch.setattr(history, "is_repository", lambda: False)
    items = [Item("table", "", "links", differences=["row c-012 air-066 differs"])]
    assert not citing.tell_cells(items, SEALED)
    assert items[0].differences == ["row c-012 air-066 differs"]


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("So {fact}`air-001, air-002`.", {("fact", "air-001"), ("fact", "air-002")}),
        ("{value}`air-080.high:words` jets", {("fact", "air-080"), ("number", "air-080.high")}),
        ("in {when}`us-162.end:year`", {("fact", "us-162"), ("number", "when us-162.end")}),
        ("{glue:text}`rate:.0f` a day", {("number", "rate")}),
        ("{src}`bild2020` and {numref}`fig-a-b`", {("document", "bild2020"), ("figure", "fig-a-b")}),
        ("{quote}`c-012` {claim}`c-012`", {("finding", "c-012")}),
        ("As code: ``{fact}`air-001` `` and `{fact}`", set()),
    ],
)
def test_what_a_sentence_cites(text, cites):
    assert citing.cited_in(text) == cites


def test_every_role_of_a_page_is_found_in_a_passage():
    """Else a sentence could go stale unseen: in a list, a table, a container or a caption, say."""
    for page in PAGES:
        lines = dict(reading.prose(reading.source(page.name)))
        cited = {key for line in lines.values() for key in citing.cited_in(line)}
        found = {key for passage in citing.passages(page) for key in passage.cites}
        assert cited - found == set(), page.name
        assert all(isinstance(passage, Passage) for passage in citing.passages(page))


def test_check_and_seal_name_what_to_read_again_after_findings_and_before_all_else(little_project):
    """The little book cites a number of its cell; a table moves it."""
    page, data = little_project / "book" / "page.md", little_project / "data"
    edit(
        page, "There are {glue:text}`places` places.", "It is calm. There are {glue:text}`places` places, and no more."
    )
    assert run("seal", project=little_project).returncode == 0
    lines = (data / "places.csv").read_text(encoding="utf-8").split("\n")
    (data / "places.csv").write_text(
        "\n".join([lines[0], "a-place" + lines[1][lines[1].index(",") :], *lines[1:]]), encoding="utf-8"
    )
    number = (
        page.read_text(encoding="utf-8")
        .split("\n")
        .index("It is calm. There are {glue:text}`places` places, and no more.")
        + 1
    )
    count = len(lines) - 2
    expected = (
        f"read again: 1 sentence that cite what moved\n"
        f"  book/page.md:{number}: sentence: There are {{glue:text}}`places` places, and no more.\n"
        f"    number places: {count} became {count + 1}\n"
    )
    (little_project / "README.md").write_text("# A brief\n\n0 of 0 figures, and so on match\n", encoding="utf-8")
    stale = r"^README\.md:3: says otherwise than the tables and the edition; paste: 1 of 1 figures"
    done = run("check", project=little_project)
    assert done.returncode == 1
    assert re.search(stale, done.stderr, flags=re.M), done.stderr
    assert expected in done.stdout
    assert done.stdout.index(expected) < done.stdout.index("table places")
    told = json.loads(run("check", "--json", project=little_project).stdout)["read_again"]
    assert told == [
        {
            "page": "page",
            "line": number,
            "kind": "sentence",
            "text": "There are {glue:text}`places` places, and no more.",
            "why": [f"number places: {count} became {count + 1}"],
        }
    ]
    done = run("seal", "--no-correction", project=little_project)
    assert expected in done.stdout and re.search(stale, done.stderr, flags=re.M), done.stderr
    assert "read again" not in run("seal", "--no-correction", project=little_project).stdout


def test_a_row_of_a_table_with_a_new_column_is_told_by_that_column():
    assert (
        citing._row_change({"month": "2020-01"}, {"month": "2020-01", "day": "2020-01-27"})
        == 'day: "" became "2020-01-27"'
    )
