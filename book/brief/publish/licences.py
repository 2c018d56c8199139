"""Licences of what is installed from the pins, and of what of it stands in the site: `book/licences.csv`.

Run `python -m brief.licences` to write the list again, after the pins were renewed. A licence is what the installed
package says of itself; where it says nothing, or less than its files do, what its files say was read and stands here.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from importlib import metadata

from brief import paths
from brief.errors import BriefError
from brief.files import read_text, write_whole
from brief.rerun import runtime
from brief.settings import settings
from brief.vendor import chart_script
from brief.vendor.assets import PLOTLY_JS

COLUMNS = ("package", "version", "licence", "basis", "needed_for", "files_in_the_site")
_PROJECT = settings().name
_NAMES = {
    "0BSD": "0BSD",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "ISC license": "ISC",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call a licence that SPDX has a name for. Not "BSD License": there are two, which their texts tell."""
_READ = {
    "axe-playwright-python": ("MIT AND MPL-2.0", "its LICENSE; axe, which it brings, has its own"),
    "colorama": ("BSD-3-Clause", "its LICENSE.txt; not installed here"),
    "docutils": ("LicenseRef-public-domain AND BSD-2-Clause AND PSF-2.0 AND ZPL-2.1", "its COPYING.txt"),
    "appnope": ("BSD-2-Clause", "License-Expression; not installed here"),
    "cffi": ("MIT-0", "License-Expression; not installed here"),
    "pycparser": ("BSD-3-Clause", "License-Expression; not installed here"),
    **{
        f"sphinxcontrib-{name}": ("BSD-2-Clause", "the LICENCE.rst of its source distribution")
        for name in ("applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml")
    },
    "text-unidecode": ("Artistic-1.0 OR GPL-2.0-or-later", "its LICENSE.txt"),
}
"""Packages whose files were read, and those that only another platform installs: licence, and where it was read."""


@dataclass(frozen=True)
class Brought:
    """Something that a package brings with it into the site, under a licence of its own.

    Attributes:
        name: of what is brought.
        licence: as SPDX has it.
        by: the package.
        file: in the package, by its end, which names the version.
        version: pattern of the version in that file.
        files: in the site's folder `_static`, as patterns.

    """

    name: str
    licence: str
    by: str
    file: str
    version: str
    files: str


SHEET = "site.css"
"""The style sheet of the site, made of those of several packages."""
NOTICE_OF_ICONS = "scripts/fontawesome.js.LICENSE.txt"
"""What says whose the icons are: they stand in the pages themselves."""
BROUGHT = (
    Brought("plotly.js", "MIT", "plotly", "/plotly.min.js", r"plotly\.js v([\d.]+)", "plotly.min.js* map-outlines.js"),
    Brought("DataTables", "MIT", "itables", "/dt_bundle.js", r'version="([\d.]+)";\w+\.settings=', "tables-library.js"),
    Brought("jQuery", "MIT", "itables", "/dt_bundle.js", r'="([\d.]+)",\w+=/HTML\$/i', "tables-library.js"),
    Brought("JSZip", "MIT OR GPL-3.0-or-later", "itables", "/dt_bundle.js", r"JSZip v([\d.]+)", "tables-library.js"),
    Brought(
        *("Bootstrap", "MIT", "pydata-sphinx-theme", "/bootstrap.js.LICENSE.txt", r"Bootstrap v([\d.]+)"),
        "scripts/bootstrap.js*",
    ),
    Brought(
        *("Font Awesome Free", "CC-BY-4.0 AND OFL-1.1 AND MIT", "pydata-sphinx-theme", "/fontawesome.js.LICENSE.txt"),
        *(r"Font Awesome Free ([\d.]+)", f"{NOTICE_OF_ICONS} {SHEET}"),
    ),
    Brought(
        "clipboard.js", "MIT", "sphinx-copybutton", "/clipboard.min.js", r"clipboard\.js v([\d.]+)", "clipboard.min.js"
    ),
)
OWN_FILES = {
    "myst-nb": SHEET,
    "pydata-sphinx-theme": f"scripts/pydata-sphinx-theme.js* {SHEET}",
    "pygments": SHEET,
    "sphinx": (
        f"{SHEET} doctools.js documentation_options.js file.png language_data.js minus.png plus.png searchtools.js"
        " sphinx_highlight.js"
    ),
    "sphinx-book-theme": f"images/logo_* locales/*.mo locales/*.po scripts/sphinx-book-theme.js* {SHEET}",
    "sphinx-copybutton": f"check-solid.svg copy-button.svg copybutton* {SHEET}",
}
"""Files of packages that stand in the site's folder `_static`, as patterns."""


@dataclass(frozen=True)
class Pin:
    """One pinned version of a package, and what asks for it: packages, or the project itself."""

    package: str
    version: str
    asked_by: tuple[str, ...]


