"""Documents with the facts that were taken from them."""

from __future__ import annotations

from typing import Any

from brief import tables, words
from brief.ledger.facts import statements
from brief.ledger.records import records, records_by
from brief.tables import cached, dates, table


def published(date: Any) -> str:
    """Return a date of publication in words, also where none is known."""
    return dates.spoken(date) if isinstance(date, str) else "date not shown"


@cached
def documents() -> dict[str, dict[str, Any]]:
    """Return every document by its key.

    Each has `kind_label` (its kind in words), the `facts` taken from it, and the other `tables` that name it.
    """
    labels = table("document_kinds").set_index("document_kind").label
    taken, named = records_by(statements(), "source_key"), documents_in_tables()
    return {
        row["source_key"]: {
            **row,
            "kind_label": labels[row["document_kind"]],
            "facts": sorted(taken.get(row["source_key"], []), key=lambda fact: fact["fact_id"]),
            "tables": named.get(row["source_key"], []),
        }
        for row in records(tables.table("sources"))
    }


def document_kinds() -> list[dict[str, Any]]:
    """Return every kind of document, the best grade first, with how many `documents` there are of it."""
    count = table("sources").document_kind.value_counts()
    kinds = table("document_kinds")
    kinds = kinds.assign(documents=kinds.document_kind.map(count).fillna(0).astype(int))
    return records(kinds.sort_values(["reliability", "documents"], ascending=[True, False], kind="stable"))


def documents_read() -> str:
    """Return as a sentence how many of the documents from which facts were taken were read whole."""
    behind_facts = table("sources")
    behind_facts = behind_facts[behind_facts.source_key.isin(table("facts").source_key)]
    number = (behind_facts.read_as == "whole").sum()
    if number == len(behind_facts):
        return f"All documents behind the facts of this book were read in full; there are {words.counted(number)}."
    every, whole = words.counted(len(behind_facts)), words.counted(number, zero="none")
    return (
        f"Of the {every} documents behind the facts of this book, we read {whole} in full. Of the rest, some we "
        "read only in part (the opening, or what a search showed); the others we know only from what other documents "
        "say of them."
    )


def documents_in_tables() -> dict[str, list[str]]:
    """Return the names of the tables, beside `facts`, that name a document as the source of a row, by its key."""
    tables_of: dict[str, list[str]] = {}
    for name in tables.names():
        columns = {field["name"] for field in tables.resource(name)["schema"]["fields"]}
        if name not in {"sources", "facts"} and "source_key" in columns:
            for key in table(name).source_key.dropna().unique():
                tables_of.setdefault(key, []).append(name)
    return tables_of
