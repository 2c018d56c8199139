"""Checking a published copy of the site: what it shows must be what this repository computes.

The site is built anew, aside, and compared with the copy file by file. The same sources give the same bytes, so a file
with equal bytes matches. Where bytes differ, the place is named: the number in the text by its name, the figure with
its row and column or the path in its chart's data, the finding, the entry, the section with its line; of a table row
and column, of a notebook the cell, of the archive the member, of any other file the line. What the repository computes
is told first, what is published second.

Numbers in charts, notebooks and rows of figures are compared within `comparison.TOLERANCE`, as their last digits differ
between machines. All else is compared to the letter.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from brief import building, published_pages, tables
from brief.comparison import Item
from brief.copies import Copy, Folder
from brief.errors import BriefError
from brief.published_files import FOREIGN, MISSING, differing

KINDS = (
    ("page", "pages"),
    ("figure", "figures"),
    ("number", "numbers"),
    ("finding", "findings"),
    ("judgment", "judgments"),
    ("entry", "entries of lists"),
    ("table", "tables"),
    ("download", "downloads"),
    ("file", "other files"),
)
COUNTED = {"number", "finding", "judgment", "entry", "download", "file"}
"""Kinds of which the table gives the count alone."""
DOWNLOADS = {"data", "downloads", "figures", "ledger", "notebooks"}
"""Folders of what readers take away."""


def check(copy: Copy, report: building.Report = lambda what, done, of: None) -> list[Item]:
    """Build the site aside and compare a published copy with it.

    Args:
        copy: the published copy.
        report: for progress.

    Returns:
        Everything that was compared, with what differs, in the order of `KINDS`.

    Raises:
        BriefError: if there is no copy, it cannot be read, or the site cannot be built here as a whole.
    """
    copy.names()  # that there is no copy should not take a minute to learn
    with tempfile.TemporaryDirectory(prefix="brief-site-") as aside:
        built = building.build(Path(aside) / "site", report, fresh=True)
        if built.left_out:
            raise BriefError(
                f"the copy cannot be compared, as the site cannot be built whole here: {built.left_out[0]}"
            )
        return compare(built.site, copy, report)


def compare(site: Path, copy: Copy, report: building.Report = lambda what, done, of: None) -> list[Item]:
    """Compare a published copy with a site that was built here.

    Args:
        site: folder of the site.
        copy: the published copy.
        report: for progress.

    Returns:
        As `check`.

    Raises:
        BriefError: if the copy cannot be read.
    """
    names, there = sorted(Folder(site).names()), copy.names()
    items: list[Item] = []
    with ThreadPoolExecutor(copy.at_once) as readers:
        try:
            for done, (name, published) in enumerate(zip(names, readers.map(copy.read, names), strict=True), 1):
                report("comparing files", done, len(names))
                if published is not None or name != building.MARKER:  # many hosts leave out what begins with a dot
                    items += _file(name, (site / name).read_bytes(), published)
        except BaseException:
            readers.shutdown(cancel_futures=True)  # a server that fails once need not be asked for the rest
            raise
    items += [Item("file", "", name, differences=[FOREIGN]) for name in sorted((there or set()) - set(names))]
    order = [kind for kind, _ in KINDS]
    return sorted(items, key=lambda item: order.index(item.kind))


def _file(name: str, built: bytes, published: bytes | None) -> list[Item]:
    """Return what was compared in one file, by its name from the top of the site."""
    folder, _, last = name.rpartition("/")
    if not folder and name.endswith(".html"):
        if published is not None:
            return published_pages.page(name, built, published)
        return [Item("page", name.removesuffix(".html"), name, differences=[MISSING])]
    told = [MISSING] if published is None else differing(name, built, published)
    if folder == "data" and name.endswith(".csv"):
        table = last.removesuffix(".csv")
        return [Item("table", "", table, f"{len(tables.table(table))} rows", told)]
    return [Item("download" if folder in DOWNLOADS else "file", "", name, differences=told)]
