from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.base import clock
from members.enums import OrderState
from members.models import DiscountPolicy, Member, Service
from tests.conftest import ClientFor
from tests.factories import members, orders
from tests.factories.papers import licence
from tests.pages import links, main, words

pytestmark = pytest.mark.django_db

ORDERS = reverse("admin:members_orders")


@pytest.fixture
def item() -> Service:
    """业务发展部's, as 孔 is."""
    return orders.service("ZX", "12000")


def step(order: object, verb: str) -> str:
    return reverse("admin:members_order_step", args=[order.pk, verb])


def test_each_queue_counts_the_own_departments_and_opens_what_it_counts(
    antai: Member, guanghe: Member, item: Service, client_for: ClientFor
) -> None:
    with clock.at(clock.today() - timedelta(days=3)):
        orders.requested(antai, item)
    orders.agreed(guanghe, item)
    orders.requested(guanghe, orders.service("PG", "20000"))
    browser = client_for("business")
    text = words(browser.get(reverse("admin:index")))
    assert "服务待报价 1 最久 3 天" in text
    assert "服务待签约 1 今天的" in text
    assert "服务待交付 0 没有积压" in text
    assert "待结算" not in text
    page = browser.get(f"{ORDERS}?state=requested&department=mine")
    assert antai.name in main(page)
    assert guanghe.name not in main(page)
    assert "服务待结算 0" in words(client_for("finance").get(reverse("admin:index")))
    assert "服务待" not in words(client_for("general").get(reverse("admin:index")))


def test_the_list_is_narrowed_by_state_department_kind_and_name(
    antai: Member, guanghe: Member, item: Service, client_for: ClientFor
) -> None:
    first = orders.quoted(antai, item)
    second = orders.requested(guanghe, orders.service("PG", "20000"))
    browser = client_for("head")
    for asked, found in (
        ("", {first, second}),
        ("state=quoted", {first}),
        ("department=safety", {second}),
        ("kind=consulting", {first}),
        ("q=广和", {second}),
        (f"q={first.number}", {first}),
        ("state=settled", set()),
        ("state=nonsense&department=nobody", set()),
    ):
        page = main(browser.get(f"{ORDERS}?{asked}"))
        assert {order for order in (first, second) if order.number in page} == found, asked


