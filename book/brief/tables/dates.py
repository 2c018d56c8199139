"""Partial dates: "2020", "2020-05", "2020-05-26", and intervals "2020-05/2020-07-31"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from brief.errors import BriefError

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
MEAN_MONTH_DAYS = 365.2425 / 12
"""Days in a mean Gregorian month, by which counts over unequal periods are compared."""


def _partial(text: str) -> tuple[datetime.date, datetime.date]:
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise BriefError(f"{text!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            return (
                datetime.date(year, month, 1),
                datetime.date(year, month, calendar.monthrange(year, month)[1]),
            )
        return datetime.date(year, month, day), datetime.date(year, month, day)
    except ValueError as error:
        raise BriefError(f"{text!r} is not a day of the calendar; expected one that exists") from error


def span(text: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that a partial date or an interval covers.

    Args:
        text: a partial date in ISO 8601, or two of them joined by "/".

    Returns:
        Two dates, the first not after the second.

    Raises:
        BriefError: if the text is not such a date, the day does not exist, or the end is before the start.
    """
    first, slash, last = text.partition("/")
    start, end = _partial(first)
    if slash:
        end = _partial(last)[1]
    if end < start:
        raise BriefError(f"{text!r} ends before it begins; expected start/end")
    return start, end


def iso(day: datetime.date) -> str:
    """Return a day, or the day of a timestamp, in ISO 8601."""
    return f"{day:%Y-%m-%d}"


def middle(first: Any, last: Any) -> Any:
    """Return the middle of a time: of dates, timestamps or series of these."""
    return first + (last - first) / 2


def middle_day(first: str, last: str) -> str:
    """Return the day in the middle of a time from one day to another, all in ISO 8601."""
    return iso(middle(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))


def runs(months: Iterable[pd.Period]) -> list[tuple[pd.Period, pd.Period]]:
    """Return the first and the last of each run of months that follow each other; the months are in order."""
    found: list[tuple[pd.Period, pd.Period]] = []
    for month in months:
        if found and found[-1][1] + 1 == month:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def around(texts: Iterable[str]) -> str:
    """Return the time from the first to the last of some dates, as precise as these are, such as "2021-03/2021-07-01".

    Args:
        texts: partial dates and intervals; one at least.

    Raises:
        BriefError: as `span`.
    """
    ends = [(text.partition("/")[0], text.rpartition("/")[2]) for text in texts]
    first = min((start for start, _ in ends), key=lambda text: (span(text)[0], -len(text)))
    last = max((end for _, end in ends), key=lambda text: (span(text)[1], len(text)))
    if last.startswith(first) and len(first) == len("2021") < len(last):
        first += "-01"  # a year, and a part of it: from its first month
    if first.startswith(last) and len(last) == len("2021") < len(first):
        last += "-12"
    return first if first == last else f"{first}/{last}"


def _spoken_partial(text: str) -> str:
    parts = text.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, calendar.month_name[int(parts[1])])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def spoken(text: str) -> str:
    """Return a date as a reader expects it: "26 May 2020", "May 2020", "November 2019 to July 2020".

    Whole months are named as months, and several whole years as years: "2019-11-01/2020-07-31" gives "November 2019 to
    July 2020", and "2016-01/2018-12" gives "2016 to 2018".

    Raises:
        BriefError: as `span`.
    """
    start, end = span(text)
    first, slash, last = text.partition("/")
    if not slash:
        return _spoken_partial(text)
    is_whole_months = start.day == 1 and end == _partial(end.isoformat()[:7])[1]
    if is_whole_months and start.year < end.year and (start.month, end.month) == (1, 12):
        return f"{start.year} to {end.year}"
    if is_whole_months:
        first, last = start.isoformat()[:7], end.isoformat()[:7]
    elif len(last) < len(first):
        last = end.isoformat()  # from a day to a month: to its last day
    if first == last:
        return _spoken_partial(first)
    one, other = _spoken_partial(first).split(" "), _spoken_partial(last).split(" ")
    if len(one) > 1 and one[-1] == other[-1]:
        one.pop()  # both ends share the year: "January to March 2020", "March to 30 December 2020"
        if len(one) > 1 and one[-1] == other[-2]:
            one.pop()  # and the month: "19 to 21 May 2020"
    return f"{' '.join(one)} to {' '.join(other)}"
