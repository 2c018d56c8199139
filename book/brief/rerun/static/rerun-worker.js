// Executes pages in a thread of its own, with Python as Pyodide. It loads nothing but files of the site.
// Messages in: {start: address of the folder rerun} once, then {ask: name of a function of brief.rerun.before_charts or
// brief.rerun.checker, what}: looked-up numbers and findings need no chart, and are compared first.
// Messages out: {step, done, of} while it starts, {ready}, {answer}, {fault}.
"use strict";

const SITE_PACKAGES = "/lib/python3.12/site-packages";
const IMPORTS = `
import importlib.util, sys
sys.path.insert(0, "/brief/book")
_spec = importlib.util.find_spec("brief")
_brief = sys.modules["brief"] = importlib.util.module_from_spec(_spec)  # not yet executed: it imports plotly
from brief.rerun import before_charts

def _function(name):
    global _spec
    if name in ("numbers", "claims"):
        return getattr(before_charts, name)
    if _spec:
        _spec.loader.exec_module(_brief)
        _spec = None
    from brief.rerun import checker
    return getattr(checker, name)
`;
let python = null,
  asked = Promise.resolve();

function reportStep(step, done, of) {
  postMessage({ step: step, done: done, of: of });
}

async function requested(address, method) {
  let answer;
  try {
    answer = await fetch(address, { method: method || "HEAD" });
  } catch (error) {
    throw new Error(address + " cannot be loaded: " + error.message);
  }
  if (!answer.ok) {
    throw new Error(address + " cannot be loaded: the server says " + answer.status);
  }
  return answer;
}

async function downloaded(address, seen) {
  const answer = await requested(address, "GET");
  const reader = answer.body.getReader(),
    parts = [];
  let size = 0;
  for (;;) {
    const part = await reader.read();
    if (part.done) {
      break;
    }
    parts.push(part.value);
    size += part.value.length;
    if (seen) {
      seen(size);
    }
  }
  return await new Blob(parts).arrayBuffer();
}

// The browser unpacks while Python starts.
function unpacked(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

// Pyodide asks for its program by the usual name; the site has it packed.
function fetchUnpacked(address) {
  const fetchAsServed = self.fetch;
  self.fetch = async (asked, options) => {
    if (new URL(asked.url || asked, location.href).href !== address) {
      return fetchAsServed(asked, options);
    }
    const answer = await fetchAsServed(address + ".packed");
    if (!answer.ok) {
      return answer;
    }
    return new Response(answer.body.pipeThrough(new DecompressionStream("gzip")), {
      headers: { "Content-Type": "application/wasm" },
    });
  };
}

async function start(folder, files) {
  const begun = performance.now(),
    packages = downloaded(folder + files.packages, (size) =>
      reportStep("packages", size, files.bytes_of_packages),
    ).then(unpacked);
  const code = downloaded(folder + files.code),
    tables = files.tables.map((path) => downloaded(new URL("../data/" + path, folder).href));
  const all = Promise.all([packages, code, ...tables]);
  all.catch(() => {}); // a missing file is reported when it is used
  reportStep("runtime", 0, 1);
  const runtime = folder + files.runtime;
  fetchUnpacked(runtime + files.packed);
  await Promise.all(
    files.of_runtime.map((name) => requested(runtime + (name === files.packed ? name + ".packed" : name))),
  ); // Pyodide would wait forever for a missing file
  importScripts(runtime + "pyodide.js");
  python = await loadPyodide({ indexURL: runtime });
  reportStep("runtime", 1, 1);
  python.unpackArchive(await packages, "tar", { extractDir: SITE_PACKAGES });
  python.FS.mkdirTree("/brief/data");
  python.unpackArchive(await code, "zip", { extractDir: "/brief" });
  for (let number = 0; number < tables.length; number += 1) {
    python.FS.writeFile("/brief/data/" + files.tables[number], new Uint8Array(await tables[number]));
  }
  reportStep("tables", 1, 1);
  reportStep("imports", 0, 1);
  python.runPython(IMPORTS);
  reportStep("imports", 1, 1);
  postMessage({ ready: true, seconds: (performance.now() - begun) / 1000 });
}

function ask(name, what) {
  const begun = performance.now(),
    answer = python.globals.get("_function")(name)(what);
  postMessage({
    answer: JSON.parse(answer),
    seconds: (performance.now() - begun) / 1000,
    memory: python._module.HEAP8.length,
  });
}

function reportFault(error) {
  postMessage({
    fault: String((error && error.message) || error)
      .trim()
      .split("\n")
      .slice(-1)[0],
  });
}

addEventListener("message", (event) => {
  const message = event.data;
  asked = asked
    .then(() => (message.start ? start(message.start, message.files) : ask(message.ask, message.what)))
    .catch(reportFault);
});
