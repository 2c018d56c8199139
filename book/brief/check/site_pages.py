"""How two versions of a page of the site differ, place by place.

A place is the nearest thing with a name around a tag or a text: a number in the text, a figure, its pictures, a
finding, a judgment, an entry of a list or, for all else, a section. Each tag and each text lies in exactly one place.
What is left when all places are equal, such as how a tag is written, is named by its line.
"""

from __future__ import annotations

import difflib
import html
import json
import re
import warnings
from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from brief.check.compare import Item, change, differing_parts, shortened
from brief.check.site_files import FOREIGN, differ_in_last_digits, differing_lines, text_of

BY_WORDS = "by its words"
"""Size of a picture that was compared by its words and its structure alone."""
UNCOMPARED = "not compared"
"""Kind of a picture that could not be compared: only one side has it."""
PARTS = {"brief-figure-title": "title", "brief-strip": "sources"}
"""What messages call parts of a figure, by their class."""
GEOMETRY = {
    "d",
    "transform",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "points",
    "viewBox",
    "viewbox",
    "textLength",
    "textlength",
}
"""Attributes of an element of a picture that place it: their numbers depend on the fonts of a machine."""
PIXELS = 1.0
"""By how much a mark or a word may be away from its place without showing another value."""
FEW = 8
"""Up to so many differences, lists of equal length are compared node by node."""

_FIGURE = re.compile(r'<figure [^>]*?id="([^"]+)"[^>]*>.*?</figure>', flags=re.S)
_PICTURE = re.compile(r'<svg class="brief-picture.*?</svg>', flags=re.S)
_FILES, _WITHOUT = '<span class="brief-files">.*?</span>', "<noscript>.*?</noscript>"
_OF_PICTURES = re.compile(f"{_PICTURE.pattern}|{_FILES}|{_WITHOUT}", flags=re.S)
_CHART = re.compile(r'(?<=data-chart=")([^"]+)(">)(.*?)(?=</script>)', flags=re.S)
_OF_GEOMETRY = re.compile(rf'(?<=\s)({"|".join(sorted(GEOMETRY))})="([^"]*)"')
_NUMBERS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")
_COUNTED_MARKS = (
    "<!",
    "<?",
    "<figure",
    '<svg class="brief-picture',
    "<noscript",
    "<script",
    "data-chart",
    "brief-files",
    "<table",
    "<section",
)
"""Marks whose end a pattern searches for; many more of them than in the built page would take quadratic time."""
_NAMED = re.compile(r'<(\w+)\b[^>]*? (?:data-number="([^"]+)"|id="([^"]+)")')


class Place(NamedTuple):
    """A place on a page: of a kind of thing that has a name or, as a part of the page, of the kind "page"."""

    kind: str
    name: str


PAGE = Place("page", "")


def page(file: str, built: bytes, published: bytes, same_drawer: bool = True) -> list[Item]:
    """Return what was compared on a page: the page itself, and each thing on it that has a name.

    Args:
        file: its name.
        built: the page as it was built here.
        published: the page of the copy.
        same_drawer: whether the same programs and fonts drew the pictures of both; if not, pictures are compared by
            their words and their structure alone, where both sides have them.
    """
    name, old, new = file.removesuffix(".html"), text_of(built), text_of(published)
    items = {PAGE: Item("page", name, file, f"{len(old.splitlines())} lines")}
    for place, size in _things(old):
        items.setdefault(place, Item(place.kind, name, place.name, size))
    if old == new:
        return list(items.values())
    if _has_too_many_marks(old, new):
        items[PAGE].differences = differing_lines(built, published)
        return list(items.values())
    if not same_drawer:
        old, new = _without_pictures(old, new, items)
    new = _with_equal_charts(old, new, items)
    if old != new:
        try:
            _compare(_Page(old), _Page(new), items)
        except (RecursionError, ValueError, AssertionError):  # what no parser of pages takes
            items[PAGE].differences += differing_lines(old.encode(), new.encode())
        if not any(item.differences for item in items.values()):
            items[PAGE].differences = differing_lines(old.encode(), new.encode())
    return list(items.values())


