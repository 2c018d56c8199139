"""The tables obey their description, and each way of breaking one is told in one clear message."""

import json
import shutil

import pytest

from brief import paths, tables, validation
from brief.errors import BriefError
from helpers import cell


def test_tables_obey_their_description():
    assert validation.problems() == []


def test_description_covers_every_file_and_nothing_else():
    described = {resource["path"] for resource in tables.descriptor()["resources"]}
    assert described == {path.name for path in paths.DATA.glob("*.csv")}


def test_every_vocabulary_explains_its_words():
    for resource in tables.descriptor()["resources"]:
        for field in resource["schema"]["fields"]:
            words = field.get("constraints", {}).get("enum")
            explained = [category["value"] for category in field.get("categories", [])]
            assert words is None or words == explained, (resource["name"], field["name"])


def test_every_originator_and_measure_is_used():
    facts = tables.table("facts")
    used = set(facts.origin_id) | set(tables.table("origins").derived_from.dropna())
    assert set(tables.table("origins").origin_id) == used
    assert set(tables.table("measures").measure_id) == set(facts.measure_id.dropna())


def test_credibility_was_judged_apart_from_the_grade_of_the_document():
    """If most marks lie on the diagonal (A1, B2, C3), the second was copied from the first."""
    facts = tables.table("facts").merge(tables.table("sources"), on="source_key")
    diagonal = (facts.reliability.map("ABCDEF".index) + 1 == facts.credibility.astype(int)).mean()
    assert diagonal < 0.70


def test_the_passages_are_the_whole_article_without_gap_or_overlap():
    article, passages = paths.ARTICLE.read_bytes(), tables.table("passages")
    assert list(passages.passage_start) == [0, *passages.passage_end[:-1]]
    assert passages.passage_end.iloc[-1] == len(article)
    assert b"".join(article[p.passage_start : p.passage_end] for p in passages.itertuples()) == article


def test_every_claim_stands_in_its_passage_and_every_claim_passage_holds_one():
    claims, passages = tables.table("claims"), tables.table("passages").set_index("passage_id")
    held = claims.join(passages, on="passage_id", rsuffix="_of_passage")
    assert (held.passage_start <= held.quote_start).all()
    assert (held.quote_end <= held.passage_end).all()
    assert (held.kind_of_passage == "claim").all()
    assert set(passages.index[passages.kind == "claim"]) == set(claims.passage_id)
    assert claims.quote_start.is_monotonic_increasing, "claims are numbered in reading order"


