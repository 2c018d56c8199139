"""Who ascribes which aim to Russia, which answer the evidence speaks against, and what came of the forecast."""

import itertools
import re

import pandas as pd
import pytest

import brief
from brief.charts import style
from brief.libya import aims, answers, forecasts, meetings
from helpers import positions, traces

TABLE = brief.table("aims")
SAID = brief.by_voice(TABLE.claim_id).merge(TABLE[["claim_id", "name", "note"]], on="claim_id")
SCALE = ("II", "I", "N", "C", "CC")


# --- who ascribes which aim -------------------------------------------------------------------------------


def cells(chart):
    """Return the words beside each square, by aim and column."""
    marks = chart.figure.data[0]
    words = {(note.x, note.y): note.text.replace("<br>", " ") for note in chart.figure.layout.annotations}
    return {name: words[place] for name, place in zip(marks.ids, zip(marks.x, marks.y, strict=True), strict=True)}


def test_every_russian_voice_is_named_in_the_cell_of_what_it_says_and_nobody_else_is():
    drawn = cells(aims.voices_chart(SAID, aims.by_russians(SAID, TABLE)))
    camps = brief.table("origins").set_index("origin_id").camp_id
    expected = {}
    for voice in SAID.itertuples():
        if camps[voice.root_id] in ("russia", "wagner", "russia-and-turkey"):
            is_denial = voice.says in ("denies", "contradicts")
            of_cell = expected.setdefault((voice.claim_id, is_denial), {"supports": [], "qualifies": []})
            of_cell["qualifies" if voice.says == "qualifies" else "supports"].append(voice.voice.split()[-1].lower())
    found = {(name.split()[0], name.endswith("Denied it")): text for name, text in drawn.items()}
    assert set(found) == set(expected) and len(found) == len(drawn), "one square for each aim and column"
    for name, text in drawn.items():
        outright, _, in_part = text.partition("in part: ")
        names = [
            [one.split()[-1].lower() for one in part.strip("; ").split(", ") if one] for part in (outright, in_part)
        ]
        assert names == list(expected[name.split()[0], name.endswith("Denied it")].values())
        assert name.endswith("in part") == (not outright)


def test_what_is_said_in_part_is_pale_and_denials_have_the_colour_of_what_speaks_against():
    marks = aims.voices_chart(SAID, aims.by_russians(SAID, TABLE)).figure.data[0]
    for name, colour in zip(marks.ids, marks.marker.color, strict=True):
        assert colour.startswith("rgba") == name.endswith("in part")
        assert (colour == style.AGAINST) == name.endswith("Denied it")


def test_squares_of_who_said_so_stand_in_one_column_and_those_of_who_denied_it_in_another():
    marks = aims.voices_chart(SAID, aims.by_russians(SAID, TABLE)).figure.data[0]
    columns = {name.endswith("Denied it"): set() for name in marks.ids}
    for name, x in zip(marks.ids, marks.x, strict=True):
        columns[name.endswith("Denied it")].add(x)
    ([said], [denied]) = columns[False], columns[True]
    assert said < denied


def test_each_group_of_aims_has_a_heading_above_its_aims():
    rows = aims.by_russians(SAID, TABLE)
    notes = aims.voices_chart(SAID, rows).figure.layout.annotations
    in_order = [note.text for note in sorted(notes, key=lambda note: -note.y) if note.x == 0]
    expected = []
    for group, of_group in rows.groupby("group", sort=False):
        expected += [f"<i>{group}</i>", *(f"<b>{name}</b>" for name in of_group.name)]
    assert in_order == expected


def test_a_voice_of_two_states_of_which_one_is_russia_is_a_russian_voice():
    joint = SAID[SAID.side == "both"]
    assert set(joint.voice) == {"Putin and Erdogan"}
    assert set(joint.voice_id) <= set(aims.russians(SAID).voice_id)


def test_aims_are_grouped_by_what_russians_say_and_a_russian_word_stands_in_the_table():
    rows = aims.by_russians(SAID, TABLE)
    assert sorted(rows.claim_id) == sorted(TABLE.claim_id)
    order = list(aims.GROUPS.values())
    places = [order.index(group) for group in rows.group]
    assert places == sorted(places)
    found = TABLE.set_index("claim_id").paper != "none"
    assert dict(zip(rows.claim_id, rows.named, strict=True)) == dict(found), "the table and the voices agree"
    for row in rows.itertuples():
        assert row.group == aims.GROUPS[row.named, row.denied]


