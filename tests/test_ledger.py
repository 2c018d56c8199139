"""The pages of the ledger: every sentence of the article, every claim with its derivation, every document."""

import csv
import html
import json
import re
from html.parser import HTMLParser

import pytest

import brief
from brief import paths, tables, words
from brief.ledger import cards, crossrefs, events, views
from brief.ledger.claims import claims, claims_on, said_of
from brief.settings import settings
from helpers import CORRECTION, rows_of, visible


class Texts(HTMLParser):
    """Collects the text of every element of one class, and of the paragraphs around them."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.depth, self.paragraphs = wanted, 0, []

    def handle_starttag(self, tag, attributes):
        classes = dict(attributes).get("class", "").split()
        if tag == "p" and "text" in classes:
            self.paragraphs.append([])
        if self.depth or self.wanted in classes:
            self.depth += tag not in {"br", "img", "input"}

    def handle_endtag(self, tag):
        self.depth -= self.depth > 0

    def handle_data(self, data):
        if self.depth:
            self.paragraphs[-1].append(data)


# --- the article ------------------------------------------------------------------------------------------


def test_the_page_of_the_article_is_the_article_to_the_letter(page):
    shown = Texts("words")
    shown.feed(page("article"))
    text = "".join(" ".join("".join(part).split()) for part in shown.paragraphs)
    article = paths.ARTICLE.read_text(encoding="utf-8")
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", article), "no word added, left out or changed"
    assert len(shown.paragraphs) == len(re.split(r"\n\n(?!- US AFRICOM)", article.strip())), "the same paragraphs"


def test_every_passage_is_shown_once_with_the_finding_of_each_of_its_claims(page):
    text = page("article")
    assert re.findall(r'class="passage" id="(p-\d+)"', text) == list(tables.table("passages").passage_id)
    marked = re.findall(
        r'class="mark findings" href="claims\.html#(c-\d+)"><span class="finding" data-finding="([\w ]+)">'
        r'<span aria-hidden="true">([^<]+)</span> ([\w ]+)</span>',
        text,
    )
    expected = [(c.claim_id, c.finding, words.SIGNS[c.finding], c.finding) for c in brief.ledger().itertuples()]
    assert marked == expected


def test_the_switch_shows_where_each_claim_was_taken_from(page):
    marked = re.findall(
        r'class="mark taken" href="claims\.html#(c-\d+)"><span class="taken" data-closeness="(\w+)">', page("article")
    )
    taken = brief.borrowed().groupby("claim_id").closeness.agg(set)
    assert [claim for claim, _ in marked] == list(taken.index)
    assert all(closeness in taken[claim] for claim, closeness in marked)


def test_the_legend_counts_every_claim(page):
    counted = re.findall(
        r'data-finding="([\w ]+)"><span aria-hidden="true">[^<]+</span> [\w ]+</span> (\d+):', page("article")
    )
    assert {finding: int(count) for finding, count in counted} == {
        finding: (brief.ledger().finding == finding).sum() for finding in words.SIGNS
    }


def test_the_arabic_is_marked_as_arabic_and_shown_beside_its_english(page):
    original = tables.table("original")
    assert len(original) >= 14
    shown = re.findall(r'<p lang="en">([^<]+)</p><p lang="ar" dir="rtl">([^<]+)</p>', page("article"))
    assert [html.unescape(arabic) for _, arabic in shown] == list(original.arabic)


# --- the ledger -------------------------------------------------------------------------------------------


def test_every_claim_has_an_address_a_finding_and_its_derivation(page):
    rows, bearing = rows_of(page("claims")), brief.bearing()
    assert list(rows) == list(tables.table("claims").claim_id)
    for claim in brief.ledger().itertuples():
        shown = visible(rows[claim.claim_id])
        assert claim.statement in shown
        assert f"{words.SIGNS[claim.finding]} {claim.finding}" in shown
        assert claim.confidence_reason in shown
        for fact in bearing[bearing.claim_id == claim.claim_id].itertuples():
            assert f'href="facts.html#{fact.fact_id}"' in rows[claim.claim_id], (claim.claim_id, fact.fact_id)
            assert " ".join(fact.fact.split()) in shown


def test_an_overruled_finding_shows_the_rule_and_the_reason(page):
    rows, ledger = rows_of(page("claims")), brief.ledger().set_index("claim_id")
    rulings = tables.table("rulings")
    assert len(rulings) > 0
    for ruling in rulings.itertuples():
        shown = visible(rows[ruling.claim_id])
        assert f"The rule gives {ledger.by_rule[ruling.claim_id]} . An editor overrules it: {ruling.reason}" in shown


def test_a_fact_that_does_not_count_says_why(page):
    bearing = brief.bearing()
    repeat = bearing[bearing.repeats.notna()].iloc[0]
    assert f"not counted: repeats {repeat.repeats}" in visible(rows_of(page("claims"))[repeat.claim_id])


def test_every_claim_has_a_schema_org_review(page):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page("claims"), flags=re.S)
    (reviews,) = [block["@graph"] for block in map(json.loads, blocks) if "@graph" in block]
    ledger = brief.ledger()
    assert [review["claimReviewed"] for review in reviews] == list(ledger.statement)
    assert [review["reviewRating"]["alternateName"] for review in reviews] == list(ledger.finding)
    assert {review["@type"] for review in reviews} == {"ClaimReview"}
    rated = [
        r["reviewRating"]
        for r in reviews
        if r["reviewRating"]["alternateName"] in {"not found", "opinion", "mistranslated"}
    ]
    assert rated and all("ratingValue" not in rating for rating in rated), "undecided claims have no rating"


def test_the_ledger_is_offered_as_csv_and_json(site):
    with (site / "ledger" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claims = json.loads((site / "ledger" / "claims.json").read_text(encoding="utf-8"))
    ledger = brief.ledger()
    for download in (rows, claims):
        assert [row["claim_id"] for row in download] == list(ledger.claim_id)
        assert [row["finding"] for row in download] == list(ledger.finding)
    assert sum(len(claim["bearing"]) for claim in claims) == len(tables.table("links"))


def listed(page, topic):
    """Return what the list at the end of a page says of each claim."""
    entries = re.findall(r'<li id="(c-\d+)">(.*?)</li>', page(topic), flags=re.S)
    return {claim: visible(entry).replace("’", "'") for claim, entry in entries}


@pytest.mark.parametrize("topic", ["aims", "airpower", "media", "money_and_oil", "recruitment", "us_policy", "war"])
def test_the_list_of_claims_says_who_says_what(topic, page):
    on_topic = claims_on(topic)
    shown = listed(page, topic)
    assert list(shown) == [claim["claim_id"] for claim in on_topic]
    for claim in on_topic:
        text = shown[claim["claim_id"]]
        for relation in ("supports", "contradicts", "qualifies"):
            assert (f"{words.RELATIONS[relation]}: {'; '.join(claim[relation])}." in text) == bool(claim[relation])
        own = f"Not counted, as the article's own source or publisher: {'; '.join(claim['own'])}."
        assert (own in text) == bool(claim["own"]), "also where others say so"
        assert ("Nothing read decides it." in text) <= (claim["finding"] == "opinion")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"supports": ("BILD", "STJ"), "own": ("CNN",)},
         "For: BILD; STJ. Not counted, as the article's own source or publisher: CNN."),
        ({"own": ("CNN",), "finding": "not found"}, "Not counted, as the article's own source or publisher: CNN."),
        ({"qualifies": ("STJ",), "by_rule": "partly", "ruling": "It is the same."}, "Differently: STJ. By rule partly; the editor: It is the same."),
        ({"finding": "not found"}, "We found nothing on it."),
        ({"finding": "not found", "bearing": [{"relation": "context"}]}, "We found nothing on it but context."),
        ({"finding": "mistranslated"}, "The Arabic holds no such claim."),
        ({"finding": "mistranslated", "translation_note": "It names no place."}, "It names no place."),
        ({"finding": "opinion"}, "Nothing read decides it."),
    ],
)  # fmt: skip
def test_who_says_what_of_a_claim_is_put_into_sentences(changed, said):
    nobody = dict.fromkeys(("supports", "contradicts", "qualifies", "own"), ())
    claim = {**nobody, "bearing": [], "ruling": "", "translation_note": None, "finding": "supported"}
    assert said_of({**claim, **changed}) == said


def test_a_claim_on_which_nothing_was_found_has_no_fact_but_context():
    for claim in claims().values():
        if said_of(claim).startswith("We found nothing"):
            assert {fact["relation"] for fact in claim["bearing"]} <= {"context"}, claim["claim_id"]


# --- sources and names ------------------------------------------------------------------------------------


def test_every_document_and_every_fact_has_an_entry(page):
    documents, originators, facts = (rows_of(page(name)) for name in ("documents", "sources", "facts"))
    assert set(documents) == {f"src-{key}" for key in tables.table("sources").source_key}
    assert {f"origin-{key}" for key in tables.table("origins").origin_id} <= set(originators)
    assert set(facts) == set(tables.table("facts").fact_id)
    for fact in tables.table("facts").itertuples():
        assert fact.fact in html.unescape(facts[fact.fact_id])
        link = f'href="facts.html#{fact.fact_id}"'
        for rows, address in ((documents, f"src-{fact.source_key}"), (originators, f"origin-{fact.origin_id}")):
            assert link in rows[address], fact.fact_id
            assert f'#{address}"' in facts[fact.fact_id], fact.fact_id


def test_a_fact_names_the_claims_on_which_it_bears(page):
    rows = rows_of(page("facts"))
    named = {(fact, claim) for fact, row in rows.items() for claim in re.findall(r'href="claims\.html#(c-\d+)"', row)}
    assert named == set(tables.table("links")[["fact_id", "claim_id"]].itertuples(index=False, name=None))


def test_every_document_says_how_it_was_read_and_why_it_has_its_grade(page):
    rows = rows_of(page("documents"))
    for document in tables.table("sources").sample(60, random_state=1).itertuples():
        shown = visible(rows[f"src-{document.source_key}"])
        assert f"Read: {tables.vocabulary('sources', 'read_as')[document.read_as]}." in shown
        assert f": {document.reliability_reason.rstrip('.')}. Read" in shown


def test_the_glossary_has_the_article_s_spellings_to_the_letter(page):
    article, rows = paths.ARTICLE.read_text(encoding="utf-8"), rows_of(page("glossary"))
    terms = tables.table("glossary")
    assert {f"term-{term_id}" for term_id in terms.term_id} <= set(rows)
    assert len(terms) >= 70
    for term in terms.dropna(subset="as_in_article").itertuples():
        for spelling in term.as_in_article.split(" | "):
            assert spelling in article, (term.term_id, spelling)


def test_every_address_inside_the_site_leads_somewhere(site):
    pages = {path.name: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        for target, place in set(re.findall(r'href="([\w-]+\.html)?(?:#([\w-]+))?"', text)):
            assert (target or name) in pages, f"{name} leads to {target}"
            assert not place or place in ids[target or name], f"{name} leads to {target}#{place}"


# --- every view ----------------------------------------------------------------------------

MARKUP = "<script>alert(1)</script><b>&\"'"
CODES = re.compile(
    r"(\w+_)?(id|ids|key|kind|side|topic|finding|by_rule|confidence|relation|relations|party|published|url|basis)"
    r"|.*(date|day|_url|fault|_as|_basis)|closeness|credited|language|reliability|credibility|grade|repeats|verdict|flag"
    r"|passage_start|passage_end|derived_from|archive_url|when|unit|as_in_article|row|into|action"
)
"""Names of cells whose form validation checks: words of a vocabulary, keys, dates and addresses."""


def marked_up(value, key=""):
    if isinstance(value, dict):
        return {name: marked_up(part, name) for name, part in value.items()}
    if isinstance(value, list | tuple | type({}.values())):
        return [marked_up(part, key) for part in value]
    return MARKUP + value if isinstance(value, str) and value and not CODES.fullmatch(key) else value


def is_shown_as_text(hostile, harmless):
    assert "<script>alert" not in hostile and "<b>&" not in hostile
    assert html.escape(MARKUP) in hostile.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert re.findall(r"<(\w+)", hostile) == re.findall(r"<(\w+)", harmless), "no element more or less"


NOWHERE = crossrefs.Book()


@pytest.mark.parametrize("name", views.VIEWS)
def test_html_in_any_cell_is_shown_as_text(name, monkeypatch):
    if name == "corrections":  # none so far
        monkeypatch.setitem(views.VIEWS, name, lambda: {"corrections": [CORRECTION]})
    harmless, rows = views.view(name, NOWHERE), marked_up(views.VIEWS[name]())
    monkeypatch.setitem(views.VIEWS, name, lambda: rows)
    is_shown_as_text(views.view(name, NOWHERE), harmless)


@pytest.mark.parametrize(("kind", "key"), [("claim", "c-012"), ("document", "bild2020"), ("judgment", "j-1")])
def test_html_in_any_cell_of_a_card_is_shown_as_text(kind, key, monkeypatch):
    harmless, row = cards.card(kind, key, NOWHERE), marked_up(cards.entry(kind, key))
    monkeypatch.setattr(cards, "entry", lambda *asked: row)
    is_shown_as_text(cards.card(kind, key, NOWHERE), harmless)


def test_the_source_of_a_claim_does_not_confirm_it():
    ledger, taken = brief.ledger().set_index("claim_id"), brief.borrowed()
    alone = ledger[ledger.confidence_reason.str.startswith("Only the article's own source")]
    assert len(alone) >= 1
    assert set(alone.finding) <= {"not found", "opinion"}, "one voice that the article took it from confirms nothing"
    assert taken.claim_id.isin(ledger.index[ledger.own.map(bool)]).any()


def test_no_outlet_relays_itself():
    edges = brief.relays(roots=10, outlets=3)
    shown = set(zip(edges.originator, edges.outlet, strict=True))
    of = tables.table("origins").set_index("origin_id").short
    said = {(of[fact.origin_id], words.publisher(fact.publisher)) for fact in brief.facts().itertuples()}
    for itself in (("New York Times", "The New York Times"), ("CNN", "CNN")):
        assert itself in said, "it speaks for itself"
        assert itself[0] in set(edges.originator) and itself[1] in set(edges.outlet), "both are shown"
        assert itself not in shown


def test_every_pair_that_may_be_one_voice_was_reviewed():
    flagged = {(pair.fact_id, pair.other_fact_id) for pair in brief.lookalikes().itertuples()}
    reviewed = {(pair.fact_id, pair.other_fact_id) for pair in tables.table("circles").itertuples()}
    assert flagged == reviewed


# --- accounts, borrowings and codes side by side ------------------------------------------------------------


def lines_of(text, after):
    """Return the text of each row of the first table of accounts after a heading."""
    below = text.partition(f'id="{after}"')[2]
    table = re.search(r'<table class="[^"]*brief-accounts.*?<tbody>(.*?)</tbody>', below, flags=re.S)[1]
    return [visible(row).replace("’", "'") for row in re.findall(r"<tr.*?</tr>", table, flags=re.S)]


def test_competing_accounts_are_shown_in_the_order_of_print(page):
    rows = lines_of(page("us_policy"), "what-did-bolton-say")
    fact_ids = re.search(r"\{accounts\} (.*)", (paths.BOOK / "us_policy.md").read_text(encoding="utf-8"))[1].split()
    accounts = [brief.fact(name) for name in fact_ids]
    assert len(rows) == len(accounts) > 4
    for row, account in zip(rows, accounts, strict=True):
        assert account.fact.replace("’", "'") in row and account.originator in row
    assert [str(account.published) for account in accounts] == sorted(str(account.published) for account in accounts)


def test_everything_taken_from_the_opinion_piece_is_shown(page):
    rows = lines_of(page("us_policy"), "an-opinion-taken-for-policy")
    taken = brief.borrowed()
    taken = taken[taken.source_key.isin(["ereli2019oped", "218tv2019ereli"])]
    quotes = brief.ledger().set_index("claim_id").quote
    assert len(rows) == len(taken)
    for row, claim_id in zip(rows, taken.claim_id, strict=True):
        assert " ".join(quotes[claim_id].split()) in row and claim_id in row


def test_every_act_on_which_coders_differ_is_listed(page):
    rows = lines_of(page("us_policy"), "who-said-what-and-for-whom")
    acts = events.dated(brief.table("us_actions"))
    differ = acts[acts.stance != acts.second_stance]
    assert len(rows) == len(differ) > 0
    for row, act in zip(rows, differ.itertuples(), strict=True):
        assert (
            act.action in row and settings().stances[act.stance] in row and settings().stances[act.second_stance] in row
        )
