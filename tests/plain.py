"""Runs a page as plainly as can be: the witness against which the check of altered code is held.

It shares nothing with `brief.pages` and `brief.check`, which do the same for the check: it cuts pages into cells by
itself, has IPython run them, and takes what they put out as it comes.

`python tests/plain.py PAGE` prints as JSON what a page shows, and what is made of whole tables.
"""

import ast
import json
import re
import sys

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from brief import paths
from brief.ledger import crossrefs, findings, values, views
from brief.ledger.judgments import judgments_with_grounds

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(---\n.*?^---\n|(?::[^\n]*\n)*)(.*?)^```$", flags=re.M | re.S)
LOOKUP = re.compile(r"(?<!`)\{(value|when|months)\}`([^`]+)`")
PLOTLY = "application/vnd.plotly.v1+json"
WRITTEN = "application/papermill.record/text/plain"


def cells(text):
    """Return the code cells of a page: where the code begins in the text, the code, and the name of its figure or None."""
    found = []
    for cell in CELL.finditer(text):
        name = re.search(r"name: (fig-\S+)", cell[1])
        code = cell[2].lstrip("\n")
        found.append((cell.end(2) - len(code), code.rstrip("\n"), name[1] if name else None))
    return found


def of_page(page):
    """Run a page and return what it shows, by "number NAME" and "figure NAME".

    Returns:
        What is shown, and the first and the last line of what fails, or None.
    """
    text = (paths.BOOK / f"{page}.md").read_text(encoding="utf-8")
    sources = cells(text)
    shown = {}

    def lines(start, end):
        return [text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1]

    for role in LOOKUP.finditer(text):
        if any(start <= role.start() < start + len(code) for start, code, _ in sources):
            continue
        try:
            value = values.look_up(role[1], role[2])
        except Exception:
            return shown, lines(role.start(), role.end())
        name = f"number {value.name}"
        shown[name] = f"{shown.get(name, '')} {value.value!r} {value.form} {value.text}"
    shell = InteractiveShell.instance()
    for start, code, figure in sources:
        with capture_output() as captured:
            ran = shell.run_cell(code)
        if not ran.success:
            return shown, lines(start, start + len(code))
        outputs = [(output.data, output.metadata) for output in captured.outputs]
        if ran.result is not None:
            outputs.append(shell.display_formatter.format(ran.result))
        for data, metadata in outputs:
            if "scrapbook" in metadata:
                shown[f"number {metadata['scrapbook']['name']}"] = repr(ast.literal_eval(data[WRITTEN]))
            elif PLOTLY in data:
                chart = data[PLOTLY]
                chart["layout"].pop("template", None)  # neither is sealed: the template, and what leads to other pages
                chart.pop("rests_on", None)
                shown[f"figure {figure}"] = chart
    return shown, None


def of_tables():
    """Return what is made of whole tables, by "finding KEY", "judgment KEY" and "view NAME"; and the part that fails."""
    parts = {
        "findings": lambda: {f"finding {key}": finding for key, finding in findings.derived().items()},
        "judgments": lambda: {f"judgment {key}": judgment for key, judgment in judgments_with_grounds().items()},
        **{
            f"view {name}": lambda name=name: {f"view {name}": views.view(name, crossrefs.Book())}
            for name in views.VIEWS
        },
    }
    shown = {}
    for part, make in parts.items():
        try:
            shown |= make()
        except Exception:
            return shown, part
    return shown, None


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    print(json.dumps({"page": of_page(sys.argv[1]), "tables": of_tables()}))
