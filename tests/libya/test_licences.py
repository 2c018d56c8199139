"""The list of licences is that of what is installed from the pins and stands in the site, and none forbids it."""

import csv
import io
import re
from fnmatch import fnmatchcase
from importlib import metadata

import pytest

from brief import paths
from brief.errors import BriefError
from brief.publish import licences, search_entries

LIST = paths.LICENCES.read_text(encoding="utf-8")
ROWS = list(csv.DictReader(io.StringIO(LIST)))
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "LicenseRef-public-domain"),
    *("Bitstream-Vera", "MIT", "MIT-0", "OFL-1.1", "PSF-2.0", "ZPL-2.1", "Zlib"),
}
COPYLEFT = {"axe-playwright-python", "certifi", "hypothesis", "pathspec", "pyodide"}
"""Under MPL-2.0, which asks for their own files alone: Pyodide is passed on unaltered, with where its source is."""
A_CHOICE = {"text-unidecode": "Artistic-1.0"}
"""Under the GPL or another licence, as one chooses: what we choose."""


def test_the_list_is_current():
    installed = {pin.package for pin in licences.pins() if installed_version(pin.package)}
    for package in installed:
        versions = {pin.version for pin in licences.pins() if pin.package == package}
        assert installed_version(package) in versions, "the environment is not that of the pins"
    assert licences.text() == LIST, "run `python -m brief.licences`"


def installed_version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def test_every_pin_has_its_row_with_version_and_licence():
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", paths.PINS.read_text(encoding="utf-8"), flags=re.M)
    assert len(pinned) > 100
    listed = [(row["package"], row["version"]) for row in ROWS if not row["basis"].startswith("comes with ")]
    assert listed == pinned
    assert all(row["licence"] and row["basis"] for row in ROWS)
    assert {row["needed_for"] for row in ROWS} == {"site", "build", "tests"}
    use = {row["package"]: row["needed_for"] for row in ROWS}
    assert [use[name] for name in ("sphinx", "pandas", "requests", "pytest", "coverage")] == [
        *("site", "build", "build", "tests", "tests"),
    ]


def test_no_licence_forbids_what_is_done_here():
    for row in ROWS:
        told = set(re.split(r" AND | OR ", row["licence"]))
        if row["package"] in COPYLEFT:
            assert told - PERMISSIVE == {"MPL-2.0"}
            assert row["needed_for"] != "site" or "unaltered" in row["basis"], "and its source is named beside it"
        elif row["package"] in A_CHOICE:
            assert A_CHOICE[row["package"]] in row["licence"].split(" OR ")
        else:
            assert told <= PERMISSIVE, row["package"]


def test_every_file_that_a_package_puts_into_the_site_is_accounted_for(site):
    static = site / "_static"
    ours = {
        path.name
        for folder in ("brief/publish/static", "brief/rerun/static", "_static")
        for path in (paths.BOOK / folder).iterdir()
    }
    ours |= {f"found-{view}.js" for view in search_entries.VIEWS}
    shipped = {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()} - ours
    shipped |= {path.relative_to(site).as_posix() for path in (site / "rerun").rglob("*/*") if path.is_file()}
    patterns = {pattern for row in ROWS for pattern in row["files_in_the_site"].split()}
    assert [name for name in sorted(shipped) if not any(fnmatchcase(name, pattern) for pattern in patterns)] == []
    unused = {pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in shipped)}
    assert unused <= {"map-outlines.js"}, "a build without a network leaves out the outlines, and nothing else"


def test_the_site_offers_the_list(site):
    assert (site / "downloads" / "licences.csv").read_text(encoding="utf-8") == LIST


def test_a_package_without_a_known_licence_is_reported(tmp_path, monkeypatch):
    (tmp_path / "silent-1.0.dist-info").mkdir()
    (tmp_path / "silent-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.4\nName: silent\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(BriefError, match="silent: neither its metadata nor its files name its licence"):
        licences._licence("silent")
    with pytest.raises(BriefError, match="nobody is pinned, not installed, and its licence is not written here"):
        licences._licence("nobody")
