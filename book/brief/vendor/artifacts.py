"""Files that are made of downloads: made once, cached, and left out where there is no network."""

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
from brief.files import digest, packed

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
    key = digest("\0".join(inputs))
    files = _get(str(cache.cache()), f"{name}-{key}.zip", make, bool(os.environ.get(OFFLINE)))
    if isinstance(files, BriefError):
        raise files
    return files


@functools.cache
def _get(folder: str, entry: str, make: Callable[[], dict[str, bytes]], offline: bool) -> dict[str, bytes] | BriefError:
    """Return the files, or why there are none; `folder` is that of the cache."""
    content = cache.read(entry)
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
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
