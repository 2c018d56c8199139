"""The opener: the story on one map and one time axis, drawn so that a reader can step through it.

`story` has what is drawn. The lanes below the map are front, jets, cargo, Syrians, oil and Washington.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import tables
from brief.charts import SIDES, Chart, Step, elements, stepped
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, Box, at_places, beside, map_of
from brief.charts.style import NEUTRAL, PALE, RULE, new_figure
from brief.ledger import facts
from brief.ledger.values import value
from brief.libya import blockade, story, us_policy
from brief.tables.dates import MEAN_MONTH_DAYS
from brief.text import folded

BOX = Box(west=9.5, east=27.2, south=28.5, north=34.3)
"""What the map shows."""
LETTERING = {
    "LIBYA": (28.95, 21.5),
    "TUNISIA": (33.3, 10.25),
    "EGYPT": (28.85, 26.1),
    "Mediterranean Sea": (32.35, 17.1),
}
"""Names of countries and seas, each with where it stands on the map, in degrees north and east."""
WIDE_LETTERING = {"TUNISIA"}
"""Those of them that have no room on a narrow page."""
BESIDE_WAYS = {"lna": (31.2, 27.1, "bottom left"), "gna": (34.05, 18.3, "bottom right")}
"""Where the words are that say what came by the ways of each side, in degrees, and on which side of that point."""
NARROW_LATITUDES = (31.2, 34.25)
"""How far north these words are on a narrow page, whose map has no room below them."""
BACKERS = {"lna": "from Russia, Syria", "gna": "from Turkey"}
"""From where the ways of each side come."""
LARGE_NAMES = {"sirte", "al-jufra", "benghazi"}
"""Places whose names are on the map on a narrow page, too."""
NAMES_BESIDE = {
    "zaltan": "middle left",
    "al-watiya": "bottom left",
    "gharyan": "bottom center",
    "tarhuna": "middle right",
    "bani-walid": "bottom center",
    "sirte": "bottom right",
    "al-jufra": "bottom center",
    "benghazi": "bottom left",
    "tobruk": "top left",
}
"""Where the name of a place is on the map, by its id, as plotly's `textposition`; other places have none."""


class Joint(NamedTuple):
    """One name for places whose marks are too close for a name each: the words, and where they stand on the map.

    Degrees north and east, and on which side of that point; on a narrow page others, with words that may be none.
    """

    places: tuple[str, ...]
    words: str
    at: tuple[float, float, str]
    narrow: str
    narrow_at: tuple[float, float, str]


JOINT_NAMES = (
    Joint(
        ("tripoli", "tripoli-airport"),
        "Tripoli, its airport",
        (32.78, 13.4, "middle right"),
        "Tripoli",
        (33.12, 13.3, "top left"),
    ),
    Joint(
        ("sabratha", "surman", "al-ajaylat"),
        "Al-Ajaylat, Sabratha,<br>Surman",
        (33.08, 12.55, "top center"),
        "",
        (33.08, 12.55, "top center"),
    ),
)
"""Names that several places share: those of marks beside each other from west to east."""
APART = {"al-ajaylat": -0.17, "surman": 0.2}
"""How far marks are moved that would lie on each other, in degrees east."""
LANES = ("front", "jets", "cargo", "Syrians", "oil", "Washington")
"""From top to bottom."""


class _Form(NamedTuple):
    """Heights in pixels, for a wide or a narrow page; above each lane there is room for a label, or a gap."""

    head: int
    map: int
    strip: int
    label: int
    lanes: tuple[int, ...]
    foot: int

    @property
    def height(self) -> int:
        return self.head + self.map + self.strip + sum(self.lanes) + self.label * len(self.lanes) + self.foot

    def part(self, top: int, height: int) -> tuple[float, float]:
        """Return the lower and the upper edge of what begins so many pixels below the top, from 0 to 1."""
        return round(1 - (top + height) / self.height, 5), round(1 - top / self.height, 5)

    @property
    def parts(self) -> dict[str, tuple[float, float]]:
        """Return the edges of the map, of the strip of numbers, of the lanes, and of strip and lanes together."""
        found = {"map": self.part(self.head, self.map), "strip": self.part(self.head + self.map, self.strip)}
        top = self.head + self.map + self.strip
        for lane, height in zip(LANES, self.lanes, strict=True):
            found[lane] = self.part(top + self.label, height)
            top += self.label + height
        return {**found, "band": (found["Washington"][0], found["strip"][1])}

    def above(self, lane: str) -> float:
        """Return where the name of a lane begins, above it, from 0 to 1."""
        return round(self.parts[lane][1] + (self.label - 1) / self.height, 5)

    def middle(self, lane: str) -> float:
        """Return the middle of a lane, from 0 to 1."""
        return round(sum(self.parts[lane]) / 2, 5)


