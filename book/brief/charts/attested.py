"""Who is said to be behind what, and whether a sound source says so: a table with a mark for each tie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_none, require_sides
from brief.charts.elements import Drawing
from brief.charts.style import RULE, SIDES, text_width
from brief.text import folded, line_count


class _Form(NamedTuple):
    """How the table is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        width: of the whole.
        label: width of the labels at the left of the cells; with none they are above the cells where they have no room.
        line: height of a line of words.
        gap: between two lines of the table, with a rule in its middle.
        letter_width: of a letter, in the mean.
        mark: size of a mark.
        words: from the middle of a mark to its words.
        head: height of the headings.
    """

    width: int
    label: int
    line: float
    gap: float
    letter_width: float
    mark: float
    words: int
    head: int


WIDE = _Form(width=694, label=186, line=16, gap=8, letter_width=6.3, mark=11, words=10, head=40)
NARROW = _Form(width=314, label=0, line=11.8, gap=4, letter_width=4.9, mark=8, words=7, head=32)
_KEY = "■◆● with a sound source\u2003□◇○ without one"
_LABEL_LETTER = 6.6
"""Width of a letter of the labels, in pixels."""


def attested(rows: pd.DataFrame, *, columns: Mapping[str, int], head: str, foot: str) -> Chart:
    """Draw a table of what is held, a line for each, and of who is said to hold it, a column for each.

    A tie is a mark in its cell with words beside it, filled if a sound source has the tie, and hollow if none does. At
    the foot of each column is how many of its ties have a sound source.

    Args:
        rows: ties, named by the first column: `what` (is held), `who` (is said to hold it: one of `columns`), `side`
            (of the conflict, which gives colour and symbol), `text` (beside the mark), `sound` (whether a sound source
            has the tie) and `hover`. Optional: `family` (of what is held; lines of one stand next to each other). The
            lines are in the order of their first columns; in these those with a sound source come first, and then the
            others by name.
        columns: the columns of the table from left to right, each with its width as a part of all of them.
        head: what stands above the lines.
        foot: what the numbers at the foot are.

    Raises:
        BriefError: if a tie has no side, or no column.
    """
    require_columns("charts.attested needs", ("what", "who", "side", "text", "sound", "hover"), rows)
    require_sides(rows)
    require_none("is in none of the columns of the table", ~rows.who.isin(columns), rows)
    rows = _in_order(rows.assign(column=rows.who.map(list(columns).index), weak=~rows.sound))
    wide, narrow = (_Table(rows, columns, form) for form in (WIDE, NARROW))
    marker = elements.marker((SIDES[name] for name in rows.side), hollow=rows.weak, edge=1.8, size=WIDE.mark)
    drawing = Drawing()
    drawing.draw(
        elements.marks(wide.x, wide.y, ids=list(rows.iloc[:, 0]), marker=marker, hover=rows.hover),
        x=narrow.x,
        y=narrow.y,
        marker_size=NARROW.mark,
    )
    (across, level), (narrow_across, narrow_level) = wide.drawn_rules(), narrow.drawn_rules()
    drawing.draw(elements.lines(across, level, colour=RULE, width=0.5), x=narrow_across, y=narrow_level)
    _note_lines(drawing, wide, narrow)
    _note_ties(drawing, wide, narrow)
    for column, name in enumerate(columns):
        _note_column(drawing, name, rows[rows.column == column], wide, narrow)
    at_edge = {"xref": "x", "x": 0, "yanchor": "top", "align": "left"}
    drawing.note(elements.at_left(wide.foot, foot, **at_edge), y=narrow.foot)
    drawing.note(elements.above_left(head, align="left", xref="x"), visible=False)
    key = elements.above_left(_KEY, align="left", xref="x", yshift=WIDE.head - 2)
    drawing.note(key, yshift=NARROW.head - 2)
    layout, changes = elements.on_sheet(wide.sheet, narrow.sheet)
    return Chart(drawing.finished(changes | {"font.size": 10}, **layout), rows)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ties from top to bottom, with `place`, the number of their line, from their `column` and `weak`."""
    first = rows.sort_values(["column", "weak"]).drop_duplicates("what")
    first = first.sort_values(["column", "weak", "what"], key=lambda of: of.str.lower() if of.name == "what" else of)
    if "family" in rows:
        first = first.sort_values("family", key=lambda of: of.map(list(of.unique()).index), kind="stable")
    rows = rows.assign(place=rows.what.map(list(first.what).index))
    return rows.sort_values(["place", "column", "weak"], ignore_index=True)


