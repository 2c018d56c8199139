"""Bringing tables into their one form after a spreadsheet or a program has written them, and renaming the key of a row.

A table is mended only as far as nothing is guessed: encoding, line ends, separators, quotation marks, order of columns
and rows, and how a number or a truth value is written. What a spreadsheet has changed in the content, such as a date in
another notation, stays, and validation reports it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from brief import paths
from brief.errors import BriefError, did_you_mean
from brief.files import csv_text, read_bytes
from brief.settings import settings
from brief.tables import form
from brief.tables.description import descriptor, resource

_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_SEPARATOR_LINE = re.compile(r"sep=.\r?\n")
"""The first line by which Excel is told the separator."""


@dataclass
class Mended:
    """A table in its one form.

    Attributes:
        path: of the file, from the top of the project.
        before: the bytes of the file.
        after: those of the table in its form; as before, if the file cannot be read as this table.
        done: what was mended, each in words.
    """

    path: str
    before: bytes
    after: bytes
    done: list[str] = field(default_factory=list)


def mended() -> Iterator[Mended]:
    """Yield each table that is not in its one form, mended; nothing is written.

    Raises:
        BriefError: if the description of the tables is missing or not JSON, or a file cannot be read.
    """
    for table in descriptor()["resources"]:
        path = paths.DATA / table["path"]
        if path.is_file() and (found := _mended(table, read_bytes(path))).after != found.before:
            yield found


def _mended(table: dict[str, Any], before: bytes) -> Mended:
    found = Mended(f"{paths.DATA.name}/{table['path']}", before, before)
    columns = [column["name"] for column in table["schema"]["fields"]]
    try:
        text = _decoded(before, found.done)
        rows, separator = _parsed(text, columns)
    except (UnicodeDecodeError, csv.Error):
        return found
    if separator != ",":
        found.done.append(f"separated by commas, not by {separator!r}")
    ordered = _in_order_of_columns(rows, columns, found.done) if rows else None
    if ordered is None:
        return found
    _canonical(ordered, table, separator, found.done)
    _sorted(ordered, table, found.done)
    found.after = csv_text([columns, *(list(row.values()) for row in ordered)]).encode()
    if not found.done and found.after != before:
        found.done.append("quotation marks and the end of the file")
    return found


def as_file(table: dict[str, Any], rows: list[dict[str, str]]) -> bytes:
    """Return the file of a table in its one form.

    Args:
        table: its description.
        rows: the texts of their cells by column; sorted in place.
    """
    columns = [column["name"] for column in table["schema"]["fields"]]
    _canonical(rows, table, ",", [])
    _sorted(rows, table, [])
    return csv_text([columns, *([row[column] for column in columns] for row in rows)]).encode()


def _decoded(content: bytes, done: list[str]) -> str:
    """Return the text of a file without what comes before the table, and with line feeds alone."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        done.append("UTF-8, not UTF-16")
        text = content.decode("utf-16")
    else:
        text = content.decode("utf-8")
    if text.startswith("\ufeff"):
        done.append("without a byte-order mark")
        text = text.removeprefix("\ufeff")
    if separator_line := _SEPARATOR_LINE.match(text):
        done.append(f"without the line {separator_line[0].strip()!r}")
        text = text[separator_line.end() :]
    if "\r\n" in text:
        done.append("line feeds alone at the ends of lines")
        text = text.replace("\r\n", "\n")
    return text


def _parsed(text: str, columns: list[str]) -> tuple[list[list[str]], str]:
    """Return the rows of a file, and the separator by which most columns of the table are found in its first row."""

    def known(separator: str) -> int:
        return len(set(columns) & set(next(csv.reader([first], delimiter=separator), [])))

    first = text.partition("\n")[0]
    separator = max(",;\t", key=known)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)), separator


def _in_order_of_columns(rows: list[list[str]], columns: list[str], done: list[str]) -> list[dict[str, str]] | None:
    """Return rows by column, without empty rows and columns and without the numbers of rows; None if columns differ."""
    header = [name.strip() for name in rows[0]]
    filled = [row for row in rows[1:] if any(row)]
    if len(filled) < len(rows) - 1:
        done.append(f"without {len(rows) - 1 - len(filled)} empty rows")
    numbers = [number for number, name in enumerate(header) if re.fullmatch(r"|Unnamed: 0|index", name)]
    for number in numbers:
        cells = [row[number] if number < len(row) else "" for row in filled]
        if any(cells) and cells != [str(place) for place in range(len(cells))]:
            return None
    kept = [number for number in range(len(header)) if number not in numbers]
    if sorted(header[number] for number in kept) != sorted(columns):
        return None
    if any(len(row) < len(kept) or any(row[len(header) :]) for row in filled):
        return None
    if numbers:
        done.append("without columns that only number the rows, or are empty")
    if [header[number] for number in kept] != columns:
        done.append("columns in their order")
    by_column = [{header[number]: row[number] for number in kept} for row in filled]
    return [{column: row[column] for column in columns} for row in by_column]


