"""The sealed edition: what every page showed and every table held when the book was last published.

The folder `book/sealed` holds one file for each page, with its figures (see `digests.condensed`), its numbers, the text
of each that a sentence looks up, and its lines of prose; `ledger.json` with the findings, judgments and links;
`views.json` and `tables.json` with a digest of each row, by its key. `manifest.json` names each of these files with its
SHA-256, and so binds them to one edition. Beside them stand the certificate of the edition and the checksums of all
that it was made from.

Each value takes a line of its own, so that a change can be reviewed in a diff. Digests are SHA-256.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from brief import paths, tables
from brief.check import compare, history
from brief.check.compare import Item
from brief.check.digests import condensed
from brief.errors import BriefError
from brief.files import read_text, restored, sha256, write_folder
from brief.ledger import findings
from brief.ledger.derived import derive
from brief.pages.execution import Page
from brief.pages.reading import prose, source

Edition = dict[str, Any]
"""An edition: `article` (SHA-256), `pages` (by name: `figures`, `numbers`, `written`, `prose`), `findings`,
`judgments`, `links` (by claim and fact, the relation), `views`, `tables`, and `altered` (of a sealed edition: how its
files differ from what its manifest says)."""

FORMAT = 4
MANIFEST = paths.MANIFEST.name
LEDGER, VIEWS, TABLES = "ledger.json", "views.json", "tables.json"
BESIDE = {paths.CHECKSUMS, paths.CERTIFICATE.name, f"{paths.CERTIFICATE.name}.sig", "editions.jsonl"}
"""Files of `book/sealed` that the manifest does not list: they say something of it."""
_PAGE = re.compile(r"pages/(\w[\w-]*)\.json")


def of(pages: list[Page]) -> Edition:
    """Return the edition that executed pages make, with the tables and the article as they are."""
    return {
        "article": sha256(paths.ARTICLE.read_bytes()),
        "pages": {
            page.name: {
                "figures": {name: condensed(figure) for name, figure in page.figures.items()},
                "numbers": page.numbers,
                "written": page.written,
                "prose": [line for _, line in page.prose],
            }
            for page in pages
        },
        **derive(),
        "links": findings.relations(),
        "tables": {name: tables.digests(name) for name in tables.names()},
        "altered": [],
    }


def counts(edition: Edition) -> Counter[str]:
    """Return how many things of each of `compare.KINDS` an edition holds."""
    pages = edition["pages"].values()
    return Counter(
        figure=sum(len(page["figures"]) for page in pages),
        number=sum(len(page["numbers"]) for page in pages),
        finding=len(edition["findings"]),
        judgment=len(edition["judgments"]),
        view=len(edition["views"]),
        table=len(edition["tables"]),
        prose=len(pages),
    )


# --- files ------------------------------------------------------------------------------------------------


def laid_out(value: Any, depth: int) -> str:
    """Return a value as JSON in which the items of objects and lists, down to a depth, take a line each."""
    return f"{_laid_out(value, depth, indent='')}\n"


def _laid_out(value: Any, depth: int, indent: str) -> str:
    if not depth or not value or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    deeper = f"{indent} "
    items = value.values() if isinstance(value, dict) else value
    lines = [_laid_out(item, depth - 1, deeper) for item in items]
    opening, closing = "[]"
    if isinstance(value, dict):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {line}" for key, line in zip(value, lines, strict=True)]
        opening, closing = "{}"
    body = ",\n".join(deeper + line for line in lines)
    return f"{opening}\n{body}\n{indent}{closing}"


def as_files(edition: Edition) -> dict[str, str]:
    """Return the files of an edition by their names in `book/sealed`, the manifest last."""
    files = {f"pages/{name}.json": laid_out(page, depth=4) for name, page in edition["pages"].items()}
    files[LEDGER] = laid_out({part: edition[part] for part in ("findings", "judgments", "links")}, depth=5)
    files[VIEWS] = laid_out(edition["views"], depth=2)
    files[TABLES] = laid_out(edition["tables"], depth=3)
    checksums = {name: sha256(text) for name, text in files.items()}
    manifest = {"format": FORMAT, "article": edition["article"], "files": checksums}
    return {**files, MANIFEST: laid_out(manifest, depth=2)}


def write(files: dict[str, str]) -> None:
    """Put files in the place of those in `book/sealed`, all at once: an interruption leaves the old ones or the new.

    Raises:
        BriefError: if they cannot be written.
    """
    write_folder(paths.SEALED, files)


def read() -> Edition:
    """Return the sealed edition.

    Raises:
        BriefError: if there is none, or one of its files is missing or damaged.
    """
    with restored(paths.SEALED):
        if not paths.MANIFEST.exists():
            raise BriefError(f"{MANIFEST}: missing; `brief seal` writes it")
        files = {MANIFEST: read_text(paths.MANIFEST)}
        files |= {name: read_text(paths.SEALED / name) for name in _listed(files[MANIFEST])["files"]}
        edition = parsed(files)
        there = {path.relative_to(paths.SEALED).as_posix() for path in paths.SEALED.rglob("*") if path.is_file()}
        unlisted = sorted(there - files.keys() - BESIDE)
    edition["altered"] += [f"{name} is not in {MANIFEST}" for name in unlisted]
    return edition


def committed() -> Edition | None:
    """Return the edition that was last committed; None if none was, or it cannot be read."""
    try:
        manifest = next(history.versions(paths.MANIFEST, 1))
        folder = paths.SEALED.relative_to(paths.ROOT).as_posix()
        files = {MANIFEST: manifest.text}
        files |= {
            name: history.content(manifest.commit, f"{folder}/{name}") for name in _listed(manifest.text)["files"]
        }
        return parsed(files)
    except (StopIteration, BriefError, OSError, subprocess.CalledProcessError):
        return None


def parsed(files: dict[str, str]) -> Edition:
    """Return the edition that files hold.

    Args:
        files: by their names in `book/sealed`, as `as_files` gives them.

    Raises:
        BriefError: if one of them is missing or damaged.
    """
    manifest = _listed(files[MANIFEST])
    parts = {name: json_object(name, files[name]) for name in manifest["files"]}
    pages = {match[1]: part for name, part in parts.items() if (match := _PAGE.fullmatch(name))}
    edition = {
        "article": manifest["article"],
        "pages": pages,
        "findings": parts[LEDGER].get("findings"),
        "judgments": parts[LEDGER].get("judgments"),
        "links": parts[LEDGER].get("links", {}),
        "views": parts[VIEWS],
        "tables": parts[TABLES],
        "altered": [
            f"the SHA-256 of {name} is not the one in {MANIFEST}"
            for name, checksum in manifest["files"].items()
            if sha256(files[name]) != checksum
        ],
    }
    if damage := next(_damage(edition), None):
        raise BriefError(damage)
    return edition


def json_object(name: str, text: str) -> dict[str, Any]:
    """Return the content of a JSON file that holds an object.

    Raises:
        BriefError: if it holds something else.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BriefError(f"{name}: damaged: {error}") from error
    if not isinstance(content, dict):
        raise BriefError(f"{name}: damaged: expected an object")
    return content


