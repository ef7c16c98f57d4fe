"""Accidents of a company that are on record: they speak against an application and bound the grade."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.templatetags.ui import day as day_words
from members.models import Member
from standardization.models import Accident
from standardization.rules import may_approve_cases, may_handle_cases

if TYPE_CHECKING:
    from django.core.files.base import File


@transaction.atomic
def enter(
    member: Member,
    *,
    on: date,
    deaths: int,
    serious: int,
    loss: Decimal,
    source: str,
    upload: "File[bytes] | None" = None,
    by: User,
) -> Accident:
    """``loss`` in yuan. Raises Refused, also for the same day twice: it would count twice."""
    if not may_handle_cases(by):
        raise Refused("您没有权限登记事故。请由安全技术部办理。")
    if on > clock.today():
        raise Refused("事故日期不能晚于今天。", field="on")
    if not source.strip():
        raise Refused("请写明从哪里得知，如 事故通报文号。", field="source")
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if Accident.objects.filter(member=member, on=on, voided_on__isnull=True).exists():
        raise Refused(f"{member.name}{day_words(on)}的事故已经登记过，请核对。", field="on")
    row = Accident.objects.create(
        member=member,
        on=on,
        deaths=deaths,
        serious=serious,
        loss=loss,
        source=source.strip(),
        file=files.keep(upload, by=by, field="upload") if upload else None,
        entered_by=by,
        entered_at=clock.now(),
    )
    after = {"日期": day_words(on), "死亡": deaths, "重伤": serious, "直接经济损失（元）": loss}
    audit.record(row, "登记事故", by=by, after=after, reason=row.source, about=member)
    return row


@transaction.atomic
def void(accident: Accident, *, reason: str, by: User) -> None:
    """It was entered wrongly. Nothing is deleted, and from now on it counts for nothing; a score that
    was kept before stays as it was reckoned. Raises Refused."""
    row = Accident.objects.select_for_update().get(pk=accident.pk)
    if not may_approve_cases(by):
        raise Refused("您没有权限作废事故登记。请由安全技术部负责人办理。")
    if row.voided_on:
        raise Refused("这条登记已经作废，请刷新页面。")
    if not reason.strip():
        raise Refused("作废须写明理由。", field="reason")
    row.voided_on, row.voided_by = clock.today(), by
    row.voided_because = reason.strip()[:300]
    row.save(update_fields=["voided_on", "voided_by", "voided_because"])
    before = {"日期": day_words(row.on), "死亡": row.deaths, "重伤": row.serious}
    audit.record(
        row, "作废事故登记", by=by, before=before, reason=row.voided_because, about=row.member
    )
