"""Reading the pages of the book: which there are, the source of each, its cells and lookups, and their time limit."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import nbformat
import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from brief import paths
from brief.charts.figure import figure_name
from brief.errors import BriefError
from brief.files import read_text
from brief.pages import lookups
from brief.pages.cells import Cell, Lookup, Step
from brief.tables import broken_text

LONGEST_LINE = 8_000
"""Letters of a line of a page: a few brackets each of which could begin a link are tried in turn."""
MOST_BYTES = 2_000_000
"""Of a page and of a file of settings: their parsers take seconds for each."""
MOST_BRACKETS = 1_000
"""Brackets in a file of settings."""
NESTED = ("parts", "chapters", "sections")
"""Keys of the table of contents under which further pages stand."""
NOT_IN_CONTENTS = "the page is not in the contents; add to book/_toc.yml: - file: {}"
OF_THE_SITE = {"search", "genindex"}
"""Pages that Sphinx adds."""
_DIRECTIVE = re.compile(r"\s*(`{3,}|:{3,})")
"""A line that begins or ends a directive or a cell: MyST takes a space at its end for a part of the argument."""
_LABEL = re.compile(r"\(([^()]+)\)=\s*$")


def page_names() -> list[str]:
    """Return the names of the pages in the order of the table of contents.

    Raises:
        BriefError: if the table of contents is missing, is not YAML, or names no page, a page twice, or one
            that is not there.
    """
    contents = settings("_toc.yml")
    if contents.get("format") != "jb-book" or "root" not in contents:
        raise BriefError("_toc.yml: expected the format jb-book and a root")

    def files(entry: Any) -> list[str]:
        if isinstance(entry, list):
            return [name for part in entry for name in files(part)]
        if isinstance(entry, dict):
            named = [value for key, value in entry.items() if key in {"root", "file"}]
            return named + [name for key in NESTED if key in entry for name in files(entry[key])]
        return []

    names = files(contents)
    for name in names:
        if not isinstance(name, str) or [str(other).casefold() for other in names].count(name.casefold()) > 1:
            raise BriefError(f"_toc.yml: {name!r} is no name of a page, or stands twice")
        if not re.fullmatch(r"\w[\w-]*", name):
            raise BriefError(f"_toc.yml: {name!r} leads out of the book; expected the name of a page in book/")
        if name.casefold() in OF_THE_SITE:
            raise BriefError(f"_toc.yml: {name!r} is a page that the site has besides; expected another name")
        source(name)
    return names


def outside_of_contents() -> list[str]:
    """Return the names of the pages in the folder of the book that no command reads: the contents do not name them.

    Raises:
        BriefError: as `page_names`.
    """
    names = page_names()
    return [path.stem for path in sorted(paths.BOOK.glob("*.md")) if path.stem not in names]


def title(name: str) -> str:
    """Return the title of a page, by which the book calls it everywhere; of one that is gone, its name.

    Raises:
        BriefError: as `source`.
    """
    if not (paths.BOOK / f"{name}.md").is_file():
        return name
    heading = re.search(r"^# (.+)$", source(name), flags=re.M)
    return heading[1].strip() if heading else name


def settings(name: str) -> dict[str, Any]:
    """Return the settings in a YAML file of the book.

    Raises:
        BriefError: if it is missing, is not YAML in UTF-8, or holds something else than settings.
    """
    try:
        text = read_text(paths.BOOK / name, MOST_BYTES)
        _require_no_alias(name, text)
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise BriefError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise BriefError(f"{name}: expected settings of the form key: value")
    return content


def _require_few_brackets(file: str, text: str) -> None:
    """Refuse text with many brackets: the time that the parser of YAML takes for nested ones grows with the square.

    Raises:
        BriefError: if more than `MOST_BRACKETS` open.
    """
    if (brackets := len(re.findall(r"[\[{]", text))) > MOST_BRACKETS:
        raise BriefError(f"{file}: not YAML: {brackets:,} brackets open; expected at most {MOST_BRACKETS:,}")


def _require_no_alias(file: str, text: str) -> None:
    """Refuse aliases of YAML: a few lines of them stand for more than fits into memory.

    Raises:
        yaml.YAMLError: if the text is not YAML.
        BriefError: if there is an alias, or more brackets than `MOST_BRACKETS`.
    """
    _require_few_brackets(file, text)
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken):
            raise BriefError(
                f"{file}:{token.start_mark.line + 1}: an alias, *{token.value}; expected what it stands for"
            )


def source(name: str) -> str:
    """Return the source of a page.

    Raises:
        BriefError: if there is no such page, it is not UTF-8, or a line is broken or holds what nobody sees.
    """
    path = paths.BOOK / f"{name}.md"
    if not path.exists():
        raise BriefError(f"_toc.yml names the page {name!r}, but there is no {name}.md")
    text = read_text(path, MOST_BYTES)
    if text.startswith("\ufeff"):
        raise BriefError(f"{name}.md:1: a byte-order mark before the first line; expected UTF-8 without one")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise BriefError(f"{name}.md:{number}: {len(line):,} letters; expected lines of at most {LONGEST_LINE:,}")
        if wrong := broken_text.fault(line, whole=False):
            raise BriefError(f"{name}.md:{number}: {wrong}; expected the text as it should be")
        if _DIRECTIVE.match(line) and line != line.rstrip():
            raise BriefError(f"{name}.md:{number}: a space at the end of {line.strip()!r}; expected none")
    return text


def require_unique_names() -> None:
    """Make sure that no two figures or labels of the book have one name, nor names of one file or anchor.

    Raises:
        BriefError: with the places of both.
    """
    for page, line, wrong in names_given_twice(page_names()):
        raise BriefError(f"{page}.md:{line}: {wrong}")


def names_given_twice(pages: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each figure and label of some pages with the name of an earlier one: page, line, and what is wrong.

    The anchors of a figure count as names, and upper and lower case as one: some systems have one file for both.

    Raises:
        BriefError: as `notebook` does.
    """
    first: dict[str, str] = {}
    for page in pages:
        named = [
            (cell.line, f"the figure {cell.figure}", [f"{cell.figure}{ending}" for ending in ("", "-chart", "-code")])
            for cell in cells_of(page)
            if cell.figure
        ]
        labels = ((line, _LABEL.match(text)) for line, text in prose(source(page)))
        named += [(line, f"the label {label[1]}", [label[1]]) for line, label in labels if label]
        for line, what, names in named:
            place = f"{page}.md:{line}: {what}"
            others = {name: first.setdefault(name.casefold(), place) for name in names}
            if taken := next((name for name, other in others.items() if other != place), ""):
                yield page, line, f"{what}: the name {taken!r} is also that of {others[taken]}; expected another name"


