"""How many men came, for whom, at what pay, and from where."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from brief import charts, tables, words
from brief.charts import Asserted, Note, elements
from brief.charts.estimates import Panel, middle
from brief.charts.maps import Box, at_places, beside, map_of
from brief.charts.style import NEUTRAL, SIDES, new_figure
from brief.ledger.facts import fact, facts, facts_named
from brief.tables import plain
from brief.text import folded

WAGNER, SUDANESE, CHADIANS = "Wagner's men", "Sudanese", "Chadians of one force"
"""Of whom others are counted."""
_QUARTER_DAYS = 92
"""The most days that an estimate covers which is of one month."""
GROUPS = {
    "wagner_personnel": WAGNER,
    "wagner_personnel_maximum": WAGNER,
    "sudanese_fighters_lna": SUDANESE,
    "sudanese_forces_lna": SUDANESE,
    "chadian_fighters_lna": CHADIANS,
}
"""Of whom each measure of others is, from top to bottom."""
SENT_IN_ALL = "Sent in all"
"""What is counted for both sides."""
SENT, PRESENT = "Sent or hired in all", "In Libya at one time"
"""What counts of Syrians count."""
BESIDE_COUNTS = {
    "syr-004": Note("{short}: {number}", "right"),
    "syr-006": Note("{short}: {number} hired", "right"),
    "syr-020": Note(
        "Syrians for Truth and<br>Justice: {number} hired", "above left", narrow="{short}: {number}<br>hired", gap=13
    ),
    "syr-019": Note("{short}: {number}", "right"),
    "syr-021": Note("{short} of Turkey: {number}", narrow="{short} of<br>Turkey: {number}"),
    "syr-012": Note("{short}: {number}", "right"),
    "syr-016": Note("{short}: {number}", "below", gap=20),
    "syr-018": Note("{short}: {number}", "right", narrow="US inspectors: {number}", narrow_at="above right"),
    "syr-014": Note("{short}: {number}", "left"),
}
"""Words beside counts of Syrians, by fact."""
BESIDE_SIDES = {
    "syr-150": Note("for Turkey's<br>side: {number}", "left"),
    "syr-154": Note("{number}", "above left"),
    "syr-160": Note("{short}: {number}", "right"),
    "syr-004": Note("for Russia's<br>side: {number}", "above left"),
    "syr-009": Note("{number}", "above left", narrow=""),
    "syr-012": Note("{short}: {number}", "right", narrow_at="below"),
    "syr-019": Note("{short}: {number}", "right"),
    "syr-228": Note("{short}: {number}", "right"),
}
"""Words beside counts of both sides, by fact."""
LANES_OF_THE_PRICE = {
    "income_suwayda": "At home, a month",
    "pay_offer_lna": "Promised, a month",
    "pay_offer_sudanese": "Promised, a month",
    "pay_offer_gna": "Promised, a month",
    "pay_received_lna": "Received, a month",
    "pay_received_gna": "Received, a month",
    "compensation_offer_lna": "For a man killed or hurt, once",
    "compensation_offer_gna": "For a man killed or hurt, once",
    "compensation_paid_gna": "For a man killed or hurt, once",
}
"""In which lane of the price of a fighter each measure is, from top to bottom."""
ARTICLE_ON_PRICES = {"c-023": "syr-060", "c-024": "syr-061"}
"""The article's claims on pay and compensation, each with the fact that has the same numbers: BILD's, which it follows.
"""
BESIDE_SUMS = {
    "syr-075": Note("{number}: young men of Suwayda, one town, on average", narrow="{number}: in one town, Suwayda"),
    "syr-073": Note(
        "{number}, by papers that<br>the GNA's forces published",
        "left",
        narrow="{number}, by papers<br>of the GNA's side",
    ),
    "syr-303": Note("{number}"),
    "syr-133": Note("Sudanese", "left"),
    "syr-174": Note("{number} after a cut", "left"),
    "syr-172": Note("{number}"),
    "syr-081": Note("{number}", "left"),
    "syr-077": Note("{number}: men back from Libya"),
    "syr-175": Note("{number}, after deductions"),
    "syr-061": Note("{short} alone: {number}", "left"),
    "syr-063": Note("nothing: men signed it away"),
    "syr-312": Note("{number} for each dead man", narrow="{number} per dead man"),
    "syr-177": Note("{number}: an offer", "left"),
    "syr-178": Note("{number} paid, in one case", narrow="{number} paid"),
}
"""Words beside sums, by fact."""
NAMES_BESIDE = {
    "suwayda": "bottom center",
    "quneitra": "top right",
    "homs": "middle right",
    "deir-ez-zor": "top center",
}
"""Where the name of a place is on the map, by its id, as plotly's `textposition`."""
NEIGHBOURS = {
    "Turkey": (37.35, 37.6),
    "Iraq": (33.4, 42.0),
    "Jordan": (31.7, 36.4),
    "Lebanon": (33.93, 35.85),
    "Israel": (32.0, 33.9),
    "Syria": (34.75, 39.6),
    "<i>Mediterranean</i>": (33.55, 33.75),
}
"""Where the names of countries and of the sea are on the map, in degrees north and east."""
AREA = Box(west=32.4, east=43.0, south=31.1, north=37.9)
"""What the map shows: Syria, with a part of its neighbours."""


