"""The words of the opener in and beside its lanes: what a lane shows, and the numbers that stand at its marks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief.charts import SIDES, elements
from brief.ledger import facts
from brief.ledger.values import value
from brief.libya import blockade, story, us_policy
from brief.libya.opener_lanes import AXES, LEFT, NARROW, WIDE, flights_a_month, middle_of_month
from brief.tables.dates import iso, middle_day

# --- beside the lanes -------------------------------------------------------------------------------------


def add_names(drawing: elements.Drawing) -> None:
    """Add the name of each lane, with what its signs mean: left of it, and on a narrow page above it."""
    beside = {"yref": "paper", "align": "left", "xshift": 2, "font": {"size": 12}}
    for lane, (wide, narrow) in _names().items():
        name = elements.at_left(WIDE.middle(lane), wide, **beside)
        drawing.note(name, y=NARROW.above(lane), yanchor="top", text=narrow, font_size=10)


def _names() -> dict[str, tuple[str, str]]:
    """Return the name of each lane, for a wide page and for a narrow one."""
    lna, gna = (elements.sign(SIDES[side]) for side in ("lna", "gna"))
    against = elements.key_entry(us_policy.STANCES["anti_russia"], "against Russia")
    places = story.counts().total.max()
    lowest, highest = (f"{month.output / 1000:.1f}" for month in story.output_by_best())
    return {
        "front": (
            f"<b>Front</b>: who held the<br>{places} contested places",
            f"<b>Front</b>: who held the {places} contested places {lna} Haftar {gna} Tripoli",
        ),
        "jets": (
            "<b>Jets</b><br>for Haftar",
            f"<b>Jets</b> for Haftar {lna} each report of some; hollow: each denial",
        ),
        "cargo": (
            "<b>Cargo flights</b> in the time<br>counted; thick: more a month",
            "<b>Cargo flights</b> in the time counted; thick: more a month",
        ),
        "Syrians": (
            "<b>Fighters</b>, mostly<br>Syrian, sent, by one<br>monitor’s count",
            "<b>Fighters, mostly Syrian</b>, sent, by one monitor’s count",
        ),
        "oil": (
            "<b>Oil</b>, million barrels a day,<br>by OPEC (pale: oil company)",
            f"<b>Oil</b>, million barrels a day: {highest} to {lowest} (OPEC; pale: oil company)",
        ),
        "Washington": (
            "<b>Washington</b>:<br>its acts",
            f"<b>Washington</b>: acts {gna} for Tripoli {against} {lna} for Haftar",
        ),
    }


def add_names_of_lines(drawing: elements.Drawing) -> None:
    """Add what the lines of lanes are, left of them; on a narrow page the name of the lane says it."""
    style = {"x": LEFT, "xanchor": "right", "xshift": -8, "font": {"size": 11.5}}
    for lane, y, text in _names_of_lines():
        drawing.note(elements.at_left(y, text, yref=AXES[lane], **style), visible=False)


def _names_of_lines() -> list[tuple[str, float, str]]:
    """Return the lane of each line, where the line is in it, and what it is."""
    stances = ((3, "pro_gna", "for Tripoli"), (2, "anti_russia", "against Russia"), (1, "pro_lna", "for Haftar"))
    most = {"front": story.counts().total.max(), "Syrians": story.syrians().value_low.max()}
    return [
        ("jets", 2, "each report"),
        ("jets", 1, "each denial"),
        *(("Washington", y, elements.key_entry(us_policy.STANCES[stance], words)) for y, stance, words in stances),
        *((lane, y, f"{y:,.0f}") for lane, highest in most.items() for y in (highest, 0)),
    ]


# --- in the lanes -----------------------------------------------------------------------------------------


def add_numbers(drawing: elements.Drawing, lanes: dict[str, pd.DataFrame]) -> None:
    """Add the words at marks in the lanes, which are mostly numbers.

    Args:
        drawing: the chart.
        lanes: the rows of each lane.
    """
    _add_front(drawing)
    _add_jets(drawing, lanes["jets"])
    _add_cargo(drawing, lanes["cargo"])
    _add_syrians(drawing, lanes["Syrians"])
    _add_oil(drawing)


def _at(lane: str, day: Any, y: float, **more: Any) -> dict[str, Any]:
    """Return where words in a lane are: left of a day and at a height, if nothing else is said."""
    place = {"x": iso(pd.Timestamp(day)), "y": y, "yref": AXES[lane], "xanchor": "right", "yanchor": "middle"}
    return place | more


def _add(drawing: elements.Drawing, text: str, at: dict[str, Any], /, **narrow: Any) -> None:
    """Add words in a lane, with those of their properties that are others where the page is narrow."""
    note = {"text": text, "font": {"size": 11.5}, "showarrow": False, **at}
    drawing.note(note, **{"text": text, "font_size": 10, **narrow})


def _add_front(drawing: elements.Drawing) -> None:
    """Add how many places Haftar held at most, at the time after that, and how many in the end."""
    counts = story.counts()
    most = counts.loc[counts.lna.idxmax()]
    after = counts.day[counts.day > most.day].iloc[0]
    at_most = f"Haftar: {most.lna} at most"
    upper, lower = most.total * 0.82, most.total * 0.33  # where the lines of these days leave room
    beside = _at("front", after, upper, xanchor="left", xshift=3)
    _add(drawing, f"\u25c2 {at_most}", beside, text=at_most)
    at_end = _at("front", counts.day.iloc[-1], lower, xshift=-4)
    _add(drawing, f"Haftar: {counts.lna.iloc[-1]} in the end", at_end)


def _add_jets(drawing: elements.Drawing, said: pd.DataFrame) -> None:
    """Add before the reports of jets what the large mark is, and before the denials who denies."""
    first, first_denial = said["at"][~said.denied].min(), said["at"][said.denied].min()
    count, who = value(story.ANNOUNCED), facts.fact(story.ANNOUNCED).root_short
    _add(drawing, f"large mark: {count:,}, says the {who}", _at("jets", first, 2, xshift=-8))
    deny = ", ".join(said.root_short[said.denied])
    _add(drawing, deny, _at("jets", first_denial, 1, xshift=-8), text=f"denied: {deny}")


def _add_cargo(drawing: elements.Drawing, counts: pd.DataFrame) -> None:
    """Add before each bar of flights how many they are and whose, and after its mark that a count is denied."""
    for count in counts.itertuples():
        if count.denied:
            _add(drawing, "denied", _at("cargo", count.at, -count.level, xanchor="left", xshift=7))
        else:
            flights = f"{count.value_low:,.0f} {story.CARGO[count.fact_id].whose}"
            before = _at("cargo", count.first_day, -count.level, xshift=-5)
            _add(drawing, f"{flights}, {flights_a_month(count):.0f} a month", before, text=flights)


def _add_syrians(drawing: elements.Drawing, counts: pd.DataFrame) -> None:
    """Add at the end of each line of fighters the last count, and before it the one that the map has."""
    shown = facts.fact(story.SHOWN).first_day
    for side, name, yanchor, yshift in (("gna", "Tripoli", "bottom", 3), ("lna", "Haftar", "top", -3)):
        of_side = counts[counts.side == side]
        last, on_map = of_side.iloc[-1], of_side[of_side["at"] <= shown].iloc[-1]
        told = [last] if on_map.fact_id == last.fact_id else [on_map, last]
        text = ", ".join(f"{count.value_low:,.0f} by {count['at']:%b}" for count in told)
        at = _at("Syrians", last["at"], last.value_low, yanchor=yanchor, xshift=6, yshift=yshift)
        _add(drawing, f"{text} for {name}", at)


def _add_oil(drawing: elements.Drawing) -> None:
    """Add that there was a blockade, the output of two months, and where there is no figure."""
    in_lane = {"xanchor": "center", "yref": f"{AXES['oil']} domain"}
    _add(drawing, "blockade", _at("oil", middle_day(*blockade.days()), 0.78, **in_lane))
    for month in story.output_by_best():
        above = _at("oil", middle_of_month(month), month.output, xanchor="center", yanchor="bottom")
        _add(drawing, f"{month.output / 1000:.1f}", above, text="")
    for first, last in story.months_without_output():
        # The first stretch is narrower on a narrow page than its words.
        narrow = {"text": "no<br>figure", "y": 0.5} if first == story.FIRST else {}
        _add(drawing, "no figure", _at("oil", middle_day(first, last), 0.2, **in_lane), **narrow)
