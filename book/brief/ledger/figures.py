"""Figures: a chart with its finding, its rows and who says what it draws."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, own
from brief.charts.chart import require_columns
from brief.charts.figure import Figure, has_marks
from brief.errors import BriefError
from brief.ledger.facts import facts_named
from brief.tables import dates, plain
from brief.text import typographic, web_address

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
"""Columns of the file of rows to download, if the rows are facts."""
OF_TABLE = ("measure", "value_low", "value_high", "unit", "when", "date_of", "originator", "party", "anchored_url")
"""Columns of facts that the table for readers needs besides."""
OF_STRIP = ("fact_id", "root_id", "root", "party", "event_date", "source_key", "unit")
"""Columns of facts from which the source strip says who says what is drawn."""
COLUMNS = {
    "measure": "What is counted or measured.",
    "originator": "Who asserted it first, as far as is known.",
    "root": "Whom the originator belongs to or speaks for: voices of one root are not independent.",
    "party": "Whether the originator has a stake, as a party to what the article is about.",
    "originator_side": "Side on which the originator stands.",
    "grade": "Grade of the document, A best, and of the statement by how well it agrees with the rest, 1 best.",
    "when": "The date in words.",
    "source_key": "The document, by its key in the table of sources.",
    "url": "Address of the document.",
    "claim_id": "The claim of the article.",
    "fact_ids": "The facts on which the row rests, joined by spaces.",
    "rate_low": "The lowest value as a rate per month of average length.",
}
"""What the columns of the rows of figures mean that are put together from several tables."""
MOST_NAMED, FIRST_NAMED = 30, 4
"""Most originators that the source strip of a figure names, and how many of more than these."""


def figure(
    chart: Chart | go.Figure,
    *,
    title: str,
    alt: str | None = None,
    rows: pd.DataFrame | None = None,
    columns: dict[str, str] | None = None,
    facts: pd.DataFrame | None = None,
    unit: str = "",
) -> Figure:
    """Return a chart with all that a figure needs; this is the last line of a cell that shows one.

    Args:
        chart: the drawing, or a figure of plotly, which then needs `rows` (see `charts.own`).
        title: the finding, as a sentence without its stop.
        alt: the shape of the chart, for those who do not see it. The title is put before it, and is enough if the
            shape adds nothing.
        rows: the rows that are drawn, in the order drawn: facts, as `facts.facts` returns them, or others; by default
            those of the chart.
        columns: the columns to show to readers, each with its heading; by default those of the chart, or else those of
            a fact. With facts they stand after the first one.
        facts: what the rows rest on, if they are no facts and name none in `fact_id` or `fact_ids`.
        unit: of the values, if neither the chart nor the facts say it.

    Raises:
        BriefError: if the title or the alternative text is blank, nothing is drawn, a column is missing, there are no
            rows, two have one name (that is the first column), or they name no facts.
    """
    if not title.strip() or (alt is not None and not alt.strip()):
        raise BriefError("a figure needs a title that states the finding, and an alternative text")
    if isinstance(chart, go.Figure):
        if rows is None:
            raise BriefError(
                "a figure of plotly does not say what it draws; expected figure(chart, rows=..., title=...)"
            )
        chart = own(chart, rows)
    if not isinstance(chart, Chart):
        raise BriefError(f"figure() got a {type(chart).__name__}; expected a chart, such as charts.months(...), first")
    title, alt = typographic(title), alt and typographic(alt)
    rows = chart.rows if rows is None else rows
    columns = (chart.columns if columns is None else columns) or {}
    _require_drawable(title, chart.figure, rows, columns)
    facts = _facts_of(rows) if facts is None else facts
    require_columns("facts: they need", OF_STRIP, facts)
    download = list(dict.fromkeys([*FACT_COLUMNS, *columns])) if _are_facts(rows) else list(rows.columns)
    return Figure(
        chart.figure,
        {
            "title": title,
            "alt": f"{title}. {alt}" if alt else f"{title}.",
            "columns": download,
            "rows": [[plain(value) for value in row] for row in rows[download].itertuples(index=False)],
            "table": _table(rows, columns),
            "strip": _strip(facts, unit or chart.unit, rows),
        },
        {
            "facts": sorted(set(facts.fact_id)),
            "documents": sorted({*facts.source_key, *(rows.source_key if "source_key" in rows else ())}),
        },
        columns,
    )


def _require_drawable(title: str, chart: go.Figure, rows: pd.DataFrame, columns: dict[str, str]) -> None:
    """Raise a BriefError if a chart draws nothing, or its rows are not such as a figure needs."""
    if rows.empty:
        raise BriefError(f"the figure {title!r} has no rows")
    if not has_marks(chart):
        raise BriefError(f"the figure {title!r} draws no mark; expected a trace with values that are not missing")
    names = rows[rows.columns[0]]
    if names.duplicated().any():
        raise BriefError(f"the figure {title!r} has two rows named {names[names.duplicated()].iloc[0]!r}")
    require_columns("columns", columns, rows)
    if _are_facts(rows):
        require_columns("rows of facts: they need", [*FACT_COLUMNS, *OF_TABLE], rows)
    if "date" in rows and not rows.date.map(lambda date: isinstance(date, str)).all():
        raise BriefError("the column date of the rows holds something else than texts such as 2020-05-26")


def _are_facts(rows: pd.DataFrame) -> bool:
    """Return whether rows are facts, as `facts.facts` returns them."""
    return "originator_side" in rows


def _facts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the facts that rows are, or that they name: one each in `fact_id`, or several in `fact_ids`.

    Several are joined by spaces. A row of another table than that of facts may name its document alone, in
    `source_key`.
    """
    if _are_facts(rows):
        return rows
    if "fact_id" in rows:
        documents = rows.source_key if "source_key" in rows else rows.fact_id
        if (rows.fact_id.isna() & documents.isna()).any():
            raise BriefError("a row of a figure names neither a fact nor a document: no number without its source")
        return facts_named(rows.fact_id.dropna().unique())
    if "fact_ids" in rows:
        return facts_named(rows.fact_ids.str.split().explode().unique())
    raise BriefError("the rows of a figure need a column fact_id: no number without its source")


