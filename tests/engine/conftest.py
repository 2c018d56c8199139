"""What the tests of the engine share: the little brief, and copies of it to break."""

import os
import shutil
import signal
from pathlib import Path

import pytest

import preloaded
from breaking import state
from brief import cli, tables
from brief.pages import processes
from helpers import run
from little import at, make


@pytest.fixture(scope="session")
def little_book(once) -> Path:
    """The little brief, as it is: a project to copy.

    The environment variable BRIEF_LITTLE gives one that was made already.
    """
    made = os.environ.get("BRIEF_LITTLE")
    return Path(made) if made else once("little-brief", lambda folder: make(folder / "ferry")) / "ferry"


@pytest.fixture(scope="module", autouse=True)
def here(little_book):
    """Have all tests of the engine read the little brief, and nothing of the project that they are part of."""
    with at(little_book):
        yield


@pytest.fixture(scope="module", autouse=True)
def forked_executor():
    """Have pages executed in processes that need not import the libraries once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "_SPAWN", preloaded.server())
        yield


@pytest.fixture(scope="session")
def site_of_the_little_book(little_book, once) -> dict:
    """The site of the little brief: the content of each file by its path."""

    def build(folder):
        done = run("build", "--out", folder / "site", project=little_book, anew=True)
        assert done.returncode == 0, done.stderr

    return state(once("little-brief-site", build) / "site")


@pytest.fixture
def little_tables(little_book, tmp_path) -> Path:
    """The little brief, to break what is not its code, at a path with a space and Arabic letters."""
    return shutil.copytree(little_book, tmp_path / "a copy نسخة", dirs_exist_ok=True, copy_function=linked_code)


def linked_code(source, target):
    """Copy a file, but link one of the code, which is much and stays as it is."""
    if "/book/brief/" in str(source):
        Path(target).hardlink_to(source)
    else:
        shutil.copy2(source, target)


@pytest.fixture
def little_project(little_book, tmp_path) -> Path:
    """The little brief with its code, to break, to execute and to build, at a path with a space and Arabic letters."""
    return shutil.copytree(little_book, tmp_path / "a copy نسخة", dirs_exist_ok=True)


@pytest.fixture
def command(little_tables, capsys):
    """Return a function that calls the command on the little brief in this process, and returns its exit code and output."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}

    def call(arguments):
        tables.clear()
        try:
            code = cli.main([word.format(little_tables=little_tables) for word in arguments])
        except SystemExit as stop:  # how argparse ends
            code = stop.code
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    with at(little_tables):
        yield call
    for number, handler in handlers.items():
        signal.signal(number, handler)
