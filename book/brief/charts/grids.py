"""Rows against columns: a table as tiles, a matrix of evidence against hypotheses, who relays whom."""

from __future__ import annotations

import pandas as pd

from brief import words
from brief.charts import elements
from brief.charts.chart import SOURCE_HEADINGS, Chart
from brief.charts.style import ACCENT, FINDING_COLOURS, RULE, SIDES, new_figure
from brief.errors import BriefError
from brief.text import folded, wrapped

CELL_COLOURS = {
    "strongly against": FINDING_COLOURS["contradicted"],
    "against": FINDING_COLOURS["disputed"],
    "mixed": FINDING_COLOURS["partly"],
    "for": FINDING_COLOURS["supported"],
    "strongly for": FINDING_COLOURS["corroborated"],
    "marked": "#7857ae",
}
"""Fill of a cell, by its kind: a white sign reads on each. A cell of another kind has no fill."""


def grid(cells: pd.DataFrame, *, rows: dict[str, str], columns: dict[str, str]) -> Chart:
    """Draw a table as tiles: a sign or number in each cell, whose fill says of what kind it is.

    Args:
        cells: `cell_id`, `row`, `column`, `text`, `kind` (of `CELL_COLOURS`, or "" for no fill) and `hover` (words).
        rows: the rows from top to bottom, each with its words.
        columns: the columns from left to right, each with its heading.

    Raises:
        BriefError: if a cell is in a row or column that is not drawn.
    """
    for end, known in (("row", rows), ("column", columns)):
        if stray := sorted(set(cells[end]) - set(known)):
            raise BriefError(f"a cell is in the {end} {stray[0]!r}, which is not drawn")
    y = elements.down(len(rows))
    labels = [folded(text, 44) for text in rows.values()]
    heads = [wrapped(text, 8) for text in columns.values()]
    filled = cells.kind.isin(CELL_COLOURS)
    figure = new_figure()
    for members, mode, ink in ((cells[filled], "markers+text", "#ffffff"), (cells[~filled], "text", None)):
        colours = [CELL_COLOURS.get(kind, RULE) for kind in members.kind]
        figure.add_trace(
            elements.marks(
                members.column.map(list(columns).index),
                -members.row.map(list(rows).index),
                ids=list(members.cell_id),
                text=list(members.text),
                mode=mode,
                textfont={"size": [10.5 if "<br>" in text else 13 for text in members.text], "color": ink},
                marker={"symbol": "square", "size": 30, "color": colours},
                hover=[folded(text) for text in members.hover],
            )
        )
    top = max(map(len, heads)) * 15 + 10
    headings = [elements.above_plot(x, "<br>".join(head), font={"size": 11}) for x, head in enumerate(heads)]
    long_labels = [(place + 0.44, folded(text, 58)) for place, text in zip(y, rows.values(), strict=True)]
    annotations, narrow = elements.labels_above(
        long_labels, heads=headings, narrow_heads={"font.size": 9}, align="left"
    )
    narrow |= {
        "height": len(rows) * 58 + top + 34,
        "margin.t": top + 18,
        "font.size": 10,
        "yaxis.range": [0.4 - len(rows), 0.75],
        "data[0].marker.size": 24,
        "data[0].textfont.size": 9,
        "data[1].textfont.size": 10,
    }
    figure.update_layout(
        height=len(rows) * 37 + top + 12,
        margin={"l": elements.room(labels, gap=12, scale=0.94), "r": 4, "t": top, "b": 4},
        xaxis={"range": [-0.55, len(columns) - 0.45], "visible": False},
        yaxis=elements.row_axis(y, labels, ticklabelstandoff=4, tickfont={"size": 12.5}),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    return Chart(figure, cells)


MARK_KINDS = {"II": "strongly against", "I": "against", "N": "", "C": "for", "CC": "strongly for"}
"""How a mark of evidence is drawn."""


def matrix(marks: pd.DataFrame, robust: pd.DataFrame, sensitive: pd.DataFrame) -> Chart:
    """Draw an analysis of competing hypotheses: items down, hypotheses across, the least contradicted first.

    A last column marks the items that, if left out, would put another hypothesis first; a last line adds up. The method
    is that of R. J. Heuer, Psychology of Intelligence Analysis (1999), chapter 8.

    Args:
        marks: a row for each item and hypothesis, as `hypotheses.marks` returns them.
        robust: a row for each hypothesis, as `hypotheses.robustness` returns it.
        sensitive: a row for each item, as `hypotheses.sensitivity` returns it.
    """
    deciding = sensitive[sensitive.new_first]
    reasons = marks.reason.fillna("says nothing of it")
    sources = " (" + marks.publisher + ", " + marks.grade + ", " + marks.fact_id + ")"
    of_marks = {
        "cell_id": marks.mark_id,
        "row": marks.fact_id,
        "column": marks.hypothesis_id,
        "text": marks["mark"].replace("N", "·"),
        "kind": marks["mark"].map(MARK_KINDS),
        "hover": marks.name + ": " + reasons + sources,
    }
    of_deciding_items = {
        "cell_id": deciding.fact_id + " left out",
        "row": deciding.fact_id,
        "column": "left out",
        "text": "↕",
        "kind": "marked",
        "hover": "Left out, another stands first: " + deciding["first"],
    }
    of_sums = {
        "cell_id": robust.hypothesis_id + " against",
        "row": "against",
        "column": robust.hypothesis_id,
        "text": robust.against.map("<b>{:g}</b>".format),
        "kind": "",
        "hover": "Against: " + robust.text,
    }
    cells = pd.concat(map(pd.DataFrame, (of_marks, of_deciding_items, of_sums)))
    items = marks.drop_duplicates("fact_id")
    rows = dict(zip(items.fact_id, items.what, strict=True)) | {"against": "What speaks against it, weighted"}
    columns = dict(zip(robust.hypothesis_id, robust.name, strict=True)) | {"left out": "Decides who is first"}
    headings = {"what": "Item", "name": "Answer", "mark": "Mark", "second_mark": "Second coder", "reason": "Why"}
    headings |= {"originator": "Who says so", **SOURCE_HEADINGS}
    shown = ["mark_id", "what", "name", "mark", "second_mark", "reason", "weight", "originator", *SOURCE_HEADINGS]
    figure = grid(cells, rows=rows, columns=columns).figure
    return Chart(figure, marks[shown], headings, "marks")


def relays(rows: pd.DataFrame) -> Chart:
    """Draw who relays whom: a line an originator, a column an outlet, a dot where one carries the other.

    The area of a dot is the number of facts. In brackets: whom an originator is counted as. The first column is the
    article's.

    Args:
        rows: an originator in an outlet each, as `relays.relays` returns them.
    """
    breadth = rows.groupby("outlet").agg(taken=("taken", "max"), carried=("origin_id", "nunique"))
    breadth = breadth.sort_values(["taken", "carried"], ascending=False, kind="stable")
    originators = rows.drop_duplicates("origin_id")
    counted_as = (" (" + originators.counted_as + ")").where(originators.counted_as != "", "")
    labels = list(originators.originator + counted_as)
    folded_labels = [folded(label, 38) for label in labels]
    y = elements.down(len(originators))
    sides = [SIDES[side] for side in rows.side]
    kinds = [side._replace(colour=ACCENT) if taken else side for side, taken in zip(sides, rows.taken, strict=True)]
    area = {"size": list(rows.statements), "sizemode": "area", "sizeref": 2 * rows.statements.max() / 19**2}
    figure = new_figure()
    figure.add_trace(
        elements.marks(
            rows.outlet.map(list(breadth.index).index),
            -rows.origin_id.map(list(originators.origin_id).index),
            ids=list(rows.edge_id),
            marker=elements.marker(kinds, opacity=0.9, line={"width": 0}, **area, sizemin=4),
            cliponaxis=None,
            hover=[
                f"<b>{row.originator}</b> in <b>{row.outlet}</b><br>{words.plural(row.statements, 'fact')}"
                for row in rows.itertuples()
            ],
        )
    )
    heads = [
        elements.above_plot(x, f"<b>{outlet}</b>" if taken else str(outlet), textangle=-90)
        for x, (outlet, taken) in enumerate(breadth.taken.items())
    ]
    annotations, narrow = elements.labels_above(
        zip(y, labels, strict=True), heads=heads, narrow_heads={"yshift": 14}, yshift=12
    )
    top = elements.room(breadth.index, gap=12)
    narrow |= {"height": len(y) * 34 + round(top * 0.8) + 34, "margin.t": round(top * 0.8) + 14, "font.size": 10}
    figure.update_layout(
        height=len(y) * 27 + top + 24,
        margin={"l": elements.room(folded_labels), "r": 8, "t": top, "b": 8},
        xaxis={
            "range": [-0.7, len(breadth) - 0.3],
            "showgrid": True,
            "showticklabels": False,
            "tickvals": list(range(len(breadth))),
        },
        yaxis=elements.row_axis(
            y, folded_labels, range=[0.6 - len(y), 0.6], showgrid=True, ticklabelstandoff=None, tickfont={"size": 12}
        ),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    headings = {"originator": "Originator", "counted_as": "Counted as", "outlet": "Outlet", "statements": "Facts"}
    return Chart(figure, rows, headings | {"fact_ids": "Rows"}, "facts")
