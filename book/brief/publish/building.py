"""Building the site as `jupyter-book build book --all -W -n` does, but whole or not at all.

Each fault is reported in one message. The same sources and pins give the same bytes, to the last file of the site:
wherever it is built, when, by whom, and in whatever language and time zone. `checksums.txt` in the site lists them.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jsonschema import ValidationError
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from brief import paths
from brief.errors import BriefError
from brief.files import checksum_lines, exchange, require_writable, restored, sha256, working_folder
from brief.pages import execution
from brief.pages.execution import Outputs, Page, Report
from brief.publish import static_pictures
from brief.publish.outputs import replacing_execution
from brief.rerun import runtime
from brief.vendor import chart_script, map_outlines, table_script, typeface

MARKER = ".brief-site"
"""File in the folder of a site: `brief build` wrote the folder, and may replace it."""
BUILDING = ".building-"
"""How the name of a folder begins in which a site is being built."""
BUILD_INFO = ".buildinfo"
"""Sphinx's note to itself, for building on an old site: it differs between builds, and each site is built anew."""
PICTURES = "static pictures of the charts"
"""What a build without Chromium leaves out, as `Built.left_out` names it."""


@dataclass(frozen=True)
class Built:
    """A finished site.

    Attributes:
        site: its folder.
        pages: how many it has.
        seconds: how long it took.
        left_out: what could not be downloaded or drawn, and why.
    """

    site: Path
    pages: int
    seconds: float
    left_out: list[str]


def build(site: Path = paths.SITE, report: Report = execution.no_report) -> Built:
    """Validate the tables, execute all pages and write the site.

    The site is built in a folder beside its own, and put in place when it is whole; an old one stays until then.

    Args:
        site: folder of the site; replaced if it holds one.
        report: for progress.

    Raises:
        BriefError: if a table, a page or a cell is at fault, or the folder holds something else than a site.
    """
    begun = time.perf_counter()
    with restored(site) if site.parent.is_dir() else contextlib.nullcontext():
        _require_replaceable(site)
    require_writable(site.parent)
    left_out()  # downloads what is missing, before it takes minutes to learn that this is impossible
    with _no_garbage_collection():
        pages = execution.execute_book(report, keep=True)
        with _folder_beside(site) as folder:
            new = folder / "html"
            report("writing pages", 0, len(pages))
            write(new, folder / "doctrees", pages)
            report("writing pages", len(pages), len(pages))
            (new / BUILD_INFO).unlink(missing_ok=True)
            (new / MARKER).write_text("Written by `brief build`, which replaces this folder.\n", encoding="utf-8")
            (new / paths.CHECKSUMS).write_bytes(_checksums(new).encode())
            with restored(site):  # of several builds the last one stays
                _require_replaceable(site)
                exchange(new, site)
    return Built(site, len(pages), time.perf_counter() - begun, left_out())  # asked again: drawing may have failed


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: nearly all objects stay in use, and looking for others takes a fifth of a build."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor when the program ends
        gc.enable()


