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
import sys
from pathlib import Path

import pytest

from brief import cli, paths, settings, tables
from brief.charts import style
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
    shutil.copy(FERRY / "places.csv", project / "data")  # to which facts refer
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
    done = run("seal", project=project)
    assert done.returncode == 0, done.stdout + done.stderr


def called(*words):
    """Call the command in this process."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(printed):
        code = cli.main([str(word) for word in words])
    assert code == 0, (words, printed.getvalue())


def _describe_more_tables(data):
    """Describe the tables that this brief has besides, and the columns of places in that of facts."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    more = json.loads((FERRY / "tables.json").read_text(encoding="utf-8"))
    facts = next(table for table in package["resources"] if table["name"] == "facts")
    at_place = [
        {"name": "place", "type": "string", "description": "Place as named in the document."},
        {"name": "place_id", "type": "string", "description": "The same place in the table of places."},
    ]
    facts["schema"]["fields"][4:4] = at_place
    reference = {"resource": "places", "fields": ["place_id"]}
    facts["schema"]["foreignKeys"].insert(0, {"fields": ["place_id"], "reference": reference})
    package["resources"] = sorted([*package["resources"], *more], key=lambda table: table["name"])
    (data / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    names = [field["name"] for field in facts["schema"]["fields"]]
    with (data / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (data / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for table in more:
        columns = [field["name"] for field in table["schema"]["fields"]]
        (data / table["path"]).write_text(",".join(columns) + "\n", encoding="utf-8")


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
