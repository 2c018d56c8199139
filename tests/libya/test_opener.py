"""The first page opens with the story on one map and one time axis, which a reader can step through; all of it is read
from the tables."""

import re

import pytest

import brief
from brief import charts, tables
from brief.charts import style
from brief.errors import BriefError
from brief.libya import cast, opener, opener_map, story, us_policy
from helpers import charts_of, drawn, positions, traces

FIGURE = "#fig-index-story"
BAR = f"{FIGURE} .brief-step-bar"
SAID = f"{FIGURE} .brief-steps [role=status]"


@pytest.fixture
def change():
    """Change one value of a table in this process, until the test ends."""
    before = {}

    def change(name, key, row, column, new):
        frame = tables.table(name)
        before.setdefault(name, frame)
        frame = frame.copy()
        assert (frame[key] == row).sum() == 1
        frame.loc[frame[key] == row, column] = new
        tables.substitute(name, frame)

    yield change
    for name, frame in before.items():
        tables.substitute(name, frame)


def steps():
    return opener.chart().figure.layout.meta["steps"]


def held(step):
    """Return the colour of each place on the map at a step, by its id."""
    places = traces(opener.chart())[opener_map.PLACES]["ids"]
    colours = step["changes"][f"data[{opener_map.PLACES}].marker.color"]
    return dict(zip((place.removeprefix("map-") for place in places), colours, strict=True))


# --- the story follows the tables -----------------------------------------------------------------------------


def test_each_moment_says_what_happened_with_its_date_and_what_denies_it():
    for step, moment in zip(steps(), story.MOMENTS, strict=True):
        told = brief.fact(moment.fact_id)
        assert step["head"] == told.when
        assert step["text"].startswith(moment.says.partition("{")[0])
        assert (moment.denial is not None) == (" But " in step["text"]) == bool(moment.denies)
        if moment.denial:
            assert step["text"].endswith(moment.denies.rpartition("}")[2])


EXPLAINED = {
    "US",
    "UN",
    "Africa",
    "Command",
    "National",
    "Oil",
    "Corporation",
    "Turkey",
    "Russia",
    "Russian",
    "Bloomberg",
}
"""Names that the sentence of a moment explains, or from which its fact draws an adjective."""
CAPITAL_OF_A_SENTENCE = {"He", "In", "It", "They", "From", "The", "Forces", "But", "American"}


def test_the_sentence_of_a_moment_has_no_name_and_no_number_that_its_fact_and_its_denial_have_not():
    for step, moment in zip(steps(), story.MOMENTS, strict=True):
        told = [brief.fact(name) for name in (moment.fact_id, moment.denial) if name]
        known = " ".join(f"{row.fact} {row.when} {row.originator} {row.place}" for row in told)
        names = set(re.findall(r"\b(?:[A-Z][\w+-]*|\d+(?:,\d+)*)", step["text"].replace("’s", "")))
        assert {name for name in names if name not in known} <= EXPLAINED | CAPITAL_OF_A_SENTENCE, moment.fact_id


def test_the_count_of_a_moment_follows_its_fact(change):
    number = [moment.fact_id for moment in story.MOMENTS].index("war-012")
    assert "more than 100 mercenaries" in steps()[number]["text"]
    change("facts", "fact_id", "war-012", "value_low", 120.0)
    assert "more than 120 mercenaries" in steps()[number]["text"]


def test_moments_are_in_the_order_of_their_days():
    days = [brief.fact(moment.fact_id).first_day for moment in story.MOMENTS]
    assert days == sorted(days)
    assert 6 <= len(days) <= 9


def test_the_map_of_a_moment_follows_the_day_on_which_a_place_was_taken(change):
    number = [moment.fact_id for moment in story.MOMENTS].index("air-001")
    lna, gna = charts.SIDES["lna"].colour, charts.SIDES["gna"].colour
    assert held(steps()[number])["al-watiya"] == gna, "taken eight days before"
    change("territory", "fact_id", "air-130", "date", "2020-06-01")
    assert held(steps()[number])["al-watiya"] == lna, "if it had been taken a week later"


