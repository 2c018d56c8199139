"""A stated total of banknotes is compared with the years that it covers."""

import pytest

from brief.errors import BriefError
from brief.libya import money_and_oil


def test_a_total_is_compared_with_the_parts_within_its_period():
    totals, parts = money_and_oil.banknotes()
    customs = totals.set_index("fact_id").loc["med-138"]
    assert customs.parts == ("med-135", "med-136", "med-137"), "the years that it covers, and no other"
    assert customs.parts_sum == pytest.approx(customs.stated) == pytest.approx(10.805)
    ordered = parts.set_index("fact_id").ordered
    assert list(ordered[ordered].index) == ["med-132"], "one order, however many report it"


def test_dollars_become_dinars_at_the_rate_of_the_customs_data():
    totals, _ = money_and_oil.banknotes()
    experts = totals.set_index("fact_id").loc["med-140"]
    assert experts.stated == pytest.approx(7.11 * 4.5 / 3.22)


def test_a_total_without_parts_is_reported():
    totals, parts = money_and_oil.banknotes()
    with pytest.raises(BriefError, match="med-138 has no parts within its period"):
        money_and_oil.reconciled(totals[totals.fact_id == "med-138"], parts[parts.ordered])
