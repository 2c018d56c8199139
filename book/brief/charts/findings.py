"""Findings of a ledger: a tile for each claim."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.style import FINDING_COLOURS, NEUTRAL, new_figure
from brief.text import folded

CLEAR = "rgba(0,0,0,0)"
"""The fill of a hollow tile."""
_LINE, _NARROW_LINE = 30, 19
"""Height of a line of tiles on a wide and on a narrow page, in pixels."""
_NARROW_ACROSS = 16
"""The most tiles in one line on a narrow page; on a wide one each topic has one line."""
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
    """
    require_columns("charts.tiles needs", ("claim_id", "topic", "statement", "finding"), rows)
    order = list(words.SIGNS)
    place = rows.finding.map(order.index)
    by_topic = rows.assign(place=place).sort_values(["place", "claim_id"], kind="stable")
    topics = list(standing.itertuples())
    members = [by_topic[by_topic.topic == topic.topic] for topic in topics]
    opinions = [int((claims.finding == "opinion").sum()) for claims in members]
    first = max(len(claims) - number for claims, number in zip(members, opinions, strict=True)) + _APART
    across = first + max(opinions)
    wide, tops, depth = _lines([len(claims) for claims in members], across, _LINE, heading=0, gap=10)
    narrow, narrow_tops, narrow_depth = _lines(
        [len(claims) for claims in members], _NARROW_ACROSS, _NARROW_LINE, heading=18, gap=6
    )
    claims = pd.concat(members, ignore_index=True).assign(
        x=[x for x, _ in wide], y=[y for _, y in wide], narrow_x=[x for x, _ in narrow], narrow_y=[y for _, y in narrow]
    )
    is_hollow = claims.finding == "opinion"  # what others share is not borne out
    claims["x"] = claims.x.where(~is_hollow, first + is_hollow.groupby(claims.topic).cumsum() - 1)
    figure = new_figure()
    changes: dict[str, Any] = {}
    for number, of_kind in enumerate((claims[~is_hollow], claims[is_hollow])):
        colours = list(of_kind.finding.map(FINDING_COLOURS))
        fill = [CLEAR] * len(colours) if number else colours
        figure.add_trace(
            elements.boxes(
                of_kind.x + (_EDGED if number else 0.06),
                of_kind.y,
                width=1 - 2 * (_EDGED if number else 0.06),
                height=_LINE - 3,
                ids=list(of_kind.claim_id),
                marker={"color": fill, "line": {"color": colours, "width": 1.5 * number}},
                text=["<br>".join(words.SIGNS[finding]) for finding in of_kind.finding],
                textfont={"size": 10, "color": NEUTRAL.colour if number else "#ffffff"},
                hover=(
                    f"<b>{claim.claim_id}, {claim.finding}</b><br>{folded(claim.statement)}"
                    for claim in of_kind.itertuples()
                ),
            )
        )
        changes |= {
            f"data[{number}].base": list(of_kind.narrow_x + 0.04),
            f"data[{number}].y": list(of_kind.narrow_y),
            f"data[{number}].width": _NARROW_LINE - 3,
            f"data[{number}].text": list(of_kind.finding.map(words.SIGNS)),
        }
    shares = [f"{topic.hold} of {topic.checkable} hold, {topic.hold / topic.checkable:.0%}" for topic in topics]
    names = [f"<b>{words.capital(topic.topic_words)}</b>" for topic in topics]
    labels = [f"{name}<br>{share}" for name, share in zip(names, shares, strict=True)]
    left, top, narrow_top, foot = elements.room(labels, gap=10), 82, 82, 8
    heads = [
        elements.at_left(y - _LINE / 2 - 2, label, xanchor="right", align="right", xshift=-10)
        for y, label in zip(tops, labels, strict=True)
    ]
    key, narrow_key = _key(rows, holding)
    above = [
        elements.above_plot(x, f"<b>{text}</b>", xanchor="left", yshift=2)
        for x, text in ((0, "What records can decide"), (first, "Opinions"))
    ]
    changes |= {
        "height": narrow_depth + narrow_top + foot,
        "margin.l": 2,
        "margin.t": narrow_top,
        "font.size": 11.5,
        "xaxis.range": [0, _NARROW_ACROSS],
        "yaxis.range": [-narrow_depth, 0],
        f"annotations[{len(heads)}].text": narrow_key,
        f"annotations[{len(heads)}].xshift": 0,
        f"annotations[{len(heads)}].yshift": 8,
        f"annotations[{len(heads) + 1}].visible": False,
        f"annotations[{len(heads) + 2}].visible": False,
    }
    for number, (y, label) in enumerate(zip(narrow_tops, labels, strict=True)):
        beside = {"text": label.replace("<br>", " "), "y": y + 9, "xanchor": "left", "align": "left", "xshift": 1}
        changes |= {f"annotations[{number}].{key}": value for key, value in beside.items()}
    figure.update_layout(
        height=depth + top + foot,
        margin={"l": left, "r": 2, "t": top, "b": foot},
        barmode="overlay",
        xaxis={"range": [0, across], "visible": False},
        yaxis={"range": [-depth, 0], "visible": False},
        annotations=[*heads, elements.above_left(key, align="left", xshift=-left, yshift=24), *above],
        meta={"narrow": changes},
    )
    columns = {"claim_id": "Claim", "statement": "What it says", "topic": "Topic", "finding": "Finding"}
    columns["confidence"] = "Confidence"
    shown = rows.assign(topic=rows.topic.map(words.topic))[[*columns, "why"]]
    return Chart(figure, shown, columns, "claims")


def _lines(
    sizes: list[int], across: int, line: int, *, heading: int, gap: int
) -> tuple[list[tuple[int, float]], list[float], int]:
    """Return where the tiles of groups are, in lines below each other.

    Args:
        sizes: how many tiles each group has.
        across: the most tiles in one line.
        line: height of a line, in pixels.
        heading: height of what is above a group, in pixels.
        gap: between two groups, in pixels.

    Returns:
        Of each tile its place in its line and the middle of that line, and of each group the top of its first line,
        both in pixels below the top; and the depth of all.
    """
    tiles, tops, depth = [], [], 0
    for size in sizes:
        depth += heading
        tops.append(-float(depth))
        tiles += [(at % across, -depth - line * (at // across + 0.5)) for at in range(size)]
        depth += line * ((size - 1) // across + 1) + gap
    return tiles, tops, depth - gap + 2


def _key(rows: pd.DataFrame, holding: tuple[str, ...]) -> tuple[str, str]:
    """Return the key to the tiles, with the number of each: for a wide page, and for a narrow one."""
    number = rows.finding.value_counts().to_dict()

    def entries(findings: list[str]) -> list[str]:
        return [
            f'<span style="color:{FINDING_COLOURS[name]}">{"□" if name == "opinion" else "■"}</span>'
            f"\u2009{words.finding(name)}: {number[name]}"
            for name in findings
            if name in number
        ]

    gap = "\u2002 "
    others = [name for name in words.SIGNS if name not in (*holding, "opinion")]
    checkable = sum(number[name] for name in number if name != "opinion")
    hold = sum(number.get(name, 0) for name in holding)
    first = f"<b>{hold} of {checkable} hold:</b> {gap.join(entries(list(holding)))}"
    rest, last = entries(others), gap.join(entries(["opinion"]))
    return (
        "<br>".join([first, gap.join(rest), last]),
        "<br>".join([first, gap.join(rest[:3]), gap.join(rest[3:]), last]),
    )
