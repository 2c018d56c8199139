"""What depends on what, measured: something is changed in the tables, and what moves then is observed.

A change is made in another process, never in a file. There, whatever might depend on it is executed again: the pages
that read the table, and what is derived from the tables without a page. The result is compared with the one without
the change.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from brief import tables
from brief.check import compare
from brief.check.compare import Item
from brief.errors import BriefError, did_you_mean
from brief.ledger.facts import statements
from brief.pages import reading
from brief.pages.cells import Cell, Shown, Step
from brief.pages.execution import Report, no_report
from brief.pages.processes import Answer, Executor, Job
from brief.tables import what_if
from brief.tables.what_if import Change, alternatives

Effects = dict[str, list[str]]
"""What moved, such as "number un_flights on airpower", with how it moved, in words."""
ATTEMPTS = 3
"""In how many ways a cell is changed, one after the other, until something moves."""
SMALL = 4
"""Number of rows in a group from which on they are tried one by one: to halve it again takes no fewer trials."""
GRADES = {"credibility", "reliability"}
"""Columns with words of a vocabulary that say something about the world, where others only say where a row belongs."""


class Measurement:
    """The book as it is, and how it moves with changes of the tables.

    Attributes:
        steps: what each page computes that computes something.
        shown: what each of these pages shows without a change.
        derived: what follows from the tables without a page: `findings`, `judgments`, `views`.
    """

    def __init__(self, executor: Executor, report: Report = no_report) -> None:
        self._executor, self._report = executor, report
        self._seconds = reading.time_limit()
        self.steps = {name: steps for name in reading.page_names() if (steps := reading.steps_of(name))}
        *answers, derived = self.run([*(self.job([], [page]) for page in self.steps), self.job([], derive=True)])
        for answer in [*answers, derived]:
            for page, fault in answer.faults.items():
                raise BriefError(fault if page else f"a page: {fault}")
        self.shown: dict[str, Shown] = {name: shown for answer in answers for name, shown in answer.pages.items()}
        self.derived = derived.derived

    def job(self, changes: list[Change], pages: Collection[str] = (), derive: bool = False) -> Job:
        """Return the job of executing pages, and of deriving what follows without them, after some changes."""
        return Job({name: self.steps[name] for name in pages}, changes, derive)

    def run(self, jobs: list[Job], doing: str = "executing pages") -> list[Answer]:
        """Run jobs, each for itself, and return their answers in the same order."""
        finished: list[int] = []

        def done(number: int) -> None:
            finished.append(number)
            self._report(doing, len(finished), len(jobs))

        return self._executor.run(jobs, self._seconds, done)

    def effects(self, jobs: list[Job], doing: str = "changing cells") -> list[Effects]:
        """Run jobs, each for itself, and return what moves in each; a page that fails has moved, too."""
        return [self._effects(answer) for answer in self.run(jobs, doing)]

    def readers(self, table: str) -> list[str]:
        """Return the pages that read a table."""
        return [page for page, shown in self.shown.items() if table in shown.tables]

    def _effects(self, answer: Answer) -> Effects:
        items = [item for page, shown in answer.pages.items() for item in _moved(page, self.shown[page], shown)]
        if answer.derived:
            items += _derived_moved(self.derived, answer.derived)
        effects = {
            f"{item.kind} {item.name}{f' on {item.page}' if item.page else ''}": item.differences
            for item in items
            if not item.matches
        }
        for page, fault in answer.faults.items():
            effects[f"page {page}" if page else "what is derived"] = [fault.splitlines()[-1]]
        return effects


def _moved(page: str, old: Shown, new: Shown) -> Iterator[Item]:
    """Yield the figures and numbers of a page that are not equal."""
    for name in _unequal(old.figures, new.figures):
        yield compare.figure(page, name, old.figures.get(name), new.figures.get(name))
    for name in _unequal(old.numbers, new.numbers):
        yield compare.number(page, name, old.numbers, new.numbers)


def _derived_moved(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Item]:
    """Yield the findings, judgments and views that are not equal."""
    for kind, part in (("finding", "findings"), ("judgment", "judgments")):
        for key in _unequal(old[part], new[part]):
            differences = compare.differing_parts(key, old[part].get(key), new[part].get(key))
            yield Item(kind, "", key, differences=differences)
    for name in _unequal(old["views"], new["views"]):
        yield Item("view", "", name, differences=compare.differing_keys(old["views"][name], new["views"][name]))


def _unequal(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys([*new, *old]) if key not in old or key not in new or old[key] != new[key]]


def resolved(what: str) -> str:
    """Return a row as TABLE:KEY, or the name of a figure, from what somebody wrote; this takes no measuring.

    Args:
        what: TABLE:KEY; the key alone, if rows of one table have it; or the name of a figure.

    Raises:
        BriefError: if there is no such row or figure, or several tables have such a row.
    """
    table, colon, key = what.partition(":")
    if colon:
        keys = set(what_if.row_keys(table, tables.table(table)))
        if key not in keys:
            raise BriefError(f"{table}.csv has no row {key!r}{did_you_mean(key, keys)}")
        return what
    figures = [cell.figure for page in reading.page_names() for cell in reading.cells_of(page) if cell.figure]
    if what in figures:
        return what
    rows = {name: set(what_if.row_keys(name, tables.table(name))) for name in tables.names()}
    holding = [name for name, keys in rows.items() if what in keys]
    own = [name for name in holding if tables.resource(name)["schema"]["primaryKey"] not in _referring(name)]
    if len(own or holding) == 1:
        return f"{(own or holding)[0]}:{what}"
    if holding:
        listed = ", ".join(f"{name}:{what}" for name in own or holding)
        raise BriefError(f"several tables have a row {what!r}; expected one of {listed}")
    kind = "figure" if what.startswith("fig-") else "figure or row"
    raise BriefError(f"no {kind} {what!r}{did_you_mean(what, [*figures, *set().union(*rows.values())])}")


def _referring(table: str) -> list[list[str]]:
    """Return the columns of a table that hold keys of others, as primary keys are written."""
    return [[column] for column, (other, _) in what_if.references(table).items() if other != table]


# --- from a row to what depends on it ---------------------------------------------------------------------


@dataclass
class RowTrace:
    """What depends on one row of a table.

    Attributes:
        table: its name.
        key: of the row.
        row: what it holds, by column, without empty cells.
        moves: by what moved: by the changed column, or "" for the removal of the row, how it moved.
        changed: by column: what its cell held, and what it was changed into when something moved first.
    """

    table: str
    key: str
    row: dict[str, Any]
    moves: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, column: str, effects: Effects) -> None:
        """Add what moved when the cell in a column was changed or, for "", when the row was removed."""
        for what, how in effects.items():
            self.moves.setdefault(what, {})[column] = how

    @property
    def still(self) -> list[str]:
        """The filled columns, without those of the key, whose change moved nothing."""
        keys = tables.resource(self.table)["schema"]["primaryKey"]
        moving = {column for by_column in self.moves.values() for column in by_column}
        return [column for column in self.row if column not in moving and column not in keys]


def row_trace(measured: Measurement, table: str, key: str) -> RowTrace:
    """Return which figures, numbers, findings and judgments depend on a row, and how.

    First the row is removed, and all its cells are changed at once: pages that do not move then are left out after
    that. Then each filled cell is changed for itself; those with which nothing moves are changed in another way, all at
    once and, if something moves, each for itself again.

    Args:
        measured: the book as it is.
        table: name of the table.
        key: of the row: its primary key, several columns joined by a space.

    Raises:
        BriefError: if there is no such table or row.
    """
    resolved(f"{table}:{key}")
    frame = tables.table(table)
    cells = frame[what_if.row_keys(table, frame) == key].iloc[0].dropna()
    trace = RowTrace(table, key, {str(column): tables.plain(value) for column, value in cells.items()})
    ways = {column: alternatives(table, column, cells[column]) for column in trace.still}

    def changes(columns: list[str], way: int) -> list[Change]:
        return [Change(table, key, column, ways[column][way]) for column in columns if len(ways[column]) > way]

    pages = measured.readers(table)
    places: list[dict[str, Any]] = [{"derive": True}, *({"pages": [page]} for page in pages)]
    removed = [measured.job([Change(table, key)], **place) for place in places]
    all_changed = [measured.job(changes(trace.still, 0), **place) for place in places]
    effects = measured.effects([*removed, *all_changed], "removing the row, and changing all of it")
    for moved in effects[: len(places)]:
        trace.add("", moved)
    pages = [page for page, moved in zip(pages, effects[len(places) + 1 :], strict=True) if moved]
    for way in range(ATTEMPTS):
        one_by_one = changes(trace.still, way)
        if way and not any(measured.effects([measured.job(one_by_one, pages, derive=True)])):
            continue
        jobs = [measured.job([change], pages, derive=True) for change in one_by_one]
        for change, moved in zip(one_by_one, measured.effects(jobs), strict=True):
            column = str(change.column)
            if moved:
                trace.changed[column] = (str(trace.row[column]), change.value)
            trace.add(column, moved)
    return trace


# --- from a figure to the rows it rests on ----------------------------------------------------------------


@dataclass
class FigureTrace:
    """The rows that a figure rests on.

    Attributes:
        figure: its name.
        page: that shows it.
        title: its finding.
        rows: by table, the keys of the rows with which it moves.
        originators: short names of those who first said the facts among these rows.
        documents: keys of the documents in which they say it.
    """

    figure: str
    page: str
    title: str
    rows: dict[str, list[str]]
    originators: list[str]
    documents: list[str]


def figure_trace(measured: Measurement, name: str) -> FigureTrace:
    """Return the rows that a figure rests on: those with which it moves when what they say is changed.

    What a row says is its numbers, dates, texts and grades. Where it belongs, its keys and the other words of
    vocabularies, is left alone. Rows that the figure's own rows name, and those to which these refer, are changed one
    by one; among all others, groups that move the figure are halved.

    Args:
        measured: the book as it is.
        name: of the figure.

    Raises:
        BriefError: if there is no such figure.
    """
    resolved(name)
    page = next(page for page, shown in measured.shown.items() if name in shown.figures)
    figure, names = measured.shown[page].figures[name], measured.shown[page].tables
    steps = needed_for(name, measured.steps[page])
    [alone] = measured.run([Job({page: steps})])
    if alone.faults or alone.pages[page].figures[name] != figure:
        steps = measured.steps[page]
    changes = {(table, key): changes for table in names for key, changes in _row_changes(table).items()}
    named = [row for row in _named_by(figure["rows"], names) if row in changes]
    others = [row for row in changes if row not in set(named)]
    groups = [[row] for row in named] + ([others] if others else [])
    moving: list[tuple[str, str]] = []
    while groups:
        jobs = [Job({page: steps}, [change for row in group for change in changes[row]]) for group in groups]
        answers = measured.run(jobs, f"changing {sum(map(len, groups)):,} rows")
        moved = [
            group
            for group, answer in zip(groups, answers, strict=True)
            if answer.faults or answer.pages[page].figures.get(name) != figure
        ]
        moving += [group[0] for group in moved if len(group) == 1]
        groups = [part for group in moved if len(group) > 1 for part in _parts(group)]
    rows: dict[str, list[str]] = {}
    for table, key in sorted(moving):
        rows.setdefault(table, []).append(key)
    facts = statements().set_index("fact_id").loc[rows.get("facts", [])]
    originators, documents = sorted(set(facts.root_short)), sorted({*facts.source_key, *rows.get("sources", [])})
    return FigureTrace(name, page, figure["title"], rows, originators, documents)


def _parts(group: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return the groups in which the rows of a group are tried next."""
    half = len(group) // 2
    return [[row] for row in group] if len(group) <= SMALL else [group[:half], group[half:]]


