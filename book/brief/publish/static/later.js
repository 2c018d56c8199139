// For scripts that wait until the reader does something, since most of them are not needed to read a page.
//   brief.acted: a promise, fulfilled when the reader scrolls, moves the pointer, touches, presses a key or moves the focus
//   brief.load(name): loads a script of the site once, from the folder of this one, and returns a promise
//   brief.searched: the words of a reader who comes from the search of the site
window.brief = (function () {
  "use strict";
  var folder = document.currentScript.src.replace(/[^/]*$/, ""),
    loading = {},
    searched = localStorage.getItem("brief-search") || "";
  var ACTS = ["scroll", "pointermove", "pointerdown", "touchstart", "keydown", "focusin"];
  localStorage.removeItem("brief-search");
  return {
    searched: searched,
    acted: new Promise(function (done) {
      ACTS.forEach(function (kind) {
        addEventListener(
          kind,
          function (event) {
            if (kind !== "scroll" || event.target === document) {
              done();
            } // the theme scrolls its own sidebar
          },
          { capture: true, passive: true },
        );
      });
    }),
    load: function (name) {
      loading[name] =
        loading[name] ||
        new Promise(function (done, failed) {
          var script = document.createElement("script");
          script.src = folder + name;
          script.onload = done;
          script.onerror = failed;
          document.head.append(script);
        });
      return loading[name];
    },
  };
})();