def test_others_are_counted_without_russians_and_without_who_denies():
    rows = aims.by_russians(SAID, TABLE).set_index("claim_id")
    rest = SAID[~SAID.voice_id.isin(aims.russians(SAID).voice_id) & SAID.says.isin(["supports", "qualifies"])]
    for claim_id in rows.index:
        assert rows.others[claim_id] == (rest.claim_id == claim_id).sum()


def test_names_of_answers_stand_in_a_sentence_with_small_letters():
    assert answers.in_a_sentence(["A base", "Contracts and oil"]) == "a base and contracts and oil"
    three = answers.in_a_sentence(["A base", "Contracts and oil", "A seat"])
    assert three == "a base, contracts and oil, and a seat", "it is seen where a name ends"


# --- which answers the evidence speaks against ------------------------------------------------------------


def test_every_mark_of_evidence_has_a_direction():
    marks = answers.evidence()
    directions = marks["mark"].map(answers.DIRECTIONS)
    assert directions.notna().all() and marks.second_mark.map(answers.DIRECTIONS).notna().all()
    assert set(marks[directions == "against"]["mark"]) == {"I", "II"}


@pytest.mark.parametrize(("coder", "suffix"), [("mark", ""), ("second_mark", " second")])
def test_every_answer_has_a_bar_of_each_coder_at_the_sum_that_the_text_has(coder, suffix):
    marks = answers.evidence()
    sums = answers.sums(marks)
    places = positions(answers.chart(marks))
    against = brief.hypotheses.scores(coder=coder)
    for name, value in against.items():
        assert sums_of(sums, name, coder)["against"] == value
        fits = marks[marks.hypothesis_id == name]
        by_hand = (fits[coder].map({"C": 1, "CC": 2}).fillna(0) * fits.weight).sum()
        assert sums_of(sums, name, coder)["fits"] == by_hand
        for side, number in sums_of(sums, name, coder).items():
            at = -number if side == "against" else number
            assert places[f"{name} {side}{suffix}"][0] == pytest.approx(at), "both sides of one zero, to one scale"


def sums_of(sums, hypothesis_id, coder):
    """Return the sums of an answer by side."""
    return sums[sums.hypothesis_id == hypothesis_id].set_index("side")[coder]


def test_every_sum_is_printed_at_the_end_of_its_bar_and_ours_in_bold():
    marks = answers.evidence()
    chart = answers.chart(marks)
    places = positions(chart)
    notes = [note for note in chart.figure.layout.annotations if note.xref == "x"]
    shown = {(note.x, note.y, note.xanchor): note.text for note in notes}
    for row in answers.sums(marks).itertuples():
        outside = "right" if row.side == "against" else "left"
        assert shown[*places[row.sum_id], outside] == f"<b>{row.mark:g}</b>"
        assert shown[*places[f"{row.sum_id} second"], outside] == f"{row.second_mark:g}"


def test_the_bar_of_the_second_coder_is_hollow_and_below_ours():
    chart = answers.chart(answers.evidence())
    places = positions(chart)
    for name, (_, y) in places.items():
        assert name.endswith(" second") or places[f"{name} second"][1] < y
    bars = [trace for trace in traces(chart) if trace["type"] == "bar"]
    for bar in bars:
        assert bar["marker"]["color"].endswith(", 0.0)") == bar["ids"][0].endswith(" second")


def test_one_answer_has_most_against_it_however_points_are_counted_but_not_one_has_most_for_it():
    marks = answers.evidence()
    assert answers.most(marks, "against") == {"A private venture"}
    totals = answers.sums(marks).query("side == 'fits'").set_index("name")[["mark", "second_mark"]].idxmax()
    assert set(totals) == {"A seat at the table"}, "by both coders' totals"
    assert answers.most(marks, "fits") > set(totals), "by points for each fact others are first"
    for coder, points, facts in (("mark", 10, 14), ("second_mark", 15, 15)):
        of_answer = marks[marks.hypothesis_id == "h-private"]
        assert (of_answer[coder].map(answers.DIRECTIONS) != "neither").sum() == facts
        assert brief.hypotheses.scores(coder=coder)["h-private"] == points


