"""Who ascribes which aim to Russia, and which answer the evidence speaks against."""

import brief
from brief.libya import aims
from helpers import positions, traces


def test_who_says_what_of_an_aim_is_counted_by_camp_and_found_or_not_in_russian_words():
    table = brief.table("aims")
    said = brief.by_camp(table.claim_id).merge(table[["claim_id", "name", "note"]], on="claim_id")
    data = traces(aims.voices_chart(said, table))
    texts = {name: text for trace in data for name, text in zip(trace["ids"], trace["text"], strict=True)}
    ports = said[(said.claim_id == "c-055") & (said.camp == "Russia, Haftar")].iloc[0]
    assert f"✗ {ports.contradicts}" in texts["c-055 Russia, Haftar"]
    assert texts["c-117 paper"] == "none" and texts["c-071 paper"] == "agents"
    assert len(texts) == len(said) + len(table)


def test_a_camp_that_says_nothing_has_no_column():
    table = brief.table("aims")
    said = brief.by_camp(table.claim_id).merge(table[["claim_id", "name", "note"]], on="claim_id")
    silent = said.camp.iloc[0]
    heads = [
        note.text.replace("<br>", " ")
        for note in aims.voices_chart(said[said.camp != silent], table).figure.layout.annotations
    ]
    assert silent not in heads
    assert set(said.camp) - {silent} <= set(heads)


def test_every_mark_of_evidence_has_a_direction():
    marks = brief.hypotheses.marks()
    directions = marks["mark"].map(aims.DIRECTIONS)
    assert directions.notna().all() and marks.second_mark.map(aims.DIRECTIONS).notna().all()
    assert set(marks[directions == "against"]["mark"]) == {"I", "II"}


def test_names_are_quoted_one_by_one():
    assert aims.quoted(["Drift", "Contracts and oil"]) == "“Drift” and “Contracts and oil”"


def test_the_chart_of_the_order_draws_every_answer_of_both_coders():
    robust = brief.hypotheses.robustness()
    drawn = {name: x for name, (x, _) in positions(aims.order_chart(robust)).items()}
    for answer in robust.itertuples():
        assert drawn[answer.hypothesis_id] == answer.against
        assert drawn[f"{answer.hypothesis_id}-second"] == answer.second


def test_a_cell_is_for_or_against_only_if_all_agree():
    fills = {"supports": 0, "contradicts": 0, "qualifies": 0}
    assert aims.cell_kind(fills | {"supports": 2}) == "for"
    assert aims.cell_kind(fills | {"contradicts": 1}) == "against"
    assert aims.cell_kind(fills | {"qualifies": 1}) == "mixed"
    assert aims.cell_kind(fills | {"supports": 2, "contradicts": 1}) == "mixed"
