"""From the wish to the contract: requested, quoted, agreed, signed. Here the price is made."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from association.accounts.models import Department, User
from association.base import audit, clock, numbering
from association.base.errors import Refused
from association.base.money import LARGEST, grouped, yuan
from members import dealings
from members.enums import DealingKind, OrderState, ServiceKind
from members.models import Member, OrderPaper, Service, ServiceOrder
from members.orders.catalogue import list_price
from members.orders.discounts import Quote, price
from members.orders.steps import done, note_step, on_paper, take
from members.rules import Actor, may_assign_order, may_handle_order, represents

NUMBER = "service-order"


@transaction.atomic
def request(
    member: Member,
    service: Service,
    *,
    wish: str,
    by: User,
    wanted_by: date | None = None,
    papers: Iterable["File[bytes]"] = (),
) -> ServiceOrder:
    """A member asks for a quote; nothing is owed by it. Raises Refused."""
    if not (represents(by, member) or _handles(by, service.department)):
        raise Refused("只有本单位的用户可以委托服务。")
    if not service.offered:
        raise Refused(f"“{service.name}”暂不接受委托，请选择其他服务。", field="service")
    if not wish.strip():
        raise Refused("请写明需求，如现场地址、规模、希望解决的问题。", field="wish")
    now = clock.now()
    if wanted_by and wanted_by < now.date():
        raise Refused("希望完成日期已经过去，请改为今天或以后。", field="wanted_by")
    year = now.year
    order = ServiceOrder.objects.create(
        number=f"FW-{year}-{numbering.take(NUMBER, year)[0]:04d}",
        member=member,
        service=service,
        department=service.department,
        wish=wish.strip(),
        wanted_by=wanted_by,
        requested_by=by,
        requested_at=now,
        since=now,
    )
    audit.record(
        order, "委托服务", by=by, after={"服务": service.name, "需求": order.wish}, about=member
    )
    note_step(order, "request", "提出委托", by=by, note=order.wish, papers=papers)
    return order


def _handles(by: Actor, department: Department) -> bool:
    return may_handle_order(by, ServiceOrder(department=department))


@transaction.atomic
def quote(
    order: ServiceOrder,
    *,
    quantity: int,
    by: Actor,
    unit_price: Decimal | None = None,
    note: str = "",
    papers: Iterable["File[bytes]"] = (),
) -> ServiceOrder:
    """Offers quantity times the list price of today, in yuan; quoting again replaces the offer.

    Another unit price than the list's, or one where the list has none, needs its ground in
    ``note``. The discount is not part of it: that is decided by the day of the signing.
    Raises Refused.
    """
    locked = take(order, "quote", by=by, reason=note)
    known = list_price(locked.service, clock.today())
    if quantity < 1:
        raise Refused("数量须为 1 或以上的整数。", field="quantity")
    if unit_price is None and known is None:
        raise Refused(
            f"“{locked.service.name}”还没有原价，请填单价并写明依据。", field="unit_price"
        )
    unit = known if unit_price is None else yuan(unit_price)
    assert unit is not None
    if unit <= 0 or unit * quantity > LARGEST:
        raise Refused("单价须大于零，合计不能超出金额范围。", field="unit_price")
    if unit != known and not note.strip():
        raise Refused("单价与目录原价不同，请写明依据。", field="note")
    locked.quantity, locked.unit_price, locked.listed = quantity, unit, yuan(unit * quantity)
    locked.quoted_at = clock.now()
    locked.save(update_fields=["quantity", "unit_price", "listed", "quoted_at"])
    said = f"{quantity} {locked.service.unit} × {grouped(unit)} 元 ＝ {grouped(locked.listed)} 元"
    text = f"{said}。{note.strip()}" if note.strip() else f"{said}。"
    return done(order, locked, "quote", by=by, note=text, papers=papers)


@transaction.atomic
def agree(
    order: ServiceOrder, *, by: Actor, note: str = "", papers: Iterable["File[bytes]"] = ()
) -> ServiceOrder:
    """The company agrees to the quote; staff may note it with the company's paper. Raises Refused."""
    papers = list(papers)
    locked = take(order, "agree", by=by, reason=note)
    on_paper(locked, by=by, papers=papers)
    return done(order, locked, "agree", by=by, note=note, papers=papers)


