"""How many men came, for whom, at what pay, and from where."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import charts, tables, words
from brief.charts.maps import Area, Box, area_names, at_places, beside, map_of, narrow_area_names
from brief.charts.style import NEUTRAL
from brief.errors import BriefError
from brief.ledger.facts import fact, facts, facts_named
from brief.libya.frames import known, ranked
from brief.settings import settings

ARTICLE_IN_WORDS = "Al Jazeera's article"
"""What stands beside the number of the article that the brief tests."""
_QUARTER_DAYS = 92
"""The most days that an estimate covers which is of one month."""
SENT, HIRED, PRESENT = "Sent in all", "Hired: some may not have left", "In Libya at one time"
"""What counts of Syrians count, from top to bottom."""
COUNTED = {"syrians_arrived_lna": SENT, "syrians_recruited_lna": HIRED, "syrians_present_lna": PRESENT}
"""The same by measure."""
PAYS = {
    "pay_offer_lna": "Russia’s side, promised to Syrians",
    "pay_received_lna": "Russia’s side, received",
    "pay_offer_gna": "Turkey’s side, promised",
    "pay_received_gna": "Turkey’s side, received",
    "pay_offer_sudanese": "To compare with",
    "income_suwayda": "To compare with",
}
"""Under which heading each measure of pay is, from top to bottom."""
WHOSE_PAY = {"pay_offer_sudanese": ": for Sudanese", "income_suwayda": ": at home"}
"""What stands after who reports a sum, by measure."""
HEADINGS = {
    SENT: "Sent in all",
    HIRED: "Hired, of whom some may not have left",
    PRESENT: "In Libya at one time",
}
"""The headings of counts of Syrians, by what they count, from top to bottom."""
WHO_IS = {
    "Anadolu Agency": "Anadolu (a party)",
    ARTICLE_IN_WORDS: "the article",
    "Turkish presidency": "Erdogan",
    "US inspectors general": "US inspectors",
    "Wolfram Lacher": "Lacher, analyst",
}
"""Labels for those whom few know by their names, or who are parties to the war, and shorter ones."""
_WORDS = "<b>{number}</b> {label}"
BESIDE_SYRIANS = {
    "syr-009": charts.Note(_WORDS, "above left"),
    "syr-019": charts.Note(_WORDS, "below"),
    "art-002": charts.Note(_WORDS, "above", gap=11),
    "syr-020": charts.Note(_WORDS, "left", narrow_at="above"),
    "syr-016": charts.Note(_WORDS, "below right"),
    "syr-014": charts.Note(_WORDS, "left", narrow_at="below left"),
}
"""Words beside counts of Syrians, by fact, where they are not right of the mark."""
MILITARY = "The US military: Africa Command and inspectors"
OTHERS = "Turkey, a party to the war, and others"
PEAKS = "UN experts: the most that there ever were"
"""The headings of estimates of Wagner's men, from top to bottom."""
NAMES_BESIDE = {
    "suwayda": "middle right",
    "quneitra": "middle left",
    "homs": "top center",
    "deir-ez-zor": "bottom center",
}
"""Where the name of a place is on the map, by its id, as plotly's `textposition`."""
NEIGHBOURS = {
    "Turkey": Area(37.35, 38.6),
    "Iraq": Area(34.0, 42.0),
    "Jordan": Area(31.6, 37.1),
    "Lebanon": Area(33.95, 34.15, narrow=False),
    "Israel": Area(32.4, 33.75, narrow=False),
    "◦ Damascus": Area(33.53, 37.85, narrow=False),
    "Syria": Area(36.2, 39.3),
    "Mediterranean": Area(31.6, 32.75, sea=True, narrow=False),
}
"""Where the names of countries and of the sea are on the map."""
AREA = Box(west=30.6, east=43.0, south=31.1, north=37.9)
"""What the map shows: Syria, with a part of its neighbours."""
INSET = {"wide": ((0.5, 1.0), (0.2, 0.63)), "narrow": ((0.55, 1.0), (0.2, 0.52))}
"""Where the map is, right of short bars: from left to right and from bottom to top, from 0 to 1."""


def syrians() -> pd.DataFrame:
    """Return how many Syrians were on the LNA's side, by who says so, without repeats.

    Returns:
        Facts as `facts` returns them, with `panel`: whether all those sent are counted, all those hired, or those
        present at one time; by panel, and in a panel by date.
    """
    rows = facts(*COUNTED, repeats=False)
    order = ["measure_id", "last_day", "first_day", "fact_id"]
    rows = rows.sort_values(order, key=ranked(measure_id=COUNTED), ignore_index=True)
    return rows.assign(panel=rows.measure_id.map(COUNTED))


