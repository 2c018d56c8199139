"""Cutting an article into passages: its sentences, which together are the whole of it."""

from __future__ import annotations

import re
from itertools import pairwise

_END = re.compile(r"[.!?…][\"'”’»)\]]*[ \n]+(?=[\"'“‘«(\[]*[^\W_a-z])|\n\n")
"""What ends a passage: a stop and the space before what does not begin with a small letter; or an empty line."""
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|St|No)$")
"""What a stop follows that ends no sentence."""


def cleaned(content: bytes) -> str:
    """Return the text of an article as a brief keeps it: line feeds alone, and one empty line between paragraphs.

    Raises:
        UnicodeDecodeError: if it is not UTF-8.
    """
    text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def passages(text: str) -> list[tuple[int, int]]:
    """Return the passages of an article, each from its first byte to the one after its last."""
    ends = [match.end() for match in _END.finditer(text) if not _ABBREVIATED.search(text[: match.start()])]
    places = [0, *(len(text[:end].encode()) for end in ends), len(text.encode())]
    return list(pairwise(places))
