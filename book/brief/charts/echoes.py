"""How a number travels: who says it first, who only repeats it, and what others say instead."""

from __future__ import annotations

from typing import Any

import pandas as pd

from brief.charts import elements
from brief.charts.chart import Chart
from brief.charts.style import ACCENT, ARTICLE, NEUTRAL, RULE, SIDES, new_figure
from brief.errors import BriefError
from brief.settings import settings


def echoes(
    rows: pd.DataFrame,
    *,
    since: str,
    until: str,
    headings: dict[str, str],
) -> Chart:
    """Draw statements of a number by day, a line a speaker, so that a reader sees who only repeats whom.

    A repeat is hollow, and a line leads to it from what it repeats: down, and then along the line of the repeat. The
    statement that is examined has the mark of the article, and the line that leads to it is red.

    Args:
        rows: facts, named by the first column, from top to bottom: `fact_id`, `fact`, `publisher`, `grade`,
            `originator_side` and `repeats` (the id of what a row repeats), and `lane` (the line of the speaker), `day`
            (in ISO 8601), `text` (what stands beside the mark, or ""), `place` (where, as plotly's `textposition`)
            and `examined` (whether this is the statement that is examined).
        since: the day with which the drawing begins, in ISO 8601.
        until: the day with which it ends.
        headings: the words above some lanes, by lane.

    Raises:
        BriefError: if a row repeats one that is not drawn.
    """
    words_aside = set(rows.lane[rows.place.str.startswith(("top", "bottom"))])
    y = _heights(list(dict.fromkeys(rows.lane)), headings, words_aside)
    heights = rows.lane.map(y)
    at = dict(zip(rows.fact_id, zip(rows.day, heights, strict=True), strict=True))
    if stray := sorted(set(rows.repeats.dropna()) - set(at)):
        raise BriefError(f"{stray[0]} is repeated, but not drawn")
    figure = new_figure()
    for row in rows[rows.repeats.notna()].itertuples():
        (start, above), (end, below) = at[row.repeats], at[row.fact_id]
        colour = ACCENT if row.examined else RULE
        figure.add_trace(elements.lines([start, start, end], [above, below, below], colour=colour, width=1.5))
    kinds = [
        ARTICLE if examined else SIDES[side] for examined, side in zip(rows.examined, rows.originator_side, strict=True)
    ]
    sizes = [13 if examined else 10 for examined in rows.examined]
    style = elements.marker(
        kinds, hollow=rows.repeats.notna() & ~rows.examined, size=sizes, opacity=1, line={"width": 0}
    )
    figure.add_trace(
        elements.marks(
            rows.day,
            heights,
            ids=list(rows.fact_id),
            marker=style,
            mode="markers+text",
            text=[
                f"\u2002{text}\u2002" if "middle" in place else text
                for text, place in zip(rows.text, rows.place, strict=True)
            ],
            textposition=list(rows.place),
            hover=[elements.source_label(row, head=row["when"]) for row in rows.to_dict("records")],
        )
    )
    signs = [
        f'<span style="color:{NEUTRAL.colour}">○</span> repeats another',
        elements.key_entry(ARTICLE, "the article"),
    ]
    names = [elements.key_entry(mark, text) for mark, text in _sides_of(rows)]
    depth = -min(y.values())
    narrow = {
        "height": round(depth * 21.3 + 108),
        "font.size": 10,
        "margin.t": 44,
        "annotations[0].text": "\u2003".join(names) + "<br>" + "\u2003".join(signs),
    }
    figure.update_layout(
        height=round(depth * 24 + 96),
        margin={"l": 8, "r": 8, "t": 30, "b": 44},
        xaxis=elements.month_axis(
            range=[since, until], dtick="M1", tick0="2000-01-01", showgrid=False, **elements.RULER
        ),
        yaxis={"range": [-depth - 0.8, 0.6], "visible": False},
        annotations=[
            elements.above_left("\u2003".join([*names, *signs]), yshift=6, align="left"),
            *(elements.at_left(y[lane] + 1, f"<b>{text}</b>") for lane, text in headings.items()),
        ],
        meta={"narrow": narrow},
    )
    return Chart(figure, rows)


def _heights(lanes: list[str], headings: dict[str, str], words_aside: set[str]) -> dict[str, float]:
    """Return where each lane is, from 0 downwards, with room for headings and for words above and below marks."""
    heights: dict[str, float] = {}
    depth = 0.0
    for lane in lanes:
        aside = 0.45 if lane in words_aside else 0
        depth += aside + 1.1 * (lane in headings)
        heights[lane] = -depth
        depth += aside + 1
    return heights


def _sides_of(rows: pd.DataFrame) -> list[tuple[Any, str]]:
    """Return the mark of each side that speaks, with the name of the side."""
    return [(SIDES[side], settings().sides[side].name) for side in SIDES if (rows.originator_side == side).any()]
