"""A finding follows from who says what, by rule; an editor overrules it in the table alone."""

import random
import re
import runpy
from typing import NamedTuple

import pandas as pd
import pytest

import brief
from brief import charts, paths, tables, words
from brief.ledger import findings, reasons, rule
from brief.ledger.camps import CAMPS
from brief.ledger.in_short import in_short
from brief.settings import settings

US, UN, PRESS, RADIO, WIRE = "US", "UN", "Press", "Radio", "Wire"
RUSSIA, LNA, GNA = "Russia", "LNA", "GNA"
PARTIES = {RUSSIA, LNA, GNA}
YES, BUT, NO, DENIES = rule.RELATIONS


class Said(NamedTuple):
    """What a root says of a claim in one fact."""

    root: str
    relation: str
    record: bool = False
    weak: bool = False
    relayed_by: str = ""


def voices_of(*said, own=(), choice=(), speaker="root"):
    links = [
        {
            "relation": each.relation,
            "record": each.record,
            "weak": each.weak,
            "root_id": each.root,
            "root": findings.Speaker(each.root, each.root, each.root in PARTIES),
            "originator": findings.Speaker(
                each.relayed_by or each.root, each.relayed_by or each.root, each.root in PARTIES
            ),
        }
        for each in said
    ]
    return findings.voices_in(links, own, choice, speaker)


def say(relation, *roots, **more):
    return [Said(root, relation, **more) for root in roots]


