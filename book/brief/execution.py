"""Executing the pages of the book, each in a fresh process and an empty folder, and what they show."""

from __future__ import annotations

import ast
import asyncio
import atexit
import contextlib
import functools
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import yaml
from jupyter_client.launcher import launch_kernel
from jupyter_client.provisioning import local_provisioner
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from brief import paths
from brief.errors import BriefError
from brief.files import read_text
from brief.frame import PLOTLY_MIME, figure_name, framed, said

NESTED = ("parts", "chapters", "sections")
"""Keys of the table of contents under which further pages stand."""


@dataclass
class Page:
    """What one page shows when its cells are executed.

    Attributes:
        name: of the page, as in its address.
        prose: the lines that are not code, each with its number in the source.
        figures: by name: title, alt, columns, rows, table, strip, and `drawn` (data and layout).
        numbers: by name, as `brief.say` gave them.

    """

    name: str
    prose: list[tuple[int, str]]
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)


def page_names() -> list[str]:
    """Return the names of the pages in the order of the table of contents.

    Raises:
        BriefError: if the table of contents is missing, is not YAML, or names no page, a page twice, or one
            that is not there.
    """
    contents = settings("_toc.yml")
    if contents.get("format") != "jb-book" or "root" not in contents:
        raise BriefError("_toc.yml: expected the format jb-book and a root")

    def files(entry: Any) -> list[str]:
        if isinstance(entry, list):
            return [name for part in entry for name in files(part)]
        if isinstance(entry, dict):
            named = [value for key, value in entry.items() if key in {"root", "file"}]
            return named + [name for key in NESTED if key in entry for name in files(entry[key])]
        return []

    names = files(contents)
    for name in names:
        if not isinstance(name, str) or names.count(name) > 1:
            raise BriefError(f"_toc.yml: {name!r} is no name of a page, or stands twice")
        source(name)
    return names


def settings(name: str) -> dict[str, Any]:
    """Return the settings in a YAML file of the book.

    Raises:
        BriefError: if it is missing, is not YAML in UTF-8, or holds something else than settings.
    """
    try:
        found = yaml.safe_load(read_text(paths.BOOK / name))
    except yaml.YAMLError as error:
        raise BriefError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise BriefError(f"{name}: expected settings of the form key: value")
    return found


def source(name: str) -> str:
    """Return the source of a page.

    Raises:
        BriefError: if there is no such page or it is not UTF-8.
    """
    path = paths.BOOK / f"{name}.md"
    if not path.exists():
        raise BriefError(f"_toc.yml names the page {name!r}, but there is no {name}.md")
    return read_text(path)


def prose(text: str) -> list[tuple[int, str]]:
    """Return the lines of a page that are not the body of a code cell, with their line numbers from 1.

    A cell's own settings (its tags, the name and caption of its figure) count as prose: readers see them. They stand
    behind colons, or between two lines `---`, as JupyterLab saves them.
    """
    lines: list[tuple[int, str]] = []
    place = "prose"
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            place = "head of a cell" if line.startswith("```{code-cell}") else "prose"
        elif place == "head of a cell" and not line.startswith(":"):
            place = "settings" if line == "---" else "code"
        elif place == "settings" and line == "---":
            place = "code"
        if line.strip() and place != "code":
            lines.append((number, line))
    return lines


def notebook(name: str) -> nbformat.NotebookNode | None:
    """Return a page as a notebook, or None if it has no cells to execute.

    Raises:
        BriefError: if the settings of the page or of a cell are not what they should be.
    """
    text = source(name)
    if "{code-cell}" not in text:
        return None
    try:
        found = read_myst_markdown_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, yaml.YAMLError) as error:
        raise BriefError(f"{name}.md: {' '.join(str(error).split())}") from error
    if found.metadata.get("kernelspec", {}).get("name") != "python3":
        raise BriefError(f"{name}.md: expected the kernelspec python3")
    for cell, line in zip(found.cells, found.metadata["source_map"], strict=True):
        if cell.cell_type == "code" and "mystnb" in cell.metadata:
            try:
                figure_name(cell.metadata)
            except BriefError as error:
                raise BriefError(f"{name}.md:{line + 1}: {error}") from error
    return found


