"""The sealed edition that was committed is to be had from git."""

import pytest

from brief import paths
from brief.check import edition


def test_the_edition_that_was_committed_is_read_from_git():
    if not (paths.ROOT / ".git").exists():
        pytest.skip("not a repository: the archive for readers")
    assert edition.committed()["tables"].keys() == edition.read()["tables"].keys()
