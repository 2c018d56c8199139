"""What is drawn is what the rows say, in one template that reads in both themes."""

import json

import pandas as pd
import pytest

import brief
from brief import airpower, charts, geography, media, money_and_oil, tables, us_policy, war
from brief.charts import elements, grids, style
from brief.errors import BriefError
from brief.ledger.figures import PLOTLY_MIME
from brief.settings import settings


def drawn(chart):
    """Return x and y of the marks by the name of their row."""
    return {
        name: (x, y)
        for trace in json.loads(chart.figure.to_json())["data"]
        for name, x, y in zip(trace.get("ids", []), trace.get("x", []), trace.get("y", []), strict=False)
    }


def expected(rows):
    """Return the values that the rows hold, by the name of their mark."""
    found = {}
    for row in rows.itertuples():
        known = [float(value) for value in (row.value_low, row.value_high) if not pd.isna(value)]
        found[row.fact_id] = known[0]
        if len(set(known)) == 2:
            found[f"{row.fact_id}-high"] = known[1]
    return found


@pytest.mark.parametrize("bars", [False, True])
def test_every_value_drawn_is_a_value_of_its_row(bars):
    rows = brief.facts("pantsirs_lost", "turkish_drones_lost", "russian_cargo_flights", "uae_cargo_tonnes")
    chart = charts.ranges(rows, label="{when}", axis="number", bars=bars)
    assert {name: x for name, (x, _) in drawn(chart).items()} == pytest.approx(expected(rows))


def test_an_open_end_is_an_arrow_and_never_a_bound():
    rows = brief.facts("russian_cargo_flights")
    at_least, at_most = (rows[rows.fact_id == name] for name in ("air-076", "air-077"))
    for row, symbol in ((at_least, "triangle-right"), (at_most, "triangle-left")):
        spec = json.loads(charts.ranges(row, label="{when}", axis="flights").figure.to_json())
        symbols = [trace.get("marker", {}).get("symbol") for trace in spec["data"]]
        assert [symbol] in symbols
    exact = json.loads(charts.ranges(rows[rows.fact_id == "air-074"], label="{when}", axis="flights").figure.to_json())
    assert not any("triangle" in str(trace.get("marker", {}).get("symbol")) for trace in exact["data"])


def test_a_repeat_is_hollow():
    rows = brief.facts("fighters_delivered")
    spec = json.loads(charts.ranges(rows, label="{when}", axis="aircraft").figure.to_json())
    hollow = {
        name
        for trace in spec["data"]
        for name, symbol in zip(trace.get("ids", []), trace.get("marker", {}).get("symbol", []), strict=False)
        if symbol.endswith("-open")
    }
    assert hollow == set(rows[rows.repeats.notna()].fact_id)


def test_repeats_of_one_originator_stand_together():
    rows = brief.by_originator(brief.facts("fighters_delivered", "fighters_in_libya"))
    assert rows.group[0].startswith("US military: ")
    runs = [name for name, before in zip(rows.group, ["", *rows.group], strict=False) if name != before]
    assert len(runs) == len(set(runs)), "a heading stands once"
    assert set(rows[rows.group.str.startswith("US military")].origin_id) > {"us-dod", "us-officials-unnamed"}


def test_a_row_without_a_value_is_refused():
    with pytest.raises(BriefError, match="has no value to draw"):
        charts.ranges(brief.fact("air-001").to_frame().T, label="{when}", axis="")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("paper", ["#ffffff", "#121212"], ids=["light", "dark"])
