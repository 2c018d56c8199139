"""Random alterations are all named at their place, and nothing else is: a few in each run, hundreds in the weekly one.

`BRIEF_SEED` draws others; the weekly run draws others every day.

- A check is run on a copy of the project whose book holds one page alone, sealed as in the whole book.
- Altered code is run by `plain`, too, which has nothing in common with the check: what comes out otherwise there is what
  the check must name, no more and no less.
- The sealed edition and a built site are altered, and compared with those that are not.
"""

import copy
import datetime
import json
import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import mutation
import plain
from brief import paths
from brief.check import edition
from brief.check import site as site_check
from brief.check.site_copies import Folder
from brief.errors import BriefError
from brief.pages import execution, reading
from helpers import only, put_sealed, run

SEALED = edition.read()
QUICK_SEED = "a sample"
WEEKLY_SEED = os.environ.get("BRIEF_SEED") or datetime.date.today().isoformat()
RESULTS = {"figure", "number", "finding", "judgment", "view"}
"""Kinds of things that follow from what is altered."""
WEEKLY = {
    **dict.fromkeys(("cell", "prose"), 60),
    **dict.fromkeys(("row deleted", "row doubled", "code of a page", "code of the package"), 30),
    **dict.fromkeys(("description", "article", "harmless"), 10),
}
"""How many alterations of each kind the weekly run makes."""
PARTS = 10
"""Parts of the weekly alterations of a kind, for several processors."""


@dataclass
class Found:
    """What a check prints: by item what differs, or what stopped it."""

    differences: dict
    stopped: str


