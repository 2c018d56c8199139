"""Who held which place, and when; and how many died."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief import tables, words
from brief.charts import SIDES, Chart, Moment, Note, elements, notes
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, WIDTHS, Area, Box, area_names, at_places, beside, box_around, map_of
from brief.charts.style import NEUTRAL
from brief.ledger.events import dated
from brief.ledger.facts import facts, facts_named, statements
from brief.tables import dates, table
from brief.tables.dates import iso

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
ATTACK = ("war-357", "war-354")
"""The facts on the first and the last day of the attack on Tripoli."""
SIDES_IN_WORDS = {"lna": "Haftar (LNA)", "gna": "Tripoli (GNA)"}
"""The sides in the keys of the charts, by their ids."""
HEADINGS = {"name": "Place", "when": "When", "side": "Held by"}
"""The columns of spans that readers see first, with their headings."""


def attack() -> tuple[str, str]:
    """Return the first and the last day of the attack on Tripoli, in ISO 8601."""
    first, last = facts_named(ATTACK).event_date
    return first, last


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
    end = pd.Timestamp(dates.span(until)[1])
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
    return lost.groupby("place_id").first_day.max()


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
    fates = [dates.spoken(iso(fell[place])) if place in fell.index else _KEPT for place in names.index]
    places = elements.down(len(names))
    drawn = _strips(rows.assign(y=rows.place_id.map(dict(zip(names.index, places, strict=True)))), since)
    drawing = elements.Drawing()
    for strip in drawn.itertuples():
        colour, width = SIDES[strip.side].colour, 3 if strip.implied else 8
        drawing.draw(elements.lines([strip.begins, strip.ends], [strip.y, strip.y], colour=colour, width=width))
    drawing.draw(_announcements(drawn[~drawn.implied]))
    _note_control(drawing, moments)
    for y, name, fate in zip(places, names, fates, strict=True):
        _note_fate(drawing, y, name, fate)
    drawing.shapes += [shape | {"layer": "below"} for shape in elements.moment_shapes(moments)]
    figure = drawing.finished(
        {
            "height": len(names) * 34 + 126,
            "margin.l": 8,
            "margin.r": 14,
            "xaxis.showgrid": False,
            "yaxis.range": [0.2 - len(names), 0.9],
            "yaxis.showticklabels": False,
        },
        height=len(names) * 27 + 120,
        margin={"l": elements.room(names), "r": elements.room(fates, gap=24), "t": 74, "b": 40},
        xaxis=elements.month_axis(range=[since, drawn.ends.max()], dtick="M3", tick0=since, showgrid=True),
        yaxis=elements.row_axis(places, names, ticklabelstandoff=10),
    )
    headings = {"kind": "Kind", "originator": "Who says so", **SOURCE_HEADINGS}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def _strips(rows: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return spans with where their strips begin and end, in ISO 8601, and whether the holder changes with them.

    Args:
        rows: spans, as `control` returns them.
        since: the day with which the drawing begins, in ISO 8601.
    """
    goes_on = (rows.place_id == rows.place_id.shift(-1)) & (rows.side == rows.side.shift(-1))  # no seam is to be seen
    begins = [since if span.implied else max(since, iso(span.first_day)) for span in rows.itertuples()]
    ends = (rows.last_day + pd.to_timedelta(goes_on.astype(int), unit="D")).map(iso)
    is_new = rows.side.ne(rows.groupby("place_id", sort=False).side.shift())
    return rows.assign(begins=begins, ends=ends, is_new=is_new)


def _announcements(strips: pd.DataFrame) -> Any:
    """Return a mark where each strip begins; that of an announcement which changes nothing is not to be seen."""
    style = elements.marker((SIDES[side] for side in strips.side), size=10, line={"width": 0})
    style["opacity"] = [float(is_new) for is_new in strips.is_new]
    hover = [elements.source_label(span, head=f"{span['name']}, {span['when']}") for span in strips.to_dict("records")]
    return elements.marks(strips.begins, strips.y, ids=list(strips.span_id), marker=style, hover=hover)


