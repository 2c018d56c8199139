"""Which aims are ascribed to Russia, by whom, which the evidence speaks against, and what came of the forecast."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import SIDES, Chart, Note, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.notes import annotation
from brief.charts.style import AGAINST, FOR, INK, NEUTRAL, RULE, Mark, new_figure
from brief.ledger import hypotheses
from brief.ledger.events import events
from brief.ledger.facts import facts_named
from brief.tables import table
from brief.text import folded

DIRECTIONS = {"II": "against", "I": "against", "N": "neither", "C": "for", "CC": "for"}
"""To which side a mark of evidence speaks."""


def in_a_sentence(names: Iterable[str]) -> str:
    """Return names of answers as a list in a sentence, each with a small letter at its beginning.

    Where a name has an "and" of its own, a comma before the last one shows where it ends.
    """
    items = [name[0].lower() + name[1:] for name in names]
    if len(items) > 2 and any(" and " in item for item in items):
        return f"{', '.join(items[:-1])}, and {items[-1]}"
    return words.listed(items)


# --- who ascribes which aim -------------------------------------------------------------------------------

SAID, IN_PART, DENIED = "Said so", "Said so in part", "Denied it"
"""What Russians can say of an aim."""
_SAYS = {"supports": SAID, "qualifies": IN_PART, "contradicts": DENIED, "denies": DENIED}
"""The column of a voice by its relation to the claim."""
GROUPS = {
    (True, False): "Said, and not denied",
    (True, True): "Said and denied",
    (False, True): "Only denied",
    (False, False): "Russians silent, so far as we read",
}
"""The groups of aims in order, by whether a Russian said so, at least in part, and whether one denied it."""
RUSSIANS = ("russia", "wagner", "russia-and-turkey")
"""The camps of the Russian state, of Prigozhin's men, and of Russia speaking together with another state."""
_SQUARES = {SAID: FOR, IN_PART: elements.pale(FOR), DENIED: AGAINST}
"""The fill of the square of a cell; its edge is full."""
_SHORT_NAMES = {"russia-contact-group": "Moscow's Libya contact group", "kirill-semenov": "the analyst Semenov"}
"""How voices are called whom few know, by their originator."""
SILENT = "<i>Russians silent, so far as we read</i>"
"""What stands in the line of an aim of which no Russian spoke."""


class _Form(NamedTuple):
    """A page, in pixels: the middle of the squares of both columns, a line, and all beside each other.

    Names right of the squares have so many letters in a line, those who said so and those who denied it. Where labels
    are above the names, they take a line of their own, else as many lines as they need.
    """

    said: int
    denied: int
    line: int
    letters: tuple[int, int]
    width: int
    above: bool
    gap: int


_WIDE_GRID = _Form(said=242, denied=520, line=16, letters=(38, 22), width=692, above=False, gap=14)
_NARROW_GRID = _Form(said=8, denied=216, line=13, letters=(32, 15), width=312, above=True, gap=8)


def russians(said: pd.DataFrame) -> pd.DataFrame:
    """Return the voices that speak for Russia, alone or together with another.

    Args:
        said: as `camps.by_voice` returns it.
    """
    return said[said.root_id.map(table("origins").set_index("origin_id").camp_id).isin(RUSSIANS)]


def by_russians(said: pd.DataFrame, aims: pd.DataFrame) -> pd.DataFrame:
    """Return what Russians say of each aim, by group, and in a group in the order of the article.

    Args:
        said: as `camps.by_voice` returns it.
        aims: the aims, with `claim_id` and `name`.

    Returns:
        One row an aim: `claim_id`, `name`, `named` (whether a Russian said so, at least in part), `denied` (whether one
        denied it), `group` (one of `GROUPS`) and `others` (how many who are no Russians say so, at least in part).
    """
    ours = russians(said)
    rest = said[~said.index.isin(ours.index) & said.says.map(_SAYS).ne(DENIED)]
    column = ours.says.map(_SAYS)
    rows = aims[["claim_id", "name"]].assign(
        named=aims.claim_id.isin(ours.claim_id[column != DENIED]),
        denied=aims.claim_id.isin(ours.claim_id[column == DENIED]),
        others=aims.claim_id.map(rest.claim_id.value_counts()).fillna(0).astype(int),
    )
    rows["group"] = [GROUPS[pair] for pair in zip(rows.named, rows.denied, strict=True)]
    order = list(GROUPS.values())
    return rows.sort_values("group", key=lambda column: column.map(order.index), kind="stable", ignore_index=True)


