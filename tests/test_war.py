"""A place is followed from holder to holder, it is known who announced a taking, and both are drawn."""

import pytest

from brief import charts
from brief.libya import war
from helpers import positions, traces


@pytest.fixture(scope="module")
def spans():
    return war.control("2020-07-31")


def test_a_place_is_followed_from_holder_to_holder(spans):
    for place, rows in spans.groupby("place_id", sort=False):
        announced = rows[~rows.implied]
        assert list(announced.first_day) == sorted(announced.first_day), place
        assert list(rows.last_day[:-1]) == list(rows.first_day[1:]), "no gap and no overlap"
        taken = announced[announced.kind == "taken"]
        assert all(one != other for one, other in zip(taken.side, taken.side[1:], strict=False)), place
    sirte = spans[spans.place_id == "sirte"].side
    assert list(sirte) == ["gna", "lna", "lna"], "taken by the LNA, then held"
    assert not spans[spans.place_id == "al-jufra"].implied.any(), "nobody took it: nothing follows for the time before"


def test_a_taking_is_announced_by_the_winner_if_a_party_on_its_side_says_so(spans):
    taken = spans[(spans.kind == "taken") & ~spans.implied].set_index("span_id")
    assert taken.by_winner["surman-2020-04-13"], "the GNA's spokesman"
    assert not taken.by_winner["al-watiya-2020-05-18"], "a log of neither side"


def test_every_announcement_has_a_mark_on_the_line_of_its_place(spans):
    chart = war.control_chart(spans, since="2019-04-01", marks=[("2020-03-25", "Peace Storm")])
    announced = spans[~spans.implied].set_index("span_id")
    places = positions(chart)
    assert set(places) == set(announced.index)
    lines = {(announced.place_id[span], y) for span, (_, y) in places.items()}
    assert len(lines) == announced.place_id.nunique() == len({y for _, y in lines})
    thin = [trace for trace in traces(chart) if trace.get("line", {}).get("width") == 4]
    assert len(thin) == spans.implied.sum()


def test_only_announced_spans_are_rows_of_the_charts(spans):
    announced = set(spans.span_id[~spans.implied])
    assert set(war.control_chart(spans, since="2019-04-01", marks=[]).rows.span_id) == announced
    assert set(war.control_maps(spans, days={"2020-03-26": "a", "2020-06-06": "b"}).rows.span_id) == announced


def test_a_map_of_a_day_shows_who_held_what_on_that_day(spans):
    first, second = traces(war.control_maps(spans, days={"2020-03-26": "one", "2020-06-06": "other"}))
    on_first, on_second = (dict(zip(trace["ids"], trace["marker"]["symbol"], strict=True)) for trace in (first, second))
    assert on_first["2020-03-26 zaltan"] == charts.SIDES["lna"].symbol, "taken the day before"
    assert on_second["2020-06-06 zaltan"] == charts.SIDES["gna"].symbol
    assert "2020-03-26 al-jufra" not in on_first, "nothing is known of it on that day"


def test_every_position_of_a_name_is_of_a_place_that_is_drawn(spans):
    assert set(war.NAMES_BESIDE) <= set(spans.place_id)