class Copy:
    """A copy of the project, which one alteration after the other is made in and taken back."""

    def __init__(self, folder):
        self.folder = folder
        skipped = shutil.ignore_patterns("_build", "__pycache__")
        for part in ("book", "data", "seeds"):
            shutil.copytree(paths.ROOT / part, folder / part, ignore=skipped)

    def check(self, page, alteration=None):
        """Run the check on a book of one page."""
        only(self.folder, page)
        put_sealed(self.folder, {**SEALED, "pages": {page: SEALED["pages"][page]}})
        done = self._altered(alteration, lambda: run("check", "--json", project=self.folder))
        if not done.stdout.strip():
            return Found({}, done.stderr)
        items = json.loads(done.stdout)["items"]
        differ = {(i["kind"], i["page"], i["name"]): i["differences"] for i in items if not i["matches"]}
        assert done.returncode == (1 if differ else 3), "this copy holds no sealed checksums"
        return Found(differ, "")

    def plainly(self, page, alteration=None):
        """Return what `plain` prints of a page, or None if it fails."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "book"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, str(Path(plain.__file__)), page]
        options = {"cwd": self.folder, "env": environment, "capture_output": True, "text": True, "timeout": 600}
        done = self._altered(alteration, lambda: subprocess.run(command, **options))
        return json.loads(done.stdout) if done.returncode == 0 else None

    def _altered(self, alteration, act):
        if alteration is None:
            return act()
        file, before = self.folder / alteration.file, mutation.read(alteration.file)
        file.write_text(mutation.altered(before, alteration), encoding="utf-8", newline="")
        try:
            return act()
        finally:
            file.write_text(before, encoding="utf-8", newline="")


# --- judging ----------------------------------------------------------------------------------------------


def judge(project, alteration):
    """Return what is wrong with how an alteration is reported; nothing if it is named at its place."""
    kind, page, _ = alteration.item
    if kind == "code":
        return judge_code(project, alteration, page)
    found = project.check(page or random.Random(str(alteration)).choice(sorted(SEALED["pages"])), alteration)
    if found.stopped:
        placed = re.search(alteration.stops, found.stopped, flags=re.M) and "Traceback" not in found.stopped
        return "" if placed else f"stopped elsewhere: {found.stopped}"
    return misplaced(alteration, {item: lines for item, lines in found.differences.items() if item[0] not in RESULTS})


def misplaced(alteration, differences):
    """Return what is wrong with differences, none of which may be of another item."""
    lines = differences.get(alteration.item, [])
    missing = [says for says in alteration.says if not any(line.startswith(says) for line in lines)]
    expected = tuple(beginning for says in alteration.says for beginning in says) + alteration.may
    more = [line for line in lines if not line.startswith(expected)]
    others = differences.keys() - {alteration.item}
    return f"missing: {missing}; more: {more}; others: {others}" if missing or more or others else ""


def judge_code(project, alteration, page):
    before, ran = PLAINLY.setdefault(page, project.plainly(page)), project.plainly(page, alteration)
    found = project.check(page, alteration)
    faults = [ran[part][1] for part in ("page", "tables")] if ran else []
    if ran is None or any(faults):
        return misplaced_fault(alteration, found, page, *(faults or [None, None]))
    expected = {
        (name.partition(" ")[0], page if part == "page" else "", name.partition(" ")[2])
        for part in ("page", "tables")
        for name in before[part][0].keys() | ran[part][0].keys()
        if before[part][0].get(name) != ran[part][0].get(name)
    }
    if found.stopped or found.differences.keys() != expected:
        return f"expected {sorted(expected)}; found {found.stopped or sorted(found.differences)}"
    return ""


PLAINLY = {}
"""What `plain` prints of pages without an alteration."""


def misplaced_fault(alteration, found, page, lines, part):
    """Return what is wrong with how a check reports code that fails: by the cell, or by what was to be made of tables."""
    told = [int(line) for line in re.findall(rf"^(?:error: )?(?:book/)?{page}\.md:(\d+): ", found.stopped, flags=re.M)]
    at_cell = lines and any(lines[0] <= line <= lines[1] for line in told)
    at_part = part and re.search(rf"^{part}: ", found.stopped, flags=re.M)
    # what fails before any page is executed, at an import or in the validation, Python tells by file and line
    in_file = f'/{Path(alteration.file).name}", line' in found.stopped
    return "" if at_cell or at_part or in_file else f"expected a fault at {lines or part}; found {found}"


def wrong(project, alterations):
    """Return what is wrong with how alterations are reported."""
    assert alterations
    return [(str(one), why) for one in alterations if (why := judge(project, one))]


# --- the project ------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    return Copy(tmp_path / "copy")


def test_an_altered_cell_is_named_at_its_place(project):
    assert wrong(project, mutation.draw("cell", 1, QUICK_SEED)) == []


@pytest.mark.weekly
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", mutation.KINDS)
def test_alterations_of_each_kind_are_named_at_their_place(kind, part, project):
    assert wrong(project, mutation.draw(kind, WEEKLY[kind], WEEKLY_SEED)[part::PARTS]) == []


# --- the sealed edition -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "seed"), [(20, QUICK_SEED), pytest.param(300, WEEKLY_SEED, marks=pytest.mark.weekly)]
)
def test_an_altered_entry_of_the_sealed_edition_is_named_and_no_other(count, seed):
    pages = [execution.Page(name, reading.prose(reading.source(name))) for name in SEALED["pages"]]
    for path, value in mutation.in_edition(SEALED, count, seed):
        altered = copy.deepcopy(SEALED)
        parent = altered
        for key in path[:-1]:
            parent = parent[key]
        if value is None:
            del parent[path[-1]]
        else:
            parent[path[-1]] = value
        try:
            items = edition.comparison(edition.parsed(edition.as_files(altered)), SEALED, pages)
        except BriefError as error:
            assert "damaged: " in str(error) and path[1] in str(error), (path, error)
            continue
        differing = {(item.kind, item.page, item.name): item.differences for item in items if not item.matches}
        item, words = place_in_edition(path, SEALED)
        assert differing.keys() == {item} or altered == SEALED, (path, differing)
        assert all(all(word in line for word in words) for line in differing[item][:1]), (path, differing)


def place_in_edition(path, sealed):
    """Return the item that an entry of an edition belongs to, and words that name the entry in it."""
    part, name, *rest = path
    if part == "links":
        return ("table", "", "links"), []
    if part != "pages":
        return (part.removesuffix("s"), "", name), [str(key) for key in rest[-1:] if isinstance(key, str)]
    if not rest:
        return ("page", name, name), []
    if rest[0] == "prose":
        return ("prose", name, f"{name}.md"), ["line "]
    thing, *within = rest[1:]
    if rest[0] == "numbers":
        return ("number", name, thing), []
    if rest[0] == "written":
        return ("number", name, thing.partition(":")[0]), [thing]
    if within[:1] == ["rows"] and len(within) > 2:
        figure = sealed["pages"][name]["figures"][thing]
        row, column = figure["rows"][within[1]][0], figure["columns"][within[2]]
        return ("figure", name, thing), [str(row), "" if within[2] == 0 else column]
    return ("figure", name, thing), [str(key) for key in within[:1] if key != "rows"]


# --- a built site -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "seed"), [(15, QUICK_SEED), pytest.param(200, WEEKLY_SEED, marks=pytest.mark.weekly)]
)
def test_an_altered_file_of_a_site_is_named_and_no_other(count, seed, site, tmp_path):
    for number, alteration in enumerate(mutation.draw(mutation.SITE, count, seed, site)):
        built, copied = tmp_path / f"{number}" / "built", tmp_path / f"{number}" / "copied"
        for folder in (built, copied):  # two sites that hold this file, the first page, and what drew the pictures
            for name in {alteration.file, "index.html", site_check.DRAWER}:
                if (site / name).exists():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(site / name, folder / name)
        target = copied / alteration.file
        if alteration.says == (("is missing",),):
            target.unlink()
        else:
            before = target.read_bytes().decode("latin-1") if target.exists() else ""
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(mutation.altered(before, alteration).encode("latin-1"))
        try:
            items = [item for item in site_check.compare(built, Folder(copied)) if not item.matches]
        except BriefError as error:
            assert alteration.file in str(error)
            continue
        [item] = items
        kind, page, name = alteration.item
        assert (item.kind if kind else "", item.page, item.name) == (kind, page, name), str(alteration)
        assert any(line.startswith(alteration.says[0]) for line in item.differences), (str(alteration), item)
