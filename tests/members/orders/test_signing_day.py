"""Scenario S4: which price a contract has, by the moment it was signed."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from association.accounts.models import User
from association.base import clock
from members import dealings
from members.enums import ServiceKind
from members.models import Dealing, DiscountPolicy, Member
from members.orders import catalogue, discounts, placing
from members.register import membership
from tests.factories import cast, members, orders

pytestmark = pytest.mark.django_db

LAST_SECOND, MIDNIGHT = "2021-12-31T23:59:59+08:00", "2022-01-01T00:00:00+08:00"


@pytest.fixture(autouse=True)
def _in_force() -> None:
    orders.discount()


def amounts(order: object) -> tuple[str, str, str]:
    return str(order.listed), str(order.discount), str(order.payable)


@pytest.mark.parametrize(
    ("listed", "at", "expected"),
    [
        ("20000", LAST_SECOND, ("20000.00", "2000.00", "18000.00")),
        ("20000", MIDNIGHT, ("20000.00", "0.00", "20000.00")),
        ("1234.56", LAST_SECOND, ("1234.56", "123.46", "1111.10")),
        ("0.05", LAST_SECOND, ("0.05", "0.00", "0.05")),
    ],
)
def test_the_second_of_the_signing_decides(
    antai: Member, listed: str, at: str, expected: tuple[str, str, str]
) -> None:
    order = orders.signed(antai, orders.service("PX", listed), at)
    order.refresh_from_db()
    assert amounts(order) == expected


@pytest.mark.parametrize(
    ("valid_to", "at", "payable"),
    [
        (date(2024, 2, 29), "2024-02-29T23:59:59+08:00", "18000.00"),
        (date(2024, 2, 29), "2024-03-01T00:00:00+08:00", "20000.00"),
        (date(2023, 2, 28), "2023-02-28T23:59:59+08:00", "18000.00"),
        (date(2023, 2, 28), "2023-03-01T00:00:00+08:00", "20000.00"),
    ],
)
def test_the_last_day_of_february_belongs_to_the_policy_in_leap_years_too(
    antai: Member, valid_to: date, at: str, payable: str
) -> None:
    policy = DiscountPolicy.objects.create(
        code="FEB-1",
        title="二月优惠",
        kinds=ServiceKind.values,
        percent=Decimal("10.00"),
        valid_from=valid_to.replace(day=1),
        valid_to=valid_to,
        basis="测试",
    )
    with clock.at(policy.valid_from):
        discounts.activate(policy, resolution=members.resolution(), by=cast.person("finance"))
    order = orders.signed(antai, orders.service("PX", "20000"), at)
    assert order.payable == Decimal(payable)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize(
    ("at", "payable"),
    [("2021-12-31T15:59:59+00:00", "18000.00"), ("2021-12-31T16:00:00+00:00", "20000.00")],
)
def test_where_the_server_thinks_it_stands_shifts_nothing(
    antai: Member, zone: str, at: str, payable: str
) -> None:
    with timezone.override(zone):
        order = orders.signed(antai, orders.service("PX", "20000"), at)
    assert order.payable == Decimal(payable)


def test_the_price_says_why_it_is_what_it_is(antai: Member) -> None:
    training = orders.service("PX", "20000")
    less, full = (orders.signed(antai, training, at) for at in (LAST_SECOND, MIDNIGHT))
    assert less.why == (
        "签约时间 2021-12-31 23:59:59（北京时间），当日贵单位为在册会员，"
        "《会员委托服务优惠》（2020-HYFW-1 第 1 版）优惠 10%："
        "原价 20,000.00 元，减 2,000.00 元，应付 18,000.00 元（四舍五入到分）。"
    )
    assert full.why == (
        "签约时间 2022-01-01 00:00:00（北京时间），《会员委托服务优惠》（2020-HYFW-1 第 1 版）"
        "至 2021-12-31（含当日）已结束，按原价 20,000.00 元收取。"
    )


@pytest.mark.parametrize(
    ("verb", "word"),
    [
        ("suspend", "暂停"),
        ("expel", "已除名"),
        ("withdraw", "已退会"),
        ("lapse", "自动终止"),
    ],
)
def test_whoever_is_not_in_the_register_on_that_day_pays_the_list_price(
    antai: Member, chen: User, verb: str, word: str
) -> None:
    membership.move(antai, verb, by=chen, reason="决定", on=date(2021, 5, 10))
    training = orders.service("PX", "20000")
    assert orders.signed(antai, training, "2021-05-09T12:00").payable == Decimal("18000.00")
    full = orders.signed(antai, training, "2021-05-10T00:00")
    assert full.payable == Decimal("20000.00")
    assert f"当日会籍是“{word}”，会员优惠只适用于在册会员" in full.why


def test_what_the_company_became_later_changes_nothing(antai: Member, chen: User) -> None:
    """The contract is recorded in June, when the company is already suspended."""
    training = orders.service("PX", "20000")
    with clock.at(date(2021, 3, 1)):
        order = orders.agreed(antai, training)
    with clock.at(date(2021, 5, 1)):
        membership.move(antai, "suspend", by=chen, reason="改制")
    with clock.at(date(2021, 6, 1)):
        placing.sign(
            order,
            signed_at=datetime(2021, 4, 30, 10, tzinfo=clock.TZ),
            contract=orders.papers.licence(),
            by=orders.handler(training),
        )
    assert order.payable == Decimal("18000.00")


def test_a_company_that_joins_only_later_pays_the_list_price(lin: User) -> None:
    newcomer = members.member(joined_on=date(2021, 7, 1))
    training = orders.service("PX", "20000")
    assert orders.signed(newcomer, training, "2021-06-30T12:00").discount == 0
    assert orders.signed(newcomer, training, "2021-07-01T00:00").discount == Decimal("2000.00")


def test_a_kind_that_the_policy_does_not_name_costs_the_list_price(antai: Member, he: User) -> None:
    with clock.at(date(2020, 8, 1)):
        draft = discounts.revise(DiscountPolicy.objects.get(), by=he)
        draft.kinds, draft.valid_from = [ServiceKind.TRAINING], date(2020, 6, 1)
        draft.save()
        discounts.activate(draft, resolution=members.resolution(), by=he)
    order = orders.signed(antai, orders.service("PC", "8000"), "2021-03-01T10:00")
    assert order.payable == Decimal("8000.00")


def test_a_signed_order_keeps_its_price_when_the_policy_is_edited(antai: Member, he: User) -> None:
    """A policy that was used is edited by its next version: old contracts stand."""
    training = orders.service("PX", "20000")
    before = orders.signed(antai, training, "2021-03-01T10:00")
    first = DiscountPolicy.objects.get()
    with clock.at(date(2021, 3, 2)):
        second = discounts.revise(first, by=he)
        second.percent, second.valid_from = Decimal(20), date(2021, 4, 1)
        second.save()
        discounts.activate(second, resolution=members.resolution(), by=he)
        catalogue.set_price(
            training, amount=Decimal(30000), valid_from=date(2021, 4, 1), basis="新价目", by=he
        )
    between = orders.signed(antai, training, "2021-03-31T23:59:59")
    after = orders.signed(antai, training, "2021-04-03T10:00")
    before.refresh_from_db()
    assert [amounts(order) for order in (before, between, after)] == [
        ("20000.00", "2000.00", "18000.00"),
        ("20000.00", "2000.00", "18000.00"),
        ("30000.00", "6000.00", "24000.00"),
    ]
    assert [order.policy.version for order in (before, between, after)] == [1, 1, 2]


def test_the_database_refuses_to_edit_a_policy_in_force(antai: Member) -> None:
    for change in ({"percent": 5}, {"valid_to": date(2030, 1, 1)}, {"state": "draft"}):
        with pytest.raises(IntegrityError, match="已经执行"), transaction.atomic():
            DiscountPolicy.objects.update(**change)


@pytest.mark.parametrize("change", [{"payable": 1}, {"why": "另说"}, {"policy": None}])
def test_the_database_refuses_to_touch_a_signed_price(antai: Member, change: dict) -> None:
    order = orders.signed(antai, orders.service("PX", "20000"), LAST_SECOND)
    with pytest.raises(IntegrityError, match="已经签约"), transaction.atomic():
        type(order).objects.filter(pk=order.pk).update(**change)


def test_a_discount_that_ends_early_still_helps_whoever_signs_today(
    antai: Member, he: User
) -> None:
    with clock.at(date(2021, 2, 1)):
        discounts.end(DiscountPolicy.objects.get(), by=he, reason="改由会员大会另定")
    training = orders.service("PX", "20000")
    assert orders.signed(antai, training, "2021-02-01T23:59:59").discount == Decimal("2000.00")
    over = orders.signed(antai, training, "2021-02-02T00:00")
    assert over.discount == 0
    assert "至 2021-02-01（含当日）已结束" in over.why


def test_what_was_saved_stands_among_the_dealings_of_its_year(antai: Member) -> None:
    training = orders.service("PX", "20000")
    order = orders.signed(antai, training, LAST_SECOND)
    orders.signed(antai, training, MIDNIGHT)
    assert dealings.saved_in(antai, 2021) == Decimal("2000.00")
    assert dealings.saved_in(antai, 2022) == 0
    row = dealings.of_year(antai, 2021).get()
    assert (row.kind, row.on, row.label) == ("training", date(2021, 12, 31), f"订单 {order.number}")
    assert Dealing.objects.count() == 2