_WIDE = _Form(head=24, map=268, strip=96, label=13, lanes=(46, 36, 46, 58, 50, 46), foot=36)
_NARROW = _Form(head=16, map=116, strip=88, label=16, lanes=(21, 22, 28, 37, 24, 26), foot=19)


def chart() -> Chart:
    """Draw the story: the map, the lanes, and the moments between which a reader can step."""
    lanes = {
        "moments": story.moments(),
        "front": story.front(),
        "jets": story.jets(),
        "cargo": story.cargo(),
        "Syrians": story.syrians(),
        "oil": story.oil(),
        "Washington": story.washington(),
    }
    figure = new_figure()
    _draw_map(figure)
    _draw_numbers(figure)
    _draw_bands(figure)
    _draw_front(figure)
    _draw_jets(figure, lanes["jets"])
    _draw_cargo(figure, lanes["cargo"])
    _draw_syrians(figure, lanes["Syrians"])
    _draw_oil(figure, lanes["oil"])
    _draw_washington(figure, lanes["Washington"])
    _lay_out(figure, lanes)
    drawn = pd.concat([rows.assign(lane=lane) for lane, rows in lanes.items()], ignore_index=True)
    drawn = drawn.assign(row_id=drawn.lane.str.lower() + "-" + drawn.key)
    whole = Chart(figure, drawn[COLUMNS], HEADINGS, "as each row says")
    return stepped(whole, [_step(number) for number in range(len(story.MOMENTS))])


def in_words() -> str:
    """Return what the picture shows, for those who do not see it."""
    counts = story.counts()
    syrians = story.syrians().groupby("side").value_low.last()
    lowest, highest = story.output_by_best()
    return (
        f"Of {counts.total.max()} contested places Haftar's side held {counts.lna.max()} at most "
        f"and {counts.lna.iloc[-1]} in the end. "
        f"Jets: {value(story.ANNOUNCED):,} by the US military's count, denied by Moscow and the LNA. "
        f"Flights with cargo: {', '.join(f'{value(count):,} {cargo.whose}' for count, cargo in story.CARGO.items())}. "
        f"Fighters, mostly Syrian, by one monitor's count: {syrians['gna']:,.0f} for Tripoli, "
        f"{syrians['lna']:,.0f} for Haftar. "
        f"Oil fell from {highest.output:,.0f} to {lowest.output:,.0f} thousand barrels a day. "
        f"{len(story.MOMENTS)} moments stand below in words."
    )


HEADINGS = {"lane": "Lane", "when": "When", "what": "What", "originator": "Who says so", **SOURCE_HEADINGS}
COLUMNS = [
    "row_id",
    "lane",
    "date",
    "when",
    "side",
    "what",
    "originator",
    "publisher",
    "grade",
    "fact_id",
    "source_key",
]
_LEFT = 0.25
"""How much of a wide page is left of the lanes, for their names."""
_AXES = {lane: f"y{number if number > 1 else ''}" for number, lane in enumerate(("band", *LANES, "strip"), 1)}
"""The y axis of each lane, and of what is below them (the first is drawn first) and above them."""


_RANGES = {
    "band": (0, 1),
    "front": (0, 1),
    "jets": (0.3, 2.7),
    "cargo": (-2.6, 0.6),
    "Syrians": (-0.35, 1.9),
    "oil": (0, 1.35),
    "Washington": (0.4, 3.6),
    "strip": (0.3, 6.6),
}
"""The range of each axis: of counts as a multiple of the largest, of all others in lines."""
_NARROW_STRIP = (0.3, 6.1)
"""The range of the strip where the page is narrow: above the numbers there is room for their words."""
_NARROW_SYRIANS = (-0.9, 2.2)
"""The range of the lane of Syrians where the page is narrow: below the lines there is room for a label."""


def _hover(rows: pd.DataFrame) -> list[str]:
    return [elements.source_label(row, text="what", head=row["when"]) for row in rows.to_dict("records")]


def _marks(rows: pd.DataFrame, lane: str, at: Iterable[Any], y: Iterable[float], **more: Any) -> go.Scatter:
    """Return the marks of the rows of a lane, in the colours and symbols of their sides."""
    hollow = rows.denied if "denied" in rows else None
    style = elements.marker((SIDES[side] for side in rows.side), hollow=hollow, size=7)
    names = [f"{lane.lower()}-{key}" for key in rows.key]
    return elements.marks(at, y, ids=names, marker=style, hover=_hover(rows), yaxis=_AXES[lane], **more)


