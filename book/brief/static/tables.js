// Makes the long tables sortable, searchable and filterable with DataTables; without it they are plain tables.
(function () {
  "use strict";
  document.querySelectorAll("table.brief-ledger").forEach(function (element) {
    var table = new DataTable(element, {
      paging: false, order: [], autoWidth: false,
      layout: { topStart: "info", topEnd: "search", bottomStart: null, bottomEnd: null },
      language: { search: "Search", info: "_TOTAL_ rows", infoFiltered: " of _MAX_", infoEmpty: "no row", zeroRecords: "No row matches." },
    });
    var bar = document.createElement("div");
    bar.className = "brief-filters";
    element.dataset.filters.split(",").forEach(function (heading) {
      var column = table.columns().indexes().toArray().map(function (index) { return table.column(index); })
        .find(function (candidate) { return candidate.header().textContent.trim() === heading; });
      var label = document.createElement("label"), select = document.createElement("select");
      label.append(heading + " ", select);
      select.add(new Option("all", ""));
      var values = column.nodes().toArray().map(function (cell) { return cell.textContent.trim().replace(/\s+/g, " "); });
      Array.from(new Set(values)).filter(Boolean).sort().forEach(function (value) { select.add(new Option(value, value)); });
      select.addEventListener("change", function () {
        column.search(function (text, row, index) { return !select.value || values[index] === select.value; }).draw();
      });
      bar.append(label);
    });
    table.table().container().prepend(bar);
  });
})();
