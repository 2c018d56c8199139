"""Pictures of the ledger: what became of each claim, and who relays whom.

Colours are those of findings and of sides; a sign or a word stands beside each. As in `charts`, a mark carries
the name of its row in `ids`, and what follows the theme of the page is left to `static/charts.js`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import CHARACTER_WIDTH, SIDES, TEMPLATE, words_at
from brief.errors import BriefError

FINDING_COLOURS = {
    "corroborated": "#1f7a46",
    "supported": "#4b9b6c",
    "partly": "#a9720a",
    "disputed": "#c06a1b",
    "contradicted": "#b3261e",
    "mistranslated": "#8d3a86",
    "not found": "#6b7178",
    "opinion": "#8b9097",
}
"""Fill of a tile; each reads with white signs on it, on white and on black paper."""


def tiles(rows: pd.DataFrame, *, group: str, signs: dict[str, str], across: int = 20) -> go.Figure:
    """Draw one tile a claim under the heading of its group, in the order of the findings.

    Args:
        rows: as `findings.ledger` returns them, with the column `group`, which holds the headings.
        group: that column.
        signs: the sign on the tiles of each finding.
        across: the most tiles in one line.

    Raises:
        BriefError: if a finding has no sign.
    """
    if unknown := set(rows.finding) - set(signs):
        raise BriefError(f"no sign for the finding {min(unknown)!r}")
    order = list(signs).index
    figure = go.Figure(layout={"template": TEMPLATE})
    line, headings, x, y, shown = 0.0, [], [], [], []
    for heading, members in rows.groupby(group, sort=False):
        headings.append((-line, str(heading)))
        line += 0.85
        records = sorted(members.to_dict("records"), key=lambda row: (order(row["finding"]), row["claim_id"]))
        for place, row in enumerate(records):
            x.append(place % across)
            y.append(-line - place // across)
            shown.append(row)
        line += (len(records) - 1) // across + 1.15
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            ids=[row["claim_id"] for row in shown],
            text=[signs[row["finding"]] for row in shown],
            mode="markers+text",
            textfont={"color": "#ffffff", "size": 12},
            marker={"symbol": "square", "size": 25, "color": [FINDING_COLOURS[row["finding"]] for row in shown]},
            hovertext=[
                f"<b>{row['claim_id']}, {row['finding']}</b><br>{'<br>'.join(words.wrapped(row['statement']))}"
                for row in shown
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(
        height=round(line * 30) + 16,
        margin={"l": 4, "r": 4, "t": 8, "b": 0},
        xaxis={"range": [-0.6, across - 0.4], "visible": False},
        yaxis={"range": [-line + 0.1, 0.6], "visible": False},
        annotations=[words_at(place, f"<b>{text}</b>") for place, text in headings],
        meta={
            "narrow": {
                "height": round(line * 22) + 16,
                "data[0].marker.size": 15,
                "data[0].textfont.size": 8.5,
                "font.size": 11.5,
            }
        },
    )
    return figure


def relays(edges: pd.DataFrame) -> go.Figure:
    """Draw who relays whom: originators on the left, those counted as one of them beside, outlets on the right.

    Args:
        edges: as `findings.relays` returns them.
    """
    nodes = _placed(edges)
    most = edges.statements.max()
    figure = go.Figure(layout={"template": TEMPLATE})
    for edge in edges.sort_values("kind", key=lambda kind: kind == "taken").to_dict("records"):
        (x0, y0), (x1, y1) = (nodes[edge[end]]["at"] for end in ("from_id", "to_id"))
        middle = (x0 + x1) / 2
        colour = "#b3261e" if edge["kind"] == "taken" else SIDES[edge["side"]].colour
        figure.add_trace(
            go.Scatter(
                x=[x0, middle - 0.1 * (x1 - x0), middle + 0.1 * (x1 - x0), x1],
                y=[y0, y0 + 0.1 * (y1 - y0), y1 - 0.1 * (y1 - y0), y1],
                mode="lines",
                opacity=0.75 if edge["kind"] == "taken" else 0.5,
                line={
                    "shape": "spline",
                    "smoothing": 1.1,
                    "color": colour,
                    "width": 1 + 5 * edge["statements"] / most,
                    "dash": "dot" if edge["kind"] == "derived" else "solid",
                },
                hoverinfo="skip",
            )
        )
    for place, position in (("left", "middle left"), ("middle", "top center"), ("right", "middle right")):
        members = {key: node for key, node in nodes.items() if node["column"] == place}
        figure.add_trace(
            go.Scatter(
                x=[node["at"][0] for node in members.values()],
                y=[node["at"][1] for node in members.values()],
                ids=list(members),
                text=[node["name"] for node in members.values()],
                textposition=position,
                mode="markers+text",
                cliponaxis=False,
                marker={
                    "color": [SIDES[node["side"]].colour for node in members.values()],
                    "symbol": [SIDES[node["side"]].symbol for node in members.values()],
                    "size": 10,
                },
                hovertext=[
                    f"<b>{node['name']}</b><br>{node['statements']} statements on these lines"
                    for node in members.values()
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    room = {
        place: round(max(len(node["name"]) for node in nodes.values() if node["column"] == place) * CHARACTER_WIDTH)
        + 12
        for place in ("left", "right")
    }
    tallest = max(sum(node["column"] == place for node in nodes.values()) for place in ("left", "right"))
    figure.update_layout(
        height=tallest * 24 + 40,
        margin={"l": room["left"], "r": room["right"], "t": 16, "b": 8},
        xaxis={"range": [-0.02, 1.02], "visible": False},
        yaxis={"range": [-0.03, 1.05], "visible": False},
        meta={
            "narrow": {
                "margin.l": round(room["left"] * 0.72),
                "margin.r": round(room["right"] * 0.72),
                "font.size": 9.5,
            }
        },
    )
    return figure


def _placed(edges: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return name, side, column and position of each end of an edge, so that lines cross little."""
    nodes: dict[str, dict[str, Any]] = {}
    for edge in edges.to_dict("records"):
        for end in ("from", "to"):
            node = nodes.setdefault(
                edge[f"{end}_id"],
                {
                    "name": edge[f"{end}_name"],
                    "side": edge[f"{end}_side"],
                    "column": edge[f"{end}_column"],
                    "statements": 0,
                },
            )
            node["statements"] += edge["statements"]
    order = {
        place: [key for key, node in nodes.items() if node["column"] == place] for place in ("left", "middle", "right")
    }
    for _ in range(12):  # each node moves to the mean of its neighbours, column by column: Sugiyama's barycentres
        for place in ("right", "middle", "left"):
            height = {key: spot for keys in order.values() for spot, key in _spread(keys)}
            pulls: dict[str, list[float]] = {}
            for edge in edges.to_dict("records"):
                pulls.setdefault(edge["from_id"], []).append(height[edge["to_id"]])
                pulls.setdefault(edge["to_id"], []).append(height[edge["from_id"]])
            order[place].sort(key=lambda key: sum(pulls[key]) / len(pulls[key]))
    for x, keys in zip((0.0, 0.36, 1.0), order.values(), strict=True):
        for spot, key in _spread(keys):
            nodes[key]["at"] = (x, spot)
    return nodes


def _spread(keys: list[str]) -> list[tuple[float, str]]:
    return [((place + 0.5) / len(keys), key) for place, key in enumerate(keys)]
