"""The Sphinx side of `brief.say`: a number in the text carries its name in the HTML, so that a check can name it.

A reader sees no difference: ``{glue:text}`count` `` becomes `<span class="pasted-text" data-number="count">14</span>`,
and a format, as in ``{glue:text}`rate:.0f` ``, stands beside it as `data-format`.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from sphinx.application import Sphinx


class named_number(nodes.inline):
    """What `brief.say` put into the text: its `name` there, and the `form` in which the text gives it, or ""."""


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


def _visit(translator: Any, node: named_number) -> None:
    form = {"data-format": node["form"]} if node["form"] else {}
    translator.body.append(translator.starttag(node, "span", "", **{"data-number": node["name"], **form}))


def _depart(translator: Any, node: named_number) -> None:
    translator.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register the role in place of myst-nb's own."""
    app.add_node(named_number, html=(_visit, _depart))
    app.setup_extension("myst_nb")  # whose role this one replaces
    app.add_role_to_domain("glue", "text", NumberRole(), override=True)