def _listed(text: str) -> dict[str, Any]:
    """Return the content of a manifest."""
    manifest = json_object(MANIFEST, text)
    if manifest.get("format") != FORMAT:
        raise BriefError(f"{MANIFEST}: not a manifest of format {FORMAT}")
    files = manifest.get("files")
    if not isinstance(manifest.get("article"), str) or not isinstance(files, dict):
        raise BriefError(f"{MANIFEST}: damaged: 'article' or 'files' is missing")
    if missing := {LEDGER, VIEWS, TABLES} - files.keys():
        raise BriefError(f"{MANIFEST}: damaged: {min(missing)!r} is not listed")
    for name in files:
        if name not in {LEDGER, VIEWS, TABLES} and not _PAGE.fullmatch(name):
            raise BriefError(f"{MANIFEST}: damaged: {name!r} is no file of an edition")
    return manifest


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _damage(edition: Edition) -> Iterator[str]:
    """Yield a message for each place where an edition has another shape than `of` gives it."""

    def are_objects(values: Any) -> bool:
        return isinstance(values, dict) and all(isinstance(value, dict) for value in values.values())

    for part, file in (
        ("findings", LEDGER),
        ("judgments", LEDGER),
        ("links", LEDGER),
        ("views", VIEWS),
        ("tables", TABLES),
    ):
        if not are_objects(edition[part]):
            yield f"{file}: damaged: {part!r} is missing or no object of objects"
            return
    for name, table in edition["tables"].items():
        if not isinstance(table.get("rows"), dict) or "description" not in table:
            yield f"{TABLES}: damaged: table {name!r}"
    for name, page in edition["pages"].items():
        file = f"{name}.json"
        for part, kind in (("prose", list), ("numbers", dict), ("written", dict)):
            if not isinstance(page.get(part), kind):
                yield f"{file}: damaged: {part!r} is missing"
        if not all(map(_is_text, page.get("prose") or [])):
            yield f"{file}: damaged: a line of 'prose' is no text"
        if not are_objects(page.get("figures")):
            yield f"{file}: damaged: 'figures' is missing or no object of objects"
            return
        for figure_name, figure in page["figures"].items():
            columns, rows = figure.get("columns"), figure.get("rows")
            if not isinstance(columns, list) or not isinstance(rows, list) or not all(map(_is_text, columns)):
                yield f"{file}: damaged: figure {figure_name!r}"
            elif not all(isinstance(row, list) and len(row) == len(columns) > 0 for row in rows):
                yield f"{file}: damaged: figure {figure_name!r}: a row without {len(columns)} cells"


# --- comparing --------------------------------------------------------------------------------------------