class _Table:
    """Where the parts of the table are in one form, in pixels from the left and below the top, as negative numbers.

    Attributes:
        form: in which it is set.
        mark_x: the middle of the marks of each column.
        ends: the right end of each column.
        labels: the upper end of the label of each line.
        x: the middle of the mark of each tie.
        y: the same, from top to bottom.
        texts: the words beside each mark, in lines.
        rules: the lines between what is held.
        foot: the upper end of the sums.
        depth: of all of them.
    """

    def __init__(self, rows: pd.DataFrame, columns: Mapping[str, int], form: _Form) -> None:
        self.form = form
        ends = [0, *accumulate(columns.values())]
        scale = (form.width - form.label) / ends[-1]
        inset = form.mark / 2 + 1
        self.mark_x = {name: form.label + end * scale + inset for name, end in zip(columns, ends, strict=False)}
        self.ends = {name: form.label + end * scale for name, end in zip(columns, ends[1:], strict=True)}
        self.labels: dict[str, float] = {}
        self.x: list[float] = []
        self.y: list[float] = []
        self.texts: list[str] = []
        self.rules: list[float] = []
        depth = 0.0
        for held, of_line in rows.groupby("what", sort=False):
            self.rules.append(-depth - form.gap / 2)
            depth += form.gap
            self.labels[str(held)] = -depth + 2
            depth = self._placed(str(held), of_line, depth)
        self.rules.append(-depth - form.gap / 2)
        self.foot = -depth - form.gap
        self.depth = depth + form.gap + form.line * (1 if form.label else 2) + 4

    def _placed(self, held: str, of_line: pd.DataFrame, depth: float) -> float:
        """Place the ties of a line, which begins at a depth, one below the other in each cell; return where it ends."""
        form, names = self.form, list(self.mark_x)
        label_lines = line_count(self.folded_label(held))
        room = self.mark_x[names[of_line.column.min()]] - form.mark
        is_beside = form.label or text_width(f"<b>{held}</b>", 10) < room
        top = depth + (0 if is_beside else form.line)
        foot = depth + label_lines * form.line
        for column, in_cell in of_line.groupby("column"):
            name, at = names[column], top
            for words in in_cell.text:
                lines = folded(words, max(self.line_length(name, form.words), 5))
                self.texts.append(lines)
                self.x.append(self.mark_x[name])
                self.y.append(-at - form.line / 2)
                at += line_count(lines) * form.line
            foot = max(foot, at)
        return foot

    @property
    def sheet(self) -> elements.Sheet:
        """The plot, with the headings above it."""
        return elements.Sheet(self.form.width, self.depth, above=self.form.head + round(self.form.line) + 2, beside=3)

    def folded_label(self, label: str) -> str:
        """Return the label of a line, in lines if it is at the left of the cells."""
        return folded(label, int(self.form.label / _LABEL_LETTER)) if self.form.label else label

    def line_length(self, column: str, taken: int = 0) -> int:
        """Return how many letters of words have room beside each other in a column, of which some pixels are taken."""
        return int((self.ends[column] - self.mark_x[column] - taken) / self.form.letter_width)

    def drawn_rules(self) -> tuple[list[Any], list[Any]]:
        """Return where the lines between what is held run, from left to right and from top to bottom."""
        across = elements.segments([0] * len(self.rules), [self.form.width] * len(self.rules))
        return across, elements.segments(self.rules, self.rules)


def _note_lines(drawing: Drawing, wide: _Table, narrow: _Table) -> None:
    """Write at the left of each line what is held."""
    for name, y in wide.labels.items():
        place = {"xref": "x", "x": 0, "yanchor": "top", "align": "left"}
        label = elements.at_left(y, _name(wide.folded_label(name)), **place)
        drawing.note(label, y=narrow.labels[name], text=_name(narrow.folded_label(name)))


def _name(label: str) -> str:
    """Return a label in bold, without the brackets at its end, which say where or which."""
    return re.sub(r"((?:<br>| )\([^()]*\))</b>$", r"</b>\1", f"<b>{label}</b>")


def _note_ties(drawing: Drawing, wide: _Table, narrow: _Table) -> None:
    """Write the words of each tie beside its mark."""
    for number, text in enumerate(wide.texts):
        place = {"xref": "x", "x": wide.x[number], "xshift": WIDE.words, "yanchor": "top", "align": "left"}
        drawing.note(
            elements.at_left(wide.y[number] + WIDE.line / 2 + 2, text, **place),
            x=narrow.x[number],
            y=narrow.y[number] + NARROW.line / 2 + 2,
            text=narrow.texts[number],
            xshift=NARROW.words,
        )


def _note_column(drawing: Drawing, name: str, ties: pd.DataFrame, wide: _Table, narrow: _Table) -> None:
    """Write above a column whose it is, and at its foot how many of its ties have a sound source."""
    place = {"xref": "x", "x": wide.mark_x[name], "xshift": -6, "align": "left"}
    narrow_place = {"x": narrow.mark_x[name], "xshift": -4}
    heading, narrow_heading = (f"<b>{folded(name, table.line_length(name))}</b>" for table in (wide, narrow))
    drawing.note(elements.above_left(heading, **place), **narrow_place, text=narrow_heading)
    share = f"<b>{(~ties.weak).sum()} of {len(ties)}</b>"
    below = elements.at_left(wide.foot, share, yanchor="top", **place)
    drawing.note(below, **narrow_place, y=narrow.foot - NARROW.line)
