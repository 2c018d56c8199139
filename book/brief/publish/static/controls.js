// Lets a reader have in the text what is folded away else, on this page and on those that follow, and folds the notes at
// the end of a page; cards.js opens what an address names. Without this script all of it is there.
(function () {
  "use strict";
  document.querySelectorAll(".brief-switch input[data-shows]").forEach(function (box) {
    var name = box.dataset.shows,
      key = "brief-" + name;
    function show() {
      document.documentElement.toggleAttribute("data-" + name, box.checked);
    }
    box.checked = localStorage.getItem(key) === "shown";
    box.addEventListener("change", function () {
      localStorage.setItem(key, box.checked ? "shown" : "");
      show();
    });
    show();
  });

  var folded = document.querySelectorAll("details.brief-fold");
  function all(open) {
    return function () {
      folded.forEach(function (part) {
        part.open = open;
      });
    };
  }
  all(false)();
  addEventListener("beforeprint", all(true)); // nothing can be opened on paper
  addEventListener("afterprint", all(false));
})();
