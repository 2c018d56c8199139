"""The banknotes that Russia printed for eastern Libya: how much by year, and the totals that are stated."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, elements, notes
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import CLEAR, NEUTRAL, RULE, faded
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.ledger.values import when
from brief.tables import plain

UNIT = "billion dinars"
"""Unit of all that is stated of banknotes."""
YEAR_DAYS = 366
"""The most days that a year has."""
_MEASURES = (
    "dinars_ordered_in_russia",
    "dinars_from_russia",
    "dinars_printed_in_russia",
    "russian_notes_value",
)
"""What is stated of the notes that Russia printed for eastern Libya."""
TO_JUNE = "med-137"
"""The customs data of a year of which they have only the first half."""
CUSTOMS_TOTAL = "med-138"
"""The total that the customs data of the years add up to."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def statements() -> pd.DataFrame:
    """Return all facts on these notes, those that only repeat another too, as `facts` returns them."""
    return facts(*_MEASURES)


def _banknotes() -> pd.DataFrame:
    """Return what is stated of the notes that Russia printed for eastern Libya: facts, in billion dinars.

    What is stated in dollars is turned into dinars at the rate of `dinars_per_dollar`.
    """
    stated = facts(*_MEASURES, repeats=False)
    billion_dinars = stated.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    return stated.assign(value_low=stated.value_low * billion_dinars, value_high=stated.value_high * billion_dinars)


def by_year() -> pd.DataFrame:
    """Return the notes that Russia printed for eastern Libya, by year, in billion dinars.

    Returns:
        Facts on what was ordered or cleared within a year, as `facts` returns them, with `ordered` (whether it was only
        ordered, not cleared).
    """
    stated = _banknotes()
    parts = stated[(stated.days <= YEAR_DAYS) & (stated.unit == "dinars")]
    return parts.assign(ordered=parts.measure_id == "dinars_ordered_in_russia")


def in_total() -> pd.DataFrame:
    """Return the stated totals of such notes over more than a year, in billion dinars.

    Returns:
        Facts, as `reconciled` gives them with the notes by year, and `in_figures` (the total as charts write it).
    """
    stated = _banknotes()
    totals = reconciled(stated[stated.days > YEAR_DAYS], by_year())
    ends = zip(totals.value_low, totals.value_high, strict=True)
    return totals.assign(
        in_figures=[words.bounds(*(None if pd.isna(end) else round(plain(end), 1) for end in pair)) for pair in ends]
    )


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


# --- the chart --------------------------------------------------------------------------------------------

_BETWEEN = 0.12
"""Between the boxes of two years, in billion dinars."""
_BOX, _BAND = 40, 18
"""Height of a box and of a band, in pixels."""
_CLEARED, _ORDERED, _OTHERS, _FIRST, _APART = -50, -122, -182, -222, 52
"""Where things are below the axis, in pixels: the boxes, the order, the heading, the first band, and from there on."""