def voices_chart(said: pd.DataFrame, aims: pd.DataFrame) -> Chart:
    """Draw which Russians said that an aim is one, and which denied it: a square for both, with their names.

    A square is pale if all that they say is something of the kind.

    Args:
        said: as `camps.by_voice` returns it, with `name` and `note` of the aim.
        aims: as `by_russians` returns them.
    """
    cells = _cells(said)
    wide, narrow = (_Grid(aims, cells, form) for form in (_WIDE_GRID, _NARROW_GRID))
    figure = new_figure()
    edges = [AGAINST if column == DENIED else FOR for column in cells.column]
    figure.add_trace(
        elements.marks(
            wide.across(cells),
            wide.down(cells),
            ids=list(cells.cell_id),
            marker={
                "color": [_SQUARES[column] for column in cells.column],
                "symbol": "square",
                "size": 14,
                "line": {"width": 2, "color": edges},
            },
            hover=cells.hover,
        )
    )
    notes = elements.Notes()
    for number, (x, narrow_x) in enumerate(zip(wide.across(cells), narrow.across(cells), strict=True)):
        beside = {"xref": "x", "x": x, "xshift": 13, "align": "left"}
        text = elements.at_left(wide.down(cells)[number], wide.texts[number], **beside)
        notes.add(text, x=narrow_x, y=narrow.down(cells)[number], text=narrow.texts[number], xshift=9)
    for row in aims.itertuples():
        label = elements.at_left(wide.middles[row.claim_id], f"<b>{row.name}</b>", xref="x", x=0, align="left")
        notes.add(label, y=narrow.labels[row.claim_id])
        if not (row.named or row.denied):
            middle = {"xref": "x", "x": (_WIDE_GRID.said + _WIDE_GRID.width) / 2, "xanchor": "center"}
            silent = elements.at_left(wide.middles[row.claim_id], SILENT, **middle)
            notes.add(silent, x=0, y=narrow.middles[row.claim_id], xshift=2, xanchor="left")
    heads = (("Russians who said so", FOR, "said"), ("Russians who denied it", AGAINST, "denied"))
    for head, colour, column in heads:
        in_colour = f'<b><span style="color:{colour}">{head}</span></b>'
        x, narrow_x = (getattr(form, column) for form in (_WIDE_GRID, _NARROW_GRID))
        short = in_colour.replace("Russians who denied", "who denied")
        above = elements.above_plot(x, in_colour, xanchor="left", align="left", xshift=-7)
        notes.add(above, x=narrow_x, text=short, xshift=-5)
    rules = [elements.segments(grid.rules, grid.rules) for grid in (wide, narrow)]
    widths = [elements.segments([0] * len(grid.rules), [grid.form.width] * len(grid.rules)) for grid in (wide, narrow)]
    figure.add_trace(elements.lines(widths[0], rules[0], colour=RULE, width=0.5))
    figure.update_layout(
        height=wide.depth + 28,
        margin={"l": 2, "r": 2, "t": 24, "b": 4},
        xaxis={"range": [0, _WIDE_GRID.width], "visible": False},
        yaxis={"range": [-wide.depth, 0], "visible": False},
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | {
                "height": narrow.depth + 22,
                "margin.t": 18,
                "font.size": 10.5,
                "xaxis.range": [0, _NARROW_GRID.width],
                "yaxis.range": [-narrow.depth, 0],
                "data[0].x": narrow.across(cells),
                "data[0].y": narrow.down(cells),
                "data[0].marker.size": 10,
                "data[1].x": widths[1],
                "data[1].y": rules[1],
            }
        },
    )
    headings = {"name": "Aim", "voice": "Voice", "camp": "Camp", "says": "Says", "said_by": "Spoken for by"}
    headings |= {"note": "In Russian words", "fact_ids": "Rows"}
    shown = said.assign(says=said.says.map(words.RELATIONS))[["voice_id", *headings]]
    return Chart(figure, shown, headings, "voices")


def _cells(said: pd.DataFrame) -> pd.DataFrame:
    """Return what is in the cells: `cell_id`, `claim_id`, `column`, `names` (of the Russian voices) and `hover`."""
    ours = russians(said)
    is_organ = ours.root_id.map(table("origins").set_index("origin_id").kind) == "government"
    short = ours.voice.str.removeprefix("Russian ").where(is_organ, ours.voice)
    short = ours.root_id.map(_SHORT_NAMES).fillna(short.str.replace("^Papers ", "papers ", regex=True))
    spoken = ours.assign(short=short, column=ours.says.map(_SAYS)).groupby(["claim_id", "column"], sort=False)
    joined = {"names": ("short", ", ".join), "name": ("name", "first"), "fact_ids": ("fact_ids", " ".join)}
    spoken = spoken.agg(**joined).reset_index()
    spoken["names"] = spoken.names.where(spoken.column != IN_PART, "in part: " + spoken.names)
    # What is said outright and what is said in part share a square: the first of the columns is that of the cell.
    spoken = spoken.sort_values("column", key=lambda column: column.map(list(_SQUARES).index), kind="stable")
    cells = spoken.groupby(["claim_id", spoken.column == DENIED], sort=False)
    together = {"names": ("names", "; ".join), "name": ("name", "first"), "fact_ids": ("fact_ids", " ".join)}
    cells = cells.agg(column=("column", "first"), **together).reset_index("claim_id").reset_index(drop=True)
    hover = [
        f"<b>{row.name}: {row.column.lower()}</b><br>{folded(row.names)}<br><i>{folded(row.fact_ids)}</i>"
        for row in cells.itertuples(index=False)
    ]
    return cells.assign(cell_id=cells.claim_id + " " + cells.column, hover=hover)


class _Grid:
    """Where the lines of aims are, in pixels below the top, in one form.

    Attributes:
        form: in which they are.
        middles: of the squares and the names, by the aim.
        labels: the middle of the label of each aim.
        texts: the names beside each square, in lines.
        rules: lines between groups of aims.
        depth: of all.
    """

    def __init__(self, aims: pd.DataFrame, cells: pd.DataFrame, form: _Form) -> None:
        self.form = form
        letters = [form.letters[column == DENIED] for column in cells.column]
        self.texts = [folded(names, number) for names, number in zip(cells.names, letters, strict=True)]
        lines = pd.Series([text.count("<br>") + 1 for text in self.texts]).groupby(cells.claim_id).max()
        self.middles: dict[str, float] = {}
        self.labels: dict[str, float] = {}
        self.rules: list[float] = []
        top = 0.0
        group = None
        for row in aims.itertuples():
            if row.group != group:
                self.rules.append(top)
                group = row.group
            top -= form.gap / 2
            label = form.line if form.above else 0
            height = max(int(lines.get(row.claim_id, 1)), 1) * form.line
            self.labels[row.claim_id] = top - form.line / 2
            self.middles[row.claim_id] = top - label - height / 2
            top -= label + height + form.gap / 2
        self.depth = round(-top) + 2

    def across(self, cells: pd.DataFrame) -> list[float]:
        """Return where the squares of cells are from the left."""
        return [self.form.denied if column == DENIED else self.form.said for column in cells.column]

    def down(self, cells: pd.DataFrame) -> list[float]:
        """Return where the squares of cells are from the top."""
        return [self.middles[claim_id] for claim_id in cells.claim_id]


# --- which answers the evidence speaks against ------------------------------------------------------------

_CODERS = {"mark": "our marks", "second_mark": "a second person's, made without ours"}
"""The columns of the two coders, with what the key says of them."""
_SIDES = {"against": (AGAINST, "Speaks against it"), "fits": (FOR, "Fits it")}
"""What marks are summed up as, from left to right, with the colour and the heading."""


class _Sums(NamedTuple):
    """How the sums of an answer are set, in pixels, in one form of a page.

    Attributes:
        answer: height of an answer: of its two bars, and of the words above them where these are not at the left.
        above: of this the words above the bars; with none they are at the left.
        line: from the bar of one coder to that of the other.
        bar: height of a bar.
        left: room for what is left of the bars.
        right: room for what is right of them.
    """

    answer: int
    above: int
    line: int
    bar: int
    left: int
    right: int


