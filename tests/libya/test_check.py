"""The sealed edition is that of the tables as they are; `.ci/run` executes the pages, too: `brief check`."""

from brief.check import edition


def test_the_sealed_edition_is_that_of_the_tables_as_they_are():
    assert edition.read()["tables"] == edition.of([])["tables"], "run `brief seal`"
