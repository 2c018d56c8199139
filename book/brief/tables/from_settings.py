"""What the description of the tables takes from `brief.toml`: the words for topics and sides, and the ids of facts.

`data/datapackage.json` must hold them, as other programs read it alone; so `brief data` compares the two, and
`brief data --fix` writes them into it.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from brief.settings import Settings

_SIDES = {"side", "side_after"}
"""Columns that hold a side, in whatever table."""
_FACT_IDS = (("facts", "fact_id"), ("facts", "repeats"))


def completed(package: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return the description of all tables, with the words and the ids that the settings name.

    Args:
        package: the description.
        settings: of the brief.
    """
    package = copy.deepcopy(package)
    topics = {name: topic.about for name, topic in settings.topics.items()}
    sides = {name: side.about for name, side in settings.sides.items()}
    prefixes = "|".join(
        re.escape(prefix) for prefix in dict.fromkeys(topic.prefix for topic in settings.topics.values())
    )
    for table in package["resources"]:
        for field in table["schema"]["fields"]:
            if field["name"] in _SIDES or field["name"] == "topic":
                _set_words(field, topics if field["name"] == "topic" else sides)
            elif (table["name"], field["name"]) in _FACT_IDS:
                field.setdefault("constraints", {})["pattern"] = rf"^({prefixes})-\d{{3,}}$"
    return package


def _set_words(field: dict[str, Any], words: dict[str, str]) -> None:
    field["categories"] = [{"value": word, "label": meaning} for word, meaning in words.items()]
    field.setdefault("constraints", {})["enum"] = list(words)


def differing(package: dict[str, Any], settings: Settings) -> list[str]:
    """Return the columns whose description is not what the settings say, each as `table.column`."""
    return [
        f"{table['name']}.{field['name']}"
        for table, wanted in zip(package["resources"], completed(package, settings)["resources"], strict=True)
        for field, other in zip(table["schema"]["fields"], wanted["schema"]["fields"], strict=True)
        if field != other
    ]


def written(package: dict[str, Any]) -> str:
    """Return a description as its file has it."""
    return f"{json.dumps(package, ensure_ascii=False, indent=1)}\n"
