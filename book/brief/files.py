"""Reading and writing files so that a fault is told by the name of the file, and nothing is half-written."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from brief.errors import BriefError


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        BriefError: if it is missing, cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BriefError(f"{path.name}: missing; expected in {path.parent.name}/") from error
    except UnicodeDecodeError as error:
        raise BriefError(f"{path.name}: not UTF-8: {error}") from error
    except OSError as error:
        raise BriefError(f"{path.name}: cannot be read: {error.strerror}") from error


def write_whole(path: Path, text: str) -> None:
    """Write a file aside and put it in place whole: whatever happens, a reader sees the old text or the new.

    Raises:
        BriefError: if it cannot be written; the old file is left as it was.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
            aside = Path(file.name)
            file.write(text)
        aside.chmod(0o644)
        aside.replace(path)
    except OSError as error:
        raise BriefError(f"{path.name}: cannot be written: {error.strerror}") from error
    finally:
        if aside is not None:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