_WIDE_SUMS = _Sums(answer=56, above=0, line=20, bar=14, left=286, right=70)
_NARROW_SUMS = _Sums(answer=66, above=34, line=14, bar=10, left=36, right=44)
_ROOM = 3.6
"""Room beyond the longest bar of each side, for its number, in points."""


def evidence() -> pd.DataFrame:
    """Return every mark of evidence, as `hypotheses.marks` does, with what hangs on its fact.

    Returns:
        The rows with `decides`: "yes" if without this fact another answer has least against it, or "".
    """
    marks = hypotheses.marks()
    sensitive = hypotheses.sensitivity()
    deciding = set(sensitive.fact_id[sensitive.new_first])
    return marks.assign(decides=marks.fact_id.isin(deciding).map({True: "yes", False: ""}))


def tested(marks: pd.DataFrame) -> pd.DataFrame:
    """Return how many facts test each answer, by the editor's marks, the most tested first.

    Args:
        marks: as `evidence` returns them.

    Returns:
        One row an answer: `hypothesis_id`, `name`, `against` and `fits` (numbers of facts) and `tested` (of both).
    """
    direction = marks["mark"].map(DIRECTIONS)
    counts = marks.assign(against=direction == "against", fits=direction == "for", tested=direction != "neither")
    counts = counts.groupby(["hypothesis_id", "name"])[["against", "fits", "tested"]].sum().reset_index()
    return counts.sort_values(["tested", "name"], ascending=[False, True], ignore_index=True)


def sums(marks: pd.DataFrame) -> pd.DataFrame:
    """Return how much speaks against each answer and how much fits it, by each coder, counted as the text counts.

    A strong mark counts double, a fact from a weak source half.

    Args:
        marks: as `evidence` returns them.

    Returns:
        One row an answer and side, the answer with most against it first: `sum_id`, `hypothesis_id`, `name`, `side`
        ("against" or "fits"), and the sum of each coder, `mark` and `second_mark`.
    """
    parts = []
    for side, sign in (("against", -1), ("fits", 1)):
        weighed = {coder: (marks[coder].map(hypotheses.SCALE) * sign).clip(lower=0) * marks.weight for coder in _CODERS}
        parts.append(marks.assign(side=side, **weighed))
    keys = ["hypothesis_id", "name", "side"]
    rows = pd.concat(parts).groupby(keys)[list(_CODERS)].sum().reset_index()
    most = rows[rows.side == "against"].sort_values(["mark", "name"], ascending=[False, True])
    rows["place"] = rows.hypothesis_id.map(list(most.hypothesis_id).index)
    rows["sum_id"] = rows.hypothesis_id + " " + rows.side
    rows = rows.sort_values(["place", "side"], ignore_index=True)
    return rows[["sum_id", *keys, *_CODERS]]


def most_against(marks: pd.DataFrame) -> set[str]:
    """Return the answers with most against them: by each coder, by the sum and by the sum for each fact that tests it.

    Args:
        marks: as `evidence` returns them.
    """
    names = marks.drop_duplicates("hypothesis_id").set_index("hypothesis_id").name
    against = sums(marks).query("side == 'against'").set_index("hypothesis_id")
    each = against_each(marks)
    return {names[points[coder].idxmax()] for points in (against, each) for coder in _CODERS}


def against_each(marks: pd.DataFrame) -> pd.DataFrame:
    """Return how many points are against each answer for each fact that tests it, by each coder's own marks.

    Args:
        marks: as `evidence` returns them.

    Returns:
        One row an answer, by `hypothesis_id`, with the columns of the coders, `mark` and `second_mark`.
    """
    against = sums(marks).query("side == 'against'").set_index("hypothesis_id")
    return against[list(_CODERS)] / tests(marks)


def in_plain_words(marks: pd.DataFrame) -> pd.Series:
    """Return each answer as a sentence without its end, by `hypothesis_id`: its text up to the first comma or colon.

    Args:
        marks: as `evidence` returns them.
    """
    texts = marks.drop_duplicates("hypothesis_id").set_index("hypothesis_id").text
    return texts.str.split("[:,.]", regex=True).str[0]


def tests(marks: pd.DataFrame) -> pd.DataFrame:
    """Return how many facts test each answer, by `hypothesis_id`, in a column for each coder's own marks.

    Args:
        marks: as `evidence` returns them.
    """
    tested = {coder: marks[coder].map(DIRECTIONS) != "neither" for coder in _CODERS}
    return pd.DataFrame(tested).groupby(marks.hypothesis_id).sum()


