"""How two versions of a file of the site differ: row and column of a table, cell of a notebook, or else the line."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from brief import tables
from brief.check.compare import change, differing_parts, differing_rows, same, shortened
from brief.files import MOST_BYTES, gzipped

FOREIGN = "is not from this build"
MISSING = "is missing"
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?")
_OF_MEMBER = ("date_time", "external_attr", "create_system", "compress_type", "comment", "extra")
"""What an archive says of a member besides its content."""


def differing(name: str, built: bytes, published: bytes) -> list[str]:
    """Return how two versions of a file differ.

    The last digits of numbers may differ in notebooks and in the rows of figures, and an archive may be packed
    otherwise: both depend on the machine.

    Args:
        name: of the file, from the top of the site.
        built: the file as it was built here.
        published: the file of the copy.
    """
    if built == published:
        return []
    path = PurePosixPath(name)
    if path.suffix == ".zip":
        return _archive(built, published)
    if path.suffix == ".packed" and (content := _unpacked(built)) is not None and content == _unpacked(published):
        return []
    old, new = text_of(built), text_of(published)
    by_key = path.parent.name == "data"
    if (path.suffix == ".ipynb" or (path.suffix == ".csv" and not by_key)) and differ_in_last_digits(old, new):
        return []
    try:
        if path.suffix == ".csv":
            key = tables.resource(path.stem)["schema"]["primaryKey"] if by_key else []
            messages = _rows(old, new, len(key))
        elif path.suffix == ".ipynb":
            messages = _notebook(json.loads(old), json.loads(new))
        elif path.suffix == ".json":
            messages = differing_parts(path.stem, json.loads(old), json.loads(new))
        else:
            messages = []
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError, csv.Error):
        messages = []
    return messages or differing_lines(built, published)


def _unpacked(content: bytes) -> bytes | None:
    """Return what is packed as gzip, as we pack it; None if it is packed otherwise, or anything stands beside it."""
    try:
        unpacker = zlib.decompressobj(wbits=31)
        unpacked = unpacker.decompress(content, MOST_BYTES)
    except zlib.error:
        return None
    is_ours = content[:10] == gzipped(b"")[:10]  # no name, time or comment
    return unpacked if is_ours and unpacker.eof and not unpacker.unused_data else None


def text_of(content: bytes) -> str:
    """Return bytes as text; those that are not UTF-8 become their numbers, so that they differ from any text."""
    return content.decode("utf-8", errors="backslashreplace")


def differ_in_last_digits(old: str, new: str) -> bool:
    """Return whether two texts are equal but for the last digits of numbers with a fraction."""
    if _FRACTION.sub("", old) != _FRACTION.sub("", new):
        return False
    pairs = zip(_FRACTION.findall(old), _FRACTION.findall(new), strict=True)
    return all(was == now or (same(float(was), float(now)) and _is_shortest(now)) for was, now in pairs)


def _is_shortest(number: str) -> bool:
    """Return whether a number is written as a program writes it, without zeros at either end that say nothing."""
    return repr(float(number)) == number


def differing_lines(built: bytes, published: bytes) -> list[str]:
    """Return the first line that differs or, of what is no text, the first byte."""
    if b"\0" in built:
        pairs = enumerate(zip(built, published, strict=False))
        place = next((number for number, (was, now) in pairs if was != now), min(len(built), len(published)))
        return [f"its bytes differ from byte {place}"]
    old, new = (text_of(content).split("\n") for content in (built, published))
    for number, (was, now) in enumerate(zip(old, new, strict=False), 1):
        if was != now:
            return [f"line {number}: {change(was, now)}"]
    if len(old) > len(new):
        return [f"line {len(new) + 1}: {shortened(old[len(new)])} is gone"]
    return [f"line {len(old) + 1}: {shortened(new[len(old)])} {FOREIGN}"]


def _rows(old: str, new: str, key: int) -> list[str]:
    """Return how two tables differ by row and column.

    Args:
        old: the table as CSV.
        new: the other table.
        key: how many columns name a row of a shared table; 0 if the first column names the row of a figure, in which
            numbers with a fraction are compared as numbers.
    """

    def table(text: str) -> dict[str, Any]:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        columns, rows = lines[0], lines[1:]
        if any(len(row) != len(columns) for row in rows):
            raise ValueError
        named = [[" ".join(row[: key or 1]), *(row if key else map(_number, row))] for row in rows]
        return {"columns": ["key", *columns], "rows": named}

    return differing_rows(table(old), table(new))


def _number(cell: str) -> float | str:
    return float(cell) if _FRACTION.fullmatch(cell) and _is_shortest(cell) else cell


def _notebook(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return how two notebooks differ, cell by cell."""
    before, after = old.pop("cells"), new.pop("cells")
    messages = differing_parts("notebook", old, new)
    if len(before) != len(after):
        messages.append(f"{len(before)} cells became {len(after)}")
    for number, (was, now) in enumerate(zip(before, after, strict=False), 1):
        messages += differing_parts(f"cell {number}", was, now)
    return messages


