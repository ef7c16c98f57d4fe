"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from django.db.models import QuerySet

from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from members.enums import RepresentativeRole
from members.models import Member, Representative
from standardization.enums import AssignmentState, Duty, ReportKind, VisitKind
from standardization.models import (
    Assignment,
    Case,
    ExpertReportVersion,
    Organisation,
    OrganisationUser,
    Visit,
)

Actor = User | None
"""Whoever writes; None is the system itself, or somebody who came by a signed link."""

may_view_cases = staff_with("standardization.view_case")
may_handle_cases = staff_with("standardization.handle_case")
may_approve_cases = staff_with("standardization.approve_case")
may_decide_cases = staff_with("standardization.decide_case")
may_record_acts = staff_with("standardization.record_act")
may_override_independence = staff_with("standardization.override_independence")
may_view_library = staff_with("standardization.view_standard")
may_import_standards = staff_with("standardization.import_standard")
may_publish_standards = staff_with("standardization.publish_standard")
may_view_experts = staff_with("standardization.view_expert")
may_keep_experts = staff_with("standardization.keep_expert")
may_draw = staff_with("standardization.draw_expert")
may_handle_visits = staff_with("standardization.handle_visit")
may_approve_vehicles = staff_with("standardization.approve_vehicle")
may_close_findings = staff_with("standardization.close_finding")
may_list_findings = staff_with("standardization.list_finding")

SEES_CASE = (AssignmentState.CLEAR, AssignmentState.ACCEPTED)
"""Of an expert's assignments: declared, and not bowed out since."""


def acts_for_company(user: Visitor, member: Member) -> bool:
    """Fills in a company's case: anybody who acts for it."""
    return bool(user and user.is_authenticated) and _of_company(user, member).exists()


def heads_company(user: Visitor, member: Member) -> bool:
    """Speaks for it: its 单位管理员."""
    return (
        bool(user and user.is_authenticated)
        and _of_company(user, member).filter(role=RepresentativeRole.ADMIN).exists()
    )


def acts_for_organisation(user: Visitor, organisation: Organisation | None) -> bool:
    return (
        bool(user and user.is_authenticated)
        and OrganisationUser.objects.filter(
            organisation=organisation, user=user, ended_at__isnull=True
        ).exists()
    )


def is_technical_head(user: Visitor, organisation: Organisation | None) -> bool:
    """Issues the reports of a review organisation."""
    return (
        bool(user and user.is_authenticated)
        and OrganisationUser.objects.filter(
            organisation=organisation, user=user, ended_at__isnull=True, technical_head=True
        ).exists()
    )


def in_bureau(user: Visitor) -> bool:
    """Of an office of the city's bureau, by the own sign-in."""
    return (
        bool(user and user.is_authenticated)
        and OrganisationUser.objects.filter(
            organisation__kind=Organisation.Kind.BUREAU, user=user, ended_at__isnull=True
        ).exists()
    )


def on_duty(user: Visitor, case: Case, *duties: Duty) -> bool:
    """Has accepted one of these duties in the case's round, or any."""
    if not (user and user.is_authenticated):
        return False
    rows = Assignment.objects.filter(
        case=case, round=case.round, expert__user=user, state=AssignmentState.ACCEPTED
    )
    return (rows.filter(duty__in=duties) if duties else rows).exists()


def sees_case(user: Visitor, case: Case) -> bool:
    """An expert who has declared to be free of ties. The recused see nothing, not even a count."""
    return (
        bool(user and user.is_authenticated)
        and Assignment.objects.filter(case=case, expert__user=user, state__in=SEES_CASE).exists()
    )


def _of_company(user: Visitor, member: Member) -> QuerySet[Representative]:
    return Representative.objects.filter(user=user, member=member, ended_at__isnull=True)


