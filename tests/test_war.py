"""A place is followed from holder to holder, and it is known who announced a taking."""

from brief.libya import war


def test_a_place_is_followed_from_holder_to_holder():
    spans = war.control("2020-07-31")
    for place, rows in spans.groupby("place_id", sort=False):
        announced = rows[~rows.implied]
        assert list(announced.first_day) == sorted(announced.first_day), place
        assert list(rows.last_day[:-1]) == list(rows.first_day[1:]), "no gap and no overlap"
        taken = announced[announced.kind == "taken"]
        assert all(one != other for one, other in zip(taken.side, taken.side[1:], strict=False)), place
    sirte = spans[spans.place_id == "sirte"].side
    assert list(sirte) == ["gna", "lna", "lna"], "taken by the LNA, then held"
    assert not spans[spans.place_id == "al-jufra"].implied.any(), "nobody took it: nothing follows for the time before"


def test_a_taking_is_announced_by_the_winner_if_a_party_on_its_side_says_so():
    spans = war.control("2020-07-31")
    taken = spans[(spans.kind == "taken") & ~spans.implied].set_index("span_id")
    assert taken.by_winner["surman-2020-04-13"], "the GNA's spokesman"
    assert not taken.by_winner["al-watiya-2020-05-18"], "a log of neither side"
