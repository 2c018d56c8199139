"""Executing pages in processes: each job in its own process and empty folder, and stopped when its time is over.

An `Executor` is a process that imports `brief` and reads the tables once, and forks a process for each job. So no page
sees what another one did, and none waits for pandas and plotly. Where processes cannot fork (on Windows), each job
imports and reads for itself.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from brief import paths, tables
from brief.errors import BriefError
from brief.ledger import derived, findings, values
from brief.pages import cells
from brief.pages.cells import Step
from brief.tables import what_if

_SPAWN = multiprocessing.get_context("spawn")
_FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else _SPAWN
_PROCESSORS = os.cpu_count() or 1
_GRACE = 5
"""Seconds in which a process that has closed its connection ends."""


@dataclass(frozen=True)
class Job:
    """Pages to execute one after the other in one process.

    Attributes:
        pages: what they compute, by the name of the page.
        changes: made in the tables of that process first.
        derive: whether to derive what follows from the tables without a page, too.
        keep: whether to keep all that the cells put out.
    """

    pages: dict[str, list[Step]]
    changes: list[what_if.Change] = field(default_factory=list)
    derive: bool = False
    keep: bool = False


@dataclass
class Answer:
    """What the pages of a job show.

    Attributes:
        pages: by name, without those that failed.
        faults: messages, by the name of the page at fault; under "" if the whole job failed.
        seconds: how long each page took.
        derived: as `derived.derive` returns it, if the job asks for it.
    """

    pages: dict[str, cells.Shown] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict)


Done = Callable[[int], None]
"""Called with the number of each job that is done, from 0."""


class Executor:
    """A process that executes pages; leaving its context ends it, and all processes that it or a page started."""

    def __enter__(self) -> Executor:
        """Start the process: it gets ready while the caller does other things."""
        self._folder = _temporary_folder()
        self._connection, theirs = multiprocessing.Pipe()
        self._process = _SPAWN.Process(target=_execute_jobs, args=(theirs, self._folder.name))
        start_uninterrupted(self._process)
        theirs.close()
        return self

    def __exit__(self, *fault: object) -> None:
        """End the process."""
        kill_group(self._process)
        self._connection.close()
        self._folder.cleanup()

    def run(self, jobs: Iterable[Job], seconds: float, done: Done = lambda number: None) -> list[Answer]:
        """Run jobs, as many at a time as there are processors, and return their answers in the same order.

        Args:
            jobs: what to run.
            seconds: after which a job is stopped.
            done: for progress.

        Raises:
            BriefError: if the process that executes pages is gone.
        """
        jobs = list(jobs)
        try:
            self._connection.send((jobs, seconds))
            return _collected((self._connection.recv() for _ in jobs), done)
        except (EOFError, OSError) as error:
            raise BriefError("the process that executes pages died") from error


def run(jobs: Iterable[Job], seconds: float, done: Done = lambda number: None) -> list[Answer]:
    """Run jobs as `Executor.run` does, in processes forked from this one, which must have no threads."""
    with _temporary_folder() as folder, contextlib.closing(_numbered_answers(list(jobs), seconds, folder)) as numbered:
        return _collected(numbered, done)


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for the folders in which pages are executed."""
    return tempfile.TemporaryDirectory(prefix="brief-", ignore_cleanup_errors=True)


def _collected(numbered: Iterable[tuple[int, str]], done: Done) -> list[Answer]:
    """Return answers in the order of their numbers; they come as JSON, in the order in which jobs end."""
    answers = {}
    for number, text in numbered:
        answer = Answer(**json.loads(text))
        answer.pages = {name: cells.Shown(**shown) for name, shown in answer.pages.items()}  # type: ignore[arg-type]
        answers[number] = answer
        done(number)
    return [answers[number] for number in sorted(answers)]


# --- in the executing process -------------------------------------------------------------------------------


def _execute_jobs(connection: Connection, folder: str) -> None:
    """Run jobs until the command ends."""
    lead_group()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # whatever pages write there is not for the terminal
        os.dup2(nowhere, stream)
    prepare()
    sys.argv[:] = [sys.argv[0]]  # a page shows the same whichever command executes it
    with contextlib.suppress(EOFError, OSError):  # the command has ended
        while True:
            jobs, seconds = connection.recv()
            for numbered in _numbered_answers(jobs, seconds, folder):
                connection.send(numbered)


