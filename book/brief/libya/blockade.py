"""The oil blockade of 2020: Libya's output of oil before, during and after it, and what it cost."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import Chart, Note, elements, notes
from brief.charts.style import NEUTRAL, RULE, Mark
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.tables import table, vocabulary
from brief.tables.dates import iso, middle_day, runs, spoken
from brief.text import folded

BELOW_AN_EARLIER_FIGURE = "war-109"
"""A bulletin of the oil company with less revenue lost than it had stated four days before."""


def days() -> tuple[str, str]:
    """Return the first and the last day of the blockade, in ISO 8601."""
    return fact("war-098").event_date, fact("war-118").event_date


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
    columns = ["row_id", "month", "day", "series", "told", "output", "derived", "publisher", "source_key", "note"]
    return rows[columns].sort_values("row_id", ignore_index=True)


def losses() -> pd.DataFrame:
    """Return the revenue lost by the blockade, as its originators stated it from day to day.

    The oil company counts from the day on which the blockade began, the central bank from the beginning of the year.

    Returns:
        Facts, as `facts` returns them, with `series` (the originator), `billions` (of US dollars) and `at` (the day or
        month of which the statement is; of a period its last day).
    """
    rows = facts("blockade_loss", "oil_losses_year", repeats=False)
    is_period = rows.event_date.str.contains("/")
    return rows.assign(
        series=rows.root_id,
        billions=rows.value_low / 1e9,
        at=rows.event_date.where(~is_period, rows.last_day.map(iso)),
    )


class Fall(NamedTuple):
    """A fall of output: the last monthly mean before it and the lowest one, as rows of `oil_output`."""

    before: pd.Series
    lowest: pd.Series

    @property
    def per_cent(self) -> float:
        """By how much output fell."""
        return float(100 * (1 - self.lowest.output / self.before.output))


def fall() -> Fall:
    """Return how output fell by OPEC's monthly means, of which the first is the last before the blockade."""
    means = oil_output().query("series == 'opec_average'")
    before = means[means.month < days()[0][:7]].iloc[-1]
    return Fall(before, means.loc[means.output.idxmin()])


def priced_losses() -> pd.DataFrame:
    """Return what the output missing in each month of the blockade was worth at the price of Brent crude.

    A check on what the oil company and the central bank say, from other sources. Missing is what the last monthly mean
    of OPEC before the blockade exceeds the output of the month: OPEC's mean, or else the oil company's figure of a day,
    or else what lies on the line between the months around it. A mean of the first month holds its days before the
    blockade too, so that month counts whole; the last one counts up to the last day.

    Returns:
        One row a month with `month`, `output` and `missing` (thousand barrels a day), `days`, `price` (US dollars a
        barrel) and `billions` (of US dollars).
    """
    first_day, last_day = days()
    months = [str(month) for month in pd.period_range(first_day[:7], last_day[:7], freq="M")]
    output = table("oil").pivot(index="month", columns="basis", values="output")
    rows = pd.DataFrame(index=pd.Index(months, name="month"))
    rows["output"] = output.opec_average.fillna(output.noc_point).reindex(months).interpolate()
    rows["missing"] = fall().before.output - rows.output
    rows["days"] = [pd.Period(month).days_in_month for month in months]
    rows.loc[months[-1], "days"] = pd.Timestamp(last_day).day
    rows["price"] = facts("brent_price").set_index("event_date").value_low.reindex(months)
    if rows.price.isna().any():
        raise BriefError(f"no price of Brent crude for {rows.index[rows.price.isna()][0]}")
    return rows.assign(billions=rows.missing * rows.days * rows.price / 1e6).reset_index()


# --- the chart --------------------------------------------------------------------------------------------

OUTPUT_AXIS, LOSS_AXIS = "million barrels a day", "billion dollars"
"""Units of the two panels."""
BESIDE_OUTPUT = {
    "2019-10 noc_average": Note(
        "the oil company,<br>with condensate", "above", narrow="company, with<br>condensate", gap=8
    ),
    "2019-08 opec_average": Note("OPEC,<br>monthly mean", "below", narrow="OPEC,<br>monthly", gap=6),
    "2019-12 opec_average": Note("<b>{number}</b>", "below", gap=6),
    "2020-02 noc_point": Note(
        "the oil company,<br>on single days", "above right", narrow="company,<br>single days", gap=20
    ),
    "2020-08 opec_average": Note("<b>{number}</b>", "above", gap=6),
    "2020-11 noc_point": Note("the oil company,<br>one day", "below", narrow="company,<br>one day", gap=8),
    "2020-12 opec_average": Note("<b>{number}</b>", "above", gap=6),
}
"""Words beside months of output, by row."""
BESIDE_LOSSES = {
    "war-110": Note("Tripoli's central bank: {number}", "above left", narrow="central bank: {number}", gap=8),
    "war-116": Note("Tripoli's central bank: {number}", "above left", narrow="central bank: {number}", gap=8),
    "war-210": Note("the oil company: <b>{number}</b>", "above", narrow="company: <b>{number}</b>", gap=9),
}
"""Words beside losses, by fact."""
BANK = Mark(NEUTRAL.colour, "diamond")
"""How the count of the central bank is drawn, which differs in whom it is from, not in what it counts."""
_LOSS_TOP = 0.44
"""The upper edge of the panel of losses, as a share of the height of both."""
_HEADINGS = {
    "when": "When",
    "value": "Number",
    "unit": "Unit",
    "told": "Who says so, or on which basis",
    "publisher": "Document",
    "note": "Note",
}


