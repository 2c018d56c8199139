"""The findings computed a second time, in SQL and without the code of the rule: equal on every table that was tried.

What is equal are the finding and the confidence of each claim under the editors' own choices, and the finding under
each other set of choices: on the tables of the book, and on ledgers drawn at random from a fixed seed, whose number
`BRIEF_EXAMPLES` multiplies.
"""

import csv
import os
import random
import sqlite3
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from brief import paths, tables
from brief.ledger import findings

MORE = int(os.environ.get("BRIEF_EXAMPLES", "1"))
LEDGERS = 2000 * MORE
SQL = (Path(__file__).parent / "findings.sql").read_text(encoding="utf-8")
READ = ("claims", "links", "facts", "origins", "sources", "borrowings", "rulings")
"""Tables from which findings follow."""
PUBLICATION = tomllib.loads((paths.BOOK / "brief.toml").read_text(encoding="utf-8"))["publication_fact"]


def in_sql(folder):
    """Return (finding, confidence) of each claim, and its finding under each set of choices, from a folder of tables."""
    database = sqlite3.connect(":memory:")
    for name in READ:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        database.execute(f"CREATE TABLE {name} ({', '.join(header)})")
        cells = ([cell or None for cell in row] for row in rows)
        database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(header))})", cells)
    database.execute("CREATE TABLE publication AS SELECT ? AS fact_id", [PUBLICATION])
    database.executescript(SQL)
    answers = database.execute("SELECT claim_id, n, finding, confidence FROM answer ORDER BY n").fetchall()
    by_choice = {}
    for claim, _, finding, _ in answers:
        by_choice.setdefault(claim, []).append(finding)
    return {claim: (finding, confidence) for claim, n, finding, confidence in answers if n == 0}, by_choice


def in_python():
    """Return the same as the book has it."""
    ledger = findings.ledger()
    own = {claim.claim_id: (claim.finding, claim.confidence) for claim in ledger.itertuples()}
    return own, findings.by_choice()


def differences(one, other):
    return {claim: (one.get(claim), other.get(claim)) for claim in {*one, *other} if one.get(claim) != other.get(claim)}


def test_both_find_the_same_in_the_tables_of_the_book():
    own, by_choice = in_sql(paths.DATA)
    own_in_python, by_choice_in_python = in_python()
    assert list(own_in_python) == list(tables.table("claims").claim_id)
    assert {len(found) for found in by_choice.values()} == {32}
    assert differences(own, own_in_python) == {}
    assert differences(by_choice, by_choice_in_python) == {}


# --- ledgers drawn at random ----------------------------------------------------------------------------------------


def ledger_of(number, chance):
    """Return the rows of a small ledger by table: one claim, and who says what of it. All ids hold its number."""
    parties, records, weak, largest = (
        chance.choice(some) for some in ((0.1, 0.4, 0.9), (0, 0.1, 0.4), (0, 0.3), (4, 14))
    )
    origins = [
        {
            "origin_id": f"o-{number}-{place}",
            "short": f"Originator {number}-{place}",
            "party": "true" if chance.random() < parties else "false",
            "derived_from": f"o-{number}-{chance.randrange(place)}" if place and chance.random() < 0.3 else "",
        }
        for place in range(chance.randint(1, largest))
    ]
    sources = [
        {
            "source_key": f"s-{number}-{place}",
            "publisher": "Somebody",
            "reliability": chance.choice("DEF" if chance.random() < weak else "ABC"),
        }
        for place in range(chance.randint(1, 6))
    ]
    facts = [
        {
            "fact_id": f"f-{number}-{place}",
            "topic": "article" if chance.random() < 0.05 else "war",
            "origin_id": "publisher" if chance.random() < 0.1 else chance.choice(origins)["origin_id"],
            "source_key": chance.choice(sources)["source_key"],
            "credibility": chance.choice("1234566" if weak else "12345"),
            "repeats": f"f-{number}-{chance.randrange(place)}" if place and chance.random() < 0.15 else "",
        }
        for place in range(chance.randint(0, largest))
    ]
    claim = {
        "claim_id": f"c-{number}",
        "kind": chance.choice(["event", "event", *sorted(tables.vocabulary("claims", "kind"))]),
        "translation_fault": chance.choice(["none", "none", *sorted(tables.vocabulary("claims", "translation_fault"))]),
    }
    relations = sorted(tables.vocabulary("links", "relation"))
    leaning = [chance.choice([1, 1, 3, 9]) for _ in relations]
    links = [
        {
            "claim_id": claim["claim_id"],
            "fact_id": fact["fact_id"],
            "relation": chance.choices(relations, leaning)[0],
            "record": "true" if chance.random() < records else "false",
        }
        for fact in facts
        if chance.random() < 0.9
    ]
    borrowings = [
        {"claim_id": claim["claim_id"], "fact_id": fact["fact_id"]} for fact in facts if chance.random() < 0.1
    ]
    verdicts = sorted(tables.vocabulary("rulings", "finding"))
    ruling = {"claim_id": claim["claim_id"], "finding": chance.choice(verdicts), "reason": "An editor says so."}
    rows = [[claim], links, facts, origins, sources, borrowings, [ruling] if chance.random() < 0.05 else []]
    return dict(zip(READ, rows, strict=True))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Thousands of ledgers as one folder of tables, and the rows of each."""
    chance = random.Random(20200704)
    ledgers = [ledger_of(number, chance) for number in range(LEDGERS)]
    publisher = {"origin_id": "publisher", "short": "The publisher", "party": "false"}
    publication = {"fact_id": PUBLICATION, "topic": "article", "origin_id": "publisher", "source_key": "s-0-0"}
    shared = {"origins": [publisher], "facts": [publication]}
    folder = tmp_path_factory.mktemp("drawn")
    for name in tables.names():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            header = [field["name"] for field in tables.resource(name)["schema"]["fields"]]
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(shared.get(name, []))
            for ledger in ledgers:
                writer.writerows(ledger.get(name, []))
    (folder / "datapackage.json").write_bytes((paths.DATA / "datapackage.json").read_bytes())
    return folder, ledgers


def test_both_find_the_same_in_thousands_of_ledgers(drawn, monkeypatch):
    folder, ledgers = drawn
    own, by_choice = in_sql(folder)
    with monkeypatch.context() as patch:
        patch.setattr(paths, "DATA", folder)
        tables.clear()
        own_in_python, by_choice_in_python = in_python()
    tables.clear()
    different = differences(own, own_in_python) | differences(by_choice, by_choice_in_python)
    first = min(different, key=lambda claim: sum(map(len, ledgers[int(claim[2:])].values())), default=None)
    assert not different, (len(different), different[first], ledgers[int(first[2:])])
    assert len(own) == LEDGERS
    found = Counter(own.values())
    assert {finding for finding, _ in found} == set(findings.FINDINGS), "every finding was put to the test"
    assert {confidence for _, confidence in found} == {"high", "moderate", "low", ""}
    for bit, name in enumerate(findings.CHOICES):
        assert any(each[0] != each[2**bit] for each in by_choice.values()), f"{name} changes some of them"
