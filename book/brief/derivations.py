"""What follows from the tables without any page: findings on claims, judgments with their grounds, rows of views."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from brief import cards, crossrefs, findings


def digest(content: str | bytes) -> str:
    """Return a short digest: the first 16 hexadecimal digits of the SHA-256."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:16]


def derive() -> dict[str, Any]:
    """Return what is derived from the tables, as JSON has it.

    Returns:
        `findings`: by claim, as `findings.derived` has them; `judgments`: by their ids, as `cards.judgments` has them;
        `views`: for each of `cards.VIEWS`, a digest of each row.
    """
    return {
        "findings": findings.derived(),
        "judgments": cards.judgments(),
        "views": {name: {key: digest(row) for key, row in rows_of(name).items()} for name in cards.VIEWS},
    }


def rows_of(view: str) -> dict[str, str]:
    """Return each row of a view in HTML, as a page shows it but for what leads to other pages.

    A row that has an anchor goes by that; others, and what stands around the rows, are counted.

    Args:
        view: one of `cards.VIEWS`.
    """
    shown = cards.view(view, crossrefs.Book())
    rows = re.split(r"^(?=<tr\b)" if "<tr" in shown else r"^(?=<p\b)", shown, flags=re.M)
    named: dict[str, str] = {}
    for number, row in enumerate(rows):
        anchor = re.match(r'<\w+ id="([^"]+)"', row)
        named[anchor[1] if anchor else str(number)] = row
    return named
