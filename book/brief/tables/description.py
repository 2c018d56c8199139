"""The description of the shared tables, a Frictionless Data Package: `data/datapackage.json`.

It drives the types in which tables are read, validation, the codebook, and what the site says of tables.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from brief import paths
from brief.errors import BriefError, did_you_mean
from brief.files import read_text


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
    raise BriefError(f"no table {name!r}; there are {', '.join(names())}{did_you_mean(name, names())}")


def vocabulary(name: str, column: str) -> dict[str, str]:
    """Return the words that a column may hold, with their meanings, in the order of the description.

    Raises:
        BriefError: if there is no such column, or it may hold anything.
    """
    for field in resource(name)["schema"]["fields"]:
        if field["name"] == column and "categories" in field:
            return {word["value"]: word["label"] for word in field["categories"]}
    raise BriefError(f"table {name!r} has no column {column!r} with a vocabulary")


def package_of(name: str) -> dict[str, Any]:
    """Return the description of one table as a Data Package of its own, which is valid for the table alone.

    References to other tables cannot be checked without these: they are left out, and the description says which.

    Raises:
        BriefError: if no table has that name.
    """
    whole, table = descriptor(), copy.deepcopy(resource(name))
    keys = table["schema"].pop("foreignKeys", [])
    to_itself = [key for key in keys if (key["reference"]["resource"] or name) == name]
    if to_itself:
        table["schema"]["foreignKeys"] = to_itself
    left_out = [
        f"{key['fields'][0]} to {key['reference']['fields'][0]} of {key['reference']['resource']}"
        for key in keys
        if key not in to_itself
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