@pytest.mark.parametrize("colour", sorted(
    {mark.colour for mark in charts.SIDES.values()} | {mark.colour for mark in us_policy.STANCES.values()}
    | {style.REFERENCE, style.ACCENT}
))  # fmt: skip
def test_colours_stand_out_from_the_page_in_both_themes(colour, paper):
    """WCAG 2.2, 1.4.11: graphics need a contrast of three to one."""
    one, other = sorted((luminance(colour), luminance(paper)), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 3


def test_labels_have_room_for_their_longest_line():
    assert elements.room(["a" * 10, "a" * 20 + "<br>" + "a" * 5]) == round(20 * style.CHARACTER_WIDTH) + 14
    assert elements.room(["a" * 10], gap=0, scale=2) == round(20 * style.CHARACTER_WIDTH)


def test_labels_beside_their_lines_stand_above_them_where_the_page_is_narrow():
    notes, narrow = elements.labels_above([(0, "one"), (-1, "two")], first=3, yshift=17)
    assert [(note["y"], note["text"], note["visible"], note["yshift"]) for note in notes] == [
        (0, "one", False, 17),
        (-1, "two", False, 17),
    ]
    assert [key for key, value in narrow.items() if value is True] == [
        "annotations[3].visible",
        "annotations[4].visible",
    ]
    assert narrow["yaxis.showticklabels"] is False


def test_sides_are_told_by_symbol_too():
    assert len({mark.symbol for mark in charts.SIDES.values()}) == len(charts.SIDES)
    assert len({mark.symbol for mark in us_policy.STANCES.values()}) == len(us_policy.STANCES)


def test_distances_are_great_circles():
    # London to Paris and the quarter of a meridian, on a sphere of mean radius
    assert geography.great_circle_km(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(343.6, abs=0.5)
    assert geography.great_circle_km(0, 0, 90, 0) == pytest.approx(10007.5, abs=0.1)
    assert geography.great_circle_km(10, 20, 10, 20) == 0


def test_a_midpoint_is_as_far_from_both_ends():
    start, end = (46.28, 48.01), (35.21, 48.65)
    middle = geography.midpoint(*start, *end)
    assert geography.great_circle_km(*start, *middle) == pytest.approx(geography.great_circle_km(*middle, *end))


def test_legs_of_a_route_join():
    legs = brief.legs()
    ferry = legs[legs.route == "ferry"]
    assert list(ferry.to_place_id[:-1]) == list(ferry.from_place_id[1:])
    assert legs.km.between(100, 3000).all()


def test_a_figure_carries_its_words_and_rows():
    rows = brief.facts("distance_watiya_tripoli")
    chart = charts.ranges(rows, label="{short}", axis="km")
    data, metadata = brief.figure(chart, title="T", alt="A", rows=rows)._repr_mimebundle_()
    frame = data[PLOTLY_MIME]["brief"]
    assert data[PLOTLY_MIME]["data"]
    assert [row[0] for row in frame["rows"]] == list(rows.fact_id)
    assert dict(frame["strip"])["Unit"] == "km"
    json.dumps([data, metadata], allow_nan=False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": " "}, "needs a title"),
        ({"alt": ""}, "alternative text"),
        ({"rows": 0}, "has no rows"),
        ({"rows": 2}, "two rows named"),
    ],
)
def test_a_figure_without_words_or_rows_is_refused(given, message):
    rows = brief.facts("distance_watiya_tripoli")
    chart = charts.ranges(rows, label="{short}", axis="km")
    words = {"title": "T", "alt": "A", "rows": rows} | given
    words["rows"] = pd.concat([rows.head(0), *[rows] * given.get("rows", 1)])
    with pytest.raises(BriefError, match=message):
        brief.figure(chart, **words)


def frame_of(chart, **words):
    return brief.figure(chart, **words)._repr_mimebundle_()[0][PLOTLY_MIME]["brief"]


def test_the_alternative_text_begins_with_the_title():
    chart = charts.ranges(brief.facts("distance_watiya_tripoli"), label="{short}", axis="km")
    assert frame_of(chart, title="The finding", alt="Two points.")["alt"] == "The finding. Two points."
    assert frame_of(chart, title="The finding")["alt"] == "The finding."


def test_rows_that_name_several_facts_rest_on_all_of_them():
    edges = brief.relays(roots=3, outlets=3)
    named = {fact_id for fact_ids in edges.fact_ids for fact_id in fact_ids.split()}
    data, _ = brief.figure(charts.relays(edges), title="The finding")._repr_mimebundle_()
    assert set(data[PLOTLY_MIME]["rests_on"]["facts"]) == named


def test_a_missing_number_cannot_be_said():
    with pytest.raises(BriefError, match="high has no value"):
        brief.say(high=brief.fact("air-006").value_high)


def test_a_period_without_a_date_cannot_be_drawn():
    rows = brief.facts("distance_watiya_tripoli").assign(first_day=pd.NaT)
    with pytest.raises(BriefError, match="has no date"):
        charts.ranges(rows, label="{when}", axis="km", periods=True)


def test_every_route_of_the_vocabulary_has_a_form():
    assert set(airpower.ROUTES) == set(settings().routes) == set(tables.vocabulary("legs", "route"))


# --- diagrams ---------------------------------------------------------------------------------------------


def test_every_act_has_a_mark_of_its_own_in_its_lane_and_month():
    rows = us_policy.acts()
    marks_of = drawn(us_policy.acts_chart(rows, monthly_from=2019))
    assert set(marks_of) == set(rows.action_id)
    assert len(set(marks_of.values())) == len(rows), "no mark lies on another"
    of = rows.set_index("action_id")
    months = {name: (of.first_day[name].year, of.first_day[name].month) for name in marks_of}
    late = [name for name in marks_of if months[name][0] >= 2019]
    assert {months[one] < months[other] for one in late for other in late if marks_of[one][0] < marks_of[other][0]} == {
        True
    }


def test_a_timeline_keeps_the_order_of_days_and_the_tracks():
    story = brief.events("media")
    tracks = list(dict.fromkeys(story.track))
    marks_of = drawn(charts.timeline(story, tracks=tracks))
    heights = [marks_of[name][1] for name in story.event_id]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == len(heights)
    assert [tracks[marks_of[name][0]] for name in story.event_id] == list(story.track)


def test_an_event_without_its_track_and_a_track_without_events_are_told():
    story = brief.events("media")
    with pytest.raises(BriefError, match="is on the track 'Others', which is not drawn"):
        charts.timeline(story, tracks=[name for name in dict.fromkeys(story.track) if name != "Others"])
    with pytest.raises(BriefError, match="no event is on the track 'Nobody'"):
        charts.timeline(story, tracks=[*dict.fromkeys(story.track), "Nobody"])


def test_a_tie_runs_from_its_holder_to_what_is_held_and_shows_its_strength():
    ties = brief.media.ties("owns", "finances", "backs").query("held_kind == 'outlet'")
    ties = ties.assign(holder_label=ties.holder, held_label=ties.held)
    chart = media.ties_chart(ties)
    assert set(drawn(chart)) == set(ties.tie_id)
    lines = [trace["line"] for trace in json.loads(chart.figure.to_json())["data"] if trace["mode"] == "lines"]
    assert [line["dash"] for line in lines] == [media.STRENGTHS[strength].dash for strength in ties.strength]
    at = {
        note["text"].replace("<br>", " "): note["y"]
        for note in json.loads(chart.figure.to_json())["layout"]["annotations"][1:]
    }
    assert len(at) == ties.holder.nunique() + ties.held.nunique()


def test_a_panel_draws_what_is_known_and_says_what_is_not():
    rows = pd.DataFrame(
        {
            "name": ["a", "b", "c"],
            "pages": [102, None, 18],
            "has_pages": [True, True, False],
            "side": ["lna", "gna", "none"],
            "wider": [True, False, False],
        }
    ).astype({"pages": "Int64"})
    chart = charts.panels(
        rows, values={"pages": "Pages"}, applies={"pages": "has_pages"}, label="{name}", hollow="wider", side="side"
    )
    spec = json.loads(chart.figure.to_json())["data"]
    assert [trace["text"] for trace in spec] == [["102"], ["–"], ["18"]]
    assert spec[0]["marker"]["color"] == "rgba(0,0,0,0)" and spec[2]["marker"]["color"] != "rgba(0,0,0,0)"
    blank = rows.assign(pages=pd.array([102, None, None], dtype="Int64"))
    chart = charts.panels(
        blank, values={"pages": "Pages"}, applies={"pages": "has_pages"}, label="{name}", hollow="wider", side="side"
    )
    assert [trace["text"] for trace in json.loads(chart.figure.to_json())["data"]] == [["102"], ["–"], [""]]


def test_a_tally_counts_every_claim_once():
    counts = brief.ledger().finding.value_counts().rename_axis("finding").reset_index(name="claims")
    assert sum(x for x, _ in drawn(charts.tally(counts)).values()) == len(brief.ledger())


def test_every_announcement_has_a_mark_on_the_line_of_its_place():
    spans = brief.control("2020-07-31")
    chart = war.control_chart(spans, since="2019-04-01", marks=[("2020-03-25", "Peace Storm")])
    marks_of, told = drawn(chart), spans[~spans.implied]
    assert set(marks_of) == set(told.span_id)
    lines = told.set_index("span_id").name
    assert len({(lines[name], y) for name, (_, y) in marks_of.items()}) == told.place_id.nunique()
    thin = [trace for trace in json.loads(chart.figure.to_json())["data"] if trace.get("line", {}).get("width") == 4]
    assert len(thin) == spans.implied.sum()


def test_a_map_of_a_day_shows_who_held_what_on_that_day():
    spans = brief.control("2020-07-31")
    days = {"2020-03-26": "one", "2020-06-06": "other"}
    first, second = json.loads(war.control_maps(spans, days=days).figure.to_json())["data"]
    symbol = {
        trace["ids"][0][:10]: dict(zip(trace["ids"], trace["marker"]["symbol"], strict=True))
        for trace in (first, second)
    }
    assert symbol["2020-03-26"]["2020-03-26 zaltan"] == charts.SIDES["lna"].symbol, "taken the day before"
    assert symbol["2020-06-06"]["2020-06-06 zaltan"] == charts.SIDES["gna"].symbol
    assert "2020-03-26 al-jufra" not in symbol["2020-03-26"], "nothing is known of it on that day"


def test_a_bar_stands_for_every_month():
    deaths = brief.table("deaths")
    chart = charts.months(deaths, value="deaths_best", axis="deaths", marks=[("2019-04-04", "attack")])
    assert {name: y for name, (_, y) in drawn(chart).items()} == dict(
        zip(deaths.month, deaths.deaths_best, strict=True)
    )


def test_a_total_stands_below_the_sum_of_its_parts():
    totals, parts = brief.money_and_oil.banknotes()
    chart = money_and_oil.banknotes_chart(totals, parts)
    shown = drawn(chart)
    assert {row.fact_id: shown[row.fact_id][0] for row in totals.itertuples()} == dict(
        zip(totals.fact_id, totals.stated, strict=True)
    )
    stretches = {}
    for name, (width, _) in shown.items():
        if " " in name:
            stretches[name.partition(" ")[0]] = stretches.get(name.partition(" ")[0], 0) + width
    assert stretches == pytest.approx(dict(zip(totals.fact_id, totals.parts_sum, strict=True)))
    outlined = [trace for trace in json.loads(chart.figure.to_json())["data"] if trace["marker"]["color"] == "#ffffff"]
    assert [trace["ids"][0].partition(" ")[2] for trace in outlined] == ["med-132"], "ordered, not cleared"


def test_a_line_joins_only_points_of_one_basis_that_follow_each_other():
    oil = brief.table("oil").assign(row_id=lambda rows: rows.month + " " + rows.basis, series=lambda rows: rows.basis)
    oil = oil[["row_id", "month", "series", "output"]]
    names = {name: name for name in ("opec_average", "noc_average", "noc_point")}
    options = {"value": "output", "date": "month", "joined": {"opec_average": 32}, "axis": "", "spans": []}
    traces = json.loads(charts.over_time(oil, series=names, **options).figure.to_json())["data"]
    assert [trace["mode"] for trace in traces] == ["lines+markers", "markers", "markers"]
    values = dict(zip(traces[0]["ids"], traces[0]["y"], strict=True))
    assert values["2020-09 opec_average"] == 156 and values["2020-01 opec_average"] == 796
    gaps = [name for name, value in values.items() if value is None]
    assert "2020-08 opec_average-gap" in gaps, "no line over months of which nothing is known"
    with pytest.raises(BriefError, match="the series 'noc_average' is not drawn"):
        charts.over_time(oil, series={"opec_average": "OPEC", "noc_point": "NOC"}, **options)


def test_a_grid_has_a_tile_for_each_cell_and_refuses_one_out_of_place():
    cells = pd.DataFrame(
        [
            {"cell_id": "a", "row": "one", "column": "left", "text": "✓ 2", "kind": "for", "hover": "two say so"},
            {"cell_id": "b", "row": "one", "column": "right", "text": "none", "kind": "", "hover": ""},
        ]
    )
    chart = charts.grid(cells, rows={"one": "One"}, columns={"left": "Left", "right": "Right"})
    filled, empty = json.loads(chart.figure.to_json())["data"]
    assert (filled["ids"], filled["marker"]["color"]) == (["a"], [grids.CELL_COLOURS["for"]])
    assert (empty["ids"], empty["mode"]) == (["b"], "text")
    with pytest.raises(BriefError, match="a cell is in the column 'right', which is not drawn"):
        charts.grid(cells, rows={"one": "One"}, columns={"left": "Left"})


def test_an_interval_shows_its_value_its_bounds_and_the_other_coder():
    robust = brief.hypotheses.robustness()
    options = {"value": "against", "low": "low", "high": "high", "other": "second", "axis": ""}
    shown = drawn(charts.intervals(robust, label="name", **options))
    assert {name: x for name, (x, _) in shown.items()} == {
        **dict(zip(robust.hypothesis_id, robust.against, strict=True)),
        **{f"{name}-second": x for name, x in zip(robust.hypothesis_id, robust.second, strict=True)},
    }
