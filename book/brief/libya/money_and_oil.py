"""Banknotes for eastern Libya: stated totals beside the years that they cover."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief.charts.chart import Chart
from brief.charts.forms import REFERENCE, TEMPLATE, hover, on_hover, words_at
from brief.errors import BriefError
from brief.ledger.facts import fact, facts

YEAR_DAYS = 366
"""Most days of a year."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def banknotes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the notes that Russia printed for eastern Libya, in billion dinars: stated totals, and parts by year.

    A total in dollars is turned into dinars at the rate of `dinars_per_dollar`.

    Returns:
        Totals over more than a year, as `reconciled` gives them with these parts, and `label` (all of it in words).
        Parts: what was ordered or cleared within a year, with `name` (year and number) and `ordered` (ordered only, not
        cleared).
    """
    notes = facts("dinars_ordered_in_russia", "dinars_from_russia", "russian_notes_value", repeats=False)
    billion_dinars = notes.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    notes = notes.assign(value_low=notes.value_low * billion_dinars, value_high=notes.value_high * billion_dinars)
    parts = notes[(notes.days <= YEAR_DAYS) & (notes.unit == "dinars")]
    parts = parts.assign(
        ordered=parts.measure_id == "dinars_ordered_in_russia",
        name=parts.event_date + "<br>" + parts.value_low.map("{:.1f}".format),
    )
    totals = reconciled(notes[notes.days > YEAR_DAYS], parts)
    labels = [
        f"{row.first_day:%Y}–{row.last_day:%Y} · {row.short}: {row.stated:.1f}; its years: {row.parts_sum:.1f}"
        for row in totals.itertuples()
    ]
    return totals.assign(label=labels), parts


def reconciled(totals: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return totals beside what the parts within their periods add up to.

    Args:
        totals: facts, as `facts` returns them, each with a value over a period.
        parts: facts in the same unit; one counts for a total if its period lies within the total's.

    Returns:
        The totals with `parts` (ids of the facts that count, by date), `parts_sum` and `stated` (the value; of a range
        its upper end).

    Raises:
        BriefError: if a total has no part.
    """
    parts_of_totals = []
    for total in totals.itertuples():
        within = parts[(parts.first_day >= total.first_day) & (parts.last_day <= total.last_day)]
        if within.empty:
            raise BriefError(f"{total.fact_id} has no parts within its period")
        parts_of_totals.append(within.sort_values("first_day"))
    return totals.assign(
        stated=totals.value_high.fillna(totals.value_low),
        parts=[tuple(within.fact_id) for within in parts_of_totals],
        parts_sum=[float(within.value_low.sum()) for within in parts_of_totals],
    )


UNIT = "billion dinars"


SHADES = ("#bf551a", "#8f3f10")
"""Colours of the parts of a sum, in turn, so that neighbours are told apart; white words read on each."""


def banknotes_chart(rows: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw stated totals, each as a triangle below a bar of the parts that its period holds.

    Args:
        rows: the totals, in billion dinars, as `banknotes` returns them.
        parts: the parts, as `banknotes` returns them; those that were only ordered are outlines.
    """
    lines = [-float(number) for number in range(len(rows))]
    by_id = parts.set_index("fact_id")
    figure = go.Figure(layout={"template": TEMPLATE})
    for number, part in enumerate(parts.to_dict("records")):
        members = [
            (line, row, sum(by_id.value_low[earlier] for earlier in row.parts[: row.parts.index(part["fact_id"])]))
            for line, row in zip(lines, rows.itertuples(), strict=True)
            if part["fact_id"] in row.parts
        ]
        colour = SHADES[number % len(SHADES)]
        figure.add_trace(
            go.Bar(
                x=[part["value_low"]] * len(members),
                base=[start for _, _, start in members],
                y=[line for line, _, _ in members],
                ids=[f"{row.fact_id} {part['fact_id']}" for _, row, _ in members],
                orientation="h",
                width=0.54,
                marker={
                    "color": "#ffffff" if part["ordered"] else colour,
                    "line": {"color": SHADES[0], "width": 1.5},  # stands out from dark paper, too
                },
                text=[part["name"]] * len(members),
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                insidetextfont={
                    "color": colour if part["ordered"] else "#ffffff"
                },  # else plotly takes dark paper for white
                **on_hover([hover(part | {"publisher": "Part of the sum"})] * len(members)),
            )
        )
    figure.add_trace(
        go.Scatter(
            x=list(rows.stated),
            y=[line - 0.4 for line in lines],
            ids=list(rows.fact_id),
            mode="markers",
            marker={"symbol": "triangle-up", "size": 14, "color": REFERENCE},
            **on_hover(hover(row) for row in rows.to_dict("records")),
            cliponaxis=False,
        )
    )
    most = max(float(rows.stated.max()), float(rows.parts_sum.max()))
    figure.update_layout(
        height=len(rows) * 66 + 60,
        margin={"l": 4, "r": 8, "t": 8, "b": 46},
        barmode="overlay",
        xaxis={"range": [0, most * 1.04], "title": {"text": UNIT, "standoff": 8}, "showgrid": True},
        yaxis={"range": [0.4 - len(rows), 0.65], "visible": False},
        annotations=[words_at(line, text, yshift=29) for line, text in zip(lines, rows.label, strict=True)],
        meta={"narrow": {"font.size": 10.5, "xaxis.nticks": 5}},
    )
    columns = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Added up"}
    columns |= {"publisher": "Document", "grade": "Grade", "fact_id": "Row"}
    shown = ["fact_id", "when", "originator", "stated", "parts_sum", "publisher", "grade"]
    return Chart(figure, rows[shown], columns, UNIT)
