"""The article is cut into stretches without a gap, each with the claim that it makes and from whom that was taken."""

import pytest

import brief
from brief import paths, relayed, summary
from brief.ledger import stretches as kinds


@pytest.fixture(scope="module")
def stretches():
    return brief.stretches()


def test_stretches_cover_the_whole_article_in_order(stretches):
    text = paths.ARTICLE.read_bytes().decode("utf-8")
    assert list(stretches.start) == [0, *stretches.end[:-1]] and stretches.end.iloc[-1] == len(text)
    for row in stretches.itertuples():
        assert row.words.split() == text[row.start : row.end].split()


def test_every_counted_claim_is_a_stretch_of_its_own(stretches):
    claims = brief.ledger().query("not compound").set_index("claim_id")
    with_claim = stretches[stretches.claim_id != ""].set_index("claim_id")
    assert set(with_claim.index) == set(claims.index) and with_claim.index.is_unique
    assert all(with_claim.words[name].split() == quote.split() for name, quote in claims.quote.items())
    assert (stretches[stretches.claim_id == ""].kind == kinds.NONE).all()


def test_a_stretch_is_taken_where_its_claim_was_borrowed_and_credited_where_the_article_says_so(stretches):
    borrowings = brief.table("borrowings")
    for row in stretches[stretches.claim_id != ""].itertuples():
        credited = set(borrowings[borrowings.claim_id == row.claim_id].credited)
        expected = kinds.OWN if not credited else kinds.SILENT if credited == {"no"} else kinds.CREDITED
        assert row.kind == expected
        assert bool(row.source) == bool(credited)


# --- from whom the article's claims come -----------------------------------------------------------------


def boxes(rows):
    """Return the row, the place in it and the fill of the box of each claim."""
    return {
        name: (y, round(left), colour)
        for bars in relayed.chart(rows).figure.data
        for name, y, left, colour in zip(bars.ids, bars.y, bars.base, bars.marker.color, strict=True)
    }


def test_every_claim_that_was_taken_is_a_box_in_the_row_of_whom_it_follows():
    rows = brief.followed()
    taken = set(brief.borrowed().claim_id) & set(brief.ledger().query("not compound").claim_id)
    assert list(rows.claim_id) == sorted(taken)
    places = boxes(rows)
    assert set(places) == taken
    for number, house in enumerate(relayed.by_house(rows).itertuples()):
        of_row = sorted(left for y, left, _ in places.values() if y == -number)
        assert of_row == list(range(house.claims)), "side by side, none upon another"


def test_a_claim_is_credited_where_the_article_names_a_source_of_it():
    rows = brief.followed()
    borrowings = brief.table("borrowings")
    named = set(borrowings[borrowings.credited != "no"].claim_id)
    places = boxes(rows)
    for row in rows.itertuples():
        assert row.credited == (row.claim_id in named)
        assert places[row.claim_id][2] == relayed.FILLS[row.credited]


def test_unnamed_people_count_with_the_outlet_that_printed_them_and_with_nobody_else():
    rows = brief.followed()
    short = brief.table("origins").set_index("origin_id").short
    moved = rows[rows.is_unnamed]
    roots = brief.facts_named(moved.fact_id).root_id
    printed = {root: set(brief.facts().query("root_id == @root").publisher) for root in roots}
    for row, root in zip(moved.itertuples(), roots, strict=True):
        assert brief.table("origins").set_index("origin_id").kind[root] == "unnamed"
        assert any(row.house in publisher for publisher in printed[root])
    kept = rows[~rows.is_unnamed]
    assert list(kept.house) == list(brief.facts_named(kept.fact_id).root_id.map(short))


def test_small_sources_are_together_at_the_end_and_the_largest_stands_first():
    rows = brief.followed()
    houses = relayed.by_house(rows)
    assert list(houses.is_rest) == [False] * (len(houses) - 1) + [True]
    claims = list(houses.claims[:-1])
    assert claims == sorted(claims, reverse=True) and min(claims) >= 3
    assert rows[~rows.house.isin(houses.house)].house.value_counts().max() < 3
    assert houses.claims.sum() == len(rows)


# --- the key judgments ------------------------------------------------------------------------------------


def test_every_judgment_has_a_short_name():
    rows = summary.judgments()
    assert set(rows.judgment_id) == set(brief.table("judgments").judgment_id) == set(summary.NAMES)
    assert rows.name.str.len().max() <= 90
