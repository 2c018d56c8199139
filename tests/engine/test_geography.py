"""Distances are great circles."""

import pytest

from brief import geography


def test_distances_are_great_circles():
    # London to Paris and the quarter of a meridian, on a sphere of mean radius
    assert geography.great_circle_km(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(343.6, abs=0.5)
    assert geography.great_circle_km(0, 0, 90, 0) == pytest.approx(10007.5, abs=0.1)
    assert geography.great_circle_km(10, 20, 10, 20) == 0


def test_a_midpoint_is_as_far_from_both_ends():
    start, end = (46.28, 48.01), (35.21, 48.65)
    middle = geography.midpoint(*start, *end)
    assert geography.great_circle_km(*start, *middle) == pytest.approx(geography.great_circle_km(*middle, *end))


def test_a_bearing_is_as_a_map_in_mercators_projection_shows_it():
    assert geography.mercator_bearing(10, 20, 30, 20) == pytest.approx(0), "north"
    assert geography.mercator_bearing(0, 20, 0, 30) == pytest.approx(90), "east"
    assert geography.mercator_bearing(30, 20, 10, 20) == pytest.approx(180), "south"
    assert geography.mercator_bearing(60, 0, 60.1, 0.2) == pytest.approx(45, abs=0.2), "a degree is twice as high"
