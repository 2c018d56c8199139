"""Whom Russians met of each Libyan camp, before Haftar's attack on Tripoli and after it began."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief.charts import SIDES, Chart, Moment, Note, elements, notes
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import NEUTRAL, RULE, Mark
from brief.ledger.events import events
from brief.ledger.facts import fact, facts_named
from brief.libya.war import attack
from brief.settings import settings
from brief.tables import table
from brief.tables.dates import iso, middle

TRACKS = ["Haftar's side", "Both sides", "Tripoli's side", "Unity government", "Saif al-Islam's side"]
"""The tracks of meetings from top to bottom."""
UNITY = Mark(NEUTRAL.colour, "triangle-up")
"""How a meeting with the unity government is drawn, which sat in Tripoli but was of neither camp."""
UNITY_MEETINGS = {"meetings-2021-04-15-dbeibah"}
"""Meetings with the unity government."""
NAMED = {
    "meetings-2016-06-27-shoigu": Note("Haftar in<br>Moscow", "above", narrow="in Moscow"),
    "meetings-2017-01-11-carrier": Note("on a Russian<br>warship", "below right", narrow="warship", narrow_at="right"),
    "meetings-2017-08-14-aid": Note("sees<br>Lavrov", "above", narrow=""),
    "meetings-2017-video": Note("video call with<br>Russian diplomats", "above", narrow="video call"),
    "meetings-2018-11-07-prigozhin": Note("with<br>Prigozhin", "above left", narrow="Prigozhin"),
    "meetings-2018-12-04-envoys": Note("envoys in<br>Moscow", "above left"),
    "meetings-2019-03-mishri": Note("Mishri in<br>Moscow", "above left"),
    "meetings-2019-04-third": Note("two Russians<br>visit", "above right"),
    "meetings-2019-05-30-putin": Note("to see<br>Putin?", "above", narrow="Putin?"),
    "meetings-2019-11-sochi": Note("Sarraj<br>at Sochi", "above"),
    "meetings-2020-01-13-truce": Note("truce talks<br>in Moscow", "above", narrow="truce<br>talks"),
    "meetings-2020-07-03-saleh": Note("Saleh in<br>Moscow", "above right", narrow="Saleh"),
    "meetings-2020-09-17-oil": Note("oil deal at Sochi", "right", narrow="oil deal<br>at Sochi"),
    "meetings-2020-12-30-siala": Note("Siala in<br>Moscow", "above", narrow="Siala"),
    "meetings-2021-04-15-dbeibah": Note("Dbeibah<br>in Moscow", "above", narrow="Dbeibah"),
    "meetings-2021-10-disguise": Note("Prigozhin asks<br>for money", "below left", narrow="Prigozhin"),
}
"""What is written beside a meeting, by its event; the table has all of them."""
ANNOUNCED_ONLY = {"meetings-2019-05-30-putin"}
"""Meetings of which we know only that they were announced."""


def by_track() -> pd.DataFrame:
    """Return the meetings with the track of each, a mean day, and whether it is less than certain.

    Returns:
        The rows of `events.events` with `day` (the middle of the time that is known, in ISO 8601), `is_before` (whether
        that is before the attack on Tripoli), `is_unity` (with the unity government, of neither camp) and `is_unsure`
        (told by unnamed sources, or only announced). What both sides attended has a track of its own, "Both sides", and
        so has the unity government, "Unity government".
    """
    rows = events("meetings")
    day = middle(rows.first_day, rows.last_day)
    unnamed = facts_named(rows.fact_id).origin_id.map(table("origins").set_index("origin_id").kind) == "unnamed"
    is_unity = rows.event_id.isin(UNITY_MEETINGS)
    return rows.assign(
        track=rows.track.mask(rows.side == "both", "Both sides").mask(is_unity, "Unity government"),
        day=day.map(iso),
        is_before=day < pd.Timestamp(attack()[0]),
        is_unity=is_unity,
        is_unsure=unnamed.to_numpy() | rows.event_id.isin(ANNOUNCED_ONLY),
    )


def firm(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many certain meetings each side of the war had, `before` the attack on Tripoli and `since`, by side.

    Args:
        rows: as `by_track` returns them; meetings with both sides count for each.
    """
    certain = rows[~rows.is_unsure & ~rows.is_unity]
    of_sides = {side: certain[certain.side.isin([side, "both"])].is_before for side in ("lna", "gna")}
    return pd.DataFrame(
        {
            "before": {side: of.sum() for side, of in of_sides.items()},
            "since": {side: (~of).sum() for side, of in of_sides.items()},
        }
    )


# --- the chart --------------------------------------------------------------------------------------------

_LOWER, _CLOSE_DAYS = 0.16, 90
"""How much lower a mark is, in tracks, that comes so few days after another at the height of its track."""


def _lowered(rows: pd.DataFrame) -> list[float]:
    """Return how much below the middle of its track each meeting is, so that no mark is over the one before it."""
    low: dict[str, float] = {}
    for _, of_track in rows.sort_values("day").groupby("track"):
        before = None
        for event_id, day in zip(of_track.event_id, pd.to_datetime(of_track.day), strict=True):
            is_close = before is not None and (day - before[0]).days < _CLOSE_DAYS and before[1] == 0
            low[event_id] = _LOWER if is_close else 0.0
            before = day, low[event_id]
    return [low[event_id] for event_id in rows.event_id]


