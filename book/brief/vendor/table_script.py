"""The script that sorts, filters and pages long tables: DataTables, from the Python package itables."""

from __future__ import annotations

import re
from importlib import resources

import itables

from brief.errors import BriefError


def script() -> str:
    """Return DataTables as a script that sets `window.DataTable`.

    The package has it as an ES module, which browsers refuse to load from a disk; only its last statement is changed.

    Raises:
        BriefError: if the module exports nothing by the name "default".
    """
    module = (resources.files(itables) / "html" / "dt_bundle.js").read_text(encoding="utf-8")
    exported = re.search(r"\bexport\{[^}]*?([\w$]+) as default[^}]*\};?", module)
    if exported is None:
        raise BriefError("itables: its bundle of DataTables has another form than expected")
    body = f"{module[: exported.start()]}window.DataTable={exported[1]};{module[exported.end() :]}"
    return f"(function(){{{body}\n}})();\n"
