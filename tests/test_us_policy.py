"""Acts of US institutions are grouped by who acted; contracts by what was promised and what was paid."""

import brief
from brief.libya import us_policy
from helpers import positions


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


def test_the_month_of_the_attack_holds_every_us_act_of_that_month():
    april = us_policy.month_of_the_attack()
    acts = us_policy.acts()
    assert set(acts.action_id[acts.date.str.startswith("2019-04")]) <= set(april.event_id)
    assert set(brief.events("april_2019").event_id) <= set(april.event_id)
    praise = april[april.track == "US for Haftar"]
    assert set(praise.side) == {"lna"}
    assert list(april.first_day) == sorted(april.first_day)


def test_a_contract_runs_from_the_lowest_to_the_highest_value_in_print():
    contracts = us_policy.contracts().set_index(["firm", "basis"])
    mercury = contracts.loc["Mercury"].iloc[0]
    reported = brief.facts_named(["us-063", "us-064", "us-339"])
    assert mercury.value_low == reported.value_low.min()
    assert mercury.value_high == reported.value_high.max()
    assert contracts.client_side.notna().all()


def test_what_was_paid_is_a_row_of_its_own():
    contracts = us_policy.contracts()
    paid = contracts[contracts.basis == "paid"]
    assert list(paid.value_low) == [brief.fact("us-075").value_low]
    assert paid.label.str.endswith(", paid").all()


def test_every_listing_says_who_was_listed():
    listings = us_policy.listings()
    assert listings.whom.notna().all()
    assert set(us_policy.LISTED) == set(listings.fact_id), "no label is left over"


def test_every_act_has_its_own_mark_in_its_lane_by_month():
    acts = us_policy.acts().set_index("action_id")
    places = positions(us_policy.acts_chart(us_policy.acts(), monthly_from=2019))
    assert set(places) == set(acts.index)
    assert len(set(places.values())) == len(acts), "no mark lies on another"
    months = {act: (day.year, day.month) for act, day in acts.first_day.items() if day.year >= 2019}
    for one in months:
        for other in months:
            assert (places[one][0] < places[other][0]) == (months[one] < months[other])


def test_stances_differ_by_symbol_too():
    assert len({mark.symbol for mark in us_policy.STANCES.values()}) == len(us_policy.STANCES)


def test_a_contract_is_drawn_under_its_client_with_both_values_in_print():
    contracts = us_policy.contracts()
    chart = us_policy.contracts_chart(contracts)
    bars = {}
    for trace in chart.figure.data:
        if trace.type == "bar":
            bars |= dict(zip(trace.ids, trace.x, strict=True))
    for contract in contracts.itertuples():
        assert bars[contract.fact_id] == contract.value_low
        if contract.value_high != contract.value_low:
            assert bars[f"{contract.fact_id}-high"] == contract.value_high
    headings = [note.text for note in chart.figure.layout.annotations]
    assert {f"<b>{client}</b>" for client in contracts.client_side} <= set(headings)
