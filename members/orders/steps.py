"""The life of an order: requested, quoted, agreed, signed, delivered, accepted, settled."""

from collections.abc import Iterable

from django.core.files.base import File

from association.base import clock, files
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members.enums import OrderState
from members.models import OrderPaper, OrderStep, ServiceOrder
from members.rules import (
    Actor,
    may_answer_order,
    may_handle_order,
    may_settle_order,
    represents,
)

S = OrderState
_OPEN = (S.REQUESTED, S.QUOTED, S.AGREED)

STEPS = Table(
    transitions=(
        Transition("quote", "报价", _OPEN, S.QUOTED, may=may_handle_order),
        Transition("agree", "确认报价", (S.QUOTED,), S.AGREED, may=may_answer_order),
        Transition("sign", "登记签约", (S.AGREED,), S.SIGNED, may=may_handle_order),
        Transition("deliver", "登记交付", (S.SIGNED,), S.DELIVERED, may=may_handle_order),
        Transition("accept", "确认验收", (S.DELIVERED,), S.ACCEPTED, may=may_answer_order),
        Transition(
            "object", "退回补正", (S.DELIVERED,), S.SIGNED,
            may=may_answer_order, reason_needed=True, stops=True,
        ),
        Transition("settle", "登记结算", (S.ACCEPTED,), S.SETTLED, may=may_settle_order),
        Transition(
            "withdraw", "撤回委托", _OPEN, S.WITHDRAWN,
            may=lambda user, order: represents(user, order.member), stops=True,
        ),
        Transition(
            "decline", "不予承接", _OPEN, S.DECLINED,
            may=may_handle_order, reason_needed=True, stops=True,
        ),
        Transition(
            "stop", "终止合同", (S.SIGNED, S.DELIVERED), S.STOPPED,
            may=may_handle_order, reason_needed=True, stops=True,
        ),
    ),
    states=OrderState,
    about=lambda order: order.member,
)  # fmt: skip


def take(order: ServiceOrder, verb: str, *, by: Actor, reason: str) -> ServiceOrder:
    """The order, locked and in its next state; a refusal later on leaves the caller's untouched."""
    fresh = ServiceOrder.objects.select_related("service", "member").get(pk=order.pk)
    moved = STEPS.perform(fresh, verb, by=by, reason=reason)
    assert isinstance(moved, ServiceOrder)
    moved.since = clock.now()
    moved.save(update_fields=["since"])
    return moved


def done(
    order: ServiceOrder,
    locked: ServiceOrder,
    verb: str,
    *,
    by: Actor,
    note: str,
    papers: Iterable["File[bytes]"] = (),
) -> ServiceOrder:
    note_step(locked, verb, STEPS[verb].label, by=by, note=note, papers=papers)
    order.refresh_from_db()
    return order


def note_step(
    order: ServiceOrder,
    verb: str,
    label: str,
    *,
    by: Actor,
    note: str = "",
    papers: Iterable["File[bytes]"] = (),
) -> None:
    step = OrderStep.objects.create(
        order=order, verb=verb, label=label, note=note.strip(), at=clock.now(), by=by
    )
    for paper in papers:
        OrderPaper.objects.create(step=step, file=files.keep(paper, by=by, field="paper"))


def on_paper(order: ServiceOrder, *, by: Actor, papers: list["File[bytes]"]) -> None:
    """Who answers for the company without being of it needs its paper. Raises Refused."""
    assert may_answer_order(by, order)
    if by is not None and not represents(by, order.member) and not papers:
        raise Refused("代单位办理，须上传单位出具的书面材料。", field="paper")
