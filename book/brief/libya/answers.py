"""Which answers to the question what Russia wanted the evidence speaks against, and which it fits, by two coders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import AGAINST, FOR, RULE, faded
from brief.ledger import hypotheses
from brief.libya.frames import ranked
from brief.text import folded

DIRECTIONS = {"II": "against", "I": "against", "N": "neither", "C": "for", "CC": "for"}
"""To which side a mark of evidence speaks."""
_OURS = "mark"
"""The column of our own marks."""
_CODERS = {_OURS: "our marks", "second_mark": "a second coder's"}
"""The columns of the two coders, with what the key says of them."""


class _Side(NamedTuple):
    """What points are summed up as: on which side of the zero they are drawn, left (-1) or right (1), and how."""

    sign: int
    colour: str
    heading: str

    @property
    def outside(self) -> str:
        """The side of a text that is at the bar, where the text is beyond the end of the bar."""
        return "right" if self.sign < 0 else "left"


_SIDES = {"against": _Side(-1, AGAINST, "Speaks against it"), "fits": _Side(1, FOR, "Fits it")}


def in_a_sentence(names: Iterable[str]) -> str:
    """Return names of answers as a list in a sentence, each with a small letter at its beginning.

    Where a name has an "and" of its own, a comma before the last one shows where it ends.
    """
    items = [name[0].lower() + name[1:] for name in names]
    if len(items) > 2 and any(" and " in item for item in items):
        return f"{', '.join(items[:-1])}, and {items[-1]}"
    return words.listed(items)


# --- what is counted --------------------------------------------------------------------------------------


def evidence() -> pd.DataFrame:
    """Return every mark of evidence, as `hypotheses.marks` does, with what hangs on its fact.

    Returns:
        The rows with `decides`: "yes" if without this fact another answer has least against it, or "".
    """
    marks = hypotheses.marks()
    sensitive = hypotheses.sensitivity()
    deciding = set(sensitive.fact_id[sensitive.new_first])
    return marks.assign(decides=marks.fact_id.isin(deciding).map({True: "yes", False: ""}))


def tested(marks: pd.DataFrame, coder: str = _OURS) -> pd.DataFrame:
    """Return how many facts test each answer, by a coder's marks, the most tested first.

    Args:
        marks: as `evidence` returns them.
        coder: the column of the marks, `mark` or `second_mark`.

    Returns:
        One row an answer: `hypothesis_id`, `name`, `against` and `fits` (numbers of facts) and `tested` (of both).
    """
    direction = marks[coder].map(DIRECTIONS)
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
    for name, side in _SIDES.items():
        points = {coder: marks[coder].map(hypotheses.SCALE) * side.sign for coder in _CODERS}
        weighed = {coder: of_coder.clip(lower=0) * marks.weight for coder, of_coder in points.items()}
        parts.append(marks.assign(side=name, **weighed))
    keys = ["hypothesis_id", "name", "side"]
    rows = pd.concat(parts).groupby(keys)[list(_CODERS)].sum().reset_index()
    most = rows[rows.side == "against"].sort_values(["mark", "name"], ascending=[False, True])
    rows["sum_id"] = rows.hypothesis_id + " " + rows.side
    rows = rows.sort_values(["hypothesis_id", "side"], key=ranked(hypothesis_id=most.hypothesis_id), ignore_index=True)
    return rows[["sum_id", *keys, *_CODERS]]


def most(marks: pd.DataFrame, side: str) -> set[str]:
    """Return the answers with most points on a side: by each coder, by the sum and by the sum for each fact.

    Args:
        marks: as `evidence` returns them.
        side: "against" or "fits".
    """
    names = marks.drop_duplicates("hypothesis_id").set_index("hypothesis_id").name
    of_side = sums(marks).query("side == @side").set_index("hypothesis_id")
    each = for_each_fact(marks, side)
    return {names[points[coder].idxmax()] for points in (of_side, each) for coder in _CODERS}


def for_each_fact(marks: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return how many points an answer has on a side for each fact that tests it, by each coder's own marks.

    Args:
        marks: as `evidence` returns them.
        side: "against" or "fits".

    Returns:
        One row an answer, by `hypothesis_id`, with the columns of the coders, `mark` and `second_mark`.
    """
    of_side = sums(marks).query("side == @side").set_index("hypothesis_id")
    return of_side[list(_CODERS)] / _numbers_tested(marks)


