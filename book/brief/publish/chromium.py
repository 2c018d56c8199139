"""The browser of this machine that draws pictures and prints, if there is one."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from brief.errors import BriefError

SECONDS = 60
"""After which it does not start."""
LONGEST_FOLDER = 59
"""Bytes of the path of a folder for Chromium's temporary files. It makes a socket in there, in a folder of its own: 48
more, and Unix allows 107 in all. In a longer path it ends at once ("Socket path too long")."""
SHORT_FOLDER = Path("/tmp")


def program() -> str:
    """Return the program: `$CHROME`, or chromium or google-chrome on PATH.

    Raises:
        BriefError: if there is none.
    """
    named = os.environ.get("CHROME")
    path = shutil.which(named) if named else shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise BriefError(f"CHROME names no program: {named}" if named else "no chromium or google-chrome on PATH")
    return path


@functools.cache
def version(program: str) -> str:
    """Return the version that a browser prints.

    Raises:
        BriefError: if it does not start, or prints no version.
    """
    try:
        printed = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BriefError(f"{program} does not start: {error}") from error
    if (number := re.search(r"\d+(\.\d+)+", printed)) is None:
        raise BriefError(f"{program} does not say its version")
    return number[0]


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a new folder in which a browser can start, where `TMPDIR` says if that path is short enough."""
    usual = Path(tempfile.gettempdir())
    too_long = len(os.fsencode(usual / "brief-12345678")) > LONGEST_FOLDER
    parent = SHORT_FOLDER if too_long and SHORT_FOLDER.is_dir() else usual
    return tempfile.TemporaryDirectory(prefix="brief-", dir=parent, ignore_cleanup_errors=True)
