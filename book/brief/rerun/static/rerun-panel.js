// Re-executes the page in the reader's browser: starts the worker, sends it what the page shows, and reports what
// matches. Then the reader may change a cell of a table or the code, and see what changes.
brief.rerun = function (place, button) {
  "use strict";
  var page = place.dataset.page,
    article = document.querySelector("article.bd-article"),
    scripts = document.querySelector("script[src*='rerun.js']").src.replace(/[^/]*$/, "");
  var folder = new URL("../rerun/", scripts).href;
  var STEPS = [
    ["runtime", "Python"],
    ["packages", "pandas and plotly"],
    ["tables", "the tables"],
    ["imports", "starting"],
    ["cells", "the cells of this page"],
  ];
  var CANCELLED = "Cancelled. Nothing was changed; press the button to begin again.";
  var worker = null,
    files = null,
    sealed = null,
    ready = null,
    waiting = null,
    changes = {},
    original = new Map();
  var turn = 0,
    running = false; // a cancelled turn reports nothing

  // --- words and elements -----------------------------------------------------------------------------------

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(function (entry) {
      made.setAttribute(entry[0], entry[1]);
    });
    made.append.apply(made, children || []);
    return made;
  }
  function press(text, does) {
    var made = element("button", { type: "button" }, [text]);
    made.addEventListener("click", does);
    return made;
  }
  var bar = element("progress", { max: "1", value: "0", "aria-label": "Progress" });
  var status = element("p", { role: "status", "aria-live": "polite" });
  var cancel = press("Cancel", stop);
  var results = element("div", { class: "brief-rerun-results" });
  var doubt = element("div", { class: "brief-rerun-doubt" });
  place.append(doubt, element("div", { class: "brief-rerun-progress" }, [status, bar, cancel]), results);

  function say(text) {
    status.textContent = text;
  }
  function busy(is) {
    running = is;
    bar.hidden = cancel.hidden = !is;
    button.setAttribute("aria-disabled", is); // a disabled button would lose the focus
    place.setAttribute("aria-busy", is);
  }

  // --- the worker -------------------------------------------------------------------------------------------

  function stop() {
    turn += 1;
    if (worker) {
      worker.terminate();
    }
    worker = ready = null;
    if (waiting) {
      waiting.refuse(new Error(CANCELLED));
    }
    unmark();
    busy(false);
    say(CANCELLED);
    button.focus();
  }

  function still(mine) {
    return function (value) {
      if (mine !== turn) {
        throw new Error(CANCELLED);
      }
      return value;
    };
  }

  function begun() {
    if (ready) {
      return ready;
    }
    var mine = turn;
    ready = published(folder + "files.json").then(function (text) {
      files = JSON.parse(text);
      shown().catch(function () {}); // what fails is reported when it is used
      return Promise.all([
        sealedEdition(),
        Promise.all([unpacked(folder + files.script), published(scripts + "rerun-worker.js")])
          .then(still(mine))
          .then(startWorker),
      ]);
    });
    ready.catch(function () {
      if (worker) {
        worker.terminate();
      }
      worker = ready = null;
    });
    return ready;
  }

  // Made of a blob, the worker has the policy of this page and reaches no other host; from an address it would have none.
  function startWorker(programs) {
    return new Promise(function (done, refuse) {
      waiting = { done: done, refuse: refuse };
      worker = new Worker(URL.createObjectURL(new Blob(programs, { type: "text/javascript" })));
      worker.addEventListener("error", function (event) {
        refuse(new Error(event.message || "rerun-worker.js cannot be started"));
      });
      worker.addEventListener("message", hear);
      worker.postMessage({ start: folder, files: files });
    });
  }

  function sealedEdition() {
    var names = ["manifest.json", "ledger.json", "tables.json", "pages/" + page + ".json"].filter(function (name) {
      return files.sealed[name];
    });
    return Promise.all(
      names.map(function (name) {
        return unpacked(folder + files.sealed[name]).then(function (text) {
          return [name, text];
        });
      }),
    ).then(function (read) {
      sealed = Object.fromEntries(read);
    });
  }

  function hear(event) {
    var message = event.data;
    if (message.step) {
      progress(message.step, message.done / message.of);
    } else if (message.fault) {
      waiting.refuse(new Error(message.fault));
    } else {
      waiting.done(message);
    }
  }

  function ask(name, what) {
    return new Promise(function (done, refuse) {
      waiting = { done: done, refuse: refuse };
      worker.postMessage({ ask: name, what: JSON.stringify(what) });
    });
  }

  var last = "";
  function progress(step, part) {
    var number = STEPS.findIndex(function (known) {
      return known[0] === step;
    });
    bar.value = (number + Math.min(part, 1)) / STEPS.length;
    if (last !== step) {
      // announce a step once, not each piece that arrives
      last = step;
      say("Step " + (number + 1) + " of " + STEPS.length + ": " + STEPS[number][1]);
    }
  }

  // --- what the page shows ----------------------------------------------------------------------------------

  function codes() {
    return Array.from(document.querySelectorAll("div.cell .cell_input pre"));
  }

  function cells() {
    return codes().map(function (code) {
      var figure = code.closest("div.cell").querySelector("figure[id]");
      return { source: code.textContent.replace(/\n$/, ""), line: 1, figure: figure ? figure.id : null };
    });
  }

  function text(parent, selector) {
    var shown = parent.querySelector(selector);
    return shown ? shown.textContent : "";
  }

  function figure(chart) {
    var parent = chart.closest("figure"),
      strip = [],
      spec = JSON.parse(document.querySelector("script[data-chart='" + chart.id + "']").textContent);
    parent.querySelectorAll("dl.brief-strip dt").forEach(function (term) {
      strip.push([term.textContent, term.nextElementSibling.textContent]);
    });
    var table = parent.querySelector(".brief-rows table");
    var shown = {
      title: text(parent, ".brief-figure-title"),
      alt: chart.getAttribute("aria-label"),
      strip: strip,
      drawn: { data: spec.data, layout: spec.layout },
      table: {
        headings: Array.from(table.tHead.rows[0].cells, function (cell) {
          return cell.textContent;
        }),
        cells: Array.from(table.tBodies[0].rows, function (row) {
          return Array.from(row.cells, function (cell) {
            var link = cell.querySelector("a");
            return link ? { text: cell.textContent, url: link.getAttribute("href") } : { text: cell.textContent };
          });
        }),
      },
    };
    var file = new URL("../figures/" + parent.id + ".csv", folder).href;
    return published(file).then(function (csv) {
      shown.csv = csv;
      return [parent.id, shown];
    });
  }

  function published(address) {
    return fetch(address, { cache: "no-cache" }).then(function (answer) {
      return found(answer).text();
    });
  }

  // Of a file that has a digest in its name or that of its folder: what the browser has kept of it is still right.
  function unpacked(address) {
    return fetch(address).then(function (answer) {
      return new Response(found(answer).body.pipeThrough(new DecompressionStream("gzip"))).text();
    });
  }

  function found(answer) {
    if (!answer.ok) {
      throw new Error(answer.url + " cannot be loaded: the server says " + answer.status);
    }
    return answer;
  }

  function form(number) {
    return number.dataset.format || "s";
  }

  function numbers() {
    return Array.from(document.querySelectorAll("[data-number]"), function (number) {
      return [number.dataset.number, form(number), number.textContent];
    });
  }

  // The text of headings, paragraphs and captions, with the name of each number in its place and without references; and
  // whether it stands where only text of the source does.
  function passages() {
    var copy = article.cloneNode(true),
      headings = "h1, h2, h3, h4, h5, h6";
    copy
      .querySelectorAll(
        "sup.brief-note, .brief-grades, a.brief-chip, .std-numref, .headerlink, .brief-margin, .brief-controls, script, style, svg, template",
      )
      .forEach(function (part) {
        part.remove();
      });
    copy.querySelectorAll("[data-number]").forEach(function (number) {
      number.textContent = "\u0001" + number.dataset.number + ":" + form(number) + "\u0001";
    });
    return Array.from(copy.querySelectorAll(headings + ", p, dt, .caption-text"), function (part) {
      var words = part.matches(".brief-question") ? part.textContent.split(" · ")[0] : part.textContent;
      return [words, part.matches(headings + ", section > p:not([class]), section > :is(ul, ol) > li > p")];
    });
  }

  function notes() {
    return Object.fromEntries(
      Array.from(article.querySelectorAll("ol.brief-notes p[id]"), function (note) {
        return [note.id, note.textContent];
      }),
    );
  }

  function claims() {
    return Array.from(article.querySelectorAll(".brief-claims tr[id]"), function (row) {
      return [row.id, text(row, ".finding"), text(row.cells[1], ".said")];
    });
  }

  function chips() {
    return Array.from(article.querySelectorAll("a.brief-chip:not([href*='#src-'])"), function (chip) {
      return [chip.hash.slice(1), chip.textContent];
    });
  }

  function derived(claim) {
    return Object.fromEntries(
      ["claim_id"].concat(files.derived).map(function (part) {
        return [part, claim[part]];
      }),
    );
  }

  var shows = null; // what the page shows as published: read once, before it is marked
  function shown() {
    shows =
      shows ||
      Promise.all([
        Promise.all(Array.from(document.querySelectorAll(".brief-chart"), figure)),
        published(new URL("../ledger/claims.json", folder).href),
        published(new URL("../_sources/" + page + ".md", folder).href),
      ]).then(function (read) {
        return {
          page: page,
          figures: Object.fromEntries(read[0]),
          numbers: numbers(),
          findings: JSON.parse(read[1]).map(derived),
          source: read[2],
          passages: passages(),
          notes: notes(),
          claims: claims(),
          chips: chips(),
        };
      });
    shows.catch(function () {
      shows = null;
    });
    return shows;
  }

  function request() {
    return shown().then(function (read) {
      return Object.assign({ cells: cells(), sealed: sealed, changes: Object.values(changes) }, read);
    });
  }

  // --- running and reporting --------------------------------------------------------------------------------

  function run() {
    var began = performance.now(),
      mine = turn;
    if (running) {
      return;
    }
    busy(true);
    last = "";
    if (!ready) {
      progress("runtime", 0);
    }
    begun()
      .then(request)
      .then(still(mine))
      .then(function (what) {
        function compared(name) {
          return ask(name, what)
            .then(still(mine))
            .then(function (message) {
              if (message.answer.fault) {
                throw new Error(message.answer.fault);
              }
              if (name === "numbers") {
                unmark();
              }
              mark(message.answer);
            });
        }
        return compared("numbers")
          .then(function () {
            return compared("claims");
          })
          .then(function () {
            progress("cells", 0);
            return ask("check", what);
          });
      })
      .then(function (message) {
        busy(false);
        if (message.answer.fault) {
          throw new Error(message.answer.fault);
        }
        reportResults(message.answer, (performance.now() - began) / 1000, message.memory);
      })
      .catch(function (error) {
        if (mine !== turn) {
          return;
        }
        unmark();
        busy(false);
        say(error.message);
      });
  }

  function changed() {
    return (
      Object.keys(changes).length > 0 ||
      codes().some(function (code) {
        return original.has(code) && original.get(code) !== code.textContent;
      })
    );
  }

  function reportResults(report, seconds, memory) {
    unmark();
    say(
      (changed() ? "With your changes: " : "") +
        report.summary +
        ". " +
        seconds.toFixed(1) +
        " seconds, " +
        Math.round(memory / 1e6) +
        " MB, in this browser.",
    );
    var differing = report.items.filter(function (item) {
      return !item.matches;
    });
    var kinds = Object.keys(report.counts);
    var rows = kinds.map(function (kind) {
      var count = report.counts[kind];
      return element("tr", {}, [
        element("th", { scope: "row" }, [kind]),
        element("td", {}, [count.match + " of " + count.of]),
        element("td", {}, [
          count.match === count.of ? "✓ match" : "✗ " + (count.of - count.match) + (changed() ? " moved" : " differ"),
        ]),
      ]);
    });
    rows = rows.concat(
      differing.map(function (item) {
        var more = item.differences.length > 3 ? ["and " + (item.differences.length - 3) + " more"] : [];
        return element("tr", {}, [
          element("th", { scope: "row" }, [item.kind]),
          element("td", {}, [item.name]),
          element("td", {}, ["✗ " + item.differences.slice(0, 3).concat(more).join("; ")]),
        ]);
      }),
    );
    var head = element(
      "tr",
      {},
      ["what", "which", "result"].map(function (heading) {
        return element("th", { scope: "col" }, [heading]);
      }),
    );
    results.replaceChildren(
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Results of the re-execution" }, [
        element("table", {}, [
          element("caption", {}, ["What was executed again, compared with what is published"]),
          element("thead", {}, [head]),
          element("tbody", {}, rows),
        ]),
      ]),
    );
    results.append(
      element("p", {}, [
        "A site that serves its own checker can fake all of this. The edition that it was compared with has this SHA-256, computed in this browser: ",
        element("code", {}, [report.edition]),
        ". It also stands in each ",
        element("a", { href: new URL("../method.html#how-to-cite-it", folder).href }, ["citation"]),
        " and in the certificate of the repository: compare it with one that you have from elsewhere. This command trusts no site: ",
        element("code", {}, ["brief check --site " + new URL("..", folder).href]),
      ]),
    );
    mark(report);
    offerDoubt();
  }

  function sign(item) {
    var word = changed() ? "moved" : "differs";
    return element(
      "span",
      {
        class: "brief-mark",
        "data-matches": item.matches,
        title: item.matches ? "re-executed: matches" : word + ": " + item.differences[0],
      },
      [item.matches ? "✓" : "✗"],
    );
  }

  function mark(report) {
    report.items.forEach(function (item) {
      if (item.kind === "figure") {
        var figure = document.getElementById(item.name);
        if (!figure) {
          return;
        }
        var words = item.matches
          ? " Re-executed in this browser: matches."
          : " " + (changed() ? "Moved: " : "Differs: ") + item.differences[0] + ".";
        figure.querySelector(".brief-figure-title").append(sign(item));
        figure.querySelector("figcaption").append(element("p", { class: "brief-mark" }, [words]));
        if (report.drawn && report.drawn[item.name]) {
          redraw(figure, item.matches ? null : report.drawn[item.name]);
        }
      } else if (item.kind === "number") {
        document.querySelectorAll("[data-number='" + CSS.escape(item.name) + "']").forEach(function (number) {
          var now = report.texts[item.name + ":" + (number.dataset.format || "s")];
          number.after(sign(item));
          if (!item.matches && now !== undefined && now !== number.textContent) {
            number.after(element("ins", { class: "brief-mark" }, [" " + now]));
          }
        });
      } else if (item.kind === "finding") {
        document
          .querySelectorAll(".brief-claims [id='" + CSS.escape(item.name) + "'] .finding")
          .forEach(function (finding) {
            finding.after(sign(item));
          });
      }
    });
  }

  function unmark() {
    document.querySelectorAll(".brief-mark").forEach(function (mark) {
      mark.remove();
    });
    document.querySelectorAll(".brief-chart[data-moved]").forEach(function (chart) {
      chart.removeAttribute("data-moved");
      chart.dispatchEvent(new CustomEvent("brief-draw", { detail: null }));
    });
  }

  // No check compares the static picture: it gives way to a drawing of what was compared, or of what is drawn now.
  function redraw(figure, now) {
    var chart = figure.querySelector(".brief-chart");
    chart.toggleAttribute("data-moved", Boolean(now));
    if (now || !chart.dataset.drawn) {
      chart.dispatchEvent(new CustomEvent("brief-draw", { detail: now }));
    }
  }

  // --- changing a cell --------------------------------------------------------------------------------------

  function offerDoubt() {
    if (doubt.hasChildNodes()) {
      return;
    }
    doubt.append(
      element("p", {}, [
        "Do you doubt it? ",
        press("Change a cell or the code", edit),
        " and run again. The browser lets that code reach no host but this one.",
      ]),
    );
  }

  var editing = null;
  function edit() {
    if (editing) {
      return;
    }
    codes().forEach(function (code) {
      original.set(code, code.textContent);
      code.setAttribute("contenteditable", "plaintext-only");
      code.setAttribute("role", "textbox");
      code.setAttribute("aria-multiline", "true");
      code.setAttribute("aria-label", "Code of this cell; you may change it");
    });
    var key = element("input", { type: "text", id: "brief-rerun-key", size: "12", spellcheck: "false" });
    var table = element(
      "select",
      { id: "brief-rerun-table" },
      files.tables.map(function (path) {
        return element("option", {}, [path.replace(".csv", "")]);
      }),
    );
    table.value = "facts";
    editing = element("div", { class: "brief-rerun-edit" });
    var inText = document.querySelector(".brief-switch input[data-shows='code']");
    if (!inText.checked) {
      inText.click();
    }
    doubt.append(
      element("p", {}, [
        "The code of this page can be changed where it stands: in the text under “Show the code”, and behind each figure. A row of a table is shown here by its key, such as one that stands in the last column of the rows behind a figure:",
      ]),
      element("p", {}, [
        element("label", { for: "brief-rerun-table" }, ["Table "]),
        table,
        " ",
        element("label", { for: "brief-rerun-key" }, ["row "]),
        key,
        " ",
        press("Show the row", function () {
          showRow(table.value, key.value.trim());
        }),
      ]),
      editing,
      element("p", {}, [press("Run again", run), " ", press("Reset", reset)]),
    );
    document.querySelectorAll(".brief-rows table").forEach(function (rows) {
      var at = Array.from(rows.tHead.rows[0].cells).findIndex(function (cell) {
        return cell.textContent === "Row";
      });
      if (at < 0) {
        return;
      }
      Array.from(rows.tBodies[0].rows).forEach(function (row) {
        var cell = row.cells[at],
          name = cell.textContent.trim();
        var pick = press("change", function () {
          table.value = "facts";
          key.value = name;
          showRow("facts", name);
          place.scrollIntoView();
        });
        pick.className = "brief-mark-edit";
        pick.setAttribute("aria-label", "Change the row " + name);
        cell.append(" ", pick);
      });
    });
    key.focus();
  }

  function showRow(table, key) {
    ask("row", { table: table, key: key })
      .then(function (message) {
        if (message.answer.fault) {
          throw new Error(message.answer.fault);
        }
        var row = message.answer;
        editing.replaceChildren(
          element(
            "fieldset",
            {},
            [element("legend", {}, [table + ": " + key])].concat(
              Object.entries(row.cells).map(function (cell) {
                var name = [table, key, cell[0]].join("\n"),
                  before = cell[1];
                var input = element("input", {
                  type: "text",
                  spellcheck: "false",
                  "aria-label": cell[0] + " of " + key,
                });
                input.value = changes[name] ? changes[name].value : before;
                input.addEventListener("input", function () {
                  if (input.value === before) {
                    delete changes[name];
                  } else {
                    changes[name] = { table: table, key: key, column: cell[0], value: input.value };
                  }
                  input.toggleAttribute("data-changed", input.value !== before);
                });
                return element("label", {}, [cell[0] + " ", input]);
              }),
            ),
          ),
        );
        editing.querySelector("input").focus();
      })
      .catch(function (error) {
        say(error.message);
      });
  }

  function reset() {
    changes = {};
    original.forEach(function (source, code) {
      if (code.textContent !== source) {
        code.textContent = source;
      }
    });
    editing.replaceChildren();
    run();
  }

  if (location.protocol === "file:") {
    busy(false);
    say(
      "A browser does this only with pages from a server, and this one was opened from a disk: run “python3 -m http.server” in the folder of the site, and open http://localhost:8000/" +
        page +
        ".html.",
    );
    return;
  }
  if (self.origin === "null") {
    busy(false);
    say(
      "This page is shown in a frame that lets it read no file, not even its own: open it by itself, at " +
        location.href +
        ".",
    );
    return;
  }
  if (typeof WebAssembly !== "object") {
    busy(false);
    say(
      "Python runs in a browser by WebAssembly, and that is turned off in this one: turn it on, or run “brief check” on your machine.",
    );
    return;
  }
  button.addEventListener("click", run);
  run();
};
