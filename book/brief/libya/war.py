"""Who held which place, and when; and how many died."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from brief import tables, words
from brief.charts import SIDES, Chart, Moment, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, Area, area_names, at_places, beside, box_around, map_of
from brief.charts.style import NEUTRAL, new_figure
from brief.ledger.events import dated
from brief.ledger.facts import facts, statements
from brief.tables import dates, table

NAMES_BESIDE = {
    "zaltan": "middle left",
    "al-watiya": "bottom center",
    "tripoli-airport": "middle right",
    "gharyan": "bottom center",
    "tarhuna": "middle right",
    "bani-walid": "middle right",
    "sirte": "middle left",
}
"""Where the name of a place is on the maps, by its id, as plotly's `textposition`; "top center" for all others."""
NAMES = {"al-watiya": "al-Watiya", "tripoli-airport": "airport"}
"""Names of places on the maps where they differ, by their ids."""
TOGETHER = ("sabratha", "surman", "al-ajaylat")
"""Places so close that one label names them all, at the first of them."""
INFERRED, TOLD = 5, 10
"""Sizes in pixels of the mark of a place of which we infer who held it, and of one of which it is told."""
SEAT = "tripoli"
"""The place by which readers find their way on the maps: no row says who held it."""
AREAS = {
    "Tunisia": Area(32.0, 11.5),
    "Libya": Area(31.35, 15.0),
    "Mediterranean Sea": Area(32.75, 15.3, sea=True),
}
"""Where the names of countries and seas are on the maps."""
HEADINGS = {"name": "Place", "when": "When", "side": "Held by"}
"""The columns of spans that readers see first, with their headings."""


def control(until: str) -> pd.DataFrame:
    """Return who held which place when, from the announcements in the table of territory.

    Args:
        until: the day to which the last holder is followed, in ISO 8601.

    Returns:
        One row a span, places in order of their first change: `span_id`, `place_id`, `name`, `side`, `first_day`,
        `last_day` and `implied` (whether no announcement opens it: a place that one side takes was the other's
        before); and of the announcement `kind`, `date`, `when`, `fact_id`, `fact`, `originator`, `publisher`, `grade`
        and `by_winner` (whether a party on the side of the new holder makes it), for an implied span those of the one
        that ends it. Its `first_day` is missing.
    """
    announcements = dated(table("territory").drop(columns="source_key")).drop(columns=["publisher", "grade"])
    of_facts = ["fact_id", "fact", "originator", "originator_side", "party", "publisher", "grade"]
    announcements = announcements.merge(statements()[of_facts], on="fact_id")
    announcements["name"] = announcements.place_id.map(table("places").set_index("place_id").name)
    announcements["by_winner"] = announcements.party & (announcements.originator_side == announcements.side_after)
    end = dates.span(until)[1]
    spans: list[dict[str, Any]] = []
    for place_id in dict.fromkeys(announcements.place_id):
        rows = announcements[announcements.place_id == place_id].to_dict("records")
        if rows[0]["kind"] == "taken":
            before = {"side": "lna" if rows[0]["side_after"] == "gna" else "gna", "implied": True, "first_day": None}
            spans.append(rows[0] | before | {"last_day": rows[0]["first_day"], "span_id": f"{place_id}-before"})
        for row, later in zip(rows, [*rows[1:], None], strict=True):
            span = {"side": row["side_after"], "implied": False, "span_id": f"{place_id}-{row['date']}"}
            spans.append(row | span | {"last_day": later["first_day"] if later else end})
    columns = ["span_id", "place_id", "name", "side", "first_day", "last_day", "implied", "kind", "date", "when"]
    return pd.DataFrame(spans)[[*columns, "fact_id", "fact", "originator", "publisher", "grade", "by_winner"]]


