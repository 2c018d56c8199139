"""Whether the check reports an alteration, and names the place: on copies of the project that hold the pages concerned.

What is done to save time, and what it costs:

- The book of a copy holds the pages concerned alone, sealed as they are in the whole book; `brief check` is run on it,
  whole, in a process of its own.
- Alterations of tables, descriptions, the article and prose are made several at a time, none of which touches what
  another does. Each must be told at its own place, and nothing else may be. Those that stop a check before it compares
  are told by that; then they are taken back and the rest are checked.
- Altered code is run by `plain` too, which has nothing in common with the check: what comes out otherwise there is what
  the check must report, no more and no less. Code of the package is tried on one page that shows a difference. If no page
  that runs it does, and nothing of whole tables, it is equivalent, and the check must say that all matches.
- Nothing is executed for an altered manifest: it is compared with the edition that was sealed.
"""

import argparse
import concurrent.futures
import contextlib
import copy
import dataclasses
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import mutation
import plain
from brief import cli, paths
from brief.check import compare
from brief.check import site as site_check
from brief.check.site_copies import Folder
from brief.errors import BriefError
from brief.pages import execution
from brief.publish import archive
from helpers import only, run

SEALED = json.loads(paths.MANIFEST.read_text(encoding="utf-8"))
FAILED = "failed"
RESULTS = {"figure", "number", "finding", "judgment", "view"}
AT_ONCE = 8
"""How many alterations of tables and prose are made at a time."""


@dataclass(frozen=True)
class Verdict:
    """What became of an alteration.

    Attributes:
        alteration: as drawn.
        how: "compared" (told where it is); "stopped" (told where it is, before anything was compared); "equivalent"
            (nothing that is shown changes, and nothing was told); "look" (nothing but the template of a chart, or what
            leads to other pages, changes, and nothing was told); "site" (nothing that is sealed changes, but the site
            does, or cannot be built: `brief check --site` tells it); "missed", or "silent" if all was said to match.
        why: for what is not told where it is.
    """

    alteration: object
    how: str
    why: str = ""


@dataclass
class Told:
    """What a check told: its exit code, by item what differs, and what stopped it."""

    code: int
    differences: dict
    stopped: str


