from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.proration import RULES, first_year_dues

DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31))
AMOUNTS = st.decimals(0, 100_000, places=2)


def by_hand(amount: Decimal, rule: str, joined_on: date) -> Decimal:
    """Counts the twelfths, quarters or halves that are not over on the day of joining."""
    months = {"none": 12, "month": 1, "quarter": 3, "half": 6}[rule]
    parts = [range(first, first + months) for first in range(1, 13, months)]
    counted = sum(1 for part in parts if part[-1] >= joined_on.month)
    double = 2 * int(amount * 100) * counted
    return Decimal((double + len(parts)) // (2 * len(parts))) / 100


@pytest.mark.parametrize(
    ("rule", "joined_on", "expected"),
    [
        ("none", date(2020, 12, 31), "2000.00"),
        ("month", date(2020, 1, 31), "2000.00"),
        ("month", date(2020, 2, 1), "1833.33"),
        ("month", date(2020, 7, 1), "1000.00"),
        ("month", date(2020, 12, 31), "166.67"),
        ("quarter", date(2020, 3, 31), "2000.00"),
        ("quarter", date(2020, 4, 1), "1500.00"),
        ("quarter", date(2020, 10, 1), "500.00"),
        ("half", date(2020, 6, 30), "2000.00"),
        ("half", date(2020, 7, 1), "1000.00"),
        ("month", date(2019, 12, 31), "2000.00"),
        ("half", date(2007, 12, 1), "2000.00"),
    ],
)
def test_the_part_of_the_year_that_was_begun_counts(
    rule: str, joined_on: date, expected: str
) -> None:
    dues = first_year_dues(Decimal("2000.00"), rule=rule, joined_on=joined_on, year=2020)
    assert dues == Decimal(expected)


def test_half_a_fen_is_rounded_up() -> None:
    half = first_year_dues(Decimal("0.01"), rule="half", joined_on=date(2020, 9, 1), year=2020)
    assert half == Decimal("0.01")


@given(AMOUNTS, st.sampled_from(RULES), DAYS)
def test_it_is_what_counting_the_parts_gives(amount: Decimal, rule: str, joined_on: date) -> None:
    dues = first_year_dues(amount, rule=rule, joined_on=joined_on, year=2020)
    assert dues == by_hand(amount, rule, joined_on)


@given(AMOUNTS, st.sampled_from(RULES), DAYS, DAYS)
def test_who_joins_later_never_owes_more(
    amount: Decimal, rule: str, one: date, other: date
) -> None:
    early, late = (
        first_year_dues(amount, rule=rule, joined_on=day, year=2020) for day in sorted([one, other])
    )
    assert 0 <= late <= early <= amount


def test_a_member_whose_day_is_not_known_owes_the_year() -> None:
    dues = first_year_dues(Decimal("2000"), rule="month", joined_on=None, year=2020)
    assert dues == Decimal("2000.00")


def test_a_member_who_joins_after_the_year_owes_nothing_that_could_be_reckoned() -> None:
    with pytest.raises(ValueError, match="晚于 2020 年度"):
        first_year_dues(Decimal("2000"), rule="none", joined_on=date(2021, 1, 1), year=2020)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        first_year_dues(Decimal("2000"), rule="week", joined_on=date(2020, 1, 1), year=2020)


def test_a_float_is_no_amount() -> None:
    with pytest.raises(TypeError):
        first_year_dues(2000.0, rule="none", joined_on=None, year=2020)  # type: ignore[arg-type]
