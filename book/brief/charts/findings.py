"""Findings of a ledger: a tile for each claim."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import Drawing
from brief.charts.style import CLEAR, FINDING_COLOURS, NEUTRAL
from brief.errors import BriefError
from brief.text import folded

_OPINION = "opinion"
"""The finding on what records cannot decide."""


class _Form(NamedTuple):
    """How tiles are set in one form of a page, in pixels.

    Attributes:
        line: height of a line of tiles.
        heading: height of what is above a group.
        gap: between two groups.
    """

    line: int
    heading: int
    gap: int


_WIDE, _NARROW = _Form(30, heading=0, gap=10), _Form(19, heading=18, gap=6)
_NARROW_ACROSS = 16
"""The most tiles in one line on a narrow page; on a wide one each topic has one line."""
_TOP, _FOOT = 82, 8
"""Height of what is above the tiles, with the key, and below them, in pixels."""
_INSET = 0.06
"""Left and right of a filled tile, in tiles."""
_EDGED = 0.12
"""Left and right of a hollow tile, so that the edges of two do not touch, in tiles."""
_APART = 1
"""Between the block of the tiles that records can decide and that of opinions, right of it, in tiles."""


def tiles(rows: pd.DataFrame, standing: pd.DataFrame, *, holding: tuple[str, ...]) -> Chart:
    """Draw one tile a claim, topic by topic, in the order of the findings. The tile of an opinion is hollow.

    On a wide page each topic has one line, so that lengths compare, and opinions are in a block right of the others. A
    key above the tiles counts the claims of each finding.

    Args:
        rows: the claims: `claim_id`, `topic`, `statement`, `finding`, `confidence` and `why`.
        standing: the topics, in the order to draw them: `topic`, `topic_words`, and how many of its claims are
            `checkable` and `hold`.
        holding: the findings on claims that hold.

    Raises:
        BriefError: if a column is missing, or `standing` lacks the topic of a claim.
    """
    require_columns("charts.tiles needs", ("claim_id", "topic", "statement", "finding"), rows)
    if unknown := sorted({*rows.topic} - {*standing.topic}):
        raise BriefError(f"charts.tiles: claims of {unknown[0]!r}, a topic that `standing` lacks")
    members = _by_topic(rows, standing)
    sizes = [len(claims) for claims in members]
    opinions = [int((claims.finding == _OPINION).sum()) for claims in members]
    first = max(size - number for size, number in zip(sizes, opinions, strict=True)) + _APART
    across = first + max(opinions)
    wide, narrow = _lines(sizes, across, _WIDE), _lines(sizes, _NARROW_ACROSS, _NARROW)
    claims = pd.concat(members, ignore_index=True).assign(x=wide.x, y=wide.y, narrow_x=narrow.x, narrow_y=narrow.y)
    is_hollow = claims.finding == _OPINION  # what others share is not borne out
    claims["x"] = claims.x.where(~is_hollow, first + is_hollow.groupby(claims.topic).cumsum() - 1)
    labels = _labels(standing)
    left = elements.room(labels, gap=10)
    drawing = Drawing()
    _draw_tiles(drawing, claims[~is_hollow], hollow=False)
    _draw_tiles(drawing, claims[is_hollow], hollow=True)
    _note_topics(drawing, labels, wide.tops, narrow.tops)
    key, narrow_key = _key(rows, holding)
    drawing.note(elements.above_left(key, align="left", xshift=-left, yshift=24), text=narrow_key, xshift=0, yshift=8)
    for x, text in ((0, "What records can decide"), (first, "Opinions")):
        drawing.note(elements.above_plot(x, f"<b>{text}</b>", xanchor="left", yshift=2), visible=False)
    figure = drawing.finished(
        _layout(narrow, _NARROW_ACROSS) | {"margin.l": 2, "font.size": 11.5},
        margin={"l": left, "r": 2, "b": _FOOT},
        barmode="overlay",
        xaxis_visible=False,
        yaxis_visible=False,
        **_layout(wide, across),
    )
    columns = {"claim_id": "Claim", "statement": "What it says", "topic": "Topic", "finding": "Finding"}
    columns["confidence"] = "Confidence"
    shown = rows.assign(topic=rows.topic.map(words.topic))[[*columns, "why"]]
    return Chart(figure, shown, columns, "claims")


def _by_topic(rows: pd.DataFrame, standing: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the claims of each topic, in the order of the findings."""
    place = rows.finding.map(list(words.SIGNS).index)
    in_order = rows.assign(place=place).sort_values(["place", "claim_id"], kind="stable")
    return [in_order[in_order.topic == topic] for topic in standing.topic]


