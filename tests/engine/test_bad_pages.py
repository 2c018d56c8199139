"""Faults in pages, cells, settings and references are reported at their place.

Whatever is broken, one clear message names the place, and the exit code says that it went wrong: 1 for a fault, 2 for
misuse, 130 for an interruption. Nothing half-written is left, and nothing is lost: every file of the project, and of
the site that was there before, is what it was.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from breaking import assert_reported, folder, gone, nested, old_site, raw, rows, state, swap, text
from brief.errors import BriefError
from brief.pages import cells
from helpers import edit, run

# --- pages and settings: `brief build`, `brief check` -----------------------------------------------------------

# what is broken: (file of the book, how, the message of both commands before a page is executed)
CONTENTS = {
    "no page": ("page.md", gone, r"_toc\.yml names the page 'page', but there is no page\.md"),
    "a folder in the place of a page": ("page.md", folder, r"page\.md: a folder or a device"),
    "a page that is not UTF-8": ("page.md", raw(lambda content: content.replace(b"A page", b"A p\xe4ge")), r"page\.md: not UTF-8: .*0xe4"),
    "a byte-order mark": ("page.md", raw(lambda content: b"\xef\xbb\xbf" + content), r"page\.md:1: a byte-order mark before the first line; expected UTF-8 without one"),
    "a hard space": ("page.md", swap("There are", "There\u00a0are"), r"page\.md:8: U\+00A0 NO-BREAK SPACE, which looks like a space"),
    "a space after the argument of a directive": ("page.md", swap("```{code-cell}", "```{code-cell} "), r"page\.md:10: a space at the end of '```\{code-cell\}'"),
    "a page of the site's own": ("_toc.yml", swap("root: page", "root: search"), r"_toc\.yml: 'search' is a page that the site has besides"),
    "no front matter": ("page.md", raw(lambda content: content.split(b"---\n")[2]), r"page\.md: expected the kernelspec python3"),
    "front matter that is no YAML": ("page.md", swap("question: Who", "question: [Who"), r"page\.md:\d+: not YAML: "),
    "front matter nested too deep": ("page.md", swap("question: Who", "question: " + "[" * 5000), r"page\.md: not YAML: 5,001 brackets open"),
    "front matter that is a list": ("page.md", raw(lambda content: b"---\n- a\n- b\n---\n" + content.split(b"---\n")[2]), r"page\.md: \['a', 'b'\] is not of type 'object'"),
    "another language": ("page.md", swap("name: python3", "name: julia"), r"page\.md: expected the kernelspec python3"),
    "settings of a cell that are no YAML": ("page.md", swap(":mystnb:", ":mystnb: ["), r"page\.md:\d+: not YAML: "),
    "a caption with a colon": ("page.md", swap('caption: "Passengers in a month."', "caption: Passengers: by month."), r"page\.md:\d+: not YAML: mapping values .* needs quotation marks"),
    "a figure without a name": ("page.md", swap(":    name: fig-page-passengers", ":    label: x"), r"page\.md:\d+: a figure named None"),
    "a figure whose name leads out of the site": ("page.md", swap("name: fig-page-passengers", "name: ../../evil"), r"page\.md:\d+: a figure named '\.\./\.\./evil'"),
    "no contents": ("_toc.yml", gone, r"_toc\.yml: missing; expected in book/"),
    "empty contents": ("_toc.yml", text(""), r"_toc\.yml: expected settings of the form key: value"),
    "contents that are no YAML": ("_toc.yml", swap("root:", "root: ["), r"_toc\.yml: not YAML"),
    "contents nested too deep": ("_toc.yml", nested, r"_toc\.yml:(1:)? not YAML: 100,000 brackets open"),
    "contents without a first page": ("_toc.yml", text("format: jb-book\n"), r"_toc\.yml: expected the format jb-book and a root"),
    "a page named twice": ("_toc.yml", text("format: jb-book\nroot: page\nchapters:\n- file: page\n"), r"_toc\.yml: 'page' is no name of a page, or stands twice"),
    "a page that is a number": ("_toc.yml", text("format: jb-book\nroot: 3\n"), r"_toc\.yml: 3 is no name of a page"),
    "a page out of the book": ("_toc.yml", swap("page", "../data/README"), r"_toc\.yml: '\.\./data/README' leads out of the book"),
    "a page at the top of the disk": ("_toc.yml", swap("page", "/etc/page"), r"_toc\.yml: '/etc/page' leads out of the book"),
    "no settings": ("_config.yml", gone, r"_config\.yml: missing; expected in book/"),
    "settings that are no YAML": ("_config.yml", swap("copyright:", "copyright: ["), r"_config\.yml: not YAML"),
    "a time limit in words": ("_config.yml", swap("timeout: 120", "timeout: many"), r"_config\.yml: execute\.timeout is 'many'; expected a number of seconds"),
    "a time limit of nought": ("_config.yml", swap("timeout: 120", "timeout: 0"), r"_config\.yml: execute\.timeout is 0; expected a number of seconds"),
}  # fmt: skip


@rows(
    CONTENTS,
    *("no page", "a page that is not UTF-8", "front matter that is no YAML", "settings of a cell that are no YAML"),
    *("a figure without a name", "contents that are no YAML", "a page out of the book", "settings that are no YAML"),
    *("a time limit in words", "another language"),
)
def test_a_page_or_setting_that_cannot_be_read_is_reported_before_anything_is_executed(kind, little_tables, command):
    name, how, message = kind
    how(little_tables / "book" / name)
    before = state(little_tables)
    for name in ("check", "build"):
        code, printed = command([name])
        assert_reported(printed, message)
        assert (code, "executing" in printed, state(little_tables)) == (1, False, before)


# what is broken: (what the first cell does, the message); {line} is its line
CELLS = {
    "a failing cell": ("legs = brief.table('legs').root", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: AttributeError: "),
    "a cell that is no Python": ("legs = = 3", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: SyntaxError: "),
    "an unknown fact": ('brief.fact("harbour-999")', r"page\.md:{line}: the cell that begins with\n    import brief\nfails: BriefError: no fact 'harbour-999' in the tables"),
    "a cell that ends the program": ("exit(0)", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: (SystemExit|NameError)"),
    "a cell that asks": ('input("Who?")', r"page\.md:{line}: the cell that begins with\n    import brief\nfails: \w+Error"),
    "a cell that interrupts": ("raise KeyboardInterrupt", r"page\.md(:{line})?: "),
    "a cell without end": ("while True: pass", r"page\.md: .*(seconds|timed out)"),
    "a cell that dies": ("import os; os._exit(3)", r"page\.md: its process died \(exit code 3\)"),
    "a cell that is killed": ("import os; os.kill(os.getpid(), 9)", r"page\.md: its process died \(Killed\)"),
    "a cell that writes a file": ('open("notes.txt", "w").close()', r"page\.md writes the file 'notes\.txt'; a page reads tables and shows, no more"),
    "a number given twice": ("brief.say(places=3); brief.say(places=4)", r"page\.md:{line}: the cell that begins with\n    import brief\nfails: BriefError: page\.md: the number 'places' is given twice"),
}  # fmt: skip


@rows(CELLS, "a failing cell", "an unknown fact", "a cell without end", "a cell that dies", "a cell that writes a file")
def test_a_cell_that_goes_wrong_is_reported_with_its_line(kind, little_tables, command):
    does, message = kind
    page = little_tables / "book" / "page.md"
    edit(page, "import brief\n", f"import brief\n{does}\n")
    if "while True" in does:
        edit(little_tables / "book" / "_config.yml", "timeout: 120", "timeout: 3")
    line_of = page.read_text(encoding="utf-8").split("\n").index(does) + 1
    before = state(little_tables)
    code, printed = command(["check"])
    assert_reported(printed, message.format(line=line_of))
    assert (code, state(little_tables)) == (1, before)


@pytest.mark.parametrize(
    ("form", "why"), [(":,.f", "nothing can be written as ',.f'"), (":.1f", "'two' cannot be written as '.1f'")]
)
def test_a_format_that_does_not_suit_a_number_is_reported_with_its_line(form, why, little_tables, command):
    page = little_tables / "book" / "page.md"
    edit(page, "There are {glue:text}`places` places.", f"There are {{glue:text}}`number{form}` places.")
    edit(page, "brief.say(places=", "brief.say(number='two', places=")
    for name in ("check", "build"):
        code, printed = command([name])
        assert_reported(printed, rf"page\.md:8: {{glue:text}} names 'number{form}': {why}")
        assert (code, printed.count("cannot be") + printed.count("nothing can")) == (1, 1), printed


def test_a_cell_that_goes_wrong_leaves_the_old_site(little_project):
    old_site(little_project)
    edit(little_project / "book" / "page.md", "import brief\n", "import brief\nlegs = brief.table('legs').root\n")
    before = state(little_project)
    done = run("build", "--out", little_project / "site", project=little_project)
    assert_reported(
        done.stderr, r"page\.md:\d+: the cell that begins with\n.*import brief\n(.*\n)*fails: AttributeError"
    )
    assert (done.returncode, state(little_project)) == (1, before)


# --- what a page may show: figures and named numbers, all of which are compared ---------------------------------

OWN = """
```{{code-cell}}
{settings}import plotly.graph_objects as go
own = go.Figure(go.Bar(x=["a", "b"], y=[1, 2]))
{does}
```
"""
NAMED = """---
mystnb:
  figure:
    name: fig-page-own
    caption: A chart of the author's own.
