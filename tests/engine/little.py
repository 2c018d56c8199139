"""The little brief: of an invented article on an invented matter, made as anybody makes one, with `brief new` and `brief add`.

`ferry/` holds the article, the rows to add, the tables that this brief has besides those that every brief has, and its
one page. What it proves need not be proved on a whole book.
"""

import contextlib
import csv
import io
import json
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from brief import cli, console, paths, settings, tables
from brief.charts import style
from brief.check import certificate
from brief.ledger import camps
from helpers import edit, only, run

FERRY = Path(__file__).with_name("ferry")
NAMED = ("--title", "Ferry & harbour", "--author", "A. Tester", "--topic", "harbour", "--publisher", "Bay Courier")
PUBLISHED = ("--published", "2026-02-01", "--url", "https://courier.example.org/ferry")
SIDES = """[sides.council]
name = "council"
about = "the council and those who speak for it"
colour = "#c2571a"
symbol = "square"
camp = "Council"

[sides.yard]
name = "yard"
about = "the yard and those who speak for it"
colour = "#2a7fc0"
symbol = "diamond"
camp = "Yard"

[sides.none]"""


def make(project):
    """Make the project, sealed."""
    called("new", project, "--article", FERRY / "article.txt", *NAMED, *PUBLISHED)
    edit(project / "book" / "brief.toml", "[sides.none]", SIDES)
    _describe_more_tables(project / "data")
    for name in ("camps", "places"):  # to which originators and facts refer
        shutil.copy(FERRY / f"{name}.csv", project / "data")
    with at(project):
        called("data", "--fix")
        for line in (FERRY / "added.txt").read_text(encoding="utf-8").splitlines():
            if words := shlex.split(line, comments=True):
                called("add", *words)
    for file in FERRY.glob("*.csv"):
        shutil.copy(file, project / "data")
    with at(project):
        called("data", "--codebook")
    for page in (project / "book").glob("*.md"):
        page.unlink()
    shutil.copy(FERRY / "page.md", project / "book")
    only(project, "page")
    shutil.rmtree(project / "book" / "sealed")
    done = run("seal", project=project, anew=True)
    assert done.returncode == 0, done.stdout + done.stderr


def called(*words):
    """Call the command in this process."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(printed):
        code = cli.main([str(word) for word in words])
    assert code == 0, (words, printed.getvalue())


def call(*words, project, **environment):
    """Call the command on a project in this process, and return what it did, as `helpers.run` does in one of its own.

    Modules of the tests are in this process, which `brief check` is not to name. Of code that a project has changed, only
    what executes its pages takes part: they have a process of their own.
    """
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    printed, said = io.StringIO(), io.StringIO()
    with (
        at(project),
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(said),
    ):
        patch.setattr(certificate, "stray_modules", list)
        for one in (console.out, console.err):
            patch.setattr(one, "_width", 200)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.chdir(project)
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as stop:  # how argparse ends
            code = stop.code
    for number, handler in handlers.items():
        signal.signal(number, handler)
    return subprocess.CompletedProcess(words, code, printed.getvalue(), said.getvalue())


def _describe_more_tables(data):
    """Describe the tables and columns that this brief has besides those that every brief has."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    more = json.loads((FERRY / "tables.json").read_text(encoding="utf-8"))
    for table in package["resources"]:
        if added := more["columns"].get(table["name"]):
            fields, keys = table["schema"]["fields"], table["schema"]["foreignKeys"]
            behind = [field["name"] for field in fields].index(added["after"]) + 1
            fields[behind:behind] = added["fields"]
            keys.extend(added["foreignKeys"])
            _with_columns(data / table["path"], [field["name"] for field in fields])
    for table in more["tables"]:
        _with_columns(data / table["path"], [field["name"] for field in table["schema"]["fields"]])
    package["resources"] = sorted([*package["resources"], *more["tables"]], key=lambda table: table["name"])
    (data / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _with_columns(path, names):
    """Write a table with these columns, empty where it did not have them."""
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline=""))) if path.exists() else []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# --- in this process ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def at(project):
    """Have everything in this process, and in those that it starts, read another project than the one of these tests."""
    root = paths.ROOT
    with pytest.MonkeyPatch.context() as patch:
        for name, path in list(vars(paths).items()):
            if isinstance(path, Path):
                patch.setattr(paths, name, project / path.relative_to(root))
        patch.setattr(settings, "FILE", project / "book" / "brief.toml")
        patch.syspath_prepend(project / "book")  # a process that executes pages imports the project's own code
        forget()
        patch.setattr(paths, "ARTICLE", project / "seeds" / settings.settings().article)
        sides = settings.settings().sides
        marks = {name: style.Mark(side.colour, side.symbol) for name, side in sides.items()}
        named = {name: side.camp for name, side in sides.items() if side.camp}
        for held, new in ((style.SIDES, marks), (camps._CAMP_OF_SIDE, named)):
            for name in list(held):
                patch.delitem(held, name)
            for name, value in new.items():
                patch.setitem(held, name, value)
        yield
    forget()


def forget():
    """Forget all that the code has read of a project."""
    tables.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("brief."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
