"""Times the deriving of all findings, on the tables as they are and on ten times as much.

Run by hand: `.venv/bin/python tests/bench/derive.py`. Targets: under one second, under ten for ten times as much.
Both are measured in one run, the best of five, from tables in memory to findings.
"""

import time

import pandas as pd

from brief import tables
from brief.ledger import findings

TIMES = 10
KEYS = {"claim_id", "part_of", "fact_id", "source_key", "origin_id", "derived_from", "repeats"}
MULTIPLIED = ["claims", "facts", "links", "borrowings", "sources", "origins", "rulings"]


def multiplied(table: pd.DataFrame, times: int) -> pd.DataFrame:
    """Return a table several times over, with keys of its own for each copy."""
    copies = [table]
    for number in range(1, times):
        copy = table.copy()
        for column in KEYS & set(copy):
            copy[column] = copy[column] + f"-{number}"
        copies.append(copy)
    return pd.concat(copies, ignore_index=True)


def best_of(rounds: int) -> float:
    """Return the least time in seconds that deriving takes, from empty caches."""
    taken = []
    for _ in range(rounds):
        for name in MULTIPLIED:
            tables.substitute(name, tables.table(name))  # clears what was derived from it
        begun = time.perf_counter()
        findings.ledger()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Print both times and their ratio."""
    once = best_of(5)
    print(f"{len(findings.ledger()):,} findings from {len(tables.table('links')):,} links: {once:.2f} s")
    for name in MULTIPLIED:
        tables.substitute(name, multiplied(tables.table(name), TIMES))
    often = best_of(5)
    print(
        f"{len(findings.ledger()):,} findings from {len(tables.table('links')):,} links: {often:.2f} s, {often / once:.1f} times"
    )


if __name__ == "__main__":
    main()
