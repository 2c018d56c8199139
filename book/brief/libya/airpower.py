"""What flew, by which ways, and what was lost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import charts, words
from brief.charts import SIDES, Note, Route, elements, notes
from brief.charts.maps import Area
from brief.charts.style import NEUTRAL, RULE, new_figure
from brief.ledger.distances import distance_km
from brief.ledger.facts import fact, facts, facts_named, per_month, statements
from brief.ledger.findings import borrowed, ledger
from brief.settings import settings
from brief.tables import plain, table
from brief.text import folded

ROUTES = {
    "ferry": Route("lna", width=3.5, lengths=True),
    "russian_airlift": Route("lna", "dash"),
    "turkish_airlift": Route("gna", "dash"),
}
"""How each route is drawn."""

NAMES_BESIDE = {
    "al-khadim": "bottom right",
    "benina": "top left",
    "gardabiya": "bottom left",
    "al-jufra": "bottom center",
    "astrakhan": "middle left",
    "hamadan": "bottom center",
    "al-watiya": "bottom center",
    "tobruk-air-base": "bottom right",
    "hmeimim": "top right",
    "ferry-1": "middle left",
    "ferry-2": "bottom left",
    "ferry-4": "bottom right",
    "ferry-3": "bottom right",
    "turkish-airlift-1": "top left",
    "russian-airlift-2": "top left",
}
"""Where the words of a place or leg are on the map, by its id, as plotly's `textposition`."""
NARROW = {"russian-airlift-2": "top center", "al-khadim": ""}
"""The same where the page is narrow, if it differs; "" for words that have no room there."""


AREAS = {
    "Libya": Area(26.6, 17.5),
    "Egypt": Area(27.5, 29.5),
    "Italy": Area(43.3, 12.3),
    "Greece": Area(39.4, 22.2, narrow=False),
    "Turkey": Area(38.7, 38.2),
    "Syria": Area(32.9, 37.6, narrow=False),
    "Iraq": Area(31.8, 43.6),
    "Iran": Area(32.2, 50.6),
    "Russia": Area(44.6, 42.5),
    "Mediterranean<br>Sea": Area(39.3, 13.2, sea=True, narrow=False),
    "Black Sea": Area(43.2, 34.2, sea=True),
    "Caspian<br>Sea": Area(41.9, 50.5, sea=True, narrow=False),
}
"""Where the names of countries and seas are on the map."""
CLOSE_AREAS = {
    "Libya": Area(28.7, 21.0),
    "Egypt": Area(29.5, 25.9),
    "Tunisia": Area(33.2, 10.0),
    "Algeria": Area(29.3, 9.75, narrow=False),
    "Mediterranean Sea": Area(33.4, 17.9, sea=True),
}
"""Where they are on the map of Libya close up."""


def legs() -> pd.DataFrame:
    """Return the flight legs with their end points, great-circle length and the facts that describe them.

    Returns:
        One row a leg, in order of flight: the columns of `legs`, `from_name`, `from_latitude`,
        `from_longitude`, the same with `to_`, `km` (kilometres on the great circle), `route_words`, and
        `event_date`, `originator`, `publisher`, `url` and `grade` of the fact.
    """
    places = table("places")[["place_id", "name", "latitude", "longitude"]]
    rows = table("legs")
    for end in ("from", "to"):
        rows = rows.merge(places.add_prefix(f"{end}_"), on=f"{end}_place_id")
    rows = rows.merge(facts()[["fact_id", "event_date", "originator", "publisher", "url", "grade"]], on="fact_id")
    rows["km"] = [distance_km(leg.from_place_id, leg.to_place_id) for leg in rows.itertuples()]
    rows["route_words"] = rows.route.map(settings().routes)
    return rows.sort_values("leg_id", ignore_index=True)


def route_map(legs: pd.DataFrame) -> charts.Chart:
    """Draw the flight legs on a map, and Libya close up below it.

    Args:
        legs: as `legs` returns them.
    """
    return charts.route_map(
        legs,
        routes=ROUTES,
        closeup="Libya",
        positions=NAMES_BESIDE,
        narrow_positions=NARROW,
        areas=AREAS,
        close_areas=CLOSE_AREAS,
    )


