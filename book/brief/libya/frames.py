"""What several modules of this brief do with rows of pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd


def known(truths: pd.Series) -> pd.Series:
    """Return whether each is known to be true: a comparison with what is missing is not."""
    return truths.fillna(value=False).astype(bool)


def ranked(**orders: Iterable[str]) -> Callable[[pd.Series], pd.Series]:
    """Return a key for `sort_values`: the columns named here in an order of their own, others by their values.

    Args:
        **orders: all values of a column, in order.
    """
    places = {name: list(dict.fromkeys(order)) for name, order in orders.items()}
    return lambda column: column.map(places[column.name].index, na_action="ignore") if column.name in places else column
