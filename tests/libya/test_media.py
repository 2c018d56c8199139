"""A tie between an outlet and its owner or payer is as strong as the sound sources that attest it."""

import itertools
import re

import pandas as pd
import pytest

import brief
from brief.charts import SIDES
from brief.charts.style import faded
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


def test_an_outlet_is_labelled_with_its_base_and_a_tie_with_what_the_holder_does():
    ties = media.outlet_ties()
    by_pair = ties.set_index(["holder_id", "held_id"])
    assert set(ties.held_kind) == {"outlet"}
    assert by_pair.verbs["prigozhin-organisation", "jamahiriya-tv"] == "owns, pays"
    assert by_pair.verbs["united-arab-emirates", "218tv"] == "backs, pays?", "an opponent's word"
    assert by_pair.held_label["prigozhin-organisation", "jamahiriya-tv"] == "Jamahiriya TV (Egypt)"
    assert by_pair.held_label["qatar", "five-channels-turkey"].count("Turkey") == 1
    assert not ties.held_id.isin(["ria-fan"]).any(), "RIA FAN is a Russian outlet"
    for tie in ties.itertuples():
        verbs = tie.verbs.replace("?", "")
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


def test_the_article_comes_months_before_the_first_other_text_with_a_share():
    shares = media.shares().set_index("fact_id")
    assert set(shares.index) == {"art-009", "med-312", "med-002"}
    assert all(share == brief.value(fact_id) for fact_id, share in shares.share.items())
    assert shares.index[shares.is_article].tolist() == ["art-009"]
    assert media.months_ahead(shares) == 4, "from 4 July to 10 November 2020"


def test_every_network_whose_accounts_are_counted_has_a_bar_as_long_and_the_others_say_how_many_pages():
    removals = media.takedowns()
    bars, words = traces(media.takedowns_chart(removals))
    by_id = removals.set_index("takedown_id")
    counted = by_id.accounts.dropna()
    assert dict(zip(bars["ids"], bars["x"], strict=True)) == dict(counted), "an unknown number is no small one"
    assert set(bars["base"]) == {0}
    for name, colour in zip(bars["ids"], bars["marker"]["color"], strict=True):
        full = SIDES[by_id.side[name]].colour
        assert colour == (full if by_id.on_libya_alone[name] else faded(full, 0.3)), "not all of it is about Libya"
    plain = [re.sub("<[^<>]*>", "", text) for text in words["text"]]
    said = [int(re.search(r"\d[\d,]*", text).group().replace(",", "")) for text in plain]
    assert sorted(said) == sorted(by_id.accounts.fillna(by_id.pages))
    without = [text for text in plain if text.endswith("pages; accounts not counted")]
    assert len(without) == by_id.accounts.isna().sum()
    assert all(text.strip()[0] in "●■◆" for text in without), "the sign of their side stands in the place of a bar"


def test_networks_aimed_at_libya_alone_come_first_and_in_each_group_the_largest():
    removals = media.takedowns().set_index("takedown_id")
    marks = traces(media.takedowns_chart(media.takedowns()))[0]
    in_order = [name for _, name in sorted(zip(marks["y"], marks["ids"], strict=True), reverse=True)]
    keys = [(not removals.on_libya_alone[name], -removals.accounts[name]) for name in in_order]
    assert keys == sorted(keys)
    headings = [note.text for note in media.takedowns_chart(media.takedowns()).figure.layout.annotations]
    assert [f"<b>{heading}</b>" for heading in media.AIMS] == [text for text in headings if text[3:-4] in media.AIMS]


def test_ties_with_a_sound_source_alone_are_filled_and_counted_at_the_foot_of_each_column():
    ties = media.outlet_ties()
    chart = media.ties_chart(ties)
    sound = ties.strength != "weak"
    marks = traces(chart)[0]
    filled = {name for name, kind in zip(marks["ids"], marks["marker"]["symbol"], strict=True) if "open" not in kind}
    assert filled == set(ties.tie_id[sound])
    assert set(marks["ids"]) == set(ties.tie_id)
    column = ties.holder_id.map(media.HOLDERS).fillna(media.OTHERS)
    shown = [re.sub("<.*?>", "", note.text) for note in chart.figure.layout.annotations]
    expected = [f"{of.sum()} of {len(of)}" for _, of in sound.groupby(column)]
    assert sorted(text for text in shown if re.fullmatch(r"\d of \d", text)) == sorted(expected)


def test_who_holds_a_tie_with_a_sound_source_is_named_in_a_word():
    ties = media.outlet_ties()
    assert media.sound_holders(ties) == ["the Emirates", "Prigozhin", "Qatar", "Belhaj"]
    assert len(media.sound_holders(ties)) == (ties.strength != "weak").sum()


def test_a_tie_is_on_the_line_of_its_outlet_in_the_column_of_its_holder():
    ties = media.outlet_ties()
    places = positions(media.ties_chart(ties))
    by_id = ties.set_index("tie_id")
    order = [name for name, _ in sorted(places.items(), key=lambda item: -item[1][1])]
    outlets = list(by_id.held_id[order])
    assert len([outlet for outlet, _ in itertools.groupby(outlets)]) == ties.held_id.nunique()
    for name in ("Libya al-Hadath", "Jamahiriya"):
        alike = [tie for tie, held in enumerate(by_id.held[order]) if held.startswith(name)]
        assert len(alike) == alike[-1] - alike[0] + 1 > 1, "outlets of one name are next to each other"
    column = by_id.holder_id.map(media.HOLDERS).fillna(media.OTHERS)
    lefts = pd.Series({name: x for name, (x, _) in places.items()}).groupby(column)
    assert (lefts.nunique() == 1).all() and lefts.first().is_unique
