"""The Sphinx side of execution: pages get what their cells put out from here, and no kernel is started for them.

Where nothing is given, as under plain `jupyter-book build`, myst-nb executes the pages itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
from myst_nb import sphinx_
from myst_nb.core.execute import NotebookClientBase

from brief.pages.execution import Outputs

_LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
"""What a kernel tells of its language, as far as a page shows it."""


class _Executed(NotebookClientBase):
    """Gives a page what its cells put out, in place of a client that would execute them."""

    def __init__(self, *arguments: Any, outputs: Outputs) -> None:
        super().__init__(*arguments)
        self._outputs = outputs

    def start_client(self) -> None:
        """Put the outputs into the cells; cells without code put out nothing and are not counted."""
        self.notebook.metadata["language_info"] = nbformat.from_dict(_LANGUAGE)
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        for number, (cell, outputs) in enumerate(zip(cells, self._outputs, strict=True), 1):
            cell.execution_count = number
            cell.outputs = [nbformat.from_dict(output) for output in outputs]


@contextlib.contextmanager
def given(outputs: Mapping[str, Outputs]) -> Iterator[None]:
    """Have myst-nb take what pages put out from here meanwhile.

    Args:
        outputs: by the name of the page, as `execution.put_out` returns them; pages without cells are not asked for.
    """

    def client(notebook: nbformat.NotebookNode, source: str, config: Any, logger: Any, form: Any = None) -> Any:
        return _Executed(notebook, Path(source), config, logger, outputs=outputs[Path(source).stem])

    with mock.patch.object(sphinx_, "create_client", client):
        yield