def _table(rows: pd.DataFrame, columns: dict[str, str]) -> dict[str, Any]:
    """Return headings and cells for readers: each cell is text, or text with the address of a link."""
    if columns and not _are_facts(rows):
        cells = [[{"text": _text(row[column])} for column in columns] for row in rows.to_dict("records")]
        return {"headings": list(columns.values()), "cells": cells}
    headings = ["What", *columns.values(), "Value", "When", "Who says so", "Document", "Grade", "Row"]
    cells = []
    for row in rows.to_dict("records"):
        party = f" ({words.party()})" if row["party"] else ""
        value = f"{words.bounds(plain(row['value_low']), plain(row['value_high']))} {row['unit']}"
        cells.append(
            [
                {"text": row["measure"]},
                *({"text": _text(row[column])} for column in columns),
                {"text": value},
                {"text": f"{row['when']}{_DAY_OF.get(row['date_of'], '')}"},
                {"text": f"{row['originator']}{party}"},
                {"text": row["publisher"], "url": web_address(row["anchored_url"])},
                {"text": row["grade"]},
                {"text": row["fact_id"]},
            ]
        )
    return {"headings": headings, "cells": cells}


_DAY_OF = {"statement": " (said)", "publication": " (published)"}
"""What to add to the date of a fact that is not the day of the event."""


def _text(value: Any) -> str:
    cell = plain(value)
    return words.bounds(cell, cell) if isinstance(cell, int | float) else str(cell or "")


def _strip(facts: pd.DataFrame, unit: str, rows: pd.DataFrame) -> list[list[str]]:
    """Return who says what is drawn, the most often heard first, in how many statements, of what dates.

    The dates are those of the rows, if they have any.
    """
    facts = facts.drop_duplicates("fact_id")
    named, unnamed = speakers(facts)
    parties = facts[facts.party].root_id.nunique()
    given = rows.date if "date" in rows else facts.event_date.dropna()
    number = len(named) + unnamed
    who = words.plural(number, "speaker") + words.parties(parties, number)
    more = f"; and {unnamed} more" if unnamed else ""
    return [
        ["Who says so", f"{who}: {'; '.join(named)}{more}"],
        ["Statements", f"{words.counted(len(facts))} in {words.plural(facts.source_key.nunique(), 'document')}"],
        ["Dates", dates.spoken(dates.around(given)) if len(given) else "none given"],
        ["Unit", unit or words.listed(sorted(facts.unit.dropna().unique()))],
    ]


def speakers(facts: pd.DataFrame) -> tuple[list[str], int]:
    """Return who says what is drawn, the most often heard first: the names of some, and how many there are besides.

    Args:
        facts: each once, with the columns `OF_STRIP`.
    """
    heard = facts.assign(heard=facts.groupby("root_id").fact_id.transform("size"))
    roots = heard.drop_duplicates("root_id").sort_values(["heard", "root"], ascending=[False, True]).root.tolist()
    named = roots if len(roots) <= MOST_NAMED else roots[:FIRST_NAMED]
    return named, len(roots) - len(named)
