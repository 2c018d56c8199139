// Fills in the form for errors: the page or the row that a link names, as in "changes.html?row=facts:x-1".
(function () {
  "use strict";
  var form = document.querySelector(".brief-report");
  if (!form) {
    return;
  }
  var text = form.querySelector("textarea"),
    send = form.querySelector("a"),
    copy = form.querySelector("button");
  var asked = new URLSearchParams(location.search),
    place = [];
  if (asked.get("row")) {
    place.push("row " + asked.get("row"));
  }
  if (asked.get("page")) {
    place.push("page " + asked.get("page"));
  }
  text.value = text.value.replace(text.dataset.place, text.dataset.place + " " + place.join(", ")).replace(/ +$/gm, "");
  copy.addEventListener("click", function () {
    text.select();
    var done = document.execCommand("copy"); // works from a disk, too
    form.querySelector("[role=status]").textContent = done ? " Copied." : " Press Ctrl and C.";
  });
  function address() {
    send.href = send.dataset.to
      .replace("{title}", encodeURIComponent("Error: " + place.join(", ")))
      .replace("{text}", encodeURIComponent(text.value));
  }
  if (send) {
    text.addEventListener("input", address);
    address();
  }
})();
