// Where a browser blocks site data, even to name localStorage throws. Then nothing is remembered, and all else works.
["localStorage", "sessionStorage"].forEach(function (name) {
  try {
    window[name].setItem("brief", "");
    window[name].removeItem("brief");
  } catch (refused) {
    var held = new Map();
    Object.defineProperty(window, name, {
      configurable: true,
      value: {
        getItem: function (key) {
          return held.has(String(key)) ? held.get(String(key)) : null;
        },
        setItem: function (key, value) {
          held.set(String(key), String(value));
        },
        removeItem: function (key) {
          held.delete(String(key));
        },
        clear: function () {
          held.clear();
        },
      },
    });
  }
});
// If a script is missing or throws, long tables show all their rows: see brief.css.
addEventListener(
  "error",
  function () {
    document.documentElement.classList.add("brief-plain");
  },
  true,
);