def _has_too_many_marks(old: str, new: str) -> bool:
    """Return whether a page has so much more of something than what was built that to parse it takes too long."""
    figures = 2 * old.count("<figure")  # each has two pictures, if both sites have them
    if any(new.count(mark) > 2 * max(old.count(mark), figures) + FEW for mark in _COUNTED_MARKS):
        return True
    return _has_many_more(*(_PICTURE.sub("", text) for text in (old, new)))


def _has_many_more(old: str, new: str) -> bool:
    return new.count("<") > 2 * old.count("<") + 1000


def _things(text: str) -> Iterator[tuple[Place, str]]:
    """Yield each thing with a name on a page that was built here, with its size; without the time to parse the page."""
    for figure in _FIGURE.finditer(text):
        yield Place("figure", figure[1]), f"{figure[0].partition('<tbody>')[2].count('<tr')} rows"
        if _OF_PICTURES.search(figure[0]):
            yield Place("picture", figure[1]), ""
    for tag, number, anchor in _NAMED.findall(text):
        if place := _named(tag, number, anchor):
            yield place, ""


def _named(tag: str, number: str, anchor: str) -> Place | None:
    """Return the place that an element outside of figures makes: by the number that it shows, or by its anchor."""
    if number:
        return Place("number", number)
    if not anchor:
        return None
    key = anchor.removeprefix("card-")
    kind = {"c": "finding", "j": "judgment"}.get(re.sub(r"-\d+$", "", key), "entry")
    return Place(kind, key) if tag in {"tr", "li", "template"} or (anchor == key and kind == "judgment") else None


# --- what may differ between machines ---------------------------------------------------------------------


def _with_equal_charts(old: str, new: str, items: dict[Place, Item]) -> str:
    """Compare the data of charts, and return the new page with the old data in their place.

    Numbers are compared as in `compare.same`. Data that cannot be read stay as they are, to be compared as text.
    """
    charts = {match[1]: match[3] for match in _CHART.finditer(old)}

    def compared(match: re.Match[str]) -> str:
        was, now = charts.get(match[1], match[3]), match[3]
        if was != now and not differ_in_last_digits(was, now):
            try:
                messages = differing_parts("chart", json.loads(was), json.loads(now))
            except (ValueError, RecursionError):
                messages = []
            if not messages:
                return match[0]
            items.get(Place("figure", match[1].removesuffix("-chart")), items[PAGE]).differences += messages
        return match[1] + match[2] + was

    return _CHART.sub(compared, new)


def _without_pictures(old: str, new: str, items: dict[Place, Item]) -> tuple[str, str]:
    """Compare the pictures of figures by their words and structure, and return both pages without them."""
    before, after = ({match[1]: match[0] for match in _FIGURE.finditer(text)} for text in (old, new))
    for name in before.keys() & after.keys():
        pictures, others = _PICTURE.findall(before[name]), _PICTURE.findall(after[name])
        item = items.setdefault(Place("picture", name), Item("picture", items[PAGE].page, name))
        if pictures and others:
            both = "".join(pictures).encode(), "".join(others).encode()
            item.differences = picture(*both)
            item.size = "" if is_in_place(*both) else BY_WORDS
            removed = _PICTURE
        else:
            odd = [part for figure in (before[name], after[name]) for part in _foreign_parts(figure, name)]
            item.differences = [f"beside the picture stands what no build writes: {shortened(part)}" for part in odd]
            item.kind = item.kind if odd else UNCOMPARED
            removed = _OF_PICTURES
        old = old.replace(before[name], removed.sub("", before[name]), 1)
        new = new.replace(after[name], removed.sub("", after[name]), 1)
    return old, new


