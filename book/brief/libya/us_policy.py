"""What the United States did about Libya: acts of its institutions, contracts of lobbyists, sanctions."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts.chart import Chart
from brief.charts.diagrams import RULE, TAKEN
from brief.charts.forms import REFERENCE, SIDES, TEMPLATE, Mark, key_entry, labels_above, on_hover, room, words_at
from brief.ledger import events, facts
from brief.settings import settings
from brief.tables import dates, table, vocabulary

WHITE_HOUSE = ("white_house", "national_security_council")
"""Institutions of the president."""
DIPLOMATS_AND_SOLDIERS = ("state", "embassy", "un_mission", "defense", "africom")
"""Institutions of the departments of state and of defence."""
TRACKS = {
    "pro_gna": ("US against", "gna"),
    "pro_lna": ("US for Haftar", "lna"),
    "disengage": ("US withdraws", "none"),
}
"""Track and side of an act in the weeks around Haftar's attack, by its stance."""
CLIENTS = {"gna": "For the GNA or its fund", "lna": "For Haftar"}
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
            f"<b>{act.when}</b><br>{words.folded(act.action)}<br><i>{act.stance_reason}, {act.fact_id}</i>"
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

    They stand by side, date, firm and basis (what was promised, or paid).
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


def listings() -> pd.DataFrame:
    """Return the listings by the US Treasury that were read, with `whom` and `month` in words."""
    rows = facts.facts("us_sanctions_listings")
    return rows.assign(whom=rows.fact_id.map(LISTED), month=rows.event_date.str[:7].map(dates.spoken))


STANCES = {
    "pro_gna": SIDES["gna"],
    "pro_lna": SIDES["lna"],
    "neutral": SIDES["none"],
    "anti_russia": Mark(TAKEN, "triangle-up"),
    "disengage": Mark(REFERENCE, "x"),
}
"""How an act's stance is drawn."""


def _key(*, lines: int) -> str:
    """Return the key to the marks of stances, on so many lines."""
    parts = [key_entry(mark, settings().stances[stance]) for stance, mark in STANCES.items()]
    length = -(-len(parts) // lines)
    return "<br>".join("\u2003".join(parts[start : start + length]) for start in range(0, len(parts), length))


LANE_GAP = 0.9
"""Room above the marks of a lane, in heights of a mark: on a narrow page the name of the lane stands there."""


def acts_chart(rows: pd.DataFrame, *, monthly_from: int) -> Chart:
    """Draw acts as marks, one lane an institution, stacked by the month in which they began, by the year before that.

    An act that only unnamed sources tell of is hollow.

    Args:
        rows: acts, with `action_id`, `lane` (words; lanes in order of first appearance), `first_day`, `stance` (of
            `STANCES`), `unnamed` (whether only unnamed sources tell of it) and `hover` (words).
        monthly_from: the first year that is shown month by month.
    """
    years = range(rows.first_day.min().year, monthly_from)
    gap = 0.7
    months = (rows.first_day.max().year - monthly_from) * 12 + rows.first_day.max().month
    place: dict[tuple[int, int | None], float] = {(year, None): float(number) for number, year in enumerate(years)}
    for number in range(months):
        place[monthly_from + number // 12, number % 12 + 1] = len(years) + gap + number
    columns = [place[day.year, day.month if day.year >= monthly_from else None] for day in rows.first_day]
    records = rows.assign(column=columns).sort_values(["first_day", "action_id"]).to_dict("records")
    names, base, bases = list(dict.fromkeys(rows.lane)), 0.0, {}
    stacked: dict[tuple[str, float], int] = {}
    for record in records:
        record["level"] = stacked.get((record["lane"], record["column"]), 0)
        stacked[record["lane"], record["column"]] = record["level"] + 1
    heights = {name: max(height for (lane, _), height in stacked.items() if lane == name) for name in names}
    for name in reversed(names):
        bases[name] = base
        base += heights[name] + LANE_GAP
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Scatter(
            x=[record["column"] for record in records],
            y=[bases[record["lane"]] + record["level"] + 0.5 for record in records],
            ids=[record["action_id"] for record in records],
            mode="markers",
            marker={
                "size": 12,
                "color": [STANCES[record["stance"]].colour for record in records],
                "symbol": [STANCES[record["stance"]].symbol + "-open" * bool(record["unnamed"]) for record in records],
            },
            **on_hover(record["hover"] for record in records),
            cliponaxis=False,
        )
    )
    rules = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": y - 0.2,
            "y1": y - 0.2,
            "line": {"width": 0.7, "color": RULE},
        }
        for y in bases.values()
    ]
    rules.append(
        {
            "type": "line",
            "x0": len(years) - 0.5 + gap / 2,
            "x1": len(years) - 0.5 + gap / 2,
            "y0": -0.2,
            "y1": base,
            "line": {"width": 1, "dash": "dot", "color": RULE},
        }
    )
    ticks = {
        f"{label}<br>{year}" if label == "Jan" else f"{label}{' ' * (year - monthly_from)}": place[year, month]
        for year in range(monthly_from, rows.first_day.max().year + 1)
        for month, label in ((1, "Jan"), (4, "Apr"), (7, "Jul"), (10, "Oct"))
        if (year, month) in place
    }
    if years:
        ticks[f"{years[0]}<br>–{years[-1] % 100}"] = place[years[len(years) // 2], None]
    middles = {name: bases[name] + heights[name] / 2 for name in names}
    tops = [(bases[name] + heights[name] + LANE_GAP / 2 - 0.1, name) for name in names]
    above, narrow = labels_above(tops, first=1)
    figure.update_layout(
        height=round(base * 17) + 84,
        margin={"l": room(names), "r": 8, "t": 34, "b": 44},
        xaxis={"range": [-0.8, len(years) + gap + months], "tickvals": list(ticks.values()), "ticktext": list(ticks)},
        yaxis={"range": [-0.3, base], "tickvals": list(middles.values()), "ticktext": names},
        shapes=rules,
        annotations=[
            words_at(1, _key(lines=1), yref="paper", yanchor="bottom", yshift=8, align="left"),
            *above,
        ],
        meta={
            "narrow": {
                **narrow,
                "height": round(base * 16) + 104,
                "margin.t": 46,
                "font.size": 10.5,
                "data[0].marker.size": 8,
                "annotations[0].text": _key(lines=2),
            }
        },
    )
    headings = {"when": "When", "lane": "Who", "action": "Act", "first": "Stance", "stance_reason": "Why"}
    shown = ["action_id", "date", "when", "lane", "action", "stance", "first", "stance_reason", "second"]
    shown += ["second_stance", "fact_id"]
    headings |= {"second": "Second coder", "fact_id": "Row"}
    return Chart(figure, rows[shown], headings, "acts")
