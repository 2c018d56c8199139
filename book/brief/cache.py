"""Files kept in the user's cache: each with its checksum, so that a damaged one is as good as none."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import platformdirs

from brief.errors import BriefError
from brief.files import write_whole
from brief.settings import settings

_DIGEST = hashlib.sha256().digest_size * 2


def cache() -> Path:
    """Return the folder in which files are kept; the environment variable BRIEF_CACHE moves it."""
    return Path(os.environ.get("BRIEF_CACHE") or platformdirs.user_cache_path(settings().name, appauthor=False))


def read(name: str) -> bytes | None:
    """Return what was kept by a name; None if nothing was, or it is damaged."""
    try:
        content = (cache() / name).read_bytes()
    except OSError:
        return None
    digest, kept = content[:_DIGEST], content[_DIGEST + 1 :]
    return kept if hashlib.sha256(kept).hexdigest().encode() == digest else None


def keep(name: str, content: bytes) -> None:
    """Keep something by a name; where the cache cannot be written, nothing is kept."""
    with contextlib.suppress(BriefError):
        write_whole(cache() / name, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
