"""Acts of US institutions are grouped by who acted; contracts by what was promised and what was paid."""

import itertools

import pandas as pd

import brief
from brief.charts import style
from brief.libya import us_policy
from brief.settings import settings
from helpers import positions, traces


def test_acts_are_grouped_by_institution_and_ordered_by_date_within_each():
    acts = us_policy.acts()
    assert set(acts.action_id) == set(brief.table("us_actions").action_id)
    vocabulary = brief.vocabulary("us_actions", "institution")
    present = [name for institution, name in vocabulary.items() if institution in set(acts.institution)]
    assert [lane.lower() for lane in acts.lane.unique()] == [name.lower() for name in present]
    for _, lane in acts.groupby("lane"):
        assert list(lane.first_day) == sorted(lane.first_day)


def test_no_institution_counts_as_both_the_presidents_and_a_departments():
    assert not set(us_policy.WHITE_HOUSE) & set(us_policy.DIPLOMATS_AND_SOLDIERS)
    known = brief.vocabulary("us_actions", "institution")
    assert set(us_policy.WHITE_HOUSE + us_policy.DIPLOMATS_AND_SOLDIERS) <= set(known)


def test_the_month_of_the_attack_holds_every_us_act_of_that_month_and_who_spoke_to_trump():
    april = us_policy.month_of_the_attack()
    acts = us_policy.acts()
    of_april = acts.action_id[acts.date.str.contains("2019-04")]
    assert set(of_april) == set(april.action_id[april.stance.notna()])
    others = april[april.stance.isna()]
    assert set(others.fact_id) == set(us_policy.ASKED)
    assert set(april.office[april.lane.isin(["White House", "National Security Council"])]) == {"White House"}
    assert list(april.office.isna()) == list(april.stance.isna()), "every act is that of an office"
    assert list(april.first_day) == sorted(april.first_day)


def test_an_act_of_that_month_begins_with_who_acted():
    for act in us_policy.month_of_the_attack().dropna(subset="stance").itertuples():
        said = act.what.removeprefix(act.lane).removeprefix(":").strip()
        assert said != act.what
        assert said[0].islower() or said.startswith(us_policy.SPEAKERS)
        under_its_name = act.lane not in {"National Security Council", "US Africa Command"}
        assert act.did.lower() == (said if under_its_name else act.what).lower(), "who stands above needs no name"


def test_the_two_washingtons_are_the_president_and_all_others():
    acts = us_policy.acts()
    assert set(acts.institution[acts.washington == "White House"]) == set(us_policy.WHITE_HOUSE)
    assert not set(acts.institution[acts.washington == "others"]) & set(us_policy.WHITE_HOUSE)
    assert set(acts.washington) == set(us_policy.WASHINGTONS)


def test_a_contract_is_one_row_with_the_lowest_and_the_highest_value_in_print():
    contracts = us_policy.contracts()
    assert set(contracts.registration_number) == set(brief.table("contracts").registration_number)
    by_firm = contracts.set_index("firm")
    reported = brief.facts_named(["us-063", "us-064", "us-339"])
    assert by_firm.promised_low["Mercury"] == reported.value_low.min()
    assert by_firm.promised_high["Mercury"] == reported.value_high.max()
    team = by_firm.loc["Davis, Livingston and others"]
    assert (team.promised_low, team.paid) == (brief.value("us-074"), brief.value("us-075")), "never added up"
    assert contracts.paid.notna().sum() == 1
    assert {name for names in contracts.fact_ids for name in names.split()} == set(brief.table("contracts").fact_id)


def test_every_act_has_its_own_mark_at_its_day_above_or_below_the_axis():
    recent = us_policy.acts().query("date >= '2019'")
    chart = us_policy.acts_chart(recent)
    places = positions(chart)
    assert set(places) == set(recent.action_id)
    assert len(set(places.values())) == len(recent), "no mark lies on another"
    for act in recent.itertuples():
        x, y = places[act.action_id]
        assert f"{act.first_day:%Y-%m-%d}" <= x <= f"{act.last_day:%Y-%m-%d}"
        assert (y > 0) == (act.washington == "White House")


def test_a_row_of_marks_is_one_stance_in_the_same_order_above_and_below():
    recent = us_policy.acts().query("date >= '2019'")
    places = positions(us_policy.acts_chart(recent))
    for _, half in recent.groupby("washington"):
        heights = {stance: [places[name][1] for name in acts.action_id] for stance, acts in half.groupby("stance")}
        present = [stance for stance in us_policy.STANCES if stance in heights]
        for lower, upper in itertools.pairwise(present):
            assert max(heights[lower]) < min(heights[upper])


