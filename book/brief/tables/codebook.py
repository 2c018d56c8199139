"""The codebook: every table and column for people, from the description of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

from brief.tables.description import descriptor
from brief.tables.reading import size

_TEMPLATE = Path(__file__).parent / "templates" / "codebook.md.jinja"


def text() -> str:
    """Return the codebook in Markdown, as `data/README.md` holds it."""
    template = jinja2.Template(
        _TEMPLATE.read_text(encoding="utf-8"), trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    return template.render(package=descriptor(), tables=catalogue())


def catalogue() -> list[dict[str, Any]]:
    """Return every table, in the order of the description.

    Returns:
        For each its `name`, `path`, `title`, `description`, `rows` (how many), `key` (its columns), `licences` other
        than that of the whole, their `sources`, and `columns`. A licence or source has a `title` and a `path` or None.
        A column has `name`, `kind` (its type, and what it refers to), `meaning`, `words` (pairs of a word that it may
        hold and its meaning) and `pattern` (of its text, or None).
    """
    return [
        {
            "name": table["name"],
            "path": table["path"],
            "title": table["title"],
            "description": table["description"],
            "rows": size(table["name"]),
            "key": table["schema"]["primaryKey"],
            "licences": [{"path": None, **licence} for licence in table.get("licenses", [])],
            "sources": [{"path": None, **source} for source in table.get("sources", [])],
            "columns": [_column(field, table) for field in table["schema"]["fields"]],
        }
        for table in descriptor()["resources"]
    ]


def _column(field: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": field["name"],
        "kind": ", ".join(_kind(field, table)),
        "meaning": field["description"],
        "words": [(word["value"], word["label"]) for word in field.get("categories", [])],
        "pattern": field.get("constraints", {}).get("pattern"),
    }


def _kind(field: dict[str, Any], table: dict[str, Any]) -> list[str]:
    """Return the type of a column and what else it must be, each in a few words."""
    constraints = field.get("constraints", {})
    kind = [field["type"]]
    for key in table["schema"].get("foreignKeys", []):
        if key["fields"] == [field["name"]]:
            kind.append(f"key of {key['reference']['resource'] or table['name']}")
    if "unit" in field:
        kind.append(f"in {field['unit']}")
    if field.get("use") == "reference":
        kind.append("for reference only")
    return kind + [rule for rule in ("required", "unique") if constraints.get(rule)]
