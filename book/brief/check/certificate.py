"""The certificate of a check: who executed what again, when, with what, and whether it matched.

It takes one screen. Where the CODECHECK configuration file (https://codecheck.org.uk/spec/config/1.0/) has a name for a
field, it has that name: `paper`, `manifest` (what was checked), `codechecker`, `summary`, `repository`, `check_time`.
The CODECHECK initiative does not issue it. The site shows the certificate of the sealed edition, so it says nothing of
the machine and the time of its own building.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import marshal
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import jinja2

from brief import paths, words
from brief.check import edition, editions, history
from brief.check.compare import Item, report, summary, tally
from brief.errors import BriefError
from brief.files import checksum_lines, read_bytes, read_text, sha256, write_whole
from brief.ledger.languages import LANGUAGE
from brief.ledger.rendering import marked_languages
from brief.pages.execution import Page
from brief.pages.reading import page_names, title
from brief.settings import settings
from brief.tables import dates
from brief.text import visible

FORMAT = 2
CHECKER = "BRIEF_CHECKER"
"""Environment variable that names who checks, as "Name" or "Name, address of an ORCID record"."""
KEY = "BRIEF_SIGNING_KEY"
"""Environment variable that names the file of a key of SSH, with which a certificate is signed."""
SIGNATURE = f"{paths.CERTIFICATE.name}.sig"
SIGNERS = paths.BOOK / "allowed_signers"
"""Whose signatures count, in the form of `ssh-keygen`."""
NAMESPACE = "brief-certificate"
PACKAGES = {
    "pandas": "reads the tables and counts",
    "plotly": "draws the charts",
    "myst-nb": "puts what the pages show into the text",
    "sphinx": "makes the site of it",
    "jupyter-book": "holds the settings of the book",
}
"""Packages on which a result or its look depends, and what each does here."""


def of(
    items: list[Item], pages: list[Page], manifest: str, checksums: str, others: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the certificate of a check.

    Args:
        items: what was compared.
        pages: as executed.
        manifest: of the sealed edition with which they were compared.
        checksums: of the files that were checked, as the function of that name gives them.
        others: which of them are not as they were sealed, as `differing_files` gives them.

    Returns:
        The certificate as JSON has it. Who checks comes from the variable `BRIEF_CHECKER`, the time from
        `SOURCE_DATE_EPOCH` if that is set. `differences` holds each item that differs.

    Raises:
        BriefError: if `SOURCE_DATE_EPOCH` is no number of seconds, or `BRIEF_CHECKER` no name.
    """
    if not (checker := os.environ.get(CHECKER, "")).isprintable():
        raise BriefError(f"{CHECKER} is {checker!a}; expected a name of letters that are printed")
    name, _, orcid = checker.partition(",")
    brief = settings()
    compared = report(items)
    return {
        "format": FORMAT,
        "paper": {"title": brief.title, "authors": [{"name": brief.author}]},
        "codechecker": [{"name": name.strip(), **({"ORCID": orcid.strip()} if orcid.strip() else {})}] if name else [],
        "identity": "signed" if os.environ.get(KEY) else "self-declared",
        "check_time": _time(),
        "summary": summary(*tally(items)),
        "matches": compared["matches"],
        **({"files_not_as_sealed": list(others)} if others else {}),
        "counts": compared["counts"],
        "differences": [
            {"file": file_of(item), "comment": f"{item.kind} {item.name}", "differences": item.differences}
            for item in items
            if not item.matches
        ],
        "manifest": [
            {"file": _in_project(paths.MANIFEST), "comment": "the sealed edition", "sha256": sha256(manifest)},
            {
                "file": _in_project(paths.SEALED / paths.CHECKSUMS),
                "comment": "the checksum of each file that was checked",
                "sha256": sha256(checksums),
            },
        ],
        "repository": _repository(),
        "environment": {
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "platform": f"{platform.system()} on {platform.machine()}",
            "processors": os.cpu_count(),
            "packages": {package: metadata.version(package) for package in PACKAGES},
            "seconds": {page.name: round(page.seconds, 2) for page in pages if page.seconds},
        },
    }


