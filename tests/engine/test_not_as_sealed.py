"""A check that is not of everything says so by its exit code, and takes nobody's word for what has not changed."""

import json
import os
import subprocess

import pytest

from brief import cli, paths
from brief.check import certificate, edition, editions, history
from brief.check.site_copies import Folder
from brief.errors import BriefError
from brief.pages import execution, reading
from brief.publish import building, releasing
from helpers import edit
from little import at


def git(project, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(project), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def check(little_tables, command, monkeypatch):
    """Return a function that checks a copy of the little brief whose pages show what is sealed, whatever they hold."""
    sealed = edition.read()
    pages = [execution.Page(name, reading.prose(reading.source(name))) for name in sealed["pages"]]
    monkeypatch.setattr(cli, "_execute", lambda names: (sealed, pages))
    monkeypatch.setattr(certificate, "stray_modules", list)  # the tests themselves are code from elsewhere
    return lambda *arguments: command(["check", *map(str, arguments)])


def write(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_honest_copy_matches_with_all_that_work_leaves_in_it(check, little_tables):
    git(little_tables, "init", "-q")
    git(little_tables, "add", "-A")
    git(little_tables, "commit", "-qm", "Begin")
    for left in (
        ".venv/pyvenv.cfg", ".venv/lib/site.py", "venv/pyvenv.cfg", ".pytest_cache/README.md", ".mypy_cache/x.json",
        ".ruff_cache/x.py", "tests/__pycache__/test_brief.cpython-311.pyc", "book/ferry.egg-info/PKG-INFO",
        "book/_build/html/index.html", "book/.ipynb_checkpoints/page.md", "notebooks/page.ipynb", "notebooks/pytest.ini",
        "check.json", "check.html", "notes.txt", ".idea/x.xml", ".DS_Store", "build/lib/x.py",
    ):  # fmt: skip
        write(little_tables / left)
    code, printed = check()
    assert code == 0, printed
    assert "book/_build/html was not compared: `brief check --site book/_build/html` does" in printed
    assert "notebooks was not compared: `pytest --nbval notebooks` does" in printed
    code, printed = check("--json")
    assert (code, json.loads(printed)["not_compared"]) == (0, ["book/_build/html", "notebooks"])
    assert len(check("-q")[1].splitlines()) == 1
    write(little_tables / "book" / "_build" / "x\n9 of 9 figures match: .pdf")
    assert not [line for line in check()[1].splitlines() if line.startswith("9 of 9")]


# what is changed, put or taken away, of which no figure, number or line follows: how, and what is said of it
TOLD = {
    "a setting": (lambda top: edit(top / "book" / "brief.toml", "A. Tester", "Somebody else"), "changed book/brief.toml"),
    "a style": (lambda top: write(top / "book" / "_static" / "more.css"), "new book/_static/more.css"),
    "a test": (lambda top: edit(top / "tests" / "test_brief.py", "def ", "def not_"), "changed tests/test_brief.py"),
    "a test that is gone": (lambda top: (top / "tests" / "test_brief.py").unlink(), "gone tests/test_brief.py"),
    "what pytest executes first": (lambda top: write(top / "conftest.py"), "new conftest.py"),
    "what pytest reads first": (lambda top: write(top / "pytest.ini"), "new pytest.ini"),
    "what pytest reads first of a folder, unseen": (lambda top: write(top / "tests" / ".pytest.ini"), "new tests/.pytest.ini"),
    "the same, unseen": (lambda top: write(top / ".pytest.ini"), "new .pytest.ini"),
    "the settings of the project": (lambda top: edit(top / "pyproject.toml", "ferry", "fairy"), "changed pyproject.toml"),
    "the README": (lambda top: edit(top / "README.md", "# ", "# Not "), "changed README.md"),
    "what runs elsewhere": (lambda top: write(top / ".github" / "workflows" / "x.yml"), "new .github/workflows/x.yml"),
    "what git is told": (lambda top: write(top / ".gitattributes", "* binary"), "changed .gitattributes"),
    "all checksums": (lambda top: (top / "book" / "sealed" / "checksums.txt").unlink(), "gone book/sealed/checksums.txt"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_a_file_that_is_not_as_sealed_is_named_and_has_an_exit_code_of_its_own(kind, check, little_tables):
    change, told = TOLD[kind]
    change(little_tables)
    if kind == "all checksums":
        (little_tables / "book" / "sealed" / "editions.jsonl").unlink()  # which would miss them
        (little_tables / "book" / "sealed" / "certificate.json").unlink()
    code, printed = check()
    assert (code, f"1 file is not as sealed: {told}" in printed) == (3, True), printed
    assert printed.splitlines()[-1] == "what was compared matches, and not all is as it was sealed: exit code 3"
    code, printed = check("--json")
    report = json.loads(printed)
    assert (code, report["matches"], report["files_not_as_sealed"]) == (3, False, [told])


def test_a_record_of_a_check_says_which_files_are_not_as_sealed(check, little_tables, tmp_path):
    write(little_tables / "conftest.py")
    assert check("--certificate", tmp_path / "record")[0] == 3
    assert json.loads((tmp_path / "record.json").read_text())["files_not_as_sealed"] == ["new conftest.py"]
    assert "<dt>Not as sealed</dt><dd>new conftest.py.</dd>" in (tmp_path / "record.html").read_text()


def test_files_are_compared_before_a_page_can_put_them_back(check, little_tables, monkeypatch):
    toml = little_tables / "book" / "brief.toml"
    sealed, execute = toml.read_bytes(), cli._execute
    edit(toml, "A. Tester", "Somebody else")
    monkeypatch.setattr(cli, "_execute", lambda names: (toml.write_bytes(sealed), execute(names))[1])
    code, printed = check()
    assert (code, "changed book/brief.toml" in printed) == (3, True), printed


def test_a_copy_of_the_site_that_matches_altered_files_is_no_match(check, little_tables, tmp_path, monkeypatch):
    site = tmp_path / "site"
    write(site / "index.html", "<html></html>")
    built = building.Built(site, 1, 0.0, [])
    monkeypatch.setattr(building, "build", lambda folder, report: built)
    monkeypatch.setattr("brief.check.site.compare", lambda built, copy, report: [])
    assert check("--site", site)[0] == 0
    edit(little_tables / "book" / "page.md", "There are", "There never were")
    code, printed = check("--site", site)
    assert (code, "1 file is not as sealed: changed book/page.md" in printed) == (3, True), printed
    assert Folder(site).names() == {"index.html"}


# --- git --------------------------------------------------------------------------------------------------------


@pytest.fixture
def committed(little_tables):
    with at(little_tables):
        git(little_tables, "init", "-q")
        git(little_tables, "add", "-A")
        git(little_tables, "commit", "-qm", "Begin")
        yield little_tables


TOML = "book/brief.toml"


def overlooked(project):
    with (project / ".git" / "info" / "exclude").open("a") as file:
        file.write("book/new.css\n")
    write(project / "book" / "new.css")


# how git is told to see no change, and the file that has changed
UNSEEN = {
    "assume-unchanged": (lambda project: git(project, "update-index", "--assume-unchanged", TOML), TOML),
    "skip-worktree": (lambda project: git(project, "update-index", "--skip-worktree", TOML), TOML),
    "no times": (lambda project: git(project, "config", "core.ignoreStat", "true"), TOML),
    "no size": (lambda project: git(project, "config", "core.checkStat", "minimal"), TOML),
    "a monitor that sees nothing": (lambda project: git(project, "config", "core.fsmonitor", "true"), TOML),
    "a filter": (
        lambda project: (
            git(project, "config", "filter.x.clean", f"git show HEAD:{TOML}"),
            write(project / ".git" / "info" / "attributes", f"{TOML} filter=x\n"),
        ),
        TOML,
    ),
    "a sparse checkout": (lambda project: git(project, "sparse-checkout", "set", "--no-cone", "/*", "!/tests"), "tests/test_brief.py"),
    "a new file that is excluded": (overlooked, "book/new.css"),
    "an index of another commit": (lambda project: (project / ".git" / "index").unlink(), TOML),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_record_says_that_files_have_changed_since_the_commit_whatever_git_was_told(kind, committed):
    assert certificate._repository()["changed_since"] is False
    tell, file = UNSEEN[kind]
    tell(committed)
    if file == TOML:
        toml = committed / TOML
        times = (toml.stat().st_atime_ns, toml.stat().st_mtime_ns)
        edit(toml, "A. Tester", "B. Tester")
        os.utime(toml, ns=times)
    assert history.uncommitted() == [file]
    assert certificate._repository()["changed_since"] is True
    with pytest.raises(BriefError, match=r"^commit first, .*not committed:\n"):
        releasing.require_committed()


def test_names_and_files_of_any_kind_in_a_commit_stop_nothing(committed):
    (committed / "odd").mkdir()
    (committed / "odd" / "link").symlink_to("nowhere")
    write(committed / "odd" / "\udcff")
    write(committed / "odd" / "pipe", "text")
    git(committed, "add", "-A")
    git(committed, "commit", "-qm", "Odd")
    assert history.uncommitted() == []
    for name in ("link", "pipe"):
        (committed / "odd" / name).unlink()
    write(committed / "odd" / "link", "nowhere")
    os.mkfifo(committed / "odd" / "pipe")
    assert history.uncommitted() == ["odd/link", "odd/pipe"]


def test_a_repository_that_says_nothing_is_not_taken_for_none(check, little_tables):
    code, printed = check()
    assert (code, editions.NO_REPOSITORY in printed) == (0, True), printed
    write(little_tables / ".git" / "HEAD", "ref: refs/heads/none\n")
    code, printed = check("-q")
    assert (code, editions.NO_COMMIT in printed) == (3, True), printed


# --- what is deleted --------------------------------------------------------------------------------------------


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_check_deletes_nothing_and_writes_nothing(check, little_tables):
    book = little_tables / "book"
    for left in (".sealed-replaced-by-brief", ".sealed-new", ".sealed-new-x", "_build/.building-x", "_build/.html-replaced-by-brief"):  # fmt: skip
        write(book / left / "mine.txt", "mine")
    before = contents(little_tables)
    assert check()[0] == 0
    assert contents(little_tables) == before


def test_a_seal_follows_no_link_to_a_foreign_folder(little_tables, tmp_path):
    foreign = tmp_path / "foreign"
    write(foreign / "mine.txt", "mine")
    with at(little_tables):
        for name in (".sealed-new", ".sealed-new-x"):
            (paths.BOOK / name).symlink_to(foreign)
        edition.write({"manifest.json": "{}", "pages/page.json": "{}"})
        assert sorted(contents(paths.SEALED).values()) == [b"{}", b"{}"]
    assert contents(foreign) == {next(foreign.iterdir()).relative_to(foreign): b"mine"}


def test_a_pipe_in_the_place_of_a_folder_of_a_killed_build_is_waited_for_by_nobody(tmp_path):
    os.mkfifo(tmp_path / f"{building.BUILDING}x")
    with building.working_folder(tmp_path, building.BUILDING) as folder:
        assert folder.is_dir()
