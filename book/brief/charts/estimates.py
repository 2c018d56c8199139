"""Numbers at the days for which they are said: running counts as lines, estimates as marks, on a time axis to scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import elements, notes
from brief.charts.chart import Chart
from brief.charts.notes import Asserted, Note
from brief.charts.style import ARTICLE, RULE, SIDES, TEMPLATE, Mark, new_figure
from brief.errors import BriefError

PERIOD_DAYS = 2
"""A count of more days is drawn as a bar along the days that it covers."""
ARROW = 17
"""Length of the arrow of a bound, in pixels."""
GAP = 0.06
"""How much of the height of the chart is empty between two panels."""


class Panel(NamedTuple):
    """A part of the chart with an axis of its own.

    Attributes:
        name: its heading, and what the column of panels has.
        most: the end of its axis, which begins at zero.
        share: how high it is, in proportion to the others.
    """

    name: str
    most: float
    share: float = 1


def middle(rows: pd.DataFrame) -> pd.Series:
    """Return the middle of the days that each row covers (`first_day`, `last_day`), in ISO 8601."""
    return (rows.first_day + (rows.last_day - rows.first_day) / 2).dt.strftime("%Y-%m-%d")


def estimates(
    rows: pd.DataFrame,
    *,
    unit: str,
    days: tuple[str, str],
    panels: Sequence[Panel],
    heights: tuple[int, int],
    beside: dict[str, Note],
    joined: Sequence[Sequence[str]] = (),
    compared: dict[tuple[str, str], Note] | None = None,
    asserted: Sequence[Asserted] = (),
    side: str = "measure_side",
) -> Chart:
    """Draw each number at its day, in panels below each other on one time axis.

    A number that covers more days is a bar along them; a range is a line between two marks; a bound is an arrow. Marks
    of rows that repeat another are hollow. A white dot in a mark says that a party to the conflict speaks.

    Args:
        rows: facts: `fact_id`, `fact`, `publisher`, `grade`, `value_low`, `value_high`, `when`, `first_day`,
            `last_day`, `days`, `party`, `repeats`, `panel` (the name of the panel), and the columns named below.
        unit: what is counted.
        days: the first and the last day of the axis, in ISO 8601.
        panels: from top to bottom.
        heights: of all panels together where the page is wide, and where it is narrow, in pixels.
        beside: words beside marks, by the id of the fact; templates also have `number`, the value in figures.
        joined: ids of facts that a line joins, for each running count.
        compared: pairs of facts to compare, with the words in the middle of the line between them; the templates have
            the columns of the second.
        asserted: what the article asserts.
        side: column of the sides of the conflict, which give colour and symbol.

    Raises:
        BriefError: if a row has no value, no date, or is in a panel that is not drawn.
    """
    _require_drawable(rows, panels)
    edges = _edges(panels)
    pixels = {panel.name: (end - start) * heights[1] for panel, (start, end) in zip(panels, edges, strict=True)}
    arrows = rows.panel.map({panel.name: panel.most / pixels[panel.name] * ARROW for panel in panels})
    drawn = _placed(rows, arrows)
    by_id = drawn.set_index("fact_id", drop=False)
    axes = {panel.name: f"y{number}" if number > 1 else "y" for number, panel in enumerate(panels, 1)}
    figure = new_figure()
    for one, other in compared or {}:
        x = [by_id.day[other]] * 2  # upright, even where the days differ a little
        y = [by_id.value[one], by_id.value[other]]
        figure.add_trace(elements.lines(x, y, colour=RULE, width=1.2, dash="dot", yaxis=axes[by_id.panel[one]]))
    for ids in joined:
        line = by_id.loc[list(ids)]
        colour, yaxis = SIDES[line[side].iloc[0]].colour, axes[line.panel.iloc[0]]
        figure.add_trace(elements.lines(line.day, line.value, colour=colour, width=2.5, yaxis=yaxis))
    for (name, of_side), members in drawn.groupby(["panel", side], sort=False):
        figure.add_traces(_marks_of(members, SIDES[of_side], axes[name]))
    for claim in asserted:
        star = {"color": ARTICLE.colour, "symbol": ARTICLE.symbol, "size": 12}
        yaxis = axes[claim.where]
        figure.add_trace(elements.marks([claim.day], [claim.low], marker=star, hover=[claim.hover], yaxis=yaxis))
    heads = [
        elements.at_left(top, f"<b>{panel.name}</b>", yref="paper", yanchor="top", xshift=6, align="left")
        for panel, (_, top) in zip(panels, edges, strict=True)
    ]
    said = [(beside[row["fact_id"]], row) for row in drawn.to_dict("records") if row["fact_id"] in beside]
    placed = [(note, row, _beside(note, row, axes[row["panel"]])) for note, row in said]
    for (one, other), note in (compared or {}).items():
        row = by_id.loc[other].to_dict()
        y = (by_id.value[one] + by_id.value[other]) / 2
        placed.append((note, row, notes.annotation(row["day"], y, note, row, yref=axes[row["panel"]])))
    for claim in asserted:
        red = {"yref": axes[claim.where], "font": {"color": ARTICLE.colour}}
        placed.append((claim.note, {}, notes.annotation(claim.day, claim.low, claim.note, {}, **red)))
    bottom, top = 46, 8
    narrow = {"height": heights[1] + bottom + top, "font.size": 10.5, "xaxis.dtick": _step(days, 5)}
    narrow |= notes.narrow_changes(len(heads), [(note, row) for note, row, _ in placed])
    line_of_axis = {"showgrid": False, "ticks": "outside", "tickcolor": RULE, "showline": True, "linecolor": RULE}
    dates = {"range": list(days), "dtick": _step(days, 9), "tick0": "2019-01-01", "anchor": axes[panels[-1].name]}
    figure.update_layout(
        height=heights[0] + bottom + top,
        margin={"l": 52, "r": 8, "t": top, "b": bottom},
        xaxis=elements.month_axis(**dates, **line_of_axis),
        annotations=[*heads, *(annotation for _, _, annotation in placed)],
        meta={"narrow": narrow},
    )
    common = TEMPLATE.layout.yaxis.to_plotly_json() | line_of_axis | {"tickformat": ",", "nticks": 5, "anchor": "x"}
    for panel, domain in zip(panels, edges, strict=True):
        key = axes[panel.name].replace("y", "yaxis")
        figure.update_layout({key: common | {"range": [0, panel.most], "domain": domain}})
    return Chart(figure, rows, unit=unit)


def _require_drawable(rows: pd.DataFrame, panels: Sequence[Panel]) -> None:
    if empty := list(rows[rows.value_low.isna() & rows.value_high.isna()].fact_id):
        raise BriefError(f"{empty[0]} has no value to draw")
    if undated := list(rows[rows.first_day.isna()].fact_id):
        raise BriefError(f"{undated[0]} has no date to draw it at")
    if stray := list(rows[~rows.panel.isin([panel.name for panel in panels])].fact_id):
        raise BriefError(f"{stray[0]} is in a panel that is not drawn")


def _placed(rows: pd.DataFrame, arrow: pd.Series) -> pd.DataFrame:
    """Return the rows with where they are drawn.

    Args:
        rows: as `estimates` takes them.
        arrow: how long the arrow of each row would be, on its axis.

    Returns:
        The rows with `day`, `value` and `value_top` (the values), `tip` (the end of the arrow of a bound; missing for
        others), `number` (in figures) and `hover`.
    """
    low = rows.value_low.astype(float)
    high = rows.value_high.astype(float)
    records = rows.to_dict("records")
    tip = (low + arrow).where(high.isna(), (high - arrow).where(low.isna()))
    ends = [[None if pd.isna(row[end]) else float(row[end]) for end in ("value_low", "value_high")] for row in records]
    return rows.assign(
        day=middle(rows),
        value=low.fillna(high),
        value_top=high.fillna(low),
        tip=tip,
        number=[words.bounds(one, other) for one, other in ends],
        hover=[elements.source_label(row, head=row["when"]) for row in records],
    )


def _marks_of(rows: pd.DataFrame, mark: Mark, yaxis: str) -> list[Any]:
    """Return the traces of one side in one panel."""
    long = rows[rows.days > PERIOD_DAYS]
    wide = rows[rows.value < rows.value_top]
    bounds = rows[rows.tip.notna()]
    points = pd.concat([rows, wide.assign(value=wide.value_top, fact_id=wide.fact_id + "-high")])
    of_parties = points[points.party]
    days = [[f"{day:%Y-%m-%d}" for day in long[column]] for column in ("first_day", "last_day")]
    heads = ["triangle-up" if up else "triangle-down" for up in bounds.tip > bounds.value]
    symbols = [f"{mark.symbol}-open" if repeats else mark.symbol for repeats in points.repeats.notna()]
    line = {"colour": mark.colour, "yaxis": yaxis}
    colour = {"color": mark.colour}
    traces = [
        (long, elements.lines(elements.segments(*days), elements.segments(long.value, long.value), width=3, **line)),
        (wide, elements.lines(*(elements.segments(*ends) for ends in _upright(wide, "value_top")), width=3, **line)),
        (bounds, elements.lines(*(elements.segments(*ends) for ends in _upright(bounds, "tip")), width=2, **line)),
        (bounds, elements.marks(bounds.day, bounds.tip, marker=colour | {"symbol": heads, "size": 8}, yaxis=yaxis)),
        (
            points,
            elements.marks(
                points.day,
                points.value,
                ids=list(points.fact_id),
                marker=colour | {"symbol": symbols, "size": 10},
                hover=points.hover,
                yaxis=yaxis,
            ),
        ),
        (of_parties, elements.marks(of_parties.day, of_parties.value, marker=elements.PARTY, yaxis=yaxis)),
    ]
    return [trace for members, trace in traces if not members.empty]


def _upright(rows: pd.DataFrame, end: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return the starts and ends, along either axis, of a line from the value of each row to another."""
    return (rows.day, rows.day), (rows.value, rows[end])


def _edges(panels: Sequence[Panel]) -> list[tuple[float, float]]:
    """Return where each panel begins and ends, from 0, at the bottom, to 1; the first panel is the highest."""
    unit = (1 - GAP * (len(panels) - 1)) / sum(panel.share for panel in panels)
    edges, end = [], 1.0
    for panel in panels:
        start = end - panel.share * unit
        edges.append((max(start, 0.0), end))
        end = start - GAP
    return edges


def _step(days: tuple[str, str], most: int) -> str:
    """Return how many months are between two ticks of an axis with at most so many ticks, as plotly has it."""
    months = (pd.Timestamp(days[1]) - pd.Timestamp(days[0])).days / 30
    return next(f"M{step}" for step in (1, 2, 3, 6, 12, 24) if months / step <= most)


def _beside(note: Note, row: dict[str, Any], yaxis: str) -> dict[str, Any]:
    y = row["value_top"] if note.at.startswith("above") else row["value"]
    ends = {"right": "last_day", "left": "first_day"}
    x = f"{row[ends[note.at]]:%Y-%m-%d}" if row["days"] > PERIOD_DAYS and note.at in ends else row["day"]
    return notes.annotation(x, y, note, row, yref=yaxis)
