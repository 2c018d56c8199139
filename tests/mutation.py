"""Alterations of the project, drawn at random from a seed: does the check report each, and name the place?

An alteration puts a text in the place of another in one file, and knows what a report must name: its `Place`.
`draw` gives any number of them by kind. How they are judged is in `mutation_trial`.
"""

import ast
import csv
import io
import random
import re
from dataclasses import dataclass, field

import plain
from brief import paths, tables

DATES = {"event_date", "published", "date", "month", "read_at"}
"""Columns that hold dates."""
SHOWING = (
    *(f"charts/{name}" for name in ("elements", "findings", "grids", "maps", "panels", "ranges", "time")),
    *(f"libya/{name}" for name in ("aims", "airpower", "media", "money_and_oil", "recruitment", "us_policy", "war")),
    *(
        f"ledger/{name}"
        for name in ("agreement", "camps", "cards", "circular", "claims", "distances", "documents", "downloads")
    ),
    *(f"ledger/{name}" for name in ("events", "facts", "figures", "findings", "hypotheses", "judgments", "languages")),
    *(
        f"ledger/{name}"
        for name in ("records", "relays", "rendering", "rule", "sources", "values", "views", "vocabularies")
    ),
    *("tables/codebook", "tables/dates", "tables/reading", "words", "geography"),
)
"""Modules that make what pages show. What the others make is the site and the check itself."""
COMPARISONS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}  # fmt: skip
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*"}


@dataclass(frozen=True)
class Place:
    """What a report must name.

    Attributes:
        kind: "row", "description", "prose", "article" or "code".
        name: of the table or the page, or of the package's file.
        said: for a row or a line: the differences that a check must print, each one of several that mean the same.
        keys: for a row: what names it, before and after; and what now stands in the cell.
        line: for code and prose: the line of the page on which it strikes.
        follows: for prose: how differences may begin that follow from it, elsewhere on the page.
    """

    kind: str
    name: str
    said: tuple[tuple[str, ...], ...] = ()
    keys: tuple[str, ...] = ()
    line: int = 0
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alteration:
    """From `start` to `end`, counted in characters, the text of a file becomes `new`."""

    kind: str
    number: int
    file: str
    start: int
    end: int
    new: str
    what: str
    place: Place

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.what}"


def altered(text, alterations):
    """Return a text with alterations made in it, none of which overlap."""
    for alteration in sorted(alterations, key=lambda alteration: -alteration.start):
        text = text[: alteration.start] + alteration.new + text[alteration.end :]
    return text


def read(file):
    return (paths.ROOT / file).read_text(encoding="utf-8")


# --- tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of a table as it stands in the file."""

    table: str
    start: int
    end: int
    cells: dict = field(hash=False)

    @property
    def key(self):
        return key_of(self.table, self.cells)


def key_of(table, cells):
    return " ".join(cells[column] for column in tables.resource(table)["schema"]["primaryKey"])


def line_of(cells):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells.values())
    return out.getvalue()


