"""Whoever builds the book gets the same site to the last byte, and the site says which bytes those are.

Nothing is excluded. The outlines of the maps come from the cache of the user; what is in there was checked by its hash.
"""

import os
import shutil
import subprocess

import pytest

from brief import cache, paths
from brief.pages import reading
from brief.settings import settings
from helpers import FOREIGN, first_difference, run

BESIDE_PAGES = {"genindex.html", "search.html", *(f"{old}.html" for old in settings().moved)}
"""What stands beside the pages of the book: what Sphinx writes, and old addresses."""


def files(site):
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def elsewhere(site, tmp_path_factory):
    """The site as another person builds it, in another place, for the first time: only the map outlines are there."""
    there = tmp_path_factory.mktemp("elsewhere") / "a copy نسخة"
    for source in sorted(paths.sources(), reverse=True):  # so that folders list their files in another order
        copy = there / source.relative_to(paths.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    home = there.parent / "home"
    (home / "temporary").mkdir(parents=True)
    if cache.cache().is_dir():
        shutil.copytree(cache.cache(), home / "cache", ignore=shutil.ignore_patterns("pages"))
    environment = {**FOREIGN, "HOME": str(home), "TMPDIR": str(home / "temporary"), "BRIEF_CACHE": str(home / "cache")}
    told = run("build", "--out", there.parent / "site", project=there, umask=0o077, **environment)
    assert told.returncode == 0, told.stderr
    return there.parent / "site"


@pytest.mark.weekly
def test_two_cold_builds_give_the_same_bytes(site, elsewhere):
    here, there = files(site), files(elsewhere)
    expected = {f"{name}.html" for name in reading.page_names()} | BESIDE_PAGES
    assert {name for name in here if "/" not in name and name.endswith(".html")} == expected
    assert first_difference(here, there) is None


def test_the_site_carries_checksums_of_all_its_other_files(site):
    told = (site / "checksums.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split("  ", 1)[1] for line in told]
    assert named == sorted(files(site).keys() - {"checksums.txt"})


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum on this machine")
def test_sha256sum_finds_every_file_as_it_was_and_each_that_is_not(site, tmp_path):
    copy = shutil.copytree(site, tmp_path / "site")

    def check():
        command = ["sha256sum", "--check", "--strict", "--quiet", "checksums.txt"]
        return subprocess.run(command, cwd=copy, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})

    assert (check().returncode, check().stdout) == (0, "")
    with (copy / "figures" / "fig-airpower-map.csv").open("a") as file:
        file.write("one more\n")
    (copy / "war.html").unlink()
    found = check()
    assert found.returncode == 1
    assert found.stdout.splitlines() == ["figures/fig-airpower-map.csv: FAILED", "war.html: FAILED open or read"]