def _time() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None and not epoch.isdecimal():
        raise BriefError(f"SOURCE_DATE_EPOCH is {epoch!r}; expected a number of seconds")
    try:
        now = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(int(epoch), UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise BriefError(f"SOURCE_DATE_EPOCH is {epoch!r}; expected the seconds of a day to come soon") from error
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _repository() -> dict[str, Any]:
    """Return the commit that was checked, and whether files differ from it; no commit where there is no repository."""
    if not history.is_repository():
        return {"commit": None}
    return {"commit": history.git("rev-parse", "HEAD").strip(), "changed_since": bool(history.uncommitted())}


def file_of(item: Item) -> str:
    """Return the file of the project in which an item stands."""
    if item.kind in {"figure", "number", "prose", "page"}:
        return f"book/{item.page}.md"
    if item.kind == "table":
        return f"data/{item.name}.csv"
    if item.kind == "edition":
        return _in_project(paths.MANIFEST)
    return f"seeds/{item.name}" if item.kind == "article" else "data"


def _in_project(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


def checksums() -> str:
    """Return a line for each file of the project but the sealed edition: SHA-256, two spaces, path."""
    files = {_in_project(path): path for path in paths.sources() if paths.SEALED not in path.parents}
    return checksum_lines({name: sha256(read_bytes(path)) for name, path in files.items()})


def stray_modules() -> list[str]:
    """Return modules of this process that are neither Python's, nor installed with it, nor of the project: their files.

    Whoever sets PYTHONPATH, or leaves a file where Python looks first, could have the check see what he wants; also in
    a folder of the project that is not sealed, such as a cache. A module that removes its own trace is not
    found so; `python -I` looks for none.
    """
    installed = [sys.prefix, sys.base_prefix, sys.exec_prefix, *map(sysconfig.get_path, ("stdlib", "purelib"))]
    own = [Path(str(place)).resolve() for place in (paths.BOOK / "brief", Path(__file__).parents[1], *installed)]
    files = {
        Path(file).resolve() for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))
    }
    return sorted(str(file) for file in files if not any(file.is_relative_to(place) for place in own))


def forged_bytecode() -> list[str]:
    """Return what is wrong with the bytecode beside the sources of the code.

    Python takes bytecode that stands beside a source for what it makes of it, if size and time are the same, or unseen
    if its head says so. `brief/__init__.py` has all other modules executed from their sources; its own bytecode was
    taken before anything here could look at it. So bytecode of that module that hides itself is not found so: see
    the page on checking.
    """
    faults = []
    for source in sorted(paths.BOOK.glob("brief/**/*.py")):
        bytecode = Path(importlib.util.cache_from_source(str(source)))
        if bytecode.is_relative_to(paths.ROOT) and bytecode.exists() and not _is_of_its_source(bytecode, source):
            faults.append(f"{bytecode.name} is not what Python makes of {source.name}: delete {_in_project(bytecode)}")
    return faults


def _is_of_its_source(bytecode: Path, source: Path) -> bool:
    """Return whether bytecode is what Python makes of a source, or of an older one, so that Python makes it anew."""
    try:
        content, text, held = read_bytes(bytecode), read_bytes(source), source.stat()
        flags, said = int.from_bytes(content[4:8], "little"), content[8:16]
        if flags == 0:
            is_used = said == b"".join(
                (int(part) % 2**32).to_bytes(4, "little") for part in (held.st_mtime, held.st_size)
            )
        else:  # it holds a hash of the source, at which Python looks or not, as its head says
            is_used = not flags & 2 or said == importlib.util.source_hash(text)
        made = compile(text, source, "exec", dont_inherit=True)
        return content[:4] != importlib.util.MAGIC_NUMBER or not is_used or marshal.loads(content[16:]) == made
    except (BriefError, OSError, ValueError, EOFError, TypeError, SyntaxError, RecursionError):
        return False


def differing_files(now: str) -> list[str]:
    """Return what differs from the files that were sealed, a line a file: "changed", "new" or "gone", and its path.

    It names what no other comparison does: settings, styles, scripts, templates, code, tests. A line may have changed
    there without any effect.

    Args:
        now: the checksums of the files as they are.
    """
    listed = paths.SEALED / paths.CHECKSUMS
    if not listed.is_file():
        return [f"gone {_in_project(listed)}"]
    sealed, found = _by_file(read_text(listed)), _by_file(now)
    kinds = {
        name: "changed" if name in sealed and name in found else "new" if name in found else "gone"
        for name in sealed | found
    }
    return [f"{kinds[name]} {name}" for name in sorted(kinds) if sealed.get(name) != found.get(name)]


def _by_file(checksums: str) -> dict[str, str]:
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in checksums.splitlines())}


# --- for readers ------------------------------------------------------------------------------------------


