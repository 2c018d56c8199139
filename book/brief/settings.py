"""Settings of this brief, from `book/brief.toml`: names, topics, sides of the conflict.

Code that serves any brief reads these settings and names none of their content.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from brief.errors import BriefError
from brief.files import read_text

FILE = Path(__file__).resolve().parents[1] / "brief.toml"


@dataclass(frozen=True)
class Side:
    """A side of the conflict: what it and its camp are called, and how it is drawn.

    Attributes:
        name: as readers see it.
        colour: as `#rrggbb`; legible on white and on black.
        symbol: of a mark, as plotly names it.
        camp: heading of its column where originators are grouped by camp; "" if it has none.
    """

    name: str
    colour: str
    symbol: str
    camp: str = ""


@dataclass(frozen=True)
class Settings:
    """What `brief.toml` holds.

    Attributes:
        name: beginning of the names of the files that readers download.
        article: file name of the article in `seeds/`.
        publication_fact: id of the fact that says who published the article, and when.
        example_fact: id of a fact that explanations of keys give as an example.
        map_area: the part of the world that maps show: west, south, east and north, in degrees.
        topics: topics as readers see them, by id, where the two differ.
        pages: short names of pages, by page, where a page is not named after its topic.
        sides: by id, in the order in which they are shown; one of them is "none".
        stances: of acts, in words, by id.
        routes: of flights, in words, by id.
    """

    name: str
    article: str
    publication_fact: str
    example_fact: str
    map_area: tuple[float, float, float, float]
    topics: dict[str, str]
    pages: dict[str, str]
    sides: dict[str, Side]
    stances: dict[str, str]
    routes: dict[str, str]


@cache
def settings() -> Settings:
    """Return the settings.

    Raises:
        BriefError: if the file is missing, is not TOML, lacks a setting or has one that is not known.
    """
    try:
        content: dict[str, Any] = tomllib.loads(read_text(FILE))
        content["sides"] = {name: Side(**side) for name, side in content["sides"].items()}
        content["map_area"] = tuple(content["map_area"])
        return Settings(**content)
    except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError) as error:
        raise BriefError(f"{FILE.name}: {error}") from error
