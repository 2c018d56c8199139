"""Static pictures of the charts, made when the book is built: what readers see before any chart script has loaded.

Each chart is drawn twice, by plotly.js in Chromium, which kaleido drives: wide, and in the form for narrow pages
(`layout.meta.narrow`). The pictures stand in the page as SVG. What follows the theme of the page (ink, grid, land) is
drawn in the light theme's colours, each off by one so that it is told from any other, and then named after the
variable of the page's stylesheet. For readers to take away there is a third picture, with title and source in it, as
SVG and PNG. All are kept in the cache, by what they show and by what drew them.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import functools
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from unittest import mock
from xml.etree import ElementTree

from brief import cache
from brief.charts.style import CHARACTER_WIDTH, FONT
from brief.errors import BriefError
from brief.vendor import assets, chart_script

FORMS = {"wide": 700, "narrow": 320}
"""The forms of a picture, with their widths in pixels: about those of the column of text on desktops and on phones."""
INKS = {
    "ink": ("#24292e", "#24292f"),
    "grid": ("#dfe3e7", "#dfe3e8"),
    "land": ("#eef0e9", "#eef0ea"),
    "coast": ("#9aa3aa", "#9aa3ab"),
}
"""What follows the theme, by its name in the stylesheet: the colour drawn in, and that of the light theme."""
DEFAULT_HEIGHT = 400
SCALE = 2
"""How many pixels of a PNG stand for one of its SVG."""
LAYERS = ("land", "countries", "coastlines", "lakes", "rivers", "ocean", "subunits")
"""What a map draws only with the outlines."""
PREFIX = "picture-"
"""Begins each id in a picture, and gives way to what is unique on the page."""
PATIENCE_SECONDS = 60
"""For one picture."""
DRAWING_SECONDS = 200
"""For all; those of a whole book take some 30 at the first time, and are kept."""
TABS = 2
"""How many charts are drawn at once."""


@dataclass(frozen=True)
class Request:
    """A chart to be drawn, as plotly has it; its title and its source, for those who take it away."""

    spec: dict[str, Any]
    title: str
    source: str


@dataclass(frozen=True)
class Picture:
    """One form of a chart: what stands inside its `<svg>`, and its size in pixels."""

    body: str
    width: int
    height: int

    def inside(self, prefix: str) -> str:
        """Return what stands inside `<svg>`, with ids that begin with `prefix`."""
        return self.body.replace(PREFIX, prefix)


@dataclass(frozen=True)
class Pictures:
    """The pictures of a chart: its forms by name, and the files to take away."""

    forms: dict[str, Picture]
    svg: bytes
    png: bytes


# --- what draws -------------------------------------------------------------------------------------------


def chromium() -> str:
    """Return the program that draws: `$CHROME`, or Chromium or Chrome where programs are found.

    Raises:
        BriefError: if there is none.
    """
    named = os.environ.get("CHROME")
    found = shutil.which(named) if named else shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise BriefError(f"CHROME names no program: {named}" if named else "no chromium or google-chrome on PATH")
    return found


def stamp() -> str:
    """Return what the look of a picture hangs on: the versions of what draws it, and the fonts of this machine.

    Raises:
        BriefError: if what draws is not here, does not say its version, or has failed before in this run.
    """
    program = chromium()
    if program in _FAILED:
        raise BriefError(_FAILED[program])
    return _stamp(program)


_FAILED: dict[str, str] = {}
"""By program, why it could not draw: a failure is not tried again in one run."""


@functools.cache
def _stamp(program: str) -> str:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=PATIENCE_SECONDS).stdout
        versions = [f"{name} {metadata.version(name)}" for name in ("kaleido", "plotly")]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BriefError(f"{program} does not start: {error}") from error
    except metadata.PackageNotFoundError as error:
        raise BriefError(f"the Python package {error.name} is not installed") from error
    if (version := re.search(r"\d+(\.\d+)+", told)) is None:
        raise BriefError(f"{program} does not say its version")
    return f"{', '.join(versions)}, Chromium {version[0]}, fonts {_fonts()}"


def _fonts() -> str:
    """Return a digest of the fonts of this machine, where fontconfig lists them."""
    lister = shutil.which("fc-list")
    if lister is None:
        return "unknown"
    listed = subprocess.run([lister, ":", "family", "style", "fontversion"], capture_output=True).stdout
    return hashlib.sha256(b"\n".join(sorted(listed.splitlines()))).hexdigest()[:12]


# --- drawing ----------------------------------------------------------------------------------------------


def draw(requests: Mapping[str, Request]) -> dict[str, Pictures]:
    """Return the pictures of charts, by the names of these; what is not in the cache is drawn, by one Chromium.

    Raises:
        BriefError: if what draws is not here, or fails.
    """
    drawn_by = stamp()
    found: list[dict[str, Pictures] | Exception] = []

    def draw_all() -> None:
        try:
            found.append(asyncio.run(_draw(requests, drawn_by)))
        except Exception as error:  # kaleido and what it drives raise errors of many kinds
            found.append(error)

    # aside, as a Chromium that hangs can hang in its starting and its closing, too; it ends with this process
    drawing = threading.Thread(target=draw_all, daemon=True)
    drawing.start()
    drawing.join(DRAWING_SECONDS)
    made = found[0] if found else TimeoutError(f"it took more than {DRAWING_SECONDS} seconds")
    if isinstance(made, BriefError):
        raise made
    if isinstance(made, Exception):
        told = (str(made).strip() or repr(made)).splitlines()[0]
        _FAILED[chromium()] = f"Chromium failed to draw: {told}"
        raise BriefError(_FAILED[chromium()]) from made
    return made


async def _draw(requests: Mapping[str, Request], drawn_by: str) -> dict[str, Pictures]:
    outlines = _outlines()
    made_by = _digest(drawn_by, Path(__file__).read_bytes(), outlines.read_bytes() if outlines else "")
    specs = {
        (name, form): fitted(request.spec, form, outlines=outlines is not None)
        for name, request in requests.items()
        for form in FORMS
    }
    async with AsyncExitStack() as stack:
        studio = _Studio(stack, outlines)

        async def plotted(name: str, form: str) -> Picture:
            spec, width = specs[name, form], FORMS[form]
            height = int(spec["layout"].get("height", DEFAULT_HEIGHT))
            key = _digest(made_by, width, height, json.dumps(spec, sort_keys=True))
            body = await _kept(f"pictures/{key}.svg", lambda: studio.plotted(spec, width, height))
            return Picture(body.decode(), width, height)

        async def all_of(name: str, request: Request) -> Pictures:
            forms = {form: await plotted(name, form) for form in FORMS}
            svg, width, height = standing_alone(forms["wide"], request, name)
            key = _digest(made_by, SCALE, svg)
            png = await _kept(f"pictures/{key}.png", lambda: studio.shot(svg, width, height))
            return Pictures(forms, svg.encode(), png)

        found = await asyncio.gather(*(all_of(name, request) for name, request in requests.items()))
    return dict(zip(requests, found, strict=True))


def _outlines() -> Path | None:
    try:
        return assets.map_outlines()
    except BriefError:
        return None


def _digest(*parts: object) -> str:
    return hashlib.sha256(b"\0".join(p if isinstance(p, bytes) else str(p).encode() for p in parts)).hexdigest()


async def _kept(name: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
    """Return what is in the cache, or what is made now and kept there."""
    found = cache.read(name)
    if found is None:
        found = await make()
        cache.keep(name, found)
    return found


class _Studio:
    """One Chromium with several tabs, started when the first picture is wanted."""

    def __init__(self, stack: AsyncExitStack, outlines: Path | None) -> None:
        self._stack, self._outlines = stack, outlines
        self._starting = asyncio.Lock()
        self._shooting = asyncio.Lock()
        self._kaleido: Any = None
        self._tab: Any = None

    async def _started(self) -> Any:
        async with self._starting:
            if self._kaleido is None:
                from kaleido import Kaleido, PageGenerator  # takes long, and most builds find all in the cache

                folder = self._stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
                script = Path(folder) / "plotly.js"
                script.write_bytes(chart_script.drawing())
                others = [self._outlines] if self._outlines else None
                page = PageGenerator(plotly=script, mathjax=False, others=others)
                with mock.patch.dict(os.environ, {"TMPDIR": folder}):  # Chromium leaves things there
                    self._kaleido = await self._stack.enter_async_context(
                        Kaleido(n=TABS, path=chromium(), page_generator=page, timeout=PATIENCE_SECONDS)
                    )
        return self._kaleido

    async def plotted(self, spec: dict[str, Any], width: int, height: int) -> bytes:
        """Return a chart as what stands inside `<svg>`."""
        kaleido = await self._started()
        options = {"format": "svg", "width": width, "height": height}
        return tidied((await kaleido.calc_fig(spec, opts=options)).decode()).encode()

    async def shot(self, svg: str, width: int, height: int) -> bytes:
        """Return a picture as PNG."""
        kaleido = await self._started()
        async with self._shooting:  # there is one tab for this
            self._tab = self._tab or await kaleido.create_tab("about:blank", window=True)
            page = f'<body style="margin:0">{svg}</body>'
            put = f"document.documentElement.innerHTML = {json.dumps(page)}; 0"
            area = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE}
            for command, given in (
                ("Runtime.evaluate", {"expression": put}),
                ("Page.captureScreenshot", {"format": "png", "clip": area, "captureBeyondViewport": True}),
            ):
                answer = await asyncio.wait_for(self._tab.send_command(command, given), PATIENCE_SECONDS)
                if "error" in answer:
                    raise BriefError(f"Chromium failed to draw: {answer['error'].get('message')}")
        return base64.b64decode(answer["result"]["data"])


def fitted(spec: Mapping[str, Any], form: str, *, outlines: bool) -> dict[str, Any]:
    """Return a chart as it is drawn in one form: as `fitted` in `static/charts.js` does it in the page.

    Args:
        spec: the chart, as plotly has it.
        form: one of `FORMS`.
        outlines: whether those of maps are there.
    """
    data, layout = copy.deepcopy(spec["data"]), copy.deepcopy(spec["layout"])
    if form == "narrow":  # what begins with data[ is of a trace, the rest of the layout
        for path, value in layout.get("meta", {}).get("narrow", {}).items():
            _set({"data": data} if path.startswith("data[") else layout, path, value)
    layout.pop("meta", None)
    _set(layout, "font.color", INKS["ink"][0])
    for axis in [key for key in layout if re.match("[xy]axis", key)]:
        _set(layout, f"{axis}.gridcolor", INKS["grid"][0])
    for geo in [key for key in layout if key.startswith("geo")]:
        for what, ink in (("land", "land"), ("coastline", "coast"), ("country", "coast")):
            layout[geo][f"{what}color"] = INKS[ink][0]
        if not outlines:
            layout[geo] |= {f"show{layer}": False for layer in LAYERS}
    for number, trace in enumerate(data):
        trace["uid"] = f"trace{number}"  # else plotly makes one up at random
    return {"data": data, "layout": layout}


def _set(target: Any, path: str, value: Any) -> None:
    *before, last = re.sub(r"\[(\d+)\]", r".\1", path).split(".")
    for key in before:
        target = target[int(key)] if isinstance(target, list) else target.setdefault(key, {})
    target[int(last) if isinstance(target, list) else last] = value


# --- from what plotly draws to what stands in a page ------------------------------------------------------

_SVG = "{http://www.w3.org/2000/svg}"
_URL = re.compile(r"url\([\"']?#([^)\"']+)[\"']?\)")
"""A reference of an element to another, by its id."""
_ATTRIBUTES = {
    *("d", "x", "y", "width", "height", "transform", "style", "clip-path", "text-anchor", "dx", "dy", "r", "cx", "cy"),
    *("x1", "x2", "y1", "y2", "rx", "ry", "id", "class"),
}
_CLASSES = {"point", "js-line"}
"""What of a picture is a mark, by its class."""
_USELESS = {
    *("opacity: 1", "fill-opacity: 1", "stroke-opacity: 1", "vector-effect: none", "stroke-dasharray: none"),
    *("white-space: pre", "stroke-miterlimit: 2", "font-style: normal", "font-weight: normal", "font-variant: normal"),
    *("text-decoration-line: none", "text-transform: none", "text-shadow: none", "stroke: none", "stroke-width: 0"),
    *("text-shadow: rgba(0, 0, 0, 0) 0px 0px 0px", f"font-family: {FONT}", "cursor: default", "pointer-events: all"),
    *("stroke-width: 0px", "font-weight: 400", "pointer-events: none", "cursor: pointer", "stroke-dasharray: 0px"),
}
"""What is so by default, or is set once for the whole picture."""


def tidied(svg: str) -> str:
    """Return what stands inside the `<svg>` that plotly drew, without what nobody sees and what is random in it."""
    ElementTree.register_namespace("", _SVG[1:-1])
    root = ElementTree.fromstring(svg)
    _clean(root)
    values = [value for element in root.iter() for value in element.attrib.values()]
    _prune(root, {found[1] for value in values for found in _URL.finditer(value)})
    names = {element.get("id"): f"{PREFIX}{number}" for number, element in enumerate(root.iterfind(".//*[@id]"), 1)}
    for element in root.iter():
        for key, value in element.items():
            element.set(key, names[value] if key == "id" else _URL.sub(lambda found: f"url(#{names[found[1]]})", value))
    root.attrib.clear()
    text = ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")
    return text.partition(">")[2].removesuffix("</svg>")


def _clean(element: ElementTree.Element) -> None:
    """Keep of each element what shows, in few digits."""
    classes = _CLASSES & set(element.get("class", "").split())
    for key in set(element.attrib) - _ATTRIBUTES:
        del element.attrib[key]
    element.attrib.pop("class", None)
    if classes:
        element.set("class", " ".join(sorted(classes)))
    told = [part.strip() for part in element.get("style", "").split(";")]
    style = [re.sub(": ", ":", _coloured(part)) for part in told if part and part not in _USELESS]
    element.attrib.pop("style", None)
    if style:
        element.set("style", ";".join(style))
    for key in ("x", "y", "width", "height", "transform", "r", "cx", "cy", "x1", "x2", "y1", "y2"):
        if key in element.attrib:
            element.set(key, _rounded(element.attrib[key], 2))
    if "d" in element.attrib:
        element.set("d", _path(element.attrib["d"]))
    for child in element:
        _clean(child)


def _coloured(text: str) -> str:
    """Return text with its colours as readers of the page's stylesheet have them."""

    def colour(found: re.Match[str]) -> str:
        code = "#" + "".join(f"{int(part):02x}" for part in found.groups())
        return next((f"var(--brief-{name})" for name, (drawn, _) in INKS.items() if drawn == code), code)

    return re.sub(r"rgb\((\d+), (\d+), (\d+)\)", colour, text)


