"""What the search of the site finds besides pages: names, claims and facts, each with the place of its own entry.

Each page with a list of them writes a script with its entries, which `templates/search.js` loads. An entry is found by
the article's spelling of a name and by the true one, whichever it has.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from brief import tables, words
from brief.ledger import claims, facts
from brief.ledger.records import records
from brief.publish import folding
from brief.settings import settings

Entry = tuple[str, str, str, str]
"""The anchor of an entry, its title, what it is, and further words by which it is found."""


@cache
def _spellings() -> list[list[set[str]]]:
    """Return for each name that the article spells in another way the words of all its spellings."""
    named = []
    for row in records(tables.table("glossary")):
        if row["as_in_article"]:
            name, _, short = row["name"].rstrip(")").partition(" (")
            last = [name.split()[-1]] if row["kind"] == "person" else []
            written = [name, short, *last, *row["as_in_article"].split(" | ")]
            named.append([found for found in map(set, map(folding.terms, written)) if found])
    return named


def _otherwise(text: str) -> str:
    """Return the words by which the names in a text are written elsewhere."""
    held = set(folding.terms(text))
    others = {
        word for spellings in _spellings() if any(map(held.issuperset, spellings)) for word in set().union(*spellings)
    }
    return " ".join(sorted(others - held))


def _joined(*texts: str | None) -> str:
    return " ".join(filter(None, texts))


def _names() -> list[Entry]:
    original = settings().original
    return [
        (
            f"term-{row['term_id']}",
            row["name"],
            f"name: {row['explanation']}",
            _joined(row["as_in_article"], row[original.column] if original else ""),
        )
        for row in records(tables.table("glossary"))
    ]


def _claims() -> list[Entry]:
    return [
        (key, row["statement"], f"claim {key}, {words.finding(row['finding'])}", row["quote"])
        for key, row in claims.claims().items()
        if not row["compound"]
    ]


def _facts() -> list[Entry]:
    return [
        (row.fact_id, row.fact, f"fact {row.fact_id}, {row.short} {row.grade}", "")
        for row in facts.statements().itertuples()
    ]


_LISTS: dict[str, Callable[[], list[Entry]]] = {"glossary": _names, "ledger": _claims, "facts": _facts}
VIEWS = tuple(_LISTS)
"""The views whose entries are found."""


def path(view: str) -> str:
    """Return the path in the site of the script with the entries of a view."""
    return f"_static/found-{view}.js"


def script(view: str, page: str) -> str:
    """Return the script with the entries of a view that stands on a page."""
    entries = [
        [anchor, title, what, _joined(more, _otherwise(f"{title} {more}"))]
        for anchor, title, what, more in _LISTS[view]()
    ]
    return f"briefFound({json.dumps(page)}, {json.dumps(entries, ensure_ascii=False, separators=(',', ':'))});\n"
