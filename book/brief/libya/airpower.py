"""What flew, by which ways, and what was lost."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from brief import charts, tables, words
from brief.charts import Route
from brief.charts.maps import Area
from brief.errors import BriefError
from brief.ledger.distances import distance_km
from brief.ledger.facts import fact, facts, facts_named, per_month
from brief.ledger.findings import borrowed
from brief.libya.frames import known, ranked
from brief.settings import settings
from brief.tables import plain, table

ROUTES = {
    "ferry": Route("lna", width=3.5, lengths=True, name="the jets"),
    "russian_airlift": Route("lna", "dash"),
    "turkish_airlift": Route("gna", "dash"),
}
"""How each route is drawn."""

NAMES_BESIDE = {
    "al-khadim": "bottom right",
    "benina": "top left",
    "gardabiya": "bottom left",
    "al-jufra": "bottom center",
    "astrakhan": "middle left",
    "hamadan": "bottom center",
    "al-watiya": "bottom center",
    "tobruk-air-base": "bottom right",
    "hmeimim": "top right",
    "ferry-1": "top left",
    "ferry-2": "bottom left",
    "ferry-4": "bottom right",
    "ferry-3": "bottom right",
    "turkish-airlift-1": "top left",
    "russian-airlift-2": "top left",
}
"""Where the words of a place or leg are on the map, by its id, as plotly's `textposition`."""
NARROW_NAMES_BESIDE = {"russian-airlift-2": "top center", "al-khadim": ""}
"""The same where the page is narrow, if it differs; "" for words that have no room there."""


AREAS = {
    "Libya": Area(26.6, 17.5),
    "Egypt": Area(27.5, 29.5),
    "Italy": Area(43.3, 12.3),
    "Greece": Area(39.4, 22.2, narrow=False),
    "Turkey": Area(38.7, 38.2),
    "Syria": Area(32.9, 37.6, narrow=False),
    "Iraq": Area(31.8, 43.6),
    "Iran": Area(32.2, 50.6),
    "Russia": Area(44.6, 42.5),
    "Mediterranean<br>Sea": Area(39.3, 13.2, sea=True, narrow=False),
    "Black Sea": Area(43.2, 34.2, sea=True),
    "Caspian<br>Sea": Area(41.9, 50.5, sea=True, narrow=False),
}
"""Where the names of countries and seas are on the map."""
CLOSE_AREAS = {
    "Libya": Area(28.7, 21.0),
    "Egypt": Area(29.5, 25.9),
    "Tunisia": Area(33.2, 10.0),
    "Algeria": Area(29.3, 9.75, narrow=False),
    "Mediterranean Sea": Area(33.4, 17.9, sea=True),
}
"""Where they are on the map of Libya close up."""


def legs() -> pd.DataFrame:
    """Return the flight legs with their end points, great-circle length and the facts that describe them.

    Returns:
        One row a leg, in order of flight: the columns of `legs`, `from_name`, `from_latitude`,
        `from_longitude`, the same with `to_`, `km` (kilometres on the great circle), `route_words`, and
        `event_date`, `originator`, `publisher`, `url` and `grade` of the fact.
    """
    places = table("places")[["place_id", "name", "latitude", "longitude"]]
    rows = table("legs")
    for end in ("from", "to"):
        rows = rows.merge(places.add_prefix(f"{end}_"), on=f"{end}_place_id")
    rows = rows.merge(facts()[["fact_id", "event_date", "originator", "publisher", "url", "grade"]], on="fact_id")
    rows["km"] = [distance_km(leg.from_place_id, leg.to_place_id) for leg in rows.itertuples()]
    rows["route_words"] = rows.route.map(settings().routes)
    return rows.sort_values("leg_id", ignore_index=True)


def route_map(legs: pd.DataFrame) -> charts.Chart:
    """Draw the flight legs on a map, and Libya close up below it.

    Args:
        legs: as `legs` returns them.
    """
    return charts.route_map(
        legs,
        routes=ROUTES,
        closeup="Libya",
        positions=NAMES_BESIDE,
        narrow_positions=NARROW_NAMES_BESIDE,
        areas=AREAS,
        close_areas=CLOSE_AREAS,
    )


