from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from association.accounts import deputies
from association.accounts.models import Department, User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import StoredFile
from members import dealings
from members.enums import OrderState
from members.models import Member, ServiceOrder
from members.orders import catalogue, fulfilling, placing
from tests.factories import accounts, cast, orders
from tests.factories.papers import licence, not_a_document

pytestmark = pytest.mark.django_db

SIGNED = "2021-03-01T10:00"


@pytest.fixture
def item() -> object:
    return orders.service("PG", "12000")


def test_an_order_goes_its_whole_way_with_a_file_at_each_step(
    antai: Member, item: object, he: User
) -> None:
    staff, company = orders.handler(item), orders.customer(antai)
    with clock.at(date(2021, 2, 1)):
        order = placing.request(
            antai, item, wish="一座油库", by=company, papers=[licence("平面图.pdf")]
        )
        placing.quote(order, quantity=2, by=staff, papers=[licence("报价单.pdf")])
        placing.agree(order, by=company)
        placing.send_contract(order, contract=licence("合同（单位）.pdf"), by=company)
        placing.sign(order, signed_at=clock.now(), contract=licence("合同.pdf"), by=staff)
    with clock.at(date(2021, 2, 20)):
        fulfilling.deliver(order, by=staff, papers=[licence("报告.pdf")])
        fulfilling.send_back(order, by=company, reason="缺第三章")
        fulfilling.deliver(order, by=staff, note="补第三章")
        fulfilling.accept(order, by=company, papers=[licence("验收单.pdf")])
        fulfilling.settle(order, on=clock.today(), invoice="24512", by=he)
    assert order.state == OrderState.SETTLED
    assert order.number == "FW-2021-0001"
    assert [step.verb for step in order.steps.all()] == [
        *("request", "quote", "agree", "contract", "sign"),
        *("deliver", "object", "deliver", "accept", "settle"),
    ]
    files = {
        step.verb: [paper.file.name for paper in step.papers.all()] for step in order.steps.all()
    }
    assert files["sign"] == ["合同.pdf"]
    assert files["request"] == ["平面图.pdf"]
    told = set(audit.timeline(antai).values_list("action", flat=True))
    assert {"委托服务", "报价", "确认报价", "登记签约", "按签约时间定价", "登记结算"} <= told


def test_a_quote_is_the_list_price_of_its_day(antai: Member, item: object, he: User) -> None:
    with clock.at(date(2020, 2, 1)):
        catalogue.set_price(
            item, amount=Decimal(15000), valid_from=date(2020, 3, 1), basis="调价", by=he
        )
    with clock.at(date(2020, 2, 29)):
        early = orders.quoted(antai, item, quantity=3)
    with clock.at(date(2020, 3, 1)):
        late = orders.quoted(antai, item, quantity=3)
    assert (early.listed, late.listed) == (Decimal("36000.00"), Decimal("45000.00"))


def test_another_price_than_the_list_needs_its_ground(antai: Member, item: object) -> None:
    order = orders.requested(antai, item)
    with pytest.raises(Refused, match="请写明依据"):
        placing.quote(order, quantity=1, unit_price=Decimal(9000), by=orders.handler(item))
    order.refresh_from_db()
    assert order.state == OrderState.REQUESTED
    placing.quote(
        order, quantity=1, unit_price=Decimal(9000), note="规模小", by=orders.handler(item)
    )
    assert order.listed == Decimal("9000.00")


def test_a_service_without_a_price_is_quoted_by_hand(antai: Member) -> None:
    item = orders.service("ZX")
    with pytest.raises(Refused, match="还没有原价") as refusal:
        orders.quoted(antai, item)
    assert refusal.value.field == "unit_price"


@pytest.mark.parametrize(
    ("signed_at", "sentence"),
    [("2021-03-01T08:59", "早于报价"), ("2021-03-05T09:00", "还没有到")],
)
def test_a_contract_is_signed_between_quote_and_now(
    antai: Member, item: object, signed_at: str, sentence: str
) -> None:
    """Or a discount that has run out could be had by writing an earlier day."""
    with clock.at(date(2021, 3, 1)):
        order = orders.agreed(antai, item)
    moment = datetime.fromisoformat(signed_at).replace(tzinfo=clock.TZ)
    with clock.at(date(2021, 3, 4)), pytest.raises(Refused, match=sentence) as refusal:
        placing.sign(order, signed_at=moment, contract=licence(), by=orders.handler(item))
    assert refusal.value.field == "signed_at"
    order.refresh_from_db()
    assert (order.state, order.signed_at) == (OrderState.AGREED, None)


def test_a_signing_needs_the_stamped_contract(antai: Member, item: object) -> None:
    order = orders.agreed(antai, item)
    with pytest.raises(Refused, match="请上传双方盖章的合同") as refusal:
        placing.sign(order, signed_at=clock.now(), contract=None, by=orders.handler(item))
    assert refusal.value.field == "contract"


def test_a_refused_file_leaves_the_order_where_it_was(antai: Member, item: object) -> None:
    order = orders.agreed(antai, item)
    with pytest.raises(Refused):
        placing.sign(
            order, signed_at=clock.now(), contract=not_a_document(), by=orders.handler(item)
        )
    order.refresh_from_db()
    assert (order.state, order.payable) == (OrderState.AGREED, None)
    assert not StoredFile.objects.exists()