class Tables:
    """All rows of all tables, to draw from."""

    def __init__(self):
        self.rows = {}
        for name in tables.names():
            lines = read(f"data/{name}.csv").splitlines(keepends=True)
            header, at, found = next(csv.reader(lines[:1])), len(lines[0]), []
            for line in lines[1:]:
                found.append(Row(name, at, at + len(line), dict(zip(header, next(csv.reader([line])), strict=True))))
                at += len(line)
            self.rows[name] = found

    def fields(self, table):
        return tables.resource(table)["schema"]["fields"]

    def row(self, draw, names):
        """Draw a row of some tables, each table as likely as it has many rows but at most 200."""
        names = [name for name in names if self.rows[name]]
        return draw.choice(self.rows[draw.choices(names, [min(len(self.rows[name]), 200) for name in names])[0]])

    def other_value(self, draw, row, column):
        """Return other content for a cell, such as a mistake or a forger would put there."""
        schema = tables.resource(row.table)["schema"]
        described = next(entry for entry in schema["fields"] if entry["name"] == column)
        old, kind = row.cells[column], described["type"]
        if draw.random() < 0.1 and old:
            return ""
        reference = next((key["reference"] for key in schema.get("foreignKeys", []) if key["fields"] == [column]), None)
        if reference:
            return draw.choice(self.rows[reference.get("resource") or row.table]).cells[reference["fields"][0]]
        if "enum" in described.get("constraints", {}):
            return draw.choice(described["constraints"]["enum"])
        if kind == "boolean":
            return "false" if old == "true" else "true"
        if not old:  # what stands there in another row
            return draw.choice([other.cells[column] for other in self.rows[row.table]])
        if kind in {"number", "integer"}:
            return draw.choice(
                (f"{old}0", str(int(float(old)) + 1), re.sub(r"\d", str(draw.randrange(10)), old, count=1))
            )
        return other_text(draw, old)

    def cell(self, draw, names, columns=None):
        """Draw an alteration of one cell: of these tables, and of these columns if they are given."""
        while True:
            row = self.row(draw, names)
            column = draw.choice([name for name in row.cells if columns is None or name in columns])
            new = self.other_value(draw, row, column)
            if new != row.cells[column]:
                return self.changed(row, column, new)

    def changed(self, row, column, new):
        cells = {**row.cells, column: new}
        key, new_key = row.key, key_of(row.table, cells)
        said = ((f"row {key} differs",),) if key == new_key else ((f"row {key} is gone",), (f"row {new_key} is new",))
        what = f"{row.table}:{key}:{column}: {row.cells[column]!r} became {new!r}"
        place = Place("row", row.table, said, (key, new_key, *key.split(), *new_key.split(), row.cells[column], new))
        return (f"data/{row.table}.csv", row.start, row.end, line_of(cells), what, place)

    def deleted(self, draw):
        row = self.row(draw, list(self.rows))
        place = Place("row", row.table, ((f"row {row.key} is gone",),), (row.key, *row.key.split()))
        return (f"data/{row.table}.csv", row.start, row.end, "", f"{row.table}:{row.key} deleted", place)

    def doubled(self, draw):
        """Draw a row that comes again: as it is, or under a name of its own."""
        row = self.row(draw, list(self.rows))
        cells = dict(row.cells)
        if draw.random() < 0.5:
            column = tables.resource(row.table)["schema"]["primaryKey"][-1]
            cells[column] += "a" if cells[column][-1:].isdigit() else "-2"
        new_key = key_of(row.table, cells)
        place = Place("row", row.table, ((f"row {new_key} is new",),), (row.key, new_key, *new_key.split()))
        what = f"{row.table}:{row.key} doubled as {new_key}"
        return (f"data/{row.table}.csv", row.end, row.end, line_of(cells), what, place)


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
    """Draw an alteration of what a page says: a word, a letter, a reference, a line."""
    page = draw.choice(pages())
    text = read(f"book/{page}.md")
    lines = prose(text)
    longer = [(number, at, line) for number, at, line in lines if len(line) > 3 and line != "---"]
    number, at, line = draw.choices(longer, [min(len(line), 200) for _, _, line in longer])[0]
    how = draw.randrange(6)
    before = max((other for other, _, _ in lines if other < number), default=0)
    if how == 0:
        said, new, end, what = f"1 line(s) gone after line {before}", "", at + len(line) + 1, "deleted"
    elif how == 1:
        said, new, end, what = f"line {number} differs: ", f"{line}\n{line}", at + len(line), "doubled"
    else:
        new = line
        while new == line:
            new = _other_reference(draw, line) if how == 2 else other_text(draw, line)
        said, end, what = f"line {number} differs: ", at + len(line), f"{line[:60]!r} became {new[:60]!r}"
        if not new.strip():
            said = f"1 line(s) gone after line {before}"
    either = (said, f"line {number + 1} differs: ") if how == 1 else (said,)  # which of two equal lines is the new one?
    # without the fence around it, or the end of its settings, code is prose
    follows = ("line ",) if line.startswith(("```", ":")) else ()
    place = Place("prose", page, (either,), line=number, follows=follows)
    return (f"book/{page}.md", at, end, new, f"{page}.md:{number}: {what}", place)


def _other_reference(draw, line):
    """Return a line in which one fact, claim or number gives way to another that the line names, or a word changes."""
    named = re.findall(r"`([a-z][\w-]+)", line)
    if len(set(named)) < 2:
        return other_text(draw, line)
    one, other = draw.sample(sorted(set(named)), 2)
    return line.replace(f"`{one}", f"`{other}", 1)


# --- code -------------------------------------------------------------------------------------------------


