"""Statements of sums as swarms on one axis of powers of ten: each a mark, side by side, stacked where they agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from brief import words
from brief.charts import elements, notes
from brief.charts.chart import Chart
from brief.charts.notes import Asserted, Note
from brief.charts.style import ARTICLE, RULE, SIDES, Mark, new_figure
from brief.errors import BriefError

MARK_DECADES = 0.15
"""How much of a power of ten a mark takes on the narrowest page: marks that are closer are stacked."""
LEVEL, NARROW_LEVEL = 15, 12
"""Height of a level of a stack, in pixels."""


def swarms(
    rows: pd.DataFrame,
    *,
    lane: str,
    axis: str,
    beside: dict[str, Note],
    key: dict[str, str],
    spread: Sequence[str] = (),
    asserted: Sequence[Asserted] = (),
    side: str = "measure_side",
) -> Chart:
    """Draw lanes of statements, each as a mark at its value, or a bar between two marks, or an arrow for a bound.

    Marks of equal values are on top of each other. Nothing is a place of its own at the left end of the axis. A white
    dot in a mark says that a party to the conflict speaks. Within a lane each side has marks of its own levels.

    Args:
        rows: facts by lane, in the order of the lanes and of the sides in each: `fact_id`, `fact`, `publisher`,
            `grade`, `value_low`, `value_high`, `party`, and the columns named below.
        lane: column of the headings of the lanes.
        axis: what the axis counts, with its unit.
        beside: words beside marks, by the id of the fact; templates also have `number`, the value in figures.
        key: what each side is called, by its id.
        spread: lanes in which each statement has a level of its own, so that words fit beside it.
        asserted: what the article asserts, drawn above all other marks of its lane.
        side: column of the sides of the conflict, which give colour and symbol.

    Raises:
        BriefError: if a row has no value.
    """
    if empty := list(rows[rows.value_low.isna() & rows.value_high.isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    known = pd.concat([rows.value_low, rows.value_high]).dropna().astype(float)
    nothing = 10 ** (math.log10(known[known > 0].min()) - 0.8)
    drawn, headings, claims, depth = _placed(rows, lane, side, spread, asserted, nothing)
    figure = new_figure()
    for name, mark in SIDES.items():
        members = drawn[drawn[side] == name]
        if not members.empty:
            figure.add_traces(_marks_of(members, mark))
    for claim, y in claims:
        figure.add_traces(_article(claim, y))
    said = [(beside[row["fact_id"]], row) for row in drawn.to_dict("records") if row["fact_id"] in beside]
    words_beside = [_beside(note, row) for note, row in said]
    # a shape would do, but in the traces each line is an element that the tests of contrast can measure
    tops = [y for y, _ in headings[1:]]
    rules = elements.lines(
        [x for _ in tops for x in (nothing / 1.7, known.max() * 2.2, None)],
        [y for top in tops for y in (top + 0.8, top + 0.8, None)],
        colour=RULE,
        width=0.5,
    )
    figure.add_trace(rules)
    signs = [elements.key_entry(SIDES[name], text) for name, text in key.items()]
    signs.append(elements.key_entry(ARTICLE, "the article"))
    annotations = [
        elements.above_left("\u2003".join(signs), yshift=4, xshift=2, align="left"),
        *(elements.at_left(y, f"<b>{text}</b>", xshift=2, align="left") for y, text in headings),
        *words_beside,
        *(_beside_claim(claim, y) for claim, y in claims),
    ]
    narrow = notes.narrow_changes(1 + len(headings), said)
    narrow |= notes.narrow_changes(1 + len(headings) + len(said), [(claim.note, {}) for claim, _ in claims])
    powers = range(math.ceil(math.log10(nothing) + 0.2), math.floor(math.log10(known.max())) + 2)
    ticks = {nothing: "0"} | {10**power: f"{10**power:,}" for power in powers if 10**power <= known.max() * 2.2}
    scale = {
        "type": "log",
        "range": [math.log10(nothing) - 0.15, math.log10(known.max()) + 0.3],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "ticks": "outside",
        "tickcolor": RULE,
        "showgrid": False,
    }
    top, bottom = 26, 42
    narrow |= {"height": round((depth + 1) * NARROW_LEVEL) + top + bottom}
    figure.update_layout(
        height=round((depth + 1) * LEVEL) + top + bottom,
        margin={"l": 4, "r": 4, "t": top, "b": bottom},
        xaxis=elements.value_axis(axis, standoff=6, title_font_size=13) | scale,
        yaxis={"range": [-depth, 1], "visible": False},
        annotations=annotations,
        meta={"narrow": {"font.size": 10.5, "xaxis.title.font.size": 11, **narrow}},
    )
    return Chart(figure, rows)


def _placed(
    rows: pd.DataFrame,
    lane: str,
    side: str,
    spread: Sequence[str],
    asserted: Sequence[Asserted],
    nothing: float,
) -> tuple[pd.DataFrame, list[tuple[float, str]], list[tuple[Asserted, float]], float]:
    """Return the rows with their places, the headings, the article's assertions with theirs, and the depth of all.

    Of a row: `x` and `x_high` (its ends on the axis), `y`, `is_low` and `is_high` (whether it is a bound), `number`.
    """
    parts, headings, claims = [], [], []
    y = 0.0
    for name, members in rows.groupby(lane, sort=False):
        headings.append((y - 0.3, str(name)))
        y -= 1.6
        for claim in asserted:
            if claim.where == name:
                claims.append((claim, y))
                y -= 1.2
        for _, of_side in members.groupby(side, sort=False):
            low = of_side.value_low.astype(float).fillna(of_side.value_high.astype(float)).replace(0, nothing)
            high = of_side.value_high.astype(float).fillna(of_side.value_low.astype(float)).replace(0, nothing)
            levels = list(range(len(of_side))) if name in spread else _levels(list(low), list(high))
            parts.append(
                of_side.assign(
                    x=low,
                    x_high=high,
                    y=[y - level for level in levels],
                    is_low=of_side.value_high.isna(),
                    is_high=of_side.value_low.isna(),
                )
            )
            y -= max(levels) + 1.2
        y -= 0.5
    drawn = pd.concat(parts)
    records = drawn.to_dict("records")
    ends = [[None if pd.isna(row[end]) else float(row[end]) for end in ("value_low", "value_high")] for row in records]
    numbers = [words.bounds(low, high) for low, high in ends]
    hover = list(map(elements.source_label, records))
    return drawn.assign(number=numbers, hover=hover), headings, claims, -y - 0.2


def _levels(low: list[float], high: list[float]) -> list[int]:
    """Return on which level of a stack each statement is: single values first, so that equal ones make a column."""
    spans = [(math.log10(one), math.log10(other)) for one, other in zip(low, high, strict=True)]
    order = sorted(range(len(spans)), key=lambda number: (spans[number][1] - spans[number][0] > 0, spans[number]))
    filled: list[list[tuple[float, float]]] = []
    levels = [0] * len(spans)
    for number in order:
        start, end = spans[number][0] - MARK_DECADES / 2, spans[number][1] + MARK_DECADES / 2
        level = next(
            (level for level, others in enumerate(filled) if all(end <= one or start >= two for one, two in others)),
            len(filled),
        )
        if level == len(filled):
            filled.append([])
        filled[level].append((start, end))
        levels[number] = level
    return levels


def _marks_of(rows: pd.DataFrame, mark: Mark) -> list[Any]:
    """Return the traces of one side: bars between two marks, arrows, and marks."""
    wide = rows[rows.x < rows.x_high]
    upper = wide.assign(x=wide.x_high, fact_id=wide.fact_id + "-high")  # plotly draws one mark a name
    points = pd.concat([rows, upper])
    symbols = [f"{mark.symbol}-open" if repeats else mark.symbol for repeats in points.repeats.notna()]
    of_parties = points[points.party]
    bounds = rows[rows.is_low | rows.is_high]
    arrows = elements.marks(
        bounds.x * [1.25 if is_low else 0.8 for is_low in bounds.is_low],
        bounds.y,
        marker={
            "symbol": ["triangle-right" if is_low else "triangle-left" for is_low in bounds.is_low],
            "color": mark.colour,
            "size": 9,
        },
    )
    return [
        elements.lines(
            elements.segments(wide.x, wide.x_high), elements.segments(wide.y, wide.y), colour=mark.colour, width=3
        ),
        *([] if bounds.empty else [arrows]),
        elements.marks(
            points.x,
            points.y,
            ids=list(points.fact_id),
            marker={"color": mark.colour, "symbol": symbols, "size": 10},
            hover=points.hover,
        ),
        elements.marks(of_parties.x, of_parties.y, marker=elements.PARTY),
    ]


def _article(claim: Asserted, y: float) -> list[Any]:
    """Return the traces of what the article asserts: a mark, or a bar between two."""
    ends = list(dict.fromkeys((claim.low, claim.high)))
    style = {"color": ARTICLE.colour, "symbol": ARTICLE.symbol, "size": 11}
    return [
        elements.lines(ends, [y] * len(ends), colour=ARTICLE.colour, width=3),
        elements.marks(ends, [y] * len(ends), marker=style, hover=[claim.hover] * len(ends)),
    ]


def _beside(note: Note, row: dict[str, Any]) -> dict[str, Any]:
    x = row["x_high"] if note.at.endswith("right") else row["x"]
    return notes.annotation(math.log10(x), row["y"], note, row)


def _beside_claim(claim: Asserted, y: float) -> dict[str, Any]:
    x = claim.high if claim.note.at.endswith("right") else claim.low
    return notes.annotation(math.log10(x), y, claim.note, {}, font={"color": ARTICLE.colour})