def evidence_chart(marks: pd.DataFrame) -> Chart:
    """Draw how much speaks against each answer, left of a zero, and how much fits it, right of it: two bars a side.

    The upper bar of an answer, and what stands in bold beside it, is ours; the lower, hollow one the second coder's.

    Args:
        marks: as `evidence` returns them.
    """
    rows = sums(marks)
    order = list(rows.hypothesis_id.drop_duplicates())
    number, each, names = tests(marks), against_each(marks), marks.groupby("hypothesis_id").name.first()
    texts = in_plain_words(marks)
    said = {name: "" if texts[name].lower().endswith(names[name].lower()) else texts[name] for name in order}
    most = {side: float(rows[rows.side == side][list(_CODERS)].max(axis=None)) for side in _SIDES}
    forms = {"wide": _WIDE_SUMS, "narrow": _NARROW_SUMS}
    y = {
        form: {coder: _bars_of(order, at, set_in) for at, coder in enumerate(_CODERS)} for form, set_in in forms.items()
    }
    depth = {form: len(order) * set_in.answer for form, set_in in forms.items()}
    figure, notes = new_figure(), elements.Notes()
    for side, (colour, heading) in _SIDES.items():
        members = rows[rows.side == side]
        sign = -1 if side == "against" else 1
        for coder in _CODERS:
            is_ours = coder == "mark"
            notes.narrow[f"data[{len(figure.data)}].y"] = [y["narrow"][coder][name] for name in members.hypothesis_id]
            notes.narrow[f"data[{len(figure.data)}].width"] = _NARROW_SUMS.bar
            figure.add_trace(
                elements.boxes(
                    [0] * len(members),
                    [y["wide"][coder][name] for name in members.hypothesis_id],
                    width=list(members[coder] * sign),
                    height=_WIDE_SUMS.bar,
                    ids=list(members.sum_id + ("" if is_ours else " second")),
                    marker={
                        "color": colour if is_ours else elements.pale(colour, 0.0),
                        "line": {"width": 1.5, "color": colour},
                    },
                    hover=[
                        f"<b>{row.name}</b><br>{heading.lower()}: {row.mark:g} by our marks, {row.second_mark:g} by a "
                        f"second coder's"
                        for row in members.itertuples(index=False)
                    ],
                )
            )
            for row in members.itertuples():
                value = getattr(row, coder)
                text = f"<b>{value:g}</b>" if is_ours else f"{value:g}"
                beside = {
                    "xref": "x",
                    "x": value * sign,
                    "xanchor": "right" if sign < 0 else "left",
                    "xshift": sign * 5,
                }
                note = elements.at_left(y["wide"][coder][row.hypothesis_id], text, **beside)
                notes.add(note, y=y["narrow"][coder][row.hypothesis_id])
        head = f'<b><span style="color:{colour}">{heading}</span></b>'
        anchor = "right" if sign < 0 else "left"
        notes.add(elements.above_plot(0, head, xanchor=anchor, align=anchor, xshift=sign * 6))
    left, narrow_left = -_WIDE_SUMS.left, -_NARROW_SUMS.left
    for name in order:
        at, narrow_at = (-order.index(name) * set_in.answer for set_in in forms.values())
        label = f"<b>{names[name]}</b>{'<br>' if said[name] else ''}{folded(said[name], 34)}"
        words_at_left = elements.at_left(at - _WIDE_SUMS.answer / 2, label, xshift=left, align="left")
        above = f"<b>{names[name]}</b>{'<br>' if said[name] else ''}{said[name]}"
        foot = narrow_at - _NARROW_SUMS.above - 1
        notes.add(words_at_left, y=foot, yanchor="bottom", text=above, xshift=narrow_left)
        for coder in _CODERS:
            line, narrow_line = y["wide"][coder][name], y["narrow"][coder][name]
            of_coder = (f"{number[coder][name]}", f"{each[coder][name]:.1f}")
            tested_by, per_fact = (f"<b>{text}</b>" if coder == "mark" else text for text in of_coder)
            in_column = elements.at_left(line, tested_by, xshift=-22, xanchor="right")
            notes.add(in_column, y=narrow_line, xshift=narrow_left + 18)
            notes.add(
                elements.at_left(line, per_fact, x=1, xanchor="right", xshift=_WIDE_SUMS.right - 14),
                y=narrow_line,
                xshift=_NARROW_SUMS.right - 2,
            )
    column = {"yshift": 0, "align": "right", "xanchor": "right"}
    notes.add(elements.above_left("<b>Facts that<br>test it</b>", xshift=-16, **column), text="<b>Facts</b>", xshift=-2)
    per_fact_head = elements.above_left("<b>Against,<br>per fact</b>", x=1, xshift=_WIDE_SUMS.right - 2, **column)
    notes.add(per_fact_head, xshift=_NARROW_SUMS.right - 2)
    key = "\u2003".join(f"{sign} {text}" for sign, text in zip("■□", _CODERS.values(), strict=True))
    notes.add(
        elements.above_left(f"Points by {key}", xshift=left, yshift=36, align="left"), xshift=narrow_left, yshift=30
    )
    notes.add(elements.above_left("<b>What did Russia want?</b>", xshift=left, align="left"), visible=False)
    figure.update_layout(
        height=depth["wide"] + 70,
        barmode="overlay",
        margin={"l": -left, "r": _WIDE_SUMS.right, "t": 66, "b": 4},
        xaxis={"range": [-most["against"] - _ROOM, most["fits"] + _ROOM], "visible": False},
        yaxis={"range": [-depth["wide"], 0], "visible": False},
        shapes=[
            {"type": "line", "layer": "below", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
            | {"line": {"color": RULE, "width": 1}}
        ],
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | {
                "height": depth["narrow"] + 56,
                "margin.l": -narrow_left,
                "margin.r": _NARROW_SUMS.right,
                "margin.t": 52,
                "font.size": 10.5,
                "yaxis.range": [-depth["narrow"], 0],
                "shapes[0].visible": False,
            }
        },
    )
    headings = {"what": "Fact", "name": "Answer", "mark": "Mark", "second_mark": "Second coder", "reason": "Why"}
    headings |= {"weight": "Weight", "decides": "Decides who is first", "originator": "Who says so", **SOURCE_HEADINGS}
    return Chart(figure, marks[["mark_id", *headings]], headings, "marks")


def _bars_of(order: list[str], coder: int, form: _Sums) -> dict[str, float]:
    """Return the middle of a coder's bar of each answer, in pixels from the top: that of the first is above."""
    middle = form.above + (form.answer - form.above) / 2
    return {name: -place * form.answer - middle + (0.5 - coder) * form.line for place, name in enumerate(order)}


# --- whom Russians met ------------------------------------------------------------------------------------


TRACKS = ["Haftar's side", "Both sides", "Tripoli's side", "Unity government", "Saif al-Islam's side"]
"""The lanes of meetings from top to bottom."""
UNITY = Mark(NEUTRAL.colour, "triangle-up")
"""How a meeting with the unity government is drawn, which sat in Tripoli but was of neither camp."""
UNITY_MEETINGS = {"meetings-2021-04-15-dbeibah"}
"""Meetings with the unity government."""


