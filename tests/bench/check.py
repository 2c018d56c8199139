"""Times `brief check` against nbval, the field's tool, and against the bare execution of the same pages.

Run by hand: `.venv/bin/python tests/bench/check.py`. All are timed in turn, in several rounds:

- check: `brief check`: tables validated, pages executed, all compared;
- nbval: `pytest --nbval`, without workers, on the executed notebooks of the site: the same cells and figures;
- floor: the cells of the same pages in processes forked from one that has imported pandas and plotly, one a processor:
  nothing validated, returned or compared.

Target: a check takes at most a third of nbval. The parts of a check are timed, too, in a process of their own.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from brief import paths

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(paths.BOOK), str(HERE.parent)])}
FLOOR = """
import multiprocessing, sys
import pandas, plotly.graph_objects, plotly.io  # forked processes have them
import plain
from brief import paths
from brief.pages import numbers

def run(page):
    known = {"__name__": "__main__"}
    with numbers.sent_to(lambda data, metadata: None):
        for _, code, _ in plain.cells((paths.BOOK / f"{page}.md").read_text(encoding="utf-8")):
            exec(code, known)

with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
    pool.map(run, sys.argv[1:], chunksize=1)
"""
PARTS = """
import time
begun = time.perf_counter()
def passed(part):
    global begun
    print(f"  {part}: {time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
from brief.check import edition
from brief.pages import execution, reading
sealed = edition.read()
passed("start")
from brief.tables import validation
from brief.pages.processes import Executor
with Executor() as executor:
    validation.require_valid()
    passed("validation")
    pages = execution.execute(reading.page_names(), executor.run)
passed("execution")
edition.comparison(sealed, edition.of(pages), pages)
passed("comparison")
"""


def seconds(*command, folder=paths.ROOT):
    """Return the seconds that a command takes, which must succeed."""
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} fails:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", type=Path, help="a built site; if none is given, one is built")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        site = arguments.site or Path(folder) / "site"
        if arguments.site is None:
            seconds(sys.executable, "-m", "brief.cli", "build", "--out", str(site))
        notebooks = sorted((site / "notebooks").glob("*.ipynb"))
        nbval = ["-m", "pytest", "--nbval", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-c", os.devnull]
        ways = {
            "check": ["-m", "brief.cli", "check"],
            "nbval": [*nbval, f"--rootdir={folder}", *map(str, notebooks)],
            "floor": ["-c", FLOOR, *(path.stem for path in notebooks)],
        }
        taken = {name: [] for name in ways}
        for number in range(arguments.rounds):
            for name, way in ways.items():
                taken[name].append(seconds(sys.executable, *way, folder=folder if name == "nbval" else paths.ROOT))
            print(
                f"round {number + 1}: " + ", ".join(f"{name} {times[-1]:.1f} s" for name, times in taken.items()),
                flush=True,
            )
    median = {name: statistics.median(times) for name, times in taken.items()}
    print(f"\n{len(notebooks)} notebooks, {os.cpu_count()} processors, median of {arguments.rounds} rounds:")
    for name in ways:
        print(f"  {name}: {median[name]:.1f} s; a check takes {median['check'] / median[name]:.2f} times as long")
    print("parts of a check, one after the other (the tables are validated while the processes start):", flush=True)
    subprocess.run([sys.executable, "-c", PARTS], cwd=paths.ROOT, env=ENVIRONMENT, check=True)
    third = median["check"] <= median["nbval"] / 3
    print(f"a check takes {'at most' if third else 'MORE THAN'} a third of the time of nbval")
    return 0 if third else 1


if __name__ == "__main__":
    sys.exit(main())
