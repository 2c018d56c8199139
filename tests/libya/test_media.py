"""A tie between an outlet and its owner or payer is as strong as the sound sources that attest it."""

import itertools
import re

import pandas as pd
import pytest

import brief
from brief.charts import SIDES, style
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
    assert by_pair.holder_label["united-arab-emirates", "218tv"].endswith("backs, <i>pays</i>"), "an opponent's word"
    assert by_pair.held_label["prigozhin-organisation", "jamahiriya-tv"] == "Jamahiriya TV (Egypt)"
    assert by_pair.held_label["qatar", "five-channels-turkey"].count("Turkey") == 1
    assert not ties.held_id.isin(["ria-fan"]).any(), "RIA FAN is a Russian outlet"
    for tie in ties.itertuples():
        verbs = re.sub("</?i>", "", tie.holder_label.partition(": ")[2])
        assert set(tie.kinds.replace("finances", "pays").split(", ")) == set(verbs.split(", ")), (
            "a label says of no tie what is said of another"
        )


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


def test_the_article_alone_is_red_and_texts_of_one_origin_are_together_each_below_its_source():
    chain = media.share_chain()
    chart = media.share_chart(chain)
    bars, words, rests = traces(chart)
    shares = dict(zip(bars["ids"], bars["x"], strict=True))
    assert shares == chain.dropna(subset="share").set_index("event_id").share.astype(float).to_dict()
    assert [share + rest for share, rest in zip(bars["x"], rests["x"], strict=True)] == [100] * len(shares)
    colours = dict(zip(bars["ids"], bars["marker"]["color"], strict=True))
    red = {name for name, colour in colours.items() if colour == style.ACCENT}
    assert red == set(chain.event_id[chain.is_article])
    assert sum("no share" in text for text in words["text"]) == chain.share.isna().sum()
    texts = [note.text for note in chart.figure.layout.annotations]
    place = {name: [name in text for text in texts].index(True) for name in [*chain.when, *media.ORIGINS.values()]}
    by_id = chain.set_index("event_id")
    for event in chain.dropna(subset="takes_from").itertuples():
        assert place[by_id.when[event.takes_from]] < place[event.when]
        assert by_id.track[event.takes_from] == event.track, "both under one heading"


def test_the_bar_of_a_network_is_its_number_of_accounts_full_if_all_were_aimed_at_libya():
    removals = media.takedowns()
    bars, words = traces(media.takedowns_chart(removals))
    lengths = dict(zip(bars["ids"], bars["x"], strict=True))
    by_id = removals.set_index("takedown_id")
    assert lengths == by_id.accounts.dropna().astype(float).to_dict(), "an unknown number is no small one"
    assert set(bars["base"]) == {0}, "no bar has a place in time"
    for name, fill in zip(bars["ids"], bars["marker"]["color"], strict=True):
        assert (fill == SIDES[by_id.side[name]].colour) == (by_id.targets[name] == "Libya")
    said = [re.match(r"[\d,]+ \w+", text.strip()).group() for text in words["text"]]
    assert sorted(said) == sorted(removals["size"])


def test_networks_are_drawn_by_whom_they_are_tied_to_and_in_each_group_the_largest_first():
    removals = media.takedowns()
    chart = media.takedowns_chart(removals)
    places = {name: y for name, (_, y) in positions(chart).items()}
    tops = []
    for _, networks in removals[removals.accounts.notna()].groupby("linked_to", sort=False):
        ordered = networks.sort_values("accounts", ascending=False)
        heights = [places[name] for name in ordered.takedown_id]
        assert heights == sorted(heights, reverse=True)
        tops.append(heights)
    assert all(above[-1] > below[0] for above, below in itertools.pairwise(tops))


def test_outlets_with_a_sound_source_come_first_and_its_marks_alone_are_filled():
    ties = media.outlet_ties()
    chart = media.ties_chart(ties)
    places = {name: y for name, (_, y) in positions(chart).items()}
    assert set(places) == set(ties.tie_id)
    sound = ties.strength != "weak"
    with_one = ties.held_id.isin(ties.held_id[sound])
    assert min(places[name] for name in ties.tie_id[with_one]) > max(places[name] for name in ties.tie_id[~with_one])
    marks = traces(chart)[0]
    filled = {name for name, kind in zip(marks["ids"], marks["marker"]["symbol"], strict=True) if "open" not in kind}
    assert filled == set(ties.tie_id[sound])


def test_the_ties_of_an_outlet_are_together_under_its_name():
    ties = media.outlet_ties()
    chart = media.ties_chart(ties)
    order = [name for name, _ in sorted(positions(chart).items(), key=lambda item: -item[1][1])]
    outlets = list(ties.set_index("tie_id").held_id[order])
    assert len([outlet for outlet, _ in itertools.groupby(outlets)]) == ties.held_id.nunique()
    named = [note.text for note in chart.figure.layout.annotations if note.text.startswith("<b>")]
    assert sorted(named) == sorted(f"<b>{label}</b>" for label in ties.held_label.unique())