def test_the_answer_with_most_against_it_stands_first_and_every_answer_says_how_many_facts_test_it():
    marks = answers.evidence()
    tested = answers.tested(marks).set_index("hypothesis_id")
    assert (tested.against + tested.fits == tested.tested).all()
    assert list(tested.tested) == sorted(tested.tested, reverse=True)
    in_order = answers.sums(marks).query("side == 'against'")
    assert list(in_order["mark"]) == sorted(in_order["mark"], reverse=True)
    chart = answers.chart(marks)
    notes = chart.figure.layout.annotations
    labels = [note for note in notes if note.text.startswith(tuple(f"<b>{name}</b>" for name in in_order.name))]
    places = positions(chart)
    for row, label in zip(in_order.itertuples(), labels, strict=True):
        words = label.text.replace("<br>", " ").removeprefix(f"<b>{row.name}</b>").strip()
        assert words == answers.in_plain_words(marks)[row.hypothesis_id]
        assert not words.lower().endswith(row.name.lower()), "it says more than the name"
        of_answer = marks[marks.hypothesis_id == row.hypothesis_id]
        for coder, suffix, bold in (("mark", "", "<b>{}</b>"), ("second_mark", " second", "{}")):
            by_hand = bold.format((of_answer[coder] != "N").sum())
            assert by_hand in [note.text for note in notes if note.y == places[f"{row.sum_id}{suffix}"][1]]


@pytest.mark.parametrize(("side", "x"), [("against", 0), ("fits", 1)])
def test_the_points_against_an_answer_and_for_it_are_also_told_for_each_fact_that_tests_it(side, x):
    marks = answers.evidence()
    each = answers.for_each_fact(marks, side)
    chart = answers.chart(marks)
    places = positions(chart)
    notes = [(note.text, note.y) for note in chart.figure.layout.annotations if note.xref == "paper" and note.x == x]
    for coder in ("mark", "second_mark"):
        for name in each.index:
            tests = (marks[marks.hypothesis_id == name][coder] != "N").sum()
            points = sums_of(answers.sums(marks), name, coder)[side]
            assert each[coder][name] == pytest.approx(points / tests)
    for row in each.itertuples():
        assert (f"<b>{row.mark:.1f}</b>", places[f"{row.Index} {side}"][1]) in notes
        assert (f"{row.second_mark:.1f}", places[f"{row.Index} {side} second"][1]) in notes


def test_the_rows_keep_every_mark_and_the_facts_that_decide():
    chart = answers.chart(answers.evidence())
    marks = brief.hypotheses.marks()
    assert list(chart.rows.mark_id) == list(marks.mark_id)
    sensitive = brief.hypotheses.sensitivity()
    decide = set(chart.rows[chart.rows.decides == "yes"].fact_id)
    assert decide == set(sensitive[sensitive.new_first].fact_id)


# --- whom Russians met ------------------------------------------------------------------------------------


ATTACK = ("2019-04-04", "2020-06-05")


def meetings_chart(met):
    return meetings.chart(met)


def test_every_meeting_is_at_its_day_in_the_lane_of_its_side():
    met = meetings.by_track()
    places = positions(meetings_chart(met))
    assert set(places) == set(brief.events("meetings").event_id)
    lanes = {track: {round(places[name][1]) for name in rows.event_id} for track, rows in met.groupby("track")}
    assert all(len(lane) == 1 for lane in lanes.values()) and len(set.union(*lanes.values())) == len(meetings.TRACKS)
    for lane in lanes.values():
        here = sorted(place for place in places.values() if round(place[1]) in lane)
        for (day, y), (other, other_y) in itertools.pairwise(here):
            assert y != other_y or (pd.Timestamp(other) - pd.Timestamp(day)).days > 80, "no mark is over another"
    for meeting in met.itertuples():
        assert f"{meeting.first_day:%Y-%m-%d}" <= places[meeting.event_id][0] <= f"{meeting.last_day:%Y-%m-%d}"
        assert (meeting.track == "Both sides") == (meeting.side == "both")


