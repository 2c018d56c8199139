"""What the first page sums up: the key judgments, each with a name short enough for a chart."""

from __future__ import annotations

import re

import pandas as pd

from brief.tables import table, vocabulary

NAMES = {
    "j-1": "Russia flew in combat jets",
    "j-2": "The regular flights were cargo",
    "j-3": "More cargo flights came for Haftar than for the GNA",
    "j-4": "Thousands of Syrians were sent for Russia’s side, over twice as many for Turkey’s",
    "j-5": "Prigozhin paid for Jamahiriya TV",
    "j-6": "The White House encouraged Haftar",
    "j-7": "Bolton did not tell Haftar to stop, nor agree to the attack outright",
    "j-8": "Turkey’s arms turned the war in the west",
    "j-9": "Russia’s state works printed dinars for the east",
    "j-10": "At Sharara Russians helped keep the field shut",
    "j-11": "Russia’s state acted, not only Prigozhin",
}
"""A short name for each judgment, by its id."""


def judgments() -> pd.DataFrame:
    """Return the judgments with a `name` short enough for a chart, the surest first, and then by their numbers."""
    rows = table("judgments")
    rows = rows.assign(name=rows.judgment_id.map(NAMES), number=rows.judgment_id.str.removeprefix("j-").astype(int))
    surest = {scale: list(vocabulary("judgments", scale)) for scale in ("likelihood", "confidence")}
    keys = {scale: rows[scale].map(levels.index) for scale, levels in surest.items()}
    order = rows.assign(**keys).sort_values(["likelihood", "confidence", "number"], ascending=[False, True, True]).index
    return rows.loc[order].drop(columns="number").reset_index(drop=True)


def ranges() -> dict[str, tuple[float, float]]:
    """Return what each word for how likely a thing is stands for, in per cent, as the codebook has it."""
    return {
        level: (float(low), float(high))
        for level, meaning in vocabulary("judgments", "likelihood").items()
        for low, high in re.findall(r"(\d+) to (\d+) per cent", meaning)
    }
