"""Figures of the ledger: a chart with its finding, the rows that are drawn, and who says what is drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import words
from brief.charts import Chart
from brief.charts.figure import Figure
from brief.errors import BriefError
from brief.ledger.facts import facts_named
from brief.tables import dates, plain
from brief.text import web_address

FACT_COLUMNS = [
    "fact_id",
    "event_date",
    "measure",
    "value_low",
    "value_high",
    "unit",
    "fact",
    "originator",
    "root",
    "party",
    "originator_side",
    "publisher",
    "title",
    "published",
    "url",
    "grade",
    "repeats",
]
"""Columns that the download of a figure has when its rows are facts."""
MOST_NAMED = 40
"""Most originators whose names the source strip of a figure gives."""


def figure(
    chart: Chart,
    *,
    title: str,
    alt: str | None = None,
    rows: pd.DataFrame | None = None,
    columns: dict[str, str] | None = None,
    facts: pd.DataFrame | None = None,
    unit: str = "",
) -> Figure:
    """Put a chart into its frame: the last line of a cell that shows a figure.

    Args:
        chart: what is drawn.
        title: the finding, as a sentence.
        alt: the shape of the chart, for those who do not see it; the title is put before it, and is enough if the
            shape adds nothing.
        rows: the rows that are drawn, in the order drawn: facts, as `facts.facts` returns them, or others; those
            of the chart if not given.
        columns: the columns to show, with their headings; those of the chart if not given, else those of a fact.
        facts: what the rows rest on, where they are no facts and do not name one each.
        unit: unit of the values, where neither the chart nor the rows say it.

    Raises:
        BriefError: if the title or the alternative text is empty, there are no rows, two have one name, or
            they do not say which facts they rest on.
    """
    if not title.strip() or (alt is not None and not alt.strip()):
        raise BriefError("a figure needs a title that states the finding, and an alternative text")
    rows = chart.rows if rows is None else rows
    columns = chart.columns if columns is None else columns
    unit = unit or chart.unit
    if rows.empty:
        raise BriefError(f"the figure {title!r} has no rows")
    if rows[rows.columns[0]].duplicated().any():
        twice = rows[rows.columns[0]][rows[rows.columns[0]].duplicated()].iloc[0]
        raise BriefError(f"the figure {title!r} has two rows named {twice!r}")
    are_facts = "originator_side" in rows
    behind = facts if facts is not None else rows if are_facts else _facts_of(rows)
    downloaded = [*FACT_COLUMNS] if are_facts else list(rows.columns)
    if are_facts:
        downloaded += [column for column in columns or {} if column not in downloaded]
    return Figure(
        chart.figure,
        {
            "title": title,
            "alt": f"{title}. {alt}" if alt else f"{title}.",
            "columns": downloaded,
            "rows": [[plain(value) for value in row] for row in rows[downloaded].itertuples(index=False)],
            "table": _table(rows, columns),
            "strip": _strip(behind, unit, rows),
        },
        {
            "facts": sorted(set(behind.fact_id)),
            "documents": sorted({*behind.source_key, *(rows.source_key if "source_key" in rows else ())}),
        },
    )


def _facts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that rows name: one each in `fact_id`, or several in `fact_ids`, joined by spaces."""
    if "fact_id" in rows:
        return facts_named(rows.fact_id.unique())
    if "fact_ids" in rows:
        return facts_named(rows.fact_ids.str.split().explode().unique())
    raise BriefError("the rows of a figure need a column fact_id: no number without its source")


def _table(rows: pd.DataFrame, columns: dict[str, str] | None) -> dict[str, Any]:
    """Return headings and cells for readers: every cell is text, or text with an address."""
    if columns and "originator_side" not in rows:
        cells = [[{"text": _shown(row[column])} for column in columns] for row in rows.to_dict("records")]
        return {"headings": list(columns.values()), "cells": cells}
    extra = columns or {}
    headings = ["What", *extra.values(), "Value", "When", "Who says so", "Document", "Grade", "Row"]
    cells = []
    for row in rows.to_dict("records"):
        party = " (party to the conflict)" if row["party"] else ""
        value = f"{words.bounds(plain(row['value_low']), plain(row['value_high']))} {row['unit']}"
        cells.append(
            [
                {"text": row["measure"]},
                *({"text": _shown(row[column])} for column in extra),
                {"text": value},
                {"text": row["when"]},
                {"text": f"{row['originator']}{party}"},
                {"text": row["publisher"], "url": web_address(row["url"])},
                {"text": row["grade"]},
                {"text": row["fact_id"]},
            ]
        )
    return {"headings": headings, "cells": cells}


def _shown(value: Any) -> str:
    cell = plain(value)
    return words.bounds(cell, cell) if isinstance(cell, int | float) else str(cell or "")


def _strip(rows: pd.DataFrame, unit: str, drawn: pd.DataFrame) -> list[list[str]]:
    """Return who says what is drawn, in how many statements, of what dates (those drawn, if they are) and unit."""
    rows = rows.drop_duplicates("fact_id")
    roots = rows.drop_duplicates("root_id").sort_values("root")
    parties = rows[rows.party].drop_duplicates("root_id")
    first, last = rows.first_day.min(), rows.last_day.max()
    if "date" in drawn:
        spans = [dates.span(text) for text in drawn.date]
        first, last = min(day for day, _ in spans), max(day for _, day in spans)
    who = words.plural(len(roots), "originator") + words.parties(len(parties), len(roots))
    named = f": {'; '.join(roots.root)}" if len(roots) <= MOST_NAMED else ""
    return [
        ["Who says so", f"{who}{named}"],
        [
            "Statements",
            f"{words.counted(len(rows))} in {words.plural(rows.source_key.nunique(), 'document')}",
        ],
        ["Dates", "none given" if pd.isna(first) else dates.spoken(f"{first:%Y-%m-%d}/{last:%Y-%m-%d}")],
        ["Unit", unit or words.listed(sorted(rows.unit.dropna().unique()))],
    ]