_AT_RIGHT = {"x": 1, "xshift": 12}
"""Where the days of losses are: right of the plot."""


def _note_control(drawing: elements.Drawing, moments: Sequence[Moment]) -> None:
    """Write above the plot what its colours mean, what the moments are, and what is at the right."""
    key = [elements.key_entry(SIDES[side], text) for side, text in SIDES_IN_WORDS.items()]
    drawing.note(elements.above_left("\u2003".join([*key, "— thin: our inference"]), yshift=42))
    for moment in moments:
        side = "left" if moment.last else "right"  # the words of a day are left of its line, those of a period above it
        beside_line = {"xanchor": side, "align": side, "xshift": -2 if moment.last else 2}
        drawing.note(elements.above_plot(moment.first, elements.moment_words(moment), yshift=2, **beside_line))
    drawing.note(elements.above_left("<b>lost by Haftar</b>", yshift=2, **_AT_RIGHT), visible=False)


def _note_fate(drawing: elements.Drawing, y: float, name: str, fate: str) -> None:
    """Write when Haftar's side lost a place: right of its line, or narrow above it and after the name."""
    drawing.note(elements.at_left(y, fate, **_AT_RIGHT), visible=False)
    lost = "not lost by Haftar" if fate == _KEPT else f"lost by Haftar {fate}"
    short = name.removesuffix(" air base")
    drawing.note(elements.at_left(y + 0.44, f"{short}, {lost}", visible=False), visible=True)


