"""Random alterations of the project, of the sealed edition and of a built site, and what a check must report of each.

An alteration puts a text in the place of another in one file. The same seed gives the same alterations. How they are
judged is in test_mutation.py.
"""

import ast
import csv
import io
import random
import re
from dataclasses import dataclass, replace
from functools import cache

from bs4 import BeautifulSoup

import plain
from brief import paths, tables

MODULES = ("charts/*.py", "ledger/*.py", "libya/*.py", "tables/dates.py", "tables/codebook.py", "words.py")
"""Modules that make what pages show. What the others make is the site and the check itself."""
COMPARISONS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}  # fmt: skip
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}


@dataclass(frozen=True)
class Alteration:
    """From `start` to `end`, counted in characters, the text of a file becomes `new`.

    Attributes:
        file: by its path in the project, or in a site.
        start: of the text that is replaced.
        end: of that text.
        new: in its place.
        item: what must differ: kind, page and name.
        says: how its differences must begin: for each that must be there, its possible beginnings.
        stops: a pattern for the message, if the check stops before it compares.
        may: how further differences of the item may begin.
        line: on which it begins.
        name: the kind and number of the alteration.
    """

    file: str
    start: int
    end: int
    new: str
    item: tuple = ()
    says: tuple = ()
    stops: str = ""
    may: tuple = ()
    line: int = 0
    name: str = ""

    def __str__(self):
        return f"{self.name}: {self.file}:{self.line}: {self.new[:60]!r} at {self.start} to {self.end}"


def altered(text, alteration):
    return text[: alteration.start] + alteration.new + text[alteration.end :]


@cache
def read(file):
    return (paths.ROOT / file).read_text(encoding="utf-8")


def draw(kind, count, seed, site=None):
    """Return different alterations of one kind."""
    at_random = random.Random(f"{seed} {kind}")
    found = {}
    while len(found) < count:
        alteration = in_site(at_random, site) if kind == SITE else KINDS[kind](at_random)
        if alteration is not None:
            found.setdefault((alteration.file, alteration.start, alteration.new), alteration)
    return [replace(one, name=f"{kind} {number}") for number, one in enumerate(found.values(), 1)]


# --- tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of a table in its file."""

    table: str
    start: int
    end: int
    line: int
    cells: dict

    def key(self, **changed):
        cells = {**self.cells, **changed}
        return " ".join(cells[column] for column in tables.resource(self.table)["schema"]["primaryKey"])

    def written(self, **changed):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow({**self.cells, **changed}.values())
        return out.getvalue()


@cache
def rows(table):
    lines = read(f"data/{table}.csv").splitlines(keepends=True)
    header, start, found = next(csv.reader(lines[:1])), len(lines[0]), []
    for number, line in enumerate(lines[1:], 2):
        cells = dict(zip(header, next(csv.reader([line])), strict=True))
        found.append(Row(table, start, start + len(line), number, cells))
        start += len(line)
    return found


def any_row(draw):
    """Draw a row, each table as likely as it has many rows but at most 200."""
    names = [name for name in tables.names() if rows(name)]
    [name] = draw.choices(names, [min(len(rows(name)), 200) for name in names])
    return draw.choice(rows(name))


def of_row(row, start, end, new, says, words):
    """Return an alteration of a row; `words` are those of which a fault of the tables may quote one."""
    quoted = "|".join(re.escape(repr(word)) for word in words if len(word) > 2) or "(?!)"
    named = "|".join(re.escape(beginning) for (beginning,) in says)
    stops = (
        rf"^(?:error: )?(?:data/)?{row.table}\.csv:{row.line + (start == end)}:|{quoted}|^table {row.table}: ({named})"
    )
    return Alteration(f"data/{row.table}.csv", start, end, new, ("table", "", row.table), says, stops, line=row.line)