def _foreign_parts(figure: str, name: str) -> list[str]:
    """Return what stands in a figure with its pictures, or in their place, and is not what a build writes there."""
    links = (f'<a href="figures/{name}.{kind}" download>picture ({kind.upper()})</a>' for kind in ("svg", "png"))
    files = f'<span class="brief-files">{" ".join(links)}</span>'
    [label, *_] = re.findall(r'class="brief-chart"[^>]* aria-label="([^"]*)"', figure) or [""]
    without = f"<noscript><p>{label} The chart needs JavaScript; its rows stand below.</p></noscript>"
    found = re.findall(f"{_FILES}|{_WITHOUT}", figure, flags=re.S)
    return [part for part in found if html.unescape(part) not in {html.unescape(files), html.unescape(without)}]


def picture(built: bytes, published: bytes) -> list[str]:
    """Return how two pictures differ, but for the numbers of their geometry."""
    texts = text_of(built), text_of(published)
    if _has_many_more(*texts):
        return differing_lines(built, published)
    old, new = map(_Page, texts)
    for tag in [*old.soup.find_all(True), *new.soup.find_all(True)]:
        tag.attrs = {
            name: _NUMBERS.sub("0", str(value)) if name in GEOMETRY else value for name, value in tag.attrs.items()
        }
    messages = _differences(list(old.soup.descendants), list(new.soup.descendants))
    blank = [_OF_GEOMETRY.sub(lambda match: f'{match[1]}="{_NUMBERS.sub("0", match[2])}"', text) for text in texts]
    if not messages and blank[0] != blank[1]:  # a file alone is XML, in which upper and lower case differ
        return differing_lines(*(text.encode() for text in blank))
    return messages


def is_in_place(built: bytes, published: bytes) -> bool:
    """Return whether all marks and words of a picture are where they were built; nothing else differs in it."""
    attributes, others = (_OF_GEOMETRY.findall(text_of(content)) for content in (built, published))
    return len(attributes) == len(others) and all(
        _is_near(was, now) for (_, was), (_, now) in zip(attributes, others, strict=True)
    )


def _is_near(was: str, now: str) -> bool:
    """Return whether the numbers of an attribute differ by `PIXELS` at most, all together: steps of a path add up."""
    if was == now:
        return True
    before, after = (list(map(float, _NUMBERS.findall(text))) for text in (was, now))
    is_moved_only = re.fullmatch(r"[^(]*|translate\([^()]*\)", was) is not None
    return (
        is_moved_only
        and len(before) == len(after)
        and sum(abs(one - other) for one, other in zip(before, after, strict=True)) <= PIXELS
    )


# --- place by place ---------------------------------------------------------------------------------------


class _Page:
    """A page, read into its places.

    Attributes:
        soup: the page as a tree.
        places: the tags and texts of each place, in the order of the page.
        order: the places, each as often as it begins or goes on.
    """

    def __init__(self, text: str) -> None:
        with warnings.catch_warnings():  # a foreign file may begin as one of XML: it differs by that
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            self.soup = BeautifulSoup(text, "html.parser", multi_valued_attributes=None)
        self.places: dict[Place, list[PageElement]] = {}
        self.order: list[Place] = []
        around = {id(self.soup): PAGE}
        for node in self.soup.descendants:
            place = around[id(node.parent)]
            if isinstance(node, Tag):
                place = around[id(node)] = _place(node, place)
            self.places.setdefault(place, []).append(node)
            if self.order[-1:] != [place]:
                self.order.append(place)

    def label(self, place: Place) -> str:
        """Return a place in words."""
        if place.kind != "page":
            return f"{place.kind} {place.name}"
        section = self.soup.find("section", id=place.name) if place.name else None
        heading = section.find(re.compile("h[1-6]")) if isinstance(section, Tag) else None
        if isinstance(heading, Tag):
            words = "".join(text for text in _texts(heading) if not text.find_parent("a"))
            return f"under “{' '.join(words.split())}”"
        return f"in {place.name}" if place.name else "around the text"


