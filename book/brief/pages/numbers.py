"""Numbers that cells compute for the text of their page, put out as myst-nb's `glue` reads them."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from brief import words
from brief.charts.figure import TABLES
from brief.errors import BriefError
from brief.tables import plain, used

GLUE_PREFIX = "application/papermill.record/"
_VALUE_MIME = f"{GLUE_PREFIX}text/plain"
_NAMING = {"name", "mime_prefix"}
"""What the metadata of an output say of a number."""


def say(**values: Any) -> None:
    """Name values for the text of this page: `say(count=14)`, then ``{glue:text}`count` `` in a sentence.

    Args:
        values: numbers or text. Whole numbers lose their decimal point; others keep theirs, so give the
            number of decimals in the text: ``{glue:text}`rate:.0f` ``.

    Raises:
        BriefError: if a value is missing: a sentence with a gap says something else.
    """
    for name, value in values.items():
        if pd.isna(value):
            raise BriefError(f"say(): {name} has no value")
        metadata = {"scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX}, TABLES: used()}
        _display({_VALUE_MIME: repr(plain(value))}, metadata)


def number_in(output: Any) -> tuple[str, str] | None:
    """Return name and value of the number that an output of a cell is, the value as Python code; None for others."""
    glued = output.get("metadata", {}).get("scrapbook")
    return (glued["name"], output["data"][_VALUE_MIME]) if glued else None


def unsealed(output: Any) -> str:
    """Return what of an output that is a number is not sealed, in words; "" if all of it is: `say` put it out."""
    data, metadata = output["data"], output["metadata"]
    if more := {*data} - {_VALUE_MIME} or {*metadata} - {"scrapbook", TABLES} or {*metadata["scrapbook"]} - _NAMING:
        return f"{words.listed(sorted(more))} beside a number"
    code = data.get(_VALUE_MIME, "")
    is_canonical = False
    with contextlib.suppress(ValueError, SyntaxError):
        value = ast.literal_eval(code)
        is_canonical = isinstance(value, int | float | str) and repr(value) == code
    return "" if is_canonical and TABLES in metadata else f"{code[:40]} as a number, which say() would write otherwise"


Receiver = Callable[[dict[str, Any], dict[str, Any]], None]
"""Called with the data of an output, by mime type, and with its metadata."""
_receiver: Receiver | None = None
"""Receives what `say` puts out, in place of the notebook that runs the page."""


@contextlib.contextmanager
def sent_to(receiver: Receiver) -> Iterator[None]:
    """Send what `say` puts out meanwhile to a function, where no notebook runs the page."""
    global _receiver
    before, _receiver = _receiver, receiver
    try:
        yield
    finally:
        _receiver = before


def _display(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    if _receiver is not None:
        _receiver(data, metadata)
        return
    from IPython.display import display  # only a notebook has it, and needs it

    display(data, raw=True, metadata=metadata)
