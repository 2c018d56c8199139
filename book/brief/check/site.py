"""Comparing a published copy of the site, file by file, with a site that was built here.

The same sources give the same bytes, so a file with equal bytes matches. Where bytes differ, the place is named: the
number in the text by its name, the figure with row and column or the path in its chart's data, the finding, the entry,
the section with the line; of a table row and column, of a notebook the cell, of the archive the member, of any other
file the line. A message gives first what was built, then what is published.

Pictures of charts are compared to the letter if the same programs and fonts drew both, which a site says of itself.
Otherwise their words and structure are compared, and whether all marks and words are in their places, to a pixel. If
they are not, and of pictures in pixels, the result is not that they match: `uncompared` names them.

Numbers in charts, notebooks and rows of figures are compared within `compare.TOLERANCE`, since their last digits
differ between machines. All else is compared to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from brief import paths, tables, words
from brief.check import site_pages
from brief.check.compare import Item, Kinds
from brief.check.site_copies import Copy, Folder
from brief.check.site_files import FOREIGN, MISSING, differing, text_of
from brief.check.site_pages import BY_WORDS, UNCOMPARED
from brief.files import checksum_lines, sha256

KINDS: Kinds = (
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
COUNTED = {"picture", UNCOMPARED, "number", "finding", "judgment", "entry", "download", "file"}
"""Kinds of which the table of results gives only the count."""
DRAWER = "figures/drawn-by.txt"
"""File of the site that says what drew its pictures."""
MORE = 1_000_000
"""Bytes by which a file of a copy may exceed twice the size of what was built; a larger one is not read."""
DOWNLOADS = {"data", "downloads", "figures", "ledger", "notebooks"}
"""Folders of what readers take away."""
Report = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


def compare(site: Path, copy: Copy, report: Report = lambda what, done, of: None) -> list[Item]:
    """Compare a published copy with a site that was built here.

    Args:
        site: folder of the site.
        copy: the published copy.
        report: for progress.

    Returns:
        Everything that was compared, with its differences, in the order of `KINDS`.

    Raises:
        BriefError: if there is no copy, or it cannot be read.
    """
    in_copy = copy.names() or set()
    names = sorted(Folder(site).names(), key=lambda name: (name == paths.CHECKSUMS, name))  # the checksums last
    same_drawer = _drawer(Folder(site)) == _drawer(copy) != ""
    items: list[Item] = []
    checksums: dict[str, str] = {}
    queries = _queries(site)

    def published_of(name: str) -> bytes | None:
        return copy.read(name, 2 * (site / name).stat().st_size + MORE, queries.get(name, ""))

    with ThreadPoolExecutor(copy.at_once) as readers:
        try:
            for done, (name, published) in enumerate(zip(names, readers.map(published_of, names), strict=True), 1):
                report("comparing files", done, len(names))
                built = (site / name).read_bytes()
                if name == paths.CHECKSUMS and published == _listed(checksums, in_copy):
                    published = built  # as it should be in the copy, whose other files are compared
                if published is not None:
                    checksums[name] = sha256(published)
                elif name.startswith(".") and name not in copy.odd:  # many hosts leave out such files
                    continue
                of_file = _file(name, built, published, same_drawer)
                if of_file and (odd := copy.odd.get(name)):
                    first = of_file[0]
                    kind = "picture" if first.kind == UNCOMPARED else first.kind
                    others = first.differences if published is not None else []
                    of_file[0] = replace(first, kind=kind, differences=[odd, *others])
                items += of_file
        except BaseException:
            readers.shutdown(cancel_futures=True)  # a server that fails once need not be asked for the rest
            raise
    figures = {name.rpartition(".")[0] for name in names if name.startswith("figures/")}
    for name in sorted(in_copy - set(names)):
        if _is_picture(name) and not same_drawer and name.rpartition(".")[0] in figures:
            items.append(Item(UNCOMPARED, "", name))
        elif name != DRAWER or same_drawer:
            items.append(Item("file", "", name, differences=[FOREIGN]))
    order = [*(kind for kind, _ in KINDS), UNCOMPARED]
    return sorted(items, key=lambda item: order.index(item.kind))


def _queries(site: Path) -> dict[str, str]:
    """Return with which query pages ask for files of a site, by their names."""
    text = "".join(page.read_text(encoding="utf-8") for page in sorted(site.glob("*.html")))
    return dict(re.findall(r'(?:src|href)="([\w./-]+)\?([\w.=&;%-]+)"', text))


def uncompared(items: list[Item]) -> list[str]:
    """Return the names of the pictures that were compared by their words alone, or not at all."""
    return [item.name for item in items if item.kind == UNCOMPARED or item.size == BY_WORDS]


def remarks(items: list[Item]) -> str:
    """Return how many pictures were compared by their words alone or not at all, in words; "" if none was."""
    by_words = sum(item.size == BY_WORDS for item in items)
    uncompared = sum(item.kind == UNCOMPARED for item in items)
    if not by_words and not uncompared:
        return ""
    counts = [f"{words.plural(by_words, 'picture')} compared by their words alone"] if by_words else []
    counts += [f"{words.plural(uncompared, 'picture')} not compared"] if uncompared else []
    return f"{' and '.join(counts)}: other programs or fonts drew those of the copy, or one side has none"


def _drawer(copy: Copy) -> str:
    """Return what drew the pictures of a site, as it says itself; "" if it does not."""
    return text_of(copy.read(DRAWER) or b"").strip()


def _listed(checksums: dict[str, str], in_copy: set[str]) -> bytes:
    """Return the checksums of a copy as it should list them."""
    listed = {name: checksum for name, checksum in checksums.items() if name in in_copy or not in_copy}
    return checksum_lines(listed).encode()


def _file(name: str, built: bytes, published: bytes | None, same_drawer: bool = True) -> list[Item]:
    """Return what was compared in one file, by its name from the top of the site."""
    folder, _, last = name.rpartition("/")
    if built == published and _is_picture(name):
        return [Item("picture", "", name)]
    if not folder and name.endswith(".html"):
        if published is not None:
            return site_pages.page(name, built, published, same_drawer)
        return [Item("page", name.removesuffix(".html"), name, differences=[MISSING])]
    if not same_drawer:
        if name == DRAWER:
            return []
        if _is_picture(name) and (published is None or name.endswith(".png")):
            return [Item(UNCOMPARED, "", name)]
        if _is_picture(name) and published is not None:
            size = "" if site_pages.is_in_place(built, published) else BY_WORDS
            return [Item("picture", "", name, size, site_pages.picture(built, published))]
    differences = [MISSING] if published is None else differing(name, built, published)
    if folder == "data" and name.endswith(".csv"):
        table = last.removesuffix(".csv")
        return [Item("table", "", table, f"{tables.size(table)} rows", differences)]
    return [Item(_kind(name), "", name, differences=differences)]


def _kind(name: str) -> str:
    """Return the kind of a file as a whole, by its name."""
    folder = name.rpartition("/")[0]
    if not folder and name.endswith(".html"):
        return "page"
    return "picture" if _is_picture(name) else "download" if folder in DOWNLOADS else "file"


def _is_picture(name: str) -> bool:
    return name.startswith("figures/") and name.endswith((".svg", ".png"))
