"""Pictures of the ledger: what became of each claim, and who relays whom.

Colours are those of findings and of sides; a sign or a word stands beside each. As in `charts`, a mark carries
the name of its row in `ids`, and what follows the theme of the page is left to `static/charts.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts.forms import (
    REFERENCE,
    SIDES,
    TEMPLATE,
    Mark,
    day_lines,
    hover,
    key_entry,
    labels_above,
    on_hover,
    over,
    room,
    words_at,
)
from brief.errors import BriefError
from brief.settings import settings

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


def tiles(rows: pd.DataFrame, standing: pd.DataFrame) -> go.Figure:
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
    return figure


def tally(counts: pd.DataFrame) -> go.Figure:
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
    return figure


RULE = "#868d94"
"""Colour of thin lines, on white and on black."""
TAKEN = "#cf3f30"
"""Colour of what the article took, and of what is turned against Russia."""


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
    return figure


STANCES = {
    "pro_gna": SIDES["gna"],
    "pro_lna": SIDES["lna"],
    "neutral": SIDES["none"],
    "anti_russia": Mark(TAKEN, "triangle-up"),
    "disengage": Mark(REFERENCE, "x"),
}
"""How an act's stance is drawn."""


def _key(*, lines: int) -> str:
    """Return the key to the marks of stances, on so many lines."""
    parts = [key_entry(mark, settings().stances[stance]) for stance, mark in STANCES.items()]
    length = -(-len(parts) // lines)
    return "<br>".join("\u2003".join(parts[start : start + length]) for start in range(0, len(parts), length))


CELLS = {
    "strongly against": FINDING_COLOURS["contradicted"],
    "against": FINDING_COLOURS["disputed"],
    "mixed": FINDING_COLOURS["partly"],
    "for": FINDING_COLOURS["supported"],
    "strongly for": FINDING_COLOURS["corroborated"],
    "marked": "#7857ae",
}
"""Fill of a cell of a grid, on each of which a white sign reads; a cell of another kind is empty."""


def grid(cells: pd.DataFrame, *, rows: dict[str, str], columns: dict[str, str]) -> go.Figure:
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
    return figure


PAPERS = {"none": "none", "company": "firm", "state": "state", "operatives": "agents"}
"""Whose Russian words were found, as `aims.paper` names it: what stands in the cell."""
SAID = {"supports": "supported", "contradicts": "contradicted", "qualifies": "partly"}
"""Findings by whose signs a cell shows how many say so, otherwise and differently."""


def _alone(cell: dict[str, Any], relation: str) -> bool:
    """Return whether all that is said in a cell is of one relation."""
    return bool(cell[relation]) and not any(cell[other] for other in SAID if other != relation)


def who_says(said: pd.DataFrame, aims: pd.DataFrame, *, camps: Sequence[str]) -> go.Figure:
    """Draw who ascribes which aim to Russia: how many originators of each camp, and what was found in Russian words.

    Args:
        said: as `findings.by_camp` returns it: a cell each.
        aims: the aims, in the order to draw them: `claim_id`, `name`, `paper` and `note`.
        camps: the camps from left to right.
    """
    cells = [
        {
            "cell_id": cell["cell_id"],
            "row": cell["claim_id"],
            "column": cell["camp"],
            "text": "<br>".join(f"{words.SIGNS[SAID[word]]} {cell[word]}" for word in SAID if cell[word]),
            "kind": next(
                (kind for word, kind in (("supports", "for"), ("contradicts", "against")) if _alone(cell, word)),
                "mixed",
            ),
            "hover": cell["said_by"],
        }
        for cell in said.to_dict("records")
    ]
    cells += [
        {"cell_id": f"{aim.claim_id} paper", "row": aim.claim_id, "column": "paper", "text": PAPERS[aim.paper]}
        | {"kind": "", "hover": aim.note}
        for aim in aims.itertuples()
    ]
    columns = {camp: camp for camp in camps} | {"paper": "In Russian words"}
    return grid(pd.DataFrame(cells), rows=dict(zip(aims.claim_id, aims.name, strict=True)), columns=columns)


MARK_KINDS = {"II": "strongly against", "I": "against", "N": "", "C": "for", "CC": "strongly for"}
"""How a mark of evidence is drawn."""


def matrix(marks: pd.DataFrame, robust: pd.DataFrame, sensitive: pd.DataFrame) -> go.Figure:
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
    return grid(pd.DataFrame(cells), rows=rows, columns=columns)


def intervals(rows: pd.DataFrame, *, label: str, value: str, low: str, high: str, other: str, axis: str) -> go.Figure:
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
    return figure


LANE_GAP = 0.9
"""Room above the marks of a lane, in heights of a mark: on a narrow page the name of the lane stands there."""


def lanes(rows: pd.DataFrame, *, monthly_from: int) -> go.Figure:
    """Draw acts as marks, one lane an institution, stacked by the month in which they began, by the year before that.

    An act that only unnamed sources tell of is hollow.

    Args:
        rows: acts, with `action_id`, `lane` (words; lanes in order of first appearance), `first_day`, `stance` (of
            `STANCES`), `unnamed` (whether only unnamed sources tell of it) and `hover` (words).
        monthly_from: the first year that is shown month by month.
    """
    years = range(rows.first_day.min().year, monthly_from)
    gap = 0.7
    months = (rows.first_day.max().year - monthly_from) * 12 + rows.first_day.max().month
    place: dict[tuple[int, int | None], float] = {(year, None): float(number) for number, year in enumerate(years)}
    for number in range(months):
        place[monthly_from + number // 12, number % 12 + 1] = len(years) + gap + number
    columns = [place[day.year, day.month if day.year >= monthly_from else None] for day in rows.first_day]
    records = rows.assign(column=columns).sort_values(["first_day", "action_id"]).to_dict("records")
    names, base, bases = list(dict.fromkeys(rows.lane)), 0.0, {}
    stacked: dict[tuple[str, float], int] = {}
    for record in records:
        record["level"] = stacked.get((record["lane"], record["column"]), 0)
        stacked[record["lane"], record["column"]] = record["level"] + 1
    heights = {name: max(height for (lane, _), height in stacked.items() if lane == name) for name in names}
    for name in reversed(names):
        bases[name] = base
        base += heights[name] + LANE_GAP
    figure = go.Figure(layout={"template": TEMPLATE})
    figure.add_trace(
        go.Scatter(
            x=[record["column"] for record in records],
            y=[bases[record["lane"]] + record["level"] + 0.5 for record in records],
            ids=[record["action_id"] for record in records],
            mode="markers",
            marker={
                "size": 12,
                "color": [STANCES[record["stance"]].colour for record in records],
                "symbol": [STANCES[record["stance"]].symbol + "-open" * bool(record["unnamed"]) for record in records],
            },
            **on_hover(record["hover"] for record in records),
            cliponaxis=False,
        )
    )
    rules = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": y - 0.2,
            "y1": y - 0.2,
            "line": {"width": 0.7, "color": RULE},
        }
        for y in bases.values()
    ]
    rules.append(
        {
            "type": "line",
            "x0": len(years) - 0.5 + gap / 2,
            "x1": len(years) - 0.5 + gap / 2,
            "y0": -0.2,
            "y1": base,
            "line": {"width": 1, "dash": "dot", "color": RULE},
        }
    )
    ticks = {
        f"{label}<br>{year}" if label == "Jan" else f"{label}{' ' * (year - monthly_from)}": place[year, month]
        for year in range(monthly_from, rows.first_day.max().year + 1)
        for month, label in ((1, "Jan"), (4, "Apr"), (7, "Jul"), (10, "Oct"))
        if (year, month) in place
    }
    if years:
        ticks[f"{years[0]}<br>–{years[-1] % 100}"] = place[years[len(years) // 2], None]
    middles = {name: bases[name] + heights[name] / 2 for name in names}
    tops = [(bases[name] + heights[name] + LANE_GAP / 2 - 0.1, name) for name in names]
    above, narrow = labels_above(tops, first=1)
    figure.update_layout(
        height=round(base * 17) + 84,
        margin={"l": room(names), "r": 8, "t": 34, "b": 44},
        xaxis={"range": [-0.8, len(years) + gap + months], "tickvals": list(ticks.values()), "ticktext": list(ticks)},
        yaxis={"range": [-0.3, base], "tickvals": list(middles.values()), "ticktext": names},
        shapes=rules,
        annotations=[
            words_at(1, _key(lines=1), yref="paper", yanchor="bottom", yshift=8, align="left"),
            *above,
        ],
        meta={
            "narrow": {
                **narrow,
                "height": round(base * 16) + 104,
                "margin.t": 46,
                "font.size": 10.5,
                "data[0].marker.size": 8,
                "annotations[0].text": _key(lines=2),
            }
        },
    )
    return figure


def _down(texts: list[str], days: list[int]) -> list[float]:
    """Return where events stand below each other, in lines of text: each has the room that its words take."""
    heights = [text.count("<br>") + 1 for text in texts]
    y = [-heights[0] / 2]
    for (before, height), passed in zip(pairwise(heights), days[1:], strict=True):
        y.append(y[-1] - (before + height) / 2 - 0.6 - passed * 0.35)
    return y


def timeline(rows: pd.DataFrame, *, tracks: list[str], spaced: bool = False) -> go.Figure:
    """Draw events one below the other, by date, each as a mark on one of a few tracks, with its words beside it.

    What only unnamed sources tell of is hollow.

    Args:
        rows: events, as `events.events` returns them, in the order to draw them: `event_id`, `when`, `first_day`,
            `track`, `side`, `what`, `fact_id`, `publisher`, `grade` and `unnamed`.
        tracks: the tracks from left to right.
        spaced: whether days without an event leave room, up to a week.

    Raises:
        BriefError: if an event stands on no track that is drawn, or a track has no event.
    """
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
    return figure


LINES = {
    "several": ("solid", 3, "━━━", "two sound sources or more"),
    "one": ("dash", 2, "━ ━", "one sound source"),
    "weak": ("dot", 1.5, "· · ·", "no sound source"),
}
"""How a tie is drawn by its strength, as `evidence.ties` has it: dash, width in pixels, and a key to it."""


POINT_AT = 0.28
"""Where on a tie a pointer finds it: nearer to the holder, where lines have not met yet."""


def _across(rows: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Return how high holders and what they hold stand: by camps, and each near those that it is tied to."""
    camp = {"lna": 0, "both": 1, "none": 2, "gna": 3}
    left = rows.groupby("holder_label").holder_side.first().map(camp).astype(float)
    left, right = left.rank(method="first"), pd.Series(dtype=float)
    for _ in range(8):  # the barycentre method, which settles soon
        right = rows.holder_label.map(left).groupby(rows.held_label).mean().rank(method="first")
        left = rows.held_label.map(right).groupby(rows.holder_label).mean().rank(method="first")
    tallest = max(len(left), len(right)) - 1
    left_at, right_at = (
        {str(name): -(place - 1) * tallest / max(len(places) - 1, 1) for name, place in places.sort_values().items()}
        for places in (left, right)
    )
    return left_at, right_at


def graph(rows: pd.DataFrame) -> go.Figure:
    """Draw who owns, pays or backs whom: holders on the left, what they hold on the right, a line for each tie.

    The dash tells how well a tie is vouched for, the colour the side of the holder.

    Args:
        rows: ties, as `evidence.ties` returns them, with `holder_label` and `held_label` (words).
    """
    left_at, right_at = _across(rows)
    figure = go.Figure(layout={"template": TEMPLATE})
    for tie in rows.to_dict("records"):
        dash, width, _, _ = LINES[tie["strength"]]
        y0, y1 = left_at[tie["holder_label"]], right_at[tie["held_label"]]
        figure.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[y0, y1],
                mode="lines",
                line={"color": SIDES[tie["holder_side"]].colour, "dash": dash, "width": width},
                hoverinfo="skip",
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[POINT_AT],
                y=[y0 + (y1 - y0) * POINT_AT],
                ids=[tie["tie_id"]],
                mode="markers",
                marker={"size": 14, "opacity": 0},  # to point at
                **on_hover(
                    [
                        f"<b>{tie['holder']}</b> {tie['kinds']} <b>{tie['held']}</b>"
                        f"<br>{tie['said_by']} ({tie['fact_ids']})"
                    ]
                ),
            )
        )
    sides = dict(zip(rows.held_label, rows.held_side, strict=True)) | dict(
        zip(rows.holder_label, rows.holder_side, strict=True)
    )
    for edge, places in enumerate((left_at, right_at)):
        figure.add_trace(
            go.Scatter(
                x=[edge] * len(places),
                y=list(places.values()),
                mode="markers",
                marker={
                    "size": 10,
                    "color": [SIDES[sides[name]].colour for name in places],
                    "symbol": [SIDES[sides[name]].symbol for name in places],
                },
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    key = "\u2003".join(
        f"<b>{sign}</b> {meaning}"
        for strength, (_, _, sign, meaning) in LINES.items()
        if (rows.strength == strength).any()
    )
    labels = [words_at(1, key, yref="paper", yanchor="bottom", yshift=10, align="left")]
    changes: dict[str, Any] = {
        "annotations[0].text": key.replace("\u2003", "<br>"),
        "height": len(right_at) * 42 + 56,
        "margin.t": 44,
        "font.size": 10,
        "xaxis.domain": [0.33, 0.58],
    }
    for places, anchor, x, narrow_x, width, narrow_width in (
        (left_at, "right", 0.325, 0.31, 32, 17),
        (right_at, "left", 0.675, 0.6, 28, 21),
    ):
        for name, y in places.items():
            changes[f"annotations[{len(labels)}].text"] = words.folded(name, narrow_width)
            changes[f"annotations[{len(labels)}].x"] = narrow_x
            text = words.folded(name, width)
            labels.append(words_at(y, text, x=x, xanchor=anchor, align=anchor))
    figure.update_layout(
        height=len(right_at) * 38 + 56,
        margin={"l": 0, "r": 0, "t": 40, "b": 12},
        xaxis={"range": [0, 1], "visible": False, "domain": [0.34, 0.66]},
        yaxis={"range": [0.6 - len(right_at), 0.6], "visible": False},
        annotations=labels,
        meta={"narrow": changes},
    )
    return figure


def strips(rows: pd.DataFrame, *, since: str, marks: list[tuple[str, str]]) -> go.Figure:
    """Draw who held which place when: a line a place, a strip a holder, a mark for each announcement.

    What only follows from a later taking is thin.

    Args:
        rows: spans, as `evidence.control` returns them.
        since: the day with which the drawing begins, in ISO 8601.
        marks: days to mark by a line across, each with its words.
    """
    start, end = pd.Timestamp(since), pd.Timestamp(rows.last_day.max())
    names = list(dict.fromkeys(rows.name))
    figure = go.Figure(layout={"template": TEMPLATE})
    for span in rows.to_dict("records"):
        mark, y = SIDES[span["side"]], -float(names.index(span["name"]))
        begins = start if span["implied"] else max(start, pd.Timestamp(span["first_day"]))
        figure.add_trace(
            go.Scatter(
                x=[f"{begins:%Y-%m-%d}", f"{pd.Timestamp(span['last_day']):%Y-%m-%d}"],
                y=[y, y],
                mode="lines",
                line={"color": mark.colour, "width": 4 if span["implied"] else 13},
                hoverinfo="skip",
            )
        )
    told = rows[~rows.implied].to_dict("records")
    figure.add_trace(
        go.Scatter(
            x=[f"{max(start, pd.Timestamp(span['first_day'])):%Y-%m-%d}" for span in told],
            y=[-float(names.index(span["name"])) for span in told],
            ids=[span["span_id"] for span in told],
            mode="markers",
            marker={
                "symbol": [SIDES[span["side"]].symbol for span in told],
                "color": [SIDES[span["side"]].colour for span in told],
                "size": 11,
                "line": {"width": 1.5, "color": "#ffffff"},
            },
            cliponaxis=False,
            **on_hover(hover(span, head=f"{span['name']}, {span['when']}") for span in told),
        )
    )
    key = "\u2003".join((*(key_entry(SIDES[side], side.upper()) for side in ("lna", "gna")), "thin: implied"))
    heads = [words_at(1, key, yref="paper", yanchor="bottom", yshift=22)]
    heads += [over(day, text, xanchor="center") for day, text in marks]
    above, narrow = labels_above(((0.42 - place, name) for place, name in enumerate(names)), first=len(heads))
    figure.update_layout(
        height=len(names) * 27 + 96,
        margin={"l": room(names), "r": 10, "t": 56, "b": 40},
        xaxis={
            "type": "date",
            "range": [f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"],
            "tickformat": "%b<br>%Y",
            "dtick": "M3",
            "tick0": since,
            "showgrid": True,
        },
        yaxis={
            "range": [0.4 - len(names), 0.6],
            "tickvals": [-float(place) for place in range(len(names))],
            "ticktext": names,
            "ticklabelstandoff": 8,
        },
        shapes=day_lines((day for day, _ in marks), RULE),
        annotations=[*heads, *above],
        meta={
            "narrow": narrow
            | {"height": len(names) * 38 + 100, "font.size": 10.5, "yaxis.range": [0.2 - len(names), 0.9]}
        },
    )
    return figure