def prose(text: str) -> list[tuple[int, str]]:
    """Return the lines of a page that are not the body of a code cell, with their line numbers from 1.

    A cell's own settings (its tags, the name and caption of its figure) count as prose: readers see them. They stand
    behind colons, or between two lines `---`, as JupyterLab saves them.
    """
    code = _code(text)
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip() and number not in code]


def _code(text: str) -> set[int]:
    """Return the numbers of the lines that hold code of cells, as the parser finds them that builds the page."""
    code: set[int] = set()
    nesting = 0
    for token in _blocks().parse(f"{text}\n"):
        nesting += token.nesting
        if nesting == 0 and token.type == "fence" and token.info.startswith("{code-cell}") and token.map:
            body = token.content.splitlines()
            first = token.map[0] + 2
            code |= set(range(first + _settings_in(body), first + len(body)))
    return code


def _settings_in(body: list[str]) -> int:
    """Return how many lines at the beginning of a cell are its settings, without a line `---` that ends them."""
    if body[:1] == ["---"]:
        return body.index("---", 1) if "---" in body[1:] else len(body)
    return next((number for number, line in enumerate(body) if not line.startswith(":")), len(body))


@cache
def _blocks() -> MarkdownIt:
    """Return the parser of the blocks of a page."""
    return create_md_parser(dataclasses.replace(_syntax(), disable_syntax=["inline"]), RendererHTML)


def _syntax() -> MdParserConfig:
    """Return what the book adds to Markdown."""
    return MdParserConfig(enable_extensions=set(settings("_config.yml")["parse"]["myst_enable_extensions"]))


