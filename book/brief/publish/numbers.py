"""The Sphinx side of numbers in the text: each carries its name in the HTML, so that a check can tell which it is.

Roles: `{glue:text}` gives what `brief.say` named, `{value}`, `{when}` and `{months}` what stands in the tables, as
`brief.ledger.values` has it. So ``{glue:text}`rate:.0f` `` becomes `<span data-number="rate" data-format=".0f">`, and a
reader sees no difference.
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
from brief.pages import execution

LOG = logging.getLogger(__name__)
_SHOWN = "brief_lookups"
"""Where Sphinx holds the references of the page that it reads: by the role and what stands in it, the line."""


class named_number(nodes.inline):
    """A number in the text: its `name`, and the `form` in which the text gives it, or ""."""


class NumberRole(PasteTextRole):
    """`{glue:text}` with a name and, after a colon, a format: as myst-nb has it, but that the name is kept."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value as text under its name, or the warning that there is none."""
        found, told = super().run()
        name, _, form = self.text.partition(":")
        return [_named(node, name, form) if isinstance(node, nodes.inline) else node for node in found], told


def _named(pasted: nodes.inline, name: str, form: str) -> named_number:
    number = named_number(pasted.rawsource, pasted.astext(), classes=pasted["classes"], name=name, form=form)
    number.source, number.line = pasted.source, pasted.line
    return number


class LookupRole(SphinxRole):
    """`{value}`, `{when}` and `{months}` with the row of a fact."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the value as text under its name; a reference without a value fails the build."""
        self.env.temp_data.setdefault(_SHOWN, {})[self.name, self.text] = self.lineno
        try:
            found = values.look_up(self.name, self.text)
        except BriefError as error:
            LOG.warning("%s", error, location=self.get_location())
            return [], []
        number = named_number(self.rawtext, found.text, name=found.name, form=found.form)
        self.set_source_info(number)
        return [number], []


def _compare(app: Sphinx, doctree: nodes.document) -> None:
    """Fail the build where a page shows other references than its source is read to have: only those are sealed."""
    page, shown = app.env.docname, app.env.temp_data.get(_SHOWN, {})
    read = {(lookup.role, lookup.reference): lookup.line for lookup in execution.lookups_of(page)}
    for key in sorted(shown.keys() - read.keys()):
        LOG.warning(
            "{%s}`%s` is not sealed where it stands; expected text or a caption", *key, location=(page, shown[key])
        )
    for key in sorted(read.keys() - shown.keys()):
        LOG.warning("{%s}`%s` shows nothing where it stands", *key, location=(page, read[key]))


def _visit(translator: Any, node: named_number) -> None:
    form = {"data-format": node["form"]} if node["form"] else {}
    translator.body.append(translator.starttag(node, "span", "", **{"data-number": node["name"], **form}))


def _depart(translator: Any, node: named_number) -> None:
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the roles, `{glue:text}` in place of myst-nb's own."""
    app.add_node(named_number, html=(_visit, _depart))
    app.setup_extension("myst_nb")  # whose role this one replaces
    app.add_role_to_domain("glue", "text", NumberRole(), override=True)
    for name in values.ROLES:
        app.add_role(name, LookupRole())
    app.connect("doctree-read", _compare)
