"""The shared tables of `data/`: reading, description, validation, codebook and dates.

Every table is typed by its description in `data/datapackage.json`; reading trusts the files and validation checks
them. It imports the helper modules alone.
"""

from brief.tables.description import descriptor, names, package_of, resource, vocabulary
from brief.tables.reading import (
    cached,
    clear,
    digests,
    forget_used,
    keyed,
    plain,
    row_digest,
    rows,
    size,
    substitute,
    table,
    texts,
    used,
)

__all__ = [
    "cached",
    "clear",
    "descriptor",
    "digests",
    "forget_used",
    "keyed",
    "names",
    "package_of",
    "plain",
    "resource",
    "row_digest",
    "rows",
    "size",
    "substitute",
    "table",
    "texts",
    "used",
    "vocabulary",
]
