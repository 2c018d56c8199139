"""Pages as JupyterLab saves them: written so, a page that is opened and saved again shows no difference in git."""

from __future__ import annotations

import re

from brief import paths
from brief.errors import BriefError
from brief.pages import reading

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
"""What JupyterLab writes of the kernel of this environment."""
_LANGUAGE = re.compile(r"^(```\{code-cell\}) +\w+$", flags=re.M)
"""The first line of a cell that names a language: the settings of the page name it for all."""


def pages_in_another_form() -> list[str]:
    """Return the names of the pages that JupyterLab would save otherwise than they are.

    Raises:
        BriefError: if jupytext is not installed, or as `reading.notebook`.
    """
    sources = {name: reading.source(name) for name in reading.page_names() if reading.notebook(name)}
    return [name for name, source in sources.items() if as_saved(source) != source]


def as_saved(source: str) -> str:
    """Return the source of a page with its settings written as jupytext writes them; a page without cells as it is.

    Raises:
        BriefError: if jupytext is not installed.
    """
    if "{code-cell}" not in source:
        return source
    try:
        import jupytext
        from jupytext.config import load_jupytext_configuration_file
    except ImportError as error:
        raise BriefError("jupytext is not installed; see the extras `dev` in pyproject.toml") from error
    config = load_jupytext_configuration_file(str(paths.BOOK / "jupytext.toml"))
    source = _LANGUAGE.sub(r"\1", source)  # which jupytext writes in a notebook that some other program made
    notebook = jupytext.reads(source, fmt="md:myst", config=config)
    notebook.metadata["kernelspec"] = KERNEL
    return str(jupytext.writes(notebook, fmt="md:myst", config=config))