def test_the_line_of_the_moment_and_its_sentence_follow_the_date_of_the_fact(change):
    change("facts", "fact_id", "war-354", "event_date", "2020-06-09")
    step = steps()[[moment.fact_id for moment in story.MOMENTS].index("war-354")]
    assert step["head"] == "9 June 2020"
    assert step["changes"]["shapes[0].x0"] == step["changes"]["shapes[0].x1"] == "2020-06-09"


def test_what_had_come_follows_the_counts_and_begins_with_its_fact(change):
    day = brief.fact("air-001").first_day
    assert story.supplies(day)["lna"][-1] == "450\u00a0Syrians by\u00a0May"
    assert "jets" in story.supplies(day)["lna"]
    assert "jets" not in story.supplies(brief.fact("war-318").first_day)["lna"], "in April 2020 there were none yet"
    assert story.supplies(brief.fact("war-357").first_day) == {"lna": [], "gna": []}
    change("facts", "fact_id", "syr-004", "value_low", 470.0)
    assert story.supplies(day)["lna"][-1] == "470\u00a0Syrians by\u00a0May"


def test_the_count_of_places_is_that_of_the_announcements():
    counts = story.counts().set_index("day")
    taken = tables.table("territory").query("kind == 'taken'")
    assert set(counts.total) == {taken.place_id.nunique()}
    last = taken.sort_values("date").groupby("place_id").last().side_after
    assert counts.lna.iloc[-1] == (last == "lna").sum(), "who took a place last holds it in the end"


def test_places_that_are_drawn_as_held_throughout_did_not_change_hands():
    assert not set(story.HELD) & set(tables.table("territory").place_id)


def test_places_that_no_side_took_from_the_other_are_smaller_on_the_map():
    places = traces(opener.chart())[opener_map.PLACES]
    taken = set(tables.table("territory").query("kind == 'taken'").place_id)
    for place, size in zip(places["ids"], places["marker"]["size"], strict=True):
        assert (size == max(places["marker"]["size"])) == (place.removeprefix("map-") in taken)


def test_every_moment_has_its_word_beside_its_mark_on_a_wide_page_and_its_number_in_it_on_a_narrow_one():
    figure = opener.chart().figure
    days = {note.text: note.x for note in figure.layout.annotations}
    for moment in story.MOMENTS:
        assert days[moment.word] == f"{brief.fact(moment.fact_id).first_day:%Y-%m-%d}"
    [(place, numbers)] = [(place, trace) for place, trace in enumerate(figure.data) if "moments-" in str(trace.ids)]
    assert numbers.mode == "markers" and "text" in figure.layout.meta["narrow"][f"data[{place}].mode"]
    assert list(numbers.text) == [f"<b>{number}</b>" for number in range(1, len(story.MOMENTS) + 1)]


def test_every_denial_stands_beside_what_it_denies():
    jets, cargo = story.jets(), story.cargo()
    assert set(jets.fact_id[jets.denied]) == {"air-061", "air-070"}
    levels = cargo.set_index("fact_id").level
    assert levels["air-066"] == levels["air-074"] and levels["air-103"] == levels["air-108"]
    marks = [trace for trace in traces(opener.chart()) if trace.get("marker", {}).get("symbol") is not None]
    open_marks = {
        name
        for trace in marks
        if isinstance(trace["marker"]["symbol"], list | tuple)
        for name, symbol in zip(trace["ids"], trace["marker"]["symbol"], strict=True)
        if symbol.endswith("-open")
    }
    assert open_marks == {"jets-air-061", "jets-air-070", "cargo-air-066", "cargo-air-103"}, "denials are hollow"


