"""Who takes part by a written mandate, reckoned by hand and against any room."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from members.arithmetic.quorum import Rule, attending, judge, misrepresented

COUNTS = Rule(2, 3, 2, 3, proxies_count=True)
IGNORES = Rule(2, 3, 2, 3)


def test_of_45_seats_29_in_the_room_and_one_represented_are_a_quorum_where_the_rule_counts_it() -> (
    None
):
    room = set(range(29))
    assert not judge(IGNORES, 45, len(attending(IGNORES, room, {40: 3})), None).quorate
    assert judge(COUNTS, 45, len(attending(COUNTS, room, {40: 3})), None).quorate


def test_one_who_is_recused_votes_for_nobody_else_either() -> None:
    """3 is recused from the matter: whom it represents is absent, others stay."""
    assert attending(COUNTS, {1, 2, 3}, {8: 3, 9: 1}, recused={3}) == {1, 2, 3, 9}


def test_a_recused_delegate_who_is_represented_still_counts_as_there() -> None:
    assert attending(COUNTS, {1, 2}, {9: 1}, recused={9}) == {1, 2, 9}


@pytest.mark.parametrize(
    ("proxies", "wrong"),
    [
        ({9: 1}, {}),
        ({1: 2}, {1: "here"}),
        ({1: 1}, {1: "here"}),
        ({9: 9}, {9: "absent"}),
        ({9: 8}, {9: "absent"}),
        ({8: 1, 9: 1}, {8: "too_many", 9: "too_many"}),
        ({8: 1, 9: 2}, {}),
    ],
)
def test_a_mandate_is_held_by_somebody_who_is_there_and_by_each_once(
    proxies: dict[int, int], wrong: dict[int, Literal["here", "absent", "too_many"]]
) -> None:
    assert misrepresented(COUNTS, {1, 2, 3}, proxies) == wrong
    if wrong:
        with pytest.raises(ValueError, match="represented"):
            attending(COUNTS, {1, 2, 3}, proxies)


SEATS = some.integers(0, 30)


@given(
    some.sets(SEATS),
    some.dictionaries(SEATS, SEATS, max_size=10),
    some.sets(SEATS),
    some.integers(0, 3),
)
def test_in_any_room_nobody_is_counted_twice_and_few_by_proxy(
    present: set[int], proxies: dict[int, int], recused: set[int], each: int
) -> None:
    rule = Rule(2, 3, 2, 3, proxies_count=True, proxies_each=each)
    valid = {
        seat: proxy
        for seat, proxy in proxies.items()
        if seat not in misrepresented(rule, present, proxies)
    }
    here = attending(rule, present, valid, recused)

    assert present <= here <= present | valid.keys()
    assert len(here) <= len(present) * (1 + each)
    assert here - present == {seat for seat in valid if valid[seat] not in recused}
    without = Rule(2, 3, 2, 3, proxies_each=each)
    assert attending(without, present, valid, recused) == present
