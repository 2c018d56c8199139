"""The typeface of the book: IBM Plex Sans for Latin, Cyrillic, Greek and Arabic letters, and signs of DejaVu Sans.

All of the book is set in it, so that its charts have the same labels in the same places on every machine. Its digits
have one width, so that columns of numbers align; its licence lets everybody pass it on. It has no sign for the marks of
charts, such as a filled diamond: DejaVu Sans has all that the book needs.

The letters are the files of npm packages as they are, one for each script, so that a page loads only what it shows. On
a slow connection they come after the text. In charts they then take the place of another typeface: nothing moves, since
labels have their places. Running text would be broken into other lines and move what is below it, so it stays as it is
until the next page: it is of a family of its own, which has the same files.
"""

from __future__ import annotations

import base64
import functools
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from brief import cache
from brief.errors import BriefError
from brief.files import digest, sha256
from brief.vendor import artifacts, npm

FAMILY, TEXT_FAMILY = "IBM Plex Sans", "Brief Text"
"""The names by which style sheets call the typeface: in charts, and in running text."""
FOLDER = "typeface"
"""Folder of the files, in the site's folder `_static`."""
SHEET = "typeface.css"
"""The style sheet that declares the typeface, in the site's folder `_static`."""
NOTICES = f"{FOLDER}/LICENSE.txt"
"""File with the licences of all parts."""
LETTERS, ARABIC, SIGNS = "@fontsource/ibm-plex-sans", "@fontsource/ibm-plex-sans-arabic", "dejavu-fonts-ttf"
"""The npm packages."""
LICENCES = {LETTERS: "OFL-1.1", ARABIC: "OFL-1.1", SIGNS: "Bitstream-Vera"}
"""As SPDX has them; that of DejaVu Sans is that of Bitstream Vera, from which it was made, as its LICENSE says."""
SCRIPTS = ("greek", "cyrillic", "latin-ext", "latin")
"""Those of `LETTERS` that the book takes."""
SIGN_RANGES = (
    (0x2190, 0x2199),
    (0x21C4, 0x21C4),  # arrows
    (0x223C, 0x223C),
    (0x2248, 0x2248),
    (0x2260, 0x2261),
    (0x2264, 0x2265),  # relations
    (0x2500, 0x2501),
    (0x2504, 0x2505),
    (0x2508, 0x2509),
    (0x254C, 0x254D),  # lines
    (0x25A0, 0x25FF),
    (0x2605, 0x2606),
    (0x2713, 0x2718),
    (0x2B1F, 0x2B24),  # shapes, stars, ticks, crosses
)
"""The first and the last character of each range of signs."""
_FACE = re.compile(
    rf"@font-face\{{font-family:'{FAMILY}'[^}}]*?font-style:(?P<slant>\w+);font-weight:(?P<weight>\d+);"
    r"src:url\((?P<file>[^)]+)\)[^;]*;unicode-range:(?P<characters>[^}]+)\}"
)
"""One face of the style sheet, as `_face` writes it; those of the other family are the same."""


class Style(NamedTuple):
    """How letters look: their weight, and "normal" or "italic"."""

    weight: int
    slant: str


STYLES = (Style(400, "normal"), Style(400, "italic"), Style(600, "normal"))
"""The styles of the book; bold text is set in the semi-bold one."""


def files() -> dict[str, bytes]:
    """Return the style sheet, the fonts and their licences, by their paths in the site's folder `_static`.

    Raises:
        BriefError: if they are not in the cache and cannot be made.
    """
    packages = [json.dumps(npm.locked(name)) for name in LICENCES]
    return artifacts.get("typeface", (Path(__file__).read_text("utf-8"), *packages), _make)


def version() -> str:
    """Return the name of the typeface with a digest of its files; where they cannot be made, what takes its place."""
    try:
        content = b"\0".join(content for _, content in sorted(files().items()))
    except BriefError:
        return "fonts of the machine"
    return f"{FAMILY} {digest(content)}"


def embedded() -> str:
    """Return the style sheet with the fonts in it, for what is drawn or printed from one file.

    It is empty where they cannot be made: then the fonts of the machine take their place.
    """
    faces = _FACE.finditer(_sheet())
    return "\n".join(face[0].replace(face["file"], _data(files()[face["file"]])) for face in faces)


