"""What a page loads: one style sheet with what the pages use, icons as drawings, and no script that delays the text.

The theme has each page load all of Font Awesome as a script of 540 kB, the index for searching, and 94 kB of styles
before anything is shown. Without this module, the first chart of a page comes after 1,000 kB instead of 145.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from brief.errors import BriefError
from brief.publish import used_styles

ICONS = "scripts/fontawesome.js"
"""The theme's script that draws icons, in the folder `_static`."""
ICON_FONTS = "vendor/fontawesome"
"""Fonts of the same icons, in the folder `_static`."""
TRANSLATIONS = "locales"
"""Words of the theme in other languages, which Sphinx reads and no page loads, in the folder `_static`."""
SHEET = "site.css"
"""The style sheet of all pages, in the folder `_static`."""
WAIT = '<script>"the style sheet is loaded"</script>\n'
"""Has the browser wait for the style sheet before it reads on, and so show the beginning of a page first.

Without a script here it reads the whole page while it waits, and then lays out all of it before anything is shown: on a
phone the first chart of a long page came a second later.
"""
BRINGS_STYLES = {"fontawesome.js", "plotly.min.js"}
"""Scripts that style by themselves what they add to a page."""
ONLY_WITH_PICTURES = {"brief-picture", "brief-still", "brief-files", "wide", "narrow"}
"""Classes of static pictures: the style sheet is the same where Chromium is missing and no page has any."""
OF_LIVE_CHARTS = {"user-select-none"}
"""Classes that the chart script adds and the theme has rules for."""
SEARCH_PAGE, INDEX = "search.html", "searchindex.js"
MACROS = ("webpack-macros.html", "sbt-webpack-macros.html")
"""Templates of the theme, which it copies into the folder `_static` although they are no pages."""
_UNUSED = re.compile(r'<link rel="preload" as="script"[^>]*>\n?|<script\b[^>]*/fontawesome\.js[^>]*></script>\n?')
_FOR_SEARCH = re.compile(r'<script\b[^>]* src="[^"]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>\n?')
_NOT_DEFERRED = re.compile(r"<script(?![^>]*\b(?:defer|async)\b)(?=[^>]* src=)")
_SETS_OPTIONS = re.compile(r"<script>(DOCUMENTATION_OPTIONS\.[^<]*)</script>")
_STYLE = re.compile(r'<link\b(?![^>]* media="print")[^>]*? href="_static/([^"?]+\.css)[^"]*"[^>]*>\n?')
"""A style sheet for the screen. The one for paper stays apart: browsers load it without delaying the page."""
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa-solid\b[^"]*)"([^>]*)></\1>')


def lighter(text: str, name: str, icons: str) -> str:
    """Return a page that loads only what it uses, and runs scripts after it is shown.

    Args:
        text: the page, as HTML.
        name: of its file.
        icons: the script of Font Awesome.

    Raises:
        BriefError: if the page has an icon that is not in the script.
    """
    text = _UNUSED.sub("", text)
    if name != SEARCH_PAGE:
        text = _FOR_SEARCH.sub("", text)
    # deferred scripts and modules run in their order, so these find the object that they write to
    text = _NOT_DEFERRED.sub("<script defer", text)
    text = _SETS_OPTIONS.sub(r'<script type="module">\1</script>', text)
    return _ICON.sub(lambda icon: _drawing(icons, icon[2].split(), icon[3]), text)


def _drawing(icons: str, classes: list[str], attributes: str) -> str:
    """Return an icon as Font Awesome's script would put it into the page."""
    name = next(part[3:] for part in classes if part.startswith("fa-") and part not in {"fa-solid", "fa-lg", "fa-fw"})
    width, height, path = _outline(icons, name)
    attributes = re.sub(r' title="[^"]*"', "", attributes)  # the button around it has a label
    return (
        f'<svg class="svg-inline--fa {" ".join(classes)}"{attributes} aria-hidden="true"'
        f' focusable="false" viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
    )


@functools.cache
def _outline(icons: str, name: str) -> tuple[str, str, str]:
    """Return the width, the height and the path of an icon."""
    outlines = re.findall(rf'[{{,]"?{re.escape(name)}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]', icons)
    if not outlines:
        raise BriefError(f"Font Awesome has no icon {name!r}, or its script has another form than expected")
    return outlines[-1]  # the script has the regular style before the solid one


def sheet(static: Path, names: list[str], pages: list[str]) -> str:
    """Return one style sheet in place of several, without the rules that no page uses.

    Args:
        static: the folder with the style sheets and scripts of the site.
        names: of the style sheets, in their order.
        pages: all pages, as HTML.
    """
    scripts = [path for path in sorted(static.rglob("*.js")) if path.name not in BRINGS_STYLES]
    known = used_styles.names_in(pages, (path.read_text(encoding="utf-8") for path in scripts))
    known |= ONLY_WITH_PICTURES | OF_LIVE_CHARTS
    return "".join(used_styles.used(_with_imports(static / name), known) for name in names)


def _with_imports(path: Path) -> str:
    """Return a style sheet of the theme with those that it imports, and without fonts for the icons."""
    text = re.sub(
        r'@import "([^"]+)";', lambda rule: _with_imports(path.parent / rule[1]), path.read_text(encoding="utf-8")
    )
    return re.sub(r"@font-face\{[^}]*Font Awesome[^}]*\}", "", text)


def _lighten(app: Sphinx, error: Exception | None) -> None:
    """Change the pages when all are written, and remove the files that no page loads any more."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    icons = (static / ICONS).read_text(encoding="utf-8")
    pages = {
        path: lighter(path.read_text(encoding="utf-8"), path.name, icons)
        for path in sorted(Path(app.outdir).glob("*.html"))
    }
    names = list(dict.fromkeys(name for page in pages.values() for name in _STYLE.findall(page)))
    content = sheet(static, names, list(pages.values()))
    (static / SHEET).write_text(content, encoding="utf-8", newline="")
    version = hashlib.sha256(content.encode()).hexdigest()[:8]
    link = f'<link rel="stylesheet" href="_static/{SHEET}?v={version}" />\n{WAIT}'
    for path, page in pages.items():
        if first := _STYLE.search(page):
            page = f"{page[: first.start()]}{link}{_STYLE.sub('', page[first.end() :])}"
        path.write_text(page, encoding="utf-8", newline="")
    for name in {*names, *MACROS, "basic.css", ICONS}:  # the notice of the icons' authors stays
        (static / name).unlink(missing_ok=True)
        (static / f"{name}.map").unlink(missing_ok=True)
    if (index := Path(app.outdir) / INDEX).is_file():
        index.write_text(_compact(index.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    for unused in (ICON_FONTS, TRANSLATIONS):
        shutil.rmtree(static / unused, ignore_errors=True)
    for script_map in static.rglob("*.map"):  # for those who write the scripts of the theme
        script_map.unlink()


def _compact(index: str) -> str:
    """Return the script with the index for searching without its white space and escapes, a quarter of it."""
    begins, ends = index.index("{"), index.rindex("}") + 1
    content = json.dumps(json.loads(index[begins:ends]), ensure_ascii=False, separators=(",", ":"))
    return f"{index[:begins]}{content}{index[ends:]}"


def setup(app: Sphinx) -> None:
    """Register it after all that writes pages, and before the policy, which depends on their last form."""
    app.connect("build-finished", _lighten, priority=800)
