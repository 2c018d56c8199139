"""Faults in tables, their description, the article and the sealed edition are reported at their place.

Whatever is broken, one clear message names the place, and the exit code says that it went wrong: 1 for a fault, 2 for
misuse, 130 for an interruption. Nothing half-written is left, and nothing is lost: every file of the project, and of
the site that was there before, is what it was.
"""

import csv
import json
import re

import pytest

from breaking import (
    assert_reported,
    dangling,
    described,
    field,
    folder,
    gone,
    line,
    nested,
    pipe,
    put,
    raw,
    rows,
    sealed,
    state,
    swap,
    text,
    twice,
)
from brief import paths
from brief.check import edition
from helpers import cell, edit, run

# --- the description of the tables: `brief data` ----------------------------------------------------------------

# what is broken: how, and the message
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
def test_a_broken_description_is_reported(kind, little_tables, command):
    how, message = kind
    how(little_tables / "data" / "datapackage.json")
    before = state(little_tables)
    code, printed = command(["data", "--codebook"])
    assert_reported(printed, message)
    assert (code, state(little_tables)) == (1, before)


# --- the tables: `brief data` -----------------------------------------------------------------------------------

MEASURED = 5
"""The row of a fact with a number."""


DOCUMENT = 2
"""The row of the first document."""


def document(**cells):
    """Have the first document be one of 5 December 2019, with a title and a date, and with some other cells."""
    whole = {
        "title": "Jets",
        "title_basis": "shown",
        "published": "2019-12-05",
        "date_basis": "address",
        "missing_reason": "",
        "url": "https://example.org/2019/12/5/jets",
    }

    def broken(path):
        for column, value in {**whole, **cells}.items():
            cell(path, DOCUMENT, column, value)

    return broken


def later(path):
    """Have the document of the first borrowing be of the year after the article."""
    facts = {row["fact_id"]: row for row in csv.DictReader(path.with_name("facts.csv").open(encoding="utf-8"))}
    borrowing = next(csv.DictReader(path.with_name("borrowings.csv").open(encoding="utf-8")))
    keys = [row["source_key"] for row in csv.DictReader(path.open(encoding="utf-8"))]
    cell(path, keys.index(facts[borrowing["fact_id"]]["source_key"]) + 2, "published", "2027-01-01")


def change_kind(path):
    """Give another grade to the kind of the first document."""
    kinds = [row["document_kind"] for row in csv.DictReader(path.open(encoding="utf-8"))]
    cell(path, kinds.index("observatory") + 2, "reliability", "D")


def swapped(path):
    """Exchange the coordinates of the first place."""
    row = next(csv.DictReader(path.open(encoding="utf-8")))
    cell(path, 2, "latitude", row["longitude"])
    cell(path, 2, "longitude", row["latitude"])


def elsewhere(path):
    """Have a fact say that it is elsewhere than its place."""
    cell(
        path,
        MEASURED,
        "place_id",
        next(csv.DictReader(path.with_name("places.csv").open(encoding="utf-8")))["place_id"],
    )
    cell(path, MEASURED, "place", "Atlantis")


def without_last(path):
    """Take the last row out."""
    path.write_bytes(path.read_bytes().rstrip(b"\n").rpartition(b"\n")[0] + b"\n")


