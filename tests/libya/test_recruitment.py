"""Counts of both sides come in pairs; sums have their lane, batches their place, and all of them their marks."""

import pandas as pd
import pytest

import brief
from brief import tables, words
from brief.charts import style
from brief.errors import BriefError
from brief.libya import recruitment
from helpers import positions, traces

PAIRS = {"syr-004": "syr-150", "syr-009": "syr-154", "syr-012": "syr-160"}


def words_of(chart):
    return " ".join(annotation.text for annotation in chart.figure.layout.annotations)


def symbols_of(chart):
    """Return the symbol of each mark of a chart, by the name of its row."""
    return {
        name: symbol
        for trace in traces(chart)
        for name, symbol in zip(trace.get("ids", []), trace.get("marker", {}).get("symbol", []), strict=False)
    }


def red_of(chart):
    """Return the names of the marks of a chart that are in the colour of the article."""
    return [
        name
        for trace in traces(chart)
        if trace["type"] == "scatter"
        for name, colour in zip(trace.get("ids", []), trace.get("marker", {}).get("color", []), strict=False)
        if colour == style.ACCENT
    ]


def labels_of(chart):
    """Return the words at the left of each row of a chart, by the height of the row."""
    axis = chart.figure.layout.yaxis
    return dict(zip(axis.tickvals, axis.ticktext, strict=True))


def lowest(row):
    return row.value_high if pd.isna(row.value_low) else row.value_low


@pytest.fixture(scope="module")
def syrians():
    return recruitment.syrians()


def feet_of(chart):
    """Return where the panels of a chart stand, by their headings: the first tick below each."""
    ticks = chart.figure.layout.yaxis
    zeros = [y for y, text in zip(ticks.tickvals, ticks.ticktext, strict=True) if text == "0"]
    heads = {note.text[3:-4]: note.y for note in chart.figure.layout.annotations if note.xref == "paper"}
    return {head: max(zero for zero in zeros if zero < y) for head, y in heads.items()}


def panel_of(chart, name):
    """Return the heading above the mark of a row."""
    feet, (_, y) = feet_of(chart), positions(chart)[name]
    return max((foot, head) for head, foot in feet.items() if foot <= y)[1]


def test_every_count_of_syrians_has_a_mark_at_its_number_within_its_time_and_says_its_number(syrians):
    assert syrians.repeats.isna().all()
    chart = recruitment.syrians_chart(syrians)
    places = positions(chart)
    assert set(places) == {*syrians.fact_id, "art-002"}
    assert len(set(places.values())) == len(places), "no mark lies on another"
    said = [note.text for note in chart.figure.layout.annotations]
    for row in syrians.itertuples():
        day, y = places[row.fact_id]
        assert y - feet_of(chart)[panel_of(chart, row.fact_id)] == pytest.approx(lowest(row))
        assert row.first_day <= pd.Timestamp(day) <= row.last_day
        number = words.bounds(tables.plain(row.value_low), tables.plain(row.value_high))
        assert any(text.startswith(f"<b>{number}</b>") for text in said)
    assert sum("\u2265" in text for text in said) == syrians.value_high.isna().sum() + 1, "and the article"


def test_the_time_of_each_count_of_syrians_is_a_stroke(syrians):
    chart = recruitment.syrians_chart(syrians)
    strokes = set()
    for trace in traces(chart):
        if trace.get("mode") == "lines" and None in trace["x"]:
            for at in range(0, len(trace["x"]), 3):
                strokes.add((*trace["x"][at : at + 2], *trace["y"][at : at + 2]))
    places = positions(chart)
    for row in syrians[syrians.days > 1].itertuples():
        ends = tuple(f"{day:%Y-%m-%d}" for day in (row.first_day, row.last_day))
        assert (*ends, places[row.fact_id][1], places[row.fact_id][1]) in strokes


def test_parties_to_the_war_are_named_as_such_and_have_the_mark_of_their_side(syrians):
    wagner = recruitment.wagner()
    for rows, chart in ((syrians, recruitment.syrians_chart(syrians)), (wagner, recruitment.wagner_chart(wagner))):
        symbols = symbols_of(chart)
        for row in rows.itertuples():
            assert symbols[row.fact_id] == style.SIDES[row.originator_side].symbol
    called = {name for name, label in recruitment.WHO_IS.items() if "(a party)" in label}
    assert called == set(syrians.short[syrians.party])
    assert set(wagner.root_id[wagner.party]) == {"turkey-presidency"} and "a party" in recruitment.OTHERS


