"""The shared tables: reading, description, validation, codebook and dates.

Every table is typed by its description in `data/datapackage.json`; reading trusts the files and validation checks
them. It imports the helper modules alone.
"""

from brief.tables.reading import (
    asked,
    descriptor,
    digests,
    forget_asked,
    names,
    package_of,
    plain,
    remembered,
    resource,
    rows,
    size,
    substitute,
    table,
    vocabulary,
)

__all__ = [
    "asked",
    "descriptor",
    "digests",
    "forget_asked",
    "names",
    "package_of",
    "plain",
    "remembered",
    "resource",
    "rows",
    "size",
    "substitute",
    "table",
    "vocabulary",
]
