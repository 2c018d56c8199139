"""What pages put out when they were last executed, kept so that only what has changed is executed again.

An entry holds for the same cells, the same code, the same versions, and the same answers to the questions that the page
asked of the tables (see `reads`). Entries are named by a digest of the former; the answers are asked for again each
time. An entry that is damaged counts as none. `brief check` uses nothing that is kept, nor does a build that is to be
fresh.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from brief import kept, paths, reads
from brief.cells import Cell, Shown
from brief.files import read_bytes

CODE = Path(__file__).parent
ENTRANCES = ("__init__", "workers")
"""Modules that a page meets first; what they import may change what it shows."""
PACKAGES = ("numpy", "pandas", "plotly")
FOLDER = "pages"
"""In the cache."""
DAYS = 30
"""After which an entry that nobody asked for is thrown away."""


@dataclass(frozen=True)
class Entry:
    """What a page put out: the outputs of each cell, as a notebook holds them, and the questions that it asked."""

    outputs: list[list[dict[str, Any]]]
    read: list[reads.Question]


@cache
def _surroundings() -> str:
    """Return a digest of all that a page's outputs hang on beside its cells and the tables.

    Raises:
        BriefError: if the description of the tables cannot be read.
    """
    found = hashlib.sha256()
    found.update(json.dumps([platform.python_version(), *map(metadata.version, PACKAGES)]).encode())
    found.update(read_bytes(paths.DESCRIPTOR))
    for module in sorted(modules()):
        found.update(f"\0{module}\0".encode() + (CODE / f"{module}.py").read_bytes())
    return found.hexdigest()


def modules(entrances: Iterable[str] = ENTRANCES) -> set[str]:
    """Return the names of the modules of `brief` that are reached from some, by what imports what."""
    reached: set[str] = set()
    waiting = [*entrances]
    while waiting:
        module = waiting.pop()
        if module in reached or not (CODE / f"{module}.py").is_file():
            continue
        reached.add(module)
        text = (CODE / f"{module}.py").read_text(encoding="utf-8")
        waiting += re.findall(r"^ *from brief\.(\w+) import", text, flags=re.M)
        for names in re.findall(r"^ *from brief import (\([^)]*\)|[^\n]*)", text, flags=re.M):
            waiting += re.findall(r"\w+", names)
    return reached


def _name(cells: list[Cell]) -> str:
    of_cells = json.dumps([[cell.source, cell.figure] for cell in cells])
    name = hashlib.sha256(f"{_surroundings()}\0{of_cells}".encode()).hexdigest()
    return f"{FOLDER}/{name}.json"


def entry(cells: list[Cell]) -> Entry | None:
    """Return what these cells put out when they were last executed by the same code, or None.

    Whether they would put out the same now is for `reads.answered_alike` to say.
    """
    name = _name(cells)
    text = kept.read(name)
    if text is None:
        return None
    with contextlib.suppress(OSError):
        (kept.cache() / name).touch()
    found = json.loads(text)
    return Entry(found["outputs"], [reads.Question(*asked) for asked in found["read"]])


def keep(cells: list[Cell], shown: Shown) -> None:
    """Keep what cells put out, and throw away what nobody has asked for in `DAYS`; a full disk is no fault."""
    kept.keep(_name(cells), json.dumps({"outputs": shown.outputs, "read": shown.read}, separators=(",", ":")).encode())
    with contextlib.suppress(OSError):
        for old in (kept.cache() / FOLDER).glob("*.json"):
            if old.stat().st_mtime < time.time() - DAYS * 24 * 60 * 60:
                old.unlink()
