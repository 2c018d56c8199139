"""What every function that draws returns: a figure of plotly together with the rows that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

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

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show the drawing where a notebook's cell ends with the chart."""
        return self.figure._repr_mimebundle_(include, exclude)
