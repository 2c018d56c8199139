"""Text of any content, made safe for its place: a chart, a cell of a spreadsheet, an address, beside other text.

Validation refuses such content in the tables; this is the second line of defence. Messages show as code points what
nobody sees, and what looks like something else.
"""

from __future__ import annotations

import difflib
import importlib
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

_PARSE = importlib.import_module("re._parser").parse
LONGEST_WORD = 48
"""Characters of the longest word that is not broken: longer than any of a language, shorter than many addresses."""
_IN_CHARTS = re.compile(
    r'</?[bi]>|<br>|<span style="color:#[0-9a-f]{6}">|</span>|<extra></extra>'  # mark-up of charts
    r"|<|&(?=#?\w+;)"  # what else plotly would read as mark-up, such as links
)
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that set the direction of the text after them, and those that end that."""
IGNORED = frozenset("\u2800\ufffc\U0001d159\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
"""Letters and marks that are drawn as nothing."""
LOOK = str.maketrans("аеорсухіјѕԁһАВЕКМНОРСТХІЈЅοΑΒΕΗΙΚΜΝΟΡΤΥΧ’‘ʼ", "aeopcyxijsdhABEKMHOPCTXIJSoABEHIKMNOPTYX'''")
"""Letters of other scripts, and the Latin ones that they look like."""


def wrapped(text: str, width: int = 52) -> list[str]:
    """Return text as lines of at most `width` characters, as hover labels need it.

    A longer word gets a line of its own; only one of more than `LONGEST_WORD` characters is broken.
    """
    broken = re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", r"\g<0> ", text)
    return textwrap.wrap(broken, width, break_long_words=False, break_on_hyphens=False) or [""]


def folded(text: str, width: int = 52) -> str:
    """Return text in such lines, joined by the line break of a chart."""
    return "<br>".join(wrapped(text, width))


def line_count(text: str) -> int:
    """Return of how many lines a text of a chart is."""
    return text.count("<br>") + 1


def in_chart(text: str) -> str:
    """Return text for a chart, with all mark-up escaped but that which charts use themselves."""
    return _IN_CHARTS.sub(lambda match: {"<": "&lt;", "&": "&amp;"}.get(match[0], match[0]), text)


def typographic(text: str) -> str:
    """Return text with curly apostrophes within and after words."""
    return re.sub(r"(?<=\w)'(?=\w|\s|$)", "’", text)


def in_spreadsheet(value: Any) -> Any:
    """Return a value for CSV: text that a spreadsheet would run gets an apostrophe before it, as OWASP advises."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def web_address(text: str) -> str:
    """Return an address of the web without characters that would end it in HTML or Markdown; "#" for any other."""
    return re.sub(r"[<>\"\s\\]", lambda match: quote(match[0]), text) if re.match(r"https?://", text) else "#"


def address_at(address: str, words: str) -> str:
    """Return an address that opens a page at some words of it, where the browser can: a text fragment.

    See the WICG's draft on URL fragment text directives; commas, hyphens and ampersands separate its parts.
    """
    directive = f":~:text={quote(words, safe='').replace('-', '%2D')}"
    return f"{address}{'' if '#' in address else '#'}{directive}"


def address_at_top(address: str) -> str:
    """Return an address without the words at which it opens."""
    return address.partition(":~:text=")[0].removesuffix("#")


def shown_address(address: str) -> str:
    """Return an address as paper shows it: in its own letters, and without the words at which it opens."""
    return unquote(address_at_top(address))


def close_bidi(text: str) -> str:
    """Return text in which every change of direction ends, so that it does not affect text that follows.

    See Unicode Standard Annex 9: embeddings and overrides end with U+202C, isolates with U+2069.
    """
    ends: list[str] = []
    for character in BIDI_CONTROLS.findall(text):
        if character in "\u202a\u202b\u202d\u202e":
            ends.append("\u202c")
        elif character in "\u2066\u2067\u2068":
            ends.append("\u2069")
        elif character == "\u202c" and ends[-1:] == ["\u202c"]:
            ends.pop()
        elif character == "\u2069" and "\u2069" in ends:
            while ends.pop() != "\u2069":
                pass
    return text + "".join(reversed(ends))


