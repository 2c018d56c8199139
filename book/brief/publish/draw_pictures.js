// Has plotly.js draw a picture as charts.js draws the chart in a page. Not a part of the site: it runs in the page from
// which static_pictures.py takes the pictures, and finds in the layout which form is wanted, and in which colours.
// plotly.js measures texts, so all of the typeface is loaded before it draws.
(function () {
  "use strict";
  var toImage = Plotly.toImage;
  document.head.append(Object.assign(document.createElement("style"), { textContent: window.typeface }));
  var loaded = Promise.all(
    Array.from(document.fonts).map(function (face) {
      return face.load();
    }),
  );
  Plotly.toImage = function (chart, options) {
    var wanted = chart.layout.meta;
    var shown = brief.fitted(chart, wanted.form, function (name) {
      return wanted.inks[name];
    });
    shown.data.forEach(function (trace, number) {
      trace.uid = "trace" + number;
    }); // else plotly.js makes up a random one
    return loaded.then(function () {
      return toImage(shown, options);
    });
  };
})();
