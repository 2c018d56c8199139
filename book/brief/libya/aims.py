"""Which aims the article gives Russia, and which of them Russians themselves named or denied."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief import words
from brief.charts import Chart, elements
from brief.charts.style import AGAINST, FOR, RULE, faded
from brief.libya.frames import ranked
from brief.tables import table
from brief.text import folded, line_count

SAID, IN_PART, DENIED = "Said so", "Said so in part", "Denied it"
"""What Russians can say of an aim."""
_SAYS = {"supports": SAID, "qualifies": IN_PART, "contradicts": DENIED, "denies": DENIED}
"""What a voice says of an aim, by its relation to the claim."""
GROUPS = {
    (True, False): "Named, and not denied",
    (True, True): "Named and denied",
    (False, True): "Only denied",
    (False, False): "Neither named nor denied, so far as we read",
}
"""The groups of aims in order, by whether a Russian said so, at least in part, and whether one denied it."""
RUSSIANS = ("russia", "wagner", "russia-and-turkey")
"""The camps of the Russian state, of Prigozhin's men, and of Russia speaking together with another state."""

# --- what Russians say ------------------------------------------------------------------------------------


def russians(said: pd.DataFrame) -> pd.DataFrame:
    """Return the voices that speak for Russia, alone or together with another.

    Args:
        said: as `camps.by_voice` returns it.
    """
    return said[said.root_id.map(table("origins").set_index("origin_id").camp_id).isin(RUSSIANS)]


def by_russians(said: pd.DataFrame, aims: pd.DataFrame) -> pd.DataFrame:
    """Return what Russians say of each aim, by group, and in a group in the order of the article.

    Args:
        said: as `camps.by_voice` returns it.
        aims: the aims, with `claim_id` and `name`.

    Returns:
        One row an aim: `claim_id`, `name`, `named` (whether a Russian said so, at least in part), `in_part` (whether
        all who did said something of the kind), `denied` (whether one denied it), `group` (one of `GROUPS`) and
        `others` (how many who are no Russians say so, at least in part).
    """
    ours = russians(said)
    rest = said[~said.index.isin(ours.index) & said.says.map(_SAYS).ne(DENIED)]
    column = ours.says.map(_SAYS)
    plain, in_part, denied = (aims.claim_id.isin(ours.claim_id[column == what]) for what in (SAID, IN_PART, DENIED))
    rows = aims[["claim_id", "name"]].assign(
        named=plain | in_part,
        in_part=in_part & ~plain,
        denied=denied,
        others=aims.claim_id.map(rest.claim_id.value_counts()).fillna(0).astype(int),
    )
    rows["group"] = [GROUPS[pair] for pair in zip(rows.named, rows.denied, strict=True)]
    return rows.sort_values("group", key=ranked(group=GROUPS.values()), kind="stable", ignore_index=True)


# --- the chart --------------------------------------------------------------------------------------------

_SQUARES = {SAID: FOR, IN_PART: faded(FOR, 0.3), DENIED: AGAINST}
"""The fill of the square of a cell; its edge is full."""
_SHORT_NAMES = {"russia-contact-group": "Moscow's Libya contact group", "kirill-semenov": "the analyst Semenov"}
"""How voices are called whom few know, by their originator."""
_HEADINGS = {
    "name": "Aim",
    "voice": "Voice",
    "camp": "Camp",
    "says": "Says",
    "said_by": "Spoken for by",
    "note": "In Russian words",
    "fact_ids": "Rows",
}


