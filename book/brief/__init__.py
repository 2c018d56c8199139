"""The brief: what its pages may use, and nothing else.

Tables: `table`, `facts`, `fact`, `per_month`. Charts: `charts`. Out: `figure`, `say`. Words: `words`, `spoken`.
"""

from brief import charts, words
from brief.dates import spoken
from brief.evidence import fact, facts, per_month
from brief.frame import figure, say
from brief.tables import table

__all__ = ["charts", "fact", "facts", "figure", "per_month", "say", "spoken", "table", "words"]
