from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.discount import Obstacle, Terms, judge, price

TEN_PERCENT = Terms(
    code="2020-HYFW-1",
    version=1,
    percent=Decimal(10),
    kinds=frozenset({"training", "assessment"}),
    valid_from=date(2020, 6, 1),
    valid_to=date(2021, 12, 31),
)
LAST_DAY, DAY_AFTER = date(2021, 12, 31), date(2022, 1, 1)

amounts = st.decimals(0, Decimal("9999999.99"), places=2)
percents = st.decimals(0, 100, places=2)
days = st.dates(date(2019, 1, 1), date(2024, 12, 31))
policies = st.lists(
    st.builds(
        lambda code, percent, start, length: Terms(
            code, 1, percent, frozenset({"training"}), start, start + timedelta(length)
        ),
        st.sampled_from("ABC"),
        st.decimals(Decimal("0.01"), 100, places=2),
        days,
        st.integers(0, 800),
    ),
    max_size=4,
)


def verdict(listed="20000", kind="training", signed_on=LAST_DAY, in_register=True, known=None):
    return judge(
        [TEN_PERCENT] if known is None else known,
        listed=Decimal(listed),
        kind=kind,
        signed_on=signed_on,
        in_register=in_register,
    )


@pytest.mark.parametrize(
    ("listed", "discount", "payable"),
    [
        ("20000", "2000.00", "18000.00"),
        ("1234.56", "123.46", "1111.10"),
        ("0.05", "0.00", "0.05"),
        ("0.04", "0.00", "0.04"),
        ("0.06", "0.01", "0.05"),
        ("0", "0.00", "0.00"),
    ],
)
def test_what_is_paid_is_rounded_half_up_and_the_discount_is_the_rest(
    listed, discount, payable
) -> None:
    priced = price(Decimal(listed), Decimal(10))
    assert (priced.discount, priced.payable) == (Decimal(discount), Decimal(payable))


def test_the_last_day_belongs_to_the_policy_and_the_next_does_not() -> None:
    assert verdict(signed_on=LAST_DAY).priced.payable == Decimal("18000.00")
    over = verdict(signed_on=DAY_AFTER)
    assert over.priced.payable == Decimal("20000.00")
    assert (over.obstacle, over.nearest) == (Obstacle.OVER, TEN_PERCENT)


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({"in_register": False}, Obstacle.STANDING),
        ({"kind": "inspection"}, Obstacle.KIND),
        ({"signed_on": date(2020, 5, 31)}, Obstacle.NOT_YET),
        ({"known": []}, Obstacle.NO_POLICY),
        ({"in_register": False, "signed_on": DAY_AFTER}, Obstacle.OVER),
    ],
)
def test_the_list_price_stays_and_says_why(facts, obstacle) -> None:
    told = verdict(**facts)
    assert (told.obstacle, told.terms) == (obstacle, None)
    assert told.priced.payable == Decimal("20000.00")
    assert told.priced.discount == 0


def test_a_version_that_was_replaced_holds_until_the_day_before() -> None:
    first = replace(TEN_PERCENT, ended_on=date(2021, 7, 1))
    second = replace(TEN_PERCENT, version=2, percent=Decimal(20), valid_from=date(2021, 7, 1))
    known = [first, second]
    assert verdict(known=known, signed_on=date(2021, 6, 30)).terms == first
    assert verdict(known=known, signed_on=date(2021, 7, 1)).terms == second


def test_the_larger_of_two_discounts_holds_and_they_do_not_stack() -> None:
    larger = replace(TEN_PERCENT, code="2021-X", percent=Decimal(15))
    told = verdict(known=[TEN_PERCENT, larger])
    assert told.terms == larger
    assert told.priced.payable == Decimal("17000.00")


def test_a_moment_is_refused_since_its_day_depends_on_the_zone() -> None:
    with pytest.raises(TypeError):
        verdict(signed_on=datetime(2021, 12, 31, 23, 59, 59))


@pytest.mark.parametrize("percent", ["0", "-1", "100.01"])
def test_a_policy_takes_off_something_and_at_most_everything(percent) -> None:
    with pytest.raises(ValueError, match="优惠比例"):
        replace(TEN_PERCENT, percent=Decimal(percent))


def test_a_policy_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="截止日"):
        replace(TEN_PERCENT, valid_to=date(2020, 5, 31))


@given(amounts, percents)
def test_the_lines_add_up_to_the_fen_and_nobody_pays_more(listed, percent) -> None:
    priced = price(listed, percent)
    assert priced.listed == priced.discount + priced.payable
    assert 0 <= priced.payable <= priced.listed
    assert abs(priced.payable - listed * (100 - percent) / 100) <= Decimal("0.005")


@given(policies, days, st.booleans())
def test_a_verdict_is_either_a_policy_that_holds_or_an_obstacle(known, day, member) -> None:
    told = verdict(known=known, signed_on=day, in_register=member)
    assert (told.terms is None) is (told.obstacle is not None)
    holding = [terms.percent for terms in known if terms.valid_from <= day <= terms.valid_to]
    if member and holding:
        assert told.terms is not None
        assert told.terms.percent == max(holding)
    else:
        assert told.priced.discount == 0
