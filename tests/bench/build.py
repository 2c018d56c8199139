"""Times `brief build` against plain Jupyter Book, after small edits, and as the book and the tables grow.

Run by hand: `.venv/bin/python tests/bench/build.py`, or with `--grow` for the growth alone. What is downloaded or drawn
once is in the cache before anything is timed.

- plain: `jupyter-book build book --all -W -n`: the same pages and extensions, pages executed in Jupyter kernels;
- build: `brief build`;
- one cell: `brief build` after one cell of the facts was edited: the figures with that fact are drawn anew.

Target: a build takes at most a third of plain. All are timed in turn, in several rounds; medians are printed.

Growth, on generated data in a copy of the project: books of 10 to 100 pages, each but the first a copy of the page on
airpower; and the book with 1,000 to 100,000 facts, where those added are copies of facts that are in no chart, with a
document to every 1.4 of them, as in the tables. Printed are seconds, and the memory of the largest process.
"""

import argparse
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from brief import paths

BUILD = [sys.executable, "-m", "brief.cli", "build", "--out"]
PLAIN = [str(Path(sys.executable).with_name("jupyter-book")), "build", "book", "--all", "-W", "-n", "--path-output"]
IN_A_PROCESS = """
import resource, subprocess, sys, time
begun = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(done.stdout[-1500:] + done.stderr[-1500:] if done.returncode else "")
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(done.returncode)
"""
"""Runs a command in a process of its own, so that the memory of its largest process is known."""


def copied(folder):
    """Copy the project into a folder, and return it."""
    for source in paths.sources():
        copy = folder / source.relative_to(paths.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    return folder


def cost(project, command):
    """Return the seconds that a command takes, which must succeed, and the megabytes of its largest process."""
    cache = project.parent / "cache"
    environment = {**os.environ, "PYTHONPATH": str(project / "book"), "BRIEF_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS, *map(str, command)],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command[:5]))} fails:\n{done.stdout}{done.stderr}")
    seconds, memory = done.stdout.split("\n")[-2].split()
    return float(seconds), float(memory)


def compared(project, rounds):
    """Return the seconds of each way to build, by its name."""
    ways = {"plain": [*PLAIN, project.parent / "plain"], "build": [*BUILD, project.parent / "site"]}
    cost(project, ways["build"])  # fills the cache
    seconds = {name: [] for name in (*ways, "one cell")}
    for number in range(rounds):
        for name, command in ways.items():
            seconds[name].append(cost(project, command)[0])
        edit(project / "data" / "facts.csv", r"^(air-175,.*?,turkish_drones_lost),[\d.]+,", rf"\1,{number + 11},")
        seconds["one cell"].append(cost(project, ways["build"])[0])
        print(", ".join(f"{name} {times[-1]:.1f}" for name, times in seconds.items()), flush=True)
    return seconds


def edit(path, pattern, replacement):
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.M)
    assert count == 1, pattern
    path.write_text(text, encoding="utf-8")


def with_pages(project, count):
    """Make it a book of so many pages: the one on changes, and copies of that on airpower."""
    page = (paths.BOOK / "airpower.md").read_text(encoding="utf-8")
    page = re.sub(r"^```\{judgment\}.*?^```\n", "", page, flags=re.M | re.S)
    names = [f"copy_{number}" for number in range(1, count)]
    for number, name in enumerate(names, 1):
        copy = page.replace("fig-airpower-", f"fig-copy{number}-")
        (project / "book" / f"{name}.md").write_text(copy, encoding="utf-8")
    contents = "format: jb-book\nroot: changes\nchapters:\n" + "".join(f"  - file: {name}\n" for name in names)
    (project / "book" / "_toc.yml").write_text(contents, encoding="utf-8")


def with_facts(project, count):
    """Add facts and documents until there are so many facts."""
    described = project / "data" / "datapackage.json"
    described.write_text(described.read_text(encoding="utf-8").replace("-\\\\d{3}$", "-\\\\d{3,}$"), encoding="utf-8")
    assert json.loads(described.read_text(encoding="utf-8"))
    facts, sources = project / "data" / "facts.csv", project / "data" / "sources.csv"
    rows, documents = (list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in (facts, sources))
    free = [row for row in rows if not row["measure_id"] and row["topic"] != "article"]
    by_key = {row["source_key"]: row for row in documents}
    added, new = [], {}
    for number in range(count - len(rows)):
        row, turn = free[number % len(free)], number // len(free) + 1
        key = f"{row['source_key']}_{turn}"
        if key not in new:
            document = by_key[row["source_key"]]
            new[key] = {**document, "source_key": key, "url": f"{document['url']}?copy={turn}"}
        prefix = row["fact_id"].split("-")[0]
        added.append({**row, "fact_id": f"{prefix}-{number + 1000}", "source_key": key, "repeats": ""})
    write(facts, rows + added, "fact_id")
    write(sources, documents + list(new.values()), "source_key")


def write(path, rows, key):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row[key]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--grow", action="store_true", help="only show how cost grows")
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 30, 100])
    parser.add_argument("--facts", type=int, nargs="*", default=[1_265, 10_000, 100_000])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        project = copied(Path(folder) / "project")
        if not arguments.grow:
            medians = {name: statistics.median(times) for name, times in compared(project, arguments.rounds).items()}
            print(f"medians of {arguments.rounds} rounds, on {os.cpu_count()} processors:")
            for name, median in medians.items():
                print(f"  {name}: {median:.1f} s, {medians['plain'] / median:.1f} times as fast as plain")
        for unit, grow, counts in (("pages", with_pages, arguments.pages), ("facts", with_facts, arguments.facts)):
            for count in counts:
                shutil.rmtree(project)
                grow(copied(project), count)
                command = [*BUILD, project.parent / "site"]
                cost(project, command)  # fills the cache
                seconds, memory = cost(project, command)
                print(f"{count:,} {unit}: {seconds:.1f} s, {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