def _draw_map(figure: go.Figure) -> None:
    """Add the places and the ways by air, which the steps change, and the names of countries and seas."""
    held = story.held_on(facts.fact(story.SHOWN).first_day)
    places = tables.rows("places", list(held))
    for place, east in APART.items():
        places.loc[place, "longitude"] += east
    names = [_label(name.replace(" air base", ""), NAMES_BESIDE.get(place)) for place, name in places.name.items()]
    large = [name if place in LARGE_NAMES else "" for place, name in zip(places.index, names, strict=True)]
    figure.add_trace(
        at_places(
            [latitude for latitude, _ in LETTERING.values()],
            [longitude for _, longitude in LETTERING.values()],
            text=[f"<i>{name}</i>" for name in LETTERING],
            mode="text",
            textfont={"size": 11, "color": NEUTRAL.colour},
        )
    )
    for way in WAYS:
        figure.add_trace(_way(way))
    figure.add_trace(
        at_places(
            places.latitude,
            places.longitude,
            ids=[f"map-{place}" for place in places.index],
            text=names,
            mode="markers+text",
            textposition=beside(places.index, NAMES_BESIDE),
            textfont={"size": 11.5},
            marker={
                **elements.marker((SIDES[side] for side in held.values()), line={"width": 1, "color": "#ffffff"}),
                "size": _place_sizes(held, 10),
                "opacity": 1,
            },
            hover=[f"<b>{name}</b>" for name in places.name],
        )
    )
    words_at = [*BESIDE_WAYS.values(), *(way.word_at for way in WAYS)]
    latitudes, longitudes, positions = zip(*words_at, strict=True)
    figure.add_trace(
        at_places(
            latitudes,
            longitudes,
            text=_words_on_map(facts.fact(story.SHOWN).first_day),
            mode="text",
            textposition=positions,
            textfont={"size": 12},
        )
    )
    joint_latitudes, joint_longitudes, joint_positions = zip(*(joint.at for joint in JOINT_NAMES), strict=True)
    figure.add_trace(
        at_places(
            joint_latitudes,
            joint_longitudes,
            text=[joint.words for joint in JOINT_NAMES],
            mode="text",
            textposition=joint_positions,
            textfont={"size": 11.5},
        )
    )
    narrow_joint = zip(*(joint.narrow_at for joint in JOINT_NAMES), strict=True)
    narrow: dict[str, Any] = {
        f"data[{JOINT}].{name}": list(values)
        for name, values in zip(("lat", "lon", "textposition"), narrow_joint, strict=True)
    }
    lettering = [f"<i>{name}</i>" if name not in WIDE_LETTERING else "" for name in LETTERING]
    narrow |= {
        "data[0].text": lettering,
        f"data[{JOINT}].text": [joint.narrow for joint in JOINT_NAMES],
        f"data[{JOINT}].textfont.size": 10.5,
        f"data[{PLACES}].text": large,
        f"data[{PLACES}].marker.size": _place_sizes(held, 8),
        f"data[{PLACES}].textfont.size": 10.5,
        f"data[{SUPPLIES}].lat": [*NARROW_LATITUDES, *latitudes[len(NARROW_LATITUDES) :]],
    }
    narrow |= {f"data[{trace}].textfont.size": 10 for trace in (0, SUPPLIES)}
    figure.update_layout(meta={"narrow": narrow})


def _place_sizes(places: Iterable[str], size: int) -> list[int]:
    """Return the sizes of places in pixels: those that no side took from the other are smaller."""
    contested = story.contested()
    return [size if place in contested else size - 3 for place in places]


def _label(name: str, position: str | None) -> str:
    """Return the name of a place with blanks that keep it off its mark; none for a place without a position."""
    if position is None:
        return ""
    return f"\u2002{name}\u2002" if position.startswith("middle") else name


class Way(NamedTuple):
    """A way by air on the map: places on it in order, the side it serves, and since which fact it is drawn.

    What came by it stands beside it, unless that is said where the way begins: `word` at `word_at`, in degrees north
    and east, and on which side of that point.
    """

    places: tuple[str, ...]
    side: str
    since: str
    word: str
    word_at: tuple[float, float, str]