@transaction.atomic
def sign(
    order: ServiceOrder,
    *,
    signed_at: datetime,
    contract: "File[bytes] | None",
    by: Actor,
    note: str = "",
) -> ServiceOrder:
    """Records the contract and fixes the price by the moment of its signing, for good.

    The contract is a paper with both stamps: uploaded now, or by the company before.
    ``signed_at`` lies between the quote and now. Raises Refused.
    """
    locked = take(order, "sign", by=by, reason=note)
    now = clock.now()
    assert locked.quoted_at
    assert locked.listed is not None
    if signed_at > now:
        raise Refused("签约时间还没有到，请核对。", field="signed_at")
    if signed_at < locked.quoted_at.replace(second=0, microsecond=0):
        quoted = locked.quoted_at.astimezone(clock.TZ)
        raise Refused(
            f"签约时间早于报价（{quoted:%Y-%m-%d %H:%M}），请按合同上双方签章的时间填写。",
            field="signed_at",
        )
    if contract is None and not _sent_in(locked):
        raise Refused("请上传双方盖章的合同。", field="contract")
    fixed = price(locked.service, locked.member, listed=locked.listed, at=signed_at)
    _fix(locked, fixed, signed_at)
    audit.record(
        locked,
        "按签约时间定价",
        by=by,
        after={
            "签约时间": f"{signed_at.astimezone(clock.TZ):%Y-%m-%d %H:%M:%S}",
            "原价（元）": grouped(fixed.priced.listed),
            "优惠（元）": grouped(fixed.priced.discount),
            "应付（元）": grouped(fixed.priced.payable),
        },
        reason=fixed.why,
        about=locked.member,
    )
    _deal(locked)
    return done(order, locked, "sign", by=by, note=note, papers=[contract] if contract else [])


def _sent_in(order: ServiceOrder) -> bool:
    return OrderPaper.objects.filter(step__order=order, step__verb="contract").exists()


def _fix(order: ServiceOrder, fixed: Quote, signed_at: datetime) -> None:
    order.signed_at = signed_at
    order.policy, order.why = fixed.policy, fixed.why
    order.percent = fixed.policy.percent if fixed.policy else Decimal(0)
    order.discount, order.payable = fixed.priced.discount, fixed.priced.payable
    order.save(update_fields=["signed_at", "policy", "why", "percent", "discount", "payable"])


def source(order: ServiceOrder) -> str:
    """By what name the order stands among the dealings."""
    return f"members.serviceorder:{order.pk}"


def _deal(order: ServiceOrder) -> None:
    assert order.signed_at
    assert order.discount is not None
    training = order.service.kind == ServiceKind.TRAINING
    dealings.record(
        order.member,
        kind=DealingKind.TRAINING if training else DealingKind.CONSULTING,
        what=f"{order.service.name}（{order.quantity} {order.service.unit}）",
        on=order.signed_at.astimezone(clock.TZ).date(),
        saved=order.discount,
        source=source(order),
        label=f"订单 {order.number}",
        url=reverse("members:order", args=[order.pk]),
    )


@transaction.atomic
def send_contract(order: ServiceOrder, *, contract: "File[bytes] | None", by: Actor) -> None:
    """The company's stamped copy, before the secretariat records the signing. Raises Refused."""
    locked = ServiceOrder.objects.select_for_update().get(pk=order.pk)
    if not represents(by, locked.member):
        raise Refused("只有本单位的用户可以上传合同。")
    if locked.state != OrderState.AGREED:
        raise Refused(f"订单现在是“{locked.get_state_display()}”，不能上传合同。请刷新页面。")
    if contract is None:
        raise Refused("请选择盖章的合同。", field="paper")
    audit.record(locked, "上传盖章合同", by=by, about=locked.member)
    note_step(locked, "contract", "上传盖章合同", by=by, papers=[contract])


@transaction.atomic
def assign(order: ServiceOrder, *, department: Department, by: Actor, reason: str) -> None:
    """Another department does the work. Raises Refused."""
    locked = ServiceOrder.objects.select_for_update().get(pk=order.pk)
    if not (may_assign_order(by) or may_handle_order(by, locked)):
        raise Refused("您没有权限改派订单。请由秘书长或承办部门办理。")
    if department.pk == locked.department_id:
        raise Refused(f"订单已经由{department}承办。", field="department")
    if not reason.strip():
        raise Refused("请写明改派的理由。", field="reason")
    former = locked.department
    locked.department = department
    locked.save(update_fields=["department"])
    audit.record(
        locked,
        "改派订单",
        by=by,
        before={"承办部门": str(former)},
        after={"承办部门": str(department)},
        reason=reason,
        about=locked.member,
    )
    note_step(locked, "assign", f"改由{department}承办", by=by, note=reason)
    order.refresh_from_db()