def _canonical(rows: list[dict[str, str]], table: dict[str, Any], separator: str, done: list[str]) -> None:
    """Have each cell be written as its table writes it."""
    for column in table["schema"]["fields"]:
        name, changes = column["name"], []
        for row in rows:
            old = row[name]
            new = old.strip()
            if separator == ";" and column["type"] == "number" and _DECIMAL_COMMA.fullmatch(new):
                new = new.replace(",", ".")  # as spreadsheets write it where they separate by semicolons
            row[name] = form.canonical(column["type"], new)
            if row[name] != old:
                changes.append(f"{old!r} to {row[name]!r}")
        if changes:
            told = f"{len(changes)} cells rewritten, such as" if len(changes) > 1 else "1 cell rewritten,"
            done.append(f"{name}: {told} {changes[0]}")


def _sorted(rows: list[dict[str, str]], table: dict[str, Any], done: list[str]) -> None:
    key = table["schema"]["primaryKey"]
    before = [row[key[0]] for row in rows]
    rows.sort(key=lambda row: form.sort_key(row[column] for column in key))
    moved = [new for old, new in zip(before, (row[key[0]] for row in rows), strict=True) if old != new]
    if moved:
        done.append(f"rows sorted by {' and '.join(key)}, from {moved[0]!r} on")


# --- renaming the key of a row ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Renamed:
    """A file in which a key was renamed: its path from the top of the project, its new text, and in how many places."""

    path: str
    text: str
    places: int


def renamed(old: str, new: str) -> list[Renamed]:
    """Return the files in which a key stands, with another key in its place; nothing is written.

    Tables are renamed in their key and in the columns that refer to it. On pages and in the settings and code of the
    brief that is done in roles, in directives and between quotation marks: elsewhere it could be any word.

    Args:
        old: TABLE:KEY.
        new: the same table and another key.

    Raises:
        BriefError: if there is no such table or row, the key of its rows has several columns, or the new key is taken
            or not well formed.
    """
    (name, _, before), (other, _, after) = old.partition(":"), new.partition(":")
    table = resource(name)
    if other != name or not before or not after:
        raise BriefError(f"{old!r} cannot become {new!r}; expected the same table twice, such as {name}:{after or 'B'}")
    if len(table["schema"]["primaryKey"]) > 1:
        raise BriefError(f"the rows of {name} have no key of their own, but those of other tables")
    [key] = table["schema"]["primaryKey"]
    described = next(column for column in table["schema"]["fields"] if column["name"] == key)
    pattern = described.get("constraints", {}).get("pattern", ".+")
    if not re.fullmatch(pattern, after, re.ASCII):
        raise BriefError(f"{after!r} is not well formed; expected the pattern {pattern}")
    keys = {row[key] for row in _rows(table["path"])}
    if before not in keys:
        raise BriefError(f"{table['path']} has no row {before!r}{did_you_mean(before, keys)}")
    if after in keys:
        raise BriefError(f"{table['path']} has a row {after!r} already")
    return [*_in_tables(name, key, before, after), *_in_text(before, after)]


def _rows(path: str) -> list[dict[str, str]]:
    with (paths.DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _in_tables(name: str, key: str, old: str, new: str) -> Iterator[Renamed]:
    for table in descriptor()["resources"]:
        columns = [key] if table["name"] == name else []
        for reference in table["schema"].get("foreignKeys", []):
            if (reference["reference"]["resource"] or table["name"]) == name and reference["reference"]["fields"] == [
                key
            ]:
                columns += reference["fields"]
        rows, places = _rows(table["path"]), 0
        for row in rows:
            for column in columns:
                if row[column] == old:
                    row[column], places = new, places + 1
        if places:
            _sorted(rows, table, [])
            written = csv_text([list(rows[0]), *(list(row.values()) for row in rows)]).encode()
            yield Renamed(f"{paths.DATA.name}/{table['path']}", written.decode(), places)


def _in_text(old: str, new: str) -> Iterator[Renamed]:
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    quoted = re.compile(rf"""(?<=["']){re.escape(old)}(?=(?:\.\w+)?(?::[\w.,]+)?["'])""")
    within = re.compile(r"\{[a-z:-]+\}`[^`]*`|^```\{(?!code-cell)[\w-]+\}.*$", flags=re.M)
    files = [*paths.BOOK.glob("*.md"), paths.BOOK / "brief.toml"]
    if own_code := settings().own_code:
        files += (paths.BOOK / "brief" / own_code).glob("*.py")
    for path in sorted(file for file in files if file.is_file()):
        text = path.read_text(encoding="utf-8")
        there = within.sub(lambda match: word.sub(new, match[0]), text) if path.suffix == ".md" else text
        there = quoted.sub(new, there)
        if there != text:
            places = len(quoted.findall(text)) + sum(len(word.findall(part)) for part in within.findall(text))
            yield Renamed(path.relative_to(paths.ROOT).as_posix(), there, places)
