"""Whatever a table says is text: it is not run, not taken for mark-up, and does not turn the direction of other text.

Validation refuses tables with such text. To test the second line of defence, the whole book is built from tables that were
not validated, each week; `tests/engine` does so with the little brief, each time.
"""

import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from brief import paths, tables
from brief.pages import reading
from brief.tables import validation
from brief.text import close_bidi, in_chart, in_spreadsheet, web_address
from helpers import CORRECTION, RULING, charts_of, drawn
from hostile import (
    ADDED,
    EVERY_ROW,
    FITS,
    HOVER,
    HOVERED,
    LOOK,
    NULLS,
    build_unvalidated,
    free_columns,
    of_type_text,
    plain,
    put_in,
    read,
    write,
)

REFUSED = {
    "a script": "<script>alert(1)</script>",
    "an end of a cell": "x</td></tr>",
    "a comment": "x <!-- y",
    "a character by its number": "&#60;b&#62;",
    "a formula with =": '=HYPERLINK("https://foreign.example/")',
    "a formula with +": "+1+cmd",
    "a formula with -": "-1-cmd",
    "a formula with @": "@SUM(A1)",
    "a tab": "\t=1",
    "an override of the direction": "x \u202eturned",
    "an isolate": "x \u2067turned",
    "a word of no width": "x\u200by",
    "a control character": "x\x07y",
}


def test_validation_refuses_hostile_text_in_every_text_column(project):
    expected = set()
    for table in tables.descriptor()["resources"]:
        path = project / "data" / table["path"]
        columns = [field["name"] for field in table["schema"]["fields"]]
        rows = read(path) or [dict.fromkeys(columns, "x")]
        rows += [dict(rows[-1]) for _ in range(len(REFUSED) - len(rows))]
        for number, text in enumerate(REFUSED.values()):
            for column in of_type_text(table):
                rows[number][column] = text
                expected.add((path.name, number + 2, column))
        write(path, columns, rows)
    found = {
        (problem.file, problem.row, problem.column)
        for problem in validation.problems(project / "data")
        if re.search(
            "looks like HTML|spreadsheet formula|control character|where there is nothing|nobody sees", problem.wrong
        )
    }
    assert len(expected) > 1000
    assert expected - found == set()


# --- a book of tables that were not validated ---------------------------------------------------------------

KEPT = {
    *(("claims", "quote"), ("glossary", "as_in_article"), ("translations", "english")),  # others' words
    *(("takedowns", "further_fact_ids"), ("revisions", "into")),  # keys, in text
    *(("events", "track"), ("takedowns", "platform")),  # words that pages name one by one
}
"""Columns of text that stay as they are."""
SHORTENED = re.findall(r'^    "(.+)": "', (paths.BOOK / "article.md").read_text(encoding="utf-8"), flags=re.M)
LOOKED_UP = {"Sharara", "Sarir", "Libya", "dinars", "US dollars", *SHORTENED}
"""Cells that a page or the code looks up by their text, or shortens by it."""
WITH_A_FORM = {("measures", "label"), ("measures", "unit"), ("facts", "unit")}
"""Columns whose text is searched: hostile text is added to it and never replaces it."""
NOT_SHOWN = {
    *("actors.note", "camps.reason", "codings.why_one", "codings.why_two", "contracts.registration_number"),
    *("measures.definition", "measures.unit", "takedowns.origin_country", "territory.note"),
}
"""Columns that no page shows in words."""


EMPTY = {"corrections": {**CORRECTION, "judgment_id": ""}, "rulings": RULING}
"""A row for each table that has none."""


def follow_the_english(folder):
    """Have each translation stand beside the English that its table has now: one that is stale fails the build."""
    path = folder / "translations.csv"
    rows = read(path)
    for row in rows:
        name, column = row["translated"].split(".")
        translated = read(folder / f"{name}.csv")
        key = next(iter(translated[0]))
        texts = {one[key]: one[column] for one in translated}
        row["english"] = texts.get(row["key"], row["english"])  # a word of a vocabulary is its own key
    write(path, list(rows[0]), rows)


