"""What is compared before any chart is drawn: the numbers that sentences look up, and findings.

It needs pandas and no plotly, so a reader sees the first marks while the rest is still being loaded and executed.
`checker` compares the same again with all that the cells of the page compute.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from brief import tables
from brief.check import compare
from brief.check.compare import Item
from brief.errors import BriefError
from brief.files import sha256
from brief.ledger import findings, values
from brief.rerun import source, visible
from brief.rerun.source import Source
from brief.tables import what_if
from brief.tables.what_if import Change
from brief.text import typographic

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Sealed:
    """What the sealed edition has of a page and of what all pages rest on.

    Attributes:
        digest: SHA-256 of the manifest, by which the edition is known.
        altered: how files differ from what the manifest says.
        page: what was sealed of the page.
        findings: by claim.
        tables: by name.
    """

    digest: str
    altered: list[str]
    page: dict[str, Any]
    findings: dict[str, Any]
    tables: dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What a page asks for.

    Attributes:
        page: its name.
        cells: its code cells, as they stand there, or as the reader has changed them: for each what a `Cell` holds.
        figures: what stands there of each figure, by name: `title`, `alt`, `strip`, `table`, `drawn` (data and layout),
            and `csv`, the rows that are offered for download.
        numbers: what stands there of each number: its name, its format and the text.
        source: of the page, as the site offers it.
        passages: the text of each heading, paragraph and caption, `source.NUMBER` around the key of each number in
            place of the number; and whether it stands where only text of the source does.
        notes: the text of each note on a fact, by the id of the fact.
        claims: what stands in a list of claims: the claim, the finding, and who says what.
        chips: of each reference in the text: the id of the fact or claim, and the words.
        findings: what the site offers of the ledger: `findings.DERIVED` of each claim, and its id.
        sealed: of the sealed edition.
        changes: cells of tables that the reader has changed; if there are any, tables are not compared.
    """

    page: str
    cells: list[dict[str, Any]]
    figures: dict[str, dict[str, Any]]
    numbers: list[tuple[str, str, str]]
    source: str
    passages: list[tuple[str, bool]]
    notes: dict[str, str]
    claims: list[tuple[str, str, str]]
    chips: list[tuple[str, str]]
    findings: list[dict[str, Any]]
    sealed: Sealed
    changes: list[Change]


def asked_for(request: str) -> Request:
    """Return what a page asks for.

    Args:
        request: a `Request` as JSON; `sealed` holds files of the sealed edition, by their names in it.
    """
    asked = json.loads(request)
    asked["sealed"] = _sealed(asked["sealed"], asked["page"])
    asked["changes"] = [Change(**change) for change in asked["changes"]]
    return Request(**asked)


def _sealed(files: dict[str, str], page: str) -> Sealed:
    """Return what files of the sealed edition hold."""
    parts = {name: json.loads(text) for name, text in files.items()}
    listed = parts.pop(MANIFEST)["files"]
    altered = [f"{name} is not the one in {MANIFEST}" for name in parts if sha256(files[name]) != listed.get(name)]
    empty: dict[str, Any] = {"figures": {}, "numbers": {}, "written": {}}
    return Sealed(
        digest=sha256(files[MANIFEST]),
        altered=altered,
        page=parts.get(f"pages/{page}.json", empty),
        findings=parts["ledger.json"]["findings"],
        tables=parts["tables.json"],
    )


def numbers(request: str) -> str:
    """Compare the numbers that sentences look up.

    Args:
        request: a `Request` as JSON.

    Returns:
        As JSON: what `compare.report` gives, with `texts`: each number as it is to be written now, by name and form,
        joined by a colon. Or `fault`: why nothing could be compared.
    """
    try:
        asked = asked_for(request)
        of_source = source.read(asked.source)
        with changed(asked.changes), values.tolerant():
            keys = (key for key in keys_of(asked, of_source) if key.partition(":")[0] not in of_source.computed)
            found = looked_up(keys, {})
        sealed = {name: value for name, value in asked.sealed.page["numbers"].items() if name in found.values}
        shown = [number for number in asked.numbers if number[0] in found.values]
        items = list(numbers_compared(asked, of_source, shown, sealed, found))
        return json.dumps({**compare.report(items), "texts": found.texts})
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def claims(request: str) -> str:
    """Compare the findings on claims.

    Args:
        request: a `Request` as JSON.

    Returns:
        As JSON: what `compare.report` gives, or `fault`: why nothing could be compared.
    """
    try:
        asked = asked_for(request)
        with changed(asked.changes):
            items = list(findings_compared(asked, source.read(asked.source), findings.derived()))
        return json.dumps(compare.report(items))
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def keys_of(asked: Request, of_source: Source) -> Iterator[str]:
    """Yield name and form of each number that stands on a page, was sealed of it, or is in its source."""
    yield from (f"{name}:{form}" for name, form, _ in asked.numbers)
    yield from asked.sealed.page["written"]
    yield from of_source.numbers


