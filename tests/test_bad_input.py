"""What is broken, misused or interrupted, and what one is then told: each kind a row in one of the tables below.

All rows promise the same. There is one clear message, which names the place. The exit code says that it went wrong:
1 for a fault, 2 for misuse, 130 for an interruption. Nothing half-written stands anywhere, and nothing is lost: every
file of the project, and of the site that was there before, is what it was.

Most rows are tried on a little book, one page and a few rows of each table, by the command called in this process;
the others by the command as a person runs it. The tables: `DESCRIPTION`, `TABLES`, `ARTICLE`, `SEALED`, `CONTENTS`,
`CELLS`, `UNKNOWN`, `PLACES`, `MISUSE`, `MACHINES`, `DISKS`, `INTERRUPTIONS`. Alterations that break nothing, and that a
check must find, are in test_check.py.
"""

import contextlib
import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from brief import cache, cli, files, paths, tables
from brief.check import edition
from brief.publish import building
from helpers import cell, edit, only, run, thin_out

# --- how things are broken --------------------------------------------------------------------------------------


def text(content):
    """Put this in the place of what a file holds."""
    return lambda path: path.write_text(content, encoding="utf-8")


def raw(change):
    """Change the bytes of a file."""

    def how(path):
        before = path.read_bytes()
        after = change(before)
        assert after != before, "the fault was not put in"
        path.write_bytes(after)

    return how


def swap(old, new):
    """Replace the first of a text that must be there."""
    return lambda path: edit(path, old, new)


def put(number, column, value):
    """Replace one cell; rows are counted as lines, the header is row 1."""
    return lambda path: cell(path, number, column, value)


def line(number, change):
    """Change one line of a file; lines are counted from 1."""

    def how(path):
        lines = path.read_text(encoding="utf-8").split("\n")
        changed = change(lines[number - 1])
        assert changed != lines[number - 1], "the fault was not put in"
        lines[number - 1] = changed
        path.write_text("\n".join(lines), encoding="utf-8")

    return how


def twice(number):
    """Have a line twice."""
    return line(number, lambda text: f"{text}\n{text}")


def gone(path):
    path.unlink()


def folder(path):
    path.unlink()
    path.mkdir()


def pipe(path):
    """Put a pipe in the place of a file, for which nobody writes: who reads it waits for ever."""
    path.unlink()
    os.mkfifo(path)


def dangling(path):
    path.unlink()
    path.symlink_to("nowhere")


def nested(path):
    path.write_text("[" * 100_000)


def described(change):
    """Change the description of the tables, as data."""

    def how(path):
        package = json.loads(path.read_text(encoding="utf-8"))
        change({resource["name"]: resource for resource in package["resources"]}, package)
        path.write_text(json.dumps(package), encoding="utf-8")

    return how


def field(package, table, column):
    return next(field for field in package[table]["schema"]["fields"] if field["name"] == column)


def sealed(change):
    """Change a file of the sealed edition, as data."""

    def how(path):
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return how


# --- the little book --------------------------------------------------------------------------------------------

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: Who sent the jets?
---
# A page

There are {glue:text}`places` places.

```{code-cell}
import brief
brief.say(places=len(brief.table("places")))
```

