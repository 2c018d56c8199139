"""`brief check` executes everything again, and says that it matches or names each difference by its place."""

import argparse
import json
import random
import re
import shutil
from copy import deepcopy

import pytest

from brief import cli, console, files, paths
from brief.check import certificate, compare, edition
from brief.check.compare import Item
from brief.check.digests import condensed, digest
from brief.pages import execution, reading
from helpers import cell, edit, only, put_sealed, run
from little import FERRY, at, call

# --- alterations of a book of one page ------------------------------------------------------------------------

PAGE = "counts"
SENTENCE = "The quay was not empty"
CAPTION = "as the log and the observatory have it"
SOURCE = FERRY / f"{PAGE}.md"
LINES = {
    text: next(number for number, line in enumerate(SOURCE.read_text(encoding="utf-8").split("\n"), 1) if text in line)
    for text in (SENTENCE, CAPTION)
}
"""Where a text stands in the page."""


@pytest.fixture(scope="module")
def short(little_book, once):
    """The little brief with a page of counts, sealed."""

    def make(folder):
        made = shutil.copytree(little_book, folder / "ferry", ignore=shutil.ignore_patterns("sealed"))
        shutil.copy(SOURCE, made / "book")
        only(made, PAGE)
        (made / "book" / "page.md").unlink()
        done = run("seal", project=made)
        assert done.returncode == 0, done.stdout + done.stderr

    return once("little-brief-of-counts", make) / "ferry"


@pytest.fixture(scope="module", autouse=True)
def here(short):
    with at(short):
        yield


@pytest.fixture(scope="module")
def sealed(here):
    return edition.read()


@pytest.fixture
def copy(short, tmp_path):
    """A copy of it to break."""
    return shutil.copytree(short, tmp_path / "a copy نسخة")


HEADING = re.compile(r"[a-z]+ \S+( \S+)?( on \S+)?")


def differences(printed):
    """Return what a check says that differs: the lines under each heading."""
    blocks = [block.strip("\n").splitlines() for block in printed.split("\n\n")]
    headed = [lines for lines in blocks if lines and HEADING.fullmatch(lines[0])]
    return {lines[0]: [line.strip() for line in lines[1:]] for lines in headed}


def row_of(project, table, key):
    lines = (project / "data" / table).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{key},"))


def change_cell(table, key, *cells):
    def change(project):
        for column, value in cells:
            cell(project / "data" / table, row_of(project, table, key), column, value)

    return change


def take_out(table, key):
    def change(project):
        path = project / "data" / table
        edit(path, path.read_text(encoding="utf-8").split("\n")[row_of(project, table, key) - 1] + "\n", "")

    return change


def change_text(name, old, new):
    return lambda project: edit(project / name, old, new)


def test_an_altered_value_is_named_with_everything_that_follows_from_it_and_nothing_else(copy, sealed):
    cells = {"value_low": "15", "value_high": "15", "fact": "Fifteen boats lay at the quay on a feast day."}
    change_cell("facts.csv", "harbour-016", *cells.items())(copy)
    done = call("check", project=copy)
    assert done.returncode == 1, done.stdout + done.stderr
    found = differences(done.stdout)
    assert set(found) == {
        f"figure fig-counts-boats on {PAGE}",
        *(f"number harbour-016 on {PAGE}", f"number most on {PAGE}"),
        "view facts",
        "table facts",
        "judgment j-1",  # it rests on it
    }
    assert found[f"figure fig-counts-boats on {PAGE}"][0] == "row harbour-016, value_low: 14 became 15"
    assert found[f"number harbour-016 on {PAGE}"] == ["14 became 15"]
    assert found["table facts"] == ["row harbour-016 differs"]
    figures, numbers = (len(sealed["pages"][PAGE][part]) for part in ("figures", "numbers"))
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith(f"{figures - 1} of {figures} figures, {numbers - 2} of {numbers} numbers, ")
    assert last.endswith("1 of 1 pages of prose match")
    assert "Traceback" not in done.stderr


