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
from brief.ledger.rendering import rendered
from brief.settings import settings
from helpers import CORRECTION, rows_of, visible


def counted():
    """Return the claims that are counted: parts in place of those that were split."""
    return brief.ledger().query("not compound")


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


MARK = re.compile(
    r'<a class="mark" href="claims\.html#(?P<claim>c-\d+[a-z]?)"><span class="sign" data-finding="(?P<finding>[\w ]+)" aria-hidden="true">'
    r'(?P<sign>[^<]+)</span><span class="word"> (?P<word>[\w ]+)</span>'
    r'(?: <span class="taken" data-closeness="(?P<closeness>\w+)"><span aria-hidden="true">(?P<near>[^<]+)</span>'
    r'<span class="word"> from (?P<source>[^<]+)</span></span>)?</a>'
)


def passages(page):
    """Return what the page of the article has of each passage, by its id."""
    text = page("article")
    text = text[text.index('<div class="brief-article">') : text.index('id="how-much-is-taken')]
    return {part[:5]: part.partition("</p>\n")[0] for part in re.split(r'class="passage" id="(?=p-\d{3}")', text)[1:]}


def test_every_passage_is_shown_once_with_the_finding_of_each_of_its_claims(page):
    text = page("article")
    assert re.findall(r'class="passage" id="(p-\d+)"', text) == list(tables.table("passages").passage_id)
    marked = [(mark["claim"], mark["finding"], mark["sign"], mark["word"]) for mark in MARK.finditer(text)]
    expected = [(c.claim_id, c.finding, words.SIGNS[c.finding], c.finding) for c in counted().itertuples()]
    assert marked == expected


def test_a_passage_is_marked_by_the_worst_that_is_found_of_its_claims(page):
    worst = ["wrong", "mistranslated", "near miss", "disputed", "nothing found", "holds thinly", "holds", "opinion"]
    shown = passages(page)
    for passage, claims_of in counted().groupby("passage_id"):
        finding = min(claims_of.finding, key=worst.index)
        assert f'data-finding="{finding}"' in shown[passage].partition(">")[0], passage
        assert ("data-error" in shown[passage].partition(">")[0]) == (finding in worst[:3]), passage


def test_every_mark_says_where_the_claim_was_taken_from(page):
    marked = [mark for mark in MARK.finditer(page("article")) if mark["closeness"]]
    taken = brief.borrowed()
    taken = taken[taken.claim_id.isin(counted().claim_id)].groupby("claim_id")
    assert [mark["claim"] for mark in marked] == list(taken.groups)
    for mark in marked:
        rows = taken.get_group(mark["claim"])
        closest = min(rows.closeness, key=list(words.CLOSENESS).index)
        assert (mark["closeness"], mark["near"]) == (closest, words.CLOSENESS[closest])
        assert html.unescape(mark["source"]) in set(rows.short[rows.closeness == closest])


def test_the_legend_counts_every_claim(page):
    legend = re.findall(
        r'<li data-finding="([\w ]+)"><span class="sign"[^>]*>[^<]+</span> [\w ]+ <span class="count">(\d+)</span>',
        page("article"),
    )
    assert {finding: int(count) for finding, count in legend} == {
        finding: (counted().finding == finding).sum() for finding in words.SIGNS
    }


def test_garbled_passages_have_clean_english_beside_them_and_on_their_cards(page):
    rendered, shown = tables.table("renderings"), passages(page)
    assert 10 <= len(rendered) <= 25
    garbled = tables.table("claims").query("translation_fault != 'none'").passage_id
    assert rendered.passage_id.isin(garbled).mean() > 0.9, "a fault may lie across two passages, and is noted once"
    read_in_arabic = set(tables.table("original").passage_id)
    for row in rendered.itertuples():
        assert (
            f"In clean English: </span>{html.escape(row.english, quote=False)}".replace("'", "&#39;")
            in shown[row.passage_id]
        )
        assert (row.rendered_from == "original") == (row.passage_id in read_in_arabic), row.passage_id
    cards_of = [claim for claim in counted().itertuples() if claim.passage_id in set(rendered.passage_id)]
    assert page("article").count('<p class="rendered">') == len(cards_of)


def test_the_worst_errors_stand_first_in_the_order_that_the_page_states(page):
    text = page("claims")
    shown = re.findall(r'Every document: <a class="id" href="claims\.html#(c-\w+)"', text)
    ledger = counted().set_index("claim_id")
    errors = ledger[ledger.finding.isin(["wrong", "near miss"])]

    def rank(claim):
        row = errors.loc[claim]
        against = len({*row.contradicts, *row.qualifies} - {*row.parties}) - len({*row.supports} - {*row.parties})
        confidence = ["high", "moderate", "low"].index(row.confidence)
        return (["wrong", "near miss"].index(row.finding), confidence, -against, list(ledger.index).index(claim))

    assert shown == sorted(errors.index, key=rank)[:10]
    assert text.index(shown[0]) < text.index('class="brief-choices"') < text.index("brief-presets")
    for claim in shown:
        assert f"{html.escape(ledger.in_short[claim], quote=False)}".replace("'", "&#39;") in text


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
        assert claim.why in shown
        assert claim.in_short in shown
        for fact in bearing[bearing.claim_id == claim.claim_id].itertuples():
            assert f'href="facts.html#{fact.fact_id}"' in rows[claim.claim_id], (claim.claim_id, fact.fact_id)
            assert " ".join(fact.fact.split()) in shown