@contextlib.contextmanager
def isolated_kernels() -> Iterator[None]:
    """Let kernels that are started meanwhile see nothing of this user: no start-up files, no kernel of his own."""
    with tempfile.TemporaryDirectory(prefix="brief-ipython-") as folder:
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        # 40 is ERROR: ipykernel warns of its unencrypted loopback connection at each start
        (profile / "ipython_kernel_config.py").write_text("get_config().IPKernelApp.log_level = 40\n")
        environment = {"IPYTHONDIR": folder, "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONWARNINGS": "ignore"}
        # nbclient would handle Ctrl-C itself and leave a traceback; without its handlers this program is told
        refuse = mock.Mock(side_effect=RuntimeError("signals are handled by the command"))
        # a kernel that is stopped while it starts has nothing to say that helps; errors in cells come as messages
        silent = functools.partial(launch_kernel, stderr=subprocess.DEVNULL)
        with (
            mock.patch.dict(os.environ, environment),
            mock.patch.object(local_provisioner, "launch_kernel", silent),
            mock.patch.object(asyncio.SelectorEventLoop, "add_signal_handler", refuse),
        ):
            yield


def execute(names: list[str], done: Callable[[str], None] = lambda name: None) -> list[Page]:
    """Execute pages, as many at a time as the machine has processors, and return what they show.

    Each page runs in a kernel of its own, in an empty folder of its own.

    Args:
        names: of the pages.
        done: called with the name of each page that is finished.

    Returns:
        The pages in the order of their names as given.

    Raises:
        BriefError: if a cell fails: with page, line and error.
    """
    with isolated_kernels():
        return asyncio.run(_execute_all(names, done))


async def _execute_all(names: list[str], done: Callable[[str], None]) -> list[Page]:
    # a page cut off by an interruption has nothing to tell; every other fault is raised below
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    limit = asyncio.Semaphore(os.cpu_count() or 1)
    for name in names:
        notebook(name)  # a fault in any page is told before a kernel is started

    async def one(name: str) -> Page:
        async with limit:
            page = await _execute_one(name)
        done(name)
        return page

    # every page comes to its end, so that no kernel is killed under way; then the first fault is told
    pages: list[Page] = []
    for page in await asyncio.gather(*map(one, names), return_exceptions=True):
        if isinstance(page, BaseException):
            raise page
        pages.append(page)
    return pages


async def _execute_one(name: str) -> Page:
    page = Page(name, prose(source(name)))
    cells = notebook(name)
    if cells is None:
        return page
    seconds = settings("_config.yml").get("execute", {}).get("timeout", 120)
    with tempfile.TemporaryDirectory(prefix="brief-") as folder:
        client = NotebookClient(cells, timeout=seconds, kernel_name="python3", resources={"metadata": {"path": folder}})
        try:
            await client.async_execute()
        except CellExecutionError as error:
            raise BriefError(failure(name, error)) from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise BriefError(f"{name}.md: {str(error).strip().splitlines()[0]}") from error
        finally:
            if client.km is None:  # nbclient, when cut off, would clean up once more at exit, and fail
                atexit.unregister(client._cleanup_kernel)
        if left := sorted(path.name for path in Path(folder).iterdir()):
            raise BriefError(f"{name}.md writes the file {left[0]!r}; a page reads tables and shows, no more")
    for cell in cells.cells:
        _collect(page, cell)
    return page


def failure(name: str, error: CellExecutionError) -> str:
    """Return what went wrong in a page in a few lines: page and line, the first line of the cell, the error."""
    parts = error.traceback.split("------------------")  # nbclient puts the cell between two such lines
    cell = parts[1].strip("\n") if len(parts) > 2 else ""
    first = cell.split("\n")[0]
    before, found, _ = source(name).partition(cell or "\0")
    place = f"{name}.md:{before.count(chr(10)) + 1 if found else ''}"
    return f"{place}: the cell that begins with\n    {first}\nfails: {error.ename}: {error.evalue}"


def _collect(page: Page, cell: nbformat.NotebookNode) -> None:
    for output in cell.get("outputs", []):
        if named := said(output):
            name, value = named
            try:
                number = ast.literal_eval(value)
            except (ValueError, SyntaxError) as error:
                raise BriefError(f"{page.name}.md: {name!r} is no number or text; use brief.say") from error
            _put(page.numbers, name, number, f"{page.name}.md: the number")
        elif PLOTLY_MIME in output.get("data", {}):
            frame = framed(output)
            if frame is None:
                raise BriefError(f"{page.name}.md: a chart without its rows and words; see brief.figure")
            spec = output.data[PLOTLY_MIME]
            layout = {key: value for key, value in spec["layout"].items() if key != "template"}
            figure = {**frame, "drawn": {"data": spec["data"], "layout": layout}}
            _put(page.figures, figure_name(cell.metadata), figure, f"{page.name}.md: the figure")


def _put(target: dict[str, Any], name: str, value: Any, what: str) -> None:
    if name in target:
        raise BriefError(f"{what} {name!r} is given twice")
    target[name] = value
