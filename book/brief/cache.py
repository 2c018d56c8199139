"""Files in the user's cache: each with its checksum, so that corrupt entries are cache misses."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import platformdirs

from brief.errors import BriefError
from brief.files import write_whole

_DIGEST_LENGTH = hashlib.sha256().digest_size * 2


def cache() -> Path:
    """Return the folder of the cache, which all briefs of a user share; the variable BRIEF_CACHE moves it."""
    return Path(os.environ.get("BRIEF_CACHE") or platformdirs.user_cache_path("brief", appauthor=False))


def read(name: str) -> bytes | None:
    """Return an entry by its name; None if there is none, or it is corrupt."""
    try:
        entry = (cache() / name).read_bytes()
    except OSError:
        return None
    digest, content = entry[:_DIGEST_LENGTH], entry[_DIGEST_LENGTH + 1 :]
    return content if hashlib.sha256(content).hexdigest().encode() == digest else None


def keep(name: str, content: bytes) -> None:
    """Store an entry by its name; where the cache cannot be written, do nothing."""
    with contextlib.suppress(BriefError):
        write_whole(cache() / name, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
