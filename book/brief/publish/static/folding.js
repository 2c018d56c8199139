// Folds text into words, so that a search finds a name however it is written: the same as folding.py, which a test holds.
var briefFolding = (function () {
  "use strict";
  var POSSESSIVE = /['’‘ʼ`´′＇]s(?![\p{L}\p{N}_])/giu,
    APOSTROPHE = /['’‘ʼʻʾʿ`´′＇]/gu,
    MARK = /[\p{M}\p{Cf}ـ]/gu;
  var DASH = /[‐‑‒–−]/gu,
    COMPOUND = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/gu;
  var LETTERS = {
    ß: "ss",
    ø: "o",
    ł: "l",
    đ: "d",
    ı: "i",
    æ: "ae",
    œ: "oe",
    ħ: "h",
    þ: "th",
    ð: "d",
    ى: "ي",
    ة: "ه",
    ی: "ي",
    ک: "ك",
  };
  var LETTER = new RegExp("[" + Object.keys(LETTERS).join("") + "]", "gu");
  var ARTICLES = ["al", "el", "ul", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az"];

  function folded(text) {
    return text
      .replace(POSSESSIVE, "")
      .replace(APOSTROPHE, "")
      .normalize("NFKD")
      .toLowerCase()
      .replace(MARK, "")
      .replace(LETTER, function (letter) {
        return LETTERS[letter];
      })
      .replace(DASH, "-");
  }
  function isNumber(part) {
    return /^\p{N}+$/u.test(part);
  }

  // Returns for each word its parts, without an Arabic article before a hyphen, and whether it is one sign, such as C-17.
  function compounds(text) {
    return (folded(text).match(COMPOUND) || []).map(function (compound) {
      var all = compound.split("-");
      var parts = all.filter(function (part, at) {
        if (all.length === 1) {
          return part !== "al" && part !== "el";
        }
        return at === all.length - 1 || ARTICLES.indexOf(part) < 0 || /^\p{N}/u.test(all[at + 1]);
      });
      var isSign =
        parts.length > 1 &&
        !parts.every(isNumber) &&
        parts.some(function (part) {
          return part.length < 3 || /^\p{N}/u.test(part);
        });
      return { parts: parts, isSign: isSign };
    });
  }

  return {
    // What a text is found by.
    terms: function (text) {
      return compounds(text).flatMap(function (one) {
        return one.isSign ? one.parts.concat(one.parts.join("")) : one.parts;
      });
    },
    // What a text must have, each of it, to be found by a query.
    wanted: function (query) {
      return compounds(query).flatMap(function (one) {
        return one.isSign ? [one.parts.join("")] : one.parts;
      });
    },
  };
})();
