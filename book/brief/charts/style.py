"""How charts look: one template, and the colours and symbols of marks.

What follows the theme of the page (ink, grid, land) is left to the page's stylesheet: see `static/charts.js`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import plotly.graph_objects as go

from brief.settings import settings

FONT = "'IBM Plex Sans', sans-serif"
"""The typeface of the book: see `brief.vendor.typeface`."""
FONT_SIZE, NARROW_FONT_SIZE = 13, 10.5
"""Of labels, in pixels, on a wide page and on a narrow one."""
_WIDTHS = {
    250: " ',.ijl\xa0‘’",
    300: "!:;[]f|",
    350: "()rt{}·",
    400: '"-/I\\',
    450: "*z”",
    500: "?JLcsvxy“",
    550: "FT_aeghknou",
    600: "$+0123456789<=>CEPSVXYZ^`bdpq~–−",
    650: "ABDKR",
    700: "#&GHNOQU",
    750: "w",
    800: "M—…",
    850: "m",
    900: "@W",
    950: "%",
}
"""Characters of the typeface by their width, in thousandths of the size of the letters, rounded to fifty of them."""
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_OTHER_LETTER, _SIGN, _FIRST_SIGN = 600, 850, "\u2000"
_BOLD = 1.05
"""How much wider bold letters are than others, in the mean."""
_MARKUP = re.compile(r"<[^<>]*>")


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Return the width of a label in pixels, exact to a few hundredths of it.

    Args:
        text: as plotly has it, with `<br>` between lines, of which the longest counts.
        size: of the letters, in pixels.
    """
    scale = size / 1000 * (_BOLD if "<b>" in text else 1)
    lines = (html.unescape(_MARKUP.sub("", line)) for line in text.split("<br>"))
    return scale * max(sum(map(_character_width, line)) for line in lines)


def _character_width(character: str) -> int:
    return _WIDTH_OF.get(character, _OTHER_LETTER if character < _FIRST_SIGN else _SIGN)


def faded(colour: str, opacity: float) -> str:
    """Return a colour, given as `#rrggbb`, with an opacity from 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


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
CLEAR = "rgba(0,0,0,0)"
"""The fill of what is hollow."""
INK = "#24292e"
"""Colour of letters where a picture is drawn: the page has its own in each theme, and puts it in the place of this."""
ACCENT = INK
"""Colour of the article: that of the text, so that it is not taken for a side."""
ARTICLE = Mark(ACCENT, "star")
"""The mark of what the article says."""
FOR, AGAINST = "#0e7c7b", "#917014"
"""Colours of what speaks for something and against it: of no side, and of no finding. A white sign reads on both."""
BORROWED = "#b0467e"
"""Colour of what was taken from others: of no side, no finding, and nothing for or against."""
RULE = "#868d94"
"""Colour of thin lines, on white and on black."""
PALE = faded(RULE, 0.2)
"""Colour of the band over a period: pale on white and on black."""
SYMBOL_SIGNS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "x": "✖", "hexagon": "⬢", "star": "★"}
"""The symbols of marks as signs in text."""
FINDING_COLOURS = {
    "holds": "#177440",
    "holds thinly": "#30845a",
    "near miss": "#8c5b00",
    "disputed": "#6a62b8",
    "wrong": "#c0352a",
    "mistranslated": "#9d4895",
    "nothing found": "#646a71",
    "opinion": "#6b7178",
}
"""Fill of a tile: a white sign reads on each (4.5:1), and each stands out from white paper and from dark (3:1)."""

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": FONT_SIZE},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": FONT_SIZE}},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        "xaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "tickangle": 0},
        "yaxis": {"fixedrange": True, "showline": False, "zeroline": False, "ticks": "", "showgrid": False},
    }
)


def drawn(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is drawn of a chart: its data, and its layout, without the template of the book, which all share.

    Args:
        chart: `data` and `layout` of plotly. A template of another content belongs to what is drawn.
    """
    own = TEMPLATE.to_plotly_json()
    layout = {part: value for part, value in chart["layout"].items() if part != "template" or value != own}
    return {"data": chart["data"], "layout": layout}


def new_figure() -> go.Figure:
    """Return a figure in the template, with nothing drawn."""
    return go.Figure(layout={"template": TEMPLATE})