def cell(draw):
    row = any_row(draw)
    column = draw.choice(list(row.cells))
    new = other_value(draw, row, column)
    if new == row.cells[column]:
        return None
    key, new_key = row.key(), row.key(**{column: new})
    says = ((f"row {key} differs",),) if key == new_key else ((f"row {key} is gone",), (f"row {new_key} is new",))
    words = [key, new_key, *key.split(), *new_key.split(), row.cells[column], new]
    return of_row(row, row.start, row.end, row.written(**{column: new}), says, words)


def row_deleted(draw):
    row = any_row(draw)
    return of_row(row, row.start, row.end, "", ((f"row {row.key()} is gone",),), [row.key(), *row.key().split()])


def row_doubled(draw):
    """Draw a row that comes again: as it is, or under a name of its own."""
    row = any_row(draw)
    column = tables.resource(row.table)["schema"]["primaryKey"][-1]
    ending = "a" if row.cells[column][-1:].isdigit() else "-2"
    changed = {column: row.cells[column] + ending} if draw.random() < 0.5 else {}
    key = row.key(**changed)
    words = [row.key(), key, *key.split()]
    return of_row(row, row.end, row.end, row.written(**changed), ((f"row {key} is new",),), words)


def other_value(draw, row, column):
    """Return other content for a cell, such as a mistake or a forger would put there."""
    schema = tables.resource(row.table)["schema"]
    described = next(field for field in schema["fields"] if field["name"] == column)
    old, kind = row.cells[column], described["type"]
    if draw.random() < 0.1 and old:
        return ""
    for key in schema.get("foreignKeys", []):
        if key["fields"] == [column]:
            other = key["reference"].get("resource") or row.table
            return draw.choice(rows(other)).cells[key["reference"]["fields"][0]]
    if "enum" in described.get("constraints", {}):
        return draw.choice(described["constraints"]["enum"])
    if kind == "boolean":
        return "false" if old == "true" else "true"
    if not old:  # what another row has there
        return draw.choice(rows(row.table)).cells[column]
    if kind in {"number", "integer"}:
        digit = re.sub(r"\d", str(draw.randrange(10)), old, count=1)
        return draw.choice((f"{old}0", str(int(float(old)) + 1), digit))
    return other_text(draw, old)


