"""Money and oil: banknotes printed in Russia, the oil blockade and what it cost, the largest fields."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import charts, words
from brief.charts import Chart, Note, elements, notes
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.style import ARTICLE, NEUTRAL, RULE, SIDES, Mark, faded, new_figure
from brief.errors import BriefError
from brief.ledger.facts import fact, facts
from brief.tables import plain, table, vocabulary
from brief.tables import rows as rows_of
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
    columns = ["row_id", "month", "series", "told", "output", "derived", "publisher", "source_key", "note"]
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
    "2019-10 noc_average": Note("the oil company,<br>with condensate", "above", gap=6),
    "2019-12 opec_average": Note("<b>{number}</b>", "above", narrow_at="above right", gap=3),
    "2020-02 noc_point": Note(
        "the oil company,<br>on single days", "above right", narrow="company,<br>single days", gap=20
    ),
    "2020-08 opec_average": Note("<b>{number}</b>", "above", gap=3),
    "2020-11 noc_point": Note("one day: {number}", "left", narrow="{number}", gap=8),
    "2020-12 opec_average": Note("{number}", "above", gap=3),
}
"""Words beside months of output, by row."""
BESIDE_LOSSES = {
    "war-207": Note("the oil company", "below right", gap=7),
    "war-110": Note("central bank: {number}", "above left", gap=6),
    "war-116": Note("central bank: {number}", "above left", gap=6),
    "war-210": Note("the oil company: <b>{number}</b>", "above", narrow="company: <b>{number}</b>", gap=12),
}
"""Words beside losses, by fact."""


def tap(oil: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Return output and losses as one table: what the tap draws.

    Args:
        oil: as `oil_output` returns it.
        losses: as `losses` returns them.

    Returns:
        One row a mark, named by `row_id`: `unit`, `series`, `when` (in words), `day` (the middle of a month, in ISO
        8601), `value`, `open_above` (whether it is a lower bound), `told` (by whom, or on which basis), `party`
        (whether a party to the conflict says so), `number`, `publisher`, `source_key` and `note`.
    """
    output = pd.DataFrame(
        {
            "row_id": oil.row_id,
            "unit": OUTPUT_AXIS,
            "series": oil.series,
            "when": oil.month.map(spoken),
            "day": oil.month + "-15",
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
    numbers = rows.value.map("{:.2f}".format).where(rows.unit == OUTPUT_AXIS, bounds)
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
    figure.add_traces(_steps(output[output.series == "opec_average"]))
    by_company = output[output.series != "opec_average"]
    figure.add_trace(_dots(by_company, NEUTRAL, "y"))
    company = bill[(bill.series == "noc") & (bill.row_id != BELOW_AN_EARLIER_FIGURE)].sort_values("day")
    figure.add_trace(elements.lines(company.day, company.value, colour=NEUTRAL.colour, width=2.5, yaxis="y2"))
    bounds = bill[bill.open_above]
    arrows = {"symbol": "triangle-up", "size": 7, "color": NEUTRAL.colour}
    figure.add_trace(elements.marks(bounds.day, bounds.value + most_lost * 0.045, marker=arrows, yaxis="y2"))
    figure.add_trace(_dots(bill[bill.series == "noc"], NEUTRAL, "y2"))
    bank = bill[bill.series == "cbl"]
    figure.add_trace(_dots(bank, SIDES["gna"], "y2"))
    figure.add_trace(elements.marks(bank.day, bank.value, marker=elements.PARTY, yaxis="y2"))
    by_id = rows.set_index("row_id")
    said = [(note, by_id.loc[name].to_dict()) for name, note in (BESIDE_OUTPUT | BESIDE_LOSSES).items()]
    middle = str((pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2).date())
    heads = [
        elements.at_left(1, f"<b>Output</b>, {OUTPUT_AXIS}", yref="paper", yanchor="bottom", yshift=4, align="left"),
        elements.at_left(
            0.44, f"<b>Revenue lost</b>, {BILL_AXIS}", yref="paper", yanchor="bottom", yshift=4, align="left"
        ),
        {"x": middle, "y": most, "yanchor": "top", "text": word, "showarrow": False},
        *(
            {"x": day, "y": 0, "yanchor": "bottom", "text": f"<i>{text}</i>", "showarrow": False}
            for text, days in _gaps(output).items()
            for day in days
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
            range=["2019-05-25", "2021-01-05"],
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


def _gaps(output: pd.DataFrame) -> dict[str, list[str]]:
    """Return the middle day, in ISO 8601, of stretches of months without a bar, by the words to put there.

    They are those without any figure, and those of which the oil company alone has a mean.
    """
    months = output.day.str[:7].map(pd.Period)
    have_bars = set(months[output.series == "opec_average"])
    by_company = set(months[output.series == "noc_average"]) - have_bars
    every = pd.period_range(months.min(), months.max(), freq="M")
    kinds = {"no<br>figure": set(every) - set(months), "no<br>OPEC<br>mean": by_company}
    gaps: dict[str, list[str]] = {}
    for text, members in kinds.items():
        runs = pd.Series([month in members for month in every], every)
        for _, run in runs[runs].groupby((~runs).cumsum()[runs]):
            start, end = run.index[0].start_time, run.index[-1].end_time.ceil("D")
            gaps.setdefault(text, []).append(str((start + (end - start) / 2).date()))
    return gaps


def _steps(rows: pd.DataFrame) -> list[Any]:
    """Return the traces of monthly means: a line as long as the month, pale below, with a mark in its middle."""
    months = [pd.Period(day[:7]) for day in rows.day]
    starts = [f"{month.start_time:%Y-%m-%d}" for month in months]
    ends = [f"{month.end_time:%Y-%m-%d}" for month in months]
    corners = zip(starts, ends, rows.value, strict=True)
    x, y = [], []
    for start, end, value in corners:
        x += [start, start, end, end, start, None]
        y += [0, value, value, 0, 0, None]
    style = {"color": NEUTRAL.colour, "symbol": "square", "size": 5}
    return [
        go.Scatter(x=x, y=y, mode="none", fill="toself", fillcolor=faded(NEUTRAL.colour, 0.6), hoverinfo="skip"),
        elements.lines(
            elements.segments(starts, ends), elements.segments(rows.value, rows.value), colour=NEUTRAL.colour, width=4
        ),
        elements.marks(
            rows.day, rows.value, ids=list(rows.row_id), marker=style, hover=map(_told, rows.to_dict("records"))
        ),
    ]


def _told(row: dict[str, Any]) -> str:
    """Return the hover label of a row of the tap."""
    return f"<b>{row['when']}: {row['number']}</b> {row['unit']}<br>{folded(row['told'])}<br><i>{row['publisher']}</i>"


def _dots(rows: pd.DataFrame, mark: Mark, yaxis: str) -> Any:
    """Return the trace of rows of the tap as dots."""
    style: dict[str, Any] = {"color": mark.colour, "symbol": mark.symbol, "size": 8}
    if yaxis == "y":  # some are on bars of the same grey
        style |= {"size": 9, "line": {"width": 1.5, "color": "#ffffff"}}
    hover = map(_told, rows.to_dict("records"))
    return elements.marks(rows.day, rows.value, ids=list(rows.row_id), marker=style, hover=hover, yaxis=yaxis)


ARTICLE_ON_DINARS = "c-060"
"""The article's claim on the notes: "millions of dollars"."""


def banknotes_chart(totals: pd.DataFrame, parts: pd.DataFrame) -> Chart:
    """Draw the notes of all years as one bar, and below it each stated total beside the sum of its years.

    Args:
        totals: as `banknotes_in_total` returns them.
        parts: as `banknotes_by_year` returns them.
    """
    parts = parts.sort_values("first_day").assign(start=lambda rows: rows.value_low.cumsum() - rows.value_low)
    totals = totals.assign(y=[-1.55 - number for number in range(len(totals))])
    most = float(parts.value_low.sum())
    colour = SIDES["lna"].colour
    figure = new_figure()
    figure.add_trace(
        go.Bar(
            x=list(parts.value_low - 0.05),  # a gap before the next year
            base=list(parts.start),
            y=[0] * len(parts),
            ids=list(parts.fact_id),
            orientation="h",
            width=0.9,
            marker={"color": colour},
            text=list(parts.name),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            insidetextfont={"color": "#ffffff"},
            **elements.on_hover(map(elements.source_label, parts.to_dict("records"))),
        )
    )
    for total in totals.itertuples():
        figure.add_traces(_bracket(total))
    bottom = -1.55 - len(totals)
    quote = f"<b>The article, {ARTICLE_ON_DINARS}</b><br>{folded(rows_of('claims', [ARTICLE_ON_DINARS]).quote.iloc[0])}"
    ordered, cleared = parts[parts.ordered], parts[~parts.ordered]
    annotations = [
        _over(ordered, "ordered"),
        _over(cleared, "cleared by Russian customs"),
        {"x": most, "y": 0, "xanchor": "left", "text": f"<b>{most:.1f}</b>", "showarrow": False},
        *(
            elements.at_left(
                total.y, f"{total.short}, {total.first_day:%Y}\u2013{total.last_day:%Y}: {total.words}",
                xref="x", x=0, yshift=15, xshift=-4, align="left",
            )
            for total in totals.itertuples()
        ),
        elements.at_left(
            bottom, "the article: \u201cmillions of dollars\u201d, no number to draw", xref="x", x=0, xshift=-4,
            font={"color": ARTICLE.colour}, hovertext=quote,
        ),
    ]  # fmt: skip
    figure.update_layout(
        height=390,
        margin={"l": 6, "r": 8, "t": 4, "b": 46},
        xaxis=elements.value_axis(BANKNOTES_UNIT, standoff=6, title_font_size=13)
        | {"range": [-0.3, most * 1.1], "showgrid": False, "ticks": "outside", "tickcolor": RULE, "nticks": 8},
        yaxis={"range": [bottom - 0.6, 0.95], "visible": False},
        annotations=annotations,
        meta={"narrow": {"font.size": 10.5, "xaxis.title.font.size": 11, "xaxis.nticks": 5}},
    )
    headings = {"when": "Period", "originator": "Who says so", "stated": "Stated", "parts_sum": "Its years add up to"}
    drawn = pd.concat([parts.assign(stated=parts.value_low), totals])
    return Chart(
        figure, drawn[["fact_id", *headings, "publisher", "grade"]], headings | SOURCE_HEADINGS, BANKNOTES_UNIT
    )


def _bracket(total: Any) -> list[Any]:
    """Return the traces of a stated total, all from zero: a thin line for the sum of its years, a thick one, a mark."""
    mark, sum_end = SIDES[total.originator_side], total.stated
    is_bound = pd.isna(total.value_low)
    end = [sum_end - 0.35] if is_bound else []
    style = {
        "color": mark.colour,
        "symbol": [mark.symbol, *(["triangle-left"] if is_bound else [])],
        "size": 10,
    }
    tick = 0.16
    corners = [0, 0, total.parts_sum, total.parts_sum], [total.y + tick, total.y, total.y, total.y + tick]
    label = elements.source_label(total._asdict())
    return [
        elements.lines(*corners, colour=RULE, width=1.2),
        elements.lines([0, sum_end], [total.y] * 2, colour=mark.colour, width=4),
        elements.marks(
            [sum_end, *end], [total.y] * (1 + len(end)), ids=[total.fact_id, *(f"{total.fact_id}-most" for _ in end)],
            marker=style, hover=[label] * (1 + len(end)),
        ),
    ]  # fmt: skip


def _over(parts: pd.DataFrame, text: str) -> dict[str, Any]:
    """Return an annotation above the parts of the bar, in their middle."""
    middle = (parts.start.min() + (parts.start + parts.value_low).max()) / 2
    return {"x": middle, "y": 0.47, "yanchor": "bottom", "text": text, "showarrow": False}


HOLDERS = {
    "Haftar's side": charts.Holder(SIDES["lna"].colour, False, "Haftar's side holds it"),
    "NOC in charge": charts.Holder(NEUTRAL.colour, False, "the state's company (NOC) has it"),
    "Russians": charts.Holder(SIDES["lna"].colour, True, "Russians there; who holds it is disputed"),
}
"""How the strip shows who held the oil field of Sharara, by the track of the event."""
CLAIMED = "sharara-2019-02-11-control"
"""The event at which Haftar's side said that it held the field."""
ARRIVALS = ("sharara-2020-06-30-wsj", "sharara-2020-06-25-convoy")
"""The events by which Russians came there: by the officials whom the article follows, and by the oil company."""
_LISTED = (
    CLAIMED,
    "sharara-2019-03-noc",
    "sharara-2020-06-07-2020-06-08-restart",
    "sharara-2020-06-08-2020-06-09-stormed",
    *ARRIVALS,
    "sharara-2020-06-26-ap",
    "sharara-2020-07-04-article",
    "sharara-2020-07-05-chairman",
)
"""The events of Sharara that tell who held it up to the article; the rows have the rest."""


def months_to_arrivals(rows: pd.DataFrame) -> list[int]:
    """Return how many months passed from the claim of Haftar's side to each arrival of Russians, rounded.

    Args:
        rows: the events, as `events` returns them.
    """
    days = rows.set_index("event_id").first_day.map(pd.Timestamp)
    return [round((days[name] - days[CLAIMED]).days / MEAN_MONTH_DAYS) for name in ARRIVALS]


def sharara_chart(rows: pd.DataFrame) -> Chart:
    """Draw who was said to hold the oil field of Sharara, entry by entry.

    Args:
        rows: the events, as `events` returns them.
    """
    fewest, most = min(months_to_arrivals(rows)), max(months_to_arrivals(rows))
    months = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return charts.entries(
        rows.assign(listed=rows.event_id.isin(_LISTED)),
        holders=HOLDERS,
        article="art-002",
        span=(CLAIMED, ARRIVALS, f"about {months} months"),
    )
