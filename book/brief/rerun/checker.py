"""Executing a page again in a reader's browser, and comparing it with what is published.

The side of Python: it runs in Pyodide, on pandas and plotly alone. It executes the code that stands on the page, on the
tables of the site, and compares with what the page shows, what the site offers for download, and the sealed edition. It
does so by the code of `brief check`, and its report has the same form.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from brief import tables
from brief.charts.figure import rows_as_csv
from brief.check import compare
from brief.check.compare import Item
from brief.check.digests import condensed
from brief.errors import BriefError
from brief.ledger import findings, values
from brief.pages import cells
from brief.pages.cells import Cell
from brief.tables import what_if
from brief.tables.what_if import Change

KINDS = (("figure", "figures"), ("number", "numbers"), ("finding", "findings"), ("table", "tables"))
"""What is compared of a page, as `compare.KINDS` has it."""


@dataclass(frozen=True)
class Request:
    """What a page asks for.

    Attributes:
        page: its name.
        cells: its code cells, as they stand there, or as the reader has changed them.
        figures: what stands there of each figure, by name: `title`, `alt`, `strip`, `table`, `drawn` (data and layout),
            and `csv`, the rows that are offered for download.
        numbers: what stands there of each number: its name, its format and the text.
        findings: what the site offers of the ledger, a row a claim.
        sealed: of the sealed edition `pages` (this page alone), `findings` and `tables`.
        changes: cells of tables that the reader has changed; if there are any, tables are not compared.
    """

    page: str
    cells: list[Cell]
    figures: dict[str, dict[str, Any]]
    numbers: list[tuple[str, str, str]]
    findings: list[dict[str, Any]]
    sealed: dict[str, Any]
    changes: list[Change]


def check(request: str) -> str:
    """Execute a page and compare it.

    Args:
        request: a `Request` as JSON.

    Returns:
        As JSON: what `compare.report` gives, with `summary` in words, `texts` (each number as it is to be written
        now, by name and format, joined by a colon) and `drawn` (what is drawn now of each figure that differs). Or
        `fault`: why the page could not be executed.
    """
    asked = json.loads(request)
    asked["cells"] = [Cell(**cell) for cell in asked["cells"]]
    asked["changes"] = [Change(**change) for change in asked["changes"]]
    try:
        return json.dumps(_checked(Request(**asked)))
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def _checked(asked: Request) -> dict[str, Any]:
    sealed = asked.sealed["pages"].get(asked.page, {"figures": {}, "numbers": {}})
    with _changed(asked.changes), values.tolerant():
        shown = cells.run(asked.page, asked.cells)
        for name in dict.fromkeys([*(name for name, _, _ in asked.numbers), *sealed["numbers"]]):
            if name not in shown.numbers:
                with suppress(BriefError):  # what has no value is told when it is compared
                    shown.numbers[name] = values.read(name)
        derived = findings.derived()
    items = [
        _figure(asked.page, name, asked.figures.get(name), sealed["figures"].get(name), shown.figures.get(name))
        for name in dict.fromkeys([*shown.figures, *asked.figures, *sealed["figures"]])
    ]
    items += _numbers(asked, sealed["numbers"], shown.numbers)
    published = {claim["claim_id"]: {part: claim[part] for part in findings.DERIVED} for claim in asked.findings}
    for key in dict.fromkeys([*derived, *published]):
        told = compare.differing_parts(key, published.get(key), derived.get(key))
        told = _with_sealed(told, compare.differing_parts(key, asked.sealed["findings"].get(key), derived.get(key)))
        items.append(Item("finding", "", key, differences=told))
    if not asked.changes:
        items += [
            compare.table(name, asked.sealed["tables"].get(name), tables.digests(name)) for name in tables.names()
        ]
    differing = [item.name for item in items if item.kind == "figure" and not item.matches]
    return {
        **compare.report(items),
        "summary": compare.summary(*compare.tally(items), KINDS if not asked.changes else KINDS[:-1]),
        "texts": {
            f"{name}:{form}": values.written(shown.numbers[name], form)
            for name, form, _ in asked.numbers
            if name in shown.numbers
        },
        "drawn": {name: shown.figures[name] for name in differing if name in shown.figures},
    }


@contextmanager
def _changed(wanted: list[Change]) -> Iterator[None]:
    """Have the tables hold what the reader changed meanwhile, and then again what they held."""
    before = {change.table: tables.table(change.table) for change in wanted}
    try:
        what_if.apply(wanted)
        yield
    finally:
        for name, table in before.items():
            tables.substitute(name, table)


def _with_sealed(told: list[str], sealed: list[str]) -> list[str]:
    """Return what differs from what is published, and then what differs from the sealed edition alone."""
    return told + [f"not as sealed: {difference}" for difference in sealed if difference not in told]


def _figure(page: str, name: str, published: dict | None, sealed: dict | None, now: dict[str, Any] | None) -> Item:
    item = compare.figure(page, name, _as_published(published), _as_published(now))
    against_seal = compare.figure(page, name, sealed, condensed(now) if now else None)
    item.differences = _with_sealed(item.differences, [] if item.differences else against_seal.differences)
    return item


def _as_published(figure: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a figure as both the page and an execution can give it: the rows as the download has them."""
    if figure is None:
        return None
    text = figure["csv"] if "csv" in figure else rows_as_csv(figure)
    columns, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    whole = [[*map(_value, row), *[None] * (len(columns) - len(row))][: len(columns)] for row in rows]
    return {
        **{part: figure[part] for part in ("title", "alt", "strip", "table", "drawn")},
        "columns": columns,
        "rows": whole,
    }


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _numbers(asked: Request, sealed: dict[str, Any], now: dict[str, Any]) -> Iterator[Item]:
    texts: dict[str, list[str]] = {}
    for name, form, text in asked.numbers:
        told = texts.setdefault(name, [])
        new = values.written(now[name], form) if name in now else None
        if new != text:
            told.append(f"{text!r} became {new!r}" if new is not None else f"{text!r} is computed no more")
    for name in dict.fromkeys([*texts, *now, *sealed]):
        item = compare.number(asked.page, name, sealed, now)
        told = list(dict.fromkeys(texts.get(name, [])))
        item.differences = _with_sealed(told, [] if told else item.differences)
        yield item


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
        found = table[what_if.row_keys(asked["table"], table) == asked["key"]]
        if found.empty:
            raise BriefError(f"{asked['table']}.csv has no row {asked['key']!r}")
        key = tables.resource(asked["table"])["schema"]["primaryKey"]
        held = {str(column): _as_in_file(found[column].iloc[0]) for column in found if column not in key}
        return json.dumps({"table": asked["table"], "key": asked["key"], "cells": held})
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def _as_in_file(value: Any) -> str:
    plain = tables.plain(value)
    return "" if plain is None else str(plain).lower() if isinstance(plain, bool) else str(plain)
