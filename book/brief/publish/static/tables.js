// Makes the long tables sortable, searchable and filterable with DataTables; without it they are plain tables.
// DataTables is loaded when the reader does something. Until then the stylesheet hides the rows of later pages.
(function () {
  "use strict";
  var own = document.currentScript,
    tables = [];

  function linkIn(row, id) {
    return row.querySelector("a[href$='#" + CSS.escape(id) + "']");
  }

  function enhanced(element, words) {
    var headings = Array.from(element.tHead.rows[0].cells).map(function (cell) {
      return cell.textContent.trim();
    });
    function columns(names) {
      return (names || "")
        .split(",")
        .filter(Boolean)
        .map(function (name) {
          if (headings.indexOf(name) < 0) {
            throw new Error("no column " + name);
          }
          return headings.indexOf(name);
        });
    }
    var length = Number(element.dataset.page) || -1,
      field = document.createElement("input"),
      folded = new Map();
    field.type = "search";
    function searchField() {
      var place = document.createElement("label");
      place.className = "dt-search";
      place.append("Search ", field);
      return place;
    }
    function search(words) {
      // the whole text of a row, hidden columns too, must have what each word is folded to
      var wanted = briefFolding.wanted(words);
      return table.search
        .fixed(
          "words",
          !wanted.length
            ? null
            : function (text) {
                if (!folded.has(text)) {
                  folded.set(text, briefFolding.terms(text).join(" "));
                }
                return wanted.every(function (word) {
                  return folded.get(text).includes(word);
                });
              },
        )
        .draw();
    }
    field.addEventListener("input", function () {
      search(field.value);
      write(false);
    });
    var table = new DataTable(element, {
      paging: length > 0,
      pageLength: length,
      order: [],
      autoWidth: false,
      columnDefs: [{ targets: columns(element.dataset.hidden), visible: false }],
      layout: { topStart: "info", topEnd: searchField, bottomStart: null, bottomEnd: length > 0 ? "paging" : null },
      infoCallback: function (settings, from, to, all, found, words) {
        return found ? words : "none of " + all.toLocaleString("en") + " rows";
      },
      language: {
        aria: { orderable: ": sort", orderableReverse: ": sort the other way", orderableRemove: ": order as listed" },
        info: length > 0 ? "_START_–_END_ of _TOTAL_ rows" : "_TOTAL_ of _MAX_ rows",
        infoFiltered: length > 0 ? "(of _MAX_)" : "",
        zeroRecords: "No row matches.",
      },
    });
    // the name of a heading is its word alone, without that of the button to sort by it
    table
      .columns()
      .header()
      .toArray()
      .forEach(function (heading, number) {
        heading.setAttribute("aria-label", headings[number]);
      });
    var bar = document.createElement("div"),
      filters = [];
    bar.className = "brief-filters";
    columns(element.dataset.filters).forEach(function (number) {
      var column = table.column(number),
        label = document.createElement("label"),
        select = document.createElement("select");
      label.append(headings[number] + " ", select);
      select.add(new Option("all", ""));
      function inWords(cell) {
        return cell.textContent.trim().replace(/\s+/g, " ");
      }
      var cells = column.nodes().toArray(),
        values = cells.map(inWords),
        order = {};
      cells.forEach(function (cell, index) {
        order[values[index]] = cell.dataset.order || values[index];
      });
      Object.keys(order)
        .filter(Boolean)
        .sort(function (one, other) {
          return order[one].localeCompare(order[other]);
        })
        .forEach(function (value) {
          select.add(new Option(value, value));
        });
      function apply() {
        column.search(function (text, row, index) {
          return !select.value || inWords(cells[index]) === select.value;
        });
      }
      select.addEventListener("change", function () {
        apply();
        table.draw();
        write(true);
      });
      filters.push({ name: headings[number].toLowerCase(), select: select, apply: apply });
      bar.append(label);
    });
    var order = document.createElement("span"),
      choice = document.createElement("select");
    order.className = "order";
    order.append("Order ", choice);
    choice.setAttribute("aria-label", "Order");
    choice.add(new Option("as listed", ""));
    table
      .columns(":visible")
      .indexes()
      .toArray()
      .forEach(function (number) {
        choice.add(new Option(headings[number] + " ↑", number + " asc"));
        choice.add(new Option(headings[number] + " ↓", number + " desc"));
      });
    choice.addEventListener("change", function () {
      var chosen = choice.value.split(" ");
      table.order(choice.value ? [[Number(chosen[0]), chosen[1]]] : []).draw();
    });
    bar.append(order);

    // an address may select rows: ?linked=src-KEY shows only those with a link to the element with that id
    var asked = new URLSearchParams(location.search).get("linked"),
      note = document.createElement("span");
    var linked = !asked
      ? []
      : table
          .rows()
          .nodes()
          .toArray()
          .filter(function (row) {
            return linkIn(row, asked);
          });
    if (linked.length) {
      table.search
        .fixed("linked", function (text, row, index) {
          return linked.indexOf(table.row(index).node()) >= 0;
        })
        .draw();
      var every = document.createElement("a");
      every.href = location.pathname;
      every.textContent = "Show all";
      note.append("Only " + linkIn(linked[0], asked).closest("td").textContent.trim() + ". ", every);
      bar.append(note);
    }

    // A table may keep its filters and its search in the address (?finding=near+miss&search=Sirte). Links beside it to
    // such addresses, presets, are followed in place; back in the browser leads back.
    var kept = "address" in element.dataset,
      presets = kept ? Array.from(document.querySelectorAll(".brief-presets a")) : [];
    function plain(value) {
      return value.replace(/^[^\p{L}\p{N}]+/u, "").toLowerCase();
    } // without the sign of a finding
    function valuesIn(address) {
      return filters
        .map(function (filter) {
          return plain(address.searchParams.get(filter.name) || "");
        })
        .concat(address.searchParams.get("search") || "");
    }
    function go(address, isStep) {
      if (!kept) {
        return;
      }
      presets.forEach(function (preset) {
        var isShown = valuesIn(new URL(preset.href)).join("\n") === valuesIn(address).join("\n");
        if (isShown) {
          preset.setAttribute("aria-current", "true");
        } else {
          preset.removeAttribute("aria-current");
        }
      });
      if (address.href === location.href) {
        return;
      }
      try {
        history[isStep ? "pushState" : "replaceState"](history.state, "", address);
      } catch (refused) {
        /* see choices.js */
      }
    }
    function write(isStep, hash) {
      var address = new URL(location.href);
      filters.concat({ name: "search", select: field }).forEach(function (filter) {
        address.searchParams.delete(filter.name);
        if (filter.select.value) {
          address.searchParams.set(filter.name, filter.select === field ? field.value : plain(filter.select.value));
        }
      });
      address.hash = hash || "";
      go(address, isStep);
    }
    function read(address) {
      var values = valuesIn(address);
      filters.forEach(function (filter, number) {
        var option = Array.from(filter.select.options).find(function (one) {
          return plain(one.value) === values[number];
        });
        filter.select.value = option ? option.value : "";
        filter.apply();
      });
      field.value = values[filters.length];
      search(field.value);
    }
    presets.forEach(function (preset) {
      preset.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
          return;
        }
        event.preventDefault();
        var address = new URL(preset.href),
          choices = new URLSearchParams(location.search).get("choose");
        if (choices) {
          address.searchParams.set("choose", choices);
        }
        go(address, true);
        read(address);
      });
    });
    function follow() {
      var address = new URL(location.href);
      read(address);
      go(address);
    }
    if (kept) {
      addEventListener("popstate", follow);
      follow();
    }

    if (words) {
      field.value = search(words).rows({ search: "applied" }).count() ? words : "";
      if (!field.value) {
        search("");
      }
    }
    table.table().container().prepend(bar);

    // the next page of rows is read from the head of the table
    table
      .table()
      .container()
      .addEventListener("click", function (event) {
        if (event.target.closest(".dt-paging-button")) {
          table.table().container().scrollIntoView();
        }
      });

    // a page may have several tables: each search and each row of page buttons has the name of its table
    var region = element.closest("[aria-label]"),
      name = region ? region.getAttribute("aria-label") : "this table";
    field.setAttribute("aria-label", "Search: " + name);
    table
      .table()
      .container()
      .querySelectorAll(".dt-paging nav")
      .forEach(function (pages) {
        pages.setAttribute("aria-label", "Pages: " + name);
      });

    // The closed part of a row opens below it, as wide as the table.
    element.addEventListener(
      "toggle",
      function (event) {
        var details = event.target,
          row = table.row(details.closest("tr"));
        if (details.parentElement !== row.node().cells[0]) {
          return;
        }
        if (details.open) {
          var below = document.createElement("div");
          below.append.apply(
            below,
            Array.from(details.childNodes).filter(function (part) {
              return part.nodeName !== "SUMMARY";
            }),
          );
          row.child(below).show();
        } else if (row.child.isShown()) {
          details.append.apply(details, Array.from(row.child().find("td > div")[0].childNodes));
          row.child(false);
        }
      },
      true,
    );

    document.addEventListener("brief:findings", function () {
      table.rows().invalidate("dom").draw(false);
    });

    var page = 0; // printed is the whole table; afterwards the reader is on the same page again
    addEventListener("beforeprint", function () {
      if (length > 0) {
        page = table.page();
        table.page.len(-1).draw();
      }
    });
    addEventListener("afterprint", function () {
      if (length > 0) {
        table.page.len(length).page(page).draw("page");
      }
    });
    return { api: table, bar: bar, note: note, length: length, field: field, write: write };
  }

  // hide the columns that DataTables will hide, so that nothing moves when it loads
  var rules = document.head.appendChild(document.createElement("style")).sheet;
  document.querySelectorAll("table.brief-ledger[data-hidden]").forEach(function (element) {
    var headings = Array.from(element.tHead.rows[0].cells).map(function (cell) {
      return cell.textContent.trim();
    });
    element.dataset.hidden.split(",").forEach(function (name) {
      var cell =
        "table.brief-ledger[data-hidden='" + element.dataset.hidden + "']:not(.dataTable) > * > tr > :nth-child(";
      rules.insertRule(cell + (headings.indexOf(name) + 1) + ") { display: none; }");
    });
  });

  // keep the rows in the window where they are while bars are added above the tables
  function inPlace(change) {
    var seen = Array.from(document.querySelectorAll("table.brief-ledger > tbody > tr")).find(function (row) {
      var box = row.getBoundingClientRect();
      return box.height && box.bottom > 0 && box.top < innerHeight;
    });
    var before = seen && seen.getBoundingClientRect().top;
    change();
    if (seen && seen.isConnected) {
      scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
    }
  }

  window.briefReady = (location.hash.length > 1 || location.search || brief.searched ? Promise.resolve() : brief.acted)
    .then(function () {
      return Promise.all([brief.load(own.dataset.library), brief.load("folding.js")]);
    })
    .then(function () {
      inPlace(function () {
        document.querySelectorAll("table.brief-ledger").forEach(function (element) {
          try {
            tables.push(enhanced(element, brief.searched));
          } catch (error) {
            reportError(error);
          } // the others go on
        });
      });
    })
    .catch(function (error) {
      // leave plain tables with all their rows
      rules.ownerNode.remove();
      document.documentElement.classList.add("brief-plain");
      throw error;
    });

  // Return an entry that may be on another page of its table or filtered out, and show it if wanted.
  window.briefEntry = function (id, bring) {
    for (var table of tables) {
      for (var index of table.api.rows().indexes().toArray()) {
        var row = table.api.row(index),
          node = row.node(),
          selector = "[id='" + CSS.escape(id) + "']";
        var below = row.child() && row.child()[0];
        var entry = node.id === id ? node : node.querySelector(selector) || (below && below.querySelector(selector));
        if (!entry) {
          continue;
        }
        if (bring && !node.isConnected) {
          table.bar.querySelectorAll("label select").forEach(function (select) {
            select.value = "";
          });
          table.note.remove();
          table.field.value = "";
          table.api.search.fixed("words", null).search.fixed("linked", null).columns().search("").draw();
          table.write(false, location.hash);
          if (table.length > 0) {
            var place = table.api.rows({ order: "applied" }).nodes().toArray().indexOf(node);
            table.api.page(Math.floor(place / table.length)).draw("page");
          }
        }
        if (bring) {
          document.querySelectorAll(".brief-found").forEach(function (row) {
            row.classList.remove("brief-found");
          });
          entry.classList.add("brief-found");
        }
        return entry;
      }
    }
    return null;
  };
})();