class Numbers(NamedTuple):
    """The numbers of a page as they are now.

    Attributes:
        values: by name.
        written: how sentences write those that they look up, by name and form, joined by a colon.
        texts: how pages show all of them, by name and form.
    """

    values: dict[str, Any]
    written: dict[str, str]
    texts: dict[str, str]


def looked_up(keys: Iterable[str], computed: dict[str, Any]) -> Numbers:
    """Return the numbers that cells computed, and those that sentences look up besides.

    Args:
        keys: name and form of each, as `values.Value.key` has them.
        computed: those that cells computed, by name.
    """
    numbers = Numbers(dict(computed), {}, {})
    for key in dict.fromkeys(keys):
        name, _, form = key.partition(":")
        with suppress(BriefError):  # a number without a value is reported when it is compared
            if name not in computed:
                numbers.values[name] = values.read(name)
                numbers.written[key] = values.written(numbers.values[name], form)
            text = values.written(numbers.values[name], form)
            numbers.texts[key] = typographic(text)  # as pages have their quotation marks
    return numbers


@contextmanager
def changed(changes: list[Change]) -> Iterator[None]:
    """Have the tables hold what the reader changed meanwhile, and then again what they held."""
    before = {change.table: tables.table(change.table) for change in changes}
    try:
        what_if.apply(changes)
        yield
    finally:
        for name, table in before.items():
            tables.substitute(name, table)


def with_sealed(published: list[str], sealed: list[str]) -> list[str]:
    """Return what differs from what is published, and then what differs from the sealed edition alone."""
    return published + [f"not as sealed: {difference}" for difference in sealed if difference not in published]


def findings_compared(asked: Request, of_source: Source, derived: dict[str, dict[str, Any]]) -> Iterator[Item]:
    """Compare the findings that follow from the tables with those on the page, those published, and the sealed ones.

    Args:
        asked: what the page asks for.
        of_source: what its source has readers see.
        derived: the findings now, by claim.
    """
    published = {claim["claim_id"]: {part: claim[part] for part in findings.DERIVED} for claim in asked.findings}
    on_page = visible.verdicts(asked, of_source, derived)
    for key in dict.fromkeys([*derived, *published, *on_page]):
        against_seal = compare.differing_parts(key, asked.sealed.findings.get(key), derived.get(key))
        messages = [*on_page.get(key, []), *compare.differing_parts(key, published.get(key), derived.get(key))]
        yield Item("finding", "", key, differences=with_sealed(messages, against_seal))


def numbers_compared(
    asked: Request,
    of_source: Source,
    on_page: Iterable[tuple[str, str, str]],
    sealed: dict[str, Any],
    now: Numbers,
) -> Iterator[Item]:
    """Compare numbers with what stands on the page, and with what was sealed.

    Args:
        asked: what the page asks for.
        of_source: what its source has readers see.
        on_page: each number: its name, its form and its text.
        sealed: the values that were sealed of the page, by name.
        now: the numbers now.
    """
    said: dict[str, list[str]] = {}
    standing = Counter(f"{name}:{form}" for name, form, _ in asked.numbers)
    for name, form, text in on_page:
        messages = said.setdefault(name, [])
        new = now.texts.get(f"{name}:{form}")
        if new != text:
            messages.append(f"{text!r} became {new!r}" if new is not None else f"{text!r} is computed no more")
    for key, times in of_source.numbers.items():
        name = key.partition(":")[0]
        if standing[key] < times and name in {*now.values, *sealed}:
            missing = times - standing[key]
            said.setdefault(name, []).append(f"{visible.GONE} in {missing} of {times} places ({now.texts.get(key)})")
    for name in dict.fromkeys([*said, *now.values, *sealed]):
        item = compare.number(asked.page, name, sealed, now.values)
        messages = list(dict.fromkeys(said.get(name, [])))
        against_seal = item.differences or compare.differing_texts(name, asked.sealed.page["written"], now.written, {})
        item.differences = with_sealed(messages, [] if messages else against_seal)
        yield item
