"""Collects what each page refers to while pages are read, and returns it as a `Book` when all are read.

Prose that discusses a claim is marked by the roles `claim` and `quote`, with the attribute `DISCUSSES`; figures name
the facts and documents they rest on; the tables of a page are those that its cells, roles and directives use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from myst_nb.ext.glue.crossref import read_glue_cache
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from brief import tables
from brief.charts.figure import RESTS_ON, TABLES
from brief.ledger.crossrefs import Book, Figure, Page, anchor

DISCUSSES = "brief_discusses"
"""Attribute of a node in prose that refers to a claim: its id."""
VIEW = "brief_view"
"""Attribute of the HTML of a view: its name."""


def _collected(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return what was collected, by page. It is part of the environment, which Sphinx stores."""
    if not hasattr(env, "brief_references"):
        env.brief_references = {}  # type: ignore[attr-defined]
    return env.brief_references  # type: ignore[attr-defined]


def _with(doctree: nodes.document, attribute: str) -> Iterator[nodes.Element]:
    return (node for node in doctree.findall(nodes.Element) if attribute in node)


def views(doctree: nodes.document) -> set[str]:
    """Return the names of the views on a page."""
    return {raw[VIEW] for raw in _with(doctree, VIEW)}


class References(EnvironmentCollector):
    """Collects what each page refers to when it is read; several processes may read pages."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Remove what was collected of a page."""
        _collected(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what another process collected."""
        _collected(env).update({name: collected for name, collected in _collected(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Collect what a page refers to, and give the first place of each claim an anchor."""
        claims: list[str] = []
        for node in _with(doctree, DISCUSSES):
            if node[DISCUSSES] not in claims:
                claims.append(node[DISCUSSES])
                node["ids"].append(anchor(node[DISCUSSES]))
        charts = list(_with(doctree, RESTS_ON))
        glued = read_glue_cache(app.env.mystnb_config.output_folder, app.env.docname)  # type: ignore[attr-defined]
        used = [tables.used(), *(chart[TABLES] for chart in charts)]
        used += [output.get("metadata", {}).get(TABLES, []) for output in glued.values()]
        _collected(app.env)[app.env.docname] = {
            "claims": frozenset(claims),
            "tables": frozenset().union(*used),
            "figures": [(chart["name"], chart["frame"]["title"], chart[RESTS_ON]) for chart in charts],
        }


def _begin(app: Sphinx, docname: str, source: list[str]) -> None:
    tables.forget_used()


def _in_order(env: BuildEnvironment, name: str) -> Iterator[str]:
    yield name
    for below in env.toctree_includes.get(name, []):
        yield from _in_order(env, below)


def book(app: Sphinx) -> Book:
    """Return all pages and figures with what they refer to; complete when every page has been read."""
    env, collected = app.env, _collected(app.env)
    names = [name for name in _in_order(env, app.config.root_doc) if name in collected]
    pages = {
        name: Page(name, env.titles[name].astext(), collected[name]["claims"], collected[name]["tables"])
        for name in names
    }
    figures = []
    for name in names:
        numbers = env.toc_fignumbers.get(name, {}).get("figure", {})
        for figure, title, rests_on in collected[name]["figures"]:
            label = app.config.numfig_format["figure"] % ".".join(map(str, numbers.get(figure, ())))
            facts, documents = frozenset(rests_on["facts"]), frozenset(rests_on["documents"])
            figures.append(Figure(figure, name, label, title, facts, documents))
    return Book(pages, tuple(figures))


def setup(app: Sphinx) -> None:
    """Register the collector."""
    app.connect("source-read", _begin)
    app.add_env_collector(References)
