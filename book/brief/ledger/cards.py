"""The ledger for readers: whole tables and cards as HTML, the words of references and lists, and downloads.

What a view or a card shows stands in a template of its own in `templates/`; Jinja2 escapes every value. Words that a
page of the site shares with its notebook are given here as text, and each of the two adds its mark-up. The rows come
from the tables alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import babel
import jinja2
import pandas as pd
from markupsafe import Markup, escape

from brief import paths, tables, words
from brief.errors import BriefError
from brief.ledger import crossrefs, evidence, findings
from brief.settings import settings
from brief.tables import codebook, dates, remembered

CLOSENESS = {"verbatim": "≡", "close": "≈", "substance": "∼"}
"""A sign for each degree of closeness of a borrowing."""


LANGUAGE = "en"
"""Of the brief itself."""
SCRIPTS = {"ar": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff", "ru": r"\u0400-\u052f"}
"""Letters foreign to a language in Latin letters, and the language that documents of the brief write with them."""


ADDRESSES = {"claim": "claims.html#{}", "document": "documents.html#src-{}", "fact": "facts.html#{}"}
"""Where the entry of each kind stands in the site, by its key."""


def address(kind: str, key: str) -> str:
    """Return the address in the site of a claim, a document or a fact, by its key."""
    return ADDRESSES[kind].format(key)


def _language(code: str) -> str:
    return babel.Locale(LANGUAGE).languages.get(code, code)


def spoken_as(text: str, language: str) -> list[tuple[str, dict[str, str]]]:
    """Return a text in pieces, each with the attributes of HTML that tell how it is read aloud, and from which side.

    Args:
        text: a title, say, as its document has it.
        language: of the document, by its code. In one in the brief's own language, words in other letters stand apart.
    """
    if language != LANGUAGE:
        return [(text, _attributes(language))]
    pieces, done = [], 0
    for found in re.finditer(
        "|".join(rf"(?P<{code}>[{span}](?:[{span}\s,]*[{span}])?)" for code, span in SCRIPTS.items()), text
    ):
        pieces += [(text[done : found.start()], {}), (found[0], _attributes(str(found.lastgroup)))]
        done = found.end()
    return [(piece, attributes) for piece, attributes in [*pieces, (text[done:], {})] if piece]


def _attributes(language: str) -> dict[str, str]:
    try:
        to_the_left = babel.Locale.parse(language).text_direction == "rtl"
    except (babel.UnknownLocaleError, ValueError):
        to_the_left = False
    return {"lang": language, **({"dir": "rtl"} if to_the_left else {})}


def _spoken_as(text: str, language: str) -> Markup:
    """Return a text as HTML that tells the language of each piece."""
    shown = []
    for piece, attributes in spoken_as(text, language):
        told = Markup("").join(Markup(' {}="{}"').format(*pair) for pair in attributes.items())
        shown.append(Markup("<span{}>{}</span>").format(told, piece) if attributes else escape(piece))
    return Markup("").join(shown)


def _kind(word: str) -> str:
    """Return a kind of document or originator as readers see it: "UN", "think tank"."""
    return word.upper() if word in {"un", "eu", "ngo"} else word.replace("_", " ")


def published(date: Any) -> str:
    """Return a date of publication as readers expect it, also where none is known."""
    return dates.spoken(date) if isinstance(date, str) else "date not shown"


def _code(text: str) -> Markup:
    """Return a description as HTML: names between backticks, as the codebook has them, become code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(spoken=published, topic=words.topic, language=_language, kind=_kind, page=words.page)
    environment.filters.update(spoken_as=_spoken_as)
    environment.filters.update(anchor=crossrefs.anchor, code=_code, address=words.address)
    environment.tests["match_start"] = str.startswith
    environment.globals.update(
        SIGNS=words.SIGNS,
        CLOSENESS=CLOSENESS,
        RELATIONS=words.RELATIONS,
        KINDS=words.KINDS,
        meaning=tables.vocabulary,
        plural=words.plural,
        bounds=words.bounds,
        address_of=address,
    )
    return environment


