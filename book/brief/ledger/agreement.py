"""How far two coders agree beyond chance."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief.errors import BriefError


def kappa(one: Iterable[str], other: Iterable[str]) -> float:
    """Return how far two coders agree beyond chance: Cohen's kappa, 1 for full agreement and 0 for chance alone.

    Args:
        one: the codes of the first coder.
        other: those of the second, of the same items in the same order.

    Returns:
        (observed - expected) / (1 - expected) agreement, the expected one from each coder's own use of the codes:
        J. Cohen, "A Coefficient of Agreement for Nominal Scales", 1960.

    Raises:
        BriefError: if there is nothing to compare, or both use one code alone: then it has no value.
    """
    codes = pd.crosstab(pd.Series(list(one), name="one"), pd.Series(list(other), name="other"), normalize=True)
    shared = [code for code in codes.index if code in codes.columns]
    observed = sum(codes.loc[code, code] for code in shared)
    expected = sum(codes.loc[code].sum() * codes[code].sum() for code in shared)
    if codes.empty or expected == 1:
        raise BriefError("kappa has no value: no items, or one code alone")
    return float((observed - expected) / (1 - expected))