DAYS_OF_A_RATE = (28, 360)
"""Fewest and most days over which a count of flights is turned into a rate: a shorter one is chance, a longer one hides
when the flights were."""


LANES = {
    "cargo_flights_to_lna": "All for the LNA",
    "cargo_flights_to_gna": "All for the GNA, over the same days",
    "russian_cargo_flights": "Russia",
    "uae_cargo_flights": "The Emirates",
    "turkey_route_flights": "Turkey, the GNA and Qatar",
}
"""Whose flights are counted, by measure, from top to bottom: first those of one counter over one time."""
SUSPECT = {"air-074"}
"""Counts whose source speaks of suspect flights."""


def cargo_flights() -> pd.DataFrame:
    """Return counts of cargo flights to Libya as flights per mean month, without repeats, and without parts of a count.

    Returns:
        Facts as `per_month` returns them, with `lane` (whose flights they are), in order of `LANES` and of the first
        day, the longer period first. Only counts over a period of `DAYS_OF_A_RATE`.
    """
    rows = per_month(facts(*LANES, repeats=False))
    rows = rows[rows.days.between(*DAYS_OF_A_RATE)]
    rows = rows.assign(lane=rows.measure_id.map(LANES), order=rows.measure_id.map(list(LANES).index))
    rows = rows.sort_values(["order", "days", "first_day"], ascending=[True, False, True])
    return rows.drop(columns="order").reset_index(drop=True)


THICK = 0.62
"""Pixels that a bar is high for each flight a month."""
THIN = 20
"""The least height of a line with a bar, in pixels, so that its words have room."""


def cargo_chart(flights: pd.DataFrame) -> charts.Chart:
    """Draw each count as a bar along its period, as high as its flights a month, so that its area is its flights.

    Args:
        flights: as `cargo_flights` returns them.
    """
    y: list[float] = []
    heads: list[dict[str, Any]] = []
    depth = 0.0
    for lane, members in flights.groupby("lane", sort=False):
        mark = SIDES[members.measure_side.iloc[0]]
        heads.append(elements.at_left(-depth - 10, f"<b>{elements.key_entry(mark, str(lane))}</b>"))
        depth += 24
        for rate in members.rate_low:
            high = max(rate * THICK, THIN)
            y.append(-depth - high / 2)
            depth += high + 6
        depth += 6
    figure = new_figure()
    said = []
    first, last = flights.first_day.min(), flights.last_day.max()
    ends = flights.last_day + pd.Timedelta(days=1)
    for number, row in enumerate(flights.assign(y=y).to_dict("records")):
        days = [f"{day:%Y-%m-%d}" for day in (row["first_day"], ends[number])]
        colour = SIDES[row["measure_side"]].colour
        figure.add_trace(elements.lines(days, [row["y"]] * 2, colour=colour, width=round(row["rate_low"] * THICK, 1)))
        count = f"<b>{words.bounds(plain(row['value_low']), plain(row['value_high']))}</b>"
        rate = f"{row['rate_low']:.0f} a month"
        at = "left" if row["first_day"] - first > last - row["last_day"] else "right"
        suspect = row["fact_id"] in SUSPECT
        what = "suspect" if suspect else "flights"
        who = row["root_short"]
        short = f"{count} suspect,<br>{rate},<br>{who}" if suspect else f"{count}, {rate},<br>{who}"
        note = Note(f"{count} {what}, {rate}, {who}", at, narrow=short, gap=6)
        said.append((note, days[0] if at == "left" else f"{row['last_day']:%Y-%m-%d}", row))
    figure.add_trace(
        elements.marks(
            [f"{day:%Y-%m-%d}" for day in flights.first_day + (ends - flights.first_day) / 2],
            y,
            ids=list(flights.fact_id),
            marker={"color": [SIDES[side].colour for side in flights.measure_side], "symbol": "square", "size": 3},
            hover=[
                elements.source_label(row, head=f"{row['when']}, {row['rate_low']:.0f} a month")
                for row in flights.to_dict("records")
            ],
        )
    )
    figure.update_layout(
        height=round(depth) + 50,
        margin={"l": 16, "r": 20, "t": 6, "b": 44},
        xaxis=elements.month_axis(
            range=[f"{first:%Y-%m-%d}", f"{last + pd.Timedelta(days=2):%Y-%m-%d}"],
            dtick="M3",
            tick0=f"{first:%Y-%m-%d}",
            showgrid=False,
            **elements.RULER,
        ),
        yaxis={"range": [-depth, 0], "visible": False},
        annotations=[
            *(head | {"xshift": -8} for head in heads),
            *(notes.annotation(day, row["y"], note, {}) for note, day, row in said),
        ],
        meta={
            "narrow": {
                "font.size": 10.5,
                **notes.narrow_changes(len(heads), [(note, {}) for note, _, _ in said]),
            }
        },
    )
    return charts.Chart(figure, flights, {"rate_low": "A month"})