@pytest.fixture(scope="session")
def hostile(once):
    """A project whose tables are hostile, what was added to them, and its site."""

    def build(folder):
        for source in paths.sources():
            copy = folder / "project" / source.relative_to(paths.ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
        added = put_in(folder / "project" / "data", KEPT, LOOKED_UP, WITH_A_FORM, EMPTY)
        follow_the_english(folder / "project" / "data")
        (folder / "added.json").write_text(json.dumps(added), encoding="utf-8")
        build_unvalidated(folder / "project", folder / "site")

    folder = once("hostile", build)
    return folder / "project", json.loads((folder / "added.json").read_text(encoding="utf-8")), folder / "site"


@pytest.mark.weekly
def test_pages_show_hostile_text_as_text(hostile, visit):
    """Without help of a content security policy: `visit` fails if one refuses anything."""
    _, added, site = hostile
    marks_shown, whole, in_charts, hovered = set(), set(), [], []
    for name in [*reading.page_names(), "genindex", "search"]:
        page = visit(f"{(site / f'{name}.html').as_uri()}")
        count = charts_of(name) if name in reading.page_names() else 0
        drawn(page, count)
        page.evaluate(EVERY_ROW)
        page.evaluate(HOVER)
        hovered += page.evaluate(HOVERED)
        seen = page.evaluate(LOOK)
        page.set_viewport_size({"width": 360, "height": 780})
        page.wait_for_function(FITS, timeout=10000)
        narrow = page.evaluate(LOOK)
        for look in (seen, narrow):
            assert (look["injected"], look["handlers"], look["followed"], look["wide"]) == (0, 0, [], 0), name
        assert page.faults == [], name
        text = plain(seen["text"])
        marks = {mark for mark in re.findall(r"[a-z_]+\.[a-z_]+\.\d+", seen["text"]) if mark in added}
        marks_shown |= marks
        whole |= {mark for mark in marks if plain(f"{mark} {added[mark]}") in text}
        in_charts += seen["charts"] + narrow["charts"]
        page.context.close()
    columns = {
        f"{table['name']}.{column}"
        for table in tables.descriptor()["resources"]
        for column in free_columns(table, KEPT)
    }
    assert columns - {mark.rpartition(".")[0] for mark in whole} == NOT_SHOWN
    assert len(whole) > 0.9 * len(marks_shown) > 1000, "only publishers are cut, in references"
    for kind, text in ADDED.items():
        assert any(added[mark] == text.format(mark=mark) for mark in whole), kind
    assert any("</script><script>ran(" in label for label in in_charts)
    assert any("<a class=injected href=" in label for label in in_charts)
    assert any("<a class=injected" in label for label in hovered)


AFTER_AN_OVERRIDE = """() => [...document.querySelectorAll("li, p, dd, td")].flatMap(block => {
    if (block.querySelector("li, p, dd, td, details") || !block.getClientRects().length) { return []; }
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), letters = [];
    let turned = false;
    while (walker.nextNode()) {
        for (const [place, letter] of [...walker.currentNode.data].entries()) {
            if (letter === "\\u202e") { turned = true; letters.length = 0; }
            if (turned && letter === "\\u202c") { letters.length = 0; }
            if (!turned || !/[a-z]/i.test(letter)) { continue; }
            const range = document.createRange();
            range.setStart(walker.currentNode, place);
            range.setEnd(walker.currentNode, place + 1);
            letters.push(range.getBoundingClientRect());
        }
    }
    const line = letters.filter(rect => rect.top === letters[0].top && rect.width);
    return line.length < 4 ? [] : [line.every((rect, place) => !place || rect.left > line[place - 1].left)];
})"""


@pytest.mark.weekly
def test_text_after_an_override_runs_from_left_to_right(hostile, visit):
    page = visit((hostile[2] / "airpower.html").as_uri())
    in_order = page.evaluate(AFTER_AN_OVERRIDE)
    assert len(in_order) >= 5
    assert all(in_order)


@pytest.mark.weekly
def test_text_that_looks_like_a_missing_value_stays_text(hostile):
    project, _, site = hostile
    claims = {claim["claim_id"]: claim for claim in json.loads((site / "ledger" / "claims.json").read_text("utf-8"))}
    named = [row for row in read(project / "data" / "claims.csv") if row["statement"] in NULLS]
    assert {row["statement"] for row in named} == set(NULLS)
    page = (site / "claims.html").read_text(encoding="utf-8")
    for row in named:
        assert claims[row["claim_id"]]["statement"] == row["statement"]
        assert f'href="#{row["claim_id"]}">{row["claim_id"]}</a> {row["statement"]}</p>' in page


@pytest.mark.weekly
def test_downloads_keep_hostile_text_and_run_no_formula(hostile):
    project, _, site = hostile
    for table in (project / "data").glob("*.csv"):
        assert (site / "data" / table.name).read_bytes() == table.read_bytes()
    facts = {row["fact_id"]: row for row in read(project / "data" / "facts.csv")}
    quotes = {
        f"“{claim['quote']}”" for claim in read(project / "data" / "claims.csv")
    }  # the article, among those who speak
    guarded = 0
    for path in [*(site / "figures").glob("*.csv"), site / "ledger" / "claims.csv"]:
        for row in read(path):
            guarded += sum(cell.startswith(("'=", "'+", "'-", "'@", "'\t")) for cell in row.values())
            for column, cell in row.items():
                assert not cell.startswith(("=", "+", "@", "\t")), (path.name, cell)
                assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+", cell), (path.name, cell)
                if column == "fact" and "originator_side" in row and cell not in quotes:
                    original = close_bidi(facts[row["fact_id"]]["fact"])
                    assert cell in {original, f"'{original}"}, path.name
    assert guarded > 100


class _Parsed(HTMLParser):
    """A piece of HTML: its tags, the addresses of its links, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.text = set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name in {"href", "src"}]

    def handle_data(self, data):
        self.text += data


@pytest.mark.weekly
def test_notebooks_show_hostile_text_as_text(hostile):
    _, added, site = hostile
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])
    whole = set()
    for path in (site / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = _Parsed(
            markdown.render("\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown"))
        )
        assert shown.tags <= {
            *("h1", "h2", "h3", "p", "a", "strong", "em", "ul", "li", "blockquote", "hr", "code", "pre"),
            *("table", "thead", "tbody", "tr", "th", "td"),
        }
        assert [link for link in shown.links if not re.match(r"https?://|[a-z_]+\.(ipynb|md)|#", link)] == [], path.name
        text = plain(shown.text)
        whole |= {mark for mark, payload in added.items() if plain(f"{mark} {payload}") in text}
        for output in (output for cell in cells for output in cell.get("outputs", [])):
            assert "text/html" not in output.get("data", {}), path.name
    for kind, payload in ADDED.items():
        assert any(added[mark] == payload.format(mark=mark) for mark in whole), kind


@pytest.mark.weekly
def test_data_in_pages_cannot_end_its_script(hostile):
    project, _, site = hostile
    claims = read(project / "data" / "claims.csv")
    wholes = {row["part_of"] for row in claims}  # a compound claim is reviewed by its parts
    statements = {row["statement"] for row in claims if row["claim_id"] not in wholes}
    blocks = re.findall(
        r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>',
        "".join(path.read_text(encoding="utf-8") for path in site.glob("*.html")),
        flags=re.S,
    )
    documents = [json.loads(block) for block in blocks]
    assert not any("<" in block for block in blocks)
    reviews = next(data["@graph"] for data in documents if "@graph" in data)
    assert {plain(review["claimReviewed"]) for review in reviews} == set(map(plain, statements))


# --- the second line of defence by itself ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "drawn_as"),
    [
        ("<b>Title</b><br><i>a</i>", "<b>Title</b><br><i>a</i>"),
        ('<span style="color:#c2571a">■</span> LNA', '<span style="color:#c2571a">■</span> LNA'),
        ("%{hovertext}<extra></extra>", "%{hovertext}<extra></extra>"),
        ("<extra>x</extra>", "&lt;extra>x&lt;/extra>"),
        ("1 < 2 & 3", "1 &lt; 2 & 3"),
        ('<a href="javascript:x">x</a>', '&lt;a href="javascript:x">x&lt;/a>'),
        ('<span style="color:red;x">y</span>', '&lt;span style="color:red;x">y</span>'),
        ("<b onclick=x>", "&lt;b onclick=x>"),
        ("&lt;a&gt; &#60;", "&amp;lt;a&amp;gt; &amp;#60;"),
        ("<BR><sup>2</sup>", "&lt;BR>&lt;sup>2&lt;/sup>"),
    ],
)
def test_charts_escape_all_mark_up_but_their_own(text, drawn_as):
    assert in_chart(text) == drawn_as


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("plain", "plain"),
        ("a \u202eb", "a \u202eb\u202c"),
        ("a \u202eb\u202c c", "a \u202eb\u202c c"),
        ("\u2067a \u202eb", "\u2067a \u202eb\u202c\u2069"),
        ("\u202ea \u2067b\u202c c", "\u202ea \u2067b\u202c c\u2069\u202c"),
        ("\u2066a \u202bb\u2069 c", "\u2066a \u202bb\u2069 c"),
        ("\u2069\u202c\u202da", "\u2069\u202c\u202da\u202c"),
    ],
)
def test_changes_of_direction_end_with_their_text(text, closed):
    assert close_bidi(text) == closed


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://a.example/x?y=1&z=ö#w", "https://a.example/x?y=1&z=ö#w"),
        ('https://a.example/"> <b>', "https://a.example/%22%3E%20%3Cb%3E"),
        ("javascript:alert(1)", "#"),
        (" https://a.example/", "#"),
        ("data:text/html,x", "#"),
    ],
)
def test_only_web_addresses_are_followed(address, followed):
    assert web_address(address) == followed


@pytest.mark.parametrize("value", [-5, 1.5, None, "", "5-6", "a=b", "'x"])
def test_harmless_values_are_not_changed_for_a_spreadsheet(value):
    assert in_spreadsheet(value) == value