def line(path, number, change):
    """Change one line of a file; lines are counted from 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    changed = change(lines[number - 1])
    assert changed != lines[number - 1], "the fault was not put in"
    lines[number - 1] = changed
    path.write_text("\n".join(lines), encoding="utf-8")


def raw(change):
    return lambda path: path.write_bytes(change(path.read_bytes()))


def set_cell(number, column, value):
    return lambda path: cell(path, number, column, value)


def set_line(number, change):
    return lambda path: line(path, number, change)


AFRICOM = 2 + list(tables.table("origins").origin_id).index("africom")

# name: (file, how it is broken, how the message begins)
# the row of BILD's report, from which the article borrows
BILD_FACTS = set(tables.table("facts").set_index("source_key").fact_id["bild2020"])
BORROWED_ROW = tables.table("borrowings").fact_id.isin(BILD_FACTS).idxmax() + 2
SOURCE_ROW = list(tables.table("sources").source_key).index("bild2020") + 2
FAULTS = {
    "a spelling that the article has not": (
        "glossary.csv",
        set_cell(2, "as_in_article", "Haftaar"),
        "glossary.csv:2:as_in_article: 'Haftaar' is not in the article; expected its spellings, joined by ' | '",
    ),
    "a borrowing from a later document": (
        "sources.csv",
        set_cell(SOURCE_ROW, "published", "2021-01-01"),
        f"borrowings.csv:{BORROWED_ROW}:fact_id: its document is of 2021-01-01, the article of 2020-07-04; expected an earlier one",
    ),
    "wrong type": (
        "facts.csv",
        set_cell(13, "value_low", "fourteen"),
        "facts.csv:13:value_low: 'fourteen' is not of the type number; expected a number such as 14",
    ),
    "unknown key": (
        "facts.csv",
        set_cell(13, "origin_id", "afrikom"),
        "facts.csv:13:origin_id: 'afrikom' is not in origins.csv; expected an origin_id of origins.csv",
    ),
    "broken foreign key": (
        "legs.csv",
        set_cell(2, "to_place_id", "atlantis"),
        "legs.csv:2:to_place_id: 'atlantis' is not in places.csv",
    ),
    "broken key within a table": (
        "facts.csv",
        set_cell(20, "repeats", "air-999"),
        "facts.csv:20:repeats: 'air-999' is not in facts.csv",
    ),
    "duplicate id": (
        "places.csv",
        set_cell(5, "place_id", "al-jufra"),
        "places.csv:6:place_id: a duplicate of row 5",
    ),
    "duplicate key of two columns": (
        "links.csv",
        lambda path: line(path, 3, lambda _: path.read_text(encoding="utf-8").split("\n")[1]),
        "links.csv:3:claim_id: a duplicate of row 2",
    ),
    "low above high": (
        "facts.csv",
        set_cell(6, "value_low", "99"),
        "facts.csv:6:value_low: 99 is more than value_high 14; expected the lower value first",
    ),
    "ill-formed date": (
        "facts.csv",
        set_cell(4, "event_date", "26.5.2020"),
        "facts.csv:4:event_date: '26.5.2020' is not well formed",
    ),
    "impossible day": (
        "facts.csv",
        set_cell(4, "event_date", "2020-02-30"),
        "facts.csv:4:event_date: '2020-02-30' is not a day of the calendar; expected one that exists",
    ),
    "impossible month": (
        "facts.csv",
        set_cell(4, "event_date", "2020-13"),
        "facts.csv:4:event_date: '2020-13' is not a day of the calendar",
    ),
    "interval the wrong way round": (
        "facts.csv",
        set_cell(4, "event_date", "2020-05/2019-11"),
        "facts.csv:4:event_date: '2020-05/2019-11' ends before it begins; expected start/end",
    ),
    "unit that does not fit": (
        "facts.csv",
        set_cell(7, "unit", "flights"),
        "facts.csv:7:unit: 'flights' is not the unit of 'fighters_delivered'; expected 'aircraft'",
    ),
    "value without a measure": (
        "facts.csv",
        set_cell(7, "measure_id", ""),
        "facts.csv:7:measure_id: a value or unit without a measure",
    ),
    "measure without a value": (
        "facts.csv",
        set_cell(5, "value_low", ""),
        "facts.csv:5:value_low: no value for the measure",
    ),
    "not a number at all": (
        "facts.csv",
        set_cell(6, "value_low", "NaN"),
        "facts.csv:6:value_low: 'NaN' is not written as a number is; expected a number such as 14",
    ),
    "a number in another script": (
        "facts.csv",
        set_cell(6, "value_low", "١٤"),
        "facts.csv:6:value_low: '١٤' is not written as a number is",
    ),
    "a number with a space": (
        "facts.csv",
        set_cell(6, "value_low", " 14"),
        "facts.csv:6:value_low: ' 14' is not written as a number is",
    ),
    "a key with a quotation mark": (
        "facts.csv",
        set_cell(13, "origin_id", 'afri"kom'),
        "facts.csv:13:origin_id: 'afri\"kom' is not in origins.csv",
    ),
    "missing source": (
        "facts.csv",
        set_cell(4, "source_key", ""),
        "facts.csv:4:source_key: the cell is empty; expected a value",
    ),
    "unknown word": (
        "origins.csv",
        set_cell(4, "kind", "goverment"),
        "origins.csv:4:kind: 'goverment' is not a word of the vocabulary (did you mean 'government'?); expected one of government, armed_party",
    ),
    "not a boolean": (
        "origins.csv",
        set_cell(4, "party", "yes"),
        "origins.csv:4:party: 'yes' is not of the type boolean; expected true or false",
    ),
    "latitude out of bounds": (
        "places.csv",
        set_cell(4, "latitude", "92.5"),
        "places.csv:4:latitude: '92.5' is out of bounds; expected maximum 90",
    ),
    "originator derived from itself": (
        "origins.csv",
        set_cell(AFRICOM, "derived_from", "africom"),
        f"origins.csv:{AFRICOM}:derived_from: 'africom' leads back to itself",
    ),
    "rows out of order": (
        "legs.csv",
        lambda path: path.write_text(
            "\n".join([*(rows := path.read_text().split("\n"))[:1], rows[2], rows[1], *rows[3:]])
        ),
        "legs.csv:3:leg_id: 'ferry-1' stands after 'ferry-2'; expected rows sorted by their key",
    ),
    "quote that the article does not have": (
        "claims.csv",
        set_cell(2, "quote_start", "0"),
        "claims.csv:2:quote: bytes 0 to",
    ),
    "byte-order mark": (
        "facts.csv",
        raw(lambda content: b"\xef\xbb\xbf" + content),
        "facts.csv:1: a byte-order mark before the first column; expected UTF-8 without one",
    ),
    "CRLF": (
        "facts.csv",
        raw(lambda content: content.replace(b"\n", b"\r\n")),
        "facts.csv:1: a carriage return at the end of the line; expected a line feed alone",
    ),
    "not UTF-8": (
        "facts.csv",
        raw(lambda content: content.replace(b"Tobruk", b"Tobr\xfck", 1)),
        "facts.csv:10: byte 0xfc is not UTF-8; expected UTF-8",
    ),
    "UTF-16": (
        "legs.csv",
        raw(lambda content: content.decode().encode("utf-16")),
        "legs.csv:1: byte 0xff is not UTF-8",
    ),
    "stray quote": (
        "legs.csv",
        set_line(2, lambda text: text.replace("astrakhan", '"astra"khan')),
        "legs.csv:2: a stray quotation mark",
    ),
    "quote inside a cell": (
        "legs.csv",
        set_line(2, lambda text: text.replace("astrakhan", 'astra"khan')),
        "legs.csv:2: quotation marks that are not needed, or a stray one",
    ),
    "quote never closed": (
        "legs.csv",
        set_line(2, lambda text: text.replace("astrakhan", '"astrakhan')),
        "legs.csv:11: a stray quotation mark",
    ),
    "needless quotes": (
        "legs.csv",
        set_line(2, lambda text: text.replace("astrakhan", '"astrakhan"')),
        "legs.csv:2: quotation marks that are not needed",
    ),
    "extra cell": (
        "legs.csv",
        set_line(2, lambda text: text + ",x"),
        "legs.csv:2: 6 cells, 'x' too many; expected 5",
    ),
    "missing cell": (
        "legs.csv",
        set_line(2, lambda text: text.rpartition(",")[0]),
        "legs.csv:2:fact_id: 4 cells, the last ones missing; expected 5",
    ),
    "extra column": (
        "legs.csv",
        set_line(1, lambda text: text + ",colour"),
        "legs.csv:1:colour: a column that is not described; expected the columns leg_id",
    ),
    "missing column": (
        "legs.csv",
        set_line(1, lambda text: text.replace(",fact_id", "")),
        "legs.csv:1:fact_id: the column is missing",
    ),
    "misspelled column": (
        "legs.csv",
        set_line(1, lambda text: text.replace("fact_id", "fact_ID")),
        "legs.csv:1:fact_id: the column is missing (found 'fact_ID')",
    ),
    "columns in another order": (
        "legs.csv",
        set_line(1, lambda text: ",".join(reversed(text.split(",")))),
        "legs.csv:1: the columns are in another order",
    ),
    "empty file": (
        "legs.csv",
        raw(lambda _: b""),
        "legs.csv: the file is empty; expected at least the row of column names",
    ),
    "missing file": ("legs.csv", lambda path: path.unlink(), "legs.csv: the file is missing"),
    "empty row": ("legs.csv", set_line(2, lambda text: "\n" + text), "legs.csv:2: an empty row"),
    "no line feed at the end": (
        "legs.csv",
        raw(lambda content: content.rstrip()),
        "legs.csv:11: the file does not end with one line feed",
    ),
    "line feed in a cell": (
        "facts.csv",
        set_cell(4, "note", "one\ntwo"),
        "facts.csv:4: a cell that runs over several lines",
    ),
    "formula": (
        "facts.csv",
        set_cell(4, "note", "=HYPERLINK(A1)"),
        "facts.csv:4:note: '=HYPERLINK(A1)' begins like a spreadsheet formula",
    ),
    "formula with a plus": (
        "facts.csv",
        set_cell(4, "note", "+1+1"),
        "facts.csv:4:note: '+1+1' begins like a spreadsheet formula",
    ),
    "formula with an at": (
        "facts.csv",
        set_cell(4, "note", "@SUM(A1)"),
        "facts.csv:4:note: '@SUM(A1)' begins like a spreadsheet formula",
    ),
    "script": (
        "facts.csv",
        set_cell(4, "fact", "A <script>alert(1)</script> tag"),
        "facts.csv:4:fact: '<s' looks like HTML; expected plain text",
    ),
    "HTML entity": ("facts.csv", set_cell(4, "fact", "A &lt; B"), "facts.csv:4:fact: '&lt;' looks like HTML"),
    "right-to-left override": (
        "facts.csv",
        set_cell(4, "fact", "A\u202eB"),
        "facts.csv:4:fact: a control character '\\u202e'",
    ),
    "space around a cell": (
        "origins.csv",
        set_cell(4, "name", " AFRICOM"),
        "origins.csv:4:name: a space before or after the text",
    ),
}


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(paths.DATA, tmp_path / "data")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_file_row_and_column(fault, copy):
    name, break_it, message = FAULTS[fault]
    break_it(copy / name)
    told = [str(problem) for problem in validation.problems(copy)]
    assert any(text.startswith(message) for text in told), told


def test_all_faults_are_told_at_once(copy):
    cell(copy / "facts.csv", 4, "source_key", "")
    cell(copy / "facts.csv", 9, "unit", "flights")
    cell(copy / "places.csv", 3, "latitude", "north")
    assert [(problem.file, problem.row) for problem in validation.problems(copy)][:3] == [
        ("facts.csv", 4),
        ("facts.csv", 9),
        ("places.csv", 3),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "datapackage.json: missing"),
        ("{", "datapackage.json: "),
        ('{"resources": 3}', "datapackage.json: "),
    ],
)
def test_a_broken_description_is_told(content, message, copy):
    path = copy / "datapackage.json"
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(BriefError, match=message):
        validation.problems(copy)


def test_reading_gives_the_types_of_the_description():
    facts = tables.table("facts")
    row = facts.set_index("fact_id").loc["air-006"]
    assert row.value_low == 14
    assert row.isna().value_high, "an open end stays empty"
    assert tables.table("origins").set_index("origin_id").party["lna"]
    assert json.dumps(list(facts.event_date[:1])) == '["2020-05-26"]', "dates stay text, partial as they are"
