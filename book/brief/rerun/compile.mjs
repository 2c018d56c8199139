// Compiles the Python packages in a folder, by the very Python that will import them in a browser: so they are
// imported in half the time. numpy needs its own docstrings to be imported; those of the others would be dead weight.
// So would columns beside the lines that tracebacks name: they make compiled modules a quarter larger.
// What Pyodide itself brings in Python stays as it is.
// Usage: node compile.mjs FOLDER_OF_PYODIDE FOLDER_OF_PACKAGES
import { pathToFileURL } from "node:url";
import { resolve, sep } from "node:path";

const [runtime, packages] = process.argv.slice(2).map((folder) => resolve(folder));
const { loadPyodide } = await import(pathToFileURL(runtime + sep + "pyodide.mjs"));
const python = await loadPyodide({ indexURL: runtime + sep, env: { PYTHONNODEBUGRANGES: "1" } });
python.mountNodeFS("/packages", packages);
python.runPython(`
import compileall, os, py_compile
for name in sorted(os.listdir("/packages")):
    path = f"/packages/{name}"
    compiled = compileall.compile_dir if os.path.isdir(path) else compileall.compile_file
    if not name.endswith("-info") and name not in ("pyodide", "_pyodide") and not compiled(
        path, quiet=1, legacy=True, force=True, stripdir="/packages",
        optimize=0 if name == "numpy" else 2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    ):
        raise SystemExit(f"{name} does not compile")
`);