NAMED = {
    "meetings-2016-06-27-shoigu": Note("Shoigu,<br>in Moscow", "above left", narrow="Shoigu", narrow_at="above"),
    "meetings-2016-09-izvestia": Note(
        "envoy asks<br>for arms?", "below left", narrow="envoy", narrow_at="left", gap=12
    ),
    "meetings-2016-11-lavrov": Note("sees<br>Lavrov", "above", narrow="Lavrov", narrow_at="above right"),
    "meetings-2017-01-11-carrier": Note(
        "aboard a<br>Russian carrier", "below right", narrow="carrier", narrow_at="right"
    ),
    "meetings-2017-08-14-aid": Note("Lavrov,<br>on aid", "above", narrow=""),
    "meetings-2017-video": Note("video call with<br>diplomats", "above", narrow="video call"),
    "meetings-2018-11-07-prigozhin": Note("Prigozhin<br>at the table", "above left"),
    "meetings-2018-12-04-envoys": Note("envoys in<br>Moscow", "above left"),
    "meetings-2019-03-mishri": Note("Mishri in<br>Moscow", "above left"),
    "meetings-2019-04-third": Note("Prigozhin’s<br>men visit", "above right"),
    "meetings-2019-05-30-putin": Note("to see Putin,<br>as announced", "above right", narrow="Putin?"),
    "meetings-2019-11-sochi": Note("Sarraj<br>at Sochi", "above"),
    "meetings-2020-01-13-truce": Note("truce talks<br>in Moscow", "above", narrow="truce<br>talks"),
    "meetings-2020-06-03-maiteeq": Note("Maiteeq<br>in Moscow", "below left", narrow="Maiteeq", narrow_at="below left"),
    "meetings-2020-07-03-saleh": Note("Saleh in<br>Moscow", "above right", narrow="Saleh"),
    "meetings-2020-09-17-oil": Note("oil deal at Sochi", "right", narrow="oil deal<br>at Sochi"),
    "meetings-2020-12-30-siala": Note("Siala in<br>Moscow", "above", narrow="Siala", narrow_at="below right"),
    "meetings-2021-04-15-dbeibah": Note("Dbeibah<br>in Moscow", "above", narrow="Dbeibah"),
    "meetings-2021-08-pressure": Note("pressed by<br>Moscow", "above", narrow="pressed"),
    "meetings-2021-10-disguise": Note(
        "Prigozhin<br>in disguise", "below left", narrow="disguised", narrow_at="left", gap=15
    ),
}
"""What is written beside a meeting, by its event."""
ANNOUNCED_ONLY = {"meetings-2019-05-30-putin"}
"""Meetings of which we know only that they were announced."""


def meetings(start: str) -> pd.DataFrame:
    """Return the meetings with the lane of each, a mean day, and whether it is less than certain.

    Args:
        start: the day that divides them into before and after, in ISO 8601.

    Returns:
        The rows of `events.events` with `day` (the middle of the time that is known), `is_before`, `is_unity` (with the
        unity government, of neither camp) and `is_unsure` (told by unnamed sources, or only announced). What both sides
        attended has a track of its own, "Both sides", and so has the unity government, "Unity government".
    """
    rows = events("meetings")
    middle = rows.first_day.map(pd.Timestamp) + (rows.last_day.map(pd.Timestamp) - rows.first_day.map(pd.Timestamp)) / 2
    unnamed = facts_named(rows.fact_id).origin_id.map(table("origins").set_index("origin_id").kind) == "unnamed"
    is_unity = rows.event_id.isin(UNITY_MEETINGS)
    return rows.assign(
        track=rows.track.mask(rows.side == "both", "Both sides").mask(is_unity, "Unity government"),
        day=middle.dt.strftime("%Y-%m-%d"),
        is_before=(middle < pd.Timestamp(start)).to_numpy(),
        is_unity=is_unity,
        is_unsure=unnamed.to_numpy() | rows.event_id.isin(ANNOUNCED_ONLY),
    )


_LOWER, _CLOSE_DAYS = 0.16, 90
"""How much lower a mark is, in lanes, that comes so few days after another at the height of its lane."""


def _lowered(rows: pd.DataFrame) -> list[float]:
    """Return how much below the middle of its lane each meeting is, so that no mark is over the one before it."""
    low: dict[str, float] = {}
    for _, lane in rows.sort_values("day").groupby("track"):
        before = None
        for event_id, day in zip(lane.event_id, pd.to_datetime(lane.day), strict=True):
            is_close = before is not None and (day - before[0]).days < _CLOSE_DAYS and before[1] == 0
            low[event_id] = _LOWER if is_close else 0.0
            before = day, low[event_id]
    return [low[event_id] for event_id in rows.event_id]


def meetings_chart(rows: pd.DataFrame, *, tracks: list[str], attack: tuple[str, str], article: str) -> Chart:
    """Draw whom Russians met, a lane for each camp, on a calendar, with the numbers before the attack and after.

    The numbers are of meetings that are certain; those that are less than certain are added after a plus. A mark that
    would be over another is a little lower.

    Args:
        rows: as `meetings` returns them.
        tracks: the lanes from top to bottom.
        attack: the first and the last day of the attack on Tripoli, in ISO 8601.
        article: the day of the article, in ISO 8601.
    """
    marks = [UNITY if row.is_unity else SIDES[row.side] for row in rows.itertuples()]
    rows = rows.assign(lane=-rows.track.map(tracks.index).astype(float) - _lowered(rows))
    y = elements.down(len(tracks))
    kinds = dict(zip(rows.track, marks, strict=True))
    names = {track: f"<b>{track}</b>" for track in tracks}
    signed = {track: elements.key_entry(kinds[track], name) for track, name in names.items()}
    figure = new_figure()
    long = rows[rows.first_day != rows.last_day]
    ends = elements.segments(*([f"{day:%Y-%m-%d}" for day in days] for days in (long.first_day, long.last_day)))
    figure.add_trace(
        elements.lines(ends, elements.segments(long.lane - 0.13, long.lane - 0.13), colour=NEUTRAL.colour, width=3),
    )
    figure.add_trace(
        elements.marks(
            rows.day,
            rows.lane,
            ids=list(rows.event_id),
            marker={
                **elements.marker(marks, hollow=rows.is_unsure, size=11),
                "line": {"width": 2, "color": [mark.colour for mark in marks]},
            },
            hover=[elements.source_label(event, text="what", head=event["when"]) for event in rows.to_dict("records")],
        )
    )
    period = elements.Moment(attack[0], "attack on Tripoli", last=attack[1])
    day = elements.Moment(article, "Al Jazeera’s<br>article", is_article=True)
    notes = elements.Notes()
    notes.add(elements.above_plot(attack[1], elements.moment_words(period), xanchor="right"))
    notes.add(
        elements.above_plot(article, elements.moment_words(day), xanchor="left", align="left", yshift=18),
        yshift=0,
    )
    right = {"xref": "paper", "xanchor": "center"}
    notes.add(elements.above_plot(1.0975, "firm + unsure", yshift=34, **right), visible=False)
    for x, is_before, head in ((1.045, True, "before<br>attack"), (1.15, False, "since it<br>began")):
        notes.add(elements.above_plot(x, f"<b>{head}</b>", **right), visible=False)
        for at, track in zip(y, tracks, strict=True):
            of_cell = rows[(rows.track == track) & (rows.is_before == is_before)]
            notes.add(elements.at_left(at, f"<b>{_certain(of_cell)}</b>", **right | {"x": x}), visible=False)
    for at, track in zip(y, tracks, strict=True):
        of_track = rows[rows.track == track]
        before, since = (_certain(of_track[of_track.is_before == is_before]) for is_before in (True, False))
        text = f"{signed[track]}: {before} before, {since} since"
        notes.add(elements.at_left(at + 0.62, text, visible=False, align="left"), visible=True)
    for event in rows[rows.event_id.isin(NAMED)].to_dict("records"):
        note = NAMED[event["event_id"]]
        wide, narrow = (
            annotation(event["day"], event["lane"], Note(text, at, gap=note.gap), event, font={"size": 11.5})
            for text, at in (
                (note.text, note.at),
                (note.text if note.narrow is None else note.narrow, note.narrow_at or note.at),
            )
        )
        changes = {name: value for name, value in narrow.items() if value != wide.get(name)}
        notes.add(wide, **{"font.size": 9.5, **changes})
    labels = [signed[track] for track in tracks]
    figure.update_layout(
        height=86 + len(y) * 72,
        margin={"l": elements.room(labels, gap=12), "r": 100, "t": 56, "b": 26},
        xaxis={
            "type": "date",
            "dtick": "M12",
            "tick0": "2000-01-01",
            "tickformat": "%Y",
            "ticks": "outside",
            "range": [f"{rows.first_day.min():%Y}-01-01", f"{rows.last_day.max():%Y}-12-31"],
            "showgrid": False,
            "showline": True,
            "linecolor": RULE,
        },
        yaxis=elements.row_axis(y, labels, range=[-len(y) + 0.45, 0.6]),
        shapes=[shape | {"layer": "below"} for shape in elements.moment_shapes([period, day])],
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | {
                "margin.l": 4,
                "margin.r": 8,
                "margin.t": 32,
                "yaxis.showticklabels": False,
                "height": 66 + len(y) * 84,
                "font.size": 10.5,
                "data[1].marker.size": 8,
                "yaxis.range": [-len(y) + 0.55, 0.8],
            }
        },
    )
    headings = {"when": "When", "track": "Whose side", "what": "What", **SOURCE_HEADINGS}
    shown = rows[["event_id", "when", "date", "track", "what", *SOURCE_HEADINGS]]
    return Chart(figure, shown, headings, "events")


