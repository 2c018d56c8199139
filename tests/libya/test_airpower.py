"""Flight legs join, counts of flights have a rate, a count of losses knows whether an enemy gives it, and a number of
jets is followed from who says it to the article."""

import math
import re

import pandas as pd
import pytest

from brief import tables, words
from brief.charts.maps import WIDTHS
from brief.charts.style import ACCENT, SIDES
from brief.errors import BriefError
from brief.libya import airpower
from brief.pages import reading
from brief.settings import settings
from helpers import positions, traces

DAY = pd.Timedelta(days=1)


def test_cargo_flights_have_a_rate_over_a_period_long_enough_to_have_one():
    flights = airpower.cargo_flights()
    assert flights.days.between(28, 360).all() and flights.repeats.isna().all()
    assert list(flights.carrier.unique()) == list(airpower.CARRIERS.values())
    of_experts = flights.set_index("fact_id").loc["air-074"]
    assert of_experts.rate_low == pytest.approx(338 / 9)


def test_a_part_of_a_count_stands_below_its_whole_and_says_that_it_is_one():
    flights = airpower.cargo_flights()
    parts = flights[flights.part_of != flights.fact_id]
    whole = dict(zip(parts.fact_id, parts.part_of, strict=True))
    assert whole == {"air-102": "air-108", "air-117": "air-113", "air-118": "air-113"}
    chart = airpower.cargo_chart(flights)
    places, labels = positions(chart), labels_of(chart)
    for part, other in whole.items():
        assert labels[places[part][1]] == "of these" and places[part][1] < places[other][1]
        between = [y for name, (_, y) in places.items() if places[part][1] < y < places[other][1] and name not in whole]
        assert not between, "with nothing else between them"


def labels_of(chart):
    """Return the words at the left of each row of a chart, by the height of the row."""
    axis = chart.figure.layout.yaxis
    return dict(zip(axis.tickvals, axis.ticktext, strict=True))


def test_the_two_counts_of_one_counter_over_one_time_stand_first_whatever_else_is_counted():
    flights = airpower.cargo_flights()
    first = flights.iloc[:2]
    assert list(first.fact_id) == ["air-091", "air-092"]
    assert first.root_id.nunique() == first.first_day.nunique() == first.last_day.nunique() == 1
    another = flights.iloc[[2]].assign(measure_side="gna")
    mixed = pd.concat([flights[:1], another, flights[1:2], flights[3:]], ignore_index=True)
    for rows, expected in (
        (flights, ["air-091", "air-092"]),
        (mixed, ["air-091", "air-092"]),
        (flights[1:], ["air-092"]),
    ):
        chart = airpower.cargo_chart(rows.reset_index(drop=True))
        labels, places = labels_of(chart), positions(chart)
        served = [name for name, (_, y) in places.items() if labels[y] in airpower.SIDES_SERVED.values()]
        assert served == expected
    assert chart.columns == {"rate_low": "A month"}


def test_every_count_of_cargo_flights_is_a_bar_of_its_flights_a_month_and_says_how_many_in_all_and_when():
    flights = airpower.cargo_flights()
    chart = airpower.cargo_chart(flights)
    (bars,) = [trace for trace in traces(chart) if trace["type"] == "bar"]
    rates = dict(zip(flights.fact_id, flights.rate_low, strict=True))
    assert dict(zip(bars["ids"], bars["x"], strict=True)) == pytest.approx(rates)
    said = [note.text for note in chart.figure.layout.annotations]
    labels, places = labels_of(chart), positions(chart)
    for row in flights.iloc[2:].itertuples():
        kind = "suspect" if row.fact_id in airpower.SUSPECT else "in all"
        bound = "\u2265 " if pd.isna(row.value_high) else ""
        assert f"{bound}{row.value_low:.0f}\xa0{kind}, {words.short_dates(row.when)}" in said
        if row.part_of == row.fact_id:
            assert labels[places[row.fact_id][1]] == f"{row.carrier}, by {row.root_short}"


def symbols_of(chart):
    """Return the symbol of each mark of a chart, by the name of its row."""
    return {
        name: symbol
        for trace in traces(chart)
        if trace["type"] == "scatter"
        for name, symbol in zip(trace.get("ids", []), trace.get("marker", {}).get("symbol", []), strict=False)
    }


def test_a_count_of_losses_comes_from_an_enemy_only_if_the_other_side_gives_it():
    losses = airpower.losses().set_index("fact_id")
    assert losses.from_enemy["air-160"], "the GNA on the systems of the LNA's backers"
    assert losses.from_enemy["air-175"], "the LNA on Turkish drones"
    assert not losses.from_enemy["air-176"], "a tracker of flights takes no side"
    assert not losses[losses.originator_side == losses.measure_side].from_enemy.any()


def test_the_page_has_every_count_of_losses_in_its_table():
    text = reading.source("airpower")
    for name in airpower.losses().fact_id:
        assert f"{{fact}}`{name}`" in text or re.search(rf"^\|.*\b{name}\b.*\|$", text, flags=re.M), name


# --- the number of jets -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jets():
    return airpower.jets().set_index("fact_id", drop=False)


@pytest.fixture(scope="module")
def jets_chart(jets):
    return airpower.jets_chart(jets.reset_index(drop=True))


def test_the_number_is_followed_to_the_article(jets):
    (article,) = jets.fact_id[jets.is_article]
    chain = [article]
    while isinstance(jets.repeats[chain[-1]], str):
        chain.append(jets.repeats[chain[-1]])
    assert chain == ["art-002", "art-202", "air-006"], "the article has it from CNN, and CNN from AFRICOM"
    assert list(jets.value_low[chain]) == [14, 14, 14]


