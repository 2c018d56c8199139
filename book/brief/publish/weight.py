"""What each page loads: nothing that it does not use, and nothing that keeps it from being shown.

The theme brings all of Font Awesome, as a script larger than all else together, and on every page the index for
searching and styles of parts that no page has. When all is written, icons are put into the pages, one style sheet with
what is used takes the place of many, and one script that of those which all pages load; what a page does not use is
left out, and scripts run once the page stands.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from brief.errors import BriefError
from brief.publish import styles

ICONS = "fontawesome.js"
"""The script that would draw the icons, in the folder `_static/scripts`."""
STYLED_BY_THEMSELVES = {ICONS, "plotly.min.js"}
"""Scripts that bring the styles of what they draw."""
PICTURED = {"brief-picture", "brief-files", "wide", "narrow"}
"""Classes that stand in pages only where Chromium made the pictures; the style sheet is the same everywhere."""
FOR_SEARCH = {"searchtools.js", "language_data.js", "searchindex.js"}
SEARCH = "search.html"
PARTS = {
    r"sd-\w": {"design-tabs.js"},
    r"(?:toggle|dropdown)(?![\w-])": {"togglebutton.js"},
    r"highlight(?![\w-])": {"copybutton.js", "clipboard.min.js"},
}
"""Scripts that serve elements with a class alone; the class, as a pattern."""
SHEET = "site.css"
"""The style sheet of all pages, in the folder `_static`."""
SCRIPT = "site.js"
"""The script of all pages, in the same folder: those of `JOINED`, in the order in which the pages have them."""
JOINED = (
    *("documentation_options.js", "doctools.js", "sphinx_highlight.js", "scripts/sphinx-book-theme.js"),
    *("later.js", "cards.js"),
)
THEME = "scripts/pydata-sphinx-theme.js"
_SCROLLS = "e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1"
MEASURED = {
    f"forEach(e=>{{{_SCROLLS}}})": f'forEach(e=>{{e.closest("details:not([open])")||({_SCROLLS})}})',
    'addEventListener("resize",t),': 'addEventListener("resize",t),document.addEventListener("toggle",e,!0),',
}
"""How the theme's script finds what can be scrolled, and so must be reached by keys, and what stands there instead.

It lays out, one by one, all that is folded away, before a reader can do anything: now it does when that is opened.
"""
FONTS = "vendor/fontawesome"
"""Fonts of icons, in the folder `_static`: of no use where icons stand in the pages."""
_FILE = re.compile(r'<(?:script\b[^>]*? src|link\b[^>]*? href)="(?:[^"?]*/)?([^"?/]+)(?:\?[^"]*)?"[^>]*>(?:</script>)?')
_STYLE = re.compile(r'<link\b(?![^>]* media="print")[^>]*? href="_static/([^"?]+\.css)[^"]*"[^>]*>\n?')
"""A style sheet; not that of paper, which stays apart, and is loaded when the page stands."""
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa-solid\b[^"]*)"([^>]*)></\1>')
_JOINED = re.compile(
    rf'<script\b[^>]*? src="_static/(?:{"|".join(map(re.escape, JOINED))})(?:\?[^"]*)?"[^>]*></script>\n?'
)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", flags=re.M)
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
    return _ICON.sub(lambda found: _drawn(icons, found[2].split(), found[3]), text)


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


def sheet(static: Path, pages: dict[str, str]) -> str:
    """Return one style sheet for all pages: theirs, in their order, without what none of them uses.

    Args:
        static: the folder with the style sheets and scripts of the site.
        pages: the pages, as HTML.
    """
    names: dict[str, None] = {}
    for page in pages.values():  # a page may leave out some, but has them in the same order
        names |= dict.fromkeys(_STYLE.findall(page))
    files = (file for file in sorted(static.rglob("*.js")) if file.name not in STYLED_BY_THEMSELVES)
    scripts = (file.read_text(encoding="utf-8") for file in files)
    known = styles.names_in(iter(pages.values()), scripts) | PICTURED
    parts = [_without_fonts(styles.used(_whole(static / name, static), known)) for name in names]
    return "".join(parts)


def _whole(file: Path, static: Path) -> str:
    """Return a style sheet with those that it imports in it, and addresses as seen from the folder `static`."""
    text = re.sub(
        r'@import "([^"]+)";', lambda found: _whole((file.parent / found[1]).resolve(), static), file.read_text("utf-8")
    )

    def address(found: re.Match[str]) -> str:
        if found[1].startswith(("data:", "#", "/")) or file.parent == static:
            return found[0]
        return f"url({os.path.relpath(file.parent / found[1], static)})".replace(os.sep, "/")

    return re.sub(r"url\(([^\"')]+)\)", address, text)


def _without_fonts(text: str) -> str:
    return re.sub(r"@font-face\{[^}]*Font Awesome[^}]*\}\n?", "", text)


def _lighten(app: Sphinx, error: Exception | None) -> None:
    """Change the pages when all is written, and take away what none asks for now."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    icons = (static / "scripts" / ICONS).read_text(encoding="utf-8")
    files = sorted(Path(app.outdir).glob("*.html"))
    pages = {file.name: lighter(file.read_text(encoding="utf-8"), file.name, icons) for file in files}
    styled = sheet(static, pages)
    joined = [static / name for name in JOINED if (static / name).is_file()]  # another theme may have others
    scripts = "\n;\n".join(_SOURCE_MAP.sub("", file.read_text(encoding="utf-8")) for file in joined)
    link = f'<link rel="stylesheet" href="_static/{SHEET}?v={_version(styled)}" />\n'
    script = f'<script defer src="_static/{SCRIPT}?v={_version(scripts)}"></script>\n'
    for file in files:
        text = _in_place_of(_JOINED, script, _in_place_of(_STYLE, link, pages[file.name]))
        file.write_text(text, encoding="utf-8", newline="")
    replaced = {name for page in pages.values() for name in _STYLE.findall(page)} | {"basic.css", f"scripts/{ICONS}"}
    replaced |= set(JOINED)
    theme = (static / THEME).read_text(encoding="utf-8")
    for written, instead in MEASURED.items():  # a theme that does it otherwise stays as it is
        theme = theme.replace(written, instead)
    for name, content in ((SHEET, styled), (SCRIPT, scripts), (THEME, theme)):
        (static / name).write_text(content, encoding="utf-8", newline="")
    for name in replaced:  # the notice of the icons stays: it says whose they are
        (static / name).unlink(missing_ok=True)
        (static / f"{name}.map").unlink(missing_ok=True)
    shutil.rmtree(static / FONTS, ignore_errors=True)


def _version(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _in_place_of(many: re.Pattern[str], one: str, text: str) -> str:
    """Return a text with one piece where the first of many stood, and without these."""
    first = many.search(text)
    if first is None:
        return text
    return text[: first.start()] + one + many.sub("", text[first.start() :])


def setup(app: Sphinx) -> None:
    """Register it after all that writes, and before the policy, which is of the page in its last form."""
    app.connect("build-finished", _lighten, priority=800)