DAYS_OF_A_RATE = (28, 360)
"""Fewest and most days over which a count of flights is turned into a rate: a shorter one is chance, a longer one hides
when the flights were."""


CARRIERS = {
    "cargo_flights_to_lna": "For the LNA",
    "cargo_flights_to_gna": "For the GNA",
    "russian_cargo_flights": "Russia",
    "uae_cargo_flights": "Emirates",
    "turkey_route_flights": "Turkey’s route",
}
"""Whose flights are counted, by measure, from top to bottom: first those of one counter over one time."""
SUSPECT = {"air-074"}
"""Counts whose source speaks of suspect flights."""


def cargo_flights() -> pd.DataFrame:
    """Return counts of cargo flights to Libya as flights per month, without repeats.

    Returns:
        Facts as `per_month` returns them, with `carrier` (whose flights they are) and `part_of` (the count of the same
        counter that covers their days, too; itself for others), in order of `CARRIERS` and of the first day, a part
        after its whole. Only counts over a period of `DAYS_OF_A_RATE`.
    """
    rows = per_month(facts(*CARRIERS, repeats=False))
    rows = rows[rows.days.between(*DAYS_OF_A_RATE)]
    rows = rows.assign(
        carrier=rows.measure_id.map(CARRIERS), part_of=[_whole_of(row, rows) for row in rows.itertuples()]
    )
    whole_begins = rows.part_of.map(rows.set_index("fact_id").first_day)
    order = rows.assign(whole_begins=whole_begins, is_part=rows.part_of != rows.fact_id).sort_values(
        ["measure_id", "whole_begins", "part_of", "is_part", "first_day"], key=ranked(measure_id=CARRIERS)
    )
    return rows.loc[order.index].reset_index(drop=True)


def _whole_of(row: Any, rows: pd.DataFrame) -> str:
    """Return the id of the longest count of the same flights and counter that covers the days of a row, to a day."""
    same = rows[(rows.measure_id == row.measure_id) & (rows.root_id == row.root_id)]
    day = pd.Timedelta(days=1)
    covering = same[(same.first_day <= row.first_day + day) & (same.last_day >= row.last_day - day)]
    return str(covering.sort_values("days").fact_id.iloc[-1])


SIDES_SERVED = {"lna": "for Haftar", "gna": "for Tripoli"}
"""For whom flights are, by the side."""


def cargo_chart(flights: pd.DataFrame) -> charts.Chart:
    """Draw counts of flights as bars, as long as their flights a month: first the two of one counter over one time.

    The two are the first count, and the other of the same counter over the same time; the others are by side.

    Args:
        flights: as `cargo_flights` returns them.
    """
    of_counter = ["root_id", "first_day", "last_day"]
    is_first = (flights[of_counter] == flights[of_counter].iloc[0]).all(axis="columns")
    is_part = flights.part_of != flights.fact_id
    served = flights.measure_side.map(SIDES_SERVED)
    totals = pd.Series([_number(row, "value") for row in flights.itertuples()], flights.index)
    kinds = flights.fact_id.isin(SUSPECT).map({True: "suspect", False: "in all"})
    drawn = flights.assign(
        block=("Other counts: " + served).mask(is_first, f"{flights.root_short.iloc[0]}, both sides"),
        side=flights.measure_side,
        label=(flights.carrier + ", by " + flights.root_short).mask(is_first, served).mask(is_part, "of these"),
        aside=totals + "\xa0" + kinds + ", " + flights.when.map(words.short_dates),
        value_low=flights.rate_low,
        value_high=flights.rate_high,
        number=[_number(row, "rate") for row in flights.itertuples()],
        bar=True,
    )
    return charts.counts(drawn, axis="flights a month").showing(flights, {"rate_low": "A month"})


