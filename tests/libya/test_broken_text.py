"""Tables and pages hold no text that a program spoilt on its way, and Git leaves every byte as it is."""

import csv
import subprocess

import pytest

from brief import paths, tables
from brief.pages import reading
from brief.tables import broken_text


def test_the_tables_and_pages_of_the_book_are_whole():
    for name in tables.names():
        for row in csv.DictReader((paths.DATA / tables.resource(name)["path"]).open(encoding="utf-8", newline="")):
            assert not any(broken_text.fault(value) for value in row.values())
    for name in reading.page_names():
        reading.source(name)


def test_a_clone_by_git_for_windows_has_the_same_bytes(tmp_path):
    if not (paths.ROOT / ".git").exists():
        pytest.skip("not a repository: the archive for readers")
    clone = tmp_path / "clone"
    options = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run(["git", *options, "clone", "-q", "--depth=1", f"file://{paths.ROOT}", clone], check=True)
    names = ["data/facts.csv", "book/index.md", "pyproject.toml", f"seeds/{paths.ARTICLE.name}"]
    assert not any(b"\r" in (clone / name).read_bytes() for name in names)
