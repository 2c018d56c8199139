"""Counts of both sides come in pairs; sums have their lane, batches their place, and all of them their marks."""

import pandas as pd
import pytest

import brief
from brief.charts import style
from brief.errors import BriefError
from brief.libya import recruitment
from helpers import positions, traces

PAIRS = {"syr-004": "syr-150", "syr-009": "syr-154", "syr-012": "syr-160"}


def words_of(chart):
    return " ".join(annotation.text for annotation in chart.figure.layout.annotations)


def test_every_count_of_syrians_has_a_mark_and_words_and_no_line_runs_where_nobody_counted():
    rows = recruitment.syrians()
    assert rows.repeats.isna().all()
    chart = recruitment.syrians_chart(rows)
    assert set(rows.fact_id) <= set(positions(chart))
    in_one_label = {"syr-009", "syr-010"}
    assert set(rows.fact_id) == set(recruitment.BESIDE_COUNTS) | in_one_label
    assert all(f"{brief.value(name):,}" in words_of(chart) for name in in_one_label)
    steps = {
        tuple(trace["y"][:2]) for trace in traces(chart) if trace["mode"] == "lines" and trace["line"]["width"] == 3
    }
    assert all(one == other for one, other in steps), "bars along the days of one number"


def test_those_present_and_those_sent_are_in_panels_of_their_own():
    rows = recruitment.syrians()
    assert set(rows[rows.panel == recruitment.PRESENT].basis) == {"stock"}
    assert set(rows[rows.panel == recruitment.SENT].basis) == {"cumulative"}


def test_the_number_of_the_article_is_drawn_in_its_colour():
    chart = recruitment.syrians_chart(recruitment.syrians())
    (star,) = [trace for trace in traces(chart) if trace.get("marker", {}).get("color") == style.ACCENT]
    assert star["y"] == [brief.value("syr-001")]


def test_the_series_of_one_counter_is_joined():
    chart = recruitment.syrians_chart(recruitment.syrians())
    (line,) = [trace for trace in traces(chart) if trace.get("line", {}).get("width") == 2.5]
    assert [int(count) for count in line["y"]] == [brief.value(name) for name in ("syr-004", "syr-009", "syr-012")]


def test_counts_for_both_sides_come_in_pairs():
    sides = recruitment.both_sides(PAIRS)
    assert list(sides.fact_id) == ["syr-004", "syr-150", "syr-009", "syr-154", "syr-012", "syr-160"]


def test_counts_of_the_same_days_have_their_ratio_beside_them_and_others_have_none():
    words = words_of(recruitment.both_sides_chart(recruitment.both_sides(PAIRS), PAIRS))
    assert f"{brief.value('syr-150') / brief.value('syr-004'):.0f} to one" in words
    assert f"{brief.value('syr-154') / brief.value('syr-009'):.1f} to one" in words
    assert words.count("to one") == 2, "the last counts are two months apart"


def test_a_pair_of_unknown_facts_is_reported():
    with pytest.raises(BriefError, match="no fact 'syr-999'"):
        recruitment.both_sides({"syr-004": "syr-999"})


def test_every_sum_has_a_lane_and_a_mark():
    price = recruitment.price()
    assert price.repeats.isna().all()
    assert list(price.lane.unique()) == list(dict.fromkeys(recruitment.LANES_OF_THE_PRICE.values()))
    chart = recruitment.price_chart(price)
    assert set(price.fact_id) <= set(positions(chart))
    assert list(chart.rows.fact_id) == list(price.fact_id)


def test_offers_of_the_usual_sum_are_counted_beside_their_column():
    price = recruitment.price()
    offers = price[price.measure_id == "pay_offer_lna"]
    usual = brief.value("syr-060")
    flat = offers[(offers.value_low == usual) & (offers.value_high == usual)]
    said = f"{brief.counted(len(flat))} of {len(offers)} offers to Syrians: {usual:,} flat"
    assert said in words_of(recruitment.price_chart(price))


