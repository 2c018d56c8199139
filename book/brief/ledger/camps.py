"""Who says what of a claim: each voice with its camp, such as a side of the conflict, other states or the press."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief.ledger.findings import bearing, voice_links, voices_in
from brief.ledger.records import records
from brief.settings import settings
from brief.tables import table

_CAMP_OF_SIDE = {name: side.camp for name, side in settings().sides.items() if side.camp}
_STATES, _SCHOLARS, _PRESS, _UNNAMED = "Other states, UN", "Scholars", "Press", "Unnamed"
_CAMP_OF_KIND = {
    **dict.fromkeys(("government", "armed_party", "un", "eu"), _STATES),
    **dict.fromkeys(("research", "ngo", "individual", "monitor"), _SCHOLARS),
    "unnamed": _UNNAMED,
}
CAMPS = (*_CAMP_OF_SIDE.values(), _STATES, _SCHOLARS, _PRESS, _UNNAMED)
"""The camps, in the order to show them: the sides of the conflict first."""


def _camp(kind: str, side: str) -> str:
    return _CAMP_OF_SIDE.get(side) or _CAMP_OF_KIND.get(kind, _PRESS)


def by_voice(claim_ids: Iterable[str]) -> pd.DataFrame:
    """Return what each voice says of some claims, all that it says of one taken together.

    The article's own sources count here like anybody: this is a table of who says so, not a finding.

    Args:
        claim_ids: the claims, in the order to return them.

    Returns:
        One row for each claim and each root who speaks of it, by the order of `CAMPS`: `voice_id`, `claim_id`, `camp`,
        `side`, `root_id`, `voice` (short name of the root), `says` (one of `rule.RELATIONS`), `said_by` (short names of
        those who speak for the root, joined) and `fact_ids`.
    """
    origins = table("origins").set_index("origin_id")
    order = list(claim_ids)
    counted = bearing().query("counts and claim_id in @order")
    rows = []
    for (claim_id, root_id), links in counted.groupby(["claim_id", "root_id"]):
        [voice] = voices_in(records(voice_links(links)))
        rows.append(
            {
                "voice_id": f"{claim_id} {root_id}",
                "claim_id": claim_id,
                "camp": _camp(origins.kind[root_id], origins.side[root_id]),
                "side": origins.side[root_id],
                "root_id": root_id,
                "voice": voice.name,
                "says": voice.says,
                "said_by": ", ".join(dict.fromkeys(links.short)),
                "fact_ids": " ".join(links.fact_id),
            }
        )
    place = {"claim_id": order.index, "camp": CAMPS.index}
    return pd.DataFrame(rows).sort_values(
        ["claim_id", "camp", "voice_id"],
        key=lambda column: column.map(place[column.name]) if column.name in place else column,
        ignore_index=True,
    )