```{code-cell}
:mystnb:
:  figure:
:    name: fig-page-deaths
:    caption: "Deaths in a month."
deaths = brief.table("deaths")
brief.figure(brief.charts.months(deaths, value="deaths_best", axis="deaths", marks=[]), title="Some died", alt="Bars.", rows=deaths, facts=brief.facts().head(2), unit="deaths", columns={"month": "Month", "deaths_best": "Deaths"})
```
"""


@pytest.fixture(scope="session")
def little_book(tmp_path_factory):
    """A project of one page and a few rows of each table, sealed."""
    made = tmp_path_factory.mktemp("made") / "project"
    skipped = shutil.ignore_patterns("_build", "__pycache__", "*.md", "sealed")
    for name in ("book", "data", "seeds"):
        shutil.copytree(paths.ROOT / name, made / name, ignore=skipped)
    shutil.copy(paths.CODEBOOK, made / "data")
    thin_out(made / "data")
    (made / "book" / "page.md").write_text(PAGE, encoding="utf-8")
    only(made, "page")
    done = run("seal", project=made)
    assert done.returncode == 0, done.stderr
    return made


CODE = shutil.ignore_patterns("brief", "_static", "requirements.txt")


@pytest.fixture
def little(little_book, tmp_path):
    """A copy of the little book to break, without the code, at a path with a space and Arabic letters."""
    return shutil.copytree(little_book, tmp_path / "a copy نسخة", ignore=CODE)


@pytest.fixture
def whole(little_book, little):
    """The same with the code, so that it can be executed and built."""
    return shutil.copytree(little_book, little, dirs_exist_ok=True)


@pytest.fixture
def told(little, monkeypatch, capsys):
    """Return a function that calls the command on the little book, in this process: its exit code and all it says."""
    root = paths.ROOT
    for name, path in list(vars(paths).items()):
        if isinstance(path, Path):
            monkeypatch.setattr(paths, name, little / path.relative_to(root))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}

    def told(command):
        tables.clear()
        try:
            code = cli.main([word.format(little=little) for word in command])
        except SystemExit as stop:  # how argparse ends
            code = stop.code
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    yield told
    tables.clear()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def state(project):
    """Return what stands in a project: each file with what it holds, each folder and link."""
    return {
        str(path.relative_to(project)): path.read_bytes()
        if path.is_file()
        else path.readlink()
        if path.is_symlink()
        else None
        for path in project.rglob("*")
        if "__pycache__" not in path.parts
    }


def assert_told(printed, message, lines=16):
    assert re.search(f"^{message}", printed, flags=re.M), printed
    assert "Traceback" not in printed and "Exception ignored" not in printed, printed
    assert len(printed.splitlines()) < lines, printed


def rows(kinds):
    return pytest.mark.parametrize("kind", kinds.values(), ids=kinds.keys())


# --- the description of the tables: `brief data` ----------------------------------------------------------------

# what is broken: (how, what is told)
DESCRIPTION = {
    "no description": (gone, r"datapackage\.json: missing; expected in data/"),
    "a folder in its place": (folder, r"datapackage\.json: a folder or a device; expected a file"),
    "an empty description": (text(""), r"datapackage\.json: not JSON: Expecting value"),
    "cut off": (raw(lambda content: content[:999]), r"datapackage\.json: not JSON: "),
    "not UTF-8": (raw(lambda content: content.replace(b"article", b"articl\xe9", 1)), r"datapackage\.json: not UTF-8: .*0xe9"),
    "nested too deep": (nested, r"datapackage\.json: not JSON: maximum recursion depth"),
    "a number too long": (text("1" * 5000), r"datapackage\.json: not JSON: "),
    "a list": (text("[]"), r"datapackage\.json: \[\] is not of type 'object'"),
    "no tables": (text('{"resources": 3}'), r"datapackage\.json: .*"),
    "a table taken out": (
        described(lambda table, package: package["resources"].remove(table["measures"])),
        r"datapackage\.json: table 'facts': a key from 'measure_id' to 'measure_id' of 'measures'; expected columns that are there",
    ),
    "a table without a name": (
        described(lambda table, package: table["legs"].pop("name")),
        r"datapackage\.json: resource \d+: 'name' is a required property",
    ),
    "two tables of one name": (
        described(lambda table, package: package["resources"].append(table["legs"])),
        r"datapackage\.json: two tables have one name",
    ),
    "a table of another name": (swap('"name": "legs"', '"name": "feet"'), r"datapackage\.json: table 'feet': path 'legs\.csv'; expected 'feet\.csv'"),
    "a path out of the folder": (swap('"legs.csv"', '"../../legs.csv"'), r"datapackage\.json: table 'legs': path '\.\./\.\./legs\.csv'"),
    "another dialect": (
        described(lambda table, package: table["legs"]["dialect"].update(delimiter=";")),
        r"datapackage\.json: table 'legs': dialect: .* was expected",
    ),
    "a column taken out": (
        described(lambda table, package: table["facts"]["schema"]["fields"].remove(field(table, "facts", "unit"))),
        r"datapackage\.json: table 'facts' has no column 'unit'",
    ),
    "two columns of one name": (
        described(lambda table, package: field(table, "legs", "leg_id").update(name="fact_id")),
        r"datapackage\.json: table 'legs': two columns have one name",
    ),
    "an unknown type": (
        described(lambda table, package: field(table, "legs", "leg_id").update(type="word")),
        r"datapackage\.json: table 'legs': column 'leg_id': type: 'word' is not one of \['string', ",
    ),
    "a type that is a list": (
        described(lambda table, package: field(table, "legs", "leg_id").update(type=["string"])),
        r"datapackage\.json: table 'legs': column 'leg_id': type: \['string'\] is not one of ",
    ),
    "a misspelt key": (
        described(lambda table, package: field(table, "legs", "leg_id").update(constraint={})),
        r"datapackage\.json: table 'legs': column 'leg_id': Additional properties .*'constraint' was unexpected",
    ),
    "a bad pattern": (
        described(lambda table, package: field(table, "legs", "leg_id")["constraints"].update(pattern="[a-")),
        r"datapackage\.json: table 'legs': column 'leg_id': constraints\.pattern: '\[a-' is not a 'regex'",
    ),
    "a bound that is no number": (
        described(lambda table, package: field(table, "places", "latitude")["constraints"].update(maximum="north")),
        r"datapackage\.json: table 'places': column 'latitude': constraints\.maximum: 'north' is not of type 'integer'",
    ),
    "a word that is not explained": (
        described(lambda table, package: field(table, "origins", "kind")["constraints"]["enum"].append("ghost")),
        r"datapackage\.json: table 'origins': column 'kind': expected an enum and the same words, explained, as categories",
    ),
    "no key": (
        described(lambda table, package: table["legs"]["schema"].pop("primaryKey")),
        r"datapackage\.json: table 'legs': schema: 'primaryKey' is a required property",
    ),
    "a key that is no column": (
        described(lambda table, package: table["legs"]["schema"].update(primaryKey=["foot_id"])),
        r"datapackage\.json: table 'legs': expected a primaryKey of its columns",
    ),
    "a key into an unknown table": (
        described(lambda table, package: table["legs"]["schema"]["foreignKeys"][0]["reference"].update(resource="feet")),
        r"datapackage\.json: table 'legs': a key from '\w+' to '\w+' of 'feet'; expected columns that are there",
    ),
    "a key over two columns": (
        described(lambda table, package: table["legs"]["schema"]["foreignKeys"][0].update(fields=["leg_id", "fact_id"])),
        r"datapackage\.json: table 'legs': schema\.foreignKeys\.0\.fields: .* is too long",
    ),
}  # fmt: skip


@rows(DESCRIPTION)
def test_a_broken_description_is_told(kind, little, told):
    how, message = kind
    how(little / "data" / "datapackage.json")
    before = state(little)
    code, printed = told(["data", "--codebook"])
    assert_told(printed, message)
    assert (code, state(little)) == (1, before)


# --- the tables: `brief data` -----------------------------------------------------------------------------------

MEASURED = 5
"""The row of a fact with a number, at least 14 aircraft."""


def later(path):
    """Have the document of the first borrowing be of the year after the article."""
    facts = {row["fact_id"]: row for row in csv.DictReader(path.with_name("facts.csv").open(encoding="utf-8"))}
    borrowing = next(csv.DictReader(path.with_name("borrowings.csv").open(encoding="utf-8")))
    keys = [row["source_key"] for row in csv.DictReader(path.open(encoding="utf-8"))]
    cell(path, keys.index(facts[borrowing["fact_id"]]["source_key"]) + 2, "published", "2021-01-01")


# what is broken: (file, how, what is told, as file:row:column); row 1 is the header
TABLES = {
    # the file
    "no file": ("legs.csv", gone, "legs.csv: the file is missing; expected the table that datapackage.json describes"),
    "a link to nowhere": ("legs.csv", dangling, "legs.csv: the file is missing"),
    "a folder in its place": ("legs.csv", folder, "legs.csv: a folder or a device stands in its place; expected a file"),
    "a pipe in its place": ("legs.csv", pipe, "legs.csv: a folder or a device stands in its place; expected a file"),
    "an empty file": ("legs.csv", text(""), "legs.csv: the file is empty; expected at least the row of column names"),
    "a byte-order mark": (
        "facts.csv",
        raw(lambda content: b"\xef\xbb\xbf" + content),
        "facts.csv:1: a byte-order mark before the first column; expected UTF-8 without one",
    ),
    "CRLF": (
        "facts.csv",
        raw(lambda content: content.replace(b"\n", b"\r\n")),
        "facts.csv:1: a carriage return at the end of the line; expected a line feed alone",
    ),
    "Latin-1": (
        "facts.csv",
        raw(lambda content: content.replace(b"Tobruk", b"Tobr\xfck", 1)),
        "facts.csv:8: byte 0xfc is not UTF-8; expected UTF-8",
    ),
    "UTF-16": ("legs.csv", raw(lambda content: content.decode().encode("utf-16")), "legs.csv:1: byte 0xff is not UTF-8"),
    "no line feed at the end": ("legs.csv", raw(bytes.rstrip), "legs.csv:4: the file does not end with one line feed"),
    "two line feeds at the end": ("legs.csv", raw(lambda content: content + b"\n"), "legs.csv:5: an empty row; expected none"),
    # its rows
    "a stray quotation mark": (
        "legs.csv",
        line(2, lambda row: row.replace("astrakhan", '"astra"khan')),
        "legs.csv:2: a stray quotation mark",
    ),
    "a quotation mark inside a cell": (
        "legs.csv",
        line(2, lambda row: row.replace("astrakhan", 'astra"khan')),
        "legs.csv:2: quotation marks that are not needed, or a stray one",
    ),
    "a quotation mark never closed": (
        "legs.csv",
        line(2, lambda row: row.replace("astrakhan", '"astrakhan')),
        "legs.csv:4: a stray quotation mark",
    ),
    "needless quotation marks": (
        "legs.csv",
        line(2, lambda row: row.replace("astrakhan", '"astrakhan"')),
        "legs.csv:2: quotation marks that are not needed",
    ),
    "semicolons for commas": ("legs.csv", raw(lambda content: content.replace(b",", b";")), "legs.csv:1:leg_id: the column is missing"),
    "a cell too many": ("legs.csv", line(2, lambda row: row + ",x"), "legs.csv:2: 6 cells, 'x' too many; expected 5"),
    "a cell too few": (
        "legs.csv",
        line(2, lambda row: row.rpartition(",")[0]),
        "legs.csv:2:fact_id: 4 cells, the last ones missing; expected 5",
    ),
    "an empty row": ("legs.csv", line(2, lambda row: "\n" + row), "legs.csv:2: an empty row"),
    "a line feed in a cell": ("facts.csv", put(4, "note", "one\ntwo"), "facts.csv:4: a cell that runs over several lines"),
    "a huge cell": (
        "facts.csv",
        put(4, "note", "x" * 32_768),
        "facts.csv:4:note: the cell is too long; expected at most 32,767 characters, which is what a spreadsheet takes",
    ),
    "a cell beyond all measure": ("facts.csv", put(4, "note", "x" * 9_999_999), "facts.csv:4:note: the cell is too long"),
    "a marker of a conflict": ("legs.csv", line(2, lambda row: f"<<<<<<< HEAD\n{row}"), "legs.csv:2:"),
    "a row twice": ("links.csv", twice(2), "links.csv:3:claim_id: a duplicate of row 2"),
    "rows out of order": (
        "legs.csv",
        raw(lambda content: b"\n".join([(lines := content.split(b"\n"))[0], lines[2], lines[1], *lines[3:]])),
        "legs.csv:3:leg_id: 'ferry-1' stands after 'ferry-2'; expected rows sorted by their key",
    ),
    # its columns
    "a column too many": (
        "legs.csv",
        line(1, lambda row: row + ",colour"),
        "legs.csv:1:colour: a column that is not described; expected the columns leg_id",
    ),
    "a column too few": ("legs.csv", line(1, lambda row: row.replace(",fact_id", "")), "legs.csv:1:fact_id: the column is missing"),
    "a misspelt column": (
        "legs.csv",
        line(1, lambda row: row.replace("fact_id", "fact_ID")),
        "legs.csv:1:fact_id: the column is missing (found 'fact_ID')",
    ),
    "a column twice": ("legs.csv", line(1, lambda row: row.replace("leg_id", "fact_id")), "legs.csv:1:leg_id: the column is missing"),
    "columns in another order": (
        "legs.csv",
        line(1, lambda row: ",".join(reversed(row.split(",")))),
        "legs.csv:1: the columns are in another order",
    ),
    # keys
    "no value where one is needed": ("facts.csv", put(4, "source_key", ""), "facts.csv:4:source_key: the cell is empty; expected a value"),
    "a name twice": ("places.csv", put(4, "place_id", "al-jufra"), "places.csv:5:place_id: a duplicate of row 4"),
    "an unknown key": (
        "facts.csv",
        put(13, "origin_id", "afrikom"),
        "facts.csv:13:origin_id: 'afrikom' is not in origins.csv; expected an origin_id of origins.csv",
    ),
    "a key with a quotation mark": ("facts.csv", put(13, "origin_id", 'afri"kom'), "facts.csv:13:origin_id: 'afri\"kom' is not in origins.csv"),
    "an unknown place": ("legs.csv", put(2, "to_place_id", "atlantis"), "legs.csv:2:to_place_id: 'atlantis' is not in places.csv"),
    "an unknown key within the table": ("facts.csv", put(20, "repeats", "air-999"), "facts.csv:20:repeats: 'air-999' is not in facts.csv"),
    "a fact that repeats itself": ("facts.csv", put(2, "repeats", "air-001"), "facts.csv:2:repeats: the fact repeats itself"),
    "a loop of originators": (
        "origins.csv",
        lambda path: [cell(path, 2, "derived_from", "218tv-unattributed"), cell(path, 3, "derived_from", "218tv")],
        "origins.csv:2:derived_from: '218tv' leads back to itself; expected a chain with an end",
    ),
    "an originator derived from itself": (
        "origins.csv",
        put(2, "derived_from", "218tv"),
        "origins.csv:2:derived_from: '218tv' leads back to itself; expected a chain with an end",
    ),
    "a name in Arabic digits": ("links.csv", put(2, "claim_id", "c-٠٠١"), "links.csv:2:claim_id: 'c-٠٠١' is not in claims.csv"),
    "a new name in Arabic digits": ("claims.csv", put(12, "claim_id", "c-٩٩٩"), "claims.csv:12:claim_id: 'c-٩٩٩' is not well formed"),
    # numbers
    "words for a number": (
        "facts.csv",
        put(13, "value_low", "fourteen"),
        "facts.csv:13:value_low: 'fourteen' is not written as a number is; expected a number such as 14",
    ),
    "not a number": (
        "facts.csv",
        put(5, "value_low", "NaN"),
        "facts.csv:5:value_low: 'NaN' is not written as a number is; expected a number such as 14",
    ),
    "infinity": ("facts.csv", put(5, "value_low", "inf"), "facts.csv:5:value_low: 'inf' is not written as a number is"),
    "a number with an exponent": ("facts.csv", put(5, "value_low", "1e400"), "facts.csv:5:value_low: '1e400' is not written as a number is"),
    "a number too large": (
        "facts.csv",
        put(5, "value_high", "9" * 400),
        f"facts.csv:5:value_high: '{'9' * 30}' is too large; expected at most 9,007,199,254,740,992",
    ),
    "a whole number too large": ("deaths.csv", put(2, "deaths_best", "9" * 20), "deaths.csv:2:deaths_best: '99999999999999999999' is too large"),
    "a number of thousands of digits": ("deaths.csv", put(2, "deaths_best", "9" * 9999), "deaths.csv:2:deaths_best: '999"),
    "a number in Arabic digits": ("facts.csv", put(5, "value_low", "١٤"), "facts.csv:5:value_low: '١٤' is not written as a number is"),
    "a number with a space": ("facts.csv", put(5, "value_low", " 14"), "facts.csv:5:value_low: ' 14' is not written as a number is"),
    "a number with a comma": ("facts.csv", put(5, "value_low", "1,400"), "facts.csv:5:value_low: '1,400' is not written as a number is"),
    "a number with a nought before it": ("facts.csv", put(5, "value_low", "014"), "facts.csv:5:value_low: '014' is not written as a number is"),
    "low above high": (
        "facts.csv",
        lambda path: [cell(path, MEASURED, "value_low", "99"), cell(path, MEASURED, "value_high", "14")],
        "facts.csv:5:value_low: 99 is more than value_high 14; expected the lower value first",
    ),
    "out of bounds": ("places.csv", put(4, "latitude", "92.5"), "places.csv:4:latitude: '92.5' is out of bounds; expected maximum 90"),
    "a unit that does not fit": ("facts.csv", put(MEASURED, "unit", "bananas"), f"facts.csv:{MEASURED}:unit: 'bananas' is not the unit of "),
    "a value without a measure": ("facts.csv", put(MEASURED, "measure_id", ""), f"facts.csv:{MEASURED}:measure_id: a value or unit without a measure"),
    "a measure without a value": (
        "facts.csv",
        lambda path: [cell(path, MEASURED, "value_low", ""), cell(path, MEASURED, "value_high", "")],
        f"facts.csv:{MEASURED}:value_low: no value for the measure",
    ),
    # dates
    "an ill-formed date": ("facts.csv", put(4, "event_date", "26.5.2020"), "facts.csv:4:event_date: '26.5.2020' is not well formed"),
    "a day that does not exist": (
        "facts.csv",
        put(4, "event_date", "2020-02-30"),
        "facts.csv:4:event_date: '2020-02-30' is not a day of the calendar; expected one that exists",
    ),
    "a month that does not exist": ("facts.csv", put(4, "event_date", "2020-13"), "facts.csv:4:event_date: '2020-13' is not a day of the calendar"),
    "the year nought": ("facts.csv", put(4, "event_date", "0000"), "facts.csv:4:event_date: '0000' is not a day of the calendar"),
    "an end before the start": (
        "facts.csv",
        put(4, "event_date", "2020-05/2019-11"),
        "facts.csv:4:event_date: '2020-05/2019-11' ends before it begins; expected start/end",
    ),
    "a date in Arabic digits": ("facts.csv", put(4, "event_date", "٢٠٢٠-٠٥"), "facts.csv:4:event_date: '٢٠٢٠-٠٥' is not well formed"),
    "a document later than what follows it": ("sources.csv", lambda path: later(path), "borrowings.csv:2:fact_id: its document is of 2021-01-01, the article of 2020-07-04; expected an earlier one"),
    # words and text
    "an unknown word": (
        "origins.csv",
        put(4, "kind", "goverment"),
        "origins.csv:4:kind: 'goverment' is not a word of the vocabulary (did you mean 'government'?); expected one of government, armed_party",
    ),
    "neither true nor false": ("origins.csv", put(4, "party", "yes"), "origins.csv:4:party: 'yes' is not written as a boolean is; expected true or false"),
    "TRUE for true": ("origins.csv", put(4, "party", "TRUE"), "origins.csv:4:party: 'TRUE' is not written as a boolean is"),
    "a formula": ("facts.csv", put(4, "note", "=HYPERLINK(A1)"), "facts.csv:4:note: '=HYPERLINK(A1)' begins like a spreadsheet formula"),
    "a formula with a plus": ("facts.csv", put(4, "note", "+1+1"), "facts.csv:4:note: '+1+1' begins like a spreadsheet formula"),
    "a formula with an at": ("facts.csv", put(4, "note", "@SUM(A1)"), "facts.csv:4:note: '@SUM(A1)' begins like a spreadsheet formula"),
    "a script": ("facts.csv", put(4, "fact", "A <script>alert(1)</script> tag"), "facts.csv:4:fact: '<s' looks like HTML; expected plain text"),
    "an entity of HTML": ("facts.csv", put(4, "fact", "A &lt; B"), "facts.csv:4:fact: '&lt;' looks like HTML"),
    "a right-to-left override": ("facts.csv", put(4, "fact", "A\u202eB"), "facts.csv:4:fact: a control character '\\u202e'"),
    "a NUL byte": ("facts.csv", put(4, "fact", "A\0B"), "facts.csv:4:fact: a control character '\\x00'"),
    "a space before the text": ("origins.csv", put(4, "name", " AFRICOM"), "origins.csv:4:name: a space before or after the text"),
    "a space after the text": ("origins.csv", put(4, "name", "AFRICOM "), "origins.csv:4:name: a space before or after the text"),
    # the article
    "a quote that stands elsewhere": ("claims.csv", put(2, "quote_start", "0"), "claims.csv:2:quote: bytes 0 to"),
    "a spelling that is not in the article": (
        "glossary.csv",
        put(2, "as_in_article", "Haftaar"),
        "glossary.csv:2:as_in_article: 'Haftaar' is not in the article; expected its spellings, joined by ' | '",
    ),
}  # fmt: skip


@rows(TABLES)
def test_a_fault_in_a_table_is_told_by_file_row_and_column(kind, little, told):
    name, how, message = kind
    how(little / "data" / name)
    before = None if (little / "data" / name).is_fifo() else state(little)
    code, printed = told(["data", "--codebook"])
    assert_told(printed, re.escape(message))
    assert code == 1
    assert before is None or state(little) == before


def test_all_faults_are_told_at_once_by_the_command(whole):
    data = whole / "data"
    cell(data / "facts.csv", 4, "source_key", "")
    cell(data / "facts.csv", MEASURED, "unit", "flights")
    cell(data / "places.csv", 3, "latitude", "north")
    done = run("data", project=whole)
    places = [":".join(printed.split(":")[:3]) for printed in done.stdout.splitlines()]
    assert places == ["facts.csv:4:source_key", f"facts.csv:{MEASURED}:unit", "places.csv:3:latitude"]
    assert (done.returncode, done.stderr) == (1, "3 problems\n")


# --- the article: `brief data`, `brief check` ------------------------------------------------------------------

ARTICLE = {
    "no article": (gone, "data", r"000_8849fb70ba421d65\.txt: missing; expected in seeds/"),
    "a folder in its place": (folder, "data", r"000_8849fb70ba421d65\.txt: a folder or a device"),
    "a byte too many at its beginning": (raw(lambda content: b"x" + content), "data", r"claims\.csv:2:quote: bytes \d+ to \d+ of the article are "),
    "Latin-1 in a quote": (raw(lambda content: content.replace(b"Russia", b"R\xfcssia")), "data", r"claims\.csv:\d+:quote: bytes \d+ to \d+ of the article are "),
    "cut off": (raw(lambda content: content[:200]), "data", r"claims\.csv:\d+:quote: bytes \d+ to \d+ of the article are "),
    "a letter changed beside all quotes": (swap("Vladimir Putin (Reuters)", "Vladimir Putin (Routers)"), "check", "  its bytes differ"),
}  # fmt: skip


@rows(ARTICLE)
def test_an_article_that_is_not_the_article_is_told(kind, whole, told):
    how, command, message = kind
    how(whole / "seeds" / paths.ARTICLE.name)
    before = state(whole)
    code, printed = told([command])
    assert_told(printed, message, lines=64)
    assert (code, state(whole)) == (1, before)


# --- the sealed edition: `brief check` ---------------------------------------------------------------------------

MANIFEST, PAGE_FILE, LEDGER = "manifest.json", "pages/page.json", "ledger.json"
# what is broken: (file of the sealed edition, how, what is told before anything is executed)
SEALED = {
    "no manifest": (MANIFEST, gone, r"manifest\.json: missing; `brief seal` writes it"),
    "a folder in its place": (MANIFEST, folder, r"manifest\.json: a folder or a device"),
    "an empty manifest": (MANIFEST, text(""), r"manifest\.json: damaged: "),
    "a manifest cut off": (MANIFEST, raw(lambda content: content[:200]), r"manifest\.json: damaged: "),
    "a list": (MANIFEST, text("[]"), r"manifest\.json: damaged: expected an object"),
    "of another format": (MANIFEST, sealed(lambda manifest: manifest.update(format=999)), rf"manifest\.json: not a manifest of format {edition.FORMAT}"),
    "nothing but the format": (MANIFEST, text(json.dumps({"format": edition.FORMAT})), r"manifest\.json: damaged: 'article' or 'files' is missing"),
    "a file that is not listed": (MANIFEST, sealed(lambda manifest: manifest["files"].pop(LEDGER)), r"manifest\.json: damaged: 'ledger\.json' is not listed"),
    "a file of somewhere else": (MANIFEST, sealed(lambda manifest: manifest["files"].update({"../page.md": ""})), r"manifest\.json: damaged: '\.\./page\.md' is no file of an edition"),
    "the markers of a conflict": (PAGE_FILE, swap('"numbers"', '<<<<<<< HEAD\n"numbers"'), r"page\.json: damaged: "),
    "a page that is missing": (PAGE_FILE, gone, r"page\.json: missing; expected in pages/"),
    "a page cut off": (PAGE_FILE, raw(lambda content: content[:500]), r"pages/page\.json: damaged: "),
    "a page that is not UTF-8": (PAGE_FILE, raw(lambda content: content.replace(b"died", b"di\xe9d", 1)), r"page\.json: not UTF-8: .*0xe9"),
    "nested too deep": (PAGE_FILE, nested, r"pages/page\.json: damaged: "),
    "a number too long": (LEDGER, text("1" * 5000), r"ledger\.json: damaged: "),
    "no findings": (LEDGER, sealed(lambda ledger: ledger.pop("findings")), r"ledger\.json: damaged: 'findings'"),
    "a page that is no page": (PAGE_FILE, text("3"), r"pages/page\.json: damaged: expected an object"),
    "a table without rows": ("tables.json", sealed(lambda tables: tables["facts"].pop("rows")), r"tables\.json: damaged: table 'facts'"),
    "a figure without rows": (
        PAGE_FILE,
        sealed(lambda page: page["figures"]["fig-page-deaths"].pop("rows")),
        r"page\.json: damaged: figure 'fig-page-deaths'",
    ),
    "a row without a cell": (
        PAGE_FILE,
        sealed(lambda page: page["figures"]["fig-page-deaths"]["rows"][0].pop()),
        r"page\.json: damaged: figure 'fig-page-deaths': a row without \d+ cells",
    ),
}  # fmt: skip


@rows(SEALED)
def test_a_damaged_sealed_edition_is_told_by_its_file_before_anything_is_executed(kind, little, told):
    file, how, message = kind
    how(little / "book" / "sealed" / file)
    before = state(little)
    code, printed = told(["check"])
    assert_told(printed, message)
    assert (code, "executing" in printed, state(little)) == (1, False, before)


def test_a_damaged_sealed_edition_is_told_by_the_command(whole):
    nested(whole / "book" / "sealed" / "manifest.json")
    done = run("check", project=whole)
    assert_told(done.stderr, r"manifest\.json: damaged")
    assert (done.returncode, "executing" in done.stderr) == (1, False)


# --- pages and settings: `brief build`, `brief check` -----------------------------------------------------------

# what is broken: (file of the book, how, what is told by both commands before a page is executed)
CONTENTS = {
    "no page": ("page.md", gone, r"_toc\.yml names the page 'page', but there is no page\.md"),
    "a folder in the place of a page": ("page.md", folder, r"page\.md: a folder or a device"),
    "a page that is not UTF-8": ("page.md", raw(lambda content: content.replace(b"A page", b"A p\xe4ge")), r"page\.md: not UTF-8: .*0xe4"),
    "no front matter": ("page.md", raw(lambda content: content.split(b"---\n")[2]), r"page\.md: expected the kernelspec python3"),
    "front matter that is no YAML": ("page.md", swap("question: Who", "question: [Who"), r"page\.md: "),
    "front matter nested too deep": ("page.md", swap("question: Who", "question: " + "[" * 5000), r"page\.md: "),
    "front matter that is a list": ("page.md", raw(lambda content: b"---\n- a\n- b\n---\n" + content.split(b"---\n")[2]), r"page\.md: \['a', 'b'\] is not of type 'object'"),
    "another language": ("page.md", swap("name: python3", "name: julia"), r"page\.md: expected the kernelspec python3"),
    "settings of a cell that are no YAML": ("page.md", swap(":mystnb:", ":mystnb: ["), r"page\.md: "),
    "a figure without a name": ("page.md", swap(":    name: fig-page-deaths", ":    label: x"), r"page\.md:\d+: a figure named None"),
    "a figure whose name leads out of the site": ("page.md", swap("name: fig-page-deaths", "name: ../../evil"), r"page\.md:\d+: a figure named '\.\./\.\./evil'"),
    "no contents": ("_toc.yml", gone, r"_toc\.yml: missing; expected in book/"),
    "empty contents": ("_toc.yml", text(""), r"_toc\.yml: expected settings of the form key: value"),
    "contents that are no YAML": ("_toc.yml", swap("root:", "root: ["), r"_toc\.yml: not YAML"),
    "contents nested too deep": ("_toc.yml", nested, r"_toc\.yml: not YAML: maximum recursion depth"),
    "contents without a first page": ("_toc.yml", text("format: jb-book\n"), r"_toc\.yml: expected the format jb-book and a root"),
    "a page named twice": ("_toc.yml", text("format: jb-book\nroot: page\nchapters:\n- file: page\n"), r"_toc\.yml: 'page' is no name of a page, or stands twice"),
    "a page that is a number": ("_toc.yml", text("format: jb-book\nroot: 3\n"), r"_toc\.yml: 3 is no name of a page"),
    "a page out of the book": ("_toc.yml", swap("page", "../data/README"), r"_toc\.yml: '\.\./data/README' leads out of the book"),
    "a page at the top of the disk": ("_toc.yml", swap("page", "/etc/page"), r"_toc\.yml: '/etc/page' leads out of the book"),
    "no settings": ("_config.yml", gone, r"_config\.yml: missing; expected in book/"),
    "settings that are no YAML": ("_config.yml", swap("title:", "title: ["), r"_config\.yml: not YAML"),
    "a time limit in words": ("_config.yml", swap("timeout: 120", "timeout: many"), r"_config\.yml: execute\.timeout is 'many'; expected a number of seconds"),
    "a time limit of nought": ("_config.yml", swap("timeout: 120", "timeout: 0"), r"_config\.yml: execute\.timeout is 0; expected a number of seconds"),
}  # fmt: skip


@rows(CONTENTS)
def test_a_page_or_setting_that_cannot_be_read_is_told_before_anything_is_executed(kind, little, told):
    name, how, message = kind
    how(little / "book" / name)
    before = state(little)
    for command in ("check", "build"):
        code, printed = told([command])
        assert_told(printed, message)
        assert (code, "executing" in printed, state(little)) == (1, False, before)


# what is broken: (what the first cell does, what is told when it is executed); {line} is where that stands
CELLS = {
    "a failing cell": ("legs = brief.airpower.legs().root", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: AttributeError: "),
    "a cell that is no Python": ("legs = = 3", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: SyntaxError: "),
    "an unknown fact": ('brief.fact("air-999")', r"page\.md:{line}: the cell that begins with\n    import brief\nfails: BriefError: no fact 'air-999' in the tables"),
    "a cell that ends the program": ("exit(0)", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: (SystemExit|NameError)"),
    "a cell that asks": ('input("Who?")', r"page\.md:{line}: the cell that begins with\n    import brief\nfails: \w+Error"),
    "a cell that interrupts": ("raise KeyboardInterrupt", r"page\.md(:{line})?: "),
    "a cell without end": ("while True: pass", r"page\.md: .*(seconds|timed out)"),
    "a cell that dies": ("import os; os._exit(3)", r"page\.md: its process died \(exit code 3\)"),
    "a cell that is killed": ("import os; os.kill(os.getpid(), 9)", r"page\.md: its process died \(Killed\)"),
    "a cell that writes a file": ('open("notes.txt", "w").close()', r"page\.md writes the file 'notes\.txt'; a page reads tables and shows, no more"),
    "a number given twice": ("brief.say(places=3); brief.say(places=4)", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: BriefError: page\.md: the number 'places' is given twice"),
}  # fmt: skip


@rows(CELLS)
def test_a_cell_that_goes_wrong_is_told_by_its_line(kind, whole, told):
    does, message = kind
    page = whole / "book" / "page.md"
    edit(page, "import brief\n", f"import brief\n{does}\n")
    if "while True" in does:
        edit(whole / "book" / "_config.yml", "timeout: 120", "timeout: 3")
    line_of = page.read_text(encoding="utf-8").split("\n").index(does) + 1
    before = state(whole)
    code, printed = told(["check"])
    assert_told(printed, message.format(line=line_of))
    assert (code, state(whole)) == (1, before)


def test_a_cell_that_goes_wrong_is_told_by_the_command_too_and_leaves_the_old_site(whole):
    site = whole / "site"
    site.mkdir()
    (site / ".brief-site").write_text("an earlier site")
    edit(whole / "book" / "page.md", "import brief\n", "import brief\nlegs = brief.airpower.legs().root\n")
    before = state(whole)
    done = run("build", "--out", site, project=whole)
    assert_told(done.stderr, r"page\.md:\d+: the cell that begins with\n.*import brief\n(.*\n)*fails: AttributeError")
    assert (done.returncode, state(whole)) == (1, before)


# --- what a page refers to that is not there: `brief build` tells all of it at once -----------------------------

# what stands in the page: what is told
UNKNOWN = {
    "{fact}`air-999`": "{fact}: no fact 'air-999' in the tables",
    "{quote}`c-999`": "{quote}: no claim 'c-999' in the tables",
    "{claim}`c-999`": "{claim}: no claim 'c-999' in the tables",
    "{judgment}`j-98`": "{judgment}: no judgment 'j-98' in the tables",
    "{src}`nobody2020`": "{src}: no document 'nobody2020' in the tables",
    "{glue:text}`gnu`": "gnu",
    "{numref}`fig-x`": "undefined label: 'fig-x'",
    "{nobody}`x`": 'Unknown interpreted text role "nobody"',
    "```{judgment} j-99\n```": "{judgment}: no judgment 'j-99' in the tables",
    "```{view} dictionary\n```": "{view}: no view 'dictionary'",
    "```{accounts} us-999\n```": "{accounts}: no fact 'us-999' in the tables",
    "```{taken-from} nobody2020\n```": "{taken-from}: nothing taken from 'nobody2020'",
    "```{claims} weather\n```": "{claims}: no claim on the topic 'weather'",
    "```{vocabulary} rulings.verdict\n```": "has no column 'verdict'",
    "```{vocabulary} claims.quote\n```": "'quote' with a vocabulary",
    "```{disagreements}\n```": "{disagreements}: no option 'code'",
    "```{disagreements}\n:table: us_actions\n:what: action\n:heading: Act\n:code: mood\n```": "table 'us_actions' has no column 'mood'",
    "```{citation}\n:figure: fig-none\n:row: facts:art-002\n```": "{citation}: no figure 'fig-none'",
    "```{citation}\n:row: facts:x\n```": "{citation}: no row 'x' in the table 'facts'",
    "```{nothing}\n```": "Unknown directive type: 'nothing'",
    "[page](nowhere.md)": "nowhere.md",
}


def test_everything_that_is_not_there_is_told_at_once(whole):
    page = whole / "book" / "page.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n" + "\n\n".join(UNKNOWN) + "\n", encoding="utf-8")
    edit(page, ':    caption: "Deaths in a month."', ':    title: "Deaths in a month."')
    edit(page, "question: Who", "answer: Who")
    before = state(whole)
    done = run("build", "--out", whole / "site", project=whole)
    assert "Traceback" not in done.stderr
    for message in (*UNKNOWN.values(), "fig-page-deaths has no caption", "no question in the front matter"):
        assert any(line.startswith("page.md") and message in line for line in done.stderr.splitlines()), (
            message,
            done.stderr,
        )
    assert (done.returncode, state(whole)) == (1, before)


# --- where a site cannot stand: `brief build --out` -------------------------------------------------------------


def notes(place):
    (place / "site").mkdir()
    (place / "site" / "thesis.docx").write_text("years of work")


def kept_in_git(place):
    building_marker(place)
    (place / "site" / ".git").mkdir()


def building_marker(place):
    (place / "site").mkdir()
    (place / "site" / building.MARKER).write_text("")


# what is broken: (how, the folder of the site, what is told before the tables are read)
PLACES = {
    "a folder that is no site": (
        notes,
        "site",
        r".*site holds files that `brief build` did not write; expected an empty folder, a new one, or one that it wrote",
    ),
    "a site that holds more": (kept_in_git, "site", r".*site holds '\.git'; expected an empty folder"),
    "a file": (
        lambda place: (place / "site").write_text("years of work"),
        "site",
        r".*site is a file; expected a folder for the site",
    ),
    "a folder below a file": (
        lambda place: (place / "site").write_text("years of work"),
        "site/html",
        r".*site is a file; expected a folder for the site",
    ),
    "a pipe": (lambda place: os.mkfifo(place / "site"), "site", r".*site is a file; expected a folder for the site"),
}


@rows(PLACES)
def test_what_is_no_place_for_a_site_is_left_as_it_is(kind, little, told):
    how, out, message = kind
    how(little)
    before = state(little)
    code, printed = told(["build", "--out", f"{{little}}/{out}"])
    assert_told(printed, message)
    assert (code, "validating" in printed, state(little)) == (1, False, before)


# --- misuse of the command ---------------------------------------------------------------------------------------

MISUSE = {
    "no command": ([], "error: the following arguments are required: COMMAND"),
    "an unknown command": (["bake"], "error: argument COMMAND: invalid choice: 'bake'"),
    "an unknown option": (["build", "--into", "x"], "error: unrecognized arguments: --into x"),
    "a value too many": (["data", "facts"], "error: unrecognized arguments: facts"),
    "an option without its value": (["build", "--out"], "error: argument --out: expected one argument"),
    "no name for the site": (["build", "--out", ""], "error: argument --out: expected the name of a folder"),
    "a loop of links for the site": (
        ["build", "--out", "{little}/loop"],
        "error: argument --out: .*loop' leads nowhere: ",
    ),
    "a port in words": (["serve", "--port", "many"], "error: argument --port: 'many' is no port; expected 0 to 65535"),
    "a port that cannot be": (
        ["serve", "--port", "70000"],
        "error: argument --port: '70000' is no port; expected 0 to 65535",
    ),
    "a port in other digits": (["serve", "--port", "٨٠"], "error: argument --port: '٨٠' is no port"),
}


@rows(MISUSE)
def test_misuse_is_told_with_how_it_is_used(kind, little, told):
    arguments, message = kind
    (little / "loop").symlink_to("loop")
    code, printed = told(arguments)
    assert_told(printed, "usage: brief")
    assert re.search(message, printed), printed
    assert code == 2


def test_misuse_is_told_by_the_command():
    done = run("build", "--out", "")
    assert_told(done.stderr, "usage: brief")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_port_that_is_taken_is_told_before_anything_is_built(told):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, printed = told(["serve", "--port", str(taken.getsockname()[1])])
    assert_told(printed, r"port \d+ cannot be used: Address already in use; try another with --port")
    assert (code, "validating" in printed) == (1, False)


# --- what the machine lacks, or is called: the command all the same gives what it gives elsewhere ----------------


@pytest.fixture(scope="session")
def site_of_the_little_book(little_book):
    """The files of its site, as built where nothing is missing."""
    done = run("build", "--out", little_book / "site", project=little_book)
    assert done.returncode == 0, done.stderr
    site = state(little_book / "site")
    shutil.rmtree(little_book / "site")
    return site


AWKWARD = """brief's "copy" #1 100% [x] * نسخة"""
# what is the matter with the machine: what stands in the environment
MACHINES = {
    "no font": {"FONTCONFIG_FILE": "/dev/null"},
    "no browser, nor any other program": {"PATH": "", "CHROME": ""},
    "no network": {"BRIEF_OFFLINE": "1", "BRIEF_CACHE": str(cache.cache())},
    "no home": {"HOME": "/nowhere"},
    "no folder for passing files": {"TMPDIR": "/nowhere"},
    "a terminal that knows no letters but the English ones": {
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
    },
}


