"""Text that a program spoilt on its way, and what nobody sees, is refused with its code point."""

import csv
import re

import pytest

from brief import tables
from brief.tables import broken_text
from brief.text import told_apart
from helpers import cell, edit

# what is broken: the text, and what is said of it
BROKEN = {
    "a name that Excel does not know": ("#NAME?", "'#NAME?', which a spreadsheet writes"),
    "a value that Excel does not find": ("boats #N/A", "'#N/A', which a spreadsheet writes"),
    "the same in German": ("#BEZUG!", "'#BEZUG!', which a spreadsheet writes"),
    "the same in Russian": ("#ССЫЛКА!", "'#ССЫЛКА!', which a spreadsheet writes"),
    "division by nought": ("#DIV/0!", "'#DIV/0!', which a spreadsheet writes"),
    "a column too narrow": ("#######", "'#######', which a spreadsheet writes"),
    "nothing, as pandas writes it": ("NaN", "which a program writes where there is nothing"),
    "a carriage return of Excel": ("one_x000D_two", "'_x000D_', which stands for U+000D"),
    "a lost letter": ("Tobr\ufffdk", "U+FFFD REPLACEMENT CHARACTER, where a letter was lost"),
    "French read as Windows": ("l’armÃ©e", "which is 'é' read in the wrong encoding"),
    "an apostrophe read as Windows": ("Tennickâ€™s", "which is '’' read in the wrong encoding"),
    "Russian read as Windows": ("РќР°С‚Рѕ", "which is 'Нато' read in the wrong encoding"),
    "Arabic read as Windows": ("المرفأ".encode().decode("cp1256", "replace"), "read in the wrong encoding"),
    "French read on a Mac": ("arm√©e", "which is 'é' read in the wrong encoding"),
    "an apostrophe read by DOS": ("TennickÔÇÖs", "which is '’' read in the wrong encoding"),
    "a hard space": ("14\u00a0boats", "U+00A0 NO-BREAK SPACE, which looks like a space"),
    "a narrow space": ("1\u202f000", "U+202F NARROW NO-BREAK SPACE, which looks like a space"),
    "a soft hyphen": ("recruit\u00adment", "U+00AD SOFT HYPHEN, which nobody sees"),
    "no width": ("harbour\u200b-004", "U+200B ZERO WIDTH SPACE, which nobody sees"),
    "a mark of order": ("\ufeffsea", "U+FEFF ZERO WIDTH NO-BREAK SPACE, which nobody sees"),
    "a change of direction": ("A\u2067B", "U+2067 RIGHT-TO-LEFT ISOLATE, which nobody sees"),
    "a mark that joins nothing": ("a\u034fb", "U+034F COMBINING GRAPHEME JOINER, which nobody sees"),
    "letters taken apart": ("Erdog\u0306an", "U+0067 LATIN SMALL LETTER G + U+0306 COMBINING BREVE for the one letter U+011F"),
    "hamza taken apart": ("ا\u0654", "+ U+0654 ARABIC HAMZA ABOVE for the one letter U+0623"),
    "a wide digit": ("1４", "U+FF14 FULLWIDTH DIGIT FOUR, another form of '4'"),
    "a ligature of a PDF": ("ﬁghter", "U+FB01 LATIN SMALL LIGATURE FI, another form of 'fi'"),
    "Arabic as a PDF draws it": ("ﻁ", "another form of 'ط'"),
    "a mathematical letter": ("𝐀", "another form of 'A'"),
    "a numeral that looks like a letter": ("boats \u217cay", "U+217C SMALL ROMAN NUMERAL FIFTY, another form of 'l'"),
    "a dot that looks like a full stop": ("13\u20247 million", "U+2024 ONE DOT LEADER, another form of '.'"),
    "digits that are struck through": ("3\u03363\u03368\u0336 boats", "U+0336 COMBINING LONG STROKE OVERLAY, which strikes a letter through"),
    "a control character": ("a\x0bb", "the control character U+000B"),
    "a letter for private use": ("a\ue000", "U+E000, which is no letter"),
    "a whole word in Cyrillic": ("the \u0441\u043e\u0440 of it", "<U+0441><U+043E><U+0440>"),
    "a word in Armenian and Latin letters": ("\u0585il", "U+0585 ARMENIAN SMALL LETTER OH"),
    "a blank that is drawn as nothing": ("a\u2800b", "U+2800 BRAILLE PATTERN BLANK, which nobody sees"),
    "digits of another script": ("\u0967\u096a boats", "U+0967 DEVANAGARI DIGIT ONE, a digit of another script"),
    "Arabic digits in English": ("\u0661\u0664 boats", "U+0661 ARABIC-INDIC DIGIT ONE, a digit of another script"),
    "a Cyrillic letter among Latin ones": ("Amblew\u0430y", "U+0430 CYRILLIC SMALL LETTER A"),
}  # fmt: skip
WHOLE = [
    "Tennick’s “boats” – 338 km², 50 °C",
    "العبارة القديمة ٢٠٢٠",
    "с паромом",
    "港に戻らない渡し船は",
    "«Новая газета»",
    "naïve Erdoğan, Łódź",
    "ticket #12!",
    "C#",
    "none",
]


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_text_is_refused_with_its_code_point(kind):
    text, message = BROKEN[kind]
    assert message in broken_text.fault(text)


