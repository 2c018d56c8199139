"""What cites what moved: sentences, captions and titles that an author has to read again.

A number in a sentence follows the tables by itself, and the words around it do not: "we found nobody who says so" stays
when a fact is linked. So each passage is named that cites a finding, judgment, fact, document, number or figure which
differs from the sealed edition, with its line, and with what the value was and is.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from brief import paths, tables
from brief.check import history
from brief.check.compare import Item, change, shortened
from brief.ledger.values import ROLES
from brief.pages import reading
from brief.pages.execution import Page

Cited = tuple[str, str]
"""A kind and a key: of a finding (the claim's), judgment, fact, document, number or figure."""
KIND_OF_ROLE = {
    "claim": "finding",
    "quote": "finding",
    "judgment": "judgment",
    "src": "document",
    "fact": "fact",
    "numref": "figure",
    "glue:text": "number",
}
"""What a role cites, by its name; those of `values.ROLES` cite a fact and a number."""
KIND_OF_TABLE = {"facts": "fact", "sources": "document"}
"""Tables of whose rows a role names one."""
VERDICTS = {"finding", "judgment"}
"""Kinds of things that weigh all others: what cites one that moved is told first."""
MOST_REASONS = 3
"""Reasons that are given for one thing that moved."""
MOST_VERSIONS = 40
"""Committed versions of a table in which a sealed row is looked for."""
_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`|(`+)(?!`).+?(?<!`)\3(?!`)", flags=re.S)
"""A role, with its name and reference, or code, which may hold what looks like a role."""
_DIRECTIVE = re.compile(r"```\{judgment\} +([\w-]+)")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”*)]*\s+(?=[\"“(*{]*[A-Z{])")
_BEGINS = re.compile(r"\s*([-*+|]|\d+\.)\s|:{3,}|```")
"""How a line begins that is no more of the paragraph before it: an item, a row of a table, a container, a directive."""
_ROW = re.compile(r"row (.+) (?:differs|is gone)")


@dataclass(frozen=True)
class Passage:
    """Words on a page, and what they cite.

    Attributes:
        page: its name.
        line: on which they begin, from 1.
        kind: "sentence", "caption", "title", or "judgment" for one that stands there by itself.
        text: as the source has it; of a title, as it is computed.
        cites: what they cite.
        goes_on: from which findings: those that the sentence before cites, in the same paragraph.
    """

    page: str
    line: int
    kind: str
    text: str
    cites: frozenset[Cited]
    goes_on: frozenset[Cited] = frozenset()


@dataclass(frozen=True)
class Stale:
    """A passage to read again, and why: what it cites, and how each of that moved."""

    passage: Passage
    why: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        place = {"page": self.passage.page, "line": self.passage.line, "kind": self.passage.kind}
        return {**place, "text": self.passage.text, "why": self.why}


def to_read_again(items: Iterable[Item], pages: Iterable[Page], sealed: dict[str, Any]) -> list[Stale]:
    """Return the passages that cite what moved, and the sentence behind one on a finding, which may explain it.

    First come those on findings and judgments; both these and the others stand in the order of the book.

    Args:
        items: what was compared, as `edition.comparison` returns it.
        pages: as executed.
        sealed: the sealed edition.
    """
    moves = list(moved(items, sealed))
    first: list[Stale] = []
    others: list[Stale] = []
    for page in pages:
        here = {(kind, key): how for kind, key, where, how in moves if where in {"", page.name}}
        for passage in passages(page) if here else ():
            why = {cited: f"{' '.join(cited)}: {how}" for cited, how in here.items() if cited in passage.cites}
            for cited in here.keys() & (passage.goes_on - passage.cites):
                why[cited] = f"it goes on from a sentence on {' '.join(cited)}: {here[cited]}"
            if why:
                ordered = sorted(why, key=lambda cited: cited[0] not in VERDICTS)
                (first if ordered[0][0] in VERDICTS else others).append(Stale(passage, [why[key] for key in ordered]))
    return first + others


# --- what moved -------------------------------------------------------------------------------------------


