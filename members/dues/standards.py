"""Fee standards: drafted, published by a resolution, from then on fixed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from members.enums import StandardState, Tier
from members.models import FeeStandard
from members.rules import Actor, may_publish_standard


@transaction.atomic
def publish(standard: FeeStandard, *, by: Actor) -> FeeStandard:
    """Puts a draft into force for the years from ``year_from`` on. It can't be changed afterwards.

    Raises Refused without a resolution, without an amount for every tier, with a due date that
    isn't one, or if another standard begins in the same year.
    """
    standard = FeeStandard.objects.select_for_update().get(pk=standard.pk)
    if not may_publish_standard(by):
        raise Refused("您没有权限公布会费标准。请由财务管理中心办理。")
    if standard.state != StandardState.DRAFT:
        raise Refused(f"“{standard}”已经公布。")
    missing = set(Tier) - set(standard.lines.values_list("tier", flat=True))
    if missing:
        names = "、".join(tier.label for tier in Tier if tier in missing)
        raise Refused(f"还缺这些档次的金额：{names}。请补齐后再公布。")
    try:
        date(standard.year_from, standard.due_month, standard.due_day)
    except ValueError as error:
        raise Refused(
            f"缴费期限 {standard.due_month} 月 {standard.due_day} 日不存在，请改正。"
        ) from error
    standard.state = StandardState.PUBLISHED
    standard.published_on = clock.today()
    standard.published_by = by
    try:
        standard.validate_constraints()
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    standard.save()
    audit.record(
        standard,
        "公布会费标准",
        by=by,
        before={"状态": StandardState.DRAFT.label},
        after={"状态": StandardState.PUBLISHED.label},
        reason=str(standard.resolution),
    )
    return standard