WAYS = (
    Way(("konya", "tripoli"), "gna", "syr-138", "", (33.6, 15.5, "bottom right")),
    Way(("hmeimim", "benina"), "lna", "air-074", "cargo", (32.92, 24.8, "middle center")),
    Way(("hmeimim", "tobruk", "al-jufra"), "lna", "air-034", "jets", (30.0, 18.5, "bottom right")),
)
"""The ways: from Turkey, first with Syrians; cargo from Syria to the east; the jets."""
PLACES = 1 + len(WAYS)
SUPPLIES, JOINT, NUMBERS = PLACES + 1, PLACES + 2, PLACES + 3
"""The numbers of traces: places come after the lettering and the ways, then the words beside the ways, the names that
several places share, and the numbers of the moments."""


def _way(way: Way) -> go.Scattergeo:
    stops = tables.rows("places", list(way.places))
    colour = SIDES[way.side].colour
    bearing = _bearing(*stops[["latitude", "longitude"]].iloc[-2:].to_numpy().ravel())
    head = {"symbol": "arrow", "angle": bearing, "size": [0] * (len(stops) - 1) + [15], "opacity": 1}
    return at_places(
        stops.latitude,
        stops.longitude,
        mode="lines+markers",
        line={"color": colour, "width": 3},
        marker={**head, "color": colour, "line": {"width": 0}},
        visible=story.has_begun(way.since, facts.fact(story.SHOWN).first_day),
    )