def _rounded(text: str, digits: int) -> str:
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda found: _number(round(float(found[0]), digits)), text)


def _number(value: float) -> str:
    """Return a number as CSS has it, as short as it goes."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


def _path(drawn: str) -> str:
    """Return the same path, shorter: one of straight lines in steps of a tenth of a pixel, any other in few digits."""
    if not re.fullmatch(r"(?:[MLZ]|-?[\d.]+(?:e-?\d+)?|[ ,])+", drawn):
        return _rounded(drawn, 2)
    made: list[str] = []
    x = y = 0
    for letter, to_x, to_y in re.findall(r"([MLZ])(?:\s*(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?))?", drawn):
        if letter == "Z":
            made.append("z")
            continue
        step_x, step_y = round(float(to_x) * 10) - x, round(float(to_y) * 10) - y
        x, y = x + step_x, y + step_y
        if letter == "M":
            made.append(f"M{_number(x / 10)},{_number(y / 10)}")
        elif (step_x, step_y) != (0, 0) or made[-1][0] == "M":
            made.append(f"{' ' if made[-1][0] in 'l ' else 'l'}{_number(step_x / 10)},{_number(step_y / 10)}")
    return "".join(made)


_DRAWING = {f"{_SVG}{name}" for name in ("path", "rect", "circle", "line", "text", "tspan")}


def _prune(element: ElementTree.Element, used: set[str]) -> None:
    """Take out what does not show, what nothing refers to, and groups that hold or say nothing."""
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
            for place, held in enumerate(child, at):
                element.insert(place, held)


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
_PAPER, _QUIET = "#ffffff", "#57606a"


def standing_alone(picture: Picture, request: Request, name: str) -> tuple[str, int, int]:
    """Return a picture that needs no page around it: white, in the light theme's colours, with title and source.

    Returns:
        The SVG, its width and its height in pixels.
    """
    body = picture.inside(f"{name}-")
    for ink, (_, light) in INKS.items():
        body = body.replace(f"var(--brief-{ink})", light)
    width = picture.width + 2 * _MARGIN
    title, below = _lines(request.title, picture.width, 16, f"fill:{INKS['ink'][1]};font-weight:600", _MARGIN)
    top = below + 8
    source, end = _lines(request.source, picture.width, 11, f"fill:{_QUIET}", top + picture.height + 10)
    height = end + _MARGIN - 4
    svg = (
        f'<svg xmlns="{_SVG[1:-1]}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' style="font-family:{html.escape(FONT)};white-space:pre"><title>{html.escape(request.title)}</title>'
        f'<rect width="{width}" height="{height}" style="fill:{_PAPER}"/>{title}'
        f'<g transform="translate({_MARGIN},{top})">{body}</g>{source}</svg>\n'
    )
    return svg, width, height


def _lines(text: str, width: int, size: int, style: str, top: int) -> tuple[str, int]:
    """Return text as lines of SVG that fit a width, and where they end; all in pixels."""
    step = round(size * 1.35)
    lines = textwrap.wrap(text, int(width / (CHARACTER_WIDTH * size / 13)), break_long_words=False)
    drawn = "".join(
        f'<text x="{_MARGIN}" y="{top + size + number * step}" style="font-size:{size}px;{style}">'
        f"{html.escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    return drawn, top + step * len(lines)
