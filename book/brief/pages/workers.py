"""Processes in which pages are executed: each page in a fresh one, without waiting for pandas and plotly every time.

A worker is a process that has imported `brief` and read the tables, and nothing else. It is given one job after the
other, and does each in a process forked from itself, in an empty folder: so no page sees what another did. Where a
process cannot fork (on Windows) it does one job and ends, and the next job gets a new one. Jobs and answers are lines
of JSON on its standard input and output.

`python -m brief.pages.workers` is a worker; `Workers` is the side that starts them.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import io
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

import plotly.graph_objects as go

from brief import paths, tables
from brief.errors import BriefError
from brief.ledger import derived, findings
from brief.pages import cells
from brief.pages.cells import Cell
from brief.tables import changes

_CAN_FORK = hasattr(os, "fork")
_ENVIRONMENT = {"PYTHONWARNINGS": "ignore", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Of a worker: what pages do is too small to be shared among threads, and a fork carries none over."""
_DIED = "its process died"
GRACE = 5
"""Seconds after the end of its time in which a job is ended by itself, if it was not stopped."""


@dataclass(frozen=True)
class Job:
    """Pages to execute one after the other in one process, with changed tables if there are changes.

    Attributes:
        pages: cells by the name of the page.
        changes: what to change in the tables first, as `brief.changes` has them.
        derive: whether to derive too what follows from the tables without a page.
        keep: whether to keep all that the cells put out, and to note what they read.
    """

    pages: dict[str, list[Cell]]
    changes: list[changes.Change] = field(default_factory=list)
    derive: bool = False
    keep: bool = False


@dataclass
class Answer:
    """What a job showed.

    Attributes:
        pages: by name, as `cells.Shown` has it, but for those that failed.
        faults: what went wrong with a page, by its name, in one message; with all of the job, under "".
        seconds: how long each page took.
        derived: as `derivations.derive` has it, if it was asked for.
    """

    pages: dict[str, cells.Shown] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict)


# --- in the worker ----------------------------------------------------------------------------------------


def _do(job: Job) -> Answer:
    """Do a job in this process, in the empty folder in which it finds itself."""
    answer = Answer()
    try:
        changes.apply(job.changes)
    except BriefError as error:
        return Answer(faults={"": str(error)})
    for name, page in job.pages.items():
        begun = time.perf_counter()
        try:
            answer.pages[name] = cells.run(name, page, keep=job.keep)
        except BriefError as error:
            answer.faults[name] = str(error)
        answer.seconds[name] = time.perf_counter() - begun
        if left := sorted(path.name for path in Path().iterdir()):
            answer.faults[name] = f"{name}.md writes the file {left[0]!r}; a page reads tables and shows, no more"
            break
    if job.derive:
        try:
            answer.derived = derived.derive()
        except BriefError as error:
            answer.faults[""] = str(error)
    return answer


def _alone(request: str) -> str:
    """Do a job in a process of its own, and return the answer as it goes out: a line of JSON."""
    with tempfile.TemporaryDirectory(prefix="brief-") as folder:
        if not _CAN_FORK:
            os.chdir(folder)
            told = _told(request)
            os.chdir(paths.BOOK)  # a folder in which a process stands cannot be removed there
            return told
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.close(read)
                os.chdir(folder)
                signal.alarm(int(json.loads(request)["seconds"]) + GRACE)  # also if nobody is left to stop it
                sys.stdin = io.StringIO()  # a page has nobody to ask, and the next job is not its to read
                with os.fdopen(write, "w", encoding="utf-8") as out:
                    out.write(_told(request))
                code = 0
            finally:
                os._exit(code)  # nothing of the worker is to be tidied up by its child
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as answer:
            told = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            return told
        how = signal.strsignal(-status) if status < 0 else f"exit code {status}"
        return json.dumps(asdict(Answer(faults={"": f"{_DIED} ({how})"})))


