"""`brief trace` prints what depends on a row and on which rows a figure rests, for people and for programs."""

import csv
import json
import re
import shutil

import pytest

import perturbation
from brief import tables
from brief.check import trace
from brief.pages.cells import Cell
from brief.pages.processes import Executor
from brief.tables.what_if import Change
from helpers import only
from little import FERRY, at, call


def test_a_figure_needs_the_cells_that_assign_what_it_names():
    sources = {
        "imports": "from brief import facts, figure, say",
        "rows": "rows = facts('one')",
        "other": "others = facts('two')\nfigure(others)",
        "changed": "rows['unit'] = 'jets'",
        "called": "rows.sort()\nsay(count=len(rows))",
        "figure": "drawn = rows.head()\nfigure(drawn)",
        "later": "rows = 3",
    }
    cells = [Cell(source, 1, f"fig-{name}" if "figure(" in source else None) for name, source in sources.items()]
    needed = trace.needed_for("fig-figure", cells)
    assert [cell.source for cell in needed] == [sources[name] for name in sources if name not in {"other", "later"}]


def test_the_command_prints_a_trace_for_people_and_for_programs(little_book):
    with (little_book / "data" / "passengers.csv").open(encoding="utf-8", newline="") as file:
        months = [row["month"] for row in csv.DictReader(file)]
    done = call("trace", f"passengers:{months[0]}", project=little_book)
    assert done.returncode == 0, done.stderr
    assert "\nfigure fig-page-passengers on page\n" in done.stdout
    assert f"  passengers: row {months[0]}, passengers: " in done.stdout
    done = call("trace", "fig-page-passengers", "--json", project=little_book)
    traced = json.loads(done.stdout)
    assert (traced["page"], traced["rows"]["passengers"]) == ("page", months)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("facts:harbour-999", "facts.csv has no row 'harbour-999'"),
        ("feet:harbour-004", "no table 'feet'; there are borrowings"),
        ("fig-page-passengres", "no figure 'fig-page-passengres'; did you mean 'fig-page-passengers'?"),
    ],
)
def test_an_unknown_row_or_figure_is_reported(what, message, command):
    code, printed = command(["trace", what])
    assert code == 1
    assert message in printed


# --- what is measured -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def measured(little_book, tmp_path_factory):
    """The little brief with a second page, which looks up what a figure of it draws."""
    project = shutil.copytree(little_book, tmp_path_factory.mktemp("measured"), dirs_exist_ok=True)
    shutil.copy(FERRY / "counts.md", project / "book")
    only(project, "page", "counts")
    with at(project), Executor() as executor:
        yield trace.Measurement(executor)


@pytest.fixture(scope="module")
def of_a_count(measured):
    """What depends on a count of boats."""
    return trace.row_trace(measured, "facts", "harbour-016")


def test_a_row_is_followed_to_the_figures_numbers_and_views_that_rest_on_it(of_a_count):
    moves = of_a_count.moves
    assert moves["number harbour-016 on counts"]["value_low"] == ["14 became 13.890625"]
    assert {"value_low", "origin_id"} <= moves["figure fig-counts-boats on counts"].keys()
    assert {"view documents", "view facts"} <= moves.keys()
    assert not [name for name in moves if name.endswith(" on page")], "what does not read it stays"


def test_a_page_that_fails_without_the_row_is_reported(of_a_count):
    (message,) = of_a_count.moves["page counts"][""]
    assert re.fullmatch(r"counts\.md:\d+: \{value\} names 'harbour-016': no such fact; .*", message)


def test_columns_that_move_nothing_are_reported(of_a_count):
    assert not set(of_a_count.still) & {"value_low", "event_date", "fact", "origin_id", "source_key"}


def test_a_figure_is_followed_to_its_rows_and_to_who_made_them(measured):
    found = trace.figure_trace(measured, "fig-counts-boats")
    assert found.rows["facts"] == ["harbour-006", "harbour-016"]
    assert set(found.originators) == {"Sound Observatory", "Harbour Log"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change("feet", "x"), "no table 'feet'"),
        (Change("facts", "harbour-999"), "facts.csv has no row 'harbour-999'"),
        (Change("facts", "harbour-016", "feet", "1"), "facts.csv has no column 'feet'"),
        (Change("facts", "harbour-016", "value_low", "many"), "facts.csv:value_low: 'many' cannot stand there"),
        (Change("origins", "the-yard", "party", "perhaps"), "origins.csv:party: 'perhaps' cannot stand there"),
    ],
)
def test_a_change_that_cannot_be_made_is_reported(change, message, measured):
    [effects] = measured.effects([measured.job([change], ["page"])])
    assert message in effects["what is derived"][0]


def test_a_change_stays_in_its_process(measured):
    job = measured.job([Change("facts", "harbour-016", "value_low", "15")], ["counts"])
    once, again, nothing = measured.effects([job, job, measured.job([], list(measured.shown), derive=True)])
    assert once == again != {}
    assert nothing == {}
    assert int(tables.table("facts").set_index("fact_id").value_low["harbour-016"]) == 14


def test_a_number_that_is_typed_in_is_found(measured):
    """On a page that says a computed number and a typed one: no cell of the tables moves that."""
    source = "import brief\nbrief.say(computed=int(brief.table('passengers').passengers.sum()), typed=14)"
    measured.steps["typed"] = [Cell(source, 1)]
    [answer] = measured.run([measured.job([], ["typed"])])
    measured.shown["typed"] = answer.pages["typed"]
    try:
        assert perturbation.typed_in(measured, "typed") == {"number typed on typed"}
    finally:
        del measured.steps["typed"], measured.shown["typed"]
