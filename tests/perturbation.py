"""Changing every number and date of the tables, to see that each moves something and that nothing on a page is typed in.

A cell moves something if, when it is changed, a figure, a number, a finding or a judgment moves, or a row of a view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from brief import tables
from brief.check.trace import Effects, Measurement
from brief.ledger import derived
from brief.tables import what_if
from brief.tables.what_if import Change, alternatives

KINDS = ("figure", "number", "finding", "judgment", "view")
"""Kinds of things of which one must move with a cell."""
WAYS = 4
"""In how many ways a cell is changed, one after the other, until something moves."""
AT_ONCE = 8
"""How many lists of changes are tried before it is looked at what is left."""
LATER = 2
"""The way that changes a cell by much: a row of a view shows it."""


@dataclass(frozen=True, order=True)
class Cell:
    """A filled cell: its table, the key of its row, its column, and what it holds."""

    table: str
    key: str
    column: str
    value: str

    def changed(self, way: int = 0) -> Change:
        """Return a change of it, one of several; the last one if there are fewer."""
        held: object = self.value if what_if.is_date(self.value) else float(self.value)
        others = alternatives(self.table, self.column, held)
        return Change(self.table, self.key, self.column, others[min(way, len(others) - 1)])


def cells(measured: Measurement, *, reference: bool = False) -> list[Cell]:
    """Return every filled cell that holds a number or a date, of the tables that a page or a view uses.

    Args:
        measured: the book as it is.
        reference: whether to return instead the cells of columns that are marked as being for reference only.
    """
    tables.forget_used()
    derived.derive()
    used = {name for shown in measured.shown.values() for name in shown.tables} | set(tables.used())
    found = []
    for name in sorted(used):
        frame = tables.table(name)
        keys = what_if.row_keys(name, frame)
        for described in tables.resource(name)["schema"]["fields"]:
            if (described.get("use") == "reference") is not reference:
                continue
            for key, value in zip(keys, frame[described["name"]], strict=True):
                if pd.notna(value) and (described["type"] in {"number", "integer"} or what_if.is_date(value)):
                    found.append(Cell(name, key, described["name"], str(tables.plain(value))))
    return found


def still(measured: Measurement, wanted: list[Cell]) -> list[Cell]:
    """Return the cells with which nothing moves.

    Cells whose row has a row of its own in a view are changed many at once, at most one for each row of the view. All
    others are changed one by one, in several ways until something moves: first the pages are executed that read the
    table, then what needs no page is derived.
    """
    listed = _listed(measured, wanted)
    left = [cell for cell in wanted if cell not in listed]
    for way in range(WAYS):
        for derive in (False, True):
            pages = {cell.table: () if derive else measured.readers(cell.table) for cell in left}
            jobs = [measured.job([cell.changed(way)], pages[cell.table], derive) for cell in left]
            effects = measured.effects(jobs)
            left = [cell for cell, moved in zip(left, effects, strict=True) if not moved_things(moved)]
    return left


def moved_things(effects: Effects) -> set[str]:
    """Return what moves in earnest: a page that fails has not moved."""
    return {name for name in effects if name.startswith(KINDS)}


def _listed(measured: Measurement, wanted: list[Cell]) -> set[Cell]:
    """Return the cells with which a row of a view moves that shows the row of the cell."""
    places = _places()
    waiting = [(cell, places[cell.table, cell.key]) for cell in wanted if (cell.table, cell.key) in places]
    listed: set[Cell] = set()
    while waiting:
        batch: dict[tuple[str, str], Cell] = {}
        waiting = [(cell, place) for cell, place in waiting if batch.setdefault(place, cell) is not cell]
        [effects] = measured.effects([measured.job([cell.changed(LATER) for cell in batch.values()], derive=True)])
        for (view, row), cell in batch.items():
            if any(message.startswith(f"row {row} ") for message in effects.get(f"view {view}", ())):
                listed.add(cell)
    return listed


def _places() -> dict[tuple[str, str], tuple[str, str]]:
    """Return by table and key of a row the view that shows it, and the row of that."""
    places = {("facts", key): ("facts", key) for key in tables.table("facts").fact_id}
    places |= {("sources", key): ("documents", f"src-{key}") for key in tables.table("sources").source_key}
    places |= {("places", key): ("places", f"place-{key}") for key in tables.table("places").place_id}
    article = derived.rows_of("article")
    for passage in tables.table("passages").passage_id:
        row = next((row for row, shown in article.items() if f'id="{passage}"' in shown), None)
        if row is not None:
            places["passages", passage] = ("article", row)
    return places


# --- figures and numbers that move with no cell -----------------------------------------------------------


def typed_in(measured: Measurement, page: str) -> set[str]:
    """Return the figures and numbers of a page, as effects name them, that no change of its tables moves.

    All cells of a column are changed at once, in several ways; then words of vocabularies are exchanged, and rows are
    removed. Changes with which the page fails are made by halves.
    """
    shown = measured.shown[page]
    left = {f"{kind} {name} on {page}" for kind in ("figure", "number") for name in getattr(shown, f"{kind}s")}
    changes_of_all = _wide_changes(shown.tables)
    while left and (waiting := list(islice(changes_of_all, AT_ONCE))):
        while waiting and left:
            effects = measured.effects([measured.job(changes, [page]) for changes in waiting])
            failing = [
                changes
                for changes, moved in zip(waiting, effects, strict=True)
                if f"page {page}" in moved and len(changes) > 1
            ]
            left -= {name for moved in effects for name in moved}
            waiting = [half for changes in failing for half in _halves(changes)]
    return left


def _halves(changes: list[Change]) -> Iterator[list[Change]]:
    middle = len(changes) // 2
    yield from (changes[:middle], changes[middle:])


def _wide_changes(names: Iterable[str]) -> Iterator[list[Change]]:
    """Yield lists of changes, each to be made at once, those that move the most first."""
    others = [column for name in names for column in _columns(name)]
    for way in range(WAYS):
        for column in others:
            yield [Change(*cell, values[min(way, len(values) - 1)]) for cell, values in column]
    for name in names:
        frame = tables.table(name)
        keys = what_if.row_keys(name, frame)
        for described in tables.resource(name)["schema"]["fields"]:
            column = described["name"]
            for word in frame[column].dropna().unique() if "categories" in described else ():
                for other in alternatives(name, column, word):
                    yield [Change(name, key, column, other) for key in keys[frame[column] == word]]
        yield from ([Change(name, key)] for key in keys)


def _columns(name: str) -> Iterator[list[tuple[tuple[str, str, str], list[str]]]]:
    """Yield for each column of a table, but for its key's, its filled cells and what else each could hold."""
    frame = tables.table(name)
    keys = what_if.row_keys(name, frame)
    for column in frame.columns.difference(tables.resource(name)["schema"]["primaryKey"], sort=False):
        filled = [
            ((name, key, column), others)
            for key, value in zip(keys, frame[column], strict=True)
            if pd.notna(value) and (others := alternatives(name, column, value))
        ]
        if filled:
            yield filled