def needed_for(figure: str, steps: list[Step]) -> list[Step]:
    """Return the cell of a figure, and the cells before it that assign a name on which it depends."""
    cells = [step for step in steps if isinstance(step, Cell)]
    number = next(number for number, cell in enumerate(cells) if cell.figure == figure)
    needed: list[Step] = [cells[number]]
    names = _names(cells[number])[1]
    for cell in reversed(cells[:number]):
        assigned, mentioned = _names(cell)
        if assigned & names:
            needed.insert(0, cell)
            names |= mentioned
    return needed


def _names(cell: Cell) -> tuple[set[str], set[str]]:
    """Return the names that a cell assigns, or whose objects it may change, and all names that it mentions."""
    assigned, mentioned = set(), set()
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Name):
            mentioned.add(node.id)
            if not isinstance(node.ctx, ast.Load):
                assigned.add(node.id)
        elif isinstance(node, ast.alias):
            assigned.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            assigned.add(node.name)
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            assigned |= _mentioned(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):  # such as rows.append(…)
            assigned |= _mentioned(node.value.func) if isinstance(node.value.func, ast.Attribute) else set()
    return assigned, mentioned


def _mentioned(part: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}


def _row_changes(table: str) -> dict[str, list[Change]]:
    """Return for each row of a table, by its key, changes of what it says."""
    frame = tables.table(table)
    schema = tables.resource(table)["schema"]
    belongs = {*schema["primaryKey"], *what_if.references(table)}
    belongs |= {described["name"] for described in schema["fields"] if "categories" in described} - GRADES
    columns = [column for column in frame if column not in belongs]
    return {
        key: [
            Change(table, key, column, others[0])
            for column in columns
            if pd.notna(row[column]) and (others := alternatives(table, column, row[column]))
        ]
        for key, row in zip(what_if.row_keys(table, frame), frame.to_dict("records"), strict=True)
    }


def _named_by(rows: list[list[Any]], names: Collection[str]) -> list[tuple[str, str]]:
    """Return the rows of tables whose keys are in the rows of a figure, and the rows to which these refer."""
    words = {word for row in rows for cell in row if isinstance(cell, str) for word in [cell, *cell.split()]}
    waiting = [(table, word) for table in names for word in sorted(words)]
    frames = {table: tables.table(table) for table in names}
    records = {
        (table, key): record
        for table, frame in frames.items()
        for key, record in zip(what_if.row_keys(table, frame), frame.to_dict("records"), strict=True)
    }
    named: dict[tuple[str, str], None] = {}
    while waiting:
        row = waiting.pop()
        if row in records and row not in named:
            named[row] = None
            references = what_if.references(row[0]).items()
            waiting += [(other, records[row][column]) for column, (other, _) in references]
    return list(named)
