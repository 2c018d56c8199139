"""What a page shows does not depend on when, where and beside what it is executed."""

import os
import time
from pathlib import Path

import pytest

from brief.charts import style
from brief.check import edition
from brief.errors import BriefError
from brief.pages import cells, execution, reading
from brief.pages.processes import Executor, Job
from helpers import as_sealed, read_once

SEALED = edition.read()["pages"]
NAMES = [name for name in reading.page_names() if read_once(reading.steps_of, name)]


@pytest.fixture(scope="module")
def executor():
    with Executor() as executor:
        yield executor


def differing(shown):
    """Return the pages that show something else than is sealed."""
    return [name for name, page in shown.items() if not as_sealed(SEALED[name], page)]


SOME = ["war", "index", "airpower"]
"""Pages that are executed in another order each time; each week all are. Each build executes all in order."""
ALL = pytest.param(NAMES[::-1], id="all backwards", marks=pytest.mark.weekly)


@pytest.mark.parametrize("order", [ALL, pytest.param(SOME, id="some")])
def test_pages_show_the_same_executed_in_any_order_and_at_the_same_time(order, executor):
    pages = execution.execute(order, executor.run)
    assert [page.name for page in pages] == order
    assert differing({page.name: page for page in pages}) == []


@pytest.mark.parametrize(
    "order", [pytest.param(NAMES, id="in order", marks=pytest.mark.weekly), ALL, pytest.param(SOME, id="some")]
)
def test_pages_executed_in_one_process_do_not_change_each_other(order, executor):
    [answer] = executor.run([Job({name: reading.steps_of(name) for name in order})], seconds=120)
    assert answer.faults == {}
    assert list(answer.pages) == order
    assert differing(answer.pages) == []


def test_a_cell_is_executed_as_jupyter_executes_it():
    """Its last line is shown if it is an expression, and names last to the next cell."""
    shown = cells.run(
        "page",
        [
            cells.Cell("import brief\ncount = 3", 1),
            cells.Cell("brief.say(count=count)", 10),
            cells.Cell("brief.say(more=count + 1); None", 20),
        ],
    )
    assert shown.numbers == {"count": 3, "more": 4}
    assert shown.figures == {}


@pytest.mark.parametrize(
    ("source", "message"),
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
def test_a_failing_cell_is_reported_with_the_line_of_the_page(source, message):
    with pytest.raises(BriefError) as raised:
        cells.run("page", [cells.Cell(source, 40)])
    assert message in str(raised.value)


BROKEN = {
    "a page that is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "its process died (Killed)"),
    "a page that ends its process": ("import os; os._exit(7)", "its process died (exit code 7)"),
    "a page that writes a file": (
        "import pathlib; pathlib.Path('left.txt').write_text('x')",
        "writes the file 'left.txt'",
    ),
    "a page that asks": ("input('Who?')", "fails: EOFError"),
    "a page that never ends": ("while True: pass", "ran for more than 2 seconds and were stopped"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_page_is_reported_and_the_next_one_is_executed(fault, executor):
    source, message = BROKEN[fault]
    jobs = [Job({"page": [cells.Cell(source, 1)]}), Job({"glossary": reading.steps_of("glossary")})]
    broken, whole = executor.run(jobs, seconds=2 if fault == "a page that never ends" else 60)
    assert message in "".join(broken.faults.values())
    assert differing(whole.pages) == []


def test_each_job_runs_in_an_empty_folder_of_its_own_that_is_removed():
    job = Job({"page": [cells.Cell("import brief, os; brief.say(place=os.getcwd(), files=len(os.listdir()))", 1)]})
    with Executor() as executor:
        shown = [answer.pages["page"].numbers for answer in executor.run([job, job], seconds=60)]
    assert [numbers["files"] for numbers in shown] == [0, 0]
    assert shown[0]["place"] != shown[1]["place"]
    assert not any(Path(numbers["place"]).exists() for numbers in shown)


def test_a_page_is_finished_when_its_cells_are_whatever_thread_it_has_started(executor):
    source = "import brief, threading, time; threading.Thread(target=time.sleep, args=[600]).start(); brief.say(a=1)"
    [answer] = executor.run([Job({"page": [cells.Cell(source, 1)]})], seconds=60)
    assert (answer.faults, answer.pages["page"].numbers) == ({}, {"a": 1})


def ended(process):
    """Return whether a process ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_no_process_is_left_of_pages_or_of_what_they_started():
    source = """
import brief, os, subprocess, time
child = subprocess.Popen(["sleep", "600"])
brief.say(page=os.getpid(), child=child.pid, executor=os.getppid())
"""
    with Executor() as executor:
        [answer] = executor.run([Job({"page": [cells.Cell(source, 1)]})], seconds=60)
    numbers = answer.pages["page"].numbers
    assert [name for name, process in numbers.items() if not ended(process)] == []


def test_an_interruption_ends_a_page_at_work():
    class Stop(Exception):
        pass

    def stop(number):
        raise Stop

    source = "import brief, os; brief.say(executor=os.getppid())"
    endless = "while True: pass"
    with pytest.raises(Stop), Executor() as executor:
        process = executor._process
        executor.run([Job({"page": [cells.Cell(code, 1)]}) for code in (source, endless)], 600, stop)
    assert not process.is_alive()


@pytest.mark.parametrize("end", ["```", " ```", "  ```", "   ```", "````", "```   "])
def test_a_cell_ends_for_the_check_where_it_ends_for_readers(end):
    """Else a paragraph behind it is taken for code, and nobody compares it."""
    page = f"# A page\n\n```{{code-cell}}\n:tags: [hide-input]\n\ncount = 3\n{end}\n\nMoscow sent 833 jets.\n"
    assert [line for _, line in reading.prose(page)] == [
        *("# A page", "```{code-cell}", ":tags: [hide-input]", end, "Moscow sent 833 jets.")
    ]


def test_what_a_template_adds_to_a_chart_is_compared():
    """A template may add a zero to each number of an axis."""
    chart = style.new_figure().to_plotly_json()
    assert style.drawn(chart) == {"data": chart["data"], "layout": {}}
    chart["layout"]["template"] = {"layout": {"xaxis": {"ticksuffix": "0"}}}
    assert style.drawn(chart) == chart