def comparison(sealed: Edition, computed: Edition, pages: list[Page], faults: Sequence[str] = ()) -> list[Item]:
    """Return everything that was compared, with its differences, in the order of the book.

    Args:
        sealed: the sealed edition.
        computed: the edition that was computed.
        pages: from which that was computed.
        faults: what else is wrong with the edition, such as with its signature.
    """
    items: list[Item] = []
    executed = {page.name: page for page in pages}
    for page in dict.fromkeys([*computed["pages"], *sealed["pages"]]):
        old, new = sealed["pages"].get(page), computed["pages"].get(page)
        if old is None or new is None:
            where = "is not in the sealed edition" if old is None else "is in the sealed edition only"
            items.append(Item("page", page, page, differences=[f"the page {where}"]))
            continue
        for name in dict.fromkeys([*new["figures"], *old["figures"]]):
            items.append(compare.figure(page, name, old["figures"].get(name), new["figures"].get(name)))
        lines = executed[page].lines if page in executed else {}
        named = [*new["numbers"], *old["numbers"], *(key.partition(":")[0] for key in old["written"])]
        for name in dict.fromkeys(named):
            item = compare.number(page, name, old["numbers"], new["numbers"])
            item.differences = item.differences or compare.differing_texts(name, old["written"], new["written"], lines)
            items.append(item)
        prose = executed[page].prose if page in executed else list(enumerate(new["prose"], 1))
        items.append(_prose(page, old["prose"], prose))
    for kind, part in (("finding", "findings"), ("judgment", "judgments")):
        for key in dict.fromkeys([*computed[part], *sealed[part]]):
            differences = compare.differing_parts(key, sealed[part].get(key), computed[part].get(key))
            items.append(Item(kind, "", key, differences=differences))
    for name in dict.fromkeys([*computed["views"], *sealed["views"]]):
        old, new = sealed["views"].get(name), computed["views"].get(name)
        items.append(Item("view", "", name, f"{len(new or [])} parts", compare.differing_keys(old, new)))
    for name in dict.fromkeys([*computed["tables"], *sealed["tables"]]):
        items.append(compare.table(name, sealed["tables"].get(name), computed["tables"].get(name)))
        if name == "links" and sealed["links"]:
            _tell_links(items[-1], sealed["links"], computed["links"])
    changed = sealed["article"] != computed["article"]
    items.append(Item("article", "", paths.ARTICLE.name, differences=["its bytes differ"] if changed else []))
    items.append(Item("edition", "", MANIFEST, f"{len(sealed['pages'])} pages", [*sealed["altered"], *faults]))
    return items


def _tell_links(item: Item, sealed: dict[str, Any], computed: dict[str, Any]) -> None:
    """Add to what differs in the table of links, in words, how each fact bears on each claim that it did not so."""
    told: dict[str, str] = {}
    for claim in dict.fromkeys([*computed, *sealed]):
        was, now = sealed.get(claim, {}), computed.get(claim, {})
        for fact in dict.fromkeys([*now, *was]):
            if was.get(fact) != now.get(fact):
                words = [f"{fact} no longer {_bears(was[fact])} {claim}"] if fact in was else []
                words += [f"{fact} now {_bears(now[fact])} {claim}"] if fact in now else []
                told[f"{claim} {fact}"] = "; ".join(words)
    for number, difference in enumerate(item.differences):
        if (match := re.fullmatch(r"row (\S+ \S+) [a-z ]+", difference)) and match[1] in told:
            item.differences[number] += f": {told.pop(match[1])}"
    item.differences += told.values()


def _bears(relation: str) -> str:
    return "is mere context of" if relation == "context" else relation


def altered_sources(sealed: Edition, most: int) -> list[str]:
    """Return a message for each row of a table and each line of prose that differs from the sealed one.

    What cannot be read is passed over: this follows a fault that already names it.

    Args:
        sealed: the sealed edition.
        most: how many messages to return of each table and page.
    """
    items: list[Item] = []
    for name in tables.names():
        with contextlib.suppress(BriefError, OSError, ValueError, KeyError, TypeError, csv.Error):
            items.append(compare.table(name, sealed["tables"].get(name), tables.digests(name)))
    for name, page in sealed["pages"].items():
        with contextlib.suppress(BriefError):
            lines = prose(source(name))
            items.append(_prose(name, page["prose"], lines))
    messages: list[str] = []
    for item in items:
        messages += [f"{item.kind} {item.name}: {difference}" for difference in item.differences[:most]]
        if len(item.differences) > most:
            messages.append(f"{item.kind} {item.name}: {len(item.differences) - most} more")
    return messages


def _prose(page: str, old: list[str], lines: list[tuple[int, str]]) -> Item:
    """Return how the prose of a page compares: each line that differs, with its number, as it was and as it is."""
    item = Item("prose", page, f"{page}.md", f"{len(lines)} lines")
    new = [line for _, line in lines]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(j - i, m - k)
        for was, (number, line) in zip(old[i:], lines[k : k + both], strict=False):
            item.differences.append(f"line {number} differs: {compare.change(was, line)}")
        after = lines[k + both - 1][0] if k + both else 0
        item.differences += [f"line gone after line {after}: {compare.shortened(was)}" for was in old[i + both : j]]
        item.differences += [f"line {number} is new: {compare.shortened(line)}" for number, line in lines[k + both : m]]
    return item
