"""The codebook for people, written from the description of the tables: `data/README.md`."""

from __future__ import annotations

from typing import Any

from brief.tables import descriptor, size

_HEAD = """<!-- Written by `brief data --codebook` from datapackage.json. Do not edit: change the description. -->
# The shared tables

{description}

Every file is CSV in UTF-8 with line feeds, a header, commas, and quotation marks only where a cell needs them;
rows are sorted by their key. An empty cell means: not known, or does not apply. An open end of a range is empty.
No figure, number or list of the book moves with a column that is for reference only.
`brief data` checks every table against this description.

{contents}
"""


def text() -> str:
    """Return the codebook in Markdown."""
    package = descriptor()
    resources = package["resources"]
    contents = "\n".join(
        f"- [{resource['path']}](#{resource['name']}): {_rows(resource['name'])}. {resource['description']}"
        for resource in resources
    )
    parts = [_HEAD.format(description=package["description"], contents=contents)]
    parts += [_table(resource) for resource in resources]
    parts.append(_licences(package))
    return "\n".join(parts)


def catalogue() -> list[dict[str, Any]]:
    """Return every table for readers, by its name.

    Returns:
        For each its `name`, `title`, `description`, `rows` (how many), `licences` other than that of the whole, and
        `columns`: each with `name`, `kind` (its type, and what it refers to), `meaning` and the `words` it may hold.
    """
    found = []
    for resource in sorted(descriptor()["resources"], key=lambda resource: resource["name"]):
        keys = _keys(resource)
        columns = [
            {
                "name": field["name"],
                "kind": _type(field, keys, resource["name"]),
                "meaning": field["description"],
                "words": [(word["value"], word["label"]) for word in field.get("categories", [])],
            }
            for field in resource["schema"]["fields"]
        ]
        licences = [licence["title"] for licence in resource.get("licenses", [])]
        described = {key: resource[key] for key in ("name", "title", "description")}
        found.append({**described, "rows": size(resource["name"]), "columns": columns, "licences": licences})
    return found


def _keys(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the columns of a table that refer to another, with what they refer to."""
    return {key["fields"][0]: key["reference"] for key in resource["schema"].get("foreignKeys", [])}


def _rows(name: str) -> str:
    count = size(name)
    return f"{count:,} row{'' if count == 1 else 's'}" if count else "no rows yet"


def _table(resource: dict[str, Any]) -> str:
    schema = resource["schema"]
    keys = _keys(resource)
    lines = [
        f'<a id="{resource["name"]}"></a>',
        f"## {resource['path']}",
        "",
        f"{resource['title']}. {resource['description']}",
    ]
    lines += [f"Key: {', '.join(f'`{column}`' for column in schema['primaryKey'])}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    for field in schema["fields"]:
        lines.append(f"| `{field['name']}` | {_type(field, keys, resource['name'])} | {_meaning(field)} |")
    return "\n".join([*lines, ""])


def _type(field: dict[str, Any], keys: dict[str, Any], name: str) -> str:
    constraints = field.get("constraints", {})
    words = [field["type"]]
    if field["name"] in keys:
        reference = keys[field["name"]]
        words.append(f"key of {reference['resource'] or name}")
    words += [f"in {field['unit']}"] if "unit" in field else []
    words += ["for reference only"] if field.get("use") == "reference" else []
    words += ["required"] if constraints.get("required") else []
    words += ["unique"] if constraints.get("unique") else []
    return ", ".join(words)


def _meaning(field: dict[str, Any]) -> str:
    words = "; ".join(f"**{word['value']}** {word['label']}" for word in field.get("categories", []))
    pattern = field.get("constraints", {}).get("pattern")
    form = f" Form: `{pattern}`.".replace("|", "\\|") if pattern else ""
    return field["description"] + (f" {words}." if words else "") + form


def _licences(package: dict[str, Any]) -> str:
    licence = package["licenses"][0]
    lines = ["## Licences", "", f"[{licence['title']}]({licence['path']}), but for these tables:", ""]
    for resource in package["resources"]:
        for other in resource.get("licenses", []):
            sources = "; ".join(_source(source) for source in resource.get("sources", []))
            lines.append(f"- `{resource['path']}`: {_source(other)}. From: {sources}.")
    return "\n".join([*lines, ""])


def _source(source: dict[str, str]) -> str:
    return f"[{source['title']}]({source['path']})" if "path" in source else source["title"]