def _certain(rows: pd.DataFrame) -> str:
    """Return how many meetings are certain, with those that are less than that after a plus."""
    unsure = rows.is_unsure.sum()
    return f"{len(rows) - unsure}" + (f" + {unsure}" if unsure else "")


# --- did the forecast come true? --------------------------------------------------------------------------


class Forecast(NamedTuple):
    """What the article foresaw, with what dated sources say of the time after it.

    Attributes:
        name: in a few words.
        quote: in words of the article, which stand in the quotation of the first claim; in brackets who is meant.
        claims: in which the article says it.
        events: of the timeline "after", that bear on it; the most telling of each kind first.
    """

    name: str
    quote: str
    claims: tuple[str, ...]
    events: tuple[str, ...]


FORECASTS = (
    Forecast(
        "Russia digs in as in Syria",
        "[Putin] wants to establish himself in Libya in the same way that he dug in Syria",
        ("c-121",),
        (
            "after-2021-03-wagner",
            "after-2021-01-22-trench",
            "after-2021-09-14-2021-09-15-text",
            "after-2021-11-12-step",
        ),
    ),
    Forecast(
        "Moscow gains influence as a broker",
        "[Moscow is near] the opportunity that gives it more influence in Libya",
        ("c-045", "c-117"),
        ("after-2021-08-31-broker", "after-2020-10-23-ceasefire", "after-2020-09-17-sochi"),
    ),
    Forecast(
        "Contracts and a say in oil",
        "securing profitable infrastructure contracts in Libya",
        ("c-048", "c-047"),
        ("after-2021-10-tatneft", "after-2021-08-19-projects"),
    ),
    Forecast(
        "Saif al-Islam returns to politics",
        "[Saif al-Islam] is now planning to return to the Libyan political scene",
        ("c-070",),
        (
            "after-2021-11-14-files",
            "after-2021-12-22-vote",
            "after-2021-12-02-back",
            "after-2021-12-15-level",
            "after-2021-11-29-court",
        ),
    ),
    Forecast(
        "A settlement leads to influence",
        "[a settlement] could serve as a starting point for building Russian influence in North Africa",
        ("c-119",),
        ("after-2020-10-23-ceasefire",),
    ),
    Forecast(
        "Ports for further expansion",
        "[Russia] saw access to its strategic ports as opportunities for further expansion",
        ("c-055",),
        (),
    ),
)
"""What the article foresaw, in the order to show it; which event bears on which is our judgment."""
FORESEEN = "As foreseen"
"""The track of the events that came as the article foresaw."""
CAME, PARTLY, NOT, NOTHING = "came true", "in part", "did not", "no report"
"""What became of a forecast."""


def _small(article: re.Match[str]) -> str:
    return article[0].lower()


def _reports(forecast: Forecast) -> pd.DataFrame:
    """Return the events that bear on a forecast, with `is_foreseen` and `line`: when, who says so, and what."""
    known = events("after").set_index("event_id", drop=False).loc[list(forecast.events)]
    who = facts_named(known.fact_id).short if len(known) else []
    line = [
        f"{row.when}, {row.what}"
        if ": " in row.what
        else f"{row.when}, {name}: {re.sub('^(The|An?) ', _small, row.what)}"
        for row, name in zip(known.itertuples(), who, strict=True)
    ]
    return known.assign(is_foreseen=known.track == FORESEEN, line=line)


def forecasts() -> pd.DataFrame:
    """Return what became of each forecast, by the events that bear on it.

    It came true if all these were as foreseen, did not if none was, and came true in part otherwise.

    Returns:
        One row a forecast, in the order of `FORECASTS`: `forecast_id` (the first claim), `text`, `quote`, `claims`,
        `verdict`, `as_foreseen` and `not_so` (the events, each with date and who says so, joined), `reports` of both
        (a list each) and `fact_ids`.
    """
    rows = []
    for forecast in FORECASTS:
        reports = _reports(forecast)
        kinds = {True: list(reports[reports.is_foreseen].line), False: list(reports[~reports.is_foreseen].line)}
        verdict = PARTLY if all(kinds.values()) else CAME if kinds[True] else NOT if kinds[False] else NOTHING
        rows.append(
            {
                "forecast_id": forecast.claims[0],
                "text": forecast.name,
                "quote": forecast.quote,
                "claims": " ".join(forecast.claims),
                "verdict": verdict,
                "as_foreseen": "; ".join(kinds[True]),
                "not_so": "; ".join(kinds[False]),
                "reports": (kinds[True], kinds[False]),
                "fact_ids": " ".join(reports.fact_id),
            }
        )
    return pd.DataFrame(rows)


