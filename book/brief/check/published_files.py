"""How two versions of a file of the site differ: row and column of a table, cell of a notebook, or else the line."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from brief import tables
from brief.check.comparison import change_told, differing_parts, differing_rows, shortened

FOREIGN = "is not from this build"
MISSING = "is missing"


def differing(name: str, built: bytes, published: bytes) -> list[str]:
    """Return what differs between two versions of a file; how that is told hangs on its name."""
    if built == published:
        return []
    ways: dict[str, Callable[[str, bytes, bytes], list[str] | None]] = {
        ".csv": _csv,
        ".ipynb": _notebook,
        ".json": _json,
        ".zip": _archive,
    }
    told = ways.get(Path(name).suffix, lambda *_: None)(name, built, published)
    return differing_lines(built, published) if told is None else told


def differing_lines(built: bytes, published: bytes) -> list[str]:
    """Return the first line that differs, or the first byte of what is no text."""
    if b"\0" in built:
        place = next((n for n, pair in enumerate(zip(built, published, strict=False)) if pair[0] != pair[1]), None)
        return [f"its bytes differ from byte {min(len(built), len(published)) if place is None else place}"]
    old, new = (text_of(content).split("\n") for content in (built, published))
    for number, (was, now) in enumerate(zip(old, new, strict=False), 1):
        if was != now:
            return [f"line {number}: {change_told(was, now)}"]
    if len(old) > len(new):
        return [f"line {len(new) + 1}: {shortened(old[len(new)])} is gone"]
    return [f"line {len(old) + 1}: {shortened(new[len(old)])} {FOREIGN}"]


def text_of(content: bytes) -> str:
    """Return text; bytes that are not UTF-8 stand as numbers, so that they differ from any text."""
    return content.decode("utf-8", errors="backslashreplace")


def _json(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return where JSON differs, as paths; None if that cannot be told."""
    try:
        return differing_parts(Path(name).stem, json.loads(built), json.loads(published)) or None
    except (ValueError, RecursionError):
        return None


def _notebook(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between notebooks, cell by cell; None if that cannot be told."""
    try:
        old, new = json.loads(built), json.loads(published)
        before, after = old.pop("cells"), new.pop("cells")
        told = differing_parts("notebook", old, new)
        if len(before) != len(after):
            told.append(f"{len(before)} cells became {len(after)}")
        for number, (was, now) in enumerate(zip(before, after, strict=False), 1):
            told += differing_parts(f"cell {number}", was, now)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    return told


def _csv(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between tables, by row and column; None if that cannot be told.

    A shared table goes by its key and is compared to the letter; the rows of a figure go by their first column.
    """
    key: int = 1
    number: Callable[[str], Any] = _number
    if name.startswith("data/"):
        key, number = len(tables.resource(Path(name).stem)["schema"]["primaryKey"]), str
    tabulated: list[dict[str, Any]] = []
    try:
        for content in (built, published):
            columns, *rows = csv.reader(io.StringIO(text_of(content), newline=""), strict=True)
            named = [[" ".join(row[:key]), *map(number, row)] for row in rows]
            tabulated.append({"columns": ["key", *columns], "rows": named})
    except (csv.Error, ValueError):
        return None
    columns = tabulated[0]["columns"]
    if tabulated[1]["columns"] != columns or any(len(row) != len(columns) for row in tabulated[1]["rows"]):
        return None
    return differing_rows(*tabulated) or (None if number is str else _tolerated(built, published))


def _number(cell: str) -> Any:
    """Return a cell as a number if it is written as one with a fraction, and so may differ in its last digit."""
    return float(cell) if re.fullmatch(r"-?\d+\.\d+(e[+-]\d+)?", cell) else cell


def _tolerated(built: bytes, published: bytes) -> list[str] | None:
    """Return [] if nothing differs but how numbers are written, else None."""
    old, new = (re.sub(r"\d+\.\d+(e[+-]\d+)?", "0", text_of(content)) for content in (built, published))
    return [] if old == new else None


def _archive(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between ZIP archives, member by member.

    The packed bytes may differ, as another machine may pack otherwise: what is in them may not, nor what is said of
    each member, and nothing may stand between them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(built)) as old, zipfile.ZipFile(io.BytesIO(published)) as new:
            before, after = ({entry.filename: entry for entry in archive.infolist()} for archive in (old, new))
            told = [f"{member} {MISSING}" for member in before if member not in after]
            told += [f"{member} {FOREIGN}" for member in after if member not in before]
            for member, entry in before.items():
                if (now := after.get(member)) is None:
                    continue
                if now.file_size > 2 * entry.file_size + 1_000_000:  # not to be unpacked by whoever checks
                    told.append(f"{member}: {entry.file_size:,} bytes became {now.file_size:,}")
                    continue
                short = member.partition("/")[2]
                told += [f"{member}: {place}" for place in differing(short, old.read(entry), new.read(now))]
                kept = ("date_time", "external_attr", "create_system", "compress_type", "comment", "extra")
                told += [
                    f"{member}: {change_told(str(getattr(entry, said)), str(getattr(now, said)))} ({said})"
                    for said in kept
                    if getattr(entry, said) != getattr(now, said)
                ]
            told += [f"{member} stands in it twice" for member, times in Counter(new.namelist()).items() if times > 1]
            if not told and (list(before) != list(after) or not _packed_tightly(new, published)):
                told.append("its members match, but they stand in another order, or something stands between them")
            return told
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        return [f"is no sound ZIP archive: {error}"]


def _packed_tightly(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Return whether an archive consists of its members and their list, with nothing before, between or after."""
    place = 0
    for entry in archive.infolist():
        if entry.header_offset != place:
            return False
        place += 30 + len(entry.filename.encode()) + entry.compress_size  # 30: the fixed part of a member's head
    listed = sum(46 + len(entry.filename.encode()) for entry in archive.infolist())
    return archive.start_dir == place and len(content) == place + listed + 22
