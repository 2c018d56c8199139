"""What several roles and directives share: faults as warnings, and a list of words with their meanings."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from brief import words
from brief.errors import BriefError

LOG = logging.getLogger(__name__)
Shown = TypeVar("Shown")


def faults_as_warnings(run: Callable[[Any], Shown]) -> Callable[[Any], Shown]:
    """Have a role or directive report a fault as a warning at its place, which fails the build, and show nothing."""

    @functools.wraps(run)
    def run_or_warn(self: Any) -> Shown:
        try:
            return run(self)
        except BriefError as error:
            LOG.warning("{%s}: %s", self.name, error, location=self.get_location())
            return cast(Shown, ([], []) if isinstance(self, SphinxRole) else [])

    return run_or_warn


def definition_list(meanings: dict[str, str]) -> nodes.definition_list:
    """Return words with their meanings, each meaning a sentence."""
    items = nodes.definition_list(classes=["brief-vocabulary"])
    for term, meaning in meanings.items():
        definition = nodes.definition("", nodes.paragraph("", words.sentence(meaning)))
        items += nodes.definition_list_item("", nodes.term("", term), definition)
    return items