def test_every_count_is_written_beside_its_row_though_it_be_none():
    recent = us_policy.acts().query("date >= '2019'")
    notes = us_policy.acts_chart(recent).figure.layout.annotations
    words = [note.text.replace("<br>", " ") for note in notes]
    for half in us_policy.WASHINGTONS:
        acts = recent[recent.washington == half]
        heading = next(text for text in words if us_policy.WASHINGTONS[half].partition(":")[0] in text)
        assert f": {len(acts)} acts" in heading
        for stance in us_policy.STANCES:
            name, number = settings().stances[stance], (acts.stance == stance).sum()
            rows = {note.y for note in notes if note.text.endswith(f" {name}")}
            beside = [note.text for note in notes if note.y in rows and note.text == f"<b>{number}</b>"]
            assert beside, f"{half}, {stance}"


def test_stances_differ_by_symbol_and_none_is_the_colour_of_the_article():
    marks = us_policy.STANCES.values()
    assert len({mark.symbol for mark in marks}) == len(marks)
    assert style.ACCENT not in {mark.colour for mark in marks}
    assert not any(mark.symbol.endswith("open") for mark in marks), "hollow is what only repeats"


def test_april_is_drawn_with_the_dates_down_and_the_offices_across():
    april = us_policy.month_of_the_attack()
    places = positions(us_policy.april_chart(april))
    acts = april[april.stance.notna()]
    assert set(places) == set(acts.action_id), "what others did has no mark"
    assert len(set(places.values())) == len(acts)
    columns = acts.groupby("office").action_id.apply(lambda names: {places[name][0] for name in names})
    assert all(len(x) == 1 for x in columns)
    assert list(columns.map(min).sort_values().index) == list(us_policy.OFFICES)
    lines = acts.groupby("first_day").action_id.apply(lambda names: {places[name][1] for name in names})
    assert all(len(y) == 1 for y in lines), "acts of one day stand side by side"
    assert list(lines.map(min)) == sorted(lines.map(min), reverse=True)


def test_an_act_in_april_reads_as_words_of_a_sentence():
    april = us_policy.month_of_the_attack().set_index("fact_id")
    assert april.what["us-039"].startswith("US Africa Command said that"), "a verb follows the institution"
    assert april.what["us-047"].startswith("Department of Defense: Shanahan called"), "a name stands after a colon"
    assert april.did["us-301"].startswith("Published"), "the White House is in the heading"


def test_the_change_of_course_is_marked_and_what_others_did_has_no_box():
    april = us_policy.month_of_the_attack()
    widths = [shape.line.width for shape in us_policy.april_chart(april).figure.layout.shapes]
    assert [width > 1 for width in widths] == list(april.office == us_policy.TURNED)
    assert [width == 0 for width in widths] == list(april.office.isna())


def test_a_contract_is_drawn_for_the_days_of_the_register_with_what_it_promised():
    contracts = us_policy.contracts()
    chart = us_policy.contracts_chart(contracts)
    periods, sums, more, hollow = {}, {}, {}, set()
    for trace in traces(chart):
        if trace["type"] != "bar":
            continue
        bases = trace.get("base") or [0] * len(trace["x"])
        if "ids" in trace:
            ends = sums if trace.get("xaxis") == "x2" else periods
            ends |= {name: (base, length) for name, base, length in zip(trace["ids"], bases, trace["x"], strict=True)}
            if ends is sums:
                fills = zip(trace["ids"], trace["marker"]["color"], strict=True)
                hollow |= {name for name, fill in fills if fill == "rgba(0,0,0,0)"}
        else:
            more |= {y: base + length for y, base, length in zip(trace["y"], bases, trace["x"], strict=True)}
    rows = {name: y for name, (_, y) in positions(chart).items()}
    for contract in contracts.itertuples():
        base, length = periods[contract.registration_number]
        days = (pd.Timestamp(contract.terminated) - pd.Timestamp(contract.registered)).days + 1
        assert (base, length) == (contract.registered, days * 86_400_000)
        known = sums.get(f"{contract.registration_number}-value")
        assert (known is None) == pd.isna(contract.promised_low)
        if known:
            y = rows[contract.registration_number]
            assert known[1] == contract.promised_low
            assert more.get(y, known[1]) == contract.promised_high, "its pale end is the highest value in print"
            assert (f"{contract.registration_number}-value" in hollow) == pd.notna(contract.paid)
            paid = sums.get(f"{contract.registration_number}-part")
            assert paid == ((0, contract.paid) if pd.notna(contract.paid) else None), "and what was paid is solid"
    headings = [note.text for note in chart.figure.layout.annotations]
    for client in contracts.client_side:
        assert any(text.startswith(f"<b>{client}") for text in headings)
