"""Quorum and majority in whole numbers, against the hand-reckoned table and against fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from members.arithmetic.quorum import Judgement, Rule, judge, needed

TWO_THIRDS = Rule(2, 3, 2, 3)


@pytest.mark.parametrize(("present", "quorate"), [(29, False), (30, True), (31, True)])
def test_of_45_seats_29_may_not_decide_and_30_may(present: int, quorate: bool) -> None:
    assert judge(TWO_THIRDS, 45, present, None).quorate is quorate


@pytest.mark.parametrize(("in_favour", "carried"), [(20, False), (21, True)])
def test_of_31_present_20_fail_and_21_carry(in_favour: int, carried: bool) -> None:
    assert judge(TWO_THIRDS, 45, 31, in_favour).carried is carried


def test_enough_votes_without_quorum_carry_nothing() -> None:
    verdict = judge(TWO_THIRDS, 45, 29, 29)
    assert (verdict.quorate, verdict.carried) == (False, False)


def test_a_recused_delegate_leaves_both_counts() -> None:
    """Of 45 with one recused, 30 present: 29 of 44 count, 3 × 29 = 87 < 88."""
    verdict = judge(TWO_THIRDS, 45, 30, 29, 1)
    assert (verdict.seats, verdict.present, verdict.quorate) == (44, 29, False)


def test_a_recused_delegate_who_stayed_away_leaves_only_the_seats() -> None:
    verdict = judge(TWO_THIRDS, 45, 30, 20, 1, recused_present=0)
    assert (verdict.seats, verdict.present, verdict.carried) == (44, 30, True)


def test_by_another_rule_the_recused_stay_in_both_counts() -> None:
    stays = Rule(2, 3, 2, 3, recused_leave=False)
    verdict = judge(stays, 45, 31, 20, 1)
    assert (verdict.seats, verdict.present, verdict.quorate, verdict.carried) == (
        45,
        31,
        True,
        False,
    )


def test_a_majority_of_all_seats_doesn_t_shrink_with_those_present() -> None:
    of_seats = Rule(1, 2, 1, 2, of="seats")
    assert not judge(of_seats, 45, 31, 22).carried
    assert judge(of_seats, 45, 31, 23).carried


@pytest.mark.parametrize(("seats", "present", "recused"), [(0, 0, 0), (1, 1, 1), (45, 0, 0)])
def test_where_nobody_is_left_nobody_decides(seats: int, present: int, recused: int) -> None:
    assert not judge(Rule(1, 2, 1, 2), seats, present, 0, recused).quorate


def test_half_of_an_even_number_is_half() -> None:
    """以上 includes the number itself."""
    assert judge(Rule(1, 2, 1, 2), 10, 5, None).quorate
    assert not judge(Rule(1, 2, 1, 2), 11, 5, None).quorate


def said(*numbers: int) -> str:
    seats, present, in_favour, recused = numbers
    return "".join(judge(TWO_THIRDS, seats, present, in_favour, recused).sentences)


def test_the_reckoning_is_told_with_its_numbers() -> None:
    assert "3 × 29 = 87 < 2 × 45 = 90，不够法定人数，至少 30 席，还差 1 席" in said(45, 29, 0, 0)
    assert "3 × 20 = 60 < 2 × 31 = 62，未通过：至少须 21 票赞成，还差 1 票" in said(45, 31, 20, 0)
    assert "3 × 21 = 63 ≥ 2 × 31 = 62，通过" in said(45, 31, 21, 0)
    assert "回避 1 席两边都不计，应到按 44 席，到会按 31 席" in said(45, 32, 21, 1)


def test_without_quorum_no_majority_is_told() -> None:
    assert "赞成" not in said(45, 29, 29, 0)


def test_by_correspondence_ballots_are_spoken_of() -> None:
    verdict = judge(TWO_THIRDS, 45, 31, 21, remote=True)
    assert "收到表决票须达应到的 2/3" in verdict.sentences[1]


@pytest.mark.parametrize(
    ("seats", "present", "in_favour", "recused"), [(3, 4, 0, 0), (3, 3, 4, 0), (3, 2, 0, 3)]
)
def test_counts_that_cannot_be_are_an_error(
    seats: int, present: int, in_favour: int, recused: int
) -> None:
    with pytest.raises(ValueError, match="more"):
        judge(TWO_THIRDS, seats, present, in_favour, recused)


@pytest.mark.parametrize("parts", [(0, 3, 1, 2), (4, 3, 1, 2), (2, 3, 0, 2), (2, 3, 3, 2)])
def test_a_rule_is_a_part_of_the_whole(parts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="no part"):
        Rule(*parts)


@given(some.integers(1, 12), some.integers(1, 12), some.integers(1, 400), some.data())
def test_whole_numbers_say_what_fractions_say(
    part: int, more: int, seats: int, data: some.DataObject
) -> None:
    rule = Rule(part, part + more, part, part + more)
    present = data.draw(some.integers(1, seats))
    in_favour = data.draw(some.integers(1, present))
    share = Fraction(part, part + more)
    verdict: Judgement = judge(rule, seats, present, in_favour)
    assert verdict.quorate is (Fraction(present, seats) >= share)
    assert verdict.carried is (verdict.quorate and Fraction(in_favour, present) >= share)
    assert needed(part, part + more, present) == min(
        votes for votes in range(1, present + 1) if Fraction(votes, present) >= share
    )