def control_maps(rows: pd.DataFrame, *, days: dict[str, str]) -> Chart:
    """Draw who held which place on some days, on maps of one size: two beside each other, or one below the other.

    Places that nobody is known to hold on a day are left out of its map; the mark of a place of which we infer who
    held it is hollow. Places that changed hands since the map before have larger marks and bold names. Above each map
    is how many places each side held.

    Args:
        rows: spans, as `control` returns them.
        days: the days, in ISO 8601, each with what had happened, as in "after it began".
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = box_around(places, aside=0.5, below=0.3, above=0.98)._replace(west=places.longitude.min() - 1.1)
    for name, east in APART.items():
        places.loc[name, "longitude"] += east
    grid = _Grid(box, "wide", columns=2, rows=math.ceil(len(days) / 2), across=_ACROSS)
    narrow_grid = _Grid(box, "narrow", columns=1, rows=len(days), across=1)
    drawing = elements.Drawing()
    maps: dict[str, Any] = {}
    narrow: dict[str, Any] = {}
    before: dict[str, str] = {}
    for number, (day, event) in enumerate(days.items()):
        geo = f"geo{number + 1}" if number else "geo"
        held = held_on(rows, day)
        changed = [before.get(row.place_id, row.side) != row.side for row in held.itertuples()]
        before |= dict(zip(held.place_id, held.side, strict=True))
        _draw_map(drawing, geo, places, held.assign(changed=changed, hover=f"{dates.spoken(day)}, {event}"), day)
        panel, small = grid.panel(number), narrow_grid.panel(number)
        maps[geo] = map_of(box, x=panel.x, y=panel.y)
        narrow[f"{geo}.domain"] = {"x": list(small.x), "y": list(small.y)}
        text = f"<b>{dates.spoken(day)}</b>, {event}:\u2002{_held_by_each(held)}"
        title = elements.at_left(panel.top, text, yref="paper", yanchor="top", x=panel.x[0], xshift=5)
        drawing.note(title, x=small.x[0], y=small.top)
    signs = [elements.key_entry(SIDES[side], text) for side, text in SIDES_IN_WORDS.items()]
    key, inferred = "\u2003".join(signs), "\u25a1 \u25c7 hollow: our inference"
    drawing.note(elements.above_left(f"{key}\u2003{inferred}", yshift=4, align="left"), text=f"{key}<br>{inferred}")
    figure = drawing.finished(
        {"height": round(narrow_grid.depth) + 36, "font.size": 10, "margin.t": 36, **narrow},
        height=round(grid.depth) + 24,
        margin=NO_MARGIN | {"t": 24},
        font={"size": 11.5},
        **maps,
    )
    figure.layout.meta = figure.layout.meta | {"panels": len(days)}
    headings = {"fact_id": "Row"}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


class _Panel(NamedTuple):
    """Where a map is, from left to right and from bottom to top, and the top of its head, as parts of the figure."""

    x: tuple[float, float]
    y: tuple[float, float]
    top: float


class _Grid(NamedTuple):
    """How maps of one box are set in one form of a page.

    Attributes:
        box: what each map shows.
        form: of the page, of `WIDTHS`.
        columns: how many maps are beside each other.
        rows: how many maps are below each other.
        across: how wide a map is, as a part of the page.
    """

    box: Box
    form: str
    columns: int
    rows: int
    across: float

    @property
    def map_height(self) -> float:
        """The height of a map, in pixels."""
        return self.box.height(self.across * WIDTHS[self.form])

    @property
    def depth(self) -> float:
        """The height of all maps with their heads, in pixels."""
        return self.rows * (self.map_height + _HEAD)

    def panel(self, number: int) -> _Panel:
        """Return where the map of a number is, counted from 0 in the order of reading."""
        row, column = divmod(number, self.columns)
        left, top = column * (1 - self.across), 1 - row / self.rows
        below_head = top - _HEAD / self.depth
        foot = max(below_head - self.map_height / self.depth, 0)
        return _Panel((left, left + self.across), (foot, below_head), top)


def _draw_map(drawing: elements.Drawing, geo: str, places: pd.DataFrame, held: pd.DataFrame, day: str) -> None:
    """Draw on a map the places that a side held on a day.

    Args:
        drawing: to which the map belongs.
        geo: the name of the map in the layout.
        places: all places, by their ids, with `name`, `latitude` and `longitude`.
        held: spans, as `held_on` returns them, with `changed` (whether the place changed hands since the map before)
            and `hover` (what follows its name in the hover label).
        day: in ISO 8601.
    """
    drawing.draw(area_names(AREAS, geo=geo))
    seat = table("places").set_index("place_id").loc[[SEAT]]
    words = {"text": [f"\u2002{name}" for name in seat.name], "textposition": "middle right"}
    dot = elements.marker([SIDES["gna"]], size=6, opacity=1)  # small: it is not one of the places that are counted
    drawing.draw(at_places(seat.latitude, seat.longitude, geo=geo, mode="markers+text", **words, marker=dot))
    for trace in _led_names(places, held, geo):
        drawing.draw(trace)
    marker = elements.marker(
        (SIDES[side] for side in held.side),
        hollow=held.implied,
        size=[12.5 if is_new else 9 for is_new in held.changed],
        opacity=1,
        line={"width": [1.5 if implied else 0 for implied in held.implied]},
    )
    drawing.draw(
        at_places(
            places.latitude[held.place_id],
            places.longitude[held.place_id],
            ids=[f"{day} {place}" for place in held.place_id],
            text=_names_on_map(held),
            geo=geo,
            mode="markers+text",
            textposition=beside(held.place_id, NAMES_BESIDE),
            marker=marker,
            hover=[f"<b>{row.name}</b>, {row.hover}" for row in held.itertuples()],
        )
    )


def held_on(rows: pd.DataFrame, day: str | pd.Timestamp) -> pd.DataFrame:
    """Return the spans, as `control` returns them, of the places that a side held at the end of a day."""
    on = pd.Timestamp(day)
    return rows[(rows.implied | (rows.first_day <= on)) & (on < rows.last_day)]


def _held_by_each(held: pd.DataFrame) -> str:
    """Return how many places each side holds, each after its sign."""
    return "\u2002".join(
        elements.key_entry(SIDES[side], f"<b>{(held.side == side).sum()}</b>") for side in SIDES_IN_WORDS
    )


def _names_on_map(held: pd.DataFrame) -> list[str]:
    """Return the words of all marks on a map: the names of the places, those in bold that changed hands.

    Between a name and a mark beside which it stands there is room; the names in `LED` stand elsewhere.
    """
    names = {}
    for row in held.itertuples():
        name = NAMES.get(row.place_id, row.name)
        names[row.place_id] = f"<b>{name}</b>" if row.changed else name
    words = {
        place: f"\u2002{name}\u2002" if NAMES_BESIDE.get(place, "").startswith("middle") else name
        for place, name in names.items()
    }
    return ["" if place in LED else words[place] for place in held.place_id]


def _led_names(places: pd.DataFrame, held: pd.DataFrame, geo: str) -> list[Any]:
    """Return the lines that lead from marks on a map to their names, and these names, in bold where a place changed."""
    is_new = dict(zip(held.place_id, held.changed, strict=True))
    shown = [place for place in LED if place in is_new]
    east, tops = [places.longitude[place] for place in shown], [LED[place] for place in shown]
    starts = [places.latitude[place] + 0.1 for place in shown]
    names = [f"<b>{places.name[place]}</b>" if is_new[place] else places.name[place] for place in shown]
    line = {"color": NEUTRAL.colour, "width": 1}
    lines = at_places(elements.segments(starts, tops), elements.segments(east, east), geo=geo, mode="lines", line=line)
    words = [f"\u2009{name}" for name in names]
    return [lines, at_places(tops, east, geo=geo, mode="text", text=words, textposition="middle right")]


AT_TRIPOLI, IN_LIBYA = "Killed at Tripoli", "Killed in Libya"
"""What the counts of the WHO and the sums of UCDP count."""


def tolls(months: pd.DataFrame) -> pd.DataFrame:
    """Return totals of all dead since the attack on Tripoli, each at the day up to which it counts.

    Args:
        months: deaths by month, as UCDP estimates them, of the months to add up: `month` and `deaths_best`.

    Returns:
        One row a total, by series and day: `toll_id`, `series` ("who" or "ucdp"), `who`, `what`, `when`, `first_day`,
        `day`, `deaths`, `bound` (whether it is a floor), `fact`, `publisher`, `grade` and `fact_id` (of UCDP's sums,
        the row of its first month).
    """
    counts = facts("deaths_tripoli", repeats=False)
    totals = pd.DataFrame(
        {
            "toll_id": counts.fact_id,
            "series": "who",
            "who": counts.short,
            "what": AT_TRIPOLI,
            "when": counts.when,
            "first_day": counts.first_day,
            "day": counts.last_day,
            "deaths": counts.value_low.astype(int),
            "bound": counts.value_high.isna(),
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
            "day": pd.to_datetime([dates.span(month)[1] for month in months.month]),
            "deaths": months.deaths_best.cumsum(),
            "bound": False,
            "fact": [f"UCDP's best estimates by month, added up to {dates.spoken(month)}." for month in months.month],
            **{column: first[column] for column in ("publisher", "grade", "fact_id")},
        }
    )
    return pd.concat([totals, sums]).sort_values(["series", "day", "toll_id"], ignore_index=True)


_CLOSE = pd.Timedelta(days=2)
"""The most days between two counts whose numbers are written together where the page is narrow."""


def tolls_chart(rows: pd.DataFrame, *, since: str) -> Chart:
    """Draw totals of the dead over time, each with its number: the WHO's counts, and UCDP's sums as a dotted line.

    Args:
        rows: totals, as `tolls` returns them.
        since: the day from which the WHO counts, in ISO 8601.
    """
    by_who, by_ucdp = (rows[rows.series == series] for series in ("who", "ucdp"))
    begins = iso(by_ucdp.first_day.iloc[0])
    drawing = elements.Drawing()
    _draw_sums(drawing, by_ucdp, begins, width=2, dash="2px,3px")
    _draw_sums(drawing, by_who, since, width=3)
    drawing.note(elements.above_left("<b>dead since April 2019</b>", yshift=6, xshift=-40), xshift=-32)
    _note_who(drawing, by_who)
    _note_ucdp(drawing, by_ucdp)
    figure = drawing.finished(
        {"height": 340, "margin.l": 42, "margin.r": 6, "margin.t": 30},
        height=400,
        margin={"l": 50, "r": 16, "t": 28, "b": 28},
        xaxis=_months_of_sums(begins, rows.day.max()),
        yaxis={
            "range": [0, float(rows.deaths.max()) * 1.08],
            "dtick": _TICK,
            "tickformat": ",",
            "ticklabelstandoff": 4,
            **elements.RULER,
        },
    )
    columns = {"who": "Who counts", "what": "What is counted", "when": "When", "deaths": "Dead", **SOURCE_HEADINGS}
    return Chart(figure, rows, columns, "persons")


_TICK = 500
"""How far apart the ticks of all dead are."""


def _draw_sums(
    drawing: elements.Drawing, sums: pd.DataFrame, since: str, *, width: int, dash: str | None = None
) -> None:
    """Draw sums of one counter as a line from none on a day, with a mark at each of them."""
    days = sums.day.map(iso)
    drawing.draw(elements.lines([since, *days], [0, *sums.deaths], colour=NEUTRAL.colour, width=width, dash=dash))
    style = {"color": NEUTRAL.colour, "symbol": NEUTRAL.symbol, "size": 8, "opacity": 1}
    drawing.draw(elements.marks(days, sums.deaths, ids=list(sums.toll_id), marker=style, hover=_toll_hover(sums)))


def _months_of_sums(begins: str, last: pd.Timestamp) -> dict[str, Any]:
    """Return the axis of time, from a day to some days after the last sum."""
    return elements.month_axis(
        range=[begins, iso(last + pd.Timedelta(days=14))],
        dtick="M1",
        tick0=begins,
        tickformat="%B",
        showgrid=False,
        ticklabelmode="period",  # the name of a month in its middle: a sum at its end belongs to it
        **elements.RULER,
    )


def _note_who(drawing: elements.Drawing, counts: pd.DataFrame) -> None:
    """Write in bold the number of each count of the WHO beside its mark; narrow, those of a few days stand together.

    Of days close to each other the first number is below the line, the last right of it, one between them above it.
    """
    *before, last = counts.assign(number=_numbers(counts)).itertuples()
    days = counts.day.reset_index(drop=True)
    follows, leads = (days.diff() <= _CLOSE), (days.diff(-1).abs() <= _CLOSE)
    together: list[str] = []
    for row, is_late, is_early in zip(before, follows, leads, strict=False):
        together = [*together, row.number] if is_late else [row.number]
        at = {(False, True): "below", (True, False): "below right"}.get((is_late, is_early), "above left")
        narrow = "" if is_early else f"<b>{', '.join(together)}</b>"
        notes.draw(drawing, iso(row.day), row.deaths, Note(f"<b>{row.number}</b>", at, narrow=narrow), {})
    text = f"<b>WHO, at Tripoli:<br>{last.number}</b> by {last.day.day} {last.day:%B}"
    notes.draw(drawing, iso(last.day), last.deaths, Note(text, narrow_at="left", gap=12), {})


def _note_ucdp(drawing: elements.Drawing, sums: pd.DataFrame) -> None:
    """Write the number of each sum of UCDP below its mark, that of the first, where the other line is below, above."""
    first, *others, last = sums.assign(number=_numbers(sums)).itertuples()
    notes.draw(drawing, iso(first.day), first.deaths, Note(first.number, "above left"), {})
    for row in others:
        notes.draw(drawing, iso(row.day), row.deaths, Note(row.number, "below"), {})
    text = f"<b>UCDP, all Libya:<br>{last.number}</b> by {last.day.day} {last.day:%B}"
    narrow = f"<b>UCDP, all<br>Libya: {last.number}</b>"
    notes.draw(drawing, iso(last.day), last.deaths, Note(text, "below", narrow=narrow), {})


def _numbers(rows: pd.DataFrame) -> list[str]:
    """Return the numbers of totals, as charts write them."""
    return [words.bounds(row.deaths, None if row.bound else row.deaths) for row in rows.itertuples()]


def _toll_hover(rows: pd.DataFrame) -> list[str]:
    """Return the hover labels of totals."""
    return [
        elements.source_label(toll, head=f"{toll['what']}, {toll['when']}: {number}")
        for toll, number in zip(rows.to_dict("records"), _numbers(rows), strict=True)
    ]
