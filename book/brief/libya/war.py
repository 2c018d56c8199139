"""Who held which place, and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from brief import tables
from brief.charts import SIDES, Chart, elements
from brief.charts.chart import SOURCE_HEADINGS
from brief.charts.maps import NO_MARGIN, at_places, beside, box_around, map_of
from brief.charts.style import RULE, new_figure
from brief.ledger.events import dated
from brief.ledger.facts import statements
from brief.tables import dates, table
from brief.text import folded

NAMES_BESIDE = {
    "sabratha": "top right",
    "surman": "bottom center",
    "al-ajaylat": "middle left",
    "al-watiya": "bottom center",
    "tripoli-airport": "top right",
    "gharyan": "bottom center",
    "tarhuna": "middle right",
    "bani-walid": "bottom center",
}
"""Where the name of a place is on the maps, by its id, as plotly's `textposition`; "top center" for all others."""
HEADINGS = {"name": "Place", "when": "When", "side": "Held by"}
"""The columns of spans that readers see first, with their headings."""


def control(until: str) -> pd.DataFrame:
    """Return who held which place when, from the announcements in the table of territory.

    Args:
        until: the day to which the last holder is followed, in ISO 8601.

    Returns:
        One row a span, places in order of their first change: `span_id`, `place_id`, `name`, `side`, `first_day`,
        `last_day` and `implied` (whether no announcement opens it: a place that one side takes was the other's
        before); and of the announcement `kind`, `date`, `when`, `fact_id`, `fact`, `originator`, `publisher`, `grade`
        and `by_winner` (whether a party on the side of the new holder makes it), for an implied span those of the one
        that ends it. Its `first_day` is missing.
    """
    announcements = dated(table("territory").drop(columns="source_key")).drop(columns=["publisher", "grade"])
    of_facts = ["fact_id", "fact", "originator", "originator_side", "party", "publisher", "grade"]
    announcements = announcements.merge(statements()[of_facts], on="fact_id")
    announcements["name"] = announcements.place_id.map(table("places").set_index("place_id").name)
    announcements["by_winner"] = announcements.party & (announcements.originator_side == announcements.side_after)
    end = dates.span(until)[1]
    spans: list[dict[str, Any]] = []
    for place_id in dict.fromkeys(announcements.place_id):
        rows = announcements[announcements.place_id == place_id].to_dict("records")
        if rows[0]["kind"] == "taken":
            before = {"side": "lna" if rows[0]["side_after"] == "gna" else "gna", "implied": True, "first_day": None}
            spans.append(rows[0] | before | {"last_day": rows[0]["first_day"], "span_id": f"{place_id}-before"})
        for row, later in zip(rows, [*rows[1:], None], strict=True):
            span = {"side": row["side_after"], "implied": False, "span_id": f"{place_id}-{row['date']}"}
            spans.append(row | span | {"last_day": later["first_day"] if later else end})
    columns = ["span_id", "place_id", "name", "side", "first_day", "last_day", "implied", "kind", "date", "when"]
    return pd.DataFrame(spans)[[*columns, "fact_id", "fact", "originator", "publisher", "grade", "by_winner"]]


