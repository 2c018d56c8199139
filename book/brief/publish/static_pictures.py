"""Static pictures of the charts, drawn when the book is built: readers see them before any chart script has loaded.

Each chart is drawn twice, wide and narrow, by plotly.js in Chromium, which kaleido drives; `charts.js` fits it to the
form, as it does in the page. The pictures are in the page as SVG. What follows the theme of the page (ink, grid, land)
is drawn in colours of its own, which then give way to variables of the stylesheet. For readers to take away there is a
third picture, with title, key, caption and source in it, as SVG and PNG. All are drawn in the typeface of the book,
whatever fonts the machine has, and cached, by what they show and what drew them.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from unittest import mock

from brief import cache
from brief.charts import key
from brief.errors import BriefError
from brief.files import read_text, sha256
from brief.publish import chromium, svg
from brief.publish.svg import Picture
from brief.vendor import chart_script, map_outlines, typeface

FORMS = {"wide": 700, "narrow": 320}
"""The forms of a picture, with their widths in pixels: about those of the column of text on desktops and on phones."""
DEFAULT_HEIGHT = 400
SCALE = 2
"""How many pixels a PNG has for one of its SVG."""
_HERE = Path(__file__).parent
SCRIPTS = (_HERE / "static" / "later.js", _HERE / "static" / "charts.js", _HERE / "draw_pictures.js")
"""What the page that draws loads besides plotly.js, the outlines of maps and the typeface."""
SMALL_PNG = _HERE / "small_png.js"
SECONDS_A_PICTURE = 60
SECONDS = 200
"""After which drawing is given up. All pictures of a book take some 30 seconds at the first time."""
TABS = 2
"""How many charts are drawn at the same time."""


@dataclass(frozen=True)
class Request:
    """A chart to be drawn.

    Attributes:
        spec: the chart, with the data and the layout of plotly.
        title: of the figure, for those who take it away.
        source: where the figure is from, in paragraphs, one a line.
        caption: of the figure.
        glossary: what follows the caption: the abbreviations of the figure, explained.
        repeats: how many of the rows that are drawn only repeat another report.
    """

    spec: dict[str, Any]
    title: str
    source: str
    caption: str = ""
    glossary: str = ""
    repeats: int = 0


@dataclass(frozen=True)
class Pictures:
    """The pictures of a chart: its forms by name, and the files to take away."""

    forms: dict[str, Picture]
    svg: bytes
    png: bytes


def stamp() -> str:
    """Return what the look of a picture depends on: the versions of what draws it, and the typeface.

    Raises:
        BriefError: if something is missing, does not start, or failed before in this process.
    """
    program = chromium.program()
    if program in _FAILED:
        raise BriefError(_FAILED[program])
    try:
        versions = [f"{name} {metadata.version(name)}" for name in ("kaleido", "plotly")]
    except metadata.PackageNotFoundError as error:
        raise BriefError(f"the Python package {error.name} is not installed") from error
    return f"{', '.join(versions)}, Chromium {chromium.version(program)}, {typeface.version()}"


_FAILED: dict[str, str] = {}
"""By browser, why it could not draw: in one process this is not tried again."""


def draw(requests: Mapping[str, Request]) -> dict[str, Pictures]:
    """Return the pictures of charts by their names; those that are not in the cache are drawn by one browser.

    Raises:
        BriefError: if there is no browser, or it fails.
    """
    drawn_by = stamp()
    results: list[dict[str, Pictures] | Exception] = []

    def draw_all() -> None:
        try:
            results.append(asyncio.run(_draw(requests, drawn_by)))
        except Exception as error:  # kaleido and what it drives raise errors of many kinds
            results.append(error)

    # a browser may hang when it starts and when it closes, too; this thread ends with the process
    thread = threading.Thread(target=draw_all, daemon=True)
    thread.start()
    thread.join(SECONDS)
    result = results[0] if results else TimeoutError(f"it took more than {SECONDS} seconds")
    if isinstance(result, BriefError):
        raise result
    if isinstance(result, Exception):
        message = (str(result).strip() or repr(result)).splitlines()[0]
        _FAILED[chromium.program()] = f"Chromium failed to draw: {message}"
        raise BriefError(_FAILED[chromium.program()]) from result
    return result


def cached(requests: Mapping[str, Request]) -> dict[str, Pictures]:
    """Return the pictures of those charts whose pictures are in the cache, by the names of the charts.

    Raises:
        BriefError: if there is no browser, or it failed before in this process.
    """
    drawn_by = stamp()
    pictures: dict[str, Pictures] = {}
    for name, request in requests.items():
        with contextlib.suppress(_NotCached):
            pictures |= asyncio.run(_draw({name: request}, drawn_by, only_cached=True))
    return pictures


class _NotCached(Exception):
    """A picture would have to be drawn."""


async def _draw(requests: Mapping[str, Request], drawn_by: str, *, only_cached: bool = False) -> dict[str, Pictures]:
    outlines = _outlines()
    code = [Path(__file__), Path(svg.__file__), SMALL_PNG, *SCRIPTS]
    made_by = _digest(drawn_by, *(path.read_bytes() for path in code), outlines)
    async with AsyncExitStack() as stack:
        studio = _Studio(stack, outlines, closed=only_cached)

        async def drawn(spec: dict[str, Any], form: str) -> Picture:
            width, height = FORMS[form], height_of(spec, form)
            drawing = _digest(made_by, width, height, json.dumps(spec, sort_keys=True))
            body = await _cached(f"pictures/{drawing}.svg", lambda: studio.svg(spec, form, height))
            return Picture(body.decode(), width, height)

        async def pictures(name: str, request: Request) -> Pictures:
            forms = {form: await drawn(request.spec, form) for form in FORMS}
            signs = key.key(request.spec, request.caption, request.repeats)
            note = f"{request.caption} {request.glossary}".strip()
            around = svg.Words(request.title, signs, note, tuple(request.source.splitlines()))
            alone, width, height = svg.standing_alone(forms["wide"], around, name)
            drawing = _digest(made_by, SCALE, alone)
            png = await _cached(f"pictures/{drawing}.png", lambda: studio.png(alone, width, height))
            return Pictures(forms, alone.encode(), png)

        made = await asyncio.gather(*(pictures(name, request) for name, request in requests.items()))
    return dict(zip(requests, made, strict=True))


def height_of(spec: Mapping[str, Any], form: str) -> int:
    """Return the height of a chart in one of its `FORMS`, in pixels."""
    layout = spec["layout"]
    wide = layout.get("height", DEFAULT_HEIGHT)
    return int(layout.get("meta", {}).get("narrow", {}).get("height", wide) if form == "narrow" else wide)


def _outlines() -> bytes:
    try:
        return map_outlines.script()
    except BriefError:
        return b""


def _digest(*parts: object) -> str:
    return sha256(b"\0".join(p if isinstance(p, bytes) else str(p).encode() for p in parts))


async def _cached(name: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
    """Return an entry of the cache, making it if need be."""
    content = cache.read(name)
    if content is None:
        content = await make()
        cache.keep(name, content)
    return content


class _Studio:
    """One browser with several tabs, started when the first picture is wanted; nothing is drawn if it is closed."""

    def __init__(self, stack: AsyncExitStack, outlines: bytes, *, closed: bool) -> None:
        self._stack, self._outlines, self._closed = stack, outlines, closed
        self._starting = asyncio.Lock()
        self._photographing = asyncio.Lock()
        self._kaleido: Any = None
        self._tab: Any = None

    async def _started(self) -> Any:
        if self._closed:
            raise _NotCached
        async with self._starting:
            if self._kaleido is None:
                from kaleido import Kaleido, PageGenerator  # slow to import, and most builds find all in the cache

                folder = self._stack.enter_context(chromium.temporary_folder())
                plotly, outlines, fonts = (Path(folder, f"{name}.js") for name in ("plotly", "outlines", "fonts"))
                plotly.write_bytes(chart_script.script())
                outlines.write_bytes(self._outlines)
                fonts.write_text(f"window.typeface = {json.dumps(typeface.embedded())};\n", encoding="utf-8")
                page = PageGenerator(plotly=plotly, mathjax=False, others=[outlines, fonts, *SCRIPTS])
                with mock.patch.dict(os.environ, {"TMPDIR": folder}):  # where Chromium leaves files behind
                    self._kaleido = await self._stack.enter_async_context(
                        Kaleido(n=TABS, path=chromium.program(), page_generator=page, timeout=SECONDS_A_PICTURE)
                    )
        return self._kaleido

    async def svg(self, spec: dict[str, Any], form: str, height: int) -> bytes:
        """Return a chart in one form, as the content of `<svg>`."""
        kaleido = await self._started()
        inks = {name: ink.drawn for name, ink in svg.INKS.items()}
        meta = {**spec["layout"].get("meta", {}), "form": form, "inks": inks}
        chart = {**spec, "layout": {**spec["layout"], "meta": meta}}
        options = {"format": "svg", "width": FORMS[form], "height": height}
        return svg.tidied((await kaleido.calc_fig(chart, opts=options)).decode()).encode()

    async def png(self, picture: str, width: int, height: int) -> bytes:
        """Return an SVG as PNG."""
        kaleido = await self._started()
        async with self._photographing:  # there is one tab for this
            self._tab = self._tab or await kaleido.create_tab("about:blank", window=True)
            page = f'<body style="margin:0">{picture}</body>'
            put = f"document.documentElement.innerHTML = {json.dumps(page)}; document.fonts.ready.then(() => 0)"
            area = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE}
            await self._ask("Runtime.evaluate", expression=put, awaitPromise=True)
            shot = await self._ask("Page.captureScreenshot", format="png", clip=area, captureBeyondViewport=True)
            make = f"{read_text(SMALL_PNG)}\nsmallPng({json.dumps(shot['data'])})"
            small = await self._ask("Runtime.evaluate", expression=make, awaitPromise=True, returnByValue=True)
        return base64.b64decode(small["result"]["value"])

    async def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Have the tab obey a command of Chromium's protocol, and return its result."""
        answer = await asyncio.wait_for(self._tab.send_command(command, arguments), SECONDS_A_PICTURE)
        fault = answer.get("error") or answer["result"].get("exceptionDetails")
        if fault:
            raise BriefError(f"Chromium failed to draw: {fault.get('message') or fault.get('text')}")
        return answer["result"]
