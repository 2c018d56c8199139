"""What is drawn is what the rows say, in one template that reads in both themes."""

import inspect
import itertools
import re

import pandas as pd
import pytest

import brief
from brief import (
    airpower,
    answers,
    banknotes,
    blockade,
    cast,
    charts,
    forecasts,
    media,
    opener,
    paths,
    recruitment,
    relayed,
    sharara,
    summary,
    us_policy,
)
from brief.charts import elements, style
from brief.charts.mirrored import levels_of
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


# --- counts -----------------------------------------------------------------------------------------------


def wagner(**changes):
    rows = brief.facts("wagner_personnel", "wagner_personnel_maximum", repeats=False)
    return rows.assign(block="Wagner", side=rows.measure_side, label=rows.short).assign(**changes)


def drawn_in(chart, part):
    """Return the traces of a kind: "lines" or "markers"."""
    return [trace for trace in traces(chart) if trace.get("mode") == part]


def test_each_number_is_at_its_value_in_a_row_of_its_own_with_who_gives_it_and_how_many():
    rows = wagner()
    chart = charts.counts(rows, axis="men")
    places = positions(chart)
    numbers = {note.y: note.text for note in chart.figure.layout.annotations if note.xref == "x"}
    lower = {name: value for name, value in values_of(rows).items() if not name.endswith("-high")}
    assert {name: x for name, (x, _) in places.items()} == pytest.approx(lower)
    assert [places[name][1] for name in rows.fact_id] == list(chart.figure.layout.yaxis.tickvals)
    assert list(chart.figure.layout.yaxis.ticktext) == list(rows.short)
    for row in rows.itertuples():
        known = [value for value in (row.value_low, row.value_high) if not pd.isna(value)]
        assert all(f"{value:,.0f}" in numbers[places[row.fact_id][1]] for value in known), row.fact_id
    assert len(set(places.values())) == len(rows), "none hides another"
    assert chart.figure.layout.xaxis.range[0] == 0


def test_a_range_runs_from_end_to_end_and_a_bound_has_an_arrow_beyond_it():
    rows = wagner()
    places = positions(charts.counts(rows))
    spans = {
        y: sorted((start, end))
        for line in drawn_in(charts.counts(rows), "lines")
        for start, end, y in zip(line["x"][::3], line["x"][1::3], line["y"][::3], strict=True)
    }
    for row in rows.itertuples():
        x, y = places[row.fact_id]
        if pd.isna(row.value_high):
            assert spans[y][0] == x < spans[y][1]
        elif pd.isna(row.value_low):
            assert spans[y][0] < x == spans[y][1]
        elif row.value_low < row.value_high:
            assert spans[y] == [row.value_low, row.value_high]
        else:
            assert y not in spans
    heads = [
        (symbol, y)
        for trace in drawn_in(charts.counts(rows), "markers")
        for symbol, y in zip(trace["marker"]["symbol"], trace["y"], strict=True)
        if symbol.startswith("triangle")
    ]
    above = {("triangle-right", places[name][1]) for name in rows.fact_id[rows.value_high.isna()]}
    below = {("triangle-left", places[name][1]) for name in rows.fact_id[rows.value_low.isna()]}
    assert set(heads) == above | below and len(heads) == len(above | below)


def test_a_number_without_a_value_is_refused():
    with pytest.raises(BriefError, match="has no value to draw"):
        charts.counts(wagner(value_low=None, value_high=None))


def test_a_mark_is_hollow_or_a_star_only_where_the_rows_say_so():
    rows = wagner()
    chosen, article = rows.fact_id[1], rows.fact_id[2]
    chart = charts.counts(rows.assign(hollow=rows.fact_id == chosen, is_article=rows.fact_id == article))
    (trace,) = [trace for trace in traces(chart) if "ids" in trace]
    drawn = trace["marker"]
    marks = dict(zip(trace["ids"], zip(drawn["symbol"], drawn["color"], strict=True), strict=True))
    assert [name for name, (symbol, _) in marks.items() if symbol.endswith("-open")] == [chosen]
    assert [name for name, (_, colour) in marks.items() if colour == style.ACCENT] == [article]
    assert marks[article][0] == style.ARTICLE.symbol