def test_another_department_does_not_handle_it_until_it_is_assigned(
    antai: Member, item: object, chen: User
) -> None:
    """The assessment is 安全技术部's; 孔 is of 业务发展部."""
    order, kong = orders.requested(antai, item), cast.person("business")
    with pytest.raises(Refused, match="没有权限报价"):
        placing.quote(order, quantity=1, by=kong)
    business = Department.objects.get(code="business")
    placing.assign(order, department=business, by=chen, reason="安全技术部在外检查")
    placing.quote(order, quantity=1, by=kong)
    assert order.state == OrderState.QUOTED


def test_a_deputy_handles_the_orders_of_whom_they_stand_in_for(antai: Member, item: object) -> None:
    """From another department, for these days only."""
    principal, helper = orders.handler(item), accounts.staff("reader", "韩一帆")
    helper.department = Department.objects.get(code="training")
    helper.save()
    deputies.appoint(
        principal=principal,
        deputy=helper,
        role=Group.objects.get(name="业务办理"),
        start=clock.today(),
        end=clock.today() + timedelta(days=2),
        reason="休假",
        by=cast.person("general"),
    )
    order = orders.requested(antai, item)
    placing.quote(order, quantity=1, by=User.objects.get(pk=helper.pk))
    assert order.state == OrderState.QUOTED
    with clock.at(clock.today() + timedelta(days=3)), pytest.raises(Refused):
        placing.quote(order, quantity=2, by=User.objects.get(pk=helper.pk))


def test_staff_answer_for_a_company_only_with_its_paper(antai: Member, item: object) -> None:
    order, staff = orders.quoted(antai, item), orders.handler(item)
    with pytest.raises(Refused, match="书面材料"):
        placing.agree(order, by=staff)
    placing.agree(order, by=staff, papers=[licence("传真.pdf")])
    assert order.state == OrderState.AGREED


def test_nobody_of_another_company_touches_an_order(
    antai: Member, guanghe: Member, item: object
) -> None:
    order, stranger = orders.quoted(antai, item), orders.customer(guanghe)
    for act in (
        lambda: placing.agree(order, by=stranger),
        lambda: fulfilling.give_up(order, "withdraw", by=stranger),
        lambda: placing.send_contract(order, contract=licence(), by=stranger),
        lambda: placing.request(antai, item, wish="冒名", by=stranger),
    ):
        with pytest.raises(Refused):
            act()
    order.refresh_from_db()
    assert order.state == OrderState.QUOTED


def test_a_contract_that_is_stopped_counts_no_longer(antai: Member, item: object) -> None:
    orders.discount()
    order = orders.signed(antai, item, SIGNED)
    assert dealings.saved_in(antai, 2021) == Decimal("1200.00")
    fulfilling.give_up(order, "stop", by=orders.handler(item), reason="场地征收")
    assert dealings.saved_in(antai, 2021) == 0
    assert order.payable == Decimal("10800.00")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"wish": "  "}, "wish"),
        ({"wanted_by": date(2019, 1, 1)}, "wanted_by"),
    ],
)
def test_a_request_says_what_it_lacks(antai: Member, item: object, facts: dict, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        orders.requested(antai, item, **facts)
    assert refusal.value.field == field
    assert not ServiceOrder.objects.exists()


def test_a_service_that_is_not_offered_is_not_ordered(
    antai: Member, item: object, he: User
) -> None:
    catalogue.amend(item, changes={"offered": False}, by=he)
    item.refresh_from_db()
    with pytest.raises(Refused, match="暂不接受委托"):
        orders.requested(antai, item)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2021, 2, 28)}, "on"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"invoice": " "}, "invoice"),
    ],
)
def test_a_settlement_says_what_it_lacks(
    antai: Member, item: object, he: User, facts: dict, field: str
) -> None:
    order = orders.accepted(antai, item, SIGNED)
    with pytest.raises(Refused) as refusal:
        fulfilling.settle(order, by=he, **{"on": date(2021, 3, 2), "invoice": "1", **facts})
    assert refusal.value.field == field


def test_who_handles_an_order_neither_prices_nor_settles_it(antai: Member, item: object) -> None:
    order, staff = orders.accepted(antai, item, SIGNED), orders.handler(item)
    with pytest.raises(Refused, match="没有权限登记结算"):
        fulfilling.settle(order, on=date(2021, 3, 2), invoice="1", by=staff)
    with pytest.raises(Refused, match="没有权限维护"):
        catalogue.set_price(item, amount=Decimal(1), valid_from=clock.today(), basis="试", by=staff)


def test_a_price_does_not_begin_in_the_past_once_there_is_one(item: object, he: User) -> None:
    with clock.at(date(2021, 1, 5)), pytest.raises(Refused) as refusal:
        catalogue.set_price(
            item, amount=Decimal(1), valid_from=date(2021, 1, 4), basis="补录", by=he
        )
    assert refusal.value.field == "valid_from"