def pins() -> list[Pin]:
    """Return the pins in the order of the file; a package has several where platforms need several versions.

    Raises:
        BriefError: if the file cannot be read.
    """
    found = []
    for block in re.split(r"^(?=[a-z])", read_text(paths.PINS), flags=re.M)[1:]:
        package, version = re.match(r"([\w.-]+)==([^\s;]+)", block).groups()  # type: ignore[union-attr]
        _, _, via = block.partition("# via")
        asked_by = tuple(name for name in re.findall(r"[\w.-]+", re.sub(r"\(.*?\)", "", via)))
        found.append(Pin(package, version, asked_by))
    return found


def text() -> str:
    """Return the list as CSV: each pin, and what pins bring into the site, with licence and use.

    Raises:
        BriefError: if the licence of a package is neither told by it nor known here.
    """
    rows = []
    needed = _needed_to_build()
    for pin in pins():
        licence, basis = _licence(pin.package)
        files = OWN_FILES.get(pin.package, "")
        needed_for = "site" if files else "build" if pin.package in needed else "tests"
        rows.append((pin.package, pin.version, licence, basis, needed_for, files))
        rows += [
            (part.name, _version(part), part.licence, f"comes with {pin.package}", "site", part.files)
            for part in BROUGHT
            if part.by == pin.package
        ]
        if pin.package == "plotly":
            rows += _in_chart_script()
            rows += _in_runtime()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def _in_chart_script() -> list[tuple[str, str, str, str, str, str]]:
    """Return a row for each npm package that the chart script holds something of, besides plotly.js itself."""
    return [
        (name, package["version"], package["license"], "comes with plotly.js", "site", "plotly.min.js*")
        for name, package in chart_script.installed().items()
        if name != PLOTLY_JS.name
    ]


def _in_runtime() -> list[tuple[str, str, str, str, str, str]]:
    """Return a row for each thing that is compiled for browsers; what is plain Python is the package pinned here."""
    files = "rerun/python-*/*"
    pandas = runtime.PANDAS.split()[0].partition("==")[2]
    return [
        ("pyodide", runtime.PYODIDE.version, "MPL-2.0", "comes with npm; unaltered", "site", files),
        ("CPython", runtime.PYTHON, "PSF-2.0", "comes with pyodide", "site", files),
        ("numpy (for browsers)", runtime.NUMPY.version, "BSD-3-Clause", "comes with npm", "site", files),
        ("pandas (for browsers)", pandas, "BSD-3-Clause", "comes with PyPI, as pandas", "site", files),
    ]


def _needed_to_build() -> set[str]:
    """Return the packages that are installed even where nobody tests: those asked for, and all that these ask for."""
    project = read_text(paths.ROOT / "pyproject.toml")
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", project, flags=re.M | re.S)
    needed = set(re.findall(r'^ *"([\w-]+)', listed[1] if listed else "", flags=re.M))
    while True:
        more = {pin.package for pin in pins() if needed & set(pin.asked_by)} - needed
        if not more:
            return needed
        needed |= more


def _licence(package: str) -> tuple[str, str]:
    """Return the licence of a package, as SPDX has it, and where that was read."""
    if package in _READ:
        return _READ[package]
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError as error:
        raise BriefError(f"{package} is pinned, not installed, and its licence stands nowhere here") from error
    said = distribution.metadata
    if expressions := said.get_all("License-Expression"):
        return expressions[0], "License-Expression"
    classifiers = [name.rpartition(" :: ")[2] for name in said.get_all("Classifier") or [] if name.startswith("Licen")]
    for field, names in (("License", said.get_all("License") or []), ("Classifier", classifiers)):
        known = {_NAMES[name] for name in names if name in _NAMES}
        if known and len(names) == 1:
            return known.pop(), field
    if told := _told_by_text(distribution):
        return told
    raise BriefError(f"{package}: its licence is told neither by its metadata nor by its files; read it")


def _told_by_text(distribution: metadata.Distribution) -> tuple[str, str] | None:
    for file in distribution.files or []:
        if ".dist-info/" in str(file) and re.match(r"(LICEN[CS]E|COPYING)", file.name):
            words = " ".join(file.read_text(encoding="utf-8").split())
            if "Redistribution and use in source and binary forms" in words:
                clauses = (
                    3 if re.search(r"\b(Neither the name|name of the copyright holder|contributors may)", words) else 2
                )
                return f"BSD-{clauses}-Clause", f"its {file.name}"
            if "Permission is hereby granted, free of charge" in words:
                return "MIT", f"its {file.name}"
    return None


def _version(part: Brought) -> str:
    files = metadata.distribution(part.by).files or []
    for file in (file for file in files if str(file).endswith(part.file)):
        if found := re.search(part.version, file.read_text(encoding="utf-8")):
            return found[1]
    raise BriefError(f"{part.by} brings no {part.name} whose version stands in {part.file}")


if __name__ == "__main__":
    write_whole(paths.LICENCES, text())
