"""The brief: what its pages may use, and nothing else.

Tables: `table`, `facts`, `fact`, `per_month`, `lookalikes`. The ledger: `ledger`, `bearing`, `borrowed`, `relays`.
Pictures: `charts`, `diagrams`. Out: `figure`, `say`. Words: `words`, `spoken`.
"""

from brief import charts, diagrams, words
from brief.dates import spoken
from brief.evidence import fact, facts, lookalikes, per_month
from brief.findings import bearing, borrowed, ledger, relays
from brief.frame import figure, say
from brief.tables import table

__all__ = [
    "bearing",
    "borrowed",
    "charts",
    "diagrams",
    "fact",
    "facts",
    "figure",
    "ledger",
    "lookalikes",
    "per_month",
    "relays",
    "say",
    "spoken",
    "table",
    "words",
]
