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
from typing import NoReturn, Protocol

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
        """Return the names of all files, from the top of the site, with `/`; None if nobody can know them.

        Raises:
            BriefError: if there is no site.
        """

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None if the copy has no such file.

        Raises:
            BriefError: if that cannot be found out.
        """


def at(place: str) -> Copy:
    """Return the copy at a place, without looking at it.

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
        host, _ = parts.hostname, parts.port  # raises if the port is no number
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
        """Return the names of all files; a link to a folder counts as a file, since it leads elsewhere."""
        if not self.path.is_dir():
            raise BriefError(f"{self.path}: {'a file' if self.path.exists() else 'no such folder'}; expected a site")
        if not (self.path / INDEX).is_file():
            raise BriefError(f"{self.path}: no site of this brief: {INDEX} is missing")
        names: set[str] = set()
        for folder, below, files in os.walk(self.path, onerror=_raise_unreadable):
            links = [name for name in below if (Path(folder) / name).is_symlink()]
            names |= {(Path(folder) / name).relative_to(self.path).as_posix() for name in [*files, *links]}
        return names

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None if there is no file of that name."""
        try:
            return (self.path / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            _raise_unreadable(error)


def _raise_unreadable(error: OSError) -> NoReturn:
    raise BriefError(f"{error.filename}: cannot be read: {error.strerror}") from error


@dataclass(frozen=True)
class Address:
    """A copy on the web. Which files it holds besides those of a build cannot be known."""

    base: str
    at_once: int = 8

    def names(self) -> None:
        """Return None, once it is sure that a site answers."""
        if self.read(INDEX) is None:
            raise BriefError(f"{self.base}/: no site there: {INDEX} is missing")

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file as a reader gets them, redirected and unpacked; None if the server has no such."""
        address = f"{self.base}/{urllib.parse.quote(name)}"
        request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "User-Agent": "brief-check"})
        try:
            with _opener().open(request, timeout=PATIENCE) as answer:
                return _body(answer)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in ABSENT:
                return None
            if error.code == 407:
                raise BriefError(f"{_proxy(address)}: {error.code} {error.reason}; the site was not asked") from error
            reason = "redirects without end, or to no address of a site" if 300 <= error.code < 400 else error.reason
            raise BriefError(f"{address}: {error.code} {reason}") from error
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            if isinstance(error, urllib.error.URLError) and (proxy := _proxy(address)):
                raise BriefError(f"{proxy}: {_reason(error)}; the site was not asked") from error
            raise BriefError(f"{address}: {_reason(error)}") from error


def _proxy(address: str) -> str:
    """Return the proxy by which this machine is set to ask for an address, in words; "" if there is none."""
    parts = urllib.parse.urlsplit(address)
    proxy = urllib.request.getproxies().get(parts.scheme, "")
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    place = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
    return f"the proxy {place.hostname}:{place.port or 80}, which {parts.scheme}_proxy names"


def _reason(error: Exception) -> str:
    """Return in words why an address could not be read."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {PATIENCE:g} seconds"
    if isinstance(cause, zlib.error):
        return "says that it is packed as gzip, and is not"
    text = str(getattr(cause, "strerror", None) or cause or type(cause).__name__).splitlines()[0]
    is_known = isinstance(error, urllib.error.URLError | _Refused)
    return text if is_known else f"the answer is broken off or garbled: {text}"


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener for http and https; an answer may redirect to nothing else."""
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


class _Refused(ValueError):
    """An answer that is not read to its end, with the reason."""


def _body(answer: http.client.HTTPResponse) -> bytes:
    """Return what a server sends, unpacked, if it comes to an end."""
    packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise _Refused(f"comes packed as {packing!r}, which was not asked for")
    unpacker = None if packing == "identity" else zlib.decompressobj(wbits=31)
    begun, received, body = time.monotonic(), 0, bytearray()
    while part := answer.read1(1 << 16):
        received += len(part)
        body += unpacker.decompress(part, LARGEST + 1) if unpacker else part
        if len(body) > LARGEST:
            raise _Refused(f"larger than {LARGEST / 1e6:.0f} MB")
        if time.monotonic() - begun > LONGEST:
            raise _Refused(f"not all there after {LONGEST:g} seconds")
    announced = answer.headers.get("Content-Length", "")
    # `read1`, unlike `read`, does not raise if an answer ends before its announced length
    if (announced.isdecimal() and int(announced) != received) or (unpacker and not unpacker.eof):
        raise _Refused("ends before its end")
    return bytes(body)
