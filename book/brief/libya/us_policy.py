"""What American institutions did, by stance."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts.chart import Chart
from brief.charts.diagrams import RULE, TAKEN
from brief.charts.forms import REFERENCE, SIDES, TEMPLATE, Mark, key_entry, labels_above, on_hover, room, words_at
from brief.ledger import events
from brief.settings import settings
from brief.tables import table, vocabulary


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
