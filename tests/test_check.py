"""`brief check` re-executes everything, says that it matches, or shows exactly what does not."""

import json
import re

import pytest

from brief import manifest, paths
from helpers import cell, edit, run


def test_the_sealed_edition_matches():
    done = run("check")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = (
        r"(\d+) of \1 figures, (\d+) of \2 numbers, (\d+) of \3 findings, (\d+) of \4 tables,"
        r" (\d+) of \5 pages of prose match"
    )
    assert re.search(counts, done.stdout.strip().splitlines()[-1])
    assert re.search(r"airpower +fig-airpower-fighters +26 rows +matches", done.stdout)


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


def change_manifest(change):
    def apply(project):
        path = project / "book" / "manifest.json"
        sealed = json.loads(path.read_text(encoding="utf-8"))
        change(sealed["pages"]["airpower"])
        path.write_text(json.dumps(sealed), encoding="utf-8")

    return apply


SEALED = json.loads((paths.MANIFEST).read_text(encoding="utf-8"))["pages"]
PAGES, FIGURES = len(SEALED), sum(len(page["figures"]) for page in SEALED.values())
# what is altered, and what the check must say
ALTERATIONS = {
    "a value in a table": (
        change_cell("facts.csv", "air-074", ("value_low", "340"), ("value_high", "340")),
        ["row air-074, value_low: 338 became 340", "un_flights", "338 became 340", "row air-074 differs", f"{FIGURES - 1} of {FIGURES} figures"],
    ),
    "an originator": (
        change_cell("facts.csv", "air-017", ("origin_id", "csis")),
        ["fig-airpower-fighters", "row air-017, originator: 'Unnamed US military", "drawn: ", "row air-017 differs"],
    ),
    "a link between a fact and a claim": (
        change_text("data/links.csv", "c-012,air-066,contradicts,", "c-012,air-066,context,"),
        ["row c-012 air-066 differs", "links", "finding c-012"],
    ),
    "a link that turns a finding": (
        change_text("data/links.csv", "c-026,syr-059,qualifies,", "c-026,syr-059,contradicts,"),
        ["finding c-026", 'c-026.finding: "corroborated" became "disputed"', "127 of 128 findings"],
    ),
    "a position": (
        change_cell("places.csv", "al-watiya", ("latitude", "32.5")),
        ["computed_km", "row al-watiya differs", "fig-airpower-distance", "drawn"],
    ),
    "an address of a source that only the rows show": (
        change_cell("sources.csv", "alwasat2020watiya", ("url", "http://en.alwasat.ly/other")),
        ["row air-132, url: 'http://en.alwasat.ly/news/libya/283594' became 'http://en.alwasat.ly/other'"],
    ),
    "a row taken out that others rest on": (
        take_out("facts.csv", "air-035"),
        ["links.csv:", "'air-035' is not in facts.csv"],
    ),
    "a row taken out": (
        take_out("facts.csv", "air-157"),
        ["fig-airpower-losses", "row gone: air-157", "row air-157 is gone"],
    ),
    "a sentence": (
        change_text("book/airpower.md", "Each side counts the other's losses", "Each side hides its own losses"),
        ["prose airpower.md", 'differs: "Each side hides its own losses', f"{FIGURES} of {FIGURES} figures"],
    ),
    "a caption": (
        change_text("book/airpower.md", "we take no position on them.", "we hold to them."),
        ["prose airpower.md", f"{PAGES - 1} of {PAGES} pages of prose"],
    ),
    "a line of code": (
        change_text("book/airpower.md", "flows.days.between(28, 360)", "flows.days.between(2, 360)"),
        ["figure fig-airpower-cargo", "row new: air-082"],
    ),
    "a sealed number": (
        change_manifest(lambda page: page["numbers"].update(un_flights=400)),
        ["number un_flights on airpower", "400 became 338"],
    ),
    "a sealed row": (
        change_manifest(lambda page: page["figures"]["fig-airpower-losses"]["rows"][0].__setitem__(3, 99)),
        ["figure fig-airpower-losses", "value_low: 99 became"],
    ),
    "a sealed drawing": (
        change_manifest(lambda page: page["figures"]["fig-airpower-losses"]["drawn"]["data"][0]["x"].__setitem__(0, 99)),
        ["figure fig-airpower-losses", "drawn.data[0].x[0]: 99 became"],
    ),
    "a sealed figure taken out": (
        change_manifest(lambda page: page["figures"].pop("fig-airpower-map")),
        ["figure fig-airpower-map on airpower", "the figure is new"],
    ),
    "the article": (
        change_text("seeds/000_8849fb70ba421d65.txt", "Vladimir Putin (Reuters)", "Vladimir Putin (Routers)"),
        ["its bytes differ"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_alteration_is_found_and_named(alteration, project):
    alter, told = ALTERATIONS[alteration]
    alter(project)
    done = run("check", project=project)
    assert done.returncode == 1, done.stdout
    for text in told:
        assert text in done.stdout + done.stderr, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_change_that_changes_nothing_is_not_reported(project):
    edit(project / "book" / "airpower.md", "import brief\nfirst, un", "import brief  # the tables\nfirst, un")
    edit(project / "book" / "brief" / "charts.py", '"""The charts of the book', '"""Charts of the book')
    done = run("check", project=project)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "manifest.json: missing; `brief seal` writes it"),
        ("{", "manifest.json: damaged"),
        ("[]", "manifest.json: not a manifest of format 1"),
        ('{"format": 1}', "manifest.json: damaged: 'article' is missing"),
        ('{"format": 1, "article": "", "tables": {}, "pages": {"airpower": 3}}', "manifest.json: damaged: 'findings'"),
        ("[" * 100_000, "manifest.json: damaged"),
    ],
)
def test_a_damaged_manifest_is_told(content, message, project):
    path = project / "book" / "manifest.json"
    path.unlink()
    if content is not None:
        path.write_text(content)
    done = run("check", project=project)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert message in done.stderr


