"""The shared tables, typed by their description in `data/datapackage.json`.

Reading trusts the files; `brief.validation` is what checks them, and runs before every build and check. Only what would
turn the direction of the text beside a cell ends with the cell.
"""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable
from functools import cache, update_wrapper
from typing import Any, ClassVar, Generic, TypeVar

import pandas as pd

from brief import paths, words
from brief.errors import BriefError
from brief.files import digest, read_text

_DTYPES = {
    "string": "str",
    "date": "str",
    "number": "Float64",
    "integer": "Int64",
    "boolean": "boolean",
}


@cache
def descriptor() -> dict[str, Any]:
    """Return the description of all tables: a Frictionless Data Package, version 2.

    Raises:
        BriefError: if the file is missing or is not JSON.
    """
    try:
        return json.loads(read_text(paths.DESCRIPTOR))
    except (ValueError, RecursionError) as error:
        raise BriefError(f"{paths.DESCRIPTOR.name}: not JSON: {error}") from error


def names() -> list[str]:
    """Return the names of all tables, in alphabetical order."""
    return sorted(resource["name"] for resource in descriptor()["resources"])


def resource(name: str) -> dict[str, Any]:
    """Return the description of one table.

    Raises:
        BriefError: if no table has that name.
    """
    for candidate in descriptor()["resources"]:
        if candidate["name"] == name:
            return candidate
    raise BriefError(f"no table {name!r}; there are {', '.join(names())}")


def package_of(name: str) -> dict[str, Any]:
    """Return the description of one table as a Data Package of its own, which holds for the table alone.

    References to other tables cannot be checked without these: they are left out, and the description says which.

    Raises:
        BriefError: if no table has that name.
    """
    whole, table = descriptor(), copy.deepcopy(resource(name))
    keys = table["schema"].pop("foreignKeys", [])
    kept = [key for key in keys if (key["reference"]["resource"] or name) == name]
    if kept:
        table["schema"]["foreignKeys"] = kept
    left_out = [
        f"{key['fields'][0]} to {key['reference']['fields'][0]} of {key['reference']['resource']}"
        for key in keys
        if key not in kept
    ]
    about = f"One of the tables of {whole['name']}, by itself."
    if left_out:
        about += f" References to tables that are not here were left out: {'; '.join(left_out)}."
    return {
        "$schema": whole["$schema"],
        "name": f"{whole['name']}-{name}",
        "title": table["title"],
        "description": about,
        "version": whole["version"],
        "licenses": table.get("licenses", whole["licenses"]),
        "resources": [table],
    }


def vocabulary(name: str, column: str) -> dict[str, str]:
    """Return the words that a column may hold, with their meanings, in the order of the description.

    Raises:
        BriefError: if there is no such column, or it may hold anything.
    """
    for field in resource(name)["schema"]["fields"]:
        if field["name"] == column and "categories" in field:
            return {word["value"]: word["label"] for word in field["categories"]}
    raise BriefError(f"table {name!r} has no column {column!r} with a vocabulary")


_frames: dict[str, pd.DataFrame] = {}
"""Tables by name, as read, or as `substitute` has them."""


def _read(name: str) -> pd.DataFrame:
    if name in _frames:
        return _frames[name]
    description = resource(name)
    fields = description["schema"]["fields"]
    try:
        found = pd.read_csv(
            paths.DATA / description["path"],
            dtype={field["name"]: _DTYPES[field["type"]] for field in fields},
            keep_default_na=False,
            na_values=[""],
            true_values=["true"],
            false_values=["false"],
            encoding="utf-8",
        )
    except (OSError, ValueError) as error:
        raise BriefError(f"{description['path']}: cannot be read ({error}); `brief data` says where") from error
    for column in found.select_dtypes("str"):
        turning = found[column].str.contains(words.TURNS, na=False)
        found.loc[turning, column] = found.loc[turning, column].map(words.turned_back)
    _frames[name] = found
    return found


def substitute(name: str, frame: pd.DataFrame) -> None:
    """Have a table be another one in this process, as if its file held that, and forget what was derived from it.

    For measuring what depends on it; a process in which this was called is good for nothing else.

    Args:
        name: of the table.
        frame: what `table` is to return: columns and types as it returns them now.
    """
    _frames[name] = frame
    for function in remembered.all:
        function.forget(name)


def table(name: str) -> pd.DataFrame:
    """Return one table: a row per row of the file, empty cells missing, numbers nullable, dates as text.

    Raises:
        BriefError: if there is no such table or it cannot be read.
    """
    found = _read(name).copy()
    _asked.add(name)
    return found


def rows(name: str, keys: list[str]) -> pd.DataFrame:
    """Return some rows of a table, in the order of their keys, and indexed by these.

    Raises:
        BriefError: if there is no such table or row.
    """
    key = resource(name)["schema"]["primaryKey"][0]
    found = table(name).set_index(key)
    if unknown := [wanted for wanted in keys if wanted not in found.index]:
        raise BriefError(f"{name}.csv has no {key} {unknown[0]!r}")
    return found.loc[keys]


def size(name: str) -> int:
    """Return how many rows a table has; unlike `table`, this does not count as using it.

    Raises:
        BriefError: if there is no such table or it cannot be read.
    """
    return len(_read(name))


def digests(name: str) -> dict[str, Any]:
    """Return digests of a table as its file has it: of its `description`, and of each of its `rows` by key."""
    description = resource(name)
    key = description["schema"]["primaryKey"]
    with (paths.DATA / description["path"]).open(encoding="utf-8", newline="") as file:
        rows = {" ".join(row[column] for column in key): digest(json.dumps(row)) for row in csv.DictReader(file)}
    return {"description": digest(json.dumps(description, sort_keys=True)), "rows": rows}


_asked: set[str] = set()
"""Names of the tables asked for since `forget_asked`: which page uses which table is measured, not typed."""


def asked() -> list[str]:
    """Return the names of the tables asked for in this process since `forget_asked`, in alphabetical order."""
    return sorted(_asked)


def forget_asked() -> None:
    """Begin anew to note which tables are asked for."""
    _asked.clear()


T = TypeVar("T")


class remembered(Generic[T]):
    """A function of no arguments that is called once; each later call counts as asking for the same tables."""

    all: ClassVar[list[remembered]] = []
    """Every such function."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._found: list[tuple[T, set[str]]] = []
        update_wrapper(self, function)
        remembered.all.append(self)

    def __call__(self) -> T:
        """Return what the function returned when it was first called."""
        if not self._found:
            before = set(_asked)
            _asked.clear()
            try:
                value = self._function()
                self._found.append((value, set(_asked)))
            finally:
                _asked.update(before)
        value, names = self._found[0]
        _asked.update(names)
        return value

    def forget(self, name: str) -> None:
        """Forget what it returned if that came from this table."""
        if self._found and name in self._found[0][1]:
            self._found.clear()


def plain(value: Any) -> Any:
    """Return a cell as JSON has it: whole numbers without a decimal point, days as text, a missing one as null."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value == int(value) else value
