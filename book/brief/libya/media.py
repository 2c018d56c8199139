"""Libyan media: who owns, pays for or backs which outlet, sums that are said to be paid, and networks removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from brief import charts
from brief.charts import SIDES, Chart, elements
from brief.charts.style import new_figure
from brief.errors import BriefError
from brief.ledger import facts
from brief.tables import dates, table, vocabulary
from brief.text import folded

INTERESTED_KINDS = ("unnamed", "government", "armed_party")
"""Kinds of originators whose word is not counted for a tie, even if they take no side."""
EVENT_COLUMNS = ["event_id", "date", "when", "track", "what", "publisher", "grade", "fact_id"]
"""Columns of an event in the download of a timeline."""
FUNDED = {
    "med-026": "Libya al-Hadath, a newspaper",
    "med-027": "seven outlets together",
    "med-029": "Alwasat",
    "med-031": "Afrigate News",
    "med-039": "five channels together",
    "med-040": "Libya al-Ahrar",
}
"""What a stated sum was paid for, by the fact that states it."""
FUNDERS = {"lna": "Emirates, in all, by a hostile site", "gna": "Qatar, a year, by a channel for Haftar"}
"""Who is said to pay, for what time and by whom, by the side of the measure."""


def ties(*kinds: str) -> pd.DataFrame:
    """Return who owns, pays for, backs or runs whom, with how well each tie is attested.

    A statement is sound if its originator takes no side in the war and is neither unnamed nor a state or a militia, and
    if it is well graded, as `facts` has it. Originators counted as one are one, and so are actors, as the table of
    actors has it.

    Args:
        kinds: only ties of these kinds, as the vocabulary of `media_ties.kind` names them; all if none is given.

    Returns:
        One row for each holder and each actor that is held, sorted by their ids: `tie_id`, `holder_id`, `holder`,
        `holder_side`, `held_id`, `held`, `held_side`, `held_kind`, `kinds` (as the table names them, joined), `share`
        (per cent, or missing), `sound` (the number of originators of sound statements), `strength` ("several" of them,
        "one" or, with none, "weak"), `said_by` (short names, joined) and `fact_ids` (joined by a space).

    Raises:
        BriefError: if there is no such kind.
    """
    if unknown := sorted(set(kinds) - set(vocabulary("media_ties", "kind"))):
        raise BriefError(f"no kind of tie {unknown[0]!r} in the tables")
    actors = table("actors").set_index("actor_id")
    counted_with = actors.counted_with.fillna(actors.index.to_series())
    statements = table("media_ties").merge(facts.statements(), on="fact_id")
    if kinds:
        statements = statements[statements.kind.isin(kinds)]
    neutral = (statements.originator_side == "none") & ~statements.party
    sound = neutral & statements.well_graded & ~statements.originator_kind.isin(INTERESTED_KINDS)
    by_pair = statements.assign(
        holder_id=statements.from_actor_id.map(counted_with),
        held_id=statements.to_actor_id.map(counted_with),
        sound_root=statements.root_id.where(sound),
        kind=statements.kind.str.replace("_", " "),
    ).groupby(["holder_id", "held_id"])
    rows = by_pair.agg(
        kinds=("kind", _listed_once),
        share=("share_percent", "max"),
        sound=("sound_root", "nunique"),
        said_by=("short", _listed_once),
        fact_ids=("fact_id", lambda fact_ids: " ".join(sorted(set(fact_ids)))),
    ).reset_index()
    rows["tie_id"] = rows.holder_id + " to " + rows.held_id
    rows["strength"] = rows.sound.map({0: "weak", 1: "one"}).fillna("several")
    for end in ("holder", "held"):
        rows[end] = rows[f"{end}_id"].map(actors.name)
        rows[f"{end}_side"] = rows[f"{end}_id"].map(actors.side)
    rows["held_kind"] = rows.held_id.map(actors.kind)
    columns = ["tie_id", "holder_id", "holder", "holder_side", "held_id", "held", "held_side", "held_kind"]
    return rows[[*columns, "kinds", "share", "sound", "strength", "said_by", "fact_ids"]]


def _listed_once(texts: Iterable[str]) -> str:
    """Return each of the texts once, in order of first appearance, joined by commas."""
    return ", ".join(dict.fromkeys(texts))


def outlet_ties() -> pd.DataFrame:
    """Return the ties of outlets with who owns, pays for, backs or runs them.

    RIA FAN, which belongs to Prigozhin's group in Russia, is no Libyan outlet and is left out.

    Returns:
        Rows as `ties` has them, and `holder_label` (the holder and all that it does) and `held_label` (the outlet and,
        in brackets, the state from which it works).
    """
    rows = ties("owns", "finances", "backs", "runs", "linked_to")
    rows = rows[(rows.held_kind == "outlet") & (rows.held_id != "ria-fan")].reset_index(drop=True)
    bases = ties("broadcasts_from").groupby("holder_id").held.agg(", ".join)
    verbs = rows.kinds.str.replace("finances", "pays") + _percent(rows.share)
    all_verbs = verbs.groupby(rows.holder_id).agg(_merged)
    return rows.assign(
        holder_label=rows.holder + ": " + rows.holder_id.map(all_verbs),
        held_label=rows.held + rows.held_id.map(" (" + bases + ")").fillna(""),
    )


def _merged(lists: Iterable[str]) -> str:
    """Return the items of lists that are joined by commas, each once and in alphabetical order."""
    return ", ".join(sorted({item for items in lists for item in items.split(", ")}))


def _percent(shares: pd.Series) -> pd.Series:
    """Return shares in brackets, "" where there is none."""
    return shares.map(" ({:.0f} %)".format, na_action="ignore").fillna("")


def funding() -> pd.DataFrame:
    """Return the sums that the Emirates and Qatar are said to pay, largest first.

    Returns:
        Facts, as `facts` returns them, with `of` (what the sum is for) and `group` (who pays, by whose word).
    """
    rows = facts.facts("uae_media_funding", "qatar_media_funding")
    rows = rows.sort_values(["measure", "value_low"], ascending=[False, False])
    return rows.assign(of=rows.fact_id.map(FUNDED), group=rows.measure_side.map(FUNDERS))


def takedowns() -> pd.DataFrame:
    """Return the networks that platforms removed and that touched Libya, by date.

    Returns:
        The columns of the table of takedowns, and `who` (month and sponsor, in words), `side` (of the sponsor; "none"
        if it is unknown), `wider` (whether the numbers cover other countries, too), and for each platform, `Facebook`
        and `Twitter`, its accounts (missing on another platform) and `on_Facebook` or `on_Twitter`.
    """
    actors = table("actors")[["actor_id", "name", "side"]]
    rows = table("takedowns").merge(actors, on="actor_id", how="left").sort_values("date", ignore_index=True)
    sponsor = rows.name.fillna("no sponsor found").str.removesuffix(", unnamed")
    rows = rows.assign(
        who=rows.date.str[:7].map(dates.spoken) + ": " + sponsor,
        side=rows.side.fillna("none"),
        wider=rows.targets != "Libya",
    )
    for platform in ("Facebook", "Twitter"):
        rows[f"on_{platform}"] = rows.platform == platform
        rows[platform] = rows.accounts.where(rows[f"on_{platform}"])
    return rows


def takedowns_chart(rows: pd.DataFrame) -> Chart:
    """Draw the sizes of removed networks side by side; outlined if the numbers cover other countries, too.

    Args:
        rows: as `takedowns` returns them.
    """
    drawn = charts.panels(
        rows,
        values={
            "pages": "Facebook<br>pages",
            "Facebook": "Facebook<br>accounts",
            "Twitter": "Twitter<br>accounts",
            "followers": "Followers",
            "spending_usd": "Ads,<br>dollars",
        },
        applies={
            "pages": "on_Facebook",
            "Facebook": "on_Facebook",
            "Twitter": "on_Twitter",
            "spending_usd": "on_Facebook",
        },
        label="{who}",
        hollow="wider",
        side="side",
    )
    headings = {
        "who": "Network",
        "platform": "Platform",
        "origin_country": "Run from",
        "targets": "Aimed at",
        "scope": "What the numbers cover",
        "fact_id": "Row",
    }
    columns = ["takedown_id", "date", "who", "platform", "origin_country", "targets", "accounts", "pages", "groups"]
    columns += ["instagram", "followers", "spending_usd", "scope", "fact_id"]
    return Chart(drawn.figure, rows[columns], headings, "accounts, pages, groups, followers, US dollars")


class Strength(NamedTuple):
    """How well a tie is attested, and how it is drawn."""

    dash: str
    width: float
    sign: str
    meaning: str


STRENGTHS = {
    "several": Strength("solid", 3, "━━━", "two sound sources or more"),
    "one": Strength("dash", 2, "━ ━", "one sound source"),
    "weak": Strength("dot", 1.5, "· · ·", "no sound source"),
}
"""By the column `strength` of ties, from strong to weak."""
ORDER_OF_SIDES = {"lna": 0, "both": 1, "none": 2, "gna": 3}
"""The place of each side from top to bottom."""
POINT_AT = 0.28
"""Where on a tie a pointer finds it: nearer to the holder, where lines have not met yet."""


def ties_chart(rows: pd.DataFrame) -> Chart:
    """Draw who owns, pays or backs whom: holders on the left, what they hold on the right, a line for each tie.

    The dash shows how well a tie is attested, the colour the side of the holder.

    Args:
        rows: ties, as `outlet_ties` returns them.
    """
    left, right = _positions(rows)
    figure = new_figure()
    for tie in rows.to_dict("records"):
        strength = STRENGTHS[tie["strength"]]
        y0, y1 = left[tie["holder_label"]], right[tie["held_label"]]
        colour = SIDES[tie["holder_side"]].colour
        figure.add_trace(elements.lines([0, 1], [y0, y1], colour=colour, dash=strength.dash, width=strength.width))
        label = f"<b>{tie['holder']}</b> {tie['kinds']} <b>{tie['held']}</b><br>{tie['said_by']} ({tie['fact_ids']})"
        point = {"ids": [tie["tie_id"]], "marker": {"size": 14, "opacity": 0}, "cliponaxis": None}
        figure.add_trace(elements.marks([POINT_AT], [y0 + (y1 - y0) * POINT_AT], hover=[label], **point))
    sides = dict(zip(rows.held_label, rows.held_side, strict=True))
    sides |= dict(zip(rows.holder_label, rows.holder_side, strict=True))
    for x, places in enumerate((left, right)):
        style = elements.marker((SIDES[sides[name]] for name in places), size=10)
        figure.add_trace(elements.marks([x] * len(places), places.values(), marker=style))
    shown = [f"<b>{each.sign}</b> {each.meaning}" for name, each in STRENGTHS.items() if name in set(rows.strength)]
    annotations = [elements.above_left("\u2003".join(shown), yshift=10, align="left")]
    narrow: dict[str, Any] = {
        "annotations[0].text": "<br>".join(shown),
        "height": len(right) * 42 + 56,
        "margin.t": 44,
        "font.size": 10,
        "xaxis.domain": [0.33, 0.58],
    }
    for places, anchor, edge, width, narrow_edge, narrow_width in (
        (left, "right", 0.325, 32, 0.31, 17),
        (right, "left", 0.675, 28, 0.6, 21),
    ):
        for name, y in places.items():
            narrow[f"annotations[{len(annotations)}].text"] = folded(name, narrow_width)
            narrow[f"annotations[{len(annotations)}].x"] = narrow_edge
            annotations.append(elements.at_left(y, folded(name, width), x=edge, xanchor=anchor, align=anchor))
    figure.update_layout(
        height=len(right) * 38 + 56,
        margin={"l": 0, "r": 0, "t": 40, "b": 12},
        xaxis={"range": [0, 1], "visible": False, "domain": [0.34, 0.66]},
        yaxis={"range": [0.6 - len(right), 0.6], "visible": False},
        annotations=annotations,
        meta={"narrow": narrow},
    )
    columns = {"holder": "Who", "kinds": "Tie", "held": "To", "share": "Per cent", "strength": "Strength"}
    columns |= {"said_by": "Who says so", "fact_ids": "Rows"}
    return Chart(figure, rows[["tie_id", *columns]], columns, "ties")


def _positions(rows: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Return where holders and what they hold are from top to bottom: by camp, and each near those it is tied to.

    By the barycentre method of Sugiyama, Tagawa and Toda (1981), which settles soon.
    """
    left = rows.groupby("holder_label").holder_side.first().map(ORDER_OF_SIDES).rank(method="first")
    right = pd.Series(dtype=float)
    for _ in range(8):
        right = rows.holder_label.map(left).groupby(rows.held_label).mean().rank(method="first")
        left = rows.held_label.map(right).groupby(rows.holder_label).mean().rank(method="first")
    lowest = max(len(left), len(right)) - 1
    at_left, at_right = (
        {str(name): -(rank - 1) * lowest / max(len(ranks) - 1, 1) for name, rank in ranks.sort_values().items()}
        for ranks in (left, right)
    )
    return at_left, at_right
