"""The legs of the flights join, and each is drawn."""

from brief import tables
from brief.libya import airpower
from brief.settings import settings


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
