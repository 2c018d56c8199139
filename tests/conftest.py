"""What tests share: the site as the command builds it, copies of the project to break, and a browser."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from brief import paths
from helpers import run

# a shell's background job ignores Ctrl-C, and so would the commands that the tests start and interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)

CHROMIUM = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The book as `brief build --out DIR` builds it: tables valid, every page executed, no warning.

    Built once, by the worker that asks first; the others wait for what the command said. The environment variable
    BRIEF_SITE gives a site that was built otherwise: `.ci/newest` does.
    """
    if given := os.environ.get("BRIEF_SITE"):
        return Path(given)
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all workers of this run
    folder, told = shared / "built" / "site", shared / "built" / "told"
    try:
        folder.parent.mkdir()
    except FileExistsError:
        until = time.monotonic() + 330  # `run` gives up before
        while not told.exists():
            assert time.monotonic() < until, "another worker was to build the site"
            time.sleep(0.2)
    else:
        error = "the build came to no end"
        try:
            done = run("build", "--out", folder)
            error = done.stderr or "failed without a word" if done.returncode else ""
        finally:
            (told.with_suffix(".part")).write_text(error, encoding="utf-8")
            told.with_suffix(".part").rename(told)
    error = told.read_text(encoding="utf-8")
    assert not error, error
    return folder


@pytest.fixture(scope="session")
def page(site):
    """Return the HTML of a page by its name."""
    return lambda name: (site / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project to break, at a path with a space and Arabic letters."""
    copy = tmp_path / "a copy نسخة"
    skipped = shutil.ignore_patterns("_build", "__pycache__")
    for folder in ("book", "data", "seeds"):
        shutil.copytree(paths.ROOT / folder, copy / folder, ignore=skipped)
    return copy


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless. Where it is missing, tests that need it are skipped; in CI they fail."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        message = "no chromium on this machine (apt-get install chromium), and $CHROME is not set"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*quiet, "--disable-sync"])
        yield chromium
        chromium.close()
