"""Two ZIP archives: the project with its executed pages, and the site, for readers without a network.

The same content gives the same bytes: names are sorted, and no time, owner or permission of this machine is stored.
"""

from __future__ import annotations

from pathlib import Path

from brief import paths
from brief.files import packed, write_whole
from brief.settings import settings

TOP = settings().name
SITE_TOP = f"{TOP}-site"
NAME, SITE_NAME = f"{TOP}.zip", f"{SITE_TOP}.zip"
"""The names of the archives; each has one folder at its top."""
SETTINGS_OF_PYTEST = """[pytest]
# `pytest --nbval notebooks` keeps the cells of one notebook in one process: later cells use the names of earlier ones
addopts = -n auto --dist loadfile
"""
"""In the folder of the notebooks, where pytest reads it before the settings of the project."""


def write(target: Path, notebooks: dict[str, bytes]) -> None:
    """Write the archive of the project, with notebooks by the names of their files."""
    content = {path.relative_to(paths.ROOT).as_posix(): path.read_bytes() for path in paths.sources()}
    content |= {f"notebooks/{name}": content for name, content in notebooks.items()}
    content["notebooks/pytest.ini"] = SETTINGS_OF_PYTEST.encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed(content, TOP))


def write_site(site: Path, target: Path) -> None:
    """Write the archive of a site, whole or not at all.

    Raises:
        BriefError: if it cannot be written; an old one is left as it was.
    """
    files = sorted(path for path in site.rglob("*") if path.is_file())
    write_whole(target, packed({path.relative_to(site).as_posix(): path.read_bytes() for path in files}, SITE_TOP))
