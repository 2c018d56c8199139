"""The brief: what its pages may use, and nothing else.

Tables: `table`, `vocabulary`, `tables` (names and sizes of all), `facts`, `fact`, `per_month`, `lookalikes`, `events`,
`dated`, `ties`, `control`, `kappa`. The ledger: `ledger`, `standing`, `bearing`, `borrowed`, `relays`. Pictures:
`charts`, `diagrams`. Out: `figure`, `say`. Words: `words`, `spoken`. Thresholds of the rules, for the page on method:
`FOR_HIGH`, `FOR_MODERATE`, `NEAR_DAYS`.
"""

from brief import charts, diagrams, tables, words
from brief.dates import spoken
from brief.evidence import NEAR_DAYS, control, dated, events, fact, facts, kappa, lookalikes, per_month, ties
from brief.findings import FOR_HIGH, FOR_MODERATE, bearing, borrowed, ledger, relays, standing
from brief.frame import figure, say
from brief.tables import table, vocabulary

__all__ = [
    "FOR_HIGH",
    "FOR_MODERATE",
    "NEAR_DAYS",
    "bearing",
    "borrowed",
    "charts",
    "control",
    "dated",
    "diagrams",
    "events",
    "fact",
    "facts",
    "figure",
    "kappa",
    "ledger",
    "lookalikes",
    "per_month",
    "relays",
    "say",
    "spoken",
    "standing",
    "table",
    "tables",
    "ties",
    "vocabulary",
    "words",
]
