"""A place is followed from holder to holder, it is known who announced a taking, and both are drawn; so are the dead."""

import itertools
import re

import pytest

import brief
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
    chart = war.control_chart(spans, since="2019-04-01", moments=[charts.Moment("2020-03-25", "Peace Storm")])
    announced = spans[~spans.implied].set_index("span_id")
    places = positions(chart)
    assert set(places) == set(announced.index)
    lines = {(announced.place_id[span], y) for span, (_, y) in places.items()}
    assert len(lines) == announced.place_id.nunique() == len({y for _, y in lines})
    thin = [trace for trace in traces(chart) if trace.get("line", {}).get("width") == 3]
    assert len(thin) == spans.implied.sum()


def test_places_are_in_the_order_in_which_one_side_lost_them(spans):
    rows = war.in_order_of_fall(spans)
    assert len(rows) == len(spans)
    layout = war.control_chart(rows, since="2019-04-01").figure.layout
    names = layout.yaxis.ticktext
    assert (names[0], names[5]) == ("Gharyan", "al-Watiya air base"), "the first long before the others"
    at_right = {note.y: note.text for note in layout.annotations if note.x == 1}
    fates = [at_right[y] for y in layout.yaxis.tickvals]
    assert (fates[0], fates[5]) == ("26 June 2019", "18 May 2020")
    assert dict(zip(names[-2:], fates[-2:], strict=True)) == {"Sirte": "not lost", "al-Jufra air base": "not lost"}
    in_words = [note.text for note in layout.annotations if note.visible is False]
    assert in_words[0] == "Gharyan, lost by Haftar 26 June 2019", "said in one line where the page is narrow"
    assert "Sirte, not lost by Haftar" in in_words


def test_only_announced_spans_are_rows_of_the_charts(spans):
    announced = set(spans.span_id[~spans.implied])
    assert set(war.control_chart(spans, since="2019-04-01").rows.span_id) == announced
    assert set(war.control_maps(spans, days={"2020-03-26": "a", "2020-06-06": "b"}).rows.span_id) == announced


DAYS = {"2019-05-01": "one", "2020-03-26": "two", "2020-04-14": "three", "2020-06-06": "four"}


def held(trace):
    """Return the symbols of the places on a map."""
    return dict(zip(trace["ids"], trace["marker"]["symbol"], strict=True))


def test_a_map_of_a_day_shows_who_held_what_on_that_day(spans):
    maps = [held(trace) for trace in traces(war.control_maps(spans, days=DAYS)) if trace.get("ids")]
    assert len(maps) == 4
    assert maps[1]["2020-03-26 zaltan"] == charts.SIDES["lna"].symbol, "taken the day before"
    assert maps[3]["2020-06-06 zaltan"] == charts.SIDES["gna"].symbol
    assert "2020-03-26 al-jufra" not in maps[1], "nothing is known of it on that day"


def test_a_map_names_all_places_and_those_in_bold_that_changed_hands_since_the_map_before(spans):
    maps = [trace for trace in traces(war.control_maps(spans, days=DAYS)) if trace.get("ids")]
    names = [
        {name.partition(" ")[2]: text for name, text in zip(trace["ids"], trace["text"], strict=True)} for trace in maps
    ]
    led = [trace for trace in traces(war.control_maps(spans, days=DAYS)) if "Sabratha" in str(trace.get("text"))]
    shown = [[text.strip() for text in trace["text"]] for trace in led]
    three = ["Al-Ajaylat", "Sabratha", "Surman"]
    assert shown == [three, three, [f"<b>{name}</b>" for name in three], three], "a name of its own for each"
    assert all(texts[place] == "" for texts in names for place in war.LED)
    assert [texts["gharyan"] for texts in names] == ["Gharyan", "<b>Gharyan</b>", "Gharyan", "Gharyan"]
    assert all("Sirte" in texts["sirte"] for texts in names)
    sizes = [dict(zip(trace["ids"], trace["marker"]["size"], strict=True)) for trace in maps]
    assert sizes[1]["2020-03-26 zaltan"] > sizes[1]["2020-03-26 sabratha"], "Zaltan alone was taken"


def test_above_each_map_is_how_many_places_each_side_held(spans):
    near = spans[spans.place_id != "al-jufra"]
    heads = [note.text for note in war.control_maps(near, days=DAYS).figure.layout.annotations[:4]]
    assert [re.findall(r"<b>(\d+)</b>", head) for head in heads] == [["8", "2"], ["9", "1"], ["5", "5"], ["1", "9"]]


