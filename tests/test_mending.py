"""`brief data --fix` brings a table back into its form that another program has written, and `brief rename` renames a key."""

import csv
import io
import re

import pandas as pd
import pytest

from brief import paths, tables
from brief.tables import form, mending
from helpers import cell, edit

NAMES = tables.names()


def of(name):
    return (paths.DATA / f"{name}.csv").read_bytes()


def in_form(name):
    """Return a table with its numbers as the form has them: a few are written with more zeros than they need."""
    found = mending._mended(tables.resource(name), of(name)).after
    assert (
        tables.keyed(name, csv.DictReader(io.StringIO(found.decode(), newline=""))).keys() == tables.texts(name).keys()
    )
    return found


def by_pandas(name):
    return pd.read_csv(paths.DATA / f"{name}.csv").to_csv(index=False).encode()


def by_pandas_with_numbers_of_rows(name):
    return pd.read_csv(paths.DATA / f"{name}.csv").to_csv().encode()


def as_rows(name):
    return list(csv.reader(io.StringIO(of(name).decode(), newline="")))


def written(rows, **options):
    stream = io.StringIO(newline="")
    csv.writer(stream, **options).writerows(rows)
    return stream.getvalue()


def by_excel(name):
    """As Excel saves "CSV UTF-8" where commas are decimal: semicolons, a mark, CRLF, TRUE and FALSE."""
    kinds = {field["name"]: field["type"] for field in tables.resource(name)["schema"]["fields"]}
    head, *rows = as_rows(name)

    def as_excel(column, text):
        if kinds[column] == "boolean":
            return text.upper()
        return text.replace(".", ",") if kinds[column] == "number" else text

    rows = [[as_excel(column, text) for column, text in zip(head, row, strict=True)] for row in rows]
    return b"\xef\xbb\xbf" + written([head, *rows], delimiter=";", lineterminator="\r\n").encode()


def by_libreoffice(name):
    """With quotation marks around all text cells."""
    return written(as_rows(name), lineterminator="\n", quoting=csv.QUOTE_ALL).encode()


def by_numbers(name):
    """With empty rows and columns after the table, as spreadsheets leave them."""
    rows = [[*row, "", ""] for row in as_rows(name)]
    return written([*rows, [""] * len(rows[0])], lineterminator="\r\n").encode()


def with_rows_appended(name):
    head, *rows = as_rows(name)
    return written([head, *rows[1:], *rows[:1]], lineterminator="\n").encode()


@pytest.mark.parametrize(
    "by", [by_pandas, by_pandas_with_numbers_of_rows, by_excel, by_libreoffice, by_numbers, with_rows_appended]
)
def test_a_table_that_another_program_saved_is_mended_to_what_it_was(by):
    for name in NAMES:
        found = mending._mended(tables.resource(name), by(name))
        assert found.after == in_form(name), (name, found.done)
        assert found.done or found.before == found.after, name


def test_a_table_saved_by_pandas_matches_without_mending(monkeypatch, tmp_path):
    """No row differs, so that a change is not hidden behind hundreds of others."""
    sealed = {name: tables.digests(name) for name in NAMES}
    for name in NAMES:
        (tmp_path / f"{name}.csv").write_bytes(by_pandas(name))
    cell(tmp_path / "facts.csv", 3, "fact", "Something else.")
    monkeypatch.setattr(paths, "DATA", tmp_path)
    differing = {
        (name, key)
        for name in NAMES
        for key, digest in tables.digests(name)["rows"].items()
        if sealed[name]["rows"].get(key) != digest
    }
    assert len(differing) == 1 and next(iter(differing))[0] == "facts"


def test_what_would_have_to_be_guessed_is_left(tmp_path):
    head, first, *_ = as_rows("legs")
    for rows in (
        [[*head, "colour"], [*first, "red"]],
        [head[:-1], first[:-1]],
        [["", *head], ["7", *first]],
        [head, [*first, "one more"]],
    ):
        content = written(rows, lineterminator="\r\n").encode()
        assert mending._mended(tables.resource("legs"), content).after == content
    latin = of("facts").decode().encode("latin-1", "replace").replace(b"T", b"\xfc", 1)
    assert mending._mended(tables.resource("facts"), latin).after == latin


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        ("number", "14.0", "14"),
        ("number", "11.90000", "11.9"),
        ("number", "1.5E+06", "1500000"),
        ("number", "-0.0", "0"),
        ("integer", "2016.0", "2016"),
        ("boolean", "TRUE", "true"),
        ("string", "14.0", "14.0"),
        ("number", "1,5", "1,5"),
        ("number", "NaN", "NaN"),
        ("number", "100", "100"),
    ],
)
def test_how_a_cell_is_written(kind, text, written):
    assert form.canonical(kind, text) == written


