// Opens the card of a reference on hover, focus or tap; closes it on Escape, on leaving, on a tap elsewhere. The card
// shows the entry that the reference leads to, or a template that the build put into the page. Without this script a
// reference is a plain link.
(function () {
  "use strict";
  var REFERENCES =
    "a.brief-chip[href*='#'], sup.brief-note a, .brief-article a.mark, .brief-article .passage[data-finding]";
  var DELAY = 200,
    GAP = 8;
  var box = document.createElement("div"),
    open = null,
    link = null,
    timer = 0,
    touched = false;
  box.className = "brief-hover";
  box.hidden = true;
  box.id = "brief-hover";
  box.setAttribute("role", "note");
  document.body.append(box);
  document.documentElement.classList.add("brief-cards");

  function keyOf(hash) {
    // what follows "#" may be anything: "%E0%A4%A" stands for no text
    try {
      return decodeURIComponent(hash.slice(1));
    } catch (malformed) {
      return "";
    }
  }

  function visibleMarks(reference) {
    return Array.from(reference.querySelectorAll("a.mark")).filter(function (mark) {
      return mark.offsetParent;
    });
  }

  function entry(key, bring) {
    // rows of long tables may not be in the page: see tables.js
    return document.getElementById(key) || (window.briefEntry && window.briefEntry(key, bring));
  }

  function contentOf(reference) {
    var anchors = reference.matches("a") ? [reference] : visibleMarks(reference),
      content = document.createElement("div");
    anchors.forEach(function (anchor) {
      var key = keyOf(new URL(anchor.href).hash);
      var source =
        document.getElementById("card-" + key) || (anchor.getAttribute("href").charAt(0) === "#" && entry(key));
      if (!source || source === anchor.closest("[id]")) {
        return;
      }
      var copy = source.content ? source.content.cloneNode(true) : source.cloneNode(true);
      content.append.apply(content, Array.from(copy.childNodes));
    });
    if (!content.hasChildNodes()) {
      return null;
    }
    content.querySelectorAll("[id]").forEach(function (part) {
      part.removeAttribute("id");
    });
    content.querySelectorAll("details").forEach(function (part) {
      part.remove();
    });
    return content;
  }

  function place(reference) {
    var first = reference.getClientRects()[0],
      width = document.documentElement.clientWidth;
    var left = Math.max(GAP, Math.min(first.left, width - box.offsetWidth - GAP));
    var last = reference.getClientRects()[reference.getClientRects().length - 1];
    var below = last.bottom + GAP,
      above = first.top - box.offsetHeight - GAP;
    var top = below + box.offsetHeight <= window.innerHeight || above < 0 ? below : above;
    box.style.left = left + window.scrollX + "px";
    box.style.top = top + window.scrollY + "px";
  }

  function show(reference) {
    clearTimeout(timer);
    if (open === reference) {
      return;
    }
    var content = contentOf(reference);
    close();
    if (!content) {
      return;
    }
    box.replaceChildren(content);
    box.hidden = false;
    open = reference;
    link = reference.matches("a") ? reference : visibleMarks(reference)[0];
    link.setAttribute("aria-describedby", box.id);
    link.removeAttribute("title"); // the card contains it
    place(reference);
  }

  function close() {
    clearTimeout(timer);
    if (!open) {
      return;
    }
    link.removeAttribute("aria-describedby");
    open = null;
    box.hidden = true;
  }

  // a card that keys opened stays open until the focus moves
  function focused() {
    return open && link.matches(":focus-visible");
  }
  function later(what) {
    clearTimeout(timer);
    timer = setTimeout(what, DELAY);
  }
  function referenceOf(event) {
    return event.target.closest && event.target.closest(REFERENCES);
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") {
      return;
    }
    var reference = referenceOf(event);
    if (reference) {
      later(function () {
        show(reference);
      });
    } else if (box.contains(event.target)) {
      clearTimeout(timer);
    } else if (!focused()) {
      later(close);
    }
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
  });
  document.addEventListener("click", function (event) {
    var reference = referenceOf(event);
    if (reference && !(touched && open !== reference)) {
      return;
    }
    if (reference) {
      // the first tap opens the card, the second follows the link
      show(reference);
      if (open === reference) {
        event.preventDefault();
      }
    } else if (!box.contains(event.target)) {
      close();
    }
  });
  document.addEventListener("focusin", function (event) {
    var reference = referenceOf(event);
    if (reference && !touched) {
      show(reference);
    } else if (!reference && !box.contains(event.target)) {
      close();
    }
  });
  document.addEventListener("keydown", function (event) {
    touched = false;
    if (event.key === "Escape") {
      close();
    }
  });
  window.addEventListener("resize", close);

  // An address may lead to an entry inside a closed part of the page.
  function reveal() {
    var key = keyOf(location.hash),
      target = key && entry(key, true);
    if (!target) {
      return;
    }
    var inner = target.querySelector("details");
    if (inner && target.matches("tr")) {
      inner.open = true;
    }
    for (var part = target.parentElement; part; part = part.parentElement) {
      if (part.matches("details")) {
        part.open = true;
      }
    }
    setTimeout(function () {
      target.scrollIntoView();
    }, 50); // after tables.js has moved the opened part below its row
  }
  function revealLater() {
    Promise.resolve(window.briefReady).then(reveal, reveal);
  } // see tables.js
  window.addEventListener("hashchange", revealLater);
  window.addEventListener("load", revealLater);
})();
