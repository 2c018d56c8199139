"""What follows from the tables without any page: findings on claims, judgments with their grounds, rows of views."""

from __future__ import annotations

import contextlib
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from brief.errors import BriefError
from brief.files import sha256
from brief.ledger import crossrefs, findings, views
from brief.ledger.judgments import judgments_with_grounds

PACKAGE = Path(__file__).parents[1]


def derive() -> dict[str, Any]:
    """Return what is derived from the tables, as JSON has it.

    Returns:
        `findings`: by claim, as `findings.derived` has them; `judgments`: by their ids, as `judgments_with_grounds`
        has them; `views`: for each of `views.VIEWS`, a digest of each row.

    Raises:
        BriefError: if the code of the package fails at one of these: naming it, and where in the code.
    """
    with _told_of("findings"):
        found: dict[str, Any] = {"findings": findings.derived()}
    with _told_of("judgments"):
        found["judgments"] = judgments_with_grounds()
    found["views"] = {}
    for name in views.VIEWS:
        with _told_of(f"view {name}"):
            found["views"][name] = {key: sha256(row) for key, row in rows_of(name).items()}
    return found


@contextlib.contextmanager
def _told_of(what: str) -> Iterator[None]:
    """Tell of an error in code as that of a cell is told: what was to be made, the line, the error."""
    try:
        yield
    except BriefError as error:
        raise BriefError(f"{what}: {error}") from error
    except Exception as error:
        ours = [
            step for step in traceback.extract_tb(error.__traceback__) if Path(step.filename).is_relative_to(PACKAGE)
        ]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        raise BriefError(f"{what}: {place} fails: {type(error).__name__}: {error}") from error


def rows_of(view: str) -> dict[str, str]:
    """Return each row of a view in HTML, as a page shows it but for what leads to other pages.

    A row that has an anchor goes by that; others, and what stands around the rows, are counted.

    Args:
        view: one of `views.VIEWS`.
    """
    shown = views.view(view, crossrefs.Book())
    rows = re.split(r"^(?=<tr\b)" if "<tr" in shown else r"^(?=<p\b)", shown, flags=re.M)
    named: dict[str, str] = {}
    for number, row in enumerate(rows):
        anchor = re.match(r'<\w+ id="([^"]+)"', row)
        named[anchor[1] if anchor else str(number)] = row
    return named
