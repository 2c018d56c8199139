"""A stated total of banknotes is compared with the years that it covers."""

import pytest

import brief
from brief.errors import BriefError
from brief.libya import money_and_oil
from helpers import positions, traces


def test_a_total_is_compared_with_the_parts_within_its_period():
    totals = money_and_oil.banknotes_in_total()
    parts = money_and_oil.banknotes_by_year()
    customs = totals.set_index("fact_id").loc["med-138"]
    assert customs.parts == ("med-135", "med-136", "med-137"), "the years that it covers, and no other"
    assert customs.parts_sum == pytest.approx(customs.stated) == pytest.approx(10.805)
    ordered = parts.set_index("fact_id").ordered
    assert list(ordered[ordered].index) == ["med-132"], "one order, however many report it"


def test_dollars_become_dinars_at_the_rate_of_the_customs_data():
    totals = money_and_oil.banknotes_in_total()
    experts = totals.set_index("fact_id").loc["med-140"]
    assert experts.stated == pytest.approx(7.11 * 4.5 / 3.22)


def test_a_total_without_parts_is_reported():
    totals = money_and_oil.banknotes_in_total()
    parts = money_and_oil.banknotes_by_year()
    with pytest.raises(BriefError, match="med-138 has no parts within its period"):
        money_and_oil.reconciled(totals[totals.fact_id == "med-138"], parts[parts.ordered])


def test_output_names_each_row_by_its_month_and_basis():
    output = money_and_oil.oil_output()
    assert len(output) == len(brief.table("oil"))
    assert output.row_id.is_unique
    assert output[["told", "publisher"]].notna().all(axis=None)
    assert set(output.series) == set(money_and_oil.OUTPUT_SERIES), "every series has its words"


def test_the_blockade_is_drawn_over_output_and_losses():
    start, end, _ = money_and_oil.blockade()
    assert start < end
    for chart in (
        money_and_oil.oil_output_chart(money_and_oil.oil_output()),
        money_and_oil.losses_chart(money_and_oil.losses()),
    ):
        (shade,) = chart.figure.layout.shapes
        assert (shade.x0, shade.x1) == (start, end)


def test_losses_leave_out_repeats_and_the_figure_below_an_earlier_one():
    losses = money_and_oil.losses()
    assert losses.repeats.isna().all()
    assert money_and_oil.BELOW_AN_EARLIER_FIGURE not in set(losses.fact_id)
    of_a_day = losses[(losses.series == "noc") & (losses["at"].str.len() == len("2020-01-27"))]
    assert of_a_day.sort_values("at").billions.is_monotonic_increasing, "the company's count only grows"
    assert not losses["at"].str.contains("/").any()


def test_a_field_has_a_bar_for_each_statement_of_each_measure():
    fields = money_and_oil.largest_fields()
    assert set(fields.place) == {"Sharara", "Sarir"}
    chart = money_and_oil.fields_chart(fields)
    named = {name for trace in chart.figure.data for name in trace.ids}
    expected = {f"{row.fact_id}-{row.measure_id}" for row in fields.itertuples()}
    assert expected <= named
    assert list(chart.rows.fact_id) == list(fields.fact_id)


def test_a_stated_total_is_drawn_below_the_sum_of_its_parts():
    totals = money_and_oil.banknotes_in_total()
    parts = money_and_oil.banknotes_by_year()
    chart = money_and_oil.banknotes_chart(totals, parts)
    lengths = {name: x for name, (x, _) in positions(chart).items()}
    for total in totals.itertuples():
        assert lengths[total.fact_id] == total.stated
        drawn = [length for name, length in lengths.items() if name.startswith(f"{total.fact_id} ")]
        assert sum(drawn) == pytest.approx(total.parts_sum)
    outlined = [trace["ids"][0].partition(" ")[2] for trace in traces(chart) if trace["marker"]["color"] == "#ffffff"]
    assert outlined == ["med-132"], "ordered, not cleared"
