"""What is compared before any chart is drawn: findings, and the numbers that sentences look up.

It needs pandas and no plotly, so a reader sees the first marks while the rest is still being loaded and executed.
`checker` compares the same again with all that the cells of the page compute.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from brief import tables
from brief.check import compare
from brief.check.compare import Item
from brief.errors import BriefError
from brief.ledger import findings, values
from brief.tables import what_if
from brief.tables.what_if import Change


@dataclass(frozen=True)
class Request:
    """What a page asks for.

    Attributes:
        page: its name.
        cells: its code cells, as they stand there, or as the reader has changed them: for each what a `Cell` holds.
        figures: what stands there of each figure, by name: `title`, `alt`, `strip`, `table`, `drawn` (data and layout),
            and `csv`, the rows that are offered for download.
        numbers: what stands there of each number: its name, its format and the text.
        findings: what the site offers of the ledger, a row a claim.
        sealed: of the sealed edition `pages` (this page alone), `findings` and `tables`.
        changes: cells of tables that the reader has changed; if there are any, tables are not compared.
    """

    page: str
    cells: list[dict[str, Any]]
    figures: dict[str, dict[str, Any]]
    numbers: list[tuple[str, str, str]]
    findings: list[dict[str, Any]]
    sealed: dict[str, Any]
    changes: list[Change]


def asked_for(request: str) -> Request:
    """Return what a page asks for.

    Args:
        request: a `Request` as JSON, with cells that are left as they are.
    """
    asked = json.loads(request)
    asked["changes"] = [Change(**change) for change in asked["changes"]]
    return Request(**asked)


def check(request: str) -> str:
    """Compare findings and looked-up numbers.

    Args:
        request: a `Request` as JSON.

    Returns:
        As JSON: what `compare.report` gives, with `texts`: each number as it is to be written now, by name and form,
        joined by a colon. Or `fault`: why nothing could be compared.
    """
    try:
        asked = asked_for(request)
        sealed = sealed_page(asked)
        numbers: dict[str, Any] = {}
        written: dict[str, str] = {}
        with changed(asked.changes), values.tolerant():
            texts = looked_up(
                [*(f"{name}:{form}" for name, form, _ in asked.numbers), *sealed["written"]], numbers, written
            )
            derived = findings.derived()
        known = {"numbers": {name: value for name, value in sealed["numbers"].items() if name in numbers}}
        shown = [number for number in asked.numbers if number[0] in numbers]
        items = [*numbers_compared(asked.page, shown, {**sealed, **known}, numbers, written, texts)]
        items += findings_compared(asked, derived)
        return json.dumps({**compare.report(items), "texts": texts})
    except BriefError as fault:
        return json.dumps({"fault": str(fault)})


def sealed_page(asked: Request) -> dict[str, Any]:
    """Return what the sealed edition has of the page."""
    return asked.sealed["pages"].get(asked.page, {"figures": {}, "numbers": {}, "written": {}})


def looked_up(keys: Iterable[str], numbers: dict[str, Any], written: dict[str, str]) -> dict[str, str]:
    """Return how sentences write numbers, and add those to `numbers` and `written` that no cell computed.

    Args:
        keys: name and form of each, as `values.Value.key` has them.
        numbers: those that cells computed, by name.
        written: how sentences write looked-up values, by key.
    """
    computed, texts = set(numbers), {}
    for key in dict.fromkeys(keys):
        name, _, form = key.partition(":")
        with suppress(BriefError):  # a number without a value is reported when it is compared
            if name not in computed:
                numbers[name] = values.read(name)
                written[key] = values.written(numbers[name], form)
            texts[key] = values.written(numbers[name], form)
    return texts


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


def findings_compared(asked: Request, derived: dict[str, dict[str, Any]]) -> Iterator[Item]:
    """Compare the findings that follow from the tables with those that are published, and with the sealed ones."""
    published = {claim["claim_id"]: {part: claim[part] for part in findings.DERIVED} for claim in asked.findings}
    for key in dict.fromkeys([*derived, *published]):
        against_seal = compare.differing_parts(key, asked.sealed["findings"].get(key), derived.get(key))
        messages = with_sealed(compare.differing_parts(key, published.get(key), derived.get(key)), against_seal)
        yield Item("finding", "", key, differences=messages)


def numbers_compared(
    page: str,
    on_page: Iterable[tuple[str, str, str]],
    sealed: dict[str, Any],
    numbers: dict[str, Any],
    written: dict[str, str],
    texts: dict[str, str],
) -> Iterator[Item]:
    """Compare numbers with what stands on the page, and with what was sealed.

    Args:
        page: its name.
        on_page: each number: its name, its form and its text.
        sealed: what was sealed of the page.
        numbers: their values now, by name.
        written: how sentences write looked-up values now, by name and form.
        texts: how sentences write all of them now, by name and form.
    """
    said: dict[str, list[str]] = {}
    for name, form, text in on_page:
        messages = said.setdefault(name, [])
        new = texts.get(f"{name}:{form}")
        if new != text:
            messages.append(f"{text!r} became {new!r}" if new is not None else f"{text!r} is computed no more")
    for name in dict.fromkeys([*said, *numbers, *sealed["numbers"]]):
        item = compare.number(page, name, sealed["numbers"], numbers)
        messages = list(dict.fromkeys(said.get(name, [])))
        against_seal = item.differences or compare.differing_texts(name, sealed["written"], written, {})
        item.differences = with_sealed(messages, [] if messages else against_seal)
        yield item