def rendered(template: str, **values: Any) -> str:
    """Return a template of the brief, filled in, as HTML."""
    return _environment().get_template(template).render(values)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values, a missing cell as None."""
    return [
        {str(key): value if isinstance(value, tuple) else tables.plain(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _by(frame: pd.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _records(frame):
        found.setdefault(row[column], []).append(row)
    return found


def _from_closest(closeness: pd.Series) -> pd.Series:
    return closeness.map(list(CLOSENESS).index)


# --- what there is to show --------------------------------------------------------------------------------


@remembered
def claims() -> dict[str, dict[str, Any]]:
    """Return every claim by its id: what `findings.ledger` says of it, and what that rests on.

    Beside those columns: `bearing` (the facts linked to it, as `findings.bearing` gives them, in the order of
    `words.RELATIONS`), `borrowed` (where it was taken from, as `findings.borrowed` gives it) and `judgments` (those
    that speak to it, as `findings.judged` gives them).
    """
    order = list(words.RELATIONS).index
    bearing = _by(findings.bearing(), "claim_id")
    borrowed = _by(findings.borrowed().sort_values("closeness", key=_from_closest, kind="stable"), "claim_id")
    judged = _by(findings.judged().merge(tables.table("judgments"), on="judgment_id"), "claim_id")
    return {
        claim["claim_id"]: {
            **claim,
            "judgments": judged.get(claim["claim_id"], []),
            "bearing": sorted(bearing.get(claim["claim_id"], []), key=lambda fact: order(fact["relation"])),
            "borrowed": borrowed.get(claim["claim_id"], []),
        }
        for claim in _records(findings.ledger())
    }


@remembered
def documents() -> dict[str, dict[str, Any]]:
    """Return every document by its key, with the `facts` taken from it and the other `tables` that name it."""
    taken, named = _by(evidence.statements(), "source_key"), evidence.documents_in_tables()
    return {
        row["source_key"]: {
            **row,
            "facts": sorted(taken.get(row["source_key"], []), key=lambda fact: fact["fact_id"]),
            "tables": named.get(row["source_key"], []),
        }
        for row in _records(tables.table("sources"))
    }


@remembered
def _originators() -> list[dict[str, Any]]:
    """Return every originator, most facts first, with its `facts` and, if it is derived, its `parent`."""
    origins = _records(tables.table("origins"))
    names = {row["origin_id"]: row["name"] for row in origins}
    asserted = _by(evidence.statements(), "origin_id")
    found = [
        {**row, "facts": asserted.get(row["origin_id"], []), "parent": names.get(row["derived_from"])}
        for row in origins
    ]
    return sorted(found, key=lambda row: (-len(row["facts"]), row["name"]))


def _facts() -> dict[str, Any]:
    """Return every fact by its id, with the `claims` on which it bears by the relation it has to them."""
    bearing: dict[str, dict[str, list[str]]] = {}
    for link in findings.bearing().sort_values("claim_id").itertuples():
        bearing.setdefault(link.fact_id, {}).setdefault(link.relation, []).append(link.claim_id)
    facts = _records(evidence.statements().sort_values("fact_id"))
    return {"facts": [{**fact, "claims": bearing.get(fact["fact_id"], {})} for fact in facts]}


def _paragraphs() -> list[list[dict[str, Any]]]:
    """Return the whole article: paragraphs of passages in reading order.

    Each passage has `passage_id`, `kind`, `text` (without the empty line that ends a paragraph) and `claims`.
    """
    article = paths.ARTICLE.read_bytes()
    of_passage: dict[str, list[dict[str, Any]]] = {}
    for claim in claims().values():
        of_passage.setdefault(claim["passage_id"], []).append(claim)
    found: list[list[dict[str, Any]]] = [[]]
    for passage in _records(tables.table("passages")):
        text = article[passage["passage_start"] : passage["passage_end"]].decode("utf-8")
        found[-1].append(
            {**passage, "text": text.removesuffix("\n\n"), "claims": of_passage.get(passage["passage_id"], [])}
        )
        if text.endswith("\n\n"):
            found.append([])
    return [paragraph for paragraph in found if paragraph]


# --- views ------------------------------------------------------------------------------------------------


def _article() -> dict[str, Any]:
    count = Counter(claim["finding"] for claim in claims().values())
    closest = Counter(claim["borrowed"][0]["closeness"] for claim in claims().values() if claim["borrowed"])
    return {
        "paragraphs": _paragraphs(),
        "count": {finding: count[finding] for finding in words.SIGNS},
        "closest": {closeness: closest[closeness] for closeness in CLOSENESS},
    }


def _original() -> dict[str, Any]:
    english = {passage["passage_id"]: passage["text"] for paragraph in _paragraphs() for passage in paragraph}
    return {"pairs": [{**row, "english": english[row["passage_id"]]} for row in _records(tables.table("original"))]}


def _glossary() -> dict[str, Any]:
    terms = tables.table("glossary").sort_values("name", key=lambda name: name.str.lower())
    return {"terms": _records(terms)}


def _places() -> dict[str, Any]:
    places = tables.table("places").sort_values("name", key=lambda name: name.str.lower())
    count = tables.table("facts").place_id.value_counts()
    return {"places": _records(places.assign(facts=places.place_id.map(count).fillna(0).astype(int)))}


def _revisions() -> dict[str, Any]:
    addresses = {key: address("fact", key) for key in tables.table("facts").fact_id}
    addresses |= {key: address("document", key) for key in tables.table("sources").source_key}
    actions = tables.vocabulary("revisions", "action")
    order = list(actions).index
    rows = tables.table("revisions").sort_values("action", key=lambda action: action.map(order), kind="stable")
    return {"revisions": _records(rows), "addresses": addresses, "actions": actions}


SORTABLE = {"ledger", "documents", "facts", "originators", "glossary", "faults", "tables", "revisions", "places"}
"""Views whose table can be sorted, searched and filtered."""
LOOKED_UP = SORTABLE | {"article"}
"""Views that make a page one to look things up in, not one to read from end to end."""
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
    "hypotheses": lambda: {"hypotheses": _records(tables.table("hypotheses"))},
    "tables": lambda: {"tables": codebook.catalogue()},
    "corrections": lambda: {"corrections": _records(tables.table("corrections").sort_values("date"))},
    "revisions": _revisions,
    "circles": lambda: {
        "pairs": _records(
            evidence.lookalikes().merge(tables.table("circles"), on=["fact_id", "other_fact_id"], how="left")
        )
    },
}
"""What `view` shows: the rows of each template."""


def rows(name: str) -> dict[str, Any]:
    """Return what one view shows, by the names that its template uses.

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
    return _environment().get_template(f"{name}.html").render(rows(name), book=book)