# --- for messages -------------------------------------------------------------------------------------------


def visible(text: str, keep: str = "") -> str:
    """Return text in which each letter that nobody sees, or that moves the cursor of a terminal, is its code point.

    Args:
        text: of any content.
        keep: letters to leave as they are, such as the line feed.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if letter in keep or _is_seen(letter) else _point(letter) for letter in text)


def _is_seen(letter: str) -> bool:
    return letter.isprintable() and letter not in IGNORED  # all spaces but the usual one count as not printable


def _point(letter: str) -> str:
    return f"<U+{ord(letter):04X}>"


def points(text: str) -> str:
    """Return a text with every letter that is not plain as its code point, for two texts that look alike."""
    return "".join(letter if " " <= letter <= "~" else _point(letter) for letter in text)


def told_apart(one: str, other: str) -> tuple[str, str]:
    """Return two texts as a message shows them: if they look alike and differ, with code points where they differ."""
    if looks(one) != looks(other):
        return _words_told_apart(one, other), _words_told_apart(other, one)
    if one == other:
        return one, other
    shown: list[list[str]] = [[], []]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for pieces, piece in zip(shown, (one[i:j], other[k:m]), strict=True):
            pieces.append(piece if tag == "equal" else points(piece))
    return "".join(shown[0]), "".join(shown[1])


_WORD = re.compile(r"""[^\s,.;:!?()"“”]+""")
"""A word, without the marks around it: with another mark behind it, it is the same word."""


def _words_told_apart(text: str, other: str) -> str:
    """Return a text with code points in each word that is not in another text, but looks like one that is."""
    words = set(_WORD.findall(other))
    alike = {looks(word) for word in words}

    def shown(match: re.Match[str]) -> str:
        word = match[0]
        return points(word) if word not in words and not word.isascii() and looks(word) in alike else word

    return _WORD.sub(shown, text)


def looks(text: str) -> str:
    """Return a text such that two texts which look alike give the same."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not _is_unseen(letter))
    return " ".join(re.sub(r"[‐‑‒–—−]", "-", plain.translate(LOOK)).split()).casefold()


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Cc", "Mn"} or letter in IGNORED


def goes_back(pattern: str) -> bool:
    """Return whether a pattern repeats a group of mere repetitions, such as `(a+b*)+`.

    Such a group takes one text in so many ways that trying all of them has no end.
    """
    return any(map(_is_nested, _parts(_PARSE(pattern))))


def _is_nested(part: tuple[Any, Any]) -> bool:
    if not _is_repeated(part):
        return False
    body = part[1][2]
    while len(body) == 1 and str(body[0][0]) == "SUBPATTERN":
        body = body[0][1][3]
    ways = body[0][1][1] if len(body) == 1 and str(body[0][0]) == "BRANCH" else [body]
    return any(
        any(map(_is_repeated, way)) and all(_is_repeated(each) or _is_empty(each) for each in way) for way in ways
    )


def _is_repeated(part: tuple[Any, Any]) -> bool:
    return str(part[0]) in {"MAX_REPEAT", "MIN_REPEAT"} and int(part[1][1]) > max(1, int(part[1][0]))


def _is_empty(part: tuple[Any, Any]) -> bool:
    """Return whether a part of a pattern may take nothing."""
    return str(part[0]).endswith("_REPEAT") and int(part[1][0]) == 0


def _parts(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each part of a pattern, with those within it."""
    for part in parsed:
        yield part
        for inner in part[1] if isinstance(part[1], tuple) else ():
            for each in inner if isinstance(inner, list) else [inner]:
                if type(each).__name__ == "SubPattern":
                    yield from _parts(each)
