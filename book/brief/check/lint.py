"""Faults of pages that can be found without executing them: all of all pages in one run, with line and remedy.

A fault that `breaks` fails the build; others break the rules of the house, which stand here and nowhere else: no typed
digits, no word that hides who says so, short cells and wrapped captions. What is only found when cells are executed is
reported by whatever executes them.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from brief import paths, tables
from brief.check import citing, compare, edition
from brief.errors import BriefError, did_you_mean
from brief.files import read_text
from brief.ledger import cards, documents, facts, tally, values
from brief.pages import reading
from brief.pages.cells import LAST_LINE, NAME, Cell
from brief.pages.lookups import said_in
from brief.settings import settings
from brief.text import goes_back

COLUMNS = 88
"""Most columns of a line in a cell, and in its settings."""
LINES = 25
"""Most lines of a cell, without its settings."""
FRONT_MATTER = (
    "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3, language: python}\n"
    "question: What does this page answer?\n---"
)
CAPTION = 450
"""Most letters of a caption: with them, a title and a picture, a figure still fits the screen of a phone."""
README = "README.md"
"""That of the project: a fault of it begins with ./, as the tables have a README of their own."""
RESERVED = re.compile(
    r"\b(possibly|could|may have|reportedly|allegedly|it is believed|confirmed|proof|clearly|of course)\b",
    re.IGNORECASE,
)
"""Words that hide who says so or how likely it is; pages use them in quotations only."""
IN_BROWSER = {"brief", "numpy", "pandas", "plotly", "narwhals", "dateutil", "packaging", *sys.stdlib_module_names}
"""What a page may import: what its re-execution in a browser finds there."""
NOT_IN_BROWSER = ("plotly.figure_factory", "plotly.matplotlylib", "plotly.data")
_DIGITS = re.compile(r"[^\s“\"‘'(]*\d(?:\S*[^\s.,;:!?”\"’')*])?")
"""A word with a digit, without the marks around it."""
_TEXT = re.compile(
    r"\{[\w:-]+\}`[^`]*`|(`+)(?!`).+?(?<!`)\1(?!`)|\]\([^)]*\)|<[^>]*>|^```.*|^:{3,}.*", flags=re.S | re.M
)
"""What is no text for readers: roles, code, addresses, directives."""
_ROLE = re.compile(r"\{[\w:-]+\}`([^`]*)`")
_TALLY = r"- Of [\d,]+ claims of the article"
_JUDGMENT = r"^- [\w ]+: .*\(Confidence: .*$"
"""How a README writes a judgment."""
_NOTED = re.compile(r"(?<!`)\{fact\}`[^`]")
"""A fact that gets a note: within code, its brace would stand behind a backtick."""


@dataclass(frozen=True)
class Fault:
    """A fault of a page.

    Attributes:
        file: its name.
        line: from 1.
        wrong: what is wrong, and what to do.
        breaks: whether the build fails with it.
    """

    file: str
    line: int
    wrong: str
    breaks: bool = False

    def __str__(self) -> str:
        return f"{'./' if self.file == README else ''}{self.file}:{self.line}: {self.wrong}"


def faults() -> list[Fault]:
    """Return all faults of all pages, in the order of the contents, and of the README."""
    found: list[Fault] = []
    try:
        names = reading.page_names()
    except BriefError as fault:
        return [Fault("_toc.yml", 1, str(fault).removeprefix("_toc.yml: "), True)]
    found += (Fault(f"{name}.md", 1, reading.NOT_IN_CONTENTS.format(name)) for name in reading.outside_of_contents())
    if goes_back(settings().designations):
        wrong = f"designations: {settings().designations!r} repeats mere repetitions, which has no end"
        return [*found, Fault("brief.toml", 1, wrong, True)]
    known = _known(names)
    twice = list(_names_given_twice(names))
    for name in names:
        of_page = [*_of_page(name, known), *(fault for fault in twice if fault.file == f"{name}.md")]
        found += sorted(of_page, key=lambda fault: fault.line)
    with contextlib.suppress(BriefError):  # no edition is sealed, or it is damaged, which a check reports
        found += of_readme(edition.counts(edition.read()))
    return found


def _names_given_twice(names: list[str]) -> Iterator[Fault]:
    readable = []
    for name in names:
        with contextlib.suppress(BriefError):  # reported for itself
            reading.cells_of(name)
            readable.append(name)
    for page, line, wrong in reading.names_given_twice(readable):
        yield Fault(f"{page}.md", line, wrong, True)


def _known(names: list[str]) -> dict[str, set[str]]:
    """Return the keys that pages may cite, by kind as `citing` has them; figures of all pages that can be read."""
    figures: set[str] = set()
    for name in names:
        figures |= set(re.findall(r"^:? *name: (fig-[a-z0-9-]+)$", reading.source(name), flags=re.M))
    entries = {kind: set(cards.entries(card)) for kind, card in _CARDS.items()}
    return {"fact": set(facts.statements().fact_id), "figure": figures, **entries}


_CARDS = {"finding": "claim", "judgment": "judgment", "document": "document"}


def _of_page(name: str, known: dict[str, set[str]]) -> Iterator[Fault]:
    file, source = f"{name}.md", reading.source(name)

    def fault(line: int, wrong: str, *, breaks: bool = False) -> Fault:
        return Fault(file, line, wrong, breaks)

    if not re.match(r"---\n(.*\n)*?question: \S", source.partition("\n---\n")[0] + "\n"):
        yield fault(1, f"no question in the front matter; a page begins with\n{FRONT_MATTER}", breaks=True)
    try:
        cells = reading.cells_of(name)
        lookups = reading.lookups_of(name)
    except BriefError as error:
        place = re.match(rf"{re.escape(file)}(?::(\d+))?: (.*)", str(error), flags=re.S)
        yield fault(int(place[1] or 1) if place else 1, place[2] if place else str(error), breaks=True)
        return
    for lookup in lookups:
        try:
            values.look_up(lookup.role, lookup.reference)
        except BriefError as error:
            yield fault(lookup.line, str(error), breaks=True)
    said = {name for cell in cells for name in _said(cell.source)}
    for line, text in reading.prose(source):
        for kind, key in sorted(citing.cited_in(text)):
            if kind in known and key not in known[kind] and not _is_looked_up(text, key):
                named = _CARDS.get(kind, kind)  # a role cites a claim, and means the finding on it
                yield fault(line, f"no {named} {key!r}{did_you_mean(key, known[kind])}", breaks=True)
            elif kind == "number" and f"{{glue:text}}`{key}" in text and key not in said:
                yield fault(line, f"no cell says {key!r}{did_you_mean(key, said)}", breaks=True)
    for line, reference in said_in(reading.prose(source)):
        try:
            values.require_format(reference)
        except BriefError as error:
            yield fault(line, str(error), breaks=True)
    citing_facts = (line for line, text in reading.prose(source) if _NOTED.search(text))
    if "{sources-cited}" not in source and (first := next(citing_facts, 0)):
        wrong = "facts are cited, and the page does not list them; put at its end\n```{sources-cited}\n```"
        yield fault(first, wrong, breaks=True)
    for line, block in citing.blocks(source):
        for offset, text in enumerate(_TEXT.sub(" ", block).split("\n") if "\n" in block else [_TEXT.sub(" ", block)]):
            yield from (fault(line + offset, wrong) for wrong in _of_words(text))
    for figure, caption in citing.captions(name).items():
        line = next((n for n, text in enumerate(source.split("\n"), 1) if text.lstrip(": ") == f"name: {figure}"), 1)
        if not caption:
            yield fault(line, f"{figure} has no caption; add to its settings: caption: >-", breaks=True)
        yield from (fault(line, f"the caption: {wrong}") for wrong in _of_words(_TEXT.sub(" ", caption)))
        if (letters := len(_ROLE.sub(r"\1", caption))) > CAPTION:
            yield fault(line, f"the caption has {letters} letters; at most {CAPTION}, so that a phone shows it whole")
    for cell in cells:
        yield from _of_cell(cell.source, cell.line, fault)
        yield from _of_last_line(cell, fault)


def _is_looked_up(text: str, key: str) -> bool:
    return bool(re.search(rf"\{{(value|when|months)\}}`{re.escape(key)}\b", text))  # reported as a look-up already


def _of_words(text: str) -> Iterator[str]:
    """Yield what in words for readers a table could hold, or hides who says so."""
    designations = settings().designations
    for digits in _DIGITS.findall(re.sub(designations, "", text) if designations else text):
        yield f"{digits!r} is typed; name the row, as in {{value}}`{settings().example_fact}`, or say(...) it in a cell"
    for word in RESERVED.findall(text):
        yield f"{word!r} hides who says so or how likely it is; say who, or how likely"


def _of_cell(source: str, begins: int, fault: Callable[..., Fault]) -> Iterator[Fault]:
    lines = source.split("\n")
    if len(lines) > LINES:
        place = f"book/brief/{settings().own_code or '…'}, which `own_code` in brief.toml names"
        yield fault(begins, f"a cell of {len(lines)} lines; at most {LINES}, so put a part into {place}")
    for number, line in enumerate(lines):
        if len(line) > COLUMNS:
            yield fault(begins + number, f"{len(line)} columns; at most {COLUMNS}, as `ruff format` has them")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield fault(begins - 1 + (error.lineno or 1), f"no Python: {error.msg}", breaks=True)
        return
    for node in ast.walk(tree):
        for module in _imported(node):
            if module.partition(".")[0] not in IN_BROWSER or module.startswith(NOT_IN_BROWSER):
                wrong = f"{module} is not in the browser, where readers execute the page again"
                yield fault(begins - 1 + node.lineno, f"{wrong}; import brief, pandas, numpy or plotly")  # type: ignore[attr-defined]


def _of_last_line(cell: Cell, fault: Callable[..., Fault]) -> Iterator[Fault]:
    """Yield a fault if it shows that a cell which names a figure ends in none, or one that ends in a figure names none.

    A call of another function may return a figure: that is left to the execution.
    """
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:  # reported for itself
        return
    if not body:
        return
    last = body[-1].value if isinstance(body[-1], ast.Expr) else None
    made = [node for node in body if isinstance(node, ast.Assign) and _called(node.value) == "figure"]
    figures = {ast.unparse(target) for node in made for target in node.targets}
    is_figure = _called(last) == "figure" or (isinstance(last, ast.Name) and last.id in figures)
    line = cell.line - 1 + body[-1].lineno
    if not cell.figure and is_figure:
        yield fault(line, f"a figure without a name; {NAME}", breaks=True)
    elif cell.figure and not is_figure and (not isinstance(last, ast.Call) or _called(last) in {"show", "print"}):
        yield fault(line, f"the cell names {cell.figure} and shows no figure; {LAST_LINE}", breaks=True)


def _called(node: ast.AST | None) -> str:
    """Return the name of the function that is called, without where it is from; "" if there is no call."""
    return ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _said(source: str) -> Iterable[str]:
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return []
    named = [call for call in calls if _called(call) == "say"]
    return [keyword.arg for call in named for keyword in call.keywords if keyword.arg]


def of_readme(counts: Counter[str]) -> Iterator[Fault]:
    """Yield each line of the README that gives another count or judgment than an edition and the tables.

    Args:
        counts: of the edition, as `edition.counts` returns them.
    """
    readme = paths.ROOT / README
    if not readme.is_file():  # a copy without it
        return
    text = read_text(readme)
    wanted = {r"\d+ of \d+ figures, ": compare.summary(counts, counts)}
    judgments = []
    for row in tables.table("judgments").itertuples():
        judgments.append(f"- {row.likelihood.capitalize()}: {row.text}. (Confidence: {row.confidence}.)")
        wanted[rf"- [\w ]+: {re.escape(row.text)}"] = judgments[-1]
    wanted[r"- Of the [\d,]+ documents behind"] = f"- {documents.documents_read()}"
    if re.search(f"^{_TALLY}", text, flags=re.M):  # it takes a second, and not every brief says so
        wanted[_TALLY] = f"- {tally.sentences()}"
    found = [
        (match, line) for pattern, line in wanted.items() for match in re.finditer(f"^{pattern}.*$", text, flags=re.M)
    ]
    known = {match.start() for match, _ in found}
    for match in re.finditer(_JUDGMENT, text, flags=re.M):  # one whose own words are other ones, such as "never flew"
        if match.start() not in known and judgments:
            found.append((match, difflib.get_close_matches(match[0], judgments, 1, cutoff=0)[0]))
    for match, line in sorted(found, key=lambda pair: pair[0].start()):
        if match[0] != line:
            number = text.count("\n", 0, match.start()) + 1
            yield Fault(README, number, f"says otherwise than the tables and the edition; paste: {line}")