def other_text(draw, old):
    """Return a text that differs in a letter, a digit, a word or the order of two."""
    words = old.split(" ")
    how = draw.randrange(4)
    if how == 0 and re.search(r"\d", old):
        at = draw.choice([match.start() for match in re.finditer(r"\d", old)])
        return old[:at] + str((int(old[at]) + draw.randrange(1, 9)) % 10) + old[at + 1 :]
    if how == 1 and len(words) > 1:
        at = draw.randrange(len(words))
        return " ".join(words[:at] + words[at + 1 :])
    if how == 2 and len(words) > 1:
        at = draw.randrange(len(words) - 1)
        return " ".join([*words[:at], words[at + 1], words[at], *words[at + 2 :]])
    at = draw.randrange(len(old))
    return old[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + old[at + 1 :]


def description(draw):
    """Draw an alteration of how a table is described: its words, or what its cells may hold."""
    file = "data/datapackage.json"
    text = read(file)
    strings = re.compile(r'"(?:title|description|label|value|unit|example)": "([^"\\]{3,})"')
    match = draw.choice(list(strings.finditer(text, text.index('"resources"'))))
    new = other_text(draw, match[1])
    if new == match[1] or re.search(r'["\\]', new):
        return None
    table = re.findall(r'^   "name": "(\w+)",\n   "path"', text[: match.start()], flags=re.M)[-1]
    says = "its description in datapackage.json differs"
    stops = rf"^datapackage\.json: table '{table}'|^(?:error: )?(?:data/)?{table}\.csv:|^table {table}: {says}"
    line = text.count("\n", 0, match.start()) + 1
    return Alteration(file, *match.span(1), new, ("table", "", table), ((says,),), stops, line=line)


def article(draw):
    """Draw an alteration of one letter of the article."""
    file = paths.ARTICLE.relative_to(paths.ROOT).as_posix()
    text = read(file)
    at = draw.randrange(len(text))
    new = draw.choice([letter for letter in "abcdefgh" if letter != text[at]])
    item = ("article", "", paths.ARTICLE.name)
    return Alteration(file, at, at + 1, new, item, (("its bytes differ",),), "(of|in) the article")


# --- pages ------------------------------------------------------------------------------------------------


def pages():
    return sorted(path.stem for path in paths.BOOK.glob("*.md"))


def prose(text):
    """Return the lines of a page that readers see, each with its number and where it begins: all but code and blanks."""
    code = [range(start, start + len(source)) for start, source, _ in plain.cells(text)]
    found, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not any(at in lines for lines in code):
            found.append((number, at, line))
        at += len(line) + 1
    return found


def sentence(draw):
    """Draw an alteration of what a page says: a line is deleted or comes twice, a word or a reference changes."""
    page = draw.choice(pages())
    lines = prose(read(f"book/{page}.md"))
    longer = [(number, at, line) for number, at, line in lines if len(line) > 3 and line != "---"]
    [(number, at, line)] = draw.choices(longer, [min(len(line), 200) for _, _, line in longer])
    how, end = draw.randrange(6), at + len(line)
    before = max((other for other, _, _ in lines if other < number), default=0)
    says = (f"line {number} differs: ",)
    if how == 0:
        new, end, says = "", end + 1, (f"line gone after line {before}: ",)
    elif how == 1:  # which of two equal lines is the new one?
        new, says = f"{line}\n{line}", (f"line {number} is new: ", f"line {number + 1} is new: ")
    else:
        new = other_reference(draw, line) if how == 2 else other_text(draw, line)
        if new == line:
            return None
        if not new.strip():
            says = (f"line gone after line {before}: ",)
    may = ("line ",) if re.match("```|:|---| *name:", line) else ()  # without what encloses it, code is prose
    stops = rf"^(?:error: )?(?:book/)?{page}\.md:{number}\b|^prose {page}\.md: ({'|'.join(map(re.escape, says))})"
    item = ("prose", page, f"{page}.md")
    return Alteration(f"book/{page}.md", at, end, new, item, (says,), stops, may, line=number)


def other_reference(draw, line):
    """Return a line in which a fact, claim or number gives way to another that the line names, or a word changes."""
    named = sorted(set(re.findall(r"`([a-z][\w-]+)", line)))
    if len(named) < 2:
        return other_text(draw, line)
    one, other = draw.sample(named, 2)
    return line.replace(f"`{one}", f"`{other}", 1)


# --- code -------------------------------------------------------------------------------------------------


def replacements(source):
    """Return what may be altered in Python code: start, end and new text, in characters.

    Numbers, truth values, words in quotes, comparisons, operators, "and" and "or", "not". Not f-strings, whose places
    Python 3.11 does not tell, and not conditions of loops, which might never end.
    """
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def place(line, column):
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def begin(node):
        return place(node.lineno, node.col_offset)

    def end(node):
        return place(node.end_lineno, node.end_col_offset)

    def between(left, right, new):
        found = re.search(r"[^\s()]+(?: (?:in|not)\b)?", source[end(left) : begin(right)])
        return end(left) + found.start(), end(left) + found.end(), new

    def walk(node):
        if isinstance(node, ast.JoinedStr | ast.While):
            return
        if isinstance(node, ast.Constant):
            yield from ((begin(node), end(node), new) for new in other_constants(node.value))
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
                yield between(left, right, COMPARISONS[type(operator)])
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            yield between(node.left, node.right, OPERATORS[type(node.op)])
        elif isinstance(node, ast.BoolOp):
            yield between(node.values[0], node.values[1], "or" if isinstance(node.op, ast.And) else "and")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield begin(node), begin(node.operand), ""
        for name, value in ast.iter_fields(node):
            if name not in {"annotation", "returns"}:
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST) and not is_docstring(child):
                        yield from walk(child)

    return [found for found in walk(ast.parse(source)) if source[found[0] : found[1]] != found[2]]


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def other_constants(value):
    if isinstance(value, bool):
        return [str(not value)]
    if isinstance(value, int):
        return [str(value + 1), str(value * 2 + 3)]
    if isinstance(value, float):
        return [repr(value * 1.5 + 0.25)]
    if isinstance(value, str) and "\\" not in repr(value):
        letters = [at for at, letter in enumerate(value) if letter.isalpha()]
        middle = letters[len(letters) // 2] if letters else 0
        return [repr(value[:middle] + ("x" if value[middle : middle + 1] != "x" else "y") + value[middle + 1 :])]
    return []


def code_of_a_page(draw):
    page = draw.choice([name for name in pages() if plain.cells(read(f"book/{name}.md"))])
    text = read(f"book/{page}.md")
    start, source, _ = draw.choice(plain.cells(text))
    found = replacements(source)
    if not found:
        return None
    begin, end, new = draw.choice(found)
    line = text.count("\n", 0, start + begin) + 1
    return Alteration(f"book/{page}.md", start + begin, start + end, new, ("code", page, ""), line=line)


@cache
def modules():
    code = paths.BOOK / "brief"
    found = sorted(path for pattern in MODULES for path in code.glob(pattern) if path.name != "__init__.py")
    return {path.relative_to(paths.ROOT).as_posix(): replacements(path.read_text(encoding="utf-8")) for path in found}


def code_of_the_package(draw):
    """Draw an alteration of a module, and a page on which it is tried."""
    [file] = draw.choices(list(modules()), [len(found) for found in modules().values()])
    begin, end, new = draw.choice(modules()[file])
    page = draw.choice([name for name in pages() if plain.cells(read(f"book/{name}.md"))])
    return Alteration(file, begin, end, new, ("code", page, ""), line=read(file).count("\n", 0, begin) + 1)


def harmless(draw):
    """Draw a change that nobody sees: a comment in a cell or in a module, or other words in a docstring."""
    if draw.random() < 0.3:
        page = draw.choice([name for name in pages() if plain.cells(read(f"book/{name}.md"))])
        text = read(f"book/{page}.md")
        start, source, _ = draw.choice(plain.cells(text))
        at = start + source.index("\n") if "\n" in source else start + len(source)
        return Alteration(f"book/{page}.md", at, at, "  # a comment", ("code", page, ""))
    file, page = draw.choice(list(modules())), draw.choice(pages())
    text = read(file)
    if draw.random() < 0.5:
        start, end = re.match(r'"""[^.\n]*', text).span()
        return Alteration(file, start + 3, end, "Other words", ("code", page, ""))
    at = draw.choice([match.start() for match in re.finditer(r"^(?:def |@|class )", text, flags=re.M)] or [len(text)])
    return Alteration(file, at, at, "# a comment\n", ("code", page, ""))


KINDS = {
    "cell": cell,
    "row deleted": row_deleted,
    "row doubled": row_doubled,
    "description": description,
    "article": article,
    "prose": sentence,
    "code of a page": code_of_a_page,
    "code of the package": code_of_the_package,
    "harmless": harmless,
}
SITE = "file of a site"


# --- the sealed edition -----------------------------------------------------------------------------------


def in_edition(sealed, count, seed):
    """Return different entries of a sealed edition: the path of each, and what it becomes; None if it is taken out."""
    draw = random.Random(f"{seed} sealed edition")
    found = {}
    while len(found) < count:
        part = draw.choice(["pages", "pages", "findings", "judgments", "views", "tables"])
        node, path = sealed[part], [part]
        while isinstance(node, dict | list) and node and (len(path) < 4 or draw.random() < 0.95):
            key = draw.choice(sorted(node)) if isinstance(node, dict) else draw.randrange(len(node))
            node, path = node[key], [*path, key]
        gone = isinstance(node, dict | list) or node is None or draw.random() < 0.2
        found.setdefault(tuple(path), None if gone else other_entry(draw, node))
    return list(found.items())


def other_entry(draw, value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1 if draw.random() < 0.5 else value * 1.000001 + 1e-6
    return f"{value} or not"


# --- a built site -----------------------------------------------------------------------------------------

SPOTS = {
    "text": re.compile(r">([^<>&]{4,})<"),
    "number": re.compile(r'data-number="[\w. -]+">([^<]+)<'),
    "chart": re.compile(r"<script[^>]*data-chart[^>]*>(.+?)</script>", flags=re.S),
    "cell": re.compile(r"<td[^>]*>([^<>&]+)<"),
}
"""Where a page of the site may be altered."""


def in_site(draw, site):
    """Draw an alteration of a file of a built site, counted in bytes: what a page says or draws, a table, a script."""
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    files = [name for name in files if not name.startswith(".") and (site / name).stat().st_size > 1]
    html = [name for name in files if re.fullmatch(r"\w+\.html", name)]
    how = draw.choice(("text", "text", "number", "chart", "cell", "file", "file", "gone", "new"))
    if how == "new":
        name = draw.choice(("pay.js", "data/other.csv", "aims2.html"))
        return Alteration(name, 0, 0, "x", ("file", "", name), (("is not from this build",),))
    if how in {"file", "gone"}:
        folder = draw.choice(sorted({name.partition("/")[0] for name in files if "/" in name}))
        name = draw.choice([name for name in files if name.startswith(f"{folder}/")])
        content = (site / name).read_bytes().decode("latin-1")
        is_table = folder == "data" and name.endswith(".csv")
        item = ("table", "", name[5:-4]) if is_table else ("", "", name)
        if how == "gone":
            return Alteration(name, 0, len(content), "", item, (("is missing",),))
        at = draw.randrange(len(content))
        new = chr((ord(content[at]) + draw.randrange(1, 60)) % 256) if "\0" in content else draw.choice("abcxyz019")
        line = content.count("\n", 0, at) + 1
        is_path = name.endswith((".json", ".zip"))  # such as datapackage.resources[3].title
        says = ("",) if is_path else (f"line {line}: ", "row ", "columns ", "cell ", "notebook", "its bytes")
        return Alteration(name, at, at + 1, new, item, (says,), line=line) if new != content[at] else None
    name = draw.choice(html)
    return in_page(draw, name, (site / name).read_bytes().decode("latin-1"), how)


def in_page(draw, name, content, how):
    spots = list(SPOTS[how].finditer(content)) or list(SPOTS["text"].finditer(content))
    spot = draw.choice(spots)
    # of a chart, a digit of a number that is drawn
    sought = r"(?<=[\[,:.])\d" if how == "chart" and "{" in spot[1] else "[0-9A-Za-z]"
    letters = [spot.start(1) + match.start() for match in re.finditer(sought, spot[1])]
    if not letters:
        return None
    at = draw.choice(letters)
    new = str((int(content[at]) + draw.randrange(1, 9)) % 10) if content[at].isdecimal() else draw.choice("qxz")
    if new == content[at]:
        return None
    page = name.removesuffix(".html")
    kind, thing = around(content, at)
    says = ("chart.", "chart[", "row ", "title", "alt", "caption", "sources") if kind == "figure" else ("",)
    item = (kind, page, thing or name)
    return Alteration(name, at, at + 1, new, item, (says,), line=content.count("\n", 0, at) + 1)


def around(content, at):
    """Return kind and name of the nearest thing with a name around a place of a page."""
    mark = "\ue000"
    text = content[:at].encode("latin-1").decode() + mark + content[at + 1 :].encode("latin-1").decode()
    found = BeautifulSoup(text, "html.parser").find(string=lambda string: string and mark in string)
    figure = "figure"
    for element in found.parents if found is not None else ():
        key = (element.get("id") or "").removeprefix("card-")
        if {"brief-picture", "brief-files"} & set(element.get("class") or ()):
            figure = "picture"
        if element.get("data-number"):
            return "number", element["data-number"]
        if element.name == "figure" and key:
            return figure, key
        if key and (element.name in {"tr", "li", "template"} or re.fullmatch(r"j-\d+", key)):
            return {"c": "finding", "j": "judgment"}.get(re.sub(r"-\d+$", "", key), "entry"), key
    return "page", ""
