"""The Sphinx side of numbers in the text: each carries its name in the HTML, so that checks can compare it.

`{glue:text}` writes a number that a cell names with `say`; `{value}`, `{when}` and `{months}` write a value of a row as
`brief.ledger.values` describes. ``{glue:text}`rate:.0f` `` becomes `<span data-number="rate" data-format=".0f">`, which
readers do not notice.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from brief.errors import BriefError
from brief.ledger import values
from brief.pages import reading

LOG = logging.getLogger(__name__)
_LINES = "brief_lookups"
"""Key of the lines at which the page that Sphinx reads shows looked-up values, by role and reference."""


class named_number(nodes.inline):
    """A number in the text: its `name`, and the `form` in which it is written, or ""."""


class NumberRole(PasteTextRole):
    """`{glue:text}` with a name and, after a colon, a format: as myst-nb defines it, but the name is kept."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as text under its name; a name without a number fails the build."""
        pasted, messages = super().run()
        return [self._named(node) if isinstance(node, nodes.inline) else node for node in pasted], messages

    def _named(self, pasted: nodes.inline) -> named_number:
        name, _, form = self.text.partition(":")
        number = named_number(pasted.rawsource, pasted.astext(), classes=pasted["classes"], name=name, form=form)
        number.source, number.line = pasted.source, pasted.line
        return number


class LookupRole(SphinxRole):
    """`{value}`, `{when}` or `{months}` with a reference to a row."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value as text under its name; a reference without a value fails the build."""
        self.env.temp_data.setdefault(_LINES, {})[self.name, self.text] = self.lineno
        try:
            value = values.look_up(self.name, self.text)
        except BriefError as error:
            LOG.warning("%s", error, location=self.get_location())
            return [], []
        number = named_number(self.rawtext, value.text, name=value.name, form=value.form)
        self.set_source_info(number)
        return [number], []


def _compare_with_source(app: Sphinx, doctree: nodes.document) -> None:
    """Fail the build if a page shows other references than are found in its source: only these are sealed."""
    page, shown = app.env.docname, app.env.temp_data.get(_LINES, {})
    in_source = {(lookup.role, lookup.reference): lookup.line for lookup in reading.lookups_of(page)}
    for key in sorted(shown.keys() - in_source.keys()):
        place = (page, shown[key])
        LOG.warning("{%s}`%s` is not sealed where it stands; expected text or a caption", *key, location=place)
    for key in sorted(in_source.keys() - shown.keys()):
        LOG.warning("{%s}`%s` shows nothing where it stands", *key, location=(page, in_source[key]))


def _visit(translator: Any, node: named_number) -> None:
    form = {"data-format": node["form"]} if node["form"] else {}
    translator.body.append(translator.starttag(node, "span", "", **{"data-number": node["name"], **form}))


def _depart(translator: Any, node: named_number) -> None:
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the roles, `{glue:text}` in place of that of myst-nb."""
    app.add_node(named_number, html=(_visit, _depart))
    app.setup_extension("myst_nb")  # whose role this one replaces
    app.add_role_to_domain("glue", "text", NumberRole(), override=True)
    for name in values.ROLES:
        app.add_role(name, LookupRole())
    app.connect("doctree-read", _compare_with_source)