def voices_chart(said: pd.DataFrame, aims: pd.DataFrame) -> Chart:
    """Draw which Russians said that an aim is one, and which denied it: a square for both, with their names.

    A square is pale if all that they say is something of the kind.

    Args:
        said: as `camps.by_voice` returns it, with `name` and `note` of the aim.
        aims: as `by_russians` returns them.
    """
    cells = _cells(said)
    wide, narrow = (_Grid(aims, cells, form) for form in (_WIDE, _NARROW))
    drawing = elements.Drawing()
    drawing.draw(_squares(cells, wide), x=narrow.across, y=narrow.down, marker_size=10)
    _add_names(drawing, wide, narrow)
    _add_aims(drawing, aims, wide, narrow)
    for group, middle in wide.groups.items():
        heading = elements.at_left(middle, f"<i>{group}</i>", xref="x", x=0, align="left")
        drawing.note(heading, y=narrow.groups[group])
    _add_heads(drawing)
    x, y = wide.ruled
    narrow_x, narrow_y = narrow.ruled
    drawing.draw(elements.lines(x, y, colour=RULE, width=0.5), x=narrow_x, y=narrow_y)
    layout, changes = elements.on_sheet(
        elements.Sheet(_WIDE.width, wide.depth, above=24, below=4),
        elements.Sheet(_NARROW.width, narrow.depth, above=18, below=4),
    )
    figure = drawing.finished(changes, **layout)
    shown = said.assign(says=said.says.map(words.RELATIONS))[["voice_id", *_HEADINGS]]
    return Chart(figure, shown, _HEADINGS, "voices")


def _cells(said: pd.DataFrame) -> pd.DataFrame:
    """Return what is in the cells: `cell_id`, `claim_id`, `column`, `names` (of the Russian voices) and `hover`."""
    ours = russians(said)
    ours = ours.assign(short=_short_names(ours), column=ours.says.map(_SAYS))
    joined = {"names": ("short", ", ".join), "name": ("name", "first"), "fact_ids": ("fact_ids", " ".join)}
    spoken = ours.groupby(["claim_id", "column"], sort=False).agg(**joined).reset_index()
    spoken["names"] = spoken.names.where(spoken.column != IN_PART, "in part: " + spoken.names)
    # What is said outright and what is said in part share a square: the first of the columns is that of the cell.
    spoken = spoken.sort_values("column", key=ranked(column=_SQUARES), kind="stable")
    cells = spoken.groupby(["claim_id", spoken.column == DENIED], sort=False)
    together = joined | {"column": ("column", "first"), "names": ("names", "; ".join)}
    cells = cells.agg(**together).reset_index("claim_id").reset_index(drop=True)
    hover = [
        f"<b>{row.name}: {row.column.lower()}</b><br>{folded(row.names)}<br><i>{folded(row.fact_ids)}</i>"
        for row in cells.itertuples(index=False)
    ]
    return cells.assign(cell_id=cells.claim_id + " " + cells.column, hover=hover)


def _short_names(voices: pd.DataFrame) -> pd.Series:
    """Return the names of Russian voices in a list that has the heading "Russians"."""
    is_organ = voices.root_id.map(table("origins").set_index("origin_id").kind) == "government"
    short = voices.voice.str.removeprefix("Russian ").where(is_organ, voices.voice)
    return voices.root_id.map(_SHORT_NAMES).fillna(short.str.replace("^Papers ", "papers ", regex=True))


class _Form(NamedTuple):
    """How the lines of aims are set in one form of a page, in pixels.

    Attributes:
        said: the middle of the squares of those who said so.
        denied: the middle of the squares of those who denied it.
        line: height of a line of names.
        letters: in a line of names right of a square, of those who said so and of those who denied it.
        width: of all.
        above: whether the label of an aim has a line of its own above the names.
        gap: between two aims.
    """

    said: int
    denied: int
    line: int
    letters: tuple[int, int]
    width: int
    above: bool
    gap: int


_WIDE = _Form(said=242, denied=520, line=16, letters=(38, 22), width=692, above=False, gap=14)
_NARROW = _Form(said=8, denied=216, line=13, letters=(32, 15), width=312, above=True, gap=8)


