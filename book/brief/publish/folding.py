"""Text as words that a search compares, so that a name is found however it is written.

`static/folding.js` does the same in the browser, for what a reader types and for the long tables; a test holds both to
the same. The Arabic article before a hyphen is left out ("al-Wefaq" is found by "Wefaq"), and what is written as one
sign is also one word ("C-17").
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from sphinx.search.en import SearchEnglish

from brief.files import read_text

_HERE = Path(__file__).parent
SCRIPT = _HERE / "static" / "folding.js"
SEARCH = _HERE / "templates" / "search.js"
_POSSESSIVE = re.compile(r"['’‘ʼ`´′＇]s(?!\w)", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['’‘ʼʻʾʿ`´′＇]")
_DASH = re.compile(r"[‐‑‒–−]")
_COMPOUND = re.compile(r"\w+(?:-\w+)*")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "þ": "th", "ð": "d"}
    | {"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"}
)
_TATWEEL = "ـ"
_ARTICLES = frozenset({"al", "el", "ul", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az"})


def folded(text: str) -> str:
    """Return a text in small letters without marks, apostrophes and what is invisible."""
    text = _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    text = text.lower()
    if not text.isascii():
        text = "".join(letter for letter in text if letter != _TATWEEL and not _is_mark(letter)).translate(_LETTERS)
    return _DASH.sub("-", text)


def _is_mark(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] == "M" or category == "Cf"


def _compounds(text: str) -> list[tuple[list[str], bool]]:
    """Return for each word its parts, without an article, and whether it is one sign, such as "C-17"."""
    found = []
    for compound in _COMPOUND.findall(folded(text)):
        every = compound.split("-")
        parts = [
            part for part, after in zip(every, [*every[1:], ""], strict=True) if not _is_article(part, after, every)
        ]
        is_sign = (
            len(parts) > 1
            and not all(part.isnumeric() for part in parts)
            and any(len(part) < 3 or part[0].isnumeric() for part in parts)
        )
        found.append((parts, is_sign))
    return found


def _is_article(part: str, after: str, every: list[str]) -> bool:
    if len(every) == 1:
        return part in {"al", "el"}
    return bool(after) and part in _ARTICLES and not after[0].isnumeric()


def terms(text: str) -> list[str]:
    """Return the words by which a text is found."""
    return [term for parts, is_sign in _compounds(text) for term in (*parts, *(["".join(parts)] if is_sign else []))]


def wanted(query: str) -> list[str]:
    """Return the words that a text must have, each of them, to be found by a query."""
    return [term for parts, is_sign in _compounds(query) for term in (["".join(parts)] if is_sign else parts)]


class English(SearchEnglish):
    """English for the search index, with words as `terms` gives them, and each stem computed once for all pages."""

    def init(self, options: dict[str, str]) -> None:
        """Cache stems, and have the search page fold what a reader asks for."""
        super().init(options)
        self._stems: dict[str, str] = {}
        self.js_splitter_code = read_text(SCRIPT) + read_text(SEARCH)

    def split(self, input: str) -> list[str]:
        """Return the words of a text."""
        return terms(input)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        if word not in self._stems:
            self._stems[word] = super().stem(word)
        return self._stems[word]