def _archive(built: bytes, published: bytes) -> list[str]:
    """Return how two ZIP archives differ, member by member.

    The packed bytes may differ. The members and what is said of each may not, and nothing may stand between them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(built)) as old, zipfile.ZipFile(io.BytesIO(published)) as new:
            before, after = ({member.filename: member for member in archive.infolist()} for archive in (old, new))
            messages = [f"{name} {MISSING}" for name in before if name not in after]
            messages += [f"{name} {FOREIGN}" for name in after if name not in before]
            for name in (name for name in before if name in after):
                messages += [f"{name}: {message}" for message in _member(old, new, before[name], after[name])]
            messages += [f"{name} stands in it twice" for name, times in Counter(new.namelist()).items() if times > 1]
            if not messages and (list(before) != list(after) or _frame(old, built) != _frame(new, published)):
                wrong = "they stand in another order, something stands between them, or their heads differ"
                return [f"its members match, but {wrong}"]
            return messages
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        return [f"is no sound ZIP archive: {error}"]


def _member(old: zipfile.ZipFile, new: zipfile.ZipFile, before: zipfile.ZipInfo, after: zipfile.ZipInfo) -> list[str]:
    if after.file_size > 2 * before.file_size + 1_000_000:  # it could fill the memory of whoever checks
        return [f"{before.file_size:,} bytes became {after.file_size:,}"]
    in_project = before.filename.partition("/")[2]
    return differing(in_project, old.read(before), new.read(after)) + [
        f"{change(str(getattr(before, said)), str(getattr(after, said)))} ({said})"
        for said in _OF_MEMBER
        if getattr(before, said) != getattr(after, said)
    ]


def _frame(archive: zipfile.ZipFile, content: bytes) -> list[bytes]:
    """Return all bytes of an archive but its packed members, without the sizes, checksums and places that follow.

    Raises:
        ValueError: if a packed member goes on behind its own end.
    """
    frame, heads, place = [], [], 0
    for member in archive.infolist():  # each with a head, of which the fixed part has 30 bytes
        if member.header_offset != place:
            return []  # something stands before it
        begins = member.header_offset + 30 + len(member.filename.encode())
        head = content[place:begins]
        place = begins + member.compress_size
        frame.append(head[:14] + head[26:])
        heads.append(head[14:26])
        unpacker = zlib.decompressobj(wbits=-15)
        unpacker.decompress(content[begins:place], member.file_size + 1)
        if member.compress_type == zipfile.ZIP_DEFLATED and (unpacker.unused_data or not unpacker.eof):
            raise ValueError(f"{member.filename} goes on behind its end")
    listed = archive.start_dir
    frame.append(content[place:listed])
    # and each member with an entry in the list at the end, of which the fixed part has 46 bytes
    for member, head in zip(archive.infolist(), heads, strict=True):
        ends = listed + 46 + len(member.filename.encode())
        entry, listed = content[listed:ends], ends
        frame.append(entry[:16] + entry[28:42] + entry[46:])
        if entry[16:28] != head:
            raise ValueError(f"{member.filename} is described in two ways")
    return [*frame, content[listed : listed + 12], content[listed + 20 :]]