LOSSES = {
    "pantsirs_lost": "Pantsir systems",
    "wagner_aircraft_lost": "Wagner's aircraft",
    "mig29s_lost": "MiG-29 jets",
    "wing_loongs_lost": "Wing Loong drones",
    "turkish_drones_lost": "Turkish drones",
    "turkish_drones_lost_total": "Turkish drones",
    "western_drones_lost": "Western drones",
}
"""What was lost, by measure, from top to bottom."""
LOSERS = {"lna": "Lost by Haftar's side", "gna": "Lost by the GNA's side", "none": "Lost by others"}
"""Headings of what each side lost."""
WITHIN_DAYS = ", within days"
"""What is added to the name of a thing for counts of one strike or of a few days."""
EPISODES = "each of some days"
"""What stands beside counts within days, which are no range of one number."""
STACKED = 0.55
"""How far below each other equal counts on a line stand, in lines."""
LONG = 60
"""Days above which a count is one of the war and not of some days; so is a count of a stock."""


def losses() -> pd.DataFrame:
    """Return counts of lost aircraft and air-defence systems, without repeats.

    Returns:
        Facts as `facts` returns them, with `from_enemy` (whether the originator is on the other side of the war) and
        `group` (what was lost, and whether in days or in all), in order of `LOSSES`, counts of all before those of
        days, and by date.
    """
    rows = facts(*LOSSES, repeats=False)
    enemies = {"lna": "gna", "gna": "lna"}
    in_all = (rows.days > LONG) | (rows.basis != "flow") | rows.measure_id.str.endswith("_total")
    both = in_all.groupby(rows.measure_id.map(LOSSES)).transform("nunique") > 1
    extent = in_all.map({True: ", in all", False: WITHIN_DAYS}).where(both, "")
    rows = rows.assign(
        group=rows.measure_id.map(LOSSES) + extent,
        from_enemy=rows.originator_side == rows.measure_side.map(enemies),
        order=rows.measure_id.map(list(LOSSES).index),
        rank=~in_all,
    )
    rows = rows.sort_values(["order", "rank", "first_day", "last_day", "fact_id"])
    order = {name: number for number, name in enumerate(dict.fromkeys(rows.group))}
    return rows.sort_values("group", key=lambda groups: groups.map(order), kind="stable", ignore_index=True).drop(
        columns=["order", "rank"]
    )


