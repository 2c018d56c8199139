"""The Content-Security-Policy of every page of the site: it loads, runs and sends nothing but what is its own.

It stands in the page itself, so that it holds on any server, in any folder, and from a disk. Scripts that stand in a
page run by their hash alone, taken of what was written in the end; so what gets into a page by a fault does not run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx

from brief.errors import BriefError

BEGINNING = re.compile(r'<meta charset="utf-8" ?/?>', re.IGNORECASE)
"""After which the policy stands: only the encoding must come before it."""
MACROS = ("webpack-macros.html", "sbt-webpack-macros.html")
"""Templates of the theme that it copies into the site by mistake, and that are no pages."""
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    # measured: plotly sets the attribute `style` of what it draws and adds a <style>, as does fontawesome; so do we
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],  # the search fetches pages to show where words stand
    "worker-src": ["'self'"],  # executes the page again; it is bound by no page's policy, so WebAssembly needs no more
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}
"""What a page may do; to the sources of scripts come the hashes of its own. Frames and plug-ins: none."""


_SCRIPT = re.compile(r"<!--.*?-->|(<script\b[^>]*>)(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
"""A script with its beginning and its text; what stands in a comment is none."""


class _Attributes(HTMLParser):
    """Reads the attributes of one tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, str | None] = {}
        self.feed(tag)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found = dict(attributes)


def _scripts(text: str) -> set[str]:
    """Return the scripts that stand in a page and would run: not those of a file, and no data."""
    found = set()
    for script in _SCRIPT.finditer(text):
        told = _Attributes(script[1]).found if script[1] else {"src": ""}
        if "src" not in told and not (told.get("type") or "").endswith("json"):
            found.add(script[2])
    return found


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def with_policy(text: str) -> str:
    """Return a page with its policy at the beginning of its head.

    Args:
        text: the page as HTML, in its last form: what is changed later does not run.

    Raises:
        BriefError: if the page does not begin with its encoding.
    """
    if text.lstrip().startswith('<meta http-equiv="Refresh"'):  # jupyter-book's way to a first page not called index
        text = f'<meta charset="utf-8" />{text}'
    begun = BEGINNING.search(text)
    if begun is None:
        raise BriefError("a page without <meta charset>: there is no place for its Content-Security-Policy")
    hashes = sorted(map(_hash, _scripts(text)))
    sources = {**POLICY, "script-src": [*POLICY["script-src"], *hashes]}
    policy = "; ".join(f"{directive} {' '.join(allowed)}" for directive, allowed in sources.items())
    tag = f'\n    <meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}" />'
    return text[: begun.end()] + tag + text[begun.end() :]


def _put(app: Sphinx, error: Exception | None) -> None:
    """Give each page its policy when everything has been written."""
    if error or app.builder.format != "html":
        return
    for name in MACROS:
        (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)
    for page in sorted(Path(app.outdir).rglob("*.html")):
        page.write_text(with_policy(page.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def setup(app: Sphinx) -> None:
    """Register it after all that changes a page."""
    app.connect("build-finished", _put, priority=900)
