"""The command `brief` in a process of its own that need not import pandas, plotly and Sphinx once more.

Such a process is forked from one that has imported what others wrote, and nothing of this project: the command imports
all of that from the project on which it is called, in its folder and environment, as at any other start. So does the
process in which it executes pages. That saves a second or more of each start, of which the tests need hundreds. What
Python itself does as it starts is not shown so: `helpers.run` starts Python anew where that is wanted.
"""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from multiprocessing import context, forkserver
from pathlib import Path

PATH = [place for place in sys.path if place.startswith((sys.base_prefix, sys.prefix))]
"""Where Python looks for modules before anybody adds to it."""


class _Server(context.ForkServerContext):
    """Starts processes that have the environment of the one that starts them."""

    def Process(self, target, args=()):
        return super().Process(target=_in_environment, args=(dict(os.environ), target, args))


_SERVER = _Server()
_SERVER.set_forkserver_preload([__name__, "libraries"])
atexit.register(forkserver._forkserver._stop)  # so that its time counts as that of the tests


def run(arguments, folder, environment, umask, timeout):
    """Run the command with the code of a project, in its folder, and return what it did, as `subprocess.run` does."""
    with tempfile.TemporaryDirectory() as kept:
        printed = [Path(kept) / name for name in ("out", "err")]
        process = server().Process(_command, (arguments, str(folder), environment, umask, printed))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, timeout)
        return subprocess.CompletedProcess(
            arguments, process.exitcode, *(path.read_text(encoding="utf-8") for path in printed)
        )


def server():
    """Return what starts processes; the one that is forked finds this module beside what is installed."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    return _SERVER


def _in_environment(environment, target, arguments):
    os.environ.clear()
    os.environ.update(environment)
    target(*arguments)


def _command(arguments, folder, environment, umask, printed):
    """Make this process one that was started as `python -m brief.cli` in a folder."""
    for stream, path in enumerate(printed, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
    os.chdir(folder)
    if umask >= 0:
        os.umask(umask)
    os.environ.clear()
    os.environ.update(environment)
    multiprocessing.process.ORIGINAL_DIR = folder
    context._concrete_contexts["spawn"] = _SERVER  # in which the command executes pages
    forkserver._forkserver.ensure_running = lambda: None  # it runs: this process is from there
    for module in (__name__, "libraries"):  # `brief check` would name them as code from elsewhere
        vars(sys.modules[module]).pop("__file__", None)
    sys.path[:] = [folder, *environment["PYTHONPATH"].split(os.pathsep), *PATH]
    sys.argv[:] = ["-m", *arguments]
    try:
        runpy.run_module("brief.cli", run_name="__main__", alter_sys=True)
    except Exception:  # as Python ends
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