def _number(row: Any, of: str) -> str:
    """Return how many flights a count has, a month ("rate") or in all ("value"), in figures."""
    low, high = (getattr(row, f"{of}_{end}") for end in ("low", "high"))
    if pd.isna(high):
        return words.bounds(math.floor(low), None)  # a floor is not rounded up
    return words.bounds(round(plain(low)), round(plain(high)))


LOSSES = {
    "pantsirs_lost": "Pantsirs",
    "turkish_drones_lost": "Turkish drones",
    "turkish_drones_lost_total": "Turkish drones",
}
"""What was lost, by measure, from top to bottom."""


def losses() -> pd.DataFrame:
    """Return counts of what each side is said to have lost of the other's air power, without repeats.

    Returns:
        Facts as `facts` returns them, with `from_enemy` (whether the originator is on the other side of the war) and
        `thing` (what was lost), in order of `LOSSES`, and by date.
    """
    rows = facts(*LOSSES, repeats=False)
    enemies = {"lna": "gna", "gna": "lna"}
    rows = rows.assign(
        thing=rows.measure_id.map(LOSSES),
        from_enemy=rows.originator_side == rows.measure_side.map(enemies),
    )
    by_thing = ranked(thing=LOSSES.values())
    return rows.sort_values(["thing", "first_day", "last_day", "fact_id"], key=by_thing, ignore_index=True)


JETS = {
    "fighters_delivered": "Other counts of jets in Libya",
    "fighters_in_libya": "Other counts of jets in Libya",
    "fighters_visible": "Seen on a satellite picture of one base",
    "fighters_on_ferry": "Seen in Iran, on the way",
    "lna_jets_refurbished": "Denied, or played down",
}
"""Measures of jets, with the heading of those who give another number than the article."""
OLD_JETS = "lna_jets_refurbished"
"""The measure of jets that the LNA says it had already: by it the LNA denies that others came."""
CLAIM = "c-010"
"""The claim of the article that gives a number of jets."""
WHO_IS = {"Harchaoui": "Harchaoui, analyst", "Zapiski Okhotnika": "Russian spotters"}
"""Labels for those whom few know by their names: what the table of originators says of them."""
IN_A_SENTENCE = {"Center for Strategic and International Studies": "CSIS", "Unattributed copy": "an unattributed copy"}
"""How publishers are named in a sentence, where it differs."""
YEAR = " 2020"
"""The year of all statements of jets, which their dates leave out."""


def jets() -> pd.DataFrame:
    """Return who said how many jets, and from whom the article has its number.

    First those who have the number of the article and all who repeat it; then all others by what they count, the higher
    number first, and who repeats them; then those who deny that any came.

    Returns:
        Facts as `facts` returns them, with `upper`: whether the row is of the first part, `denied`: whether it is of
        the last, `heading`: one of `JETS`, and `is_article`. A repeat that the tables give no number has
        that of what it repeats; the article has the number in its claim, and repeats the text from which it
        was taken.

    Raises:
        BriefError: if the claim does not begin with a number, or no text is known from which it was taken.
    """
    rows = facts(*JETS)
    rows = pd.concat([rows, _article_and_its_source()], ignore_index=True)
    rows["is_article"] = rows.fact_id == settings().publication_fact
    number = rows.value_low[rows.is_article].iloc[0]
    of_number = rows[(rows.value_low >= number) & rows.repeats.isna()].root_id
    rows["upper"] = rows.root_id.isin(of_number) | rows.is_article | (rows.value_low == number)
    rows["denied"] = known(rows.value_high.eq(0)) | (rows.measure_id == OLD_JETS)
    rows["heading"] = rows.measure_id.map(JETS).where(~rows.denied, JETS[OLD_JETS])
    return rows.loc[_order_of_jets(rows)].reset_index(drop=True)


