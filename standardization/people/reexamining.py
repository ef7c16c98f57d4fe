"""A recheck failed what a review organisation had let pass: the rest of its batch is rechecked too,
so many of its reports of the year are looked through again, and until then it gets no new cases."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import CaseReportState, CaseState, ReportKind, VisitKind, VisitState
from standardization.models import (
    Case,
    DrawRule,
    Organisation,
    Reexamination,
    ReexaminedReport,
    Visit,
)
from standardization.people import lots
from standardization.rules import Actor, may_approve_cases, may_handle_cases

_RECHECKS = Visit.objects.filter(kind=VisitKind.RECHECK, state=VisitState.DONE)
PASSED_OVER = (CaseState.RECHECK_SELECTION, CaseState.PANEL, CaseState.CONCLUDED)
"""Where a case of the batch may stand that nobody has rechecked."""
BEYOND = (CaseState.PUBLICITY, CaseState.OBJECTION, CaseState.ANNOUNCED)
"""From here no recheck leads back: an objection does, or the bureau that takes the grade back."""


def begin(case: Case, *, by: Actor) -> Reexamination | None:
    """In the transaction of the conclusion that it failed. None where it wasn't a recheck that
    found it, or where this case has had its consequence."""
    if case.organisation_id is None or not _rechecked(case):
        return None
    rule = DrawRule.objects.order_by("pk").first()
    share = (rule.again_numerator, rule.again_denominator) if rule else (1, 2)
    year = clock.today().year
    made, new = Reexamination.objects.get_or_create(
        case=case,
        defaults={
            "organisation_id": case.organisation_id,
            "batch_id": case.batch_id,
            "year": year,
            "wanted": lots.quota(of_year(case.organisation_id, year).count(), *share),
            "opened_at": clock.now(),
        },
    )
    if new:
        after = {"年度": year, "须复查报告（份）": made.wanted}
        audit.record(made, "复核不合格，开始报告复查", by=by, after=after, about=case)
    return made


def of_year(organisation: int, year: int) -> QuerySet[Case]:
    """Its cases with a report that was issued in that year."""
    return Case.objects.filter(
        organisation=organisation,
        reports__kind=ReportKind.REVIEW,
        reports__state=CaseReportState.ISSUED,
        reports__issued_at__year=year,
    ).distinct()


def open_of(organisation: Organisation) -> QuerySet[Reexamination]:
    rows = Reexamination.objects.filter(organisation=organisation, cleared_at__isnull=True)
    return rows.select_related("case__member", "batch")


def not_to_conclude(case: Case) -> str | None:
    """Why a case of the same batch can't be concluded: a sentence, or None."""
    if case.batch_id is None or _rechecked(case):
        return None
    open_one = Reexamination.objects.filter(
        batch=case.batch_id, organisation=case.organisation_id, cleared_at__isnull=True
    ).first()
    if open_one is None:
        return None
    return f"同批的{open_one.case.member.name}复核不合格，本案也须现场复核。"


def unchecked(row: Reexamination) -> list[Case]:
    """Of the same batch and organisation, those that nobody has rechecked yet."""
    return list(_of_batch(row).filter(state__in=PASSED_OVER))


def beyond(row: Reexamination) -> list[Case]:
    """Of the same batch and organisation, those that nobody has rechecked and that are published,
    or announced with a grade that is in force."""
    today = clock.today()
    in_force = Q(grade_record__revoked_on=None, grade_record__end__gte=today)
    rows = _of_batch(row).filter(state__in=BEYOND)
    return list(rows.exclude(~in_force, state=CaseState.ANNOUNCED).select_related("grade_record"))


def _of_batch(row: Reexamination) -> QuerySet[Case]:
    if row.batch_id is None:
        return Case.objects.none()
    seen = _RECHECKS.filter(case=OuterRef("pk"), attendees__assignment__round=OuterRef("round"))
    rows = Case.objects.filter(~Exists(seen), batch=row.batch_id, organisation=row.organisation_id)
    return rows.select_related("member").order_by("pk")


@transaction.atomic
def look_through(
    row: Reexamination, *, case: Case, sound: bool, note: str, by: User
) -> ReexaminedReport:
    """Raises Refused."""
    if not may_handle_cases(by):
        raise Refused("您没有权限复查报告。请由安全技术部办理。")
    held = Reexamination.objects.select_for_update().get(pk=row.pk)
    if held.cleared_at:
        raise Refused("这次复查已经结束，请刷新页面。")
    if not note.strip():
        raise Refused("请写明复查情况：核对了什么，结果如何。", field="note")
    if not of_year(held.organisation_id, held.year).filter(pk=case.pk).exists():
        raise Refused("这个案件不在须复查的年度里。", field="case")
    if held.reports.filter(case=case).exists():
        raise Refused(f"{case}的报告已经复查过。", field="case")
    made = ReexaminedReport.objects.create(
        reexamination=held, case=case, sound=sound, note=note.strip(), by=by, at=clock.now()
    )
    after = {"案件": str(case), "报告属实": "是" if sound else "否"}
    audit.record(made, "复查报告", by=by, after=after, reason=note.strip(), about=held.case)
    return made


def not_to_clear(row: Reexamination) -> str | None:
    done = row.reports.count()
    if done < row.wanted:
        return f"须复查 {row.wanted} 份报告，还差 {row.wanted - done} 份。"
    if left := unchecked(row):
        return f"同批还有 {len(left)} 件没有转现场复核。"
    return None


@transaction.atomic
def clear(row: Reexamination, *, conclusion: str, by: User) -> None:
    """The organisation may be given cases again. Raises Refused."""
    if not may_approve_cases(by):
        raise Refused("结束复查须由安全技术部负责人办理。")
    held = Reexamination.objects.select_for_update().get(pk=row.pk)
    if held.cleared_at:
        raise Refused("这次复查已经结束，请刷新页面。")
    if obstacle := not_to_clear(held):
        raise Refused(obstacle)
    if not conclusion.strip():
        raise Refused("请写明复查结论。", field="conclusion")
    held.cleared_at, held.cleared_by = clock.now(), by
    held.conclusion = conclusion.strip()[:500]
    held.save(update_fields=["cleared_at", "cleared_by", "conclusion"])
    audit.record(held, "结束报告复查", by=by, reason=held.conclusion, about=held.case)


def _rechecked(case: Case) -> bool:
    seen = _RECHECKS.filter(case=case, attendees__assignment__round=case.round)
    return bool(seen.exists())
