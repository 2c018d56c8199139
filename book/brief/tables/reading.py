"""Reading the shared tables, each in the types of its description, and caching what follows from them.

Reading trusts the files; `brief.tables.validation` checks them, and runs before every build and check. A cell that
turns the direction of text is closed where it ends, so that it turns nothing beside it.
"""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from brief import paths
from brief.errors import BriefError
from brief.files import sha256, too_large
from brief.tables import form
from brief.tables.description import descriptor, names, resource
from brief.text import BIDI_CONTROLS, close_bidi

_DTYPES = {
    "string": "str",
    "date": "str",
    "number": "Float64",
    "integer": "Int64",
    "boolean": "boolean",
}
OPTIONAL = {
    "borrowings": ("claim_id", "fact_id", "closeness", "credited", "comparison"),
    "camps": ("camp_id", "name", "side", "party", "reason"),
    "glossary": ("term_id", "as_in_article", "name", "kind", "explanation", "source_key"),
    "grounds": ("judgment_id", "fact_id", "claim_id", "bearing"),
    "judgments": (
        "judgment_id",
        "topic",
        "text",
        "likelihood",
        "confidence",
        "confidence_reason",
        "assumes",
        "would_change",
    ),
    "readings": (
        "fact_id",
        "read_on",
        "outcome",
        "copy",
        "extent",
        "url",
        "anchor",
        "conversion",
        "relays",
    ),
    "renderings": ("passage_id", "english", "rendered_from", "unclear"),
    "translations": ("translated", "key", "language", "english", "text"),
    "unlinked": ("fact_id", "reason"),
}
"""Tables that are joined to others wherever these are read: a brief that does not describe one has no rows of it."""
_frames: dict[str, pd.DataFrame] = {}
"""Tables by name, as read, or as `substitute` sets them."""
_used: set[str] = set()
"""Names of the tables used since `forget_used`."""
_results: list[list[tuple[Any, frozenset[str]]]] = []
"""For each cached function its result, once it has one, with the names of the tables from which it came."""


def table(name: str) -> pd.DataFrame:
    """Return one table: a row per row of the file, empty cells missing, numbers nullable, dates as text.

    One of `OPTIONAL` that is not described has its columns and no row.

    Raises:
        BriefError: if there is no such table or it cannot be read.
    """
    if name in OPTIONAL and name not in names():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in OPTIONAL[name]})
    frame = _read(name).copy()
    _used.add(name)
    return frame


def rows(name: str, keys: list[str]) -> pd.DataFrame:
    """Return some rows of a table, in the order of their keys, and indexed by these.

    Raises:
        BriefError: if there is no such table or row.
    """
    key = resource(name)["schema"]["primaryKey"][0]
    frame = table(name).set_index(key)
    if unknown := [wanted for wanted in keys if wanted not in frame.index]:
        raise BriefError(f"{name}.csv has no {key} {unknown[0]!r}")
    return frame.loc[keys]


def size(name: str) -> int:
    """Return how many rows a table has; unlike `table`, this does not count as using it.

    Raises:
        BriefError: if there is no such table or it cannot be read.
    """
    return len(_read(name))


def _read(name: str) -> pd.DataFrame:
    if name in _frames:
        return _frames[name]
    description = resource(name)
    try:
        frame = pd.read_csv(
            _readable(name),
            dtype={field["name"]: _DTYPES[field["type"]] for field in description["schema"]["fields"]},
            keep_default_na=False,
            na_values=[""],
            true_values=["true"],
            false_values=["false"],
            encoding="utf-8",
        )
    except (OSError, ValueError) as error:
        raise BriefError(f"{description['path']}: cannot be read ({error}); `brief data` says where") from error
    for column in frame.select_dtypes("str"):
        turning = frame[column].str.contains(BIDI_CONTROLS, na=False)
        frame.loc[turning, column] = frame.loc[turning, column].map(close_bidi)
    _frames[name] = frame
    return frame


def digests(name: str) -> dict[str, Any]:
    """Return digests of a table: of its `description`, and of each of its `rows` by key, as `row_digest` gives them."""
    rows = {key: row_digest(name, row) for key, row in texts(name).items()}
    return {"description": sha256(json.dumps(resource(name), sort_keys=True)), "rows": rows}


def texts(name: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table as its file has them: the text of each cell, by the key of the row and the column.

    Raises:
        BriefError: if the file is too large to be read.
    """
    with _readable(name).open(encoding="utf-8", newline="") as file:
        return keyed(name, csv.DictReader(file))


def _readable(name: str) -> Path:
    path = paths.DATA / resource(name)["path"]
    if wrong := too_large(path):
        raise BriefError(f"{path.name}: {wrong}")
    return path


def keyed(name: str, rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return rows of a table by their keys: the primary key, several columns joined by a space."""
    key = resource(name)["schema"]["primaryKey"]
    return {" ".join(row[column] for column in key): row for row in rows}


def row_digest(name: str, row: dict[str, str]) -> str:
    """Return the digest of a row; a number counts by its value, since some programs write 14.0 for 14."""
    kinds = {field["name"]: field["type"] for field in resource(name)["schema"]["fields"]}
    return sha256(json.dumps({column: form.canonical(kinds.get(column, ""), text) for column, text in row.items()}))


def plain(value: Any) -> Any:
    """Return a cell as JSON has it: whole numbers without a decimal point, days as text, a missing one as null."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value == int(value) else value


# --- which tables are used, and what follows from them ------------------------------------------------------


def used() -> list[str]:
    """Return the names of the tables used in this process since `forget_used`, in alphabetical order."""
    return sorted(_used)


def forget_used() -> None:
    """Begin anew to record which tables are used."""
    _used.clear()


Result = TypeVar("Result")


def cached(function: Callable[[], Result]) -> Callable[[], Result]:
    """Have a function that depends on tables alone run once; a later call counts as using the same tables.

    Unlike with `functools.cache`, which page uses which table stays known, and `substitute` clears what is stale.
    """
    results: list[tuple[Result, frozenset[str]]] = []
    _results.append(results)

    @functools.wraps(function)
    def first_result() -> Result:
        if not results:
            used_before = set(_used)
            _used.clear()
            try:
                results.append((function(), frozenset(_used)))
            finally:
                _used.update(used_before)
        result, names = results[0]
        _used.update(names)
        return result

    return first_result


def substitute(name: str, frame: pd.DataFrame) -> None:
    """Set what a table holds in this process, as if its file held that, to see what depends on it.

    Args:
        name: of the table.
        frame: what `table` is to return: columns and types as it returns them.
    """
    _frames[name] = frame
    for results in _results:
        if results and name in results[0][1]:
            results.clear()


def clear() -> None:
    """Clear all that is cached, so that files are read anew."""
    descriptor.cache_clear()
    _frames.clear()
    for results in _results:
        results.clear()
