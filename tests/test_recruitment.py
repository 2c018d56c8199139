"""Counts for both sides come in pairs; pay has its year."""

import pytest

from brief.errors import BriefError
from brief.libya import recruitment


def test_counts_for_both_sides_come_in_pairs():
    sides = recruitment.both_sides({"syr-004": "syr-150", "syr-012": "syr-160"})
    assert list(sides.fact_id) == ["syr-004", "syr-150", "syr-012", "syr-160"]
    assert list(sides.group.unique()) == ["SOHR, 24 May 2020", "SOHR, 14 November 2020"]
    assert list(sides.whose[:2]) == ["for the LNA", "for the GNA"], "counted on one day"
    assert sides.whose[3] == f"for the GNA, {sides.when[3]}", "counted on another day"


def test_a_pair_of_unknown_facts_is_reported():
    with pytest.raises(BriefError, match="no fact 'syr-999'"):
        recruitment.both_sides({"syr-004": "syr-999"})


def test_pay_is_in_order_of_side_and_measure_and_sum():
    pay = recruitment.pay()
    assert pay.repeats.isna().all()
    assert (pay.year == pay.first_day.dt.year.astype(str)).all()
    for _, rows in pay.groupby(["measure_side", "measure"]):
        assert rows.value_low.dropna().is_monotonic_increasing


def test_batches_are_drawn_in_the_order_given():
    batches = recruitment.facts("syrians_batch_lna", repeats=False).dropna(subset="place_id")
    assert list(recruitment.batches_map(batches).rows.fact_id) == list(batches.fact_id)
