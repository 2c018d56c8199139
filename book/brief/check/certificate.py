"""The certificate of a check: who executed what again, when, with what, and whether it matched.

Its fields have the names of the CODECHECK configuration file (https://codecheck.org.uk/spec/config/1.0/) where that has
one for them: `paper`, `manifest` (what was reproduced), `codechecker`, `summary`, `repository`, `check_time`. It is not
issued by the CODECHECK initiative. The certificate of the sealed edition is kept beside it, in `book/certificate.json`;
the site shows that one, so that a site says nothing of the machine and the time of its own building.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from brief import paths
from brief.check.comparison import Item, report, summary, tally
from brief.errors import BriefError
from brief.files import read_text, write_whole
from brief.ledger.rendering import rendered
from brief.pages.execution import Page, settings
from brief.publish import archive

FORMAT = 1
CHECKER = "BRIEF_CHECKER"
"""Variable of the environment that names who checks, as "Name" or "Name, address of an ORCID record"."""
PACKAGES = {
    "pandas": "reads the tables and counts",
    "plotly": "draws the charts",
    "frictionless": "checks the tables against their description",
    "myst-nb": "puts what the pages show into the text",
    "sphinx": "makes the site of it",
    "jupyter-book": "holds the settings of the book",
}
"""Packages on which a result or its look depends, and what each does here."""


def of(items: list[Item], pages: list[Page]) -> dict[str, Any]:
    """Return the certificate of a check that has just been made.

    Args:
        items: what was compared.
        pages: as executed.

    Returns:
        As JSON has it; see the module. Who checks comes from the variable `BRIEF_CHECKER`, the time from
        `SOURCE_DATE_EPOCH` if that is set. `manifest` holds every item: where it stands (`file`), what it is
        (`comment`), whether it `matches`, and its `differences`. `checksums` are SHA-256, by file.

    Raises:
        BriefError: if `SOURCE_DATE_EPOCH` is no number of seconds, or a file cannot be read.
    """
    name, _, orcid = os.environ.get(CHECKER, "").partition(",")
    book = settings("_config.yml")
    compared = report(items)
    return {
        "format": FORMAT,
        "paper": {"title": book.get("title"), "authors": [{"name": book.get("author")}]},
        "codechecker": [{"name": name.strip(), **({"ORCID": orcid.strip()} if orcid.strip() else {})}] if name else [],
        "check_time": _time(),
        "summary": summary(*tally(items)),
        "matches": compared["matches"],
        "counts": compared["counts"],
        "repository": _repository(),
        "environment": {
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "platform": f"{platform.system()} on {platform.machine()}",
            "processors": os.cpu_count(),
            "packages": {package: metadata.version(package) for package in PACKAGES},
        },
        "seconds": {page.name: round(page.seconds, 2) for page in pages if page.seconds},
        "manifest": [
            {
                "file": _file(item),
                "comment": f"{item.kind} {item.name}",
                "page": item.page,
                "matches": item.matches,
                "differences": item.differences,
            }
            for item in items
        ],
        "checksums": _checksums(),
    }


def _time() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None and not epoch.isdecimal():
        raise BriefError(f"SOURCE_DATE_EPOCH is {epoch!r}; expected a number of seconds")
    now = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(int(epoch), UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _repository() -> dict[str, Any]:
    """Return the commit that was checked, and whether files differ from it; nothing where there is no repository."""

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(paths.ROOT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")).resolve() != paths.ROOT:
            return {"commit": None}
        return {"commit": git("rev-parse", "HEAD"), "changed_since": bool(git("status", "--porcelain"))}
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None}


def _file(item: Item) -> str:
    """Return where an item stands in the project."""
    if item.kind in {"figure", "number", "prose", "page"}:
        return f"book/{item.page}.md"
    if item.kind == "table":
        return f"data/{item.name}.csv"
    return f"seeds/{item.name}" if item.kind == "article" else "data"


def _checksums() -> dict[str, str]:
    """Return the SHA-256 of each file that a result depends on, and of the sealed edition itself."""
    found = {}
    for path in archive.sources():
        name = path.relative_to(paths.ROOT).as_posix()
        if name.startswith(("book/", "data/", "seeds/")) and path != paths.CERTIFICATE:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return dict(sorted(found.items()))


def write(certificate: dict[str, Any], target: Path, *, as_page: bool = True) -> None:
    """Write a certificate as JSON and, if that is wanted, beside it, ending in .html, as a page.

    Raises:
        BriefError: if it cannot be written.
    """
    write_whole(target, json.dumps(certificate, indent=1, ensure_ascii=False) + "\n")
    if as_page:
        page = rendered("certificate_page.html", certificate=certificate, does=PACKAGES)
        write_whole(target.with_suffix(".html"), page)


def sealed() -> dict[str, Any]:
    """Return the certificate of the sealed edition.

    Raises:
        BriefError: if there is none, it is damaged, or it certifies another edition.
    """
    name = paths.CERTIFICATE.name
    try:
        certificate = json.loads(read_text(paths.CERTIFICATE))
    except (json.JSONDecodeError, RecursionError) as error:
        raise BriefError(f"{name}: damaged: {error}") from error
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        raise BriefError(f"{name}: not a certificate of format {FORMAT}")
    edition = hashlib.sha256(paths.MANIFEST.read_bytes()).hexdigest()
    of_manifest = certificate.get("checksums", {}).get(paths.MANIFEST.relative_to(paths.ROOT).as_posix())
    if of_manifest != edition or not certificate.get("matches"):
        raise BriefError(f"{name}: certifies another edition than {paths.MANIFEST.name}; `brief seal` renews both")
    return certificate


def shown() -> str:
    """Return the certificate of the sealed edition as part of a page, in HTML.

    Raises:
        BriefError: as `sealed` does.
    """
    return rendered("certificate.html", certificate=sealed(), does=PACKAGES)
