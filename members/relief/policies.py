"""Relief by policy: simulated before anybody decides, then posted once and for all.

A policy relieves what a member was *assessed*; the fee standard itself is never touched. Types are
judged as of the policy's reference date. Whether a policy comes into force before or after the
year is assessed makes no difference: both end in the same ledger.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from members import dealings
from members.arithmetic.relief import stack
from members.dues import extensions
from members.dues.tariff import Plan, lock_year
from members.enums import (
    DealingKind,
    EffectKind,
    EntryKind,
    PolicyMode,
    PolicyState,
)
from members.models import Assessment, Dealing, LedgerEntry, ReliefPolicy, Resolution
from members.relief.simulation import closed, dues, preview, relieved_of, terms
from members.rules import Actor, may_activate_policy

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Activated:
    """What it came to: rows relieved, and until when the year's dues may be paid if the policy
    has a say in that. ``moved`` is False where that day stood already, or a later one."""

    relieved: int
    due_on: date | None = None
    moved: bool = False


def in_force(year: int) -> list[ReliefPolicy]:
    """The automatic policies that a year's dues are relieved by, in stacking order."""
    return list(
        ReliefPolicy.objects.filter(
            year=year, state=PolicyState.ACTIVE, mode=PolicyMode.AUTOMATIC
        ).order_by("order", "code")
    )


def expected(planned: Plan) -> Decimal:
    """The year's relief in yuan, posted and still to be posted, if the plan were carried out."""
    policies = in_force(planned.year)
    total = posted(planned.year)
    for amounts in _outstanding(planned, policies).values():
        total += sum(amounts.values(), ZERO)
    return total


def posted(year: int) -> Decimal:
    """What the ledger has relieved of this year's dues, in yuan."""
    total = LedgerEntry.objects.filter(kind=EntryKind.RELIEF, assessment__year=year).aggregate(
        total=Sum("amount")
    )["total"]
    return -total if total else ZERO


@transaction.atomic
def activate(
    policy: ReliefPolicy, *, resolution: Resolution, by: Actor, reason: str = ""
) -> Activated:
    """Brings a draft into force and relieves what is assessed already; what that came to.

    The resolution may not be younger than the policy's term. A policy with ``extend_due_to``
    moves the whole year's date as well, unless it is there already. Raises Refused, and then
    nothing is written.
    """
    lock_year(policy.year)
    policy = ReliefPolicy.objects.select_for_update().get(pk=policy.pk)
    _check_activation(policy, resolution, by=by)
    policy.resolution = resolution
    policy.state = PolicyState.ACTIVE
    policy.save()
    audit.record(
        policy,
        "执行减免政策",
        by=by,
        before={"状态": PolicyState.DRAFT.label},
        after={"状态": PolicyState.ACTIVE.label, "决议": str(resolution)},
        reason=reason,
    )
    moved = _extend(policy, by=by)
    relieved = post(policy.year, by=by) if policy.mode == PolicyMode.AUTOMATIC else 0
    until = extensions.due_on(policy.year) if policy.extend_due_to else None
    return Activated(relieved, due_on=until, moved=moved)


def _extend(policy: ReliefPolicy, *, by: Actor) -> bool:
    """Whether the year's date had to be moved: since the draft somebody else may have done it."""
    if not policy.extend_due_to or policy.extend_due_to <= extensions.due_on(policy.year):
        return False
    extensions.extend(
        year=policy.year,
        until=policy.extend_due_to,
        reason=f"减免政策 {policy.code}：其余会员缴费期限延长",
        policy=policy,
        resolution=policy.resolution,
        by=by,
    )
    return True


@transaction.atomic
def end(policy: ReliefPolicy, *, by: Actor, reason: str) -> None:
    """Members assessed from now on are no longer relieved by it. What it has posted stands.

    Raises Refused.
    """
    lock_year(policy.year)
    policy = ReliefPolicy.objects.select_for_update().get(pk=policy.pk)
    if not may_activate_policy(by):
        raise Refused("您没有权限结束减免政策。请由财务管理中心或秘书长办理。")
    if policy.state != PolicyState.ACTIVE:
        raise Refused(f"政策“{policy.code}”不在执行中，不能结束。请刷新页面。")
    if not reason.strip():
        raise Refused("请写明结束的理由。", field="reason")
    policy.state = PolicyState.ENDED
    policy.save(update_fields=["state"])
    audit.record(
        policy,
        "结束减免政策",
        by=by,
        before={"状态": PolicyState.ACTIVE.label},
        after={"状态": PolicyState.ENDED.label},
        reason=reason,
    )


def _check_activation(policy: ReliefPolicy, resolution: Resolution, *, by: Actor) -> None:
    if not may_activate_policy(by):
        raise Refused("您没有权限执行减免政策。请由财务管理中心或秘书长办理。")
    if policy.state != PolicyState.DRAFT:
        raise Refused(
            f"政策“{policy.code}”{policy.get_state_display()}，不能再次执行。请刷新页面。"
        )
    if resolution.decided_on > policy.valid_to:
        raise Refused(
            f"决议作出于 {resolution.decided_on}，晚于政策执行截止日 {policy.valid_to}。"
            "请核对决议，或改政策的执行期。",
            field="resolution",
        )
    _check_order(policy)
    if excessive := preview(policy).excessive:
        first = excessive[0]
        raise Refused(
            f"政策“{policy.code}”每家减 {grouped(policy.value)} 元，超过应缴的有 {len(excessive)} 家"
            f"（如 {first.member}，应缴 {grouped(first.assessed)} 元）。请减小数值，或限定会费档次。",
            field="value",
        )


