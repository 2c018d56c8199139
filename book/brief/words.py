"""Words: numbers in text, charts and tables; signs of findings, names of routes, topics and publishers.

Also how text of any content keeps to its place: in a chart, in a cell of a spreadsheet, as an address, among other
text. Validation keeps such content out of the tables; this holds where it failed.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any
from urllib.parse import quote

from brief.settings import settings

LARGE = ((1_000_000_000, " bn"), (1_000_000, " m"))
"""Large units of numbers, with how they are written."""
_SMALL = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def counted(number: float, *, zero: str = "no") -> str:
    """Return a count as running text has it: words up to twelve, then digits with separators; `zero` for nought."""
    if number == int(number):
        number = int(number)
        if 0 <= number < len(_SMALL):
            return _SMALL[number] if number else zero
    return f"{number:,}"


def were(number: int) -> str:
    """Return a count as the subject of a passive: "none was", "one was", "two were"."""
    return f"{counted(number, zero='none')} {'was' if number < 2 else 'were'}"


def plural(number: float, noun: str) -> str:
    """Return a count with its noun, whose plural takes an s: "one originator", "22 originators"."""
    return f"{counted(number)} {noun}{'' if number == 1 else 's'}"


def parties(number: int, of: int) -> str:
    """Return how many of some originators are parties to the conflict, as a phrase to append; "" for none."""
    if not number:
        return ""
    if of == 1:
        return ", a party to the conflict"
    who = "both" if number == of == 2 else "all" if number == of else counted(number)
    return f", {who} of them {'a party' if number == 1 else 'parties'} to the conflict"


def listed(items: list[str]) -> str:
    """Return items as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def sentence(text: str) -> str:
    """Return words without a stop as a sentence."""
    return f"{text[0].upper()}{text[1:]}."


def _digits(value: float, decimals: int) -> str:
    """Return a number with at most so many decimals, none of them a trailing zero."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bounds(low: float | None, high: float | None, *, short: bool = False) -> str:
    """Return a range as charts and tables write it: "14", "14–30", "≥ 14", "≤ 350", "" for none.

    Args:
        low: the lower end; None if it is open.
        high: the upper end; None if it is open.
        short: whether to write millions and billions as such where there are any: "1.5–1.65 m".
    """
    unit, decimals = "", 1
    most = max((value for value in (low, high) if value is not None), default=0)
    if short and (large := next((large for large in LARGE if most >= large[0]), None)):
        size, unit = large
        decimals = 2
        low, high = (None if value is None else value / size for value in (low, high))
    shown = [None if value is None else _digits(value, decimals) for value in (low, high)]
    match shown:
        case [None, None]:
            return ""
        case [at_least, None]:
            return f"≥ {at_least}{unit}"
        case [None, at_most]:
            return f"≤ {at_most}{unit}"
        case [at_least, at_most]:
            return f"{at_least if at_least == at_most else f'{at_least}–{at_most}'}{unit}"
    raise AssertionError(shown)


SIGNS = {
    "corroborated": "✓✓",
    "supported": "✓",
    "partly": "◐",
    "disputed": "⇄",
    "contradicted": "✗",
    "mistranslated": "¶",
    "not found": "?",
    "opinion": "~",
}
"""A sign for each finding, so that it is told by more than a word's colour."""
CLOSENESS = {"verbatim": "≡", "close": "≈", "substance": "∼"}
"""A sign for each degree of closeness of a borrowing."""


def verdict(finding: str, kind: str) -> str:
    """Return a finding with its sign; on a judgment or forecast it says that it is one: there others only agree."""
    judged = kind in {"judgment", "forecast"} and finding != "opinion"
    return f"{SIGNS[finding]} {finding}{', as a judgment' if judged else ''}"


RELATIONS = {"supports": "For", "contradicts": "Against", "qualifies": "Differently", "context": "Context"}
"""Headings for how a fact bears on a claim."""
KINDS = {
    "academic": "An academic work",
    "broadcaster": "A broadcaster's page",
    "company": "A company's page",
    "database": "A database",
    "government": "A government's page",
    "magazine": "A magazine",
    "newspaper": "A newspaper",
    "newswire": "A newswire",
    "ngo": "An organisation's page",
    "social_media": "A post",
    "think_tank": "A think tank's page",
    "un": "A page of the UN",
}
"""What a document is, by its kind, to begin a sentence."""


