"""The code of a page is code that a stranger can read: plain, short, and as `ruff format` leaves it."""

import ast
import re
import statistics
import subprocess
import sys

import pytest

from brief.check.lint import COLUMNS, LINES
from brief.pages import reading
from helpers import read_once

MEDIAN_OF_COLUMNSS = 80
"""Columns that the longest line of a cell may have in the median of all cells."""
NODES_A_LINE = 12
"""Nodes of the syntax tree that a line of code may have on average: what a reader has to take apart."""
PLAIN = ast.Expr | ast.Assign | ast.ImportFrom
"""What the statements of a cell may be."""
TRICKS = ast.Lambda | ast.NamedExpr | ast.Starred
"""What no expression of a cell may hold."""
PAGES = [name for name in reading.page_names() if read_once(reading.notebook, name)]
"""The pages that have cells."""
LOOKS_UP = {"value", "when", "fact"}
"""Functions that look up one fact, as the roles of a sentence do."""
OF_DOCUMENTS = {"published"}
"""What a fact has from its document: no role says it."""
ONLY_WRITES = {"counted", "spoken", "capital", "round", "int", "float", "str"}
"""Functions that write a value in another form, as the forms of a role do."""
FENCE = re.compile(r"^```\{code-cell\}\n((?::[^\n]*\n)+|---\n.*?^---\n)(.*?)^```$", flags=re.S | re.M)


def cells(name):
    """Return the code cells of a page."""
    page = reading.notebook(name)
    return [cell for cell in page.cells if cell.cell_type == "code"] if page else []


def code_lines(source):
    return [line for line in source.splitlines() if line.strip()]


def syntax(name):
    """Return the syntax trees of the cells of a page."""
    return [ast.parse(cell.source) for cell in cells(name)]


@pytest.mark.parametrize("name", PAGES)
def test_a_cell_is_as_ruff_leaves_it(name, tmp_path):
    """Whatever the settings of the project are."""
    for number, cell in enumerate(cells(name), 1):
        (tmp_path / f"cell_{number}.py").write_text(f"{cell.source}\n", encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(COLUMNS), "--diff"]
    done = subprocess.run([*command, tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_a_cell_and_its_lines_are_short(name):
    for cell in cells(name):
        lines = cell.source.splitlines()
        assert len(lines) <= LINES, lines[0]
        assert [line for line in lines if len(line) > COLUMNS] == []


@pytest.mark.parametrize("name", PAGES)
def test_settings_of_a_cell_are_wrapped(name):
    found = FENCE.findall(reading.source(name))
    assert len(found) == len(cells(name)), "every code cell has settings"
    for settings, _ in found:
        assert [line for line in settings.splitlines() if len(line) > COLUMNS] == []
        assert "mystnb:" not in settings or settings.startswith("---\n"), settings
    for cell in cells(name):
        assert "hide-input" in cell.metadata.get("tags", []), cell.source


@pytest.mark.parametrize("name", PAGES)
def test_a_page_imports_once_and_from_the_brief_alone(name):
    first, *others = [tree.body for tree in syntax(name)]
    imports = [node for body in (first, *others) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imports == first[:1]
    assert [(node.module, node.level) for node in imports] == [("brief", 0)]


def not_plain(tree):
    """Return the parts of a cell that are not plain code.

    Plain are assignments of one name and calls: nothing is defined, and nothing happens twice or behind a condition.
    """
    faults = [statement for statement in tree.body if not isinstance(statement, PLAIN)]
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            (target, *others) = statement.targets
            if others or not isinstance(target, ast.Name | ast.Subscript):
                faults.append(statement)
    faults += [node for node in ast.walk(tree) if isinstance(node, TRICKS)]
    return [ast.unparse(fault) for fault in faults]


@pytest.mark.parametrize("name", PAGES)
def test_a_cell_is_plain_code(name):
    assert [fault for tree in syntax(name) for fault in not_plain(tree)] == []


@pytest.mark.parametrize(
    "code",
    [
        "first, last = rows",
        "first = last = rows",
        "say(rows=(count := 3))",
        "total = rows.agg(lambda row: row)",
        "rows = [*jets, *flights]",
        "for row in rows:\n    say(row)",
        "def counted(rows):\n    return len(rows)",
        "import pandas",
    ],
)
def test_code_that_is_not_plain_is_found(code):
    assert not_plain(ast.parse(code))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_imports_and_names_is_used(name):
    trees = syntax(name)
    nodes = [node for tree in trees for node in ast.walk(tree)]
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    texts = " ".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    used |= set(re.findall(r"@(\w+)", texts))  # names in a query of pandas
    bound = {alias.asname or alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert bound - used == set()


# --- what a page says ------------------------------------------------------------------------------------


def said(trees):
    """Return what the cells of a page give to `say`, by name."""
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        keyword.arg: keyword.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "say"
        for keyword in call.keywords
    }


def looks_up(node, named):
    """Return whether an expression is one value of one fact, in whatever form: then a role can say it.

    Args:
        node: the expression.
        named: the expressions that stand behind names.
    """
    if isinstance(node, ast.Name):
        return node.id in named and looks_up(named[node.id], named)
    if isinstance(node, ast.Attribute):
        return node.attr not in OF_DOCUMENTS and looks_up(node.value, named)
    if isinstance(node, ast.Subscript):
        return looks_up(node.value, named)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in LOOKS_UP:
            return all(isinstance(argument, ast.Constant) for argument in node.args)
        return node.func.id in ONLY_WRITES and len(node.args) == 1 and looks_up(node.args[0], named)
    return False


def names_in(trees):
    """Return the expressions that the cells of a page assign to names."""
    return {
        statement.targets[0].id: statement.value
        for tree in trees
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }


@pytest.mark.parametrize("name", PAGES)
def test_say_is_for_what_is_computed(name):
    trees = syntax(name)
    named = names_in(trees)
    assert [key for key, expression in said(trees).items() if looks_up(expression, named)] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("say(flights=value('air-074'))", ["flights"]),
        ("say(flights=counted(value('air-074')))", ["flights"]),
        ("first = fact('air-001')\nsay(day=spoken(first.event_date[:7]))", ["day"]),
        ("say(year=fact('war-137').published[:4])", []),
        ("say(sum=value('air-074') + value('air-108'))", []),
        ("say(gap=days_between('air-001', 'air-006'))", []),
        ("say(rows=len(facts()))", []),
    ],
)
def test_a_value_that_a_role_could_say_is_found(code, found):
    trees = [ast.parse(code)]
    assert [key for key, expression in said(trees).items() if looks_up(expression, names_in(trees))] == found


@pytest.mark.parametrize("name", PAGES)
def test_every_number_that_a_page_says_is_used_in_a_sentence(name):
    in_sentences = re.findall(r"\{glue:text\}`([^`:]+)", reading.source(name))
    assert set(said(syntax(name))) == set(in_sentences)


# --- all cells -------------------------------------------------------------------------------------------


def test_all_cells_together_are_easy_to_read():
    sources = [cell.source for name in PAGES for cell in cells(name)]
    longest = statistics.median(max(map(len, code_lines(source))) for source in sources)
    nodes = sum(1 for source in sources for _ in ast.walk(ast.parse(source)))
    lines = sum(len(code_lines(source)) for source in sources)
    measures = f"{len(sources)} cells: median of the longest line {longest:g} columns, {nodes / lines:.1f} nodes a line of code"
    assert longest <= MEDIAN_OF_COLUMNSS, measures
    assert nodes / lines <= NODES_A_LINE, measures
