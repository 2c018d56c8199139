"""What tests share: the site as the command builds it, copies of the project to break, and a browser."""

import fcntl
import os
import shutil
import signal
import zipfile
from pathlib import Path

import pytest

import little
from breaking import state
from brief import cli, paths, tables
from brief.publish import archive
from helpers import CHROMIUM, VIEWS, run, served

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
def site(once) -> Path:
    """The book as `brief build --out DIR` builds it: tables valid, every page executed, no warning.

    The environment variable BRIEF_SITE gives a site that was built otherwise: `.ci/newest` does.
    """

    def build(folder):
        done = run("build", "--out", folder / "site")
        assert done.returncode == 0, done.stderr

    return Path(os.environ.get("BRIEF_SITE") or once("built", build) / "site")


@pytest.fixture(scope="session")
def offline(site, tmp_path_factory) -> Path:
    """The site as a reader without a network has it: from one file, unpacked somewhere."""
    folder = tmp_path_factory.mktemp("offline")
    archive.write_site(site, folder / archive.SITE_NAME)
    with zipfile.ZipFile(folder / archive.SITE_NAME) as packed:
        packed.extractall(folder)
    return folder / archive.SITE_TOP


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
def little_book(once) -> Path:
    """The little book, as it is: a project to copy."""
    return once("little", lambda folder: little.make(folder / "project")) / "project"


@pytest.fixture(scope="session")
def site_of_the_little_book(little_book, once) -> dict:
    """The site of the little book: the content of each file by its path."""

    def build(folder):
        done = run("build", "--out", folder / "site", project=little_book)
        assert done.returncode == 0, done.stderr

    return state(once("little-site", build) / "site")


@pytest.fixture
def little_tables(little_book, tmp_path) -> Path:
    """The little book without its code, to break, at a path with a space and Arabic letters."""
    code = shutil.ignore_patterns("brief", "_static", "requirements.txt")
    return shutil.copytree(little_book, tmp_path / "a copy نسخة", ignore=code)


@pytest.fixture
def little_project(little_book, tmp_path) -> Path:
    """The little book with its code, to break, to execute and to build, at a path with a space and Arabic letters."""
    return shutil.copytree(little_book, tmp_path / "a copy نسخة", dirs_exist_ok=True)


@pytest.fixture
def command(little_tables, monkeypatch, capsys):
    """Return a function that calls the command on the little book in this process, and returns its exit code and output."""
    root = paths.ROOT
    for name, path in list(vars(paths).items()):
        if isinstance(path, Path):
            monkeypatch.setattr(paths, name, little_tables / path.relative_to(root))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}

    def call(arguments):
        tables.clear()
        try:
            code = cli.main([word.format(little_tables=little_tables) for word in arguments])
        except SystemExit as stop:  # how argparse ends
            code = stop.code
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    yield call
    tables.clear()
    for number, handler in handlers.items():
        signal.signal(number, handler)


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


@pytest.fixture(scope="session")
def address(site):
    """The address of the site on this machine."""
    with served(site) as there:
        yield there


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
