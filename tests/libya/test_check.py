"""`brief check` executes everything again, and says that it matches or names each difference by its place."""

import argparse
import copy
import json
import random
import re
import shutil

import pytest

from brief import cli, console, files, paths
from brief.check import compare, edition
from brief.check.compare import Item
from brief.check.digests import condensed, digest
from brief.pages import execution, reading
from helpers import cell, edit, only, put_sealed, run


def test_the_sealed_edition_matches():
    done = run("check")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = (
        r"(\d+) of \1 figures, (\d+) of \2 numbers, (\d+) of \3 findings, (\d+) of \4 judgments,"
        r" (\d+) of \5 views, (\d+) of \6 tables, (\d+) of \7 pages of prose match"
    )
    assert re.search(counts, done.stdout.strip().splitlines()[-1])
    assert re.search(r"airpower +fig-airpower-fighters +28 rows +matches", done.stdout)


# --- alterations of a book of one page ------------------------------------------------------------------------

SEALED = edition.read()
PAGE = "airpower"
SENTENCE = "Each side counts the other's losses"
CAPTION = "great circles, not the tracks"


@pytest.fixture
def short(project):
    """A copy of the project whose book has one page, sealed as in the whole book: checked in a fifth of the time."""
    only(project, PAGE)
    put_sealed(project, {**SEALED, "pages": {PAGE: SEALED["pages"][PAGE]}})
    return project


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


def line_of(text):
    """Return where a text stands in the page."""
    lines = reading.source(PAGE).split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_an_altered_value_is_named_with_everything_that_follows_from_it_and_nothing_else(short):
    change_cell("facts.csv", "air-074", ("value_low", "340"), ("value_high", "340"))(short)
    change_text("data/readings.csv", "It listed some 338", "It listed some 340")(short)  # else the tables are refused
    done = run("check", project=short)
    assert done.returncode == 1, done.stdout + done.stderr
    found = differences(done.stdout)
    assert set(found) == {
        f"figure fig-airpower-cargo on {PAGE}",
        *(f"number air-074 on {PAGE}", f"number un_rate on {PAGE}"),
        "view facts",
        "table facts",
        "table readings",
        *("judgment j-2", "judgment j-3", "judgment j-11"),  # they rest on it
    }
    assert found[f"figure fig-airpower-cargo on {PAGE}"][0] == "row air-074, value_low: 338 became 340"
    assert found[f"number air-074 on {PAGE}"] == ["338 became 340"]
    assert found["table facts"] == ["row air-074 differs"]
    figures, numbers = (len(SEALED["pages"][PAGE][part]) for part in ("figures", "numbers"))
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith(f"{figures - 1} of {figures} figures, {numbers - 2} of {numbers} numbers, ")
    assert last.endswith("1 of 1 pages of prose match")
    assert "Traceback" not in done.stderr


