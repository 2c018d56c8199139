"""What is drawn is what the rows say, in one template that reads in both themes."""

import pandas as pd
import pytest

import brief
from brief import airpower, charts, us_policy
from brief.charts import elements, grids, style
from brief.errors import BriefError
from helpers import positions, traces


def values_of(rows):
    """Return the values of facts, by the name of their mark."""
    values = {}
    for row in rows.itertuples():
        known = [float(value) for value in (row.value_low, row.value_high) if not pd.isna(value)]
        values[row.fact_id] = known[0]
        if len(set(known)) == 2:
            values[f"{row.fact_id}-high"] = known[1]
    return values


# --- ranges -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bars", [False, True])
def test_every_value_drawn_is_a_value_of_its_row(bars):
    rows = brief.facts("pantsirs_lost", "turkish_drones_lost", "russian_cargo_flights", "uae_cargo_tonnes")
    chart = charts.ranges(rows, label="{when}", axis="number", bars=bars)
    assert {name: x for name, (x, _) in positions(chart).items()} == pytest.approx(values_of(rows))


def test_the_order_of_the_index_does_not_matter():
    rows = brief.facts("russian_cargo_flights", "uae_cargo_flights")
    turned = rows[::-1]
    chart = charts.ranges(turned, label="{when}", axis="flights", group="measure")
    heights = {name: y for name, (_, y) in positions(chart).items()}
    for _, members in turned.groupby("measure"):
        lines = [heights[name] for name in members.fact_id]
        assert lines == sorted(lines, reverse=True), "from top to bottom in the order given"
    assert {name: x for name, (x, _) in positions(chart).items()} == pytest.approx(values_of(rows))


def test_an_open_end_is_an_arrow_and_a_closed_one_is_not():
    rows = brief.facts("russian_cargo_flights").set_index("fact_id", drop=False)

    def symbols(fact_id):
        data = traces(charts.ranges(rows.loc[[fact_id]], label="{when}", axis="flights"))
        return [
            symbol for trace in data for symbol in trace.get("marker", {}).get("symbol", []) if "triangle" in symbol
        ]

    assert symbols("air-076") == ["triangle-right"], "at least"
    assert symbols("air-077") == ["triangle-left"], "at most"
    assert symbols("air-074") == []


def test_a_repeat_is_hollow():
    rows = brief.facts("fighters_delivered")
    hollow = {
        name
        for trace in traces(charts.ranges(rows, label="{when}", axis="aircraft"))
        for name, symbol in zip(trace.get("ids", []), trace.get("marker", {}).get("symbol", []), strict=False)
        if symbol.endswith("-open")
    }
    assert hollow == set(rows[rows.repeats.notna()].fact_id)


def test_statements_of_one_originator_are_together():
    rows = brief.by_originator(brief.facts("fighters_delivered", "fighters_in_libya"))
    assert rows.group[0].startswith("US military: ")
    runs = [name for name, before in zip(rows.group, ["", *rows.group], strict=False) if name != before]
    assert len(runs) == len(set(runs)), "each heading is there once"
    assert set(rows[rows.group.str.startswith("US military")].origin_id) > {"us-dod", "us-officials-unnamed"}


@pytest.mark.parametrize(
    ("column", "value", "options", "message"),
    [
        ("value_low", None, {}, "has no value to draw"),
        ("first_day", pd.NaT, {"periods": True}, "has no date"),
        ("originator_side", "neutral", {}, "has no side of the conflict in the column 'originator_side'"),
    ],
)
def test_a_row_that_cannot_be_drawn_is_refused(column, value, options, message):
    rows = brief.facts("distance_watiya_tripoli").assign(**{column: value})
    rows["value_high"] = rows.value_low
    with pytest.raises(BriefError, match=message):
        charts.ranges(rows, label="{when}", axis="km", **options)


def test_an_interval_shows_its_value_its_bounds_and_the_other_coder():
    robust = brief.hypotheses.robustness()
    chart = charts.intervals(robust, label="name", value="against", other="second", axis="")
    assert {name: x for name, (x, _) in positions(chart).items()} == {
        **dict(zip(robust.hypothesis_id, robust.against, strict=True)),
        **{f"{name}-second": x for name, x in zip(robust.hypothesis_id, robust.second, strict=True)},
    }
    assert traces(chart)[0]["x"][:2] == [robust.low[0], robust.high[0]]


# --- panels -----------------------------------------------------------------------------------------------

NETWORKS = pd.DataFrame(
    {
        "name": ["a", "b", "c"],
        "pages": pd.array([102, None, 18], dtype="Int64"),
        "has_pages": [True, True, False],
        "side": list(charts.SIDES)[:3],
        "wider": [True, False, False],
    }
)