class Copy:
    """A copy of the project, altered and mended again."""

    def __init__(self, folder):
        self.folder = Path(folder)
        skipped = shutil.ignore_patterns("_build", "__pycache__")
        for part in ("book", "data", "seeds"):
            shutil.copytree(paths.ROOT / part, self.folder / part, ignore=skipped)

    @contextlib.contextmanager
    def altered(self, alterations):
        """Make alterations for a while."""
        files = {alteration.file for alteration in alterations}
        before = {file: mutation.read(file) for file in files}
        for file, text in before.items():
            there = [alteration for alteration in alterations if alteration.file == file]
            (self.folder / file).write_text(mutation.altered(text, there), encoding="utf-8", newline="")
        try:
            yield
        finally:
            for file, text in before.items():
                (self.folder / file).write_text(text, encoding="utf-8", newline="")

    def check(self, pages):
        """Run the check on a book of these pages."""
        only(self.folder, *pages)
        sealed = {**SEALED, "pages": {name: SEALED["pages"][name] for name in pages}}
        (self.folder / "book" / "manifest.json").write_text(json.dumps(sealed), encoding="utf-8")
        done = run("check", "--json", project=self.folder)
        return told(done.returncode, done.stdout, done.stderr)

    def plainly(self, *arguments):
        """Return what `plain` says, or None if it fails."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "book"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, str(Path(plain.__file__)), *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=600)
        return json.loads(done.stdout) if done.returncode == 0 else None


def told(code, printed, stopped):
    items = json.loads(printed)["items"] if printed.strip() else []
    differ = {(item["kind"], item["page"], item["name"]): item["differences"] for item in items if not item["matches"]}
    return Told(code, differ, stopped if not printed.strip() else "")


# --- tables and prose -------------------------------------------------------------------------------------


def batches(alterations, size=AT_ONCE):
    """Return alterations in groups of which none touches what another does."""
    groups = []
    for alteration in alterations:
        names = _touched(alteration)
        group = next(
            (group for group in groups if len(group) < size and not any(names & _touched(other) for other in group)),
            None,
        )
        groups.append([alteration]) if group is None else group.append(alteration)
    return groups


def _touched(alteration):
    place = alteration.place
    if place.kind == "row":
        return {key for key in place.keys if key}
    return {f"{place.kind} {place.name}", place.name if place.kind == "description" else ""} - {""}


def judge_data(project, batch, pages=()):
    """Return a verdict on each alteration of tables, descriptions, prose or the article in a batch.

    Args:
        project: a copy.
        batch: alterations, none of which touches what another does.
        pages: of the book on which they are tried; if none are given, those whose prose is altered, or any one.
    """
    verdicts, left = [], list(batch)
    pages = pages or sorted({alteration.place.name for alteration in batch if alteration.place.kind == "prose"})
    pages = pages or [random.Random(str(batch[0])).choice(sorted(SEALED["pages"]))]
    while left:
        with project.altered(left):
            found = project.check(pages)
            stopping = [alteration for alteration in left if _named(project, alteration, found.stopped)]
        if not found.stopped:
            return verdicts + _compared(left, found)
        if "Traceback" in found.stopped:
            return verdicts + [Verdict(alteration, "missed", f"stopped: {found.stopped}") for alteration in left]
        if not stopping and len(left) == 1:  # the fault stands elsewhere; is it told what is altered?
            right = _named_beside(left[0], found.stopped)
            return [*verdicts, Verdict(left[0], "stopped" if right else "missed", f"stopped: {found.stopped}")]
        if not stopping:  # which of them is it?
            return verdicts + [verdict for alteration in left for verdict in judge_data(project, [alteration], pages)]
        verdicts += [Verdict(alteration, "stopped") for alteration in stopping]
        left = [alteration for alteration in left if alteration not in stopping]
    return verdicts


def _named_beside(alteration, stopped):
    """Return whether an alteration is among what is not as sealed, as it is told beside a fault."""
    kind, _, name = _item(alteration.place)
    beside = [tuple(f"{kind} {name}: {start}" for start in starts) for starts in alteration.place.said]
    return all(any(fault.startswith(starts) for fault in stopped.splitlines()) for starts in beside)


def _named(project, alteration, stopped):
    """Return whether a fault that stopped a check names the place of an alteration."""
    place = alteration.place
    faults = [fault for fault in stopped.splitlines() if not fault.startswith(("table ", "prose "))]
    if place.kind == "row":
        lines = (project.folder / alteration.file).read_text(encoding="utf-8").splitlines()
        rows = {number for number, line in enumerate(lines, 1) if alteration.new and f"{line}\n" == alteration.new}
        starts = tuple(f"{place.name}.csv:{row}:" for row in rows)
        quoted = [repr(key) for key in place.keys if len(key) > 2]
        return any(fault.startswith(starts) or any(key in fault for key in quoted) for fault in faults)
    if place.kind == "description":
        return any(
            fault.startswith((f"datapackage.json: table {place.name!r}", f"{place.name}.csv:")) for fault in faults
        )
    if place.kind == "prose":
        return any(re.match(rf"{place.name}\.md:{place.line}\b", fault) for fault in faults)
    return any("of the article" in fault or "in the article" in fault for fault in faults)


def _item(place):
    kind = {"row": "table", "description": "table"}.get(place.kind, place.kind)
    return (kind, place.name if kind == "prose" else "", f"{place.name}.md" if kind == "prose" else place.name)


def _compared(alterations, found):
    """Return verdicts by what differs: each alteration at its own place, and nothing that none of them explains."""
    verdicts = []
    expected = [(_item(alteration.place), starts) for alteration in alterations for starts in alteration.place.said]
    expected += [(_item(one.place), one.place.follows) for one in alterations if one.place.follows]
    unexplained = [
        f"{' '.join(item)}: {difference}"
        for item, differences in found.differences.items()
        if item[0] not in RESULTS
        for difference in differences
        if not any(item == of and difference.startswith(starts) for of, starts in expected)
    ]
    for alteration in alterations:
        there = found.differences.get(_item(alteration.place), [])
        missing = [starts[0] for starts in alteration.place.said if not any(line.startswith(starts) for line in there)]
        if missing or found.code != 1:
            verdicts.append(Verdict(alteration, "missed", f"not told: {missing}; told: {there}"))
        elif unexplained:
            verdicts.append(Verdict(alteration, "missed", f"told besides: {unexplained}"))
        else:
            verdicts.append(Verdict(alteration, "compared"))
    return verdicts


# --- code -------------------------------------------------------------------------------------------------


def baseline(project, pages):
    """Return what `plain` says of pages and of whole tables, and which lines of the package are run for each."""
    names = ["whole", *pages]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        ran = list(threads.map(lambda name: project.plainly("--lines", "--whole" if name == "whole" else name), names))
    found = {name: result[name] for name, result in zip(names, ran, strict=True)}
    return found, {name: {tuple(line) for line in result["lines"]} for name, result in zip(names, ran, strict=True)}


def judge_code(project, alteration, before, package):
    """Return a verdict on an alteration of code: in a cell of a page, or in the package."""
    in_package = alteration.place.name.endswith(".py")
    used_by = package.used_by(alteration) if in_package else [alteration.place.name]
    pages = [page for page in used_by if page != "whole"]
    random.Random(str(alteration)).shuffle(pages)
    looks = False
    with project.altered([alteration]):
        of_tables, whole = set(), None
        if "whole" in used_by:
            whole = project.plainly("--whole")
            of_tables = _differing(before["whole"], whole and whole["whole"], "")
        for page in pages:
            ran = project.plainly(page)
            of_page = _differing(before[page], ran and ran[page], page)
            looks |= bool(ran and ran[page]["look"] != before[page]["look"])
            if of_page:
                break
        else:
            page, of_page, ran = (pages or ["check"])[-1], set(), None
        found = project.check([page])
    if FAILED in of_page | of_tables:
        faults = [ran and ran[page]["fault"], whole and whole["whole"]["fault"]]
        return _stopped(alteration, found, page, *faults)
    expected = of_page | of_tables
    if found.stopped:
        return Verdict(alteration, "missed", f"stopped: {found.stopped}; expected {sorted(expected)}")
    if expected and not found.differences:
        return Verdict(alteration, "silent", f"expected {sorted(expected)}")
    if expected != set(found.differences):
        return Verdict(alteration, "missed", f"expected {sorted(expected)}; told {sorted(found.differences)}")
    if not expected:
        return Verdict(alteration, "look" if looks else "equivalent", f"pages: {', '.join(pages) or 'none'}")
    return Verdict(alteration, "compared")


def _differing(before, now, page):
    """Return the items that come out otherwise; {FAILED} if not all comes out."""
    if now is None or now["fault"]:
        return {FAILED}
    old, new = before["shown"], now["shown"]
    names = [name.partition(" ") for name in {**old, **new} if old.get(name) != new.get(name)]
    return {(kind, page, name) for kind, _, name in names}


def _stopped(alteration, found, page, cell, part):
    """Return a verdict on code that fails: the check must say so at the cell, or by the part of what is derived.

    Args:
        alteration: as tried.
        found: what the check told.
        page: that was executed.
        cell: first and last line of the cell that failed, or None.
        part: what is made of whole tables and failed, or None.
    """
    lines = [int(line) for line in re.findall(rf"^{page}\.md:(\d+): ", found.stopped, flags=re.M)]
    at_cell = cell and any(cell[0] <= line <= cell[1] for line in lines)
    at_part = part and re.search(rf"^{part}: ", found.stopped, flags=re.M)
    # what fails before any page is executed, at an import or in the validation, Python tells by file and line
    in_file = f'/{alteration.place.name}", line' in found.stopped
    if found.code == 1 and (at_cell or at_part or in_file):
        return Verdict(alteration, "stopped")
    expected = f"{page}.md {cell}" if cell else part or alteration.place.name
    how = "silent" if found.code == 0 else "missed"  # what only a notebook runs fails when the site is built
    return Verdict(alteration, how, f"expected a fault at {expected}; told {found.stopped or found.differences}")


def judge_by_site(project, verdict, site):
    """Return a better verdict on code of the package of which the check told nothing: the whole site is built with it.

    Args:
        project: a copy.
        verdict: "equivalent", "look" or "silent".
        site: as built without the alteration.
    """
    for file in ("_toc.yml", "manifest.json"):
        shutil.copy(paths.BOOK / file, project.folder / "book" / file)
    with tempfile.TemporaryDirectory(dir=project.folder) as aside, project.altered([verdict.alteration]):
        done = run("build", "--out", f"{aside}/site", project=project.folder)
        if done.returncode:
            return Verdict(verdict.alteration, "site", f"not built: {done.stderr.strip().splitlines()[-1]}")
        items = site_check.compare(site, Folder(Path(aside) / "site"))
    # the archive for readers holds the altered code itself
    told = [f"{item.kind} {item.name}" for item in items if not item.matches and not item.name.endswith(archive.NAME)]
    if told:
        return Verdict(verdict.alteration, "site", f"differ: {', '.join(told[:3])}, {len(told)} in all")
    if verdict.how == "silent":
        return verdict
    return Verdict(verdict.alteration, "equivalent", "the site is the same, to the byte")


def judge_harmless(project, alterations):
    """Return a verdict on each of several changes that nobody sees, made together: nothing must be told."""
    pages = {one.place.name for one in alterations if not one.place.name.endswith(".py")}
    pages.add(random.Random(str(alterations[0])).choice(sorted(SEALED["pages"])))
    with project.altered(alterations):
        found = project.check(sorted(pages))
    if found.code == 0 and not found.differences:
        return [Verdict(one, "equivalent") for one in alterations]
    return [
        Verdict(one, "missed", f"told though harmless: {found.stopped or found.differences}") for one in alterations
    ]


# --- the manifest -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SealedAlteration:
    """An entry of the manifest that gets another value, or is taken out."""

    kind: str
    number: int
    path: tuple
    gone: bool
    value: object

    def __str__(self):
        what = "taken out" if self.gone else f"became {self.value!r}"
        return f"{self.kind} {self.number}: {'.'.join(map(str, self.path))} {what}"


def draw_sealed(count, seed):
    """Return different alterations of entries of the manifest, each part of it as likely as any other."""
    draw = random.Random(f"{seed} manifest")
    found = {}
    while len(found) < count:
        node, path = SEALED, []
        while isinstance(node, dict | list) and node and (not path or draw.random() < 0.97):
            key = draw.choice(sorted(node)) if isinstance(node, dict) else draw.randrange(len(node))
            node, path = node[key], [*path, key]
        gone = draw.random() < 0.25 or (isinstance(node, dict | list))
        value = None if gone else _other(draw, node)
        if not gone and compare.same(value, node):
            continue
        found.setdefault((tuple(path), gone), SealedAlteration("manifest entry", 0, tuple(path), gone, value))
    return [dataclasses.replace(alteration, number=number) for number, alteration in enumerate(found.values(), 1)]


def _other(draw, value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1 if draw.random() < 0.5 else value * 1.000001 + 1e-6
    if value is None:
        return 0
    return mutation.other_text(draw, value) if value else "x"


def judge_sealed(project, alteration):
    """Return a verdict on an alteration of the manifest: that entry must be told, and no other."""
    altered = copy.deepcopy(SEALED)
    *above, last = alteration.path
    parent = altered
    for key in above:
        parent = parent[key]
    old = parent[last]
    if alteration.gone:
        del parent[last]
    else:
        parent[last] = alteration.value
    file = project.folder / "altered.json"
    file.write_text(json.dumps(altered), encoding="utf-8")
    found = _check_of(file)
    if parent is not altered and parent == _at(SEALED, above):
        return Verdict(alteration, "equivalent", "the same list")  # one of two equal neighbours was taken out
    if found.stopped:
        names = [f"{name!r}" for name in alteration.path if isinstance(name, str)]
        right = any(name in found.stopped for name in names) or alteration.path == ("format",)
        return Verdict(alteration, "stopped") if right else Verdict(alteration, "missed", f"stopped: {found.stopped}")
    item, starts = _sealed_place(alteration, old)
    if set(found.differences) != {item}:
        return Verdict(alteration, "missed", f"expected {item}; told {found.differences}")
    if not any(line.startswith(starts) for line in found.differences[item]):
        return Verdict(alteration, "missed", f"expected {starts}; told {found.differences[item]}")
    return Verdict(alteration, "compared")


def _check_of(file):
    pages = [execution.Page(name, execution.prose(execution.source(name))) for name in SEALED["pages"]]
    printed = io.StringIO()
    with (
        mock.patch.object(paths, "MANIFEST", file),
        mock.patch.object(cli, "_execute", lambda: (SEALED, pages)),
        contextlib.redirect_stdout(printed),
    ):
        try:
            code = cli.check(argparse.Namespace(json=True, certificate=None, site=None))
        except BriefError as error:
            return told(1, "", str(error))
    return told(code, printed.getvalue(), "")


def _at(node, path):
    for key in path:
        node = node[key]
    return node


def _sealed_place(alteration, old):
    """Return the item that must be told, and how one of its differences must begin."""
    part, *rest = alteration.path
    if part == "pages":
        return _of_page(alteration, old, *rest)
    if part in {"findings", "judgments"}:
        return (part.removesuffix("s"), "", rest[0]), _dotted(rest, alteration.gone)
    if part == "views":
        return ("view", "", rest[0]), ("it is new",) if len(rest) == 1 else (f"row {rest[1]} ",)
    if part == "tables":
        if len(rest) == 1:
            return ("table", "", rest[0]), ("the table is new",)
        description = "its description in datapackage.json differs"
        return ("table", "", rest[0]), (description,) if rest[1] == "description" else (f"row {rest[-1]} ",)
    return ("article", "", paths.ARTICLE.name), ("its bytes differ",)


def _of_page(alteration, old, page, *rest):
    if not rest:
        return ("page", page, page), ("the page is not in the sealed edition",)
    part, *rest = rest
    if part == "prose":
        lines = [number for number, _ in execution.prose(execution.source(page))]
        return ("prose", page, f"{page}.md"), (f"line {lines[rest[0]]} differs: ",) if rest else ("line ",)
    if part == "numbers":
        was = "new" if alteration.gone else f"{alteration.value!r} became {old!r}"
        return ("number", page, rest[0] if rest else ""), (was,)
    if not rest:
        return ("figure", page, ""), ()
    name, *rest = rest
    item = ("figure", page, name)
    if not rest:
        return item, ("the figure is new",)
    figure = SEALED["pages"][page]["figures"][name]
    if rest[0] == "columns":
        return item, ("columns ",)
    if rest[0] == "rows":
        if len(rest) < 3:
            return item, (f"row new: {figure['rows'][rest[1]][0]}",) if len(rest) == 2 else ("row new: ",)
        row = figure["rows"][rest[1]]
        return item, (f"row new: {row[0]}",) if rest[2] == 0 else (f"row {row[0]}, {figure['columns'][rest[2]]}: ",)
    return item, _dotted(rest, alteration.gone)


def _dotted(path, gone):
    """Return how a check names a place in nested values; of a list that has lost an item, the list."""
    if gone and isinstance(path[-1], int):
        path = path[:-1]
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
    return (f"{text}: ", f"{text}[", f"{text}.")


# --- a built site -----------------------------------------------------------------------------------------


def judge_on_site(folder, site, alteration):
    """Return a verdict on an alteration of a file of a built site: it must be told under its name, and nothing else.

    Two sites are compared that hold this file and the first page alone: the others are the same in both, to the byte.
    """
    place, file = alteration.place, site / alteration.file
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        built, copied = Path(aside) / "built", Path(aside) / "copied"
        for there in (built, copied):
            for source in {file, site / "index.html"}:
                if source.exists():
                    (there / source.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(source, there / source.relative_to(site))
        target = copied / alteration.file
        if alteration.what.endswith("taken out"):
            target.unlink()
        else:
            before = target.read_bytes().decode("latin-1") if target.exists() else ""
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(mutation.altered(before, [alteration]).encode("latin-1"))
        try:
            items = [item for item in site_check.compare(built, Folder(copied)) if not item.matches]
        except BriefError as error:
            right = alteration.file in str(error)
            return Verdict(alteration, "stopped") if right else Verdict(alteration, "missed", f"stopped: {error}")
    differences = [difference for item in items for difference in item.differences]
    told = "; ".join(f"{item.kind} {item.name} on {item.page}: {item.differences}" for item in items)
    if len(items) != 1 or not _right_item(items[0], alteration):
        expected = place.keys or place.name
        return Verdict(alteration, "missed", f"expected {expected}; told {told or 'nothing'}")
    if not any(_right_words(items[0], difference, alteration) for difference in differences):
        return Verdict(alteration, "missed", f"told without the place: {told}")
    return Verdict(alteration, "compared")


def _right_item(item, alteration):
    place = alteration.place
    if place.kind == "page":
        kind, name = place.keys
        return (item.kind, item.page, item.name) == (kind, place.name, name or f"{place.name}.html")
    if item.kind == "table":
        return place.name == f"data/{item.name}.csv"
    return item.name == place.name


def _right_words(item, difference, alteration):
    """Return whether a difference says where in the file it is: a line, a row, a cell, a path or a member."""
    place = alteration.place
    if place.said:
        return difference.startswith(place.said[0])
    lines = [int(line) for line in re.findall(r"\bline (\d+)", difference)]
    if lines:
        return place.kind == "page" or lines[0] == place.line
    if place.kind == "page":  # the chart's data by their path, cells and parts of a figure by their names
        return bool(re.match(r"chart[.\[]|row |title|alt|caption|sources", difference)) or item.kind == "number"
    return bool(re.match(r"row |columns |cell \d|notebook|[\w-]+[.\[]|its bytes|is no sound|\S+: ", difference))
