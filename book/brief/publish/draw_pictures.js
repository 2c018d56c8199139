// Has plotly.js draw a picture as charts.js draws the chart in a page. Not a part of the site: it runs in the page from
// which static_pictures.py takes the pictures, and finds in the layout which form is wanted, and in which colours.
(function () {
  "use strict";
  var toImage = Plotly.toImage;
  Plotly.toImage = function (chart, options) {
    var wanted = chart.layout.meta;
    var shown = brief.fitted(chart, wanted.form, function (name) { return wanted.inks[name]; });
    shown.data.forEach(function (trace, number) { trace.uid = "trace" + number; });  // else plotly.js makes up a random one
    return toImage(shown, options);
  };
})();
