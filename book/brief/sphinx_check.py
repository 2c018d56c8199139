"""The Sphinx side of the page on checking: an example from the sealed edition, versions, and how long pages ran.

Directives: `check-example`, `compared`, `versions`, `run-times`. They show the sealed edition and this very build.
"""

from __future__ import annotations

import os
import platform
from importlib import metadata

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import manifest, sphinx_crossrefs, words
from brief.errors import BriefError
from brief.sphinx_parts import definition_list, faults_told

LOG = logging.getLogger(__name__)
EXAMPLES = 4
"""How many lines the example of a check shows of what was compared."""
PACKAGES = {
    "pandas": "reads the tables and counts",
    "plotly": "draws the charts",
    "nbclient": "executes the pages",
    "myst-nb": "puts what they show into the text",
    "sphinx": "makes the site of it",
    "jupyter-book": "holds the settings of the book",
    "frictionless": "checks the tables against their description",
}
"""Packages on which a result or its look depends, and what each does here."""


class check_example(nodes.General, nodes.Element):
    """Place for the example of a check."""


class CheckExample(SphinxDirective):
    """`{check-example}`: the first and the last lines of a check of the sealed edition in which all matches."""

    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when the order of pages and figures is known."""
        return [check_example()]


def _example(app: Sphinx) -> nodes.literal_block:
    """Return the command and its output, as `brief check` prints it."""
    sealed, book = manifest.read(), sphinx_crossrefs.book(app)
    lines = [manifest.HEADINGS]
    for name in book.pages:
        page = sealed["pages"].get(name, {"figures": {}, "prose": []})
        sizes = {figure: len(shown["rows"]) for figure, shown in page["figures"].items()}
        figures = [figure.name for figure in book.figures if figure.page == name and figure.name in sizes]
        lines += [(name, figure, f"{sizes[figure]} rows", "matches") for figure in figures]
        lines += [(name, f"{name}.md", f"{len(page['prose'])} lines", "matches")]
    lines = lines[: EXAMPLES + 1]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    counts = manifest.counts(sealed)
    text = "\n".join(["$ brief check", *rows, "...", manifest.summary(counts, counts)])
    return nodes.literal_block(text, text, language="text", classes=["brief-terminal"])


class Compared(SphinxDirective):
    """`{compared}`: what a check compares, how many there are in the sealed edition, and when two are the same."""

    @faults_told
    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        counts = manifest.counts(manifest.read())
        compared = {f"{counts[kind]:,} {things}": manifest.COMPARED[kind] for kind, things in manifest.KINDS}
        return [definition_list(compared)]


class Versions(SphinxDirective):
    """`{versions}`: the versions of Python and of the packages with which this site was built."""

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        used = {f"Python {platform.python_version()}": "runs it all"}
        used |= {f"{name} {metadata.version(name)}": what for name, what in PACKAGES.items()}
        return [definition_list(used)]


class run_times(nodes.General, nodes.Element):
    """Place for how long each page ran."""


class RunTimes(SphinxDirective):
    """`{run-times}`: how long the cells of each page ran when this site was built, and on what machine."""

    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when all pages have been executed."""
        return [run_times()]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for example in list(doctree.findall(check_example)):
        try:
            example.replace_self(_example(app))
        except BriefError as error:
            LOG.warning("{check-example}: %s", error, location=docname)
            example.replace_self([])
    for place in list(doctree.findall(run_times)):
        found = nodes.definition_list(classes=["brief-vocabulary"])
        for page in sphinx_crossrefs.book(app).pages.values():
            executed = NbMetadataCollector.get_exec_data(app.env, page.name)
            if executed and executed["runtime"]:
                link = nodes.reference("", words.page(page.name), refuri=page.address, internal=True)
                seconds = nodes.definition("", nodes.paragraph("", f"{executed['runtime']:.1f} seconds"))
                found += nodes.definition_list_item("", nodes.term("", "", link), seconds)
        machine = f"{platform.system()} on {platform.machine()}, {words.plural(os.cpu_count() or 1, 'processor')}."
        place.replace_self([nodes.paragraph("", f"Measured here: {machine}"), found])


def setup(app: Sphinx) -> None:
    """Register the directives of the page on checking."""
    for place in (check_example, run_times):
        app.add_node(place)
    app.add_directive("check-example", CheckExample)
    app.add_directive("compared", Compared)
    app.add_directive("versions", Versions)
    app.add_directive("run-times", RunTimes)
    app.connect("doctree-resolved", _fill)