def test_the_upper_part_has_the_number_of_the_article_and_the_lower_part_all_others(jets):
    upper, lower = jets[jets.upper], jets[~jets.upper]
    assert set(upper.root_id[upper.repeats.isna()]) == {"us-military"}
    assert 14 not in set(lower.value_low)
    for heading, members in lower[lower.repeats.isna() & ~lower.denied].groupby("heading"):
        assert list(members.value_low) == sorted(members.value_low, reverse=True), heading


def test_denials_stand_apart_below_all_counts(jets, jets_chart):
    denials = jets[jets.denied]
    assert set(denials.fact_id) == {"air-061", "air-070", "air-071"}, "the LNA speaks of old jets to deny new ones"
    assert list(jets.fact_id)[-3:] == list(denials.fact_id)
    notes = jets_chart.figure.layout.annotations
    lowest = min(
        (note for note in notes if note.text.startswith("<b>") and note.xref == "paper"), key=lambda note: note.y
    )
    assert lowest.text == "<b>Denied, or played down</b>"
    places = positions(jets_chart)
    assert all(places[name][1] < lowest.y for name in denials.fact_id)
    said = {note.y: note.text for note in notes if note.xref == "x"}
    assert said[places["air-061"][1]] == said[places["air-070"][1]] == "<b>none</b>"
    assert said[places["air-071"][1]] == "<b>4 repaired</b>"


def test_every_statement_has_a_mark_at_its_number_but_those_who_repeat_the_number_of_the_article(jets, jets_chart):
    named = jets.upper & jets.repeats.notna()
    places = positions(jets_chart)
    assert {name: x for name, (x, _) in places.items()} == dict(jets[~named].value_low)
    assert list(jets_chart.rows.fact_id) == list(jets.fact_id), "the table has those who repeat it, too"
    (line,) = [note.text for note in jets_chart.figure.layout.annotations if note.text.startswith("Repeated, ")]
    line = line.replace("<br>", " ")
    for name in ("Military Times", "unattributed copy", "CNN", "Reuters", "CSIS", "Agenzia Nova", "C4 Defence"):
        assert name in line
    assert "News Central (\u2265 12)" in line, "another number of the same speaker"
    assert len(named[named]) == line.count(",") + 1, "the article and all others, the last after an and"


def test_a_bracket_joins_a_claim_with_its_repeats_and_only_the_article_is_red(jets, jets_chart):
    assert not [symbol for symbol in symbols_of(jets_chart).values() if symbol.endswith("-open")]
    again = jets[jets.repeats.notna() & ~jets.upper]
    (claim,) = again.repeats.unique()
    (bracket,) = [trace for trace in traces(jets_chart) if len(trace["y"]) == 2 and trace["mode"] == "lines"]
    places = positions(jets_chart)
    inside = {name for name, (_, y) in places.items() if min(bracket["y"]) < y < max(bracket["y"])}
    assert inside == {claim, *again.fact_id}
    assert "one<br>claim" in [note.text for note in jets_chart.figure.layout.annotations]
    (line,) = [note.text for note in jets_chart.figure.layout.annotations if note.text.startswith("Repeated, ")]
    red = re.findall(f'<span style="color:{ACCENT}">(.*?)</span>', line)
    assert red == [airpower.THE_ARTICLE]
    assert "CNN (and from it by <span" in line, "its way to the article"


def test_jets_are_drawn_without_a_bracket_where_nobody_repeats_another_number(jets):
    alone = jets.assign(repeats=jets.repeats.where(jets.upper)).reset_index(drop=True)
    chart = airpower.jets_chart(alone)
    assert "one<br>claim" not in [note.text for note in chart.figure.layout.annotations]
    assert not [trace for trace in traces(chart) if len(trace["y"]) == 2 and trace["mode"] == "lines"]


@pytest.mark.parametrize("name", ["borrowings", "claims"])
def test_a_claim_on_jets_without_a_number_or_a_source_is_named(name):
    before = tables.table(name)
    of_claim = before.claim_id == airpower.CLAIM
    changed = before[~of_claim] if name == "borrowings" else before.assign(quote=before.quote.mask(of_claim, "Some"))
    tables.substitute(name, changed)
    try:
        with pytest.raises(BriefError, match="a number of jets at the beginning of c-010, and a text that it is from"):
            airpower.jets()
    finally:
        tables.substitute(name, before)


def test_a_mark_has_the_colour_of_the_side_that_speaks(jets, jets_chart):
    symbols = symbols_of(jets_chart)
    for name, symbol in symbols.items():
        assert symbol == SIDES[jets.originator_side[name]].symbol


def test_the_dates_of_statements_of_jets_leave_out_the_one_year_of_them_all(jets):
    assert set(jets.first_day.dt.year) | set(jets.last_day.dt.year) == {int(airpower.YEAR)}


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


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_both_maps_are_as_wide_as_the_figure(form):
    layout = airpower.route_map(airpower.legs()).figure.layout
    narrow = layout.meta["narrow"]
    for name in ("geo", "geo2"):
        bottom, top = layout[name].domain.y if form == "wide" else narrow[f"{name}.domain.y"]
        high = (top - bottom) * (layout.height if form == "wide" else narrow["height"])
        (west, east), (south, north) = layout[name].lonaxis.range, layout[name].lataxis.range
        at_middle = math.cos(math.radians((south + north) / 2))  # a degree of longitude, in degrees of latitude
        assert high == pytest.approx(WIDTHS[form] * (north - south) / (east - west) / at_middle, rel=0.03), name


def test_every_position_of_a_name_is_of_a_place_or_leg_that_is_drawn():
    legs = airpower.legs()
    assert set(airpower.NAMES_BESIDE) | set(airpower.NARROW_NAMES_BESIDE) <= {
        *legs.leg_id,
        *legs.from_place_id,
        *legs.to_place_id,
    }