# what is broken: (file, how, the message, as file:row:column); row 1 is the header
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
        "facts.csv:1: a carriage return at the end of the line; expected a line feed alone; Git writes the other where core.autocrlf is true",
    ),
    "Latin-1": (
        "facts.csv",
        raw(lambda content: content.replace(b"Burrport", b"Burrp\xfcrt", 1)),
        "facts.csv:6: byte 0xfc is not UTF-8; expected UTF-8: in a spreadsheet, save it as “CSV UTF-8”",
    ),
    "UTF-16": ("legs.csv", raw(lambda content: content.decode().encode("utf-16")), "legs.csv:1: byte 0xff is not UTF-8"),
    "no line feed at the end": ("legs.csv", raw(bytes.rstrip), "legs.csv:4: the file does not end with one line feed"),
    "two line feeds at the end": ("legs.csv", raw(lambda content: content + b"\n"), "legs.csv:5: an empty row; expected none"),
    # its rows
    "a stray quotation mark": (
        "legs.csv",
        line(2, lambda row: row.replace("port-ambleway", '"port"-ambleway')),
        "legs.csv:2: a stray quotation mark",
    ),
    "a quotation mark inside a cell": (
        "legs.csv",
        line(2, lambda row: row.replace("port-ambleway", 'port"-ambleway')),
        "legs.csv:2: quotation marks that are not needed, or a stray one",
    ),
    "a quotation mark never closed": (
        "legs.csv",
        line(2, lambda row: row.replace("port-ambleway", '"port-ambleway')),
        "legs.csv:4: a stray quotation mark",
    ),
    "needless quotation marks": (
        "legs.csv",
        line(2, lambda row: row.replace("port-ambleway", '"port-ambleway"')),
        "legs.csv:2: quotation marks that are not needed",
    ),
    "semicolons for commas": ("legs.csv", raw(lambda content: content.replace(b",", b";")), "legs.csv:1: semicolons between the cells of the whole file; expected commas"),
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
    "a name twice": ("places.csv", put(4, "place_id", "old-quay"), "places.csv:4:place_id: a duplicate of row 3"),
    "an unknown key": (
        "facts.csv",
        put(13, "origin_id", "the-yart"),
        "facts.csv:13:origin_id: 'the-yart' is not in origins.csv; expected an origin_id of origins.csv",
    ),
    "a key with a quotation mark": ("facts.csv", put(13, "origin_id", 'the-"yard'), "facts.csv:13:origin_id: 'the-\"yard' is not in origins.csv"),
    "an unknown place": ("legs.csv", put(2, "to_place_id", "atlantis"), "legs.csv:2:to_place_id: 'atlantis' is not in places.csv"),
    "an unknown key within the table": ("facts.csv", put(16, "repeats", "harbour-999"), "facts.csv:16:repeats: 'harbour-999' is not in facts.csv"),
    "a fact that repeats itself": ("facts.csv", put(2, "repeats", "art-001"), "facts.csv:2:repeats: the fact repeats itself"),
    "a loop of originators": (
        "origins.csv",
        lambda path: [cell(path, 2, "derived_from", "example-observers"), cell(path, 3, "derived_from", "bay-courier")],
        "origins.csv:2:derived_from: 'bay-courier' leads back to itself; expected a chain with an end",
    ),
    "an originator derived from itself": (
        "origins.csv",
        put(2, "derived_from", "bay-courier"),
        "origins.csv:2:derived_from: 'bay-courier' leads back to itself; expected a chain with an end",
    ),
    "a side that does not follow from the camp": (
        "origins.csv",
        put(8, "side", "none"),
        "origins.csv:8:side: 'none' is not what follows from its camp; expected 'council', as its camp 'council' and its bond 'organ' have it",
    ),
    "a party by no camp": (
        "origins.csv",
        put(4, "party", "true"),
        "origins.csv:4:party: 'true' is not what follows from its camp; expected 'false', as it has no camp",
    ),
    "a bond with no camp": (
        "origins.csv",
        put(4, "bond", "owned"),
        "origins.csv:4:bond: 'owned' with camp_id ''; expected both, or neither",
    ),
    "an unknown camp": ("origins.csv", put(2, "camp_id", "atlantis"), "origins.csv:2:camp_id: 'atlantis' is not in camps.csv"),
    "a part of an unknown claim": ("claims.csv", put(3, "part_of", "c-999"), "claims.csv:3:part_of: 'c-999' is not in claims.csv"),
    "a part of a part": (
        "claims.csv",
        lambda path: [cell(path, 3, "part_of", "c-001"), cell(path, 4, "part_of", "c-002")],
        "claims.csv:4:part_of: 'c-002' is itself a part; expected a claim that is none",
    ),
    "a claim with one part": (
        "claims.csv",
        put(3, "part_of", "c-001"),
        "claims.csv:3:part_of: 'c-001' has no other part; expected two parts or more, or none",
    ),
    "a part not named after the whole": (
        "claims.csv",
        lambda path: [cell(path, number, "part_of", "c-001") for number in (3, 4)],
        "claims.csv:3:part_of: 'c-002' is not named after 'c-001'; expected the name of the whole without its letter",
    ),
    "a name in Arabic digits": ("links.csv", put(2, "claim_id", "c-٠٠١"), "links.csv:2:claim_id: 'c-٠٠١' is not in claims.csv"),
    "a new name in Arabic digits": ("claims.csv", put(5, "claim_id", "c-٩٩٩"), "claims.csv:5:claim_id: 'c-٩٩٩' is not well formed"),
    # numbers
    "words for a number": (
        "facts.csv",
        put(13, "value_low", "fourteen"),
        "facts.csv:13:value_low: 'fourteen' is not written as a number is; expected a number such as 14",
    ),
    "not a number": (
        "facts.csv",
        put(5, "value_low", "NaN"),
        "facts.csv:5:value_low: 'NaN', which a program writes where there is nothing; expected the text as it should be",
    ),
    "infinity": ("facts.csv", put(5, "value_low", "inf"), "facts.csv:5:value_low: 'inf' is not written as a number is"),
    "a number with an exponent": ("facts.csv", put(5, "value_low", "1e400"), "facts.csv:5:value_low: '1e400' is not written as a number is"),
    "a number too large": (
        "facts.csv",
        put(5, "value_high", "9" * 400),
        f"facts.csv:5:value_high: '{'9' * 30}' is too large; expected at most 9,007,199,254,740,992",
    ),
    "a whole number too large": ("passengers.csv", put(2, "passengers", "9" * 20), "passengers.csv:2:passengers: '99999999999999999999' is too large"),
    "a number of thousands of digits": ("passengers.csv", put(2, "passengers", "9" * 9999), "passengers.csv:2:passengers: '999"),
    "a number in Arabic digits": ("facts.csv", put(5, "value_low", "١٤"), "facts.csv:5:value_low: '١٤' is not written as a number is"),
    "a number with a space": ("facts.csv", put(5, "value_low", " 14"), "facts.csv:5:value_low: ' 14' is not written as a number is"),
    "a number with a comma": ("facts.csv", put(5, "value_low", "1,400"), "facts.csv:5:value_low: '1,400' is not written as a number is; expected a number such as 14 or 37.5: here 1400"),
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
    "an ill-formed date": ("facts.csv", put(4, "event_date", "26.5.2020"), "facts.csv:4:event_date: '26.5.2020' is not well formed; expected YYYY, YYYY-MM or YYYY-MM-DD, or two of them joined by /"),
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
    "a document later than what follows it": ("sources.csv", lambda path: later(path), "borrowings.csv:2:fact_id: its document is of 2027-01-01, the article of 2026-02-01; expected an earlier one"),
    # grades
    "a grade that is not that of the kind": (
        "sources.csv",
        put(2, "reliability", "E"),
        "sources.csv:2:reliability: 'E' is not the grade of 'observatory'; expected C, or the reason in `reliability_exception`",
    ),
    "a kind whose grade changes": ("document_kinds.csv", lambda path: change_kind(path), "sources.csv:2:reliability: 'C' is not the grade of 'observatory'; expected D"),
    "an exception that is none": (
        "sources.csv",
        put(2, "reliability_exception", "It is dear to us."),
        "sources.csv:2:reliability_exception: C is the grade of 'observatory'; expected another grade, or no exception",
    ),
    "an unknown kind of document": (
        "sources.csv",
        put(2, "document_kind", "rumour"),
        "sources.csv:2:document_kind: 'rumour' is not in document_kinds.csv; expected a document_kind of document_kinds.csv",
    ),
    # documents
    "a title that is missing": (
        "sources.csv",
        document(title=""),
        f"sources.csv:{DOCUMENT}:title: title_basis is 'shown'; expected a value here, or 'missing' there",
    ),
    "a date that is said to be missing": (
        "sources.csv",
        document(date_basis="missing", missing_reason="the page shows no day"),
        f"sources.csv:{DOCUMENT}:published: date_basis is 'missing'; expected nothing here",
    ),
    "a date that is missing without a reason": (
        "sources.csv",
        document(published="", date_basis="missing"),
        f"sources.csv:{DOCUMENT}:missing_reason: no reason for what is missing; expected a reason where the title or the date is missing",
    ),
    "a reason, and nothing is missing": (
        "sources.csv",
        document(missing_reason="the page shows no day"),
        f"sources.csv:{DOCUMENT}:missing_reason: a reason, and nothing is missing; expected a reason where",
    ),
    "a date that is not that of the address": (
        "sources.csv",
        document(published="2019-12-06"),
        f"sources.csv:{DOCUMENT}:published: 2019-12-06, and the address has 2019-12-05; expected the day of the address",
    ),
    "a date two days from that of the address": (
        "sources.csv",
        document(published="2019-12-07", date_basis="shown"),
        f"sources.csv:{DOCUMENT}:published: 2019-12-07, and the address has 2019-12-05; expected the day of the address",
    ),
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
    "a right-to-left override": ("facts.csv", put(4, "fact", "A\u202eB"), "facts.csv:4:fact: U+202E RIGHT-TO-LEFT OVERRIDE, which nobody sees"),
    "a NUL byte": ("facts.csv", put(4, "fact", "A\0B"), "facts.csv:4:fact: the control character U+0000"),
    "a space before the text": ("origins.csv", put(4, "name", " Example Office"), "origins.csv:4:name: a space before or after the text"),
    "a space after the text": ("origins.csv", put(4, "name", "Example Office "), "origins.csv:4:name: a space before or after the text"),
    # the article
    "a quote that stands elsewhere": ("claims.csv", put(2, "quote_start", "0"), "claims.csv:2:quote: bytes 0 to"),
    "a quote outside of its passage": ("claims.csv", put(2, "passage_id", "p-009"), "claims.csv:2:passage_id: bytes "),
    "a gap between passages": ("passages.csv", put(4, "passage_start", "150"), "passages.csv:4:passage_start: 150, and the one before ends at 145; expected 145"),
    "passages that end before the article": ("passages.csv", without_last, "passages.csv:16:passage_end: the last passage ends at 991, the article at 1027; expected 1027"),
    # what contradicts something else
    "a user before the host": (
        "sources.csv",
        put(DOCUMENT, "url", "https://www.bay-courier.com@evil.example/a"),
        f"sources.csv:{DOCUMENT}:url: 'www.bay-courier.com@evil.example' hides the host behind an @, a space or a backslash",
    ),
    "a host in letters of another script": ("sources.csv", put(DOCUMENT, "url", "https://xn--ruters-4nf.com/a"), f"sources.csv:{DOCUMENT}:url: 'xn--ruters-4nf.com' is no name of a host"),
    "a host that looks like another": ("sources.csv", put(DOCUMENT, "url", "https://c0uncil.example.org/a"), "sources.csv:2:url: the host 'c0uncil.example.org' looks like 'council.example.org' of other rows"),
    "an event after its document": ("facts.csv", put(MEASURED, "event_date", "2031-05"), f"facts.csv:{MEASURED}:event_date: 2031-05 is after 20"),
    "coordinates exchanged": ("places.csv", swapped, "places.csv:2:latitude: 4.2"),
    "a fact elsewhere": ("facts.csv", elsewhere, f"facts.csv:{MEASURED}:place_id: 'burrport' is 'Burrport', and the place 'Atlantis'; expected the same place twice"),
    "fewer than none": ("facts.csv", put(MEASURED, "value_low", "-14"), f"facts.csv:{MEASURED}:value_low: -14 "),
    "a repeat of something else": ("facts.csv", put(MEASURED, "repeats", "art-001"), f"facts.csv:{MEASURED}:repeats: it has next to no word, measure or originator in common with art-001"),
    "context without a reason": ("links.csv", put(2, "relation", "context"), "links.csv:2:reason: no reason why the fact is 'context'; expected why it bears on the claim just so"),
    "a spelling that is not in the article": (
        "glossary.csv",
        put(2, "as_in_article", "Tenick"),
        "glossary.csv:2:as_in_article: 'Tenick' is not in the article; expected its spellings, joined by ' | '",
    ),
}  # fmt: skip