def replacements(source, nodes):
    """Return what may be altered in these parts of Python code: start, end and new text, in characters.

    Numbers, truth values, words in quotes, comparisons, operators, "and" and "or", "not". Not what stands in an
    f-string, whose places Python 3.11 does not tell.
    """
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def at(line, column):
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def begin(node):
        return at(node.lineno, node.col_offset)

    def end(node):
        return at(node.end_lineno, node.end_col_offset)

    def between(left, right, new):
        found = re.search(r"[^\s()]+(?: (?:in|not)\b)?", source[end(left) : begin(right)])
        yield end(left) + found.start(), end(left) + found.end(), new

    def walk(node):
        if isinstance(node, ast.JoinedStr):
            return
        if isinstance(node, ast.Constant):
            yield from ((begin(node), end(node), new) for new in _constants(node.value))
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
                yield from between(left, right, COMPARISONS[type(operator)])
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            yield from between(node.left, node.right, OPERATORS[type(node.op)])
        elif isinstance(node, ast.BoolOp):
            yield from between(node.values[0], node.values[1], "or" if isinstance(node.op, ast.And) else "and")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield begin(node), begin(node.operand), ""
        for name, value in ast.iter_fields(node):
            if name not in {"annotation", "returns"}:
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST) and not _is_docstring(child):
                        yield from walk(child)

    return [found for node in nodes for found in walk(node) if source[found[0] : found[1]] != found[2]]


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _constants(value):
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


def in_cell(draw, among):
    """Draw an alteration of code in a cell of one of some pages."""
    while True:
        page = draw.choice(among)
        text = read(f"book/{page}.md")
        code = plain.cells(text)
        if not code:
            continue
        start, source, _ = draw.choice(code)
        if found := replacements(source, [ast.parse(source)]):
            begin, end, new = draw.choice(found)
            line = text.count("\n", 0, start + begin) + 1
            what = f"{page}.md:{line}: {_told(source, begin, end, new)}"
            return (f"book/{page}.md", start + begin, start + end, new, what, Place("code", page, line=line))


def _told(source, begin, end, new):
    first, last = source.rfind("\n", 0, begin) + 1, source.find("\n", end)
    line = source[max(first, begin - 30) : min(last if last >= 0 else len(source), end + 30)]
    return f"in {line!r} {source[begin:end]!r} became {new!r}"


class Package:
    """The code of the package, to draw from.

    Args:
        lines: which lines were run for which page, as (file, line): by page, "" for what is made of whole tables.
    """

    def __init__(self, lines):
        self.lines = lines
        self.source = {f"{name}.py": read(f"book/brief/{name}.py") for name in SHOWING}
        self.trees = {name: ast.parse(source) for name, source in self.source.items()}
        run = set().union(*lines.values())
        self.statements = [
            (name, node.lineno, altered)
            for name, tree in self.trees.items()
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.stmt) and (name, node.lineno) in run and (altered := _own(node))
        ]
        self.constants = [
            (name, node.targets[0].id if isinstance(node, ast.Assign) else node.target.id, node)
            for name, tree in self.trees.items()
            for node in tree.body
            if (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name))
            or (isinstance(node, ast.AnnAssign) and node.value)
        ]

    def line(self, draw):
        """Draw an alteration of a line of the package that is run for some page, or for whole tables."""
        while True:
            name, line, nodes = draw.choice(self.statements)
            if found := replacements(self.source[name], nodes):
                return self._altered(name, draw.choice(found), Place("code", name, line=line))

    def constant(self, draw):
        """Draw an alteration of what a name stands for at the top of a module."""
        while True:
            name, constant, node = draw.choice(self.constants)
            if found := replacements(self.source[name], [node.value]):
                place = Place("code", name, keys=(constant,), line=node.lineno)
                return self._altered(name, draw.choice(found), place)

    def _altered(self, name, found, place):
        begin, end, new = found
        source = self.source[name]
        line = source.count("\n", 0, begin) + 1
        what = f"{name}:{line}: {' '.join(place.keys)} {_told(source, begin, end, new)}"
        return (f"book/brief/{name}", begin, end, new, what, place)

    def used_by(self, alteration):
        """Return for which pages altered code is run: of a constant, the lines that name it, also by way of another."""
        places = {(alteration.place.name, alteration.place.line)}
        if named := set(alteration.place.keys):
            while more := {
                other for _, other, node in self.constants if other not in named and _names(node.value) & named
            }:
                named |= more
            places = {
                (module, node.lineno)
                for module, tree in self.trees.items()
                for node in ast.walk(tree)
                if isinstance(node, ast.Name | ast.Attribute) and _name(node) in named
            }
        return sorted(page for page, run in self.lines.items() if places & run)


def _own(node):
    """Return what of a statement is run when its first line is: all, or its condition alone."""
    if _is_docstring(node) or isinstance(node, ast.While):  # a loop that has no end would only be stopped
        return []
    if hasattr(node, "body"):
        return [getattr(node, name) for name in ("test", "iter") if hasattr(node, name)]
    return [node]


