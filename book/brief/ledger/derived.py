"""What follows from the tables alone: findings on claims, judgments with their grounds, rows of views."""

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
        has them; `views`: for each of `views.available`, a digest of each row.

    Raises:
        BriefError: if the code of the package fails at one of these: naming it, and where in the code.
    """
    with _naming("findings"):
        results: dict[str, Any] = {"findings": findings.derived()}
    with _naming("judgments"):
        results["judgments"] = judgments_with_grounds()
    results["views"] = {}
    for name in views.available():
        with _naming(f"view {name}"):
            results["views"][name] = {key: sha256(row) for key, row in rows_of(name).items()}
    return results


@contextlib.contextmanager
def _naming(result: str) -> Iterator[None]:
    """Report an error in code like that of a cell: with the result that it was to compute, the line, and the error."""
    try:
        yield
    except BriefError as error:
        raise BriefError(f"{result}: {error}") from error
    except Exception as error:
        steps = traceback.extract_tb(error.__traceback__)
        last = [step for step in steps if Path(step.filename).is_relative_to(PACKAGE)][-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        raise BriefError(f"{result}: {place} fails: {type(error).__name__}: {error}") from error


def rows_of(view: str) -> dict[str, str]:
    """Return each row of a view in HTML, as a page shows it but for links to other pages.

    A row that has an anchor is named by that; others, and what is around the rows, by their number.

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
