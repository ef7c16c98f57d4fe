"""Services and orders that the addresses of the access table are about."""

from members.models import DiscountPolicy, Service, ServiceOrder
from tests.architecture.objects import Named
from tests.factories import cast, orders, papers


def service() -> Service:
    row = orders.service("ZX")
    return row if row.prices.exists() else orders.service("ZX", "8000")


def order(company: str) -> ServiceOrder:
    """Of a consultation, 业务发展部's: quoted, with the quote's file."""
    of = cast.company(company)
    return of.service_orders.first() or orders.quoted(of, service(), papers=[papers.licence()])


def order_paper(company: str) -> Named:
    of = order(company)
    return {"pk": of.pk, "paper_pk": orders.paper(of).pk}


def foreign_paper() -> Named:
    """A file of 广和's order, asked for below 安泰's."""
    return {"pk": order("antai").pk, "paper_pk": order_paper("guanghe")["paper_pk"]}


def discount() -> DiscountPolicy:
    return DiscountPolicy.objects.get(version=1)


def discount_in_force() -> DiscountPolicy:
    found = discount()
    return found if found.state != "draft" else orders.discount()