def _bearing(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the direction on a Mercator map from one point to another, in degrees clockwise from up."""
    north = [math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)) for degrees in (latitude, to_latitude)]
    return math.degrees(math.atan2(math.radians(to_longitude - longitude), north[1] - north[0]))


def _draw_front(figure: go.Figure) -> None:
    """Add how many of the places that changed hands each side held, from day to day."""
    counts = story.counts()
    whole = int(counts.total.max())
    lna, gna = SIDES["lna"].colour, SIDES["gna"].colour
    style = {"yaxis": _AXES["front"], "line_shape": "hv"}
    figure.add_trace(elements.lines(counts.day, counts.lna, colour=lna, width=1.5, fill="tozeroy", **style))
    figure.add_trace(elements.lines(counts.day, [whole] * len(counts), colour=gna, width=1.5, fill="tonexty", **style))


def _draw_numbers(figure: go.Figure) -> None:
    """Add a mark for each moment, on levels, since some are days apart; on a narrow page with its number."""
    moments = facts.facts_named(moment.fact_id for moment in story.MOMENTS)
    hover = [
        elements.source_label(row, head=f"{number}: {row['when']}")
        for number, row in enumerate(moments.to_dict("records"), 1)
    ]
    figure.add_trace(
        elements.marks(
            moments.first_day,
            _levels(),
            ids=[f"moments-{fact_id}" for fact_id in moments.fact_id],
            mode="markers",
            text=[f"<b>{number}</b>" for number in range(1, len(moments) + 1)],
            textfont={"size": 10, "color": "#ffffff"},
            marker={"size": 9, "symbol": "circle", "color": NEUTRAL.colour, "opacity": 1, "line": {"width": 0}},
            hover=hover,
            yaxis=_AXES["strip"],
        )
    )
    figure.update_layout(
        meta={
            "narrow": {
                **figure.layout.meta["narrow"],
                f"data[{NUMBERS}].mode": "markers+text",
                f"data[{NUMBERS}].y": _narrow_levels(),
                f"data[{NUMBERS}].marker.size": 15,
            }
        }
    )


_HIGHEST, _APART_DAYS = 5, 100
"""The highest level of a moment, and the days after which a moment stands on it again."""


def _levels() -> list[int]:
    """Return on which level each moment is: below the one before, so that no stem goes through the words of one."""
    levels: list[int] = []
    before = None
    for moment in story.MOMENTS:
        day = facts.fact(moment.fact_id).first_day
        levels.append(levels[-1] - 1 if before is not None and (day - before).days < _APART_DAYS else _HIGHEST)
        before = day
    return levels


def _narrow_levels() -> list[int]:
    """Return the same for a narrow page, whose words are above all marks: three levels keep the marks apart."""
    return [3 - number % 3 for number in range(len(story.MOMENTS))]


def _draw_bands(figure: go.Figure) -> None:
    """Shade the time of the attack across all lanes, and put a frame around that of the blockade in the lane of oil."""
    first, last = story.attack()
    band = elements.lines([first, first, last, last], [0, 1, 1, 0], colour=RULE, width=0, yaxis=_AXES["band"])
    figure.add_trace(band.update(mode="none", fill="toself", fillcolor=PALE))
    begin, end = blockade.days()
    top = float(story.oil().output.max()) * 1.3
    frame = [begin, begin, end, end, begin], [0, top, top, 0, 0]
    figure.add_trace(elements.lines(*frame, colour=NEUTRAL.colour, width=1, dash="dot", yaxis=_AXES["oil"]))


def _draw_jets(figure: go.Figure, said: pd.DataFrame) -> None:
    """Add what was said of jets: above that there are some, below that there are none; one of the marks is named."""
    trace = _marks(said, "jets", said["at"], [1 if denied else 2 for denied in said.denied])
    sizes = [12 if fact_id == story.ANNOUNCED else 7 for fact_id in said.fact_id]
    figure.add_trace(trace.update(marker={"size": sizes, "opacity": 1}))


def _draw_cargo(figure: go.Figure, counts: pd.DataFrame) -> None:
    """Add a bar for the period of each count of cargo flights, and on its line a mark for what denies it.

    A bar is as thick as its flights a month: so its area, not its length, is the number of its flights.
    """
    bars = counts[~counts.denied]
    most = max(_a_month(bar) for bar in bars.itertuples())
    for bar in bars.itertuples():
        span, width = [bar.first_day, bar.last_day], round(_THICK * _a_month(bar) / most, 1)
        line = elements.lines(span, [-bar.level] * 2, colour=SIDES[bar.side].colour, width=width, yaxis=_AXES["cargo"])
        figure.add_trace(line)
    trace = _marks(counts, "cargo", counts["at"], [-level for level in counts.level])
    visible = [int(denied) for denied in counts.denied]  # the middle of a bar is there to point at
    figure.add_trace(trace.update(marker={"size": 8, "opacity": visible, "line": {"width": 0}}))


def _a_month(bar: Any) -> float:
    """Return how many flights a month a count of cargo flights has."""
    return float(bar.value_low) / bar.days * MEAN_MONTH_DAYS


_THICK = 8
"""Thickness of the thickest bar of flights, in pixels."""


def _draw_syrians(figure: go.Figure, counts: pd.DataFrame) -> None:
    """Add a line for the running count of each side."""
    for side, of_side in counts.groupby("side"):
        trace = _marks(of_side, "Syrians", of_side["at"], of_side.value_low, mode="lines+markers")
        trace.update(marker={"size": 4}, line={"color": SIDES[side].colour, "width": 2})
        figure.add_trace(trace)


def _draw_oil(figure: go.Figure, months: pd.DataFrame) -> None:
    """Add a bar for each month of which the output is known: pale, where the figure is not of the best series."""
    colours = [NEUTRAL.colour if series == story.OUTPUT[0] else PALE for series in months.series]
    middle = months["at"].map(lambda day: f"{day[:7]}-15")
    figure.add_trace(
        go.Bar(
            x=list(middle),
            y=list(months.output),
            ids=[f"oil-{key}" for key in months.key],
            width=24 * 86_400_000,  # 24 days, in milliseconds
            marker={"color": colours, "line": {"width": 1, "color": NEUTRAL.colour}},
            yaxis=_AXES["oil"],
            hovertext=[f"{row.when}: {row.what}" for row in months.itertuples()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _draw_washington(figure: go.Figure, acts: pd.DataFrame) -> None:
    """Add a mark for each act, on the line of its stance, with the sign that the page on US policy has for it."""
    trace = _marks(acts, "Washington", acts["at"], acts.level)
    signs = elements.marker(us_policy.STANCES[stance] for stance in acts.stance)
    figure.add_trace(trace.update(marker=signs | {"size": 7}))


# --- words and bands --------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """An annotation or a shape, and what of it changes where the page is narrow."""

    wide: dict[str, Any]
    narrow: dict[str, Any]


def _sign(side: str) -> str:
    return elements.key_entry(SIDES[side], "").strip()


def _map_title(when: str, held: dict[str, str]) -> str:
    """Return the title of the map: a date in words, and the key to the places that are held on it."""
    lna, gna, other = map(_sign, ("lna", "gna", "none"))
    not_told = f" {other} not told" if "none" in held.values() else ""
    return f"<b>{when}</b>: held by {lna} Haftar {gna} Tripoli{not_told}; lines: help up to then"


_LETTERS = {"lna": 26, "gna": 20}
"""The number of letters in a line of what had come, by side."""


def _supplies(day: pd.Timestamp) -> list[str]:
    """Return what had come by a day, in the order of `BESIDE_WAYS`: nothing, or a head and the things below it."""
    things = story.supplies(day)
    heads = {side: f'<span style="color:{SIDES[side].colour}"><b>{head}</b></span>' for side, head in BACKERS.items()}
    return [
        f"{heads[side]}<br>{folded(', '.join(things[side]), _LETTERS[side])}" if things[side] else ""
        for side in BESIDE_WAYS
    ]


def _words_on_map(day: pd.Timestamp) -> list[str]:
    """Return what had come to each side by a day, then the word at each way that is drawn on it."""
    words = [
        f'<span style="color:{SIDES[way.side].colour}">{way.word}</span>' if story.has_begun(way.since, day) else ""
        for way in WAYS
    ]
    return [*_supplies(day), *words]


def _lane_names() -> list[_Part]:
    """Return the name of each lane, with what its signs mean: left of it, and on a narrow page above it."""
    lna, gna = map(_sign, ("lna", "gna"))
    against = elements.key_entry(us_policy.STANCES["anti_russia"], "against Russia")
    places = story.counts().total.max()
    lowest, highest = (f"{month.output / 1000:.1f}" for month in story.output_by_best())
    names = {
        "front": (
            f"<b>Front</b>: who held the<br>{places} contested places",
            f"<b>Front</b>: who held the {places} contested places {lna} Haftar {gna} Tripoli",
        ),
        "jets": (
            "<b>Jets</b><br>for Haftar",
            f"<b>Jets</b> for Haftar {lna} each report of some; hollow: each denial",
        ),
        "cargo": (
            "<b>Cargo flights</b> (thick bar:<br>more of them a month)",
            "<b>Cargo flights</b> (thick bar: more of them a month)",
        ),
        "Syrians": (
            "<b>Fighters</b>, mostly<br>Syrian, sent, by one<br>monitor’s count",
            "<b>Fighters, mostly Syrian</b>, sent, by one monitor’s count",
        ),
        "oil": (
            "<b>Oil</b>, million barrels a day,<br>by OPEC (pale: oil company)",
            f"<b>Oil</b>, million barrels a day: {highest} to {lowest} (OPEC; pale: oil company)",
        ),
        "Washington": (
            "<b>Washington</b>",
            f"<b>Washington</b> {gna} for Tripoli {against} {lna} for Haftar",
        ),
    }
    beside = {"yref": "paper", "align": "left", "xshift": 2, "font": {"size": 12}}
    return [
        _Part(
            elements.at_left(_WIDE.middle(lane), wide, **beside),
            {"y": _NARROW.above(lane), "yanchor": "top", "text": narrow, "font.size": 10},
        )
        for lane, (wide, narrow) in names.items()
    ]


def _row_names() -> list[_Part]:
    """Return what the rows of lanes are, left of them; on a narrow page the name of the lane says it."""
    rows: list[tuple[str, float, str]] = [("jets", 2, "each report"), ("jets", 1, "each denial")]
    for level, stance, words_of_stance in (
        (3, "pro_gna", "for Tripoli"),
        (2, "anti_russia", "against Russia"),
        (1, "pro_lna", "for Haftar"),
    ):
        rows.append(("Washington", level, elements.key_entry(us_policy.STANCES[stance], words_of_stance)))
    counts = {"front": story.counts().total.max(), "Syrians": story.syrians().value_low.max()}
    rows += [(lane, at, f"{at:,.0f}") for lane, most in counts.items() for at in (most, 0)]
    style = {"x": _LEFT, "xanchor": "right", "xshift": -8, "font": {"size": 11.5}}
    return [_Part(elements.at_left(y, text, yref=_AXES[lane], **style), {"visible": False}) for lane, y, text in rows]


def _head(text: str, wide: float, narrow: float) -> _Part:
    """Return words at the left edge, at a height from 0 to 1 of the figure."""
    style = {"yref": "paper", "yanchor": "top", "align": "left", "xshift": 2, "font": {"size": 12}}
    return _Part(elements.at_left(wide, text, **style), {"y": narrow, "font.size": 10})


def _inside(lanes: dict[str, pd.DataFrame]) -> list[_Part]:
    """Return the words beside marks in the lanes."""
    parts = []

    def add(lane: str, x: Any, y: float, text: str, narrow: str | None = None, **more: Any) -> None:
        place = {"x": f"{pd.Timestamp(x):%Y-%m-%d}", "y": y, "yref": _AXES[lane], "showarrow": False}
        style = {"text": text, "xanchor": "right", "yanchor": "middle", "font": {"size": 11.5}}
        parts.append(_Part({**style, **place, **more}, {"font.size": 10, "text": text if narrow is None else narrow}))

    counts = story.counts()
    most = counts.loc[counts.lna.idxmax()]
    after = counts.day[counts.day > most.day].iloc[0]
    at_most = f"Haftar: {most.lna} at most"
    add("front", after, most.total * 0.82, f"\u25c2 {at_most}", at_most, xanchor="left", xshift=3)
    add("front", counts.day.iloc[-1], most.total * 0.33, f"Haftar: {counts.lna.iloc[-1]} in the end", xshift=-4)
    said = lanes["jets"]
    announced = facts.fact(story.ANNOUNCED)
    named = f"large mark: {value(story.ANNOUNCED):,}, says the {announced.root_short}"
    add("jets", said["at"][~said.denied].min(), 2, named, xshift=-8)
    deny = ", ".join(said.root_short[said.denied])
    add("jets", said["at"][said.denied].min(), 1, deny, f"denied: {deny}", xshift=-8)
    for bar in lanes["cargo"].itertuples():
        if bar.denied:
            add("cargo", bar.at, -bar.level, "denied", xanchor="left", xshift=7)
        else:
            text = f"{bar.value_low:,.0f} {story.CARGO[bar.fact_id].whose}"
            add("cargo", bar.first_day, -bar.level, f"{text}, {_a_month(bar):.0f} a month", text, xshift=-5)
    for side, place in (("gna", "bottom"), ("lna", "top")):
        of_side = lanes["Syrians"].query("side == @side")
        last, name = of_side.iloc[-1], "Tripoli" if side == "gna" else "Haftar"
        on_map = of_side[of_side["at"] <= facts.fact(story.SHOWN).first_day].iloc[-1]  # the map has this count
        told = [on_map, last] if on_map.fact_id != last.fact_id else [last]
        text = ", ".join(f"{count.value_low:,.0f} by {count['at']:%b}" for count in told)
        add(
            "Syrians",
            last["at"],
            last.value_low,
            f"{text} for {name}",
            yanchor=place,
            xshift=6,
            yshift=3 if side == "gna" else -3,
        )
    start, end = blockade.days()
    in_lane = {"xanchor": "center", "yref": f"{_AXES['oil']} domain"}
    add("oil", _middle(start, end), 0.78, "blockade", **in_lane)
    for bar in story.output_by_best():
        middle = f"{bar['at'][:7]}-15"
        add("oil", middle, bar.output, f"{bar.output / 1000:.1f}", "", xanchor="center", yanchor="bottom")
    for first, last in story.months_without_output():
        add("oil", _middle(first, last), 0.2, "no figure", **in_lane)
        if first == story.FIRST:  # narrower on a narrow page than its words
            parts[-1].narrow.update(text="no<br>figure", y=0.5)
    return parts


def _middle(start: str, end: str) -> pd.Timestamp:
    return pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2


def _annotations(lanes: dict[str, pd.DataFrame]) -> list[_Part]:
    """Return all words outside of traces; the title of the map, which the steps change, is the first."""
    shown = facts.fact(story.SHOWN)
    top = _map_title(shown.when, story.held_on(shown.first_day))
    word = {
        "text": f"the attack on Tripoli: {story.months_of_attack()} months",
        "x": f"{_middle(*story.attack()):%Y-%m-%d}",
        "yref": "paper",
        "y": _WIDE.parts["strip"][1],
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 12},
    }
    band = _Part(word, {"visible": False})
    return [_head(top, 1, 1), band, *_lane_names(), *_row_names(), *_moment_words(), *_inside(lanes)]


def _moment_words() -> list[_Part]:
    """Return the word of each moment beside its number; on a narrow page all of them stand above the numbers."""
    named = [f"<b>{number}</b>\u00a0{moment.word}" for number, moment in enumerate(story.MOMENTS, 1)]
    third = (len(named) + 2) // 3
    lines = "<br>".join("\u2002".join(named[first : first + third]) for first in range(0, len(named), third))
    together = elements.at_left(
        1, lines, yref="paper", yanchor="top", align="left", xshift=2, visible=False, font={"size": 10}
    )
    above = _Part(together, {"visible": True, "y": _NARROW.parts["strip"][1], "font.size": 10})
    style = {"yref": _AXES["strip"], "showarrow": False, "font": {"size": 11}}
    parts = [above]
    for moment, level in zip(story.MOMENTS, _levels(), strict=True):
        day = facts.fact(moment.fact_id).first_day
        is_late = (pd.Timestamp(story.LAST) - day).days < _APART_DAYS  # right of it there is no room
        beside_mark = {"xanchor": "right", "xshift": -8} if is_late else {"xanchor": "left", "xshift": 8}
        word = {**style, **beside_mark, "x": f"{day:%Y-%m-%d}", "y": level, "text": moment.word}
        parts.append(_Part(word, {"visible": False}))
    return parts


def _shapes() -> list[_Part]:
    """Return the line of the current moment, which the steps move, and a stem down from the mark of each."""
    days = [f"{facts.fact(moment.fact_id).first_day:%Y-%m-%d}" for moment in story.MOMENTS]
    wide, narrow = ({"y0": form.parts["band"][0], "y1": form.parts["band"][1]} for form in (_WIDE, _NARROW))
    style = {"type": "line", "layer": "below", "xref": "x"}
    cursor = {"yref": "paper", "visible": False, "line": {"width": 3, "color": NEUTRAL.colour}}
    stem = {"yref": _AXES["strip"], "y0": 0.3, "line": {"width": 1, "color": RULE}}
    return [
        _Part({**style, **wide, **cursor, "x0": days[0], "x1": days[0]}, narrow),
        *(
            _Part({**style, **stem, "x0": day, "x1": day, "y1": level}, {"y1": narrow_level})
            for day, level, narrow_level in zip(days, _levels(), _narrow_levels(), strict=True)
        ),
    ]


def _lay_out(figure: go.Figure, lanes: dict[str, pd.DataFrame]) -> None:
    """Put the map and the lanes in their places, on wide and on narrow pages, with all words."""
    narrow = {
        "height": _NARROW.height,
        "geo.domain": {"x": [0, 1], "y": _NARROW.parts["map"]},
        "font.size": 10.5,
        "xaxis.tickfont.size": 10,
        "xaxis.dtick": "M6",
        "xaxis.tickformat": "%b %Y",
        "xaxis.domain": [0, 1],
    }
    parts = {"annotations": _annotations(lanes), "shapes": _shapes()}
    for kind, drawn in parts.items():
        narrow |= {f"{kind}[{n}].{key}": new for n, part in enumerate(drawn) for key, new in part.narrow.items()}
    most = {
        "front": int(story.counts().total.max()),
        "Syrians": float(lanes["Syrians"].value_low.max()),
        "oil": float(lanes["oil"].output.max()),
    }
    ranges = {lane: [edge * most.get(lane, 1) for edge in edges] for lane, edges in _RANGES.items()}
    for lane, axis in _AXES.items():
        name = axis.replace("y", "yaxis")
        figure.update_layout({name: {"visible": False, "range": ranges[lane], "domain": _WIDE.parts[lane]}})
        narrow[f"{name}.domain"] = _NARROW.parts[lane]
    narrow[f"{_AXES['strip'].replace('y', 'yaxis')}.range"] = _NARROW_STRIP
    narrow[f"{_AXES['Syrians'].replace('y', 'yaxis')}.range"] = [edge * most["Syrians"] for edge in _NARROW_SYRIANS]
    months = {"dtick": "M3", "tick0": "2019-01-01", "ticks": "outside", "showgrid": False, "tickfont": {"size": 11}}
    figure.update_layout(
        height=_WIDE.height,
        margin=NO_MARGIN,
        geo=map_of(BOX, y=_WIDE.parts["map"]),
        xaxis=elements.month_axis(
            range=[story.FIRST, story.LAST], domain=[_LEFT, 1], anchor=_AXES["Washington"], **months
        ),
        meta={"narrow": {**figure.layout.meta["narrow"], **narrow}},
        **{kind: [part.wide for part in drawn] for kind, drawn in parts.items()},
    )


# --- steps ------------------------------------------------------------------------------------------------


def _step(number: int) -> Step:
    """Return a moment: its sentence with what denies it, and what the figure shows of the day on which it began."""
    moment = story.MOMENTS[number]
    row = facts.fact(moment.fact_id)
    sentence = story.sentence(moment)
    held = story.held_on(row.first_day)
    style = elements.marker(SIDES[side] for side in held.values())
    day = f"{row.first_day:%Y-%m-%d}"
    changes = {
        f"data[{PLACES}].marker.color": style["color"],
        f"data[{PLACES}].marker.symbol": style["symbol"],
        f"data[{SUPPLIES}].text": _words_on_map(row.first_day),
        "annotations[0].text": _map_title(row.when, held),
        "shapes[0].x0": day,
        "shapes[0].x1": day,
        "shapes[0].visible": True,
    }
    changes |= {f"data[{1 + n}].visible": story.has_begun(way.since, row.first_day) for n, way in enumerate(WAYS)}
    return Step(row.when, sentence, changes)
