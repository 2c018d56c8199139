"""A published copy of the site, to be read file by file: a folder, or an address on the web.

A server is asked as a browser asks, for the addresses that pages use. It may still tell the two apart, by a cookie or
by where they ask from, and answer each otherwise: whoever doubts it saves the site with a browser and compares that.
"""

from __future__ import annotations

import http.client
import os
import stat
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol

from brief.errors import BriefError

INDEX = "index.html"
PATIENCE = 30.0
"""Seconds to wait for a word of a server."""
LONGEST = 180.0
"""Seconds that one file may take."""
WHOLE = 1800.0
"""Seconds that all files together may take."""
LARGEST = 200_000_000
"""Bytes that one file may have, whatever was built."""
AS_A_BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip",
    "Sec-Fetch-Site": "same-origin",
}
FOR_A_PAGE = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Upgrade-Insecure-Requests": "1",
}
LEADING = ("Refresh", "Link", "Content-Disposition", "Content-Security-Policy")
"""Headers by which an answer leads elsewhere, adds to a page what does not stand in it, or keeps it from working."""
KINDS = {
    ".html": {"text/html"},
    ".css": {"text/css"},
    ".js": {"text/javascript", "application/javascript", "application/x-javascript"},
    ".mjs": {"text/javascript", "application/javascript", "application/x-javascript"},
    ".svg": {"image/svg+xml"},
    ".json": {"application/json"},
}
"""As what a browser must be sent files to take them for what they are, by the ends of their names."""
ABSENT = {403, 404, 410}
"""Answers of a server that mean that there is no such file, or none for readers."""


