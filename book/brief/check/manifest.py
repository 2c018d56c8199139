"""The sealed edition: what every page showed and every table held when it was last published.

`book/manifest.json` holds, for each page, its figures (words, rows, and what is drawn) and its numbers in full, and a
short digest of each line of prose; for each claim its finding in full; for each table a digest of each row under the
row's key; for each judgment what it rests on; for each view, as `views.VIEWS` has them, a digest of each row. So a
difference can be told down to the row and the line.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from brief import paths, tables
from brief.check import comparison
from brief.check.comparison import Item, differing_parts, keyed, shortened
from brief.errors import BriefError
from brief.files import digest, read_text, write_whole
from brief.ledger.derived import derive
from brief.pages.execution import Page, prose, source

FORMAT = 2


def edition(pages: list[Page]) -> dict[str, Any]:
    """Return what is to be sealed or compared: the pages as executed, the tables and the article as they are."""
    return {
        "format": FORMAT,
        "article": hashlib.sha256(paths.ARTICLE.read_bytes()).hexdigest(),
        "tables": {name: tables.digests(name) for name in tables.names()},
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


def write(new: dict[str, Any]) -> None:
    """Write the sealed edition, whole: an interruption leaves the old one.

    Raises:
        BriefError: if it cannot be written.
    """
    write_whole(paths.MANIFEST, json.dumps(new, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


# --- comparing --------------------------------------------------------------------------------------------


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
            items.append(comparison.figure(page, name, old["figures"].get(name), new["figures"].get(name)))
        for name in dict.fromkeys([*new["numbers"], *old["numbers"]]):
            items.append(comparison.number(page, name, old["numbers"], new["numbers"]))
        items.append(_lines(Item("prose", page, f"{page}.md"), old["prose"], new["prose"], lines[page]))
    for kind, part in (("finding", "findings"), ("judgment", "judgments")):
        for key in dict.fromkeys([*now[part], *sealed[part]]):
            differences = differing_parts(key, sealed[part].get(key), now[part].get(key))
            items.append(Item(kind, "", key, differences=differences))
    for name in dict.fromkeys([*now["views"], *sealed["views"]]):
        old, new = sealed["views"].get(name), now["views"].get(name)
        items.append(Item("view", "", name, f"{len(new or [])} parts", keyed(old, new)))
    for name in dict.fromkeys([*now["tables"], *sealed["tables"]]):
        items.append(comparison.table(name, sealed["tables"].get(name), now["tables"].get(name)))
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
            items.append(comparison.table(name, sealed["tables"].get(name), tables.digests(name)))
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