# what is altered: how, and by heading how the lines begin that must follow; no line follows from two alterations
ALTERATIONS = {
    "an originator": (
        change_cell("facts.csv", "air-017", ("origin_id", "csis")),
        {
            "figure fig-airpower-fighters on airpower": ["row air-017, originator: 'Unnamed US military", "drawn: "],
            "finding c-009": ["c-009."],
            "finding c-010": ["c-010."],
            "view originators": ["row origin-csis differs", "row origin-us-officials-unnamed differs"],
            "table facts": ["row air-017 differs"],
        },
    ),
    "a link between a fact and a claim": (
        change_text("data/links.csv", "c-012,air-066,denies,", "c-012,air-066,context,"),
        {
            "finding c-012": ['c-012.denies: ["Russian Foreign Ministry"] became []'],
            "judgment j-4": ['j-4.claims.c-012: "near miss" became null'],
            "view ledger": ["row c-012 differs"],
            "table links": ["row c-012 air-066 differs"],
        },
    ),
    "a link that turns a finding": (
        change_text("data/links.csv", "c-026,syr-059,context,", "c-026,syr-059,contradicts,"),
        {
            "finding c-026": ['c-026.finding: "holds" became "disputed"'],
            "view article": ["row "],
            "view ledger": ["row c-026 differs"],
            "view facts": ["row syr-059 differs"],
            "table links": ["row c-026 syr-059 differs"],
        },
    ),
    "a position": (
        change_cell("places.csv", "al-watiya", ("latitude", "32.5")),
        {
            "figure fig-airpower-map on airpower": ["row turkish-airlift-1, to_latitude: 32.47475 became 32.5", "drawn: "],
            "number computed_km on airpower": ["129.1"],
            "number over_km on airpower": ["10."],
            "view places": ["row place-al-watiya differs"],
            "table places": ["row al-watiya differs"],
        },
    ),
    "an address of a source that only the rows show": (
        change_cell("sources.csv", "sahafat2020six", ("url", "https://sahafatbladi.com/other")),
        {
            "figure fig-airpower-losses on airpower": [
                "row air-163, url: 'https://sahafatbladi.com/45925/2020/05/21' became 'https://sahafatbladi.com/other'"
            ],
            "view documents": ["row src-sahafat2020six differs"],
            "table sources": ["row sahafat2020six differs"],
        },
    ),
    "a row taken out": (
        lambda project: [take_out(table, "air-157")(project) for table in ("facts.csv", "readings.csv")],
        {
            "figure fig-airpower-losses on airpower": ["row gone: air-157"],
            "view tables": ["row table-facts differs"],
            "view facts": ["row air-157 is gone"],
            "table facts": ["row air-157 is gone"],
            "table readings": ["row air-157 is gone"],
        },
    ),
    "a line of code": (
        change_text("book/brief/libya/airpower.py", '    "western_drones_lost": "Western drones",\n', ""),
        {"figure fig-airpower-losses on airpower": ["row gone: air-167"]},
    ),
    "a sentence": (
        change_text("book/airpower.md", SENTENCE, "Each side hides its own losses"),
        {"prose airpower.md on airpower": [f'line {line_of(SENTENCE)} differs: "{SENTENCE}']},
    ),
    "a caption": (
        change_text("book/airpower.md", CAPTION, "the way that was flown and the tracks"),
        {"prose airpower.md on airpower": [f"line {line_of(CAPTION)} differs: "]},
    ),
    "the article": (
        change_text("seeds/000_8849fb70ba421d65.txt", "Vladimir Putin (Reuters)", "Vladimir Putin (Routers)"),
        {"article 000_8849fb70ba421d65.txt": ["its bytes differ"]},
    ),
}  # fmt: skip


def test_every_alteration_is_named_and_nothing_else(short):
    for alter, _ in ALTERATIONS.values():
        alter(short)
    done = run("check", project=short)
    assert done.returncode == 1, done.stdout + done.stderr
    found = differences(done.stdout)
    for alteration, (_, expected) in ALTERATIONS.items():
        for heading, beginnings in expected.items():
            for beginning in beginnings:
                lines = found[heading]
                assert any(line.startswith(beginning) for line in lines), (alteration, heading, beginning, lines)
    assert set(found) == {heading for _, expected in ALTERATIONS.values() for heading in expected}
    assert len(found["table facts"]) == len(found["table links"]) == len(found["prose airpower.md on airpower"]) == 2
    assert "148 of 152 findings" in done.stdout
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
    computed = copy.deepcopy(sealed)
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


def test_a_missing_row_to_which_others_refer_is_reported_before_anything_is_executed(project):
    take_out("facts.csv", "air-035")(project)
    done = run("check", project=project)
    assert done.returncode == 1, done.stdout
    assert re.search(r"links\.csv:\d+:fact_id: .*'air-035' is not in facts\.csv", done.stderr)
    assert "executing" not in done.stderr and "Traceback" not in done.stderr


def test_a_fault_that_stops_a_check_is_reported_with_the_altered_rows(short):
    """A count over a week has no rate, and a cell needs that: it fails far from the table, before all is compared."""
    change_cell("facts.csv", "air-074", ("event_date", "2020-07-01/2020-07-07"))(short)
    done = run("check", project=short)
    assert done.returncode == 1, done.stdout
    assert re.search(rf"^error: book/{PAGE}\.md:\d+: the cell that begins with$", done.stderr, flags=re.M)
    assert done.stderr.splitlines()[-1] == "table facts: row air-074 differs"


