"""Files in the user's cache: each with its checksum, so that corrupt entries are cache misses.

Whoever writes an entry writes its checksum, too. So no check rests on an entry for which nothing else vouches.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

from brief.errors import BriefError
from brief.files import sha256, too_large, write_whole

MOST_BYTES = 100_000_000
"""Of an entry."""
_DIGEST_LENGTH = hashlib.sha256().digest_size * 2


def cache() -> Path:
    """Return the folder of the cache, which all briefs of a user share; the variable BRIEF_CACHE moves it."""
    return Path(os.environ.get("BRIEF_CACHE") or platformdirs.user_cache_path("brief", appauthor=False))


_is_distrusted = False


@contextlib.contextmanager
def distrusted() -> Iterator[None]:
    """Have `read` return meanwhile only what something outside of the cache vouches for."""
    global _is_distrusted
    before, _is_distrusted = _is_distrusted, True
    try:
        yield
    finally:
        _is_distrusted = before


def is_distrusted() -> bool:
    """Return whether an entry needs something else to vouch for it."""
    return _is_distrusted


def read(name: str, vouched_for: Callable[[bytes], bool] = lambda content: False) -> bytes | None:
    """Return an entry by its name; None if there is none, it is corrupt, or others may write it.

    Args:
        name: of the entry.
        vouched_for: whether a content is what it should be, by what is not in the cache; asked where that is needed.
    """
    file = cache() / name
    try:
        if not (_is_own(file.parent) and _is_own(file)):
            return None
        entry = b"" if too_large(file, MOST_BYTES) else file.read_bytes()
    except OSError:
        return None
    digest, content = entry[:_DIGEST_LENGTH], entry[_DIGEST_LENGTH + 1 :]
    if sha256(content).encode() != digest or (_is_distrusted and not vouched_for(content)):
        return None
    return content


def _is_own(path: Path) -> bool:
    """Return whether nobody else may write a file or folder: an entry that others write has the checksum they like."""
    held = path.lstat()
    return os.name == "nt" or (held.st_uid in {os.getuid(), 0} and not held.st_mode & stat.S_IWOTH)


def keep(name: str, content: bytes) -> None:
    """Store an entry by its name; where the cache cannot be written, do nothing."""
    with contextlib.suppress(BriefError):
        write_whole(cache() / name, sha256(content).encode() + b"\n" + content)
