"""Where things are: every path of the project, in one place."""

from pathlib import Path

from brief.settings import settings

BOOK = Path(__file__).resolve().parents[1]
ROOT = BOOK.parent
DATA = ROOT / "data"
DESCRIPTOR = DATA / "datapackage.json"
CODEBOOK = DATA / "README.md"
ARTICLE = ROOT / "seeds" / settings().article
MANIFEST = BOOK / "manifest.json"
CERTIFICATE = BOOK / "certificate.json"
SITE = BOOK / "_build" / "html"
PINS = BOOK / "requirements.txt"
LICENCES = BOOK / "licences.csv"