def syrians() -> pd.DataFrame:
    """Return how many Syrians were on the LNA's side, by who says so, without repeats.

    Returns:
        Facts as `facts` returns them, with `panel`: whether all those sent or hired are counted, or those present.
    """
    rows = facts("syrians_arrived_lna", "syrians_recruited_lna", "syrians_present_lna", repeats=False)
    return rows.assign(panel=(rows.basis == "stock").map({False: SENT, True: PRESENT}))


def syrians_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw how many Syrians were sent, hired or present, each count at its days, with what the article says.

    Args:
        rows: as `syrians` returns them.
    """
    month = fact("syr-001")
    article = Asserted(
        where=SENT,
        low=month.value_low,
        high=month.value_low,
        note=Note(
            f"the article: over<br>{month.value_low:,.0f} in {month.when}",
            "left",
            narrow=f"the article:<br>over {month.value_low:,.0f}",
        ),
        hover=_quoted("c-029"),
        day=middle(pd.DataFrame([month])).iloc[0],
    )
    arrived = fact("syr-009").value_low  # a day before the count of the hired: one label has both
    both = f"{{number}} hired,<br>{arrived:,.0f} sent"
    of_july = Note(f"{{short}}: {both}", "left", narrow=both, gap=14)
    sent, present = _axis_end(rows, SENT, 1.18), _axis_end(rows, PRESENT, 1.65)
    return charts.estimates(
        rows,
        unit="persons",
        days=("2019-12-10", "2021-05-20"),
        panels=[Panel(SENT, sent, sent), Panel(PRESENT, present, present)],  # to one scale
        heights=(400, 370),
        joined=[list(rows.fact_id[(rows.root_id == "sohr") & (rows.measure_id == "syrians_arrived_lna")])],
        beside=BESIDE_COUNTS | {"syr-010": of_july},
        asserted=[article],
    )


def _axis_end(rows: pd.DataFrame, panel: str, room: float) -> float:
    """Return the end of the axis of a panel: so many times its highest number, to leave room for words above it."""
    return float(rows.loc[rows.panel == panel, ["value_low", "value_high"]].max(axis=None)) * room


def _quoted(claim_id: str) -> str:
    """Return the hover label of what the article claims: its words."""
    return f"<b>The article, {claim_id}</b><br>{folded(tables.rows('claims', [claim_id]).quote[claim_id])}"


def both_sides(pairs: dict[str, str]) -> pd.DataFrame:
    """Return counts of fighters for the LNA beside counts for the GNA by the same originator.

    Args:
        pairs: keys of facts: of a count for the LNA, and of the count for the GNA to set beside it.

    Returns:
        Facts as `facts` returns them, pair by pair, with `panel`.
    """
    rows = facts_named(fact_id for pair in pairs.items() for fact_id in pair)
    return rows.assign(panel=SENT_IN_ALL)


def both_sides_chart(rows: pd.DataFrame, pairs: dict[str, str]) -> charts.Chart:
    """Draw what the monitor counts for both sides as two lines, with another count of both.

    Args:
        rows: as `both_sides` returns them.
        pairs: as for `both_sides`; those of one period have their ratio beside the line between them.
    """
    by_id = rows.set_index("fact_id")
    lines = [
        rows[(rows.root_id == "sohr") & (rows.measure_side == side)].sort_values("first_day").fact_id
        for side in ("lna", "gna")
    ]
    near = {lna: gna for lna, gna in pairs.items() if abs((by_id.first_day[gna] - by_id.first_day[lna]).days) <= 1}
    compared: dict[tuple[str, str], Note] = {}
    for lna, gna in near.items():
        ratio = by_id.value_low[gna] / by_id.value_low[lna]
        at = "above right" if compared else "above left"  # the first has no other line on its left
        compared[lna, gna] = Note(f"{ratio:.{int(ratio < 10)}f} to one", at, gap=5)
    return charts.estimates(
        rows,
        unit="persons",
        days=("2020-01-25", "2021-02-15"),
        panels=[Panel(SENT_IN_ALL, _axis_end(rows, SENT_IN_ALL, 1.11))],
        heights=(340, 330),
        joined=lines,
        compared=compared,
        beside=BESIDE_SIDES,
    )


def others() -> pd.DataFrame:
    """Return how many of Wagner's men, Sudanese and Chadians were on the LNA's side, without repeats.

    Returns:
        Facts as `facts` returns them, with `panel` (of whom a number is), by panel, and in a panel by date.
    """
    rows = facts(*GROUPS, repeats=False)
    panels = rows.measure_id.map(GROUPS)
    rows = rows.assign(panel=panels, order=panels.map([WAGNER, SUDANESE, CHADIANS].index))
    return rows.sort_values(["order", "first_day", "fact_id"]).drop(columns="order").reset_index(drop=True)


def disagreements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the months of which two estimates exclude each other: their ranges do not meet.

    An estimate is of a month if it has a day in it and covers no more than a quarter of a year.

    Args:
        rows: facts, as `others` returns them, of one panel.

    Returns:
        One row a month, in order: `month` (its first day), `low` and `high` (of all estimates of that month).
    """
    dated = rows[rows.days <= _QUARTER_DAYS]
    low = dated.value_low.astype(float).fillna(0)
    high = dated.value_high.astype(float).fillna(math.inf)
    months = []
    for month in pd.period_range(dated.first_day.min(), dated.last_day.max(), freq="M"):
        is_of = (dated.first_day <= month.end_time) & (dated.last_day >= month.start_time)
        if is_of.any() and low[is_of].max() > high[is_of].min():
            ends = dated.loc[is_of, ["value_low", "value_high"]].astype(float)
            months.append({"month": month.start_time, "low": ends.min(axis=None), "high": ends.max(axis=None)})
    return pd.DataFrame(months)


