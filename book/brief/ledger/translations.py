"""Texts of the brief in other languages: from the table of translations, and numbers and dates as a language says them.

A translation stands beside the English that it translates, so that one whose English has changed is told as stale.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from brief import tables
from brief.errors import BriefError, did_you_mean
from brief.settings import Language, settings
from brief.tables import dates

DATES = {"date": ("y", "MMMM y", "d MMMM y"), "month": ("y", "MMMM y", "MMMM y"), "year": ("y", "y", "y")}
"""Forms of a date: how each is written, in the patterns of Unicode, of a year, a month and a day."""


def language(code: str) -> Language:
    """Return the words of the site in a language.

    Raises:
        BriefError: if `brief.toml` has no such language.
    """
    known = settings().languages
    if code not in known:
        raise BriefError(f"brief.toml has no language {code!r}{did_you_mean(code, known)}")
    return known[code]


def translated(column: str, key: str, code: str) -> str:
    """Return the translation of a text.

    Args:
        column: that the text is in, such as "judgments.text".
        key: of its row; or the word itself, where the column has a vocabulary.
        code: of the language.

    Raises:
        BriefError: if there is no translation, or the text has changed since.
    """
    rows = tables.table("translations")
    found = rows[(rows.translated == column) & (rows.key == key) & (rows.language == code)]
    if found.empty:
        raise BriefError(f"no translation of {column} of {key!r} into {code!r}; expected a row in `translations`")
    row = found.iloc[0]
    if row.english != (now := _english(column, key)):
        raise BriefError(f"the translation of {column} of {key!r} is stale: {row.english!r} became {now!r}")
    return str(row.text)


def _english(column: str, key: str) -> str:
    name, _, field = column.partition(".")
    if any(described["name"] == field and "categories" in described for described in _fields(name)):
        return key
    return str(tables.rows(name, [key])[field].iloc[0])


def _fields(name: str) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = tables.resource(name)["schema"]["fields"]
    return fields


class Judgment(NamedTuple):
    """A key judgment in another language: its sentence in parts, with the likelihood in the middle, and its basis."""

    before: str
    likelihood: str
    after: str
    confidence: str


def judgment(row: dict[str, Any], code: str) -> Judgment:
    """Return a key judgment in another language.

    Args:
        row: of the table of judgments.
        code: of the language.

    Raises:
        BriefError: as `language` and `translated` do.
    """
    likelihood, confidence = (translated(f"judgments.{name}", row[name], code) for name in ("likelihood", "confidence"))
    text, reason = (translated(f"judgments.{name}", row["judgment_id"], code) for name in ("text", "confidence_reason"))
    before, _, after = language(code).judgment.format(likelihood="\0", text=text).partition("\0")
    return Judgment(before, likelihood, after, f"{confidence}. {reason}")


def written(value: Any, form: str) -> str:
    """Return a value as a language writes it.

    Args:
        value: a number, or a date in ISO 8601.
        form: one of `DATES` or a noun of the language, "@" and the code of the language: "month@ar", "flights@ar".

    Raises:
        BriefError: if there is no such language or noun, or the value is of another kind.
    """
    name, _, code = form.partition("@")
    words = language(code)
    if name in DATES:
        return _date(str(value), DATES[name], code)
    if name not in words.nouns:
        raise BriefError(f"brief.toml has no noun {name!r} in {code!r}{did_you_mean(name, words.nouns)}")
    import babel  # the reader's browser lacks it: pages in other languages are not executed there

    forms = words.nouns[name]
    category = babel.Locale.parse(code).plural_form(value)
    return forms.get(category, forms["other"]).format(f"{value:,}")


def _date(text: str, patterns: tuple[str, str, str], code: str) -> str:
    from babel.dates import format_date

    first, _ = dates.span(text)
    if "/" in text:
        raise BriefError(f"{text!r} is a period, which has no form in {code!r}; expected a day, a month or a year")
    return format_date(first, patterns[text.count("-")], locale=code)
