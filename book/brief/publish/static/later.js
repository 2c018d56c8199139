// What waits until the reader does something: most of what a page can do is not needed to read it.
//   brief.acted.then(what): once the reader has scrolled, moved the pointer, touched, pressed a key or focused something
//   brief.load(name): a script of the site, once, from the folder of this one
window.brief = (function () {
  "use strict";
  var folder = document.currentScript.src.replace(/[^/]*$/, ""), loading = {};
  var ACTS = ["scroll", "pointermove", "pointerdown", "touchstart", "keydown", "focusin"];
  return {
    acted: new Promise(function (done) {
      ACTS.forEach(function (kind) {
        addEventListener(kind, function (event) {
          if (kind !== "scroll" || event.target === document) { done(); }  // the theme scrolls its own sidebar
        }, { capture: true, passive: true });
      });
    }),
    load: function (name) {
      loading[name] = loading[name] || new Promise(function (done, failed) {
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
