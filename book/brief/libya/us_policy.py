"""What the United States did about Libya: acts of its institutions, contracts of lobbyists, sanctions."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from brief import charts, words
from brief.charts import SIDES, Chart, elements
from brief.charts.style import ACCENT, REFERENCE, RULE, Mark, new_figure
from brief.ledger import events, facts
from brief.settings import settings
from brief.tables import dates, table, vocabulary
from brief.text import folded

WHITE_HOUSE = ("white_house", "national_security_council")
"""Institutions of the president."""
DIPLOMATS_AND_SOLDIERS = ("state", "embassy", "un_mission", "defense", "africom")
"""Institutions of the departments of state and of defence."""
EVENT_COLUMNS = ["event_id", "date", "when", "track", "what", "publisher", "grade", "fact_id"]
"""Columns of an event in the download of a timeline."""
TRACKS = {
    "pro_gna": ("US against", "gna"),
    "pro_lna": ("US for Haftar", "lna"),
    "disengage": ("US withdraws", "none"),
}
"""Track and side of an act in the weeks around Haftar's attack, by its stance."""
CLIENTS = {"gna": "For the GNA or its fund", "lna": "For Haftar's side"}
"""For whom a lobbyist works, by side."""
LISTED = {
    "us-359": "rival of the GNA, Tripoli",
    "us-360": "head of parliament, Tobruk",
    "us-361": "oil smugglers",
    "us-362": "migrant smugglers",
    "us-025": "militia chief, oil ports",
    "us-363": "militia chief, Tripoli",
    "us-136": "Prigozhin's network",
    "us-144": "fuel smugglers",
    "us-146": "militia allied with the LNA",
}
"""Who was put on a list of sanctions, by the fact that says so."""


def acts() -> pd.DataFrame:
    """Return what American institutions did in Libya, or said of it, institution by institution and by date.

    Returns:
        One row an act: the columns of `us_actions`, those that `events.dated` adds, and `lane` (the institution in
        words), `first` and `second` (the stance in words, by the editor and by the second coder) and `hover` (the act
        with its day and the reason for its stance).
    """
    names = {key: words.capital(name) for key, name in vocabulary("us_actions", "institution").items()}
    rows = events.dated(table("us_actions"))
    rows = rows.sort_values("institution", key=lambda column: column.map(list(names).index), kind="stable")
    return rows.assign(
        lane=rows.institution.map(names),
        first=rows.stance.map(settings().stances),
        second=rows.second_stance.map(settings().stances),
        hover=[
            f"<b>{act.when}</b><br>{folded(act.action)}<br><i>{act.stance_reason}, {act.fact_id}</i>"
            for act in rows.itertuples()
        ],
    )


def month_of_the_attack() -> pd.DataFrame:
    """Return the events of April 2019 and the acts of US institutions in that month, by date, as `events` has them."""
    columns = ["event_id", "date", "track", "side", "what", "fact_id"]
    april = acts().query("date.str.contains('2019-04')")
    april = april.assign(
        event_id=april.action_id,
        track=[TRACKS[stance][0] for stance in april.stance],
        side=[TRACKS[stance][1] for stance in april.stance],
        what=april.lane + ": " + april.action,
    )
    return events.dated(events.events("april_2019")[columns].merge(april[columns], how="outer"))


def contract_reports() -> pd.DataFrame:
    """Return what is reported of lobbyists' contracts: one row a report, with the columns of the contract and of facts.

    Rows are sorted by side, date, firm and basis (what was promised, or paid).
    """
    contracts = table("contracts")
    reports = contracts.merge(facts.facts_named(contracts.fact_id.unique()), on="fact_id")
    return reports.sort_values(["side", "date", "firm", "basis", "fact_id"], kind="stable")


def contracts() -> pd.DataFrame:
    """Return lobbyists' contracts, one row for what was promised and one for what was paid, where that is known.

    Returns:
        The columns of the first report, `value_low` and `value_high` (the lowest and the highest value in print, in US
        dollars), `printed` (publishers), `label` (firm and year) and `client_side` (for whom, in words).
    """
    by_contract = contract_reports().groupby(["side", "date", "firm", "client", "basis"])
    rows = by_contract.first().assign(
        value_low=by_contract.value_low.min(),
        value_high=by_contract.value_high.max(),
        printed=by_contract.publisher.agg(_publishers),
    )
    rows = rows.reset_index()
    firm = rows.firm.str.partition(" and ")[0].str.partition(",")[0]
    paid = rows.basis.map({"paid": ", paid"}).fillna("")
    return rows.assign(label=firm + ", " + rows.date.str[:4] + paid, client_side=rows.side.map(CLIENTS))


def _publishers(names: pd.Series) -> str:
    """Return each publisher once, by its short name."""
    return ", ".join(dict.fromkeys(map(words.publisher, names)))


def contracts_chart(rows: pd.DataFrame) -> Chart:
    """Draw lobbyists' contracts as bars, by client, from the lowest to the highest value in print.

    Args:
        rows: as `contracts` returns them.
    """
    drawn = charts.ranges(rows, label="{label}", axis="US dollars", group="client_side", side="side", bars=True)
    headings = {
        "firm": "Firm",
        "client": "Client",
        "basis": "Kind",
        "value_low": "From",
        "value_high": "To",
        "printed": "Printed in",
    }
    columns = ["fact_id", "date", "firm", "client", "basis", "value_low", "value_high", "printed"]
    return Chart(drawn.figure, rows[columns], headings)