def wagner_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw how many Wagner's men were, one estimate a row in the order of the days: a dot, a range, or an open bound.

    Args:
        rows: as `others` returns them; of these, those of Wagner's men are drawn.
    """
    drawn = rows[rows.panel == WAGNER].sort_values(["first_day", "last_day", "fact_id"], ignore_index=True)
    y = elements.down(len(drawn))
    low, high = (drawn[end].astype(float) for end in ("value_low", "value_high"))
    value, top = low.fillna(high), high.fillna(low)
    end = float(top.max())
    step = end / 12
    tip = (value + step).where(high.isna(), (value - step).where(low.isna()))
    colour = SIDES["lna"].colour
    figure = new_figure()
    wide, bounds = value < top, tip.notna()
    for members, to in ((wide, top), (bounds, tip)):
        places = [y[number] for number in drawn.index[members]]
        ends = elements.segments(value[members], to[members])
        figure.add_trace(elements.lines(ends, elements.segments(places, places), colour=colour, width=3))
    heads = ["triangle-right" if up else "triangle-left" for up in (tip > value)[bounds]]
    at = pd.Series(y, drawn.index)
    figure.add_trace(elements.marks(tip[bounds], at[bounds], marker={"color": colour, "symbol": heads, "size": 10}))
    figure.add_trace(elements.marks(top[wide], at[wide], marker={"color": colour, "symbol": "square", "size": 10}))
    figure.add_trace(
        elements.marks(
            value,
            y,
            ids=list(drawn.fact_id),
            marker={"color": colour, "symbol": SIDES["lna"].symbol, "size": 10},
            hover=[elements.source_label(row, head=row["when"]) for row in drawn.to_dict("records")],
        )
    )
    figure.add_trace(elements.marks(value[drawn.party], at[drawn.party], marker=elements.PARTY))
    labels = [f"<b>{row.when}</b> \u00b7 {row.short}{' (a party)' if row.party else ''}" for row in drawn.itertuples()]
    numbers = [
        elements.at_left(place, words.bounds(plain(one), plain(other)), xref="x", x=right, xshift=9)
        for place, one, other, right in zip(
            y, drawn.value_low, drawn.value_high, pd.concat([top, tip], axis="columns").max(axis="columns"), strict=True
        )
    ]
    annotations, narrow = elements.labels_above(zip(y, labels, strict=True), heads=numbers, yshift=12, align="left")
    ticks = [number * 1000 for number in range(int(end // 1000) + 1)]
    narrow |= {"height": len(y) * 28 + 34, "font.size": 10.5, "margin.l": 8, "yaxis.range": [0.5 - len(y), 0.95]}
    figure.update_layout(
        height=len(y) * 25 + 34,
        margin={"l": elements.room(labels), "r": 12, "t": 4, "b": 26},
        xaxis={"range": [0, end * 1.14], "tickvals": ticks, "tickformat": ",", "showgrid": True},
        yaxis=elements.row_axis(y, labels),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    return charts.Chart(figure, rows, unit="persons")


def price() -> pd.DataFrame:
    """Return what fighters earned at home, were promised, and received, and what was promised for the dead.

    Returns:
        Facts as `facts` returns them, without repeats, with `lane` (the heading of their lane), by lane, and in a lane
        Russia's side first.
    """
    rows = facts(*LANES_OF_THE_PRICE, repeats=False)
    rows = rows.assign(
        lane=rows.measure_id.map(LANES_OF_THE_PRICE), order=rows.measure_id.map(list(LANES_OF_THE_PRICE).index)
    )
    return rows.sort_values(["order", "value_low", "fact_id"]).drop(columns="order").reset_index(drop=True)


def price_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw the price of a fighter: lanes of sums, with what the article has of pay and compensation.

    Args:
        rows: as `price` returns them.
    """
    asserted = []
    for claim_id, fact_id in ARTICLE_ON_PRICES.items():
        row = fact(fact_id)
        number = words.bounds(plain(row.value_low), plain(row.value_high))
        note = Note(number, "left" if row.value_low < row.value_high else "right")
        asserted.append(
            Asserted(LANES_OF_THE_PRICE[row.measure_id], row.value_low, row.value_high, note, _quoted(claim_id))
        )
    offers = rows[rows.measure_id == "pay_offer_lna"]
    usual = fact("syr-060").value_low
    flat = offers[(offers.value_low == usual) & (offers.value_high == usual)]
    share = f"{words.counted(len(flat))} of {len(offers)}"
    of_the_usual = Note(
        f"{share} offers to Syrians: {usual:,.0f} flat", narrow=f"{share} offers to<br>Syrians: {usual:,.0f} flat"
    )
    return charts.swarms(
        rows,
        lane="lane",
        axis="US dollars",
        beside=BESIDE_SUMS | {flat.fact_id.iloc[-1]: of_the_usual},
        key={"lna": "for Russia's side", "gna": "for Turkey's", "none": "at home"},
        spread=[LANES_OF_THE_PRICE["compensation_offer_lna"]],
        asserted=asserted,
    )