def test_a_bar_begins_at_zero_and_is_pale_where_its_number_is_a_range():
    rows = wagner(bar=True).query("value_low.notna() and value_high.notna()").reset_index(drop=True)
    solid, pale = [trace for trace in traces(charts.counts(rows)) if trace["type"] == "bar"]
    assert solid["base"] == [0] * len(rows) and solid["x"] == list(rows.value_low)
    ranged = rows[rows.value_low < rows.value_high]
    assert pale["base"] == list(ranged.value_low)
    assert [base + x for base, x in zip(pale["base"], pale["x"], strict=True)] == list(ranged.value_high)


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_the_lines_of_a_scale_are_at_its_ticks_and_stop_at_headings_and_at_words_below_rows(form):
    rows = wagner()
    rows["block"] = ["Early"] * 3 + ["Late"] * (len(rows) - 3)
    layout = charts.counts(rows, axis="men", notes={rows.fact_id[2]: charts.Below("too", "too")}).figure.layout
    narrow = layout.meta["narrow"]
    end, step = layout.xaxis.range[1], layout.xaxis.dtick
    drawn = "".join(shape.path for shape in layout.shapes)
    if form == "narrow":
        end, step = narrow["xaxis.range"][1], narrow["xaxis.dtick"]
        drawn = "".join(narrow[f"shapes[{number}].path"] for number in range(2))
    found = re.findall(r"M([\d.]+),([-\d.]+)V([-\d.]+)", drawn)
    lines = {(float(x), float(top), float(bottom)) for x, top, bottom in found}
    assert {x for x, *_ in lines} == {step * number for number in range(int(end / step) + 1)}
    rows_of = [sorted(y for y in layout.yaxis.tickvals if top > y > bottom) for x, top, bottom in lines if x == 0]
    assert sorted(map(len, rows_of)) == sorted([3, len(rows) - 3])
    heads = [note.y for note in layout.annotations if note.text in {"<b>Early</b>", "<b>Late</b>"}]
    words = [note.y - 0.3 for note in layout.annotations if note.text == "too"]
    assert len(heads) == 2 and len(words) == 1
    assert not any(top > y > bottom for _, top, bottom in lines for y in [*heads, *words])


def test_words_below_a_row_are_between_it_and_the_next():
    rows = wagner()
    chart = charts.counts(
        rows, notes={rows.fact_id[0]: charts.Below.folded("said by others, too: " * 8, accent="others")}
    )
    first, second = chart.figure.layout.yaxis.tickvals[:2]
    (note,) = [note for note in chart.figure.layout.annotations if "said by" in note.text]
    assert first > note.y > second + 1
    assert "<br>" in note.text and style.ACCENT in note.text


def test_a_bracket_joins_rows_right_of_their_numbers():
    rows = wagner()
    names = list(rows.fact_id[:2])
    chart = charts.counts(rows, together={"both": names})
    (line,) = [line for line in drawn_in(chart, "lines") if line["line"]["color"] == style.RULE]
    heights = [positions(chart)[name][1] for name in names]
    assert line["y"][0] > max(heights) and line["y"][-1] < min(heights)
    assert line["x"][0] > rows.value_low[:2].astype(float).max()


def test_there_is_no_bracket_where_no_row_is_left_for_it_and_one_over_a_row_that_is_not_drawn_is_refused():
    notes = charts.counts(wagner(), together={"both": []}).figure.layout.annotations
    assert "both" not in [note.text for note in notes]
    with pytest.raises(BriefError, match="air-999 is to be joined by the bracket 'both', but is not drawn"):
        charts.counts(wagner(), together={"both": ["air-999"]})


def test_the_jets_are_drawn_where_nobody_repeats_a_count_with_a_number_of_his_own():
    rows = airpower.jets()
    repeated = rows.repeats.notna() & ~rows.upper
    assert repeated.any()
    chart = airpower.jets_chart(rows[~repeated])
    assert not [note for note in chart.figure.layout.annotations if note.text == "one<br>claim"]


# --- numbers over time -------------------------------------------------------------------------------------


