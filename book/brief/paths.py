"""Paths of the project."""

from collections.abc import Iterator
from pathlib import Path

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

_PARTS = (".ci", ".gitattributes", ".gitignore", "README.md", "book", "data", "pyproject.toml", "seeds", "tests")
"""What the project consists of. An archive of it makes archives too, so none of this asks git."""
_PRODUCTS = {"_build", "__pycache__"}


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files of the project: no build products, no caches."""
    for part in _PARTS:
        found = root / part
        if found.is_file():
            yield found
        for path in found.rglob("*"):
            below = path.relative_to(found).parts
            made = any(name in _PRODUCTS or name.startswith(".") or name.endswith(".egg-info") for name in below)
            if path.is_file() and not made:
                yield path
