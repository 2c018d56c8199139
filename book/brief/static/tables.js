// Makes the long tables sortable, searchable and filterable with DataTables; without it they are plain tables.
(function () {
  "use strict";
  document.querySelectorAll("table.brief-ledger").forEach(function (element) {
    var headings = Array.from(element.tHead.rows[0].cells).map(function (cell) { return cell.textContent.trim(); });
    function columns(names) {
      return names.split(",").filter(Boolean).map(function (name) { return headings.indexOf(name); });
    }
    var table = new DataTable(element, {
      paging: false, order: [], autoWidth: false,
      columnDefs: [{ targets: columns(element.dataset.hidden), visible: false }],
      layout: { topStart: "info", topEnd: "search", bottomStart: null, bottomEnd: null },
      language: { search: "Search", info: "_TOTAL_ rows", infoFiltered: " of _MAX_", infoEmpty: "no row", zeroRecords: "No row matches." },
    });
    var bar = document.createElement("div");
    bar.className = "brief-filters";
    columns(element.dataset.filters).forEach(function (number) {
      var column = table.column(number), label = document.createElement("label"), select = document.createElement("select");
      label.append(headings[number] + " ", select);
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
