"""The button that re-executes a page in the reader's browser, and the files that it loads.

Its files are in the folder `rerun` of the site, under names that contain a digest
of their content, so that a browser can cache them; `rerun/files.json` lists these names. Where the runtime cannot be
made, the button is left out.
"""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxDirective

from brief import paths, tables
from brief.errors import BriefError
from brief.files import digest, gzipped, packed
from brief.ledger import findings
from brief.rerun import runtime
from brief.settings import FILE as SETTINGS
from brief.settings import settings

FOLDER = "rerun"
STATIC = Path(__file__).parent / "static"
CODE = paths.BOOK / "brief"
PARTS = ("charts", "check", "ledger", "pages", "rerun", "tables")
"""Subpackages that the browser loads, beside that of this brief alone: those that pages and the check import."""
SEALED = (paths.MANIFEST.name, "ledger.json", "tables.json")
"""Files of the sealed edition that each page needs beside its own."""


class Reexecution(SphinxDirective):
    """`{reexecution}`: whether pages of this copy can be executed in the reader's browser, and how much that loads."""

    def run(self) -> list[nodes.Node]:
        """Return a sentence or two."""
        try:
            size = sum(map(len, runtime.files().values())) / 1e6
        except BriefError as error:
            return [nodes.paragraph("", f"This copy was built without that button: {error}.")]
        text = (
            f"The first time the browser loads some {size:.0f} MB from this site, and from nowhere else: Python"
            f" (Pyodide {runtime.pyodide()}), numpy, pandas and plotly. Licences stand beside them."
        )
        return [nodes.paragraph("", text)]


def _write(app: Sphinx, builder: Builder) -> None:
    """Write the files of the button, if the runtime can be made."""
    if builder.format != "html" or app.config.brief_pages is not None:
        return
    if not paths.MANIFEST.is_file():  # with nothing sealed there is nothing to compare with
        return
    try:
        files = runtime.files()
    except BriefError:  # `building` reports it
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)  # plain jupyter-book may build into an old site
    version = f"python-{digest(b''.join(files[name] for name in sorted(files)))}"
    (folder / version).mkdir(parents=True)
    for name, content in files.items():
        (folder / version / name).write_bytes(content)
    code = packed(
        {f"book/brief/{path.relative_to(CODE)}": path.read_bytes() for path in _modules()}
        | {f"{path.relative_to(paths.ROOT)}": path.read_bytes() for path in (paths.DESCRIPTOR, SETTINGS, paths.ARTICLE)}
    )
    code_file = f"brief-{digest(code)}.zip"
    (folder / code_file).write_bytes(code)
    sealed = {}
    for path in [paths.SEALED / name for name in SEALED] + sorted(paths.SEALED.glob("pages/*.json")):
        part, content = path.relative_to(paths.SEALED).as_posix(), path.read_bytes()
        sealed[part] = f"sealed-{part.removesuffix('.json').replace('/', '-')}-{digest(content)}.json.packed"
        (folder / sealed[part]).write_bytes(gzipped(content))  # the checker alone reads it: the archive has it as it is
    listing = {
        "runtime": f"{version}/",
        "of_runtime": [name for name in runtime.OF_PYODIDE if name != runtime.SCRIPT],
        "script": f"{version}/{runtime.served(runtime.SCRIPT)}",
        "packed": list(runtime.PACKED),
        "unpacker": f"{version}/{runtime.UNPACKER}",
        "packages": f"{version}/{runtime.PACKAGES}",
        "code": code_file,
        "sealed": sealed,
        "derived": list(findings.DERIVED),
        "tables": [tables.resource(name)["path"] for name in tables.names()],
        "bytes_of_packages": len(files[runtime.PACKAGES]),
    }
    (folder / "files.json").write_text(f"{json.dumps(listing, indent=1)}\n", encoding="utf-8", newline="")
    for name in ("rerun.js", "rerun-panel.js", "rerun-worker.js"):
        shutil.copyfile(STATIC / name, Path(app.outdir) / "_static" / name)


def _modules() -> list[Path]:
    parts = sorted({*PARTS, settings().own_code} - {""})
    return [*CODE.glob("*.py"), *(path for part in parts for path in (CODE / part).glob("*.py"))]


def markup(app: Sphinx, page: str) -> str:
    """Return the button of a page as HTML, and load its script there; "" if the runtime could not be made."""
    if not (Path(app.outdir) / FOLDER).is_dir():
        return ""
    app.add_js_file("rerun.js", loading_method="defer")
    return (
        f'<div class="brief-rerun pst-js-only" data-page="{html.escape(page)}"><p>'
        '<button type="button">Re-execute this page</button> in this browser, and compare it with what is published.'
        "</p></div>"
    )


def setup(app: Sphinx) -> None:
    """Register the directive, and the files of the button."""
    app.add_directive("reexecution", Reexecution)
    app.connect("write-started", _write)