def test_every_mark_of_a_lane_is_a_row_and_stands_at_its_date():
    chart = opener.chart()
    names, rows = set(positions(chart)), chart.rows.set_index("row_id")
    lanes = set(rows.index[~rows.lane.isin(["moments", "front"])])  # of the front the counts are drawn
    assert lanes <= names <= set(rows.index) | {name for name in names if name.startswith("map-")}
    assert positions(chart)["washington-" + "2019-04-15-white-house-haftar-call"][0].startswith("2019-04-15")


def test_a_row_without_a_fact_names_its_document():
    rows = opener.chart().rows
    assert set(rows.lane[rows.fact_id.isna()]) == {"oil"}
    assert rows.source_key.notna().all()
    with pytest.raises(BriefError, match="neither a fact nor a document"):
        brief.figure(opener.chart(), title="T", rows=rows.assign(source_key=None))


def test_names_on_the_map_are_of_places_on_it():
    places = set(story.held_on(brief.fact(story.SHOWN).first_day))
    assert set(opener_map.NAMES_BESIDE) <= places
    assert set(opener_map.NAMES_BESIDE) >= opener_map.LARGE_NAMES


def test_every_place_on_the_map_has_a_name_of_its_own_or_one_that_it_shares():
    shared = [place for joint in opener_map.JOINT_NAMES for place in joint.places]
    named = [*opener_map.NAMES_BESIDE, *shared]
    assert sorted(named) == sorted(story.held_on(brief.fact(story.SHOWN).first_day))


def test_months_without_a_figure_of_oil_are_those_that_have_no_bar():
    assert story.months_without_output() == [("2019-03-15", "2019-05-31"), ("2020-05-01", "2020-07-31")]
    notes = [note.x for note in opener.chart().figure.layout.annotations if note.text == "no figure"]
    assert notes == ["2019-04-22", "2020-06-15"]


def test_a_jet_reported_of_a_month_stands_in_its_middle_as_on_the_page_of_jets():
    said = story.jets().set_index("fact_id")["at"]
    assert f"{said['air-031']:%Y-%m-%d}" == "2020-05-16"


def test_an_act_of_washington_has_the_day_and_the_sign_that_it_has_on_the_page_of_us_policy():
    acts = us_policy.acts().query("date >= '2019'")
    there, here = positions(us_policy.acts_chart(acts)), positions(opener.chart())
    names = [name for name in here if name.startswith("washington-")]
    assert {name: here[name][0][:10] for name in names} == {
        name: there[name.removeprefix("washington-")][0] for name in names
    }
    [lane] = [trace for trace in traces(opener.chart()) if names[0] in (trace.get("ids") or ())]
    stances = acts.set_index("action_id").stance
    for name, symbol in zip(lane["ids"], lane["marker"]["symbol"], strict=True):
        assert symbol == us_policy.STANCES[stances[name.removeprefix("washington-")]].symbol


def test_a_bar_of_oil_is_pale_unless_it_is_a_mean_of_opec():
    [bars] = [trace for trace in traces(opener.chart()) if trace["type"] == "bar"]
    series = story.oil().set_index("month").series
    for name, colour in zip(bars["ids"], bars["marker"]["color"], strict=True):
        assert (colour == style.PALE) == (series[name.removeprefix("oil-")] != "opec_average")


def test_steps_change_the_same_properties_or_are_refused():
    chart = opener.chart()
    assert len({frozenset(step["changes"]) for step in steps()}) == 1
    with pytest.raises(BriefError, match="would remain"):
        charts.stepped(chart, [charts.Step("a", "A.", {"height": 1}), charts.Step("b", "B.", {"width": 1})])
    with pytest.raises(BriefError, match="needs steps"):
        charts.stepped(chart, [])


# --- in the browser -------------------------------------------------------------------------------------------

MAP = f"""() => document.querySelector('{FIGURE} .js-plotly-plot').layout.annotations[0].text"""
CURSOR = f"() => document.querySelector('{FIGURE} .js-plotly-plot').layout.shapes[0].visible"


