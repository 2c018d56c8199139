"""Settings of this brief, from `book/brief.toml`: its title, author and names, topics, sides of the conflict.

Code that serves any brief reads these settings and names none of their content.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from brief.errors import BriefError
from brief.files import read_text

FILE = Path(__file__).resolve().parents[1] / "brief.toml"


@dataclass(frozen=True)
class Topic:
    """A topic, whose id is the name of its page.

    Attributes:
        about: what it is about, in words of its own: the meaning of its id in the tables.
        prefix: with which the ids of its facts begin; topics may share one.
        name: as readers see it; "" if that is its id.
    """

    about: str
    prefix: str
    name: str = ""


@dataclass(frozen=True)
class Original:
    """The language from which the article was translated into English: its code, and its name in English."""

    code: str
    name: str

    @property
    def column(self) -> str:
        """The column of tables that holds words of the original."""
        return self.name.lower()


@dataclass(frozen=True)
class Side:
    """A side of the conflict: what it and its camp are called, and how it is drawn.

    Attributes:
        name: as readers see it.
        about: who is on it: the meaning of its id in the tables.
        colour: as `#rrggbb`; legible on white and on black.
        symbol: of a mark, as plotly names it.
        camp: heading of its column where originators are grouped by camp; "" if it has none.
    """

    name: str
    about: str
    colour: str
    symbol: str
    camp: str = ""


@dataclass(frozen=True)
class Language:
    """What the site itself writes on pages in another language, whose numbers and dates follow the CLDR.

    Attributes:
        reading: how long a page takes to read; `{minutes}` stands for the time.
        edition: which edition it is of; `{date}` stands for the day.
        report: leads to how to report an error.
        check: opens what is there to check the page.
        judgment: a judgment as a sentence, of its `{likelihood}` and its `{text}`.
        confidence: the name of the confidence in a judgment.
        basis: leads from a judgment to what it rests on.
        nouns: by id, how a count of it is written, by the plural categories of the CLDR; `{}` stands for the number.
    """

    reading: str
    edition: str
    report: str
    check: str
    judgment: str
    confidence: str
    basis: str
    nouns: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Settings:
    """What `brief.toml` holds.

    Attributes:
        name: beginning of the names of the files that readers download.
        title: of the brief.
        author: of the brief, as citations name it.
        article: file name of the article in `seeds/`.
        original: the language from which the article was translated; None if it was written in English.
        repository: address of the repository, for citations; "" if there is none.
        dispute: that to which an originator may be a party, with its article: "the conflict".
        own_code: the subpackage of `brief` with the code of this brief alone; "" if there is none.
        publication_fact: id of the fact that says who published the article, and when.
        example_fact: id of a fact that explanations of keys give as an example.
        designations: pattern of names with digits, which pages may type; "" for none.
        report_to: the address of a form or a mail by which readers report an error, with `{title}` and `{text}` for
            what they say; "" if there is none.
        map_area: the part of the world that maps show: west, south, east and north, in degrees.
        topics: by id, in the order in which they are listed.
        moved: old pages that are part of another one now, each with that page, "#" and the part.
        sides: by id, in the order in which they are shown; one of them is "none".
        stances: of acts, in words, by id.
        routes: of flights, in words, by id.
        languages: other than English in which there are pages, by code.
        abbreviations: what they stand for, where the name in the glossary does not say enough to a stranger.
    """

    name: str
    title: str
    author: str
    article: str
    publication_fact: str
    example_fact: str
    topics: dict[str, Topic]
    sides: dict[str, Side]
    original: Original | None = None
    repository: str = ""
    dispute: str = "the dispute"
    own_code: str = ""
    designations: str = ""
    report_to: str = ""
    map_area: tuple[float, float, float, float] = (-180.0, -60.0, 180.0, 80.0)
    moved: dict[str, str] = field(default_factory=dict)
    stances: dict[str, str] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)


_TEXT = (r"(?s).*", "a text")
_NAME = (r"\w[\w.-]*", "letters, digits and _ - . alone")
_ADDRESS = (r"(https?://|mailto:)\S+|", "an address that begins with https:// or mailto:")
FORMS = {
    "name": _NAME,
    "article": _NAME,
    "own_code": (r"\w*", "the name of a folder in book/brief"),
    "repository": _ADDRESS,
    "report_to": _ADDRESS,
    **dict.fromkeys(("title", "author", "dispute", "designations", "publication_fact", "example_fact"), _TEXT),
}
"""Which pattern the texts follow, and what that is in words: names of files lead nowhere, and addresses run nothing."""


@cache
def settings() -> Settings:
    """Return the settings.

    Raises:
        BriefError: if the file is missing, is not TOML, lacks a setting or has one that is not known.
    """
    return parsed(read_text(FILE))


def parsed(text: str) -> Settings:
    """Return the settings that the text of `brief.toml` holds.

    Raises:
        BriefError: if it is not TOML, lacks a setting or has one that is not known.
    """
    try:
        content: dict[str, Any] = tomllib.loads(text)
        content["original"] = Original(**content["original"]) if "original" in content else None
        content["topics"] = {name: Topic(**topic) for name, topic in content["topics"].items()}
        content["sides"] = {name: Side(**side) for name, side in content["sides"].items()}
        content["languages"] = {code: Language(**words) for code, words in content.get("languages", {}).items()}
        content["map_area"] = tuple(content.get("map_area", Settings.map_area))
        made = Settings(**content)
        for name, (pattern, expected) in FORMS.items():
            text = getattr(made, name)
            if not isinstance(text, str) or not re.fullmatch(pattern, text):
                raise TypeError(f"{name}: {text!r}; expected {expected}")
        return made
    except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BriefError(f"{FILE.name}: {error}") from error
