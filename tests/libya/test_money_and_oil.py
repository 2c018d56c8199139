"""A stated total of banknotes is compared with the years that it covers."""

import pandas as pd
import pytest

import brief
from brief import words
from brief.charts import style
from brief.errors import BriefError
from brief.libya import banknotes, blockade, sharara
from helpers import positions, traces


def test_a_total_is_compared_with_the_parts_within_its_period():
    totals = banknotes.in_total()
    parts = banknotes.by_year()
    customs = totals.set_index("fact_id").loc["med-138"]
    assert customs.parts == ("med-135", "med-136", "med-137"), "the years that it covers, and no other"
    assert customs.parts_sum == pytest.approx(customs.stated) == pytest.approx(10.805)
    ordered = parts.set_index("fact_id").ordered
    assert list(ordered[ordered].index) == ["med-132"], "one order, however many report it"


def test_dollars_become_dinars_at_the_rate_of_the_customs_data():
    totals = banknotes.in_total()
    experts = totals.set_index("fact_id").loc["med-140"]
    assert experts.stated == pytest.approx(7.11 * 4.5 / 3.22)


def test_a_total_without_parts_is_reported():
    totals = banknotes.in_total()
    parts = banknotes.by_year()
    with pytest.raises(BriefError, match="med-138 has no parts within its period"):
        banknotes.reconciled(totals[totals.fact_id == "med-138"], parts[parts.ordered])


def test_output_names_each_row_by_its_month_and_basis():
    output = blockade.oil_output()
    assert len(output) == len(brief.table("oil"))
    assert output.row_id.is_unique
    assert output[["told", "publisher"]].notna().all(axis=None)


def tapped():
    return blockade.output_and_losses(blockade.oil_output(), blockade.losses())


def test_the_tap_draws_output_above_and_losses_below_at_their_values():
    rows = tapped()
    places = positions(blockade.chart(rows))
    assert {name: y for name, (_, y) in places.items()} == dict(zip(rows.row_id, rows.value, strict=True))
    lowest = rows[rows.series == "opec_average"].value.min()
    assert lowest == pytest.approx(0.103), "in the unit of the title"


def test_the_blockade_is_drawn_over_output_and_losses():
    start, end = blockade.days()
    assert start < end
    bands = [trace for trace in traces(blockade.chart(tapped())) if trace.get("fillcolor") == style.PALE]
    assert [(trace["x"][0], trace["x"][2]) for trace in bands] == [(start, end)] * 2
    assert {trace.get("yaxis", "y") for trace in bands} == {"y", "y2"}


def test_months_without_any_figure_of_output_are_named_as_such():
    rows = tapped()
    output = rows[rows.unit == blockade.OUTPUT_AXIS]
    known = {day[:7] for day in output.day}
    notes = blockade.chart(rows).figure.layout.annotations
    (months,) = [note.x for note in notes if "figure" in note.text and note.x > "2019"]
    assert not known & {"2020-05", "2020-06", "2020-07"} and {"2020-04", "2020-08"} <= known
    assert months == "2020-06-16", "the middle of the months from May to July"


def test_only_months_of_which_opec_has_a_mean_have_a_stroke_as_long_as_the_month():
    rows = tapped()
    strokes, *_ = [trace for trace in traces(blockade.chart(rows)) if trace["mode"] == "lines"]
    ends = list(zip(strokes["x"][0::3], strokes["x"][1::3], strict=False))
    months = {series: set(of.day.str[:7]) for series, of in rows.groupby("series")}
    assert {start[:7] for start, _ in ends} == {end[:7] for _, end in ends} == months["opec_average"]
    assert ("2020-08-01", "2020-08-31") in ends
    assert months["noc_average"] - months["opec_average"] == {"2019-10", "2019-11"}, "there are dots of the company"


def test_only_what_a_company_took_back_itself_is_hollow_in_the_tap():
    rows = tapped()
    hollow = {
        name
        for trace in traces(blockade.chart(rows))
        if str(trace.get("marker", {}).get("symbol", "")).endswith("-open")
        for name in trace["ids"]
    }
    assert hollow == {blockade.BELOW_AN_EARLIER_FIGURE}


