"""A chart as plotly.js draws it, made small for a page, and made complete for those who take it away."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

from brief.charts.key import Entry
from brief.charts.style import FONT, INK, text_width
from brief.vendor import typeface


class Ink(NamedTuple):
    """A colour that follows the theme of the page.

    Attributes:
        drawn: in which a picture is drawn: that of the light theme but for the last digit, which marks it as this ink.
        light: of the light theme.
    """

    drawn: str
    light: str


INKS = {
    "ink": Ink(INK, "#24292f"),
    "grid": Ink("#dfe3e7", "#dfe3e8"),
    "land": Ink("#f6f2e7", "#f6f2e8"),
    "sea": Ink("#d6e3ec", "#d6e3ed"),
    "coast": Ink("#9aa3aa", "#9aa3ab"),
}
"""What follows the theme, by the name of its variable in the stylesheet."""
PREFIX = "picture-"
"""Begins each id in a picture, in place of what makes it unique in its page."""


@dataclass(frozen=True)
class Picture:
    """One form of a chart: the content of its `<svg>`, and its size in pixels."""

    body: str
    width: int
    height: int

    def inside(self, prefix: str) -> str:
        """Return the content of `<svg>`, with ids that begin with `prefix`."""
        return self.body.replace(PREFIX, prefix)


# --- small ------------------------------------------------------------------------------------------------

_SVG = "{http://www.w3.org/2000/svg}"
_REFERENCE = re.compile(r"url\([\"']?#([^)\"']+)[\"']?\)")
"""A reference of an element to another, by its id."""
_ATTRIBUTES = {
    "d",
    "x",
    "y",
    "width",
    "height",
    "transform",
    "style",
    "clip-path",
    "text-anchor",
    "dx",
    "dy",
    "r",
    "cx",
    "cy",
    "x1",
    "x2",
    "y1",
    "y2",
    "rx",
    "ry",
    "id",
    "class",
}
_NO_TURN = re.compile(r"rotate\(0(,[^)]*)?\)|translate\(0(,0)?\)")
_MARKS = {"point", "js-line"}
"""Classes of marks and lines, which tests and the check of a site look for."""
_DEFAULTS = {
    "opacity: 1",
    "fill-opacity: 1",
    "stroke-opacity: 1",
    "vector-effect: none",
    "stroke-dasharray: none",
    "white-space: pre",
    "stroke-miterlimit: 2",
    "font-style: normal",
    "font-weight: normal",
    "font-variant: normal",
    "text-decoration-line: none",
    "text-transform: none",
    "text-shadow: none",
    "stroke: none",
    "stroke-width: 0",
    "text-shadow: rgba(0, 0, 0, 0) 0px 0px 0px",
    f"font-family: {FONT}",
    "cursor: default",
    "pointer-events: all",
    "stroke-width: 0px",
    "font-weight: 400",
    "pointer-events: none",
    "cursor: pointer",
    "stroke-dasharray: 0px",
}
"""Styles that are the default, or that the stylesheet sets once for the whole picture."""
_DRAWING = {f"{_SVG}{name}" for name in ("path", "rect", "circle", "line", "text", "tspan")}


def tidied(svg: str) -> str:
    """Return the content of the `<svg>` that plotly.js drew, without what is not seen and what is random."""
    ElementTree.register_namespace("", _SVG[1:-1])
    root = ElementTree.fromstring(svg)
    _clean(root)
    values = [value for element in root.iter() for value in element.attrib.values()]
    _prune(root, {reference[1] for value in values for reference in _REFERENCE.finditer(value)})
    names = {element.get("id"): f"{PREFIX}{number}" for number, element in enumerate(root.iterfind(".//*[@id]"), 1)}
    for element in root.iter():
        for key, value in element.items():
            renamed = _REFERENCE.sub(lambda reference: f"url(#{names[reference[1]]})", value)
            element.set(key, names[value] if key == "id" else renamed)
    root.attrib.clear()
    text = ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
    return text.partition(">")[2].removesuffix("</svg>")


def _clean(element: ElementTree.Element) -> None:
    """Leave of an element and those in it only the attributes that show, with few digits."""
    marks = _MARKS & set(element.get("class", "").split())
    for key in set(element.attrib) - _ATTRIBUTES:
        del element.attrib[key]
    element.attrib.pop("class", None)
    if marks:
        element.set("class", " ".join(sorted(marks)))
    parts = [part.strip() for part in element.get("style", "").split(";")]
    style = [_with_variables(part).replace(": ", ":") for part in parts if part and part not in _DEFAULTS]
    element.attrib.pop("style", None)
    if style:
        element.set("style", ";".join(style))
    if "transform" in element.attrib:
        element.set("transform", _shorter_transform(element.attrib["transform"]))
        if not element.attrib["transform"]:
            del element.attrib["transform"]
    for key in ("x", "y", "width", "height", "r", "cx", "cy", "x1", "x2", "y1", "y2"):
        if key in element.attrib:
            element.set(key, _rounded(element.attrib[key]))
    if "d" in element.attrib:
        element.set("d", _shorter_path(element.attrib["d"]))
    for child in element:
        _clean(child)


def _with_variables(style: str) -> str:
    """Return a style with variables of the stylesheet in place of the inks, and other colours as `#rrggbb`."""

    def colour(rgb: re.Match[str]) -> str:
        code = "#" + "".join(f"{int(part):02x}" for part in rgb.groups())
        return next((f"var(--brief-{name})" for name, ink in INKS.items() if ink.drawn == code), code)

    return re.sub(r"rgb\((\d+), (\d+), (\d+)\)", colour, style)


def _rounded(text: str) -> str:
    """Return text with its numbers rounded to hundredths."""
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda number: _short(round(float(number[0]), 2)), text)


def _shorter_transform(transform: str) -> str:
    """Return a transform with its numbers rounded, without what turns or moves by nothing."""
    return _NO_TURN.sub("", _rounded(transform)).strip()


def _short(value: float) -> str:
    """Return a number as CSS has it, as short as possible."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


