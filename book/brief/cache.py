"""Files in the user's cache: each with its checksum, so that corrupt entries are cache misses."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

import platformdirs

from brief.errors import BriefError
from brief.files import sha256, write_whole

_DIGEST_LENGTH = hashlib.sha256().digest_size * 2


def cache() -> Path:
    """Return the folder of the cache, which all briefs of a user share; the variable BRIEF_CACHE moves it."""
    return Path(os.environ.get("BRIEF_CACHE") or platformdirs.user_cache_path("brief", appauthor=False))


def read(name: str) -> bytes | None:
    """Return an entry by its name; None if there is none, it is corrupt, or others may write it."""
    file = cache() / name
    try:
        if not (_is_own(file.parent) and _is_own(file)):
            return None
        entry = file.read_bytes()
    except OSError:
        return None
    digest, content = entry[:_DIGEST_LENGTH], entry[_DIGEST_LENGTH + 1 :]
    return content if sha256(content).encode() == digest else None


def _is_own(path: Path) -> bool:
    """Return whether nobody else may write a file or folder: an entry that others write has the checksum they like."""
    held = path.lstat()
    return os.name == "nt" or (held.st_uid in {os.getuid(), 0} and not held.st_mode & stat.S_IWOTH)


def keep(name: str, content: bytes) -> None:
    """Store an entry by its name; where the cache cannot be written, do nothing."""
    with contextlib.suppress(BriefError):
        write_whole(cache() / name, sha256(content).encode() + b"\n" + content)
