"""What is due in reviews and still undone, one reader for each kind of deadline.

Each answers what falls due by ``until``. Whoever was recused is in none of them: their assignment
is neither waiting nor accepted.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from association.base import clock
from standardization import queries
from standardization.enums import (
    CLOSED,
    AssignmentState,
    CaseKind,
    CaseState,
    ClockKind,
    ExpertState,
    FindingState,
    RemindOf,
)
from standardization.findings.states import GIVEN_UP, TO_FIX
from standardization.grades import records
from standardization.models import (
    Assignment,
    Case,
    Expert,
    Finding,
    GradeRecord,
    Listing,
    LookBack,
    ReviewReminderRule,
)
from standardization.people.states import OPEN, WAITING
from standardization.reminders import ready
from standardization.reminders.due import Due

STALE = timedelta(14)
"""So long an invitation that was never answered is spoken of."""


def due(rule: ReviewReminderRule) -> list[Due]:
    """What this rule may speak of by now; whether it does, ``turns`` decides."""
    until = clock.today() - timedelta(rule.days)
    return _READERS[RemindOf(rule.what)](rule, until)


def _answers(rule: ReviewReminderRule, until: date) -> list[Due]:
    """Also of those who never answered, once it is too late: they are told that it ended."""
    asked = Q(state__in=WAITING)
    if rule.days > 0:
        again = Assignment.objects.filter(
            case=OuterRef("case"), expert=OuterRef("expert"), round=OuterRef("round")
        ).filter(state__in=OPEN)
        asked |= Q(
            ~Exists(again),
            state=AssignmentState.NO_ANSWER,
            respond_by__gte=clock.today() - STALE,
        )
    return [
        _of_assignment(row, row.respond_by)
        for row in _assignments().filter(asked, respond_by__lte=until)
    ]


def _reports(rule: ReviewReminderRule, until: date) -> list[Due]:
    """An expert's own report, until it is handed in or the report of the case is out."""
    rows = queries.unwritten().filter(deliver_by__lte=until)
    rows = rows.select_related("expert__user", "case__member", "case__officer").order_by("pk")
    return [_of_assignment(row, row.deliver_by) for row in rows]


def _assignments() -> Any:
    return (
        Assignment.objects.exclude(case__state__in=CLOSED)
        .select_related("expert__user", "case__member", "case__officer")
        .order_by("pk")
    )


def _of_assignment(row: Assignment, on: date) -> Due:
    return Due(
        row,
        on,
        f"{row.case.member.name}，{row.get_duty_display()}{row.expert.name}",
        desk=reverse("admin:standardization_case_people", args=[row.case_id]),
        own=reverse("standardization:expert_assignment", args=[row.pk]),
        expert=row.expert,
        officer=row.case.officer,
        case=row.case,
    )


def _mendings(rule: ReviewReminderRule, until: date) -> list[Due]:
    rows = Finding.objects.filter(state__in=TO_FIX, deadline__lte=until).exclude(
        case__state__in=GIVEN_UP
    )
    rows = rows.select_related("case__member", "case__officer").order_by("deadline", "pk")
    return [_of_finding(row, row, row.deadline) for row in rows]


def _listed(rule: ReviewReminderRule, until: date) -> list[Due]:
    """Counted from the day it was put up; read is the day by which it has to be mended."""
    rows = Listing.objects.exclude(finding__state=FindingState.CLOSED)
    rows = rows.select_related("finding__case__member", "finding__case__officer").order_by("pk")
    days = ((row, row.listed_at.astimezone(clock.TZ).date()) for row in rows)
    return [
        _of_finding(row, row.finding, on, shown=row.deadline) for row, on in days if on <= until
    ]


def _looks(rule: ReviewReminderRule, until: date) -> list[Due]:
    rows = LookBack.objects.filter(
        held__isnull=True, due_on__lte=until, finding__state=FindingState.CLOSED
    )
    rows = rows.select_related("finding__case__member", "finding__case__officer").order_by("pk")
    return [_of_finding(row, row.finding, row.due_on) for row in rows]


