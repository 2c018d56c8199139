"""The licences of what is installed from the pins, and of what of it is in the site: `book/licences.csv`.

`python -m brief.publish.licences` writes the list, after the pins were renewed. A licence is what the metadata of the
installed package say; where they say nothing, or less than its files do, a person read the files, and it is written
here.
"""

from __future__ import annotations

import re
from importlib import metadata
from typing import NamedTuple

from brief import cache, paths
from brief.errors import BriefError
from brief.files import csv_text, read_text, write_whole
from brief.publish import building
from brief.rerun import runtime
from brief.vendor import artifacts, chart_script, npm, table_script, typeface

_SPDX = {
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
"""SPDX's names for the licences that metadata name otherwise; "BSD License" may be either of two."""
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
_SHEET = "site.css"
"""The style sheet of the site, made of those of several packages."""
_FILES = {
    "myst-nb": _SHEET,
    "pydata-sphinx-theme": f"scripts/pydata-sphinx-theme.js* {_SHEET}",
    "pygments": _SHEET,
    "sphinx": (
        f"{_SHEET} doctools.js documentation_options.js file.png language_data.js minus.png plus.png searchtools.js"
        " sphinx_highlight.js"
    ),
    "sphinx-book-theme": f"images/logo_* scripts/sphinx-book-theme.js* {_SHEET}",
    "sphinx-copybutton": f"check-solid.svg copy-button.svg copybutton* {_SHEET}",
}
"""Files of packages in the site's folder `_static`, as patterns."""


class Part(NamedTuple):
    """Something that a package brings with it into the site, under a licence of its own.

    Attributes:
        package: that brings it.
        name: of the part.
        licence: as SPDX has it.
        file: of the package that tells the version, by the end of its path.
        version: a pattern for the version in that file.
        files: in the site's folder `_static`, as patterns.
    """

    package: str
    name: str
    licence: str
    file: str
    version: str
    files: str


_PLOTLY, _TABLES = f"{chart_script.SCRIPT}* map-outlines.js", "tables-library.js"
_PARTS = (
    Part("plotly", "plotly.js", "MIT", "/plotly.min.js", r"plotly\.js v([\d.]+)", _PLOTLY),
    Part(
        "pydata-sphinx-theme",
        "Bootstrap",
        "MIT",
        "/bootstrap.js.LICENSE.txt",
        r"Bootstrap v([\d.]+)",
        "scripts/bootstrap.js*",
    ),
    Part(
        "pydata-sphinx-theme",
        "Font Awesome Free",
        "CC-BY-4.0 AND OFL-1.1 AND MIT",
        "/fontawesome.js.LICENSE.txt",
        r"Font Awesome Free ([\d.]+)",
        f"scripts/fontawesome.js.LICENSE.txt {_SHEET}",
    ),
    Part(
        "sphinx-copybutton",
        "clipboard.js",
        "MIT",
        "/clipboard.min.js",
        r"clipboard\.js v([\d.]+)",
        "clipboard.min.js",
    ),
)


class Pin(NamedTuple):
    """One pinned version of a package, and what asks for it: other packages, or the project itself."""

    package: str
    version: str
    asked_by: frozenset[str]


class Row(NamedTuple):
    """A row of the list; `basis` is where the licence was read, and `needed_for` is "site", "build" or "tests"."""

    package: str
    version: str
    licence: str
    basis: str
    needed_for: str
    files_in_the_site: str


def pins() -> list[Pin]:
    """Return the pins in the order of the file; a package has several where platforms need several versions.

    Raises:
        BriefError: if the file cannot be read.
    """
    listed = []
    for block in re.split(r"^(?=[a-z])", read_text(paths.PINS), flags=re.M)[1:]:
        package, version = re.match(r"([\w.-]+)==([^\s;]+)", block).groups()  # type: ignore[union-attr]
        asked_by = re.sub(r"\(.*?\)", "", block.partition("# via")[2])
        listed.append(Pin(package, version, frozenset(re.findall(r"[\w.-]+", asked_by))))
    return listed


def text() -> str:
    """Return the list as CSV: each pin, and below it what it brings into the site.

    Raises:
        BriefError: if the licence of a package is not known, or the chart script cannot be made.
    """
    needed = _needed_to_build()
    rows = []
    for pin in pins():
        files = _FILES.get(pin.package, "")
        needed_for = "site" if files else "build" if pin.package in needed else "tests"
        rows.append(Row(pin.package, pin.version, *_licence(pin.package), needed_for, files))
        rows += [
            Row(part.name, _version(part), part.licence, f"comes with {pin.package}", "site", part.files)
            for part in _PARTS
            if part.package == pin.package
        ]
        if pin.package == "plotly":
            rows += [*_in_chart_script(), *_in_table_script(), *_of_typeface(), *_in_runtime()]
    return csv_text([Row._fields, *rows])


def _in_chart_script() -> list[Row]:
    """Return a row for each npm package that the chart script holds a part of, besides plotly.js itself."""
    files = f"{chart_script.SCRIPT}*"
    parts = [part for part in chart_script.parts() if part.name != "plotly.js"]
    return [Row(*part, "comes with plotly.js", "site", files) for part in parts]


def _in_table_script() -> list[Row]:
    """Return a row for each npm package of which the script of tables is made."""
    locked = {name: npm.locked(name) for name in table_script.PACKAGES}
    return [
        Row(name, one["version"], one["license"], "comes with npm", "site", _TABLES) for name, one in locked.items()
    ]


def _of_typeface() -> list[Row]:
    """Return a row for each npm package of which the typeface is made."""
    own = dict(zip(typeface.LICENCES, ("ibm-plex-sans-*", "ibm-plex-sans-arabic-*", "signs.woff2"), strict=True))
    return [
        Row(
            name,
            str(npm.locked(name)["version"]),
            licence,
            "comes with npm",
            "site",
            f"{typeface.FOLDER}/{own[name]} {typeface.NOTICES}",
        )
        for name, licence in typeface.LICENCES.items()
    ]


def _in_runtime() -> list[Row]:
    """Return a row for each package that is compiled for browsers; the others in plain Python are pinned themselves."""
    numpy, pandas = str(npm.locked(runtime.NUMPY)["version"]), runtime.PANDAS.split()[0].partition("==")[2]
    unpacker, rest = npm.locked("zstddec"), ("site", "rerun/python-*/*")
    return [
        Row("pyodide", runtime.pyodide(), "MPL-2.0", "comes with npm; unaltered", *rest),
        Row("CPython", runtime.PYTHON, "PSF-2.0", "comes with pyodide; its library compiled, in parts", *rest),
        Row("numpy (for browsers)", numpy, "BSD-3-Clause", "comes with npm", *rest),
        Row("pandas (for browsers)", pandas, "BSD-3-Clause", "comes with PyPI, as pandas", *rest),
        Row(
            "zstddec",
            unpacker["version"],
            unpacker["license"],
            "comes with npm",
            "site",
            f"rerun/python-*/{runtime.UNPACKER}",
        ),
    ]


def _needed_to_build() -> set[str]:
    """Return the packages that are installed even where nobody tests: those asked for, and all that these ask for."""
    dependencies = paths.pyproject(paths.ROOT).get("dependencies", [])
    needed = {re.match(r"[\w-]+", requirement)[0] for requirement in dependencies}  # type: ignore[index]
    while more := {pin.package for pin in pins() if needed & pin.asked_by} - needed:
        needed |= more
    return needed


def _licence(package: str) -> tuple[str, str]:
    """Return the licence of a package, as SPDX has it, and where it was read."""
    if package in _READ:
        return _READ[package]
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError as error:
        raise BriefError(f"{package} is pinned, not installed, and its licence is not written here") from error
    fields = distribution.metadata
    if expressions := fields.get_all("License-Expression"):
        return expressions[0], "License-Expression"
    classifiers = [
        name.rpartition(" :: ")[2] for name in fields.get_all("Classifier") or [] if name.startswith("Licen")
    ]
    for field, names in (("License", fields.get_all("License") or []), ("Classifier", classifiers)):
        if len(names) == 1 and names[0] in _SPDX:
            return _SPDX[names[0]], field
    if licence := _in_files(distribution):
        return licence
    raise BriefError(f"{package}: neither its metadata nor its files name its licence; read it")


def _in_files(distribution: metadata.Distribution) -> tuple[str, str] | None:
    """Return the licence by its text in the files of a package, if that is a BSD licence or the MIT licence."""
    for file in distribution.files or []:
        if ".dist-info/" in str(file) and re.match(r"(LICEN[CS]E|COPYING)", file.name):
            words = " ".join(file.read_text(encoding="utf-8").split())
            if "Redistribution and use in source and binary forms" in words:
                third = re.search(r"\b(Neither the name|name of the copyright holder|contributors may)", words)
                return f"BSD-{3 if third else 2}-Clause", f"its {file.name}"
            if "Permission is hereby granted, free of charge" in words:
                return "MIT", f"its {file.name}"
    return None


def _version(part: Part) -> str:
    for file in metadata.distribution(part.package).files or []:
        if str(file).endswith(part.file) and (version := re.search(part.version, file.read_text(encoding="utf-8"))):
            return version[1]
    raise BriefError(f"{part.package} brings no {part.name} whose version is in {part.file}")


if __name__ == "__main__":
    write_whole(paths.LICENCES, text())
    with cache.distrusted():  # what is pinned is made of the pinned downloads
        building.left_out()
    write_whole(artifacts.PINS, artifacts.pins())
