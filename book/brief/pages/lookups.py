"""Finding the references by which the sentences of a page look up values.

They are found in text, in containers between colons and in captions of figures, with the parser that builds the book: a
role within code is no reference. The build refuses a page that shows other references than are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import nbformat
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from brief.ledger.values import ROLES
from brief.pages.cells import Lookup

_SAID = re.compile(r"\{glue:text\}`([^`]+)`|(`+)(?!`).+?(?<!`)\2(?!`)")
"""A reference to a number that a cell says, or code, which may hold what looks like one."""


def said_in(prose: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the references to numbers that cells say, as in ``{glue:text}`rate:.0f` ``, each with its line.

    Args:
        prose: lines of a page with their numbers.
    """
    for line, text in prose:
        yield from ((line, match[1]) for match in _SAID.finditer(text) if match[1])


def found_in(source: str, notebook: nbformat.NotebookNode | None, extensions: Iterable[str]) -> list[Lookup]:
    """Return the references on a page, in the order of its lines.

    Args:
        source: of the page.
        notebook: the page as a notebook, if it has cells.
        extensions: of MyST, as the settings of the book name them.

    Raises:
        TypeError, ValueError: if there is no such extension.
    """
    parser = create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML)
    references = list(_in_tokens(parser, parser.parse(source), 1))
    if notebook is not None:
        for cell, fence in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            references += _in_caption(parser, figure.get("caption", ""), source.split("\n"), fence)
    return sorted(references, key=lambda lookup: lookup.line)


def _in_tokens(parser: MarkdownIt, tokens: list[Token], begins: int) -> Iterator[Lookup]:
    """Yield the references in the tokens of a text that begins at a line of the page."""
    line = begins
    for token in tokens:
        if token.map:
            line = begins + token.map[0]
        if token.type == "colon_fence":
            yield from _in_tokens(parser, parser.parse(token.content), line + 1)
        for child in token.children or ():
            if child.type == "myst_role" and child.meta["name"] in ROLES:
                yield Lookup(child.meta["name"], child.content, line)
            if child.type in {"softbreak", "hardbreak"}:
                line += 1


def _in_caption(parser: MarkdownIt, caption: str, lines: list[str], fence: int) -> Iterator[Lookup]:
    """Yield the references in the caption of a cell, whose lines in the page are wrapped by the rules of YAML.

    Args:
        parser: of Markdown.
        caption: of the figure.
        lines: of the page.
        fence: how many lines of the page stand before the cell.
    """
    for lookup in _in_tokens(parser, parser.parse(caption), 1):
        role = f"{{{lookup.role}}}`{lookup.reference}`"
        numbers = (number for number, line in enumerate(lines[fence:], fence + 1) if role in line)
        yield Lookup(lookup.role, lookup.reference, next(numbers, fence + 1))
