"""Who held which place, and when; and how many died."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from brief import tables, words
from brief.charts import SIDES, Chart, Moment, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, WIDTHS, Area, area_names, at_places, beside, box_around, map_of
from brief.charts.notes import Note, annotation
from brief.charts.style import NEUTRAL, RULE, new_figure
from brief.ledger.events import dated
from brief.ledger.facts import facts, statements
from brief.tables import dates, table

NAMES_BESIDE = {
    "zaltan": "top left",
    "al-watiya": "bottom center",
    "tripoli-airport": "middle right",
    "gharyan": "bottom center",
    "tarhuna": "middle right",
    "bani-walid": "middle right",
    "sirte": "top center",
}
"""Where the name of a place is on the maps, by its id, as plotly's `textposition`."""
NAMES = {"al-watiya": "al-Watiya", "tripoli-airport": "airport"}
"""Names of places on the maps where they differ, by their ids."""
LED = {"al-ajaylat": 33.74, "sabratha": 33.49, "surman": 33.24}
"""Places so close that a line leads from each to its name: how far north the name is, highest for the western one."""
APART = {"al-ajaylat": -0.12, "surman": 0.15}
"""How far marks are moved that would lie on each other, in degrees east."""
_ACROSS, _HEAD = 0.49, 27
"""How wide each of two maps beside each other is, as a part of the page, and the head above a map, in pixels."""
SEAT = "tripoli"
"""The place by which readers find their way on the maps: no row says who held it."""
AREAS = {
    "Tunisia": Area(31.95, 11.2),
    "Libya": Area(31.35, 14.9),
    "Mediterranean Sea": Area(33.0, 15.6, sea=True),
}
"""Where the names of countries and seas are on the maps."""
SIDES_IN_WORDS = {"lna": "Haftar (LNA)", "gna": "Tripoli (GNA)"}
"""The sides in the keys of the charts, by their ids."""
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


_KEPT = "not lost"
"""What stands in place of the day on which Haftar's side lost a place."""


