// Puts the notes of a page into the margin, beside the sentences that they belong to, where there is room. The notes
// themselves stand at the end of the page.
(function () {
  "use strict";
  var GAP = 10,
    LONGEST = 3;
  var list = document.querySelector("ol.brief-notes"),
    article = document.querySelector("article.bd-article");
  if (!list || !article) {
    return;
  }

  var margin = document.createElement("div");
  margin.className = "brief-margin";
  margin.setAttribute("aria-hidden", "true"); // who hears the page is led to the notes by their numbers
  var placed = [],
    done = {};
  article.querySelectorAll("sup.brief-note > a").forEach(function (link) {
    var key = link.hash.slice(1),
      note = document.getElementById(key);
    if (done[key] || !note || note.children.length > LONGEST || link.closest("details")) {
      return;
    } // a long one would push all others down
    done[key] = true;
    var copy = document.createElement("div");
    copy.innerHTML = "<sup>" + link.textContent + "</sup>";
    Array.from(note.children).forEach(function (entry) {
      copy.append(entry.cloneNode(true));
    });
    copy.querySelectorAll("[id]").forEach(function (part) {
      part.removeAttribute("id");
    });
    copy.querySelectorAll("a").forEach(function (part) {
      // its links are in the note and on the card
      var text = document.createElement("span");
      text.className = part.className;
      text.append.apply(text, Array.from(part.childNodes));
      part.replaceWith(text);
    });
    copy.addEventListener("click", function () {
      link.focus();
    });
    margin.append(copy);
    placed.push({ link: link, copy: copy });
  });
  article.append(margin);

  function place() {
    if (getComputedStyle(margin).display === "none") {
      return;
    }
    var top = margin.getBoundingClientRect().top,
      next = 0;
    var wanted = placed.map(function (note) {
      return note.link.getBoundingClientRect().top - top;
    });
    var heights = placed.map(function (note) {
      return note.copy.offsetHeight;
    });
    placed.forEach(function (note, number) {
      var at = Math.max(wanted[number], next);
      note.copy.style.top = at + "px";
      next = at + heights[number] + GAP;
    });
  }

  var waiting = 0;
  function later() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(place);
  }
  new ResizeObserver(later).observe(article);
  addEventListener("load", later);

  later();
})();