_ENTRIES: dict[str, Callable[[], dict[str, dict[str, Any]]]] = {
    "claim": claims,
    "document": documents,
    "judgment": lambda: {row["judgment_id"]: row for row in _records(tables.table("judgments"))},
}


def entry(kind: str, key: str) -> dict[str, Any]:
    """Return one entry with all that its card shows.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.

    Raises:
        BriefError: if there is none with that id.
    """
    found = _ENTRIES[kind]()
    if key not in found:
        raise BriefError(f"no {kind} {key!r} in the tables")
    return found[key]


def reference(kind: str, key: str) -> tuple[str, str]:
    """Return the words of a reference to an entry, and its address in the site.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.

    Raises:
        BriefError: if there is none with that id.
    """
    row = entry(kind, key)
    if kind == "claim":
        return f"{key} {words.verdict(row['finding'], row['kind'])}", address(kind, key)
    if kind == "document":
        return f"{words.publisher(row['publisher'])} {row['reliability']}", address(kind, key)
    return f"judgment {key}", f"{row['topic']}.html#{key}"


def card(kind: str, key: str, book: crossrefs.Book) -> str:
    """Return the card of one entry as HTML: what opens on a reference to it.

    Args:
        kind: "claim", "document" or "judgment".
        key: its id.
        book: the pages to which it leads.

    Raises:
        BriefError: if there is none with that id.
    """
    return _environment().get_template("card.html").render(kind=kind, row=entry(kind, key), book=book)


