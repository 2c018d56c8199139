"""Hostile text for tables, and what a page looks like that shows it as text: for a book, and for the little brief."""

import csv
import os
import re
import subprocess
import sys
from types import MappingProxyType

from brief import tables


def of_type_text(table):
    return [field["name"] for field in table["schema"]["fields"] if field["type"] == "string"]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


ADDED = {
    "a script": "</script><script>ran('{mark}')</script>",
    "a picture": '"><img class=injected src=x onerror="ran(\'{mark}\')">',
    "quotes": '\' onmouseover=\'ran(1)\' " onfocus="ran(2)" autofocus x="',
    "closing tags": "</td></tr></table></details></template></dd></li></p></div></article><i class=injected>{mark}</i>",
    "links": "<a class=injected href=\"javascript:ran('{mark}')\">x</a> <a href='https://foreign.example/'>x</a>",
    "characters by number": "&lt;i&gt; &#60;i&#62; <!-- x --> ]]> <?php ?> %{{x}} <extra>x</extra>",
    "other mark-up": "{{{{ 7*7 }}}} **bold** `code` [x](javascript:ran(1)) <svg onload=ran(1)> {{fact}}`x-001`",
    "an override": "\u202eturned \u2067round\u202b",
    "a long word": "x" * 300,
}
"""Texts that are added to a cell, after its own text and a mark."""
FORMULAS = ['=HYPERLINK("https://foreign.example/";"{mark}")', "+1+{mark}", "-1-{mark}", "@SUM({mark})", "\t={mark}"]
NULLS = ["NA", "null", "None", "nan", "N/A"]
"""Texts that replace that of a cell, as formulas do."""


def free_columns(table, kept):
    """Return the columns of free text: no keys, dates or vocabularies, and none of those that are kept."""
    schema = table["schema"]
    keys = {*schema["primaryKey"], *(key["fields"][0] for key in schema.get("foreignKeys", []))}
    return [
        field["name"]
        for field in schema["fields"]
        if field["name"] in set(of_type_text(table)) - keys
        and "categories" not in field
        and "pattern" not in field.get("constraints", {})
        and (table["name"], field["name"]) not in kept
    ]


def put_in(folder, kept, looked_up=(), searched=(), empty=MappingProxyType({})):
    """Put hostile text into every column of free text of the tables of a folder, another one in each row.

    Args:
        folder: The tables.
        kept: Columns, by table and name, whose text stays: words of the article, for one.
        looked_up: Cells that a page or the code looks up by their text.
        searched: Columns whose text has a form: hostile text is added to it and never replaces it.
        empty: A row, by table, for each table that has none.

    Returns:
        The text added to a cell, by its mark, which begins with table and column.
    """
    kinds = [*ADDED.values(), *FORMULAS, *NULLS]
    added = {}
    for table in tables.descriptor()["resources"]:
        path = folder / table["path"]
        rows = read(path) or [row for name, row in empty.items() if name == table["name"]]
        for shift, column in enumerate(free_columns(table, kept)):
            for number, row in enumerate(rows):
                if not row[column] or row[column] in looked_up:
                    continue
                kind = kinds[(number + 3 * shift) % len(kinds)]
                mark = f"{table['name']}.{column}.{number}"
                if kind in ADDED.values():
                    added[mark] = kind.format(mark=mark)
                    row[column] += f" {mark} {added[mark]}"
                elif (table["name"], column) not in searched:
                    row[column] = kind.format(mark=mark)
        if table["name"] == "sources":  # what is no address of the web leads nowhere
            for number, row in enumerate(rows):
                row["url"] = [row["url"], f'{row["url"]}"><b class=injected>', "javascript:ran(1)"][number % 3]
        write(path, [field["name"] for field in table["schema"]["fields"]], rows)
    return added


UNVALIDATED = """
import sys
from pathlib import Path
from brief.publish import building
from brief.tables import validation
validation.require_valid = lambda *_: None
building.build(Path(sys.argv[1]))
"""


def build_unvalidated(project, site):
    """Build the site of a project whose tables nobody looks at."""
    done = subprocess.run(
        [sys.executable, "-c", UNVALIDATED, str(site)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "book")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]


# --- what a page shows ----------------------------------------------------------------------------------------


def plain(text):
    """Return text without what typography changes: quotation marks, dashes, spaces and ends of directions."""
    text = re.sub("[“”«»]", '"', re.sub("[‘’]", "'", text)).replace("–", "--").replace("—", "---").replace("…", "...")
    return "".join(re.sub("[\u202c\u2069]", "", text).split())


LOOK = """() => {
    const parts = [document, ...[...document.querySelectorAll("template")].map(found => found.content)];
    const all = selector => parts.flatMap(part => [...part.querySelectorAll(selector)]);
    const handlers = all("*").filter(element => element.getAttributeNames().some(name => name.startsWith("on")));
    const followed = all("a").filter(link => !/^(https?:|[\\w-]+\\.\\w+|[\\w-]+\\/|#)/.test(link.getAttribute("href") || "#"));
    const text = document.body.cloneNode(true);
    text.querySelectorAll("script").forEach(script => script.remove());
    return {
        injected: all(".injected, article i.injected, svg a, article iframe").length, handlers: handlers.length,
        followed: followed.map(link => link.outerHTML.slice(0, 200)), wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        text: [text, ...parts.slice(1)].map(part => part.textContent).concat(
            [...document.querySelectorAll(".brief-chart")].map(chart => chart.getAttribute("aria-label"))).join(" "),
        charts: [...document.querySelectorAll(".main-svg text")].map(label => label.textContent),
    };
}"""
EVERY_ROW = """async () => {
    await window.briefReady;
    if (window.DataTable) { DataTable.tables({ api: true }).page.len(-1).draw(); }
}"""
"""Long tables show one page of their rows."""
HOVER = """() => document.querySelectorAll(".brief-chart").forEach(chart => {
    const live = chart.querySelector(".brief-live");
    live.data.forEach((trace, number) => {
        const point = (trace.hovertext || []).findIndex(text => text.includes("&lt;a "));
        if (point < 0 || trace.type === "scattergeo" || chart.dataset.hovered) { return; }
        chart.dataset.hovered = true;
        Plotly.Fx.hover(live, [{ curveNumber: number, pointNumber: point }], (trace.xaxis || "x") + (trace.yaxis || "y"));
    });
})"""
HOVERED = "[...document.querySelectorAll('.brief-chart[data-hovered] .hoverlayer')].map(layer => layer.textContent)"


FITS = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth
    && [...document.querySelectorAll(".brief-chart")].every(chart => chart.dataset.drawn === "narrow")"""
"""Whether a narrowed page has been redrawn, no wider than the window."""
