"""Builds the site again and again in one process, each time only what a change concerns.

Two builds follow a change. The first writes the pages that are being looked at, without the pictures that would have
to be drawn; the second writes all other pages that may differ, and all else that the site has. After the second the
pages are those of a fresh build, to the byte.
"""

from __future__ import annotations

import functools
import io
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx

from brief import paths, tables
from brief.check import citing, edition
from brief.check.citing import Stale
from brief.errors import BriefError
from brief.pages import execution, processes, reading
from brief.pages.execution import Outputs, Page
from brief.publish import building, downloads, figures, references
from brief.tables import validation


@dataclass(frozen=True)
class Site:
    """A site that is up to date.

    Attributes:
        folder: of its files.
        pages: names of the pages that it has; None if it has all, and all else that belongs to a site.
    """

    folder: Path
    pages: frozenset[str] | None


class Preview:
    """The book as it was last read, executed and written.

    What a fault leaves undone is done with the next change.

    Args:
        folder: for sites, and for what is needed to build them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates = folder / "templates"
        self._templates.mkdir(exist_ok=True)
        self._sites = 0
        self._names = reading.page_names()
        self._pages: dict[str, Page] = {}
        self._outputs: dict[str, Outputs] = {}
        self._unvalidated = True
        self.moved = True
        """Whether a table, or what a page puts out, changed with the last update: prose alone moves nothing."""
        self._unexecuted, self._unread, self._unwritten = set(self._names), set(self._names), set(self._names)
        self._differing: set[str] = set()
        """Pages that are to be read, and of which others may show something: their cells put out something new."""
        self._shared: Any = None
        """What pages showed of each other when they were written."""

    def update(self, changed: Iterable[Path], shown: Iterable[str]) -> Iterator[Site]:
        """Yield sites that are up to date: first one with the pages that are shown, then a whole one.

        Args:
            changed: files: sources of pages, tables, their description, the article.
            shown: names of the pages that are being looked at.

        Raises:
            BriefError: if a table, a page or a cell is at fault.
        """
        self.moved = self._unvalidated
        for path in changed:
            if path.parent == paths.BOOK:
                self._unexecuted |= {path.stem} & set(self._names)
                self._unread |= {path.stem} & set(self._names)
            else:
                self._unvalidated = self.moved = True
                tables.clear()
                self._unexecuted, self._unread = set(self._names), set(self._names)
        self._unwritten |= self._unread
        if self._unvalidated:
            validation.require_valid()
            self._unvalidated = False
        self._execute()
        if self._shared is not None and (first := set(shown) & self._unwritten):
            yield self._build(first, read=self._unread & (first | self._differing))
        whole = self._build(set(self._unwritten), read=set(self._unread), whole=True)
        while self._unwritten:  # pages show something of pages that were just read
            whole = self._build(set(self._unwritten), read=set(), whole=True)
        yield whole

    def to_read_again(self) -> list[Stale]:
        """Return the passages that cite what differs from the sealed edition; none where that cannot be read."""
        pages = [self._pages[name] for name in self._names if name in self._pages]
        try:
            sealed = edition.read()
            return citing.to_read_again(edition.comparison(sealed, edition.of(pages), pages), pages, sealed)
        except BriefError:  # `brief check` reports it
            return []

    def _execute(self) -> None:
        """Execute the pages that changed."""
        processes.prepare()
        pages = execution.execute(sorted(self._unexecuted), processes.run, keep=True)
        differing = {page.name for page in pages if self._outputs.get(page.name) != page.outputs}
        self._differing |= differing
        self.moved = self.moved or bool(differing)
        self._pages.update({page.name: page for page in pages})
        self._outputs.update({page.name: page.outputs for page in pages})
        self._unexecuted.clear()

    def _build(self, pages: set[str], read: set[str], *, whole: bool = False) -> Site:
        """Read some pages and write some, as Sphinx does when it is called again: nothing stays in this process.

        Args:
            pages: to write.
            read: pages to read; those with changed sources are read, too.
            whole: whether nothing is to be left for later.

        Raises:
            BriefError: if a page is at fault; what it was to read and write remains to be done.
        """
        self._sites += 1
        site = Site(self._folder / f"site-{self._sites}", None if whole else frozenset(pages))
        raw, doctrees, warnings = self._folder / "raw", self._folder / "doctrees", io.StringIO()
        with (
            building.faults_reported(warnings),
            building.sphinx(raw, doctrees, self._outputs, warnings, fresh=self._shared is None) as app,
        ):
            app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(self._templates))
            app.config.brief_pages = None if whole else pages | {app.config.root_doc}  # which is always written
            app.parallel = (os.cpu_count() or 1) if whole else 1
            app.connect("env-get-outdated", lambda *_: read)
            # after Sphinx, before what changes the pages: Sphinx goes on with its own
            app.connect("build-finished", functools.partial(_copy, site), priority=700)
            written = sorted(pages | {app.config.root_doc})
            app.build(filenames=[str(Path(app.srcdir) / f"{name}.md") for name in written])
            shared = _shared_by_pages(app)
        self._unread -= read
        self._differing -= read
        self._unwritten -= pages
        self._unwritten |= figures.pages_to_draw()
        if shared != self._shared:
            self._shared = shared
            self._unwritten |= set(self._names) - pages
        return site


def _copy(site: Site, app: Sphinx, error: Exception | None) -> None:
    """Copy what Sphinx has written, and have the rest of the build change the copy."""
    if error:
        return
    written = str(app.outdir)

    def left_for_later(folder: str, names: list[str]) -> set[str]:
        if site.pages is None or folder != written:
            return set()
        return set(names) - {"_static"} - {f"{name}.html" for name in site.pages}

    shutil.copytree(written, site.folder, ignore=left_for_later)
    app.outdir = type(app.outdir)(site.folder)


def _shared_by_pages(app: Sphinx) -> Any:
    """Return what pages may show of others: titles, numbers, targets of references, and the size of the archive."""
    env = app.env
    standard = env.domaindata["std"]
    return (
        references.book(app),
        {name: contents.astext() for name, contents in env.tocs.items()},
        [standard[part] for part in ("labels", "anonlabels", "objects")],
        [env.toc_fignumbers, env.toc_secnumbers],
        downloads.archive_size(app),
    )
