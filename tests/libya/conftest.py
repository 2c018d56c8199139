"""What the tests of this book share: its site as the command builds it, and copies of the project to break."""

import os
import shutil
import signal
import zipfile
from pathlib import Path

import pytest

import thinned
from breaking import state
from brief import cli, paths, tables
from brief.publish import archive
from helpers import run, served


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
    return once("little", lambda folder: thinned.make(folder / "project")) / "project"


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
def address(site):
    """The address of the site on this machine."""
    with served(site) as there:
        yield there