def test_a_bracket_spans_the_fall_that_the_title_names():
    chart = blockade.chart(tapped())
    assert "<b>\u221291 %</b><br>Dec to Aug" in [note.text for note in chart.figure.layout.annotations]
    means = tapped().query("series == 'opec_average'").set_index("row_id").value
    fall = 1 - means["2020-08 opec_average"] / means["2019-12 opec_average"]
    assert round(100 * fall) == 91


def test_the_companys_figure_of_a_single_day_is_drawn_on_that_day():
    rows = tapped()
    days = rows[rows.series == "noc_point"].day.to_list()
    assert days == ["2020-01-27", "2020-02-23", "2020-03-22", "2020-04-05", "2020-11-07"]
    start, _ = blockade.days()
    assert min(days) > start, "the fall does not come before its cause"


def test_a_loss_of_which_a_lower_bound_is_stated_is_over_that_number():
    losses = blockade.losses()
    bounds = losses[losses.value_high.isna()]
    assert bounds.fact.str.contains("above").all()
    numbers = tapped().set_index("row_id").number[bounds.fact_id]
    assert numbers.str.fullmatch(r"> [\d.]+").all()


def test_the_line_of_losses_leaves_out_the_figure_below_an_earlier_one_which_is_a_dot():
    losses = blockade.losses()
    assert losses.repeats.isna().all()
    assert not losses["at"].str.contains("/").any()
    chart = blockade.chart(tapped())
    lines = [trace for trace in traces(chart) if trace["mode"] == "lines" and trace.get("yaxis") == "y2"]
    assert [trace["y"] for trace in lines] == [sorted(lines[0]["y"])], "the company's count only grows"
    below = losses.set_index("fact_id").billions[blockade.BELOW_AN_EARLIER_FIGURE]
    assert below not in lines[0]["y"]
    assert positions(chart)[blockade.BELOW_AN_EARLIER_FIGURE][1] == below


def test_missing_output_is_priced_for_each_month_of_the_blockade():
    priced = blockade.priced_losses().set_index("month")
    assert list(priced.index) == [f"2020-0{month}" for month in range(1, 10)]
    assert priced.loc["2020-08", "billions"] == pytest.approx((1140 - 103) * 31 * 44.74 / 1e6)
    assert priced.loc["2020-09", "days"] == 18, "only the days up to the end of the blockade"
    assert priced.output["2020-04"] < priced.output["2020-06"] < priced.output["2020-08"], (
        "months between are on a line"
    )
    assert priced.billions.sum() == pytest.approx(9.7, abs=0.1)


def drawn_banknotes():
    totals, parts = banknotes.in_total(), banknotes.by_year()
    return totals, parts, banknotes.chart(totals, parts)


def test_each_total_and_each_year_of_customs_is_a_bar_and_an_order_is_hollow():
    totals, parts, chart = drawn_banknotes()
    (bars,) = [trace for trace in traces(chart) if "med-132" in trace.get("ids", ())]
    stated = {
        **dict(zip(totals.fact_id, totals.stated, strict=True)),
        **dict(zip(parts.fact_id, parts.value_low, strict=True)),
    }
    assert dict(zip(bars["ids"], bars["x"], strict=True)) == pytest.approx(stated) and set(bars["base"]) == {0}
    assert bars["ids"][0] == banknotes.CUSTOMS_TOTAL, "what the title says stands first"
    filled = dict(zip(bars["ids"], bars["marker"]["color"], strict=True))
    hollow = {name for name, colour in filled.items() if colour == style.CLEAR}
    assert hollow == set(parts.fact_id[parts.ordered]) == {"med-132"}
    assert set(chart.rows.fact_id) == {*totals.fact_id, *parts.fact_id}