---
"""
PLAIN = "a plain chart; expected as its last line: figure"
SHOWS_NONE = "the cell names fig-page-own and shows no figure; expected as its last line: figure"
UNCOMPARED = "which no check compares; a page shows figure"
WITHOUT_MARKS = "brief.figure(brief.charts.Chart({chart}, brief.facts().head(2)), title='Nothing')"
BESIDE_A_NUMBER = (
    "from brief.pages import numbers; numbers._display({{numbers._VALUE_MIME: '3', {more}}}, {{'scrapbook':"
    " {{'name': 'three', 'mime_prefix': numbers.GLUE_PREFIX{naming}}}, numbers.TABLES: numbers.used()}})"
)
BESIDE_A_FIGURE = (
    "from brief.charts.figure import PLOTLY_MIME;"
    " made = brief.figure(brief.charts.Chart(own, brief.facts().head(2)), title='A');"
    " data, metadata = made._repr_mimebundle_(); {changes};"
    " type('', (), {{'_repr_mimebundle_': lambda *_, **__: (data, metadata)}})()"
)
PLAINLY = ["build", "book", "--all", "-W", "-n", "--keep-going"]
# what the cell is: (its settings, its last line, the message of the command)
SHOWN = {
    "a bare chart": (NAMED, "own", PLAIN),
    "a bare chart without a name": ("", "own", PLAIN),
    "a chart that is shown": (NAMED, "own.show()", "show() puts a plain chart on the page"),
    "a chart that is shown by another renderer": (NAMED, "own.show('png')", "show() puts a plain chart on the page"),
    "a chart of the brief without its frame": (NAMED, "brief.charts.Chart(own, brief.facts())", PLAIN),
    "a chart that is printed": (NAMED, "print(own)", SHOWS_NONE),
    "a chart as HTML": (NAMED, "from IPython.display import HTML; HTML(own.to_html())", SHOWS_NONE),
    "a name and nothing": (NAMED, "own = None", SHOWS_NONE),
    "a figure that is not the last line": (NAMED, "brief.figure(brief.charts.Chart(own, brief.facts().head(2)), title='A'); None", SHOWS_NONE),
    "a figure without traces": (NAMED, WITHOUT_MARKS.format(chart="go.Figure()"), "draws no mark"),
    "a figure whose values are missing": (NAMED, WITHOUT_MARKS.format(chart="go.Figure(go.Bar(x=['a', 'b'], y=[None, float('nan')]))"), "draws no mark"),
    "a figure whose marks are hidden": (NAMED, WITHOUT_MARKS.format(chart="own.update_traces(visible=False)"), "draws no mark"),
    "a figure without a name": ("", "brief.figure(brief.charts.Chart(own, brief.facts().head(2)), title='A')", "a figure without a name; expected in the settings"),
    "text that is printed": ("", "print('noise')", UNCOMPARED),
    "a table of pandas": ("", "brief.table('places')", UNCOMPARED),
    "text on the other stream": ("", "import sys; print('noise', file=sys.stderr)", "'noise' on stderr, which no check compares"),
    "a line of a log": ("", "import logging; logging.StreamHandler().handle(logging.makeLogRecord({'msg': 'noise'}))", UNCOMPARED),
    "an object that shows itself as a picture": ("", "type('', (), {'_repr_mimebundle_': lambda *_, **__: {'image/svg+xml': '<svg/>'}})()", "a image/svg+xml, which no check compares"),
    "a number with a table beside": ("", BESIDE_A_NUMBER.format(more="'text/html': '<b>9</b>'", naming=""), "text/html beside a number, which no check compares"),
    "a number with more said of it": ("", BESIDE_A_NUMBER.format(more="", naming=", 'note': '9'"), "note beside a number, which no check compares"),
    "a number that is written its own way": ("", BESIDE_A_NUMBER.format(more="", naming="").replace("'3'", "'0x3'"), "0x3 as a number, which say() would write otherwise"),
    "a figure with a picture beside": (NAMED, BESIDE_A_FIGURE.format(changes="data['image/png'] = 'iVBORw0KGgo='"), "image/png beside a figure, which no check compares"),
    "a figure with other words beside": (NAMED, BESIDE_A_FIGURE.format(changes="data['text/plain'] = 'Another'"), "a figure that figure() did not make, which no check compares"),
    "a figure with moving frames": (NAMED, BESIDE_A_FIGURE.format(changes="data[PLOTLY_MIME]['frames'] = []"), "frames beside a figure, which no check compares"),
    "a figure with more said of it": (NAMED, BESIDE_A_FIGURE.format(changes="metadata['caption'] = 'Another'"), "caption beside a figure, which no check compares"),
    "a figure that names other tables": (NAMED, BESIDE_A_FIGURE.format(changes="metadata['brief_tables'] = []"), "the cell says that it uses other tables than it does"),
    "a chart as HTML without a name": ("", "from IPython.display import HTML; HTML(own.to_html())", UNCOMPARED),
}  # fmt: skip


@rows(SHOWN)
def test_what_no_check_would_compare_is_refused_with_its_line(kind):
    settings, does, message = kind
    name = "fig-page-own" if settings else None
    source = OWN.format(settings="", does=does).split("```{code-cell}\n")[1].removesuffix("\n```\n")
    with pytest.raises(BriefError) as raised:
        cells.run("page", [cells.Cell("import brief", 1), cells.Cell(source, 40, name)])
    assert re.search(rf"page\.md:42: .*{re.escape(message)}", str(raised.value), flags=re.S)


@pytest.mark.parametrize("name", ["check", "seal", "build"])
def test_every_command_refuses_it(name, little_tables, command):
    settings, does, message = SHOWN["a bare chart"]
    page = little_tables / "book" / "page.md"
    page.write_text(page.read_text(encoding="utf-8") + OWN.format(settings=settings, does=does), encoding="utf-8")
    line_of = page.read_text(encoding="utf-8").split("\n").index(does) + 1
    before = state(little_tables)
    code, printed = command([name])
    assert_reported(printed, rf"(error: )?page\.md:{line_of}: ")
    assert message in printed
    assert (code, state(little_tables)) == (1, before)


# how a page changes the code by which it is checked: what `brief build` says
PATCHED = {
    "the check": ("cells._require_all_is_compared = lambda *_: None; print('noise')", r"page\.md:\d+: the cell puts out 'noise' on stdout"),
    "the words of the check": ("cells.uncompared = lambda output: ''; print('noise')", r"page\.md:\d+: the cell puts out 'noise' on stdout"),
    "what is collected": ("was = cells._add; cells._add = lambda target, name, value, subject: was(target, name, 9 if name == 'places' else value, subject)", r"page\.md: a cell puts out other figures or numbers"),
    "what is kept": ("cells._append = lambda outputs, output: outputs.append({'data': 9}); cells._require_all_is_compared = lambda *_: None; brief.say(nine=9)", r"page\.md: a cell puts out what no notebook holds"),
}  # fmt: skip


@rows(PATCHED)
def test_what_a_page_puts_out_is_checked_by_code_that_it_cannot_change(kind, little_tables, command):
    does, message = kind
    page = little_tables / "book" / "page.md"
    edit(page, "import brief\n", f"import brief\nfrom brief.pages import cells; {does}\n")
    before = state(little_tables)
    code, printed = command(["build"])
    assert_reported(printed, message)
    assert (code, state(little_tables)) == (1, before)


@pytest.mark.weekly
def test_plain_jupyter_book_refuses_it_too(little_project):
    """There pages are executed in a kernel, where plotly shows charts by itself."""
    page = little_project / "book" / "page.md"
    lines, as_it_was = {}, page.read_text(encoding="utf-8").count("\n")
    for what, (settings, does, message) in SHOWN.items():
        fails = "draws no mark" in message or "a figure without a name" in message
        if not fails and "other tables" not in message:  # a cell that fails is reported by what executes it
            own = settings.replace("fig-page-own", f"fig-page-{len(lines)}")
            page.write_text(page.read_text(encoding="utf-8") + OWN.format(settings=own, does=does), encoding="utf-8")
            lines[what] = page.read_text(encoding="utf-8").count("\n")
    command = [str(Path(sys.executable).with_name("jupyter-book")), *PLAINLY]
    environment = {**os.environ, "PYTHONPATH": str(little_project / "book"), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=little_project, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode != 0
    places = [int(line) for line in re.findall(r"page\.md:(\d+): .*WARNING: .*(?:expected as|no check)", done.stderr)]
    for what, last in lines.items():
        assert [line for line in places if last - 11 <= line <= last], (what, done.stderr)
    assert min(places) > as_it_was, "what the page shows besides is all compared"


# --- references of a page to what does not exist: `brief build` -------------------------------------------------

# what the page says: the message
UNKNOWN = {
    "{fact}`harbour-999`": "{fact}: no fact 'harbour-999' in the tables",
    "{quote}`c-999`": "{quote}: no claim 'c-999' in the tables",
    "{claim}`c-999`": "{claim}: no claim 'c-999' in the tables",
    "{judgment}`j-98`": "{judgment}: no judgment 'j-98' in the tables",
    "{src}`nobody2020`": "{src}: no document 'nobody2020' in the tables",
    "{glue:text}`gnu`": "gnu",
    "{numref}`fig-x`": "undefined label: 'fig-x'",
    "{nobody}`x`": 'Unknown interpreted text role "nobody"',
    "```{judgment} j-99\n```": "{judgment}: no judgment 'j-99' in the tables",
    "```{view} dictionary\n```": "{view}: no view 'dictionary'",
    "```{accounts} harbour-999\n```": "{accounts}: no fact 'harbour-999' in the tables",
    "```{taken-from} nobody2020\n```": "{taken-from}: nothing taken from 'nobody2020'",
    "```{claims} weather\n```": "{claims}: no claim on the topic 'weather'",
    "```{vocabulary} rulings.verdict\n```": "has no column 'verdict'",
    "```{vocabulary} claims.quote\n```": "'quote' with a vocabulary",
    "```{disagreements}\n```": "{disagreements}: no option 'code'",
    "```{disagreements}\n:table: links\n:what: relation\n:heading: Act\n:code: mood\n```": "table 'links' has no column 'mood'",
    "```{citation}\n:figure: fig-none\n:row: facts:art-001\n```": "{citation}: no figure 'fig-none'",
    "```{citation}\n:row: facts:x\n```": "{citation}: no row 'x' in the table 'facts'",
    "```{nothing}\n```": "Unknown directive type: 'nothing'",
    "[page](nowhere.md)": "nowhere.md",
}


def test_all_references_to_what_does_not_exist_are_reported_together(little_project):
    page = little_project / "book" / "page.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n" + "\n\n".join(UNKNOWN) + "\n", encoding="utf-8")
    edit(page, ':    caption: "Passengers in a month."', ':    title: "Passengers in a month."')
    edit(page, "question: Who", "answer: Who")
    before = state(little_project)
    done = run("build", "--out", little_project / "site", project=little_project)
    assert "Traceback" not in done.stderr
    for message in (*UNKNOWN.values(), "fig-page-passengers has no caption", "no question in the front matter"):
        assert any(
            line.removeprefix("error: ").startswith("book/page.md") and message in line
            for line in done.stderr.splitlines()
        ), (
            message,
            done.stderr,
        )
    assert (done.returncode, state(little_project)) == (1, before)