def control_chart(rows: pd.DataFrame, *, since: str, moments: Sequence[Moment] = ()) -> Chart:
    """Draw who held which place when: a line a place, a strip a holder, a mark for each announcement.

    What only follows from a later taking is thin, and an announcement that changes nothing has no mark. At the right is
    the day on which Haftar's side lost each place.

    Args:
        rows: spans, as `control` returns them, in the order to draw the places.
        since: the day with which the drawing begins, in ISO 8601.
        moments: days and periods to mark, in that order, with their words in two lines above the plot.
    """
    names = rows.drop_duplicates("place_id").set_index("place_id").name.str.replace(" International", "")
    fell = _last_changes(rows)
    fates = [dates.spoken(f"{fell[place]:%Y-%m-%d}") if place in fell.index else _KEPT for place in names.index]
    places = elements.down(len(names))
    y = rows.place_id.map(dict(zip(names.index, places, strict=True)))
    goes_on = (rows.place_id == rows.place_id.shift(-1)) & (rows.side == rows.side.shift(-1))  # no seam is to be seen
    ends = [
        f"{pd.Timestamp(day) + pd.Timedelta(days=int(on)):%Y-%m-%d}"
        for day, on in zip(rows.last_day, goes_on, strict=True)
    ]
    starts = [
        since if span.implied else max(since, f"{pd.Timestamp(span.first_day):%Y-%m-%d}") for span in rows.itertuples()
    ]
    figure = new_figure()
    for start, end, at, side, implied in zip(starts, ends, y, rows.side, rows.implied, strict=True):
        figure.add_trace(elements.lines([start, end], [at, at], colour=SIDES[side].colour, width=3 if implied else 8))
    announced = rows[~rows.implied]
    changes = rows.side.ne(rows.groupby("place_id", sort=False).side.shift())[~rows.implied]
    style = elements.marker((SIDES[side] for side in announced.side), size=10, line={"width": 0})
    style["opacity"] = [float(is_new) for is_new in changes]
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
    key = [elements.key_entry(SIDES[side], text) for side, text in SIDES_IN_WORDS.items()]
    notes = elements.Notes()
    notes.add(elements.above_left("\u2003".join([*key, "— thin: our inference"]), yshift=42))
    for moment in moments:
        side = "left" if moment.last else "right"  # the words of a day are left of its line, those of a period above it
        beside_line = {"xanchor": side, "align": side, "xshift": -2 if moment.last else 2}
        notes.add(elements.above_plot(moment.first, elements.moment_words(moment), yshift=2, **beside_line))
    at_right = {"x": 1, "xshift": 12}
    notes.add(elements.above_left("<b>lost by Haftar</b>", yshift=2, **at_right), visible=False)
    for at, (name, fate) in zip(places, zip(names, fates, strict=True), strict=True):
        notes.add(elements.at_left(at, fate, **at_right), visible=False)
        lost = "not lost by Haftar" if fate == _KEPT else f"lost by Haftar {fate}"
        short = name.removesuffix(" air base")
        notes.add(elements.at_left(at + 0.44, f"{short}, {lost}", visible=False), visible=True)
    narrow = {"height": len(names) * 34 + 126, "font.size": 10.5, "yaxis.range": [0.2 - len(names), 0.9]}
    narrow |= {"margin.l": 8, "margin.r": 14, "yaxis.showticklabels": False, "xaxis.showgrid": False}
    figure.update_layout(
        height=len(names) * 27 + 120,
        margin={"l": elements.room(names), "r": elements.room(fates, gap=24), "t": 74, "b": 40},
        xaxis=elements.month_axis(range=[since, max(ends)], dtick="M3", tick0=since, showgrid=True),
        yaxis=elements.row_axis(places, names, ticklabelstandoff=10),
        shapes=[shape | {"layer": "below"} for shape in elements.moment_shapes(moments)],
        annotations=notes.all,
        meta={"narrow": narrow | notes.narrow},
    )
    headings = {"kind": "Kind", "originator": "Who says so", **SOURCE_HEADINGS}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def control_maps(rows: pd.DataFrame, *, days: dict[str, str]) -> Chart:
    """Draw who held which place on four days, on four maps of one size: two by two, or one below the other.

    Places that nobody is known to hold on a day are left out of its map; the mark of a place of which we infer who
    held it is hollow. Places that changed hands since the map before have larger marks and bold names. Above each map
    is how many places each side held.

    Args:
        rows: spans, as `control` returns them.
        days: four days, in ISO 8601, each with what had happened, as in "after it began".
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = box_around(places, aside=0.5, below=0.3, above=0.98)._replace(west=places.longitude.min() - 1.1)
    for name, east in APART.items():
        places.loc[name, "longitude"] += east
    seat = table("places").set_index("place_id").loc[[SEAT]]
    figure = new_figure()
    titles = []
    high, narrow_high = box.height(_ACROSS * WIDTHS["wide"]), box.height(WIDTHS["narrow"])
    depth, narrow_depth = 2 * (high + _HEAD), len(days) * (narrow_high + _HEAD)
    narrow: dict[str, Any] = {"height": round(narrow_depth) + 36, "font.size": 10, "margin.t": 36}
    before: dict[str, str] = {}
    for number, (day, event) in enumerate(days.items()):
        geo = f"geo{number + 1}" if number else "geo"
        held = held_on(rows, day)
        changed = [before.get(row.place_id, row.side) != row.side for row in held.itertuples()]
        figure.add_trace(area_names(AREAS, geo=geo))
        figure.add_trace(
            at_places(
                seat.latitude,
                seat.longitude,
                geo=geo,
                mode="markers+text",
                text=[f"\u2002{name}" for name in seat.name],
                textposition="middle right",
                marker={"size": 5, "color": NEUTRAL.colour},
            )
        )
        figure.add_traces(_led_names(places, held, changed, geo))
        figure.add_trace(
            at_places(
                places.latitude[held.place_id],
                places.longitude[held.place_id],
                ids=[f"{day} {place}" for place in held.place_id],
                text=_names_on_map(held, changed),
                geo=geo,
                mode="markers+text",
                textposition=beside(held.place_id, NAMES_BESIDE),
                marker=elements.marker(
                    (SIDES[side] for side in held.side),
                    hollow=held.implied,
                    size=[12.5 if is_new else 9 for is_new in changed],
                    opacity=1,
                    line={"width": [1.5 if implied else 0 for implied in held.implied]},
                ),
                hover=[f"<b>{name}</b>, {dates.spoken(day)}, {event}" for name in held.name],
            )
        )
        before |= dict(zip(held.place_id, held.side, strict=True))
        row, column = divmod(number, 2)
        top, narrow_top = 1 - row / 2, 1 - number / len(days)
        below = top - _HEAD / depth, narrow_top - _HEAD / narrow_depth
        place = {
            "x": (column * (1 - _ACROSS), column * (1 - _ACROSS) + _ACROSS),
            "y": (below[0] - high / depth, below[0]),
        }
        figure.update_layout({geo: map_of(box, **place)})
        text = f"<b>{dates.spoken(day)}</b>, {event}:\u2002{_held_by_each(held)}"
        titles.append(elements.at_left(top, text, yref="paper", yanchor="top", x=column * (1 - _ACROSS), xshift=5))
        narrow |= {
            f"{geo}.domain": {"x": [0, 1], "y": [max(below[1] - narrow_high / narrow_depth, 0), below[1]]},
            f"annotations[{number}].y": narrow_top,
            f"annotations[{number}].x": 0,
        }
    signs = [elements.key_entry(SIDES[side], text) for side, text in SIDES_IN_WORDS.items()]
    key, inferred = "\u2003".join(signs), "\u25a1 \u25c7 hollow: our inference"
    titles.append(elements.above_left(f"{key}\u2003{inferred}", yshift=4, align="left"))
    narrow[f"annotations[{len(days)}].text"] = f"{key}<br>{inferred}"
    figure.update_layout(
        height=round(depth) + 24,
        margin=NO_MARGIN | {"t": 24},
        annotations=titles,
        font={"size": 11.5},
        meta={"narrow": narrow, "panels": len(days)},
    )
    headings = {"fact_id": "Row"}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def held_on(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the spans, as `control` returns them, of the places that a side held at the end of a day, in ISO 8601."""
    on = pd.Timestamp(day).date()
    return rows[(rows.implied | (rows.first_day <= on)) & (on < rows.last_day)]


