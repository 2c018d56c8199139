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
from helpers import cases, cell, edit, run
from little import call

# --- what a reference gives -----------------------------------------------------------------------------------

# role and reference: name, value and text
GIVEN = {
    ("value", "harbour-004"): ("harbour-004", 338, "338"),
    ("value", "harbour-005"): ("harbour-005", 1200, "1,200"),
    ("value", "harbour-005:,.1f"): ("harbour-005", 1200, "1,200.0"),
    ("value", "harbour-006:words"): ("harbour-006", 8, "eight"),
    ("value", "harbour-006.high:words"): ("harbour-006.high", 8, "eight"),
    ("value", "harbour-006"): ("harbour-006", 8, "8"),
    ("value", "harbour-007.low"): ("harbour-007.low", 800, "800"),
    ("value", "harbour-007.high"): ("harbour-007.high", 1500, "1,500"),
    ("value", "harbour-008:millions"): ("harbour-008", 13700000, "13.7"),
    ("value", "harbour-018:millions"): ("harbour-018", 2000000, "2"),
    ("value", "harbour-009.high:billions"): ("harbour-009.high", 14500000000, "14.5"),
    ("when", "harbour-010"): ("when harbour-010", "2024-05-26", "26 May 2024"),
    ("when", "harbour-010:month"): ("when harbour-010", "2024-05-26", "May 2024"),
    ("when", "harbour-010:year"): ("when harbour-010", "2024-05-26", "2024"),
    ("when", "harbour-011"): ("when harbour-011", "2011-02/2014-04", "February 2011 to April 2014"),
    ("when", "harbour-011:month"): ("when harbour-011", "2011-02/2014-04", "February 2011"),
    ("when", "harbour-011.end"): ("when harbour-011.end", "2014-04", "April 2014"),
    ("when", "harbour-011.end:year"): ("when harbour-011.end", "2014-04", "2014"),
    ("months", "harbour-004"): ("months harbour-004", 9, "nine"),
    ("months", "harbour-004:d"): ("months harbour-004", 9, "9"),
}


@pytest.mark.parametrize(("role", "reference"), GIVEN)
def test_a_reference_gives_the_value_of_the_row_as_the_sentence_writes_it(role, reference):
    found = values.look_up(role, reference)
    assert (found.name, found.value, found.text) == GIVEN[role, reference]
    assert values.read(found.name) == found.value
    assert values.written(found.value, found.form) == found.text


