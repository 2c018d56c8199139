"""What all tests share: folders that are made once, and a browser."""

import fcntl
import os
import shutil
import signal
from pathlib import Path

import pytest

from helpers import CHROMIUM, VIEWS

# a shell's background job ignores Ctrl-C, and so would the commands that the tests start and interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)

WITHOUT_WINDOW = os.environ.get("CHROME") or shutil.which("chromium-headless-shell") or CHROMIUM
"""Debian builds the same browser without a window, too: it opens a page in half the time."""


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Return a function that makes a folder once for all workers: the first that asks makes it, the others wait."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def once(name, make) -> Path:
        folder, outcome = shared / name, shared / f"{name}.outcome"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not outcome.exists():
                outcome.write_text("was not finished", encoding="utf-8")
                folder.mkdir()
                make(folder)
                outcome.write_text("", encoding="utf-8")
        assert outcome.read_text(encoding="utf-8") == "", f"{name}: see the error of the test that made it"
        return folder

    return once


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless. Where it is missing, tests that need it are skipped; in CI they fail."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        message = "no chromium on this machine (apt-get install chromium), and $CHROME is not set"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=WITHOUT_WINDOW, args=[*quiet, "--disable-sync"])
        yield chromium
        chromium.close()


REFUSALS = """document.addEventListener("securitypolicyviolation",
    event => refused([event.effectiveDirective, event.blockedURI]))"""


@pytest.fixture
def visit(browser):
    """Open an address as a visitor would and keep what goes wrong, and what the policy of the page refuses.

    The policy is to refuse nothing, unless a test attacks the page and says so: `page.attacked = True`. The visitor
    moves the pointer, which has the page load what it keeps for later, but not one who stays `still`.
    """
    pages = []

    def open_page(url, view="desktop", theme="light", still=False, **options):
        page = browser.new_context(**{**VIEWS[view], "color_scheme": theme, **options}).new_page()
        pages.append(page)
        page.faults, page.foreign, page.refused, page.attacked = [], [], [], False
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: page.faults.append(request.url))
        allowed = (url.rsplit("/", 1)[0], "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(allowed) else page.foreign.append(r.url))
        page.expose_function("refused", lambda refusal: page.refused.append(refusal))
        page.add_init_script(REFUSALS)
        page.goto(url, wait_until="load")
        if not still:
            page.mouse.move(1, 1)
        return page

    yield open_page
    refused = [refusal for page in pages if not page.attacked for refusal in page.refused]
    for page in pages:
        page.context.close()
    assert refused == [], "the policy of a page refuses what the page does"
