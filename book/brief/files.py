"""Reading and writing files so that a fault is told by the name of the file, and nothing is half-written."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from brief.errors import BriefError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        BriefError: if it is missing, cannot be read, or is not UTF-8.
    """
    with _faults_told(path):
        return _regular(path).read_text(encoding="utf-8")


def read_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        BriefError: if it is missing or cannot be read.
    """
    with _faults_told(path):
        return _regular(path).read_bytes()


def _regular(path: Path) -> Path:
    if path.exists() and not path.is_file():  # a pipe would be waited for, and a device has no end
        raise BriefError(f"{path.name}: a folder or a device; expected a file")
    return path


@contextlib.contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise BriefError(f"{path.name}: missing; expected in {path.parent.name}/") from error
    except UnicodeDecodeError as error:
        raise BriefError(f"{path.name}: not UTF-8: {error}") from error
    except OSError as error:
        raise BriefError(f"{path.name}: cannot be read: {error.strerror}") from error


def sha256(content: str | bytes) -> str:
    """Return the SHA-256 of a content, a text as UTF-8: 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def digest(content: str | bytes) -> str:
    """Return a short digest for names of files: the first 16 hexadecimal digits of the SHA-256."""
    return sha256(content)[:16]


def packed(content: dict[str, bytes], top: str = "") -> bytes:
    """Return a ZIP archive of files by their paths, in one folder `top` if that is named."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{top}/{name}" if top else name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is written
            entry.external_attr = (0o100755 if content[name].startswith(b"#!") else 0o100644) << 16
            archive.writestr(entry, content[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return made.getvalue()


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file aside and put it in place whole: whatever happens, a reader sees the old content or the new.

    One writer at a time; what one that was killed has left behind is taken away.

    Raises:
        BriefError: if it cannot be written; the old file is left as it was.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent) as alone:
            begins, ends = f".{path.name}-", ".part"  # a hidden name: no page, and nothing for the archive
            if alone:
                for left in path.parent.glob(f"{glob.escape(begins)}*{ends}"):
                    left.unlink()
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=begins, suffix=ends, delete=False) as file:
                aside = Path(file.name)
                file.write(content.encode() if isinstance(content, str) else content)
            aside.chmod(0o644)
            aside.replace(path)
    except OSError as error:
        raise BriefError(f"{path.name}: cannot be written: {error.strerror}") from error
    finally:
        if aside is not None:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)


def write_folder(folder: Path, content: dict[str, str]) -> None:
    """Write a folder aside and put it in place whole: an interruption leaves the old one or the new one.

    Args:
        folder: replaced if it is there.
        content: texts by the name of their file, which may lie in a folder below.

    Raises:
        BriefError: if it cannot be written; the old folder is left as it was.
    """
    aside, name = _aside(folder), folder.name
    with restored(folder):
        try:
            shutil.rmtree(aside, ignore_errors=True)
            for name, text in content.items():
                path = aside / "new" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            if folder.exists():
                folder.rename(aside / "old")
            (aside / "new").rename(folder)
        except OSError as error:
            raise BriefError(f"{name}: cannot be written: {error.strerror}") from error
        finally:
            _restore(folder)
            shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def restored(folder: Path) -> Iterator[None]:
    """Keep others from replacing a folder meanwhile; put back the old one if a writer was killed as it replaced it."""
    with locked(folder.parent):
        _restore(folder)
        yield


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-aside")


def _restore(folder: Path) -> None:
    old = _aside(folder) / "old"
    if old.exists() and not folder.exists():
        old.rename(folder)


@contextlib.contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Lock a folder against others of these commands meanwhile; the lock ends with the process, however it ends.

    Args:
        folder: a folder that is there.
        wait: whether to wait until others are done.

    Yields:
        Whether it is locked: not if another holds it and this does not wait, nor where folders cannot be locked.
    """
    if fcntl is None:
        yield False
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            yield False
        else:
            try:
                yield True
            finally:
                fcntl.flock(held, fcntl.LOCK_UN)  # also for processes forked meanwhile, which have it too
    finally:
        os.close(held)
