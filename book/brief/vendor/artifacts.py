"""Files that are made of downloads: made once, cached, and left out where there is no network.

The downloads have pinned hashes; what is made of them has its checksum in `artifacts.txt`, so that a check need not
make it anew. `python -m brief.publish.licences` renews that file.
"""

from __future__ import annotations

import functools
import io
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from brief import cache
from brief.errors import BriefError
from brief.files import checksum_lines, digest, packed, read_text, sha256

PINS = Path(__file__).with_name("artifacts.txt")
"""A line for each entry of the cache for which it vouches: the SHA-256 of the checksums of its files, and its name."""
OFFLINE = "BRIEF_OFFLINE"
"""Environment variable: if it is set, nothing is downloaded, and what is not in the cache is left out."""


def get(name: str, inputs: Iterable[str], make: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """Return files from the cache, or make and cache them.

    Args:
        name: of the files together; begins the name of the entry in the cache.
        inputs: all that the files depend on; when it changes, they are made anew.
        make: downloads what is needed, and returns the files by their names.

    Raises:
        BriefError: if they are not in the cache and cannot be made. In one process this is not tried again.
    """
    entry = f"{name}-{digest(chr(0).join(inputs))}.zip"
    files = _get(str(cache.cache()), entry, make, bool(os.environ.get(OFFLINE)), cache.is_distrusted())
    if isinstance(files, BriefError):
        raise files
    return files


@functools.cache
def _get(
    folder: str, entry: str, make: Callable[[], dict[str, bytes]], offline: bool, is_distrusted: bool
) -> dict[str, bytes] | BriefError:
    """Return the files, or why there are none; `folder` is that of the cache."""
    content = cache.read(entry, lambda content: pin(entry, _unpacked(content)) in read_text(PINS).splitlines())
    if content is None:
        if offline:
            return BriefError(f"it is not in the cache and {OFFLINE} is set")
        try:
            content = packed(make())
        except BriefError as error:
            return error
        except subprocess.TimeoutExpired as error:
            return BriefError(f"{Path(error.cmd[0]).name} took more than {error.timeout:.0f} s")
        except (OSError, KeyError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
            return BriefError(f"it cannot be made: {error}")
        cache.keep(entry, content)
    files = _unpacked(content)
    _got.add(pin(entry, files))
    return files


_got: set[str] = set()
"""A line for each entry that this process has got."""


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pins() -> str:
    """Return `PINS` for all entries that this process has got."""
    return "".join(f"{line}\n" for line in sorted(_got, key=lambda line: line.partition("  ")[2]))


def pin(entry: str, files: dict[str, bytes]) -> str:
    """Return the line of `PINS` for an entry of the cache: of its files, not of how they are packed."""
    return f"{sha256(checksum_lines({name: sha256(content) for name, content in files.items()}))}  {entry}"
