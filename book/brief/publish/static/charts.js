// Replaces the static pictures by interactive charts: each when it is near the window and the reader has done something,
// or when it is touched itself. Only then the chart script is loaded, and the outlines if there is a map. A chart without
// a picture is drawn as soon as the page is idle. Each chart is in the page as JSON. The stylesheet of the page has the
// colours that follow the theme, and the form that fits; layout.meta.narrow has the changes for the narrow form.
(function () {
  "use strict";
  var own = document.currentScript;

  function property(live, name) {
    return getComputedStyle(live)
      .getPropertyValue("--brief-" + name)
      .trim();
  }

  function set(target, path, value) {
    var keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    keys.slice(0, -1).forEach(function (key) {
      target = target[key] = target[key] || {};
    });
    target[keys[keys.length - 1]] = value;
  }

  // Returns a part of a chart with the colour of letters in the theme in the place of INK of brief/charts/style.py.
  function inked(part, ink) {
    return JSON.parse(JSON.stringify(part).replaceAll("#24292e", ink));
  }

  // Returns a chart as it is drawn in one form, "wide" or "narrow", in the colours of the theme, and at one of its steps
  // if a number from 1 is given. The static pictures of the site are drawn by it, too.
  function fitted(spec, form, colour, step) {
    var data = inked(spec.data, colour("ink")),
      layout = inked(spec.layout, colour("ink")),
      meta = layout.meta || {};
    function change(changes) {
      // a path that begins with data[ is in a trace, any other in the layout
      Object.entries(changes || {}).forEach(function (entry) {
        set(/^data\[/.test(entry[0]) ? { data: data } : layout, entry[0], entry[1]);
      });
    }
    if (form === "narrow") {
      change(meta.narrow);
    }
    if (step && meta.steps && meta.steps[step - 1]) {
      change(meta.steps[step - 1].changes);
    }
    set(layout, "font.color", colour("ink"));
    set(layout, "hoverlabel.bgcolor", colour("paper"));
    set(layout, "hoverlabel.bordercolor", colour("grid"));
    set(layout, "hoverlabel.font.color", colour("ink"));
    Object.keys(layout)
      .filter(function (key) {
        return /^[xy]axis/.test(key);
      })
      .forEach(function (key) {
        set(layout, key + ".gridcolor", colour("grid"));
      });
    var outlines = window.PlotlyGeoAssets && window.PlotlyGeoAssets.topojson;
    maps(layout).forEach(function (key) {
      set(layout, key + ".landcolor", colour("land"));
      set(layout, key + ".bgcolor", outlines ? colour("sea") : "rgba(0,0,0,0)");
      set(layout, key + ".coastlinecolor", colour("coast"));
      set(layout, key + ".countrycolor", colour("coast"));
      if (!outlines) {
        // not part of this site: draw without them, and load them from no other host
        ["land", "countries", "coastlines", "lakes", "rivers", "ocean", "subunits"].forEach(function (what) {
          layout[key]["show" + what] = false;
        });
      }
    });
    return { data: data, layout: layout };
  }

  brief.fitted = fitted;

  function maps(layout) {
    return Object.keys(layout).filter(function (key) {
      return /^geo/.test(key);
    });
  }

  function loaded(chart) {
    // the typeface, too: plotly measures texts before it places them
    var outlines = own.dataset.outlines,
      map = maps(chart.spec.layout).length > 0;
    var fonts = ["", "italic ", "600 "].map(function (style) {
      // where the typeface is kept from the page, another serves
      return document.fonts.load(style + "13px 'IBM Plex Sans'").catch(function () {});
    });
    return Promise.all([brief.load(own.dataset.script), map && outlines ? brief.load(outlines) : null].concat(fonts));
  }

  function draw(chart) {
    // topojsonURL: no other host, even if a map needs outlines that the site lacks
    var config = { responsive: true, displayModeBar: false, scrollZoom: false, topojsonURL: "_static/" };
    return loaded(chart).then(function () {
      var form = property(chart.live, "form");
      var shown = fitted(
        chart.spec,
        form,
        function (name) {
          return property(chart.live, name);
        },
        chart.step,
      );
      return Plotly.react(chart.live, shown.data, shown.layout, config).then(function () {
        chart.place.dataset.drawn = form;
      });
    });
  }

  // One chart at a time, each in a task of its own, so that the page stays responsive.
  var waiting = [],
    busy = false;
  function next() {
    var chart = waiting.shift();
    busy = Boolean(chart);
    if (chart) {
      draw(chart)
        .catch(function () {})
        .then(function () {
          setTimeout(next);
        });
    }
  }
  function want(chart, first) {
    waiting = waiting.filter(function (other) {
      return other !== chart;
    });
    waiting[first ? "unshift" : "push"](chart);
    chart.wanted = true;
    if (!busy) {
      busy = true;
      setTimeout(next);
    }
  }

  var charts = [];
  document.querySelectorAll("script[data-chart]").forEach(function (script) {
    var place = document.getElementById(script.dataset.chart);
    try {
      charts.push({
        place: place,
        live: place.querySelector(".brief-live"),
        spec: JSON.parse(script.textContent),
        pictured: Boolean(place.querySelector(".brief-picture")),
        wanted: false,
      });
    } catch (error) {
      reportError(error);
    } // the others go on
  });
  function chartAt(place) {
    return charts.find(function (chart) {
      return chart.place === place;
    });
  }
  function wantOnce(chart, first) {
    if (!chart.wanted) {
      want(chart, first);
    }
  }

  var near = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          wantOnce(chartAt(entry.target), false);
        }
      });
    },
    { rootMargin: "100% 0px" },
  );
  brief.acted.then(function () {
    charts.forEach(function (chart) {
      near.observe(chart.place);
    });
  });
  charts.forEach(function (chart) {
    ["pointerenter", "touchstart", "focusin"].forEach(function (kind) {
      chart.place.addEventListener(
        kind,
        function () {
          wantOnce(chart, true);
        },
        { passive: true },
      );
    });
  });
  // a re-execution of the page replaces a chart by what it draws, until the published one is wanted again
  charts.forEach(function (chart) {
    var published = chart.spec;
    chart.place.addEventListener("brief-draw", function (event) {
      var now = event.detail,
        template = published.layout.template;
      chart.spec = now ? { data: now.data, layout: Object.assign({ template: template }, now.layout) } : published;
      want(chart, true);
    });
  });
  // steps.js asks for a step, or with 0 for the whole
  charts.forEach(function (chart) {
    chart.place.addEventListener("brief-step", function (event) {
      chart.step = event.detail;
      want(chart, true);
    });
  });
  function drawUnpictured() {
    charts.forEach(function (chart) {
      if (!chart.pictured) {
        wantOnce(chart, false);
      }
    });
  }
  addEventListener("load", function () {
    (window.requestIdleCallback || setTimeout)(drawUnpictured);
  });

  function drawn() {
    return charts.filter(function (chart) {
      return chart.place.dataset.drawn;
    });
  }
  new MutationObserver(function () {
    drawn().forEach(function (chart) {
      want(chart, false);
    });
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  addEventListener("resize", function () {
    // without delay: else plotly fits the wide form into the narrow place first
    drawn().forEach(function (chart) {
      if (chart.place.dataset.drawn !== property(chart.live, "form")) {
        draw(chart);
      }
    });
  });
  // pictures are printed; a chart without one is fitted to the paper
  matchMedia("print").addEventListener("change", function () {
    drawn().forEach(function (chart) {
      if (!chart.pictured) {
        Plotly.Plots.resize(chart.live);
      }
    });
  });
})();
