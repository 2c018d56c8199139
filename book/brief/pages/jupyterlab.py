"""Pages as JupyterLab saves them: written so, a page that is opened and saved again shows no difference in git."""

from __future__ import annotations

from brief import paths
from brief.errors import BriefError

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
"""What JupyterLab writes of the kernel of this environment."""


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
    notebook = jupytext.reads(source, fmt="md:myst", config=config)
    notebook.metadata["kernelspec"] = KERNEL
    return str(jupytext.writes(notebook, fmt="md:myst", config=config))
