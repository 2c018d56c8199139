"""The oil field of Sharara: who guarded it, whether it ran, and when Russians were there."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from brief import charts
from brief.charts import Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import NEUTRAL, SIDES
from brief.libya import blockade
from brief.tables.dates import MEAN_MONTH_DAYS, iso, spoken

CLAIMED = "sharara-2019-02-11-control"
"""The event at which Haftar's side said that it held the oil field of Sharara."""
RETURNED = "sharara-2019-03-noc"
RESTARTED = "sharara-2020-06-07-2020-06-08-restart"
STORMED = "sharara-2020-06-08-2020-06-09-stormed"
"""The events at which the field changed hands after that."""
BY_AP, BY_ARTICLE = "sharara-2020-06-26-ap", "sharara-2020-07-04-article"
"""The events that are what AP and the article say of who has the field."""
BY_CHAIRMAN = "sharara-2020-07-05-chairman"
SPEAKERS = {
    BY_CHAIRMAN: "the oil company’s chairman",
    "sharara-2020-06-30-wsj": "officials (WSJ)",
    "sharara-2020-06-25-convoy": "the oil company",
}
"""Who tells that Russians came there, by the event."""
DAYS_BEFORE = 25
"""How long before he spoke Wagner had occupied the field, by the chairman of the oil company, in days."""
_A_WEEK = 7 * elements.MILLISECONDS_A_DAY
WINDOWS = {
    "all": charts.Window("<b>From the claim of Haftar’s side on</b>", "2019-01-20", "2020-07-07", "M3", "%b<br>%Y"),
    "last": charts.Window("<b>The last month, day by day</b>", "2020-06-05", "2020-07-07", _A_WEEK, "%-d<br>%b"),
}
"""The times that are drawn of Sharara: from the claim of Haftar's side to the article, and the last weeks of it."""
GUARDS = {"all": "<b>Guarded</b> by", "last": "<b>Guarded</b> by (in the gap: no report found)"}
OUTPUT = {"all": "<b>Output</b>", "last": "<b>Output</b>: restarted, then stopped at gunpoint"}
"""The words of the lines that tell who had the field and whether it ran, by the window."""


def arrivals(rows: pd.DataFrame) -> dict[str, str]:
    """Return the first day on which Russians were at Sharara, in ISO 8601, by each event that tells it.

    Args:
        rows: the events, as `events` returns them.
    """
    days = rows.set_index("event_id").first_day
    days[BY_CHAIRMAN] -= pd.Timedelta(days=DAYS_BEFORE)
    return {name: iso(days[name]) for name in SPEAKERS}


def months_to_arrivals(rows: pd.DataFrame) -> list[int]:
    """Return how many months passed from the claim of Haftar's side to each arrival of Russians, rounded.

    Args:
        rows: the events, as `events` returns them.
    """
    claimed = rows.set_index("event_id").first_day[CLAIMED]
    return [round((pd.Timestamp(day) - claimed).days / MEAN_MONTH_DAYS) for day in arrivals(rows).values()]


# --- the chart --------------------------------------------------------------------------------------------


class _Bar(NamedTuple):
    """A bar, as `charts.strips` takes it, with the event that begins it or tells it."""

    window: str
    line: str
    event_id: str
    start: str
    end: str
    colour: str
    fill: str
    words: str = ""


_HAFTAR, _COMPANY = SIDES["lna"].colour, NEUTRAL.colour
"""The colours of bars: of Haftar's camp, which Russians are of, and of the oil company."""


def bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn of the oil field of Sharara, as `charts.strips` takes it.

    Args:
        rows: the events, as `events` returns them.

    Returns:
        One row a bar, named by `bar_id`, with `event_id`, the event that begins it or tells it.
    """
    by_id = rows.set_index("event_id")
    first, last = (by_id[column].map(iso).to_dict() for column in ("first_day", "last_day"))
    came = arrivals(rows)
    held = [*_until_the_blockade(first), *_in_all(first), *_in_the_last_weeks(first)]
    drawn = pd.DataFrame([*held, *_russians(came, last), _article(first[BY_ARTICLE])])
    hover = {
        row["event_id"]: elements.source_label(row, text="what", head=row["when"]) for row in rows.to_dict("records")
    }
    lines = pd.factorize(drawn.window + drawn.line)[0]
    names = [f"{row.window} {row.start} line {line + 1}" for row, line in zip(drawn.itertuples(), lines, strict=True)]
    drawn = drawn.assign(is_article=drawn.event_id == BY_ARTICLE, hover=drawn.event_id.map(hover))
    return drawn.set_index(pd.Index(names, name="bar_id")).reset_index()


def _until_the_blockade(day: dict[str, str]) -> list[_Bar]:
    """Return who guarded the field and who ran it until the blockade shut it, by the first day of each event."""
    end = _eve(blockade.days()[0])
    return [
        _Bar("all", GUARDS["all"], CLAIMED, day[CLAIMED], end, _HAFTAR, "full", "Haftar’s camp"),
        _Bar("all", OUTPUT["all"], RETURNED, day[RETURNED], end, _COMPANY, "full", "run by the oil company"),
    ]


def _in_all(day: dict[str, str]) -> list[_Bar]:
    """Return the same from the blockade to the article, in the window that shows all."""
    shut, end = blockade.days()[0], WINDOWS["last"].end
    guards, output = GUARDS["all"], OUTPUT["all"]
    return [
        _Bar("all", guards, RETURNED, shut, _eve(day[RESTARTED]), _HAFTAR, "hollow", "inferred"),
        _Bar("all", guards, STORMED, day[STORMED], end, _HAFTAR, "full"),
        _Bar("all", output, RETURNED, shut, _eve(day[RESTARTED]), _COMPANY, "pale", "shut"),
        _Bar("all", output, RESTARTED, day[RESTARTED], _eve(day[STORMED]), _COMPANY, "full"),
        _Bar("all", output, STORMED, day[STORMED], end, _COMPANY, "pale"),
    ]


def _in_the_last_weeks(day: dict[str, str]) -> list[_Bar]:
    """Return the same in the window that shows the last weeks."""
    start, end = WINDOWS["last"].start, WINDOWS["last"].end
    guards, output = GUARDS["last"], OUTPUT["last"]
    ally = "ally of Haftar, says TRT"
    return [
        _Bar("last", guards, RETURNED, start, _eve(day[RESTARTED]), _HAFTAR, "hollow"),
        _Bar("last", guards, STORMED, day[STORMED], _eve(day[BY_AP]), _HAFTAR, "full", ally),
        _Bar("last", output, RETURNED, start, _eve(day[RESTARTED]), _COMPANY, "pale"),
        _Bar("last", output, RESTARTED, day[RESTARTED], _eve(day[STORMED]), _COMPANY, "full"),
        _Bar("last", output, STORMED, day[STORMED], end, _COMPANY, "pale", "shut"),
        _Bar("last", guards, BY_AP, day[BY_AP], end, _HAFTAR, "full", "Haftar, says AP"),
    ]


def _russians(came: dict[str, str], last: dict[str, str]) -> list[_Bar]:
    """Return when Russians were there: in all by the earliest account, in the last weeks by each, a line for each.

    Args:
        came: the first day by each account, as `arrivals` returns it.
        last: the last day of each event, in ISO 8601.
    """
    earliest = min(came, key=came.__getitem__)
    line = f"<b>Russians</b>, says the earliest account: from {spoken(came[earliest])}"
    told = [_Bar("all", line, earliest, came[earliest], WINDOWS["all"].end, _HAFTAR, "thin")]
    for name, speaker in SPEAKERS.items():
        said = f"from {_short(came[name])}" if name == BY_CHAIRMAN else _short(came[name], last[name])
        verb = "say" if speaker.startswith("officials") else "says"
        line = f"<b>Russians</b>, {verb} {speaker}: {said}"
        told.append(_Bar("last", line, name, came[name], last[name], _HAFTAR, "thin"))
    return told


def _article(day: str) -> _Bar:
    """Return what the article says, on its day."""
    line = f"The article, {_short(day)}: Russians enabled Haftar to control it"
    return _Bar("last", line, BY_ARTICLE, day, day, _HAFTAR, "full")


def _eve(day: str) -> str:
    """Return the day before a day, both in ISO 8601."""
    return iso(pd.Timestamp(day) - pd.Timedelta(days=1))


def _short(start: str, end: str = "") -> str:
    """Return a day, or a time from one day to another, in words without the year."""
    return spoken(f"{start}/{end}" if end and end != start else start).rpartition(" ")[0]


def chart(rows: pd.DataFrame) -> Chart:
    """Draw who guarded the oil field of Sharara, whether it ran, and when Russians were there, in all and by the day.

    Args:
        rows: the events, as `events` returns them.
    """
    numbers = months_to_arrivals(rows)
    fewest, most = min(numbers), max(numbers)
    months = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    day = iso(rows.set_index("event_id").first_day[CLAIMED])
    span = charts.Span("all", day, min(arrivals(rows).values()), f"about {months} months to the first Russians")
    headings = {"when": "When", "track": "Whose", "what": "What", **SOURCE_HEADINGS}
    return charts.strips(bars(rows), windows=WINDOWS, span=span).showing(
        rows[["event_id", *headings]], headings, "events"
    )
