"""The brief: what its pages may use, and nothing else.

Tables: `table`, `vocabulary`, `tables` (names and sizes of all), `facts`, `facts_named`, `fact`, `by_originator`,
`days_between`, `lookalikes`, `events`, `distance_km`, `distance_miles`, `documents_in_tables`, `documents_read`,
`kappa`. Single values
of facts, as sentences look them up: `value`, `when`. The ledger: `ledger`, `standing`, `bearing`, `borrowed`,
`by_camp`, `relays`. What speaks against which answer: `hypotheses`. Drawings: `charts`. What one page alone computes
and draws: `aims`, `airpower`, `media`, `money_and_oil`, `recruitment`, `us_policy`, `war`. Out: `figure`, `say`. Words:
`capital`, `counted`, `listed`, `plural`, `spoken`, and all others of `words`. Thresholds of the rules, for the page on
method: `FOR_HIGH`, `FOR_MODERATE`, `NEAR_DAYS`.

Imports go one way, from the first of these to the last: `cli`, `console`, `publish` (the site, the PDF), `rerun` (in
the reader's browser), `check` (against the sealed edition), `pages` (executing cells), `libya` (this brief alone),
`ledger`, `charts`, `tables` and `vendor`, and the helper modules. `pyproject.toml` states it, and tests enforce it.
"""

from brief import charts, tables, words
from brief.ledger import hypotheses
from brief.ledger.agreement import kappa
from brief.ledger.camps import by_camp
from brief.ledger.circular import NEAR_DAYS, lookalikes
from brief.ledger.distances import distance_km, distance_miles
from brief.ledger.documents import documents_in_tables, documents_read
from brief.ledger.events import events
from brief.ledger.facts import by_originator, days_between, fact, facts, facts_named
from brief.ledger.figures import figure
from brief.ledger.findings import bearing, borrowed, ledger, standing
from brief.ledger.relays import relays
from brief.ledger.rule import FOR_HIGH, FOR_MODERATE
from brief.ledger.values import value, when
from brief.libya import aims, airpower, media, money_and_oil, recruitment, us_policy, war
from brief.pages.numbers import say
from brief.tables import table, vocabulary
from brief.tables.dates import spoken
from brief.words import capital, counted, listed, plural

__all__ = [
    "FOR_HIGH",
    "FOR_MODERATE",
    "NEAR_DAYS",
    "aims",
    "airpower",
    "bearing",
    "borrowed",
    "by_camp",
    "by_originator",
    "capital",
    "charts",
    "counted",
    "days_between",
    "distance_km",
    "distance_miles",
    "documents_in_tables",
    "documents_read",
    "events",
    "fact",
    "facts",
    "facts_named",
    "figure",
    "hypotheses",
    "kappa",
    "ledger",
    "listed",
    "lookalikes",
    "media",
    "money_and_oil",
    "plural",
    "recruitment",
    "relays",
    "say",
    "spoken",
    "standing",
    "table",
    "tables",
    "us_policy",
    "value",
    "vocabulary",
    "war",
    "when",
    "words",
]
