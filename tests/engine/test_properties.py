"""Properties of every date, range, table and finding, tested on many generated examples.

Examples are drawn from a fixed seed, so that a run can be repeated; `BRIEF_EXAMPLES` multiplies their number.
"""

import csv
import datetime
import io
import itertools
import os
import random
import shutil

import pandas as pd
import pytest
from frictionless import Package
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from brief import paths, tables, words
from brief.errors import BriefError
from brief.ledger import findings, reasons, rule
from brief.tables import broken_text, dates, validation

MORE = int(os.environ.get("BRIEF_EXAMPLES", "1"))


def examples(number):
    """Return the settings for a number of examples, the same in each run."""
    return settings(
        max_examples=number * MORE,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


# --- dates ------------------------------------------------------------------------------------------------------

DAY = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
PARTIAL = st.builds(lambda day, length: f"{day.year:04}-{day:%m-%d}"[:length], DAY, st.sampled_from([4, 7, 10]))


@examples(200)
@given(DAY, st.sampled_from([4, 7, 10]))
def test_a_partial_date_covers_exactly_the_days_that_begin_with_it(day, length):
    written = f"{day.year:04}-{day:%m-%d}"[:length]
    first, last = dates.span(written)
    assert first <= day <= last
    for edge in (first, last):
        assert edge.isoformat()[:length] == written
    for step, edge in ((-1, first), (1, last)):
        if datetime.date.min < edge < datetime.date.max:
            assert (edge + datetime.timedelta(step)).isoformat()[:length] != written


@examples(200)
@given(PARTIAL, PARTIAL)
def test_an_interval_covers_from_the_first_day_of_its_start_to_the_last_of_its_end(one, other):
    start, end = dates.span(one)[0], dates.span(other)[1]
    if start <= end:
        assert dates.span(f"{one}/{other}") == (start, end)
    else:
        with pytest.raises(BriefError, match="ends before it begins"):
            dates.span(f"{one}/{other}")


@examples(200)
@given(PARTIAL, PARTIAL)
def test_the_words_of_a_date_name_it_and_no_other(one, other):
    """Two dates or intervals with the same words cover the same days."""
    for written in (one, f"{one}/{one}"):
        assert dates.span(understood(dates.spoken(written))) == dates.span(written)
    if dates.span(one)[0] > dates.span(other)[1]:
        one, other = other, one
    written = f"{one}/{other}"
    assert dates.span(understood(dates.spoken(written))) == dates.span(written)


def understood(spoken):
    """Read the words of a date as a reader does: what the first end leaves out, the second gives."""
    first, _, last = spoken.partition(" to ")
    end = last or first
    for missing in reversed(range(len(end.split()))):
        start = " ".join([*first.split(), *(end.split()[-missing:] if missing else [])])
        for start_as, end_as in itertools.product(("%d %B %Y", "%B %Y", "%Y"), repeat=2):
            try:
                one, other = (parsed(text, form) for text, form in ((start, start_as), (end, end_as)))
            except ValueError:
                continue
            return f"{one}/{other}"
    raise AssertionError(spoken)


def parsed(text, form):
    *before, year = text.split()
    day = datetime.datetime.strptime(" ".join([*before, "2000" if form != "%Y" else year.zfill(4)]), form)
    return (
        f"{int(year):04}{day:-%m-%d}"
        if form == "%d %B %Y"
        else f"{int(year):04}{day:-%m}"
        if "%B" in form
        else f"{int(year):04}"
    )


@examples(300)
@given(
    st.one_of(
        st.text("0123456789-/ ٠١٢", max_size=12),
        st.text(max_size=8),
        st.from_regex(r"\d{4}-\d\d(-\d\d)?", fullmatch=True),
    )
)
def test_a_date_is_read_in_one_form_or_refused_with_a_reason(written):
    try:
        first, last = dates.span(written)
    except BriefError as error:
        assert "; expected " in str(error)
        return
    start, _, end = written.partition("/")
    assert first.isoformat().startswith(start)
    assert last.isoformat().startswith(end or start)


# --- ranges and counts --------------------------------------------------------------------------------------------

NUMBER = st.one_of(st.integers(-10_000, 10_000_000), st.decimals(0, 2_000_000_000, places=1).map(float))


def read(shown):
    """Read a range as a reader does: its lower and its upper end."""
    number = shown.removeprefix("≥ ").removeprefix("≤ ")
    ends = [float(end.replace(",", "")) for end in number.split("–")]
    return (ends[0], None) if shown[0] == "≥" else (None, ends[0]) if shown[0] == "≤" else (ends[0], ends[-1])


@examples(300)
@given(st.one_of(st.none(), NUMBER), st.one_of(st.none(), NUMBER))
def test_a_range_reads_as_it_was_to_within_its_last_digit(low, high):
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    shown = words.bounds(low, high)
    if low is None and high is None:
        assert shown == ""
        return
    for end, as_read in zip((low, high), read(shown), strict=True):
        assert (end is None) == (as_read is None), shown
        assert end is None or abs(end - as_read) <= 0.051, shown
    if low is not None and high is not None:
        assert ("–" in shown) == (read(shown)[0] != read(shown)[1]), "one number is no range"


@examples(200)
@given(st.integers(0, 10**12))
def test_a_count_in_words_is_the_count(number):
    said = words.counted(number)
    assert (said.isalpha() and number <= 12) or int(said.replace(",", "")) == number
    assert words.plural(number, "voice").endswith("voice") == (number == 1)


@examples(200)
@given(st.lists(st.text("abc", min_size=1), min_size=1))
def test_a_list_in_a_sentence_names_each_once_in_order(items):
    assert words.listed(items).replace(" and ", ", ").split(", ") == items


# --- the finding rule ---------------------------------------------------------------------------------------------

PARTIES = {
    "log": False,
    "court": False,
    "press": False,
    "think-tank": False,
    "crown": True,
    "council": True,
    "yard": True,
}
"""Roots, and whether they are parties to the conflict."""
ROOT = st.sampled_from(sorted(PARTIES))
SAYS, BOOLEAN = st.sampled_from(rule.RELATIONS), st.booleans()
SAID = st.lists(st.tuples(ROOT, SAYS, BOOLEAN, BOOLEAN), max_size=9)
"""Facts: who says what, and whether the document is the record, and weak."""
OWN = st.frozensets(ROOT, max_size=2)
KIND = st.deferred(lambda: st.sampled_from(sorted(tables.vocabulary("claims", "kind"))))
LEVELS = ["", "low", "moderate", "high"]
STRENGTH = {"holds": 2, "holds thinly": 1}
"""How strongly a claim holds; with all other findings it does not."""


def voices_of(said, own=frozenset()):
    """Return the voices of facts."""
    return findings.voices_in(
        [
            {
                **{"relation": relation, "record": record, "weak": weak, "root_id": root},
                "root": findings.Speaker(root, root, PARTIES[root]),
            }
            for root, relation, record, weak in said
        ],
        own,
    )


def finding_of(said, own=frozenset(), kind="event", sense_lost=False):
    """Return the finding, and the confidence in it as a number."""
    voices = voices_of(said, own)
    finding = rule.finding(kind, sense_lost, voices)
    return finding, LEVELS.index(rule.confidence(finding, voices))


def strength(said, own=frozenset()):
    return STRENGTH.get(finding_of(said, own)[0], 0)


@examples(300)
@given(SAID, OWN, KIND, BOOLEAN)
def test_every_set_of_voices_has_a_finding_of_the_vocabulary_and_a_reason_in_sentences(said, own, kind, sense_lost):
    voices = voices_of(said, own)
    finding = rule.finding(kind, sense_lost, voices)
    assert finding in tables.vocabulary("rulings", "finding")
    confidence = rule.confidence(finding, voices)
    assert confidence in {*tables.vocabulary("judgments", "confidence"), ""}
    assert (confidence == "") == (finding in {"mistranslated", "opinion", "nothing found"})
    why = reasons.why(finding, voices)
    assert why[0].isupper() and why.endswith(".") and "  " not in why
    assert finding == "mistranslated" or all(root in why for root in {root for root, *_ in said}) or "more" in why


@examples(300)
@given(SAID, OWN, KIND, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(said, own, kind, chance):
    mixed = chance.sample(said, len(said))
    assert sorted(voices_of(mixed, own)) == sorted(voices_of(said, own))
    assert finding_of(mixed, own, kind) == finding_of(said, own, kind)


@examples(300)
@given(SAID, OWN, st.integers(2, 5))
def test_a_root_counts_once_however_often_it_says_the_same(said, own, times):
    assert voices_of(said * times, own) == voices_of(said, own)


def new(said):
    """Return the roots that have not spoken."""
    return sorted(set(PARTIES) - {root for root, *_ in said})


@examples(300)
@given(SAID, OWN, st.data())
def test_one_more_denial_by_the_accused_changes_nothing(said, own, data):
    """Unless parties alone speak, so that it stands against the word of the other side."""
    assume(new(said))
    root = data.draw(st.sampled_from(new(said)))
    before, after = finding_of(said, own)[0], finding_of([*said, (root, "denies", False, False)], own)[0]
    so, differently, *_ = rule.said(voices_of(said, own))
    assert after == before or (after == "disputed" and so and not rule.independent(so + differently))


@examples(300)
@given(SAID, OWN, st.data())
def test_one_more_who_says_otherwise_never_strengthens_a_claim(said, own, data):
    assume(new(said))
    root = data.draw(st.sampled_from(new(said)))
    assert strength([*said, (root, "contradicts", False, False)], own) <= strength(said, own)


@examples(300)
@given(SAID, OWN, st.data())
def test_one_more_confirmation_never_weakens_a_claim(said, own, data):
    """Nor refutes it, if it was not refuted."""
    assume(new(said))
    more = [*said, (data.draw(st.sampled_from(new(said))), "supports", data.draw(BOOLEAN), data.draw(BOOLEAN))]
    assert strength(more, own) >= strength(said, own)
    assert finding_of(more, own)[0] != "wrong" or finding_of(said, own)[0] == "wrong"


@examples(300)
@given(st.lists(st.tuples(ROOT.filter(PARTIES.get), SAYS, st.just(False), BOOLEAN), max_size=9), OWN)
def test_parties_alone_neither_hold_nor_refute_and_give_low_confidence(said, own):
    finding, level = finding_of(said, own)
    assert finding not in {"holds", "wrong"}
    assert LEVELS[level] in {"", "low"}


@examples(300)
@given(SAID, OWN)
def test_a_claim_holds_on_a_record_or_on_two_besides_its_source(said, own):
    finding, _ = finding_of(said, own)
    so, _, otherwise, _ = rule.said(voices_of(said, own))
    for_it, against = len(rule.independent(so)), len(rule.independent(otherwise))
    others = [voice for voice in so if not voice.own]
    enough = len(others) > 1 and rule.independent(others)
    assert finding != "holds" or enough or any(voice.record for voice in so)
    assert finding not in STRENGTH or for_it >= rule.OUTLIER * against, "few are outweighed"
    assert finding != "wrong" or against >= rule.OUTLIER * for_it, "on either side"


@examples(300)
@given(SAID, OWN)
def test_confidence_never_rises_if_a_sound_confirmation_is_taken_away(said, own):
    before = finding_of(said, own)
    assume(before[0] in STRENGTH)
    for voice in voices_of(said, own):
        if voice.says == "supports" and (voice.record or not (voice.party or voice.own or voice.weak)):
            after = finding_of([fact for fact in said if fact[0] != voice.name], own)
            assert after[1] <= before[1] or after[0] not in STRENGTH


@examples(300)
@given(SAID, OWN)
def test_confidence_takes_sound_voices_or_a_record(said, own):
    """High takes three, or a record, and more than speak otherwise; moderate takes two; parties and weak ones are none."""
    voices = voices_of(said, own)
    finding = rule.finding("event", False, voices)
    confidence = rule.confidence(finding, voices)
    carrying = {"near miss": {"qualifies"}, "wrong": {"contradicts"}, "disputed": {"supports", "contradicts"}}
    basis = [voice for voice in voices if voice.says in carrying.get(finding, {"supports"})]
    records = [voice for voice in basis if voice.record]
    sound = [voice for voice in basis if voice.record or not (voice.party or voice.own or voice.weak)]
    if confidence in {"moderate", "high"}:
        assert len(sound) >= rule.FOR_MODERATE or records
    if confidence == "high":
        assert len(sound) >= rule.FOR_HIGH or records
        assert len(sound) > len(rule.independent(voices)) - len(sound) and finding != "disputed"
    if confidence == "low" and finding != "disputed":
        assert len(sound) < rule.FOR_MODERATE and not records


# --- tables -------------------------------------------------------------------------------------------------------

KEY = st.from_regex(r"h-[a-z]{1,9}", fullmatch=True)
ALPHABETS = (
    "abcxyzAÀéßł0123456789 .,;:!?()[]/%&*'\"“«–",
    "ابتثجحخدرزسشصضطعغفقكلمنهويأ ،؟0123456789",
    "абвгдежзийклмно ,«»",
)
TEXT = st.one_of(*(st.text(st.sampled_from(letters), min_size=1, max_size=30) for letters in ALPHABETS))
"""Text of one script: words that mix them are refused."""


def plain_text(text):
    """Return whether a cell may hold a text: no formula, no HTML, nothing broken, no space around it."""
    checks = (validation._FORMULA.match, validation._HTML.search, broken_text.fault)
    return text == text.strip() and not any(check(text) for check in checks)


@pytest.fixture(scope="module")
def few(little_book, tmp_path_factory):
    """A folder of tables with a few rows each, to break."""
    return shutil.copytree(little_book / "data", tmp_path_factory.mktemp("few") / "data")


def written(rows):
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def as_read(folder, name, monkeypatch):
    """Return a table as the book reads it."""
    with monkeypatch.context() as patch:
        patch.setattr(paths, "DATA", folder)
        tables.clear()
        frame = tables.table(name)
    tables.clear()
    return frame


@examples(25)
@given(st.data())
def test_a_table_of_valid_cells_is_valid_and_reads_as_it_was_written(few, monkeypatch, data):
    """In the table of hypotheses: a key, and text of any letters but those that a spreadsheet or a browser would run."""
    path, columns = (
        few / "hypotheses.csv",
        [field["name"] for field in tables.resource("hypotheses")["schema"]["fields"]],
    )
    before = path.read_bytes()
    kept = list(csv.reader(io.StringIO(before.decode())))[1:]
    text = TEXT.filter(plain_text)
    added = data.draw(
        st.lists(
            st.tuples(KEY, *[text] * (len(columns) - 1)),
            max_size=3,
            unique_by=tuple((lambda row, number=number: row[number]) for number in range(len(columns))),
        )
    )
    rows = sorted(
        [
            *kept,
            *(
                list(row)
                for row in added
                if all(row[number] not in {old[number] for old in kept} for number in range(len(columns)))
            ),
        ]
    )
    try:
        path.write_text(written([columns, *rows]), encoding="utf-8", newline="")
        assert validation.problems(few) == []
        assert as_read(few, "hypotheses", monkeypatch).fillna("").values.tolist() == rows
    finally:
        path.write_bytes(before)


@examples(20)
@given(st.integers(0, 2**53), st.decimals(0, 10**6, places=4))
def test_a_number_reads_as_it_was_written(few, monkeypatch, whole, decimal):
    path = few / "facts.csv"
    before = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(before.decode())))
    row = next(number for number, row in enumerate(rows) if row["value_low"] and row["value_high"])
    low, high = sorted([whole, decimal])
    rows[row] |= {"value_low": f"{low}", "value_high": f"{high}"}
    try:
        path.write_text(
            written([list(rows[0]), *(list(cells.values()) for cells in rows)]), encoding="utf-8", newline=""
        )
        assert validation.problems(few) == []
        shown = as_read(few, "facts", monkeypatch).iloc[row]
        assert (shown.value_low, shown.value_high) == (float(low), float(high))
    finally:
        path.write_bytes(before)


