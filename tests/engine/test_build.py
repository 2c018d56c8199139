"""`brief build` gives everybody the same bytes, and leaves out and reports what it cannot have."""

import shutil

from breaking import state
from brief import cache
from helpers import FOREIGN, first_difference, run


def test_another_person_in_another_place_builds_the_same_bytes(site_of_the_little_book, little_project, tmp_path):
    """Nothing is excluded. What comes from the cache of the user was checked by its hash."""
    if cache.cache().is_dir():
        shutil.copytree(cache.cache(), tmp_path / "cache", ignore=shutil.ignore_patterns("pages"))
    (tmp_path / "temporary").mkdir()
    environment = {**FOREIGN, "HOME": str(tmp_path), "TMPDIR": str(tmp_path / "temporary")}
    environment["BRIEF_CACHE"] = str(tmp_path / "cache")
    done = run("build", "--out", tmp_path / "site", project=little_project, umask=0o077, **environment)
    assert done.returncode == 0, done.stderr
    assert first_difference(site_of_the_little_book, state(tmp_path / "site")) is None


def test_a_difference_is_named():
    assert first_difference({"a": b"1", "b": b"one\ntwo"}, {"a": b"1", "b": b"one\n2"}) == "b\n@@ -2 +2 @@\n-two\n+2"
    assert first_difference({"a": b""}, {}) == "a is in one of them alone"


def test_what_cannot_be_downloaded_is_left_out_and_reported(little_project, tmp_path):
    """Nothing is in the cache, and there is no network and no browser."""
    with (little_project / "book" / "page.md").open("a", encoding="utf-8") as page:
        page.write("\n```{reexecution}\n```\n")
    nothing = {"BRIEF_OFFLINE": "1", "BRIEF_CACHE": str(tmp_path / "cache"), "CHROME": "/nowhere"}
    done = run("build", "--out", little_project / "site", project=little_project, **nothing)
    assert done.returncode == 0, done.stderr
    for name in (
        "coastlines and borders on maps: it is not in the cache",
        "the small chart script",
        "the small script of tables",
        "the button that re-executes a page: ",
        "static pictures",
    ):
        assert f"left out: {name}" in done.stderr
    page = (little_project / "site" / "page.html").read_text(encoding="utf-8")
    assert "map-outlines" not in page and "brief-rerun" not in page and "brief-picture" not in page
    assert "This copy was built without that button" in page
    assert not (little_project / "site" / "rerun").exists()
