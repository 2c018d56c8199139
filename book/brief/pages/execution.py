"""Executing the pages of the book, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from brief import paths
from brief.errors import BriefError, did_you_mean
from brief.ledger import values
from brief.pages.cells import require_outputs
from brief.pages.lookups import said_in
from brief.pages.processes import Answer, Done, Executor, Job
from brief.pages.reading import (
    NOT_IN_CONTENTS,
    outside_of_contents,
    page_names,
    prose,
    require_unique_names,
    source,
    steps_of,
    time_limit,
)
from brief.tables import validation

Run = Callable[[list[Job], float, Done], list[Answer]]
"""Runs jobs: `processes.run`, or the method of an `Executor`."""
Report = Callable[[str, int, int], None]
"""Called with the name of a step, how many parts of it are done, and how many there are."""
Outputs = list[list[dict[str, Any]]]
"""What each cell of a page puts out, as a notebook holds it."""


@dataclass
class Page:
    """What one page shows when its cells are executed.

    Attributes:
        name: of the page, as in its address.
        prose: the lines that are not code, each with its number in the source.
        figures: by name, as `cells.Shown` has them.
        numbers: by name, as `cells.Shown` has them.
        written: how sentences write what they look up, as `cells.Shown` has it.
        lines: on which that stands.
        tables: names of the tables that its cells read.
        seconds: how long its cells took.
        outputs: what each cell puts out, if that was kept.
    """

    name: str
    prose: list[tuple[int, str]]
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    seconds: float = 0.0
    outputs: Outputs = field(default_factory=list)


def no_report(step: str, done: int, of: int) -> None:
    """Report nothing."""


def execute_book(report: Report = no_report, *, keep: bool = False, names: Sequence[str] = ()) -> list[Page]:
    """Validate the tables, execute all pages and return what they show.

    Args:
        report: for progress.
        keep: whether to keep all that the cells put out.
        names: of the pages to execute; of all if there are none.

    Raises:
        BriefError: if a table, a page or a cell is at fault, or there is no such page.
    """
    for _ in paths.sources():  # a link or a pipe among the files is reported before anything waits for it
        pass
    in_book = page_names()
    for name in names:
        if name not in in_book and name in outside_of_contents():
            raise BriefError(f"{name}.md: {NOT_IN_CONTENTS.format(name)}")
        if name not in in_book:
            raise BriefError(f"no page {name!r}{did_you_mean(name, in_book)}")
    names = [name for name in in_book if not names or name in names]
    require_unique_names()
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
    pages = [_page(name, answers.get(name)) for name in names]
    for name in executed if keep else ():
        require_outputs(name, steps[name], answers[name].pages[name])
    if faults := [fault for page in pages for fault in _format_faults(page)]:
        raise BriefError("\n".join(faults))
    return pages


def _format_faults(page: Page) -> Iterator[str]:
    """Yield a message for each number that a cell says and a sentence writes in a format that does not suit it."""
    for line, reference in said_in(page.prose):
        name = reference.partition(":")[0]
        if name not in page.numbers:
            continue  # the build reports it
        try:
            values.require_format(reference)
            values.require_format(reference, page.numbers[name])
        except BriefError as error:
            yield f"{page.name}.md:{line}: {error}"


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
    page.written, page.lines = shown.written, shown.lines
    page.seconds, page.outputs = answer.seconds[name], shown.outputs
    return page
