"""Who took what from whom: a tree of publications on a true axis of time."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.elements import Beside, Notes
from brief.charts.style import ACCENT, NEUTRAL, RULE, new_figure
from brief.errors import BriefError
from brief.tables import dates

LARGE, SMALL = 25, 10
"""Sizes of marks with and without a number, in pixels."""


class _Form(NamedTuple):
    """How a tree is set in one form, wide or narrow; sizes in pixels.

    Attributes:
        month: of a month on the axis.
        letters: the number of letters in a line of words.
        line: height of a line of words.
        years: width of the labels of the axis.
        column: width of a column of the tree.
        width: of the picture.
    """

    month: float
    letters: int
    line: float
    years: int
    column: float
    width: int


WIDE, NARROW = _Form(21, 58, 17, 62, 48, 696), _Form(23, 28, 13.7, 34, 30, 320)


def descent(rows: pd.DataFrame, *, parent: str, value: str, text: str, own: str) -> Chart:
    """Draw publications on an axis of time that runs down, each joined to the one from which it takes.

    The columns are generations: left those from whom others take, then those who take from them, and so on; in the last
    are those of whom nothing says from whom they take, and from whom nobody takes.

    Args:
        rows: named by the first column: `first_day` and `last_day`, `when` (the date in words), `hover`, and the
            columns named below. What has no day of its own is in the middle of what is known of it.
        parent: column of the name of the row from which a row takes; missing where nothing says so.
        value: column of the number that a publication gives; missing where it gives none.
        text: column of the words beside a mark.
        own: column that says which rows are the article's, which are red.

    Raises:
        BriefError: if a row takes from one that is not drawn, or from a later one.
    """
    drawn = _drawn(rows, parent, value, text, own)
    texts = drawn.when + ", " + drawn.text
    wide, narrow = (
        elements.words_beside(texts, list(drawn.month), letters=form.letters, line=form.line / form.month)
        for form in (WIDE, NARROW)
    )
    has_number = drawn.number.notna()
    sizes = [LARGE if known else SMALL for known in has_number]
    colours = [ACCENT if is_own else NEUTRAL.colour for is_own in drawn.own]
    figure = new_figure()
    (x, y), (narrow_x, narrow_y) = (_ties(drawn, sizes, form) for form in (WIDE, NARROW))
    figure.add_trace(elements.lines(x, y, colour=NEUTRAL.colour, width=1.5))
    figure.add_trace(
        elements.marks(
            drawn.column,
            -drawn.month,
            ids=list(drawn.name),
            mode="markers+text",
            marker={"color": colours, "symbol": "circle", "size": sizes, "opacity": 1, "line": {"width": 0}},
            text=drawn.number.map("<b>{:.0f}</b>".format, na_action="ignore").fillna(""),
            textposition="middle center",
            textfont={"color": "#ffffff", "size": 12},
            hover=drawn.hover,
        )
    )
    notes = Notes()
    notes.narrow |= {"data[0].x": narrow_x, "data[0].y": narrow_y}
    notes.narrow |= {"data[1].marker.size": [size - 3 for size in sizes], "data[1].textfont.size": 10.5}
    edge = int(drawn.column.max()) + 0.65
    for number, row in drawn.iterrows():
        notes.narrow[f"data[{len(figure.data)}].y"] = [-row.month, -narrow.middles[number]]
        x = [row.column + (0.3 if has_number[number] else 0.15), edge]
        y = [-row.month, -wide.middles[number]]
        figure.add_trace(elements.lines(x, y, colour=RULE, width=0.8, dash="1px,3px"))
        place: dict[str, Any] = {"xref": "x", "x": edge, "xshift": 3, "align": "left"}
        ink = {"font": {"color": ACCENT}} if row.own else {}
        words = elements.at_left(-wide.middles[number], wide.words[number], **place, **ink)
        notes.add(words, text=narrow.words[number], y=-narrow.middles[number])
    _note_months(notes, drawn)
    figure.update_layout(
        _layout(WIDE, wide, drawn),
        margin={"l": 2, "r": 2, "t": 4, "b": 4},
        xaxis_visible=False,
        yaxis_visible=False,
        annotations=notes.all,
        meta={"narrow": notes.narrow | _layout(NARROW, narrow, drawn) | {"font.size": 10.5}},
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame, parent: str, value: str, text: str, own: str) -> pd.DataFrame:
    """Return what is drawn of rows, by day.

    Returns:
        `name`, `day`, `month` (months since the first month), `source` (the number of the row from which it takes, or
        missing), `column`, `number`, `when`, `text`, `own` and `hover`.

    Raises:
        BriefError: as `descent`.
    """
    first, last = pd.to_datetime(rows.first_day), pd.to_datetime(rows.last_day)
    columns = {"source": rows[parent], "number": rows[value], "when": rows.when, "text": rows[text], "own": rows[own]}
    drawn = pd.DataFrame({"name": rows.iloc[:, 0], "day": first + (last - first) / 2, **columns, "hover": rows.hover})
    drawn = drawn.sort_values(["day", "name"], ignore_index=True)
    places = {name: number for number, name in enumerate(drawn.name)}
    sources: list[int | None] = []
    for number, name in enumerate(drawn.source):
        if pd.notna(name) and places.get(name, number) >= number:
            raise BriefError(f"{drawn.name[number]} takes from {name!r}, which is not drawn before it")
        sources.append(None if pd.isna(name) else places[name])
    months = (drawn.day - _first_month(drawn)).dt.days / dates.MEAN_MONTH_DAYS
    return drawn.assign(source=pd.array(sources, dtype="Int64"), column=_columns(sources), month=months)


def _ties(drawn: pd.DataFrame, sizes: list[int], form: _Form) -> tuple[list[Any], list[Any]]:
    """Return the lines from each source to what takes from it, which end at the edges of the marks."""
    x: list[Any] = []
    y: list[Any] = []
    for number, source in drawn.source.dropna().items():
        ends = [(drawn.column[end], -drawn.month[end]) for end in (source, number)]
        right, up = ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]
        length = math.hypot(right * form.column, up * form.month)
        cuts = [sizes[source] / 2 / length, 1 - sizes[number] / 2 / length]
        x += [*(ends[0][0] + cut * right for cut in cuts), None]
        y += [*(ends[0][1] + cut * up for cut in cuts), None]
    return x, y


def _first_month(drawn: pd.DataFrame) -> pd.Timestamp:
    return drawn.day.min().to_period("M").to_timestamp()


def _note_months(notes: Notes, drawn: pd.DataFrame) -> None:
    """Write at the left edge the first month, and where years and their second halves begin."""
    begin = _first_month(drawn)
    for month in pd.date_range(begin, drawn.day.max() + pd.DateOffset(months=1), freq="MS"):
        if month != begin and month.month not in (1, 7):
            continue
        label = f"<b>{month:%Y}</b>" if month.month == 1 else f"{month:%b}"
        label += f" {month:%Y}" if month == begin and month.month != 1 else ""
        y = -(month - begin).days / dates.MEAN_MONTH_DAYS
        place: dict[str, Any] = {"xref": "x", "x": 0, "align": "left", "xshift": -WIDE.years - 12}
        notes.add(elements.at_left(y, label, **place), xshift=-NARROW.years - 12, text=label.replace(" ", "<br>"))


def _layout(form: _Form, beside: Beside, drawn: pd.DataFrame) -> dict[str, Any]:
    """Return height and ranges in a form."""
    top = max(0.7, beside.heights[0] / 2 - beside.middles[0] + 0.2)
    bottom = max(float(drawn.month.max()) + 0.8, beside.middles[-1] + beside.heights[-1] / 2 + 0.3)
    return {
        "height": round((top + bottom) * form.month) + 8,
        "xaxis.range": [-(form.years + 14) / form.column, (form.width - form.years - 16) / form.column],
        "yaxis.range": [-bottom, top],
    }


def _columns(sources: list[int | None]) -> list[int]:
    """Return the column of each row: its generation, or the last one for those that are tied to no other."""
    generations: list[int] = []
    for source in sources:
        generations.append(0 if source is None else generations[source] + 1)
    tied = {number for number, source in enumerate(sources) if source is not None} | set(sources)
    alone = max(generations) + 1
    return [generation if number in tied else alone for number, generation in enumerate(generations)]