def _held_by_each(held: pd.DataFrame) -> str:
    """Return how many places each side holds, each after its sign."""
    return "\u2002".join(
        elements.key_entry(SIDES[side], f"<b>{(held.side == side).sum()}</b>") for side in SIDES_IN_WORDS
    )


def _names_on_map(held: pd.DataFrame, changed: Sequence[bool]) -> list[str]:
    """Return the words of all marks on a map: the names of the places, those in bold that changed hands.

    Between a name and a mark beside which it stands there is room; the names in `LED` stand elsewhere.
    """
    names = {}
    for row, is_new in zip(held.itertuples(), changed, strict=True):
        name = NAMES.get(row.place_id, row.name)
        names[row.place_id] = f"<b>{name}</b>" if is_new else name
    words = {
        place: f"\u2002{name}\u2002" if NAMES_BESIDE.get(place, "").startswith("middle") else name
        for place, name in names.items()
    }
    return ["" if place in LED else words[place] for place in held.place_id]


def _led_names(places: pd.DataFrame, held: pd.DataFrame, changed: Sequence[bool], geo: str) -> list[Any]:
    """Return the lines that lead from marks on a map to their names, and these names, in bold where a place changed."""
    is_new = dict(zip(held.place_id, changed, strict=True))
    shown = [place for place in LED if place in is_new]
    east, tops = [places.longitude[place] for place in shown], [LED[place] for place in shown]
    starts = [places.latitude[place] + 0.1 for place in shown]
    names = [f"<b>{places.name[place]}</b>" if is_new[place] else places.name[place] for place in shown]
    line = {"color": NEUTRAL.colour, "width": 1}
    lines = at_places(elements.segments(starts, tops), elements.segments(east, east), geo=geo, mode="lines", line=line)
    words = [f"\u2009{name}" for name in names]
    return [lines, at_places(tops, east, geo=geo, mode="text", text=words, textposition="middle right")]


COUNTED = {
    "deaths_tripoli": "Killed at Tripoli",
    "civilian_deaths": "Civilians killed",
    "civilian_deaths_by_lna": "Civilians killed by the LNA",
    "civilian_deaths_by_gna": "Civilians killed by the GNA",
}
"""What the totals of the dead count, by measure."""
IN_LIBYA = "Killed in Libya"
"""What the sums of UCDP count."""


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


