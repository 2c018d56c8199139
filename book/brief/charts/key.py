"""The key of a drawing: what its colours and signs mean, for those who meet it without its page.

Throughout a brief a colour and a symbol stand for a side, the accent for the article, a hollow mark for what does not
count of itself, and a triangle for a bound. What a drawing explains itself is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from brief.charts.style import ACCENT, RULE, SIDES, SYMBOL_SIGNS
from brief.settings import settings

_OPEN = "-open"
"""Ends the name of a hollow symbol."""
_BOUNDS = {"triangle-right": ("▶", "at least"), "triangle-left": ("◀", "at most")}


class Entry(NamedTuple):
    """One line of a key: a sign, its colour, and what it means."""

    sign: str
    colour: str
    meaning: str


def key(spec: dict[str, Any], caption: str = "", repeats: int = 0) -> list[Entry]:
    """Return the key of a drawing.

    Args:
        spec: the data and the layout of plotly.
        caption: what stands beside the drawing; what it explains in words is left out, too.
        repeats: how many of its rows only repeat another report. As many marks are hollow, or hollow means something
            else, which is for the caption to say.
    """
    drawn = [{name: part for name, part in trace.items() if name != "textfont"} for trace in spec["data"]]
    colours, symbols = set(_values(drawn, "color")), set(_values(drawn, "symbol"))
    shown = " ".join(texts(spec))
    explained = set(re.findall(r"color:\s*(#\w{6})", shown))
    said = f"{caption} {shown}".lower()
    entries = []
    for name, mark in SIDES.items():
        is_drawn = mark.colour in colours and (mark.symbol in {symbol.removesuffix(_OPEN) for symbol in symbols})
        if is_drawn and mark.colour not in explained:
            side = settings().sides[name]
            meaning = f"{side.name} and its backers" if side.camp else side.name
            entries.append(Entry(SYMBOL_SIGNS[mark.symbol], mark.colour, meaning))
    if {entry.colour for entry in entries} <= {SIDES["none"].colour}:  # grey alone is no side
        entries = []
    if ACCENT in colours and ACCENT not in explained and "article" not in said:
        entries.append(Entry("●", ACCENT, "the article"))
    if repeats and repeats == sum(map(_hollow, spec["data"])) and "hollow" not in said:
        entries.append(Entry("○", RULE, "only repeats another report"))
    if not re.search(r"\barrow|triangle", said):
        entries += [Entry(sign, RULE, text) for name, (sign, text) in _BOUNDS.items() if name in symbols]
    return entries


def _hollow(trace: dict[str, Any]) -> int:
    """Return how many marks of a trace are hollow."""
    symbol = trace.get("marker", {}).get("symbol", "")
    symbols = symbol if isinstance(symbol, list) else [symbol] * len(trace.get("x", trace.get("lon", ())))
    return sum(one.endswith(_OPEN) for one in symbols)


def _values(part: Any, key: str) -> Iterator[str]:
    """Return the texts that a part of a drawing has by a key, at any depth: one, or a list."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key:
                yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))
            else:
                yield from _values(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _values(value, key)


def texts(spec: dict[str, Any]) -> Iterator[str]:
    """Return the texts that a drawing shows."""
    layout = {name: value for name, value in spec["layout"].items() if name not in {"template", "meta"}}
    for name in ("text", "ticktext"):
        yield from _values([spec["data"], layout], name)
