"""One style sheet out of several, without the rules that no page of a site can use.

A rule is kept if every class and id that its selector asks for stands in a page, or as a word in a script that may put
it there. What a selector asks for inside of `:not()`, `:is()` and the like is not looked at, and neither are elements,
attributes and states: so what is left out is never more than what is unused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_COMMENT_OR_STRING = re.compile(r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)
_NESTED = re.compile(r"@(media|supports|layer|container)\b")
_NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")


def names_in(pages: Iterator[str], scripts: Iterator[str]) -> set[str]:
    """Return the names that a selector may ask for: classes and ids of pages, and all words of scripts."""
    names: set[str] = set()
    for page in pages:
        for value in re.findall(r'\b(?:class|id)="([^"]*)"', page):
            names.update(value.split())
    for script in scripts:
        names.update(re.findall(r"[\w-]+", script))
    return names


def used(sheet: str, names: Set[str]) -> str:
    """Return a style sheet with the rules that can apply, and no comments.

    Args:
        sheet: as CSS, without `@import`.
        names: as `names_in` returns them.
    """
    sheet = _COMMENT_OR_STRING.sub(lambda found: "" if found[0].startswith("/*") else found[0], sheet)
    return "".join(_kept(sheet, names))


def _kept(sheet: str, names: Set[str]) -> Iterator[str]:
    for head, body in _rules(sheet):
        if body is None:
            yield f"{head};\n"
        elif _NESTED.match(head):
            inside = "".join(_kept(body, names))
            if inside:
                yield f"{head}{{{inside}}}\n"
        elif head.startswith("@"):
            yield f"{head}{{{body.strip()}}}\n"
        else:
            selectors = [selector for selector in _parts(head, ",") if _may_apply(selector, names)]
            if selectors and body.strip():
                yield f"{','.join(selectors)}{{{body.strip()}}}\n"


def _may_apply(selector: str, names: Set[str]) -> bool:
    asked = selector
    while (bare := re.sub(r":[\w-]+\([^()]*\)|\[[^\]]*\]", "", asked)) != asked:
        asked = bare
    return all(re.sub(r"\\(.)", r"\1", name) in names for name in _NAME.findall(asked))


def _rules(sheet: str) -> Iterator[tuple[str, str | None]]:
    """Yield each rule's head and body; a statement without a body has none."""
    at = 0
    while at < len(sheet):
        end = _end(sheet, at, "{;")
        head = sheet[at:end].strip()
        if end == len(sheet) or sheet[end] == ";":
            if head:
                yield head, None
            at = end + 1
            continue
        close = _end(sheet, end + 1, "}")
        yield " ".join(head.split()), sheet[end + 1 : close]
        at = close + 1


def _parts(text: str, mark: str) -> list[str]:
    parts, at = [], 0
    while at <= len(text):
        end = _end(text, at, mark)
        parts.append(text[at:end].strip())
        at = end + 1
    return parts


def _end(text: str, at: int, marks: str) -> int:
    """Return where the first of some marks stands that is not in a string or in brackets; the end if none does."""
    depth = 0
    for found in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\\.|[(){}\[\],;]", text[at:]):
        sign = found[0]
        if depth == 0 and sign in marks:
            return at + found.start()
        depth += (sign in "({[") - (sign in ")}]") if len(sign) == 1 else 0
    return len(text)