def in_plain_words(marks: pd.DataFrame) -> pd.Series:
    """Return each answer in plain words, by `hypothesis_id`: its text up to the first comma or colon.

    Where that says no more than the name of the answer, it is the rest of the text.

    Args:
        marks: as `evidence` returns them.
    """
    answers = marks.drop_duplicates("hypothesis_id").set_index("hypothesis_id")
    parts = answers.text.str.removesuffix(".").str.split("[:,] ", n=1, regex=True)
    says_the_name = [part[0].lower().endswith(name.lower()) for part, name in zip(parts, answers.name, strict=True)]
    return parts.str[0].mask(says_the_name, parts.str[-1].map(words.capital))


def _numbers_tested(marks: pd.DataFrame) -> pd.DataFrame:
    """Return how many facts test each answer, by `hypothesis_id`, in a column for each coder."""
    return pd.DataFrame({coder: tested(marks, coder).set_index("hypothesis_id").tested for coder in _CODERS})


# --- the chart --------------------------------------------------------------------------------------------

_ROOM = 3.6
"""Room beyond the longest bar of each side, for its number, in points."""
_FACTS = 84
"""From the bars to the right end of the numbers of facts, in pixels."""
_PER_FACT, _NARROW_PER_FACT = (-16, 40), (-14, 32)
"""Where the points for each fact end, wide and narrow: those against left of the bars, those for right of them."""
_HEADINGS = {
    "what": "Fact",
    "name": "Answer",
    "mark": "Mark",
    "second_mark": "Second coder",
    "reason": "Why",
    "weight": "Weight",
    "decides": "Decides who is first",
    "originator": "Who says so",
    **SOURCE_HEADINGS,
}


class _Form(NamedTuple):
    """How the bars of answers are set in one form of a page, in pixels.

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

    def top(self, place: int) -> int:
        """Return the upper end of an answer: that of the first, with `place` 0, is 0."""
        return -place * self.answer

    def middle(self, place: int, coder: str) -> float:
        """Return the middle of a coder's bar of an answer; ours is the upper one."""
        middle = self.above + (self.answer - self.above) / 2
        return self.top(place) - middle + (0.5 if coder == _OURS else -0.5) * self.line


_WIDE = _Form(answer=56, above=0, line=20, bar=14, left=352, right=56)
_NARROW = _Form(answer=66, above=34, line=14, bar=10, left=88, right=40)


