"""What happened over time: bars by month, series of values by date, events with their words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import SOURCE_HEADINGS, Chart
from brief.charts.style import NEUTRAL, REFERENCE, RULE, SIDES, Mark, new_figure
from brief.errors import BriefError
from brief.tables import plain
from brief.text import folded

SERIES = (NEUTRAL, Mark(REFERENCE, "diamond"), Mark("#b5851b", "x"))
"""How series are drawn, in order: in colours of no side of the conflict."""
MOST_DAYS = 6
"""The most days without an event that leave room between two events of a timeline."""


def months(rows: pd.DataFrame, *, value: str, axis: str, marks: Sequence[tuple[str, str]] = ()) -> Chart:
    """Draw one bar a month.

    Args:
        rows: by month, named by the first column: `month` (ISO 8601) and the values.
        value: column of the values.
        axis: what is counted: the title of the axis and the unit.
        marks: days to mark by a line across, in ISO 8601, each with its words, in order.
    """
    figure = new_figure()
    figure.add_trace(
        go.Bar(
            x=[f"{month}-15" for month in rows.month],
            y=list(rows[value]),
            ids=list(rows.month),
            marker={"color": NEUTRAL.colour, "line": {"width": 0}},
            hovertemplate="%{x|%B %Y}: %{y}<extra></extra>",
        )
    )
    line_height = 17
    figure.update_layout(
        height=330,
        bargap=0.15,
        margin={"l": 46, "r": 8, "t": 20 + line_height * len(marks), "b": 40},
        xaxis=elements.month_axis(dtick="M6", tick0=f"{rows.month.iloc[0]}-01"),
        yaxis=elements.value_axis(axis, standoff=6, range=[0, float(rows[value].max()) * 1.05], nticks=6),
        shapes=elements.day_lines((day for day, _ in marks), REFERENCE),
        annotations=[
            elements.above_plot(day, text, xanchor="right", yshift=2 + line_height * above)
            for above, (day, text) in zip(reversed(range(len(marks))), marks, strict=True)
        ],
        meta={"narrow": {"font.size": 10.5, "margin.l": 36}},
    )
    return Chart(figure, rows, unit=axis)


def over_time(
    rows: pd.DataFrame,
    *,
    value: str,
    date: str,
    series: dict[str, str],
    axis: str,
    joined: dict[str, int] | None = None,
    spans: Sequence[tuple[str, str, str]] = (),
) -> Chart:
    """Draw values at their dates, each series with a mark of its own.

    Args:
        rows: named by the first column: `series`, the values and the dates.
        value: column of the values.
        date: column of the dates, days or months in ISO 8601; a month is drawn at its middle.
        series: by its id in the column `series`, what each series is called; at most as many as `SERIES`.
        axis: what is counted, with its unit.
        joined: for a series whose points a line joins, the most days between two points that it joins.
        spans: times to shade, each from a day to a day, in ISO 8601, with its words.

    Raises:
        BriefError: if a row is of a series that is not drawn.
    """
    marks_of = dict(zip(series, SERIES, strict=False))
    if unknown := sorted(set(rows.series) - set(marks_of)):
        raise BriefError(f"the series {unknown[0]!r} is not drawn")
    drawn = pd.DataFrame(
        {
            "series": rows.series,
            "id": rows.iloc[:, 0].astype(str),
            "day": rows[date].map(lambda day: pd.Timestamp(f"{day}-15" if len(day) == len("2020-01") else day)),
            "value": rows[value],
        }
    ).sort_values("day", kind="stable")
    figure = new_figure()
    key = [elements.key_entry(mark, series[name]) for name, mark in marks_of.items()]
    for name, mark in marks_of.items():
        most_days = (joined or {}).get(name)
        figure.add_trace(
            go.Scatter(
                **_with_gaps(drawn[drawn.series == name], most_days),
                mode="markers" if most_days is None else "lines+markers",
                line={"color": mark.colour, "width": 2},
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 9},
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}} ({series[name]})<extra></extra>",
                cliponaxis=False,
            )
        )
    shade = {"layer": "below", "fillcolor": "rgba(138, 107, 181, 0.16)", "line": {"color": REFERENCE, "width": 1}}
    narrow = {
        "font.size": 10.5,
        "margin.l": 46,
        "margin.t": 26 + 15 * len(key),
        "annotations[0].text": "<br>".join(key),
        "annotations[0].yshift": 18,
        "xaxis.nticks": 5,
    }
    figure.update_layout(
        height=370,
        margin={"l": 58, "r": 12, "t": 48, "b": 44},
        xaxis=elements.month_axis(nticks=8),
        yaxis=elements.value_axis(axis, standoff=6, rangemode="tozero", nticks=6),
        shapes=[{"type": "rect", **elements.full_height(start, end), **shade} for start, end, _ in spans],
        annotations=[
            elements.above_left("\u2003".join(key), yshift=24, align="left"),
            *(elements.above_plot(start, text, xanchor="left") for start, _, text in spans),
        ],
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _with_gaps(points: pd.DataFrame, most_days: int | None) -> dict[str, list[Any]]:
    """Return points as plotly draws them, with an empty one, at which a line stops, where two are too far apart."""
    x: list[str | None] = []
    y: list[Any] = []
    ids: list[str] = []
    days_since = points.day.diff().dt.days
    for day, number, row_id, days in zip(points.day, points.value, points.id, days_since, strict=True):
        if most_days is not None and days > most_days:
            x, y, ids = [*x, None], [*y, None], [*ids, f"{row_id}-gap"]
        x, y, ids = [*x, f"{day:%Y-%m-%d}"], [*y, plain(number)], [*ids, row_id]
    return {"x": x, "y": y, "ids": ids}


def timeline(
    rows: pd.DataFrame, *, tracks: list[str] | None = None, track: str = "Track", spaced: bool = False
) -> Chart:
    """Draw events as marks on tracks from top to bottom, with date and words beside each.

    What only unnamed sources report is hollow.

    Args:
        rows: events by date: `event_id`, `date`, `when` (the date in words), `first_day`, `track`, `side`, `what`,
            `fact_id`, `publisher`, `grade` and `unnamed` (whether only unnamed sources report it).
        tracks: the tracks from left to right; if not given, in order of first appearance.
        track: what a track is, as the heading of its column.
        spaced: whether days without an event leave room, up to `MOST_DAYS`.

    Raises:
        BriefError: if an event is on a track that is not drawn, or a track has no event.
    """
    tracks = list(dict.fromkeys(rows.track)) if tracks is None else tracks
    _require_tracks(rows, tracks)
    records = rows.to_dict("records")
    wide = [f"<b>{event['when']}</b>\u2002{folded(event['what'], 56)}" for event in records]
    narrow = [f"<b>{event['when']}</b><br>{folded(event['what'], 42)}" for event in records]
    empty_days = _empty_days(rows) if spaced else [0] * len(records)
    wide_y, narrow_y = _positions(wide, empty_days), _positions(narrow, empty_days)
    figure = new_figure()
    narrow_form: dict[str, Any] = {}
    for column, name in enumerate(tracks):
        on_track = [number for number, event in enumerate(records) if event["track"] == name]
        first, last = on_track[0], on_track[-1]
        figure.add_trace(elements.lines([column, column], [wide_y[first], wide_y[last]], colour=RULE, width=2))
        narrow_form[f"data[{column}].y"] = [narrow_y[first], narrow_y[last]]
    sides = [SIDES[side] for side in rows.side]
    figure.add_trace(
        elements.marks(
            [tracks.index(name) for name in rows.track],
            wide_y,
            ids=list(rows.event_id),
            marker=elements.marker(sides, hollow=rows.unnamed, size=13),
            hover=[elements.source_label(event, text="what", head=event["when"]) for event in records],
        )
    )
    for number, (y, text) in enumerate(zip(narrow_y, narrow, strict=True), len(tracks)):
        narrow_form |= {
            f"annotations[{number}].{key}": value for key, value in {"text": text, "x": 0.2, "y": y}.items()
        }
    top = elements.room(tracks, gap=16)
    narrow_form |= {
        "height": round(-narrow_y[-1] * 14) + top + 16,
        "font.size": 10.5,
        "margin.t": round(top * 0.85),
        "xaxis.domain": [0, 0.19],
        "yaxis.range": [narrow_y[-1] - 2.2, 0.4],
        f"data[{len(tracks)}].y": narrow_y,
    }
    figure.update_layout(
        height=round(-wide_y[-1] * 17) + top + 26,
        margin={"l": 0, "r": 0, "t": top, "b": 4},
        xaxis={"range": [-0.6, len(tracks) - 0.3], "visible": False, "domain": [0, 0.15]},
        yaxis={"range": [wide_y[-1] - 1.2, 0.4], "visible": False},
        annotations=[
            *(elements.above_plot(column, name, textangle=-90) for column, name in enumerate(tracks)),
            *(elements.at_left(y, text, x=0.155, align="left") for y, text in zip(wide_y, wide, strict=True)),
        ],
        meta={"narrow": narrow_form},
    )
    headings = {"when": "When", "track": track, "what": "What", **SOURCE_HEADINGS}
    shown = rows[["event_id", "when", "date", "track", "what", *SOURCE_HEADINGS]]
    return Chart(figure, shown, headings, "events")


def _require_tracks(rows: pd.DataFrame, tracks: list[str]) -> None:
    """Raise a BriefError if an event is on a track that is not drawn, or a track has no event."""
    if not rows.track.isin(tracks).all():
        stray = rows[~rows.track.isin(tracks)].iloc[0]
        raise BriefError(f"{stray.event_id} is on the track {stray.track!r}, which is not drawn")
    if empty := [name for name in tracks if name not in set(rows.track)]:
        raise BriefError(f"no event is on the track {empty[0]!r}")


def _empty_days(rows: pd.DataFrame) -> list[int]:
    """Return how many days without an event are before each event, at most `MOST_DAYS`."""
    days = rows.first_day.map(pd.Timestamp).diff().dt.days.fillna(0)
    return [int(min(max(number - 1, 0), MOST_DAYS)) for number in days]


def _positions(texts: list[str], empty_days: list[int]) -> list[float]:
    """Return where events are below each other, in lines of text, so that each has the room that its words take."""
    heights = [text.count("<br>") + 1 for text in texts]
    y = [-heights[0] / 2]
    for (before, height), days in zip(pairwise(heights), empty_days[1:], strict=True):
        y.append(y[-1] - (before + height) / 2 - 0.6 - days * 0.35)
    return y
