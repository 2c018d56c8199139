"""Which camp says what of a claim: the sides of the conflict, other states, scholars, the press and the unnamed."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from brief.ledger import rule
from brief.ledger.findings import bearing
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


def by_camp(claim_ids: Iterable[str]) -> pd.DataFrame:
    """Return what each camp says of some claims: how many originators say so, otherwise and differently.

    The article's own sources count here like anybody: this is a table of who says so, not a finding.

    Args:
        claim_ids: the claims, in the order to return them.

    Returns:
        One row for each claim and each of `CAMPS` of which somebody speaks: `cell_id`, `claim_id`, `camp`, `supports`,
        `contradicts`, `qualifies` (numbers of originators), `said_by` (short names, joined) and `fact_ids`.
    """
    origins = table("origins").set_index("origin_id")
    counted = bearing().query("counts")
    counted["camp"] = [_camp(origins.kind[root], origins.side[root]) for root in counted.root_id]
    links_of = dict(list(counted.groupby(["claim_id", "camp"])))
    rows = []
    for key in ((claim_id, camp) for claim_id in claim_ids for camp in CAMPS):
        if key not in links_of:
            continue
        links = links_of[key]
        voices = rule.voices(links.root_id, links.root_party, links.relation)
        rows.append(
            {
                "cell_id": " ".join(key),
                "claim_id": key[0],
                "camp": key[1],
                **{relation: sum(voice.relation == relation for voice in voices) for relation in rule.RELATIONS},
                "said_by": ", ".join(dict.fromkeys(links.root_short)),
                "fact_ids": " ".join(links.fact_id),
            }
        )
    return pd.DataFrame(rows)
