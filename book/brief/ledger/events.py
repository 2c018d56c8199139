"""Events by date, with the facts that report them."""

from __future__ import annotations

import pandas as pd

from brief.ledger.facts import require_known, statements
from brief.tables import dates, table, vocabulary


def events(timeline: str) -> pd.DataFrame:
    """Return the events of a timeline, by date.

    Args:
        timeline: as the vocabulary of `events.timeline` names it.

    Returns:
        One row an event: the columns of `events`, and those that `dated` adds.

    Raises:
        BriefError: if there is no such timeline.
    """
    require_known("timeline", [timeline], vocabulary("events", "timeline"))
    rows = table("events")
    return dated(rows[rows.timeline == timeline])


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that have a `date` and a `fact_id`, by date, with what a timeline shows of them.

    Returns:
        The rows with `when` (the date in words), `first_day` and `last_day` (timestamps); and of the fact `publisher`,
        `grade` and `unnamed`: whether its originator is not named.
    """
    spans = [dates.span(text) for text in rows.date]
    reports = statements().assign(unnamed=lambda facts: facts.originator_kind == "unnamed")
    with_reports = rows.assign(
        when=[dates.spoken(text) for text in rows.date],
        first_day=pd.to_datetime([first for first, _ in spans]),
        last_day=pd.to_datetime([last for _, last in spans]),
    ).merge(reports[["fact_id", "publisher", "grade", "unnamed"]], on="fact_id")
    return with_reports.sort_values(["first_day", "last_day", rows.columns[0]], ignore_index=True)