@rows(TABLES)
def test_a_fault_in_a_table_is_reported_by_file_row_and_column(kind, little_tables, command):
    name, how, message = kind
    how(little_tables / "data" / name)
    before = None if (little_tables / "data" / name).is_fifo() else state(little_tables)
    code, printed = command(["data", "--codebook"])
    assert_reported(printed, re.escape(message))
    assert code == 1
    assert before is None or state(little_tables) == before


def test_a_date_as_a_spreadsheet_writes_it_is_one_fault(little_tables, command):
    facts = little_tables / "data" / "facts.csv"
    cell(facts, 4, "event_date", "01/08/2019")
    cell(facts, 4, "date_of", "publication")
    code, printed = command(["data"])
    assert (code, re.findall(r"^.*01/08/2019.*$|^.*date_of.*$", printed, flags=re.M)) == (
        1,
        [
            "data/facts.csv:4:event_date: '01/08/2019' is not well formed; expected YYYY, YYYY-MM or YYYY-MM-DD, or two of"
            " them joined by /"
        ],
    )


@pytest.mark.parametrize(("document", "is_late"), [("2026-02-10", False), ("2026", False), ("2026-03", True)])
def test_dates_are_compared_as_far_as_both_are_known(document, is_late, little_tables, command):
    sources = little_tables / "data" / "sources.csv"
    edit(sources, "2026-02-01", "2026-02")  # of the article
    edit(sources, "2025-04-02", document)  # of a document from which it borrowed
    code, printed = command(["data"])
    assert (code == 1) == is_late, printed
    assert is_late == (f"borrowings.csv:2:fact_id: its document is of {document}, the article of 2026-02" in printed)