def _article_and_its_source() -> pd.DataFrame:
    """Return the texts from which the article has its number of jets, and the article, all with that number.

    Raises:
        BriefError: as `jets`.
    """
    quote = tables.rows("claims", [CLAIM]).quote[CLAIM]
    number = quote.partition(" ")[0]
    sources = borrowed().query("claim_id == @CLAIM").fact_id
    if not number.isdecimal() or sources.empty:
        raise BriefError(f"the article needs a number of jets at the beginning of {CLAIM}, and a text that it is from")
    rows = facts_named([*sources, settings().publication_fact])
    rows = rows.assign(value_low=int(number), value_high=int(number), unit="aircraft", measure=fact("air-006").measure)
    of_article = rows.fact_id == settings().publication_fact
    return rows.assign(
        repeats=rows.repeats.mask(of_article, sources.iloc[0]), fact=rows.fact.mask(of_article, f"“{quote}”")
    )


def _order_of_jets(rows: pd.DataFrame) -> pd.Index:
    """Return the order in which `jets` has rows: by part, and in a part of counts the higher number first."""
    is_repeat = rows.repeats.notna()
    in_line = rows.upper & is_repeat
    repeated_number = rows.repeats.fillna(rows.fact_id).map(rows.set_index("fact_id").value_low)
    keys = {
        "is_lower": ~rows.upper,
        "in_line": in_line,
        "heading": rows.heading.where(~rows.upper),
        "number": -repeated_number.where(~in_line),
        "is_repeat": is_repeat,
    }
    by_heading = ranked(heading=JETS.values())
    days = ["first_day", "last_day", "fact_id"]
    return rows.assign(**keys).sort_values([*keys, *days], key=by_heading).index


def jets_chart(rows: pd.DataFrame) -> charts.Chart:
    """Draw who said how many jets, with those who repeat the number of the article in a line below it.

    Args:
        rows: as `jets` returns them.
    """
    named = rows.upper & rows.repeats.notna()
    number = int(rows.value_low[rows.is_article].iloc[0])
    voices = list(rows[rows.upper & rows.repeats.isna()].root.unique())
    drawn = rows[~named]
    ends = zip(drawn.value_low, drawn.value_high, strict=True)
    drawn = drawn.assign(
        block=drawn.heading.where(~drawn.upper, f"Said by the {words.listed(voices)}, mostly {number}"),
        label=drawn.short.replace(WHO_IS),
        aside=[words.short_dates(when).removesuffix(YEAR) for when in drawn.when],
        side=drawn.originator_side,
        is_article=False,
        number=[words.bounds(plain(low), plain(high)) for low, high in ends],
    )
    drawn["number"] = drawn.number.replace("0", "none").where(drawn.measure_id != OLD_JETS, drawn.number + " repaired")
    last = drawn.fact_id[drawn.upper].iloc[-1]
    return charts.counts(
        drawn,
        axis=f"jets (all dates are of{YEAR})",
        notes={last: charts.Below.folded(_who_repeats(rows[named], number), accent=THE_ARTICLE)},
        together={"one<br>claim": _told_again(drawn)},
    ).showing(rows)


def _told_again(drawn: pd.DataFrame) -> list[str]:
    """Return the rows of claims that others repeat with a number of their own, and of these repeats."""
    repeated = drawn.repeats.dropna()
    return list(drawn.fact_id[drawn.fact_id.isin(repeated) | drawn.repeats.notna()])


THE_ARTICLE = "Al\u00a0Jazeera’s\u00a0article"
"""How a line of words names the article: on one line."""


def _who_repeats(rows: pd.DataFrame, number: int) -> str:
    """Return who repeats a number: first from whom the article has it, and last those with another number."""
    source = rows.repeats[rows.is_article].iloc[0]
    name = rows.publisher.map(words.publisher).replace(IN_A_SENTENCE)
    rows = rows.assign(name=name, follows_source=rows.fact_id != source, is_other=rows.value_low != number)
    names = []
    for row in rows[~rows.is_article].sort_values(["follows_source", "is_other", "name"]).itertuples():
        if row.fact_id == source:
            names.append(f"{row.name} (and from it by {THE_ARTICLE})")
        elif row.is_other:
            names.append(f"{row.name} ({words.bounds(plain(row.value_low), plain(row.value_high))})")
        else:
            names.append(row.name)
    return f"Repeated, without a count of their own, by {words.listed(names)}"