# what is said, and by whom the article has it -> the finding on an event, and the confidence
CASES = {
    "nobody says anything": ([], (), "nothing found", ""),
    "a denial alone": (say(DENIES, RUSSIA), (), "nothing found", ""),
    "one says so": (say(YES, US), (), "holds thinly", "low"),
    "one says so five times, which is one voice": (say(YES, US) * 5, (), "holds thinly", "low"),
    "two say so": (say(YES, US, UN), (), "holds", "moderate"),
    "three say so": (say(YES, US, UN, PRESS), (), "holds", "high"),
    "two relay one": ([Said(US, YES, relayed_by=PRESS), Said(US, YES, relayed_by=RADIO)], (), "holds thinly", "low"),
    "one and a party say so": (say(YES, US, GNA), (), "holds", "low"),
    "parties alone say so": (say(YES, GNA, LNA), (), "holds thinly", "low"),
    "the accused denies what two say": (say(YES, US, UN) + say(DENIES, RUSSIA), (), "holds", "moderate"),
    "all accused deny what one says": (say(YES, US) + say(DENIES, *PARTIES), (), "holds thinly", "low"),
    "the accused denies what is said, but not as worded": (say(BUT, US) + say(DENIES, RUSSIA), (), "near miss", "low"),
    "a party says otherwise": (say(YES, US, UN) + say(NO, RUSSIA), (), "holds", "moderate"),
    "a party alone says otherwise": (say(NO, RUSSIA), (), "nothing found", ""),
    "parties against each other": (say(YES, GNA) + say(NO, LNA), (), "disputed", "low"),
    "parties alone, and one denies": (say(YES, GNA) + say(DENIES, LNA), (), "disputed", "low"),
    "parties against each other, and one without a stake":
        (say(YES, GNA, US) + say(NO, LNA), (), "holds", "low"),
    "parties against each other, and one, but not as worded":
        (say(YES, GNA) + say(NO, LNA) + say(BUT, US), (), "holds thinly", "low"),
    "one without a stake says otherwise": (say(NO, PRESS), (), "wrong", "low"),
    "two without a stake say otherwise": (say(NO, PRESS, UN), (), "wrong", "moderate"),
    "one says otherwise, a party says so": (say(NO, PRESS) + say(YES, GNA), (), "wrong", "low"),
    "one against one": (say(YES, US) + say(NO, PRESS), (), "disputed", "low"),
    "one outlier against three": (say(YES, US, UN, RADIO) + say(NO, PRESS), (), "disputed", "low"),
    "one outlier against four": (say(YES, US, UN, RADIO, WIRE) + say(NO, PRESS), (), "holds", "high"),
    "one against three and a party": (say(YES, US, UN, RADIO, GNA) + say(NO, PRESS), (), "disputed", "low"),
    "one against four who say otherwise": (say(YES, US) + say(NO, UN, PRESS, RADIO, WIRE), (), "wrong", "high"),
    "one against three who say otherwise": (say(YES, US) + say(NO, UN, PRESS, RADIO), (), "disputed", "low"),
    "two on either side": (say(YES, US, UN) + say(NO, PRESS, RADIO), (), "disputed", "moderate"),
    "only said, but not as worded": (say(BUT, US), (), "near miss", "low"),
    "one so, one not as worded": (say(YES, US) + say(BUT, UN), (), "holds thinly", "low"),
    "one so, two not as worded": (say(YES, US) + say(BUT, UN, PRESS), (), "near miss", "moderate"),
    "two so, four not as worded": (say(YES, US, UN) + say(BUT, PRESS, RADIO, WIRE, GNA), (), "holds", "moderate"),
    "two so, five not as worded":
        (say(YES, US, UN) + say(BUT, PRESS, RADIO, WIRE, GNA, LNA), (), "near miss", "high"),
    "the own source alone": (say(YES, US), {US}, "holds thinly", "low"),
    "the own source and one other": (say(YES, US, UN), {US}, "holds thinly", "low"),
    "the own source and two others": (say(YES, US, UN, PRESS), {US}, "holds", "moderate"),
    "the own source, and one, but not as worded": (say(YES, US) + say(BUT, UN), {US}, "holds thinly", "low"),
    "the own source with a reserve": (say(YES, US) + say(BUT, US), {US}, "holds thinly", "low"),
    "the own source says it, but not as worded": (say(BUT, US), {US}, "near miss", "low"),
    "the own source says otherwise": (say(NO, US), {US}, "wrong", "low"),
    "a record": (say(YES, US, record=True), (), "holds", "high"),
    "a record of a party's own act": (say(YES, GNA, record=True), (), "holds", "high"),
    "a record that is the own source": (say(YES, US, record=True), {US}, "holds", "high"),
    "a record, and two who say otherwise": (say(YES, US, record=True) + say(NO, UN, PRESS), (), "disputed", "moderate"),
    "a record of something else": (say(BUT, US, record=True) + say(YES, UN, PRESS), (), "holds", "moderate"),
    "a record outnumbered": (say(YES, US, record=True) + say(BUT, UN, PRESS), (), "holds", "moderate"),
    "weak documents alone": (say(YES, US, UN, PRESS, weak=True), (), "holds", "low"),
    "a weak document and a good one of one voice":
        ([Said(US, YES, weak=True), Said(US, YES), *say(YES, UN)], (), "holds", "moderate"),
    "one says so, and also otherwise": (say(YES, US) + say(NO, US), (), "near miss", "low"),
    "one says so, and also denies it": (say(YES, RUSSIA) + say(DENIES, RUSSIA), (), "near miss", "low"),
    "one says so, and also not as worded": (say(YES, US) + say(BUT, US), (), "holds thinly", "low"),
    "one says otherwise, and also not as worded": (say(NO, US) + say(BUT, US), (), "near miss", "low"),
    "one says otherwise, and also denies it": (say(NO, US) + say(DENIES, US), (), "wrong", "low"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_finding_follows_from_who_says_what(case):
    said, own, finding, confidence = CASES[case]
    voices = voices_of(*said, own=own)
    assert rule.finding("event", False, voices) == finding
    assert rule.confidence(finding, voices) == confidence


@pytest.mark.parametrize("kind", sorted(tables.vocabulary("claims", "kind")))
def test_what_records_cannot_decide_is_an_opinion_however_many_share_it(kind):
    for said, _, finding, _ in CASES.values():
        expected = "opinion" if kind in {"motive", "judgment", "forecast"} else finding
        own = CASES[next(name for name, case in CASES.items() if case[0] is said)][1]
        assert rule.finding(kind, False, voices_of(*said, own=own)) == expected
        assert rule.finding(kind, True, voices_of(*said, own=own)) == "mistranslated", "of whatever kind it is"
    assert rule.confidence("opinion", voices_of(*say(YES, US, UN, PRESS))) == ""
    assert rule.confidence("mistranslated", voices_of(*say(YES, US, UN, PRESS))) == ""


# what is said, what a reader chooses -> the voices
CHOSEN = {
    "a denial by the accused counts like anybody's word":
        (say(DENIES, RUSSIA), {"denials"}, "root", [rule.Voice(RUSSIA, NO)]),
    "what a party says otherwise is no denial":
        (say(NO, RUSSIA), {"denials"}, "root", [rule.Voice(RUSSIA, NO, party=True)]),
    "those who speak for another, apart":
        ([Said(US, YES, relayed_by=PRESS), Said(US, NO, relayed_by=RADIO)], {"relays"}, "originator",
         [rule.Voice(PRESS, YES), rule.Voice(RADIO, NO)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CHOSEN)
def test_a_reader_may_choose_otherwise(case):
    said, choice, speaker, voices = CHOSEN[case]
    assert voices_of(*said, choice=choice, speaker=speaker) == voices


# --- on the tables of the book -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger():
    return findings.ledger().set_index("claim_id", drop=False)


@pytest.fixture(scope="module")
def spoken():
    """What the rows say of each claim, root by root."""
    links = brief.bearing()
    return links[links.counts].groupby("claim_id")


@pytest.mark.parametrize("claim", ["c-002", "c-005", "c-112"])
def test_a_slip_of_a_day_or_of_rounding_changes_nothing(claim, ledger):
    assert ledger.finding[claim] == "holds"
    assert ledger.ruling[claim] == "", "by rule"


def test_a_denial_by_the_accused_changes_no_finding_but_by_choice():
    """On all claims: without the denials each finding is what it is, unless nobody but parties speaks."""
    for claim, voices in findings._voices(frozenset()):
        without = [voice for voice in voices if voice.says != DENIES]
        found = rule.finding(claim.kind, False, voices)
        assert found == rule.finding(claim.kind, False, without) or not rule.independent(without), claim.claim_id


def test_every_choice_has_its_digit(ledger):
    assert findings.sets_of_choices()[0] == frozenset()
    assert findings.sets_of_choices()[0b101] == {"denials", "own"}
    assert len(set(findings.sets_of_choices())) == 2 ** len(findings.CHOICES)
    for claim in ledger.itertuples():
        found = [findings.FINDINGS[int(digit)] for digit in claim.by_choice]
        assert found == findings.by_choice()[claim.claim_id] and found[0] == claim.finding
        assert claim.choices == found.count(claim.finding) >= 1
        for bit, choice in enumerate(findings.CHOICES):
            assert (choice in claim.hinges_on) == (found[1 << bit] != claim.finding)


def test_every_choice_changes_some_finding_and_none_changes_all(ledger):
    assert set().union(*ledger.hinges_on) == set(findings.CHOICES)
    assert (ledger.choices == 32).sum() > len(ledger) / 2


def test_the_publication_of_a_quotation_is_evidence_for_it(ledger):
    taken = findings.borrowed()
    said = taken[taken.claim_id.map(ledger.kind).isin(findings.SAID_BY_OTHERS)]
    assert len(said) > 0
    assert not ledger.own[said.claim_id].map(bool).any()


def test_the_source_of_a_claim_is_one_voice_and_no_second(ledger):
    assert ledger.own.map(bool).sum() > 0
    alone = ledger[[bool(claim.supports) and set(claim.supports) <= set(claim.own) for claim in ledger.itertuples()]]
    assert len(alone) > 0
    checkable = alone[alone.finding != "opinion"]
    is_record = checkable.why.str.contains("on record")
    assert not (checkable.finding[~is_record] == "holds").any(), "nothing but a record holds on the own source alone"


def test_every_claim_has_a_finding_and_a_confidence_of_the_vocabulary(ledger):
    assert list(ledger.claim_id) == list(tables.table("claims").claim_id)
    assert set(ledger.finding) <= set(tables.vocabulary("rulings", "finding"))
    assert set(ledger.confidence) <= {*tables.vocabulary("judgments", "confidence"), ""}
    unfounded = ledger.finding.isin(["mistranslated", "opinion", "nothing found"])
    assert ((ledger.confidence == "") == unfounded).all()


def test_parts_are_counted_in_place_of_the_claim_that_was_split(ledger):
    assert list(ledger.compound) == [(ledger.part_of == claim).any() for claim in ledger.index]
    assert not ledger.compound[ledger.part_of.notna()].any()
    standing = brief.standing()
    assert standing.checkable.sum() == (~ledger.compound & (ledger.finding != "opinion")).sum()
    assert standing.hold.sum() == (~ledger.compound & ledger.finding.isin(findings.HOLDING)).sum()
    assert not findings.judged().claim_id.map(ledger.compound).any()


def test_a_topic_of_opinions_alone_stands_last_and_none_of_it_can_be_checked():
    before = tables.table("claims")
    topic = brief.standing().topic[0]
    try:
        tables.substitute("claims", before.assign(kind=before.kind.where(before.topic != topic, "motive")))
        last = brief.standing().iloc[-1]
        assert (last.topic, last.checkable, last.hold) == (topic, 0, 0)
        tiles = charts.tiles(findings.ledger().query("not compound"), brief.standing(), holding=brief.HOLDING)
        notes = {note.text for note in tiles.figure.layout.annotations}
        assert f"<b>{words.capital(last.topic_words)}</b><br>0 of 0 hold" in notes
    finally:
        tables.substitute("claims", before)


def test_a_claim_is_split_only_where_its_parts_fare_differently(ledger):
    for whole, parts in ledger.groupby("part_of"):
        assert parts.finding.nunique() > 1, whole
        facts = [
            set(links.fact_id) for claim, links in brief.bearing().groupby("claim_id") if claim in {whole, *parts.index}
        ]
        assert set.union(*facts) == facts[0], "parts have no facts but those of the whole"


def test_every_finding_has_a_sign():
    assert list(words.SIGNS) == list(tables.vocabulary("rulings", "finding")) == list(findings.FINDINGS)


def test_a_ruling_leaves_the_finding_by_rule_visible(monkeypatch):
    before = tables.table("rulings")
    ruled = before.loc[[]].assign(claim_id=["c-006"], finding=["wrong"], reason=["To see what follows."])
    try:
        tables.substitute("rulings", ruled.astype(before.dtypes))
        claim = findings.ledger().set_index("claim_id").loc["c-006"]
        assert (claim.finding, claim.by_rule, claim.ruling) == ("wrong", "holds", "To see what follows.")
        assert claim.choices == 32 and claim.hinges_on == (), "a ruling stands whatever one chooses"
    finally:
        tables.substitute("rulings", before)
    ledger = findings.ledger().set_index("claim_id")
    assert set(ledger.index[ledger.ruling != ""]) == set(before.claim_id)
    assert len(before) <= 6


def test_what_cannot_be_judged_counts_for_nothing(monkeypatch):
    """Three blogs that nobody knows, graded F6, support a claim for which nothing was found, and another that holds."""
    before = findings.ledger().set_index("claim_id")
    claims = [before.index[before.finding == finding][0] for finding in ("nothing found", "holds", "wrong")]
    links, facts, sources = (tables.table(name) for name in ("links", "facts", "sources"))
    strangers = facts[~facts.origin_id.isin(facts[facts.fact_id.isin(links.fact_id)].origin_id)].drop_duplicates(
        "origin_id"
    )
    junk = strangers[strangers.repeats.isna() & (strangers.topic != "article")].head(3)
    assert len(junk) == 3
    added = [
        {"claim_id": claim, "fact_id": fact, "relation": relation, "record": False, "reason": "so"}
        for claim, relation in zip(claims, ("supports", "contradicts", "supports"), strict=True)
        for fact in junk.fact_id
    ]
    try:
        tables.substitute("links", pd.concat([links, pd.DataFrame(added)], ignore_index=True))
        for grade, column, frame, key in (
            ("6", "credibility", facts, junk.fact_id),
            ("F", "reliability", sources, junk.source_key),
        ):
            changed = frame.copy()
            changed.loc[changed.iloc[:, 0].isin(key), column] = grade
            tables.substitute("facts" if frame is facts else "sources", changed)
            after = findings.ledger().set_index("claim_id")
            tables.substitute("facts" if frame is facts else "sources", frame)
            for claim in claims:
                assert after.loc[claim, ["finding", "confidence"]].equals(before.loc[claim, ["finding", "confidence"]])
        honest = findings.ledger().set_index("claim_id")
        assert honest.finding[claims[0]] != "nothing found", "else the attack proves nothing"
    finally:
        for name, frame in (("links", links), ("facts", facts), ("sources", sources)):
            tables.substitute(name, frame)


@pytest.mark.parametrize("number", [2, pytest.param(6, marks=pytest.mark.weekly)])
def test_the_link_that_turns_a_finding_is_named_and_does_turn_it(number):
    turned, before = findings.turned_by(), findings.ledger().set_index("claim_id").finding
    links = tables.table("links")
    chance = random.Random(20261130)
    try:
        for claim in chance.sample(sorted(turned), number):
            change = turned[claim]
            frame = links.copy()
            place = (frame.claim_id == claim) & (frame.fact_id == change["fact_id"])
            assert place.sum() == 1 and 1 <= change["count"] <= change["of"]
            frame.loc[place, "relation"] = change["relation"]
            tables.substitute("links", frame)
            after = findings.ledger().set_index("claim_id").finding
            assert after[claim] == change["finding"] != before[claim]
        for claim in chance.sample(sorted(set(before.index) - turned.keys()), 1):  # no one link does
            for fact in links[links.claim_id == claim].fact_id:
                frame = links.copy()
                frame.loc[(frame.claim_id == claim) & (frame.fact_id == fact), "relation"] = chance.choice(
                    ["context", "contradicts", "supports"]
                )
                tables.substitute("links", frame)
                assert findings.ledger().set_index("claim_id").finding[claim] == before[claim], (claim, fact)
    finally:
        tables.substitute("links", links)


def test_the_article_counts_for_nothing(ledger):
    article = brief.fact(settings().publication_fact)
    assert article.short == "the article"
    assert "the article" not in {name for relation in rule.RELATIONS for names in ledger[relation] for name in names}


# --- the sentences on why ------------------------------------------------------------------------------------------

WHY = {
    "one": ("holds thinly", say(YES, US), (), "One voice says so: US."),
    "three": ("holds", say(YES, US, UN, PRESS), (), "Three voices say so: US, UN and Press."),
    "more than are named": ("holds", say(YES, US, UN, PRESS, RADIO), (), "Four voices say so: US, UN and two more."),
    "a denial": ("holds", say(YES, US, UN) + say(DENIES, RUSSIA), (),
                 "Two voices say so: US and UN. One party to the conflict denies it: Russia."),
    "parties": ("holds thinly", say(YES, GNA, LNA), (), "Two parties to the conflict say so: GNA and LNA."),
    "all kinds": ("holds", say(YES, US, UN, PRESS, GNA), {PRESS},
                  "Four voices say so: US and UN; the article's own source, Press; of the parties to the conflict, GNA."),
    "the own source": ("holds thinly", say(YES, US), {US}, "Only the article's own source says so: US."),
    "a party that is the own source": ("holds thinly", say(YES, GNA), {GNA},
                                       "Only the article's own source, a party to the conflict, says so: GNA."),
    "that and others": ("holds thinly", say(YES, GNA, US), {GNA},
                        "Two voices say so: US; the article's own source and a party to the conflict, GNA."),
    "a record": ("holds", say(YES, UN) + say(YES, US, record=True), (), "Two voices say so: US (on record) and UN."),
    "weak documents": ("holds", say(YES, UN) + say(YES, US, weak=True), (),
                       "Two voices say so: UN and US (in weak documents)."),
    "a near miss": ("near miss", say(YES, UN) + say(BUT, US, PRESS), (),
                    "Two voices say so, but not as worded: US and Press. One voice says so: UN."),
    "a near miss that nobody says": ("near miss", say(BUT, US), (),
                                     "One voice says so, but not as worded: US. Nobody else that we found says so."),
    "wrong": ("wrong", say(NO, US, PRESS), (), "Two voices say otherwise: US and Press. Nobody that we found says so."),
    "nobody": ("nothing found", [], (), "Nobody that we found says so."),
    "an opinion": ("opinion", say(YES, US) + say(BUT, UN) + say(NO, PRESS) + say(DENIES, RUSSIA, LNA), (),
                   "One voice shares it: US. One voice shares it in part: UN. One voice rejects it: Press."
                   " Two parties to the conflict deny it: Russia and LNA."),
    "an opinion of nobody": ("opinion", [], (), "Nobody that we found shares it."),
    "mistranslated": ("mistranslated", say(YES, US), (), "The English says what the Arabic does not."),
    "a name with a comma": ("holds thinly", say(YES, "Officials, WSJ"), (), "One voice says so: Officials (WSJ)."),
}  # fmt: skip


@pytest.mark.parametrize("case", WHY)
def test_why_says_who_says_what(case):
    finding, said, own, why = WHY[case]
    assert reasons.why(finding, voices_of(*said, own=own)) == why


def test_why_does_not_say_that_nobody_says_so_where_somebody_repeats_it():
    echo = "Nobody that we found says so, except by repeating another"
    assert reasons.why("nothing found", [], echoed=True) == f"{echo}."
    assert in_short("nothing found", voices_of(*say(DENIES, RUSSIA)), echoed=True) == f"{echo}; denied by Russia."


NOBODY = re.compile(
    r"Nobody (?P<else>else )?that we found (?:says so|shares it)(?P<echo>, except by repeating another)?\.(?: |$)"
)
SENTENCE = re.compile(
    r"(?P<who>[^.:]+?) (?P<verb>says?|shares?|rejects?|deny|denies) (?P<what>[^:.]+): (?P<named>.+?)\.(?: (?=[A-Z\d])|$)"
)
RELATION_OF = {
    **dict.fromkeys(("say so", "share it"), YES),
    **dict.fromkeys(("say so, but not as worded", "share it in part"), BUT),
    **dict.fromkeys(("say otherwise", "reject it"), NO),
    "deny it": DENIES,
}
OWN, PARTY = (
    r"the article's own sources?(?: and (?:a party|parties) to the conflict)?, ",
    "of the parties to the conflict, ",
)
COUNTS = {words.counted(number): number for number in range(1, 60)}
NOTED = {
    reasons.name(rule.Voice(short, YES, record=record, weak=weak)): (short, record, weak)
    for short in tables.table("origins").short
    for record, weak in ((False, False), (True, False), (False, True))
}
"""Every name as it may stand in a sentence: whose it is, and whether its documents are the record, or weak."""
ITEM = re.compile("|".join([*map(re.escape, sorted(NOTED, key=len, reverse=True)), r"\w+ more"]))


class Read(NamedTuple):
    """What a reader learns of one who is named."""

    own: bool
    party: bool
    record: bool
    weak: bool


def as_read(why):
    """Return by relation how many speak, and what is said of each who is named."""
    read, rest = {}, NOBODY.sub("", why).strip()
    for sentence in SENTENCE.finditer(rest):
        who, verb, people, more = sentence["who"], sentence["verb"], {}, 0
        all_own, all_party = "article's own source" in who, "to the conflict" in who
        for group in sentence["named"].split("; "):
            start = re.match(f"{OWN}|{PARTY}|", group)[0]
            items = ITEM.findall(group[len(start) :])
            assert words.listed(items) == group[len(start) :], f"not understood: {group}"
            for item in items:
                if item in NOTED:
                    short, *noted = NOTED[item]
                    people[short] = Read(all_own or start[:3] == "the", all_party or "part" in start, *noted)
                else:
                    more += COUNTS[item.removesuffix(" more")]
        number = len(people) + more
        assert COUNTS.get(who.split()[0].lower(), number) == number, why
        assert (number == 1) == verb.endswith("s") and ("s " in f"{who} ") == (number > 1 or "article's" in who), why
        base = {"denies": "deny"}.get(verb, verb.removesuffix("s"))
        read[RELATION_OF[f"{base} {sentence['what']}"]] = number, people
    assert SENTENCE.sub("", rest) == "", f"not understood: {rest}"
    return read


def test_why_says_nothing_that_the_rows_deny(ledger):
    """Of every claim: who speaks, how many, who has a stake, is the own source or on record, and that nobody says so."""
    every = brief.bearing()
    links = every[every.counts].copy()
    links["weak"] = links.reliability.isin(["D", "E", "F"])
    taken, publisher = brief.borrowed(), brief.fact(settings().publication_fact).root_id
    for claim in ledger.itertuples():
        if claim.finding == "mistranslated":
            assert claim.translation_fault == "sense"
            continue
        said = dict(list(links[links.claim_id == claim.claim_id].groupby("root_short")))
        own = {*taken[taken.claim_id == claim.claim_id].root_id, publisher}
        own = own if claim.kind not in {"attribution", "quotation"} else set()
        read = as_read(claim.why)
        assert sum(number for number, _ in read.values()) == len(said), "everybody who speaks is counted, and once"
        named = [(relation, short, told) for relation, (_, people) in read.items() for short, told in people.items()]
        for relation, short, told in named:
            facts, what = said[short], f"{claim.claim_id}: {short}"
            relations = set(facts.relation)
            reserve = YES in relations and bool({NO, DENIES} & relations)
            assert reserve == (relation == BUT) if reserve else relation in relations, what
            carrying = facts[facts.relation == relation] if relation in relations else facts
            assert told.own == bool(set(facts.root_id) & own), what
            assert told.party == facts.root_party.all() == facts.root_party.any(), what
            assert told.record == carrying.record.any(), what
            assert told.weak == (carrying.weak.all() and not (told.own or told.party or told.record)), what
        nobody = NOBODY.search(claim.why)
        assert bool(nobody) == (YES not in read), claim.claim_id
        if nobody:
            say_so = {short for short, facts in said.items() if YES in set(facts.relation)}
            assert say_so <= set(read.get(BUT, (0, {}))[1]), claim.claim_id
            assert bool(nobody["else"]) == (BUT in read), claim.claim_id
            echoes = every[(every.claim_id == claim.claim_id) & (every.relation == YES) & ~every.counts]
            assert bool(nobody["echo"]) == bool(len(echoes)), claim.claim_id


def test_the_sentences_are_short_and_hold_no_pile_of_commas(ledger):
    for claim in ledger.itertuples():
        for sentence in re.split(r"(?<=\.) (?=[A-Z\d])", claim.why):
            assert len(sentence.split()) <= 45, sentence
            assert sentence.count(",") <= 6, sentence
            assert sentence[0] == sentence[0].upper() and ",." not in sentence and "  " not in sentence


IN_SHORT = {
    "three": ("holds", say(YES, US, UN, PRESS), (), None, "Three voices say so: US, UN and Press."),
    "with a party": ("holds", say(YES, GNA, US, UN), (), None,
                     "Three voices say so: US, UN and GNA (a party to the conflict)."),
    "a denial": ("holds", say(YES, US, UN) + say(DENIES, RUSSIA), (), None,
                 "Two voices say so: US and UN; denied by Russia."),
    "a record": ("holds", say(YES, US, record=True) + say(YES, UN), (), None, "On record: US."),
    "one": ("holds thinly", say(YES, US), (), None, "Only one voice without a stake says so: US."),
    "parties": ("holds thinly", say(YES, GNA, LNA), (), None, "Only parties to the conflict say so: GNA and LNA."),
    "the own source": ("holds thinly", say(YES, US), {US}, None, "Only the article's own source says so: US."),
    "both": ("holds thinly", say(YES, US, GNA), {US}, None,
             "Only parties to the conflict and the article's own source say so: GNA (a party to the conflict)"
             " and US (the article's own source)."),
    "a near miss": ("near miss", say(BUT, US, UN, PRESS), (), ("US", "on the 15th, not the 19th."),
                    "US: on the 15th, not the 19th; two more differ."),
    "wrong": ("wrong", say(NO, US, UN), (), ("UN", "it is the second"), "UN: it is the second; one more contradicts it."),
    "wrong by one": ("wrong", say(NO, US), (), ("US", "it is the second"), "US: it is the second."),
    "disputed": ("disputed", say(YES, US) + say(NO, UN), (), ("UN", "no such ties"),
                 "One voice says so; UN: no such ties."),
    "wrong, but nobody says how": ("wrong", say(NO, US), (), None, "One voice says otherwise: US. Nobody that we found says so."),
    "nobody": ("nothing found", say(DENIES, RUSSIA), (), None, "Nobody that we found says so; denied by Russia."),
    "an opinion": ("opinion", say(YES, US) + say(BUT, UN, PRESS) + say(DENIES, RUSSIA), (), None,
                   "No record can decide it; one voice shares it, two share it in part and one denies it."),
    "an opinion of nobody": ("opinion", [], (), None, "No record can decide it; nobody that we found shares it."),
    "mistranslated": ("mistranslated", [], (), None, "The English says what the Arabic does not."),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_SHORT)
def test_in_short_says_why_in_one_sentence(case):
    finding, said, own, differs, sentence = IN_SHORT[case]
    assert in_short(finding, voices_of(*said, own=own), differs) == sentence


def test_every_claim_has_one_plain_sentence_of_why(ledger):
    links = brief.bearing().query("counts")
    for claim in ledger.itertuples():
        sentence = claim.in_short
        assert sentence[0] == sentence[0].upper() and sentence.endswith(".") and not sentence.endswith(".."), sentence
        assert len(sentence.split()) <= 32, sentence
        assert not re.search(r"[.!?] [A-Z]", sentence), f"one sentence: {sentence}"
        if claim.finding in {"wrong", "near miss", "disputed"}:
            relation = "qualifies" if claim.finding == "near miss" else "contradicts"
            told = links[(links.claim_id == claim.claim_id) & (links.relation == relation)]
            assert any(f": {reason.rstrip('.')}" in sentence for reason in told.reason.dropna()), sentence


def test_the_best_who_differs_is_named(ledger):
    """No party and no own source where somebody else says how it was, and nobody in a worse document."""
    links = brief.bearing().query("counts")
    for claim in ledger[ledger.finding.isin(["wrong", "near miss"])].itertuples():
        relation = "contradicts" if claim.finding == "wrong" else "qualifies"
        saying = set(claim.contradicts if claim.finding == "wrong" else claim.qualifies)
        told = links[(links.claim_id == claim.claim_id) & (links.relation == relation) & links.root_short.isin(saying)]
        told = told.assign(stake=told.root_short.isin([*claim.parties, *claim.own])).dropna(subset="reason")
        best = told.sort_values(["stake", "grade"], kind="stable").iloc[0]
        assert claim.in_short.startswith(best.root_short.split(", ")[0]), claim.claim_id


# --- what else stands on findings ----------------------------------------------------------------------------------


def test_the_benchmark_of_findings_measures_a_time():
    bench = runpy.run_path(str(paths.ROOT / "tests" / "bench" / "derive.py"))
    assert bench["best_of"](1) > 0


def test_a_voice_says_of_a_claim_what_its_facts_say():
    said = brief.by_voice(["c-055"]).set_index("root_id")
    links = brief.bearing().query("claim_id == 'c-055' and counts")
    assert set(said.index) == set(links.root_id)
    for root_id, of_root in links.groupby("root_id"):
        assert set(said.fact_ids[root_id].split()) == set(of_root.fact_id)
        if of_root.relation.nunique() == 1:
            assert said.says[root_id] == of_root.relation.iloc[0]
    assert said.says["russia-foreign-ministry"] == "denies" and said.camp["russia-foreign-ministry"] == "Russia, Haftar"
    assert set(said.camp) <= set(CAMPS)


def test_every_fact_is_linked_to_a_claim_or_says_why_it_bears_on_none():
    facts, links, unlinked = brief.table("facts"), brief.table("links"), brief.table("unlinked")
    about_the_war = facts[facts.topic != "article"]
    assert set(about_the_war.fact_id) - set(links.fact_id) == set(unlinked.fact_id)


def test_every_link_was_coded_by_others_than_the_editor():
    assert brief.table("links").second.notna().all()
