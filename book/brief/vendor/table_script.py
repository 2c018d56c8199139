"""The script that sorts, filters and pages long tables: DataTables, from the Python package itables."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from brief.errors import BriefError


def script() -> str:
    """Return DataTables as a script that sets `window.DataTable`.

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
