// Steps through a chart: buttons for the moment before and after, and for playing them one after the other. The sentence of
// the moment is announced; all of them stand in a list, which is all there is without this script. Nothing moves unless the
// reader asks for it, and then from moment to moment without a transition. charts.js draws the moments.
(function () {
  "use strict";
  var SECONDS = 5,
    KEYS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

  function button(name, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.addEventListener("click", act);
    return made;
  }

  document.querySelectorAll(".brief-steps").forEach(function (place) {
    var chart = document.getElementById(place.dataset.stepsOf),
      list = place.querySelector("ol");
    var items = Array.from(list.children),
      now = 0,
      timer = 0;
    var bar = document.createElement("div"),
      said = document.createElement("p"),
      all = document.createElement("details");
    var back = button("\u2190 Back", function () {
      stop();
      go(now - 1);
    });
    var play = button("\u25b6 Play", function () {
      if (timer) {
        stop();
      } else {
        start();
      }
    });
    var next = button("Next \u2192", function () {
      stop();
      go(now + 1);
    });

    function go(to) {
      now = Math.max(0, Math.min(items.length, to));
      show();
      chart.dispatchEvent(new CustomEvent("brief-step", { detail: now }));
    }

    function show() {
      back.setAttribute("aria-disabled", String(now === 0));
      next.setAttribute("aria-disabled", String(now === items.length));
      play.textContent = timer ? "\u275a\u275a Pause" : "\u25b6 Play";
      items.forEach(function (item, at) {
        if (at === now - 1) {
          item.setAttribute("aria-current", "step");
        } else {
          item.removeAttribute("aria-current");
        }
      });
      said.replaceChildren();
      if (now === 0) {
        said.textContent = place.dataset.whole;
      } else {
        said.append(now + " of " + items.length + ". ");
        items[now - 1].childNodes.forEach(function (node) {
          said.append(node.cloneNode(true));
        });
      }
    }

    function start() {
      timer = setInterval(function () {
        if (now === items.length) {
          stop();
        } else {
          go(now + 1);
        }
      }, SECONDS * 1000);
      go(now === items.length ? 1 : now + 1);
    }

    function stop() {
      clearInterval(timer);
      timer = 0;
      show();
    }

    bar.className = "brief-step-bar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Step through the figure");
    bar.append(back, play, next);
    bar.addEventListener("keydown", function (event) {
      if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      event.preventDefault();
      stop();
      go(KEYS[event.key] === -Infinity ? 0 : now + KEYS[event.key]);
    });
    document.addEventListener("visibilitychange", function () {
      if (timer && document.hidden) {
        stop();
      }
    });
    said.setAttribute("role", "status");
    all.append(document.createElement("summary"), list);
    all.firstChild.textContent = "All in words";
    place.append(bar, said, all);
    place.classList.add("ready");
    show();
  });
})();