class _Places(NamedTuple):
    """Where tiles are in one form, from top to bottom in pixels below the top, as negative numbers.

    Attributes:
        x: of each tile, its place in its line, from 0.
        y: the middle of the line of each tile.
        tops: the upper end of the first line of each group.
        depth: of all.
    """

    x: list[int]
    y: list[float]
    tops: list[float]
    depth: int


def _lines(sizes: list[int], across: int, form: _Form) -> _Places:
    """Return where the tiles of groups are, in lines below each other.

    Args:
        sizes: how many tiles each group has.
        across: the most tiles in one line.
        form: in which they are set.
    """
    places, depth = _Places([], [], [], 0), 0
    for size in sizes:
        depth += form.heading
        places.tops.append(-float(depth))
        for at in range(size):
            places.x.append(at % across)
            places.y.append(-depth - form.line * (at // across + 0.5))
        depth += form.line * ((size - 1) // across + 1) + form.gap
    return places._replace(depth=depth - form.gap + 2)


def _layout(places: _Places, across: int) -> dict[str, Any]:
    """Return height, margin and ranges in a form, with so many tiles in a line."""
    return {
        "height": places.depth + _TOP + _FOOT,
        "margin.t": _TOP,
        "xaxis.range": [0, across],
        "yaxis.range": [-places.depth, 0],
    }


def _draw_tiles(drawing: Drawing, claims: pd.DataFrame, *, hollow: bool) -> None:
    """Draw a tile for each claim, with the sign of its finding."""
    colours = list(claims.finding.map(FINDING_COLOURS))
    inset = _EDGED if hollow else _INSET
    drawing.draw(
        elements.boxes(
            claims.x + inset,
            claims.y,
            width=1 - 2 * inset,
            height=_WIDE.line - 3,
            ids=list(claims.claim_id),
            marker={
                "color": [CLEAR] * len(colours) if hollow else colours,
                "line": {"color": colours, "width": 1.5 * hollow},
            },
            text=["<br>".join(words.SIGNS[finding]) for finding in claims.finding],
            textfont={"size": 10, "color": NEUTRAL.colour if hollow else "#ffffff"},
            hover=[
                f"<b>{claim.claim_id}, {claim.finding}</b><br>{folded(claim.statement)}"
                for claim in claims.itertuples()
            ],
        ),
        base=list(claims.narrow_x + 0.04),
        y=list(claims.narrow_y),
        width=_NARROW.line - 3,
        text=list(claims.finding.map(words.SIGNS)),
    )


def _labels(standing: pd.DataFrame) -> list[str]:
    """Return what is said of each topic: its name, and how many of its claims hold."""
    labels = []
    for topic in standing.itertuples():
        share = f", {topic.hold / topic.checkable:.0%}" if topic.checkable else ""
        labels.append(f"<b>{words.capital(topic.topic_words)}</b><br>{topic.hold} of {topic.checkable} hold{share}")
    return labels


def _note_topics(drawing: Drawing, labels: list[str], tops: list[float], narrow_tops: list[float]) -> None:
    """Write the label of each topic left of its line, or narrow above its first line."""
    for label, top, narrow_top in zip(labels, tops, narrow_tops, strict=True):
        beside = elements.at_left(top - _WIDE.line / 2 - 2, label, xanchor="right", align="right", xshift=-10)
        above = {"text": label.replace("<br>", " "), "y": narrow_top + 9}
        drawing.note(beside, **above, xanchor="left", align="left", xshift=1)


def _key(rows: pd.DataFrame, holding: tuple[str, ...]) -> tuple[str, str]:
    """Return the key to the tiles, with the number of each: for a wide page, and for a narrow one."""
    number = rows.finding.value_counts().to_dict()

    def entries(findings: list[str]) -> list[str]:
        return [
            f'<span style="color:{FINDING_COLOURS[name]}">{"□" if name == _OPINION else "■"}</span>'
            f"\u2009{words.finding(name)}: {number[name]}"
            for name in findings
            if name in number
        ]

    gap = "\u2002 "
    others = [name for name in words.SIGNS if name not in (*holding, _OPINION)]
    checkable = sum(number[name] for name in number if name != _OPINION)
    hold = sum(number.get(name, 0) for name in holding)
    first = f"<b>{hold} of {checkable} hold:</b> {gap.join(entries(list(holding)))}"
    rest, last = entries(others), gap.join(entries([_OPINION]))
    return (
        "<br>".join([first, gap.join(rest), last]),
        "<br>".join([first, gap.join(rest[:3]), gap.join(rest[3:]), last]),
    )
