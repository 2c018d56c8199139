"""Competing hypotheses: what speaks against each is added up as stated, and no order is claimed that one item makes."""

import re

import pytest

from brief import tables
from brief.ledger import hypotheses, views
from brief.ledger.rendering import rendered


@pytest.fixture(scope="module")
def marks():
    return hypotheses.marks()


def test_every_item_is_marked_against_every_hypothesis_by_both_coders(marks):
    items, answers = tables.table("ach_evidence"), tables.table("hypotheses")
    assert len(marks) == len(items) * len(answers) == len(tables.table("ach_marks"))
    assert marks.groupby("fact_id").hypothesis_id.nunique().eq(len(answers)).all()
    assert set(marks.second_mark) <= set(hypotheses.AGAINST)


def test_only_marks_that_distinguish_have_a_reason(marks):
    assert (marks.reason.notna() == (marks["mark"] != "N")).all()


def test_marks_against_a_hypothesis_count_and_poorly_graded_items_count_half(marks):
    base = marks[marks.hypothesis_id == "h-base"]
    by_hand = sum(
        {"II": 2, "I": 1}.get(row["mark"], 0) * (0.5 if row["grade"][0] in "DEF" or row["grade"][1] in "456" else 1)
        for row in base.to_dict("records")
    )
    assert hypotheses.scores()["h-base"] == by_hand > 0
    assert marks.weight[marks.grade == "B4"].eq(0.5).all()


def test_scores_without_an_item_leave_its_marks_out():
    whole, without = hypotheses.scores(), hypotheses.scores(without=["air-006"])
    assert whole["h-private"] - without["h-private"] == 2
    assert (whole.drop("h-private") == without.drop("h-private")[whole.drop("h-private").index]).all()


def test_sensitivity_names_the_items_on_which_the_first_place_depends():
    whole, first = hypotheses.scores(), hypotheses.sensitivity().set_index("fact_id")
    least = set(whole[whole == whole.min()].index)
    for fact_id in first.index:
        left = hypotheses.scores(without=[fact_id])
        assert set(first["first"][fact_id].split()) == set(left[left == left.min()].index)
        assert first.new_first[fact_id] == (set(left[left == left.min()].index) != least)
    assert first.new_order[first.new_first].all(), "another in front is another order"


def test_bounds_cover_every_score_with_one_item_left_out():
    robust = hypotheses.robustness().set_index("hypothesis_id")
    assert ((robust.low <= robust.against) & (robust.against <= robust.high)).all()
    assert robust.low["h-private"] > robust.drop("h-private").high.max(), "what the page calls firm"
    assert robust.second.idxmax() == "h-private", "and the second coder agrees"


def test_the_page_says_of_each_answer_what_speaks_against_it_by_both_coders():
    text = rendered("hypotheses.html", **views.template_values("hypotheses"), book=None)
    for row in hypotheses.robustness().itertuples():
        cells = [f"{row.against:g}", f"{row.low:g} to {row.high:g}", f"{row.second:g}"]
        line = text.partition(f'<th scope="row">{row.name}</th>')[2].partition("</tr>")[0]
        assert re.findall("<td>(.*?)</td>", line) == cells
