"""What stands around a figure, and how numbers get into the text.

A page makes a figure of a chart, its finding and its rows with `figure`, and names its computed values with
`say`. Both speak to the notebook in the standard way (a mime bundle, and the metadata that myst-nb's `glue`
reads), so that a page also runs in JupyterLab.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart
from brief.errors import BriefError
from brief.ledger.facts import facts_named
from brief.tables import dates, plain, used

PLOTLY_MIME = "application/vnd.plotly.v1+json"
GLUE_PREFIX = "application/papermill.record/"
FRAME = "brief"
"""Where the data of a chart holds its frame."""
RESTS_ON = "rests_on"
"""Where the data of a chart holds the facts and documents that it rests on, and so does its node in a page."""
TABLES = "brief_tables"
"""Where the metadata of an output names the tables that its page has read so far."""

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


NAMED = 40
"""Most originators that a figure's source strip names one by one."""
_NAME = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*")


def figure_name(metadata: Any) -> str:
    """Return the name of the figure that a cell shows, from the cell's settings.

    Raises:
        BriefError: if the settings give none, or one that is not of the form fig-topic-noun.
    """
    settings = metadata.get("mystnb") if isinstance(metadata, dict) else None
    settings = settings.get("figure") if isinstance(settings, dict) else None
    name = settings.get("name") if isinstance(settings, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BriefError(f"a figure named {name!r}; expected mystnb.figure.name of the form fig-topic-noun")
    return name


class Figure:
    """A chart with its finding, its words for those who do not see it, and its rows.

    What it rests on (`facts` and `documents`, by their keys) goes out beside its frame, not in it: the sealed edition
    holds the frame, and these only lead from one page to another. Both go out in the data of the chart, where whatever
    draws it passes over them: `pytest --nbval` compares the data of an output, and leaves its metadata alone.
    """

    def __init__(self, chart: go.Figure, frame: dict[str, Any], rests_on: dict[str, list[str]]) -> None:
        self.chart = chart
        self.frame = frame
        self.rests_on = rests_on

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        spec = _as_text(json.loads(self.chart.to_json()))
        data = {PLOTLY_MIME: {**spec, FRAME: self.frame, RESTS_ON: self.rests_on}, "text/plain": self.frame["title"]}
        return data, {TABLES: used()}


def _as_text(drawn: Any) -> Any:
    """Return what is drawn with every text in it as `words.in_chart` has it."""
    if isinstance(drawn, dict):
        return {key: _as_text(value) for key, value in drawn.items()}
    if isinstance(drawn, list):
        return [_as_text(value) for value in drawn]
    return words.in_chart(drawn) if isinstance(drawn, str) else drawn


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
                {"text": row["publisher"], "url": words.address(row["url"])},
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
    named = f": {'; '.join(roots.root)}" if len(roots) <= NAMED else ""
    return [
        ["Who says so", f"{who}{named}"],
        [
            "Statements",
            f"{words.counted(len(rows))} in {words.plural(rows.source_key.nunique(), 'document')}",
        ],
        ["Dates", "none given" if pd.isna(first) else dates.spoken(f"{first:%Y-%m-%d}/{last:%Y-%m-%d}")],
        ["Unit", unit or words.listed(sorted(rows.unit.dropna().unique()))],
    ]


def say(**values: Any) -> None:
    """Name values for the text of this page: `say(count=14)`, then ``{glue:text}`count` `` in a sentence.

    Args:
        values: numbers or text. Whole numbers lose their decimal point; others keep theirs, so give the
            number of decimals in the text: ``{glue:text}`rate:.0f` ``.

    Raises:
        BriefError: if a value is missing: a sentence with a gap says something else.
    """
    for name, value in values.items():
        if pd.isna(value):
            raise BriefError(f"say(): {name} has no value")
        _show(
            {f"{GLUE_PREFIX}text/plain": repr(plain(value))},
            {"scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX}, TABLES: used()},
        )


Receiver = Callable[[dict[str, Any], dict[str, Any]], None]
"""Called with the data of an output, by mime type, and with its metadata."""
_receiver: Receiver | None = None
"""Who is shown what `say` puts out; if nobody, the notebook that runs the page."""


@contextlib.contextmanager
def shown_to(receiver: Receiver) -> Iterator[None]:
    """Have what `say` puts out meanwhile go to this function, where no notebook runs the page."""
    global _receiver
    before, _receiver = _receiver, receiver
    try:
        yield
    finally:
        _receiver = before


def _show(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    if _receiver is not None:
        _receiver(data, metadata)
        return
    from IPython.display import display  # only a notebook has it, and needs it

    display(data, raw=True, metadata=metadata)


# --- reading what pages put out ---------------------------------------------------------------------------


def said(output: Any) -> tuple[str, str] | None:
    """Return name and value of an output that `say` wrote, the value as Python code; None for any other."""
    glued = output.get("metadata", {}).get("scrapbook")
    return (glued["name"], output["data"][f"{GLUE_PREFIX}text/plain"]) if glued else None


def framed(output: Any) -> dict[str, Any] | None:
    """Return the frame of a chart that `figure` put out; None for any other output, or a chart without one."""
    return output.get("data", {}).get(PLOTLY_MIME, {}).get(FRAME)


def rows_as_csv(frame: dict[str, Any]) -> str:
    """Return the rows of a figure as CSV: UTF-8, line feeds, a header, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame["columns"])
    writer.writerows([["" if value is None else words.in_spreadsheet(value) for value in row] for row in frame["rows"]])
    return out.getvalue()
