"""How two versions of a page of the site differ, place by place.

A page is read into places that have a name: a number in the text, a figure, a finding, a judgment, an entry of a list,
and, for all else, a section. Every tag and every piece of text stands in exactly one of them, so nothing is left out.
"""

from __future__ import annotations

import difflib
import html.parser
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from brief.check.comparison import Item, change_told, differing_parts, shortened
from brief.check.published_files import FOREIGN, differing_lines, text_of

VOID = {*("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")}
"""Elements of HTML that have no end."""
PARTS = {"brief-figure-title": "title", "brief-strip": "sources"}
"""Parts of a figure by their class."""
PICTURE = ("brief-picture", "brief-files")
"""Classes of what hangs on the pictures of a figure: themselves, and the links to their files."""
BY_WORDS = "by its words"
"""Size of a picture of which only words and structure could be compared."""
UNCOMPARED = "not compared"
"""Kind of what could not be compared, as only one side has it or another program drew it."""
SHAPELESS = ("class", "style", "text-anchor")
"""What of an element of a picture is not its geometry."""
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
        is_heading = any(re.fullmatch("h[1-6]", element.tag) for element in self._open)
        if is_heading and not self._inside("a") and (section := self._section()):
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
        classes = (attributes.get("class") or "").split()
        if place.kind == "figure" and (tag == "noscript" or any(word in PICTURE for word in classes)):
            return Element(tag, Place("picture", place.name), "alt" if tag == "noscript" else "")
        if place.kind == "figure":
            part = next((PARTS[word] for word in classes if word in PARTS), part)
            part = {"figcaption": "caption"}.get(tag, part)
        elif tag == "figure" and name:
            place = Place("figure", name)
        elif name and (tag in {"tr", "li", "template"} or re.fullmatch(r"j-\d+", name)):
            key = name.removeprefix("card-")
            kind = {"c": "finding", "j": "judgment"}.get(re.sub(r"-\d+$", "", key), "entry")
            place = Place(kind, key)
        elif place.kind == "page" and (tag in {"head", "nav", "header", "footer"} or (tag == "section" and name)):
            place = Place("page", name or tag)
        return Element(tag, place, part)


def page(file: str, built: bytes, published: bytes, same_drawer: bool = True) -> list[Item]:
    """Return what was compared on a page: the page itself, and each thing on it that has a name.

    Args:
        file: its name.
        built: as it was built here.
        published: as it stands in the copy.
        same_drawer: whether the same programs and fonts drew the pictures of both; if not, these are compared by their
            words and their structure alone, where both have them.
    """
    name = file.removesuffix(".html")
    before = Reader(text_of(built))
    whole = Item("page", name, file, f"{built.count(bytes([10]))} lines")
    items = {Place("page", ""): whole}
    for place, tokens in before.places.items():
        if place.kind != "page":
            size = f"{_rows_of(tokens)} rows" if place.kind == "figure" else ""
            items[place] = Item(place.kind, name, place.name, size)
    after = before if built == published else Reader(text_of(published))
    other_pictures = not same_drawer and _settle_pictures(before, after, items)
    if built == published:
        return list(items.values())
    tolerated = _settle_charts(before, after, items) or other_pictures
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
        whole.differences.append(f"its parts stand in another order: {swapped}")
    elif not tolerated:
        whole.differences += differing_lines(built, published)
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


def _settle_pictures(before: Reader, after: Reader, items: dict[Place, Item]) -> bool:
    """Compare the pictures of a page by their words and their structure alone, and take them out of both readings.

    Returns:
        Whether any differed.
    """
    differed = False
    for place in [place for place in before.places.keys() | after.places.keys() if place.kind == "picture"]:
        old, new = before.places.get(place, []), after.places.get(place, [])
        item = items.setdefault(place, Item("picture", items[Place("page", "")].page, place.name))
        differed = differed or [token.key for token in old] != [token.key for token in new]
        if _is_drawn(old) and _is_drawn(new):
            item.size = BY_WORDS
            item.differences += differing_words(old, new)
        else:
            item.kind = UNCOMPARED
    for reader in (before, after):
        reader.places = {place: tokens for place, tokens in reader.places.items() if place.kind != "picture"}
        reader.order = [place for place, _ in groupby(place for place in reader.order if place.kind != "picture")]
    return differed


def _is_drawn(tokens: list[Token]) -> bool:
    return any(token.tag == "svg" for token in tokens)


def differing_words(old: list[Token], new: list[Token]) -> list[str]:
    """Return what differs between two pictures, but for their geometry."""

    def shapeless(token: Token) -> Token:
        kept = {name: token.attributes.get(name) for name in SHAPELESS if name in token.attributes}
        text = f"<{token.tag} {kept}>" if kept or token.attributes else token.text
        return Token(text, token.line, token.tag, kept, token.part, token.row, token.column)

    return _tokens([shapeless(token) for token in old], [shapeless(token) for token in new])


def picture(built: bytes, published: bytes) -> list[str]:
    """Return what differs between two pictures in files of their own, but for their geometry."""
    old, new = (
        [token for tokens in Reader(text_of(content)).places.values() for token in tokens]
        for content in (built, published)
    )
    return differing_words(old, new)


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
    if all(re.fullmatch(r"[\d.,]+", token.text) for token in (old, new)):
        return f"{old.where}{old.text} became {new.text}{end}"
    return f"{old.where}{change_told(old.text, new.text)}{end}"
