"""Flight legs join, counts of flights have a rate, and a count of losses knows whether an enemy gives it."""

import pytest

from brief import tables
from brief.libya import airpower
from brief.settings import settings


def test_cargo_flights_have_a_rate_over_a_period_long_enough_to_have_one():
    flights = airpower.cargo_flights()
    assert flights.days.between(28, 360).all() and flights.repeats.isna().all()
    assert list(flights.group.unique()) == ["For the LNA", "For the GNA"]
    of_experts = flights.set_index("fact_id").loc["air-074"]
    assert of_experts.rate_low == pytest.approx(338 / of_experts.months)


def test_a_chart_of_cargo_flights_has_a_column_for_the_rate():
    flights = airpower.cargo_flights()
    chart = airpower.cargo_chart(flights)
    assert chart.columns == {"rate_low": "A month"}
    assert list(chart.rows.fact_id) == list(flights.fact_id)


def test_a_count_of_losses_comes_from_an_enemy_only_if_the_other_side_gives_it():
    losses = airpower.losses().set_index("fact_id")
    assert losses.from_enemy["air-160"], "the GNA on the systems of the LNA's backers"
    assert losses.from_enemy["air-175"], "the LNA on Turkish drones"
    assert not losses.from_enemy["air-051"], "AFRICOM takes no side"
    assert not losses[losses.originator_side == losses.measure_side].from_enemy.any()
    assert losses.group["air-175"].endswith(" (side of the GNA)")


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
    assert set(airpower.NAMES_BESIDE) <= {*legs.leg_id, *legs.from_place_id, *legs.to_place_id}
