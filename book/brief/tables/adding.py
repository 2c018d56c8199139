"""Adding a row to a table: what follows from the others is filled in, and the row is checked and put in its place."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from brief import paths
from brief.errors import BriefError, did_you_mean
from brief.files import read_bytes
from brief.settings import settings
from brief.tables import dates, mending, remarks, validation
from brief.tables.description import names as names_of_tables
from brief.tables.description import resource
from brief.tables.reading import texts

KINDS = {
    "source": "sources",
    "origin": "origins",
    "measure": "measures",
    "fact": "facts",
    "claim": "claims",
    "link": "links",
    "correction": "corrections",
}
"""What can be added, and its table."""
VALUE = "value"
"""An option for facts: the lowest and the highest value in one."""
_FOLLOWS_FROM = {
    "source": {"source_key": "publisher", "reliability": "document_kind"},
    "origin": {"origin_id": "name", "short": "name"},
    "measure": {"measure_id": "label"},
    "fact": {"fact_id": "topic"},
    "claim": {"passage_id": "quote", "quote_start": "quote", "quote_end": "quote"},
    "link": {},
    "correction": {},
}
"""Columns that are filled in when another one is given, by what is added."""
_COPIES = re.compile(r",|;| \(| (?:from|on|via|citing|copying) ")
"""What stands in the name of a publisher before whom it copies, or where it appeared."""
Row = dict[str, str]


def columns(kind: str) -> list[dict[str, Any]]:
    """Return the descriptions of the columns that a row of a kind may be given, as the table has them.

    Args:
        kind: one of `KINDS`.
    """
    fields: list[dict[str, Any]] = resource(KINDS[kind])["schema"]["fields"]
    return fields


def words(kind: str, column: str) -> dict[str, str]:
    """Return what a column may hold and what each word means, "" where that is not told; {} if there is no such list.

    A column that names a row of another table has one, if that is the table of the kinds of documents.

    Args:
        kind: one of `KINDS`.
        column: its name.
    """
    [field] = [field for field in columns(kind) if field["name"] == column]
    if "categories" in field:
        return {word["value"]: word["label"] for word in field["categories"]}
    for reference in resource(KINDS[kind])["schema"].get("foreignKeys", []):
        table = reference["reference"]["resource"]
        if reference["fields"] == [column] and table == "document_kinds":
            return {name: row.get("label", "") for name, row in texts(table).items()}
    return dict.fromkeys(field.get("constraints", {}).get("enum", []), "")


def key(kind: str) -> list[str]:
    """Return the columns that name a row of a kind."""
    columns: list[str] = resource(KINDS[kind])["schema"]["primaryKey"]
    return columns


def completed(kind: str, given: Mapping[str, str]) -> Row:
    """Return a row with what follows from the tables and the article: its id, its place, its grade, its unit.

    Args:
        kind: one of `KINDS`.
        given: texts of cells by their columns; of a fact also `value`.

    Raises:
        BriefError: if there is no such column, or a quote is not in the article once.
    """
    known = [field["name"] for field in columns(kind)]
    row = dict(given)
    if kind == "fact" and VALUE in row:
        row["value_low"] = row["value_high"] = row.pop(VALUE)
    if unknown := sorted(set(row) - set(known)):
        raise BriefError(f"{KINDS[kind]}.csv has no column {unknown[0]!r}{did_you_mean(unknown[0], known)}")
    row = _FOLLOWING[kind](row)
    return {column: row.get(column, "") for column in known}


def missing(kind: str, row: Row) -> list[dict[str, Any]]:
    """Return the columns that must be given and are not, by their descriptions."""

    def follows(column: str) -> bool:
        other = _FOLLOWS_FROM[kind].get(column)
        return other is not None and not row[other]

    required = [field for field in columns(kind) if field.get("constraints", {}).get("required")]
    return [field for field in required if not row[field["name"]] and not follows(field["name"])]


def added(kind: str, row: Row) -> tuple[Path, bytes]:
    """Return the file of a table, and its bytes with one more row; nothing is written.

    Args:
        kind: one of `KINDS`.
        row: as `completed` returns it.

    Raises:
        BriefError: if the row, or a table as it is, is not what the description says.
    """
    name = KINDS[kind]
    if found := validation.problems():
        raise BriefError("\n".join(["mend the tables first:", *map(str, found)]))
    table, rows = resource(name), texts(name)
    if (taken := " ".join(row[column] for column in key(kind))) in rows:
        raise BriefError(f"not added: {name}.csv has a row {taken!r} already")
    after = mending.as_file(table, [*rows.values(), row])
    with tempfile.TemporaryDirectory(prefix="brief-") as folder:
        copy = Path(folder, "data")
        shutil.copytree(paths.DATA, copy)
        (copy / table["path"]).write_bytes(after)
        if found := validation.problems(copy):
            told = [f"{': '.join(filter(None, (p.column, p.wrong)))}; expected {p.expected}" for p in found]
            raise BriefError("\n".join(["not added:", *told]))
    return paths.DATA / table["path"], after


def unknown_place(row: Row) -> str:
    """Return that the place of a fact is not in the table of places and another is like it, "" if none is."""
    names = [place["name"] for place in texts("places").values()] if "places" in names_of_tables() else []
    place = row.get("place", "")
    if not place or place in names or not (likest := did_you_mean(place, names)):
        return ""
    return f"no place {place!r} in places.csv{likest}"


# --- what follows -------------------------------------------------------------------------------------------


def _set(row: Row, **defaults: str) -> Row:
    """Return a row with what is not given filled in."""
    return {**row, **{column: text for column, text in defaults.items() if not row.get(column)}}


def _next(table: str, prefix: str) -> str:
    """Return the next id with a prefix."""
    [key] = resource(table)["schema"]["primaryKey"]
    found = (re.fullmatch(rf"{re.escape(prefix)}-(\d+)[a-z]?", row[key]) for row in texts(table).values())
    return f"{prefix}-{max((int(match[1]) for match in found if match), default=0) + 1:03}"


def _named(table: str, words: str, joined_by: str, year: str = "") -> str:
    """Return a free id that is made of words and a year."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = (joined_by.join(re.findall(r"[a-z0-9]+", plain)) or "row") + year
    taken = texts(table)
    others = (f"{name}{joined_by or '_'}{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *others) if free not in taken)


def _source(row: Row) -> Row:
    year, publisher = row.get("published", "")[:4], row.get("publisher", "")
    if row.get("published"):
        dates.span(row["published"])  # before the key is made of it
    kinds = texts("document_kinds")
    if (name := row.get("document_kind", "")) and name not in kinds:
        there = did_you_mean(name, kinds) or f"; there are {', '.join(kinds)}"
        raise BriefError(f"no kind of document {name!r} in document_kinds.csv{there}")
    kind = kinds.get(name, {})
    row = _set(
        row,
        source_key=_named("sources", _COPIES.split(publisher)[0], "", year) if publisher else "",
        title_basis="shown" if row.get("title") else "missing",
        date_basis="shown" if row.get("published") else "missing",
        reliability=kind.get("reliability", ""),
    )
    is_missing = "missing" in (row["title_basis"], row["date_basis"])
    return _set(row, missing_reason="not shown where it was read" if is_missing else "")


def _origin(row: Row) -> Row:
    name = row.get("name", "")
    none = "none" if "none" in settings().sides else ""
    return _set(row, origin_id=_named("origins", name, "-") if name else "", short=name, party="false", side=none)


def _measure(row: Row) -> Row:
    label = row.get("label", "")
    return _set(row, measure_id=_named("measures", label, "_") if label else "", side="none")


def _fact(row: Row) -> Row:
    topic = settings().topics.get(row.get("topic", ""))
    measure = texts("measures").get(row.get("measure_id", ""), {})
    row = _set(row, fact_id=_next("facts", topic.prefix) if topic else "", unit=measure.get("unit", ""))
    if row.get("place") and "places" in names_of_tables():
        named = {place["name"]: place["place_id"] for place in texts("places").values()}
        row = _set(row, place_id=named.get(row["place"], ""))
    return row


def _correction(row: Row) -> Row:
    taken = (int(name.removeprefix("k-")) for name in texts("corrections"))
    return _set(row, correction_id=f"k-{max(taken, default=0) + 1}", date=datetime.date.today().isoformat())


def _claim(row: Row) -> Row:
    row = _set(row, claim_id=_next("claims", "c"), translation_fault="none")
    if not row.get("quote"):
        return row
    article, quote = read_bytes(paths.ARTICLE), row["quote"].encode()
    if not row.get("quote_start"):
        if (times := article.count(quote)) != 1:
            where = (
                "it is not there"
                if not times
                else f"it is there {times} times: quote more of it, or give --quote_start"
            )
            raise BriefError(f"the quote must be in the article once, to the letter; {where}")
        row["quote_start"] = str(article.index(quote))
    if row["quote_start"].isdecimal():
        start = int(row["quote_start"])
        row = _set(row, quote_end=str(start + len(quote)))
        for passage in texts("passages").values():
            if int(passage["passage_start"]) <= start < int(passage["passage_end"]):
                row = _set(row, passage_id=passage["passage_id"])
    return row


def _link(row: Row) -> Row:
    row = _set(row, record="false", reason="")
    if remarks.is_unlikely_record({column: row.get(column, "") for column in ("fact_id", "record", "reason")}):
        raise BriefError(
            f"not added: the document of {row['fact_id']} is of a kind that is not first-hand, so it is hardly the "
            "record of what the claim reports; leave out --record, or say in --reason why it is all the same"
        )
    return row


_FOLLOWING: dict[str, Callable[[Row], Row]] = {
    "source": _source,
    "origin": _origin,
    "measure": _measure,
    "fact": _fact,
    "claim": _claim,
    "link": _link,
    "correction": _correction,
}
