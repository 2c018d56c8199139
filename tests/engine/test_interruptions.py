"""Interrupted commands, and several at the same time, leave whole sites and files.

Whatever is broken, one clear message names the place, and the exit code says that it went wrong: 1 for a fault, 2 for
misuse, 130 for an interruption. Nothing half-written is left, and nothing is lost: every file of the project, and of
the site that was there before, is what it was.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from breaking import (
    assert_reported,
    old_site,
    rows,
    state,
)
from brief import files
from brief.publish import building
from helpers import edit, only, run

# --- interruptions ----------------------------------------------------------------------------------------------


def interrupted(project, command, at, number):
    """Send a signal as soon as the command prints a line that begins so; return its exit code and what it printed."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(project / "book"),
        "TMPDIR": str(project),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    arguments = [sys.executable, "-u", "-m", "brief.cli", *command]
    lines = []
    with subprocess.Popen(
        arguments, cwd=project, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as stopped:
        for line in stopped.stderr:
            lines.append(line)
            if line.startswith(at):
                stopped.send_signal(number)
                break
        lines += stopped.communicate(timeout=60)[1].splitlines(keepends=True)
    return stopped.returncode, "".join(lines)


def slow(project):
    """Give the book a first page without cells, and have the other one take longer than any of these tests waits."""
    (project / "book" / "first.md").write_text("---\nquestion: Who?\n---\n# First\n", encoding="utf-8")
    only(project, "page", "first")
    edit(project / "book" / "page.md", "import brief\n", "import brief\nimport time; time.sleep(40)\n")


def quick(project):
    """Leave the little book as it is."""


# what is interrupted: (the book, the command, what it has printed then, the signal)
INTERRUPTIONS = {
    "a build, by Ctrl-C, as it executes": (slow, ["build", "--out", "site"], "executing pages: 1", signal.SIGINT),
    "a build, by a terminal that closes, as it begins to write": (quick, ["build", "--out", "site"], "executing pages: 1", signal.SIGHUP),
    "a build, by the system, as it writes": (quick, ["build", "--out", "site"], "writing pages: 0", signal.SIGTERM),
    "a check, by the system": (slow, ["check"], "executing pages: 1", signal.SIGTERM),
    "a seal, by Ctrl-C": (slow, ["seal"], "executing pages: 1", signal.SIGINT),
}  # fmt: skip


@rows(INTERRUPTIONS, "a build, by the system, as it writes", "a seal, by Ctrl-C")
def test_an_interrupted_command_leaves_nothing_behind(kind, little_project):
    book, command, at, number = kind
    old_site(little_project)
    book(little_project)
    before = state(little_project)
    code, printed = interrupted(little_project, command, at, number)
    assert_reported(printed, "stopped")
    assert (code, state(little_project)) == (130, before)


def finished_site(folder, content):
    """Return the folder of a small site that is built."""
    folder.mkdir()
    (folder / building.MARKER).write_text("")
    for name in "abc":
        (folder / name).write_text(content)
    return folder


def content_of(site):
    """Return what all files of a small site hold: they are of one site."""
    [content] = {(site / name).read_text() for name in "abc"}
    return content


@pytest.mark.parametrize("second", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("step", range(4))
def test_an_interruption_while_sites_are_exchanged_leaves_a_whole_one(step, second, tmp_path, monkeypatch):
    """Before or after either rename; also if Ctrl-C comes again while the old site is put back."""
    site, new = finished_site(tmp_path / "site", "old"), finished_site(tmp_path / "new", "new")
    rename, steps = Path.rename, iter(range(100))

    def interrupt():
        if next(steps) in ({step, step + 1} if second else {step}):
            raise KeyboardInterrupt

    def interrupted_rename(*arguments):
        interrupt()
        rename(*arguments)
        interrupt()

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(Path, "rename", interrupted_rename)
        files.exchange(new, site)
    with files.restored(site):
        assert content_of(site) in {"old", "new"}
    assert {path.name for path in tmp_path.iterdir()} <= {"site", "new"}


def test_a_build_puts_back_the_site_that_a_killed_one_was_replacing_even_if_it_fails_itself(tmp_path, monkeypatch):
    site = finished_site(tmp_path / "site", "old")
    site.rename(files._replaced(site))
    monkeypatch.setattr(building.execution, "execute_book", lambda *_, **__: pytest.fail("the tables are at fault"))
    with pytest.raises(pytest.fail.Exception):
        building.build(site)
    assert content_of(site) == "old"


def test_a_site_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path, monkeypatch):
    site, new = finished_site(tmp_path / "site", "old"), finished_site(tmp_path / "new", "new")
    rename = Path.rename

    def failing_rename(source, target):
        if source == new:
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(Path, "rename", failing_rename)
    with pytest.raises(PermissionError):
        files.exchange(new, site)
    assert content_of(site) == "old"


@pytest.mark.weekly
def test_what_a_killed_build_leaves_behind_does_no_harm_and_the_next_build_deletes_it(little_project):
    old_site(little_project)
    before = state(little_project / "site")
    code, _ = interrupted(little_project, ["build", "--out", "site"], "writing pages: 0", signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert state(little_project / "site") == before
    [left] = little_project.glob(".building-*")
    assert run("build", "--out", little_project / "site", project=little_project).returncode == 0
    assert (little_project / "site" / "page.html").is_file()
    assert not left.exists()


def test_a_folder_in_which_another_process_works_stays_until_that_one_dies(tmp_path):
    program = f"""
import os, signal, sys
from pathlib import Path
from brief.files import working_folder
with working_folder(Path({str(tmp_path)!r}), ".work-") as folder:
    print(folder, flush=True)
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = Path(other.stdout.readline().strip())
        with files.working_folder(tmp_path, ".work-") as ours:
            assert ours != theirs and theirs.is_dir()
        assert list(tmp_path.iterdir()) == [theirs]
        other.communicate()
    assert (other.returncode, theirs.is_dir()) == (-signal.SIGKILL, True)
    with files.working_folder(tmp_path, ".work-"):
        assert not theirs.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "manifest.json"
    files.write_whole(path, "old")
    (tmp_path / ".manifest.json").write_text("another's")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stop)
        files.write_whole(path, "new")
    assert path.read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == [".manifest.json", "manifest.json"]


# --- several at the same time -----------------------------------------------------------------------------------


def at_once(project, *commands):
    """Run commands at the same time, and return their results."""
    done = [None] * len(commands)

    def one(number):
        done[number] = run(*commands[number], project=project)

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.mark.weekly
def test_two_builds_into_one_folder_and_a_check_do_not_disturb_each_other(little_project, site_of_the_little_book):
    out = ["build", "--out", little_project / "site"]
    for done in at_once(little_project, out, out, ["check"]):
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr
    assert state(little_project / "site") == site_of_the_little_book
    assert not list(little_project.glob(".building-*"))


def test_exchanges_at_the_same_time_leave_a_whole_site(tmp_path, monkeypatch):
    site, rename = tmp_path / "site", Path.rename

    def late(*arguments):
        time.sleep(0.01)  # for another to come between
        return rename(*arguments)

    monkeypatch.setattr(Path, "rename", late)

    def exchange(number):
        with building._folder_beside(site) as folder:
            new = finished_site(folder / "html", str(number))
            with files.restored(site):
                files.exchange(new, site)

    faults = []

    def one(number):
        try:
            for _ in range(10):
                exchange(number)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert content_of(site) in "0123"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_writers_of_one_file_at_the_same_time_leave_it_whole(tmp_path):
    path, faults = tmp_path / "manifest.json", []

    def write(number):
        try:
            for _ in range(20):
                files.write_whole(path, f"{number}" * 100_000)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (len(set(path.read_text())), len(path.read_text())) == (1, 100_000)
    assert [found.name for found in tmp_path.iterdir()] == ["manifest.json"]
