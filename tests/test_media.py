"""A tie between an outlet and its owner or payer is as strong as the sound sources that attest it."""

import itertools

import pandas as pd
import pytest

import brief
from brief.charts import style
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


def test_an_outlet_is_labelled_with_its_base_and_a_holder_with_what_it_does():
    ties = media.outlet_ties()
    by_pair = ties.set_index(["holder_id", "held_id"])
    assert set(ties.held_kind) == {"outlet"}
    assert by_pair.holder_label["prigozhin-organisation", "jamahiriya-tv"] == "Prigozhin’s organisation: owns, pays"
    assert by_pair.held_label["prigozhin-organisation", "jamahiriya-tv"] == "Jamahiriya TV (Egypt)"
    assert by_pair.held_label["qatar", "five-channels-turkey"].count("Turkey") == 1
    assert not ties.held_id.isin(["ria-fan"]).any(), "RIA FAN is a Russian outlet"
    for tie in ties.itertuples():
        assert set(tie.kinds.replace("finances", "pays").split(", ")) == set(
            tie.holder_label.partition(": ")[2].split(", ")
        ), "a label says of no tie what is said of another"


def test_a_removed_network_is_linked_to_whom_the_table_names():
    removals = media.takedowns()
    assert sorted(removals.takedown_id) == sorted(brief.table("takedowns").takedown_id)
    assert list(removals.linked_to.unique()) == list(media.LINKED_TO)
    for heading, networks in removals.groupby("linked_to"):
        assert set(networks.actor_id.dropna()) == set(media.LINKED_TO[heading]), "no actor is left over"
        assert list(networks.date) == sorted(networks.date)
    unknown = removals[removals.actor_id.isna()]
    assert (unknown.side == "none").all() and (unknown.sponsor == "not found").all()


def test_what_a_network_promoted_is_said_by_the_fact_that_says_so():
    removals = media.takedowns().set_index("takedown_id")
    assert set(media.PROMOTED) <= set(removals.index)
    for network, (fact_id, what) in media.PROMOTED.items():
        fact = brief.fact(fact_id)
        assert removals.promoted[network].startswith(f"{what}, says {fact.short}")
        assert fact_id in removals.fact_ids[network].split()
        assert any(word in fact.fact for word in what.replace(",", "").split() if len(word) > 4)


def test_networks_are_told_by_accounts_or_else_by_pages():
    removals = media.takedowns().set_index("takedown_id")
    for network in removals.itertuples():
        number, unit = (network.pages, "pages") if pd.isna(network.accounts) else (network.accounts, "accounts")
        assert network.size == f"{number:,} {unit}", network.Index


def test_the_area_of_a_network_is_its_number_of_accounts_and_its_place_the_day():
    removals = media.takedowns()
    chart = media.takedowns_chart(removals)
    known, unknown, strokes = traces(chart)
    largest = removals.loc[[removals.accounts.astype(float).idxmax()]]
    assert strokes["x"] == list(largest.date), "a large square has its day in it"
    assert set(known["ids"]) == set(removals.takedown_id[removals.accounts.notna()])
    assert set(unknown["ids"]) == set(removals.takedown_id[removals.accounts.isna()])
    assert set(unknown["marker"]["symbol"]) == {"line-ns"}, "an unknown number is no small one"
    by_id = removals.set_index("takedown_id")
    places = positions(chart)
    for name, place in places.items():
        assert place[0] == by_id.date[name]
    heights = [places[name][1] for name in removals.takedown_id]
    assert heights == sorted(heights, reverse=True)
    sizes = dict(zip(known["ids"], known["marker"]["size"], strict=True))
    one, other = "tw-2020-04-02", "fb-2019-08-01"  # both squares
    ratio = by_id.accounts[one] / by_id.accounts[other]
    assert (sizes[one] / sizes[other]) ** 2 == pytest.approx(ratio)


def test_a_text_takes_from_the_one_on_which_it_rests():
    chain = media.share_chain().set_index("fact_id")
    event = chain.event_id
    assert chain.takes_from["med-002"] == chain.takes_from["med-312"] == event["med-001"], "both cite Stanford's study"
    assert chain.takes_from["med-001"] == event["us-185"], "which rests on the leak"
    alone = chain[chain.takes_from.isna()]
    assert set(alone.index) == {"us-185", "art-009"}
    assert chain.is_article[chain.is_article].index.tolist() == ["art-009"]
    shares = chain.share.dropna()
    assert set(shares.index) == {"art-009", "med-312", "med-002"}
    assert all(share == brief.value(fact_id) for fact_id, share in shares.items())
    assert set(chain.index[chain.share.isna()]) == {"med-001", "us-185"}, "only those on which a share rests"


def test_the_article_alone_is_red_and_later_texts_are_further_down():
    chain = media.share_chain()
    chart = media.share_chart(chain)
    places = positions(chart)
    middles = pd.to_datetime(chain.first_day) + (pd.to_datetime(chain.last_day) - pd.to_datetime(chain.first_day)) / 2
    heights = [places[name][1] for name in chain.assign(middle=middles).sort_values("middle").event_id]
    assert heights == sorted(heights, reverse=True)
    [nodes] = [trace for trace in traces(chart) if trace.get("ids")]
    red = {name for name, colour in zip(nodes["ids"], nodes["marker"]["color"], strict=True) if colour == style.ACCENT}
    assert red == set(chain.event_id[chain.is_article])
    for event in chain.dropna(subset="takes_from").itertuples():
        x, y = places[event.event_id]
        source_x, source_y = places[event.takes_from]
        assert x == source_x + 1 and y < source_y


def test_ties_with_a_sound_source_come_first_and_are_solid():
    ties = media.outlet_ties()
    chart = media.ties_chart(ties)
    places = positions(chart)
    assert set(places) == set(ties.tie_id)
    sound = ties.strength != "weak"
    assert min(places[name][1] for name in ties.tie_id[sound]) > max(places[name][1] for name in ties.tie_id[~sound])
    dashes = [trace["line"]["dash"] for trace in traces(chart) if trace["mode"] == "lines"]
    assert dashes == ["solid"] * sound.sum() + ["dot"] * (~sound).sum()


def test_no_two_ties_cross():
    chart = media.ties_chart(media.outlet_ties())
    lines = [trace for trace in traces(chart) if trace["mode"] == "lines"]
    for one, other in itertools.combinations(lines, 2):
        assert (one["y"][0] - other["y"][0]) * (one["y"][1] - other["y"][1]) >= 0