def texts(rows, **options):
    chart = charts.panels(rows, values={"pages": "Pages"}, label="{name}", **options)
    return [trace["text"] for trace in traces(chart)]


def test_a_panel_marks_what_is_not_known_and_leaves_blank_what_cannot_be():
    assert texts(NETWORKS) == [["102"], ["–"], ["18"]]
    assert texts(NETWORKS, unknown="") == [["102"], [""], ["18"]]
    assert texts(NETWORKS, at_least="wider") == [["≥ 102"], ["–"], ["18"]]
    without = NETWORKS.assign(pages=pd.array([102, None, None], dtype="Int64"))
    assert texts(without, applies={"pages": "has_pages"}) == [["102"], ["–"], [""]]


def test_bars_of_wider_rows_are_outlines():
    chart = charts.panels(NETWORKS, values={"pages": "Pages"}, label="{name}", hollow="wider")
    fills = [trace["marker"]["color"] for trace in traces(chart)]
    assert [fill == "rgba(0,0,0,0)" for fill in fills] == [True, False, False]


# --- over time --------------------------------------------------------------------------------------------


def test_every_month_has_a_bar():
    deaths = brief.table("deaths")
    chart = charts.months(deaths, value="deaths_best", axis="deaths", marks=[("2019-04-04", "attack")])
    heights = {name: y for name, (_, y) in positions(chart).items()}
    assert heights == dict(zip(deaths.month, deaths.deaths_best, strict=True))
    assert chart.unit == "deaths"


OIL = {
    "value": "output",
    "date": "month",
    "series": {name: name for name in ("opec_average", "noc_average", "noc_point")},
    "axis": "thousand barrels a day",
}


def oil():
    rows = brief.table("oil")
    return rows.assign(row_id=rows.month + " " + rows.basis, series=rows.basis)[["row_id", "month", "series", "output"]]


def test_a_line_joins_only_points_of_one_series_that_follow_each_other():
    first, *others = traces(charts.over_time(oil(), **OIL, joined={"opec_average": 32}))
    assert [trace["mode"] for trace in (first, *others)] == ["lines+markers", "markers", "markers"]
    values = dict(zip(first["ids"], first["y"], strict=True))
    assert values["2020-09 opec_average"] == 156 and values["2020-01 opec_average"] == 796
    assert values["2020-08 opec_average-gap"] is None, "no line over months of which nothing is known"


def test_a_row_of_a_series_that_is_not_drawn_is_refused():
    with pytest.raises(BriefError, match="the series 'noc_average' is not drawn"):
        charts.over_time(oil(), **OIL | {"series": {"opec_average": "OPEC", "noc_point": "NOC"}})


def test_a_timeline_keeps_the_order_of_days_and_the_tracks():
    events = brief.events("media")
    tracks = list(dict.fromkeys(events.track))
    places = positions(charts.timeline(events))
    heights = [places[name][1] for name in events.event_id]
    assert heights == sorted(set(heights), reverse=True)
    assert [tracks[places[name][0]] for name in events.event_id] == list(events.track)


def test_days_without_an_event_leave_room_if_asked_for():
    events = brief.events("april_2019")
    close, spaced = (positions(charts.timeline(events, spaced=spaced)) for spaced in (False, True))
    last = events.event_id.iloc[-1]
    assert spaced[last][1] < close[last][1]


def test_an_event_off_the_tracks_and_a_track_without_events_are_refused():
    events = brief.events("media")
    tracks = list(dict.fromkeys(events.track))
    with pytest.raises(BriefError, match="is on the track 'Others', which is not drawn"):
        charts.timeline(events, tracks=[name for name in tracks if name != "Others"])
    with pytest.raises(BriefError, match="no event is on the track 'Nobody'"):
        charts.timeline(events, tracks=[*tracks, "Nobody"])


# --- findings and grids -----------------------------------------------------------------------------------


def test_every_claim_has_a_tile_and_is_counted_once():
    ledger = brief.ledger()
    assert set(positions(charts.tiles(ledger, brief.standing()))) == set(ledger.claim_id)
    counts = ledger.finding.value_counts().rename_axis("finding").reset_index(name="claims")
    assert sum(x for x, _ in positions(charts.tally(counts)).values()) == len(ledger)