def as_json(certificate: dict[str, Any]) -> str:
    """Return a certificate as JSON that takes one screen."""
    return edition.laid_out(certificate, depth=2)


def require_replaceable(target: Path) -> None:
    """Refuse a file that is there and is no certificate, in place of which one would be written.

    Raises:
        BriefError: if it, or the page beside it, is something else, or it is part of the sealed edition.
    """
    if target.is_relative_to(paths.SEALED.resolve()):
        folder = _in_project(paths.SEALED)
        raise BriefError(f"{target.name}: {folder} holds the sealed edition; expected another folder")
    page = target.with_suffix(".html")
    if (target.exists() and not _is_certificate(target)) or (page.exists() and not target.exists()):
        there = target if target.exists() else page
        raise BriefError(f"{there.name} is there and is no certificate: it is left as it was; expected another name")


def _is_certificate(file: Path) -> bool:
    try:
        return {"codechecker", "manifest", "counts"} <= set(json.loads(read_text(file)))
    except (BriefError, ValueError, TypeError, RecursionError):
        return False


def write(certificate: dict[str, Any], items: list[Item], checksums: str, target: Path) -> None:
    """Write a certificate as JSON and, under the same name ending in .html, as a page with all that was compared.

    Raises:
        BriefError: if it cannot be written.
    """
    written = as_json(certificate)
    if signature := _signature(written):
        write_whole(target.with_name(f"{target.name}.sig"), signature)
    write_whole(target, written)
    shown = _rendered("certificate_page.html", certificate, items, checksums)
    write_whole(target.with_suffix(".html"), shown)


def seal(
    files: dict[str, str], items: list[Item], pages: list[Page], changed: list[Item], corrected: bool = True
) -> None:
    """Write the sealed edition with its certificate and the checksums of what it was made from.

    Args:
        files: of the edition, as `edition.as_files` gives them.
        items: how these compare with a second execution.
        pages: as they were executed then.
        changed: how the edition compares with the one before it.
        corrected: whether rows of `corrections` say what changed that was published.

    Raises:
        BriefError: if they cannot be signed or written; the old edition is left as it was.
    """
    sums = checksums()
    record = of(items, pages, files[paths.MANIFEST.name], sums)
    written = as_json(record)
    signed = {SIGNATURE: signature} if (signature := _signature(written)) else {}
    manifest, day = files[paths.MANIFEST.name], record["check_time"][:10]
    with contextlib.suppress(BriefError):  # there is none to keep
        kept = read_text(paths.CERTIFICATE)
        digests = {"manifest": sha256(manifest), "tree": sha256(sums), "certificate": sha256(kept)}
        if not signed and digests.items() <= editions.last().items():  # the same edition: its certificate stays
            written = kept
            with contextlib.suppress(BriefError):
                signed = {SIGNATURE: read_text(paths.SEALED / SIGNATURE)}
    editions_list = editions.appended(manifest, sums, day, changed, corrected=corrected, certificate=written)
    edition.write(
        {**files, paths.CHECKSUMS: sums, paths.CERTIFICATE.name: written, editions.NAME: editions_list, **signed}
    )


