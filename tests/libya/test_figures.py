"""A figure on a page has its words, its rows and what they rest on."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

import brief
from brief import charts, relayed
from brief.charts.figure import PLOTLY_MIME
from brief.errors import BriefError


def test_a_figure_carries_its_words_and_rows():
    rows = brief.facts("distance_watiya_tripoli")
    chart = charts.counts(rows.assign(block="", side=rows.measure_side, label=rows.short))
    data, metadata = brief.figure(chart, title="T", alt="A", rows=rows)._repr_mimebundle_()
    frame = data[PLOTLY_MIME]["brief"]
    assert data[PLOTLY_MIME]["data"]
    assert [row[0] for row in frame["rows"]] == list(rows.fact_id)
    assert dict(frame["strip"])["Unit"] == "km"
    json.dumps([data, metadata], allow_nan=False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": " "}, "needs a title"),
        ({"alt": ""}, "alternative text"),
        ({"rows": 0}, "has no rows"),
        ({"rows": 2}, "two rows named"),
    ],
)
def test_a_figure_without_words_or_rows_is_refused(given, message):
    rows = brief.facts("distance_watiya_tripoli")
    chart = charts.counts(rows.assign(block="", side=rows.measure_side, label=rows.short))
    words = {"title": "T", "alt": "A", "rows": rows} | given
    words["rows"] = pd.concat([rows.head(0), *[rows] * given.get("rows", 1)])
    with pytest.raises(BriefError, match=message):
        brief.figure(chart, **words)


def frame_of(chart, **words):
    return brief.figure(chart, **words)._repr_mimebundle_()[0][PLOTLY_MIME]["brief"]


def test_the_alternative_text_begins_with_the_title():
    rows = brief.facts("distance_watiya_tripoli")
    chart = charts.counts(rows.assign(block="", side=rows.measure_side, label=rows.short))
    assert frame_of(chart, title="The finding", alt="Two points.")["alt"] == "The finding. Two points."
    assert frame_of(chart, title="The finding")["alt"] == "The finding."


def test_rows_that_name_several_facts_rest_on_all_of_them():
    chart = relayed.chart(brief.followed())
    edges = brief.relays(roots=3, outlets=3)
    named = {fact_id for fact_ids in edges.fact_ids for fact_id in fact_ids.split()}
    data, _ = brief.figure(chart, rows=edges, columns={"outlet": "Outlet"}, title="The finding")._repr_mimebundle_()
    assert set(data[PLOTLY_MIME]["rests_on"]["facts"]) == named


def test_say_refuses_a_missing_number():
    with pytest.raises(BriefError, match="high has no value"):
        brief.say(high=brief.fact("air-006").value_high)


def test_a_figure_takes_rows_headings_and_unit_from_its_chart_unless_given():
    events = brief.events("sharara")
    drawing = go.Figure(go.Scatter(x=list(events.date), y=list(range(len(events)))))
    chart = charts.Chart(drawing, events, columns={"when": "When", "what": "What"}, unit="events")
    frame = frame_of(chart, title="The finding")
    assert len(frame["rows"]) == len(events)
    assert frame["table"]["headings"] == ["When", "What"]
    assert dict(frame["strip"])["Unit"] == "events"
    given = frame_of(chart, title="T", rows=events.head(2), columns={"what": "Event"}, unit="deeds")
    assert (len(given["rows"]), given["table"]["headings"]) == (2, ["Event"])
    assert dict(given["strip"])["Unit"] == "deeds"