def _shorter_path(path: str) -> str:
    """Return a path of straight lines in steps of tenths of a pixel, and any other with its numbers rounded."""
    if not re.fullmatch(r"(?:[MLZ]|-?[\d.]+(?:e-?\d+)?|[ ,])+", path):
        return _rounded(path)
    steps: list[str] = []
    x = y = 0
    for letter, to_x, to_y in re.findall(r"([MLZ])(?:\s*(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?))?", path):
        if letter == "Z":
            steps.append("z")
            continue
        step_x, step_y = round(float(to_x) * 10) - x, round(float(to_y) * 10) - y
        x, y = x + step_x, y + step_y
        if letter == "M":
            steps.append(f"M{_short(x / 10)},{_short(y / 10)}")
        elif (step_x, step_y) != (0, 0) or steps[-1][0] == "M":
            steps.append(f"{' ' if steps[-1][0] in 'l ' else 'l'}{_short(step_x / 10)},{_short(step_y / 10)}")
    return "".join(steps)


def _prune(element: ElementTree.Element, used: set[str]) -> None:
    """Remove what does not show, what nothing refers to, and groups without content or attributes.

    Args:
        element: in which to look.
        used: the ids that are referred to.
    """
    for child in list(element):
        if child.get("id") not in used:
            child.attrib.pop("id", None)
        if child.tag == f"{_SVG}clipPath":
            if "id" not in child.attrib:
                element.remove(child)
            continue
        _prune(child, used)
        empty = len(child) == 0 and not (child.text or "").strip()
        if _hidden(child, empty) if child.tag in _DRAWING else empty:
            element.remove(child)
        elif child.tag == f"{_SVG}g" and not child.attrib:
            at = list(element).index(child)
            element.remove(child)
            for place, part in enumerate(child, at):
                element.insert(place, part)


def _hidden(element: ElementTree.Element, empty: bool) -> bool:
    """Return whether an element that draws something draws nothing that shows."""
    style = dict(part.split(":", 1) for part in element.get("style", "").split(";") if part)
    if style.get("opacity") == "0" or style.get("display") == "none" or style.get("visibility") == "hidden":
        return True
    if element.tag in {f"{_SVG}text", f"{_SVG}tspan"}:
        return empty
    if element.tag == f"{_SVG}path" and element.get("d", "M0,0") in {"", "M0,0"}:
        return True
    unfilled = style.get("fill") == "none" or style.get("fill-opacity") == "0"
    return unfilled and ("stroke" not in style or style.get("stroke-opacity") == "0")


# --- to take away -----------------------------------------------------------------------------------------

_MARGIN = 16
_BOLD = {"bold", "bolder", "600", "700", "800", "900"}
_PAPER, _QUIET = "#ffffff", "#57606a"
_RIM = (
    f'text[style*="{INKS["ink"].light}"]{{paint-order:stroke;stroke:{_PAPER};stroke-width:3px;stroke-linejoin:round}}'
)
"""Has words stand out from what is behind them, as the stylesheet of the site does."""


class Words(NamedTuple):
    """What stands around a picture that stands alone.

    Attributes:
        title: above it.
        key: below it: what its colours and signs mean.
        caption: below the key.
        source: paragraphs in small letters at the end.
    """

    title: str
    key: list[Entry]
    caption: str
    source: tuple[str, ...]


