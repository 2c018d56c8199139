"""The charts of the book: one template, a few forms, plain data in and a plotly figure out.

Every value that is drawn is a value of a row that was passed in; a mark carries the row's name in `ids`.
Colours tell the sides of the war and never alone: points have a symbol a side, bars stand under a heading.
What must follow the theme of the page (ink, grid, land) is left to the page's stylesheet: see `static/charts.js`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts.chart import Chart
from brief.errors import BriefError
from brief.settings import settings
from brief.tables import plain

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
CHARACTER_WIDTH = 7.2
"""Mean width of a character of a label, in pixels: enough to keep room for the longest one."""


MOST_ROOM = 500
"""Pixels that texts get at most, so that a chart keeps its place beside them."""


def room(texts: Iterable[str], *, gap: int = 14, scale: float = 1) -> int:
    """Return the pixels that the longest line of some texts takes, but no more than `MOST_ROOM`, and a gap.

    Args:
        texts: lines in them are parted by `<br>`.
        gap: between the text and what it stands beside, in pixels.
        scale: how large the letters are, 1 for those of labels.
    """
    longest = max(len(line) for text in texts for line in text.split("<br>"))
    return min(round(longest * CHARACTER_WIDTH * scale), MOST_ROOM) + gap


class Mark(NamedTuple):
    """How a side of the war is drawn: a colour that reads on white and on black, and a symbol."""

    colour: str
    symbol: str


SIDES = {name: Mark(side.colour, side.symbol) for name, side in settings().sides.items()}
REFERENCE = SIDES["both"].colour
"""Colour of what is marked across a chart: of no one side."""
SYMBOL_SIGNS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✖"}
"""The symbols of marks as signs in text."""

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 13}},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        "xaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "tickangle": 0},
        "yaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "showgrid": False},
    }
)


def hover(row: dict[str, Any], *, what: str = "fact", head: str = "") -> str:
    """Return the words of a mark's hover label: the fact, wrapped, and where it stands.

    Args:
        row: with `publisher`, `grade` and `fact_id`.
        what: the column that says it.
        head: what stands above it.
    """
    lines = [f"<b>{head}</b>"] if head else []
    where = f"<i>{row['publisher']}, {row['grade']}, {row['fact_id']}</i>"
    return "<br>".join([*lines, words.folded(str(row[what])), where])


def on_hover(texts: Iterable[str]) -> dict[str, Any]:
    """Return what a trace needs to show a text for each of its marks, and nothing beside it."""
    return {"hovertext": list(texts), "hovertemplate": "%{hovertext}<extra></extra>"}


def key_entry(mark: Mark, text: str) -> str:
    """Return what a mark stands for, behind a sign like it."""
    return f'<span style="color:{mark.colour}">{SYMBOL_SIGNS[mark.symbol]}</span> {text}'


class _Slots(NamedTuple):
    """The lines of a chart from top to bottom: a heading for each group, then one line a row."""

    of_rows: list[float]
    headings: list[tuple[float, str]]
    total: float


def _slots(rows: pd.DataFrame, group: str | None) -> _Slots:
    positions: dict[int, float] = {}
    headings: list[tuple[float, str]] = []
    line = 0.0
    names = list(dict.fromkeys(rows[group])) if group else [None]
    for name in names:
        members = rows.index[rows[group] == name] if group else rows.index
        if name is not None:
            headings.append((-line, str(name)))
            line += 0.95
        for member in members:
            positions[member] = -line
            line += 1
        line += 0.25 if group else 0
    return _Slots([positions[index] for index in rows.index], headings, line)


def ranges(
    rows: pd.DataFrame,
    *,
    label: str,
    axis: str,
    group: str | None = None,
    low: str = "value_low",
    high: str = "value_high",
    side: str = "originator_side",
    bars: bool = False,
    periods: bool = False,
    zero: bool = True,
    references: list[tuple[float, str]] | None = None,
) -> Chart:
    """Draw one line a row: a point, a range, or an open end as an arrow.

    Args:
        rows: facts, as `facts.facts` returns them, in the order to draw them.
        label: what stands before each line: a template over the row's columns.
        axis: what the axis counts, with its unit.
        group: column by which rows stand together under a heading, in order of first appearance.
        low: column of the lower values.
        high: column of the upper values.
        side: column that says which side of the war a row is coloured by.
        bars: whether to draw bars from zero: for amounts that are compared by length.
        periods: whether to draw, on the left, the period that each row covers.
        zero: whether the axis begins at zero.
        references: values to mark by a line across, with their words.

    Raises:
        BriefError: if a row has neither a lower nor an upper value, or its period is to be drawn and has no date.
    """
    if empty := list(rows[rows[low].isna() & rows[high].isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    if periods and (undated := list(rows[rows.first_day.isna()].fact_id)):
        raise BriefError(f"{undated[0]} has no date: its period cannot be drawn")
    slots = _slots(rows.reset_index(drop=True), group)
    records = [{**record, "y": y} for record, y in zip(rows.to_dict("records"), slots.of_rows, strict=True)]
    labels = [label.format_map(record) for record in records]
    values = [plain(record[column]) for record in records for column in (low, high)]
    drawn = [value for value in values if value is not None] + [value for value, _ in references or []]
    floor = 0 if zero else min(drawn) - 0.12 * (max(drawn) - min(drawn))
    reach = 1.3 if rows[high].isna().any() else 1.24  # an arrow, too, must have room
    top = floor + (max(drawn) - floor) * reach
    edge = floor if bars else floor - (top - floor) * 0.03  # room for a point that lies on the axis
    figure = go.Figure(layout={"template": TEMPLATE})
    x_axis = "x2" if periods else "x"
    for name, mark in SIDES.items():
        members = [record for record in records if record[side] == name]
        if members:
            figure.add_traces(_marks(members, mark, low, high, floor, (top - floor) * 0.05, bars, x_axis))
    if periods:
        figure.add_traces(_periods(records, side))
    _frame(figure, slots, labels, axis, (edge, top), periods, bool(references))
    for number, (value, text) in enumerate(references or []):
        first_of_two = number == 0 and len(references or []) > 1  # so that their words do not collide
        side_of_line, dash = ("middle left", "dash") if first_of_two else ("middle right", "dot")
        _reference(figure, value, text, side_of_line, dash, slots, x_axis)
    return Chart(figure, rows)


def panels(
    rows: pd.DataFrame,
    *,
    values: dict[str, str],
    applies: dict[str, str],
    label: str,
    hollow: str,
    side: str,
    at_least: str | None = None,
) -> Chart:
    """Draw several quantities of the same rows side by side, each as bars on a scale of its own.

    Where a value is not known stands "–", and nothing where a row has no place for one.

    Args:
        rows: in the order to draw them, the name of each row in the first column.
        values: the columns to draw, each with its heading.
        applies: for a column, the one that says whether a row has a place for it; if not given, all have.
        label: what stands before each line: a template over the row's columns.
        hollow: column that says whether the bars of a row are drawn as outlines.
        side: column that says which side of the war a row is coloured by.
        at_least: column that says whether the values of a row are lower bounds.
    """
    records = rows.to_dict("records")
    labels = [label.format_map(record) for record in records]
    wrapped = [words.folded(text, 32) for text in labels]
    lines = [-float(number) for number in range(len(records))]
    figure = go.Figure(layout={"template": TEMPLATE})
    known_of = {column: [plain(record[column]) for record in records] for column in values}
    edges = _edges(
        [
            [*heading.split("<br>"), *(f"mmmm{words.bounds(known, known, short=True)}" for known in known_of[column])]
            for column, heading in values.items()
        ]
    )
    axes: dict[str, Any] = {}
    for number, column in enumerate(values):
        axis = f"x{number + 1}" if number else "x"
        known = known_of[column]
        most = max(value for value in known if value is not None)
        for line, record, value in zip(lines, records, known, strict=True):
            colour = SIDES[record[side]].colour
            upper = None if at_least and record[at_least] else value
            blank = "–" if column not in applies or record[applies[column]] else ""
            figure.add_trace(
                go.Bar(
                    x=[value or 0],
                    y=[line],
                    ids=[f"{record[rows.columns[0]]}-{column}"],
                    orientation="h",
                    width=0.46,
                    marker={
                        "color": "rgba(0,0,0,0)" if record[hollow] else colour,
                        "line": {"color": colour, "width": 0 if value is None else 1.6},
                    },
                    text=[blank if value is None else words.bounds(value, upper, short=True)],
                    textposition="outside",
                    cliponaxis=False,
                    constraintext="none",
                    hoverinfo="skip",
                    xaxis=axis,
                )
            )
        axes[f"xaxis{number + 1 if number else ''}"] = {
            **TEMPLATE.layout.xaxis.to_plotly_json(),
            "range": [0, most * 2.4],
            "domain": [edges[number], edges[number + 1] - 0.01],
            "showticklabels": False,
            "showgrid": False,
            "anchor": "y",
        }
    heads = [
        words_at(1, f"<b>{heading}</b>", x=edges[number], yref="paper", yanchor="bottom", align="left")
        for number, heading in enumerate(values.values())
    ]
    small = {f"annotations[{number}].font.size": 8.5 for number in range(len(heads))}
    above, narrow = labels_above(zip(lines, labels, strict=True), first=len(heads), yshift=22)
    figure.update_layout(
        **axes,
        height=len(records) * 36 + 56,
        margin={"l": room(wrapped), "r": 14, "t": 44, "b": 4},
        barmode="overlay",
        yaxis={
            "range": [0.6 - len(records), 0.6],
            "tickvals": lines,
            "ticktext": wrapped,
            "ticklabelstandoff": 6,
        },
        annotations=[*heads, *above],
        meta={"narrow": narrow | {"height": len(records) * 54 + 66, "font.size": 10.5, "margin.t": 54} | small},
    )
    return Chart(figure, rows)


def _edges(texts: list[list[str]]) -> list[float]:
    """Return where panels begin and end, between 0 and 1: each as wide as the longest of its texts needs."""
    widths = [2 + max(map(len, column)) for column in texts]
    return [sum(widths[:number]) / sum(widths) for number in range(len(widths) + 1)]


def _marks(
    records: list[dict[str, Any]],
    mark: Mark,
    low: str,
    high: str,
    floor: float,
    arrow: float,
    bars: bool,
    x_axis: str,
) -> list[Any]:
    """Return the traces of one side: bars or range lines, points, arrow heads, and the values in figures."""
    traces: list[Any] = []
    common = {"xaxis": x_axis, "hoverinfo": "skip"}
    ends: list[tuple[float, str, dict[str, Any]]] = []
    points: list[tuple[float, str, dict[str, Any]]] = []
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    arrows: list[tuple[float, str, dict[str, Any]]] = []
    for record in records:
        first, last = plain(record[low]), plain(record[high])
        known = [value for value in (first, last) if value is not None]
        # a mark is named by its fact; plotly draws one mark a name, so the upper end has a name of its own
        points += [
            (value, record["fact_id"] + suffix, record)
            for value, suffix in zip(dict.fromkeys(known), ("", "-high"), strict=False)
        ]
        start, end = known[0], known[-1]
        if last is None:
            end = start + arrow
            arrows.append((end, "triangle-right", record))
        if first is None:
            start = end - arrow
            arrows.append((start, "triangle-left", record))
        if start != end:
            lines_x += [start, end, None]
            lines_y += [record["y"], record["y"], None]
        ends.append((end, words.bounds(first, last, short=True), record))
    if bars:
        traces.append(
            go.Bar(
                x=[value - floor for value, _, _ in points],
                y=[record["y"] for _, _, record in points],
                base=floor,
                ids=[name for _, name, _ in points],
                orientation="h",
                width=0.45,
                opacity=0.85,
                marker={"color": mark.colour},
                **on_hover(hover(record) for _, _, record in points),
                xaxis=x_axis,
            )
        )
    if lines_x:
        traces.append(
            go.Scatter(x=lines_x, y=lines_y, mode="lines", line={"color": mark.colour, "width": 2.5}, **common)
        )
    if not bars:
        traces.append(
            go.Scatter(
                x=[value for value, _, _ in points],
                y=[record["y"] for _, _, record in points],
                ids=[name for _, name, _ in points],
                mode="markers",
                marker={
                    "color": mark.colour,
                    "symbol": [
                        mark.symbol if pd.isna(record["repeats"]) else f"{mark.symbol}-open" for _, _, record in points
                    ],
                    "size": 11,
                },
                cliponaxis=False,
                **on_hover(hover(record) for _, _, record in points),
                xaxis=x_axis,
            )
        )
    if arrows:
        traces.append(
            go.Scatter(
                x=[value for value, _, _ in arrows],
                y=[record["y"] for _, _, record in arrows],
                mode="markers",
                marker={"color": mark.colour, "symbol": [symbol for _, symbol, _ in arrows], "size": 10},
                cliponaxis=False,
                **common,
            )
        )
    traces.append(
        go.Scatter(
            x=[value for value, _, _ in ends],
            y=[record["y"] for _, _, record in ends],
            text=[f"\u2002{text}" for _, text, _ in ends],
            mode="text",
            textposition="middle right",
            cliponaxis=False,
            **common,
        )
    )
    return traces


def _periods(records: list[dict[str, Any]], side: str) -> list[Any]:
    traces = []
    for name, mark in SIDES.items():
        members = [record for record in records if record[side] == name]
        if not members:
            continue
        x: list[str | None] = []
        y: list[float | None] = []
        for record in members:
            end = record["last_day"] + pd.Timedelta(days=1)
            x += [f"{record['first_day']:%Y-%m-%d}", f"{end:%Y-%m-%d}", None]
            y += [record["y"], record["y"], None]
        traces.append(
            go.Scatter(x=x, y=y, mode="lines", line={"color": mark.colour, "width": 5}, xaxis="x", hoverinfo="skip")
        )
    return traces


def _frame(
    figure: go.Figure,
    slots: _Slots,
    labels: list[str],
    axis: str,
    limits: tuple[float, float],
    periods: bool,
    referenced: bool,
) -> None:
    """Set axes, labels and headings, and what changes where the page is narrow (`layout.meta.narrow`)."""
    left = room(labels)
    line_height, narrow_line_height, below = 25, 42, 60 if periods else 46
    headings = [words_at(y, f"<b>{text}</b>", xshift=4 - left) for y, text in slots.headings]
    above, narrow = labels_above(zip(slots.of_rows, labels, strict=True), first=len(headings), yshift=17)
    figure.update_layout(
        height=round(slots.total * line_height) + below + 16,
        margin={"l": left, "r": 8, "t": 10, "b": below},
        barmode="overlay",
        yaxis={
            "range": [-(slots.total - 0.2), 1.2 if referenced else 0.7],
            "tickmode": "array",
            "tickvals": slots.of_rows,
            "ticktext": labels,
            "ticklabelstandoff": 6,
        },
        annotations=[*headings, *above],
    )
    value_axis = {
        "range": list(limits),
        "title": {"text": axis, "standoff": 8, "font": {"size": 13}},
        "showgrid": True,
        "nticks": 7,
    }
    narrow |= {
        "height": round(slots.total * narrow_line_height) + below + 24,
        "margin.l": 6,
        "font.size": 11.5,
        "margin.t": 16,
    }
    if periods:
        figure.update_layout(
            xaxis={
                "domain": [0, 0.3],
                "type": "date",
                "tickformat": "%b<br>%Y",
                "tick0": "2020-01-01",
                "dtick": "M6",
                "showgrid": True,
                "title": {"text": "period", "standoff": 8, "font": {"size": 13}},
            },
            xaxis2={
                **TEMPLATE.layout.xaxis.to_plotly_json(),
                **value_axis,
                "domain": [0.36, 1],
                "anchor": "y",
            },
        )
        narrow |= {"xaxis.domain": [0, 0.25], "xaxis2.domain": [0.36, 1]}
    else:
        figure.update_layout(xaxis=value_axis)
    narrow |= {f"annotations[{number}].xshift": 0 for number in range(len(headings))}
    figure.update_layout(meta={"narrow": narrow})


def labels_above(lines: Iterable[tuple[float, str]], *, first: int, **more: Any) -> tuple[list[dict], dict[str, Any]]:
    """Return labels that stand above their lines where the page is narrow, with no room for them on the left.

    Args:
        lines: where each line is, with its label.
        first: how many annotations stand before these.
        **more: where a label stands, as an annotation has it.

    Returns:
        The annotations, and what changes where the page is narrow.
    """
    labels = [words_at(y, text, visible=False, **more) for y, text in lines]
    shown = {f"annotations[{first + number}].visible": True for number in range(len(labels))}
    return labels, {"margin.l": 4, "yaxis.showticklabels": False, **shown}


def over(x: float | str, text: str, **more: Any) -> dict[str, Any]:
    """Return an annotation above the plot, at `x`."""
    return {"text": text, "x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, **more}


def day_lines(days: Iterable[str], colour: str) -> list[dict[str, Any]]:
    """Return a dotted line across the plot for each of some days, in ISO 8601."""
    line = {"width": 1, "dash": "dot", "color": colour}
    return [{"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line} for day in days]


def words_at(y: float, text: str, **more: Any) -> dict[str, Any]:
    """Return an annotation at the left edge of the plot, on the line `y`."""
    return {
        "text": text,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "showarrow": False,
        **more,
    }


def _reference(
    figure: go.Figure, value: float, text: str, textposition: str, dash: str, slots: _Slots, x_axis: str
) -> None:
    figure.add_trace(
        go.Scatter(
            x=[value, value],
            y=[1, -(slots.total - 0.2)],
            mode="lines+text",
            text=[f"\u2002{text}\u2002", ""],
            textposition=textposition,
            cliponaxis=False,
            line={"color": REFERENCE, "width": 2, "dash": dash},
            hoverinfo="skip",
            xaxis=x_axis,
        )
    )


def months(rows: pd.DataFrame, *, value: str, axis: str, marks: list[tuple[str, str]]) -> Chart:
    """Draw one bar a month.

    Args:
        rows: with `month` (ISO 8601) and the values, by month.
        value: the column of the values.
        axis: what is counted, with its unit.
        marks: days to mark by a line across, in ISO 8601, each with its words, in order.
    """
    most = float(rows[value].max())
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Bar(
            x=[f"{month}-15" for month in rows.month],
            y=list(rows[value]),
            ids=list(rows.month),
            marker={"color": SIDES["none"].colour, "line": {"width": 0}},
            hovertemplate="%{x|%B %Y}: %{y}<extra></extra>",
        )
    )
    figure.update_layout(
        height=330,
        bargap=0.15,
        margin={"l": 46, "r": 8, "t": 20 + 17 * len(marks), "b": 40},
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "dtick": "M6", "tick0": f"{rows.month.iloc[0]}-01"},
        yaxis={"range": [0, most * 1.05], "title": {"text": axis, "standoff": 6}, "showgrid": True, "nticks": 6},
        shapes=day_lines((day for day, _ in marks), REFERENCE),
        annotations=[
            over(day, text, xanchor="right", yshift=2 + 17 * (len(marks) - 1 - number))
            for number, (day, text) in enumerate(marks)
        ],
        meta={"narrow": {"font.size": 10.5, "margin.l": 36}},
    )
    return Chart(figure, rows, unit=axis)


SERIES = (SIDES["none"], Mark(REFERENCE, "diamond"), Mark("#b5851b", "x"))
"""How series are drawn, in order, that belong to no side of the war."""


def over_time(
    rows: pd.DataFrame,
    *,
    value: str,
    date: str,
    series: dict[str, str],
    joined: dict[str, int],
    axis: str,
    spans: list[tuple[str, str, str]],
) -> Chart:
    """Draw values at their dates, each series with a mark of its own.

    Args:
        rows: with `series`, the values and dates; the name of each row in the first column.
        value: the column of the values.
        date: the column of the dates, in ISO 8601: of months, the middle is drawn.
        series: by name, as in the column `series`, its words; at most as many as `SERIES`.
        joined: for a series whose points a line joins, the most days between two of them.
        axis: what is counted, with its unit.
        spans: times to shade, from and to in ISO 8601, each with its words.

    Raises:
        BriefError: if a row is of a series that is not drawn.
    """
    if unknown := sorted(set(rows.series) - set(series)):
        raise BriefError(f"the series {unknown[0]!r} is not drawn")
    figure = go.Figure(layout={"template": TEMPLATE})
    key = []
    drawn_at = rows[date].map(lambda day: pd.Timestamp(f"{day}-15" if len(day) == len("2020-01") else day))
    for (name, text), mark in zip(series.items(), SERIES, strict=False):
        days = drawn_at[rows.series == name].sort_values(kind="stable")
        members = rows.loc[days.index]
        x: list[str | None] = []
        y: list[Any] = []
        ids: list[str] = []
        for day, before, number, row_id in zip(days, [None, *days], members[value], members.iloc[:, 0], strict=False):
            if before is not None and name in joined and (day - before).days > joined[name]:
                x, y, ids = [*x, None], [*y, None], [*ids, f"{row_id}-gap"]
            x, y, ids = [*x, f"{day:%Y-%m-%d}"], [*y, plain(number)], [*ids, str(row_id)]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                ids=ids,
                mode="lines+markers" if name in joined else "markers",
                line={"color": mark.colour, "width": 2},
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 9},
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}} ({text})<extra></extra>",
                cliponaxis=False,
            )
        )
        key.append(key_entry(mark, text))
    figure.update_layout(
        height=370,
        margin={"l": 58, "r": 12, "t": 48, "b": 44},
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 8},
        yaxis={"rangemode": "tozero", "title": {"text": axis, "standoff": 6}, "showgrid": True, "nticks": 6},
        shapes=[
            {"type": "rect", "x0": start, "x1": end, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
            | {"fillcolor": "rgba(138, 107, 181, 0.16)", "line": {"color": REFERENCE, "width": 1}}
            for start, end, _ in spans
        ],
        annotations=[
            words_at(1, "\u2003".join(key), yref="paper", yanchor="bottom", yshift=24, align="left", x=0),
            *(over(start, text, xanchor="left") for start, _, text in spans),
        ],
        meta={
            "narrow": {
                "font.size": 10.5,
                "margin.l": 46,
                "margin.t": 26 + 15 * len(key),
                "annotations[0].text": "<br>".join(key),
                "annotations[0].yshift": 18,
                "xaxis.nticks": 5,
            }
        },
    )
    return Chart(figure, rows)