def moved(items: Iterable[Item], sealed: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what moved: its kind and key, the page alone on which it is shown or "", and how, in words.

    What is new has no passage that could be stale; and how a figure is drawn says nothing new.
    """
    for item in items:
        if item.kind in {"finding", "judgment"} and item.name in sealed[f"{item.kind}s"]:
            yield from _move(item, [text.removeprefix(f"{item.name}.") for text in item.differences], "")
        elif item.kind == "number":
            yield from _move(item, [how for how in item.differences if how not in {"new", "gone"}], item.page)
        elif item.kind == "figure" and item.name in sealed["pages"].get(item.page, {}).get("figures", {}):
            told = [text for text in item.differences if not text.startswith(("drawn", "table", "alt"))]
            yield from _move(item, told, "")
        elif item.kind == "table" and item.name in KIND_OF_TABLE:
            keys = [match[1] for text in item.differences if (match := _ROW.fullmatch(text))]
            old = old_rows(item.name, {key: sealed["tables"][item.name]["rows"][key] for key in keys}) if keys else {}
            new = tables.texts(item.name)
            for key in keys:
                yield KIND_OF_TABLE[item.name], key, "", _row_change(old.get(key), new.get(key))


def _move(item: Item, differences: list[str], page: str) -> Iterator[tuple[str, str, str, str]]:
    if differences:
        more = len(differences) - MOST_REASONS
        how = [*differences[:MOST_REASONS], *([f"and {more} more"] if more > 0 else [])]
        yield item.kind, item.name, page, "; ".join(how)


def tell_cells(items: Iterable[Item], sealed: dict[str, Any]) -> bool:
    """Add to each row that differs how its cells did, as far as git has the row that was sealed.

    Args:
        items: what was compared; their differences are changed.
        sealed: the sealed edition, which holds only digests of rows.

    Returns:
        Whether it is known what all of these rows held.
    """
    is_known = True
    for item in items:
        rows = {n: match[1] for n, text in enumerate(item.differences) if (match := _ROW.fullmatch(text))}
        if item.kind != "table" or not rows:
            continue
        digests = sealed["tables"][item.name]["rows"]
        old, new = old_rows(item.name, {key: digests[key] for key in rows.values()}), tables.texts(item.name)
        is_known = is_known and len(old) == len(rows)
        for n, key in rows.items():
            if key in old:
                how = _row_change(old[key], new[key]) if key in new else shortened(old[key])
                item.differences[n] += f": {how}"
    return is_known


def _row_change(old: dict[str, str] | None, new: dict[str, str] | None) -> str:
    """Return how a row differs, cell by cell where what was sealed is known."""
    if new is None:
        return "the row is gone"
    if old is None:
        return f"the row differs from the sealed one, of which only a digest is known; now: {new}"
    texts = {name: (old.get(name, ""), new[name]) for name in new}  # a column may be new
    return "; ".join(f"{name}: {change(*both)}" for name, both in texts.items() if both[0] != both[1])


def old_rows(name: str, sealed: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return rows of a table as they were sealed: of the committed versions the last that has their digests.

    Args:
        name: of the table.
        sealed: digests of the rows, by key.

    Returns:
        The cells of each row that was found, by key and column; none where there is no repository.
    """
    found: dict[str, dict[str, str]] = {}
    try:
        for version in history.versions(paths.DATA / tables.resource(name)["path"], MOST_VERSIONS):
            for key, row in tables.keyed(name, csv.DictReader(io.StringIO(version.text, newline=""))).items():
                if key in sealed and tables.row_digest(name, row) == sealed[key]:
                    found[key] = row
            if not sealed.keys() - found.keys():
                break
    except (KeyError, csv.Error):
        pass  # a version of the table with other columns
    return found


# --- what cites -------------------------------------------------------------------------------------------


def passages(page: Page) -> Iterator[Passage]:
    """Yield the sentences of a page that cite something, and the caption and the title of each of its figures."""
    yield from sorted([*_sentences(page.name), *_of_figures(page)], key=lambda passage: passage.line)


def _sentences(page: str) -> Iterator[Passage]:
    for begins, block in blocks(reading.source(page)):
        if directive := _DIRECTIVE.match(block):
            yield Passage(page, begins, "judgment", block.split("\n")[0], frozenset({("judgment", directive[1])}))
            continue
        start = 0
        before: frozenset[Cited] = frozenset()
        for end in [*(match.end() for match in _SENTENCE.finditer(block)), len(block)]:
            sentence = block[start:end].strip()
            cites = cited_in(sentence)
            if cites or before:
                line = begins + block.count("\n", 0, start)
                yield Passage(page, line, "sentence", " ".join(sentence.split()), cites, before)
            start, before = end, frozenset(cited for cited in cites if cited[0] == "finding")


def blocks(source: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs and items of a page, without front matter and cells, each with the line of its beginning."""
    lines = re.sub(r"\A---\n.*?^---$", lambda match: "\n" * match[0].count("\n"), source, flags=re.S | re.M).split("\n")
    block: list[str] = []
    in_cell = False
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("```"):
            in_cell = line.startswith("```{code-cell}")
        if block and (not line.strip() or in_cell or _BEGINS.match(line)):
            yield number - len(block), "\n".join(block)
            block = []
        if line.strip() and not in_cell:
            block.append(line)


def cited_in(text: str) -> frozenset[Cited]:
    """Return what a text in the words of a page cites; a role within code is none."""
    cited: set[Cited] = set()
    for role, reference, _ in _ROLE.findall(text):
        place = reference.partition(":")[0]
        if role == "fact":
            cited |= {("fact", key.strip()) for key in reference.split(",")}
        elif role in ROLES:
            cited |= {("fact", place.partition(".")[0]), ("number", place if role == "value" else f"{role} {place}")}
        elif role in KIND_OF_ROLE:
            cited.add((KIND_OF_ROLE[role], place))
    return frozenset(cited)


def _of_figures(page: Page) -> Iterator[Passage]:
    lines = reading.source(page.name).split("\n")
    texts = captions(page.name)
    for cell in reading.cells_of(page.name):
        if cell.figure in page.figures:
            itself = ("figure", cell.figure)
            if caption := texts.get(cell.figure, ""):
                above = range(cell.line - 2, 0, -1)
                line = next(
                    (number + 1 for number in above if lines[number].lstrip(": ").startswith("caption")), cell.line
                )
                yield Passage(page.name, line, "caption", " ".join(caption.split()), cited_in(caption) | {itself})
            title = page.figures[cell.figure]["title"]
            yield Passage(page.name, cell.line - 1 + _line_of_title(cell.source), "title", title, frozenset({itself}))


def captions(page: str) -> dict[str, str]:
    """Return the captions of the figures of a page, by name; "" for one without."""
    notebook = reading.notebook(page)
    figures = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in notebook.cells] if notebook else []
    return {figure["name"]: figure.get("caption", "") for figure in figures if figure}


def _line_of_title(source: str) -> int:
    """Return the line of a cell on which the title of its figure stands: the last one named so."""
    lines = [1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.keyword):
            name = node.arg if isinstance(node, ast.keyword) else ast.unparse(node.targets[0])
            if name == "title":
                lines.append(node.value.lineno)
    return max(lines)