def chart(totals: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw what customs cleared as a box for each year, below it the order, hollow, and then each other count.

    A count is a dot. The pale band behind it runs from what customs have for its years to that with the order.

    Args:
        totals: as `in_total` returns them.
        parts: as `by_year` returns them.
    """
    parts = parts.sort_values(["ordered", "first_day"], ignore_index=True)
    parts = parts.assign(start=parts.groupby("ordered").value_low.cumsum() - parts.value_low)
    totals = totals.sort_values(["last_day", "stated"], ignore_index=True)
    of_boxes = totals[totals.fact_id == CUSTOMS_TOTAL]
    others = _beside_customs(totals.drop(index=of_boxes.index).reset_index(drop=True), parts)
    drawing = elements.Drawing()
    drawing.draw(_boxes(parts))
    drawing.draw(_line_of_customs(of_boxes))
    drawing.draw(_bands(others))
    drawing.draw(_dots(others))
    _add_words_of_boxes(drawing, parts, float(of_boxes.stated.iloc[0]))
    _add_words_of_counts(drawing, others)
    depth = _BAND + _APART * (len(others) - 1) - _FIRST
    ruler = {"ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE}
    figure = drawing.finished(
        {},
        height=depth + 52,
        barmode="overlay",
        margin={"l": 6, "r": 4, "t": 48, "b": 4},
        xaxis={"range": [-0.05, float(others["with"].max()) * 1.12], "dtick": 5, "side": "top", **ruler},
        xaxis_showgrid=False,
        yaxis={"range": [-depth, 0], "visible": False},
    )
    headings = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Its years add up to"}
    drawn = pd.concat([parts.assign(stated=parts.value_low), totals])
    return Chart(figure, drawn[["fact_id", *headings, "publisher", "grade"]], headings | SOURCE_HEADINGS, UNIT)


def _beside_customs(others: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return counts with what customs have for their years, `without` the order and `with` it, and with their `y`."""
    by_id = parts.set_index("fact_id")
    cleared = by_id.value_low.where(~by_id.ordered, 0)
    without = [cleared.loc[list(ids)].sum() for ids in others.parts]
    return others.assign(
        without=without, **{"with": others.parts_sum}, y=[_FIRST - _APART * place for place in others.index]
    )


def _add_words_of_boxes(drawing: elements.Drawing, parts: pd.DataFrame, cleared: float) -> None:
    """Add the unit, what the boxes are, and in the box of each year the year, and how much it was."""
    drawing.note(elements.above_left(f"<b>{words.capital(UNIT)}</b>", yshift=24, align="left"))
    data_end = when("med-134.end:month")
    of_customs = f"<b>Cleared by Russian customs: {cleared:.1f}</b>; their data end in {data_end}"
    drawing.note(_above(_CLEARED + _BOX / 2 + 6, of_customs))
    for row in parts.itertuples():
        year = f"Jan–Jun {row.first_day:%Y}" if row.fact_id == TO_JUNE else f"{row.first_day:%Y}"
        place = {"x": row.start + row.value_low / 2, "y": _ORDERED if row.ordered else _CLEARED, "showarrow": False}
        note = {"text": f"{year}<br><b>{row.value_low:.1f}</b>", **place}
        drawing.note(note if row.ordered else note | {"font": {"color": "#ffffff"}})
    for order in parts[parts.ordered].itertuples():
        drawing.note(_above(_ORDERED + _BOX / 2, f"<b>Ordered, {order.publisher.partition(' ')[0]} wrote</b>"))
        unknown = {"xref": "x", "x": order.value_low, "xshift": 8, "align": "left"}
        drawing.note(elements.at_left(_ORDERED, "how much of it came is unknown", **unknown))


def _add_words_of_counts(drawing: elements.Drawing, others: pd.DataFrame) -> None:
    """Add above each band who counted, and how many, at its ends what customs have, and a heading above them all."""
    heading = "<b>Other counts</b>, and what customs have for their years"
    drawing.note(_above(_OTHERS, f"{heading}, without and with the order"), text=heading)
    for row in others.to_dict("records"):
        drawing.note(_above(row["y"] + _BAND / 2, f"<b>{row['short']}</b>, {words.short_dates(row['when'])}"))
        number = row["in_figures"].replace("≤ ", "up to ")
        notes.draw(drawing, row["stated"], row["y"], notes.Note(f"<b>{number}</b>", "above", gap=10), row)
        notes.draw(drawing, row["without"], row["y"], notes.Note("{without:.1f}", "left", gap=5), row)
        notes.draw(drawing, row["with"], row["y"], notes.Note("{with:.1f}", gap=5), row)


def _above(y: float, text: str) -> dict[str, Any]:
    """Return words at zero whose foot is at a height."""
    return elements.at_left(y, text, xref="x", yanchor="bottom", yshift=1, align="left")


def _boxes(parts: pd.DataFrame) -> go.Bar:
    """Return a box for each year, as long as its notes; that of an order is hollow, in a line of its own."""
    return elements.boxes(
        parts.start,
        [_ORDERED if ordered else _CLEARED for ordered in parts.ordered],
        width=list(parts.value_low - _BETWEEN),
        height=_BOX,
        ids=list(parts.fact_id),
        marker={
            "color": [CLEAR if ordered else NEUTRAL.colour for ordered in parts.ordered],
            "line": {"color": NEUTRAL.colour, "width": 1.5},
        },
        hover=map(elements.source_label, parts.to_dict("records")),
    )


def _line_of_customs(of_boxes: pd.DataFrame) -> go.Scatter:
    """Return a line over the boxes of what was cleared, which has the label of the total that they add up to."""
    end = float(of_boxes.stated.iloc[0]) - _BETWEEN
    line = elements.lines([0, end], [_CLEARED + _BOX / 2 + 4] * 2, colour=NEUTRAL.colour, width=1.5)
    label = [elements.source_label(row) for row in of_boxes.to_dict("records")]
    return line.update(ids=[*of_boxes.fact_id] * 2, **elements.on_hover(label * 2))


def _bands(others: pd.DataFrame) -> go.Bar:
    """Return the band behind each count, from what customs have for its years to that with the order."""
    edge = {"color": NEUTRAL.colour, "width": 1}
    style = {"color": faded(NEUTRAL.colour, 0.2), "line": edge}
    return elements.boxes(
        others.without, others.y, width=list(others["with"] - others.without), height=_BAND, marker=style
    )


def _dots(others: pd.DataFrame) -> go.Scatter:
    """Return a dot for each count."""
    return elements.marks(
        others.stated,
        others.y,
        ids=list(others.fact_id),
        marker={"color": NEUTRAL.colour, "symbol": NEUTRAL.symbol, "size": 13},
        hover=map(elements.source_label, others.to_dict("records")),
    )
