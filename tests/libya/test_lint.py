"""The pages of this book keep the rules of its pages."""

from brief.check import lint


def test_the_pages_of_the_brief_pass():
    assert [str(fault) for fault in lint.faults() if fault.file != "README.md"] == []
