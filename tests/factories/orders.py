"""Services, discounts and orders, made through the doors by whoever may."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from association.accounts.models import User
from association.base import clock
from members.models import DiscountPolicy, Member, OrderPaper, Service, ServiceOrder
from members.orders import catalogue, discounts, fulfilling, placing
from tests.factories import accounts, cast, members, papers

IN_FORCE = date(2020, 6, 8)


def service(code: str = "PG", amount: str | None = None, on: date = date(2020, 1, 2)) -> Service:
    """One of the four that an empty portal knows, with a list price if one is named."""
    row = Service.objects.get(code=code)
    if amount is not None:
        with clock.at(on):
            catalogue.set_price(
                row, amount=Decimal(amount), valid_from=on, basis="2020 年价目表",
                by=cast.person("finance"),
            )  # fmt: skip
    return row


def discount(*, on: date = IN_FORCE, **changes: Any) -> DiscountPolicy:
    """The members' tenth until the end of 2021, in force."""
    policy = DiscountPolicy.objects.get(code="2020-HYFW-1", version=1)
    for name, value in changes.items():
        setattr(policy, name, value)
    policy.save()
    with clock.at(on):
        discounts.activate(policy, resolution=members.resolution(), by=cast.person("finance"))
    policy.refresh_from_db()
    return policy


def handler(of: Service) -> User:
    """Somebody of the department that does this work."""
    username = f"handler-{of.department.code}"
    found = User.objects.filter(username=username).first()
    if found:
        return found
    person = accounts.staff("business", "孔维", username=username)
    person.department = of.department
    person.save()
    return person


def customer(of: Member) -> User:
    """Who acts for the company; made if nobody does."""
    found = of.representatives.filter(ended_at=None).first()
    return found.user if found else members.representative(of).user


def requested(of: Member, item: Service, **facts: Any) -> ServiceOrder:
    facts = {"wish": "厂区和两处库房", "by": customer(of), **facts}
    return placing.request(of, item, **facts)


def quoted(of: Member, item: Service, *, quantity: int = 1, **facts: Any) -> ServiceOrder:
    return placing.quote(requested(of, item), quantity=quantity, by=handler(item), **facts)


def agreed(of: Member, item: Service, **facts: Any) -> ServiceOrder:
    return placing.agree(quoted(of, item, **facts), by=customer(of))


def signed(of: Member, item: Service, at: str, **facts: Any) -> ServiceOrder:
    """Quoted the day before the signing, and recorded right after it."""
    moment = datetime.fromisoformat(at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.TZ)
    with clock.at(date.fromordinal(moment.toordinal() - 1)):
        order = agreed(of, item, **facts)
    with clock.at(moment):
        return placing.sign(
            order, signed_at=moment, contract=papers.licence("合同.pdf"), by=handler(item)
        )


def delivered(of: Member, item: Service, at: str) -> ServiceOrder:
    order = signed(of, item, at)
    with clock.at(order.signed_at):
        report = papers.licence("报告.pdf")
        return fulfilling.deliver(order, note="评估报告一式两份", papers=[report], by=handler(item))


def accepted(of: Member, item: Service, at: str) -> ServiceOrder:
    order = delivered(of, item, at)
    with clock.at(order.since):
        return fulfilling.accept(order, by=customer(of))


def paper(of: ServiceOrder) -> OrderPaper:
    return OrderPaper.objects.filter(step__order=of).latest("pk")