def test_all_faults_are_reported_at_once_by_the_command(little_project):
    data = little_project / "data"
    cell(data / "facts.csv", 4, "source_key", "")
    cell(data / "facts.csv", MEASURED, "unit", "flights")
    cell(data / "places.csv", 3, "latitude", "north")
    done = run("data", project=little_project)
    places = [":".join(printed.split(":")[:3]) for printed in done.stdout.splitlines()]
    assert places == [
        f"data/{place}" for place in ("facts.csv:4:source_key", f"facts.csv:{MEASURED}:unit", "places.csv:3:latitude")
    ]
    assert (done.returncode, done.stderr) == (1, "error: 3 problems\n")


# --- the article: `brief data`, `brief check` ------------------------------------------------------------------

ARTICLE = {
    "no article": (gone, r"article\.txt: missing; expected in seeds/"),
    "a folder in its place": (folder, r"article\.txt: a folder or a device"),
    "a byte too many at its beginning": (raw(lambda content: b"x" + content), r"claims\.csv:2:quote: bytes \d+ to \d+ of the article are "),
    "Latin-1 in a quote": (raw(lambda content: content.replace(b"year before", b"ye\xe4r before")), r"claims\.csv:\d+:quote: bytes \d+ to \d+ of the article are "),
    "cut off": (raw(lambda content: content[:200]), r"claims\.csv:\d+:quote: bytes \d+ to \d+ of the article are "),
}  # fmt: skip