def _checksums(site: Path) -> str:
    """Return a line for each file of a site, by its path: the SHA-256 of its bytes, two spaces, the path."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return checksum_lines({path.relative_to(site).as_posix(): sha256(path.read_bytes()) for path in files})


def left_out() -> list[str]:
    """Return what the site goes without, and why."""
    parts: dict[str, Callable[[], object]] = {
        "coastlines and borders on maps": map_outlines.script,
        "the small chart script": chart_script.files,
        "the small script of tables": table_script.files,
        "the typeface": typeface.files,
        "the button that re-executes a page": runtime.files,
        PICTURES: static_pictures.stamp,
    }
    left_out = []
    for name, get in parts.items():
        try:
            get()
        except BriefError as error:
            left_out.append(f"{name}: {error}")
    return left_out


# --- Sphinx -----------------------------------------------------------------------------------------------


def write(site: Path, doctrees: Path, pages: list[Page]) -> None:
    """Have Sphinx write executed pages as a site.

    Args:
        site: folder to write into.
        doctrees: folder for what Sphinx stores of pages.
        pages: with their outputs.

    Raises:
        BriefError: with all warnings and errors of Sphinx, if there are any.
    """
    warnings = io.StringIO()
    by_name = {page.name: page.outputs for page in pages}
    with faults_reported(warnings), sphinx(site, doctrees, by_name, warnings) as app:
        app.build(force_all=True)


@contextlib.contextmanager
def sphinx(
    site: Path, doctrees: Path, outputs: Mapping[str, Outputs], warnings: io.StringIO, *, fresh: bool = True
) -> Iterator[Sphinx]:
    """Yield Sphinx with the settings of the book.

    Args:
        site: folder to write into.
        doctrees: folder for what Sphinx stores of pages.
        outputs: of the cells of pages, by the name of the page.
        warnings: receives all warnings.
        fresh: whether to forget what an earlier build has read.

    Raises:
        BriefError: if the settings of the book are at fault.
        SphinxError: if Sphinx cannot start.
    """
    overrides = {"latex_individualpages": False, "nitpicky": True}  # the first is what jupyter-book's command adds
    try:
        config, _ = get_final_config(
            user_yaml=paths.BOOK / "_config.yml", sourcedir=paths.BOOK, cli_config=overrides, raise_on_invalid=True
        )
    except (ValidationError, TypeError, AttributeError) as error:  # the latter two where a setting has another form
        raise BriefError(f"_config.yml: {str(error).splitlines()[0]}") from error
    # docutils would take settings from where the command is called, and from the home of its user
    with replacing_execution(outputs), patch_docutils(str(paths.BOOK)), docutils_namespace():
        yield Sphinx(
            srcdir=paths.BOOK,
            confdir=None,
            outdir=site,
            doctreedir=doctrees,
            buildername="html",
            confoverrides=config,
            status=None,
            warning=warnings,
            freshenv=fresh,
            warningiserror=True,
            keep_going=True,
            parallel=os.cpu_count() or 1,
        )


@contextlib.contextmanager
def faults_reported(warnings: io.StringIO) -> Iterator[None]:
    """Have errors of Sphinx, and the warnings that it has written, end in one message.

    Raises:
        BriefError: with all of them.
    """
    try:
        yield
    except SphinxError as error:
        if isinstance(disk := getattr(error, "orig_exc", None), OSError):  # met by an extension: a full disk, for one
            raise BriefError(f"{disk.filename2 or disk.filename or 'a file of the site'}: {disk.strerror}") from error
        raise BriefError(f"{error.category}: {error}") from error
    if messages := [_relative(line) for line in warnings.getvalue().splitlines() if line.strip()]:
        raise BriefError("\n".join(messages))


def _relative(line: str) -> str:
    """Return a warning of Sphinx without colours and without the path of this machine."""
    return re.sub(r"\x1b\[[0-9;]*m", "", line).replace(f"{paths.BOOK}/", "").strip()


# --- the folder of the site -------------------------------------------------------------------------------


@contextlib.contextmanager
def _folder_beside(site: Path) -> Iterator[Path]:
    """Yield a temporary folder on the disk of the site, so that what is built there can be renamed into its place.

    Raises:
        BriefError: if there can be none.
    """
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BriefError(f"{site.parent}: cannot be a folder: {error.strerror}") from error
    with contextlib.ExitStack() as held:
        try:
            folder = held.enter_context(working_folder(site.parent, BUILDING))
        except OSError as error:
            raise BriefError(f"{site.parent}: cannot be written to: {error.strerror}") from error
        yield folder


def _require_replaceable(site: Path) -> None:
    """Make sure that `brief build` wrote what is in the place of the site: nothing else is ever deleted."""
    if file := next((place for place in (site, *site.parents) if place.exists() and not place.is_dir()), None):
        raise BriefError(f"{file} is a file; expected a folder for the site")
    if site.is_relative_to(paths.ROOT) and not site.resolve().is_relative_to(paths.ROOT.resolve()):
        raise BriefError(f"{site} leads out of the project, to {site.resolve()}; expected a folder, and no link")
    names: set[str] = set()
    with contextlib.suppress(FileNotFoundError):
        names.update(path.name for path in site.iterdir())
    hidden = {name for name in names if name.startswith(".")} - {MARKER, BUILD_INFO, ".nojekyll"}
    if names and (MARKER not in names or hidden):
        wrong = f"{min(hidden)!r}" if hidden and MARKER in names else "files that `brief build` did not write"
        raise BriefError(f"{site} holds {wrong}; expected an empty folder, a new one, or one that it wrote")
