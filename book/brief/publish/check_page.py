"""Directives of the page on checking: `check-example`, `compared` and `certificate`.

They show the sealed edition, and nothing that depends on the machine and the time of this build.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import paths
from brief.check import certificate, compare, edition
from brief.errors import BriefError
from brief.publish import references
from brief.publish.sphinx_helpers import definition_list, faults_as_warnings

LOG = logging.getLogger(__name__)
EXAMPLES = 4
"""How many lines of the comparison the example of a check shows."""


class check_example(nodes.General, nodes.Element):
    """Place for the example of a check."""


class CheckExample(SphinxDirective):
    """`{check-example}`: the first and the last lines of a check of the sealed edition in which all matches."""

    def run(self) -> list[nodes.Node]:
        """Return a place that is filled when the order of pages and figures is known."""
        return [check_example()]


def _example(app: Sphinx) -> nodes.literal_block:
    """Return the command and its output, as `brief check` prints it."""
    sealed, book = edition.read(), references.book(app)
    lines = [compare.HEADINGS]
    for name in book.pages:
        page = sealed["pages"].get(name, {"figures": {}, "prose": []})
        sizes = {figure: len(shown["rows"]) for figure, shown in page["figures"].items()}
        figures = [figure.name for figure in book.figures if figure.page == name and figure.name in sizes]
        lines += [(name, figure, f"{sizes[figure]} rows", "matches") for figure in figures]
        lines += [(name, f"{name}.md", f"{len(page['prose'])} lines", "matches")]
    lines = lines[: EXAMPLES + 1]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    counts = edition.counts(sealed)
    text = "\n".join(["$ brief check", *rows, "...", compare.summary(counts, counts)])
    return nodes.literal_block(text, text, language="text", classes=["brief-terminal"])


class Compared(SphinxDirective):
    """`{compared}`: what a check compares, how many there are in the sealed edition, and when two are the same."""

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        counts = edition.counts(edition.read())
        compared = {f"{counts[kind]:,} {things}": compare.COMPARED[kind] for kind, things in compare.KINDS}
        return [definition_list(compared)]


class Certificate(SphinxDirective):
    """`{certificate}`: the record of a check of the sealed edition: when, with what, and whether all matched."""

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return it as HTML, with a link to the record itself."""
        link = f'<a href="{paths.CERTIFICATE.name}" download>Download the record for programs</a>'
        return [nodes.raw("", f"{certificate.shown()}<p>{link} (JSON)</p>", format="html")]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for example in list(doctree.findall(check_example)):
        try:
            example.replace_self(_example(app))
        except BriefError as error:
            LOG.warning("{check-example}: %s", error, location=docname)
            example.replace_self([])


def _copy(app: Sphinx) -> None:
    """Copy the record into the site."""
    if app.builder.format == "html" and paths.CERTIFICATE.is_file():
        shutil.copyfile(paths.CERTIFICATE, Path(app.outdir) / paths.CERTIFICATE.name)


def setup(app: Sphinx) -> None:
    """Register the directives of the page on checking."""
    app.add_node(check_example)
    app.add_directive("check-example", CheckExample)
    app.add_directive("compared", Compared)
    app.add_directive("certificate", Certificate)
    app.connect("builder-inited", _copy)
    app.connect("doctree-resolved", _fill)