# --- words that a page shares with its notebook -------------------------------------------------------------


class Citation(NamedTuple):
    """A fact in a list of sources: `key` and `said`, then `document`, which leads to `url`, and `rest` at once.

    The document is named by its `publisher`, its `title`, which is in `language`, and `rebuilt` if no title was shown.
    """

    key: str
    said: str
    publisher: str
    title: str
    language: str
    rebuilt: str
    url: str
    rest: str

    @property
    def document(self) -> str:
        """The document as text."""
        return f"{self.publisher}: {self.title}{self.rebuilt}"


def citation(fact_id: str) -> Citation:
    """Return what a list of sources says of a fact: what it is, who says so, and in which document.

    Raises:
        BriefError: if there is no such fact.
    """
    fact = evidence.fact(fact_id)
    shown = isinstance(fact.title, str)
    rebuilt = " (title rebuilt from the address)" if fact.title_basis == "address" else ""
    read = tables.vocabulary("sources", "read_as")[fact.read_as]
    note = f" Note: {fact.note.rstrip('.')}." if isinstance(fact.note, str) else ""
    return Citation(
        key=f"{fact_id}, {fact.grade}.",
        said=f"{fact.fact} Says: {_who(fact)}.",
        publisher=fact.publisher,
        title=fact.title if shown else "no title shown",
        language=fact.language if shown else LANGUAGE,
        rebuilt=rebuilt,
        url=words.address(fact.url),
        rest=f", {published(fact.published)}. Read: {read}.{note}",
    )


def _cited(fact: Citation) -> str:
    return " ".join((fact.key, fact.said, fact.document, fact.url, fact.rest))


def _who(fact: pd.Series) -> str:
    return f"{fact.originator}{words.parties(int(fact.party), 1)}"


def account(fact_id: str) -> tuple[str, str, str]:
    """Return who says something, what, and when it was printed.

    Raises:
        BriefError: if there is no such fact.
    """
    fact = evidence.fact(fact_id)
    return _who(fact), fact.fact, published(fact.published)


def grounds(judgment_id: str) -> dict[str, list[str]]:
    """Return the facts on which a judgment rests, and those against it, by the heading of each."""
    rows = tables.table("grounds").query("judgment_id == @judgment_id")
    headings = {"for": "Rests on", "against": "Against it"}
    return {heading: list(rows[rows.bearing == bearing].fact_id) for bearing, heading in headings.items()}


def judgments() -> dict[str, dict[str, Any]]:
    """Return every judgment by its id: its words, each fact it rests on as told, and what is found of its claims.

    Returns:
        For each the columns of `judgments`; `grounds`: by heading, by fact id, what a list of sources says of the fact;
        `claims`: by claim id, the finding.
    """
    judged, found = findings.judged(), claims()
    return {
        key: {
            **row,
            "grounds": {
                heading: {fact_id: _cited(citation(fact_id)) for fact_id in fact_ids}
                for heading, fact_ids in grounds(key).items()
            },
            "claims": {claim: found[claim]["finding"] for claim in judged[judged.judgment_id == key].claim_id},
        }
        for key, row in _ENTRIES["judgment"]().items()
    }


NO_GROUNDS = "nothing found"
"""Stands under a heading of `grounds` where there are none."""


def conditions(judgment_id: str) -> dict[str, str]:
    """Return what a judgment assumes and what would change it, by the heading of each.

    Raises:
        BriefError: if there is no such judgment.
    """
    row = entry("judgment", judgment_id)
    return {"We assume": row["assumes"], "Would change it": row["would_change"]}


