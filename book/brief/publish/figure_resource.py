"""The description of a figure for programs: what it shows, what its columns mean, what it rests on, how to cite it.

It is a Tabular Data Resource of Frictionless Data (https://specs.frictionlessdata.io/tabular-data-resource/), the form
in which `data/datapackage.json` describes the shared tables: `frictionless validate` reads it beside the rows. What the
form has no name for has one of ours: `caption`, `alt`, `unit`, `statements`, `facts`, `edition`, `citation`, `number`.
"""

from __future__ import annotations

import json
from typing import Any

from brief import tables
from brief.ledger.documents import documents
from brief.ledger.figures import COLUMNS
from brief.text import web_address

_TYPES = ((bool, "boolean"), (int, "integer"), (int | float, "number"), (str, "string"))
"""Types of values with their names, the narrowest first."""


def resource(
    name: str, frame: dict[str, Any], headings: dict[str, str], rests_on: dict[str, list[str]], words: dict[str, Any]
) -> str:
    """Return the description of a figure as JSON.

    Args:
        name: of the figure, and of the file of its rows.
        frame: of the figure, as `brief.figure` makes it.
        headings: what readers see above columns of its table, by the names of the columns.
        rests_on: keys of the `facts` and `documents` behind it.
        words: what else it says, by its name: `caption`, `number`, `homepage`, `edition` and `citation`.
    """
    package, sources = tables.descriptor(), documents()
    strip = dict(frame["strip"])
    known = _known_columns(frame["columns"])
    fields = []
    for place, column in enumerate(frame["columns"]):
        field = {"name": column, "type": _type([row[place] for row in frame["rows"]])}
        if column in headings:
            field["title"] = headings[column]
        fields.append(field | known.get(column, {}))
    described = {
        "profile": "tabular-data-resource",
        "name": name,
        "title": frame["title"],
        "description": f"The rows behind {words['number']} of “{package['title']}”.",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": frame["columns"][:1], "missingValues": [""]},
        "licenses": package["licenses"],
        "sources": [_source(sources[key]) for key in rests_on["documents"]],
        "alt": frame["alt"],
        "unit": strip["Unit"],
        "statements": f"{strip['Statements']}; {strip['Who says so']}",
        "facts": rests_on["facts"],
        **words,
    }
    return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n"


def _type(values: list[Any]) -> str:
    """Return the name of the narrowest type that all values have; "string" where there are none."""
    held = [value for value in values if value is not None]
    return next((name for kind, name in _TYPES if held and all(isinstance(value, kind) for value in held)), "string")


def _known_columns(columns: list[str]) -> dict[str, dict[str, str]]:
    """Return description and unit of those columns that are of the table whose rows are drawn, of facts, or of views.

    A column of another name is the figure's own; one that several tables have, each with another meaning, is none.
    """
    resources = tables.descriptor()["resources"]
    drawn = [table for table in resources if table["name"] == "facts" and "fact_id" in columns]
    if columns[0] != "fact_id":
        drawn += [table for table in resources if table["schema"]["primaryKey"][:1] == columns[:1]]
    known: dict[str, dict[str, str]] = {column: {"description": text} for column, text in COLUMNS.items()}
    meanings: dict[str, set[str]] = {}
    for table in [*resources, *drawn]:
        for field in table["schema"]["fields"]:
            meanings.setdefault(field["name"], set()).add(field["description"])
            if table in drawn or field["name"] not in COLUMNS:
                known[field["name"]] = {part: field[part] for part in ("description", "unit") if part in field}
    certain = {field["name"] for table in drawn for field in table["schema"]["fields"]} | set(COLUMNS)
    return {column: known[column] for column in columns if column in certain or len(meanings.get(column, ())) == 1}


def _source(document: dict[str, Any]) -> dict[str, str]:
    """Return a document as the form has it."""
    address = web_address(document["url"])
    return {"title": f"{document['publisher']}: {document['title']}"} | ({} if address == "#" else {"path": address})
