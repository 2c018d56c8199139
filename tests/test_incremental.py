"""After an edit only what depends on it is executed again, and never is a stale number shown.

A page is executed again if its cells or the code changed, or if any question that it asks of the tables has another
answer now. So three things are to be shown: that what is kept is what would be shown, whatever is changed; that
little is executed; and that damage to what is kept is harmless.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from brief import executed, execution, reads, tables
from helpers import cell, edit, run

TRIAL = Path(__file__).parent / "incremental_trial.py"


def built(project, cache, *more):
    """Build a copy of the project, and return the site and which pages were executed for it."""
    site = project.parent / "site"
    done = run("build", "--out", site, *more, project=project, BRIEF_CACHE=str(cache))
    assert done.returncode == 0, done.stderr
    told = re.search(r"\(executed: (.*)\)", done.stdout)[1]
    return site, set() if told.startswith("none") else set(told.split(", "))


def test_an_edit_of_one_cell_or_page_has_executed_what_depends_on_it_and_nothing_else(project, tmp_path):
    cache = tmp_path / "cache"
    site, executed = built(project, cache)
    assert executed == {f"all {len(execution.page_names()) - 1} with cells"}
    assert built(project, cache)[1] == set(), "nothing was changed"

    cell(project / "data" / "facts.csv", line_of("air-160"), "value_low", "2")  # Pantsirs lost in the GNA's first claim
    site, executed = built(project, cache)
    assert "airpower" in executed
    assert not executed & {"war", "money_and_oil", "media", "us_policy", "recruitment"}
    assert re.search(r'data-number="pantsir_least">two<', (site / "airpower.html").read_text(encoding="utf-8"))

    edit(project / "book" / "media.md", "import brief\n", "import brief  # and no more\n")
    edit(project / "book" / "war.md", "\n## ", "\nA sentence more.\n\n## ")
    site, executed = built(project, cache)
    assert executed == {"media"}, "prose is written anew, without a page being executed"
    assert "A sentence more." in (site / "war.html").read_text(encoding="utf-8")

    assert len(built(project, cache, "--fresh")[1]) == 1, "all, if that is asked for"


def line_of(fact_id):
    return list(tables.table("facts").fact_id).index(fact_id) + 2


def test_whatever_is_changed_what_would_be_kept_is_what_a_page_shows():
    """Cells and rows drawn at random: a page whose questions are answered as before puts out what it did before."""
    done = subprocess.run(
        [sys.executable, str(TRIAL), "--changes", "8", "--seed", "7"], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stale: none" in done.stdout


def test_a_question_that_is_not_known_any_more_is_not_answered_alike():
    [asked] = asked_by(lambda: tables.size("facts"))
    assert reads.answered_alike([asked], {})
    assert not reads.answered_alike([asked._replace(function="brief.tables.gone")], {})
    assert not reads.answered_alike([asked._replace(arguments=["no such table"])], {})
    assert not reads.answered_alike([asked._replace(answer="another")], {})


def asked_by(reading):
    with reads.noted() as asked:
        reading()
    return list(asked.values())


def test_what_is_read_to_answer_a_question_belongs_to_it():
    from brief import evidence

    assert [asked.function for asked in asked_by(lambda: evidence.fact("air-001"))] == ["brief.evidence.fact"]
    assert [asked.function for asked in asked_by(evidence._joined)] == ["brief.evidence._joined"]
    evidence.facts()  # remembered by now
    assert [asked.function for asked in asked_by(evidence._joined)] == ["brief.evidence._joined"], (
        "and noted all the same"
    )


@pytest.mark.parametrize(
    "changed",
    [
        lambda table: table.assign(value_low=table.value_low + 1),
        lambda table: table.iloc[::-1],
        lambda table: table.rename(columns={"fact": "facts"}),
        lambda table: table.assign(value_low=table.value_low.astype("float64")),
        lambda table: table.assign(fact=table.fact.where(table.fact_id != "air-074")),
        lambda table: table[list(table.columns[::-1])],
    ],
    ids=["a value", "the order", "a heading", "a type", "a gap", "the order of columns"],
)
def test_every_change_of_a_table_changes_its_digest(changed):
    table = tables.table("facts")
    assert reads.digest(table) == reads.digest(table.copy())
    assert reads.digest(changed(table)) != reads.digest(table)


def test_an_answer_without_a_digest_is_an_error_and_not_a_guess():
    with pytest.raises(TypeError, match="no digest of object"):
        reads.digest(object())


def test_an_entry_that_is_damaged_counts_as_none(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    names = ["glossary"]
    before = execution.put_out(names, fresh=False)
    assert before.executed == names
    assert execution.put_out(names, fresh=False) == (before.outputs, [])
    [entry] = (tmp_path / "pages").glob("*.json")
    whole = entry.read_bytes()
    for damage in (whole[:-9], whole.replace(b"display_data", b"display_date", 1), b"", b"\xff\xfe"):
        entry.write_bytes(damage)
        assert execution.put_out(names, fresh=False) == before
        assert entry.read_bytes() == whole, "and is made anew"


def test_where_nothing_can_be_kept_pages_are_executed(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("in the way")
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path / "a file"))
    assert execution.put_out(["glossary"], fresh=False).executed == ["glossary"]
    assert execution.put_out(["glossary"], fresh=False).executed == ["glossary"]


def test_what_nobody_asks_for_is_thrown_away_in_time(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path))
    old = tmp_path / "pages" / "old.json"
    old.parent.mkdir()
    old.write_text("{}")
    os.utime(old, (0, 0))
    execution.put_out(["glossary"], fresh=False)
    assert not old.exists()


def test_all_code_that_a_page_can_reach_is_part_of_what_names_an_entry():
    """By running: every module of the brief that a worker has loaded after it executed all pages."""
    program = (
        "import sys; from brief import cells, execution, workers;"
        "[cells.run(name, execution.cells_of(name)) for name in execution.page_names()];"
        "print(*{name.removeprefix('brief.') for name in sys.modules if name.startswith('brief.')})"
    )
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    own = {"execution", "executed", "kept"}  # of this program: it asks for the cells of pages
    assert loaded - own <= executed.modules()