def batches_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw the places that batches of recruits came from on a map, and beside it a bar for each report of a batch.

    Args:
        rows: facts with a `place_id`.
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    northmost = places.latitude[rows.place_id].to_numpy()
    most = rows.value_high.fillna(rows.value_low).astype(float)
    rows = rows.assign(latitude=northmost, most=most)
    rows = rows.sort_values(["latitude", "most", "fact_id"], ascending=[False, False, True], ignore_index=True)
    figure = new_figure()
    figure.add_trace(
        at_places(
            [latitude for latitude, _ in NEIGHBOURS.values()],
            [longitude for _, longitude in NEIGHBOURS.values()],
            mode="text",
            text=list(NEIGHBOURS),
            opacity=0.75,
        )
    )
    figure.add_trace(
        at_places(
            places.latitude,
            places.longitude,
            ids=list(places.index),
            mode="markers+text",
            text=[f"<b>\u2002{name}\u2002</b>" for name in places.name],
            textposition=beside(places.index, NAMES_BESIDE),
            marker={
                "size": [round(7 * math.sqrt(number), 1) for number in rows.place_id.value_counts()[places.index]],
                "color": NEUTRAL.colour,
                "symbol": NEUTRAL.symbol,
                "opacity": 1,
            },
        )
    )
    y: list[float] = []
    heads = []
    depth = 0.0
    for place, members in rows.groupby("place", sort=False):
        head = f"<b>{place}</b> {words.plural(len(members), 'report')}"
        heads.append(elements.at_left(-depth, head, xref="x", x=0, align="left"))
        y += [-depth - 1 - number for number in range(len(members))]
        depth += len(members) + 1.5
    figure.add_trace(
        go.Bar(
            x=list(rows.most),
            y=y,
            ids=list(rows.fact_id),
            orientation="h",
            width=0.7,
            marker={
                "color": [
                    elements.pale(SIDES[row.measure_side].colour, 0.45)
                    if row.value_low < row.most
                    else SIDES[row.measure_side].colour
                    for row in rows.itertuples()
                ],
                "line": {"color": [SIDES[side].colour for side in rows.measure_side], "width": 1},
            },
            text=[
                f"\u2002{words.bounds(plain(row.value_low), plain(row.value_high))}{unit}, {row.short}"
                for row, unit in zip(rows.itertuples(), [" men", *[""] * (len(rows) - 1)], strict=True)
            ],
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            **elements.on_hover(map(elements.source_label, rows.to_dict("records"))),
        )
    )
    ranged = [number for number, row in enumerate(rows.itertuples()) if row.value_low < row.most]
    figure.add_trace(
        go.Bar(
            x=list(rows.value_low.iloc[ranged].astype(float)),
            y=[y[number] for number in ranged],
            orientation="h",
            width=0.7,
            marker={"color": [SIDES[side].colour for side in rows.measure_side.iloc[ranged]]},
            hoverinfo="skip",
        )
    )
    bars = {"range": [0, rows.most.max() * 2.6], "visible": False}
    figure.update_layout(
        height=470,
        barmode="overlay",
        margin={"l": 0, "r": 0, "t": 8, "b": 4},
        geo=map_of(AREA, x=(0, 0.53)),
        xaxis=bars | {"domain": [0.56, 1]},
        yaxis={"range": [-depth + 0.9, 0.7], "visible": False},
        annotations=heads,
        meta={
            "narrow": {
                "height": 516,
                "font.size": 10.5,
                "geo.domain.x": [0, 1],
                "geo.domain.y": [0.58, 1],
                "xaxis.domain": [0.02, 1],
                "yaxis.domain": [0, 0.56],
            }
        },
    )
    return charts.Chart(figure, rows)