def test_every_estimate_of_wagner_has_a_row_in_the_order_of_its_days_with_when_who_and_how_many():
    others = recruitment.others()
    chart = recruitment.wagner_chart(others)
    assert list(chart.rows.fact_id) == list(others.fact_id), "the rows keep those who are not drawn"
    places = positions(chart)
    wagner = others[others.panel == recruitment.WAGNER]
    assert set(places) == set(wagner.fact_id)
    in_order = wagner.sort_values(["first_day", "last_day", "fact_id"])
    labels = chart.figure.layout.yaxis.ticktext
    for row, y, label in zip(in_order.itertuples(), chart.figure.layout.yaxis.tickvals, labels, strict=True):
        number = row.value_high if pd.isna(row.value_low) else row.value_low
        assert places[row.fact_id] == (number, y)
        assert label.startswith(f"<b>{row.when}</b> \u00b7 {row.short}")
        assert label.endswith("(a party)") == row.party
    assert (
        sum(note.text.startswith("\u2265") for note in chart.figure.layout.annotations)
        == wagner.value_high.isna().sum()
    )


def test_a_range_of_an_estimate_is_a_bar_from_end_to_end_and_a_bound_an_arrow_beyond_it():
    others = recruitment.others()
    wagner = others[others.panel == recruitment.WAGNER]
    bars, arrows = (
        {(x, y): end for x, end, y in zip(trace["x"][::3], trace["x"][1::3], trace["y"][::3], strict=True)}
        for trace in traces(recruitment.wagner_chart(others))[:2]
    )
    wide = wagner[wagner.value_low < wagner.value_high]
    assert sorted((low, high) for (low, _), high in bars.items()) == sorted(
        zip(wide.value_low, wide.value_high, strict=True)
    )
    open_above = wagner[wagner.value_high.isna()]
    assert sorted(start for (start, _), end in arrows.items() if end > start) == sorted(open_above.value_low)
    open_below = wagner[wagner.value_low.isna()]
    assert [start for (start, _), end in arrows.items() if end < start] == list(open_below.value_high)


def test_months_of_which_estimates_exclude_each_other_are_found_and_vague_ones_do_not_count():
    wagner = recruitment.others().query("panel == @recruitment.WAGNER")
    found = recruitment.disagreements(wagner)
    assert [f"{month:%Y-%m}" for month in found.month] == ["2019-12", "2020-07", "2020-09"]
    december = wagner[wagner.when.isin(["December 2019", "31 December 2019"])]
    assert found.low[0] == december.value_low.min() and found.high[0] == december.value_high.max()
    agreeing = wagner[wagner.fact_id.isin(["syr-105", "syr-108"])]
    assert recruitment.disagreements(agreeing).empty, "1,400 lies between 800 and 2,500"


def test_each_report_of_a_batch_has_a_bar_under_its_place_and_each_place_a_mark():
    batches = brief.facts("syrians_batch_lna", repeats=False).dropna(subset="place_id")
    chart = recruitment.batches_chart(batches)
    places = positions(chart)
    for row in batches.itertuples():
        most = row.value_low if pd.isna(row.value_high) else row.value_high
        assert places[row.fact_id][0] == most
    (ranged,) = [trace for trace in traces(chart) if trace["type"] == "bar" and not trace.get("ids")]
    wide = batches[batches.value_low < batches.value_high]
    assert list(ranged["x"]) == list(wide.value_low), "solid to the lower end of a range, pale to its upper end"
    words = words_of(chart)
    for place, members in batches.groupby("place"):
        assert f"<b>{place}</b> {brief.plural(len(members), 'report')}" in words
    (mapped,) = [trace for trace in traces(chart) if trace["type"] == "scattergeo" and trace.get("ids")]
    reports = batches.place_id.value_counts()
    areas = [size**2 / reports[place] for place, size in zip(mapped["ids"], mapped["marker"]["size"], strict=True)]
    assert areas == pytest.approx([areas[0]] * len(areas), rel=0.02)
    on_map = {name for trace in traces(chart) if trace["type"] == "scattergeo" for name in trace.get("ids", [])}
    assert on_map == set(batches.place_id)


def test_the_map_of_recruitment_names_the_neighbours_and_the_sea():
    batches = brief.facts("syrians_batch_lna", repeats=False).dropna(subset="place_id")
    names = traces(recruitment.batches_chart(batches))[0]
    assert {"Turkey", "Iraq", "Jordan", "Lebanon", "Israel"} <= set(names["text"])
    area = recruitment.AREA
    assert all(area.holds(*point) for point in zip(names["lat"], names["lon"], strict=True))