def syrians_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw how many Syrians were sent, hired or present, each count at its time, with what the article says.

    A line joins the one running count of those sent.

    Args:
        rows: as `syrians` returns them.
    """
    article = _article("c-029", "syr-001").assign(panel=HIRED)
    drawn = pd.concat([rows, article], ignore_index=True)
    running = (drawn.root_id == "sohr") & (drawn.panel == SENT)
    drawn = drawn.assign(
        block=drawn.panel.map(HEADINGS),
        side=drawn.originator_side,
        label=drawn.short.replace(WHO_IS),
        line=running.map({True: "running", False: ""}),
        is_article=known(drawn.is_article),
    ).sort_values(["block", "first_day"], key=ranked(block=HEADINGS.values()), ignore_index=True)
    return charts.over_time(drawn, beside=BESIDE_SYRIANS, height=470).showing(rows, unit="persons")


def _article(claim_id: str, fact_id: str) -> pd.DataFrame:
    """Return what the article claims as a row to draw: its words, and number, time and side of a fact that has them.

    Args:
        claim_id: key of the claim.
        fact_id: key of the fact.
    """
    text = fact(settings().publication_fact)
    of_text = {name: text[name] for name in ("fact_id", "publisher", "grade", "party")} | {"short": ARTICLE_IN_WORDS}
    quote = tables.rows("claims", [claim_id]).quote[claim_id]
    return facts_named([fact_id]).assign(**of_text, fact=f"“{quote}”", is_article=True)


def both_sides(pairs: dict[str, str]) -> pd.DataFrame:
    """Return counts of fighters for the GNA beside counts for the LNA by the same originator.

    Args:
        pairs: keys of facts: of a count for the LNA, and of the count for the GNA to set beside it.

    Returns:
        Facts as `facts` returns them, pair by pair, the GNA's first, with `ratio` (the GNA's to the LNA's).
    """
    rows = facts_named(fact_id for lna, gna in pairs.items() for fact_id in (gna, lna))
    ratios = [rows.value_low[number] / rows.value_low[number + 1] for number in range(0, len(rows), 2)]
    return rows.assign(ratio=[ratio for ratio in ratios for _ in range(2)])


COUNTERS = {
    "SOHR": "Syrian Observatory for Human Rights: sent to Libya so far",
    "AFRICOM": "US Africa Command: recruited or sent by then",
}
"""Who counts both sides, by the short name, and what they count."""


def both_sides_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw pairs of counts as two bars each, by who counts, with their ratio at the right.

    Args:
        rows: as `both_sides` returns them.
    """
    whose = {"gna": "Turkey’s side", "lna": "Russia’s side"}
    drawn = rows.assign(
        block=rows.short.map(COUNTERS),
        side=rows.measure_side,
        label=rows.measure_side.map(whose) + ", " + rows.when.map(words.short_dates),
        aside=rows.ratio.map("{:.2g} to one".format).where(rows.measure_side == "gna", ""),
        bar=True,
    )
    return charts.counts(drawn).showing(rows, unit="persons")


def wagner() -> pd.DataFrame:
    """Return how many of Wagner's men were on the LNA's side, without repeats.

    Returns:
        Facts as `facts` returns them, in the order of their days.
    """
    rows = facts("wagner_personnel", "wagner_personnel_maximum", repeats=False)
    return rows.sort_values(["first_day", "last_day", "fact_id"], ignore_index=True)


def wagner_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw how many Wagner's men were, an estimate a row with its time; the peaks that the UN's experts give are apart.

    Args:
        rows: as `wagner` returns them.
    """
    is_peak = rows.basis == "peak"
    by_military = rows.root_id == "us-military"
    drawn = rows.assign(
        block=by_military.map({True: MILITARY, False: OTHERS}).mask(is_peak, PEAKS),
        side=rows.originator_side,
        label=rows.short.replace(WHO_IS),
        aside=rows.when.map(words.short_dates).mask(is_peak, rows.last_day.dt.strftime("by %b %Y")),
    ).sort_values(["block", "last_day"], key=ranked(block=[MILITARY, OTHERS, PEAKS]), ignore_index=True)
    chart = charts.counts(drawn, axis="Wagner’s men in Libya", aside_head="when")
    return chart.showing(rows, unit="persons")


def own_disagreement(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates of one speaker within the period of another of its own, where they exclude each other.

    Args:
        rows: facts, as `wagner` returns them.

    Returns:
        The estimate of the period first, and then those of its days, of the speaker with most of them.

    Raises:
        BriefError: if no speaker has such estimates.
    """
    found = []
    for row in rows[(rows.days > 1) & (rows.days <= _QUARTER_DAYS) & rows.value_high.notna()].itertuples():
        inside = rows[
            (rows.root_id == row.root_id) & (rows.first_day >= row.first_day) & (rows.last_day <= row.last_day)
        ]
        found.append(inside[(inside.fact_id == row.fact_id) | (inside.value_high < row.value_low)])
    most = max(found, key=len, default=rows[:0])
    if len(most) < 2:
        raise BriefError("no estimate of Wagner’s men excludes another of the same speaker within its time")
    return most


