"""Words beside marks: what a mark is, said at the mark, so that nobody has to learn a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

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
"""Where words are: how they are anchored, from left to right and from top to bottom, and which way they keep off."""


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


def annotation(x: Any, y: Any, note: Note, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a note as an annotation of the point `x`, `y`.

    Args:
        x: of the mark.
        y: of the mark.
        note: what to say.
        row: fills the template.
        **more: properties of the annotation.
    """
    return {"x": x, "y": y, "text": note.text.format_map(row), "showarrow": False, **_placed(note.at, note.gap), **more}


def narrow_changes(first: int, notes: Iterable[tuple[Note, dict[str, Any]]]) -> dict[str, Any]:
    """Return what changes in notes where the page is narrow.

    Args:
        first: number of the first note among the annotations of the figure.
        notes: each note with its row, in the order of the annotations.
    """
    changes: dict[str, Any] = {}
    for number, (note, row) in enumerate(notes, first):
        properties: dict[str, Any] = {} if note.narrow is None else {"text": note.narrow.format_map(row)}
        if note.narrow_at is not None:
            properties |= _placed(note.narrow_at, note.gap)
        changes |= {f"annotations[{number}].{key}": value for key, value in properties.items()}
    return changes


def _placed(at: str, gap: int) -> dict[str, Any]:
    """Return the properties of an annotation that put it at a place beside its point."""
    xanchor, yanchor, right, up = PLACES[at]
    align = {"left": "left", "right": "right", "center": "center"}[xanchor]
    return {
        "xanchor": xanchor,
        "yanchor": yanchor,
        "align": align,
        "xshift": round(right * gap),
        "yshift": round(up * gap),
    }
