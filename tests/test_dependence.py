"""What depends on what is measured: `brief trace`, and every number and date of the tables moves something."""

import json
import re

import pytest

import perturbation
from brief import tables
from brief.check import dependence
from brief.pages.cells import Cell
from brief.pages.processes import Executor
from brief.tables import changes
from brief.tables.changes import Change
from helpers import run

SEED = 20200723
"""Of the sample of cells: the day on which the article appeared."""
EACH_COLUMN_AND = 30
"""How many cells are changed in the tests; `tests/bench/perturb.py` changes all."""


@pytest.fixture(scope="module")
def measured():
    with Executor() as executor:
        yield dependence.Measurement(executor)


# --- from a row to what depends on it ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_a_count(measured):
    """What depends on the count of flights by the UN's experts."""
    return dependence.row_trace(measured, "facts", "air-074")


def test_a_row_is_followed_to_figures_numbers_findings_and_judgments(of_a_count):
    moves = of_a_count.moves
    assert moves["number air-074 on airpower"]["value_low"] == ["338 became 335.359375"]
    assert {"value_low", "value_high", "event_date", "origin_id"} <= moves[
        "figure fig-airpower-cargo on airpower"
    ].keys()
    assert "value_low" in moves["number air-074 on index"], "the first page says it too"
    assert {"judgment j-2", "finding c-012", "view documents", "view facts"} <= moves.keys()
    assert of_a_count.changed["value_low"] == ("338", "335.359375")


def test_what_cannot_do_without_the_row_is_told(of_a_count):
    (message,) = of_a_count.moves["page airpower"][""]
    assert re.fullmatch(r"airpower\.md:\d+: \{value\} names 'air-074': no such fact; .*", message)


def test_what_does_not_move_is_told_too(of_a_count):
    assert "place" in of_a_count.still
    assert not set(of_a_count.still) & {"value_low", "event_date", "fact", "origin_id", "source_key"}


# --- from a figure to the rows it rests on ----------------------------------------------------------------


def test_a_figure_is_followed_to_the_rows_behind_it(measured):
    found = dependence.figure_trace(measured, "fig-airpower-distance")
    shown = measured.shown["airpower"].figures["fig-airpower-distance"]
    assert {row[0] for row in shown["rows"]} <= set(found.rows["facts"])
    assert "art-006" in found.rows["facts"], "what the article says stands in the picture, and not in the rows"
    assert set(found.rows["places"]) == {"al-watiya", "tripoli"}, "the distance is measured between these"
    assert "Daily Sabah" in found.originators
    assert set(found.documents) >= set(found.rows["sources"])


# --- the command ------------------------------------------------------------------------------------------


def test_the_command_tells_a_person_and_a_program():
    done = run("trace", "oil:2020-01 opec_average")
    assert done.returncode == 0, done.stderr
    assert "figure fig-money-and-oil-output on money_and_oil" in done.stdout
    assert "  output: row " in done.stdout
    done = run("trace", "fig-claims-findings", "--json")
    found = json.loads(done.stdout)
    assert found["page"] == "claims"
    assert {"claims", "links"} & found["rows"].keys()


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("facts:air-999", "facts.csv has no row 'air-999'"),
        ("feet:air-074", "no table 'feet'; there are ach_evidence"),
        ("fig-airpower-figthers", "no figure 'fig-airpower-figthers'; did you mean 'fig-airpower-fighters'?"),
    ],
)
def test_unknown_rows_and_figures_are_errors(what, told):
    done = run("trace", what)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert told in done.stderr


# --- changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "value", "others"),
    [
        ("facts", "event_date", "2020-05-31", ["2020-06-01", "2020-05-30", "2020-07-10", "1804-05-31"]),
        ("facts", "event_date", "2020-02-29", ["2020-03-01", "2020-02-28", "2020-04-09", "1804-02-29"]),
        ("facts", "event_date", "2019-12", ["2020-01", "2019-11", "2023-04", "1804-12"]),
        ("facts", "event_date", "2019-11/2020-07", ["2019-11/2020-08", "2019-10/2020-07", "2019-11/2023-11", "1804-11/2020-07"]),
        ("deaths", "deaths_best", 0, ["1", "7"]),
        ("media_ties", "share_percent", 90.0, ["89.296875", "90.703125", "45.0"]),
        ("origins", "party", True, ["false"]),
        ("links", "relation", "context", ["supports", "contradicts", "qualifies"]),
        ("glossary", "explanation", "A port.", ["A port. (changed)"]),
    ],
)  # fmt: skip
def test_what_a_cell_could_hold_instead(table, column, value, others):
    assert changes.alternatives(table, column, value) == others


def test_a_reference_is_changed_into_another_that_is_there():
    there = set(tables.table("origins").origin_id)
    assert set(changes.alternatives("facts", "origin_id", "africom")) <= there - {"africom"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("feet", "x"), "no table 'feet'"),
        (Change("facts", "air-999"), "facts.csv has no row 'air-999'"),
        (Change("facts", "air-074", "feet", "1"), "facts.csv has no column 'feet'"),
        (Change("facts", "air-074", "value_low", "many"), "facts.csv:value_low: 'many' cannot stand there"),
        (Change("origins", "africom", "party", "perhaps"), "origins.csv:party: 'perhaps' cannot stand there"),
    ],
)
def test_a_change_that_cannot_be_made_is_told(change, told, measured):
    [effects] = measured.effects([dependence.Trial([change], ["glossary"])])
    assert told in effects["what is derived"][0]


def test_what_is_changed_in_a_worker_stays_there(measured):
    trial = dependence.Trial([Change("facts", "air-074", "value_low", "340")], ["airpower"])
    [once], [again], [nothing] = (
        measured.effects([trial]),
        measured.effects([trial]),
        measured.effects([dependence.Trial([], list(measured.shown), derive=True)]),
    )
    assert once == again != {}
    assert nothing == {}
    assert int(tables.table("facts").set_index("fact_id").value_low["air-074"]) == 338


# --- nothing is typed in ----------------------------------------------------------------------------------


def test_every_number_and_date_of_a_sample_moves_something(measured):
    sweep = perturbation.Sweep(measured)
    chosen = perturbation.sample(measured, EACH_COLUMN_AND, SEED)
    sweep.alone(chosen)
    assert len(sweep.found.shows) + len(sweep.found.listed) + len(sweep.found.still) == len(chosen)
    assert sweep.found.still == [], "moves nothing, and is not marked as reference"


def test_what_is_marked_as_reference_moves_nothing(measured):
    by_column = {(cell.table, cell.column): cell for cell in perturbation.cells(measured, reference=True)}
    sweep = perturbation.Sweep(measured)
    sweep.alone(list(by_column.values()), ways=2)
    assert sweep.found.still == list(by_column.values()) != []


def test_every_figure_and_number_of_a_page_moves_with_some_cell(measured):
    wanted = [what for what in perturbation.things(measured) if what.endswith(" on glossary")]
    assert set(perturbation.movers(measured, wanted)) == set(wanted)


def test_a_number_that_is_typed_in_is_found_out():
    """On a page that says a computed number and a typed one: no cell of the tables moves that."""
    with Executor() as executor:
        measured = dependence.Measurement(executor)
        source = "import brief\nbrief.say(computed=int(brief.table('oil').derived.sum()), typed=14)"
        measured.steps["typed"] = [Cell(source, 1)]
        [answer] = measured.answers([dependence.Trial([], ["typed"])])
        measured.shown["typed"] = answer.pages["typed"]
        wanted = ["number computed on typed", "number typed on typed"]
        assert [*perturbation.movers(measured, wanted)] == wanted[:1]
