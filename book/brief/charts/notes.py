"""Words beside marks: what a mark is, said at the mark, so that nobody has to learn a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from brief.charts.elements import Drawing

PLACES = {
    "right": ("left", "middle", 1, 0),
    "left": ("right", "middle", -1, 0),
    "above": ("center", "bottom", 0, 1),
    "below": ("center", "top", 0, -1),
    "above right": ("left", "bottom", 0.3, 1),
    "above left": ("right", "bottom", -0.3, 1),
    "below right": ("left", "top", 0.3, -1),
    "below left": ("right", "top", -0.3, -1),
}
"""How words are anchored (horizontally, vertically), and in which direction (right, up) they are moved off the mark."""


class Note(NamedTuple):
    """Words beside a mark.

    Attributes:
        text: a template over the columns of the row; `<br>` separates lines.
        at: one of `PLACES`.
        narrow: another text where the page is narrow.
        narrow_at: another place where the page is narrow.
        gap: pixels between the middle of the mark and the words.
    """

    text: str
    at: str = "right"
    narrow: str | None = None
    narrow_at: str | None = None
    gap: int = 9


def draw(
    drawing: Drawing,
    x: Any,
    y: float,
    note: Note,
    row: Mapping[Any, Any],
    *,
    narrow: Mapping[str, Any] | None = None,
    **more: Any,
) -> None:
    """Write a note beside the mark at `x`, `y`, in both forms of a page.

    Args:
        drawing: the chart.
        x: of the mark.
        y: of the mark.
        note: what to say.
        row: fills the template.
        narrow: other properties that differ where the page is narrow, as `Drawing.note` takes them.
        **more: properties of the annotation.
    """
    wide = {"text": note.text.format_map(row), **_placed(note.at, note.gap)}
    text = note.text if note.narrow is None else note.narrow
    small = {"text": text.format_map(row), **_placed(note.narrow_at or note.at, note.gap)}
    changes = {name: value for name, value in small.items() if value != wide[name]}
    drawing.note({"x": x, "y": y, "showarrow": False, **wide, **more}, **(narrow or {}), **changes)


def _placed(at: str, gap: int) -> dict[str, Any]:
    """Return the properties of an annotation that put it at a place beside its point."""
    xanchor, yanchor, right, up = PLACES[at]
    return {
        "xanchor": xanchor,
        "yanchor": yanchor,
        "align": xanchor,
        "xshift": round(right * gap),
        "yshift": round(up * gap),
    }
