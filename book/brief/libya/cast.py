"""The cast: who backed whom in Libya, and what each gave, with who says so and who denies it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief.charts import SIDES, Chart, elements
from brief.charts.style import new_figure
from brief.errors import BriefError
from brief.ledger import facts
from brief.tables import table
from brief.text import folded

GIFTS = {"aircraft": "jets,<br>drones", "cargo": "cargo,<br>arms", "men": "men", "money": "money"}
GIFTS |= {"media": "media", "votes": "votes"}
"""What a backer can give, with the heading of its column."""
WORDS = {
    "crs": "US Congress researchers",
    "itamilradar": "flight tracker",
    "silphium": "Libyan foundation",
    "sohr": "a monitor",
}
"""Words for originators whose names few readers know, by id."""
CAMPS = {"lna": "Behind Haftar and his army, the LNA", "gna": "Behind Tripoli’s government, the GNA"}
"""The two camps of Libyans, by side, with the heading of their backers."""


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


def gifts() -> pd.DataFrame:
    """Return what each backer gave, those who gave in more ways first, Haftar's backers before Tripoli's.

    Returns:
        One row a gift: `gift_id`, `backer`, `name` (of the backer), `side`, `gift`, `fact_ids` (of the fact and of the
        denial), `fact`, `when`, `who` (says so), `own_word` (whether the backer itself says so), `denied` (whether
        it is denied), `denial` (who denies it, and when), `publisher`, `grade`, `origin_id` (of who says so) and
        `denier` ("backer", another's name, or "").

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
    order = rows.groupby("backer").gift.transform("size")
    place = rows.gift.map(list(GIFTS).index)
    sides = rows.side.map(list(CAMPS).index)
    rows = rows.assign(order=-order, place=place, sides=sides).sort_values(["sides", "order", "name", "place"])
    columns = ["gift_id", "name", "side", "gift", "fact", "when", "who", "own_word", "denied", "denial", "publisher"]
    return rows[[*columns, "grade", "fact_ids", "backer", "origin_id", "denier"]].reset_index(drop=True)


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


def _words(row: dict[str, Any], *, wide: bool) -> str:
    """Return what stands below a mark: who says so, where there is room, and whether it is denied."""
    own = "own word" if row["own_word"] else ""
    if not wide:
        return "denied" if row["denied"] else own
    who = own or folded(WORDS.get(row["origin_id"], row["who"].partition(",")[0].partition(" on ")[0]), 14)
    if not row["denied"]:
        return who
    return f"{who};<br>first denied" if own else f"{who};<br>{row['denier']} denies"


def chart(rows: pd.DataFrame) -> Chart:
    """Draw one line a backer and one column a gift, with who says so below each mark.

    Args:
        rows: as `gifts` returns them.
    """
    backers = rows.drop_duplicates("backer")
    y, heads, top = {}, [], 0.0
    for side, of_side in backers.groupby("side", sort=False):
        heads.append((top, side))
        top += 0.25
        for backer in of_side.backer:
            top -= 1
            y[backer] = top
        top -= 0.95
    columns = {gift: number for number, gift in enumerate(GIFTS)}
    figure = new_figure()
    records = rows.to_dict("records")
    figure.add_trace(
        elements.marks(
            rows.gift.map(columns),
            rows.backer.map(y),
            ids=list(rows.gift_id),
            mode="markers+text",
            text=[_words(row, wide=True) for row in records],
            textposition="bottom center",
            textfont={"size": 11},
            marker=elements.marker((SIDES[side] for side in rows.side), size=14),
            hover=[
                elements.source_label(
                    {**row, "fact_id": row["fact_ids"]}, head=f"{row['name']}: {row['gift']}, {row['when']}"
                )
                for row in records
            ],
        )
    )
    annotations = [
        elements.above_plot(columns[gift], f"<b>{heading}</b>", align="center", valign="bottom")
        for gift, heading in GIFTS.items()
    ]
    annotations += [
        elements.at_left(at, f"<b>{elements.key_entry(SIDES[side], CAMPS[side])}</b>", xshift=-164, align="left")
        for at, side in heads
    ]
    names = [
        elements.at_left(y[row.backer], folded(row.name, 22), xshift=-164, align="left")
        for row in backers.itertuples(index=False)
    ]
    first_name = len(annotations)
    narrow = {
        "height": round(-top * 42) + 42,
        "margin.l": 4,
        "margin.t": 34,
        "font.size": 10.5,
        "data[0].text": [_words(row, wide=False) for row in records],
        "data[0].textfont.size": 10,
        "data[0].marker.size": 11,
    }
    for number in range(len(GIFTS), len(annotations)):
        narrow[f"annotations[{number}].xshift"] = 0
    for number, row in enumerate(backers.itertuples(index=False), first_name):
        narrow |= {
            f"annotations[{number}].xshift": 0,
            f"annotations[{number}].yshift": 15,
            f"annotations[{number}].text": row.name,
        }
    figure.update_layout(
        height=round(-top * 48) + 50,
        margin={"l": 172, "r": 4, "t": 42, "b": 4},
        xaxis={"range": [-0.55, len(GIFTS) - 0.45], "visible": False},
        yaxis={"range": [top + 0.2, 0.4], "visible": False},
        annotations=annotations + names,
        meta={"narrow": narrow},
    )
    headings = {"name": "Backer", "gift": "Gave", "fact": "What is said", "when": "When", "who": "Who says so"}
    headings |= {"denial": "Denied by", "publisher": "Document", "grade": "Grade", "fact_ids": "Rows"}
    return Chart(figure, rows.drop(columns=["backer", "origin_id", "denier"]), headings, "as each row says")
