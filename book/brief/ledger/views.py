"""Views: whole tables as HTML, for pages to look things up in.

What a view shows is in a template of its own in `templates/`; the rows come from the tables alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from brief import paths, tables, words
from brief.errors import BriefError
from brief.ledger import circular, crossrefs, findings
from brief.ledger.claims import claims
from brief.ledger.crossrefs import address
from brief.ledger.documents import documents
from brief.ledger.facts import statements
from brief.ledger.records import records, records_by
from brief.ledger.rendering import rendered
from brief.tables import cached, codebook


@cached
def _originators() -> list[dict[str, Any]]:
    """Return every originator, most facts first, with its `facts` and, if it is derived, its `parent`."""
    origins = records(tables.table("origins"))
    names = {row["origin_id"]: row["name"] for row in origins}
    asserted = records_by(statements(), "origin_id")
    originators = [
        {**row, "facts": asserted.get(row["origin_id"], []), "parent": names.get(row["derived_from"])}
        for row in origins
    ]
    return sorted(originators, key=lambda row: (-len(row["facts"]), row["name"]))


def _facts() -> dict[str, Any]:
    """Return every fact by its id, with the `claims` on which it bears by the relation it has to them."""
    bearing: dict[str, dict[str, list[str]]] = {}
    for link in findings.bearing().sort_values("claim_id").itertuples():
        bearing.setdefault(link.fact_id, {}).setdefault(link.relation, []).append(link.claim_id)
    facts = records(statements().sort_values("fact_id"))
    return {"facts": [{**fact, "claims": bearing.get(fact["fact_id"], {})} for fact in facts]}


def _paragraphs() -> list[list[dict[str, Any]]]:
    """Return the whole article: paragraphs of passages in reading order.

    Each passage has `passage_id`, `kind`, `text` (without the empty line that ends a paragraph) and `claims`.
    """
    article = paths.ARTICLE.read_bytes()
    of_passage: dict[str, list[dict[str, Any]]] = {}
    for claim in claims().values():
        of_passage.setdefault(claim["passage_id"], []).append(claim)
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for passage in records(tables.table("passages")):
        text = article[passage["passage_start"] : passage["passage_end"]].decode("utf-8")
        paragraphs[-1].append(
            {**passage, "text": text.removesuffix("\n\n"), "claims": of_passage.get(passage["passage_id"], [])}
        )
        if text.endswith("\n\n"):
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _article() -> dict[str, Any]:
    count = Counter(claim["finding"] for claim in claims().values())
    closest = Counter(claim["borrowed"][0]["closeness"] for claim in claims().values() if claim["borrowed"])
    return {
        "paragraphs": _paragraphs(),
        "count": {finding: count[finding] for finding in words.SIGNS},
        "closest": {closeness: closest[closeness] for closeness in words.CLOSENESS},
    }


def _original() -> dict[str, Any]:
    english = {passage["passage_id"]: passage["text"] for paragraph in _paragraphs() for passage in paragraph}
    return {"pairs": [{**row, "english": english[row["passage_id"]]} for row in records(tables.table("original"))]}


def _glossary() -> dict[str, Any]:
    terms = tables.table("glossary").sort_values("name", key=lambda name: name.str.lower())
    return {"terms": records(terms)}


def _places() -> dict[str, Any]:
    places = tables.table("places").sort_values("name", key=lambda name: name.str.lower())
    count = tables.table("facts").place_id.value_counts()
    return {"places": records(places.assign(facts=places.place_id.map(count).fillna(0).astype(int)))}


def _revisions() -> dict[str, Any]:
    addresses = {key: address("fact", key) for key in tables.table("facts").fact_id}
    addresses |= {key: address("document", key) for key in tables.table("sources").source_key}
    actions = tables.vocabulary("revisions", "action")
    order = list(actions).index
    rows = tables.table("revisions").sort_values("action", key=lambda action: action.map(order), kind="stable")
    return {"revisions": records(rows), "addresses": addresses, "actions": actions}


def _circles() -> dict[str, Any]:
    pair = ["fact_id", "other_fact_id"]
    return {"pairs": records(circular.lookalikes().merge(tables.table("circles"), on=pair, how="left"))}


VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "article": _article,
    "original": _original,
    "faults": lambda: {"claims": [claim for claim in claims().values() if claim["translation_fault"] != "none"]},
    "ledger": lambda: {"claims": claims().values()},
    "documents": lambda: {"documents": documents().values()},
    "facts": _facts,
    "originators": lambda: {"originators": _originators()},
    "glossary": _glossary,
    "places": _places,
    "hypotheses": lambda: {"hypotheses": records(tables.table("hypotheses"))},
    "tables": lambda: {"tables": codebook.catalogue()},
    "corrections": lambda: {"corrections": records(tables.table("corrections").sort_values("date"))},
    "revisions": _revisions,
    "circles": _circles,
}
"""The values that the template of each view takes."""
SORTABLE = {"ledger", "documents", "facts", "originators", "glossary", "faults", "tables", "revisions", "places"}
"""Views whose table can be sorted, searched and filtered."""
LOOKED_UP = SORTABLE | {"article"}
"""Views that make a page one to look things up in, not one to read from end to end."""


def template_values(name: str) -> dict[str, Any]:
    """Return the values that the template of one view takes, by the names that it uses.

    Raises:
        BriefError: if there is no such view.
    """
    if name not in VIEWS:
        raise BriefError(f"no view {name!r}; there are {', '.join(VIEWS)}")
    return VIEWS[name]()


def view(name: str, book: crossrefs.Book) -> str:
    """Return one view as HTML.

    Args:
        name: one of `VIEWS`.
        book: the pages and figures to which its rows lead.

    Raises:
        BriefError: if there is no such view.
    """
    return rendered(f"{name}.html", **template_values(name), book=book)
