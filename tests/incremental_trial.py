"""Changes cells and rows of the tables at random, and looks whether what is kept of a page would be stale.

For each change, in a process of its own: which pages would not be executed again, as all their questions are answered
as before? These are executed all the same, and must put out what they did. Tells how many pages would be executed.
"""

import argparse
import json
import os
import random
import sys

import pandas as pd

from brief import cells, changes, execution, reads, tables
from brief.changes import Change
from brief.errors import BriefError


def drawn(chance: random.Random) -> Change:
    """Return a change that some cell allows; one in five takes a row out."""
    while True:
        name = chance.choice([name for name in tables.names() if tables.size(name)])
        table = tables.table(name)
        row = chance.randrange(len(table))
        key = changes.keys(name, table).iloc[row]
        if chance.random() < 0.2:
            return Change(name, key)
        column = chance.choice([column for column in table.columns if pd.notna(table[column].iloc[row])])
        if others := changes.alternatives(name, column, table[column].iloc[row]):
            return Change(name, key, column, others[0])


def pages(names: list[str]) -> dict[str, cells.Shown]:
    """Execute pages in this process."""
    return {name: cells.run(name, execution.cells_of(name), keep=True) for name in names}


def tried(change: Change, before: dict[str, cells.Shown]) -> dict[str, list[str]]:
    """Return which pages would be executed again after a change, and which of the others would be stale."""
    changes.apply([change])
    known: dict[str, str] = {}
    kept = [name for name, shown in before.items() if reads.answered_alike(shown.read, known)]
    stale = []
    for name in kept:
        try:
            same = pages([name])[name].outputs == before[name].outputs
        except BriefError:
            same = False
        if not same:
            stale.append(name)
    return {"executed": [name for name in before if name not in kept], "stale": stale}


def apart(change: Change, before: dict[str, cells.Shown]) -> dict[str, list[str]]:
    """Return what `tried` does, from a process of its own."""
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            os.close(read)
            with os.fdopen(write, "w") as out:
                json.dump(tried(change, before), out)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        answer = told.read()
    os.wait()
    return json.loads(answer) if answer else {"executed": [], "stale": ["its process died"]}


def main() -> int:
    """Try changes, print what each has executed, and return 1 if anything would be stale."""
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--changes", type=int, default=100)
    parsed.add_argument("--seed", type=int, default=1)
    arguments = parsed.parse_args()
    chance = random.Random(arguments.seed)
    before = pages([name for name in execution.page_names() if execution.cells_of(name)])
    executed, stale = 0, []
    for _ in range(arguments.changes):
        change = drawn(chance)
        found = apart(change, before)
        executed += len(found["executed"])
        stale += found["stale"]
        what = f"{change.column}: {change.value}" if change.column else "taken out"
        print(f"{change.table}:{change.key} {what[:60]} -> {', '.join(found['executed']) or 'none'}", flush=True)
        if found["stale"]:
            print(f"  STALE: {', '.join(found['stale'])}")
    print(f"{arguments.changes} changes: {executed / arguments.changes:.1f} of {len(before)} pages executed on average")
    print(f"stale: {', '.join(stale) or 'none'}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
