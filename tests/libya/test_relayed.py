"""From whom the claims of the article come, and the key judgments by their short names."""

import pytest

import brief
from brief import relayed, summary
from helpers import traces


@pytest.fixture(scope="module")
def followed():
    return brief.followed()


def test_every_claim_is_a_mark_in_the_order_of_the_article_in_the_row_of_whom_it_follows(followed):
    claims = brief.ledger().query("not compound").sort_values("quote_start")
    assert list(followed.claim_id) == list(claims.claim_id)
    taken = set(brief.borrowed().claim_id) & set(claims.claim_id)
    assert set(followed.claim_id[followed.house != ""]) == taken
    chart = relayed.chart(followed)
    axis = chart.figure.layout.yaxis
    labels = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    (marks,) = [trace for trace in traces(chart) if trace.get("ids")]
    assert list(marks["ids"]) == list(followed.claim_id) and list(marks["base"]) == list(range(len(followed)))
    for row, y in zip(followed.itertuples(), marks["y"], strict=True):
        of_row = relayed.KNOWN_AS.get(row.house, row.house) if row.house else relayed.NONE_FOUND
        assert of_row in labels[y]
    houses = relayed.by_house(followed)
    firsts = [followed.index[followed.house == house][0] for house in houses.house]
    assert firsts == sorted(firsts), "the house that is followed first is at the top"
    assert houses.claims.sum() == len(taken)


def test_a_claim_is_credited_where_the_article_names_a_source_of_it(followed):
    borrowings = brief.table("borrowings")
    named = set(borrowings[borrowings.credited != "no"].claim_id)
    (marks,) = [trace for trace in traces(relayed.chart(followed)) if trace.get("ids")]
    for row, height in zip(followed.itertuples(), marks["width"], strict=True):
        assert row.credited == (row.claim_id in named)
        assert height == relayed.HEIGHTS[row.credited]


def test_unnamed_people_stand_with_the_outlet_that_printed_them_and_with_nobody_else(followed):
    short = brief.table("origins").set_index("origin_id").short
    kind = brief.table("origins").set_index("origin_id").kind
    taken = followed[followed.house != ""]
    roots = brief.facts_named(taken.fact_id).root_id
    moved = 0
    for row, root in zip(taken.itertuples(), roots, strict=True):
        if row.house == short[root]:
            continue
        moved += 1
        assert kind[root] == "unnamed"
        assert any(row.house in publisher for publisher in brief.facts().query("root_id == @root").publisher)
    assert moved, "some are printed by an outlet that is a house itself"


# --- the key judgments ------------------------------------------------------------------------------------


def test_every_judgment_has_a_short_name():
    rows = summary.judgments()
    assert set(rows.judgment_id) == set(brief.table("judgments").judgment_id) == set(summary.NAMES)
    assert rows.name.str.len().max() <= 90
