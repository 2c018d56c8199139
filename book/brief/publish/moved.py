"""Old addresses of pages that are part of another one now: each leads there, with its query and its place.

They lead on from a disk, too, and without scripts to the beginning of the part.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from brief.settings import settings

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>{title}</title>
<link rel="canonical" href="{page}" />
<noscript><meta http-equiv="refresh" content="0; url={address}" /></noscript>
<script src="_static/moved.js" defer></script>
</head>
<body><p>This page is now part of <a href="{address}">{title}</a>.</p></body>
</html>
"""


def _write(app: Sphinx, error: Exception | None) -> None:
    """Write a small page at each old address."""
    if error or app.builder.format != "html":
        return
    for old, new in settings().moved.items():
        page, _, part = new.partition("#")
        if old in app.env.found_docs or page not in app.env.found_docs:  # a book of other pages
            continue
        title = app.env.titles[page].astext()
        text = PAGE.format(title=title, page=f"{page}.html", address=f"{page}.html{'#' if part else ''}{part}")
        Path(app.outdir, f"{old}.html").write_text(text, encoding="utf-8", newline="")


def setup(app: Sphinx) -> None:
    """Register it before all that changes written pages."""
    app.connect("build-finished", _write, priority=700)
