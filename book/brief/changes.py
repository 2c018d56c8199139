"""Changing a table in this process, to see what moves: the rows and cells that are changed, never a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from brief import tables
from brief.errors import BriefError


@dataclass(frozen=True)
class Change:
    """One cell that gets another content, or a row that is taken out.

    Attributes:
        table: its name.
        key: of the row: its primary key, several columns joined by a space.
        column: of the cell; None takes the row out.
        value: what the cell is to hold, as the file would; "" for nothing.
    """

    table: str
    key: str
    column: str | None = None
    value: str = ""


def keys(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return the key of each row of a table: its primary key, several columns joined by a space."""
    columns = tables.resource(name)["schema"]["primaryKey"]
    found = frame[columns[0]].astype(str)
    for column in columns[1:]:
        found = found + " " + frame[column].astype(str)
    return found


def apply(wanted: Iterable[Change]) -> None:
    """Change the tables of this process, as `tables.substitute` does.

    Raises:
        BriefError: if there is no such table, row or column, or the column cannot hold that.
    """
    by_table: dict[str, list[Change]] = {}
    for change in wanted:
        by_table.setdefault(change.table, []).append(change)
    for name, there in by_table.items():
        frame = tables.table(name)
        row_of = dict(zip(keys(name, frame), frame.index, strict=True))
        gone = []
        for change in there:
            if change.key not in row_of:
                raise BriefError(f"{name}.csv has no row {change.key!r}")
            row = row_of[change.key]
            if change.column is None:
                gone.append(row)
                continue
            if change.column not in frame:
                raise BriefError(f"{name}.csv has no column {change.column!r}")
            try:
                frame.loc[row, change.column] = _typed(frame[change.column], change.value)
            except (TypeError, ValueError) as error:
                raise BriefError(f"{name}.csv:{change.column}: {change.value!r} cannot stand there") from error
        tables.substitute(name, frame.drop(index=gone).reset_index(drop=True))


def _typed(column: pd.Series, value: str) -> object:
    """Return a value as the column holds it, as reading the file would give it."""
    if value == "":
        return pd.NA
    if pd.api.types.is_bool_dtype(column):
        return {"true": True, "false": False}[value]
    if pd.api.types.is_integer_dtype(column):
        return int(value)
    return float(value) if pd.api.types.is_float_dtype(column) else value
