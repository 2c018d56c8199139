// Executes pages in a thread of its own, with Python as Pyodide. It loads nothing but files of the site.
// Messages in: {start: address of the folder rerun} once, then {ask: name of a function of brief.rerun.checker, what}.
// Messages out: {step, done, of} while it starts, {ready}, {answer}, {fault}.
"use strict";

const SITE_PACKAGES = "/lib/python3.12/site-packages";
let python = null, asked = Promise.resolve();

function tell(step, done, of) { postMessage({ step: step, done: done, of: of }); }

async function there(address, method) {
  let answer;
  try { answer = await fetch(address, { method: method || "HEAD" }); } catch (error) { throw new Error(address + " cannot be loaded: " + error.message); }
  if (!answer.ok) { throw new Error(address + " cannot be loaded: the server says " + answer.status); }
  return answer;
}

async function got(address, seen) {
  const answer = await there(address, "GET");
  const reader = answer.body.getReader(), parts = [];
  let size = 0;
  for (;;) {
    const part = await reader.read();
    if (part.done) { break; }
    parts.push(part.value);
    size += part.value.length;
    if (seen) { seen(size); }
  }
  return await new Blob(parts).arrayBuffer();
}

async function start(folder, files) {
  const begun = performance.now(), packages = got(folder + files.packages, (size) => tell("packages", size, files.bytes_of_packages));
  const code = got(folder + files.code), tables = files.tables.map((path) => got(new URL("../data/" + path, folder).href));
  const all = Promise.all([packages, code, ...tables]);
  all.catch(() => {});  // a missing file is reported when it is used
  tell("runtime", 0, 1);
  const runtime = folder + files.runtime;
  await Promise.all(files.of_runtime.map((name) => there(runtime + name)));  // Pyodide would wait forever for a missing file
  importScripts(runtime + "pyodide.js");
  python = await loadPyodide({ indexURL: runtime });
  tell("runtime", 1, 1);
  python.unpackArchive(await packages, "zip", { extractDir: SITE_PACKAGES });
  python.FS.mkdirTree("/brief/data");
  python.unpackArchive(await code, "zip", { extractDir: "/brief" });
  for (let number = 0; number < tables.length; number += 1) {
    python.FS.writeFile("/brief/data/" + files.tables[number], new Uint8Array(await tables[number]));
  }
  tell("tables", 1, 1);
  tell("imports", 0, 1);
  python.runPython("import sys; sys.path.insert(0, '/brief/book')\nfrom brief.rerun import checker");
  tell("imports", 1, 1);
  postMessage({ ready: true, seconds: (performance.now() - begun) / 1000 });
}

function ask(name, what) {
  const begun = performance.now(), answer = python.globals.get("checker")[name](what);
  postMessage({ answer: JSON.parse(answer), seconds: (performance.now() - begun) / 1000, memory: python._module.HEAP8.length });
}

function told(error) {
  postMessage({ fault: String(error && error.message || error).trim().split("\n").slice(-1)[0] });
}

addEventListener("message", (event) => {
  const message = event.data;
  asked = asked.then(() => (message.start ? start(message.start, message.files) : ask(message.ask, message.what))).catch(told);
});
