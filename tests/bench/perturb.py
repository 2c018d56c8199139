"""Changes every number and every date of the tables, and shows that each moves something, and that nothing is typed in.

Run by hand: `.venv/bin/python tests/bench/perturb.py`, some minutes; how it is measured stands in
`tests/perturbation.py`. Target: under ten minutes on two processors. It exits with 1 if a cell moves nothing and is not
marked as reference, or a figure or number moves with no cell.
"""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import perturbation
from brief.check.dependence import Measurement
from brief.pages.processes import Executor


def main() -> int:
    """Print what moves with what, and return the exit code."""
    begun = time.perf_counter()

    def tell(text: str) -> None:
        print(f"{time.perf_counter() - begun:6.0f} s  {text}", flush=True)

    with Executor() as executor:
        measured = Measurement(executor)
        wanted = perturbation.cells(measured)
        tell(f"{len(wanted):,} filled cells with a number or a date")
        sweep = perturbation.Sweep(measured, tell)
        sweep.all(wanted)
        found = sweep.found
        tell(f"{len(found.shows):,} show, {len(found.listed):,} more are listed, {len(found.still):,} are still")
        for (table, column), count in Counter((cell.table, cell.column) for cell in found.still).items():
            print(f"          still: {count} of {table}.{column}")
        marked = perturbation.Sweep(measured, tell)
        marked.all(perturbation.cells(measured, reference=True))
        wrong = [*marked.found.shows, *marked.found.listed]
        tell(f"{len(marked.found.still):,} more are marked as reference and are still, {len(wrong)} are not")
        things = perturbation.things(measured)
        moved = {what: cell for what, cell in found.moved.items() if what in things}
        moved |= perturbation.movers(measured, [what for what in things if what not in moved], tell)
        unmoved = [what for what in things if what not in moved]
        tell(f"{len(moved):,} of {len(things):,} figures and numbers move with a cell")
        for what in unmoved:
            print(f"          unmoved: {what}")
    return 1 if found.still or wrong or unmoved else 0


if __name__ == "__main__":
    sys.exit(main())
