"""A tie between an outlet and its owner or payer is as strong as the sound sources that attest it."""

import pytest

import brief
from brief.errors import BriefError
from brief.libya import media


def test_only_named_sources_without_a_stake_count_for_a_tie():
    ties = media.ties("owns", "finances", "backs").set_index(["holder_id", "held_id"])
    assert ties.strength["united-arab-emirates", "218tv"] == "one", "a monitor says so, and an opponent"
    assert ties.strength["united-arab-emirates", "alwasat"] == "weak", "an opponent alone"
    assert ties.strength["gaddafi-businessmen", "jamahiriya-revived"] == "weak", "a militia chief alone"
    assert "Study in UAE71" in ties.said_by["united-arab-emirates", "218tv"], "who does not count is still named"


def test_actors_counted_as_one_hold_one_tie():
    ties = media.ties("owns", "finances")
    jamahiriya = ties[ties.held_id == "jamahiriya-tv"].set_index("holder_id")
    assert "wagner" not in jamahiriya.index
    assert jamahiriya.share["prigozhin-organisation"] == brief.fact("med-002").value_low


def test_an_unknown_kind_of_tie_is_reported():
    with pytest.raises(BriefError, match="no kind of tie 'sells'"):
        media.ties("sells")