def test_a_claim_that_was_split_leads_to_its_parts_and_is_not_counted(page):
    text, rows, ledger = page("claims"), rows_of(page("claims")), brief.ledger()
    assert ledger.compound.sum() >= 6
    for whole in ledger[ledger.compound].claim_id:
        parts = list(ledger[ledger.part_of == whole].claim_id)
        for shown in (rows[whole], cards.card("claim", whole, NOWHERE)):
            assert f"In parts: {', '.join(parts)}" in visible(shown).replace(" ,", ",")
            assert all(f'href="claims.html#{part}"' in shown for part in parts)
        for part in parts:
            assert f'Part of <a href="claims.html#{whole}">{whole}</a>' in rows[part]
            assert f'href="claims.html#{whole}"' in cards.card("claim", part, NOWHERE)
    assert re.findall(r'<tr id="(c-\d+[a-z]?)">', text) == list(ledger.claim_id), "its old address leads to it"
    assert set(re.findall(r'class="tile" href="#(c-\d+[a-z]?)"', text)) == set(counted().claim_id)
    shown = {name: int(number) for name, number in re.findall(r'<span data-count="([\w ]+)">(\d+)</span>', text)}
    assert sum(shown.values()) == len(counted())
    chosen = json.loads(re.search(r'<script type="application/json">(\{"findings".*?)</script>', text)[1])
    assert chosen["compound"] == list(ledger[ledger.compound].claim_id), "nor under other choices"


def test_an_overruled_finding_shows_the_rule_and_the_reason():
    ruled = {**claims()["c-006"], "finding": "near miss", "by_rule": "holds", "ruling": "The day is not certain."}
    rows = {**views.VIEWS["ledger"](), "claims": [ruled]}
    shown = visible(rows_of(rendered("ledger.html", **rows, book=NOWHERE))["c-006"])
    assert "The rule gives holds . An editor overrules it: The day is not certain." in shown
    assert said_of(ruled) == f"{ruled['why']} By rule: holds. The editor: The day is not certain."


def test_a_fact_that_does_not_count_says_why(page):
    bearing = brief.bearing()
    repeat = bearing[bearing.repeats.notna()].iloc[0]
    assert f"not counted: repeats {repeat.repeats}" in visible(rows_of(page("claims"))[repeat.claim_id])


