"""`brief build` leaves out what it cannot have, and reports it."""

from helpers import run


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
        "the button that re-executes a page: ",
        "static pictures",
    ):
        assert f"left out: {name}" in done.stderr
    page = (little_project / "site" / "page.html").read_text(encoding="utf-8")
    assert "map-outlines" not in page and "brief-rerun" not in page and "brief-picture" not in page
    assert "This copy was built without that button" in page
    assert not (little_project / "site" / "rerun").exists()