def _name(node):
    return node.id if isinstance(node, ast.Name) else node.attr


def _names(node):
    return {_name(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name | ast.Attribute)}


# --- other files ------------------------------------------------------------------------------------------


def description(draw):
    """Draw an alteration of how a table is described: its words, or what its cells may hold."""
    text = read("data/datapackage.json")
    strings = list(re.finditer(r'"(?:title|description|label|value|unit|example)": "([^"\\]{3,})"', text))
    found = draw.choice([match for match in strings if match.start() > text.index('"resources"')])
    start, end = found.span(1)
    new = found[1]
    while new == found[1] or '"' in new or "\\" in new:
        new = other_text(draw, found[1])
    table = re.findall(r'^   "name": "(\w+)",\n   "path"', text[:start], flags=re.M)[-1]
    place = Place("description", table, (("its description in datapackage.json differs",),))
    what = f"description of {table}: {found[1][:40]!r} became {new[:40]!r}"
    return ("data/datapackage.json", start, end, new, what, place)


def article(draw):
    """Draw an alteration of one letter of the article."""
    file = paths.ARTICLE.relative_to(paths.ROOT).as_posix()
    text = read(file)
    at = draw.randrange(len(text))
    new = draw.choice([letter for letter in "abcdefgh" if letter != text[at]])
    place = Place("article", paths.ARTICLE.name, (("its bytes differ",),))
    return (file, at, at + 1, new, f"letter {at} of the article: {text[at]!r} became {new!r}", place)


def drawers():
    """Return by kind the function that draws an alteration of tables, of their description, of the article or of prose."""
    all_tables = Tables()
    dated = [name for name in tables.names() if any(entry["name"] in DATES for entry in all_tables.fields(name))]
    return {
        "cell": lambda draw: all_tables.cell(draw, tables.names()),
        "row deleted": all_tables.deleted,
        "row doubled": all_tables.doubled,
        "unit": lambda draw: all_tables.cell(draw, ["facts", "measures"], {"unit"}),
        "date": lambda draw: all_tables.cell(draw, dated, DATES),
        "source": lambda draw: all_tables.cell(draw, ["sources"]),
        "link": lambda draw: all_tables.cell(draw, ["links"]),
        "originator": lambda draw: all_tables.cell(draw, *draw.choice([(["origins"],), (["facts"], {"origin_id"})])),
        "description": description,
        "article": article,
        "prose": sentence,
    }


def drawers_of_code(package, among):
    """Return by kind the function that draws an alteration of code, in cells of some pages or in the package."""
    return {
        "code of a page": lambda draw: in_cell(draw, among),
        "code of the package": package.line,
        "constant": package.constant,
    }


def draw(kind, drawer, count, seed):
    """Return different alterations of one kind; the same for the same seed."""
    at_random = random.Random(f"{seed} {kind}")
    found = {}
    while len(found) < count:
        alteration = Alteration(kind, len(found) + 1, *drawer(at_random))
        found.setdefault((alteration.file, alteration.start, alteration.new), alteration)
    return [Alteration(**{**vars(alteration), "number": number}) for number, alteration in enumerate(found.values(), 1)]


# --- what nobody sees -------------------------------------------------------------------------------------


def harmless(draw):
    """Draw a change of code or of a page's source that changes nothing: a comment, a docstring, imports in another order."""
    how = draw.randrange(4)
    if how == 0:  # a comment at the end of a line of a cell
        page = draw.choice([page for page in pages() if plain.cells(read(f"book/{page}.md"))])
        text = read(f"book/{page}.md")
        start, source, _ = draw.choice(plain.cells(text))
        node = draw.choice(ast.parse(source).body)
        at = start + len("\n".join(source.split("\n")[: node.end_lineno]))
        return (f"book/{page}.md", at, at, "  # as it was", f"{page}.md: a comment in a cell", Place("code", page))
    name = draw.choice(SHOWING)
    file, text = f"book/brief/{name}.py", read(f"book/brief/{name}.py")
    place = Place("code", f"{name}.py")
    if how == 1:  # a comment on a line of its own, before a function
        at = draw.choice([match.start() for match in re.finditer(r"^(?:def |@|class )", text, flags=re.M)])
        return (file, at, at, "# it was so before\n", f"{name}.py: a comment", place)
    if how == 2:
        start, end = re.match(r'"""[^.\n]*', text).span()
        return (file, start + 3, end, "Other words", f"{name}.py: the docstring", place)
    found = list(re.finditer(r"^(from \S+ import )(\w+(?:, \w+)+)$", text, flags=re.M))
    if not found:
        return (file, len(text), len(text), "\n# the end\n", f"{name}.py: a comment at the end", place)
    one = draw.choice(found)
    reordered = ", ".join(reversed(one[2].split(", ")))
    return (file, one.start(2), one.end(2), reordered, f"{name}.py: {one[0]} reordered", place)


