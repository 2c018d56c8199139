"""Pictures of the ledger: what became of each claim, and who relays whom.

Colours are those of findings and of sides; a sign or a word stands beside each. As in `charts`, a mark carries
the name of its row in `ids`, and what follows the theme of the page is left to `static/charts.js`.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import CHARACTER_WIDTH, SIDES, TEMPLATE, words_at

FINDING_COLOURS = {
    "corroborated": "#145c33",
    "supported": "#2e7d4f",
    "partly": "#8a5a00",
    "disputed": "#a34a12",
    "contradicted": "#b3261e",
    "mistranslated": "#8d3a86",
    "not found": "#50565d",
    "opinion": "#6b7178",
}
"""Fill of a tile: a white sign reads on each, and a light border sets it off from dark paper."""


def tiles(rows: pd.DataFrame, standing: pd.DataFrame, *, across: int = 16) -> go.Figure:
    """Draw one tile a claim, topic by topic, in the order of the findings.

    Args:
        rows: the claims, as `findings.ledger` returns them.
        standing: how those of each topic stand, as `findings.standing` returns it; its order is that of the topics.
        across: the most tiles in one line.
    """
    order = list(words.SIGNS).index
    figure = go.Figure(layout={"template": TEMPLATE})
    line, headings, x, y, shown = 0.0, [], [], [], []
    for topic in standing.to_dict("records"):
        name = topic["topic_words"]
        headings.append((-line, f"{name[0].upper()}{name[1:]}: {topic['hold']} of {topic['checkable']} hold"))
        line += 0.85
        members = rows[rows.topic == topic["topic"]]
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
            text=[words.SIGNS[row["finding"]] for row in shown],
            mode="markers+text",
            textfont={"color": "#ffffff", "size": 12},
            marker={
                "symbol": "square",
                "size": 25,
                "color": [FINDING_COLOURS[row["finding"]] for row in shown],
                "line": {"width": 1, "color": "#b9bfc6"},
            },
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
                "data[0].textfont.size": 8,
                "font.size": 11.5,
            }
        },
    )
    return figure


TAKEN = "#b3261e"
"""Colour of what the article took."""


def relays(edges: pd.DataFrame) -> go.Figure:
    """Draw who relays whom: a line for each originator, a column for each outlet, a dot where one carries the other.

    The area of a dot is the number of facts. In brackets: whom an originator is counted as. The first column is
    the article's.

    Args:
        edges: as `findings.relays` returns them.
    """
    breadth = edges.groupby("outlet").agg(taken=("taken", "max"), carried=("origin_id", "nunique"))
    breadth = breadth.sort_values(["taken", "carried"], ascending=False, kind="stable")
    columns = {str(name): place for place, name in enumerate(breadth.index)}
    lines = edges.drop_duplicates("origin_id").to_dict("records")
    labels = [line["originator"] + (f" ({line['counted_as']})" if line["counted_as"] else "") for line in lines]
    rows = {line["origin_id"]: -place for place, line in enumerate(lines)}
    left = round(max(map(len, labels)) * CHARACTER_WIDTH) + 14
    top = round(max(map(len, columns)) * CHARACTER_WIDTH) + 12
    records = edges.to_dict("records")
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Scatter(
            x=[columns[edge["outlet"]] for edge in records],
            y=[rows[edge["origin_id"]] for edge in records],
            ids=[edge["edge_id"] for edge in records],
            mode="markers",
            marker={
                "size": [edge["statements"] for edge in records],
                "sizemode": "area",
                "sizeref": 2 * edges.statements.max() / 19**2,
                "sizemin": 4,
                "line": {"width": 0},
                "color": [TAKEN if edge["taken"] else SIDES[edge["side"]].colour for edge in records],
                "symbol": [SIDES[edge["side"]].symbol for edge in records],
            },
            hovertext=[
                f"<b>{edge['originator']}</b> in <b>{edge['outlet']}</b><br>{words.plural(edge['statements'], 'fact')}"
                for edge in records
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    heads = [
        {
            "text": f"<b>{name}</b>" if breadth.taken[name] else name,
            "x": place,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "textangle": -90,
            "showarrow": False,
        }
        for name, place in columns.items()
    ]
    figure.update_layout(
        height=len(lines) * 23 + top + 24,
        margin={"l": left, "r": 8, "t": top, "b": 8},
        xaxis={
            "range": [-0.7, len(columns) - 0.3],
            "showgrid": True,
            "showticklabels": False,
            "tickvals": list(columns.values()),
        },
        yaxis={
            "range": [0.6 - len(lines), 0.6],
            "showgrid": True,
            "tickvals": list(rows.values()),
            "ticktext": labels,
        },
        annotations=[
            *heads,
            *(words_at(y, text, yshift=12, visible=False) for y, text in zip(rows.values(), labels, strict=True)),
        ],
        meta={
            "narrow": {
                "height": len(lines) * 34 + round(top * 0.8) + 34,
                "margin.l": 4,
                "margin.t": round(top * 0.8) + 14,
                "font.size": 10,
                "yaxis.showticklabels": False,
                **{f"annotations[{place}].yshift": 14 for place in range(len(heads))},
                **{f"annotations[{len(heads) + place}].visible": True for place in range(len(lines))},
            }
        },
    )
    return figure
