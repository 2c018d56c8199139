"""Comparing what was sealed or published with what is computed, value by value; each difference is named by its place.

It needs Python alone, so the same code compares on the command line and in a reader's browser.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from brief.check.digests import is_digest
from brief.text import told_apart, visible

TOLERANCE = 1e-9
"""Relative difference below which two numbers are the same: the last digits differ between machines."""
LONGEST = 70
"""Letters of a text up to which it stands whole in a message; of a longer one, what differs and the words around."""
AROUND = 24
"""Letters of the words on each side of what differs."""
MOST = 4000
"""Letters of one piece that differs; of a longer one a message says how many more there are."""
MOST_WORDS = 800
"""Words in which two texts are compared word by word; of more, all from the first that differs to the last."""
Kinds = tuple[tuple[str, str], ...]
"""Kinds of things that are compared, each with the plural by which people call them."""
KINDS: Kinds = (
    ("figure", "figures"),
    ("number", "numbers"),
    ("finding", "findings"),
    ("judgment", "judgments"),
    ("view", "views"),
    ("table", "tables"),
    ("prose", "pages of prose"),
)
COUNTED = {"number", "finding", "judgment"}
"""Kinds of which the table of results gives only the count."""
HEADINGS = ("page", "what", "size", "match")
"""Headings of the table of results."""
_NUMBERS = f"numbers are the same if they differ by less than one part in {1 / TOLERANCE:,.0f}"
COMPARED = {
    "figure": f"title, words for those who do not see it, rows, sources and all that is drawn; {_NUMBERS}",
    "number": f"each value that stands in the text, and how a sentence writes one that it looks up; {_NUMBERS}",
    "finding": "the finding on each claim, the confidence in it, and who says what",
    "judgment": "the words of each, the facts on which it rests as they are told, and the findings on its claims",
    "view": "each row of what pages make of whole tables, such as the list of claims, to the letter",
    "table": "each row and the description, to the letter",
    "prose": "each line, to the letter",
}
"""For readers: what is compared of each of `KINDS`, and when it matches."""


@dataclass
class Item:
    """One thing that was compared, such as a figure, a number, a table, or the prose of a page.

    Attributes:
        kind: one of `KINDS`, or another kind of which there is one item.
        page: the page that shows it, or "".
        name: of the thing.
        size: such as "26 rows", or "".
        differences: each in words.
    """

    kind: str
    page: str
    name: str
    size: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def matches(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


# --- results ----------------------------------------------------------------------------------------------


def tally(items: list[Item]) -> tuple[Counter[str], Counter[str]]:
    """Return by kind how many items match, and how many were compared."""
    return Counter(item.kind for item in items if item.matches), Counter(item.kind for item in items)


def report(items: list[Item]) -> dict[str, Any]:
    """Return the result of a comparison for a program.

    Returns:
        `matches`: whether everything does; `counts`: by kind, how many `match` and `of` how many; `items`: for each
        item its attributes and whether it `matches`.
    """
    matching, total = tally(items)
    return {
        "matches": matching == total,
        "counts": {kind: {"match": matching[kind], "of": of} for kind, of in total.items()},
        "items": [{**asdict(item), "matches": item.matches} for item in items],
    }


def summary(matching: Counter[str], total: Counter[str], kinds: Iterable[tuple[str, str]] = KINDS) -> str:
    """Return the last line of a check: of each kind, how many match and how many were compared."""
    return f"{', '.join(f'{matching[kind]} of {total[kind]} {plural}' for kind, plural in kinds)} match"


# --- values -----------------------------------------------------------------------------------------------


def same(old: Any, new: Any) -> bool:
    """Return whether two values are equal, numbers within `TOLERANCE`."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int) and isinstance(new, int):
        return old == new
    if isinstance(old, int | float) and isinstance(new, int | float):
        try:
            return math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=0.0)
        except OverflowError:  # an integer of hundreds of digits
            return False
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return type(old) is type(new) and old == new


def differing_parts(path: str, old: Any, new: Any) -> list[str]:
    """Return where two nested values differ: a message for each place, which begins with its dotted path."""
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = dict.fromkeys([*old, *new])
        return [message for key in keys for message in differing_parts(f"{path}.{key}", old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [message for number, pair in pairs for message in differing_parts(f"{path}[{number}]", *pair)]
    if is_digest(old) or is_digest(new):
        return [f"{path} {'is new' if old is None else 'is gone' if new is None else 'differs'}"]
    return [f"{path}: {change(old, new)}"]


def change(old: Any, new: Any) -> str:
    """Return how one value became another: of long ones each piece that differs, with the words around it.

    What nobody sees in them, and what differs and looks alike, stands as its code point.
    """
    if isinstance(old, str) and isinstance(new, str):
        return "; ".join(f"{_written(_cut(was))} became {_written(_cut(now))}" for was, now in _pieces(old, new))
    pieces = _pieces(*(json.dumps(value, ensure_ascii=False) for value in (old, new)))
    return "; ".join(f"{visible(was)} became {visible(now)}" for was, now in pieces)


def became(old: Any, new: Any) -> str:
    """Return how one value became another, both whole and as Python writes them."""
    if isinstance(old, str) and isinstance(new, str):
        old, new = told_apart(old, new)
    return f"{visible(repr(old))} became {visible(repr(new))}"


def shortened(value: Any) -> str:
    """Return a value as JSON in letters that are seen, cut off after `MOST` of them."""
    return _written(_cut(value)) if isinstance(value, str) else _cut(_written(value))


def _written(value: Any) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}... ({len(text) - MOST:,} letters more)"


def _pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Return what differs between two texts: pairs of pieces with the words around, or one pair of short texts."""
    if max(len(old), len(new)) <= LONGEST:
        return [told_apart(old, new)]
    first = _equal(old, new)
    most = min(len(old), len(new)) - first
    last = min(most, _equal(old[::-1], new[::-1]))
    begin = _at_word(old, first, -1)
    ends = [_at_word(text, len(text) - last, 1) for text in (old, new)]
    before, after = (re.findall(r"\s*\S+|\s+", text[begin:end]) for text, end in zip((old, new), ends, strict=True))
    runs: list[list[int]] = [[0, len(before), 0, len(after)]]
    if len(before) + len(after) <= MOST_WORDS:
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        runs = []
        for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
            if tag == "equal":
                continue
            if runs and len("".join(before[runs[-1][1] : from_old])) <= AROUND:  # one piece with what is close before
                from_old, _, from_new, _ = runs.pop()
            runs.append([from_old, to_old, from_new, to_new])
    places = [[begin], [begin]]  # where each word begins in its text
    for words, starts in zip((before, after), places, strict=True):
        for word in words:
            starts.append(starts[-1] + len(word))
    pairs = []
    for i, j, k, m in runs:
        spans = ((old, places[0][i], places[0][j]), (new, places[1][k], places[1][m]))
        pairs.append(told_apart(*(_cut(_in_context(*span)) for span in spans)))
    return pairs


def _equal(one: str, other: str) -> int:
    """Return with how many equal letters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (letter, its) in pairs if letter != its), min(len(one), len(other)))