def _place(tag: Tag, around: Place) -> Place:
    """Return the place of an element: its own, or the one around it."""
    anchor, number = str(tag.get("id", "")), str(tag.get("data-number", ""))
    if around.kind in {"figure", "picture"} and not number:
        classes = str(tag.get("class", "")).split()
        of_picture = tag.name == "noscript" or "brief-picture" in classes or "brief-files" in classes
        return Place("picture", around.name) if of_picture else around
    if tag.name == "figure" and anchor:
        return Place("figure", anchor)
    if named := _named(tag.name, number, anchor):
        return named
    is_part = tag.name in {"head", "nav", "header", "footer"} or (tag.name == "section" and anchor)
    return Place("page", anchor or tag.name) if around.kind == "page" and is_part else around


def _compare(old: _Page, new: _Page, items: dict[Place, Item]) -> None:
    """Add to items what differs between two pages."""
    whole = items[PAGE]
    for place in dict.fromkeys([*old.places, *new.places]):
        before, after = old.places.get(place, []), new.places.get(place, [])
        gone = ["is gone from the page" if before else FOREIGN]
        messages = _differences(before, after) if before and after else gone
        if place.kind == "page":
            whole.differences += [f"{old.label(place)}: {message}" for message in messages]
        elif messages:
            items.setdefault(place, Item(place.kind, whole.page, place.name)).differences += messages
    if old.order != new.order and not any(item.differences for item in items.values()):
        was, now = next(pair for pair in zip_longest(old.order, new.order) if pair[0] != pair[1])
        swapped = f": {old.label(now)} stands where {old.label(was)} should" if was and now else ""
        whole.differences.append(f"its parts stand in another order{swapped}")


def _line(node: PageElement) -> str:
    """Return where a tag, or the tag around a text, begins: for the end of a message."""
    tag = node if isinstance(node, Tag) else node.parent
    return f" (line {(tag and tag.sourceline) or 1})"


def _key(node: PageElement) -> object:
    return (node.name, tuple(node.attrs.items())) if isinstance(node, Tag) else (type(node), str(node))


def _differences(before: list[PageElement], after: list[PageElement]) -> list[str]:
    """Return how the tags and texts of one place differ between two pages."""
    keys, other_keys = list(map(_key, before)), list(map(_key, after))
    if keys == other_keys:
        return []
    if len(keys) == len(other_keys):
        pairs = [pair for pair in zip(before, after, strict=True) if _key(pair[0]) != _key(pair[1])]
        if len(pairs) <= FEW:
            return [_pair(was, now) for was, now in pairs]
    messages: list[str] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, keys, other_keys).get_opcodes():
        if tag == "replace" and j - i == m - k:
            replaced = zip(before[i:j], after[k:m], strict=True)
            messages += [_pair(was, now) for was, now in replaced if _key(was) != _key(now)]
        elif tag != "equal":
            line = _line(after[min(k, len(after) - 1)])
            messages += [f"{piece} is gone{line}" for piece in _pieces(before[i:j])]
            messages += [f"{piece} {FOREIGN}{line}" for piece in _pieces(after[k:m])]
    return messages or [f"white space differs{_line(after[0])}"]


def _pair(was: PageElement, now: PageElement) -> str:
    """Return how one node became another."""
    where, line = _where(was), _line(now)
    if isinstance(was, Tag) and isinstance(now, Tag) and was.name == now.name:
        changed = [
            _attribute(name, was, now)
            for name in dict.fromkeys([*was.attrs, *now.attrs])
            if was.attrs.get(name) != now.attrs.get(name)
        ]
        return f"{where}{'; '.join(changed) or f'the attributes of {was.name} stand in another order'}{line}"
    texts = _written(was), _written(now)
    if all(re.fullmatch(r"[\d.,]+", text) for text in texts):
        return f"{where}{texts[0]} became {texts[1]}{line}"
    return f"{where}{change(*texts)}{line}"