def chart(marks: pd.DataFrame) -> Chart:
    """Draw how much speaks against each answer, left of a zero, and how much fits it, right of it: two bars a side.

    The upper bar of an answer, and what stands in bold beside it, is ours; the lower, hollow one the second coder's.

    Args:
        marks: as `evidence` returns them.
    """
    points = sums(marks)
    answers = list(points.hypothesis_id.drop_duplicates())
    most = points.groupby("side")[list(_CODERS)].max().max(axis="columns")
    drawing = elements.Drawing()
    for name, side in _SIDES.items():
        for coder in _CODERS:
            _add_bars(drawing, points[points.side == name], side, coder)
        head = f"<b>{elements.in_colour(side.colour, side.heading)}</b>"
        at_zero = {"xanchor": side.outside, "align": side.outside, "xshift": side.sign * 6}
        drawing.note(elements.above_plot(0, head, **at_zero))
    _add_words(drawing, marks, answers)
    _add_heads(drawing)
    zero = {"type": "line", "layer": "below", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    drawing.shape(zero | {"line": {"color": RULE, "width": 1}}, visible=False)
    depth, narrow_depth = (len(answers) * form.answer for form in (_WIDE, _NARROW))
    figure = drawing.finished(
        {
            "height": narrow_depth + 56,
            "margin.l": _NARROW.left,
            "margin.r": _NARROW.right,
            "margin.t": 52,
            "yaxis.range": [-narrow_depth, 0],
        },
        height=depth + 70,
        barmode="overlay",
        margin={"l": _WIDE.left, "r": _WIDE.right, "t": 66, "b": 4},
        xaxis={"range": [-most["against"] - _ROOM, most["fits"] + _ROOM], "visible": False},
        yaxis={"range": [-depth, 0], "visible": False},
    )
    return Chart(figure, marks[["mark_id", *_HEADINGS]], _HEADINGS, "marks")


def _add_bars(drawing: elements.Drawing, points: pd.DataFrame, side: _Side, coder: str) -> None:
    """Add a coder's bar of each answer on a side, with its number beyond its end.

    Args:
        drawing: the chart.
        points: the rows of `sums` on that side, the first answer first.
        side: where the bars are.
        coder: the column of the points.
    """
    y, narrow_y = ([form.middle(place, coder) for place in range(len(points))] for form in (_WIDE, _NARROW))
    drawing.draw(_bars(points, y, side, coder), y=narrow_y, width=_NARROW.bar)
    for value, at, narrow_at in zip(points[coder], y, narrow_y, strict=True):
        beyond = {"xref": "x", "x": value * side.sign, "xanchor": side.outside, "xshift": side.sign * 5}
        drawing.note(elements.at_left(at, _as_of(coder, f"{value:g}"), **beyond), y=narrow_at)


def _bars(points: pd.DataFrame, y: list[float], side: _Side, coder: str) -> go.Bar:
    fill = side.colour if coder == _OURS else faded(side.colour, 0.0)
    return elements.boxes(
        [0] * len(points),
        y,
        width=list(points[coder] * side.sign),
        height=_WIDE.bar,
        ids=list(points.sum_id + ("" if coder == _OURS else " second")),
        marker={"color": fill, "line": {"width": 1.5, "color": side.colour}},
        hover=[
            f"<b>{row.name}</b><br>{side.heading.lower()}: {row.mark:g} by our marks, {row.second_mark:g} by a second "
            "coder's"
            for row in points.itertuples(index=False)
        ],
    )


def _as_of(coder: str, text: str) -> str:
    """Return a number of a coder as a text: ours in bold."""
    return f"<b>{text}</b>" if coder == _OURS else text


def _add_words(drawing: elements.Drawing, marks: pd.DataFrame, answers: list[str]) -> None:
    """Add what stands beside the bars of each answer: its name and its text, and how well it was tested."""
    names, texts = marks.groupby("hypothesis_id").name.first(), in_plain_words(marks)
    number = _numbers_tested(marks)
    against, fits = (for_each_fact(marks, side) for side in _SIDES)
    for place, answer in enumerate(answers):
        _add_name(drawing, place, names[answer], texts[answer])
        for coder in _CODERS:
            each = against[coder][answer], fits[coder][answer]
            _add_tests(drawing, place, coder, number[coder][answer], each)


def _add_name(drawing: elements.Drawing, place: int, name: str, text: str) -> None:
    """Add the name of an answer and its text: left of the bars, or above them."""
    in_lines, above = f"<b>{name}</b><br>{folded(text, 34)}", f"<b>{name}</b><br>{text}"
    at_left = elements.at_left(_WIDE.top(place) - _WIDE.answer / 2, in_lines, xshift=-_WIDE.left, align="left")
    foot = _NARROW.top(place) - _NARROW.above - 1
    drawing.note(at_left, y=foot, yanchor="bottom", text=above, xshift=-_NARROW.left)


def _add_tests(drawing: elements.Drawing, place: int, coder: str, number: int, each: tuple[float, float]) -> None:
    """Add how many facts test an answer, left of a coder's bars, and beside them the points for each of these facts."""
    y, narrow_y = (form.middle(place, coder) for form in (_WIDE, _NARROW))
    facts = elements.at_left(y, _as_of(coder, f"{number}"), xanchor="right", xshift=-_FACTS)
    drawing.note(facts, y=narrow_y, xshift=22 - _NARROW.left)
    for points, x, right, narrow_right in zip(each, (0, 1), _PER_FACT, _NARROW_PER_FACT, strict=True):
        per_fact = elements.at_left(y, _as_of(coder, f"{points:.1f}"), x=x, xanchor="right", xshift=right)
        drawing.note(per_fact, y=narrow_y, xshift=narrow_right)


def _add_heads(drawing: elements.Drawing) -> None:
    """Add the heads of the columns of numbers, the key to the coders, and above the names the question."""
    column = {"yshift": 0, "align": "right", "xanchor": "right"}
    facts = elements.above_left("<b>Facts that<br>test it</b>", xshift=12 - _FACTS, **column)
    drawing.note(facts, text="<b>Facts</b>", xshift=32 - _NARROW.left)
    heads = ("Against,<br>per fact", "For, per<br>fact")
    for head, side, x, right, narrow_right in zip(
        heads, _SIDES.values(), (0, 1), _PER_FACT, _NARROW_PER_FACT, strict=True
    ):
        text = f"<b>{elements.in_colour(side.colour, head)}</b>"
        per_fact = elements.above_left(text, x=x, xshift=right + 14, **column)
        drawing.note(per_fact, xshift=narrow_right + 8)
    key = "\u2003".join(f"{sign} {text}" for sign, text in zip("■□", _CODERS.values(), strict=True))
    of_coders = elements.above_left(f"Points by {key}", xshift=-_WIDE.left, yshift=36, align="left")
    drawing.note(of_coders, xshift=-_NARROW.left, yshift=30)
    question = elements.above_left("<b>What did Russia want?</b>", xshift=-_WIDE.left, align="left")
    drawing.note(question, visible=False)
