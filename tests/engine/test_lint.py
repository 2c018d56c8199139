"""`brief lint` finds the faults of all pages in one run, each with its line and what to do; `brief new` writes one that passes."""

import re

import pytest

from breaking import rows
from brief import console, paths
from brief.check import lint
from brief.ledger import tally
from brief.pages import jupyterlab, reading
from brief.publish import new_page
from helpers import edit
from little import call

GOOD = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: Who?
---
# A page

It is so {fact}`harbour-001`, and {value}`harbour-004` more.

```{code-cell}
---
mystnb:
  figure:
    name: fig-page-one
    caption: Who says it.
---
from brief import charts, facts, figure, say

say(count=len(facts()))
figure(charts.months(facts()), title="All say so")
```

```{sources-cited}
```
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one page, and its tables as they are."""
    for name in ("_config.yml",):
        (tmp_path / name).write_bytes((paths.BOOK / name).read_bytes())
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(paths, "BOOK", tmp_path)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    return tmp_path


def test_a_good_page_passes(book):
    assert lint.faults() == []


# what is wrong: (what is replaced, by what, the line, the message, whether the build fails with it)
FAULTS = {
    "no question": ("question: Who?\n", "", 1, r"no question in the front matter; a page begins with\n---\nfile_format", True),
    "no kernel": ("kernelspec: {name: python3, display_name: Python 3, language: python}\n", "", 1, "expected the kernelspec python3", True),
    "an unknown fact": ("{fact}`harbour-001`", "{fact}`harbour-1001`", 8, r"no fact 'harbour-1001'; did you mean 'harbour-\d+1?'", True),
    "an unknown fact that is looked up": ("{value}`harbour-004`", "{value}`harbour-0040`", 8, "names 'harbour-0040': no such fact; did you mean 'harbour-004'", True),
    "an unknown claim": ("It is so", "It is so {claim}`c-0031`", 8, "no claim 'c-0031'; did you mean 'c-", True),
    "an unknown figure": ("It is so", "It is so {numref}`fig-page-on`", 8, "no figure 'fig-page-on'; did you mean 'fig-page-one'", True),
    "a number that no cell says": ("It is so", "It is so {glue:text}`counts`", 8, "no cell says 'counts'; did you mean 'count'", True),
    "a typed digit": ("It is so", "It is 14 times so", 8, "'14' is typed; name the row, as in {value}`harbour-001`", False),
    "a typed digit in a caption": ("Who says it.", "Who says 14.", 14, "the caption: '14' is typed", False),
    "a word that hides who says so": ("It is so", "It is reportedly so", 8, "'reportedly' hides who says so", False),
    "no caption": ("    caption: Who says it.\n", "", 14, "fig-page-one has no caption; add to its settings: caption: >-", True),
    "a long line": ("say(count=len(facts()))", f"say(count=len(facts())){' ' * 70}# the end", 19, "columns; at most 88", False),
    "a long cell": ("say(count", "\n" * 30 + "say(count", 17, r"a cell of \d+ lines; at most 25", False),
    "a module that the browser lacks": ("from brief import charts", "import scipy\nfrom brief import charts", 17, "scipy is not in the browser, where readers execute the page again", False),
    "a part of plotly that the browser lacks": ("from brief import charts", "from plotly import figure_factory\nfrom brief import charts", 17, "plotly.figure_factory is not in the browser", False),
    "a format of no number": ("It is so", "It is {glue:text}`count:,.f` so", 8, r"{glue:text} names 'count:,.f': nothing can be written as ',.f' \(format specifier missing precision\); expected a format of Python", True),
    "no list of the facts that are cited": ("```{sources-cited}\n```\n", "", 8, r"facts are cited, and the page does not list them; put at its end\n```{sources-cited}", True),
    "a long caption": ("Who says it.", "Who says it. " * 40, 14, "the caption has 519 letters; at most 450", False),
    "a figure that is shown": ('figure(charts.months(facts()), title="All say so")', "charts.months(facts()).figure.show()", 20, "names fig-page-one and shows no figure; expected as its last line: figure", True),
    "a plain chart": ('figure(charts.months(facts()), title="All say so")', "chart = charts.months(facts())\nchart", 21, "names fig-page-one and shows no figure", True),
    "a figure without a name": ("---\nmystnb:\n  figure:\n    name: fig-page-one\n    caption: Who says it.\n---\n", "", 14, "a figure without a name; expected in the settings of the cell", True),
    "no Python": ("say(count=", "say(count= =", 19, "no Python: ", True),
}  # fmt: skip


@rows(FAULTS)
def test_a_fault_is_found_with_its_line_and_remedy(kind, book):
    old, new, line, message, breaks = kind
    edit(book / "page.md", old, new)
    [fault, *others] = lint.faults()
    assert (fault.file, fault.line, fault.breaks, others) == ("page.md", line, breaks, []), (fault, others)
    assert re.search(message, fault.wrong), fault.wrong


def test_a_figure_that_was_given_a_name_may_stand_last(book):
    edit(
        book / "page.md",
        'figure(charts.months(facts()), title="All say so")',
        'so = figure(charts.months(facts()), title="All say so")\nso',
    )
    assert lint.faults() == []


def test_a_name_of_a_figure_that_is_used_twice_is_found_in_a_page_and_across_pages(book):
    cell = GOOD[GOOD.index("```{code-cell}") :]
    (book / "page.md").write_text(GOOD + cell, encoding="utf-8")
    (book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n- file: other\n", encoding="utf-8")
    (book / "other.md").write_text(GOOD, encoding="utf-8")
    found = [str(fault) for fault in lint.faults()]
    wrong = "the figure fig-page-one: the name 'fig-page-one' is also that of page.md:17: the figure fig-page-one"
    assert [fault.partition("; ")[0] for fault in found] == [f"page.md:32: {wrong}", f"other.md:17: {wrong}"]


def test_faults_of_all_pages_are_found_in_one_run(book):
    (book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n- file: other\n", encoding="utf-8")
    (book / "other.md").write_text(
        GOOD.replace("It is so", "It is 12 so").replace("fig-page", "fig-other"), encoding="utf-8"
    )
    (book / "stray.md").write_text(GOOD, encoding="utf-8")
    edit(book / "page.md", "It is so {fact}`harbour-001`", "It is 14 so {fact}`harbour-1001`")
    found = [(fault.file, fault.line) for fault in lint.faults()]
    assert found == [("stray.md", 1), ("page.md", 8), ("page.md", 8), ("other.md", 8)]
    assert "add to book/_toc.yml: - file: stray" in str(lint.faults()[0])


def test_a_stale_line_of_the_readme_is_named_with_the_one_to_paste(book):
    text = "# A brief\n\n- Unlikely: {}. (Confidence: low.)\n0 of 0 figures, and so on match\n- Of 3 claims of the article\n"
    judgment = lint.tables.table("judgments").iloc[0]
    (book / "README.md").write_text(text.format(judgment.text), encoding="utf-8")
    pasted = f"- {judgment.likelihood.capitalize()}: {judgment.text}. (Confidence: {judgment.confidence}.)"
    found = {fault.line: fault.wrong for fault in lint.faults()}
    assert found[3] == f"says otherwise than the tables and the edition; paste: {pasted}"
    shown = console.with_paths(str(next(fault for fault in lint.faults() if fault.line == 3)))
    assert shown.startswith(f"{console.shortened(book / 'README.md')}:3: "), "not the README of the tables"
    assert re.search(r"paste: \d+ of \d+ figures, .* pages of prose match$", found[4])
    assert found[5] == f"says otherwise than the tables and the edition; paste: - {tally.sentences()}"
    assert tally.sentences().startswith(
        "Of 6 claims of the article that records can decide, 2 hold, none of them thinly: "
    )


def test_a_judgment_of_the_readme_in_other_words_is_named_and_one_of_two_lines(book):
    rows = list(lint.tables.table("judgments").itertuples())
    said = [f"- {row.likelihood.capitalize()}: {row.text}. (Confidence: {row.confidence}.)" for row in rows]
    altered = said[0].replace(" ", " never ", 3)
    (book / "README.md").write_text("\n".join([*said, altered, said[0].replace("- ", "- Un", 1)]), encoding="utf-8")
    assert [
        (fault.line, fault.wrong.partition("paste: ")[2]) for fault in lint.faults() if "paste: " in fault.wrong
    ] == [
        (len(said) + 1, said[0]),
        (len(said) + 2, said[0]),
    ]


# --- a new page -------------------------------------------------------------------------------------------


def test_a_new_page_passes_is_in_the_contents_and_is_never_written_over(book):
    assert new_page.write("ticket_prices") == "ticket_prices.md"
    assert reading.page_names() == ["page", "ticket_prices"]
    assert lint.faults() == []
    for name in ("ticket_prices", "Ticket prices", "../tickets"):
        with pytest.raises(lint.BriefError):
            new_page.write(name)


def test_a_new_page_goes_behind_the_last_one_of_the_contents(book):
    contents = (
        paths.BOOK / "_toc.yml",
        "format: jb-book\nroot: page\nparts:\n  - caption: A\n    chapters:\n      - file: b\n        title: B\n",
    )
    contents[0].write_text(contents[1], encoding="utf-8")
    (book / "b.md").write_text(GOOD, encoding="utf-8")
    new_page.write("c")
    assert contents[0].read_text(encoding="utf-8") == contents[1] + "      - file: c\n"


def test_a_new_page_runs_and_is_as_jupyterlab_saves_it(little_project):
    assert call("new", "page", "prices", project=little_project).returncode == 0
    done = call("check", "prices", project=little_project)
    assert "the page is not in the sealed edition" in done.stdout, done.stderr
    told = call("lint", project=little_project)
    assert "prices.md" not in told.stdout + told.stderr


def test_check_names_all_faults_that_break_pages_and_not_only_the_first(little_project):
    page = little_project / "book" / "page.md"
    edit(page, "There are", "{value}`harbour-9999` {fact}`harbour-99999` {numref}`fig-none` There are")
    done = call("check", project=little_project)
    assert done.returncode == 1
    for key in ("harbour-9999", "harbour-99999", "fig-none"):
        assert re.search(rf"book/page\.md:\d+: .*'{key}'", done.stderr), done.stderr


def test_it_tells_which_page_jupyterlab_would_write_otherwise_and_writes_it(little_tables, command):
    told = "book/page.md: JupyterLab would write it otherwise; `brief lint --fix` does so before it"
    assert told in command(["lint"])[1]
    command(["lint", "--fix"])
    assert "JupyterLab" not in command(["lint"])[1]
    source = (little_tables / "book" / "page.md").read_text(encoding="utf-8")
    assert jupyterlab.as_saved(source) == source
