"""Pictures of the ledger: what became of each claim, and who relays whom.

Colours are those of findings and of sides; a sign or a word stands beside each. As in `charts`, a mark carries
the name of its row in `ids`, and what follows the theme of the page is left to `static/charts.js`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts.chart import Chart
from brief.charts.forms import (
    SIDES,
    TEMPLATE,
    hover,
    labels_above,
    on_hover,
    over,
    room,
    words_at,
)
from brief.errors import BriefError

FINDING_COLOURS = {
    "corroborated": "#177440",
    "supported": "#30845a",
    "partly": "#8c5b00",
    "disputed": "#a54b13",
    "contradicted": "#c0352a",
    "mistranslated": "#9d4895",
    "not found": "#646a71",
    "opinion": "#6b7178",
}
"""Fill of a tile: a white sign reads on each (4.5:1), and each stands out from white paper and from dark (3:1)."""


ACROSS = 16
"""The most tiles in one line."""


def tiles(rows: pd.DataFrame, standing: pd.DataFrame) -> Chart:
    """Draw one tile a claim, topic by topic, in the order of the findings.

    Args:
        rows: the claims, as `findings.ledger` returns them.
        standing: how those of each topic stand, as `findings.standing` returns it; its order is that of the topics.
    """
    order = list(words.SIGNS).index
    figure = go.Figure(layout={"template": TEMPLATE})
    line, headings, x, y, shown = 0.0, [], [], [], []
    for topic in standing.to_dict("records"):
        headings.append((-line, f"{words.capital(topic['topic_words'])}: {topic['hold']} of {topic['checkable']} hold"))
        line += 0.85
        members = rows[rows.topic == topic["topic"]]
        records = sorted(members.to_dict("records"), key=lambda row: (order(row["finding"]), row["claim_id"]))
        for place, row in enumerate(records):
            x.append(place % ACROSS)
            y.append(-line - place // ACROSS)
            shown.append(row)
        line += (len(records) - 1) // ACROSS + 1.15
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
            **on_hover(
                f"<b>{row['claim_id']}, {row['finding']}</b><br>{words.folded(row['statement'])}" for row in shown
            ),
        )
    )
    figure.update_layout(
        height=round(line * 30) + 16,
        margin={"l": 4, "r": 4, "t": 8, "b": 0},
        xaxis={"range": [-0.6, ACROSS - 0.4], "visible": False},
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
    columns = {"claim_id": "Claim", "statement": "What it says", "topic": "Topic", "finding": "Finding"}
    columns |= {"confidence": "Confidence"}
    worded = rows.assign(topic=rows.topic.map(words.topic))[[*columns, "confidence_reason"]]
    return Chart(figure, worded, columns, "claims")


def tally(counts: pd.DataFrame) -> Chart:
    """Draw how many claims have each finding, one bar a finding.

    Args:
        counts: with `finding` and `claims`, in the order to draw them.
    """
    labels = [f"{finding} {words.SIGNS[finding]}" for finding in counts.finding]
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Bar(
            x=list(counts.claims),
            y=[-place for place in range(len(counts))],
            ids=list(counts.finding),
            orientation="h",
            width=0.72,
            marker={"color": [FINDING_COLOURS[finding] for finding in counts.finding], "line": {"width": 0}},
            text=[f"\u2002{number}" for number in counts.claims],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        height=len(counts) * 22 + 12,
        margin={"l": room(labels), "r": 8, "t": 4, "b": 4},
        xaxis={"range": [0, int(counts.claims.max()) * 1.1], "visible": False},
        yaxis={
            "tickvals": [-place for place in range(len(counts))],
            "ticktext": labels,
            "ticklabelstandoff": 6,
        },
        meta={"narrow": {"font.size": 11.5}},
    )
    return Chart(figure, counts, {"finding": "Finding", "claims": "Claims", "meaning": "What it means"}, "claims")


RULE = "#868d94"
"""Colour of thin lines, on white and on black."""
TAKEN = "#cf3f30"
"""Colour of what the article took, and of what is turned against Russia."""


def relays(edges: pd.DataFrame) -> Chart:
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
    wrapped = [words.folded(label, 38) for label in labels]
    top = room(columns, gap=12)
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
                "opacity": 0.9,
                "symbol": [SIDES[edge["side"]].symbol for edge in records],
            },
            **on_hover(
                f"<b>{edge['originator']}</b> in <b>{edge['outlet']}</b><br>{words.plural(edge['statements'], 'fact')}"
                for edge in records
            ),
        )
    )
    heads = [
        over(place, f"<b>{name}</b>" if breadth.taken[name] else name, textangle=-90) for name, place in columns.items()
    ]
    above, narrow = labels_above(zip(rows.values(), labels, strict=True), first=len(heads), yshift=12)
    figure.update_layout(
        height=len(lines) * 27 + top + 24,
        margin={"l": room(wrapped), "r": 8, "t": top, "b": 8},
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
            "ticktext": wrapped,
            "tickfont": {"size": 12},
        },
        annotations=[*heads, *above],
        meta={
            "narrow": {
                **narrow,
                "height": len(lines) * 34 + round(top * 0.8) + 34,
                "margin.t": round(top * 0.8) + 14,
                "font.size": 10,
                **{f"annotations[{place}].yshift": 14 for place in range(len(heads))},
            }
        },
    )
    headings = {"originator": "Originator", "counted_as": "Counted as", "outlet": "Outlet", "statements": "Facts"}
    return Chart(figure, edges, headings | {"fact_ids": "Rows"}, "facts")


CELLS = {
    "strongly against": FINDING_COLOURS["contradicted"],
    "against": FINDING_COLOURS["disputed"],
    "mixed": FINDING_COLOURS["partly"],
    "for": FINDING_COLOURS["supported"],
    "strongly for": FINDING_COLOURS["corroborated"],
    "marked": "#7857ae",
}
"""Fill of a cell of a grid, on each of which a white sign reads; a cell of another kind is empty."""


def grid(cells: pd.DataFrame, *, rows: dict[str, str], columns: dict[str, str]) -> Chart:
    """Draw a table as tiles: a line a row, a sign or number in each cell, its colour a kind.

    Args:
        cells: `cell_id`, `row`, `column`, `text`, `kind` (one of `CELLS`, or "" for no fill) and `hover` (words).
        rows: the rows from top to bottom, each with its words.
        columns: the columns from left to right, each with its heading.

    Raises:
        BriefError: if a cell stands in no row or column that is drawn.
    """
    for end, known in (("row", rows), ("column", columns)):
        if stray := sorted(set(cells[end]) - set(known)):
            raise BriefError(f"a cell stands in the {end} {stray[0]!r}, which is not drawn")
    down = {name: -float(place) for place, name in enumerate(rows)}
    across = {name: place for place, name in enumerate(columns)}
    labels = [words.folded(text, 44) for text in rows.values()]
    heads = [words.wrapped(text, 8) for text in columns.values()]
    filled = [kind in CELLS for kind in cells.kind]
    figure = go.Figure(layout={"template": TEMPLATE})
    for is_filled in (True, False):
        members = cells[[place == is_filled for place in filled]].to_dict("records")
        figure.add_trace(
            go.Scatter(
                x=[across[cell["column"]] for cell in members],
                y=[down[cell["row"]] for cell in members],
                ids=[cell["cell_id"] for cell in members],
                text=[cell["text"] for cell in members],
                mode="markers+text" if is_filled else "text",
                textfont={"size": [10.5 if "<br>" in cell["text"] else 13 for cell in members]}
                | ({"color": "#ffffff"} if is_filled else {}),
                marker={"symbol": "square", "size": 30, "color": [CELLS.get(cell["kind"], RULE) for cell in members]},
                **on_hover(words.folded(cell["hover"]) for cell in members),
                cliponaxis=False,
            )
        )
    top = max(map(len, heads)) * 15 + 10
    headings = [over(place, "<br>".join(head), font={"size": 11}) for place, head in enumerate(heads)]
    long_labels = [(down[name] + 0.44, words.folded(text, 58)) for name, text in rows.items()]
    above, narrow = labels_above(long_labels, first=len(headings), align="left")
    figure.update_layout(
        height=len(rows) * 37 + top + 12,
        margin={"l": room(labels, gap=12, scale=0.94), "r": 4, "t": top, "b": 4},
        xaxis={"range": [-0.55, len(columns) - 0.45], "visible": False},
        yaxis={
            "range": [0.4 - len(rows), 0.6],
            "tickvals": list(down.values()),
            "ticktext": labels,
            "ticklabelstandoff": 4,
            "tickfont": {"size": 12.5},
        },
        annotations=[*headings, *above],
        meta={
            "narrow": {
                **narrow,
                "height": len(rows) * 58 + top + 34,
                "margin.t": top + 18,
                "font.size": 10,
                "yaxis.range": [0.4 - len(rows), 0.75],
                "data[0].marker.size": 24,
                "data[0].textfont.size": 9,
                "data[1].textfont.size": 10,
                **{f"annotations[{number}].font.size": 9 for number in range(len(headings))},
            }
        },
    )
    return Chart(figure, cells)


MARK_KINDS = {"II": "strongly against", "I": "against", "N": "", "C": "for", "CC": "strongly for"}
"""How a mark of evidence is drawn."""


def matrix(marks: pd.DataFrame, robust: pd.DataFrame, sensitive: pd.DataFrame) -> Chart:
    """Draw the matrix of an analysis of competing hypotheses: items down, hypotheses across, least contradicted first.

    A last column marks the items that, if left out, would put another hypothesis first; a last line adds up.

    Args:
        marks: as `hypotheses.marks` returns them.
        robust: as `hypotheses.robustness` returns it.
        sensitive: as `hypotheses.sensitivity` returns it.
    """
    cells = [
        {
            "cell_id": mark["mark_id"],
            "row": mark["fact_id"],
            "column": mark["hypothesis_id"],
            "text": mark["mark"] if mark["mark"] != "N" else "·",
            "kind": MARK_KINDS[mark["mark"]],
            "hover": f"{mark['name']}: {mark['reason'] if isinstance(mark['reason'], str) else 'says nothing of it'}"
            f" ({mark['publisher']}, {mark['grade']}, {mark['fact_id']})",
        }
        for mark in marks.to_dict("records")
    ]
    for item in sensitive[sensitive.new_first].itertuples():
        cells.append(
            {"cell_id": f"{item.fact_id} left out", "row": item.fact_id, "column": "left out", "text": "↕"}
            | {"kind": "marked", "hover": f"Left out, another stands first: {item.first}"}
        )
    for row in robust.itertuples():
        cells.append(
            {"cell_id": f"{row.hypothesis_id} against", "row": "against", "column": row.hypothesis_id}
            | {"text": f"<b>{row.against:g}</b>", "kind": "", "hover": f"Against: {row.text}"}
        )
    items = marks.drop_duplicates("fact_id")
    rows = dict(zip(items.fact_id, items.what, strict=True)) | {"against": "What speaks against it, weighted"}
    columns = dict(zip(robust.hypothesis_id, robust.name, strict=True)) | {"left out": "Decides who is first"}
    drawn = grid(pd.DataFrame(cells), rows=rows, columns=columns)
    headings = {"what": "Item", "name": "Answer", "mark": "Mark", "second_mark": "Second coder", "reason": "Why"}
    headings |= {"originator": "Who says so", "publisher": "Document", "grade": "Grade", "fact_id": "Row"}
    shown = ["mark_id", "what", "name", "mark", "second_mark", "reason", "weight", "originator", "publisher"]
    return Chart(drawn.figure, marks[[*shown, "grade", "fact_id"]], headings, "marks")


def intervals(rows: pd.DataFrame, *, label: str, value: str, low: str, high: str, other: str, axis: str) -> Chart:
    """Draw a value with its bounds a row, and beside it another's value, hollow.

    Args:
        rows: in the order to draw them, the name of each in the first column.
        label: column of what stands before each line.
        value: column of the values.
        low: column of the lower bounds.
        high: column of the upper bounds.
        other: column of the other values.
        axis: what the axis counts.
    """
    names, lines = list(rows[label]), [-float(number) for number in range(len(rows))]
    bounds_x = [end for one, two in zip(rows[low], rows[high], strict=True) for end in (one, two, None)]
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Scatter(
            x=bounds_x,
            y=[end for line in lines for end in (line, line, None)],
            mode="lines",
            line={"color": SIDES["none"].colour, "width": 6},
            opacity=0.8,
            hoverinfo="skip",
        )
    )
    for column, symbol, suffix in ((value, "circle", ""), (other, "diamond-open", "-second")):
        figure.add_trace(
            go.Scatter(
                x=list(rows[column]),
                y=lines,
                ids=[f"{row}{suffix}" for row in rows.iloc[:, 0]],
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": 12,
                    "color": SIDES["both"].colour if suffix else SIDES["none"].colour,
                },
                cliponaxis=False,
                hovertemplate="%{x}<extra></extra>",
            )
        )
    figure.update_layout(
        height=len(rows) * 38 + 62,
        margin={"l": room(names), "r": 10, "t": 8, "b": 46},
        xaxis={
            "range": [-0.3, float(rows[[high, other]].max().max()) * 1.06],
            "title": {"text": axis, "standoff": 8},
            "showgrid": True,
        },
        yaxis={"range": [0.4 - len(rows), 0.6], "tickvals": lines, "ticktext": names, "ticklabelstandoff": 6},
        meta={"narrow": {"font.size": 11}},
    )
    return Chart(figure, rows)


def _down(texts: list[str], days: list[int]) -> list[float]:
    """Return where events stand below each other, in lines of text: each has the room that its words take."""
    heights = [text.count("<br>") + 1 for text in texts]
    y = [-heights[0] / 2]
    for (before, height), passed in zip(pairwise(heights), days[1:], strict=True):
        y.append(y[-1] - (before + height) / 2 - 0.6 - passed * 0.35)
    return y


def timeline(
    rows: pd.DataFrame, *, tracks: list[str] | None = None, track: str = "Track", spaced: bool = False
) -> Chart:
    """Draw events one below the other, by date, each as a mark on one of a few tracks, with its words beside it.

    What only unnamed sources tell of is hollow.

    Args:
        rows: events, as `events.events` returns them, in the order to draw them: `event_id`, `when`, `first_day`,
            `track`, `side`, `what`, `fact_id`, `publisher`, `grade` and `unnamed`.
        tracks: the tracks from left to right; if not given, in order of first appearance.
        track: what readers take the tracks for: heading of their column.
        spaced: whether days without an event leave room, up to a week.

    Raises:
        BriefError: if an event stands on no track that is drawn, or a track has no event.
    """
    tracks = list(dict.fromkeys(rows.track)) if tracks is None else tracks
    records = rows.to_dict("records")
    for record in records:
        if record["track"] not in tracks:
            raise BriefError(f"{record['event_id']} stands on the track {record['track']!r}, which is not drawn")
    if empty := [name for name in tracks if name not in set(rows.track)]:
        raise BriefError(f"no event stands on the track {empty[0]!r}")
    passed = [0, *((later["first_day"] - record["first_day"]).days for record, later in pairwise(records))]
    days = [min(max(number - 1, 0), 6) if spaced else 0 for number in passed]
    wide, narrow = (
        [f"<b>{record['when']}</b>{after}{words.folded(record['what'], width)}" for record in records]
        for width, after in ((56, "\u2002"), (42, "<br>"))
    )
    wide_y, narrow_y = _down(wide, days), _down(narrow, days)
    members = {name: [at for at, record in enumerate(records) if record["track"] == name] for name in tracks}
    figure = go.Figure(layout={"template": TEMPLATE})
    for column, name in enumerate(tracks):
        figure.add_trace(
            go.Scatter(
                x=[column, column],
                y=[wide_y[members[name][0]], wide_y[members[name][-1]]],
                mode="lines",
                line={"color": RULE, "width": 2},
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[tracks.index(record["track"]) for record in records],
            y=wide_y,
            ids=[record["event_id"] for record in records],
            mode="markers",
            marker={
                "size": 13,
                "color": [SIDES[record["side"]].colour for record in records],
                "symbol": [SIDES[record["side"]].symbol + "-open" * bool(record["unnamed"]) for record in records],
            },
            **on_hover(hover(record, what="what", head=record["when"]) for record in records),
            cliponaxis=False,
        )
    )
    top = room(tracks, gap=16)
    heads = [over(column, name, textangle=-90) for column, name in enumerate(tracks)]
    beside = [words_at(y, text, x=0.155, align="left") for y, text in zip(wide_y, wide, strict=True)]
    figure.update_layout(
        height=round(-wide_y[-1] * 17) + top + 26,
        margin={"l": 0, "r": 0, "t": top, "b": 4},
        xaxis={"range": [-0.6, len(tracks) - 0.3], "visible": False, "domain": [0, 0.15]},
        yaxis={"range": [wide_y[-1] - 1.2, 0.4], "visible": False},
        annotations=[*heads, *beside],
    )
    changes: dict[str, Any] = {
        "height": round(-narrow_y[-1] * 14) + top + 16,
        "font.size": 10.5,
        "margin.t": round(top * 0.85),
        "xaxis.domain": [0, 0.19],
        "yaxis.range": [narrow_y[-1] - 2.2, 0.4],
        f"data[{len(tracks)}].y": narrow_y,
    }
    for column, name in enumerate(tracks):
        changes[f"data[{column}].y"] = [narrow_y[members[name][0]], narrow_y[members[name][-1]]]
    for number, (y, text) in enumerate(zip(narrow_y, narrow, strict=True), len(tracks)):
        changes |= {f"annotations[{number}].{key}": value for key, value in (("text", text), ("x", 0.2), ("y", y))}
    figure.update_layout(meta={"narrow": changes})
    columns = {"when": "When", "track": track, "what": "What", "publisher": "Document", "grade": "Grade"}
    shown = ["event_id", "when", "date", "track", "what", "publisher", "grade", "fact_id"]
    return Chart(figure, rows[shown], columns | {"fact_id": "Row"}, "events")
