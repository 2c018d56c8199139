"""Files made of downloads are what was pinned, hold what the site needs of them, and are left out without a network."""

import json

import pytest

from brief.errors import BriefError
from brief.settings import settings
from brief.vendor import artifacts, chart_script, map_outlines, npm


@pytest.fixture(scope="module")
def outlines():
    try:
        script = map_outlines.script().decode()
    except BriefError as error:
        pytest.skip(str(error))
    assert script.startswith(map_outlines.BEGINNING)
    topologies = json.loads(script.removeprefix(map_outlines.BEGINNING).removesuffix(";\n"))["topojson"]
    return topologies[map_outlines.OUTLINES]


def test_outlines_are_those_of_the_countries_on_the_maps(outlines):
    countries = {geometry["id"] for geometry in outlines["objects"]["countries"]["geometries"]}
    assert {"LBY", "SYR", "RUS", "IRN", "TUR", "EGY", "TUN"} <= countries
    assert not {"BRA", "AUS", "JPN"} & countries
    assert outlines["objects"]["land"]["geometries"]


def numbers(arcs):
    return [arcs if arcs >= 0 else ~arcs] if isinstance(arcs, int) else [n for part in arcs for n in numbers(part)]


def test_outlines_are_small_and_use_every_arc(outlines):
    assert len(json.dumps(outlines, separators=(",", ":"))) < 150_000
    shapes = [shape for layer in outlines["objects"].values() for shape in layer["geometries"]]
    assert {n for shape in shapes for n in numbers(shape["arcs"])} == set(range(len(outlines["arcs"])))


def test_arcs_outside_of_the_box_keep_their_ends():
    def layer(*arcs):
        return {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [list(arcs)]}]}

    topology = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"land": layer(0, ~2), "lakes": layer(1), "countries": layer(1)},
        "arcs": [[[1, 1], [1, 1], [1, 0]], [[50, 50], [1, 1]], [[40, 40], [5, 0], [0, 5]]],
    }
    clipped = map_outlines.clipped(topology, (0, 0, 10, 10))
    assert clipped["arcs"] == [[[1, 1], [1, 1], [1, 0]], [[40, 40], [5, 5]]]
    assert clipped["objects"]["land"] == layer(0, ~1)
    assert [len(clipped["objects"][name]["geometries"]) for name in ("lakes", "countries")] == [0, 0]


def test_a_package_with_another_hash_than_the_pinned_one_is_refused(monkeypatch, tmp_path, outlines):
    lock = json.loads(npm.LOCK.read_text(encoding="utf-8"))
    lock["packages"]["node_modules/plotly.js"]["integrity"] = "sha512-AAAA"
    (tmp_path / "lock.json").write_text(json.dumps(lock), encoding="utf-8")
    monkeypatch.setattr(npm, "LOCK", tmp_path / "lock.json")
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path / "cache"))
    npm._installed.cache_clear()
    with pytest.raises(BriefError, match=r"could not install npm packages: [\s\S]*EINTEGRITY"):
        map_outlines.script()
    assert not (tmp_path / "cache").exists()


def test_every_package_is_pinned_by_its_hash_and_by_no_address():
    packages = json.loads(npm.LOCK.read_text(encoding="utf-8"))["packages"]
    wanted = packages.pop("")["dependencies"]
    assert set(wanted) == {"esbuild", "plotly.js", "pyodide", "@emscripten-forge/numpy"}
    assert all(npm.locked(name)["version"] == version for name, version in wanted.items())
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_the_chart_script_is_of_the_same_version_as_the_python_package():
    version = npm.locked("plotly.js")["version"]
    assert f"plotly.js v{version}" in chart_script.own_copy().read_text(encoding="utf-8")[:200]


def test_without_a_network_and_a_cache_nothing_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    monkeypatch.setenv(artifacts.OFFLINE, "1")
    for get in (map_outlines.script, chart_script.files):
        with pytest.raises(BriefError, match="it is not in the cache and BRIEF_OFFLINE is set"):
            get()
    assert chart_script.script() == chart_script.own_copy().read_bytes(), "all of plotly.js draws the same"


def test_the_chart_script_is_small_and_brings_the_licences_of_its_parts(site):
    if (site / "_static" / chart_script.SCRIPT).read_bytes() == chart_script.own_copy().read_bytes():
        pytest.skip("made without the registry")
    assert (site / "_static" / chart_script.SCRIPT).stat().st_size < 1_500_000
    notices = (site / "_static" / chart_script.NOTICES).read_text(encoding="utf-8")
    assert {"plotly.js", "d3-geo", "topojson-client"} <= {part.name for part in chart_script.parts()}
    for part in chart_script.parts():
        package = npm.locked(part.name)
        assert part == (part.name, package["version"], package["license"])
        assert f"{part.name} {part.version} ({part.licence})" in notices


def test_files_are_made_once_and_anew_when_they_depend_on_something_else(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    made = []

    def make():
        made.append(1)
        return {"a.txt": b"a", "b.txt": b"b"}

    for inputs in (["1"], ["1"], ["2"]):
        assert artifacts.get("example", inputs, make) == {"a.txt": b"a", "b.txt": b"b"}
        artifacts._get.cache_clear()
    assert len(made) == 2
    for entry in tmp_path.iterdir():
        entry.write_bytes(entry.read_bytes()[:-1])
    artifacts.get("example", ["1"], make)
    assert len(made) == 3, "a corrupt entry is a cache miss"


def test_a_failure_is_reported_and_not_tried_again(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    tried = []

    def fail():
        tried.append(1)
        raise OSError("no space left")

    for _ in range(2):
        with pytest.raises(BriefError, match="it cannot be made: no space left"):
            artifacts.get("example", ["1"], fail)
    assert len(tried) == 1
    assert list(tmp_path.iterdir()) == []


def test_maps_show_the_area_of_the_settings():
    west, south, east, north = settings().map_area
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90
