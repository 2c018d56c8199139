"""Digests: what the sealed edition holds in place of values that nobody reads.

A digest shows that a value differs, but not how. So what a person reads is sealed in full, and what is drawn is sealed
part by part: a difference names the attribute of the trace, or the part of the layout.
"""

from __future__ import annotations

import json
from typing import Any

from brief.files import sha256

PREFIX = "sha256:"
DIGITS = 9
"""Significant digits of a number that count in a digest; as with `compare.TOLERANCE`, the last digits may differ."""


def is_digest(value: Any) -> bool:
    """Return whether a value is a digest that stands in the place of another value."""
    return isinstance(value, str) and value.startswith(PREFIX)


def digest(value: Any) -> str:
    """Return the SHA-256 of a value as JSON, its numbers rounded to `DIGITS` significant digits."""
    return PREFIX + sha256(_as_json(value))


def condensed(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure as it is sealed.

    Args:
        figure: as `cells.Shown` has it.

    Returns:
        `title`, `alt`, `strip`, `columns` and `rows` in full. `table`, the rows as readers see them: the `headings`,
        and each row by its first cell in `rows`, such as `row air-074`. `drawn`: each attribute of a trace and each
        part of the layout by its path, such as `data[0].x` or `layout.xaxis`. `rests_on` and `headings`, by their keys.
        A row of `table`, a part of `drawn` or a list of `rests_on` stands in full if that is no longer than its digest,
        or else as the digest.
    """
    names = [str(row[0]) for row in figure["rows"]]
    shown, drawn = figure["table"], figure["drawn"]
    parts = {
        f"data[{number}].{name}": part for number, trace in enumerate(drawn["data"]) for name, part in trace.items()
    }
    parts |= {f"layout.{name}": part for name, part in drawn["layout"].items()}
    return {
        **{part: figure[part] for part in ("title", "alt", "strip", "columns", "rows")},
        "table": {
            "headings": shown["headings"],
            **{f"row {name}": _shorter(cells) for name, cells in zip(names, shown["cells"], strict=True)},
        },
        "drawn": {path: _shorter(part) for path, part in parts.items()},
        "rests_on": {kind: _shorter(keys) for kind, keys in figure["rests_on"].items()},
        "headings": figure["headings"],
    }


def _shorter(value: Any) -> Any:
    """Return a value, or its digest if that is shorter."""
    in_place = digest(value)
    return value if len(_as_json(value)) <= len(in_place) else in_place


def _as_json(value: Any) -> str:
    return json.dumps(_rounded(value), sort_keys=True)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    if isinstance(value, float):
        rounded = float(f"{value:.{DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded
    return value