def test_a_number_is_at_its_height_above_the_foot_of_its_panel_and_a_range_runs_upward():
    rows = wagner()
    chart = charts.over_time(rows, height=400)
    ticks = chart.figure.layout.yaxis
    (foot,) = [y for y, text in zip(ticks.tickvals, ticks.ticktext, strict=True) if text == "0"]
    places = positions(chart)
    for row in rows.itertuples():
        known = [value for value in (row.value_low, row.value_high) if not pd.isna(value)]
        assert places[row.fact_id][1] - foot == pytest.approx(known[0])
    upward = {
        (line["x"][at], line["y"][at] - foot, line["y"][at + 1] - foot)
        for line in drawn_in(chart, "lines")
        for at in range(0, len(line["x"]), 3)
        if line["x"][at] == line["x"][at + 1]
    }
    ranges = rows[(rows.value_low < rows.value_high).fillna(value=False)]
    assert upward == {(places[row.fact_id][0], row.value_low, row.value_high) for row in ranges.itertuples()}


def test_two_panels_over_time_are_of_one_scale_and_in_the_order_of_their_rows():
    rows = wagner()
    rows["block"] = ["above" if number < 5 else "below" for number in range(len(rows))]
    chart = charts.over_time(rows, height=400)
    heads = {note.text: note.y for note in chart.figure.layout.annotations if note.xref == "paper"}
    assert heads["<b>above</b>"] > heads["<b>below</b>"]
    marks = [y for name, (_, y) in positions(chart).items() if name in set(rows.fact_id[:5])]
    assert min(marks) > heads["<b>below</b>"]


def test_words_over_time_stand_right_of_the_time_unless_another_place_is_named():
    rows = wagner()
    first = rows.iloc[0]
    beside = {first.fact_id: charts.Note("{number} men", "above", narrow_at="left")}
    usual, other = (charts.over_time(rows, beside=notes, height=400).figure for notes in (None, beside))
    assert usual.layout.annotations[0].text == f"<b>{first.value_low:,.0f}</b> {first.label}"
    assert usual.layout.annotations[0].x == f"{first.last_day:%Y-%m-%d}"
    assert other.layout.annotations[0].text == f"{first.value_low:,.0f} men"
    assert other.layout.meta["narrow"]["annotations[0].x"] == f"{first.first_day:%Y-%m-%d}"


def test_what_cannot_be_drawn_over_time_is_named():
    with pytest.raises(BriefError, match="has no value to draw"):
        charts.over_time(wagner(value_low=None, value_high=None), height=400)
    with pytest.raises(BriefError, match=r"charts\.over_time needs 'label'"):
        charts.over_time(wagner().drop(columns="label"), height=400)


# --- panels -----------------------------------------------------------------------------------------------

# --- over time --------------------------------------------------------------------------------------------


def deaths_by_month():
    deaths = brief.table("deaths")
    return deaths.assign(value=deaths.deaths_best)


def test_every_month_has_a_bar():
    deaths = deaths_by_month()
    chart = charts.months(deaths, axis="deaths", moments=[charts.Moment("2019-04-04", "attack")])
    heights = {name: y for name, (_, y) in positions(chart).items()}
    assert heights == dict(zip(deaths.month, deaths.deaths_best, strict=True))
    assert chart.unit == "deaths"


def test_a_span_is_a_band_below_the_bars_and_the_highest_bar_has_its_number():
    deaths = deaths_by_month()
    attack = charts.Moment("2019-04-04", "attack", last="2020-06-04")
    layout = charts.months(deaths, axis="deaths", moments=[attack]).figure.layout
    (band,) = layout.shapes
    assert (band.x0, band.x1, band.layer) == (attack.first, attack.last, "below")
    assert "<b>April 2019: 383</b>" in [note.text for note in layout.annotations]


def test_as_many_of_the_highest_bars_are_named_as_are_wanted_and_months_of_none_say_so_once():
    deaths = deaths_by_month()
    layout = charts.months(deaths, axis="deaths", named=2).figure.layout
    words = [note.text for note in layout.annotations]
    assert [text for text in words if "20" in text] == ["<b>April 2019: 383</b>", "May 2020: 228"]
    assert [text for text in words if "none" in text] == ["none<br>Oct–Dec"], "they are one run"


def test_the_line_of_a_day_ends_above_the_bar_of_its_month():
    deaths = deaths_by_month()
    days = [charts.Moment("2020-03-25", "Peace Storm"), charts.Moment("2020-10-23", "ceasefire")]
    layout = charts.months(deaths, axis="deaths", moments=days).figure.layout
    (none,) = [note for note in layout.annotations if note.text.startswith("none")]
    march, october = (line.y0 * layout.yaxis.range[1] for line in layout.shapes)
    assert march == pytest.approx(deaths.set_index("month").deaths_best["2020-03"])
    assert october == 0 and (none.x, none.xanchor) == ("2020-10-23", "left"), "the word is beside the line"


