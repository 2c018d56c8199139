"""What depends on what, measured and not declared: something is changed in the tables, and what then moves is seen.

A change is made in a worker process, never in a file. Whatever might depend on it is executed again there: the pages
that read the table, and what is derived from the tables without a page. What that shows is compared with what it shows
without the change.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from brief import tables
from brief.check import compare, edition
from brief.errors import BriefError
from brief.ledger.facts import statements
from brief.pages import execution
from brief.pages.cells import Shown, Step
from brief.pages.execution import Page
from brief.pages.processes import Answer, Executor, Job
from brief.tables import changes
from brief.tables.changes import Change, alternatives

Effects = dict[str, list[str]]
"""What moved, such as "number un_flights on airpower", with how, in words."""
Done = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True)
class Trial:
    """Something to change, and what to execute then.

    Attributes:
        wanted: the changes, made at once.
        pages: to execute one after the other.
        derive: whether to derive, too, what follows from the tables without a page.
    """

    wanted: list[Change]
    pages: Collection[str] = ()
    derive: bool = False


DERIVED = ("findings", "judgments", "views")


ATTEMPTS = 3
"""In how many ways a cell is changed, one after the other, until something moves."""


def _nobody(what: str, done: int, of: int) -> None:
    """Tell nobody."""


class Measurement:
    """The book as it is, and what executes it with changed tables.

    Attributes:
        steps: what each page computes, by the name of the page.
        shown: what each of them shows, without a change.
        derived: what follows from the tables without a page.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._seconds = execution.time_limit()
        self.steps = {name: steps for name in execution.page_names() if (steps := execution.steps_of(name))}
        jobs = [Job({name: steps}) for name, steps in self.steps.items()]
        *answers, derived = self._executor.run([*jobs, Job({}, derive=True)], self._seconds)
        for answer in [*answers, derived]:
            for page, fault in answer.faults.items():
                raise BriefError(fault if page else f"a page: {fault}")
        self.shown: dict[str, Shown] = {name: shown for answer in answers for name, shown in answer.pages.items()}
        self.derived = derived.derived

    def readers(self, names: Collection[str]) -> list[str]:
        """Return the pages that read one of some tables."""
        return [page for page, shown in self.shown.items() if not set(names).isdisjoint(shown.tables)]

    def effects(self, trials: Iterable[Trial], done: Callable[[int], None] = lambda number: None) -> list[Effects]:
        """Return what moves in each of several trials, each made for itself.

        Args:
            trials: what to change, and what to execute then.
            done: called with the number of each trial that is done.
        """
        return [self._moved(answer) for answer in self.answers(trials, done)]

    def answers(self, trials: Iterable[Trial], done: Callable[[int], None] = lambda number: None) -> list[Answer]:
        """Return what is shown in each of several trials, each made for itself.

        Args:
            trials: as `effects` takes them.
            done: called with the number of each trial that is done.
        """
        jobs = [Job({name: self.steps[name] for name in trial.pages}, trial.wanted, trial.derive) for trial in trials]
        return self._executor.run(jobs, self._seconds, done)

    def figure(self, name: str, cells: Sequence[Step], page: str, wanted: list[list[Change]]) -> list[bool]:
        """Return whether one figure moves with each of several lists of changes, each made for itself."""
        answers = self._executor.run([Job({page: [*cells]}, there) for there in wanted], self._seconds)
        before = self.shown[page].figures[name]
        return [bool(answer.faults) or answer.pages[page].figures.get(name) != before for answer in answers]

    def _moved(self, answer: Answer) -> Effects:
        """Return what an answer shows otherwise than without a change; a page that fails has moved too."""
        old: dict[str, Any] = {
            "pages": {},
            "tables": {},
            "article": "",
            "altered": [],
            **{part: {} for part in DERIVED},
        }
        new: dict[str, Any] = {**old, "pages": {}}
        for page, shown in answer.pages.items():
            for known, other, own in ((old, shown, self.shown[page]), (new, self.shown[page], shown)):
                known["pages"][page] = {
                    "prose": [],
                    "figures": _other_than(own.figures, other.figures),
                    "numbers": _other_than(own.numbers, other.numbers),
                }
        for part in DERIVED if answer.derived else ():
            old[part] = _other_than(self.derived[part], answer.derived[part])
            new[part] = _other_than(answer.derived[part], self.derived[part])
        items = edition.comparison(old, new, [Page(page, []) for page in answer.pages])
        found = {_named(item): item.differences for item in items if not item.matches}
        for page, fault in answer.faults.items():
            found[f"page {page}" if page else "what is derived"] = [fault.splitlines()[-1]]
        return found


