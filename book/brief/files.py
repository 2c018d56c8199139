"""Reading and writing files, with faults reported by the name of the file, and nothing half-written."""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from brief.errors import BriefError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


MOST_BYTES = 32_000_000
"""Of a file of the project: it is read as a whole, and what is made of it takes many times as much memory."""


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """Return the text of a file.

    Args:
        path: of the file.
        most: how many bytes it may have.

    Raises:
        BriefError: if it is missing, too large, cannot be read, or is not UTF-8.
    """
    with _faults_reported(path):
        return _regular(path, most).read_text(encoding="utf-8")


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        BriefError: if it is missing, too large or cannot be read.
    """
    with _faults_reported(path):
        return _regular(path, MOST_BYTES).read_bytes()


def too_large(path: Path, most: int = MOST_BYTES) -> str:
    """Return how large a file is and may be, in words; "" if it is not too large."""
    size = path.stat().st_size  # a few bytes on a disk can stand for many
    return f"{size:,} bytes; expected at most {most:,}" if size > most else ""


def named(path: Path) -> str:
    """Return the name of a file as one line, in letters that are seen."""
    return path.name if path.name.isprintable() else ascii(path.name)


def _regular(path: Path, most: int) -> Path:
    if path.exists() and not path.is_file():  # reading a pipe waits for its writer, and a device has no end
        raise BriefError(f"{named(path)}: a folder or a device; expected a file")
    if wrong := too_large(path, most):
        raise BriefError(f"{named(path)}: {wrong}")
    return path


@contextlib.contextmanager
def _faults_reported(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise BriefError(f"{named(path)}: missing; expected in {path.parent.name}/") from error
    except UnicodeDecodeError as error:
        raise BriefError(f"{named(path)}: not UTF-8: {error}") from error
    except OSError as error:
        raise BriefError(f"{named(path)}: cannot be read: {error.strerror}") from error


def sha256(content: str | bytes) -> str:
    """Return the SHA-256 of a content, a text as UTF-8: 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def checksum_lines(checksums: dict[str, str]) -> str:
    """Return a line for each file, by name, as `sha256sum` writes it: the SHA-256, two spaces, the name."""
    return "".join(f"{checksums[name]}  {name}\n" for name in sorted(checksums))


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows, the header first, as CSV with line feeds."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def digest(content: str | bytes) -> str:
    """Return a short digest for names of files: the first 16 hexadecimal digits of the SHA-256."""
    return sha256(content)[:16]


def packed(content: dict[str, bytes], top: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive: the same content gives the same bytes.

    Args:
        content: the bytes of files, by their paths.
        top: name of the one folder in the archive; "" for none.
        method: by which files are packed, as `zipfile` has it.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{top}/{name}" if top else name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is written
            entry.external_attr = (0o100755 if content[name].startswith(b"#!") else 0o100644) << 16
            archive.writestr(entry, content[name], method, compresslevel=9)
    return stream.getvalue()


def gzipped(content: bytes) -> bytes:
    """Return a content packed as gzip, without a name, a time or a system: the same content gives the same bytes."""
    stream = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(content)
    return stream.getvalue()


def require_writable(path: Path) -> None:
    """Make sure, before work is done for it, that a file or folder can be made at a path or above it.

    Raises:
        BriefError: if the nearest folder that is there takes no files.
    """
    folder = next(above for above in (path, *path.absolute().parents) if above.is_dir())
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise BriefError(f"{folder}: cannot be written to: {error.strerror}") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place and rename it: a reader sees the old content or the new one, whatever happens.

    Raises:
        BriefError: if it cannot be written; the old file is left as it was.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # a hidden name: no page of the book, and left out of archives
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            temporary = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise BriefError(f"{named(path)}: cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_folder(folder: Path, content: dict[str, str]) -> None:
    """Write a folder beside its place and exchange it: an interruption leaves the old one or the new one, whole.

    Args:
        folder: replaced if it is there.
        content: texts by the name of their file, which may be in a folder below.

    Raises:
        BriefError: if it cannot be written; the old folder is left as it was.
    """
    name = folder.name
    try:
        # in a folder that is new: one of a known name could be there already, as a link that leads elsewhere
        with working_folder(folder.parent, f".{folder.name}-new-") as place:
            new = place / folder.name
            for name, text in content.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            with restored(folder):
                exchange(new, folder)
    except OSError as error:
        raise BriefError(f"{name}: cannot be written: {error.strerror}") from error


@contextlib.contextmanager
def working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Yield a new folder in another one, and delete it in the end; first delete those that killed processes left there.

    A process holds the lock of its folder as long as it lives, so the folders of others that are at work stay.

    Raises:
        OSError: if the folder cannot be made.
    """
    with contextlib.ExitStack() as held:
        with _locked(parent):  # so that no other process finds the new folder before it is locked
            for folder in parent.glob(f"{prefix}*"):
                if folder.is_dir() and not _is_locked(folder):  # a pipe would wait for its writer
                    shutil.rmtree(folder, ignore_errors=True)
            made = tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True)
            new = Path(held.enter_context(made))
            held.enter_context(_locked(new))
        yield new


@contextlib.contextmanager
def restored(folder: Path) -> Iterator[None]:
    """Keep others from exchanging a folder meanwhile; put back the old one if an exchange was killed half-way.

    It deletes nothing: whoever only reads has made nothing that is to be deleted.
    """
    with _locked(folder.parent):
        _restore(folder)
        yield


def exchange(new: Path, folder: Path) -> None:
    """Rename a new folder into the place of an old one, and delete that; call it within `restored`.

    Raises:
        OSError: if it cannot be renamed; the old folder is left as it was.
    """
    old = _replaced(folder)
    shutil.rmtree(old, ignore_errors=True)  # left by an exchange that was killed
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        _restore(folder)
        shutil.rmtree(old, ignore_errors=True)  # which the new one has replaced


def _replaced(folder: Path) -> Path:
    """Return where a folder is while a new one takes its place: under a name that nobody else uses."""
    return folder.with_name(f".{folder.name}-replaced-by-brief")


def _restore(folder: Path) -> None:
    """Put back a folder that is being replaced, unless the new one is in its place."""
    if (old := _replaced(folder)).exists() and not folder.exists():
        old.rename(folder)


def _is_locked(folder: Path) -> bool:
    """Return whether a process may hold the lock of a folder."""
    if fcntl is None:
        return True
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
    except OSError:  # it is locked or gone, or the disk has no locks
        return True
    return False


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait until no other process holds the lock of a folder, and hold it meanwhile; it ends with the process."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)  # closing is not enough: processes forked meanwhile have the handle too
        os.close(handle)