# --- a built site -----------------------------------------------------------------------------------------

NAMED = {"tr", "li", "template"}
"""Elements of a page that a check names by their anchor, beside figures and judgments."""


def on_site(draw, site):
    """Draw an alteration of a file of a built site: what a page says or draws, a table, a download, a script.

    Returns:
        As the others; the file is named from the top of the site, and counted in bytes.
    """
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    files = [name for name in files if not name.rpartition("/")[2].startswith(".")]
    html = [name for name in files if name.endswith(".html") and "/" not in name]
    how = draw.choice(("text", "text", "number", "chart", "cell", "file", "file", "gone", "new"))
    if how == "new":
        name = draw.choice(("pay.js", "data/other.csv", "aims2.html"))
        return (name, 0, 0, "x", f"{name}: a new file", Place("file", name, (("is not from this build",),)))
    if how == "gone":
        name = _any(draw, files)
        size = (site / name).stat().st_size
        return (name, 0, size, "", f"{name}: taken out", Place("file", name, (("is missing",),)))
    if how == "file":
        name = _any(draw, [name for name in files if name not in html and (site / name).stat().st_size > 1])
        content = (site / name).read_bytes().decode("latin-1")
        at = draw.randrange(len(content))
        new = chr((ord(content[at]) + draw.randrange(1, 60)) % 256) if "\0" in content else draw.choice("abcxyz019")
        if new == content[at]:
            new = "?"
        line = content.count("\n", 0, at) + 1
        return (name, at, at + 1, new, f"{name}:{line}: {content[at]!r} became {new!r}", Place("file", name, line=line))
    name = draw.choice(html)
    return _in_page(draw, name, (site / name).read_bytes().decode("latin-1"), how)


def _any(draw, files):
    """Draw a file, each folder at the top of the site as likely as any other."""
    folder = draw.choice(sorted({name.partition("/")[0] for name in files if "/" in name}))
    return draw.choice([name for name in files if name.partition("/")[0] == folder])


SPOTS = {
    "text": re.compile(r">([^<>&]{4,})<"),
    "number": re.compile(r'data-number="[\w. -]+">([^<]+)<'),
    "chart": re.compile(r"<script[^>]*data-chart[^>]*>(.+?)</script>", flags=re.S),
    "cell": re.compile(r"<td[^>]*>([^<>&]+)<"),
}
"""Where a page of the site may be altered."""


def _in_page(draw, name, content, how):
    letters = []
    while not letters:
        spots = list(SPOTS[how].finditer(content)) or list(SPOTS["text"].finditer(content))
        spot = draw.choice(spots)
        # of a chart a digit of a number that is drawn
        sought = r"(?<=[\[,:.])\d" if how == "chart" and "{" in spot[1] else "[0-9A-Za-z]"
        letters = [spot.start(1) + match.start() for match in re.finditer(sought, spot[1])]
    at = draw.choice(letters)
    new = str((int(content[at]) + draw.randrange(1, 9)) % 10) if content[at].isdecimal() else draw.choice("qxz")
    new = "w" if new == content[at] else new
    line = content.count("\n", 0, at) + 1
    what = f"{name}:{line}: in {content[max(0, at - 20) : at + 20]!r} {content[at]!r} became {new!r}"
    page = name.removesuffix(".html")
    return (name, at, at + 1, new, what, Place("page", page, keys=_around(content, at), line=line))


def _around(content, at):
    """Return kind and name of the nearest thing with a name around a place of a page, found with another parser."""
    from bs4 import BeautifulSoup

    mark = "\ue000"
    text = content[:at].encode("latin-1").decode() + mark + content[at + 1 :].encode("latin-1").decode()
    found = BeautifulSoup(text, "html.parser").find(string=lambda string: string and mark in string)
    if found is None:
        return ("page", "")
    for element in found.parents:
        if element.get("data-number"):
            return ("number", element["data-number"])
        key = element.get("id") or ""
        if element.name == "figure" and key:
            return ("figure", key)
        if key and (element.name in NAMED or re.fullmatch(r"j-\d+", key)):
            key = key.removeprefix("card-")
            return ({"c": "finding", "j": "judgment"}.get(key.split("-")[0], "entry"), key)
    return ("page", "")