def in_words(rows: pd.DataFrame) -> str:
    """Return how many forecasts came true, as the beginning of a sentence.

    Args:
        rows: as `forecasts` returns them.
    """
    number = rows.verdict.value_counts()
    last = max(day for day in events("after").last_day)
    return (
        f"{words.capital(words.counted(number.get(CAME, 0), zero='none'))} of "
        f"{words.counted(len(rows))} forecasts in an Al Jazeera article came true by the end of {last:%Y}"
    )


_FORECAST_HEADINGS = {"text": "What the article foresaw", "quote": "In its words", "verdict": "What came"}
_FORECAST_HEADINGS |= {"as_foreseen": "For", "not_so": "Against", "claims": "Claims", "fact_ids": "Rows"}


class _Look(NamedTuple):
    """How a verdict is drawn: fill and edge of its box, colour of its word, and a sign before the word."""

    fill: str
    edge: str
    letters: str
    sign: str = ""


_CLEAR = "rgba(0,0,0,0)"
_LOOKS = {
    CAME: _Look(NEUTRAL.colour, NEUTRAL.colour, "#ffffff"),
    PARTLY: _Look("#d0d3d6", NEUTRAL.colour, "#1f2328"),  # letters of one colour in both themes have no rim
    NOT: _Look(_CLEAR, NEUTRAL.colour, INK, "✖ "),
    NOTHING: _Look(_CLEAR, RULE, INK),
}
"""The look of each verdict: full, pale, empty with a cross, and empty."""


def _pills(rows: pd.DataFrame, y: list[float], *, width: float, height: float) -> go.Bar:
    """Return a box for each forecast, at the left and at `y`, with its verdict in it."""
    looks = [_LOOKS[verdict] for verdict in rows.verdict]
    return elements.boxes(
        [1] * len(rows),  # half of an edge is outside its box, where the plot would cut it off
        y,
        width=width,
        height=height,
        ids=list(rows.forecast_id),
        marker={"color": [look.fill for look in looks], "line": {"width": 1.5, "color": [look.edge for look in looks]}},
        text=[f"<b>{look.sign}{verdict}</b>" for look, verdict in zip(looks, rows.verdict, strict=True)],
        textfont={"color": [look.letters for look in looks]},
        hover=("<br>".join([f"<b>{row.text}: {row.verdict}</b>", *_all_reports(row)]) for row in rows.itertuples()),
    )


def _all_reports(row: Any) -> list[str]:
    """Return all reports on a forecast, those for it first, each in lines."""
    return [
        f"{sign} {folded(report)}" for sign, reports in zip("+–", row.reports, strict=True) for report in reports
    ] or [folded(row.quote)]


class _List(NamedTuple):
    """How a list of forecasts is set, in pixels: its width, a box, a line and the letters in one."""

    width: int
    box: int
    high: int
    line: float
    letters: int


_WIDE_LIST, _NARROW_LIST = _List(690, 92, 24, 16.5, 88), _List(312, 60, 18, 12.6, 45)
_FOR_SIGN, _AGAINST_SIGN = (
    f'<b><span style="color:{colour}">{sign}</span></b>' for colour, sign in ((FOR, "+"), (AGAINST, "–"))
)


def verdicts_chart(rows: pd.DataFrame) -> Chart:
    """Draw what became of the forecasts as a list: a box with the verdict, and the first report for and against each.

    Of a forecast that all reports bear out, or none, there are two.

    Args:
        rows: as `forecasts` returns them.
    """
    wide, narrow = (_listed(rows, form) for form in (_WIDE_LIST, _NARROW_LIST))
    figure = new_figure()
    middles = [
        [top - form.high / 2 - 1 for top in tops] for form, (tops, _, _) in ((_WIDE_LIST, wide), (_NARROW_LIST, narrow))
    ]
    figure.add_trace(_pills(rows, middles[0], width=_WIDE_LIST.box, height=_WIDE_LIST.high))
    notes = elements.Notes()
    for top, text, narrow_top, narrow_text in zip(wide[0], wide[1], narrow[0], narrow[1], strict=True):
        place = {"xref": "x", "x": _WIDE_LIST.box + 12, "yanchor": "top", "align": "left"}
        notes.add(
            elements.at_left(top, text, yshift=3, **place), x=_NARROW_LIST.box + 6, y=narrow_top, text=narrow_text
        )
    figure.update_layout(
        height=round(wide[2]) + 4,
        margin={"l": 2, "r": 2, "t": 4, "b": 0},
        barmode="overlay",
        xaxis={"range": [0, _WIDE_LIST.width], "visible": False},
        yaxis={"range": [-wide[2], 0], "visible": False},
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | {
                "height": round(narrow[2]) + 4,
                "font.size": 10.5,
                "xaxis.range": [0, _NARROW_LIST.width],
                "yaxis.range": [-narrow[2], 0],
                "data[0].x": [_NARROW_LIST.box] * len(rows),
                "data[0].y": middles[1],
                "data[0].width": _NARROW_LIST.high,
            }
        },
    )
    return Chart(figure, rows[["forecast_id", *_FORECAST_HEADINGS]], _FORECAST_HEADINGS, "forecasts")


def _with_short_date(report: str) -> str:
    """Return a report, which begins with its date and a comma, with a shorter date."""
    date, comma, what = report.partition(",")
    return words.short_dates(date) + comma + what


def _listed(rows: pd.DataFrame, form: _List) -> tuple[list[float], list[str], float]:
    """Return the tops of the items of a list, in pixels below its own, their texts in lines, and its depth."""
    tops, texts, depth = [], [], 0.0
    for row in rows.itertuples():
        lines = [f"<b>{row.text}</b>"]
        for sign, reports in zip((_FOR_SIGN, _AGAINST_SIGN), row.reports, strict=True):
            for report in reports[: 1 if all(row.reports) else 2]:
                text = folded(_with_short_date(report), form.letters)
                lines.append(f"{sign} {text}".replace("<br>", "<br>\u2002 "))  # as far in as the words after the sign
        if len(lines) == 1:
            lines.append("<i>no report found for or against</i>")
        texts.append("<br>".join(lines))
        tops.append(-depth)
        depth += (texts[-1].count("<br>") + 1) * form.line + form.line * 0.7
    return tops, texts, depth


