"""Templates of the ledger: Jinja2 fills them in and escapes every value."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import babel
import jinja2
from markupsafe import Markup, escape

from brief import tables, words
from brief.ledger import crossrefs, findings, reports
from brief.ledger.documents import published
from brief.ledger.languages import LANGUAGE, language_pieces, written_attributes
from brief.settings import settings
from brief.text import web_address


def _language(code: str) -> str:
    return babel.Locale(LANGUAGE).languages.get(code, code)


def marked_languages(text: str, language: str) -> Markup:
    """Return a text as HTML that marks the language and direction of each piece."""
    html = []
    for piece, attributes in language_pieces(text, language):
        written = Markup("").join(Markup(' {}="{}"').format(*pair) for pair in attributes.items())
        html.append(Markup("<span{}>{}</span>").format(written, piece) if attributes else escape(piece))
    return Markup("").join(html)


def _kind(word: str) -> str:
    """Return a kind of originator as readers see it: "UN", "armed party"."""
    return word.upper() if word in {"un", "eu", "ngo"} else word.replace("_", " ")


def _side(side: str) -> str:
    return settings().sides[side].name


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
    environment.filters.update(
        address=web_address,
        anchor=crossrefs.anchor,
        capital=words.capital,
        code=_code,
        date_in_words=published,
        kind=_kind,
        language=_language,
        marked_languages=marked_languages,
        side=_side,
        topic=words.topic,
    )
    environment.globals.update(
        CHOICES=findings.CHOICES,
        ORIGINAL=settings().original,
        CLOSENESS=words.CLOSENESS,
        ERRORS=findings.ERRORS,
        RELATIONS=words.RELATIONS,
        SIGNS=words.SIGNS,
        address_of=crossrefs.address,
        attributes_of=lambda code: Markup(written_attributes(code)),
        report_of=reports.address,
        bounds=words.bounds,
        meaning=tables.vocabulary,
        party=words.party,
        plural=words.plural,
        unit=words.unit,
    )
    return environment


def rendered(template: str, **values: Any) -> str:
    """Return a template of the brief, filled in, as HTML."""
    return _environment().get_template(template).render(values)
