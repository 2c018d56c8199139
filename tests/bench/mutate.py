"""Tries the check on hundreds of random alterations, and on harmless ones: are all reported, each at its place?

Run by hand: `.venv/bin/python tests/bench/mutate.py --seed 1`. `--only "constant 7"` tries one again. It exits
with 1 if an alteration is missed, reported at a wrong place, or reported though it is harmless. See `mutation` and
`mutation_trial` for what is altered and how it is judged.
"""

import argparse
import concurrent.futures
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import mutation
import mutation_trial as trial
from helpers import run

COUNTS = {
    **dict.fromkeys(
        ("cell", "row deleted", "row doubled", "unit", "date", "source", "link", "originator", "prose"), 40
    ),
    **{"description": 20, "article": 10, "manifest entry": 60, "file of a site": 60},
    **{"code of a page": 50, "code of the package": 50, "constant": 40, "harmless": 20},
}
"""How many alterations of each kind."""
HOWS = ("compared", "stopped", "site", "look", "equivalent", "missed", "silent")
STATE = {}
"""Of a process: its copy of the project, and what all of them know."""


def prepare(folder, known):
    STATE.update(known, folder=folder, copy=trial.Copy(Path(folder) / f"copy-{os.getpid()}"))


def judge(task):
    """Return verdicts on what a task holds: what is altered, and alterations."""
    what, alterations = task
    project = STATE["copy"]
    if what == "data":
        return trial.judge_data(project, alterations)
    if what == "harmless":
        return trial.judge_harmless(project, alterations)
    if what == "manifest":
        return [trial.judge_sealed(project, one) for one in alterations]
    if what == "site":
        return [trial.judge_on_site(STATE["folder"], STATE["site"], one) for one in alterations]
    verdicts = [trial.judge_code(project, one, STATE["before"], STATE["package"]) for one in alterations]
    return [
        trial.judge_by_site(project, verdict, STATE["site"]) if STATE["builds"] and may_show(verdict) else verdict
        for verdict in verdicts
    ]


def may_show(verdict):
    """Return whether it must be seen from a built site whether code of the package changes anything."""
    return verdict.how in {"equivalent", "look", "silent"} and verdict.alteration.file.startswith("book/brief/")


def tasks(seed, share, package, site, wanted):
    """Return all that is to be tried, in pieces; only this kind, or this one, if it is wanted."""

    def is_wanted(one):
        return wanted in {None, one.kind, f"{one.kind} {one.number}"}

    def drawn(drawers):
        count = {kind: max(1, round(COUNTS[kind] * share)) for kind in drawers}
        found = [one for kind, drawer in drawers.items() for one in mutation.draw(kind, drawer, count[kind], seed)]
        return [one for one in found if is_wanted(one)]

    sealed = trial.draw_sealed(max(1, round(COUNTS["manifest entry"] * share)), seed)
    harmless = drawn({"harmless": mutation.harmless})
    of_site = drawn({"file of a site": lambda draw: mutation.on_site(draw, site)})
    found = [("manifest", [one for one in sealed if is_wanted(one)])]
    found += [("site", of_site[n : n + 10]) for n in range(0, len(of_site), 10)]
    found += [("data", batch) for batch in trial.batches(drawn(mutation.drawers()))]
    found += [("harmless", harmless[n : n + 4]) for n in range(0, len(harmless), 4)]
    return found + [("code", [one]) for one in drawn(mutation.drawers_of_code(package, mutation.pages()))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", default="1", help="what the alterations are drawn from")
    parser.add_argument("--share", type=float, default=1.0, help="of the number of alterations of each kind")
    parser.add_argument("--site", type=Path, help="a built site of these sources; if none is given, one is built")
    parser.add_argument(
        "--builds", action="store_true", help="build the site with each alteration of the package that nothing tells of"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--only", metavar="KIND or KIND NUMBER", help="try this kind, or this one, alone")
    arguments = parser.parse_args()
    begun, verdicts = time.perf_counter(), []
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        site = arguments.site or Path(folder) / "site"
        if arguments.site is None:
            done = run("build", "--out", site)
            if done.returncode:
                sys.exit(done.stderr)
        before, lines = trial.baseline(trial.Copy(Path(folder) / "first"), mutation.pages())
        package = mutation.Package(lines)
        print(f"what pages show is known ({time.perf_counter() - begun:.0f} s)", flush=True)
        pieces = tasks(arguments.seed, arguments.share, package, site, arguments.only)
        total = sum(len(alterations) for _, alterations in pieces)
        known = {"before": before, "package": package, "site": site, "builds": arguments.builds}
        with concurrent.futures.ProcessPoolExecutor(
            arguments.processes, initializer=prepare, initargs=(folder, known)
        ) as pool:
            for future in concurrent.futures.as_completed([pool.submit(judge, piece) for piece in pieces]):
                for verdict in future.result():
                    verdicts.append(verdict)
                    if verdict.how in {"missed", "silent"}:
                        print(
                            f"{verdict.how} (--seed {arguments.seed}) {verdict.alteration}\n  {verdict.why[:1000]}",
                            flush=True,
                        )
                print(f"{len(verdicts)} of {total} ({time.perf_counter() - begun:.0f} s)", file=sys.stderr, flush=True)
    return report(verdicts, time.perf_counter() - begun)


def report(verdicts, seconds):
    """Print the score by kind and what changes nothing that is shown; return the exit code."""
    by_kind = defaultdict(Counter)
    for verdict in verdicts:
        by_kind[verdict.alteration.kind][verdict.how] += 1
    print(f"\n{'kind':22}{''.join(f'{how:>12}' for how in HOWS)}")
    for kind, hows in sorted(by_kind.items()):
        print(f"{kind:22}{''.join(f'{hows[how]:12}' for how in HOWS)}")
    for how in ("site", "look", "equivalent"):
        for verdict in verdicts:
            if verdict.how == how and verdict.alteration.kind != "harmless":
                print(f"{how}: {verdict.alteration} ({verdict.why})")
    judged = [verdict for verdict in verdicts if verdict.how not in {"look", "equivalent"}]
    reported = sum(verdict.how not in {"missed", "silent"} for verdict in judged)
    print(f"\n{reported} of {len(judged)} alterations are reported at their place, in {seconds / 60:.0f} minutes")
    return 0 if reported == len(judged) else 1


if __name__ == "__main__":
    sys.exit(main())