def _check_order(policy: ReliefPolicy) -> None:
    """Relief stacks by order; one that came first can't be slipped under relief already posted,
    nor under that of a policy that has ended since: what it posted stands."""
    if policy.mode != PolicyMode.AUTOMATIC:
        return
    posted_by = LedgerEntry.objects.filter(policy=OuterRef("pk"), kind=EntryKind.RELIEF)
    later = (
        ReliefPolicy.objects.filter(
            Q(state=PolicyState.ACTIVE) | Q(Exists(posted_by)),
            year=policy.year,
            mode=PolicyMode.AUTOMATIC,
            order__gte=policy.order,
        )
        .order_by("order", "code")
        .last()
    )
    if later:
        raise Refused(
            f"叠加次序 {policy.order} 排在已执行的“{later.code}”（{later.order}）之前，"
            f"会改动已入账的减免。请把次序改为大于 {later.order}。",
            field="order",
        )


def post(year: int, *, by: Actor) -> int:
    """Posts what the policies in force still owe the assessed members; how many entries it wrote.

    Called with the year's assessment or the policy locked. Run again it writes nothing.
    """
    policies = in_force(year)
    planned = Plan(year, standard=None, already=_assessed(year))  # type: ignore[arg-type]
    assessments = {item.member_id: item for item in planned.already}
    entries = [
        (policy, assessments[member_id], amount)
        for policy, amounts in _outstanding(planned, policies).items()
        for member_id, amount in amounts.items()
    ]
    _write(entries, by=by)
    return len(entries)


def _assessed(year: int) -> list[Assessment]:
    return list(
        Assessment.objects.select_for_update(of=("self",))
        .filter(year=year, kind=Assessment.ANNUAL)
        .select_related("member")
        .order_by("pk")
    )


def _outstanding(
    planned: Plan, policies: list[ReliefPolicy]
) -> dict[ReliefPolicy, dict[int, Decimal]]:
    """For each policy the members it still has to relieve, with the amount in yuan."""
    result: dict[ReliefPolicy, dict[int, Decimal]] = {}
    relieved = relieved_of(planned.year)
    done = _done(policies)
    alone = closed(planned.year)
    for policy in policies:
        amounts: dict[int, Decimal] = {}
        for member, due in dues(planned, policy.reference_date):
            if member.pk in done[policy.pk] or member.pk in alone:
                continue
            for _, amount in stack([terms(policy)], due, relieved.get(member.pk, ZERO)):
                amounts[member.pk] = amount
                relieved[member.pk] = relieved.get(member.pk, ZERO) + amount
                if not policy.stackable:
                    alone.add(member.pk)
        result[policy] = amounts
    return result


def _done(policies: list[ReliefPolicy]) -> dict[int, set[int]]:
    """The members that each policy has had its turn with. Where its relief was reversed since,
    that is somebody's decision, and no later run takes it back."""
    result: dict[int, set[int]] = {policy.pk: set() for policy in policies}
    entries = LedgerEntry.objects.filter(policy__in=policies, kind=EntryKind.RELIEF, reverses=None)
    for policy_id, member_id in entries.values_list("policy_id", "assessment__member_id"):
        result[policy_id].add(member_id)
    return result


def _write(entries: list[tuple[ReliefPolicy, Assessment, Decimal]], *, by: Actor) -> None:
    today = clock.today()
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                assessment=assessment,
                kind=EntryKind.RELIEF,
                amount=-amount,
                posted_on=today,
                memo=f"减免 {assessment.year} 年度会费（{policy.code}）",
                policy=policy,
                resolution_id=policy.resolution_id,
                posted_by=by,
            )
            for policy, assessment, amount in entries
        ],
        batch_size=1000,
    )
    dealings.record_many(_dealing(*entry) for entry in entries)
    audit.record_many(
        [
            audit.entry(
                assessment,
                f"减免 {assessment.year} 年度会费 {grouped(amount)} 元",
                by=by,
                after={"政策": policy.code, "方式": EffectKind(policy.effect).label},
                reason=policy.title,
                about=assessment.member,
            )
            for policy, assessment, amount in entries
        ]
    )


def _dealing(policy: ReliefPolicy, assessment: Assessment, amount: Decimal) -> Dealing:
    return dealings.prepared(
        assessment.member,
        kind=DealingKind.WAIVER,
        what=f"{assessment.year} 年度会费减免",
        on=clock.today(),
        year=assessment.year,
        saved=amount,
        source=f"members.reliefpolicy:{policy.pk}/{assessment.member_id}",
        label=str(policy),
        url=reverse("members:dues"),
    )
