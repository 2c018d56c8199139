"""Who is said to be behind what, and whether a sound source says so: a list with a mark for each tie."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Notes
from brief.charts.style import RULE, SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded


class _Form(NamedTuple):
    """How the list is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        line: height of a line of words.
        gap: between two ties.
        apart: between two things, with a rule in its middle.
        left: the number of letters in a line of what is held.
        right: the number of letters in a line of who holds it.
        at: where the marks are, as a part of the width.
        mark: size of a mark.
        words: from a mark to its words.
    """

    line: float
    gap: float
    apart: float
    left: int
    right: int
    at: float
    mark: float
    words: int


WIDE, NARROW = _Form(17, 3, 9, 52, 44, 0.54, 11, 12), _Form(12.5, 1.6, 5, 25, 30, 0.45, 8, 8)
HEADS = 30
"""Height of the heads of the two columns, in pixels."""


def attested(rows: pd.DataFrame, *, what: str, who: str, side: str, sound: str, heads: tuple[str, str]) -> Chart:
    """Draw one line a tie: what is held, and beside it a mark and the words of who is said to hold it.

    The mark is filled if a sound source says so, and hollow if none does. What is held is named once, before the first
    of its ties; a rule parts it from the next.

    Args:
        rows: in the order to draw them, named by the first column; ties of one thing are together. `hover` has words.
        what: column of what is held.
        who: column of who is said to hold it, and how.
        side: column of the sides of the conflict, which give colour and symbol.
        sound: column that says whether a sound source has the tie.
        heads: what stands above the two columns; on a narrow page the second breaks at a wide space.

    Raises:
        BriefError: if a tie has no side, or ties of one thing are apart.
    """
    require_columns("charts.attested needs", ("hover", what, who, side, sound), rows)
    rows = rows.reset_index(drop=True)
    if stray := list(rows.iloc[:, 0][~rows[side].isin(SIDES)]):
        raise BriefError(f"{stray[0]} has no side in the column {side!r}")
    is_first = rows[what] != rows[what].shift()
    if apart := list(rows[what][is_first & rows[what].duplicated()]):
        raise BriefError(f"the ties of {apart[0]} are not together")
    wide, narrow = (_placed(rows, what, who, is_first, form) for form in (WIDE, NARROW))
    figure = new_figure()
    kinds = [SIDES[name] for name in rows[side]]
    edge = {"width": 1.8, "color": [kind.colour for kind in kinds]}
    figure.add_trace(
        elements.marks(
            [WIDE.at] * len(rows),
            wide.marks,
            ids=list(rows.iloc[:, 0]),
            marker=elements.marker(kinds, hollow=~rows[sound], size=WIDE.mark, line=edge),
            hover=rows.hover,
        )
    )
    rules = {form: elements.segments(places.rules, places.rules) for form, places in ((WIDE, wide), (NARROW, narrow))}
    figure.add_trace(elements.lines([0, 1, None] * len(wide.rules), rules[WIDE], colour=RULE, width=0.5))
    notes = Notes()
    notes.narrow |= {
        "data[0].x": [NARROW.at] * len(rows),
        "data[0].y": narrow.marks,
        "data[0].marker.size": NARROW.mark,
        "data[1].y": rules[NARROW],
    }
    for number in rows.index:
        if is_first[number]:
            held = elements.at_left(wide.held[number], f"<b>{wide.of_held[number]}</b>", align="left")
            notes.add(held, y=narrow.held[number], text=f"<b>{narrow.of_held[number]}</b>")
        place: dict[str, Any] = {"xref": "x", "x": WIDE.at, "xshift": WIDE.words, "align": "left"}
        holder = elements.at_left(wide.holders[number], wide.of_holders[number], **place)
        moved = {"x": NARROW.at, "xshift": NARROW.words}
        notes.add(holder, y=narrow.holders[number], text=narrow.of_holders[number], **moved)
    head, other = heads
    notes.add(elements.above_left(head, yshift=8, align="left"), text=folded(head, 20), yshift=4)
    over = {"xref": "x", "x": WIDE.at, "xshift": -6, "yshift": 8, "align": "left"}
    notes.add(elements.above_left(other, **over), x=NARROW.at, text=other.replace("\u2003", "<br>"), yshift=4)
    layouts = [
        {"height": round(places.depth) + top, "yaxis.range": [-places.depth, 0], "margin.t": top}
        for places, top in ((wide, HEADS), (narrow, HEADS + 6))
    ]
    figure.update_layout(
        height=layouts[0]["height"],
        margin={"l": 0, "r": 0, "t": HEADS, "b": 2},
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": layouts[0]["yaxis.range"], "visible": False},
        annotations=notes.all,
        meta={"narrow": notes.narrow | layouts[1] | {"font.size": 10.5}},
    )
    return Chart(figure, rows)


class _Places(NamedTuple):
    """Where things are from top to bottom in one form, in pixels below the top, as negative numbers.

    Attributes:
        marks: the mark of each tie.
        held: the middle of the words of what is held, if they stood beside each tie.
        of_held: these words, in lines.
        holders: the middle of the words of who holds it.
        of_holders: these words, in lines.
        rules: the lines between what is held.
        depth: of all of them.
    """

    marks: list[float]
    held: list[float]
    of_held: list[str]
    holders: list[float]
    of_holders: list[str]
    rules: list[float]
    depth: float


def _placed(rows: pd.DataFrame, what: str, who: str, is_first: pd.Series, form: _Form) -> _Places:
    """Return where the ties are in a form, each as high as its words need, all of one thing as high as its name."""
    places = _Places([], [], [], [], [], [], 0)
    depth = foot = 0.0
    for held, holder, begins in zip(rows[what], rows[who], is_first, strict=True):
        of_held, of_holder = folded(held, form.left), folded(holder, form.right)
        held_height, holder_height = ((text.count("<br>") + 1) * form.line for text in (of_held, of_holder))
        if begins:
            depth = max(depth, foot)
            places.rules.append(-depth - form.apart / 2)
            depth += form.apart
            foot = depth + held_height + form.gap
        places.marks.append(-depth - form.line / 2)
        places.held.append(-depth - held_height / 2)
        places.of_held.append(of_held)
        places.holders.append(-depth - holder_height / 2)
        places.of_holders.append(of_holder)
        depth += holder_height + form.gap
    return places._replace(depth=max(depth, foot))