# --- fuzzing of the reader ----------------------------------------------------------------------------------------

PIECES = [
    b'"',
    b'""',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xe2\x80\xae",
    "٣".encode(),
    b"-",
    b"/",
    b"=",
    b"<b>",
    b" ",
    b"9" * 30,
    b"1e400",
    b"nan",
    b"\xc3",
]
TABLES = (
    "facts",
    "sources",
    "origins",
    "links",
    "claims",
    "places",
    "passengers",
    "measures",
    "legs",
    "glossary",
    "borrowings",
    "hypotheses",
)


def altered(content, chance):
    """Return a file with one to three alterations of its bytes."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        length = chance.choice([0, 0, 1, 1, 2, 40])
        put = chance.choice(
            [
                b"",
                bytes([chance.randrange(256)]),
                chance.choice(PIECES),
                content[(a := chance.randrange(len(content) + 1)) : a + 40],
            ]
        )
        content = content[:at] + put + content[at + length :]
    return content


def cells_in(content):
    """Return the cells of a file as Python's reader of CSV sees them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def test_any_change_of_a_table_s_bytes_is_a_problem_or_another_valid_table(few, monkeypatch):
    """Never an error of the program; and what passes is in its one form and has the same cells for every reader."""
    chance = random.Random(20200704)
    passed = 0
    for _ in range(300 * MORE):
        name = chance.choice(TABLES)
        path = few / f"{name}.csv"
        before = path.read_bytes()
        after = altered(before, chance)
        try:
            path.write_bytes(after)
            problems = validation.problems(few)
            assert all(str(problem).startswith(problem.file) and "; expected " in str(problem) for problem in problems)
            if problems:
                continue
            passed += after != before
            rows = cells_in(after)
            assert written(rows).encode() == after, "one table is written in one way"
            assert Package(tables.package_of(name), basepath=str(few)).validate().valid, "frictionless agrees"
            frame = as_read(few, name, monkeypatch)
            fields = tables.resource(name)["schema"]["fields"]
            for number, field in enumerate(fields):
                texts = [row[number] for row in rows[1:]]
                assert [
                    same(value, text, field["type"]) for value, text in zip(frame[field["name"]], texts, strict=True)
                ] == [True] * len(texts)
        finally:
            path.write_bytes(before)
    assert passed > 0, "some alterations make another valid table: another name, another word of a fact"


def same(value, text, kind):
    """Return whether a cell was read as the file has it."""
    if text == "":
        return pd.isna(value)
    return value == {"number": float, "integer": int, "boolean": {"true": True, "false": False}.get}.get(kind, str)(
        text
    )