def test_a_fault_in_the_package_is_reported_with_what_it_was_to_make(short):
    edit(short / "book" / "brief" / "words.py", '"context": "Context"', '"backdrop": "Context"')
    done = run("check", project=short)
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
    lines = [line for name in reading.page_names() for _, line in reading.prose(reading.source(name))]
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


def test_sealing_reports_what_changed_and_then_everything_matches(short):
    """A sentence and a caption change the prose and no figure; a comment in a cell or in the code changes nothing."""
    edit(short / "book" / "airpower.md", SENTENCE, "Each side hides its own losses")
    edit(short / "book" / "airpower.md", CAPTION, "the way that was flown and the tracks")
    done = run("seal", project=short)
    assert done.returncode == 0, done.stderr
    [[heading, [caption, sentence]]] = differences(done.stdout).items()
    assert heading == "prose airpower.md on airpower"
    assert re.match(r'line \d+ differs: "Each side counts the other.* became "Each side hides its own losses', sentence)
    assert re.match(r'line \d+ differs: ".*great circles.* became ".*the way that was', caption)
    *_, sealed, matches = done.stdout.strip().splitlines()
    assert sealed == "sealed 1 pages in book/sealed"
    assert matches.endswith("1 of 1 pages of prose match")
    edit(short / "book" / "airpower.md", "claims = ledger()", "# those of this topic\nclaims = ledger()")
    edit(short / "book" / "brief" / "charts" / "counts.py", '"""', '"""Once more. ')
    done = run("check", project=short)
    assert done.returncode == 0, done.stdout
    assert "nothing changed" in run("seal", project=short).stdout


def test_a_failing_cell_leaves_the_sealed_edition_alone(short):
    before = contents(short / "book" / "sealed")
    edit(short / "book" / "airpower.md", 'value("air-006")', 'value("air-999")')
    done = run("seal", project=short)
    assert done.returncode == 1
    assert re.search(r"airpower\.md:\d+: the cell that begins with", done.stderr)
    assert contents(short / "book" / "sealed") == before


def test_a_book_that_is_not_the_same_twice_is_not_sealed(short):
    before = contents(short / "book" / "sealed")
    edit(short / "book" / "airpower.md", "claims = ledger()", "import time\nsay(now=time.time())\nclaims = ledger()")
    done = run("seal", project=short)
    assert done.returncode == 1
    assert "not sealed: a second execution gives another edition" in done.stderr
    assert re.search(r"^number now on airpower\n  [\d.]+ became [\d.]+$", done.stdout, flags=re.M)
    assert contents(short / "book" / "sealed") == before


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
def check(tmp_path, monkeypatch, capsys):
    """Check a sealed edition where executing the book gives what is sealed here."""

    def check(sealed, as_json=False, alter=lambda folder: None):
        folder = tmp_path / "book" / "sealed"
        folder.mkdir(parents=True, exist_ok=True)
        put_sealed(tmp_path, sealed)
        alter(folder)
        pages = [execution.Page(name, reading.prose(reading.source(name))) for name in SEALED["pages"]]
        monkeypatch.setattr(paths, "MANIFEST", folder / paths.MANIFEST.name)
        monkeypatch.setattr(paths, "SEALED", folder)
        monkeypatch.setattr(cli, "_execute", lambda names: (SEALED, pages))
        arguments = argparse.Namespace(json=as_json, site=None, certificate=None, pages=[], quiet=False)
        return cli.check(arguments), capsys.readouterr().out

    return check


def test_a_sealed_edition_that_is_not_altered_matches(check):
    code, printed = check(SEALED)
    assert (code, differences(printed)) == (0, {})


