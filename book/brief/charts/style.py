"""How charts look: one template, and the colours and symbols of marks.

What follows the theme of the page (ink, grid, land) is left to the page's stylesheet: see `static/charts.js`.
"""

from __future__ import annotations

from typing import NamedTuple

import plotly.graph_objects as go

from brief.settings import settings

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
CHARACTER_WIDTH = 7.2
"""Mean width of a character of a label, in pixels: enough to leave room for the longest label."""


class Mark(NamedTuple):
    """How one kind of row is drawn.

    Attributes:
        colour: as `#rrggbb`; stands out from white and from black.
        symbol: as plotly names it, so that colour is never the only difference.
    """

    colour: str
    symbol: str


SIDES = {name: Mark(side.colour, side.symbol) for name, side in settings().sides.items()}
"""The mark of each side of the conflict, by its id."""
NEUTRAL = SIDES["none"]
REFERENCE = "#8a6bb5"
"""Colour of what is marked across a chart, such as a day or a value to compare with."""
ACCENT = "#cf3f30"
"""Colour that stands out from those of the sides."""
RULE = "#868d94"
"""Colour of thin lines, on white and on black."""
SYMBOL_SIGNS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✖"}
"""The symbols of marks as signs in text."""
FINDING_COLOURS = {
    "corroborated": "#177440",
    "supported": "#30845a",
    "partly": "#8c5b00",
    "disputed": "#a54b13",
    "contradicted": "#c0352a",
    "mistranslated": "#9d4895",
    "not found": "#646a71",
    "opinion": "#6b7178",
}
"""Fill of a tile: a white sign reads on each (4.5:1), and each stands out from white paper and from dark (3:1)."""

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 13}},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        "xaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "tickangle": 0},
        "yaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "showgrid": False},
    }
)


def new_figure() -> go.Figure:
    """Return a figure in the template, with nothing drawn."""
    return go.Figure(layout={"template": TEMPLATE})