def test_a_meeting_of_which_only_the_month_or_year_is_known_has_a_bar_over_it():
    met = meetings.by_track()
    bars = traces(meetings_chart(met))[0]["x"]
    vague = met[met.first_day != met.last_day]
    days = [(f"{row.first_day:%Y-%m-%d}", f"{row.last_day:%Y-%m-%d}") for row in vague.itertuples()]
    assert list(zip(bars[::3], bars[1::3], strict=True)) == days


def test_meetings_that_unnamed_sources_tell_of_or_that_were_only_announced_are_hollow():
    met = meetings.by_track()
    marks = traces(meetings_chart(met))[1]
    hollow = {name for name, symbol in zip(marks["ids"], marks["marker"]["symbol"], strict=True) if "open" in symbol}
    kinds = brief.table("origins").set_index("origin_id").kind
    unnamed = {row.event_id for row in met.itertuples() if kinds[brief.fact(row.fact_id).origin_id] == "unnamed"}
    assert hollow == unnamed | {"meetings-2019-05-30-putin"}
    assert "had arrived in Moscow to meet Putin" in brief.fact("art-239").fact


def test_the_numbers_at_the_right_count_the_meetings_of_a_lane_before_the_attack_and_from_its_start_on():
    met = meetings.by_track()
    notes = meetings_chart(met).figure.layout.annotations
    for lane, track in enumerate(meetings.TRACKS):
        of_track = met[met.track == track]
        shown = [note.text for note in notes if note.y == -lane and note.xref == "paper" and note.visible is None]
        expected = []
        for of_time in (of_track[of_track.day < ATTACK[0]], of_track[of_track.day >= ATTACK[0]]):
            unsure = of_time.is_unsure.sum()
            expected.append(f"<b>{len(of_time) - unsure}{f' + {unsure}' if unsure else ''}</b>")
        assert shown == expected


def test_a_meeting_with_the_unity_government_has_a_mark_of_no_other_lane():
    met = meetings.by_track().set_index("event_id")
    marks = traces(meetings_chart(meetings.by_track()))[1]
    symbols = pd.Series([symbol.removesuffix("-open") for symbol in marks["marker"]["symbol"]], marks["ids"])
    assert set(met.index[met.is_unity]) == {"meetings-2021-04-15-dbeibah"}
    assert "unity government" in met.what["meetings-2021-04-15-dbeibah"]
    assert not set(symbols[met.is_unity]) & set(symbols[~met.is_unity])
    assert set(met.track[met.is_unity]) == {"Unity government"}, "and a lane of its own"


def test_firm_dealings_with_both_sides_count_for_each():
    met = meetings.by_track()
    firm = meetings.firm(met)
    for side in ("lna", "gna"):
        of_side = met[met.side.isin([side, "both"]) & ~met.is_unsure & ~met.is_unity]
        assert tuple(firm.loc[side, ["before", "since"]]) == (
            (of_side.day < ATTACK[0]).sum(),
            (of_side.day >= ATTACK[0]).sum(),
        )


def test_words_beside_meetings_are_of_meetings():
    named = {*meetings.NAMED, *meetings.ANNOUNCED_ONLY, *meetings.UNITY_MEETINGS}
    assert named <= set(brief.events("meetings").event_id)


# --- did the forecast come true? --------------------------------------------------------------------------


def test_every_event_after_the_article_bears_on_a_forecast():
    named = {name for forecast in forecasts.FORECASTS for name in forecast.events}
    assert named == set(brief.events("after").event_id)
    claims = {name for forecast in forecasts.FORECASTS for name in forecast.claims}
    assert claims <= set(brief.table("claims").claim_id)


def test_a_forecast_came_only_if_all_reports_say_so():
    track = brief.events("after").set_index("event_id").track
    for forecast, row in zip(forecasts.FORECASTS, forecasts.outcomes().itertuples(), strict=True):
        tracks = {track[name] for name in forecast.events}
        expected = {
            frozenset(): forecasts.NOTHING,
            frozenset({"As foreseen"}): forecasts.CAME,
            frozenset({"Not so"}): forecasts.NOT,
        }.get(frozenset(tracks), forecasts.MIXED)
        assert row.verdict == expected


