"""How tests break a project, and what must hold whatever was broken."""

import json
import os
import re

import pytest

from brief.publish import building
from helpers import cell, edit


def text(content):
    """Give a file another content."""
    return lambda path: path.write_text(content, encoding="utf-8")


def raw(change):
    """Change the bytes of a file."""

    def broken(path):
        before = path.read_bytes()
        after = change(before)
        assert after != before, "nothing was broken"
        path.write_bytes(after)

    return broken


def swap(old, new):
    """Replace the first of a text that must be there."""
    return lambda path: edit(path, old, new)


def put(number, column, value):
    """Replace one cell; rows are counted as lines, the header is row 1."""
    return lambda path: cell(path, number, column, value)


def line(number, change):
    """Change one line of a file; lines are counted from 1."""

    def broken(path):
        lines = path.read_text(encoding="utf-8").split("\n")
        changed = change(lines[number - 1])
        assert changed != lines[number - 1], "nothing was broken"
        lines[number - 1] = changed
        path.write_text("\n".join(lines), encoding="utf-8")

    return broken


def twice(number):
    """Have a line twice."""
    return line(number, lambda text: f"{text}\n{text}")


def gone(path):
    path.unlink()


def folder(path):
    path.unlink()
    path.mkdir()


def pipe(path):
    """Put a pipe in the place of a file, for which nobody writes: who reads it waits for ever."""
    path.unlink()
    os.mkfifo(path)


def dangling(path):
    path.unlink()
    path.symlink_to("nowhere")


def nested(path):
    path.write_text("[" * 100_000)


def described(change):
    """Change the description of the tables, as data."""

    def broken(path):
        package = json.loads(path.read_text(encoding="utf-8"))
        change({resource["name"]: resource for resource in package["resources"]}, package)
        path.write_text(json.dumps(package), encoding="utf-8")

    return broken


def field(package, table, column):
    return next(field for field in package[table]["schema"]["fields"] if field["name"] == column)


def sealed(change):
    """Change a file of the sealed edition, as data."""

    def broken(path):
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return broken


def old_site(project):
    """Put the folder of an old site into a project."""
    (project / "site").mkdir()
    (project / "site" / building.MARKER).write_text("")


def state(project):
    """Return all of a project: each file with its content, each folder and link."""
    return {
        str(path.relative_to(project)): path.read_bytes()
        if path.is_file()
        else path.readlink()
        if path.is_symlink()
        else None
        for path in project.rglob("*")
        if "__pycache__" not in path.parts
    }


def assert_reported(printed, message, lines=16):
    """Make sure that a message begins a line, and that little else is printed: no traceback."""
    assert re.search(rf"^(error: )?((book|data|book/sealed)/)?(?:{message})", printed, flags=re.M), printed
    assert "Traceback" not in printed and "Exception ignored" not in printed, printed
    assert len(printed.splitlines()) < lines, printed


def rows(kinds, *samples):
    """Try each row of a table in a test of its own; where samples are named, the others are tried each week."""
    tried = [
        pytest.param(kind, id=name, marks=[pytest.mark.weekly] if samples and name not in samples else [])
        for name, kind in kinds.items()
    ]
    return pytest.mark.parametrize("kind", tried)
