// Draws the charts of a page. Each stands as JSON beside its place; the page's stylesheet gives the colours
// that follow the theme, and layout.meta.narrow what changes where there is little room.
(function () {
  "use strict";
  var NARROW = 560;

  function theme(place) {
    var style = getComputedStyle(place);
    return function (name) { return style.getPropertyValue("--brief-" + name).trim(); };
  }

  function set(target, path, value) {
    var keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    keys.slice(0, -1).forEach(function (key) { target = target[key] = target[key] || {}; });
    target[keys[keys.length - 1]] = value;
  }

  function fitted(place, spec) {
    var data = structuredClone(spec.data), layout = structuredClone(spec.layout), colour = theme(place);
    if (place.clientWidth < NARROW) {  // what begins with data[ is of a trace, the rest of the layout
      Object.entries((layout.meta || {}).narrow || {}).forEach(function (entry) {
        set(/^data\[/.test(entry[0]) ? { data: data } : layout, entry[0], entry[1]);
      });
    }
    set(layout, "font.color", colour("ink"));
    set(layout, "hoverlabel.bgcolor", colour("paper"));
    set(layout, "hoverlabel.bordercolor", colour("grid"));
    set(layout, "hoverlabel.font.color", colour("ink"));
    Object.keys(layout).filter(function (key) { return /^[xy]axis/.test(key); }).forEach(function (key) {
      set(layout, key + ".gridcolor", colour("grid"));
    });
    var outlines = window.PlotlyGeoAssets && window.PlotlyGeoAssets.topojson;
    Object.keys(layout).filter(function (key) { return /^geo/.test(key); }).forEach(function (key) {
      set(layout, key + ".landcolor", colour("land"));
      set(layout, key + ".coastlinecolor", colour("coast"));
      set(layout, key + ".countrycolor", colour("coast"));
      if (!outlines) {  // none were installed: draw without, ask nobody for them
        ["land", "countries", "coastlines", "lakes", "rivers", "ocean", "subunits"].forEach(function (what) {
          layout[key]["show" + what] = false;
        });
      }
    });
    return { data: data, layout: layout };
  }

  function draw(place, spec) {
    // topojsonURL: never another host, even if a map asks for outlines that are not here
    var config = { responsive: true, displayModeBar: false, scrollZoom: false, topojsonURL: "_static/" };
    var chart = fitted(place, spec);
    place.style.minHeight = chart.layout.height + "px";
    return Plotly.react(place, chart.data, chart.layout, config).then(function () {
      place.dataset.drawn = place.clientWidth < NARROW ? "narrow" : "wide";
    });
  }

  var charts = Array.from(document.querySelectorAll("script[data-chart]")).map(function (script) {
    return { place: document.getElementById(script.dataset.chart), spec: JSON.parse(script.textContent) };
  });
  function drawAll() { charts.forEach(function (chart) { draw(chart.place, chart.spec); }); }
  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  // paper has another width than the screen
  matchMedia("print").addEventListener("change", function () {
    charts.forEach(function (chart) { Plotly.Plots.resize(chart.place); });
  });
  window.addEventListener("resize", function () {
    charts.forEach(function (chart) {
      var form = chart.place.clientWidth < NARROW ? "narrow" : "wide";
      if (chart.place.dataset.drawn !== form) { draw(chart.place, chart.spec); }
    });
  });
})();
