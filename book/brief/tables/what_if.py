"""What if a table held something else: changing its rows and cells in this process, never in a file."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from brief import tables
from brief.errors import BriefError

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?")
LONG_BEFORE = 1804
"""A leap year before all that the tables tell."""


@dataclass(frozen=True)
class Change:
    """Another content for a cell, or the removal of a row.

    Attributes:
        table: its name.
        key: of the row: its primary key, several columns joined by a space.
        column: of the cell; None removes the row.
        value: what the cell is to hold, written as in the file; "" for nothing.
    """

    table: str
    key: str
    column: str | None = None
    value: str = ""


def row_keys(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return the key of each row of a table: its primary key, several columns joined by a space."""
    columns = tables.resource(name)["schema"]["primaryKey"]
    keys = frame[columns[0]].astype(str)
    for column in columns[1:]:
        keys = keys + " " + frame[column].astype(str)
    return keys


def apply(changes: Iterable[Change]) -> None:
    """Change the tables of this process, as `tables.substitute` does.

    Raises:
        BriefError: if there is no such table, row or column, or the column cannot hold the value.
    """
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for name, of_table in by_table.items():
        frame = tables.table(name)
        index = dict(zip(row_keys(name, frame), frame.index, strict=True))
        removed: list[int] = []
        cells: dict[str, dict[int, object]] = defaultdict(dict)
        for change in of_table:
            if change.key not in index:
                raise BriefError(f"{name}.csv has no row {change.key!r}")
            if change.column is None:
                removed.append(index[change.key])
                continue
            if change.column not in frame:
                raise BriefError(f"{name}.csv has no column {change.column!r}")
            try:
                cells[change.column][index[change.key]] = _typed(frame[change.column], change.value)
            except (KeyError, ValueError) as error:
                raise BriefError(f"{name}.csv:{change.column}: {change.value!r} cannot stand there") from error
        for column, values in cells.items():
            frame.loc[list(values), column] = pd.array(list(values.values()), dtype=frame[column].dtype)
        tables.substitute(name, frame.drop(index=removed).reset_index(drop=True))


def _typed(column: pd.Series, value: str) -> object:
    """Return a value as the column holds it when it is read from the file."""
    if value == "":
        return pd.NA
    if column.dtype == "boolean":
        return {"true": True, "false": False}[value]
    if column.dtype == "Int64":
        return int(value)
    return float(value) if column.dtype == "Float64" else value


# --- what else a cell could hold ---------------------------------------------------------------------------


def is_date(value: object) -> bool:
    """Return whether a cell holds a date, as `tables.dates` has them."""
    return isinstance(value, str) and bool(_DATE.fullmatch(value))


def alternatives(name: str, column: str, value: object) -> list[str]:
    """Return what else a filled cell could hold, the likeliest to be allowed first.

    A number becomes a little less or more and much more, a date a little later or earlier, much later, or one of long
    before, a truth value the other one, a word of a vocabulary each other word, the key of a row that of the next row
    or of the one before, and a text gets longer.

    Args:
        name: of the table.
        column: of the cell.
        value: of the cell, as `tables.table` returns it.
    """
    described = {field["name"]: field for field in tables.resource(name)["schema"]["fields"]}[column]
    if described["type"] == "boolean":
        return ["false" if value else "true"]
    if described["type"] in {"number", "integer"}:
        return _other_numbers(float(str(value)), described["type"] == "integer", described.get("constraints", {}))
    if is_date(value):
        return _other_dates(str(value))
    if "categories" in described:
        return [word for word in tables.vocabulary(name, column) if word != value]
    if column in (referred := references(name)):
        return _other_keys(*referred[column], str(value))
    return [f"{value} (changed)"]


def _other_numbers(value: float, whole: bool, bounds: dict[str, float]) -> list[str]:
    least, most = bounds.get("minimum", float("-inf")), bounds.get("maximum", float("inf"))
    step = 1.0 if whole else abs(value) / 128 or 0.5
    others = [value - step, value + step, value * 3 + 7, value // 2 if whole else value / 2]
    return [str(int(other) if whole else other) for other in others if least <= other <= most and other != value]


def _other_dates(value: str) -> list[str]:
    first, slash, last = value.partition("/")
    if slash:
        others = [f"{first}/{_moved(last, 1)}", f"{_moved(first, -1)}/{last}", f"{first}/{_moved(last, 40)}"]
        others.append(f"{LONG_BEFORE}{first[4:]}/{last}")
    else:
        others = [_moved(value, 1), _moved(value, -1), _moved(value, 40), f"{LONG_BEFORE}{value[4:]}"]
    return list(dict.fromkeys(others))


def _moved(partial: str, steps: int) -> str:
    """Return a partial date moved by days, months or years, whichever it is exact to; a year moves by one at most."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 3:
        return (datetime.date(*parts) + datetime.timedelta(days=steps)).isoformat()
    if len(parts) == 2:
        months = parts[0] * 12 + parts[1] - 1 + steps
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return f"{parts[0] + (1 if steps > 0 else -1):04}"


def references(name: str) -> dict[str, tuple[str, str]]:
    """Return the columns that hold keys of rows, with table and column to which they refer."""
    keys = tables.resource(name)["schema"].get("foreignKeys", [])
    return {key["fields"][0]: (key["reference"].get("resource") or name, key["reference"]["fields"][0]) for key in keys}


def _other_keys(name: str, column: str, value: str) -> list[str]:
    keys = list(dict.fromkeys(tables.table(name)[column].dropna()))
    place = keys.index(value)
    neighbours = [keys[(place + step) % len(keys)] for step in (1, -1)]
    return [key for key in neighbours if key != value]
