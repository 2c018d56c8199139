"""The sealed edition: what every page showed and every table held when it was last published.

`book/manifest.json` holds, for each page, its figures (words, rows, and what is drawn) and its numbers in full, and a
short digest of each line of prose; for each claim its finding in full; for each table a digest of each row under the
row's key; for each judgment what it rests on; for each view, as `cards.VIEWS` has them, a digest of each row. So a
difference can be told down to the row and the line.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from brief import paths, tables
from brief.derivations import derive, digest
from brief.errors import BriefError
from brief.execution import Page, prose, source
from brief.files import read_text, write_whole

FORMAT = 2
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


def _table(name: str) -> dict[str, Any]:
    description = tables.resource(name)
    key = description["schema"]["primaryKey"]
    with (paths.DATA / description["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    digests = {" ".join(row[column] for column in key): digest(json.dumps(row)) for row in rows}
    return {"description": digest(json.dumps(description, sort_keys=True)), "rows": digests}


def edition(pages: list[Page]) -> dict[str, Any]:
    """Return what is to be sealed or compared: the pages as executed, the tables and the article as they are."""
    return {
        "format": FORMAT,
        "article": hashlib.sha256(paths.ARTICLE.read_bytes()).hexdigest(),
        "tables": {name: _table(name) for name in tables.names()},
        **derive(),
        "pages": {
            page.name: {
                "prose": [digest(line) for _, line in page.prose],
                "numbers": page.numbers,
                "figures": page.figures,
            }
            for page in pages
        },
    }


def read() -> dict[str, Any]:
    """Return the sealed edition.

    Raises:
        BriefError: if there is none, or it is damaged.
    """
    name = paths.MANIFEST.name
    if not paths.MANIFEST.exists():
        raise BriefError(f"{name}: missing; `brief seal` writes it")
    try:
        sealed = json.loads(read_text(paths.MANIFEST))
    except (ValueError, RecursionError) as error:
        raise BriefError(f"{name}: damaged: {error}") from error
    if not isinstance(sealed, dict) or sealed.get("format") != FORMAT:
        raise BriefError(f"{name}: not a manifest of format {FORMAT}")
    if wrong := next(_damage(sealed), None):
        raise BriefError(f"{name}: damaged: {wrong}")
    return sealed


def _damage(sealed: dict[str, Any]) -> Iterator[str]:
    """Tell where a manifest has not the shape that `edition` gives it, the first place first."""
    if not isinstance(sealed.get("article"), str):
        yield "'article' is missing"
    for part in ("tables", "findings", "judgments", "views", "pages"):
        if not isinstance(sealed.get(part), dict) or not all(isinstance(v, dict) for v in sealed[part].values()):
            yield f"{part!r} is missing or no object of objects"
            return
    for name, table in sealed["tables"].items():
        if not isinstance(table.get("rows"), dict) or "description" not in table:
            yield f"table {name!r}"
    for name, page in sealed["pages"].items():
        figures = page.get("figures")
        if (
            not isinstance(page.get("prose"), list)
            or not isinstance(page.get("numbers"), dict)
            or not isinstance(figures, dict)
            or not all(isinstance(figure, dict) for figure in figures.values())
        ):
            yield f"page {name!r}"
            return
        for key, figure in figures.items():
            columns, rows = figure.get("columns"), figure.get("rows")
            if not isinstance(columns, list) or not isinstance(rows, list):
                yield f"figure {key!r}"
            elif not all(isinstance(row, list) and len(row) == len(columns) > 0 for row in rows):
                yield f"figure {key!r}: a row without {len(columns)} cells"


def counts(edition: dict[str, Any]) -> Counter[str]:
    """Return how many things of each of `KINDS` an edition holds."""
    pages = edition["pages"].values()
    return Counter(
        figure=sum(len(page["figures"]) for page in pages),
        number=sum(len(page["numbers"]) for page in pages),
        finding=len(edition["findings"]),
        judgment=len(edition["judgments"]),
        view=len(edition["views"]),
        table=len(edition["tables"]),
        prose=len(pages),
    )


def summary(matching: Counter[str], total: Counter[str], kinds: Iterable[tuple[str, str]] = KINDS) -> str:
    """Return the last line of a check: how many things of each kind match, of how many."""
    return f"{', '.join(f'{matching[kind]} of {total[kind]} {words}' for kind, words in kinds)} match"


def write(new: dict[str, Any]) -> None:
    """Write the sealed edition, whole: an interruption leaves the old one.

    Raises:
        BriefError: if it cannot be written.
    """
    write_whole(paths.MANIFEST, json.dumps(new, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


# --- comparing --------------------------------------------------------------------------------------------


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


def compare(sealed: dict[str, Any], now: dict[str, Any], pages: list[Page]) -> list[Item]:
    """Return everything that was compared, with what differs, in the order of the book."""
    items: list[Item] = []
    lines = {page.name: page.prose for page in pages}
    for page in dict.fromkeys([*now["pages"], *sealed["pages"]]):
        old, new = sealed["pages"].get(page), now["pages"].get(page)
        if old is None or new is None:
            what = "is not in the sealed edition" if old is None else "is in the sealed edition only"
            items.append(Item("page", page, page, differences=[f"the page {what}"]))
            continue
        for name in dict.fromkeys([*new["figures"], *old["figures"]]):
            items.append(_figure(page, name, old["figures"].get(name), new["figures"].get(name)))
        for name in dict.fromkeys([*new["numbers"], *old["numbers"]]):
            items.append(_number(page, name, old["numbers"], new["numbers"]))
        items.append(_lines(Item("prose", page, f"{page}.md"), old["prose"], new["prose"], lines[page]))
    for kind, part in (("finding", "findings"), ("judgment", "judgments")):
        for key in dict.fromkeys([*now[part], *sealed[part]]):
            differences = differing_parts(key, sealed[part].get(key), now[part].get(key))
            items.append(Item(kind, "", key, differences=differences))
    for name in dict.fromkeys([*now["views"], *sealed["views"]]):
        old, new = sealed["views"].get(name), now["views"].get(name)
        items.append(Item("view", "", name, f"{len(new or [])} rows", _keyed(old, new)))
    for name in dict.fromkeys([*now["tables"], *sealed["tables"]]):
        items.append(_compare_table(name, sealed["tables"].get(name), now["tables"].get(name)))
    changed = sealed["article"] != now["article"]
    items.append(Item("article", "", paths.ARTICLE.name, differences=["its bytes differ"] if changed else []))
    return items


def altered_sources(sealed: dict[str, Any], most: int) -> list[str]:
    """Return in words which rows of tables and lines of prose are not as sealed, as far as they can be read.

    Args:
        sealed: the sealed edition.
        most: how many to tell of each table and page.
    """
    items: list[Item] = []
    for name in tables.names():
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, csv.Error):  # why not was told
            items.append(_compare_table(name, sealed["tables"].get(name), _table(name)))
    for name, page in sealed["pages"].items():
        with contextlib.suppress(BriefError):  # a page that is gone was told
            lines = prose(source(name))
            items.append(
                _lines(Item("prose", name, f"{name}.md"), page["prose"], [digest(line) for _, line in lines], lines)
            )
    told: list[str] = []
    for item in items:
        told += [f"{item.kind} {item.name}: {difference}" for difference in item.differences[:most]]
        if len(item.differences) > most:
            told.append(f"{item.kind} {item.name}: {len(item.differences) - most} more")
    return told


def _number(page: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> Item:
    item = Item("number", page, name)
    if name not in old or name not in new:
        item.differences = ["new" if name in new else "gone"]
    elif not same(old[name], new[name]):
        item.differences = [f"{old[name]!r} became {new[name]!r}"]
    return item


def _figure(page: str, name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
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


def _lines(item: Item, old: list[str], new: list[str], lines: list[tuple[int, str]]) -> Item:
    """Return an item with what differs between digests of lines, told by the lines as they are now."""
    item.size = f"{len(new)} lines"
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag in {"replace", "insert"}:
            item.differences += [f"line {number} differs: {shortened(text)}" for number, text in lines[k:m]]
        elif tag == "delete":
            after = lines[k - 1][0] if k else 0
            item.differences.append(f"{j - i} line(s) gone after line {after}")
    return item


def _compare_table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Item:
    if old is None or new is None:
        return Item("table", "", name, differences=["the table is new" if old is None else "the table is gone"])
    item = Item("table", "", name, f"{len(new['rows'])} rows")
    if old["description"] != new["description"]:
        item.differences.append("its description in datapackage.json differs")
    item.differences += _keyed(old["rows"], new["rows"])
    return item


def _keyed(old: dict[str, str] | None, new: dict[str, str] | None) -> list[str]:
    """Return what differs between digests of rows by their keys."""
    if old is None or new is None:
        return ["it is new" if old is None else "it is gone"]
    return [
        f"row {key} {'is new' if key not in old else 'is gone' if key not in new else 'differs'}"
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    ]