def _attribute(name: str, was: Tag, now: Tag) -> str:
    """Return how an attribute changed: one without a value, such as `hidden`, may be new or gone."""
    if name not in was.attrs or name not in now.attrs:
        value = (now if name in now.attrs else was)[name]
        said = f" ({shortened(str(value))})" if value else ""
        return f"{name} of {was.name} is {'new' if name in now.attrs else 'gone'}{said}"
    return f"{name} of {was.name}: {change(was[name], now[name])}"


def _pieces(nodes: list[PageElement]) -> Iterator[str]:
    """Yield what nodes show, each piece with its place: rows of tables by their names, texts, or else the tags."""
    shown = {id(node) for node in nodes}
    for _, group in groupby(nodes, lambda node: id(_row(node))):
        of_row = list(group)
        row = _row(of_row[0])
        texts = _texts(row) if row is not None else []
        if row is not None and texts and all(id(text) in shown for text in texts):
            yield _row_name(row)
            continue
        for where, pieces in groupby(of_row, _where):
            together = list(pieces)
            words = " ".join("".join(str(node) for node in together if _is_text(node)).split())
            if not words or any(
                isinstance(node, Tag) and node.name in {"script", "style", "iframe"} for node in together
            ):
                words = "".join(map(_written, together)).strip()
            if words:
                yield f"{where}{shortened(words)}"


def _is_text(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def _texts(tag: Tag) -> list[NavigableString]:
    """Return all texts in an element; unlike with `Tag.strings`, also those inside of a template."""
    return [node for node in tag.descendants if isinstance(node, NavigableString) and _is_text(node)]


def _words(tag: Tag) -> str:
    return " ".join("".join(_texts(tag)).split())


def _written(node: PageElement) -> str:
    """Return a tag as it opens, a comment, a declaration or the like with its marks, or a text."""
    if isinstance(node, Tag):
        attributes = (f' {name}="{value}"' for name, value in node.attrs.items())
        return f"<{node.name}{''.join(attributes)}>"
    return node.output_ready().strip() if isinstance(node, PreformattedString) else str(node)


# --- where in a place -------------------------------------------------------------------------------------


def _where(node: PageElement) -> str:
    """Return where in its place a node stands, such as "row air-074, Value: " or "caption: ", or ""."""
    for around in [node, *node.parents]:
        if not isinstance(around, Tag):
            continue
        if around.name in {"td", "th"} and around.parent is not None and (row := _row(around)) is not None:
            number = next(number for number, cell in enumerate(_cells(row)) if cell is around)
            headings = _headings(row)
            heading = headings[number] if number < len(headings) else f"column {number + 1}"
            return f"{heading}: " if row.get("id") else f"{_row_name(row)}, {heading}: "
        part = next((PARTS[word] for word in str(around.get("class", "")).split() if word in PARTS), None)
        if part or around.name == "figcaption":
            return f"{part or 'caption'}: "
        if around.name == "figure":
            break
    return ""


def _row(node: PageElement) -> Tag | None:
    row = node if isinstance(node, Tag) and node.name == "tr" else node.find_parent("tr")
    return row if isinstance(row, Tag) else None


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.children if isinstance(cell, Tag) and cell.name in {"td", "th"}]


def _headings(row: Tag) -> list[str]:
    table = row.find_parent("table")
    head = table.find("thead") if isinstance(table, Tag) else None
    return [_words(cell) for cell in head.find_all("th")] if isinstance(head, Tag) else []


def _row_name(row: Tag) -> str:
    """Return what messages call a row: the key of a row of the tables, if a column holds it, or else its first cell."""
    headings, cells = _headings(row), [_words(cell) for cell in _cells(row)]
    number = headings.index("Row") if "Row" in headings else 0
    return f"row {cells[number] if number < len(cells) else 'without a name'}"