may_view_organisations = staff_with("standardization.view_organisation")
may_keep_organisations = staff_with("standardization.change_organisation")
VISIT_DUTIES: dict[str, tuple[Duty, ...]] = {
    VisitKind.REVIEW: (Duty.LEADER, Duty.REVIEWER),
    VisitKind.RECHECK: (Duty.RECHECK_LEADER, Duty.RECHECKER),
    VisitKind.VERIFICATION: (Duty.VERIFIER, Duty.LEADER, Duty.RECHECK_LEADER),
    VisitKind.LOOK_BACK: tuple(Duty),
}
"""Whose duty takes them along: who reviewed has no part in the recheck."""
_LEADERS = (Duty.LEADER, Duty.RECHECK_LEADER)


def on_visit(user: Visitor, visit: Visit) -> bool:
    """Answers its checklist: has accepted a duty of this kind in the case's round."""
    return on_duty(user, visit.case, *VISIT_DUTIES[visit.kind])


def leads_visit(user: Visitor, visit: Visit) -> bool:
    leading = tuple(duty for duty in VISIT_DUTIES[visit.kind] if duty in _LEADERS)
    return on_duty(user, visit.case, *leading)


def may_run_visit(user: Visitor, visit: Visit) -> bool:
    """Begins it, holds its meetings, stops and ends it: whoever leads it, or our office."""
    return leads_visit(user, visit) or bool(may_handle_visits(user))


def may_second_answers(user: Visitor, visit: Visit) -> bool:
    """Approves another's "not applicable" and confirms another's veto."""
    return on_visit(user, visit) or bool(may_handle_visits(user))


REPORT_DUTIES: dict[ReportKind, tuple[Duty, ...]] = {
    # who leads first
    ReportKind.REVIEW: (Duty.LEADER, Duty.REVIEWER),
    ReportKind.RECHECK: (Duty.RECHECK_LEADER, Duty.RECHECKER),
}
"""Whose duty ends with a report of their own; who only verifies what was mended writes none."""


def recused(user: Visitor, case: Case) -> bool:
    """Bowed out of this case in some round: whatever else they are, nothing of it is theirs."""
    return Assignment.objects.filter(
        case=case, expert__user=user, state=AssignmentState.RECUSED
    ).exists()


def may_judge_report(user: Visitor, assignment: Assignment) -> bool:
    """Accepts an expert's report or sends it back: whoever handles cases, the leader of the same
    stage and round, and for the leader of a review the organisation's technical head. Never the
    author, and nobody who still owes a report of that stage: own words come first."""
    if not (user and user.is_authenticated) or assignment.expert.user_id == user.pk:
        return False
    duties = next((each for each in REPORT_DUTIES.values() if assignment.duty in each), ())
    case = assignment.case
    if not duties or assignment.round != case.round or recused(user, case):
        return False
    if owes_report(user, case, *duties):
        return False
    if may_handle_cases(user):
        return True
    if assignment.duty == Duty.LEADER:
        return is_technical_head(user, case.organisation)
    return assignment.duty not in _LEADERS and on_duty(user, case, duties[0])


def owes_report(user: Visitor, case: Case, *duties: Duty) -> bool:
    """Has accepted one of these duties in the case's round, and not yet handed in a report on it."""
    if not on_duty(user, case, *duties):
        return False
    handed_in = ExpertReportVersion.objects.filter(
        report__assignment__case=case,
        report__assignment__round=case.round,
        report__assignment__duty__in=duties,
        report__assignment__state=AssignmentState.ACCEPTED,
        report__assignment__expert__user=user,
    )
    return not handed_in.exists()


def writes_report(user: Visitor, case: Case, kind: str) -> bool:
    """The chapters of a report of the case, and the name below them."""
    if kind == ReportKind.REVIEW:
        return on_duty(user, case, Duty.LEADER)
    return on_duty(user, case, Duty.RECHECK_LEADER) or bool(may_handle_cases(user))


def issues_report(user: Visitor, case: Case, kind: str) -> bool:
    """Another person than who signed it: of the review organisation, or of ours."""
    if kind == ReportKind.REVIEW:
        return is_technical_head(user, case.organisation)
    return bool(may_approve_cases(user))
