"""The exception for faults in what the program is given, the hint at what was meant, and a quiet end."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from types import TracebackType


class BriefError(Exception):
    """A fault in a table, a page or a command, in one message for the person who can mend it."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the word that is likest to one that is not known, as the end of a message; "" if none is like it."""
    close = difflib.get_close_matches(word, sorted(set(map(str, known))), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def stop_quietly() -> None:
    """Have an interruption, and a fault in `brief.toml`, end this program without a traceback while it imports, too."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            print("stopped", file=sys.stderr)
        elif issubclass(kind, BriefError):
            print(f"error: {error}", file=sys.stderr)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = report