def test_a_long_list_costs_the_queries_of_a_short_one(
    antai: Member,
    item: Service,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(20):
        orders.requested(antai, item)
    browser = client_for("business")
    browser.get(ORDERS)
    with django_assert_max_num_queries(10):
        browser.get(ORDERS)


def test_a_contract_is_recorded_and_what_is_wrong_is_said_at_its_field(
    antai: Member, item: Service, client_for: ClientFor
) -> None:
    orders.discount()
    browser = client_for("business")
    with clock.at("2021-12-31T10:00"):
        order = orders.agreed(antai, item)
    with clock.at("2022-01-04T09:00"):
        page = browser.post(step(order, "sign"), {"signed_at": "2021-12-30T10:00:00"})
        assert page.status_code == 422
        assert "签约时间早于报价（2021-12-31 10:00）" in words(page)
        facts = {"signed_at": "2021-12-31T23:59:59", "contract": licence()}
        browser.post(step(order, "sign"), facts)
    order.refresh_from_db()
    assert order.state == OrderState.SIGNED
    text = words(browser.get(reverse("admin:members_order", args=[order.pk])))
    assert "12,000.00 原价（元） − 1,200.00 优惠 ＝ 10,800.00 应付" in text
    assert "签约时间 2021-12-31 23:59:59（北京时间），当日贵单位为在册会员" in text


def test_who_may_not_take_a_step_is_sent_back_and_nothing_is_written(
    antai: Member, item: Service, client_for: ClientFor
) -> None:
    order = orders.requested(antai, item)
    page = client_for("finance").post(step(order, "quote"), {"quantity": 1}, follow=True)
    assert "这一步现在不能由您办理" in words(page)
    order.refresh_from_db()
    assert order.state == OrderState.REQUESTED


def test_who_notes_the_companys_word_reads_whose_it_is_and_what_was_delivered(
    antai: Member, item: Service, client_for: ClientFor
) -> None:
    order = orders.delivered(antai, item, "2020-05-06T10:00")
    page = client_for("business").get(step(order, "accept"))
    report = order.steps.get(verb="deliver").papers.get()
    assert "代单位确认验收" in words(page)
    assert "评估报告一式两份 报告.pdf" in words(page)
    assert reverse("admin:members_order_paper", args=[order.pk, report.pk]) in links(page)


def test_finance_sets_a_price_and_the_list_shows_the_one_of_today(
    item: Service, client_for: ClientFor
) -> None:
    browser, place = client_for("finance"), reverse("admin:members_service", args=[item.pk])
    tomorrow = clock.today() + timedelta(days=1)
    wrong = {"amount": "15000", "valid_from": "2019-01-01", "basis": "新价目表"}
    page = browser.post(place, wrong)
    assert page.status_code == 422
    assert "新价格不能从过去的日期起执行" in words(page)
    browser.post(place, wrong | {"valid_from": tomorrow.isoformat()})
    assert item.prices.count() == 2
    catalogue = reverse("admin:members_services")
    assert "12,000.00 / 项" in words(browser.get(catalogue))
    with clock.at(tomorrow):
        assert "15,000.00 / 项" in words(browser.get(catalogue))
    reading = client_for("business").get(place)
    assert "登记新价格" not in words(reading)


def test_a_service_is_added_and_amended_but_keeps_its_kind(
    client_for: ClientFor, item: Service
) -> None:
    browser = client_for("finance")
    facts = {
        "code": "YA",
        "kind": "consulting",
        "name": "应急预案编制",
        "unit": "项",
        "department": item.department_id,
        "offered": "on",
    }
    browser.post(reverse("admin:members_service_add"), facts)
    added = Service.objects.get(code="YA")
    changed = {**facts, "kind": "training", "code": "ZZ", "name": "应急预案编制与演练"}
    del changed["offered"]
    browser.post(reverse("admin:members_service_edit", args=[added.pk]), changed)
    added.refresh_from_db()
    assert (added.code, added.kind, added.name, added.offered) == (
        "YA",
        "consulting",
        "应急预案编制与演练",
        False,
    )
    twice = browser.post(reverse("admin:members_service_add"), facts)
    assert "这个代号已有服务使用。" in words(twice)


def test_a_policy_is_decided_used_and_followed_by_its_next_version(
    antai: Member, item: Service, client_for: ClientFor
) -> None:
    policy, browser = DiscountPolicy.objects.get(), client_for("finance")
    place = reverse("admin:members_discount", args=[policy.pk])
    assert "草案" in words(browser.get(place))
    with clock.at(date(2020, 6, 8)):
        facts = {"resolution": members.resolution().pk}
        browser.post(reverse("admin:members_discount_activate", args=[policy.pk]), facts)
    orders.signed(antai, item, "2021-03-01T10:00")
    text = words(browser.get(place))
    assert "1 签约（件） 1,200.00 优惠合计（元）" in text
    page = browser.post(reverse("admin:members_discount_revise", args=[policy.pk]))
    draft = DiscountPolicy.objects.get(version=2)
    assert page["Location"] == reverse("admin:members_discountpolicy_change", args=[draft.pk])
    assert browser.get(page["Location"]).status_code == 200
    again = browser.post(reverse("admin:members_discount_revise", args=[policy.pk]), follow=True)
    assert "已是草案，请直接修改它" in words(again)
    assert reverse("admin:members_discount", args=[draft.pk]) in links(browser.get(place))


def test_a_version_that_will_be_replaced_is_in_force_until_then(client_for: ClientFor) -> None:
    policy = orders.discount()
    with clock.at(date(2021, 5, 1)):
        client_for("head").post(
            reverse("admin:members_discount_end", args=[policy.pk]),
            {"on": "2021-06-01", "reason": "另定"},
        )
        listed = reverse("admin:members_discounts")
        assert "执行中" in words(client_for("head").get(listed))
        assert "自 2021-06-01 起不再适用" in words(client_for("head").get(listed))
    with clock.at(date(2021, 6, 1)):
        assert "已结束" in words(client_for("head").get(listed))
