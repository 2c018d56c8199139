"""The language and the direction of text in documents, for HTML."""

from __future__ import annotations

import re

LANGUAGE = "en"
"""The language of the brief itself."""


SCRIPTS = {"ar": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff", "ru": r"\u0400-\u052f"}
"""Letters that are foreign to text in Latin letters, by the code of the language that uses them in the documents."""


def language_pieces(text: str, language: str) -> list[tuple[str, dict[str, str]]]:
    """Return a text in pieces, each with the attributes of HTML for its language and direction.

    Args:
        text: such as a title, as its document has it.
        language: code of the document's language. In the brief's own, words in other letters are pieces of their own.
    """
    if language != LANGUAGE:
        return [(text, attributes(language))]
    words_of = "|".join(rf"(?P<{code}>[{span}](?:[{span}\s,]*[{span}])?)" for code, span in SCRIPTS.items())
    pieces, end = [], 0
    for match in re.finditer(words_of, text):
        pieces += [(text[end : match.start()], {}), (match[0], attributes(str(match.lastgroup)))]
        end = match.end()
    return [(piece, marked) for piece, marked in [*pieces, (text[end:], {})] if piece]


def attributes(language: str) -> dict[str, str]:
    """Return the attributes of HTML for text in a language, by its code: `lang`, and `dir` if it is right to left."""
    import babel  # a reader's browser has none, and writes no HTML

    try:
        direction = babel.Locale.parse(language).text_direction
    except (babel.UnknownLocaleError, ValueError):
        direction = "ltr"
    return {"lang": language, "dir": "rtl"} if direction == "rtl" else {"lang": language}


def written_attributes(language: str) -> str:
    """Return the same as HTML, each attribute with a space before it."""
    return "".join(f' {name}="{value}"' for name, value in attributes(language).items())
