"""The language and the direction of text in documents, for HTML."""

from __future__ import annotations

import re

import babel

LANGUAGE = "en"
"""Of the brief itself."""


SCRIPTS = {"ar": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff", "ru": r"\u0400-\u052f"}
"""Letters foreign to a language in Latin letters, and the language that documents of the brief write with them."""


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
