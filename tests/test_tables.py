"""The tables obey their description. How a table may be broken, and what is told then, stands in test_bad_input.py."""

import json

from brief import paths, tables, validation


def test_tables_obey_their_description():
    assert validation.problems() == []


def test_description_covers_every_file_and_nothing_else():
    described = {resource["path"] for resource in tables.descriptor()["resources"]}
    assert described == {path.name for path in paths.DATA.glob("*.csv")}


def test_every_vocabulary_explains_its_words():
    for resource in tables.descriptor()["resources"]:
        for field in resource["schema"]["fields"]:
            words = field.get("constraints", {}).get("enum")
            explained = [category["value"] for category in field.get("categories", [])]
            assert words is None or words == explained, (resource["name"], field["name"])


def test_every_originator_and_measure_is_used():
    facts = tables.table("facts")
    used = set(facts.origin_id) | set(tables.table("origins").derived_from.dropna())
    assert set(tables.table("origins").origin_id) == used
    assert set(tables.table("measures").measure_id) == set(facts.measure_id.dropna())


def test_credibility_was_judged_apart_from_the_grade_of_the_document():
    """If most marks lie on the diagonal (A1, B2, C3), the second was copied from the first."""
    facts = tables.table("facts").merge(tables.table("sources"), on="source_key")
    diagonal = (facts.reliability.map("ABCDEF".index) + 1 == facts.credibility.astype(int)).mean()
    assert diagonal < 0.70


def test_the_passages_are_the_whole_article_without_gap_or_overlap():
    article, passages = paths.ARTICLE.read_bytes(), tables.table("passages")
    assert list(passages.passage_start) == [0, *passages.passage_end[:-1]]
    assert passages.passage_end.iloc[-1] == len(article)
    assert b"".join(article[p.passage_start : p.passage_end] for p in passages.itertuples()) == article


def test_every_claim_stands_in_its_passage_and_every_claim_passage_holds_one():
    claims, passages = tables.table("claims"), tables.table("passages").set_index("passage_id")
    held = claims.join(passages, on="passage_id", rsuffix="_of_passage")
    assert (held.passage_start <= held.quote_start).all()
    assert (held.quote_end <= held.passage_end).all()
    assert (held.kind_of_passage == "claim").all()
    assert set(passages.index[passages.kind == "claim"]) == set(claims.passage_id)
    assert claims.quote_start.is_monotonic_increasing, "claims are numbered in reading order"


def test_reading_gives_the_types_of_the_description():
    facts = tables.table("facts")
    row = facts.set_index("fact_id").loc["air-006"]
    assert row.value_low == 14
    assert row.isna().value_high, "an open end stays empty"
    assert tables.table("origins").set_index("origin_id").party["lna"]
    assert json.dumps(list(facts.event_date[:1])) == '["2020-05-26"]', "dates stay text, partial as they are"
