"""Sentences look up values by the row: these are found, written, sealed and checked, and refused where there is none."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from brief import paths, tables, value, when
from brief.check import site, site_copies, trace
from brief.errors import BriefError
from brief.ledger import values
from brief.pages import cells, reading
from brief.pages.cells import Lookup
from brief.pages.processes import Executor
from brief.tables import what_if
from brief.tables.what_if import Change
from helpers import cell, edit, only, run, thin_out

# --- what a reference gives -----------------------------------------------------------------------------------

# role and reference: name, value and text
GIVEN = {
    ("value", "air-074"): ("air-074", 338, "338"),
    ("value", "air-048"): ("air-048", 1200, "1,200"),
    ("value", "air-048:,.1f"): ("air-048", 1200, "1,200.0"),
    ("value", "air-031:words"): ("air-031", 8, "eight"),
    ("value", "air-080.high:words"): ("air-080.high", 8, "eight"),
    ("value", "air-080"): ("air-080", 8, "8"),
    ("value", "syr-065.low"): ("syr-065.low", 800, "800"),
    ("value", "syr-065.high"): ("syr-065.high", 1500, "1,500"),
    ("value", "med-082:millions"): ("med-082", 13700000, "13.7"),
    ("value", "us-063:millions"): ("us-063", 2000000, "2"),
    ("value", "med-141.high:billions"): ("med-141.high", 14500000000, "14.5"),
    ("when", "air-001"): ("when air-001", "2020-05-26", "26 May 2020"),
    ("when", "air-001:month"): ("when air-001", "2020-05-26", "May 2020"),
    ("when", "air-001:year"): ("when air-001", "2020-05-26", "2020"),
    ("when", "us-162"): ("when us-162", "2011-02/2014-04", "February 2011 to April 2014"),
    ("when", "us-162:month"): ("when us-162", "2011-02/2014-04", "February 2011"),
    ("when", "us-162.end"): ("when us-162.end", "2014-04", "April 2014"),
    ("when", "us-162.end:year"): ("when us-162.end", "2014-04", "2014"),
    ("months", "air-074"): ("months air-074", 9, "nine"),
    ("months", "air-074:d"): ("months air-074", 9, "9"),
}


@pytest.mark.parametrize(("role", "reference"), GIVEN)
def test_a_reference_gives_the_value_of_the_row_as_the_sentence_writes_it(role, reference):
    found = values.look_up(role, reference)
    assert (found.name, found.value, found.text) == GIVEN[role, reference]
    assert values.read(found.name) == found.value
    assert values.written(found.value, found.form) == found.text


# role and reference: how the message begins
REFUSED = {
    ("value", "air-999"): "no such fact; did you mean 'air-099'?",
    ("value", "of a row"): "no role 'of a'",
    ("value", ""): "no such fact",
    ("value", "air-001"): "the fact has no number",
    ("value", "syr-065"): "its ends are 800 and 1,500; expected syr-065.low or syr-065.high",
    ("value", "air-048.high"): "the fact has no upper end",
    ("value", "med-141.low"): "the fact has no lower end",
    ("value", "air-080.mid"): "a number has no end 'mid'; expected air-080.low or air-080.high",
    ("value", "air-031:month"): "8 cannot be written as 'month'; expected digits, words, ",
    ("value", "air-031:q"): "8 cannot be written as 'q'; expected digits, words, ",
    ("when", "air-001:words"): "'2020-05-26' cannot be written as 'words'; expected ",
    ("when", "air-001:.1f"): "'2020-05-26' cannot be written as '.1f'; expected ",
    ("when", "air-001.end"): "its date, 2020-05-26, is no period and has no end",
    ("when", "air-001.low"): "a date has no 'low'; expected air-001 or air-001.end",
    ("when", "med-041:month"): "'2011' names no month",
    ("months", "air-999"): "no such fact",
}


@pytest.mark.parametrize(("role", "reference"), REFUSED)
def test_a_reference_without_a_value_is_refused(role, reference):
    with pytest.raises(BriefError) as fault:
        values.look_up(role, reference)
    assert str(fault.value).startswith(f"{{{role}}} names {reference!r}: {REFUSED[role, reference]}")


def test_a_fact_without_a_date_has_none_and_no_months():
    undated = next(row.fact_id for row in tables.table("facts").itertuples() if not isinstance(row.event_date, str))
    for role in ("when", "months"):
        with pytest.raises(BriefError, match="the fact has no date"):
            values.look_up(role, undated)


def test_cells_look_up_by_the_same_references():
    assert (value("air-006"), value("syr-065.high"), when("us-162.end:year")) == (14, 1500, "2014")
    with pytest.raises(BriefError, match=r"expected syr-065\.low or syr-065\.high"):
        value("syr-065")


def test_a_changed_end_moves_a_value_and_stops_no_page():
    before = tables.table("facts")
    try:
        what_if.apply([Change("facts", "air-074", "value_low", "340")])
        with pytest.raises(BriefError, match="its ends are 340 and 338"):
            value("air-074")
        with values.tolerant():
            assert value("air-074") == 340
    finally:
        tables.substitute("facts", before)


# --- where a page looks up values -----------------------------------------------------------------------------

PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: Not {value}`air-001`?
---
# In the heading: {when}`air-001:month`

In a sentence {value}`air-074`, and again {value}`air-074:.1f`,
on the next line *some {value}`air-048` miles*.

- In a list, over {months}`air-074` months.

| In a table | |
|---|---|
| Here | {value}`air-037:words` |

:::{note}
In a container

{value}`syr-065.high`.
:::

Not in code: `{value}`, ``{value}`air-108` ``, nor in <!-- {value}`air-108` --> a comment.

    {value}`air-108`

% {value}`air-108`

```
{value}`air-108`
```

```{code-cell}
text = "{value}`air-108`"
```

```{code-cell}
---
mystnb:
  figure:
    name: fig-page-deaths
    caption: >-
      Deaths in a month, from a table that has another year than
      {when}`us-162.end:year`.
---
import brief
deaths = brief.table("deaths")
chart = brief.charts.months(deaths, value="deaths_best", axis="deaths")
brief.figure(chart, title="Some died", rows=deaths, facts=brief.facts().head(2), unit="deaths", columns={"month": "Month"})
```
"""
FOUND = [
    (Lookup("when", "air-001:month", 6), "May 2020"),
    (Lookup("value", "air-074", 8), "338"),
    (Lookup("value", "air-074:.1f", 8), "338.0"),
    (Lookup("value", "air-048", 9), "1,200"),
    (Lookup("months", "air-074", 11), "nine"),
    (Lookup("value", "air-037:words", 15), "six"),
    (Lookup("value", "syr-065.high", 20), "1,500"),
    (Lookup("when", "us-162.end:year", 44), "2014"),
]
NUMBERS = {
    **{"when air-001": "2020-05-26", "air-074": 338, "air-048": 1200, "months air-074": 9, "air-037": 6},
    **{"syr-065.high": 1500, "when us-162.end": "2014-04"},
}


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A project whose book is this page and whose tables have few rows, sealed and built."""
    made = tmp_path_factory.mktemp("made") / "project"
    skipped = shutil.ignore_patterns("_build", "__pycache__", "*.md", "sealed")
    for folder in ("book", "data", "seeds"):
        shutil.copytree(paths.ROOT / folder, made / folder, ignore=skipped)
    shutil.copy(paths.CODEBOOK, made / "data")
    thin_out(made / "data", facts=re.findall(r"[a-z]+-\d{3}", PAGE))
    (made / "book" / "page.md").write_text(PAGE, encoding="utf-8")
    only(made, "page")
    for command in (["seal"], ["build", "--out", made / "site"]):
        done = run(*command, project=made)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def copy(short, tmp_path):
    """A copy of it to break."""
    return shutil.copytree(short, tmp_path / "copy")


def test_references_are_found_in_text_and_captions_and_not_in_code(short, monkeypatch):
    monkeypatch.setattr(paths, "BOOK", short / "book")
    assert reading.lookups_of("page") == [lookup for lookup, _ in FOUND]


def test_a_page_shows_values_under_their_names_with_their_forms(short):
    page = (short / "site" / "page.html").read_text(encoding="utf-8")
    page = page[page.index("<h1>") :]
    shown = re.findall(r'<span data-format="([^"]+)" data-number="([^"]+)">([^<]*)</span>', page)
    given = [values.look_up(lookup.role, lookup.reference) for lookup, _ in FOUND]
    assert shown == [(found.form, found.name, text) for found, (_, text) in zip(given, FOUND, strict=True)]


def test_values_are_sealed_as_the_table_has_them_and_as_the_sentences_write_them(short):
    sealed = json.loads((short / "book" / "sealed" / "pages" / "page.json").read_bytes())
    assert sealed["numbers"] == NUMBERS
    assert sealed["written"] == {
        **{
            "when air-001:month": "May 2020",
            "air-074:digits": "338",
            "air-074:.1f": "338.0",
            "air-048:digits": "1,200",
        },
        **{"months air-074:words": "nine", "air-037:words": "six", "syr-065.high:digits": "1,500"},
        **{"when us-162.end:year": "2014"},
    }


def test_in_a_notebook_values_are_text(short):
    notebook = nbformat.read(short / "site" / "notebooks" / "page.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "In a sentence 338, and again 338.0,\non the next line *some 1,200 miles*." in text
    assert "| Here | six |" in text
    assert "another year than 2014." in text


def test_a_changed_value_is_named_by_the_check(copy):
    facts = copy / "data" / "facts.csv"
    lines = facts.read_text(encoding="utf-8").split("\n")
    line = next(number for number, line in enumerate(lines, 1) if line.startswith("air-074,"))
    for column in ("value_low", "value_high"):
        cell(facts, line, column, "340")
    done = run("check", project=copy)
    assert "\nnumber air-074 on page\n  338 became 340\n" in done.stdout
    assert "number months air-074" not in done.stdout
    assert "table facts\n  row air-074 differs\n" in done.stdout


def test_another_way_to_write_a_value_is_named_by_the_check(copy):
    """The code of the forms is changed, and neither table nor page: the values are what they were, the sentences not."""
    code = copy / "book" / "brief" / "ledger" / "values.py"
    edit(code, '"words": words.counted', '"words": lambda number: words.counted(number + 1)')
    edit(code, '"year": lambda date: date[:4]', '"year": lambda date: date[2:4]')
    done = run("check", project=copy)
    assert done.returncode == 1, done.stderr
    *blocks, last = done.stdout.strip().split("\n\n")
    assert [block for block in blocks if block.startswith("number ")] == [
        'number months air-074 on page\n  line 11, months air-074:words: "nine" became "ten"',
        'number air-037 on page\n  line 15, air-037:words: "six" became "seven"',
        'number when us-162.end on page\n  line 44, when us-162.end:year: "2014" became "14"',
    ]
    assert last.splitlines()[-1].startswith("1 of 1 figures, 4 of 7 numbers, ")


def test_another_form_of_a_reference_is_named_by_the_check(copy):
    edit(copy / "book" / "page.md", "{value}`air-048` miles", "{value}`air-048:words` miles")
    done = run("check", project=copy)
    differences = 'line 9, air-048:words: null became "1,200"\n  air-048:digits: "1,200" became null'
    assert f"\nnumber air-048 on page\n  {differences}\n" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('data-number="air-074">338<', 'data-number="air-074">383<', {("number", "page", "air-074"): ["338 became 383"]}),
        ('data-number="air-037">six<', 'data-number="air-037">seven<', {("number", "page", "air-037"): ['row Here, : "six" became "seven"']}),
        ('data-number="when air-001">May', 'data-number="when air-001">June', {("number", "page", "when air-001"): ['"May 2020" became "June 2020"']}),
    ],
)  # fmt: skip
def test_a_tampered_value_is_named_by_the_check_of_a_site(old, new, expected, short, copy):
    edit(copy / "site" / "page.html", old, new)
    items = site.compare(short / "site", site_copies.at(str(copy / "site")))
    differences = {(item.kind, item.page, item.name): item.differences for item in items if item.differences}
    assert {
        key: [re.sub(r" \(line \d+\)", "", line) for line in lines] for key, lines in differences.items()
    } == expected


def test_a_trace_names_the_values_that_move_with_a_row():
    with Executor() as executor:
        measured = trace.Measurement(executor)
        measured.steps["typed"] = [Lookup("value", "air-074", 1), Lookup("months", "air-074", 1)]
        measured.shown["typed"] = cells.run("typed", measured.steps["typed"])
        wanted = [
            [Change("facts", "air-074", "value_low", "340")],
            [Change("facts", "air-074", "event_date", "2019-11/2020-08")],
            [Change("facts", "air-074", "value_high", "")],
            [Change("facts", "air-074")],
        ]
        low, date, high, gone = measured.effects([measured.job(changes, ["typed"]) for changes in wanted])
    assert low == {"number air-074 on typed": ["338 became 340"]}
    assert date == {"number months air-074 on typed": ["9 became 10"]}
    assert high == {}
    assert gone["page typed"][0].startswith("typed.md:1: {value} names 'air-074': no such fact")


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_reference_without_a_value_is_reported_by_file_and_line(command, copy):
    edit(copy / "book" / "page.md", "{value}`air-048`", "{value}`air-0480`")
    done = run(command, project=copy)
    assert done.returncode == 1
    messages = [line for line in done.stderr.splitlines() if "names 'air-0480'" in line]
    assert messages == ["error: book/page.md:9: {value} names 'air-0480': no such fact; did you mean 'air-048'?"]
    assert "Traceback" not in done.stderr


# the end of the page: the message of the build
MISPLACED = {
    "```{note}\nHidden: {value}`syr-065.low`\n```": "{value}`syr-065.low` is not sealed where it stands; expected text or a caption",
    ":::{code-block}\nShown: {value}`syr-065.low`\n:::": "{value}`syr-065.low` shows nothing where it stands",
}


@pytest.mark.parametrize("text", MISPLACED)
def test_a_reference_that_is_shown_and_not_sealed_or_sealed_and_not_shown_fails_the_build(text, copy):
    page = copy / "book" / "page.md"
    page.write_text(f"{PAGE}\n{text}\n", encoding="utf-8")
    done = run("build", "--out", copy / "site", project=copy)
    line = f"{PAGE}\n{text}".count("\n")
    assert done.stderr.splitlines()[-1] == f"error: book/page.md:{line}: WARNING: {MISPLACED[text]}"
    assert done.returncode == 1


def test_plain_jupyter_book_refuses_a_reference_without_a_value(copy):
    edit(copy / "book" / "page.md", "{value}`air-048`", "{value}`air-0480`")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(copy / "book"), "--all", "-W", "-n"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "book")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode != 0
    assert "page.md:9:{value} names 'air-0480': no such fact; did you mean 'air-048'?" in done.stdout + done.stderr
