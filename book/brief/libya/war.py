"""Who held which place, and when."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from brief import tables, words
from brief.charts.chart import Chart
from brief.charts.diagrams import RULE
from brief.charts.forms import (
    SIDES,
    TEMPLATE,
    day_lines,
    hover,
    key_entry,
    labels_above,
    on_hover,
    over,
    room,
    words_at,
)
from brief.charts.maps import _around, _map

CONTROL_COLUMNS = {"name": "Place", "when": "When", "side": "Held by"}
"""What readers see of a span, with the headings."""


def _announced(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the spans that somebody announced, without those that only follow from a later taking."""
    return rows.loc[~rows.implied, columns].reset_index(drop=True)


def control_chart(rows: pd.DataFrame, *, since: str, marks: list[tuple[str, str]]) -> Chart:
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
    columns = {"kind": "Kind", "originator": "Who says so", "publisher": "Document", "grade": "Grade", "fact_id": "Row"}
    shown = ["span_id", "name", "date", "when", "side", *columns]
    return Chart(figure, _announced(rows, shown), CONTROL_COLUMNS | columns, "places")


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


def control_maps(rows: pd.DataFrame, *, days: dict[str, str]) -> Chart:
    """Draw who held which place on a few days: a large map with names for the first, a small one for each other.

    Places that nobody is known to hold on a day are left out of its map.

    Args:
        rows: spans, as `evidence.control` returns them.
        days: the days, in ISO 8601, each with its words.
    """
    places = tables.rows("places", list(dict.fromkeys(rows.place_id)))
    box = _around(places, aside=0.7, below=0.3, above=0.4)
    figure = go.Figure(layout={"template": TEMPLATE})
    others, titles = len(days) - 1, []
    narrow: dict[str, Any] = {"height": len(days) * 190, "font.size": 11, "data[0].textfont.size": 8.5}
    for number, (day, text) in enumerate(days.items()):
        geo = f"geo{number + 1}" if number else "geo"
        on = pd.Timestamp(day).date()
        held = rows[[(span.implied or span.first_day <= on) and on < span.last_day for span in rows.itertuples()]]
        figure.add_trace(
            go.Scattergeo(
                lat=list(places.latitude[held.place_id]),
                lon=list(places.longitude[held.place_id]),
                ids=[f"{day} {place}" for place in held.place_id],
                text=[f"\u2002{name.replace(' air base', '')}\u2002" for name in held.name] if not number else None,
                geo=geo,
                mode="markers" if number else "markers+text",
                textposition=[NAMES_BESIDE.get(str(place), "top center") for place in held.place_id],
                textfont={"size": 12},
                marker={
                    "size": 9 if number else 12,
                    "color": [SIDES[side].colour for side in held.side],
                    "symbol": [SIDES[side].symbol for side in held.side],
                },
                **on_hover(f"<b>{name}</b>, {text}" for name in held.name),
            )
        )
        left, right = ((number - 1) / others, number / others - 0.01) if number else (0, 1)
        figure.update_layout({geo: _map(box, x=(left, right), y=(0, 0.22) if number else (0.36, 0.96))})
        titles.append(
            words_at(0.34 if number else 1, f"<b>{words.folded(text, 26 if number else 90)}</b>")
            | {"yref": "paper", "yanchor": "top", "x": left, "align": "left"}
        )
        top = 1 - number / len(days)
        narrow |= {
            f"{geo}.domain": {"x": [0, 1], "y": [top - 1 / len(days) + 0.01, top - 0.035]},
            f"annotations[{number}].y": top,
            f"annotations[{number}].x": 0,
            f"annotations[{number}].text": f"<b>{text}</b>",
        }
    figure.update_layout(
        height=530, margin={"l": 0, "r": 0, "t": 4, "b": 0}, annotations=titles, meta={"narrow": narrow}
    )
    shown = _announced(rows, ["span_id", "name", "date", "when", "side", "fact_id"])
    return Chart(figure, shown, CONTROL_COLUMNS | {"fact_id": "Row"}, "places")