def listings() -> pd.DataFrame:
    """Return the listings by the US Treasury that were read, with `whom` and `month` in words."""
    rows = facts.facts("us_sanctions_listings")
    return rows.assign(whom=rows.fact_id.map(LISTED), month=rows.event_date.str[:7].map(dates.spoken))


STANCES = {
    "pro_gna": SIDES["gna"],
    "pro_lna": SIDES["lna"],
    "neutral": SIDES["none"],
    "anti_russia": Mark(ACCENT, "triangle-up"),
    "disengage": Mark(REFERENCE, "x"),
}
"""How an act's stance is drawn."""
LANE_GAP = 0.9
"""Room above the marks of a lane, in heights of a mark: on a narrow page the name of the lane is there."""
MONTHS_GAP = 0.7
"""Room between the years and the months, in widths of a mark."""


class _Columns(NamedTuple):
    """Where acts are from left to right: a column a year at first, then a gap and a column a month.

    Attributes:
        first_year: with which the columns begin.
        monthly_from: the first year that has a column for each month.
    """

    first_year: int
    monthly_from: int

    @property
    def years(self) -> int:
        """The number of years that have one column each."""
        return self.monthly_from - self.first_year

    def x(self, year: int, month: int) -> float:
        """Return where the column of a month is, or that of its year."""
        if year < self.monthly_from:
            return year - self.first_year
        return self.years + MONTHS_GAP + ((year - self.monthly_from) * 12 + month - 1)

    def ticks(self, last_year: int, last_month: int) -> dict[str, float]:
        """Return the labels of the axis up to a month, each with its place: a quarter each, and one for the years."""
        ticks = {  # by label: blanks make those of later years different
            f"{name}<br>{year}" if month == 1 else name + " " * (year - self.monthly_from): self.x(year, month)
            for year in range(self.monthly_from, last_year + 1)
            for month, name in ((1, "Jan"), (4, "Apr"), (7, "Jul"), (10, "Oct"))
            if (year, month) <= (last_year, last_month)
        }
        if self.years > 0:
            ticks[f"{self.first_year}<br>–{(self.monthly_from - 1) % 100}"] = self.years // 2
        return ticks


def acts_chart(rows: pd.DataFrame, *, monthly_from: int) -> Chart:
    """Draw acts as marks, one lane an institution, stacked by the month in which they began, by the year before that.

    An act that only unnamed sources report is hollow.

    Args:
        rows: acts, as `acts` returns them; lanes are in order of first appearance.
        monthly_from: the first year that is shown month by month.
    """
    last = rows.first_day.max()
    columns = _Columns(rows.first_day.min().year, monthly_from)
    drawn = rows.sort_values(["first_day", "action_id"])
    drawn = drawn.assign(x=[columns.x(day.year, day.month) for day in drawn.first_day])
    drawn["level"] = drawn.groupby(["lane", "x"]).cumcount()
    lanes = list(dict.fromkeys(rows.lane))
    heights = drawn.groupby("lane")["level"].max() + 1
    bases: dict[str, float] = {}
    top = 0.0
    for lane in reversed(lanes):
        bases[lane] = top
        top += heights[lane] + LANE_GAP
    kinds = [STANCES[stance] for stance in drawn.stance]
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            drawn.x,
            drawn.lane.map(bases) + drawn.level + 0.5,
            ids=list(drawn.action_id),
            marker=elements.marker(kinds, hollow=drawn.unnamed, size=12),
            hover=drawn.hover,
        )
    )
    ends = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": {"width": 0.7, "color": RULE}}
    begin_of_months = columns.years - 0.5 + MONTHS_GAP / 2
    between = {"type": "line", "x0": begin_of_months, "x1": begin_of_months, "y0": -0.2, "y1": top}
    ticks = columns.ticks(last.year, last.month)
    width = columns.x(last.year, last.month) + 1
    middles = [bases[lane] + heights[lane] / 2 for lane in lanes]
    names_above = [(bases[lane] + heights[lane] + LANE_GAP / 2 - 0.1, lane) for lane in lanes]
    key = elements.above_left(_key(lines=1), yshift=8, align="left")
    annotations, narrow = elements.labels_above(names_above, heads=[key], narrow_heads={"text": _key(lines=2)})
    narrow |= {
        "height": round(top * 16) + 104,
        "margin.t": 46,
        "font.size": 10.5,
        "data[0].marker.size": 8,
    }
    figure.update_layout(
        height=round(top * 17) + 84,
        margin={"l": elements.room(lanes), "r": 8, "t": 34, "b": 44},
        xaxis={"range": [-0.8, width], "tickvals": list(ticks.values()), "ticktext": list(ticks)},
        yaxis={"range": [-0.3, top], "tickvals": middles, "ticktext": lanes},
        shapes=[
            *(ends | {"y0": base - 0.2, "y1": base - 0.2} for base in bases.values()),
            between | {"line": {"width": 1, "dash": "dot", "color": RULE}},
        ],
        annotations=annotations,
        meta={"narrow": narrow},
    )
    headings = {"when": "When", "lane": "Who", "action": "Act", "first": "Stance", "stance_reason": "Why"}
    headings |= {"second": "Second coder", "fact_id": "Row"}
    shown = ["action_id", "date", "when", "lane", "action", "stance", "first", "stance_reason", "second"]
    return Chart(figure, rows[[*shown, "second_stance", "fact_id"]], headings, "acts")


def _key(*, lines: int) -> str:
    """Return the key to the marks of stances, on so many lines."""
    entries = [elements.key_entry(mark, settings().stances[stance]) for stance, mark in STANCES.items()]
    length = -(-len(entries) // lines)
    return "<br>".join("\u2003".join(entries[start : start + length]) for start in range(0, len(entries), length))
