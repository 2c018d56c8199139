"""What each page loads: nothing that it does not use, and nothing that keeps it from being shown.

The theme brings all of Font Awesome, as a script larger than all else together, and on every page the index for
searching and styles of parts that no page has. When all is written, icons are put into the pages, what a page
does not use is left out, and scripts run once the page stands.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from sphinx.application import Sphinx

from brief.errors import BriefError

ICONS = "fontawesome.js"
"""The script that would draw the icons, in the folder `_static/scripts`."""
FOR_SEARCH = {"searchtools.js", "language_data.js", "searchindex.js"}
SEARCH = "search.html"
PARTS = {
    r"sd-\w": {"sphinx-design.min.css", "design-tabs.js"},
    r"(?:toggle|dropdown)(?![\w-])": {"togglebutton.css", "togglebutton.js"},
    r"highlight(?![\w-])": {"copybutton.css", "copybutton.js", "clipboard.min.js", "pygments.css"},
}
"""Files that serve elements with a class alone; the class, as a pattern."""
_FILE = re.compile(r'<(?:script\b[^>]*? src|link\b[^>]*? href)="(?:[^"?]*/)?([^"?/]+)(?:\?[^"]*)?"[^>]*>(?:</script>)?')
_ICON = re.compile(r'<i class="([^"]*\bfa-solid\b[^"]*)"([^>]*)></i>')
_PRELOAD = re.compile(r'<link rel="preload" as="script"[^>]*>\n?')
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
_NAMES_PAGE = re.compile(r"<script>(DOCUMENTATION_OPTIONS\.[^<]*)</script>")


def lighter(text: str, name: str, icons: str) -> str:
    """Return a page that loads only what it uses, and runs scripts when it stands.

    Args:
        text: the page, as HTML.
        name: of its file.
        icons: the script of Font Awesome.

    Raises:
        BriefError: if the page has an icon that is not in the script.
    """
    unused = {ICONS} | (set() if name == SEARCH else FOR_SEARCH)
    for pattern, files in PARTS.items():
        if not re.search(rf'class="(?:[^"]* )?{pattern}', text):
            unused |= files
    text = _PRELOAD.sub("", text)
    text = _FILE.sub(lambda found: "" if found[1] in unused else found[0], text)
    # deferred scripts run in their order when the page stands, and so do modules: these wait for what they set
    text = re.sub(r"<script(?![^>]*\b(?:defer|async)\b)([^>]*? src=)", r"<script defer\1", text)
    text = _NAMES_PAGE.sub(r'<script type="module">\1</script>', text)
    viewport = _VIEWPORT.search(text)
    if viewport:
        text = text[: viewport.end()] + _VIEWPORT.sub("", text[viewport.end() :])
    return _ICON.sub(lambda found: _drawn(icons, found[1].split(), found[2]), text)


def _drawn(icons: str, classes: list[str], more: str) -> str:
    """Return an icon as Font Awesome's script would put it into the page."""
    name = next(part[3:] for part in classes if part.startswith("fa-") and part not in {"fa-solid", "fa-lg", "fa-fw"})
    width, height, path = _icon(icons, name)
    more = re.sub(r' title="[^"]*"', "", more)  # what it is in says it
    return (
        f'<svg class="svg-inline--fa {" ".join(classes)}"{more} aria-hidden="true"'
        f' focusable="false" viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
    )


@functools.cache
def _icon(icons: str, name: str) -> tuple[str, str, str]:
    found = re.findall(rf'[{{,]"?{re.escape(name)}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]', icons)
    if not found:
        raise BriefError(f"Font Awesome has no icon {name!r}, or its script has another form than expected")
    return found[-1]  # the outlined ones stand before the solid ones


def _lighten(app: Sphinx, error: Exception | None) -> None:
    """Change the pages when all is written, and take away what none asks for now."""
    if error or app.builder.format != "html":
        return
    scripts = Path(app.outdir) / "_static" / "scripts"
    icons = (scripts / ICONS).read_text(encoding="utf-8")
    for page in sorted(Path(app.outdir).glob("*.html")):
        page.write_text(lighter(page.read_text(encoding="utf-8"), page.name, icons), encoding="utf-8", newline="")
    for file in scripts.glob(f"{ICONS}*"):
        file.unlink()


def setup(app: Sphinx) -> None:
    """Register it after all that writes, and before the policy, which is of the page in its last form."""
    app.connect("build-finished", _lighten, priority=800)