def forecasts_chart(rows: pd.DataFrame) -> Chart:
    """Draw a table of the forecasts: the verdict, the words of the article, and what speaks for and against it.

    Of each kind it says how many reports there are, and has the first of them.

    Args:
        rows: as `forecasts` returns them.
    """
    wide, narrow = (_Table(rows, form) for form in (_WIDE_TABLE, _NARROW_TABLE))
    figure, notes = new_figure(), elements.Notes()
    figure.add_trace(_pills(rows, wide.pills, width=_WIDE_TABLE.box, height=_WIDE_TABLE.high))
    changes: dict[str, Any] = {
        "data[0].x": [_NARROW_TABLE.box] * len(rows),
        "data[0].y": narrow.pills,
        "data[0].width": _NARROW_TABLE.high,
    }
    ruled = [elements.segments([0] * len(rows), [form.width] * len(rows)) for form in (_WIDE_TABLE, _NARROW_TABLE)]
    levels = [elements.segments(form.tops, form.tops) for form in (wide, narrow)]
    figure.add_trace(elements.lines(ruled[0], levels[0], colour=RULE, width=0.5))
    changes |= {"data[1].x": ruled[1], "data[1].y": levels[1]}
    style = {"xref": "x", "yanchor": "top", "align": "left"}
    for text, x in (("Verdict", 0), ("Forecast", _WIDE_TABLE.box + 12)):
        notes.add(elements.above_plot(x, f"<b>{text}</b>", xanchor="left"), visible=False)
    for kind, (colour, head) in enumerate(((FOR, "For"), (AGAINST, "Against"))):
        text = f'<b><span style="color:{colour}">{head}</span></b>'
        x, small_x = _WIDE_TABLE.columns[kind], _NARROW_TABLE.columns[kind]
        notes.add(elements.above_plot(x, text, xanchor="left"), x=small_x)
        for row in range(len(rows)):
            note = elements.at_left(wide.reports[row], wide.texts[row][kind], x=x, **style)
            notes.add(note, x=small_x, y=narrow.reports[row], text=narrow.texts[row][kind])
    for row in range(len(rows)):
        name = elements.at_left(wide.tops[row] - 4, wide.names[row], x=_WIDE_TABLE.box + 12, **style)
        notes.add(name, x=_NARROW_TABLE.box + 6, y=narrow.tops[row] - 3, text=narrow.names[row])
        quote = elements.at_left(wide.quotes[row][0], wide.quotes[row][1], x=_WIDE_TABLE.box + 12, **style)
        notes.add(quote, x=0, y=narrow.quotes[row][0], text=narrow.quotes[row][1])
    figure.update_layout(
        height=round(wide.depth) + 26,
        margin={"l": 2, "r": 2, "t": 24, "b": 2},
        barmode="overlay",
        xaxis={"range": [0, _WIDE_TABLE.width], "visible": False},
        yaxis={"range": [-wide.depth, 0], "visible": False},
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | changes
            | {
                "height": round(narrow.depth) + 20,
                "margin.t": 18,
                "font.size": 10,
                "xaxis.range": [0, _NARROW_TABLE.width],
                "yaxis.range": [-narrow.depth, 0],
            }
        },
    )
    return Chart(figure, rows[["forecast_id", *_FORECAST_HEADINGS]], _FORECAST_HEADINGS, "forecasts")


class _TableForm(NamedTuple):
    """How forecasts and what speaks for and against them are set, in pixels.

    Attributes:
        width: of the whole.
        box: width of the box of a verdict.
        high: height of it.
        line: height of a line.
        columns: the left ends of what speaks for and against.
        names: letters in a line of a name.
        quotes: letters in a line of a quotation; 0 for none, where the picture would be higher than a screen.
        reports: letters in a line of a report.
        below: whether the reports are below the quotation, and not beside it.
    """

    width: int
    box: int
    high: int
    line: float
    columns: tuple[int, int]
    names: int
    quotes: int
    reports: int
    below: bool


_WIDE_TABLE = _TableForm(696, 90, 24, 16.5, (348, 528), 36, 37, 26, below=False)
_NARROW_TABLE = _TableForm(312, 58, 17, 12.5, (0, 160), 44, 0, 28, below=True)


class _Table:
    """Where forecasts and their texts are, in pixels below the top.

    Attributes:
        tops: of each forecast.
        pills: the middle of each verdict.
        names: in lines.
        quotes: the upper end of each quotation, and its lines.
        reports: the upper end of the words for and against each.
        texts: these words, for and against, in lines.
        depth: of all.
    """

    def __init__(self, rows: pd.DataFrame, form: _TableForm) -> None:
        self.form = form
        self.tops: list[float] = []
        self.pills: list[float] = []
        self.names: list[str] = []
        self.quotes: list[tuple[float, str]] = []
        self.reports: list[float] = []
        self.texts: list[list[str]] = []
        self.depth = 0.0
        for row in rows.itertuples():
            self._add(row)

    def _add(self, row: Any) -> None:
        form, top = self.form, -self.depth
        name, quote = folded(row.text, form.names), folded(f"“{row.quote}”", form.quotes) if form.quotes else ""
        texts = [_with_number(reports, form.reports) for reports in row.reports]
        below_name = top - 4 - max((name.count("<br>") + 1) * form.line, form.high if form.below else 0)
        below_quote = below_name - (quote.count("<br>") + bool(quote)) * form.line
        reports = below_quote - 1 if form.below else top - 4
        foot = reports - max(text.count("<br>") + 1 for text in texts) * form.line
        self.tops.append(top)
        self.pills.append(top - 5 - form.high / 2)
        self.names.append(f"<b>{name}</b>")
        self.quotes.append((below_name, quote))
        self.reports.append(reports)
        self.texts.append(texts)
        self.depth = -min(foot, below_quote) + form.line * 0.6


def _with_number(reports: list[str], letters: int) -> str:
    """Return how many reports there are, and the first of them, in lines."""
    if not reports:
        return "<i>none found</i>"
    head = f"<b>{words.plural(len(reports), 'report')}</b>" + (", such as" if len(reports) > 1 else "")
    return f"{head}:<br>{folded(_with_short_date(reports[0]), letters)}"
