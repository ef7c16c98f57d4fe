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
from standardization.rules import may_handle_cases

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
    if Accident.objects.filter(member=member, on=on).exists():
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
