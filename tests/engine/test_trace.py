"""`brief trace` prints what depends on a row and on which rows a figure rests, for people and for programs."""

import csv
import json

import pytest

from brief.check import trace
from brief.pages.cells import Cell
from helpers import run


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
    done = run("trace", f"passengers:{months[0]}", project=little_book)
    assert done.returncode == 0, done.stderr
    assert "\nfigure fig-page-passengers on page\n" in done.stdout
    assert f"  passengers: row {months[0]}, passengers: " in done.stdout
    done = run("trace", "fig-page-passengers", "--json", project=little_book)
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
