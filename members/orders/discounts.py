"""Discounts on services: drafted, decided, replaced by a next version, judged by the signing day."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from association.base import audit, clock
from association.base.errors import Refused
from members.arithmetic.discount import Priced, Terms, Verdict, judge
from members.enums import MemberState, PolicyState
from members.models import DiscountPolicy, Member, Resolution, Service, ServiceOrder
from members.orders import wording
from members.register.membership import state_on
from members.rules import Actor, may_activate_discount, may_draft_discount

_COPIED = ("code", "title", "kinds", "percent", "valid_from", "valid_to", "basis")


@dataclass(frozen=True, slots=True)
class Quote:
    """A price with its reason in words and the version of the policy behind it, if one helped."""

    priced: Priced
    policy: DiscountPolicy | None
    why: str


def terms(policy: DiscountPolicy) -> Terms:
    return Terms(
        code=policy.code,
        version=policy.version,
        percent=Decimal(policy.percent),
        kinds=frozenset(policy.kinds),
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
        ended_on=policy.ended_on,
    )


def price(
    service: Service, member: Member, *, listed: Decimal, at: datetime, signed: bool = True
) -> Quote:
    """What the company pays if the contract is signed at this moment, in yuan, and why.

    The day is Beijing's, wherever the machine thinks it stands. Only a member in the register
    (在册) on that day is helped: an applicant, a suspended or a former one pays the list price.
    ``signed`` says whether it was, or would be.
    """
    moment = at.astimezone(clock.TZ)
    decided = {
        (row.code, row.version): row
        for row in DiscountPolicy.objects.exclude(state=PolicyState.DRAFT)
    }
    state = state_on(member, moment.date())
    verdict = judge(
        [terms(row) for row in decided.values()],
        listed=listed,
        kind=service.kind,
        signed_on=moment.date(),
        in_register=state == MemberState.ACTIVE,
    )
    why = wording.why(verdict, _names(verdict, decided), service, state, moment, signed=signed)
    helped = verdict.terms
    policy = decided[helped.code, helped.version] if helped else None
    return Quote(verdict.priced, policy, why)


def _names(verdict: Verdict, known: dict[tuple[str, int], DiscountPolicy]) -> str:
    named = verdict.terms or verdict.nearest
    return wording.named(known[named.code, named.version]) if named else ""


@transaction.atomic
def activate(
    policy: DiscountPolicy, *, resolution: Resolution, by: Actor, reason: str = ""
) -> None:
    """Brings a draft into force; the version before it holds until the day before it begins.

    What was signed under that one stays as it is. Raises Refused.
    """
    if not may_activate_discount(by):
        raise Refused("您没有权限执行服务优惠政策。请由财务管理中心或秘书长办理。")
    policy = DiscountPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.state != PolicyState.DRAFT:
        raise Refused(f"“{policy}”{policy.get_state_display()}，不能再次执行。请刷新页面。")
    if resolution.decided_on > policy.valid_to:
        raise Refused(
            f"决议作出于 {resolution.decided_on}，晚于优惠截止日 {policy.valid_to}。请核对决议。",
            field="resolution",
        )
    for former in DiscountPolicy.objects.select_for_update().filter(
        code=policy.code, state=PolicyState.ACTIVE
    ):
        _close(
            former, on=max(policy.valid_from, former.valid_from), by=by, reason=f"由{policy}代替"
        )
    policy.resolution, policy.state = resolution, PolicyState.ACTIVE
    policy.save(update_fields=["resolution", "state"])
    audit.record(
        policy,
        "执行服务优惠政策",
        by=by,
        before={"状态": PolicyState.DRAFT.label},
        after={"状态": PolicyState.ACTIVE.label, "决议": str(resolution)},
        reason=reason,
    )


@transaction.atomic
def end(policy: DiscountPolicy, *, by: Actor, reason: str, on: date | None = None) -> None:
    """Contracts signed from the day on, tomorrow if not given, pay the list price. Raises Refused."""
    if not may_activate_discount(by):
        raise Refused("您没有权限结束服务优惠政策。请由财务管理中心或秘书长办理。")
    policy = DiscountPolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.state != PolicyState.ACTIVE:
        raise Refused(f"“{policy}”不在执行中，不能结束。请刷新页面。")
    if not reason.strip():
        raise Refused("请写明结束的理由。", field="reason")
    tomorrow = date.fromordinal(clock.today().toordinal() + 1)
    if (on or tomorrow) < tomorrow:
        raise Refused(f"最早从明天（{tomorrow}）起结束：今天签约的仍按政策。", field="on")
    _close(policy, on=on or tomorrow, by=by, reason=reason.strip())


def _close(policy: DiscountPolicy, *, on: date, by: Actor, reason: str) -> None:
    policy.state, policy.ended_on = PolicyState.ENDED, on
    policy.save(update_fields=["state", "ended_on"])
    audit.record(
        policy,
        "结束服务优惠政策",
        by=by,
        before={"状态": PolicyState.ACTIVE.label},
        after={"状态": PolicyState.ENDED.label, "自何日起不再适用": on.isoformat()},
        reason=reason,
    )


@transaction.atomic
def revise(policy: DiscountPolicy, *, by: Actor) -> DiscountPolicy:
    """The next version as a draft to be edited; the one in force stays as it is. Raises Refused."""
    if not may_draft_discount(by):
        raise Refused("您没有权限拟订服务优惠政策。请由财务管理中心办理。")
    family = DiscountPolicy.objects.select_for_update().filter(code=policy.code)
    if draft := family.filter(state=PolicyState.DRAFT).first():
        raise Refused(f"“{draft}”已是草案，请直接修改它。")
    last = family.aggregate(last=Max("version"))["last"]
    copied = {field: getattr(policy, field) for field in _COPIED}
    draft = DiscountPolicy.objects.create(version=last + 1, **copied)
    audit.record(draft, "拟订新版本", by=by, after={"沿用": str(policy)})
    return draft


def of_order(order: ServiceOrder) -> Quote | None:
    """The order's price: as it was fixed by the signing, or as it would be today; None unquoted."""
    if order.listed is None:
        return None
    if order.signed_at is None or order.discount is None or order.payable is None:
        return price(order.service, order.member, listed=order.listed, at=clock.now(), signed=False)
    return Quote(Priced(order.listed, order.discount, order.payable), order.policy, order.why)


def announced(day: date) -> list[str]:
    """The rules that a contract signed on this day falls under, in sentences."""
    rows = DiscountPolicy.objects.exclude(state=PolicyState.DRAFT)
    return [wording.policy(row) for row in rows if terms(row).holds(day)]
