"""Directive `citation`: how to cite the brief, a figure and a row of a table, for people and for programs.

It shows the sealed edition, and nothing of the machine and the time of this build.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from brief import tables
from brief.errors import BriefError, did_you_mean
from brief.publish import citation, references
from brief.publish.sphinx_helpers import faults_as_warnings
from brief.settings import settings

LOG = logging.getLogger(__name__)
FILE = "CITATION.cff"
"""Name of the file for programs, among the downloads of the site."""


class citation_place(nodes.General, nodes.Element):
    """Placeholder: the name of a `figure`, the `table` and the `key` of a row."""


class Citation(SphinxDirective):
    """`{citation}`: how to cite the whole, and as examples a `:figure:` by its name and a `:row:` such as `facts:x-1`.

    By default these are the first figure of the book, and the fact that `brief.toml` names as an example. Each is shown
    as a line of text and as BibTeX; below them is a file for programs.
    """

    option_spec: ClassVar = {"figure": directives.unchanged_required, "row": directives.unchanged_required}

    @faults_as_warnings
    def run(self) -> list[nodes.Node]:
        """Return a placeholder that is filled when the figures are numbered."""
        table, _, key = self.options.get("row", f"facts:{settings().example_fact}").partition(":")
        first = tables.resource(table)["schema"]["primaryKey"][0]
        keys = set(tables.table(table)[first])
        if key not in keys:
            raise BriefError(f"no row {key!r} in the table {table!r}{did_you_mean(key, keys)}")
        return [citation_place(figure=self.options.get("figure", ""), table=table, key=key)]


def _examples(heading: str, part: str | None) -> list[nodes.Node]:
    """Return a citation as text and as BibTeX, under a heading."""
    entry = citation.bibtex(part)
    return [
        nodes.paragraph("", "", nodes.strong("", f"{heading}: "), nodes.Text(citation.citation(part))),
        nodes.literal_block(entry, entry, language="bibtex", classes=["brief-terminal"]),
    ]


def _citations(app: Sphinx, place: citation_place) -> list[nodes.Node]:
    """Return all that a placeholder stands for, and write the file for programs."""
    figures = {figure.name: figure for figure in references.book(app).figures}
    name = place["figure"] or next(iter(figures), "")
    if name not in figures:
        raise BriefError(f"no figure {name!r}{did_you_mean(name, figures)}")
    figure = figures[name]
    downloads = Path(app.outdir, "downloads")
    downloads.mkdir(exist_ok=True)
    (downloads / FILE).write_text(citation.as_cff(), encoding="utf-8", newline="")
    link = f'<p><a href="downloads/{FILE}" download>Download the citation for programs</a> ({FILE})</p>'
    return [
        *_examples("The whole", None),
        *_examples("A figure", citation.figure(figure.label, figure.title)),
        *_examples("A row", citation.row(place["table"], place["key"])),
        nodes.raw("", link, format="html"),
    ]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(citation_place)):
        try:
            place.replace_self(_citations(app, place))
        except BriefError as error:
            LOG.warning("{citation}: %s", error, location=docname)
            place.replace_self([])


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(citation_place)
    app.add_directive("citation", Citation)
    app.connect("doctree-resolved", _fill)