def _in_context(text: str, begin: int, end: int) -> str:
    begin, end = _at_word(text, max(0, begin - AROUND), -1), _at_word(text, min(len(text), end + AROUND), 1)
    return f"{'...' if begin else ''}{text[begin:end]}{'...' if end < len(text) else ''}"


def _at_word(text: str, place: int, step: int) -> int:
    """Return where the word around a place begins or, for a positive step, ends; the place itself in a long one."""
    for moved in range(place, place + step * 2 * AROUND, step):
        if moved == (len(text) if step > 0 else 0) or text[moved if step > 0 else moved - 1].isspace():
            return moved
    return place


# --- things -----------------------------------------------------------------------------------------------


def number(page: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> Item:
    """Return how a number of a page compares, looked up by its name among the old and the new numbers of the page."""
    item = Item("number", page, name)
    if name not in old or name not in new:
        item.differences = ["new" if name in new else "gone"]
    elif not same(old[name], new[name]):
        item.differences = [became(old[name], new[name])]
    return item


def differing_texts(name: str, old: dict[str, str], new: dict[str, str], lines: dict[str, int]) -> list[str]:
    """Return how the texts differ by which sentences write a value.

    Args:
        name: of the number.
        old: texts of the page by name and form, as `cells.Shown.written` has them.
        new: those that are computed.
        lines: of the page, on which these stand, where that is known.
    """
    messages = []
    for key in dict.fromkeys([*new, *old]):
        if key.partition(":")[0] == name and old.get(key) != new.get(key):
            line = f"line {lines[key]}, " if key in lines else ""
            messages.append(f"{line}{key}: {change(old.get(key), new.get(key))}")
    return messages


def figure(page: str, name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
    """Return how a figure of a page compares; both as `cells.Shown` has them, or both as `digests.condensed` does."""
    if old is None or new is None:
        return Item("figure", page, name, differences=["the figure is new" if old is None else "the figure is gone"])
    item = Item("figure", page, name, f"{len(new['rows'])} rows", differing_rows(old, new))
    for part in ("title", "alt", "strip", "table", "drawn"):
        messages = differing_parts(part, old.get(part), new.get(part))
        if item.differences and part in {"table", "drawn"} and len(messages) > 1:
            messages = [f"{part}: {len(messages)} places differ"]  # they follow from the rows
        item.differences += messages
    for part in ("rests_on", "headings"):
        if part in old and part in new:  # a page does not show them, and older editions lack them
            item.differences += differing_parts(part, old[part], new[part])
    return item


def differing_rows(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return how the `rows` of two tables with `columns` differ; a row goes by its first cell."""
    columns = new["columns"]
    if old["columns"] != columns:
        return [f"columns {', '.join(old['columns'])} became {', '.join(columns)}"]
    before, after = _by_name(old["rows"]), _by_name(new["rows"])
    messages: list[str] = []
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after:
            messages.append(f"row {'new' if name in after else 'gone'}: {name}")
            continue
        messages += [
            f"row {name}, {column}: {became(was, is_now)}"
            for column, was, is_now in zip(columns, before[name], after[name], strict=True)
            if not same(was, is_now)
        ]
    if not messages and list(before) != list(after):
        messages.append("the rows stand in another order")
    return messages


def _by_name(rows: list[list[Any]]) -> dict[str, list[Any]]:
    """Return rows by their first cells; the second row with a first cell gets a number behind it."""
    named: dict[str, list[Any]] = {}
    for row in rows:
        name, number = str(row[0]), 2
        while name in named:
            name, number = f"{row[0]} ({number})", number + 1
        named[name] = row
    return named


def table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
    """Return how a table compares, by digests of its `description` and, by key, of its `rows`."""
    if old is None or new is None:
        return Item("table", "", name, differences=["the table is new" if old is None else "the table is gone"])
    item = Item("table", "", name, f"{len(new['rows'])} rows")
    if old["description"] != new["description"]:
        item.differences.append("its description in datapackage.json differs")
    item.differences += differing_keys(old["rows"], new["rows"])
    return item


def differing_keys(old: dict[str, str] | None, new: dict[str, str] | None) -> list[str]:
    """Return how digests of rows, by their keys, differ."""
    if old is None or new is None:
        return ["it is new" if old is None else "it is gone"]
    return [
        f"row {key} {'is new' if key not in old else 'is gone' if key not in new else 'differs'}"
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    ]