def test_months_in_which_nobody_died_are_drawn_and_no_bar_need_be_named():
    deaths = deaths_by_month().assign(value=0)
    days = [charts.Moment("2020-03-25", "Peace Storm")]
    layout = charts.months(deaths, axis="deaths", moments=days, named=0).figure.layout
    assert layout.shapes[0].y0 == 0 and layout.yaxis.range[1] > 0
    assert not [note.text for note in layout.annotations if note.text.startswith("<b>")]


# --- findings and grids -----------------------------------------------------------------------------------


def counted_claims():
    return brief.ledger().query("not compound")


def test_every_claim_has_a_tile_in_the_rows_of_its_topic():
    claims = counted_claims()
    places = positions(charts.tiles(claims, brief.standing(), holding=brief.HOLDING))
    assert set(places) == set(claims.claim_id)
    lines = {claim.claim_id: places[claim.claim_id][1] for claim in claims.itertuples()}
    spans = [
        (max(lines[name] for name in members), min(lines[name] for name in members))
        for members in (claims[claims.topic == topic].claim_id for topic in brief.standing().topic)
    ]
    assert all(foot > top for (_, foot), (top, _) in itertools.pairwise(spans)), "the topics that hold best stand first"


def test_a_claim_of_a_topic_that_is_not_drawn_is_refused():
    with pytest.raises(BriefError, match="claims of 'war', a topic that `standing` lacks"):
        charts.tiles(counted_claims(), brief.standing().query("topic != 'war'"), holding=brief.HOLDING)


def test_tiles_of_opinions_are_hollow_and_the_key_counts_every_finding():
    claims = counted_claims()
    figure = charts.tiles(claims, brief.standing(), holding=brief.HOLDING).figure
    filled, hollow = figure.data
    assert set(hollow.ids) == set(claims[claims.finding == "opinion"].claim_id)
    assert set(hollow.marker.color) == {style.CLEAR} and style.CLEAR not in filled.marker.color
    assert min(hollow.marker.line.width for _ in hollow.ids) > 0
    for key in (figure.layout.annotations[7].text, figure.layout.meta["narrow"]["annotations[7].text"]):
        numbers = [int(number) for number in re.findall(r": (\d+)", key)]
        assert sum(numbers) == len(claims)
        hold = claims.finding.isin(brief.HOLDING).sum()
        assert f"<b>{hold} of {(claims.finding != 'opinion').sum()} hold" in key


def test_a_country_without_legs_is_refused():
    with pytest.raises(BriefError, match="no leg begins or ends in 'Atlantis'"):
        charts.route_map(airpower.legs(), routes=airpower.ROUTES, closeup="Atlantis")


# --- over time, two against each other ---------------------------------------------------------------------


def test_marks_of_one_level_of_a_heap_are_not_nearer_than_they_are_wide():
    days = [0, 1, 2, 9, 10, 11, 30]
    levels = levels_of(days, nearest=8)
    assert levels == [0, 1, 2, 0, 1, 2, 0]


ACTS = pd.DataFrame(
    {
        "act": ["a", "b", "c"],
        "first_day": ["2019-01-03", "2019-01-05", "2019-02-01"],
        "last_day": ["2019-01-03", "2019-01-07", "2019-02-01"],
        "half": ["one", "other", "other"],
        "kind": ["lna", "gna", "lna"],
        "hover": "",
    }
)
TWO = {
    "halves": {"one": "One: {}", "other": "Other: {}"},
    "kinds": {name: charts.SIDES[name] for name in ("lna", "gna")},
    "names": {"lna": "for Haftar", "gna": "for the GNA"},
    "span": ("2019-01-01", "2019-12-31"),
}


def test_an_act_of_two_halves_is_at_the_middle_of_its_days():
    places = positions(charts.mirrored(ACTS, **TWO))
    assert {name: x for name, (x, _) in places.items()} == {"a": "2019-01-03", "b": "2019-01-06", "c": "2019-02-01"}
    assert [places[name][1] > 0 for name in "abc"] == [True, False, False]


