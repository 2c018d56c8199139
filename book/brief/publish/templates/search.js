// The search of the site, in place of parts of Sphinx's searchtools.js: a page is found if it has every word that is
// asked for, folded as the index folds them. The page that explains names comes before others with the same word.
var splitQuery = briefFolding.wanted,
  briefWanted = [];

Search._parseQuery = function (query) {
  var stemmer = new Stemmer();
  var words = (briefWanted = briefFolding.wanted(query).filter(function (word) {
    return stopwords.indexOf(word) < 0;
  }));
  var marked = query
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .map(function (word) {
      return word.replace(/^[ae][a-z]{1,2}-(?=\p{L})/u, "").replace(/['’]s$/, "");
    });
  localStorage.setItem("sphinx_highlight_terms", marked.join(" "));
  localStorage.setItem("brief-search", query.trim());
  return [
    query,
    new Set(
      words.map(function (word) {
        return stemmer.stemWord(word);
      }),
    ),
    new Set(),
    new Set(marked),
    new Set(words),
  ];
};

Search.performTermsSearch = function (searchTerms) {
  var index = Search._index,
    found = null,
    first = document.querySelector('meta[name="brief-first"]');
  searchTerms.forEach(function (word) {
    var scores = new Map();
    [
      [index.terms, Scorer.term, Scorer.partialTerm],
      [index.titleterms, Scorer.title, Scorer.partialTitle],
    ].forEach(function (kind) {
      var whole = Object.hasOwn(kind[0], word);
      var names = whole
        ? [word]
        : Object.keys(kind[0]).filter(function (name) {
            return word.length > 2 && name.includes(word);
          });
      names
        .flatMap(function (name) {
          return kind[0][name];
        })
        .forEach(function (file) {
          scores.set(file, Math.max(scores.get(file) || 0, whole ? kind[1] : kind[2]));
        });
    });
    if (found) {
      found.forEach(function (score, file) {
        if (scores.has(file)) {
          found.set(file, Math.max(score, scores.get(file)));
        } else {
          found.delete(file);
        }
      });
    } else {
      found = scores;
    }
  });
  return Array.from(found || [], function (entry) {
    var name = index.docnames[entry[0]],
      boost = first && first.content === name ? Scorer.term + 1 : 0;
    return [name, index.titles[entry[0]], "", null, entry[1] + boost, index.filenames[entry[0]]];
  });
};

// Names, claims and facts are results of their own: the first of each kind, and where all are. Names come first, then
// claims, pages and facts. The lists call this with their entries: anchor, title, what it is, further words.
var briefFound = (function () {
  var KINDS = { glossary: ["names", 60, 5], ledger: ["claims", 40, 10], facts: ["facts", 1, 20] };
  var query = Search.query,
    pages = Search.performTermsSearch,
    lists = [],
    loading = "";
  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  }

  function results(list) {
    var kind = KINDS[list.view],
      found = list.entries.filter(function (entry) {
        var terms = " " + briefFolding.terms(entry.join(" ")).join(" ");
        return (
          briefWanted.length &&
          briefWanted.every(function (word) {
            return terms.includes(" " + word);
          })
        );
      });
    function result(anchor, title, what, score) {
      return [list.page, escaped(title), anchor, what && escaped(what), score, list.page];
    }
    var first = found.slice(0, kind[2]).map(function (entry) {
      return result("#" + entry[0], entry[1], entry[2], kind[1]);
    });
    if (found.length <= kind[2]) {
      return first;
    }
    return first.concat([
      result("", "All " + found.length + " " + kind[0] + " with these words", kind[0], kind[1] - 0.5),
    ]);
  }

  Search.query = function (words) {
    var there = document.querySelector('meta[name="brief-found"]'); // a book may lack one of the lists
    (there ? there.content.split(" ").filter(Boolean) : [])
      .reduce(function (before, view) {
        return before.then(function () {
          loading = view;
          return brief.load("found-" + view + ".js").catch(function () {});
        });
      }, Promise.resolve())
      .then(function () {
        query(words);
      });
  };
  Search.performTermsSearch = function (terms, excluded) {
    return pages(terms, excluded).concat(lists.flatMap(results));
  };
  Documentation.TRANSLATIONS["Search finished, found ${resultCount} page(s) matching the search query."] =
    "${resultCount} found.";
  return function (page, entries) {
    lists.push({ view: loading, page: page, entries: entries });
  };
})();

// The lines below a result begin near the first word that was asked for, however the page writes it.
Search.makeSearchSummary = function (htmlText, keywords, anchor) {
  var text = Search.htmlToText(htmlText, anchor),
    stemmer = new Stemmer();
  if (!text) {
    return null;
  }
  var word = Array.from(text.matchAll(/\S+/g)).find(function (piece) {
    return briefFolding.terms(piece[0]).some(function (term) {
      var stem = stemmer.stemWord(term);
      return Array.from(keywords).some(function (keyword) {
        return stem === keyword || (keyword.length > 2 && stem.includes(keyword));
      });
    });
  });
  var start = word ? Math.max(word.index - 120, 0) : 0,
    summary = document.createElement("p");
  summary.className = "context";
  summary.textContent =
    (start ? "..." : "") + text.slice(start, start + 240).trim() + (start + 240 < text.length ? "..." : "");
  return summary;
};

// Where pages cannot be fetched, from a disk or in a frame, results stand without those lines.
addEventListener("unhandledrejection", function (event) {
  if (event.reason instanceof TypeError) {
    event.preventDefault();
  }
});
