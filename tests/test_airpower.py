"""Flight legs join, counts of flights have a rate, a count of losses knows whether an enemy gives it, and a number of
jets is followed from who says it to the article."""

import pandas as pd
import pytest

from brief import tables
from brief.charts.style import ACCENT, ARTICLE, SIDES
from brief.libya import airpower
from brief.settings import settings
from helpers import positions, traces


def test_cargo_flights_have_a_rate_over_a_period_long_enough_to_have_one():
    flights = airpower.cargo_flights()
    assert flights.days.between(28, 360).all() and flights.repeats.isna().all()
    assert list(flights.lane.unique()) == list(airpower.LANES.values())
    of_experts = flights.set_index("fact_id").loc["air-074"]
    assert of_experts.rate_low == pytest.approx(338 / of_experts.months)


def test_the_area_of_each_count_of_flights_is_its_number_and_beside_it_stand_number_and_rate():
    flights = airpower.cargo_flights()
    chart = airpower.cargo_chart(flights)
    heights = [y for _, y in positions(chart).values()]
    assert set(positions(chart)) == set(flights.fact_id)
    assert len(set(heights)) == len(flights), "no bar lies on another"
    bars = {trace["y"][0]: trace for trace in traces(chart) if trace["mode"] == "lines"}
    said = {note.y: note.text for note in chart.figure.layout.annotations if note.yref != "paper"}
    areas = []
    for row, height in zip(flights.itertuples(), heights, strict=True):
        start, end = bars[height]["x"]
        days = (pd.Timestamp(end) - pd.Timestamp(start)).days
        assert (start, days) == (f"{row.first_day:%Y-%m-%d}", row.days), row.fact_id
        areas.append(days * bars[height]["line"]["width"] / row.value_low)
        assert f"{row.value_low:.0f}</b>" in said[height] and f"{row.rate_low:.0f} a month" in said[height]
        assert ("suspect" in said[height]) == (row.fact_id in airpower.SUSPECT)
    assert areas == pytest.approx([areas[0]] * len(areas), rel=0.02)
    assert chart.figure.layout.xaxis.tick0 == f"{flights.first_day.min():%Y-%m-%d}", "the axis says where it begins"
    assert chart.columns == {"rate_low": "A month"}


def test_the_counts_of_one_counter_over_one_time_come_first_and_each_bar_says_who_counted():
    flights = airpower.cargo_flights()
    first = flights.iloc[:2]
    assert list(first.fact_id) == ["air-091", "air-092"]
    assert first.root_id.nunique() == first.first_day.nunique() == first.last_day.nunique() == 1
    said = {note.y: note.text for note in airpower.cargo_chart(flights).figure.layout.annotations}
    places = positions(airpower.cargo_chart(flights))
    for row in flights.itertuples():
        assert said[places[row.fact_id][1]].endswith(f", {row.root_short}"), row.fact_id


def test_a_count_of_losses_comes_from_an_enemy_only_if_the_other_side_gives_it():
    losses = airpower.losses().set_index("fact_id")
    assert losses.from_enemy["air-160"], "the GNA on the systems of the LNA's backers"
    assert losses.from_enemy["air-175"], "the LNA on Turkish drones"
    assert not losses.from_enemy["air-051"], "AFRICOM takes no side"
    assert not losses[losses.originator_side == losses.measure_side].from_enemy.any()
    assert losses.group["air-175"] == "Turkish drones, in all", "from April 2019 on"
    assert losses.group["air-186"] == "Turkish drones, within days"


def test_every_count_of_losses_has_a_mark_on_the_line_of_what_was_lost():
    losses = airpower.losses()
    chart = airpower.losses_chart(losses)
    places = positions(chart)
    assert {name: x for name, (x, _) in places.items()} == {
        **dict(zip(losses.fact_id, losses.value_low, strict=True)),
    }
    assert len(set(places.values())) == len(losses), "none hides another"
    said = next(trace for trace in traces(chart) if trace["mode"] == "text")["text"]
    assert (
        said[0].strip() == "4 to 15"
        and said[1].strip() == airpower.EPISODES
        and "30" in said[list(dict.fromkeys(losses.group)).index("Turkish drones, in all")]
    )
    lines = {group: {round(places[name][1]) for name in rows.fact_id} for group, rows in losses.groupby("group")}
    assert all(len(heights) == 1 for heights in lines.values())


def test_a_count_of_losses_has_the_colour_of_the_loser_and_a_stroke_if_the_enemy_claims_it():
    losses = airpower.losses()
    chart = airpower.losses_chart(losses)
    drawn = traces(chart)
    (marks,) = [trace for trace in drawn if trace.get("ids")]
    assert marks["marker"]["color"] == [SIDES[side].colour for side in losses.measure_side]
    (strokes,) = [trace for trace in drawn if trace.get("marker", {}).get("symbol") == "line-ns"]
    places = positions(chart)
    claimed = [places[name] for name in losses.fact_id[losses.from_enemy]]
    assert list(zip(strokes["x"], strokes["y"], strict=True)) == claimed


# --- the number of jets -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jets():
    return airpower.jets().set_index("fact_id", drop=False)