# what is altered on the page, and all that the check says: under this heading a line that begins so
SEALED_ALTERATIONS = {
    "a number": (
        lambda page: page["numbers"].update({"air-074": 400}),
        ("number air-074 on airpower", "400 became 338"),
    ),
    "a text of a sentence": (
        lambda page: page["written"].update({"when air-060:year": "2021"}),
        ("number when air-060 on airpower", 'when air-060:year: "2021" became "2022"'),
    ),
    "a row": (
        lambda page: page["figures"]["fig-airpower-losses"]["rows"][0].__setitem__(3, 99),
        ("figure fig-airpower-losses on airpower", "row air-157, value_low: 99 became"),
    ),
    "a row as readers see it": (
        lambda page: page["figures"]["fig-airpower-losses"]["table"].update({"row air-167": digest("another")}),
        ("figure fig-airpower-losses on airpower", "table.row air-167 differs"),
    ),
    "what is drawn": (
        lambda page: page["figures"]["fig-airpower-losses"]["drawn"].update({"data[0].x": digest([99])}),
        ("figure fig-airpower-losses on airpower", "drawn.data[0].x differs"),
    ),
    "a short part of what is drawn": (
        lambda page: page["figures"]["fig-airpower-losses"]["drawn"].update({"data[0].type": "bar"}),
        ("figure fig-airpower-losses on airpower", 'drawn.data[0].type: "bar" became "scatter"'),
    ),
    "a figure taken out": (
        lambda page: page["figures"].pop("fig-airpower-map"),
        ("figure fig-airpower-map on airpower", "the figure is new"),
    ),
}


@pytest.mark.parametrize("alteration", SEALED_ALTERATIONS)
def test_an_alteration_of_the_sealed_edition_is_named(alteration, check):
    alter, (heading, beginning) = SEALED_ALTERATIONS[alteration]
    altered = copy.deepcopy(SEALED)
    alter(altered["pages"][PAGE])
    code, printed = check(altered)
    found = differences(printed)
    assert (code, list(found), len(found[heading])) == (1, [heading], 1)
    assert found[heading][0].startswith(beginning)


def test_a_file_of_another_edition_is_named_with_what_differs_in_it(check):
    """Whoever edits one file, or takes one from an older edition, leaves the checksum in the manifest behind."""

    def edited(folder):
        edit(folder / "pages" / "airpower.json", '"air-074": 338', '"air-074": 400')
        shutil.copy(folder / "pages" / "war.json", folder / "pages" / "peace.json")

    code, printed = check(SEALED, alter=edited)
    assert code == 1
    assert differences(printed) == {
        "number air-074 on airpower": ["400 became 338"],
        "edition manifest.json": [
            "the SHA-256 of pages/airpower.json is not the one in manifest.json",
            "pages/peace.json is not in manifest.json",
        ],
    }


def test_json_for_programs_holds_the_same_result(check):
    code, printed = check(SEALED, as_json=True)
    report = json.loads(printed)
    total = sum(kind["of"] for kind in report["counts"].values())
    assert (code, report["matches"], len(report["items"])) == (0, True, total)
    altered = copy.deepcopy(SEALED)
    altered["pages"][PAGE]["numbers"].update({"air-074": 400})
    code, printed = check(altered, as_json=True)
    report = json.loads(printed)
    numbers = sum(len(page["numbers"]) for page in SEALED["pages"].values())
    assert (code, report["matches"], report["counts"]["number"]) == (1, False, {"match": numbers - 1, "of": numbers})
    assert [item for item in report["items"] if not item["matches"]] == [
        {
            **{"kind": "number", "page": "airpower", "name": "air-074", "size": ""},
            **{"differences": ["400 became 338"], "matches": False},
        }
    ]


def test_the_sealed_edition_is_that_of_the_tables_as_they_are():
    assert edition.read()["tables"] == edition.of([])["tables"], "run `brief seal`"


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


def test_a_figure_is_sealed_in_full_where_people_read_it_and_by_digests_where_not():
    figure = {
        "title": "Some died", "alt": "Bars.", "strip": [["Unit", "deaths"]],
        "columns": ["month", "deaths"], "rows": [["2020-01", 3], ["2020-02", 1.25]],
        "table": {"headings": ["Month"], "cells": [[{"text": "January"}], [{"text": "February", "url": "x" * 99}]]},
        "drawn": {"data": [{"type": "bar", "x": [1.0] * 99}], "layout": {"height": 300, "shapes": [{"y": 0.5}] * 9}},
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
    }
    assert re.fullmatch("sha256:[0-9a-f]{64}", sealed["drawn"]["data[0].x"])
