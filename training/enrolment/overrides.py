"""No condition fits, and somebody is let in all the same: asked by one person, decided by another."""

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from training.enrolment import facts, judging
from training.enums import EnrolmentState
from training.models import Enrolment, Override
from training.rules import may_decide_overrides, may_judge_enrolments


@transaction.atomic
def ask(enrolment: Enrolment, *, by: User, reason: str) -> Override:
    """Raises Refused where a condition fits, or another exception waits for its answer."""
    if not may_judge_enrolments(by):
        raise Refused("您没有权限提出条件例外。请由教育培训部办理。")
    if not reason.strip():
        raise Refused("条件例外须写明理由。", field="reason")
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.state not in facts.OPEN:
        label = EnrolmentState(locked.state).label
        raise Refused(f"报名现在是“{label}”，不用提出例外。请刷新页面。")
    if judging.fitting(judging.verdict(locked)):
        raise Refused("已有条件满足，直接确认即可，不用例外。")
    if locked.overrides.filter(granted=None).exists():
        raise Refused("这份报名已有一项例外等待决定。")
    row = Override.objects.create(
        enrolment=locked, reason=reason.strip()[:500], asked_by=by, asked_at=clock.now()
    )
    audit.record(row, "提出条件例外", by=by, reason=row.reason, about=locked)
    return row


@transaction.atomic
def decide(override: Override, *, granted: bool, by: User, answer: str = "") -> Override:
    """By somebody else than who asked; the database keeps that too. Raises Refused. Granting lets
    the judgement pass: it is still somebody's to make."""
    if not may_decide_overrides(by):
        raise Refused("您没有权限决定条件例外。请由有权限的同事办理。")
    locked = Override.objects.select_for_update().get(pk=override.pk)
    if locked.granted is not None:
        raise Refused("这项例外已经决定过，请刷新页面。")
    if locked.asked_by_id == by.pk:
        raise Refused("提出例外的人不能自己决定，请另一位同事办理。")
    if not granted and not answer.strip():
        raise Refused("不同意须写明理由。", field="answer")
    locked.granted, locked.answer = granted, answer.strip()[:500]
    locked.decided_by, locked.decided_at = by, clock.now()
    locked.save()
    audit.record(
        locked, "同意条件例外" if granted else "不同意条件例外", by=by,
        reason=locked.answer, about=locked.enrolment,
    )  # fmt: skip
    return locked


def waiting() -> "list[Override]":
    """The longest first."""
    rows = Override.objects.filter(granted=None).order_by("asked_at", "pk")
    return list(
        rows.select_related(
            "asked_by", "enrolment__trainee", "enrolment__team", "enrolment__training_class"
        )
    )
