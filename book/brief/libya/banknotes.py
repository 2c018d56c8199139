"""The banknotes that Russia printed for eastern Libya: how much by year, and the totals that are stated."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, elements
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
    notes = facts(*_MEASURES, repeats=False)
    billion_dinars = notes.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    return notes.assign(value_low=notes.value_low * billion_dinars, value_high=notes.value_high * billion_dinars)


def by_year() -> pd.DataFrame:
    """Return the notes that Russia printed for eastern Libya, by year, in billion dinars.

    Returns:
        Facts on what was ordered or cleared within a year, as `facts` returns them, with `ordered` (whether it was only
        ordered, not cleared).
    """
    notes = _banknotes()
    parts = notes[(notes.days <= YEAR_DAYS) & (notes.unit == "dinars")]
    return parts.assign(ordered=parts.measure_id == "dinars_ordered_in_russia")


def in_total() -> pd.DataFrame:
    """Return the stated totals of such notes over more than a year, in billion dinars.

    Returns:
        Facts, as `reconciled` gives them with the notes by year, and `in_figures` (the total as charts write it).
    """
    notes = _banknotes()
    totals = reconciled(notes[notes.days > YEAR_DAYS], by_year())
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

_BETWEEN = 0.06
"""Between the boxes of two years, in billion dinars."""
_BAR = 0.36
"""Height of the bar of a total, in rows."""
_BRACE = (0.5, 0.6)
"""The foot and the top of the brace over the boxes, in rows."""
_AIR = 0.2
"""Between the boxes and the totals, in rows, so that no total looks like a caption of the boxes."""


def chart(totals: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw the notes of each year as a box, one after the other, and below them each other total, all from zero.

    What was only ordered is the last box, and hollow; a brace says what the others, cleared by customs, add up to. The
    bar of an upper bound is pale. Above a total is what the row on top has for its years, without and with the order.

    Args:
        totals: as `in_total` returns them.
        parts: as `by_year` returns them.
    """
    parts = parts.sort_values(["ordered", "first_day"], ignore_index=True)
    parts = parts.assign(end=parts.value_low.cumsum())
    parts = parts.assign(start=parts.end - parts.value_low)
    totals = totals.sort_values(["last_day", "stated"], ignore_index=True)
    of_boxes = totals[totals.fact_id == CUSTOMS_TOTAL]
    others = totals.drop(index=of_boxes.index).reset_index(drop=True)
    drawing = elements.Drawing()
    drawing.draw(_year_boxes(parts))
    drawing.draw(_brace(float(parts.end[~parts.ordered].max()), of_boxes))
    drawing.draw(_total_bars(others))
    drawing.note(elements.above_left(f"<b>{words.capital(UNIT)}</b>", yshift=24, align="left"))
    _add_years(drawing, parts)
    _add_words_of_brace(drawing, of_boxes)
    _add_words_of_totals(drawing, others, parts)
    ruler = {"ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE}
    figure = drawing.finished(
        {"font.size": 10, "height": 90 + 62 * (len(others) + 1)},
        height=90 + 60 * (len(others) + 1),
        barmode="overlay",
        margin={"l": 6, "r": 4, "t": 48, "b": 4},
        xaxis={"range": [-0.05, float(parts.end.max()) * 1.17], "dtick": 5, "side": "top", "showgrid": False, **ruler},
        yaxis={"range": [-0.4 - _AIR - len(others), 1.1], "visible": False},
    )
    headings = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Its years add up to"}
    drawn = pd.concat([parts.assign(stated=parts.value_low), totals])
    return Chart(figure, drawn[["fact_id", *headings, "publisher", "grade"]], headings | SOURCE_HEADINGS, UNIT)


def _add_years(drawing: elements.Drawing, parts: pd.DataFrame) -> None:
    """Add in the box of each year the year, and how much it was."""
    for row in parts.itertuples():
        year = f"Jan–Jun {row.first_day:%Y}" if row.fact_id == TO_JUNE else f"{row.first_day:%Y}"
        text = f"{'ordered ' if row.ordered else ''}{year}<br><b>{row.value_low:.1f}</b>"
        note = {"text": text, "x": row.start + row.value_low / 2, "y": 0, "showarrow": False}
        drawing.note(note if row.ordered else note | {"font": {"color": "#ffffff"}})


def _add_words_of_brace(drawing: elements.Drawing, of_boxes: pd.DataFrame) -> None:
    """Add above the brace what the boxes below it add up to."""
    cleared, data_end = of_boxes.stated.iloc[0], when("med-134.end:month")
    text = f"<b>{cleared:.1f} cleared by Russian customs</b>; their data end in {data_end}"
    above = elements.at_left(_BRACE[1], text, xref="x", yanchor="bottom", yshift=2, align="left")
    drawing.note(above, text=text.replace("; ", ";<br>"))


def _add_words_of_totals(drawing: elements.Drawing, totals: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Add above the bar of each total who says so, and what the boxes of its years add up to."""
    by_id = parts.set_index("fact_id")
    for place, total in enumerate(totals.itertuples(), 1):
        within = by_id.loc[list(total.parts)]
        without_order, with_order = within.value_low[~within.ordered].sum(), within.value_low.sum()
        said = f"<b>{total.short}</b>, {words.short_dates(total.when)}"
        beside = f"(by the row on top: {without_order:.1f} to {with_order:.1f})"
        top_of_bar = _BAR / 2 - place - _AIR
        above = elements.at_left(top_of_bar, f"{said} {beside}", xref="x", yanchor="bottom", yshift=1, align="left")
        drawing.note(above, text=f"{said}<br>{beside}")


def _year_boxes(parts: pd.DataFrame) -> go.Bar:
    """Return a box for each year, as long as its notes; that of an order is hollow."""
    return elements.boxes(
        parts.start,
        [0] * len(parts),
        width=list(parts.value_low - _BETWEEN),
        height=0.84,
        ids=list(parts.fact_id),
        marker={
            "color": [CLEAR if ordered else NEUTRAL.colour for ordered in parts.ordered],
            "line": {"color": NEUTRAL.colour, "width": 1.5},
        },
        hover=map(elements.source_label, parts.to_dict("records")),
    )


def _brace(cleared: float, of_boxes: pd.DataFrame) -> go.Scatter:
    """Return a brace over the boxes of what was cleared, which has the label of the total that they add up to."""
    foot, top = _BRACE
    end = cleared - _BETWEEN
    brace = elements.lines([0, 0, end, end], [foot, top, top, foot], colour=NEUTRAL.colour, width=1.5)
    label = [elements.source_label(row) for row in of_boxes.to_dict("records")]
    return brace.update(ids=[*of_boxes.fact_id] * 4, **elements.on_hover(label * 4))


def _total_bars(totals: pd.DataFrame) -> go.Bar:
    """Return a bar for each total, with its number at the end; an upper bound is pale."""
    fills = [faded(NEUTRAL.colour, 0.3) if is_bound else NEUTRAL.colour for is_bound in totals.value_low.isna()]
    numbers = totals.in_figures.str.replace("≤ ", "up to ")
    bars = elements.boxes(
        [0] * len(totals),
        [-place - _AIR for place in range(1, len(totals) + 1)],
        width=list(totals.stated),
        height=_BAR,
        ids=list(totals.fact_id),
        marker={"color": fills, "line": {"color": NEUTRAL.colour, "width": 1}},
        hover=map(elements.source_label, totals.to_dict("records")),
        text=[f"<b>{number}</b>" for number in numbers],
    )
    return bars.update(textposition="outside", insidetextanchor=None)
