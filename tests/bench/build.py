"""Times `brief build` against plain Jupyter Book, after small edits, and as the book and the tables grow.

Run by hand: `.venv/bin/python tests/bench/build.py`, or with `--grow` for the growth alone. Pictures of charts, map
outlines and the chart script are kept in the cache before anything is timed: they are got or drawn once.

- plain: `jupyter-book build book --all -W -n`, the same pages and extensions, pages executed in Jupyter kernels;
- cold: `brief build --fresh`;
- one cell: `brief build` after one cell of the facts was edited, with pictures drawn anew of the figures that show it;
- one page: the same after a sentence was added to a page;
- nothing: the same with nothing changed.

Target: cold takes at most a third of plain. In one run, in turn, several rounds; medians are told.

Growth, on generated data in a copy of the project: books of 10 to 100 pages, each page but the first like that on
airpower; and the book as it is with 1,000 to 100,000 facts, what is added being copies of facts that are in no chart,
with a document to every 1.4 of them, as it is now. Seconds, and memory of the largest process.
"""

import argparse
import csv
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from brief import paths

TIMES = ("plain", "cold", "one cell", "one page", "nothing")


def copied(folder):
    """Copy what the project is made of into a folder, and return it."""
    for source in paths.sources():
        copy = folder / source.relative_to(paths.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    return folder


def seconds(project, cache, *command):
    """Return the seconds that a command takes, which must succeed, and the megabytes of its largest process."""
    environment = {**os.environ, "PYTHONPATH": str(project / "book"), "BRIEF_CACHE": str(cache)}
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        told = process.communicate()[0]
    taken = time.perf_counter() - begun
    if process.returncode:
        warned = [line for line in told.splitlines() if "WARNING" in line or "rror" in line]
        sys.exit(f"{' '.join(command[:5])} fails:\n" + "\n".join(warned[:10]))
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def build(project, cache, *more):
    """Time `brief build` in a process of its own, so that its memory is its own too."""
    program = (
        "import resource, subprocess, sys, time; begun = time.perf_counter();"
        "done = subprocess.run([sys.executable, '-m', 'brief.cli', 'build', *sys.argv[1:]], capture_output=True, text=True);"
        "print(done.stderr[-1500:] if done.returncode else '', time.perf_counter() - begun,"
        " resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, sep='\\n'); sys.exit(done.returncode)"
    )
    environment = {**os.environ, "PYTHONPATH": str(project / "book"), "BRIEF_CACHE": str(cache)}
    command = [sys.executable, "-c", program, "--out", str(project.parent / "site"), *more]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the build fails:\n{done.stdout}{done.stderr}")
    taken, memory = map(float, done.stdout.split("\n")[-3:-1])
    return taken, memory


def compared(project, cache, rounds):
    """Time the builds in turn, and return the seconds of each by what was timed."""
    plain = [str(Path(sys.executable).with_name("jupyter-book")), "build", "book", "--all", "-W", "-n"]
    facts, page = project / "data" / "facts.csv", project / "book" / "war.md"
    build(project, cache)  # pictures and outlines, and what is kept of pages
    times = {what: [] for what in TIMES}
    for number in range(rounds):
        times["plain"].append(seconds(project, cache, *plain, "--path-output", str(project.parent / "plain"))[0])
        times["cold"].append(build(project, cache, "--fresh")[0])
        edited(facts, r"^(air-175,.*?,turkish_drones_lost),[\d.]+,", rf"\1,{number + 11},")
        times["one cell"].append(build(project, cache)[0])
        edited(page, r"\n## ", "\nOne sentence more.\n\n## ")
        times["one page"].append(build(project, cache)[0])
        times["nothing"].append(build(project, cache)[0])
        print(*(f"{what} {times[what][-1]:.1f}" for what in TIMES), sep=", ", flush=True)
    return times


def edited(path, pattern, replacement):
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
    written(facts, rows + added, "fact_id")
    written(sources, documents + list(new.values()), "source_key")


def written(path, rows, key):
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
        project, cache = copied(Path(folder) / "project"), Path(folder) / "cache"
        if not arguments.grow:
            times = {
                what: statistics.median(taken) for what, taken in compared(project, cache, arguments.rounds).items()
            }
            print(f"medians of {arguments.rounds} rounds, on {os.cpu_count()} processors:")
            for what in TIMES:
                print(f"  {what}: {times[what]:.1f} s, {times['plain'] / times[what]:.1f} times as fast as plain")
        for count in arguments.pages:
            shutil.rmtree(project)
            with_pages(copied(project), count)
            build(project, cache)
            taken, memory = build(project, cache, "--fresh")
            again, _ = build(project, cache)
            print(f"{count} pages: cold {taken:.1f} s, nothing changed {again:.1f} s, {memory:.0f} MB", flush=True)
        for count in arguments.facts:
            shutil.rmtree(project)
            with_facts(copied(project), count)
            taken, memory = build(project, cache, "--fresh")
            again, _ = build(project, cache)
            print(f"{count:,} facts: cold {taken:.1f} s, nothing changed {again:.1f} s, {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