def test_every_claim_has_a_schema_org_review(page):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page("claims"), flags=re.S)
    (reviews,) = [block["@graph"] for block in map(json.loads, blocks) if "@graph" in block]
    ledger = counted()
    assert [review["claimReviewed"] for review in reviews] == list(ledger.statement)
    assert [review["reviewRating"]["alternateName"] for review in reviews] == list(ledger.finding)
    assert {review["@type"] for review in reviews} == {"ClaimReview"}
    rated = [
        r["reviewRating"]
        for r in reviews
        if r["reviewRating"]["alternateName"] in {"nothing found", "opinion", "mistranslated"}
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
    """Return what the table of a page says of each claim."""
    table = re.search(r'<table class="[^"]*brief-claims.*?</table>', page(topic), flags=re.S)[0]
    entries = re.findall(r'<tr[^>]* id="(c-\d+[a-z]?)"[^>]*>(.*?)</tr>', table, flags=re.S)
    return {claim: visible(entry).replace("’", "'") for claim, entry in entries}


@pytest.mark.parametrize("topic", ["aims", "airpower", "media", "money_and_oil", "recruitment", "us_policy", "war"])
def test_the_list_of_claims_says_who_says_what(topic, page):
    on_topic = claims_on(topic)
    shown = listed(page, topic)
    for finding in {claim["finding"] for claim in on_topic}:
        assert f'<span class="finding" data-finding="{finding}">' in page(topic), "in its colour"
    assert list(shown) == [claim["claim_id"] for claim in on_topic]
    for claim in on_topic:
        assert said_of(claim) in shown[claim["claim_id"]]


def test_a_claim_on_which_nothing_was_found_has_no_fact_but_context_and_denials():
    nothing = [claim for claim in claims().values() if claim["finding"] == "nothing found"]
    assert nothing
    for claim in nothing:
        says = {fact["relation"] for fact in claim["bearing"] if fact["counts"] and not fact["root_party"]}
        assert says <= {"context", "denies"}, claim["claim_id"]


# --- sources and names ------------------------------------------------------------------------------------


def test_every_document_and_every_fact_has_an_entry(page):
    sources, facts = (rows_of(page(name)) for name in ("sources", "facts"))
    documents = {key: row for key, row in sources.items() if key.startswith("src-")}
    assert set(documents) == {f"src-{key}" for key in tables.table("sources").source_key}
    assert {f"origin-{key}" for key in tables.table("origins").origin_id} <= set(sources)
    assert set(facts) == set(tables.table("facts").fact_id)
    for fact in tables.table("facts").itertuples():
        assert fact.fact in html.unescape(facts[fact.fact_id])
        link = f'href="facts.html#{fact.fact_id}"'
        for address in (f"src-{fact.source_key}", f"origin-{fact.origin_id}"):
            assert link in sources[address], fact.fact_id
            assert f'#{address}"' in facts[fact.fact_id], fact.fact_id


def test_each_fact_and_each_document_leads_to_the_form_for_errors_with_its_row(page):
    for name, table, key in (("facts", "facts", "fact_id"), ("sources", "sources", "source_key")):
        asked = set(re.findall(r'href="changes\.html\?row=([^"#]+)#report-an-error"', page(name)))
        assert asked == {f"{table}:{value}" for value in tables.table(table)[key]}


def test_a_fact_names_the_claims_on_which_it_bears(page):
    rows = rows_of(page("facts"))
    named = {
        (fact, claim) for fact, row in rows.items() for claim in re.findall(r'href="claims\.html#(c-\d+[a-z]?)"', row)
    }
    assert named == set(tables.table("links")[["fact_id", "claim_id"]].itertuples(index=False, name=None))


def test_every_document_says_how_it_was_read_what_it_lacks_and_why_it_has_its_grade(page):
    rows = rows_of(page("sources"))
    for document in tables.table("sources").sample(60, random_state=1).itertuples():
        shown = visible(rows[f"src-{document.source_key}"])
        if isinstance(document.missing_reason, str):
            assert f": {document.missing_reason}." in shown
        assert f"Read: {tables.vocabulary('sources', 'read_as')[document.read_as]}." in shown
        assert f": {document.reliability_reason.rstrip('.')}. Read" in shown


def test_a_document_graded_otherwise_than_its_kind_says_why(page):
    rows, documents = rows_of(page("sources")), tables.table("sources")
    excepted = documents.dropna(subset="reliability_exception")
    assert 0 < len(excepted) < 0.05 * len(documents)
    for document in excepted.itertuples():
        reason = f"an exception among its kind ({document.reliability_exception.rstrip('.')})"
        assert reason in visible(rows[f"src-{document.source_key}"])


def test_every_kind_of_document_is_shown_with_its_grade_and_its_number(page):
    rows, count = rows_of(page("method")), tables.table("sources").document_kind.value_counts()
    for kind in tables.table("document_kinds").itertuples():
        shown = visible(rows[f"kind-{kind.document_kind.replace('_', '-')}"])
        first_hand = "yes" if kind.first_hand else "no"
        assert shown == f"{kind.reliability} {kind.label} {count[kind.document_kind]} {first_hand} {kind.reason}"


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
    r"(\w+_)?(id|ids|key|kind|side|topic|finding|findings|by_rule|by_choice|hinges_on|holding|first|second|confidence|relation|relations|party|published|url|basis)"
    r"|.*(date|day|_url|fault|_as|_basis)|closeness|credited|language|outcome|reliability|credibility|grade|repeats|verdict|flag|part_of|parts"
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


@pytest.mark.parametrize(
    ("kind", "key"), [("claim", "c-012"), ("claim", "c-032"), ("document", "bild2020"), ("judgment", "j-1")]
)
def test_html_in_any_cell_of_a_card_is_shown_as_text(kind, key, monkeypatch):
    harmless, row = cards.card(kind, key, NOWHERE), marked_up(cards.entry(kind, key))
    monkeypatch.setattr(cards, "entry", lambda *asked: row)
    is_shown_as_text(cards.card(kind, key, NOWHERE), harmless)


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
    rows = lines_of(page("article"), "an-opinion-taken-for-policy")
    taken = brief.borrowed()
    taken = taken[taken.source_key.isin(["ereli2019oped", "218tv2019ereli"])]
    quotes = brief.ledger().set_index("claim_id").quote
    assert len(rows) == len(taken)
    for row, claim_id in zip(rows, taken.claim_id, strict=True):
        assert " ".join(quotes[claim_id].split()) in row and claim_id in row


def test_every_act_on_which_coders_differ_is_listed(page):
    rows = lines_of(page("method"), "where-we-put-words-on-acts-and-ties")
    acts = events.dated(brief.table("us_actions"))
    differ = acts[acts.stance != acts.second_stance]
    assert len(rows) == len(differ) > 0
    for row, act in zip(rows, differ.itertuples(), strict=True):
        assert (
            act.action in row and settings().stances[act.stance] in row and settings().stances[act.second_stance] in row
        )
