"""Who is said to be behind what, and whether a sound source says so: a table with a mark for each tie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Notes
from brief.charts.style import RULE, SIDES, new_figure, text_width
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How the table is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        width: of the whole.
        label: width of the labels at the left of the cells; with none they are above the cells where they have no room.
        line: height of a line of words.
        gap: between two lines of the table, with a rule in its middle.
        letter: width of a letter.
        mark: size of a mark.
        words: from the middle of a mark to its words.
        head: height of the headings.
    """

    width: int
    label: int
    line: float
    gap: float
    letter: float
    mark: float
    words: int
    head: int


WIDE, NARROW = _Form(694, 186, 16, 8, 6.3, 11, 10, 40), _Form(314, 0, 11.8, 4, 4.9, 8, 7, 32)


def attested(
    rows: pd.DataFrame,
    *,
    what: str,
    who: str,
    text: str,
    side: str,
    sound: str,
    columns: Mapping[str, int],
    head: str,
    foot: str,
) -> Chart:
    """Draw a table of what is held, a line for each, and of who is said to hold it, a column for each.

    A tie is a mark in its cell with words beside it, filled if a sound source has the tie, and hollow if none does. At
    the foot of each column is how many of its ties have a sound source.

    Args:
        rows: named by the first column; `hover` has words. The lines are in the order of their first columns; in these
            those with a sound source come first, and then the others by name.
        what: column of what is held.
        who: column of who is said to hold it: the heading of a column of the table.
        text: column of what stands beside each mark.
        side: column of the sides of the conflict, which give colour and symbol.
        sound: column that says whether a sound source has the tie.
        columns: the columns of the table from left to right, each with its width as a part of all of them.
        head: what stands above the lines.
        foot: what the numbers at the foot are.

    Raises:
        BriefError: if a tie has no side, or no column.
    """
    require_columns("charts.attested needs", ("hover", what, who, text, side, sound), rows)
    if stray := list(rows.iloc[:, 0][~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    if stray := list(rows.iloc[:, 0][~rows[who].isin(columns)]):
        raise BriefError(f"{stray[0]} is in none of the columns of the table")
    rows = rows.assign(column=rows[who].map(list(columns).index), weak=~rows[sound])
    first = rows.sort_values(["column", "weak"]).drop_duplicates(what)
    first = first.sort_values(["column", "weak", what], key=lambda of: of.str.lower() if of.name == what else of)
    rows = rows.assign(place=rows[what].map(list(first[what]).index))
    rows = rows.sort_values(["place", "column", "weak"], ignore_index=True)
    wide, narrow = (_Table(rows, what, text, columns, form) for form in (WIDE, NARROW))
    kinds = [SIDES[name] for name in rows[side]]
    edge = {"width": 1.8, "color": [kind.colour for kind in kinds]}
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            [x for x, _ in wide.marks],
            [y for _, y in wide.marks],
            ids=list(rows.iloc[:, 0]),
            marker=elements.marker(kinds, hollow=rows.weak, size=WIDE.mark, line=edge),
            hover=rows.hover,
        )
    )
    ruled = [
        elements.segments([0] * len(table.rules), [table.form.width] * len(table.rules)) for table in (wide, narrow)
    ]
    levels = [elements.segments(table.rules, table.rules) for table in (wide, narrow)]
    figure.add_trace(elements.lines(ruled[0], levels[0], colour=RULE, width=0.5))
    notes = Notes()
    notes.narrow |= {
        "data[0].x": [x for x, _ in narrow.marks],
        "data[0].y": [y for _, y in narrow.marks],
        "data[0].marker.size": NARROW.mark,
        "data[1].x": ruled[1],
        "data[1].y": levels[1],
    }
    for name, at in wide.labels.items():
        label = {"xref": "x", "x": 0, "yanchor": "top", "align": "left"}
        words_wide = _name(folded(name, int(WIDE.label / 6.6)))
        notes.add(elements.at_left(at, words_wide, **label), y=narrow.labels[name], text=_name(name))
    for number, ((x, y), (narrow_x, narrow_y)) in enumerate(zip(wide.marks, narrow.marks, strict=True)):
        beside = {"xref": "x", "x": x, "xshift": WIDE.words, "yanchor": "top", "align": "left"}
        note = elements.at_left(y + WIDE.line / 2 + 2, wide.texts[number], **beside)
        top = narrow_y + NARROW.line / 2 + 2
        notes.add(note, x=narrow_x, y=top, text=narrow.texts[number], xshift=NARROW.words)
    for (name, left), narrow_left in zip(wide.lefts.items(), narrow.lefts.values(), strict=True):
        of_column = rows[rows[who] == name]
        letters = [int((table.ends[name] - table.lefts[name]) / table.form.letter) for table in (wide, narrow)]
        above = {"xref": "x", "x": left, "xshift": -6, "align": "left"}
        moved = {"x": narrow_left, "xshift": -4, "text": f"<b>{folded(name, letters[1])}</b>"}
        notes.add(elements.above_left(f"<b>{folded(name, letters[0])}</b>", **above), **moved)
        share = f"<b>{of_column[sound].sum()} of {len(of_column)}</b>"
        below = elements.at_left(wide.foot, share, yanchor="top", **above)
        notes.add(below, x=narrow_left, y=narrow.foot - NARROW.line, xshift=-4)
    total = {"xref": "x", "x": 0, "yanchor": "top", "align": "left"}
    notes.add(elements.at_left(wide.foot, foot, **total), y=narrow.foot)
    notes.add(elements.above_left(head, align="left", xref="x"), visible=False)
    layouts = [
        {
            "height": round(table.depth) + table.form.head,
            "margin.t": table.form.head,
            "xaxis.range": [0, table.form.width],
            "yaxis.range": [-table.depth, 0],
        }
        for table in (wide, narrow)
    ]
    figure.update_layout(
        height=layouts[0]["height"],
        margin={"l": 3, "r": 3, "t": WIDE.head, "b": 0},
        xaxis={"range": layouts[0]["xaxis.range"], "visible": False},
        yaxis={"range": layouts[0]["yaxis.range"], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow | layouts[1] | {"font.size": 10}},
    )
    return Chart(figure, rows)


