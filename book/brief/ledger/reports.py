"""The address of the form by which readers report an error, filled in with the place at which they found it."""

from __future__ import annotations

from urllib.parse import urlencode

FORM = "changes.html"
"""The page with the form."""
ANCHOR = "report-an-error"


def address(**place: str) -> str:
    """Return the address in the site of the form.

    Args:
        place: what the form says of the place: `page`, or `row` such as "facts:x-1".
    """
    return f"{FORM}?{urlencode(place, safe=':')}#{ANCHOR}"
