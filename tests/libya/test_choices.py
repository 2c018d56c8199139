"""A reader may choose otherwise than the editors: findings, counts and tiles of the ledger follow at once."""

import re
from collections import Counter

import pytest

from brief.ledger import findings
from helpers import cases

SETS = findings.sets_of_choices()
ASKED = [frozenset(), frozenset({"denials"}), frozenset({"own", "weak"}), frozenset(findings.CHOICES)]


def expected(choice):
    """Return how many counted claims have each finding under a set of choices."""
    ledger = findings.ledger().query("not compound")
    place = SETS.index(choice)
    count = Counter(findings.FINDINGS[int(digits[place])] for digits in ledger.by_choice)
    return {finding: count[finding] for finding in findings.FINDINGS}


def shown(page):
    """Return how many claims have each finding, by the counts and by the tiles of the page."""
    counts = {
        place.get_attribute("data-count"): int(place.text_content()) for place in page.locator("[data-count]").all()
    }
    tiles = Counter(page.eval_on_selector_all(".tile", "tiles => tiles.map(tile => tile.dataset.finding)"))
    return counts, {finding: tiles[finding] for finding in findings.FINDINGS}


def test_every_claim_that_is_counted_has_one_tile(page):
    tiles = re.findall(r'<a class="tile" href="#(c-\w+)"', page("claims"))
    counted = findings.ledger().query("not compound").claim_id
    assert sorted(tiles) == sorted(counted)


@pytest.mark.parametrize(
    "choice", cases(ASKED, {ASKED[0], ASKED[2]}), ids=lambda choice: " ".join(sorted(choice)) or "ours"
)
def test_an_address_brings_its_choices(choice, offline, visit):
    names = ",".join(name for name in findings.CHOICES if name in choice)
    page = visit(f"{(offline / 'claims.html').as_uri()}?choose={names}", offline=True)
    assert shown(page) == (expected(choice), expected(choice))
    assert page.locator(".brief-choices input:checked").count() == len(choice)
    assert page.faults == []


def test_boxes_change_all_findings_by_keyboard_and_one_button_brings_ours_back(address, visit):
    page = visit(f"{address}/claims.html")
    page.locator(".brief-choices input").first.focus()
    page.keyboard.press("Space")
    assert shown(page)[0] == expected(frozenset({"denials"})) != expected(frozenset())
    assert page.url.endswith("?choose=denials")
    assert page.locator(".brief-choices [role=status]").text_content().endswith("from ours.")
    page.get_by_role("button", name="Back to our choices").click()
    page.wait_for_url("**/claims.html")
    assert shown(page) == (expected(frozenset()), expected(frozenset()))


def test_a_filter_finds_the_rows_by_the_findings_that_are_shown(address, visit):
    page = visit(f"{address}/claims.html?choose=denials")
    page.wait_for_selector(".brief-filters select")
    page.locator(".brief-filters label", has_text="Finding").locator("select").select_option(label="⇄ disputed")
    rows = page.locator("table.brief-ledger tbody tr[id]").count()
    ledger = findings.ledger()
    disputed = ledger.by_choice.str[SETS.index(frozenset({"denials"}))] == str(findings.FINDINGS.index("disputed"))
    assert rows == disputed.sum() > 0


def test_every_finding_says_under_how_many_sets_of_choices_it_is_the_same(page):
    text = page("claims")
    for claim in findings.ledger().itertuples():
        assert claim.choices == sum(findings.FINDINGS[int(digit)] == claim.finding for digit in claim.by_choice)
        assert f"the same under {claim.choices} of {len(SETS)} sets of choices" in text
    assert any(claim.hinges_on for claim in findings.ledger().itertuples())