def _announced(spans: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return the spans that somebody announced, without those that only follow from a later taking."""
    shown = ["span_id", "name", "date", "when", "side", *columns]
    return spans.loc[~spans.implied, shown].reset_index(drop=True)


def control_chart(rows: pd.DataFrame, *, since: str, marks: list[tuple[str, str]]) -> Chart:
    """Draw who held which place when: a line a place, a strip a holder, a mark for each announcement.

    What only follows from a later taking is thin.

    Args:
        rows: spans, as `control` returns them.
        since: the day with which the drawing begins, in ISO 8601.
        marks: days to mark by a line across, in ISO 8601, each with its words.
    """
    names = list(dict.fromkeys(rows.name))
    places = elements.down(len(names))
    y = rows.name.map(dict(zip(names, places, strict=True)))
    ends = [f"{pd.Timestamp(day):%Y-%m-%d}" for day in rows.last_day]
    starts = [
        since if span.implied else max(since, f"{pd.Timestamp(span.first_day):%Y-%m-%d}") for span in rows.itertuples()
    ]
    figure = new_figure()
    for start, end, at, side, implied in zip(starts, ends, y, rows.side, rows.implied, strict=True):
        figure.add_trace(elements.lines([start, end], [at, at], colour=SIDES[side].colour, width=4 if implied else 13))
    announced = rows[~rows.implied]
    style = elements.marker((SIDES[side] for side in announced.side), size=11, line={"width": 1.5, "color": "#ffffff"})
    figure.add_trace(
        elements.marks(
            [start for start, implied in zip(starts, rows.implied, strict=True) if not implied],
            y[~rows.implied],
            ids=list(announced.span_id),
            marker=style,
            hover=[
                elements.source_label(span, head=f"{span['name']}, {span['when']}")
                for span in announced.to_dict("records")
            ],
        )
    )
    key = [elements.key_entry(SIDES[side], side.upper()) for side in ("lna", "gna")]
    heads = [elements.above_left("\u2003".join([*key, "thin: implied"]), yshift=22)]
    heads += [elements.above_plot(day, text, xanchor="center") for day, text in marks]
    above = [(at + 0.42, name) for at, name in zip(places, names, strict=True)]
    annotations, narrow = elements.labels_above(above, heads=heads)
    narrow |= {"height": len(names) * 38 + 100, "font.size": 10.5, "yaxis.range": [0.2 - len(names), 0.9]}
    figure.update_layout(
        height=len(names) * 27 + 96,
        margin={"l": elements.room(names), "r": 10, "t": 56, "b": 40},
        xaxis=elements.month_axis(range=[since, max(ends)], dtick="M3", tick0=since, showgrid=True),
        yaxis=elements.row_axis(places, names, ticklabelstandoff=8),
        shapes=elements.day_lines((day for day, _ in marks), RULE),
        annotations=annotations,
        meta={"narrow": narrow},
    )
    headings = {"kind": "Kind", "originator": "Who says so", **SOURCE_HEADINGS}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")


def control_maps(rows: pd.DataFrame, *, days: dict[str, str]) -> Chart:
    """Draw who held which place on a few days: a large map with names for the first, a small one for each other.

    Places that nobody is known to hold on a day are left out of its map.

    Args:
        rows: spans, as `control` returns them.
        days: two days or more, in ISO 8601, each with what had happened, as in "after the attack".
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = box_around(places, aside=0.7, below=0.3, above=0.4)
    figure = new_figure()
    titles = []
    narrow: dict[str, Any] = {"height": len(days) * 190, "font.size": 11, "data[0].textfont.size": 8.5}
    for number, (day, event) in enumerate(days.items()):
        text = f"{dates.spoken(day)}, {event}"
        large = number == 0
        geo = "geo" if large else f"geo{number + 1}"
        on = pd.Timestamp(day).date()
        held = rows[(rows.implied | (rows.first_day <= on)) & (on < rows.last_day)]
        figure.add_trace(
            at_places(
                places.latitude[held.place_id],
                places.longitude[held.place_id],
                ids=[f"{day} {place}" for place in held.place_id],
                text=[f"\u2002{name.replace(' air base', '')}\u2002" for name in held.name] if large else None,
                geo=geo,
                mode="markers+text" if large else "markers",
                textposition=beside(held.place_id, NAMES_BESIDE),
                textfont={"size": 12},
                marker=elements.marker((SIDES[side] for side in held.side), size=12 if large else 9),
                hover=[f"<b>{name}</b>, {text}" for name in held.name],
            )
        )
        others = len(days) - 1
        left, right = (0, 1) if large else ((number - 1) / others, number / others - 0.01)
        figure.update_layout({geo: map_of(box, x=(left, right), y=(0.36, 0.96) if large else (0, 0.22))})
        title = f"<b>{folded(text, 90 if large else 26)}</b>"
        titles.append(elements.at_left(1 if large else 0.34, title, yref="paper", yanchor="top", x=left, align="left"))
        top = 1 - number / len(days)
        narrow |= {
            f"{geo}.domain": {"x": [0, 1], "y": [top - 1 / len(days) + 0.01, top - 0.035]},
            f"annotations[{number}].y": top,
            f"annotations[{number}].x": 0,
            f"annotations[{number}].text": f"<b>{text}</b>",
        }
    figure.update_layout(height=530, margin=NO_MARGIN | {"t": 4}, annotations=titles, meta={"narrow": narrow})
    headings = {"fact_id": "Row"}
    return Chart(figure, _announced(rows, headings), HEADINGS | headings, "places")
