"""What several did day by day: a table with the dates down and the actors across, on a narrow page a list by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_known
from brief.charts.elements import Drawing, Sheet
from brief.charts.style import FONT_SIZE, NARROW_FONT_SIZE, Mark, faded, text_width
from brief.text import folded, line_count


class _Form(NamedTuple):
    """How the table is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        width: of the whole.
        dates: width of the column of dates.
        size: of the letters.
        letter: width of a bold letter, in the mean.
        line: height of a line of words.
        pad: between the edge of a cell and its words.
        gap: between two cells.
        mark: size of a mark; the words begin after as much again.
        head: height of the key and the headings.
    """

    width: int
    dates: int
    size: float
    letter: float
    line: float
    pad: int
    gap: int
    mark: int
    head: int


WIDE = _Form(width=716, dates=60, size=FONT_SIZE, letter=6.9, line=16, pad=6, gap=5, mark=12, head=66)
NARROW = _Form(width=314, dates=48, size=NARROW_FONT_SIZE, letter=4.9, line=13, pad=4, gap=4, mark=9, head=26)
EDGE, MARKED = 0.5, 2.5
"""How opaque the edge of a cell is in the colour of its act, and the width of that of one that is marked."""


def day_by_day(
    rows: pd.DataFrame, *, columns: Sequence[str], kinds: Mapping[str, Mark], names: Mapping[str, str]
) -> Chart:
    """Draw what several did as a table: a line for each date, and for each actor a column, whose cells tell an act.

    An act is a mark in a box of its colour, with its words. What is no act of theirs is in italics, across the table
    and without a box. On a narrow page all of a date stands one below the other.

    Args:
        rows: by date, named by the first column: `day` (in words), `who` (of `columns`; missing for what is no act of
            theirs), `kind` (of act, of `kinds`), `text` (the words), `narrow_text` (the same with who acted) and
            `hover`. Optional: `marked` (whether the box has a strong edge).
        columns: the actors, from left to right.
        kinds: the mark of each kind.
        names: what each kind is called.

    Raises:
        BriefError: if an act is in none of the columns, or its kind has no mark.
    """
    require_columns("charts.day_by_day needs", ("day", "who", "kind", "text", "narrow_text", "hover"), rows)
    is_act = rows.who.notna()
    require_known("who", columns, rows[is_act])
    require_known("kind", kinds, rows[is_act])
    marked = rows.marked if "marked" in rows else False
    drawn = rows.assign(name=rows.iloc[:, 0], is_act=is_act, marked=marked).reset_index(drop=True)
    wide, narrow = _across(drawn, columns), _list(drawn)
    drawing = Drawing()
    acts = drawn[drawn.is_act]
    _draw_cells(drawing, drawn, kinds, wide, narrow)
    drawing.draw(
        elements.marks(
            [wide.cells[number].mark(WIDE)[0] for number in acts.index],
            [wide.cells[number].mark(WIDE)[1] for number in acts.index],
            ids=list(acts.name),
            marker=elements.marker([kinds[kind] for kind in acts.kind], size=WIDE.mark),
            hover=acts.hover,
        ),
        x=[narrow.cells[number].mark(NARROW)[0] for number in acts.index],
        y=[narrow.cells[number].mark(NARROW)[1] for number in acts.index],
        marker_size=NARROW.mark,
    )
    _write_cells(drawing, drawn, wide, narrow)
    _write_heads(drawing, acts, columns, kinds, names)
    sheets = (
        Sheet(WIDE.width, wide.depth, above=WIDE.head, below=2),
        Sheet(NARROW.width, narrow.depth, above=NARROW.head, below=2),
    )
    layout, changes = elements.on_sheet(*sheets)
    return Chart(drawing.finished(changes, barmode="overlay", **layout), rows)


class _Cell(NamedTuple):
    """A cell in one form: its edges, in pixels from the left and below the top, and its words in lines."""

    left: float
    right: float
    top: float
    bottom: float
    words: str

    def mark(self, form: _Form) -> tuple[float, float]:
        """Return the middle of the mark in the cell, level with the first line of the words."""
        return self.left + form.pad + form.mark / 2, -self.top - form.pad - form.line / 2

    def start(self, form: _Form, is_act: bool) -> float:
        """Return where the words begin: after the mark of an act."""
        return self.left + form.pad + (form.mark + form.pad if is_act else 0)


class _Table(NamedTuple):
    """Where everything is in one form: the cell of each row, the date and the top of each line, and the depth."""

    cells: list[_Cell]
    dates: list[tuple[str, float]]
    depth: float


def _across(drawn: pd.DataFrame, columns: Sequence[str]) -> _Table:
    """Return the table of a wide page: the acts of a date are in one line, what is no act in a line of its own."""
    form, width = WIDE, _column_width(columns)
    table = _Table([], [], 0)
    depth, said = 0.0, ""
    for day, members in _lines(drawn):
        folds = [
            _fold(row.text, width - form.gap if row.is_act else width * len(columns), form, row.is_act)
            for row in members
        ]
        height = max(map(line_count, folds)) * form.line + 2 * form.pad
        for row, words in zip(members, folds, strict=True):
            left = form.dates + (columns.index(row.who) * width if row.is_act else 0)
            right = left + width - form.gap if row.is_act else form.width
            table.cells.append(_Cell(left, right, depth, depth + height, words))
        table.dates.append((day if day != said or not members[0].is_act else "", -depth - form.pad))
        depth, said = depth + height + form.gap, day
    return table._replace(depth=depth)


def _column_width(columns: Sequence[str]) -> float:
    """Return the pixels from one column of a wide page to the next."""
    return (WIDE.width - WIDE.dates + WIDE.gap) / len(columns)


def _list(drawn: pd.DataFrame) -> _Table:
    """Return the list of a narrow page: each row is in a line of its own, right of its date."""
    form = NARROW
    table = _Table([], [], 0)
    depth, said = 0.0, ""
    for row in drawn.itertuples():
        words = _fold(row.narrow_text, form.width - form.dates, form, row.is_act)
        height = line_count(words) * form.line + 2 * form.pad
        table.cells.append(_Cell(form.dates, form.width, depth, depth + height, words))
        table.dates.append((row.day if row.day != said or not row.is_act else "", -depth - form.pad))
        depth, said = depth + height + form.gap, row.day
    return table._replace(depth=depth)


def _lines(drawn: pd.DataFrame) -> Iterator[tuple[str, list[Any]]]:
    """Return the lines of a wide page, each with its date: acts of a date that follow each other share one."""
    line = (~drawn.is_act | ~drawn.is_act.shift(fill_value=False) | (drawn.day != drawn.day.shift())).cumsum()
    for _, members in drawn.groupby(line):
        yield members.day.iloc[0], list(members.itertuples())


def _fold(text: str, width: float, form: _Form, is_act: bool) -> str:
    """Return words in such lines that they fit a cell, beside the mark if it is that of an act."""
    room = width - 2 * form.pad - (form.mark + form.pad if is_act else 0)
    lengths = range(int(1.5 * room / form.letter), 4, -1)
    words = next(
        words for words in (folded(text, length) for length in lengths) if text_width(words, form.size) <= room
    )
    return words if is_act else f"<i>{words}</i>"


def _draw_cells(drawing: Drawing, drawn: pd.DataFrame, kinds: Mapping[str, Mark], wide: _Table, narrow: _Table) -> None:
    """Draw the box of each cell, in the colour of its act; what is no act has none."""
    for row, cell, small in zip(drawn.itertuples(), wide.cells, narrow.cells, strict=True):
        edge: dict[str, Any] = {"width": 0}
        if row.is_act:
            colour = kinds[row.kind].colour
            edge = {"color": colour, "width": MARKED} if row.marked else {"color": faded(colour, EDGE), "width": 1}
        place, narrow_place = (
            {"x0": one.left, "x1": one.right, "y0": -one.top, "y1": -one.bottom} for one in (cell, small)
        )
        drawing.shape({"type": "rect", "layer": "below", "line": edge, **place}, **narrow_place)


def _write_cells(drawing: Drawing, drawn: pd.DataFrame, wide: _Table, narrow: _Table) -> None:
    """Write the words of each cell, and the date of each line."""
    place: dict[str, Any] = {"xref": "x", "yanchor": "top", "align": "left"}
    for row, cell, small in zip(drawn.itertuples(), wide.cells, narrow.cells, strict=True):
        note = elements.at_left(-cell.top - WIDE.pad + 2, cell.words, x=cell.start(WIDE, row.is_act), **place)
        y = -small.top - NARROW.pad + 2
        drawing.note(note, x=small.start(NARROW, row.is_act), y=y, text=small.words)
    for table, form, is_wide in ((wide, WIDE, True), (narrow, NARROW, False)):
        for day, y in table.dates:
            if day:
                date = f"<b>{folded(day, int(form.dates / form.letter))}</b>"
                note = elements.at_left(y + 2, date, x=0, visible=is_wide, **place)
                drawing.note(note, visible=not is_wide)


def _write_heads(
    drawing: Drawing, acts: pd.DataFrame, columns: Sequence[str], kinds: Mapping[str, Mark], names: Mapping[str, str]
) -> None:
    """Write above the table what the marks are, and above each column whose acts it tells."""
    entries = [elements.key_entry(mark, names[name]) for name, mark in kinds.items() if name in set(acts.kind)]
    drawing.note(elements.above_left("\u2003".join(entries), yshift=WIDE.head - 22), yshift=6)
    width = _column_width(columns)
    for number, name in enumerate(columns):
        head = f"<b>{folded(name, int((width - WIDE.gap) / WIDE.letter))}</b>"
        x = WIDE.dates + number * width
        drawing.note(elements.above_left(head, xref="x", x=x, align="left"), visible=False)
