"""A published copy of the site, to be read file by file: a folder, or an address on the web."""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from brief.errors import BriefError

INDEX = "index.html"
PATIENCE = 30.0
"""Seconds to wait for a word of a server."""
LONGEST = 180.0
"""Seconds that one file may take."""
LARGEST = 200_000_000
"""Bytes that one file may have."""
ABSENT = {403, 404, 410}
"""Answers of a server that mean that there is no such file, or none for readers."""


class Copy(Protocol):
    """A published copy of the site."""

    @property
    def at_once(self) -> int:
        """How many files may be read at one time."""

    def names(self) -> set[str] | None:
        """Return the names of all files, from the top of the site, with `/`; None if nobody can know them."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None if it is not there.

        Raises:
            BriefError: if that cannot be found out.
        """


def at(place: str) -> Copy:
    """Return the copy at a place, which is not yet looked at.

    Args:
        place: name of a folder, or an address that begins with http:// or https://.

    Raises:
        BriefError: if it is neither.
    """
    if not place.strip():
        raise BriefError("expected a folder or an address of a site, not an empty text")
    if "://" not in place:
        return Folder(Path(place))
    try:
        parts = urllib.parse.urlsplit(place)
        host, _ = parts.hostname, parts.port  # a port that is no number is told here
    except ValueError as error:
        raise BriefError(f"{place}: {error}") from error
    if "@" in parts.netloc:
        raise BriefError("an address of a site holds no user name and no password: leave out what stands before the @")
    if parts.scheme not in {"http", "https"} or not host:
        raise BriefError(f"{place}: expected a folder, or an address that begins with http:// or https://")
    if parts.query or parts.fragment:
        raise BriefError(f"{place}: expected the address of a site, without ? and #")
    folder = parts.path.removesuffix(INDEX).rstrip("/")
    return Address(urllib.parse.urlunsplit((parts.scheme, parts.netloc, folder, "", "")))


@dataclass(frozen=True)
class Folder:
    """A copy in a folder of this machine."""

    path: Path
    at_once: int = 1

    def names(self) -> set[str]:
        """Return the names of all files; a link to a folder counts as a file, as what it leads to is elsewhere."""
        if not self.path.is_dir():
            raise BriefError(f"{self.path}: {'a file' if self.path.exists() else 'no such folder'}; expected a site")
        if not (self.path / INDEX).is_file():
            raise BriefError(f"{self.path}: no site of this brief: {INDEX} is missing")
        found: set[str] = set()
        for folder, below, files in os.walk(self.path, onerror=_unreadable):
            links = [name for name in below if (Path(folder) / name).is_symlink()]
            found |= {(Path(folder) / name).relative_to(self.path).as_posix() for name in [*files, *links]}
        return found

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None if there is no file of that name."""
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            _unreadable(error)
            raise


def _unreadable(error: OSError) -> None:
    raise BriefError(f"{error.filename}: cannot be read: {error.strerror}") from error


@dataclass(frozen=True)
class Address:
    """A copy on the web. What stands there besides the files of a build cannot be known."""

    base: str
    at_once: int = 8

    def names(self) -> None:
        """Return None, once it is sure that a site answers."""
        if self.read(INDEX) is None:
            raise BriefError(f"{self.base}/: no site there: {INDEX} is missing")

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file as a reader gets it: redirected and unpacked; None if the server has none."""
        address = f"{self.base}/{urllib.parse.quote(name)}"
        try:
            request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "User-Agent": "brief-check"})
            with _opener().open(request, timeout=PATIENCE) as answer:
                return _body(answer, address)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in ABSENT:
                return None
            what = "redirects without end, or to no address of a site" if 300 <= error.code < 400 else error.reason
            raise BriefError(f"{address}: {error.code} {what}") from error
        except TimeoutError as error:
            raise BriefError(f"{address}: no answer within {PATIENCE:g} seconds") from error
        except urllib.error.URLError as error:
            late = isinstance(error.reason, TimeoutError)
            what = f"no answer within {PATIENCE:g} seconds" if late else _reason(error.reason)
            raise BriefError(f"{address}: {what}") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise BriefError(f"{address}: the answer is broken off or garbled: {_reason(error)}") from error


def _reason(error: object) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0]


def _opener() -> urllib.request.OpenerDirector:
    """Return what opens http and https, and nothing else that an answer might redirect to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _body(answer: http.client.HTTPResponse, address: str) -> bytes:
    """Return what a server sends, unpacked, as long as it comes to an end."""
    packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise BriefError(f"{address}: comes packed as {packing!r}, which was not asked for")
    unpacker = None if packing == "identity" else zlib.decompressobj(wbits=31)
    begun, received, body = time.monotonic(), 0, bytearray()
    try:
        while part := answer.read1(1 << 16):
            received += len(part)
            body += unpacker.decompress(part, LARGEST + 1) if unpacker else part
            if len(body) > LARGEST:
                raise BriefError(f"{address}: larger than {LARGEST / 1e6:.0f} MB")
            if time.monotonic() - begun > LONGEST:
                raise BriefError(f"{address}: not all there after {LONGEST:g} seconds")
    except zlib.error as error:
        raise BriefError(f"{address}: says that it is packed as gzip, and is not") from error
    announced = answer.headers.get("Content-Length", "")
    # `read1` does not tell, as `read` does, that an answer ends before its announced length
    if (announced.isdecimal() and int(announced) != received) or (unpacker and not unpacker.eof):
        raise BriefError(f"{address}: ends before its end")
    return bytes(body)