def _name(label: str) -> str:
    """Return a label in bold, without the brackets at its end, which say where or which."""
    return re.sub(r"((?:<br>| )\([^()]*\))</b>$", r"</b>\1", f"<b>{label}</b>")


class _Table:
    """Where the parts of the table are in one form, in pixels from the left and below the top, as negative numbers.

    Attributes:
        form: in which it is set.
        lefts: the middle of the marks of each column.
        ends: the right end of each column.
        labels: the upper end of the label of each line.
        marks: the middle of the mark of each tie.
        texts: the words beside each mark, in lines.
        rules: the lines between what is held.
        foot: the upper end of the sums.
        depth: of all of them.
    """

    def __init__(self, rows: pd.DataFrame, what: str, text: str, columns: Mapping[str, int], form: _Form) -> None:
        self.form = form
        ends = [0, *accumulate(columns.values())]
        scale = (form.width - form.label) / ends[-1]
        inset = form.mark / 2 + 1
        self.lefts = {name: form.label + end * scale + inset for name, end in zip(columns, ends, strict=False)}
        self.ends = {name: form.label + end * scale for name, end in zip(columns, ends[1:], strict=True)}
        self.labels: dict[str, float] = {}
        self.marks: list[tuple[float, float]] = []
        self.texts: list[str] = []
        self.rules: list[float] = []
        names = list(columns)
        depth = 0.0
        for held, of_line in rows.groupby(what, sort=False):
            self.rules.append(-depth - form.gap / 2)
            depth += form.gap
            self.labels[str(held)] = -depth + 2
            label_lines = folded(str(held), int(form.label / 6.6)).count("<br>") + 1 if form.label else 1
            beside = (
                form.label or text_width(f"<b>{held}</b>", 10) < self.lefts[names[of_line.column.min()]] - form.mark
            )
            top = depth + (0 if beside else form.line)
            foot = depth + label_lines * form.line
            for column, in_cell in of_line.groupby("column"):
                at = top
                name = names[column]
                letters = int((self.ends[name] - self.lefts[name] - form.words) / form.letter)
                for words_of_tie in in_cell[text]:
                    lines = folded(words_of_tie, max(letters, 5))
                    self.texts.append(lines)
                    self.marks.append((self.lefts[name], -at - form.line / 2))
                    at += (lines.count("<br>") + 1) * form.line
                foot = max(foot, at)
            depth = foot
        self.rules.append(-depth - form.gap / 2)
        self.foot = -depth - form.gap
        self.depth = depth + form.gap + form.line * (1 if form.label else 2) + 4