def test_a_place_of_which_we_infer_who_held_it_is_hollow_on_a_map(spans):
    first = held(next(trace for trace in traces(war.control_maps(spans, days=DAYS)) if trace.get("ids")))
    told, inferred = charts.SIDES["lna"].symbol, f"{charts.SIDES['lna'].symbol}-open"
    assert (first["2019-05-01 gharyan"], first["2019-05-01 tarhuna"]) == (told, inferred)


def test_maps_of_five_days_are_one_below_the_other_and_none_is_over_another(spans):
    layout = war.control_maps(spans, days=DAYS | {"2020-07-01": "five"}).figure.layout
    domains = [layout[name].domain for name in ("geo", "geo2", "geo3", "geo4", "geo5")]
    assert all(0 <= at.y[0] < at.y[1] <= 1 for at in domains)
    heights = {round(at.y[1] - at.y[0], 6) for at in domains}
    assert len(heights) == 1, "of one size"
    feet = sorted({round(at.y[0], 6) for at in domains})
    assert all(below + max(heights) <= above for below, above in itertools.pairwise(feet))


def test_all_maps_have_one_size_and_the_same_names_in_both_forms(spans):
    chart = war.control_maps(spans, days=DAYS)
    layout = chart.figure.layout
    wide = [layout[name].domain for name in ("geo", "geo2", "geo3", "geo4")]
    assert len({(round(at.x[1] - at.x[0], 6), round(at.y[1] - at.y[0], 6)) for at in wide}) == 1
    narrow = [layout.meta["narrow"][f"{name}.domain"] for name in ("geo", "geo2", "geo3", "geo4")]
    assert len({round(at["y"][1] - at["y"][0], 6) for at in narrow}) == 1
    names = [trace["text"] for trace in traces(chart) if "Libya" in trace.get("text", [])]
    assert names == [["Tunisia", "Libya", "<i>Mediterranean Sea</i>"]] * 4
    assert sum("Tripoli" in trace.get("text", [""])[0] for trace in traces(chart)) == 4


def test_every_position_of_a_name_is_of_a_place_that_is_drawn(spans):
    assert set(war.NAMES_BESIDE) <= set(spans.place_id)


# --- the dead ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tolls():
    deaths = brief.table("deaths")
    return war.tolls(deaths[deaths.month.between("2019-04", "2019-07")])


def test_the_months_of_a_series_are_added_up(tolls):
    deaths = brief.table("deaths").set_index("month").deaths_best
    sums = tolls[tolls.series == "ucdp"].set_index("toll_id").deaths
    assert sums["ucdp-2019-04"] == deaths["2019-04"]
    assert sums["ucdp-2019-07"] == deaths["2019-04":"2019-07"].sum()


def test_all_dead_are_drawn_at_day_and_number_and_each_says_its_number(tolls):
    chart = war.tolls_chart(tolls, since="2019-04-04")
    places = positions(chart)
    assert places == {row.toll_id: (f"{row.day:%Y-%m-%d}", row.deaths) for row in tolls.itertuples()}
    drawn = [trace for trace in traces(chart) if trace.get("mode") == "lines"]
    dotted = [list(trace["y"][1:]) for trace in drawn if trace["line"].get("dash")]
    assert dotted == [list(tolls.deaths[tolls.series == "ucdp"])], "the two that count cannot be taken for each other"
    said = {(note.x, note.y): note.text for note in chart.figure.layout.annotations if note.xref != "paper"}
    for row in tolls.itertuples():
        text = said[places[row.toll_id]]
        assert f"{row.deaths:,}" in text and ("\u2265" in text) == row.bound
        assert row.series == "ucdp" or text.startswith("<b>"), "those of the WHO are bold, like its line"
    narrow = [text for path, text in chart.figure.layout.meta["narrow"].items() if path.endswith("text")]
    assert "<b>174, 205, 213</b>" in narrow, "those of a few days stand together where there is no room"


def test_the_last_counts_say_who_counts_what(tolls):
    chart = war.tolls_chart(tolls, since="2019-04-04")
    deaths = tolls.set_index("toll_id").deaths
    said = [note.text for note in chart.figure.layout.annotations]
    assert f"<b>WHO, at Tripoli:<br>{deaths['war-159']:,}</b> by 9 July" in said
    assert f"<b>UCDP, all Libya:<br>{deaths['ucdp-2019-07']}</b> by 31 July" in said


def test_no_total_is_a_count_of_the_wounded_or_of_civilians(tolls):
    others = brief.facts("civilian_casualties", "civilian_deaths").fact_id
    assert not set(others) & set(tolls.fact_id)
