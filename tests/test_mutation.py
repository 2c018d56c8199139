"""The check reports whatever is altered, and names the place: a sample of what `tests/bench/mutate.py` tries whole."""

import pytest

import mutation
import mutation_trial as trial

SEED = "a sample"
"""Of alterations none of which must be seen from a site built with it."""
PAGE = "airpower"


@pytest.fixture
def copy(tmp_path):
    return trial.Copy(tmp_path / "copy")


def missed(verdicts):
    """Return what was missed, with why; and make sure that something was tried."""
    assert verdicts
    return [(str(verdict.alteration), verdict.why) for verdict in verdicts if verdict.how in {"missed", "silent"}]


def test_alterations_of_tables_and_prose_are_told_at_their_place(copy):
    drawn = [one for kind, drawer in mutation.drawers().items() for one in mutation.draw(kind, drawer, 2, SEED)]
    first, *later = trial.batches(drawn, size=len(drawn))
    verdicts = trial.judge_data(copy, first)
    assert missed(verdicts) == []
    assert len(verdicts) == len(first) > len(drawn) / 2, later
    assert {verdict.how for verdict in verdicts} == {"compared", "stopped"}


def test_alterations_of_code_are_told_by_what_they_change(copy):
    before, lines = trial.baseline(copy, [PAGE])
    package = mutation.Package(lines)
    drawers = mutation.drawers_of_code(package, [PAGE])
    drawn = [one for kind, drawer in drawers.items() for one in mutation.draw(kind, drawer, 2, SEED)]
    assert missed([trial.judge_code(copy, one, before, package) for one in drawn]) == []


def test_alterations_of_the_manifest_are_told_entry_by_entry(copy):
    assert missed([trial.judge_sealed(copy, one) for one in trial.draw_sealed(20, SEED)]) == []


def test_alterations_of_a_published_site_are_told_file_by_file(site, tmp_path):
    drawn = mutation.draw("file of a site", lambda draw: mutation.on_site(draw, site), 20, SEED)
    assert missed([trial.judge_on_site(tmp_path, site, one) for one in drawn]) == []


def test_what_changes_nothing_is_not_told(copy):
    assert missed(trial.judge_harmless(copy, mutation.draw("harmless", mutation.harmless, 5, SEED))) == []
