"""Who may be asked: experts and review organisations with what they have on hand, and what speaks
against each. No query grows with the rows."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from association.base import clock
from association.base.templatetags.ui import day as day_words
from standardization.enums import CLOSED, AssignmentState, Duty, ExpertState
from standardization.models import Assignment, Case, Expert, Organisation
from standardization.people import independence, reexamining
from standardization.people.independence import Weight
from standardization.people.states import OPEN

GONE = (AssignmentState.DECLINED, AssignmentState.NO_ANSWER, AssignmentState.CANCELLED)


def experts() -> QuerySet[Expert]:
    """With ``load`` (assignments under way) and ``last_used`` (when they were last asked)."""
    under_way = Q(assignments__state__in=OPEN) & ~Q(assignments__case__state__in=CLOSED)
    return Expert.objects.annotate(
        load=Count("assignments", filter=under_way, distinct=True),
        last_used=Max("assignments__asked_at"),
    )


def organisations() -> QuerySet[Organisation]:
    """With ``load``: cases under way that were given to them."""
    under_way = ~Q(cases__state__in=CLOSED) & Q(cases__isnull=False)
    return Organisation.objects.annotate(load=Count("cases", filter=under_way, distinct=True))


def unfit(
    case: Case, rows: Collection[Expert], *, duty: Duty, until: date | None = None
) -> dict[int, list[str]]:
    """Why each of these (of ``experts()``) can't be asked for the duty; who is missing here can.
    The certificate has to be valid ``until`` that day, or today."""
    ties = independence.of_experts(case, rows)
    barred = independence.not_for_duty(case, rows, duty)
    asked = set(
        Assignment.objects.filter(case=case, round=case.round, expert__in=[r.pk for r in rows])
        .exclude(state__in=GONE)
        .values_list("expert", flat=True)
    )
    found = {}
    for row in rows:
        why = _personal(row, until or clock.today())
        why += [tie.text for tie in ties.get(row.pk, ()) if tie.weight is Weight.RECUSE]
        if row.pk in barred:
            why.append(barred[row.pk])
        if row.pk in asked:
            why.append("在本案中已有委派或已经回避")
        if why:
            found[row.pk] = why
    return found


def _personal(row: Expert, until: date) -> list[str]:
    why = []
    if row.state != ExpertState.ACTIVE:
        why.append(f"现在是“{row.get_state_display()}”")
    if row.certificate_until < until:
        why.append(f"证书有效至{day_words(row.certificate_until)}")
    if row.load >= row.most_cases:  # type: ignore[attr-defined]  # of experts()
        why.append(f"已承担 {row.load} 件，到了上限")  # type: ignore[attr-defined]
    return why


def unfit_organisation(case: Case, organisation: Organisation) -> list[str]:
    """Why this organisation can't be chosen, but for its independence, which can be lifted."""
    today, why = clock.today(), []
    if organisation.kind != Organisation.Kind.REVIEW:
        return [f"{organisation}不是评审单位"]
    if organisation.suspended_on and organisation.suspended_on <= today:
        why.append(f"已暂停委派：{organisation.suspended_because}")
    if open_one := reexamining.open_of(organisation).first():
        why.append(f"{open_one.case.member.name}复核不合格，正在复查 {open_one.year} 年的报告")
    if organisation.valid_until and organisation.valid_until < today:
        why.append(f"资质有效至{day_words(organisation.valid_until)}，已经过期")
    industry = industry_of(case)
    if industry and industry not in organisation.industries:
        why.append(f"可评审的行业里没有“{industry}”")
    rows = Case.objects.filter(organisation=organisation)
    load = rows.exclude(state__in=CLOSED).exclude(pk=case.pk).count()
    if load >= organisation.most_cases:
        why.append(f"在办 {load} 件，到了上限")
    return why


def industry_of(case: Case) -> str:
    """Of the primary standard, empty where none is on record."""
    row = case.standards.filter(role="primary").select_related("version__standard").first()
    return row.version.standard.industry if row else ""
