"""Documents with the facts that were taken from them."""

from __future__ import annotations

from typing import Any

from brief import tables
from brief.ledger.facts import statements
from brief.ledger.records import records, records_by
from brief.tables import cached, dates, table


def published(date: Any) -> str:
    """Return a date of publication in words, also where none is known."""
    return dates.spoken(date) if isinstance(date, str) else "date not shown"


@cached
def documents() -> dict[str, dict[str, Any]]:
    """Return every document by its key, with the `facts` taken from it and the other `tables` that name it."""
    taken, named = records_by(statements(), "source_key"), documents_in_tables()
    return {
        row["source_key"]: {
            **row,
            "facts": sorted(taken.get(row["source_key"], []), key=lambda fact: fact["fact_id"]),
            "tables": named.get(row["source_key"], []),
        }
        for row in records(tables.table("sources"))
    }


def documents_in_tables() -> dict[str, list[str]]:
    """Return the names of the tables, beside `facts`, that name a document as the source of a row, by its key."""
    tables_of: dict[str, list[str]] = {}
    for name in tables.names():
        columns = {field["name"] for field in tables.resource(name)["schema"]["fields"]}
        if name not in {"sources", "facts"} and "source_key" in columns:
            for key in table(name).source_key.dropna().unique():
                tables_of.setdefault(key, []).append(name)
    return tables_of
