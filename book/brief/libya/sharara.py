"""The oil field of Sharara: who guarded it, whether it ran, and who reported Russians there."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import INK, NEUTRAL, RULE, SIDES, faded
from brief.libya import blockade
from brief.tables.dates import MEAN_MONTH_DAYS, iso, middle_day, spoken
from brief.text import folded

CLAIMED = "sharara-2019-02-11-control"
"""The event at which Haftar's side said that it held the oil field of Sharara."""
RETURNED = "sharara-2019-03-noc"
RESTARTED = "sharara-2020-06-07-2020-06-08-restart"
STORMED = "sharara-2020-06-08-2020-06-09-stormed"
"""The events at which the field changed hands after that."""
BY_ARTICLE = "sharara-2020-07-04-article"
"""The event that is what the article says of who has the field."""
BY_CHAIRMAN = "sharara-2020-07-05-chairman"
BY_COMPANY = "sharara-2020-06-25-convoy"
BY_SPEAKERS = (BY_CHAIRMAN, "sharara-2020-06-30-wsj", BY_COMPANY)
"""The events at which somebody tells that Russians came there, by the day of their coming."""
DAYS_BEFORE = 25
"""How long before he spoke Wagner had occupied the field, by the chairman of the oil company, in days."""
START, END = "2019-01-20", "2020-07-07"
"""The first and the last day that are drawn: from before the claim of Haftar's side to after the article."""


def arrivals(rows: pd.DataFrame) -> dict[str, str]:
    """Return the first day on which Russians were at Sharara, in ISO 8601, by each event that tells it.

    Args:
        rows: the events, as `events` returns them.
    """
    days = rows.set_index("event_id").first_day
    days[BY_CHAIRMAN] -= pd.Timedelta(days=DAYS_BEFORE)
    return {name: iso(days[name]) for name in BY_SPEAKERS}


def months_to_arrivals(rows: pd.DataFrame) -> list[int]:
    """Return how many months passed from the claim of Haftar's side to each arrival of Russians, rounded.

    Args:
        rows: the events, as `events` returns them.
    """
    claimed = rows.set_index("event_id").first_day[CLAIMED]
    return [round((pd.Timestamp(day) - claimed).days / MEAN_MONTH_DAYS) for day in arrivals(rows).values()]


# --- the chart --------------------------------------------------------------------------------------------

_GUARDS, _OUTPUT, _RUSSIANS = 0, -46, -92
"""Where the lines are, in pixels."""
_BAR, _THIN = 16, 6
"""Height of a bar, and of that of the Russians, in pixels."""
_COMPANY = NEUTRAL.colour
"""The colour of the oil company."""
_HEIGHT, _LIST = 200, (150, 184)
"""Height of the lines with their axis, and of the list below them, wide and narrow."""
_TO_LIST = 52
"""From the axis to the list, in pixels."""
_PLAIN = {"showarrow": False}
"""What all words on the lines have."""


class _Bar(NamedTuple):
    """A bar, with the event that begins it or tells it, and how opaque it is."""

    event_id: str
    y: int
    start: str
    end: str
    colour: str
    opacity: float = 1.0
    words: str = ""


def bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn of the oil field of Sharara: who guarded it, whether it ran, and the first Russians.

    Args:
        rows: the events, as `events` returns them.

    Returns:
        One row a bar, named by `bar_id`: `event_id`, the event that begins it or tells it, `y`, `start` and `end` (its
        first and last day, in ISO 8601), `colour`, `opacity` (0 where it is claimed, inferred or one man's account) and
        `words` (in it).
    """
    day = rows.set_index("event_id").first_day.map(iso).to_dict()
    shut, came = blockade.days()[0], arrivals(rows)
    earliest = min(came, key=came.__getitem__)
    haftar = SIDES["lna"].colour
    drawn = pd.DataFrame(
        [
            _Bar(CLAIMED, _GUARDS, day[CLAIMED], _eve(day[RETURNED]), haftar, 0),
            _Bar(RETURNED, _GUARDS, day[RETURNED], _eve(shut), haftar),
            _Bar(RETURNED, _GUARDS, shut, _eve(day[RESTARTED]), haftar, 0, "inferred"),
            _Bar(STORMED, _GUARDS, day[STORMED], END, haftar),
            _Bar(RETURNED, _OUTPUT, day[RETURNED], _eve(shut), _COMPANY, words="run by the oil company"),
            _Bar(RETURNED, _OUTPUT, shut, _eve(day[RESTARTED]), _COMPANY, 0.25, "shut"),
            _Bar(RESTARTED, _OUTPUT, day[RESTARTED], _eve(day[STORMED]), _COMPANY),
            _Bar(STORMED, _OUTPUT, day[STORMED], END, _COMPANY, 0.25, "shut"),
            _Bar(earliest, _RUSSIANS, came[earliest], _eve(came[BY_COMPANY]), INK, 0),
            _Bar(BY_COMPANY, _RUSSIANS, came[BY_COMPANY], END, INK),
        ]
    )
    lines = drawn.y.map({_GUARDS: " guards ", _OUTPUT: " output ", _RUSSIANS: " Russians "})
    return drawn.assign(bar_id=drawn.event_id + lines + drawn.start)[["bar_id", *_Bar._fields]]


def chart(rows: pd.DataFrame) -> Chart:
    """Draw who guarded the oil field of Sharara and whether it ran, and list who reported Russians there.

    Args:
        rows: the events, as `events` returns them.
    """
    drawn, by_id = bars(rows), rows.set_index("event_id", drop=False)
    events = by_id.to_dict("index")
    hover = {name: elements.source_label(event, text="what", head=event["when"]) for name, event in events.items()}
    drawing = elements.Drawing()
    drawing.draw(_draw_bars(drawn, hover))
    _note_lines(drawing, drawn)
    _draw_span(drawing, rows, min(drawn.start), drawn.start[drawn.y == _RUSSIANS].min())
    _list_reports(drawing, by_id)
    wide, narrow = _LIST
    figure = drawing.finished(
        {"height": _HEIGHT + narrow, "margin.b": 40 + narrow},
        height=_HEIGHT + wide,
        barmode="overlay",
        margin={"l": 6, "r": 14, "t": 0, "b": 40 + wide},
        xaxis=elements.month_axis(range=[START, END], dtick="M3", tick0=f"{START[:7]}-01", **elements.RULER),
        xaxis_showgrid=False,
        yaxis={"range": [_RUSSIANS - 38, 30], "visible": False},
    )
    headings = {"when": "When", "track": "Whose", "what": "What", **SOURCE_HEADINGS}
    return Chart(figure, rows[["event_id", *headings]], headings, "events")


def _draw_bars(drawn: pd.DataFrame, hover: dict[str, str]) -> go.Bar:
    """Return the bars, each from its first day to the end of its last."""
    fills = [bar.colour if bar.opacity == 1 else faded(bar.colour, bar.opacity) for bar in drawn.itertuples()]
    return go.Bar(
        x=elements.lengths(drawn.start, drawn.end),
        base=list(drawn.start),
        y=list(drawn.y),
        ids=list(drawn.bar_id),
        orientation="h",
        width=[_THIN if y == _RUSSIANS else _BAR for y in drawn.y],
        marker={"color": fills, "line": {"color": list(drawn.colour), "width": 1.5}},
        cliponaxis=False,
        **elements.on_hover(drawn.event_id.map(hover)),
    )


def _note_lines(drawing: elements.Drawing, drawn: pd.DataFrame) -> None:
    """Write what each line is above the beginning of its bars, and the words of bars in their middles."""
    claimed, came = (spoken(drawn.start[drawn.y == y].min()) for y in (_GUARDS, _RUSSIANS))
    heads = {
        _GUARDS: f"<b>Guarded</b> by Haftar’s camp, claimed on {claimed}",
        _OUTPUT: "<b>Output</b>",
    }
    for y, text in heads.items():
        start = drawn.start[drawn.y == y].min()
        drawing.note({"text": text, "x": start, "xanchor": "left", "y": y + _BAR / 2, "yanchor": "bottom", **_PLAIN})
    russians = f"<b>Russians</b>, by the earliest account: from {came}"
    drawing.note({"text": russians, "x": END, "xanchor": "right", "y": _RUSSIANS + 4, "yanchor": "bottom", **_PLAIN})
    for bar in drawn[drawn.words != ""].itertuples():
        white = {"font": {"color": "#ffffff"}} if bar.opacity == 1 else {}
        note = {"text": bar.words, "x": middle_day(bar.start, bar.end), "y": bar.y, **_PLAIN, **white}
        drawing.note(note, visible=bar.event_id != STORMED)  # which has no room for words where the page is narrow


def _draw_span(drawing: elements.Drawing, rows: pd.DataFrame, start: str, end: str) -> None:
    """Draw a bracket from the claim to the first Russians, and write how long that is."""
    foot = _RUSSIANS - 14
    x, y = [start, start, end, end], [foot + 6, foot, foot, foot + 6]
    drawing.draw(elements.lines(x, y, colour=RULE, width=1.5))
    numbers = months_to_arrivals(rows)
    months = " to ".join(dict.fromkeys(str(number) for number in (min(numbers), max(numbers))))
    text = f"about {months} months to the first day reported"
    drawing.note({"text": text, "x": middle_day(start, end), "y": foot, "yanchor": "top", **_PLAIN})


def _list_reports(drawing: elements.Drawing, by_id: pd.DataFrame) -> None:
    """List below the axis, by the day, who reported Russians there, and what the article says."""
    place = {"yref": "paper", "yanchor": "top", "align": "left"}
    head = f"<b>Who reported Russians there, and for when in {by_id.first_day[BY_ARTICLE]:%Y}</b>"
    drawing.note(elements.at_left(0, head, yshift=-_TO_LIST, **place))
    y, narrow_y = -_TO_LIST - 22, -_TO_LIST - 18
    for name in (*BY_SPEAKERS, BY_ARTICLE):
        date, text = _reported(by_id.loc[name], by_id)
        wide, narrow = (folded(text, letters) for letters in (84, 44))
        drawing.note(elements.at_left(0, f"<b>{date}</b>", yshift=y, **place), yshift=narrow_y)
        said = elements.at_left(0, wide, xshift=104, yshift=y, **place)
        drawing.note(said, text=narrow, xshift=82, yshift=narrow_y)
        y -= 22 + 17 * wide.count("<br>")
        narrow_y -= 19 + 14 * narrow.count("<br>")


def _reported(event: Any, by_id: pd.DataFrame) -> tuple[str, str]:
    """Return of which day a report is, without the year, and what it says, with the day of what looks back."""
    if event.event_id == BY_CHAIRMAN:
        day = arrivals(by_id.reset_index(drop=True))[BY_CHAIRMAN]
        return f"{_short(spoken(day))} on", event.what.replace("says that", f"said on {_short(event.when)} that")
    return _short(event.when), event.what


def _short(date: str) -> str:
    """Return a date in words without its year."""
    return date.rpartition(" ")[0]


def _eve(day: str) -> str:
    """Return the day before a day, both in ISO 8601."""
    return iso(pd.Timestamp(day) - pd.Timedelta(days=1))
