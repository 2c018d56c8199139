"""What the tests of this book share: its site as the command builds it, and copies of the project to break."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from brief import paths
from brief.publish import archive
from helpers import run, served


@pytest.fixture(scope="session")
def site(once) -> Path:
    """The book as `brief build --out DIR` builds it: tables valid, every page executed, no warning.

    The environment variable BRIEF_SITE gives a site that was built otherwise: `.ci/newest` does.
    """

    def build(folder):
        done = run("build", "--out", folder / "site", anew=True)
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
def address(site):
    """The address of the site on this machine."""
    with served(site) as there:
        yield there