# role and reference: how the message begins
REFUSED = {
    ("value", "harbour-999"): "no such fact; did you mean 'harbour-009'?",
    ("value", "of a row"): "no role 'of a'",
    ("value", ""): "no such fact",
    ("value", "harbour-010"): "the fact has no number",
    ("value", "harbour-007"): "its ends are 800 and 1,500; expected harbour-007.low or harbour-007.high",
    ("value", "harbour-005.high"): "the fact has no upper end",
    ("value", "harbour-009.low"): "the fact has no lower end",
    ("value", "harbour-006.mid"): "a number has no end 'mid'; expected harbour-006.low or harbour-006.high",
    ("value", "harbour-006:month"): "8 cannot be written as 'month'; expected digits, words, ",
    ("value", "harbour-006:q"): "8 cannot be written as 'q'; expected digits, words, ",
    ("when", "harbour-010:words"): "'2024-05-26' cannot be written as 'words'; expected ",
    ("when", "harbour-010:.1f"): "'2024-05-26' cannot be written as '.1f'; expected ",
    ("when", "harbour-010.end"): "its date, 2024-05-26, is no period and has no end",
    ("when", "harbour-010.low"): "a date has no 'low'; expected harbour-010 or harbour-010.end",
    ("when", "harbour-012:month"): "'2011' names no month",
    ("months", "harbour-999"): "no such fact",
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
    assert (value("harbour-016"), value("harbour-007.high"), when("harbour-011.end:year")) == (14, 1500, "2014")
    with pytest.raises(BriefError, match=r"expected harbour-007\.low or harbour-007\.high"):
        value("harbour-007")


def test_a_changed_end_moves_a_value_and_stops_no_page():
    before = tables.table("facts")
    try:
        what_if.apply([Change("facts", "harbour-004", "value_low", "340")])
        with pytest.raises(BriefError, match="its ends are 340 and 338"):
            value("harbour-004")
        with values.tolerant():
            assert value("harbour-004") == 340
    finally:
        tables.substitute("facts", before)


# --- where a page looks up values -----------------------------------------------------------------------------

PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: Not {value}`harbour-010`?
---
# In the heading: {when}`harbour-010:month`

In a sentence {value}`harbour-004`, and again {value}`harbour-004:.1f`,
on the next line *some {value}`harbour-005` miles*.

- In a list, over {months}`harbour-004` months.

| In a table | |
|---|---|
| Here | {value}`harbour-006:words` |

:::{note}
In a container

{value}`harbour-007.high`.
:::

Not in code: `{value}`, ``{value}`harbour-003` ``, nor in <!-- {value}`harbour-003` --> a comment.

    {value}`harbour-003`

% {value}`harbour-003`

```
{value}`harbour-003`
```

```{code-cell}
text = "{value}`harbour-003`"
```

```{code-cell}
---
mystnb:
  figure:
    name: fig-page-passengers
    caption: >-
      Passengers in a month, from a table that has another year than
      {when}`harbour-011.end:year`.
---
import brief
passengers = brief.table("passengers")
chart = brief.charts.months(passengers.assign(value=passengers.passengers), axis="passengers")
brief.figure(chart, title="Some died", rows=passengers, facts=brief.facts().head(2), unit="passengers", columns={"month": "Month"})
```
"""
FOUND = [
    (Lookup("when", "harbour-010:month", 6), "May 2024"),
    (Lookup("value", "harbour-004", 8), "338"),
    (Lookup("value", "harbour-004:.1f", 8), "338.0"),
    (Lookup("value", "harbour-005", 9), "1,200"),
    (Lookup("months", "harbour-004", 11), "nine"),
    (Lookup("value", "harbour-006:words", 15), "eight"),
    (Lookup("value", "harbour-007.high", 20), "1,500"),
    (Lookup("when", "harbour-011.end:year", 44), "2014"),
]
NUMBERS = {
    **{
        "when harbour-010": "2024-05-26",
        "harbour-004": 338,
        "harbour-005": 1200,
        "months harbour-004": 9,
        "harbour-006": 8,
    },
    **{"harbour-007.high": 1500, "when harbour-011.end": "2014-04"},
}


@pytest.fixture(scope="module")
def short(little_book, tmp_path_factory):
    """The little brief with this page, sealed and built."""
    made = tmp_path_factory.mktemp("made") / "project"
    shutil.copytree(little_book, made, ignore=shutil.ignore_patterns("sealed"))
    (made / "book" / "page.md").write_text(PAGE, encoding="utf-8")
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
            "when harbour-010:month": "May 2024",
            "harbour-004:digits": "338",
            "harbour-004:.1f": "338.0",
            "harbour-005:digits": "1,200",
        },
        **{"months harbour-004:words": "nine", "harbour-006:words": "eight", "harbour-007.high:digits": "1,500"},
        **{"when harbour-011.end:year": "2014"},
    }


def test_in_a_notebook_values_are_text(short):
    notebook = nbformat.read(short / "site" / "notebooks" / "page.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "In a sentence 338, and again 338.0,\non the next line *some 1,200 miles*." in text
    assert "| Here | eight |" in text
    assert "another year than 2014." in text


def test_a_changed_value_is_named_by_the_check(copy):
    facts = copy / "data" / "facts.csv"
    lines = facts.read_text(encoding="utf-8").split("\n")
    line = next(number for number, line in enumerate(lines, 1) if line.startswith("harbour-004,"))
    for column in ("value_low", "value_high"):
        cell(facts, line, column, "340")
    done = call("check", project=copy)
    assert "\nnumber harbour-004 on page\n  338 became 340\n" in done.stdout
    assert "number months harbour-004" not in done.stdout
    assert "table facts\n  row harbour-004 differs\n" in done.stdout


def test_another_way_to_write_a_value_is_named_by_the_check(copy):
    """The code of the forms is changed, and neither table nor page: the values are what they were, the sentences not."""
    code = copy / "book" / "brief" / "ledger" / "values.py"
    edit(code, '"words": words.counted', '"words": lambda number: words.counted(number + 1)')
    edit(code, '"year": lambda date: date[:4]', '"year": lambda date: date[2:4]')
    done = run("check", project=copy)
    assert done.returncode == 1, done.stderr
    *blocks, last = done.stdout.strip().split("\n\n")
    assert [block for block in blocks if block.startswith("number ")] == [
        'number months harbour-004 on page\n  line 11, months harbour-004:words: "nine" became "ten"',
        'number harbour-006 on page\n  line 15, harbour-006:words: "eight" became "nine"',
        'number when harbour-011.end on page\n  line 44, when harbour-011.end:year: "2014" became "14"',
    ]
    assert last.splitlines()[-1].startswith("1 of 1 figures, 4 of 7 numbers, ")


def test_another_form_of_a_reference_is_named_by_the_check(copy):
    edit(copy / "book" / "page.md", "{value}`harbour-005` miles", "{value}`harbour-005:words` miles")
    done = call("check", project=copy)
    differences = 'line 9, harbour-005:words: null became "1,200"\n  harbour-005:digits: "1,200" became null'
    assert f"\nnumber harbour-005 on page\n  {differences}\n" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('data-number="harbour-004">338<', 'data-number="harbour-004">383<', {("number", "page", "harbour-004"): ["338 became 383"]}),
        ('data-number="harbour-006">eight<', 'data-number="harbour-006">seven<', {("number", "page", "harbour-006"): ['row Here, : "eight" became "seven"']}),
        ('data-number="when harbour-010">May', 'data-number="when harbour-010">June', {("number", "page", "when harbour-010"): ['"May 2024" became "June 2024"']}),
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
        measured.steps["typed"] = [Lookup("value", "harbour-004", 1), Lookup("months", "harbour-004", 1)]
        measured.shown["typed"] = cells.run("typed", measured.steps["typed"])
        wanted = [
            [Change("facts", "harbour-004", "value_low", "340")],
            [Change("facts", "harbour-004", "event_date", "2023-11/2024-08")],
            [Change("facts", "harbour-004", "value_high", "")],
            [Change("facts", "harbour-004")],
        ]
        low, date, high, gone = measured.effects([measured.job(changes, ["typed"]) for changes in wanted])
    assert low == {"number harbour-004 on typed": ["338 became 340"]}
    assert date == {"number months harbour-004 on typed": ["9 became 10"]}
    assert high == {}
    assert gone["page typed"][0].startswith("typed.md:1: {value} names 'harbour-004': no such fact")


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", cases(["check", "build"], {"build"}))
def test_a_reference_without_a_value_is_reported_by_file_and_line(command, copy):
    edit(copy / "book" / "page.md", "{value}`harbour-005`", "{value}`harbour-0050`")
    done = run(command, project=copy)
    assert done.returncode == 1
    messages = [line for line in done.stderr.splitlines() if "names 'harbour-0050'" in line]
    assert messages == [
        "error: book/page.md:9: {value} names 'harbour-0050': no such fact; did you mean 'harbour-005'?"
    ]
    assert "Traceback" not in done.stderr


# the end of the page: the message of the build
MISPLACED = {
    "```{note}\nHidden: {value}`harbour-007.low`\n```": "{value}`harbour-007.low` is not sealed where it stands; expected text or a caption",
    ":::{code-block}\nShown: {value}`harbour-007.low`\n:::": "{value}`harbour-007.low` shows nothing where it stands",
}


@pytest.mark.parametrize("text", MISPLACED)
def test_a_reference_that_is_shown_and_not_sealed_or_sealed_and_not_shown_fails_the_build(text, copy):
    page = copy / "book" / "page.md"
    page.write_text(f"{PAGE}\n{text}\n", encoding="utf-8")
    done = run("build", "--out", copy / "site", project=copy)
    line = f"{PAGE}\n{text}".count("\n")
    assert done.stderr.splitlines()[-1] == f"error: book/page.md:{line}: WARNING: {MISPLACED[text]}"
    assert done.returncode == 1


@pytest.mark.weekly
def test_plain_jupyter_book_refuses_a_reference_without_a_value(copy):
    edit(copy / "book" / "page.md", "{value}`harbour-005`", "{value}`harbour-0050`")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(copy / "book"), "--all", "-W", "-n"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "book")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode != 0
    assert (
        "page.md:9:{value} names 'harbour-0050': no such fact; did you mean 'harbour-005'?" in done.stdout + done.stderr
    )