def test_a_grid_fills_cells_by_kind_and_refuses_one_out_of_place():
    cells = pd.DataFrame(
        [
            {"cell_id": "a", "row": "one", "column": "left", "text": "✓ 2", "kind": "for", "hover": "two say so"},
            {"cell_id": "b", "row": "one", "column": "right", "text": "none", "kind": "", "hover": ""},
        ]
    )
    filled, empty = traces(charts.grid(cells, rows={"one": "One"}, columns={"left": "Left", "right": "Right"}))
    assert (filled["ids"], filled["marker"]["color"]) == (["a"], [grids.CELL_COLOURS["for"]])
    assert (empty["ids"], empty["mode"]) == (["b"], "text")
    with pytest.raises(BriefError, match="a cell is in the column 'right', which is not drawn"):
        charts.grid(cells, rows={"one": "One"}, columns={"left": "Left"})


def test_every_relay_has_a_dot_in_the_column_of_its_outlet():
    edges = brief.relays(roots=3, outlets=3)
    places = positions(charts.relays(edges))
    assert set(places) == set(edges.edge_id)
    for column, of in ((0, "outlet"), (1, "origin_id")):
        lines = edges.groupby(of).edge_id.agg(
            lambda names, column=column: len({places[name][column] for name in names})
        )
        assert (lines == 1).all()


def test_a_report_without_a_place_and_a_country_without_legs_are_refused():
    with pytest.raises(BriefError, match="has no place on a map"):
        charts.reports_map(brief.facts("distance_watiya_tripoli").assign(place_id=None))
    with pytest.raises(BriefError, match="no leg begins or ends in 'Atlantis'"):
        charts.route_map(airpower.legs(), routes=airpower.ROUTES, closeup="Atlantis")


# --- style ------------------------------------------------------------------------------------------------


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


COLOURS = {mark.colour for mark in (*charts.SIDES.values(), *us_policy.STANCES.values())}


@pytest.mark.parametrize("paper", ["#ffffff", "#121212"], ids=["light", "dark"])
@pytest.mark.parametrize("colour", sorted(COLOURS | {style.REFERENCE, style.ACCENT, style.RULE}))
def test_colours_stand_out_from_the_page_in_both_themes(colour, paper):
    """WCAG 2.2, 1.4.11: graphics need a contrast of three to one."""
    one, other = sorted((luminance(colour), luminance(paper)), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 3


def test_sides_differ_by_symbol_too():
    assert len({mark.symbol for mark in charts.SIDES.values()}) == len(charts.SIDES)


def test_labels_have_room_for_their_longest_line():
    assert elements.room(["a" * 10, "a" * 20 + "<br>" + "a" * 5]) == round(20 * style.CHARACTER_WIDTH) + 14
    assert elements.room(["a" * 10], gap=0, scale=2) == round(20 * style.CHARACTER_WIDTH)


# --- narrow pages -----------------------------------------------------------------------------------------


def test_labels_of_rows_are_above_them_where_the_page_is_narrow():
    heads = [elements.above_plot(x, "head") for x in range(3)]
    annotations, narrow = elements.labels_above(
        [(0, "one"), (-1, "two")], heads=heads, narrow_heads={"font.size": 9}, yshift=17
    )
    assert annotations[:3] == heads
    assert [(note["y"], note["text"], note["visible"], note["yshift"]) for note in annotations[3:]] == [
        (0, "one", False, 17),
        (-1, "two", False, 17),
    ]
    shown = [path for path, value in narrow.items() if value is True]
    assert shown == ["annotations[3].visible", "annotations[4].visible"]
    assert [path for path, value in narrow.items() if value == 9] == [
        f"annotations[{number}].font.size" for number in range(3)
    ]
    assert narrow["yaxis.showticklabels"] is False


@pytest.mark.parametrize(
    "chart",
    [
        lambda: charts.ranges(brief.facts("russian_cargo_flights"), label="{when}", axis="", group="measure"),
        lambda: charts.panels(NETWORKS, values={"pages": "Pages"}, label="{name}"),
        lambda: charts.over_time(oil(), **OIL),
        lambda: charts.timeline(brief.events("media")),
        lambda: charts.tiles(brief.ledger(), brief.standing()),
        lambda: charts.relays(brief.relays(roots=3, outlets=3)),
        lambda: us_policy.acts_chart(us_policy.acts(), monthly_from=2019),
    ],
    ids=["ranges", "panels", "over_time", "timeline", "tiles", "relays", "acts"],
)
def test_changes_for_narrow_pages_name_properties_of_the_figure(chart):
    figure = chart().figure
    narrow = figure.layout.meta["narrow"]
    assert narrow
    for path, value in narrow.items():
        path = path if path.startswith("data[") else f"layout.{path}"
        figure[path] = value  # plotly refuses what it does not know
