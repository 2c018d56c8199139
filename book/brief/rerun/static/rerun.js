// Loads the panel that re-executes the page when the reader clicks the button, and nothing before.
(function () {
  "use strict";
  var place = document.querySelector(".brief-rerun"),
    button = place && place.querySelector("button");
  if (!button) {
    return;
  }
  button.addEventListener("click", function start() {
    button.removeEventListener("click", start);
    brief.load("rerun-panel.js").then(
      function () {
        brief.rerun(place, button);
      },
      function () {
        place.append("The script of the site that does it, rerun-panel.js, cannot be loaded.");
      },
    );
  });
})();
