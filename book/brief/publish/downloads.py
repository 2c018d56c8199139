"""What readers download: each page as an executed notebook, all of the brief as one archive, the list of licences.

Notebooks and archive come from the same execution as the pages. They are written when figures have their numbers, and
before the pages, so that a page can state the size of the archive.
"""

from __future__ import annotations

import copy
import csv
import functools
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.execute import base
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import paths
from brief.errors import BriefError
from brief.pages import reading
from brief.pages.cells import ALLOWED, uncompared
from brief.publish import archive, notebooks, references

LOG = logging.getLogger(__name__)


class archive_link(nodes.General, nodes.Element):
    """Place for the link to the archive."""


class Archive(SphinxDirective):
    """`{archive}`: a link to the archive, with its size."""

    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when the archive has been written."""
        return [archive_link()]


class Licences(SphinxDirective):
    """`{licences}`: a link to the list of licences, with how many it holds."""

    def run(self) -> list[nodes.Node]:
        """Return the link."""
        with paths.LICENCES.open(encoding="utf-8", newline="") as file:
            count = sum(1 for _ in csv.DictReader(file))
        link = f'<a href="downloads/{paths.LICENCES.name}" download>Download the list of licences</a>'
        return [nodes.raw("", f"<p>{link} (CSV, {count} packages)</p>\n", format="html")]


def _visit_archive(translator: Any, node: archive_link) -> None:
    size = archive_size(translator.builder.app)
    translator.body.append(
        f'<p><a href="downloads/{archive.NAME}" download>Download the whole brief</a> (ZIP, {size})</p>\n'
    )
    raise nodes.SkipNode


def archive_size(app: Sphinx) -> str:
    """Return the size of the archive, in words."""
    written = _archive(app)
    return f"{written.stat().st_size / 1e6:.1f} MB" if written.is_file() else "not written"


def _archive(app: Sphinx) -> Path:
    return Path(app.builder.outdir) / "downloads" / archive.NAME


def has_cells(app: Sphinx, page: str) -> bool:
    """Return whether a page has cells of code."""
    return "kernelspec" in app.env.metadata.get(page, {})


def _keep_outputs() -> None:
    """Have myst-nb keep the outputs of `brief.say`, which it removes from the notebook that it writes."""
    # a process may build twice: wrap the function once
    extract = getattr(base.extract_glue_data, "__wrapped__", base.extract_glue_data)

    @functools.wraps(extract)
    def extract_and_keep(notebook: nbformat.NotebookNode, *rest: Any) -> Any:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.metadata[notebooks.KEPT] = [copy.copy(output) for output in cell.outputs]
        return extract(notebook, *rest)

    base.extract_glue_data = extract_and_keep


def _write(app: Sphinx, builder: Builder) -> None:
    """Write a notebook for each page that has cells, as myst-nb executed it, and the archive."""
    if builder.format != "html" or app.config.brief_pages is not None:
        return
    env: Any = app.env
    labels = {figure.name: figure.label for figure in references.book(app).figures}
    written: dict[str, bytes] = {}
    folder = Path(app.outdir) / "notebooks"
    folder.mkdir(exist_ok=True)
    for page in sorted(page for page in app.env.found_docs if has_cells(app, page)):
        executed = nbformat.read(Path(env.mystnb_config.output_folder) / f"{page}.ipynb", as_version=4)
        _require_compared(page, executed)
        try:
            notebook = notebooks.readable(executed, labels)
        except BriefError as error:
            LOG.warning("as a notebook: %s", error, location=page)
            return
        text = json.dumps(json.loads(nbformat.writes(notebook)), ensure_ascii=False, separators=(",", ":"))
        written[f"{page}.ipynb"] = f"{text}\n".encode()  # as nbformat writes it, but for white space: a third of it
        (folder / f"{page}.ipynb").write_bytes(written[f"{page}.ipynb"])
    archive.write(_archive(app), written)
    shutil.copyfile(paths.LICENCES, _archive(app).with_name(paths.LICENCES.name))


def _require_compared(page: str, executed: nbformat.NotebookNode) -> None:
    """Warn of what a page would publish and no check compares: plain Jupyter Book executes it without that check."""
    cells = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    for cell, in_source in zip(cells, reading.cells_of(page), strict=True):
        for what in filter(None, (uncompared(_in_one_piece(output)) for output in cell.metadata[notebooks.KEPT])):
            place = (page, in_source.line)
            LOG.warning("the cell puts out %s, which no check compares; %s", what, ALLOWED, location=place)


def _in_one_piece(part: Any) -> Any:
    """Return an output with the texts whole that notebooks hold as lists of lines."""
    return {key: "".join(value) if _is_lines(value) else value for key, value in part.items()} | (
        {"data": _in_one_piece(part["data"])} if "data" in part else {}
    )


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def link(page: str) -> str:
    """Return a link, as HTML, to the notebook of a page that has cells."""
    return f'<a href="notebooks/{page}.ipynb" download>Download this page as an executed notebook</a>'


def setup(app: Sphinx) -> None:
    """Register the downloads."""
    _keep_outputs()
    app.add_node(archive_link, html=(_visit_archive, None))
    app.add_directive("archive", Archive)
    app.add_directive("licences", Licences)
    app.connect("write-started", _write)
