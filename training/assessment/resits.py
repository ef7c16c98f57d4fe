"""补考: who failed comes again, if the rule of the day still lets them."""

from datetime import date, timedelta

from django.db import transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from training.assessment import standards
from training.assessment.standing import current_results
from training.enrolment.states import ENROLMENTS
from training.enums import ExamPart
from training.models import Enrolment, Resit, ResitRule, Result
from training.rules import may_publish_results


def last_day(enrolment: Enrolment, rule: ResitRule) -> date | None:
    """Until when a re-sit may be planned; None before anything was published."""
    first = Result.objects.filter(enrolment=enrolment).order_by("pk").first()
    if first is None:
        return None
    return first.published_at.astimezone(clock.TZ).date() + timedelta(rule.within_days)


@transaction.atomic
def plan(enrolment: Enrolment, *, by: User) -> Resit:
    """What was passed stays passed, if the rule says so. Raises Refused: not failed, too often, too
    late."""
    if not may_publish_results(by):
        raise Refused("您没有权限安排补考。请由教育培训部办理。")
    row = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("trainee")
        .get(pk=enrolment.pk)
    )
    rule = standards.resit_rule(clock.today())
    result = current_results([row.pk]).get(row.pk)
    if result is None:
        raise Refused(f"{row.trainee}还没有公布的成绩，谈不上补考。")
    if Resit.objects.filter(result__enrolment=row).count() >= rule.times:
        raise Refused(f"{row.trainee}已补考 {rule.times} 次，按补考办法不能再补考。")
    until = last_day(row, rule)
    if until and clock.today() > until:
        raise Refused(f"{row.trainee}的补考期限到 {until} 为止，已经过了。")
    if result.corrections.filter(granted__isnull=True).exists():
        raise Refused(f"{row.trainee}的成绩有一项更正等待决定，请先决定。")
    kept = [ExamPart(each.part).label for each in result.parts.all() if each.passed]
    ENROLMENTS.perform(
        row,
        "resit",
        by=by,
        保留=("、".join(kept) or "没有") if rule.keeps_passed else "不保留",
    )
    enrolment.state = row.state
    return Resit.objects.create(
        result=result, keeps_passed=rule.keeps_passed, planned_by=by, planned_at=clock.now()
    )