def _of_finding(
    obj: Finding | Listing | LookBack, row: Finding, on: date, *, shown: date | None = None
) -> Due:
    return Due(
        obj,
        on,
        f"{row.case.member.name}，{row.number} {row.text[:40]}",
        desk=reverse("admin:standardization_finding", args=[row.pk]),
        own=reverse("standardization:company_finding", args=[row.pk]),
        member=row.case.member,
        officer=row.case.officer,
        case=row.case,
        shown=shown,
    )


def _grades(rule: ReviewReminderRule, until: date) -> list[Due]:
    """Of those in force that nothing follows yet: neither a grade nor an application for one."""
    return [_of_grade(row, row.end, "有效期") for row in _in_force().filter(end__lte=until)]


def _self_reviews(rule: ReviewReminderRule, until: date) -> list[Due]:
    today = clock.today()
    rows = _living().prefetch_related("self_reviews")
    return [
        _of_grade(row, on, f"第 {year} 年自评")
        for row in rows
        for year, on in records.missing_self_reviews(row, today)
        if on <= until
    ]


def _living() -> Any:
    today = clock.today()
    rows = GradeRecord.objects.filter(start__lte=today, end__gte=today, revoked_on__isnull=True)
    return rows.select_related("member", "case__officer", "renewed_by").order_by("end", "pk")


def _in_force() -> Any:
    applied = (
        Case.objects.filter(
            member=OuterRef("member"), kind__in=(CaseKind.RENEWAL, CaseKind.RENEWAL_FAST)
        )
        .exclude(state__in=CLOSED)
        .exclude(state__in=(CaseState.DRAFT, CaseState.INTERNAL_NOTICE))
    )
    return _living().filter(renewed_by__isnull=True).exclude(Exists(applied))


def _of_grade(row: GradeRecord, on: date, what: str) -> Due:
    return Due(
        row,
        on,
        f"{row.member.name}，{row.number} {row.grade}{what}",
        desk=reverse("admin:standardization_grade", args=[row.pk]),
        own=reverse("standardization:company_grades"),
        member=row.member,
        officer=row.case.officer,
        case=row.case,
    )


def _certificates(rule: ReviewReminderRule, until: date) -> list[Due]:
    rows = Expert.objects.filter(state=ExpertState.ACTIVE, certificate_until__lte=until)
    return [
        Due(
            row,
            row.certificate_until,
            f"{row.name}，评审员证书 {row.certificate_number}",
            desk=reverse("admin:standardization_expert", args=[row.pk]),
            own=reverse("standardization:expert_home"),
            expert=row,
        )
        for row in rows.select_related("user").order_by("certificate_until", "pk")
    ]


def _terms(rule: ReviewReminderRule, until: date) -> list[Due]:
    """Overdue ones; ``turns`` counts the working days. Of a company that didn't mend in time the
    page offers what follows."""
    rows = (
        queries.overdue().select_related("case__member", "case__officer").order_by("due_on", "pk")
    )
    found = []
    for row in rows:
        follows = ""
        if row.kind == ClockKind.RECTIFICATION and row.case.state == CaseState.RECTIFYING:
            follows = "，可在案件页提出“整改逾期，未达标”"
        found.append(
            Due(
                row,
                row.due_on,
                f"{row.case}，{row.get_kind_display()}{follows}",
                desk=reverse("admin:standardization_case", args=[row.case_id]),
                officer=row.case.officer,
                case=row.case,
            )
        )
    return found


_READERS: dict[RemindOf, Callable[[ReviewReminderRule, date], list[Due]]] = {
    RemindOf.ANSWER: _answers,
    RemindOf.REPORT: _reports,
    RemindOf.MENDING: _mendings,
    RemindOf.CAR: ready.due,
    RemindOf.SUPPLIES: ready.due,
    RemindOf.HEALTH: ready.due,
    RemindOf.GRADE: _grades,
    RemindOf.SELF_REVIEW: _self_reviews,
    RemindOf.CERTIFICATE: _certificates,
    RemindOf.LISTED: _listed,
    RemindOf.LOOK_BACK: _looks,
    RemindOf.TERM: _terms,
}
