"""A text as a barcode: each stretch of it as long as its words are, in lines like those of a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart, require_columns, require_known
from brief.charts.elements import Drawing
from brief.charts.style import faded
from brief.errors import BriefError
from brief.text import folded


class Stroke(NamedTuple):
    """How stretches of one kind are drawn.

    Attributes:
        colour: as `#rrggbb`.
        height: as a share of the highest, so that colour is never the only difference.
        text: what the kind is, for the key.
        hollow: whether only its edge is drawn.
    """

    colour: str
    height: float
    text: str
    hollow: bool = False


class _Page(NamedTuple):
    """How a text is set: characters in a line; height of a line and of a stroke, size of letters, width, in pixels."""

    characters: int
    line: int
    stroke: int
    font_size: float
    width: int


_LINE = 0.1
"""The height up to which a stroke looks like a line, as a share of the highest."""
_WIDE = _Page(characters=1000, line=36, stroke=16, font_size=11.5, width=690)
_NARROW = _Page(characters=640, line=21, stroke=8, font_size=10, width=312)
_LETTER_WIDTH = 0.56
"""Of the letters of a name in the mean, as a share of their size."""
_NEEDED = ("start", "end", "kind", "words", "claim_id", "fact_ids", "source")
"""Columns of the rows."""
_GAP = 3
"""Between two stretches, in characters, so that they can be counted."""
_APART = 40
"""From so many characters between two stretches of one name on, the name is repeated if there is room."""


def barcode(
    rows: pd.DataFrame,
    *,
    kinds: dict[str, Stroke],
    quiet: Iterable[str] = (),
    short: Mapping[str, str] | None = None,
    note: str = "",
) -> Chart:
    """Draw a text as a barcode, and above what was taken from others the names of these, where there is room.

    Args:
        rows: the stretches in reading order, named by the first column: `start` and `end` (characters), `kind`,
            `words`, `claim_id`, `fact_ids` and `source` (where the stretch comes from, "" if from nowhere; "; "
            separates two, and the first is named).
        kinds: how each kind is drawn, in the order of the key.
        quiet: kinds that have no hover label.
        short: what stands above stretches for names that are too long, by the name.
        note: what else the key says.

    Raises:
        BriefError: if a stretch is of a kind that is not drawn, or does not begin where the one before ends, or if a
            name that is to be short is not in the rows.
    """
    require_columns("charts.barcode needs", _NEEDED, rows)
    require_known("kind", kinds, rows)
    if not (rows.start.iloc[1:].to_numpy() == rows.end.iloc[:-1].to_numpy()).all():
        raise BriefError("a stretch does not begin where the one before ends")
    firsts = rows.source.str.partition("; ")[0]
    if unknown := sorted(set(short or {}) - set(firsts)):
        raise BriefError(f"{unknown[0]!r} is to be short, but is no name of a source")
    drawing = Drawing()
    pieces, narrow_pieces = _pieces(rows, _WIDE), _pieces(rows, _NARROW)
    for kind, stroke in kinds.items():
        wide, narrow = (
            _placed(of_page[of_page.kind == kind], page, stroke, is_quiet=kind in quiet)
            for of_page, page in ((pieces, _WIDE), (narrow_pieces, _NARROW))
        )
        drawing.draw(_strokes(wide, stroke), **narrow)
    _draw_names(drawing, rows.assign(name=firsts.replace(short or {})))
    lines, narrow_lines = _key(rows, kinds, quiet, note)
    key = elements.above_left("<br>".join(lines), align="left", yshift=6)
    drawing.note(key, text="<br>".join(narrow_lines))
    last = int(rows.end.max())
    _note_ends(drawing, last)
    depth, narrow_depth = (math.ceil(last / page.characters) * page.line for page in (_WIDE, _NARROW))
    figure = drawing.finished(
        {
            "height": narrow_depth + 16 * len(narrow_lines) + 12,
            "font.size": 11,
            "margin.t": 16 * len(narrow_lines) + 8,
            "xaxis.range": [0, _NARROW.characters],
            "yaxis.range": [-narrow_depth, 0],
        },
        height=depth + 18 * len(lines) + 20,
        margin={"l": 4, "r": 4, "t": 18 * len(lines) + 14, "b": 4},
        barmode="overlay",
        xaxis={"range": [0, _WIDE.characters], "visible": False},
        yaxis={"range": [-depth, 0], "visible": False},
    )
    headings = {"words": "Words", "kind": "What it is", "claim_id": "Claim", "source": "From whom", "fact_ids": "Rows"}
    return Chart(figure, rows, headings, "characters")


def _key(rows: pd.DataFrame, kinds: dict[str, Stroke], quiet: Iterable[str], note: str) -> tuple[list[str], list[str]]:
    """Return the lines of the key on a wide page and on a narrow one.

    They say what each kind is and, if it is not quiet, how many stretches are of it.
    """
    count = rows.groupby("kind").size()
    entries = [
        f'<span style="color:{stroke.colour}">{_sign(stroke)}</span> {stroke.text}'
        + ("" if kind in quiet else f": {count.get(kind, 0)}")
        for kind, stroke in kinds.items()
    ]
    after = [note] if note else []
    return ["\u2003".join(entries[:2]), "\u2003".join(entries[2:]), *after], [*entries, *after]


def _sign(stroke: Stroke) -> str:
    """Return the sign of a stroke in the key, which has its form."""
    if stroke.height <= _LINE:
        return "—"
    return "□" if stroke.hollow else "■" if stroke.height > 0.5 else "▬"


def _pieces(rows: pd.DataFrame, page: _Page) -> pd.DataFrame:
    """Return the stretches cut where a line of a page ends, each piece with a name of its own.

    A piece that is the last of its stretch is `is_last`.
    """
    last = int(rows.end.max())
    cuts = range(page.characters, last, page.characters)
    pieces = []
    for row in rows.to_dict("records"):
        ends = [row["start"], *(at for at in cuts if row["start"] < at < row["end"]), row["end"]]
        for number, (start, end) in enumerate(pairwise(ends)):
            name = row[rows.columns[0]]
            pieces.append(
                {
                    **row,
                    "start": start,
                    "end": end,
                    "piece": f"{name}-{number + 1}" if number else name,
                    "is_last": end == ends[-1],
                }
            )
    return pd.DataFrame(pieces)


def _placed(pieces: pd.DataFrame, page: _Page, stroke: Stroke, *, is_quiet: bool) -> dict[str, Any]:
    """Return the pieces of one kind as they are on a page, as properties of their trace: with labels, if not quiet."""
    foot = -(pieces.start // page.characters + 1) * page.line + 2
    height = round(page.stroke * stroke.height, 1)
    lengths = (pieces.end - pieces.start - _GAP * pieces.is_last).clip(lower=1)
    placed = {"base": list(pieces.start % page.characters), "y": list(foot + height / 2), "width": height}
    placed |= {"x": list(lengths), "ids": list(pieces.piece)}
    if not is_quiet:
        placed["hovertext"] = [_label(row, stroke) for row in pieces.itertuples()]
    return placed


def _strokes(placed: dict[str, Any], stroke: Stroke) -> go.Bar:
    """Return the trace of the pieces of one kind, as `_placed` returns them."""
    fill = faded(stroke.colour, 0.0) if stroke.hollow else stroke.colour
    return elements.boxes(
        placed["base"],
        placed["y"],
        width=placed["x"],
        height=placed["width"],
        ids=placed["ids"],
        marker={"color": fill, "line": {"width": 1.2 * stroke.hollow, "color": stroke.colour}},
        hover=placed.get("hovertext"),
    )


def _note_ends(drawing: Drawing, last: int) -> None:
    """Write where a text of so many characters begins and where it ends."""
    begin, narrow_begin = ((0, -_name_height(page)) for page in (_WIDE, _NARROW))  # where a name would be
    ends = _end(last, _WIDE), _end(last, _NARROW)
    for text, (x, y), (narrow_x, narrow_y) in (("<i>begins</i>", begin, narrow_begin), ("<i>ends</i>", *ends)):
        words = elements.at_left(y, text, xref="x", x=x, font={"size": _WIDE.font_size})
        drawing.note(words, x=narrow_x, y=narrow_y, font_size=_NARROW.font_size)


def _end(last: int, page: _Page) -> tuple[float, float]:
    """Return where the word at the end of a text is on a page: in the last line, after the last character."""
    line, at = divmod(last - 1, page.characters)
    return at + 9, -(line + 1) * page.line + 2 + page.stroke / 2


def _name_height(page: _Page) -> float:
    """Return how far below the top of a line the middle of a name is."""
    return (page.line - page.stroke - 2) / 2 - 1


def _draw_names(drawing: Drawing, rows: pd.DataFrame) -> None:
    """Write above stretches the names of their sources."""
    wide, narrow = _names(rows, _WIDE), _names(rows, _NARROW)
    style = {"mode": "text", "textposition": "middle right", "textfont": {"size": _WIDE.font_size}}
    names = elements.marks(wide["x"], wide["y"], text=wide["text"], **style)
    drawing.draw(names, **narrow, textfont_size=_NARROW.font_size)


def _names(rows: pd.DataFrame, page: _Page) -> dict[str, list[Any]]:
    """Return the names of sources on a page: above the first of their stretches that are close to each other in a line.

    Those that differ from the name before come first, and of these the ones from whom most was taken. A name for which
    there is no room is left out.
    """
    from_others = rows[rows["name"] != ""]
    name = from_others["name"]
    amount = (from_others.end - from_others.start).groupby(name).sum()
    line = from_others.start // page.characters
    is_new = name != name.shift()
    is_apart = from_others.start - from_others.end.shift() > _APART
    run = (is_new | is_apart | (line != line.shift())).cumsum()
    firsts = from_others.assign(line=line, is_new=is_new, amount=name.map(amount)).groupby(run).first()
    firsts = firsts.sort_values(["is_new", "amount", "start"], ascending=[False, False, True], kind="stable")
    a_letter = page.font_size * _LETTER_WIDTH * page.characters / page.width
    taken: dict[int, list[tuple[float, float]]] = {}
    names: dict[str, list[Any]] = {"x": [], "y": [], "text": []}
    for row in firsts.to_dict("records"):
        width = a_letter * (len(row["name"]) + 0.4)
        x = min(row["start"] % page.characters, page.characters - width)
        if all(x + width < start or x > end for start, end in taken.get(row["line"], [])):
            taken.setdefault(row["line"], []).append((x, x + width))
            names["x"].append(round(x, 1))
            names["y"].append(-row["line"] * page.line - _name_height(page))
            names["text"].append(row["name"])
    return names


def _label(row: Any, stroke: Stroke) -> str:
    """Return the hover label of a piece: what it is, and its words."""
    head = f"{row.claim_id}, {stroke.text}{f': {row.source}' if row.source else ''}"
    return f"<b>{head}</b><br>{folded(row.words)}"
