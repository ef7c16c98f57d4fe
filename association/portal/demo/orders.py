"""The demo's services: a price list, a discount for members, orders at several steps."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.base import clock, pdf
from members.enums import ServiceKind
from members.governance import resolutions
from members.models import (
    DiscountPolicy,
    Representative,
    Resolution,
    Service,
    ServiceOrder,
)
from members.orders import catalogue, discounts, fulfilling, placing

_PRICES = (("ZX", "12000.00"), ("PC", "3800.00"), ("PG", "20000.00"), ("PX", "8600.00"))


def tell(
    year: int,
    agents: list[Representative],
    *,
    finance: User,
    business: User,
) -> None:
    """周明远's company has work to accept and some that is settled; 许正平's waits for a quote."""
    private, state = agents[0], agents[2]
    with clock.at(date(year, 1, 4)):
        for code, amount in _PRICES:
            catalogue.set_price(
                Service.objects.get(code=code),
                amount=Decimal(amount),
                valid_from=date(year, 1, 4),
                basis=f"{year} 年服务价目表",
                by=finance,
            )
    _discount(year, by=finance)
    consulting = Service.objects.get(code="ZX")
    today = clock.today()
    first = max(date(year, 1, 5), today - timedelta(days=90))
    settled = _signed(private, consulting, "梳理安全管理制度", on=first, by=business)
    with clock.at(max(first, today - timedelta(days=60))):
        fulfilling.deliver(settled, note="制度汇编一册", by=business)
        fulfilling.accept(settled, by=private.user)
        fulfilling.settle(settled, on=clock.today(), invoice="演示发票 001", by=finance)
    running = _signed(
        private,
        consulting,
        "双重预防机制建设",
        on=max(first, today - timedelta(days=20)),
        by=business,
    )
    with clock.at(max(first, today - timedelta(days=2))):
        report = _paper("双重预防机制建设方案", running)
        fulfilling.deliver(running, note="建设方案，请审阅。", papers=[report], by=business)
    placing.request(
        state.member,
        consulting,
        wish="石景山三处在建工地，半年内完成安全生产标准化自评辅导。",
        by=state.user,
    )


def _discount(year: int, *, by: User) -> None:
    policy = DiscountPolicy.objects.create(
        code=f"{year}-HYFW-1",
        title=f"{year} 年会员委托服务优惠",
        kinds=ServiceKind.values,
        percent=Decimal("10.00"),
        valid_from=date(year, 1, 5),
        valid_to=date(year, 12, 31),
        basis="支持会员单位稳定经营，会员委托服务按原价优惠 10%。",
    )
    with clock.at(date(year, 1, 5)):
        decision = resolutions.record(
            number=f"演示决议〔{year}〕1 号",
            title=f"关于 {year} 年会员委托服务优惠的决议",
            body=Resolution.Body.STANDING_COUNCIL,
            decided_on=date(year, 1, 4),
            verified=True,
            by=by,
        )
        discounts.activate(policy, resolution=decision, by=by)


def _signed(
    agent: Representative, service: Service, wish: str, *, on: date, by: User
) -> ServiceOrder:
    with clock.at(on):
        order = placing.request(agent.member, service, wish=wish, by=agent.user)
        placing.quote(order, quantity=1, by=by)
        placing.agree(order, by=agent.user)
        contract = _paper("服务合同", order)
        placing.sign(order, signed_at=clock.now(), contract=contract, by=by)
    return order


def _paper(title: str, order: ServiceOrder) -> "ContentFile[bytes]":
    content = pdf.render("demo/order_paper.html", {"title": title, "number": order.number})
    return ContentFile(content, f"{title}（演示）.pdf")
