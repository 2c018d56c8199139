"""Values that a sentence looks up in the tables, by the row that holds them.

A role names the row: ``{value}`air-074` `` is the number of a fact, ``{when}`air-074` `` its date, and
``{months}`air-074` `` how many months that covers. The key of the row may be followed by

- a point and an end: `.low` or `.high` of a number, needed where the two differ; `.end` of a period;
- a colon and a form: one of `FORMS`, a form of another language, such as `:month@ar` (see `translations`), or a format
  of Python, such as `:.1f`.

So ``{value}`air-080.high:words` `` and ``{when}`us-162.end:year` ``. Cells use the same references, with `value` and
`when`. What is here needs pandas alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from brief import words
from brief.errors import BriefError, did_you_mean
from brief.ledger import facts, translations
from brief.tables import dates, plain


def _month(date: str) -> str:
    first = date.partition("/")[0]
    if len(first) < len("2020-05"):
        raise BriefError(f"{date!r} names no month")
    return dates.spoken(first[: len("2020-05")])


FORMS: dict[str, Callable[[Any], str]] = {
    "digits": lambda number: f"{number:,}",
    "words": words.counted,
    "millions": lambda number: f"{plain(number / 1e6):,}",
    "billions": lambda number: f"{plain(number / 1e9):,}",
    "date": dates.spoken,
    "month": _month,
    "year": lambda date: date[:4],
}
"""How a value is written, by the word after the colon. Month and year of a date are those in which it begins."""
ROLES = {"value": "digits", "when": "date", "months": "words"}
"""The roles, each with the form that it has if a reference gives none."""


@dataclass(frozen=True)
class Value:
    """What a reference stands for.

    Attributes:
        name: of the reference without its form, by which the value is sealed and compared: "air-074", "when air-001".
        value: a number, or a date as the table has it.
        form: in which the sentence writes it.
        text: as the sentence writes it.
    """

    name: str
    value: int | float | str
    form: str
    text: str

    @property
    def key(self) -> str:
        """Name and form, by which the text is sealed and compared: "air-074:words"."""
        return f"{self.name}:{self.form}"


def look_up(role: str, reference: str) -> Value:
    """Return what a reference in a sentence stands for.

    Args:
        role: one of `ROLES`.
        reference: the key of a fact, perhaps with an end and a form.

    Raises:
        BriefError: if there is no such fact, it has no such value, or the value cannot be written in this form.
    """
    place, _, form = reference.partition(":")
    form = form or ROLES[role]
    name = place if role == "value" else f"{role} {place}"
    try:
        held = read(name)
        return Value(name, held, form, written(held, form))
    except BriefError as error:
        raise BriefError(f"{{{role}}} names {reference!r}: {error}") from error


def read(name: str) -> int | float | str:
    """Return the value that has a name, as `Value` has it.

    Raises:
        BriefError: if there is none.
    """
    role, _, place = name.rpartition(" ")
    if (role or "value") not in _READERS:
        raise BriefError(f"no role {role!r}")
    return _READERS[role or "value"](place)


def written(value: Any, form: str) -> str:
    """Return a value as a sentence writes it.

    Args:
        value: a number or text.
        form: one of `FORMS`, a form of another language, or a format of Python.

    Raises:
        BriefError: if the value cannot be written so.
    """
    try:
        if "@" in form:
            return translations.written(value, form)
        return FORMS[form](value) if form in FORMS else _formatted(value, form)
    except (TypeError, ValueError, AttributeError) as error:
        expected = f"{', '.join(FORMS)}, or a format of Python"
        raise BriefError(f"{value!r} cannot be written as {form!r}; expected {expected}") from error


def _formatted(value: Any, form: str) -> str:
    """Return a value in a format of Python, whose last letter says to which type it is converted, as myst-nb does."""
    if not form or form[-1] == "s":
        return format(str(value), form)
    if form[-1] in "bcdoxX":
        value = int(value)
    elif form[-1] in "eEfFgGn%":
        value = float(value)
    return format(value, form)


def require_format(reference: str, *held: Any) -> None:
    """Make sure that a reference to a number that a cell says, perhaps with a format of Python, can be written.

    Args:
        reference: the name of the number, and after a colon the format.
        held: the value; if it is not known yet, the format must suit some number or text.

    Raises:
        BriefError: if it cannot.
    """
    form = reference.partition(":")[2]
    fault = ""
    for sample in held or (1, 1.5, "one"):
        try:
            _formatted(sample, form)
            return
        except (TypeError, ValueError) as error:
            fault = fault or str(error)
    what = repr(held[0]) if held else "nothing"
    raise BriefError(
        f"{{glue:text}} names {reference!r}: {what} can{'not' if held else ''} be written as {form!r}"
        f" ({fault[:1].lower()}{fault[1:]}); expected a format of Python, such as , or .1f"
    )


def value(reference: str) -> int | float:
    """Return the number of a fact: that of its two ends, or of the one that it has.

    Args:
        reference: the key of the fact, with `.low` or `.high` where the ends differ.

    Raises:
        BriefError: if there is no such fact or number, or the ends differ and the reference does not say which.
    """
    key, _, end = reference.partition(".")
    fact = _fact(key)
    ends = {"low": plain(fact.value_low), "high": plain(fact.value_high)}
    if end:
        if end not in ends:
            raise BriefError(f"a number has no end {end!r}; expected {key}.low or {key}.high")
        if ends[end] is None:
            raise BriefError(f"the fact has no {'lower' if end == 'low' else 'upper'} end")
        return ends[end]
    known = [number for number in ends.values() if number is not None]
    if not known:
        raise BriefError("the fact has no number")
    if known[0] != known[-1] and not _tolerant:
        raise BriefError(f"its ends are {known[0]:,} and {known[-1]:,}; expected {key}.low or {key}.high")
    return known[0]


def when(reference: str) -> str:
    """Return the date of a fact in words.

    Args:
        reference: the key of the fact, perhaps with `.end` and a form, such as "us-162.end:year".

    Raises:
        BriefError: if there is no such fact, it has no date, or its date has no end or cannot be written in this form.
    """
    return look_up("when", reference).text


def _date(place: str) -> str:
    key, _, end = place.partition(".")
    if end not in {"", "end"}:
        raise BriefError(f"a date has no {end!r}; expected {key} or {key}.end")
    date = _dated(key).event_date
    if end and "/" not in date:
        raise BriefError(f"its date, {date}, is no period and has no end")
    return date.partition("/")[2] if end else date


def _months(key: str) -> int:
    return round(_dated(key).months)


def _dated(key: str) -> pd.Series:
    fact = _fact(key)
    if pd.isna(fact.event_date):
        raise BriefError("the fact has no date")
    return fact


def _fact(key: str) -> pd.Series:
    try:
        return facts.fact(key)
    except BriefError as error:
        raise BriefError(f"no such fact{did_you_mean(key, facts.statements().fact_id)}") from error


_READERS: dict[str, Callable[[str], int | float | str]] = {"value": value, "when": _date, "months": _months}

_tolerant = False


@contextlib.contextmanager
def tolerant() -> Iterator[None]:
    """Meanwhile take the lower end of a number whose ends differ, where a reference does not say which.

    For tables that were changed or may have been tampered with: the change of one end moves the value, and does not
    make the page fail.
    """
    global _tolerant
    before, _tolerant = _tolerant, True
    try:
        yield
    finally:
        _tolerant = before
