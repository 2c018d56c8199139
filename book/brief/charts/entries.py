"""A list of dated entries, and beside each in a narrow strip who held something by that entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from brief.charts import elements
from brief.charts.chart import SOURCE_HEADINGS, Chart
from brief.charts.style import ACCENT, RULE, new_figure
from brief.errors import BriefError
from brief.text import folded


class Holder(NamedTuple):
    """How the strip shows who held something.

    Attributes:
        colour: as `#rrggbb`.
        is_disputed: whether it is disputed, so that the strip is pale with an edge.
        text: who it is, for the key.
    """

    colour: str
    is_disputed: bool
    text: str


class _Form(NamedTuple):
    """How the list is set, in pixels: a line, and the width of all; and the letters of a line."""

    line: int
    width: int
    letters: int


_WIDE, _NARROW = _Form(17, 690, 100), _Form(13, 312, 49)
_SPAN, _STRIP, _THICK, _TEXT = 12, 24, 9, 42
"""Where the line of the span, the strip and the words begin, and the width of the strip, in pixels."""
_GAP = 10
"""Pixels between the longest entry and the next."""


def entries(
    rows: pd.DataFrame,
    *,
    holders: dict[str, Holder],
    article: str,
    span: tuple[str, Sequence[str], str],
) -> Chart:
    """Draw dated entries one below the other, evenly, with a strip beside each that says who held it by that entry.

    Args:
        rows: events, named by the first column, as `events.events` returns them; those that are listed have `listed`.
        holders: how the strip shows each track, in the order of the key.
        article: the fact that is the article's own statement; its entry is red.
        span: a time to bracket: the event that begins it, those that may end it, and the words along it.

    Raises:
        BriefError: if an entry is of a track that has no holder.
    """
    listed = rows[rows.listed].sort_values(["first_day", "last_day"], kind="stable", ignore_index=True)
    if stray := sorted(set(listed.track) - set(holders)):
        raise BriefError(f"the track {stray[0]!r} has no holder")
    said = [f"{row.when}, {row.what}" for row in listed.itertuples()]
    folds = {form: [folded(text, form.letters) for text in said] for form in (_WIDE, _NARROW)}
    heights = {form: max(text.count("<br>") + 1 for text in folds[form]) * form.line + _GAP for form in folds}
    figure = new_figure()
    changes: dict[str, Any] = {}
    middles = {form: [-(number + 0.5) * height for number in range(len(listed))] for form, height in heights.items()}
    for number, (track, holder) in enumerate(holders.items()):
        members = [place for place, name in enumerate(listed.track) if name == track]
        figure.add_trace(
            elements.boxes(
                [_STRIP] * len(members),
                [middles[_WIDE][place] for place in members],
                width=_THICK,
                height=heights[_WIDE] - 4,
                ids=list(listed.event_id.iloc[members]),
                marker={
                    "color": elements.pale(holder.colour, 0.25) if holder.is_disputed else holder.colour,
                    "line": {"color": holder.colour, "width": 1.5},
                },
                hover=[
                    elements.source_label(row, text="what", head=row["when"])
                    for row in listed.iloc[members].to_dict("records")
                ],
            )
        )
        changes |= {
            f"data[{number}].y": [middles[_NARROW][place] for place in members],
            f"data[{number}].width": heights[_NARROW] - 4,
        }
    notes = elements.Notes()
    for place, row in enumerate(listed.itertuples()):
        words = {form: _dated(row.when, folds[form][place], row.fact_id == article) for form in folds}
        note = elements.at_left(middles[_WIDE][place], words[_WIDE], xref="x", x=_TEXT, align="left")
        notes.add(note, y=middles[_NARROW][place], text=words[_NARROW])
    begin, ends, along = span
    order = list(listed.event_id)
    first, lasts = order.index(begin), [order.index(end) for end in ends]
    halfway = {form: (y[first] + y[max(lasts)]) / 2 for form, y in middles.items()}
    wide, narrow = (_bracket(middles[form], first, lasts) for form in (_WIDE, _NARROW))
    figure.add_trace(elements.lines(*wide, colour=RULE, width=2))
    changes[f"data[{len(holders)}].y"] = narrow[1]
    notes.add(
        {"text": along, "textangle": -90, "showarrow": False, "xref": "x", "x": _SPAN - 2, "y": halfway[_WIDE]}
        | {"xanchor": "right", "yanchor": "middle"},
        y=halfway[_NARROW],
    )
    signs = [
        f'<span style="color:{holder.colour}">{"□" if holder.is_disputed else "■"}</span> {holder.text}'
        for holder in holders.values()
    ]
    notes.add(elements.above_left("\u2003".join(signs), yshift=6, align="left"), text="<br>".join(signs))
    depth = {form: len(listed) * height for form, height in heights.items()}
    figure.update_layout(
        height=depth[_WIDE] + 34,
        margin={"l": 4, "r": 4, "t": 30, "b": 4},
        barmode="overlay",
        xaxis={"range": [-10, _WIDE.width - 10], "visible": False},
        yaxis={"range": [-depth[_WIDE], 0], "visible": False},
        annotations=notes.all,
        meta={
            "narrow": notes.narrow
            | changes
            | {
                "height": depth[_NARROW] + 16 * len(signs) + 12,
                "margin.t": 15 * len(signs) + 10,
                "font.size": 10.5,
                "xaxis.range": [-10, _NARROW.width - 10],
                "yaxis.range": [-depth[_NARROW], 0],
            }
        },
    )
    headings = {"when": "When", "track": "Whose", "what": "What", **SOURCE_HEADINGS}
    return Chart(figure, rows[["event_id", *headings]], headings, "events")


def _dated(when: str, text: str, is_article: bool) -> str:
    """Return the words of an entry with its date in bold, in red if it is the article's; the date is in one line."""
    words = f"<b>{when}</b>{text.removeprefix(when)}"
    return f'<span style="color:{ACCENT}">{words}</span>' if is_article else words


def _bracket(middles: Sequence[float], begin: int, ends: Sequence[int]) -> tuple[list[Any], list[Any]]:
    """Return a line from one entry down to the last of others, with a tick at each."""
    ticks = [begin, *ends]
    x: list[Any] = [_SPAN, _SPAN, None]
    y: list[Any] = [middles[begin], middles[max(ends)], None]
    for tick in ticks:
        x += [_SPAN, _STRIP - 2, None]
        y += [middles[tick], middles[tick], None]
    return x, y