def test_the_command_mends_says_what_it_did_and_what_it_would_do(little_tables, command):
    path = little_tables / "data" / "facts.csv"
    command(["data", "--fix"])
    before = path.read_bytes()
    head, first, *others = before.decode().rstrip("\n").split("\n")
    path.write_text("\ufeff" + "\r\n".join([head, *others, first]) + "\r\n", encoding="utf-8", newline="")
    code, printed = command(["data"])
    assert code == 1
    assert re.search(
        r"^`brief data --fix` mends data/facts\.csv: without a byte-order mark; line feeds alone", printed, flags=re.M
    )
    code, printed = command(["data", "--fix"])
    assert code == 0, printed
    assert (
        "mended data/facts.csv: without a byte-order mark; line feeds alone at the ends of lines; rows sorted by fact_id"
        in printed
    )
    assert path.read_bytes() == before
    assert "mended" not in command(["data", "--fix"])[1]


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_are_committed_in_their_form(name):
    """Else a row that is added rewrites others."""
    assert in_form(name) == of(name)


def test_one_cell_is_told_as_one(little_tables, command):
    lines = (little_tables / "data" / "places.csv").read_text(encoding="utf-8").split("\n")
    row = dict(zip(lines[0].split(","), next(csv.reader([lines[1]])), strict=True))
    cell(little_tables / "data" / "places.csv", 2, "latitude", f"{row['latitude']}00")
    printed = command(["data", "--fix"])[1]
    assert f"latitude: 1 cell rewritten, '{row['latitude']}00' to '{row['latitude']}'" in printed


def test_adding_a_row_tells_words_and_forms(little_tables, command):
    facts = csv.DictReader((little_tables / "data" / "facts.csv").open(encoding="utf-8"))
    first = next(facts)
    place = next(csv.DictReader((little_tables / "data" / "places.csv").open(encoding="utf-8")))
    code, printed = command(["add", "source", "--publisher", "A", "--published", "4 March 2021"])
    assert (code, "'4 March 2021' is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD" in printed) == (1, True)
    code, printed = command(["add", "source", "--document_kind", "tabloid"])
    assert (code, "no kind of document 'tabloid' in document_kinds.csv; there are " in printed) == (1, True)
    assert "6 (cannot be judged)" in " ".join(command(["add", "fact", "--help"])[1].split())
    said = ["--topic", first["topic"], "--fact", "It is so.", "--origin_id", first["origin_id"]]
    said += ["--source_key", first["source_key"], "--credibility", "6"]
    code, printed = command(["add", "fact", *said, "--place", f"{place['name']}x"])
    assert (code, f"no place '{place['name']}x' in places.csv; did you mean '{place['name']}'?" in printed) == (0, True)
    before = (little_tables / "data" / "facts.csv").read_text(encoding="utf-8").split("\n")
    assert command(["add", "fact", *said, "--place", place["name"]])[0] == 0
    after = (little_tables / "data" / "facts.csv").read_text(encoding="utf-8").split("\n")
    [added] = set(after) - set(before)
    assert f",{place['place_id']}," in added
    code, printed = command(["add", "correction", "--what", "It was so.", "--now", "It is not.", "--reason", "A slip."])
    assert (code, re.search(r"added k-\d+ to data/corrections\.csv", printed) is not None) == (0, True), printed


def test_an_unknown_key_is_answered_with_the_likeliest_one(little_tables, command):
    key = tables.texts("facts")
    path = little_tables / "data" / "facts.csv"
    row = next(csv.DictReader(path.open(encoding="utf-8")))
    cell(path, 2, "origin_id", f"{row['origin_id']}x")
    assert key
    code, printed = command(["data"])
    assert f"expected an origin_id of origins.csv; did you mean '{row['origin_id']}'?" in printed
    assert code == 1


def test_a_row_is_renamed_in_all_tables_and_pages(little_tables, command):
    data, page = little_tables / "data", little_tables / "book" / "page.md"
    key = next(csv.DictReader((data / "facts.csv").open(encoding="utf-8")))["fact_id"]
    edit(
        page,
        "There are",
        f"The text {key} stays, ``{{fact}}`{key}` `` too {{fact}}`{key}`, {{when}}`{key}:year`. There are",
    )
    edit(page, "import brief\n", f"import brief\nfirst = brief.when('{key}:year')\n")
    in_tables = {path.name: path.read_text(encoding="utf-8") for path in data.glob("*.csv")}
    code, printed = command(["rename", f"facts:{key}", "facts:war-999"])
    assert code == 0, printed
    text = page.read_text(encoding="utf-8")
    assert f"The text {key} stays" in text
    assert "{fact}`war-999`, {when}`war-999:year`" in text and "brief.when('war-999:year')" in text
    assert "book/page.md: " in printed and "data/facts.csv: 1 place\n" in printed
    for name, before in in_tables.items():
        after = (data / name).read_text(encoding="utf-8")
        cells = [row for row in csv.reader(io.StringIO(after)) if key in row]
        assert not cells, name
        assert sorted(before.replace(key, "war-999").split("\n")) == sorted(after.replace(key, "war-999").split("\n"))
    code, printed = command(["rename", "facts:war-999", "facts:No Key"])
    assert (code, "'No Key' is not well formed; expected the pattern" in printed) == (1, True)
    code, printed = command(["rename", "facts:war-998", "facts:war-997"])
    assert (code, "facts.csv has no row 'war-998'; did you mean 'war-999'?" in printed) == (1, True)
    code, printed = command(["rename", "facts:war-999", "sources:war-997"])
    assert (code, "expected the same table twice" in printed) == (1, True)
