"""Events one below the other, by date, with their words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import RULE, SIDES, new_figure
from brief.errors import BriefError

MOST_DAYS = 6
"""The most days without an event that leave room between two events."""


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
    if not rows.track.isin(tracks).all():
        stray = rows[~rows.track.isin(tracks)].iloc[0]
        raise BriefError(f"{stray.event_id} is on the track {stray.track!r}, which is not drawn")
    if empty := [name for name in tracks if name not in set(rows.track)]:
        raise BriefError(f"no event is on the track {empty[0]!r}")
    records = rows.to_dict("records")
    wide = [f"<b>{event['when']}</b>\u2002{words.folded(event['what'], 56)}" for event in records]
    narrow = [f"<b>{event['when']}</b><br>{words.folded(event['what'], 42)}" for event in records]
    empty_days = [0] * len(records)
    if spaced:
        days = rows.first_day.map(pd.Timestamp).diff().dt.days.fillna(0)
        empty_days = [int(min(max(number - 1, 0), MOST_DAYS)) for number in days]
    wide_y, narrow_y = _places(wide, empty_days), _places(narrow, empty_days)
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
    headings = {"when": "When", "track": track, "what": "What", "publisher": "Document", "grade": "Grade"}
    headings["fact_id"] = "Row"
    return Chart(figure, rows[["event_id", "when", "date", *list(headings)[1:]]], headings, "events")


def _places(texts: list[str], empty_days: list[int]) -> list[float]:
    """Return where events are below each other, in lines of text, so that each has the room that its words take."""
    heights = [text.count("<br>") + 1 for text in texts]
    y = [-heights[0] / 2]
    for (before, height), days in zip(pairwise(heights), empty_days[1:], strict=True):
        y.append(y[-1] - (before + height) / 2 - 0.6 - days * 0.35)
    return y