# what is altered: how, and by heading how the lines begin that must follow; no line follows from two alterations
ALTERATIONS = {
    "an originator": (
        change_cell("facts.csv", "harbour-017", ("origin_id", "example-university")),
        {
            "finding c-002": ["c-002."],
            "view ledger": ["row c-002 differs"],
            "view originators": ["row origin-example-university differs", "row origin-sound-observatory differs"],
            "table facts": ["row harbour-017 differs"],
        },
    ),
    "a link between a fact and a claim": (
        change_text("data/links.csv", "c-004,harbour-014,denies,", "c-004,harbour-014,context,"),
        {
            "finding c-004": ['c-004.denies: ["Council"] became []'],
            "view ledger": ["row c-004 differs"],
            "table links": ["row c-004 harbour-014 differs"],
        },
    ),
    "a link that turns a finding": (
        change_text("data/links.csv", "c-001,harbour-003,qualifies,", "c-001,harbour-003,contradicts,"),
        {
            "finding c-001": ['c-001.finding: "holds" became "disputed"'],
            "view article": ["row "],
            "view ledger": ["row c-001 differs"],
            "view facts": ["row harbour-003 differs"],
            "view worst": ["row "],
            "table links": ["row c-001 harbour-003 differs"],
        },
    ),
    "a position": (
        change_cell("places.csv", "burrport", ("latitude", "52.75")),
        {"view places": ["row place-burrport differs"], "table places": ["row burrport differs"]},
    ),
    "an address of a source that only the rows show": (
        change_cell("sources.csv", "amblewayobservatory2025", ("url", "https://observatory.example.org/other")),
        {
            f"figure fig-counts-boats on {PAGE}": [
                "row harbour-006, url: 'https://observatory.example.org/boats' became 'https://observatory.example.org/other'"
            ],
            "judgment j-1": ["j-1.grounds.Rests on.harbour-016: "],
            "view documents": ["row src-amblewayobservatory2025 differs"],
            "table sources": ["row amblewayobservatory2025 differs"],
        },
    ),
    "a row taken out": (
        take_out("facts.csv", "harbour-018"),
        {
            "view tables": ["row table-facts differs"],
            "view facts": ["row harbour-018 is gone"],
            "table facts": ["row harbour-018 is gone"],
        },
    ),
    "a line of code": (
        change_text("book/brief/words.py", '"eight"', '"ate"'),
        {f"number harbour-006 on {PAGE}": ["line "]},
    ),
    "a sentence": (
        change_text(f"book/{PAGE}.md", SENTENCE, "The quay was never empty"),
        {f"prose {PAGE}.md on {PAGE}": [f'line {LINES[SENTENCE]} differs: "{SENTENCE}']},
    ),
    "a caption": (
        change_text(f"book/{PAGE}.md", CAPTION, "as both of them have it"),
        {f"prose {PAGE}.md on {PAGE}": [f"line {LINES[CAPTION]} differs: "]},
    ),
    "the article": (
        change_text("seeds/article.txt", "next to the nets", "next to the pets"),
        {"article article.txt": ["its bytes differ"]},
    ),
}  # fmt: skip


def test_every_alteration_is_named_and_nothing_else(copy):
    for alter, _ in ALTERATIONS.values():
        alter(copy)
    done = run("check", project=copy)
    assert done.returncode == 1, done.stdout + done.stderr
    found = differences(done.stdout)
    for alteration, (_, expected) in ALTERATIONS.items():
        for heading, beginnings in expected.items():
            for beginning in beginnings:
                lines = found[heading]
                assert any(line.startswith(beginning) for line in lines), (alteration, heading, beginning, lines)
    assert set(found) == {heading for _, expected in ALTERATIONS.values() for heading in expected}
    assert len(found["table facts"]) == len(found["table links"]) == len(found[f"prose {PAGE}.md on {PAGE}"]) == 2
    assert "4 of 7 findings" in done.stdout
    assert "Traceback" not in done.stderr


