// Executes pages in a thread of its own, with Python as Pyodide, whose own script precedes this one in the program of the
// thread. It loads nothing but files of the site.
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

// Unpacks zstd. Each file is unpacked in memory of its own, which the browser then gets back.
async function unpacked(bytes, unpacker) {
  const imports = { env: { emscripten_notify_memory_growth() {} } };
  const zstd = (await WebAssembly.instantiate(await unpacker, imports)).exports,
    length = bytes.byteLength,
    packed = zstd.malloc(length);
  new Uint8Array(zstd.memory.buffer).set(new Uint8Array(bytes), packed);
  const size = Number(zstd.ZSTD_findDecompressedSize(packed, length)),
    place = zstd.malloc(size);
  if (zstd.ZSTD_decompress(place, size, packed, length) !== size) {
    throw new Error("Python cannot be unpacked: one of its files is damaged");
  }
  return zstd.memory.buffer.slice(place, place + size);
}

// Pyodide asks for its program and its library by their usual names; the site has them packed.
function fetchUnpacked(addresses, unpacker) {
  const fetchAsServed = self.fetch;
  self.fetch = async (asked, options) => {
    const address = new URL(asked.url || asked, location.href).href;
    if (!addresses.includes(address)) {
      return fetchAsServed(asked, options);
    }
    const answer = await fetchAsServed(address + ".packed");
    if (!answer.ok) {
      return answer;
    }
    return new Response(await unpacked(await answer.arrayBuffer(), unpacker), {
      headers: { "Content-Type": address.endsWith(".wasm") ? "application/wasm" : "application/zip" },
    });
  };
}

async function start(folder, files) {
  const begun = performance.now(),
    unpacker = downloaded(folder + files.unpacker).then((bytes) => WebAssembly.compile(bytes)),
    packages = downloaded(folder + files.packages, (size) =>
      reportStep("packages", size, files.bytes_of_packages),
    ).then((bytes) => unpacked(bytes, unpacker));
  const code = downloaded(folder + files.code),
    tables = files.tables.map((path) => downloaded(new URL("../data/" + path, folder).href));
  const all = Promise.all([unpacker, packages, code, ...tables]);
  all.catch(() => {}); // a missing file is reported when it is used
  reportStep("runtime", 0, 1);
  const runtime = folder + files.runtime;
  const isPacked = (name) => files.packed.includes(name);
  await Promise.all(
    files.of_runtime.map((name) => requested(runtime + (isPacked(name) ? name + ".packed" : name))),
  ); // Pyodide would wait forever for a missing file
  await unpacker; // and for what cannot be unpacked
  fetchUnpacked(
    files.packed.map((name) => runtime + name),
    unpacker,
  );
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
