"""What the source of a page has readers see: passages, numbers, and the facts, claims and judgments that it names.

The site offers the source of each page. Its prose is sealed line by line, so a browser can trust it as far as the
sealed edition, and compare with it what stands on the page. The parser that builds the book does not run in a browser;
this one knows what the pages use of MyST, and tests hold both to the same for every page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile

from brief.ledger.values import ROLES

NUMBER = "\1"
"""Sign before and after the name and the form of a number, which stand in a passage in place of the number."""
_FENCE = re.compile(r"^(`{3,})(?:\{([\w-]+)\})? *(.*)$")
"""Begins code, or a directive with its name and argument."""
_NO_TEXT = re.compile(r":{3}|---$|\([\w-]+\)=$|%|\|")
"""Begins a line without text for readers: the bounds of a container, a rule, a label, a comment."""
_LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+|^\s*>\s?")
_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_UNSEEN = re.compile(r"[\s*_`\\\"'“”‘’‚„«»‐‑‒–—-]")
"""What typography changes, and marks of Markdown: passages are compared without."""


@dataclass
class Source:
    """What a source has readers see.

    Attributes:
        prose: each line but those of code, as the sealed edition has them.
        passages: of text, each with the line at which it begins: headings, paragraphs, captions, cells of tables.
        numbers: how often each is shown, by name and form, as `values.Value.key` has them.
        computed: names of numbers that cells compute, not looked up.
        facts: that it cites.
        topics: whose claims it lists.
        judgments: that it shows in English, each with whether it does so in short.
    """

    prose: list[str] = field(default_factory=list)
    passages: list[tuple[int, str]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    computed: set[str] = field(default_factory=set)
    facts: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    judgments: list[tuple[str, bool]] = field(default_factory=list)


def read(text: str) -> Source:
    """Return what the source of a page has readers see."""
    lines, source = text.split("\n"), Source()
    paragraph: list[str] = []
    at = 0
    while at < len(lines):
        line, end, passages = lines[at], at + 1, []
        prose = [line]
        begins, fence = _LIST.match(line), _FENCE.match(line)
        if at == 0 and line == "---":
            end = _index("---", lines, 1) + 1
            prose, passages = lines[:end], _setting("question", lines[:end])
        elif fence:
            end = _index(fence[1], lines, at + 1) + 1
            prose = lines[at:end]
            if fence[2] == "code-cell":
                settings = _end_of_settings(lines, at + 1, end - 1)
                prose, passages = [*lines[at:settings], lines[end - 1]], _setting("caption", lines[:settings], at)
            else:
                _directive(source, fence[2], fence[3], prose)
        elif line.startswith("#"):
            passages = [(at + 1, line.lstrip("# "))]
        elif line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
            passages = [(at + 1, cell) for cell in line.strip("| ").split("|")]
        in_paragraph = end == at + 1 and not passages and line.strip() and not _NO_TEXT.match(line)
        if paragraph and (begins or not in_paragraph):
            source.passages.append((at - len(paragraph) + 1, " ".join(paragraph)))
            paragraph = []
        if in_paragraph:
            paragraph.append(line[begins.end() :] if begins else line.strip())
        source.passages += passages
        source.prose += [row for row in prose if row.strip()]
        at = end
    if paragraph:
        source.passages.append((at - len(paragraph) + 1, " ".join(paragraph)))
    source.passages = [(number, _plain(passage, source)) for number, passage in source.passages]
    return source


def _index(end: str, lines: list[str], at: int) -> int:
    """Return the index of the first line from an index on that is an end, or of the last line."""
    return next((number for number in range(at, len(lines)) if lines[number].strip() == end), len(lines) - 1)


def _end_of_settings(lines: list[str], at: int, closed: int) -> int:
    """Return the index of the first line of a cell that is no setting."""
    if lines[at : at + 1] == ["---"]:
        return min(_index("---", lines, at + 1), closed)
    return next((number for number in range(at, closed) if not lines[number].startswith(":")), closed)


def _setting(name: str, lines: list[str], at: int = 0) -> list[tuple[int, str]]:
    """Return a setting with its line, if it is among the lines from an index: text that may go on in deeper lines."""
    for number in range(at, len(lines)):
        if begins := re.match(rf"( *){name}: *(.*)", lines[number]):
            deeper = re.compile(rf" {{{len(begins[1]) + 1}}}")
            rest = takewhile(deeper.match, lines[number + 1 :])
            return [(number + 1, " ".join([begins[2], *map(str.strip, rest)]).removeprefix(">- "))]
    return []


def _directive(source: Source, name: str, argument: str, body: list[str]) -> None:
    if name == "claims":
        source.topics.append(argument)
    elif name == "accounts":
        source.facts += argument.split()
    elif name == "judgment" and not any(line.startswith(":language:") for line in body):
        source.judgments.append((argument, ":short:" in body))


def _plain(text: str, source: Source) -> str:
    """Return a passage as readers see it, but for its numbers, and note what it names."""

    def role(match: re.Match[str]) -> str:
        name, content = match.groups()
        if name == "glue:text" or name in ROLES:
            key, _, form = content.partition(":")
            source.computed |= {key} if name == "glue:text" else set()
            key = key if name in {"glue:text", "value"} else f"{name} {key}"
            key = f"{key}:{form or ROLES.get(name, 's')}"
            source.numbers[key] += 1
            return f"{NUMBER}{key}{NUMBER}"
        if name == "fact":
            source.facts += [fact_id.strip() for fact_id in content.split(",")]
        return content.partition("<")[0] if name == "download" else ""

    return _LINK.sub(r"\1", _ROLE.sub(role, text)).strip()


def compared(text: str) -> str:
    """Return a text as it is compared: without what typography changes and what nobody sees."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) != "Cf")