def standing_alone(picture: Picture, words: Words, prefix: str) -> tuple[str, int, int]:
    """Return a picture that needs no page around it: on white, in the light theme's colours, with all its words.

    It brings the letters that it shows, for programs that read them; others find a typeface by its name.

    Args:
        picture: the form to show.
        words: above it and below it.
        prefix: with which its ids begin.

    Returns:
        The SVG, its width and its height in pixels.
    """
    body = picture.inside(f"{prefix}-")
    for name, colour in INKS.items():
        body = body.replace(f"var(--brief-{name})", colour.light)
    ink, quiet = f"fill:{INKS['ink'].light}", f"fill:{_QUIET}"
    title = _words(words.title)
    head, below = _lines(title, _balanced(title, picture.width, 16), 16, f"{ink};font-weight:600", _MARGIN)
    top = below + 8
    signs = [
        (f"{sign} {text}", f'<tspan style="fill:{colour}">{sign}</tspan> {html.escape(text)}')
        for sign, colour, text in words.key
    ]
    paragraphs = [
        (signs, 12, ink),
        (_words(words.caption), 12, ink),
        *((_words(text), 11, quiet) for text in words.source),
    ]
    foot, end = "", top + picture.height
    for parts, size, style in paragraphs:
        if parts:
            lines, end = _lines(parts, picture.width, size, style, end + 8, gap="\u2003" if parts is signs else " ")
            foot += lines
    width, height = picture.width + 2 * _MARGIN, end + _MARGIN - 4
    drawn = f'{head}<g transform="translate({_MARGIN},{top})">{body}</g>{foot}'
    svg = (
        f'<svg xmlns="{_SVG[1:-1]}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' style="font-family:{html.escape(FONT)};white-space:pre"><title>{html.escape(words.title)}</title>'
        f"<style>{_RIM}{typeface.embedded_for(_letters(drawn))}</style>"
        f'<rect width="{width}" height="{height}" style="fill:{_PAPER}"/>{drawn}</svg>\n'
    )
    return svg, width, height


def _letters(drawn: str) -> dict[typeface.Style, str]:
    """Return the text of a drawing by the style in which it is set, in no order."""
    letters = dict.fromkeys(typeface.STYLES, "")

    def gather(element: ElementTree.Element, within: typeface.Style) -> None:
        style = element.get("style", "")
        weight = re.search(r"font-weight:(\w+)", style)
        slant = re.search(r"font-style:(\w+)", style)
        own = typeface.Style(
            (600 if weight[1] in _BOLD else 400) if weight else within.weight,
            ("italic" if slant[1] == "italic" else "normal") if slant else within.slant,
        )
        face = own if own in letters else own._replace(slant="normal")  # no letters are both bold and italic
        letters[face] += element.text or ""
        for child in element:
            gather(child, own)
            letters[face] += child.tail or ""

    gather(ElementTree.fromstring(f"<svg>{drawn}</svg>"), typeface.STYLES[0])
    return letters


def _words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text, as text and as SVG."""
    return [(word, html.escape(word)) for word in text.split()]


def _lines(
    parts: list[tuple[str, str]], width: int, size: int, style: str, top: int, gap: str = " "
) -> tuple[str, int]:
    """Return words as lines of SVG that fit a width.

    Args:
        parts: what is not broken, as text and as SVG.
        width: of the longest line, in pixels.
        size: of the letters, in pixels.
        style: of the letters, as CSS.
        top: where they begin, in pixels.
        gap: between two parts.

    Returns:
        The lines, and where they end, in pixels.
    """
    step = round(size * 1.35)
    lines = _broken(parts, width, size, "<b>" if "font-weight" in style else "", gap)
    elements = "".join(
        f'<text x="{_MARGIN}" y="{top + size + number * step}" style="font-size:{size}px;{style}">{drawn}</text>'
        for number, (_, drawn) in enumerate(lines)
    )
    return elements, top + step * len(lines)


def _broken(
    parts: list[tuple[str, str]], width: float, size: int, bold: str = "", gap: str = " "
) -> list[tuple[str, str]]:
    """Return parts, as text and as SVG, joined to lines that fit a width; `bold` is "<b>" for bold letters."""
    lines: list[tuple[str, str]] = []
    for text, drawn in parts:
        longer = f"{lines[-1][0]}{gap}{text}" if lines else ""
        if lines and text_width(bold + longer, size) * 1.04 < width:
            lines[-1] = (longer, f"{lines[-1][1]}{gap}{drawn}")
        else:
            lines.append((text, drawn))
    return lines


def _balanced(parts: list[tuple[str, str]], width: int, size: int) -> int:
    """Return the least width in which bold words take no more lines than in a width: lines of about one length."""
    number = len(_broken(parts, width, size, "<b>"))
    return next(less for less in range(width // number, width + 1) if len(_broken(parts, less, size, "<b>")) <= number)
