"""The shared tables, typed by their description in `data/datapackage.json`.

Reading trusts the files; `brief.validation` is what checks them, and runs before every build and check.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd

from brief import paths
from brief.errors import BriefError

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
        return json.loads(paths.DESCRIPTOR.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BriefError(f"{paths.DESCRIPTOR.name}: missing; expected in {paths.DATA.name}/") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BriefError(f"{paths.DESCRIPTOR.name}: not JSON in UTF-8: {error}") from error


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


def vocabulary(name: str, column: str) -> dict[str, str]:
    """Return the words that a column may hold, with their meanings, in the order of the description."""
    for field in resource(name)["schema"]["fields"]:
        if field["name"] == column:
            return {word["value"]: word["label"] for word in field.get("categories", [])}
    raise BriefError(f"table {name!r} has no column {column!r}")


@cache
def _read(name: str) -> pd.DataFrame:
    description = resource(name)
    fields = description["schema"]["fields"]
    try:
        return pd.read_csv(
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


def table(name: str) -> pd.DataFrame:
    """Return one table: a row per row of the file, empty cells missing, numbers nullable, dates as text.

    Raises:
        BriefError: if there is no such table or it cannot be read.
    """
    return _read(name).copy()
