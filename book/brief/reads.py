"""What a page reads of the tables: each question it asks, and a digest of the answer.

A page is a function of its cells, of the code, and of the answers to its questions. If none of these has changed, it
shows what it showed; so a page is executed again only if some answer would be another one. That is decided by asking
again, which costs next to nothing beside drawing. A function that answers questions is marked with `@question`; what
it reads itself is its own affair, and only what a page gets to see counts. Whatever reads a table without being marked
counts as reading all of it, so a mark that is missing costs time and never truth.

The method is that of build systems with early cut-off: A. Mokhov, N. Mitchell, S. Peyton Jones, "Build Systems à la
Carte", 2018, there called verifying traces.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

P = ParamSpec("P")
Answer = TypeVar("Answer")
_PLAIN = (str, int, float, bool, type(None))


class Question(NamedTuple):
    """A question that was asked: the function, what it was given, and the digest of what it answered."""

    function: str
    arguments: list[Any]
    named: dict[str, Any]
    answer: str


_functions: dict[str, Callable[..., Any]] = {}
"""What answers questions, by name."""
_noted: dict[str, Question] | None = None
"""The questions asked meanwhile, each once; None if nobody wants to know."""
_asking = False
"""Whether a question is being answered: what is read for that belongs to it."""


def question(function: Callable[P, Answer]) -> Callable[P, Answer]:
    """Mark a function as one by which pages read the tables: the same tables and arguments give the same answer.

    A call with arguments that are neither text, numbers, nor lists of these is passed through: what is read for
    it then counts by itself.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    _functions[name] = function

    @functools.wraps(function)
    def asking(*arguments: P.args, **named: P.kwargs) -> Answer:
        global _asking
        if _noted is None or _asking or not _is_plain([*arguments, *named.values()]):
            return function(*arguments, **named)
        _asking = True
        try:
            answer = function(*arguments, **named)
        finally:
            _asking = False
        key = json.dumps([name, arguments, named])
        if key not in _noted:
            _noted[key] = Question(name, json.loads(json.dumps(arguments)), dict(named), digest(answer))
        return answer

    return cast(Callable[P, Answer], asking)


def _is_plain(values: list[Any]) -> bool:
    return all(
        isinstance(value, _PLAIN) or (isinstance(value, list | tuple) and _is_plain(list(value))) for value in values
    )


@contextlib.contextmanager
def noted(wanted: bool = True) -> Iterator[dict[str, Question]]:
    """Yield a mapping that meanwhile fills with the questions asked, each once, if they are wanted."""
    global _noted
    found: dict[str, Question] = {}
    before, _noted = _noted, found if wanted else None
    try:
        yield found
    finally:
        _noted = before


def answered_alike(questions: list[Question], known: dict[str, str]) -> bool:
    """Return whether each question would be answered as it was, with the tables as they are now.

    Args:
        questions: asked before, by any process.
        known: digests of answers found so far, by question; what is found now is added.
    """
    for asked in questions:
        key = json.dumps(asked[:3])
        if key not in known:
            function = _functions.get(asked.function)
            if function is None:
                return False
            try:
                known[key] = digest(function(*asked.arguments, **asked.named))
            except Exception:  # whatever is wrong now is told by the page, which is executed
                return False
        if known[key] != asked.answer:
            return False
    return True


def digest(answer: Any) -> str:
    """Return the SHA-256 of an answer: equal for equal values, types and order.

    Args:
        answer: a table, a column of one, or plain Python values, tables among them.

    Raises:
        TypeError: if something in it has no digest.
    """
    found = hashlib.sha256()
    _add(found, answer)
    return found.hexdigest()


def _add(found: Any, value: Any) -> None:
    if isinstance(value, pd.DataFrame):
        _add(found, ["table", *map(str, value.columns)])
        _add(found, value.index)
        for number in range(value.shape[1]):
            _add(found, value.iloc[:, number])
    elif isinstance(value, pd.Series | pd.Index):
        _add(found, [type(value).__name__, str(value.dtype), len(value)])
        if isinstance(value.dtype, np.dtype) and value.dtype.kind in "biufmM":
            found.update(np.ascontiguousarray(value.to_numpy()).tobytes())
        else:
            found.update(json.dumps(value.tolist(), default=_told).encode())
    elif isinstance(value, tuple | list) and any(isinstance(part, pd.DataFrame | pd.Series) for part in value):
        for part in value:
            _add(found, part)
    else:
        found.update(json.dumps(value, default=_told).encode())


def _told(value: Any) -> Any:
    """Return a value that JSON does not know as one that it does."""
    if value is pd.NA or value is pd.NaT:
        return {"missing": str(value)}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, datetime.date | datetime.timedelta):
        return {type(value).__name__: str(value)}
    if isinstance(value, set | frozenset):
        return {"set": sorted(map(str, value))}
    raise TypeError(f"no digest of {type(value).__name__}")