def test_each_half_says_of_every_kind_how_many_acts_it_has_though_it_be_none():
    notes = charts.mirrored(ACTS, **TWO).figure.layout.annotations
    kinds = {elements.key_entry(kind, TWO["names"][name]): name for name, kind in TWO["kinds"].items()}
    rows = {note.y: kinds[note.text] for note in notes if note.text in kinds}
    numbers = {note.y: note.text for note in notes if note.y in rows and note.text not in kinds}
    downwards = sorted(rows, reverse=True)
    assert [rows[y] for y in downwards] == ["gna", "lna"] * 2, "the same order from top to bottom in both"
    assert [numbers[y] for y in downwards] == ["<b>0</b>", "<b>1</b>", "<b>1</b>", "<b>1</b>"]
    assert downwards[1] > 0 > downwards[2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"half": "third"}, "'third' in the column 'half' is not drawn"),
        ({"kind": "none"}, "'none' in the column 'kind' is not drawn"),
        ({"first_day": "2018-12-31"}, "a is outside the time that is drawn"),
    ],
)
def test_an_act_of_neither_half_of_no_kind_or_of_another_time_is_refused(change, message):
    with pytest.raises(BriefError, match=message):
        charts.mirrored(ACTS.assign(**change), **TWO)


BY_DATE = pd.DataFrame(
    {
        "act": ["a", "b", "c", "d"],
        "day": ["3 January", "3 January", "4 January", "4 January"],
        "who": ["one", "other", "other", None],
        "kind": ["lna", "gna", "lna", None],
        "text": ["came", "went", "stayed", "it rained"],
        "narrow_text": ["one came", "other went", "other stayed", "it rained"],
        "hover": "",
    }
)
ACTORS = {"columns": ["one", "other"], "kinds": TWO["kinds"], "names": TWO["names"]}


def test_an_act_is_in_the_line_of_its_date_and_the_column_of_its_actor_and_what_is_no_act_runs_across():
    layout = charts.day_by_day(BY_DATE, **ACTORS).figure.layout
    places = positions(charts.day_by_day(BY_DATE, **ACTORS))
    assert set(places) == {"a", "b", "c"}, "what is no act has no mark"
    assert places["a"][1] == places["b"][1] > places["c"][1]
    assert places["a"][0] < places["b"][0] == places["c"][0]
    one, other, later, across = layout.shapes
    assert (one.x0, other.x1) == (across.x0, across.x1) and across.y0 < later.y1
    cells = zip("abc", (one, other, later), strict=True)
    assert all(cell.x0 < places[name][0] < cell.x1 and cell.y1 < places[name][1] < cell.y0 for name, cell in cells)
    narrow = layout.meta["narrow"]
    tops = [narrow[f"shapes[{number}].y0"] for number in range(4)]
    assert tops == sorted(tops, reverse=True) and len(set(tops)) == 4, "a list by date"
    said = [narrow.get(f"annotations[{number}].text", note.text) for number, note in enumerate(layout.annotations)]
    assert {"one came", "other went", "other stayed", "<i>it rained</i>"} <= set(said)
    assert (across.line.width, one.line.width) == (0, 1), "what is no act has no box"
    dates = [note.text for note in layout.annotations if note.visible is None or note.visible]
    assert dates.count("<b>4<br>January</b>") == 2, "and its date, though it be that of the line above"


def test_an_act_may_be_marked_by_a_strong_edge():
    shapes = charts.day_by_day(BY_DATE.assign(marked=[True, False, False, False]), **ACTORS).figure.layout.shapes
    assert shapes[0].line.width > shapes[1].line.width
    assert shapes[0].line.color == charts.SIDES["lna"].colour


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"who": "third"}, "'third' in the column 'who' is not drawn"),
        ({"kind": "none"}, "'none' in the column 'kind' is not drawn"),
    ],
)
def test_an_act_of_no_column_or_of_no_kind_is_refused(change, message):
    with pytest.raises(BriefError, match=message):
        charts.day_by_day(BY_DATE.head(3).assign(**change), **ACTORS)


PERIODS = pd.DataFrame(
    {
        "label": ["a", "b"],
        "block": "g",
        "block_text": "",
        "side": "lna",
        "start": "2019-01-01",
        "end": "2019-12-31",
        "value": [10.0, 5.0],
        "most": [float("nan"), 6.0],
        "part": float("nan"),
        "text": ["10", "5 to 6"],
    }
)


