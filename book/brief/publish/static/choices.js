// Lets a reader choose otherwise than the editors did: findings, counts and tiles follow. What is found under each set
// of choices stands in the page; the choices stand in its address (?choose=denials,weak). Without this script the page
// shows the findings under the editors' choices.
(function () {
  "use strict";
  var form = document.querySelector("form.brief-choices");
  if (!form) {
    return;
  }
  var data = JSON.parse(form.querySelector("script").textContent);
  var boxes = Array.from(form.querySelectorAll("input")),
    status = form.querySelector("[role=status]");
  // rows that a filter hides leave the page: these lists keep them
  var marks = Array.from(document.querySelectorAll("[data-claim]")),
    groups = Array.from(document.querySelectorAll(".brief-tiles"));

  function word(claim, set) {
    return data.findings[Number(data.claims[claim][set])];
  }

  function show() {
    var set = boxes.reduce(function (sum, box, bit) {
      return sum + (box.checked ? 1 << bit : 0);
    }, 0);
    var count = {},
      moved = 0;
    Object.keys(data.claims).forEach(function (claim) {
      if (data.compound.indexOf(claim) >= 0) {
        return;
      } // its parts are counted in its place
      var finding = word(claim, set);
      count[finding] = (count[finding] || 0) + 1;
      moved += finding !== word(claim, 0);
    });
    marks.forEach(function (mark) {
      var claim = mark.dataset.claim,
        finding = word(claim, set),
        cell = mark.querySelector(".finding");
      (cell || mark).dataset.finding = finding;
      mark.classList.toggle("moved", finding !== word(claim, 0));
      if (cell) {
        cell.firstChild.textContent = data.signs[finding];
        cell.lastChild.textContent = " " + finding;
        mark.dataset.order = data.findings.indexOf(finding);
      } else {
        mark.textContent = data.signs[finding];
        mark.setAttribute("aria-label", claim + ", " + finding);
      }
    });
    groups.forEach(function (group) {
      var found = Array.from(group.querySelectorAll(".tile"), function (tile) {
        return tile.dataset.finding;
      });
      group.querySelector(".hold").textContent = found.filter(function (finding) {
        return data.holding.indexOf(finding) >= 0;
      }).length;
      group.querySelector(".checkable").textContent = found.filter(function (finding) {
        return finding !== "opinion";
      }).length;
    });
    document.querySelectorAll("[data-count]").forEach(function (place) {
      place.textContent = count[place.dataset.count] || 0;
    });
    status.textContent = !set
      ? "The findings as we choose."
      : moved
        ? moved + (moved === 1 ? " finding differs" : " findings differ") + " from ours."
        : "No finding differs from ours.";
    document.dispatchEvent(new Event("brief:findings"));
    return set;
  }

  function changed() {
    var set = show(),
      address = new URL(location.href);
    var names = boxes
      .filter(function (box) {
        return box.checked;
      })
      .map(function (box) {
        return box.name;
      });
    if (set) {
      address.searchParams.set("choose", names.join(","));
    } else {
      address.searchParams.delete("choose");
    }
    try {
      history.replaceState(history.state, "", address);
    } catch (refused) {
      /* in some frames an address cannot change */
    }
  }

  function read() {
    var chosen = (new URLSearchParams(location.search).get("choose") || "").split(",");
    boxes.forEach(function (box) {
      box.checked = chosen.indexOf(box.name) >= 0;
    });
    show();
  }
  form.addEventListener("change", changed);
  form.addEventListener("reset", function () {
    setTimeout(changed);
  });
  addEventListener("popstate", read);
  form.hidden = false;
  read();
})();
