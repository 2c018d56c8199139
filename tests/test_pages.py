"""Pages keep to the grammar: prose without typed digits or empty words, short cells, every figure worded."""

import re

import pytest

from brief import tables
from brief.pages import execution

RESERVED = re.compile(
    r"\b(possibly|could|may have|reportedly|allegedly|it is believed|confirmed|proof|clearly|of course)\b",
    re.IGNORECASE,
)
"""Words that hide who says so or how likely it is; pages use them in quotations only."""
TITLES = re.compile(r"""\b(?:title|alt) ?= ?f?"([^"]*)\"""")
COUNTED = re.compile(r"\S*\d\S*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
PAGES = execution.page_names()
TOPICS = [name for name in PAGES if name in set(tables.table("claims").topic)]
"""Pages that answer a topic of the claims table, with charts."""
DESIGNATIONS = r"\b(?:MiG|Su|Il|Tu|C|A)-\d+s?\b|\b[A-F][1-6]\b|\b218TV\b|\bUAE71\b"


def prose(name, captions=True):
    """Return what a reader reads as text: no front matter, cells, roles, addresses or code."""
    text = re.sub(r"\A---.*?^---$", "", execution.source(name), flags=re.S | re.M)
    shown = [cell.metadata.get("mystnb", {}).get("figure") for cell in cells(name)] if captions else []
    text = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    text = "\n".join([text, *(figure["caption"] for figure in shown if figure)])
    text = re.sub(r"\{(fact|numref)\}`[^`]*`", "", text)
    text = re.sub(r"\{[\w:-]+\}`[^`]*`", "X", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"`[^`]*`", "", text)


def cells(name):
    found = execution.notebook(name)
    return [cell for cell in found.cells if cell.cell_type == "code"] if found else []


@pytest.mark.parametrize("name", PAGES)
def test_no_digit_is_typed_where_a_table_could_hold_it(name):
    assert re.findall(r"\S*\d\S*", re.sub(DESIGNATIONS, "", prose(name))) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_digit_or_count_is_typed_into_a_title_or_an_alternative_text(name):
    for cell in cells(name):
        typed = [re.sub(r"\{[^{}]*\}", "", text) for text in TITLES.findall(cell.source)]
        assert [word for text in typed for word in COUNTED.findall(re.sub(DESIGNATIONS, "", text))] == [], cell.source


def test_a_typed_count_in_a_title_is_found():
    (title,) = TITLES.findall('title = f"Over {months} months, {say(2)} came for nine, none in 2020"')
    assert COUNTED.findall(re.sub(r"\{[^{}]*\}", "", title)) == ["nine", "2020"]


@pytest.mark.parametrize("name", PAGES)
def test_no_word_hides_who_says_so_or_how_likely_it_is(name):
    assert RESERVED.findall(prose(name)) == []


def test_the_reserved_words_are_found_where_they_stand():
    assert RESERVED.findall("It could, reportedly, be clearly so.") == [
        "could",
        "reportedly",
        "clearly",
    ]


def test_every_topic_has_its_page():
    assert TOPICS == ["war", "airpower", "recruitment", "money_and_oil", "media", "us_policy", "aims"]
    assert set(tables.table("claims").topic) == set(tables.vocabulary("claims", "topic")) - {"article"} == set(TOPICS)


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_read_in_one_sitting(name):
    assert 700 <= len(re.findall(r"\b\w[\w'’-]*\b", prose(name, captions=False))) <= 1200


@pytest.mark.parametrize("name", PAGES)
def test_cells_are_short_and_define_nothing(name):
    for cell in cells(name):
        lines = cell.source.splitlines()
        assert len(lines) <= 12, lines[0]
        assert not re.search(r"^\s*(def|class|import (?!brief$)|from )", cell.source, flags=re.M), lines[0]
        assert "hide-input" in cell.metadata.get("tags", []), lines[0]


@pytest.mark.parametrize("name", TOPICS)
def test_every_figure_is_named_captioned_and_referred_to(name):
    figures = [cell.metadata["mystnb"]["figure"] for cell in cells(name) if "figure" in cell.metadata.get("mystnb", {})]
    assert len(figures) >= 5
    for figure in figures:
        assert figure["name"].startswith(f"fig-{name.replace('_', '-')}-")
        assert len(figure["caption"]) > 80
        assert f"{{numref}}`{figure['name']}`" in execution.source(name)
