"""Who isn't let in for a while: after a case that ended badly, or because somebody entered it so."""

from datetime import date

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.templatetags.ui import day as day_words
from members.models import Member
from standardization.cases.months import months_after
from standardization.models import Ban, BanTerm, Case
from standardization.rules import may_approve_cases


def bar(case: Case, ground: BanTerm.Ground, reason: str) -> Ban | None:
    """From today for so long as the ground's term says; None where it says nothing."""
    term = BanTerm.objects.filter(ground=ground).first()
    if term is None:
        return None
    today = clock.today()
    return Ban.objects.create(
        member=case.member,
        case=case,
        reason=f"{case.number} {ground.label}：{reason}"[:300],
        since=today,
        until=months_after(today, term.months),
    )


@transaction.atomic
def enter(member: Member, *, until: date, reason: str, by: User) -> Ban:
    """From today, that day included. Raises Refused."""
    _may(by)
    if not reason.strip():
        raise Refused("请写明不受理的原因。", field="reason")
    if until < clock.today():
        raise Refused("不受理的最后一天不能早于今天。", field="until")
    row = Ban.objects.create(
        member=member, reason=reason.strip()[:300], since=clock.today(), until=until, entered_by=by
    )
    audit.record(
        row, "登记不受理", by=by, after={"至": day_words(until)}, reason=row.reason, about=member
    )
    return row


@transaction.atomic
def lift(ban: Ban, *, reason: str, by: User) -> None:
    """Before its time, from today. Raises Refused."""
    _may(by)
    row = Ban.objects.select_for_update().get(pk=ban.pk)
    if row.lifted_on:
        raise Refused(f"已经在 {day_words(row.lifted_on)}解除，请刷新页面。")
    if row.until < clock.today():
        raise Refused("不受理期限已满，不必解除。")
    if not reason.strip():
        raise Refused("解除须写明理由。", field="reason")
    row.lifted_on, row.lifted_by = clock.today(), by
    row.lifted_because = reason.strip()[:300]
    row.save(update_fields=["lifted_on", "lifted_by", "lifted_because"])
    audit.record(
        row, "解除不受理", by=by, before={"至": day_words(row.until)}, reason=row.lifted_because,
        about=row.member,
    )  # fmt: skip


def _may(by: User) -> None:
    if not may_approve_cases(by):
        raise Refused("您没有权限登记或解除不受理。请由安全技术部负责人办理。")
