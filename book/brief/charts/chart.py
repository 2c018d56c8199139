"""What every function that draws returns: a figure of plotly together with the rows that it draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief.charts.style import SIDES
from brief.errors import BriefError, did_you_mean

SOURCE_HEADINGS = {"publisher": "Document", "grade": "Grade", "fact_id": "Row"}
"""Columns that say where a row is printed, with their headings."""


@dataclass(frozen=True)
class Chart:
    """A drawing with its rows.

    Attributes:
        figure: the drawing.
        rows: what is drawn, one row a mark, named by the first column.
        columns: the columns of `rows` to show to readers, each with its heading; None for those of a fact.
        unit: unit of the values, where the rows do not say it.
    """

    figure: go.Figure
    rows: pd.DataFrame
    columns: dict[str, str] | None = None
    unit: str = ""

    def showing(self, rows: pd.DataFrame, columns: dict[str, str] | None = None, unit: str = "") -> Chart:
        """Return the drawing with the rows that readers are to see, where others were made of them to draw it."""
        return Chart(self.figure, rows, columns, unit)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show the drawing where a notebook's cell ends with the chart."""
        return self.figure._repr_mimebundle_(include, exclude)


def require_columns(subject: str, needed: Iterable[str], rows: pd.DataFrame) -> None:
    """Raise a BriefError that names the first column that is missing, the likeliest one, and those that are there.

    Args:
        subject: what needs them, with its verb.
        needed: names of columns.
        rows: that should have them.
    """
    for column in needed:
        if column not in rows:
            hint = did_you_mean(column, rows.columns) or ";"
            there = ", ".join(map(str, rows.columns))
            raise BriefError(f"{subject} {column!r}, which the rows do not have{hint} there are {there}")


def require_sides(rows: pd.DataFrame) -> None:
    """Raise a BriefError that names the first row without a side of the conflict in the column `side`."""
    require_none("has no side in the column 'side'", ~rows.side.isin(SIDES), rows)


def require_known(column: str, known: Iterable[str], rows: pd.DataFrame) -> None:
    """Raise a BriefError that names the first value of a column that is not one of those known."""
    if stray := sorted(set(rows[column]) - set(known)):
        raise BriefError(f"{stray[0]!r} in the column {column!r} is not drawn")


def require_none(fault: str, has_fault: pd.Series, rows: pd.DataFrame) -> None:
    """Raise a BriefError that names the first row with a fault, and says what it is: "is outside", say."""
    if stray := list(rows.iloc[:, 0][has_fault]):
        raise BriefError(f"{stray[0]} {fault}")