def periods(rows):
    return charts.periods(rows, heads=("when", "how much")).figure


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(BriefError, match="b ends before it begins"):
        periods(PERIODS.assign(end=["2019-12-31", "2018-12-31"]))


def test_words_of_an_amount_are_after_its_bar_whether_it_is_a_range_or_not():
    words = periods(PERIODS).data[-1]
    assert words.mode == "text" and list(words.x) == [10, 6]


def test_periods_of_which_no_amount_is_known_are_drawn_without_amounts():
    figure = periods(PERIODS.assign(value=pd.NA, most=pd.NA, text=""))
    bars, words = figure.data
    assert len(bars.x) == 2 and list(words.text) == ["\u2002–"] * 2
    assert figure.layout.xaxis2.range[1] > 0


AMOUNTS = pd.DataFrame(
    {
        "row": ["a", "b", "c"],
        "block": ["one", "other", "other"],
        "side": ["lna", "gna", "lna"],
        "label": ["3 January, a", "5 January, b", "1 February, c"],
        "value": [400.0, 40.0, None],
        "text": ["a", "b", "c"],
        "hover": "",
    }
)


def test_an_amount_is_a_bar_from_zero_in_the_colour_of_its_side_and_one_that_is_not_known_is_told_in_words():
    bars, words = traces(charts.amounts(AMOUNTS, unit="ships"))
    assert dict(zip(bars["ids"], bars["x"], strict=True)) == {"a": 400, "b": 40}, "what is not known has no bar"
    assert set(bars["base"]) == {0}
    assert bars["marker"]["color"] == [charts.SIDES[side].colour for side in ("lna", "gna")]
    assert [text.strip() for text in words["text"][:2]] == ["a", "b"]
    assert re.fullmatch(r"\W*<span[^>]*>.</span> c", words["text"][2]), "after the sign of its side"
    assert list(words["x"]) == [400, 40, 0], "which begin where the bars do"


def test_a_bar_may_be_pale_and_then_has_an_edge():
    bars = traces(charts.amounts(AMOUNTS.assign(pale=[True, False, False]), unit="ships"))[0]
    assert [fill.startswith("rgba") for fill in bars["marker"]["color"]] == [True, False]
    assert bars["marker"]["line"]["color"] == [charts.SIDES[side].colour for side in ("lna", "gna")]


def test_an_amount_of_none_or_no_amount_at_all_is_refused():
    with pytest.raises(BriefError, match="b has no amount above zero in the column 'value'"):
        charts.amounts(AMOUNTS.assign(value=[400.0, 0.0, None]), unit="ships")
    with pytest.raises(BriefError, match="no row has an amount to draw"):
        charts.amounts(AMOUNTS.assign(value=float("nan")), unit="ships")


TIES = pd.DataFrame(
    {
        "tie": ["a", "b", "c"],
        "what": ["one", "other", "other"],
        "who": ["A", "B", "C"],
        "side": ["lna", "gna", "lna"],
        "text": ["owns", "pays", "backs"],
        "sound": [True, False, True],
        "hover": "",
    }
)


COLUMNS = {"columns": {"A": 1, "B": 1, "C": 1}, "head": "What", "foot": "Sound"}


def attested(columns):
    return charts.attested(TIES, **COLUMNS | {"columns": columns})


def test_a_tie_without_a_sound_source_is_hollow():
    marks, _ = traces(attested({"A": 1, "B": 1, "C": 1}))
    hollow = {name for name, symbol in zip(marks["ids"], marks["marker"]["symbol"], strict=True) if "open" in symbol}
    assert hollow == {"b"}
    assert marks["y"] == sorted(marks["y"], reverse=True)


def test_what_is_held_of_one_family_stands_on_lines_next_to_each_other():
    ties = pd.concat([TIES, TIES.tail(1).assign(tie="d", what="one more")])
    marks, _ = traces(charts.attested(ties.assign(family=ties.what.str[:3]), **COLUMNS))
    assert marks["ids"] == ["a", "d", "b", "c"]


def test_a_tie_for_which_there_is_no_column_is_refused():
    with pytest.raises(BriefError, match="c is in none of the columns of the table"):
        attested({"A": 1, "B": 1})


