"""Money and oil: banknotes printed in Russia, the oil blockade and what it cost, the largest fields."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import charts, words
from brief.charts import Chart, Note, elements, notes
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.periods import MILLISECONDS_A_DAY
from brief.charts.style import NEUTRAL, RULE, SIDES, Mark, new_figure
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.ledger.values import when
from brief.tables import plain, table, vocabulary
from brief.tables.dates import MEAN_MONTH_DAYS, spoken
from brief.text import folded

BANKNOTES_UNIT = "billion dinars"
"""Unit of all that is stated of banknotes."""
YEAR_DAYS = 366
"""Most days of a year."""
BELOW_AN_EARLIER_FIGURE = "war-109"
"""A bulletin of the oil company with less revenue lost than it had stated four days before."""


def dinars_per_dollar() -> float:
    """Return the rate at which Reuters turned the customs data of 2019 into dollars."""
    return fact("war-126").value_high / fact("med-311").value_low


def _banknotes() -> pd.DataFrame:
    """Return what is stated of the notes that Russia printed for eastern Libya: facts, in billion dinars.

    What is stated in dollars is turned into dinars at the rate of `dinars_per_dollar`.
    """
    notes = facts(
        "dinars_ordered_in_russia",
        "dinars_from_russia",
        "dinars_printed_in_russia",
        "russian_notes_value",
        repeats=False,
    )
    billion_dinars = notes.unit.map({"dinars": 1.0, "US dollars": dinars_per_dollar()}) / 1e9
    return notes.assign(value_low=notes.value_low * billion_dinars, value_high=notes.value_high * billion_dinars)


def banknotes_by_year() -> pd.DataFrame:
    """Return the notes that Russia printed for eastern Libya, by year, in billion dinars.

    Returns:
        Facts on what was ordered or cleared within a year, as `facts` returns them, with `ordered` (whether it was only
        ordered, not cleared).
    """
    notes = _banknotes()
    parts = notes[(notes.days <= YEAR_DAYS) & (notes.unit == "dinars")]
    return parts.assign(ordered=parts.measure_id == "dinars_ordered_in_russia")


def banknotes_in_total() -> pd.DataFrame:
    """Return the stated totals of such notes over more than a year, in billion dinars.

    Returns:
        Facts, as `reconciled` gives them with the notes by year, and `words` (the total in figures).
    """
    notes = _banknotes()
    totals = reconciled(notes[notes.days > YEAR_DAYS], banknotes_by_year())
    ends = zip(totals.value_low, totals.value_high, strict=True)
    return totals.assign(
        words=[words.bounds(*(None if pd.isna(end) else round(plain(end), 1) for end in pair)) for pair in ends]
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
        at=rows.event_date.where(~is_period, rows.last_day.dt.strftime("%Y-%m-%d")),
    )


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
    first_day, last_day, _ = blockade()
    months = [str(month) for month in pd.period_range(first_day[:7], last_day[:7], freq="M")]
    output = table("oil").pivot(index="month", columns="basis", values="output")
    before = output.opec_average[output.index < months[0]].dropna().iloc[-1]
    rows = pd.DataFrame(index=pd.Index(months, name="month"))
    rows["output"] = output.opec_average.fillna(output.noc_point).reindex(months).interpolate()
    rows["missing"] = before - rows.output
    rows["days"] = [pd.Period(month).days_in_month for month in months]
    rows.loc[months[-1], "days"] = pd.Timestamp(last_day).day
    rows["price"] = facts("brent_price").set_index("event_date").value_low.reindex(months)
    if rows.price.isna().any():
        raise BriefError(f"no price of Brent crude for {rows.index[rows.price.isna()][0]}")
    return rows.assign(billions=rows.missing * rows.days * rows.price / 1e6).reset_index()


OUTPUT_AXIS, BILL_AXIS = "million barrels a day", "billion dollars"
"""Units of the two panels of the tap."""
BESIDE_OUTPUT = {
    "2019-10 noc_average": Note("the oil company,<br>with condensate", "above", gap=8),
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


def tap(oil: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Return output and losses as one table: what the tap draws.

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
    days = losses["at"].where(losses["at"].str.len() > len("2020-10"), losses["at"] + "-15")
    bill = pd.DataFrame(
        {
            "row_id": losses.fact_id,
            "unit": BILL_AXIS,
            "series": losses.series,
            "when": losses.when,
            "day": days,
            "value": losses.billions,
            "open_above": losses.value_high.isna(),
            "told": losses.originator,
            "party": losses.party,
            "publisher": losses.publisher,
            "source_key": losses.source_key,
            "note": losses.fact,
        }
    )
    rows = pd.concat([output, bill], ignore_index=True)
    ends = rows.value.round(1)
    bounds = [words.bounds(end, None if is_open else end) for end, is_open in zip(ends, rows.open_above, strict=True)]
    over = pd.Series(bounds).str.replace("≥", ">")  # no statement says "at least"
    numbers = rows.value.map("{:.2f}".format).where(rows.unit == OUTPUT_AXIS, over)
    return rows.assign(number=numbers)


def tap_chart(rows: pd.DataFrame) -> Chart:
    """Draw output above and the bill of the blockade below it, on one time axis, with the time of the blockade.

    Args:
        rows: as `tap` returns them.
    """
    output, bill = rows[rows.unit == OUTPUT_AXIS], rows[rows.unit == BILL_AXIS]
    most, most_lost = output.value.max() * 1.35, bill.value.max() * 1.25
    start, end, word = blockade()
    figure = new_figure()
    figure.add_traces([elements.period(start, end, most), elements.period(start, end, most_lost, yaxis="y2")])
    figure.add_traces(_strokes(output[output.series == "opec_average"]))
    figure.add_trace(_dots(output[output.series != "opec_average"], NEUTRAL, "y"))
    fall = _fall(output[output.series == "opec_average"], start)
    figure.add_trace(elements.lines(fall.day, fall.value, colour=RULE, width=1.2, dash="dot"))
    company = bill[(bill.series == "noc") & (bill.row_id != BELOW_AN_EARLIER_FIGURE)].sort_values("day")
    figure.add_trace(elements.lines(company.day, company.value, colour=NEUTRAL.colour, width=2.5, yaxis="y2"))
    figure.add_trace(_dots(company, NEUTRAL, "y2"))
    figure.add_trace(_dots(bill[bill.row_id == BELOW_AN_EARLIER_FIGURE], NEUTRAL, "y2", hollow=True))
    figure.add_trace(_dots(bill[bill.series == "cbl"], BANK, "y2", size=10))
    by_id = rows.set_index("row_id")
    said = [(note, by_id.loc[name].to_dict()) for name, note in (BESIDE_OUTPUT | BESIDE_LOSSES).items()]
    middle = str((pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2).date())
    days = words.short_dates(f"{spoken(start)} to {spoken(end)}")
    heads = [
        elements.at_left(1, f"<b>Output</b>, {OUTPUT_AXIS}", yref="paper", yanchor="bottom", yshift=4, align="left"),
        elements.at_left(
            0.44, f"<b>Revenue lost</b>, {BILL_AXIS}", yref="paper", yanchor="bottom", yshift=4, align="left"
        ),
        {"x": middle, "y": most, "yanchor": "top", "text": f"{word},<br>{days}", "showarrow": False},
        {"x": fall.day.iloc[-1], "y": fall.value.mean(), "xanchor": "right", "xshift": -5, "showarrow": False}
        | {"text": _fallen(fall), "align": "right"},
        *(
            {"x": day, "y": 0, "yanchor": "bottom", "text": "<i>no figure</i>", "showarrow": False}
            for day in _without_figure(output)
        ),
    ]
    annotations = [
        *heads,
        *(
            notes.annotation(row["day"], row["value"], note, row, yref="y" if row["unit"] == OUTPUT_AXIS else "y2")
            for note, row in said
        ),
    ]
    scale = {"nticks": 5, "ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE, "showgrid": False}
    scale |= {"fixedrange": True, "zeroline": False}
    figure.update_layout(
        height=500,
        margin={"l": 34, "r": 12, "t": 26, "b": 44},
        xaxis=elements.month_axis(
            anchor="y2",
            range=["2019-05-25", "2020-12-31"],
            dtick="M3",
            tick0="2019-07-01",
            showgrid=False,
            showline=True,
            linecolor=RULE,
            ticks="outside",
            tickcolor=RULE,
        ),
        yaxis=scale | {"range": [0, most], "domain": [0.54, 1]},
        yaxis2=scale | {"range": [0, most_lost], "domain": [0, 0.44], "anchor": "x"},
        annotations=annotations,
        meta={
            "narrow": {"font.size": 10.5, "height": 440, "xaxis.dtick": "M6"} | notes.narrow_changes(len(heads), said)
        },
    )
    headings = {"when": "When", "value": "Number", "unit": "Unit", "told": "Who says so, or on which basis"}
    headings |= {"publisher": "Document", "note": "Note"}
    return Chart(figure, rows, headings)


def _fall(means: pd.DataFrame, start: str) -> pd.DataFrame:
    """Return the corners of a bracket from the last mean before a day down to the lowest one, which it stops above."""
    before, lowest = means[means.day < start[:7]].iloc[-1], means.loc[means.value.idxmin()]
    corners = [(before.day, before.value), (lowest.day, before.value), (lowest.day, lowest.value + 0.22)]
    return pd.DataFrame(corners, columns=["day", "value"]).assign(output=[before.value, lowest.value, lowest.value])


def _fallen(fall: pd.DataFrame) -> str:
    """Return by how much output fell, and from which month to which."""
    months = " to ".join(f"{pd.Timestamp(day):%b}" for day in (fall.day.iloc[0], fall.day.iloc[-1]))
    return f"<b>\u2212{100 * (1 - fall.output.min() / fall.output.max()):.0f} %</b><br>{months}"


def _without_figure(output: pd.DataFrame) -> list[str]:
    """Return the middle day, in ISO 8601, of each stretch of months without any figure of output."""
    months = set(output.day.str[:7].map(pd.Period))
    every = pd.period_range(min(months), max(months), freq="M")
    is_missing = pd.Series([month not in months for month in every], every)
    middles = []
    for _, run in is_missing[is_missing].groupby((~is_missing).cumsum()[is_missing]):
        start, end = run.index[0].start_time, run.index[-1].end_time.ceil("D")
        middles.append(str((start + (end - start) / 2).date()))
    return middles


def _strokes(rows: pd.DataFrame) -> list[Any]:
    """Return the traces of monthly means: a stroke as long as the month, and a mark to point at in its middle."""
    months = [pd.Period(day[:7]) for day in rows.day]
    starts = [f"{month.start_time:%Y-%m-%d}" for month in months]
    ends = [f"{month.end_time:%Y-%m-%d}" for month in months]
    x, y = elements.segments(starts, ends), elements.segments(rows.value, rows.value)
    hover = map(_told, rows.to_dict("records"))
    unseen = {"color": NEUTRAL.colour, "size": 9, "opacity": 0}
    return [
        elements.lines(x, y, colour=NEUTRAL.colour, width=4),
        elements.marks(rows.day, rows.value, ids=list(rows.row_id), marker=unseen, hover=hover),
    ]


def _told(row: dict[str, Any]) -> str:
    """Return the hover label of a row of the tap."""
    return f"<b>{row['when']}: {row['number']}</b> {row['unit']}<br>{folded(row['told'])}<br><i>{row['publisher']}</i>"


def _dots(rows: pd.DataFrame, mark: Mark, yaxis: str, *, hollow: bool = False, size: int = 8) -> Any:
    """Return the trace of rows of the tap as dots."""
    style = {"color": mark.colour, "symbol": f"{mark.symbol}-open" if hollow else mark.symbol, "size": size}
    if hollow:
        style |= {"line": {"width": 2}}
    hover = map(_told, rows.to_dict("records"))
    return elements.marks(rows.day, rows.value, ids=list(rows.row_id), marker=style, hover=hover, yaxis=yaxis)


TO_JUNE = "med-137"
"""The customs data of a year of which they have only the first half."""
_BETWEEN = 0.06
"""Between the boxes of two years, in billion dinars."""
_BAR = 0.36
"""Height of the bar of a total, in rows."""
_BRACE = (0.5, 0.6)
"""The foot and the top of the brace over the boxes, in rows."""
_AIR = 0.2
"""Between the boxes and the totals, in rows, so that no total looks like a caption of the boxes."""
CUSTOMS_TOTAL = "med-138"
"""The total that the customs data of the years add up to."""


def banknotes_chart(totals: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw the notes of each year as a box, one after the other, and below them each other total, all from zero.

    What was only ordered is the last box, and hollow; a brace says what the others, cleared by customs, add up to. The
    bar of an upper bound is pale. Above a total is what the row on top has for its years, without and with the order.

    Args:
        totals: as `banknotes_in_total` returns them.
        parts: as `banknotes_by_year` returns them.
    """
    parts = parts.sort_values(["ordered", "first_day"], ignore_index=True)
    ends = parts.value_low.cumsum()
    starts = ends - parts.value_low
    totals = totals.sort_values(["last_day", "stated"], ignore_index=True)
    cleared = float(ends[~parts.ordered].max())
    of_boxes = totals[totals.fact_id == CUSTOMS_TOTAL]
    others = totals.drop(index=of_boxes.index).reset_index(drop=True)
    figure, notes = new_figure(), elements.Notes()
    figure.add_traces([_year_boxes(parts, starts), _brace(cleared, of_boxes), _total_bars(others)])
    notes.add(elements.above_left(f"<b>{words.capital(BANKNOTES_UNIT)}</b>", yshift=24, align="left"))
    for row, middle in zip(parts.itertuples(), starts + parts.value_low / 2, strict=True):
        year = f"Jan–Jun {row.first_day:%Y}" if row.fact_id == TO_JUNE else f"{row.first_day:%Y}"
        of = "ordered " if row.ordered else ""
        in_box = {} if row.ordered else {"font": {"color": "#ffffff"}}
        text = {"text": f"{of}{year}<br><b>{row.value_low:.1f}</b>", "x": middle, "y": 0, "showarrow": False}
        notes.add(text | in_box)
    by = {"yanchor": "bottom", "xref": "x", "yshift": 1, "align": "left"}
    data_end = when("med-134.end:month")
    of_customs = f"<b>{of_boxes.stated.iloc[0]:.1f} cleared by Russian customs</b>; their data end in {data_end}"
    notes.add(
        elements.at_left(_BRACE[1], of_customs, **by | {"yshift": 2}),
        text=of_customs.replace("; ", ";<br>"),
    )
    by_id = parts.set_index("fact_id")
    for place, total in enumerate(others.itertuples(), 1):
        within = by_id.loc[list(total.parts)]
        sums = [within.value_low[~within.ordered].sum(), within.value_low.sum()]
        beside = f"by the row on top: {' to '.join(f'{one:.1f}' for one in sums)}"
        said = f"<b>{total.short}</b>, {words.short_dates(total.when)}"
        notes.add(
            elements.at_left(_BAR / 2 - place - _AIR, f"{said} ({beside})", **by),
            text=f"{said}<br>({beside})",
        )
    figure.update_layout(
        height=90 + 60 * (len(others) + 1),
        barmode="overlay",
        margin={"l": 6, "r": 4, "t": 48, "b": 4},
        xaxis={"range": [-0.05, float(ends.max()) * 1.17], "dtick": 5, "side": "top", "showgrid": False}
        | {"ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE},
        yaxis={"range": [-0.4 - _AIR - len(others), 1.1], "visible": False},
        annotations=notes.all,
        meta={"narrow": {"font.size": 10, "height": 90 + 62 * (len(others) + 1), **notes.narrow}},
    )
    headings = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Its years add up to"}
    drawn = pd.concat([parts.assign(stated=parts.value_low), totals])
    return Chart(
        figure, drawn[["fact_id", *headings, "publisher", "grade"]], headings | SOURCE_HEADINGS, BANKNOTES_UNIT
    )


def _year_boxes(parts: pd.DataFrame, starts: pd.Series) -> go.Bar:
    """Return a box for each year, as long as its notes; that of an order is hollow."""
    return elements.boxes(
        starts,
        [0] * len(parts),
        width=list(parts.value_low - _BETWEEN),
        height=0.84,
        ids=list(parts.fact_id),
        marker={
            "color": ["rgba(0,0,0,0)" if ordered else NEUTRAL.colour for ordered in parts.ordered],
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
    fills = [elements.pale(NEUTRAL.colour) if is_bound else NEUTRAL.colour for is_bound in totals.value_low.isna()]
    numbers = totals.words.str.replace("≤ ", "up to ")
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


CLAIMED = "sharara-2019-02-11-control"
"""The event at which Haftar's side said that it held the oil field of Sharara."""
RETURNED, RESTARTED, STORMED = (
    "sharara-2019-03-noc",
    "sharara-2020-06-07-2020-06-08-restart",
    "sharara-2020-06-08-2020-06-09-stormed",
)
"""The events at which the field changed hands after that."""
BY_AP, BY_CHAIRMAN, BY_ARTICLE = "sharara-2020-06-26-ap", "sharara-2020-07-05-chairman", "sharara-2020-07-04-article"
SPEAKERS = {
    BY_CHAIRMAN: "the oil company’s chairman",
    "sharara-2020-06-30-wsj": "officials (WSJ)",
    "sharara-2020-06-25-convoy": "the oil company",
}
"""Who tells that Russians came there, by the event."""
DAYS_BEFORE = 25
"""How long before he spoke Wagner had occupied the field, by the chairman of the oil company, in days."""
SHARARA_WINDOWS = {
    "all": charts.Window("<b>From the claim of Haftar’s side on</b>", "2019-01-20", "2020-07-07", "M3", "%b<br>%Y"),
    "last": charts.Window(
        "<b>The last month, day by day</b>", "2020-06-05", "2020-07-07", 7 * MILLISECONDS_A_DAY, "%-d<br>%b"
    ),
}
"""The times that are drawn of Sharara: from the claim of Haftar's side to the article, and the last weeks of it."""
GUARDS = {"all": "<b>Guarded</b> by", "last": "<b>Guarded</b> by (in the gap: no report found)"}
OUTPUT = {"all": "<b>Output</b>", "last": "<b>Output</b>: restarted, then stopped at gunpoint"}
"""The words of the lines that tell who had the field and whether it ran, by the window."""


def arrivals(rows: pd.DataFrame) -> dict[str, str]:
    """Return the first day on which Russians were at Sharara, in ISO 8601, by each event that tells it.

    Args:
        rows: the events, as `events` returns them.
    """
    days = rows.set_index("event_id").first_day.map(pd.Timestamp).to_dict()
    days[BY_CHAIRMAN] -= pd.Timedelta(days=DAYS_BEFORE)
    return {name: f"{days[name]:%Y-%m-%d}" for name in SPEAKERS}


def months_to_arrivals(rows: pd.DataFrame) -> list[int]:
    """Return how many months passed from the claim of Haftar's side to each arrival of Russians, rounded.

    Args:
        rows: the events, as `events` returns them.
    """
    claimed = pd.Timestamp(rows.set_index("event_id").first_day[CLAIMED])
    return [round((pd.Timestamp(day) - claimed).days / MEAN_MONTH_DAYS) for day in arrivals(rows).values()]


def sharara_bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn of the oil field of Sharara, as `charts.strips` takes it.

    Args:
        rows: the events, as `events` returns them.

    Returns:
        One row a bar, named by `bar_id`, with `event_id`, the event that begins it or tells it.
    """
    day = {row.event_id: f"{row.first_day:%Y-%m-%d}" for row in rows.itertuples()}
    last = {row.event_id: f"{row.last_day:%Y-%m-%d}" for row in rows.itertuples()}
    came, (shut, *_) = arrivals(rows), blockade()
    june = SHARARA_WINDOWS["last"]
    haftar, company = SIDES["lna"].colour, NEUTRAL.colour
    bars: list[tuple[Any, ...]] = [
        ("all", GUARDS["all"], CLAIMED, day[CLAIMED], _eve(shut), haftar, "full", "Haftar’s camp"),
        ("all", OUTPUT["all"], RETURNED, day[RETURNED], _eve(shut), company, "full", "run by the oil company"),
    ]
    for name, begins, ends, is_last in (("all", shut, june.end, False), ("last", june.start, _eve(day[BY_AP]), True)):
        guards, output = GUARDS[name], OUTPUT[name]
        inferred, closed, taken, stopped = (
            ("", "", "ally of Haftar, says TRT", "shut") if is_last else ("inferred", "shut", "", "")
        )
        bars += [
            (name, guards, RETURNED, begins, _eve(day[RESTARTED]), haftar, "hollow", inferred),
            (name, guards, STORMED, day[STORMED], ends, haftar, "full", taken),
            (name, output, RETURNED, begins, _eve(day[RESTARTED]), company, "pale", closed),
            (name, output, RESTARTED, day[RESTARTED], _eve(day[STORMED]), company, "full", ""),
            (name, output, STORMED, day[STORMED], june.end, company, "pale", stopped),
        ]
    bars.append(("last", GUARDS["last"], BY_AP, day[BY_AP], june.end, haftar, "full", "Haftar, says AP"))
    earliest = min(came, key=came.__getitem__)
    line = f"<b>Russians</b>, says the earliest account: from {spoken(came[earliest])}"
    bars.append(("all", line, earliest, came[earliest], june.end, haftar, "thin", ""))
    for name, speaker in SPEAKERS.items():
        said = f"from {_short(came[name])}" if name == BY_CHAIRMAN else _short(came[name], last[name])
        verb = "say" if speaker.startswith("officials") else "says"
        line = f"<b>Russians</b>, {verb} {speaker}: {said}"
        bars.append(("last", line, name, came[name], last[name], haftar, "thin", ""))
    said = f"The article, {_short(day[BY_ARTICLE])}: Russians enabled Haftar to control it"
    bars.append(("last", said, BY_ARTICLE, day[BY_ARTICLE], day[BY_ARTICLE], haftar, "full", ""))
    drawn = pd.DataFrame(bars, columns=["window", "line", "event_id", "start", "end", "colour", "fill", "words"])
    hover = {
        row["event_id"]: elements.source_label(row, text="what", head=row["when"]) for row in rows.to_dict("records")
    }
    lines = pd.factorize(drawn.window + drawn.line)[0]
    names = [f"{row.window} {row.start} line {line + 1}" for row, line in zip(drawn.itertuples(), lines, strict=True)]
    drawn = drawn.assign(is_article=drawn.event_id == BY_ARTICLE, hover=drawn.event_id.map(hover))
    return drawn.set_index(pd.Index(names, name="bar_id")).reset_index()


def _eve(day: str) -> str:
    """Return the day before a day, both in ISO 8601."""
    return f"{pd.Timestamp(day) - pd.Timedelta(days=1):%Y-%m-%d}"


def _short(start: str, end: str = "") -> str:
    """Return a day, or a time from one day to another, in words without the year."""
    return spoken(f"{start}/{end}" if end and end != start else start).rpartition(" ")[0]


def sharara_chart(rows: pd.DataFrame) -> Chart:
    """Draw who guarded the oil field of Sharara, whether it ran, and when Russians were there, in all and by the day.

    Args:
        rows: the events, as `events` returns them.
    """
    fewest, most = min(months_to_arrivals(rows)), max(months_to_arrivals(rows))
    months = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    day = f"{rows.set_index('event_id').first_day[CLAIMED]:%Y-%m-%d}"
    span = charts.Span("all", day, min(arrivals(rows).values()), f"about {months} months to the first Russians")
    drawing = charts.strips(sharara_bars(rows), windows=SHARARA_WINDOWS, span=span)
    headings = {"when": "When", "track": "Whose", "what": "What", **SOURCE_HEADINGS}
    return Chart(drawing.figure, rows[["event_id", *headings]], headings, "events")
