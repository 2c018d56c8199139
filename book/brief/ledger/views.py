"""Views: whole tables as HTML, for pages to look things up in.

What a view shows is in a template of its own in `templates/`; the rows come from the tables alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from brief import paths, tables, words
from brief.errors import BriefError, did_you_mean
from brief.ledger import circular, crossrefs, findings, hypotheses
from brief.ledger.claims import claims, claims_on, counted_claims
from brief.ledger.crossrefs import address
from brief.ledger.documents import document_kinds, documents
from brief.ledger.facts import statements
from brief.ledger.records import records, records_by
from brief.ledger.rendering import rendered
from brief.settings import settings
from brief.tables import cached, codebook

_BOND_WORDS = {"organ": "Part of", "owned": "Owned or paid by", "leans": "Favours", "former": "Formerly of"}
"""What ties an originator to its camp, before the name of the camp."""


@cached
def _originators() -> list[dict[str, Any]]:
    """Return every originator, most facts first, with its `facts`.

    Beside its own columns, `parent` is the name of whom it is derived from, `camp` that of its camp, and `bond_words`
    says what ties it to that; None where there is none.
    """
    origins = records(tables.table("origins"))
    names = {row["origin_id"]: row["name"] for row in origins}
    camps = tables.table("camps").set_index("camp_id").name
    asserted = records_by(statements(), "origin_id")
    originators = [
        {
            **row,
            "facts": asserted.get(row["origin_id"], []),
            "parent": names.get(row["derived_from"]),
            "camp": camps.get(row.get("camp_id")),
            "bond_words": _BOND_WORDS.get(row.get("bond") or ""),
        }
        for row in origins
    ]
    return sorted(originators, key=lambda row: (-len(row["facts"]), row["name"]))


def _facts() -> dict[str, Any]:
    """Return every fact by its id, with the `claims` on which it bears by the relation it has to them."""
    bearing: dict[str, dict[str, list[str]]] = {}
    for link in findings.bearing().sort_values("claim_id").itertuples():
        bearing.setdefault(link.fact_id, {}).setdefault(link.relation, []).append(link.claim_id)
    facts = records(statements().sort_values("fact_id"))
    reasons = tables.table("unlinked").set_index("fact_id").reason.to_dict()
    return {
        "facts": [
            {**fact, "claims": bearing.get(fact["fact_id"], {}), "unlinked": reasons.get(fact["fact_id"])}
            for fact in facts
        ]
    }


def _paragraphs() -> list[list[dict[str, Any]]]:
    """Return the whole article: paragraphs of passages in reading order.

    Each passage has `passage_id`, `kind`, `text` (without the empty line that ends a paragraph), `claims` (those that
    are counted), `finding` (the worst on one of these, or None), `closeness` (that of the closest borrowing, or None)
    and `rendering` (its row of `renderings`, or None).
    """
    article = paths.ARTICLE.read_bytes()
    renderings = {row["passage_id"]: row for row in records(tables.table("renderings"))}
    of_passage: dict[str, list[dict[str, Any]]] = {}
    for claim in counted_claims():
        of_passage.setdefault(claim["passage_id"], []).append(claim)
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for passage in records(tables.table("passages")):
        text = article[passage["passage_start"] : passage["passage_end"]].decode("utf-8")
        claims = of_passage.get(passage["passage_id"], [])
        taken = {claim["borrowed"][0]["closeness"] for claim in claims if claim["borrowed"]}
        paragraphs[-1].append(
            {
                **passage,
                "text": text.removesuffix("\n\n"),
                "claims": claims,
                "finding": _first(findings.WORST_FIRST, {claim["finding"] for claim in claims}),
                "closeness": _first(words.CLOSENESS, taken),
                "rendering": renderings.get(passage["passage_id"]),
            }
        )
        if text.endswith("\n\n"):
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _first(order: Iterable[str], of: set[str]) -> str | None:
    """Return what comes first in an order of some words, or None if there are none."""
    return next((word for word in order if word in of), None)


def _count() -> dict[str, int]:
    """Return how many of the claims that are counted have each finding that there can be, by sign."""
    count = Counter(claim["finding"] for claim in counted_claims())
    is_translated = settings().original is not None
    return {name: count[name] for name in findings.FINDINGS if is_translated or name != "mistranslated"}


def _article() -> dict[str, Any]:
    closest = Counter(claim["borrowed"][0]["closeness"] for claim in counted_claims() if claim["borrowed"])
    degrees = words.CLOSENESS if _are_borrowings_known() else ()
    return {
        "paragraphs": _paragraphs(),
        "count": _count(),
        "closest": {closeness: closest[closeness] for closeness in degrees},
    }


def _are_borrowings_known() -> bool:
    return "borrowings" in tables.names()


def _ledger() -> dict[str, Any]:
    topics = records(findings.standing())
    return {
        "claims": claims().values(),
        "topics": [{**topic, "claims": sorted(claims_on(topic["topic"]), key=_by_finding)} for topic in topics],
        "count": _count(),
        "holding": findings.HOLDING,
        "borrowings": _are_borrowings_known(),
    }


def _by_finding(claim: dict[str, Any]) -> int:
    return findings.FINDINGS.index(claim["finding"])


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
    "faults": lambda: {"claims": [claim for claim in counted_claims() if claim["translation_fault"] != "none"]},
    "worst": lambda: {"claims": [claims()[claim_id] for claim_id in findings.worst().claim_id]},
    "ledger": _ledger,
    "documents": lambda: {"documents": documents().values()},
    "document_kinds": lambda: {"kinds": document_kinds()},
    "facts": _facts,
    "originators": lambda: {"originators": _originators()},
    "glossary": _glossary,
    "places": _places,
    "hypotheses": lambda: {"hypotheses": records(hypotheses.robustness().sort_values("hypothesis_id"))},
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


SHOWN_TABLES = {
    **{name: name for name in ("original", "glossary", "places", "corrections", "revisions", "circles")},
    "hypotheses": "ach_marks",
}
"""Views of a table that a brief may be without, and so without the view."""


def available() -> list[str]:
    """Return the names of the views whose tables there are, in the order of `VIEWS`."""
    return [name for name in VIEWS if SHOWN_TABLES.get(name, "claims") in tables.names()]


def template_values(name: str) -> dict[str, Any]:
    """Return the values that the template of one view takes, by the names that it uses.

    Raises:
        BriefError: if there is no such view, or not the table that it shows.
    """
    if name not in VIEWS:
        raise BriefError(f"no view {name!r}; there are {', '.join(VIEWS)}{did_you_mean(name, VIEWS)}")
    if name not in available():
        raise BriefError(f"the view {name!r} shows the table {SHOWN_TABLES[name]!r}, which this brief does not have")
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
