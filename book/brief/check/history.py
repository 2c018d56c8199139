"""What git knows of a file: its committed versions. Where there is no repository, there are none."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from brief import paths
from brief.errors import BriefError


class Version(NamedTuple):
    """A committed version of a file: the commit, its day in ISO 8601, and the text."""

    commit: str
    day: str
    text: str


WHO = ("GIT_AUTHOR_", "GIT_COMMITTER_")
"""How variables begin that say who commits, and nothing of where git looks."""


SAFE = (
    "advice.graftFileDeprecated=false",
    "core.commitGraph=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "i18n.logOutputEncoding=UTF-8",
    "log.showRoot=true",
    "log.showSignature=false",
)
"""Settings that a repository could have made otherwise: they run programs of its own, or change what is printed."""
VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",  # what is missing would be fetched, by a program that the repository names
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
}
SECONDS = 20
"""For which git is waited; where it reads all that it holds, ten times that."""
FORM = ("error in ", "warning in ", "notice: ", "dangling ")
"""How git begins to tell of objects whose form is old or odd, and which are what their names say."""
LINK = "120000"
"""How git marks a link."""


def git(*arguments: str, errors: str = "strict") -> str:
    """Return what git prints in the folder of the project.

    It shows what was committed, whatever the caller and the repository set: variables can point git at another
    repository or at none, `git replace` and grafts show another history, and settings can name programs to run.

    Args:
        arguments: of git.
        errors: what becomes of bytes that are not UTF-8, as `bytes.decode` has it.

    Raises:
        BriefError: if git does not answer.
        OSError: if there is no git.
        subprocess.CalledProcessError: if it fails.
    """
    safe = [part for setting in SAFE for part in ("-c", setting)]
    here = [f"--git-dir={paths.ROOT / '.git'}", f"--work-tree={paths.ROOT}"]  # whatever the repository says of itself
    command = ["git", "-C", str(paths.ROOT), *here, *safe, *arguments]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("GIT_") or name.startswith(WHO)
    }
    environment |= VARIABLES
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors=errors,
            check=True,
            env=environment,
            timeout=SECONDS * (10 if arguments[0] == "fsck" else 1),
        )
    except subprocess.TimeoutExpired as error:
        raise BriefError(f"git does not answer within {error.timeout} seconds: something in .git is no file") from error
    return done.stdout


def is_repository() -> bool:
    """Return whether the project is a repository of its own, with a commit."""
    try:
        top = Path(git("rev-parse", "--show-toplevel").strip()).resolve()
        return top == paths.ROOT.resolve() and bool(git("rev-parse", "HEAD"))
    except (OSError, subprocess.CalledProcessError):
        return False


def faults() -> list[str]:
    """Return what is wrong with the history itself: objects that are not what their names say, or are gone."""
    if not is_repository():
        return []
    try:
        git("fsck", "--no-dangling", "--no-reflogs", "--no-progress", errors="replace")
    except subprocess.CalledProcessError as error:
        told = [line for line in f"{error.stderr}{error.stdout}".splitlines() if not line.startswith(FORM)]
        return [f"the history in git is damaged or forged: {told[0]}"] if told else []
    return []


def is_shallow() -> bool:
    """Return whether git holds only the last commits."""
    return git("rev-parse", "--is-shallow-repository").strip() == "true"


def content(commit: str, file: str) -> str:
    """Return a file, by its path in the project, as a commit holds it.

    Raises:
        subprocess.CalledProcessError: if the repository lacks it.
    """
    return git("cat-file", "blob", f"{commit}:{file}")  # which takes no name for that of a file that is there


def uncommitted() -> list[str]:
    """Return the names of files that are not as the last commit has them: changed, gone, or new in the project.

    The content of each is compared. The index of git is not asked: it can be told to take a file for unchanged, and
    settings can have git overlook files. Of submodules, which are other repositories, nothing is said.

    Raises:
        BriefError: if git does not answer, or the commit cannot be read.
    """
    try:
        listed = git("ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD", errors="surrogateescape").split("\0")[:-1]
    except subprocess.CalledProcessError as error:
        raise BriefError(f"the last commit cannot be read: git: {error.stderr.strip()}") from error
    committed = {name: entry.split() for entry, _, name in (line.partition("\t") for line in listed)}
    new = {path.relative_to(paths.ROOT).as_posix() for path in paths.sources()} - committed.keys()
    changed = {
        name
        for name, (mode, kind, blob, size) in committed.items()
        if kind == "blob" and not _is_blob(paths.ROOT / name, blob, int(size), is_link=mode == LINK)
    }
    return sorted(new | changed)


def _is_blob(path: Path, blob: str, size: int, is_link: bool) -> bool:
    """Return whether a file, or the text of a link, is the content that git names so."""
    try:
        if path.is_symlink() and is_link:
            content = os.fsencode(path.readlink())
        elif path.is_file() and path.stat().st_size == size and not path.is_symlink() and not is_link:
            content = path.read_bytes()
        else:
            return False
    except OSError:
        return False
    made = hashlib.sha256() if len(blob) == 64 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(content) + content)
    return made.hexdigest() == blob


def versions(path: Path, most: int | None = None) -> Iterator[Version]:
    """Yield the committed versions of a file, the newest first; none where it is not in a repository.

    Args:
        path: of the file.
        most: how many to yield at most.

    Raises:
        BriefError: if git does not answer, or the history is damaged.
    """
    if not path.is_relative_to(paths.ROOT) or not is_repository():
        return
    file = path.relative_to(paths.ROOT).as_posix()
    limit = [] if most is None else [f"-{most}"]
    try:
        # also those on a side of a merge that the merge did not take over
        form = ("--full-history", "--format=%H %cs", "--diff-filter=AMT")
        lines = git("log", *limit, *form, "--", file).splitlines()
    except subprocess.CalledProcessError as error:
        told = error.stderr.strip().splitlines()[-1]
        raise BriefError(f"the history of {file} cannot be read: git: {told}") from error
    for line in lines:
        commit, day = line.split()
        try:
            yield Version(commit, day, content(commit, file))
        except UnicodeDecodeError:
            continue  # no text
        except subprocess.CalledProcessError as error:
            raise BriefError(f"the history of {file} cannot be read: git lacks that of {commit[:12]}") from error
