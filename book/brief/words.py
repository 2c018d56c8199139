"""Words for readers: numbers in text, charts and tables, signs of findings, names of topics, pages and publishers."""

from __future__ import annotations

import calendar

from brief.settings import settings
from brief.text import close_bidi

_SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def counted(number: float, *, zero: str = "no") -> str:
    """Return a count as running text has it: words up to twelve, then digits with separators; `zero` for 0."""
    if number == int(number):
        number = int(number)
        if 0 <= number < len(_SMALL):
            return _SMALL[number] if number else zero
    return f"{number:,}"


def unit(low: float | None, high: float | None, name: str) -> str:
    """Return the unit of a range of values: without its s for one thing."""
    return name.removesuffix("s") if low == high == 1 else name


def short_dates(text: str) -> str:
    """Return dates as charts have room for: "26 May 2020", and "Jul–Sep 2020" for "July to September 2020"."""
    for name in calendar.month_name[1:]:
        text = text.replace(name, name[:3])
    return text.replace(" to ", "–")


def plural(number: float, noun: str) -> str:
    """Return a count with its noun, whose plural takes an s: "one originator", "22 originators"."""
    return f"{counted(number)} {noun}{'' if number == 1 else 's'}"


def party(number: int = 1) -> str:
    """Return what one or several originators are that have a stake: "party to the conflict"."""
    return f"{'party' if number == 1 else 'parties'} to {settings().dispute}"


def a_party(number: int = 1) -> str:
    """Return the same as a predicate: "a party to the conflict", "parties to the conflict"."""
    return f"{'a ' if number == 1 else ''}{party(number)}"


def parties(number: int, of: int) -> str:
    """Return how many of some originators have a stake, as a phrase to append; "" for none."""
    if not number:
        return ""
    if of == 1:
        return f", {a_party()}"
    who = "both" if number == of == 2 else "all" if number == of else counted(number)
    return f", {who} of them {a_party(number)}"


def listed(items: list[str]) -> str:
    """Return items as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capital(text: str) -> str:
    """Return text with a capital letter at its beginning."""
    return f"{text[0].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """Return words as a sentence: with a capital letter and a full stop."""
    return f"{capital(text)}."


def _digits(value: float) -> str:
    """Return a number to one decimal, left out if it is 0; one so small that this shows nothing, to two digits."""
    text = f"{value:,.1f}".removesuffix(".0")
    return f"{value:.2g}" if value and text in {"0", "-0"} else text


def bounds(low: float | None, high: float | None) -> str:
    """Return a range as charts and tables write it: "14", "14–30", "≥ 14", "≤ 350", "" for none.

    Args:
        low: the lower end; None if it is open.
        high: the upper end; None if it is open.
    """
    if low is None:
        return "" if high is None else f"≤ {_digits(high)}"
    if high is None:
        return f"≥ {_digits(low)}"
    return "–".join(dict.fromkeys((_digits(low), _digits(high))))


SIGNS = {
    "holds": "✓✓",
    "holds thinly": "✓",
    "near miss": "◐",
    "disputed": "⇄",
    "wrong": "✗",
    "mistranslated": "¶",
    "nothing found": "?",
    "opinion": "~",
}
"""A sign for each finding, so that readers can tell findings apart without colours."""


def finding(name: str) -> str:
    """Return a finding with its sign."""
    return f"{SIGNS[name]} {name}"


CLOSENESS = {"verbatim": "≡", "close": "≈", "substance": "∼"}
"""A sign for each degree of closeness of a borrowing."""


RELATIONS = {
    "supports": "So",
    "qualifies": "Not as worded",
    "contradicts": "Otherwise",
    "denies": "Denial",
    "context": "Context",
}
"""Headings for how a fact bears on a claim."""


def topic(name: str) -> str:
    """Return a topic as readers see it."""
    known = settings().topics.get(name)
    return (known and known.name) or name


LONGEST_PUBLISHER = 80
"""Characters of a name of a publisher above which it is cut."""


def publisher(name: str) -> str:
    """Return the name of a publisher for a reference in a sentence, without whom it cites or copies."""
    for mark in (" citing ", " via ", " copy at ", " with ", "; ", ", ", " ("):
        name = name.partition(mark)[0]
    name = name.rstrip(",")  # "X, citing Y" ends at its comma
    return close_bidi(name if len(name) <= LONGEST_PUBLISHER else f"{name[: LONGEST_PUBLISHER - 1]}…")