def test_on_a_machine_with_all_of_that_and_at_an_awkward_path_the_site_is_the_same(whole, site_of_the_little_book):
    there = whole.rename(whole.with_name(AWKWARD))
    done = run(
        "build", "--out", there / "site", project=there, **{k: v for lack in MACHINES.values() for k, v in lack.items()}
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    found, expected = state(there / "site"), site_of_the_little_book
    differing = {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}
    pictures = {name for name in expected if re.fullmatch(r"figures/(.*\.(svg|png)|drawn-by\.txt)", name)}
    assert differing == pictures | {"page.html", "checksums.txt"}, "without a browser there are no pictures"
    assert "left out: static pictures" in done.stderr
    rows, numbers = (re.compile(part) for part in (rb"<tr>.*?</tr>", rb"data-number=.*?</span>"))
    for part in (rows, numbers):
        assert part.findall(found["page.html"]) == part.findall(expected["page.html"]) != []


def test_it_works_in_a_folder_whose_name_looks_like_a_pattern(whole):
    there = whole.rename(whole.with_name("brief [1] *"))
    assert run("data", project=there).returncode == 0


OUTPUTS = {
    "nobody reads to the end": "{brief} data | true; exit ${{PIPESTATUS[0]}}",
    "the disk is full": "{brief} data >/dev/full",
}


@rows(OUTPUTS)
def test_an_output_that_cannot_be_written_is_told(kind, whole):
    environment = {**os.environ, "PYTHONPATH": str(whole / "book")}
    command = kind.format(brief=f"{sys.executable} -m brief.cli")
    done = subprocess.run(
        ["bash", "-c", command], cwd=whole, env=environment, capture_output=True, text=True, timeout=100
    )
    assert_told(done.stderr, "the output: (No space left on device|nobody reads it to the end)")
    assert done.returncode == 1


# --- disks that are full or may not be written --------------------------------------------------------------------

SMALL = ["bash", "-c", 'ulimit -f "$0"; exec "$@"']
"""No file may grow beyond so many kilobytes: what a full disk says, said by the system in another word."""
ANYBODY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Without the right of the superuser to write everywhere."""


def closed(path):
    path.chmod(0o555)


def unreadable(path):
    path.chmod(0)


# what is the matter: (which file or folder, how, the command, what is told)
DISKS = {
    "full, for the sealed edition": ("book", None, [*SMALL, "4"], ["seal"], r"\S+\.json: cannot be written: File too large"),
    "read-only, for the sealed edition": ("book", closed, ANYBODY, ["seal"], r"\S+: cannot be written: Permission denied"),
    "full, for the site": (".", None, [*SMALL, "64"], ["build", "--out", "site"], r".*: File too large"),
    "read-only, for the codebook": ("data", closed, ANYBODY, ["data", "--codebook"], r"README\.md: cannot be written: Permission denied"),
    "read-only, for the site": (".", closed, ANYBODY, ["build", "--out", "site"], r".*: cannot be written to: Permission denied"),
    "read-only, for a folder of the site": (".", closed, ANYBODY, ["build", "--out", "new/site"], r".*new: cannot be a folder: Permission denied"),
    "a table that may not be read": ("data/legs.csv", unreadable, ANYBODY, ["data"], r"legs\.csv: the file cannot be read \(Permission denied\); expected a file that can"),
    "a page that may not be read": ("book/page.md", unreadable, ANYBODY, ["check"], r"page\.md: cannot be read: Permission denied"),
}  # fmt: skip


@rows(DISKS)
def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(kind, whole):
    where, how, prefix, command, message = kind
    site = whole / "site"
    if command[0] == "build" and how is None:
        building_marker(whole)
    before = state(whole)
    edit(whole / "book" / "page.md", "# A page", "# The page")  # so that there is something new to seal
    edit(whole / "data" / "datapackage.json", '"title": "', '"title": "The ')
    before |= {
        str(path.relative_to(whole)): path.read_bytes()
        for path in (whole / "book" / "page.md", whole / "data" / "datapackage.json")
    }
    mode = (whole / where).stat().st_mode
    if how:
        how(whole / where)
    try:
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "brief.cli", *command],
            cwd=whole,
            env={**os.environ, "PYTHONPATH": str(whole / "book"), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=100,
        )
    finally:
        (whole / where).chmod(mode)
    assert_told(done.stdout + done.stderr, message)
    assert (done.returncode, state(whole)) == (1, before)
    assert site.exists() == (how is None and command[0] == "build")


def test_a_full_disk_is_told_and_holds_no_half_of_a_site(whole, tmp_path):
    """On a disk of one megabyte of its own, where the system allows to make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=1m none "$0" && { "$@"; code=$?; ls -A "$0" >&2; exit $code; }'
    separate = ["unshare", "--map-root-user", "--mount", "bash", "-c", mount, str(disk)]
    if subprocess.run([*separate, "true"], capture_output=True).returncode:
        pytest.skip("no disk of its own to be had here")
    done = subprocess.run(
        [*separate, sys.executable, "-m", "brief.cli", "build", "--out", str(disk / "site")],
        cwd=whole,
        env={**os.environ, "PYTHONPATH": str(whole / "book")},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    assert_told(done.stderr, ".*No space left on device")
    assert done.stderr.splitlines()[-1].endswith("No space left on device"), "nothing is left on the disk"


# --- interruptions: nothing half-written, and what was there stays ------------------------------------------------


def interrupted(project, command, at, number):
    """Stop the command as soon as it says that it is there, and return its exit code and what it told."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(project / "book"),
        "TMPDIR": str(project),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    arguments = [sys.executable, "-u", "-m", "brief.cli", *command]
    lines = []
    with subprocess.Popen(
        arguments, cwd=project, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as stopped:
        for line in stopped.stderr:
            lines.append(line)
            if line.startswith(at):
                stopped.send_signal(number)
                break
        lines += stopped.communicate(timeout=60)[1].splitlines(keepends=True)
    return stopped.returncode, "".join(lines)


def slow(project):
    """Give the book a first page without cells, and have the other one take longer than any of these tests waits."""
    (project / "book" / "first.md").write_text("---\nquestion: Who?\n---\n# First\n", encoding="utf-8")
    only(project, "page", "first")
    edit(project / "book" / "page.md", "import brief\n", "import brief\nimport time; time.sleep(40)\n")


def quick(project):
    """Leave the little book as it is."""


# what is interrupted: (the book, the command, what it says then, the signal)
INTERRUPTIONS = {
    "a build, by Ctrl-C, as it executes": (slow, ["build", "--out", "site"], "executing pages: 1", signal.SIGINT),
    "a build, by a terminal that closes, as it writes": (quick, ["build", "--out", "site"], "executing pages: 1", signal.SIGHUP),
    "a build, by the system, at its end": (quick, ["build", "--out", "site"], "writing pages: 1", signal.SIGTERM),
    "a check, by the system": (slow, ["check"], "executing pages: 1", signal.SIGTERM),
    "a seal, by Ctrl-C": (slow, ["seal"], "executing pages: 1", signal.SIGINT),
}  # fmt: skip


@rows(INTERRUPTIONS)
def test_an_interruption_stops_it_and_leaves_nothing_behind(kind, whole):
    book, command, at, number = kind
    building_marker(whole)
    book(whole)
    before = state(whole)
    code, printed = interrupted(whole, command, at, number)
    if code == 0 and book is quick:  # it came to its end before the signal came: the whole site stands there
        assert (whole / "site" / "page.html").is_file() and not list(whole.glob(".building-*"))
        return
    assert_told(printed, "stopped")
    assert (code, state(whole)) == (130, before)


def finished_site(folder, content):
    """Return the folder of a small site that is built."""
    folder.mkdir()
    (folder / building.MARKER).write_text("")
    for name in "abc":
        (folder / name).write_text(content)
    return folder


def content_of(site):
    """Return what all files of a small site hold: they are of one site."""
    [content] = {(site / name).read_text() for name in "abc"}
    return content


@pytest.mark.parametrize("second", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("step", range(4))
def test_an_interruption_while_sites_are_exchanged_leaves_a_whole_one(step, second, tmp_path, monkeypatch):
    """Before or after either rename; also if Ctrl-C comes again while the old site is put back."""
    site, new = finished_site(tmp_path / "site", "old"), finished_site(tmp_path / "new", "new")
    rename, steps = Path.rename, iter(range(100))

    def interrupt():
        if next(steps) in ({step, step + 1} if second else {step}):
            raise KeyboardInterrupt

    def interrupted_rename(*arguments):
        interrupt()
        rename(*arguments)
        interrupt()

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(Path, "rename", interrupted_rename)
        files.exchange(new, site)
    with files.restored(site):
        assert content_of(site) in {"old", "new"}
    assert {path.name for path in tmp_path.iterdir()} <= {"site", "new"}


def test_a_build_puts_back_the_site_that_a_killed_one_was_replacing_even_if_it_fails_itself(tmp_path, monkeypatch):
    site = finished_site(tmp_path / "site", "old")
    site.rename(files._replaced(site))
    monkeypatch.setattr(building.execution, "execute_book", lambda *_, **__: pytest.fail("the tables are at fault"))
    with pytest.raises(pytest.fail.Exception):
        building.build(site)
    assert content_of(site) == "old"


def test_a_site_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path, monkeypatch):
    site, new = finished_site(tmp_path / "site", "old"), finished_site(tmp_path / "new", "new")
    rename = Path.rename

    def failing_rename(source, target):
        if source == new:
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(Path, "rename", failing_rename)
    with pytest.raises(PermissionError):
        files.exchange(new, site)
    assert content_of(site) == "old"


def test_what_a_killed_build_leaves_behind_does_no_harm(whole):
    building_marker(whole)
    before = state(whole / "site")
    code, _ = interrupted(whole, ["build", "--out", "site"], "writing pages: 0", signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert state(whole / "site") == before
    assert run("build", "--out", whole / "site", project=whole).returncode == 0
    assert (whole / "site" / "page.html").is_file()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "manifest.json"
    files.write_whole(path, "old")
    (tmp_path / ".manifest.json").write_text("another's")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stop)
        files.write_whole(path, "new")
    assert path.read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == [".manifest.json", "manifest.json"]


# --- two at once ------------------------------------------------------------------------------------------------


def at_once(project, *commands):
    """Run commands at the same time, and return what each did."""
    done = [None] * len(commands)

    def one(number):
        done[number] = run(*commands[number], project=project)

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_two_builds_into_one_folder_and_a_check_all_end_well(whole, site_of_the_little_book):
    out = ["build", "--out", whole / "site"]
    for done in at_once(whole, out, out, ["check"]):
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr
    assert state(whole / "site") == site_of_the_little_book
    assert not list(whole.glob(".building-*"))


def test_builds_that_end_together_leave_a_whole_site(tmp_path, monkeypatch):
    """Many exchanges at the same moment: each puts its own site in place, whole."""
    site, rename = tmp_path / "site", Path.rename

    def late(*arguments):
        time.sleep(0.01)  # for another to come between
        return rename(*arguments)

    monkeypatch.setattr(Path, "rename", late)

    def exchange(number):
        with building._folder_beside(site) as folder:
            new = finished_site(folder / "html", str(number))
            with files.restored(site):
                files.exchange(new, site)

    faults = []

    def one(number):
        try:
            for _ in range(10):
                exchange(number)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert content_of(site) in "0123"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_writers_of_one_file_at_once_leave_it_whole(tmp_path):
    """As two seals of the same moment do."""
    path, faults = tmp_path / "manifest.json", []

    def write(number):
        try:
            for _ in range(20):
                files.write_whole(path, f"{number}" * 100_000)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (len(set(path.read_text())), len(path.read_text())) == (1, 100_000)
    assert [found.name for found in tmp_path.iterdir()] == ["manifest.json"]
