"""Whether the tables are what their description says.

The `frictionless` library reads the description and checks types, vocabularies, required and unique cells and
keys. What it cannot know is added here through its own interface for checks: dates that do not exist, ranges
the wrong way round, units that do not fit, cells that a spreadsheet or a browser would run. Before that, each
file must be in the one canonical form, so that a change of one cell is a change of one line.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frictionless import Check, Checklist, FrictionlessException, Package, Row, errors

from brief import paths
from brief.errors import BriefError
from brief.files import read_bytes
from brief.settings import settings
from brief.tables import dates, description_check

_FORMULA = re.compile(r"[=+\-@\t\r|%]")
_HTML = re.compile(r"<\s*[/!?a-z]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_WRITTEN = {
    "number": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
    "integer": re.compile(r"-?(0|[1-9][0-9]*)"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""How a value is written: one way each, so that a change of one value is a change of one cell."""
_LARGEST = 2**53
"""Up to here every program tells two whole numbers apart."""
_LONGEST = 32_767
"""How many characters a spreadsheet takes in one cell."""
_TOO_LONG = ("the cell is too long", f"at most {_LONGEST:,} characters, which is what a spreadsheet takes")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


_NEEDED = {
    "borrowings": {"fact_id"},
    "claims": {"quote_start", "quote_end", "quote"},
    "facts": {"fact_id", "source_key", "measure_id", "value_low", "value_high", "unit", "repeats"},
    "glossary": {"as_in_article"},
    "measures": {"measure_id", "unit"},
    "origins": {"origin_id", "derived_from"},
    "sources": {"source_key", "published"},
}
"""Tables and columns that the checks added here speak of."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one table. Rows are counted as an editor counts lines: the header is row 1."""

    file: str
    row: int
    column: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row or "", self.column) if part)
        return f"{place}: {self.wrong}; expected {self.expected}"


def problems(folder: Path | None = None) -> list[Problem]:
    """Return every fault in the tables of a folder, `paths.DATA` if none is given, in order of file and row.

    Raises:
        BriefError: if the description itself is missing or cannot be used.
    """
    folder = folder or paths.DATA
    descriptor = description_check.read(folder / paths.DESCRIPTOR.name)
    package = _package(folder, descriptor)
    found = [problem for resource in descriptor["resources"] for problem in _form(folder, resource)]
    if not found:  # a file that cannot be read as a table would only echo through every foreign key
        found = list(_content(package, descriptor))
    return sorted(set(found))


def require_valid() -> None:
    """Raise a BriefError that lists every fault in the tables, if there is one."""
    if found := problems():
        raise BriefError("\n".join(map(str, found)))


def _package(folder: Path, descriptor: dict[str, Any]) -> Package:
    found = {resource["name"]: resource["schema"]["fields"] for resource in descriptor["resources"]}
    for name, columns in _NEEDED.items():
        if name not in found:
            raise BriefError(f"{paths.DESCRIPTOR.name}: no table {name!r}; expected one")
        if missing := sorted(columns - {field["name"] for field in found[name]}):
            raise BriefError(f"{paths.DESCRIPTOR.name}: table {name!r} has no column {missing[0]!r}; expected one")
    # keys into other tables are followed here, all at once: frictionless would read a table anew for each
    alone = [
        {**resource, "schema": {key: value for key, value in resource["schema"].items() if key != "foreignKeys"}}
        for resource in descriptor["resources"]
    ]
    try:  # from the data, not the path: frictionless takes a path with [ or * for a pattern
        return Package.from_descriptor({**descriptor, "resources": alone}, basepath=str(folder))
    except FrictionlessException as error:
        reasons = [reason.note for reason in error.reasons or [error.error]]
        raise BriefError("\n".join(f"{paths.DESCRIPTOR.name}: {reason}" for reason in reasons)) from error


# --- the form of the file: bytes, lines, quotes -----------------------------------------------------------