# how a link is changed: what is said of it
LINKS = {
    "a contradiction becomes context": (("contradicts", "context"), "{fact} no longer contradicts {claim}; {fact} now is mere context of {claim}"),
    "support becomes doubt": (("supports", "qualifies"), "{fact} no longer supports {claim}; {fact} now qualifies {claim}"),
    "a denial is dropped": (("denies", None), "{fact} no longer denies {claim}"),
    "a voice is added": ((None, "supports"), "{fact} now supports {claim}"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LINKS)
def test_a_changed_link_is_told_in_words_between_editions(kind):
    (before, after), words = LINKS[kind]
    sealed = edition.of([])
    computed = deepcopy(sealed)
    chance = random.Random(kind)
    pairs = [
        (claim, fact) for claim, facts in sealed["links"].items() for fact in facts if facts[fact] == (before or after)
    ]
    claim, fact = chance.choice(pairs)
    for held, relation in ((sealed, before), (computed, after)):
        held["links"][claim].pop(fact)
        held["tables"]["links"]["rows"].pop(f"{claim} {fact}")
        if relation:
            held["links"][claim][fact] = relation
            held["tables"]["links"]["rows"][f"{claim} {fact}"] = relation
    [item] = [item for item in edition.comparison(sealed, computed, []) if not item.matches]
    assert (item.kind, item.name) == ("table", "links")
    how = {(True, True): "differs", (True, False): "is gone", (False, True): "is new"}[
        before is not None, after is not None
    ]
    assert item.differences == [f"row {claim} {fact} {how}: {words.format(claim=claim, fact=fact)}"]


def test_a_missing_row_to_which_others_refer_is_reported_before_anything_is_executed(copy):
    take_out("facts.csv", "harbour-004")(copy)
    done = call("check", project=copy)
    assert done.returncode == 1, done.stdout
    assert re.search(r"links\.csv:\d+:fact_id: .*'harbour-004' is not in facts\.csv", done.stderr)
    assert "executing" not in done.stderr and "Traceback" not in done.stderr


def test_a_fault_that_stops_a_check_is_reported_with_the_altered_rows(copy):
    """A cell needs two counts: it fails far from the table, before all is compared."""
    change_cell("facts.csv", "harbour-005", ("measure_id", "boats_at_the_quay"), ("unit", "boats"))(copy)
    done = call("check", project=copy)
    assert done.returncode == 1, done.stdout
    assert re.search(rf"^error: book/{PAGE}\.md:\d+: the cell that begins with$", done.stderr, flags=re.M)
    assert done.stderr.splitlines()[-1] == "table facts: row harbour-005 differs"


def test_a_fault_in_the_package_is_reported_with_what_it_was_to_make(copy):
    edit(copy / "book" / "brief" / "words.py", '"context": "Context"', '"backdrop": "Context"')
    done = run("check", project=copy)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert re.search(
        r"^error: judgments: \w+\.py:\d+ fails: ValueError: 'context' is not in list$", done.stderr, flags=re.M
    )


# --- what a message shows of a change -------------------------------------------------------------------------

INVISIBLE = [
    "\u200b",
    "\u202e",
    "\u2067",
    "\u00ad",
    "\u034f",
    "\ufe0f",
    "\u00a0",
    "\u2028",
    "\x1b[2K",
    "\x08",
    "\x9b1A",
]
ALIKE = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441", "-": "\u2011"}


def other_words(draw, line):
    place = draw.choice([match.start() for match in re.finditer(" ", line)])
    return f"{line[:place]} NOT{line[place:]}", "NOT"


def unseen_letter(draw, line):
    letter, place = draw.choice(INVISIBLE), draw.randrange(len(line))
    return line[:place] + letter + line[place:], rf"(<U\+|\\u){ord(letter[0]):04X}|\\b"


def like_letter(draw, line):
    place = draw.choice([at for at, letter in enumerate(line) if letter in ALIKE])
    letter = ALIKE[line[place]]
    return line[:place] + letter + line[place + 1 :], rf"<U\+{ord(letter):04X}>"


def two_names(draw, line):
    one, two = draw.sample(sorted(set(re.findall(r"\w{5,}", line))), 2)
    return line.replace(one, "\0").replace(two, one).replace("\0", two), f"{one}|{two}"


@pytest.mark.parametrize("alter", [other_words, unseen_letter, like_letter, two_names])
def test_a_change_anywhere_in_a_line_is_shown_as_it_was_and_as_it_is(alter):
    """Also behind a comma that was set as a decoy, and however long the line is."""
    draw = random.Random(20261130)
    lines = paths.ARTICLE.read_text(encoding="utf-8").split("\n")
    lines = [
        line for line in lines if len(line) > 200 and len(set(re.findall(r"\w{5,}", line))) > 9 and {*ALIKE} & {*line}
    ]
    for _ in range(200):
        line = draw.choice(lines)
        new, shown = alter(draw, line)
        message = compare.change(line, draw.choice([new, new.replace(" ", ",  ", 1)]))
        assert re.search(shown, message, re.IGNORECASE), (line, message)
        assert message.isprintable(), message
        for pair in re.findall(r'("(?:[^"\\]|\\.)*") became ("(?:[^"\\]|\\.)*")', message):
            assert pair[0] != pair[1], message
        assert all(len(piece) < len(line) + 200 for piece in message.split(" became "))


def test_names_of_files_forge_no_line_on_a_terminal(capsys):
    forged = "34 of 34 figures, 439 of 439 numbers match"
    for name in (f"x\n{forged}", f"x\r{forged}", f"\x1b[2J\x1b[H{forged}", f"x\u2028{forged}", f"\u202e{forged[::-1]}"):
        for item in (
            Item("file", "", name, differences=["is not from this build"]),
            Item("figure", name, "f", name, [name]),
        ):
            console.print_items([item], compare.KINDS, set())
            console.print_files([name])
            printed, complaints = capsys.readouterr()
            assert all(line == "" or line.isprintable() for line in (printed + complaints).split("\n")), name
            assert not any(line.startswith(forged) for line in printed.splitlines()), name
            assert printed.splitlines()[-1].startswith("0 of ")


# --- sealing --------------------------------------------------------------------------------------------------


def test_sealing_reports_what_changed_and_then_everything_matches(copy):
    """A sentence and a caption change the prose and no figure; a comment in a cell or in the code changes nothing."""
    edit(copy / "book" / f"{PAGE}.md", SENTENCE, "The quay was never empty")
    edit(copy / "book" / f"{PAGE}.md", CAPTION, "as both of them have it")
    done = run("seal", project=copy)
    assert done.returncode == 0, done.stderr
    [[heading, [sentence, caption]]] = differences(done.stdout).items()
    assert heading == f"prose {PAGE}.md on {PAGE}"
    assert re.match(r'line \d+ differs: "The quay was not.* became "The quay was never empty', sentence)
    assert re.match(r'line \d+ differs: ".*as the log.* became ".*as both of them', caption)
    *_, sealed, matches = done.stdout.strip().splitlines()
    assert sealed == "sealed 1 pages in book/sealed"
    assert matches.endswith("1 of 1 pages of prose match")
    edit(copy / "book" / f"{PAGE}.md", "boats = facts(", "# those of this topic\nboats = facts(")
    edit(copy / "book" / "brief" / "charts" / "counts.py", '"""', '"""Once more. ')
    done = run("check", project=copy)
    assert (done.returncode, differences(done.stdout)) == (3, {}), done.stdout
    assert "nothing changed" in run("seal", project=copy).stdout


def test_a_failing_cell_leaves_the_sealed_edition_alone(copy):
    before = contents(copy / "book" / "sealed")
    edit(copy / "book" / f"{PAGE}.md", 'facts("boats_at_the_quay")', 'facts("boots")')
    done = call("seal", project=copy)
    assert done.returncode == 1
    assert re.search(rf"{PAGE}\.md:\d+: the cell that begins with", done.stderr)
    assert contents(copy / "book" / "sealed") == before


def test_a_book_that_is_not_the_same_twice_is_not_sealed(copy):
    before = contents(copy / "book" / "sealed")
    edit(copy / "book" / f"{PAGE}.md", "boats = facts(", "import time\nsay(now=time.time() % 1000)\nboats = facts(")
    done = call("seal", project=copy)
    assert done.returncode == 1
    assert "not sealed: a second execution gives another edition" in done.stderr
    assert re.search(rf"^number now on {PAGE}\n  [\d.]+ became [\d.]+$", done.stdout, flags=re.M)
    assert contents(copy / "book" / "sealed") == before


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("killed", [False, True], ids=["interrupted", "killed"])
@pytest.mark.parametrize("step", [1, 2])
def test_whatever_stops_a_seal_leaves_the_old_edition_or_the_new(step, killed, tmp_path, monkeypatch):
    """At either of the two renames: by Ctrl-C, or so that nothing more of the program runs."""
    folder = tmp_path / "sealed"
    files.write_folder(folder, {"pages/one.json": "old", "manifest.json": "old"})
    rename, steps = type(folder).rename, 0

    def stopping(self, target):
        nonlocal steps
        steps += 1
        if steps == step:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(type(folder), "rename", stopping)
        if killed:
            patch.setattr(files, "_restore", lambda folder: None)
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        files.write_folder(folder, {"pages/two.json": "new", "manifest.json": "new"})
    with files.restored(folder):
        assert {path.name: path.read_text() for path in folder.rglob("*.json")} in (
            {"one.json": "old", "manifest.json": "old"},
            {"two.json": "new", "manifest.json": "new"},
        )
    files.write_folder(folder, {"manifest.json": "newer"})
    assert contents(tmp_path) == {(folder / "manifest.json").relative_to(tmp_path): b"newer"}


# --- alterations of the sealed edition ------------------------------------------------------------------------


@pytest.fixture
def check(sealed, tmp_path, monkeypatch, capsys):
    """Check a sealed edition where executing the book gives what is sealed here."""

    def check(altered, as_json=False, alter=lambda folder: None):
        folder = tmp_path / "book" / "sealed"
        folder.mkdir(parents=True, exist_ok=True)
        put_sealed(tmp_path, altered)
        alter(folder)
        pages = [execution.Page(name, reading.prose(reading.source(name))) for name in sealed["pages"]]
        monkeypatch.setattr(paths, "MANIFEST", folder / paths.MANIFEST.name)
        monkeypatch.setattr(paths, "SEALED", folder)
        monkeypatch.setattr(cli, "_execute", lambda names: (sealed, pages))
        monkeypatch.setattr(certificate, "stray_modules", list)  # the tests themselves are code from elsewhere
        monkeypatch.setattr(certificate, "differing_files", lambda now: [])  # what is sealed there has no checksums
        arguments = argparse.Namespace(json=as_json, site=None, certificate=None, pages=[], quiet=False)
        return cli.check(arguments), capsys.readouterr().out

    return check


def test_a_sealed_edition_that_is_not_altered_matches(check, sealed):
    code, printed = check(sealed)
    assert (code, differences(printed)) == (0, {})


# what is altered on the page, and all that the check says: under this heading a line that begins so
SEALED_ALTERATIONS = {
    "a number": (
        lambda page: page["numbers"].update({"harbour-016": 40}),
        (f"number harbour-016 on {PAGE}", "40 became 14"),
    ),
    "a text of a sentence": (
        lambda page: page["written"].update({"harbour-006:words": "seven"}),
        (f"number harbour-006 on {PAGE}", 'harbour-006:words: "seven" became "eight"'),
    ),
    "a row": (
        lambda page: page["figures"]["fig-counts-passengers"]["rows"][0].__setitem__(1, 99),
        (f"figure fig-counts-passengers on {PAGE}", "row 2023-11, passengers: 99 became"),
    ),
    "a row as readers see it": (
        lambda page: page["figures"]["fig-counts-passengers"]["table"].update({"row 2023-12": digest("another")}),
        ("figure fig-counts-passengers on counts", "table.row 2023-12 differs"),
    ),
    "what is drawn": (
        lambda page: page["figures"]["fig-counts-passengers"]["drawn"].update({"data[0].x": digest([99])}),
        ("figure fig-counts-passengers on counts", "drawn.data[0].x differs"),
    ),
    "a short part of what is drawn": (
        lambda page: page["figures"]["fig-counts-passengers"]["drawn"].update({"data[0].type": "pie"}),
        ("figure fig-counts-passengers on counts", 'drawn.data[0].type: "pie" became "bar"'),
    ),
    "a figure taken out": (
        lambda page: page["figures"].pop("fig-counts-boats"),
        ("figure fig-counts-boats on counts", "the figure is new"),
    ),
}


@pytest.mark.parametrize("alteration", SEALED_ALTERATIONS)
def test_an_alteration_of_the_sealed_edition_is_named(alteration, check, sealed):
    alter, (heading, beginning) = SEALED_ALTERATIONS[alteration]
    altered = deepcopy(sealed)
    alter(altered["pages"][PAGE])
    code, printed = check(altered)
    found = differences(printed)
    assert (code, list(found), len(found[heading])) == (1, [heading], 1)
    assert found[heading][0].startswith(beginning)


def test_a_file_of_another_edition_is_named_with_what_differs_in_it(check, sealed):
    """Whoever edits one file, or takes one from an older edition, leaves the checksum in the manifest behind."""

    def edited(folder):
        edit(folder / "pages" / f"{PAGE}.json", '"harbour-016": 14', '"harbour-016": 40')
        shutil.copy(folder / "pages" / f"{PAGE}.json", folder / "pages" / "peace.json")

    code, printed = check(sealed, alter=edited)
    assert code == 1
    assert differences(printed) == {
        f"number harbour-016 on {PAGE}": ["40 became 14"],
        "edition manifest.json": [
            f"the SHA-256 of pages/{PAGE}.json is not the one in manifest.json",
            "pages/peace.json is not in manifest.json",
        ],
    }


def test_json_for_programs_holds_the_same_result(check, sealed):
    code, printed = check(sealed, as_json=True)
    report = json.loads(printed)
    total = sum(kind["of"] for kind in report["counts"].values())
    assert (code, report["matches"], len(report["items"])) == (0, True, total)
    altered = deepcopy(sealed)
    altered["pages"][PAGE]["numbers"].update({"harbour-016": 40})
    code, printed = check(altered, as_json=True)
    report = json.loads(printed)
    numbers = sum(len(page["numbers"]) for page in sealed["pages"].values())
    assert (code, report["matches"], report["counts"]["number"]) == (1, False, {"match": numbers - 1, "of": numbers})
    assert [item for item in report["items"] if not item["matches"]] == [
        {
            **{"kind": "number", "page": PAGE, "name": "harbour-016", "size": ""},
            **{"differences": ["40 became 14"], "matches": False},
        }
    ]


# --- values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [(1.0, 1.0 + 1e-12, True), (1.0, 1.0 + 1e-6, False), (0, 1e-15, False), (True, 1, False), (14, 14.0, True),
     ([1, 2], [1, 2.0], True), ([1], [1, 1], False), ({"a": 1}, {"b": 1}, False), (None, 0, False), ("1", 1, False)],
)  # fmt: skip
def test_numbers_may_differ_in_their_last_digits_only(old, new, same):
    assert compare.same(old, new) is same
    assert (digest(old) == digest(new)) is same


