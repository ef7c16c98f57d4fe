"""The life of an expert's report, and from when until when there is something to write in it."""

from collections.abc import Mapping
from typing import Any

from association.base import clock
from association.base.transitions import Table, Transition
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    ReportKind,
    ReportState,
    VisitKind,
    VisitState,
)
from standardization.models import Assignment, CaseReport, ExpertReport, Visit
from standardization.rules import REPORT_DUTIES, Actor, may_judge_report

S = ReportState
WRITING = (S.DRAFTING, S.RETURNED)
"""The expert's turn."""
BEGUN = (VisitState.ONGOING, VisitState.DONE, VisitState.ABORTED)
"""A visit that was stopped was begun, too: what was seen may be written down."""


def stage(assignment: Assignment) -> ReportKind | None:
    """Which report of the case this duty's own goes into; None: the duty ends with none."""
    found = (kind for kind, duties in REPORT_DUTIES.items() if assignment.duty in duties)
    return next(found, None)


def visits(assignment: Assignment) -> list[Visit]:
    """Those begun of this stage in the assignment's round."""
    kind = stage(assignment)
    if kind is None:
        return []
    rows = Visit.objects.filter(
        case=assignment.case_id,
        kind=VisitKind(kind.value),
        state__in=BEGUN,
        attendees__assignment__round=assignment.round,
    )
    return list(rows.distinct().order_by("pk"))


def over(assignment: Assignment) -> str | None:
    """Why nothing is to be changed about this report any more, if so."""
    kind, case = stage(assignment), assignment.case
    if kind is None:
        return f"{assignment.get_duty_display()}不写专家报告。"
    if assignment.state != AssignmentState.ACCEPTED:
        return f"这项委派现在是“{assignment.get_state_display()}”，不能再办理报告。"
    if case.closed:
        return f"案件已是“{case.get_state_display()}”，专家报告不再改动。"
    if assignment.round != case.round:
        return "本案已发回重新评审，以前一轮的专家报告不再改动。"
    issued = CaseReport.objects.filter(
        case=case, round=case.round, kind=kind, state=CaseReportState.ISSUED
    )
    return f"{kind.label}已经出具，专家报告不再改动。" if issued.exists() else None


def not_open(assignment: Assignment) -> str | None:
    """Why the expert can't write: too late, or the visit hasn't begun."""
    if why := over(assignment):
        return why
    if not visits(assignment):
        kind = stage(assignment)
        assert kind is not None, "said by `over`"
        return f"{VisitKind(kind.value).label}开始以后才能写报告。"
    return None


def _own(user: Actor, row: ExpertReport) -> bool:
    return user is not None and row.assignment.expert.user_id == user.pk


def _judges(user: Actor, row: ExpertReport) -> bool:
    return may_judge_report(user, row.assignment)


def _not_open(row: ExpertReport) -> str | None:
    return not_open(row.assignment)


def _over(row: ExpertReport) -> str | None:
    return over(row.assignment)


def _accepted(by: Any) -> Mapping[str, Any]:
    return {"accepted_by": by, "accepted_at": clock.now()}


REPORTS = Table(
    transitions=(
        Transition("submit", "提交专家报告", WRITING, S.SUBMITTED, may=_own, guard=_not_open),
        Transition(
            "send_back", "退回专家报告", (S.SUBMITTED,), S.RETURNED, may=_judges, guard=_over,
        ),
        Transition(
            "accept", "采用专家报告", (S.SUBMITTED,), S.ACCEPTED, may=_judges, guard=_over,
            sets=_accepted,
        ),
    ),
    states=ReportState,
    about=lambda row: row.assignment.case,
)  # fmt: skip
