"""What a sentence cites, and how `check` and `seal` name the sentences whose ground has moved."""

import json
import re

import pytest

from brief.check import citing
from helpers import edit
from little import call


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("So {fact}`harbour-001, harbour-002`.", {("fact", "harbour-001"), ("fact", "harbour-002")}),
        ("{value}`harbour-007.high:words` jets", {("fact", "harbour-007"), ("number", "harbour-007.high")}),
        ("in {when}`harbour-011.end:year`", {("fact", "harbour-011"), ("number", "when harbour-011.end")}),
        ("{glue:text}`rate:.0f` a day", {("number", "rate")}),
        ("{src}`gazette2025` and {numref}`fig-a-b`", {("document", "gazette2025"), ("figure", "fig-a-b")}),
        ("{quote}`c-002` {claim}`c-002`", {("finding", "c-002")}),
        ("As code: ``{fact}`harbour-001` `` and `{fact}`", set()),
    ],
)
def test_what_a_sentence_cites(text, cites):
    assert citing.cited_in(text) == cites


def test_check_and_seal_name_what_to_read_again_after_findings_and_before_all_else(little_project):
    """The little brief cites a number of its cell; a table moves it."""
    page, data = little_project / "book" / "page.md", little_project / "data"
    edit(
        page, "There are {glue:text}`places` places.", "It is calm. There are {glue:text}`places` places, and no more."
    )
    assert call("seal", project=little_project).returncode == 0
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
    stale = r"^README\.md:3: says otherwise than the tables and the edition; paste: "
    done = call("check", project=little_project)
    assert done.returncode == 1
    assert re.search(stale, done.stderr, flags=re.M), done.stderr
    assert expected in done.stdout
    assert done.stdout.index(expected) < done.stdout.index("table places")
    told = json.loads(call("check", "--json", project=little_project).stdout)["read_again"]
    assert told == [
        {
            "page": "page",
            "line": number,
            "kind": "sentence",
            "text": "There are {glue:text}`places` places, and no more.",
            "why": [f"number places: {count} became {count + 1}"],
        }
    ]
    done = call("seal", "--no-correction", project=little_project)
    assert expected in done.stdout and re.search(stale, done.stderr, flags=re.M), done.stderr


def test_a_row_of_a_table_with_a_new_column_is_told_by_that_column():
    assert (
        citing._row_change({"month": "2020-01"}, {"month": "2020-01", "day": "2020-01-27"})
        == 'day: "" became "2020-01-27"'
    )
