"""Pages, claims and shared tables as data for machines, in the vocabulary of schema.org.

Addresses are relative.
"""

from __future__ import annotations

from typing import Any

from brief.ledger import facts, findings
from brief.settings import settings
from brief.tables import descriptor

CONTEXT = "https://schema.org"
_RATING = {"holds": 5, "holds thinly": 4, "near miss": 3, "disputed": 2, "wrong": 1}


def article(address: str, headline: str, description: str, question: str, book: dict[str, str]) -> dict[str, Any]:
    """Return a page as a schema.org `Article`.

    Args:
        address: of the page in the site.
        headline: its title.
        description: its answer in a sentence.
        question: the one it answers.
        book: `title`, `author`, `language` and `address` of the book.
    """
    return {
        "@context": CONTEXT,
        "@type": "Article",
        "url": address,
        "headline": headline,
        "description": description,
        "about": question,
        "inLanguage": book["language"],
        "author": {"@type": "Organization", "name": book["author"]},
        "license": descriptor()["licenses"][0]["path"],
        "isPartOf": {"@type": "CreativeWork", "name": book["title"], "url": book["address"]},
    }


def claim_reviews(address: str) -> dict[str, Any]:
    """Return the ledger as a schema.org `ClaimReview` for each claim that is counted.

    Findings that say how far a claim holds have a numeric rating.

    Args:
        address: of the page that shows it.
    """
    publication = facts.fact(settings().publication_fact)
    appearance = {
        "@type": "NewsArticle",
        "headline": publication.title,
        "url": publication.url,
        "datePublished": publication.event_date,
        "inLanguage": publication.language,
    }
    reviews = []
    for claim in findings.ledger().query("not compound").to_dict("records"):
        rating: dict[str, Any] = {"@type": "Rating", "alternateName": claim["finding"]}
        if claim["finding"] in _RATING:
            rating |= {"ratingValue": _RATING[claim["finding"]], "bestRating": 5, "worstRating": 1}
        reviews.append(
            {
                "@type": "ClaimReview",
                "@id": f"{address}#{claim['claim_id']}",
                "url": f"{address}#{claim['claim_id']}",
                "claimReviewed": claim["statement"],
                "itemReviewed": {
                    "@type": "Claim",
                    "author": {"@type": "Organization", "name": publication.publisher},
                    "appearance": appearance,
                },
                "reviewRating": rating,
                "reviewBody": f"{claim['finding'].capitalize()}. {claim['why']}",
            }
        )
    return {"@context": CONTEXT, "@graph": reviews}


def dataset(address: str) -> dict[str, Any]:
    """Return the shared tables as a schema.org `Dataset`, each table a part with its columns and its file.

    Args:
        address: of the page that shows them.
    """
    package = descriptor()
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "url": address,
        "name": package["title"],
        "description": package["description"],
        "license": package["licenses"][0]["path"],
        "keywords": package["keywords"],
        "version": package["version"],
        "isAccessibleForFree": True,
        "distribution": _file("datapackage.json", "application/json"),
        "hasPart": [_table(resource, address, package) for resource in package["resources"]],
    }


def _table(resource: dict[str, Any], address: str, package: dict[str, Any]) -> dict[str, Any]:
    licence = resource.get("licenses", package["licenses"])[0]
    return {
        "@type": "Dataset",
        "url": f"{address}#table-{resource['name']}",
        "name": resource["title"],
        "description": resource["description"],
        "license": licence.get("path", licence["title"]),
        "distribution": _file(resource["path"], "text/csv"),
        "variableMeasured": [_column(field) for field in resource["schema"]["fields"]],
    }


def _column(field: dict[str, Any]) -> dict[str, str]:
    unit = {"unitText": field["unit"]} if "unit" in field else {}
    return {"@type": "PropertyValue", "name": field["name"], "description": field["description"], **unit}


def _file(name: str, form: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": f"data/{name}", "encodingFormat": form}