@pytest.mark.parametrize("text", WHOLE)
def test_text_of_any_language_is_valid(text):
    assert broken_text.fault(text) == ""


@pytest.mark.parametrize(
    "kind", ["a value that Excel does not find", "a hard space", "French read as Windows", "no width"]
)
def test_the_cell_is_named(kind, little_tables, command):
    text, message = BROKEN[kind]
    cell(little_tables / "data" / "facts.csv", 4, "note", text)
    code, printed = command(["data"])
    assert code == 1
    assert f"facts.csv:4:note: {message}" in printed or ("facts.csv:4:note: " in printed and message in printed)


def test_two_values_that_look_alike_are_told_apart(little_tables, command):
    path = little_tables / "data" / "facts.csv"
    row = next(csv.DictReader(path.open(encoding="utf-8")))
    cell(path, 2, "source_key", row["source_key"].replace("e", "е").replace("a", "а"))  # Cyrillic
    code, printed = command(["data"])
    assert code == 1 and "facts.csv:2:source_key" in printed and ("U+0430" in printed or "U+0435" in printed)


def test_code_points_are_shown_where_values_look_alike():
    assert told_apart("holds", "holds thinly") == ("holds", "holds thinly")
    assert told_apart("near‑miss", "near-miss") == ("near<U+2011>miss", "near-miss")
    assert told_apart("hоlds", "holds") == ("h<U+043E>lds", "holds")


def test_a_number_with_zeros_at_its_end_is_the_same_number(little_tables, command):
    path, row = little_tables / "data" / "facts.csv", 2
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    row = next(number for number, cells in enumerate(rows, 2) if cells["value_low"].isdecimal())
    before = tables.digests("facts")
    cell(path, row, "value_low", f"{rows[row - 2]['value_low']}.00")
    assert command(["data"])[0] == 0
    assert tables.digests("facts") == before
    cell(path, row, "value_low", f"{rows[row - 2]['value_low']}.5")
    assert tables.digests("facts") != before


TWO_PAGES = "format: jb-book\nroot: page\nchapters:\n  - file: other\n"
# how the second page differs from the first: the message
SECOND = {
    "the same figure": (("# A page", "# Another"), "the name 'fig-page-passengers' is also that of page.md:"),
    "an anchor of a figure": (("fig-page-passengers", "fig-page-passengers-code"), "the name 'fig-page-passengers-code' is also that of page.md:"),
    "a label": (("# A page", "(fig-page-passengers)=\n# A page"), "is also that of page.md:"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SECOND)
def test_one_name_for_two_things_of_the_book_is_refused(kind, little_tables, command):
    (old, new), message = SECOND[kind]
    book = little_tables / "book"
    (book / "other.md").write_text((book / "page.md").read_text(encoding="utf-8"), encoding="utf-8")
    edit(book / "other.md", old, new)
    (book / "_toc.yml").write_text(TWO_PAGES, encoding="utf-8")
    for name in ("check", "build"):
        code, printed = command([name])
        assert code == 1 and "other.md:" in printed and message in printed, printed
        assert "executing" not in printed


# --- Git on Windows ----------------------------------------------------------------------------------------------


def with_carriage_returns(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def test_what_git_did_to_the_tables_is_named_as_the_cause(little_tables, command):
    for path in (little_tables / "data").glob("*.csv"):
        with_carriage_returns(path)
    code, printed = command(["data"])
    assert code == 1
    problems = [line for line in printed.splitlines() if re.match(r"data/\w+\.csv:\d", line)]
    assert problems and all("core.autocrlf" in line for line in problems)


def test_what_git_did_to_the_article_is_named_once(little_tables, command):
    [article] = (little_tables / "seeds").glob("*.txt")
    with_carriage_returns(article)
    code, printed = command(["data"])
    assert code == 1
    assert printed.count("core.autocrlf") == 1 and "bytes" not in printed
