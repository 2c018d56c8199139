"""Money and oil: banknotes printed in Russia, the oil blockade and what it cost, the largest fields."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import charts
from brief.charts import Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import REFERENCE, new_figure
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.tables import table, vocabulary

BANKNOTES_UNIT = "billion dinars"
"""Unit of all that is stated of banknotes."""
YEAR_DAYS = 366
"""Most days of a year."""
OUTPUT_SERIES = {
    "opec_average": "OPEC, mean of a month",
    "noc_average": "NOC, mean of a month, with condensate",
    "noc_point": "NOC, on a day",
}
"""In words, the series of oil output, by their basis in the table of oil."""
LOSS_SERIES = {"noc": "NOC", "cbl": "Central Bank in Tripoli"}
"""In words, who counts what the blockade cost, by originator."""
BELOW_AN_EARLIER_FIGURE = "war-109"
"""A bulletin of the oil company with less revenue lost than it had stated four days before."""
FIELD_MEASURES = {
    "field_output": "Output,<br>barrels a day",
    "field_capacity": "Capacity,<br>barrels a day",
    "field_reserves": "In the ground,<br>barrels",
}
"""Headings of what is measured of an oil field."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def _banknotes() -> pd.DataFrame:
    """Return what is stated of the notes that Russia printed for eastern Libya: facts, in billion dinars.

    What is stated in dollars is turned into dinars at the rate of `dinars_per_dollar`.
    """
    notes = facts("dinars_ordered_in_russia", "dinars_from_russia", "russian_notes_value", repeats=False)
    billion_dinars = notes.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    return notes.assign(value_low=notes.value_low * billion_dinars, value_high=notes.value_high * billion_dinars)


def banknotes_by_year() -> pd.DataFrame:
    """Return the notes that Russia printed for eastern Libya, by year, in billion dinars.

    Returns:
        Facts on what was ordered or cleared within a year, as `facts` returns them, with `name` (year and number) and
        `ordered` (whether it was only ordered, not cleared).
    """
    notes = _banknotes()
    parts = notes[(notes.days <= YEAR_DAYS) & (notes.unit == "dinars")]
    return parts.assign(
        ordered=parts.measure_id == "dinars_ordered_in_russia",
        name=parts.event_date + "<br>" + parts.value_low.map("{:.1f}".format),
    )


def banknotes_in_total() -> pd.DataFrame:
    """Return the stated totals of such notes over more than a year, in billion dinars.

    Returns:
        Facts, as `reconciled` gives them with the notes by year, and `label` (all of it in words).
    """
    notes = _banknotes()
    totals = reconciled(notes[notes.days > YEAR_DAYS], banknotes_by_year())
    labels = [
        f"{row.first_day:%Y}–{row.last_day:%Y} · {row.short}: {row.stated:.1f}; its years: {row.parts_sum:.1f}"
        for row in totals.itertuples()
    ]
    return totals.assign(label=labels)


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


def blockade() -> tuple[str, str, str]:
    """Return the first and the last day of the oil blockade, in ISO 8601, and a word for it."""
    return fact("war-098").event_date, fact("war-118").event_date, "blockade"


def oil_output() -> pd.DataFrame:
    """Return Libya's output of oil by month, in thousand barrels a day.

    Returns:
        The table of oil by month and basis, with `row_id`, `series` (the basis), `told` (the basis in words) and
        `publisher` (of the document).
    """
    rows = table("oil").merge(table("sources")[["source_key", "publisher"]], on="source_key")
    rows = rows.assign(
        row_id=rows.month + " " + rows.basis,
        series=rows.basis,
        told=rows.basis.map(vocabulary("oil", "basis")),
    )
    columns = ["row_id", "month", "series", "told", "output", "derived", "publisher", "source_key", "note"]
    return rows[columns].sort_values("row_id", ignore_index=True)


def oil_output_chart(rows: pd.DataFrame) -> Chart:
    """Draw output by month, a line for each monthly mean, with the time of the blockade.

    Args:
        rows: as `oil_output` returns them.
    """
    drawn = charts.over_time(
        rows,
        value="output",
        date="month",
        series=OUTPUT_SERIES,
        joined={"opec_average": 32, "noc_average": 32},  # days: only months that follow each other
        axis="thousand barrels a day",
        spans=[blockade()],
    )
    columns = {"month": "Month", "told": "Basis", "output": "Output", "publisher": "Document", "note": "Note"}
    return Chart(drawn.figure, rows, columns, "thousand barrels a day")


def losses() -> pd.DataFrame:
    """Return the revenue lost since the blockade began, as its originators stated it from day to day.

    Returns:
        Facts, as `facts` returns them, with `series` (the originator), `billions` (of US dollars) and `at` (the day or
        month of which the statement is; of a period its last day).
    """
    rows = facts("blockade_loss", repeats=False)
    rows = rows[rows.fact_id != BELOW_AN_EARLIER_FIGURE]
    is_period = rows.event_date.str.contains("/")
    return rows.assign(
        series=rows.root_id,
        billions=rows.value_low / 1e9,
        at=rows.event_date.where(~is_period, rows.last_day.dt.strftime("%Y-%m-%d")),
    )


