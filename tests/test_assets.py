"""Files got from other packages are what was pinned, and hold what is needed of them."""

import dataclasses
import json

import pytest

from brief.errors import BriefError
from brief.vendor import assets


@pytest.fixture(scope="module")
def outlines():
    try:
        script = assets.map_outlines()
    except BriefError as error:
        pytest.skip(str(error))
    text = script.read_text(encoding="utf-8")
    assert text.startswith("window.PlotlyGeoAssets=")
    return json.loads(text.removeprefix("window.PlotlyGeoAssets=").removesuffix(";\n"))["topojson"][assets.OUTLINES]


def test_outlines_hold_the_countries_of_the_map_only(outlines):
    countries = {geometry["id"] for geometry in outlines["objects"]["countries"]["geometries"]}
    assert {"LBY", "SYR", "RUS", "IRN", "TUR", "EGY", "TUN"} <= countries
    assert not {"BRA", "AUS", "JPN"} & countries
    assert outlines["objects"]["land"]["geometries"]


def test_outlines_are_small_and_whole(outlines):
    assert len(json.dumps(outlines, separators=(",", ":"))) < 150_000

    def numbers(arcs):
        return [arcs if arcs >= 0 else ~arcs] if isinstance(arcs, int) else [n for part in arcs for n in numbers(part)]

    used = {
        n
        for collection in outlines["objects"].values()
        for geometry in collection["geometries"]
        for n in numbers(geometry["arcs"])
    }
    assert used == set(range(len(outlines["arcs"]))), "every arc is used, and none is missing"


def test_another_archive_than_the_pinned_one_is_refused(monkeypatch, tmp_path, outlines):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    wrong = dataclasses.replace(assets.PLOTLY_JS, integrity="sha512-AAAA")
    monkeypatch.setattr(assets, "PLOTLY_JS", wrong)
    with pytest.raises(BriefError, match=r"plotly\.js@4\.1\.1 is not what was pinned"):
        assets.map_outlines()
    assert list(tmp_path.iterdir()) == []


def test_offline_nothing_is_got(monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    monkeypatch.setenv(assets.OFFLINE, "1")
    with pytest.raises(BriefError, match="is not in the cache and BRIEF_OFFLINE is set"):
        assets.map_outlines()
