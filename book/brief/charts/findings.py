"""Findings of a ledger: a tile for each claim, a bar for each finding."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import FINDING_COLOURS, new_figure
from brief.text import folded

ACROSS = 16
"""The most tiles in one line."""


def tiles(rows: pd.DataFrame, standing: pd.DataFrame) -> Chart:
    """Draw one tile a claim, topic by topic, in the order of the findings.

    Args:
        rows: the claims: `claim_id`, `topic`, `statement`, `finding`, `confidence` and `confidence_reason`.
        standing: the topics, in the order to draw them: `topic`, `topic_words`, and how many of its claims are
            `checkable` and `hold`.
    """
    order = list(words.SIGNS)
    drawn: list[dict[str, Any]] = []
    headings = []
    down = 0.0
    for topic in standing.itertuples():
        heading = f"<b>{words.capital(topic.topic_words)}: {topic.hold} of {topic.checkable} hold</b>"
        headings.append(elements.at_left(-down, heading))
        down += 0.85
        claims = rows[rows.topic == topic.topic].to_dict("records")
        claims.sort(key=lambda claim: (order.index(claim["finding"]), claim["claim_id"]))
        drawn += [claim | {"x": at % ACROSS, "y": -down - at // ACROSS} for at, claim in enumerate(claims)]
        down += (len(claims) - 1) // ACROSS + 1.15
    claims = pd.DataFrame(drawn)
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            claims.x,
            claims.y,
            ids=list(claims.claim_id),
            text=list(claims.finding.map(words.SIGNS)),
            mode="markers+text",
            textfont={"color": "#ffffff", "size": 12},
            marker={
                "symbol": "square",
                "size": 25,
                "color": list(claims.finding.map(FINDING_COLOURS)),
                "line": {"width": 1, "color": "#b9bfc6"},
            },
            cliponaxis=None,
            hover=[
                f"<b>{claim.claim_id}, {claim.finding}</b><br>{folded(claim.statement)}"
                for claim in claims.itertuples()
            ],
        )
    )
    narrow = {"height": round(down * 22) + 16, "font.size": 11.5}
    figure.update_layout(
        height=round(down * 30) + 16,
        margin={"l": 4, "r": 4, "t": 8, "b": 0},
        xaxis={"range": [-0.6, ACROSS - 0.4], "visible": False},
        yaxis={"range": [-down + 0.1, 0.6], "visible": False},
        annotations=headings,
        meta={"narrow": narrow | {"data[0].marker.size": 15, "data[0].textfont.size": 8}},
    )
    columns = {"claim_id": "Claim", "statement": "What it says", "topic": "Topic", "finding": "Finding"}
    columns["confidence"] = "Confidence"
    shown = rows.assign(topic=rows.topic.map(words.topic))[[*columns, "confidence_reason"]]
    return Chart(figure, shown, columns, "claims")


def tally(rows: pd.DataFrame) -> Chart:
    """Draw how many claims have each finding, one bar a finding.

    Args:
        rows: the findings in the order to draw them: `finding`, `claims` (how many), `meaning` (in words).
    """
    labels = [f"{finding} {words.SIGNS[finding]}" for finding in rows.finding]
    y = elements.down(len(rows))
    figure = new_figure()
    figure.add_trace(
        go.Bar(
            x=list(rows.claims),
            y=y,
            ids=list(rows.finding),
            orientation="h",
            width=0.72,
            marker={"color": list(rows.finding.map(FINDING_COLOURS)), "line": {"width": 0}},
            text=[f"\u2002{number}" for number in rows.claims],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=len(rows) * 22 + 12,
        margin={"l": elements.room(labels), "r": 8, "t": 4, "b": 4},
        xaxis={"range": [0, int(rows.claims.max()) * 1.1], "visible": False},
        yaxis=elements.row_axis(y, labels, range=None),
        meta={"narrow": {"font.size": 11.5}},
    )
    return Chart(figure, rows, {"finding": "Finding", "claims": "Claims", "meaning": "What it means"}, "claims")