def losses_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw counts of losses on a line for each thing lost, in the colour of the loser.

    A stroke is behind a count that the loser's enemy claims. A line joins the counts of one thing in all, which ought
    to be equal; those within days are of several strikes. Equal counts stand above each other.

    Args:
        rows: as `losses` returns them.
    """
    groups = list(dict.fromkeys(rows.group))
    losers = rows.drop_duplicates("group").set_index("group").measure_side
    high = rows.value_high.fillna(rows.value_low).astype(float)
    alike = rows.groupby(["group", "value_low"]).cumcount()
    stacked = alike.groupby(rows.group).max() * STACKED
    y: dict[str, float] = {}
    headings: dict[str, float] = {}
    below = 0.0
    for group in groups:
        if losers[group] not in headings:
            headings[losers[group]] = -below
            below += 0.9
        y[group] = -below
        below += 1 + stacked[group]
    figure = new_figure()
    for group, members in rows[~rows.group.str.endswith(WITHIN_DAYS)].groupby("group", sort=False):
        reach = [float(members.value_low.min()), float(high[members.index].max())]
        figure.add_trace(elements.lines(reach, [y[group]] * 2, colour=RULE, width=1.5))
    ranged = rows[high > rows.value_low.astype(float)]
    at = ranged.group.map(y)
    for side, members in ranged.groupby("measure_side"):
        ends = elements.segments(members.value_low, members.value_high)
        heights = elements.segments(at[members.index], at[members.index])
        figure.add_trace(elements.lines(ends, heights, colour=SIDES[side].colour, width=4))
    claimed = rows[rows.from_enemy]
    figure.add_trace(
        elements.marks(
            claimed.value_low,
            claimed.group.map(y) - alike[claimed.index] * STACKED,
            marker={"symbol": "line-ns", "size": 11, "line": {"width": 2, "color": NEUTRAL.colour}},
        )
    )
    figure.add_trace(
        elements.marks(
            rows.value_low,
            rows.group.map(y) - alike * STACKED,
            ids=list(rows.fact_id),
            marker=elements.marker([SIDES[side] for side in rows.measure_side], size=9, opacity=1),
            hover=[elements.source_label(row, head=row["when"]) for row in rows.to_dict("records")],
        )
    )
    open_ended = rows[rows.value_high.isna()]
    figure.add_trace(
        elements.marks(
            open_ended.value_low.astype(float) + 1.2,
            open_ended.group.map(y),
            marker={
                "symbol": "triangle-right",
                "size": 9,
                "color": [SIDES[side].colour for side in open_ended.measure_side],
            },
        )
    )
    reach = pd.DataFrame({"low": rows.value_low.astype(float), "high": high}).groupby(rows.group)
    reach = reach.agg({"low": "min", "high": "max"}).loc[groups]
    arrows = (open_ended.value_low == open_ended.group.map(reach.high)).groupby(open_ended.group).any()
    reach = reach.assign(is_open=arrows.reindex(groups, fill_value=False))
    figure.add_trace(
        elements.marks(
            reach.high + reach.is_open * 0.9,
            [y[group] for group in groups],
            mode="text",
            text=[
                f"\u2003{_from_to(row.low, row.high, is_open=row.is_open)}"
                if not row.Index.endswith(WITHIN_DAYS)
                else f"\u2003{EPISODES}"
                for row in reach.itertuples()
            ],
            textposition="middle right",
        )
    )
    key = ["<b>│</b> claimed by the loser's enemy, or media close to it", "no stroke: counted by others"]
    room, depth = elements.room(groups), 1 - min(y.values())
    heads = [
        elements.at_left(at, f"<b>{elements.key_entry(SIDES[loser], LOSERS[loser])}</b>", xshift=4 - room)
        for loser, at in headings.items()
    ]
    above = [(at + 0.5, group) for group, at in y.items()]
    annotations, narrow = elements.labels_above(above, heads=heads, narrow_heads={"xshift": 0})
    annotations.append(elements.above_left("\u2003".join(key), yshift=6, align="left", xshift=4 - room))
    narrow |= {
        "height": round(depth * 36) + 102,
        "margin.t": 46,
        "margin.l": 12,
        "font.size": 10.5,
        f"annotations[{len(annotations) - 1}].text": "<br>".join(key),
        f"annotations[{len(annotations) - 1}].xshift": 0,
    }
    figure.update_layout(
        height=round(depth * 30) + 90,
        margin={"l": room, "r": 16, "t": 30, "b": 50},
        xaxis=elements.value_axis("lost", title_font_size=13, range=[0, float(high.max()) + 6], dtick=5)
        | elements.RULER
        | {"showgrid": False},
        yaxis=elements.row_axis(y.values(), groups, ticklabelstandoff=8, range=[0.4 - depth, 0.5]),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    return charts.Chart(figure, rows)


def _from_to(low: float, high: float, *, is_open: bool) -> str:
    """Return the lowest and the highest count in figures; of one that is a lower bound, its sign."""
    return f"{low:.0f} to {high:.0f}" if low < high else words.bounds(plain(low), None if is_open else plain(high))


JETS = {
    "fighters_delivered": "",
    "fighters_in_libya": "",
    "fighters_visible": ", image",
    "fighters_on_ferry": ", on the way",
    "lna_jets_refurbished": ": old jets, repaired",
}
"""Measures of jets, with what stands beside the name of who counts them."""
OLD_JETS = "lna_jets_refurbished"
"""The measure of jets that the LNA says it had already: by it the LNA denies that others came."""
CLAIM = "c-010"
"""The claim of the article that gives a number of jets."""
ECHOES = "Only repeated by"
"""The line of those who repeat the number of the article."""
ARTICLE = "The article of Al Jazeera"
"""The line of the article."""
SINCE, UNTIL = "2020-04-23", "2020-09-20"
"""The days from which and to which statements of jets are drawn."""
NEAR, VERY_NEAR, APART = 10, 4, 60
"""Days within which two marks of a line share their numbers, within which no repeat is named, and after which a later
mark of a speaker may stand on the same line, because the words beside the first end before it."""
LATE, LAST = "2020-07-20", "2020-08-15"
"""From these days on, words stand left of their marks, and no longer in the middle of them: there the picture ends."""


def jets() -> pd.DataFrame:
    """Return who said how many jets, when, and from whom the article has its number, for `charts.echoes`.

    First those who have the number of the article and, in lines of their own, all who only repeat it, and the article;
    then all others, the higher number first; then those who deny that any came.

    Returns:
        Facts as `facts` returns them, with `lane`, `day`, `text`, `place` and `examined` as `charts.echoes` wants them,
        `upper`: whether the row is of the upper part, and `denied`: whether it is of the last. A repeat that the tables
        give no number has that of what it repeats; the article has the number in its claim, and repeats the text from
        which it was taken.
    """
    rows = facts(*JETS)
    claim = ledger().set_index("claim_id").loc[CLAIM]
    number = int(claim.quote.split()[0])
    taken = borrowed().query("claim_id == @CLAIM")[["fact_id"]].merge(statements(), on="fact_id")
    taken = taken.assign(value_low=number, value_high=number, unit="aircraft", measure=rows.measure.iloc[0])
    article = statements().query("fact_id == @settings().publication_fact")
    article = article.assign(value_low=number, value_high=number, unit="aircraft", measure=rows.measure.iloc[0])
    article["repeats"] = taken.fact_id.iloc[0]
    article["fact"] = f"“{claim.quote}”"
    rows = pd.concat([rows, taken, article], ignore_index=True)
    rows["examined"] = rows.fact_id == settings().publication_fact
    rows["day"] = [_said(row) for row in rows.itertuples()]
    of_number = rows[(rows.value_low >= number) & rows.repeats.isna()].root_id
    rows["upper"] = rows.root_id.isin(of_number) | rows.examined | (rows.value_low == number)
    rows["denied"] = rows.value_high.eq(0).fillna(value=False).astype(bool) | (rows.measure_id == OLD_JETS)
    rows["lane"] = rows.short + rows.measure_id.map(JETS).fillna("")
    rows.loc[rows.upper & rows.repeats.notna(), "lane"] = ECHOES
    rows.loc[rows.examined, "lane"] = ARTICLE
    steps = pd.to_datetime(rows.day).groupby(rows.lane).transform(lambda days: (days - days.min()).dt.days)
    later = steps.between(NEAR, APART) & (rows.lane != ECHOES)
    rows.loc[later, "lane"] = rows.lane[later].str.partition(",")[0] + pd.to_datetime(rows.day[later]).dt.strftime(
        " in %B"
    )
    rows["most"] = rows.groupby("lane").value_low.transform("max")
    rows["first"] = (rows.day + rows.fact_id).groupby(rows.lane).transform("min")
    rows["rank"] = rows.lane.map({ECHOES: 1, ARTICLE: 2}).fillna(0).where(rows.upper, 3) + rows.denied
    rows["height"] = rows.most.where(~rows.upper, 0)
    rows = rows.sort_values(["rank", "height", "first", "day", "fact_id"], ascending=[True, False, True, True, True])
    return _with_words(rows.reset_index(drop=True))


def _said(row: Any) -> str:
    """Return the day on which something was said: the day of the row, or else of its document, or its middle."""
    for date in (row.event_date, row.published):
        if isinstance(date, str) and len(date) == len("2020-05-26"):
            return date
    return f"{row.first_day + (row.last_day - row.first_day) / 2:%Y-%m-%d}"


def _with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return statements with the words beside their marks, and the place of these.

    Each mark has its own number; of marks of one line that are close together, the first has them all, in the order of
    the marks. Of repeats, which are on one line, those that are not close to another have the name of their document,
    in turn above and below; those that are close to the first have their names together on its left. "None" is a zero.
    """
    rows = rows.assign(text="", place="middle right")
    spoken = set(rows.root_id[rows.repeats.isna()])
    for lane, members in rows.groupby("lane", sort=False):
        days = pd.to_datetime(members.day)
        steps = days.diff().dt.days
        if lane == ECHOES:
            close = steps.le(VERY_NEAR)
            alone = members[~close & ~close.shift(-1, fill_value=False)]
            for count, index in enumerate(alone.index):
                row = members.loc[index]
                rows.loc[index, "text"] = words.publisher(row.publisher) if row.root_id in spoken else row.short
                side = "left" if row.day >= LAST else "center"
                rows.loc[index, "place"] = f"{'bottom' if count % 2 else 'top'} {side}"
            first = members[days - days.iloc[0] <= pd.Timedelta(days=VERY_NEAR)]
            names = ", ".join(words.publisher(publisher) for publisher in first.publisher)
            rows.loc[first.index[0], ["text", "place"]] = [folded(names, 12), "middle left"]
            continue
        clusters = (~steps.le(NEAR)).cumsum()
        for _, cluster in members.groupby(clusters):
            last = cluster.index[-1]
            numbers = dict.fromkeys(
                "none" if low == 0 else words.bounds(plain(low), plain(high))
                for low, high in zip(cluster.value_low, cluster.value_high, strict=True)
            )
            text = f"<b>{', then '.join(numbers)}</b> {lane}"
            rows.loc[last, "text"] = text + (f", {rows.when[last]}" if rows.days[last] > 40 else "")
            rows.loc[last, "place"] = "middle left" if rows.day[last] >= LATE else "middle right"
    return rows