def losses_chart(rows: pd.DataFrame) -> Chart:
    """Draw the revenue lost as stated from day to day, a line for the oil company, with the time of the blockade.

    Args:
        rows: as `losses` returns them.
    """
    return charts.over_time(
        rows,
        value="billions",
        date="at",
        series=LOSS_SERIES,
        joined={"noc": 120},
        axis="billion US dollars",
        spans=[blockade()],
    )


def largest_fields() -> pd.DataFrame:
    """Return what is said of the two fields that are called Libya's largest: facts, by field, measure and number."""
    rows = facts(*FIELD_MEASURES, repeats=False)
    rows = rows[rows.place.isin(["Sharara", "Sarir"])]
    return rows.sort_values(["place", "measure_id", "value_low"], ascending=[False, False, True])


def fields_chart(rows: pd.DataFrame) -> Chart:
    """Draw output, capacity and reserves of oil fields side by side, a line for each statement.

    Args:
        rows: facts, as `largest_fields` returns them.
    """
    values = {measure: rows.value_low.where(rows.measure_id == measure) for measure in FIELD_MEASURES}
    drawn = charts.panels(
        rows.assign(open_above=rows.value_high.isna(), **values),
        values=FIELD_MEASURES,
        label="{place}, {when} · {short}",
        side="measure_side",
        at_least="open_above",
        unknown="",
    )
    return Chart(drawn.figure, rows, {"place": "Field"})


SHADES = ("#bf551a", "#8f3f10")
"""Colours of the parts of a sum, in turn, so that neighbours differ; white words read on each."""


def _bars_of_part(part: dict[str, Any], totals: pd.DataFrame, value_of: dict[str, float], colour: str) -> go.Bar:
    """Return the trace of one part: a bar in each total that holds it, after the parts before it.

    Args:
        part: a fact, as `banknotes_by_year` has it.
        totals: as `banknotes_in_total` returns them, with their places `y`.
        value_of: the value of each part, by the id of its fact.
        colour: of the bar, or of its words if the part was only ordered.
    """
    name = part["fact_id"]
    holding = [total for total in totals.itertuples() if name in total.parts]
    fill, ink = ("#ffffff", colour) if part["ordered"] else (colour, "#ffffff")
    label = elements.source_label(part | {"publisher": "Part of the sum"})
    return go.Bar(
        x=[part["value_low"]] * len(holding),
        base=[sum(value_of[before] for before in total.parts[: total.parts.index(name)]) for total in holding],
        y=[total.y for total in holding],
        ids=[f"{total.fact_id} {name}" for total in holding],
        orientation="h",
        width=0.54,
        marker={"color": fill, "line": {"color": SHADES[0], "width": 1.5}},  # stands out from dark paper, too
        text=[part["name"]] * len(holding),
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": ink},  # else plotly takes dark paper for white
        **elements.on_hover([label] * len(holding)),
    )


def banknotes_chart(rows: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw stated totals, each as a triangle below a bar of the parts that its period holds.

    Args:
        rows: the totals, as `banknotes_in_total` returns them.
        parts: the parts, as `banknotes_by_year` returns them; those that were only ordered are outlines.
    """
    y = elements.down(len(rows))
    totals = rows.assign(y=y)
    value_of = dict(zip(parts.fact_id, parts.value_low, strict=True))
    figure = new_figure()
    for number, part in enumerate(parts.to_dict("records")):
        figure.add_trace(_bars_of_part(part, totals, value_of, SHADES[number % len(SHADES)]))
    figure.add_trace(
        elements.marks(
            rows.stated,
            [place - 0.4 for place in y],
            ids=list(rows.fact_id),
            marker={"symbol": "triangle-up", "size": 14, "color": REFERENCE},
            hover=map(elements.source_label, rows.to_dict("records")),
        )
    )
    most = max(float(rows.stated.max()), float(rows.parts_sum.max()))
    figure.update_layout(
        height=len(rows) * 66 + 60,
        margin={"l": 4, "r": 8, "t": 8, "b": 46},
        barmode="overlay",
        xaxis=elements.value_axis(BANKNOTES_UNIT, range=[0, most * 1.04]),
        yaxis={"range": [0.4 - len(rows), 0.65], "visible": False},
        annotations=[elements.at_left(place, text, yshift=29) for place, text in zip(y, rows.label, strict=True)],
        meta={"narrow": {"font.size": 10.5, "xaxis.nticks": 5}},
    )
    headings = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Added up"}
    shown = rows[["fact_id", *headings, "publisher", "grade"]]
    return Chart(figure, shown, headings | SOURCE_HEADINGS, BANKNOTES_UNIT)