def _form(folder: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    name = resource["path"]
    path = folder / name
    try:
        if path.exists() and not path.is_file():
            yield Problem(name, 0, "", "a folder or a device stands in its place", "a file")
            return
        content = path.read_bytes()
    except FileNotFoundError:
        yield Problem(name, 0, "", "the file is missing", "the table that datapackage.json describes")
        return
    except OSError as error:
        yield Problem(name, 0, "", f"the file cannot be read ({error.strerror})", "a file that can")
        return
    if not content.strip():
        yield Problem(name, 0, "", "the file is empty", "at least the row of column names")
        return
    if content.startswith(b"\xef\xbb\xbf"):
        yield Problem(name, 1, "", "a byte-order mark before the first column", "UTF-8 without one")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        yield Problem(name, row, "", f"byte 0x{content[error.start]:02x} is not UTF-8", "UTF-8")
        return
    if "\r" in text:
        row = text.count("\n", 0, text.index("\r")) + 1
        yield Problem(name, row, "", "a carriage return at the end of the line", "a line feed alone")
        return
    yield from _canonical(name, text, [field["name"] for field in resource["schema"]["fields"]])


def _canonical(name: str, text: str, columns: list[str]) -> Iterator[Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            break
        except csv.Error as error:
            if "field limit" in str(error):
                yield Problem(name, reader.line_num, "", *_TOO_LONG)
                return
            yield Problem(
                name,
                reader.line_num,
                "",
                "a stray quotation mark",
                'quotes only around a whole cell, doubled ("") inside',
            )
            return
    if reader.line_num != len(rows):
        row = next(number for number, cells in enumerate(rows, 1) if any("\n" in cell for cell in cells))
        yield Problem(
            name,
            row,
            "",
            "a cell that runs over several lines, or a quotation mark never closed",
            "a row on one line",
        )
        return
    if rows[0] != columns:
        yield from _header(name, rows[0], columns)
        return
    for row, cells in enumerate(rows[1:], 2):
        if not any(cells):
            yield Problem(name, row, "", "an empty row", "none")
        elif len(cells) > len(columns):
            yield Problem(name, row, "", f"{len(cells)} cells, {cells[len(columns)]!r} too many", f"{len(columns)}")
        elif max(map(len, cells)) > _LONGEST:
            yield Problem(name, row, columns[[len(cell) > _LONGEST for cell in cells].index(True)], *_TOO_LONG)
        elif len(cells) < len(columns):
            yield Problem(
                name,
                row,
                columns[len(cells)],
                f"{len(cells)} cells, the last ones missing",
                f"{len(columns)}",
            )
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    for row, (line, canonical) in enumerate(zip(text.split("\n"), written.getvalue().split("\n"), strict=False), 1):
        if line != canonical:
            yield Problem(
                name,
                row,
                "",
                "quotation marks that are not needed, or a stray one",
                f"the line {canonical!r}",
            )
            return
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield Problem(name, len(rows), "", "the file does not end with one line feed", "exactly one")


def _header(name: str, found: list[str], columns: list[str]) -> Iterator[Problem]:
    for column in columns:
        if column not in found:
            close = difflib.get_close_matches(column, set(found) - set(columns), 1)
            yield Problem(
                name,
                1,
                column,
                f"the column is missing{f' (found {close[0]!r})' if close else ''}",
                f"the columns {', '.join(columns)}",
            )
    for column in found:
        if column not in columns:
            yield Problem(name, 1, column, "a column that is not described", f"the columns {', '.join(columns)}")
    if sorted(found) == sorted(columns):
        yield Problem(name, 1, "", "the columns are in another order", ", ".join(columns))


# --- the content: what frictionless checks, and the checks added to it ------------------------------------


class _BriefCheck(Check):
    """Checks of this project, run by frictionless on every row of every table.

    A finding is a frictionless error whose note holds what is wrong and what was expected.
    """

    type = "brief"
    Errors = [errors.CellError]  # noqa: RUF012  (the name and the form that frictionless prescribes)

    def __init__(self, units: dict[str, str], article: bytes) -> None:
        super().__init__()
        self._units = units
        self._article = article
        self._last_key: tuple[str, ...] = ()

    def validate_row(self, row: Row) -> Iterator[errors.CellError]:
        for column, wrong, expected in self._faults(row):
            yield errors.CellError.from_row(row, note=f"{wrong}\0{expected}", field_name=column)

    def _faults(self, row: Row) -> Iterator[tuple[str, str, str]]:
        cells = {name: row[name] for name in row.field_names}
        written = dict(zip(row.field_names, row.cells, strict=False))
        for field in self.resource.schema.fields:
            value, raw = cells[field.name], written[field.name]
            if value is not None and field.type in _WRITTEN and not _WRITTEN[field.type].fullmatch(raw):
                yield field.name, f"{raw!r} is not written as a {field.type} is", _example(field.type)
            elif value is not None and field.type in {"number", "integer"} and abs(value) > _LARGEST:
                yield field.name, f"{raw[:30]!r} is too large", f"at most {_LARGEST:,}"
            if not isinstance(value, str):
                continue
            if _FORMULA.match(value):
                yield (
                    field.name,
                    f"{value[:30]!r} begins like a spreadsheet formula",
                    "text that begins otherwise",
                )
            if _HTML.search(value):
                yield field.name, f"{_HTML.search(value)[0]!r} looks like HTML", "plain text"  # type: ignore[index]
            if _CONTROL.search(value):
                yield field.name, f"a control character {_CONTROL.search(value)[0]!r}", "plain text"  # type: ignore[index]
            if value != value.strip():
                yield field.name, "a space before or after the text", "none"
            pattern = field.constraints.get("pattern", "")
            if re.match(pattern, value) and not re.match(pattern, value, re.ASCII):
                # frictionless tells what fits no pattern, but lets a digit be one of any script
                yield field.name, f"{value!r} is not well formed", f"the pattern {pattern}, with digits 0 to 9"
            elif field.name in {"event_date", "published", "date", "month"} and re.fullmatch(r"[0-9/-]+", value):
                try:
                    dates.span(value)
                except BriefError as error:
                    wrong, _, expected = str(error).partition("; expected ")
                    yield field.name, wrong, expected
        yield from self._order(cells)
        if self.resource.name == "facts":
            yield from self._quantity(cells)
        if self.resource.name == "claims":
            yield from self._passage(cells)
        if self.resource.name == "glossary":
            yield from self._spellings(cells)

    def _order(self, cells: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        key_columns = self.resource.schema.primary_key
        key = tuple(str(cells[column]) for column in key_columns)
        if key < self._last_key:
            yield key_columns[0], f"{key[0]!r} stands after {self._last_key[0]!r}", "rows sorted by their key"
        self._last_key = key

    def _quantity(self, cells: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        low, high, measure, unit = (cells[name] for name in ("value_low", "value_high", "measure_id", "unit"))
        if any(value is not None and not value.is_finite() for value in (low, high)):
            return  # told as not written as a number is
        if low is not None and high is not None and low > high:
            yield "value_low", f"{low} is more than value_high {high}", "the lower value first"
        if measure is None and (low is not None or high is not None or unit is not None):
            yield "measure_id", "a value or unit without a measure", "the measure it belongs to"
        if measure is not None and low is None and high is None:
            yield "value_low", f"no value for the measure {measure!r}", "value_low, value_high or both"
        if measure in self._units and unit != self._units[measure]:
            yield "unit", f"{unit!r} is not the unit of {measure!r}", repr(self._units[measure])
        if cells["repeats"] is not None and cells["repeats"] == cells["fact_id"]:
            yield "repeats", "the fact repeats itself", "another fact, or nothing"

    def _passage(self, cells: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        start, end, quote = cells["quote_start"], cells["quote_end"], cells["quote"]
        if isinstance(start, int) and isinstance(end, int) and quote is not None:
            stands = self._article[start:end].decode("utf-8", "replace")
            if stands != quote:
                yield "quote", f"bytes {start} to {end} of the article are {stands[:40]!r}", "the quote"

    def _spellings(self, cells: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        for spelling in (cells["as_in_article"] or "").split(" | "):
            if spelling.encode() not in self._article:
                yield "as_in_article", f"{spelling!r} is not in the article", "its spellings, joined by ' | '"


def _content(package: Package, descriptor: dict[str, Any]) -> Iterator[Problem]:
    rows = {resource["name"]: _rows(package, resource["path"]) for resource in descriptor["resources"]}
    units = {row["measure_id"]: row["unit"] for row in rows["measures"]}
    article = read_bytes(paths.ARTICLE)
    for resource in package.resources:
        report = resource.validate(Checklist(checks=[_BriefCheck(units, article)]))
        for error in report.flatten(["type", "rowNumber", "fieldName", "note", "cells", "fieldNumber"]):
            yield _problem(resource, error)
    for resource in descriptor["resources"]:
        yield from _foreign_keys(resource, rows)
    yield from _loops(rows)
    yield from _borrowings(rows)


def _rows(package: Package, name: str) -> list[dict[str, str]]:
    """Return the rows of a file whose form holds, as text; an empty cell is ""."""
    with (Path(package.basepath or "") / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _problem(resource: Any, error: list[Any]) -> Problem:
    kind, row, column, note, cells, number = error
    name = resource.path
    cell = cells[number - 1] if cells and number and number <= len(cells) else None
    if kind == "cell-error":
        wrong, _, expected = note.partition("\0")
        return Problem(name, row, column, wrong, expected)
    field: Any = resource.schema.get_field(column) if column else None
    if kind == "type-error":
        return Problem(name, row, column, f"{cell!r} is not of the type {field.type}", _example(field.type))
    if kind == "constraint-error":
        return Problem(name, row, column, *_constraint(field, cell, note))
    if kind in {"unique-error", "primary-key"}:
        first = re.search(r"position \"?(\d+)", note)
        where = f" of row {first[1]}" if first else ""
        column = column or resource.schema.primary_key[0]
        return Problem(name, row, column, f"a duplicate{where}", "a value that no other row has")
    return Problem(name, row or 0, column or "", note or kind, "what datapackage.json describes")


def _constraint(field: Any, cell: Any, note: str) -> tuple[str, str]:
    constraint = re.search(r'constraint "(\w+)"', note)
    match constraint[1] if constraint else "":
        case "required":
            return "the cell is empty", "a value"
        case "enum":
            words = field.constraints["enum"]
            close = difflib.get_close_matches(str(cell), words, 1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            return f"{cell!r} is not a word of the vocabulary{hint}", f"one of {', '.join(words)}"
        case "pattern":
            return f"{cell!r} is not well formed", f"the pattern {field.constraints['pattern']}"
        case other:
            return f"{cell!r} is out of bounds", f"{other} {field.constraints.get(other)}"


def _foreign_keys(resource: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> Iterator[Problem]:
    for key in resource["schema"].get("foreignKeys", []):
        (column,), (other,) = key["fields"], key["reference"]["fields"]
        table = key["reference"].get("resource") or resource["name"]
        known = {row[other] for row in rows[table]}
        for number, row in enumerate(rows[resource["name"]], 2):
            if row[column] and row[column] not in known:
                wrong, expected = f"{row[column]!r} is not in {table}.csv", f"{_article(other)} of {table}.csv"
                yield Problem(resource["path"], number, column, wrong, expected)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _example(kind: str) -> str:
    return {
        "number": "a number such as 14 or 37.5",
        "integer": "a whole number",
        "boolean": "true or false",
        "date": "a day such as 2020-05-26",
    }.get(kind, kind)


def _loops(rows: dict[str, list[dict[str, str]]]) -> Iterator[Problem]:
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


def _borrowings(rows: dict[str, list[dict[str, str]]]) -> Iterator[Problem]:
    """Find what the article would have taken from a document that was published after it."""
    documents = {row["source_key"]: row["published"] for row in rows["sources"]}
    published = {row["fact_id"]: documents.get(row["source_key"], "") for row in rows["facts"]}
    article = published.get(settings().publication_fact)
    for number, taken in enumerate(rows["borrowings"], 2):
        date = published.get(taken["fact_id"])
        if date and article and date[:10] > article:
            yield Problem(
                "borrowings.csv",
                number,
                "fact_id",
                f"its document is of {date}, the article of {article}",
                "an earlier one",
            )