class Copy(Protocol):
    """A published copy of the site."""

    @property
    def at_once(self) -> int:
        """How many files may be read at one time."""

    @property
    def odd(self) -> dict[str, str]:
        """What is odd about a file beside its bytes, or why it was not read, by its name: in words."""

    def names(self) -> set[str] | None:
        """Return the names of all files, from the top of the site, with `/`; None if nobody can know them.

        Raises:
            BriefError: if there is no site.
        """

    def read(self, name: str, most: int = LARGEST, query: str = "") -> bytes | None:
        """Return the bytes of a file, or None if the copy has no such file, or none that is read: see `odd`.

        Args:
            name: of the file.
            most: bytes up to which it is read.
            query: with which pages ask for it.

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
    odd: dict[str, str] = field(default_factory=dict, compare=False)

    def names(self) -> set[str]:
        """Return the names of all files; a link to a folder counts as a file, since it leads elsewhere."""
        if not self.path.is_dir():
            raise BriefError(f"{self.path}: {'a file' if self.path.exists() else 'no such folder'}; expected a site")
        if not (self.path / INDEX).is_file():
            raise BriefError(f"{self.path}: no site of this brief: {INDEX} is missing")
        names: set[str] = set()
        try:
            for folder, below, files in os.walk(self.path, onerror=_raise_unreadable):
                links = [name for name in below if (Path(folder) / name).is_symlink()]
                names |= {(Path(folder) / name).relative_to(self.path).as_posix() for name in [*files, *links]}
        except RecursionError as error:
            raise BriefError(f"{self.path}: folders in folders beyond measure") from error
        return names

    def read(self, name: str, most: int = LARGEST, query: str = "") -> bytes | None:
        """Return the bytes of a file, or None if there is none of that name, or a link, a pipe or a device."""
        path = self.path / name
        within = [path, *path.parents[: name.count("/")]]
        try:
            if any(part.is_symlink() for part in within):
                self.odd[name] = "is a link, or in a folder that is one; expected a file"
                return None
            held = path.stat()
            if stat.S_ISREG(held.st_mode) and held.st_size <= most:
                return path.read_bytes()
            if stat.S_ISREG(held.st_mode):
                self.odd[name] = f"has {held.st_size:,} bytes: too many to compare"
            elif not stat.S_ISDIR(held.st_mode):
                self.odd[name] = "is a pipe or a device; expected a file"
            return None
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
    odd: dict[str, str] = field(default_factory=dict, compare=False)
    until: list[float] = field(default_factory=list, compare=False)

    def names(self) -> None:
        """Return None, once it is sure that a site answers; all files together have their time from here."""
        self.until[:] = [time.monotonic() + WHOLE]
        if self.read(INDEX) is None:
            raise BriefError(f"{self.base}/: no site there: {INDEX} is missing")

    def read(self, name: str, most: int = LARGEST, query: str = "") -> bytes | None:
        """Return the bytes of a file as a reader gets them, redirected and unpacked; None if the server has no such."""
        if name == INDEX:
            top, content = self._asked("", name, most), self._asked(name, name, most)
            if content is not None and top not in {None, content}:
                self.odd[name] = f"is another page than {self.base}/ gives"
            return content
        return self._asked(urllib.parse.quote(name) + (f"?{query}" if query else ""), name, most)

    def _asked(self, place: str, name: str, most: int) -> bytes | None:
        address = f"{self.base}/{place}"
        headers = {**AS_A_BROWSER, **(FOR_A_PAGE if name.endswith(".html") else {"Accept": "*/*"})}
        until = self.until[0] if self.until else time.monotonic() + WHOLE
        try:
            if (left := until - time.monotonic()) <= 0:
                raise _Refused(f"not all files were there after {WHOLE:g} seconds")
            request = urllib.request.Request(address, headers=headers)
            with _opener().open(request, timeout=min(PATIENCE, left)) as answer:
                if odd := _odd(answer, name, self.base):
                    self.odd[name] = odd
                return _body(answer, min(most, LARGEST), until)
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


def _odd(answer: http.client.HTTPResponse, name: str, base: str) -> str:
    """Return what an answer says beside its bytes by which a browser shows something else; "" if nothing."""
    host = urllib.parse.urlsplit(answer.geturl()).netloc
    if host != urllib.parse.urlsplit(base).netloc:
        return f"comes from another host, {host}"
    if name.endswith(".html") and not _is_at_its_place(answer.geturl(), name, base):
        return f"comes from another address, {answer.geturl()}, where its links lead elsewhere"
    if len(kinds := answer.headers.get_all("Content-Type", [])) > 1:
        return f"comes as several kinds: {', '.join(kinds)}"
    for header in LEADING:
        if value := answer.headers.get(header):
            return f"comes with the header {header}: {value}"
    kind, charset = answer.headers.get_content_type(), answer.headers.get_content_charset("utf-8")
    is_said = "Content-Type" in answer.headers
    is_kind = kind in KINDS.get(Path(name).suffix, {kind}) and (kind != "text/html" or name.endswith(".html"))
    if is_said and not (is_kind and charset in {"utf-8", "us-ascii"}):
        return f"comes as {answer.headers['Content-Type']}"
    return ""


def _is_at_its_place(address: str, name: str, base: str) -> bool:
    """Return whether a page comes from its own folder of the site: a host may leave out its ending, and say `/`."""
    folder = urllib.parse.urlsplit(address).path.rpartition("/")[0]
    wanted = f"{urllib.parse.urlsplit(base).path}/{name}".rpartition("/")[0]
    return urllib.parse.unquote(folder) == urllib.parse.unquote(wanted)


def _body(answer: http.client.HTTPResponse, most: int, until: float) -> bytes:
    """Return what a server sends, unpacked, if it comes to an end."""
    packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise _Refused(f"comes packed as {packing!r}, which was not asked for")
    unpacker = None if packing == "identity" else zlib.decompressobj(wbits=31)
    until, received, body = min(until, time.monotonic() + LONGEST), 0, bytearray()
    while part := answer.read1(1 << 16):
        received += len(part)
        body += unpacker.decompress(part, most + 1) if unpacker else part
        if len(body) > most:
            raise _Refused(f"larger than {most / 1e6:.0f} MB")
        if time.monotonic() > until:
            raise _Refused("not all there when its time was over")
    announced = answer.headers.get("Content-Length", "")
    # `read1`, unlike `read`, does not raise if an answer ends before its announced length
    if (announced.isdecimal() and int(announced) != received) or (unpacker and not unpacker.eof):
        raise _Refused("ends before its end")
    if unpacker and unpacker.unused_data:  # which some browsers unpack, too
        raise _Refused("goes on behind its end")
    return bytes(body)
