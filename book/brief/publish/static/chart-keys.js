// What a pointer does in a chart, by keys and by touch. Of the chart that has the focus, arrows go from mark to mark, Home
// and End to the first and the last, and Escape closes: each opens the label that a pointer would open, and announces it
// to screen readers. A tap on a mark opens its label, also in a chart that this tap has drawn; a tap elsewhere closes it.
(function () {
  "use strict";
  var STEPS = { ArrowRight: 1, ArrowDown: 1, Home: 1, ArrowLeft: -1, ArrowUp: -1, End: -1 };
  var DELAY = 100; // plotly opens labels at most every 50 milliseconds
  var said = document.createElement("p"),
    open = null,
    index = 0,
    timer = 0;
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);

  function marks(live) {
    // of the traces that have labels, each mark with the part of the chart that holds it
    return live.calcdata.flatMap(function (points, curve) {
      var trace = points[0].trace || {};
      if (!trace.visible || trace.hoverinfo === "skip") {
        return [];
      }
      return points.map(function (point, at) {
        return { curveNumber: curve, pointNumber: at, place: trace.geo || trace.xaxis + trace.yaxis };
      });
    });
  }

  function text(live) {
    return Array.from(live.querySelectorAll(".hoverlayer .hovertext text"))
      .map(function (label) {
        var lines = label.querySelectorAll("tspan.line");
        return Array.from(lines.length ? lines : [label])
          .map(function (line) {
            return line.textContent;
          })
          .join(" ");
      })
      .filter(Boolean)
      .join("; ");
  }

  function close() {
    clearTimeout(timer);
    if (!open) {
      return;
    }
    Plotly.Fx.unhover(open);
    said.textContent = "";
    open = null;
  }

  document.addEventListener("keydown", function (event) {
    var live = event.target.matches(".brief-chart") && event.target.querySelector(".js-plotly-plot");
    if (!live || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      close();
    }
    var all = marks(live),
      step = STEPS[event.key];
    if (!step || !all.length) {
      return;
    }
    event.preventDefault();
    var first = open !== live || event.key === "Home" || event.key === "End";
    index = first ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, index + step));
    open = live;
    Plotly.Fx.hover(live, [all[index]], all[index].place);
    clearTimeout(timer);
    timer = setTimeout(function () {
      said.textContent = text(live);
    }, DELAY);
  });
  document.addEventListener("focusout", close);

  var touched = null;
  function label(chart, x, y) {
    // plotly opens the label of the mark that is near a pointer
    touched = chart.querySelector(".js-plotly-plot");
    var place = document.elementFromPoint(x, y);
    if (touched && touched.contains(place)) {
      place.dispatchEvent(new MouseEvent("mousemove", { clientX: x, clientY: y, bubbles: true }));
    }
  }
  document.addEventListener("pointerup", function (event) {
    // not after the page was scrolled: that cancels the pointer
    if (event.pointerType !== "touch") {
      return;
    }
    var chart = event.target.closest(".brief-chart");
    if (touched && (!chart || !chart.contains(touched))) {
      Plotly.Fx.unhover(touched);
      touched = null;
    }
    if (!chart) {
      return;
    }
    if (chart.dataset.drawn) {
      label(chart, event.clientX, event.clientY);
      return;
    }
    var drawn = new MutationObserver(function () {
      drawn.disconnect();
      label(chart, event.clientX, event.clientY);
    });
    drawn.observe(chart, { attributeFilter: ["data-drawn"] });
  });
})();
