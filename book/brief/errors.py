"""The exception for faults in what the program is given, the hint at what was meant, and a quiet end."""

from __future__ import annotations

import contextlib
import difflib
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType


class BriefError(Exception):
    """A fault in a table, a page or a command, in one message for the person who can mend it."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the word that is likest to one that is not known, as the end of a message; "" if none is like it."""
    close = difflib.get_close_matches(word, sorted(set(map(str, known))), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


@contextlib.contextmanager
def stopped_after(seconds: float, message: str) -> Iterator[None]:
    """Stop what takes longer, such as a pattern that goes back without end; where the system has no such alarm, do not.

    Raises:
        BriefError: with the message and the time.
    """

    def stop(number: int, frame: object) -> None:
        raise BriefError(f"{message}: not done after {seconds:g} seconds")

    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