# --- judgments -----------------------------------------------------------------------------------


JUDGED = summary.judgments()


def likelihoods():
    return charts.likelihoods(JUDGED, ranges=summary.ranges())


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
def test_a_judgment_stands_in_the_field_of_its_likelihood_and_confidence_and_is_hollow_unless_that_is_the_best(
    is_narrow,
):
    figure = likelihoods().figure
    marks, narrow = figure.data[2], figure.layout.meta["narrow"]
    x, y = (narrow["data[2].x"], narrow["data[2].y"]) if is_narrow else (marks.x, marks.y)
    assert list(marks.ids) == list(JUDGED.judgment_id)
    columns = pd.Series(x).groupby(JUDGED.confidence)
    assert columns.nunique().eq(1).all() and pd.Series(x).nunique() == JUDGED.confidence.nunique()
    rows = pd.Series(y).groupby(JUDGED.likelihood).agg(["min", "max"])
    assert rows["min"]["very likely"] > rows["max"]["likely"]
    assert [symbol.endswith("-open") for symbol in marks.marker.symbol] == list(
        JUDGED.confidence != JUDGED.confidence[0]
    )


def test_a_field_without_a_judgment_says_none_and_the_others_say_every_name():
    shown = [note.text.replace("<br>", " ") for note in likelihoods().figure.layout.annotations]
    fields = JUDGED.likelihood.nunique() * JUDGED.confidence.nunique()
    assert shown.count("<i>none</i>") == fields - len(JUDGED.drop_duplicates(["likelihood", "confidence"]))
    assert set(JUDGED.name) <= set(shown)
    assert [text for text in shown if text.endswith(" confidence</b>")] == [
        f"<b>{one.capitalize()} confidence</b>" for one in JUDGED.confidence.unique()
    ]


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
def test_the_gauge_of_a_level_is_filled_over_its_range(is_narrow):
    figure = likelihoods().figure
    narrow = figure.layout.meta["narrow"]
    whole, part = (
        {key: narrow[f"data[{number}].{key}"] if is_narrow else figure.data[number][key] for key in ("base", "x")}
        for number in range(2)
    )
    for number, level in enumerate(JUDGED.likelihood.unique()):
        start, length = whole["base"][number], whole["x"][number]
        low = (part["base"][number] - start) / length * 100
        assert (low, low + part["x"][number] / length * 100) == pytest.approx(summary.ranges()[level])


def test_a_likelihood_without_a_range_is_refused():
    with pytest.raises(BriefError, match="the likelihood 'likely' has no range"):
        charts.likelihoods(JUDGED, ranges={"very likely": (80, 95)})


def test_every_word_for_how_likely_has_its_range_and_the_surest_judgment_is_first():
    levels = list(brief.tables.vocabulary("judgments", "likelihood"))
    ranges = summary.ranges()
    assert list(ranges) == levels
    assert all(one[1] == other[0] for one, other in itertools.pairwise(ranges.values())), "without a gap"
    order = [levels.index(level) for level in JUDGED.likelihood]
    assert order == sorted(order, reverse=True)
    assert set(JUDGED.judgment_id) == set(brief.table("judgments").judgment_id)


# --- style ------------------------------------------------------------------------------------------------


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


COLOURS = {mark.colour for mark in (*charts.SIDES.values(), *us_policy.STANCES.values())}


