"""Files made of downloads are what was pinned, hold what the site needs of them, and are left out without a network."""

import base64
import io
import json
import re
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from brief import paths, words
from brief.charts import style as style_of_charts
from brief.errors import BriefError
from brief.settings import settings
from brief.vendor import artifacts, chart_script, map_outlines, npm, table_script, typeface


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
    others = {"esbuild", "plotly.js", "pyodide", "zstddec", "@emscripten-forge/numpy"}
    assert set(wanted) == {*others, *typeface.LICENCES, *table_script.PACKAGES}
    assert all(npm.locked(name)["version"] == version for name, version in wanted.items())
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_the_chart_script_is_of_the_same_version_as_the_python_package():
    version = npm.locked("plotly.js")["version"]
    assert f"plotly.js v{version}" in chart_script.own_copy().read_text(encoding="utf-8")[:200]


def test_without_a_network_and_a_cache_nothing_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    monkeypatch.setenv(artifacts.OFFLINE, "1")
    for get in (map_outlines.script, chart_script.files, table_script.files, typeface.files):
        with pytest.raises(BriefError, match="it is not in the cache and BRIEF_OFFLINE is set"):
            get()
    assert chart_script.script() == chart_script.own_copy().read_bytes(), "all of plotly.js draws the same"
    assert table_script.script() == table_script.own_copy(), "with all that extends DataTables"
    assert typeface.embedded() == "" and typeface.version() == "fonts of the machine"


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


def test_the_script_of_tables_is_small_and_brings_its_licences():
    try:
        script = table_script.files()["tables-library.js"].decode()
    except BriefError as error:
        pytest.skip(str(error))
    assert len(script.encode()) < 200_000
    for name in table_script.PACKAGES:
        assert f"{name} {npm.locked(name)['version']}\n\n" in script.partition("*/")[0]
    version = npm.locked("datatables.net")["version"]
    assert version in table_script.own_copy(), "the copy that takes its place is of the same version"


# --- the typeface -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fonts():
    try:
        made = typeface.files()
    except BriefError as error:
        pytest.skip(str(error))
    return {name: TTFont(io.BytesIO(content)) for name, content in made.items() if name.endswith(".woff2")}


def characters(fonts, style, weight):
    """Return the characters that the style sheet declares in one style and that the fonts have."""
    faces = typeface._FACE.finditer(typeface._sheet())
    return {
        chr(number)
        for face in faces
        if (face["slant"], face["weight"]) == (style, weight)
        for number in set(typeface._numbers(face["characters"])) & fonts[face["file"]].getBestCmap().keys()
    }


@pytest.mark.parametrize(("style", "weight"), [("normal", "400"), ("italic", "400"), ("normal", "600")])
def test_the_typeface_has_the_letters_of_the_tables_and_all_signs_of_the_book(fonts, style, weight):
    shown = characters(fonts, style, weight)
    for name in ("facts", "claims", "places", "glossary", "original", "sources"):
        used = set((paths.DATA / f"{name}.csv").read_text(encoding="utf-8"))
        used -= {"\u2011"}  # a hyphen at which no line ends: browsers draw it as the hyphen
        letters = {one for one in used if one.isprintable() and unicodedata.category(one) != "Cf"}
        assert letters - shown == set(), name
    signs = {*style_of_charts.SYMBOL_SIGNS.values(), *words.SIGNS.values(), *words.CLOSENESS.values()}
    assert {sign for text in signs for sign in text} - shown == set()


def test_digits_have_one_width_so_that_columns_align(fonts):
    for name, font in fonts.items():
        if "-latin-" in name and "ext" not in name:
            glyphs = font.getBestCmap()
            assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1, name


@pytest.mark.parametrize(
    ("text", "weight"), [("Russia's flights averaged 38 a month", "400"), ("<b>UN experts, 4,378 km</b>", "600")]
)
def test_labels_are_laid_out_by_the_widths_of_their_letters(fonts, text, weight):
    font = fonts[f"{typeface.FOLDER}/ibm-plex-sans-latin-{weight}-normal.woff2"]
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    drawn = sum(widths[glyphs[ord(one)]][0] for one in re.sub("<.*?>", "", text)) * 13 / 1000
    assert style_of_charts.text_width(text) == pytest.approx(drawn, rel=0.04)
    assert style_of_charts.text_width(f"{text}<br>i") == style_of_charts.text_width(text), "the longest line counts"


def test_a_picture_that_stands_alone_brings_the_letters_it_shows_and_no_others(fonts):
    plain, italic, bold = typeface.STYLES
    sheet = typeface.embedded_for({plain: "Şirţ ■", italic: "", bold: "Ж1"})
    brought = {}
    for weight, data in re.findall(r"font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)", sheet):
        brought.setdefault(int(weight), set()).update(
            map(chr, TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        )
    assert brought == {400: set("Şirţ ■"), 600: set("Ж1")}
    assert len(sheet) < 10_000


def test_files_are_made_once_and_again_when_what_they_depend_on_changes(monkeypatch, tmp_path):
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
