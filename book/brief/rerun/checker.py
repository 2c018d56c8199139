"""Executing a page again in a reader's browser, and comparing it with what is published.

The side of Python: it runs in Pyodide, on pandas and plotly alone. It executes the code that stands on the page, on the
tables of the site, and compares with what the page shows, what the site offers for download, and the sealed edition. It
does so by the code of `brief check`, and its report has the same form.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from brief import tables
from brief.charts import style
from brief.charts.figure import rows_as_csv
from brief.check import compare
from brief.check.compare import Item
from brief.check.digests import condensed
from brief.errors import BriefError
from brief.ledger import findings, values
from brief.pages import cells
from brief.pages.cells import Cell
from brief.rerun import before_charts, source, visible
from brief.rerun.before_charts import Request
from brief.tables import what_if

KINDS = (
    ("figure", "figures"),
    ("number", "numbers"),
    ("finding", "findings"),
    ("passage", "passages of text"),
    ("note", "notes"),
    ("judgment", "judgments"),
    ("table", "tables"),
)
"""What is compared of a page, as `compare.KINDS` has it."""


def check(request: str) -> str:
    """Execute a page and compare it.

    Args:
        request: a `Request` as JSON.

    Returns:
        As JSON: what `compare.report` gives, with `summary` in words, `texts` (each number as it is to be written
        now, by name and format, joined by a colon), `drawn` (what is drawn now of each figure) and `edition` (the
        SHA-256 by which the sealed edition is known). Or `fault`: why the page could not be executed.
    """
    try:
        return json.dumps(_checked(before_charts.asked_for(request)))
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def _checked(asked: Request) -> dict[str, Any]:
    sealed, steps = asked.sealed.page, [Cell(**cell) for cell in asked.cells]
    of_source = source.read(asked.source)
    with before_charts.changed(asked.changes), values.tolerant():
        shown = cells.run(asked.page, steps, strict=False)
        numbers = before_charts.looked_up(before_charts.keys_of(asked, of_source), shown.numbers)
        beside = [*before_charts.findings_compared(asked, of_source, findings.derived())]
        beside += [*visible.judged(asked, of_source), *visible.noted(asked, of_source)]
    items = [
        _figure(asked.page, name, asked.figures.get(name), sealed["figures"].get(name), shown.figures.get(name))
        for name in dict.fromkeys([*shown.figures, *asked.figures, *sealed["figures"]])
    ]
    items += before_charts.numbers_compared(asked, of_source, asked.numbers, sealed["numbers"], numbers)
    items += [*beside, *visible.passages(asked, of_source)]
    items.append(Item("edition", "", before_charts.MANIFEST, differences=asked.sealed.altered))
    if not asked.changes:
        items += [compare.table(name, asked.sealed.tables.get(name), tables.digests(name)) for name in tables.names()]
    return {
        **compare.report(items),
        "summary": compare.summary(*compare.tally(items), KINDS if not asked.changes else KINDS[:-1]),
        "texts": numbers.texts,
        "drawn": {name: figure["drawn"] for name, figure in shown.figures.items()},
        "edition": asked.sealed.digest,
    }


def _figure(page: str, name: str, published: dict | None, sealed: dict | None, now: dict[str, Any] | None) -> Item:
    item = compare.figure(page, name, _as_published(published), _as_published(now))
    against_seal = compare.figure(page, name, sealed, condensed(now) if now else None)
    item.differences = before_charts.with_sealed(item.differences, [] if item.differences else against_seal.differences)
    return item


def _as_published(figure: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a figure as both the page and an execution can give it: the rows as the download has them."""
    if figure is None:
        return None
    text = figure["csv"] if "csv" in figure else rows_as_csv(figure)
    columns, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    whole = [[*map(_value, row), *[None] * (len(columns) - len(row))][: len(columns)] for row in rows]
    return {
        **{part: figure[part] for part in ("title", "alt", "strip", "table")},
        "drawn": style.drawn(figure["drawn"]),
        "columns": columns,
        "rows": whole,
    }


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def row(request: str) -> str:
    """Return a row of a table for a reader to change, as JSON: `table`, `key`, and by column what the file holds.

    Args:
        request: as JSON, `table` and `key`.

    Returns:
        The row, with the columns of its key left out; or `fault`.
    """
    asked = json.loads(request)
    try:
        table = tables.table(asked["table"])
        rows = table[what_if.row_keys(asked["table"], table) == asked["key"]]
        if rows.empty:
            raise BriefError(f"{asked['table']}.csv has no row {asked['key']!r}")
        key = tables.resource(asked["table"])["schema"]["primaryKey"]
        held = {str(column): _as_in_file(rows[column].iloc[0]) for column in rows if column not in key}
        return json.dumps({"table": asked["table"], "key": asked["key"], "cells": held})
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def _as_in_file(value: Any) -> str:
    plain = tables.plain(value)
    return "" if plain is None else str(plain).lower() if isinstance(plain, bool) else str(plain)