def pay() -> pd.DataFrame:
    """Return what fighters were promised a month, what they received, and what young men of one town earn at home.

    Returns:
        Facts as `facts` returns them, without repeats, with `block` (the heading of their part of the chart), by block,
        in a block by side and measure, and then by sum.
    """
    rows = facts(*PAYS, repeats=False)
    low, high = rows.value_low.fillna(rows.value_high), rows.value_high.fillna(rows.value_low)
    by_sum = rows.assign(least=low, most=high).sort_values(
        ["measure_id", "least", "most", "value_low", "fact_id"], key=ranked(measure_id=PAYS), na_position="first"
    )
    rows = rows.loc[by_sum.index].reset_index(drop=True)
    return rows.assign(block=rows.measure_id.map(PAYS))


def commonest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that give the commonest number, those of a range left out; of several, the lowest such number.

    Args:
        rows: facts, as `facts` returns them.

    Raises:
        BriefError: if no report gives a single number.
    """
    single = rows[known(rows.value_low == rows.value_high)]
    if single.empty:
        raise BriefError(f"no fact of {', '.join(rows.measure_id.unique())} gives a single number")
    return single[single.value_low == single.value_low.mode().iloc[0]]


def pay_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw what is paid a month, one report a row with its month, with what the article says.

    A bracket joins the reports of the commonest sum in the first block; that of the article, above them, is not one of
    them, since it does not bear itself out.

    Args:
        rows: as `pay` returns them.
    """
    offers = rows[rows.block == rows.block.iloc[0]]
    same = commonest(offers)
    published = fact(settings().publication_fact)
    article = _article("c-023", "syr-060")
    article = article.assign(block=rows.block.iloc[0], event_date=published.event_date, when=published.when)
    drawn = pd.concat([rows[: same.index[0]], article, rows[same.index[0] :]], ignore_index=True)
    drawn["is_article"] = known(drawn.is_article)
    share = f"{len(same)} of {len(offers)}<br>others"
    drawn["side"] = drawn.measure_side
    drawn["label"] = drawn.short + drawn.measure_id.map(WHOSE_PAY).fillna("")
    days = drawn.event_date.mask(drawn.date_of == "event", drawn.published)
    drawn["aside"] = [pd.Timestamp(day).strftime("%b %Y") if len(day) > len("2021") else day for day in days]
    joined = {share: list(same.fact_id)}
    unit = "US dollars a month"
    chart = charts.counts(drawn, axis=unit, together=joined, narrow_asides=False, aside_head="reported")
    return chart.showing(rows, unit=unit)


def batches_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw a bar for each report of a batch of recruits, place by place, with a small map of the places.

    The place with the most reports comes first. A bracket joins its reports that give the same number.

    Args:
        rows: facts with a `place_id`.
    """
    reports = rows.groupby("place").value_low.agg(["size", "max"])
    order = reports.sort_values(["size", "max"], ascending=[False, True]).index
    rows = rows.sort_values(["place", "first_day", "last_day", "value_low"], key=ranked(place=order), ignore_index=True)
    year = f" {rows.last_day.max():%Y}"
    drawn = rows.assign(
        block=[f"{place}: {words.plural(reports['size'][place], 'report')}" for place in rows.place],
        side=rows.measure_side,
        label=[f"{row.short}, {words.short_dates(row.when).removesuffix(year)}" for row in rows.itertuples()],
        bar=True,
    )
    same = commonest(drawn[drawn.place == drawn.place.iloc[0]])
    chart = charts.counts(drawn, together={"may be one<br>report, copied": list(same.fact_id)})
    _add_map(chart.figure, list(dict.fromkeys(rows.place_id)))
    return chart.showing(rows)


def _add_map(figure: go.Figure, place_ids: list[str]) -> None:
    """Add to a figure a small map of some places, right of its bars."""
    places = tables.rows("places", place_ids)
    areas = area_names(NEIGHBOURS, textfont={"size": 11})
    narrow: dict[str, Any] = dict(zip(("geo.domain.x", "geo.domain.y"), INSET["narrow"], strict=True))
    narrow[f"data[{len(figure.data)}].text"] = narrow_area_names(NEIGHBOURS, areas)
    figure.add_trace(areas)
    figure.add_trace(
        at_places(
            places.latitude,
            places.longitude,
            ids=list(places.index),
            mode="markers+text",
            text=[f"<b>\u2002{name}\u2002</b>" for name in places.name],
            textposition=beside(places.index, NAMES_BESIDE),
            marker={"size": 7, "color": NEUTRAL.colour, "symbol": NEUTRAL.symbol, "opacity": 1},
        )
    )
    x, y = INSET["wide"]
    figure.update_layout(geo=map_of(AREA, x=x, y=y))
    figure.layout.meta["narrow"].update(narrow)
