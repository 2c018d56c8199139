"""The Sphinx side of re-executing a page in the reader's browser: the button, and the files that it needs.

The button stands on pages with figures. What it needs is served by the site itself, from the folder `rerun`, under
names that tell the content, so that a browser can keep it; `rerun/files.json` tells these names. Where the runtime
cannot be had, the button is left out.
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
from brief.charts.figure import RESTS_ON
from brief.errors import BriefError
from brief.files import digest, packed
from brief.rerun import runtime
from brief.settings import FILE as SETTINGS

FOLDER = "rerun"
STATIC = Path(__file__).parent / "static"
CODE = paths.BOOK / "brief"
PARTS = ("charts", "check", "ledger", "libya", "pages", "rerun", "tables")
"""Subpackages that the browser gets: those that pages and the check import."""
SEALED = ("ledger.json", "tables.json")
"""Files of the sealed edition that each page needs beside its own."""


class Reexecution(SphinxDirective):
    """`{reexecution}`: whether pages of this copy can be executed in the reader's browser, and how much that loads."""

    def run(self) -> list[nodes.Node]:
        """Return a sentence or two."""
        try:
            size = sum(map(len, runtime.files().values())) / 1e6
        except BriefError as error:
            return [nodes.paragraph("", f"This copy was built without that button: {error}.")]
        told = (
            f"The first time the browser loads some {size:.0f} MB from this site, and from nowhere else: Python"
            f" (Pyodide {runtime.pyodide()}), numpy, pandas and plotly. Licences stand beside them."
        )
        return [nodes.paragraph("", told)]


def _write(app: Sphinx, builder: Builder) -> None:
    """Write what the button needs, if it can be had."""
    if builder.format != "html" or not paths.MANIFEST.is_file():  # with nothing sealed there is nothing to compare with
        return
    try:
        got = runtime.files()
    except BriefError:  # told by `building`, and left out here
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)  # plain jupyter-book builds into a folder that it built into before
    version = f"python-{digest(b''.join(got[name] for name in sorted(got)))}"
    (folder / version).mkdir(parents=True)
    for name, content in got.items():
        (folder / version / name).write_bytes(content)
    code = packed(
        {f"book/brief/{path.relative_to(CODE)}": path.read_bytes() for path in _modules()}
        | {f"{path.relative_to(paths.ROOT)}": path.read_bytes() for path in (paths.DESCRIPTOR, SETTINGS)}
    )
    code_file = f"brief-{digest(code)}.zip"
    (folder / code_file).write_bytes(code)
    sealed = {}
    for path in [paths.SEALED / name for name in SEALED] + sorted(paths.SEALED.glob("pages/*.json")):
        part, content = path.relative_to(paths.SEALED).with_suffix("").as_posix(), path.read_bytes()
        sealed[part] = f"sealed-{part.replace('/', '-')}-{digest(content)}.json"
        (folder / sealed[part]).write_bytes(content)
    listed = {
        "runtime": f"{version}/",
        "of_runtime": [name for name in got if name in runtime.OF_PYODIDE],
        "packages": f"{version}/packages.zip",
        "code": code_file,
        "sealed": sealed,
        "tables": [tables.resource(name)["path"] for name in tables.names()],
        "bytes_of_packages": len(got["packages.zip"]),
    }
    (folder / "files.json").write_text(f"{json.dumps(listed, indent=1)}\n", encoding="utf-8", newline="")
    for name in ("rerun.js", "rerun-panel.js", "rerun-worker.js"):
        shutil.copyfile(STATIC / name, Path(app.outdir) / "_static" / name)


def _modules() -> list[Path]:
    return [*CODE.glob("*.py"), *(path for part in PARTS for path in (CODE / part).glob("*.py"))]


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Put the button on a page with figures."""
    charts = [node for node in doctree.findall(nodes.Element) if RESTS_ON in node] if doctree is not None else []
    if not charts or not (Path(app.outdir) / FOLDER).is_dir():
        return
    app.add_js_file("rerun.js", loading_method="defer")
    button = (
        f'<div class="brief-rerun" data-page="{html.escape(pagename)}"><p><button type="button">Re-execute this page'
        "</button> in this browser, and compare it with what is published.</p></div>"
    )
    head, end, rest = context["body"].partition("</h1>")
    question, paragraph, below = rest.partition("</p>")
    context["body"] = f"{head}{end}{question}{paragraph}\n{button}{below}"


def setup(app: Sphinx) -> None:
    """Register the button; it stands below what `sphinx_head` puts at the top of a page."""
    app.add_directive("reexecution", Reexecution)
    app.connect("write-started", _write)
    app.connect("html-page-context", _page, priority=700)
