"""Whether the tables are what their description says.

First each file must be in its one form (`brief.tables.form`). Then each cell, row and table must be what
`data/datapackage.json` says of it in the terms of Table Schema: types, vocabularies, patterns, bounds, required and
unique cells, and keys. Added to that is what a description cannot say: numbers are written in one way, dates exist,
ranges are the right way round, units fit their measure, passages tile the article and quotes stand in them, nothing
happens after the document that tells it, and no text is such that a spreadsheet or a browser would run it.
"""

from __future__ import annotations

import csv
import difflib
import re
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from typing import Any

from brief import paths
from brief.errors import BriefError, did_you_mean, stopped_after
from brief.files import read_bytes
from brief.settings import settings
from brief.tables import anchors, broken_text, dates, description_check, form, from_settings
from brief.tables.form import Problem
from brief.text import looks, points, told_apart

Cells = dict[str, str]
"""A row of a table: the text of each cell by its column, "" for none."""
Fault = tuple[str, str, str]
"""A column, what is wrong there, and what was expected."""

_WRITTEN = {
    "number": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
    "integer": re.compile(r"-?(0|[1-9][0-9]*)"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""How a value of each type is written: one way each, so that a change of one value is a change of one cell."""
_EXAMPLE = {
    "number": "a number such as 14 or 37.5",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a day such as 2020-05-26",
}
_LARGEST = 2**53
"""Up to here every program tells two whole numbers apart."""
_FORMULA = re.compile(r"[=+\-@\t\r|]")
_HTML = re.compile(r"<\s*[/!?a-z]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_DAY_IN_ADDRESS = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)", re.ASCII)
"""A day as the addresses of many publishers hold it, such as /2020/05/26/."""
_DATE_COLUMNS = {"event_date", "published", "date", "month"}
"""Columns of partial dates and intervals, as `brief.tables.dates` reads them."""
_DATE_FORMS = {"YYYY": "2020", "YYYY-MM": "2020-05", "YYYY-MM-DD": "2020-05-26"}
"""Forms of a date, each with one."""
TIME_LIMIT = 120
"""Seconds that all checks may take."""
LEAST_SHARED_WORDS = 0.2
"""Least share of its words that a fact must have in common with the one it repeats, unless measure or voice is one."""
_SIDE_OF = {"supports": "for", "qualifies": "for", "contradicts": "against", "denies": "against"}
"""On which side of a claim a fact speaks, by its relation; context speaks on none."""
_BELONGS, _SIDES_WITH = {"organ", "owned"}, {"organ", "owned", "leans"}
"""Bonds by which an originator is a party if its camp is, and those by which it is on the side of its camp."""
_NEEDED = {
    "claims": {"claim_id", "part_of", "passage_id", "quote_start", "quote_end", "quote"},
    "document_kinds": {"document_kind", "reliability"},
    "facts": {
        "fact_id",
        "fact",
        "origin_id",
        "event_date",
        "date_of",
        "source_key",
        "measure_id",
        "value_low",
        "value_high",
        "unit",
        "repeats",
    },
    "links": {"claim_id", "fact_id", "relation", "record", "reason"},
    "measures": {"measure_id", "unit"},
    "origins": {"origin_id", "party", "side", "derived_from"},
    "passages": {"passage_id", "passage_start", "passage_end", "kind"},
    "rulings": {"claim_id", "finding", "reason"},
    "sources": {
        "source_key",
        "title",
        "title_basis",
        "published",
        "date_basis",
        "missing_reason",
        "url",
        "document_kind",
        "reliability",
        "reliability_exception",
    },
}
"""Tables and columns that every brief has."""
_NEEDED_IF_THERE = {
    "borrowings": {"fact_id"},
    "camps": {"camp_id", "side", "party"},
    "glossary": {"as_in_article"},
    "places": {"place_id", "name", "country", "latitude", "longitude"},
    "readings": {"fact_id", "outcome", "anchor", "conversion"},
}
"""The same of tables that a brief may be without."""


def problems(folder: Path | None = None) -> list[Problem]:
    """Return every fault in the tables of a folder, `paths.DATA` if none is given, in order of file and row.

    Raises:
        BriefError: if the description itself is missing or cannot be used, or the article cannot be read.
    """
    folder = folder or paths.DATA
    package = description_check.read(folder / paths.DESCRIPTOR.name)
    if columns := from_settings.differing(package, settings()):
        wrong = f"{', '.join(columns)}: not the topics, sides and prefixes of brief.toml"
        raise BriefError(f"{paths.DESCRIPTOR.name}: {wrong}; `brief data --fix` writes them")
    described = package["resources"]
    _require_needed(described)
    of_form = [
        problem
        for table in described
        for problem in form.problems(folder / table["path"], [field["name"] for field in table["schema"]["fields"]])
    ]
    if of_form:  # a file that cannot be read as a table would only echo through every foreign key
        return sorted(set(of_form))
    rows = {table["name"]: _rows(folder / table["path"]) for table in described}
    too_long = f"{paths.DESCRIPTOR.name}: a pattern that takes without end, or tables beyond measure"
    with stopped_after(TIME_LIMIT, too_long):
        return sorted(set(_problems_of_content(described, rows)))


def require_valid() -> None:
    """Raise a BriefError that lists every fault in the tables, if there is one."""
    if faults := problems():
        raise BriefError("\n".join(map(str, faults)))


def _require_needed(described: list[dict[str, Any]]) -> None:
    columns = {table["name"]: {field["name"] for field in table["schema"]["fields"]} for table in described}
    here = {name: needed for name, needed in _NEEDED_IF_THERE.items() if name in columns}
    if "camps" in columns:
        here["origins"] = {"camp_id", "bond"}
    if "places" in columns:
        here["facts"] = {"place", "place_id"}
    for name, needed in [*_NEEDED.items(), *here.items()]:
        if name not in columns:
            raise BriefError(f"{paths.DESCRIPTOR.name}: no table {name!r}; expected one")
        if missing := sorted(needed - columns[name]):
            raise BriefError(f"{paths.DESCRIPTOR.name}: table {name!r} has no column {missing[0]!r}; expected one")


def _rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _problems_of_content(described: list[dict[str, Any]], rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    article = read_bytes(paths.ARTICLE)
    if b"\r" in article:  # else each place in it is reported, as all have moved
        yield Problem(paths.ARTICLE.name, 1, "", *form.CARRIAGE_RETURN)
        return
    units = {row["measure_id"]: row["unit"] for row in rows["measures"]}
    facts = {row["fact_id"]: row for row in rows["facts"]}
    grades = {row["document_kind"]: row["reliability"] for row in rows["document_kinds"]}
    published = {row["source_key"]: row["published"] for row in rows["sources"]}
    passages = {row["passage_id"]: row for row in rows["passages"]}
    places = {row["place_id"]: row["name"] for row in rows.get("places", [])}
    camps = {row["camp_id"]: row for row in rows.get("camps", [])}
    linked = {row["fact_id"]: row["claim_id"] for row in rows["links"]}
    row_checks: dict[str, Callable[[Cells], Iterator[Fault]]] = {
        "claims": lambda cells: _quote_faults(cells, article, passages),
        "facts": lambda cells: chain(
            _quantity_faults(cells, units),
            _publication_faults(cells, published),
            _place_faults(cells, places) if "places" in rows else (),
        ),
        "glossary": lambda cells: _spelling_faults(cells, article),
        "links": _reason_faults,
        "origins": lambda cells: _camp_faults(cells, camps) if "camps" in rows else iter(()),
        "readings": lambda cells: _reading_faults(cells, facts.get(cells["fact_id"], {})),
        "sources": lambda cells: chain(_document_faults(cells), _grade_faults(cells, grades)),
        "unlinked": lambda cells: _unlinked_faults(cells, linked),
    }
    for table in described:
        name, fields = table["name"], table["schema"]["fields"]
        row_check = row_checks.get(name, lambda cells: iter(()))
        for number, cells in enumerate(rows[name], 2):
            of_cells = (
                (field["name"], wrong, expected)
                for field in fields
                for wrong, expected in _cell_faults(field, cells[field["name"]])
            )
            fact = cells if name == "facts" else facts.get(cells.get("fact_id", ""), {})
            late = _late_faults(cells, fact, published)
            for column, wrong, expected in (*of_cells, *row_check(cells), *late):
                yield Problem(table["path"], number, column, wrong, expected)
        yield from _key_problems(table, rows)
    yield from _loops(rows)
    yield from _lone_parts(rows["claims"])
    yield from _late_borrowings(rows)
    yield from _gaps(rows["passages"], article)
    yield from _turned_places(rows.get("places", []))
    yield from _unlike_repeats(rows)
    yield from _lookalike_hosts(described, rows)


def _unlinked_faults(cells: Cells, linked: dict[str, str]) -> Iterator[Fault]:
    """Find a fact that is said to bear on no claim, and is linked to one."""
    if claim := linked.get(cells["fact_id"]):
        yield "fact_id", f"{cells['fact_id']!r} is linked to {claim}", "no row here, or no such link"


# --- cells --------------------------------------------------------------------------------------------------


def _cell_faults(field: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a cell, each time with what was expected."""
    constraints = field.get("constraints", {})
    if not text:
        if constraints.get("required"):
            yield "the cell is empty", "a value"
    elif wrong := broken_text.fault(text):
        yield wrong, "the text as it should be"
    elif field["type"] == "string":
        yield from _text_faults(field, text)
        yield from _word_faults(field, text)
    else:
        yield from _value_faults(field["type"], constraints, text)


def _value_faults(kind: str, constraints: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a number, a truth value or a day."""
    if not _WRITTEN[kind].fullmatch(text):
        plain = text.replace(",", "")
        hint = f": here {plain}" if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text) else ""
        yield f"{text!r} is not written as {_with_article(kind)} is", f"{_EXAMPLE[kind]}{hint}"
    elif kind == "date":
        yield from _date_faults(text)
    elif kind in {"number", "integer"}:
        value = Decimal(text)
        if abs(value) > _LARGEST:
            yield f"{text[:30]!r} is too large", f"at most {_LARGEST:,}"
        if value < constraints.get("minimum", value):
            yield f"{text!r} is out of bounds", f"minimum {constraints['minimum']}"
        if value > constraints.get("maximum", value):
            yield f"{text!r} is out of bounds", f"maximum {constraints['maximum']}"


def _text_faults(field: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    """Find what in a text a spreadsheet or a browser would run, and dates that do not exist."""
    if _FORMULA.match(text):
        yield f"{text[:30]!r} begins like a spreadsheet formula", "text that begins otherwise"
    if html := _HTML.search(text):
        yield f"{html[0]!r} looks like HTML", "plain text"
    if text != text.strip():
        yield "a space before or after the text", "none"
    if _is_address(field):
        yield from _host_faults(text)
    pattern = field.get("constraints", {}).get("pattern", "[0-9/-]+")
    if field["name"] in _DATE_COLUMNS and re.fullmatch(pattern, text, re.ASCII):  # else that is reported
        yield from _date_faults(text)


def _is_address(field: dict[str, Any]) -> bool:
    return field.get("constraints", {}).get("pattern", "").startswith("^https?://")


def _host(text: str) -> str:
    """Return who answers at an address, in small letters and without a port; "" if that cannot be told."""
    try:
        return urllib.parse.urlsplit(text).hostname or ""
    except ValueError:
        return ""


def _host_faults(text: str) -> Iterator[tuple[str, str]]:
    """Find an address that leads elsewhere than it looks: with a user before the host, or letters like Latin ones."""
    host = _host(text)
    before_path = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]
    if "@" in before_path or re.search(r"[\s\\]", text):
        yield f"{before_path!r} hides the host behind an @, a space or a backslash", "the address of a page alone"
    elif not host.isascii() or "xn--" in host or not re.search(r"\.[a-z]", host):
        yield f"{points(host)!r} is no name of a host in plain letters", "a host such as www.example.org"


def _date_faults(text: str) -> Iterator[tuple[str, str]]:
    """Find a day that does not exist, or a period that ends before it begins."""
    try:
        dates.span(text)
    except BriefError as error:
        wrong, _, expected = str(error).partition("; expected ")
        yield wrong, expected


def _is_date(text: str) -> bool:
    return not any(_date_faults(text))


def _date_forms(pattern: str) -> str:
    """Return which forms of a date a pattern takes, in words."""
    forms = [form for form, date in _DATE_FORMS.items() if re.fullmatch(pattern, date)]
    joined = ", or two of them joined by /" if re.fullmatch(pattern, "2019/2020") else ""
    return f"{', '.join(forms[:-1])}{' or ' if forms[1:] else ''}{forms[-1]}{joined}" if forms else pattern


def _word_faults(field: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    """Find what is no word of a vocabulary, or not of the form that a column has."""
    constraints = field.get("constraints", {})
    vocabulary = constraints.get("enum")
    if vocabulary and text not in vocabulary:
        close = difflib.get_close_matches(text, vocabulary, 1)
        shown, meant = told_apart(text, close[0] if close else "")
        hint = f" (did you mean {meant!r}?)" if close else ""
        yield f"{shown!r} is not a word of the vocabulary{hint}", f"one of {', '.join(vocabulary)}"
    pattern = constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, text, re.ASCII):  # \d is a digit from 0 to 9
        is_date = field["name"] in _DATE_COLUMNS
        yield f"{text!r} is not well formed", _date_forms(pattern) if is_date else f"the pattern {pattern}"


# --- rows ---------------------------------------------------------------------------------------------------


def _quantity_faults(cells: Cells, units: dict[str, str]) -> Iterator[Fault]:
    """Find a fact whose value, measure and unit do not fit, or which repeats itself.

    Args:
        cells: of the fact.
        units: of each measure, by its id.
    """
    low, high, measure, unit = (cells[name] for name in ("value_low", "value_high", "measure_id", "unit"))
    if all(_WRITTEN["number"].fullmatch(end) for end in (low, high)) and Decimal(low) > Decimal(high):
        yield "value_low", f"{low} is more than value_high {high}", "the lower value first"
    if not measure and (low or high or unit):
        yield "measure_id", "a value or unit without a measure", "the measure it belongs to"
    if measure and not low and not high:
        yield "value_low", f"no value for the measure {measure!r}", "value_low, value_high or both"
    if measure in units and unit != units[measure]:
        yield "unit", f"{unit!r} is not the unit of {measure!r}", repr(units[measure])
    if unit not in {"percent", "%"}:
        for column, end in (("value_low", low), ("value_high", high)):
            if _WRITTEN["number"].fullmatch(end) and Decimal(end) < 0:
                yield column, f"{end} {unit} is less than nothing", "a value of 0 or more; changes are in percent"
    if cells["repeats"] == cells["fact_id"]:
        yield "repeats", "the fact repeats itself", "another fact, or nothing"


def _publication_faults(cells: Cells, published: dict[str, str]) -> Iterator[Fault]:
    """Find a date that is said to be the day of publication and is not, as far as both are known.

    Args:
        cells: of the fact.
        published: when each document was published, by its key.
    """
    date, printed = cells["event_date"], published.get(cells["source_key"], "")
    if cells["date_of"] and not date:
        yield "date_of", "it says of what the date is, and there is none", "a date, or nothing"
    elif not _is_date(date):
        return  # reported for itself
    elif cells["date_of"] == "publication" and printed and not (date.startswith(printed) or printed.startswith(date)):
        yield "date_of", f"the document was published {printed}, the date is {date}", "the day of publication"


def _late_faults(cells: Cells, fact: Cells, published: dict[str, str]) -> Iterator[Fault]:
    """Find what begins after the publication of the document that tells it.

    Args:
        cells: of a fact, or of another row with a date that names a fact.
        fact: the cells of that fact; {} if there is none.
        published: when each document was published, by its key.
    """
    column = next((name for name in ("event_date", "date") if name in cells), "")
    day, printed = cells.get(column, "").partition("/")[0], published.get(fact.get("source_key", ""), "")
    if _is_after(day, printed) and _is_date(day) and _is_date(printed):
        yield column, f"{day} is after {printed}, when its document was published", "a day before that"


def _is_after(date: str, other: str) -> bool:
    """Return whether a partial date is later than another, as far as both say: May 2020 is not after 2020."""
    known = min(len(date), len(other))
    return date[:known] > other[:known]


def _place_faults(cells: Cells, places: dict[str, str]) -> Iterator[Fault]:
    """Find a fact whose place in words is not the place that its id names.

    Args:
        cells: of the fact.
        places: the name of each place, by its id.
    """
    name = places.get(cells["place_id"], "")
    if name and not _words(name) & _words(cells["place"]):
        yield "place_id", f"{cells['place_id']!r} is {name!r}, and the place {cells['place']!r}", "the same place twice"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.casefold()))


def _reason_faults(cells: Cells) -> Iterator[Fault]:
    """Find a link that says nothing for a claim, or against it, and does not say why."""
    if cells["relation"] != "supports" and not cells["reason"]:
        yield "reason", f"no reason why the fact is {cells['relation']!r}", "why it bears on the claim just so"


def _camp_faults(cells: Cells, camps: dict[str, Cells]) -> Iterator[Fault]:
    """Find an originator whose party or side is not what follows from its camp and its bond with it.

    Args:
        cells: of the originator.
        camps: the cells of each camp, by its id.
    """
    camp_id, bond = cells["camp_id"], cells["bond"]
    if bool(camp_id) != bool(bond):
        yield "bond", f"{bond!r} with camp_id {camp_id!r}", "both, or neither"
    elif not camp_id or camp_id in camps:
        camp = camps.get(camp_id, {"party": "false", "side": "none"})
        party = camp["party"] if bond in _BELONGS else "false"
        side = camp["side"] if bond in _SIDES_WITH else "none"
        why = f"as its camp {camp_id!r} and its bond {bond!r} have it" if camp_id else "as it has no camp"
        words = {"true", "false", "none", *(row["side"] for row in camps.values())}
        for column, ruled in (("party", party), ("side", side)):
            if cells[column] != ruled and cells[column] in words:  # what is no word of the column is reported as such
                yield column, f"{cells[column]!r} is not what follows from its camp", f"{ruled!r}, {why}"


def _reading_faults(cells: Cells, fact: Cells) -> Iterator[Fault]:
    """Find a reading whose anchor is missing, too long, or without the number of its fact.

    Args:
        cells: of the reading.
        fact: the cells of its fact; {} if there is none.
    """
    anchor, is_found = cells["anchor"], cells["outcome"] == "found"
    if is_found != bool(anchor):
        yield (
            "anchor",
            "an anchor" if anchor else "no anchor",
            "words of the document where it was found, and only there",
        )
    if len(anchor.split()) > anchors.LONGEST:
        yield "anchor", f"{len(anchor.split())} words", f"at most {anchors.LONGEST}: a place to look, not a sentence"
    if is_found and not cells["conversion"]:
        given = anchors.numbers(anchor)
        ends = (fact.get(end, "") for end in ("value_low", "value_high"))
        if missing := [end for end in ends if _WRITTEN["number"].fullmatch(end) and Decimal(end) not in given]:
            yield (
                "anchor",
                f"{missing[0]} is not in {anchor!r}",
                "the number of the fact, or how it follows in `conversion`",
            )


def _grade_faults(cells: Cells, grades: dict[str, str]) -> Iterator[Fault]:
    """Find a grade that is not that of the kind, without a reason; and a reason where it is.

    Args:
        cells: of the document.
        grades: of each kind of document, by its name.
    """
    kind, grade = cells["document_kind"], cells["reliability"]
    of_kind = grades.get(kind, grade)  # an unknown kind is a fault of its key
    if cells["reliability_exception"]:
        if grade == of_kind:
            yield "reliability_exception", f"{grade} is the grade of {kind!r}", "another grade, or no exception"
    elif grade and grade != of_kind:
        yield (
            "reliability",
            f"{grade!r} is not the grade of {kind!r}",
            f"{of_kind}, or the reason in `reliability_exception`",
        )


def _document_faults(cells: Cells) -> Iterator[Fault]:
    """Find a document whose title or date is not what its basis says, or is missing without a reason."""
    bases = {"title": "title_basis", "published": "date_basis"}
    for column, basis in bases.items():
        if bool(cells[column]) == (cells[basis] == "missing"):
            wrong = f"{basis} is {cells[basis]!r}"
            yield column, wrong, "nothing here" if cells[column] else "a value here, or 'missing' there"
    is_missing = any(cells[basis] == "missing" for basis in bases.values())
    if is_missing != bool(cells["missing_reason"]):
        wrong = "no reason for what is missing" if is_missing else "a reason, and nothing is missing"
        yield "missing_reason", wrong, "a reason where the title or the date is missing, and only there"
    yield from _address_faults(cells)


def _address_faults(cells: Cells) -> Iterator[Fault]:
    """Find a date that is said to be shown or in the address, and differs from the day that the address has.

    A page may show the day before or after: it and the address count days in different time zones.
    """
    leeway = {"address": 0, "shown": 1}.get(cells["date_basis"])
    found = _DAY_IN_ADDRESS.search(cells["url"])
    if leeway is None or not found or not cells["published"]:
        return
    try:
        day, _ = dates.span("-".join(part.zfill(2) for part in found.groups()))
        first, last = dates.span(cells["published"])
    except BriefError:  # no day, or a date that is reported for itself
        return
    if not first - timedelta(leeway) <= day <= last + timedelta(leeway):
        yield (
            "published",
            f"{cells['published']}, and the address has {day}",
            "the day of the address, or another basis",
        )


def _quote_faults(cells: Cells, article: bytes, passages: dict[str, Cells]) -> Iterator[Fault]:
    """Find a claim whose quote is not what the article has at its place, or stands outside of its passage."""
    start, end = cells["quote_start"], cells["quote_end"]
    if all(_WRITTEN["integer"].fullmatch(place) for place in (start, end)):
        passage = article[int(start) : int(end)].decode("utf-8", "replace")
        if passage != cells["quote"]:
            yield "quote", f"bytes {start} to {end} of the article are {passage[:40]!r}", "the quote"
        around = passages.get(cells["passage_id"], {})
        first, last = around.get("passage_start", ""), around.get("passage_end", "")
        is_told = all(_WRITTEN["integer"].fullmatch(place) for place in (first, last))
        if is_told and not int(first) <= int(start) < int(end) <= int(last):
            wrong = f"bytes {start} to {end} are not in {cells['passage_id']}, which has {first} to {last}"
            yield "passage_id", wrong, "the passage in which the quote stands"


def _spelling_faults(cells: Cells, article: bytes) -> Iterator[Fault]:
    """Find spellings of a name that are not in the article."""
    for spelling in cells["as_in_article"].split(" | "):
        if spelling.encode() not in article:
            yield "as_in_article", f"{spelling!r} is not in the article", "its spellings, joined by ' | '"


# --- tables -------------------------------------------------------------------------------------------------


def _key_problems(table: dict[str, Any], rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find duplicates, rows out of order, and keys of rows that are not there."""
    name, path, schema = table["name"], table["path"], table["schema"]
    key = schema["primaryKey"]
    unique = [[field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    for columns in (key, *unique):
        yield from _duplicates(path, columns, rows[name])
    keys = [[row[column] for column in key] for row in rows[name]]
    for number, (before, after) in enumerate(pairwise(keys), 3):
        if all(after) and form.sort_key(after) < form.sort_key(before):
            yield Problem(path, number, key[0], f"{after[0]!r} stands after {before[0]!r}", "rows sorted by their key")
    yield from _foreign_key_problems(table, rows)


def _foreign_key_problems(table: dict[str, Any], rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find keys of rows that are not there, and name one there that looks alike or is spelt nearly so."""
    name, path = table["name"], table["path"]
    for foreign_key in table["schema"].get("foreignKeys", []):
        (column,), (other,) = foreign_key["fields"], foreign_key["reference"]["fields"]
        target = foreign_key["reference"]["resource"] or name
        known = {row[other] for row in rows[target]}
        alike_to = {looks(value): value for value in known}
        for number, row in enumerate(rows[name], 2):
            key = row[column]
            if not key or key in known:
                continue
            expected = f"{_with_article(other)} of {target}.csv"
            if alike := alike_to.get(looks(key)):
                hint = f" (it has {points(alike)!r}, which looks alike)"
                yield Problem(path, number, column, f"{points(key)!r} is not in {target}.csv{hint}", expected)
            else:
                expected += did_you_mean(key, known)
                yield Problem(path, number, column, f"{key!r} is not in {target}.csv", expected)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _duplicates(path: str, columns: list[str], rows: list[Cells]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, 2):
        value = tuple(row[column] for column in columns)
        if any(value) and first.setdefault(value, number) != number:
            wrong = f"a duplicate of row {first[value]}"
            yield Problem(path, number, columns[0], wrong, "a value that no other row has")


def _loops(rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find chains that lead back to their own beginning: an originator derived from itself in the end."""
    for name, key, parent in (("origins", "origin_id", "derived_from"), ("facts", "fact_id", "repeats")):
        parents = {row[key]: row[parent] for row in rows[name]}
        for number, row in enumerate(rows[name], 2):
            start, seen = row[key], {row[key]}
            current = parents[start]
            while current and current not in seen:
                seen.add(current)
                current = parents.get(current, "")
            if current == start:
                yield Problem(f"{name}.csv", number, parent, f"{start!r} leads back to itself", "a chain with an end")


def _lone_parts(claims: list[Cells]) -> Iterator[Problem]:
    """Find parts of a claim that are parts of a part, alone, or not named after the whole."""
    whole_of = {row["claim_id"]: row["part_of"] for row in claims}
    parts = Counter(whole_of.values())
    for number, row in enumerate(claims, 2):
        whole = row["part_of"]
        if not whole:
            continue
        if whole_of.get(whole):
            yield Problem("claims.csv", number, "part_of", f"{whole!r} is itself a part", "a claim that is none")
        elif parts[whole] == 1:
            yield Problem("claims.csv", number, "part_of", f"{whole!r} has no other part", "two parts or more, or none")
        elif not re.fullmatch(rf"{re.escape(whole)}[a-z]", row["claim_id"]):
            wrong = f"{row['claim_id']!r} is not named after {whole!r}"
            yield Problem("claims.csv", number, "part_of", wrong, "the name of the whole without its letter")


def _gaps(passages: list[Cells], article: bytes) -> Iterator[Problem]:
    """Find where passages do not cover the article, each byte once and in order."""
    place = 0
    for number, row in enumerate(passages, 2):
        start, end = row["passage_start"], row["passage_end"]
        if not all(_WRITTEN["integer"].fullmatch(cell) for cell in (start, end)):
            return  # reported for itself
        if int(start) != place:
            wrong = f"{start}, and the one before ends at {place}"
            yield Problem("passages.csv", number, "passage_start", wrong, str(place))
        if int(end) <= int(start):
            yield Problem(
                "passages.csv", number, "passage_end", f"{end} is not after {start}", "a passage with letters"
            )
        place = int(end)
    if passages and place != len(article):
        wrong = f"the last passage ends at {place}, the article at {len(article)}"
        yield Problem("passages.csv", len(passages) + 1, "passage_end", wrong, str(len(article)))


def _turned_places(places: list[Cells]) -> Iterator[Problem]:
    """Find a place that would be nearer to its country with its coordinates exchanged.

    The median of a country's other places tells where it is; a country with fewer than three places is passed over.
    """
    known: dict[str, list[tuple[int, float, float]]] = {}
    for number, row in enumerate(places, 2):
        ends = row["latitude"], row["longitude"]
        if all(_WRITTEN["number"].fullmatch(end) for end in ends):
            known.setdefault(row["country"], []).append((number, float(ends[0]), float(ends[1])))
    for country, of_country in known.items():
        for number, latitude, longitude in of_country if len(of_country) > 2 else ():
            north, east = (median(place[axis] for place in of_country if place[0] != number) for axis in (1, 2))
            if abs(longitude - north) + abs(latitude - east) < abs(latitude - north) + abs(longitude - east):
                wrong = f"{latitude:g}, {longitude:g} is further from {country} than {longitude:g}, {latitude:g}"
                yield Problem("places.csv", number, "latitude", wrong, "latitude and longitude not exchanged")


def _unlike_repeats(rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find a fact that is said to repeat one with which it has nothing in common, or which says the opposite.

    A repeat counts for nothing, so whoever makes one of a fact takes its voice away.
    """
    facts = {row["fact_id"]: row for row in rows["facts"]}
    origins = {row["origin_id"]: row["derived_from"] for row in rows["origins"]}
    sides: dict[str, dict[str, str]] = {}
    for link in rows["links"]:
        if side := _SIDE_OF.get(link["relation"]):
            sides.setdefault(link["fact_id"], {})[link["claim_id"]] = side
    for number, fact in enumerate(rows["facts"], 2):
        repeated = facts.get(fact["repeats"])
        if repeated is None or repeated is fact:
            continue
        shared = _words(fact["fact"]) & _words(repeated["fact"])
        fewer = min(len(_words(fact["fact"])), len(_words(repeated["fact"]))) or 1
        same_measure = fact["measure_id"] and fact["measure_id"] == repeated["measure_id"]
        same_voice = _root(fact["origin_id"], origins) == _root(repeated["origin_id"], origins)
        if len(shared) < LEAST_SHARED_WORDS * fewer and not same_measure and not same_voice:
            wrong = f"it has next to no word, measure or originator in common with {fact['repeats']}"
            yield Problem("facts.csv", number, "repeats", wrong, "the fact that it repeats")
        here, there = (sides.get(key, {}) for key in (fact["fact_id"], fact["repeats"]))
        for claim in sorted(here.keys() & there.keys()):
            if here[claim] != there[claim]:
                wrong = f"it speaks {here[claim]} {claim}, and {fact['repeats']} {there[claim]} it"
                yield Problem("facts.csv", number, "repeats", wrong, "a fact that says the same")


def _root(origin: str, derived_from: dict[str, str]) -> str:
    seen: set[str] = set()
    while derived_from.get(origin) and origin not in seen:
        seen.add(origin)
        origin = derived_from[origin]
    return origin


def _lookalike_hosts(described: list[dict[str, Any]], rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find an address whose host looks like that of more rows, such as one with a 1 for an l."""
    places = [
        (table["path"], number, field["name"], _host(row[field["name"]]).removeprefix("www."))
        for table in described
        for field in table["schema"]["fields"]
        if _is_address(field)
        for number, row in enumerate(rows[table["name"]], 2)
    ]
    often = Counter(host for _, _, _, host in places)
    best: dict[str, str] = {}
    for host, _ in often.most_common():
        best.setdefault(_skeleton(host), host)
    for path, number, column, host in places:
        if (other := best[_skeleton(host)]) != host:
            yield Problem(path, number, column, f"the host {host!r} looks like {other!r} of other rows", f"{other!r}")


def _skeleton(host: str) -> str:
    """Return what hosts have in common that look alike."""
    return host.replace("rn", "m").replace("vv", "w").translate(str.maketrans("01i", "oll", "-"))


def _late_borrowings(rows: dict[str, list[Cells]]) -> Iterator[Problem]:
    """Find what the article cannot have taken from a document, as that was published after it."""
    documents = {row["source_key"]: row["published"] for row in rows["sources"]}
    published = {row["fact_id"]: documents.get(row["source_key"], "") for row in rows["facts"]}
    article = published.get(settings().publication_fact, "")
    for number, row in enumerate(rows.get("borrowings", []), 2):
        date = published.get(row["fact_id"], "")
        if _is_after(date.partition("/")[0], article):
            wrong = f"its document is of {date}, the article of {article}"
            yield Problem("borrowings.csv", number, "fact_id", wrong, "an earlier one")
