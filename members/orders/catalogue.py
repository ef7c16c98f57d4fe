"""What is offered and at which list price. A price is never edited: a new one begins on a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from association.accounts.models import Department
from association.base import audit, clock, wording
from association.base.errors import Refused
from association.base.money import grouped, yuan
from members import register
from members.models import Service, ServicePrice
from members.rules import Actor, may_keep_catalogue

FIELDS = ("name", "unit", "description", "department", "offered")
_FORBIDDEN = "您没有权限维护服务目录和价格。请由财务管理中心办理。"


def catalogue(day: date | None = None) -> QuerySet[Service]:
    """Every service with ``amount``, the list price of that day in yuan, or None."""
    prices = ServicePrice.objects.filter(
        service=OuterRef("pk"), valid_from__lte=day or clock.today()
    ).order_by("-valid_from", "-pk")
    return Service.objects.select_related("department").annotate(
        amount=Subquery(prices.values("amount")[:1])
    )


def list_price(service: Service, day: date) -> Decimal | None:
    """What a unit costs on the day by the list, in yuan; None before its first price."""
    row = service.prices.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
    return row.amount if row else None


@transaction.atomic
def enter(
    *,
    code: str,
    kind: str,
    name: str,
    unit: str,
    department: Department,
    by: Actor,
    description: str = "",
    offered: bool = True,
) -> Service:
    """Adds an offer; it can be ordered once it has a price or a quote. Raises Refused."""
    if not may_keep_catalogue(by):
        raise Refused(_FORBIDDEN)
    service = Service(
        code=code.strip(), kind=kind, name=name.strip(), unit=unit.strip(),
        department=department, description=description.strip(), offered=offered,
    )  # fmt: skip
    register.save(service)
    audit.record(service, "增加服务", by=by, after={"名称": service.name, "代号": service.code})
    return service


@transaction.atomic
def amend(service: Service, *, changes: Mapping[str, Any], by: Actor) -> None:
    """Words and who does the work. Code and kind stay: discounts were judged by them."""
    if not may_keep_catalogue(by):
        raise Refused(_FORBIDDEN)
    unknown = set(changes) - set(FIELDS)
    assert not unknown, unknown
    service = Service.objects.select_for_update().get(pk=service.pk)
    columns = {column.name: column for column in Service._meta.concrete_fields}
    before, after = {}, {}
    for field in FIELDS:
        if field in changes and getattr(service, field) != changes[field]:
            column = columns[field]
            before[str(column.verbose_name)] = wording.value(service, column)
            setattr(service, field, changes[field])
            after[str(column.verbose_name)] = wording.value(service, column)
    if after:
        register.save(service)
        audit.record(service, "修改服务", by=by, before=before, after=after)


@transaction.atomic
def set_price(
    service: Service, *, amount: Decimal, valid_from: date, basis: str, by: Actor
) -> ServicePrice:
    """The list price from a day on: the first from any day, later ones from today or after.

    Quotes given keep the price they were given at. Raises Refused.
    """
    if not may_keep_catalogue(by):
        raise Refused(_FORBIDDEN)
    service = Service.objects.select_for_update().get(pk=service.pk)
    if amount <= 0:
        raise Refused("原价须大于零。", field="amount")
    if not basis.strip():
        raise Refused("请写明定价依据，如价目表名称或会议纪要。", field="basis")
    if valid_from < clock.today() and service.prices.exists():
        raise Refused(
            f"新价格不能从过去的日期起执行，请填今天（{clock.today()}）或以后的日期。",
            field="valid_from",
        )
    known = list_price(service, valid_from)
    row = ServicePrice.objects.create(
        service=service,
        amount=yuan(amount),
        valid_from=valid_from,
        basis=basis.strip(),
        set_by=by,
        set_at=clock.now(),
    )
    audit.record(
        service,
        "定价",
        by=by,
        before={"原价（元）": grouped(known)} if known else {},
        after={"原价（元）": grouped(row.amount), "执行自": valid_from.isoformat()},
        reason=row.basis,
    )
    return row