def embedded_for(letters: Mapping[Style, str]) -> str:
    """Return a style sheet with those parts of the fonts that a text needs, for a picture that stands alone.

    It is empty where they cannot be made.

    Args:
        letters: all characters of the text, by the style in which they are set.
    """
    faces = []
    for face in _FACE.finditer(_sheet()):
        text = letters.get(Style(int(face["weight"]), face["slant"]), "")
        characters = frozenset(map(ord, text)) & frozenset(_numbers(face["characters"]))
        if characters and (part := _part(face["file"], characters)):
            faces.append(face[0].replace(face["file"], _data(part)))
    return "\n".join(faces)


def _sheet() -> str:
    try:
        return files()[SHEET].decode()
    except BriefError:
        return ""


def _data(font: bytes) -> str:
    return f"data:font/woff2;base64,{base64.b64encode(font).decode()}"


@functools.cache
def _part(file: str, characters: frozenset[int]) -> bytes:
    """Return those of some characters that a font has, from the cache if they are there; nothing if it has none."""
    font = files()[file]
    versions = [f"{name} {metadata.version(name)}" for name in ("fonttools", "brotli")]
    name = f"letters/{digest(chr(0).join([sha256(font), Path(__file__).read_text('utf-8'), *versions]))}"
    name += f"-{digest(','.join(map(str, sorted(characters))))}.woff2"
    part = cache.read(name)
    if part is None:
        part = _with_only(characters, font)
        cache.keep(name, part)
    return part


def _with_only(characters: Iterable[int], font: bytes) -> bytes:
    """Return a font with only those of its characters that are given; nothing if it has none of them."""
    from fontTools import subset  # slow to import, and most builds find all in the cache

    options = subset.Options(flavor="woff2", hinting=False)
    options.drop_tables += ["FFTM"]  # the time of making
    read = subset.load_font(io.BytesIO(font), options)
    there = sorted(read.getBestCmap().keys() & set(characters))
    if not there:
        return b""
    taker = subset.Subsetter(options)
    taker.populate(unicodes=there)
    taker.subset(read)
    out = io.BytesIO()
    subset.save_font(read, out, options)
    return out.getvalue()


def _numbers(ranges: str) -> Iterator[int]:
    """Return the characters in ranges as CSS has them: "U+0000-00FF,U+0131"."""
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _make() -> dict[str, bytes]:
    modules = npm.modules()
    made: dict[str, bytes] = {}
    faces = []
    for style in STYLES:
        for package, scripts in ((LETTERS, SCRIPTS), (ARABIC, ("arabic",))):
            ranges = json.loads((modules / package / "unicode.json").read_bytes())
            for script in scripts:
                slant = "normal" if package == ARABIC else style.slant  # Arabic has no italics
                file = f"{Path(package).name}-{script}-{style.weight}-{slant}.woff2"
                made[f"{FOLDER}/{file}"] = (modules / package / "files" / file).read_bytes()
                faces.append(_face(style, file, ranges[script]))
        faces.append(_face(style, "signs.woff2", ",".join(f"U+{first:04X}-{last:04X}" for first, last in SIGN_RANGES)))
    signs = [number for first, last in SIGN_RANGES for number in range(first, last + 1)]
    made[f"{FOLDER}/signs.woff2"] = _with_only(signs, (modules / SIGNS / "ttf" / "DejaVuSans.ttf").read_bytes())
    notices = [f"{name} {npm.locked(name)['version']}\n\n{_notice(modules / name)}" for name in LICENCES]
    return {**made, SHEET: "\n".join([*faces, ""]).encode(), NOTICES: "\n\n----\n\n".join([*notices, ""]).encode()}


def _face(style: Style, file: str, characters: str) -> str:
    """Return a face of both families as CSS: of two that have the same character, browsers take the last."""
    return "\n".join(
        f"@font-face{{font-family:'{family}';font-display:{display};font-style:{style.slant};font-weight:{style.weight};"
        f"src:url({FOLDER}/{file}) format('woff2');unicode-range:{characters}}}"
        for family, display in ((FAMILY, "swap"), (TEXT_FAMILY, "optional"))
    )


def _notice(package: Path) -> str:
    return (package / "LICENSE").read_text(encoding="utf-8").strip()