def _told(request: str) -> str:
    wanted = json.loads(request)
    job = Job(
        pages={name: [Cell(**cell) for cell in page] for name, page in wanted["pages"].items()},
        changes=[changes.Change(**change) for change in wanted["changes"]],
        derive=wanted["derive"],
        keep=wanted["keep"],
    )
    return json.dumps(asdict(_do(job)))


def _serve(requests: TextIO, answers: TextIO) -> None:
    """Do jobs until there are no more."""
    go.Figure([go.Scatter(), go.Bar(), go.Scattergeo()]).to_json()  # plotly imports its parts when they are first used
    with contextlib.suppress(Exception):  # told by the page that asks for it
        findings.ledger()
        for name in tables.names():
            tables.size(name)
    for request in requests:
        answers.write(f"{_alone(request)}\n")
        answers.flush()
        if not _CAN_FORK:
            return


def _main() -> None:
    # pages may print, and what they print is not an answer
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        _serve(sys.stdin, answers)


# --- the side that starts them ----------------------------------------------------------------------------


class _Worker:
    """One worker process; a new one is started for the next job when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def _start(self) -> subprocess.Popen[str]:
        before = os.environ.get("PYTHONPATH")
        path = os.pathsep.join([str(paths.BOOK), *([before] if before else [])])
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "brief.pages.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the command, which stops its workers
        )

    def start(self) -> subprocess.Popen[str]:
        """Return the process, started if there is none that runs."""
        if self._process is None or self._process.poll() is not None:
            self._process = self._start()
        return self._process

    def do(self, job: Job, seconds: float) -> Answer:
        """Do a job, or stop it when its time is over."""
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def too_late() -> None:
            late.set()
            self.kill()

        watch = threading.Timer(seconds, too_late)
        watch.start()
        try:
            process.stdin.write(json.dumps({**asdict(job), "seconds": seconds}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):  # it has died, or was stopped
            line = ""
        finally:
            watch.cancel()
        if late.is_set():
            return Answer(faults={"": f"its cells ran for more than {seconds:g} seconds and were stopped"})
        if not line.endswith("\n"):
            return Answer(faults={"": _DIED})
        answer = Answer(**json.loads(line))
        answer.pages = {name: cells.Shown(**shown) for name, shown in answer.pages.items()}  # type: ignore[arg-type]
        return answer

    def kill(self) -> None:
        """End the process, and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if _CAN_FORK:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()


class Workers:
    """As many workers as are wanted, started when there is work; use it with `with`, which ends them.

    Args:
        count: how many at a time; as many as the machine has processors if it is not given.
    """

    def __init__(self, count: int | None = None) -> None:
        self._count = count or os.cpu_count() or 1
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker() for _ in range(self._count)]
        for worker in self._all:
            self._free.put(worker)
        self._threads = concurrent.futures.ThreadPoolExecutor(self._count)

    def __enter__(self) -> Workers:
        """Return this."""
        return self

    def __exit__(self, *fault: object) -> None:
        """End all workers, also one that is at work."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._threads.shutdown()

    def start(self) -> None:
        """Start all, so that they are ready when there is work."""
        for worker in self._all:
            worker.start()

    def do(
        self, jobs: Iterable[Job], seconds: float, done: Callable[[int], None] = lambda number: None
    ) -> list[Answer]:
        """Do jobs, as many at a time as there are workers.

        Args:
            jobs: what to do.
            seconds: after which each is stopped.
            done: called with the number of each job that is done, from 0.

        Returns:
            The answers, in the order of the jobs.
        """
        waiting = {self._threads.submit(self._one, job, seconds): number for number, job in enumerate(jobs)}
        answers: dict[int, Answer] = {}
        for future in concurrent.futures.as_completed(waiting):
            answers[waiting[future]] = future.result()
            done(waiting[future])
        return [answers[number] for number in range(len(answers))]

    def _one(self, job: Job, seconds: float) -> Answer:
        worker = self._free.get()
        try:
            return worker.do(job, seconds)
        finally:
            self._free.put(worker)


if __name__ == "__main__":
    _main()