def test_the_running_count_is_a_line_and_those_hired_and_present_are_apart_from_those_sent():
    rows = recruitment.syrians()
    assert set(rows[rows.panel == recruitment.PRESENT].basis) == {"stock"}
    assert set(rows[rows.panel != recruitment.PRESENT].basis) == {"cumulative"}
    assert set(rows.measure_id[rows.panel == recruitment.HIRED]) == {"syrians_recruited_lna"}
    chart = recruitment.syrians_chart(rows)
    places = positions(chart)
    assert all(panel_of(chart, row.fact_id) == recruitment.HEADINGS[row.panel] for row in rows.itertuples())
    running = rows[(rows.root_id == "sohr") & (rows.panel == recruitment.SENT)]
    (line,) = [trace for trace in traces(chart) if trace.get("mode") == "lines" and None not in trace["x"]]
    assert list(zip(line["x"], line["y"], strict=True)) == [places[name] for name in running.fact_id]


def test_the_number_of_the_article_is_drawn_in_its_colour_among_the_hired():
    chart = recruitment.syrians_chart(recruitment.syrians())
    assert red_of(chart) == ["art-002"] and symbols_of(chart)["art-002"] == style.ARTICLE.symbol
    assert panel_of(chart, "art-002") == recruitment.HEADINGS[recruitment.HIRED]
    foot = feet_of(chart)[recruitment.HEADINGS[recruitment.HIRED]]
    assert positions(chart)["art-002"][1] - foot == pytest.approx(brief.value("syr-001"))


def test_counts_for_both_sides_come_in_pairs_with_their_days_and_the_ratio_at_the_right():
    sides = recruitment.both_sides(PAIRS)
    assert list(sides.fact_id) == ["syr-150", "syr-004", "syr-154", "syr-009", "syr-160", "syr-012"]
    chart = recruitment.both_sides_chart(sides)
    assert {name: x for name, (x, _) in positions(chart).items()} == dict(
        zip(sides.fact_id, sides.value_low, strict=True)
    )
    assert "<b>Syrian Observatory for Human Rights: sent to Libya so far</b>" in words_of(chart)
    days = ("24 May 2020", "24 May 2020", "5 Jul 2020", "4 Jul 2020", "Sep 2020", "14 Nov 2020")
    whose = ("Turkey’s side", "Russia’s side") * 3
    labels = [f"{side}, {day}" for side, day in zip(whose, days, strict=True)]
    assert list(chart.figure.layout.yaxis.ticktext) == labels
    for lna, gna in PAIRS.items():
        assert f"{brief.value(gna) / brief.value(lna):.2g} to one" in words_of(chart)


def test_a_pair_of_unknown_facts_is_reported():
    with pytest.raises(BriefError, match="no fact 'syr-999'"):
        recruitment.both_sides({"syr-004": "syr-999"})


def test_every_sum_of_pay_has_a_row_under_its_heading_from_the_lowest_to_the_highest_of_a_side():
    pay = recruitment.pay()
    assert pay.repeats.isna().all()
    assert list(pay.block.unique()) == list(dict.fromkeys(recruitment.PAYS.values()))
    chart = recruitment.pay_chart(pay)
    places, labels = positions(chart), labels_of(chart)
    assert list(chart.rows.fact_id) == list(pay.fact_id)
    for row in pay.itertuples():
        x, y = places[row.fact_id]
        assert (x, labels[y]) == (lowest(row), row.short + recruitment.WHOSE_PAY.get(row.measure_id, ""))
    for _, members in pay.groupby("measure_id"):
        least = list(members.value_low.fillna(members.value_high))
        assert least == sorted(least)
    assert len({y for _, y in places.values()}) == len(places), "equal sums can be counted"


def test_a_bracket_joins_the_reports_of_the_commonest_offer():
    chart = recruitment.pay_chart(recruitment.pay())
    assert "4 of 17<br>others" in [note.text for note in chart.figure.layout.annotations]
    places = positions(chart)
    same = ["syr-035", "syr-060", "syr-071", "syr-080"]
    heights = sorted(places[name][1] for name in same)
    [bracket] = [trace for trace in traces(chart) if len(trace["y"]) == 2 and trace["mode"] == "lines"]
    assert min(bracket["y"]) < heights[0] and heights[-1] < max(bracket["y"])
    inside = [name for name, (_, y) in places.items() if heights[0] <= y <= heights[-1]]
    assert sorted(inside) == same, "and no other"
    assert places["art-002"][1] > heights[-1], "the article is above them, and not one of them"


def test_what_the_article_says_of_pay_is_red_and_that_of_no_other():
    chart = recruitment.pay_chart(recruitment.pay())
    assert red_of(chart) == ["art-002"]
    assert positions(chart)["art-002"][0] == brief.value("syr-060")


