"""What a report of each kind is about: the visit of its round, the people, the score."""

from collections.abc import Mapping
from dataclasses import dataclass

from standardization.enums import (
    AssignmentState,
    CaseState,
    Duty,
    ReportKind,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.library import snapshots
from standardization.models import Assignment, Case, CaseReport, ScoreSnapshot, Visit

S = CaseState


@dataclass(frozen=True, slots=True)
class Stage:
    visit: VisitKind
    score: SnapshotKind
    duties: tuple[Duty, ...]
    """Who writes a report of their own. Whoever only verifies what was mended writes none."""
    written_in: tuple[CaseState, ...]
    signed_in: tuple[CaseState, ...]


STAGES: Mapping[str, Stage] = {
    ReportKind.REVIEW: Stage(
        VisitKind.REVIEW,
        SnapshotKind.REVIEW,
        (Duty.LEADER, Duty.REVIEWER),
        (S.REVIEWING, S.RECTIFYING, S.VERIFYING, S.REPORTING),
        (S.REPORTING,),
    ),
    ReportKind.RECHECK: Stage(
        VisitKind.RECHECK,
        SnapshotKind.RECHECK,
        (Duty.RECHECK_LEADER, Duty.RECHECKER),
        (S.RECHECKING, S.RECHECK_RECTIFYING, S.PANEL),
        (S.RECHECK_RECTIFYING, S.PANEL),
    ),
}


def report_of(case: Case, kind: str) -> CaseReport | None:
    """That of the case's present round."""
    return CaseReport.objects.filter(case=case, round=case.round, kind=kind).first()


def held(case: Case, kind: str, round: int) -> Visit | None:
    """The visit that was brought to its end in this round."""
    rows = Visit.objects.filter(
        case=case,
        kind=STAGES[kind].visit,
        state=VisitState.DONE,
        attendees__assignment__round=round,
    )
    return rows.select_related("site", "liaison").order_by("-pk").first()


def score(case: Case, kind: str, round: int) -> ScoreSnapshot | None:
    """The latest that was frozen in this round: the one that ``grades.judging`` goes by."""
    return snapshots.latest(case, STAGES[kind].score, round)


def panel(case: Case, kind: str, round: int) -> list[Assignment]:
    """Leader first, each with expert, declaration and own report, if there are any."""
    rows = Assignment.objects.filter(
        case=case,
        round=round,
        duty__in=STAGES[kind].duties,
        state=AssignmentState.ACCEPTED,
    ).select_related("expert", "declaration", "report")
    return sorted(rows, key=lambda row: (STAGES[kind].duties.index(Duty(row.duty)), row.pk))
