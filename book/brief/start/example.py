"""The rows with which a new brief begins: the article as a document, its passages, and an example to be replaced."""

from __future__ import annotations

import textwrap
from typing import Any

LONGEST_TITLE = 150
"""Letters of the first line of an article, if it has no title."""
EXAMPLE = "example_report"
"""The document of the example, by its key."""
COUNTERS = (
    {"origin_id": "example-office", "name": "Example Office", "kind": "government", "count": 12},
    {"origin_id": "example-observers", "name": "Example Observers", "kind": "monitor", "count": 15},
    {"origin_id": "example-university", "name": "Example University", "kind": "research", "count": 11},
)
"""Who counts things in the example, and how many."""
RELATIONS = ("supports", "supports", "qualifies")
"""How the counts of the example bear on the claim."""
Rows = list[dict[str, Any]]
"""Rows of a table: values by the names of their columns."""


def rows(text: str, values: dict[str, Any]) -> dict[str, Rows]:
    """Return the first rows of each table, by its name.

    Args:
        text: of the article.
        values: what templates are made from, too: see `folder`.
    """
    facts = _example_facts(values)
    return {
        "claims": [_claim(text, values)],
        "facts": sorted([_published(values), *facts], key=lambda row: str(row["fact_id"])),
        "links": [
            {
                "claim_id": "c-001",
                "fact_id": fact["fact_id"],
                "relation": relation,
                "record": "false",
                "reason": "an example, to be replaced" if relation != "supports" else "",
            }
            for fact, relation in zip(facts, RELATIONS, strict=True)
        ],
        "measures": [
            {
                "measure_id": "example_things",
                "label": "Example things",
                "unit": "things",
                "basis": "stock",
                "side": "none",
                "definition": "An example, to be replaced.",
            }
        ],
        "origins": _origins(values),
        "passages": [
            {"passage_id": f"p-{number:03}", "passage_start": start, "passage_end": end, "kind": "claim"}
            for number, (start, end) in enumerate(values["places"], 1)
        ],
        "sources": _sources(text, values),
    }


def _sources(text: str, values: dict[str, Any]) -> Rows:
    """Return the article and the document of the example."""
    is_dated = bool(values["published"])
    article = {
        "source_key": "the_article",
        "title": values["article_title"] or textwrap.shorten(text.partition("\n")[0], LONGEST_TITLE, placeholder=" …"),
        "title_basis": "shown",
        "publisher": values["publisher"],
        "published": values["published"],
        "document_kind": "newsroom_own",
        "date_basis": "shown" if is_dated else "missing",
        "language": values["language"],
        "read_as": "whole",
        "url": values["url"] or "https://example.org/article",
        "reliability": "B",
        "missing_reason": "" if is_dated else "not looked up yet",
        "reliability_reason": "The article itself; replace title, kind, grade and address by what you find.",
    }
    example = {
        "source_key": EXAMPLE,
        "title": "An example, to be replaced",
        "title_basis": "shown",
        "publisher": "Example Press",
        "published": "2026",
        "document_kind": "newsroom_own",
        "language": "en",
        "date_basis": "shown",
        "url": "https://example.org/report",
        "read_as": "whole",
        "reliability": "B",
        "reliability_reason": "An example, to be replaced.",
    }
    return sorted([article, example], key=lambda row: row["source_key"])


def _origins(values: dict[str, Any]) -> Rows:
    """Return the publisher of the article, and who counts things in the example."""
    publisher = {"origin_id": values["publisher_id"], "name": values["publisher"], "kind": "website"}
    origins = [
        {"origin_id": one["origin_id"], "name": one["name"], "short": one["name"], "kind": one["kind"]}
        | {"party": "false", "side": "none"}
        for one in (*COUNTERS, publisher)
    ]
    return sorted(origins, key=lambda row: row["origin_id"])


def _example_facts(values: dict[str, Any]) -> Rows:
    """Return the facts of the example: a count each, a month after the one before."""
    return [
        {
            "fact_id": f"{values['prefix']}-{number:03}",
            "topic": values["topic"],
            "event_date": f"2026-0{number}",
            "date_of": "event",
            "fact": f"Example, to be replaced: {one['name']} counted {one['count']} things.",
            "measure_id": "example_things",
            "value_low": one["count"],
            "value_high": one["count"],
            "unit": "things",
            "origin_id": one["origin_id"],
            "source_key": EXAMPLE,
            "credibility": "2",
        }
        for number, one in enumerate(COUNTERS, 1)
    ]


def _published(values: dict[str, Any]) -> dict[str, Any]:
    """Return the fact that the article was published."""
    return {
        "fact_id": "art-001",
        "topic": "article",
        "event_date": values["published"],
        "date_of": "publication" if values["published"] else "",
        "fact": f"{values['publisher']} published the article.",
        "origin_id": values["publisher_id"],
        "source_key": "the_article",
        "credibility": "1",
    }


def _claim(text: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the claim of the example: a sentence of the article."""
    quote = values["quote"].encode()
    start, end = values["places"][values["claimed"]]
    first = start + text.encode()[start:end].index(quote)
    return {
        "claim_id": "c-001",
        "topic": values["topic"],
        "kind": "event",
        "passage_id": f"p-{values['claimed'] + 1:03}",
        "quote": values["quote"],
        "quote_start": first,
        "quote_end": first + len(quote),
        "translation_fault": "none",
        "statement": "Example, to be replaced: what this sentence claims, in plain words.",
    }
