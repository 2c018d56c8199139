"""A finding follows from who says what, by rule; an editor overrules it in the table alone."""

import runpy

import pytest

import brief
from brief import paths, tables, words
from brief.ledger import findings, rule
from brief.ledger.camps import CAMPS

US, UN, PRESS, RUSSIA, LNA, GNA = (
    ("us", False), ("un", False), ("press", False), ("russia", True), ("lna", True), ("gna", True),
)  # fmt: skip
TAKEN = "taken"
YES, NO, BUT, CONTEXT = "supports", "contradicts", "qualifies", "context"


def voices_of(*said):
    """Return the voices of (root, relation) pairs; a third part marks roots that the article took the claim from."""
    return rule.voices(
        [root for (root, _), *_ in said],
        [party for (_, party), *_ in said],
        [relation for _, relation, *_ in said],
        taken_from={root for (root, _), _, *more in said if more == [TAKEN]},
    )


# what is said -> the finding on an event
CASES = {
    "nobody says anything": ([], "not found"),
    "something only bears on it": ([(US, CONTEXT)], "not found"),
    "one says so": ([(US, YES)], "supported"),
    "one says so five times: a circle is one voice": ([(US, YES)] * 5, "supported"),
    "two say so": ([(US, YES), (UN, YES)], "corroborated"),
    "two say so, one of them a party": ([(US, YES), (GNA, YES)], "corroborated"),
    "parties alone say so": ([(GNA, YES), (LNA, YES)], "supported"),
    "a party denies what two say": ([(US, YES), (UN, YES), (RUSSIA, NO)], "disputed"),
    "a party denies what nobody says": ([(RUSSIA, NO)], "disputed"),
    "a party denies what others say differently": ([(RUSSIA, NO), (US, BUT)], "partly"),
    "one that is no party says otherwise": ([(PRESS, NO)], "contradicted"),
    "one that is no party says otherwise, one differently": ([(PRESS, NO), (UN, BUT)], "contradicted"),
    "an outlier against three": ([(US, YES), (UN, YES), (GNA, YES), (PRESS, NO)], "disputed"),
    "said differently only": ([(US, BUT)], "partly"),
    "said differently by more than say so": ([(US, YES), (UN, BUT), (PRESS, BUT)], "partly"),
    "said so by as many as say it differently": ([(US, YES), (UN, BUT)], "supported"),
    "one says so and also otherwise": ([(US, YES), (US, NO)], "partly"),
    "one says so and also differently": ([(US, YES), (US, BUT)], "supported"),
    "only whom it was taken from says so": ([(US, YES, TAKEN)], "not found"),
    "whom it was taken from and one other say so": ([(US, YES, TAKEN), (UN, YES)], "supported"),
    "whom it was taken from and two others say so": ([(US, YES, TAKEN), (UN, YES), (GNA, YES)], "corroborated"),
    "whom it was taken from says so, another otherwise": ([(US, YES, TAKEN), (PRESS, NO)], "disputed"),
    "whom it was taken from says so, others differently": ([(US, YES, TAKEN), (PRESS, BUT)], "partly"),
    "whom it was taken from says it differently": ([(US, BUT, TAKEN)], "partly"),
    "whom it was taken from says so with a caveat": ([(US, YES, TAKEN), (US, BUT, TAKEN)], "partly"),
    "whom it was taken from says otherwise": ([(US, NO, TAKEN)], "contradicted"),
    "a party on both sides": ([(GNA, YES), (GNA, NO), (UN, YES)], "supported"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_finding_follows_from_who_says_what(case):
    said, finding = CASES[case]
    assert rule.finding("event", "none", voices_of(*said)) == finding


def test_a_judgment_on_which_nothing_bears_is_an_opinion():
    assert rule.finding("judgment", "none", []) == "opinion"
    assert rule.finding("judgment", "none", voices_of((PRESS, NO))) == "contradicted"


def test_a_judgment_that_only_its_source_makes_is_an_opinion():
    assert rule.finding("judgment", "none", voices_of((US, YES, TAKEN))) == "opinion"
    assert rule.confidence("opinion", "judgment", voices_of((US, YES, TAKEN))) == "low"
    assert rule.reason("opinion", "judgment", voices_of((US, YES, TAKEN))).startswith("Only the article's own source")


def test_the_publication_of_a_quotation_is_evidence_for_it():
    ledger, taken = findings.ledger().set_index("claim_id"), findings.borrowed()
    said = taken[taken.claim_id.map(ledger.kind).isin(rule.SAID_BY_OTHERS)]
    assert len(said) > 0
    assert not ledger.loc[said.claim_id, "confidence_reason"].str.contains("own source").any()


def test_what_the_arabic_does_not_say_is_mistranslated_even_if_others_agree():
    assert rule.finding("event", "sense", voices_of((US, YES), (UN, YES))) == "mistranslated"


@pytest.mark.parametrize(
    ("said", "level", "reason"),
    [
        ([(US, YES)], "low", "One originator says so."),
        ([(GNA, YES)], "low", "One originator says so, a party to the conflict."),
        ([(US, YES), (GNA, YES)], "low", "Two originators say so, one of them a party to the conflict."),
        ([(LNA, YES), (GNA, YES)], "low", "Two originators say so, both of them parties to the conflict."),
        ([(US, YES), (UN, YES)], "moderate", "Two originators say so."),
        ([(US, YES), (UN, YES), (PRESS, YES)], "high", "Three originators say so."),
        ([(US, YES), (UN, YES), (PRESS, YES), (RUSSIA, NO)], "moderate",
         "Three originators say so; one says otherwise, a party to the conflict."),
        ([(US, YES, TAKEN), (UN, YES)], "low",
         "One originator says so; the article's own source or publisher is not counted."),
        ([(US, BUT), (UN, BUT), (PRESS, BUT)], "moderate",
         "Three originators say it differently; nobody says it as the article does."),
        ([(US, YES, TAKEN), (UN, BUT)], "low",
         "One originator says it differently; nobody else says it as the article does;"
         " the article's own source or publisher is not counted."),
        ([(US, NO), (UN, NO), (PRESS, NO)], "high",
         "Three originators say otherwise; nobody says it as the article does."),
    ],
)  # fmt: skip
def test_confidence_counts_originators_that_are_no_parties(said, level, reason):
    voices = voices_of(*said)
    finding = rule.finding("event", "none", voices)
    assert rule.confidence(finding, "event", voices) == level
    assert rule.reason(finding, "event", voices) == reason


def test_judgments_and_rulings_never_have_high_confidence():
    three = voices_of((US, YES), (UN, YES), (PRESS, YES))
    assert rule.confidence("corroborated", "event", three) == "high"
    assert rule.confidence("corroborated", "judgment", three) == "moderate"
    assert rule.confidence("corroborated", "event", three, ruled=True) == "moderate"
    assert rule.reason("corroborated", "event", three, ruled=True).startswith("An editor overrules the rule; ")


def test_a_ruling_of_not_found_still_names_who_speaks():
    assert rule.reason("not found", "event", voices_of((US, YES)), ruled=True) == (
        "An editor overrules the rule; one originator says so."
    )


def test_confidence_in_a_quotation_depends_on_the_number_of_documents():
    for documents, level in ((1, "low"), (2, "moderate"), (3, "high")):
        assert rule.confidence("supported", "quotation", voices_of((US, YES)), documents=documents) == level


def test_the_source_of_a_claim_is_named_apart():
    ledger = findings.ledger()
    assert ledger.own.map(bool).sum() > 0
    for claim in ledger.itertuples():
        assert not set(claim.own) & set(claim.supports), claim.claim_id


def test_every_claim_has_a_finding_of_the_vocabulary():
    ledger = findings.ledger()
    assert list(ledger.claim_id) == list(tables.table("claims").claim_id)
    assert set(ledger.finding) <= set(tables.vocabulary("rulings", "finding"))
    assert (ledger.confidence_reason.str.len() > 10).all()


def test_every_finding_has_a_sign():
    assert list(words.SIGNS) == list(tables.vocabulary("rulings", "finding"))


def test_a_ruling_leaves_the_finding_by_rule_visible():
    ledger = findings.ledger().set_index("claim_id")
    rulings = tables.table("rulings")
    assert (ledger.finding != ledger.by_rule).sum() == len(rulings)
    for ruling in rulings.itertuples():
        assert ledger.finding[ruling.claim_id] == ruling.finding


def test_the_article_counts_for_nothing():
    ledger = findings.ledger().set_index("claim_id")
    assert "the article" not in {
        name for column in ("supports", "contradicts", "qualifies", "own") for name in ledger.loc["c-005", column]
    }


def test_the_benchmark_of_findings_measures_a_time():
    bench = runpy.run_path(str(paths.ROOT / "tests" / "bench" / "derive.py"))
    assert bench["best_of"](1) > 0


def test_a_camp_says_what_its_originators_say():
    said = brief.by_camp(["c-055"]).set_index("camp")
    denied = said.loc["Russia, Haftar"]
    links = brief.bearing().query("claim_id == 'c-055' and counts")
    lna = links[links.root_id.map(brief.table("origins").set_index("origin_id").side) == "lna"]
    assert denied.contradicts == lna[lna.relation == "contradicts"].root_id.nunique() > 0
    assert set(denied.fact_ids.split()) == set(lna.fact_id)
    assert set(said.index) <= set(CAMPS)
