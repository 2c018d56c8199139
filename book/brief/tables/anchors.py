"""Whether a number stands in the few words at which a statement was found in its document.

An anchor is three to eight words of a document, in its language. It may give a number in digits of any script, with any
separator, with a word for thousands or more behind it; or, for small numbers, in English words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

LONGEST = 8
"""Most words of an anchor: a place to look, never a sentence."""
_NUMBER = re.compile(r"\d[\d.,'’ \u00a0\u202f\u066b\u066c]*")
_GROUPED = re.compile(r"[.,'’ \u00a0\u202f\u066c](?=\d{3}(?!\d))")
_SCALES = {
    1_000: r"k\b|thousand|tausend|mille?\b|mil\b|mila\b|тыс|bin\b|ألف|آلاف|الاف",
    1_000_000: r"m\b|mn\b|million|milion|millón|millones|милли|мілья|milyon|مليون|ملايين",
    1_000_000_000: r"b\b|bn\b|billion|milliard|miliard|миллиард|млрд|milyar|مليار|مليارات",
}
"""What follows a number that counts thousands, millions or billions: the beginning of the next word, by its size."""
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_IN_WORDS = {word: Decimal(number) for number, word in enumerate(_WORDS)} | {"dozen": Decimal(12)}


def numbers(anchor: str) -> set[Decimal]:
    """Return every number that an anchor can be read to give.

    A separator may part thousands or decimals, so "1.500" gives both 1500 and 1.5.
    """
    found = {_IN_WORDS[word] for word in re.findall(r"[a-z]+", anchor.lower()) if word in _IN_WORDS}
    for match in _NUMBER.finditer(anchor):
        following = anchor[match.end() :].lstrip("-").lower()
        for value in _readings(match[0].strip(" .,'’\u00a0\u202f")):
            found.add(value)
            found |= {value * scale for scale, words in _SCALES.items() if re.match(words, following)}
    return found


def _readings(digits: str) -> Iterator[Decimal]:
    plain = "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in digits)
    for text in (_GROUPED.sub("", plain), plain.replace(",", ".").replace("\u066b", ".")):
        try:
            yield Decimal(text)
        except InvalidOperation:
            continue