def output_and_losses(oil: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Return output and losses as one table: what the chart draws.

    Args:
        oil: as `oil_output` returns it.
        losses: as `losses` returns them.

    Returns:
        One row a mark, named by `row_id`: `unit`, `series`, `when` (in words), `day` (of a month its middle, in ISO
        8601), `value`, `open_above` (whether it is a lower bound), `told` (by whom, or on which basis), `party`
        (whether a party to the conflict says so), `number`, `publisher`, `source_key` and `note`.
    """
    output = pd.DataFrame(
        {
            "row_id": oil.row_id,
            "unit": OUTPUT_AXIS,
            "series": oil.series,
            "when": oil.month.map(spoken),
            "day": oil.day.fillna(oil.month + "-15"),
            "value": oil.output / 1000,
            "open_above": False,
            "told": oil.told,
            "party": False,
            "publisher": oil.publisher,
            "source_key": oil.source_key,
            "note": oil.note,
        }
    )
    is_day = losses["at"].str.len() > len("2020-10")
    stated = pd.DataFrame(
        {
            "row_id": losses.fact_id,
            "unit": LOSS_AXIS,
            "series": losses.series,
            "when": losses.when,
            "day": losses["at"].where(is_day, losses["at"] + "-15"),
            "value": losses.billions,
            "open_above": losses.value_high.isna(),
            "told": losses.originator,
            "party": losses.party,
            "publisher": losses.publisher,
            "source_key": losses.source_key,
            "note": losses.fact,
        }
    )
    rows = pd.concat([output, stated], ignore_index=True)
    ends = rows.value.round(1)
    bounds = [words.bounds(end, None if is_open else end) for end, is_open in zip(ends, rows.open_above, strict=True)]
    over = pd.Series(bounds).str.replace("≥", ">")  # no statement says "at least"
    numbers = rows.value.map("{:.2f}".format).where(rows.unit == OUTPUT_AXIS, over)
    return rows.assign(number=numbers)


def chart(rows: pd.DataFrame) -> Chart:
    """Draw output above and the revenue lost below it, on one time axis, with the time of the blockade.

    Args:
        rows: as `output_and_losses` returns them.
    """
    output, losses = rows[rows.unit == OUTPUT_AXIS], rows[rows.unit == LOSS_AXIS]
    most, most_lost = output.value.max() * 1.35, losses.value.max() * 1.25
    bracket = _bracket(output)
    drawing = elements.Drawing()
    drawing.draw(elements.period(*days(), most))
    drawing.draw(elements.period(*days(), most_lost, yaxis="y2"))
    _draw_output(drawing, output, bracket)
    _draw_losses(drawing, losses)
    _add_heads(drawing)
    _add_blockade(drawing, most)
    _add_fall(drawing, bracket)
    for day in _without_figure(output):
        none = {"x": day, "y": 0, "yanchor": "bottom", "text": "<i>no figure</i>", "showarrow": False}
        drawing.note(none)
    _add_words(drawing, rows)
    ruler = {"ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE, "showgrid": False}
    scale = {"nticks": 5, "fixedrange": True, "zeroline": False, **ruler}
    quarters = {"range": ["2019-05-25", "2020-12-31"], "dtick": "M3", "tick0": "2019-07-01"}
    figure = drawing.finished(
        {"height": 440, "xaxis.dtick": "M6"},
        height=500,
        margin={"l": 34, "r": 12, "t": 26, "b": 44},
        xaxis=elements.month_axis(anchor="y2", **quarters, **ruler),
        yaxis=scale | {"range": [0, most], "domain": [0.54, 1]},
        yaxis2=scale | {"range": [0, most_lost], "domain": [0, _LOSS_TOP], "anchor": "x"},
    )
    return Chart(figure, rows, _HEADINGS)


def _draw_output(drawing: elements.Drawing, output: pd.DataFrame, bracket: pd.DataFrame) -> None:
    """Draw the monthly means as strokes, other figures as dots, and the bracket of the fall."""
    is_mean = output.series == "opec_average"
    for trace in _strokes(output[is_mean]):
        drawing.draw(trace)
    drawing.draw(_dots(output[~is_mean], NEUTRAL, "y"))
    drawing.draw(elements.lines(bracket.day, bracket.value, colour=RULE, width=1.2, dash="dot"))


def _draw_losses(drawing: elements.Drawing, losses: pd.DataFrame) -> None:
    """Draw the count of the oil company as a line with dots, that of the central bank as dots."""
    is_below = losses.row_id == BELOW_AN_EARLIER_FIGURE
    company = losses[(losses.series == "noc") & ~is_below].sort_values("day")
    drawing.draw(elements.lines(company.day, company.value, colour=NEUTRAL.colour, width=2.5, yaxis="y2"))
    drawing.draw(_dots(company, NEUTRAL, "y2"))
    drawing.draw(_dots(losses[is_below], NEUTRAL, "y2", hollow=True))
    drawing.draw(_dots(losses[losses.series == "cbl"], BANK, "y2", size=10))


def _add_heads(drawing: elements.Drawing) -> None:
    """Add above both panels what they show, and its unit."""
    style = {"yref": "paper", "yanchor": "bottom", "yshift": 4, "align": "left"}
    drawing.note(elements.at_left(1, f"<b>Output</b>, {OUTPUT_AXIS}", **style))
    drawing.note(elements.at_left(_LOSS_TOP, f"<b>Revenue lost</b>, {LOSS_AXIS}", **style))


def _add_blockade(drawing: elements.Drawing, top: float) -> None:
    """Add at the top of its band that it is the blockade, and from when to when it was."""
    start, end = days()
    time = words.short_dates(f"{spoken(start)} to {spoken(end)}")
    words_of_band = {"text": f"blockade,<br>{time}", "x": middle_day(start, end), "y": top, "yanchor": "top"}
    drawing.note(words_of_band | {"showarrow": False})


def _add_fall(drawing: elements.Drawing, bracket: pd.DataFrame) -> None:
    """Add at the left of the bracket by how much output fell, and from which month to which."""
    output = fall()
    months = " to ".join(f"{pd.Timestamp(row.month):%b}" for row in (output.before, output.lowest))
    text = f"<b>\u2212{output.per_cent:.0f} %</b><br>{months}"
    place = {"x": bracket.day.iloc[-1], "y": bracket.value.mean(), "xanchor": "right", "xshift": -5}
    drawing.note({"text": text, **place, "align": "right", "showarrow": False})


def _add_words(drawing: elements.Drawing, rows: pd.DataFrame) -> None:
    """Add the words beside months of output and beside losses."""
    by_id = rows.set_index("row_id")
    for name, note in (BESIDE_OUTPUT | BESIDE_LOSSES).items():
        row = by_id.loc[name].to_dict()
        notes.draw(drawing, row["day"], row["value"], note, row, yref="y" if row["unit"] == OUTPUT_AXIS else "y2")


def _bracket(output: pd.DataFrame) -> pd.DataFrame:
    """Return the corners of a bracket, `day` and `value`: from the last mean before the fall down to the lowest one."""
    before, lowest = output.set_index("row_id").loc[[mean.row_id for mean in fall()]].itertuples()
    above_lowest = lowest.value + 0.22  # so that its number has room
    corners = [(before.day, before.value), (lowest.day, before.value), (lowest.day, above_lowest)]
    return pd.DataFrame(corners, columns=["day", "value"])


def _without_figure(output: pd.DataFrame) -> list[str]:
    """Return the middle day, in ISO 8601, of each stretch of months without any figure of output."""
    known = set(output.day.str[:7].map(pd.Period))
    missing = [month for month in pd.period_range(min(known), max(known), freq="M") if month not in known]
    return [middle_day(iso(first.start_time), iso((last + 1).start_time)) for first, last in runs(missing)]


def _strokes(rows: pd.DataFrame) -> list[Any]:
    """Return the traces of monthly means: a stroke as long as the month, and a mark to point at in its middle."""
    months = [pd.Period(day[:7]) for day in rows.day]
    starts, ends = [iso(month.start_time) for month in months], [iso(month.end_time) for month in months]
    x, y = elements.segments(starts, ends), elements.segments(rows.value, rows.value)
    hover = map(_told, rows.to_dict("records"))
    unseen = {"color": NEUTRAL.colour, "size": 9, "opacity": 0}
    return [
        elements.lines(x, y, colour=NEUTRAL.colour, width=4),
        elements.marks(rows.day, rows.value, ids=list(rows.row_id), marker=unseen, hover=hover),
    ]


def _told(row: dict[str, Any]) -> str:
    """Return the hover label of a row of `output_and_losses`."""
    return f"<b>{row['when']}: {row['number']}</b> {row['unit']}<br>{folded(row['told'])}<br><i>{row['publisher']}</i>"


def _dots(rows: pd.DataFrame, mark: Mark, yaxis: str, *, hollow: bool = False, size: int = 8) -> Any:
    """Return the trace of rows as dots."""
    style = {"color": mark.colour, "symbol": f"{mark.symbol}-open" if hollow else mark.symbol, "size": size}
    if hollow:
        style |= {"line": {"width": 2}}
    hover = map(_told, rows.to_dict("records"))
    return elements.marks(rows.day, rows.value, ids=list(rows.row_id), marker=style, hover=hover, yaxis=yaxis)