def claims_on(topic: str) -> list[dict[str, Any]]:
    """Return the claims on a topic in reading order, each as `claims` has it.

    Raises:
        BriefError: if there are none.
    """
    found = [claim for claim in claims().values() if claim["topic"] == topic]
    if not found:
        raise BriefError(f"no claim on the topic {topic!r}")
    return found


def key_to(found: list[dict[str, Any]]) -> str:
    """Return in a sentence what each finding on some claims means."""
    there = {claim["finding"] for claim in found}
    return f"{'; '.join(f'{word}: {meaning}' for word, meaning in _findings(there).items())}."


def _findings(wanted: Collection[str]) -> dict[str, str]:
    """Return what findings mean, by their words with their signs."""
    meanings = tables.vocabulary("rulings", "finding")
    return {f"{sign} {finding}": meanings[finding] for finding, sign in words.SIGNS.items() if finding in wanted}


def defined(column: str) -> dict[str, str]:
    """Return the words that a column may hold as readers see them, with their meanings.

    Args:
        column: table and column, such as "rulings.finding".

    Raises:
        BriefError: if there is no such column, or it may hold anything.
    """
    table, _, name = column.partition(".")
    meanings = tables.vocabulary(table, name)
    if column == "rulings.finding":
        return _findings(meanings)
    return {settings().stances.get(word, word.replace("_", " ")): meaning for word, meaning in meanings.items()}


def said_of(claim: dict[str, Any]) -> str:
    """Return in sentences who says what of a claim, and why its finding is not the rule's where it is not.

    Args:
        claim: as `claims` has it.
    """
    told = [
        f"{words.RELATIONS[relation]}: {'; '.join(claim[relation])}"
        for relation in findings.RELATIONS
        if claim[relation]
    ]
    if claim["own"]:
        told.append(f"Not counted, as the article's own source or publisher: {'; '.join(claim['own'])}")
    if claim["ruling"]:
        told.append(f"By rule {claim['by_rule']}; the editor: {claim['ruling'].rstrip('.')}")
    return f"{'. '.join(told) or _undecided(claim)}."


def _undecided(claim: dict[str, Any]) -> str:
    """Return why a claim of which nobody speaks has its finding."""
    if claim["finding"] == "mistranslated":
        return (claim["translation_note"] or "The Arabic holds no such claim").rstrip(".")
    if claim["finding"] == "not found":
        return "We found nothing on it" + (" but context" if claim["bearing"] else "")
    return "Nothing read decides it"


# --- for download -----------------------------------------------------------------------------------------

_SHOWN_OF_FACTS = (
    *("fact_id", "relation", "reason", "counts", "event_date", "fact", "originator", "root", "root_party"),
    *("publisher", "title", "published", "url", "grade", "repeats", "note"),
)


def plain_ledger() -> list[dict[str, Any]]:
    """Return the ledger for download as JSON: each claim with the facts it rests on and where it was taken from."""
    taken = ("fact_id", "closeness", "credited", "comparison", "originator", "publisher", "published", "url")
    return [
        {
            **claim,
            "bearing": [{key: row[key] for key in _SHOWN_OF_FACTS} for row in claim["bearing"]],
            "borrowed": [{key: row[key] for key in taken} for row in claim["borrowed"]],
        }
        for claim in claims().values()
    ]


def flat_ledger() -> pd.DataFrame:
    """Return the ledger as a flat table for download: `findings.ledger` with lists joined, and what was borrowed.

    Text is such as `words.in_spreadsheet` gives it.
    """
    found = findings.ledger()
    taken = findings.borrowed().groupby("claim_id").source_key.agg("; ".join)
    for relation in (*findings.RELATIONS, "own"):
        found[relation] = found[relation].map("; ".join)
    found["taken_from"] = found.claim_id.map(taken)
    for column in found.select_dtypes(["str", "object"]):
        found[column] = found[column].map(words.in_spreadsheet)
    return found
