"""A tie between an outlet and its owner or payer is as strong as the sound sources that attest it."""

import pytest

import brief
from brief.errors import BriefError
from brief.libya import media
from helpers import positions, traces


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


def test_an_outlet_is_labelled_with_its_base_and_a_holder_with_all_that_it_does():
    ties = media.outlet_ties().set_index(["holder_id", "held_id"])
    assert set(ties.held_kind) == {"outlet"}
    holder = ties.holder_label["prigozhin-organisation", "jamahiriya-tv"]
    assert holder == f"Prigozhin’s organisation: owns ({brief.fact('med-002').value_low:.0f} %), pays"
    assert ties.held_label.str.fullmatch(r"[^()]+( \(.+\))?").all()
    assert not ties.reset_index().held_id.isin(["ria-fan"]).any(), "RIA FAN is a Russian outlet"


def test_every_sum_says_what_it_is_for_and_who_pays():
    sums = media.funding()
    assert sums[["of", "group"]].notna().all(axis=None)
    assert set(sums.measure_id) == {"uae_media_funding", "qatar_media_funding"}
    assert set(media.FUNDED) == set(sums.fact_id), "no label is left over"


def test_accounts_of_a_removed_network_are_counted_on_its_platform_alone():
    removals = media.takedowns()
    assert len(removals) == len(brief.table("takedowns"))
    assert list(removals.date) == sorted(removals.date)
    for platform in ("Facebook", "Twitter"):
        elsewhere = removals[~removals[f"on_{platform}"]]
        assert elsewhere[platform].isna().all()
    both = removals[["Facebook", "Twitter"]].notna().sum(axis=1)
    assert (both == removals.accounts.notna()).all()
    unknown = removals[removals.actor_id.isna()]
    assert (unknown.side == "none").all() and unknown.who.str.endswith(": no sponsor found").all()


def test_a_tie_is_drawn_from_holder_to_outlet_with_the_dash_of_its_strength():
    ties = media.outlet_ties()
    chart = media.ties_chart(ties)
    assert set(positions(chart)) == set(ties.tie_id)
    dashes = [trace["line"]["dash"] for trace in traces(chart) if trace["mode"] == "lines"]
    assert dashes == [media.STRENGTHS[strength].dash for strength in ties.strength]
    labels = chart.figure.layout.annotations[1:]
    assert len(labels) == ties.holder_label.nunique() + ties.held_label.nunique()


def test_an_outlined_network_is_one_whose_numbers_cover_other_countries():
    removals = media.takedowns()
    chart = media.takedowns_chart(removals)
    assert list(chart.rows.takedown_id) == list(removals.takedown_id)
    fills = {name: bar.marker.color for bar in chart.figure.data for name in bar.ids}
    for removal in removals.itertuples():
        outlined = fills[f"{removal.takedown_id}-followers"] == "rgba(0,0,0,0)"
        assert outlined == (removal.targets != "Libya"), removal.takedown_id
