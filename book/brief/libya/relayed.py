"""Whom the article follows, claim by claim.

A house is an originator whom it follows, together with the unnamed people who count with this one.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief.charts import Chart, elements
from brief.charts.style import BORROWED, RULE
from brief.text import folded

NONE_FOUND = "no earlier text found"
"""The label of the last row, which has the claims that follow nobody."""
KNOWN_AS = {
    "Ereli": "Ereli, ex-ambassador",
    "Detsch": "Detsch, reporter",
    "Rumer": "Rumer, scholar",
    "SOHR": "SOHR, Syrian monitor",
    "Former Wagner member": "ex-Wagner man",
}
"""Labels of houses whom few know by their names."""
HEIGHTS = {False: 0.8, True: 0.4}
"""The height of a mark by whether the article names the source, at least in part, as a share of its row."""
_KEY = {False: ("■", "source not named"), True: ("▬", "source named, at least in part")}
_ROW, _NARROW_ROW = 23, 21
"""The height of a row in pixels."""
_HEADINGS = {
    "claim_id": "Claim",
    "statement": "What it says",
    "house": "Follows",
    "originator": "Who said it",
    "source": "Named by the article",
    "fact": "The earlier text",
    "fact_id": "Row",
}


def by_house(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many claims follow which house, the house that is followed first at the top.

    Args:
        rows: as `followed` returns them.

    Returns:
        One row a house: `house`, `claims` and `credited` (numbers of claims) and `party`.
    """
    houses = rows[rows.house != ""].groupby("house", sort=False)
    counted = houses.agg(claims=("claim_id", "size"), credited=("credited", "sum"), party=("party", "first"))
    return counted.reset_index()


def chart(rows: pd.DataFrame) -> Chart:
    """Draw each claim of the article as a mark in the row of the house that it follows, in the order of the article.

    Args:
        rows: as `followed` returns them.
    """
    houses = by_house(rows)
    labels = [*(_name(row) for row in houses.itertuples()), f"<i>{NONE_FOUND}</i>"]
    numbers = [*(_number(row.claims, row.credited) for row in houses.itertuples()), _number((rows.house == "").sum())]
    y = dict(zip([*houses.house, ""], elements.down(len(labels)), strict=True))
    drawing = elements.Drawing()
    drawing.draw(
        elements.boxes(
            range(len(rows)),
            rows.house.map(y),
            width=0.8,
            height=list(rows.credited.map(HEIGHTS)),
            ids=list(rows.claim_id),
            hover=[_label(row) for row in rows.itertuples()],
            marker={"color": [BORROWED if house else RULE for house in rows.house]},
        ),
        x=[1.1] * len(rows),
    )
    for place, number in zip(y.values(), numbers, strict=True):
        drawing.note(elements.at_left(place, number, x=1, xshift=6))
    room, narrow_room = elements.room(labels), elements.room(labels, gap=8, size=10.5)
    beside, narrow_beside = elements.room(numbers), elements.room(numbers, size=10.5)
    key = _key(rows)
    drawing.note(
        elements.above_left("\u2003".join(key), yshift=10, xshift=-room, align="left"),
        text="<br>".join(key),
        xshift=-narrow_room,
    )
    for text, end in (("first claim", "left"), ("last claim", "right")):
        at = {"x": ["left", "right"].index(end), "xanchor": end, "yref": "paper", "y": 0, "yanchor": "top"}
        drawing.note(elements.at_left(0, f"<i>{text}</i>") | at)
    figure = drawing.finished(
        {
            "font.size": 10.5,
            "height": len(y) * _NARROW_ROW + 68,
            "margin.l": narrow_room,
            "margin.r": narrow_beside,
            "margin.t": 46,
        },
        height=len(y) * _ROW + 60,
        margin={"l": room, "r": beside, "t": 36, "b": 22},
        barmode="overlay",
        xaxis={"range": [-0.5, len(rows) + 0.5], "visible": False},
        yaxis=elements.row_axis(y.values(), labels, showgrid=True),
    )
    shown = rows.assign(source=rows.credited.map({True: "at least in part", False: "no"}).where(rows.house != "", ""))
    return Chart(figure, shown[list(_HEADINGS)], _HEADINGS, "claims")


def _key(rows: pd.DataFrame) -> list[str]:
    """Return what the two kinds of marks mean, each after its sign, with the number of its claims."""
    number = rows[rows.house != ""].credited.value_counts()
    return [
        f"{elements.in_colour(BORROWED, sign)} {text}: {number.get(is_credited, 0)}"
        for is_credited, (sign, text) in _KEY.items()
    ]


def _name(house: Any) -> str:
    """Return the label of a house, which says if it is a party to the conflict."""
    return KNOWN_AS.get(house.house, house.house) + (" (a party)" if house.party else "")


def _number(claims: int, credited: int = 0) -> str:
    """Return how many claims a row has, and of how many of them the source is named."""
    return f"<b>{claims}</b>" + (f" ({credited} named)" if credited else "")


def _label(claim: Any) -> str:
    """Return the hover label of a claim: whom it follows, and what it says."""
    follows = f"follows {claim.originator}, {_KEY[claim.credited][1]}" if claim.house else NONE_FOUND
    return f"<b>{claim.claim_id}: {follows}</b><br>{folded(claim.statement)}"