def _other_than(own: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what one has otherwise than the other: most is equal, and need not be compared part by part."""
    return {key: value for key, value in own.items() if key not in other or other[key] != value}


def _named(item: compare.Item) -> str:
    return f"{item.kind} {item.name}{f' on {item.page}' if item.page else ''}"


def require(what: str) -> None:
    """Make sure that there is such a row, as TABLE:KEY, or such a figure: to learn it should take no measuring.

    Raises:
        BriefError: if there is not.
    """
    table, colon, key = what.partition(":")
    if colon:
        if key not in set(changes.keys(table, tables.table(table))):
            raise BriefError(f"{table}.csv has no row {key!r}")
        return
    there = [cell.figure for page in execution.page_names() for cell in execution.cells_of(page) if cell.figure]
    if what not in there:
        close = difflib.get_close_matches(what, there, 1)
        raise BriefError(f"no figure {what!r}{f'; did you mean {close[0]!r}?' if close else ''}")


# --- from a row to what depends on it ---------------------------------------------------------------------


@dataclass
class RowTrace:
    """What depends on one row of a table.

    Attributes:
        table: its name.
        key: of the row.
        row: what it holds, by column; empty cells are left out.
        moves: by what moved: by column, or "" for the row being taken out, how it moved.
        changed: by column: what its cell held and was changed into, of the first change that moved something.
    """

    table: str
    key: str
    row: dict[str, Any]
    moves: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, column: str, effects: Effects) -> None:
        """Add what moved when the cell in a column was changed, or, for "", when the row was taken out."""
        for what, how in effects.items():
            self.moves.setdefault(what, {})[column] = how

    @property
    def still(self) -> list[str]:
        """The filled columns, but for the key's, whose change moved nothing."""
        keys = tables.resource(self.table)["schema"]["primaryKey"]
        moving = {column for by_column in self.moves.values() for column in by_column}
        return [column for column in self.row if column not in moving and column not in keys]


def row_trace(measured: Measurement, table: str, key: str, done: Done = _nobody) -> RowTrace:
    """Return which figures, numbers, findings and judgments depend on a row, and how: by changing it.

    First all of the row is changed at once, and it is taken out: what does not move then is not executed again. Then
    each filled cell is changed for itself, in another way if the first moves nothing.

    Args:
        measured: the book as it is.
        table: name of the table.
        key: of the row: its primary key, several columns joined by a space.
        done: for progress.

    Raises:
        BriefError: if there is no such table or row.
    """
    require(f"{table}:{key}")
    frame = tables.table(table)
    there = frame[changes.keys(table, frame) == key]
    row = {column: value for column, value in there.iloc[0].items() if pd.notna(value)}
    trace = RowTrace(table, key, {str(column): tables.plain(value) for column, value in row.items()})
    keys = tables.resource(table)["schema"]["primaryKey"]
    others = {
        str(column): [Change(table, key, str(column), other) for other in alternatives(table, str(column), value)]
        for column, value in row.items()
        if column not in keys
    }
    first = [there[0] for there in others.values() if there]
    places: list[dict[str, Any]] = [*({"pages": [page]} for page in measured.readers([table])), {"derive": True}]
    taken_out = [Trial([Change(table, key)], **place) for place in places]
    all_at_once = [Trial(first, **place) for place in places]
    told = _counting(done, "taking the row out, and changing all of it", 2 * len(places))
    found = measured.effects([*taken_out, *all_at_once], told)
    for effects in found[: len(places)]:
        trace.add("", effects)
    touched = [
        page
        for place, moved in zip(places, found[len(places) :], strict=True)
        if moved
        for page in place.get("pages", ())
    ]
    for attempt in range(ATTEMPTS):
        there = [
            (column, changes_of[attempt])
            for column, changes_of in others.items()
            if len(changes_of) > attempt and column in trace.still
        ]
        told = _counting(done, "changing each cell", len(there))
        for (column, change), effects in zip(
            there, measured.effects([Trial([change], touched, True) for _, change in there], told), strict=True
        ):
            if effects:
                trace.changed[column] = (str(trace.row[column]), change.value)
            trace.add(column, effects)
    return trace


def _counting(done: Done, what: str, of: int) -> Callable[[int], None]:
    finished: list[int] = []

    def one(number: int) -> None:
        finished.append(number)
        done(what, len(finished), of)

    return one


# --- from a figure to the rows it rests on ----------------------------------------------------------------


@dataclass
class FigureTrace:
    """The rows that a figure rests on.

    Attributes:
        figure: its name.
        page: on which it stands.
        title: its finding.
        rows: by table, the keys of the rows with which it moves.
        originators: short names of those who say so first: of the facts among these rows.
        documents: keys of the documents in which they say it.
    """

    figure: str
    page: str
    title: str
    rows: dict[str, list[str]]
    originators: list[str]
    documents: list[str]


def figure_trace(measured: Measurement, name: str, done: Done = _nobody) -> FigureTrace:
    """Return the rows that a figure rests on: those of which it moves when what they say is changed.

    What a row says is its numbers, dates and texts, and the grades in it; to what it belongs, its keys and the other
    words of vocabularies, is left alone. Rows that the figure's own rows name, and those to which these refer, are
    changed one by one; of all other rows those that move it are found by halving.

    Args:
        measured: the book as it is.
        name: of the figure.
        done: for progress.

    Raises:
        BriefError: if there is no such figure.
    """
    require(name)
    page = next(page for page, shown in measured.shown.items() if name in shown.figures)
    cells = execution.cells_of(page)
    until = next(number for number, cell in enumerate(cells, 1) if cell.figure == name)
    shown = measured.shown[page].figures[name]
    saying = {(table, key): changed for table in measured.shown[page].tables for key, changed in _saying(table).items()}
    named = [row for row in _named_by(shown["rows"], measured.shown[page].tables) if row in saying]
    others = [row for row in saying if row not in set(named)]
    groups = [[row] for row in named] + ([others] if others else [])
    found: list[tuple[str, str]] = []
    while groups:
        undecided = sum(map(len, groups))
        done("rows decided", len(saying) - undecided, len(saying))
        wanted = [[change for row in group for change in saying[row]] for group in groups]
        moved = measured.figure(name, cells[:until], page, wanted)
        halves: list[list[tuple[str, str]]] = []
        for group, moves in zip(groups, moved, strict=True):
            if moves and len(group) == 1:
                found += group
            elif moves:
                halves += [group[: len(group) // 2], group[len(group) // 2 :]]
        groups = halves
    done("rows decided", len(saying), len(saying))
    rows: dict[str, list[str]] = {}
    for table, key in sorted(found):
        rows.setdefault(table, []).append(key)
    said = statements().set_index("fact_id").loc[rows.get("facts", [])]
    return FigureTrace(
        name,
        page,
        shown["title"],
        rows,
        sorted(set(said.root_short)),
        sorted({*said.source_key, *rows.get("sources", [])}),
    )


GRADES = {"credibility", "reliability"}
"""Columns with words of a vocabulary that say something, and do not put a row where it belongs."""


def _saying(table: str) -> dict[str, list[Change]]:
    """Return for each row of a table, by its key, changes of what it says."""
    frame = tables.table(table)
    schema = tables.resource(table)["schema"]
    belongs = {*schema["primaryKey"], *(key["fields"][0] for key in schema.get("foreignKeys", []))}
    belongs |= {field["name"] for field in schema["fields"] if "categories" in field} - GRADES
    columns = [column for column in frame if column not in belongs]
    return {
        key: [
            Change(table, key, column, others[0])
            for column in columns
            if pd.notna(row[column]) and (others := alternatives(table, column, row[column]))
        ]
        for key, row in zip(changes.keys(table, frame), frame.to_dict("records"), strict=True)
    }


def _named_by(shown: list[list[Any]], names: Collection[str]) -> list[tuple[str, str]]:
    """Return the rows of tables whose keys stand in the rows of a figure, and the rows to which these refer."""
    words = {word for row in shown for cell in row if isinstance(cell, str) for word in [cell, *cell.split()]}
    found: dict[tuple[str, str], None] = {}
    waiting = [(table, word) for table in names for word in sorted(words)]
    frames = {table: tables.table(table) for table in names}
    by_key = {
        table: dict(zip(changes.keys(table, frame), frame.to_dict("records"), strict=True))
        for table, frame in frames.items()
    }
    while waiting:
        table, key = waiting.pop()
        if (table, key) in found or key not in by_key.get(table, {}):
            continue
        found[table, key] = None
        for column, (other, _) in changes.references(table).items():
            if pd.notna(refers := by_key[table][key][column]):
                waiting.append((other, refers))
    return list(found)