def at(page, number):
    """Wait until the chart shows a moment, or the whole for 0, and return what is said of it."""
    head = brief.fact(story.MOMENTS[number - 1].fact_id if number else story.SHOWN).when
    page.wait_for_function(f"text => ({MAP})().startsWith(text)", arg=f"<b>{head}</b>")
    assert page.evaluate(CURSOR) == (number > 0)
    return page.locator(SAID).text_content()


def test_buttons_step_and_the_sentence_is_announced(address, visit):
    page = visit(f"{address}/index.html")
    drawn(page, charts_of("index"))
    back, _, after = page.locator(f"{BAR} button").all()
    assert (back.get_attribute("aria-disabled"), after.get_attribute("aria-disabled")) == ("true", "false")
    after.click()
    assert at(page, 1).startswith(f"1 of {len(story.MOMENTS)}. {brief.when(story.MOMENTS[0].fact_id)}. ")
    after.click()
    at(page, 2)
    back.click()
    at(page, 1)
    back.click()
    assert "step through them" in at(page, 0)
    assert page.faults == []


def test_keys_step_where_the_buttons_have_the_focus(address, visit):
    page = visit(f"{address}/index.html", reduced_motion="reduce")
    drawn(page, charts_of("index"))
    page.locator(f"{BAR} button").last.focus()
    page.keyboard.press("ArrowRight")
    at(page, 1)
    page.keyboard.press("End")
    at(page, len(story.MOMENTS))
    assert page.locator(f"{BAR} button").last.get_attribute("aria-disabled") == "true"
    page.keyboard.press("ArrowLeft")
    at(page, len(story.MOMENTS) - 1)
    page.keyboard.press("Home")
    at(page, 0)


def test_nothing_plays_unless_asked_and_play_can_be_paused(address, visit):
    page = visit(f"{address}/index.html")
    page.clock.install()
    page.reload()
    drawn(page, charts_of("index"))
    page.clock.run_for(60_000)
    assert "step through them" in page.locator(SAID).text_content(), "a minute later it is where it was"
    page.get_by_role("button", name="Play").click()
    assert page.locator(SAID).text_content().startswith("1 of")
    page.clock.run_for(5_500)
    assert page.locator(SAID).text_content().startswith("2 of")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)
    assert page.locator(SAID).text_content().startswith("2 of")


def test_without_javascript_all_moments_stand_in_words_and_no_button_is_there(address, visit):
    page = visit(f"{address}/index.html", java_script_enabled=False, still=True)
    items = page.locator(f"{FIGURE} .brief-steps li")
    assert items.count() == len(story.MOMENTS)
    assert all(item.is_visible() for item in items.all())
    assert page.locator(f"{FIGURE} button").count() == 0
    assert page.locator(f"{FIGURE} svg.brief-picture.wide").is_visible()


def test_on_paper_all_moments_stand_in_words_even_if_a_reader_is_in_the_midst(address, visit):
    page = visit(f"{address}/index.html")
    drawn(page, charts_of("index"))
    page.locator(f"{BAR} button").last.click()
    page.emulate_media(media="print")
    assert page.locator(f"{FIGURE} .brief-picture.wide").is_visible()
    assert not page.locator(BAR).is_visible()
    assert not page.locator(SAID).is_visible()
    heights = page.eval_on_selector_all(
        f"{FIGURE} .brief-steps li", "items => items.map(item => item.getBoundingClientRect().height)"
    )
    assert len(heights) == len(story.MOMENTS) and min(heights) > 5


def test_on_a_phone_title_picture_and_buttons_fit_one_screen(address, visit):
    page = visit(f"{address}/index.html", "phone")
    tops = page.evaluate(
        f"""() => ['.brief-figure-title', '.brief-step-bar'].map(
            part => document.querySelector('{FIGURE} ' + part).getBoundingClientRect())
            .map(box => [box.top, box.bottom])"""
    )
    assert tops[1][1] - tops[0][0] < 780 - 56, "below the bar of the theme"


