"""What a page shows does not depend on when, where and beside what it is executed."""

import json
import os
import signal

import pytest

from brief import paths
from brief.check import comparison
from brief.errors import BriefError
from brief.pages import cells, execution
from brief.pages.workers import Job, Workers

SEALED = json.loads(paths.MANIFEST.read_text(encoding="utf-8"))["pages"]
NAMES = [name for name in execution.page_names() if execution.cells_of(name)]


def differing(shown):
    """Return the pages that show something else than is sealed."""
    return [
        name
        for name, page in shown.items()
        if not comparison.same(SEALED[name]["figures"], page.figures)
        or not comparison.same(SEALED[name]["numbers"], page.numbers)
    ]


def test_one_page_after_the_other_and_backwards():
    pages = execution.execute(NAMES[::-1])
    assert [page.name for page in pages] == NAMES[::-1]
    assert differing({page.name: page for page in pages}) == []


def test_several_at_once():
    assert differing({page.name: page for page in execution.execute(NAMES)}) == []


@pytest.mark.parametrize("order", [NAMES, NAMES[::-1]], ids=["in order", "backwards"])
def test_all_in_one_process_so_that_each_could_spoil_the_next(order):
    with Workers(1) as workers:
        [answer] = workers.do([Job({name: execution.cells_of(name) for name in order})], seconds=120)
    assert answer.faults == {}
    assert list(answer.pages) == order
    assert differing(answer.pages) == []


def test_a_cell_is_executed_as_jupyter_executes_it():
    """Its last line is shown if it is an expression, names last to the next cell, and what is printed is no output."""
    shown = cells.run(
        "page",
        [
            cells.Cell("import brief\ncount = 3\nprint('noise')", 1),
            cells.Cell("brief.say(count=count)", 10),
            cells.Cell("brief.say(more=count + 1); 'shown, and neither a number nor a figure'", 20),
        ],
    )
    assert shown.numbers == {"count": 3, "more": 4}
    assert shown.figures == {}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a = 1\n\nb = a / 0", "page.md:42: the cell that begins with\n    a = 1\nfails: ZeroDivisionError: division by zero"),
        ("a = 1\nif a", "page.md:41: the cell that begins with\n    a = 1\nfails: SyntaxError: expected ':'"),
        ("def f():\n    return 1 / 0\nf()", "page.md:41: the cell that begins with\n    def f():\nfails: ZeroDiv"),
        ("import sys\nsys.exit(3)", "page.md:41: the cell that begins with\n    import sys\nfails: SystemExit: 3"),
        ("%timeit 1", "page.md:40: the cell that begins with\n    %timeit 1\nfails: SyntaxError"),
        ("import brief\nbrief.say(a=1)\nbrief.say(a=2)", "page.md:42: the cell that begins with"),
        ("import brief\nbrief.say(a=None)", "fails: BriefError: say(): a has no value"),
    ],
)  # fmt: skip
def test_a_failing_cell_is_told_by_the_line_of_the_page(source, told):
    with pytest.raises(BriefError) as raised:
        cells.run("page", [cells.Cell(source, 40)])
    assert told in str(raised.value)


BROKEN = {
    "dies": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its process died (Killed)"),
    "ends": ("import os; os._exit(7)", "its process died (exit code 7)"),
    "writes a file": ("import pathlib; pathlib.Path('left.txt').write_text('x')", "writes the file 'left.txt'"),
    "never ends": ("while True: pass", "ran for more than 2 seconds and were stopped"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_page_that_takes_its_process_down_is_told_and_the_next_job_is_done(fault):
    source, told = BROKEN[fault]
    with Workers(1) as workers:
        broken, whole = workers.do(
            [Job({"page": [cells.Cell(source, 1)]}), Job({"glossary": execution.cells_of("glossary")})],
            seconds=2 if fault == "never ends" else 60,
        )
    assert told in "".join(broken.faults.values())
    assert differing(whole.pages) == []


def test_workers_end_with_those_who_started_them():
    with Workers(2) as workers:
        workers.do([Job({"page": [cells.Cell("1", 1)]}), Job({"page": [cells.Cell("1", 1)]})], seconds=60)
        processes = [worker._process.pid for worker in workers._all if worker._process]
    assert processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, signal.SIG_DFL)
