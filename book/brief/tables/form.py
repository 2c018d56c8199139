"""The one form in which a table is written: UTF-8, line feeds, a header, quotation marks only where they are needed.

So a change of one cell is a change of one line, and every program that reads CSV reads the same cells.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from brief.files import csv_text, too_large
from brief.text import told_apart

MOST_LINES = 1_000_000
"""Of a table: an empty one takes a hundred times as much memory as it has bytes."""
LONGEST_CELL = 32_767
"""Characters that a spreadsheet takes in one cell."""
CARRIAGE_RETURN = (
    "a carriage return at the end of the line",
    "a line feed alone; Git writes the other where core.autocrlf is true, so set it to false and clone anew",
)
"""What is wrong with a file of Windows, and what was expected."""
UTF_8 = "UTF-8: in a spreadsheet, save it as “CSV UTF-8”"
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?")
_RUNNING = re.compile(r"^([a-z]+-)([0-9]{3,})(?=[a-z]?$)")
"""What the ids of rows begin with that are numbered as they come: a prefix, and three digits or more."""
csv.field_size_limit(2**31 - 1)  # a cell that is too long is a problem of one row, not an error of the reader


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one table. Rows are counted as an editor counts lines: the header is row 1.

    Attributes:
        file: name of the file.
        row: number of the row; 0 if it is the file as a whole.
        column: name of the column; "" if it is the row as a whole.
        wrong: what is wrong.
        expected: what was expected.
    """

    file: str
    row: int
    column: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row or "", self.column) if part)
        return f"{place}: {self.wrong}; expected {self.expected}"


def canonical(kind: str, text: str) -> str:
    """Return a cell as its table writes it: a number without a sign, zeros or a point that say nothing.

    Args:
        kind: type of the column, as the description has it.
        text: of the cell; what is no number of that type is returned as it is.
    """
    if kind == "boolean":
        return text.lower() if text.lower() in {"true", "false"} else text
    if kind not in {"number", "integer"} or not _NUMBER.fullmatch(text):
        return text
    value = format(Decimal(text), "f")
    value = value.rstrip("0").rstrip(".") if "." in value else value
    return "0" if value in {"-0", "+0"} else value.removeprefix("+")


def sort_key(key: Iterable[str]) -> list[str]:
    """Return by what rows are sorted: their keys as text, with running numbers by their value.

    So "c-999" comes before "c-1000".

    Args:
        key: the cells of the key of a row.
    """
    return [_RUNNING.sub(lambda match: f"{match[1]}{match[2]:0>9}", cell) for cell in key]


def problems(path: Path, columns: list[str]) -> Iterator[Problem]:
    """Yield what keeps a file from being a table in its one form.

    Args:
        path: of the file.
        columns: their names, in order.
    """
    name = path.name
    try:
        if path.exists() and not path.is_file():
            yield Problem(name, 0, "", "a folder or a device stands in its place", "a file")
            return
        if path.is_symlink() and path.exists():
            yield Problem(name, 0, "", "a link stands in its place", "a file")
            return
        if wrong := too_large(path):
            size, _, expected = wrong.partition("; expected ")
            yield Problem(name, 0, "", size, expected)
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
        yield Problem(name, row, "", f"byte 0x{content[error.start]:02x} is not UTF-8", UTF_8)
        return
    if "\r" in text:
        row = text.count("\n", 0, text.index("\r")) + 1
        yield Problem(name, row, "", *CARRIAGE_RETURN)
        return
    yield from _csv_problems(name, text, columns)


def _csv_problems(name: str, text: str, columns: list[str]) -> Iterator[Problem]:
    if (lines := text.count("\n")) > MOST_LINES:
        yield Problem(name, 0, "", f"{lines:,} lines", f"at most {MOST_LINES:,}")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        if "field limit" in str(error):
            most = f"at most {csv.field_size_limit():,} letters"
            yield Problem(name, reader.line_num, "", "a cell that is too long", most)
            return
        expected = 'quotes only around a whole cell, doubled ("") inside'
        yield Problem(name, reader.line_num, "", "a stray quotation mark", expected)
        return
    if reader.line_num != len(rows):
        row = next(number for number, cells in enumerate(rows, 1) if any("\n" in cell for cell in cells))
        wrong = "a cell that runs over several lines, or a quotation mark never closed"
        yield Problem(name, row, "", wrong, "a row on one line")
        return
    if rows[0] != columns:
        yield from _header_problems(name, rows[0], columns)
        return
    for row, cells in enumerate(rows[1:], 2):
        yield from _row_problems(name, row, cells, columns)
    for row, (line, canonical) in enumerate(zip(text.split("\n"), csv_text(rows).split("\n"), strict=False), 1):
        if line != canonical:
            wrong = "quotation marks that are not needed, or a stray one"
            yield Problem(name, row, "", wrong, f"the line {canonical!r}")
            return
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield Problem(name, len(rows), "", "the file does not end with one line feed", "exactly one")


def _header_problems(name: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    described = f"the columns {', '.join(columns)}"
    if len(header) > 10 * len(columns):
        yield Problem(name, 1, "", f"{len(header):,} columns", described)
        return
    if len(header) == 1:
        for separator, words in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if header[0].split(separator) == columns:
                yield Problem(name, 1, "", f"{words} between the cells of the whole file", "commas")
                return
    for column in columns:
        if column not in header:
            close = difflib.get_close_matches(column, set(header) - set(columns), 1)
            hint = f" (found {told_apart(close[0], column)[0]!r})" if close else ""
            yield Problem(name, 1, column, f"the column is missing{hint}", described)
    for column in header:
        if column not in columns:
            yield Problem(name, 1, column, "a column that is not described", described)
    if sorted(header) == sorted(columns):
        yield Problem(name, 1, "", "the columns are in another order", ", ".join(columns))


def _row_problems(name: str, row: int, cells: list[str], columns: list[str]) -> Iterator[Problem]:
    if not any(cells):
        yield Problem(name, row, "", "an empty row", "none")
    elif len(cells) > len(columns):
        yield Problem(name, row, "", f"{len(cells)} cells, {cells[len(columns)]!r} too many", f"{len(columns)}")
    elif len(cells) < len(columns):
        wrong = f"{len(cells)} cells, the last ones missing"
        yield Problem(name, row, columns[len(cells)], wrong, f"{len(columns)}")
    for column, cell in zip(columns, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            expected = f"at most {LONGEST_CELL:,} characters, which is what a spreadsheet takes"
            yield Problem(name, row, column, "the cell is too long", expected)
