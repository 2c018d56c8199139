"""Pages type no digits and use no empty words, and every figure has a name, a caption and a reference to it."""

import ast
import re

import pytest

from brief import tables
from brief.check.lint import RESERVED
from brief.pages import reading
from brief.settings import settings

COUNTED = re.compile(r"\S*\d\S*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
PAGES = reading.page_names()
TOPICS = [name for name in PAGES if name in set(tables.table("claims").topic)]
"""Pages that answer a topic of the claims table, with charts."""
DESIGNATIONS = settings().designations


def prose(name, captions=True):
    """Return what a reader reads as text: no front matter, cells, roles, addresses or code."""
    text = re.sub(r"\A---.*?^---$", "", reading.source(name), flags=re.S | re.M)
    shown = [cell.metadata.get("mystnb", {}).get("figure") for cell in cells(name)] if captions else []
    text = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    text = "\n".join([text, *(figure["caption"] for figure in shown if figure)])
    text = re.sub(r"\{(fact|numref)\}`[^`]*`", "", text)
    text = re.sub(r"\{[\w:-]+\}`[^`]*`", "X", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"`[^`]*`", "", text)


def cells(name):
    notebook = reading.notebook(name)
    return [cell for cell in notebook.cells if cell.cell_type == "code"] if notebook else []


@pytest.mark.parametrize("name", PAGES)
def test_no_digit_is_typed_where_a_table_could_hold_it(name):
    assert re.findall(r"\S*\d\S*", re.sub(DESIGNATIONS, "", prose(name))) == []


def typed_into_words(source):
    """Return the parts of titles and alternative texts that a cell types, without the values that it inserts."""
    nodes = list(ast.walk(ast.parse(source)))
    texts = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in {"title", "alt"}]
    texts += [node.value for node in nodes if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "title"]
    return [part for text in texts for part in typed(text)]


def typed(text):
    """Return the literal parts of a text in code: not those between braces."""
    if isinstance(text, ast.Constant):
        return [text.value]
    if isinstance(text, ast.JoinedStr):
        return [part.value for part in text.values if isinstance(part, ast.Constant)]
    return typed(text.left) + typed(text.right) if isinstance(text, ast.BinOp) else []


@pytest.mark.parametrize("name", PAGES)
def test_no_digit_or_count_is_typed_into_a_title_or_an_alternative_text(name):
    for cell in cells(name):
        words = [re.sub(DESIGNATIONS, "", text) for text in typed_into_words(cell.source)]
        assert [word for text in words for word in COUNTED.findall(text)] == [], cell.source


def test_the_search_finds_counts_typed_into_titles():
    source = """figure(chart, title=f"Over {months} months, {say(2)} came "
    f"for nine, none in 2020", alt="In all: " + listed(names) + ", or 3")"""
    assert COUNTED.findall(" ".join(typed_into_words(source))) == ["nine", "2020", "3"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_use_no_word_that_hides_who_says_so_or_how_likely_it_is(name):
    assert RESERVED.findall(prose(name)) == []


def test_the_search_finds_reserved_words():
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
    """Its tables and the sentences that stand in place of a figure included."""
    assert 700 <= len(re.findall(r"\b\w[\w'’-]*\b", prose(name, captions=False))) <= 1600


@pytest.mark.parametrize("name", TOPICS)
def test_every_figure_is_named_captioned_and_referred_to(name):
    figures = [cell.metadata["mystnb"]["figure"] for cell in cells(name) if "figure" in cell.metadata.get("mystnb", {})]
    assert len(figures) >= 2
    for figure in figures:
        assert figure["name"].startswith(f"fig-{name.replace('_', '-')}-")
        assert len(figure["caption"]) > 80
        assert f"{{numref}}`{figure['name']}`" in reading.source(name)