def jets_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw who said how many jets, when, and how the number came to the article.

    Args:
        rows: as `jets` returns them.
    """
    others = rows[~rows.upper & ~rows.denied]
    lanes = [part.lane.iloc[0] for part in (rows[rows.upper], others, rows[rows.denied])]
    number = int(rows.value_low[rows.examined].iloc[0])
    voices = rows[rows.upper & rows.repeats.isna()].root.unique()
    texts = [
        f"{words.listed(list(voices))}, mostly {number}, and who repeats it",
        f"Other counts, from {others.value_low.min():.0f} to {others.value_low.max():.0f}",
        "Denied",
    ]
    return charts.echoes(rows, since=SINCE, until=UNTIL, headings=dict(zip(lanes, texts, strict=True)))


def ferry_and_airlift() -> pd.DataFrame:
    """Return the two counts that the article runs together, the jets and the cargo flights, with `words` for each."""
    rows = facts_named(["air-006", "air-074"])
    times = [fact("air-007").when, rows.when.iloc[1]]
    texts = [
        f"<b>{words.bounds(plain(row.value_low), plain(row.value_high))}</b> {what}, {when}"
        for row, what, when in zip(rows.itertuples(), ["jets", "suspect flights"], times, strict=True)
    ]
    return rows.assign(words=texts)