def chart(rows: pd.DataFrame) -> Chart:
    """Draw whom Russians met, a line for each track, on a calendar, with the numbers before the attack and after.

    The numbers are of meetings that are certain; those that are less than certain are added after a plus. A mark that
    would be over another is a little lower.

    Args:
        rows: as `by_track` returns them.
    """
    rows = rows.assign(y=-rows.track.map(TRACKS.index).astype(float) - _lowered(rows))
    names = _names(rows)
    first, last = attack()
    during = Moment(first, "attack on Tripoli", last=last)
    day = Moment(fact(settings().publication_fact).event_date, "Al Jazeera’s<br>article", is_article=True)
    drawing = elements.Drawing()
    drawing.draw(_bars_of_vague_dates(rows))
    drawing.draw(_marks(rows), marker_size=8)
    drawing.note(elements.above_plot(during.last, elements.moment_words(during), xanchor="right"))
    of_day = elements.above_plot(day.first, elements.moment_words(day), xanchor="left", align="left", yshift=18)
    drawing.note(of_day, yshift=0)
    _add_numbers(drawing, rows)
    _add_names_above(drawing, rows, names)
    for meeting in rows[rows.event_id.isin(NAMED)].to_dict("records"):
        note, style = NAMED[meeting["event_id"]], {"font": {"size": 11.5}}
        notes.draw(drawing, meeting["day"], meeting["y"], note, meeting, narrow={"font_size": 9.5}, **style)
    for shape in elements.moment_shapes([during, day]):
        drawing.shape(shape | {"layer": "below"})
    years = {"dtick": "M12", "tick0": "2000-01-01", "tickformat": "%Y", "ticks": "outside"}
    axis = {"type": "date", **years, "showgrid": False, "showline": True, "linecolor": RULE}
    figure = drawing.finished(
        {
            "margin.l": 4,
            "margin.r": 8,
            "margin.t": 32,
            "yaxis.showticklabels": False,
            "height": 66 + len(TRACKS) * 84,
            "yaxis.range": [-len(TRACKS) + 0.55, 0.8],
        },
        height=86 + len(TRACKS) * 72,
        margin={"l": elements.room(names.values(), gap=12), "r": 100, "t": 56, "b": 26},
        xaxis=axis | {"range": [f"{rows.first_day.min():%Y}-01-01", f"{rows.last_day.max():%Y}-12-31"]},
        yaxis=elements.row_axis(elements.down(len(TRACKS)), names.values(), range=[-len(TRACKS) + 0.45, 0.6]),
    )
    headings = {"when": "When", "track": "Whose side", "what": "What", **SOURCE_HEADINGS}
    shown = rows[["event_id", "when", "date", "track", "what", *SOURCE_HEADINGS]]
    return Chart(figure, shown, headings, "events")


def _kinds(rows: pd.DataFrame) -> list[Mark]:
    """Return how each meeting is drawn: by the side of the Libyans, or as one with the unity government."""
    return [UNITY if row.is_unity else SIDES[row.side] for row in rows.itertuples()]


def _names(rows: pd.DataFrame) -> dict[str, str]:
    """Return the name of each track, from top to bottom, after a sign like its marks."""
    kinds = dict(zip(rows.track, _kinds(rows), strict=True))
    return {track: elements.key_entry(kinds[track], f"<b>{track}</b>") for track in TRACKS}


def _bars_of_vague_dates(rows: pd.DataFrame) -> go.Scatter:
    """Return a bar below the mark of each meeting of which only the month or the year is known, as long as that."""
    vague = rows[rows.first_day != rows.last_day]
    first, last = vague.first_day.map(iso), vague.last_day.map(iso)
    y = vague.y - 0.13
    return elements.lines(elements.segments(first, last), elements.segments(y, y), colour=NEUTRAL.colour, width=3)


def _marks(rows: pd.DataFrame) -> go.Scatter:
    return elements.marks(
        rows.day,
        rows.y,
        ids=list(rows.event_id),
        marker=elements.marker(_kinds(rows), hollow=rows.is_unsure, edge=2, size=11),
        hover=[
            elements.source_label(meeting, text="what", head=meeting["when"]) for meeting in rows.to_dict("records")
        ],
    )


def _add_numbers(drawing: elements.Drawing, rows: pd.DataFrame) -> None:
    """Add how many meetings there were in each track, in two columns at the right, on wide pages alone."""
    style = {"xref": "paper", "xanchor": "center"}
    for x, is_before, head in ((1.045, True, "before"), (1.15, False, "since")):
        drawing.note(elements.above_plot(x, f"<b>{head}</b>", **style), visible=False)
        of_time = rows[rows.is_before == is_before]
        for y, track in zip(elements.down(len(TRACKS)), TRACKS, strict=True):
            number = _certain(of_time[of_time.track == track])
            drawing.note(elements.at_left(y, f"<b>{number}</b>", **style | {"x": x}), visible=False)


def _add_names_above(drawing: elements.Drawing, rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Add the name of each track above its line, with its numbers, on narrow pages alone."""
    for y, (track, name) in zip(elements.down(len(names)), names.items(), strict=True):
        of_track = rows[rows.track == track]
        before, since = of_track[of_track.is_before], of_track[~of_track.is_before]
        text = f"{name}: {_certain(before)} before, {_certain(since)} since"
        drawing.note(elements.at_left(y + 0.62, text, visible=False, align="left"), visible=True)


def _certain(rows: pd.DataFrame) -> str:
    """Return how many meetings are certain, with those that are less than that after a plus."""
    unsure = rows.is_unsure.sum()
    return f"{len(rows) - unsure}" + (f" + {unsure}" if unsure else "")