def test_each_total_says_for_which_years_it_is_and_half_a_year_that_it_is_one():
    totals, _, chart = drawn_banknotes()
    shown = [note.text for note in chart.figure.layout.annotations]
    assert {words.short_dates(when) for when in totals.when} <= set(shown)
    assert {"<b>10.8</b>", "<b>11</b>", "<b>9.9</b>", "<b>\u2264 14.5</b>"} <= set(shown)
    assert "Jan–Jun 2019" in chart.figure.layout.yaxis.ticktext


def test_the_millions_of_the_article_are_no_mark():
    _, _, chart = drawn_banknotes()
    assert style.ACCENT not in str(chart.figure)


def events_and_bars():
    events = brief.events("sharara")
    return events, sharara.bars(events)


def test_sharara_lists_every_arrival_and_the_article_and_keeps_every_event_in_its_rows():
    events, bars = events_and_bars()
    chart = sharara.chart(events)
    what = events.set_index("event_id").what
    shown = [note.text.replace("<br>", " ") for note in chart.figure.layout.annotations]
    listed = [name for text in shown for name in what.index if text == what[name] or text[-40:] == what[name][-40:]]
    assert listed == [*sharara.BY_SPEAKERS, sharara.BY_ARTICLE], "by the day of which they tell"
    assert what.index[events.fact_id == "art-002"].tolist() == [sharara.BY_ARTICLE]
    assert {events.set_index("event_id").track[name] for name in sharara.BY_SPEAKERS} == {"Russians"}
    assert "<b>4 July</b>" in shown and "<b>10 June on</b>" in shown
    assert set(chart.rows.event_id) == set(events.event_id) >= set(bars.event_id)


def test_whether_sharara_ran_is_one_bar_after_the_other_and_the_guards_of_a_shut_field_are_inferred():
    _, bars = events_and_bars()
    assert bars.bar_id.is_unique
    guarded, ran, _ = (of for _, of in bars.groupby("y", sort=False))
    nights = zip(pd.to_datetime(ran.end), pd.to_datetime(ran.start[1:]), strict=False)
    assert all((later - earlier).days == 1 for earlier, later in nights), "no gap and no overlap"
    assert set(ran.opacity) == {1, 0.25}, "what is shut is not in doubt"
    claimed = guarded.start.min()
    assert list(guarded.start[guarded.opacity == 0]) == [claimed, blockade.days()[0]], "and a claim is hollow, too"


def test_russians_at_sharara_have_a_colour_of_their_own_and_come_with_the_earliest_account():
    events, bars = events_and_bars()
    russians = bars[bars.event_id.isin(sharara.BY_SPEAKERS)]
    came = sharara.arrivals(events)
    assert list(russians.start) == [min(came.values()), came[sharara.BY_COMPANY]]
    assert list(russians.opacity) == [0, 1], "one man's account is hollow"
    assert not set(russians.colour) & set(bars.colour.drop(russians.index))


def test_sharara_changes_hands_on_the_days_of_its_events():
    events, bars = events_and_bars()
    day = events.set_index("event_id").first_day.map("{:%Y-%m-%d}".format)
    guarded = bars[bars.y == bars.y.max()]
    assert guarded.start.iloc[0] == day[sharara.CLAIMED] and guarded.start.iloc[-1] == day[sharara.STORMED]
    shut = bars[bars.words == "shut"].iloc[0]
    assert (shut.start, shut.opacity) == (blockade.days()[0], 0.25)


def test_the_chairman_of_the_oil_company_dates_the_russians_25_days_before_he_spoke():
    events, _ = events_and_bars()
    assert "25 days" in brief.fact("war-088").fact
    assert sharara.arrivals(events)[sharara.BY_CHAIRMAN] == "2020-06-10"


def test_the_months_to_the_russians_are_those_to_each_arrival():
    events, _ = events_and_bars()
    days = [brief.days_between("war-080", fact_id) for fact_id in ("war-088", "art-206", "war-086")]
    days[0] -= sharara.DAYS_BEFORE
    months = sharara.months_to_arrivals(events)
    assert months == [round(number / 30.44) for number in days]
    assert set(months) == {16}
    assert "about 16 months to the first day reported" in [
        note.text for note in sharara.chart(events).figure.layout.annotations
    ]