def test_only_pages_with_steps_load_their_script(page):
    assert "steps.js" in page("index")
    assert "steps.js" not in page("airpower")


# --- the cast -------------------------------------------------------------------------------------------------


def test_every_gift_rests_on_a_fact_and_every_denial_is_by_a_party():
    gifts = cast.gifts()
    origins = tables.table("origins").set_index("origin_id")
    for gift in cast.TOLD:
        if gift.denial:
            assert origins.party[brief.fact(gift.denial).origin_id], gift
    assert len(gifts) == len(cast.TOLD) == gifts.gift_id.nunique()
    assert gifts.denied.sum() == sum(gift.denial is not None for gift in cast.TOLD)


def test_a_backer_is_on_the_side_on_which_the_tables_have_it(change):
    sides = tables.table("camps").set_index("camp_id").side
    gifts = cast.gifts()
    assert (gifts.side == gifts.backer.map(sides)).all()
    change("camps", "camp_id", "qatar", "side", "none")
    with pytest.raises(BriefError, match="'qatar' backs no side"):
        cast.gifts()


def test_own_word_is_that_of_the_backer_itself():
    gifts = cast.gifts().set_index("gift_id")
    assert gifts.own_word["turkey-men"], "Erdogan"
    assert gifts.own_word["russia-men"] and gifts.denied["russia-men"], "denied for years, then said by Putin"
    assert not gifts.own_word["russia-aircraft"]


def test_marks_are_in_the_colours_of_their_sides_one_line_a_backer():
    gifts = cast.gifts()
    chart = cast.chart(gifts)
    places = positions(chart)
    assert set(places) == set(gifts.gift_id)
    lines = {backer: {places[gift][1] for gift in rows.gift_id} for backer, rows in gifts.groupby("backer")}
    assert all(len(line) == 1 for line in lines.values())
    [marks] = [trace for trace in traces(chart) if "ids" in trace]
    assert [re.fullmatch("#[0-9a-f]{6}", colour)[0] for colour in marks["marker"]["color"]] == [
        charts.SIDES[side].colour for side in gifts.side
    ]


def test_a_mark_is_hollow_if_the_backer_denies_it_and_does_not_own_up_to_it():
    gifts = cast.gifts()
    [marks] = [trace for trace in traces(cast.chart(gifts)) if "ids" in trace]
    hollow = {name for name, symbol in zip(marks["ids"], marks["marker"]["symbol"], strict=True) if "open" in symbol}
    assert hollow == set(gifts.gift_id[(gifts.denier == "backer") & ~gifts.own_word])
    others = {"russia-men", "wagner-men"}
    assert set(gifts.gift_id[gifts.denied]) - hollow == others, "said by Putin in the end, and denied by the LNA alone"
    notes = [note.text for note in cast.chart(gifts).figure.layout.annotations]
    assert "<i>own word,<br>after denials</i>" in notes and "<i>UN experts;<br>LNA denies</i>" in notes


def test_states_stand_apart_from_fighters_who_were_hired_or_sent():
    gifts = cast.gifts()
    kinds = tables.table("origins").groupby("camp_id").kind.agg(set)
    with_government = {backer for backer in gifts.backer if "government" in kinds[backer]}
    assert with_government <= set(gifts.backer[~gifts.hired]) <= with_government | {"qatar"}, (
        "of which we cite no organ"
    )
    order = list(dict.fromkeys(zip(gifts.side, gifts.hired, strict=True)))
    assert order == [("lna", False), ("gna", False), ("lna", True), ("gna", True)]


def test_columns_are_in_the_order_of_how_many_gave():
    number = cast.gifts().gift.value_counts()
    assert list(number[list(cast.GIFTS)]) == sorted(number, reverse=True)
