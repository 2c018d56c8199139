"""Changing every number and every date of the tables, to see that each moves something, and that nothing is typed in.

A cell *shows* if, when it is changed, a figure, a number, a finding or a judgment moves; it is *listed* if a row of a
view moves, such as that of a document in the list of documents; otherwise it is *still*. How that is measured:

1. All cells of a column are changed at once, each by a little. A cell shows if what it was changed into then stands in
   the rows of a figure, or is a number of the text, where it did not stand before, and nothing else can have put it
   there: no other cell was changed into that, or the row of the figure goes by the key of the cell's row.
2. Cells that are left are changed by more, at most one at a time of those that stand in one row of a view: those whose
   row moves are listed. (Some of them show as well; that is not looked into.)
3. What is still left is changed in groups, and the groups that move something are halved until each cell is known for
   itself. A group that moves nothing is still as a whole: two changes that undo each other are not to be thought of in
   groups of every size.

`sample` does without groups: each cell of a sample is changed for itself.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pandas as pd

from brief import tables
from brief.check.dependence import Effects, Measurement, Trial
from brief.ledger import derived
from brief.tables import changes
from brief.tables.changes import Change, alternatives

SHOWING = ("figure", "number", "finding", "judgment")
"""Kinds of things of which one must move with a cell that shows."""


@dataclass(frozen=True, order=True)
class Cell:
    """One filled cell: its table, the key of its row, its column, and what it holds."""

    table: str
    key: str
    column: str
    value: str

    def changed(self, way: int = 0) -> Change:
        """Return a change of it, one of several; the last one if there are fewer."""
        held: object = self.value if changes.is_date(self.value) else float(self.value)
        others = alternatives(self.table, self.column, held)
        return Change(self.table, self.key, self.column, others[min(way, len(others) - 1)])

    def __str__(self) -> str:
        return f"{self.table}:{self.key} {self.column} ({self.value})"


def cells(measured: Measurement, *, reference: bool = False) -> list[Cell]:
    """Return every filled cell that holds a number or a date, of the tables that a page uses.

    Args:
        measured: the book as it is.
        reference: whether to return instead those of columns that are marked as being for reference only.
    """
    used = {name for shown in measured.shown.values() for name in shown.tables}
    used |= _used_by_views()
    found = []
    for name in sorted(used):
        frame = tables.table(name)
        keys = changes.keys(name, frame)
        for field_ in tables.resource(name)["schema"]["fields"]:
            if (field_.get("use") == "reference") is not reference:
                continue
            for key, value in zip(keys, frame[field_["name"]], strict=True):
                if pd.isna(value):
                    continue
                if field_["type"] in {"number", "integer"} or changes.is_date(value):
                    found.append(Cell(name, key, field_["name"], str(tables.plain(value))))
    return found


def _used_by_views() -> set[str]:
    tables.forget_used()
    derived.derive()
    return set(tables.used())


@dataclass
class Findings:
    """What was found: the cells that show, that are listed, and that are still; and what moved with a cell."""

    shows: dict[Cell, str] = field(default_factory=dict)
    listed: dict[Cell, str] = field(default_factory=dict)
    still: list[Cell] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    runs: int = 0


class Sweep:
    """One sweep over cells."""

    def __init__(self, measured: Measurement, tell=lambda text: None) -> None:
        self.measured = measured
        self.found = Findings()
        self._tell = tell

    # --- one at a time

    def alone(self, wanted: list[Cell], ways: int = 4) -> None:
        """Change each cell for itself, in several ways until something moves: first what needs no page, then pages."""
        left = wanted
        for way in range(ways):
            for derive in (True, False):
                trials = [
                    Trial([cell.changed(way)], () if derive else self.measured.readers([cell.table]), derive=derive)
                    for cell in left
                ]
                for cell, effects in zip(left, self._effects(trials), strict=True):
                    self._note(cell, effects)
                    if views := [what for what in effects if what.startswith("view ")]:
                        self.found.listed.setdefault(cell, views[0])
                left = [cell for cell in left if cell not in self.found.shows and cell not in self.found.listed]
        self.found.still += left

    def _note(self, cell: Cell, effects: Effects) -> None:
        showing = [what for what in effects if what.split(" ")[0] in SHOWING]
        if showing:
            self.found.shows.setdefault(cell, showing[0])
        for what in showing:
            self.found.moved.setdefault(what, str(cell))

    def _effects(self, trials: list[Trial]) -> list[Effects]:
        self.found.runs += len(trials)
        return self.measured.effects(trials)

    # --- many at a time

    def all(self, wanted: list[Cell]) -> None:
        """Change all cells, as the module has it."""
        left = set(wanted)
        by_column: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in wanted:
            by_column[cell.table, cell.column].append(cell)
        for way in (0, 1):
            for there in by_column.values():
                batch = [cell for cell in there if cell in left]
                self._together(batch, way)
            left -= self.found.shows.keys()
            self._tell(f"all of a column at once, {way + 1}: {len(left):,} of {len(wanted):,} left")
        self._views(sorted(left))
        left -= self.found.listed.keys()
        self._tell(f"in views: {len(left):,} of {len(wanted):,} left")
        for way in (2, 3):
            groups = [
                (sorted(cell for cell in there if cell in left), None)
                for there in by_column.values()
                if not left.isdisjoint(there)
            ]
            self._halving(groups, way)
            left -= self.found.shows.keys()
            self._tell(f"in groups, {way - 1}: {len(left):,} of {len(wanted):,} left")
        self._alone_in_views(sorted(left))
        left -= self.found.listed.keys()
        self._tell(f"one by one in views: {len(left):,} of {len(wanted):,} left")
        self.found.still = sorted(left)

    def _together(self, batch: list[Cell], way: int) -> None:
        if not batch:
            return
        pages = self.measured.readers([batch[0].table])
        waiting = [(batch, [page]) for page in pages]
        while waiting:
            trials = [Trial([cell.changed(way) for cell in there], on) for there, on in waiting]
            self.found.runs += len(trials)
            again = []
            for (there, on), answer in zip(waiting, self.measured.answers(trials), strict=True):
                if answer.faults:  # one of the changes breaks the page: the others are to be seen without it
                    if len(there) > 8:
                        again += [(there[: len(there) // 2], on), (there[len(there) // 2 :], on)]
                    continue
                self._evident(there, way, on[0], answer.pages[on[0]])
            waiting = again

    def _evident(self, batch: list[Cell], way: int, page: str, shown) -> None:
        """Note the cells whose own new content stands in what a page shows."""
        became = {cell: _plain(cell.changed(way).value) for cell in batch}
        once = Counter(became.values())
        unique = {value: cell for cell, value in became.items() if once[value] == 1}
        by_key = self._rows_of(batch)
        before = self.measured.shown[page]
        for name, value in shown.numbers.items():
            if value != before.numbers.get(name) and value in unique and not isinstance(value, bool):
                self._shown(unique[value], f"number {name} on {page}")
        for name, figure in shown.figures.items():
            old_rows = {str(row[0]): row for row in before.figures[name]["rows"]}
            stood = {str(cell) for row in old_rows.values() for cell in row}
            for row in figure["rows"]:
                old = old_rows.get(str(row[0]))
                for position, value in enumerate(row):
                    if old is not None and value == old[position]:
                        continue
                    if value in unique and str(value) not in stood and not isinstance(value, bool):
                        self._shown(unique[value], f"figure {name} on {page}")
                    for own in {by_key[word] for word in row if isinstance(word, str) and word in by_key}:
                        if value == became[own]:
                            self._shown(own, f"figure {name} on {page}")

    def _rows_of(self, batch: list[Cell]) -> dict[str, Cell]:
        """Return cells by the keys by which a row of a figure may name theirs: a document also by its facts."""
        found = {cell.key: cell for cell in batch}
        if batch[0].table == "sources":
            for fact in tables.table("facts").itertuples():
                if fact.source_key in found:
                    found[fact.fact_id] = found[fact.source_key]
        return found

    def _shown(self, cell: Cell, what: str) -> None:
        self.found.shows.setdefault(cell, what)
        self.found.moved.setdefault(what, str(cell))

    def _halving(self, groups: list[tuple[list[Cell], list[str] | None]], way: int) -> None:
        while groups:
            trials = []
            for there, pages in groups:
                derive = pages is None or "" in pages
                on = self.measured.readers([there[0].table]) if pages is None else [page for page in pages if page]
                trials.append(Trial([cell.changed(way) for cell in there], on, derive))
            halves: list[tuple[list[Cell], list[str] | None]] = []
            for (there, _), effects in zip(groups, self._effects(trials), strict=True):
                moved = {
                    what: how
                    for what, how in effects.items()
                    if what.split(" ")[0] in SHOWING or (len(there) > 1 and what.startswith(("page ", "what is")))
                }
                if not moved:
                    continue
                if len(there) == 1:
                    self._note(there[0], moved)
                    continue
                on = sorted(
                    {
                        "" if " on " not in what and not what.startswith("page ") else what.split(" ")[-1]
                        for what in moved
                    }
                )
                middle = len(there) // 2
                halves += [(there[:middle], on), (there[middle:], on)]
            groups = halves

    def _views(self, left: list[Cell]) -> None:
        places = _places()
        waiting = [(cell, places[cell.table, cell.key]) for cell in left if (cell.table, cell.key) in places]
        while waiting:
            batch: dict[tuple[str, str], Cell] = {}
            rest = []
            for cell, place in waiting:
                if place in batch:
                    rest.append((cell, place))
                else:
                    batch[place] = cell
            [effects] = self._effects([Trial([cell.changed(2) for cell in batch.values()], (), derive=True)])
            if "what is derived" in effects:  # one of the changes breaks it
                self._alone_in_views(list(batch.values()))
            for (view, row), cell in batch.items():
                if any(told.startswith(f"row {row} ") for told in effects.get(f"view {view}", ())):
                    self.found.listed[cell] = f"view {view}"
            waiting = rest

    def _alone_in_views(self, left: list[Cell]) -> None:
        """Change each cell for itself, in two ways, and see whether a row of a view moves."""
        for way in (0, 2):
            there = [cell for cell in left if cell not in self.found.listed]
            trials = [Trial([cell.changed(way)], (), derive=True) for cell in there]
            for cell, effects in zip(there, self._effects(trials), strict=True):
                if views := [what for what in effects if what.startswith("view ")]:
                    self.found.listed[cell] = views[0]


def _plain(text: str) -> object:
    """Return what a change writes, as a page shows it."""
    try:
        return tables.plain(float(text))
    except ValueError:
        return text


def _places() -> dict[tuple[str, str], tuple[str, str]]:
    """Return by table and key of a row the view, and the row of that, in which it stands."""
    places = {("facts", key): ("facts", key) for key in tables.table("facts").fact_id}
    places |= {("sources", key): ("documents", f"src-{key}") for key in tables.table("sources").source_key}
    places |= {("places", key): ("places", f"place-{key}") for key in tables.table("places").place_id}
    article = derived.rows_of("article")
    for passage in tables.table("passages").passage_id:
        row = next((row for row, shown in article.items() if f'id="{passage}"' in shown), None)
        if row is not None:
            places["passages", passage] = ("article", row)
    return places


def sample(measured: Measurement, count: int, seed: int) -> list[Cell]:
    """Return cells drawn at random, at least one of each column."""
    drawn = random.Random(seed)
    everything = cells(measured)
    by_column: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in everything:
        by_column[cell.table, cell.column].append(cell)
    chosen = {drawn.choice(there) for there in by_column.values()}
    return sorted(chosen | set(drawn.sample(everything, max(0, count - len(chosen)))))


# --- from figures and numbers to a cell that moves them ---------------------------------------------------


def things(measured: Measurement) -> list[str]:
    """Return every figure and number of the book, as effects name them."""
    return [
        f"{kind} {name} on {page}"
        for page, shown in measured.shown.items()
        for kind, there in (("figure", shown.figures), ("number", shown.numbers))
        for name in there
    ]


def movers(measured: Measurement, wanted: list[str], tell=lambda text: None) -> dict[str, str]:
    """Return for each of these figures and numbers a cell with which it moves, if there is one.

    The cells of a column are changed all at once; where that moves something that is looked for, they are halved until
    one cell is left that moves it alone. What is left then is looked for by the last resorts below.

    Args:
        measured: the book as it is.
        wanted: figures and numbers, as `things` names them.
        tell: for progress.
    """
    found: dict[str, str] = {}
    for page, shown in measured.shown.items():
        left = {what for what in wanted if what.endswith(f" on {page}")}
        columns = [there for name in shown.tables for there in _columns(name)] if left else []
        for way in range(4):
            tried: set[tuple[int, str]] = set()
            while left:  # each time by another column, for what no single cell of the last one moves
                groups = [
                    _Group(there, {what for what in left if (number, what) not in tried}, number)
                    for number, there in enumerate(columns)
                ]
                moved = _halved(measured, page, [group for group in groups if group.looked_for], way, tried)
                if not moved and all((number, what) in tried for number in range(len(columns)) for what in left):
                    break
                found |= moved
                left -= moved.keys()
        for last_resort in (_words_changed, _rows_taken_out, _words_replaced):
            if left:
                told = [trial for name in shown.tables for trial in last_resort(name)]
                trials = [Trial(wanted_, [page]) for _, wanted_ in told]
                for (words, _), effects in zip(told, measured.effects(trials), strict=True):
                    found |= dict.fromkeys(left & effects.keys(), words)
                left -= found.keys()
        tell(f"{page}: {len(left)} unmoved")
    return found


SHORT, FEW = 150, 10
"""Most rows of a table of which each is taken out; and how many cells of a column get each word of its vocabulary."""


def _words_changed(name: str) -> list[tuple[str, list[Change]]]:
    """Return changes of a few cells of each column with a vocabulary, each into each other word."""
    return [
        (f"{table}:{key} {column} ({other})", [Change(table, key, column, other)])
        for there in _columns(name)
        for (table, key, column), others in there[:FEW]
        if column in _vocabularies(name)
        for other in others
    ]


def _rows_taken_out(name: str) -> list[tuple[str, list[Change]]]:
    """Return the taking out of each row of a short table: numbers of rows move with that."""
    frame = tables.table(name)
    keys = changes.keys(name, frame) if len(frame) <= SHORT else []
    return [(f"{name}:{key} (taken out)", [Change(name, key)]) for key in keys]


def _words_replaced(name: str) -> list[tuple[str, list[Change]]]:
    """Return the replacing of each word of a vocabulary by each other one, in all rows: first places move with that."""
    frame = tables.table(name)
    keys = changes.keys(name, frame)
    return [
        (
            f"{name}.{column}: {word} ({other})",
            [Change(name, key, column, other) for key in keys[frame[column] == word]],
        )
        for column in _vocabularies(name)
        for word in frame[column].dropna().unique()
        for other in alternatives(name, column, word)
    ]


def _vocabularies(name: str) -> list[str]:
    return [field_["name"] for field_ in tables.resource(name)["schema"]["fields"] if "categories" in field_]


@dataclass
class _Group:
    """Cells, with what else each could hold; what is looked for; and the number of their column."""

    cells: list[tuple[tuple[str, str, str], list[str]]]
    looked_for: set[str]
    column: int


def _halved(
    measured: Measurement, page: str, groups: list[_Group], way: int, tried: set[tuple[int, str]]
) -> dict[str, str]:
    """Return what a single cell moves; each thing is followed in the first column that moves it and is not yet tried."""
    found: dict[str, str] = {}
    at_top = True
    while groups:
        trials = [
            Trial([Change(*cell, others[min(way, len(others) - 1)]) for cell, others in group.cells], [page])
            for group in groups
        ]
        taken: set[str] = set()
        halves = []
        for group, effects in zip(groups, measured.effects(trials), strict=True):
            moved = (group.looked_for & effects.keys()) - taken
            if at_top:
                tried |= {(group.column, what) for what in group.looked_for - effects.keys() | moved}
            taken |= moved
            if len(group.cells) == 1:
                table, key, column = group.cells[0][0]
                found |= dict.fromkeys(moved, f"{table}:{key} {column}")
            elif moved:
                middle = len(group.cells) // 2
                halves += [_Group(cells, moved, group.column) for cells in (group.cells[:middle], group.cells[middle:])]
        groups, at_top = halves, False
    return found


def _columns(name: str) -> list[list[tuple[tuple[str, str, str], list[str]]]]:
    """Return for each column of a table, but for its key's, its filled cells and what else each could hold."""
    frame = tables.table(name)
    keys = changes.keys(name, frame)
    schema = tables.resource(name)["schema"]
    columns = []
    for field_ in schema["fields"]:
        column = field_["name"]
        if column in schema["primaryKey"]:
            continue
        there = [
            ((name, key, column), others)
            for key, value in zip(keys, frame[column], strict=True)
            if pd.notna(value) and (others := alternatives(name, column, value))
        ]
        if there:
            columns.append(there)
    return columns
