"""One style sheet out of several, without the rules that no page of a site can use.

A rule stays if a page or a script holds every class and id that one of its selectors names. What a selector names
inside of `:not()`, `:is()` and the like is not looked at, nor are elements, attributes and states: so more may stay
than is used, and never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

_STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_COMMENT = re.compile(rf"{_STRING}|(?P<comment>/\*.*?\*/)", re.DOTALL)
_RULE = re.compile(rf"(?P<selectors>(?:[^{{}}@;\"']|{_STRING})+)(?P<block>\{{(?:[^{{}}\"']|{_STRING})*\}})", re.DOTALL)
"""A rule without another inside: within `@media`, and of a sheet without nested rules, each rule of a style."""
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
"""A comma between selectors, not between the arguments of one."""
_ARGUMENTS = re.compile(r":[\w-]+\([^()]*\)|\[[^\]]*\]")
_NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
_EMPTY = re.compile(r"@(?:media|supports)[^{}]*\{\s*\}")


def names_in(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Return what a selector may name: classes and ids of pages, and all words of scripts, which may add them."""
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
        sheet: CSS without nested rules.
        names: classes and ids, as `names_in` returns them.
    """

    def with_used_selectors(rule: re.Match[str]) -> str:
        selectors = [selector for selector in _COMMA.split(rule["selectors"]) if _can_apply(selector, names)]
        return f"{','.join(selectors)}{rule['block']}" if selectors else ""

    sheet = _COMMENT.sub(lambda match: "" if match["comment"] else match[0], sheet)
    return _EMPTY.sub("", _RULE.sub(with_used_selectors, sheet))


def _can_apply(selector: str, names: Set[str]) -> bool:
    while (bare := _ARGUMENTS.sub("", selector)) != selector:  # one in another
        selector = bare
    return all(re.sub(r"\\(.)", r"\1", name) in names for name in _NAME.findall(selector))