def notebook(name: str) -> nbformat.NotebookNode | None:
    """Return a page as a notebook, or None if it has no cells to execute.

    Raises:
        BriefError: if the settings of the page or of a cell are not what they should be.
    """
    text = source(name)
    if "{code-cell}" not in text:
        return None
    try:
        for _, written in _written_settings(text):
            _require_few_brackets(f"{name}.md", written)
            if "*" in written and "&" in written:  # an alias needs its anchor
                _require_no_alias(f"{name}.md", written)
        page = read_myst_markdown_notebook(text, _syntax(), add_source_map=True)
    except (MystMetadataParsingError, nbformat.ValidationError, yaml.YAMLError, RecursionError) as error:
        if fault := _fault_of_settings(text):
            raise BriefError(f"{name}.md:{fault}") from error
        message = error.message if isinstance(error, nbformat.ValidationError) else str(error)
        raise BriefError(f"{name}.md: {' '.join(message.split())}") from error
    if page.metadata.get("kernelspec", {}).get("name") != "python3":
        raise BriefError(f"{name}.md: expected the kernelspec python3")
    for cell, line in zip(page.cells, page.metadata["source_map"], strict=True):
        if cell.cell_type == "code" and "mystnb" in cell.metadata:
            try:
                figure_name(cell.metadata)
            except BriefError as error:
                raise BriefError(f"{name}.md:{line + 1}: {error}") from error
    return page


_SETTINGS = re.compile(r"^---\n(.*?)^---$|^`{3,}\{code-cell\}[^\n]*\n((?::[^\n]*\n)+)", flags=re.S | re.M)
"""The settings of a page, or of a cell, in both forms that a cell may have."""


def _written_settings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the settings of a page, and those of each of its cells, as YAML, with the number of their first line."""
    for settings_of in _SETTINGS.finditer(text):
        group = settings_of.lastindex or 0
        yield text.count("\n", 0, settings_of.start(group)) + 1, re.sub("^:", "", settings_of[group], flags=re.M)


def _fault_of_settings(text: str) -> str | None:
    """Return the line of a page at which its settings, or those of a cell, are not YAML, and why; None if all are."""
    for first, written in _written_settings(text):
        try:
            yaml.safe_load(written)
        except yaml.MarkedYAMLError as error:
            line = first + (error.problem_mark.line if error.problem_mark else 0)
            has_colon = "mapping values" in (error.problem or "")
            hint = "; a text in which a colon stands needs quotation marks around it" if has_colon else ""
            return f"{line}: not YAML: {error.problem}{hint}"
        except RecursionError:
            return f"{first}: not YAML that can be read: nested too deep"
    return None


def cells_of(name: str) -> list[Cell]:
    """Return the code cells of a page, none if it has none.

    Raises:
        BriefError: as `notebook` does.
    """
    page = notebook(name)
    if page is None:
        return []
    lines = source(name).split("\n")
    cells = []
    for cell, fence in zip(page.cells, page.metadata["source_map"], strict=True):
        if cell.cell_type == "code" and cell.source.strip():
            first = cell.source.split("\n")[0].strip()
            numbers = (number for number, line in enumerate(lines[fence:], fence + 1) if line.strip() == first)
            begins = next(numbers, fence + 1)  # the settings of the cell stand before its first line
            figure = figure_name(cell.metadata) if "mystnb" in cell.metadata else None
            cells.append(Cell(cell.source, begins, figure))
    return cells


def lookups_of(name: str) -> list[Lookup]:
    """Return the references to values in the sentences and captions of a page.

    Raises:
        BriefError: as `notebook` does, or if the settings of the book name an extension of MyST that is not known.
    """
    parse = settings("_config.yml").get("parse")
    extensions = parse.get("myst_enable_extensions", ()) if isinstance(parse, dict) else ()
    try:
        return lookups.found_in(source(name), notebook(name), extensions)
    except (TypeError, ValueError) as error:
        raise BriefError(f"_config.yml: parse.myst_enable_extensions: {error}") from error


def steps_of(name: str) -> list[Step]:
    """Return what a page computes: the values that it looks up, and its cells.

    Raises:
        BriefError: as `lookups_of` does.
    """
    return [*lookups_of(name), *cells_of(name)]


def time_limit() -> float:
    """Return how many seconds a page may run, from the settings of the book.

    Raises:
        BriefError: if the settings cannot be read, or this one is no number of seconds.
    """
    execute = settings("_config.yml").get("execute")
    seconds = execute.get("timeout", 120) if isinstance(execute, dict) else 120
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise BriefError(f"_config.yml: execute.timeout is {seconds!r}; expected a number of seconds")
    return float(seconds)
