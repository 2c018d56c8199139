"""Partial dates, ranges and counts read as a reader expects them."""

import datetime

import pandas as pd
import pytest

from brief import words
from brief.errors import BriefError
from brief.tables import dates
from brief.text import folded


@pytest.mark.parametrize(
    ("text", "first", "last", "days", "spoken"),
    [
        ("2020", "2020-01-01", "2020-12-31", 366, "2020"),
        ("2020-02", "2020-02-01", "2020-02-29", 29, "February 2020"),
        ("2020-05-26", "2020-05-26", "2020-05-26", 1, "26 May 2020"),
        ("2019-11-01/2020-07-31", "2019-11-01", "2020-07-31", 274, "November 2019 to July 2020"),
        ("2020-05-19/2020-05-21", "2020-05-19", "2020-05-21", 3, "19 to 21 May 2020"),
        ("2020-01/2020-03", "2020-01-01", "2020-03-31", 91, "January to March 2020"),
        ("2020-03/2020-12-30", "2020-03-01", "2020-12-30", 305, "March to 30 December 2020"),
        ("2019-04-04/2019-11-18", "2019-04-04", "2019-11-18", 229, "4 April to 18 November 2019"),
        ("2020-05-01/2020-05-31", "2020-05-01", "2020-05-31", 31, "May 2020"),
        ("2019/2020", "2019-01-01", "2020-12-31", 731, "2019 to 2020"),
        ("2020-05-18/2020-06-04", "2020-05-18", "2020-06-04", 18, "18 May to 4 June 2020"),
        ("2020-05-18/2020-05", "2020-05-18", "2020-05-31", 14, "18 to 31 May 2020"),
        ("2020-05-18/2020", "2020-05-18", "2020-12-31", 228, "18 May to 31 December 2020"),
    ],
)
def test_a_partial_date_covers_days_and_has_words(text, first, last, days, spoken):
    assert dates.span(text) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))
    assert (dates.span(text)[1] - dates.span(text)[0]).days + 1 == days
    assert dates.spoken(text) == spoken


@pytest.mark.parametrize(
    ("texts", "spoken"),
    [
        (["2021-03", "2021-07-01"], "March to 1 July 2021"),
        (["2021-03-01", "2021-03"], "March 2021"),
        (["2020-05-26", "2020"], "2020"),
        (["2020", "2020-05/2021-02"], "January 2020 to February 2021"),
        (["2020-05-26"], "26 May 2020"),
        (["2011", "2023-06-27"], "2011 to 27 June 2023"),
        (["2021", "2020-02-03/2021-12-31"], "3 February 2020 to 31 December 2021"),
    ],
)
def test_the_time_of_several_dates_is_no_more_precise_than_they_are(texts, spoken):
    assert dates.spoken(dates.around(texts)) == spoken


def test_the_middle_of_a_time_is_a_day_of_it():
    assert dates.middle_day("2020-05-01", "2020-05-31") == "2020-05-16"
    assert dates.middle_day("2020-02-28", "2020-02-29") == "2020-02-28", "of two days it is the first"
    assert dates.middle_day("2020-05-26", "2020-05-26") == "2020-05-26"


def test_months_that_follow_each_other_are_one_run():
    months = [pd.Period(month, "M") for month in ("2019-12", "2020-01", "2020-03", "2020-05", "2020-06", "2020-07")]
    found = [(str(first), str(last)) for first, last in dates.runs(months)]
    assert found == [("2019-12", "2020-01"), ("2020-03", "2020-03"), ("2020-05", "2020-07")]
    assert dates.runs([]) == []


@pytest.mark.parametrize(
    "text",
    ["", "26 May 2020", "2020-5", "2020-02-30", "2021-02-29", "2020-00", "2020-05/", "2020-06/2020-05", "20"],
)
def test_text_that_is_no_date_is_refused(text):
    with pytest.raises(BriefError):
        dates.span(text)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(14, 14, "14"), (14, 30, "14–30"), (14, None, "≥ 14"), (None, 350, "≤ 350"), (None, None, ""), (0, 0, "0"),
     (1131, 1131, "1,131"), (37.546, 37.546, "37.5"), (36.3, None, "≥ 36.3"), (-55, -55, "-55"),
     (0.26, 0.26, "0.3"), (0.04, 0.04, "0.04"), (0, 0.0123, "0–0.012")],
)  # fmt: skip
def test_a_range_shows_its_open_end(low, high, shown):
    assert words.bounds(low, high) == shown


def test_counts_up_to_twelve_are_words_and_lists_end_with_and():
    assert [words.counted(number) for number in (0, 1, 12, 13, 1131)] == [
        "no",
        "one",
        "twelve",
        "13",
        "1,131",
    ]
    assert words.counted(0, zero="none") == "none"
    assert words.plural(1, "originator") == "one originator"
    assert words.plural(22, "document") == "22 documents"
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_capitals_and_line_breaks_change_no_other_letter():
    assert words.capital("EU law") == "EU law" and words.capital("ferry of Ambleway") == "Ferry of Ambleway"
    assert folded("one two three", 7) == "one two<br>three"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("PanHARBOUR.Net, citing Al-Marsa News", "PanHARBOUR.Net"), ("Newsweek, with The Associated Press", "Newsweek"), ("HCCT, via copies.net", "HCCT"),
     ("SOTT repost (RT text) citing Interfax", "SOTT repost"), ("PA via Harbournet", "PA"), ("Al Marsa English (with Wire)", "Al Marsa English"), ("QUAY", "QUAY")],
)  # fmt: skip
def test_a_publisher_is_named_without_whom_it_cites(name, shown):
    assert words.publisher(name) == shown