def test_the_number_is_followed_to_the_article(jets):
    (article,) = jets.fact_id[jets.examined]
    chain = [article]
    while isinstance(jets.repeats[chain[-1]], str):
        chain.append(jets.repeats[chain[-1]])
    assert chain == ["art-002", "art-202", "air-006"], "the article has it from CNN, and CNN from AFRICOM"
    assert list(jets.value_low[chain]) == [14, 14, 14]


def test_the_upper_part_has_the_number_of_the_article_and_the_lower_part_all_others(jets):
    upper, lower = jets[jets.upper], jets[~jets.upper]
    assert set(upper.root_id[upper.repeats.isna()]) == {"us-military"}
    assert 14 not in set(lower.value_low)
    most = list(lower[~lower.denied].groupby("lane", sort=False).value_low.max())
    assert most == sorted(most, reverse=True), "the higher number first"
    assert set(upper.lane[upper.repeats.notna()]) == {airpower.ECHOES, airpower.ARTICLE}


def test_denials_stand_apart_below_all_counts(jets):
    denials = jets[jets.denied]
    assert set(denials.fact_id) == {"air-061", "air-070", "air-071"}, "the LNA speaks of old jets to deny new ones"
    assert list(jets.fact_id)[-3:] == list(denials.fact_id)
    assert jets.text["air-061"] == "<b>none</b> Russian parliament"
    notes = [note.text for note in airpower.jets_chart(jets.reset_index(drop=True)).figure.layout.annotations]
    assert "<b>Denied</b>" in notes and "<b>Other counts, from 1 to 12</b>" in notes


def test_every_repeat_has_the_name_of_its_document(jets):
    said = " ".join(jets.text[jets.lane == airpower.ECHOES]).replace("<br>", " ")
    for name in ("Military Times", "Unattributed copy", "CNN", "Reuters", "CSIS", "C4 Defence", "News Central"):
        assert name in said


def test_a_repeat_is_hollow_and_only_the_article_is_red(jets):
    drawn = traces(airpower.jets_chart(jets.reset_index(drop=True)))
    (marks,) = [trace for trace in drawn if trace.get("ids")]
    symbols, colours = (dict(zip(marks["ids"], marks["marker"][key], strict=True)) for key in ("symbol", "color"))
    hollow = {name for name, symbol in symbols.items() if symbol.endswith("-open")}
    assert hollow == set(jets.fact_id[jets.repeats.notna() & ~jets.examined])
    assert [name for name, colour in colours.items() if colour == ACCENT] == ["art-002"]
    assert symbols["art-002"] == ARTICLE.symbol, "as in all pictures"
    (line,) = [trace for trace in drawn if trace["mode"] == "lines" and trace["line"]["color"] == ACCENT]
    assert (line["x"][0], line["x"][-1]) == (jets.day["art-202"], jets.day["art-002"])


def test_a_statement_stands_at_the_day_on_which_it_was_said(jets):
    assert jets.day["air-006"] == "2020-05-27", "the day of the row"
    assert jets.day["air-046"] == "2020-06-23", "the row has a month: the day of the document"
    assert jets.day["air-031"] == "2020-05-16", "neither has a day: the middle of the month"
    assert jets.day.between(airpower.SINCE, airpower.UNTIL).all()


def test_every_number_and_its_speaker_stand_beside_the_mark_or_that_of_a_mark_close_by(jets):
    for lane, members in jets[jets.lane != airpower.ECHOES].groupby("lane"):
        assert all(lane in text for text in members.text if text), lane
        numbers = [f"{number:.0f}" if number else "none" for number in members.value_low]
        assert all(number in " ".join(members.text) for number in numbers), lane
    assert jets.text["air-004"] == "<b>\u2265 14</b> US officials, unnamed"
    assert jets.lane["air-017"] == "US officials in June", "no room beside the first: a line of its own"


def test_the_two_counts_that_the_article_runs_together_are_as_many_squares():
    chart = airpower.charts.units(airpower.ferry_and_airlift(), words="words")
    squares = [trace["x"].count(None) for trace in traces(chart) if trace.get("fill") == "toself"]
    assert squares == [14, 338]
    narrow = chart.figure.layout.meta["narrow"]
    assert [narrow[f"data[{number}].x"].count(None) for number in range(2)] == [14, 338]


def test_the_legs_of_a_route_join():
    legs = airpower.legs()
    ferry = legs[legs.route == "ferry"]
    assert list(ferry.to_place_id[:-1]) == list(ferry.from_place_id[1:])
    assert legs.km.between(100, 3000).all()


def test_every_route_of_the_vocabulary_has_a_form():
    assert set(airpower.ROUTES) == set(settings().routes) == set(tables.vocabulary("legs", "route"))


def test_every_leg_is_drawn_on_both_maps():
    legs = airpower.legs()
    data = airpower.route_map(legs).figure.data
    for geo in ("geo", "geo2"):
        points = [name for trace in data if trace.geo == geo and trace.ids is not None for name in trace.ids]
        assert set(legs.leg_id) <= set(points)


def test_every_position_of_a_name_is_of_a_place_or_leg_that_is_drawn():
    legs = airpower.legs()
    assert set(airpower.NAMES_BESIDE) | set(airpower.NARROW) <= {*legs.leg_id, *legs.from_place_id, *legs.to_place_id}