def test_estimates_of_wagner_have_a_row_each_with_its_time_by_who_says_so_and_the_peaks_apart():
    wagner = recruitment.wagner()
    assert wagner.repeats.isna().all()
    chart = recruitment.wagner_chart(wagner)
    assert list(chart.rows.fact_id) == list(wagner.fact_id)
    places, said = positions(chart), words_of(chart)
    assert {name: x for name, (x, _) in places.items()} == {row.fact_id: lowest(row) for row in wagner.itertuples()}
    assert len({y for _, y in places.values()}) == len(wagner), "none hides another"
    known = {f"<b>{text}</b>" for text in (recruitment.MILITARY, recruitment.OTHERS, recruitment.PEAKS)}
    headings = {note.y: note.text[3:-4] for note in chart.figure.layout.annotations if note.text in known}
    for row in wagner.itertuples():
        of_military = recruitment.MILITARY if row.root_id == "us-military" else recruitment.OTHERS
        above = min(y for y in headings if y > places[row.fact_id][1])
        assert headings[above] == (recruitment.PEAKS if row.basis == "peak" else of_military)
        assert row.basis == "peak" or words.short_dates(row.when) in said
    assert "by Apr 2020" in said and "by Mar 2021" in said, "of a peak no day is known but that of the report"


def test_a_count_of_which_nothing_else_is_said_has_its_number_and_who_says_so_right_of_its_time():
    chart = recruitment.syrians_chart(recruitment.syrians())
    (words_beside,) = [note for note in chart.figure.layout.annotations if note.text == "<b>2,000</b> US inspectors"]
    assert (words_beside.x, words_beside.xanchor) == ("2020-06-30", "left")


def test_estimates_of_one_speaker_that_exclude_each_other_are_found():
    found = recruitment.own_disagreement(recruitment.wagner())
    assert list(found.fact_id) == ["syr-112", "air-023", "air-178"] and found.root_id.nunique() == 1
    assert list(found.value_low) == [3000, 2000, 2000]


def test_what_a_chart_cannot_do_without_is_named_where_the_tables_lack_it():
    wagner, pay = recruitment.wagner(), recruitment.pay()
    with pytest.raises(BriefError, match="no estimate of Wagner’s men excludes another"):
        recruitment.own_disagreement(wagner[wagner.days == 1])
    ranges = pay[(pay.measure_id != "pay_offer_lna") | (pay.value_low != pay.value_high)]
    with pytest.raises(BriefError, match=r"no fact of pay_offer_lna.* gives a single number"):
        recruitment.pay_chart(ranges)
    single = batches().value_low == batches().value_high
    with pytest.raises(BriefError, match="no fact of syrians_batch_lna gives a single number"):
        recruitment.batches_chart(batches()[~single])


def batches():
    return brief.facts("syrians_batch_lna", repeats=False).dropna(subset="place_id")


def test_each_report_of_a_batch_has_a_bar_under_its_place_the_place_with_the_most_reports_first():
    chart = recruitment.batches_chart(batches())
    places, labels = positions(chart), labels_of(chart)
    heads = {note.text: note.y for note in chart.figure.layout.annotations}
    reports = batches().place.value_counts()
    above = {place: heads[f"<b>{place}: {brief.plural(number, 'report')}</b>"] for place, number in reports.items()}
    assert max(above, key=above.get) == reports.idxmax()
    for row in batches().itertuples():
        x, y = places[row.fact_id]
        day = brief.words.short_dates(row.when).removesuffix(" 2020")
        assert x == row.value_low and labels[y] == f"{row.short}, {day}"
        nearest = min((head for head in above.values() if head > y), default=None)
        assert nearest == above[row.place]


def test_the_reports_that_give_the_same_number_are_joined_by_a_bracket():
    chart = recruitment.batches_chart(batches())
    (line,) = [trace for trace in traces(chart) if trace.get("mode") == "lines"]
    inside = [name for name, (_, y) in positions(chart).items() if min(line["y"]) < y < max(line["y"])]
    same = batches().query("place_id == 'quneitra' and value_low == 350 and value_high == 350")
    assert sorted(inside) == sorted(same.fact_id)
    assert "may be one<br>report, copied" in words_of(chart)


def test_the_map_has_a_mark_for_each_place_of_a_batch_and_for_no_other():
    drawn = traces(recruitment.batches_chart(batches()))
    on_map = {name for trace in drawn if trace["type"] == "scattergeo" for name in trace.get("ids", [])}
    assert on_map == set(batches().place_id)


def test_the_map_of_recruitment_names_the_neighbours_and_the_sea():
    names = next(trace for trace in traces(recruitment.batches_chart(batches())) if trace["type"] == "scattergeo")
    assert {"Turkey", "Iraq", "Jordan", "Lebanon", "Israel"} <= set(names["text"])
    area = recruitment.AREA
    assert all(area.holds(*point) for point in zip(names["lat"], names["lon"], strict=True))
