"""`brief publish` goes in the right order, and asks for a correction where something published changes."""

import csv
import io
import subprocess

import pytest

from brief import paths, tables
from brief.check import edition
from brief.check.compare import Item
from brief.errors import BriefError
from brief.publish import releasing
from helpers import run
from little import call

CHANGED = Item("finding", "", "c-003", differences=['c-003.finding: "near miss" became "holds"'])


def test_a_change_of_what_is_published_asks_for_a_row_and_gives_its_beginning():
    row = releasing.missing_correction([CHANGED], edition.read())
    cells = next(csv.reader(io.StringIO(row)))
    head = (paths.DATA / "corrections.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    named = dict(zip(head, cells, strict=True))
    assert named["correction_id"] == f"k-{tables.size('corrections') + 1}"
    assert named["what"] == 'finding c-003: c-003.finding: "near miss" became "holds"'


@pytest.mark.parametrize(
    "item",
    [
        Item("finding", "", "c-003"),
        Item("number", "page", "more", differences=["new"]),
        Item("finding", "", "c-999", differences=['c-999: null became {"finding": "holds"}']),
        Item("prose", "page", "page.md", differences=["line 3 differs"]),
    ],
    ids=["nothing", "a new number", "a new claim", "prose"],
)
def test_what_nobody_could_have_relied_on_asks_for_none(item):
    assert releasing.missing_correction([item], edition.read()) == ""


def test_a_new_row_is_enough(monkeypatch):
    monkeypatch.setattr(tables, "texts", lambda name: {"k-99": {}})
    assert releasing.missing_correction([CHANGED], edition.read()) == ""


@pytest.fixture
def repository(little_project):
    """The little book as a repository, all committed."""
    (little_project / ".gitignore").write_text("__pycache__/\nbook/_build/\n", encoding="utf-8")
    for arguments in (
        ["init", "--quiet"],
        ["config", "user.email", "a@example.org"],
        ["config", "user.name", "A"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "Begin"],
    ):
        subprocess.run(["git", *arguments], cwd=little_project, check=True)
    return little_project


def log(project):
    done = subprocess.run(["git", "log", "--format=%s"], cwd=project, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def test_what_is_not_committed_is_refused_before_anything_is_executed(repository):
    (repository / "book" / "page.md").write_text("# Another\n", encoding="utf-8")
    done = call("publish", project=repository)
    assert done.returncode == 1
    assert "error: commit first, or name the message with -m; not committed:\n M book/page.md" in done.stderr
    assert "executing" not in done.stderr


def test_a_published_change_is_committed_and_neither_sealed_nor_built_without_its_correction(repository):
    places = repository / "data" / "places.csv"
    head, first, *others = places.read_text(encoding="utf-8").split("\n")
    places.write_text("\n".join([head, "a-place" + first[first.index(",") :], first, *others]), encoding="utf-8")
    sealed = (repository / "book" / "sealed" / "manifest.json").read_bytes()
    done = run("publish", "-m", "Add a place", project=repository)
    assert done.returncode == 1
    assert (
        "something published changes; say so in data/corrections.csv, whose next row could begin with\nk-"
        in done.stderr
    )
    assert "number places: " in done.stderr
    assert log(repository) == ["Add a place", "Begin"]
    assert (repository / "book" / "sealed" / "manifest.json").read_bytes() == sealed
    assert not (repository / "book" / "_build").exists()
    done = run("publish", "--no-correction", project=repository)
    assert done.returncode == 0, done.stderr
    assert "of pages; `brief lint` lists them" in done.stderr
    assert log(repository) == ["Seal the edition", "Add a place", "Begin"]
    assert (repository / "book" / "_build" / "html" / "page.html").exists()
    assert subprocess.run(["git", "status", "--porcelain"], cwd=repository, capture_output=True).stdout == b""


def test_where_there_is_no_repository_nothing_is_published(little_project):
    done = call("publish", project=little_project)
    assert (done.returncode, "git init && git add -A" in done.stderr) == (1, True), done.stderr
    assert BriefError
