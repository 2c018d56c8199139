"""Every number and date of the tables moves something, and everything that a page shows moves with them.

To measure the book takes minutes, so most of this is proved each week; `tests/engine` traces the little brief each time.
"""

import pytest

import perturbation
from brief import tables
from brief.check import trace
from brief.pages import reading
from brief.pages.processes import Executor
from brief.tables import what_if
from helpers import read_once


@pytest.fixture(scope="module")
def whole():
    """The whole book as it is."""
    with Executor() as executor:
        yield trace.Measurement(executor)


@pytest.fixture(scope="module")
def measured():
    """Two pages of it, one of which looks up what the other one draws: measured in a fraction of the time."""
    with Executor() as executor:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(reading, "page_names", lambda: ["index", "airpower"])
            two_pages = trace.Measurement(executor)
        yield two_pages


# --- from a row to what depends on it ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_a_count(measured):
    """What depends on the count of flights by the UN's experts."""
    return trace.row_trace(measured, "facts", "air-074")


@pytest.mark.weekly
def test_a_row_is_followed_to_figures_numbers_findings_and_judgments(of_a_count):
    moves = of_a_count.moves
    assert moves["number air-074 on airpower"]["value_low"] == ["338 became 335.359375"]
    assert {"value_low", "value_high", "event_date", "origin_id"} <= moves[
        "figure fig-airpower-cargo on airpower"
    ].keys()
    assert "value_low" in moves["number air-074 on index"], "the first page says it too"
    assert {"judgment j-2", "finding c-012", "view documents", "view facts"} <= moves.keys()
    assert of_a_count.changed["value_low"] == ("338", "335.359375")


# --- from a figure to the rows it rests on ----------------------------------------------------------------


@pytest.mark.weekly
def test_a_figure_is_followed_to_the_rows_behind_it(measured):
    found = trace.figure_trace(measured, "fig-airpower-map")
    shown = measured.shown["airpower"].figures["fig-airpower-map"]
    legs = tables.table("legs").set_index("leg_id").loc[[row[0] for row in shown["rows"]]]
    assert set(legs.fact_id) <= set(found.rows["facts"]), "a leg is keys alone: what it says is in its fact"
    assert {"astrakhan", "hmeimim", "al-jufra"} <= set(found.rows["places"]), "the lengths are measured between these"
    assert "US military" in found.originators
    assert set(found.documents) >= set(found.rows["sources"])


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
        ("links", "relation", "context", ["supports", "qualifies", "contradicts", "denies"]),
        ("glossary", "explanation", "A port.", ["A port. (changed)"]),
    ],
)  # fmt: skip
def test_other_contents_of_a_cell_are_near_it_first(table, column, value, others):
    assert what_if.alternatives(table, column, value) == others


def test_a_reference_is_changed_into_another_that_is_there():
    there = set(tables.table("origins").origin_id)
    assert set(what_if.alternatives("facts", "origin_id", "africom")) <= there - {"africom"}


@pytest.mark.weekly
def test_every_number_and_date_moves_something(whole):
    assert perturbation.still(whole, perturbation.cells(whole)) == [], "moves nothing, and is not for reference"


@pytest.mark.weekly
def test_columns_that_are_marked_as_reference_move_nothing(whole):
    reference = perturbation.cells(whole, reference=True)
    assert reference
    for way in range(perturbation.WAYS):
        changes = [cell.changed(way) for cell in reference]
        assert whole.effects([whole.job(changes, list(whole.shown), derive=True)]) == [{}]


@pytest.mark.weekly
@pytest.mark.parametrize("page", [name for name in reading.page_names() if read_once(reading.steps_of, name)])
def test_every_figure_and_number_moves_with_the_tables(page, whole):
    assert perturbation.typed_in(whole, page) == set()
