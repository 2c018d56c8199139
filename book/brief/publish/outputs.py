"""Has Sphinx show outputs of cells that are known already: the pages were executed before, and no kernel is needed.

Plain `jupyter-book build` does not use this: there myst-nb executes the pages itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from myst_nb import sphinx_
from myst_nb.core.execute import NotebookClientBase

from brief.pages.execution import Outputs

_LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
"""What a kernel says of its language, as far as pages show it."""


class _ExecutedNotebook(NotebookClientBase):
    """Takes the place of the client that would execute a page, and puts known outputs into its cells."""

    def __init__(self, *arguments: Any, outputs: Outputs) -> None:
        super().__init__(*arguments)
        self._outputs = outputs

    def start_client(self) -> None:
        """Put the outputs into the cells; cells without code have none, and no number."""
        self.notebook.metadata["language_info"] = nbformat.from_dict(_LANGUAGE)
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        for number, (cell, outputs) in enumerate(zip(cells, self._outputs, strict=True), 1):
            cell.execution_count = number
            cell.outputs = [nbformat.from_dict(output) for output in outputs]


@contextlib.contextmanager
def replacing_execution(outputs: Mapping[str, Outputs]) -> Iterator[None]:
    """Have myst-nb use these outputs meanwhile, and execute nothing.

    Args:
        outputs: by the name of the page; pages without cells need none.
    """

    def client(notebook: nbformat.NotebookNode, source: str, config: Any, logger: Any, form: Any = None) -> Any:
        return _ExecutedNotebook(notebook, Path(source), config, logger, outputs=outputs[Path(source).stem])

    create_client = sphinx_.create_client
    sphinx_.create_client = client
    try:
        yield
    finally:
        sphinx_.create_client = create_client
