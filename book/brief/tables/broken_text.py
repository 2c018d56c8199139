"""Text that is broken or holds what nobody sees: a cell or a line that a program spoilt on its way.

Most such text looks right on a screen, so each fault names the code point.
"""

from __future__ import annotations

import re
import unicodedata

from brief.text import IGNORED, LOOK, points

_SPREADSHEET = re.compile(r"(?<![\w&/])#(?:N/[AD]\b|NV\b|[^\W\d_][\w/]{2,14}[!?])|^#{4,}$")
"""What a spreadsheet writes into a cell that it could not compute, in whatever language."""
_NOTHING = {"nan", "null", "<na>", "nat", "undefined", "[object object]"}
"""What programs write, in small letters, where a cell should be empty."""
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
"""A letter as a file of Excel writes it."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_CODECS = ("cp1252", "cp1251", "cp1256", "cp1254", "mac_roman", "cp437", "cp850", "koi8_r")
_USUAL = re.compile(r"[\u00a0-\u017f‘’“”„–—…•€™а-яА-ЯёЁء-يپچژگک‌،؟]+")
"""What a text is likely to hold that was read in the wrong encoding."""
ALIKE = {*map(chr, range(0x2160, 0x2180)), "\u2024", "\u2025"}
"""Roman numerals of one letter or more, and dots, that look like plain letters and full stops."""
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "HEBREW", "ARABIC")
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0621-\u064a]")


def point(letter: str) -> str:
    """Return the code point of a letter and its name, as in "U+00A0 NO-BREAK SPACE"."""
    name = unicodedata.name(letter, "")
    return f"U+{ord(letter):04X}{' ' if name else ''}{name}"


def fault(text: str, *, whole: bool = True) -> str:
    """Return what is wrong with a text, or "".

    Args:
        text: one cell of a table, or one line of a page.
        whole: whether the text is a whole cell, which may not be a word that programs write for nothing.
    """
    if "#" in text and (match := _SPREADSHEET.search(text)):
        return f"{match[0]!r}, which a spreadsheet writes where it could not compute"
    if "_x" in text and (match := _ESCAPED.search(text)):
        return f"{match[0]!r}, which stands for U+{match[0][2:6].upper()}"
    if wrong := _plain_fault(text, whole):
        return wrong
    return "" if text.isascii() else _letter_fault(text) or _mojibake(text) or _mixed(text)


def _plain_fault(text: str, whole: bool) -> str:
    if whole and text.strip().casefold() in _NOTHING:
        return f"{text!r}, which a program writes where there is nothing"
    control = next((letter for letter in text if (letter < " " and letter != "\t") or letter == "\x7f"), "")
    return f"the control character U+{ord(control):04X}" if control else ""


def _letter_fault(text: str) -> str:
    for letter in text:
        if letter < "\x7f":
            continue
        category = unicodedata.category(letter)
        if letter == "\ufffd":
            return f"{point(letter)}, where a letter was lost"
        if category in {"Cc", "Cn", "Co", "Cs"}:
            return f"U+{ord(letter):04X}, which is no letter"
        if category == "Cf" or letter in IGNORED:
            return f"{point(letter)}, which nobody sees"
        if category in {"Zs", "Zl", "Zp"}:
            return f"{point(letter)}, which looks like a space"
        if "\u0334" <= letter <= "\u0338" or category == "Me":
            return f"{point(letter)}, which strikes a letter through or encloses it"
        form = unicodedata.decomposition(letter).partition(">")[0]
        if form == "<compat" and letter in ALIKE:
            return f"{point(letter)}, another form of {unicodedata.normalize('NFKC', letter)!r}"
        if form in {"<wide", "<narrow", "<font", "<isolated", "<initial", "<medial", "<final"} or "ﬀ" <= letter <= "ﬆ":
            return f"{point(letter)}, another form of {unicodedata.normalize('NFKC', letter)!r}"
    if " " in text and not _ARABIC.search(text):  # what is no prose has a form of its own
        digit = next((letter for letter in text if letter > "9" and letter.isdecimal()), "")
        if digit:
            return f"{point(digit)}, a digit of another script"
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        place = next(at for at, pair in enumerate(zip(text, normal + " ", strict=False)) if pair[0] != pair[1])
        letters = text[place : place + 2] if unicodedata.combining(text[place + 1 : place + 2] or " ") else text[place]
        return f"{' + '.join(map(point, letters))} for the one letter {point(normal[place])}"
    return ""


def _mojibake(text: str) -> str:
    for run in _NOT_ASCII.findall(text):
        for codec in _CODECS:
            meant = _read_again(run, codec)
            if meant and _USUAL.fullmatch(meant):
                return f"{run!r} ({points(run)}), which is {meant!r} read in the wrong encoding"
    return ""


def _read_again(run: str, codec: str) -> str:
    content = b""
    for letter in run:
        try:
            content += letter.encode(codec)
        except UnicodeEncodeError:
            if ord(letter) > 255:
                return ""
            content += bytes([ord(letter)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _mixed(text: str) -> str:
    foreign = [word for word in _WORD.findall(text) if not word.isascii()]
    alike = [word for word in foreign if word.translate(LOOK).isascii() and not re.search("[a-zA-Z]", word)]
    if alike and all(word in alike or _is_latin(word) for word in foreign):
        return f"{alike[0]!r} ({points(alike[0])}), which looks like {alike[0].translate(LOOK)!r}"
    for word in foreign:
        scripts = {
            script: letter for letter in word for script in _SCRIPTS if unicodedata.name(letter, "").startswith(script)
        }
        if len(scripts) > 1:
            return f"{word!r}, whose letters are of several scripts: {', '.join(map(point, scripts.values()))}"
    return ""


def _is_latin(word: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
