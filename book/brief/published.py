"""Checking a published copy of the site: what it shows must be what this repository computes.

The site is built anew, aside, and compared with the copy file by file. The same sources give the same bytes, so a file
with equal bytes matches. Where bytes differ, the place is named: the number in the text by its name, the figure with
its row and column or the path in its chart's data, the finding, the entry, the section with its line; of a table row
and column, of a notebook the cell, of the archive the member, of any other file the line. What the repository computes
is told first, what is published second.

Numbers in charts, notebooks and rows of figures are compared within `manifest.TOLERANCE`, as their last digits differ
between machines. All else is compared to the letter.
"""

from __future__ import annotations

import csv
import difflib
import html.parser
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from brief import building, tables
from brief.copies import Copy, Folder
from brief.errors import BriefError
from brief.manifest import Item, change_told, differing_parts, differing_rows, shortened

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
MAY_BE_MISSING = {building.MARKER, ".buildinfo"}
"""Files for those who build, not for readers: many hosts leave out what begins with a dot."""
FOREIGN = "is not from this build"
MISSING = "is missing"


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
                if published is not None or name not in MAY_BE_MISSING:
                    items += _file(name, (site / name).read_bytes(), published)
        except BaseException:
            readers.shutdown(cancel_futures=True)  # a server that fails once need not be asked for the rest
            raise
    items += [Item("file", "", name, differences=[FOREIGN]) for name in sorted((there or set()) - set(names))]
    order = [kind for kind, _ in KINDS]
    return sorted(items, key=lambda item: order.index(item.kind))


# --- files ------------------------------------------------------------------------------------------------


def _file(name: str, built: bytes, published: bytes | None) -> list[Item]:
    """Return what was compared in one file, by its name from the top of the site."""
    folder, _, last = name.rpartition("/")
    if not folder and name.endswith(".html"):
        if published is not None:
            return _page(name, built, published)
        return [Item("page", name.removesuffix(".html"), name, differences=[MISSING])]
    size = ""
    if folder == "data" and name.endswith(".csv"):
        kind, name, size = "table", last.removesuffix(".csv"), f"{len(tables.table(last.removesuffix('.csv')))} rows"
    else:
        kind = "download" if folder in {"data", "downloads", "figures", "ledger", "notebooks"} else "file"
    path = f"{folder}/{last}"
    told = [MISSING] if published is None else _differing(path, built, published)
    return [Item(kind, "", name, size, told)]


def _differing(name: str, built: bytes, published: bytes) -> list[str]:
    """Return what differs between two versions of a file; how that is told hangs on its name."""
    if built == published:
        return []
    ways: dict[str, Callable[[str, bytes, bytes], list[str] | None]] = {
        ".csv": _csv,
        ".ipynb": _notebook,
        ".json": _json,
        ".zip": _archive,
    }
    told = ways.get(Path(name).suffix, lambda *_: None)(name, built, published)
    return _lines(built, published) if told is None else told


def _lines(built: bytes, published: bytes) -> list[str]:
    """Return the first line that differs, or the first byte of what is no text."""
    if b"\0" in built:
        place = next((n for n, pair in enumerate(zip(built, published, strict=False)) if pair[0] != pair[1]), None)
        return [f"its bytes differ from byte {min(len(built), len(published)) if place is None else place}"]
    old, new = (_text(content).split("\n") for content in (built, published))
    for number, (was, now) in enumerate(zip(old, new, strict=False), 1):
        if was != now:
            return [f"line {number}: {change_told(was, now)}"]
    if len(old) > len(new):
        return [f"line {len(new) + 1}: {shortened(old[len(new)])} is gone"]
    return [f"line {len(old) + 1}: {shortened(new[len(old)])} {FOREIGN}"]


def _text(content: bytes) -> str:
    """Return text; bytes that are not UTF-8 stand as numbers, so that they differ from any text."""
    return content.decode("utf-8", errors="backslashreplace")


