"""The cast: who backed whom in Libya, and what each gave, with who says so and who denies it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import SIDES, Chart, elements
from brief.charts.maps import WIDTHS
from brief.charts.style import RULE
from brief.errors import BriefError
from brief.ledger import facts
from brief.libya.frames import ranked
from brief.tables import table
from brief.text import folded

GIFTS = {
    "men": "men",
    "cargo": "cargo, arms",
    "media": "media",
    "aircraft": "jets, drones",
    "money": "money",
    "votes": "votes",
}
"""What a backer can give, what most gave first, with the heading of its column."""
WORDS = {
    "crs": "US Congress researchers",
    "hrw": "Human Rights\u00a0Watch",
    "itamilradar": "ItaMilRadar, a tracker",
    "silphium": "Silphium, a foundation",
    "sohr": "SOHR, a monitor",
}
"""Words for originators whose names few readers know, by id."""
CAMPS = {"lna": ("Haftar and his army, the LNA", "Haftar"), "gna": ("Tripoli’s government, the GNA", "Tripoli")}
"""The two camps of Libyans, by side, as the headings of states and of fighters behind them name each."""
HIRED = {"wagner", "darfur-groups", "fact-chad", "syrian-national-army"}
"""The backers that are no states, but fighters who were hired or sent."""
SHORT = {
    "wagner": "Wagner, Prigozhin",
    "syria": "Syria (Damascus)",
    "syrian-national-army": "Syrian<br>National Army",
    "darfur-groups": "Darfur groups",
    "fact-chad": "FACT, rebels<br>from Chad",
    "uae": "Emirates",
}
"""Names of backers that are shorter than those of the tables, by id."""


class Gift(NamedTuple):
    """What one backer gave.

    Attributes:
        backer: id of a camp.
        gift: one of `GIFTS`.
        fact_id: of the fact that says so.
        denial: of a fact by which the backer, or whom it backed, denies it.
    """

    backer: str
    gift: str
    fact_id: str
    denial: str | None = None


TOLD = (
    Gift("russia", "aircraft", "air-006", denial="air-061"),
    Gift("russia", "cargo", "air-074", denial="air-066"),
    Gift("russia", "men", "syr-332", denial="syr-331"),
    Gift("russia", "money", "war-126"),
    Gift("russia", "votes", "us-038"),
    Gift("wagner", "cargo", "syr-346"),
    Gift("wagner", "men", "war-016", denial="syr-200"),
    Gift("wagner", "media", "med-054", denial="med-129"),
    Gift("uae", "aircraft", "air-112"),
    Gift("uae", "cargo", "air-108", denial="air-103"),
    Gift("uae", "men", "syr-132"),
    Gift("uae", "money", "syr-135"),
    Gift("uae", "media", "med-080"),
    Gift("egypt", "cargo", "us-379"),
    Gift("egypt", "media", "med-080"),
    Gift("egypt", "votes", "war-071"),
    Gift("syria", "cargo", "air-081"),
    Gift("syria", "men", "syr-091", denial="syr-196"),
    Gift("sudan", "men", "syr-119", denial="syr-121"),
    Gift("darfur-groups", "men", "syr-123"),
    Gift("fact-chad", "men", "syr-124"),
    Gift("turkey", "aircraft", "war-333"),
    Gift("turkey", "cargo", "war-145"),
    Gift("turkey", "men", "syr-170"),
    Gift("turkey", "media", "med-091"),
    Gift("qatar", "cargo", "air-116"),
    Gift("qatar", "media", "med-041"),
    Gift("syrian-national-army", "men", "syr-150"),
)
"""The gifts that the tables tell of, with the best graded fact that we found for each."""


_OF_A_GIFT = [
    "gift_id",
    "name",
    "side",
    "hired",
    "gift",
    "fact",
    "when",
    "who",
    "own_word",
    "denied",
    "denial",
    "publisher",
    "grade",
    "fact_ids",
    "backer",
    "origin_id",
    "denier",
]
"""The columns of a gift."""


def gifts() -> pd.DataFrame:
    """Return what each backer gave: states before fighters, Haftar's before Tripoli's, who gave in more ways first.

    Returns:
        One row a gift: `gift_id`, `backer`, `name` (of the backer), `side`, `hired` (whether it is no state), `gift`,
        `fact_ids` (of the fact and of the denial), `fact`, `when`, `who` (says so), `own_word` (whether the backer
        itself says so), `denied` (whether it is denied), `denial` (who denies it, and when), `publisher`, `grade`,
        `origin_id` (of who says so) and `denier` ("backer", another's name, or "").

    Raises:
        BriefError: if a backer is of no side, or a gift is none of `GIFTS`.
    """
    camps = table("camps").set_index("camp_id")
    told = facts.facts_named(gift.fact_id for gift in TOLD)
    rows = pd.DataFrame(TOLD)
    rows["side"] = rows.backer.map(camps.side)
    if stray := sorted({*rows.backer[~rows.side.isin(CAMPS)], *rows.gift[~rows.gift.isin(GIFTS)]}):
        raise BriefError(f"{stray[0]!r} backs no side, or is no gift that is drawn")
    rows["name"] = rows.backer.map(camps.name)
    rows["gift_id"] = rows.backer + "-" + rows.gift
    rows["fact_ids"] = [" ".join(filter(None, (gift.fact_id, gift.denial))) for gift in TOLD]
    rows["denied"] = rows.denial.notna()
    rows["denial"] = [_who_denies(gift.denial) for gift in TOLD]
    rows["origin_id"] = told.origin_id.to_numpy()
    rows["denier"] = [_denier(gift) for gift in TOLD]
    rows["own_word"] = (told.camp_id == rows.backer).to_numpy()
    rows[["fact", "when", "who", "publisher", "grade"]] = told[["fact", "when", "root_short", "publisher", "grade"]]
    rows = rows.assign(
        hired=rows.backer.isin(HIRED),
        most_first=-rows.groupby("backer").gift.transform("size"),
    ).sort_values(["hired", "side", "most_first", "name", "gift"], key=ranked(side=CAMPS, gift=GIFTS))
    return rows[_OF_A_GIFT].reset_index(drop=True)


def _denier(gift: Gift) -> str:
    """Return who denies a gift, in a word: the backer, or by name whom it backed."""
    if gift.denial is None:
        return ""
    denial = facts.fact(gift.denial)
    return "backer" if denial.camp_id == gift.backer else str(denial.root_short)


def _who_denies(fact_id: str | None) -> str:
    if fact_id is None:
        return ""
    denial = facts.fact(fact_id)
    return f"{denial.root_short}, {denial.when}"


def in_words(rows: pd.DataFrame) -> str:
    """Return what each backer gave as a sentence, with what is denied.

    Args:
        rows: as `gifts` returns them.
    """
    parts = []
    for name, of_backer in rows.groupby("name", sort=False):
        given = [row.gift + (" (denied)" if row.denied else "") for row in of_backer.itertuples()]
        parts.append(f"{name}: {', '.join(given)}")
    return "; ".join(parts) + "."


# --- the chart --------------------------------------------------------------------------------------------

_NAMES = 118
"""Room for the names of backers, in pixels."""
_HEADINGS = {
    "name": "Backer",
    "gift": "Gave",
    "fact": "What is said",
    "when": "When",
    "who": "Who says so",
    "denial": "Denied by",
    "publisher": "Document",
    "grade": "Grade",
    "fact_ids": "Rows",
}
_COLUMNS = {gift: number for number, gift in enumerate(GIFTS)}
"""Where the column of each gift is."""


def chart(rows: pd.DataFrame) -> Chart:
    """Draw a table of one line a backer and one column a gift: a mark in each cell, with who says so beside it.

    A mark is hollow if the backer denies it and does not own up to it elsewhere; if whom it backed does, words say so.

    Args:
        rows: as `gifts` returns them.
    """
    lines = _lines(rows)
    drawing = elements.Drawing()
    drawing.draw(_marks(rows, lines), marker_size=10)
    _add_heads(drawing)
    _add_backers(drawing, rows, lines)
    for row in rows.to_dict("records"):
        _add_words(drawing, row, lines.y[row["backer"]])
    margin = {"l": _NAMES + 12, "r": 2, "t": 44, "b": 2}
    left = -_NAMES / (WIDTHS["wide"] - margin["l"] - margin["r"])
    rule = {"type": "line", "layer": "below", "xref": "paper", "x0": left, "x1": 1}
    for y in lines.y.values():
        drawing.shape(rule | {"y0": y - 0.5, "y1": y - 0.5, "line": {"color": RULE, "width": 0.5}}, x0=0)
    figure = drawing.finished(
        {
            "height": round(lines.depth * 36.5) + 42,
            "margin.l": 4,
            "margin.t": 34,
            "xaxis.range": [-0.25, len(GIFTS) - 0.4],
        },
        height=round(lines.depth * 36) + 52,
        margin=margin,
        xaxis={"range": [-0.1, len(GIFTS) - 0.05], "visible": False},
        yaxis={"range": [-lines.depth, 0], "visible": False},
    )
    return Chart(figure, rows.drop(columns=["backer", "origin_id", "denier", "hired"]), _HEADINGS, "as each row says")


class _Lines(NamedTuple):
    """Where the lines of the table are, in lines below its top.

    Attributes:
        y: of each backer, by its id.
        heads: of each block of backers: where it is, the side, and the words.
        depth: of all.
    """

    y: dict[str, float]
    heads: list[tuple[float, str, str]]
    depth: float


def _lines(rows: pd.DataFrame) -> _Lines:
    y, heads, top = {}, [], 0.0
    for (is_hired, side), block in rows.drop_duplicates("backer").groupby(["hired", "side"], sort=False):
        kind = "Hired and allied groups" if is_hired else "States"
        heads.append((top - 0.5, side, f"{kind} behind {CAMPS[side][is_hired]}"))
        for number, backer in enumerate(block.backer, 1):
            y[backer] = top - 0.45 - number
        top -= len(block) + 1
    return _Lines(y, heads, -top)


def _marks(rows: pd.DataFrame, lines: _Lines) -> go.Scatter:
    """Return a mark for each gift."""
    is_hollow = (rows.denier == "backer") & ~rows.own_word
    hover = [
        elements.source_label({**row, "fact_id": row["fact_ids"]}, head=f"{row['name']}: {row['gift']}, {row['when']}")
        for row in rows.to_dict("records")
    ]
    return elements.marks(
        rows.gift.map(_COLUMNS),
        rows.backer.map(lines.y),
        ids=list(rows.gift_id),
        marker=elements.marker((SIDES[side] for side in rows.side), hollow=is_hollow, edge=2, size=11),
        hover=hover,
    )


def _add_heads(drawing: elements.Drawing) -> None:
    """Add the headings of the columns, and what the signs in them mean."""
    for gift, heading in GIFTS.items():
        above = elements.above_plot(_COLUMNS[gift], f"<b>{heading}</b>", xanchor="left", align="left", xshift=-7)
        drawing.note(above, text=f"<b>{heading.replace(', ', ',<br>')}</b>")
    signs = "\u25a1 hollow: the backer denies it\u2003<i>beside a mark: who says so</i>\u2003blank: none found"
    drawing.note(elements.above_left(signs, xshift=-_NAMES, yshift=22), visible=False)


def _add_backers(drawing: elements.Drawing, rows: pd.DataFrame, lines: _Lines) -> None:
    """Add the heading of each block of backers, then the name of each backer: in its line, or above it."""
    for y, side, heading in lines.heads:
        entry = f"<b>{elements.key_entry(SIDES[side], heading)}</b>"
        drawing.note(elements.at_left(y, entry, xshift=-_NAMES, align="left"), xshift=0)
    for row in rows.drop_duplicates("backer").itertuples():
        label = elements.at_left(lines.y[row.backer], SHORT.get(row.backer, row.name), xshift=-_NAMES, align="left")
        drawing.note(label, xshift=0, yshift=13, text=row.name)


def _add_words(drawing: elements.Drawing, row: dict[str, Any], y: float) -> None:
    """Add what stands beside a mark; on a narrow page below it, and only that the backer itself says so."""
    column = _COLUMNS[row["gift"]]
    beside = {"xref": "x", "x": column, "xshift": 10, "align": "left", "font": {"size": 11}}
    below = {"xanchor": "center", "xshift": 0} if column else {"xanchor": "left", "xshift": -6}
    below |= {"yshift": -13, "font_size": 10, "text": "own word" if row["own_word"] else ""}
    drawing.note(elements.at_left(y, f"<i>{_words(row)}</i>", **beside), **below)


def _words(row: dict[str, Any]) -> str:
    """Return what stands beside a mark: who says so, and who denies it if that is not the backer."""
    own = "own word, after denials" if row["denied"] else "own word"
    who = own if row["own_word"] else WORDS.get(row["origin_id"], row["who"].partition(",")[0].partition(" on ")[0])
    return folded(f"{who}; {row['denier']} denies" if row["denier"] not in ("", "backer") else who, 13)