@pytest.mark.parametrize("paper", ["#ffffff", "#121212"], ids=["light", "dark"])
@pytest.mark.parametrize("colour", sorted(COLOURS | {style.RULE, style.FOR, style.AGAINST}))
def test_colours_stand_out_from_the_page_in_both_themes(colour, paper):
    """WCAG 2.2, 1.4.11: graphics need a contrast of three to one."""
    one, other = sorted((luminance(colour), luminance(paper)), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 3


def test_the_script_puts_the_colour_of_letters_in_the_place_of_the_one_in_which_charts_are_drawn():
    script = (paths.BOOK / "brief" / "publish" / "static" / "charts.js").read_text(encoding="utf-8")
    assert f'replaceAll("{style.INK}", ink)' in script and style.ACCENT == style.INK


def test_sides_differ_by_symbol_too():
    assert len({mark.symbol for mark in charts.SIDES.values()}) == len(charts.SIDES)


def test_boxes_have_a_hover_label_only_where_one_is_given():
    silent, said = (elements.boxes([0, 1], [0, 0], width=1, height=1, hover=hover) for hover in (None, ["a", "b"]))
    assert silent.hoverinfo == "skip"
    assert said.hoverinfo is None and said.hovertext == ("a", "b"), "and the keys of a chart reach it"


def test_the_guide_lists_every_form_with_a_figure_that_shows_it(site):
    guide = (paths.ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| [^|]+\? \| `(figures/fig-[\w-]+\.svg)` \|$", guide, flags=re.M)
    forms = [name for name in charts.__all__ if inspect.isfunction(getattr(charts, name)) and name != "own"]
    assert sorted(name for name, _ in listed) == sorted(forms)
    pictured = (site / "figures" / "drawn-by.txt").exists()
    assert [file for _, file in listed if pictured and not (site / file).is_file()] == []


def test_labels_have_room_for_their_longest_line():
    assert elements.room(["a" * 10, "a" * 20 + "<br>" + "a" * 5]) == round(20 * style.text_width("a")) + 14
    assert elements.room(["a" * 10], gap=0, size=2 * style.FONT_SIZE) == round(20 * style.text_width("a"))


# --- narrow pages -----------------------------------------------------------------------------------------


DRAWN = {
    "tiles": lambda: charts.tiles(counted_claims(), brief.standing(), holding=brief.HOLDING),
    "likelihoods": likelihoods,
    "relayed": lambda: relayed.chart(brief.followed()),
    "april": lambda: us_policy.april_chart(us_policy.month_of_the_attack()),
    "contracts": lambda: us_policy.contracts_chart(us_policy.contracts()),
    "takedowns": lambda: media.takedowns_chart(media.takedowns()),
    "ties": lambda: media.ties_chart(media.outlet_ties()),
    "acts": lambda: us_policy.acts_chart(us_policy.acts().query("date >= '2019'")),
    "pay": lambda: recruitment.pay_chart(recruitment.pay()),
    "syrians": lambda: recruitment.syrians_chart(recruitment.syrians()),
    "batches": lambda: recruitment.batches_chart(
        brief.facts("syrians_batch_lna", repeats=False).dropna(subset="place_id")
    ),
    "others": lambda: recruitment.wagner_chart(recruitment.wagner()),
    "sharara": lambda: sharara.chart(brief.events("sharara")),
    "months": lambda: charts.months(deaths_by_month(), axis=""),
    "jets": lambda: airpower.jets_chart(airpower.jets()),
    "routes": lambda: airpower.route_map(airpower.legs()),
    "cargo": lambda: airpower.cargo_chart(airpower.cargo_flights()),
    "answers": lambda: answers.chart(answers.evidence()),
    "verdicts": lambda: forecasts.verdicts_chart(forecasts.outcomes()),
    "forecasts": lambda: forecasts.table_chart(forecasts.outcomes()),
    "banknotes": lambda: banknotes.chart(banknotes.in_total(), banknotes.by_year()),
    "tap": lambda: blockade.chart(blockade.output_and_losses(blockade.oil_output(), blockade.losses())),
    "cast": lambda: cast.chart(cast.gifts()),
    "opener": opener.chart,
}


@pytest.mark.parametrize("chart", DRAWN.values(), ids=DRAWN)
def test_changes_for_narrow_pages_name_properties_of_the_figure(chart):
    figure = chart().figure
    narrow = figure.layout.meta["narrow"]
    assert narrow
    for path, value in narrow.items():
        path = path if path.startswith("data[") else f"layout.{path}"
        figure[path] = value  # plotly refuses what it does not know


def test_a_sheet_is_drawn_in_pixels_and_a_narrow_page_has_one_of_its_own():
    wide, narrow = elements.Sheet(690, 200.4, above=24, below=4), elements.Sheet(312, 300, above=18, below=4)
    layout, changes = elements.on_sheet(wide, narrow)
    assert layout["height"] == 228 and layout["yaxis"]["range"] == [-200.4, 0], "one pixel is one unit"
    assert changes == {"height": 322, "xaxis.range": [0, 312], "yaxis.range": [-300, 0], "margin.t": 18}
    assert "margin.t" not in elements.on_sheet(wide, wide)[1], "what is the same does not change"
