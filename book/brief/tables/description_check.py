"""Whether the description of the tables, `data/datapackage.json`, has the shape that this project relies on.

A Frictionless Data Package may hold much that nothing here reads, and may lack what is read here. So a JSON Schema that
is narrower than the standard says what must be there, and `_faults` what such a schema cannot say of columns and keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from brief.errors import BriefError
from brief.files import read_text
from brief.text import goes_back

_TEXT = {"type": "string", "minLength": 1}
_ONE_TEXT = {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 1}
_SOME_TEXTS = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the schema of an object with these properties and no other."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


_LICENCES = _list(_object({"name": _TEXT, "title": _TEXT, "path": _TEXT}))
_LICENCES_OF_A_TABLE = _list(_object({"title": _TEXT}, {"name": _TEXT, "path": _TEXT}))
_CONSTRAINTS = _object(
    {},
    {
        "required": {"type": "boolean"},
        "unique": {"type": "boolean"},
        "minimum": {"type": "integer"},
        "maximum": {"type": "integer"},
        "enum": _SOME_TEXTS,
        "pattern": {"type": "string", "format": "regex"},
    },
)
_FIELD = _object(
    {
        "name": _TEXT,
        "type": {"enum": ["string", "date", "number", "integer", "boolean"]},
        "description": _TEXT,
    },
    {
        "constraints": _CONSTRAINTS,
        "unit": _TEXT,
        "categories": _list(_object({"value": _TEXT, "label": _TEXT})),
        "use": {"const": "reference"},  # no figure, number or list depends on it: for checking, or to look up
    },
)
_KEY = _object({"fields": _ONE_TEXT, "reference": _object({"resource": {"type": "string"}, "fields": _ONE_TEXT})})
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}
_TABLE = _object(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "path": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "type": {"const": "table"},
        "format": {"const": "csv"},
        "mediatype": {"const": "text/csv"},
        "encoding": {"const": "utf-8"},
        "dialect": {"const": _DIALECT},
        "schema": _object(
            {"fields": _list(_FIELD), "primaryKey": _SOME_TEXTS}, {"foreignKeys": {"type": "array", "items": _KEY}}
        ),
    },
    {"licenses": _LICENCES_OF_A_TABLE, "sources": _list(_object({"title": _TEXT}, {"path": _TEXT}))},
)
_PACKAGE = _object(
    {
        "$schema": _TEXT,
        "name": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "version": _TEXT,
        "licenses": _LICENCES,
        "resources": _list(_TABLE),
    },
    {"keywords": _SOME_TEXTS},
)
_NUMERIC = {"number", "integer"}
_VALIDATOR = Draft202012Validator(_PACKAGE, format_checker=Draft202012Validator.FORMAT_CHECKER)


def read(path: Path) -> dict[str, Any]:
    """Return the description of the tables.

    Raises:
        BriefError: if the file is missing, is not JSON in UTF-8, or does not have the shape that is needed; the message
            names the table.
    """
    try:
        package = json.loads(read_text(path))
        error_of_shape = best_match(_VALIDATOR.iter_errors(package))
    except (ValueError, RecursionError) as error:
        raise BriefError(f"{path.name}: not JSON: {error}") from error
    fault = _message(package, error_of_shape) if error_of_shape else next(_faults(package), "")
    if fault:
        raise BriefError(f"{path.name}: {fault}")
    return package


def _message(package: Any, error: ValidationError) -> str:
    """Return what is wrong with the shape, and where: in which table, at which key."""
    words = []
    match list(error.absolute_path):
        case ["resources", int(number), "schema", "fields", int(column), *keys]:
            table = package["resources"][number]
            words = [_named("table", "resource", table, number)]
            words.append(_named("column", "column", table["schema"]["fields"][column], column))
        case ["resources", int(number), *keys]:
            words = [_named("table", "resource", package["resources"][number], number)]
        case keys:
            pass
    words += [".".join(map(str, keys))] if keys else []
    return ": ".join([*words, error.message if len(error.message) < 200 else f"{error.message[:197]}..."])


def _named(kind: str, unnamed_kind: str, part: Any, number: int) -> str:
    """Return a part of the description by its name; by its number, from 0, if it has none."""
    name = part.get("name") if isinstance(part, dict) else None
    return f"{kind} {name!r}" if isinstance(name, str) else f"{unnamed_kind} {number + 1}"


def _faults(package: dict[str, Any]) -> Iterator[str]:
    """Yield what a description of the right shape gets wrong about names, columns and keys."""
    columns = {table["name"]: [field["name"] for field in table["schema"]["fields"]] for table in package["resources"]}
    if len(columns) < len(package["resources"]):
        yield "two tables have one name"
    for table in package["resources"]:
        name, own_columns = table["name"], columns[table["name"]]
        if table["path"] != f"{name}.csv":
            yield f"table {name!r}: path {table['path']!r}; expected '{name}.csv'"
        if len(own_columns) > len(set(own_columns)):
            yield f"table {name!r}: two columns have one name"
        if not set(table["schema"]["primaryKey"]) <= set(own_columns):
            yield f"table {name!r}: expected a primaryKey of its columns"
        for field in table["schema"]["fields"]:
            for wrong in _field_faults(field):
                yield f"table {name!r}: column {field['name']!r}: {wrong}"
        for key in table["schema"].get("foreignKeys", []):
            (column,), (other,) = key["fields"], key["reference"]["fields"]
            target = key["reference"]["resource"] or name
            if column not in own_columns or other not in columns.get(target, []):
                wrong = f"a key from {column!r} to {other!r} of {target!r}"
                yield f"table {name!r}: {wrong}; expected columns that are there"


def _field_faults(field: dict[str, Any]) -> Iterator[str]:
    constraints = field.get("constraints", {})
    for constraint, types in (("pattern", {"string"}), ("minimum", _NUMERIC), ("maximum", _NUMERIC)):
        if constraint in constraints and field["type"] not in types:
            yield f"a {constraint} of something of the type {field['type']}"
    if "pattern" in constraints and goes_back(constraints["pattern"]):
        yield f"the pattern {constraints['pattern']!r} repeats mere repetitions, which has no end; expected one of them"
    if constraints.get("enum") != ([word["value"] for word in field.get("categories", [])] or None):
        yield "expected an enum and the same words, explained, as categories"
