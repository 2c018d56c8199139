"""The pages of the book: their sources, the time limit of their cells, and what they show when they are executed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import nbformat
import yaml
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook

from brief import paths
from brief.charts.figure import figure_name
from brief.errors import BriefError
from brief.files import read_text
from brief.pages import lookups
from brief.pages.cells import Cell, Lookup, Step
from brief.pages.processes import Answer, Done, Executor, Job
from brief.tables import validation

Run = Callable[[list[Job], float, Done], list[Answer]]
"""Runs jobs: `processes.run`, or the method of an `Executor`."""
Report = Callable[[str, int, int], None]
"""Called with the name of a step, how many parts of it are done, and how many there are."""
Outputs = list[list[dict[str, Any]]]
"""What each cell of a page puts out, as a notebook holds it."""
NESTED = ("parts", "chapters", "sections")
"""Keys of the table of contents under which further pages stand."""


@dataclass
class Page:
    """What one page shows when its cells are executed.

    Attributes:
        name: of the page, as in its address.
        prose: the lines that are not code, each with its number in the source.
        figures: by name, as `cells.Shown` has them.
        numbers: by name, as `brief.say` gave them.
        tables: names of the tables that its cells read.
        seconds: how long its cells took.
        outputs: what each cell puts out, if that was kept.

    """

    name: str
    prose: list[tuple[int, str]]
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    seconds: float = 0.0
    outputs: Outputs = field(default_factory=list)


def page_names() -> list[str]:
    """Return the names of the pages in the order of the table of contents.

    Raises:
        BriefError: if the table of contents is missing, is not YAML, or names no page, a page twice, or one
            that is not there.
    """
    contents = settings("_toc.yml")
    if contents.get("format") != "jb-book" or "root" not in contents:
        raise BriefError("_toc.yml: expected the format jb-book and a root")

    def files(entry: Any) -> list[str]:
        if isinstance(entry, list):
            return [name for part in entry for name in files(part)]
        if isinstance(entry, dict):
            named = [value for key, value in entry.items() if key in {"root", "file"}]
            return named + [name for key in NESTED if key in entry for name in files(entry[key])]
        return []

    names = files(contents)
    for name in names:
        if not isinstance(name, str) or names.count(name) > 1:
            raise BriefError(f"_toc.yml: {name!r} is no name of a page, or stands twice")
        if not re.fullmatch(r"\w[\w-]*", name):
            raise BriefError(f"_toc.yml: {name!r} leads out of the book; expected the name of a page in book/")
        source(name)
    return names


def settings(name: str) -> dict[str, Any]:
    """Return the settings in a YAML file of the book.

    Raises:
        BriefError: if it is missing, is not YAML in UTF-8, or holds something else than settings.
    """
    try:
        found = yaml.safe_load(read_text(paths.BOOK / name))
    except (yaml.YAMLError, RecursionError) as error:
        raise BriefError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise BriefError(f"{name}: expected settings of the form key: value")
    return found


def source(name: str) -> str:
    """Return the source of a page.

    Raises:
        BriefError: if there is no such page or it is not UTF-8.
    """
    path = paths.BOOK / f"{name}.md"
    if not path.exists():
        raise BriefError(f"_toc.yml names the page {name!r}, but there is no {name}.md")
    return read_text(path)


def prose(text: str) -> list[tuple[int, str]]:
    """Return the lines of a page that are not the body of a code cell, with their line numbers from 1.

    A cell's own settings (its tags, the name and caption of its figure) count as prose: readers see them. They stand
    behind colons, or between two lines `---`, as JupyterLab saves them.
    """
    lines: list[tuple[int, str]] = []
    place = "prose"
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            place = "head of a cell" if line.startswith("```{code-cell}") else "prose"
        elif place == "head of a cell" and not line.startswith(":"):
            place = "settings" if line == "---" else "code"
        elif place == "settings" and line == "---":
            place = "code"
        if line.strip() and place != "code":
            lines.append((number, line))
    return lines


def notebook(name: str) -> nbformat.NotebookNode | None:
    """Return a page as a notebook, or None if it has no cells to execute.

    Raises:
        BriefError: if the settings of the page or of a cell are not what they should be.
    """
    text = source(name)
    if "{code-cell}" not in text:
        return None
    try:
        found = read_myst_markdown_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, nbformat.ValidationError, yaml.YAMLError, RecursionError) as error:
        told = error.message if isinstance(error, nbformat.ValidationError) else str(error)
        raise BriefError(f"{name}.md: {' '.join(told.split())}") from error
    if found.metadata.get("kernelspec", {}).get("name") != "python3":
        raise BriefError(f"{name}.md: expected the kernelspec python3")
    for cell, line in zip(found.cells, found.metadata["source_map"], strict=True):
        if cell.cell_type == "code" and "mystnb" in cell.metadata:
            try:
                figure_name(cell.metadata)
            except BriefError as error:
                raise BriefError(f"{name}.md:{line + 1}: {error}") from error
    return found


def cells_of(name: str) -> list[Cell]:
    """Return the code cells of a page, none if it has none.

    Raises:
        BriefError: as `notebook` does.
    """
    found = notebook(name)
    if found is None:
        return []
    lines = source(name).split("\n")
    cells = []
    for cell, fence in zip(found.cells, found.metadata["source_map"], strict=True):
        if cell.cell_type == "code" and cell.source.strip():
            first = cell.source.split("\n")[0].strip()
            there = (number for number, line in enumerate(lines[fence:], fence + 1) if line.strip() == first)
            begins = next(there, fence + 1)  # the settings of the cell stand before its first line
            named = figure_name(cell.metadata) if "mystnb" in cell.metadata else None
            cells.append(Cell(cell.source, begins, named))
    return cells


def lookups_of(name: str) -> list[Lookup]:
    """Return the references to values in the sentences and captions of a page.

    Raises:
        BriefError: as `notebook` does, or if the settings of the book name an extension of MyST that is not known.
    """
    parse = settings("_config.yml").get("parse")
    extensions = parse.get("myst_enable_extensions", ()) if isinstance(parse, dict) else ()
    try:
        return lookups.found_in(source(name), notebook(name), extensions)
    except (TypeError, ValueError) as error:
        raise BriefError(f"_config.yml: parse.myst_enable_extensions: {error}") from error


def steps_of(name: str) -> list[Step]:
    """Return what a page computes: the values that it looks up, and its cells.

    Raises:
        BriefError: as `lookups_of` does.
    """
    return [*lookups_of(name), *cells_of(name)]


def time_limit() -> float:
    """Return how many seconds a page may run, from the settings of the book.

    Raises:
        BriefError: if the settings cannot be read, or this one is no number of seconds.
    """
    execute = settings("_config.yml").get("execute")
    seconds = execute.get("timeout", 120) if isinstance(execute, dict) else 120
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise BriefError(f"_config.yml: execute.timeout is {seconds!r}; expected a number of seconds")
    return float(seconds)


def no_report(step: str, done: int, of: int) -> None:
    """Report nothing."""


def execute_book(report: Report = no_report, *, keep: bool = False) -> list[Page]:
    """Validate the tables, execute all pages and return what they show.

    Args:
        report: for progress.
        keep: whether to keep all that the cells put out.

    Raises:
        BriefError: if a table, a page or a cell is at fault.
    """
    names = page_names()
    finished: list[str] = []

    def done(name: str) -> None:
        finished.append(name)
        report("executing pages", len(finished), len(names))

    with Executor() as executor:  # it gets ready while the tables are validated
        validation.require_valid()
        return execute(names, executor.run, done, keep=keep)


def execute(
    names: list[str], run: Run, done: Callable[[str], None] = lambda name: None, *, keep: bool = False
) -> list[Page]:
    """Execute pages, each in a process and an empty folder of its own, and return what they show.

    Args:
        names: of the pages.
        run: runs the jobs.
        done: called with the name of each page that is finished.
        keep: whether to keep all that the cells put out.

    Returns:
        The pages in the order of `names`.

    Raises:
        BriefError: if a cell fails: with page, line and error; or if a page does something that it must not.
    """
    seconds = time_limit()
    steps = {name: steps_of(name) for name in names}  # a fault in any page is reported before one is executed
    for name in names:
        if not steps[name]:
            done(name)
    executed = sorted((name for name in names if steps[name]), key=lambda name: -len(steps[name]))  # longest first
    jobs = [Job({name: steps[name]}, keep=keep) for name in executed]
    answers = dict(zip(executed, run(jobs, seconds, lambda number: done(executed[number])), strict=True))
    return [_page(name, answers.get(name)) for name in names]


def _page(name: str, answer: Answer | None) -> Page:
    """Return what a page shows; one that computes nothing has no answer."""
    page = Page(name, prose(source(name)))
    if answer is None:
        return page
    if "" in answer.faults:
        raise BriefError(f"{name}.md: {answer.faults['']}")
    if name in answer.faults:
        raise BriefError(answer.faults[name])
    shown = answer.pages[name]
    page.figures, page.numbers, page.tables = shown.figures, shown.numbers, shown.tables
    page.seconds, page.outputs = answer.seconds[name], shown.outputs
    return page