def test_reports_are_counted_for_and_against_and_the_first_of_each_kind_is_printed():
    rows = forecasts.outcomes()
    figure = forecasts.table_chart(rows).figure
    notes = [note.text.replace("<br>", " ") for note in figure.layout.annotations]
    shown, hover = " ".join(notes), figure.data[0].hovertext
    said = set()
    for row, told in zip(rows.itertuples(), hover, strict=True):
        for sign, reports in zip("+\u2013", row.reports, strict=True):
            if reports:
                head = f"<b>{brief.plural(len(reports), 'report')}</b>"
                words = "as above" if reports[0] in said else reports[0].line.partition(",")[2]
                said.add(reports[0])
                assert any(note.startswith(head) and words in note for note in notes)
            assert told.count(f"<br>{sign} ") == len(reports), "and all of them at the pointer"
    silent = sum(not reports[kind] for reports in rows.reports for kind in (0, 1))
    assert shown.count("none found") == silent


def test_one_report_bears_on_two_forecasts_as_the_caption_says():
    named = [name for forecast in forecasts.FORECASTS for name in forecast.events]
    assert len(named) - len(set(named)) == 1


def test_forecasts_stand_in_words_of_the_article_with_who_is_meant_in_brackets():
    quotes = brief.table("claims").set_index("claim_id").quote
    shown = " ".join(note.text for note in forecasts.table_chart(forecasts.outcomes()).figure.layout.annotations)
    for forecast in forecasts.FORECASTS:
        words = re.sub(r"^\[.*?\] ", "", forecast.quote)
        of_article = quotes[forecast.claims[0]].removeprefix("who ")
        assert words in of_article
        assert f"“{forecast.quote}”" in shown.replace("<br>", " ")


@pytest.mark.parametrize("draw", [forecasts.verdicts_chart, forecasts.table_chart])
def test_each_forecast_has_a_box_with_its_verdict_and_each_verdict_has_a_look_of_its_own(draw):
    rows = forecasts.outcomes()
    figure = draw(rows).figure
    boxes = figure.data[0]
    assert list(boxes.ids) == list(rows.forecast_id)
    assert [text.removeprefix("<b>").removeprefix("✖ ").removesuffix("</b>") for text in boxes.text] == list(
        rows.verdict
    )
    looks = dict(zip(rows.verdict, zip(boxes.marker.color, boxes.marker.line.color, strict=True), strict=True))
    assert len(set(looks.values())) == len(looks) == rows.verdict.nunique()
    assert looks[forecasts.NOTHING] == (style.CLEAR, style.CLEAR), "of what no report tells there is no box"
    shown = " ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)
    assert all(f"<b>{name}</b>" in shown for name in rows.text)


def test_the_list_has_the_first_report_for_and_against_each_forecast():
    rows = forecasts.outcomes()
    notes = forecasts.verdicts_chart(rows).figure.layout.annotations
    shown = " ".join(" ".join(note.text.replace("<br>", " ").split()) for note in notes)
    first = [of_kind[0] for reports in rows.reports for of_kind in reports if of_kind]
    assert all(shown.count(report.line.partition(",")[2]) == 1 for report in first), "and none of them twice"
    assert shown.count("as above") == len(first) - len(set(first))
    assert shown.count("no report found") == (rows.verdict == forecasts.NOTHING).sum()


def test_verdicts_are_counted_in_words():
    rows = forecasts.outcomes().iloc[[0, 0, 1, 5]]
    assert forecasts.in_words(rows) == (
        "Of four forecasts in an Al Jazeera article two came true, none did not; one drew mixed reports, one none"
    )


def test_reports_of_a_forecast_are_listed_by_date():
    rows = forecasts.outcomes()
    notes = [note.text for note in forecasts.verdicts_chart(rows).figure.layout.annotations]
    for row in rows.itertuples():
        (item,) = (note for note in notes if note.startswith(f"<b>{row.text}</b>"))
        days = re.findall(r"</span></b> ((?:\d+ )?[A-Z][a-z]{2} \d{4}),", item)
        assert days == sorted(days, key=pd.to_datetime)
