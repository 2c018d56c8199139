"""Publishing an edition in one step, in the right order: commit, seal with its certificate, commit that, build."""

from __future__ import annotations

import datetime
import subprocess

from brief import tables
from brief.check import history
from brief.check.compare import Item
from brief.errors import BriefError
from brief.files import csv_text

PUBLISHED = {"finding", "judgment", "number"}
"""Kinds of things that readers quote: where one of them changes, a row of `corrections` says so, and why."""


def git(*arguments: str) -> str:
    """Return what git prints in the folder of the project.

    Raises:
        BriefError: if it fails, or there is no git.
    """
    try:
        return history.git(*arguments, errors="replace")
    except OSError as error:
        raise BriefError(f"git: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise BriefError(f"git {arguments[0]}: {(error.stderr or error.stdout).strip().expandtabs(4)}") from error


def require_repository() -> None:
    """Raise a BriefError that says how to begin unless the project is a repository of git, with a commit."""
    if not history.is_repository():
        begin = 'git init && git add -A && git commit -m "Begin the brief"'
        raise BriefError(f"publishing commits, and this folder is no repository of git with a commit; first: {begin}")


def require_committed() -> None:
    """Raise a BriefError unless all files are committed: the certificate names the commit that it certifies."""
    changed = git("status", "--porcelain").splitlines()
    if changed := changed or [f" M {name}" for name in history.uncommitted()]:  # which git may be told to overlook
        listed = "\n".join(changed[:10])
        new = ", and add new files with `git add -A`" if any(line.startswith("??") for line in changed) else ""
        raise BriefError(f"commit first, or name the message with -m{new}; not committed:\n{listed}")


def missing_correction(items: list[Item], sealed: dict) -> str:
    """Return the row of `corrections` to begin with, as CSV, if something published changes and no new row says so.

    Args:
        items: how the edition that would be sealed compares with the sealed one.
        sealed: the sealed edition.
    """
    gone = {"new"}
    changed = [
        item
        for item in items
        if item.kind in PUBLISHED
        and [how for how in item.differences if how not in gone and f"{item.name}: null became" not in how]
    ]
    if "corrections" not in tables.names():  # a brief that keeps no list of them
        return ""
    rows = tables.texts("corrections")
    if not changed or rows.keys() - sealed["tables"].get("corrections", {"rows": {}})["rows"].keys():
        return ""
    columns = [field["name"] for field in tables.resource("corrections")["schema"]["fields"]]
    first = changed[0]
    row = {
        "correction_id": f"k-{len(rows) + 1}",
        "date": datetime.date.today().isoformat(),
        "what": f"{first.kind} {first.name}: {first.differences[0]}",
        "now": "...",
        "reason": "...",
    }
    return csv_text([[row.get(column, "") for column in columns]])
