// The search of the site, in place of parts of Sphinx's searchtools.js: a page is found if it has every word that is
// asked for, folded as the index folds them. The page that explains names comes before others with the same word.
var splitQuery = briefFolding.wanted;

Search._parseQuery = function (query) {
  var stemmer = new Stemmer();
  var words = briefFolding.wanted(query).filter(function (word) { return stopwords.indexOf(word) < 0; });
  var marked = query.toLowerCase().trim().split(/\s+/).map(function (word) {
    return word.replace(/^[ae][a-z]{1,2}-(?=\p{L})/u, "").replace(/['’]s$/, "");
  });
  localStorage.setItem("sphinx_highlight_terms", marked.join(" "));
  localStorage.setItem("brief-search", query.trim());
  return [query, new Set(words.map(function (word) { return stemmer.stemWord(word); })), new Set(), new Set(marked), new Set(words)];
};

Search.performTermsSearch = function (searchTerms) {
  var index = Search._index, found = null, first = document.querySelector('meta[name="brief-first"]');
  searchTerms.forEach(function (word) {
    var scores = new Map();
    [[index.terms, Scorer.term, Scorer.partialTerm], [index.titleterms, Scorer.title, Scorer.partialTitle]].forEach(function (kind) {
      var whole = Object.hasOwn(kind[0], word);
      var names = whole ? [word] : Object.keys(kind[0]).filter(function (name) { return word.length > 2 && name.includes(word); });
      names.flatMap(function (name) { return kind[0][name]; }).forEach(function (file) {
        scores.set(file, Math.max(scores.get(file) || 0, whole ? kind[1] : kind[2]));
      });
    });
    if (found) {
      found.forEach(function (score, file) {
        if (scores.has(file)) { found.set(file, Math.max(score, scores.get(file))); } else { found.delete(file); }
      });
    } else { found = scores; }
  });
  return Array.from(found || [], function (entry) {
    var name = index.docnames[entry[0]], boost = first && first.content === name ? Scorer.term + 1 : 0;
    return [name, index.titles[entry[0]], "", null, entry[1] + boost, index.filenames[entry[0]]];
  });
};

// The lines below a result begin near the first word that was asked for, however the page writes it.
Search.makeSearchSummary = function (htmlText, keywords, anchor) {
  var text = Search.htmlToText(htmlText, anchor), stemmer = new Stemmer();
  if (!text) { return null; }
  var word = Array.from(text.matchAll(/\S+/g)).find(function (piece) {
    return briefFolding.terms(piece[0]).some(function (term) {
      var stem = stemmer.stemWord(term);
      return Array.from(keywords).some(function (keyword) { return stem === keyword || (keyword.length > 2 && stem.includes(keyword)); });
    });
  });
  var start = word ? Math.max(word.index - 120, 0) : 0, summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = (start ? "..." : "") + text.slice(start, start + 240).trim() + (start + 240 < text.length ? "..." : "");
  return summary;
};

// Where pages cannot be fetched, from a disk or in a frame, results stand without those lines.
addEventListener("unhandledrejection", function (event) {
  if (event.reason instanceof TypeError) { event.preventDefault(); }
});
