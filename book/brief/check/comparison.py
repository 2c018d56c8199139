"""Comparing what was published with what is found now, value by value, and telling the differences in words.

It needs Python alone: so the same code compares on the command line and in a reader's browser.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

TOLERANCE = 1e-9
"""Relative difference below which two numbers are the same: the last digits differ between machines."""

SHOWN = 70
"""Most letters of a value that are shown where it differs."""
HEADINGS = ("page", "what", "size", "match")
"""Of the table in which a check tells what it compared."""
KINDS = (
    ("figure", "figures"),
    ("number", "numbers"),
    ("finding", "findings"),
    ("judgment", "judgments"),
    ("view", "views"),
    ("table", "tables"),
    ("prose", "pages of prose"),
)
_NUMBERS = f"numbers are the same if they differ by less than one part in {1 / TOLERANCE:,.0f}"
COMPARED = {
    "figure": f"title, words for those who do not see it, rows, sources and all that is drawn; {_NUMBERS}",
    "number": f"each value that stands in the text; {_NUMBERS}",
    "finding": "the finding on each claim, the confidence in it, and who says what",
    "judgment": "the words of each, the facts on which it rests as they are told, and the findings on its claims",
    "view": "each row of what pages make of whole tables, such as the list of claims, to the letter",
    "table": "each row and the description, to the letter",
    "prose": "each line, to the letter",
}
"""What is compared of each of `KINDS`, and when it matches."""
COUNTED = {"number", "finding", "judgment"}
"""Kinds of which the table gives the count alone."""


@dataclass
class Item:
    """One thing that was compared: a figure, a number, a table, the prose of a page, the article."""

    kind: str
    page: str
    name: str
    size: str = ""
    differences: list[str] = field(default_factory=list)

    @property
    def matches(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def tally(items: list[Item]) -> tuple[Counter[str], Counter[str]]:
    """Return how many things of each kind match, and how many were compared."""
    return Counter(item.kind for item in items if item.matches), Counter(item.kind for item in items)


def report(items: list[Item]) -> dict[str, Any]:
    """Return what was compared, and with what result, for a program.

    Returns:
        `matches`: whether all does; `counts`: by kind, how many match and `of` how many; `items`: for each thing its
        `kind`, `page`, `name`, `size`, whether it `matches`, and its `differences`, all of them, in words.
    """
    matching, total = tally(items)
    return {
        "matches": matching == total,
        "counts": {kind: {"match": matching[kind], "of": of} for kind, of in total.items()},
        "items": [{**asdict(item), "matches": item.matches} for item in items],
    }


def summary(matching: Counter[str], total: Counter[str], kinds: Iterable[tuple[str, str]] = KINDS) -> str:
    """Return the last line of a check: how many things of each kind match, of how many."""
    return f"{', '.join(f'{matching[kind]} of {total[kind]} {words}' for kind, words in kinds)} match"


def same(old: Any, new: Any) -> bool:
    """Return whether two values are equal, numbers within `TOLERANCE`."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=0.0)
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return type(old) is type(new) and old == new


def number(page: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> Item:
    """Return how a number of a page compares, by its name among the old ones and the new ones."""
    item = Item("number", page, name)
    if name not in old or name not in new:
        item.differences = ["new" if name in new else "gone"]
    elif not same(old[name], new[name]):
        item.differences = [f"{old[name]!r} became {new[name]!r}"]
    return item


def figure(page: str, name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
    """Return how a figure of a page compares, old and new as `cells.Shown` has them; None where there is none."""
    if old is None or new is None:
        return Item("figure", page, name, differences=["the figure is new" if old is None else "the figure is gone"])
    item = Item("figure", page, name, f"{len(new['rows'])} rows")
    item.differences = differing_rows(old, new)
    for part in ("title", "alt", "strip", "table", "drawn"):
        told = differing_parts(part, old.get(part), new.get(part))
        if item.differences and part in {"table", "drawn"} and len(told) > 1:
            told = [f"{part}: {len(told)} places differ"]  # what follows from the rows need not be told one by one
        item.differences += told
    return item


def differing_rows(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what differs between the rows of a figure; a row is named by its first cell."""
    columns = new["columns"]
    if old["columns"] != columns:
        return [f"columns {', '.join(old['columns'])} became {', '.join(columns)}"]
    before, after = (_named(figure["rows"]) for figure in (old, new))
    told: list[str] = []
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after:
            told.append(f"row {'new' if name in after else 'gone'}: {name}")
            continue
        told += [
            f"row {name}, {column}: {was!r} became {is_now!r}"
            for column, was, is_now in zip(columns, before[name], after[name], strict=True)
            if not same(was, is_now)
        ]
    if not told and [row[0] for row in old["rows"]] != [row[0] for row in new["rows"]]:
        told.append("the rows stand in another order")
    return told


def _named(rows: list[list[Any]]) -> dict[str, list[Any]]:
    """Return rows by their first cell; one that comes again is told apart by its number."""
    named: dict[str, list[Any]] = {}
    for row in rows:
        name, number = str(row[0]), 2
        while name in named:
            name, number = f"{row[0]} ({number})", number + 1
        named[name] = row
    return named


def differing_parts(path: str, old: Any, new: Any) -> list[str]:
    """Return where two nested values differ, as dotted paths with the old and the new value."""
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = dict.fromkeys([*old, *new])
        return [told for key in keys for told in differing_parts(f"{path}.{key}", old.get(key), new.get(key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            told for n, pair in enumerate(zip(old, new, strict=True)) for told in differing_parts(f"{path}[{n}]", *pair)
        ]
    return [f"{path}: {change_told(old, new)}"]


def change_told(old: Any, new: Any) -> str:
    """Return how one value became another; of long texts what stands where they first differ."""
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > SHOWN:
        pairs = enumerate(zip(old, new, strict=False))
        first = next((at for at, (was, now) in pairs if was != now), min(len(old), len(new)))
        begin = max(0, first - SHOWN // 3)
        begin = begin and (old.find(" ", begin, first) + 1 or begin)  # at a word, if there is one
        old, new = (f"{'...' if begin else ''}{text[begin:]}" for text in (old, new))
    return f"{shortened(old)} became {shortened(new)}"


def shortened(value: Any) -> str:
    """Return a value as JSON, of which at most `SHOWN` letters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
    """Return how a table compares, old and new with digests of its `description` and of its `rows`, by key."""
    if old is None or new is None:
        return Item("table", "", name, differences=["the table is new" if old is None else "the table is gone"])
    item = Item("table", "", name, f"{len(new['rows'])} rows")
    if old["description"] != new["description"]:
        item.differences.append("its description in datapackage.json differs")
    item.differences += keyed(old["rows"], new["rows"])
    return item


def keyed(old: dict[str, str] | None, new: dict[str, str] | None) -> list[str]:
    """Return what differs between digests of rows by their keys."""
    if old is None or new is None:
        return ["it is new" if old is None else "it is gone"]
    return [
        f"row {key} {'is new' if key not in old else 'is gone' if key not in new else 'differs'}"
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    ]