def test_a_row_that_comes_twice_is_compared_twice():
    old = {"columns": ["id", "value"], "rows": [["x", 1], ["x", 2]]}
    new = {"columns": ["id", "value"], "rows": [["x", 99], ["x", 2]]}
    assert compare.differing_rows(old, new) == ["row x, value: 1 became 99"]


def test_a_number_of_hundreds_of_digits_is_another_number_and_stops_nothing():
    assert not compare.same(10**400, 1.5)
    assert not compare.same(10**400, 10**400 + 1)
    assert compare.same(10**400, 10**400)


def test_a_figure_is_sealed_in_full_where_people_read_it_and_by_digests_where_not():
    figure = {
        "title": "Some died", "alt": "Bars.", "strip": [["Unit", "deaths"]],
        "columns": ["month", "deaths"], "rows": [["2020-01", 3], ["2020-02", 1.25]],
        "table": {"headings": ["Month"], "cells": [[{"text": "January"}], [{"text": "February", "url": "x" * 99}]]},
        "drawn": {"data": [{"type": "bar", "x": [1.0] * 99}], "layout": {"height": 300, "shapes": [{"y": 0.5}] * 9}},
        "rests_on": {"facts": ["harbour-001"] * 99, "documents": ["councilpapers2025"]}, "headings": {"month": "Month"},
    }  # fmt: skip
    sealed = condensed(figure)
    in_full = {part: figure[part] for part in ("title", "alt", "strip", "columns", "rows")}
    assert sealed == {
        **in_full,
        "table": {
            "headings": ["Month"],
            "row 2020-01": [{"text": "January"}],
            "row 2020-02": digest([{"text": "February", "url": "x" * 99}]),
        },
        "drawn": {
            "layout.height": 300,
            "layout.shapes": digest([{"y": 0.5}] * 9),
            "data[0].type": "bar",
            "data[0].x": digest([1] * 99),
        },
        "rests_on": {"facts": digest(["harbour-001"] * 99), "documents": ["councilpapers2025"]},
        "headings": {"month": "Month"},
    }
    for part, key in (("rests_on", "documents"), ("headings", "month")):
        changed = deepcopy(sealed)
        changed[part][key] = ["another"]
        [difference] = compare.figure("war", "fig-war-dead", sealed, changed).differences
        assert difference.startswith(f"{part}.{key}")
        del sealed[part]
        assert compare.figure("war", "fig-war-dead", sealed, changed).matches, "an older edition lacks it"
    assert re.fullmatch("sha256:[0-9a-f]{64}", sealed["drawn"]["data[0].x"])


def test_each_file_of_the_project_that_is_not_as_sealed_is_named(copy):
    for name in ("README.md", "pyproject.toml"):
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    edit(copy / "book" / f"{PAGE}.md", SENTENCE, f"\n\n{SENTENCE}")
    (copy / "book" / "sealed" / "notes.txt").write_text("All is well.", encoding="utf-8")
    done = call("check", project=copy)
    assert differences(done.stdout) == {"edition manifest.json": ["notes.txt is not in manifest.json"]}, done.stderr
    for name in ("README.md", "pyproject.toml", f"book/{PAGE}.md"):
        assert f"changed {name}" in done.stderr, done.stderr
