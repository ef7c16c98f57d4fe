"""More time to pay: for one member or a whole year. The original date stays readable."""

from datetime import date

from django.db import transaction
from django.db.models import Max, Q

from association.base import audit, clock
from association.base.errors import Refused
from members.dues.tariff import standard_for
from members.models import (
    Assessment,
    DuesPosition,
    Extension,
    Member,
    ReliefPolicy,
    Resolution,
)
from members.rules import Actor, may_activate_policy, may_extend


def due_on(year: int, *, member: Member | None = None) -> date:
    """Until when this year's dues may be paid, that day included. Raises Refused: no standard.

    What a member was assessed has a date of its own, a later one for who joined late in the year.
    """
    if member and (own := _assessed_until(year, member)):
        return own
    standard = standard_for(year)
    later = Extension.objects.filter(Q(member=None) | Q(member=member), year=year).aggregate(
        day=Max("due_on")
    )["day"]
    original = date(year, standard.due_month, standard.due_day)
    return max(original, later) if later else original


def _assessed_until(year: int, member: Member) -> date | None:
    rows = DuesPosition.objects.filter(
        assessment__member=member, assessment__year=year, assessment__kind=Assessment.ANNUAL
    )
    return rows.values_list("due_until", flat=True).first()


@transaction.atomic
def extend(
    *,
    year: int,
    until: date,
    reason: str,
    by: Actor,
    member: Member | None = None,
    policy: ReliefPolicy | None = None,
    resolution: Resolution | None = None,
) -> Extension:
    """Moves the date until which a year's dues may be paid, that day included.

    Without a member it is the whole year's. Never earlier than what holds now. Raises Refused.
    """
    if not (may_extend(by) or (policy and may_activate_policy(by))):
        raise Refused("您没有权限办理缴费延期。请由财务管理中心或秘书长办理。")
    if not reason.strip():
        raise Refused("请写明延期的理由。", field="reason")
    current = due_on(year, member=member)
    if until <= current:
        raise Refused(f"现在的期限是 {current}，延期须晚于这一天。请改“延至”日期。", field="until")
    extension = Extension.objects.create(
        year=year,
        member=member,
        due_on=until,
        reason=reason,
        policy=policy,
        resolution=resolution,
        granted_by=by,
        granted_at=clock.now(),
    )
    audit.record(
        extension,
        f"{year} 年度会费缴费期限延至 {until}",
        by=by,
        before={"期限": current.isoformat()},
        after={"期限": until.isoformat()},
        reason=reason,
        about=member,
    )
    return extension