class _Grid:
    """Where the cells and the lines of aims are in one form of a page, in pixels below the top.

    Attributes:
        width: of all.
        across: the middle of the square of each cell, from the left.
        down: the middle of the square of each cell.
        names: the names beside each square, in lines.
        middles: of the squares and the names, by the aim.
        labels: the middle of the label of each aim, where it has a line of its own.
        groups: the middle of the heading of each group of aims.
        rules: lines between groups of aims.
        depth: of all.
    """

    def __init__(self, aims: pd.DataFrame, cells: pd.DataFrame, form: _Form) -> None:
        is_denial = cells.column == DENIED
        self.width = form.width
        self.across = [form.denied if denied else form.said for denied in is_denial]
        self.names = [folded(names, form.letters[denied]) for names, denied in zip(cells.names, is_denial, strict=True)]
        self.middles: dict[str, float] = {}
        self.labels: dict[str, float] = {}
        self.groups: dict[str, float] = {}
        self.rules: list[float] = []
        lines = pd.Series([line_count(names) for names in self.names]).groupby(cells.claim_id).max()
        self.depth = round(-self._place(aims, lines, form)) + 2
        self.down = [self.middles[claim_id] for claim_id in cells.claim_id]

    def _place(self, aims: pd.DataFrame, lines: pd.Series, form: _Form) -> float:
        """Put the aims one below the other, each as high as its lines of names, and return where the last one ends."""
        top = 0.0
        for row in aims.itertuples():
            if row.group not in self.groups:
                self.rules.append(top)
                self.groups[row.group] = top - 4 - form.line / 2
                top -= 4 + form.line
            top -= form.gap / 2
            label = form.line if form.above else 0
            height = max(int(lines.get(row.claim_id, 0 if form.above else 1)), 0) * form.line
            self.labels[row.claim_id] = top - form.line / 2
            self.middles[row.claim_id] = top - label - height / 2
            top -= label + height + form.gap / 2
        return top

    @property
    def ruled(self) -> tuple[list[float | None], list[float | None]]:
        """The lines between groups, as the coordinates of a trace."""
        number = len(self.rules)
        return elements.segments([0] * number, [self.width] * number), elements.segments(self.rules, self.rules)


def _squares(cells: pd.DataFrame, grid: _Grid) -> go.Scatter:
    edges = [AGAINST if column == DENIED else FOR for column in cells.column]
    fills = [_SQUARES[column] for column in cells.column]
    return elements.marks(
        grid.across,
        grid.down,
        ids=list(cells.cell_id),
        marker={"color": fills, "symbol": "square", "size": 14, "line": {"width": 2, "color": edges}},
        hover=cells.hover,
    )


def _add_names(drawing: elements.Drawing, wide: _Grid, narrow: _Grid) -> None:
    """Add the names of voices beside the squares."""
    for cell, names in enumerate(wide.names):
        beside = elements.at_left(wide.down[cell], names, xref="x", x=wide.across[cell], xshift=13, align="left")
        drawing.note(beside, x=narrow.across[cell], y=narrow.down[cell], text=narrow.names[cell], xshift=9)


def _add_aims(drawing: elements.Drawing, aims: pd.DataFrame, wide: _Grid, narrow: _Grid) -> None:
    """Add the label of each aim."""
    for row in aims.itertuples():
        label = elements.at_left(wide.middles[row.claim_id], f"<b>{row.name}</b>", xref="x", x=0, align="left")
        drawing.note(label, y=narrow.labels[row.claim_id])


def _add_heads(drawing: elements.Drawing) -> None:
    """Add the headings of both columns, the second one shorter where the page is narrow."""
    columns = (
        (_WIDE.said, _NARROW.said, FOR, "Russians who named it", "Russians who named it"),
        (_WIDE.denied, _NARROW.denied, AGAINST, "Russians who denied it", "who denied it"),
    )
    for x, narrow_x, colour, head, short in columns:
        wide, narrow = (f"<b>{elements.in_colour(colour, text)}</b>" for text in (head, short))
        above = elements.above_plot(x, wide, xanchor="left", align="left", xshift=-7)
        drawing.note(above, x=narrow_x, text=narrow, xshift=-5)