def tolls_chart(rows: pd.DataFrame, *, since: str) -> Chart:
    """Draw totals of the dead in two panels: all dead over time, and below them civilians as bars by counter.

    The counts of the WHO are a line; the sums of UCDP are a dotted one, with a mark at the end of each month. A
    rule parts them from the civilians, who are on another scale. A bar of civilians holds the parts that its counter
    blames on a side; one without such parts is pale.

    Args:
        rows: totals, as `tolls` returns them.
        since: the day from which the line counts, in ISO 8601.
    """
    figure, notes = new_figure(), elements.Notes()
    all_dead, civilians = rows[rows.series != "others"], rows[rows.series == "others"]
    who, ucdp = (all_dead[all_dead.series == series] for series in ("who", "ucdp"))
    days = {name: [f"{day:%Y-%m-%d}" for day in of.day] for name, of in (("who", who), ("ucdp", ucdp))}
    for series, of, dash in (("ucdp", ucdp, "2px,3px"), ("who", who, None)):
        x, y = [since, *days[series]], [0, *of.deaths]
        figure.add_trace(elements.lines(x, y, colour=NEUTRAL.colour, width=2 if dash else 3, dash=dash))
        style = {"color": NEUTRAL.colour, "symbol": NEUTRAL.symbol, "size": 8, "opacity": 1}
        ids = list(of.toll_id)
        figure.add_trace(elements.marks(days[series], of.deaths, ids=ids, marker=style, hover=_toll_hover(of)))
    notes.add(elements.above_left("<b>All dead</b>, added up", yshift=6, xshift=-40, align="left"), xshift=-32)
    _note_all_dead(notes, who, ucdp)
    figure.add_traces(_civilians(civilians, notes))
    first, last = pd.Timestamp(since) - pd.Timedelta(days=8), all_dead.day.max() + pd.Timedelta(days=14)
    figure.update_layout(
        height=440,
        barmode="overlay",
        margin={"l": 50, "r": 16, "t": 28, "b": 8},
        xaxis=elements.month_axis(
            range=[f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
            dtick="M1",
            tick0=f"{since[:7]}-01",
            showgrid=False,
            ticklabelmode="period",  # the name of a month in its middle: a sum at its end belongs to it
            **elements.RULER,
        ),
        yaxis={
            "domain": [0.46, 1],
            "range": [0, float(all_dead.deaths.max()) * 1.12],
            "dtick": _TICK,
            "tickformat": ",",
            "ticklabelstandoff": 4,
            **elements.RULER,
        },
        xaxis2={"anchor": "y2", "domain": [0.54, 1], "range": [0, float(civilians.deaths.max()) * 1.16]}
        | {"visible": False},
        yaxis2={"anchor": "x2", "domain": [0, 0.25], "range": [0.6 - civilians.who.nunique(), 0.5], "visible": False},
        annotations=notes.all,
        shapes=[
            {"type": "line", "xref": "paper", "yref": "paper", "x0": -0.06, "x1": 1, "y0": 0.338, "y1": 0.338}
            | {"line": {"width": 1, "color": RULE}}
        ],
        meta={
            "narrow": {
                "shapes[0].y0": 0.385,
                "shapes[0].y1": 0.385,
                "font.size": 10.5,
                "margin.l": 42,
                "margin.t": 30,
                "height": 450,
                "yaxis.domain": [0.5, 1],
                "xaxis2.domain": [0, 0.95],
                "yaxis2.domain": [0, 0.3],
                "yaxis2.range": [0.7 - civilians.who.nunique(), 0.9],
                **notes.narrow,
            }
        },
    )
    columns = {"who": "Who counts", "what": "What is counted", "when": "When", "deaths": "Dead", **SOURCE_HEADINGS}
    return Chart(figure, rows, columns, "persons")


_TICK = 500
"""How far apart the ticks of all dead are."""


def _note_all_dead(notes: elements.Notes, who: pd.DataFrame, ucdp: pd.DataFrame) -> None:
    """Add the words beside all dead: who counts, how many, and how much the last count of the WHO adds."""
    before, last = who.iloc[[-2, -1]].itertuples()
    first, *others, final = ucdp.itertuples()
    days = (last.day - before.day).days
    text = f"<b>WHO, at Tripoli:<br>{last.deaths:,}</b> by {last.day.day} {last.day:%B}"
    leap = f"<br>{last.deaths - before.deaths:,} more than<br>{days} days before"
    said = [
        (last, Note(text + leap, "right", narrow=text, narrow_at="left", gap=12)),
        (before, Note(f"{before.deaths:,}", "above left")),
        (first, Note(f"{first.deaths:,}", "above left")),
        *((row, Note(f"{row.deaths:,}", "below", narrow="")) for row in others),
        (
            final,
            Note(
                f"<b>UCDP, all Libya:<br>{final.deaths:,}</b> by {final.day.day} {final.day:%B}",
                "below",
                narrow=f"<b>UCDP, all<br>Libya: {final.deaths:,}</b>",
            ),
        ),
    ]
    for row, note in said:
        small = note._replace(text=note.text if note.narrow is None else note.narrow, at=note.narrow_at or note.at)
        wide, narrow = (annotation(f"{row.day:%Y-%m-%d}", row.deaths, one, {}) for one in (note, small))
        notes.add(wide, **{name: value for name, value in narrow.items() if value != wide[name]})


def _civilians(rows: pd.DataFrame, notes: elements.Notes) -> list[Any]:
    """Return the traces of the bars of civilians, and add the words beside them to the notes.

    Wide, each counter is left of its bar, with the time in a column of its own; narrow, both are above the bar.
    """
    rows = rows.sort_values("deaths", ascending=False, ignore_index=True)
    counters = list(dict.fromkeys(rows.who))
    y = [-counters.index(who) for who in rows.who]
    blamed = rows.deaths.where(rows.side != "none", 0)
    blamed_in_all = blamed.groupby(rows.who).transform("sum")
    starts = (blamed.groupby(rows.who).cumsum() - blamed).where(rows.side != "none", blamed_in_all)
    lengths = rows.deaths.where(rows.side != "none", rows.deaths - blamed_in_all)
    numbers = [number for _, number in _numbered(rows)]
    rows = rows.assign(rest=(rows.side == "none") & (blamed_in_all > 0))
    of_all = rows.side == "none"
    edges = [SIDES[side].colour for side in rows.side]
    is_pale = of_all & ~rows.rest
    colours = [elements.pale(edge, 0.25) if pale else edge for edge, pale in zip(edges, is_pale, strict=True)]
    bars = elements.boxes(
        starts,
        y,
        width=list(lengths),
        height=0.5,
        ids=list(rows.toll_id),
        marker={"color": colours, "line": {"width": 1, "color": edges}},
        text=[_part_words(row, number) for row, number in zip(rows.itertuples(), numbers, strict=True)],
        textfont={"color": "#ffffff"},
        hover=_toll_hover(rows),
        xaxis="x2",
        yaxis="y2",
    )
    totals = elements.marks(
        rows.deaths[of_all],
        [at for at, whole in zip(y, of_all, strict=True) if whole],
        mode="text",
        text=[f"\u2002<b>{number}</b>" for number, whole in zip(numbers, of_all, strict=True) if whole],
        textposition="middle right",
        xaxis="x2",
        yaxis="y2",
    )
    head = {"yref": "paper", "yanchor": "bottom", "align": "left"}
    text = "<b>Civilians</b>, other counts"
    notes.add(
        elements.at_left(0.28, text, xshift=-40, **head),
        xshift=-32,
        y=0.32,
        text=f"{text}, and who is blamed for how many",
    )
    notes.add(elements.at_left(0.28, "in the time", x=0.2, **head), visible=False)
    notes.add(elements.at_left(0.28, "and who is blamed for how many", x=0.54, **head), visible=False)
    for at, row in zip(y, rows.itertuples(), strict=True):
        if row.side == "none":
            beside_bar = elements.at_left(at, row.who, yref="y2", xshift=-40)
            notes.add(beside_bar, y=at + 0.48, xshift=0, text=f"{row.who}, {row.when}")
            notes.add(elements.at_left(at, row.when, yref="y2", x=0.2), visible=False)
    return [bars, totals]


def _part_words(row: Any, number: str) -> str:
    """Return the words in a part of a bar of civilians: who is blamed, and for how many; "rest" for what is left."""
    if row.side != "none":
        return f"<b>{row.side.upper()} {number}</b>"
    return "rest" if row.rest else ""


def _numbered(rows: pd.DataFrame) -> list[tuple[Any, str]]:
    """Return totals, each with its number as charts write it."""
    return [(row, words.bounds(row.deaths, None if row.bound else row.deaths)) for row in rows.itertuples()]


def _toll_hover(rows: pd.DataFrame) -> list[str]:
    numbers = [number for _, number in _numbered(rows)]
    return [
        elements.source_label(toll, head=f"{toll['what']}, {toll['when']}: {number}")
        for toll, number in zip(rows.to_dict("records"), numbers, strict=True)
    ]
