"""Facts come with their originator and document; roots are counted; only flows have rates; coders are compared."""

import re

import pytest

import brief
from brief import paths, tables
from brief.errors import BriefError
from brief.ledger.facts import per_month, statements
from brief.settings import settings


def test_a_fact_has_its_originator_and_document():
    fact = brief.fact("air-074")
    assert (fact.originator, fact.publisher, fact.value_low) == (
        "UN Panel of Experts on Libya",
        "Reuters",
        338,
    )
    assert fact.grade == fact.reliability + fact.credibility


def test_spokesmen_of_one_military_count_as_one_root():
    facts = brief.facts().set_index("origin_id").root_id
    assert {root for name in ("africom", "us-dod", "us-lead-ig") for root in facts[[name]]} == {"us-military"}
    assert set(facts[["lna"]]) == {"lna"}


def test_the_article_is_no_witness_for_itself():
    assert "art-006" not in set(brief.facts("distance_watiya_tripoli").fact_id)
    assert "art-006" in set(statements().fact_id)


def test_repeats_can_be_left_out():
    with_repeats, without = (brief.facts("russian_cargo_flights", repeats=repeats) for repeats in (True, False))
    left_out = set(with_repeats.fact_id) - set(without.fact_id)
    assert left_out >= {"air-076", "air-077", "syr-097"}
    assert left_out == set(with_repeats.fact_id[with_repeats.repeats.notna()])


def test_a_flow_becomes_a_rate_over_its_period():
    flights = per_month(brief.facts("cargo_flights_to_lna", "russian_cargo_flights", repeats=False))
    rates = flights.set_index("fact_id").rate_low
    assert rates["air-091"] == pytest.approx(70 / 57 * 365.2425 / 12), "8 July to 2 September"
    assert rates["air-074"] == pytest.approx(338 / 9), "nine whole months"


def test_a_stock_has_no_rate():
    with pytest.raises(BriefError, match="is a stock, not a flow"):
        per_month(brief.facts("fighters_in_libya"))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: brief.facts("fighters"), "no measure 'fighters' in the tables"),
        (lambda: brief.fact("air-999"), "no fact 'air-999'"),
        (lambda: tables.table("fact"), "no table 'fact'; there are ach_evidence"),
        (lambda: tables.vocabulary("facts", "colour"), "no column 'colour'"),
    ],
)
def test_names_that_are_not_in_the_tables_are_refused(ask, message):
    with pytest.raises(BriefError, match=message):
        ask()


def test_kappa_is_agreement_beyond_chance():
    """Twenty items: fourteen agreed on; by chance alone ten would be."""
    one = ["yes"] * 10 + ["no"] * 10
    other = ["yes"] * 7 + ["no"] * 3 + ["yes"] * 3 + ["no"] * 7
    assert brief.kappa(one, other) == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert brief.kappa(one, one) == 1
    assert brief.kappa(["a", "b"], ["b", "a"]) == -1
    with pytest.raises(BriefError, match="kappa has no value"):
        brief.kappa(["a", "a"], ["a", "a"])


def test_every_act_was_coded_twice_with_one_vocabulary():
    acts = brief.table("us_actions")
    assert acts.second_stance.notna().all() and acts.stance_reason.notna().all()
    assert set(acts.stance) | set(acts.second_stance) <= set(brief.vocabulary("us_actions", "stance"))
    assert set(brief.vocabulary("us_actions", "stance")) == set(settings().stances)


def test_events_come_by_date_and_say_when():
    story = brief.events("april_2019")
    assert list(story.first_day) == sorted(story.first_day)
    assert story.when[0] == "4 April 2019"
    assert (story.first_day >= brief.fact("war-001").first_day).any(), "a day is as that of a fact"
    with pytest.raises(BriefError, match="no timeline 'may'"):
        brief.events("may")


def test_days_are_counted_from_one_fact_to_another():
    assert brief.days_between("air-001", "air-006") == 1
    assert brief.days_between("air-006", "air-001") == -1


def test_a_fact_without_a_date_is_an_error():
    undated = brief.facts().query("event_date.isna()").fact_id.iloc[0]
    with pytest.raises(BriefError, match=f"{undated} has no date"):
        brief.days_between("air-001", undated)


def test_every_used_fact_was_read_again():
    """Used is what a page or its code names, a figure shows, a judgment rests on, a claim hangs on or a table lists."""
    facts, links = set(tables.table("facts").fact_id), tables.table("links")
    sealed_pages = paths.SEALED.glob("pages/*.json")  # here stand the rows of each figure
    texts = [*paths.BOOK.glob("*.md"), *(paths.BOOK / "brief" / "libya").glob("*.py"), *sealed_pages]
    named = {name for path in texts for name in re.findall(r"\b[a-z]+-\d{3,}\b", path.read_text(encoding="utf-8"))}
    lists = ["camps", "contracts", "events", "grounds", "legs", "media_ties", "takedowns", "territory", "us_actions"]
    listed = {name for table in lists for name in tables.table(table).fact_id.dropna()}
    used = (named & facts) | listed | set(links.query("relation != 'context'").fact_id)
    assert not used - set(tables.table("readings").fact_id)


def test_no_claim_hangs_on_a_fact_that_was_not_found_again():
    lost = set(tables.table("readings").query("outcome == 'not_found'").fact_id)
    assert not lost & set(tables.table("links").query("relation != 'context'").fact_id)