def topic(name: str) -> str:
    """Return a topic as readers see it."""
    return settings().topics.get(name, name)


def capital(text: str) -> str:
    """Return text with a capital letter at its beginning, and the rest as it is."""
    return f"{text[0].upper()}{text[1:]}"


def page(name: str) -> str:
    """Return the name of a page as references to it have it: short, as its title is a question."""
    return settings().pages.get(name) or capital(topic(name))


LONGEST_WORD = 48
"""Characters of the longest word that is not parted, with room to spare: an address of a page may be longer."""
LONGEST_PUBLISHER = 80
"""Characters of the longest name of a publisher that is not cut."""


def wrapped(text: str, width: int = 52) -> list[str]:
    """Return text as lines of at most `width` characters, as hover labels need it.

    A longer word has a line of its own, and only one that is longer than any in a language is parted.
    """
    parted = re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", r"\g<0> ", text)
    return textwrap.wrap(parted, width, break_long_words=False, break_on_hyphens=False) or [""]


def folded(text: str, width: int = 52) -> str:
    """Return text in such lines, parted as a chart parts them."""
    return "<br>".join(wrapped(text, width))


def publisher(name: str) -> str:
    """Return the name of a publisher as a reference in a sentence has it, without whom it cites or copies."""
    for mark in (" citing ", " via ", " copy at ", " with ", "; ", ", ", " ("):
        name = name.partition(mark)[0]
    name = name.rstrip(",")  # "X, citing Y" ends at its comma
    return turned_back(name if len(name) <= LONGEST_PUBLISHER else f"{name[: LONGEST_PUBLISHER - 1]}…")


# --- text that keeps to its place ---------------------------------------------------------------------------

_IN_CHARTS = re.compile(
    r'</?[bi]>|<br>|<span style="color:#[0-9a-f]{6}">|</span>|<extra></extra>'  # what charts use
    r"|<|&(?=#?\w+;)"  # what else plotly would read as mark-up, such as links
)


def in_chart(text: str) -> str:
    """Return text for a chart, in which all mark-up but that of charts is text."""
    return _IN_CHARTS.sub(lambda found: {"<": "&lt;", "&": "&amp;"}.get(found[0], found[0]), text)


def formatted(value: Any, form: str) -> str:
    """Return a value as ``{glue:text}`name:form` `` writes it in a sentence, as myst-nb has it.

    Args:
        value: a number or text.
        form: of Python's format language; its last letter says what the value is taken for.
    """
    if not form or form[-1] == "s":
        return format(str(value), form)
    if form[-1] in "bcdoxX":
        value = int(value)
    elif form[-1] in "eEfFgGn%":
        value = float(value)
    return format(value, form)


def in_spreadsheet(value: Any) -> Any:
    """Return a value for CSV: text that a spreadsheet would run stands behind an apostrophe, as OWASP advises."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def address(text: str) -> str:
    """Return an address of the web with nothing in it that would end it where it stands; "#" for any other."""
    return re.sub(r"[<>\"\s\\]", lambda found: quote(found[0]), text) if re.match(r"https?://", text) else "#"


TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of the text after them, and those that end it."""


def turned_back(text: str) -> str:
    """Return text in which whatever turns its direction also ends, so that it turns no text that follows.

    See Unicode Standard Annex 9: embeddings and overrides end with U+202C, isolates with U+2069.
    """
    ends: list[str] = []
    for character in TURNS.findall(text):
        if character in "\u202a\u202b\u202d\u202e":
            ends.append("\u202c")
        elif character in "\u2066\u2067\u2068":
            ends.append("\u2069")
        elif character == "\u202c" and ends[-1:] == ["\u202c"]:
            ends.pop()
        elif character == "\u2069" and "\u2069" in ends:
            while ends.pop() != "\u2069":
                pass
    return text + "".join(reversed(ends))