def test_sealing_says_what_changed_and_then_all_matches(project):
    edit(project / "book" / "airpower.md", "harmless", "innocent")
    done = run("seal", project=project)
    assert done.returncode == 0
    assert "prose airpower.md: line" in done.stdout
    assert run("check", project=project).returncode == 0
    assert "nothing changed" in run("seal", project=project).stdout


def test_a_failing_cell_leaves_the_seal_alone(project):
    before = (project / "book" / "manifest.json").read_bytes()
    edit(project / "book" / "airpower.md", 'brief.fact("air-048")', 'brief.fact("air-999")')
    done = run("seal", project=project)
    assert done.returncode == 1
    assert re.search(r"airpower\.md:\d+: the cell that begins with", done.stderr)
    assert (project / "book" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [(1.0, 1.0 + 1e-12, True), (1.0, 1.0 + 1e-6, False), (0, 1e-15, False), (True, 1, False), (14, 14.0, True),
     ([1, 2], [1, 2.0], True), ([1], [1, 1], False), ({"a": 1}, {"b": 1}, False), (None, 0, False), ("1", 1, False)],
)  # fmt: skip
def test_numbers_may_differ_in_their_last_digits_only(old, new, same):
    assert manifest.same(old, new) is same


def test_the_manifest_is_sealed_for_the_tables_as_they_are():
    sealed = manifest.read()
    assert sealed["tables"] == manifest.edition([])["tables"], f"run `brief seal`: {paths.MANIFEST.name} is stale"


def test_a_row_that_comes_twice_is_compared_twice():
    old = {"columns": ["id", "value"], "rows": [["x", 1], ["x", 2]]}
    new = {"columns": ["id", "value"], "rows": [["x", 99], ["x", 2]]}
    assert manifest._rows(old, new) == ["row x, value: 1 became 99"]