def _json(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return where JSON differs, as paths; None if that cannot be told."""
    try:
        return differing_parts(Path(name).stem, json.loads(built), json.loads(published)) or None
    except (ValueError, RecursionError):
        return None


def _notebook(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between notebooks, cell by cell; None if that cannot be told."""
    try:
        old, new = json.loads(built), json.loads(published)
        before, after = old.pop("cells"), new.pop("cells")
        told = differing_parts("notebook", old, new)
        if len(before) != len(after):
            told.append(f"{len(before)} cells became {len(after)}")
        for number, (was, now) in enumerate(zip(before, after, strict=False), 1):
            told += differing_parts(f"cell {number}", was, now)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    return told


def _csv(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between tables, by row and column; None if that cannot be told.

    A shared table goes by its key and is compared to the letter; the rows of a figure go by their first column.
    """
    key: int = 1
    number: Callable[[str], Any] = _number
    if name.startswith("data/"):
        key, number = len(tables.resource(Path(name).stem)["schema"]["primaryKey"]), str
    tabulated: list[dict[str, Any]] = []
    try:
        for content in (built, published):
            columns, *rows = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
            named = [[" ".join(row[:key]), *map(number, row)] for row in rows]
            tabulated.append({"columns": ["key", *columns], "rows": named})
    except (csv.Error, ValueError):
        return None
    columns = tabulated[0]["columns"]
    if tabulated[1]["columns"] != columns or any(len(row) != len(columns) for row in tabulated[1]["rows"]):
        return None
    return differing_rows(*tabulated) or (None if number is str else _tolerated(built, published))


def _number(cell: str) -> Any:
    """Return a cell as a number if it is written as one with a fraction, and so may differ in its last digit."""
    return float(cell) if re.fullmatch(r"-?\d+\.\d+(e[+-]\d+)?", cell) else cell


def _tolerated(built: bytes, published: bytes) -> list[str] | None:
    """Return [] if nothing differs but how numbers are written, else None."""
    old, new = (re.sub(r"\d+\.\d+(e[+-]\d+)?", "0", _text(content)) for content in (built, published))
    return [] if old == new else None


def _archive(name: str, built: bytes, published: bytes) -> list[str] | None:
    """Return what differs between ZIP archives, member by member.

    The packed bytes may differ, as another machine may pack otherwise: what is in them may not, nor what is said of
    each member, and nothing may stand between them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(built)) as old, zipfile.ZipFile(io.BytesIO(published)) as new:
            before, after = ({entry.filename: entry for entry in archive.infolist()} for archive in (old, new))
            told = [f"{member} {MISSING}" for member in before if member not in after]
            told += [f"{member} {FOREIGN}" for member in after if member not in before]
            for member, entry in before.items():
                if (now := after.get(member)) is None:
                    continue
                if now.file_size > 2 * entry.file_size + 1_000_000:  # not to be unpacked by whoever checks
                    told.append(f"{member}: {entry.file_size:,} bytes became {now.file_size:,}")
                    continue
                short = member.partition("/")[2]
                told += [f"{member}: {place}" for place in _differing(short, old.read(entry), new.read(now))]
                kept = ("date_time", "external_attr", "create_system", "compress_type", "comment", "extra")
                told += [
                    f"{member}: {change_told(str(getattr(entry, said)), str(getattr(now, said)))} ({said})"
                    for said in kept
                    if getattr(entry, said) != getattr(now, said)
                ]
            told += [f"{member} stands in it twice" for member, times in Counter(new.namelist()).items() if times > 1]
            if not told and (list(before) != list(after) or not _packed_tightly(new, published)):
                told.append("its members match, but they stand in another order, or something stands between them")
            return told
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        return [f"is no sound ZIP archive: {error}"]


def _packed_tightly(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Return whether an archive consists of its members and their list, with nothing before, between or after."""
    place = 0
    for entry in archive.infolist():
        if entry.header_offset != place:
            return False
        place += 30 + len(entry.filename.encode()) + entry.compress_size  # 30: the fixed part of a member's head
    listed = sum(46 + len(entry.filename.encode()) for entry in archive.infolist())
    return archive.start_dir == place and len(content) == place + listed + 22


# --- pages ------------------------------------------------------------------------------------------------

VOID = {*("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")}
"""Elements of HTML that have no end."""
PARTS = {"brief-figure-title": "title", "brief-strip": "sources"}
"""Parts of a figure by their class."""
FEW = 8
"""Up to how many differences, one by one, two lists of tokens of the same length are taken to be aligned."""


class Place(NamedTuple):
    """The nearest thing that has a name: of what kind (one of `KINDS`, or "page"), and its name."""

    kind: str
    name: str


@dataclass
class Row:
    """A row of a table of HTML: the text of its cells, and whether it has a name of its own, its anchor."""

    headings: list[str]
    anchored: bool
    cells: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The row by the key of a row of the tables, where a column holds that, or else by its first cell."""
        at = self.headings.index("Row") if "Row" in self.headings else 0
        return f"row {' '.join(self.cells[at].split()) if at < len(self.cells) else 'without a name'}"


@dataclass
class Token:
    """A tag or a piece of text, and where it stands: row and column, or part of a figure."""

    text: str
    line: int
    tag: str = ""
    attributes: dict[str, str | None] = field(default_factory=dict)
    part: str = ""
    row: Row | None = None
    column: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What two tokens must share to be the same."""
        return self.tag, self.text

    @property
    def where(self) -> str:
        """The place within the place: "row air-074, Value: ", or nothing."""
        if self.row is None or not self.column:
            return f"{self.part}: " if self.part else ""
        at = self.column - 1
        heading = self.row.headings[at] if at < len(self.row.headings) else f"column {self.column}"
        return f"{heading}: " if self.row.anchored else f"{self.row.name}, {heading}: "


@dataclass
class Element:
    """An element that is open while a page is read."""

    tag: str
    place: Place
    part: str


class Reader(html.parser.HTMLParser):
    """Reads a page into tokens, each under its place, so that every character stands in exactly one place.

    Attributes:
        places: what stands where, by place in the order in which they begin.
        order: the places in the order of the page, as often as each is entered.
        headings: of sections, by their anchors.

    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.places: dict[Place, list[Token]] = {}
        self.order: list[Place] = []
        self.headings: dict[str, str] = {}
        self._open: list[Element] = [Element("", Place("page", ""), "")]
        self._rows: list[Row | None] = []
        """Of each table that is open, the row that is."""
        self._columns: list[list[str]] = []
        """Of each table that is open, the headings."""
        self._last_data: Token | None = None
        self.feed(text)
        self.close()

    def _put(self, token: Token, element: Element) -> None:
        row = self._rows[-1] if self._rows else None
        token.part, token.row, token.column = element.part, row, len(row.cells) if row else 0
        self.places.setdefault(element.place, []).append(token)
        if not self.order or self.order[-1] != element.place:
            self.order.append(element.place)
        self._last_data = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that opens an element, or one without an end."""
        attributes = dict(attrs)
        raw = self.get_starttag_text() or ""
        element = self._element(tag, attributes)
        if tag == "table":
            self._columns.append([])
            self._rows.append(None)
        elif self._rows and tag == "tr":
            self._rows[-1] = Row(self._columns[-1], bool(attributes.get("id")))
        elif self._rows and tag in {"td", "th"} and (row := self._rows[-1]) is not None:
            row.cells.append("")
        self._put(Token(raw, self.getpos()[0], tag, attributes), element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that closes itself: HTML lets only elements without an end do so, others it opens."""
        self.handle_starttag(tag, attrs)
        if self._open[-1].tag == tag and self._inside("svg"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Take a tag that closes an element; one that closes nothing stands where it stands."""
        self._put(Token(f"</{tag}>", self.getpos()[0], f"/{tag}"), self._open[-1])
        depth = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].tag == tag), 0)
        if depth:
            del self._open[depth:]
        if not self._rows:
            return
        if tag == "tr" and self._inside("thead") and (row := self._rows[-1]):
            self._columns[-1][:] = [" ".join(cell.split()) for cell in row.cells]
        if tag == "tr":
            self._rows[-1] = None
        elif tag == "table":
            self._rows.pop()
            self._columns.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._last_data is not None:  # the parser gives long text in pieces
            self._last_data.text += data
        else:
            token = Token(data, self.getpos()[0])
            self._put(token, self._open[-1])
            self._last_data = token
        if self._rows and (row := self._rows[-1]) is not None and row.cells:
            row.cells[-1] += data
        heading = next((element for element in reversed(self._open) if re.fullmatch("h[1-6]", element.tag)), None)
        if heading is not None and not self._inside("a"):
            section = self._section()
            self.headings[section] = self.headings.get(section, "") + data

    def handle_comment(self, data: str) -> None:
        """Take a comment."""
        self._put(Token(f"<!--{data}-->", self.getpos()[0], "!"), self._open[-1])

    def handle_decl(self, decl: str) -> None:
        """Take the declaration of the type of the document."""
        self._put(Token(f"<!{decl}>", self.getpos()[0], "!"), self._open[-1])

    def unknown_decl(self, data: str) -> None:
        """Take what HTML does not know."""
        self._put(Token(f"<![{data}]>", self.getpos()[0], "!"), self._open[-1])

    def handle_pi(self, data: str) -> None:
        """Take what is meant for another program."""
        self._put(Token(f"<?{data}>", self.getpos()[0], "!"), self._open[-1])

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open)

    def _section(self) -> str:
        places = (element.place for element in reversed(self._open))
        return next((place.name for place in places if place.kind == "page"), "")

    def _element(self, tag: str, attributes: dict[str, str | None]) -> Element:
        """Return an element with its place: its own if it has a name, or that of what is around it."""
        around = self._open[-1]
        place, part, name = around.place, around.part, attributes.get("id") or ""
        if number := attributes.get("data-number"):
            return Element(tag, Place("number", number), "")
        if place.kind == "figure":
            part = next((PARTS[word] for word in (attributes.get("class") or "").split() if word in PARTS), part)
            part = {"figcaption": "caption", "noscript": "alt"}.get(tag, part)
        elif tag == "figure" and name:
            place = Place("figure", name)
        elif name and (tag in {"tr", "li", "template"} or re.fullmatch(r"j-\d+", name)):
            key = name.removeprefix("card-")
            kind = {"c": "finding", "j": "judgment"}.get(re.sub(r"-\d+$", "", key), "entry")
            place = Place(kind, key)
        elif place.kind == "page" and (tag in {"head", "nav", "header", "footer"} or (tag == "section" and name)):
            place = Place("page", name or tag)
        return Element(tag, place, part)


def _page(file: str, built: bytes, published: bytes) -> list[Item]:
    """Return what was compared on a page: the page itself, and each thing on it that has a name."""
    name = file.removesuffix(".html")
    before = Reader(_text(built))
    page = Item("page", name, file, f"{built.count(bytes([10]))} lines")
    items = {Place("page", ""): page}
    for place, tokens in before.places.items():
        if place.kind != "page":
            size = f"{_rows_of(tokens)} rows" if place.kind == "figure" else ""
            items[place] = Item(place.kind, name, place.name, size)
    if built == published:
        return list(items.values())
    after = Reader(_text(published))
    tolerated = _settle_charts(before, after, items)
    for place in dict.fromkeys([*before.places, *after.places]):
        old, new = before.places.get(place, []), after.places.get(place, [])
        item = items.setdefault(
            place if place.kind != "page" else Place("page", ""), Item(place.kind, name, place.name)
        )
        if not new or not old:
            what = "is gone from the page" if old else FOREIGN
            label = f"{_label(place, before)}: " if place.kind == "page" else ""
            item.differences.append(f"{label}{what}" if label else what)
            continue
        told = _tokens(old, new)
        item.differences += [f"{_label(place, before)}: {line}" for line in told] if place.kind == "page" else told
    if any(item.differences for item in items.values()):
        return list(items.values())
    if before.order != after.order:
        pairs = zip(before.order, after.order, strict=False)
        was, now = next(((was, now) for was, now in pairs if was != now), (before.order[-1], after.order[-1]))
        swapped = f"{_label(now, before)} stands where {_label(was, before)} should"
        page.differences.append(f"its parts stand in another order: {swapped}")
    elif not tolerated:
        page.differences += _lines(built, published)
    return list(items.values())


def _rows_of(tokens: list[Token]) -> int:
    """Return how many rows the table behind a figure has."""
    rows = {id(token.row) for token in tokens if token.tag == "td" and token.row is not None}
    return len(rows)


def _label(place: Place, page: Reader) -> str:
    """Return a place in words."""
    if place.kind != "page":
        return f"{place.kind} {place.name}"
    if heading := page.headings.get(place.name):
        return f"under “{' '.join(heading.split())}”"
    return f"in {place.name}" if place.name else "around the text"


def _charts(tokens: list[Token]) -> list[Token]:
    """Return the data of charts, as text."""
    return [
        text
        for tag, text in pairwise(tokens)
        if tag.tag == "script" and "data-chart" in tag.attributes and not text.tag
    ]


def _settle_charts(before: Reader, after: Reader, items: dict[Place, Item]) -> bool:
    """Tell where charts differ in what they draw, and make them alike; return whether any differed in no more.

    Data that cannot be read are left as they are, and are told as text.
    """
    tolerated = False
    for place in before.places.keys() & after.places.keys():
        old, new = _charts(before.places[place]), _charts(after.places[place])
        for was, now in zip(old, new, strict=False):
            if was.text == now.text:
                continue
            try:
                told = differing_parts("chart", json.loads(was.text), json.loads(now.text))
            except (ValueError, RecursionError):
                continue
            items[place if place in items else Place("page", "")].differences += told
            tolerated, now.text = tolerated or not told, was.text
    return tolerated


def _tokens(old: list[Token], new: list[Token]) -> list[str]:
    """Return what differs between what stands at one place."""
    before, after = ([token.key for token in tokens] for tokens in (old, new))
    if before == after:
        return []
    if len(before) == len(after):
        pairs = [(was, now) for was, now in zip(old, new, strict=True) if was.key != now.key]
        if len(pairs) <= FEW:
            return [_pair(*pair) for pair in pairs]
    told: list[str] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if what == "replace" and j - i == m - k:
            told += [_pair(was, now) for was, now in zip(old[i:j], new[k:m], strict=True) if was.key != now.key]
        elif what != "equal":
            line = new[min(k, len(new) - 1)].line
            told += [f"{piece} is gone (line {line})" for piece in _spoken(old[i:j])]
            told += [f"{piece} {FOREIGN} (line {line})" for piece in _spoken(new[k:m])]
    return told or [f"white space differs (line {new[0].line})"]


def _spoken(tokens: list[Token]) -> Iterator[str]:
    """Yield what stands in tokens, each piece with its place: whole rows by their names, text, or else the tags."""
    for _, group in groupby(tokens, lambda token: id(token.row)):
        of_row = list(group)
        row = of_row[0].row
        if row is not None and "".join(token.text for token in of_row if not token.tag).strip() == "".join(row.cells):
            yield row.name
            continue
        for where, same_place in groupby(of_row, lambda token: token.where):
            found = list(same_place)
            words = " ".join("".join(token.text for token in found if not token.tag).split())
            if not words or any(token.tag in {"script", "style", "iframe"} for token in found):
                words = "".join(token.text for token in found).strip()
            if words:
                yield f"{where}{shortened(words)}"


def _pair(old: Token, new: Token) -> str:
    """Return how one token became another."""
    end = f" (line {new.line})"
    if old.tag and old.tag == new.tag and old.attributes != new.attributes:
        changed = [
            f"{name} of {old.tag}: {change_told(old.attributes.get(name) or '', new.attributes.get(name) or '')}"
            for name in dict.fromkeys([*old.attributes, *new.attributes])
            if old.attributes.get(name, "\0") != new.attributes.get(name, "\0")
        ]
        return f"{old.where}{'; '.join(changed)}{end}"
    return f"{old.where}{change_told(old.text, new.text)}{end}"
