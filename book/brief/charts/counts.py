"""Numbers that differ, one below the other on one scale from zero: who says how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.counts_layout import NARROW, WIDE, Scale, grid, heights, layout, scales
from brief.charts.elements import Drawing
from brief.charts.style import ARTICLE, CLEAR, PALE, RULE, SIDES, faded, text_width
from brief.errors import BriefError
from brief.tables import plain
from brief.text import folded

BAR, NARROW_BAR = 0.72, 0.42
"""Height of a bar, in rows, with its label at the left and with its label above it."""
RADIUS = 5
"""Of a mark, in pixels."""
_NEEDED = ("fact_id", "fact", "publisher", "grade", "when", "value_low", "value_high", "block", "side", "label")
"""Columns of the rows."""


class Below(NamedTuple):
    """Words in a line of their own below a row, indented.

    Attributes:
        text: what to say, with `<br>` between lines.
        narrow: the same where the page is narrow.
    """

    text: str
    narrow: str

    @classmethod
    def folded(cls, text: str, *, accent: str = "") -> Below:
        """Return words folded for each form of a page, of which some are in the colour of the article."""
        lines = (folded(text, length) for length in (WIDE.below, NARROW.below))
        in_accent = elements.in_colour(ARTICLE.colour, accent)
        return cls(*(one.replace(accent, in_accent) if accent else one for one in lines))


def counts(
    rows: pd.DataFrame,
    *,
    axis: str = "",
    notes: Mapping[str, Below] | None = None,
    together: Mapping[str, Sequence[str]] | None = None,
    narrow_asides: bool = True,
    aside_head: str = "",
) -> Chart:
    """Draw each number as a mark, a range as a line between two marks, and a bound as an arrow, with its speaker.

    Args:
        rows: facts, named by the first column, from top to bottom: `fact_id`, `fact`, `publisher`, `grade`, `when`,
            `value_low`, `value_high`, `block` (the heading over the row and those after it that have the same), `side`
            (of the conflict, which gives colour and symbol) and `label` (words at its left). Optional: `aside` (words
            at the right edge), `bar` (whether it is a bar from zero), `hollow` (whether the mark or bar is),
            `is_article` (whether it is what the article says), `number` (what stands beside the mark in place of the
            number in figures).
        axis: what the axis counts, with its unit; without it no axis is drawn: each number stands beside its mark.
            Its lines run through the rows of each block and stop at headings and at words below a row.
        notes: words below rows, by the id of the fact.
        together: ids of rows that follow each other and that a bracket joins, by the words beside the bracket; there
            is no bracket without ids.
        narrow_asides: whether there is room for the words at the right edge where the page is narrow.
        aside_head: what the words at the right edge are, above the first of them where the page is wide.

    Raises:
        BriefError: if a row has no value, or a bracket is to join a row that is not drawn.
    """
    require_columns("charts.counts needs", _NEEDED, rows)
    notes = notes or {}
    drawn = _drawn(rows)
    places = heights(drawn, notes)
    wide, narrow = scales(drawn, narrow_asides)
    has_room = drawn.low > 1.2 * max(wide.stem, narrow.stem)  # for an arrow that points to zero
    drawn = drawn.assign(y=places.rows, has_stem=(drawn.above > 0) | ((drawn.above < 0) & has_room))
    drawing = Drawing()
    _note_heads(drawing, places.heads, aside_head, wide, narrow)
    _draw_rows(drawing, drawn, wide, narrow)
    _note_numbers(drawing, drawn, wide, narrow)
    for row in drawn.itertuples():
        if row.aside:
            _note_aside(drawing, row, narrow, narrow_asides)
        if row.fact_id in notes:
            _note_below(drawing, places.below[row.fact_id], notes[row.fact_id], wide, narrow)
        if narrow.labels_above:
            drawing.note(elements.at_left(row.y, row.label, visible=False, yshift=13), visible=True)
    for text, ids in (together or {}).items():
        if stray := sorted(set(ids) - set(drawn.fact_id)):
            raise BriefError(f"{stray[0]} is to be joined by the bracket {text!r}, but is not drawn")
        if ids:
            _draw_bracket(drawing, text, drawn[drawn.fact_id.isin(ids)], wide, narrow)
    wide_layout, narrow_layout = (layout(scale, places.depth, bool(axis)) for scale in (wide, narrow))
    if axis:
        _draw_grid(drawing, drawn, wide, narrow)
        narrow_layout |= {"xaxis.title.font.size": 11, "xaxis.dtick": narrow.step}
    if narrow.labels_above:
        narrow_layout |= {"yaxis.showticklabels": False}
    figure = drawing.finished(
        narrow_layout,
        margin_t=0,
        barmode="overlay",
        xaxis=_ticks(axis, wide) if axis else {"visible": False},
        yaxis=elements.row_axis(drawn.y, drawn.label, range=[-places.depth, 0], ticklabelstandoff=9),
        **wide_layout,
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what is drawn of them.

    Those are `low` and `top` (the ends), `above` (1 for a number that is "at least", -1 for "at most", 0 for others),
    `number` (in figures, if not given), `mark`, `hover`, and the optional columns of `counts`.
    """
    if empty := list(rows[rows.value_low.isna() & rows.value_high.isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    low, high = (rows[end].astype(float) for end in ("value_low", "value_high"))
    numbers = [
        words.bounds(plain(one), plain(other)) for one, other in zip(rows.value_low, rows.value_high, strict=True)
    ]
    given = {"aside": "", "hollow": False, "bar": False, "is_article": False, "number": numbers}
    drawn = rows.assign(
        **{name: value for name, value in given.items() if name not in rows},
        low=low.fillna(high),
        top=high.fillna(low),
        above=high.isna().astype(int) - low.isna().astype(int),
    )
    kinds = [ARTICLE if row.is_article else SIDES[row.side] for row in drawn.itertuples()]
    hover = [elements.source_label(row, head=row["when"]) for row in drawn.to_dict("records")]
    return drawn.assign(mark=kinds, hover=hover).reset_index(drop=True)


# --- marks, bars and lines ---------------------------------------------------------------------------------


def _draw_rows(drawing: Drawing, drawn: pd.DataFrame, wide: Scale, narrow: Scale) -> None:
    """Draw the bars and marks of all rows."""
    for one, other in zip(_traces(drawn, wide), _traces(drawn, narrow), strict=True):
        changes: dict[str, Any] = {}
        if one.type == "bar":
            changes = {"width": NARROW_BAR} if narrow.labels_above else {}
        elif one.x != other.x:
            changes = {"x": list(other.x)}
        drawing.draw(one, **changes)


def _traces(drawn: pd.DataFrame, scale: Scale) -> list[Any]:
    """Return the traces of rows on a scale."""
    bars, points = drawn[drawn.bar], drawn[~drawn.bar]
    ranged, bounds = points[points.low < points.top], points[points.has_stem]
    tips = points.top + scale.stem * points.above
    traces = [*_bars(bars), *_lines(points, tips, scale)]
    if not bounds.empty:
        heads = ["triangle-right" if above > 0 else "triangle-left" for above in bounds.above]
        head = {"color": [mark.colour for mark in bounds["mark"]], "size": 2 * RADIUS, "symbol": heads}
        traces.append(elements.marks(tips[bounds.index], bounds.y, marker=head))
    if not ranged.empty:
        traces.append(elements.marks(ranged.top, ranged.y, marker=_shapes(ranged)))
    if not points.empty:  # in one trace, so that keys lead from row to row
        ids = list(points.fact_id)
        traces.append(elements.marks(points.low, points.y, ids=ids, hover=points.hover, marker=_shapes(points)))
    return traces


def _bars(bars: pd.DataFrame) -> list[Any]:
    """Return the traces of bars from zero to the lower end of each number, and of pale ones from there to the upper."""
    traces = []
    if not bars.empty:
        colours = [mark.colour for mark in bars["mark"]]
        style = {
            "color": [CLEAR if is_hollow else colour for is_hollow, colour in zip(bars.hollow, colours, strict=True)],
            "line": {"color": colours, "width": [1.5 * is_hollow for is_hollow in bars.hollow]},
        }
        place = {"left": [0] * len(bars), "y": bars.y, "width": list(bars.low), "height": BAR}
        traces.append(elements.boxes(**place, ids=list(bars.fact_id), hover=bars.hover, marker=style))
    ranged = bars[bars.low < bars.top]
    if not ranged.empty:
        outline = {"color": [mark.colour for mark in ranged.mark], "width": 1}
        pale = {"color": [faded(mark.colour, 0.45) for mark in ranged.mark], "line": outline}
        traces.append(elements.boxes(ranged.low, ranged.y, width=ranged.top - ranged.low, height=BAR, marker=pale))
    return traces


def _lines(points: pd.DataFrame, tips: pd.Series, scale: Scale) -> list[Any]:
    """Return the lines of ranges, and those of bounds up to the tips of their arrows, a trace for each kind of mark."""
    inside = (points.hollow & ~points.is_article) * RADIUS * scale.pixel  # no line runs into a hollow mark
    starts = points.low + inside * points.above.replace(0, 1)
    traces = []
    for members, ends in ((points[points.low < points.top], points.top - inside), (points[points.has_stem], tips)):
        for mark, alike in members.groupby(members["mark"].map(tuple)):
            x = elements.segments(starts[alike.index], ends[alike.index])
            y = elements.segments(alike.y, alike.y)
            traces.append(elements.lines(x, y, colour=mark[0], width=3))
    return traces


def _shapes(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return the marker of each row; that of the article is never hollow."""
    hollow = list(drawn.hollow & ~drawn.is_article)
    style = elements.marker(drawn["mark"], hollow=hollow, opacity=1)
    sizes = [13 if mark == ARTICLE else 2 * RADIUS for mark in drawn["mark"]]
    return style | {"size": sizes, "line": {"width": [1.8 * is_hollow for is_hollow in hollow]}}


# --- words -------------------------------------------------------------------------------------------------


def _note_heads(drawing: Drawing, heads: list[tuple[str, float]], aside_head: str, wide: Scale, narrow: Scale) -> None:
    """Write the heading of each block, and what the words at the right edge are."""
    for text, y in heads:
        drawing.note(elements.at_left(y, f"<b>{text}</b>", xshift=4 - wide.left), xshift=4 - narrow.left)
    if aside_head:
        above = elements.at_left(heads[0][1], f"<b>{aside_head}</b>", x=1, xshift=8)
        drawing.note(above, visible=False)


def _note_numbers(drawing: Drawing, drawn: pd.DataFrame, wide: Scale, narrow: Scale) -> None:
    """Write each number right of its mark."""
    for row, x, narrow_x in zip(drawn.itertuples(), _rights(drawn, wide), _rights(drawn, narrow), strict=True):
        place = {"xref": "x", "x": x, "xshift": 9, "align": "left"}
        drawing.note(elements.at_left(row.y, f"<b>{row.number}</b>", **place), x=narrow_x)


def _rights(drawn: pd.DataFrame, scale: Scale) -> list[float]:
    """Return the right end of each mark, from which the number stands off."""
    return list(drawn.top + ((drawn.above > 0) & ~drawn.bar) * scale.stem)


def _note_aside(drawing: Drawing, row: Any, narrow: Scale, is_shown: bool) -> None:
    """Write the words of a row at the right edge; narrow only if they are to be shown, and with a label above it."""
    changes: dict[str, Any] = {"xanchor": "right", "xshift": 0, "yshift": 13} if narrow.labels_above else {}
    if not is_shown:
        changes = {"visible": False}
    drawing.note(elements.at_left(row.y, row.aside, x=1, xshift=8, opacity=0.8), **changes)


def _note_below(drawing: Drawing, y: float, words_below: Below, wide: Scale, narrow: Scale) -> None:
    """Write words below a row."""
    note = elements.at_left(y, words_below.text, yanchor="top", align="left", xshift=20 - wide.left)
    drawing.note(note, text=words_below.narrow, xshift=20 - narrow.left)


def _draw_bracket(drawing: Drawing, text: str, members: pd.DataFrame, wide: Scale, narrow: Scale) -> None:
    """Draw a bracket right of the numbers of some rows, and write what it says."""
    x, narrow_x = (_right_of_numbers(members, scale) for scale in (wide, narrow))
    ends = [members.y.max() + 0.3, members.y.min() - 0.3]
    drawing.draw(elements.lines([x] * 2, ends, colour=RULE, width=1.5), x=[narrow_x] * 2)
    beside = {"xref": "x", "x": x, "xshift": 7, "align": "left"}
    drawing.note(elements.at_left(members.y.mean(), text, **beside), x=narrow_x)


def _right_of_numbers(drawn: pd.DataFrame, scale: Scale) -> float:
    """Return where a bracket is on a scale, right of the numbers of some rows."""
    width = max(text_width(f"<b>{number}</b>", scale.form.font_size) for number in drawn.number)
    return max(_rights(drawn, scale)) + (17 + width) * scale.pixel


# --- the axis ----------------------------------------------------------------------------------------------


def _ticks(title: str, scale: Scale) -> dict[str, Any]:
    """Return the axis of a scale; its lines are drawn apart, since they have gaps."""
    style = {"title_font_size": 13, "tickformat": ",", "tick0": 0, "dtick": scale.step}
    return elements.value_axis(title, standoff=6, **style) | {"showgrid": False}


def _draw_grid(drawing: Drawing, drawn: pd.DataFrame, wide: Scale, narrow: Scale) -> None:
    """Draw the line at zero and those at the other ticks."""
    (zero, others), (narrow_zero, narrow_others) = (grid(drawn, scale) for scale in (wide, narrow))
    style = {"type": "path", "layer": "below"}
    drawing.shape(style | {"path": zero, "line": {"color": RULE, "width": 1.4}}, path=narrow_zero)
    drawing.shape(style | {"path": others, "line": {"color": PALE, "width": 1}}, path=narrow_others)
