"""Numbers that differ, on a true axis of time: who says how many there were, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.notes import Note, annotation
from brief.charts.style import ARTICLE, PALE, RULE, SIDES, TEMPLATE, new_figure
from brief.errors import BriefError
from brief.tables import plain

_NEEDED = ("fact_id", "fact", "publisher", "grade", "when", "first_day", "last_day", "value_low", "value_high", "panel")
"""Columns of the rows, beside that of the sides."""
PLOT, NARROW_PLOT = 330, 300
"""Height of all panels together, in pixels, wide and narrow."""
HEAD, NARROW_HEAD = 30, 24
"""Height of the head of a panel, in pixels."""
AXIS = 42
"""Height of the axis of time."""
STEM = 22
"""Length of the arrow of a bound, in pixels."""
ABOVE = 1.12
"""How high a panel is, as a multiple of its highest number."""


def estimates(
    rows: pd.DataFrame,
    *,
    notes: Mapping[str, Note],
    span: tuple[str, str],
    every: int = 1000,
    side: str = "originator_side",
) -> Chart:
    """Draw each number at its day, a range as an upright bar, a bound as an arrow, with words beside it.

    What is said of a longer time has a line along that time, dotted if it is longer than a quarter. A line joins the
    rows that are to be joined, and where they differ at one time, a band; their marks are larger than others.

    Args:
        rows: facts, named by the first column, of one panel after the other: `fact_id`, `fact`, `publisher`, `grade`,
            `when`, `first_day`, `last_day`, `value_low`, `value_high`, `panel` (the words above those that have the
            same), and the column of the sides. Optional: `joined` (whether the row is joined to others of its panel),
            `hollow` (whether its mark is), `examined` (whether it is what the article says), `day` (of its mark, in ISO
            8601, if that is not the middle of its time).
        notes: the words beside each row, by its id: templates over the columns and `number`, the number in figures.
        span: the first and the last day of the axis of time, in ISO 8601.
        every: how far apart the ticks of numbers are.
        side: column of the sides of the conflict, which give colour and symbol.

    Raises:
        BriefError: if a row has no words, no number, or is outside the time that is drawn.
    """
    require_columns("charts.estimates needs", (*_NEEDED, side), rows)
    drawn = _drawn(rows, side, notes, span)
    panels = list(dict.fromkeys(drawn.panel))
    stem = STEM * drawn.groupby("panel").top.max().sum() * ABOVE / PLOT
    ends = drawn.top * ABOVE + 1.5 * stem * (drawn.above > 0)
    tops = [float(ends[drawn.panel == panel].max()) for panel in panels]
    forms = [_domains(tops, *form) for form in ((PLOT, HEAD), (NARROW_PLOT, NARROW_HEAD))]
    figure, added = new_figure(), elements.Notes()
    changes: dict[str, Any] = {"height": forms[1][1], "font.size": 10.5, "margin.l": 40}
    for number, (panel, top) in enumerate(zip(panels, tops, strict=True)):
        name = f"y{number + 1}" if number else "y"
        members = drawn[drawn.panel == panel]
        wide, narrow = (domains[number] for domains, _ in forms)
        if members.joined.any():
            figure.add_traces(_joined(members[members.joined], name))
        for dash, is_long in ((None, False), ("dot", True)):
            figure.add_traces(_along(members[members.long == is_long], name, dash))
        figure.add_traces(_upright(members, name, stem))
        figure.add_trace(_points(members, members.low, name, named=True))
        figure.add_trace(_points(members[members.low < members.top], members.top, name))
        head = elements.at_left(wide[1], f"<b>{panel}</b>", yref="paper", yanchor="bottom", xshift=-44, yshift=4)
        added.add(head, y=narrow[1], xshift=-36)
        for row in members.to_dict("records"):
            note = notes[row["fact_id"]]
            place = {"yref": name, "y": row["low"] if "below" in note.at else row["top"]}
            at = annotation(row["day"], 0, note, row) | place
            small = note._replace(text=note.text if note.narrow is None else note.narrow, at=note.narrow_at or note.at)
            below = {"y": row["low"] if "below" in small.at else row["top"]}
            added.add(at, **annotation(row["day"], 0, small, row) | below)
        axis = {"domain": wide, "range": [0, top], "dtick": every, "tickformat": ",", **elements.RULER, "anchor": "x"}
        figure.layout[name.replace("y", "yaxis")] = TEMPLATE.layout.yaxis.to_plotly_json() | axis
        changes[f"{name.replace('y', 'yaxis')}.domain"] = narrow
    figure.update_layout(
        height=forms[0][1],
        margin={"l": 48, "r": 10, "t": 0, "b": AXIS},
        xaxis=elements.month_axis(range=list(span), dtick="M3", tick0="2019-01-01", showgrid=False, **elements.RULER)
        | {"anchor": name},
        shapes=[
            {"type": "line", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "line": {"color": RULE, "width": 1}}
            | {"yref": f"y{number + 1}" if number else "y", "y0": 0, "y1": 0}
            for number in range(len(panels) - 1)
        ],
        annotations=added.all,
        meta={"narrow": changes | added.narrow},
    )
    return Chart(figure, rows)


def _drawn(rows: pd.DataFrame, side: str, notes: Mapping[str, Note], span: tuple[str, str]) -> pd.DataFrame:
    """Return the rows with what is drawn of them.

    Those are `low` and `top` (the ends), `above` (1 for a number that is "at least", -1 for "at most", 0 for others),
    `number` (in figures), `mark`, `day` (of the mark), `long` (whether longer than a quarter), and what is optional.

    Raises:
        BriefError: as `estimates`.
    """
    names = rows.fact_id
    first, last = pd.to_datetime(rows.first_day), pd.to_datetime(rows.last_day)
    for faulty, fault in (
        (rows.value_low.isna() & rows.value_high.isna(), "has no value to draw"),
        ((first < pd.Timestamp(span[0])) | (last > pd.Timestamp(span[1])), "is outside the time that is drawn"),
        (~names.isin(list(notes)), "has no words beside it"),
    ):
        if faulty.any():
            raise BriefError(f"{names[faulty].iloc[0]} {fault}")
    low, high = (rows[end].astype(float) for end in ("value_low", "value_high"))
    middle = (first + (last - first) / 2).dt.strftime("%Y-%m-%d")
    given = {"joined": False, "hollow": False, "examined": False, "day": middle}
    drawn = rows.assign(**{name: value for name, value in given.items() if name not in rows})
    numbers = [words.bounds(*map(plain, ends)) for ends in zip(rows.value_low, rows.value_high, strict=True)]
    return drawn.assign(
        day=drawn.day.fillna(middle),
        first=first,
        last=last,
        low=low.fillna(high),
        top=high.fillna(low),
        above=high.isna().astype(int) - low.isna().astype(int),
        long=(last - first).dt.days > 92,
        number=numbers,
        mark=[ARTICLE if row.examined else SIDES[getattr(row, side)] for row in drawn.itertuples()],
    ).reset_index(drop=True)


def _domains(tops: list[float], plot: int, head: int) -> tuple[list[list[float]], int]:
    """Return which part of the plot each panel has, all on one scale, and the height of the figure in pixels."""
    whole = plot + head * len(tops)
    domains, used = [], 0.0
    for top in tops:
        used += head
        height = plot * top / sum(tops)
        domains.append([max(0.0, 1 - (used + height) / whole), 1 - used / whole])
        used += height
    return domains, whole + AXIS


def _joined(rows: pd.DataFrame, yaxis: str) -> list[go.Scatter]:
    """Return the line along the middle of rows, and the band from their lowest to their highest.

    Those of times that overlap are of one time. The line ends where the band has a width.
    """
    spans: list[list[Any]] = []
    for row in rows.sort_values(["first", "last"]).itertuples():
        if spans and row.first <= spans[-1][1]:
            _, last, low, top = spans[-1]
            spans[-1][1:] = [max(last, row.last), min(low, row.low), max(top, row.top)]
        else:
            spans.append([row.first, row.last, row.low, row.top])
    days = [f"{day:%Y-%m-%d}" for first, last, *_ in spans for day in (first, last)]
    lows, highs = ([one[end] for one in spans for _ in range(2)] for end in (2, 3))
    single = [low if low == high else None for low, high in zip(lows, highs, strict=True)]
    band = {"mode": "none", "fill": "toself", "fillcolor": PALE, "hoverinfo": "skip", "yaxis": yaxis}
    return [
        go.Scatter(x=[*days, *days[::-1]], y=[*highs, *lows[::-1]], **band),
        elements.lines(days, single, colour=RULE, width=2, yaxis=yaxis),
    ]


def _along(rows: pd.DataFrame, yaxis: str, dash: str | None) -> list[go.Scatter]:
    """Return lines along the times of rows, of each colour."""
    traces = []
    for mark, members in rows[rows["first"] < rows["last"]].groupby(rows["mark"].map(tuple)):
        ends = elements.segments(*(members[end].dt.strftime("%Y-%m-%d") for end in ("first", "last")))
        heights = elements.segments(members.top, members.top)
        traces.append(elements.lines(ends, heights, colour=mark[0], width=2, dash=dash, yaxis=yaxis))
    return traces


def _upright(rows: pd.DataFrame, yaxis: str, stem: float) -> list[go.Scatter]:
    """Return the bars of ranges, and the arrows of bounds."""
    traces = []
    tips = rows.top + stem * rows.above
    for mark, members in rows[(rows.low < rows.top) | (rows.above != 0)].groupby(rows["mark"].map(tuple)):
        x, y = elements.segments(members.day, members.day), elements.segments(members.low, tips[members.index])
        traces.append(elements.lines(x, y, colour=mark[0], width=3, yaxis=yaxis))
    bounds = rows[rows.above != 0]
    if not bounds.empty:
        heads = ["triangle-up" if above > 0 else "triangle-down" for above in bounds.above]
        style = {"color": [mark.colour for mark in bounds["mark"]], "size": 10, "symbol": heads}
        traces.append(elements.marks(bounds.day, tips[bounds.index], marker=style, yaxis=yaxis))
    return traces


def _points(rows: pd.DataFrame, y: pd.Series, yaxis: str, *, named: bool = False) -> go.Scatter:
    """Return the marks of rows at a height, which have names and hover labels if they are those of the rows."""
    hollow = list(rows.hollow & ~rows.examined)
    style = elements.marker(rows["mark"], hollow=hollow, opacity=1)
    style |= {
        "size": [14 if row.examined else 11 if row.joined else 9 for row in rows.itertuples()],
        "line": {"width": [2 * one for one in hollow]},
    }
    more: dict[str, Any] = {"yaxis": yaxis}
    if named:
        hover = [elements.source_label(row, head=row["when"]) for row in rows.to_dict("records")]
        more |= {"ids": list(rows.fact_id), "hover": hover}
    return elements.marks(rows.day, y[rows.index], marker=style, **more)
