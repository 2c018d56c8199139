"""Rows of tables as plain values, as templates and JSON take them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import tables


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values, a missing cell as None."""
    return [
        {str(key): value if isinstance(value, tuple) else tables.plain(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def records_by(frame: pd.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
    """Return rows as plain values, grouped by what they have in a column."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame):
        grouped.setdefault(row[column], []).append(row)
    return grouped
