"""The list of editions, `book/sealed/editions.jsonl`: one line for each that was sealed, and never another line for it.

A line holds the number and the day of the edition, the SHA-256 of its manifest, of the checksums of all files from
which it was made and of its certificate, that of the line before, what changed in rows, findings, judgments and
numbers, and which rows of `corrections` say so. Whoever seals anew can write a line; the committed versions of the list
tell whether one was altered or taken out, and whether its day is between its commit and the one before.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from brief import paths, tables
from brief.check import history
from brief.check.compare import Item
from brief.errors import BriefError
from brief.files import read_text, sha256

NAME = "editions.jsonl"
LISTED = {"table", "finding", "judgment", "number", "article"}
"""Kinds of things whose changes a line holds in full; of others it says only what they are."""
FORM = {"edition": int, "manifest": str, "tree": str, "before": str, "changes": list}
"""What each line holds besides its day, and of which kind."""
NO_REPOSITORY = "no history to compare the list of editions with: the project is no repository of git"
NO_COMMIT = "the list of editions was compared with no history: there is a .git, and no commit in it that git finds"
NOT_COMMITTED = "the list of editions was compared with no history: no commit holds it"
SHALLOW = "the list of editions was compared with the last commits alone: git holds no others (git fetch --unshallow)"
UNUSUAL = {NO_COMMIT, NOT_COMMITTED}
"""Which of these are no state of an honest copy for long: an archive has no history, and a server may have its end."""
LEEWAY = datetime.timedelta(days=1)
"""By how much days may differ that are of two time zones."""


def text() -> str:
    """Return the list as it is, or as it was last committed if the file is gone; "" if there never was one."""
    file = paths.SEALED / NAME
    if file.is_file():
        return read_text(file)
    return next((version.text for version in history.versions(paths.SEALED / NAME, 1)), "")


def is_only_that_of_new() -> bool:
    """Return whether the one edition is that of a new brief, which `brief new` seals without asking for corrections.

    Nobody can have relied on it, as it is of an invented example.
    """
    lines = _lines(text())
    return len(lines) == 1 and not lines[0].get("corrected", True)


def last() -> dict[str, Any]:
    """Return the line of the last edition; an empty one if there is none."""
    return next(iter(_lines(text())[-1:]), {})


def appended(
    manifest: str, checksums: str, day: str, items: Iterable[Item], corrected: bool, certificate: str = ""
) -> str:
    """Return the list with a line for a new edition; unchanged, if all that it would hold is in the last one.

    Args:
        manifest: of the new edition.
        checksums: of the files from which it was made.
        day: on which it is sealed, in ISO 8601.
        items: how it compares with the edition before it; none for the first.
        corrected: whether rows of `corrections` say what changed that was published, as far as anything did.
        certificate: of the new edition; "" if it has none.

    Raises:
        BriefError: if the list was altered, or the day is before that of the last edition.
    """
    before = text()
    if fault := next(_altered(before), ""):
        file = (paths.SEALED / NAME).relative_to(paths.ROOT).as_posix()
        raise BriefError(f"{NAME}: {fault}; restore it: git checkout HEAD -- {file}")
    lines = _lines(before)
    held = lines[-1] if lines else {}
    digests = {"manifest": sha256(manifest), "tree": sha256(checksums)}
    digests |= {"certificate": sha256(certificate)} if certificate else {}
    if all(held.get(name) == digest for name, digest in digests.items()):
        return before
    if day < held.get("date", ""):
        raise BriefError(f"{NAME}: an edition of {day} after one of {held['date']}; expected a later day")
    line = {
        "edition": len(lines) + 1,
        "date": day,
        **digests,
        "before": sha256(before.splitlines()[-1]) if lines else "",
        "corrections": len(tables.texts("corrections")),
        "corrected": corrected,
        "changes": list(_changes(items)),
    }
    return f"{before}{json.dumps(line, ensure_ascii=False)}\n"


def _changes(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        name = f"{item.kind} {item.name}{f' on {item.page}' if item.page else ''}"
        if not item.matches and item.kind in LISTED:
            yield from (f"{name}: {difference}" for difference in item.differences)
        elif not item.matches:
            yield name


def missing_history() -> str:
    """Return what of the history there is none of to compare with, in words: "" if all is there."""
    if not history.is_repository():
        return NO_COMMIT if os.path.lexists(paths.ROOT / ".git") else NO_REPOSITORY
    if not any(history.versions(paths.SEALED / NAME, 1)):
        return NOT_COMMITTED
    return SHALLOW if history.is_shallow() else ""


def faults() -> list[str]:
    """Return what is wrong with the list: against the edition, against itself, and against what was committed."""
    there = paths.SEALED / NAME
    committed = list(history.versions(paths.SEALED / NAME))
    if not there.is_file():
        if committed:
            return [f"{NAME} is gone, and was committed in {committed[0].commit[:12]}"]
        certified = (paths.SEALED / paths.CERTIFICATE.name).is_file()  # `brief seal` writes both
        return [f"{NAME} is missing beside {paths.CERTIFICATE.name}"] if certified else []
    now = read_text(there)
    if messages := list(_altered(now)):
        return messages
    lines = _lines(now)
    edition = sha256(read_text(paths.MANIFEST)), sha256(read_text(paths.SEALED / paths.CHECKSUMS))
    if not lines or (lines[-1]["manifest"], lines[-1]["tree"]) != edition:
        return [f"{NAME} does not end with this edition"]
    return [*_misdated(lines, committed), *_unlisted(lines, committed)]


def _altered(now: str) -> Iterator[str]:
    """Yield where the list is damaged, or is not what was committed with lines added."""
    lines, before, day = now.splitlines(), "", ""
    for number, (line, held) in enumerate(zip(lines, _lines(now), strict=True), 1):
        if held["edition"] != number or held["before"] != before:
            yield f"{NAME}:{number} does not follow the line before it"
        if held["date"] < day:
            yield f"{NAME}:{number} is of {held['date']}, and the line before of {day}"
        before, day = sha256(line), held["date"]
    for version in history.versions(paths.SEALED / NAME):
        if not now.startswith(version.text):
            pairs = enumerate(zip([*lines, ""], version.text.splitlines(), strict=False), 1)
            number = next((number for number, (line, old) in pairs if line != old), len(lines))
            yield f"{NAME}:{number} is not what was committed in {version.commit[:12]} on {version.day}"
            return


def _misdated(lines: list[dict[str, Any]], committed: list[history.Version]) -> Iterator[str]:
    """Yield each edition whose day is after its commit, or before the commit of the edition before it."""
    commits: dict[int, str] = {}
    for version in committed:  # the newest first, so that the oldest prevails
        commits |= dict.fromkeys(range(1, version.text.count("\n") + 1), version.day)
    earliest = datetime.date.min
    for number, day in sorted(commits.items()):
        held, commit = (datetime.date.fromisoformat(text) for text in (lines[number - 1]["date"], day))
        if held > commit + LEEWAY:
            yield f"{NAME}:{number} is of {held}, and was committed before that, on {day}"
        elif held + LEEWAY < earliest:
            yield f"{NAME}:{number} is of {held}, and the edition before it was committed on {earliest}"
        earliest = commit


def _unlisted(lines: list[dict[str, Any]], committed: list[history.Version]) -> Iterator[str]:
    """Yield each edition that was committed since there is a list, and is not in it."""
    if not committed:
        return
    begun, listed = committed[-1].commit, {line["manifest"] for line in lines}
    since = {*history.git("rev-list", f"{begun}..HEAD", "--").split(), begun}
    for version in history.versions(paths.MANIFEST):
        if version.commit in since and sha256(version.text) not in listed:
            yield f"{NAME} has no line for the edition that was committed in {version.commit[:12]} on {version.day}"


def _lines(text: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            held = json.loads(line)
            datetime.date.fromisoformat(held["date"])
            if wrong := [name for name, kind in FORM.items() if not isinstance(held[name], kind)]:
                raise TypeError(wrong[0])
            lines.append(held)
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise BriefError(f"{NAME}:{number}: damaged: expected a line as `brief seal` writes it") from error
    return lines