def _signature(text: str) -> str:
    """Return the signature of a certificate by the key that `BRIEF_SIGNING_KEY` names; "" if it names none.

    Raises:
        BriefError: if it cannot be signed.
    """
    if not (key := os.environ.get(KEY)):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / paths.CERTIFICATE.name
        file.write_bytes(text.encode())
        command = ["ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", NAMESPACE, str(file)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        except FileNotFoundError as error:
            raise BriefError(f"the certificate cannot be signed with {key}: there is no ssh-keygen") from error
        signature = Path(folder) / SIGNATURE
        if done.returncode or not signature.exists():
            raise BriefError(f"the certificate cannot be signed with {key}: {done.stderr.strip()}")
        return signature.read_text(encoding="ascii")


def signature_faults() -> list[str]:
    """Return what is wrong with the signature of the sealed certificate: it says that it is signed, and is not."""
    try:
        if json.loads(read_text(paths.CERTIFICATE)).get("identity") != "signed":
            return []
    except (BriefError, ValueError, AttributeError, RecursionError):
        return []  # there is none, or it is damaged, which says so where it is shown
    signature, signers = str(paths.SEALED / SIGNATURE), str(SIGNERS)
    try:
        find = ["ssh-keygen", "-Y", "find-principals", "-s", signature, "-f", signers]
        found = subprocess.run(find, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        verify = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", found, "-n", NAMESPACE, "-s", signature]
        subprocess.run(verify, input=paths.CERTIFICATE.read_bytes(), capture_output=True, check=True)
    except (OSError, IndexError, subprocess.CalledProcessError):
        return [f"{SIGNATURE} is no signature of {paths.CERTIFICATE.name} by one of {SIGNERS.name}"]
    return []


def sealed() -> dict[str, Any]:
    """Return the certificate of the sealed edition.

    Raises:
        BriefError: if it is missing or damaged, or certifies another edition.
    """
    name = paths.CERTIFICATE.name
    certificate = edition.json_object(name, read_text(paths.CERTIFICATE))
    if certificate.get("format") != FORMAT:
        raise BriefError(f"{name}: not a certificate of format {FORMAT}")
    try:
        certified = edition_of(certificate)
        whole = all(isinstance(entry, dict) for entry in certificate["manifest"])
    except (LookupError, TypeError, StopIteration) as error:
        raise BriefError(f"{name}: damaged: 'manifest' does not list {paths.MANIFEST.name}") from error
    if not whole:
        raise BriefError(f"{name}: damaged: 'manifest' lists something else than files")
    if not certificate.get("matches") or certified != sha256(read_text(paths.MANIFEST)):
        raise BriefError(f"{name}: certifies another edition than {paths.MANIFEST.name}; `brief seal` renews both")
    return certificate


def faults(sealed_edition: edition.Edition) -> list[str]:
    """Return what is wrong with the certificate of a sealed edition: what it says is not so, or not what was sealed."""
    if not (paths.SEALED / editions.NAME).is_file():
        return []  # the list of editions is missed for itself
    name = paths.CERTIFICATE.name
    try:
        record = sealed()
        sums = sha256(read_text(paths.SEALED / paths.CHECKSUMS))
    except BriefError as fault:
        return [str(fault)]
    line, counted = editions.last(), edition.counts(sealed_edition)
    found = []
    if line.get("certificate") != sha256(read_text(paths.CERTIFICATE)):
        found.append(f"{name} is not the one that was sealed with edition {line['edition']}")
    wanted = {
        kind: {"match": number, "of": number}
        for kind, number in {**counted, "article": 1, "edition": 1}.items()
        if number
    }
    if record.get("counts") != wanted or record.get("summary") != summary(counted, counted):
        found.append(f"{name}: says of other counts than the edition has that they match: {record.get('summary')}")
    if not any(entry.get("sha256") == sums for entry in record["manifest"]):
        found.append(f"{name}: certifies other files than those of {paths.CHECKSUMS}")
    return found


def edition_of(certificate: dict[str, Any]) -> str:
    """Return the SHA-256 of the manifest of the edition that a certificate certifies."""
    return next(entry["sha256"] for entry in certificate["manifest"] if entry["file"] == _in_project(paths.MANIFEST))


def shown() -> str:
    """Return the certificate of the sealed edition as part of a page, in HTML.

    Raises:
        BriefError: if the certificate or the edition is missing or damaged, or they do not belong together.
    """
    of_edition = edition.read()
    names = [name for name in page_names() if name in of_edition["pages"]]
    of_edition["pages"] = {name: of_edition["pages"][name] for name in names}
    items = edition.comparison(of_edition, of_edition, [])
    return _rendered("certificate.html", sealed(), items, read_text(paths.SEALED / paths.CHECKSUMS))


def _rendered(template: str, certificate: dict[str, Any], items: list[Item], checksums: str) -> str:
    return (
        _templates()
        .get_template(template)
        .render(
            certificate=certificate,
            does=PACKAGES,
            items=[(file_of(item), item) for item in items],
            pages={page: _results(page, items) for page in dict.fromkeys(item.page for item in items if item.page)},
            checksums=[line.split("  ", 1) for line in checksums.splitlines()],
        )
    )


def _results(page: str, items: list[Item]) -> dict[str, str]:
    """Return for a page how many figures and numbers match, such as "3 of 4", and whether the prose does."""
    matching, total = tally([item for item in items if item.page == page])
    results = {kind: f"{matching[kind]} of {total[kind]}" if total[kind] else "–" for kind in ("figure", "number")}
    return {**results, "prose": "matches" if matching["prose"] == total["prose"] else "DIFFERS"}


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        visible=visible, page=lambda name: marked_languages(title(name), LANGUAGE), spoken=dates.spoken
    )
    environment.globals.update(plural=words.plural)
    return environment
