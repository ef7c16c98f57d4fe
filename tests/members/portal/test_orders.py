from datetime import date

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.base import clock
from members.enums import OrderState
from members.models import Member, ServiceOrder
from tests.conftest import ClientFor
from tests.factories import cast, orders
from tests.factories.papers import licence, not_a_document
from tests.pages import links, main, primary, words

pytestmark = pytest.mark.django_db

SERVICES, BENEFITS = reverse("members:services"), reverse("members:benefits")


@pytest.fixture
def item() -> object:
    return orders.service("PG", "20000")


def address(order: ServiceOrder, verb: str = "") -> str:
    return reverse(
        "members:order_step" if verb else "members:order", args=[order.pk, verb][: 2 if verb else 1]
    )


def test_the_catalogue_says_price_and_discount_of_today(
    antai: Member, item: object, client_for: ClientFor
) -> None:
    orders.discount()
    with clock.at(date(2021, 12, 31)):
        text = words(client_for("antai_admin").get(SERVICES))
    assert "按原价优惠 10%；2020-06-01 至 2021-12-31（含当日，北京时间）签约的适用。" in text
    assert "安全技术部 20,000.00 / 项" in text
    assert "按需报价" in text
    with clock.at(date(2022, 1, 1)):
        assert "会员优惠" not in words(client_for("antai_admin").get(SERVICES))


def test_nothing_typed_is_lost_when_the_file_is_refused(
    antai: Member, item: object, client_for: ClientFor
) -> None:
    page = client_for("antai_agent").post(
        reverse("members:service_request", args=[item.pk]),
        {"wish": "两处油库", "paper": not_a_document()},
    )
    assert page.status_code == 422
    assert "两处油库" in main(page)
    assert not ServiceOrder.objects.exists()


def test_a_company_goes_from_request_to_acceptance(
    antai: Member, item: object, client_for: ClientFor
) -> None:
    browser, staff = client_for("antai_agent"), orders.handler(item)
    cast.person("antai_agent")
    page = browser.post(
        reverse("members:service_request", args=[item.pk]), {"wish": "油库", "paper": licence()}
    )
    order = ServiceOrder.objects.get()
    assert page["Location"] == address(order)
    orders.placing.quote(order, quantity=1, by=staff)
    shown = browser.get(address(order))
    assert "请贵单位确认报价" in words(shown)
    assert primary(shown) == 1
    browser.post(address(order, "agree"))
    browser.post(address(order, "contract"), {"paper": licence("合同.pdf")})
    order.refresh_from_db()
    orders.placing.sign(order, signed_at=clock.now(), contract=None, by=staff)
    orders.fulfilling.deliver(order, note="报告", by=staff)
    assert browser.post(address(order, "object"), {"reason": ""}).status_code == 422
    browser.post(address(order, "object"), {"reason": "缺第三章"})
    orders.fulfilling.deliver(order, note="补第三章", papers=[licence("报告.pdf")], by=staff)
    judged = browser.get(address(order, "accept"))
    report = order.steps.filter(verb="deliver").latest("pk").papers.get()
    assert reverse("members:order_paper", args=[order.pk, report.pk]) in judged.content.decode()
    assert "补第三章 报告.pdf" in words(judged)
    browser.post(address(order, "accept"), {"note": "可以"})
    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED
    text = words(browser.get(address(order)))
    assert "等财务管理中心结算开票" in text
    assert "孔维" not in text  # of the secretariat a member reads the department only


@pytest.mark.parametrize(
    ("verb", "doing"), [("requested", "报价"), ("agreed", "签约"), ("quoted", "签约")]
)
def test_the_way_shows_what_is_being_done(
    antai: Member, item: object, client_for: ClientFor, verb: str, doing: str
) -> None:
    order = getattr(orders, verb)(antai, item)
    page = main(client_for("antai_admin").get(address(order)))
    assert f'<li aria-current="step"><b>{doing}</b>' in page


def test_a_step_that_is_over_leads_back_with_a_sentence(
    antai: Member, item: object, client_for: ClientFor
) -> None:
    order = orders.requested(antai, item)
    browser = client_for("antai_admin")
    page = browser.get(address(order, "accept"), follow=True)
    assert "订单现在是“待报价”，不能确认验收。" in words(page)
    page = browser.post(address(order, "accept"))
    assert page.status_code == 422
    assert "请刷新页面看最新状态" in words(page)
    assert browser.get(f"{address(order)}nonsense/").status_code == 404


def test_the_year_lists_what_its_sum_is_made_of(
    antai: Member, item: object, client_for: ClientFor
) -> None:
    orders.discount()
    order = orders.signed(antai, item, "2021-12-31T23:59:59")
    with clock.at(date(2022, 1, 2)):
        browser = client_for("antai_admin")
        assert "2022 年会员服务为您节省 ¥0.00" in words(browser.get(BENEFITS))
        page = browser.get(f"{BENEFITS}?year=2021")
        for odd in ("x", "9" * 30, "²"):
            assert browser.get(f"{BENEFITS}?year={odd}").status_code == 200
    text = words(page)
    assert "2021 年会员服务为您节省 ¥2,000.00" in text
    assert "2021-12-31 风险评估（1 项） 咨询服务" in text
    assert address(order) in links(page)


def test_many_orders_cost_the_queries_of_one(
    antai: Member,
    item: object,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = client_for("antai_admin")
    for _ in range(12):
        orders.quoted(antai, item)
    browser.get(SERVICES)
    with django_assert_max_num_queries(12):
        browser.get(SERVICES)
    with django_assert_max_num_queries(16):
        browser.get(reverse("portal"))
