"""A stated total of banknotes is compared with the years that it covers."""

import pytest

import brief
from brief.charts import style
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


def tapped():
    return money_and_oil.tap(money_and_oil.oil_output(), money_and_oil.losses())


def test_the_tap_draws_output_above_and_losses_below_at_their_values():
    rows = tapped()
    places = positions(money_and_oil.tap_chart(rows))
    assert {name: y for name, (_, y) in places.items()} == dict(zip(rows.row_id, rows.value, strict=True))
    lowest = rows[rows.series == "opec_average"].value.min()
    assert lowest == pytest.approx(0.103), "in the unit of the title"


def test_the_blockade_is_drawn_over_output_and_losses():
    start, end, _ = money_and_oil.blockade()
    assert start < end
    bands = [trace for trace in traces(money_and_oil.tap_chart(tapped())) if trace.get("fillcolor") == style.PALE]
    assert [(trace["x"][0], trace["x"][2]) for trace in bands] == [(start, end)] * 2
    assert {trace.get("yaxis", "y") for trace in bands} == {"y", "y2"}


def test_months_without_any_figure_of_output_are_named_as_such():
    rows = tapped()
    output = rows[rows.unit == money_and_oil.OUTPUT_AXIS]
    known = {day[:7] for day in output.day}
    notes = money_and_oil.tap_chart(rows).figure.layout.annotations
    (months,) = [note.x for note in notes if "figure" in note.text and note.x > "2019"]
    assert not known & {"2020-05", "2020-06", "2020-07"} and {"2020-04", "2020-08"} <= known
    assert months == "2020-06-16", "the middle of the months from May to July"


def test_months_of_which_the_company_alone_has_a_mean_say_so_where_the_bar_is_missing():
    rows = tapped()
    months = {series: set(of.day.str[:7]) for series, of in rows.groupby("series")}
    assert months["noc_average"] - months["opec_average"] == {"2019-10", "2019-11"}
    notes = money_and_oil.tap_chart(rows).figure.layout.annotations
    assert [note.x for note in notes if "OPEC" in note.text] == ["2019-10-31"], "the middle of October and November"


def test_the_line_of_losses_leaves_out_the_figure_below_an_earlier_one_which_is_a_dot():
    losses = money_and_oil.losses()
    assert losses.repeats.isna().all()
    assert not losses["at"].str.contains("/").any()
    chart = money_and_oil.tap_chart(tapped())
    lines = [trace for trace in traces(chart) if trace["mode"] == "lines" and trace.get("yaxis") == "y2"]
    assert [trace["y"] for trace in lines] == [sorted(lines[0]["y"])], "the company's count only grows"
    below = losses.set_index("fact_id").billions[money_and_oil.BELOW_AN_EARLIER_FIGURE]
    assert below not in lines[0]["y"]
    assert positions(chart)[money_and_oil.BELOW_AN_EARLIER_FIGURE][1] == below


def test_missing_output_is_priced_for_each_month_of_the_blockade():
    priced = money_and_oil.priced_losses().set_index("month")
    assert list(priced.index) == [f"2020-0{month}" for month in range(1, 10)]
    assert priced.loc["2020-08", "billions"] == pytest.approx((1140 - 103) * 31 * 44.74 / 1e6)
    assert priced.loc["2020-09", "days"] == 18, "only the days up to the end of the blockade"
    assert priced.output["2020-04"] < priced.output["2020-06"] < priced.output["2020-08"], (
        "months between are on a line"
    )
    assert priced.billions.sum() == pytest.approx(9.7, abs=0.1)


def test_the_bar_adds_up_the_years_and_each_total_is_drawn_from_zero_beside_the_sum_of_its_years():
    totals = money_and_oil.banknotes_in_total()
    parts = money_and_oil.banknotes_by_year()
    chart = money_and_oil.banknotes_chart(totals, parts)
    (bar,) = [trace for trace in traces(chart) if trace["type"] == "bar"]
    assert bar["ids"] == list(parts.sort_values("first_day").fact_id)
    places = positions(chart)
    lines = [trace for trace in traces(chart) if trace.get("mode") == "lines"]
    thick = {trace["y"][0]: trace["x"] for trace in lines if len(trace["x"]) == 2}
    brackets = {trace["y"][1]: trace["x"] for trace in lines if len(trace["x"]) == 4}
    for total in totals.itertuples():
        x, y = places[total.fact_id]
        assert x == total.stated and thick[y] == [0, total.stated], "the axis reads the sum"
        assert brackets[y] == [0, 0, total.parts_sum, total.parts_sum]
    assert set(chart.rows.fact_id) == {*totals.fact_id, *parts.fact_id}


def test_the_millions_of_the_article_are_words_and_no_mark():
    chart = money_and_oil.banknotes_chart(money_and_oil.banknotes_in_total(), money_and_oil.banknotes_by_year())
    assert style.ACCENT not in str(chart.figure.data)
    (words,) = [note for note in chart.figure.layout.annotations if note.font.color == style.ACCENT]
    assert "millions of dollars" in words.text and "millions of dollars" in words.hovertext


def test_sharara_lists_both_arrivals_and_the_article_and_keeps_every_event_in_its_rows():
    events = brief.events("sharara")
    chart = money_and_oil.sharara_chart(events)
    listed = {name for bars in chart.figure.data[: len(money_and_oil.HOLDERS)] for name in bars.ids}
    assert {money_and_oil.CLAIMED, *money_and_oil.ARRIVALS} <= listed <= set(events.event_id)
    assert len(listed) <= 9
    assert events[events.fact_id == "art-002"].event_id.iloc[0] in listed
    assert set(chart.rows.event_id) == set(events.event_id)
    assert {events.set_index("event_id").track[name] for name in money_and_oil.ARRIVALS} == {"Russians"}


def test_the_months_to_the_russians_are_those_to_each_arrival():
    events = brief.events("sharara")
    days = [brief.days_between("war-080", fact_id) for fact_id in ("art-206", "war-086")]
    months = money_and_oil.months_to_arrivals(events)
    assert months == [round(number / 30.44) for number in days]
    assert set(months) == {16}
    assert "about 16 months" in [note.text for note in money_and_oil.sharara_chart(events).figure.layout.annotations]
