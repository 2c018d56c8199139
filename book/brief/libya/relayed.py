"""Whom the article follows in the claims that it took from others.

A house is an originator whom it follows, together with the unnamed people who count with this one.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, elements
from brief.charts.style import BORROWED, RULE, faded

_LEAST = 3
"""The fewest claims for which a source has a row of its own; the others are together, in the last."""
_LAST = "others, one or two claims each"
_HEIGHT = 0.66
"""The height of a bar, as a share of its row."""
FILLS = {False: BORROWED, True: faded(BORROWED, 0.0)}
"""The fill of a claim by whether it is credited: like its sign in the key."""
_KINDS = {False: ("■", "source not named"), True: ("□", "source named, at least in part")}
"""The sign of a claim in the key by whether it is credited, and its words."""
KNOWN_AS = {
    "Ereli": "Adam Ereli, ex-ambassador,<br>his firm lobbied for GNA",
    "Detsch": "Jack Detsch, reporter",
}
"""Labels for those whom few know by their names, by house."""
_HEADINGS = {
    "claim_id": "Claim",
    "house": "Follows",
    "originator": "Who said it",
    "source": "Named by the article",
    "fact": "The earlier text",
    "fact_id": "Row",
}


def by_house(rows: pd.DataFrame) -> pd.DataFrame:
    """Return from whom the article took how many claims, the largest first and the small ones together at the end.

    Args:
        rows: as `followed` returns them.

    Returns:
        One row a house: `house`, `claims`, `credited` and `unnamed` (numbers of claims), `party` and `is_rest`.
    """
    amount = rows.groupby("house").claim_id.transform("size")
    small = amount < _LEAST
    rest = f"{words.counted(rows.house[small].nunique())} {_LAST}"
    rows = rows.assign(house=rows.house.mask(small, rest), is_rest=small, party=rows.party & ~small)
    houses = rows.groupby("house").agg(
        claims=("claim_id", "size"),
        credited=("credited", "sum"),
        unnamed=("is_unnamed", "sum"),
        party=("party", "first"),
        is_rest=("is_rest", "first"),
    )
    return houses.reset_index().sort_values(
        ["is_rest", "claims", "credited", "house"], ascending=[True, False, True, True], ignore_index=True
    )


def chart(rows: pd.DataFrame) -> Chart:
    """Draw a bar a source, of as many boxes as claims of the article follow it: first those that do not name it.

    Args:
        rows: as `followed` returns them.
    """
    houses = by_house(rows)
    names = [_name(row) for row in houses.itertuples()]
    y = dict(zip(houses.house, elements.down(len(houses)), strict=True))
    rest = houses.house.iloc[-1]
    claims = _placed(rows, y, rest)
    drawing = elements.Drawing()
    for is_credited in FILLS:
        drawing.draw(_boxes(claims[claims.credited == is_credited], is_credited))
    room, narrow_room = elements.room(names), elements.room(names, gap=8, size=11)
    key = _key(rows)
    above = elements.above_left("\u2003".join(key), yshift=6, xshift=-room, align="left")
    drawing.note(above, xshift=-narrow_room, text="<br>".join(key))
    for row in houses.itertuples():
        drawing.note(elements.at_left(y[row.house], f"<b>{row.claims}</b>", x=row.claims, xref="x", xshift=5))
    above_rest = {"xref": "paper", "x0": 0, "x1": 1, "y0": y[rest] + 0.5, "y1": y[rest] + 0.5}
    drawing.shape({"type": "line", **above_rest, "line": {"width": 1, "color": RULE, "dash": "dot"}})
    figure = drawing.finished(
        {"font.size": 11, "margin.l": narrow_room, "margin.t": 42, "height": len(y) * 29 + 50},
        height=len(y) * 31 + 40,
        margin={"l": room, "r": 24, "t": 30, "b": 4},
        barmode="overlay",
        xaxis={"range": [0, int(houses.claims.max()) + 1.5], "visible": False},
        yaxis=elements.row_axis(list(y.values()), names),
    )
    shown = rows.assign(source=rows.credited.map({True: "at least in part", False: "no"}))
    return Chart(figure, shown[list(_HEADINGS)], _HEADINGS, "claims")


def _placed(rows: pd.DataFrame, y: dict[str, int], rest: str) -> pd.DataFrame:
    """Return the claims with `y`, the row of the house that each follows, and `place`, its number in that row.

    Args:
        rows: as `followed` returns them.
        y: where the row of each house is.
        rest: the row of the houses that have none of their own.
    """
    claims = rows.assign(row=rows.house.where(rows.house.isin(y), rest))
    claims = claims.sort_values(["row", "credited", "house", "claim_id"], kind="stable")
    return claims.assign(y=claims.row.map(y), place=claims.groupby("row").cumcount())


def _boxes(claims: pd.DataFrame, is_credited: bool) -> go.Bar:
    """Return a box for each claim, in the place that `_placed` gave it."""
    return elements.boxes(
        claims.place + 0.08,
        claims.y,
        width=0.84,
        height=_HEIGHT,
        ids=list(claims.claim_id),
        marker={"color": [FILLS[is_credited]] * len(claims), "line": {"width": 1.2, "color": BORROWED}},
        hover=[
            f"<b>{row.claim_id} follows {row.originator}</b><br>{_KINDS[is_credited][1]}<br>{row.fact_id}"
            for row in claims.itertuples()
        ],
    )


def _key(rows: pd.DataFrame) -> list[str]:
    """Return what the two kinds of boxes mean, each after its sign, with the number of its claims."""
    number = rows.credited.value_counts()
    return [
        f"{elements.in_colour(BORROWED, sign)} {text}: {number[is_credited]}"
        for is_credited, (sign, text) in _KINDS.items()
    ]


def _name(house: Any) -> str:
    """Return the label of a row: whom it follows, and below it, how often through unnamed people."""
    if house.house in KNOWN_AS:
        return KNOWN_AS[house.house]
    name = f"{house.house} (a party)" if house.party else str(house.house)
    if not house.unnamed or house.is_rest:
        return name.replace(", ", ",<br>")
    return f"{name}<br><i>{house.unnamed} from unnamed people</i>"
