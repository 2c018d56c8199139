"""The cells of pages, run as plainly as can be: the witness against which the check of altered code is held.

It shares nothing with `brief.cells`, `brief.execution` and `brief.manifest`, which do the same for the check: it cuts
pages into cells by itself, has IPython run them, and keeps what they put out as it comes.

`python tests/plain.py [--lines] [--whole] [PAGE]` prints as JSON what is made of whole tables and what a page shows;
and which lines of the package were run for it, if that is asked.
"""

import ast
import contextlib
import json
import re
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import brief
from brief import paths
from brief.ledger import crossrefs, findings, values, views
from brief.ledger.judgments import judgments_with_grounds

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", flags=re.M | re.S)
LOOKUP = re.compile(r"(?<!`)\{(value|when|months)\}`([^`]+)`")
PACKAGE = str(Path(brief.__file__).parent)
PLOTLY = "application/vnd.plotly.v1+json"


def cells(text):
    """Return the code cells of a page: where the code begins in the text, the code, and the name of the figure or None."""
    found = []
    for cell in CELL.finditer(text):
        name = re.search(r"name: (fig-\S+)", cell[1])
        found.append((cell.start(2), cell[2].rstrip("\n"), name[1] if name else None))
    return found


def shown(page):
    """Run a page and return what it shows.

    Returns:
        `shown`: by "figure NAME" and "number NAME", what came out. `look`: by the same names, what of it is no content:
        the template of a chart and what leads from it to other pages. `fault`: first and last line of the cell that
        failed, or None.
    """
    text = (paths.BOOK / f"{page}.md").read_text(encoding="utf-8")
    shell = InteractiveShell.instance()
    result = {"shown": {}, "look": {}, "fault": None}
    code = [range(start, start + len(source)) for start, source, _ in cells(text)]
    for role in LOOKUP.finditer(text):
        if any(role.start() in lines for lines in code):
            continue
        try:
            found = values.look_up(role[1], role[2])
        except Exception:
            result["fault"] = [text.count("\n", 0, role.start()) + 1] * 2
            return result
        result["shown"][f"number {found.name}"] = repr(found.value)
    for start, code, figure in cells(text):
        with capture_output() as captured:
            ran = shell.run_cell(code)
        if not ran.success:
            first = text.count("\n", 0, start) + 1
            result["fault"] = [first, first + code.count("\n")]
            break
        put_out = [(output.data, output.metadata) for output in captured.outputs]
        if ran.result is not None:
            put_out.append(shell.display_formatter.format(ran.result))
        for data, metadata in put_out:
            if "scrapbook" in metadata:
                written = data["application/papermill.record/text/plain"]
                result["shown"][f"number {metadata['scrapbook']['name']}"] = repr(ast.literal_eval(written))
            elif PLOTLY in data:
                chart = data[PLOTLY]
                look = [chart["layout"].pop("template", None), chart.pop("rests_on", None)]
                result["look"][f"figure {figure}"], result["shown"][f"figure {figure}"] = look, chart
    return result


def whole():
    """Return what is made of whole tables, in the form of `shown`: findings, judgments, views; `fault` is what failed."""
    result = {"shown": {}, "look": {}, "fault": None}
    parts = {
        "findings": lambda: {f"finding {key}": finding for key, finding in findings.derived().items()},
        "judgments": lambda: {f"judgment {key}": judgment for key, judgment in judgments_with_grounds().items()},
        **{
            f"view {name}": lambda name=name: {f"view {name}": views.view(name, crossrefs.Book())}
            for name in views.VIEWS
        },
    }
    for part, make in parts.items():
        try:
            result["shown"] |= make()
        except Exception:
            result["fault"] = part
            break
    return result


@contextlib.contextmanager
def traced(lines):
    """Note meanwhile which lines of the package are run: file and line."""

    def trace(frame, event, argument):
        file = frame.f_code.co_filename
        if not (file.startswith(PACKAGE) and file.endswith(".py")):
            return None

        def line(frame, event, argument):
            lines.add((file, frame.f_lineno))
            return line

        return line

    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(None)


def main(arguments):
    sys.dont_write_bytecode = True
    lines = set()
    results = {}
    with traced(lines) if "--lines" in arguments else contextlib.nullcontext():
        if "--whole" in arguments:
            results["whole"] = whole()
        for page in arguments:
            if not page.startswith("--"):
                results[page] = shown(page)
    print(json.dumps({**results, "lines": sorted((Path(file).name, line) for file, line in lines)}))


if __name__ == "__main__":
    main(sys.argv[1:])
