// Leads on from the old address of a page, with what was asked for there and the place in it.
(function () {
  "use strict";
  var target = new URL(document.querySelector("a").href);
  target.search = location.search;
  if (location.hash) {
    target.hash = location.hash;
  }
  location.replace(target.href);
})();
