"""Checking a published copy of the site: what it shows must be what this repository computes.

The site is built anew, aside, and compared with the copy file by file. The same sources give the same bytes, so a file
with equal bytes matches. Where bytes differ, the place is named: the number in the text by its name, the figure with
its row and column or the path in its chart's data, the finding, the entry, the section with its line; of a table row
and column, of a notebook the cell, of the archive the member, of any other file the line. What the repository computes
is told first, what is published second.

Pictures of charts are compared to the letter where the same programs and fonts drew both, which a site says of itself.
Where others did, their words and their structure are compared, and how many were compared only so is told.

Numbers in charts, notebooks and rows of figures are compared within `comparison.TOLERANCE`, as their last digits differ
between machines. All else is compared to the letter.
"""

from __future__ import annotations

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from brief import tables, words
from brief.check import published_pages
from brief.check.comparison import Item
from brief.check.copies import Copy, Folder
from brief.check.published_files import FOREIGN, MISSING, differing, text_of
from brief.errors import BriefError
from brief.publish import building

KINDS = (
    ("page", "pages"),
    ("figure", "figures"),
    ("picture", "pictures"),
    ("number", "numbers"),
    ("finding", "findings"),
    ("judgment", "judgments"),
    ("entry", "entries of lists"),
    ("table", "tables"),
    ("download", "downloads"),
    ("file", "other files"),
)
COUNTED = {"picture", published_pages.UNCOMPARED, "number", "finding", "judgment", "entry", "download", "file"}
"""Kinds of which the table gives the count alone."""
DRAWER = "figures/drawn-by.txt"
"""File of the site that says what drew its pictures."""
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
        built = building.build(Path(aside) / "site", report)
        if wanting := [what for what in built.left_out if not what.startswith(building.PICTURES)]:
            raise BriefError(f"the copy cannot be compared, as the site cannot be built whole here: {wanting[0]}")
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
    there = copy.names()
    names = sorted(Folder(site).names(), key=lambda name: (name == building.CHECKSUMS, name))  # these are of all others
    drawers = [_drawer((site / DRAWER).read_bytes() if DRAWER in names else None), _drawer(copy.read(DRAWER))]
    same_drawer = drawers[0] == drawers[1] != ""
    items: list[Item] = []
    found: dict[str, bytes] = {}
    with ThreadPoolExecutor(copy.at_once) as readers:
        try:
            for done, (name, published) in enumerate(zip(names, readers.map(copy.read, names), strict=True), 1):
                report("comparing files", done, len(names))
                if published is not None:
                    found[name] = hashlib.sha256(published).hexdigest().encode()
                if published is None and name == building.MARKER:  # many hosts leave out what begins with a dot
                    continue
                if name == building.CHECKSUMS and published == _checksums(there or set(), found):
                    published = (site / name).read_bytes()  # it is that of the copy, whose other files are compared
                items += _file(name, (site / name).read_bytes(), published, same_drawer)
        except BaseException:
            readers.shutdown(cancel_futures=True)  # a server that fails once need not be asked for the rest
            raise
    foreign = sorted((there or set()) - set(names) - (set() if same_drawer else {DRAWER}))
    items += [_foreign(name, same_drawer) for name in foreign]
    order = [*(kind for kind, _ in KINDS), published_pages.UNCOMPARED]
    return sorted(items, key=lambda item: order.index(item.kind))


def remarks(items: list[Item]) -> str:
    """Return how many pictures were compared by their words alone or not at all, in words; nothing if none was."""
    by_words = sum(item.size == published_pages.BY_WORDS for item in items)
    uncompared = sum(item.kind == published_pages.UNCOMPARED for item in items)
    told = [f"{words.plural(by_words, 'picture')} compared by their words alone"] if by_words else []
    told += [f"{words.plural(uncompared, 'picture')} not compared"] if uncompared else []
    return f"{' and '.join(told)}: other programs or fonts drew those of the copy, or one side has none" if told else ""


def _drawer(content: bytes | None) -> str:
    return text_of(content or b"").strip()


def _file(name: str, built: bytes, published: bytes | None, same_drawer: bool = True) -> list[Item]:
    """Return what was compared in one file, by its name from the top of the site."""
    folder, _, last = name.rpartition("/")
    if not folder and name.endswith(".html"):
        if published is not None:
            return published_pages.page(name, built, published, same_drawer)
        return [Item("page", name.removesuffix(".html"), name, differences=[MISSING])]
    if name == DRAWER and not same_drawer:
        return []
    if _is_picture(name):
        return [_picture(name, built, published, same_drawer)]
    told = [MISSING] if published is None else differing(name, built, published)
    if folder == "data" and name.endswith(".csv"):
        table = last.removesuffix(".csv")
        return [Item("table", "", table, f"{len(tables.table(table))} rows", told)]
    return [Item("download" if folder in DOWNLOADS else "file", "", name, differences=told)]


def _is_picture(name: str) -> bool:
    return name.startswith("figures/") and name.endswith((".svg", ".png"))


def _picture(name: str, built: bytes, published: bytes | None, same_drawer: bool) -> Item:
    """Return how a picture in a file of its own compares."""
    item = Item("picture", "", name)
    if same_drawer:
        item.differences = [MISSING] if published is None else differing(name, built, published)
    elif published is None or name.endswith(".png"):
        item.kind = published_pages.UNCOMPARED
    else:
        item.size, item.differences = published_pages.BY_WORDS, published_pages.picture(built, published)
    return item


def _foreign(name: str, same_drawer: bool) -> Item:
    """Return what is told of a file that only the copy has."""
    if _is_picture(name) and not same_drawer:
        return Item(published_pages.UNCOMPARED, "", name)
    return Item("file", "", name, differences=[FOREIGN])


def _checksums(there: set[str], found: dict[str, bytes]) -> bytes:
    """Return the checksums of a copy as it should give them, by the files that were read of it."""
    listed = sorted(name for name in (there or found) if name in found and name != building.CHECKSUMS)
    return b"".join(found[name] + b"  " + name.encode() + b"\n" for name in listed)
