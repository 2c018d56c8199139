"""What the first page sums up: the key judgments, each with a name short enough for a chart."""

from __future__ import annotations

import re

import pandas as pd

from brief.libya.frames import ranked
from brief.tables import table, vocabulary

NAMES = {
    "j-1": "Russia flew combat jets to Libya in May 2020",
    "j-2": "What flew regularly from Syria to Libya was cargo, not combat jets",
    "j-3": "More cargo flights reached Haftar’s side than the GNA",
    "j-4": "Thousands of Syrians were sent to Libya for Russia, over twice as many men for Turkey",
    "j-5": "Prigozhin’s organisation paid for the Libyan channel Jamahiriya TV",
    "j-6": "The White House encouraged Haftar in an attack that the State Department opposed",
    "j-7": "Bolton, of the White House, neither told Haftar to stop nor agreed to the attack outright",
    "j-8": "Turkey’s arms and fighters turned the war in the west of Libya in 2020",
    "j-9": "Russia’s state printer made over ten billion dinars for the bank in Libya’s east",
    "j-10": "The Russians at the oil field of Sharara helped to keep it shut, not to take it",
    "j-11": "The Russian state itself acted in Libya, and not only Prigozhin’s men",
}
"""A short sentence for each judgment, by its id, that says of what it is."""


def judgments() -> pd.DataFrame:
    """Return the judgments with a `name` short enough for a chart, the surest first, and then by their numbers."""
    rows = table("judgments")
    rows = rows.assign(name=rows.judgment_id.map(NAMES), number=rows.judgment_id.str.removeprefix("j-").astype(int))
    surest = ranked(**{scale: vocabulary("judgments", scale) for scale in ("likelihood", "confidence")})
    rows = rows.sort_values(["likelihood", "confidence", "number"], ascending=[False, True, True], key=surest)
    return rows.drop(columns="number").reset_index(drop=True)


def ranges() -> dict[str, tuple[float, float]]:
    """Return what each word for how likely a thing is stands for, in per cent, as the codebook has it."""
    return {
        level: (float(low), float(high))
        for level, meaning in vocabulary("judgments", "likelihood").items()
        for low, high in re.findall(r"(\d+) to (\d+) per cent", meaning)
    }
