"""The Content-Security-Policy of every page and picture of the site: it loads, runs and sends only what is its own.

It is in the page itself, so that it holds on any server, in any folder, and from a disk. Scripts inside a page run by
their hash alone, which is taken of the page in its last form: a script that gets into a page later does not run.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

from sphinx.application import Sphinx

from brief.errors import BriefError

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],  # the second allows WebAssembly, and no text to run as a script
    # measured: plotly sets the attribute `style` of what it draws and adds a <style>, and so do we
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],  # the search fetches pages to show the words around a match
    "worker-src": ["blob:"],  # executes the page again; made by the page, it is bound by the policy of the page
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}
"""What a page may do; the hashes of its own scripts are added to their sources. Frames and plug-ins: none."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
"""What an SVG may do that is opened by itself: it runs no script. Chromium heeds it; Firefox and WebKit heed no policy
inside an SVG."""
_ENCODING = re.compile(r'<meta charset="utf-8" ?/?>', re.IGNORECASE)
"""The only element that must come before the policy."""
_REFRESH = '<meta http-equiv="Refresh"'
"""Begins the page by which jupyter-book leads to a first page that is not called index."""
_LEADS_AWAY = re.compile(
    r"""<meta\b[^>]*http-equiv=["']?refresh\b[^>]*url=["']?\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)""", re.IGNORECASE
)
"""Has the browser open a page of another host, which no policy forbids."""
_SCRIPT = re.compile(
    r'<!--.*?-->|<script(?![^>]*\ssrc=)(?![^>]*\stype="application/(?:ld\+)?json")[^>]*>(.*?)</script>', re.DOTALL
)
"""A script inside a page that runs: not one from a file, no data, nothing in a comment."""


def with_policy(text: str) -> str:
    """Return a page with its policy at the beginning of its head.

    Args:
        text: the page as HTML, in its last form.

    Raises:
        BriefError: if the page does not begin with its encoding, or leads on to another host.
    """
    if _LEADS_AWAY.search(text):
        raise BriefError("a page with <meta http-equiv=refresh> that leads to another host, which no policy forbids")
    if text.lstrip().startswith(_REFRESH):
        text = f'<meta charset="utf-8" />{text}'
    encoding = _ENCODING.search(text)
    if encoding is None:
        raise BriefError("a page without <meta charset>: there is no place for its Content-Security-Policy")
    hashes = sorted({_hash(script[1]) for script in _SCRIPT.finditer(text) if script[1] is not None})
    sources = {**POLICY, "script-src": [*POLICY["script-src"], *hashes]}
    policy = "; ".join(f"{directive} {' '.join(allowed)}" for directive, allowed in sources.items())
    tag = f'\n    <meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=False)}" />'
    return text[: encoding.end()] + tag + text[encoding.end() :]


def picture_with_policy(svg: str) -> str:
    """Return an SVG with its policy at its beginning."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{PICTURE_POLICY}"/>'
    head = f'<metadata><head xmlns="http://www.w3.org/1999/xhtml">{meta}</head></metadata>'
    return re.sub(r"(<svg\b[^>]*>)", rf"\1{head}", svg, count=1)


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _protect(app: Sphinx, error: Exception | None) -> None:
    """Give each page and each picture its policy when everything has been written."""
    if error or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        page.write_text(with_policy(page.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    for picture in sorted(Path(app.outdir).rglob("*.svg")):
        picture.write_text(picture_with_policy(picture.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def setup(app: Sphinx) -> None:
    """Register it after all that changes a page."""
    app.connect("build-finished", _protect, priority=900)