@rows(ARTICLE)
def test_an_article_that_is_not_the_article_is_reported(kind, little_tables, command):
    how, message = kind
    how(little_tables / "seeds" / paths.ARTICLE.name)
    before = state(little_tables)
    code, printed = command(["data"])
    assert_reported(printed, message, lines=64)
    assert (code, state(little_tables)) == (1, before)


def test_a_letter_of_the_article_changed_outside_of_all_quotes_is_found_by_a_check(little_project):
    edit(little_project / "seeds" / paths.ARTICLE.name, "next to the nets", "next to the pets")
    done = run("check", project=little_project)
    assert_reported(done.stdout, "  its bytes differ", lines=80)
    assert done.returncode == 1


# --- the sealed edition: `brief check` ---------------------------------------------------------------------------

MANIFEST, PAGE_FILE, LEDGER = "manifest.json", "pages/page.json", "ledger.json"
# what is broken: (file of the sealed edition, how, the message before anything is executed)
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
    "the markers of a conflict": (PAGE_FILE, swap('"numbers"', '<<<<<<< HEAD\n"numbers"'), r"pages/page\.json: damaged: "),
    "a page that is missing": (PAGE_FILE, gone, r"page\.json: missing; expected in pages/"),
    "a page cut off": (PAGE_FILE, raw(lambda content: content[:500]), r"pages/page\.json: damaged: "),
    "a page that is not UTF-8": (PAGE_FILE, raw(lambda content: content.replace(b"came", b"c\xe9me", 1)), r"page\.json: not UTF-8: .*0xe9"),
    "nested too deep": (PAGE_FILE, nested, r"pages/page\.json: damaged: "),
    "a number too long": (LEDGER, text("1" * 5000), r"ledger\.json: damaged: "),
    "no texts of sentences": (PAGE_FILE, sealed(lambda page: page.pop("written")), r"page\.json: damaged: 'written' is missing"),
    "no findings": (LEDGER, sealed(lambda ledger: ledger.pop("findings")), r"ledger\.json: damaged: 'findings'"),
    "a page that is no page": (PAGE_FILE, text("3"), r"pages/page\.json: damaged: expected an object"),
    "a table without rows": ("tables.json", sealed(lambda tables: tables["facts"].pop("rows")), r"tables\.json: damaged: table 'facts'"),
    "a figure without rows": (
        PAGE_FILE,
        sealed(lambda page: page["figures"]["fig-page-passengers"].pop("rows")),
        r"page\.json: damaged: figure 'fig-page-passengers'",
    ),
    "a row without a cell": (
        PAGE_FILE,
        sealed(lambda page: page["figures"]["fig-page-passengers"]["rows"][0].pop()),
        r"page\.json: damaged: figure 'fig-page-passengers': a row without \d+ cells",
    ),
}  # fmt: skip


@rows(SEALED)
def test_a_damaged_sealed_edition_is_reported_by_its_file_before_anything_is_executed(kind, little_tables, command):
    file, how, message = kind
    how(little_tables / "book" / "sealed" / file)
    before = state(little_tables)
    code, printed = command(["check"])
    assert_reported(printed, message)
    assert (code, "executing" in printed, state(little_tables)) == (1, False, before)


def test_a_damaged_sealed_edition_is_reported_by_the_command(little_project):
    nested(little_project / "book" / "sealed" / "manifest.json")
    done = run("check", project=little_project)
    assert_reported(done.stderr, r"manifest\.json: damaged")
    assert (done.returncode, "executing" in done.stderr) == (1, False)
