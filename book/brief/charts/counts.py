"""Numbers that differ, one below the other on one scale from zero: who says how many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.style import ARTICLE, PALE, RULE, SIDES, new_figure, text_width
from brief.errors import BriefError
from brief.tables import plain
from brief.text import folded


class Form(NamedTuple):
    """One of the two forms of a chart, by the width of the page.

    Attributes:
        width: that the chart takes, in pixels.
        letters: size of the letters, in pixels.
        stem: length of the arrow of a bound, in pixels.
    """

    width: int
    letters: float
    stem: int


FORMS = {"wide": Form(700, 13, 26), "narrow": Form(320, 10.5, 17)}
PITCH, NARROW_PITCH, NARROW_PITCH_BELOW = 22, 17, 25.5
"""Height of a row in pixels: where the page is wide, where it is narrow with labels at the left, and with labels above
the marks."""
MOST_AT_LEFT = 132
"""Pixels up to which labels remain at the left of the marks where the page is narrow."""
BAR, NARROW_BAR = 0.72, 0.42
"""Height of a bar, in rows, with its label at the left and with its label above it."""
RADIUS = 5
"""Of a mark, in pixels."""
HEADING, SPACE, LINE = 1.05, 0.35, 0.66
"""Height of a heading, of the space above it, and of a line of words below a row, in rows."""
MOST_TICKS = {"wide": 6, "narrow": 5}
"""Ticks of a scale beside the one at zero, at most, in each form of a page."""
_NEEDED = ("fact_id", "fact", "publisher", "grade", "when", "value_low", "value_high", "block", "label")
"""Columns of the rows, beside that of the sides."""
BELOW_LETTERS = (100, 54)
"""Letters in a line of words below a row, in each form of a page."""


class Below(NamedTuple):
    """Words in a line of their own below a row, indented.

    Attributes:
        text: what to say, with `<br>` between lines.
        narrow: the same where the page is narrow.
    """

    text: str
    narrow: str

    @classmethod
    def folded(cls, text: str, *, red: str = "") -> Below:
        """Return words folded for each form of a page, of which some are in the colour of the article."""
        in_red = f'<span style="color:{ARTICLE.colour}">{red}</span>'
        lines = (folded(text, letters) for letters in BELOW_LETTERS)
        return cls(*(one.replace(red, in_red) if red else one for one in lines))


def counts(
    rows: pd.DataFrame,
    *,
    axis: str = "",
    notes: Mapping[str, Below] | None = None,
    together: Mapping[str, Sequence[str]] | None = None,
    side: str = "measure_side",
    narrow_asides: bool = True,
    aside_head: str = "",
) -> Chart:
    """Draw each number as a mark, a range as a line between two marks, and a bound as an arrow, with its speaker.

    Args:
        rows: facts, named by the first column, from top to bottom: `fact_id`, `fact`, `publisher`, `grade`, `when`,
            `value_low`, `value_high`, `block` (the heading over the row and those after it that have the same), `label`
            (words at its left), and the column of the sides. Optional: `aside` (words at the right edge), `hollow`
            (whether the mark is), `bar` (whether it is a bar from zero), `examined` (whether it is what the article
            says), `number` (what stands beside the mark in place of the number in figures).
        axis: what the axis counts, with its unit; without it no axis is drawn: each number stands beside its mark.
            Its lines run through the rows of each block and stop at headings and at words below a row.
        notes: words below rows, by the id of the fact.
        together: ids of rows that follow each other and that a bracket joins, by the words beside the bracket.
        side: column of the sides of the conflict, which give colour and symbol.
        narrow_asides: whether there is room for the words at the right edge where the page is narrow.
        aside_head: what the words at the right edge are, above the first of them where the page is wide.

    Raises:
        BriefError: if a row has no value.
    """
    require_columns("charts.counts needs", (*_NEEDED, side), rows)
    drawn = _drawn(rows, side)
    notes = notes or {}
    heads, y, under, depth = _heights(drawn, notes)
    drawn = drawn.assign(y=y)
    labels, asides = list(drawn.label), list(drawn.aside)
    at_left = _room(labels, "narrow") <= MOST_AT_LEFT
    margins = {
        "wide": (_room(labels, "wide"), _room(asides, "wide")),
        "narrow": (_room(labels, "narrow"), _room(asides, "narrow") if narrow_asides else 6) if at_left else (6, 6),
    }
    figure = new_figure()
    narrow: dict[str, Any] = {}
    added = elements.Notes()
    for text, height in heads:
        wide, small = (4 - margins[form][0] for form in FORMS)
        added.add(elements.at_left(height, f"<b>{text}</b>", xshift=wide), xshift=small)
    if aside_head:
        above = elements.at_left(heads[0][1], f"<b>{aside_head}</b>", x=1, xshift=8)
        added.add(above, visible=False)
    plots = {form: FORMS[form].width - sum(margins[form]) for form in FORMS}
    ends = {form: _end(drawn, plots[form], FORMS[form]) for form in FORMS}
    pixels = {form: ends[form] / plots[form] for form in FORMS}
    shown = {form: _traces(drawn, pixels, form) for form in FORMS}
    for one, other in zip(*shown.values(), strict=True):
        number = len(figure.data)
        figure.add_trace(one)
        if one.type == "bar" and not at_left:
            narrow[f"data[{number}].width"] = NARROW_BAR
        elif one.type != "bar" and one.x != other.x:
            narrow[f"data[{number}].x"] = list(other.x)
    rights = {form: _right(drawn, pixels[form], FORMS[form]) for form in FORMS}
    for row, right, small in zip(drawn.itertuples(), *rights.values(), strict=True):
        place = {"xref": "x", "x": right, "xshift": 9, "align": "left"}
        added.add(elements.at_left(row.y, f"<b>{row.number}</b>", **place), x=small)
    for row in drawn.itertuples():
        if row.aside:
            changes = {} if at_left else {"xanchor": "right", "xshift": 0, "yshift": 13}
            if not narrow_asides:
                changes = {"visible": False}
            added.add(elements.at_left(row.y, row.aside, x=1, xshift=8, opacity=0.8), **changes)
        if row.fact_id in under:
            wide, small = (20 - margins[form][0] for form in FORMS)
            note = elements.at_left(under[row.fact_id], notes[row.fact_id].text, yanchor="top", align="left")
            added.add(note | {"xshift": wide}, text=notes[row.fact_id].narrow, xshift=small)
        if not at_left:
            added.add(elements.at_left(row.y, row.label, visible=False, yshift=13), visible=True)
    for text, ids in (together or {}).items():
        members = drawn[drawn.fact_id.isin(ids)]
        end, small_end = (_bracket(members, pixels[form], FORMS[form]) for form in FORMS)
        narrow[f"data[{len(figure.data)}].x"] = [small_end] * 2
        heights = [members.y.max() + 0.3, members.y.min() - 0.3]
        figure.add_trace(elements.lines([end] * 2, heights, colour=RULE, width=1.5))
        added.add(elements.at_left(members.y.mean(), text, xref="x", x=end, xshift=7, align="left"), x=small_end)
    bottom = {"wide": 46, "narrow": 40} if axis else {"wide": 4, "narrow": 4}
    narrow |= {
        "height": round(depth * (NARROW_PITCH if at_left else NARROW_PITCH_BELOW)) + bottom["narrow"],
        "font.size": FORMS["narrow"].letters,
        "margin.l": margins["narrow"][0],
        "margin.r": margins["narrow"][1],
        "margin.b": bottom["narrow"],
    }
    if not at_left:
        narrow["yaxis.showticklabels"] = False
    if axis:
        steps = {form: _step(ends[form], MOST_TICKS[form]) for form in FORMS}
        zero, grid = ([_lines(drawn, ends[form], steps[form])[part] for form in FORMS] for part in range(2))
        narrow |= {"xaxis.title.font.size": 11, "xaxis.dtick": steps["narrow"]}
        narrow |= {"shapes[0].path": zero[1], "shapes[1].path": grid[1]}
        scale = {"title_font_size": 13, "tickformat": ",", "tick0": 0, "dtick": steps["wide"]}
        style = {"type": "path", "layer": "below"}
        figure.update_layout(
            xaxis=elements.value_axis(axis, standoff=6, **scale) | {"showgrid": False},
            shapes=[
                style | {"path": zero[0], "line": {"color": RULE, "width": 1.4}},
                style | {"path": grid[0], "line": {"color": PALE, "width": 1}},
            ],
        )
    else:
        figure.update_layout(xaxis_visible=False)
    narrow["xaxis.range"] = [0, ends["narrow"]]
    figure.update_layout(
        height=round(depth * PITCH) + bottom["wide"],
        margin={"l": margins["wide"][0], "r": margins["wide"][1], "t": 0, "b": bottom["wide"]},
        barmode="overlay",
        xaxis_range=[0, ends["wide"]],
        yaxis=elements.row_axis(drawn.y, labels, range=[-depth, 0], ticklabelstandoff=9),
        annotations=added.all,
        meta={"narrow": narrow | added.narrow},
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the rows with what is drawn of them.

    Those are `low` and `top` (the ends), `above` (1 for a number that is "at least", -1 for "at most", 0 for others),
    `number` (in figures, if not given), `mark`, and the optional columns of `counts`.
    """
    if empty := list(rows[rows.value_low.isna() & rows.value_high.isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    low, high = (rows[end].astype(float) for end in ("value_low", "value_high"))
    numbers = [
        words.bounds(plain(one), plain(other)) for one, other in zip(rows.value_low, rows.value_high, strict=True)
    ]
    given = {"aside": "", "hollow": False, "bar": False, "examined": False, "number": numbers}
    drawn = rows.assign(
        **{name: value for name, value in given.items() if name not in rows},
        low=low.fillna(high),
        top=high.fillna(low),
        above=high.isna().astype(int) - low.isna().astype(int),
    )
    kinds = [ARTICLE if row.examined else SIDES[getattr(row, side)] for row in drawn.itertuples()]
    return drawn.assign(mark=kinds).reset_index(drop=True)


def _room(texts: list[str], form: str) -> int:
    """Return the pixels that texts take beside the marks, with the gap to them."""
    return elements.room(texts, gap=18, scale=FORMS[form].letters / FORMS["wide"].letters) if any(texts) else 6


def _heights(
    drawn: pd.DataFrame, notes: Mapping[str, Below]
) -> tuple[list[tuple[str, float]], list[float], dict[str, float], float]:
    """Return where headings, rows and the words below rows are, from 0 downwards, and the depth of all."""
    heads: list[tuple[str, float]] = []
    y: list[float] = []
    under: dict[str, float] = {}
    depth, block = 0.0, ""
    for row in drawn.itertuples():
        if row.block != block:
            depth += SPACE if y else 0
            heads.append((row.block, -depth - HEADING / 2))
            depth += HEADING
            block = row.block
        y.append(-depth - 0.5)
        depth += 1
        if row.fact_id in notes:
            under[row.fact_id] = 0.1 - depth
            depth += LINE * max(text.count("<br>") + 1 for text in notes[row.fact_id])
    return heads, y, under, depth


def _end(drawn: pd.DataFrame, plot: float, form: Form) -> float:
    """Return the end of a scale on a plot so wide that each number fits at the right of its mark."""
    ends = []
    for row in drawn.itertuples():
        taken = 14 + form.stem * (row.above > 0 and not row.bar) + text_width(f"<b>{row.number}</b>", form.letters)
        ends.append(row.top * plot / max(plot - taken, plot / 8))
    return max(ends) or 1.0


def _step(end: float, most: int) -> float:
    """Return how far apart the ticks of a scale are: one, two or five times a power of ten, at most so many of them."""
    power = 10 ** math.floor(math.log10(end / most))
    return next(step * power for step in (1, 2, 5, 10) if step * power * most >= end)


def _lines(drawn: pd.DataFrame, end: float, step: float) -> tuple[str, str]:
    """Return the line at zero and those at the other ticks, as paths: each runs through the rows of every block."""
    spans = drawn.groupby("block", sort=False).y.agg(["max", "min"])
    places = [number * step for number in range(math.floor(end / step) + 1)]
    drawn_at = [
        "".join(f"M{place:g},{top + 0.5:g}V{bottom - 0.5:g}" for top, bottom in spans.itertuples(index=False))
        for place in places
    ]
    return drawn_at[0], "".join(drawn_at[1:])


def _right(drawn: pd.DataFrame, pixel: float, form: Form) -> list[float]:
    """Return the right end of each mark, from which the number stands off."""
    stems = ((drawn.above > 0) & ~drawn.bar) * form.stem * pixel
    return list(drawn.top + stems)


def _bracket(drawn: pd.DataFrame, pixel: float, form: Form) -> float:
    """Return where a bracket is on a scale, right of the numbers of some rows."""
    width = max(text_width(f"<b>{number}</b>", form.letters) for number in drawn.number)
    return max(_right(drawn, pixel, form)) + (17 + width) * pixel


def _traces(drawn: pd.DataFrame, pixels: Mapping[str, float], form: str) -> list[Any]:
    """Return the traces of rows that are on one scale.

    Args:
        drawn: the rows.
        pixels: what a pixel is on the scale, in each form.
        form: the form to draw.
    """
    hover = pd.Series(
        [elements.source_label(row, head=row["when"]) for row in drawn.to_dict("records")], drawn.index, dtype=object
    )
    bars, others = drawn[drawn.bar], drawn[~drawn.bar]
    traces: list[Any] = []
    if not bars.empty:
        style = {"color": [mark.colour for mark in bars.mark]}
        place = {"left": [0] * len(bars), "y": bars.y, "width": list(bars.low), "height": BAR}
        traces.append(elements.boxes(**place, ids=list(bars.fact_id), hover=hover[bars.index], marker=style))
    ranged = bars[bars.low < bars.top]
    if not ranged.empty:
        outline = {"color": [mark.colour for mark in ranged.mark], "width": 1}
        pale = {"color": [elements.pale(mark.colour, 0.45) for mark in ranged.mark], "line": outline}
        traces.append(elements.boxes(ranged.low, ranged.y, width=ranged.top - ranged.low, height=BAR, marker=pale))
    stem = FORMS[form].stem * pixels[form]
    has_room = (others.above > 0) | (others.low > 1.2 * max(FORMS[name].stem * pixels[name] for name in FORMS))
    inside = (others.hollow & ~others.examined) * RADIUS * pixels[form]  # no line runs into a hollow mark
    tips = others.top + stem * others.above
    starts = others.low + inside * others.above.replace(0, 1)
    wide, bounds = others[others.low < others.top], others[(others.above != 0) & has_room]
    for part, ends in ((wide, wide.top - inside[wide.index]), (bounds, tips[bounds.index])):
        for mark, members in part.groupby(part["mark"].map(tuple)):
            x = elements.segments(starts[members.index], ends[members.index])
            y = elements.segments(members.y, members.y)
            traces.append(elements.lines(x, y, colour=mark[0], width=3))
    if not bounds.empty:
        heads = ["triangle-right" if above > 0 else "triangle-left" for above in bounds.above]
        head = {"color": [mark.colour for mark in bounds["mark"]], "size": 2 * RADIUS, "symbol": heads}
        traces.append(elements.marks(tips[bounds.index], bounds.y, marker=head))
    if not wide.empty:
        traces.append(elements.marks(wide.top, wide.y, marker=_shapes(wide)))
    if not others.empty:  # in one trace, so that keys lead from row to row
        points = {"ids": list(others.fact_id), "hover": hover[others.index]}
        traces.append(elements.marks(others.low, others.y, **points, marker=_shapes(others)))
    return traces


def _shapes(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return the marker of each row; that of the article is never hollow."""
    hollow = list(drawn.hollow & ~drawn.examined)
    style = elements.marker(drawn["mark"], hollow=hollow, opacity=1)
    sizes = [13 if mark == ARTICLE else 2 * RADIUS for mark in drawn["mark"]]
    return style | {"size": sizes, "line": {"width": [1.8 * is_hollow for is_hollow in hollow]}}
