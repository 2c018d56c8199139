"""The tables obey their description. See `engine/test_bad_input.py` for tables that do not, and the messages they give."""

import json
import re
import shutil

import pytest
from frictionless import Package

import brief
from brief import paths, tables, words
from brief.tables import mending, validation
from helpers import cell


def test_tables_obey_their_description():
    assert validation.problems() == []


def test_the_tables_are_committed_in_the_form_that_mending_gives_them():
    """Else a row that is added rewrites others."""
    assert [found.path for found in mending.mended()] == []


def test_no_name_of_a_publisher_ends_at_a_comma():
    names = {words.publisher(name) for name in tables.table("sources").publisher}
    assert [name for name in names if not re.search(r"[\w)!]$", name)] == []


def test_frictionless_finds_no_fault_either():
    report = Package(str(paths.DESCRIPTOR)).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "message"])[:3]


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


def test_no_fact_graded_as_confirmed_is_contradicted_by_another_originator():
    facts = brief.facts().set_index("fact_id")
    links = tables.table("links").join(facts[["root_id", "credibility"]], on="fact_id")
    opposite = {"supports": "contradicts", "contradicts": "supports"}
    pairs = links[links.credibility == "1"].merge(links, on="claim_id", suffixes=("", "_other"))
    against = pairs[pairs.relation.map(opposite) == pairs.relation_other]
    assert list(against[against.root_id != against.root_id_other].fact_id) == []


def test_every_kind_of_document_is_used():
    used = set(tables.table("sources").document_kind)
    assert set(tables.table("document_kinds").document_kind) == used


def test_passages_cover_the_article_without_gap_or_overlap():
    article, passages = paths.ARTICLE.read_bytes(), tables.table("passages")
    assert list(passages.passage_start) == [0, *passages.passage_end[:-1]]
    assert passages.passage_end.iloc[-1] == len(article)
    assert b"".join(article[p.passage_start : p.passage_end] for p in passages.itertuples()) == article


def test_every_claim_is_in_its_passage_and_every_claim_passage_has_one():
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


def test_each_table_of_the_site_is_valid_by_its_own_description(site):
    """By the field's own tool, from what readers take away: the CSV and the JSON, and nothing else."""
    whole = json.loads((site / "data" / "datapackage.json").read_bytes())
    for resource in whole["resources"]:
        package = Package(str(site / "data" / f"{resource['name']}.json"))
        assert package.resource_names == [resource["name"]]
        report = package.validate()
        assert report.valid, report.flatten(["title", "rowNumber", "message"])[:3]
        (described,) = json.loads((site / "data" / f"{resource['name']}.json").read_bytes())["resources"]
        without_keys = {key: value for key, value in resource["schema"].items() if key != "foreignKeys"}
        assert {key: value for key, value in described["schema"].items() if key != "foreignKeys"} == without_keys


def test_the_description_of_one_table_names_the_references_left_out():
    facts = tables.package_of("facts")
    (to_itself,) = facts["resources"][0]["schema"]["foreignKeys"]
    assert to_itself["fields"] == ["repeats"], "a reference to the same table can be checked"
    assert "left out: measure_id to measure_id of measures; place_id to" in facts["description"]
    assert tables.resource("facts")["schema"]["foreignKeys"] != [to_itself], (
        "the description of all tables is not changed"
    )
    assert tables.package_of("places")["licenses"][0]["name"] == "ODbL-1.0"


@pytest.mark.parametrize(
    ("number", "column", "value", "fault"),
    [
        (3, "fact_id", "", "constraint error"),
        (2, "repeats", "no-such-fact", "foreign key"),
        (2, "credibility", "9", "9"),
    ],
)
def test_an_altered_table_is_not_valid_by_its_own_description(number, column, value, fault, tmp_path):
    shutil.copyfile(paths.DATA / "facts.csv", tmp_path / "facts.csv")
    (tmp_path / "facts.json").write_text(json.dumps(tables.package_of("facts")), encoding="utf-8")
    cell(tmp_path / "facts.csv", number, column, value)
    report = str(Package(str(tmp_path / "facts.json")).validate().flatten(["title", "message"])).lower()
    assert fault in report