def _announced(spans: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return the spans that somebody announced, without those that only follow from a later taking."""
    shown = ["span_id", "name", "date", "when", "side", *columns]
    return spans.loc[~spans.implied, shown].reset_index(drop=True)


def in_order_of_fall(rows: pd.DataFrame) -> pd.DataFrame:
    """Return spans by the day on which each place came to its last holder; places that kept theirs come last.

    Args:
        rows: spans, as `control` returns them.
    """
    last = _last_changes(rows)
    return rows.assign(fell=rows.place_id.map(last)).sort_values("fell", kind="stable").drop(columns="fell")


def _last_changes(rows: pd.DataFrame) -> pd.Series:
    """Return the day on which each place was last taken by the GNA; places that the LNA has in the end have none."""
    ends = rows.groupby("place_id", sort=False).tail(1)
    lost = rows[rows.place_id.isin(ends[ends.side == "gna"].place_id) & (rows.kind == "taken") & ~rows.implied]
    return pd.to_datetime(lost.groupby("place_id").first_day.max())


def control_chart(rows: pd.DataFrame, *, since: str, moments: Sequence[Moment] = ()) -> Chart:
    """Draw who held which place when: a line a place, a strip a holder, a mark for each announcement.

    What only follows from a later taking is thin. Beside each name stands the day on which Haftar's side lost it.

    Args:
        rows: spans, as `control` returns them, in the order to draw the places.
        since: the day with which the drawing begins, in ISO 8601.
        moments: days to mark.
    """
    names = list(dict.fromkeys(rows.name))
    fell = _last_changes(rows)
    labels = [_with_day(place, name, fell) for place, name in zip(rows.place_id, rows.name, strict=True)]
    labels = list(dict.fromkeys(labels))
    places = elements.down(len(names))
    y = rows.name.map(dict(zip(names, places, strict=True)))
    ends = [f"{pd.Timestamp(day):%Y-%m-%d}" for day in rows.last_day]
    starts = [
        since if span.implied else max(since, f"{pd.Timestamp(span.first_day):%Y-%m-%d}") for span in rows.itertuples()
    ]
    figure = new_figure()
    for start, end, at, side, implied in zip(starts, ends, y, rows.side, rows.implied, strict=True):
        figure.add_trace(elements.lines([start, end], [at, at], colour=SIDES[side].colour, width=3 if implied else 8))
    announced = rows[~rows.implied]
    style = elements.marker((SIDES[side] for side in announced.side), size=12, line={"width": 0}, opacity=1)
    figure.add_trace(
        elements.marks(
            [start for start, implied in zip(starts, rows.implied, strict=True) if not implied],
            y[~rows.implied],
            ids=list(announced.span_id),
            marker=style,
            hover=[
                elements.source_label(span, head=f"{span['name']}, {span['when']}")
                for span in announced.to_dict("records")
            ],
        )
    )
    key = [elements.key_entry(SIDES[side], side.upper()) for side in ("lna", "gna")]
    heads = [elements.above_left("\u2003".join([*key, "thin: our inference"]), yshift=24)]
    heads += [
        elements.above_plot(moment.first, elements.moment_words(moment), xanchor="center", yshift=2)
        for moment in moments
    ]
    above = [(at + 0.44, label) for at, label in zip(places, labels, strict=True)]
    annotations, narrow = elements.labels_above(above, heads=heads)
    narrow |= {"height": len(names) * 34 + 108, "font.size": 10.5, "yaxis.range": [0.2 - len(names), 0.9]}
    narrow |= {"margin.l": 8, "xaxis.showgrid": False}
    figure.update_layout(
        height=len(names) * 27 + 102,
        margin={"l": elements.room(labels), "r": 14, "t": 56, "b": 40},
        xaxis=elements.month_axis(range=[since, max(ends)], dtick="M3", tick0=since, showgrid=True),
        yaxis=elements.row_axis(places, labels, ticklabelstandoff=10),
        shapes=elements.moment_shapes(moments),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    headings = {"kind": "Kind", "originator": "Who says so", **SOURCE_HEADINGS}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def _with_day(place: str, name: str, fell: pd.Series) -> str:
    """Return the name of a place with the day on which Haftar's side lost it."""
    fate = f"lost by Haftar {dates.spoken(f'{fell[place]:%Y-%m-%d}')}" if place in fell.index else "kept by Haftar"
    return f"{name.replace(' International', '')}, {fate}"


def control_maps(rows: pd.DataFrame, *, days: dict[str, str]) -> Chart:
    """Draw who held which place on four days, on four maps of one size: two by two, or one below the other.

    Places that nobody is known to hold on a day are left out of its map. The names of those that changed hands since
    the map before, or since the first holder that we know, are bold.

    Args:
        rows: spans, as `control` returns them.
        days: four days, in ISO 8601, each with what had happened, as in "after it began".
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = box_around(places, aside=0.3, below=0.25, above=0.4)
    box = box._replace(west=box.west - 0.6)  # there is no other room for the name of the neighbour
    figure = new_figure()
    titles = []
    narrow: dict[str, Any] = {"height": len(days) * 158 + 24, "font.size": 10}
    before = rows.drop_duplicates("place_id").set_index("place_id").side.to_dict()
    for number, (day, event) in enumerate(days.items()):
        geo = f"geo{number + 1}" if number else "geo"
        on = pd.Timestamp(day).date()
        held = rows[(rows.implied | (rows.first_day <= on)) & (on < rows.last_day)]
        seat = table("places").set_index("place_id").loc[[SEAT]]
        figure.add_trace(area_names(AREAS, geo=geo))
        figure.add_trace(
            at_places(
                seat.latitude,
                seat.longitude,
                geo=geo,
                mode="markers+text",
                text=[f"<b>{name}</b>\u2002" for name in seat.name],
                textposition="top right",
                marker={"size": 5, "color": NEUTRAL.colour},
            )
        )
        figure.add_trace(
            at_places(
                places.latitude[held.place_id],
                places.longitude[held.place_id],
                ids=[f"{day} {place}" for place in held.place_id],
                text=_names_on_map(held, before),
                geo=geo,
                mode="markers+text",
                textposition=beside(held.place_id, NAMES_BESIDE),
                marker=elements.marker(
                    (SIDES[side] for side in held.side),
                    size=[INFERRED if implied else TOLD for implied in held.implied],
                    opacity=1,
                    line={"width": 0.5, "color": "#ffffff"},
                ),
                hover=[f"<b>{name}</b>, {dates.spoken(day)}, {event}" for name in held.name],
            )
        )
        before |= dict(zip(held.place_id, held.side, strict=True))
        row, column = divmod(number, 2)
        top, narrow_top = 1 - row / 2, 1 - number / len(days)
        place = {"x": (column * 0.51, column * 0.51 + 0.49), "y": (top - 0.49, top - 0.06)}
        figure.update_layout({geo: map_of(box, **place)})
        text = f"<b>{dates.spoken(day)}</b>, {event}"
        titles.append(elements.at_left(top, text, yref="paper", yanchor="top", x=column * 0.51))
        narrow |= {
            f"{geo}.domain": {"x": [0, 1], "y": [narrow_top - 1 / len(days) + 0.005, narrow_top - 0.03]},
            f"annotations[{number}].y": narrow_top,
            f"annotations[{number}].x": 0,
        }
    key = "\u2003".join(elements.key_entry(SIDES[side], side.upper()) for side in ("lna", "gna"))
    signs = ["small: our inference", "<b>bold</b>: changed hands since the map before"]
    titles.append(elements.above_left("\u2003".join([key, *signs]), yshift=4, align="left"))
    narrow |= {
        f"annotations[{len(days)}].text": f"{key}\u2003{signs[0]}<br>{signs[1]}",
        "margin.t": 36,
        "height": len(days) * 158 + 36,
    }
    figure.update_layout(
        height=430,
        margin=NO_MARGIN | {"t": 24},
        annotations=titles,
        font={"size": 11.5},
        meta={"narrow": narrow, "panels": len(days)},
    )
    headings = {"fact_id": "Row"}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def _names_on_map(held: pd.DataFrame, before: dict[str, str]) -> list[str]:
    """Return the names of places on a map, in bold where the holder is another than before.

    Between a name and a mark beside which it stands there is room.
    """
    names = {}
    for row in held.itertuples():
        name = NAMES.get(row.place_id, row.name)
        names[row.place_id] = f"<b>{name}</b>" if before[row.place_id] != row.side else name
    together = [names[place] for place in TOGETHER if place in names]
    names |= dict.fromkeys(TOGETHER, "")
    names[TOGETHER[0]] = ", ".join(together[:2]) + "".join(f",<br>{name}" for name in together[2:])
    return [
        f"\u2002{names[place]}\u2002" if NAMES_BESIDE.get(place, "").startswith("middle") else names[place]
        for place in held.place_id
    ]


COUNTED = {
    "deaths_tripoli": "Killed at Tripoli",
    "civilian_deaths": "Civilians killed",
    "civilian_deaths_by_lna": "Civilians killed by the LNA",
    "civilian_deaths_by_gna": "Civilians killed by the GNA",
}
"""What the totals of the dead count, by measure."""
IN_LIBYA = "Killed in Libya"
"""What the sums of UCDP count."""
PANELS = {"wide": (0.46, 0.31), "narrow": (0.5, 0.36)}
"""In each form the lower edge of the panel of all dead, and the upper edge of that of civilians, from 0 to 1."""


def tolls(months: pd.DataFrame) -> pd.DataFrame:
    """Return totals of the dead since the attack on Tripoli, each at the day up to which it counts.

    Args:
        months: deaths by month, as UCDP estimates them, of the months to add up: `month` and `deaths_best`.

    Returns:
        One row a total, by series and day: `toll_id`, `series` ("who", "ucdp", or "others"), `who`, `what`, `when`,
        `first_day`, `day`, `deaths`, `bound` (whether it is a floor), `side` (which side is blamed; "none" if both or
        nobody is), `fact`, `publisher`, `grade` and `fact_id` (of UCDP's sums, the row of its first month).
    """
    counts = facts(*COUNTED, repeats=False)
    totals = pd.DataFrame(
        {
            "toll_id": counts.fact_id,
            "series": counts.measure_id.map({"deaths_tripoli": "who"}).fillna("others"),
            "who": counts.short,
            "what": counts.measure_id.map(COUNTED),
            "when": counts.when,
            "first_day": counts.first_day,
            "day": counts.last_day,
            "deaths": counts.value_low.astype(int),
            "bound": counts.value_high.isna(),
            "side": counts.measure_side,
            **{column: counts[column] for column in ("fact", "publisher", "grade", "fact_id")},
        }
    )
    first = facts("deaths_in_period").query("root_id == 'ucdp'").iloc[0]
    sums = pd.DataFrame(
        {
            "toll_id": "ucdp-" + months.month,
            "series": "ucdp",
            "who": first.short,
            "what": IN_LIBYA,
            "when": [dates.spoken(f"{months.month.iloc[0]}/{month}") for month in months.month],
            "first_day": pd.Timestamp(dates.span(months.month.iloc[0])[0]),
            "day": [dates.span(month)[1] for month in months.month],
            "deaths": months.deaths_best.cumsum(),
            "bound": False,
            "side": "none",
            "fact": [f"UCDP's best estimates by month, added up to {dates.spoken(month)}." for month in months.month],
            **{column: first[column] for column in ("publisher", "grade", "fact_id")},
        }
    )
    both = pd.concat([totals, sums]).assign(day=lambda rows: pd.to_datetime(rows.day))
    return both.sort_values(["series", "day", "toll_id"], ignore_index=True)


def tolls_chart(rows: pd.DataFrame, *, since: str, beside: str) -> Chart:
    """Draw totals of the dead in two panels with axes of their own: all dead as lines, civilians as bars.

    A bar of civilians holds the parts that its counter blames on a side.

    Args:
        rows: totals, as `tolls` returns them.
        since: the day from which the lines count, in ISO 8601.
        beside: the sum of UCDP to name, beside the last, by its id.
    """
    figure = new_figure()
    lines = rows[rows.series != "others"].reset_index(drop=True)
    for series, width, dash in (("ucdp", 2, "dot"), ("who", 3, None)):
        line = lines[lines.series == series]
        x, y = [since, *(f"{day:%Y-%m-%d}" for day in line.day)], [0, *line.deaths]
        figure.add_trace(elements.lines(x, y, colour=NEUTRAL.colour, width=width, dash=dash))
    ends = lines.groupby("series").toll_id.last()
    named = {ends["who"]: "top center", beside: "bottom right", ends["ucdp"]: "top left"}
    gap = int(lines.deaths[lines.toll_id == ends["who"]].iloc[0] - lines.deaths[lines.toll_id == beside].iloc[0])
    texts = [_toll_words(toll, gap if toll["toll_id"] == beside else 0) for toll in lines.to_dict("records")]
    style = elements.marker((SIDES[side] for side in lines.side), opacity=1, line={"width": 0})
    style["size"] = [9 if toll in named else 6 for toll in lines.toll_id]
    figure.add_trace(
        elements.marks(
            [f"{day:%Y-%m-%d}" for day in lines.day],
            lines.deaths,
            ids=list(lines.toll_id),
            marker=style,
            mode="markers+text",
            text=[text if toll in named else "" for toll, text in zip(lines.toll_id, texts, strict=True)],
            textposition=[named.get(toll, "top center") for toll in lines.toll_id],
            hover=_toll_hover(lines),
        )
    )
    civilians = rows[rows.series == "others"].sort_values(["deaths"], ascending=False, ignore_index=True)
    counters = list(dict.fromkeys(civilians.who))
    blamed = civilians.deaths.where(civilians.side != "none", 0)
    blamed_in_all = blamed.groupby(civilians.who).transform("sum")
    starts = (blamed.groupby(civilians.who).cumsum() - blamed).where(civilians.side != "none", blamed_in_all)
    lengths = civilians.deaths.where(civilians.side != "none", civilians.deaths - blamed_in_all)
    figure.add_trace(
        elements.boxes(
            starts,
            [-counters.index(who) for who in civilians.who],
            width=list(lengths),
            height=0.42,
            ids=list(civilians.toll_id),
            marker={"color": [SIDES[side].colour for side in civilians.side], "line": {"width": 0}},
            text=["" if row.side == "none" else _blamed(row.side, number) for row, number in _numbered(civilians)],
            textfont={"color": "#ffffff"},
            hover=_toll_hover(civilians),
            xaxis="x2",
            yaxis="y2",
        )
    )
    heads = [
        elements.at_left(0.42 - counters.index(row.who), f"<b>{number}</b> {row.who}, {row.when}", yref="y2", xshift=-4)
        for row, number in _numbered(civilians)
        if row.side == "none"
    ]
    titles = [
        elements.above_left("<b>All dead</b>, added up", yshift=6, xshift=-40),
        elements.at_left(PANELS["wide"][1], "<b>Civilians</b> killed", yref="paper", yanchor="bottom", xshift=-40),
    ]
    narrow = {
        "font.size": 10.5,
        "margin.l": 42,
        "height": 450,
        "yaxis.domain": [PANELS["narrow"][0], 1],
        "yaxis2.domain": [0, PANELS["narrow"][1]],
        "annotations[1].y": PANELS["narrow"][1],
        **{f"annotations[{number}].xshift": -32 for number in range(len(titles) + len(heads))},
    }
    left = {"xref": "x2 domain"}
    figure.update_layout(
        height=470,
        barmode="overlay",
        margin={"l": 50, "r": 16, "t": 28, "b": 8},
        xaxis=elements.month_axis(
            range=[
                f"{pd.Timestamp(since) - pd.Timedelta(days=20):%Y-%m-%d}",
                f"{rows.day.max() + pd.Timedelta(days=25):%Y-%m-%d}",
            ],
            dtick="M3",
            tick0=f"{since[:7]}-01",
            showgrid=False,
            **elements.RULER,
        ),
        yaxis={
            "domain": [PANELS["wide"][0], 1],
            "range": [0, float(lines.deaths.max()) * 1.2],
            "nticks": 6,
            "tickformat": ",",
            "ticklabelstandoff": 4,
            **elements.RULER,
        },
        xaxis2={"anchor": "y2", "range": [0, float(civilians.deaths.max()) * 1.02], "visible": False},
        yaxis2={
            "anchor": "x2",
            "domain": [0, PANELS["wide"][1]],
            "range": [0.7 - len(counters), 0.7],
            "visible": False,
        },
        annotations=[*titles, *(head | left for head in heads)],
        meta={"narrow": narrow},
    )
    columns = {"who": "Who counts", "what": "What is counted", "when": "When", "deaths": "Dead", **SOURCE_HEADINGS}
    return Chart(figure, rows, columns, "persons")


def _numbered(rows: pd.DataFrame) -> list[tuple[Any, str]]:
    """Return totals, each with its number as charts write it."""
    return [(row, words.bounds(row.deaths, None if row.bound else row.deaths)) for row in rows.itertuples()]


def _blamed(side: str, number: str) -> str:
    return f"<b>{number}</b> blamed on {side.upper()}" if side == "lna" else f"<b>{number}</b> on {side.upper()}"


def _toll_hover(rows: pd.DataFrame) -> list[str]:
    numbers = [number for _, number in _numbered(rows)]
    return [
        elements.source_label(toll, head=f"{toll['what']}, {toll['when']}: {number}")
        for toll, number in zip(rows.to_dict("records"), numbers, strict=True)
    ]


def _toll_words(toll: dict[str, Any], fewer: int) -> str:
    """Return what stands beside a total of all dead: who counts, how many, where, and by how many these are fewer."""
    where = "at Tripoli" if toll["what"] == COUNTED["deaths_tripoli"] else "in all Libya"
    told = f"<b>{toll['deaths']:,}</b> {where}, {toll['who']}"
    return f"\u2002{told}" + (
        f"<br>\u2002by {toll['day'].day} {toll['day']:%B}: <b>{fewer:,} fewer</b>" if fewer else ""
    )
