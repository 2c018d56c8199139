"""The sealed edition is that of the tables and pages as they are."""

import re

from brief.check import edition
from helpers import run


def test_the_sealed_edition_matches():
    done = run("check")
    assert done.returncode == 0, done.stdout + done.stderr
    counts = (
        r"(\d+) of \1 figures, (\d+) of \2 numbers, (\d+) of \3 findings, (\d+) of \4 judgments,"
        r" (\d+) of \5 views, (\d+) of \6 tables, (\d+) of \7 pages of prose match"
    )
    assert re.search(counts, done.stdout.strip().splitlines()[-1])
    assert re.search(r"airpower +fig-airpower-fighters +28 rows +matches", done.stdout)


def test_the_sealed_edition_is_that_of_the_tables_as_they_are():
    assert edition.read()["tables"] == edition.of([])["tables"], "run `brief seal`"
