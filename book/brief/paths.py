"""Paths of the project."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from brief.errors import BriefError
from brief.files import MOST_BYTES, read_text, too_large
from brief.settings import settings

BOOK = Path(__file__).resolve().parents[1]
ROOT = BOOK.parent
DATA = ROOT / "data"
DESCRIPTOR = DATA / "datapackage.json"
CODEBOOK = DATA / "README.md"
ARTICLE = ROOT / "seeds" / settings().article
SEALED = BOOK / "sealed"
MANIFEST = SEALED / "manifest.json"
CERTIFICATE = SEALED / "certificate.json"
CHECKSUMS = "checksums.txt"
"""Name of a file with a checksum of each of several others, as `sha256sum --check` reads it."""
SITE = BOOK / "_build" / "html"
PINS = BOOK / "requirements.txt"
LICENCES = BOOK / "licences.csv"

_PARTS = (".ci", ".gitattributes", ".github", ".gitignore", "README.md", "book", "data", "seeds", "tests")
"""What the project consists of. An archive of it makes archives too, so none of this asks git."""
_ORDERS = {".cfg", ".ini", ".py", ".toml"}
"""How files at the top end from which tools take orders: they are part of the project, whoever put them there."""
MOST = 8 * MOST_BYTES
"""Bytes of all files of the project: its archive is made in memory."""
_PRODUCTS = {"_build", "__pycache__"}
_PUBLISHED = {"_static", "static"}
"""Folders of which Sphinx copies into the site all that is not hidden."""


def _is_left_out(name: str) -> bool:
    is_hidden = name.startswith(".") and Path(name).suffix not in _ORDERS - {".py"}  # nothing imports a hidden module
    return name in _PRODUCTS or is_hidden or name.endswith(".egg-info")


def _is_executed(below: tuple[str, ...], path: Path, root: Path) -> bool:
    """Return whether Python executes what is left out, or takes its word: code that is no bytecode, an entry point.

    Args:
        below: the names from the folder that is left out down to the file.
        path: of the file.
        root: of the project, whose own name may stand in a folder that an installation left.
    """
    if below[0].endswith(".egg-info"):
        is_own = below[0].removesuffix(".egg-info") == _name(root)
        return path.name == "entry_points.txt" or (path.name == "PKG-INFO" and not is_own)
    return below[0] == "__pycache__" and len(below) > 1 and path.suffix != ".pyc"


def _name(root: Path) -> str:
    """Return the name of a project as folders of an installation have it; "" if it has none that can be read."""
    try:
        return re.sub(r"[-_.]+", "_", pyproject(root)["name"])
    except (BriefError, LookupError, TypeError):
        return ""


def pyproject(root: Path) -> dict[str, Any]:
    """Return what the `pyproject.toml` of a project says of it.

    Raises:
        BriefError: if it is missing or damaged.
    """
    try:
        said = tomllib.loads(read_text(root / "pyproject.toml"))["project"]
        if not isinstance(said, dict):
            raise TypeError("'project' is no table")
        return said
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BriefError(f"./pyproject.toml: {error}") from error


def _below(top: Path) -> list[Path]:
    try:
        return list(top.rglob("*"))
    except RecursionError as error:
        raise BriefError(f"{top.name}: folders in folders beyond measure") from error


def sources(root: Path | None = None) -> Iterator[Path]:
    """Yield the files of a project, of this one unless told otherwise: no build products, no caches.

    Raises:
        BriefError: if one is a link, which could lead out of the project and into its archive, or no file to read; if
            a name has letters that are not printed, such as the end of a line, which could forge a line of checksums;
            if one or all together are too large to be read; if a product or a cache lies where all is published, so
            that readers would get what nothing lists; or if a folder that is left out holds what Python would execute.
    """
    root = root or ROOT
    size = 0
    for part in sorted({*_PARTS, *(path.name for path in root.iterdir() if path.suffix in _ORDERS)}):
        top = root / part
        for path in (top, *_below(top)) if top.exists() else ():
            name, below = path.relative_to(root).as_posix(), path.relative_to(top).parts
            if not name.isprintable():
                raise BriefError(f"{name!a}: a name with letters that are not printed; expected another name")
            if (
                left_out := next((number for number, part_of_it in enumerate(below) if _is_left_out(part_of_it)), None)
            ) is not None:
                if _PUBLISHED & {*below[:left_out]} and not below[left_out].startswith("."):
                    raise BriefError(f"{name!a}: a cache or a product in a folder that is published; delete it")
                if part == "book" and _is_executed(below[left_out:], path, root):
                    raise BriefError(f"{name!a}: Python would execute it, and no checksum lists it; delete it")
                continue
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BriefError(f"{name!a}: a link, a pipe or a device; expected a file")
            if path.is_file():
                size += path.stat().st_size
                wrong = too_large(path)
                if size > MOST:
                    wrong = wrong or f"with it all files have more than {MOST:,} bytes"
                if wrong:
                    raise BriefError(f"{name!a}: {wrong}")
                yield path