def prepare() -> None:
    """Do what many pages need, once for all of them: this process will be forked."""
    go.Figure([go.Scatter(), go.Bar(), go.Scattergeo()]).to_json()  # plotly imports its parts when they are first used
    with contextlib.suppress(Exception):  # reported by the page that needs it
        findings.ledger()
        for name in tables.names():
            tables.size(name)


@dataclass
class _Running:
    """A job at work: its number, its process, and when its time is over."""

    number: int
    process: BaseProcess
    end: float


def _numbered_answers(jobs: list[Job], seconds: float, folder: str) -> Generator[tuple[int, str]]:
    """Yield the number and the answer of each job, as JSON, when it ends."""
    waiting = list(enumerate(jobs))[::-1]
    running: dict[Connection, _Running] = {}
    try:
        while waiting or running:
            while waiting and len(running) < _PROCESSORS:
                number, job = waiting.pop()
                answers, theirs = multiprocessing.Pipe(duplex=False)
                process = _FORK.Process(target=_answer, args=(job, tempfile.mkdtemp(dir=folder), theirs))
                process.start()
                theirs.close()
                running[answers] = _Running(number, process, time.monotonic() + seconds)
            wait(running, max(0, min(job.end for job in running.values()) - time.monotonic()))
            for answers, at_work in list(running.items()):
                if answers.poll():
                    del running[answers]
                    yield at_work.number, _received(answers, at_work.process)
                elif time.monotonic() > at_work.end:
                    del running[answers]
                    _kill(at_work.process)
                    yield at_work.number, _failed(f"its cells ran for more than {seconds:g} seconds and were stopped")
    finally:
        for at_work in running.values():
            _kill(at_work.process)


def _received(answers: Connection, process: BaseProcess) -> str:
    """Return the answer of a process that has sent it or died."""
    with answers:
        try:
            return answers.recv()
        except EOFError:
            process.join(_GRACE)
            code = process.exitcode or 0
            return _failed(f"its process died ({signal.strsignal(-code) if code < 0 else f'exit code {code}'})")
        finally:
            _kill(process)  # a thread that a page has started could keep it alive


def _failed(message: str) -> str:
    return json.dumps(asdict(Answer(faults={"": message})))


def _answer(job: Job, place: str, theirs: Connection) -> None:
    """Run a job in this process, which is good for nothing else."""
    os.chdir(place)
    answer = json.dumps(asdict(_run_here(job)))
    os.chdir(paths.BOOK)  # a folder in which a process is cannot be removed on Windows
    theirs.send(answer)


def _run_here(job: Job) -> Answer:
    answer = Answer()
    try:
        what_if.apply(job.changes)
    except BriefError as error:
        return Answer(faults={"": str(error)})
    for name, steps in job.pages.items():
        begun = time.perf_counter()
        try:
            with values.tolerant() if job.changes else contextlib.nullcontext():
                answer.pages[name] = cells.run(name, steps, keep=job.keep)
        except BriefError as error:
            answer.faults[name] = str(error)
        answer.seconds[name] = time.perf_counter() - begun
        if files := sorted(path.name for path in Path().iterdir()):
            answer.faults[name] = f"{name}.md writes the file {files[0]!r}; a page reads tables and shows, no more"
            break
    if job.derive:
        try:
            answer.derived = derived.derive()
        except BriefError as error:
            answer.faults[""] = str(error)
    return answer


# --- ending processes ---------------------------------------------------------------------------------------


def start_uninterrupted(process: BaseProcess) -> None:
    """Start a process that ignores Ctrl-C: that is for the command, which ends its processes itself."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, before)


def lead_group() -> None:
    """Have all processes that this one starts end with it, in `kill_group`."""
    if hasattr(os, "setsid"):
        os.setsid()


def kill_group(process: BaseProcess) -> None:
    """Kill a process, and all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # it is not yet the first of its group
            os.killpg(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
    _kill(process)


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()
